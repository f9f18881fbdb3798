//! What each key does where: popups first, then the input line, then the panes.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::input::Input;
use super::listing::Load;
use super::palette::Palette;
use super::popup::{Pick, Popup};
use super::typing::Typing;
use super::{App, Cmd, Focus, Purpose};
use crate::config::keys::Action;
use crate::download::IfExists;
use crate::model::{Place, Query};
use crate::session::question::Question;
use crate::t;

impl App {
    pub(super) fn on_key(&mut self, key: &KeyEvent) -> Vec<Cmd> {
        (self.notice, self.expected) = (None, None);
        if let Some(popup) = self.popup.take() {
            return self.on_popup_key(popup, key);
        }
        if self.wizard.is_some() {
            return self.on_wizard_key(key);
        }
        if let Some(input) = self.input.take() {
            return self.on_input_key(input, key);
        }
        let action = self.browser.keymap.action(key);
        if self.viewer.is_some() && !is_ctrl_c(key) && !matches!(action, Some(Action::Help | Action::Suspend)) {
            return self.on_preview_key(key);
        }
        action.map(|action| self.act(action)).unwrap_or_default()
    }

    /// What Enter does, for whatever a click has chosen.
    pub(super) fn on_enter(&mut self) -> Vec<Cmd> {
        self.on_key(&KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE))
    }

    /// One step down or up, for a turn of the wheel.
    pub(super) fn on_arrow(&mut self, down: bool) -> Vec<Cmd> {
        self.on_key(&KeyEvent::new(if down { KeyCode::Down } else { KeyCode::Up }, KeyModifiers::NONE))
    }

    pub(super) fn act(&mut self, action: Action) -> Vec<Cmd> {
        let page = self.page_rows.max(1) as isize;
        match action {
            Action::Down => self.move_by(1),
            Action::Up => self.move_by(-1),
            Action::PageDown => self.move_by(page),
            Action::PageUp => self.move_by(-page),
            Action::Top => self.move_by(isize::MIN),
            Action::Bottom => self.move_to_bottom(),
            Action::Open => return self.open_focused(),
            Action::Back => return self.back_or_unfocus(),
            Action::NextPane => self.next_pane(),
            Action::Search => {
                self.before_input = self.chosen().map(|item| item.target.clone());
                (self.input, self.purpose) = (Some(Input::new(self.step().narrow.clone())), Purpose::Narrow);
            }
            Action::SearchAll => (self.input, self.purpose) = (Some(Input::default()), Purpose::Everywhere),
            Action::DropFilter => return self.drop_last_filter(),
            Action::Fuzzy => self.toggle_fuzzy(),
            Action::Filters => return self.open_filters(),
            Action::Sort => self.open_sorts(),
            Action::Retry => return self.retry(),
            Action::Mark if self.focus == Focus::Jobs => return self.pause_chosen(),
            Action::Mark => self.toggle_mark(),
            Action::MarkAll => self.toggle_all_marks(),
            Action::Download if !self.marked.is_empty() => return self.open_plan(),
            Action::Download => return self.download_chosen(),
            Action::DownloadAll => return self.open_plan(),
            Action::Preview => return self.open_preview(),
            Action::Cancel => return self.cancel_chosen(),
            Action::Earlier | Action::Later if self.focus == Focus::Jobs => {
                self.job_row = self.jobs.shift(self.job_row, action == Action::Later);
            }
            Action::Earlier | Action::Later => self.say(t!("app-order-where")),
            Action::ClearEnded => self.clear_ended(),
            Action::Answer => self.open_what_waits(),
            Action::OpenOutside => return self.open_outside(),
            Action::CopyLink => return self.copy_link(),
            Action::CopyCommand => return self.copy_command(),
            Action::Bookmark => return self.toggle_bookmark(),
            Action::Places => self.open_places(),
            Action::Palette => self.popup = Some(Popup::Palette(Palette::default())),
            Action::Mouse => return self.toggle_mouse(),
            Action::Suspend => return vec![Cmd::Suspend],
            Action::SetUp => return self.set_up(false),
            Action::SetUpNew => return self.set_up(true),
            Action::AddPublic => self.show_offers(),
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
            Focus::Jobs => {
                self.open_taken(self.job_row);
                vec![]
            }
        }
    }

    pub(super) fn back_or_unfocus(&mut self) -> Vec<Cmd> {
        if self.focus != Focus::List {
            self.focus = Focus::List;
        } else if !self.step().narrow.is_empty() {
            self.set_narrow(String::new());
        } else {
            self.back();
        }
        vec![]
    }

    /// `-`: the words that narrow, else the last part of the query.
    fn drop_last_filter(&mut self) -> Vec<Cmd> {
        if !self.step().narrow.is_empty() {
            self.set_narrow(String::new());
            return vec![];
        }
        match self.step().ask.query.chips().checked_sub(1) {
            Some(last) => self.drop_chip(last),
            None => {
                self.say(t!("app-no-filter"));
                vec![]
            }
        }
    }

    fn toggle_mouse(&mut self) -> Vec<Cmd> {
        let mouse = !self.browser.mouse;
        self.browser.mouse = mouse;
        self.say(if mouse { t!("app-mouse-on") } else { t!("app-mouse-off") });
        vec![Cmd::Mouse(mouse)]
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
            None => self.say(t!("app-one-order")),
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
        match self.jobs.get(self.job_row).map(|job| job.id) {
            Some(id) if self.jobs.pause_or_go_on(id) => vec![Cmd::Cancel(id)],
            _ => vec![],
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
                self.say(t!("app-nothing-to-cancel"));
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
            Popup::Passphrase(open) => return self.on_passphrase_key(open, key),
            Popup::Trouble(_) => {}
            Popup::Help(scroll) => self.on_help_key(scroll, key),
            Popup::Quit => {
                let quits = agrees(&Question::quit(self.jobs.live()), key);
                if quits == Some(true) || matches!(key.code, KeyCode::Char('q') | KeyCode::Enter) {
                    return self.leave();
                }
            }
            Popup::Personal(media) => match agrees(&Question::personal(&media.title), key) {
                Some(true) => return self.download_asking(*media),
                Some(false) => {}
                None => self.popup = Some(Popup::Personal(media)),
            },
            Popup::Taken(id, pressed) => return self.on_taken_key(id, pressed, key),
            Popup::Pick(pick) => return self.on_pick_key(pick, key),
            Popup::Palette(palette) => return self.on_palette_key(palette, key),
            Popup::Places(row) => return self.on_places_key(row, key),
            Popup::Plan(plan) => return self.on_plan_key(plan, key),
        }
        vec![]
    }

    fn on_help_key(&mut self, scroll: u16, key: &KeyEvent) {
        let scroll = match self.browser.keymap.action(key) {
            Some(Action::Down) => scroll.saturating_add(1),
            Some(Action::Up) => scroll.saturating_sub(1),
            Some(Action::PageDown) => scroll.saturating_add(self.page_rows as u16),
            Some(Action::PageUp) => scroll.saturating_sub(self.page_rows as u16),
            _ => return,
        };
        self.popup = Some(Popup::Help(scroll));
    }

    fn on_pick_key(&mut self, mut pick: Pick, key: &KeyEvent) -> Vec<Cmd> {
        if let Some(typing) = pick.typing.take() {
            self.on_typing_key(pick, typing, key);
            return vec![];
        }
        match (key.code, self.browser.keymap.action(key)) {
            (KeyCode::Char(' '), _) => pick.toggle(),
            (KeyCode::Enter, _) if pick.to_type().is_some() => pick.toggle(),
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
            (_, Some(Action::Top)) => pick.move_by(isize::MIN),
            (_, Some(Action::Bottom)) => pick.move_by(isize::MAX),
            (_, Some(Action::Back | Action::Quit)) => return vec![],
            _ => {}
        }
        self.popup = Some(Popup::Pick(pick));
        vec![]
    }

    /// In the line that a filter's value is typed in. Enter takes it to the list, which applies it.
    fn on_typing_key(&mut self, mut pick: Pick, mut typing: Typing, key: &KeyEvent) {
        let mut goes_on = true;
        match key.code {
            KeyCode::Esc => goes_on = false,
            KeyCode::Enter => {
                if let Some(value) = typing.value() {
                    pick.put(typing.filter, value);
                    goes_on = false;
                }
            }
            KeyCode::Down | KeyCode::Tab => typing.move_by(1),
            KeyCode::Up | KeyCode::BackTab => typing.move_by(-1),
            _ => typing.edit(|input| {
                input.edit(key);
            }),
        }
        pick.typing = Some(typing).filter(|_| goes_on);
        self.popup = Some(Popup::Pick(pick));
    }

    fn on_input_key(&mut self, mut input: Input, key: &KeyEvent) -> Vec<Cmd> {
        match key.code {
            KeyCode::Esc => self.give_up_input(),
            KeyCode::Char('c') if is_ctrl_c(key) => self.give_up_input(),
            KeyCode::Enter
                if !input.text().trim().is_empty() && (self.can_search() || self.purpose == Purpose::Everywhere) =>
            {
                let text = input.text().trim().to_owned();
                let everywhere = self.purpose == Purpose::Everywhere || self.step().ask.place == Place::Home;
                self.give_up_input();
                return match everywhere {
                    true => self.search_everywhere(&text),
                    false => self.search(Query { text, ..self.step().ask.query.clone() }),
                };
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
        if std::mem::replace(&mut self.purpose, Purpose::Narrow) == Purpose::Everywhere {
            return;
        }
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

/// What a key answers to a question of yes or no; Esc and `q` are no.
fn agrees(question: &Question<bool>, key: &KeyEvent) -> Option<bool> {
    match key.code {
        KeyCode::Esc | KeyCode::Char('q') => Some(false),
        KeyCode::Char(pressed) => question.key(pressed).map(|choice| choice.answer),
        _ => None,
    }
}

fn is_ctrl_c(key: &KeyEvent) -> bool {
    key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL)
}
