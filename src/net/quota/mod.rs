//! Rate limits, shared by all processes of this machine: no request is sent that a portal would refuse as one too many,
//! and identical ones are sent one after the other.
//!
//! What is known of a limit comes from the kind of portal beforehand, then from the portal's own `RateLimit-*` and
//! `Retry-After`, as far as it tells: these are claims, and no pause is longer than an hour, or than the portal's contract
//! has it. It is kept in one small file, changed under a lock. Only how much is under way at once ([`AtOnce`]) is each
//! process's own affair.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::StatusCode;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use serde::{Deserialize, Serialize};

use self::places::Slots;
use self::shut::{LONGEST_PAUSE, Shut};
use self::sliding::Sliding;
use self::window::{CounterClaim, Gate, Window};
use crate::base::atomic_file::{Readers, lock, replace};
use crate::base::error::{Error, ErrorKind, Result, chain};
use crate::base::i18n::Message;
use crate::base::stated;
use crate::base::versioned::{self, Kept};
use crate::m;
use crate::net::{header, max_wait, wait_for_limit};

mod places;
mod shut;
mod sliding;
mod window;

pub use self::places::{AtOnce, Slot};

/// The layout of the file.
const LAYOUT: u64 = 1;

/// So long a limit is waited for, whoever waits and however little: what takes longer is reported to a person instead.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often it is looked whether others under way have ended.
const POLL: Duration = Duration::from_millis(50);
/// For so long an identical request is waited for where each is sent once.
const SAME_PATIENCE: Duration = Duration::from_secs(1);
/// An identical request that has not ended by then is not waited for: portals lock for no longer either.
const LOCKED: i64 = 60_000;

/// One limit that a request counts for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counter {
    /// The same wherever this is counted together.
    pub key: String,
    /// What a person calls it.
    pub title: String,
    pub requests: u32,
    pub period: Duration,
    pub hears: Hears,
}

/// What a portal's answers tell of a counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hears {
    /// `RateLimit-*` and `Retry-After`: it has windows, and the portal tells how it stands.
    Headers,
    /// That there were too many: it is left alone then, for as long as it says or else for longer each time.
    Refusals,
    Nothing,
}

/// What a request costs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    pub counters: Vec<Counter>,
    /// Names the request and all that are identical to it, where no two of them may be under way at once.
    pub alone: Option<String>,
    pub at_once: Option<AtOnce>,
    /// Waits for a limit that is used up however long it takes; a pause that the portal asks for is another matter.
    pub waits: bool,
    /// The name of the portal that is asked.
    pub portal: String,
    /// The longest pause that the portal's contract tells of; `None`: an hour.
    pub longest_pause: Option<Duration>,
}

/// How much a limit still leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remaining {
    pub title: String,
    pub limit: u32,
    pub left: u32,
    /// When it is all there again.
    pub resets: Timestamp,
}

/// Why a portal is not asked now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShutOut {
    /// The limit that it is about.
    pub title: String,
    pub until: Timestamp,
    /// Whether the portal asked for a pause; else the limit is used up, as it tells.
    pub is_pause: bool,
}

/// The limits as all processes know them. Clones share them.
#[derive(Clone)]
pub struct Quota(Arc<QuotaInner>);

struct QuotaInner {
    /// `None`: this process only.
    file: Option<PathBuf>,
    /// What was known last; all that is known where the file cannot be used.
    known: Mutex<QuotaState>,
    places: Mutex<HashMap<String, Slots>>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct QuotaState {
    counters: BTreeMap<String, QuotaMeter>,
    /// Requests under way that are to be alone, and since when.
    running: BTreeMap<String, i64>,
}

/// A counter as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum QuotaMeter {
    Told(Window),
    Untold(Sliding),
}

/// Why a request is not sent yet.
enum Hold {
    /// It depends on others that are under way.
    Behind,
    /// The same request is under way; for so long at most.
    Same(Duration),
    /// A counter is used up until then.
    Wait { title: String, limit: u32, wait: Duration },
    /// The portal wants to be left alone for so long.
    Paused(Duration),
    /// The portal gave no time: for so long it is left alone by our own measure.
    Slowed(Duration),
}

impl Quota {
    /// Kept by this process alone.
    pub fn own() -> Self {
        Self::kept(None)
    }

