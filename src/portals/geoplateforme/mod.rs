//! The download service of the Géoplateforme, IGN's geographic data: products, their editions by zone, format and date, and
//! the files of each.
//!
//! Addresses: `NAME`, `NAME/products`, `NAME/products/PRODUCT`, `NAME/ID`, `NAME/ID/FILE`, where an id is `PRODUCT/EDITION` in
//! one segment; an edition found in a folder has the address without the folder.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;
use url::Url;

use super::catalogue::Catalogue;
use super::grammar::{Folder, Grammar, Group};
use super::narrow::{self, Parameters};
use super::paths::{self, is_step, segment};
use super::platforms::{Area, Theme};
use super::probe::{Probe, Sign, Whose};
use super::{About, Connection, Platform, listing, member, not_of, part_of};
use crate::access::auth::{Account, SignIn, Token};
use crate::access::http::Http;
use crate::base::error::Result;
use crate::base::i18n::Message;
use crate::base::relevance::Search;
use crate::base::text;
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Item, Page, Query};
use crate::net::FirstBytes;
use crate::net::quota::{Cost, Counter, Hears};
use crate::{m, said, t};

mod atom;
mod explain;
mod feeds;
mod map;
mod search;
mod web;

use atom::{AtomEntry, Feed};
use feeds::{Entries, is_last};
use map::Mapper;
use search::{AttemptPage, NARROW};

pub const ABOUT: About = About {
    platforms: &[Platform::new(
        "geoplateforme",
        said!("geoplateforme-platform"),
        "https://data.geopf.fr/telechargement",
    )
    .of(Area::France, &[Theme::Maps], "https://geoservices.ign.fr")],
    probes: &[Probe { path: "capabilities?limit=1", portal: Whose::Base, recognise }],
    pages: &["capabilities", "resource", "download"],
    led: web::led,
    ..About::new("geoplateforme", said!("geoplateforme-title"))
};

/// How the service is recognised: its feed has names that are its own.
fn recognise(heard: &FirstBytes) -> Option<Sign> {
    let text = std::str::from_utf8(&heard.body).ok().filter(|_| heard.status.is_success())?;
    is_own(text).then(|| Sign::named(None)).flatten()
}

fn is_own(text: &str) -> bool {
    text.contains("<feed") && text.contains("/gpf_dl.xsd")
}

/// For so long the products are taken for what the service would say.
const KEPT: Duration = Duration::from_secs(3600);
/// Ten requests of one address are answered in a second; what leaves in one may arrive in less.
const A_SECOND: u32 = 5;

pub struct Geoplateforme {
    name: String,
    http: Http,
    products: Mutex<Option<(Instant, Arc<Entries>)>>,
}

const GRAMMAR: Grammar = Grammar {
    lists: &[],
    groups: &[Group { segment: "products", key: search::PRODUCT, title: said!("geoplateforme-products") }],
    id: |id| parts(id).map(|_| id.to_owned()),
    unknown: said!("geoplateforme-no-such-address"),
};

impl Geoplateforme {
    /// What is open needs no sign-in.
    pub fn new(connection: Connection) -> Self {
        let Connection { config, clients, .. } = connection;
        let (origin, portal) = (config.url.origin().ascii_serialization(), config.name.clone());
        let price = Arc::new(move |_: &Url, _: Option<&Token>| cost(&origin, &portal));
        let http = Http::new(clients, config.url, SignIn::none(), explain::explain).priced(price);
        Self { name: config.name, http, products: Mutex::default() }
    }

