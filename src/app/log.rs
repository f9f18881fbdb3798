//! All notices of this run: what the footer shows until the next key can be read here in full, and copied.

use std::collections::VecDeque;

use crossterm::event::{KeyCode, KeyEvent};

use super::on_key::{scrolled, step};
use super::popup::Popup;
use super::{App, Notice};
use crate::config::context::KeyContext;
use crate::config::keys::Action;
use crate::t;

/// The notices, the latest first.
#[derive(Clone, Debug, Default)]
pub struct Log(VecDeque<Notice>);

impl Log {
    const MOST: usize = 200;

    /// What is said twice in a row is kept once.
    pub(super) fn add(&mut self, notice: Notice) {
        if self.0.front() != Some(&notice) {
            self.0.truncate(Self::MOST - 1);
            self.0.push_front(notice);
        }
    }

    /// A warning, kept once however often it comes.
    pub(super) fn warn(&mut self, warning: &str) {
        let notice = Notice::Said(format!("! {warning}"));
        if !self.0.contains(&notice) {
            self.add(notice);
        }
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Notice> {
        self.0.iter()
    }
}

impl Notice {
    /// All of it, what to do about it too.
    pub fn in_full(&self) -> String {
        match self {
            Self::Said(text) => text.clone(),
            Self::Failed(error) => match &error.hint {
                Some(hint) => format!("{error}\n{hint}"),
                None => error.to_string(),
            },
        }
    }
}

impl App {
    pub(super) fn open_log(&mut self) {
        match self.log.0.is_empty() {
            true => self.say(t!("app-log-empty")),
            false => self.popup = Some(Popup::Log(0)),
        }
    }

    /// `y` copies what stands at the top, `Y` all of it.
    pub(super) fn on_log_key(&mut self, scroll: u16, key: &KeyEvent) {
        let action = self.settings.browser.keymap.action(KeyContext::Popup, key);
        let top = self.areas.first_choice;
        match (key.code, action) {
            (_, Some(Action::CopyLink)) => {
                let text = self.log.0.get(top).map(Notice::in_full);
                text.into_iter().for_each(|text| self.copy_quietly(text));
            }
            (_, Some(Action::CopyCommand)) => {
                let all: Vec<String> = self.log.0.iter().map(Notice::in_full).collect();
                self.copy_quietly(all.join("\n"));
            }
            (KeyCode::Esc | KeyCode::Enter, _)
            | (_, Some(Action::Log | Action::Close | Action::Back | Action::Quit)) => return,
            _ => {}
        }
        let by = step(action, self.areas.page_rows).unwrap_or_default();
        self.popup = Some(Popup::Log(scrolled(scroll, by)));
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at_root, press};
    use super::*;
    use crate::app::{Cmd, Msg};
    use crate::base::error::{Error, ErrorKind};

    #[test]
    fn all_that_was_said_is_kept_in_bounds_and_copied() {
        let mut app = at_root();
        press(&mut app, "!");
        assert_eq!(app.notice, Some(Notice::Said(t!("app-log-empty"))), "which is the first thing said");
        let error = Error::new(ErrorKind::Disk, "a.csv", "no room").hint("Make some.");
        for _ in 0..2 {
            app.update(Msg::NotKept(error.clone()));
        }
        assert_eq!(app.log.iter().len(), 2, "once");
        press(&mut app, "!");
        assert_eq!(app.popup, Some(Popup::Log(0)));
        let copied = press(&mut app, "y");
        assert!(matches!(&copied[..], [Cmd::Copy(text)] if text.contains("no room") && text.contains("Make some.")));
        press(&mut app, "q");
        assert_eq!(app.popup, None);
        (0..Log::MOST * 2).for_each(|n| app.say(n.to_string()));
        assert_eq!(app.log.iter().len(), Log::MOST);
    }
}
