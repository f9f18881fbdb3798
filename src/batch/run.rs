//! A batch under way: one worker for each counter, which asks one request after the other, and several counters at once.
//!
//! Dropping it ends it: what was answered by then stands in the journal.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::try_join_all;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt as _, StreamExt as _};
use jiff::Timestamp;
use tokio::sync::watch;
use tokio::time::Instant;

use super::ask::{RowAnswer, ask, bring};
use super::check::Checked;
use super::endpoint::BatchEndpoint;
use super::events::{BatchEnd, BatchProgress, BatchSignal, BatchWatch, FailingProvider};
use super::input::Input;
use super::journal::{Answered, BatchJournal, FinishedDocument, FinishedError, FinishedLine, GROUP};
use super::lane::{Lane, MOST_RETRIES, NextRequest, RowRequest};
use super::pace::{RequestPace, is_for_others};
use super::plan::pace_of;
use super::verdict::{LONGEST_WAIT, RowVerdict};
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text;
use crate::m;
use crate::portals::bulk::leads_nowhere;
use crate::session::Session;

/// So many requests without any answer, one after the other, end the batch: this address may be shut out.
const MOST_SILENCES: u32 = 2;
/// So many in a row that reached nobody do too.
const MOST_UNREACHED: u32 = 3;
/// How long a provider that fails is left alone.
const PAUSE: Duration = Duration::from_secs(60);
/// So many documents come at once beside the requests of one counter.
const DOCUMENTS: usize = 4;

/// What is to be done. All of it was checked and told before.
pub struct BatchJob<'j> {
    pub endpoints: &'j [BatchEndpoint],
    pub input: &'j Input,
    pub dir: &'j Path,
    pub journal: BatchJournal,
    pub answered: Answered,
    pub checked: &'j Checked,
    /// Requests a minute to each counter, as a person wants it.
    pub pace: Option<u32>,
}

/// Asks all that is not answered.
pub async fn run(
    session: &Session,
    job: BatchJob<'_>,
    watch: &dyn BatchWatch,
    signal: watch::Receiver<BatchSignal>,
) -> Result<BatchEnd> {
    let BatchJob { endpoints, input, dir, journal, answered, checked, pace } = job;
    let mut groups: BTreeMap<&str, Vec<Lane<'_>>> = BTreeMap::new();
    let mut left: BTreeMap<String, (u64, f64)> = BTreeMap::new();
    for (at, (endpoint, counts)) in endpoints.iter().zip(&checked.endpoints).enumerate() {
        let group = endpoint.bulk.group.as_str();
        groups.entry(group).or_default().push(Lane::new(endpoint, at, input));
        let of_group = left.entry(group.to_owned()).or_insert((0, f64::from(pace_of(endpoint, pace))));
        of_group.0 += counts.to_ask;
    }
    let named = |name: &String| endpoints.iter().all(|it| it.name != *name);
    let several =
        endpoints.iter().filter(|it| it.document.is_some()).count() > 1 || answered.endpoints.iter().any(named);
    let state = RunState { answered, left, ..RunState::new(checked.to_ask()) };
    let (stop, _) = watch::channel(false);
    let (journal, state) = (Arc::new(Mutex::new(journal)), Mutex::new(state));
    let run = Run { session, dir, watch, signal, stop, journal, state, several, pace };
    run.tell();
    let ended = try_join_all(groups.into_values().map(|lanes| run.group(lanes))).await;
    let journal = run.journal.clone();
    blocking(move || lock(&journal).sync()).await?;
    ended?;
    let state = lock(&run.state);
    let end = &state.end;
    Ok(BatchEnd { unasked: state.to_ask.saturating_sub(end.done), ..end.clone() })
}

struct Run<'r> {
    session: &'r Session,
    dir: &'r Path,
    watch: &'r dyn BatchWatch,
    signal: watch::Receiver<BatchSignal>,
    /// Whether one of the workers found a reason to end.
    stop: watch::Sender<bool>,
    journal: Arc<Mutex<BatchJournal>>,
    state: Mutex<RunState>,
    /// Whether documents of several endpoints lie in the folder.
    several: bool,
    pace: Option<u32>,
}

