//! What a server packs unasked is judged by what is in it, which takes all of it: it comes by way of a folder that is gone
//! afterwards.

use std::env;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::deliver::{Delivered, Delivery, Weighed, not_kept};
use super::intake::Intake;
use super::note::Note;
use super::place::{self, Place};
use crate::base::disk::disk;
use crate::base::error::Result;
use crate::download::receipt::Receipt;
use crate::download::taken::skipped;
use crate::download::version::Version;
use crate::download::{self, FetchPlan, IfExists, Outcome, Progress, blocking};
use crate::portals::Portal;

/// How much of the file is read at once.
const AT_ONCE: u64 = 1 << 20;

impl<'b> Delivery<'_, 'b> {
    /// Downloads the media into a folder, and sends the file that it becomes to the bucket.
    pub async fn through_disk(
        &self,
        portal: &dyn Portal,
        report: impl FnMut(Progress) + Send,
    ) -> Result<Delivered<'b>> {
        let Self { media, plan, bucket, .. } = self;
        let folder = tempfile::tempdir().map_err(|error| disk(&env::temp_dir(), &error))?;
        let dir = folder.path().to_owned();
        let passing = FetchPlan { dir, if_exists: IfExists::Rename, had: None, versions: None, ..(*plan).clone() };
        let outcome = download::fetch(portal, media, &passing, report).await?;
        if !outcome.meets(plan.require) {
            return Err(not_kept(media, &outcome.reason));
        }
        let file = outcome.path.clone();
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let done = |outcome| Ok(Delivered::Done(Box::new(outcome)));
        let place = match &self.free {
            Some(free) => Place::Free(Box::new(free.clone())),
            None => place::take(bucket, plan, &name, (media, &Version::default()), None).await?,
        };
        let free = match place {
            Place::Free(free) => *free,
            Place::Unchanged(earlier) => return done(earlier.outcome(self.seconds())),
            Place::Kept(name) => return done(skipped(media, bucket.address.path(&name), self.seconds())),
        };
        if let Some(earlier) = free.holds(&outcome.sha256) {
            return done(earlier.clone().outcome(self.seconds()));
        }
        let recorded = Receipt::read(&file).map(|receipt| (receipt.reason, receipt.doubt));
        let recorded = recorded.unwrap_or_else(|_| (outcome.reason.clone(), outcome.doubt.clone()));
        let mut note = self.note(&free.name)?;
        let mut intake = Intake::new(self, &free, outcome.content_type.clone(), Some(outcome.bytes), None);
        if let Err(error) = pour(&file, &mut intake, &mut note).await {
            if intake.give_up().await {
                note.done();
            }
            return Err(error);
        }
        let arrived = intake.finish(Version::default(), false).await?;
        let path = bucket.address.path(&free.name);
        let weighed = Weighed { outcome: Outcome { path, ..outcome }, recorded };
        Ok(Delivered::Held(Box::new(self.held(arrived.body, weighed, free, note))))
    }
}

/// Takes in the whole file.
async fn pour(path: &Path, intake: &mut Intake<'_, '_, '_>, note: &mut Note) -> Result<()> {
    let mut open = File::open(path).map_err(|error| disk(path, &error))?;
    loop {
        let path = path.to_owned();
        let read = move || {
            let mut chunk = Vec::new();
            let read = open.by_ref().take(AT_ONCE).read_to_end(&mut chunk);
            read.map(|_| (open, chunk)).map_err(|error| disk(&path, &error))
        };
        let chunk;
        (open, chunk) = blocking(read).await?;
        if chunk.is_empty() {
            return intake.end(note).await;
        }
        intake.take(&chunk, note).await?;
    }
}
