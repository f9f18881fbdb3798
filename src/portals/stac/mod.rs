//! STAC: interfaces that search items of satellite images and other data with a place and a time, and catalogues that are
//! nothing but documents.
//!
//! Addresses: `NAME`, `NAME/all`, `NAME/collections`, `NAME/collections/COLLECTION`, `NAME/COLLECTION~ITEM`,
//! `NAME/COLLECTION~ITEM/MEDIA`, and `NAME/COLLECTION~` for the files of a collection itself. In a catalogue of documents a
//! collection and an item are the paths of theirs.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use serde_json::{Map, Value};
use tokio::sync::OnceCell;
use url::Url;

use super::catalogue::Catalogue;
use super::grammar::{Folder, Grammar, Group, any_id};
use super::narrow::refused;
use super::ogc_api::collections::{self, COLLECTION, Collection};
use super::ogc_api::explain::explain;
use super::ogc_api::feature::line;
use super::ogc_api::pages::{self, From, Next};
use super::ogc_api::{WAYS, links, web, whoever};
use super::probe::{Probe, Sign, Whose, json};
use super::reading::{List, Number, Records};
use super::usual::{Usual, as_pasted};
use super::{About, Connection, Kind, facets, listing, not_of, part_of, paths, reading};
use crate::access::auth::Account;
use crate::access::http::Http;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::odd::Odd;
use crate::base::relevance::Search;
use crate::base::text;
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Item, Page, Query, Target};
use crate::net::{Ask, FirstBytes};
use crate::{m, said, t};

mod documents;
mod map;
mod platforms;
mod root;
mod search;

use map::{Mapper, Of};
use root::{How, Root};
use search::{NARROW, Wanted};

pub const ABOUT: About = About {
    platforms: platforms::PLATFORMS,
    ways: &WAYS,
    probes: &[
        Probe { path: "", portal: Whose::Base, recognise },
        Probe { path: "catalog.json", portal: Whose::Below("catalog.json"), recognise },
        Probe { path: "", portal: Whose::Given, recognise },
    ],
    pages: &["collections", "search", "conformance"],
    led: web::led,
    ..About::new("stac", said!("stac-title"))
};

/// A document of STAC, and none about one item or one collection of an interface.
fn recognise(heard: &FirstBytes) -> Option<Sign> {
    let document = json(heard)?;
    let is_first = root::is_stac(&document) && document["type"] != "Feature" && document["type"] != "Collection";
    is_first.then(|| Sign::named(document["title"].as_str())).flatten()
}

const GRAMMAR: Grammar = Grammar {
    lists: &["all"],
    groups: &[Group { segment: "collections", key: COLLECTION, title: said!("ogc-api-collections") }],
    id: any_id,
    unknown: said!("stac-no-such-address"),
};

/// So many pages are looked through here for one row.
const PAGES: usize = 10;

/// What a search finds.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Items {
    features: Records,
    #[serde(rename = "numberMatched")]
    matched: Number,
    /// As it was before version 1.0.
    context: Context,
    links: List,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Context {
    matched: Number,
}

/// What was asked for, and what came.
struct Found {
    url: Url,
    body: Option<Map<String, Value>>,
    items: Items,
}

pub struct Stac {
    name: String,
    http: Http,
    /// The first document, or the interface's address.
    start: Url,
    signs_in: bool,
    root: OnceCell<Root>,
    /// Whether it took no POST.
    only_gets: AtomicBool,
    /// Collections that were asked for.
    known: Mutex<HashMap<String, Option<Arc<Collection>>>>,
}

impl Stac {
    pub fn new(connection: Connection) -> Self {
        let sign_in = Usual::new(&connection).bearer(as_pasted).login().sign_in();
        let signs_in = connection.expects_credential();
        let start = connection.config.url;
        let base = Some(&start).filter(|url| is_document(url)).and_then(root::folder);
        let http = Http::new(connection.clients, base.unwrap_or_else(|| start.clone()), sign_in, explain);
        Self {
            name: connection.config.name,
            http,
            start,
            signs_in,
            root: OnceCell::new(),
            only_gets: AtomicBool::new(false),
            known: Mutex::default(),
        }
    }

