//! One's own data in typed lines: adding to them, and bringing them up to date.

use std::io::Write;

use super::Linear;
use crate::app::popup::Popup;
use crate::config::keys::Action;
use crate::t;

impl<W: Write + Send> Linear<W> {
    pub(super) fn add_data(&mut self, row: Option<usize>) {
        if row.is_some_and(|row| self.choose(row).is_none()) {
            return;
        }
        self.act(Action::AddData);
        self.wait(|it| !it.app.is_adding());
    }

    /// What was cancelled or overwritten comes back; among one's own data, these are brought up to date.
    pub(super) fn undo(&mut self) {
        self.act(Action::Undo);
        if !matches!(self.app.popup(), Some(Popup::Bring)) {
            return;
        }
        self.app.take_popup();
        let question = self.app.bring_question();
        question.text.lines().for_each(|line| self.say(line));
        if self.agrees(&question, &t!("sync-bring-question")) {
            self.type_in(crate::app::Typed::Bring);
            self.wait(|it| !it.app.is_bringing());
            self.reload();
        }
    }
}
