//! `get --each`: one request for each row of a table, and what came of it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use clap::Args;
use tokio::sync::watch;

use super::terminal::RunTerminal;
use super::{GetArgs, each_results, each_told as told, folder};
use crate::base::Fut;
use crate::base::beside::beside;
use crate::base::error::{Error, ErrorKind, Result, worse};
use crate::batch::{
    self, Answered, BatchEnd, BatchEndpoint, BatchJob, BatchJournal, BatchPlan, BatchProgress, BatchSignal, BatchWatch,
    ColumnFeed, FailingProvider, Input, InputTable, RowSource,
};
use crate::cli::table::OutputFormat;
use crate::cli::{Global, addresses, out};
use crate::config;
use crate::m;
use crate::model::Media;
use crate::model::form::{self, AnswerMemory, Answers, Field};
use crate::session::question::Question;
use crate::session::{Form, Session};
use crate::setup::question::LineQuestion;
use crate::t;
use crate::tabular::TextOptions;

/// How often progress is told.
const TOLD_EVERY: Duration = Duration::from_millis(200);

#[derive(Args, Debug, Default)]
pub struct EachArgs {
    /// Ask once for each row of this CSV or workbook, or of - for standard input; answers and documents go to -o DIR
    #[arg(long, value_name = "FILE", requires = "column", conflicts_with_all = ["formats", "include", "exclude", "entry", "name", "keep", "excel", "excel_fr", "as_curl", "if_exists", "require", "connections"])]
    each: Option<PathBuf>,
    /// The column of --each with the identifiers, or PARAMETER=COLUMN for what else it feeds (may be repeated)
    #[arg(long, value_name = "COLUMN", requires = "each")]
    column: Vec<String>,
    /// With --each, go on where an earlier run in the same folder ended
    #[arg(long, requires = "each")]
    resume: bool,
    /// With --each, how many requests a minute, in place of the usual pace; the portal's limits hold all the same
    #[arg(long, value_name = "N", requires = "each", value_parser = clap::value_parser!(u32).range(1..=500))]
    pace: Option<u32>,
    /// With --each, the fields of the answers that the tables have; all of them without it
    #[arg(long, value_name = "FIELDS", requires = "each", value_delimiter = ',')]
    table_fields: Vec<String>,
}

impl EachArgs {
    pub fn is_on(&self) -> bool {
        self.each.is_some()
    }

    fn feeds(&self) -> Vec<ColumnFeed> {
        let feed = |written: &String| match written.split_once('=') {
            Some((parameter, column)) => ColumnFeed { parameter: Some(parameter.into()), column: column.into() },
            None => ColumnFeed { parameter: None, column: written.clone() },
        };
        self.column.iter().map(feed).collect()
    }
}

pub async fn each(global: &Global, args: &GetArgs, session: &Session) -> Result<u8> {
    let columns = global.columns(&told::FIELDS)?;
    global.needs_portals("--each")?;
    let session = &session.limited(args.jobs.map(usize::from), args.limit_rate, None).waiting(args.max_wait);
    let dir = match args.output.as_deref() {
        Some(output) if !args.is_to_output() => folder(output)?,
        _ => return Err(Error::new(ErrorKind::Usage, "-o", m!("batch-no-folder")).hint(m!("batch-no-folder-hint"))),
    };
    let terminal = RunTerminal::new(global.is_plain(), global.format() != OutputFormat::Text, global.quiet);
    let addresses = addresses::expanded(&args.addresses, "address")?;
    let mut endpoints = batch::endpoints(session, &addresses).await?;
    let input = input(args, &endpoints).await?;
    answer(session, &terminal, &mut endpoints, &input, &args.params, columns.are_for_people()).await?;
    let left = if args.plan { Left::Looked(looked(&dir).await?) } else { opened(args, &dir, session).await? };
    let (input, endpoints, left, checked) = checked(input, endpoints, left).await?;
    let plan = batch::plan(session, &endpoints, checked, args.each.pace)?;
    if columns.are_for_people() {
        told::plan(&plan, args.plan);
    }
    let (journal, answered) = match left {
        Left::Looked(_) => {
            if !columns.are_for_people() {
                columns.print(told::json(&dir, &plan, None))?;
            }
            return Ok(0);
        }
        Left::Open(journal, answered) => (journal, answered),
    };
    if plan.checked.to_ask() > 0 {
        confirm(&terminal, &plan, args.yes).await?;
    }
    let job = BatchJob {
        endpoints: &endpoints,
        input: &input,
        dir: &dir,
        journal,
        answered,
        checked: &plan.checked,
        pace: args.each.pace,
    };
    let Some(end) = watched(session, &terminal, job).await? else {
        told::go_on();
        return Ok(ErrorKind::Cancelled.exit_code());
    };
    let written = each_results::written(session, &endpoints, input, &dir, &args.each.table_fields).await?;
    let code = report(&columns, &dir, &plan, &end)?;
    if columns.are_for_people() {
        each_results::tell(&written);
    }
    Ok(code)
}

