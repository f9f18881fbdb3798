//! A run of downloads: asks what there is to ask, shows progress, reports every outcome, and keeps the queue of what
//! has not ended.

use std::fs::File;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

use super::terminal::RunTerminal;
use crate::base::beside::beside;
use crate::base::error::{Error, ErrorKind, Result, chain};
use crate::base::format;
use crate::cli::table::{OutputColumns, OutputFormat, OutputTable};
use crate::cli::{Global, out, wire};
use crate::config;
use crate::download::queue::Entry;
use crate::download::{Contents, Effect, FetchPlan, IfExists, Outcome, Progress, Times, Verdict, left};
use crate::excel::{self, CopyKind, ExcelCopy};
use crate::model::form::{self, AnswerMemory, Answers, Field};
use crate::model::{Access, Media};
use crate::net::SMALL;
use crate::session::question::{OnConflict, Question};
use crate::session::{Form, Order, Session, entry};
use crate::setup::question::LineQuestion;
use crate::stores::Bucket;
use crate::{m, t};

/// Downloads under way or waiting for their turn in the session's traffic.
const WAITING: usize = 128;
/// How often ended downloads are written to the queue's file.
const NOTE_EVERY: Duration = Duration::from_millis(500);

/// One media to fetch and how, or why an address gives none.
pub struct Wanted {
    pub address: String,
    pub how: FetchPlan,
    pub what: Result<Order>,
}

impl Wanted {
    pub fn new(order: Order, how: FetchPlan) -> Self {
        Self { address: order.media.address().to_string(), how, what: Ok(order) }
    }

    pub fn media(&self) -> Option<&Media> {
        self.what.as_ref().ok().map(|order| &order.media)
    }

    /// What there is to say of its dataset, as it was looked up.
    fn warnings(&self) -> &[String] {
        let dataset = self.what.as_ref().ok().and_then(|order| order.dataset.as_ref());
        dataset.map_or(&[], |dataset| &dataset.warnings)
    }

    /// Whether something of it lies in its folder, to be seen and removed.
    fn has_left(&self) -> bool {
        let of = |order: &Order| left(&self.how.dir, &Contents::new(&order.media, &order.answers)) > 0;
        self.what.as_ref().is_ok_and(of)
    }

    /// As the queue remembers it. `None` for what is no media, and for what it does not.
    fn entry(&self) -> Option<Entry> {
        self.media().and_then(|media| Entry::of(media, &self.how))
    }
}

/// What holds for all downloads of a run.
#[derive(Default)]
pub struct RunOptions {
    /// The copies for spreadsheets that are written beside each table.
    pub copies: Vec<CopyKind>,
    /// Do not ask before downloading personal data.
    pub yes: bool,
    /// The file is printed to standard output, and its place is not to last.
    pub to_output: bool,
    /// Where files go that are to be in no folder.
    pub bucket: Option<Bucket>,
}

impl RunOptions {
    /// Whether the queue remembers what has not ended: what it goes on with lies in folders.
    fn is_remembered(&self) -> bool {
        !self.to_output && self.bucket.is_none()
    }
}

/// Downloads all that is wanted; the exit code.
pub async fn run(
    global: &Global,
    session: &Session,
    columns: OutputColumns,
    wanted: &[Wanted],
    options: &RunOptions,
) -> Result<u8> {
    let run = Run {
        session,
        table: (!columns.are_for_people()).then(|| Mutex::new(OutputTable::of_lines(columns))),
        verbose: global.verbose > 0,
        memory: Mutex::new(AnswerMemory::in_folder(&config::state_dir()?)),
        copies: &options.copies,
        yes: options.yes,
        to_output: options.to_output,
        bucket: options.bucket.as_ref(),
        terminal: RunTerminal::new(global.is_plain(), global.format() != OutputFormat::Text, global.quiet),
        for_all: Mutex::new(None),
        worst: Mutex::new(None),
        unfinished: Mutex::new(UnfinishedRun::new(
            session,
            if options.is_remembered() { wanted } else { &[] },
            options.yes,
        )),
    };
    // Their turns are given out by the session's traffic; so many wait for theirs.
    let all = stream::iter(wanted.iter().enumerate());
    let all = all.for_each_concurrent(WAITING, |(number, wanted)| run.fetch(number, wanted));
    let cancelled = tokio::select! {
        () = all => false,
        _ = tokio::signal::ctrl_c() => true,
    };
    lock(&run.unfinished).note();
    if cancelled {
        out::note(&t!("cli-cancelled"));
        return Ok(ErrorKind::Cancelled.exit_code());
    }
    let worst = lock(&run.worst).take();
    Ok(worst.map_or(0, |error: Error| error.kind.exit_code()))
}

