//! `u` among one's own data: what would be done is told, and once the person agrees it is done, file by file.

use super::MyData;
use crate::app::popup::Popup;
use crate::app::{App, Cmd};
use crate::base::error::Result;
use crate::base::text;
use crate::config::keys::Action;
use crate::download::Progress;
use crate::session::question::Question;
use crate::sync::{DataPath, DataState, SyncAction, SyncRow};
use crate::t;

/// So many files are named before they are brought.
const NAMED: usize = 12;

impl MyData {
    /// Those for which there is something to do.
    fn to_bring(&self) -> impl Iterator<Item = &SyncRow> {
        self.rows.iter().filter(|row| SyncAction::of(row.state) != SyncAction::None)
    }
}

impl App {
    pub(in crate::app) fn can_bring(&self) -> bool {
        !self.data.is_brought && self.data.to_bring().next().is_some()
    }

    /// Says what would be done, and asks.
    pub(in crate::app) fn ask_to_bring(&mut self) {
        match (self.data.is_brought, self.can_bring()) {
            (true, _) => self.say(t!("sync-brings", key = self.key_of(Action::Cancel))),
            (false, true) => self.popup = Some(Popup::Bring),
            (false, false) => self.say(t!("sync-planned", count = 0)),
        }
    }

    /// The sign and the path of each for which there is something to do, and what that is.
    pub fn data_plan(&self) -> Vec<(&'static str, String, String)> {
        let said = |row: &SyncRow| {
            let (sign, words) = row.said(false);
            (sign, text::line(row.path.as_str()), words)
        };
        self.data.to_bring().map(said).collect()
    }

    /// What would be done for each, in lines.
    pub fn bring_question(&self) -> Question<bool> {
        let line = |(sign, path, words): (&str, String, String)| t!("sync-plan-line", sign, path, words);
        let lines: Vec<String> = self.data_plan().into_iter().map(line).collect();
        let more = lines.len().saturating_sub(NAMED);
        let mut named: Vec<String> = lines.into_iter().take(NAMED).collect();
        named.extend((more > 0).then(|| t!("sync-and-more", count = more)));
        // The last line is seen on the smallest screen.
        named.push(t!("sync-planned", count = self.data.to_bring().count()));
        Question::bring(named.join("\n"))
    }

    pub(in crate::app) fn bring_data(&mut self) {
        self.data.is_brought = true;
        self.data.ended.clear();
        self.say(t!("sync-brings", key = self.key_of(Action::Cancel)));
        self.send(Cmd::BringData);
    }

    /// While they are brought up to date: how many files the run has ended with, and of how many.
    pub fn bringing(&self) -> Option<(usize, usize)> {
        let MyData { ended, rows, is_brought, .. } = &self.data;
        is_brought.then_some((ended.len(), rows.len().max(ended.len())))
    }

    pub(in crate::app) fn data_goes_on(&mut self, path: DataPath, progress: Progress) {
        if self.data.is_brought {
            self.data.coming.insert(path, progress);
            self.refresh_data();
        }
    }

    pub(in crate::app) fn data_ended(&mut self, row: SyncRow) {
        if !self.data.is_brought {
            return; // of a run that was stopped
        }
        self.data.coming.remove(&row.path);
        self.data.ended.insert(row.path.clone());
        match self.data.rows.iter_mut().find(|known| known.path == row.path) {
            Some(known) => *known = row,
            None => self.data.rows.push(row),
        }
        self.refresh_data();
    }

    pub(in crate::app) fn data_brought(&mut self, result: Result<Vec<SyncRow>>) {
        if !std::mem::take(&mut self.data.is_brought) {
            return;
        }
        self.data.coming.clear();
        self.data.compared = None;
        match result {
            Ok(mut rows) => {
                // The lock has forgotten them.
                rows.retain(|row| row.state != DataState::Unlisted);
                let in_step = rows.iter().filter(|row| row.state == DataState::InStep).count();
                let updated = rows.iter().filter(|row| row.action != SyncAction::None).count();
                let stands = t!("sync-stands", in_step, others = rows.len() - in_step);
                let failed: Vec<_> = rows.iter().filter_map(|row| row.error.clone()).collect();
                self.data.ended = rows.iter().map(|row| row.path.clone()).collect();
                self.data.rows = rows;
                self.show_data();
                self.say(t!("sync-brought", count = updated, stands));
                failed.into_iter().for_each(|error| self.fail(error));
            }
            Err(error) => {
                self.fail(error);
                self.look_at_data_again();
            }
        }
        self.come_home();
    }

    /// `x` among them: what was brought to its end stays. False where nothing goes on.
    pub(in crate::app) fn stops_data(&mut self) -> bool {
        if self.data.comparing.take().is_some() {
            self.send(Cmd::StopComparing);
            self.say(t!("sync-stopped-comparing"));
            self.refresh_data();
            return true;
        }
        if !std::mem::take(&mut self.data.is_brought) {
            return false;
        }
        self.data.coming.clear();
        self.send(Cmd::StopBringing);
        self.say(t!("sync-stopped"));
        self.look_at_data_again();
        true
    }

    /// Whether `x` among them stops something.
    pub(in crate::app) fn can_stop_data(&self) -> bool {
        self.is_at_data() && (self.data.is_brought || self.data.comparing.is_some())
    }

    /// How many downloads run or wait, with what one's own data still want.
    pub fn live(&self) -> usize {
        self.jobs.live() + self.bringing().map_or(0, |(done, all)| (all - done).max(1))
    }
}
