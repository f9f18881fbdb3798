//! What a dataset states, in short: as much as tells whether it changed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Change, Event, EventKind};
use crate::base::secret_address::without_secrets;
use crate::base::when::When;
use crate::model::{Dataset, Media};

/// See the [module](self).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DatasetPrint {
    address: String,
    title: String,
    access: String,
    publisher: Option<String>,
    licence: Option<String>,
    page: Option<String>,
    /// By their ids.
    media: BTreeMap<String, MediaPrint>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct MediaPrint {
    title: String,
    format: Option<String>,
    licence: Option<String>,
    size: Option<u64>,
    checksum: Option<String>,
    modified: Option<String>,
}

impl MediaPrint {
    fn of(media: &Media) -> Self {
        Self {
            title: media.title.clone(),
            format: media.format.clone(),
            licence: media.licence.as_ref().map(|licence| licence.label.clone()),
            size: media.size,
            checksum: media.checksum.as_ref().map(|it| format!("{} {}", it.algo, it.value.to_ascii_lowercase())),
            modified: media.modified.map(When::day),
        }
    }

    /// A date alone decides only where nothing tells more: portals renew dates of what stays the same.
    fn changes(&self, now: &Self) -> Vec<Change> {
        let size = |print: &Self| print.size.map(|bytes| bytes.to_string());
        let mut changes = changed(&[
            ("title", Some(&self.title), Some(&now.title)),
            ("format", self.format.as_ref(), now.format.as_ref()),
            ("licence", self.licence.as_ref(), now.licence.as_ref()),
            ("size", size(self).as_ref(), size(now).as_ref()),
            ("checksum", self.checksum.as_ref(), now.checksum.as_ref()),
        ]);
        let is_proven = self.checksum.is_some() && self.checksum == now.checksum;
        if !is_proven {
            changes.extend(changed(&[("modified", self.modified.as_ref(), now.modified.as_ref())]));
        }
        changes
    }
}

impl DatasetPrint {
    /// Of all its media, or of the one that is watched.
    pub fn of(dataset: &Dataset, only: Option<&str>) -> Self {
        let media = dataset.media.iter().filter(|media| only.is_none_or(|only| media.id == only));
        Self {
            address: dataset.address.to_string(),
            title: dataset.title.clone(),
            access: dataset.access.word().to_owned(),
            publisher: dataset.publisher.clone(),
            licence: dataset.licence.as_ref().map(|licence| licence.label.clone()),
            page: dataset.page.as_deref().map(without_secrets),
            media: media.map(|media| (media.id.clone(), MediaPrint::of(media))).collect(),
        }
    }

    /// Whether it has no media.
    pub fn is_empty(&self) -> bool {
        self.media.is_empty()
    }

    /// It is there again, after nothing was.
    pub fn back(&self, at: Timestamp) -> Event {
        self.event(at, EventKind::NewDataset, (self.address.clone(), self.title.clone()), vec![])
    }

    /// It is there no longer.
    pub fn gone(&self, at: Timestamp) -> Event {
        self.event(at, EventKind::GoneDataset, (self.address.clone(), self.title.clone()), vec![])
    }

    /// What is otherwise `now`, the dataset before its media.
    pub fn events(&self, now: &Self, at: Timestamp) -> Vec<Event> {
        let changes = changed(&[
            ("title", Some(&self.title), Some(&now.title)),
            ("access", Some(&self.access), Some(&now.access)),
            ("publisher", self.publisher.as_ref(), now.publisher.as_ref()),
            ("licence", self.licence.as_ref(), now.licence.as_ref()),
        ]);
        let whole = (now.address.clone(), now.title.clone());
        let mut events = Vec::new();
        if !changes.is_empty() {
            events.push(now.event(at, EventKind::ChangedDataset, whole, changes));
        }
        for (id, media) in &now.media {
            match self.media.get(id).map(|before| before.changes(media)) {
                None => events.push(now.event(at, EventKind::NewMedia, now.named(id, media), vec![])),
                Some(changes) if changes.is_empty() => {}
                Some(changes) => events.push(now.event(at, EventKind::ChangedMedia, now.named(id, media), changes)),
            }
        }
        let gone = self.media.iter().filter(|(id, _)| !now.media.contains_key(*id));
        events.extend(gone.map(|(id, media)| now.event(at, EventKind::GoneMedia, self.named(id, media), vec![])));
        events
    }

