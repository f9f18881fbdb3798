//! The files of a manifest in a bucket: each an object with its receipt beside it, and the lock in one object that is only put
//! where it is still what was read.

mod lease;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use self::lease::Lease;
use super::folder::{HeldLock, LookedAt, Seen, is_of};
use super::keeping::{LockChange, Staged};
use super::lock::{LOCK, Lock, LockedFile};
use super::manifest::DataBlock;
use super::path::DataPath;
use super::plan::{Here, SyncMode};
use crate::base::error::{Error, ErrorKind, Result};
use crate::config;
use crate::download::receipt::Receipt;
use crate::download::taken::exists;
use crate::download::{Contents, FetchPlan, Progress};
use crate::m;
use crate::session::{Order, Session};
use crate::stores::{
    Bucket, BucketAddress, Condition, Delivered, Free, Held, Label, Placed, There, made_up, sweep, told_by_mark,
};

/// The longest lock that is read.
const LONGEST: u64 = 256 << 20;
/// How often the lock is read again because somebody else wrote it.
const TRIES: usize = 5;
/// Where this machine's turns at buckets are, in the state folder.
const TURNS: &str = "turns";

/// See the [module](self).
pub struct DataBucket {
    bucket: Bucket,
    turns: PathBuf,
    /// What the lock is still to be for another to take its place.
    lock: Mutex<Condition>,
    /// The turn of this run, once it has it.
    lease: OnceLock<Lease>,
}

impl DataBucket {
    pub fn of(session: &Session, address: BucketAddress) -> Result<Self> {
        Ok(Self::at(session.untouched_bucket(address)?, config::state_dir()?.join(TURNS)))
    }

    fn at(bucket: Bucket, turns: PathBuf) -> Self {
        Self { bucket, turns, lock: Mutex::new(Condition::Nothing), lease: OnceLock::new() }
    }

    /// Waits until no other run writes there, on this machine or another, and ends what killed runs of this one left. Where
    /// this key may not write at all, `--locked` may find that there is nothing to be written.
    pub async fn turn(&self, mode: SyncMode, max_wait: Duration) -> Result<()> {
        match Lease::take(&self.bucket, &self.turns, max_wait).await {
            Ok(lease) => {
                let _ = self.lease.set(lease); // a run has one turn
                sweep(&self.bucket).await;
                Ok(())
            }
            Err(error) if error.kind == ErrorKind::Denied && mode == SyncMode::Locked => Ok(()),
            Err(error) => Err(error),
        }
    }

    pub async fn lost(&self) -> Error {
        match self.lease.get() {
            Some(lease) => lease.kept(&self.bucket).await,
            None => std::future::pending().await,
        }
    }

    pub async fn end(&self) {
        if let Some(lease) = self.lease.get() {
            sweep(&self.bucket).await; // what was given up in the middle leaves nothing open
            lease.end(&self.bucket).await;
        }
    }

    pub async fn held_lock(&self) -> Result<HeldLock> {
        let key = self.bucket.address.key(LOCK);
        let Some((there, content)) = self.bucket.read_up_to(&key, LONGEST).await? else {
            self.expects(Condition::Nothing);
            return Ok(HeldLock::default());
        };
        let path = self.bucket.address.path(LOCK);
        let odd = |cause| Error::new(ErrorKind::Config, path.display().to_string(), cause);
        if content.len() as u64 != there.size {
            return Err(odd(m!("sync-lock-too-long")));
        }
        let text = String::from_utf8(content.to_vec()).map_err(|_| odd(m!("sync-not-utf8")))?;
        let lock = Lock::parse(&path, &text)?;
        self.expects(Condition::Still(there));
        Ok(HeldLock { lock, text: Some(text) })
    }

    fn expects(&self, condition: Condition) {
        *self.lock.lock().unwrap_or_else(PoisonError::into_inner) = condition;
    }

