//! Which keys do what: the key table as a person changed it; keys as they are pressed, written and read.

use std::collections::HashMap;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::context::KeyContext;
use super::keys::{Action, BINDINGS, Binding, ctrl};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text;
use crate::{m, t};

/// A key with the modifiers that matter (shift is in the character itself).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub code: KeyCode,
    pub ctrl: bool,
}

/// The keys of every action. What a key does depends on where it is pressed: what is bound there comes before what is bound
/// around it ([`KeyContext::outer`]).
#[derive(Clone, Debug, PartialEq)]
pub struct Keymap {
    of: HashMap<(KeyContext, Key), Action>,
    keys: HashMap<Action, Vec<Key>>,
}

impl Default for Keymap {
    fn default() -> Self {
        let mut keymap = Self { of: HashMap::new(), keys: HashMap::new() };
        BINDINGS.iter().for_each(|binding| keymap.add(binding, binding.keys.to_vec()));
        keymap
    }
}

impl Keymap {
    /// The default keys with these actions on others: names of [`BINDINGS`], keys as [`Key::parse`] reads them. A key
    /// given to one action is taken from those that had it where that action works; an action without keys is left to the
    /// palette.
    pub fn with(changes: &[(String, Vec<String>)]) -> Result<Self> {
        let mut given: Vec<(&Binding, Vec<Key>)> = Vec::new();
        for (name, keys) in changes {
            let subject = || m!("keys-setting", name = text::line(name));
            let binding = named(name).map_err(|hint| {
                let error = Error::new(ErrorKind::Config, subject(), m!("keys-unknown-action"));
                error.hint(hint)
            })?;
            let parse = |text: &String| {
                let cause = || m!("keys-unknown-key", key = text::line(text));
                let unknown = || Error::new(ErrorKind::Config, subject(), cause()).hint(m!("keys-known-keys"));
                Key::parse(text).ok_or_else(unknown)
            };
            let keys = keys.iter().map(parse).collect::<Result<Vec<Key>>>()?;
            // In another place a key may do something else.
            let clash = given.iter().find_map(|(other, taken)| {
                let key = keys.iter().find(|key| taken.contains(key))?;
                let meets =
                    other.action != binding.action && other.contexts.iter().any(|it| binding.contexts.contains(it));
                meets.then_some((*key, other.name))
            });
            if let Some((key, other)) = clash {
                return Err(Error::new(ErrorKind::Config, subject(), m!("keys-twice", key = key.name(), other)));
            }
            given.push((binding, keys));
        }
        Ok(Self::default().changed(given))
    }

    fn changed(mut self, given: Vec<(&Binding, Vec<Key>)>) -> Self {
        for (binding, _) in &given {
            self.of.retain(|_, action| *action != binding.action);
        }
        for (binding, keys) in &given {
            for other in BINDINGS.iter().filter(|other| given.iter().all(|(it, _)| it.action != other.action)) {
                self.take_away(other, keys, binding);
            }
        }
        for (binding, keys) in given {
            self.add(binding, keys);
        }
        // Whoever takes away all ways out of the program has none.
        if self.keys_of(Action::Quit).is_empty() {
            let quit = BINDINGS.iter().find(|binding| binding.action == Action::Quit);
            quit.into_iter().for_each(|quit| self.add(quit, vec![ctrl('c')]));
        }
        self
    }

    /// `keys` are `binding`'s now, wherever both it and `other` could be meant.
    fn take_away(&mut self, other: &Binding, keys: &[Key], binding: &Binding) {
        let meets =
            |context: &KeyContext| binding.contexts.iter().any(|it| it.is_within(*context) || context.is_within(*it));
        if other.contexts.iter().any(meets) {
            self.keys.entry(other.action).or_default().retain(|key| !keys.contains(key));
            self.of.retain(|(_, key), action| *action != other.action || !keys.contains(key));
        }
    }

    fn add(&mut self, binding: &Binding, keys: Vec<Key>) {
        for context in binding.contexts {
            keys.iter().for_each(|key| _ = self.of.insert((*context, *key), binding.action));
        }
        self.keys.insert(binding.action, keys);
    }

    /// What a key pressed here asks for, if anything.
    pub fn action(&self, context: KeyContext, event: &KeyEvent) -> Option<Action> {
        if event.modifiers.contains(KeyModifiers::ALT) {
            return None;
        }
        self.meant(context, Key { code: event.code, ctrl: event.modifiers.contains(KeyModifiers::CONTROL) })
    }

    fn meant(&self, context: KeyContext, key: Key) -> Option<Action> {
        context.outwards().find_map(|context| self.of.get(&(context, key)).copied())
    }

    pub fn keys_of(&self, action: Action) -> &[Key] {
        self.keys.get(&action).map_or(&[], Vec::as_slice)
    }

    /// The keys of an action that mean it here.
    pub fn keys_in(&self, context: KeyContext, action: Action) -> impl Iterator<Item = Key> {
        self.keys_of(action).iter().copied().filter(move |key| self.meant(context, *key) == Some(action))
    }

