//! Zenodo and other repositories of InvenioRDM, the software it runs: records with versions and files.
//!
//! Addresses: `NAME`, `NAME/all`, `NAME/datasets`, `NAME/communities`, `NAME/communities/SLUG`, `NAME/ID`, `NAME/ID/FILE`;
//! a record found in a folder has the address without the folder. Where an id is asked for, a DOI serves too, and what
//! names all versions leads to the newest.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::ACCEPT;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use url::Url;

use super::catalogue::Catalogue;
use super::forgiving::{Answered, Forgiving};
use super::grammar::{Folder, Grammar, Group};
use super::narrow::{Parameters, text_only};
use super::paths::is_step;
use super::platforms::{Area, Theme};
use super::probe::{Probe, Sign, Whose, json};
use super::usual::Usual;
use super::web::{Below, is_resolver, sites};
use super::{About, Connection, Platform, listing, media_url, not_of, part_of, paths, reading, territory};
use crate::access::auth::{Account, Token, Way};
use crate::access::http::Http;
use crate::access::secrets::Shape;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::odd::{self, Odd};
use crate::model::form::Answers;
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Item, Media, Page, Query, Target};
use crate::net::quota::{Cost, Counter, Hears, Quota, Remaining};
use crate::net::{Ask, FirstBytes, Opened, Range, asking_once};
use crate::{m, said, t};

mod api;
mod explain;
mod map;
mod pages;
mod records;
mod search;
mod web;

use map::{Beside, Mapper};
use pages::{Came, PageAt};
use records::ToldFiles;
use search::NARROW;

