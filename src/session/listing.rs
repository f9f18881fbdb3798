//! Asking portals for what they list: with what is kept of their answers shown first, put together from its pages, and of
//! several portals at once.

use std::collections::HashSet;
use std::hash::{BuildHasher, Hash, RandomState};
use std::time::{Duration, Instant};

use super::Session;
use super::stopped::Stopped;
use crate::base::error::{Error, Result};
use crate::model::{Address, Cursor, Dataset, Facet, Item, MOST_ROWS, Page, Query, Target};
use crate::portals::Portal;
use crate::store::{News, Old};
use crate::t;

/// What is there now, or what was kept of it where no portal is asked; and what of it is new since the last visit.
pub enum Fresh<T> {
    Now(T, Vec<(Target, News)>),
    Kept(Old<T>),
}

impl Session {
    /// A page of the folder at `address`. What is kept of it is given to `early` before the portal is asked.
    pub async fn page(
        &self,
        address: &Address,
        query: &Query,
        after: Option<&Cursor>,
        early: impl FnMut(Old<Page>),
    ) -> Result<Fresh<Page>> {
        let portal = self.portal(address)?;
        let Some(shelf) = self.shelf(address) else {
            return Ok(Fresh::Now(portal.list(address, query, after).await?, vec![]));
        };
        if shelf.is_offline() {
            return shelf.page_alone(address, query, after).await.map(Fresh::Kept);
        }
        shelf.page(address, query, after).await.into_iter().for_each(early);
        let page = portal.list(address, query, after).await?;
        let news = shelf.saw_page(address, query, after, &page).await;
        Ok(Fresh::Now(page, news))
    }

    /// Everything known of the dataset at `address`; `early` as in [`Session::page`].
    pub async fn dataset(&self, address: &Address, early: impl FnMut(Old<Dataset>)) -> Result<Fresh<Dataset>> {
        let Some(shelf) = self.shelf(address) else { return Ok(Fresh::Now(self.present(address).await?, vec![])) };
        if shelf.is_offline() {
            return shelf.dataset_alone(address).await.map(Fresh::Kept);
        }
        shelf.dataset(address).await.into_iter().for_each(early);
        let dataset = self.present(address).await?;
        let news = shelf.saw_dataset(&dataset).await;
        Ok(Fresh::Now(dataset, news))
    }

    /// The dataset at `address` as it is kept, without asking anybody.
    pub async fn kept_dataset(&self, address: &Address) -> Option<Dataset> {
        self.shelf(address)?.dataset(address).await.map(|old| old.value)
    }

    /// What the folder at `address` can be filtered by; `early` as in [`Session::page`].
    pub async fn facets(&self, address: &Address, early: impl FnMut(Old<Vec<Facet>>)) -> Result<Fresh<Vec<Facet>>> {
        if let Some(shelf) = self.shelf(address) {
            if shelf.is_offline() {
                return shelf.facets_alone(address).await.map(Fresh::Kept);
            }
            shelf.facets(address).await.into_iter().for_each(early);
        }
        self.portal(address)?.facets(address).await.map(|facets| Fresh::Now(facets, vec![]))
    }
}

/// For so long a listing is followed from page to page, whatever it says of its end.
const LONGEST: Duration = Duration::from_secs(6 * 60 * 60);

/// What is said of a listing that goes on after so many rows and so much time, where that is too much.
fn endless(rows: usize, took: Duration) -> Option<String> {
    match took >= LONGEST {
        _ if rows >= MOST_ROWS => Some(t!("portals-endless", count = MOST_ROWS)),
        true => Some(t!("portals-endless-time", hours = LONGEST.as_secs() / 3600)),
        false => None,
    }
}

/// How many rows are remembered, at least, to know them again.
const REMEMBERED: usize = 100_000;

/// The rows that came lately, by their hashes: a portal repeats those of a page before where its catalogue changes between
/// two pages. As much for a million rows as for a hundred thousand.
#[derive(Default)]
struct Lately {
    hasher: RandomState,
    now: HashSet<u64>,
    before: HashSet<u64>,
}

