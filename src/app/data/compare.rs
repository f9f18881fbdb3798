//! `=` among one's own data: what changed between the file that is here and what is published.

use crossterm::event::{KeyCode, KeyEvent};

use super::has_file;
use crate::app::on_key::{scrolled, step};
use crate::app::popup::Popup;
use crate::app::{App, Cmd, Expected};
use crate::base::error::Result;
use crate::config::context::KeyContext;
use crate::config::keys::Action;
use crate::diff::ToldDiff;
use crate::sync::{DataPath, DataState};
use crate::t;

/// What changed in a file, as it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenComparison {
    pub path: DataPath,
    pub told: ToldDiff,
    pub scroll: u16,
}

impl App {
    pub(in crate::app) fn can_compare(&self) -> bool {
        self.is_at_data() && self.chosen_data().is_some_and(|row| has_file(&row))
    }

    /// Whether there may be something to see.
    pub(in crate::app) fn can_be_newer(&self) -> bool {
        use DataState::{Changed, MaybeNewer, Newer};
        self.is_at_data() && self.chosen_data().is_some_and(|row| matches!(row.state, Newer | MaybeNewer | Changed))
    }

    pub(in crate::app) fn compare_data(&mut self) {
        let Some(row) = self.chosen_data() else { return self.say(t!("sync-compare-what")) };
        if !has_file(&row) {
            return self.say(t!("sync-compare-no-file", path = row.path.to_string()));
        }
        if let Some((path, told)) = self.data.compared.clone().filter(|(path, _)| *path == row.path) {
            return self.open_comparison(path, told);
        }
        self.say(t!("sync-compares", path = row.path.to_string(), key = self.key_of(Action::Cancel)));
        self.expected = Some(Expected::Comparison);
        self.data.comparing = Some(row.path.clone());
        self.refresh_data();
        self.send(Cmd::CompareData(row.path));
    }

    /// Whether what changed is being found out.
    pub fn is_comparing(&self) -> bool {
        self.data.comparing.is_some()
    }

    pub(in crate::app) fn data_compared(&mut self, path: DataPath, result: Result<ToldDiff>) {
        if self.data.comparing.as_ref() != Some(&path) {
            return; // it was stopped, or another one is meant by now
        }
        self.data.comparing = None;
        self.refresh_data();
        let told = match result {
            Ok(told) => told,
            Err(error) => return self.fail(error),
        };
        self.data.compared = Some((path.clone(), told.clone()));
        let is_free = self.popup.is_none() && self.wizard.is_none() && self.viewer.is_none();
        match self.expected.take() == Some(Expected::Comparison) && is_free {
            true => self.open_comparison(path, told),
            false => {
                self.say(t!("sync-compared-now", path = path.to_string(), key = self.key_of(Action::Compare)));
            }
        }
    }

    fn open_comparison(&mut self, path: DataPath, told: ToldDiff) {
        self.notice = None;
        self.popup = Some(Popup::Comparison(OpenComparison { path, told, scroll: 0 }));
    }

    pub(in crate::app) fn on_comparison_key(&mut self, mut open: OpenComparison, key: &KeyEvent) {
        let action = self.settings.browser.keymap.action(KeyContext::Popup, key);
        let closes = matches!(action, Some(Action::Choose | Action::Close | Action::Back | Action::Quit));
        if closes || key.code == KeyCode::Esc || self.is_key_of(Action::Compare, key) {
            return;
        }
        open.scroll = scrolled(open.scroll, step(action, self.areas.page_rows).unwrap_or_default());
        self.popup = Some(Popup::Comparison(open));
    }
}
