//! The addresses of Dastra: `NAME/WORKSPACE/COLLECTION/ID/MEDIA`, and beside the collections the folders `exports` (whole
//! collections as files) and `CloudStorage` (the documents, by where they are kept).

use super::super::paths::is_step;
use super::calls::Shelf;
use super::collections::COLLECTIONS;
use crate::base::error::{Error, ErrorKind, Result};
use crate::m;
use crate::model::{Address, Target};

const EXPORTS: &str = "exports";
pub const STORAGE: &str = "CloudStorage";

/// What an address is the place of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place<'a> {
    Root,
    Workspace(i64),
    Collection(Shelf),
    Entry(Shelf, &'a str),
    /// The collections that come as one file each.
    Exports(i64),
    Export(Shelf),
    /// Where documents are kept.
    Storages(i64),
    Storage(i64, &'a str),
}

impl Place<'_> {
    /// The one address of this place at the portal called `name`.
    pub fn address(&self, name: &str) -> Address {
        let workspace = |id: i64| Address::root(name).child(id.to_string());
        match self {
            Self::Root => Address::root(name),
            Self::Workspace(id) => workspace(*id),
            Self::Collection(of) => workspace(of.workspace).child(of.collection.path),
            Self::Entry(of, entry) => workspace(of.workspace).child(of.collection.path).child(one_spelling(entry)),
            Self::Exports(id) => workspace(*id).child(EXPORTS),
            Self::Export(of) => workspace(of.workspace).child(EXPORTS).child(of.collection.path),
            Self::Storages(id) => workspace(*id).child(STORAGE),
            Self::Storage(id, storage) => workspace(*id).child(STORAGE).child(*storage),
        }
    }

    fn is_dataset(&self) -> bool {
        matches!(self, Self::Entry(..) | Self::Export(..) | Self::Storage(..))
    }
}

/// The place at `address`, judged by its shape; a media's address is none.
pub fn place(address: &Address) -> Result<Place<'_>> {
    let found = match address.segments()[..] {
        [] => Some(Place::Root),
        [id] => workspace(id).map(Place::Workspace),
        [id, folder] => workspace(id).and_then(|id| match folder {
            _ if folder.eq_ignore_ascii_case(EXPORTS) => Some(Place::Exports(id)),
            _ if folder.eq_ignore_ascii_case(STORAGE) => Some(Place::Storages(id)),
            _ => Some(Place::Collection(shelf(id, folder)?)),
        }),
        [id, folder, entry] => workspace(id).filter(|_| !is_step(entry)).and_then(|id| match folder {
            _ if folder.eq_ignore_ascii_case(EXPORTS) => Some(Place::Export(shelf(id, entry)?)),
            _ if folder.eq_ignore_ascii_case(STORAGE) => Some(Place::Storage(id, &address.path[2])),
            _ => Some(Place::Entry(shelf(id, folder)?, &address.path[2])),
        }),
        _ => None,
    };
    found.ok_or_else(|| unknown(address))
}

/// What `address` leads to. Collections are found whatever the case of their letters, like the API does
/// (docs/portals/dastra.md 1).
pub fn resolve(address: &Address) -> Result<Target> {
    if let [_, _, _, media] = address.segments()[..] {
        let dataset = Address { portal: address.portal.clone(), path: address.path[..3].to_vec() };
        let place = place(&dataset)?;
        return Ok(Target::Media { dataset: place.address(&address.portal), media: media.to_owned() });
    }
    let place = place(address)?;
    let one = place.address(&address.portal);
    Ok(if place.is_dataset() { Target::dataset(one) } else { Target::folder(one) })
}

/// Workspaces alone have numbers for good (docs/portals/dastra.md 5).
fn workspace(id: &str) -> Option<i64> {
    id.parse().ok()
}

fn shelf(workspace: i64, path: &str) -> Option<Shelf> {
    let collection = COLLECTIONS.iter().find(|collection| collection.path.eq_ignore_ascii_case(path))?;
    Some(Shelf { workspace, collection })
}

/// UUIDs are the same in capitals.
fn one_spelling(id: &str) -> String {
    if uuid::Uuid::try_parse(id).is_ok() { id.to_ascii_lowercase() } else { id.to_owned() }
}

pub fn unknown(address: &Address) -> Error {
    Error::new(ErrorKind::NotFound, address, m!("dastra-no-such-address"))
        .hint(m!("portals-lists", portal = Address::root(&address.portal)))
}
