//! DCAT feeds: a catalogue as one document, or one per page, in JSON-LD, Turtle, RDF/XML or as `data.json`.
//!
//! Addresses: `NAME`, `NAME/all`, `NAME/themes`, `NAME/themes/THEME`, `NAME/publishers`, `NAME/publishers/PUBLISHER`,
//! `NAME/ID`, `NAME/ID/MEDIA`; a dataset found in a folder has the address without the folder. What a feed cannot do
//! itself (searching, filtering, sorting) is done here, on all of it.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use url::Url;

use super::catalogue::Catalogue;
use super::grammar::{Folder, Grammar, Group, any_id};
use super::platforms::{Area, Theme};
use super::{About, Connection, Platform, listing as pages, media_url, not_of};
use crate::access::auth::Account;
use crate::access::http::Http;
use crate::base::beside::beside;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Language;
use crate::model::form::Answers;
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, FacetValue, Item, Media, Page, Query, Target};
use crate::net::{Ask, Opened, Range};
use crate::{m, said, t};

mod agents;
mod bounds;
mod chunks;
mod contexts;
mod dcat_us;
mod extent;
mod feed;
mod graph;
#[cfg(test)]
mod hostile;
mod iri;
mod json_ld;
mod listing;
mod long;
mod map;
mod masked;
mod media;
mod mend;
mod names;
mod odd;
pub(crate) mod page;
mod pieces;
mod probe;
mod rdf_xml;
mod records;
mod sign_in;
mod spilled;
mod statements;
mod syntax;
mod usual_terms;
mod vocabulary;

use feed::{Feed, Whole};
use listing::{Found, Within};

pub const ABOUT: About = About {
    platforms: &[
        Platform::new(
            "rudi-feed",
            said!("dcat-platform-rudi"),
            "https://rudi.rennesmetropole.fr/konsult/v1/datasets/metadatas/dcat",
        )
        .of(Area::France, &[Theme::Everything], "https://rudi.rennesmetropole.fr"),
        Platform::new(
            "data-gouv-feed",
            said!("dcat-platform-data-gouv"),
            "https://www.data.gouv.fr/api/1/site/catalog.jsonld",
        )
        .of(Area::France, &[Theme::Everything], "cdi00000686"),
    ],
    ways: &sign_in::WAYS,
    probes: &probe::PROBES,
    pages: &probe::PAGES,
    by_heart: probe::by_heart,
    check_url: sign_in::check_url,
    // All else that it names is in the feed itself.
    led: |below| below.path().is_empty().then(Vec::new),
    ..About::new("dcat", said!("dcat-title"))
};

/// Rows of a page, where all of them are here.
const PAGE: usize = 100;
/// No listing is followed further from page to page.
const LAST_PAGE: usize = 10_000;

const THEME: &str = "theme";

const GRAMMAR: Grammar = Grammar {
    lists: &["all"],
    groups: &[
        Group { segment: "themes", key: THEME, title: said!("portals-themes") },
        Group { segment: "publishers", key: "publisher", title: said!("portals-publishers") },
    ],
    id: any_id,
    unknown: said!("dcat-no-such-address"),
};

pub struct Dcat {
    feed: Feed,
    /// What was found last.
    found: Mutex<Option<Arc<Found>>>,
}

/// Where a listing goes on.
enum From {
    /// Row of what is here already.
    Row(usize),
    /// Number and address of the feed's own page.
    Page(usize, Url),
}

impl Dcat {
    pub fn new(connection: Connection) -> Self {
        let language = Language::spoken().code().to_owned();
        Self { feed: Feed::new(connection, language), found: Mutex::default() }
    }

    /// One of the feed's own pages; of a feed that is one document, its first rows.
    async fn page(&self, number: usize, url: &Url) -> Result<Page> {
        let read = self.feed.page(url, false).await?;
        let mut warnings = read.warnings.clone();
        let next = self.feed.next(url, &read).unwrap_or_else(|why| {
            warnings.push(why.to_string());
            None
        });
        if number == 1 && next.is_none() {
            let rows = self.items(&read, PAGE)?;
            let total = read.records.len();
            let next = (total > PAGE).then(|| Cursor(PAGE.to_string()));
            return Ok(Page { items: rows, next, total: Some(total as u64), warnings });
        }
        if next.is_some() && number >= LAST_PAGE {
            warnings.push(t!("dcat-pages", count = LAST_PAGE));
        }
        let items = self.items(&read, read.records.len())?;
        // An empty page ends the listing, whatever the feed claims.
        let next = next.filter(|_| !items.is_empty() && number < LAST_PAGE);
        let next = next.map(|next| Cursor(format!("{} {next}", number + 1)));
        Ok(Page { items, next, total: read.total, warnings })
    }

