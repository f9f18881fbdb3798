//! udata, the software of data.gouv.fr and other open data portals: datasets, organisations, topics, files.
//!
//! Listings are of version 1 of its API, which tells each dataset's files along; version 2 knows topics, and counts.
//! Addresses: `NAME`, `NAME/all`, `NAME/organizations`, `NAME/organizations/ID`, `NAME/topics`, `NAME/topics/ID`,
//! `NAME/ID`, `NAME/ID/MEDIA`; a dataset found in a folder has the address without the folder. Where an id is asked for,
//! the name of the web address serves too.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::{About, Connection, Fut, Portal, wire};
use crate::auth::{Account, GivenKey, Keyed, SignIn};
use crate::error::{Error, Kind, Result};
use crate::form::Answers;
use crate::guide::{Guide, Step};
use crate::http::{Ask, Http, Opened, Range};
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, FacetValue, Item, Media, Page, Query, Target};
use crate::{human, markup, text};

mod api;
mod explain;
mod lookup;
mod map;
mod search;
mod sign_in;

use lookup::{Lookup, Meanings};
use map::Mapper;
use search::{NARROW, Parameters};

pub const ABOUT: About = About {
    word: "udata",
    title: "udata, open data portals as data.gouv.fr",
    platforms: &[
        ("France, data.gouv.fr", "https://www.data.gouv.fr"),
        ("Luxembourg, data.public.lu", "https://data.public.lu"),
        ("Portugal, dados.gov.pt", "https://dados.gov.pt"),
    ],
    ways: &sign_in::WAYS,
    open: true,
    key_file: None,
};

/// Rows asked for at once.
const PAGE: usize = 50;
/// Organisations offered as a filter where nothing counts them: those with most datasets.
const OFFERED: usize = 50;

/// What rows are made of: a dataset may have thousands of files, and much is said of each.
const ROW: &str = "data{id,slug,title,description,description_short,created_at,last_modified,last_update,archived,private,\
                   access_type,access_type_reason,access_type_reason_category,license,organization,owner,\
                   resources{id,title,type,filetype,format,mime,url}},total,next_page";
const ORGANIZATION_ROW: &str = "data{id,name,acronym,description,metrics},total,next_page";
const TOPIC_ROW: &str = "data{id,name,description,last_modified},total,next_page";
const TOTAL: &str = "total";
/// Names what is wanted of an answer.
const MASK: &str = "X-Fields";

const DATASETS: &str = "api/1/datasets/";
const ORGANIZATIONS: &str = "api/1/organizations/";
const TOPICS: &str = "api/2/topics/";
const SEARCH: &str = "api/2/datasets/search/";

pub struct Udata {
    name: String,
    http: Http,
    signed_in: bool,
    licences: Lookup,
    frequencies: Lookup,
    /// Ids of organisations by the names of their web addresses.
    known: Mutex<HashMap<String, String>>,
}