/// What the queue is to remember of this run.
struct UnfinishedRun<'s> {
    session: &'s Session,
    /// By the number of what is wanted; `None` for what is no media, or has ended for good.
    entries: Vec<Option<Entry>>,
    ended: Vec<Entry>,
    noted: Instant,
}

impl<'s> UnfinishedRun<'s> {
    /// Remembered at once, unless it will all be over before anybody could look; personal data once they are `agreed` to.
    fn new(session: &'s Session, wanted: &[Wanted], agreed: bool) -> Self {
        let is_personal = |it: &Wanted| it.media().is_some_and(|media| media.access == Access::Personal);
        let entries = wanted.iter().map(|it| it.entry().filter(|_| agreed || !is_personal(it))).collect();
        let mut unfinished = Self { session, entries, ended: Vec::new(), noted: Instant::now() };
        let is_small = |media: &Media| media.size.is_some_and(|size| size <= SMALL);
        if wanted.iter().filter_map(Wanted::media).any(|media| !is_small(media)) {
            unfinished.note();
        }
        unfinished
    }

    /// The person wants it.
    fn agreed(&mut self, number: usize, wanted: &Wanted) {
        if let Some(entry @ None) = self.entries.get_mut(number) {
            *entry = wanted.entry();
            self.note();
        }
    }

    /// One download has ended: for good, or with an `error` that is to be remembered.
    fn ended(&mut self, number: usize, wanted: &Wanted, error: Option<&Error>) {
        let Some(entry) = self.entries.get_mut(number) else { return };
        match (error, entry.as_mut()) {
            (Some(error), Some(entry)) => entry.error = Some(error.cause.to_string()),
            _ => self.ended.extend(entry.take().or_else(|| wanted.entry())),
        }
        if self.noted.elapsed() >= NOTE_EVERY {
            self.note();
        }
    }

    fn note(&mut self) {
        let unfinished = self.entries.iter().flatten().cloned().collect();
        let failed = |error: Error| tracing::warn!(error = chain(&error), "what has not ended is not remembered");
        self.session.remember(unfinished, std::mem::take(&mut self.ended), failed);
        self.noted = Instant::now();
    }
}

