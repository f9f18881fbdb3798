//! A build without object stores keeps nothing in them, and says so.

use std::convert::Infallible;
use std::time::Duration;

use super::folder::{HeldLock, LookedAt};
use super::keeping::{LockChange, Staged};
use super::lock::LockedFile;
use super::manifest::DataBlock;
use super::path::DataPath;
use super::plan::SyncMode;
use crate::base::error::{Error, ErrorKind, Result};
use crate::download::receipt::Receipt;
use crate::download::{FetchPlan, Progress};
use crate::m;
use crate::session::{Order, Session};
use crate::stores::{BucketAddress, Held};

/// There is none.
pub struct DataBucket {
    never: Infallible,
}

impl DataBucket {
    pub fn of(_: &Session, address: BucketAddress) -> Result<Self> {
        Err(Error::new(ErrorKind::Usage, address.to_string(), m!("stores-not-built")))
    }

    pub async fn turn(&self, _: SyncMode, _: Duration) -> Result<()> {
        match self.never {}
    }

    pub async fn lost(&self) -> Error {
        match self.never {}
    }

    pub async fn end(&self) {
        match self.never {}
    }

    pub async fn held_lock(&self) -> Result<HeldLock> {
        match self.never {}
    }

    pub async fn change_lock(&self, _: &mut HeldLock, _: &[LockChange]) -> Result<()> {
        match self.never {}
    }

    pub async fn look(&self, _: &DataBlock, _: Option<&LockedFile>) -> Result<LookedAt> {
        match self.never {}
    }

    pub async fn bring<'k>(
        &'k self,
        _: &Session,
        _: &LookedAt,
        _: (&Order, &FetchPlan),
        _: impl FnMut(Progress) + Send,
    ) -> Result<Staged<'k>> {
        match self.never {}
    }

    pub async fn put(&self, _: &DataPath, _: Held<'_>) -> Result<()> {
        match self.never {}
    }

    pub async fn write_receipt(&self, _: &DataPath, _: &Receipt, _: &LookedAt) -> Result<()> {
        match self.never {}
    }
}
