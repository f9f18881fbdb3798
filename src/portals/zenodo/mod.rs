//! Zenodo and other repositories of InvenioRDM, the software it runs: records with versions and files.
//!
//! Addresses: `NAME`, `NAME/all`, `NAME/datasets`, `NAME/communities`, `NAME/communities/SLUG`, `NAME/ID`, `NAME/ID/FILE`;
//! a record found in a folder has the address without the folder. Where an id is asked for, a DOI serves too, and what
//! names all versions leads to the newest.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::ACCEPT;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::catalogue::Catalogue;
use super::forgiving::{Answered, Forgiving};
use super::grammar::{Folder, Grammar, Group};
use super::narrow::{Parameters, text_only};
use super::paths::is_step;
use super::platforms::{Area, Theme};
use super::probe::{Probe, Sign, Whose, json};
use super::usual::Usual;
use super::{About, Connection, Platform, listing, media_url, not_of, part_of, paths, reading, territory};
use crate::access::auth::{Account, Token, Way};
use crate::access::http::Http;
use crate::access::secrets::Shape;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::model::form::Answers;
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Media, Page, Query};
use crate::net::quota::{Cost, Counter, Hears, Quota, Remaining};
use crate::net::{Ask, FirstBytes, Opened, Range, asking_once};
use crate::{m, said, t};

mod api;
mod explain;
mod map;
mod search;
mod web;

use map::{Beside, Mapper};
use search::NARROW;

pub const ABOUT: About = About {
    platforms: &[
        Platform::new("zenodo", said!("zenodo-platform-zenodo"), "https://zenodo.org").of(
            Area::World,
            &[Theme::Research],
            "cdi00000351",
        ),
        Platform::new("zenodo-sandbox", said!("zenodo-platform-sandbox"), "https://sandbox.zenodo.org").of(
            Area::World,
            &[Theme::Research],
            "https://developers.zenodo.org",
        ),
    ],
    // Nobody needs one to read what is open.
    ways: &[Way::new("api-key", said!("zenodo-way"), Shape::ApiKey, said!("zenodo-found"))],
    probes: &[Probe { path: "api/records?size=1", portal: Whose::Base, recognise }],
    pages: &["api", "records", "record", "communities", "search", "doi", "uploads", "account"],
    led: web::led,
    ..About::new("zenodo", said!("zenodo-title"))
};

/// How such a repository is recognised: its records are in pages that name their own address.
fn recognise(heard: &FirstBytes) -> Option<Sign> {
    let page = json(heard)?;
    let is_page = page["hits"]["hits"].is_array() && page["hits"]["total"].is_u64();
    let own = page["links"]["self"].as_str().filter(|_| is_page)?;
    own.contains("/api/records").then(|| Sign::named(None)).flatten()
}

const RECORDS: &str = "api/records";
const COMMUNITIES: &str = "communities";
const DATASETS: &str = "datasets";
/// The newer shape, which Zenodo gives too where it is asked for; what knows nothing of it gives its own.
const SHAPE: &str = "application/vnd.inveniordm.v1+json, application/json";
/// Rows asked for at once: the most that Zenodo gives to those without a token, and to those with one.
const PAGE: usize = 25;
const PAGE_SIGNED_IN: usize = 100;
/// No listing goes further, whatever it holds.
const REACH: usize = 10_000;
/// Requests a minute until a repository tells its own limit: more than any allows.
const UNTOLD: u32 = 10_000_000;

pub struct Zenodo {
    name: String,
    /// A bad token closes everything there (docs/portals/zenodo.md 1).
    way: Forgiving,
    quota: Quota,
}

const GRAMMAR: Grammar = Grammar {
    lists: &["all", DATASETS],
    groups: &[Group { segment: COMMUNITIES, key: search::COMMUNITY, title: said!("zenodo-communities") }],
    id: web::id,
    unknown: said!("zenodo-no-such-address"),
};

