//! Finds an unfinished download of the same media in a folder: its `.part`, locked, and which of its bytes can be trusted.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::journal::{EXTENSION, Journal, Spans, frontier, total_of};
use super::part::Part;
use super::stream::OVERLAP;
use super::taken::busy;
use super::{Contents, Progress};
use crate::base::disk::disk;
use crate::base::error::Result;
use crate::model::{Access, Media};

/// What an earlier download left.
pub struct Unfinished {
    pub part: Part,
    pub journal: Journal,
    /// Bytes worth keeping.
    pub there: Spans,
    /// The last of those without a gap before them.
    pub tail: Vec<u8>,
}

/// How much of a media an earlier download left in `dir`; nothing is locked, so it may be more in a moment.
pub fn begun(dir: &Path, contents: &Contents) -> Option<Progress> {
    let (path, journal) = journals(dir).find(|(_, it)| it.is_of(contents) && it.goes_on())?;
    let there = journal.told(fs::metadata(path).ok()?.len());
    Some(Progress { done: total_of(&there), total: journal.version.length, ..Progress::default() })
}

/// How many bytes an earlier download left in `dir`, whether it can be gone on with or not.
pub fn left(dir: &Path, contents: &Contents) -> u64 {
    let parts = journals(dir).filter(|(_, it)| it.is_of(contents));
    parts.filter_map(|(path, _)| Some(fs::symlink_metadata(path).ok()?.len())).sum()
}

/// Removes what an earlier download left in `dir`; how many files there were. What is being written is an error, and
/// stays. Blocks for a moment where it was just stopped.
pub fn forget(dir: &Path, contents: &Contents) -> Result<usize> {
    let mut count = 0;
    for (path, _) in journals(dir).filter(|(_, it)| it.is_of(contents)) {
        if fs::symlink_metadata(&path).is_err() {
            let journal = Journal::path(&path); // it outlived its `.part`
            fs::remove_file(&journal).map_err(|error| disk(&journal, &error))?;
            continue;
        }
        let Some(part) = Part::open(&path, false)? else {
            return Err(busy(&path));
        };
        part.discard()?;
        count += 1;
    }
    Ok(count)
}

/// Each journal in `dir`, and the `.part` it speaks of.
fn journals(dir: &Path) -> impl Iterator<Item = (PathBuf, Journal)> {
    let ending = format!(".part.{EXTENSION}");
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let named = entries.filter(move |entry| entry.file_name().to_string_lossy().ends_with(&ending));
    named.filter_map(|entry| {
        let journal = Journal::read(&entry.path())?;
        let path = entry.path().with_file_name(format!("{}.part", journal.name));
        // A journal speaks for the `.part` beside it, not for whatever its text may name.
        (Journal::path(&path) == entry.path()).then_some((path, journal))
    })
}

impl Unfinished {
    /// How many bytes are not there yet.
    pub fn missing(&self) -> u64 {
        let length = self.journal.version.length.unwrap_or_default();
        self.there.gaps(&(0..length)).map(|gap| gap.end - gap.start).sum()
    }

    /// Looks in `dir` for a `.part` whose journal names this media and these answers, and which nobody writes. `name`:
    /// only if it is to become this file.
    pub fn find(dir: &Path, media: &Media, contents: &Contents, name: Option<&str>) -> Result<Option<Self>> {
        let may_go_on = |journal: &Journal| {
            journal.is_of(contents)
                // A checksum that the portal stated then, it may not state now.
                && (journal.version.validator().is_some() || journal.version.is_proven_of(media))
                && name.is_none_or(|name| name == journal.name)
        };
        for (path, _) in journals(dir).filter(|(_, journal)| may_go_on(journal)) {
            if fs::symlink_metadata(&path).is_err() {
                continue; // a journal that outlived its `.part`
            }
            let Some(part) = Part::open(&path, media.access == Access::Personal)? else { continue };
            // Only now does it stand still: whoever held the lock may have written on, and noted other pieces.
            let Some(journal) = Journal::read(&Journal::path(&path)).filter(may_go_on) else { continue };
            if let Some(unfinished) = Self::of(part, journal)? {
                return Ok(Some(unfinished));
            }
        }
        Ok(None)
    }

