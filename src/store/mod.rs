//! What portals answered, kept between runs: pages of listings, datasets and facets in one SQLite file for all portals
//! and all runs of the program.
//!
//! - [`Store`]: the file, on a thread of its own; it may be damaged, of another version or not writable at all, and is
//!   never an error in the person's way. [`Shelf`]: what one portal answered to one account. [`clean`]: what is never
//!   kept. [`contents`]: what is kept of each portal, and forgetting it. [`PortalFigures`]: how many datasets it has, and when
//!   one was there. [`visit`]: what is new or changed since the last visit. [`Kept`]: a portal whose answers are kept, or which
//!   answers from here alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::oneshot;

use crate::base::atomic_file::lock;
use crate::base::error::chain;
use crate::base::own_file::private;
use crate::base::versioned;

pub mod clean;
pub mod contents;
mod figures;
mod kept;
mod packed;
mod schema;
mod shelf;
pub mod visit;

pub use figures::PortalFigures;
pub use kept::{Kept, OFFLINE_VARIABLE, is_asked_for, moment, offline};
pub use shelf::{Old, Shelf};
pub use visit::News;

/// The file's name in the platform's folder for caches.
pub const FILE: &str = "catalogue.sqlite";

/// How long a call waits for other processes: each holds the file for some milliseconds.
const BUSY: Duration = Duration::from_secs(2);

/// So many answers are kept before the oldest are looked for again.
const BETWEEN_PRUNINGS: u32 = 64;
/// And before all marks of visits are looked at, which takes as long as there are many; not at the start, when somebody
/// waits for the first rows.
const BETWEEN_MARKS: u32 = 64 * BETWEEN_PRUNINGS;

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// What the file may weigh.
    pub bytes: u64,
    /// What came longer ago is forgotten.
    pub age: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 200_000_000, age: Duration::from_secs(90 * 24 * 3600) }
    }
}

/// So much waits to be done; whoever brings more waits until there is room, so that what is listed fast is not heaped up.
const WAITING: usize = 32;

/// Something to be done with the file.
type StoreJob = Box<dyn FnOnce(&mut Disk) + Send>;

/// The file, wherever it stands. Cheap to clone. All that is asked of it is done one after the other, on its own thread.
#[derive(Clone)]
pub struct Store(Sender<StoreJob>);

impl Store {
    /// The store in `folder`, which is opened with the first use.
    pub fn in_folder(folder: &Path) -> Self {
        Self::with(folder, Limits::default())
    }

    pub fn with(folder: &Path, limits: Limits) -> Self {
        let (sender, jobs) = channel(WAITING);
        let path = folder.join(FILE);
        let thread = std::thread::Builder::new().name("store".into());
        if let Err(error) = thread.spawn(move || Disk::new(path, limits).serve(jobs)) {
            tracing::warn!(error = chain(&error), "nothing is kept");
        }
        Self(sender)
    }

    /// What `work` finds; `None` where there is nothing to be found, for whatever reason.
    async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Option<T> {
        let (sender, answer) = oneshot::channel();
        self.send(move |disk| _ = sender.send(disk.run(work))).await; // who asked may have gone
        answer.await.ok().flatten()
    }

    /// Writes something, behind whoever does not wait for it.
    async fn tell(&self, work: impl FnOnce(&mut Connection) -> rusqlite::Result<()> + Send + 'static) {
        self.send(move |disk| disk.write(work)).await;
    }

    async fn send(&self, job: impl FnOnce(&mut Disk) + Send + 'static) {
        let _ = self.0.send(Box::new(job)).await; // without a thread nothing is kept
    }

    /// Waits until all that was told before is written.
    pub async fn flush(&self) {
        let (sender, done) = oneshot::channel();
        self.send(move |_| _ = sender.send(())).await;
        let _ = done.await;
    }
}

/// The file as its thread sees it.
struct Disk {
    path: PathBuf,
    limits: Limits,
    open: Option<(Connection, FileIdentity)>,
    /// How often it could not be opened; after a few times it is left alone.
    failures: u32,
    written: u32,
}

