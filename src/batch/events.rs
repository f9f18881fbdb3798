//! What whoever waits for a batch hears, says and decides.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::base::Fut;
use crate::base::error::Error;

/// Whoever waits for a batch.
pub trait BatchWatch: Sync {
    /// Hears how far it is.
    fn progress(&self, progress: &BatchProgress);

    /// A provider failed for many rows one after the other. Whether it is asked on after a pause; else its rows stay
    /// unasked for a later run.
    fn goes_on<'a>(&'a self, failing: &'a FailingProvider) -> Fut<'a, bool>;
}

/// How far a batch is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BatchProgress {
    /// Questions that are finished, in this run.
    pub done: u64,
    pub to_ask: u64,
    /// Errors so far, by their code.
    pub errors: BTreeMap<String, u64>,
    /// Requests a minute of all counters, as it goes.
    pub pace: f64,
    /// How long it still takes.
    pub left: Duration,
    /// What is waited for: a counter or an endpoint, and how long.
    pub waiting: Option<(String, Duration)>,
}

/// See [`BatchWatch::goes_on`].
#[derive(Clone, Debug)]
pub struct FailingProvider {
    /// The endpoint's title.
    pub title: String,
    pub errors: u32,
    pub error: Error,
    /// What the portal tells of the provider just now.
    pub told: Option<String>,
}

/// What a person wants of a batch under way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BatchSignal {
    #[default]
    Go,
    /// Nothing more is asked until it goes on.
    Pause,
    /// What is under way is finished, and nothing more is asked.
    Stop,
}

/// How a batch ended.
#[derive(Clone, Debug, Default)]
pub struct BatchEnd {
    /// Questions that were finished in this run.
    pub done: u64,
    /// Of these, those that ended in an error, by their code.
    pub errors: BTreeMap<String, u64>,
    /// Of these, those that a later run asks once more.
    pub again: u64,
    /// Questions that were not asked, or whose answer nobody waited for.
    pub unasked: u64,
    /// Why it ended before its end.
    pub stopped: Option<Error>,
    /// The error that decides the exit code, of those in the journal.
    pub worst: Option<Error>,
}

impl BatchEnd {
    /// Whether a later run has something to do.
    pub fn is_unfinished(&self) -> bool {
        self.unasked > 0 || self.again > 0
    }

    pub fn exit_code(&self) -> u8 {
        self.stopped.as_ref().or(self.worst.as_ref()).map_or(0, |error| error.kind.exit_code())
    }
}
