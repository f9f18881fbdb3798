//! The tour in lines: each step is said once, before the prompt.

use std::io::Write;

use super::Linear;
use crate::app::Msg;
use crate::app::tour::{STEPS, Tour};
use crate::t;

impl<W: Write + Send> Linear<W> {
    pub(super) fn take_tour(&mut self) {
        self.app.begin_tour(true);
        self.open_demo();
    }

    /// What to try next, unless that was said already.
    pub(super) fn tell_tour(&mut self) {
        // What was told of a preview is closed by now, and may be what a step waited for.
        self.apply(Msg::Redraw);
        let Some((text, hint)) = self.app.tour_says() else {
            self.toured = None;
            return;
        };
        let number = self.app.tour().map_or(0, Tour::number);
        let told = (number, hint.is_some());
        if self.toured == Some(told) {
            return;
        }
        if self.toured.map(|(number, _)| number) != Some(number) {
            self.say(&t!("tour-step", number, count = STEPS.len(), text));
        }
        hint.iter().for_each(|hint| self.say(hint));
        self.toured = Some(told);
    }
}
