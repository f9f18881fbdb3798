//! A run over all files of a manifest, several at once by the rules of all downloads.

use std::env;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::{StreamExt, stream};
use tempfile::TempDir;

use super::datasets::{Datasets, Meant};
use super::folder::{DataFolder, LookedAt};
use super::lock::{LOCK, Lock, LockedFile};
use super::manifest::{DataBlock, Manifest};
use super::path::DataPath;
use super::plan::{DataState, FirstStep, Here, SyncAction, SyncMode, first_step};
use crate::base::Fut;
use crate::base::disk::disk;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text;
use crate::download::receipt::Receipt;
use crate::download::{FetchPlan, IfExists, Outcome, Progress, Require, Verdict};
use crate::model::form;
use crate::model::{Access, Address, Media};
use crate::net::Validators;
use crate::session::{Order, Session, entry};
use crate::{m, t};

/// Files under way or waiting for their turn.
const WAITING: usize = 128;

/// How a file stands at the end of a run, and what was done for it, or would be.
#[derive(Clone, Debug, PartialEq)]
pub struct SyncRow {
    pub path: DataPath,
    pub address: Option<Address>,
    pub state: DataState,
    pub action: SyncAction,
    /// Of what the lock says at the end.
    pub locked: Option<LockedFile>,
    /// What is to be said of it, a sentence without capital and full stop.
    pub reason: Option<String>,
    pub error: Option<Error>,
}

impl SyncRow {
    /// How it stands and what is to be done for it, or is `done`, in a sign and some words.
    pub fn said(&self, done: bool) -> (&'static str, String) {
        let (sign, state) = self.state.said();
        let words = match self.action.said(done) {
            Some(action) if done && self.state == DataState::InStep => action.text(),
            Some(action) => format!("{}; {}", state.text(), action.text()),
            None => state.text(),
        };
        (sign, words)
    }
}

/// Whoever waits for a run.
pub trait SyncWatch: Sync {
    /// Whether these personal data may be brought; an error says why not.
    fn agrees<'a>(&'a self, media: &'a Media) -> Fut<'a, ()>;

    /// Hears how far the file is that is brought to `path`.
    fn progress<'a>(&'a self, path: &DataPath) -> Box<dyn FnMut(Progress) + Send + 'a>;

    /// Hears of each file, as it ends.
    fn ended(&self, row: &SyncRow);
}

/// Does what `mode` says for the files at `only`, or for all where nobody chose; sorted by where they lie.
pub async fn sync(
    session: &Session,
    folder: &DataFolder,
    mode: SyncMode,
    only: &[DataPath],
    watch: &dyn SyncWatch,
) -> Result<Vec<SyncRow>> {
    let writes = matches!(mode, SyncMode::Forward | SyncMode::Locked);
    let opened = folder.clone();
    let (manifest, lock, _turn) = blocking(move || {
        let manifest = opened.manifest()?;
        let turn = if writes { Some(opened.turn()?) } else { None };
        Ok((manifest, opened.lock()?, turn))
    })
    .await?;
    if let Some(path) = only.iter().find(|path| manifest.find(path).is_none()) {
        let error = Error::new(ErrorKind::NotFound, path.to_string(), m!("sync-not-listed"));
        return Err(error.hint(m!("sync-not-listed-hint")));
    }
    let run = Run { session, folder, mode, writes, watch, datasets: Datasets::of(session), lock: Mutex::new(lock) };
    let wanted = |block: &&DataBlock| only.is_empty() || only.contains(&block.path);
    let wanted: Vec<_> = manifest.blocks.iter().filter(wanted).map(|block| run.of(block)).collect();
    let mut rows: Vec<SyncRow> = stream::iter(wanted).buffer_unordered(WAITING).collect().await;
    if only.is_empty() {
        rows.extend(run.unlisted(&manifest)?);
        if writes {
            let unfinished = rows.iter().filter(|row| row.error.is_some());
            folder.tidy(unfinished.filter_map(|row| manifest.find(&row.path)));
        }
    }
    rows.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(rows)
}

struct Run<'r> {
    session: &'r Session,
    folder: &'r DataFolder,
    mode: SyncMode,
    /// Whether files are written.
    writes: bool,
    watch: &'r dyn SyncWatch,
    datasets: Datasets<'r>,
    lock: Mutex<Lock>,
}

