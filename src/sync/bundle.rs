//! Everything that a manifest depends on in one folder, for a machine without network: both files, each file that the lock
//! has, and its receipt.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::folder::DataFolder;
use super::lock::{LOCK, LockedFile};
use super::manifest::{DataBlock, MANIFEST};
use super::path::DataPath;
use super::text;
use crate::base::atomic_file::folder_of;
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::shell::Shell;
use crate::download::receipt::{Receipt, digest};
use crate::{m, t};

/// What the folder is called in which a bundle is made; between this and its end are letters made up each time.
const NEW: &str = ".guichet-bundle-";
/// Locked in that folder as long as somebody makes it.
const IN_USE: &str = ".in-use";
/// So old is no folder that somebody just begins or ends.
const LEFT_BEHIND: Duration = Duration::from_secs(60);

/// Copies what the lock of `folder` has to `to`, which must not be there or be empty, and reads the copy again. One that
/// fails, or is told to `stop`, leaves nothing. How many files, and their bytes. BLOCKS, as all here.
pub fn bundle(folder: &DataFolder, to: &Path, stop: &AtomicBool) -> Result<(usize, u64)> {
    let lock = folder.lock()?;
    folder.manifest()?;
    let is_there = is_free(to)?;
    let beside = if is_there { to } else { folder_of(to) };
    fs::create_dir_all(beside).map_err(|error| disk(beside, &error))?;
    clear(beside);
    let new = tempfile::Builder::new().prefix(NEW).tempdir_in(beside).map_err(|error| disk(beside, &error))?;
    let in_use = new.path().join(IN_USE);
    let held = File::create(&in_use).map_err(|error| disk(beside, &error))?;
    let _ = held.try_lock(); // where there are no locks, its age tells
    let copy = DataFolder::at(new.path());
    for (path, file) in &lock.files {
        if stop.load(Ordering::Relaxed) {
            return Err(Error::new(ErrorKind::Cancelled, shown(to), m!("sync-cancelled")));
        }
        let (from, to) = (folder.place_of(path)?, copy.place_of(path)?);
        if !folder.has_receipt(path, file) {
            let error = Error::new(ErrorKind::Integrity, path.to_string(), m!("sync-no-receipt"));
            let command = Shell::in_use().command(&["guichet", "sync", path.as_str()]);
            return Err(command.into_iter().fold(error, |it, command| it.hint(m!("sync-no-receipt-hint", command))));
        }
        copied(&from, &to)?;
        copied(&Receipt::path(&from), &Receipt::path(&to))?;
        if let Some(fault) = fault(&copy, path, file)? {
            return Err(Error::new(ErrorKind::Integrity, path.to_string(), fault));
        }
    }
    copied(&folder.root().join(MANIFEST), &new.path().join(MANIFEST))?;
    match folder.root().join(LOCK) {
        locked if locked.exists() => copied(&locked, &new.path().join(LOCK))?,
        _ => copy.write(LOCK, &lock.written()?)?, // of a manifest that wishes nothing
    }
    drop(held);
    fs::remove_file(in_use).map_err(|error| disk(beside, &error))?;
    let put = if is_there { put_into(new.path(), to) } else { put_at(new.path(), to) };
    put.map_err(|error| disk(to, &error))?;
    Ok((lock.files.len(), lock.files.values().map(|file| file.bytes).sum()))
}

/// Whether an empty folder is at `to`, else nothing; an error where it is another thing.
fn is_free(to: &Path) -> Result<bool> {
    let taken =
        || Err(Error::new(ErrorKind::Exists, shown(to), m!("sync-bundle-taken")).hint(m!("sync-bundle-taken-hint")));
    match fs::read_dir(to) {
        Ok(_) => clear(to),
        Err(error) if error.kind() == io::ErrorKind::NotFound && to.is_symlink() => return taken(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(_) if to.is_file() => return taken(),
        Err(error) => return Err(text::unreadable(to, &error)),
    }
    let mut entries = fs::read_dir(to).map_err(|error| text::unreadable(to, &error))?;
    if entries.next().is_none() { Ok(true) } else { taken() }
}

/// Removes what runs that died left of bundles in `folder`.
fn clear(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_new = entry.file_name().to_string_lossy().starts_with(NEW);
        if is_new && entry.file_type().is_ok_and(|it| it.is_dir()) && is_left(&entry.path()) {
            let _ = fs::remove_dir_all(entry.path()); // the next run tries again
        }
    }
}

fn is_left(new: &Path) -> bool {
    let age = |about: fs::Metadata| about.modified().ok()?.elapsed().ok();
    let is_old = || fs::metadata(new).ok().and_then(age).is_some_and(|age| age > LEFT_BEHIND);
    match File::open(new.join(IN_USE)) {
        Ok(held) => held.try_lock().is_ok(),
        Err(_) => is_old(),
    }
}

/// Where nothing is, in one piece.
fn put_at(new: &Path, to: &Path) -> io::Result<()> {
    open_to_others(new)?;
    fs::rename(new, to)
}

/// Into the empty folder `to`, which may be where somebody stands, or a disk of its own: the manifest last, without which
/// it is no bundle.
fn put_into(new: &Path, to: &Path) -> io::Result<()> {
    let names = fs::read_dir(new)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()?;
    let (last, mut first): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| name == MANIFEST);
    first.extend(last);
    let mut put = Vec::new();
    for name in first {
        if let Err(error) = fs::rename(new.join(&name), to.join(&name)) {
            // Back to what is removed.
            put.iter().for_each(|name| _ = fs::rename(to.join(name), new.join(name)));
            return Err(error);
        }
        put.push(name);
    }
    Ok(())
}

fn copied(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(|error| disk(folder, &error))?;
    }
    File::open(from).map_err(|error| text::unreadable(from, &error))?;
    fs::copy(from, to).map(drop).map_err(|error| disk(to, &error))
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
    let (bytes, sha256) = digest(&at).map_err(text::reading)?;
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
