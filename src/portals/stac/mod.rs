//! STAC: interfaces that search items of satellite images and other data with a place and a time, and catalogues that are
//! nothing but documents.
//!
//! Addresses: `NAME`, `NAME/all`, `NAME/collections`, `NAME/collections/COLLECTION`, `NAME/COLLECTION~ITEM`,
//! `NAME/COLLECTION~ITEM/MEDIA`, and `NAME/COLLECTION~` for the files of a collection itself. In a catalogue of documents a
//! collection and an item are the paths of theirs; an item that came with others is behind `#` in the path of these.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tokio::sync::OnceCell;
use url::Url;

use super::catalogue::Catalogue;
use super::grammar::{Folder, Grammar, Group, any_id};
use super::narrow::refused;
use super::ogc_api::collections::{self, AllCollections, COLLECTION, Collection};
use super::ogc_api::explain::explain;
use super::ogc_api::pages::PageStart;
use super::ogc_api::{WAYS, signed, web, whoever};
use super::probe::{Probe, Sign, Whose, json};
use super::reading::{error_in, of_another_shape};
use super::usual::{Usual, as_pasted};
use super::{About, Connection, Kind, facets, listing, not_of, part_of, paths, reading};
use crate::access::auth::Account;
use crate::access::http::Http;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::odd::{self, Odd};
use crate::base::relevance::Search;
use crate::base::text;
use crate::model::form::Answers;
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Item, Media, Page, Query, Target};
use crate::net::{FirstBytes, Opened, Range};
use crate::{m, said, t};

mod documents;
mod gathered;
mod items;
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

/// A document of STAC, and none about one item or one collection of what is larger. One that only links to others is less
/// sure than an interface: that may be one of those others.
fn recognise(heard: &FirstBytes) -> Option<Sign> {
    let document = json(heard)?;
    if !root::is_first(&document, &heard.url) {
        return None;
    }
    let title = document["title"].as_str();
    match root::Root::of(document.clone()).how {
        How::Documents => Sign::alike(title),
        _ => Sign::named(title),
    }
}

const GRAMMAR: Grammar = Grammar {
    lists: &["all"],
    groups: &[Group { segment: "collections", key: COLLECTION, title: said!("ogc-api-collections") }],
    id: any_id,
    unknown: said!("stac-no-such-address"),
};

/// So many pages are looked through here for one row.
const PAGES: usize = 10;

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
    /// All of them, as they were listed last.
    all: Mutex<Option<Arc<AllCollections>>>,
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
            all: Mutex::default(),
        }
    }

    fn mapper(&self) -> Mapper<'_> {
        Mapper { portal: &self.name, home: self.http.base() }
    }

    async fn root_document(&self) -> Result<&Root> {
        let ask = async {
            let subject = || part_of(&self.name, m!("portals-what-it-is"));
            let is_missing = |error: &Error| error.kind == ErrorKind::NotFound;
            match self.stac(subject(), self.start.clone()).await {
                Ok(document) => Ok(Root::of(document)),
                Err(error) if is_missing(&error) && !is_document(&self.start) => Ok(Root::untold()),
                Err(error) => Err(unexplained(error)),
            }
        };
        self.root.get_or_try_init(|| ask).await
    }

    /// The document at `url`; what has nothing of STAC is an error, in its words where it tells one.
    async fn stac(&self, subject: impl Into<Message>, url: Url) -> Result<Value> {
        let subject = subject.into();
        let document = self.http.json(subject.clone(), url).await.map(Value::Object)?;
        match root::has_any(&document) {
            true => Ok(document),
            false => Err(error_in(&document, &subject).unwrap_or_else(|| not_of(Kind::Stac, &subject))),
        }
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

    /// All collections, asked for anew where a listing begins.
    async fn collections(&self, is_anew: bool) -> Result<Arc<AllCollections>> {
        let last = || self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(all) = last().clone().filter(|_| !is_anew) {
            return Ok(all);
        }
        let all = Arc::new(collections::all(&self.http, &self.name).await.map_err(unexplained)?);
        *last() = Some(all.clone());
        Ok(all)
    }

    /// The files of a collection itself, as the row before its items.
    async fn of_collection(&self, id: &str) -> Option<Item> {
        let collection = self.collection(id).await.filter(|it| !it.assets.is_empty())?;
        let base = paths::below(&self.http, &["collections", id], &[]);
        let of = Of { id: collections::joined(id, ""), base: &base, collection: None };
        Some(super::mapping::row(&self.mapper().collection(&collection, of)))
    }

    /// Collections that have the words, for who searches the whole portal, and what there is to say of the others.
    async fn collections_with(&self, words: &str) -> Page {
        let [group] = GRAMMAR.groups else { return Page::default() };
        let search = Search::new(words);
        let found = match self.collections(true).await {
            Ok(found) => found,
            Err(error) => return Page { warnings: vec![error.to_string()], ..Page::default() },
        };
        let rows = found.all.iter().map(|one| collections::folder(&self.name, group, one));
        let items = rows.filter(|row| search.is_in(&row.folded())).collect();
        Page { items, warnings: found.warnings.clone(), ..Page::default() }
    }
}

