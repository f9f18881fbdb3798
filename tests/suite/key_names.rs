//! No message of the browser names a key literally: a person may have changed it.

use std::fs;

use guichet::base::i18n::Language;
use guichet::config::keymap::code_name;

/// The files of what the browser says. `linear` and `setup` speak of what is typed.
const FILES: [&str; 12] = [
    "app",
    "archive",
    "excel",
    "first-start",
    "home",
    "keys",
    "preview",
    "question",
    "store",
    "territory",
    "tour",
    "ui",
];

/// Messages that begin so name what nobody can change, or no key at all.
const EXCUSED: [(&str, &str); 22] = [
    ("archive-name-it", "of what is typed in lines"),
    ("territory-linear", "of what is typed in lines"),
    ("ui-limit", "so many of so many"),
    ("ui-places", "a sign of bookmarks"),
    ("ui-preview-metres", "a unit"),
    ("ui-size-exact", "a unit"),
    ("keys-code-", "the names themselves"),
    ("keys-space", "the names themselves"),
    ("keys-with-ctrl", "the names themselves"),
    ("keys-known-keys", "how keys are written"),
    ("keys-next-tab", "Alt and a figure are of no action"),
    ("home-name-keys", "of a line that is typed"),
    ("ui-input-", "of a line that is typed"),
    ("ui-preview-input", "of a line that is typed"),
    ("tour-title", "Esc leaves it, whatever else it does"),
    ("tour-end", "Esc leaves it, whatever else it does"),
    ("app-preview-copy-r", "the language R"),
    ("app-preview-help-copy", "the language R"),
    ("preview-north", "of a compass"),
    ("preview-south", "of a compass"),
    ("preview-east", "of a compass"),
    ("preview-west", "of a compass"),
];

/// Single letters that are words.
const WORDS: [&str; 4] = ["a", "y", "A", "I"];

/// The messages of a file with their words, values and choices left out.
fn messages(language: &str, file: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(format!("assets/i18n/{language}/{file}.ftl")).unwrap();
    let mut found: Vec<(String, String)> = vec![];
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let words = match line.split_once(" =") {
            Some((id, words)) if line.starts_with(|c: char| c.is_ascii_lowercase()) => {
                found.push((id.to_owned(), String::new()));
                words
            }
            _ => line,
        };
        let mut depth = 0;
        let said: String = words
            .chars()
            .filter(|c| {
                depth += i32::from(*c == '{');
                let is_said = depth == 0;
                depth -= i32::from(*c == '}');
                is_said
            })
            .collect();
        if let Some((_, kept)) = found.last_mut() {
            kept.push_str(&format!(" {said}"));
        }
    }
    found
}

/// Whether a word is what a key is called.
fn is_key(word: &str, names: &[String]) -> bool {
    let bare = word.trim_matches(|c: char| "()[]«»“”.,;:·…\u{a0}".contains(c));
    let is_letter = bare.len() == 1 && bare.chars().all(|c| c.is_ascii_alphabetic()) && !WORDS.contains(&bare);
    // A sign may stand between words; before a colon it is a key.
    let is_sign = ["/", "~", "*", "'", "!"].contains(&bare) || word == "(-";
    is_letter || is_sign || names.iter().any(|name| name == bare) || bare.starts_with("Ctrl-")
}

fn literal_keys(language: Language) -> Vec<String> {
    use crossterm::event::KeyCode::{Backspace, Char, Delete, Enter, Esc, PageDown, PageUp, Tab};
    let names: Vec<String> = language.within(|| {
        [Backspace, Char(' '), Delete, Enter, Esc, PageDown, PageUp, Tab].into_iter().map(code_name).collect()
    });
    let all = FILES.iter().flat_map(|file| messages(language.code(), file));
    let told = all.filter(|(id, _)| !id.ends_with("-typed") && !EXCUSED.iter().any(|(start, _)| id.starts_with(start)));
    let named = told.filter_map(|(id, words)| {
        let key = words.split([' ', '\u{a0}']).find(|word| is_key(word, &names)).map(str::to_owned);
        key.map(|key| format!("{id}: {key}"))
    });
    named.collect()
}

#[test]
fn messages_of_the_browser_take_keys_from_the_keymap() {
    for language in Language::ALL {
        assert_eq!(literal_keys(*language), Vec::<String>::new(), "write {{ $key }} in {}", language.code());
    }
}

#[test]
fn a_literal_key_is_found() {
    let names = ["Entrée".to_owned(), "Espace".to_owned()];
    for word in ["d", "X", "(C", "Entrée", "Espace", "/", "(-", "Ctrl-P"] {
        assert!(is_key(word, &names), "{word}");
    }
    for word in ["a", "à", "il", "·", "l’archive", "entrées"] {
        assert!(!is_key(word, &names), "{word}");
    }
}