impl Zenodo {
    pub fn new(connection: Connection) -> Self {
        let sign_in = Usual::new(&connection).key_behind("Bearer").sign_in();
        let (name, quota) = (connection.config.name.clone(), connection.clients.quota.clone());
        let (origin, portal) = (connection.config.url.origin().ascii_serialization(), name.clone());
        let price = Arc::new(move |url: &Url, token: Option<&Token>| cost(&origin, &portal, url, token));
        Self { name, way: Forgiving::new(connection, sign_in, explain::explain).priced(price), quota }
    }

    fn mapper(&self) -> Mapper<'_> {
        Mapper { portal: &self.name, base: self.way.http.base() }
    }

    async fn ask<T: DeserializeOwned>(&self, subject: impl Into<Message>, url: Url) -> Result<Answered<T>> {
        let ask = Ask::from(url).with(ACCEPT.as_str(), SHAPE);
        self.way.json(&subject.into(), ask).await.map_err(unexplained)
    }

    /// What is nice to know: nothing where it cannot be had at once.
    async fn beside<T: DeserializeOwned + Default>(&self, url: Url) -> T {
        asking_once(self.ask(&*self.name, url)).await.map(|(found, _)| found).unwrap_or_default()
    }

    async fn listed(
        &self,
        what: impl Into<Message>,
        path: &str,
        parameters: &Parameters,
    ) -> Result<Answered<api::Listed>> {
        self.ask(part_of(&self.name, what), paths::at(&self.way.http, path, parameters)).await
    }

    /// How much there is at a path.
    async fn count(&self, path: &str, mut parameters: Parameters) -> Result<Answered<Option<u64>>> {
        parameters.push(("size", "1".to_owned()));
        let (found, said) = self.listed(m!("portals-the-datasets"), path, &parameters).await?;
        Ok((found.hits.total.count(), said))
    }

    fn limit(&self) -> usize {
        if self.way.signed_in { PAGE_SIGNED_IN } else { PAGE }
    }

    /// The page that `after` tells, where there may be one.
    fn page_of(&self, after: Option<&Cursor>) -> Result<usize> {
        let page = listing::number_of(after, 1, &self.name)?;
        let is_reached = page > 0 && (page - 1).saturating_mul(self.limit()) < REACH;
        if is_reached { Ok(page) } else { Err(listing::no_such_page(&self.name)) }
    }

    /// Page by page; where the window ends, that is said. The address that an answer has for the next leads beyond.
    fn paged(&self, mut page: Page, number: usize, came: usize) -> Page {
        let (limit, seen) = (self.limit(), number.saturating_mul(self.limit()));
        let more = came > 0 && page.total.map_or(came >= limit, |total| (seen as u64) < total);
        page.next = (more && seen < REACH).then(|| Cursor((number + 1).to_string()));
        if more && seen >= REACH {
            let count = page.total.map_or(0, |total| total.saturating_sub(REACH as u64));
            page.warnings.push(t!("zenodo-beyond", reach = REACH, count));
        }
        page
    }

    /// The record with this id; where that is of all its versions, the newest.
    async fn record(&self, id: &str, address: &Address) -> Result<Answered<Value>> {
        match self.ask(address, self.way.http.url(&format!("{RECORDS}/{id}"), [])).await {
            Err(error) if error.kind == ErrorKind::NotFound && error.status == Some(404) => {
                let newest = self.way.http.url(&format!("{RECORDS}/{id}/versions/latest"), []);
                self.ask(address, newest).await.map_err(|_| error)
            }
            answered => answered,
        }
    }
}

impl Catalogue for Zenodo {
    const GRAMMAR: &'static Grammar = &GRAMMAR;
    const ABILITIES: fn() -> Abilities = || NARROW.abilities();
    const FINDS_FOLDERS: bool = true;

    fn name(&self) -> &str {
        &self.name
    }

    fn http(&self) -> &Http {
        &self.way.http
    }

