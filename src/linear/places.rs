//! Bookmarks, places one was at, and what leads here from elsewhere: links and commands.

use std::io::Write;

use super::Linear;
use crate::app::copying::{CopyWhat, Copyable};
use crate::app::{Cmd, Typed};
use crate::config::keys::Action;
use crate::model::Target;
use crate::t;

impl<W: Write + Send> Linear<W> {
    /// `k`: on a row's place, else where one is; or no longer.
    pub(super) fn bookmark(&mut self, row: Option<usize>) {
        match row {
            None => self.type_in(Typed::BookmarkHere),
            Some(row) => {
                if self.choose(row).is_some() {
                    self.act(Action::Bookmark);
                }
            }
        }
    }

    /// `n`: a name for the search one is in, or another for the one in this row.
    pub(super) fn name_search(&mut self, row: Option<usize>, name: String) {
        let Some(row) = row else { return self.type_in(Typed::Save(name)) };
        match self.choose(row).map(|item| item.target) {
            Some(Target::Search(before)) => {
                self.type_in(Typed::Rename(before, name));
                self.told = None;
            }
            Some(_) => self.say(&t!("linear-no-search-there", number = row + 1)),
            None => {}
        }
    }

    /// `x` on the row of a saved search: forgets it.
    pub(super) fn forget_search(&mut self, row: usize) {
        match self.choose(row).map(|item| item.target) {
            Some(Target::Search(_)) => {
                self.act(Action::Remove);
                self.told = None;
            }
            Some(_) => self.say(&t!("linear-no-search-there", number = row + 1)),
            None => {}
        }
    }

    /// `t`: another tab is where one is now.
    pub(super) fn change_tab(&mut self, typed: Typed) {
        let before = self.app.tab();
        let number = if let Typed::ShowTab(at) = &typed { at + 1 } else { 0 };
        self.type_in(typed);
        match self.app.tab() {
            (_, count) if number > count => self.say(&t!("linear-no-such-tab", number, count)),
            now if now != before => self.told = None,
            _ => {}
        }
    }

    /// `l`: a numbered list, one of which is gone to.
    pub(super) fn places(&mut self) {
        let places: Vec<_> = self.app.places().all().map(|(known, marked)| (known.clone(), marked)).collect();
        if places.is_empty() {
            return self.say(&t!("linear-no-places"));
        }
        for (number, (known, marked)) in (1_usize..).zip(&places) {
            let (title, address) = (&known.title, &known.address);
            self.say(&match marked {
                true => t!("linear-place-marked", number, title, address),
                false => t!("linear-place", number, title, address),
            });
        }
        let rows = self.ask_rows(&t!("linear-place-question"), places.len()).unwrap_or_default();
        rows.first().map(|row| places[*row].0.address.clone()).into_iter().for_each(|address| self.go_to(&address));
    }

    /// `y`: the web address and the command, of a row or of where one is, and other lines that bring it.
    pub(super) fn link(&mut self, row: Option<usize>) {
        let (link, command, copyable) = match row {
            None => (self.app.link_here(), self.app.command_here(), self.app.copyable_here()),
            Some(row) if self.choose(row).is_some() => (self.app.link(), self.app.command(), self.app.copyable()),
            Some(_) => return,
        };
        let known = [link.clone(), command.clone()];
        match link {
            Some(link) => self.say_fact(&t!("ui-link"), &link),
            None => self.say(&t!("app-no-link")),
        }
        match command {
            Some(command) => self.say_fact(&t!("linear-command"), &command),
            None => self.say(&t!("app-no-command")),
        }
        for Copyable { label, what } in copyable {
            match what {
                CopyWhat::Text(text) if known.iter().flatten().any(|it| *it == text) => {}
                CopyWhat::Text(text) => self.say_fact(&label.text(), &text),
                CopyWhat::Curl(of) => {
                    self.curl = None;
                    self.worker.carry_out(Cmd::Curl(of));
                    self.wait(|it| it.curl.is_some());
                    // What has no such line is no trouble of whoever wanted the address.
                    self.curl
                        .take()
                        .and_then(|line| line.ok())
                        .into_iter()
                        .for_each(|line| self.say_fact(&label.text(), &line));
                }
            }
        }
    }
}
