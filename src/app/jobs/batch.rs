//! One request for each row of a table, as a job: how far it is, and how it ended.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{Job, JobId, JobState, Jobs};
use crate::base::error::Error;
use crate::batch::{BatchEnd, BatchProgress, FailingProvider};
use crate::download::Progress;
use crate::download::queue::BatchWish;

/// What is known of the batch that a job is.
#[derive(Clone, Debug, Default)]
pub struct JobBatch {
    /// Rows that were read so far, until the first request.
    pub read: Option<u64>,
    /// What earlier runs were answered, and rows that ask for nothing.
    pub answered: u64,
    pub refused: u64,
    pub progress: BatchProgress,
    /// A provider fails: whether it is asked on is for the person to say.
    pub failing: Option<FailingProvider>,
    pub ended: Option<EndedBatch>,
}

/// A batch that is over, for now at least.
#[derive(Clone, Debug)]
pub struct EndedBatch {
    pub end: BatchEnd,
    /// The file that shows what came of it.
    pub results: PathBuf,
}

/// What happens in a batch.
#[derive(Clone, Debug)]
pub enum BatchNews {
    /// So many rows are read.
    Reads(u64),
    /// All are; so many questions were answered before, so many rows ask for nothing.
    Begins {
        answered: u64,
        refused: u64,
    },
    GoesOn(BatchProgress),
    Fails(Box<FailingProvider>),
}

impl JobBatch {
    /// Errors so far, by their code.
    pub fn errors(&self) -> &BTreeMap<String, u64> {
        self.ended.as_ref().map_or(&self.progress.errors, |ended| &ended.end.errors)
    }

    /// Questions with an answer, of this run and of those before it.
    pub fn good(&self) -> u64 {
        let done = self.ended.as_ref().map_or(self.progress.done, |ended| ended.end.done);
        done.saturating_sub(self.errors().values().sum()) + self.answered
    }

    fn take_in(&mut self, news: BatchNews) {
        match news {
            BatchNews::Reads(rows) => self.read = Some(rows),
            BatchNews::Begins { answered, refused } => {
                (self.read, self.answered, self.refused) = (None, answered, refused);
            }
            BatchNews::GoesOn(progress) => (self.read, self.progress) = (None, progress),
            BatchNews::Fails(failing) => self.failing = Some(*failing),
        }
    }
}

impl Job {
    /// What it asks of which table, where it is a batch.
    pub fn wish(&self) -> Option<&BatchWish> {
        self.order.batch.as_deref()
    }

    /// What the rows of a batch came to, where it is over.
    pub fn ended(&self) -> Option<&EndedBatch> {
        self.batch.ended.as_ref().filter(|_| self.wish().is_some())
    }

    /// Whether a later run of the batch would ask something that this one has left.
    pub(super) fn has_rows_left(&self) -> bool {
        self.ended().is_some_and(|ended| ended.end.is_unfinished())
    }
}

impl Jobs {
    /// The batch that writes in the folder of `wish`, or is going to.
    pub(in crate::app) fn batch_in(&self, wish: &BatchWish) -> Option<&Job> {
        let mut open = self.list.iter().filter(|job| !job.state.is_ended());
        open.find(|job| job.wish().is_some_and(|it| it.dir == wish.dir))
    }

    /// The first batch that waits for a word about a provider that fails.
    pub fn failing(&self) -> Option<JobId> {
        self.list.iter().find(|job| job.batch.failing.is_some()).map(|job| job.id)
    }

    /// The person has decided; whether it was still asked.
    pub(in crate::app) fn decided(&mut self, id: JobId) -> bool {
        self.find(id).is_some_and(|job| job.batch.failing.take().is_some())
    }

    pub(in crate::app) fn batch_goes_on(&mut self, id: JobId, news: BatchNews) {
        let running = |job: &&mut Job| job.state == JobState::Running && job.order.batch.is_some();
        let Some(job) = self.find(id).filter(running) else { return };
        job.batch.take_in(news);
        let BatchProgress { done, to_ask, .. } = job.batch.progress;
        job.progress = Progress { done, total: Some(to_ask), ..Progress::default() };
    }

    pub(in crate::app) fn batch_ended(&mut self, id: JobId, result: Result<EndedBatch, Error>) {
        let Some(job) = self.find(id).filter(|job| job.state.is_live()) else { return };
        (job.sent, job.batch.failing, job.batch.read) = (None, None, None);
        job.state = match result {
            Ok(ended) => {
                job.progress.done = ended.end.done;
                let stopped = ended.end.stopped.clone();
                job.batch.ended = Some(ended);
                stopped.map_or(JobState::Answered, JobState::Failed)
            }
            Err(error) => JobState::Failed(error),
        };
    }
}
