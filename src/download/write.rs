//! The threads of one download: a writer, a hasher beside it so that neither waits for the other, and one that notes what
//! is there and syncs it to disk every two seconds.

use std::fs::File;
use std::io::{self, Read as _};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::{mpsc, oneshot};

use super::digest::{Algo, Digests, Hasher};
use super::journal::{Journal, Proof, Spans, frontier};
use super::part::{Part, PartReader, sha256};
use crate::base::disk::disk;
use crate::base::error::{Error, ErrorKind, Result, chain};
use crate::m;
use crate::model::file_format::HEAD;

/// Chunks on their way to each thread: enough to smooth out both, about 4 MiB.
pub const IN_FLIGHT: usize = 16;
/// How often what was written is made durable, so that a power cut costs no more than this.
const SYNC_EVERY: Duration = Duration::from_secs(2);
/// How often it is noted at least, so that the end of the process costs no more than this.
const NOTE_EVERY: Duration = Duration::from_millis(200);
/// What may be written between two notes of what is there: as much is fetched again after a crash. More where it is
/// written faster than [`NOTES_APART`] allows, and never more than the second.
const UNNOTED: u64 = 512 << 10;
const MOST_UNNOTED: u64 = 4 << 20;
const NOTES_APART: Duration = Duration::from_millis(25);

/// A message to the writer.
#[derive(Debug)]
pub enum Write {
    /// These bytes belong there. Where some are there already, they must be the same.
    At(u64, Bytes),
    /// What came so far is no part of what comes now. The journal of the new version.
    StartOver(Box<Journal>),
    /// Whether all that was told is one version: asked at the end.
    Agree(oneshot::Sender<bool>),
}

/// A `.part` with all its bytes.
pub struct Written {
    pub part: Part,
    pub bytes: u64,
    pub digests: Digests,
    /// The first [`HEAD`] bytes.
    pub head: Vec<u8>,
}

/// Writes and hashes what comes besides the bytes `there` in `part` until the sender is gone: at the end, or because
/// the download was cancelled. Rings `conflict` when bytes differ from those that are there. Blocks; for a thread of
/// its own.
pub fn write(
    part: Part,
    there: Spans,
    journal: Journal,
    mut told: mpsc::Receiver<Write>,
    conflict: Arc<tokio::sync::Notify>,
    claimed: Option<Algo>,
) -> Result<Written> {
    let mut writer = Writer::begin(part, there, journal, claimed)?;
    let (alarm, syncing) = writer.sync_beside()?;
    while let Some(told) = told.blocking_recv() {
        match told {
            Write::At(at, chunk) if writer.agrees => {
                if !writer.put(at, chunk)? {
                    writer.agrees = false;
                    conflict.notify_one();
                }
            }
            Write::At(..) => {} // of a version that is given up
            Write::StartOver(journal) => writer.start_over(*journal)?,
            Write::Agree(answer) => drop(answer.send(writer.agrees)),
        }
    }
    drop(alarm);
    let _ = syncing.join(); // it only ever gives up
    writer.finish()
}

/// Writes and hashes a body that came as a whole. The journal first, where one may be looked for: a `.part` without one
/// would be somebody's file.
pub fn write_whole(
    mut part: Part,
    body: &[u8],
    journal: impl Fn() -> Journal,
    claimed: Option<Algo>,
) -> Result<Written> {
    let mut hasher = Hasher::new(claimed);
    hasher.update(body);
    if !part.fresh {
        part.file.set_len(0).map_err(|error| disk(part.path(), &error))?; // no beginning of this
    }
    if part.has_journal() {
        part.noted = true;
        journal().write(&Journal::path(part.path()))?;
    }
    part.write_at(body, 0)?;
    let head = body[..body.len().min(HEAD)].to_vec();
    Ok(Written { part, bytes: body.len() as u64, digests: hasher.finish(), head })
}

struct Writer {
    part: Part,
    noted: Arc<Mutex<Noted>>,
    /// Bytes written since the last note.
    unnoted: u64,
    /// When that was.
    noted_at: Instant,
    agrees: bool,
    hashing: Hashing,
}