    fn mapper(&self) -> Mapper<'_> {
        Mapper { portal: &self.name, host: self.http.base().host_str(), is_signed: self.signatures() }
    }

    /// Whether files elsewhere are behind signed addresses: known of one portal (docs/portals/stac.md 6).
    fn signatures(&self) -> fn(&Url) -> bool {
        let is_azure = |url: &Url| url.host_str().is_some_and(|host| host.ends_with(".blob.core.windows.net"));
        match self.http.base().host_str() {
            Some("planetarycomputer.microsoft.com") => is_azure,
            _ => |_| false,
        }
    }

    async fn root_document(&self) -> Result<&Root> {
        let ask = async {
            let subject = || part_of(&self.name, m!("portals-what-it-is"));
            let is_missing = |error: &Error| error.kind == ErrorKind::NotFound;
            match self.http.json(subject(), self.start.clone()).await.map(Value::Object) {
                Ok(document) => Ok(Root::of(document)),
                Err(error) if is_missing(&error) && !is_document(&self.start) => Ok(Root::untold()),
                Err(error) => Err(unexplained(error)),
            }
        };
        self.root.get_or_try_init(|| ask).await
    }

    /// The collection of this id, where it can be had.
    async fn collection(&self, id: &str) -> Option<Arc<Collection>> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known().get(id) {
            return known.clone();
        }
        let url = paths::below(&self.http, &["collections", id], &[]);
        let asked = self.http.json::<Collection>(part_of(&self.name, m!("ogc-api-the-collections")), url).await;
        let found = asked.ok().filter(|it| it.id().is_some()).map(Arc::new);
        known().insert(id.to_owned(), found.clone());
        found
    }

    /// One page of what is wanted: by a POST first, for servers misread the lists of a GET; by that where they take none.
    async fn found(&self, root: &Root, wanted: &Wanted, next: Option<&Next>) -> Result<Found> {
        let what = || part_of(&self.name, m!("portals-the-datasets"));
        let search = || self.http.url("search", []);
        let is_post = root.how == How::Post && !self.only_gets.load(Ordering::Relaxed);
        let body = match next {
            Some(Next::Body(body)) => Some(body.clone()),
            None if is_post => Some(wanted.body(root.free_text)),
            _ => None,
        };
        if let Some(body) = body {
            let asked = self.http.json(what(), Ask::post(search(), body.clone().into())).await;
            match asked {
                Err(Error { status: Some(404 | 405 | 501), .. }) if next.is_none() => {
                    self.only_gets.store(true, Ordering::Relaxed);
                }
                asked => return Ok(Found { url: search(), body: Some(body), items: asked.map_err(unexplained)? }),
            }
        }
        let (url, in_one) = match (root.how, &wanted.collection) {
            (How::Items, Some(id)) => (paths::below(&self.http, &["collections", id, "items"], &[]), true),
            (How::Items, None) => return Err(refused(m!("portals-the-datasets"), m!("stac-one-at-a-time"))),
            _ => (search(), false),
        };
        let query = if let Some(Next::Query(query)) = next { Some(query.as_str()) } else { None };
        let asked = pages::at(url.clone(), query, &wanted.parameters(root.free_text, in_one));
        Ok(Found { url, body: None, items: self.http.json(what(), asked).await.map_err(unexplained)? })
    }

    /// A page of what is wanted. Where words are looked for here, pages that have them in no item are passed by, as far as
    /// that is borne.
    async fn page_with_rows(&self, root: &Root, wanted: &Wanted, mut next: Option<Next>) -> Result<Page> {
        let (mut pages, mut looked_at) = (0, 0);
        loop {
            pages += 1;
            let found = self.found(root, wanted, next.as_ref()).await?;
            looked_at += found.items.features.len();
            let mut page = self.rows(found, wanted, root.free_text).await;
            let goes_on = page.next.is_some() && page.items.is_empty() && page.warnings.is_empty();
            if !goes_on || pages >= PAGES {
                if goes_on {
                    page.next = None;
                    page.warnings.push(t!("stac-looked-through", count = looked_at));
                }
                return Ok(page);
            }
            next = From::of(page.next.as_ref(), &self.name)?.next;
        }
    }

    /// Items as rows.
    async fn rows(&self, found: Found, wanted: &Wanted, is_searched: bool) -> Page {
        let Found { url, body, items } = found;
        let links = links::read(&items.links, &mut Odd::default());
        // An empty page ends the listing, whatever is said to follow.
        let next = pages::next(&links, &url, body.as_ref()).filter(|_| !items.features.is_empty());
        let total = items.matched.count().or_else(|| items.context.matched.count());
        let own = match &wanted.collection {
            Some(id) => self.collection(id).await,
            None => None,
        };
        let search = Search::new(if is_searched { "" } else { &wanted.words });
        let records = items.features.into_iter().filter(|raw| search.is_in(&searched(raw)));
        let mapper = self.mapper();
        let page = listing::rows(records, |raw, odd| {
            let (id, item) = map::read(raw, odd)?;
            let named = item.collection.as_deref().and_then(text::some_line).or_else(|| wanted.collection.clone());
            let named = named.unwrap_or_default();
            let base = paths::below(&self.http, &["collections", &named, "items", &id], &[]);
            let of = Of { id: collections::joined(&named, &id), base: &base, collection: own.as_deref() };
            Ok(mapper.item(&item, of, odd))
        });
        let total = total.filter(|_| search.is_empty());
        Page { total, next: next.map(|next| From { section: 0, next: Some(next) }.cursor()), ..page }
    }

    /// The files of a collection itself, as the row before its items.
    async fn of_collection(&self, id: &str) -> Option<Item> {
        let collection = self.collection(id).await.filter(|it| !it.assets.is_empty())?;
        let base = paths::below(&self.http, &["collections", id], &[]);
        let of = Of { id: collections::joined(id, ""), base: &base, collection: None };
        Some(super::mapping::row(&self.mapper().collection(&collection, of)))
    }

    /// Collections that have the words, for who searches the whole portal.
    async fn collections_with(&self, words: &str) -> Vec<Item> {
        let [group] = GRAMMAR.groups else { return vec![] };
        let search = Search::new(words);
        let all = collections::all(&self.http, &self.name).await.unwrap_or_default();
        let rows = all.iter().map(|one| collections::folder(&self.name, group, one));
        rows.filter(|row| search.is_in(&row.folded())).collect()
    }
}