    fn mapper(&self) -> Mapper<'_> {
        Mapper { portal: &self.name, http: &self.http }
    }

    async fn known(&self) -> Result<Arc<Entries>> {
        let mut kept = self.products.lock().await;
        if let Some((asked, known)) = kept.as_ref()
            && asked.elapsed() < KEPT
        {
            return Ok(known.clone());
        }
        let products = Arc::new(self.all(self.subject(), "capabilities", &vec![]).await?);
        *kept = Some((Instant::now(), products.clone()));
        Ok(products)
    }

    /// The query, checked, with the service's own words for what it names in another spelling.
    async fn checked(&self, query: &Query) -> Result<Query> {
        let query = NARROW.check(query)?;
        if !search::has_terms(&query) {
            return Ok(query);
        }
        match self.known().await {
            Ok(known) => Ok(search::spelled(query, &known.all)),
            Err(_) => Ok(query), // the service says what is amiss where it is asked for rows
        }
    }

    fn subject(&self) -> Message {
        part_of(&self.name, m!("geoplateforme-the-products"))
    }

    /// The products that `query` finds: by what the service narrows, then by words, which it looks for nowhere.
    async fn products(&self, query: &Query) -> Result<Page> {
        let query = self.checked(query).await?;
        let mut found = Entries::default();
        for parameters in search::tries(&query, false)? {
            found = match parameters.is_empty() {
                true => (*self.known().await?).clone(),
                false => self.all(self.subject(), "capabilities", &parameters).await?,
            };
            if !found.all.is_empty() {
                break;
            }
        }
        let search = Search::new(&query.text);
        let Entries { mut all, mut warnings } = found;
        all.retain(|product| search.is_in(&map::folded(product)));
        let mut items = Vec::<Item>::new();
        for product in &all {
            match self.mapper().product(product) {
                Ok(item) if items.iter().all(|known| known.target != item.target) => items.push(item),
                Ok(_) => {}
                Err(why) => warnings.push(why.to_string()),
            }
        }
        match query.sort.as_deref() {
            Some("title") => items.sort_by_cached_key(|item| text::fold(&item.title)),
            Some("-title") => items.sort_by_cached_key(|item| std::cmp::Reverse(text::fold(&item.title))),
            Some("edition") => items.sort_by_key(|item| item.modified),
            Some("-edition") => items.sort_by_key(|item| std::cmp::Reverse(item.modified)),
            _ => {}
        }
        Ok(Page { warnings, ..listing::whole(items) })
    }

    /// The editions of a product that `query` finds.
    async fn editions(&self, product: &str, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        let query = self.checked(query).await?;
        let tries = search::tries(&query, true)?;
        let path = format!("resource/{}", segment(product));
        let subject = Address::root(&*self.name).child("products").child(product);
        let from = AttemptPage::read(after, tries.len(), &self.name)?;
        if !query.text.trim().is_empty() {
            return self.editions_with(&path, product, &query, &tries, after).await;
        }
        for (number, parameters) in tries.iter().enumerate().skip(from.attempt) {
            let feed = match self.feed(&subject, &path, parameters, from.page).await {
                Err(error) if error.status == Some(404) && from.page > 1 => Feed::default(),
                feed => feed?,
            };
            if feed.entries.is_empty() && after.is_none() && number + 1 < tries.len() {
                continue;
            }
            let more = !feed.entries.is_empty() && !is_last(&feed, from.page);
            let next = more.then(|| AttemptPage { page: from.page + 1, attempt: number }.cursor());
            let total = feed.total;
            let mut page = Page { total, next, ..self.rows(product, &feed.entries) };
            page.warnings.extend(feeds::said_of_long(&feed));
            page.warnings.extend(not_ordered(&page, &query));
            return Ok(page);
        }
        Ok(listing::whole(vec![]))
    }

    /// Those whose names have the words: all of them are looked at.
    async fn editions_with(
        &self,
        path: &str,
        product: &str,
        query: &Query,
        tries: &[Parameters],
        after: Option<&Cursor>,
    ) -> Result<Page> {
        listing::only_page(after, &self.name)?;
        let subject = Address::root(&*self.name).child("products").child(product);
        let search = Search::new(&query.text);
        for parameters in tries {
            let Entries { mut all, mut warnings } = self.all(&subject, path, parameters).await?;
            if all.is_empty() {
                continue;
            }
            all.retain(|entry| search.is_in(&map::folded(entry)));
            let page = self.rows(product, &all);
            warnings.extend(not_ordered(&page, query));
            warnings.extend(page.warnings);
            return Ok(Page { total: Some(page.items.len() as u64), warnings, ..page });
        }
        Ok(listing::whole(vec![]))
    }

    fn rows(&self, product: &str, entries: &[AtomEntry]) -> Page {
        let mut page = Page::default();
        for entry in entries {
            match self.mapper().edition(product, entry) {
                Ok(item) if page.items.iter().all(|known: &Item| known.target != item.target) => page.items.push(item),
                Ok(_) => {}
                Err(why) => page.warnings.push(why.to_string()),
            }
        }
        page
    }
}

