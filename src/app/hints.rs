//! What can be done where the keys go now, the most useful first: for the last line of the screen.

use crossterm::event::{KeyCode, KeyEvent};

use super::jobs::JobState;
use super::listing::Load;
use super::popup::{PickPurpose, Popup};
use super::{App, Focus};
use crate::config::context::KeyContext;
use crate::config::keymap::Key;
use crate::config::keys::{Action, BINDINGS, Binding};
use crate::model::{Access, Item, Offer, Place, Target};
use crate::session::question::Question;
use crate::t;

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

    /// What the keys do now.
    pub fn hints(&self) -> KeyHints {
        match (&self.popup, &self.wizard) {
            (Some(popup), _) => self.hints_of_popup(popup),
            (None, Some(_)) => line(t!("keys-take-hint"), t!("keys-leave-hint")),
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
        let mut actions: Vec<Action> = retry.into_iter().collect();
        for action in useful.iter().copied().chain(others).filter(|action| heeds(*action)) {
            if !actions.contains(&action) {
                actions.push(action);
            }
        }
        KeyHints { first: self.hinted(context, &actions), last: self.hinted(context, &last), answers: false }
    }

    /// Those that have a key here and a word for it.
    fn hinted(&self, context: KeyContext, actions: &[Action]) -> Vec<Hint> {
        let hint = |action: &Action| {
            let binding = BINDINGS.iter().find(|binding| binding.action == *action)?;
            let key = self.settings.browser.keymap.keys_in(context, *action).next()?;
            Some(Hint { key, does: binding.hint_in(context)?.text() })
        };
        actions.iter().filter_map(hint).collect()
    }

    fn list_heeds(&self, action: Action, chosen: Option<&Item>) -> bool {
        let is_home = self.step().ask.place == Place::Home && !self.step().ask.is_everywhere();
        let target = chosen.map(|item| &item.target);
        let media = || self.media_of(target?);
        let is_data = matches!(target, Some(Target::Media { .. } | Target::Place(Place::Dataset(_))));
        match action {
            Action::Open => target.is_some_and(|target| matches!(target, Target::Place(_))) || is_home,
            Action::Download => !self.marked.is_empty() || media().is_some(),
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
            Action::Cancel => self.jobs.live() > 0,
            Action::Access => chosen.and_then(|item| item.access).is_some_and(|access| access != Access::Open),
            Action::SearchAll => self.portals.len() > 1,
            Action::OpenOutside => target.is_some(),
            Action::Bookmark => self.step().ask.place != Place::Home,
            Action::Places => self.places.all().next().is_some(),
            Action::Retry => !is_home,
            Action::Undo => !self.undo.is_empty(),
            Action::Answer => self.passphrase.is_some() || self.elsewhere.is_some() || self.jobs.asking_count() > 0,
            _ => true,
        }
    }

    fn job_heeds(&self, action: Action) -> bool {
        let Some(job) = self.jobs.chosen() else { return false };
        let is_done = matches!(job.state, JobState::Done(_));
        let is_paused = matches!(job.state, JobState::Paused);
        match action {
            Action::Answer => matches!(job.state, JobState::Asking(_)),
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
            Popup::Form(_) => line(t!("keys-take-hint"), t!("keys-leave-hint")),
            Popup::Pick(pick) if pick.typing.is_some() => line(t!("keys-take-hint"), t!("keys-leave-hint")),
            Popup::Pick(pick) if pick.purpose == PickPurpose::Filters => of(KeyContext::Filters),
            Popup::Pick(_) | Popup::Copy(_) => of(KeyContext::Popup),
            Popup::Places(_) => of(KeyContext::Places),
            Popup::Access(_) => {
                KeyHints { first: self.hinted(KeyContext::Popup, &[Action::Toggle]), ..of(KeyContext::Popup) }
            }
            Popup::Passphrase(_) => line(t!("ui-go-on"), t!("question-later")),
            Popup::Trouble(_) => {
                KeyHints { last: vec![Hint { key: ENTER, does: t!("ui-go-on") }], ..KeyHints::default() }
            }
            Popup::Plan(_) => {
                let KeyHints { mut first, last, answers } = choices(&Question::download());
                first.extend(self.hinted(KeyContext::Popup, &[Action::Toggle]));
                KeyHints { first, last, answers }
            }
            Popup::Log(_) => {
                KeyHints { first: self.hinted(KeyContext::Popup, &[Action::CopyCommand]), ..of(KeyContext::Popup) }
            }
            Popup::Marked => self.marked_question().as_ref().map(choices).unwrap_or_default(),
            Popup::Quit => choices(&Question::quit(self.jobs.live())),
            Popup::Personal(media) => choices(&Question::personal(&media.title)),
            Popup::Elsewhere(elsewhere) => choices(&Question::elsewhere(elsewhere)),
            Popup::Taken(id, _) => self.taken_question(*id).as_ref().map(choices).unwrap_or_default(),
            Popup::Remove(id) => self.remove_question(*id).as_ref().map(choices).unwrap_or_default(),
        }
    }
}

/// Of a line that is being typed.
fn line(take: String, leave: String) -> KeyHints {
    let last = vec![Hint { key: ENTER, does: take }, Hint { key: ESC, does: leave }];
    KeyHints { last, ..KeyHints::default() }
}

/// The answers of a question.
fn choices<A: Copy>(question: &Question<A>) -> KeyHints {
    let letter = |letter: char| Key { code: KeyCode::Char(letter), ctrl: false };
    let answers = question.choices.iter().map(|choice| Hint { key: letter(choice.letter()), does: choice.meaning() });
    let later = question.can_wait.then(|| Hint { key: ESC, does: t!("question-later") });
    KeyHints { first: answers.collect(), last: later.into_iter().collect(), answers: true }
}
