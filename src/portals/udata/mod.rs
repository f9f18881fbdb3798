//! udata, the software of data.gouv.fr and other open data portals: datasets, organisations, topics, files.
//!
//! Listings are of version 1 of its API, which tells each dataset's files along; version 2 knows topics, and counts.
//! Addresses: `NAME`, `NAME/all`, `NAME/organizations`, `NAME/organizations/ID`, `NAME/topics`, `NAME/topics/ID`,
//! `NAME/ID`, `NAME/ID/MEDIA`; a dataset found in a folder has the address without the folder. Where an id is asked for,
//! the name of the web address serves too.

use std::collections::HashMap;
use std::sync::Mutex;

use reqwest::header::HeaderName;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::catalogue::Catalogue;
use super::grammar::{Folder, Grammar, Group, any_id};
use super::lookup::Lookup;
use super::open_access;
use super::platforms::{Area, Theme};
use super::usual::Usual;
use super::web::{Below, sites};
use super::{About, Connection, Platform, listing as pages, member, not_of, part_of, paths, reading};
use crate::access::auth::{Account, Way};
use crate::access::guide::{AccessWish, Guide};
use crate::access::http::Http;
use crate::access::secrets::Shape;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Page, Query, Target};
use crate::net::Ask;
use crate::{m, said, t};

mod access;
mod api;
mod crawler;
mod explain;
mod facets;
mod listing;
mod map;
mod probe;
mod search;
mod web;

use map::{Mapper, Meanings};
use search::NARROW;

pub const ABOUT: About = About {
    platforms: &[
        Platform::new("data-gouv", said!("udata-platform-fr"), "https://www.data.gouv.fr")
            .with_pages(&["https://explore.data.gouv.fr"])
            .of(Area::France, &[Theme::Everything], "cdi00000686"),
        Platform::new("data-public", said!("udata-platform-lu"), "https://data.public.lu").of(
            Area::Luxembourg,
            &[Theme::Everything],
            "cdi00001102",
        ),
        Platform::new("dados-gov", said!("udata-platform-pt"), "https://dados.gov.pt").of(
            Area::Portugal,
            &[Theme::Everything],
            "cdi00001317",
        ),
    ],
    // Nobody needs one to read what is open.
    ways: &[Way::new("api-key", said!("udata-way"), Shape::ApiKey, said!("udata-found"))],
    probes: &probe::PROBES,
    pages: &probe::PAGES,
    led: web::led,
    ..About::new("udata", said!("udata-title"))
};

const DATASETS: &str = "api/1/datasets/";
const ORGANIZATIONS: &str = "api/1/organizations/";
const TOPICS: &str = "api/2/topics/";
const SEARCH: &str = "api/2/datasets/search/";

/// The header of an API key. HTTP clients keep it when they are redirected elsewhere; ours does not.
const KEY: HeaderName = HeaderName::from_static("x-api-key");
/// The header that names what is wanted of an answer.
const MASK: &str = "X-Fields";
const ORGANIZATION_ROW: &str = "data{id,name,acronym,description,metrics},total,next_page";

pub struct Udata {
    name: String,
    http: Http,
    signed_in: bool,
    licences: Lookup<api::Meaning>,
    frequencies: Lookup<api::Meaning>,
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
        let sign_in = Usual::new(&connection).key(KEY).sign_in();
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

    /// The address of one thing below a list.
    fn one(&self, list: &str, id: &str) -> Url {
        self.http.url(&format!("{list}{}/", paths::segment(id)), [])
    }

    async fn ask<T: DeserializeOwned>(&self, what: impl Into<Message>, ask: impl Into<Ask>) -> Result<T> {
        self.http.json(part_of(&self.name, what), ask).await.map_err(unexplained)
    }

    async fn licences(&self) -> &Meanings {
        self.licences.get(self.meanings("api/1/datasets/licenses/")).await
    }

    async fn frequencies(&self) -> &Meanings {
        self.frequencies.get(self.meanings("api/1/datasets/frequencies/")).await
    }

    async fn meanings(&self, path: &str) -> Result<Meanings> {
        let answer = self.http.list(part_of(&self.name, m!("udata-what-ids-mean")), self.http.url(path, [])).await?;
        Ok(reading::readable::<api::Meaning>(answer).filter_map(|it| Some((it.id.clone()?, it))).collect())
    }

