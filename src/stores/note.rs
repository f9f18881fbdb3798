//! A note in the state folder of each object that is being put, so that what a run leaves that is killed (an open upload, an
//! object without its receipt) is found by the next one. A note is somebody's as long as its lock is held.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::base::atomic_file::{Readers, replace_json};
use crate::base::disk::disk;
use crate::base::error::Result;
use crate::base::own_file::private;
use crate::download::Contents;
use crate::download::digest::Hasher;
use crate::download::receipt::Receipt;

/// What a note tells.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Told {
    /// The store.
    pub whereabouts: String,
    pub key: String,
    /// What the object bears.
    pub mark: String,
    pub begun: Timestamp,
    /// Whether an upload in parts was asked for.
    pub in_parts: bool,
    /// Its id, once it is known.
    pub upload: Option<String>,
    /// Where the parts come together first, where that is not the key itself.
    pub staged: Option<String>,
    /// The receipt to be put beside it, from before the object becomes visible.
    pub receipt: Option<Box<Receipt>>,
}

/// A note whose lock is held.
pub struct Note {
    pub told: Told,
    path: PathBuf,
    _lock: File,
}

impl Note {
    /// Of an object that is to bear a mark made up for it, which tells what it is `of` too. BLOCKS for a small file.
    pub fn begin(folder: &Path, whereabouts: String, key: &str, of: &Contents) -> Result<Self> {
        fs::create_dir_all(folder).map_err(|error| disk(folder, &error))?;
        loop {
            let mark = format!("{}{}", made_up(), told_by_mark(of));
            let path = folder.join(format!("{mark}.json"));
            let Some(lock) = locked(&path).map_err(|error| disk(&path, &error))? else { continue };
            let told = Told {
                whereabouts,
                key: key.to_owned(),
                mark,
                begun: Timestamp::now(),
                in_parts: false,
                upload: None,
                staged: None,
                receipt: None,
            };
            let note = Self { told, path, _lock: lock };
            note.save()?;
            return Ok(note);
        }
    }

    /// Writes down what is told. BLOCKS.
    pub fn save(&self) -> Result<()> {
        replace_json(&self.path, &self.told, Readers::Owner).map_err(|error| disk(&self.path, &error))
    }

    /// All is done. BLOCKS.
    pub fn done(self) {
        let lock = lock_path(&self.path);
        for path in [&self.path, &lock] {
            if let Err(error) = fs::remove_file(path) {
                tracing::debug!(path = %path.display(), %error, "a note is left");
            }
        }
    }

    /// Those that nobody holds, of this store. BLOCKS.
    pub fn left(folder: &Path, whereabouts: &str) -> Vec<Self> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut found = Vec::new();
        for path in entries.filter(|path| path.extension().is_some_and(|it| it == "json" || it == "lock")) {
            let (path, is_lock) = (path.with_extension("json"), path.extension().is_some_and(|it| it == "lock"));
            if is_lock && path.exists() {
                continue; // met by its own name
            }
            let Ok(Some(lock)) = locked(&path) else { continue };
            if is_lock && !path.exists() {
                let _ = fs::remove_file(lock_path(&path)); // killed before the first word
                continue;
            }
            let told = fs::read(&path).ok().and_then(|text| serde_json::from_slice::<Told>(&text).ok());
            if let Some(told) = told.filter(|told| told.whereabouts == whereabouts) {
                found.push(Self { told, path, _lock: lock });
            }
        }
        found
    }
}

/// What nobody else comes upon.
pub fn made_up() -> String {
    format!("{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..))
}

/// How a mark ends of what is of this: the object of a run that was killed before its receipt is known by it from anywhere.
pub fn told_by_mark(of: &Contents) -> String {
    let mut hasher = Hasher::new(None);
    let answers = of.answers.iter().flat_map(|(key, value)| [key, value]);
    for text in std::iter::once(&of.address).chain(answers) {
        hasher.update(text.as_bytes());
        hasher.update(&[0]);
    }
    format!(".{}", hasher.finish().sha256.get(..16).unwrap_or_default())
}

fn lock_path(path: &Path) -> PathBuf {
    path.with_extension("lock")
}

/// The lock of the note at `path`, if nobody holds it.
fn locked(path: &Path) -> io::Result<Option<File>> {
    let lock = private(&lock_path(path))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> Contents {
        Contents { address: address.into(), answers: vec![("a".into(), "b".into())], untold: false }
    }

    #[test]
    fn marks_differ_and_tell_what_they_are_of() {
        let folder = tempfile::tempdir().unwrap();
        let mark = |address| Note::begin(folder.path(), String::new(), "k", &of(address)).unwrap().told.mark.clone();
        let (one, other) = (mark("m"), mark("m"));
        assert_ne!(one, other);
        assert!(one.ends_with(&told_by_mark(&of("m"))) && !one.ends_with(&told_by_mark(&of("n"))));
    }

    #[test]
    fn a_note_is_found_once_nobody_holds_it() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("uploads");
        let left = |whereabouts: &str| Note::left(&folder, whereabouts).len();
        let mut note = Note::begin(&folder, "s3://a/".into(), "k", &of("m")).unwrap();
        note.told.upload = Some("id".into());
        note.save().unwrap();
        assert_eq!(left("s3://a/"), 0, "it is under way");
        drop(note); // as a run that is killed
        assert_eq!((left("s3://b/"), left("s3://a/")), (0, 1));
        let note = Note::left(&folder, "s3://a/").pop().unwrap();
        assert_eq!((note.told.key.as_str(), note.told.upload.as_deref()), ("k", Some("id")));
        note.done();
        assert_eq!((left("s3://a/"), fs::read_dir(&folder).unwrap().count()), (0, 0));
    }

    #[test]
    fn a_lock_whose_note_was_never_written_goes() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.lock"), "").unwrap();
        assert!(Note::left(folder.path(), "s3://a/").is_empty());
        assert!(!folder.path().join("a.lock").exists());
    }

    #[test]
    fn what_is_no_note_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.json"), "{").unwrap();
        assert!(Note::left(folder.path(), "s3://a/").is_empty());
        assert!(folder.path().join("a.json").exists());
    }
}
