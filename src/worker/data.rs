//! One's own data for the browser: where they are, how they stand, adding to them, bringing them up to date, what changed.

use std::path::Path;
use std::sync::Arc;

use super::Worker;
use super::shared::Shared;
use crate::app::Msg;
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind, Result};
use crate::download::Progress;
use crate::m;
use crate::model::{Address, Media};
use crate::session::Session;
use crate::sync::{self, Added, Adding, DataFolder, DataPath, SyncMode, SyncRow, SyncWatch};

/// Tells the screen how files come, where it wants to know; personal data are for a person at a command.
struct AtScreen(Option<Shared>);

impl SyncWatch for AtScreen {
    fn agrees<'a>(&'a self, media: &'a Media) -> Fut<'a, ()> {
        let error = Error::new(ErrorKind::Usage, &media.address(), m!("sync-agree-elsewhere"));
        Box::pin(async move { Err(error.hint(m!("sync-agree-elsewhere-hint"))) })
    }

    fn progress<'a>(&'a self, path: &DataPath) -> Box<dyn FnMut(Progress) + Send + 'a> {
        let path = path.clone();
        Box::new(move |progress| {
            self.0.iter().for_each(|shared| shared.send(Msg::DataGoesOn(path.clone(), progress)));
        })
    }

    fn ended(&self, row: &SyncRow) {
        self.0.iter().for_each(|shared| shared.send(Msg::DataEnded(Box::new(row.clone()))));
    }
}

/// The folder that the browser was opened in.
fn folder() -> DataFolder {
    DataFolder::at(Path::new("").to_owned())
}

impl Worker {
    pub(super) fn find_data(&self) {
        self.spawn_blocking(move || {
            let folder = folder();
            let count = folder.has_manifest().then(|| folder.manifest().map_or(0, |manifest| manifest.blocks.len()));
            let root = std::env::current_dir().unwrap_or_else(|_| folder.root().to_owned());
            Msg::DataFound(root, count)
        });
    }

    pub(super) fn look_at_data(&mut self) {
        let rows = run(self.session(), SyncMode::Plan, AtScreen(None));
        self.spawn(rows, Msg::DataLooked);
    }

    pub(super) fn bring_data(&mut self) {
        let rows = run(self.session(), SyncMode::Forward, AtScreen(Some(self.shared.clone())));
        let task = self.task(rows, Msg::DataBrought);
        self.bringing.replace(task.abort_handle()).iter().for_each(|task| task.abort());
    }

    pub(super) fn compare_data(&mut self, path: DataPath) {
        let (session, of) = (self.session(), path.clone());
        let compared = async move { sync::compared(&session, &folder(), &of, &AtScreen(None)).await };
        let task = self.task(compared, |compared| Msg::DataCompared(path, compared));
        self.comparing.replace(task.abort_handle()).iter().for_each(|task| task.abort());
    }

    /// What fails of several does not keep the others from being added.
    pub(super) fn add_data(&mut self, addresses: Vec<Address>) {
        let session = self.session();
        let added = async move {
            let (mut blocks, mut failed) = (vec![], vec![]);
            for address in addresses {
                match sync::blocks(&session, &address.to_string(), &Adding::default()).await {
                    Ok(more) => blocks.extend(more),
                    Err(error) => failed.push(error),
                }
            }
            Ok((sync::write(&session, &folder(), blocks, &Adding::default()).await?, failed))
        };
        self.spawn(added, |added: Result<(Vec<Added>, Vec<Error>)>| {
            let (added, failed) = added.unwrap_or_else(|error| (vec![], vec![error]));
            Msg::DataAdded(added, failed)
        });
    }
}

async fn run(session: Arc<Session>, mode: SyncMode, screen: AtScreen) -> Result<Vec<SyncRow>> {
    sync::sync(&session, (&folder(), None), mode, &[], &screen).await
}