/// What the writer and the thread that makes it durable both know.
struct Noted {
    written: Spans,
    /// What the journal vouches for of it.
    vouched: Spans,
    journal: Journal,
    path: PathBuf,
    /// Whether the journal's file speaks of this version.
    saved: bool,
    /// Changes with each start.
    version: u32,
}

impl Noted {
    /// Of bytes that were there before, what the journal told of them; of those that nothing else vouches for, a proof.
    fn take_over(&mut self, before: Journal) {
        let is_there = |span: &Range<u64>| self.written.gaps(span).next().is_none();
        let proofs: Vec<_> = before.proofs.into_iter().filter(|proof| is_there(&proof.span)).collect();
        self.vouched.extend(proofs.iter().map(|proof| proof.span.clone()).chain(before.durable.iter().cloned()));
        (self.journal.proofs, self.journal.durable) = (proofs, before.durable);
    }

    /// Writes down what is in `file`, the `.part`, with proofs of what was written since the last time.
    fn note(&mut self, file: &File) -> Result<()> {
        let new: Vec<_> = self.written.iter().flat_map(|span| self.vouched.gaps(span)).collect();
        for span in new {
            let sha256 = sha256(file, span.clone()).map_err(|error| disk(&self.path, &error))?;
            self.vouched.insert(span.clone());
            self.journal.proofs.push(Proof { span, sha256 });
        }
        self.save()
    }

    /// Replaces the journal's file.
    fn save(&mut self) -> Result<()> {
        self.journal.write(&self.path)?;
        self.saved = true;
        Ok(())
    }
}

impl Writer {
    fn begin(mut part: Part, there: Spans, journal: Journal, claimed: Option<Algo>) -> Result<Self> {
        let hashing = Hashing::begin(&part, frontier(&there), claimed)?;
        let path = Journal::path(part.path());
        part.noted = true;
        let end = there.last().map_or(0, |last| last.end);
        let before = Journal::read(&path).filter(|_| end > 0);
        let mut noted = Noted { written: there, vouched: Spans::new(), journal, path, saved: end > 0, version: 0 };
        before.into_iter().for_each(|before| noted.take_over(before));
        let noted = Arc::new(Mutex::new(noted));
        let mut writer = Self { part, noted, unnoted: 0, noted_at: Instant::now(), agrees: true, hashing };
        writer.cut(end)?;
        writer.note()?;
        Ok(writer)
    }

    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes down what is there. It must succeed of a version without a journal, which would be somebody's file. Else the
    /// journal that is there tells a part of it.
    fn note(&mut self) -> Result<()> {
        (self.unnoted, self.noted_at) = (0, Instant::now());
        let mut noted = self.noted();
        match noted.note(&self.part.file) {
            Err(error) if noted.saved => {
                tracing::debug!(error = chain(&error), "the journal stays as it was");
                Ok(())
            }
            noted => noted,
        }
    }

    /// False where bytes differ from those that are there.
    fn put(&mut self, at: u64, chunk: Bytes) -> Result<bool> {
        let span = at..at + chunk.len() as u64;
        if span.is_empty() {
            return Ok(true);
        }
        let (there, gaps): (Vec<_>, Vec<_>) = {
            let noted = self.noted();
            (noted.written.overlapping(&span).cloned().collect(), noted.written.gaps(&span).collect())
        };
        let part_of = |range: &Range<u64>| chunk.slice((range.start - at) as usize..(range.end - at) as usize);
        for range in there.iter().map(|range| range.start.max(span.start)..range.end.min(span.end)) {
            if self.read(&range)? != part_of(&range) {
                return Ok(false);
            }
        }
        for gap in &gaps {
            self.fill(gap.start, part_of(gap))?;
        }
        Ok(true)
    }

    fn fill(&mut self, at: u64, chunk: Bytes) -> Result<()> {
        let before = frontier(&self.noted().written);
        self.part.write_at(&chunk, at)?;
        let length = chunk.len() as u64;
        let now = {
            let mut noted = self.noted();
            noted.written.insert(at..at + length);
            frontier(&noted.written)
        };
        match at == before && now == at + length {
            true => self.hashing.feed(Feed::Bytes(chunk)),
            false if now > before => self.hashing.feed(Feed::Until(now)),
            false => {}
        }
        self.unnoted += length;
        let is_due = self.unnoted >= UNNOTED && self.noted_at.elapsed() >= NOTES_APART;
        if is_due || self.unnoted >= MOST_UNNOTED {
            self.note()?;
        }
        Ok(())
    }

