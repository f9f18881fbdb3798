//! `sync`: brings a folder to what its lock says, moves it forward, or says how it stands.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::get::{RunTerminal, confirm_personal, jobs, rate, time};
use super::table::{OutputColumns, OutputFormat, OutputTable};
use super::{Global, out, wire};
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::{format, text};
use crate::download::Progress;
use crate::model::Media;
use crate::session::Session;
use crate::stores::BucketAddress;
use crate::sync::{
    self, DataFolder, DataPath, DataState, SyncAction, SyncMode, SyncRow, SyncWatch, advice, advised, outranking,
};
use crate::{m, t};

#[derive(Args, Debug)]
pub struct SyncArgs {
    /// Only these files, as data.toml names them
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
    /// Bring exactly what data.lock says and leave that as it is; what cannot be had so ends with exit code 6
    #[arg(long, conflicts_with_all = ["plan", "check"])]
    locked: bool,
    /// Say what would change, and change nothing
    #[arg(long, conflicts_with = "check")]
    plan: bool,
    /// Change nothing; exit code 0: in step, 9: something is newer, 6: something here is not what data.lock says
    #[arg(long)]
    check: bool,
    /// Then copy everything with its receipts to a new folder, for a machine without network
    #[arg(long, value_name = "DIR", conflicts_with_all = ["plan", "check", "paths"])]
    bundle: Option<PathBuf>,
    /// Keep the files, their receipts and data.lock in an object store, as s3://BUCKET/PREFIX/ (az://, gs://) [default: that of
    /// data.toml, else its folder]
    #[arg(short, long, value_name = "URL")]
    output: Option<String>,
    /// The folder of data.toml [default: the current one]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// How many downloads run at once
    #[arg(long, value_name = "N", value_parser = jobs)]
    jobs: Option<u8>,
    /// How many bytes a second all downloads together may take, as 500K or 2M
    #[arg(long, value_name = "RATE", value_parser = rate)]
    limit_rate: Option<u64>,
    /// How long to wait for a file that is being prepared, or a server that is busy, as 90s or 2h [default: 10m]
    #[arg(long, value_name = "TIME", value_parser = time)]
    max_wait: Option<Duration>,
    /// Do not ask before fetching personal data
    #[arg(long)]
    yes: bool,
}

/// So long a store is asked to forget what was given up in the middle.
const LETTING_GO: Duration = Duration::from_secs(20);

impl SyncArgs {
    /// Whether nothing is changed.
    pub fn only_prints(&self) -> bool {
        self.plan || self.check
    }

    /// The object store in which the files of `folder` are kept, if they are. What is for folders is refused then. BLOCKS for
    /// a small file.
    fn store(&self, folder: &DataFolder) -> Result<Option<BucketAddress>> {
        let store = match self.output.as_deref() {
            Some(written) => Some(BucketAddress::read(written)?.ok_or_else(|| {
                Error::new(ErrorKind::Usage, text::line(written), m!("stores-none")).hint(m!("sync-dir-hint"))
            })?),
            None => folder.manifest().map_err(advised)?.store,
        };
        match (&store, &self.bundle) {
            (Some(store), Some(_)) => {
                let error = Error::new(ErrorKind::Usage, store.to_string(), m!("sync-bundle-of-store"));
                Err(error.hint(m!("sync-bundle-of-store-hint")))
            }
            _ => Ok(store),
        }
    }

    fn mode(&self) -> SyncMode {
        match (self.locked, self.plan, self.check) {
            (true, ..) => SyncMode::Locked,
            (_, true, _) => SyncMode::Plan,
            (.., true) => SyncMode::Check,
            _ => SyncMode::Forward,
        }
    }
}

/// What programs read of a file.
const FIELDS: [&str; 10] =
    ["path", "address", "state", "action", "bytes", "sha256", "published", "licence", "reason", "error"];

pub async fn sync(global: &Global, args: &SyncArgs, session: &Session) -> Result<u8> {
    let columns = global.columns(&FIELDS)?;
    let (folder, mode) = (DataFolder::at(args.dir.clone().unwrap_or_default()), args.mode());
    let store = args.store(&folder)?;
    if let Some(store) = &store {
        global.needs_portals(&store.to_string())?;
    }
    let only = args.paths.iter().map(|path| DataPath::typed(path)).collect::<Result<Vec<_>>>()?;
    let session = session.limited(args.jobs.map(usize::from), args.limit_rate, None).waiting(args.max_wait);
    let at = store.clone();
    let watch = Told {
        terminal: RunTerminal::new(global.is_plain(), global.format() != OutputFormat::Text, global.quiet),
        yes: args.yes,
        lines: columns.are_for_people() && !args.only_prints(),
        ended: Mutex::default(),
    };
    let ran = tokio::select! {
        ran = sync::sync(&session, (&folder, store), mode, &only, &watch) => ran.map_err(advised)?,
        _ = tokio::signal::ctrl_c() => {
            if let Some(store) = at.clone().filter(|_| !args.only_prints()) {
                let _ = timeout(LETTING_GO, sync::let_go(&session, store)).await;
            }
            let cancelled = Error::new(ErrorKind::Cancelled, "sync", m!("sync-cancelled"));
            match columns.are_for_people() {
                true => out::note(&cancelled.cause.to_string()),
                false => print(columns, (&folder, at.as_ref()), &watch.rows(), Some(&cancelled))?,
            }
            return Ok(cancelled.kind.exit_code());
        }
    };
    let code = ran.iter().map(|row| code(row, mode)).fold(0, outranking);
    if columns.are_for_people() {
        if args.only_prints() {
            ran.iter().for_each(|row| tell(row, false));
        }
        summary(&ran, mode);
    }
    let bundled = match &args.bundle {
        Some(to) if code == 0 => bundled(&folder, to).await.map_err(advised),
        Some(_) => Ok(t!("sync-not-bundled")),
        None => Ok(String::new()),
    };
    let failed = bundled.as_ref().err();
    match columns.are_for_people() {
        true => failed.into_iter().for_each(out::error),
        false => print(columns, (&folder, at.as_ref()), &ran, failed)?,
    }
    bundled.iter().filter(|told| !told.is_empty()).for_each(|told| out::note(told));
    Ok(failed.map_or(code, |error| error.kind.exit_code()))
}

