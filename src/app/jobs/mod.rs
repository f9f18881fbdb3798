//! Downloads as the screen knows them: a state machine per job. An ended job stays as it ended; late messages change
//! nothing.

use std::collections::HashSet;
use std::time::Instant;

use crate::app::listing::Load;
use crate::base::error::{Error, ErrorKind};
use crate::config::JOBS;
use crate::download::{IfExists, Outcome, Progress, Recheck};
use crate::model::form::Answers;
use crate::model::{Address, Media};
use crate::net::SMALL;
use crate::session::Order;

mod batch;
mod job;
mod speed;

pub use batch::{BatchNews, EndedBatch, JobBatch};
use job::Stand;
pub use job::{EarlierJob, Job, JobId, JobState, UnfinishedJob};
pub use speed::Speed;

/// All jobs of this run and the unfinished ones of earlier runs, in the order they get their turn.
#[derive(Debug)]
pub struct Jobs {
    list: Vec<Job>,
    last_id: u64,
    /// How many run at once.
    pub at_once: usize,
    /// The chosen row of the downloads pane.
    pub row: usize,
    /// Those the next run was last told of, and how they stood.
    remembered: Vec<(JobId, Stand)>,
}

impl Default for Jobs {
    fn default() -> Self {
        Self { list: Vec::new(), last_id: 0, at_once: JOBS, row: 0, remembered: Vec::new() }
    }
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

    pub fn chosen(&self) -> Option<&Job> {
        self.list.get(self.row)
    }

    pub fn live(&self) -> usize {
        self.list.iter().filter(|job| job.state.is_live()).count()
    }

    /// The first job that waits for an answer about a taken name.
    pub fn asking(&self) -> Option<(JobId, &Error)> {
        self.list.iter().find_map(|job| match &job.state {
            JobState::Asking(error) => Some((job.id, error)),
            _ => None,
        })
    }

    /// How many jobs wait for an answer.
    pub fn asking_count(&self) -> usize {
        let asks = |job: &&Job| matches!(job.state, JobState::Asking(_)) || job.batch.failing.is_some();
        self.list.iter().filter(asks).count()
    }

    /// The job that already fetches (or waits to fetch) this media; one that asks questions makes many files.
    pub(super) fn fetching(&self, media: &Media) -> Option<&Job> {
        let same =
            |job: &&Job| job.wish().is_none() && job.order.media.address() == media.address() && media.form.is_empty();
        self.list.iter().find(|job| !job.state.is_ended() && same(job))
    }

    /// What is being fetched or waits for it: those that [`Jobs::fetching`] finds, for many questions at once.
    pub(super) fn under_way(&self) -> HashSet<Address> {
        let jobs = self.list.iter().filter(|job| !job.state.is_ended() && job.wish().is_none());
        jobs.map(|job| job.order.media.address()).collect()
    }

    pub fn add(&mut self, order: Order) -> JobId {
        self.last_id += 1;
        let id = JobId(self.last_id);
        let progress = Progress { done: 0, total: order.media.size, ..Progress::default() };
        let order = Box::new(order);
        let (state, if_exists, sent, kept) = (JobState::Queued, IfExists::Ask, None, 0);
        let (speed, recheck) = (Speed::default(), None);
        let batch = Box::default();
        self.list.push(Job { id, order, state, progress, if_exists, kept, sent, speed, recheck, batch });
        id
    }

    /// What an earlier run left unfinished: it waits for the person; what failed before anything came says so. Those that are here already are left out.
    pub(super) fn add_earlier(&mut self, left: Vec<EarlierJob>) {
        for EarlierJob { entry, begun, kept } in left {
            let (if_exists, cancelled, failed) = (entry.if_exists, entry.cancelled, entry.error.clone());
            // With nothing to go on with, and no rows either.
            let failed = failed.filter(|_| begun.is_none() && entry.batch.is_none());
            let is_new = |order: &Order| match &order.batch {
                Some(wish) => self.batch_in(wish).is_none(),
                None => self.fetching(&order.media).is_none(),
            };
            let Some(order) = Order::of_earlier(entry).filter(is_new) else { continue };
            let id = self.add(order);
            if let Some(job) = self.find(id) {
                job.state = match failed {
                    _ if cancelled => JobState::Cancelled,
                    Some(why) => JobState::Failed(Error::new(ErrorKind::Portal, &job.order.media.title, why)),
                    None => JobState::Paused,
                };
                (job.if_exists, job.kept) = (if_exists, kept);
                job.progress = begun.unwrap_or(job.progress);
            }
        }
    }