    /// Kept in `folder` by every process that is given the same.
    pub fn shared(folder: &Path) -> Self {
        Self::kept(Some(folder.join("quota.json")))
    }

    fn kept(file: Option<PathBuf>) -> Self {
        Self(Arc::new(QuotaInner { file, known: Mutex::default(), places: Mutex::default() }))
    }

    /// Waits until a request of this cost may be sent, for a limit that is used up as long as the work at hand waits at all
    /// ([`max_wait`]), which hears of it. [`ErrorKind::Quota`] where that is too long to wait, and
    /// [`ErrorKind::Unavailable`] where the portal wants to be left alone for longer.
    pub async fn ask(&self, subject: impl Into<Message>, cost: Cost, is_file: bool) -> Result<RequestPermit> {
        let patience = max_wait().unwrap_or_default().max(PATIENCE);
        let (mut place, mut waited, mut behind) = (None, Duration::ZERO, Duration::ZERO);
        loop {
            if let (None, Some(at_once)) = (&place, &cost.at_once) {
                place = Some(self.places(at_once).take(is_file).await);
            }
            let (quota, asked) = (self.clone(), cost.clone());
            let pause = match blocking(move || quota.permit(asked)).await {
                Ok(mut permit) => {
                    permit.place = place.unwrap_or_default();
                    return Ok(permit);
                }
                Err(Hold::Behind) => POLL,
                // Who asked may be gone: whoever has others to ask does not wait for that.
                Err(Hold::Same(wait)) if behind >= SAME_PATIENCE && max_wait() == Some(Duration::ZERO) => {
                    return Err(same_under_way(subject, wait));
                }
                Err(Hold::Same(_)) => {
                    behind += POLL;
                    POLL
                }
                Err(Hold::Wait { title, limit, wait }) => {
                    waited += wait;
                    if waited > patience && !cost.waits {
                        return Err(used_up(subject, &title, limit, wait));
                    }
                    // Who waits for this counter keeps nobody from the portal who counts for another.
                    place = None;
                    wait_for_limit(wait).await;
                    continue;
                }
                Err(Hold::Paused(wait)) if wait > PATIENCE => return Err(paused(subject, wait)),
                Err(Hold::Slowed(wait)) if wait > PATIENCE => return Err(slowed(subject, wait)),
                Err(Hold::Paused(wait) | Hold::Slowed(wait)) => wait,
            };
            tracing::debug!(?pause, "waiting to keep the portal's limit");
            tokio::time::sleep(pause).await;
        }
    }

    fn places(&self, at_once: &AtOnce) -> Slots {
        let mut places = self.0.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.entry(at_once.key.clone()).or_insert_with(|| Slots::new(at_once.requests)).clone()
    }

    /// The permit is made here, so that one nobody waits for any more is given back.
    fn permit(self, cost: Cost) -> Result<RequestPermit, Hold> {
        let left = self.with(|state, now| state.ask(&cost, now).map(|()| now))?;
        Ok(RequestPermit { quota: self, cost, left, place: Slot::default(), landed: false })
    }

    /// What the counters leave whose keys begin so, and which were used lately. Reads one small file.
    pub fn left(&self, key: &str) -> Vec<Remaining> {
        let (state, now) = (self.state(), now());
        let left = |(_, meter): (&String, &QuotaMeter)| meter.standing(now);
        state.counters.iter().filter(|(it, _)| it.starts_with(key)).filter_map(left).collect()
    }

    /// What the counter of this key leaves, as [`Self::left`].
    pub fn left_of(&self, key: &str) -> Option<Remaining> {
        self.state().counters.get(key)?.standing(now())
    }

    fn state(&self) -> QuotaState {
        let kept = self.0.file.as_deref().and_then(|file| read(file).ok());
        kept.unwrap_or_else(|| self.known().clone()).bounded(now())
    }

    /// What keeps the portal called `portal` from being asked, as far as it has been tried. Blocks.
    pub fn shut_outs(&self, portal: &str) -> Vec<ShutOut> {
        self.with(|state, now| state.shut_outs(portal, now))
    }

    /// Forgets [`Self::shut_outs`], which it gives. Blocks.
    pub fn reset(&self, portal: &str) -> Vec<ShutOut> {
        self.with(|state, now| {
            let forgotten = state.shut_outs(portal, now);
            state.counters.retain(|_, meter| meter.shut_out(portal, now).is_none());
            forgotten
        })
    }

