//! What a run writes into the lock, and what it takes out of it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::super::folder::HeldLock;
use super::super::keeping::LockChange;
use super::super::lock::{Lock, LockedFile};
use super::super::manifest::Manifest;
use super::super::path::{DataPath, clash};
use super::super::plan::{DataState, SyncAction, SyncMode};
use super::{Run, SyncRow};
use crate::base::error::{Error, Result};

/// The lock as this run knows it. Whoever changes it while it is being written waits, and all that waits is then written at
/// once.
pub(super) struct LockBook {
    known: Mutex<Known>,
    /// Whose turn it is to write.
    written: tokio::sync::Mutex<HeldLock>,
}

struct Known {
    lock: Lock,
    /// Changes that nobody writes yet.
    waiting: Vec<LockChange>,
    /// How many changes were asked for, and for how many of them it is known what came of it.
    asked: u64,
    ended: u64,
    /// What came of the last ones, up to this number, where that is an error.
    failed: Option<(u64, Error)>,
}

impl LockBook {
    pub(super) fn of(held: HeldLock) -> Self {
        let lock = held.lock.clone();
        let known = Known { lock, waiting: vec![], asked: 0, ended: 0, failed: None };
        Self { known: Mutex::new(known), written: tokio::sync::Mutex::new(held) }
    }

    /// What it has of the file at `path`.
    pub(super) fn of_file(&self, path: &DataPath) -> Option<LockedFile> {
        self.known().lock.files.get(path).cloned()
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of the change.
    fn ask(&self, change: LockChange) -> u64 {
        let mut known = self.known();
        known.waiting.push(change);
        known.asked += 1;
        known.asked
    }
}

impl Run<'_> {
    /// Notes in the lock what has its place now.
    pub(super) async fn record(&self, file: LockedFile) -> Result<()> {
        let path = file.path()?;
        self.change_lock(Box::new(move |lock| {
            // The same file, under a name that some systems take for this one.
            lock.files.retain(|other, _| *other == path || clash([(other, ()), (&path, ())]).is_none());
            lock.files.insert(path.clone(), file.clone());
        }))
        .await
    }

    /// Returns once the change is written.
    async fn change_lock(&self, change: LockChange) -> Result<()> {
        let number = self.lock.ask(change);
        let mut written = self.lock.written.lock().await;
        let (changes, last) = {
            let mut known = self.lock.known();
            if known.ended >= number {
                let failed = known.failed.iter().find(|(last, _)| number <= *last);
                return failed.map_or(Ok(()), |(_, error)| Err(error.clone()));
            }
            (std::mem::take(&mut known.waiting), known.asked)
        };
        let done = self.keeping.change_lock(&mut written, changes).await;
        let mut known = self.lock.known();
        (known.ended, known.lock) = (last, written.lock.clone());
        known.failed = done.as_ref().err().map(|error| (last, error.clone()));
        done
    }

    /// What the lock has and the manifest wishes no more.
    pub(super) async fn unlisted(&self, manifest: &Manifest) -> Result<Vec<SyncRow>> {
        let is_forgotten = self.mode != SyncMode::Locked;
        let row = |(path, file): (&DataPath, &LockedFile)| SyncRow {
            path: path.clone(),
            address: Some(file.media.clone()),
            state: DataState::Unlisted,
            action: if is_forgotten { SyncAction::of(DataState::Unlisted) } else { SyncAction::None },
            locked: Some(file.clone()),
            reason: None,
            error: None,
        };
        let unlisted = |lock: &Lock| -> Vec<SyncRow> {
            lock.files.iter().filter(|(path, _)| manifest.find(path).is_none()).map(row).collect()
        };
        let rows = unlisted(&self.lock.known().lock);
        if self.mode == SyncMode::Forward && !rows.is_empty() {
            let wished: Vec<DataPath> = manifest.blocks.iter().map(|block| block.path.clone()).collect();
            self.change_lock(Box::new(move |lock| lock.files.retain(|path, _| wished.binary_search(path).is_ok())))
                .await?;
        }
        rows.iter().for_each(|row| self.watch.ended(row));
        Ok(rows)
    }
}