    /// Puts the lock where it is still what was read. Where somebody wrote it meanwhile, it is read again and changed as it is
    /// now, but only while the turn is ours: what another run noted of a file is truer than what this one knows.
    pub async fn change_lock(&self, held: &mut HeldLock, changes: &[LockChange]) -> Result<()> {
        let key = self.bucket.address.key(LOCK);
        for _ in 0..TRIES {
            let mut lock = held.lock.clone();
            changes.iter().for_each(|change| change(&mut lock));
            let text = lock.written()?;
            let condition = self.lock.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let mark = made_up();
            let label = Label { condition: &condition, mark: &mark, content_type: Some("application/toml") };
            if let Placed::Here(object) = self.bucket.put(&key, text.clone().into(), &label).await? {
                self.expects(Condition::Still(object));
                *held = HeldLock { lock, text: Some(text) };
                return Ok(());
            }
            if let Some(lease) = self.lease.get() {
                lease.renew(&self.bucket).await?;
            }
            *held = self.held_lock().await?;
        }
        Err(Error::new(ErrorKind::Unavailable, self.bucket.address.of_key(&key), m!("sync-lock-contended")))
    }

    /// By the receipt, as long as the object is what it tells of; nothing of the object itself is read.
    pub async fn look(&self, block: &DataBlock, locked: Option<&LockedFile>) -> Result<LookedAt> {
        let there = There::at(&self.bucket, block.path.as_str()).await?;
        let told = there.told();
        let receipt = told.filter(|receipt| is_of(receipt, &block.wish, locked)).cloned().map(Box::new);
        let is_locked = |receipt: &Receipt| locked.is_some_and(|it| it.is_digest(receipt.bytes, &receipt.sha256));
        let here = match (told, locked) {
            _ if there.is_nothing() => Here::Nothing,
            (Some(told), _) if is_locked(told) => Here::Locked,
            _ if receipt.is_some() => Here::Received,
            (None, _) if there.mark().is_some() => Here::Left,
            (_, Some(_)) => Here::Changed,
            (_, None) => Here::Others,
        };
        let seen = match here {
            Here::Changed | Here::Others => Seen::Nothing, // nothing is put there
            _ => Seen::Object(Box::new(there.free(&self.bucket)?)),
        };
        Ok(LookedAt { here, receipt, seen })
    }

    /// Sends what `order` wants on as it comes, for the place of what was looked `at`.
    pub async fn bring<'k>(
        &'k self,
        session: &Session,
        at: &LookedAt,
        (order, how): (&Order, &FetchPlan),
        report: impl FnMut(Progress) + Send,
    ) -> Result<Staged<'k>> {
        let free = self.free(at)?;
        if let (Here::Left, Condition::Still(object)) = (at.here, &free.object) {
            let ending = told_by_mark(&Contents::new(&order.media, &order.answers));
            if !object.mark.as_deref().is_some_and(|mark| mark.ends_with(&ending)) {
                return Err(exists(&self.bucket.address.path(&free.name))); // of another media
            }
        }
        Ok(match session.hold((&self.bucket, free.clone()), order, how, report).await? {
            Delivered::Done(outcome) => Staged::File(outcome),
            Delivered::Held(held) => Staged::Held(held),
        })
    }

    /// Makes visible what is `held`, if what it takes the place of is still what it was.
    pub async fn put(&self, path: &DataPath, held: Held<'_>) -> Result<()> {
        match held.publish().await {
            Ok(_) => Ok(()),
            Err(error) if error.kind == ErrorKind::Exists => Err(self.moved(path)),
            Err(error) => Err(error),
        }
    }

    /// Gives the object of `path`, which stays as it was looked `at`, this receipt.
    pub async fn write_receipt(&self, path: &DataPath, receipt: &Receipt, at: &LookedAt) -> Result<()> {
        match self.free(at)?.put_receipt(&self.bucket, receipt).await {
            Err(error) if error.kind == ErrorKind::Exists => Err(self.moved(path)),
            done => done,
        }
    }

    fn free<'l>(&self, at: &'l LookedAt) -> Result<&'l Free> {
        match &at.seen {
            Seen::Object(free) => Ok(free),
            _ => Err(exists(&self.bucket.address.path(""))),
        }
    }

    /// Somebody was quicker, and theirs stays.
    fn moved(&self, path: &DataPath) -> Error {
        let path = self.bucket.address.path(path.as_str()).display().to_string();
        Error::new(ErrorKind::Integrity, path, m!("sync-moved"))
    }
}
