//! A run over all files of a manifest, several at once by the rules of all downloads.

mod asking;
mod locking;
mod looked;
mod receipts;

use std::time::Duration;

use futures_util::{StreamExt, stream};
use tempfile::TempDir;

use self::locking::LockBook;
use self::looked::LookedFile;
use super::datasets::{Datasets, Meant, answered};
use super::folder::DataFolder;
use super::keeping::{Keeping, Staged};
use super::lock::{LOCK, LockedFile};
use super::manifest::{DataBlock, Manifest};
use super::path::DataPath;
use super::plan::{DataState, FirstStep, Here, SyncAction, SyncMode, first_step};
use super::said::told_of;
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::{format, text};
use crate::download::receipt::Receipt;
use crate::download::{FetchPlan, IfExists, Progress, Require, Verdict};
use crate::model::{Access, Address, Media};
use crate::preview::archive::NO_ARCHIVE;
use crate::session::{Order, Session, entry};
use crate::stores::BucketAddress;
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
            Some(action) => format!("{}{}{}", state.text(), format::semicolon(), action.text()),
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

/// Does what `mode` says for the files at `only`, or for all where nobody chose; sorted by where they lie. They are kept in
/// the bucket at `store`, else in the one that the manifest names, else in `folder`.
pub async fn sync(
    session: &Session,
    (folder, store): (&DataFolder, Option<BucketAddress>),
    mode: SyncMode,
    only: &[DataPath],
    watch: &dyn SyncWatch,
) -> Result<Vec<SyncRow>> {
    let writes = matches!(mode, SyncMode::Forward | SyncMode::Locked);
    let opened = folder.clone();
    let manifest = blocking(move || opened.manifest()).await?;
    let keeping = Keeping::of(session, folder, store.or_else(|| manifest.store.clone()))?;
    let _turn = if writes { keeping.turn(mode, session.max_wait).await? } else { None };
    let run = async {
        let lock = LockBook::of(keeping.held_lock(&manifest.blocks).await?);
        if let Some(path) = only.iter().find(|path| manifest.find(path).is_none()) {
            let error = Error::new(ErrorKind::NotFound, path.to_string(), m!("sync-not-listed"));
            return Err(error.hint(m!("sync-not-listed-hint")));
        }
        let datasets = Datasets::of(session);
        Run { session, keeping: &keeping, mode, writes, watch, datasets, lock }.over(&manifest, only).await
    };
    let ran = tokio::select! {
        biased;
        ran = run => ran,
        lost = keeping.lost() => Err(lost),
    };
    keeping.end().await;
    ran
}

/// After a run that writes was given up in the middle: nothing that it began is left open in the bucket, and others need not
/// wait for its turn to lapse.
pub async fn let_go(session: &Session, store: BucketAddress) -> Result<()> {
    let keeping = Keeping::of(session, &DataFolder::at(""), Some(store))?;
    let _turn = keeping.turn(SyncMode::Forward, Duration::ZERO).await?;
    keeping.end().await;
    Ok(())
}

struct Run<'r> {
    session: &'r Session,
    keeping: &'r Keeping,
    mode: SyncMode,
    /// Whether files are written.
    writes: bool,
    watch: &'r dyn SyncWatch,
    datasets: Datasets<'r>,
    lock: LockBook,
}

/// How a file stands, what was done, and what is to be said of it.
type Ended = (DataState, SyncAction, Option<String>);

/// What came of asking for another version.
enum Brought<'k> {
    /// It is what is here.
    Same,
    /// Nothing is there any more: why.
    Withdrawn(String),
    /// A file with its receipt, not in its place yet.
    Staged(Box<Receipt>, Staged<'k>),
}

impl<'r> Run<'r> {
    /// All files, or those at `only`.
    async fn over(&self, manifest: &'r Manifest, only: &[DataPath]) -> Result<Vec<SyncRow>> {
        let wanted = |block: &&DataBlock| only.is_empty() || only.contains(&block.path);
        let wanted: Vec<_> = manifest.blocks.iter().filter(wanted).map(|block| self.of(block)).collect();
        let mut rows: Vec<SyncRow> = stream::iter(wanted).buffer_unordered(WAITING).collect().await;
        if only.is_empty() {
            rows.extend(self.unlisted(manifest).await?);
            if self.writes {
                let unfinished = rows.iter().filter(|row| row.error.is_some());
                self.keeping.tidy(unfinished.filter_map(|row| manifest.find(&row.path)));
            }
        }
        rows.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(rows)
    }