    async fn me(&self) -> Result<Account> {
        let me: api::Me = self.ask(m!("portals-who-one-is"), self.http.url("api/1/me/", [])).await?;
        let who = me.name();
        if who.is_none() && me.organizations.is_empty() {
            let subject = part_of(&self.name, m!("portals-who-one-is"));
            return Err(unexplained(not_of(super::Kind::Udata, subject)));
        }
        Ok(member(who, me.organizations.iter().filter_map(|it| reading::line_at(it, "name"))))
    }
}

impl Catalogue for Udata {
    const GRAMMAR: &'static Grammar = &GRAMMAR;
    fn can(&self) -> Abilities {
        NARROW.abilities()
    }
    const FINDS_FOLDERS: bool = true;

    fn name(&self) -> &str {
        &self.name
    }

    fn http(&self) -> &Http {
        &self.http
    }

    async fn root(&self) -> Result<Page> {
        let counts = futures_util::future::join3(self.count(DATASETS), self.count(ORGANIZATIONS), self.count(TOPICS));
        let (datasets, organizations, topics) = counts.await;
        let [by_organization, by_topic] = GRAMMAR.groups else { return Ok(Page::default()) };
        let organizations = organizations.ok().flatten();
        let organizations =
            organizations.map_or_else(|| t!("portals-organisations"), |count| t!("portals-organisations-count", count));
        let all = pages::all(&self.name, datasets?);
        let mut items = vec![all, pages::of_group(&self.name, by_organization, organizations)];
        // Not every portal groups its datasets so, and older ones cannot be asked.
        if let Some(count) = topics.ok().flatten().filter(|topics| *topics > 0) {
            items.push(pages::of_group(&self.name, by_topic, t!("udata-topics-count", count)));
        }
        Ok(pages::whole(items))
    }

    async fn groups(&self, group: &'static Group, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        if group.key == search::TOPIC {
            self.topics(query, after).await
        } else {
            self.organizations(query, after).await
        }
    }

    async fn datasets(&self, folder: Folder<'_>, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        self.found(query, folder.group(), after).await
    }

    /// The counts are of the whole portal.
    async fn facets(&self, folder: Folder<'_>) -> Result<Vec<Facet>> {
        let mut facets = self.all_facets().await?;
        if let Some((group, _)) = folder.group() {
            facets.retain(|facet| facet.key != group.key);
            facets.iter_mut().flat_map(|facet| &mut facet.values).for_each(|value| value.count = None);
        }
        Ok(facets)
    }

    async fn dataset(&self, id: String, address: &Address) -> Result<Dataset> {
        let record = async { self.http.json(address, self.one(DATASETS, &id)).await.map_err(unexplained) };
        let asked = futures_util::future::join3(record, self.licences(), self.frequencies());
        let (record, licences, frequencies) = asked.await;
        let mapper = Mapper { portal: &self.name, base: self.http.base(), licences, frequencies };
        mapper.dataset(record?).map_err(|why| Error::new(ErrorKind::Portal, address, why))
    }

    /// A file by its own address, which names no dataset.
    async fn look_up(&self, url: &Url) -> Result<Option<Target>> {
        let base = self.http.base();
        let root = Address::root(&*self.name);
        if let Some(id) = sites(super::Kind::Udata, base).iter().find_map(|it| web::lone_file(&Below::of(it, url)?)) {
            let found = self.http.url(&format!("api/2/datasets/resources/{}/", paths::segment(&id)), []);
            let found: Value = self.ask(m!("portals-the-datasets"), found).await?;
            let dataset = found["dataset_id"].as_str().and_then(any_id);
            return Ok(dataset.map(|dataset| Target::Media { dataset: root.child(dataset), media: id }));
        }
        Ok(None)
    }

    async fn account(&self) -> Result<Account> {
        if self.signed_in {
            return self.me().await;
        }
        let site: Value = self.ask(m!("portals-what-it-is"), self.http.url("api/1/site/", [])).await?;
        if !["id", "title"].iter().any(|key| site[key].is_string()) {
            let subject = part_of(&self.name, m!("portals-what-it-is"));
            return Err(unexplained(not_of(super::Kind::Udata, subject)));
        }
        Ok(member(None, std::iter::empty()))
    }

    /// Publishers of restricted datasets say where access is asked for.
    async fn guide(&self, wish: &AccessWish, _language: &str) -> Result<Guide> {
        match open_access::wanted(&GRAMMAR, &wish.address)? {
            Some(address) => Ok(access::guide(&self.dataset(GRAMMAR.dataset(&address)?, &address).await?)),
            None => Ok(open_access::of_portal(&self.name, self.http.base().as_str())),
        }
    }
}

/// A success that holds none of udata's data.
fn unexplained(error: Error) -> Error {
    reading::unexplained(error, said!("udata-no-api"))
}
