//! What was answered: one line for each identifier and endpoint that is finished, in the order asked. It is the raw result,
//! and what a run that ended goes on from.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::row::Asked;
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::own_file::{OwnFile, not_ours, private};
use crate::m;

/// In the folder of the results.
pub const ANSWERS: &str = "answers.jsonl";
/// Lines are on the disk after so long at most; whoever waits longer brings them there before.
pub const GROUP: Duration = Duration::from_millis(200);

/// What is finished, but for the body of the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FinishedLine {
    pub endpoint: String,
    pub asked: Asked,
    pub at: Timestamp,
    /// Of the answer; `None` where none came.
    pub status: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<FinishedDocument>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<FinishedError>,
    /// Whether a later run asks it once more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
}

/// The file that came with an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FinishedDocument {
    /// Below the folder of the results, with slashes.
    pub path: String,
    pub sha256: String,
    pub size: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FinishedError {
    pub code: String,
    pub cause: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

/// What is answered already, as traces: the identifiers themselves would take many times as much memory.
pub struct Answered {
    first: RandomState,
    second: RandomState,
    done: HashSet<u128>,
    /// Those that ended in an error which may pass, and are asked once more.
    again: HashSet<u128>,
    /// All endpoints that lines are of.
    pub endpoints: BTreeSet<String>,
}

impl Default for Answered {
    fn default() -> Self {
        Self {
            first: RandomState::new(),
            second: RandomState::new(),
            done: HashSet::new(),
            again: HashSet::new(),
            endpoints: BTreeSet::new(),
        }
    }
}

impl Answered {
    /// What an earlier run left in `dir`, where it left something. BLOCKS.
    pub fn in_folder(dir: &Path) -> Result<Self> {
        let path = BatchJournal::path_in(dir);
        match OwnFile::look(&path) {
            Ok(OwnFile::Own(file)) => Ok(read(&path, &file)?.0),
            Ok(OwnFile::Nothing) => Ok(Self::default()),
            Ok(_) => Err(not_ours(&path)),
            Err(error) => Err(disk(&path, &error)),
        }
    }

    /// What stands for this request.
    pub fn trace(&self, endpoint: &str, asked: &Asked) -> u128 {
        let half = |state: &RandomState| u128::from(state.hash_one((endpoint, asked)));
        half(&self.first) << 64 | half(&self.second)
    }

    pub fn has(&self, trace: u128) -> bool {
        self.done.contains(&trace)
    }

    /// Takes a request that is to be asked now, so that no other row asks it; whether nobody has it yet.
    pub fn take(&mut self, trace: u128) -> bool {
        self.done.insert(trace)
    }

    /// Whether an earlier run gave it up.
    pub fn was_given_up(&self, trace: u128) -> bool {
        self.again.contains(&trace)
    }

    fn note(&mut self, line: &FinishedLine) {
        let trace = self.trace(&line.endpoint, &line.asked);
        match line.again {
            true if !self.done.contains(&trace) => _ = self.again.insert(trace),
            true => {}
            false => {
                self.again.remove(&trace);
                self.done.insert(trace);
            }
        }
        if !self.endpoints.contains(&line.endpoint) {
            self.endpoints.insert(line.endpoint.clone());
        }
    }
}

/// The open journal. One run at a time has it.
pub struct BatchJournal {
    path: PathBuf,
    file: File,
    /// Nobody else writes here as long as this is held.
    _turn: File,
    synced: Instant,
    pending: bool,
}

impl BatchJournal {
    pub fn path_in(dir: &Path) -> PathBuf {
        dir.join(ANSWERS)
    }

    /// Whether an earlier run left answers in `dir`.
    pub fn is_there(dir: &Path) -> bool {
        std::fs::metadata(Self::path_in(dir)).is_ok_and(|file| file.len() > 0)
    }

    /// Opens the journal in `dir`, of which whoever calls has the `turn`, and reads what is answered. A line that was
    /// being written when its run was killed is cut off. BLOCKS.
    pub fn open(dir: &Path, turn: File) -> Result<(Self, Answered)> {
        let path = Self::path_in(dir);
        let failed = |error: io::Error| disk(&path, &error);
        let mut file = private(&path).map_err(failed)?;
        let (answered, whole) = read(&path, &file)?;
        if file.metadata().map_err(failed)?.len() > whole {
            file.set_len(whole).map_err(failed)?;
        }
        file.seek(SeekFrom::Start(whole)).map_err(failed)?;
        Ok((Self { path, file, _turn: turn, synced: Instant::now(), pending: false }, answered))
    }

    /// Adds a line. `body`: the answer, JSON in one line.
    pub fn add(&mut self, line: &FinishedLine, body: Option<&[u8]>) -> Result<()> {
        let failed = |error: io::Error| disk(&self.path, &error);
        let mut written = serde_json::to_vec(line).map_err(|error| failed(error.into()))?;
        if let Some(body) = body {
            written.pop();
            written.extend_from_slice(b",\"answer\":");
            written.extend_from_slice(body);
            written.push(b'}');
        }
        written.push(b'\n');
        self.file.write_all(&written).map_err(failed)?;
        self.pending = true;
        if self.synced.elapsed() >= GROUP { self.sync() } else { Ok(()) }
    }

    /// Brings all lines to the disk.
    pub fn sync(&mut self) -> Result<()> {
        if std::mem::take(&mut self.pending) {
            self.file.sync_data().map_err(|error| disk(&self.path, &error))?;
        }
        self.synced = Instant::now();
        Ok(())
    }
}

/// What is answered, and how far the whole lines reach.
fn read(path: &Path, file: &File) -> Result<(Answered, u64)> {
    let failed = |error: io::Error| disk(path, &error);
    let (mut answered, mut whole, mut line, mut number) = (Answered::default(), 0, Vec::new(), 0_u64);
    let mut reader = BufReader::with_capacity(256 << 10, file);
    let mut torn = None;
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line).map_err(failed)? == 0 {
            return Ok((answered, whole));
        }
        number += 1;
        let read = line.strip_suffix(b"\n").and_then(|line| serde_json::from_slice::<FinishedLine>(line).ok());
        match (read, torn) {
            (Some(read), None) => {
                answered.note(&read);
                whole += line.len() as u64;
            }
            // What a power cut left stands at the end alone.
            (Some(_), Some(torn)) => return Err(damaged(path, torn)),
            (None, _) => torn = torn.or(Some(number)),
        }
    }
}