    async fn of(&self, block: &'r DataBlock) -> SyncRow {
        let ended = self.settle(block).await;
        let locked = self.lock.of_file(&block.path).filter(|locked| locked.is_of(&block.wish));
        let (path, address) = (block.path.clone(), Some(block.wish.address.clone()));
        let (state, action, reason, error) = match ended {
            Ok((state, action, reason)) => (state, action, reason, None),
            Err(error) => (DataState::Failed, SyncAction::None, None, Some(told_of(&block.path, error))),
        };
        let row = SyncRow { path, address, state, action, locked, reason, error };
        self.watch.ended(&row);
        row
    }

    async fn settle(&self, block: &'r DataBlock) -> Result<Ended> {
        let known = self.lock.of_file(&block.path);
        let at = self.keeping.look(block, known.as_ref()).await?;
        if let Some(known) = known.as_ref().filter(|_| self.writes && at.here == Here::Locked && at.receipt.is_none()) {
            self.keeping.mend_receipt(block, known)?;
        }
        let looked = LookedFile { block, locked: known.filter(|locked| locked.is_of(&block.wish)), at };
        let first = first_step(self.mode, block.policy, looked.locked.is_some(), looked.at.here);
        if self.lacks_receipt(&looked) {
            self.bring_receipt(&looked, first).await
        } else {
            self.go(&looked, first).await
        }
    }

