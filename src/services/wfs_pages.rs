//! The rows of a WFS page by page, in an order that holds them apart as well as can be.
//!
//! A server that does not say that it pages is tried: where its second page is its first one again, or an error, all rows
//! are asked for at once. One that pages nothing without an order is given one: by a key, else by all columns that it can
//! sort by together.

use std::collections::VecDeque;

use serde_json::Value;
use url::Url;

use super::ask::{ANY, ServiceAsker, XML, decoded, with};
use super::capabilities::WfsColumns;
use super::row::Row;
use super::run::{Pager, RowsPage, ToldBy};
use super::split::{Split, framed, gml_rows, json_rows};
use super::write::Heading;
use crate::base::Fut;
use crate::base::error::{Error, Result};
use crate::base::stated;
use crate::m;

/// How many rows are asked for at once.
pub const PAGE: u64 = 1_000;

pub fn version(is_two: bool) -> &'static str {
    if is_two { "2.0.0" } else { "1.1.0" }
}

/// What rows are put in an order by.
#[derive(Clone, Debug, PartialEq)]
pub struct WfsSort {
    /// A column, or several with commas between them.
    pub by: String,
    /// Whether no two rows have the same there, as far as names tell.
    pub is_key: bool,
}

impl WfsSort {
    pub fn by_key(columns: &WfsColumns) -> Option<Self> {
        columns.key().map(|key| Self { by: key.to_owned(), is_key: true })
    }

    /// What a service can be given that does not page without an order.
    fn by_any(columns: &WfsColumns) -> Option<Self> {
        Self::by_key(columns).or_else(|| columns.sortable().map(|by| Self { by, is_key: false }))
    }
}

/// What is asked for page by page.
#[derive(Clone)]
pub struct WfsRequest {
    pub base: Url,
    pub is_two: bool,
    pub layer: String,
    /// The word for JSON there; `None` asks for GML.
    pub json: Option<String>,
    pub degrees: Option<String>,
    pub narrow: Vec<(&'static str, String)>,
    pub sort: Option<WfsSort>,
}

impl WfsRequest {
    fn all(&self) -> Url {
        let key = if self.is_two { "TYPENAMES" } else { "TYPENAME" };
        let mut pairs = vec![("SERVICE", "WFS".to_owned()), ("VERSION", version(self.is_two).to_owned())];
        pairs.extend([("REQUEST", "GetFeature".to_owned()), (key, self.layer.clone())]);
        pairs.extend(self.json.clone().map(|json| ("OUTPUTFORMAT", json)));
        // GeoJSON is in degrees; GML is in whatever the service has.
        pairs.extend(self.degrees.clone().filter(|_| self.json.is_some()).map(|it| ("SRSNAME", it)));
        pairs.extend(self.narrow.iter().cloned());
        pairs.extend(self.sort.clone().map(|sort| ("SORTBY", sort.by)));
        with(&self.base, pairs)
    }

    pub fn page(&self, start: u64) -> Url {
        let key = if self.is_two { "COUNT" } else { "MAXFEATURES" };
        with(&self.all(), [(key, PAGE.to_string()), ("STARTINDEX", start.to_string())])
    }

    pub async fn hits(&self, asker: &ServiceAsker) -> Result<Option<u64>> {
        let bare = Self { json: None, sort: None, ..self.clone() };
        let root = asker.xml(&with(&bare.all(), [("RESULTTYPE", "hits".to_owned())])).await?;
        // Who sends the rows all the same counts with them no more than these.
        let has_rows = root.children.iter().any(|it| it.name.to_lowercase().contains("member"));
        let of_these = || root.attribute("numberOfFeatures").filter(|_| !has_rows);
        let said = root.attribute("numberMatched").or_else(of_these);
        Ok(said.and_then(|said| stated::count(&Value::from(said))))
    }
}

pub struct WfsPager {
    asker: ServiceAsker,
    pub request: WfsRequest,
    /// The columns of the layer, as it is described.
    columns: Vec<String>,
    /// What rows are sorted by where the service cannot page without.
    fallback: Option<WfsSort>,
    stated: Option<u64>,
    start: u64,
    came: u64,
    /// Whether it goes on behind a page.
    pages: bool,
    /// Nothing was asked for yet; whether the service says that it pages.
    unbegun: Option<bool>,
    /// What brought the first rows.
    first: Option<Url>,
    /// Whether what it counts in a page are the rows of that page.
    counts_pages: bool,
    /// The first row, until it is known what lies behind the last one that the service counts.
    unproven: Option<u64>,
    /// Whether what the service counts is what it gives at once.
    is_capped: bool,
    /// Asked for already.
    held: VecDeque<RowsPage>,
    /// Why there is nothing behind those.
    refusal: Option<Error>,
}

/// The first row of a page.
fn mark(page: &RowsPage) -> Option<u64> {
    page.marks().next().map(|(mark, _)| mark)
}

/// Whether `second` is another page than `first`, and not the same again.
fn goes_on(first: &RowsPage, second: &RowsPage) -> bool {
    !second.rows.is_empty() && mark(second) != mark(first)
}

impl WfsPager {
    pub fn new(
        asker: ServiceAsker,
        request: WfsRequest,
        columns: &WfsColumns,
        stated: Option<u64>,
        is_declared: bool,
    ) -> Self {
        Self {
            asker,
            request,
            columns: columns.names(),
            fallback: WfsSort::by_any(columns),
            stated,
            start: 0,
            came: 0,
            pages: true,
            unbegun: Some(is_declared),
            first: None,
            counts_pages: false,
            unproven: None,
            is_capped: false,
            held: VecDeque::new(),
            refusal: None,
        }
    }