/// The folders of the portal.
enum Folder<'a> {
    Root,
    All,
    Organizations,
    Organization(&'a str),
    Topics,
    Topic(&'a str),
}

impl Udata {
    pub fn new(connection: Connection) -> Self {
        let flow = Keyed::new(connection.clone(), GivenKey::new(connection.clone(), sign_in::HEADER));
        let signed_in = connection.expects_credential();
        let http = Http::new(connection.clients, connection.config.url, SignIn::new(flow), explain::explain);
        Self {
            name: connection.config.name,
            http,
            signed_in,
            licences: Lookup::default(),
            frequencies: Lookup::default(),
            known: Mutex::default(),
        }
    }

    fn folder<'a>(&self, address: &'a Address) -> Result<Folder<'a>> {
        match address.segments()[..] {
            [] => Ok(Folder::Root),
            ["all"] => Ok(Folder::All),
            ["organizations"] => Ok(Folder::Organizations),
            ["organizations", _] => Ok(Folder::Organization(&address.path[1])),
            ["topics"] => Ok(Folder::Topics),
            ["topics", _] => Ok(Folder::Topic(&address.path[1])),
            _ => Err(unknown(address)),
        }
    }

    fn url(&self, path: &str, parameters: &[(&'static str, String)]) -> Url {
        self.http.url(path, parameters.iter().map(|(key, value)| (*key, value.as_str())))
    }

    /// The address of one thing below a list; what names it is one segment, whatever is in it.
    fn one(&self, list: &str, id: &str) -> Url {
        let mut url = self.http.url(list, []);
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend([id, ""]);
        }
        url
    }

    async fn ask<T: DeserializeOwned>(&self, what: &str, ask: impl Into<Ask>) -> Result<T> {
        self.http.json(&format!("{}: {what}", self.name), ask).await.map_err(unexplained)
    }

    /// How many there are.
    async fn count(&self, path: &str) -> Result<Option<u64>> {
        let url = self.url(path, &[("page_size", "1".into())]);
        let page: api::Page = self.ask("how much there is", Ask::file(url, None).with(MASK, TOTAL)).await?;
        Ok(total(&page))
    }

    async fn root(&self) -> Result<Page> {
        let counts = futures_util::future::join3(self.count(DATASETS), self.count(ORGANIZATIONS), self.count(TOPICS));
        let (datasets, organizations, topics) = counts.await;
        let root = Address::root(&self.name);
        let folder = |segment: &str, title: &str, note: String| {
            Item::new(Target::folder(root.child(segment)), title).note(Some(note))
        };
        let words = |count: Option<u64>, what: &str| {
            count.map_or_else(|| what.to_owned(), |count| format!("{} {what}", human::count(count)))
        };
        let mut items = vec![
            folder("all", "all datasets", words(datasets?, "datasets")),
            folder("organizations", "organisations", words(organizations.ok().flatten(), "organisations")),
        ];
        // Not every portal groups its datasets so, and older ones cannot be asked.
        if let Some(topics) = topics.ok().flatten().filter(|topics| *topics > 0) {
            items.push(folder("topics", "topics", words(Some(topics), "topics")));
        }
        Ok(Page { total: Some(items.len() as u64), items, ..Page::default() })
    }

    /// One page of a list, by its number. A page past the end is a 404.
    async fn page(
        &self,
        (path, mask): (&str, &'static str),
        mut parameters: Parameters,
        after: Option<&Cursor>,
    ) -> Result<(usize, api::Page)> {
        let number: usize = match after {
            Some(cursor) => cursor.0.parse().map_err(|_| Error::new(Kind::Usage, &*self.name, "no such page"))?,
            None => 1,
        };
        parameters.extend([("page", number.to_string()), ("page_size", PAGE.to_string())]);
        let asked = self.ask(what(path), Ask::file(self.url(path, &parameters), None).with(MASK, mask)).await;
        match asked {
            Err(error) if error.status == Some(404) && number > 1 => Ok((number, api::Page::default())),
            asked => Ok((number, asked?)),
        }
    }

    /// Datasets that `query` finds, of those that `only` narrows to.
    async fn datasets(
        &self,
        query: &Query,
        only: Option<(&'static str, String)>,
        after: Option<&Cursor>,
    ) -> Result<Page> {
        let mut query = query.clone();
        for (key, value) in &mut query.filters {
            match key.as_str() {
                search::ORGANIZATION => *value = self.organization(value).await?,
                search::TOPIC => *value = self.topic(value).await?,
                _ => {}
            }
        }
        let mut parameters = search::parameters(&query)?;
        if let Some((key, value)) = only {
            // Twice would be neither of the two.
            if parameters.iter().any(|(known, given)| *known == key && *given != value) {
                let cause = "this folder is narrowed to another one already";
                return Err(Error::new(Kind::Usage, format!("filter {key}"), cause)
                    .hint(format!("Ask in {}/all instead.", self.name)));
            }
            parameters.retain(|(known, _)| *known != key);
            parameters.push((key, value));
        }
        let asked = self.page((DATASETS, ROW), parameters, after);
        let (licences, answer) = futures_util::future::join(self.licences(), asked).await;
        let none = Meanings::new();
        let mapper = Mapper { portal: &self.name, licences, frequencies: &none };
        Ok(rows(answer?, |record| mapper.item(record)))
    }

    async fn organizations(&self, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        let mut parameters = search::text_only(query, "organisations")?;
        if parameters.is_empty() {
            parameters.push(("sort", "-datasets".into()));
        }
        let folder = Address::root(&self.name).child("organizations");
        let row = |record| {
            let record: api::Organization = wire::record(record, &["name", "id"])?;
            let (id, name) = named(record.id.as_deref(), record.name.as_deref(), "organisation")?;
            let datasets = record.metrics.datasets.and_then(|count| u64::try_from(count).ok());
            let acronym = record.acronym.as_deref().and_then(text::some_line);
            let count = datasets.map(|count| format!("{} datasets", human::count(count)));
            let note: Vec<String> = [acronym, count].into_iter().flatten().collect();
            Ok(Item::new(Target::folder(folder.child(id)), name)
                .note(Some(note.join(", ")).filter(|it| !it.is_empty())))
        };
        Ok(rows(self.page((ORGANIZATIONS, ORGANIZATION_ROW), parameters, after).await?, row))
    }

    async fn topics(&self, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        let parameters = search::text_only(query, "topics")?;
        let folder = Address::root(&self.name).child("topics");
        let row = |record| {
            let record: api::Topic = wire::record(record, &["name", "id"])?;
            let (id, name) = named(record.id.as_deref(), record.name.as_deref(), "topic")?;
            let note = record.description.as_deref().and_then(markup::first_line);
            let mut item = Item::new(Target::folder(folder.child(id)), name).note(note);
            item.modified = record.last_modified.as_deref().and_then(text::moment);
            Ok(item)
        };
        Ok(rows(self.page((TOPICS, TOPIC_ROW), parameters, after).await?, row))
    }

    /// The id of an organisation that its id or the name of its web address names: datasets are narrowed by ids only. Where
    /// there is none of that id, udata finds nothing and does not say why.
    async fn organization(&self, written: &str) -> Result<String> {
        self.id_of(ORGANIZATIONS, "organizations", written).await
    }

    /// As [`Self::organization`]. A topic that there is none of narrows nothing: udata would show all datasets.
    async fn topic(&self, written: &str) -> Result<String> {
        self.id_of(TOPICS, "topics", written).await
    }

    async fn id_of(&self, list: &str, folder: &str, written: &str) -> Result<String> {
        let address = Address::root(&self.name).child(folder).child(written).to_string();
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(id) = known().get(&address) {
            return Ok(id.clone());
        }
        let ask = Ask::file(self.one(list, written), None).with(MASK, "id");
        let found: api::Meaning = self.http.json(&address, ask).await?;
        let no_id = || Error::new(Kind::Portal, &*address, "what udata answers of it has no id");
        let id = found.id.as_deref().and_then(text::some_line).ok_or_else(no_id)?;
        known().insert(address, id.clone());
        Ok(id)
    }

    async fn licences(&self) -> &Meanings {
        self.licences.get(self.meanings("api/1/datasets/licenses/")).await
    }

    async fn frequencies(&self) -> &Meanings {
        self.frequencies.get(self.meanings("api/1/datasets/frequencies/")).await
    }

    async fn meanings(&self, path: &str) -> Result<Meanings> {
        let answer = self.http.list(&format!("{}: what ids mean", self.name), self.http.url(path, [])).await?;
        Ok(wire::readable::<api::Meaning>(answer).filter_map(|it| Some((it.id.clone()?, it))).collect())
    }

    /// What a search engine counts, where the portal has one; else what can be told without.
    async fn all_facets(&self) -> Result<Vec<Facet>> {
        let counted = self.url(SEARCH, &[("page_size", "1".into())]);
        let offered = [("sort", "-datasets".to_owned()), ("page_size", OFFERED.to_string())];
        let offered = Ask::file(self.url(ORGANIZATIONS, &offered), None).with(MASK, ORGANIZATION_ROW);
        let asked = futures_util::future::join3(
            self.ask::<api::Page>("the filters", Ask::file(counted, None).with(MASK, "facets")),
            self.ask::<api::Page>("the organisations", offered),
            self.licences(),
        );
        let (counted, organizations, known) = asked.await;
        let licence = |id: &str| known.get(id).and_then(|it| text::some_line(it.title.as_deref()?));
        let mut facets = search::counted(&counted.map(|page| page.facets).unwrap_or_default(), licence);
        let add = |facets: &mut Vec<Facet>, key: &str, values: Vec<FacetValue>| {
            if !values.is_empty() && facets.iter().all(|facet| facet.key != key) {
                facets.push(Facet { key: key.into(), label: key.into(), values });
            }
        };
        add(&mut facets, search::ORGANIZATION, organization_values(organizations?.data));
        let mut licences: Vec<FacetValue> = known
            .keys()
            .map(|id| FacetValue {
                value: id.clone(),
                label: licence(id).unwrap_or_else(|| text::line(id)),
                count: None,
            })
            .collect();
        licences.sort_by(|a, b| a.label.cmp(&b.label));
        add(&mut facets, "licence", licences);
        let access = ["open", "open_with_account", "restricted"];
        let access = access.map(|it| FacetValue { value: it.into(), label: it.replace('_', " "), count: None });
        add(&mut facets, "access", access.into());
        Ok(facets)
    }

    async fn me(&self) -> Result<Account> {
        let me: api::Me = self.ask("who one is", self.http.url("api/1/me/", [])).await?;
        let name = |raw: &Value| text::some_line(raw.get("name")?.as_str()?);
        let mut opens = vec!["what is open to everybody".to_owned()];
        opens.extend(me.organizations.iter().filter_map(name).map(|name| format!("what {name} keeps to itself")));
        Ok(Account { who: me.owner.name(), opens, ..Account::default() })
    }
}

impl Portal for Udata {
    fn resolve(&self, address: &Address) -> Result<Target> {
        let root = Address::root(&self.name);
        match address.segments()[..] {
            [] | ["all" | "organizations" | "topics"] | ["organizations" | "topics", _] => {
                Ok(Target::folder(address.clone()))
            }
            [id] | ["all", id] | ["organizations" | "topics", _, id] => Ok(Target::dataset(root.child(id))),
            [id, media] | ["all", id, media] | ["organizations" | "topics", _, id, media] => {
                Ok(Target::Media { dataset: root.child(id), media: media.to_owned() })
            }
            _ => Err(unknown(address)),
        }
    }

    fn list<'a>(&'a self, address: &'a Address, query: &'a Query, after: Option<&'a Cursor>) -> Fut<'a, Page> {
        Box::pin(async move {
            match self.folder(address)? {
                Folder::Root if query.is_empty() && query.sort.is_none() => self.root().await,
                Folder::Root | Folder::All => self.datasets(query, None, after).await,
                Folder::Organizations => self.organizations(query, after).await,
                Folder::Topics => self.topics(query, after).await,
                Folder::Organization(id) => {
                    let id = self.organization(id).await?;
                    self.datasets(query, Some((search::ORGANIZATION, id)), after).await
                }
                Folder::Topic(id) => {
                    let id = self.topic(id).await?;
                    self.datasets(query, Some((search::TOPIC, id)), after).await
                }
            }
        })
    }

    fn facets<'a>(&'a self, address: &'a Address) -> Fut<'a, Vec<Facet>> {
        Box::pin(async move {
            match self.folder(address)? {
                Folder::Organizations | Folder::Topics => Ok(vec![]),
                Folder::Root | Folder::All => self.all_facets().await,
                // The counts are of the whole portal.
                folder => {
                    let of_folder = matches!(folder, Folder::Organization(_));
                    let mut facets = self.all_facets().await?;
                    facets.retain(|facet| !(of_folder && facet.key == search::ORGANIZATION));
                    facets.iter_mut().flat_map(|facet| &mut facet.values).for_each(|value| value.count = None);
                    Ok(facets)
                }
            }
        })
    }

    fn dataset<'a>(&'a self, address: &'a Address) -> Fut<'a, Dataset> {
        Box::pin(async move {
            let subject = address.to_string();
            let [id] = address.segments()[..] else { return Err(unknown(address)) };
            let record = async { self.http.json(&subject, self.one(DATASETS, id)).await.map_err(unexplained) };
            let asked = futures_util::future::join3(record, self.licences(), self.frequencies());
            let (record, licences, frequencies) = asked.await;
            let mapper = Mapper { portal: &self.name, licences, frequencies };
            mapper.dataset(record?).map_err(|why| Error::new(Kind::Portal, subject, why))
        })
    }

    /// From where the publisher keeps it, or from the portal: only there goes the key, and no further.
    fn open<'a>(&'a self, media: &'a Media, _answers: &'a Answers, range: Option<&'a Range>) -> Fut<'a, Opened> {
        Box::pin(async move {
            let address = || Error::new(Kind::NotFound, media.address().to_string(), "udata gives no address for it");
            let url = media.url.as_deref().and_then(|url| Url::parse(url).ok()).ok_or_else(address)?;
            self.http.open(&media.address().to_string(), Ask::file(url, media.size), range).await
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
            let site: api::Site = self.ask("what it is", self.http.url("api/1/site/", [])).await?;
            if site.id.is_none() && site.title.is_none() {
                let subject = format!("{}: what it is", self.name);
                return Err(unexplained(Error::new(Kind::Portal, subject, "what answers is no udata portal")));
            }
            Ok(Account { opens: vec!["what is open to everybody".into()], ..Account::default() })
        })
    }

    fn abilities(&self, address: &Address) -> Abilities {
        match self.folder(address) {
            Err(_) => Abilities::default(),
            Ok(Folder::Organizations | Folder::Topics) => Abilities { search: true, ..Abilities::default() },
            Ok(_) => Abilities { search: true, filters: NARROW.filters(), sorts: NARROW.sorts() },
        }
    }

    /// Publishers of restricted datasets say where access is asked for.
    fn guide<'a>(&'a self, address: &'a Address, _language: &'a str) -> Fut<'a, Guide> {
        Box::pin(async move {
            let Target::Place(crate::model::Place::Dataset(address)) = self.resolve(address)? else {
                return Err(Error::new(Kind::NotFound, address.to_string(), "access is asked for dataset by dataset")
                    .hint("Give the address of one."));
            };
            let dataset = self.dataset(&address).await?;
            let fact = |label: &str| dataset.facts.iter().find(|(known, _)| known == label).map(|(_, it)| it.clone());
            let Some(why) = fact("access") else {
                return Ok(Guide { about: vec!["This dataset is open to everybody.".into()], ..Guide::default() });
            };
            let (start, page) = (fact("access is asked for at"), dataset.page.clone());
            let step = Step {
                id: "request".into(),
                title: "Ask its publisher".into(),
                detail: match &start {
                    Some(_) => "The publisher takes requests at this address.".into(),
                    None => "The publisher names no address for requests; the dataset's page tells who it is.".into(),
                },
                link: start.clone().or(page),
            };
            Ok(Guide { about: vec![format!("{why}.")], start, steps: vec![step], ..Guide::default() })
        })
    }
}