/// What all workers know.
struct RunState {
    answered: Answered,
    to_ask: u64,
    end: BatchEnd,
    /// Of each counter the requests that are left, and the pace.
    left: BTreeMap<String, (u64, f64)>,
    silences: u32,
    unreached: u32,
    waiting: Option<(String, Instant)>,
}

impl RunState {
    fn new(to_ask: u64) -> Self {
        Self {
            answered: Answered::default(),
            to_ask,
            end: BatchEnd::default(),
            left: BTreeMap::new(),
            silences: 0,
            unreached: 0,
            waiting: None,
        }
    }
}

/// The document of an answer, or why it did not come.
struct DocumentEnd {
    lane: usize,
    request: RowRequest,
    answer: RowAnswer,
    brought: Result<FinishedDocument>,
}

type Documents<'d> = FuturesUnordered<Fut<'d, DocumentEnd>>;

/// What a worker does next.
enum Turn {
    Ask(usize, RowRequest),
    At(Instant),
    Later,
    Nothing,
}

/// How a request ended, for the journal.
struct Ending<'e> {
    answer: Option<RowAnswer>,
    document: Option<FinishedDocument>,
    error: Option<&'e Error>,
    again: bool,
}

impl<'r> Run<'r> {
    /// The requests that one counter counts.
    async fn group(&self, mut lanes: Vec<Lane<'r>>) -> Result<()> {
        let Some(first) = lanes.first().map(|lane| lane.endpoint) else { return Ok(()) };
        let mut pace = RequestPace::new(pace_of(first, self.pace), Instant::now());
        let (mut documents, mut turn) = (Documents::new(), 0);
        while self.may_go_on().await {
            while let Some(end) = documents.next().now_or_never().flatten() {
                self.document_ended(&mut lanes, end?).await?;
            }
            let now = Instant::now();
            if pace.next() > now {
                self.idle(pace.next(), &mut lanes, &mut documents).await?;
                continue;
            }
            match self.turn(&mut lanes, &mut turn, now)? {
                Turn::Ask(at, request) => {
                    pace.sent(now);
                    self.request(&mut lanes, at, request, &mut pace, &mut documents).await?;
                    self.leave_room(first, &mut pace)?;
                    if documents.len() >= DOCUMENTS
                        && let Some(end) = documents.next().await
                    {
                        self.document_ended(&mut lanes, end?).await?;
                    }
                }
                Turn::At(when) => self.idle(when, &mut lanes, &mut documents).await?,
                Turn::Later => tokio::task::yield_now().await,
                Turn::Nothing => match documents.next().await {
                    Some(end) => self.document_ended(&mut lanes, end?).await?,
                    None => break,
                },
            }
        }
        while let Some(end) = documents.next().await {
            self.document_ended(&mut lanes, end?).await?;
        }
        Ok(())
    }

    /// Waits while a person wants a pause; whether to go on then.
    async fn may_go_on(&self) -> bool {
        let (mut signal, mut stop) = (self.signal.clone(), self.stop.subscribe());
        loop {
            if *stop.borrow_and_update() {
                return false;
            }
            let wanted = *signal.borrow_and_update();
            match wanted {
                BatchSignal::Go => return true,
                BatchSignal::Stop => {
                    self.end(Error::new(ErrorKind::Cancelled, m!("batch-subject"), m!("batch-cancelled")));
                    return false;
                }
                BatchSignal::Pause => {
                    self.settle().await;
                    tokio::select! {
                        changed = signal.changed() => if changed.is_err() { return true },
                        _ = stop.changed() => {}
                    }
                }
            }
        }
    }

    /// The batch ends, for this reason.
    fn end(&self, error: Error) {
        lock(&self.state).end.stopped.get_or_insert(error);
        self.stop.send_replace(true);
    }