    fn named(&self, id: &str, media: &MediaPrint) -> (String, String) {
        let address = self.address.parse::<crate::model::Address>().map(|it| it.child(id).to_string());
        (address.unwrap_or_else(|_| self.address.clone()), media.title.clone())
    }

    fn event(&self, at: Timestamp, kind: EventKind, (address, title): (String, String), changes: Vec<Change>) -> Event {
        Event { at, kind, address, title, page: self.page.clone(), changes }
    }
}

/// Those of the fields, each with what it was and what it is, that are not as they were.
fn changed(fields: &[(&str, Option<&String>, Option<&String>)]) -> Vec<Change> {
    let differs = fields.iter().filter(|(_, before, after)| before != after);
    let change = |(field, before, after): &(&str, Option<&String>, Option<&String>)| Change {
        field: (*field).to_owned(),
        before: before.cloned(),
        after: after.cloned(),
    };
    differs.map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixtures::media;
    use crate::model::{Address, Checksum, Licence};

    fn dataset() -> Dataset {
        let mut one = media("one");
        one.checksum = Some(Checksum { algo: "SHA-256".into(), value: "AB".into() });
        let mut two = media("two");
        (two.checksum, two.size) = (None, None);
        for media in [&mut one, &mut two] {
            media.modified = crate::base::when::When::read("2024-01-01");
        }
        let dataset = Dataset::new(Address::root("p").child("set"), "Eau");
        Dataset { media: vec![one, two], ..dataset }
    }

    /// What changes when `change` is made, as `kind address field,field`.
    fn told(change: impl FnOnce(&mut Dataset)) -> Vec<String> {
        let (before, mut after) = (dataset(), dataset());
        change(&mut after);
        let events = DatasetPrint::of(&before, None).events(&DatasetPrint::of(&after, None), Timestamp::UNIX_EPOCH);
        let word = |event: &Event| {
            let fields: Vec<&str> = event.changes.iter().map(|change| change.field.as_str()).collect();
            format!("{:?} {} {}", event.kind, event.address, fields.join(",")).trim_end().to_owned()
        };
        events.iter().map(word).collect()
    }

    #[test]
    fn each_change_is_one_event_and_a_date_alone_is_none_where_the_checksum_stays() {
        type Case = (fn(&mut Dataset), &'static [&'static str]);
        let table: [Case; 11] = [
            (|_| {}, &[]),
            (|it| it.modified = crate::base::when::When::read("2025-01-01"), &[]),
            (|it| it.media[0].modified = crate::base::when::When::read("2025-01-01"), &[]),
            (
                |it| it.media[1].modified = crate::base::when::When::read("2025-01-01"),
                &["ChangedMedia p/set/two modified"],
            ),
            (
                |it| it.media[0].checksum = Some(Checksum { algo: "SHA-256".into(), value: "cd".into() }),
                &["ChangedMedia p/set/one checksum"],
            ),
            (|it| it.media[0].checksum = Some(Checksum { algo: "SHA-256".into(), value: "ab".into() }), &[]),
            (|it| it.media[1].size = Some(5), &["ChangedMedia p/set/two size"]),
            (
                |it| it.licence = Some(Licence { label: "ODbL 1.0".into(), url: None }),
                &["ChangedDataset p/set licence"],
            ),
            (|it| it.title = "Eau potable".into(), &["ChangedDataset p/set title"]),
            (|it| drop(it.media.remove(0)), &["GoneMedia p/set/one"]),
            (|it| it.media.push(media("three")), &["NewMedia p/set/three"]),
        ];
        for (n, (change, events)) in table.into_iter().enumerate() {
            assert_eq!(told(change), events, "case {n}");
        }
    }

    #[test]
    fn of_one_media_that_is_watched_the_others_are_of_no_matter() {
        let (before, mut after) = (dataset(), dataset());
        after.media.push(media("three"));
        after.media[1].size = Some(9);
        let print = |dataset: &Dataset| DatasetPrint::of(dataset, Some("one"));
        assert_eq!(print(&before).events(&print(&after), Timestamp::UNIX_EPOCH), []);
    }
}