    /// Drops the rows of what was given up or failed and is wanted again: its new row tells of it.
    pub(super) fn drop_old_rows(&mut self, again: impl Fn(&Order) -> bool) {
        self.drop_rows(|job| job.stand() != Stand::Wanted && again(&job.order));
    }

    pub(super) fn drop_rows(&mut self, which: impl Fn(&Job) -> bool) {
        self.list.retain(|job| !which(job));
        self.move_by(0);
    }

    /// Takes an ended job off the list; whether there was one.
    pub(super) fn take_away(&mut self, id: JobId) -> bool {
        let before = self.list.len();
        self.list.retain(|job| job.id != id || !job.state.is_ended());
        self.move_by(0);
        self.list.len() < before
    }

    /// The jobs whose turn it is now: they count as with the worker from here on.
    pub(super) fn start_next(&mut self) -> Vec<(JobId, Box<Order>, IfExists)> {
        let is_busy = |job: &&Job| job.sent.is_some() && job.state.is_live() && job.wish().is_none();
        let mut room = self.at_once.saturating_sub(self.list.iter().filter(is_busy).count());
        let waiting = self.list.iter_mut().filter(|job| job.state == JobState::Queued && job.sent.is_none());
        // A batch waits for its portal most of the time, and holds no download up.
        let mut has_turn = |job: &Job| job.wish().is_some() || take_one(&mut room);
        let mut started = vec![];
        for job in waiting {
            if has_turn(job) {
                job.sent = Some(job.if_exists);
                started.push((job.id, job.order.clone(), job.if_exists));
            }
        }
        started
    }

    /// Stops a job and keeps what has arrived, or lets a paused one go on. True when the worker is to stop it.
    pub(super) fn pause_or_go_on(&mut self, id: JobId) -> bool {
        let Some(job) = self.find(id) else { return false };
        match job.state {
            JobState::Queued | JobState::Running => {
                job.state = JobState::Paused;
                job.batch.failing = None;
                job.speed.rest();
                job.sent.take().is_some()
            }
            JobState::Paused => {
                job.state = JobState::Queued;
                false
            }
            _ => false,
        }
    }

    /// Moves the chosen job one place up (`false`) or down, and the choice with it.
    pub(super) fn shift(&mut self, down: bool) {
        let row = self.row;
        self.move_by(if down { 1 } else { -1 });
        if row < self.list.len() {
            self.list.swap(row, self.row);
        }
    }

    /// Chooses the row so many further.
    pub(super) fn move_by(&mut self, by: isize) {
        self.row = self.row.saturating_add_signed(by).min(self.list.len().saturating_sub(1));
    }

    /// What the next run is to be told of, where that has changed since it was asked for last.
    pub(super) fn unfinished_changed(&mut self) -> Option<Vec<UnfinishedJob>> {
        let now: Vec<_> = self.to_remember().map(|job| (job.id, job.stand())).collect();
        let before = std::mem::replace(&mut self.remembered, now);
        (before != self.remembered).then(|| self.unfinished())
    }

    /// Those worth remembering for the next run: what has not ended, what failed and may go better then, and whatever
    /// left something on the disk.
    fn to_remember(&self) -> impl Iterator<Item = &Job> {
        self.list.iter().filter(|job| match &job.state {
            JobState::Queued | JobState::Running | JobState::Paused | JobState::Asking(_) => true,
            JobState::Failed(error) => error.may_pass() || job.kept > 0 || job.has_rows_left(),
            JobState::Answered => job.has_rows_left(),
            JobState::Cancelled => job.kept > 0,
            JobState::Done(_) => false,
        })
    }

    fn unfinished(&self) -> Vec<UnfinishedJob> {
        let why = |job: &Job| match &job.state {
            JobState::Failed(error) => Some(error.cause.to_string()),
            _ => None,
        };
        let unfinished = |job: &Job| UnfinishedJob {
            order: job.order.clone(),
            if_exists: job.if_exists,
            error: why(job),
            cancelled: job.stand() == Stand::Cancelled,
        };
        self.to_remember().map(unfinished).collect()
    }

    pub fn started(&mut self, id: JobId) {
        if let Some(job) = self.find(id)
            && job.state == JobState::Queued
        {
            job.state = JobState::Running;
        }
    }

    pub fn progressed(&mut self, id: JobId, progress: Progress, at: Instant) {
        if let Some(job) = self.find(id)
            && job.state == JobState::Running
        {
            job.progress = progress;
            // What is small is in memory until it is whole.
            if progress.total.is_none_or(|total| total > SMALL) {
                job.kept = progress.done;
            }
            job.speed.report(progress.done, at);
        }
    }