pub const ABOUT: About = About {
    platforms: &[
        Platform::new("zenodo", said!("zenodo-platform-zenodo"), "https://zenodo.org")
            .with_dois(&["10.5281/zenodo."])
            .of(Area::World, &[Theme::Research], "cdi00000351"),
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
/// Requests until a repository tells its own limit: more than any allows, in a time that makes no refusal one for having
/// used them up ([`crate::net::quota`]). What it tells has its own time.
const UNTOLD: u32 = 10_000_000;
const UNTOLD_PERIOD: Duration = Duration::from_secs(2 * 3600);

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
    async fn beside(&self, url: Url) -> api::Listed {
        asking_once(self.listed(&*self.name, url, None)).await.map(|(found, _)| found).unwrap_or_default()
    }

    /// A list. `unsigned`: what is asked for where the token is refused, if that is another.
    async fn listed(
        &self,
        subject: impl Into<Message>,
        url: Url,
        unsigned: Option<Url>,
    ) -> Result<Answered<api::Listed>> {
        let subject = &subject.into();
        let ask = |url: Url| Ask::from(url).with(ACCEPT.as_str(), SHAPE);
        let unsigned = ask(unsigned.unwrap_or_else(|| url.clone()));
        let (mut answer, said): Answered<Value> =
            self.way.json_or(subject, ask(url), unsigned).await.map_err(unexplained)?;
        let hits = &answer["hits"]["hits"];
        let refuse = || unexplained(Error::new(ErrorKind::Portal, subject, m!("portals-no-data")));
        if !hits.is_array() && !hits.is_object() {
            return Err(reading::instead(subject, &answer, refuse()));
        }
        let read = odd::read(answer.take(), &mut Odd::default());
        Ok((read.map_err(|error| refuse().caused_by(error))?, said))
    }

    /// How much there is at a path.
    async fn count(&self, path: &str, mut parameters: Parameters) -> Result<Answered<Option<u64>>> {
        parameters.push(("size", "1".to_owned()));
        let what = part_of(&self.name, m!("portals-the-datasets"));
        let (found, said) = self.listed(what, paths::at(&self.way.http, path, &parameters), None).await?;
        Ok((found.hits.total.count(), said))
    }

    fn limit(&self) -> usize {
        if self.way.signed_in { PAGE_SIGNED_IN } else { PAGE }
    }

    /// One page of a list, its rows made by `row`; and what the answer counts.
    async fn page(
        &self,
        what: impl Into<Message>,
        path: &str,
        parameters: &Parameters,
        after: Option<&Cursor>,
        row: impl Fn(Value, &mut Odd) -> std::result::Result<Item, Message>,
    ) -> Result<(Page, Map<String, Value>)> {
        let (usual, at) = (self.limit(), PageAt::of(after, self.limit(), &self.name)?);
        let url = |size: usize| {
            let place = [("page", at.number.to_string()), ("size", size.to_string())];
            paths::at(&self.way.http, path, &[parameters.as_slice(), &place].concat())
        };
        // Without the token, which may be refused, as many rows would be too many.
        let unsigned = (at.number == 1).then(|| url(at.size.min(PAGE)));
        let (found, said) = self.listed(part_of(&self.name, what), url(at.size), unsigned).await?;
        let api::Listed { hits, links, aggregations } = found;
        let came = Came { rows: hits.hits.len(), total: hits.total.count(), has_next: links.next.is_some() };
        let mut page = at.paged(listing::rows(hits.hits, row), came, usual);
        page.warnings.extend(said);
        Ok((page, aggregations.0))
    }

    /// A record's other versions, raw.
    async fn versions(&self, id: &str) -> Vec<Value> {
        self.beside(self.way.http.url(&format!("{RECORDS}/{id}/versions"), [("size", "25")])).await.hits.hits.0
    }
}

impl Catalogue for Zenodo {
    const GRAMMAR: &'static Grammar = &GRAMMAR;
    fn can(&self) -> Abilities {
        NARROW.abilities()
    }
    const FINDS_FOLDERS: bool = true;

    fn name(&self) -> &str {
        &self.name
    }

    fn http(&self) -> &Http {
        &self.way.http
    }

    async fn root(&self) -> Result<Page> {
        let of_datasets = vec![only_datasets()];
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
        let parameters = search::parameters(&Query::text(query.text.clone()))?;
        let mapper = self.mapper();
        let row = |record, odd: &mut Odd| mapper.community(record, odd);
        self.page(group.title, "api/communities", &parameters, after, row).await.map(|(page, _)| page)
    }

    async fn datasets(&self, folder: Folder<'_>, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        let checked = NARROW.check(query)?;
        let Some(query) = folder.narrowed(&checked) else { return Ok(listing::whole(vec![])) };
        let mut parameters = search::parameters(&query)?;
        let of_datasets = folder == Folder::List(DATASETS) && query.values("type").next().is_none();
        parameters.extend(of_datasets.then(only_datasets));
        let (path, mapper) = (records_of(&query)?, self.mapper());
        let row = |record, odd: &mut Odd| mapper.item(record, odd);
        let (mut page, counted) = self.page(m!("portals-the-datasets"), &path, &parameters, after, row).await?;
        territory::say_words(&mut page, &self.name, &query, after);
        if after.is_none() && search::is_only_descending(&query) {
            page.warnings.push(t!("zenodo-only-descending"));
        }
        for key in search::unknown(&query, of_datasets, &counted) {
            page.warnings.push(t!("zenodo-filter-unknown", key));
        }
        Ok(page)
    }

    async fn facets(&self, folder: Folder<'_>) -> Result<Vec<Facet>> {
        let Some(query) = folder.narrowed(&Query::default()) else { return Ok(vec![]) };
        let mut parameters = vec![("size", "1".to_owned())];
        parameters.extend((folder == Folder::List(DATASETS)).then(only_datasets));
        let url = paths::at(&self.way.http, &records_of(&query)?, &parameters);
        let (found, _) = self.listed(part_of(&self.name, m!("portals-the-filters")), url, None).await?;
        Ok(search::facets(&found.aggregations))
    }

    async fn dataset(&self, id: String, address: &Address) -> Result<Dataset> {
        let at_once = async || if web::is_doi(&id) { vec![] } else { self.versions(&id).await };
        let asked = futures_util::future::join(self.record(&id, address), at_once()).await;
        let ((record, said), mut versions) = (asked.0?, asked.1);
        let own = map::own_id(&record).unwrap_or_else(|| id.clone());
        if own != id {
            versions = self.versions(&own).await;
        }
        let told = match map::untold_files(&record, self.way.signed_in) {
            Some(count) => self.files_of(&own, count).await,
            None => ToldFiles::default(),
        };
        // Who may not have them is told that, by what is told of the record.
        let warning = told.warning.filter(|_| !map::is_restricted(&record));
        let dataset = self.mapper().dataset(record, &Beside { versions, files: told.files });
        let mut dataset = dataset.map_err(|why| Error::new(ErrorKind::Portal, address, why))?;
        dataset.warnings.extend(warning.into_iter().chain(said));
        Ok(dataset)
    }

    async fn open(&self, media: &Media, _answers: &Answers, range: Option<&Range>) -> Result<Opened> {
        let ask = Ask::file(media_url(media)?, media.size);
        self.way.open(&Message::from(&media.address()), ask, range).await
    }

    /// Of what names the newest version only the portal knows which that is.
    async fn look_up(&self, url: &Url) -> Result<Option<Target>> {
        if is_resolver(url) {
            return self.named(url).await;
        }
        let sites = sites(super::Kind::Zenodo, self.way.http.base());
        let Some(of) = sites.iter().find_map(|site| web::newest_of(&Below::of(site, url)?)) else { return Ok(None) };
        let address = Address::root(&*self.name).child(of.clone());
        let (record, _) = self.newest(&of, &address).await?;
        Ok(map::own_id(&record).map(|id| Target::dataset(Address::root(&*self.name).child(id))))
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

/// What narrows to records of the type `dataset`.
fn only_datasets() -> (&'static str, String) {
    ("resource_type", "dataset".to_owned())
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
    let (requests, period) = if is_zenodo { (known, Duration::from_secs(60)) } else { (UNTOLD, UNTOLD_PERIOD) };
    let key = format!("{origin} {owner} {class}");
    let counter = Counter { key, title, requests, period, hears: Hears::Headers };
    Cost { counters: vec![counter], portal: portal.to_owned(), ..Cost::default() }
}

/// A success that holds none of such a repository's data.
fn unexplained(error: Error) -> Error {
    reading::unexplained(error, said!("zenodo-no-api"))
}
