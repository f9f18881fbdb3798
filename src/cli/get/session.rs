//! A run of downloads: asks what there is to ask, shows progress, reports every outcome, and keeps the queue of what
//! has not ended.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;
use std::sync::{Arc, Mutex as BlockingMutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use serde::Serialize;
use tokio::sync::Mutex;

use super::progress::Bars;
use crate::base::error::{Error, Kind, Result};
use crate::base::format;
use crate::cli::{Global, out};
use crate::config;
use crate::download::queue::{Entry, Queue};
use crate::download::receipt::Origin;
use crate::download::{self, IfExists, Outcome, Plan, Progress, Verdict};
use crate::model::form::{self, Answers, Memory};
use crate::model::{Access, Checksum, Media};
use crate::net::SMALL;
use crate::portals::Portal;
use crate::preview::excel::excel_fr;
use crate::t;

/// Downloads that are begun or wait for their turn.
const WAITING: usize = 128;
/// How often the queue's file hears of what has ended.
const NOTE_EVERY: Duration = Duration::from_millis(500);

/// A media, the portal it is fetched from, and what its receipt is to say.
pub type Found<'p> = (&'p dyn Portal, Box<Media>, Arc<Origin>);

/// One media to fetch and how, or why an address gives none.
pub struct Wanted<'p> {
    pub address: String,
    pub plan: Plan,
    pub what: Result<Found<'p>>,
}

impl<'p> Wanted<'p> {
    pub fn new(found: Found<'p>, plan: Plan) -> Self {
        Self { address: found.1.address().to_string(), plan, what: Ok(found) }
    }

    fn is_personal(&self) -> bool {
        self.what.as_ref().is_ok_and(|(_, media, _)| media.access == Access::Personal)
    }

    /// As the queue remembers it. `None` for what is no media.
    fn entry(&self) -> Option<Entry> {
        self.what.as_ref().ok().map(|(_, media, _)| Entry::new(media, &self.plan))
    }
}

/// What holds for all downloads of a run.
pub struct Options {
    /// Write a copy for a French Excel beside each CSV.
    pub excel_fr: bool,
    /// Do not ask before downloading personal data.
    pub yes: bool,
}

