//! What every portal can do, and the only list of the kinds there are.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::access::auth::{Account, Way};
use crate::access::guide::Guide;
use crate::access::http::Http;
use crate::access::secrets::{Credentials, Secrets};
use crate::base::Fut;
use crate::base::error::{Error, Kind as ErrorKind, Result};
use crate::base::i18n::{Said, written};
use crate::model::form::Answers;
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Media, Page, Query, Target};
use crate::net::quota::Left;
use crate::net::{Clients, Opened, Range};
use crate::t;
pub use given_key::GivenKey;
pub use keyed::{Dialect, Keyed};
use probe::{ByHeart, Probe};
pub use settings::{Connection, PortalConfig, is_same};

pub mod api_entreprise;
mod ckan;
mod dastra;
mod dcat;
pub mod detect;
pub mod federation;
mod given_key;
pub mod isogeo;
mod keyed;
mod link;
mod narrow;
mod opendatasoft;
mod probe;
mod reading;
mod rudi;
mod settings;
mod udata;

/// One remote service. A closed set behind a dyn trait, boxed once.
pub trait Portal: Send + Sync {
    /// What `address` leads to, judged by its shape alone, without asking the portal. Two addresses of one thing give
    /// one target. [`ErrorKind::NotFound`] where no such shape exists.
    fn resolve(&self, address: &Address) -> Result<Target>;

    /// What is in the folder at `address`, narrowed by `query`, from the page `after` names.
    /// Unknown folder: [`ErrorKind::NotFound`]; empty folder: an empty page. What is not in
    /// [`Portal::abilities`] of it: [`ErrorKind::Usage`].
    fn list<'a>(&'a self, address: &'a Address, query: &'a Query, after: Option<&'a Cursor>) -> Fut<'a, Page>;

    /// What the folder at `address` can be filtered by and how much each value holds. Empty where there are none.
    fn facets<'a>(&'a self, address: &'a Address) -> Fut<'a, Vec<Facet>>;

    /// Everything known of one dataset, its media included.
    fn dataset<'a>(&'a self, address: &'a Address) -> Fut<'a, Dataset>;

    /// Opens `media`, as [`Portal::dataset`] gave it, for reading: from its first byte, or the part that `range` names.
    /// A server may answer a range with the whole; the caller looks at what came.
    fn open<'a>(&'a self, media: &'a Media, answers: &'a Answers, range: Option<&'a Range>) -> Fut<'a, Opened>;

    /// The way to it, for what depends on connections and not on words.
    fn http(&self) -> &Http;

    /// Signs in, if the portal is configured to, and says who one is and what that opens.
    fn account<'a>(&'a self) -> Fut<'a, Account>;

    /// What can be done in the folder at `address`, told without asking the portal; nothing where there is no folder.
    fn abilities(&self, address: &Address) -> Abilities;

    /// How one asks for access to what is at `address`, in the language whose code begins so (`fr`, else English).
    fn guide<'a>(&'a self, address: &'a Address, _language: &'a str) -> Fut<'a, Guide> {
        Box::pin(async move {
            let cause = t!("portals-no-guide");
            Err(Error::new(ErrorKind::NotFound, address.to_string(), cause).hint(t!("portals-no-guide-hint")))
        })
    }

    /// What the portal's limits on requests leave, for those used lately; cheap enough for every redraw.
    fn quota(&self) -> Vec<Left> {
        vec![]
    }
}

/// The software a portal speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Rudi,
    Dastra,
    Isogeo,
    ApiEntreprise,
    Udata,
    Ckan,
    Opendatasoft,
    Dcat,
}

impl Kind {
    pub const ALL: [Self; 8] = [
        Self::Rudi,
        Self::Dastra,
        Self::Isogeo,
        Self::ApiEntreprise,
        Self::Udata,
        Self::Ckan,
        Self::Opendatasoft,
        Self::Dcat,
    ];

    /// As in the configuration and on the command line.
    pub fn word(self) -> &'static str {
        self.about().word
    }

    /// What a person who sets up a portal of this kind needs to know.
    pub fn about(self) -> &'static About {
        match self {
            Self::Rudi => &rudi::ABOUT,
            Self::ApiEntreprise => &api_entreprise::ABOUT,
            Self::Isogeo => &isogeo::ABOUT,
            Self::Dastra => &dastra::ABOUT,
            Self::Udata => &udata::ABOUT,
            Self::Ckan => &ckan::ABOUT,
            Self::Opendatasoft => &opendatasoft::ABOUT,
            Self::Dcat => &dcat::ABOUT,
        }
    }

    /// Whether `url` may stand in the configuration: some addresses hold a secret.
    pub fn check_url(self, url: &Url) -> Result<()> {
        match self {
            Self::Dcat => dcat::check_url(url),
            _ => Ok(()),
        }
    }
}

/// What is the same for all portals of one kind.
pub struct About {
    pub word: &'static str,
    pub title: Said,
    /// The known installations. The first is the usual one.
    pub platforms: &'static [Platform],
    /// The ways to sign in; of two that take the same, the first is the usual one.
    pub ways: &'static [Way],
    /// Whether it shows something to those who are not signed in.
    pub open: bool,
    /// The file that keys are handed out in, where they are.
    pub key_file: Option<KeyFile>,
    /// What is asked at an address to find out whether a portal of this kind is there; the surest question first.
    pub probes: &'static [Probe],
    /// With which segments the web pages and interfaces of such a portal begin, below its address.
    pub pages: &'static [&'static str],
    /// Addresses that tell without being asked.
    pub by_heart: fn(&Url) -> Option<ByHeart>,
}