    /// Changes what is known, on the disk where it is shared. Blocks for as long as others do the same.
    fn with<T>(&self, change: impl FnOnce(&mut QuotaState, i64) -> T) -> T {
        let mut known = self.known();
        let Some(file) = &self.0.file else { return change(&mut known, now()) };
        let failed = |error: std::io::Error| {
            tracing::warn!(file = %file.display(), error = chain(&error), "limits are kept by this process alone");
        };
        let lock = lock(file).map_err(failed).ok();
        if lock.is_some() && matches!(versioned::look::<QuotaState>(file, LAYOUT), Ok(Kept::Damaged)) {
            versioned::load::<QuotaState>(file, LAYOUT); // sets it aside
        }
        let before = lock.as_ref().and_then(|_| read(file).map_err(failed).ok());
        let now = now();
        if let Some(state) = &before {
            *known = state.clone().bounded(now);
        }
        let changed = change(&mut known, now);
        if before.is_some_and(|before| before != *known) {
            write(file, &known).unwrap_or_else(failed);
        }
        changed
    }

    fn known(&self) -> MutexGuard<'_, QuotaState> {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl QuotaState {
    /// As it was kept, where nothing lasts longer than it may.
    fn bounded(mut self, now: i64) -> Self {
        self.counters.values_mut().for_each(|meter| meter.shut_mut().bound(now));
        self
    }

    fn shut_outs(&self, portal: &str, now: i64) -> Vec<ShutOut> {
        self.counters.values().filter_map(|meter| meter.shut_out(portal, now)).collect()
    }

    fn ask(&mut self, cost: &Cost, now: i64) -> Result<(), Hold> {
        self.running.retain(|_, since| now.saturating_sub(*since) < LOCKED && *since <= now);
        if cost.alone.as_ref().is_some_and(|name| self.running.contains_key(name)) {
            let since = cost.alone.as_ref().and_then(|name| self.running.get(name)).copied().unwrap_or(now);
            return Err(Hold::Same(Duration::from_millis((since + LOCKED).abs_diff(now))));
        }
        for counter in &cost.counters {
            let wait = |until: i64| Duration::from_millis(until.abs_diff(now));
            let (limit, gate) = match self.meter(cost, counter, now) {
                QuotaMeter::Told(window) => (window.limit, window.gate(now)),
                QuotaMeter::Untold(sliding) => (sliding.limit, sliding.gate(now)),
            };
            match gate {
                Gate::Open => {}
                Gate::Unsure => return Err(Hold::Behind),
                Gate::Shut(until) => return Err(Hold::Wait { title: counter.title.clone(), limit, wait: wait(until) }),
                Gate::Paused(until) => return Err(Hold::Paused(wait(until))),
                Gate::Slowed(until) => return Err(Hold::Slowed(wait(until))),
            }
        }
        for counter in &cost.counters {
            match self.meter(cost, counter, now) {
                QuotaMeter::Told(window) => window.take(now),
                QuotaMeter::Untold(sliding) => sliding.take(now),
            }
        }
        self.running.extend(cost.alone.clone().map(|name| (name, now)));
        Ok(())
    }

    /// For how long the portal is left alone now, where it refused one too many and does not tell of its counters.
    fn settle(&mut self, cost: &Cost, left: i64, told: &CounterClaim, now: i64) -> Option<Duration> {
        let mut pause = None;
        for counter in &cost.counters {
            match self.meter(cost, counter, now) {
                QuotaMeter::Told(window) => {
                    window.land(left);
                    window.hear(now, told, period(counter));
                }
                QuotaMeter::Untold(sliding) if counter.hears == Hears::Refusals => {
                    pause = pause.max(sliding.hear(now, left, told));
                }
                QuotaMeter::Untold(_) => {}
            }
        }
        if let Some(name) = &cost.alone {
            self.running.remove(name);
        }
        self.counters.retain(|_, meter| !meter.is_idle(now));
        pause.and_then(|wait| u64::try_from(wait).ok()).map(Duration::from_millis)
    }

