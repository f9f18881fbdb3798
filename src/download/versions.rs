//! Versions of files that were replaced, kept on request: each content once, by its SHA-256, up to a limit; the oldest
//! goes first.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::digest::Hasher;
use super::receipt::digest;
use crate::base::atomic_file::{Readers, new_in, replace_json};
use crate::base::disk::disk;
use crate::base::error::Result;
use crate::base::own_folder::make;

/// How many bytes are kept where nobody says otherwise.
pub const USUAL_LIMIT: u64 = 1 << 30;
/// Below the folder of what can be asked for again.
const FOLDER: &str = "versions";
const CONTENTS: &str = "contents";
const FILES: &str = "files";

/// Where versions are kept, and how many bytes of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptVersions {
    folder: PathBuf,
    limit: u64,
}

/// A version of a file that is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptVersion {
    /// The file that it was.
    path: String,
    pub sha256: String,
    bytes: u64,
    /// When another version took its place.
    pub replaced: Timestamp,
}

/// How much is kept, of all files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct KeptTotal {
    pub versions: usize,
    /// That these are versions of.
    pub files: usize,
    /// Of all contents, each counted once.
    pub bytes: u64,
}

/// What is noted of a version, and where.
type Noted = (PathBuf, KeptVersion);

impl KeptVersions {
    /// Below the folder `cache`.
    pub fn below(cache: &Path, limit: u64) -> Self {
        Self { folder: cache.join(FOLDER), limit }
    }

    /// Keeps what is at `path`, which is about to be another file. BLOCKS.
    pub fn keep(&self, path: &Path) -> Result<()> {
        if !fs::symlink_metadata(path).is_ok_and(|there| there.is_file()) {
            return Ok(());
        }
        let (bytes, sha256) = digest(path)?;
        let content = self.content(&sha256);
        let kept = |error: io::Error| disk(&content, &error);
        make(&self.folder.join(CONTENTS)).map_err(kept)?;
        if !content.exists() {
            copy(path, &content).map_err(kept)?;
        }
        let notes = self.notes_of(path);
        make(&notes).map_err(|error| disk(&notes, &error))?;
        let replaced = Timestamp::now();
        let note = notes.join(format!("{:024}.json", replaced.as_nanosecond()));
        let version = KeptVersion { path: whole(path).display().to_string(), sha256, bytes, replaced };
        replace_json(&note, &version, Readers::Owner).map_err(|error| disk(&note, &error))?;
        self.keep_to_limit().map_err(|error| disk(&self.folder, &error))
    }

    /// The versions of the file at `path`, the latest first, and where their content is.
    pub fn of(&self, path: &Path) -> Vec<(KeptVersion, PathBuf)> {
        let mut noted = noted(&self.notes_of(path));
        noted.sort_by_key(|(_, version)| version.replaced);
        let with_content = noted.into_iter().rev().map(|(_, version)| {
            let content = self.content(&version.sha256);
            (version, content)
        });
        with_content.filter(|(_, content)| content.is_file()).collect()
    }

    /// The latest version that is other than what is at `path` now, and was not changed since it was kept.
    pub fn before(&self, path: &Path) -> Result<Option<(KeptVersion, PathBuf)>> {
        let (_, now) = digest(path)?;
        let is_whole =
            |(version, content): &(KeptVersion, PathBuf)| digest(content).is_ok_and(|(_, it)| it == version.sha256);
        Ok(self.of(path).into_iter().filter(|(version, _)| version.sha256 != now).find(is_whole))
    }

    /// Where all of it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn total(&self) -> KeptTotal {
        let all = self.all();
        let files: HashSet<_> = all.iter().map(|(_, version)| &version.path).collect();
        let contents: HashMap<_, _> = all.iter().map(|(_, version)| (&version.sha256, version.bytes)).collect();
        KeptTotal { versions: all.len(), files: files.len(), bytes: contents.values().sum() }
    }

    /// Forgets all; how much there was. BLOCKS.
    pub fn forget(&self) -> Result<KeptTotal> {
        let there = self.total();
        // The notes first: whoever dies in between leaves none that names a content which is gone.
        for folder in [FILES, CONTENTS] {
            let folder = self.folder.join(folder);
            match fs::remove_dir_all(&folder) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(disk(&folder, &error)),
                _ => {}
            }
        }
        Ok(there)
    }

    fn all(&self) -> Vec<Noted> {
        let files = fs::read_dir(self.folder.join(FILES)).into_iter().flatten().flatten();
        files.flat_map(|file| noted(&file.path())).collect()
    }

    fn content(&self, sha256: &str) -> PathBuf {
        self.folder.join(CONTENTS).join(sha256)
    }

    fn notes_of(&self, path: &Path) -> PathBuf {
        let mut hasher = Hasher::new(None);
        hasher.update(whole(path).as_os_str().as_encoded_bytes());
        self.folder.join(FILES).join(hasher.finish().sha256)
    }

    /// Forgets the oldest versions, and with the last note of a content the content.
    fn keep_to_limit(&self) -> io::Result<()> {
        let mut all = self.all();
        all.sort_by_key(|(_, version)| version.replaced);
        let mut uses: HashMap<&str, usize> = HashMap::new();
        let mut bytes = 0;
        for (_, version) in &all {
            let uses = uses.entry(&version.sha256).or_default();
            *uses += 1;
            bytes += if *uses == 1 { version.bytes } else { 0 };
        }
        for (note, version) in &all {
            if bytes <= self.limit {
                break;
            }
            remove(note)?;
            if let Some(uses) = uses.get_mut(version.sha256.as_str()) {
                *uses -= 1;
                if *uses == 0 {
                    remove(&self.content(&version.sha256))?;
                    bytes -= version.bytes;
                }
            }
        }
        Ok(())
    }
}

