//! What is watched: datasets, media, searches, credentials that end. Looked at when it is asked for, for a timer of the
//! system: nothing of guichet stays running.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::base::atomic_file::{self, Readers};
use crate::base::text;
use crate::base::versioned;
use crate::model::{Address, Query};
use crate::t;

pub mod feed;
pub mod look;
pub mod print;
pub mod timer;

use print::DatasetPrint;

/// The layout of the file.
const LAYOUT: u64 = 1;
/// So many events are remembered, for the feed.
const REMEMBERED: usize = 200;

/// What somebody wants to know the changes of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum WatchSubject {
    /// A dataset with all of its media.
    Dataset {
        address: Address,
    },
    Media {
        dataset: Address,
        media: String,
    },
    /// The datasets that a folder, or these portals, find.
    Search {
        places: Vec<Address>,
        query: Query,
    },
    /// Credentials that end within so many days.
    Expiry {
        days: u32,
    },
}

impl WatchSubject {
    /// In one line.
    pub fn said(&self) -> String {
        match self {
            Self::Dataset { address } => address.to_string(),
            Self::Media { dataset, media } => dataset.child(media.clone()).to_string(),
            Self::Search { places, query } => {
                let places = places.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                let words = Some(t!("app-quoted", text = &query.text)).filter(|_| !query.text.is_empty());
                let filters = query.filters.iter().map(|(key, value)| text::line(&format!("{key}={value}")));
                words.into_iter().chain(filters).chain([places]).collect::<Vec<_>>().join(" · ")
            }
            Self::Expiry { days } => t!("watch-expiry", days = *days),
        }
    }
}

/// What was there when it was looked at last.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seen {
    /// Nobody has looked yet.
    #[default]
    Nothing,
    Dataset(Box<DatasetPrint>),
    /// It is there no longer.
    Gone,
    /// The datasets found, by their addresses.
    Found(BTreeSet<String>),
    /// When the credential of each portal ends, which has been told.
    Ending(BTreeMap<String, Timestamp>),
}

/// One thing watched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Watch {
    pub subject: WatchSubject,
    pub added: Timestamp,
    pub looked: Option<Timestamp>,
    #[serde(default)]
    pub seen: Seen,
}

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    NewDataset,
    ChangedDataset,
    GoneDataset,
    NewMedia,
    ChangedMedia,
    GoneMedia,
    Expiring,
}

/// What a portal states otherwise than before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// As in `show --json`.
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Something that somebody wanted to know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When it was found.
    pub at: Timestamp,
    pub kind: EventKind,
    pub address: String,
    pub title: String,
    /// Its page, where it has one.
    pub page: Option<String>,
    #[serde(default)]
    pub changes: Vec<Change>,
}

impl Event {
    /// In one line.
    pub fn said(&self) -> String {
        let (title, address) = (&self.title, &self.address);
        let fields = self.changes.iter().map(Change::said).collect::<Vec<_>>().join(", ");
        match self.kind {
            EventKind::NewDataset => t!("watch-new-dataset", title, address),
            EventKind::ChangedDataset => t!("watch-changed-dataset", title, address, fields),
            EventKind::GoneDataset => t!("watch-gone-dataset", title, address),
            EventKind::NewMedia => t!("watch-new-media", title, address),
            EventKind::ChangedMedia => t!("watch-changed-media", title, address, fields),
            EventKind::GoneMedia => t!("watch-gone-media", title, address),
            EventKind::Expiring => {
                let words =
                    self.changes.iter().filter_map(|change| change.after.clone()).collect::<Vec<_>>().join(", ");
                t!("watch-expiring", title, words)
            }
        }
    }
}

impl Change {
    fn said(&self) -> String {
        let none = || t!("watch-nothing");
        let (before, after) = (self.before.clone().unwrap_or_else(none), self.after.clone().unwrap_or_else(none));
        t!("watch-change", field = &self.field, before, after)
    }
}

/// All that is watched, and what was told last.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Watches {
    #[serde(default)]
    pub list: Vec<Watch>,
    /// The latest first.
    #[serde(default)]
    pub events: VecDeque<Event>,
}

impl Watches {
    fn path(folder: &Path) -> PathBuf {
        folder.join("watch.json")
    }

    pub fn in_folder(folder: &Path) -> Self {
        versioned::load(&Self::path(folder), LAYOUT)
    }

    /// Changes what is kept in `folder`, while no other guichet does. BLOCKS for that.
    pub fn change(folder: &Path, change: impl FnOnce(&mut Self)) -> io::Result<()> {
        let path = Self::path(folder);
        let _lock: File = atomic_file::lock(&path)?;
        let mut watches = Self::in_folder(folder);
        change(&mut watches);
        versioned::store(&path, LAYOUT, &watches, Readers::Owner)
    }

    /// Whether it was not watched before.
    pub fn add(&mut self, watch: Watch) -> bool {
        let is_new = !self.list.iter().any(|it| it.subject == watch.subject);
        if is_new {
            self.list.push(watch);
        }
        is_new
    }

    /// Takes in what was found when `looked` was looked at: what was removed meanwhile stays so.
    pub fn take_in(&mut self, looked: Watch, events: &[Event]) {
        let Some(watch) = self.list.iter_mut().find(|it| it.subject == looked.subject) else { return };
        *watch = looked;
        events.iter().for_each(|event| self.events.push_front(event.clone()));
        self.events.truncate(REMEMBERED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watch(name: &str) -> Watch {
        let subject = WatchSubject::Dataset { address: Address::root("p").child(name) };
        Watch { subject, added: Timestamp::UNIX_EPOCH, looked: None, seen: Seen::Nothing }
    }

    fn event(n: usize) -> Event {
        Event {
            at: Timestamp::UNIX_EPOCH,
            kind: EventKind::NewDataset,
            address: format!("p/{n}"),
            title: n.to_string(),
            page: None,
            changes: vec![],
        }
    }

    #[test]
    fn what_is_kept_comes_back_and_is_kept_once() {
        let home = tempfile::tempdir().unwrap();
        let add = |name: &str| {
            let mut is_new = false;
            Watches::change(home.path(), |all| is_new = all.add(watch(name))).unwrap();
            is_new
        };
        assert_eq!(["a", "b", "a"].map(add), [true, true, false]);
        assert_eq!(Watches::in_folder(home.path()).list, [watch("a"), watch("b")]);
    }

    #[test]
    fn what_was_removed_while_it_was_looked_at_stays_so_and_events_are_bounded() {
        let mut watches = Watches { list: vec![watch("a")], ..Watches::default() };
        watches.take_in(Watch { seen: Seen::Gone, ..watch("b") }, &[event(0)]);
        assert_eq!((watches.list.len(), watches.events.len()), (1, 0));
        let events: Vec<Event> = (0..REMEMBERED + 5).map(event).collect();
        watches.take_in(Watch { seen: Seen::Gone, ..watch("a") }, &events);
        assert_eq!(watches.list[0].seen, Seen::Gone);
        assert_eq!((watches.events.len(), &*watches.events[0].title), (REMEMBERED, "204"), "the latest first");
    }
}