    fn of(part: Part, journal: Journal) -> Result<Option<Self>> {
        let failed = |error: std::io::Error| disk(part.path(), &error);
        let length = part.file.metadata().map_err(failed)?.len();
        let whole = journal.version.length.unwrap_or_default();
        // Of a whole file the last bytes are asked for again, which tells whether it is still published.
        let there = journal.proven(length, |span| part.sha256(span)).map_err(failed)?;
        if there.is_empty() || length > whole {
            return Ok(None);
        }
        let kept = frontier(&there);
        let mut tail = vec![0; kept.min(OVERLAP) as usize];
        let mut reader = part.reader(kept - tail.len() as u64)?;
        reader.read_exact(&mut tail).map_err(failed)?;
        Ok(Some(Self { part, journal, there, tail }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::ErrorKind;
    use crate::download::version::Version;
    use crate::model::fixtures::media;
    use crate::model::form::Answers;

    /// What a download of the media `id` leaves behind.
    fn left_behind(dir: &Path, id: &str, bytes: &[u8]) -> PathBuf {
        let path = dir.join(format!("{id}.csv.part"));
        drop(Part::open(&path, true).unwrap().unwrap());
        fs::write(&path, bytes).unwrap();
        Journal::new(&media(id), &Answers::default(), &format!("{id}.csv"), &Version::default())
            .write(&Journal::path(&path))
            .unwrap();
        path
    }

    #[test]
    fn one_download_is_forgotten_with_all_that_is_its_own_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path();
        let (one, other) = (left_behind(dir, "a", b"abc"), left_behind(dir, "b", b"x"));
        let a = Contents::new(&media("a"), &Answers::default());
        assert_eq!((left(dir, &a), forget(dir, &a).unwrap()), (3, 1));
        assert!(!one.exists() && !Journal::path(&one).exists() && other.exists());
        assert_eq!((left(dir, &a), forget(dir, &a).unwrap()), (0, 0));

        let outlived = left_behind(dir, "a", b"");
        fs::remove_file(&outlived).unwrap();
        assert_eq!(forget(dir, &a).unwrap(), 0);
        assert!(!Journal::path(&outlived).exists(), "a journal that outlived its `.part`");
        assert_eq!(forget(&dir.join("none"), &a).unwrap(), 0, "a folder that is not there");
    }

    #[test]
    fn what_is_being_written_is_left_and_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = left_behind(folder.path(), "a", b"abc");
        let writer = Part::open(&path, true).unwrap().unwrap();
        let error = forget(folder.path(), &Contents::new(&media("a"), &Answers::default())).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Disk);
        drop(writer);
        assert!(path.exists());
    }

    #[test]
    fn what_is_noted_until_the_lock_is_let_go_counts() {
        let folder = tempfile::tempdir().unwrap();
        let path = left_behind(folder.path(), "a", &[1; 100]);
        let mut version = serde_json::to_value(Version::default()).unwrap();
        (version["etag"], version["length"], version["ranges"]) = ("\"v1\"".into(), 1000.into(), true.into());
        let version: Version = serde_json::from_value(version).unwrap();
        let mut journal = Journal::new(&media("a"), &Answers::default(), "a.csv", &version);
        journal.write(&Journal::path(&path)).unwrap();
        let writer = Part::open(&path, true).unwrap().unwrap();
        let find = |dir: PathBuf| {
            let contents = Contents::new(&media("a"), &Answers::default());
            Unfinished::find(&dir, &media("a"), &contents, None).unwrap().unwrap().there
        };
        let finds = std::thread::spawn({
            let dir = folder.path().to_owned();
            move || find(dir)
        });
        std::thread::sleep(std::time::Duration::from_millis(100)); // it has read the journal, and waits for the lock
        let pieces = Spans::from_iter([0..50, 80..90]);
        journal.durable = pieces.clone();
        journal.write(&Journal::path(&path)).unwrap();
        drop(writer);
        assert_eq!(finds.join().unwrap(), pieces);
    }
}