    fn start_over(&mut self, journal: Journal) -> Result<()> {
        self.disown(journal)?;
        self.cut(0)?;
        self.agrees = true;
        self.note()?;
        self.hashing.feed(Feed::StartOver);
        Ok(())
    }

    /// Notes that nothing of the version of `journal` is there, which is nobody else's file all the same.
    fn disown(&mut self, journal: Journal) -> Result<()> {
        let mut noted = self.noted();
        noted.written.clear();
        noted.version += 1;
        noted.saved = false;
        noted.vouched.clear();
        noted.journal = journal;
        noted.save()
    }

    /// Leaves the first `length` bytes.
    fn cut(&mut self, length: u64) -> Result<()> {
        let file = &self.part.file;
        let cut = || if file.metadata()?.len() == length { Ok(()) } else { file.set_len(length) };
        cut().map_err(|error| disk(self.part.path(), &error))
    }

    fn read(&mut self, range: &Range<u64>) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let read = self.part.reader(range.start)?.take(range.end - range.start).read_to_end(&mut bytes);
        read.map_err(|error| disk(self.part.path(), &error))?;
        Ok(bytes)
    }

    fn finish(mut self) -> Result<Written> {
        self.note()?; // cancelled in between, a later start finds all of it
        let bytes = frontier(&self.noted().written);
        let head = self.read(&(0..HEAD as u64))?;
        let (digests, hashed) = self.hashing.finish()?;
        if hashed != bytes {
            return Err(disk(self.part.path(), &io::ErrorKind::UnexpectedEof.into())); // somebody cut it
        }
        Ok(Written { part: self.part, bytes, digests, head })
    }

    /// Notes what is written, and makes it durable now and then, beside the writing. Ends with its sender.
    fn sync_beside(&self) -> Result<(SyncSender<()>, JoinHandle<()>)> {
        let (alarm, ended) = sync_channel::<()>(0);
        let (file, noted) = (self.part.duplicate()?, self.noted.clone());
        let work = move || {
            let mut synced = Instant::now();
            while ended.recv_timeout(NOTE_EVERY) == Err(RecvTimeoutError::Timeout) {
                let is_due = synced.elapsed() >= SYNC_EVERY;
                if let Err(error) = if is_due { sync(&file, &noted) } else { note_new(&file, &noted) } {
                    tracing::debug!(error = chain(&error), "what was written so far is not durable yet");
                }
                if is_due {
                    synced = Instant::now();
                }
            }
        };
        Ok((alarm, thread("sync", work)?))
    }
}

/// Notes what was written since the last time, if anything was.
fn note_new(file: &File, noted: &Mutex<Noted>) -> Result<()> {
    let mut noted = noted.lock().unwrap_or_else(PoisonError::into_inner);
    if noted.written == noted.vouched { Ok(()) } else { noted.note(file) }
}

fn sync(file: &File, noted: &Mutex<Noted>) -> Result<()> {
    let look = || noted.lock().unwrap_or_else(PoisonError::into_inner);
    let (written, version, path) = {
        let noted = look();
        (noted.written.clone(), noted.version, noted.path.clone())
    };
    file.sync_data().map_err(|error| disk(&path, &error))?;
    let mut noted = look();
    // What was taken back meanwhile is no longer there, whatever was synced before.
    if noted.version == version {
        noted.journal.proofs.retain(|proof| written.gaps(&proof.span).next().is_some());
        noted.vouched.extend(written.iter().cloned());
        noted.journal.durable = written;
        noted.save()?;
    }
    Ok(())
}

/// A message to the hashing thread.
enum Feed {
    /// The next bytes.
    Bytes(Bytes),
    /// All up to here is in the file.
    Until(u64),
    StartOver,
}

/// The thread that hashes.
struct Hashing {
    told: SyncSender<Feed>,
    thread: JoinHandle<io::Result<(Digests, u64)>>,
    path: PathBuf,
}