    async fn root(&self) -> Result<Page> {
        let of_datasets = vec![("resource_type", "dataset".to_owned())];
        let (all, datasets, communities) = futures_util::future::join3(
            self.count(RECORDS, vec![]),
            self.count(RECORDS, of_datasets),
            self.count("api/communities", vec![]),
        )
        .await;
        let (all, said) = all?;
        let note =
            |count: Option<u64>| count.map_or_else(|| t!("zenodo-some-records"), |count| t!("zenodo-records", count));
        let of = |counted: Result<Answered<Option<u64>>>| counted.ok().and_then(|(count, _)| count);
        let root = Address::root(&*self.name);
        let communities =
            of(communities).map_or_else(|| t!("zenodo-communities"), |count| t!("zenodo-communities-count", count));
        let mut items = vec![
            listing::folder(root.child("all"), t!("zenodo-all"), note(all)),
            listing::folder(root.child(DATASETS), t!("zenodo-datasets"), note(of(datasets))),
        ];
        items.extend(GRAMMAR.groups.iter().map(|group| listing::of_group(&self.name, group, communities.clone())));
        let mut page = listing::whole(items);
        page.warnings.extend(said);
        Ok(page)
    }

    async fn groups(&self, group: &'static Group, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        text_only(query, said!("zenodo-communities-not-by"))?;
        let number = self.page_of(after)?;
        let mut parameters = search::parameters(&Query::text(query.text.clone()))?;
        parameters.extend([("page", number.to_string()), ("size", self.limit().to_string())]);
        let (found, said) = self.listed(group.title, "api/communities", &parameters).await?;
        let (came, total, mapper) = (found.hits.hits.len(), found.hits.total.count(), self.mapper());
        let page = listing::rows(found.hits.hits, |it, odd| mapper.community(it, odd));
        let mut page = self.paged(Page { total, ..page }, number, came);
        page.warnings.extend(said);
        Ok(page)
    }

    async fn datasets(&self, folder: Folder<'_>, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        let checked = NARROW.check(query)?;
        let Some(query) = folder.narrowed(&checked) else { return Ok(listing::whole(vec![])) };
        let number = self.page_of(after)?;
        let mut parameters = search::parameters(&query)?;
        if folder == Folder::List(DATASETS) && query.values("type").next().is_none() {
            parameters.push(("resource_type", "dataset".to_owned()));
        }
        parameters.extend([("page", number.to_string()), ("size", self.limit().to_string())]);
        let (found, said) = self.listed(m!("portals-the-datasets"), &records_of(&query)?, &parameters).await?;
        let (came, total, mapper) = (found.hits.hits.len(), found.hits.total.count(), self.mapper());
        let page = listing::rows(found.hits.hits, |it, odd| mapper.item(it, odd));
        let mut page = self.paged(Page { total, ..page }, number, came);
        page.warnings.extend(said);
        territory::say_words(&mut page, &self.name, &query, after);
        for key in search::unknown(&query, &found.aggregations) {
            page.warnings.push(t!("zenodo-filter-unknown", key));
        }
        Ok(page)
    }

    async fn facets(&self, folder: Folder<'_>) -> Result<Vec<Facet>> {
        let Some(query) = folder.narrowed(&Query::default()) else { return Ok(vec![]) };
        let parameters = vec![("size", "1".to_owned())];
        let (found, _) = self.listed(m!("portals-the-filters"), &records_of(&query)?, &parameters).await?;
        Ok(search::facets(&found.aggregations))
    }

    async fn dataset(&self, id: String, address: &Address) -> Result<Dataset> {
        let versions = self.way.http.url(&format!("{RECORDS}/{id}/versions"), [("size", "25")]);
        let asked = futures_util::future::join(self.record(&id, address), self.beside::<api::Listed>(versions)).await;
        let ((record, said), versions) = (asked.0?, asked.1);
        let mut beside = Beside { versions: versions.hits.hits.0, ..Beside::default() };
        // Whom a token lets have them, they are told by their own route.
        if self.way.signed_in && map::is_restricted(&record) && !map::holds_any(&record["files"]) {
            let url = self.way.http.url(&format!("{RECORDS}/{id}/files"), []);
            let files: api::Files = self.beside(url).await;
            beside.files = files.entries;
        }
        let dataset = self.mapper().dataset(record, &beside);
        let mut dataset = dataset.map_err(|why| Error::new(ErrorKind::Portal, address, why))?;
        dataset.warnings.extend(said);
        Ok(dataset)
    }

