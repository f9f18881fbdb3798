//! OGC API Records: catalogues of pygeoapi, pycsw, GeoNetwork and others, and the search of ArcGIS Hub sites.
//!
//! Addresses: `NAME`, `NAME/all`, `NAME/collections`, `NAME/collections/COLLECTION`, `NAME/COLLECTION~ID`,
//! `NAME/COLLECTION~ID/MEDIA`; a record found in a folder has the address without the folder.

use std::sync::{Arc, Mutex, PoisonError};

use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::OnceCell;
use url::Url;

use super::catalogue::Catalogue;
use super::grammar::{Folder, Grammar, Group, any_id};
use super::narrow::{Parameters, refused};
use super::ogc_api::collections::{self, AllCollections, COLLECTION, Collection};
use super::ogc_api::explain::explain;
use super::ogc_api::pages::{self, AskedPage, Next, PageStart};
use super::ogc_api::{WAYS, conforms, links, sections, web, whoever};
use super::platforms::{Area, Theme};
use super::probe::{Probe, Sign, Whose, json};
use super::usual::{Usual, as_pasted};
use super::web::Below;
use super::{About, Connection, Kind, Platform, listing, not_of, ordered, part_of, paths, reading};
use crate::access::auth::Account;
use crate::access::http::Http;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::odd::Odd;
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Page, Query, Target};
use crate::net::FirstBytes;
use crate::{m, said, t};

mod api;
mod hub;
mod map;
mod search;

use api::{Queryables, Records};
use map::Mapper;
use search::NARROW;

pub const ABOUT: About = About {
    platforms: &[
        Platform::new("wis2-canada", said!("ogc-records-platform-canada"), "https://wis2-gdc.weather.gc.ca").of(
            Area::World,
            &[Theme::Weather],
            "cdi00021888",
        ),
        Platform::new("wis2-dwd", said!("ogc-records-platform-dwd"), "https://wis2.dwd.de/gdc").of(
            Area::World,
            &[Theme::Weather],
            "cdi00021887",
        ),
    ],
    ways: &WAYS,
    probes: &[
        Probe { path: "conformance", portal: Whose::Base, recognise },
        Probe { path: "api/search/v1/conformance", portal: Whose::Below(hub::PATH), recognise },
    ],
    pages: &["collections", "conformance", "openapi", "datasets", "maps", "documents", "apps", "explore"],
    led: web::led,
    ..About::new("ogc-records", said!("ogc-records-title"))
};

/// The standard's name among what a server says it keeps to.
const STANDARD: &str = "/ogcapi-records";

fn recognise(heard: &FirstBytes) -> Option<Sign> {
    conforms(&json(heard)?, STANDARD).then(|| Sign::named(None)).flatten()
}

/// Records asked for at once; what comes may be fewer, for servers have limits of their own and say nothing of them.
const PAGE: usize = 100;
/// Of so many collections at most the front tells how many records there are: each is a request.
const COUNTED: usize = 6;

const GRAMMAR: Grammar = Grammar {
    lists: &["all"],
    groups: &[Group { segment: "collections", key: COLLECTION, title: said!("ogc-api-collections") }],
    id: any_id,
    unknown: said!("ogc-records-no-such-address"),
};

/// The collections of records, and what there is to say of those that are left out.
struct Known {
    all: Vec<(String, Collection)>,
    warnings: Vec<String>,
}

pub struct OgcRecords {
    name: String,
    http: Http,
    signs_in: bool,
    is_hub: bool,
    conformance: OnceCell<Value>,
    /// The collections, as they were listed last.
    known: Mutex<Option<Arc<Known>>>,
}

impl OgcRecords {
    pub fn new(connection: Connection) -> Self {
        let sign_in = Usual::new(&connection).bearer(as_pasted).login().sign_in();
        let signs_in = connection.expects_credential();
        let is_hub = hub::is_one(&connection.config.url);
        let http = Http::new(connection.clients, connection.config.url, sign_in, explain);
        Self {
            name: connection.config.name,
            http,
            signs_in,
            is_hub,
            conformance: OnceCell::new(),
            known: Mutex::default(),
        }
    }

