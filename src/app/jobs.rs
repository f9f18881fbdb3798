//! Downloads as the screen knows them: a state machine per job. An ended job stays as it ended; late messages change
//! nothing.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::download::{IfExists, Outcome, Progress};
use crate::error::Error;
use crate::form::Answers;
use crate::model::{Dataset, Media};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct JobId(pub u64);

/// What is to be fetched.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    pub media: Media,
    /// The dataset it is of, as it was shown: the receipt tells of it.
    pub dataset: Option<Arc<Dataset>>,
    /// To what the media asks.
    pub answers: Answers,
}

#[derive(Clone, Debug)]
pub struct Job {
    pub id: JobId,
    pub order: Box<Order>,
    pub state: State,
    pub progress: Progress,
    rate: Rate,
}

#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Waits for a free slot.
    Queued,
    Running,
    /// The file's name is taken: waits for the person to say what to do.
    Asking(Error),
    Done(Outcome),
    Failed(Error),
    Cancelled,
}

impl State {
    /// Whether it still holds or wants the network.
    pub fn is_live(&self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }

    pub fn is_ended(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Failed(_) | Self::Cancelled)
    }
}

impl Job {
    /// Bytes per second, smoothed; `None` until two reports have come.
    pub fn rate(&self) -> Option<f64> {
        self.rate.smoothed.filter(|_| self.state == State::Running)
    }

    /// Time left at the present rate; `None` while nobody knows.
    pub fn time_left(&self) -> Option<Duration> {
        let (total, rate) = (self.progress.total?, self.rate()?);
        let left = total.saturating_sub(self.progress.done);
        Duration::try_from_secs_f64(left as f64 / rate.max(1.0)).ok()
    }
}

/// All jobs of this run, oldest first.
#[derive(Debug, Default)]
pub struct Jobs {
    list: Vec<Job>,
    last_id: u64,
}

impl Jobs {
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Job> + ExactSizeIterator {
        self.list.iter()
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub fn get(&self, index: usize) -> Option<&Job> {
        self.list.get(index)
    }

    pub fn live(&self) -> usize {
        self.list.iter().filter(|job| job.state.is_live()).count()
    }

    /// The first job that waits for an answer about a taken name.
    pub fn asking(&self) -> Option<(JobId, &Error)> {
        self.list.iter().find_map(|job| match &job.state {
            State::Asking(error) => Some((job.id, error)),
            _ => None,
        })
    }

    /// The job that already fetches (or waits to fetch) this media; one that asks questions makes many files.
    pub fn fetching(&self, media: &Media) -> Option<&Job> {
        let same = |job: &&Job| job.order.media.address() == media.address() && media.form.is_empty();
        self.list.iter().find(|job| !job.state.is_ended() && same(job))
    }

    pub fn add(&mut self, order: Order) -> JobId {
        self.last_id += 1;
        let id = JobId(self.last_id);
        let progress = Progress { done: 0, total: order.media.size };
        let order = Box::new(order);
        self.list.push(Job { id, order, state: State::Queued, progress, rate: Rate::default() });
        id
    }

    /// What job `id` is to fetch.
    pub fn order(&self, id: JobId) -> Option<Box<Order>> {
        self.list.iter().find(|job| job.id == id).map(|job| job.order.clone())
    }

    pub fn started(&mut self, id: JobId) {
        if let Some(job) = self.find(id)
            && job.state == State::Queued
        {
            job.state = State::Running;
        }
    }

    pub fn progressed(&mut self, id: JobId, progress: Progress, at: Instant) {
        if let Some(job) = self.find(id)
            && job.state == State::Running
        {
            job.progress = progress;
            job.rate.report(progress.done, at);
        }
    }

    pub fn finished(&mut self, id: JobId, result: Result<Outcome, Error>) {
        use crate::error::Kind;
        let Some(job) = self.find(id).filter(|job| job.state.is_live()) else { return };
        job.state = match result {
            Ok(outcome) => {
                job.progress.done = outcome.bytes;
                job.progress.total = Some(outcome.bytes);
                State::Done(outcome)
            }
            Err(error) if error.kind == Kind::Exists => State::Asking(error),
            Err(error) => State::Failed(error),
        };
    }

    /// True when there was something to cancel; the worker is to be told then.
    pub fn cancel(&mut self, id: JobId) -> bool {
        match self.find(id) {
            Some(job) if !job.state.is_ended() => {
                job.state = State::Cancelled;
                true
            }
            _ => false,
        }
    }

    /// Puts an asking or failed or cancelled job back in the queue and returns what to fetch.
    pub fn again(&mut self, id: JobId) -> Option<Box<Order>> {
        let job = self.find(id).filter(|job| !job.state.is_live() && !matches!(job.state, State::Done(_)))?;
        job.state = State::Queued;
        job.progress = Progress { done: 0, total: job.order.media.size };
        job.rate = Rate::default();
        Some(job.order.clone())
    }

    pub fn clear_ended(&mut self) {
        self.list.retain(|job| !job.state.is_ended());
    }

    fn find(&mut self, id: JobId) -> Option<&mut Job> {
        self.list.iter_mut().find(|job| job.id == id)
    }
}

/// What a person answers when a name is taken. `Cancel` gives up this download.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnConflict {
    Use(IfExists),
    Cancel,
}

