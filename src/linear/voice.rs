//! Output of the plain mode, line by line: only characters that a screen reader can read and a braille display can show,
//! and nothing that moves the cursor.

use std::io::Write;

use crate::base::redact::clean;
use crate::base::text;

/// Where lines go.
pub struct Voice<W> {
    out: W,
    /// Nobody reads any more.
    gone: bool,
}

impl<W: Write> Voice<W> {
    pub fn new(out: W) -> Self {
        Self { out, gone: false }
    }

    /// One line for each line of `text`.
    pub fn say(&mut self, text: &str) {
        clean(text).split('\n').for_each(|line| self.write(&format!("{}\n", plain(line))));
    }

    /// What an answer is typed behind.
    pub fn prompt(&mut self, text: &str) {
        self.write(&format!("{} ", plain(clean(text).trim_end())));
    }

    pub fn is_heard(&self) -> bool {
        !self.gone
    }

    fn write(&mut self, text: &str) {
        let written = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush());
        self.gone |= written.is_err();
    }
}

/// `text` without what is only to be looked at: bars, boxes and braille patterns go, arrows and dots become ASCII.
fn plain(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    for c in text::printable(text) {
        match c {
            '…' => said.push_str("..."),
            '→' => said.push_str("->"),
            '←' => said.push_str("<-"),
            '↔' => said.push_str("<->"),
            '·' | '•' => said.push('-'),
            // Other arrows, box drawing, blocks, geometric shapes; braille patterns.
            '\u{2190}'..='\u{21FF}' | '\u{2500}'..='\u{25FF}' | '\u{2800}'..='\u{28FF}' => {}
            c => said.push(c),
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_that_only_eyes_can_read() {
        let mut voice = Voice::new(Vec::new());
        voice.say("a\u{1b}[31m█░ ⠿b\rc\n│ d… → e · f ↔ g↕");
        voice.prompt("Quoi\u{a0}:");
        assert_eq!(String::from_utf8(voice.out).unwrap(), "a[31m bc\n d... -> e - f <-> g\nQuoi\u{a0}: ");
    }

    #[test]
    fn it_is_noticed_when_nobody_reads() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(std::io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let mut voice = Voice::new(Closed);
        voice.say("a");
        assert!(!voice.is_heard());
    }
}
