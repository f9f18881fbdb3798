//! What every portal can do, and the only list of the kinds there are.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::access::auth::Account;
use crate::access::guide::{AccessWish, Guide};
use crate::access::http::Http;
use crate::access::secrets::Secrets;
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::model::form::Answers;
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Media, Page, Query, Target};
use crate::net::quota::Remaining;
use crate::net::{Clients, Opened, Range};
use crate::{m, t};
use bulk::{InBulk, not_in_bulk};
pub use keyed::{Dialect, Keyed};
pub use kinds::{About, KeyFile, Keys};
pub use platforms::Platform;
pub use settings::{Connection, PortalConfig, is_same};

pub(crate) mod apistration;
pub(crate) mod around;
pub mod bulk;
mod catalogue;
mod decoded;
pub mod detect;
mod facets;
pub mod federation;
mod fixed_words;
mod forgiving;
mod grammar;
pub mod identity;
mod keyed;
mod kinds;
pub mod licences;
mod link;
mod listing;
mod lookup;
mod mapping;
mod narrow;
pub(crate) mod ogc_api;
mod open_access;
mod ordered;
mod paths;
pub mod platforms;
mod probe;
mod reading;
pub(crate) mod service;
mod settings;
pub mod sought;
pub mod territory;
mod usual;
pub mod web;

// The one table of kinds.
kinds::kinds! {
    rudi::Rudi,
    dastra::Dastra,
    pub isogeo::Isogeo,
    pub api_entreprise::ApiEntreprise,
    pub api_particulier::ApiParticulier,
    udata::Udata,
    ckan::Ckan,
    opendatasoft::Opendatasoft,
    pub dcat::Dcat,
    dataverse::Dataverse,
    zenodo::Zenodo,
    hugging_face::HuggingFace,
    melodi::Melodi,
    geoplateforme::Geoplateforme,
    ogc_records::OgcRecords,
    csw::Csw,
    stac::Stac,
}

/// One remote service. A closed set behind a dyn trait, boxed once.
pub trait Portal: Send + Sync {
    /// What `address` leads to, judged by its shape alone, without asking the portal. Two addresses of one thing give
    /// one target. [`ErrorKind::NotFound`] where no such shape exists.
    fn resolve(&self, address: &Address) -> Result<Target>;

    /// What `url` leads to here, where its shape does not tell and the portal or what is known of it does; no portal is asked
    /// for what is clearly another's.
    fn look_up<'a>(&'a self, _url: &'a Url) -> Fut<'a, Option<Target>> {
        Box::pin(async { Ok(None) })
    }

    /// What is in the folder at `address`, narrowed by `query`, from the page `after` names.
    /// Unknown folder: [`ErrorKind::NotFound`]; empty folder: an empty page. What is not in
    /// [`Portal::abilities`] of it: [`ErrorKind::Usage`].
    fn list<'a>(&'a self, address: &'a Address, query: &'a Query, after: Option<&'a Cursor>) -> Fut<'a, Page>;

    /// What the folder at `address` can be filtered by and how much each value holds. Empty where there are none.
    fn facets<'a>(&'a self, address: &'a Address) -> Fut<'a, Vec<Facet>>;

    /// Everything known of one dataset, its media included.
    fn dataset<'a>(&'a self, address: &'a Address) -> Fut<'a, Dataset>;

    /// Opens `media`, as [`Portal::dataset`] gave it, for reading: from its first byte, or the part that `range` names.
    /// A server may answer a range with the whole; the caller looks at what came. A token goes to the portal's own origin
    /// only.
    fn open<'a>(&'a self, media: &'a Media, answers: &'a Answers, range: Option<&'a Range>) -> Fut<'a, Opened>;

    /// `media` with all that can be asked of it, where somebody else than the portal is to say so.
    fn described<'a>(&'a self, media: &'a Media) -> Fut<'a, Media> {
        Box::pin(async { Ok(media.clone()) })
    }

    /// How the dataset at `address` takes one request for each row of a table; an error says why it takes none.
    fn in_bulk<'a>(&'a self, address: &'a Address) -> Fut<'a, InBulk> {
        Box::pin(async move { Err(not_in_bulk(address, m!("batch-not-in-bulk"))) })
    }

    /// Opens what `answer`, the body of an answer, links to as `media`. The rest of it is opened as [`Portal::open`] does.
    fn open_linked<'a>(
        &'a self,
        media: &'a Media,
        _answer: &'a Value,
        _answers: &'a Answers,
        _range: Option<&'a Range>,
    ) -> Fut<'a, Opened> {
        Box::pin(async move { Err(not_in_bulk(&media.dataset, m!("batch-not-in-bulk"))) })
    }

    /// `url` as it is asked for, where part of what signs in is in the address itself.
    fn signed_address<'a>(&'a self, url: Url) -> Fut<'a, Url> {
        Box::pin(async { Ok(url) })
    }

    /// The way to it, for what depends on connections and not on words.
    fn http(&self) -> &Http;

    /// The way to `url`, where not all of the portal is signed in to alike.
    fn http_to(&self, _url: &Url) -> &Http {
        self.http()
    }

    /// Signs in, if the portal is configured to, and says who one is and what that opens.
    fn account<'a>(&'a self) -> Fut<'a, Account>;

    /// What can be done in the folder at `address`, told without asking the portal; nothing where there is no folder.
    fn abilities(&self, address: &Address) -> Abilities;

    /// How one asks for access to what is wanted, in the language whose code begins so (`fr`, else English). What is wanted
    /// besides is for those alone whose requests may cover several datasets ([`About::asks_together`]).
    fn guide<'a>(&'a self, wish: &'a AccessWish, _language: &'a str) -> Fut<'a, Guide> {
        Box::pin(async move { Err(no_guide(&wish.address)) })
    }

    /// What the portal's limits on requests leave, for those used lately; cheap enough for every redraw.
    fn quota(&self) -> Vec<Remaining> {
        vec![]
    }
}

fn no_guide(address: &Address) -> Error {
    Error::new(ErrorKind::NotFound, address, m!("portals-no-guide")).hint(m!("portals-no-guide-hint"))
}

/// Of somebody at an open portal, who sees what these organisations keep for their members too.
fn member(who: Option<String>, organizations: impl Iterator<Item = String>) -> Account {
    let own = organizations.map(|name| t!("portals-members-data", name));
    Account { who, opens: std::iter::once(t!("portals-open-to-all")).chain(own).collect(), ..Account::default() }
}

/// What of the portal called `name` is asked for, for errors.
fn part_of(name: &str, what: impl Into<Message>) -> Message {
    m!("portals-part", name, what = what.into())
}

/// A success that holds nothing of what only portals of `kind` answer.
fn not_of(kind: Kind, subject: impl Into<Message>) -> Error {
    let cause = m!("portals-not-of-kind", kind = kind.about().title);
    Error::new(ErrorKind::Portal, subject, cause).hint(m!("portals-not-of-kind-hint"))
}

/// Where `media` is, for opening it.
fn media_url(media: &Media) -> Result<Url> {
    let url = media.url.as_deref().and_then(|url| Url::parse(url).ok());
    url.ok_or_else(|| Error::new(ErrorKind::NotFound, &media.address(), m!("portals-no-address")))
}

/// Signs in at the portal `config` describes, with what `secrets` hold, and says who one is there.
pub async fn visit(config: &PortalConfig, clients: &Clients, secrets: &Secrets) -> Result<Account> {
    let connection = Connection { config: config.clone(), clients: clients.clone(), secrets: secrets.clone() };
    identity::account(&*connect(connection)).await
}
