//! What is known of a portal before it is asked: how many datasets it has, when one was there last.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use super::shelf::{Shelf, moment};
use crate::base::redact;
use crate::model::{Address, Cursor, Page, Place, Query, Target};

/// See the [module](self).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PortalFigures {
    /// As many as its largest folder held when it was listed last.
    pub datasets: Option<u64>,
    /// When the visit before this one was.
    pub visited: Option<Timestamp>,
}

/// How many datasets a folder holds, if `page` is the first of all that it lists, and tells.
fn told(query: &Query, after: Option<&Cursor>, page: &Page) -> Option<u64> {
    let is_dataset = |target: &Target| matches!(target, Target::Place(Place::Dataset(_)));
    let is_all = query.is_plain() && after.is_none() && !page.items.is_empty();
    let count = page.total.or_else(|| page.next.is_none().then_some(page.items.len() as u64))?;
    (is_all && page.items.iter().all(|item| is_dataset(&item.target))).then_some(count)
}

impl Shelf {
    /// Keeps how many datasets the folder at `address` holds, where the page tells.
    pub(super) async fn keep_count(&self, address: &Address, query: &Query, after: Option<&Cursor>, page: &Page) {
        let place = address.to_string();
        let Some(count) = told(query, after, page).filter(|_| !redact::holds_secrets(&place)) else { return };
        self.write(move |connection, portal| {
            let keep = "INSERT OR REPLACE INTO counted (portal, place, datasets, came) VALUES (?1, ?2, ?3, ?4)";
            let datasets = i64::try_from(count).unwrap_or(i64::MAX);
            connection.execute(keep, params![portal, place, datasets, Timestamp::now().as_second()]).map(drop)
        })
        .await;
    }

    pub async fn figures(&self) -> PortalFigures {
        let figures = self.read(|visit, connection, portal| {
            let most = "SELECT max(datasets) FROM counted WHERE portal = ?1";
            let datasets: Option<i64> = connection.query_row(most, [portal], |row| row.get(0))?;
            let visited = "SELECT visited FROM portal WHERE id = ?1";
            let visited: Option<Option<i64>> = connection.query_row(visited, [portal], |row| row.get(0)).optional()?;
            let visited = visit.before().unwrap_or_else(|| visited.flatten().and_then(moment));
            Ok(PortalFigures { datasets: datasets.map(i64::unsigned_abs), visited })
        });
        figures.await.unwrap_or_default()
    }
}
