//! Asking portals for what they list: with what is kept of their answers shown first, put together from its pages, and of
//! several portals at once.

use std::collections::HashSet;

use super::Session;
use crate::base::error::Result;
use crate::model::{Address, Cursor, Dataset, Facet, Item, Page, Query, Target};
use crate::portals::Portal;
use crate::store::{News, Old};

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

/// The rows of a place, put together from its pages.
#[derive(Default)]
pub struct Collected {
    pub items: Vec<Item>,
    /// How many there are in all, where the portal says.
    pub total: Option<u64>,
    pub warnings: Vec<String>,
}

impl Collected {
    /// Pages until `limit` rows or the end. Entries that come twice come once, and a page of nothing new is the end.
    pub async fn of_folder(portal: &dyn Portal, address: &Address, query: &Query, limit: usize) -> Result<Self> {
        let mut found = Self::default();
        let mut seen = HashSet::new();
        let mut after = None;
        loop {
            let page = portal.list(address, query, after.as_ref()).await?;
            let before = found.items.len();
            found.items.extend(page.items.into_iter().filter(|item| seen.insert(item.target.clone())));
            found.total = page.total.or(found.total);
            // What is said of every page is said once.
            let is_new = |warning: &String| !found.warnings.contains(warning);
            let warnings: Vec<String> = page.warnings.into_iter().filter(is_new).collect();
            found.warnings.extend(warnings);
            after = page.next;
            if found.items.len() >= limit || found.items.len() == before || after.is_none() {
                found.items.truncate(limit);
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
