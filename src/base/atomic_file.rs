//! Files of guichet's own, replaced in one piece: whoever reads sees the old content or the new, never a half.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tempfile::NamedTempFile;

use super::long_path::any_length;
use super::notice::notice;
use super::own_file::{OwnFile, private};
use super::redact;
use crate::m;

/// What a file is called before it is in its place; between these are letters made up each time.
const NEW: (&str, &str) = (".guichet-", ".new");
/// So old is no file that somebody still writes.
const LEFT_BEHIND: Duration = Duration::from_secs(60);

/// More links in a row lead round and round, as systems have it.
const MOST_LINKS: usize = 40;

/// For whom a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    Owner,
    /// Whoever may read what the person makes otherwise: on Unix, as the umask has it. Nobody else may write it.
    Others,
}

impl Readers {
    /// Those who may read the file at `path` now; `usual` where nothing is there, or the system does not say.
    pub fn of(path: &Path, usual: Self) -> Self {
        #[cfg(unix)]
        if let Ok(there) = fs::metadata(path) {
            let mode = std::os::unix::fs::PermissionsExt::mode(&there.permissions());
            return if mode & 0o044 == 0 { Self::Owner } else { Self::Others };
        }
        let _ = path;
        usual
    }
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
    let mut file = new_in(folder_of(path), readers)?;
    file.write_all(content)?;
    file.persist(any_length(path)).map(drop).map_err(|error| error.error)
}

/// As [`replace`], of a file that is a person's too: it keeps its rights, and a link leads to what gets the content. Durable
/// where it is to be `lasting`.
pub fn rewrite(path: &Path, content: &[u8], readers: Readers, lasting: bool) -> io::Result<()> {
    let path = behind_links(path);
    let mut file = new_in(folder_of(&path), readers)?;
    file.write_all(content)?;
    if let Ok(before) = fs::metadata(&path) {
        file.as_file().set_permissions(before.permissions())?;
    }
    if lasting {
        file.as_file().sync_all()?;
    }
    file.persist(any_length(&path)).map(drop).map_err(|error| error.error)
}

/// Where the links at `path` lead, whether something is there or not.
fn behind_links(path: &Path) -> PathBuf {
    let next = |path: &PathBuf| Some(folder_of(path).join(fs::read_link(path).ok()?));
    std::iter::successors(Some(path.to_owned()), next).take(MOST_LINKS).last().unwrap_or_else(|| path.to_owned())
}

/// A file without a name of its own in `folder`, which is made if there is none. What a run that dies leaves of it is
/// removed by a later one.
pub fn new_in(folder: &Path, readers: Readers) -> io::Result<NamedTempFile> {
    let mut new = tempfile::Builder::new();
    new.prefix(NEW.0).suffix(NEW.1);
    clear_once(folder);
    if readers == Readers::Others {
        open_to_others(&mut new);
    }
    let create = || new.tempfile_in(any_length(folder)); // whose path it gets its name by
    create().or_else(|error| match error.kind() {
        io::ErrorKind::NotFound => fs::create_dir_all(folder).and_then(|()| create()),
        _ => Err(error),
    })
}

/// As [`replace`]: `value` in JSON that a person can read, without secrets.
pub fn replace_json(path: &Path, value: &impl Serialize, readers: Readers) -> io::Result<()> {
    let mut content = serde_json::to_vec_pretty(&redact::json(value)?)?;
    content.push(b'\n');
    replace(path, &content, readers)
}

/// [`clear`]s `folder`, the first time in this run.
fn clear_once(folder: &Path) {
    static CLEARED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    let is_first = CLEARED.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned());
    if is_first {
        clear(folder);
    }
}

/// Removes what runs that died with a file of [`new_in`] left in `folder`.
fn clear(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_new = |name: &str| name.starts_with(NEW.0) && name.ends_with(NEW.1);
        if entry.file_name().to_str().is_some_and(is_new)
            && let Ok(OwnFile::Own(file)) = OwnFile::look(&entry.path())
            && age(&file).is_some_and(|age| age > LEFT_BEHIND)
        {
            let _ = fs::remove_file(entry.path()); // the next run tries again
        }
    }
}

fn age(file: &File) -> Option<Duration> {
    file.metadata().ok()?.modified().ok()?.elapsed().ok()
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
    let lock = lock_file(path)?;
    match lock.lock() {
        Err(error) if has_no_locks(&error) => say_no_locks(),
        locked => locked?,
    }
    Ok(lock)
}

/// As [`lock`], without waiting: `None` while another has it.
pub fn try_lock(path: &Path) -> io::Result<Option<File>> {
    let lock = lock_file(path)?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) if has_no_locks(&error) => say_no_locks(),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    Ok(Some(lock))
}

fn lock_file(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    private(&path.with_extension("lock"))
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

    #[cfg(unix)]
    #[test]
    fn what_is_rewritten_keeps_its_rights_and_the_links_to_it() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        let mode = |name: &str| fs::metadata(at(name)).unwrap().permissions().mode() & 0o777;
        fs::create_dir(at("sub")).unwrap();
        symlink("sub/two", at("one")).unwrap();
        symlink("three", at("sub/two")).unwrap();
        rewrite(&at("one"), b"made", Readers::Others, true).unwrap();
        assert_eq!(fs::read_to_string(at("sub/three")).unwrap(), "made", "of a link that led nowhere");
        for rights in [0o600, 0o664, 0o640] {
            fs::set_permissions(at("sub/three"), fs::Permissions::from_mode(rights)).unwrap();
            rewrite(&at("one"), b"again", Readers::Others, false).unwrap();
            assert_eq!((mode("sub/three"), fs::read(at("one")).unwrap()), (rights, b"again".to_vec()));
        }
        assert!(at("one").is_symlink() && at("sub/two").is_symlink());
    }

    #[test]
    fn what_a_run_that_died_left_is_removed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let long_ago = std::time::SystemTime::now() - 2 * LEFT_BEHIND;
        for (name, modified) in [
            (".guichet-aBc123.new", Some(long_ago)),
            (".guichet-dEf456.new", None),
            (".guichet-config", Some(long_ago)),
            ("a.new", Some(long_ago)),
        ] {
            let file = File::create(folder.path().join(name)).unwrap();
            modified.into_iter().for_each(|moment| file.set_modified(moment).unwrap());
        }
        replace(&folder.path().join("state.json"), b"", Readers::Owner).unwrap();
        let entries = fs::read_dir(folder.path()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        assert_eq!(names, [".guichet-config", ".guichet-dEf456.new", "a.new", "state.json"]);
    }
}