impl Lately {
    /// Whether it did not come lately.
    fn is_new(&mut self, what: impl Hash) -> bool {
        let hash = self.hasher.hash_one(what);
        if self.before.contains(&hash) || !self.now.insert(hash) {
            return false;
        }
        if self.now.len() >= REMEMBERED {
            self.before = std::mem::take(&mut self.now);
        }
        true
    }
}

/// The pages of a folder, one after the other, until so many rows or the end. Entries that come twice come once, and a
/// page of nothing new is the end; where the portal knows none, that is a warning. What is kept of it does not grow with
/// the rows.
pub struct Pages<'p> {
    portal: &'p dyn Portal,
    address: &'p Address,
    query: &'p Query,
    limit: usize,
    began: Instant,
    seen: Lately,
    /// What was said already: what is said of every page is said once.
    said: HashSet<String>,
    /// How many rows came.
    rows: usize,
    /// How many there are in all, where the portal says.
    total: Option<u64>,
    next: Next,
    /// Whether it was left where it went on.
    is_cut: bool,
}

/// What of a page is new.
pub struct NewRows {
    pub items: Vec<Item>,
    pub warnings: Vec<String>,
    /// For the next run, where this is not the end.
    pub stopped: Option<Stopped>,
}

/// Where a listing goes on.
#[derive(Clone, Debug, PartialEq)]
enum Next {
    First,
    After(Cursor),
    End,
}

/// So many different warnings of one listing are told; the rest is counted, up to so many: each page may bring its own.
const WARNINGS: usize = 9;
const MOST_WARNINGS: usize = 10_000;

impl<'p> Pages<'p> {
    pub fn new(portal: &'p dyn Portal, address: &'p Address, query: &'p Query, limit: usize) -> Self {
        let (seen, said, began) = (Lately::default(), HashSet::new(), Instant::now());
        let (rows, total, next, is_cut) = (0, None, Next::First, false);
        Self { portal, address, query, limit, began, seen, said, rows, total, next, is_cut }
    }

    /// How many rows came, those of an earlier run with them.
    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// Whether as many rows came as were asked for, so that a larger limit may bring more.
    pub fn is_full(&self) -> bool {
        self.rows >= self.limit
    }

    /// Whether there is more, as far as the portal tells.
    pub fn has_more(&self) -> bool {
        self.is_cut || self.next != Next::End || self.total.is_some_and(|total| (self.rows as u64) < total)
    }

    /// What of the next page is new; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<NewRows>> {
        let after = match &self.next {
            Next::End => return Ok(None),
            Next::First => None,
            Next::After(cursor) => Some(cursor.clone()),
        };
        let page = self.portal.list(self.address, self.query, after.as_ref()).await?;
        let mut stopped = Stopped::at(&page, after);
        let Page { items, warnings, .. } = self.take(page);
        stopped.rows = self.rows;
        Ok(Some(NewRows { items, warnings, stopped: Some(stopped).filter(|_| self.next != Next::End) }))
    }

    /// Leaves of a page what is new, and finds out where it goes on.
    fn take(&mut self, mut page: Page) -> Page {
        let is_empty = page.items.is_empty();
        page.items.retain(|item| self.seen.is_new(&item.target));
        let is_new = !page.items.is_empty();
        self.rows += page.items.len();
        self.total = page.total.or(self.total);
        page.warnings.retain(|warning| self.is_told(warning));
        self.next = page.next.take().map_or(Next::End, Next::After);
        if self.rows < self.limit && self.next != Next::End {
            let again = (!is_new && !is_empty).then(|| t!("portals-repeats"));
            page.warnings.extend(again.or_else(|| endless(self.rows, self.began.elapsed())));
        }
        if self.rows >= self.limit.min(MOST_ROWS) || !is_new || self.began.elapsed() >= LONGEST {
            let over = self.rows.saturating_sub(self.limit);
            page.items.truncate(page.items.len() - over.min(page.items.len()));
            self.rows -= over;
            self.is_cut = over > 0 || self.next != Next::End;
            self.next = Next::End;
        }
        let more = self.said.len().saturating_sub(WARNINGS);
        if self.next == Next::End && more > 0 {
            page.warnings.push(t!("session-more-warnings", count = more));
        }
        page
    }

    /// Whether a warning is told now: once, and only the first of many.
    fn is_told(&mut self, warning: &str) -> bool {
        let is_new = self.said.len() < MOST_WARNINGS && self.said.insert(warning.to_owned());
        is_new && self.said.len() <= WARNINGS
    }

    /// Goes on where an earlier run stopped, if the catalogue is what it was: the last page that came then is asked for
    /// again, and its rows, which were listed, come no more. Whether it goes on.
    pub async fn resume(&mut self, stopped: &Stopped) -> Result<bool> {
        let page = self.portal.list(self.address, self.query, stopped.last.as_ref()).await?;
        if !stopped.is_of(&page) {
            return Ok(false);
        }
        page.items.iter().for_each(|item| _ = self.seen.is_new(&item.target));
        (self.rows, self.total) = (stopped.rows, page.total);
        self.next = page.next.map_or(Next::End, Next::After);
        Ok(true)
    }
}