    /// The first key of an action, as the screen names it.
    pub fn first(&self, action: Action) -> String {
        self.keys_of(action).first().map_or_else(String::new, |key| key.name())
    }

    /// How a message tells of an action: by its first key; one that has none, as the palette is asked for it.
    pub fn told(&self, action: Action) -> String {
        let name = || BINDINGS.iter().find(|binding| binding.action == action).map_or("", |binding| binding.name);
        match self.keys_of(action).first() {
            Some(key) => key.name(),
            None => format!("{} {}", self.first(Action::Palette), name()).trim_start().to_owned(),
        }
    }

    /// All keys of an action, as the screen names them.
    pub fn names(&self, action: Action) -> String {
        self.keys_of(action).iter().map(|key| key.name()).collect::<Vec<_>>().join(" ")
    }
}

/// The line of the table of this name; else what to write in its place.
fn named(name: &str) -> std::result::Result<&'static Binding, crate::base::i18n::Message> {
    if let Some(binding) = BINDINGS.iter().find(|binding| binding.name == name) {
        return Ok(binding);
    }
    let likeness = |binding: &&Binding| strsim::jaro_winkler(binding.name, name);
    let closest = BINDINGS.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    Err(match closest.filter(|closest| likeness(closest) > 0.7) {
        Some(closest) => m!("keys-did-you-mean", name = closest.name),
        None => {
            let known: Vec<_> = BINDINGS.iter().map(|binding| binding.name).collect();
            m!("keys-known-actions", known = known.join(", "))
        }
    })
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

    /// As it comes when it is pressed.
    pub fn event(self) -> KeyEvent {
        KeyEvent::new(self.code, if self.ctrl { KeyModifiers::CONTROL } else { KeyModifiers::NONE })
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
        let name = code_name(self.code);
        if self.ctrl { t!("keys-with-ctrl", name) } else { name }
    }
}

/// A key as a person reads it on a keyboard of the language spoken.
pub fn code_name(code: KeyCode) -> String {
    match code {
        KeyCode::Char(' ') => t!("keys-space"),
        KeyCode::Char(c) => c.to_string(),
        KeyCode::F(n) => format!("F{n}"),
        KeyCode::Up => "↑".into(),
        KeyCode::Down => "↓".into(),
        KeyCode::Left => "←".into(),
        KeyCode::Right => "→".into(),
        KeyCode::Enter => t!("keys-code-enter"),
        KeyCode::Tab => t!("keys-code-tab"),
        KeyCode::Esc => t!("keys-code-esc"),
        KeyCode::Backspace => t!("keys-code-backspace"),
        KeyCode::Delete => t!("keys-code-delete"),
        KeyCode::Home => t!("keys-code-home"),
        KeyCode::End => t!("keys-code-end"),
        KeyCode::PageUp => t!("keys-code-page-up"),
        KeyCode::PageDown => t!("keys-code-page-down"),
        other => format!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_key_means_two_things_in_one_place_and_every_action_has_one() {
        let mut taken = HashSet::new();
        for binding in BINDINGS {
            assert!(!binding.keys.is_empty(), "{:?}", binding.action);
            assert!(binding.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'));
            assert_eq!(BINDINGS.iter().filter(|other| other.name == binding.name).count(), 1, "{}", binding.name);
            for (context, key) in binding.contexts.iter().flat_map(|it| binding.keys.iter().map(move |key| (it, key))) {
                assert!(taken.insert((*context, *key)), "{} is bound twice in {context:?}", key.name());
            }
        }
    }

    fn press(keymap: &Keymap, c: char, modifiers: KeyModifiers) -> Option<Action> {
        keymap.action(KeyContext::List, &KeyEvent::new(KeyCode::Char(c), modifiers))
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
    fn a_key_means_what_it_does_where_it_is_pressed() {
        let keymap = Keymap::default();
        let meant = |context, text: &str| keymap.meant(context, Key::parse(text).unwrap());
        assert_eq!(meant(KeyContext::Table, "o"), Some(Action::SortRows));
        assert_eq!(meant(KeyContext::Jobs, "o"), Some(Action::OpenOutside), "what is around it");
        assert_eq!(meant(KeyContext::Map, "up"), Some(Action::North));
        assert_eq!(meant(KeyContext::Map, "k"), Some(Action::Up));
        assert_eq!(meant(KeyContext::Popup, "o"), None);
        let names = |context, action| keymap.keys_in(context, action).map(Key::name).collect::<Vec<_>>().join(" ");
        assert_eq!(names(KeyContext::List, Action::Back), "h ← Backspace Esc");
        assert_eq!(names(KeyContext::Table, Action::Back), "Backspace Esc");
        let changed = changed(&[("download", &["o"]), ("sort-rows", &["b"]), ("places", &["b"])]).unwrap();
        let meant = |context, text: &str| changed.meant(context, Key::parse(text).unwrap());
        assert_eq!(meant(KeyContext::Table, "o"), Some(Action::Download), "given, it comes before what is only usual");
        assert_eq!(
            (meant(KeyContext::Table, "b"), meant(KeyContext::List, "b")),
            (Some(Action::SortRows), Some(Action::Places))
        );
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
