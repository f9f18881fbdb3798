//! The addresses of one kind, written once as data: its folders, and what can be the id of a dataset.
//!
//! `NAME`, `NAME/LIST`, `NAME/GROUP`, `NAME/GROUP/VALUE`, `NAME/ID`, `NAME/ID/MEDIA`; a dataset found in a folder has the
//! address without the folder.

use super::paths::is_step;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Said;
use crate::m;
use crate::model::{Address, Query, Target};

pub struct Grammar {
    /// Folders of datasets: `all`.
    pub lists: &'static [&'static str],
    /// Folders of such folders: `themes`.
    pub groups: &'static [Group],
    /// The one spelling of a dataset's id; `None` of what can be none.
    pub id: fn(&str) -> Option<String>,
    /// What is said of an address that leads nowhere.
    pub unknown: Said,
}

/// Folders of datasets by what they have in common: each is one value of a filter.
#[derive(Debug, PartialEq, Eq)]
pub struct Group {
    /// Its segment of the address.
    pub segment: &'static str,
    /// The filter whose values its folders are.
    pub key: &'static str,
    pub title: Said,
}

/// A folder of the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folder<'a> {
    Root,
    /// By its segment.
    List(&'static str),
    Groups(&'static Group),
    Group(&'static Group, &'a str),
}

impl<'a> Folder<'a> {
    /// The group that it is one folder of, and which.
    pub fn group(self) -> Option<(&'static Group, &'a str)> {
        if let Self::Group(group, value) = self { Some((group, value)) } else { None }
    }

    /// The query as it is put to the whole portal. A filter may narrow a folder, but not widen it: `None` where nothing
    /// can be in both.
    pub fn narrowed(self, query: &Query) -> Option<Query> {
        let mut query = query.clone();
        if let Some((Group { key, .. }, value)) = self.group() {
            if query.values(key).next().is_some() && query.values(key).all(|other| other != value) {
                return None;
            }
            query.filters.retain(|(known, _)| known != key);
            query.filters.push(((*key).to_owned(), value.to_owned()));
        }
        Some(query)
    }
}

impl Grammar {
    /// What `address` leads to, judged by its shape.
    pub fn resolve(&self, address: &Address) -> Result<Target> {
        let root = Address::root(&address.portal);
        let segments = address.segments();
        let (_, below) = self.split(&segments);
        if below.is_empty() {
            return Ok(Target::folder(address.clone()));
        }
        match self.named(below) {
            Some((id, [])) => Ok(Target::dataset(root.child(id))),
            Some((id, [media])) => Ok(Target::Media { dataset: root.child(id), media: (*media).to_owned() }),
            _ => Err(self.unknown(address)),
        }
    }

    /// The id that `below` begins with, and what is left. Some have slashes, as DOIs do, and are typed with them: what is
    /// none by itself may be one with those behind it.
    fn named<'a, 's>(&self, below: &'s [&'a str]) -> Option<(String, &'s [&'a str])> {
        let (first, rest) = below.split_first()?;
        if let Some(id) = (self.id)(first) {
            return Some((id, rest));
        }
        let joined = |count: usize| Some(((self.id)(&below[..count].join("/"))?, &below[count..]));
        (2..=below.len()).rev().find_map(joined)
    }

    /// The folder at `address`.
    pub fn folder<'a>(&self, address: &'a Address) -> Result<Folder<'a>> {
        let segments = address.segments();
        match self.split(&segments) {
            (folder, []) => Ok(folder),
            _ => Err(self.unknown(address)),
        }
    }

    /// The id of the dataset at `address`, in its one spelling.
    pub fn dataset(&self, address: &Address) -> Result<String> {
        let segments = address.segments();
        let id = match self.split(&segments) {
            (Folder::Root, below) => self.named(below).filter(|(_, rest)| rest.is_empty()).map(|(id, _)| id),
            _ => None,
        };
        id.ok_or_else(|| self.unknown(address))
    }

    pub fn unknown(&self, address: &Address) -> Error {
        Error::new(ErrorKind::NotFound, address, self.unknown)
            .hint(m!("portals-lists", portal = Address::root(&address.portal)))
    }

    /// The folder that `segments` begin with, and what is left of them.
    fn split<'a, 's>(&self, segments: &'s [&'a str]) -> (Folder<'a>, &'s [&'a str]) {
        let [first, below @ ..] = segments else { return (Folder::Root, segments) };
        if let Some(list) = self.lists.iter().find(|list| *list == first) {
            return (Folder::List(list), below);
        }
        match (self.groups.iter().find(|group| group.segment == *first), below) {
            (Some(group), [value, below @ ..]) => (Folder::Group(group, value), below),
            (Some(group), []) => (Folder::Groups(group), below),
            (None, _) => (Folder::Root, segments),
        }
    }
}

