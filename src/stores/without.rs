//! A build without object stores says so, and does nothing else.

use std::convert::Infallible;
use std::path::PathBuf;
use std::time::Duration;

use super::BucketAddress;
use crate::base::error::{Error, ErrorKind, Result};
use crate::download::receipt::Receipt;
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

/// Nothing is ever put there.
#[derive(Clone, Debug)]
pub enum Free {}

/// How a download to it ends.
pub enum Delivered<'b> {
    Done(Box<Outcome>),
    Held(Box<Held<'b>>),
}

impl Delivered<'_> {
    pub async fn published(self) -> Result<Outcome> {
        match self {
            Self::Done(outcome) => Ok(*outcome),
            Self::Held(held) => match held.never {},
        }
    }
}

/// Nothing is ever held.
pub struct Held<'b> {
    pub outcome: Outcome,
    pub receipt: Option<Receipt>,
    never: Infallible,
    _bucket: &'b Bucket,
}

impl Held<'_> {
    pub async fn give_up(self) {
        match self.never {}
    }
}

pub async fn hold<'b>(
    _: &dyn Portal,
    _: &Media,
    _: &FetchPlan,
    (bucket, _): (&'b Bucket, Option<Free>),
    _: impl FnMut(Progress) + Send,
) -> Result<Delivered<'b>> {
    Err(Error::new(ErrorKind::Usage, bucket.address.to_string(), m!("stores-not-built")))
}

pub async fn sweep(_: &Bucket) {}
