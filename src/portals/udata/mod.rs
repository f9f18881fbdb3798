//! udata, the software of data.gouv.fr and other open data portals: datasets, organisations, topics, files.
//!
//! Listings are of version 1 of its API, which tells each dataset's files along; version 2 knows topics, and counts.
//! Addresses: `NAME`, `NAME/all`, `NAME/organizations`, `NAME/organizations/ID`, `NAME/topics`, `NAME/topics/ID`,
//! `NAME/ID`, `NAME/ID/MEDIA`; a dataset found in a folder has the address without the folder. Where an id is asked for,
//! the name of the web address serves too.

use std::collections::HashMap;
use std::sync::Mutex;

use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::grammar::{Folder, Grammar, Group, any_id};
use super::usual::Usual;
use super::{About, Connection, Fut, Platform, Portal, not_of, paths, reading};
use crate::access::auth::Account;
use crate::access::guide::Guide;
use crate::access::http::Http;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::text;
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Page, Place, Query, Target};
use crate::net::Ask;
use crate::{m, said, t};

mod access;
mod api;
mod explain;
mod facets;
mod listing;
mod lookup;
mod map;
mod probe;
mod search;
mod sign_in;

use lookup::{Lookup, Meanings};
use map::Mapper;
use search::NARROW;

pub const ABOUT: About = About {
    platforms: &[
        Platform::new("data-gouv", said!("udata-platform-fr"), "https://www.data.gouv.fr"),
        Platform::new("data-public", said!("udata-platform-lu"), "https://data.public.lu"),
        Platform::new("dados-gov", said!("udata-platform-pt"), "https://dados.gov.pt"),
    ],
    ways: &sign_in::WAYS,
    probes: &probe::PROBES,
    pages: &probe::PAGES,
    ..About::new("udata", said!("udata-title"))
};

const DATASETS: &str = "api/1/datasets/";
const ORGANIZATIONS: &str = "api/1/organizations/";
const TOPICS: &str = "api/2/topics/";
const SEARCH: &str = "api/2/datasets/search/";

/// The header that names what is wanted of an answer.
const MASK: &str = "X-Fields";
const ORGANIZATION_ROW: &str = "data{id,name,acronym,description,metrics},total,next_page";

pub struct Udata {
    name: String,
    http: Http,
    signed_in: bool,
    licences: Lookup,
    frequencies: Lookup,
    /// Ids of organisations by the names of their web addresses.
    known: Mutex<HashMap<String, String>>,
}

const GRAMMAR: Grammar = Grammar {
    lists: &["all"],
    groups: &[
        Group { segment: "organizations", key: search::ORGANIZATION, title: said!("portals-organisations") },
        Group { segment: "topics", key: search::TOPIC, title: said!("udata-topics") },
    ],
    id: any_id,
    unknown: said!("udata-no-such-address"),
};

impl Udata {
    pub fn new(connection: Connection) -> Self {
        let sign_in = Usual::new(&connection).key(sign_in::HEADER).sign_in();
        let signed_in = connection.expects_credential();
        let http = Http::new(connection.clients, connection.config.url, sign_in, explain::explain);
        Self {
            name: connection.config.name,
            http,
            signed_in,
            licences: Lookup::default(),
            frequencies: Lookup::default(),
            known: Mutex::default(),
        }
    }

