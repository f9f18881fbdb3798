//! Datasets and media that are new or changed since the last visit.
//!
//! A *visit* to a portal is one run of the browser in which an answer of the portal itself was shown, not one kept from
//! before. What the portal says of each dataset and media it shows is remembered as a short hash: its date, size and
//! checksum; of one without a date, everything it says. During a visit all is compared with what the visits before left,
//! however often it is listed meanwhile; the first visit marks nothing.
//!
//! Not seen before is not yet new: most people never look at the end of a long listing. A row that no visit has seen is
//! new where the portal dates it after the last one, or where an earlier visit saw the same listing to its end.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::clean::is_personal;
use super::shelf::{RowKey, Shelf, hash, moment};
use crate::base::when::When;
use crate::model::{Address, Cursor, Dataset, Item, Media, Page, Place, Query, Target};
use crate::t;

/// What there is to say of something that was not so at the last visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    New,
    Changed,
}

impl News {
    /// Before a title.
    pub fn word(self) -> String {
        match self {
            Self::New => t!("store-new"),
            Self::Changed => t!("store-changed"),
        }
    }

    /// In full, of a media or of anything else.
    pub fn sentence(self, target: &Target) -> String {
        match (self, target) {
            (Self::New, _) => t!("store-new-since"),
            (Self::Changed, Target::Media { .. }) => t!("store-media-changed-since"),
            (Self::Changed, Target::Place(_) | Target::Search(_) | Target::Data(_)) => t!("store-changed-since"),
        }
    }
}

/// What this run knows of the visits before.
#[derive(Debug, Default)]
pub struct Visit {
    /// When the last one was; `None` until this one has begun, then `None` in it if there was none.
    before: Option<Option<Timestamp>>,
    /// How the visits before left the things seen in this one that are otherwise now.
    left: HashMap<RowKey, i64>,
    /// Those that no visit before had seen. The first visit of all marks nothing, and remembers none.
    unseen: HashSet<i64>,
    /// Whether a visit before saw this listing to its end.
    covered: HashMap<RowKey, bool>,
    /// Where the next page of a listing starts whose pages came one after the other.
    reached: HashMap<RowKey, Cursor>,
}

/// One thing seen, and what the portal says of it.
struct Seen {
    target: Target,
    thing: RowKey,
    mark: i64,
    modified: Option<When>,
}

impl Shelf {
    /// The portal has just answered with this page of a listing, and it is about to be shown.
    pub async fn saw_page(
        &self,
        address: &Address,
        query: &Query,
        after: Option<&Cursor>,
        page: &Page,
    ) -> Vec<(Target, News)> {
        let listing = hash(&("listing", address, query));
        let seen: Vec<Seen> = page.items.iter().filter_map(Seen::of_item).collect();
        let (after, next) = (after.cloned(), page.next.clone());
        let looked = self.look(move |visit, connection, portal| {
            visit.begin(connection, portal)?;
            let covered = visit.covered(connection, portal, listing)?;
            let news = visit.compare(connection, portal, seen, covered)?;
            if visit.reaches_end(listing, after, next) {
                cover(connection, portal, listing)?;
            }
            Ok(news)
        });
        looked.await.unwrap_or_default()
    }

    /// The portal has just answered with this dataset, and its media are about to be shown.
    pub async fn saw_dataset(&self, dataset: &Dataset) -> Vec<(Target, News)> {
        if is_personal(Some(dataset.access)) {
            return vec![];
        }
        let listing = hash(&("media", &dataset.address));
        let seen: Vec<Seen> = dataset.media.iter().filter_map(Seen::of_media).collect();
        let looked = self.look(move |visit, connection, portal| {
            visit.begin(connection, portal)?;
            // A dataset comes whole.
            let covered = visit.covered(connection, portal, listing)?;
            cover(connection, portal, listing)?;
            visit.compare(connection, portal, seen, covered)
        });
        looked.await.unwrap_or_default()
    }
}

impl Seen {
    /// Of a row that is a dataset; folders only group.
    fn of_item(item: &Item) -> Option<Self> {
        let Target::Place(Place::Dataset(address)) = &item.target else { return None };
        if is_personal(item.access) {
            return None;
        }
        // Notes and offers are the program's own words, in the person's language.
        let Item { title, access, licence, publisher, modified, format, size, checksum, .. } = item;
        let mark = match modified {
            Some(modified) => number(hash(&(modified, size, checksum))),
            None => number(hash(&(title, access, licence, publisher, format, size, checksum))),
        };
        Some(Self { target: item.target.clone(), thing: hash(&("dataset", address)), mark, modified: *modified })
    }

