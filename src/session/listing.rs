//! Asking portals for what they list: with what is kept of their answers shown first, put together from its pages, and of
//! several portals at once.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use super::Session;
use crate::base::error::Result;
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

/// The first of many warnings, and how many more there are: each page may bring its own.
fn summed(mut warnings: Vec<String>) -> Vec<String> {
    const MANY: usize = 10;
    if warnings.len() > MANY {
        let count = warnings.split_off(MANY - 1).len();
        warnings.push(t!("session-more-warnings", count));
    }
    warnings
}

/// The rows of a place, put together from its pages.
#[derive(Default)]
pub struct Collected {
    pub items: Vec<Item>,
    /// How many there are in all, where the portal says.
    pub total: Option<u64>,
    pub warnings: Vec<String>,
}

impl Collected {
    /// Pages until `limit` rows or the end. Entries that come twice come once, and a page of nothing new is the end. Where
    /// the portal knows none, that is a warning.
    pub async fn of_folder(portal: &dyn Portal, address: &Address, query: &Query, limit: usize) -> Result<Self> {
        let (mut found, began) = (Self::default(), Instant::now());
        let mut seen = HashSet::new();
        let mut after = None;
        loop {
            let page = portal.list(address, query, after.as_ref()).await?;
            let (before, is_empty) = (found.items.len(), page.items.is_empty());
            found.items.extend(page.items.into_iter().filter(|item| seen.insert(item.target.clone())));
            found.total = page.total.or(found.total);
            // What is said of every page is said once.
            let is_new = |warning: &String| !found.warnings.contains(warning);
            let warnings: Vec<String> = page.warnings.into_iter().filter(is_new).collect();
            found.warnings.extend(warnings);
            after = page.next;
            let rows = found.items.len();
            if rows < limit && after.is_some() {
                let again = (rows == before && !is_empty).then(|| t!("portals-repeats"));
                found.warnings.extend(again.or_else(|| endless(rows, began.elapsed())));
            }
            if rows >= limit.min(MOST_ROWS) || rows == before || after.is_none() || began.elapsed() >= LONGEST {
                found.items.truncate(limit);
                found.warnings = summed(found.warnings);
                return Ok(found);
            }
        }
    }

    /// The media of a dataset.
    pub async fn of_dataset(portal: &dyn Portal, address: &Address, limit: usize) -> Result<Self> {
        let dataset = portal.dataset(address).await?;
        let mut items = dataset.items();
        let total = Some(items.len() as u64);
        items.truncate(limit);
        Ok(Self { items, total, warnings: dataset.warnings })
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
}