fn damaged(path: &Path, line: u64) -> Error {
    Error::new(ErrorKind::Integrity, shown(path), m!("batch-journal-damaged", line)).hint(m!("batch-journal-hint"))
}

/// `body` without what stands between its values: JSON in one line, its numbers and texts as they came. `None` where it is
/// no JSON object.
pub fn in_one_line(body: &[u8]) -> Option<Vec<u8>> {
    serde_json::from_slice::<BTreeMap<String, serde::de::IgnoredAny>>(body).ok()?;
    let (mut line, mut quoted, mut escaped) = (Vec::with_capacity(body.len()), false, false);
    for byte in body.iter().copied() {
        if quoted || !byte.is_ascii_whitespace() {
            line.push(byte);
        }
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            _ => {}
        }
    }
    Some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(siren: &str, again: bool) -> FinishedLine {
        let asked = Asked([("siren".to_owned(), siren.to_owned())].into());
        let error = again.then(|| FinishedError { code: "04020".into(), cause: "busy".into(), remedy: None });
        let at = "2026-11-30T10:00:00Z".parse().unwrap();
        FinishedLine { endpoint: "v4_x".into(), asked, at, status: Some(200), document: None, error, again }
    }

    fn open(dir: &Path) -> Result<(BatchJournal, Answered)> {
        BatchJournal::open(dir, tempfile::tempfile().unwrap())
    }

    fn has(answered: &Answered, siren: &str) -> bool {
        let line = line(siren, false);
        answered.has(answered.trace(&line.endpoint, &line.asked))
    }

    #[test]
    fn an_answer_is_one_line_with_its_body_as_it_came() {
        let dir = tempfile::tempdir().unwrap();
        let (mut journal, _) = open(dir.path()).unwrap();
        let body = in_one_line(b"{\n \"data\": {\"a b\": 1.10, \"q\": \"x\\\" y\"} }\n").unwrap();
        journal.add(&line("552032534", false), Some(&body)).unwrap();
        drop(journal);
        let written = std::fs::read_to_string(dir.path().join(ANSWERS)).unwrap();
        assert_eq!(
            written,
            "{\"endpoint\":\"v4_x\",\"asked\":{\"siren\":\"552032534\"},\"at\":\"2026-11-30T10:00:00Z\",\"status\":200,\
             \"answer\":{\"data\":{\"a b\":1.10,\"q\":\"x\\\" y\"}}}\n"
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(dir.path().join(ANSWERS)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        for no_answer in ["", "<html>", "[1]", "{\"a\":", "\"x\""] {
            assert_eq!(in_one_line(no_answer.as_bytes()), None, "{no_answer}");
        }
    }

    #[test]
    fn what_is_finished_is_known_again_and_what_may_pass_is_asked_once_more() {
        let dir = tempfile::tempdir().unwrap();
        let (mut journal, answered) = open(dir.path()).unwrap();
        assert!(!has(&answered, "1"));
        for (siren, again) in [("1", false), ("2", true), ("3", true), ("3", false)] {
            journal.add(&line(siren, again), None).unwrap();
        }
        drop(journal);
        let (_, answered) = open(dir.path()).unwrap();
        assert_eq!(["1", "2", "3", "4"].map(|siren| has(&answered, siren)), [true, false, true, false]);
        assert_eq!(answered.endpoints.iter().collect::<Vec<_>>(), ["v4_x"]);
    }

    #[test]
    fn a_torn_last_line_is_cut_off_wherever_it_tore() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(ANSWERS);
        let (mut journal, _) = open(dir.path()).unwrap();
        journal.add(&line("1", false), None).unwrap();
        let first = std::fs::metadata(&path).unwrap().len();
        journal.add(&line("2", false), Some(b"{\"data\":{}}")).unwrap();
        drop(journal);
        let whole = std::fs::read(&path).unwrap();
        for length in first as usize..whole.len() {
            std::fs::write(&path, &whole[..length]).unwrap();
            let (mut journal, answered) = open(dir.path()).unwrap();
            assert!(has(&answered, "1") && !has(&answered, "2"), "{length}");
            journal.add(&line("3", false), None).unwrap();
            drop(journal);
            let (_, answered) = open(dir.path()).unwrap();
            assert!(has(&answered, "1") && has(&answered, "3"), "{length}");
        }
        std::fs::write(&path, [&whole[..first as usize], &[0; 40], b"\n"].concat()).unwrap();
        assert!(has(&open(dir.path()).unwrap().1, "1"), "what a power cut leaves");
        std::fs::write(&path, [b"x\n", &whole[..]].concat()).unwrap();
        assert_eq!(open(dir.path()).err().unwrap().kind, ErrorKind::Integrity, "somebody changed it");
    }
}