    async fn go(&self, looked: &LookedFile<'r>, first: FirstStep) -> Result<Ended> {
        match first {
            FirstStep::Settled(state) => {
                if !self.writes && SyncAction::of(state) == SyncAction::Fetch {
                    self.datasets.check(&looked.block.wish, looked.locked.as_ref())?;
                }
                Ok(self.stands(state, None))
            }
            FirstStep::Ask => self.ask(looked).await,
            FirstStep::Bring { exact: true } => self.bring_exactly(looked).await,
            FirstStep::Bring { exact: false } => self.bring(looked).await,
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

    async fn bring(&self, looked: &LookedFile<'r>) -> Result<Ended> {
        let gone = |why: String| Error::new(ErrorKind::NotFound, looked.block.wish.address.to_string(), why);
        let order = match self.datasets.meant(&looked.block.wish, looked.locked.as_ref()).await? {
            Meant::Media(order) => order,
            Meant::Withdrawn(why) => return Err(gone(why)),
        };
        match self.fetch(looked, &order, &self.how(looked), None).await? {
            Brought::Staged(receipt, staged) => self.put(looked, &receipt, staged).await,
            Brought::Withdrawn(why) => Err(gone(why)),
            Brought::Same => self.keep(looked, DataState::InStep, None).await,
        }
    }

    /// Brings what the lock says, whatever else is published.
    async fn bring_exactly(&self, looked: &LookedFile<'r>) -> Result<Ended> {
        let Some(locked) = &looked.locked else { return self.bring(looked).await };
        let order = match self.datasets.meant(&looked.block.wish, Some(locked)).await? {
            Meant::Media(order) => order,
            Meant::Withdrawn(why) => return Ok(self.stands(DataState::Lost, Some(why))),
        };
        // Its bytes are known: what its portal states of them by now is no matter.
        let how = FetchPlan { require: Require::Nothing, ..self.how(looked) };
        match self.fetch(looked, &order, &how, None).await? {
            Brought::Staged(receipt, staged) if receipt.sha256 == locked.sha256 => {
                self.keeping.put(looked.block, staged, &looked.at, true).await?;
                Ok((DataState::InStep, SyncAction::Fetch, None))
            }
            Brought::Staged(receipt, staged) => {
                self.keeping.unstage(looked.block, staged).await;
                let why = t!("sync-other-bytes", published = receipt.sha256, locked = &locked.sha256);
                Ok(self.stands(DataState::Lost, Some(why)))
            }
            Brought::Withdrawn(why) => Ok(self.stands(DataState::Lost, Some(why))),
            Brought::Same => Ok(self.stands(DataState::InStep, None)),
        }
    }

    /// As downloads are brought to their end before they get their place.
    fn how(&self, looked: &LookedFile<'_>) -> FetchPlan {
        FetchPlan {
            name: Some(looked.block.path.name().to_owned()),
            if_exists: IfExists::Update,
            ..FetchPlan::into("")
        }
    }

    /// `aside`: where to, as nothing is changed where the files are kept.
    async fn fetch(
        &self,
        looked: &LookedFile<'_>,
        order: &Order,
        how: &FetchPlan,
        aside: Option<&TempDir>,
    ) -> Result<Brought<'r>> {
        let order = answered(order)?;
        if order.media.access == Access::Personal {
            self.watch.agrees(&order.media).await?;
        }
        let progress = self.watch.progress(&looked.block.path);
        let staged = match aside {
            None => self.keeping.bring(self.session, (looked.block, &looked.at), (&order, how), progress).await,
            Some(aside) => {
                let how = FetchPlan { dir: aside.path().to_owned(), ..how.clone() };
                self.session.fetch(&order, &how, progress).await.map(|outcome| Staged::File(Box::new(outcome)))
            }
        };
        let staged = match staged {
            Err(error) if is_withdrawal(&error) => return Ok(Brought::Withdrawn(error.cause.to_string())),
            Err(error) if !entry::split(&order.answers).1.is_empty() => return Err(of_archive(error)),
            staged => staged?,
        };
        if staged.outcome().is_had() {
            return Ok(Brought::Same);
        }
        match self.refusal(looked, &staged, how.require) {
            None => Ok(Brought::Staged(Box::new(staged.receipt()?), staged)),
            Some(refusal) => {
                if self.writes {
                    self.keeping.unstage(looked.block, staged).await;
                }
                Err(refusal)
            }
        }
    }

    /// Why what came is not to be put in the place of what is there.
    fn refusal(&self, looked: &LookedFile<'_>, staged: &Staged<'_>, require: Require) -> Option<Error> {
        let (outcome, path) = (staged.outcome(), looked.block.path.to_string());
        if !outcome.meets(require) {
            return Some(Error::new(ErrorKind::Integrity, path, outcome.reason.clone()));
        }
        // A file that is empty all at once is more often a fault than a file.
        let is_emptied = outcome.bytes == 0 && outcome.verdict != Verdict::Verified && looked.is_filled();
        if (outcome.doubt.is_none() && !is_emptied) || !looked.is_sound() {
            return None;
        }
        let reason = if is_emptied { t!("sync-emptied") } else { outcome.reason.clone() };
        let cause = m!("sync-doubtful", reason);
        Some(Error::new(ErrorKind::Integrity, path, cause).hint(m!("sync-doubtful-hint")))
    }

    /// The file that is here stays; the lock learns of it where it does not know, but of none that is not published where
    /// it has another: that may be the newer one.
    async fn keep(&self, looked: &LookedFile<'_>, state: DataState, reason: Option<String>) -> Result<Ended> {
        let is_received = looked.at.here == Here::Received;
        match &looked.at.receipt {
            Some(_) if is_received && state != DataState::InStep && looked.locked.is_some() => {
                Ok((DataState::OtherVersion, SyncAction::None, reason))
            }
            Some(receipt) if is_received && self.mode == SyncMode::Forward => {
                self.record(LockedFile::of(looked.block, receipt)?).await?;
                Ok((state, SyncAction::Relock, reason))
            }
            _ => Ok(self.stands(state, reason)),
        }
    }

    /// The same bytes came again: what names them now is noted.
    async fn confirm(&self, looked: &LookedFile<'_>, receipt: &Receipt, staged: Staged<'_>) -> Result<Ended> {
        let named = LockedFile::of(looked.block, receipt)?;
        if looked.locked.as_ref().is_some_and(|locked| looked.at.here == Here::Locked && locked.is_but_checked(&named))
        {
            self.keeping.unstage(looked.block, staged).await;
            return Ok(self.stands(DataState::InStep, None));
        }
        self.keeping.put_receipt(looked.block, staged, &looked.at).await?;
        self.record(named).await?;
        Ok((DataState::InStep, SyncAction::Relock, Some(t!("sync-same-bytes"))))
    }

    async fn put(&self, looked: &LookedFile<'_>, receipt: &Receipt, staged: Staged<'_>) -> Result<Ended> {
        if let Some(before) = looked.at.receipt.as_ref().filter(|_| looked.at.here == Here::Received) {
            // Whoever dies from here on leaves a file that is known.
            self.record(LockedFile::of(looked.block, before)?).await?;
        }
        let outcome = staged.outcome();
        let is_sure = outcome.verdict == Verdict::Verified && outcome.doubt.is_none();
        let reason = (!is_sure).then(|| outcome.reason.clone());
        self.keeping.put(looked.block, staged, &looked.at, false).await?;
        self.record(LockedFile::of(looked.block, receipt)?).await?;
        let action = if looked.at.here == Here::Nothing { SyncAction::Fetch } else { SyncAction::Update };
        Ok((DataState::InStep, action, reason))
    }
}

/// Whether it says that nothing is published there any more, and not that something else is.
fn is_withdrawal(error: &Error) -> bool {
    error.kind == ErrorKind::NotFound && error.code.as_deref() != Some(NO_ARCHIVE)
}

/// Why an entry was not brought: an archive that is none, or a broken one, is not what was published, and nobody's command.
fn of_archive(error: Error) -> Error {
    match error.kind {
        ErrorKind::NotFound | ErrorKind::Usage => Error { kind: ErrorKind::Integrity, ..error },
        _ => error,
    }
}

/// Runs what waits for the disk beside the runtime's own threads.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let joined = tokio::task::spawn_blocking(work).await;
    joined.unwrap_or_else(|error| Err(Error::new(ErrorKind::Unexpected, LOCK, text::line(&error.to_string()))))
}
