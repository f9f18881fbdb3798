//! Where the files of a manifest are kept: in its folder, or in a bucket. All that a run does there goes through here, and
//! nothing else of it knows which of the two it is.

use std::fs::File;
use std::time::Duration;

use super::bucket::DataBucket;
use super::folder::{DataFolder, HeldLock, LookedAt};
use super::lock::{Lock, LockedFile};
use super::manifest::DataBlock;
use super::path::DataPath;
use super::plan::SyncMode;
use super::run::blocking;
use super::turn::turn;
use crate::base::error::{Error, ErrorKind, Result};
use crate::download::receipt::Receipt;
use crate::download::{FetchPlan, KeptVersions, Outcome, Progress};
use crate::session::{Order, Session};
use crate::stores::{BucketAddress, Held};

/// See the [module](self).
pub enum Keeping {
    Folder {
        folder: DataFolder,
        /// Where a file is kept whose place another version takes, where that is wished.
        versions: Option<KeptVersions>,
    },
    Bucket(Box<DataBucket>),
}

/// A file that was brought to its end and judged, and does not have its place yet.
pub enum Staged<'k> {
    File(Box<Outcome>),
    Held(Box<Held<'k>>),
}

/// What is to be another in the lock.
pub type LockChange = Box<dyn Fn(&mut Lock) + Send + Sync>;

impl Staged<'_> {
    pub fn outcome(&self) -> &Outcome {
        match self {
            Self::File(outcome) => outcome,
            Self::Held(held) => &held.outcome,
        }
    }

    pub fn receipt(&self) -> Result<Receipt> {
        match self {
            Self::File(outcome) => Receipt::read(&outcome.path),
            Self::Held(held) => held.receipt.clone().ok_or_else(|| misplaced(&held.outcome)),
        }
    }
}

/// What is in the one place is to be put into the other, which nobody does.
fn misplaced(outcome: &Outcome) -> Error {
    Error::new(ErrorKind::Unexpected, outcome.path.display().to_string(), "sync")
}

impl Keeping {
    /// In the bucket at `store`, where there is one; nobody is asked anything yet.
    pub fn of(session: &Session, folder: &DataFolder, store: Option<BucketAddress>) -> Result<Self> {
        Ok(match store {
            Some(store) => Self::Bucket(Box::new(DataBucket::of(session, store)?)),
            None => {
                let versions = session.versions(session.config.keep_versions)?;
                Self::Folder { folder: folder.clone(), versions }
            }
        })
    }

    /// Waits until no other run writes there; nobody else does before [`Self::end`], as long as what it gives lives.
    pub async fn turn(&self, mode: SyncMode, max_wait: Duration) -> Result<Option<File>> {
        match self {
            Self::Folder { folder, .. } => turn(folder, mode, max_wait).await,
            Self::Bucket(bucket) => bucket.turn(mode, max_wait).await.map(|()| None),
        }
    }

    /// Keeps the turn for as long as this is waited for; ends with an error if it is lost.
    pub async fn lost(&self) -> Error {
        match self {
            Self::Folder { .. } => std::future::pending().await,
            Self::Bucket(bucket) => bucket.lost().await,
        }
    }

    /// Gives others their turn.
    pub async fn end(&self) {
        if let Self::Bucket(bucket) = self {
            bucket.end().await;
        }
    }

    /// What its lock says, to be changed. Paths that cannot be kept there are refused.
    pub async fn held_lock(&self, blocks: &[DataBlock]) -> Result<HeldLock> {
        match self {
            Self::Folder { folder, .. } => {
                let (folder, blocks) = (folder.clone(), blocks.to_vec());
                blocking(move || {
                    folder.check_links(&blocks)?;
                    folder.held_lock()
                })
                .await
            }
            Self::Bucket(bucket) => bucket.held_lock().await,
        }
    }

    /// Changes the lock as it is now, in one piece: somebody may have edited it since it was read.
    pub async fn change_lock(&self, held: &mut HeldLock, changes: Vec<LockChange>) -> Result<()> {
        match self {
            Self::Folder { folder, .. } => {
                let (folder, mut now) = (folder.clone(), held.clone());
                *held = blocking(move || {
                    folder.look_again(&mut now)?;
                    changes.iter().for_each(|change| change(&mut now.lock));
                    folder.write_lock(&mut now)?;
                    Ok(now)
                })
                .await?;
                Ok(())
            }
            Self::Bucket(bucket) => bucket.change_lock(held, &changes).await,
        }
    }

