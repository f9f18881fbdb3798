//! CSW, the catalogue service of the OGC: GeoNetwork, geOrchestra, pycsw and others, with their records of maps and data.
//!
//! Versions 2.0.2 and 3.0. Addresses: `NAME`, `NAME/all`, `NAME/topics`, `NAME/topics/TOPIC`, `NAME/organizations`,
//! `NAME/organizations/NAME`, `NAME/ID`, `NAME/ID/MEDIA`; a dataset found in a folder has the address without the folder.

use std::collections::HashSet;
use std::sync::Arc;

use futures_util::future::join_all;
use tokio::sync::OnceCell;
use url::Url;

use super::catalogue::Catalogue;
use super::grammar::{Folder, Grammar, Group, any_id};
use super::usual::Usual;
use super::{About, Connection, listing, not_of, ordered, part_of};
use crate::access::auth::{Account, Way};
use crate::access::http::Http;
use crate::access::secrets::Shape;
use crate::base::beside::beside;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::{Language, Message};
use crate::base::xml_tree::XmlElement;
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Page, Query};
use crate::net::{Ask, Document};
use crate::{m, said, t};

mod answer;
mod ask;
mod capabilities;
mod dublin_core;
mod exception;
mod filter;
mod iso;
mod map;
mod online;
mod platforms;
mod probe;
mod search;
mod secret;
mod terms;
mod themes;
mod tree;
mod web;

use answer::{Position, RecordsAnswer};
use ask::WantedRecords;
use capabilities::ServerCapabilities;
use map::Mapper;

pub const ABOUT: About = About {
    platforms: platforms::PLATFORMS,
    ways: &[Way::new("login", said!("csw-way"), Shape::Login, said!("csw-found"))],
    probes: &probe::PROBES,
    pages: &probe::PAGES,
    by_heart: probe::by_heart,
    sites: web::sites,
    led: web::led,
    endpoint: web::endpoint,
    asked_with: &["map"],
    check_url: secret::check_url,
    ..About::new("csw", said!("csw-title"))
};

/// Records asked for at once; services give fewer as they like.
const PAGE: usize = 50;
/// What is longer is no page of so many records.
const LONGEST: usize = 64 << 20;

const GRAMMAR: Grammar = Grammar {
    lists: &["all"],
    groups: &[
        Group { segment: "topics", key: search::TOPIC, title: said!("csw-topics") },
        Group { segment: "organizations", key: search::ORGANIZATION, title: said!("portals-organisations") },
    ],
    id: any_id,
    unknown: said!("csw-no-such-address"),
};

pub struct Csw {
    name: String,
    http: Http,
    endpoint: Url,
    language: String,
    server: OnceCell<Arc<ServerCapabilities>>,
}

impl Csw {
    pub fn new(connection: Connection) -> Self {
        let sign_in = Usual::new(&connection).login().sign_in();
        let endpoint = web::endpoint(connection.config.url.clone());
        let http = Http::new(connection.clients, connection.config.url, sign_in, exception::explain);
        let language = Language::spoken().code().to_owned();
        Self { name: connection.config.name, http, endpoint, language, server: OnceCell::new() }
    }

