//! A line a person types, edited by grapheme clusters so that an accent is never cut from its letter.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use unicode_segmentation::UnicodeSegmentation;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Input {
    text: String,
    /// Byte offset of the cursor, always on a cluster's edge.
    cursor: usize,
    /// What is typed takes the place of it all.
    is_proposed: bool,
}

impl Input {
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { cursor: text.len(), text, is_proposed: false }
    }

    /// Text that may be kept as it is; whoever types means something else.
    pub fn proposed(text: impl Into<String>) -> Self {
        Self { is_proposed: true, ..Self::new(text) }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stands before the cursor.
    pub fn before(&self) -> &str {
        &self.text[..self.cursor]
    }

    /// Inserts what was typed or pasted. What breaks a line is a space between words, and nothing around them; other control
    /// characters become nothing.
    pub fn insert(&mut self, text: &str) {
        if std::mem::take(&mut self.is_proposed) {
            *self = Self::default();
        }
        let breaks = ['\n', '\r', '\t', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
        let clean = |part: &str| part.chars().filter(|c| !c.is_control()).collect::<String>();
        let parts: Vec<String> = text.split(breaks).map(clean).filter(|part| !part.is_empty()).collect();
        let clean = parts.join(" ");
        self.text.insert_str(self.cursor, &clean);
        self.cursor += clean.len();
    }

    /// Applies an editing key. False when the key edits nothing, so that it may mean something else.
    pub fn edit(&mut self, event: &KeyEvent) -> bool {
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        match (event.code, ctrl) {
            (KeyCode::Char('a'), true) | (KeyCode::Home, _) => self.cursor = 0,
            (KeyCode::Char('e'), true) | (KeyCode::End, _) => self.cursor = self.text.len(),
            (KeyCode::Char('u'), true) => self.remove(0),
            (KeyCode::Char('w'), true) => self.remove(self.word_start()),
            (KeyCode::Char(c), false) if !event.modifiers.contains(KeyModifiers::ALT) => {
                self.insert(c.encode_utf8(&mut [0; 4]));
            }
            (KeyCode::Backspace, _) => self.remove(self.previous()),
            (KeyCode::Delete, _) => {
                let end = self.next();
                self.text.drain(self.cursor..end);
            }
            (KeyCode::Left, _) => self.cursor = self.previous(),
            (KeyCode::Right, _) => self.cursor = self.next(),
            _ => return false,
        }
        self.is_proposed = false;
        true
    }

    fn remove(&mut self, from: usize) {
        self.text.drain(from..self.cursor);
        self.cursor = from;
    }

    fn previous(&self) -> usize {
        self.before().grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn next(&self) -> usize {
        let cluster = self.text[self.cursor..].graphemes(true).next();
        self.cursor + cluster.map_or(0, str::len)
    }

    fn word_start(&self) -> usize {
        let trimmed = self.before().trim_end();
        trimmed.rfind(char::is_whitespace).map_or(0, |at| at + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(input: &mut Input, code: KeyCode, modifiers: KeyModifiers) -> bool {
        input.edit(&KeyEvent::new(code, modifiers))
    }

    #[test]
    fn a_letter_with_its_accent_goes_as_one() {
        let mut input = Input::new("e\u{301}t👩‍👩‍👧");
        press(&mut input, KeyCode::Backspace, KeyModifiers::NONE);
        assert_eq!(input.text(), "e\u{301}t");
        press(&mut input, KeyCode::Left, KeyModifiers::NONE);
        press(&mut input, KeyCode::Left, KeyModifiers::NONE);
        press(&mut input, KeyCode::Delete, KeyModifiers::NONE);
        assert_eq!(input.text(), "t");
    }

    #[test]
    fn pasted_line_breaks_are_spaces_and_words_are_removed_whole() {
        let mut input = Input::default();
        input.insert("\neau de\r\n\r\nsource\u{1b}[31m\n");
        assert_eq!(input.text(), "eau de source[31m");
        press(&mut input, KeyCode::Char('w'), KeyModifiers::CONTROL);
        assert_eq!(input.text(), "eau de ");
        assert!(!press(&mut input, KeyCode::Enter, KeyModifiers::NONE));
    }
}