    fn meter(&mut self, cost: &Cost, counter: &Counter, now: i64) -> &mut QuotaMeter {
        let (title, limit, period) = (&counter.title, counter.requests, period(counter));
        let is_told = counter.hears == Hears::Headers;
        let new = || match is_told {
            true => QuotaMeter::Told(Window::default()),
            false => QuotaMeter::Untold(Sliding::new(title, limit, period)),
        };
        let meter = self.counters.entry(counter.key.clone()).or_insert_with(new);
        if matches!(meter, QuotaMeter::Told(_)) != is_told {
            *meter = new();
        }
        meter.shut_mut().is_asked_by(&cost.portal, longest_pause(cost));
        match meter {
            QuotaMeter::Told(window) => {
                window.title.clone_from(title);
                window.turn(now, limit, period);
            }
            QuotaMeter::Untold(sliding) => sliding.turn(now),
        }
        meter
    }
}

impl QuotaMeter {
    fn shut_mut(&mut self) -> &mut Shut {
        match self {
            Self::Told(window) => &mut window.shut,
            Self::Untold(sliding) => &mut sliding.shut,
        }
    }

    /// What of it keeps `portal` from being asked by the portal's own word.
    fn shut_out(&self, portal: &str, now: i64) -> Option<ShutOut> {
        let (title, shut, used_up_until) = match self {
            Self::Told(it) => (&it.title, &it.shut, it.used_up_until(now)),
            Self::Untold(it) => (&it.title, &it.shut, None),
        };
        let pause = Some(shut.until()).filter(|until| *until > now);
        let until = Timestamp::from_millisecond(pause.or(used_up_until)?).ok()?;
        shut.is_about(portal).then(|| ShutOut { title: title.clone(), until, is_pause: pause.is_some() })
    }

    fn standing(&self, now: i64) -> Option<Remaining> {
        let (title, limit, left, full_at) = match self {
            Self::Told(it) => (&it.title, it.limit, it.left_at(now), it.full_at()),
            Self::Untold(it) => (&it.title, it.limit, it.left(now), it.full_at()),
        };
        let resets = Timestamp::from_millisecond(full_at.max(now)).ok()?;
        Some(Remaining { title: title.clone(), limit, left, resets })
    }

    fn is_idle(&self, now: i64) -> bool {
        match self {
            Self::Told(window) => window.is_idle(now),
            Self::Untold(sliding) => sliding.is_idle(now),
        }
    }
}

/// The permission to send one request. Dropped without an answer, it counts all the same.
pub struct RequestPermit {
    quota: Quota,
    cost: Cost,
    left: i64,
    place: Slot,
    landed: bool,
}

impl RequestPermit {
    /// Takes note of what the answer says. The place is kept until the answer is read; and where it was refused, as one
    /// of too many, for so long the portal is left alone if it does not say itself.
    pub async fn answered(mut self, status: StatusCode, headers: &HeaderMap) -> (Slot, Option<Duration>) {
        self.landed = true;
        let (quota, cost, left, told) = (self.quota.clone(), self.cost.clone(), self.left, told(status, headers));
        let pause = blocking(move || quota.with(|state, now| state.settle(&cost, left, &told, now))).await;
        (std::mem::take(&mut self.place), pause)
    }
}

impl Drop for RequestPermit {
    fn drop(&mut self) {
        if !self.landed {
            self.quota.with(|state, now| state.settle(&self.cost, self.left, &CounterClaim::default(), now));
        }
    }
}