    fn url(&self, path: &str, parameters: &[(&'static str, String)]) -> Url {
        self.http.url(path, parameters.iter().map(|(key, value)| (*key, value.as_str())))
    }

    /// The address of one thing below a list.
    fn one(&self, list: &str, id: &str) -> Url {
        self.http.url(&format!("{list}{}/", paths::segment(id)), [])
    }

    async fn ask<T: DeserializeOwned>(&self, what: impl Into<Message>, ask: impl Into<Ask>) -> Result<T> {
        let what = what.into();
        self.http.json(&t!("portals-part", name = self.name, what), ask).await.map_err(unexplained)
    }

    async fn licences(&self) -> &Meanings {
        self.licences.get(self.meanings("api/1/datasets/licenses/")).await
    }

    async fn frequencies(&self) -> &Meanings {
        self.frequencies.get(self.meanings("api/1/datasets/frequencies/")).await
    }

    async fn meanings(&self, path: &str) -> Result<Meanings> {
        let subject = t!("portals-part", name = self.name, what = t!("udata-what-ids-mean"));
        let answer = self.http.list(&subject, self.http.url(path, [])).await?;
        Ok(reading::readable::<api::Meaning>(answer).filter_map(|it| Some((it.id.clone()?, it))).collect())
    }

    async fn me(&self) -> Result<Account> {
        let me: api::Me = self.ask(m!("portals-who-one-is"), self.http.url("api/1/me/", [])).await?;
        let who = me.owner.name();
        if who.is_none() && me.organizations.is_empty() {
            let subject = t!("portals-part", name = self.name, what = t!("portals-who-one-is"));
            return Err(unexplained(not_of(super::Kind::Udata, subject)));
        }
        let name = |raw: &Value| text::some_line(raw.get("name")?.as_str()?);
        let mut opens = vec![t!("portals-open-to-all")];
        opens.extend(me.organizations.iter().filter_map(name).map(|name| t!("portals-members-data", name)));
        Ok(Account { who, opens, ..Account::default() })
    }
}

impl Portal for Udata {
    fn resolve(&self, address: &Address) -> Result<Target> {
        GRAMMAR.resolve(address)
    }

    fn list<'a>(&'a self, address: &'a Address, query: &'a Query, after: Option<&'a Cursor>) -> Fut<'a, Page> {
        Box::pin(async move {
            match GRAMMAR.folder(address)? {
                Folder::Root if query.is_plain() => {
                    super::listing::only_page(after, &self.name)?;
                    self.root().await
                }
                Folder::Root | Folder::List(_) => self.datasets(query, None, after).await,
                Folder::Groups(group) if group.key == search::TOPIC => self.topics(query, after).await,
                Folder::Groups(_) => self.organizations(query, after).await,
                folder @ Folder::Group(..) => self.datasets(query, folder.group(), after).await,
            }
        })
    }

    fn facets<'a>(&'a self, address: &'a Address) -> Fut<'a, Vec<Facet>> {
        Box::pin(async move {
            match GRAMMAR.folder(address)? {
                Folder::Groups(_) => Ok(vec![]),
                Folder::Root | Folder::List(_) => self.all_facets().await,
                // The counts are of the whole portal.
                Folder::Group(group, _) => {
                    let mut facets = self.all_facets().await?;
                    facets.retain(|facet| facet.key != group.key);
                    facets.iter_mut().flat_map(|facet| &mut facet.values).for_each(|value| value.count = None);
                    Ok(facets)
                }
            }
        })
    }

    fn dataset<'a>(&'a self, address: &'a Address) -> Fut<'a, Dataset> {
        Box::pin(async move {
            let subject = address.to_string();
            let id = GRAMMAR.dataset(address)?;
            let record = async { self.http.json(&subject, self.one(DATASETS, &id)).await.map_err(unexplained) };
            let asked = futures_util::future::join3(record, self.licences(), self.frequencies());
            let (record, licences, frequencies) = asked.await;
            let mapper = Mapper { portal: &self.name, base: self.http.base(), licences, frequencies };
            mapper.dataset(record?).map_err(|why| Error::new(ErrorKind::Portal, subject, why))
        })
    }

    fn http(&self) -> &Http {
        &self.http
    }

    fn account<'a>(&'a self) -> Fut<'a, Account> {
        Box::pin(async move {
            if self.signed_in {
                return self.me().await;
            }
            let site: api::Site = self.ask(m!("portals-what-it-is"), self.http.url("api/1/site/", [])).await?;
            if site.id.is_none() && site.title.is_none() {
                let subject = t!("portals-part", name = self.name, what = t!("portals-what-it-is"));
                return Err(unexplained(not_of(super::Kind::Udata, subject)));
            }
            Ok(Account { opens: vec![t!("portals-open-to-all")], ..Account::default() })
        })
    }

    fn abilities(&self, address: &Address) -> Abilities {
        match GRAMMAR.folder(address) {
            Err(_) => Abilities::default(),
            Ok(Folder::Groups(_)) => Abilities { search: true, ..Abilities::default() },
            Ok(_) => NARROW.abilities(),
        }
    }

    /// Publishers of restricted datasets say where access is asked for.
    fn guide<'a>(&'a self, address: &'a Address, _language: &'a str) -> Fut<'a, Guide> {
        Box::pin(async move {
            match self.resolve(address)? {
                Target::Place(Place::Dataset(address)) => Ok(access::guide(&self.dataset(&address).await?)),
                _ => Err(Error::new(ErrorKind::NotFound, address.to_string(), m!("udata-guide-by-dataset"))
                    .hint(m!("udata-guide-by-dataset-hint"))),
            }
        })
    }
}

/// A success that holds none of udata's data.
fn unexplained(error: Error) -> Error {
    reading::unexplained(error, || t!("udata-no-api"))
}
