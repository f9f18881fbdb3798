//! Everything that a manifest depends on in one folder, for a machine without network: both files, each file that the lock
//! has, and its receipt.

use std::fs;
use std::io;
use std::path::Path;

use super::folder::DataFolder;
use super::lock::{LOCK, LockedFile};
use super::manifest::{DataBlock, MANIFEST};
use super::path::DataPath;
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::download::receipt::{Receipt, digest};
use crate::{m, t};

/// Copies what the lock of `folder` has to `to`, which must not be there or be empty, and reads the copy again. One that
/// fails leaves nothing. How many files, and their bytes. BLOCKS, as all here.
pub fn bundle(folder: &DataFolder, to: &Path) -> Result<(usize, u64)> {
    let lock = folder.lock()?;
    folder.manifest()?;
    let is_free = match fs::read_dir(to) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(error) => return Err(disk(to, &error)),
    };
    if !is_free {
        return Err(
            Error::new(ErrorKind::Exists, shown(to), m!("sync-bundle-taken")).hint(m!("sync-bundle-taken-hint"))
        );
    }
    let beside = crate::base::atomic_file::folder_of(to);
    fs::create_dir_all(beside).map_err(|error| disk(beside, &error))?;
    let new = tempfile::Builder::new().prefix(".guichet-").tempdir_in(beside).map_err(|error| disk(beside, &error))?;
    let copy = DataFolder::at(new.path());
    for (path, file) in &lock.files {
        let (from, to) = (folder.place_of(path)?, copy.place_of(path)?);
        copied(&from, &to)?;
        copied(&Receipt::path(&from), &Receipt::path(&to))?;
        if let Some(fault) = fault(&copy, path, file)? {
            return Err(Error::new(ErrorKind::Integrity, path.to_string(), fault));
        }
    }
    for name in [MANIFEST, LOCK] {
        copied(&folder.root().join(name), &new.path().join(name))?;
    }
    open_to_others(new.path()).map_err(|error| disk(to, &error))?;
    let _ = fs::remove_dir(to); // an empty one
    fs::rename(new.keep(), to).map_err(|error| disk(to, &error))?;
    Ok((lock.files.len(), lock.files.values().map(|file| file.bytes).sum()))
}

fn copied(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(|error| disk(folder, &error))?;
    }
    fs::copy(from, to).map(drop).map_err(|error| disk(from, &error))
}

#[cfg(unix)]
fn open_to_others(folder: &Path) -> io::Result<()> {
    fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o755))
}

#[cfg(not(unix))]
fn open_to_others(_: &Path) -> io::Result<()> {
    Ok(()) // the folder's own rights apply
}

/// One file of a bundle.
#[derive(Clone, Debug, PartialEq)]
pub struct BundledFile {
    pub path: DataPath,
    pub locked: LockedFile,
    /// What is wrong with it: a sentence without capital and full stop.
    pub fault: Option<String>,
}

/// Each file of the bundle in `folder`, read again and held against the lock and its receipt.
pub fn check_bundle(folder: &DataFolder) -> Result<Vec<BundledFile>> {
    let (manifest, lock) = (folder.manifest()?, folder.lock()?);
    let is_locked = |block: &&DataBlock| lock.files.get(&block.path).is_some_and(|file| file.is_of(&block.wish));
    if let Some(block) = manifest.blocks.iter().find(|block| !is_locked(block)) {
        return Err(Error::new(ErrorKind::Integrity, block.path.to_string(), m!("sync-bundle-unlocked")));
    }
    let checked = |(path, locked): (DataPath, LockedFile)| {
        // Of what leads out of the folder too, and the others are told of all the same.
        let fault = fault(folder, &path, &locked).unwrap_or_else(|error| Some(error.to_string()));
        Ok(BundledFile { path, locked, fault })
    };
    lock.files.into_iter().map(checked).collect()
}

fn fault(folder: &DataFolder, path: &DataPath, file: &LockedFile) -> Result<Option<String>> {
    let at = folder.place_of(path)?;
    if !fs::symlink_metadata(&at).is_ok_and(|about| about.is_file()) {
        return Ok(Some(t!("sync-bundle-missing")));
    }
    let (bytes, sha256) = digest(&at)?;
    if bytes != file.bytes {
        return Ok(Some(t!("sync-other-size", bytes, locked = file.bytes)));
    }
    if sha256 != file.sha256 {
        return Ok(Some(t!("sync-other-bytes", published = sha256, locked = &file.sha256)));
    }
    Ok(match Receipt::read(&at) {
        Ok(receipt) if file.is_told_by(&receipt) => None,
        Ok(_) => Some(t!("sync-bundle-other-receipt")),
        Err(error) => Some(error.cause.to_string()),
    })
}
