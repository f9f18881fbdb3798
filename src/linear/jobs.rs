//! Downloads in words: their states, their news, and what is done with them.

use std::collections::HashMap;
use std::io::Write;
use std::mem::{Discriminant, discriminant};

use super::Linear;
use super::choice::JobsCommand;
use super::talk::Event;
use crate::app::Typed;
use crate::app::jobs::{Job, JobId, JobState};
use crate::base::disk::shown;
use crate::base::format;
use crate::base::text;
use crate::config::keys::Action;
use crate::download::{Effect, Outcome, Verdict};
use crate::net::Waiting;
use crate::t;
use crate::ui::detail::of_job;
use crate::ui::jobs::{progress_words, verdict_said};

/// What is shorter is said the first time only, in seconds.
const LONG_WAIT: u64 = 5;

/// What was said of each download last.
#[derive(Default)]
pub struct Heard(HashMap<JobId, Said>);

#[derive(Clone, Copy)]
struct Said {
    state: Discriminant<JobState>,
    /// The last tenth of it.
    tenth: u64,
    /// What it waited for last.
    wait: Option<Waiting>,
}

impl Heard {
    /// What is new of `job` since it was asked for last, if it is worth a line.
    fn news(&mut self, job: &Job) -> Option<String> {
        let (state, tenth, waiting) = (discriminant(&job.state), tenth(job), job.progress.waiting);
        let before = self.0.get(&job.id).copied();
        let wait = waiting.or(before.and_then(|said| said.wait));
        self.0.insert(job.id, Said { state, tenth, wait });
        let same = before.is_some_and(|said| said.state == state);
        let title = &job.order.media.title;
        match &job.state {
            JobState::Running if waiting.is_some() => {
                let is_new = is_worth_saying(waiting, before.and_then(|said| said.wait));
                is_new.then(|| t!("linear-job", title, state = words(job)))
            }
            JobState::Running if job.wish().is_some() => {
                let is_new = before.is_none_or(|said| tenth > said.tenth) && (1..10).contains(&tenth);
                is_new.then(|| t!("linear-job", title, state = words(job)))
            }
            JobState::Running => {
                let is_new = before.is_none_or(|said| tenth > said.tenth) && (1..10).contains(&tenth);
                let total = job.progress.total.filter(|_| is_new)?;
                Some(t!("linear-progress", title, percent = tenth * 10, size = format::size(total)))
            }
            JobState::Done(_) | JobState::Answered | JobState::Failed(_) if !same => {
                Some(t!("linear-job", title, state = words(job)))
            }
            _ => None,
        }
    }
}

/// Whether a wait is said: the first of its kind, and each that is long.
fn is_worth_saying(waiting: Option<Waiting>, before: Option<Waiting>) -> bool {
    let Some(waiting) = waiting else { return false };
    let is_other = before.is_none_or(|before| before.cause != waiting.cause);
    let is_longer = before.is_none_or(|before| waiting.seconds > before.seconds);
    is_other || is_longer && waiting.seconds >= LONG_WAIT
}

/// How many tenths of it are there.
fn tenth(job: &Job) -> u64 {
    let total = job.progress.total.filter(|total| *total > 0);
    total.map_or(0, |total| (job.progress.done.saturating_mul(10) / total).min(10))
}

impl<W: Write + Send> Linear<W> {
    /// What came up since the last prompt; whether there was anything.
    pub(super) fn tell_news(&mut self) -> bool {
        let mut news = std::mem::take(&mut self.news);
        if self.app.is_waiting_for_keyring() {
            news.push(t!("ui-waiting-for-keyring"));
        }
        // Those of an earlier run come all at once.
        let is_earlier = |job: &&Job| job.state == JobState::Paused && job.order.earlier.is_some();
        let earlier =
            self.app.jobs().iter().filter(is_earlier).filter(|job| !self.heard.0.contains_key(&job.id)).count();
        if earlier > 0 {
            news.push(t!("linear-earlier", count = earlier));
        }
        let heard = &mut self.heard;
        news.extend(self.app.jobs().iter().filter_map(|job| heard.news(job)));
        news.iter().for_each(|line| self.talk.say(line));
        !news.is_empty()
    }