/// A file of the manifest, as it was found.
struct Looked<'r> {
    block: &'r DataBlock,
    /// What the lock has, where that is what is wished now.
    locked: Option<LockedFile>,
    at: LookedAt,
}

/// How a file stands, what was done, and what is to be said of it.
type Ended = (DataState, SyncAction, Option<String>);

/// What came of asking for another version.
enum Brought {
    /// It is what is here.
    Same,
    /// Nothing is there any more: why.
    Withdrawn(String),
    /// A file with its receipt, not in its place yet.
    Staged(Box<Receipt>, Box<Outcome>),
}

impl<'r> Run<'r> {
    async fn of(&self, block: &'r DataBlock) -> SyncRow {
        let ended = self.settle(block).await;
        let locked = self.lock().files.get(&block.path).filter(|locked| locked.is_of(&block.wish)).cloned();
        let (path, address) = (block.path.clone(), Some(block.wish.address.clone()));
        let (state, action, reason, error) = match ended {
            Ok((state, action, reason)) => (state, action, reason, None),
            Err(error) => (DataState::Failed, SyncAction::None, None, Some(error)),
        };
        let row = SyncRow { path, address, state, action, locked, reason, error };
        self.watch.ended(&row);
        row
    }

    async fn settle(&self, block: &'r DataBlock) -> Result<Ended> {
        let known = self.lock().files.get(&block.path).cloned();
        let (folder, of, in_lock) = (self.folder.clone(), block.clone(), known.clone());
        let at = blocking(move || folder.look(&of, in_lock.as_ref())).await?;
        if let Some(known) = known.as_ref().filter(|_| self.writes && at.here == Here::Locked && at.receipt.is_none()) {
            self.folder.mend_receipt(block, known)?;
        }
        let looked = Looked { block, locked: known.filter(|locked| locked.is_of(&block.wish)), at };
        match first_step(self.mode, block.policy, looked.locked.is_some(), looked.at.here) {
            FirstStep::Settled(state) => Ok(self.stands(state, None)),
            FirstStep::Ask => self.ask(&looked).await,
            FirstStep::Bring { exact: true } => self.bring_exactly(&looked).await,
            FirstStep::Bring { exact: false } => self.bring(&looked).await,
        }
    }

    /// It stays as it is.
    fn stands(&self, state: DataState, reason: Option<String>) -> Ended {
        let action = match self.mode {
            SyncMode::Check | SyncMode::Plan => SyncAction::of(state),
            SyncMode::Forward | SyncMode::Locked => SyncAction::None,
        };
        (state, action, reason)
    }

    /// Whether there is another version than the one that is here, and if so, brings it.
    async fn ask(&self, looked: &Looked<'r>) -> Result<Ended> {
        let here = match (&looked.at.receipt, &looked.locked) {
            (Some(receipt), _) if looked.at.here == Here::Received => LockedFile::of(looked.block, receipt)?,
            (_, Some(locked)) => locked.clone(),
            _ => return self.bring(looked).await,
        };
        let order = match self.datasets.meant(&looked.block.wish, looked.locked.as_ref()).await? {
            Meant::Media(order) => order,
            Meant::Withdrawn(why) => return self.keep(looked, DataState::Withdrawn, Some(why)),
        };
        let is_its = here.media == order.media.address();
        let had = here.validators().filter(|_| is_its && here.is_claimed_by(&order.media));
        if had.is_none() && is_its && here.is_proven_by(&order.media) {
            return self.keep(looked, DataState::InStep, None);
        }
        if self.mode == SyncMode::Plan {
            return self.foresee(&here, &order, had).await;
        }
        let aside = if self.mode == SyncMode::Check { Some(aside()?) } else { None };
        let how = FetchPlan { had, ..self.how(looked, aside.as_ref()) };
        match self.fetch(looked, &order, &how).await? {
            Brought::Same => self.keep(looked, DataState::InStep, None),
            Brought::Withdrawn(why) => self.keep(looked, DataState::Withdrawn, Some(why)),
            Brought::Staged(receipt, outcome) => {
                let is_same = receipt.sha256 == here.sha256;
                match (is_same, self.mode) {
                    (true, SyncMode::Check) => Ok(self.stands(DataState::InStep, None)),
                    (false, SyncMode::Check) => Ok(self.stands(DataState::Newer, None)),
                    (true, _) => self.confirm(looked, &receipt, *outcome).await,
                    (false, _) => self.put(looked, &receipt, *outcome).await,
                }
            }
        }
    }