    /// Rows of what the whole feed holds, from `row` on.
    async fn rows(&self, query: &Query, only: Option<(&Group, &str)>, row: usize) -> Result<Page> {
        // Rows further down are of the same feed as those above.
        let whole = self.feed.whole(query.text.trim(), row > 0).await?;
        let found = self.found(&whole, query, only).await?;
        let total = found.len();
        if let Some((group, value)) = only.filter(|_| total == 0 && query.is_empty()) {
            let folder = group.segment;
            let subject = Address::root(self.name()).child(folder).child(value).to_string();
            let cause = if group.key == THEME { m!("dcat-no-theme") } else { m!("dcat-no-publisher") };
            let hint = m!("dcat-shows", portal = self.name(), folder);
            return Err(Error::new(ErrorKind::NotFound, subject, cause).hint(hint));
        }
        let items = found.items(row, PAGE).map_err(|error| self.feed.lost(&error))?;
        let next = (row + PAGE < total).then(|| Cursor((row + PAGE).to_string()));
        let warnings = if row == 0 { whole.warnings.clone() } else { vec![] };
        Ok(Page { items, next, total: Some(total as u64), warnings })
    }

    fn items(&self, page: &page::Page, count: usize) -> Result<Vec<Item>> {
        page.records.items(0..count.min(page.records.len())).map_err(|error| self.feed.lost(&error))
    }

    /// What is asked for, which is not looked for again for the next rows of the same.
    async fn found(&self, whole: &Whole, query: &Query, only: Option<(&Group, &str)>) -> Result<Arc<Found>> {
        let asked = (query.clone(), within(only));
        let last = || self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = last().as_ref().filter(|found| found.is_of(&asked, &whole.pages)) {
            return Ok(found.clone());
        }
        let (pages, is_searched) = (whole.pages.clone(), self.feed.searches());
        let found = self.looked_through(move || Found::new(asked, pages, is_searched)).await?;
        let found = Arc::new(found);
        *last() = Some(found.clone());
        Ok(found)
    }

    async fn values(&self, pages: listing::Pages, group: &'static Group) -> Result<Vec<FacetValue>> {
        self.looked_through(move || listing::values(&pages, group.key)).await
    }

    /// What `work` finds in all of a feed, beside the tasks that wait.
    async fn looked_through<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> Result<T> {
        let found = beside(move |_| work()).await.unwrap_or_else(|panic| Err(panic.into()));
        found.map_err(|error| self.feed.lost(&error))
    }

    fn from(&self, cursor: &Cursor) -> Result<From> {
        let no_such = || pages::no_such_page(self.name());
        match cursor.0.split_once(' ') {
            None => pages::number_of(Some(cursor), 0, self.name()).map(From::Row),
            Some((number, url)) => {
                let number = number.parse().ok().filter(|number| (2..=LAST_PAGE).contains(number));
                let own = self.feed.start("");
                let url = Url::parse(url).ok().filter(|url| url.origin() == own.origin());
                number.zip(url).map(|(number, url)| From::Page(number, url)).ok_or_else(no_such)
            }
        }
    }
}

impl Catalogue for Dcat {
    const GRAMMAR: &'static Grammar = &GRAMMAR;
    fn can(&self) -> Abilities {
        listing::NARROW.abilities()
    }

    fn name(&self) -> &str {
        self.feed.name()
    }

    fn http(&self) -> &Http {
        self.feed.http()
    }

    async fn signed_address(&self, url: Url) -> Result<Url> {
        self.feed.with_token(&url).await
    }

