//! One download: what is wanted, how it stands, how fast it goes.

use std::time::Duration;

use super::{JobBatch, Speed};
use crate::app::listing::Load;
use crate::base::error::{Error, ErrorKind};
use crate::download::queue::Entry;
use crate::download::{IfExists, Outcome, Progress, Recheck};
use crate::session::Order;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct JobId(pub u64);

/// A job that has not ended well, for the next run.
#[derive(Clone, Debug, PartialEq)]
pub struct UnfinishedJob {
    pub order: Box<Order>,
    pub if_exists: IfExists,
    /// Why it failed, if it did.
    pub error: Option<String>,
    pub cancelled: bool,
}

/// What an earlier run left.
#[derive(Clone, Debug)]
pub struct EarlierJob {
    pub entry: Entry,
    /// How far it can be gone on with.
    pub begun: Option<Progress>,
    /// How many bytes of it lie on the disk.
    pub kept: u64,
}

#[derive(Clone, Debug)]
pub struct Job {
    pub id: JobId,
    pub order: Box<Order>,
    pub state: JobState,
    pub progress: Progress,
    pub if_exists: IfExists,
    /// What had arrived of it when that was last known, and stays on the disk when it stops.
    pub kept: u64,
    /// Whether the worker has it, and with which answer to a taken name.
    pub(super) sent: Option<IfExists>,
    pub speed: Speed,
    /// What the file was found to be when it was read again.
    pub recheck: Option<Load<Recheck>>,
    /// Of what is asked once for each row of a table.
    pub batch: Box<JobBatch>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum JobState {
    /// Waits for its turn.
    Queued,
    Running,
    /// Waits for the person; what has arrived is kept.
    Paused,
    /// The file's name is taken: waits for the person to say what to do.
    Asking(Error),
    Done(Box<Outcome>),
    /// All rows of a batch that could be asked have been.
    Answered,
    Failed(Error),
    Cancelled,
}

impl JobState {
    /// Whether it still holds or wants the network.
    pub fn is_live(&self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }

    pub fn is_ended(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Answered | Self::Failed(_) | Self::Cancelled)
    }
}

impl Job {
    pub(super) fn stand(&self) -> Stand {
        match self.state {
            JobState::Failed(_) => Stand::Failed,
            JobState::Cancelled => Stand::Cancelled,
            JobState::Answered if self.has_rows_left() => Stand::Failed,
            _ => Stand::Wanted,
        }
    }

    /// Whether its portal has it no longer: it was there, for it was begun or wanted before.
    pub fn has_vanished(&self) -> bool {
        let is_gone = matches!(&self.state, JobState::Failed(error) if error.kind == ErrorKind::NotFound);
        is_gone && (self.kept > 0 || self.order.earlier.is_some())
    }

    /// Bytes per second, smoothed; `None` until two reports have come.
    pub fn rate(&self) -> Option<f64> {
        self.speed.smoothed.filter(|_| self.state == JobState::Running)
    }

    /// The file that it made, where it is under its own name.
    pub fn file(&self) -> Option<&Outcome> {
        match &self.state {
            JobState::Done(outcome) => Some(outcome),
            _ => None,
        }
    }

    /// Whether it took so long that somebody may have turned to something else.
    pub fn was_long(&self) -> bool {
        const LONG: f64 = 60.0;
        self.speed.seconds() > LONG
    }

    /// Time left at the present rate; `None` while nobody knows.
    pub fn time_left(&self) -> Option<Duration> {
        let (total, rate) = (self.progress.total?, self.rate()?);
        let left = total.saturating_sub(self.progress.done);
        Duration::try_from_secs_f64(left as f64 / rate.max(1.0)).ok()
    }
}

/// What the next run is told of the state of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    Wanted,
    Failed,
    Cancelled,
}