/// What is said of the bundle that is made.
async fn bundled(folder: &DataFolder, to: &Path) -> Result<String> {
    let stop = Arc::new(AtomicBool::new(false));
    let (of, at, stopped) = (folder.clone(), to.to_owned(), stop.clone());
    let mut work = tokio::task::spawn_blocking(move || sync::bundle(&of, &at, &stopped));
    let done = tokio::select! {
        done = &mut work => done,
        _ = tokio::signal::ctrl_c() => {
            stop.store(true, Ordering::Relaxed);
            work.await
        }
    };
    let broke = |error: tokio::task::JoinError| Error::new(ErrorKind::Unexpected, "sync", error.to_string());
    let (files, bytes) = done.map_err(broke)??;
    Ok(t!("sync-bundled", files, size = format::size(bytes), folder = to.display()))
}

fn code(row: &SyncRow, mode: SyncMode) -> u8 {
    row.error.as_ref().map_or_else(|| row.state.exit_code(mode), |error| error.kind.exit_code())
}

/// Whoever typed the command.
struct Told {
    terminal: RunTerminal,
    yes: bool,
    /// Lines are printed as files end.
    lines: bool,
    ended: Mutex<Vec<SyncRow>>,
}

impl Told {
    /// What has ended by now, sorted.
    fn rows(&self) -> Vec<SyncRow> {
        let mut rows = self.ended.lock().unwrap_or_else(PoisonError::into_inner).clone();
        rows.sort_by(|one, other| one.path.cmp(&other.path));
        rows
    }
}

impl SyncWatch for Told {
    fn agrees<'a>(&'a self, media: &'a Media) -> Fut<'a, ()> {
        Box::pin(confirm_personal(&self.terminal, media, self.yes))
    }

    fn progress<'a>(&'a self, path: &DataPath) -> Box<dyn FnMut(Progress) + Send + 'a> {
        let bar = self.terminal.begin(path.as_str());
        Box::new(move |progress| bar.show(progress))
    }

    fn ended(&self, row: &SyncRow) {
        let is_news = row.action != SyncAction::None || row.state != DataState::InStep || row.reason.is_some();
        if self.lines && is_news {
            self.terminal.print(|| tell(row, true));
        }
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).push(row.clone());
    }
}

/// One line, and what else there is to say of it.
fn tell(row: &SyncRow, done: bool) {
    let (sign, words) = row.said(done);
    out::line(&format!("{sign} {}  {words}", row.path));
    if let Some(reason) = &row.reason {
        out::note(&format::labelled(row.path.as_str(), reason));
    }
    row.error.iter().for_each(out::error);
}

fn summary(rows: &[SyncRow], mode: SyncMode) {
    let in_step = rows.iter().filter(|row| row.state == DataState::InStep).count();
    let others = rows.len() - in_step;
    out::line(&match mode {
        SyncMode::Plan => t!("sync-planned", count = rows.iter().filter(|row| row.action != SyncAction::None).count()),
        _ => t!("sync-stands", in_step, others),
    });
    let is_there = |state: &DataState| rows.iter().any(|row| row.state == *state);
    for state in DataState::ALL.into_iter().filter(is_there) {
        let advice = advice(state, mode);
        advice.iter().for_each(|advice| out::note(&format::labelled(&state.said().1.text(), &advice.text())));
    }
}

/// One document, of all files and of what went wrong with the whole.
fn print(
    columns: OutputColumns,
    (folder, store): (&DataFolder, Option<&BucketAddress>),
    rows: &[SyncRow],
    failed: Option<&Error>,
) -> Result<()> {
    let store = store.map(BucketAddress::to_string);
    let head = json!({ "folder": folder.root().display().to_string(), "store": store });
    let mut table = OutputTable::begin(columns, "files", head)?;
    table.add(rows.iter().map(json))?;
    let errors = out::FailureJson::of_all(rows.iter().filter_map(|row| row.error.as_ref()).chain(failed));
    table.end(json!({ "error": errors }))
}

fn json(row: &SyncRow) -> Value {
    let locked = row.locked.as_ref();
    json!({
        "path": row.path.as_str(),
        "address": row.address,
        "state": row.state,
        "action": row.action,
        "bytes": locked.map(|it| it.bytes),
        "sha256": locked.map(|it| &it.sha256),
        "published": locked.and_then(|it| it.published),
        "licence": locked.and_then(|it| it.licence()),
        "reason": row.reason,
        "error": wire::error(row.error.as_ref()),
    })
}
