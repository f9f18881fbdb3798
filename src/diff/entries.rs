//! Two archives held against each other, entry by entry, by what their lists state: nothing is unpacked.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::document::{DocumentChanges, PathFate};
use crate::preview::Entry;

/// What changed in an archive of several files.
#[derive(Clone, Debug, Default)]
pub struct EntryChanges {
    /// By the name of each entry, with what its list states of it.
    pub changes: DocumentChanges,
    pub same: u64,
    /// How many are taken for the same by their size and date, as nothing states a checksum of them.
    pub by_date: u64,
}

impl EntryChanges {
    /// All are counted, and `most` told one by one, in the order of their names.
    pub fn of(old: &[Entry], new: &[Entry], most: usize) -> Self {
        let (was, is) = (by_name(old), by_name(new));
        let mut found = Self { changes: DocumentChanges::up_to(most), ..Self::default() };
        let mut names: Vec<_> = was.keys().chain(is.keys()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            match (was.get(name), is.get(name)) {
                (Some(old), Some(new)) if is_same(old, new) => {
                    found.same += 1;
                    found.by_date += u64::from(checksums(old, new).is_none());
                }
                (old, new) => {
                    let fate = match (old, new) {
                        (None, _) => PathFate::Added,
                        (_, None) => PathFate::Removed,
                        _ => PathFate::Changed,
                    };
                    let [old, new] = [old, new].map(|entry| entry.map(|entry| stated(entry)));
                    found.changes.add(name.0, fate, old.as_ref(), new.as_ref());
                }
            }
        }
        found
    }
}

/// Entries of one name are told apart by which of them it is.
fn by_name(entries: &[Entry]) -> BTreeMap<(&str, usize), &Entry> {
    let mut found = BTreeMap::new();
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| !entry.is_folder) {
        let time = times.entry(&entry.name).or_default();
        found.insert((entry.name.as_str(), *time), entry);
        *time += 1;
    }
    found
}

fn checksums(old: &Entry, new: &Entry) -> Option<(u32, u32)> {
    old.crc.zip(new.crc)
}

fn is_same(old: &Entry, new: &Entry) -> bool {
    match checksums(old, new) {
        Some((was, is)) => was == is && old.size == new.size,
        None => old.size == new.size && old.modified == new.modified,
    }
}

fn stated(entry: &Entry) -> Value {
    json!({"bytes": entry.size, "crc32": entry.crc.map(|crc| format!("{crc:08x}")), "modified": entry.modified})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, size: u64, crc: Option<u32>) -> Entry {
        let modified = Some("2024-05-01 10:00".to_owned());
        Entry {
            name: name.into(),
            is_folder: name.ends_with('/'),
            size: Some(size),
            packed: None,
            encrypted: false,
            modified,
            crc,
        }
    }

    #[test]
    fn entries_are_known_by_their_names_and_held_by_their_checksums() {
        let old = [
            entry("d/", 0, None),
            entry("b", 1, Some(1)),
            entry("a", 1, Some(1)),
            entry("c", 3, None),
            entry("a", 2, Some(2)),
        ];
        let later = Entry { modified: None, ..entry("b", 1, Some(1)) };
        let new = [later, entry("a", 1, Some(9)), entry("c", 3, None), entry("e", 1, Some(1))];
        let found = EntryChanges::of(&old, &new, 2);
        assert_eq!((found.changes.counts, found.same, found.by_date), ([1, 1, 1], 2, 1));
        let told: Vec<_> = found.changes.changes.iter().map(|it| (it.path.as_str(), it.change)).collect();
        assert_eq!(told, [("a", PathFate::Changed), ("a", PathFate::Removed)]);
        assert_eq!(
            found.changes.changes[0].new,
            Some(json!({"bytes": 1, "crc32": "00000009", "modified": "2024-05-01 10:00"}))
        );
        let dated = EntryChanges::of(&[entry("c", 3, None)], &[Entry { modified: None, ..entry("c", 3, None) }], 2);
        assert_eq!((dated.changes.all(), dated.same), (1, 0), "nothing says that it is the same");
    }
}