    fn mapper(&self) -> Mapper<'_> {
        Mapper { portal: &self.name, http: &self.http, is_hub: self.is_hub }
    }

    fn records(&self, collection: &str) -> Url {
        paths::below(&self.http, &["collections", collection, "items"], &[])
    }

    /// The collections that hold records, asked for anew where a listing begins.
    async fn collections(&self, is_anew: bool) -> Result<Arc<Known>> {
        let last = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = last().clone().filter(|_| !is_anew) {
            return Ok(known);
        }
        let found = collections::all(&self.http, &self.name).await.map_err(unexplained)?;
        let AllCollections { mut all, warnings } = found;
        let says = |it: &Collection| it.item_type.as_deref().map(|kind| kind.eq_ignore_ascii_case("record"));
        let any = all.iter().any(|(_, it)| says(it) == Some(true));
        all.retain(|(_, it)| if any { says(it) == Some(true) } else { says(it).is_none() });
        let known = Arc::new(Known { all, warnings });
        *last() = Some(known.clone());
        Ok(known)
    }

    /// Those that a listing goes through: one, or all of `known`; what a Hub site has is all in one.
    fn sections(&self, known: &Known) -> Vec<String> {
        let is_whole = |id: &&String| self.is_hub && *id == hub::ALL;
        let ids = || known.all.iter().map(|(id, _)| id);
        ids().find(is_whole).map_or_else(|| ids().cloned().collect(), |all| vec![all.clone()])
    }

    /// What the query asks of the records of `collection`; refused where the server says that it cannot.
    async fn parameters(&self, query: &Query, collection: &str) -> Result<Parameters> {
        if query.sort.is_some() && self.sorts().await == Some(false) {
            let cause = m!("ogc-records-sorts-nothing");
            return Err(refused(m!("portals-word-sort"), cause).hint(m!("ogc-records-sorts-nothing-hint")));
        }
        let mut parameters = search::parameters(query, self.is_hub)?;
        if let Some((name, value)) = search::property(query)? {
            self.queryables(collection).await?.check(&name)?;
            parameters.push((search::PROPERTY, format!("{name}:{value}")));
        }
        Ok(parameters)
    }

    /// Whether it says that it sorts; `None` where it says nothing of itself. A Hub site sorts without saying so.
    async fn sorts(&self) -> Option<bool> {
        if self.is_hub {
            return Some(true);
        }
        let conformance = self.conformance().await.ok()?;
        Some(conforms(conformance, "sorting"))
    }

    async fn conformance(&self) -> Result<&Value> {
        let subject = part_of(&self.name, m!("portals-what-it-is"));
        let asked = || self.asked(subject, self.http.url("conformance", []), &["conformsTo"]);
        self.conformance.get_or_try_init(asked).await
    }

    async fn queryables(&self, collection: &str) -> Result<Queryables> {
        const HOLDS: [&str; 4] = ["properties", "queryables", "$schema", "$id"];
        let url = paths::below(&self.http, &["collections", collection, "queryables"], &[]);
        self.asked(part_of(&self.name, m!("portals-the-filters")), url, &HOLDS).await
    }

    /// What is at `url`: an answer with one of the members `holds`.
    async fn asked<T: DeserializeOwned>(&self, subject: Message, url: Url, holds: &[&str]) -> Result<T> {
        let answer: Value = self.http.json(&subject, url).await.map_err(unexplained)?;
        reading::holding(answer, holds, &subject)
    }

    async fn page(&self, url: Url, parameters: &Parameters) -> Result<Records> {
        let subject = part_of(&self.name, m!("portals-the-datasets"));
        let has_box = parameters.iter().any(|(key, _)| *key == search::BOX);
        let asked = self.http.json(&subject, url).await.map_err(|error: Error| match error.status {
            // pygeoapi fails over records without a place (docs/portals/ogc-records.md 4).
            Some(500) if has_box => error.hint(m!("ogc-records-box-500-hint")),
            _ => unexplained(error),
        });
        reading::holding(api::whole(asked?), &["features"], &subject)
    }

    /// One page of one of the collections, which are listed one after the other.
    async fn section(&self, query: &Query, sections: &[String], from: PageStart) -> Result<Page> {
        let no_such = || listing::no_such_page(&self.name);
        let collection = sections.get(from.section).ok_or_else(no_such)?;
        if let Some(Next::Body(_)) = &from.next {
            return Err(no_such());
        }
        let parameters = self.parameters(query, collection).await?;
        let (base, written) = (self.records(collection), search::written(&parameters, self.is_hub));
        let asked = pages::place(base.clone(), from.next.as_ref(), &written);
        let answer = self.page(asked.clone(), &parameters).await?;
        let (came, mapper) = (answer.features.len(), self.mapper());
        let found = links::read(&answer.links, &mut Odd::default());
        let mut page = listing::rows(answer.features, |record, odd| mapper.item(record, collection, &base, odd));
        page.warnings = listing::counted(&page.warnings);
        let asked = AskedPage { url: &asked, parameters: &written, body: None };
        let (follows, warning) = sections::follows(pages::follows(&found, asked), &from, came);
        page.warnings.extend(warning);
        let keys = page.items.iter().map(|item| (Some(&*item.title), item.modified));
        // When one was made no row tells.
        let sort = query.sort.as_deref().filter(|sort| !sort.ends_with(search::CREATED)).unwrap_or_default();
        if !ordered::holds(keys, sort) {
            page.warnings.push(t!("portals-unsorted"));
        }
        page.next = follows.or_else(|| sections::behind(&from, sections)).map(|next| next.cursor());
        page.total = answer.matched.count().filter(|total| sections.len() == 1 && *total >= came as u64);
        Ok(page)
    }

    /// How many records `collection` holds, where it says so.
    async fn count(&self, collection: &str) -> Option<u64> {
        let one = vec![("limit", "1".to_owned())];
        let url = pages::place(self.records(collection), None, &search::written(&one, self.is_hub));
        let asked = self.page(url, &one).await;
        asked.ok()?.matched.count()
    }
}

