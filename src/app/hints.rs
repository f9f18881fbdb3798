//! What can be done where the keys go now, the most useful first: for the last line of the screen.

use crossterm::event::{KeyCode, KeyEvent};

use super::batch::OpenBatch;
use super::form::OpenForm;
use super::jobs::JobState;
use super::listing::Load;
use super::popup::{Pick, PickPurpose, Popup};
use super::typing::Typing;
use super::wizard::Wizard;
use super::{App, Focus};
use crate::base::i18n::Said;
use crate::config::context::KeyContext;
use crate::config::keymap::Key;
use crate::config::keys::{Action, BINDINGS, Binding};
use crate::model::{Access, Item, Offer, Place, Target};
use crate::session::question::Question;
use crate::{said, t};

/// A key, and in a word what it does.
#[derive(Clone, Debug, PartialEq)]
pub struct Hint {
    pub key: Key,
    pub does: String,
}

/// What the last line has room for of the first; all of the last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeyHints {
    pub first: Vec<Hint>,
    pub last: Vec<Hint>,
    /// They are the answers of a question, none of which may be missing: words give way first.
    pub answers: bool,
}

const ENTER: Key = Key { code: KeyCode::Enter, ctrl: false };
const UP: Key = Key { code: KeyCode::Up, ctrl: false };
const DOWN: Key = Key { code: KeyCode::Down, ctrl: false };
const RIGHT: Key = Key { code: KeyCode::Right, ctrl: false };
const TAB: Key = Key { code: KeyCode::Tab, ctrl: false };
const ESC: Key = Key { code: KeyCode::Esc, ctrl: false };

impl App {
    /// Where keys are pressed while nothing is above the panes or the preview.
    pub fn context(&self) -> KeyContext {
        match (&self.viewer, self.focus) {
            (Some(viewer), _) => viewer.context(),
            (None, Focus::Jobs) => KeyContext::Jobs,
            (None, Focus::List | Focus::Detail) => KeyContext::List,
        }
    }

    /// Whether a key does in the lists what it did to open what it is pressed in now.
    pub(super) fn is_key_of(&self, action: Action, key: &KeyEvent) -> bool {
        self.settings.browser.keymap.action(KeyContext::List, key) == Some(action)
    }

    /// The key of an action, for a message that names it.
    pub fn key_of(&self, action: Action) -> String {
        self.settings.browser.keymap.told(action)
    }

    /// What the keys do now.
    pub fn hints(&self) -> KeyHints {
        match (&self.popup, &self.wizard) {
            (Some(popup), _) => self.hints_of_popup(popup),
            (None, Some(wizard)) => typed(&wizard_keys(wizard)),
            (None, None) => self.hints_of_panes(),
        }
    }

    fn hints_of_panes(&self) -> KeyHints {
        let context = self.context();
        // Rows are packed: one is unpacked once for all that is asked of it.
        let chosen = self.chosen();
        let heeds = |action: Action| match (&self.viewer, context) {
            (Some(viewer), _) => viewer.heeds(action),
            (None, KeyContext::Jobs) => self.job_heeds(action),
            (None, _) => self.list_heeds(action, chosen.as_ref()),
        };
        // What failed is tried again before all else.
        let failed = matches!(self.listing(), Some(Load::Failed(_))) && context == KeyContext::List;
        let retry = Some(Action::Retry).filter(|_| failed);
        let useful = context.useful();
        let out = if self.viewer.is_some() { Action::ClosePreview } else { Action::Quit };
        let last = [Action::Help, out];
        let is_named = |action: &Action| useful.contains(action) || last.contains(action);
        let is_own = |binding: &&Binding| binding.contexts.first() == Some(&context) && !is_named(&binding.action);
        let others = BINDINGS.iter().filter(is_own).map(|binding| binding.action);
        let bring = Some(Action::Undo).filter(|_| context == KeyContext::List && self.can_bring() && self.is_at_data());
        let compare = Some(Action::Compare).filter(|_| context == KeyContext::List && self.can_be_newer());
        let mut actions: Vec<Action> = retry.into_iter().chain(bring).chain(compare).collect();
        for action in useful.iter().copied().chain(others).filter(|action| heeds(*action)) {
            if !actions.contains(&action) {
                actions.push(action);
            }
        }
        let hinted = |actions: &[Action]| self.hinted_at(context, actions, chosen.as_ref());
        KeyHints { first: hinted(&actions), last: hinted(&last), answers: false }
    }