/// What of an item words are looked for in, where the portal does not.
fn searched(raw: &Value) -> String {
    let properties = &raw["properties"];
    let texts = [&raw["id"], &properties["title"], &properties["description"]].into_iter().filter_map(line);
    let words = properties["keywords"].as_array().into_iter().flatten().filter_map(line);
    text::fold(&texts.chain(words).collect::<Vec<_>>().join("\n"))
}

/// Whether an address is that of a document, and not of an interface.
fn is_document(url: &Url) -> bool {
    url.path().ends_with(".json")
}

impl Catalogue for Stac {
    const GRAMMAR: &'static Grammar = &GRAMMAR;
    const ABILITIES: fn() -> Abilities = || NARROW.abilities();

    fn name(&self) -> &str {
        &self.name
    }

    fn http(&self) -> &Http {
        &self.http
    }

    async fn root(&self) -> Result<Page> {
        let root = self.root_document().await?;
        if root.how == How::Documents {
            return self.documents(None, &Wanted::default(), 0).await;
        }
        let [group] = GRAMMAR.groups else { return Ok(Page::default()) };
        let count = collections::all(&self.http, &self.name).await?.len();
        let folder = listing::of_group(&self.name, group, t!("ogc-api-collections-count", count));
        Ok(listing::whole(vec![listing::all(&self.name, None), folder]))
    }

    async fn groups(&self, group: &'static Group, _query: &Query, _after: Option<&Cursor>) -> Result<Page> {
        if self.root_document().await?.how == How::Documents {
            return self.documents(None, &Wanted::default(), 0).await;
        }
        let all = collections::all(&self.http, &self.name).await?;
        Ok(listing::whole(all.iter().map(|one| collections::folder(&self.name, group, one)).collect()))
    }

