//! What is watched: datasets, media, searches, credentials that end. Looked at when it is asked for, for a timer of the
//! system: nothing of guichet stays running.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::access::auth::expiry;
use crate::base::atomic_file::{self, Readers};
use crate::base::when::When;
use crate::base::{format, text, versioned};
use crate::model::{Access, Address, Query};
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

const ACCESSES: [Access; 4] = [Access::Open, Access::Restricted, Access::Personal, Access::Denied];

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

impl Watch {
    /// Whether what is watched was there and is not.
    pub fn is_gone(&self) -> bool {
        match (&self.subject, &self.seen) {
            (_, Seen::Gone) => true,
            (WatchSubject::Media { .. }, Seen::Dataset(print)) => print.is_empty(),
            _ => false,
        }
    }
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
                let words = |end: &str| match end.parse::<Timestamp>() {
                    Ok(ends) => format!("{} ({})", expiry::words(ends, self.at), format::date(ends)),
                    Err(_) => end.to_owned(), // as they were kept before
                };
                let ends = self.changes.iter().filter_map(|change| change.after.as_deref());
                t!("watch-expiring", title, words = ends.map(words).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// What several watches found, the same thing once: of what they found otherwise, the first tells, with what only others know.
pub fn each_once(found: impl IntoIterator<Item = Event>) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    for event in found {
        match events.iter_mut().find(|it| it.kind == event.kind && it.address == event.address) {
            Some(known) => {
                let is_new = |change: &Change| !known.changes.iter().any(|it| it.field == change.field);
                let more: Vec<Change> = event.changes.into_iter().filter(is_new).collect();
                known.changes.extend(more);
            }
            None => events.push(event),
        }
    }
    events
}

impl Change {
    fn said(&self) -> String {
        let value = |value: &Option<String>| value.as_deref().map_or_else(|| t!("watch-nothing"), |it| self.value(it));
        t!("watch-change", field = self.name(), before = value(&self.before), after = value(&self.after))
    }

    /// The person's word for the field.
    fn name(&self) -> String {
        match self.field.as_str() {
            "title" => t!("watch-field-title"),
            "access" => t!("watch-field-access"),
            "publisher" => t!("watch-field-publisher"),
            "licence" => t!("watch-field-licence"),
            "format" => t!("watch-field-format"),
            "size" => t!("watch-field-size"),
            "checksum" => t!("watch-field-checksum"),
            "modified" => t!("watch-field-modified"),
            other => other.to_owned(),
        }
    }

