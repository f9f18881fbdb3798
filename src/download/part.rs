//! `NAME.part`: locked, written, hashed, and at the end given a name of its own; or, for what comes in one piece, a file
//! that has no name before.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use tempfile::TempPath;

use super::digest::Hasher;
use super::journal::{Found, Journal};
use super::receipt::withdraw;
use crate::base::atomic_file::{Readers, folder_of, has_no_locks, new_in, say_no_locks};
use crate::base::disk::{disk, may_be_replaced, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::long_path::any_length;
use crate::base::own_file::{OwnFile, close_new, close_to_others, for_owner, not_ours, open_to_others, set_aside};
use crate::{m, t};

/// Attempts at opening a `.part` that others remove or replace meanwhile.
const ATTEMPTS: usize = 8;
/// How long to wait for the lock of a download that was just stopped and still writes what it has.
const LETTING_GO: Duration = Duration::from_secs(2);
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// A `.part`, ours alone while this lives: other downloads, of this process or another, find it locked.
pub struct Part {
    pub(super) file: File,
    path: PathBuf,
    /// What it is called in an error.
    subject: PathBuf,
    /// Removes a file that has no name of its own yet.
    nameless: Option<TempPath>,
    /// Whether only its owner may ever read it.
    private: bool,
    /// Whether it was made just now, so that nothing of an earlier download is in it.
    pub(super) fresh: bool,
    /// Whether a journal may be beside it.
    pub(super) noted: bool,
}

impl Part {
    /// Opens `path` in a folder that is made if need be, and locks it; what is in it stays. `private`: readable by the
    /// owner only, at the end too. `None` when another download holds the lock and keeps it. Blocks for up to
    /// [`LETTING_GO`].
    ///
    /// What guichet did not make is refused: a link is never followed, and with the lock held, the file must still be
    /// what `path` names.
    pub fn open(path: &Path, private: bool) -> Result<Option<Self>> {
        for _ in 0..ATTEMPTS {
            let created = create(path);
            if created.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
                && let Some(folder) = path.parent()
            {
                fs::create_dir_all(folder).map_err(|error| disk(folder, &error))?;
                continue;
            }
            let fresh = created.is_ok();
            if fresh && private {
                close_new(path); // before the first byte of it
            }
            let Some(file) = created.map(Some).or_else(|error| existing(path, error))? else { continue };
            if !is_locked(path, &file)? {
                return Ok(None);
            }
            if !names(path, &file) {
                continue; // renamed or removed between opening and locking
            }
            let (subject, nameless) = (path.to_owned(), None);
            let part = Self { file, path: path.to_owned(), subject, nameless, private, fresh, noted: !fresh };
            match part.adopt() {
                Ok(true) => return Ok(Some(part)),
                Ok(false) => continue,
                Err(error) => {
                    if fresh {
                        let _ = fs::remove_file(path); // made just now, and empty
                    }
                    return Err(error);
                }
            }
        }
        Err(Error::new(ErrorKind::Disk, shown(path), m!("download-replaced")))
    }

    /// A file for all the bytes of `to`, which are there already: it takes no beginning up and leaves none, so that it needs
    /// no lock and no journal, and is gone if it gets no name.
    pub fn nameless(to: &Path, private: bool) -> Result<Self> {
        let (file, nameless) = new_in(folder_of(to), Readers::Owner).map_err(|error| disk(to, &error))?.into_parts();
        if private {
            close_new(&nameless);
        }
        let (path, subject) = (nameless.to_path_buf(), to.to_owned());
        Ok(Self { file, path, subject, nameless: Some(nameless), private, fresh: true, noted: false })
    }

    /// Whether what is written is noted in a journal, to be taken up again.
    pub fn has_journal(&self) -> bool {
        self.nameless.is_none()
    }

    /// Whether this is a download's own: bytes without a journal are somebody's file, and so is what is called as a
    /// journal and is none. False where it has to be opened again.
    fn adopt(&self) -> Result<bool> {
        let failed = |error: io::Error| disk(&self.path, &error);
        let journal = Journal::path(&self.path);
        let length = if self.fresh { 0 } else { self.file.metadata().map_err(failed)?.len() };
        let is_ours = match Journal::look(&journal)? {
            Found::Others => return Err(not_ours(&journal)),
            Found::Newer(version) => return Err(Journal::refused(&journal, version)),
            Found::Odd if length == 0 => return Err(not_ours(&journal)),
            Found::Odd => set_aside(&journal, &t!("download-journal")).map(|()| true)?,
            Found::Journal(_) => true,
            Found::Nothing => length == 0,
        };
        if !is_ours {
            return Err(not_ours(&self.path));
        }
        if !self.fresh && has_other_names(&self.file) {
            fs::remove_file(&self.path).map_err(failed)?; // left by a crash in the middle of a rename
            return Ok(false);
        }
        if !self.fresh
            && let Err(error) = close_to_others(&self.file)
        {
            tracing::warn!(path = %self.path.display(), %error, "its rights could not be set"); // some file systems keep none
        }
        Ok(true)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The same file to be read from `at` on, with a place of its own in it. It is not opened again: where locks are
    /// mandatory, only the handle that holds the lock may read.
    pub fn reader(&self, at: u64) -> Result<PartReader> {
        Ok(PartReader { file: self.duplicate()?, at })
    }

    /// The checksum of what is in the file there.
    pub fn sha256(&self, span: Range<u64>) -> io::Result<String> {
        sha256(&self.file, span)
    }

    /// Writes `bytes` at `at`, whatever is read meanwhile.
    pub fn write_at(&self, bytes: &[u8], at: u64) -> Result<()> {
        write_all_at(&self.file, bytes, at).map_err(|error| disk(&self.subject, &error))
    }

    /// The same file for another thread; both share their place in it.
    pub fn duplicate(&self) -> Result<File> {
        self.file.try_clone().map_err(|error| disk(&self.subject, &error))
    }

    /// Dates the file, gives it its rights, and makes its bytes durable.
    pub fn seal(&self, modified: Option<SystemTime>) -> Result<()> {
        if let Err(error) = self.give_rights() {
            tracing::warn!(path = %self.path.display(), %error, "its rights could not be set"); // some file systems keep none
        }
        if let Some(modified) = modified
            && let Err(error) = self.file.set_modified(modified)
        {
            tracing::warn!(path = %self.path.display(), %error, "the date could not be set"); // some file systems keep none
        }
        self.file.sync_all().map_err(|error| disk(&self.subject, &error))
    }

    /// Others may read the file, as the person's settings have it, unless it is private.
    fn give_rights(&self) -> io::Result<()> {
        if self.private { Ok(()) } else { open_to_others(&self.file) }
    }

    /// Gives the file the name `to`, in place of whatever file has it, and removes its journal; durable with
    /// [`sync_names`].
    pub fn rename_over(&mut self, to: &Path) -> Result<()> {
        may_be_replaced(to).map_err(|error| disk(to, &error))?; // while its receipt is still there
        withdraw(to)?;
        fs::rename(&self.path, to).map_err(|error| disk(to, &error))?;
        self.renamed();
        Ok(())
    }

    /// Nothing is left behind under the name it had.
    fn renamed(&mut self) {
        if let Some(mut nameless) = self.nameless.take() {
            nameless.disable_cleanup(true);
        }
        self.forget_journal();
    }

    fn forget_journal(&self) {
        if self.noted {
            let _ = fs::remove_file(Journal::path(&self.path)); // there may be none
        }
    }

    /// Gives the file the name `to` unless something has it: then false, and nothing is changed. Durable with
    /// [`sync_names`].
    ///
    /// The system decides in one step (`RENAME_NOREPLACE`, or a hard link), so that a file which appears at the last
    /// moment survives. Where a file system can do neither, the name is reserved by an empty file first; a crash
    /// between these two steps would leave that empty file, which is why this is the last resort.
    pub fn rename_new(&mut self, to: &Path) -> Result<bool> {
        if fs::symlink_metadata(to).is_err() {
            withdraw(to)?; // of a file that is gone
        }
        let done = match in_one_step(&self.path, to) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => by_reservation(&self.path, to),
            done => done,
        };
        match done {
            Ok(()) => {
                self.renamed();
                Ok(true)
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(disk(to, &error)),
        }
    }

    /// Removes the file: somebody else's has the name, and is to be kept. Its journal goes last: who dies in between leaves
    /// no bytes that nothing speaks for.
    pub fn discard(mut self) -> Result<()> {
        fs::remove_file(&self.path).map_err(|error| disk(&self.subject, &error))?;
        self.renamed();
        Ok(())
    }
}

/// Gives the file at `path` a name that ends with `ending`, which nothing has; where it is now.
pub fn move_aside(path: &Path, ending: &str) -> Result<PathBuf> {
    const MOST: u32 = 9999;
    let numbered = (2..=MOST).map(|number| path.with_added_extension(format!("{ending}-{number}")));
    for to in std::iter::once(path.with_added_extension(ending)).chain(numbered) {
        if move_new(path, &to).map_err(|error| disk(path, &error))? {
            return Ok(to);
        }
    }
    Err(disk(path, &io::ErrorKind::AlreadyExists.into()))
}

/// Whether the lock on `file` becomes ours before long.
fn is_let_go(file: &File) -> bool {
    let began = Instant::now();
    while began.elapsed() < LETTING_GO {
        std::thread::sleep(LOOK_EVERY);
        if !matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            return true;
        }
    }
    false
}

/// Whether the lock on `file` is ours now. Where there are no locks, it is said, and nothing keeps others away.
fn is_locked(path: &Path, file: &File) -> Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(is_let_go(file)),
        Err(TryLockError::Error(error)) if has_no_locks(&error) => {
            say_no_locks();
            Ok(true)
        }
        Err(TryLockError::Error(error)) => Err(disk(path, &error)),
    }
}

