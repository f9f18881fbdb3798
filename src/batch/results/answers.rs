//! The journal of a batch as its results are made of it: read once to know which line answers what, and each line again
//! when its row comes. Memory holds 24 bytes of each, whatever is in them.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::base::beside::{Wanted, WantedReader};
use crate::base::disk::disk;
use crate::base::error::Result;
use crate::base::json;
use crate::batch::{Asked, FinishedDocument, FinishedError};

/// Read at once: rows mostly come in the order of their answers, and where they do not, little is read in vain.
const AT_ONCE: usize = 16 << 10;
/// No answer is longer; what it becomes in memory is several times that.
const LONGEST_LINE: u64 = 8 << 20;

/// What one line tells, whoever wrote it: what it leaves unsaid is nothing.
#[derive(Clone, Debug, Deserialize)]
pub struct AnswerLine {
    pub endpoint: String,
    pub asked: Asked,
    #[serde(default)]
    pub at: Option<Timestamp>,
    #[serde(default)]
    pub status: Option<u16>,
    #[serde(default)]
    pub answer: Option<Value>,
    #[serde(default)]
    pub document: Option<FinishedDocument>,
    #[serde(default)]
    pub error: Option<FinishedError>,
    /// A later run asks it again.
    #[serde(default)]
    pub again: bool,
}

/// The file, read from its beginning to its end or anywhere.
pub struct AnswersFile {
    path: PathBuf,
    reader: BufReader<WantedReader<File>>,
    /// Where the reader is.
    at: u64,
    line: Vec<u8>,
}

impl AnswersFile {
    /// `None` where nothing was answered yet.
    pub fn open(path: &Path, wanted: &Wanted) -> Result<Option<Self>> {
        let file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened.map_err(|error| disk(path, &error))?,
        };
        let reader = BufReader::with_capacity(AT_ONCE, wanted.reader(file));
        Ok(Some(Self { path: path.to_owned(), reader, at: 0, line: vec![] }))
    }

    /// Where the next line begins, and what it tells if it can be read; `None` at the end, and before a last line that was
    /// torn.
    pub fn next(&mut self) -> Result<Option<(u64, Option<AnswerLine>)>> {
        loop {
            let (begins, is_whole) = (self.at, self.read_line()?);
            if self.line.is_empty() {
                return Ok(None);
            }
            if self.line.trim_ascii().is_empty() {
                continue;
            }
            let told = read(&self.line);
            return Ok((is_whole || told.is_some()).then_some((begins, told)));
        }
    }

    /// What the line that begins there tells.
    pub fn line_at(&mut self, begins: u64) -> Result<Option<AnswerLine>> {
        let by = i64::try_from(begins).ok().zip(i64::try_from(self.at).ok()).map(|(to, at)| to - at);
        let moved = match by {
            Some(by) => self.reader.seek_relative(by),
            None => self.reader.seek(SeekFrom::Start(begins)).map(drop),
        };
        moved.map_err(|error| disk(&self.path, &error))?;
        self.at = begins;
        self.read_line()?;
        Ok(read(&self.line))
    }

    /// Whether the line has its end. What is longer than any answer is passed over.
    fn read_line(&mut self) -> Result<bool> {
        self.line.clear();
        let failed = |error: io::Error| disk(&self.path, &error);
        let mut limited = io::Read::take(&mut self.reader, LONGEST_LINE);
        let mut read = limited.read_until(b'\n', &mut self.line).map_err(failed)? as u64;
        let mut is_whole = self.line.ends_with(b"\n");
        if !is_whole && read == LONGEST_LINE {
            self.line = b"?".to_vec();
            read += self.reader.skip_until(b'\n').map_err(failed)? as u64;
            is_whole = true;
        }
        self.at += read;
        Ok(is_whole)
    }
}

fn read(line: &[u8]) -> Option<AnswerLine> {
    json::read(line, |line| serde_json::from_slice(line)).ok()
}

/// Where the answers are.
#[derive(Debug, Default)]
pub struct AnswerIndex {
    entries: Vec<IndexEntry>,
}

/// What was asked, as a hash, and where its line begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct IndexEntry {
    key: [u64; 2],
    at: u64,
}

impl AnswerIndex {
    pub fn add(&mut self, line: &AnswerLine, at: u64) {
        self.entries.push(IndexEntry { key: key(&line.endpoint, &line.asked), at });
    }

    /// To be looked into from now on. Of several lines for the same, the last is left.
    pub fn end(&mut self) {
        self.entries.sort_unstable_by_key(|entry| (entry.key, std::cmp::Reverse(entry.at)));
        self.entries.dedup_by_key(|entry| entry.key);
        self.entries.shrink_to_fit();
    }

    /// Where the line begins that answers this.
    pub fn find(&self, endpoint: &str, asked: &Asked) -> Option<u64> {
        let key = key(endpoint, asked);
        let found = self.entries.binary_search_by_key(&key, |entry| entry.key).ok()?;
        self.entries.get(found).map(|entry| entry.at)
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }
}

/// Half of a SHA-256: nobody finds two askings with the same.
fn key(endpoint: &str, asked: &Asked) -> [u64; 2] {
    let mut hasher = Sha256::new();
    let words = asked.0.iter().flat_map(|(key, value)| [key.as_str(), value.as_str()]);
    for word in std::iter::once(endpoint).chain(words) {
        hasher.update((word.len() as u64).to_le_bytes());
        hasher.update(word);
    }
    let hash = hasher.finalize();
    let half = |at: usize| {
        let bytes = hash.get(at..).and_then(|rest| rest.first_chunk::<8>());
        bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes))
    };
    [half(0), half(8)]
}