impl Catalogue for OgcRecords {
    const GRAMMAR: &'static Grammar = &GRAMMAR;
    fn can(&self) -> Abilities {
        NARROW.abilities()
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn http(&self) -> &Http {
        &self.http
    }

    async fn root(&self) -> Result<Page> {
        let known = self.collections(true).await?;
        let sections = self.sections(&known);
        let counted = sections.iter().filter(|_| sections.len() <= COUNTED);
        let counts = futures_util::future::join_all(counted.map(|id| self.count(id))).await;
        let total = counts.into_iter().sum::<Option<u64>>().filter(|_| sections.len() <= COUNTED);
        let [group] = GRAMMAR.groups else { return Ok(Page::default()) };
        let note = t!("ogc-api-collections-count", count = known.all.len());
        let page = listing::whole(vec![listing::all(&self.name, total), listing::of_group(&self.name, group, note)]);
        Ok(Page { warnings: known.warnings.clone(), ..page })
    }

    async fn groups(&self, group: &'static Group, _query: &Query, _after: Option<&Cursor>) -> Result<Page> {
        let known = self.collections(true).await?;
        let page = listing::whole(known.all.iter().map(|one| collections::folder(&self.name, group, one)).collect());
        Ok(Page { warnings: known.warnings.clone(), ..page })
    }

    /// From the place that `after` holds: a collection, and where in it. One that has nothing of what is wanted is passed by.
    async fn datasets(&self, folder: Folder<'_>, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        let checked = search::checked(query)?;
        let Some(query) = folder.narrowed(&checked) else { return Ok(listing::whole(vec![])) };
        let from = PageStart::of(after, &self.name)?;
        let (sections, left_out) = match query.values(COLLECTION).next() {
            Some(one) => (vec![one.to_owned()], vec![]),
            None => {
                let known = self.collections(after.is_none()).await?;
                (self.sections(&known), known.warnings.clone())
            }
        };
        if sections.is_empty() && after.is_none() {
            return Ok(Page { warnings: left_out, ..listing::whole(vec![]) });
        }
        let read = |from: PageStart| self.section(&query, &sections, from);
        let mut page = sections::page(&sections, from, read).await?;
        page.warnings.extend(left_out.into_iter().filter(|_| after.is_none()));
        Ok(page)
    }

    async fn facets(&self, folder: Folder<'_>) -> Result<Vec<Facet>> {
        if let Some((_, collection)) = folder.group() {
            return Ok(search::facets(&self.queryables(collection).await?));
        }
        let known = self.collections(true).await?;
        let mut facets: Vec<Facet> =
            super::facets::facet(COLLECTION, known.all.iter().map(collections::value).collect()).into_iter().collect();
        if let [(collection, _)] = &known.all[..] {
            facets.extend(search::facets(&self.queryables(collection).await.unwrap_or_default()));
        }
        Ok(facets)
    }

    async fn dataset(&self, id: String, address: &Address) -> Result<Dataset> {
        let parted =
            collections::parted(&id).filter(|(collection, id)| !paths::is_step(collection) && !paths::is_step(id));
        let (collection, id) = parted.ok_or_else(|| GRAMMAR.unknown(address))?;
        let url = paths::below(&self.http, &["collections", &collection, "items", id], &[]);
        let answer: Value = self.http.json(address, url.clone()).await.map_err(unexplained)?;
        let is_feature = answer["type"] == "Feature";
        let record = match is_feature {
            true => answer,
            false => reading::holding(answer, &["properties", "geometry"], &address.into())?,
        };
        let read = self.mapper().dataset(record, &collection, &url);
        read.map_err(|why| Error::new(ErrorKind::Portal, address, why))
    }

    /// A page of a Hub site, whose interface lies below it.
    async fn look_up(&self, url: &Url) -> Result<Option<Target>> {
        let Some(below) = hub::site(self.http.base()).filter(|_| self.is_hub).and_then(|it| Below::of(&it, url)) else {
            return Ok(None);
        };
        let found = hub::led(&below).map(|id| collections::joined(hub::ALL, &id));
        Ok(found.map(|id| Target::dataset(Address::root(&*self.name).child(id))))
    }

    /// The interface tells nobody's name; that it says what it is, is all there is to know.
    async fn account(&self) -> Result<Account> {
        if !conforms(self.conformance().await.map_err(unexplained)?, STANDARD) {
            return Err(not_of(Kind::OgcRecords, &*self.name));
        }
        let collections = self.collections(true).await?;
        Ok(whoever(self.signs_in, t!("ogc-api-collections-count", count = collections.all.len())))
    }
}

/// A success that holds nothing of what such an interface answers.
fn unexplained(error: Error) -> Error {
    reading::unexplained(error, said!("ogc-records-no-api"))
}