/// One run.
struct Run<'a> {
    session: &'a Session,
    /// `None` for lines to read.
    table: Option<Mutex<OutputTable>>,
    /// Say where the time went.
    verbose: bool,
    /// What was answered the last time.
    memory: Mutex<AnswerMemory>,
    copies: &'a [CopyKind],
    yes: bool,
    to_output: bool,
    bucket: Option<&'a Bucket>,
    terminal: RunTerminal,
    /// The answer for all taken names from now on, once one was given.
    for_all: Mutex<Option<OnConflict>>,
    worst: Mutex<Option<Error>>,
    unfinished: Mutex<UnfinishedRun<'a>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Run<'_> {
    async fn fetch(&self, number: usize, wanted: &Wanted) {
        let started = Instant::now();
        let result = match &wanted.what {
            Ok(order) => match confirm_personal(&self.terminal, &order.media, self.yes).await {
                Ok(()) => {
                    lock(&self.unfinished).agreed(number, wanted);
                    self.download(order, &wanted.how).await
                }
                Err(error) => Err(error),
            },
            Err(error) => Err(error.clone()),
        };
        let unfinished = result.as_ref().err().filter(|error| error.may_pass() || wanted.has_left());
        lock(&self.unfinished).ended(number, wanted, unfinished);
        match result.as_ref().ok().filter(|outcome| self.to_output && outcome.meets(wanted.how.require)) {
            Some(outcome) => self.print_file(outcome),
            None => self.report(wanted, &result, started),
        }
        if let Some(outcome) = result.as_ref().ok().filter(|outcome| self.verbose && !outcome.is_kept()) {
            self.terminal.print(|| out::note(&times(outcome)));
        }
        if let Ok(outcome) = &result {
            self.copy_for_excel(outcome, &wanted.how).await;
        }
        let failure = match result {
            Err(error) => Some(error),
            Ok(outcome) if !outcome.meets(wanted.how.require) => {
                Some(Error::new(ErrorKind::Integrity, wanted.address.clone(), outcome.reason))
            }
            Ok(_) => None,
        };
        if let Some(error) = failure {
            let mut worst = lock(&self.worst);
            *worst = Some(worst.take().map_or(error.clone(), |so_far| so_far.or_worse(error)));
        }
    }

    /// The file itself to standard output, and its verdict beside.
    fn print_file(&self, outcome: &Outcome) {
        self.terminal.print(|| {
            out::written(|| io::copy(&mut File::open(&outcome.path)?, &mut io::stdout()).map(drop));
            let (verdict, reason) = (verdict(outcome.verdict), &outcome.reason);
            out::note(&t!("cli-verdict-because", path = "-", verdict, reason));
        });
    }

    /// What fails here costs no downloaded file its verdict.
    async fn copy_for_excel(&self, outcome: &Outcome, how: &FetchPlan) {
        for kind in self.copies.iter().copied() {
            if !outcome.meets(how.require) {
                let (path, reason) = (outcome.path.display(), &outcome.reason);
                self.terminal.print(|| out::note(&t!("excel-not-admitted", path, reason)));
                continue;
            }
            let (outcome, if_exists) = (outcome.clone(), how.if_exists);
            let copied = beside(move |wanted| excel::copy_of(&outcome, kind, if_exists, wanted)).await;
            self.terminal.print(|| match copied {
                Ok(Ok(ExcelCopy { path, notes })) => {
                    out::note(&t!("excel-made", copy = path.display()));
                    notes.iter().for_each(|note| out::note(note));
                }
                Ok(Err(error)) => out::error(&error),
                Err(_) => out::note(&t!("excel-failed")),
            });
        }
    }

    async fn download(&self, order: &Order, how: &FetchPlan) -> Result<Outcome> {
        let answers = self.answers(&order.media, &order.answers).await?;
        let order = Order { answers, ..order.clone() };
        let mut how = how.clone();
        loop {
            let bar = self.terminal.begin(&order.media.title);
            let report = |progress: Progress| bar.show(progress);
            let result = self.session.fetch_to(self.bucket, &order, &how, report).await;
            drop(bar);
            match result {
                Err(error)
                    if error.kind == ErrorKind::Exists
                        && matches!(how.if_exists, IfExists::Ask | IfExists::Update)
                        && RunTerminal::can_ask() =>
                {
                    how.if_exists = self.ask_what_becomes(&error).await?;
                }
                other => return other,
            }
        }
    }

    /// What the media asks, from the command line and, at a terminal, from the person, whose questions begin with what was
    /// answered the last time. Without one that is not taken: the same line does the same on every machine.
    async fn answers(&self, media: &Media, given: &Answers) -> Result<Answers> {
        let (mut given, entry) = entry::split(given);
        if media.form.is_empty() {
            return Ok(entry::with_entry(&Answers::default(), &entry));
        }
        let form = Form::new(media.clone(), &lock(&self.memory));
        if RunTerminal::can_ask() && self.table.is_none() {
            let mut turn = self.terminal.turn().await;
            let open: Vec<&Field> = form.open(&given).collect();
            for field in open {
                let question = format!("{} ({})", field.label, field.key);
                let question = LineQuestion::new(&question, field.default.as_deref());
                given.0.push((field.key.clone(), turn.fill(&question).await.unwrap_or_default()));
            }
        }
        let answers = form::check(&media.form, &given)?;
        if form.remember(&answers, &mut lock(&self.memory)) {
            let memory = lock(&self.memory).clone();
            self.session.notebook.write(move || memory.write());
        }
        Ok(entry::with_entry(&answers, &entry))
    }

    /// What becomes of a download whose name is taken, as `error` says.
    async fn ask_what_becomes(&self, error: &Error) -> Result<IfExists> {
        let mut turn = self.terminal.turn().await;
        let before = *lock(&self.for_all);
        let how = match before {
            Some(how) => how,
            None => match turn.decide(&Question::taken(error)).await {
                Some(answer) => {
                    *lock(&self.for_all) = answer.for_all.then_some(answer.how);
                    answer.how
                }
                None => OnConflict::Cancel,
            },
        };
        match how {
            OnConflict::Use(if_exists) => Ok(if_exists),
            OnConflict::Cancel => Err(Error::new(ErrorKind::Cancelled, error.subject.clone(), m!("cli-left-as-is"))),
        }
    }

    /// One line on standard output: verdict, size, path; why a file is not verified, beside. Or one line of JSON.
    fn report(&self, wanted: &Wanted, result: &Result<Outcome>, started: Instant) {
        self.terminal.print(|| {
            if let Ok(Outcome { path, aside: Some(aside), .. }) = result {
                out::note(&t!("cli-changed-aside", path = path.display(), aside = aside.display()));
            }
            if let Some(table) = &self.table {
                let _ = lock(table).add([json(wanted, result, started)]); // plain data always becomes JSON
                return;
            }
            match result {
                Ok(outcome) if outcome.effect == Effect::Skipped => {
                    out::line(&t!("cli-skipped", path = outcome.path.display()));
                }
                Ok(outcome) if outcome.effect == Effect::Unchanged => {
                    out::line(&t!("cli-unchanged", path = outcome.path.display()));
                }
                Ok(outcome) => {
                    let (word, path) = (verdict(outcome.verdict), outcome.path.display());
                    let size = format::size(outcome.bytes);
                    out::line(&match outcome.effect {
                        Effect::Updated => t!("cli-updated", word, size, path),
                        _ => format!("{word}  {size}  {path}"),
                    });
                    if outcome.verdict != Verdict::Verified || outcome.doubt.is_some() {
                        out::note(&t!("cli-verdict-because", path, verdict = word, reason = outcome.reason));
                    }
                }
                Err(error) => out::error(error),
            }
        });
    }
}

