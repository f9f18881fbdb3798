//! Downloads as the screen knows them: a state machine per job. An ended job stays as it ended; late messages change
//! nothing.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use crate::base::error::{Error, ErrorKind};
use crate::config::JOBS;
use crate::download::queue::Entry;
use crate::download::{IfExists, Outcome, Progress};
use crate::model::{Address, Media};
use crate::net::SMALL;
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
    sent: Option<IfExists>,
    rate: Rate,
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
    Failed(Error),
    Cancelled,
}

impl JobState {
    /// Whether it still holds or wants the network.
    pub fn is_live(&self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }

    pub fn is_ended(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Failed(_) | Self::Cancelled)
    }
}

impl Job {
    fn stand(&self) -> Stand {
        match self.state {
            JobState::Failed(_) => Stand::Failed,
            JobState::Cancelled => Stand::Cancelled,
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
        self.rate.smoothed.filter(|_| self.state == JobState::Running)
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
enum Stand {
    Wanted,
    Failed,
    Cancelled,
}

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

    /// How many jobs wait for such an answer.
    pub fn asking_count(&self) -> usize {
        self.list.iter().filter(|job| matches!(job.state, JobState::Asking(_))).count()
    }

    /// The job that already fetches (or waits to fetch) this media; one that asks questions makes many files.
    pub(super) fn fetching(&self, media: &Media) -> Option<&Job> {
        let same = |job: &&Job| job.order.media.address() == media.address() && media.form.is_empty();
        self.list.iter().find(|job| !job.state.is_ended() && same(job))
    }

    /// What is being fetched or waits for it: those that [`Jobs::fetching`] finds, for many questions at once.
    pub(super) fn under_way(&self) -> HashSet<Address> {
        let jobs = self.list.iter().filter(|job| !job.state.is_ended());
        jobs.map(|job| job.order.media.address()).collect()
    }

    pub fn add(&mut self, order: Order) -> JobId {
        self.last_id += 1;
        let id = JobId(self.last_id);
        let progress = Progress { done: 0, total: order.media.size, ..Progress::default() };
        let order = Box::new(order);
        let (state, if_exists, sent, kept) = (JobState::Queued, IfExists::Ask, None, 0);
        self.list.push(Job { id, order, state, progress, if_exists, kept, sent, rate: Rate::default() });
        id
    }

    /// What an earlier run left unfinished: it waits for the person. Those that are here already are left out.
    pub(super) fn add_earlier(&mut self, left: Vec<EarlierJob>) {
        for EarlierJob { entry, begun, kept } in left {
            let (if_exists, cancelled) = (entry.if_exists, entry.cancelled);
            let Some(order) = Order::of_earlier(entry).filter(|it| self.fetching(&it.media).is_none()) else {
                continue;
            };
            let id = self.add(order);
            if let Some(job) = self.find(id) {
                job.state = if cancelled { JobState::Cancelled } else { JobState::Paused };
                (job.if_exists, job.kept) = (if_exists, kept);
                job.progress = begun.unwrap_or(job.progress);
            }
        }
    }

    /// Drops the rows of what was given up or failed and is wanted again: its new row tells of it.
    pub(super) fn drop_old_rows(&mut self, again: impl Fn(&Order) -> bool) {
        self.list.retain(|job| job.stand() == Stand::Wanted || !again(&job.order));
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
        let busy = self.list.iter().filter(|job| job.sent.is_some() && job.state.is_live()).count();
        let waiting = self.list.iter_mut().filter(|job| job.state == JobState::Queued && job.sent.is_none());
        let started = waiting.take(self.at_once.saturating_sub(busy)).map(|job| {
            job.sent = Some(job.if_exists);
            (job.id, job.order.clone(), job.if_exists)
        });
        started.collect()
    }

    /// Stops a job and keeps what has arrived, or lets a paused one go on. True when the worker is to stop it.
    pub(super) fn pause_or_go_on(&mut self, id: JobId) -> bool {
        let Some(job) = self.find(id) else { return false };
        match job.state {
            JobState::Queued | JobState::Running => {
                job.state = JobState::Paused;
                job.rate = Rate::default();
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
            JobState::Failed(error) => error.may_pass() || job.kept > 0,
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
            job.rate.report(progress.done, at);
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
        job.rate = Rate::default();
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

    fn find(&mut self, id: JobId) -> Option<&mut Job> {
        self.list.iter_mut().find(|job| job.id == id)
    }
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
    use crate::model::form::Answers;

    fn order(id: &str) -> Order {
        Order::new(media(id), None, Answers::default())
    }

    fn progress(done: u64) -> Progress {
        Progress { done, total: Some(1000), ..Progress::default() }
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
        jobs.finished(id, Err(Error::new(ErrorKind::Network, "a", "late")));
        let job = jobs.get(0).unwrap();
        assert_eq!((&job.state, job.progress.done), (&JobState::Cancelled, 10));
        assert!(!jobs.cancel(id), "cancelling twice tells the worker nothing");
    }

    #[test]
    fn a_taken_name_asks_and_goes_on_with_the_answer() {
        let mut jobs = Jobs::default();
        let id = jobs.add(order("a"));
        jobs.started(id);
        jobs.finished(id, Err(Error::new(ErrorKind::Exists, "a.csv", "is there")));
        assert_eq!(jobs.asking().map(|(id, _)| id), Some(id));
        assert_eq!(jobs.live(), 0);
        jobs.again(id, IfExists::Rename);
        assert_eq!(jobs.get(0).unwrap().state, JobState::Queued);
    }

    #[test]
    fn an_answer_for_all_holds_for_what_is_under_way_already_and_is_given_once() {
        let mut jobs = Jobs::default();
        let ids = ["a", "b"].map(|id| jobs.add(order(id)));
        assert_eq!(jobs.start_next().len(), 2);
        jobs.started(ids[1]);
        let taken = || Err(Error::new(ErrorKind::Exists, "a.csv", "is there"));
        jobs.finished(ids[0], taken());
        jobs.all_if_exists(IfExists::Rename);
        jobs.finished(ids[1], taken());
        assert_eq!(jobs.asking_count(), 0);
        let again: Vec<_> = jobs.start_next().into_iter().map(|(id, _, if_exists)| (id, if_exists)).collect();
        assert_eq!(again, ids.map(|id| (id, IfExists::Rename)));
        jobs.finished(ids[1], taken());
        assert_eq!(jobs.asking_count(), 1, "where that does not help either, it asks");
    }

    #[test]
    fn so_many_run_at_once_and_the_next_is_the_first_that_waits() {
        let mut jobs = Jobs { at_once: 2, ..Jobs::default() };
        let ids: Vec<JobId> = ["a", "b", "c", "d"].map(|id| jobs.add(order(id))).into();
        let started = |jobs: &mut Jobs| jobs.start_next().into_iter().map(|(id, ..)| id).collect::<Vec<_>>();
        assert_eq!(started(&mut jobs), ids[..2]);
        assert_eq!(started(&mut jobs), []);
        jobs.row = 3;
        jobs.shift(false);
        assert_eq!(jobs.row, 2, "the last one is to come earlier");
        jobs.finished(ids[0], Err(Error::new(ErrorKind::Network, "a", "broke")));
        assert_eq!(started(&mut jobs), [ids[3]]);
    }

    #[test]
    fn a_paused_job_leaves_its_place_to_another_and_gets_it_back_later() {
        let mut jobs = Jobs { at_once: 1, ..Jobs::default() };
        let ids = ["a", "b"].map(|id| jobs.add(order(id)));
        jobs.start_next();
        jobs.started(ids[0]);
        jobs.progressed(ids[0], progress(500), Instant::now());
        assert!(jobs.pause_or_go_on(ids[0]), "the worker is told");
        assert!(!jobs.pause_or_go_on(ids[1]), "which has never heard of this one");
        jobs.pause_or_go_on(ids[1]);
        assert_eq!(jobs.start_next().len(), 1);
        jobs.finished(ids[0], Err(Error::new(ErrorKind::Network, "a", "late")));
        assert_eq!((&jobs.get(0).unwrap().state, jobs.get(0).unwrap().progress.done), (&JobState::Paused, 500));
        assert!(!jobs.pause_or_go_on(ids[0]));
        assert_eq!((jobs.start_next().len(), jobs.live()), (0, 2), "b has the place");
    }

    #[test]
    fn what_has_not_ended_is_worth_remembering_and_comes_back_paused() {
        let mut jobs = Jobs::default();
        let ids = ["a", "b", "c", "d"].map(|id| jobs.add(order(id)));
        jobs.start_next();
        jobs.finished(ids[0], Ok(crate::download::outcome_for_tests()));
        jobs.finished(ids[1], Err(Error::new(ErrorKind::Network, "b", "the line broke")));
        jobs.finished(ids[2], Err(Error::new(ErrorKind::NotFound, "c", "nothing there")));
        let kept: Vec<_> = jobs.unfinished().into_iter().map(|it| (it.order.media.id, it.error)).collect();
        assert_eq!(kept, [("b".into(), Some("the line broke".into())), ("d".into(), None)]);

        let entry = Entry {
            address: media("d").address().to_string(),
            title: "D".into(),
            answers: vec![],
            dir: "/data".into(),
            name: None,
            if_exists: IfExists::Skip,
            require: crate::download::Require::Verified,
            added: jiff::Timestamp::UNIX_EPOCH,
            error: None,
            cancelled: false,
        };
        let odd = Entry { address: "portal".into(), ..entry.clone() };
        let mut later = Jobs::default();
        let left = |entry| EarlierJob { entry, begun: None, kept: 0 };
        later.add_earlier([entry.clone(), entry, odd].map(left).into());
        assert_eq!(later.len(), 1, "once, and only what is a media");
        let job = later.get(0).unwrap();
        assert_eq!((&job.state, job.order.media.address()), (&JobState::Paused, media("d").address()));
        assert!(later.start_next().is_empty());
    }

    fn big(done: u64) -> Progress {
        Progress { done, total: Some(SMALL * 4), ..Progress::default() }
    }

    #[test]
    fn what_left_something_on_the_disk_stays_until_it_is_removed() {
        let mut jobs = Jobs::default();
        let ids = ["a", "b", "c", "d"].map(|id| jobs.add(order(id)));
        jobs.start_next();
        for (id, done) in ids.into_iter().zip([SMALL * 2, 0, SMALL * 2, 10]) {
            jobs.started(id);
            jobs.progressed(id, big(done), Instant::now());
        }
        jobs.cancel(ids[0]);
        jobs.cancel(ids[1]);
        jobs.finished(ids[2], Err(Error::new(ErrorKind::NotFound, "c", "nothing there")));
        jobs.finished(ids[3], Ok(crate::download::outcome_for_tests()));
        let kept: Vec<_> = jobs.unfinished().into_iter().map(|it| (it.order.media.id, it.cancelled)).collect();
        assert_eq!(kept, [("a".into(), true), ("c".into(), false)]);
        assert!(jobs.get(2).unwrap().has_vanished() && !jobs.get(0).unwrap().has_vanished());

        assert_eq!((jobs.clear_ended(), jobs.len()), (2, 2), "they can still be seen");
        assert!(jobs.take_away(ids[0]) && !jobs.take_away(ids[0]));
        assert_eq!(jobs.unfinished().len(), 1);
    }

    #[test]
    fn what_is_wanted_again_has_one_row() {
        let mut jobs = Jobs::default();
        let ids = ["a", "b"].map(|id| jobs.add(order(id)));
        jobs.cancel(ids[0]);
        jobs.drop_old_rows(|order| order.media.id == "a" || order.media.id == "b");
        assert_eq!(jobs.iter().map(|job| job.id).collect::<Vec<_>>(), [ids[1]], "what is under way stays");
    }

    #[test]
    fn what_was_cancelled_comes_back_cancelled() {
        let entry = Entry::new(&media("a"), &crate::download::FetchPlan::into(std::path::Path::new("/data")));
        let mut jobs = Jobs::default();
        let entry = Entry { cancelled: true, ..entry };
        jobs.add_earlier(vec![EarlierJob { entry, begun: Some(big(SMALL * 2)), kept: SMALL * 2 }]);
        let job = jobs.get(0).unwrap();
        assert_eq!((&job.state, job.progress.done, job.kept), (&JobState::Cancelled, SMALL * 2, SMALL * 2));
        assert!(jobs.unfinished()[0].cancelled && jobs.start_next().is_empty());
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
