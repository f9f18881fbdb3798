//! An unfinished download of the same media in the same folder: its `.part`, locked, and how much of it is sure.

use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use super::journal::{ENDING, Journal, Spans, frontier};
use super::part::{Part, disk};
use super::stream::OVERLAP;
use crate::error::Result;
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

impl Unfinished {
    /// Looks in `dir` for a `.part` whose journal names this media and these answers, and which nobody writes. `name`:
    /// only if it is to become this file.
    pub fn find(dir: &Path, media: &Media, answers: &[(String, String)], name: Option<&str>) -> Result<Option<Self>> {
        let address = media.address().to_string();
        let entries = fs::read_dir(dir).into_iter().flatten().flatten();
        let ending = format!(".part{ENDING}");
        for entry in entries.filter(|entry| entry.file_name().to_string_lossy().ends_with(&ending)) {
            let Some(journal) = Journal::read(&entry.path()) else { continue };
            let same = journal.address == address && journal.answers == answers;
            let path = dir.join(format!("{}.part", journal.name));
            // A journal speaks for the `.part` beside it, not for whatever its text may name.
            if !same || Journal::path(&path) != entry.path() || name.is_some_and(|name| name != journal.name) {
                continue;
            }
            if journal.version.validator().is_none() || !path.is_file() {
                continue;
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
        let mut reader = part.reader()?().map_err(failed)?;
        reader.seek(SeekFrom::Start(kept - tail.len() as u64)).map_err(failed)?;
        reader.read_exact(&mut tail).map_err(failed)?;
        Ok(Some(Self { part, journal, there, tail }))
    }
}
