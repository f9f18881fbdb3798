//! What every portal can do, and the only list of the kinds there are.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::error::{Error, Kind as ErrorKind, Result};
use crate::http::{Clients, Opened};
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Media, Page, Query, Target};

mod rudi;

/// An answer on its way.
pub type Fut<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// One remote service. A closed set behind a dyn trait, boxed once.
pub trait Portal: Send + Sync {
    /// What `address` leads to, judged by its shape alone, without asking the portal. Two addresses of one thing give
    /// one target. [`ErrorKind::NotFound`] where no such shape exists.
    fn resolve(&self, address: &Address) -> Result<Target>;

    /// What is in the folder at `address`, narrowed by `query`, from the page `after` names.
    /// Unknown folder: [`ErrorKind::NotFound`]; empty folder: an empty page. A key that is not in
    /// [`Abilities`]: [`ErrorKind::Usage`].
    fn list<'a>(&'a self, address: &'a Address, query: &'a Query, after: Option<&'a Cursor>) -> Fut<'a, Page>;

    /// What the folder at `address` can be filtered by and how much each value holds. Empty where there are none.
    fn facets<'a>(&'a self, address: &'a Address) -> Fut<'a, Vec<Facet>>;

    /// Everything known of one dataset, its media included.
    fn dataset<'a>(&'a self, address: &'a Address) -> Fut<'a, Dataset>;

    /// Opens `media`, as [`Portal::dataset`] gave it, for reading from its first byte.
    fn open<'a>(&'a self, media: &'a Media) -> Fut<'a, Opened>;

    fn abilities(&self) -> Abilities;
}

/// The software a portal speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Rudi,
}

impl Kind {
    pub const ALL: [Self; 1] = [Self::Rudi];

    /// As in the configuration and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Rudi => "rudi",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Kind {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::word).join(", ");
            Error::new(
                ErrorKind::Config,
                format!("kind \"{}\"", crate::text::line(text)),
                "guichet speaks no such kind",
            )
            .hint(format!("The kinds are: {known}."))
        })
    }
}

/// The portal called `name`, ready to be asked. Does not touch the network.
pub fn connect(name: &str, kind: Kind, url: Url, clients: Clients) -> Arc<dyn Portal> {
    match kind {
        Kind::Rudi => Arc::new(rudi::Rudi::new(name, url, clients)),
    }
}

/// The configured portals, connected, in the order of the configuration.
#[derive(Clone, Default)]
pub struct Portals(Vec<(String, Arc<dyn Portal>)>);

impl Portals {
    pub fn new(portals: impl IntoIterator<Item = (String, Arc<dyn Portal>)>) -> Self {
        Self(portals.into_iter().collect())
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// The portal called `name`, or an error that names those there are.
    pub fn get(&self, name: &str) -> Result<&Arc<dyn Portal>> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, portal)| portal).ok_or_else(|| {
            let known = self.names().collect::<Vec<_>>().join(", ");
            let hint = if known.is_empty() {
                "No portal is configured yet.".to_owned()
            } else {
                format!("Configured are: {known}.")
            };
            Error::new(
                ErrorKind::Usage,
                format!("portal \"{}\"", crate::text::line(name)),
                "no portal of that name is configured",
            )
            .hint(hint)
        })
    }
}