    async fn datasets(&self, folder: Folder<'_>, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        Wanted::of(query)?;
        let Some(narrowed) = folder.narrowed(query) else { return Ok(listing::whole(vec![])) };
        let (wanted, from) = (Wanted::of(&narrowed)?, From::of(after, &self.name)?);
        let root = self.root_document().await?;
        if wanted.sort.is_some() && root.sorts == Some(false) {
            let error = refused(m!("portals-word-sort"), m!("stac-sorts-nothing"));
            return Err(error.hint(m!("stac-sorts-nothing-hint")));
        }
        if root.how == How::Documents {
            return self.documents(wanted.collection.as_deref(), &wanted, from.section).await;
        }
        if after.is_some() && (from.next.is_none() || from.section > 0) {
            return Err(listing::no_such_page(&self.name));
        }
        let mut page = self.page_with_rows(root, &wanted, from.next).await?;
        if after.is_some() {
            return Ok(page);
        }
        let before = match (folder, query.is_plain()) {
            (Folder::Group(_, id), true) => self.of_collection(id).await.into_iter().collect(),
            (Folder::Root, _) if query.filters.is_empty() => self.collections_with(&wanted.words).await,
            _ => vec![],
        };
        page.total = page.total.map(|total| total + before.len() as u64);
        page.items.splice(0..0, before);
        if !root.free_text && !wanted.words.is_empty() {
            page.warnings.push(t!("stac-words-here", name = self.name));
        }
        Ok(page)
    }

    async fn facets(&self, folder: Folder<'_>) -> Result<Vec<Facet>> {
        if folder.group().is_some() || self.root_document().await?.how == How::Documents {
            return Ok(vec![]);
        }
        let all = collections::all(&self.http, &self.name).await?;
        Ok(facets::facet(COLLECTION, all.iter().map(collections::value).collect()).into_iter().collect())
    }

    async fn dataset(&self, id: String, address: &Address) -> Result<Dataset> {
        if self.root_document().await?.how == How::Documents {
            return self.of_document(&id, address).await;
        }
        let (collection, item) = collections::parted(&id).ok_or_else(|| GRAMMAR.unknown(address))?;
        if paths::is_step(&collection) {
            return Err(GRAMMAR.unknown(address));
        }
        if item.is_empty() {
            let url = paths::below(&self.http, &["collections", &collection], &[]);
            let found: Collection = self.http.json(address, url.clone()).await.map_err(unexplained)?;
            return Ok(self.mapper().collection(&found, Of { id, base: &url, collection: None }));
        }
        let url = paths::below(&self.http, &["collections", &collection, "items", item], &[]);
        let raw = self.http.json(address, url.clone()).await.map_err(unexplained)?;
        let read = map::read(raw, &mut Odd::default());
        let (_, read) = read.map_err(|why| Error::new(ErrorKind::Portal, address, why))?;
        let own = self.collection(&collection).await;
        Ok(self.mapper().dataset(&read, Of { id: id.clone(), base: &url, collection: own.as_deref() }))
    }

    /// A document of a catalogue that is nothing else.
    async fn look_up(&self, url: &Url) -> Result<Option<Target>> {
        if !self.http.is_own(url) || !is_document(url) || self.root_document().await?.how != How::Documents {
            return Ok(None);
        }
        self.named(url).await
    }

    /// The interface tells nobody's name; that it says what it is, is all there is to know.
    async fn account(&self) -> Result<Account> {
        let root = self.root_document().await?;
        if !root::is_stac(&root.document) {
            return Err(not_of(Kind::Stac, &*self.name));
        }
        let title = root.document["title"].as_str().and_then(text::some_line);
        Ok(whoever(self.signs_in, title.unwrap_or_else(|| t!("ogc-api-collections"))))
    }
}

/// A success that holds nothing of STAC.
fn unexplained(error: Error) -> Error {
    reading::unexplained(error, said!("stac-no-api"))
}