/// The rows of a place, put together from its pages.
#[derive(Default)]
pub struct Collected {
    pub items: Vec<Item>,
    /// How many there are in all, where the portal says.
    pub total: Option<u64>,
    pub warnings: Vec<String>,
    /// Whether there are more than these, as far as the portal tells.
    pub is_cut: bool,
}

impl Collected {
    /// All that [`Pages`] give, or the error that ended them.
    pub async fn of_folder(portal: &dyn Portal, address: &Address, query: &Query, limit: usize) -> Result<Self> {
        let (found, error) = Self::as_far_as_it_goes(portal, address, query, limit).await;
        error.map_or(Ok(found), Err)
    }

    /// As [`Self::of_folder`], with what came before the error: of these rows nobody knows how many there are.
    pub async fn as_far_as_it_goes(
        portal: &dyn Portal,
        address: &Address,
        query: &Query,
        limit: usize,
    ) -> (Self, Option<Error>) {
        let (mut pages, mut found) = (Pages::new(portal, address, query, limit), Self::default());
        let error = loop {
            match pages.next().await {
                Ok(Some(part)) => {
                    found.items.extend(part.items);
                    found.warnings.extend(part.warnings);
                }
                Ok(None) => break None,
                Err(error) => break Some(error),
            }
        };
        if error.is_none() {
            (found.total, found.is_cut) = (pages.total(), pages.has_more());
        }
        (found, error)
    }

    /// Adds all but the rows of another, which it gives.
    pub fn take_in(&mut self, other: Self) -> Vec<Item> {
        self.warnings.extend(other.warnings);
        let theirs = other.total.map(|total| total.max(other.items.len() as u64));
        self.total = self.total.zip(theirs).map(|(mine, theirs)| mine + theirs);
        other.items
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_without_end_has_one_that_is_said() {
        let said = |rows, took| endless(rows, took).unwrap_or_default();
        assert!(said(MOST_ROWS, Duration::ZERO).contains("10,000,000 rows"));
        assert!(said(3, LONGEST).contains("6 hours"));
        assert_eq!(said(MOST_ROWS - 1, Duration::from_secs(3600)), "");
    }

    #[test]
    fn rows_are_known_again_and_their_number_costs_no_memory() {
        let mut lately = Lately::default();
        for n in 0..3 * REMEMBERED {
            assert!(lately.is_new(n));
            assert!(!lately.is_new(n) && !lately.is_new(n.saturating_sub(REMEMBERED / 2)));
        }
        assert!(lately.now.len() + lately.before.len() <= 2 * REMEMBERED);
    }
}
