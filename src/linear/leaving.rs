//! The end of the conversation: by `q`, by Ctrl-C, with the input.

use std::io::Write;

use super::Linear;
use crate::app::Msg;
use crate::session::question::Question;
use crate::t;

impl<W: Write + Send> Linear<W> {
    /// `q`: asks once while downloads run.
    pub(super) fn quit(&mut self) {
        let count = self.app.live();
        if count > 0 {
            let question = Question::quit(count);
            self.say(&question.text);
            if !self.agrees(&question, &t!("linear-quit-question")) {
                return;
            }
        }
        self.apply(Msg::Terminate);
    }

    /// Ctrl-C: asks once while downloads run, and ends at the second.
    pub(super) fn interrupt(&mut self) {
        let count = self.app.live();
        if count == 0 || self.interrupted {
            return self.apply(Msg::Terminate);
        }
        self.interrupted = true;
        self.say(&Question::quit(count).text);
        self.say(&t!("linear-interrupt-again"));
    }

    pub(super) fn leave(&mut self) {
        if !self.app.has_quit() {
            let count = self.app.live();
            if count > 0 {
                self.say(&Question::quit(count).text);
            }
            self.apply(Msg::Terminate);
        }
        self.say(&t!("linear-goodbye"));
    }
}