/// Downloads all that is wanted; the exit code.
pub async fn run(global: &Global, wanted: &[Wanted<'_>], options: &Options) -> Result<u8> {
    let session = Session {
        global,
        memory: BlockingMutex::new(Memory::in_folder(&config::state_dir())),
        excel_fr: options.excel_fr,
        yes: options.yes,
        bars: Bars::new(global.is_plain(), global.json),
        asking: Mutex::new(None),
        worst: BlockingMutex::new(None),
        kept: BlockingMutex::new(Kept::new(wanted, options.yes)),
    };
    // Their turns are given out by the plan's traffic; so many wait for theirs.
    let all = stream::iter(wanted.iter().enumerate());
    let all = all.for_each_concurrent(WAITING, |(number, wanted)| session.fetch(number, wanted));
    let cancelled = tokio::select! {
        () = all => false,
        _ = tokio::signal::ctrl_c() => true,
    };
    let mut kept = session.kept.into_inner().unwrap_or_else(PoisonError::into_inner);
    kept.note();
    if cancelled {
        out::note(&t!("cli-cancelled"));
        return Ok(Kind::Cancelled.exit_code());
    }
    Ok(session.worst.into_inner().unwrap_or_default().map_or(0, |error: Error| error.kind.exit_code()))
}

/// What the queue's file is to say of this run.
struct Kept {
    queue: Queue,
    /// By the number of what is wanted; `None` for what is no media, or has ended for good.
    unfinished: Vec<Option<Entry>>,
    ended: Vec<Entry>,
    noted: Instant,
}

impl Kept {
    /// Written at once, unless it will all be over before anybody could look; personal data once they are `agreed` to.
    fn new(wanted: &[Wanted<'_>], agreed: bool) -> Self {
        let queue = Queue::in_folder(&config::state_dir());
        let unfinished = wanted.iter().map(|it| it.entry().filter(|_| agreed || !it.is_personal())).collect();
        let mut kept = Self { queue, unfinished, ended: Vec::new(), noted: Instant::now() };
        let is_small = |media: &Media| media.size.is_some_and(|size| size <= SMALL);
        if wanted.iter().any(|it| it.what.as_ref().is_ok_and(|(_, media, _)| !is_small(media))) {
            kept.note();
        }
        kept
    }

    /// The person wants it.
    fn agreed(&mut self, number: usize, wanted: &Wanted<'_>) {
        if let Some(entry @ None) = self.unfinished.get_mut(number) {
            *entry = wanted.entry();
            self.note();
        }
    }

    /// One download has ended: for good, or with an `error` that another try may not meet.
    fn ended(&mut self, number: usize, wanted: &Wanted<'_>, error: Option<&Error>) {
        let Some(entry) = self.unfinished.get_mut(number) else { return };
        match (error, entry.as_mut()) {
            (Some(error), Some(entry)) => entry.error = Some(error.cause.clone()),
            _ => self.ended.extend(entry.take().or_else(|| wanted.entry())),
        }
        if self.noted.elapsed() >= NOTE_EVERY {
            self.note();
        }
    }

    fn note(&mut self) {
        let unfinished: Vec<Entry> = self.unfinished.iter().flatten().cloned().collect();
        if let Err(error) = self.queue.update(&unfinished, &self.ended) {
            tracing::warn!(%error, "what has not ended is not remembered");
        }
        self.ended.clear();
        self.noted = Instant::now();
    }
}

/// One run.
struct Session<'a> {
    global: &'a Global,
    /// What was answered the last time.
    memory: BlockingMutex<Memory>,
    excel_fr: bool,
    yes: bool,
    bars: Bars,
    /// Held while a question is asked; the answer for all names taken from then on, once one was given.
    asking: Mutex<Option<IfExists>>,
    worst: BlockingMutex<Option<Error>>,
    kept: BlockingMutex<Kept>,
}

impl Session<'_> {
    async fn fetch(&self, number: usize, wanted: &Wanted<'_>) {
        let started = Instant::now();
        let result = match &wanted.what {
            Ok(found) => match self.confirm_personal(&found.1).await {
                Ok(()) => {
                    self.kept.lock().unwrap_or_else(PoisonError::into_inner).agreed(number, wanted);
                    self.download(found, &wanted.plan).await
                }
                Err(error) => Err(error),
            },
            Err(error) => Err(error.clone()),
        };
        let may_pass = result.as_ref().err().filter(|error| error.may_pass());
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).ended(number, wanted, may_pass);
        self.report(&wanted.address, &result, started);
        self.copy_for_excel(&result).await;
        let failure = match result {
            Err(error) => Some(error),
            Ok(outcome) if !outcome.meets(wanted.plan.require) => {
                Some(Error::new(Kind::Integrity, wanted.address.clone(), outcome.reason))
            }
            Ok(_) => None,
        };
        if let Some(error) = failure {
            let mut worst = self.worst.lock().unwrap_or_else(PoisonError::into_inner);
            *worst = Some(worst.take().map_or(error.clone(), |so_far| so_far.or_worse(error)));
        }
    }

    /// What fails here costs no downloaded file its verdict.
    async fn copy_for_excel(&self, result: &Result<Outcome>) {
        let Some(path) = result.as_ref().ok().filter(|_| self.excel_fr).map(|outcome| outcome.path.clone()) else {
            return;
        };
        let copied = tokio::task::spawn_blocking(move || excel_fr(&path)).await;
        self.bars.pause(|| match copied {
            Ok(Ok(copy)) => out::note(&t!("cli-for-excel", copy = copy.display())),
            Ok(Err(error)) => out::error(&error),
            Err(_) => out::note(&t!("cli-no-excel")),
        });
    }

    async fn download(&self, (portal, media, origin): &Found<'_>, plan: &Plan) -> Result<Outcome> {
        let answers = self.answers(media, &plan.answers).await?;
        let mut plan = Plan { origin: Some(origin.clone()), answers, ..plan.clone() };
        loop {
            let bar = self.bars.begin(&media.title);
            let result = download::fetch(*portal, media, &plan, |progress: Progress| bar.show(progress)).await;
            drop(bar);
            match result {
                Err(error) if error.kind == Kind::Exists && plan.if_exists == IfExists::Ask && can_ask() => {
                    plan.if_exists = self.ask_conflict(&error).await?;
                }
                other => return other,
            }
        }
    }

    /// What the media asks, from the command line, from the last time, and from the person where both say nothing.
    async fn answers(&self, media: &Media, given: &Answers) -> Result<Answers> {
        if media.form.is_empty() {
            return Ok(Answers::default());
        }
        let portal = &media.dataset.portal;
        let memory = || self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let fields = memory().recall(portal, &media.form);
        let mut given = given.clone();
        if can_ask() && !self.global.json {
            let _turn = self.asking.lock().await;
            for field in fields.iter().filter(|it| it.required && it.default.is_none()) {
                if given.get(&field.key).is_none() {
                    let question = format!("{} ({})", field.label, field.key);
                    given.0.push((field.key.clone(), self.bars.pause(|| ask(&question))));
                }
            }
        }
        let answers = form::check(&fields, &given)?;
        memory().keep(portal, &fields, &answers);
        Ok(answers)
    }

    async fn confirm_personal(&self, media: &Media) -> Result<()> {
        if media.access != Access::Personal || self.yes {
            return Ok(());
        }
        let refused = |cause: String| Error::new(Kind::Usage, media.address().to_string(), cause);
        if !can_ask() {
            return Err(refused(t!("cli-personal")).hint(t!("cli-personal-hint")));
        }
        let _turn = self.asking.lock().await;
        let question = t!("cli-personal-question", title = media.title);
        match self.bars.pause(|| ask(&question)).as_str() {
            "yes" | "oui" => Ok(()),
            _ => Err(Error::new(Kind::Cancelled, media.address().to_string(), t!("cli-not-confirmed"))),
        }
    }

    async fn ask_conflict(&self, error: &Error) -> Result<IfExists> {
        let mut for_all = self.asking.lock().await;
        if let Some(answer) = *for_all {
            return Ok(answer);
        }
        let question = t!("cli-conflict", error);
        loop {
            let typed = self.bars.pause(|| ask(&question));
            let answer = match typed.to_lowercase().as_str() {
                "s" | "i" => IfExists::Skip,
                "r" => IfExists::Rename,
                "o" | "e" => IfExists::Overwrite,
                "q" | "" => return Err(Error::new(Kind::Cancelled, error.subject.clone(), t!("cli-left-as-is"))),
                _ => continue,
            };
            if typed.chars().all(char::is_uppercase) {
                *for_all = Some(answer);
            }
            return Ok(answer);
        }
    }

    /// One line on standard output: verdict, size, path; why a file is not verified, beside. Or one line of JSON.
    fn report(&self, address: &str, result: &Result<Outcome>, started: Instant) {
        self.bars.pause(|| {
            if self.global.json {
                let _ = out::json(&GetJson::of(address, result, started)); // plain data always becomes JSON
                return;
            }
            match result {
                Ok(outcome) if outcome.skipped => out::line(&t!("cli-skipped", path = outcome.path.display())),
                Ok(outcome) => {
                    let (word, path) = (verdict(outcome.verdict), outcome.path.display());
                    out::line(&format!("{word}  {}  {path}", format::size(outcome.bytes)));
                    if outcome.verdict != Verdict::Verified {
                        out::note(&t!("cli-verdict-because", path, verdict = word, reason = outcome.reason));
                    }
                }
                Err(error) => out::error(error),
            }
        });
    }
}