/// For [`Grammar::id`]: ids that may hold anything but what would be a step in a path.
pub fn any_id(id: &str) -> Option<String> {
    (!is_step(id)).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::said;

    const GRAMMAR: Grammar = Grammar {
        lists: &["all"],
        groups: &[Group { segment: "themes", key: "theme", title: said!("portals-themes") }],
        id: any_id,
        unknown: said!("portals-no-page"),
    };

    fn at(path: &[&str]) -> Address {
        path.iter().fold(Address::root("p"), |address, segment| address.child(*segment))
    }

    #[test]
    fn two_addresses_of_one_thing_give_one_target() {
        let dataset = Target::dataset(at(&["id"]));
        let media = Target::Media { dataset: at(&["id"]), media: "m".into() };
        for folder in [&[][..], &["all"], &["themes", "x"]] {
            let below = |more: &[&str]| at(&[folder, more].concat());
            assert_eq!(GRAMMAR.resolve(&below(&["id"])).unwrap(), dataset, "{folder:?}");
            assert_eq!(GRAMMAR.resolve(&below(&["id", "m"])).unwrap(), media, "{folder:?}");
            assert!(GRAMMAR.resolve(&below(&["id", "m", "n"])).is_err(), "{folder:?}");
        }
    }

    /// As those of DOIs are: a prefix by itself names nothing.
    #[test]
    fn an_id_with_slashes_is_typed_with_them() {
        let id: fn(&str) -> Option<String> = |written| {
            let (prefix, suffix) = written.split_once('/')?;
            (prefix.starts_with("10.") && suffix != "x/y").then(|| written.to_lowercase())
        };
        let grammar = Grammar { id, ..GRAMMAR };
        let table: [(&[&str], Option<Target>); 7] = [
            (&["10.1/A"], Some(Target::dataset(at(&["10.1/a"])))),
            (&["10.1", "A"], Some(Target::dataset(at(&["10.1/a"])))),
            (&["10.1", "A", "b"], Some(Target::dataset(at(&["10.1/a/b"])))),
            (&["all", "10.1", "A"], Some(Target::dataset(at(&["10.1/a"])))),
            (&["10.1", "x", "y"], Some(Target::Media { dataset: at(&["10.1/x"]), media: "y".into() })),
            (&["10.1"], None),
            (&["a", "b"], None),
        ];
        for (path, expected) in table {
            assert_eq!(grammar.resolve(&at(path)).ok(), expected, "{path:?}");
        }
        assert_eq!(grammar.dataset(&at(&["10.1", "A"])).unwrap(), "10.1/a");
        assert!(grammar.dataset(&at(&["10.1", "x", "y"])).is_err(), "that is a media");
    }

    #[test]
    fn a_folder_is_no_dataset_and_no_dataset_a_folder() {
        for (path, folder) in [
            (&[][..], Folder::Root),
            (&["all"], Folder::List("all")),
            (&["themes"], Folder::Groups(&GRAMMAR.groups[0])),
            (&["themes", "x"], Folder::Group(&GRAMMAR.groups[0], "x")),
        ] {
            assert_eq!(GRAMMAR.folder(&at(path)).unwrap(), folder);
            assert_eq!(GRAMMAR.resolve(&at(path)).unwrap(), Target::folder(at(path)));
            assert!(GRAMMAR.dataset(&at(path)).is_err(), "{path:?}");
        }
        assert_eq!(GRAMMAR.dataset(&at(&["id"])).unwrap(), "id");
        for no_dataset in [&["all", "id"][..], &["id", "m"], &[".."], &[" "]] {
            assert!(GRAMMAR.dataset(&at(no_dataset)).is_err(), "{no_dataset:?}");
        }
        assert!(GRAMMAR.folder(&at(&["id"])).is_err());
    }
}
