//! One request for each row of a table, for the browser: what can be asked so, the file read, the plan, the run.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Mutex as Waiting, watch};
use tokio::task::AbortHandle;

use super::Worker;
use super::shared::Shared;
use crate::app::Msg;
use crate::app::batch::{BatchOffer, BatchTable, PathOffer, PlannedBatch, TableWork};
use crate::app::jobs::{BatchNews, EndedBatch, JobId};
use crate::base::Fut;
use crate::base::atomic_file::{Readers, replace};
use crate::base::beside::beside;
use crate::base::error::{Error, ErrorKind, Result};
use crate::batch::results::of_run;
use crate::batch::{
    self, ANSWERS, Answered, BatchEndpoint, BatchJob, BatchJournal, BatchProgress, BatchSignal, BatchWatch, Checked,
    ColumnFeed, FailingProvider, Input, InputTable, RowSource,
};
use crate::config;
use crate::demo::api_entreprise::example_table;
use crate::download::queue::BatchWish;
use crate::m;
use crate::model::form::Field;
use crate::model::{Address, Media};
use crate::session::{Order, Session};
use crate::tabular::TextOptions;

/// How often the screen is told how far something is.
const TOLD_EVERY: Duration = Duration::from_millis(100);
/// What a table's name ends with.
const TABLES: [&str; 7] = ["csv", "tsv", "tab", "txt", "xlsx", "xlsm", "ods"];
/// What the table to try the demo with is called.
const EXAMPLE: &str = "demo-companies.csv";
/// So many files are offered at most.
const MOST_OFFERED: usize = 200;

/// How a batch under way is told what the person wants.
pub(super) struct RunningBatch {
    signal: watch::Sender<BatchSignal>,
    decisions: UnboundedSender<bool>,
}

impl Worker {
    pub(super) fn offer_batch(&mut self, address: Address) {
        let session = self.session();
        let name = address.portal.clone();
        let offer = async move { offer(&session, &address).await };
        self.ask(name, offer, |offer| Msg::BatchOffered(Box::new(offer)));
    }

    pub(super) fn find_paths(&self, typed: String) {
        self.spawn_blocking(move || {
            let offered = paths(&typed);
            Msg::Paths(typed, offered)
        });
    }

    pub(super) fn read_table(&mut self, typed: String, media: Box<Media>) {
        let named = typed.clone();
        let table = async move { table(&named, *media).await };
        self.work_for_batch(table, |table| Msg::TableRead(typed, Box::new(table)));
    }

    pub(super) fn plan_batch(&mut self, order: Box<Order>) {
        let Some(wish) = order.batch.clone() else { return };
        let (session, shared) = (self.session(), self.shared.clone());
        let of = wish.clone();
        let planned = async move {
            let work = TableWork::Plan((*of).clone());
            let order = Order { batch: Some(Box::new(whole(&of))), ..*order };
            let told = every(move |rows| shared.send(Msg::RowsRead(work.clone(), rows)));
            planned(&session, order, told).await
        };
        self.work_for_batch(planned, |planned| Msg::BatchPlanned(wish, Box::new(planned)));
    }