    /// What lies where `block` has its file, which the lock has as `locked`.
    pub async fn look(&self, block: &DataBlock, locked: Option<&LockedFile>) -> Result<LookedAt> {
        match self {
            Self::Folder { folder, .. } => {
                let (folder, block, locked) = (folder.clone(), block.clone(), locked.cloned());
                blocking(move || folder.look(&block, locked.as_ref())).await
            }
            Self::Bucket(bucket) => bucket.look(block, locked).await,
        }
    }

    /// Puts the receipt beside a file that the lock has, where a run that died did not come to that and it is still to be had.
    pub fn mend_receipt(&self, block: &DataBlock, locked: &LockedFile) -> Result<()> {
        match self {
            Self::Folder { folder, .. } => folder.mend_receipt(block, locked),
            Self::Bucket(_) => Ok(()), // dealt with where the turn began
        }
    }

    /// Whether the receipt beside the file of `path`, which is what the lock has, tells that.
    pub fn has_receipt(&self, path: &DataPath, locked: &LockedFile) -> bool {
        match self {
            Self::Folder { folder, .. } => folder.has_receipt(path, locked),
            Self::Bucket(_) => true, // nothing else tells what an object is
        }
    }

    /// What `order` wants, brought to its end as `how` says, for the place of what was looked `at`.
    pub async fn bring<'k>(
        &'k self,
        session: &Session,
        (block, at): (&DataBlock, &LookedAt),
        (order, how): (&Order, &FetchPlan),
        report: impl FnMut(Progress) + Send,
    ) -> Result<Staged<'k>> {
        match self {
            Self::Folder { folder, .. } => {
                folder.ready(block)?;
                let how = FetchPlan { dir: folder.staging(block), ..how.clone() };
                Ok(Staged::File(Box::new(session.fetch(order, &how, report).await?)))
            }
            Self::Bucket(bucket) => bucket.bring(session, at, (order, how), report).await,
        }
    }

    /// Gives what is `staged`, and its receipt, the place of what was looked `at`. `in_lock`: the lock has it already.
    pub async fn put(&self, block: &DataBlock, staged: Staged<'_>, at: &LookedAt, in_lock: bool) -> Result<()> {
        match (self, staged) {
            (Self::Folder { folder, versions }, Staged::File(outcome)) => {
                let (of, path, at) = (folder.clone(), block.path.clone(), at.clone());
                let versions = versions.clone();
                blocking(move || of.put(&path, &outcome.path, &at, in_lock, versions.as_ref())).await?;
                folder.unstage(block);
                Ok(())
            }
            (Self::Bucket(bucket), Staged::Held(held)) => bucket.put(&block.path, *held).await,
            (_, staged) => Err(misplaced(staged.outcome())),
        }
    }

    /// Gives the receipt of what is `staged` the place of the one that is there; the file stays, whose bytes are the same.
    pub async fn put_receipt(&self, block: &DataBlock, staged: Staged<'_>, at: &LookedAt) -> Result<()> {
        match (self, staged) {
            (Self::Folder { folder, .. }, Staged::File(outcome)) => {
                let (of, path) = (folder.clone(), block.path.clone());
                blocking(move || of.put_receipt(&path, &outcome.path)).await?;
                folder.unstage(block);
                Ok(())
            }
            (Self::Bucket(bucket), Staged::Held(mut held)) => {
                let receipt = held.receipt.take();
                held.give_up().await;
                match receipt {
                    Some(receipt) => bucket.write_receipt(&block.path, &receipt, at).await,
                    None => Ok(()),
                }
            }
            (_, staged) => Err(misplaced(staged.outcome())),
        }
    }

    /// Replaces the receipt of the file of `path`, which stays as it was looked `at`.
    pub async fn write_receipt(&self, path: &DataPath, receipt: &Receipt, at: &LookedAt) -> Result<()> {
        match self {
            Self::Folder { folder, .. } => folder.write_receipt(path, receipt),
            Self::Bucket(bucket) => bucket.write_receipt(path, receipt, at).await,
        }
    }

    /// What was brought for `block` is not wanted.
    pub async fn unstage(&self, block: &DataBlock, staged: Staged<'_>) {
        match (self, staged) {
            (_, Staged::Held(held)) => held.give_up().await,
            (Self::Folder { folder, .. }, Staged::File(_)) => folder.unstage(block),
            (Self::Bucket(_), Staged::File(_)) => {}
        }
    }

    /// Removes what earlier runs brought and did not come to put, but of what is `unfinished`.
    pub fn tidy<'b>(&self, unfinished: impl Iterator<Item = &'b DataBlock>) {
        if let Self::Folder { folder, .. } = self {
            folder.tidy(unfinished);
        }
    }
}