    fn hinted(&self, context: KeyContext, actions: &[Action]) -> Vec<Hint> {
        self.hinted_at(context, actions, None)
    }

    /// Those that have a key here and a word for it; `chosen` is the row under the cursor.
    fn hinted_at(&self, context: KeyContext, actions: &[Action], chosen: Option<&Item>) -> Vec<Hint> {
        let hint = |action: &Action| {
            let binding = BINDINGS.iter().find(|binding| binding.action == *action)?;
            let keys: Vec<Key> = self.settings.browser.keymap.keys_in(context, *action).collect();
            // In previews the arrows and letters of it move.
            let esc = keys.iter().find(|key| **key == ESC && context.is_within(KeyContext::Preview));
            let key = *esc.or(keys.first())?;
            let does = self.does_now(*action, context, chosen).or(binding.hint_in(context))?;
            Some(Hint { key, does: does.text() })
        };
        actions.iter().filter_map(hint).collect()
    }

    /// What a key does as things stand, where that is something else than at other times.
    fn does_now(&self, action: Action, context: KeyContext, chosen: Option<&Item>) -> Option<Said> {
        let is_off = || chosen?.target.address().and_then(|address| self.offered(&address));
        let is_file = || matches!(chosen, Some(Item { target: Target::Data(_), .. }));
        let is_paused = || self.jobs.chosen().is_some_and(|job| job.state == JobState::Paused);
        match (action, context) {
            (Action::Open, KeyContext::List) if is_off().is_some() => Some(said!("keys-switch-on-hint")),
            (Action::Undo, KeyContext::List) if self.is_at_data() => Some(said!("keys-bring-hint")),
            (Action::OpenOutside, KeyContext::List) if is_file() => Some(said!("keys-open-file-hint")),
            (Action::Mark, KeyContext::Jobs) if is_paused() => Some(said!("keys-go-on-hint")),
            (Action::Back, _) if self.viewer.as_ref().is_some_and(|viewer| viewer.shows_figures) => {
                Some(said!("keys-close-figures-hint"))
            }
            _ => None,
        }
    }

    /// Whether an action does something as things stand; what is not done in lists always may.
    pub(super) fn heeds_in_list(&self, action: Action) -> bool {
        self.list_heeds(action, self.chosen().as_ref())
    }

