//! Tabs: several places at once, each with the way that led there. Marks, downloads and what portals answered are of all.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::listing::{ListingKey, Step};
use super::{App, Focus};
use crate::config::keys::Action;
use crate::model::Place;
use crate::t;

/// As many as there are keys for.
const MOST: usize = 9;

/// What one tab has of its own.
#[derive(Debug, Default)]
pub(super) struct Tab {
    /// From home to where one is; never empty.
    pub trail: Vec<Step>,
}

impl Tab {
    fn at_home() -> Self {
        Self { trail: vec![Step::new(ListingKey::new(Place::Home))] }
    }
}

/// All tabs in their order: the one that is shown, and those on both sides of it.
#[derive(Debug, Default)]
pub(super) struct Tabs {
    left: Vec<Tab>,
    pub here: Tab,
    right: Vec<Tab>,
}

impl Tabs {
    pub fn at_home() -> Self {
        Self { here: Tab::at_home(), ..Self::default() }
    }

    fn count(&self) -> usize {
        self.left.len() + 1 + self.right.len()
    }

    /// The steps of all tabs.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.left.iter().chain([&self.here]).chain(&self.right).flat_map(|tab| &tab.trail)
    }

    pub fn steps_mut(&mut self) -> impl Iterator<Item = &mut Step> {
        self.left.iter_mut().chain([&mut self.here]).chain(&mut self.right).flat_map(|tab| &mut tab.trail)
    }

    /// A new one beside the one that is shown, and shown in its place.
    fn open(&mut self) {
        self.left.push(std::mem::replace(&mut self.here, Tab::at_home()));
    }

    /// Whether there was another one to be shown.
    fn close(&mut self) -> bool {
        let beside = if self.right.is_empty() { self.left.pop() } else { Some(self.right.remove(0)) };
        beside.map(|tab| self.here = tab).is_some()
    }

    fn show(&mut self, at: usize) {
        while at < self.left.len() {
            let Some(tab) = self.left.pop() else { return };
            self.right.insert(0, std::mem::replace(&mut self.here, tab));
        }
        while at > self.left.len() && !self.right.is_empty() {
            let tab = self.right.remove(0);
            self.left.push(std::mem::replace(&mut self.here, tab));
        }
    }

    /// Closes all others.
    pub fn keep_one(&mut self) {
        (self.left, self.right) = (vec![], vec![]);
    }
}

impl App {
    /// Which tab is shown, counted from 0, and how many there are.
    pub fn tab(&self) -> (usize, usize) {
        (self.tabs.left.len(), self.tabs.count())
    }

    pub(super) fn act_on_tabs(&mut self, action: Action) {
        let (at, count) = self.tab();
        match action {
            Action::NewTab if count >= MOST => return self.say(t!("ui-tabs-most", most = MOST)),
            Action::NewTab => self.tabs.open(),
            Action::CloseTab if self.tabs.close() => {}
            Action::NextTab if count > 1 => self.tabs.show((at + 1) % count),
            Action::PreviousTab if count > 1 => self.tabs.show((at + count - 1) % count),
            _ => return self.say(t!("ui-tabs-one", key = self.settings.browser.keymap.first(Action::NewTab))),
        }
        self.arrive();
    }

    /// The tab of this number, counted from 0, if there is one.
    pub(super) fn show_tab(&mut self, at: usize) {
        if at < self.tabs.count() {
            self.tabs.show(at);
            self.arrive();
        }
    }

    /// Whether this key goes to a tab: Alt with its number.
    pub(super) fn on_tab_key(&mut self, key: &KeyEvent) -> bool {
        let digit = match key.code {
            KeyCode::Char(c) if key.modifiers.contains(KeyModifiers::ALT) => c.to_digit(10),
            _ => None,
        };
        let at = digit.and_then(|digit| (digit as usize).checked_sub(1));
        at.into_iter().for_each(|at| self.show_tab(at));
        at.is_some()
    }

    /// Another tab is shown: what was begun in the last one is left there.
    fn arrive(&mut self) {
        (self.focus, self.scroll, self.line) = (Focus::List, 0, None);
        let fuzzy = self.settings.browser.fuzzy;
        if let (step, Some(listing)) = self.here() {
            step.fuzzy = fuzzy;
            step.refresh(listing);
        }
        self.come_home();
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at_root, page, press};
    use super::*;
    use crate::app::Msg;
    use crate::app::listing::Load;
    use crate::model::Address;

    fn hold(app: &mut App, code: char, modifiers: KeyModifiers) {
        app.update(Msg::Key(KeyEvent::new(KeyCode::Char(code), modifiers)));
    }

    fn root() -> ListingKey {
        ListingKey::new(Place::Folder(Address::root("p")))
    }

    #[test]
    fn each_tab_has_its_own_place_cursor_and_words() {
        let mut app = at_root();
        press(&mut app, "j/c");
        press(&mut app, "\u{1b}j");
        hold(&mut app, 't', KeyModifiers::CONTROL);
        assert_eq!((app.tab(), app.trail().len()), ((1, 2), 1), "at home");
        press(&mut app, "\n");
        assert_eq!((app.step().ask.clone(), app.step().row), (root(), 0));
        hold(&mut app, '1', KeyModifiers::ALT);
        assert_eq!((app.tab(), app.step().row), ((0, 2), 2));
        press(&mut app, "]");
        assert_eq!((app.tab(), app.step().row), ((1, 2), 0));
        hold(&mut app, '9', KeyModifiers::ALT);
        assert_eq!(app.tab(), (1, 2), "there is none");
        hold(&mut app, 'w', KeyModifiers::CONTROL);
        assert_eq!((app.tab(), app.step().row), ((0, 1), 2));
        hold(&mut app, 'w', KeyModifiers::CONTROL);
        assert_eq!((app.tab(), app.trail().len()), ((0, 1), 2), "the last one stays");
    }

    #[test]
    fn an_answer_reaches_a_tab_that_is_not_shown() {
        let mut app = at_root();
        press(&mut app, "/eau\n");
        let ask = app.step().ask.clone();
        hold(&mut app, 't', KeyModifiers::CONTROL);
        app.update(Msg::Listed(ask, None, Ok(page(&["a"], None))));
        press(&mut app, "[");
        assert_eq!(app.chosen().map(|item| item.title).as_deref(), Some("a"));
    }

    #[test]
    fn there_are_no_more_than_there_are_keys_for() {
        let mut app = at_root();
        (0..20).for_each(|_| hold(&mut app, 't', KeyModifiers::CONTROL));
        assert_eq!(app.tab(), (8, 9));
        assert!(app.notice().is_some());
        press(&mut app, "]");
        assert_eq!((app.tab(), app.listing().map(|load| matches!(load, Load::Ready(_)))), ((0, 9), Some(true)));
    }
}
