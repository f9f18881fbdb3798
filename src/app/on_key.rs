//! What each key does where: popups first, then the input line, then the panes.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::help::Help;
use super::input::Input;
use super::listing::Load;
use super::palette::Palette;
use super::popup::{Pick, PickPurpose, Popup};
use super::typing::Typing;
use super::{App, Cmd, Focus, Purpose, TypedLine};
use crate::config::context::KeyContext;
use crate::config::keys::Action;
use crate::download::IfExists;
use crate::model::{Place, Query, Target};
use crate::session::question::Question;
use crate::t;

impl App {
    pub(super) fn on_key(&mut self, key: &KeyEvent) {
        (self.notice, self.expected) = (None, None);
        self.tour_tried();
        if let Some(popup) = self.popup.take() {
            return self.on_popup_key(popup, key);
        }
        if self.wizard.is_some() {
            return self.on_wizard_key(key);
        }
        if let Some(line) = self.line.take() {
            return self.on_line_key(line, key);
        }
        let action = self.settings.browser.keymap.action(self.context(), key);
        if let Some(viewer) = &self.viewer
            && (viewer.line.is_some() || !matches!(action, Some(Action::Help | Action::Suspend | Action::Quit)))
        {
            return self.on_preview_key(key);
        }
        if key.code == KeyCode::Esc && self.leaves_tour() {
            return;
        }
        if self.viewer.is_none() && self.on_tab_key(key) {
            return;
        }
        action.into_iter().for_each(|action| self.act(action));
    }

