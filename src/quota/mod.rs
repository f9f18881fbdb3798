//! Limits on requests, kept by all processes of this machine together: none leaves that a portal would refuse for coming
//! too early, and identical ones leave one after the other.
//!
//! What is known of a limit comes from the kind of portal beforehand, then from the portal's own `RateLimit-*` and
//! `Retry-After`. It is kept in one small file, changed under a lock.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::StatusCode;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use serde::{Deserialize, Serialize};

use self::window::{Gate, Told, Window};
use crate::error::{Error, Kind, Result};
use crate::http::header;
use crate::replace::replace;

mod window;

/// A person waits so long for a limit; what takes longer is reported instead.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often it is looked whether others under way have ended.
const POLL: Duration = Duration::from_millis(50);
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
    /// Whether the portal's headers speak of this one.
    pub told: bool,
}

/// What a request costs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    pub counters: Vec<Counter>,
    /// Names the request and all that are identical to it, where no two of them may be under way at once.
    pub alone: Option<String>,
}

/// How much a limit still leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Left {
    pub title: String,
    pub limit: u32,
    pub left: u32,
    /// When it is all there again.
    pub resets: Timestamp,
}

/// The limits as all processes know them. Clones share them.
#[derive(Clone)]
pub struct Quota(Arc<Inner>);

struct Inner {
    /// `None`: this process only.
    file: Option<PathBuf>,
    /// What was known last; all that is known where the file cannot be used.
    known: Mutex<State>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct State {
    counters: BTreeMap<String, Window>,
    /// Requests under way that are to be alone, and since when.
    running: BTreeMap<String, i64>,
}

/// What a request is told that wants to leave.
enum Word<P> {
    Go(P),
    /// It depends on others that are under way.
    Behind,
    /// A counter is used up until then.
    Wait {
        title: String,
        limit: u32,
        wait: Duration,
    },
}

impl Quota {
    /// Kept by this process alone.
    pub fn own() -> Self {
        Self(Arc::new(Inner { file: None, known: Mutex::default() }))
    }

    /// Kept in `folder` by every process that is given the same.
    pub fn shared(folder: &Path) -> Self {
        Self(Arc::new(Inner { file: Some(folder.join("quota.json")), known: Mutex::default() }))
    }

    /// Waits until a request of this cost may leave. [`Kind::Quota`] where that is too long to wait.
    pub async fn ask(&self, subject: &str, cost: Cost) -> Result<Permit> {
        let mut waited = Duration::ZERO;
        loop {
            let (quota, asked) = (self.clone(), cost.clone());
            let pause = match blocking(move || quota.word(asked)).await {
                Word::Go(permit) => return Ok(permit),
                Word::Behind => POLL,
                Word::Wait { title, limit, wait } => {
                    waited += wait;
                    if waited > PATIENCE {
                        return Err(used_up(subject, &title, limit, wait));
                    }
                    wait
                }
            };
            tokio::time::sleep(pause).await;
        }
    }

    /// The permit is made here, so that one nobody waits for any more is given back.
    fn word(self, cost: Cost) -> Word<Permit> {
        match self.with(|state, now| (now, state.ask(&cost, now))) {
            (left, Word::Go(())) => Word::Go(Permit { quota: self, cost, left, landed: false }),
            (_, Word::Behind) => Word::Behind,
            (_, Word::Wait { title, limit, wait }) => Word::Wait { title, limit, wait },
        }
    }

    /// What the counters leave whose keys begin so, and which were used lately. Reads one small file.
    pub fn left(&self, key: &str) -> Vec<Left> {
        let now = now();
        let state = self.0.file.as_deref().and_then(|file| read(file).ok()).unwrap_or_else(|| self.known().clone());
        let left = |(_, window): (&String, &Window)| {
            let left = match now {
                _ if now < window.shut_until => 0,
                _ if now < window.ends => window.left(),
                _ => window.limit,
            };
            let resets = Timestamp::from_millisecond(window.ends.max(window.shut_until).max(now)).ok()?;
            Some(Left { title: window.title.clone(), limit: window.limit, left, resets })
        };
        state.counters.iter().filter(|(it, _)| it.starts_with(key)).filter_map(left).collect()
    }

    /// Changes what is known, on the disk where it is shared. Blocks for as long as others do the same.
    fn with<T>(&self, change: impl FnOnce(&mut State, i64) -> T) -> T {
        let mut known = self.known();
        let Some(file) = &self.0.file else { return change(&mut known, now()) };
        let failed = |error: std::io::Error| {
            tracing::warn!(file = %file.display(), %error, "limits are kept by this process alone");
        };
        let lock = lock(file).map_err(failed).ok();
        let before = lock.as_ref().and_then(|_| read(file).map_err(failed).ok());
        if let Some(state) = &before {
            known.clone_from(state);
        }
        let changed = change(&mut known, now());
        if lock.is_some() && before.as_ref() != Some(&known) {
            write(file, &known).unwrap_or_else(failed);
        }
        changed
    }