/// What the headers say, with or without the `X-` of old. The end of the window is on the server's clock, so it is compared
/// with the server's own time.
fn told(status: StatusCode, headers: &HeaderMap) -> CounterClaim {
    /// Less is a number of seconds, as other servers tell it; more is a moment.
    const MOMENT: i64 = 1_000_000_000;
    let value = |name: &str| {
        let value = header(headers, name).or_else(|| header(headers, &format!("x-{name}")))?;
        value.split([',', ';']).next().map(|first| first.trim().to_owned())
    };
    let number = |name: &str| -> Option<i64> { value(name)?.parse().ok() };
    let small = |name: &str| u32::try_from(number(name)?).ok();
    let in_one = |name: &str, key: &str| of_one(&header(headers, name)?, key);
    let one = |name: &str, key: &str| u32::try_from(in_one(name, key)?).ok();
    let date = header(headers, DATE.as_str()).and_then(|date| stated::moment_written(&date));
    let refused = status == StatusCode::TOO_MANY_REQUESTS;
    let until = |moment: i64| moment.saturating_sub(date.map_or_else(now, Timestamp::as_millisecond));
    let resets_in = value("ratelimit-reset").and_then(|reset| match reset.parse::<i64>() {
        Ok(seconds @ ..MOMENT) => Some(seconds.saturating_mul(1000)),
        Ok(moment) => Some(until(moment.saturating_mul(1000))),
        // Opendatasoft writes it out.
        Err(_) => Some(until(stated::moment_written(&reset)?.as_millisecond())),
    });
    let wait = crate::net::retry_after(headers).filter(|_| refused && headers.contains_key(RETRY_AFTER));
    CounterClaim {
        limit: small("ratelimit-limit").or_else(|| one("ratelimit-policy", "q")),
        remaining: small("ratelimit-remaining").or_else(|| one("ratelimit", "r")),
        resets_in: resets_in.or_else(|| Some(in_one("ratelimit", "t")?.saturating_mul(1000))),
        retry_after: wait.and_then(|wait| i64::try_from(wait.as_millis()).ok()),
        refused,
        fine: status.is_success(),
    }
}

/// What `key` is in a header that holds all of it: `"api";r=499;t=240`, `"fixed window";"api";q=500;w=300`. Several policies
/// may stand in one, with commas between: the first.
fn of_one(value: &str, key: &str) -> Option<i64> {
    let first = value.split(',').next()?;
    first.split(';').find_map(|part| part.trim().strip_prefix(key)?.strip_prefix('=')?.parse().ok())
}

fn used_up(subject: impl Into<Message>, title: &str, limit: u32, wait: Duration) -> Error {
    let seconds = wait.as_millis().div_ceil(1000);
    let cause = m!("quota-used-up", title, limit, seconds);
    Error::new(ErrorKind::Quota, subject, cause).hint(m!("quota-used-up-hint", seconds)).retry_after(Some(wait))
}

/// Nobody was asked: the same request is on its way, for all that is known.
fn same_under_way(subject: impl Into<Message>, wait: Duration) -> Error {
    Error::new(ErrorKind::Unavailable, subject, m!("quota-same")).unreached().retry_after(Some(wait))
}

fn paused(subject: impl Into<Message>, wait: Duration) -> Error {
    Error::new(ErrorKind::Unavailable, subject, m!("quota-paused"))
        .hint(m!("http-wait", seconds = wait.as_secs() + 1))
        .retry_after(Some(wait))
}

/// Only what was said: that there were too many. How long to wait for is nobody's word but ours.
fn slowed(subject: impl Into<Message>, wait: Duration) -> Error {
    Error::new(ErrorKind::Unavailable, subject, m!("quota-slowed"))
        .hint(m!("http-own-wait", seconds = wait.as_secs() + 1))
        .retry_after(Some(wait))
        .by_own_rule()
}

fn longest_pause(cost: &Cost) -> i64 {
    cost.longest_pause.and_then(|pause| i64::try_from(pause.as_millis()).ok()).unwrap_or(LONGEST_PAUSE)
}

fn period(counter: &Counter) -> i64 {
    i64::try_from(counter.period.as_millis()).unwrap_or(i64::MAX / 4)
}

fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

/// A file that is damaged or not there says nothing; one of a newer program cannot be read, nor is it written.
fn read(file: &Path) -> std::io::Result<QuotaState> {
    match versioned::look(file, LAYOUT)? {
        Kept::Content(state) => Ok(state),
        Kept::Nothing | Kept::Damaged => Ok(QuotaState::default()),
        Kept::Newer(version) => {
            versioned::say_newer(file, version, LAYOUT);
            Err(std::io::Error::other(versioned::newer(file, version, LAYOUT)))
        }
    }
}

/// Whole or not at all: others read it without the lock.
fn write(file: &Path, state: &QuotaState) -> std::io::Result<()> {
    replace(file, &serde_json::to_vec(&versioned::wrapped(LAYOUT, state)?)?, Readers::Owner)
}

/// Runs what waits for the disk beside the runtime's own threads.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await.map_err(tokio::task::JoinError::try_into_panic) {
        Ok(done) => done,
        Err(Ok(panic)) => std::panic::resume_unwind(panic),
        // The program is ending, and nobody waits for this.
        Err(Err(_)) => std::future::pending().await,
    }
}