    /// What Enter does, for whatever a click has chosen.
    pub(super) fn on_enter(&mut self) {
        self.on_key(&KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE))
    }

    /// One step down or up, for a turn of the wheel.
    pub(super) fn on_arrow(&mut self, down: bool) {
        self.on_key(&KeyEvent::new(if down { KeyCode::Down } else { KeyCode::Up }, KeyModifiers::NONE))
    }

    pub(super) fn act(&mut self, action: Action) {
        match action {
            Action::Down | Action::Up | Action::PageDown | Action::PageUp | Action::Top | Action::Bottom => {
                self.move_by(step(Some(action), self.areas.page_rows).unwrap_or_default());
                self.step_mut().to_end |= action == Action::Bottom && self.focus == Focus::List;
            }
            Action::Open => self.open_focused(),
            Action::Back => self.back_or_unfocus(),
            Action::NextPane => self.next_pane(),
            Action::Search => {
                let (input, before) =
                    (Input::new(self.step().narrow.clone()), self.chosen().map(|it| it.target.clone()));
                self.line = Some(TypedLine { input, purpose: Purpose::Narrow, before });
            }
            Action::SearchAll => {
                self.line = Some(TypedLine { input: Input::default(), purpose: Purpose::Everywhere, before: None });
            }
            Action::DropFilter => self.drop_last_filter(),
            Action::Fuzzy => self.toggle_fuzzy(),
            Action::Filters => self.open_filters(),
            Action::Territory => self.open_territory(),
            Action::Sort => self.open_sorts(),
            Action::Retry => self.retry(),
            Action::Mark if self.job_here().is_some() => self.pause_chosen(),
            Action::Mark => self.toggle_mark(),
            Action::MarkAll => self.toggle_all_marks(),
            Action::Download if self.is_beside_marks() => self.popup = Some(Popup::Marked),
            Action::Download if !self.marked.is_empty() => self.open_plan(),
            Action::Download => self.download_chosen(),
            Action::DownloadAll => self.open_plan(),
            Action::Preview => self.open_preview(),
            Action::Cancel if self.focus == Focus::List && self.is_at_data() && self.stops_data() => {}
            Action::Cancel => self.cancel_chosen(),
            Action::Remove if self.focus == Focus::List && self.forget_search() => {}
            Action::Remove => self.ask_to_remove(),
            Action::Excel => self.copy_for_excel(),
            Action::AskByRow => self.ask_by_row(),
            Action::Earlier | Action::Later if self.job_here().is_some() => self.jobs.shift(action == Action::Later),
            Action::Earlier | Action::Later => {
                self.say(t!("app-order-where", key = self.key_of(Action::NextPane)));
            }
            Action::ClearEnded => self.clear_ended(),
            Action::Answer => self.open_what_waits(),
            Action::OpenOutside => self.open_outside(),
            Action::OpenFolder => self.open_folder(),
            Action::OpenPage => self.open_page(),
            Action::Recheck => self.recheck(),
            Action::Undo if self.is_at_data() => self.ask_to_bring(),
            Action::Undo => self.undo(),
            Action::AddData => self.add_data(),
            Action::Compare => self.compare_data(),
            Action::Log => self.open_log(),
            Action::CopyLink => self.copy_link(),
            Action::CopyCommand => self.choose_copy(),
            Action::Bookmark => self.toggle_bookmark(),
            Action::SaveSearch => self.ask_name(),
            Action::Places => self.open_places(),
            Action::Palette => self.popup = Some(Popup::Palette(Palette::default())),
            Action::Mouse => self.toggle_mouse(),
            Action::NewTab | Action::CloseTab | Action::NextTab | Action::PreviousTab => self.act_on_tabs(action),
            Action::Suspend => self.send(Cmd::Suspend),
            Action::SetUp | Action::Access if self.is_off() => {}
            Action::SetUp => self.set_up(false),
            Action::SetUpNew => self.set_up(true),
            Action::AddPublic => self.show_offers(),
            Action::Access => self.ask_guide(),
            Action::Tour => self.toggle_tour(),
            Action::Help => self.popup = Some(Popup::Help(Help::default())),
            Action::Quit if self.live() > 0 => self.popup = Some(Popup::Quit),
            Action::Quit => self.leave(),
            // What is done in a preview or in what is above it all has no meaning here.
            _ => {}
        }
    }

    pub(super) fn move_by(&mut self, by: isize) {
        match self.focus {
            Focus::Detail => self.scroll = scrolled(self.scroll, by),
            Focus::Jobs => {
                self.jobs.move_by(by);
                self.scroll = 0;
            }
            Focus::List => {
                let shown = self.listing().and_then(Load::ready).map_or(0, |listing| self.step().len(listing));
                let step = self.step_mut();
                step.to_end = false;
                step.is_moved = true;
                step.row = step.row.saturating_add_signed(by).min(shown.saturating_sub(1));
                self.scroll = 0;
            }
        }
    }

    fn open_focused(&mut self) {
        match self.focus {
            Focus::Detail if self.job_here().is_some() => _ = self.opens_what_job_has(),
            Focus::List | Focus::Detail => self.open_chosen(),
            Focus::Jobs => self.open_job(),
        }
    }

    pub(super) fn back_or_unfocus(&mut self) {
        if self.focus == Focus::Detail && self.job_here().is_some() {
            self.focus = Focus::Jobs;
        } else if self.focus != Focus::List {
            self.focus = Focus::List;
        } else if !self.step().narrow.is_empty() {
            self.narrow(String::new());
        } else {
            self.back();
        }
    }

    /// `-`: the words that narrow, else the last part of the query.
    fn drop_last_filter(&mut self) {
        if !self.step().narrow.is_empty() {
            self.narrow(String::new());
            return;
        }
        match self.step().ask.query.chips().checked_sub(1) {
            Some(last) => self.drop_chip(last),
            None => self.say(t!("app-no-filter")),
        }
    }

    fn toggle_mouse(&mut self) {
        let mouse = !self.settings.browser.mouse;
        self.settings.browser.mouse = mouse;
        self.say(if mouse { t!("app-mouse-on") } else { t!("app-mouse-off") });
        self.send(Cmd::Mouse(mouse));
    }

    fn next_pane(&mut self) {
        self.focus = match self.focus {
            Focus::List => Focus::Detail,
            Focus::Detail if !self.jobs.is_empty() && !self.detail_is_of_job => Focus::Jobs,
            Focus::Detail | Focus::Jobs => Focus::List,
        };
        (self.detail_is_of_job, self.scroll) = (false, 0);
    }

    fn retry(&mut self) {
        match self.job_here().map(|job| job.id) {
            Some(id) => self.jobs.again(id, IfExists::Ask),
            None => self.reload(),
        }
    }

    fn pause_chosen(&mut self) {
        match self.jobs.chosen().map(|job| job.id) {
            Some(id) if self.jobs.pause_or_go_on(id) => self.send(Cmd::Cancel(id)),
            _ => {}
        }
    }

    fn cancel_chosen(&mut self) {
        let newest = || self.jobs.iter().rev().find(|job| job.state.is_live());
        let chosen = self.job_here().or_else(newest);
        match chosen.map(|job| job.id) {
            Some(id) => self.cancel_job(id),
            None => self.say(t!("app-nothing-to-cancel")),
        }
    }

    fn clear_ended(&mut self) {
        let kept = self.jobs.clear_ended();
        if kept > 0 {
            self.say(t!("app-clear-kept", count = kept, key = self.key_of(Action::Remove)));
        }
        self.leave_empty_jobs();
    }

    fn on_popup_key(&mut self, popup: Popup, key: &KeyEvent) {
        if is_ctrl_c(key) {
            self.put_aside(popup);
            return if self.popup.is_none() { self.act(Action::Quit) } else { self.leave() };
        }
        match popup {
            Popup::Log(scroll) => self.on_log_key(scroll, key),
            Popup::Marked => self.on_marked_key(key),
            Popup::Access(checklist) => self.on_checklist_key(checklist, key),
            Popup::Form(open) => self.on_form_key(open, key),
            Popup::Batch(open) => self.on_batch_key(open, key),
            Popup::FailingBatch(id) => self.on_failing_key(id, key),
            Popup::Passphrase(open) => self.on_passphrase_key(open, key),
            Popup::Elsewhere(elsewhere) => self.on_elsewhere_key(elsewhere, key),
            Popup::Trouble(_) => {}
            Popup::Help(help) => self.on_help_key(help, key),
            Popup::Bring => match agrees(&self.bring_question(), key) {
                Some(true) => self.bring_data(),
                Some(false) => {}
                None => self.popup = Some(Popup::Bring),
            },
            Popup::Comparison(open) => self.on_comparison_key(open, key),
            Popup::Quit => {
                let quits = agrees(&Question::quit(self.live()), key);
                if quits == Some(true) || matches!(key.code, KeyCode::Char('q') | KeyCode::Enter) {
                    self.leave();
                }
            }
            Popup::Personal(media) => match agrees(&Question::personal(&media.title), key) {
                Some(true) => self.download_asking(*media),
                Some(false) => {}
                None => self.popup = Some(Popup::Personal(media)),
            },
            Popup::Taken(id, pressed) => self.on_taken_key(id, pressed, key),
            Popup::Remove(id) => self.on_remove_key(id, key),
            Popup::Pick(pick) => self.on_pick_key(pick, key),
            Popup::Palette(palette) => self.on_palette_key(palette, key),
            Popup::Places(row) => self.on_places_key(row, key),
            Popup::Copy(choice) => self.on_copy_key(choice, key),
            Popup::Columns(choice) => self.on_columns_key(choice, key),
            Popup::Plan(plan) => self.on_plan_key(plan, key),
        }
    }

    /// A box gives way to the question whether to quit, which stays; what waits in it goes on waiting.
    fn put_aside(&mut self, popup: Popup) {
        match popup {
            Popup::Form(open) => self.leave_form(&open),
            Popup::Batch(mut open) => self.stop_batch_work(&mut open),
            Popup::Passphrase(open) => self.passphrase = Some(open.passphrase),
            Popup::Elsewhere(elsewhere) => self.elsewhere = Some(elsewhere),
            Popup::Quit => self.popup = Some(Popup::Quit),
            _ => {}
        }
    }

    fn on_pick_key(&mut self, mut pick: Box<Pick>, key: &KeyEvent) {
        if let Some(typing) = pick.typing.take() {
            self.on_typing_key(pick, typing, key);
            return;
        }
        if pick.purpose == PickPurpose::Filters && self.looks_for(&mut pick, key) {
            self.popup = Some(Popup::Pick(pick));
            return;
        }
        let action = self.settings.browser.keymap.action(KeyContext::Popup, key);
        match action {
            Some(Action::Toggle) => pick.toggle(),
            Some(Action::Choose) if !pick.has_row() => {} // what is typed can be mended
            Some(Action::Choose) if pick.to_type().is_some() => pick.toggle(),
            Some(Action::Choose) => {
                // Enter alone chooses the row; after Space it only applies what was switched.
                if pick.query == self.step().ask.query {
                    pick.toggle();
                }
                return self.search(pick.query);
            }
            Some(Action::Close | Action::Back | Action::Quit) => return,
            _ => step(action, 10).into_iter().for_each(|by| pick.move_by(by)),
        }
        self.popup = Some(Popup::Pick(pick));
    }

    /// Letters narrow the values of filters, whatever they do elsewhere; Esc shows all of them again.
    fn looks_for(&mut self, pick: &mut Pick, key: &KeyEvent) -> bool {
        let is_toggle = self.settings.browser.keymap.action(KeyContext::Filters, key) == Some(Action::Toggle);
        let is_letter = matches!(key.code, KeyCode::Char(_)) && !is_ctrl(key) && !is_toggle;
        let is_typed = !pick.needle.text().is_empty();
        let edits = is_letter || is_typed && matches!(key.code, KeyCode::Backspace);
        match key.code {
            KeyCode::Esc if is_typed => pick.look_for(|input| *input = Input::default()),
            _ if edits => pick.look_for(|input| _ = input.edit(key)),
            _ => return false,
        }
        true
    }

    /// In the line that a filter's value is typed in. Enter takes it to the list, which applies it.
    fn on_typing_key(&mut self, mut pick: Box<Pick>, mut typing: Typing, key: &KeyEvent) {
        let mut goes_on = true;
        match key.code {
            KeyCode::Esc if pick.purpose == PickPurpose::Territory => return,
            KeyCode::Enter if pick.purpose == PickPurpose::Territory => {
                if typing.input.text().trim().is_empty() {
                    return self.narrow_to(None);
                }
                if let Some(value) = typing.value() {
                    return self.narrow_to(Some(value));
                }
            }
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

    fn on_line_key(&mut self, mut line: TypedLine, key: &KeyEvent) {
        let text = line.input.text().trim().to_owned();
        if let (Purpose::Save | Purpose::Rename, KeyCode::Enter) = (line.purpose, key.code) {
            return self.take_name(line, &text);
        }
        let everywhere = line.purpose == Purpose::Everywhere || self.step().ask.place == Place::Home;
        match key.code {
            KeyCode::Esc => self.give_up_line(line),
            KeyCode::Char('c') if is_ctrl_c(key) => self.give_up_line(line),
            KeyCode::Enter if !text.is_empty() && (line.purpose == Purpose::Everywhere || self.can_search()) => {
                self.give_up_line(line);
                match everywhere {
                    true => self.search_everywhere(&text),
                    false => self.search(Query { text, ..self.step().ask.query.clone() }),
                }
            }
            KeyCode::Enter | KeyCode::Down | KeyCode::Up | KeyCode::Tab => {}
            _ => {
                line.input.edit(key);
                self.line = Some(line);
                self.narrow_by_line();
            }
        }
    }

    /// The name of a search is typed.
    fn take_name(&mut self, line: TypedLine, name: &str) {
        match line.before {
            Some(Target::Search(before)) if line.purpose == Purpose::Rename => self.rename_search(&before, name),
            _ => self.save_search(name),
        }
    }

    /// Shows all rows again, with the cursor where it was before the line was typed.
    fn give_up_line(&mut self, line: TypedLine) {
        if line.purpose != Purpose::Narrow {
            return;
        }
        self.narrow(String::new());
        if let (step, Some(listing)) = self.here() {
            step.choose(listing, line.before.as_ref());
        }
    }
}

/// How many rows an action moves, a page being `page`; `None` where it is no movement.
pub(super) fn step(action: Option<Action>, page: usize) -> Option<isize> {
    let page = page.max(1) as isize;
    Some(match action? {
        Action::Down => 1,
        Action::Up => -1,
        Action::PageDown => page,
        Action::PageUp => -page,
        Action::Top => isize::MIN,
        Action::Bottom => isize::MAX,
        _ => return None,
    })
}

/// A scroll position `by` lines further.
pub(super) fn scrolled(scroll: u16, by: isize) -> u16 {
    scroll.saturating_add_signed(by.clamp(-10_000, 10_000) as i16)
}

/// What a key answers to a question of yes or no; Esc and `q` are no.
pub(super) fn agrees(question: &Question<bool>, key: &KeyEvent) -> Option<bool> {
    match key.code {
        KeyCode::Esc | KeyCode::Char('q') => Some(false),
        KeyCode::Char(pressed) => question.key(pressed).map(|choice| choice.answer),
        _ => None,
    }
}

fn is_ctrl(key: &KeyEvent) -> bool {
    key.modifiers.contains(KeyModifiers::CONTROL)
}

fn is_ctrl_c(key: &KeyEvent) -> bool {
    key.code == KeyCode::Char('c') && is_ctrl(key)
}