    fn list_heeds(&self, action: Action, chosen: Option<&Item>) -> bool {
        let is_home = self.step().ask.place == Place::Home && !self.step().ask.is_everywhere();
        let target = chosen.map(|item| &item.target);
        let media = || self.media_of(target?);
        let is_data = matches!(target, Some(Target::Media { .. } | Target::Place(Place::Dataset(_))));
        match action {
            Action::Open => {
                target.is_some_and(|target| matches!(target, Target::Place(_) | Target::Data(_))) || is_home
            }
            Action::Download => !self.marked.is_empty() || media().is_some(),
            Action::Preview if self.chosen_data_file().is_some() => true,
            Action::Preview => {
                media().is_some_and(|media| !matches!(media.offer, Offer::ShowOnly(_)) && media.form.is_empty())
            }
            Action::DownloadAll | Action::Mark | Action::CopyCommand => is_data,
            Action::Search => !is_home || !self.portals.is_empty(),
            Action::Filters => self.abilities().is_some_and(|abilities| !abilities.filters.is_empty()),
            Action::Sort => self.abilities().is_some_and(|abilities| !abilities.sorts.is_empty()),
            Action::Back => self.trail().len() > 1 || self.focus != Focus::List || !self.step().narrow.is_empty(),
            Action::SetUp if is_home => !self.portals.is_empty(),
            Action::SetUp => self.account_here().is_some_and(|account| matches!(account, Load::Failed(_))),
            Action::AddPublic | Action::SetUpNew => is_home,
            Action::Cancel => self.jobs.live() > 0 || self.can_stop_data(),
            Action::Compare => self.can_compare(),
            Action::Remove => matches!(target, Some(Target::Search(_))),
            Action::Access => chosen.and_then(|item| item.access).is_some_and(|access| access != Access::Open),
            Action::SearchAll => self.portals.len() > 1,
            Action::OpenOutside => target.is_some(),
            Action::AskByRow => self.may_be_asked_by_row(),
            Action::Bookmark => !matches!(self.step().ask.place, Place::Home | Place::Data),
            Action::Places => self.places.all().next().is_some(),
            Action::Retry => !is_home,
            Action::Undo if self.is_at_data() => self.can_bring(),
            Action::Undo => !self.undo.is_empty(),
            Action::AddData => is_data || !self.marked.is_empty(),
            Action::Answer => self.passphrase.is_some() || self.elsewhere.is_some() || self.jobs.asking_count() > 0,
            _ => true,
        }
    }

    fn job_heeds(&self, action: Action) -> bool {
        let Some(job) = self.jobs.chosen() else { return false };
        let is_done = matches!(job.state, JobState::Done(_));
        let is_batch = job.wish().is_some();
        let is_paused = matches!(job.state, JobState::Paused);
        match action {
            Action::Answer => matches!(job.state, JobState::Asking(_)) || job.batch.failing.is_some(),
            Action::Preview | Action::OpenOutside if is_batch => job.ended().is_some(),
            Action::OpenFolder if is_batch => true,
            Action::Undo => !self.undo.is_empty(),
            Action::Mark => job.state.is_live() || is_paused,
            Action::Cancel => !job.state.is_ended(),
            Action::Retry => job.state.is_ended(),
            Action::Remove => !is_done && !job.state.is_live(),
            Action::Earlier | Action::Later => self.jobs.len() > 1 && !job.state.is_ended(),
            Action::Preview | Action::Excel | Action::OpenFolder | Action::Recheck => is_done,
            Action::ClearEnded => self.jobs.iter().any(|job| job.state.is_ended()),
            _ => true,
        }
    }

    fn batch_hints(&self, open: &OpenBatch) -> KeyHints {
        match (&open.plan, &open.work) {
            (Some(_), None) => choices(&Question::batch(String::new())),
            _ => typed(&batch_keys(open)),
        }
    }