    fn mapper(&self) -> Mapper<'_> {
        Mapper { portal: &self.name, endpoint: &self.endpoint, language: &self.language }
    }

    /// The root element of an answer; what is an exception is one here too.
    async fn xml(&self, subject: &Message, ask: Ask) -> Result<XmlElement> {
        let document = self.document(subject, ask).await?;
        self.read(subject, document).await
    }

    async fn document(&self, subject: &Message, ask: Ask) -> Result<Document> {
        match self.http.document(subject.clone(), ask, LONGEST).await? {
            Some((document, None)) => Ok(document),
            Some((_, Some(_))) => Err(unreadable(subject, m!("csw-too-long"))),
            None => Err(unreadable(subject, m!("http-empty"))),
        }
    }

    async fn read(&self, subject: &Message, document: Document) -> Result<XmlElement> {
        let read = beside(move |_| answer::root(&document.body, document.content_type.as_deref())).await;
        let root = read.unwrap_or_else(|_| Err(m!("csw-no-xml"))).map_err(|why| unreadable(subject, why))?;
        exception::exception(&root, subject).map_or(Ok(root), Err)
    }

    /// What the service says of itself. One that says nothing that can be read is asked as the standard has it; one that
    /// does not answer is not asked again at once.
    async fn server(&self) -> Result<Arc<ServerCapabilities>> {
        if let Some(server) = self.server.get() {
            return Ok(server.clone());
        }
        let subject = &part_of(&self.name, m!("portals-what-it-is"));
        // A service that does not speak this version is asked for those that it does.
        for version in [Some("2.0.2"), None] {
            let document = match self.document(subject, ask::capabilities(&self.endpoint, version)).await {
                Ok(document) => document,
                Err(error) if error.code.is_some() || matches!(error.kind, ErrorKind::NotFound | ErrorKind::Usage) => {
                    continue;
                }
                Err(error) => return Err(error),
            };
            match self.read(subject, document).await.map(|root| ServerCapabilities::read(&root, &self.endpoint)) {
                Ok(Some(server)) => return Ok(self.server.get_or_init(|| async { Arc::new(server) }).await.clone()),
                Err(error) if error.code.is_some() => {}
                Ok(None) | Err(_) => break,
            }
        }
        Ok(Arc::default())
    }

    async fn records(&self, server: &ServerCapabilities, wanted: &WantedRecords) -> Result<RecordsAnswer> {
        let subject = part_of(&self.name, m!("portals-the-datasets"));
        let root = self.xml(&subject, ask::records(server, &self.endpoint, wanted)).await?;
        RecordsAnswer::read(root).ok_or_else(|| not_of(super::Kind::Csw, subject))
    }

    /// How many records there are.
    async fn count(&self, server: &ServerCapabilities) -> Result<Option<u64>> {
        Ok(self.records(server, &WantedRecords { start: 1, ..WantedRecords::default() }).await?.matched)
    }

    /// The values of the filters: as the service tells them, else as fixed lists have them; and of which filters it tells
    /// none, and why.
    async fn all_facets(&self) -> Result<(Vec<Facet>, Vec<(&'static str, Error)>)> {
        let server = self.server().await?;
        let (mut facets, mut failed) = (vec![], vec![]);
        if let Some(at) = &server.domain {
            let subject = &part_of(&self.name, m!("portals-the-filters"));
            let asked = search::domains(&server).into_iter().map(|(key, name)| {
                let ask = ask::domain(&server, at, &self.endpoint, &name);
                async move { (key, self.xml(subject, ask).await) }
            });
            for (key, root) in join_all(asked).await {
                match root {
                    Ok(root) => facets.extend(search::told(key, &root)),
                    Err(error) => failed.push((key, error)),
                }
            }
        }
        let fixed = search::fixed(&server).into_iter();
        let untold: Vec<Facet> = fixed.filter(|it| facets.iter().all(|told| told.key != it.key)).collect();
        facets.extend(untold);
        Ok((facets, failed))
    }

    /// One page of what is wanted, from `position` on.
    async fn section(&self, server: &ServerCapabilities, query: &Query, position: Position) -> Result<Page> {
        let (conditions, order) = (search::conditions(query, server)?, search::order(query, server)?);
        let wanted = WantedRecords { conditions, order, start: position.at, count: PAGE };
        match self.records(server, &wanted).await {
            Ok(answer) => Ok(self.page(&answer, position.at, wanted.order.as_ref(), query)),
            // Some refuse what lies beyond the end, where others have nothing.
            Err(error) if !position.is_counted && error.code.is_some() => Ok(Page::default()),
            Err(error) => Err(error),
        }
    }

    /// Rows of the records that came, and what there is to say of them.
    fn page(&self, answer: &RecordsAnswer, start: usize, order: Option<&(String, bool)>, query: &Query) -> Page {
        let (mapper, mut page, mut seen) = (self.mapper(), Page::default(), HashSet::new());
        let mut rows = Vec::new();
        for record in &answer.records {
            match mapper.row(record) {
                Ok(row) if seen.insert(row.item.target.clone()) => rows.push(row),
                Ok(_) => {}
                Err(why) => page.warnings.push(why.to_string()),
            }
        }
        page.warnings = listing::counted(&page.warnings);
        match answer.missing(start) {
            _ if answer.is_cut => page.warnings.push(t!("csw-cut")),
            0 => {}
            count => page.warnings.push(t!("csw-missing", count)),
        }
        let sort = query.sort.as_deref().filter(|_| order.is_some()).unwrap_or_default();
        let keys = rows.iter().map(|row| (row.own_title.as_deref(), row.stamp));
        if !ordered::holds(keys, sort) {
            page.warnings.push(t!("portals-unsorted"));
        }
        let behind = (start - 1 + answer.records.len()) as u64;
        let next = answer.goes_on(start, PAGE);
        // One that the service itself goes beyond is none.
        page.total = answer.matched.filter(|total| *total >= behind && next.is_none_or(|next| next.is_counted));
        page.next = next.map(Position::cursor);
        page.items = rows.into_iter().map(|row| row.item).collect();
        page
    }
}