/// What came of it.
fn report(columns: &crate::cli::table::OutputColumns, dir: &Path, plan: &BatchPlan, end: &BatchEnd) -> Result<u8> {
    match columns.are_for_people() {
        true => told::end(dir, plan, end),
        false => columns.print(told::json(dir, plan, Some(end)))?,
    }
    let refused = if plan.checked.refused > 0 { ErrorKind::Usage.exit_code() } else { 0 };
    Ok(worse(end.exit_code(), refused))
}

/// The table, and which of its columns feed what.
async fn input(args: &GetArgs, endpoints: &[BatchEndpoint]) -> Result<Input> {
    let each = args.each.each.clone().unwrap_or_default();
    let feeds = args.each.feeds();
    let named: Vec<String> = feeds.iter().map(|feed| feed.column.clone()).collect();
    let is_input = each == Path::new("-");
    let table = beside(move |wanted| {
        let source = if is_input { RowSource::spooled(io::stdin().lock())? } else { RowSource::File(each) };
        let named: Vec<&str> = named.iter().map(String::as_str).collect();
        InputTable::of(source, &TextOptions::default(), &named, wanted)
    });
    let table = table.await.map_err(|_| Error::new(ErrorKind::Unexpected, "--each", m!("batch-unread")))??;
    if let Some(note) = &table.note {
        out::note(&note.to_string());
    }
    let forms: Vec<&[Field]> = endpoints.iter().map(|endpoint| endpoint.answer.form.as_slice()).collect();
    Input::new(table, &forms, &feeds)
}

/// What holds for every row: from the command line and, at a terminal, from the person.
async fn answer(
    session: &Session,
    terminal: &RunTerminal,
    endpoints: &mut [BatchEndpoint],
    input: &Input,
    given: &[(String, String)],
    for_people: bool,
) -> Result<()> {
    let Some(first) = endpoints.first() else { return Ok(()) };
    let media = Media { form: batch::open_fields(endpoints, input), ..first.answer.clone() };
    let mut memory = AnswerMemory::in_folder(&config::state_dir()?);
    let form = Form::new(media, &memory);
    let mut given = Answers(given.to_vec());
    if RunTerminal::can_ask() && for_people {
        let open: Vec<Field> = form.open(&given).cloned().collect();
        let mut turn = terminal.turn().await;
        for field in open {
            let words = format!("{} ({})", field.label, field.key);
            let question = LineQuestion::new(&words, field.default.as_deref());
            given.0.push((field.key.clone(), turn.fill(&question).await.unwrap_or_default()));
        }
    }
    let answers = form::check(&form.media.form, &given).map_err(|error| match error.hint.clone() {
        Some(asks) => error.hint(m!("batch-answers-hint", asks)),
        None => error,
    })?;
    if form.remember(&answers, &mut memory) {
        session.notebook.write(move || memory.write());
    }
    batch::answer_all(endpoints, input, &answers)
}

/// What an earlier run left, to be looked at or to be gone on from.
enum Left {
    Looked(Answered),
    Open(BatchJournal, Answered),
}

impl Left {
    fn answered(&self) -> &Answered {
        match self {
            Self::Looked(answered) | Self::Open(_, answered) => answered,
        }
    }
}

async fn looked(dir: &Path) -> Result<Answered> {
    let dir = dir.to_owned();
    let looked = beside(move |_| Answered::in_folder(&dir)).await;
    looked.map_err(|_| Error::new(ErrorKind::Unexpected, "--each", m!("batch-unread")))?
}