    /// One thing is read at a time.
    fn work_for_batch<T: Send + 'static>(
        &mut self,
        work: impl Future<Output = Result<T>> + Send + 'static,
        reply: impl FnOnce(Result<T>) -> Msg + Send + 'static,
    ) {
        let task = self.task(work, reply);
        self.batch_work.replace(task.abort_handle()).iter().for_each(AbortHandle::abort);
    }

    pub(super) fn run_batch(&mut self, id: JobId, order: Box<Order>) {
        let (signal, signals) = watch::channel(BatchSignal::Go);
        let (decisions, decided) = unbounded_channel();
        let shared = self.shared.clone();
        let stopped = signals.clone();
        let run = async move {
            let screen = BatchOnScreen {
                shared: shared.clone(),
                id,
                portal: order.media.dataset.portal.clone(),
                told: Mutex::new(None),
                signals: signals.clone(),
                decided: Waiting::new(decided),
            };
            let result = run(&screen, *order, signals).await;
            shared.quota.tell(&screen.portal);
            result
        };
        let task = self.task(run, move |result| match *stopped.borrow() {
            // Whoever stopped it knows, and may have begun it anew.
            BatchSignal::Stop => Msg::Redraw,
            _ => Msg::BatchEnded(id, Box::new(result)),
        });
        self.tasks.push(task.abort_handle());
        self.batches.insert(id, RunningBatch { signal, decisions });
    }

    /// What is under way of the batch is finished, and nothing more is asked. Whether the job is a batch.
    pub(super) fn stop_batch(&mut self, id: JobId) -> bool {
        let Some(batch) = self.batches.remove(&id) else { return false };
        batch.signal.send_replace(BatchSignal::Stop);
        true
    }

    pub(super) fn decide_batch(&self, id: JobId, goes_on: bool) {
        self.batches.get(&id).into_iter().for_each(|batch| _ = batch.decisions.send(goes_on));
    }
}

