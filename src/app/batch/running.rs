//! A batch under way: what is heard of it, what is asked of the person, and what its keys do that is not as with downloads.

use std::path::Path;

use crossterm::event::{KeyCode, KeyEvent};

use crate::app::jobs::{EndedBatch, Job, JobId, JobState, Jobs};
use crate::app::popup::Popup;
use crate::app::{App, Cmd, Notice};
use crate::base::disk::shown;
use crate::base::error::Result;
use crate::base::text;
use crate::session::question::Question;
use crate::t;

impl Jobs {
    /// Those that are over, and whose folder is written in again.
    pub(super) fn drop_old_batches(&mut self, dir: &Path) {
        self.drop_rows(|job| job.state.is_ended() && job.wish().is_some_and(|wish| wish.dir == dir));
    }
}

impl App {
    /// It is noted in the log, and told to whoever looks elsewhere.
    pub(in crate::app) fn batch_ended(&mut self, id: JobId, result: Result<EndedBatch>) {
        let was_live = self.jobs.by_id(id).is_some_and(|job| job.state.is_live());
        self.jobs.batch_ended(id, result);
        let Some(job) = self.jobs.by_id(id).filter(|_| was_live) else { return };
        let title = &job.order.media.title;
        let (text, notice) = match &job.state {
            JobState::Failed(error) => (t!("app-notify-failed", title), Notice::Failed(error.clone())),
            _ => {
                let errors: u64 = job.batch.errors().values().sum();
                let said = t!("batch-browser-ended", title, good = job.batch.good(), errors);
                (t!("app-notify-done", title), Notice::Said(said))
            }
        };
        let notifies = self.settings.browser.notify;
        self.log.add(notice);
        if notifies {
            self.send(Cmd::Notify(text));
        }
    }

    /// What is asked about a provider that fails; none where nobody asks any more.
    pub fn failing_question(&self, id: JobId) -> Option<Question<bool>> {
        let failing = self.jobs.iter().find(|job| job.id == id)?.batch.failing.as_ref()?;
        let (title, errors, cause) = (&failing.title, failing.errors, &failing.error.cause);
        let asked = t!("batch-failing-text", title, errors, cause);
        let told = failing.told.as_deref().map(text::line);
        Some(Question::failing(std::iter::once(asked).chain(told).collect::<Vec<_>>().join(" ")))
    }

    pub(in crate::app) fn on_failing_key(&mut self, id: JobId, key: &KeyEvent) {
        let Some(question) = self.failing_question(id) else { return };
        let answer = match key.code {
            KeyCode::Esc => return, // it waits on
            KeyCode::Char(letter) => question.key(letter).map(|choice| choice.answer),
            _ => None,
        };
        match answer {
            Some(goes_on) => self.decide_failing(id, goes_on),
            None => self.popup = Some(Popup::FailingBatch(id)),
        }
    }

    pub(in crate::app) fn decide_failing(&mut self, id: JobId, goes_on: bool) {
        if self.jobs.decided(id) {
            self.send(Cmd::DecideBatch(id, goes_on));
        }
    }

    /// Takes the row of the batch away, where the job is one; its answers stay. Whether it is one.
    pub(in crate::app) fn removes_batch(&mut self, id: JobId) -> bool {
        let Some(dir) = self.jobs.by_id(id).and_then(Job::wish).map(|wish| wish.dir.clone()) else { return false };
        if self.jobs.cancel(id) {
            self.send(Cmd::Cancel(id));
        }
        if self.jobs.take_away(id) {
            self.say(t!("batch-browser-removed", folder = shown(&dir)));
            self.leave_empty_jobs();
        }
        true
    }
}