impl Hashing {
    /// Hashes the `kept` bytes on the disk first: reading them again is cheaper than fetching them again, and proves
    /// that they can be read.
    fn begin(part: &Part, kept: u64, claimed: Option<Algo>) -> Result<Self> {
        let (told, receiver) = sync_channel(IN_FLIGHT);
        let reader = part.reader(0)?;
        let work = move || hash(reader, kept, &receiver, claimed);
        Ok(Self { told, thread: thread("hash", work)?, path: part.path().to_owned() })
    }

    fn feed(&self, feed: Feed) {
        let _ = self.told.send(feed); // a thread that failed says why at the end
    }

    /// The checksums, and of how many bytes.
    fn finish(self) -> Result<(Digests, u64)> {
        drop(self.told);
        let broke = |_| Error::new(ErrorKind::Unexpected, "download", m!("download-hashing-broke"));
        self.thread.join().map_err(broke)?.map_err(|error| disk(&self.path, &error))
    }
}

fn hash(mut reader: PartReader, kept: u64, told: &Receiver<Feed>, claimed: Option<Algo>) -> io::Result<(Digests, u64)> {
    let (mut hasher, mut at) = (Hasher::new(claimed), 0);
    read_on(&mut reader, &mut hasher, &mut at, kept)?;
    for feed in told {
        match feed {
            Feed::Bytes(chunk) => {
                hasher.update(&chunk);
                at += chunk.len() as u64;
            }
            Feed::Until(end) => read_on(&mut reader, &mut hasher, &mut at, end)?,
            Feed::StartOver => (hasher, at) = (Hasher::new(claimed), 0),
        }
    }
    Ok((hasher.finish(), at))
}

/// Hashes the file from `at` to `end`, or to where it ends: it may just be started over.
fn read_on(reader: &mut PartReader, hasher: &mut Hasher, at: &mut u64, end: u64) -> io::Result<()> {
    if *at < end {
        reader.go_to(*at);
        *at += hasher.read(reader, end - *at)?;
    }
    Ok(())
}

/// A thread of the program's own, called `name`.
fn thread<T: Send + 'static>(name: &str, work: impl FnOnce() -> T + Send + 'static) -> Result<JoinHandle<T>> {
    let begun = thread::Builder::new().name(name.into()).spawn(work);
    begun.map_err(|error| Error::new(ErrorKind::Unexpected, "download", error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::super::journal::beginning;
    use super::super::version::Version;
    use super::*;

    fn begun(folder: &std::path::Path) -> (PathBuf, Journal, Writer) {
        let path = folder.join("m.csv.part");
        let journal = Journal::new(
            &crate::model::fixtures::media("m"),
            &crate::model::form::Answers::default(),
            "m.csv",
            &Version::default(),
        );
        let part = Part::open(&path, false).unwrap().unwrap();
        let mut writer = Writer::begin(part, Spans::new(), journal.clone(), None).unwrap();
        assert!(writer.put(0, Bytes::from("what is here")).unwrap());
        (path, journal, writer)
    }

    /// Killed between any two steps, a later start finds bytes that are ours, and none that it goes on with.
    #[test]
    fn what_starts_over_is_never_somebodys_file() {
        let folder = tempfile::tempdir().unwrap();
        let (path, journal, mut writer) = begun(folder.path());
        let proven = || {
            let file = File::open(&path).unwrap();
            Journal::read(&Journal::path(&path)).unwrap().proven(12, |span| sha256(&file, span)).unwrap()
        };
        assert!(proven().is_empty(), "nothing is noted yet");
        writer.note().unwrap();
        assert_eq!(proven(), beginning(12));
        writer.disown(journal).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"what is here");
        assert!(proven().is_empty());
        drop(writer);
        assert!(Part::open(&path, false).unwrap().is_some(), "not ours");
    }

    /// As on a full disk: what was noted before stays true.
    #[test]
    fn a_journal_that_cannot_be_replaced_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (path, journal, mut writer) = begun(folder.path());
        writer.noted().path = folder.path().join("no/such\0folder");
        writer.note().unwrap();
        assert_eq!(Journal::read(&Journal::path(&path)), Some(journal.clone()));
        assert!(writer.start_over(journal).is_err(), "bytes of a version without a journal");
    }
}