/// Calls `tell` with the latest number now and then.
fn every(tell: impl Fn(u64) + Send + 'static) -> impl FnMut(u64) + Send + 'static {
    let mut told = Instant::now();
    move |rows| {
        if told.elapsed() >= TOLD_EVERY {
            told = Instant::now();
            tell(rows);
        }
    }
}

fn unread(_: tokio::task::JoinError) -> Error {
    Error::new(ErrorKind::Unexpected, m!("batch-subject"), m!("batch-unread"))
}

async fn offer(session: &Session, address: &Address) -> Result<BatchOffer> {
    let endpoints = batch::endpoints(session, &[address.to_string()]).await?;
    let endpoint =
        endpoints.into_iter().next().ok_or_else(|| Error::new(ErrorKind::Unexpected, address, m!("batch-unread")))?;
    let BatchEndpoint { dataset, answer, document, bulk, .. } = endpoint;
    let media = Media { form: answer.form.clone(), ..document.unwrap_or(answer) };
    let downloads = whole_path(&session.config.download_dir.display().to_string());
    let example = match session.is_demo() {
        true => beside(|_| example()).await.map_err(unread)?,
        false => None,
    };
    Ok(BatchOffer { title: dataset.title.clone(), media, is_personal: bulk.is_personal, downloads, example })
}

/// The table to try the demo with; none where it cannot be written. BLOCKS.
fn example() -> Option<PathBuf> {
    let path = config::cache_dir().ok()?.join(EXAMPLE);
    replace(&path, example_table().as_bytes(), Readers::Owner).ok()?;
    Some(path)
}

/// A path as people type or paste it, from the root: in quotes, as an address of a file, from their home.
fn whole_path(typed: &str) -> PathBuf {
    let typed = typed.trim();
    let bare = ['"', '\''].into_iter().find_map(|quote| typed.strip_prefix(quote)?.strip_suffix(quote));
    let typed = bare.unwrap_or(typed);
    let of_address = || url::Url::parse(typed).ok().filter(|url| url.scheme() == "file")?.to_file_path().ok();
    let path = of_address().unwrap_or_else(|| PathBuf::from(typed));
    let path = config::from_home(&path).unwrap_or(path);
    std::path::absolute(&path).unwrap_or(path)
}

/// As a shell pastes it: a space behind a backslash. Only where there is no such file otherwise.
fn file_of(typed: &str) -> PathBuf {
    let path = whole_path(typed);
    if path.exists() || !typed.contains("\\ ") {
        return path;
    }
    whole_path(&typed.replace("\\ ", " "))
}

fn whole(wish: &BatchWish) -> BatchWish {
    let dir = whole_path(&wish.dir.display().to_string());
    BatchWish { dir, ..wish.clone() }
}

/// Folders and tables that begin with what is typed, as they would be typed. BLOCKS.
fn paths(typed: &str) -> Vec<PathOffer> {
    let typed = typed.trim_start();
    let at = typed.rfind(std::path::is_separator).map_or(0, |at| at + 1);
    let (folder, begins) = typed.split_at(at);
    let Ok(entries) = std::fs::read_dir(whole_path(if folder.is_empty() { "." } else { folder })) else {
        return vec![];
    };
    let offer = |entry: std::fs::DirEntry| {
        let name = entry.file_name().into_string().ok()?;
        let is_hidden = name.starts_with('.') && !begins.starts_with('.');
        let is_folder = entry.path().is_dir();
        let ending = Path::new(&name).extension().map(|ending| ending.to_string_lossy().to_lowercase());
        let is_table = ending.is_some_and(|ending| TABLES.contains(&ending.as_str()));
        let fits = name.starts_with(begins) && !is_hidden && (is_folder || is_table);
        let end = if is_folder { std::path::MAIN_SEPARATOR_STR } else { "" };
        fits.then(|| PathOffer { path: format!("{folder}{name}{end}"), is_folder })
    };
    let mut offered: Vec<PathOffer> = entries.flatten().filter_map(offer).collect();
    // Tables first: they are what is looked for.
    offered.sort_by(|one, other| (one.is_folder, &one.path).cmp(&(other.is_folder, &other.path)));
    offered.truncate(MOST_OFFERED);
    offered
}

async fn table(typed: &str, media: Media) -> Result<BatchTable> {
    let file = file_of(typed);
    let read = beside(move |wanted| {
        let table = InputTable::of(RowSource::File(file.clone()), &TextOptions::default(), &[], wanted)?;
        let fits = batch::column_fits(&table, &media.form, wanted)?;
        Ok(BatchTable { file, fits, note: table.note.as_ref().map(ToString::to_string) })
    });
    read.await.map_err(unread)?
}

/// What an order asks.
struct ReadBatch {
    endpoints: Vec<BatchEndpoint>,
    input: Input,
    dir: PathBuf,
}

async fn read(session: &Session, order: &Order) -> Result<ReadBatch> {
    let wish = order
        .batch
        .as_deref()
        .ok_or_else(|| Error::new(ErrorKind::Unexpected, &order.media.address(), m!("batch-unread")))?;
    order.earlier.iter().try_for_each(crate::download::queue::Entry::check)?;
    let mut endpoints = batch::endpoints(session, &[order.media.address().to_string()]).await?;
    let (file, names) = (wish.file.clone(), wish.columns.clone());
    let table = beside(move |wanted| {
        let names: Vec<&str> = names.iter().map(|(_, column)| column.as_str()).collect();
        InputTable::of(RowSource::File(file), &TextOptions::default(), &names, wanted)
    });
    let table = table.await.map_err(unread)??;
    let feed = |(parameter, column): &(String, String)| ColumnFeed {
        parameter: Some(parameter.clone()),
        column: column.clone(),
    };
    let feeds: Vec<ColumnFeed> = wish.columns.iter().map(feed).collect();
    let forms: Vec<&[Field]> = endpoints.iter().map(|endpoint| endpoint.answer.form.as_slice()).collect();
    let input = Input::new(table, &forms, &feeds)?;
    batch::answer_all(&mut endpoints, &input, &order.answers)?;
    Ok(ReadBatch { endpoints, input, dir: wish.dir.clone() })
}

/// Reads all rows, with what an earlier run was answered.
async fn planned(session: &Session, order: Order, mut told: impl FnMut(u64) + Send + 'static) -> Result<PlannedBatch> {
    let ReadBatch { endpoints, input, dir } = read(session, &order).await?;
    let checked = beside(move |wanted| {
        let goes_on = BatchJournal::is_there(&dir);
        let answered = Answered::in_folder(&dir)?;
        let checked = batch::check_telling(&input, &endpoints, &answered, wanted, &mut told)?;
        Ok((endpoints, checked, goes_on))
    });
    let (endpoints, checked, goes_on) = checked.await.map_err(unread)??;
    let plan = batch::plan(session, &endpoints, checked, None)?;
    let wish = order.batch.map(|wish| *wish).unwrap_or_default();
    Ok(PlannedBatch { wish, plan, goes_on })
}

async fn run(screen: &BatchOnScreen, order: Order, signals: watch::Receiver<BatchSignal>) -> Result<EndedBatch> {
    let session = screen.shared.session();
    screen.shared.send(Msg::Started(screen.id));
    let mut stop = signals.clone();
    let (read, journal, answered, checked) = tokio::select! {
        prepared = prepared(&session, screen, &order) => prepared?,
        _ = stop.wait_for(|signal| *signal == BatchSignal::Stop) => {
            return Err(Error::new(ErrorKind::Cancelled, m!("batch-subject"), m!("batch-cancelled")));
        }
    };
    screen.news(BatchNews::Begins { answered: checked.answered(), refused: checked.refused });
    let ReadBatch { endpoints, input, dir } = read;
    let (of, signals) = ((&endpoints[..], &input, &*dir), signals);
    let job = BatchJob { endpoints: of.0, input: of.1, dir: of.2, journal, answered, checked: &checked, pace: None };
    let end = batch::run(&session, job, screen, signals).await?;
    // The answers are safe whatever becomes of the tables: `get --each --resume` makes them anew.
    let results = match of_run(&session, &endpoints, input, &dir, &[]).await {
        Ok(written) => written.files.into_iter().find(|path| path.extension().is_some_and(|it| it == "csv")),
        Err(error) => {
            tracing::warn!(%error, "the tables of a batch were not written");
            None
        }
    };
    Ok(EndedBatch { end, results: results.unwrap_or_else(|| dir.join(ANSWERS)) })
}

/// All that there is to do before the first request.
async fn prepared(
    session: &Session,
    screen: &BatchOnScreen,
    order: &Order,
) -> Result<(ReadBatch, BatchJournal, Answered, Checked)> {
    let read = read(session, order).await?;
    let turn = batch::turn(&read.dir, session.max_wait).await?;
    let (shared, id) = (screen.shared.clone(), screen.id);
    let told = every(move |rows| shared.send(Msg::BatchGoesOn(id, BatchNews::Reads(rows))));
    let checked = beside(move |wanted| {
        let (journal, answered) = BatchJournal::open(&read.dir, turn)?;
        let checked = batch::check_telling(&read.input, &read.endpoints, &answered, wanted, told)?;
        Ok((read, journal, answered, checked))
    });
    checked.await.map_err(unread)?
}

/// Whoever watches the screen.
struct BatchOnScreen {
    shared: Shared,
    id: JobId,
    portal: String,
    /// When progress was told last.
    told: Mutex<Option<Instant>>,
    signals: watch::Receiver<BatchSignal>,
    decided: Waiting<UnboundedReceiver<bool>>,
}

impl BatchOnScreen {
    fn news(&self, news: BatchNews) {
        if *self.signals.borrow() != BatchSignal::Stop {
            self.shared.send(Msg::BatchGoesOn(self.id, news));
        }
    }
}

impl BatchWatch for BatchOnScreen {
    fn progress(&self, progress: &BatchProgress) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let is_end = progress.done == progress.to_ask;
        if is_end || told.is_none_or(|told| told.elapsed() >= TOLD_EVERY) {
            *told = Some(Instant::now());
            self.news(BatchNews::GoesOn(progress.clone()));
            self.shared.quota.tell(&self.portal);
        }
    }

    fn goes_on<'a>(&'a self, failing: &'a FailingProvider) -> Fut<'a, bool> {
        Box::pin(async move {
            let mut signals = self.signals.clone();
            let mut decided = self.decided.lock().await;
            self.news(BatchNews::Fails(Box::new(failing.clone())));
            tokio::select! {
                decided = decided.recv() => Ok(decided.unwrap_or(false)),
                _ = signals.wait_for(|signal| *signal == BatchSignal::Stop) => Ok(false),
            }
        })
    }
}