impl Catalogue for Geoplateforme {
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
        let count = self.known().await?.all.len();
        let note = t!("geoplateforme-products-count", count);
        Ok(listing::whole(
            GRAMMAR.groups.iter().map(|group| listing::of_group(&self.name, group, note.clone())).collect(),
        ))
    }

    async fn groups(&self, _group: &'static Group, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        listing::only_page(after, &self.name)?;
        narrow::text_only(query, said!("geoplateforme-products-not-by"))?;
        self.products(query).await
    }

    /// The editions of a product; at the root, the products that are found, which are folders.
    async fn datasets(&self, folder: Folder<'_>, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        match folder.group() {
            Some((_, product)) if is_part(product) => self.editions(product, query, after).await,
            Some(_) => Err(GRAMMAR.unknown(&Address::root(&*self.name).child("products"))),
            None => {
                listing::only_page(after, &self.name)?;
                self.products(query).await
            }
        }
    }

    async fn facets(&self, folder: Folder<'_>) -> Result<Vec<Facet>> {
        let known = self.known().await?;
        let wanted = folder.group().map(|(_, product)| product);
        let is_it = |product: &&AtomEntry| wanted.is_none_or(|wanted| map::name(product).as_deref() == Some(wanted));
        Ok(search::facets(known.all.iter().filter(is_it)))
    }

    async fn dataset(&self, id: String, address: &Address) -> Result<Dataset> {
        let Some((product, edition)) = parts(&id) else { return Err(GRAMMAR.unknown(address)) };
        let (path, plain) = (format!("resource/{}/{}", segment(product), segment(edition)), vec![]);
        // What the product is about is told with the products only.
        let (files, known) = futures_util::future::join(self.all(address, &path, &plain), self.known()).await;
        let known = known.ok();
        let mut products = known.iter().flat_map(|known| known.all.iter());
        let about = products.find(|it| map::name(it).as_deref() == Some(product));
        let Entries { all, warnings } = files?;
        let mut dataset = self.mapper().dataset((product, edition), &all, about);
        dataset.warnings.extend(warnings);
        Ok(dataset)
    }

    async fn account(&self) -> Result<Account> {
        let ask = paths::at(&self.http, "capabilities", &[("limit", "1".into())]);
        let heard = self.http.document(&*self.name, ask, feeds::LONGEST).await?;
        match heard.is_some_and(|(document, _)| is_own(&String::from_utf8_lossy(&document.body))) {
            true => Ok(member(None, std::iter::empty())),
            false => Err(not_of(super::Kind::Geoplateforme, &*self.name)),
        }
    }
}

/// That rows do not come in the order that was asked for, or by default.
fn not_ordered(page: &Page, query: &Query) -> Option<String> {
    let said = || match &query.sort {
        Some(_) => t!("geoplateforme-not-ordered"),
        None => t!("geoplateforme-not-newest-first"),
    };
    (!search::is_in_order(&page.items, query.sort.as_deref())).then(said)
}

/// Requests are counted by the second, and who asks more is refused for a few.
fn cost(origin: &str, portal: &str) -> Cost {
    let counter = Counter {
        key: format!("{origin} geoplateforme"),
        title: t!("geoplateforme-requests-a-second"),
        requests: A_SECOND,
        period: Duration::from_secs(1),
        hears: Hears::Refusals,
    };
    Cost { counters: vec![counter], portal: portal.to_owned(), waits: true, ..Cost::default() }
}

/// The names of the product and of the edition.
fn parts(id: &str) -> Option<(&str, &str)> {
    id.split_once('/').filter(|(product, edition)| is_part(product) && is_part(edition))
}

fn is_part(name: &str) -> bool {
    !is_step(name) && !name.contains(['/', '\\']) && name.len() <= 300
}
