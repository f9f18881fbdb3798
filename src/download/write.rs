//! The threads of one download: a writer, a hasher beside it so that neither waits for the other, and one that syncs to
//! disk every two seconds.

use std::fs::File;
use std::io::{self, Read as _};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{mpsc, oneshot};

use super::digest::{Algo, Digests, Hasher};
use super::journal::{Journal, Spans, frontier};
use super::part::{Part, PartReader};
use crate::base::disk::disk;
use crate::base::error::{Error, ErrorKind, Result, chain};
use crate::m;
use crate::model::file_format::HEAD;

/// Chunks on their way to each thread: enough to smooth out both, about 4 MiB.
pub const IN_FLIGHT: usize = 16;
/// How often what was written is made durable, so that a power cut costs no more than this.
const SYNC_EVERY: Duration = Duration::from_secs(2);
/// What may be written between two notes of which pieces are there: as much is fetched again after a crash.
const UNNOTED: u64 = 512 << 10;

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
    /// Whether the file has gaps, so that its length does not tell what is there.
    scattered: bool,
    /// Bytes written since the last note of a scattered file.
    unnoted: u64,
    agrees: bool,
    hashing: Hashing,
}

/// What the writer and the thread that makes it durable both know.
struct Noted {
    written: Spans,
    journal: Journal,
    path: PathBuf,
    /// Whether the journal's file speaks of this version.
    saved: bool,
    /// Changes with each start.
    version: u32,
}

impl Noted {
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
        let scattered = there.len() > 1 || there.first().is_some_and(|first| first.start > 0);
        let end = there.last().map_or(0, |last| last.end);
        let saved = !there.is_empty();
        let noted = Arc::new(Mutex::new(Noted { written: there, journal, path, saved, version: 0 }));
        let mut writer = Self { part, noted, scattered, unnoted: 0, agrees: true, hashing };
        writer.cut(end)?; // first: a journal without pieces says that all of the file is there
        writer.note()?;
        Ok(writer)
    }

    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes down what is there. It must succeed where nothing else would tell: where there are gaps, and of a version
    /// without a journal, which would be somebody's file. Else the journal that is there tells a part of it.
    fn note(&mut self) -> Result<()> {
        self.unnoted = 0;
        let scattered = self.scattered;
        let mut noted = self.noted();
        let written = scattered.then(|| noted.written.clone());
        noted.journal.written = written;
        match noted.save() {
            Err(error) if !scattered && noted.saved => {
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
        if at > before && !self.scattered {
            // From the first byte behind a gap on, the file's length tells nothing any more.
            self.scattered = true;
            self.note()?;
        }
        self.part.write_at(&chunk, at)?;
        let length = chunk.len() as u64;
        let (now, whole) = {
            let mut noted = self.noted();
            noted.written.insert(at..at + length);
            (frontier(&noted.written), noted.written.len() == 1)
        };
        match at == before && now == at + length {
            true => self.hashing.feed(Feed::Bytes(chunk)),
            false if now > before => self.hashing.feed(Feed::Until(now)),
            false => {}
        }
        if self.scattered {
            self.unnoted += length;
            if now > 0 && whole {
                self.scattered = false;
                self.note()?;
            } else if self.unnoted >= UNNOTED {
                self.note()?;
            }
        }
        Ok(())
    }

    fn start_over(&mut self, journal: Journal) -> Result<()> {
        self.disown(journal)?;
        self.cut(0)?;
        (self.agrees, self.scattered) = (true, false);
        self.note()?;
        self.hashing.feed(Feed::StartOver);
        Ok(())
    }

    /// Notes that nothing of the version of `journal` is there: until the file is cut, it is no version's beginning, and
    /// no more somebody else's than before.
    fn disown(&mut self, journal: Journal) -> Result<()> {
        let mut noted = self.noted();
        noted.written.clear();
        noted.version += 1;
        noted.saved = false;
        noted.journal = journal;
        noted.journal.written = Some(Spans::new());
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

    /// Makes what is written durable now and then, beside the writing, and notes it. Ends with its sender.
    fn sync_beside(&self) -> Result<(SyncSender<()>, JoinHandle<()>)> {
        let (alarm, ended) = sync_channel::<()>(0);
        let (file, noted) = (self.part.duplicate()?, self.noted.clone());
        let work = move || {
            while ended.recv_timeout(SYNC_EVERY) == Err(RecvTimeoutError::Timeout) {
                if let Err(error) = sync(&file, &noted) {
                    tracing::debug!(error = chain(&error), "what was written so far is not durable yet");
                }
            }
        };
        Ok((alarm, thread("sync", work)?))
    }
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

    /// A journal without pieces says that all of the file is there: killed in between, that must be true.
    #[test]
    fn what_is_to_be_cut_off_is_cut_off_before_the_journal_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m.csv.part");
        std::fs::write(&path, "what is here").unwrap();
        std::fs::write(Journal::path(&path), "{}").unwrap(); // which shows it to be ours, and is set aside
        let mut part = Part::open(&path, false).unwrap().unwrap();
        part.file = File::open(&path).unwrap(); // which cannot be cut
        let journal = Journal::new(&crate::model::fixtures::media("m"), &[], "m.csv", &Version::default());
        assert!(Writer::begin(part, beginning(4), journal, None).is_err());
        assert_eq!(Journal::read(&Journal::path(&path)), None);
    }

    fn begun(folder: &std::path::Path) -> (PathBuf, Journal, Writer) {
        let path = folder.join("m.csv.part");
        let journal = Journal::new(&crate::model::fixtures::media("m"), &[], "m.csv", &Version::default());
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
        assert_eq!(Journal::read(&Journal::path(&path)).unwrap().sure(12).is_empty(), cfg!(not(target_os = "linux")));
        writer.disown(journal).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"what is here");
        assert!(Journal::read(&Journal::path(&path)).unwrap().sure(12).is_empty());
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
