//! Downloads begun, gone on with, cancelled and removed.

use crossterm::event::KeyEvent;

use super::jobs::{Job, JobId, JobState};
use super::listing::{ListingKey, Load};
use super::on_key::agrees;
use super::popup::Popup;
use super::undo::Undo;
use super::{App, Cmd, Focus};
use crate::base::disk::shown;
use crate::base::error::Result;
use crate::config::keys::Action;
use crate::excel::ExcelCopy;
use crate::model::form::Answers;
use crate::model::{Access, Media, Offer, Place, Target};
use crate::session::Order;
use crate::session::question::Question;
use crate::t;

impl App {
    pub(super) fn download_chosen(&mut self) {
        let Some(media) = self.chosen_media().cloned() else {
            if let Some(Target::Place(place @ Place::Dataset(_))) = self.chosen().map(|item| item.target.clone()) {
                self.go(ListingKey::new(place));
            }
            return;
        };
        if let Offer::ShowOnly(reason) = &media.offer {
            let (title, reason) = (media.title.clone(), reason.clone());
            self.say(match &media.url {
                Some(url) => t!("app-show-only-at", title, reason, url),
                None => t!("app-show-only", title, reason),
            });
            return;
        }
        if self.jobs.fetching(&media).is_some() {
            return self.say(t!("app-already", title = &media.title));
        }
        if media.access == Access::Personal {
            self.popup = Some(Popup::Personal(Box::new(media)));
            return;
        }
        self.download_asking(media)
    }

    /// Downloads, once what the media asks is answered.
    pub(super) fn download_asking(&mut self, media: Media) {
        if media.form.is_empty() {
            return self.download(media, Answers::default());
        }
        self.ask_form(media);
    }

    pub(super) fn download(&mut self, media: Media, answers: Answers) {
        let (address, given) = (media.address(), answers.clone());
        let is_same = |order: &Order| order.answers == given && order.media.address() == address;
        self.jobs.drop_old_rows(|order| order.batch.is_none() && is_same(order));
        let dataset = self.known.datasets.get(&media.dataset).and_then(Load::ready).cloned();
        self.jobs.add(Order::new(media, dataset, answers));
        self.jobs.row = self.jobs.len() - 1;
    }

    /// Hands the worker the jobs whose turn it is, and what is to be remembered of them all where that has changed.
    pub(super) fn carry_on_jobs(&mut self) {
        for (id, order, if_exists) in self.jobs.start_next() {
            self.send(Cmd::Download(id, order, if_exists));
        }
        self.jobs.unfinished_changed().into_iter().for_each(|unfinished| self.send(Cmd::KeepQueue(unfinished)));
    }

    /// Asks whether the chosen download is to be removed with what has arrived of it.
    pub(super) fn ask_to_remove(&mut self) {
        let chosen = self.job_here();
        match chosen.map(|job| (job.id, matches!(job.state, JobState::Done(_)))) {
            None => self.say(t!("app-remove-where", key = self.key_of(Action::NextPane))),
            Some((_, true)) => self.say(t!("app-remove-done")),
            Some((id, false)) if self.removes_batch(id) => {}
            Some((id, false)) => self.popup = Some(Popup::Remove(id)),
        }
    }

    /// What is asked of a job before it is removed; `None` where it is done meanwhile, or gone.
    pub fn remove_question(&self, id: JobId) -> Option<Question<bool>> {
        let asks = |job: &&Job| job.id == id && !matches!(job.state, JobState::Done(_)) && job.wish().is_none();
        let job = self.jobs.iter().find(asks)?;
        Some(Question::remove(&job.order.media.title))
    }

    pub(super) fn on_remove_key(&mut self, id: JobId, key: &KeyEvent) {
        let Some(question) = self.remove_question(id) else { return };
        match agrees(&question, key) {
            Some(true) => self.remove_job(id),
            Some(false) => {}
            None => self.popup = Some(Popup::Remove(id)),
        }
    }

    /// Stops a job and has what arrived of it removed; its row goes when that is done.
    pub(super) fn remove_job(&mut self, id: JobId) {
        if self.removes_batch(id) {
            return;
        }
        if self.remove_question(id).is_none() {
            return; // it is done, or gone
        }
        self.cancel_job(id);
        let order = self.jobs.iter().find(|job| job.id == id && job.state.is_ended()).map(|job| job.order.clone());
        order.into_iter().for_each(|order| self.send(Cmd::Remove(id, order)));
    }

    pub(super) fn removed(&mut self, id: JobId, result: Result<usize>) {
        let title = self.jobs.iter().find(|job| job.id == id).map(|job| job.order.media.title.clone());
        match (result, title) {
            (Err(error), _) => self.fail(error),
            (Ok(count), Some(title)) if self.jobs.take_away(id) => {
                self.say(if count > 0 { t!("app-removed", title) } else { t!("app-removed-nothing", title) });
                self.leave_empty_jobs();
            }
            (Ok(_), _) => {}
        }
    }

    /// Has a workbook made of the chosen download.
    pub(super) fn copy_for_excel(&mut self) {
        let chosen = self.job_here();
        let outcome = match chosen.map(|job| &job.state) {
            Some(JobState::Done(outcome)) => outcome.clone(),
            Some(_) => return self.say(t!("excel-not-done")),
            None => return self.say(t!("excel-where")),
        };
        self.say(t!("excel-under-way"));
        self.send(Cmd::Excel(outcome));
    }

    pub(super) fn copied_for_excel(&mut self, result: Result<ExcelCopy>) {
        match result {
            Ok(ExcelCopy { path, notes }) => {
                let made = std::iter::once(t!("excel-made", copy = shown(&path))).chain(notes);
                self.say(made.collect::<Vec<_>>().join(" · "));
            }
            Err(error) => self.fail(error),
        }
    }

    /// A pane that is not there any more has no keys.
    pub(super) fn leave_empty_jobs(&mut self) {
        if self.jobs.is_empty() && (self.focus == Focus::Jobs || self.detail_is_of_job) {
            (self.focus, self.detail_is_of_job) = (Focus::List, false);
        }
    }

    pub(super) fn cancel_job(&mut self, id: JobId) {
        let paused = self.jobs.by_id(id).is_some_and(|job| job.state == JobState::Paused);
        if self.jobs.cancel(id) {
            self.undo.push(Undo::Cancelled { id, paused });
            self.send(Cmd::Cancel(id));
        }
    }
}