    /// Asks for the first pages, and finds out how to go on.
    async fn begin(&mut self, is_declared: bool) -> Result<()> {
        let mut first = match self.asked(&self.request.page(0)).await {
            Err(error) if !error.is_transient() => self.otherwise(error).await?,
            other => other?,
        };
        self.first.get_or_insert(self.request.page(0));
        let (came, told) = (first.rows.len() as u64, first.stated);
        // Some count in a page what they send with it: that is not all before the next one was asked for.
        let is_own = came > 0 && told == Some(came) && self.stated.is_none_or(|stated| stated > came);
        self.counts_pages = is_own;
        first.stated = told.filter(|_| !is_own);
        self.stated = self.stated.or(first.stated);
        self.unproven = mark(&first).filter(|_| self.pages);
        let stated = self.stated;
        let is_all = came == 0 || stated.is_some_and(|stated| came >= stated);
        if is_all || !self.pages {
            (self.start, self.pages) = (came, !is_all && self.pages);
            self.held.push_back(first);
            return Ok(());
        }
        let second = match self.asked(&self.request.page(came)).await {
            Err(error) if is_declared && error.is_transient() => return Err(error),
            other => other,
        };
        let is_end = second.as_ref().is_ok_and(|second| second.rows.is_empty());
        let may_be_all = (is_declared && is_end) || (stated.is_none() && (is_end || came < PAGE));
        match second {
            Ok(second) if goes_on(&first, &second) => self.hold([first, second]),
            // Nothing behind it; or nobody counts, and it is shorter than what was asked for.
            _ if may_be_all => {
                self.unproven = None;
                (self.start, self.pages, first.stated) = (came, false, stated.or(told.filter(|_| is_end)));
                self.held.push_back(first);
            }
            Ok(_) => {
                tracing::info!("a service does not page: all of it is asked for at once");
                let all = self.whole().await?;
                self.held.push_back(all);
            }
            Err(error) => self.refused(first, error).await?,
        }
        Ok(())
    }

    fn hold(&mut self, pages: [RowsPage; 2]) {
        self.start = pages.iter().map(|page| page.rows.len() as u64).sum();
        self.held.extend(pages);
    }

    /// A server that pages only what has an order is given one; one that knows no pages is asked for all.
    async fn otherwise(&mut self, error: Error) -> Result<RowsPage> {
        if self.has_other_sort()
            && let Ok(page) = self.asked(&self.request.page(0)).await
        {
            return Ok(page);
        }
        self.whole().await.map_err(|_| error)
    }

    /// What is behind the first page is refused: in another order it may not be, nor all at once. Of what gives neither there is
    /// the first page, and why there is no more.
    async fn refused(&mut self, first: RowsPage, error: Error) -> Result<()> {
        tracing::info!(%error, "a service refuses its second page");
        if self.has_other_sort()
            && let Some(pages) = self.first_two().await
        {
            (self.first, self.unproven) = (Some(self.request.page(0)), mark(&pages[0]));
            self.hold(pages);
            return Ok(());
        }
        let asked = self.first.clone();
        match self.whole().await {
            Ok(all) => self.held.push_back(all),
            Err(error) if error.is_transient() => return Err(error),
            Err(_) => {
                self.held.push_back(first);
                (self.first, self.refusal) = (asked, Some(error));
            }
        }
        Ok(())
    }