    pub fn finished(&mut self, id: JobId, result: Result<Outcome, Error>) {
        let Some(job) = self.find(id).filter(|job| job.state.is_live()) else { return };
        let sent = job.sent.take();
        job.state = match result {
            Ok(outcome) => {
                job.progress.done = outcome.bytes;
                job.progress.total = Some(outcome.bytes);
                JobState::Done(Box::new(outcome))
            }
            // Answered for all while it was under way.
            Err(error) if error.kind == ErrorKind::Exists && sent.is_some_and(|sent| sent != job.if_exists) => {
                JobState::Queued
            }
            Err(error) if error.kind == ErrorKind::Exists => JobState::Asking(error),
            Err(error) => JobState::Failed(error),
        };
    }

    /// True when there was something to cancel; the worker is to be told then.
    pub fn cancel(&mut self, id: JobId) -> bool {
        match self.find(id) {
            Some(job) if !job.state.is_ended() => {
                job.state = JobState::Cancelled;
                job.batch.failing = None;
                true
            }
            _ => false,
        }
    }

    /// Puts an asking, failed, cancelled or paused job back in the queue.
    pub(super) fn again(&mut self, id: JobId, if_exists: IfExists) {
        let ended = |job: &&mut Job| !job.state.is_live() && !matches!(job.state, JobState::Done(_));
        let Some(job) = self.find(id).filter(ended) else { return };
        (job.state, job.if_exists, job.sent) = (JobState::Queued, if_exists, None);
        job.progress = Progress { done: 0, total: job.order.media.size, ..Progress::default() };
        *job.batch = Default::default();
        job.speed.rest();
    }

    /// Takes up what was given up; as it was, where it had been `paused`.
    pub(super) fn take_up(&mut self, id: JobId, paused: bool) {
        let Some(if_exists) = self.by_id(id).map(|job| job.if_exists) else { return };
        self.again(id, if_exists);
        self.find(id).filter(|_| paused).into_iter().for_each(|job| job.state = JobState::Paused);
    }

    /// What becomes of all that met a taken name, and of what is waiting or under way and may still meet one.
    pub(super) fn all_if_exists(&mut self, if_exists: IfExists) {
        let asking: Vec<JobId> =
            self.list.iter().filter(|job| matches!(job.state, JobState::Asking(_))).map(|job| job.id).collect();
        let live = self.list.iter_mut().filter(|job| job.if_exists == IfExists::Ask && job.state.is_live());
        live.for_each(|job| job.if_exists = if_exists);
        for id in asking {
            self.again(id, if_exists);
        }
    }

    /// Takes what has ended off the list, but for what left something on the disk: how many of these there are.
    pub(super) fn clear_ended(&mut self) -> usize {
        let has_left = |job: &Job| job.kept > 0 && matches!(job.state, JobState::Failed(_) | JobState::Cancelled);
        self.list.retain(|job| !job.state.is_ended() || has_left(job));
        self.move_by(0);
        self.list.iter().filter(|job| has_left(job)).count()
    }

    /// What has come, of what is known to come, of all that run or wait: in hundredths; `None` where nobody knows.
    pub fn percent(&self) -> Option<u8> {
        let live = self.list.iter().filter(|job| job.state.is_live());
        let sized = live.filter_map(|job| Some((job.progress.done, job.progress.total.filter(|total| *total > 0)?)));
        let (done, total) = sized.fold((0_u64, 0_u64), |(done, total), (more_done, more)| {
            (done.saturating_add(more_done.min(more)), total.saturating_add(more))
        });
        (total > 0).then(|| (done as f64 / total as f64 * 100.0) as u8)
    }

    pub(super) fn by_id(&self, id: JobId) -> Option<&Job> {
        self.list.iter().find(|job| job.id == id)
    }

    /// The newest file that was made of this media in this run.
    pub fn file_of(&self, media: &Media) -> Option<&Outcome> {
        let same = |job: &&Job| {
            let order = &job.order;
            order.media.address() == media.address() && order.answers == Answers::default() && order.batch.is_none()
        };
        self.list.iter().rev().filter(same).find_map(Job::file)
    }

    pub(super) fn rechecked(&mut self, id: JobId, recheck: Load<Recheck>) {
        self.find(id).into_iter().for_each(|job| job.recheck = Some(recheck.clone()));
    }

    fn find(&mut self, id: JobId) -> Option<&mut Job> {
        self.list.iter_mut().find(|job| job.id == id)
    }
}

/// Takes one of so many, where there is one left.
fn take_one(left: &mut usize) -> bool {
    let there = *left > 0;
    *left = left.saturating_sub(1);
    there
}

#[cfg(test)]
mod tests;
