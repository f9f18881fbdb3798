//! What each key does where: popups first, then the input line, then the panes.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::input::Input;
use super::jobs::{JobId, OnConflict};
use super::keys::Action;
use super::listing::Load;
use super::popup::{Passphrase, Pick, Popup};
use super::{App, Cmd, Focus};
use crate::download::IfExists;

impl App {
    pub(super) fn on_key(&mut self, key: &KeyEvent) -> Vec<Cmd> {
        self.notice = None;
        if let Some(popup) = self.popup.take() {
            return self.on_popup_key(popup, key);
        }
        if let Some(input) = self.input.take() {
            return self.on_input_key(input, key);
        }
        if self.viewer.is_some() && !is_ctrl_c(key) && Action::of(key) != Some(Action::Help) {
            return self.on_preview_key(key);
        }
        Action::of(key).map(|action| self.act(action)).unwrap_or_default()
    }

    fn act(&mut self, action: Action) -> Vec<Cmd> {
        let page = self.page_rows.max(1) as isize;
        match action {
            Action::Down => self.move_by(1),
            Action::Up => self.move_by(-1),
            Action::PageDown => self.move_by(page),
            Action::PageUp => self.move_by(-page),
            Action::Top => self.move_by(isize::MIN),
            Action::Bottom => self.move_to_bottom(),
            Action::Open => return self.open_focused(),
            Action::Back => self.back_or_unfocus(),
            Action::NextPane => self.next_pane(),
            Action::Search => {
                self.before_input = self.chosen().map(|item| item.target.clone());
                self.input = Some(Input::new(self.step().narrow.clone()));
            }
            Action::Filters => return self.open_filters(),
            Action::Sort => self.open_sorts(),
            Action::Retry => return self.retry(),
            Action::Download => return self.download_chosen(),
            Action::Preview => return self.open_preview(),
            Action::Cancel => return self.cancel_chosen(),
            Action::Pause => return self.pause_chosen(),
            Action::Earlier | Action::Later if self.focus == Focus::Jobs => {
                self.job_row = self.jobs.shift(self.job_row, action == Action::Later);
            }
            Action::Earlier | Action::Later => self.say("Tab leads to the downloads, whose order can be changed."),
            Action::ClearEnded => self.clear_ended(),
            Action::SetUp => return self.set_up(false),
            Action::SetUpNew => return self.set_up(true),
            Action::Access => return self.ask_guide(),
            Action::Help => self.popup = Some(Popup::Help(0)),
            Action::Quit if self.jobs.live() > 0 => self.popup = Some(Popup::Quit),
            Action::Quit => return self.leave(),
        }
        vec![]
    }

    pub(super) fn move_by(&mut self, by: isize) {
        match self.focus {
            Focus::Detail => self.scroll = self.scroll.saturating_add_signed(by.clamp(-10_000, 10_000) as i16),
            Focus::Jobs => {
                self.job_row = self.job_row.saturating_add_signed(by).min(self.jobs.len().saturating_sub(1));
            }
            Focus::List => {
                let shown = self.listing().and_then(Load::ready).map_or(0, |listing| self.step().len(listing));
                let step = self.step_mut();
                step.to_end = false;
                step.row = step.row.saturating_add_signed(by).min(shown.saturating_sub(1));
                self.scroll = 0;
            }
        }
    }

    fn move_to_bottom(&mut self) {
        self.move_by(isize::MAX);
        if self.focus == Focus::List {
            self.step_mut().to_end = true;
        }
    }

    fn open_focused(&mut self) -> Vec<Cmd> {
        match self.focus {
            Focus::List | Focus::Detail => self.open_chosen(),
            Focus::Jobs => vec![],
        }
    }

    fn back_or_unfocus(&mut self) {
        if self.focus != Focus::List {
            self.focus = Focus::List;
        } else if !self.step().narrow.is_empty() {
            self.set_narrow(String::new());
        } else {
            self.back();
        }
    }

    fn next_pane(&mut self) {
        self.focus = match self.focus {
            Focus::List => Focus::Detail,
            Focus::Detail if !self.jobs.is_empty() => Focus::Jobs,
            Focus::Detail | Focus::Jobs => Focus::List,
        };
    }

    fn open_sorts(&mut self) {
        match self.abilities().filter(|abilities| !abilities.sorts.is_empty()) {
            Some(abilities) => {
                self.popup = Some(Popup::Pick(Pick::sorts(&abilities.sorts, &self.step().ask.query)));
            }
            None => self.say("There is one order only here."),
        }
    }

    fn retry(&mut self) -> Vec<Cmd> {
        match self.focus {
            Focus::Jobs => match self.jobs.get(self.job_row).map(|job| job.id) {
                Some(id) => self.download_again(id, IfExists::Ask),
                None => vec![],
            },
            Focus::List | Focus::Detail => self.reload(),
        }
    }

    fn pause_chosen(&mut self) -> Vec<Cmd> {
        let chosen = self.jobs.get(self.job_row).filter(|_| self.focus == Focus::Jobs).map(|job| job.id);
        match chosen {
            Some(id) if self.jobs.pause_or_go_on(id) => vec![Cmd::Cancel(id)],
            Some(_) => vec![],
            None => {
                self.say("Tab leads to the downloads, where Space pauses one.");
                vec![]
            }
        }
    }

    fn cancel_chosen(&mut self) -> Vec<Cmd> {
        let chosen = match self.focus {
            Focus::Jobs => self.jobs.get(self.job_row),
            Focus::List | Focus::Detail => self.jobs.iter().rev().find(|job| job.state.is_live()),
        };
        match chosen.map(|job| job.id) {
            Some(id) => self.cancel_job(id),
            None => {
                self.say("No download to cancel.");
                vec![]
            }
        }
    }