/// A known installation.
#[derive(Clone, Copy, Debug)]
pub struct Platform {
    /// What a portal is called in the configuration unless the person says otherwise; unique among all of them.
    pub name: &'static str,
    /// What people call it.
    pub label: Said,
    pub url: &'static str,
}

impl Platform {
    const fn new(name: &'static str, label: Said, url: &'static str) -> Self {
        Self { name, label, url }
    }
}

/// A file that holds a credential, and mostly where it belongs.
#[derive(Clone, Copy)]
pub struct KeyFile {
    /// What it is usually called.
    pub name: &'static str,
    /// Nothing of its values may get into an error.
    pub read: fn(&[u8]) -> Result<Keys>,
}

/// What a [`KeyFile`] tells.
pub struct Keys {
    pub credentials: Credentials,
    /// The portal's address, where the file tells.
    pub url: Option<Url>,
    pub token_url: Option<Url>,
    /// What is odd and yet no reason to refuse, one sentence each.
    pub warnings: Vec<String>,
}

written!(Kind);

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
                t!("portals-kind", text = crate::base::text::line(text)),
                t!("portals-no-kind"),
            )
            .hint(t!("portals-kinds", known))
        })
    }
}

/// What a property that listings are narrowed by is called; its key where it has no other name.
fn facet_label(key: &str) -> String {
    match key {
        "theme" => t!("portals-facet-theme"),
        "keyword" => t!("portals-facet-keyword"),
        "producer" => t!("portals-facet-producer"),
        "access" => t!("portals-facet-access"),
        "provider" => t!("portals-facet-provider"),
        "token" => t!("portals-facet-token"),
        "state" => t!("portals-facet-state"),
        "type" => t!("portals-facet-type"),
        "action" => t!("portals-facet-action"),
        "format" => t!("portals-facet-format"),
        "owner" => t!("portals-facet-owner"),
        "group-theme" => t!("portals-facet-group-theme"),
        "topic" => t!("portals-facet-topic"),
        "crs" => t!("portals-facet-crs"),
        "contact" => t!("portals-facet-contact"),
        "licence" => t!("portals-facet-licence"),
        "origin" => t!("portals-facet-origin"),
        "conformity" => t!("portals-facet-conformity"),
        "catalog" => t!("portals-facet-catalog"),
        "source" => t!("portals-facet-source"),
        "tag" => t!("portals-facet-tag"),
        "category" => t!("portals-facet-category"),
        "area" => t!("portals-facet-area"),
        "archived" => t!("portals-facet-archived"),
        "dataset" => t!("portals-facet-dataset"),
        "field" => t!("portals-facet-field"),
        "actor" => t!("portals-facet-actor"),
        "country" => t!("portals-facet-country"),
        "organization" => t!("portals-facet-organization"),
        "group" => t!("portals-facet-group"),
        "publisher" => t!("portals-facet-publisher"),
        "language" => t!("portals-facet-language"),
        "feature" => t!("portals-facet-feature"),
        "modified" => t!("portals-facet-modified"),
        "badge" => t!("portals-facet-badge"),
        "schema" => t!("portals-facet-schema"),
        "granularity" => t!("portals-facet-granularity"),
        other => other.to_owned(),
    }
}

/// What such a property's value is called, where it is a word of ours.
fn value_label(value: &str) -> String {
    match value {
        "open" => t!("portals-value-open"),
        "open_with_account" => t!("portals-value-with-account"),
        "restricted" => t!("portals-value-restricted"),
        "personal" => t!("portals-value-personal"),
        "closed" => t!("portals-value-closed"),
        "unknown" => t!("portals-value-unknown"),
        "current" => t!("portals-value-current"),
        "deprecated" => t!("portals-value-deprecated"),
        other => other.to_owned(),
    }
}

/// The portal at the other end, ready to be asked. Touches neither the network nor a store.
pub fn connect(connection: Connection) -> Arc<dyn Portal> {
    match connection.config.kind {
        Kind::Rudi => Arc::new(rudi::Rudi::new(connection)),
        Kind::ApiEntreprise => Arc::new(api_entreprise::ApiEntreprise::new(connection)),
        Kind::Isogeo => Arc::new(isogeo::Isogeo::new(connection)),
        Kind::Dastra => Arc::new(dastra::Dastra::new(connection)),
        Kind::Udata => Arc::new(udata::Udata::new(connection)),
        Kind::Ckan => Arc::new(ckan::Ckan::new(connection)),
        Kind::Opendatasoft => Arc::new(opendatasoft::Opendatasoft::new(connection)),
        Kind::Dcat => Arc::new(dcat::Dcat::new(connection)),
    }
}

/// Signs in at the portal `config` describes, with what `secrets` hold, and says who one is there.
pub async fn visit(config: &PortalConfig, clients: &Clients, secrets: &Secrets) -> Result<Account> {
    let connection = Connection { config: config.clone(), clients: clients.clone(), secrets: secrets.clone() };
    connect(connection).account().await
}