/// Tells the file from one that has taken its name. Looked up without opening the file: closing it would give back the
/// locks that SQLite holds on it for this process.
type FileIdentity = Option<(u64, u64)>;

fn identity(path: &Path) -> FileIdentity {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
    }
    #[cfg(not(unix))]
    {
        let _ = path; // a file in use keeps its name there
        None
    }
}

impl Disk {
    const TRIES: u32 = 3;

    fn new(path: PathBuf, limits: Limits) -> Self {
        Self { path, limits, open: None, failures: 0, written: 0 }
    }

    fn serve(mut self, mut jobs: Receiver<StoreJob>) {
        while let Some(job) = jobs.blocking_recv() {
            job(&mut self);
        }
    }

    fn run<T>(&mut self, work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>) -> Option<T> {
        match self.connection().and_then(|connection| connection.map(work).transpose()) {
            Ok(done) => done,
            Err(error) => {
                tracing::warn!(error = chain(&error), path = %self.path.display(), "what is kept cannot be used");
                if matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)) {
                    self.set_aside();
                }
                None
            }
        }
    }

    fn write(&mut self, work: impl FnOnce(&mut Connection) -> rusqlite::Result<()>) {
        self.run(work);
        if self.written.is_multiple_of(BETWEEN_PRUNINGS) {
            let (limits, with_marks) = (self.limits, self.written % BETWEEN_MARKS == BETWEEN_PRUNINGS);
            self.run(|connection| schema::prune(connection, limits, Timestamp::now(), with_marks));
        }
        self.written += 1;
    }

    /// `None`: it was tried often enough.
    fn connection(&mut self) -> rusqlite::Result<Option<&mut Connection>> {
        if self.open.is_none() {
            if self.failures >= Self::TRIES {
                return Ok(None);
            }
            match open(&self.path) {
                Ok(connection) => self.open = Some((connection, identity(&self.path))),
                Err(error) => {
                    self.failures += 1;
                    return Err(error);
                }
            }
        }
        Ok(self.open.as_mut().map(|(connection, _)| connection))
    }

    /// A damaged file keeps its bytes under another name, and a new one is begun: unless another process has done so.
    fn set_aside(&mut self) {
        let mine = self.open.take().and_then(|(_, identity)| identity);
        let Ok(_lock) = lock(&self.path) else { return };
        if mine.is_some() && mine != identity(&self.path) {
            return;
        }
        let beside = |ending: &str| {
            let mut name = self.path.clone().into_os_string();
            name.push(ending);
            PathBuf::from(name)
        };
        let aside = beside(".damaged");
        match fs::rename(&self.path, &aside) {
            Ok(()) => tracing::warn!(aside = %aside.display(), "the damaged file is set aside, a new one is begun"),
            Err(error) => tracing::warn!(error = chain(&error), "the damaged file cannot be set aside"),
        }
        for ending in ["-wal", "-shm"] {
            let _ = fs::remove_file(beside(ending)); // there may be none
        }
    }
}

/// Opens the file, and makes it where there is none or where it is of an older layout; one of a newer is left alone. Only
/// its owner may read it.
fn open(path: &Path) -> rusqlite::Result<Connection> {
    let refused = |error: std::io::Error| {
        rusqlite::Error::SqliteFailure(
            rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CANTOPEN),
            Some(crate::base::text::line(&error.to_string())),
        )
    };
    // Two processes that begin the same file would keep each other from it.
    let _lock = lock(path).map_err(refused)?;
    private(path).map_err(refused)?; // SQLite gives those it puts beside it the same rights
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    let version = schema::layout(&connection)?;
    if version > schema::LAYOUT {
        let (version, known) = (version.unsigned_abs(), schema::LAYOUT.unsigned_abs());
        versioned::say_newer(path, version, known);
        return Err(refused(std::io::Error::other(versioned::newer(path, version, known))));
    }
    schema::prepare(&mut connection)?;
    Ok(connection)
}

#[cfg(test)]
mod tests;