    fn hints_of_popup(&self, popup: &Popup) -> KeyHints {
        let of = |context: KeyContext| KeyHints {
            first: self.hinted(context, context.useful()),
            last: self.hinted(context, &[Action::Close]),
            answers: false,
        };
        match popup {
            Popup::Help(help) if help.is_typing => line(t!("keys-keep-hint"), t!("keys-leave-hint")),
            Popup::Help(_) => of(KeyContext::Help),
            Popup::Palette(_) | Popup::Columns(_) => line(t!("keys-choose-hint"), t!("keys-close-hint")),
            Popup::Form(open) => typed(&form_keys(open)),
            Popup::Batch(open) => self.batch_hints(open),
            Popup::FailingBatch(id) => self.failing_question(*id).as_ref().map(choices).unwrap_or_default(),
            Popup::Pick(pick) => match &pick.typing {
                Some(typing) => typed(&filter_keys(pick, typing)),
                None if pick.purpose == PickPurpose::Filters => of(KeyContext::Filters),
                None => of(KeyContext::Popup),
            },
            Popup::Copy(_) => of(KeyContext::Popup),
            Popup::Places(_) => of(KeyContext::Places),
            Popup::Access(_) => {
                KeyHints { first: self.hinted(KeyContext::Popup, &[Action::Toggle]), ..of(KeyContext::Popup) }
            }
            Popup::Passphrase(_) => line(t!("ui-go-on"), t!("question-later")),
            Popup::Trouble(_) => {
                KeyHints { last: vec![Hint { key: ENTER, does: t!("ui-go-on") }], ..KeyHints::default() }
            }
            Popup::Plan(_) => {
                let mut hints = choices(&Question::download());
                let strike = self.settings.browser.keymap.keys_in(KeyContext::Popup, Action::Toggle).next();
                hints.first.extend(strike.map(|key| Hint { key, does: t!("keys-strike-hint") }));
                hints
            }
            Popup::Log(_) => {
                let copies = [
                    (Action::CopyLink, said!("keys-copy-first-hint")),
                    (Action::CopyCommand, said!("keys-copy-all-hint")),
                ];
                let hint = |(action, does): (Action, Said)| {
                    let key = self.settings.browser.keymap.keys_in(KeyContext::Popup, action).next()?;
                    Some(Hint { key, does: does.text() })
                };
                KeyHints { first: copies.into_iter().filter_map(hint).collect(), ..of(KeyContext::Popup) }
            }
            Popup::Marked => self.marked_question().as_ref().map(choices).unwrap_or_default(),
            Popup::Comparison(_) => KeyHints { first: vec![], ..of(KeyContext::Popup) },
            Popup::Bring => choices(&self.bring_question()),
            Popup::Quit => choices(&Question::quit(self.live())),
            Popup::Personal(media) => choices(&Question::personal(&media.title)),
            Popup::Elsewhere(elsewhere) => choices(&Question::elsewhere(elsewhere)),
            Popup::Taken(id, pressed) => {
                let mut hints = self.taken_question(*id).as_ref().map(choices).unwrap_or_default();
                // Asked again, its own key alone says yes.
                hints.first.retain(|hint| pressed.is_none_or(|pressed| hint.key == letter(pressed)));
                hints
            }
            Popup::Remove(id) => self.remove_question(*id).as_ref().map(choices).unwrap_or_default(),
        }
    }
}

/// Of a line that is being typed.
fn line(take: String, leave: String) -> KeyHints {
    let last = vec![Hint { key: ENTER, does: take }, Hint { key: ESC, does: leave }];
    KeyHints { last, ..KeyHints::default() }
}

/// Of what is typed into a box: keys that nobody can change, the one that leaves it last.
fn typed(keys: &[(Key, Said)]) -> KeyHints {
    let hint = |(key, does): &(Key, Said)| Hint { key: *key, does: does.text() };
    let (last, first) = keys.split_last().map_or((None, keys), |(last, first)| (Some(last), first));
    KeyHints { first: first.iter().map(hint).collect(), last: last.into_iter().map(hint).collect(), answers: false }
}

fn form_keys(open: &OpenForm) -> Vec<(Key, Said)> {
    let is_last = open.row + 1 == open.form.fields.len();
    let enter = if is_last { said!("keys-download-hint") } else { said!("keys-next-field-hint") };
    let before = (open.row > 0).then_some((UP, said!("keys-field-before-hint")));
    [(ENTER, enter)].into_iter().chain(before).chain([(ESC, said!("keys-leave-hint"))]).collect()
}

fn batch_keys(open: &OpenBatch) -> Vec<(Key, Said)> {
    let leave = (ESC, said!("keys-leave-hint"));
    match (&open.work, &open.table) {
        (Some(_), _) => vec![(ESC, said!("batch-browser-stop-does"))],
        (None, Some(table)) => {
            let enter = match table.next_open() {
                Some(_) => said!("keys-next-field-hint"),
                None => said!("batch-browser-plan-does"),
            };
            let column = (RIGHT, said!("batch-browser-column-does"));
            vec![(ENTER, enter), (DOWN, said!("batch-browser-next-does")), column, leave]
        }
        (None, None) => {
            let offered = (!open.file.offered.is_empty()).then_some((DOWN, said!("batch-browser-files-does")));
            let first = [(ENTER, said!("keys-take-hint")), (TAB, said!("batch-browser-complete-does"))];
            first.into_iter().chain(offered).chain([leave]).collect()
        }
    }
}