    /// What is next, in turn of the endpoints.
    fn turn(&self, lanes: &mut [Lane<'r>], turn: &mut usize, now: Instant) -> Result<Turn> {
        let (mut soonest, mut later) = (None::<Instant>, false);
        for step in 0..lanes.len() {
            let at = (*turn + step) % lanes.len();
            let Some(lane) = lanes.get_mut(at) else { continue };
            let name = &lane.endpoint.name;
            let mut take = |asked: &super::Asked| {
                let state = &mut *lock(&self.state);
                let trace = state.answered.trace(name, asked);
                // What an earlier run gave up is asked once and no more.
                let tries = if state.answered.was_given_up(trace) { MOST_RETRIES } else { 0 };
                state.answered.take(trace).then_some(tries)
            };
            match lane.next(now, &mut take)? {
                NextRequest::Now(request) => {
                    *turn = at + 1;
                    return Ok(Turn::Ask(at, request));
                }
                NextRequest::At(when) => soonest = Some(soonest.map_or(when, |known| known.min(when))),
                NextRequest::Later => later = true,
                NextRequest::Nothing => {}
            }
        }
        Ok(match (later, soonest) {
            (true, _) => Turn::Later,
            (false, Some(when)) => Turn::At(when),
            (false, None) => Turn::Nothing,
        })
    }

    async fn request<'d>(
        &'d self,
        lanes: &mut [Lane<'r>],
        at: usize,
        request: RowRequest,
        pace: &mut RequestPace,
        documents: &mut Documents<'d>,
    ) -> Result<()>
    where
        'r: 'd,
    {
        let Some(lane) = lanes.get_mut(at) else { return Ok(()) };
        let endpoint = lane.endpoint;
        let answer = match ask(self.session, endpoint, &request.asked).await {
            Ok(answer) => answer,
            Err(error) => return self.failed(lane, request, &error, pace).await,
        };
        pace.answered();
        lane.worked();
        self.heard();
        match &endpoint.document {
            Some(media) => documents.push(Box::pin(async move {
                let place = (self.dir, self.several);
                let brought = bring(self.session, endpoint, media, &request.asked, &answer.body, place).await;
                Ok(DocumentEnd { lane: at, request, answer, brought })
            })),
            None => {
                let ending = Ending { answer: Some(answer), document: None, error: None, again: false };
                self.finish(endpoint, &request, ending).await?;
            }
        }
        Ok(())
    }

    /// Somebody answered.
    fn heard(&self) {
        let state = &mut *lock(&self.state);
        (state.silences, state.unreached) = (0, 0);
    }

    async fn failed(
        &self,
        lane: &mut Lane<'r>,
        request: RowRequest,
        error: &Error,
        pace: &mut RequestPace,
    ) -> Result<()> {
        let (verdict, now) = (RowVerdict::of(error, &lane.endpoint.bulk), Instant::now());
        tracing::debug!(endpoint = lane.endpoint.name, ?verdict, "a row was not answered");
        if !matches!(verdict, RowVerdict::Held(_) | RowVerdict::Silence) {
            self.heard();
        }
        match verdict {
            RowVerdict::Held(wait) | RowVerdict::TooMany(wait) if wait > LONGEST_WAIT => self.end(error.clone()),
            RowVerdict::Held(wait) => {
                pace.wait(now + wait);
                lane.put_back(request, now);
            }
            RowVerdict::TooMany(wait) => {
                lane.put_back(request, now);
                if !pace.refused(wait, now) {
                    self.end(error.clone().hint(m!("batch-refused-thrice")));
                }
                self.paced(lane.endpoint, pace);
            }
            RowVerdict::Refused => self.end(error.clone()),
            RowVerdict::Silence => {
                if let Some(ends) = self.is_silent(error) {
                    self.end(ends);
                } else {
                    self.once_more(lane, request, error, None).await?;
                }
            }
            RowVerdict::Busy(wait) => self.once_more(lane, request, error, Some(wait)).await?,
            RowVerdict::Failed { wait, pauses } => {
                pace.answered();
                if pauses {
                    lane.paused = wait.map(|wait| now + wait);
                }
                let is_first = request.tries == 0;
                self.once_more(lane, request, error, wait).await?;
                if is_first {
                    self.provider_failed(lane, error).await;
                }
            }
            RowVerdict::Final { again, by_provider } => {
                pace.answered();
                let ending = Ending { answer: None, document: None, error: Some(error), again };
                self.finish(lane.endpoint, &request, ending).await?;
                match by_provider {
                    true if request.tries == 0 => self.provider_failed(lane, error).await,
                    true => {}
                    false => lane.worked(),
                }
            }
        }
        Ok(())
    }

    /// Nothing came; the reason to end where that has been so often enough.
    fn is_silent(&self, error: &Error) -> Option<Error> {
        let state = &mut *lock(&self.state);
        if error.timed_out {
            state.silences += 1;
        } else {
            state.unreached += 1;
        }
        if state.silences >= MOST_SILENCES {
            let silent = Error { cause: m!("batch-silent"), ..error.clone() };
            return Some(silent.hint(m!("batch-silent-hint")));
        }
        (state.unreached >= MOST_UNREACHED).then(|| error.clone())
    }

    /// Asks once more later, or records the error.
    async fn once_more(
        &self,
        lane: &mut Lane<'r>,
        request: RowRequest,
        error: &Error,
        wait: Option<Duration>,
    ) -> Result<()> {
        match lane.again(request, wait, Instant::now()) {
            Ok(()) => Ok(()),
            Err(request) => {
                let ending = Ending { answer: None, document: None, error: Some(error), again: true };
                self.finish(lane.endpoint, &request, ending).await
            }
        }
    }

    /// Lets somebody decide where a provider fails for one row after the other; that one of them is asked once more says
    /// nothing of others.
    async fn provider_failed(&self, lane: &mut Lane<'r>, error: &Error) {
        if !lane.failed() || lane.given_up {
            return;
        }
        self.settle().await;
        let told = match self.session.present(lane.endpoint.address()).await {
            Ok(dataset) => {
                let known = &lane.endpoint.dataset.warnings;
                dataset.warnings.into_iter().find(|warning| !known.contains(warning))
            }
            Err(_) => None,
        };
        let title = lane.endpoint.dataset.title.clone();
        let failing = FailingProvider { title, errors: lane.errors(), error: error.clone(), told };
        match self.watch.goes_on(&failing).await {
            Ok(true) => lane.paused = Some(Instant::now() + PAUSE),
            Ok(false) | Err(_) => {
                lane.given_up = true;
                let state = &mut *lock(&self.state);
                let worst = state.end.worst.take();
                state.end.worst = Some(worst.map_or(error.clone(), |worst| worst.or_worse(error.clone())));
            }
        }
    }

    async fn document_ended(&self, lanes: &mut [Lane<'r>], end: DocumentEnd) -> Result<()> {
        let DocumentEnd { lane, request, answer, brought } = end;
        let Some(lane) = lanes.get_mut(lane) else { return Ok(()) };
        let endpoint = lane.endpoint;
        let error = match brought {
            Ok(document) => {
                let ending = Ending { answer: Some(answer), document: Some(document), error: None, again: false };
                return self.finish(endpoint, &request, ending).await;
            }
            Err(error) => error,
        };
        if matches!(error.kind, ErrorKind::Disk) {
            return Err(error);
        }
        let (again, request) = match leads_nowhere(&error) {
            true => match lane.again(request, Some(Duration::ZERO), Instant::now()) {
                Ok(()) => return Ok(()),
                Err(request) => (true, request),
            },
            // The answer itself says that there is none.
            false => (error.kind != ErrorKind::NotFound, request),
        };
        let ending = Ending { answer: Some(answer), document: None, error: Some(&error), again };
        self.finish(endpoint, &request, ending).await
    }

    /// One more line of the journal.
    async fn finish(&self, endpoint: &BatchEndpoint, request: &RowRequest, ending: Ending<'_>) -> Result<()> {
        let Ending { answer, document, error, again } = ending;
        let (status, body) = match answer {
            Some(answer) => (Some(answer.status), Some(answer.body)),
            None => (error.and_then(|error| error.status), None),
        };
        let (name, asked) = (endpoint.name.clone(), request.asked.clone());
        let told = error.map(|error| finished_error(error, again));
        let code = told.as_ref().map(|told| told.code.clone());
        let line = FinishedLine { endpoint: name, asked, at: Timestamp::now(), status, document, error: told, again };
        let journal = self.journal.clone();
        blocking(move || lock(&journal).add(&line, body.as_deref())).await?;
        {
            let state = &mut *lock(&self.state);
            state.end.done += 1;
            state.end.again += u64::from(again);
            if let Some(code) = code {
                *state.end.errors.entry(code).or_default() += 1;
            }
            if let Some(error) = error {
                let worst = state.end.worst.take();
                state.end.worst = Some(worst.map_or(error.clone(), |worst| worst.or_worse(error.clone())));
            }
            if let Some(left) = state.left.get_mut(&endpoint.bulk.group) {
                left.0 = left.0.saturating_sub(1);
            }
            state.waiting = None;
        }
        self.tell();
        Ok(())
    }

    /// A fifth of a limit is for others who use it.
    fn leave_room(&self, endpoint: &BatchEndpoint, pace: &mut RequestPace) -> Result<()> {
        let quota = self.session.portal(endpoint.address())?.quota();
        let of_counter = quota.into_iter().find(|left| left.title == endpoint.bulk.title);
        if let Some(left) = of_counter.filter(|left| is_for_others(left.left, left.limit)) {
            let wait = Duration::try_from(left.resets.duration_since(Timestamp::now())).unwrap_or_default();
            pace.wait(Instant::now() + wait.min(LONGEST_WAIT));
        }
        Ok(())
    }

    /// The pace of a counter has changed.
    fn paced(&self, endpoint: &BatchEndpoint, pace: &RequestPace) {
        if let Some(left) = lock(&self.state).left.get_mut(&endpoint.bulk.group) {
            left.1 = pace.per_minute();
        }
        self.tell();
    }

    /// Waits until then, or until something else is to be done.
    async fn idle<'d>(&'d self, until: Instant, lanes: &mut [Lane<'r>], documents: &mut Documents<'d>) -> Result<()> {
        let wait = until.saturating_duration_since(Instant::now());
        if wait > GROUP {
            self.settle().await;
        }
        if wait > Duration::from_secs(5) {
            let title = lanes.first().map(|lane| lane.endpoint.bulk.title.clone()).unwrap_or_default();
            lock(&self.state).waiting = Some((title, until));
            self.tell();
        }
        let (mut signal, mut stop) = (self.signal.clone(), self.stop.subscribe());
        // Seen here, so that what changes from now on ends the wait.
        let wanted = *signal.borrow_and_update();
        if wanted != BatchSignal::Go || *stop.borrow_and_update() {
            return Ok(());
        }
        let end = tokio::select! {
            Some(end) = documents.next() => Some(end?),
            () = tokio::time::sleep_until(until) => None,
            Ok(()) = signal.changed() => None,
            _ = stop.changed() => None,
        };
        match end {
            Some(end) => self.document_ended(lanes, end).await,
            None => Ok(()),
        }
    }

    /// What is written is brought to the disk.
    async fn settle(&self) {
        let journal = self.journal.clone();
        if let Err(error) = blocking(move || lock(&journal).sync()).await {
            self.end(error);
        }
    }

    /// Tells how far it is.
    fn tell(&self) {
        let progress = {
            let state = lock(&self.state);
            let minutes = |(left, pace): &(u64, f64)| *left as f64 / pace.max(1.0);
            let minutes = state.left.values().map(minutes).fold(0.0, f64::max);
            let pace = state.left.values().filter(|(left, _)| *left > 0).map(|(_, pace)| pace).sum();
            let waiting = state.waiting.as_ref();
            BatchProgress {
                done: state.end.done,
                to_ask: state.to_ask,
                errors: state.end.errors.clone(),
                pace,
                left: Duration::try_from_secs_f64(minutes * 60.0).unwrap_or(Duration::MAX),
                waiting: waiting.map(|(what, until)| (what.clone(), until.saturating_duration_since(Instant::now()))),
            }
        };
        self.watch.progress(&progress);
    }
}

/// An error as the journal keeps it: the portal's code, or the word for its kind.
fn finished_error(error: &Error, again: bool) -> FinishedError {
    let again = again.then(|| m!("batch-again"));
    FinishedError {
        code: error.code.clone().unwrap_or_else(|| error.kind.word().to_owned()),
        cause: text::line(&error.cause.to_string()),
        remedy: again.as_ref().or(error.hint.as_ref()).map(|hint| text::line(&hint.to_string())),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs what waits for the disk beside the runtime's own threads.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let broke = |error: tokio::task::JoinError| Error::new(ErrorKind::Unexpected, "batch", error.to_string());
    tokio::task::spawn_blocking(work).await.map_err(broke)?
}