/// Whether an address is that of a document, and not of an interface.
fn is_document(url: &Url) -> bool {
    url.path().ends_with(".json")
}

impl Catalogue for Stac {
    const GRAMMAR: &'static Grammar = &GRAMMAR;
    const ROOT_PAGES: bool = true;
    fn can(&self) -> Abilities {
        let mut can = NARROW.abilities();
        let root = self.root.get();
        if is_document(&self.start) || root.is_some_and(|root| root.how == How::Documents) {
            can.sorts.clear();
            can.filters.retain(|filter| filter.key != COLLECTION);
        } else if root.is_some_and(|root| root.sorts == Some(false)) {
            can.sorts.clear();
        }
        can
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn http(&self) -> &Http {
        &self.http
    }

    async fn root(&self) -> Result<Page> {
        let root = self.root_document().await?;
        if root.how == How::Documents {
            return self.documents(None, &Wanted::default(), PageStart::default()).await;
        }
        let [group] = GRAMMAR.groups else { return Ok(Page::default()) };
        let found = self.collections(true).await?;
        let folder = listing::of_group(&self.name, group, t!("ogc-api-collections-count", count = found.all.len()));
        Ok(Page { warnings: found.warnings.clone(), ..listing::whole(vec![listing::all(&self.name, None), folder]) })
    }

    async fn groups(&self, group: &'static Group, _query: &Query, _after: Option<&Cursor>) -> Result<Page> {
        if self.root_document().await?.how == How::Documents {
            return self.documents(None, &Wanted::default(), PageStart::default()).await;
        }
        let found = self.collections(true).await?;
        let items = found.all.iter().map(|one| collections::folder(&self.name, group, one)).collect();
        Ok(Page { warnings: found.warnings.clone(), ..listing::whole(items) })
    }

    async fn datasets(&self, folder: Folder<'_>, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        Wanted::of(query)?;
        let Some(narrowed) = folder.narrowed(query) else { return Ok(listing::whole(vec![])) };
        let (wanted, from) = (Wanted::of(&narrowed)?, PageStart::of(after, &self.name)?);
        let root = self.root_document().await?;
        if wanted.sort.is_some() && root.sorts == Some(false) {
            let error = refused(m!("portals-word-sort"), m!("stac-sorts-nothing"));
            return Err(error.hint(m!("stac-sorts-nothing-hint")));
        }
        if root.how == How::Documents {
            if folder.group().is_none() && wanted.collection.is_some() {
                return Err(refused(m!("portals-filter", key = COLLECTION), m!("stac-no-collections")));
            }
            return self.documents(wanted.collection.as_deref(), &wanted, from).await;
        }
        let is_one_by_one = root.how == How::Items && wanted.collection.is_none();
        if after.is_some() && !is_one_by_one && (from.next.is_none() || from.section > 0) {
            return Err(listing::no_such_page(&self.name));
        }
        let mut page = match is_one_by_one {
            true => self.one_by_one(root, &wanted, from).await?,
            false => self.page_with_rows(root, &wanted, from.next).await?,
        };
        if after.is_some() {
            return Ok(page);
        }
        let before = match (folder, query.is_plain()) {
            (Folder::Group(_, id), true) => {
                Page { items: self.of_collection(id).await.into_iter().collect(), ..Page::default() }
            }
            (Folder::Root, _) if query.filters.is_empty() => self.collections_with(&wanted.words).await,
            _ => Page::default(),
        };
        page.total = page.total.map(|total| total + before.items.len() as u64);
        page.items.splice(0..0, before.items);
        page.warnings.extend(before.warnings);
        if !root.free_text && !wanted.words.is_empty() {
            page.warnings.push(t!("stac-words-here", name = self.name));
        }
        Ok(page)
    }

    async fn facets(&self, folder: Folder<'_>) -> Result<Vec<Facet>> {
        if folder.group().is_some() || self.root_document().await?.how == How::Documents {
            return Ok(vec![]);
        }
        let found = self.collections(true).await?;
        Ok(facets::facet(COLLECTION, found.all.iter().map(collections::value).collect()).into_iter().collect())
    }

    async fn dataset(&self, id: String, address: &Address) -> Result<Dataset> {
        if self.root_document().await?.how == How::Documents {
            return self.of_document(&id, address).await;
        }
        // An item may be in none: there is no other way to it than the search that found it.
        if let Some(item) = id.strip_prefix('~').filter(|item| !item.is_empty()) {
            let found = self.looked_for(None, item).await?.ok_or_else(|| GRAMMAR.unknown(address))?;
            let read = map::read(found, &mut Odd::default());
            let (_, read) = read.map_err(|why| Error::new(ErrorKind::Portal, address, why))?;
            return Ok(self.mapper().dataset(&read, Of { id: id.clone(), base: &self.start, collection: None }));
        }
        let (collection, item) = collections::parted(&id).ok_or_else(|| GRAMMAR.unknown(address))?;
        if paths::is_step(&collection) {
            return Err(GRAMMAR.unknown(address));
        }
        if item.is_empty() {
            let url = paths::below(&self.http, &["collections", &collection], &[]);
            let raw = self.stac(address, url.clone()).await.map_err(unexplained)?;
            let found = odd::read::<Collection>(raw, &mut Odd::default()).map_err(|_| of_another_shape(address))?;
            return Ok(self.mapper().collection(&found, Of { id, base: &url, collection: None }));
        }
        let url = paths::below(&self.http, &["collections", &collection, "items", item], &[]);
        let raw = match self.stac(address, url.clone()).await {
            Err(error) if error.kind == ErrorKind::NotFound && !is_plain(item) => {
                self.looked_for(Some(&collection), item).await?.ok_or(error)?
            }
            raw => raw.map_err(unexplained)?,
        };
        let read = map::read(raw, &mut Odd::default());
        let (_, read) = read.map_err(|why| Error::new(ErrorKind::Portal, address, why))?;
        let own = self.collection(&collection).await;
        Ok(self.mapper().dataset(&read, Of { id: id.clone(), base: &url, collection: own.as_deref() }))
    }

    /// By an address that the portal signs, where the storage of a file wants one.
    async fn open(&self, media: &Media, _answers: &Answers, range: Option<&Range>) -> Result<Opened> {
        signed::open(&self.http, media, range).await
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

/// Whether an id comes through every server's reading of a path.
fn is_plain(id: &str) -> bool {
    id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte))
}

/// A success that holds nothing of STAC.
fn unexplained(error: Error) -> Error {
    reading::unexplained(error, said!("stac-no-api"))
}
