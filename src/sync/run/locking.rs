//! What a run writes into the lock, and what it takes out of it.

use std::sync::{MutexGuard, PoisonError};

use super::super::folder::HeldLock;
use super::super::lock::{Lock, LockedFile};
use super::super::manifest::Manifest;
use super::super::path::clash;
use super::super::plan::{DataState, SyncAction, SyncMode};
use super::{Run, SyncRow};
use crate::base::error::Result;

impl Run<'_> {
    /// Notes in the lock what has its place now.
    pub(super) fn record(&self, file: LockedFile) -> Result<()> {
        let path = file.path()?;
        self.change_lock(|lock| {
            // The same file, under a name that some systems take for this one.
            lock.files.retain(|other, _| *other == path || clash([(other, ()), (&path, ())]).is_none());
            lock.files.insert(path, file);
        })
    }

    /// Changes the lock as it is now: somebody may have edited it since the run began.
    fn change_lock(&self, change: impl FnOnce(&mut Lock)) -> Result<()> {
        let mut held = self.lock();
        self.folder.look_again(&mut held)?;
        change(&mut held.lock);
        self.folder.write_lock(&mut held)
    }

    /// What the lock has and the manifest wishes no more.
    pub(super) fn unlisted(&self, manifest: &Manifest) -> Result<Vec<SyncRow>> {
        let held = self.lock();
        let unlisted = held.lock.files.iter().filter(|(path, _)| manifest.find(path).is_none());
        let is_forgotten = self.mode != SyncMode::Locked;
        let rows: Vec<SyncRow> = unlisted
            .map(|(path, file)| SyncRow {
                path: path.clone(),
                address: Some(file.media.clone()),
                state: DataState::Unlisted,
                action: if is_forgotten { SyncAction::of(DataState::Unlisted) } else { SyncAction::None },
                locked: Some(file.clone()),
                reason: None,
                error: None,
            })
            .collect();
        drop(held);
        if self.mode == SyncMode::Forward && !rows.is_empty() {
            self.change_lock(|lock| lock.files.retain(|path, _| manifest.find(path).is_some()))?;
        }
        rows.iter().for_each(|row| self.watch.ended(row));
        Ok(rows)
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, HeldLock> {
        self.lock.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