    /// What would come of asking, without a byte of the file.
    async fn foresee(&self, here: &LockedFile, order: &Order, had: Option<Validators>) -> Result<Ended> {
        let is_claimed = here.is_claimed_by(&order.media);
        // What is in an archive has none of its own.
        let had = had.filter(|_| entry::split(&order.answers).1.is_empty());
        let same = match had {
            Some(had) => self.session.is_unchanged(order, had).await,
            None => Ok(false),
        };
        Ok(match same {
            Ok(true) => self.stands(DataState::InStep, None),
            Ok(false) if is_claimed => self.stands(DataState::MaybeNewer, None),
            Ok(false) => self.stands(DataState::Newer, None),
            Err(error) if error.kind == ErrorKind::NotFound => {
                self.stands(DataState::Withdrawn, Some(error.cause.to_string()))
            }
            Err(error) => return Err(error),
        })
    }

    async fn bring(&self, looked: &Looked<'r>) -> Result<Ended> {
        let gone = |why: String| Error::new(ErrorKind::NotFound, looked.block.wish.address.to_string(), why);
        let order = match self.datasets.meant(&looked.block.wish, looked.locked.as_ref()).await? {
            Meant::Media(order) => order,
            Meant::Withdrawn(why) => return Err(gone(why)),
        };
        match self.fetch(looked, &order, &self.how(looked, None)).await? {
            Brought::Staged(receipt, outcome) => self.put(looked, &receipt, *outcome).await,
            Brought::Withdrawn(why) => Err(gone(why)),
            Brought::Same => self.keep(looked, DataState::InStep, None),
        }
    }

    /// Brings what the lock says, whatever else is published.
    async fn bring_exactly(&self, looked: &Looked<'r>) -> Result<Ended> {
        let Some(locked) = &looked.locked else { return self.bring(looked).await };
        let order = match self.datasets.meant(&looked.block.wish, Some(locked)).await? {
            Meant::Media(order) => order,
            Meant::Withdrawn(why) => return Ok(self.stands(DataState::Lost, Some(why))),
        };
        // Its bytes are known: what its portal states of them by now is no matter.
        let how = FetchPlan { require: Require::Nothing, ..self.how(looked, None) };
        match self.fetch(looked, &order, &how).await? {
            Brought::Staged(receipt, outcome) if receipt.sha256 == locked.sha256 => {
                self.place(looked, &outcome, true).await?;
                Ok((DataState::InStep, SyncAction::Fetch, None))
            }
            Brought::Staged(receipt, _) => {
                self.folder.unstage(looked.block);
                let why = t!("sync-other-bytes", published = receipt.sha256, locked = &locked.sha256);
                Ok(self.stands(DataState::Lost, Some(why)))
            }
            Brought::Withdrawn(why) => Ok(self.stands(DataState::Lost, Some(why))),
            Brought::Same => Ok(self.stands(DataState::InStep, None)),
        }
    }

    /// As downloads are brought to their end before they get their place; `aside`: where nothing is changed here.
    fn how(&self, looked: &Looked<'_>, aside: Option<&TempDir>) -> FetchPlan {
        let staging = || self.folder.staging(looked.block);
        FetchPlan {
            name: Some(looked.block.path.name().to_owned()),
            if_exists: IfExists::Update,
            require: if aside.is_some() { Require::Nothing } else { Require::default() },
            ..FetchPlan::into(aside.map_or_else(staging, |aside| aside.path().to_owned()))
        }
    }

    async fn fetch(&self, looked: &Looked<'_>, order: &Order, how: &FetchPlan) -> Result<Brought> {
        let media = &order.media;
        let (given, entry) = entry::split(&order.answers);
        let answers = if media.form.is_empty() { form::Answers::default() } else { form::check(&media.form, &given)? };
        let order = Order { answers: entry::with_entry(&answers, &entry), ..order.clone() };
        if media.access == Access::Personal {
            self.watch.agrees(media).await?;
        }
        self.folder.ready(looked.block);
        let progress = self.watch.progress(&looked.block.path);
        let outcome = match self.session.fetch(&order, how, progress).await {
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(Brought::Withdrawn(error.cause.to_string())),
            outcome => outcome?,
        };
        if outcome.is_had() {
            return Ok(Brought::Same);
        }
        if !outcome.meets(how.require) {
            self.folder.unstage(looked.block);
            return Err(Error::new(ErrorKind::Integrity, looked.block.path.to_string(), outcome.reason));
        }
        let receipt = Receipt::read(&outcome.path)?;
        Ok(Brought::Staged(Box::new(receipt), Box::new(outcome)))
    }

