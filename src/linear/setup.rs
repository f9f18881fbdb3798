//! `w`: the wizard, in the same conversation.

use std::io::Write;

use super::Linear;
use crate::config::keys::Action;
use crate::setup::person::at_terminal;
use crate::t;
use crate::worker;

impl<W: Write + Send> Linear<W> {
    pub(super) fn set_up(&mut self, row: Option<usize>) {
        match row {
            Some(row) if self.choose(row).is_none() => return,
            Some(_) => self.act(Action::SetUp),
            None if self.app.step().ask.place.address().is_some() => self.act(Action::SetUp),
            None => self.act(Action::SetUpNew),
        }
        let Some(name) = self.set_up.take() else { return };
        self.was_set_up = false;
        let session = self.worker.session();
        let secrets = session.secrets.with_person(at_terminal(true));
        let wizard = worker::set_up(&session, secrets, name.as_deref(), &mut self.talk);
        match self.runtime.block_on(wizard) {
            Ok((config, secrets)) => {
                self.worker.reconnect(config, secrets);
                self.wait(|it| it.was_set_up);
                self.told = None;
            }
            Err(error) => {
                self.say_error(&error);
                self.say(&t!("linear-set-up-left"));
            }
        }
    }
}