/// A success that holds no answer of such a service.
fn unreadable(subject: &Message, why: Message) -> Error {
    Error::new(ErrorKind::Portal, subject, why).hint(m!("http-check-address"))
}

impl Catalogue for Csw {
    const GRAMMAR: &'static Grammar = &GRAMMAR;
    fn can(&self) -> Abilities {
        search::NARROW.abilities()
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn http(&self) -> &Http {
        &self.http
    }

    /// By topic where records have them, by organisation where the service tells which there are.
    async fn root(&self) -> Result<Page> {
        let server = self.server().await?;
        let mut items = vec![listing::all(&self.name, self.count(&server).await?)];
        let is_told = |key: &str| search::domains(&server).iter().any(|(told, _)| *told == key);
        let has_topics = is_told(search::TOPIC) || server.queryables.is_empty();
        let has_organizations = is_told(search::ORGANIZATION) && server.domain.is_some();
        let [topics, organizations] = GRAMMAR.groups else { return Ok(listing::whole(items)) };
        items.extend(has_topics.then(|| listing::of_group(&self.name, topics, t!("csw-by-topic"))));
        let by_organization = || listing::of_group(&self.name, organizations, t!("csw-by-organization"));
        items.extend(has_organizations.then(by_organization));
        Ok(listing::whole(items))
    }

    async fn groups(&self, group: &'static Group, _query: &Query, _after: Option<&Cursor>) -> Result<Page> {
        let (facets, failed) = self.all_facets().await?;
        let is_told = facets.iter().any(|facet| facet.key == group.key);
        match failed.into_iter().find(|(key, _)| *key == group.key && !is_told) {
            Some((_, error)) => Err(error),
            None => Ok(listing::by_facet(&self.name, group, facets)),
        }
    }

    /// From the position that `after` holds.
    async fn datasets(&self, folder: Folder<'_>, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        let Some(query) = folder.narrowed(&search::checked(query)?) else { return Ok(listing::whole(vec![])) };
        // What is no topic is no folder either.
        let unknown = |error| match folder.group() {
            Some((group, value)) => GRAMMAR.unknown(&Address::root(&*self.name).child(group.segment).child(value)),
            None => error,
        };
        let query = search::checked(&query).map_err(unknown)?;
        let position = Position::of(after, &self.name)?;
        let server = self.server().await?;
        let read = |position| self.section(&server, &query, position);
        listing::with_rows(position, read, |next| Position::of(Some(next), &self.name)).await
    }

    async fn facets(&self, _folder: Folder<'_>) -> Result<Vec<Facet>> {
        Ok(self.all_facets().await?.0)
    }

    async fn dataset(&self, id: String, address: &Address) -> Result<Dataset> {
        let server = self.server().await?;
        let root = self.xml(&address.into(), ask::record(&server, &self.endpoint, &id)).await?;
        // An id that it does not know is answered with nothing (docs/portals/csw.md 3).
        let record = answer::only_record(root).ok_or_else(|| {
            Error::new(ErrorKind::NotFound, address, m!("csw-not-there")).hint(m!("csw-not-there-hint"))
        })?;
        self.mapper().dataset(&record).map_err(|why| Error::new(ErrorKind::Portal, address, why))
    }

    /// The service tells nobody's name; that it counts its records is all there is to know.
    async fn account(&self) -> Result<Account> {
        let server = self.server().await?;
        let Some(count) = self.count(&server).await? else { return Err(not_of(super::Kind::Csw, &*self.name)) };
        let who = self.http.signed_in().await?.map(|_| t!("csw-login-owner"));
        Ok(Account { opens: vec![t!("portals-datasets", count)], who, ..Account::default() })
    }
}