    /// Enter alone.
    pub(super) fn tell_whether_new(&mut self) {
        if !self.tell_news() {
            self.say(&t!("linear-nothing-new"));
        }
    }

    pub(super) fn jobs(&mut self, what: &JobsCommand) {
        let (row, action) = match what {
            JobsCommand::List => return self.list_jobs(),
            JobsCommand::Wait => return self.wait_for_downloads(),
            JobsCommand::Clear => {
                self.act(Action::ClearEnded);
                return self.list_jobs();
            }
            JobsCommand::Pause(row) | JobsCommand::Resume(row) => (*row, Action::Mark),
            JobsCommand::Cancel(row) => (*row, Action::Cancel),
            JobsCommand::Retry(row) => (*row, Action::Retry),
            JobsCommand::Remove(row) => return self.remove(*row),
            JobsCommand::Earlier(row) => (*row, Action::Earlier),
            JobsCommand::Later(row) => (*row, Action::Later),
            JobsCommand::Preview(row, _) => (*row, Action::Preview),
            JobsCommand::Excel(row) => (*row, Action::Excel),
            JobsCommand::Show(row) => return self.show_job(*row),
            JobsCommand::Open(row) => (*row, Action::OpenOutside),
            JobsCommand::Folder(row) => (*row, Action::OpenFolder),
            JobsCommand::Page(row) => (*row, Action::OpenPage),
            JobsCommand::Verify(row) => (*row, Action::Recheck),
        };
        let Some(job) = self.app.jobs().get(row) else {
            return self.say(&t!("linear-no-such-download", number = row + 1, count = self.app.jobs().len()));
        };
        let can = match what {
            JobsCommand::Pause(_) => job.state.is_live(),
            JobsCommand::Resume(_) => job.state == JobState::Paused,
            JobsCommand::Cancel(_) => !job.state.is_ended(),
            JobsCommand::Earlier(_) | JobsCommand::Later(_) | JobsCommand::Page(_) => true,
            JobsCommand::Preview(..)
            | JobsCommand::Excel(_)
            | JobsCommand::Open(_)
            | JobsCommand::Folder(_)
            | JobsCommand::Verify(_) => matches!(job.state, JobState::Done(_)) || shows_batch(what, job),
            _ => !job.state.is_live() && !matches!(job.state, JobState::Done(_)),
        };
        if can {
            self.type_in(Typed::Job(action, row));
        } else {
            self.say(&t!("linear-not-in-this-state"));
        }
        match what {
            JobsCommand::Earlier(_) | JobsCommand::Later(_) => return self.list_jobs(),
            JobsCommand::Preview(_, entry) if can => {
                entry.iter().for_each(|name| self.type_in(Typed::LookInside(name.clone())));
                return self.tell_what_is_looked_into();
            }
            JobsCommand::Excel(_) | JobsCommand::Verify(_) if can => return self.tell_the_copy(),
            JobsCommand::Open(_) | JobsCommand::Folder(_) | JobsCommand::Page(_) if can => return,
            _ => {}
        }
        let Some(job) = self.app.jobs().get(row).cloned() else { return };
        self.say(&t!("linear-job", title = &job.order.media.title, state = words(&job)));
        self.heard.news(&job); // it was said just now
    }

    /// As the detail pane of the browser does.
    fn show_job(&mut self, row: usize) {
        let Some(job) = self.app.jobs().get(row) else {
            return self.say(&t!("linear-no-such-download", number = row + 1, count = self.app.jobs().len()));
        };
        let (state, facts) = (t!("linear-job", title = &job.order.media.title, state = words(job)), of_job(job));
        self.say(&state);
        facts.iter().for_each(|(label, text)| self.say_fact(label, text));
    }

    /// Says that a copy for Excel or a check is under way, and what has become of it.
    fn tell_the_copy(&mut self) {
        self.tell_notice();
        self.wait(|it| it.app.notice().is_some());
    }