/// What is noted in a folder of notes; what cannot be read tells nothing.
fn noted(folder: &Path) -> Vec<Noted> {
    let notes = fs::read_dir(folder).into_iter().flatten().flatten().map(|note| note.path());
    let read = |path: PathBuf| Some((path.clone(), serde_json::from_slice(&fs::read(path).ok()?).ok()?));
    notes.filter_map(read).collect()
}

/// The same, however one gets there.
fn whole(path: &Path) -> PathBuf {
    let absolute = || std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    fs::canonicalize(path).unwrap_or_else(|_| absolute())
}

/// The same file under another name costs nothing; where that cannot be, or it has other names already, a copy.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if has_one_name(from) && fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    let folder = to.parent().unwrap_or(to);
    let mut new = new_in(folder, Readers::Owner)?;
    io::copy(&mut fs::File::open(from)?, new.as_file_mut())?;
    new.persist(to).map(drop).map_err(|error| error.error)
}

#[cfg(unix)]
fn has_one_name(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::symlink_metadata(path).is_ok_and(|there| there.nlink() == 1)
}

#[cfg(not(unix))]
fn has_one_name(_: &Path) -> bool {
    false
}

/// Another process may have been faster.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Puts another content in its place, as a download does.
    fn replaced(path: &Path, content: &str) {
        let new = path.with_extension("new");
        fs::write(&new, content).unwrap();
        fs::rename(&new, path).unwrap();
    }

    #[test]
    fn versions_are_kept_once_each_and_the_oldest_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let (cache, path) = (folder.path().join("cache"), folder.path().join("a.csv"));
        let kept = KeptVersions::below(&cache, 10);
        kept.keep(&path).unwrap();
        assert!(kept.of(&path).is_empty(), "nothing was there");
        fs::write(&path, "one ").unwrap();
        let contents = |kept: &KeptVersions| -> Vec<String> {
            kept.of(&path).iter().map(|(_, content)| fs::read_to_string(content).unwrap()).collect()
        };
        for next in ["two ", "one ", "six "] {
            kept.keep(&path).unwrap();
            replaced(&path, next);
        }
        assert_eq!(contents(&kept), ["one ", "two ", "one "]);
        assert_eq!(fs::read_dir(cache.join("versions/contents")).unwrap().count(), 2, "the same content once");
        let (before, content) = kept.before(&path).unwrap().unwrap();
        assert_eq!((before.bytes, fs::read_to_string(content).unwrap()), (4, "one ".to_owned()));
        kept.keep(&path).unwrap();
        assert_eq!(contents(&kept), ["six ", "one "], "twelve bytes are too many");
        let other = folder.path().join("b.csv");
        fs::write(&other, "x").unwrap();
        assert!(kept.of(&other).is_empty());
    }

    #[test]
    fn all_that_is_kept_is_told_and_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let kept = KeptVersions::below(&folder.path().join("cache"), 100);
        assert_eq!((kept.total(), kept.forget().unwrap()), (KeptTotal::default(), KeptTotal::default()));
        let (one, other) = (folder.path().join("a.csv"), folder.path().join("b.csv"));
        for (path, content) in [(&one, "1"), (&one, "22"), (&other, "22"), (&other, "333")] {
            replaced(path, content);
            kept.keep(path).unwrap();
        }
        let there = KeptTotal { versions: 4, files: 2, bytes: 6 };
        assert_eq!((kept.total(), kept.forget().unwrap()), (there, there));
        assert_eq!((kept.total(), kept.of(&one).len()), (KeptTotal::default(), 0));
        kept.keep(&one).unwrap();
        assert_eq!(kept.of(&one).len(), 1, "it begins anew");
    }

    #[test]
    fn what_is_kept_is_no_part_of_a_file_with_other_names() {
        let folder = tempfile::tempdir().unwrap();
        let (path, also) = (folder.path().join("a.csv"), folder.path().join("also.csv"));
        fs::write(&path, "old").unwrap();
        fs::hard_link(&path, &also).unwrap();
        let kept = KeptVersions::below(folder.path(), 10);
        kept.keep(&path).unwrap();
        fs::write(&also, "changed in place").unwrap();
        assert_eq!(fs::read_to_string(&kept.of(&path)[0].1).unwrap(), "old");
    }
}