fn filter_keys(pick: &Pick, typing: &Typing) -> Vec<(Key, Said)> {
    let is_offered = !typing.offered().is_empty();
    let known = is_offered.then_some((DOWN, said!("keys-known-values-hint")));
    // The box of a territory has no list to go back to.
    let leave =
        if pick.purpose == PickPurpose::Territory { said!("keys-leave-hint") } else { said!("keys-to-list-hint") };
    [(ENTER, said!("keys-take-hint"))].into_iter().chain(known).chain([(ESC, leave)]).collect()
}

fn wizard_keys(wizard: &Wizard) -> Vec<(Key, Said)> {
    let answers = [(ENTER, said!("keys-reply-hint")), (UP, said!("keys-question-before-hint"))];
    let answers = answers.into_iter().filter(|_| wizard.asked.is_some());
    answers.chain([(ESC, said!("keys-quit-hint"))]).collect()
}

const fn letter(letter: char) -> Key {
    Key { code: KeyCode::Char(letter), ctrl: false }
}

/// The answers of a question.
fn choices<A: Copy>(question: &Question<A>) -> KeyHints {
    let answers = question.choices.iter().map(|choice| Hint { key: letter(choice.letter()), does: choice.meaning() });
    let later = question.esc.map(|does| Hint { key: ESC, does: does.text() });
    KeyHints { first: answers.collect(), last: later.into_iter().collect(), answers: true }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{in_dataset, media, press};
    use super::*;
    use crate::config::browser::Browser;
    use crate::config::keymap::Keymap;

    fn said(hints: &KeyHints) -> Vec<String> {
        hints.first.iter().chain(&hints.last).map(|hint| format!("{} {}", hint.key.name(), hint.does)).collect()
    }

    #[test]
    fn what_a_key_does_now_is_said() {
        let mut app = in_dataset(vec![media("a"), media("b")]);
        press(&mut app, "d\t\t");
        assert!(said(&app.hints()).contains(&"Space pause".to_owned()), "{:?}", said(&app.hints()));
        press(&mut app, " ");
        assert!(said(&app.hints()).contains(&"Space go on".to_owned()), "{:?}", said(&app.hints()));
    }

    #[test]
    fn a_question_that_is_asked_again_has_its_own_key_alone() {
        let mut app = in_dataset(vec![media("a")]);
        press(&mut app, "d");
        let error = crate::base::error::Error::new(crate::base::error::ErrorKind::Exists, "a.csv", "is there");
        app.update(crate::app::Msg::Finished(crate::app::jobs::JobId(1), Err(error)));
        press(&mut app, "wo");
        assert_eq!(said(&app.hints()), ["o replace the file that is there", "Esc answer later"]);
    }

    #[test]
    fn the_question_of_marks_says_how_to_leave_it() {
        let mut app = in_dataset(vec![media("a"), media("b")]);
        press(&mut app, " d");
        assert_eq!(said(&app.hints()).last().map(String::as_str), Some("Esc cancel"));
    }

    #[test]
    fn messages_name_the_keys_there_are() {
        let changes = [("download", vec!["Z"]), ("pane", vec!["ctrl-o"]), ("bookmark", vec![])];
        let changes = changes.map(|(name, keys)| (name.to_owned(), keys.iter().map(|key| (*key).to_owned()).collect()));
        let mut app = in_dataset(vec![media("a")]);
        app.settings.browser = Browser { keymap: Keymap::with(&changes).unwrap(), ..Browser::default() };
        assert_eq!(app.key_of(Action::Download), "Z");
        assert_eq!(app.key_of(Action::Bookmark), ": bookmark", "by the palette, where it has none");
        press(&mut app, "v");
        assert!(
            matches!(&app.notice, Some(crate::app::Notice::Said(text)) if text.starts_with("Ctrl-o")),
            "{:?}",
            app.notice
        );
    }
}
