//! One's own data in typed lines: adding to them, and bringing them up to date.

use std::io::Write;

use super::Linear;
use crate::app::popup::Popup;
use crate::config::keys::Action;
use crate::diff::ToldDiff;
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
        for (_, path, words) in self.app.data_plan() {
            self.say_fact(&path, &words);
        }
        if self.agrees(&question, &t!("sync-bring-question")) {
            self.type_in(crate::app::Typed::Bring);
            // No key stops it here.
            drop(self.app.take_notice());
            self.say(&t!("sync-linear-brings"));
            self.wait(|it| it.app.bringing().is_none());
            self.told = None;
        }
    }

    /// What changed in the file of a row, in sentences, then row by row.
    pub(super) fn compare_data(&mut self, row: usize) {
        if self.choose(row).is_none() {
            return;
        }
        self.act(Action::Compare);
        self.wait(|it| !it.app.is_comparing());
        match self.app.take_popup() {
            Some(Popup::Comparison(open)) => self.tell_diff(&open.told),
            other => drop(other),
        }
    }

    fn tell_diff(&mut self, told: &ToldDiff) {
        [&told.between].into_iter().chain(&told.notes).chain(&told.sentences).for_each(|said| self.talk.say(said));
        for [sign, key, column, old, new] in &told.lines {
            let what = if column.is_empty() { key.clone() } else { format!("{key}, {column}") };
            self.say(&match sign.as_str() {
                "+" => t!("sync-told-added", what, new),
                "-" => t!("sync-told-removed", what, old),
                _ => t!("sync-told-changed", what, old, new),
            });
        }
        if told.more > 0 {
            self.say(&t!("sync-and-more", count = told.more));
        }
    }
}
