//! What keys do: one table that dispatches keys, prints the help, fills the palette, and that a person may change.

use std::collections::HashMap;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Said;
use crate::{m, said, t};

/// Everything a person can do outside of an input line or a popup. The order of [`BINDINGS`] is the order of the help.
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
    SearchAll,
    Filters,
    DropFilter,
    Sort,
    Fuzzy,
    Retry,
    Mark,
    MarkAll,
    Download,
    DownloadAll,
    Preview,
    Cancel,
    Remove,
    Excel,
    Earlier,
    Later,
    ClearEnded,
    Answer,
    OpenOutside,
    CopyLink,
    CopyCommand,
    Bookmark,
    Places,
    Palette,
    SetUp,
    SetUpNew,
    AddPublic,
    Access,
    Mouse,
    Suspend,
    Help,
    Quit,
}

/// One line of the key table.
pub struct Binding {
    pub action: Action,
    /// What it is called in the configuration.
    pub name: &'static str,
    /// Unless the configuration says otherwise.
    keys: &'static [Key],
    /// Said in the help and the palette.
    pub help: Said,
    /// Said in the footer, where there is room; none for what everybody guesses.
    pub hint: Option<Said>,
    /// Words that the palette finds it by too, and shows nowhere.
    pub also: Option<Said>,
}

/// A key with the modifiers that matter (shift is in the character itself).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

const fn bind(action: Action, name: &'static str, keys: &'static [Key], help: Said) -> Binding {
    Binding { action, name, keys, help, hint: None, also: None }
}

impl Binding {
    const fn hint(mut self, hint: Said) -> Self {
        self.hint = Some(hint);
        self
    }

    const fn also(mut self, also: Said) -> Self {
        self.also = Some(also);
        self
    }
}