    /// The file that is here stays; the lock learns of it where it does not know.
    fn keep(&self, looked: &Looked<'_>, state: DataState, reason: Option<String>) -> Result<Ended> {
        match &looked.at.receipt {
            Some(receipt) if looked.at.here == Here::Received && self.mode == SyncMode::Forward => {
                self.record(LockedFile::of(looked.block, receipt)?)?;
                Ok((state, SyncAction::Relock, reason))
            }
            _ => Ok(self.stands(state, reason)),
        }
    }

    /// The same bytes came again: what names them now is noted.
    async fn confirm(&self, looked: &Looked<'_>, receipt: &Receipt, outcome: Outcome) -> Result<Ended> {
        let (folder, path) = (self.folder.clone(), looked.block.path.clone());
        blocking(move || folder.put_receipt(&path, &outcome.path)).await?;
        self.folder.unstage(looked.block);
        self.record(LockedFile::of(looked.block, receipt)?)?;
        Ok((DataState::InStep, SyncAction::Relock, Some(t!("sync-same-bytes"))))
    }

    async fn put(&self, looked: &Looked<'_>, receipt: &Receipt, outcome: Outcome) -> Result<Ended> {
        if let Some(before) = looked.at.receipt.as_ref().filter(|_| looked.at.here == Here::Received) {
            self.record(LockedFile::of(looked.block, before)?)?; // whoever dies from here on leaves a file that is known
        }
        self.place(looked, &outcome, false).await?;
        self.record(LockedFile::of(looked.block, receipt)?)?;
        let action = if looked.at.here == Here::Nothing { SyncAction::Fetch } else { SyncAction::Update };
        let is_sure = outcome.verdict == Verdict::Verified && outcome.doubt.is_none();
        Ok((DataState::InStep, action, (!is_sure).then_some(outcome.reason)))
    }

    async fn place(&self, looked: &Looked<'_>, outcome: &Outcome, in_lock: bool) -> Result<()> {
        let (folder, path) = (self.folder.clone(), looked.block.path.clone());
        let (staged, at) = (outcome.path.clone(), looked.at.clone());
        blocking(move || folder.put(&path, &staged, &at, in_lock)).await?;
        self.folder.unstage(looked.block);
        Ok(())
    }

    /// Notes in the lock what has its place now.
    fn record(&self, file: LockedFile) -> Result<()> {
        let path = file.path()?;
        let mut lock = self.lock();
        lock.files.insert(path, file);
        self.folder.write_lock(&lock)
    }

    /// What the lock has and the manifest wishes no more.
    fn unlisted(&self, manifest: &Manifest) -> Result<Vec<SyncRow>> {
        let mut lock = self.lock();
        let unlisted = lock.files.iter().filter(|(path, _)| manifest.find(path).is_none());
        let rows: Vec<SyncRow> = unlisted
            .map(|(path, file)| SyncRow {
                path: path.clone(),
                address: Some(file.media.clone()),
                state: DataState::Unlisted,
                action: SyncAction::of(DataState::Unlisted),
                locked: Some(file.clone()),
                reason: None,
                error: None,
            })
            .collect();
        if self.mode == SyncMode::Forward && !rows.is_empty() {
            lock.files.retain(|path, _| manifest.find(path).is_some());
            self.folder.write_lock(&lock)?;
        }
        rows.iter().for_each(|row| self.watch.ended(row));
        Ok(rows)
    }

    fn lock(&self) -> MutexGuard<'_, Lock> {
        self.lock.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A folder that is gone once this is dropped.
fn aside() -> Result<TempDir> {
    tempfile::tempdir().map_err(|error| disk(&env::temp_dir(), &error))
}

/// Runs what waits for the disk beside the runtime's own threads.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let joined = tokio::task::spawn_blocking(work).await;
    joined.unwrap_or_else(|error| Err(Error::new(ErrorKind::Unexpected, LOCK, text::line(&error.to_string()))))
}