/// A page as rows: what cannot be read is a warning, what comes twice comes once.
fn rows((number, answer): (usize, api::Page), row: impl Fn(Value) -> Result<Item, String>) -> Page {
    // An empty page ends the listing whatever is said to follow.
    let more = !answer.data.is_empty() && answer.next_page.as_ref().is_some_and(|next| !next.trim().is_empty());
    let next = more.then(|| Cursor((number + 1).to_string()));
    let mut page = Page { total: total(&answer), next, ..Page::default() };
    let mut seen = HashSet::new();
    for record in answer.data {
        match row(record) {
            Ok(item) if seen.insert(item.target.clone()) => page.items.push(item),
            Ok(_) => {}
            Err(why) => page.warnings.push(why),
        }
    }
    page
}

fn organization_values(records: Vec<Value>) -> Vec<FacetValue> {
    let value = |it: api::Organization| {
        let count = it.metrics.datasets.and_then(|count| u64::try_from(count).ok());
        let label = text::some_line(it.name.as_deref()?)?;
        (count != Some(0)).then_some(FacetValue { value: it.id?, label, count })
    };
    wire::readable::<api::Organization>(records).filter_map(value).collect()
}

fn named(id: Option<&str>, name: Option<&str>, what: &str) -> Result<(String, String), String> {
    let id = id.and_then(text::some_line).ok_or_else(|| format!("one {what} has no id to ask for it by"))?;
    let name = name.and_then(text::some_line).unwrap_or_else(|| id.clone());
    Ok((id, name))
}

fn what(path: &str) -> &'static str {
    match path {
        ORGANIZATIONS => "the organisations",
        TOPICS => "the topics",
        _ => "the datasets",
    }
}

fn total(page: &api::Page) -> Option<u64> {
    page.total.and_then(|total| u64::try_from(total).ok())
}

/// A success that holds none of udata's data.
fn unexplained(error: Error) -> Error {
    if error.kind != Kind::Portal || error.status.is_some() {
        return error;
    }
    error.hint(
        "This is no answer of udata's API. Check the portal's address with `guichet portals`: it ends before `/api`.",
    )
}

fn unknown(address: &Address) -> Error {
    Error::new(Kind::NotFound, address.to_string(), "a udata portal has no such address")
        .hint(format!("`guichet list {}` shows where one can go.", Address::root(&address.portal)))
}
