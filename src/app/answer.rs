//! Questions that came up in the background (a taken name, the passphrase): they wait until the person opens them, and
//! take no key before.

use crossterm::event::{KeyCode, KeyEvent};

use super::jobs::{JobId, JobState};
use super::popup::{Hidden, OpenPassphrase, Popup};
use super::{App, Cmd};
use crate::access::secrets::{Elsewhere, PassphraseFor};
use crate::session::question::{ForTaken, OnConflict, Question, Weight};
use crate::setup::question::Passphrase;
use crate::t;

impl App {
    /// The first of what waits.
    pub(super) fn open_what_waits(&mut self) {
        if let Some(passphrase) = self.passphrase.take() {
            self.popup = Some(Popup::Passphrase(OpenPassphrase { passphrase, typed: Hidden::default() }));
        } else if let Some(elsewhere) = self.elsewhere.take() {
            self.popup = Some(Popup::Elsewhere(elsewhere));
        } else if let Some((id, _)) = self.jobs.asking() {
            self.popup = Some(Popup::Taken(id, None));
        } else if let Some(id) = self.jobs.failing() {
            self.popup = Some(Popup::FailingBatch(id));
        } else {
            self.say(t!("app-nothing-waits"));
        }
    }

    /// The question of the job in this row, if it has one.
    pub(super) fn open_taken(&mut self, row: usize) {
        self.popup = self.jobs.get(row).and_then(|job| match &job.state {
            JobState::Asking(_) => Some(Popup::Taken(job.id, None)),
            _ if job.batch.failing.is_some() => Some(Popup::FailingBatch(job.id)),
            _ => None,
        });
    }

    /// The wizard cannot go on without the passphrase, and asks nothing itself meanwhile: no key is meant for anything else.
    pub(super) fn open_passphrase_of_wizard(&mut self) {
        let waits = self.wizard.as_ref().is_some_and(|wizard| wizard.asked.is_none());
        if waits && self.popup.is_none() && self.passphrase.is_some() {
            self.open_what_waits();
        }
    }

    /// The store of credentials waits; a question that is open already is the same one.
    pub(super) fn passphrase_wanted(&mut self, ask: PassphraseFor) {
        if !matches!(self.popup, Some(Popup::Passphrase(_))) {
            self.passphrase = Some(Passphrase::new(ask));
        }
    }

    /// The passphrase that is waited for, unless the question is open.
    pub fn passphrase(&self) -> Option<&Passphrase> {
        self.passphrase.as_ref()
    }

    /// As [`App::passphrase`], for whoever asks it where there are no boxes.
    pub fn take_passphrase(&mut self) -> Option<Passphrase> {
        self.passphrase.take()
    }

    /// Esc leaves it waiting; in the wizard, which would open it again, it answers that there is none.
    pub(super) fn on_passphrase_key(&mut self, mut open: OpenPassphrase, key: &KeyEvent) {
        match key.code {
            KeyCode::Esc if self.wizard.is_some() => return self.send(Cmd::Passphrase(None)),
            KeyCode::Esc => {
                self.passphrase = Some(open.passphrase);
                return;
            }
            KeyCode::Enter => {
                if let Some(complete) = open.passphrase.answer(open.typed.take()) {
                    return self.send(Cmd::Passphrase(Some(complete)));
                }
            }
            _ => open.typed.edit(key),
        }
        self.popup = Some(Popup::Passphrase(open));
    }

    /// The credential that waits for the person's word, unless that question is open.
    pub fn elsewhere(&self) -> Option<&Elsewhere> {
        self.elsewhere.as_deref()
    }

    /// As [`App::elsewhere`], for whoever asks it where there are no boxes.
    pub fn take_elsewhere(&mut self) -> Option<Box<Elsewhere>> {
        self.elsewhere.take()
    }

    /// Esc leaves it waiting.
    pub(super) fn on_elsewhere_key(&mut self, elsewhere: Box<Elsewhere>, key: &KeyEvent) {
        let question = Question::elsewhere(&elsewhere);
        let choice = match key.code {
            KeyCode::Esc => {
                self.elsewhere = Some(elsewhere);
                return;
            }
            KeyCode::Char(letter) => question.key(letter),
            _ => None,
        };
        match choice {
            Some(choice) => {
                let answer = choice.answer;
                self.elsewhere.take_if(|waiting| *waiting == elsewhere); // asked again meanwhile
                self.send(Cmd::Allow(elsewhere, answer));
            }
            None => self.popup = Some(Popup::Elsewhere(elsewhere)),
        }
    }

    /// What is asked of a job; `None` where it asks nothing, or no longer.
    pub fn taken_question(&self, id: JobId) -> Option<Question<ForTaken>> {
        let job = self.jobs.iter().find(|job| job.id == id)?;
        match &job.state {
            JobState::Asking(error) => Some(Question::taken(error)),
            _ => None,
        }
    }

    /// `pressed`: the key of an answer that destroys something, which is given by pressing it again.
    pub(super) fn on_taken_key(&mut self, id: JobId, pressed: Option<char>, key: &KeyEvent) {
        let Some(question) = self.taken_question(id) else { return };
        let KeyCode::Char(letter) = key.code else {
            self.popup = (key.code != KeyCode::Esc).then_some(Popup::Taken(id, pressed));
            return;
        };
        match (question.key(letter), pressed) {
            (Some(choice), Some(first)) if first == letter => self.answer_taken(id, choice.answer),
            (Some(choice), None) if choice.weight != Weight::Destructive => self.answer_taken(id, choice.answer),
            (Some(_), None) => self.popup = Some(Popup::Taken(id, Some(letter))),
            (None, _) | (_, Some(_)) => self.popup = Some(Popup::Taken(id, None)),
        }
    }

    pub(super) fn answer_taken(&mut self, id: JobId, answer: ForTaken) {
        match answer.how {
            OnConflict::Use(if_exists) if answer.for_all => self.jobs.all_if_exists(if_exists),
            OnConflict::Use(if_exists) => self.jobs.again(id, if_exists),
            OnConflict::Cancel => self.cancel_job(id),
        }
    }
}