    /// Asks, and hears whether what had arrived is gone.
    fn remove(&mut self, row: usize) {
        let Some(id) = self.app.jobs().get(row).map(|job| job.id) else {
            return self.say(&t!("linear-no-such-download", number = row + 1, count = self.app.jobs().len()));
        };
        if self.app.jobs().get(row).is_some_and(|job| job.wish().is_some()) {
            return self.type_in(Typed::Remove(id)); // nothing of it is deleted
        }
        let Some(question) = self.app.remove_question(id) else { return self.say(&t!("app-remove-done")) };
        self.say(&question.text);
        if self.agrees(&question, &t!("linear-remove-question")) {
            self.type_in(Typed::Remove(id));
            self.wait(|it| it.app.notice().is_some());
        }
    }

    fn list_jobs(&mut self) {
        let jobs: Vec<String> = self
            .app
            .jobs()
            .iter()
            .map(|job| t!("linear-job", title = &job.order.media.title, state = words(job)))
            .collect();
        if jobs.is_empty() {
            return self.say(&t!("linear-no-downloads"));
        }
        for (number, facts) in (1_usize..).zip(jobs) {
            self.say(&t!("linear-row", number, facts));
        }
        let heard = &mut self.heard;
        self.app.jobs().iter().for_each(|job| drop(heard.news(job)));
    }

    /// `j wait`: says what becomes of the downloads until none runs. At a terminal Enter goes back before.
    fn wait_for_downloads(&mut self) {
        if self.app.jobs().live() == 0 && self.app.jobs().asking().is_none() {
            return self.say(&t!("linear-none-runs"));
        }
        self.say(&t!("linear-waiting-for", count = self.app.jobs().live()));
        let can_interrupt = self.talk.is_live();
        if can_interrupt {
            self.say(&t!("linear-enter-goes-back"));
        }
        while !self.talk.has_ended() {
            self.answer_what_waits();
            self.tell_news();
            if self.app.jobs().live() == 0 {
                return;
            }
            if can_interrupt {
                self.talk.want_line();
            }
            let asked_before = self.app.passphrase().is_some() || self.app.elsewhere().is_some();
            match self.talk.event(None) {
                Some(Event::Msg(msg)) => self.apply(*msg),
                Some(Event::Interrupt) => {
                    self.interrupt();
                    if self.app.has_quit() {
                        return;
                    }
                }
                Some(Event::Line(Some(_))) => return,
                Some(Event::Line(None)) | None => {}
            }
            if asked_before || !self.talk.is_asked() {
                continue;
            }
            if self.app.passphrase().is_some() {
                self.say(&t!("linear-passphrase-wanted"));
            } else if self.app.elsewhere().is_some() {
                self.say(&t!("linear-elsewhere-wanted"));
            }
        }
    }
}

/// The state of a download.
fn words(job: &Job) -> String {
    match &job.state {
        JobState::Answered => answered(job),
        JobState::Paused | JobState::Cancelled if job.wish().is_some() => {
            let stands = if job.state == JobState::Paused { t!("linear-paused") } else { t!("linear-cancelled") };
            [stands].into_iter().chain(batch_far(job)).collect::<Vec<_>>().join(", ")
        }
        JobState::Queued => t!("ui-job-waiting"),
        JobState::Running => t!("linear-running", progress = progress_words(job).join(", ")),
        JobState::Paused if job.progress.done == 0 => t!("linear-paused"),
        JobState::Paused => t!("linear-paused-at", size = format::size(job.progress.done)),
        JobState::Asking(_) => t!("ui-job-asking"),
        JobState::Cancelled if job.kept > 0 => t!("linear-cancelled-at", size = format::size(job.kept)),
        JobState::Cancelled => t!("linear-cancelled"),
        JobState::Failed(_) if job.has_vanished() => match job.kept {
            0 => t!("linear-vanished"),
            kept => t!("linear-vanished-at", size = format::size(kept)),
        },
        JobState::Failed(error) => {
            let hint = error.hint.as_ref().map(|hint| format!(" {hint}")).unwrap_or_default();
            format!("{}{hint}", t!("linear-job-failed", cause = &error.cause))
        }
        JobState::Done(outcome) => done_words(outcome),
    }
}

/// How far a batch came.
fn batch_far(job: &Job) -> Option<String> {
    let progress = &job.batch.progress;
    (progress.to_ask > 0).then(|| t!("batch-browser-job-far", done = progress.done, total = progress.to_ask))
}

