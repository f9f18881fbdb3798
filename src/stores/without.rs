//! A build without object stores says so, and does nothing else.

use std::path::PathBuf;
use std::time::Duration;

use super::BucketAddress;
use crate::base::error::{Error, ErrorKind, Result};
use crate::download::{FetchPlan, Outcome, Progress};
use crate::m;
use crate::model::Media;
use crate::net::Clients;
use crate::portals::Portal;

/// There is none.
pub struct Bucket {
    pub address: BucketAddress,
}

impl Bucket {
    pub fn connect(address: BucketAddress, _: &Clients, _: Duration, _: PathBuf) -> Result<Self> {
        Err(Error::new(ErrorKind::Usage, address.to_string(), m!("stores-not-built")))
    }
}

pub async fn fetch(
    _: &dyn Portal,
    _: &Media,
    _: &FetchPlan,
    bucket: &Bucket,
    _: impl FnMut(Progress) + Send,
) -> Result<Outcome> {
    Err(Error::new(ErrorKind::Usage, bucket.address.to_string(), m!("stores-not-built")))
}

pub async fn sweep(_: &Bucket) {}