#[rustfmt::skip]
pub const BINDINGS: &[Binding] = &[
    bind(Action::Down, "down", &[key('j'), named(KeyCode::Down)], said!("keys-down")),
    bind(Action::Up, "up", &[key('k'), named(KeyCode::Up)], said!("keys-up")),
    bind(Action::PageDown, "page-down", &[named(KeyCode::PageDown), ctrl('d'), ctrl('f')], said!("keys-page-down")),
    bind(Action::PageUp, "page-up", &[named(KeyCode::PageUp), ctrl('u'), ctrl('b')], said!("keys-page-up")),
    bind(Action::Bottom, "bottom", &[key('G'), named(KeyCode::End)], said!("keys-bottom")),
    bind(Action::Top, "top", &[key('g'), named(KeyCode::Home)], said!("keys-top")),
    bind(Action::Open, "open", &[named(KeyCode::Enter), key('l'), named(KeyCode::Right)], said!("keys-open")).hint(said!("keys-open-hint")).also(said!("keys-open-also")),
    bind(Action::Back, "back", &[key('h'), named(KeyCode::Left), named(KeyCode::Backspace), named(KeyCode::Esc)], said!("keys-back")).hint(said!("keys-back-hint")),
    bind(Action::NextPane, "pane", &[named(KeyCode::Tab)], said!("keys-pane")).hint(said!("keys-pane-hint")),
    bind(Action::Search, "search", &[key('/')], said!("keys-search")).hint(said!("keys-search-hint")).also(said!("keys-search-also")),
    bind(Action::SearchAll, "search-everywhere", &[key('S')], said!("keys-search-everywhere")),
    bind(Action::Filters, "filter", &[key('f')], said!("keys-filter")).hint(said!("keys-filter-hint")).also(said!("keys-filter-also")),
    bind(Action::DropFilter, "drop-filter", &[key('-')], said!("keys-drop-filter")),
    bind(Action::Sort, "sort", &[key('s')], said!("keys-sort")).hint(said!("keys-sort-hint")),
    bind(Action::Fuzzy, "fuzzy", &[key('~')], said!("keys-fuzzy")),
    bind(Action::Retry, "retry", &[key('r')], said!("keys-retry")).also(said!("keys-retry-also")),
    bind(Action::Mark, "mark", &[key(' ')], said!("keys-mark")).hint(said!("keys-mark-hint")),
    bind(Action::MarkAll, "mark-all", &[key('*')], said!("keys-mark-all")),
    bind(Action::Download, "download", &[key('d')], said!("keys-download")).hint(said!("keys-download-hint")).also(said!("keys-download-also")),
    bind(Action::DownloadAll, "download-all", &[key('D')], said!("keys-download-all")).also(said!("keys-download-all-also")),
    bind(Action::Preview, "preview", &[key('p')], said!("keys-preview")).hint(said!("keys-preview-hint")).also(said!("keys-preview-also")),
    bind(Action::Cancel, "cancel", &[key('x')], said!("keys-cancel")),
    bind(Action::Remove, "remove", &[key('X'), named(KeyCode::Delete)], said!("keys-remove")).hint(said!("keys-remove-hint")),
    bind(Action::Excel, "excel", &[key('E')], said!("keys-excel")).also(said!("keys-excel-also")),
    bind(Action::Earlier, "earlier", &[key('K')], said!("keys-earlier")),
    bind(Action::Later, "later", &[key('J')], said!("keys-later")),
    bind(Action::ClearEnded, "clear", &[key('c')], said!("keys-clear")),
    bind(Action::Answer, "answer", &[key('w')], said!("keys-answer")),
    bind(Action::OpenOutside, "open-outside", &[key('o')], said!("keys-open-outside")).also(said!("keys-open-outside-also")),
    bind(Action::CopyLink, "copy-link", &[key('y')], said!("keys-copy-link")).also(said!("keys-copy-link-also")),
    bind(Action::CopyCommand, "copy-command", &[key('Y')], said!("keys-copy-command")).also(said!("keys-copy-command-also")),
    bind(Action::Bookmark, "bookmark", &[key('b')], said!("keys-bookmark")).also(said!("keys-bookmark-also")),
    bind(Action::Places, "places", &[key('\'')], said!("keys-places")).also(said!("keys-places-also")),
    bind(Action::Palette, "palette", &[key(':'), ctrl('p')], said!("keys-palette")).hint(said!("keys-palette-hint")),
    bind(Action::SetUp, "account", &[key('a')], said!("keys-account")).hint(said!("keys-account-hint")).also(said!("keys-account-also")),
    bind(Action::SetUpNew, "new-portal", &[key('n')], said!("keys-new-portal")).also(said!("keys-new-portal-also")),
    bind(Action::AddPublic, "public-portal", &[key('P')], said!("first-start-key")),
    bind(Action::Access, "access", &[key('A')], said!("keys-access")).hint(said!("keys-access-hint")).also(said!("keys-access-also")),
    bind(Action::Mouse, "mouse", &[key('m')], said!("keys-mouse")),
    bind(Action::Suspend, "suspend", &[ctrl('z')], said!("keys-suspend")),
    bind(Action::Help, "help", &[key('?'), named(KeyCode::F(1))], said!("keys-help")).hint(said!("keys-help-hint")).also(said!("keys-help-also")),
    bind(Action::Quit, "quit", &[key('q'), ctrl('c')], said!("keys-quit")).hint(said!("keys-quit-hint")).also(said!("keys-quit-also")),
];

/// Which keys do what: [`BINDINGS`], as the person changed them.
#[derive(Clone, Debug, PartialEq)]
pub struct Keymap {
    of: HashMap<Key, Action>,
    keys: HashMap<Action, Vec<Key>>,
}

impl Default for Keymap {
    fn default() -> Self {
        let mut keymap = Self { of: HashMap::new(), keys: HashMap::new() };
        BINDINGS.iter().for_each(|binding| keymap.bind(binding.action, binding.keys.to_vec()));
        keymap
    }
}