/// Bytes per second, smoothed over a few seconds so that the number can be read.
#[derive(Clone, Debug, Default)]
struct Rate {
    last: Option<(u64, Instant)>,
    smoothed: Option<f64>,
}

impl Rate {
    /// The time after which an old rate counts for a third.
    const MEMORY: f64 = 3.0;

    fn report(&mut self, done: u64, at: Instant) {
        if let Some((before, then)) = self.last {
            let seconds = at.saturating_duration_since(then).as_secs_f64();
            if seconds < 0.05 {
                return;
            }
            let now = done.saturating_sub(before) as f64 / seconds;
            let weight = 1.0 - (-seconds / Self::MEMORY).exp();
            self.smoothed = Some(self.smoothed.map_or(now, |old| old + (now - old) * weight));
        }
        self.last = Some((done, at));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::tests::media;

    fn order(id: &str) -> Order {
        Order { media: media(id), dataset: None, answers: Answers::default() }
    }
    use crate::error::Kind;

    fn progress(done: u64) -> Progress {
        Progress { done, total: Some(1000) }
    }

    #[test]
    fn an_ended_job_ignores_late_messages() {
        let mut jobs = Jobs::default();
        let id = jobs.add(order("a"));
        jobs.started(id);
        jobs.progressed(id, progress(10), Instant::now());
        assert!(jobs.cancel(id));
        jobs.started(id);
        jobs.progressed(id, progress(900), Instant::now());
        jobs.finished(id, Err(Error::new(Kind::Network, "a", "late")));
        let job = jobs.get(0).unwrap();
        assert_eq!((&job.state, job.progress.done), (&State::Cancelled, 10));
        assert!(!jobs.cancel(id), "cancelling twice tells the worker nothing");
    }

    #[test]
    fn a_taken_name_asks_and_goes_on_with_the_answer() {
        let mut jobs = Jobs::default();
        let id = jobs.add(order("a"));
        jobs.started(id);
        jobs.finished(id, Err(Error::new(Kind::Exists, "a.csv", "is there")));
        assert_eq!(jobs.asking().map(|(id, _)| id), Some(id));
        assert_eq!(jobs.live(), 0);
        assert!(jobs.again(id).is_some());
        assert_eq!(jobs.get(0).unwrap().state, State::Queued);
    }

    #[test]
    fn the_rate_is_bytes_over_time_and_the_rest_follows_from_it() {
        let mut jobs = Jobs::default();
        let id = jobs.add(order("a"));
        jobs.started(id);
        let start = Instant::now();
        for second in 0..5 {
            jobs.progressed(id, progress(second * 100), start + Duration::from_secs(second));
        }
        let job = jobs.get(0).unwrap();
        assert_eq!(job.rate().map(f64::round), Some(100.0));
        assert_eq!(job.time_left().map(|left| left.as_secs()), Some(6));
    }
}