/// What a batch that is over came to, and where that is.
fn answered(job: &Job) -> String {
    let (good, errors) = (job.batch.good(), job.batch.errors().values().sum::<u64>());
    let left = job.ended().map_or(0, |ended| ended.end.unasked + ended.end.again);
    let path = job.ended().map(|ended| shown(&ended.results)).unwrap_or_default();
    t!("batch-browser-linear-answered", good, errors, left, path)
}

/// Whether this shows what came of a batch.
fn shows_batch(what: &JobsCommand, job: &Job) -> bool {
    match what {
        JobsCommand::Preview(..) | JobsCommand::Open(_) => job.ended().is_some(),
        JobsCommand::Folder(_) => job.wish().is_some(),
        _ => false,
    }
}

/// The verdict, why it is no better, and where the file is.
fn done_words(outcome: &Outcome) -> String {
    let path = text::line(&outcome.path.display().to_string());
    match outcome.effect {
        Effect::Skipped => return t!("linear-kept", path),
        Effect::Unchanged => return t!("linear-unchanged", path),
        Effect::Downloaded | Effect::Updated => {}
    }
    let (verdict, size) = (verdict_said(outcome.verdict), format::size(outcome.bytes));
    match outcome.verdict {
        Verdict::Verified if outcome.doubt.is_none() => t!("linear-done", verdict, size, path),
        _ => t!("linear-done-but", verdict, reason = &outcome.reason, size, path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::jobs::Jobs;
    use crate::app::tests::media;
    use crate::download::Progress;
    use crate::model::form::Answers;
    use crate::net::WaitCause;
    use crate::session::Order;
    use std::time::Instant;

    #[test]
    fn each_tenth_and_the_end_are_said_once() {
        let mut jobs = Jobs::default();
        let id = jobs.add(Order::new(media("a"), None, Answers::default()));
        let mut heard = Heard::default();
        let mut said = |jobs: &Jobs| jobs.get(0).and_then(|job| heard.news(job));
        assert_eq!(said(&jobs), None);
        jobs.started(id);
        let mut lines = vec![];
        for done in 0..=100 {
            jobs.progressed(id, Progress { done: done * 10, total: Some(1000), ..Progress::default() }, Instant::now());
            lines.extend(said(&jobs));
        }
        assert_eq!(lines.len(), 9, "{lines:?}");
        assert!(lines[3].contains("40") && lines[3].contains("a.csv"), "{lines:?}");
        let outcome = crate::download::outcome_for_tests();
        let path = outcome.path.display().to_string();
        jobs.finished(id, Ok(outcome));
        assert!(said(&jobs).unwrap().contains(&path));
        assert_eq!(said(&jobs), None);
    }

    #[test]
    fn a_wait_is_said_once_and_again_where_it_is_long() {
        let mut jobs = Jobs::default();
        let id = jobs.add(Order::new(media("a"), None, Answers::default()));
        let mut heard = Heard::default();
        jobs.started(id);
        let mut lines = vec![];
        // One second each, then a long one, and bytes between.
        let prepared = [1, 1, 30, 29, 28].map(|seconds| Some(Waiting { seconds, cause: WaitCause::Status(202) }));
        let busy = [None, Some(Waiting { seconds: 1, cause: WaitCause::Status(503) })];
        for waiting in prepared.into_iter().chain(busy) {
            jobs.progressed(id, Progress { waiting, ..Progress::default() }, Instant::now());
            lines.extend(heard.news(jobs.get(0).unwrap()));
        }
        let said = |line: &String, part: &str| assert!(line.contains(part), "{lines:?}");
        assert_eq!(lines.len(), 3, "{lines:?}");
        said(&lines[0], "being prepared by the portal, asked again in 0:01");
        said(&lines[1], "0:30");
        said(&lines[2], "503");
    }

    #[test]
    fn of_what_went_by_while_the_person_typed_the_last_is_said() {
        let mut jobs = Jobs::default();
        let id = jobs.add(Order::new(media("a"), None, Answers::default()));
        let mut heard = Heard::default();
        jobs.started(id);
        for done in [100, 350, 790] {
            jobs.progressed(id, Progress { done, total: Some(1000), ..Progress::default() }, Instant::now());
        }
        assert!(heard.news(jobs.get(0).unwrap()).unwrap().contains("70"));
    }
}