/// Nobody else reads or writes it before it has its name.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true); // never follows a link
    for_owner(&mut options);
    options.open(path)
}

/// The file that made [`create`] fail with `error`, if it is this user's own. `None` when it is gone again.
fn existing(path: &Path, error: io::Error) -> Result<Option<File>> {
    if error.kind() != io::ErrorKind::AlreadyExists {
        return Err(disk(path, &error));
    }
    match OwnFile::open(path, OpenOptions::new().read(true).write(true)) {
        Ok(OwnFile::Own(file)) => Ok(Some(file)),
        Ok(OwnFile::Shared(_) | OwnFile::NoFile) => Err(not_ours(path)),
        Ok(OwnFile::Nothing) => Ok(None),
        Err(error) => Err(disk(path, &error)),
    }
}

/// Reads a `.part` beside whoever writes it.
pub struct PartReader {
    file: File,
    at: u64,
}

impl PartReader {
    /// Goes on reading at `at`.
    pub fn go_to(&mut self, at: u64) {
        self.at = at;
    }
}

impl Read for PartReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = read_at(&self.file, buffer, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

/// The checksum of a part of `file`, a `.part`. An error where it ends before.
pub fn sha256(file: &File, span: Range<u64>) -> io::Result<String> {
    let (mut hasher, length) = (Hasher::new(None), span.end - span.start);
    let reader = PartReader { file: file.try_clone()?, at: span.start };
    match hasher.read(reader, length)? == length {
        true => Ok(hasher.finish().sha256),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, at)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, at)
}

