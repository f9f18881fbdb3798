//! Finds an unfinished download of the same media in a folder: its `.part`, locked, and which of its bytes can be trusted.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::journal::{EXTENSION, Journal, Spans, frontier, total_of};
use super::part::Part;
use super::stream::OVERLAP;
use super::{Identity, Progress};
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
pub fn begun(dir: &Path, address: &str, answers: &[(String, String)]) -> Option<Progress> {
    let fits = |journal: &Journal| journal.address == address && journal.answers == answers;
    let (path, journal) = journals(dir).find(|(_, it)| fits(it) && it.version.validator().is_some())?;
    let there = journal.sure(fs::metadata(path).ok()?.len());
    Some(Progress { done: total_of(&there), total: journal.version.length, ..Progress::default() })
}

/// Removes what an earlier download left in `dir`, unless it is being written; how many files there were.
pub fn forget(dir: &Path, address: &str, answers: &[(String, String)]) -> Result<usize> {
    let mut count = 0;
    for (path, journal) in journals(dir) {
        if journal.address == address
            && journal.answers == answers
            && fs::symlink_metadata(&path).is_ok()
            && let Some(part) = Part::open(&path, false)?
        {
            part.discard()?;
            count += 1;
        }
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
    /// Looks in `dir` for a `.part` whose journal names this media and these answers, and which nobody writes. `name`:
    /// only if it is to become this file.
    pub fn find(dir: &Path, media: &Media, identity: &Identity, name: Option<&str>) -> Result<Option<Self>> {
        for (path, journal) in journals(dir) {
            if !journal.is_of(identity)
                || journal.version.validator().is_none()
                || name.is_some_and(|name| name != journal.name)
            {
                continue;
            }
            if fs::symlink_metadata(&path).is_err() {
                continue; // a journal that outlived its `.part`
            }
            let Some(part) = Part::open(&path, media.access == Access::Personal)? else { continue };
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
        let there = journal.sure(length);
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
