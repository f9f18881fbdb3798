//! The two threads behind a download: one writes, one hashes beside it, so that neither waits for the other's work.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc;

use super::digest::{Algo, Digests, Hasher};
use super::format::HEAD;
use super::journal::Journal;
use super::part::{Part, disk};
use super::stream::Step;
use crate::error::{Error, Kind, Result};

/// Chunks on their way to each thread: enough to smooth out both, about 4 MiB.
pub const IN_FLIGHT: usize = 16;
/// How often what was written is made durable, so that a power cut costs no more than this.
const SYNC_EVERY: Duration = Duration::from_secs(5);

/// A `.part` with all its bytes.
pub struct Written {
    pub part: Part,
    pub bytes: u64,
    pub digests: Digests,
    /// The first [`HEAD`] bytes.
    pub head: Vec<u8>,
}

/// Writes and hashes what comes behind the `kept` bytes of `part` until the sender is gone: at the end, or because the
/// download was cancelled. `journal` is told what is durable. Blocks; for a thread of its own.
pub fn write(
    mut part: Part,
    kept: u64,
    mut journal: Option<Journal>,
    mut steps: mpsc::Receiver<Step>,
    claimed: Option<Algo>,
) -> Result<Written> {
    part.keep(kept)?;
    let hashing = Hashing::begin(&part, kept, claimed)?;
    let (alarm, syncing) = sync_beside(&part, journal.take())?;
    let mut bytes = kept;
    while let Some(step) = steps.blocking_recv() {
        match step {
            Step::Bytes(chunk) => {
                part.append(&chunk)?;
                bytes += chunk.len() as u64;
                hashing.feed(Step::Bytes(chunk));
            }
            Step::StartOver => {
                part.keep(0)?;
                bytes = 0;
                hashing.feed(Step::StartOver);
            }
            Step::End => break,
        }
    }
    drop(alarm);
    let _ = syncing.join(); // it only ever gives up
    let digests = hashing.finish()?;
    let head = part.head(HEAD)?;
    Ok(Written { part, bytes, digests, head })
}

/// The thread that hashes.
struct Hashing {
    chunks: SyncSender<Step>,
    thread: thread::JoinHandle<io::Result<Digests>>,
    path: std::path::PathBuf,
}

impl Hashing {
    /// Hashes the `kept` bytes on the disk first: reading them again is cheaper than fetching them again, and proves
    /// that they can be read.
    fn begin(part: &Part, kept: u64, claimed: Option<Algo>) -> Result<Self> {
        let (chunks, receiver) = sync_channel(IN_FLIGHT);
        let reader = if kept > 0 { Some(part.reader()?.take(kept)) } else { None };
        let work = move || hash(reader, &receiver, claimed);
        let thread = thread::Builder::new().name("hash".into()).spawn(work);
        let thread = thread.map_err(|error| Error::new(Kind::Unexpected, "download", error.to_string()))?;
        Ok(Self { chunks, thread, path: part.path().to_owned() })
    }

    fn feed(&self, step: Step) {
        let _ = self.chunks.send(step); // a thread that failed says why at the end
    }

    fn finish(self) -> Result<Digests> {
        drop(self.chunks);
        let hashed = self.thread.join().map_err(|_| Error::new(Kind::Unexpected, "download", "hashing broke down"))?;
        hashed.map_err(|error| disk(&self.path, &error))
    }
}

fn hash(kept: Option<impl Read>, chunks: &Receiver<Step>, claimed: Option<Algo>) -> io::Result<Digests> {
    let mut hasher = Hasher::new(claimed);
    if let Some(mut kept) = kept {
        let mut buffer = vec![0; 256 << 10];
        loop {
            match kept.read(&mut buffer)? {
                0 => break,
                count => hasher.update(&buffer[..count]),
            }
        }
    }
    for step in chunks {
        match step {
            Step::Bytes(chunk) => hasher.update(&chunk),
            Step::StartOver => hasher = Hasher::new(claimed),
            Step::End => break,
        }
    }
    Ok(hasher.finish())
}

/// Makes what is written durable now and then, beside the writing, and notes it in the journal. Ends with its sender.
fn sync_beside(part: &Part, journal: Option<Journal>) -> Result<(SyncSender<()>, thread::JoinHandle<()>)> {
    let (alarm, ended) = sync_channel::<()>(0);
    let (file, path) = (part.duplicate()?, Journal::path(part.path()));
    let work = move || {
        let Some(mut journal) = journal else { return };
        while ended.recv_timeout(SYNC_EVERY) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
            if let Err(error) = sync(&file, &path, &mut journal) {
                tracing::debug!(%error, "what was written so far is not durable yet");
            }
        }
    };
    let thread = thread::Builder::new().name("sync".into()).spawn(work);
    Ok((alarm, thread.map_err(|error| Error::new(Kind::Unexpected, "download", error.to_string()))?))
}

fn sync(file: &File, journal_path: &Path, journal: &mut Journal) -> Result<()> {
    let failed = |error: io::Error| disk(journal_path, &error);
    let written = file.metadata().map_err(failed)?.len();
    file.sync_data().map_err(failed)?;
    // What was taken back meanwhile is no longer there, whatever was synced before.
    if file.metadata().map_err(failed)?.len() < written {
        return Ok(());
    }
    journal.durable = written;
    journal.write(journal_path)
}

impl Part {
    /// Leaves the first `kept` bytes, to go on behind them.
    pub fn keep(&mut self, kept: u64) -> Result<()> {
        let mut cut = || {
            if self.file.metadata()?.len() != kept {
                self.file.set_len(kept)?;
            }
            self.file.seek(SeekFrom::Start(kept)).map(drop)
        };
        cut().map_err(|error| disk(self.path(), &error))
    }

    fn append(&mut self, chunk: &[u8]) -> Result<()> {
        self.file.write_all(chunk).map_err(|error| disk(self.path(), &error))
    }

    fn head(&mut self, most: usize) -> Result<Vec<u8>> {
        let mut head = Vec::with_capacity(most);
        let read =
            self.file.seek(SeekFrom::Start(0)).and_then(|_| (&self.file).take(most as u64).read_to_end(&mut head));
        read.map_err(|error| disk(self.path(), &error))?;
        Ok(head)
    }
}