#[cfg(unix)]
fn write_all_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(windows)]
fn write_all_at(file: &File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = std::os::windows::fs::FileExt::seek_write(file, bytes, at)?;
        if written == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        (bytes, at) = (&bytes[written..], at + written as u64);
    }
    Ok(())
}

/// Whether `path` itself, not a link there, is this very file.
#[cfg(unix)]
fn names(path: &Path, file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    let same = |there: fs::Metadata, ours: fs::Metadata| there.dev() == ours.dev() && there.ino() == ours.ino();
    fs::symlink_metadata(path).and_then(|there| Ok(there.is_file() && same(there, file.metadata()?))).unwrap_or(false)
}

#[cfg(not(unix))]
fn names(path: &Path, file: &File) -> bool {
    let plain = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file());
    let same =
        || Ok::<_, io::Error>(same_file::Handle::from_path(path)? == same_file::Handle::from_file(file.try_clone()?)?);
    plain && same().unwrap_or(false)
}

#[cfg(unix)]
fn has_other_names(file: &File) -> bool {
    file.metadata().is_ok_and(|metadata| std::os::unix::fs::MetadataExt::nlink(&metadata) > 1)
}

#[cfg(not(unix))]
fn has_other_names(_: &File) -> bool {
    false
}

/// Makes the names of the files in `folder` durable. Some file systems cannot, and then nothing more is to be done.
pub fn sync_names(folder: &Path) {
    if cfg!(unix)
        && let Err(error) = File::open(folder).and_then(|folder| folder.sync_all())
    {
        tracing::debug!(folder = %folder.display(), %error, "the folder could not be synced");
    }
}

/// Gives the file at `from` the name `to`, which nothing may have; whether nothing had it.
pub fn move_new(from: &Path, to: &Path) -> io::Result<bool> {
    let done = match in_one_step(from, to) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => by_reservation(from, to),
        done => done,
    };
    match done {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        done => done.map(|()| true),
    }
}