fn verdict(verdict: Verdict) -> String {
    match verdict {
        Verdict::Verified => t!("cli-verified"),
        Verdict::SizeOnly => t!("cli-size-only"),
        Verdict::Altered => t!("cli-altered"),
        Verdict::Unverifiable => t!("cli-unverifiable"),
    }
}

fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Blocks until a line is typed; empty at the end of input.
fn ask(question: &str) -> String {
    eprint!("{}", t!("setup-ask", question = crate::base::text::printable(question).collect::<String>()));
    let _ = io::stderr().flush();
    let mut answer = String::new();
    let _ = io::stdin().lock().read_line(&mut answer);
    answer.trim().to_owned()
}

#[derive(Serialize)]
struct GetJson<'a> {
    address: &'a str,
    path: Option<&'a Path>,
    bytes: Option<u64>,
    sha256: Option<&'a str>,
    verdict: Option<Verdict>,
    claim: Option<ClaimJson<'a>>,
    reason: Option<&'a str>,
    resumed_from: Option<u64>,
    seconds: f64,
    error: Option<out::ErrorJson<'a>>,
}

#[derive(Serialize)]
struct ClaimJson<'a> {
    algo: &'a str,
    value: &'a str,
}

impl<'a> GetJson<'a> {
    fn of(address: &'a str, result: &'a Result<Outcome>, started: Instant) -> Self {
        let outcome = result.as_ref().ok();
        let fetched = outcome.filter(|outcome| !outcome.skipped);
        let claim = |claim: &'a Checksum| ClaimJson { algo: &claim.algo, value: &claim.value };
        Self {
            address,
            path: outcome.map(|outcome| outcome.path.as_path()),
            bytes: fetched.map(|outcome| outcome.bytes),
            sha256: fetched.map(|outcome| outcome.sha256.as_str()),
            verdict: fetched.map(|outcome| outcome.verdict),
            claim: outcome.and_then(|outcome| outcome.claim.as_ref()).map(claim),
            reason: outcome.map(|outcome| outcome.reason.as_str()),
            resumed_from: fetched.map(|outcome| outcome.resumed_from).filter(|from| *from > 0),
            seconds: (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
            error: result.as_ref().err().map(out::ErrorJson::from),
        }
    }
}