    async fn open(&self, media: &Media, _answers: &Answers, range: Option<&Range>) -> Result<Opened> {
        let ask = Ask::file(media_url(media)?, media.size);
        self.way.open(&Message::from(&media.address()), ask, range).await
    }

    /// The API tells nobody's name; that it lists what is one's own is all there is to know.
    async fn account(&self) -> Result<Account> {
        if self.way.signed_in {
            let subject = &part_of(&self.name, m!("portals-who-one-is"));
            let url = self.way.http.url("api/user/records", [("size", "1")]);
            let own: Value = self.way.http.json(subject, url).await.map_err(|error| match error.status {
                Some(403) => {
                    Error::new(ErrorKind::SignIn, subject, m!("zenodo-token-401")).hint(m!("zenodo-token-401-hint"))
                }
                _ => unexplained(error),
            })?;
            if !own["hits"]["hits"].is_array() {
                return Err(unexplained(not_of(super::Kind::Zenodo, subject)));
            }
            let opens = vec![t!("portals-open-to-all"), t!("zenodo-own")];
            return Ok(Account { who: Some(t!("zenodo-token-owner")), opens, ..Account::default() });
        }
        let subject = part_of(&self.name, m!("portals-what-it-is"));
        let (found, _): Answered<Value> =
            self.ask(subject.clone(), self.way.http.url(RECORDS, [("size", "1")])).await?;
        if !found["hits"]["hits"].is_array() {
            return Err(unexplained(not_of(super::Kind::Zenodo, subject)));
        }
        Ok(Account { opens: vec![t!("portals-open-to-all")], ..Account::default() })
    }

    fn quota(&self) -> Vec<Remaining> {
        let left = self.quota.left(&format!("{} ", self.way.http.base().origin().ascii_serialization()));
        left.into_iter().filter(|left| left.limit != UNTOLD).collect()
    }
}

/// Where records are asked for: those of a community by its own address, for a filter that names none is left out in
/// silence (docs/portals/zenodo.md 3).
fn records_of(query: &Query) -> Result<String> {
    match query.values(search::COMMUNITY).next() {
        Some(slug) if is_step(slug) => Err(Error::new(
            ErrorKind::Usage,
            m!("portals-filter", key = search::COMMUNITY),
            m!("zenodo-no-such-address"),
        )),
        Some(slug) => Ok(format!("api/communities/{}/records", paths::segment(slug))),
        None => Ok(RECORDS.to_owned()),
    }
}

/// Requests are counted by the minute, those that search by themselves; every answer tells how many are left.
fn cost(origin: &str, portal: &str, url: &Url, token: Option<&Token>) -> Cost {
    let owner = token.map(Token::fingerprint).unwrap_or_default();
    let is_search = url.path().ends_with("/records");
    let is_zenodo = ABOUT.platforms.iter().any(|it| Url::parse(it.url).is_ok_and(|it| it.origin() == url.origin()));
    let known = match (is_search, token.is_some()) {
        (true, _) => 30,
        (false, false) => 60,
        (false, true) => 100,
    };
    let (class, title) =
        if is_search { ("search", t!("zenodo-searches-a-minute")) } else { ("all", t!("zenodo-requests-a-minute")) };
    let counter = Counter {
        key: format!("{origin} {owner} {class}"),
        title,
        requests: if is_zenodo { known } else { UNTOLD },
        period: Duration::from_secs(60),
        hears: Hears::Headers,
    };
    Cost { counters: vec![counter], portal: portal.to_owned(), ..Cost::default() }
}

/// A success that holds none of such a repository's data.
fn unexplained(error: Error) -> Error {
    reading::unexplained(error, said!("zenodo-no-api"))
}