    fn known(&self) -> MutexGuard<'_, State> {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn ask(&mut self, cost: &Cost, now: i64) -> Word<()> {
        self.running.retain(|_, since| now - *since < LOCKED && *since <= now);
        if cost.alone.as_ref().is_some_and(|name| self.running.contains_key(name)) {
            return Word::Behind;
        }
        for counter in &cost.counters {
            let window = self.window(counter, now);
            match window.gate(now) {
                Gate::Open => {}
                Gate::Unsure => return Word::Behind,
                Gate::Shut(until) => {
                    let wait = Duration::from_millis(until.abs_diff(now));
                    return Word::Wait { title: counter.title.clone(), limit: window.limit, wait };
                }
            }
        }
        cost.counters.iter().for_each(|counter| self.window(counter, now).take(now));
        self.running.extend(cost.alone.clone().map(|name| (name, now)));
        Word::Go(())
    }

    fn settle(&mut self, cost: &Cost, left: i64, told: &Told, now: i64) {
        for counter in &cost.counters {
            let window = self.window(counter, now);
            window.land(left);
            if counter.told {
                window.hear(now, told, period(counter));
            }
        }
        if let Some(name) = &cost.alone {
            self.running.remove(name);
        }
        self.counters.retain(|_, window| !window.is_idle(now));
    }

    fn window(&mut self, counter: &Counter, now: i64) -> &mut Window {
        let window = self.counters.entry(counter.key.clone()).or_default();
        window.title.clone_from(&counter.title);
        window.turn(now, counter.requests, period(counter));
        window
    }
}

/// One request that may leave. Dropped without an answer, it counts all the same.
pub struct Permit {
    quota: Quota,
    cost: Cost,
    left: i64,
    landed: bool,
}

impl Permit {
    /// Takes note of what the answer says.
    pub async fn answered(mut self, status: StatusCode, headers: &HeaderMap) {
        self.landed = true;
        let (quota, cost, left, told) = (self.quota.clone(), self.cost.clone(), self.left, told(status, headers));
        blocking(move || quota.with(|state, now| state.settle(&cost, left, &told, now))).await;
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if !self.landed {
            self.quota.with(|state, now| state.settle(&self.cost, self.left, &Told::default(), now));
        }
    }
}

/// What the headers say. The end of the window is on the server's clock, so it is compared with the server's own time.
fn told(status: StatusCode, headers: &HeaderMap) -> Told {
    /// Less is a number of seconds, as other servers tell it; more is a moment.
    const MOMENT: i64 = 1_000_000_000;
    let number = |name: &str| -> Option<i64> {
        let value = header(headers, name)?;
        value.trim().split([',', ';']).next()?.trim().parse().ok()
    };
    let small = |name: &str| u32::try_from(number(name)?).ok();
    let date = header(headers, DATE.as_str())
        .and_then(|date| jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(date.trim()).ok());
    let refused = status == StatusCode::TOO_MANY_REQUESTS;
    let resets_in = number("ratelimit-reset").map(|reset| match reset {
        ..MOMENT => reset.saturating_mul(1000),
        _ => reset.saturating_mul(1000).saturating_sub(date.map_or_else(now, Timestamp::as_millisecond)),
    });
    let wait = crate::http::retry_after(headers).filter(|_| refused && headers.contains_key(RETRY_AFTER));
    Told {
        limit: small("ratelimit-limit"),
        remaining: small("ratelimit-remaining"),
        resets_in,
        retry_after: wait.and_then(|wait| i64::try_from(wait.as_millis()).ok()),
        refused,
    }
}

fn used_up(subject: &str, title: &str, limit: u32, wait: Duration) -> Error {
    let seconds = wait.as_millis().div_ceil(1000);
    let cause = format!("the portal's limit on {title} is used up: {limit} requests, and the next in {seconds} s");
    Error::new(Kind::Quota, subject, cause)
        .hint(format!("Ask again in {seconds} s; sooner, the portal would refuse."))
        .retry_after(Some(wait))
}

fn period(counter: &Counter) -> i64 {
    i64::try_from(counter.period.as_millis()).unwrap_or(i64::MAX / 4)
}

fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

/// Held as long as the file it gives lives. A file beside, as the one that is locked must never be replaced.
fn lock(file: &Path) -> std::io::Result<File> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let lock = File::options().create(true).truncate(false).write(true).open(file.with_extension("lock"))?;
    lock.lock()?;
    Ok(lock)
}

/// A file that is damaged or not there says nothing.
fn read(file: &Path) -> std::io::Result<State> {
    match fs::read(file) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).unwrap_or_default()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(State::default()),
        Err(error) => Err(error),
    }
}

/// Whole or not at all: others read it without the lock.
fn write(file: &Path, state: &State) -> std::io::Result<()> {
    replace(file, &serde_json::to_vec(state)?, None)
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
