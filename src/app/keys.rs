//! What keys do: one table that dispatches keys and prints the help.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Everything a person can do with a key outside of an input line or a popup. The order is the order of the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    Down,
    Up,
    PageDown,
    PageUp,
    Bottom,
    Top,
    Open,
    Back,
    NextPane,
    Search,
    Filters,
    Sort,
    Retry,
    Download,
    Preview,
    Cancel,
    Pause,
    Earlier,
    Later,
    ClearEnded,
    SetUp,
    SetUpNew,
    Access,
    Help,
    Quit,
}

/// One line of the key table.
pub struct Binding {
    pub action: Action,
    pub keys: &'static [Key],
    /// Said in the help.
    pub help: &'static str,
    /// Said in the footer, where there is room; empty for what everybody guesses.
    pub hint: &'static str,
}

/// A key with the modifiers that matter (shift is in the character itself).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    pub code: KeyCode,
    pub ctrl: bool,
}

const fn key(c: char) -> Key {
    Key { code: KeyCode::Char(c), ctrl: false }
}

const fn ctrl(c: char) -> Key {
    Key { code: KeyCode::Char(c), ctrl: true }
}

const fn named(code: KeyCode) -> Key {
    Key { code, ctrl: false }
}

const fn bind(action: Action, keys: &'static [Key], help: &'static str, hint: &'static str) -> Binding {
    Binding { action, keys, help, hint }
}

#[rustfmt::skip]
pub const BINDINGS: &[Binding] = &[
    bind(Action::Down, &[key('j'), named(KeyCode::Down)], "next row; in the detail pane, scroll down", ""),
    bind(Action::Up, &[key('k'), named(KeyCode::Up)], "previous row; in the detail pane, scroll up", ""),
    bind(Action::PageDown, &[named(KeyCode::PageDown), ctrl('d'), ctrl('f')], "a page down", ""),
    bind(Action::PageUp, &[named(KeyCode::PageUp), ctrl('u'), ctrl('b')], "a page up", ""),
    bind(Action::Bottom, &[key('G'), named(KeyCode::End)], "last row; loads the rest of the list", ""),
    bind(Action::Top, &[key('g'), named(KeyCode::Home)], "first row", ""),
    bind(Action::Open, &[named(KeyCode::Enter), key('l'), named(KeyCode::Right)], "open the row; on a media, download it", "open"),
    bind(Action::Back, &[key('h'), named(KeyCode::Left), named(KeyCode::Backspace), named(KeyCode::Esc)], "back to where you came from", "back"),
    bind(Action::NextPane, &[named(KeyCode::Tab)], "next pane: list, detail, downloads", "pane"),
    bind(Action::Search, &[key('/')], "narrow what is shown; Enter searches the portal", "search"),
    bind(Action::Filters, &[key('f')], "filter by theme, producer, access…", "filter"),
    bind(Action::Sort, &[key('s')], "sort the list", "sort"),
    bind(Action::Retry, &[key('r')], "load again; in the downloads pane, download again", ""),
    bind(Action::Download, &[key('d')], "download the media; of a dataset, open it to choose", "download"),
    bind(Action::Preview, &[key('p')], "preview: look into the media, or into a finished download", "preview"),
    bind(Action::Cancel, &[key('x')], "cancel the download chosen in the downloads pane, else the newest", ""),
    bind(Action::Pause, &[key(' ')], "in the downloads pane: pause, or go on with what is paused", ""),
    bind(Action::Earlier, &[key('K')], "in the downloads pane: let it come before the one above", ""),
    bind(Action::Later, &[key('J')], "in the downloads pane: let it come after the one below", ""),
    bind(Action::ClearEnded, &[key('c')], "clear ended downloads from the list", ""),
    bind(Action::SetUp, &[key('a')], "account: set up this portal, its sign-in and its secret", "account"),
    bind(Action::SetUpNew, &[key('n')], "set up a new portal", ""),
    bind(Action::Access, &[key('A')], "how access is asked for, as a checklist", "access"),
    bind(Action::Help, &[key('?'), named(KeyCode::F(1))], "this help", "help"),
    bind(Action::Quit, &[key('q'), ctrl('c')], "quit; asks once while downloads run", "quit"),
];

impl Action {
    /// What `event` asks for, if anything.
    pub fn of(event: &KeyEvent) -> Option<Self> {
        let pressed = Key { code: event.code, ctrl: event.modifiers.contains(KeyModifiers::CONTROL) };
        if event.modifiers.contains(KeyModifiers::ALT) {
            return None;
        }
        BINDINGS.iter().find(|binding| binding.keys.contains(&pressed)).map(|binding| binding.action)
    }
}

impl Key {
    /// As a person reads it on the keyboard.
    pub fn name(self) -> String {
        let name = match self.code {
            KeyCode::Char(c) => c.to_string(),
            KeyCode::F(n) => format!("F{n}"),
            KeyCode::Up => "↑".into(),
            KeyCode::Down => "↓".into(),
            KeyCode::Left => "←".into(),
            KeyCode::Right => "→".into(),
            KeyCode::PageUp => "PgUp".into(),
            KeyCode::PageDown => "PgDn".into(),
            other => format!("{other:?}"),
        };
        if self.ctrl { format!("Ctrl-{name}") } else { name }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_key_means_two_things_and_every_action_has_help() {
        let mut taken = HashSet::new();
        for binding in BINDINGS {
            assert!(!binding.help.is_empty() && !binding.keys.is_empty(), "{:?}", binding.action);
            for key in binding.keys {
                assert!(taken.insert(key.name()), "{} is bound twice", key.name());
            }
        }
    }

    #[test]
    fn control_and_plain_letters_differ() {
        let press = |c, modifiers| Action::of(&KeyEvent::new(KeyCode::Char(c), modifiers));
        assert_eq!(press('d', KeyModifiers::NONE), Some(Action::Download));
        assert_eq!(press('d', KeyModifiers::CONTROL), Some(Action::PageDown));
        assert_eq!(press('G', KeyModifiers::SHIFT), Some(Action::Bottom));
        assert_eq!(press('d', KeyModifiers::ALT), None);
    }
}