impl Keymap {
    /// The default keys with these actions on others: names of [`BINDINGS`], keys as [`Key::parse`] reads them. A key
    /// given to one action is taken from the other that had it; an action without keys is left to the palette.
    pub fn with(changes: &[(String, Vec<String>)]) -> Result<Self> {
        let mut keymap = Self::default();
        let mut given: HashMap<Key, &str> = HashMap::new();
        for (name, keys) in changes {
            let subject = || m!("keys-setting", name = crate::base::text::line(name));
            let binding = BINDINGS.iter().find(|binding| binding.name == name).ok_or_else(|| {
                let likeness = |binding: &&Binding| strsim::jaro_winkler(binding.name, name);
                let closest = BINDINGS.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
                let error = Error::new(ErrorKind::Config, subject(), m!("keys-unknown-action"));
                match closest.filter(|closest| likeness(closest) > 0.7) {
                    Some(closest) => error.hint(m!("keys-did-you-mean", name = closest.name)),
                    None => {
                        let known: Vec<_> = BINDINGS.iter().map(|binding| binding.name).collect();
                        error.hint(m!("keys-known-actions", known = known.join(", ")))
                    }
                }
            })?;
            let parse = |text: &String| {
                let unknown = || {
                    Error::new(
                        ErrorKind::Config,
                        subject(),
                        m!("keys-unknown-key", key = crate::base::text::line(text)),
                    )
                };
                Key::parse(text).ok_or_else(|| unknown().hint(m!("keys-known-keys")))
            };
            let keys = keys.iter().map(parse).collect::<Result<Vec<Key>>>()?;
            for key in &keys {
                if let Some(other) = given.insert(*key, name).filter(|other| other != name) {
                    return Err(Error::new(ErrorKind::Config, subject(), m!("keys-twice", key = key.name(), other)));
                }
            }
            keymap.bind(binding.action, keys);
        }
        // Whoever takes away all ways out of the program has none.
        if keymap.keys_of(Action::Quit).is_empty() {
            keymap.bind(Action::Quit, vec![ctrl('c')]);
        }
        Ok(keymap)
    }

    fn bind(&mut self, action: Action, keys: Vec<Key>) {
        self.of.retain(|_, bound| *bound != action);
        for key in &keys {
            if let Some(other) = self.of.insert(*key, action) {
                self.keys.entry(other).or_default().retain(|it| it != key);
            }
        }
        self.keys.insert(action, keys);
    }

    /// What `event` asks for, if anything.
    pub fn action(&self, event: &KeyEvent) -> Option<Action> {
        let pressed = Key { code: event.code, ctrl: event.modifiers.contains(KeyModifiers::CONTROL) };
        if event.modifiers.contains(KeyModifiers::ALT) {
            return None;
        }
        self.of.get(&pressed).copied()
    }

    pub fn keys_of(&self, action: Action) -> &[Key] {
        self.keys.get(&action).map_or(&[], Vec::as_slice)
    }

    /// The first key of an action, as the screen names it.
    pub fn first(&self, action: Action) -> String {
        self.keys_of(action).first().map_or_else(String::new, |key| key.name())
    }

    /// All keys of an action, as the screen names them.
    pub fn names(&self, action: Action) -> String {
        self.keys_of(action).iter().map(|key| key.name()).collect::<Vec<_>>().join(" ")
    }
}

impl Key {
    /// A key as a person writes it: `d`, `G`, `ctrl-d`, `space`, `enter`, `pagedown`, `f1`.
    pub fn parse(text: &str) -> Option<Self> {
        let (ctrl, name) = match text.split_once('-') {
            Some((modifier, name)) if modifier.eq_ignore_ascii_case("ctrl") && !name.is_empty() => (true, name),
            _ => (false, text),
        };
        let mut characters = name.chars();
        let code = match (characters.next()?, characters.next()) {
            (c, None) if !c.is_control() => KeyCode::Char(if ctrl { c.to_ascii_lowercase() } else { c }),
            _ => match name.to_ascii_lowercase().as_str() {
                "space" => KeyCode::Char(' '),
                "enter" => KeyCode::Enter,
                "tab" => KeyCode::Tab,
                "esc" => KeyCode::Esc,
                "backspace" => KeyCode::Backspace,
                "delete" => KeyCode::Delete,
                "up" => KeyCode::Up,
                "down" => KeyCode::Down,
                "left" => KeyCode::Left,
                "right" => KeyCode::Right,
                "home" => KeyCode::Home,
                "end" => KeyCode::End,
                "pageup" => KeyCode::PageUp,
                "pagedown" => KeyCode::PageDown,
                name => KeyCode::F(name.strip_prefix('f')?.parse().ok().filter(|n| (1..=24).contains(n))?),
            },
        };
        Some(Self { code, ctrl })
    }