async fn opened(args: &GetArgs, dir: &Path, session: &Session) -> Result<Left> {
    let refused = |dir: &Path| {
        let error = Error::new(ErrorKind::Exists, dir.display().to_string(), m!("batch-answers-there"));
        error.hint(m!("batch-answers-there-hint"))
    };
    if !args.each.resume && BatchJournal::is_there(dir) {
        return Err(refused(dir));
    }
    let turn = batch::turn(dir, session.max_wait).await?;
    // Another run may have begun and ended meanwhile.
    if !args.each.resume && BatchJournal::is_there(dir) {
        return Err(refused(dir));
    }
    let folder = dir.to_owned();
    let opened = beside(move |_| BatchJournal::open(&folder, turn)).await;
    let (journal, answered) = opened.map_err(|_| Error::new(ErrorKind::Unexpected, "--each", m!("batch-unread")))??;
    Ok(Left::Open(journal, answered))
}

/// All rows are read once, on a thread of their own.
async fn checked(
    input: Input,
    endpoints: Vec<BatchEndpoint>,
    left: Left,
) -> Result<(Input, Vec<BatchEndpoint>, Left, batch::Checked)> {
    let work = beside(move |wanted| {
        let checked = batch::check(&input, &endpoints, left.answered(), wanted)?;
        Ok((input, endpoints, left, checked))
    });
    let checked = tokio::select! {
        checked = work => checked,
        _ = tokio::signal::ctrl_c() => return Err(Error::new(ErrorKind::Cancelled, "--each", m!("batch-cancelled"))),
    };
    checked.map_err(|_| Error::new(ErrorKind::Unexpected, "--each", m!("batch-unread")))?
}

/// Nothing is asked before somebody has agreed.
async fn confirm(terminal: &RunTerminal, plan: &BatchPlan, yes: bool) -> Result<()> {
    if yes {
        return Ok(());
    }
    if !RunTerminal::can_ask() {
        return Err(Error::new(ErrorKind::Usage, "--each", m!("batch-unconfirmed")).hint(m!("batch-unconfirmed-hint")));
    }
    let text = t!("batch-begin-text", requests = plan.checked.to_ask());
    match terminal.turn().await.decide(&Question::batch(text)).await {
        Some(true) => Ok(()),
        Some(false) | None => Err(Error::new(ErrorKind::Cancelled, "--each", m!("batch-not-begun"))),
    }
}

/// The run, as the terminal shows it: the first Ctrl-C finishes what is under way, the second ends at once (`None`).
async fn watched(session: &Session, terminal: &RunTerminal, job: BatchJob<'_>) -> Result<Option<BatchEnd>> {
    let (signal, signals) = watch::channel(BatchSignal::Go);
    let watch = Told { terminal, gauge: terminal.gauge(), told: Mutex::new(None) };
    let mut run = std::pin::pin!(batch::run(session, job, &watch, signals));
    tokio::select! {
        end = &mut run => return end.map(Some),
        _ = tokio::signal::ctrl_c() => {}
    }
    terminal.print(|| out::note(&t!("batch-finishing")));
    signal.send_replace(BatchSignal::Stop);
    tokio::select! {
        end = run => end.map(Some),
        _ = tokio::signal::ctrl_c() => Ok(None),
    }
}

/// Whoever typed the command.
struct Told<'t> {
    terminal: &'t RunTerminal,
    gauge: super::progress::Gauge,
    /// When progress was told last.
    told: Mutex<Option<Instant>>,
}

impl BatchWatch for Told<'_> {
    fn progress(&self, progress: &BatchProgress) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let is_end = progress.done == progress.to_ask;
        if is_end || told.is_none_or(|told| told.elapsed() >= TOLD_EVERY) {
            *told = Some(Instant::now());
            self.gauge.show(progress.done, progress.to_ask, &told::progress(progress));
        }
    }

    fn goes_on<'a>(&'a self, failing: &'a FailingProvider) -> Fut<'a, bool> {
        Box::pin(async move {
            let text = told::failing(failing);
            if !RunTerminal::can_ask() {
                self.terminal.print(|| out::note(&text));
                return Ok(false);
            }
            Ok(self.terminal.turn().await.decide(&Question::failing(text)).await.unwrap_or(false))
        })
    }
}