/// Whether personal data may be fetched: who is asked says so, unless they have (`yes`).
pub async fn confirm_personal(terminal: &RunTerminal, media: &Media, yes: bool) -> Result<()> {
    if media.access != Access::Personal || yes {
        return Ok(());
    }
    let address = media.address().to_string();
    if !RunTerminal::can_ask() {
        return Err(Error::new(ErrorKind::Usage, address, m!("cli-personal")).hint(m!("cli-personal-hint")));
    }
    match terminal.turn().await.decide(&Question::personal(&media.title)).await {
        Some(true) => Ok(()),
        Some(false) | None => Err(Error::new(ErrorKind::Cancelled, address, m!("cli-not-confirmed"))),
    }
}

/// Where its time went, for who wants to know what was slow.
fn times(outcome: &Outcome) -> String {
    let seconds = |span: Duration| t!("cli-seconds", seconds = format::decimal(span.as_secs_f64(), 3));
    let Times { turn, answer, bytes, hash, sync } = outcome.times;
    t!(
        "cli-times",
        path = outcome.path.display(),
        turn = seconds(turn),
        answer = seconds(answer),
        bytes = seconds(bytes),
        hash = seconds(hash),
        sync = seconds(sync)
    )
}

fn verdict(verdict: Verdict) -> String {
    match verdict {
        Verdict::Verified => t!("cli-verified"),
        Verdict::SizeOnly => t!("cli-size-only"),
        Verdict::Complete => t!("services-verdict"),
        Verdict::Altered => t!("cli-altered"),
        Verdict::Unverifiable => t!("cli-unverifiable"),
    }
}

/// What programs read of a download.
pub const FIELDS: [&str; 13] = [
    "address",
    "outcome",
    "path",
    "bytes",
    "sha256",
    "verdict",
    "claim",
    "reason",
    "doubt",
    "resumed_from",
    "seconds",
    "warnings",
    "error",
];

/// One line of `--json`.
fn json(wanted: &Wanted, result: &Result<Outcome>, started: Instant) -> Value {
    let outcome = result.as_ref().ok();
    let ended = outcome.filter(|outcome| outcome.meets(wanted.how.require)).map(|outcome| json!(outcome.effect));
    let fetched = outcome.filter(|outcome| outcome.effect != Effect::Skipped);
    json!({
        "address": wanted.address,
        "outcome": ended.unwrap_or_else(|| "failed".into()),
        "path": outcome.map(|outcome| outcome.path.display().to_string()),
        "bytes": fetched.map(|outcome| outcome.bytes),
        "sha256": fetched.map(|outcome| &outcome.sha256),
        "verdict": fetched.map(|outcome| outcome.verdict),
        "claim": outcome.and_then(|outcome| outcome.claim.as_ref()).map(wire::checksum),
        "reason": outcome.map(|outcome| &outcome.reason),
        "doubt": outcome.and_then(|outcome| outcome.doubt.as_ref()),
        "resumed_from": fetched.map(|outcome| outcome.resumed_from).filter(|from| *from > 0),
        "seconds": (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
        "warnings": wanted.warnings(),
        "error": wire::error(result.as_ref().err()),
    })
}