    fn clear_ended(&mut self) {
        self.jobs.clear_ended();
        self.job_row = self.job_row.min(self.jobs.len().saturating_sub(1));
        if self.jobs.is_empty() && self.focus == Focus::Jobs {
            self.focus = Focus::List;
        }
    }

    fn on_popup_key(&mut self, popup: Popup, key: &KeyEvent) -> Vec<Cmd> {
        if is_ctrl_c(key) {
            return self.leave();
        }
        match popup {
            Popup::Access(checklist) => return self.on_checklist_key(checklist, key),
            Popup::Form(form) => return self.on_form_key(form, key),
            Popup::Passphrase(passphrase) => return self.on_passphrase_key(passphrase, key),
            Popup::Help(scroll) => self.on_help_key(scroll, key),
            Popup::Quit => match key.code {
                KeyCode::Char('y' | 'q') | KeyCode::Enter => return self.leave(),
                _ => {}
            },
            Popup::Personal(media) => match key.code {
                KeyCode::Char('y') => return self.download_asking(*media),
                KeyCode::Char('n' | 'q') | KeyCode::Esc => {}
                _ => self.popup = Some(Popup::Personal(media)),
            },
            Popup::Conflict(id) => return self.on_conflict_key(id, key),
            Popup::Pick(pick) => return self.on_pick_key(pick, key),
        }
        vec![]
    }

    fn on_passphrase_key(&mut self, mut passphrase: Passphrase, key: &KeyEvent) -> Vec<Cmd> {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Esc => return self.passphrase(None),
            KeyCode::Enter => {
                if let Some(answer) = passphrase.enter() {
                    return self.passphrase(Some(answer));
                }
            }
            KeyCode::Backspace => passphrase.remove_last(),
            KeyCode::Char('u') if control => passphrase.clear(),
            KeyCode::Char(c) if !control => passphrase.insert(c.encode_utf8(&mut [0; 4])),
            _ => {}
        }
        self.popup = Some(Popup::Passphrase(passphrase));
        vec![]
    }

    fn on_help_key(&mut self, scroll: u16, key: &KeyEvent) {
        let scroll = match Action::of(key) {
            Some(Action::Down) => scroll.saturating_add(1),
            Some(Action::Up) => scroll.saturating_sub(1),
            Some(Action::PageDown) => scroll.saturating_add(self.page_rows as u16),
            Some(Action::PageUp) => scroll.saturating_sub(self.page_rows as u16),
            _ => return,
        };
        self.popup = Some(Popup::Help(scroll));
    }

    fn on_conflict_key(&mut self, id: JobId, key: &KeyEvent) -> Vec<Cmd> {
        let answer = match key.code {
            KeyCode::Char('r') | KeyCode::Enter => OnConflict::Use(IfExists::Rename),
            KeyCode::Char('s') => OnConflict::Use(IfExists::Skip),
            KeyCode::Char('o') => OnConflict::Use(IfExists::Overwrite),
            KeyCode::Char('x') | KeyCode::Esc => OnConflict::Cancel,
            _ => {
                self.popup = Some(Popup::Conflict(id));
                return vec![];
            }
        };
        match answer {
            OnConflict::Use(if_exists) => self.download_again(id, if_exists),
            OnConflict::Cancel => self.cancel_job(id),
        }
    }

    fn on_pick_key(&mut self, mut pick: Pick, key: &KeyEvent) -> Vec<Cmd> {
        match (key.code, Action::of(key)) {
            (KeyCode::Char(' '), _) => pick.toggle(),
            (KeyCode::Enter, _) => {
                // Enter alone chooses the row; after Space it only applies what was switched.
                if pick.query == self.step().ask.query {
                    pick.toggle();
                }
                return self.search(pick.query);
            }
            (_, Some(Action::Down)) => pick.move_by(1),
            (_, Some(Action::Up)) => pick.move_by(-1),
            (_, Some(Action::PageDown)) => pick.move_by(10),
            (_, Some(Action::PageUp)) => pick.move_by(-10),
            (_, Some(Action::Back | Action::Quit)) => return vec![],
            _ => {}
        }
        self.popup = Some(Popup::Pick(pick));
        vec![]
    }

    fn on_input_key(&mut self, mut input: Input, key: &KeyEvent) -> Vec<Cmd> {
        match key.code {
            KeyCode::Esc => self.give_up_input(),
            KeyCode::Char('c') if is_ctrl_c(key) => self.give_up_input(),
            KeyCode::Enter if self.can_search() && !input.text().trim().is_empty() => {
                let query =
                    crate::model::Query { text: input.text().trim().to_owned(), ..self.step().ask.query.clone() };
                self.give_up_input();
                return self.search(query);
            }
            KeyCode::Enter => {}
            KeyCode::Down | KeyCode::Up | KeyCode::Tab => {}
            _ => {
                input.edit(key);
                self.input = Some(input);
                self.narrow();
            }
        }
        vec![]
    }

    /// Shows all rows again, with the cursor where it was before the line was typed.
    fn give_up_input(&mut self) {
        self.set_narrow(String::new());
        let before = self.before_input.take();
        let last = self.trail.len() - 1;
        if let Some(Load::Ready(listing)) = self.listings.get(&self.trail[last].ask) {
            self.trail[last].choose(listing, before.as_ref());
        }
    }

    fn set_narrow(&mut self, narrow: String) {
        self.input = Some(Input::new(narrow));
        self.narrow();
        self.input = None;
    }
}

fn is_ctrl_c(key: &KeyEvent) -> bool {
    key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL)
}
