//! What changed between a file that is here and what its portal has now; nothing of the folder is touched.

use std::fs::File;

use super::datasets::{Datasets, Meant, answered};
use super::folder::DataFolder;
use super::path::DataPath;
use super::run::{SyncWatch, blocking};
use crate::base::error::{Error, ErrorKind, Result};
use crate::diff::{DiffOptions, FirstChanges, ToldDiff};
use crate::model::Access;
use crate::session::{ComparedFile, Session};
use crate::{m, t};

/// So many differences are told one by one.
const TOLD: usize = 200;

/// The file at `path` of `folder`, against what is published.
pub async fn compared(
    session: &Session,
    folder: &DataFolder,
    path: &DataPath,
    watch: &dyn SyncWatch,
) -> Result<ToldDiff> {
    let (opened, of) = (folder.clone(), path.clone());
    let (manifest, lock, place) =
        blocking(move || Ok((opened.manifest()?, opened.lock()?, opened.place_of(&of)?))).await?;
    let Some(block) = manifest.find(path) else {
        let error = Error::new(ErrorKind::NotFound, path.to_string(), m!("sync-not-listed"));
        return Err(error.hint(m!("sync-not-listed-hint")));
    };
    if manifest.store.is_some() {
        return Err(Error::new(ErrorKind::Usage, path.to_string(), m!("sync-store-no-files")));
    }
    let locked = lock.files.get(path).filter(|locked| locked.is_of(&block.wish));
    let order = match Datasets::of(session).meant(&block.wish, locked).await? {
        Meant::Media(order) => answered(&order)?,
        Meant::Withdrawn(why) => return Err(Error::new(ErrorKind::NotFound, path.to_string(), why)),
    };
    if order.media.access == Access::Personal {
        watch.agrees(&order.media).await?;
    }
    let mut here = ComparedFile::on_disk(&place)?;
    here.label = path.to_string();
    let mut published = session.published(&order).await?;
    published.label = t!("sync-published-now");
    let (here, published) = (here.looked_into(&[]).await?, published.looked_into(&[]).await?);
    let options = DiffOptions { limit: TOLD, ..DiffOptions::default() };
    let sink = FirstChanges::<File>::new(TOLD, None);
    let (found, sink) = session.compared(&here, &published, &options, sink).await?;
    Ok(ToldDiff::new(&[here.label, published.label], &found, &sink.end()?))
}