    /// A media is another file when its size or checksum is; a date alone may be that of its description.
    fn of_media(media: &Media) -> Option<Self> {
        if is_personal(Some(media.access)) {
            return None;
        }
        let target = Target::Media { dataset: media.dataset.clone(), media: media.id.clone() };
        let thing = hash(&("media", &media.dataset, &media.id));
        Some(Self { target, thing, mark: number(hash(&(media.size, &media.checksum))), modified: None })
    }
}

/// Remembers that this listing was seen to its end.
fn cover(connection: &Connection, portal: i64, listing: RowKey) -> rusqlite::Result<()> {
    let cover = "INSERT OR REPLACE INTO covered (portal, listing, seen) VALUES (?1, ?2, ?3)";
    connection.execute(cover, params![portal, listing, Timestamp::now().as_second()]).map(drop)
}

fn number(key: RowKey) -> i64 {
    let mut first = [0; 8];
    first.copy_from_slice(&key[..8]);
    i64::from_le_bytes(first)
}

impl Visit {
    /// When the visit before was, once this one has begun.
    pub(super) fn before(&self) -> Option<Option<Timestamp>> {
        self.before
    }

    /// The first answer shown makes it a visit.
    fn begin(&mut self, connection: &Connection, portal: i64) -> rusqlite::Result<()> {
        if self.before.is_none() {
            let visited = "SELECT visited FROM portal WHERE id = ?1";
            let before: Option<i64> = connection.query_row(visited, [portal], |row| row.get(0))?;
            self.before = Some(before.and_then(moment));
        }
        let visit = "UPDATE portal SET visited = ?2 WHERE id = ?1";
        connection.execute(visit, params![portal, Timestamp::now().as_second()]).map(drop)
    }

    fn covered(&mut self, connection: &Connection, portal: i64, listing: RowKey) -> rusqlite::Result<bool> {
        if let Some(covered) = self.covered.get(&listing) {
            return Ok(*covered);
        }
        let covered = "SELECT 1 FROM covered WHERE portal = ?1 AND listing = ?2";
        let covered = connection.query_row(covered, params![portal, listing], |_| Ok(())).optional()?.is_some();
        self.covered.insert(listing, covered);
        Ok(covered)
    }

    /// What is news of `seen`, all of which is remembered for the next visit.
    fn compare(
        &mut self,
        connection: &Connection,
        portal: i64,
        seen: Vec<Seen>,
        covered: bool,
    ) -> rusqlite::Result<Vec<(Target, News)>> {
        let mut find = connection.prepare("SELECT mark FROM mark WHERE portal = ?1 AND thing = ?2")?;
        let keep = "INSERT OR REPLACE INTO mark (portal, thing, mark, seen) VALUES (?1, ?2, ?3, ?4)";
        let mut keep = connection.prepare(keep)?;
        let now = Timestamp::now().as_second();
        let mut news = Vec::new();
        for Seen { target, thing, mark, modified } in seen {
            let left: Option<i64> = match self.left.get(&thing) {
                Some(left) => Some(*left),
                None if self.unseen.contains(&number(thing)) => None,
                None => find.query_row(params![portal, thing], |row| row.get(0)).optional()?,
            };
            keep.execute(params![portal, thing, mark, now])?;
            let Some(before) = self.before.flatten() else { continue };
            match left {
                None => drop(self.unseen.insert(number(thing))),
                Some(left) if left != mark => drop(self.left.insert(thing, left)),
                Some(_) => {}
            }
            match left {
                Some(left) if left != mark => news.push((target, News::Changed)),
                None if covered || modified.is_some_and(|modified| modified.first() > before) => {
                    news.push((target, News::New));
                }
                _ => {}
            }
        }
        Ok(news)
    }

    /// Whether this page is the last of a listing all of which was shown.
    fn reaches_end(&mut self, listing: RowKey, after: Option<Cursor>, next: Option<Cursor>) -> bool {
        let follows = after.is_none() || self.reached.get(&listing) == after.as_ref();
        match next {
            Some(next) if follows => {
                self.reached.insert(listing, next);
                false
            }
            Some(_) => false,
            None => follows,
        }
    }
}
