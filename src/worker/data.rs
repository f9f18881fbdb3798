//! One's own data for the browser: where they are, how they stand, adding to them and bringing them up to date.

use std::path::Path;
use std::sync::Arc;

use super::Worker;
use crate::app::Msg;
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind, Result};
use crate::download::Progress;
use crate::m;
use crate::model::Media;
use crate::session::Session;
use crate::sync::{self, Adding, DataFolder, DataPath, SyncMode, SyncRow, SyncWatch};

/// Nobody is asked, and nothing is shown before the end.
struct Unwatched;

impl SyncWatch for Unwatched {
    fn agrees<'a>(&'a self, media: &'a Media) -> Fut<'a, ()> {
        let error = Error::new(ErrorKind::Usage, &media.address(), m!("sync-agree-elsewhere"));
        Box::pin(async move { Err(error.hint(m!("sync-agree-elsewhere-hint"))) })
    }

    fn progress<'a>(&'a self, _: &DataPath) -> Box<dyn FnMut(Progress) + Send + 'a> {
        Box::new(|_| {})
    }

    fn ended(&self, _: &SyncRow) {}
}

/// The folder that the browser was opened in, where that has a manifest; else the one of downloads.
fn folder(session: &Session) -> DataFolder {
    let current = DataFolder::at(Path::new("").to_owned());
    if current.has_manifest() { current } else { DataFolder::at(&session.config.download_dir) }
}

impl Worker {
    pub(super) fn find_data(&self) {
        let session = self.session();
        self.spawn_blocking(move || {
            let folder = folder(&session);
            let count = folder.has_manifest().then(|| folder.manifest().map_or(0, |manifest| manifest.blocks.len()));
            let root = std::path::absolute(folder.root()).unwrap_or_else(|_| folder.root().to_owned());
            Msg::DataFound(root, count)
        });
    }

    pub(super) fn look_at_data(&mut self) {
        let rows = run(self.session(), SyncMode::Plan);
        self.spawn(rows, Msg::DataLooked);
    }

    pub(super) fn bring_data(&mut self) {
        let rows = run(self.session(), SyncMode::Forward);
        self.spawn(rows, Msg::DataBrought);
    }

    pub(super) fn add_data(&mut self, address: String) {
        let session = self.session();
        let added = async move {
            let blocks = sync::blocks(&session, &address, &Adding::default()).await?;
            let written = tokio::task::spawn_blocking(move || sync::write(&folder(&session), blocks, false)).await;
            written.map_err(|error| Error::new(ErrorKind::Unexpected, "guichet", error.to_string()))?
        };
        self.spawn(added, Msg::DataAdded);
    }
}

async fn run(session: Arc<Session>, mode: SyncMode) -> Result<Vec<SyncRow>> {
    sync::sync(&session, &folder(&session), mode, &[], &Unwatched).await
}
