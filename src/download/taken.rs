//! Which file name a download takes where the first choice exists: `if_exists`, `NAME (n)`, and the lock of its `.part`.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::part::Part;
use super::{FetchPlan, IfExists, name, receipt, space};
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::own_file::not_ours;
use crate::m;
use crate::net::SMALL;

/// The highest `NAME (n)` that is tried.
pub const HIGHEST_NUMBER: u32 = 9999;

/// A name to download to.
pub enum Name {
    /// Its `.part` is open and locked.
    Ours(Part, String),
    /// The file there stays.
    Kept(PathBuf),
}

/// What `if_exists` says when `path` is taken: an error, or the path of the file to keep. `None` when it is free or
/// may become so.
pub fn conflict(path: &Path, if_exists: IfExists) -> Result<Option<PathBuf>> {
    let Some(taken) = what_is_at(path) else { return Ok(None) };
    match if_exists {
        IfExists::Ask => Err(exists(path)),
        IfExists::Skip => Ok(Some(path.to_owned())),
        IfExists::Overwrite if taken.is_dir() => Err(disk(path, &io::ErrorKind::IsADirectory.into())),
        IfExists::Overwrite if !taken.is_file() && !taken.is_symlink() => Err(not_ours(path)),
        IfExists::Overwrite | IfExists::Rename => Ok(None),
    }
}

/// What has this name; a link is something wherever it leads.
pub fn what_is_at(path: &Path) -> Option<Metadata> {
    fs::symlink_metadata(path).ok()
}

pub fn exists(path: &Path) -> Error {
    Error::new(ErrorKind::Exists, shown(path), m!("download-exists")).hint(m!("download-exists-hint"))
}

/// `name`, and where renaming is allowed `name (2)` and so on.
pub fn candidates(name: &str, if_exists: IfExists) -> impl Iterator<Item = String> {
    let highest = if if_exists == IfExists::Rename { HIGHEST_NUMBER } else { 1 };
    (1..=highest).map(move |number| if number == 1 { name.to_owned() } else { name::numbered(name, number) })
}

/// Locks the `.part` of the name to use, in a folder that is made if need be, if there is room for `length` bytes.
pub fn take(plan: &FetchPlan, name: &str, private: bool, length: u64) -> Result<Name> {
    if let Some(path) = conflict(&plan.dir.join(name), plan.if_exists)? {
        return Ok(Name::Kept(path));
    }
    if length > SMALL {
        space::check(&plan.dir, length)?;
    }
    for name in candidates(name, plan.if_exists) {
        if plan.if_exists == IfExists::Rename && what_is_at(&plan.dir.join(&name)).is_some() {
            continue;
        }
        let path = plan.dir.join(&name);
        receipt::Found::beside(&path)?.make_way(&path)?;
        if let Some(part) = Part::open(&path.with_added_extension("part"), private)? {
            return Ok(Name::Ours(part, name));
        }
    }
    let path = plan.dir.join(format!("{name}.part"));
    Err(Error::new(ErrorKind::Disk, shown(&path), m!("download-busy")).hint(m!("download-busy-hint")))
}