    /// Takes the order that the service has where it refused the one it was given, else one that it can be given.
    fn has_other_sort(&mut self) -> bool {
        let other = if self.request.sort.is_some() { None } else { self.fallback.clone() };
        let is_other = other != self.request.sort;
        self.request.sort = other;
        is_other
    }

    async fn first_two(&self) -> Option<[RowsPage; 2]> {
        let first = self.asked(&self.request.page(0)).await.ok()?;
        let second = self.asked(&self.request.page(first.rows.len() as u64)).await.ok()?;
        goes_on(&first, &second).then_some([first, second])
    }

    /// All rows in one answer.
    async fn whole(&mut self) -> Result<RowsPage> {
        (self.pages, self.unproven, self.request.sort) = (false, None, None);
        let url = self.request.all();
        self.first = Some(url.clone());
        Ok(RowsPage { told_by: ToldBy::Request, ..self.asked(&url).await? })
    }

    async fn asked(&self, url: &Url) -> Result<RowsPage> {
        let accept = if self.request.json.is_some() { ANY } else { XML };
        let body = self.asker.body(url, accept).await?;
        let split = match &self.request.json {
            Some(_) => json_rows(&body, "features").ok_or_else(|| self.asker.odd(m!("services-no-json")))?,
            None => gml_rows(&decoded(&body)).ok_or_else(|| self.asker.odd(m!("services-no-gml")))?,
        };
        Ok(self.page_of(split))
    }

    fn page_of(&self, split: Split) -> RowsPage {
        let number = |key: &str| split.around.get(key).and_then(stated::count);
        // Some mean by it what they send now.
        let stated = number("numberMatched").or_else(|| number("totalFeatures").filter(|_| self.stated.is_none()));
        let stated = stated.filter(|_| !self.counts_pages);
        let frame = split.frame.map(|(head, tail)| (framed(&head, self.stated), tail));
        let crs = split.around.get("crs").filter(|crs| !crs.is_null()).cloned();
        // A cell without a value may be left out of a row. Some write other names than they describe: theirs count.
        let mut shown = split.rows.iter().filter_map(Row::cells).flat_map(|cells| cells.keys());
        let columns = if shown.all(|name| self.columns.contains(name)) { self.columns.clone() } else { vec![] };
        let heading = Heading { columns, crs, frame };
        let told_by = match &self.request.sort {
            Some(sort) if !sort.is_key => ToldBy::Cells,
            _ => ToldBy::Ids,
        };
        RowsPage { rows: split.rows, heading, stated, told_by, is_uncounted: false }
    }

    async fn page(&mut self) -> Result<Option<RowsPage>> {
        if let Some(is_declared) = self.unbegun.take() {
            self.begin(is_declared).await?;
        }
        if let Some(page) = self.held.pop_front() {
            self.came += page.rows.len() as u64;
            return Ok(Some(page));
        }
        if let Some(error) = self.refusal.take() {
            return Err(error);
        }
        let page = match !self.pages || self.stated.is_some_and(|stated| self.came >= stated) {
            true => match self.beyond().await {
                Some(page) => page,
                None => return Ok(None),
            },
            false => self.asked(&self.request.page(self.start)).await?,
        };
        let came = page.rows.len() as u64;
        (self.start, self.came) = (self.start + came, self.came + came);
        Ok(Some(page).filter(|_| came > 0))
    }

    /// What lies behind the last row that the service counts: MapServer counts no further than it gives at once. `None`:
    /// nothing does.
    async fn beyond(&mut self) -> Option<RowsPage> {
        let first = self.unproven.take()?;
        let page = self.asked(&self.request.page(self.start)).await.ok()?;
        // The first page again is one of a service that does not page.
        mark(&page).filter(|mark| *mark != first)?;
        tracing::info!("a service has more rows than it counts");
        (self.stated, self.pages) = (None, true);
        (self.counts_pages, self.is_capped) = (true, true);
        Some(RowsPage { stated: None, is_uncounted: true, ..page })
    }
}

impl Pager for WfsPager {
    fn next(&mut self) -> Fut<'_, Option<RowsPage>> {
        Box::pin(self.page())
    }

    fn first(&self) -> Option<Url> {
        self.first.clone()
    }

    fn recount(&mut self) -> Fut<'_, Option<u64>> {
        Box::pin(async {
            if self.came <= PAGE || self.is_capped {
                return Ok(None); // nothing changes within one answer, and a cap is no count
            }
            self.request.hits(&self.asker).await
        })
    }
}
