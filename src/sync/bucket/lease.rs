//! Whose turn it is at a bucket, among all machines: an object tells who has it and until when, and is only put where nobody
//! has, where theirs has lapsed, or by whoever has it. On one machine a lock in the state folder tells; whoever holds that knows
//! that an earlier run of the same machine is dead, and does not wait for its end.
//!
//! What is written is safe without it, as every object is put on a condition: it keeps two runs from doing the same work.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::sync::Notify;
use tokio::time::{sleep, timeout_at};

use super::super::run::blocking;
use crate::base::atomic_file::try_lock;
use crate::base::disk::disk;
use crate::base::error::{Error, ErrorKind, Result, chain};
use crate::base::notice::notice;
use crate::base::text;
use crate::download::digest::hex;
use crate::m;
use crate::stores::{Bucket, Condition, Label, Placed, made_up};

/// What tells whose turn it is: no path of data begins with a dot.
const KEY: &str = ".guichet/turn.json";
/// A turn that is not renewed lasts so long.
const TERM: Duration = Duration::from_secs(60);
const RENEW_EVERY: Duration = Duration::from_secs(15);
/// So far two clocks may be apart.
const SKEW: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_secs(1);
const LOOK_HERE_EVERY: Duration = Duration::from_millis(200);

/// The object's content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct TurnTold {
    guichet: String,
    /// The turn.
    turn: String,
    /// The machine, and what it is called.
    machine: String,
    who: String,
    /// `None`: it has ended.
    until: Option<Timestamp>,
}

/// See the [module](self).
pub struct Lease {
    told: TurnTold,
    /// What the object is, and since when it is known to be so.
    held: tokio::sync::Mutex<(Condition, Instant)>,
    lost: Notify,
    _here: File,
}

impl TurnTold {
    fn is_over(&self, now: Timestamp) -> bool {
        let skew = SignedDuration::try_from(SKEW).unwrap_or_default();
        self.until.is_none_or(|until| now.duration_since(until) > skew)
    }

    fn is_of(&self, other: &Self) -> bool {
        (&self.machine, &self.who) == (&other.machine, &other.who)
    }

    fn content(&self) -> Result<bytes::Bytes> {
        let odd = |error: serde_json::Error| Error::new(ErrorKind::Unexpected, KEY, error.to_string());
        serde_json::to_vec_pretty(self).map(Into::into).map_err(odd)
    }
}

impl Lease {
    /// Waits for it, up to `max_wait`; `turns` is where this machine's own are told.
    pub async fn take(bucket: &Bucket, turns: &Path, max_wait: Duration) -> Result<Self> {
        let mut waiting = Waiting { bucket, begun: Instant::now(), max_wait, is_told: false };
        let (here, machine) = here(turns, &mut waiting).await?;
        let told = TurnTold {
            guichet: env!("CARGO_PKG_VERSION").into(),
            turn: made_up(),
            machine,
            who: called(),
            until: None,
        };
        // Since when the turn of another is seen as it is: its clock may be wrong.
        let mut seen: Option<(Condition, Instant)> = None;
        loop {
            let began = Instant::now();
            let (condition, other) = match bucket.read(&bucket.address.key(KEY)).await? {
                None => (Condition::Nothing, None),
                Some((object, content)) => {
                    let other = serde_json::from_slice::<TurnTold>(&content).ok();
                    (Condition::Still(object), Some(other))
                }
            };
            let since = match &seen {
                Some((known, since)) if *known == condition => *since,
                _ => began,
            };
            seen = Some((condition.clone(), since));
            let is_free = match &other {
                None => true,
                Some(Some(other)) if other.is_over(Timestamp::now()) || other.is_of(&told) => true,
                Some(_) => since.elapsed() > TERM + SKEW,
            };
            if !is_free {
                let who = other.flatten().map(|other| other.who).unwrap_or_default();
                waiting.a_while(LOOK_EVERY, &who).await?;
            } else if let Placed::Here(object) = put(bucket, &told, &condition, false).await? {
                let held = tokio::sync::Mutex::new((Condition::Still(object), began));
                return Ok(Self { told, held, lost: Notify::new(), _here: here });
            }
        }
    }

    /// Renews it again and again; ends when somebody else has it.
    pub async fn kept(&self, bucket: &Bucket) -> Error {
        loop {
            tokio::select! {
                () = sleep(RENEW_EVERY) => {}
                () = self.lost.notified() => {}
            }
            if let Err(error) = self.renew(bucket).await {
                return error;
            }
        }
    }