    /// A value of the field as a person reads it.
    fn value(&self, value: &str) -> String {
        let said = match self.field.as_str() {
            "access" => ACCESSES.into_iter().find(|access| access.word() == value).map(|it| it.said().text()),
            "size" => value.parse().ok().map(format::size),
            "modified" => When::read(value).map(format::date),
            _ => None,
        };
        said.unwrap_or_else(|| value.to_owned())
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
    /// Those that nobody has taken yet, the first first.
    #[serde(default)]
    pub untold: Vec<Event>,
    /// Portals that asked not to be asked before then.
    #[serde(default)]
    pub waits: BTreeMap<String, Timestamp>,
    /// By which the feed is told from those of others; made up once.
    #[serde(default)]
    pub feed: Option<String>,
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

    /// Keeps other runs from looking and telling for as long as what it gives lives; `None` while one does.
    pub fn turn(folder: &Path) -> io::Result<Option<File>> {
        atomic_file::try_lock(&folder.join("watch-run.json"))
    }

    /// Whether it was not watched before.
    pub fn add(&mut self, watch: Watch) -> bool {
        let is_new = !self.list.iter().any(|it| it.subject == watch.subject);
        if is_new {
            self.list.push(watch);
        }
        is_new
    }

    /// Takes in what was found when these were looked at: what was removed meanwhile stays so.
    pub fn take_in(&mut self, looked: impl IntoIterator<Item = (Watch, Vec<Event>)>) {
        let mut found = Vec::new();
        for (looked, events) in looked {
            let Some(watch) = self.list.iter_mut().find(|it| it.subject == looked.subject) else { continue };
            *watch = looked;
            found.extend(events);
        }
        let found = each_once(found);
        found.iter().for_each(|event| self.events.push_front(event.clone()));
        self.events.truncate(REMEMBERED);
        self.untold.extend(found);
        self.feed.get_or_insert_with(|| format!("{:032x}", fastrand::u128(..)));
    }

    /// Somebody has taken these.
    pub fn told(&mut self, events: &[Event]) {
        self.untold.retain(|event| !events.contains(event));
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
        watches.take_in([(Watch { seen: Seen::Gone, ..watch("b") }, vec![event(0)])]);
        assert_eq!((watches.list.len(), watches.events.len(), watches.untold.len()), (1, 0, 0));
        let events: Vec<Event> = (0..REMEMBERED + 5).map(event).collect();
        watches.take_in([(Watch { seen: Seen::Gone, ..watch("a") }, events.clone())]);
        assert_eq!(watches.list[0].seen, Seen::Gone);
        assert_eq!((watches.events.len(), &*watches.events[0].title), (REMEMBERED, "204"), "the latest first");
        assert_eq!(watches.untold, events, "each waits for somebody to take it");
        watches.told(&events[1..]);
        assert_eq!(watches.untold, events[..1]);
    }

    #[test]
    fn the_same_thing_is_one_event_with_all_that_is_known_of_it() {
        let with = |n: usize, kind: EventKind, fields: &[&str]| Event {
            kind,
            changes: fields.iter().map(|it| Change { field: (*it).into(), before: None, after: None }).collect(),
            ..event(n)
        };
        let changed = |n, fields: &[&str]| with(n, EventKind::ChangedDataset, fields);
        let table = [
            (vec![], vec![]),
            (vec![event(1), event(1), event(2), event(1)], vec![event(1), event(2)]),
            (vec![changed(1, &["title"]), event(1)], vec![changed(1, &["title"]), event(1)]),
            (
                vec![changed(1, &["title"]), changed(1, &["access", "title"]), changed(2, &["title"])],
                vec![changed(1, &["title", "access"]), changed(2, &["title"])],
            ),
        ];
        table.into_iter().for_each(|(found, once)| assert_eq!(each_once(found), once));
    }

    #[test]
    fn a_change_is_said_in_the_words_of_whoever_reads() {
        use crate::base::i18n::Language;
        let change = |field: &str, before: Option<&str>, after: Option<&str>| Change {
            field: field.into(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        };
        let table = [
            (change("title", Some("A"), Some("B")), "title A → B", "titre A → B"),
            (change("publisher", Some("Rennes"), None), "publisher Rennes → none", "producteur Rennes → rien"),
            (change("size", None, Some("12345678")), "size none → 12.3 MB", "taille rien → 12,3 Mo"),
            (
                change("access", Some("open"), Some("restricted")),
                "access open → restricted",
                "accès ouvert → restreint",
            ),
            (
                change("modified", Some("2024-02-01"), Some("2024-03")),
                "date 2024-02-01 → 2024-03",
                "date 01/02/2024 → 03/2024",
            ),
            (change("later", Some("x"), Some("y")), "later x → y", "later x → y"),
        ];
        for (change, english, french) in table {
            let said = |language: Language| language.within(|| change.said().replace(['\u{a0}', '\u{202f}'], " "));
            assert_eq!((said(Language::English), said(Language::French)), (english.into(), french.into()));
        }
        let ends = change("expires", None, Some("2026-12-02T09:00:00Z"));
        let at = "2026-11-30T09:00:00Z".parse().unwrap();
        let event = Event { at, kind: EventKind::Expiring, title: "p".into(), changes: vec![ends], ..event(1) };
        assert_eq!(Language::English.within(|| event.said()), "p: expires in 2 days (2026-12-02)");
    }

    #[test]
    fn a_media_whose_file_went_is_gone() {
        let print = |media: &str| {
            let dataset = crate::model::Dataset::new(Address::root("p").child("set"), "Eau");
            let dataset = crate::model::Dataset { media: vec![crate::model::fixtures::media("one")], ..dataset };
            Seen::Dataset(Box::new(DatasetPrint::of(&dataset, Some(media))))
        };
        let media = WatchSubject::Media { dataset: Address::root("p").child("set"), media: "one".into() };
        let whole = watch("set").subject;
        let table = [
            (media.clone(), print("one"), false),
            (media.clone(), print("two"), true),
            (media, Seen::Gone, true),
            (whole.clone(), print("two"), false),
            (whole.clone(), Seen::Gone, true),
            (whole, Seen::Nothing, false),
        ];
        for (subject, seen, is_gone) in table {
            let watch = Watch { subject, seen, ..watch("a") };
            assert_eq!(watch.is_gone(), is_gone, "{watch:?}");
        }
    }
}