    /// By theme and by publisher only where that costs no walk through all pages.
    async fn root(&self) -> Result<Page> {
        let start = self.feed.start("");
        let first = self.feed.page(&start, false).await?;
        let is_whole = !matches!(self.feed.next(&start, &first), Ok(Some(_)));
        let total = if is_whole { Some(first.records.len() as u64) } else { first.total };
        let mut items = vec![pages::all(self.name(), total)];
        for group in GRAMMAR.groups.iter().filter(|_| is_whole) {
            let count = self.values(vec![first.clone()], group).await?.len();
            if count > 0 {
                let by_theme = group.key == THEME;
                let note = if by_theme { t!("dcat-by-theme", count) } else { t!("dcat-by-publisher", count) };
                items.push(pages::of_group(self.name(), group, note));
            }
        }
        Ok(Page { warnings: first.warnings.clone(), ..pages::whole(items) })
    }

    async fn groups(&self, group: &'static Group, _query: &Query, _after: Option<&Cursor>) -> Result<Page> {
        let whole = self.feed.whole("", false).await?;
        let values = self.values(whole.pages.clone(), group).await?;
        let rows = pages::groups(self.name(), group, values);
        Ok(Page { warnings: whole.warnings.clone(), ..pages::whole(rows) })
    }

    async fn datasets(&self, folder: Folder<'_>, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        let query = &listing::NARROW.check(query)?;
        let from = after.map(|cursor| self.from(cursor)).transpose()?;
        // What the feed does itself is asked of it page by page.
        let is_own = folder.group().is_none()
            && query.filters.is_empty()
            && query.sort.is_none()
            && (query.text.trim().is_empty() || self.feed.searches());
        match from {
            Some(From::Page(number, url)) => self.page(number, &url).await,
            None if is_own => self.page(1, &self.feed.start(query.text.trim())).await,
            Some(From::Row(row)) => self.rows(query, folder.group(), row).await,
            None => self.rows(query, folder.group(), 0).await,
        }
    }

    async fn facets(&self, folder: Folder<'_>) -> Result<Vec<Facet>> {
        let whole = self.feed.whole("", false).await?;
        let (pages, within) = (whole.pages.clone(), within(folder.group()));
        self.looked_through(move || listing::facets(&pages, within.as_ref())).await
    }

    async fn dataset(&self, id: String, address: &Address) -> Result<Dataset> {
        let missing = |error: Error| match error.kind {
            ErrorKind::NotFound => Error { subject: address.into(), ..error },
            _ => error,
        };
        let found = self.feed.find(&id).await.map_err(missing)?;
        found.map(|record| record.dataset).ok_or_else(|| {
            Error::new(ErrorKind::NotFound, address, m!("dcat-no-dataset")).hint(m!("dcat-no-dataset-hint"))
        })
    }

    async fn open(&self, media: &Media, _answers: &Answers, range: Option<&Range>) -> Result<Opened> {
        let url = self.feed.with_token(&media_url(media)?).await?;
        self.feed.http().open(&media.address(), Ask::file(url, media.size), range).await
    }

    /// What the feed names so: a dataset by its address or its page, a media by where it is.
    async fn look_up(&self, url: &Url) -> Result<Option<Target>> {
        self.feed.named(url).await
    }

    /// A feed tells nobody's name; that it answers is all there is to know.
    async fn account(&self) -> Result<Account> {
        let start = self.feed.start("");
        let first = self.feed.page(&start, false).await?;
        // JSON of anything is a graph without a dataset; an empty catalogue says that it is empty.
        if first.records.is_empty() && first.total.is_none() {
            return Err(not_of(super::Kind::Dcat, self.name()));
        }
        let who = self.feed.signs_in().then(|| t!("dcat-credential-owner"));
        let count = first.total.unwrap_or(first.records.len() as u64);
        let opens = t!("portals-datasets", count);
        Ok(Account { opens: who.iter().map(|_| opens.clone()).collect(), who, ..Account::default() })
    }
}

/// A folder as the filter that it is.
fn within(folder: Option<(&Group, &str)>) -> Option<Within> {
    folder.map(|(group, value)| (group.key.to_owned(), value.to_owned()))
}

/// The segment of an address that a dataset's identifier is: no folder may be taken for one.
fn segment(id: &str) -> String {
    let is_folder = GRAMMAR.lists.contains(&id) || GRAMMAR.groups.iter().any(|group| group.segment == id);
    if is_folder { format!("id:{id}") } else { id.to_owned() }
}