    /// As it is written in the configuration, in every language: what [`Self::parse`] reads.
    pub fn written(self) -> String {
        let name = match self.code {
            KeyCode::Char(' ') => "space".to_owned(),
            KeyCode::Char(c) => c.to_string(),
            KeyCode::F(n) => format!("f{n}"),
            other => format!("{other:?}").to_lowercase(),
        };
        if self.ctrl { format!("ctrl-{name}") } else { name }
    }

    /// As a person reads it on the keyboard.
    pub fn name(self) -> String {
        let name = match self.code {
            KeyCode::Char(' ') => t!("keys-space"),
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
    fn no_key_means_two_things_and_every_action_has_one() {
        let mut taken = HashSet::new();
        for binding in BINDINGS {
            assert!(!binding.keys.is_empty(), "{:?}", binding.action);
            for key in binding.keys {
                assert!(taken.insert(key.name()), "{} is bound twice", key.name());
                assert!(binding.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'));
            }
        }
    }

    fn press(keymap: &Keymap, c: char, modifiers: KeyModifiers) -> Option<Action> {
        keymap.action(&KeyEvent::new(KeyCode::Char(c), modifiers))
    }

    #[test]
    fn control_and_plain_letters_differ() {
        let keymap = Keymap::default();
        assert_eq!(press(&keymap, 'd', KeyModifiers::NONE), Some(Action::Download));
        assert_eq!(press(&keymap, 'd', KeyModifiers::CONTROL), Some(Action::PageDown));
        assert_eq!(press(&keymap, 'G', KeyModifiers::SHIFT), Some(Action::Bottom));
        assert_eq!(press(&keymap, 'd', KeyModifiers::ALT), None);
    }

    fn changed(changes: &[(&str, &[&str])]) -> Result<Keymap> {
        let owned = |(name, keys): &(&str, &[&str])| ((*name).into(), keys.iter().map(|key| (*key).into()).collect());
        Keymap::with(&changes.iter().map(owned).collect::<Vec<_>>())
    }

    #[test]
    fn a_person_s_keys_take_the_place_of_ours() {
        let keymap = changed(&[("download", &["e", "ctrl-S"]), ("sort", &["d"])]).unwrap();
        assert_eq!(press(&keymap, 'e', KeyModifiers::NONE), Some(Action::Download));
        assert_eq!(press(&keymap, 's', KeyModifiers::CONTROL), Some(Action::Download));
        assert_eq!(press(&keymap, 'd', KeyModifiers::NONE), Some(Action::Sort), "taken over");
        assert_eq!(press(&keymap, 's', KeyModifiers::NONE), None);
        assert_eq!(keymap.names(Action::Download), "e Ctrl-s");
        let mute = changed(&[("quit", &[])]).unwrap();
        assert_eq!(press(&mute, 'c', KeyModifiers::CONTROL), Some(Action::Quit), "there is always a way out");
    }

    #[test]
    fn what_is_not_clear_is_named() {
        let wrong = |changes: &[(&str, &[&str])]| changed(changes).unwrap_err().to_string();
        assert!(wrong(&[("dowload", &["e"])]).contains("dowload"));
        assert!(wrong(&[("download", &["hyper-e"])]).contains("hyper-e"));
        assert!(wrong(&[("download", &["e"]), ("sort", &["e"])]).contains("download"));
    }

    #[test]
    fn every_key_s_name_can_be_read_back() {
        for text in ["d", "G", "-", "ctrl-d", "space", "enter", "esc", "pagedown", "f12", "up"] {
            assert_eq!(Key::parse(text).unwrap().written(), text);
        }
        for key in BINDINGS.iter().flat_map(|binding| binding.keys) {
            assert_eq!(Key::parse(&key.written()), Some(*key));
        }
        for text in ["", "f0", "f25", "ctrl-", "alt-d", "xx", "\u{1b}"] {
            assert_eq!(Key::parse(text), None, "{text:?}");
        }
    }
}
