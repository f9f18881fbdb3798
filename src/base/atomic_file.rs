//! Files of guichet's own, replaced in one piece: whoever reads sees the old content or the new, never a half.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Once;

use super::notice::notice;
use crate::m;

/// For whom a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    Owner,
    /// Whoever may read what the person makes otherwise: on Unix, as the umask has it. Nobody else may write it.
    Others,
}

/// Where the file at `path` is.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().map_or(Path::new("."), or_here)
}

/// `folder`; the one we are in where a relative path names none.
pub fn or_here(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

/// Gives the file at `path` this content; its folder is made if there is none. Not durable before the system sees fit: a
/// power cut may bring the old content back.
pub fn replace(path: &Path, content: &[u8], readers: Readers) -> io::Result<()> {
    let folder = folder_of(path);
    let mut new = tempfile::Builder::new();
    new.prefix(".guichet-");
    if readers == Readers::Others {
        open_to_others(&mut new);
    }
    let create = || new.tempfile_in(folder);
    let mut file = create().or_else(|error| match error.kind() {
        io::ErrorKind::NotFound => fs::create_dir_all(folder).and_then(|()| create()),
        _ => Err(error),
    })?;
    file.write_all(content)?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

#[cfg(unix)]
fn open_to_others(new: &mut tempfile::Builder<'_, '_>) {
    new.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
}

#[cfg(not(unix))]
fn open_to_others(_: &mut tempfile::Builder<'_, '_>) {} // the folder's own rights apply

/// Keeps others from changing the file at `path` for as long as what it gives lives. It locks a file beside it, as the
/// one that is locked must never be replaced.
pub fn lock(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let lock = File::options().create(true).truncate(false).write(true).open(path.with_extension("lock"))?;
    match lock.lock() {
        Err(error) if has_no_locks(&error) => say_no_locks(),
        locked => locked?,
    }
    Ok(lock)
}

/// Whether it is the file system that cannot lock, as NFS without its lock service.
pub fn has_no_locks(error: &io::Error) -> bool {
    #[cfg(unix)]
    if error.raw_os_error() == Some(rustix::io::Errno::NOLCK.raw_os_error()) {
        return true;
    }
    error.kind() == io::ErrorKind::Unsupported
}

/// Says once that there are no locks.
pub fn say_no_locks() {
    static SAID: Once = Once::new();
    SAID.call_once(|| notice(&m!("download-no-locks")));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_made_and_nothing_else_is_left() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a/b/state.json");
        for content in ["one", "two"] {
            replace(&path, content.as_bytes(), Readers::Owner).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), content);
        }
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        assert!(replace(home.path(), b"", Readers::Owner).is_err(), "a folder is no file");
    }
}