    /// Fails where it is not ours any more.
    pub async fn renew(&self, bucket: &Bucket) -> Result<()> {
        let mut held = self.held.lock().await;
        let until = held.1 + TERM;
        loop {
            let began = Instant::now();
            let placed = match timeout_at(until.into(), put(bucket, &self.told, &held.0, false)).await {
                Ok(Err(error)) if error.is_transient() && began < until => {
                    tracing::info!(error = chain(&error), "a turn is renewed later");
                    return Ok(());
                }
                Ok(placed) => placed?,
                Err(_) => return Err(self.taken(bucket, None)),
            };
            if let Placed::Here(object) = placed {
                *held = (Condition::Still(object), began);
                return Ok(());
            }
            // What was given up in the middle may have been done all the same.
            match bucket.read(&bucket.address.key(KEY)).await? {
                Some((object, content)) => match serde_json::from_slice::<TurnTold>(&content) {
                    Ok(told) if told.turn == self.told.turn => held.0 = Condition::Still(object),
                    other => return Err(self.taken(bucket, other.ok())),
                },
                None => return Err(self.taken(bucket, None)),
            }
        }
    }

    fn taken(&self, bucket: &Bucket, other: Option<TurnTold>) -> Error {
        self.lost.notify_one();
        let who = other.map(|other| text::line(&other.who)).unwrap_or_default();
        let cause = if who.is_empty() { m!("sync-turn-lost") } else { m!("sync-turn-taken", who) };
        Error::new(ErrorKind::Unavailable, bucket.address.to_string(), cause).hint(m!("sync-turn-lost-hint"))
    }

    /// Tells that it has ended. Where that fails, it lapses.
    pub async fn end(&self, bucket: &Bucket) {
        let held = self.held.lock().await;
        match timeout_at((Instant::now() + TERM).into(), put(bucket, &self.told, &held.0, true)).await {
            Ok(Ok(_)) => {}
            failed => tracing::warn!(?failed, "a turn lapses by itself"),
        }
    }
}

/// Puts what tells of the turn, which ends after its term, or has ended.
async fn put(bucket: &Bucket, told: &TurnTold, condition: &Condition, has_ended: bool) -> Result<Placed> {
    let until = Timestamp::now().checked_add(TERM).unwrap_or(Timestamp::MAX);
    let told = TurnTold { until: (!has_ended).then_some(until), ..told.clone() };
    let mark = made_up();
    let label = Label { condition, mark: &mark, content_type: Some("application/json") };
    bucket.put(&bucket.address.key(KEY), told.content()?, &label).await
}

/// Whoever waits for the turn.
struct Waiting<'w> {
    bucket: &'w Bucket,
    begun: Instant,
    max_wait: Duration,
    is_told: bool,
}

impl Waiting<'_> {
    /// Until one looks again; an error once it has been too long. `who` has the turn; empty where nobody says so.
    async fn a_while(&mut self, every: Duration, who: &str) -> Result<()> {
        let (store, who) = (self.bucket.address.to_string(), text::line(who));
        let left = self.max_wait.saturating_sub(self.begun.elapsed());
        if left.is_zero() {
            let cause = if who.is_empty() { m!("sync-busy") } else { m!("sync-busy-machine", who) };
            return Err(Error::new(ErrorKind::Unavailable, store, cause).hint(m!("sync-busy-hint")));
        }
        if !std::mem::replace(&mut self.is_told, true) {
            notice(&match who.is_empty() {
                true => m!("sync-waits", folder = store),
                false => m!("sync-waits-machine", store, who),
            });
        }
        sleep(every.min(left)).await;
        Ok(())
    }
}

/// The turn among the runs of this machine, and what the machine is known by.
async fn here(turns: &Path, waiting: &mut Waiting<'_>) -> Result<(File, String)> {
    let of = format!("{}\n{}", waiting.bucket.whereabouts(), waiting.bucket.address);
    let path = turns.join(hex(Sha256::digest(of).get(..8).unwrap_or_default()));
    loop {
        let at = path.clone();
        let locked = blocking(move || {
            let Some(lock) = try_lock(&at).map_err(|error| disk(&at, &error))? else { return Ok(None) };
            known_by(&at).map(|machine| Some((lock, machine)))
        });
        match locked.await? {
            Some(here) => return Ok(here),
            None => waiting.a_while(LOOK_HERE_EVERY, "").await?,
        }
    }
}

/// What this machine is known by, made up the first time; whoever asks holds the lock at `path`.
fn known_by(path: &Path) -> Result<String> {
    let path: PathBuf = path.with_extension("machine");
    match fs::read_to_string(&path) {
        Ok(known) if !known.is_empty() => Ok(known),
        _ => {
            let made = made_up();
            fs::write(&path, &made).map_err(|error| disk(&path, &error))?;
            Ok(made)
        }
    }
}

/// What this machine is called.
fn called() -> String {
    let named = ["HOSTNAME", "COMPUTERNAME"].iter().find_map(|name| std::env::var(name).ok());
    let kernel = || fs::read_to_string("/proc/sys/kernel/hostname").or_else(|_| fs::read_to_string("/etc/hostname"));
    let name = named.or_else(|| kernel().ok()).unwrap_or_default();
    let name = text::line(name.trim());
    if name.is_empty() { "?".to_owned() } else { name }
}