fn in_one_step(from: &Path, to: &Path) -> io::Result<()> {
    let mut from = TempPath::try_from_path(any_length(from))?;
    from.disable_cleanup(true);
    from.persist_noclobber(any_length(to)).map_err(|failed| failed.error)
}

fn by_reservation(from: &Path, to: &Path) -> io::Result<()> {
    File::create_new(to)?;
    fs::rename(from, to).inspect_err(|_| drop(fs::remove_file(to)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use bytes::Bytes;
    use tokio::sync::mpsc;

    use super::super::journal::Spans;
    use super::super::version::Version;
    use super::super::write::{Write, Written, write};
    use super::*;
    use crate::model::file_format::HEAD;

    /// Writes `chunks` in place of what is there.
    fn written(part: Part, chunks: &[&'static [u8]]) -> Result<Written> {
        let (sender, receiver) = mpsc::channel(chunks.len().max(1));
        let mut at = 0;
        for chunk in chunks {
            sender.try_send(Write::At(at, Bytes::from_static(chunk))).unwrap();
            at += chunk.len() as u64;
        }
        drop(sender);
        write(part, Spans::new(), journal(), receiver, Arc::default(), None)
    }

    /// A `.part` of an earlier download.
    fn left(path: &Path, content: &str) {
        fs::write(path, content).unwrap();
        close_to_others(&File::open(path).unwrap()).unwrap();
        journal().write(&Journal::path(path)).unwrap();
    }

    fn journal() -> Journal {
        Journal::new(
            &crate::model::fixtures::media("m"),
            &crate::model::form::Answers::default(),
            "a",
            &Version::default(),
        )
    }

    #[test]
    fn bytes_without_a_journal_are_a_persons_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.part");
        fs::write(&path, "mine").unwrap();
        assert_eq!(Part::open(&path, false).err().unwrap().kind, ErrorKind::Usage);
        assert_eq!(fs::read(&path).unwrap(), b"mine");
        fs::write(Journal::path(&path), "{").unwrap();
        assert!(Part::open(&path, false).unwrap().is_some(), "a damaged journal tells that it is ours");
        assert!(Journal::path(&path).with_added_extension("damaged").exists());
    }

    #[test]
    fn what_has_no_name_yet_leaves_nothing_and_replaces_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (to, other) = (folder.path().join("deep/a"), folder.path().join("deep/b"));
        let names = || -> Vec<_> {
            let entries = fs::read_dir(to.parent().unwrap()).unwrap();
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
        };
        let nameless = |bytes: &[u8]| {
            let part = Part::nameless(&to, false).unwrap();
            part.write_at(bytes, 0).unwrap();
            part
        };
        drop(nameless(b"of a run that fails"));
        nameless(b"of a file that is kept").discard().unwrap();
        assert!(names().is_empty());
        assert!(nameless(b"one").rename_new(&to).unwrap());
        assert!(!nameless(b"two").rename_new(&to).unwrap());
        assert_eq!((names(), fs::read(&to).unwrap()), (vec!["a".into()], b"one".to_vec()));
        let mut third = nameless(b"three");
        fs::write(&other, "a person's own").unwrap();
        third.rename_over(&to).unwrap();
        drop(third);
        assert_eq!(
            (fs::read(&to).unwrap(), fs::read(&other).unwrap()),
            (b"three".to_vec(), b"a person's own".to_vec())
        );
    }

    #[test]
    fn one_part_has_one_writer_and_is_free_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.part");
        let first = Part::open(&path, false).unwrap().unwrap();
        assert!(Part::open(&path, false).unwrap().is_none());
        drop(first);
        assert!(Part::open(&path, false).unwrap().is_some());
    }

    #[test]
    fn many_begin_in_a_folder_that_is_not_there() {
        let home = tempfile::tempdir().unwrap();
        for round in 0..50 {
            let folder = home.path().join(format!("{round}/deep"));
            std::thread::scope(|scope| {
                for number in 0..4 {
                    let path = folder.join(format!("{number}.part"));
                    scope.spawn(move || assert!(Part::open(&path, false).unwrap().is_some()));
                }
            });
        }
    }

    #[test]
    fn an_old_part_is_started_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.part");
        left(&path, "an older and longer attempt");
        let written = written(Part::open(&path, false).unwrap().unwrap(), &[b"new", b"er"]).unwrap();
        assert_eq!((written.bytes, written.head.as_slice()), (5, b"newer".as_slice()));
        assert_eq!(fs::read(&path).unwrap(), b"newer");
    }

    #[test]
    fn only_the_first_bytes_are_remembered() {
        static BIG: [u8; HEAD - 1] = [b'x'; HEAD - 1];
        let folder = tempfile::tempdir().unwrap();
        let part = Part::open(&folder.path().join("a.part"), false).unwrap().unwrap();
        let written = written(part, &[&BIG, b"yz", b"!"]).unwrap();
        assert_eq!((written.head.len(), written.head.last()), (HEAD, Some(&b'y')));
        assert_eq!(written.bytes, HEAD as u64 + 2);
    }

    #[test]
    fn a_new_name_never_replaces_a_file_whichever_way_it_is_given() {
        for way in [in_one_step, by_reservation] {
            let folder = tempfile::tempdir().unwrap();
            let (from, to) = (folder.path().join("a.part"), folder.path().join("a"));
            fs::write(&from, "new").unwrap();
            fs::write(&to, "old").unwrap();
            assert_eq!(way(&from, &to).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
            assert_eq!((fs::read(&from).unwrap(), fs::read(&to).unwrap()), (b"new".to_vec(), b"old".to_vec()));
            fs::remove_file(&to).unwrap();
            way(&from, &to).unwrap();
            assert_eq!(fs::read(&to).unwrap(), b"new");
            assert!(!from.exists());
        }
    }

    fn a_receipt() -> String {
        serde_json::json!({
            "guichet": "0.1.0", "file": "a", "address": "p/s/m", "portal": {"name": "p", "kind": "udata", "url": "u"},
            "dataset": {"id": "s", "title": ""}, "media": {"id": "m", "title": ""}, "attribution": "", "parameters": {},
            "fetched": "2024-01-01T00:00:00Z", "bytes": 3, "sha256": "", "verdict": "unverifiable", "reason": "",
        })
        .to_string()
    }

    #[test]
    fn a_receipt_does_not_outlive_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("a.part"), folder.path().join("a"));
        let receipt = folder.path().join("a.receipt.json");
        for over in [true, false] {
            left(&from, "new");
            let mut part = Part::open(&from, false).unwrap().unwrap();
            fs::write(&receipt, a_receipt()).unwrap();
            assert!(if over { part.rename_over(&to).map(|()| true).unwrap() } else { part.rename_new(&to).unwrap() });
            assert!(to.exists() && !receipt.exists(), "over: {over}");
            fs::write(&receipt, "a person's own").unwrap();
            left(&from, "newer");
            Part::open(&from, false).unwrap().unwrap().rename_over(&to).unwrap();
            assert_eq!(fs::read(&receipt).unwrap(), b"a person's own");
            fs::remove_file(&to).unwrap();
        }
    }

    #[test]
    fn a_reservation_that_leads_nowhere_is_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("a");
        assert!(by_reservation(&folder.path().join("none.part"), &to).is_err());
        assert!(!to.exists());
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let victim = folder.path().join("victim");
        fs::write(&victim, "precious").unwrap();

        let soft = folder.path().join("soft.part");
        std::os::unix::fs::symlink(&victim, &soft).unwrap();
        assert_eq!(Part::open(&soft, false).err().unwrap().kind, ErrorKind::Usage);

        let hard = folder.path().join("hard.part");
        fs::hard_link(&victim, &hard).unwrap();
        assert_eq!(Part::open(&hard, false).err().unwrap().kind, ErrorKind::Usage);
        journal().write(&Journal::path(&hard)).unwrap(); // as a crash in the middle of a rename leaves it
        written(Part::open(&hard, false).unwrap().unwrap(), &[b"new"]).unwrap();
        assert_eq!(fs::read(&hard).unwrap(), b"new");
        assert_eq!(fs::read(&victim).unwrap(), b"precious");

        let link = folder.path().join("link");
        std::os::unix::fs::symlink(folder.path().join("missing"), &link).unwrap();
        let mut part = Part::open(&folder.path().join("b.part"), false).unwrap().unwrap();
        assert!(!part.rename_new(&link).unwrap(), "a link to nothing is something");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_said_to_be_full() {
        let path = PathBuf::from("/dev/full");
        let part = Part {
            file: OpenOptions::new().write(true).open(&path).unwrap(),
            subject: path.clone(),
            path,
            nameless: None,
            private: false,
            fresh: false,
            noted: false,
        };
        let error = written(part, &[b"data"]).err().unwrap();
        assert_eq!((error.kind, error.to_string()), (ErrorKind::Disk, "/dev/full: the disk is full".into()));
        assert!(error.hint.unwrap().contains("Free some space"));
    }
}
