//! Turtle put in order before it is read, as its reader would refuse a whole part of the document for one character:
//! escapes that stand for none, and what must not stand within quotes as it is. What is in order is not copied.

use std::borrow::Cow;

/// What stands for a character that is none.
const REPLACEMENT: &str = "\\uFFFD";

/// Escapes besides `\u`.
const TURTLE_ESCAPES: &[u8] = b"\"'\\bfnrt";

/// Turtle whose strings, addresses and languages can be read.
pub fn turtle(text: &str) -> Cow<'_, str> {
    let mut mended = Mended::new(text);
    let bytes = text.as_bytes();
    let (mut at, mut end) = (0, 0);
    while let Some(found) = bytes[at..].iter().position(|byte| matches!(byte, b'"' | b'\'' | b'<' | b'#')) {
        at += found;
        at = match bytes[at] {
            b'#' => memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end),
            b'<' => turtle_iri(text, at, &mut end, &mut mended),
            _ => turtle_language(text, turtle_string(text, at, &mut mended), &mut mended),
        };
    }
    mended.end()
}

/// Where the address ends that begins at `from`: a backslash in it is no escape but for `\u`. `next`: where the next one ends,
/// or the line.
fn turtle_iri(text: &str, from: usize, next: &mut usize, mended: &mut Mended) -> usize {
    let bytes = text.as_bytes();
    // Looked for once, however many begin before it.
    if *next <= from {
        *next = memchr::memchr2(b'>', b'\n', &bytes[from..]).map_or(bytes.len(), |end| from + end);
    }
    let end = *next;
    if bytes.get(end) != Some(&b'>') {
        return from + 1;
    }
    let mut at = from;
    while let Some(found) = memchr::memchr(b'\\', &bytes[at..end]) {
        at += found;
        at += match bytes.get(at + 1) {
            Some(b'u' | b'U') => escape(&text[at..], at, &[], mended),
            _ => {
                mended.put(at, 1, "%5C");
                1
            }
        };
    }
    end + 1
}

/// Where the string ends that begins at `from`, in one mark or in three.
fn turtle_string(text: &str, from: usize, mended: &mut Mended) -> usize {
    let bytes = text.as_bytes();
    let mark = bytes[from];
    let is_long = bytes[from..].starts_with(&[mark; 3]);
    if !is_long && bytes.get(from + 1) == Some(&mark) {
        return from + 2;
    }
    let mut at = from + if is_long { 3 } else { 1 };
    while let Some(found) = memchr::memchr2(mark, b'\\', bytes.get(at..).unwrap_or_default()) {
        at += found;
        if bytes[at] == b'\\' {
            at += escape(&text[at..], at, TURTLE_ESCAPES, mended);
        } else if !is_long {
            return at + 1;
        } else if bytes[at..].starts_with(&[mark; 3]) {
            // Marks before the last three are of the text.
            let more = bytes[at + 3..].iter().take_while(|byte| **byte == mark).count().min(2);
            for at in at..at + more {
                mended.put(at, 1, if mark == b'"' { "\\\"" } else { "\\'" });
            }
            return at + more + 3;
        } else {
            at += 1;
        }
    }
    bytes.len()
}

/// `@fr_FR`, as other programs name languages, is `@fr-FR`.
fn turtle_language(text: &str, from: usize, mended: &mut Mended) -> usize {
    let Some(tag) = text[from..].strip_prefix('@') else { return from };
    let end = tag.find(|char: char| !char.is_ascii_alphanumeric() && !matches!(char, '-' | '_')).unwrap_or(tag.len());
    for (at, _) in tag[..end].match_indices('_') {
        mended.put(from + 1 + at, 1, "-");
    }
    from + 1 + end
}

/// How long the escape is that `rest` begins with, which is put in order where it stands for nothing.
fn escape(rest: &str, at: usize, known: &[u8], mended: &mut Mended) -> usize {
    let bytes = rest.as_bytes();
    let digits = match bytes.get(1) {
        Some(b'u') => 4,
        Some(b'U') => 8,
        Some(byte) if known.contains(byte) => return 2,
        // Not one that is known: the backslash is meant.
        _ => {
            mended.put(at, 1, "\\\\");
            return 1;
        }
    };
    let Some(code) = number(rest, digits) else {
        mended.put(at, 1, if known.is_empty() { "%5C" } else { "\\\\" });
        return 1;
    };
    let length = 2 + digits;
    // Two halves are one character, as in JSON.
    let second = rest.get(length..).filter(|rest| rest.starts_with("\\u")).and_then(|rest| number(rest, 4));
    match (code, second) {
        (0xd800..0xdc00, Some(second @ 0xdc00..0xe000)) => {
            let char = char::from_u32(0x1_0000 + ((code - 0xd800) << 10) + (second - 0xdc00));
            mended.put(at, length + 6, &char.unwrap_or(char::REPLACEMENT_CHARACTER).to_string());
            length + 6
        }
        _ => {
            if char::from_u32(code).is_none() {
                mended.put(at, length, REPLACEMENT);
            }
            length
        }
    }
}

fn number(escape: &str, digits: usize) -> Option<u32> {
    let digits = escape.get(2..2 + digits)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}

/// A text as far as it is mended.
struct Mended<'t> {
    text: &'t str,
    mended: String,
    /// What is before that is in `mended`.
    from: usize,
}

impl<'t> Mended<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, mended: String::new(), from: 0 }
    }

    /// Puts `written` in the place of `length` bytes.
    fn put(&mut self, at: usize, length: usize, written: &str) {
        self.mended.push_str(&self.text[self.from..at]);
        self.mended.push_str(written);
        self.from = at + length;
    }

    fn end(mut self) -> Cow<'t, str> {
        if self.from == 0 {
            return Cow::Borrowed(self.text);
        }
        self.mended.push_str(&self.text[self.from..]);
        Cow::Owned(self.mended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turtle_can_be_read() {
        let table = [
            ("<a> \"\\ud83d\\ude00 \\u00e9\" .", "<a> \"😀 \\u00e9\" ."),
            ("<a> \"x\\udc92y\" .", "<a> \"x\\uFFFDy\" ."),
            ("<a> 'C:\\dir' \"\"\"\\x \"a\"\"\"\" .", "<a> 'C:\\\\dir' \"\"\"\\\\x \"a\\\"\"\"\" ."),
            ("<C:\\dir\\u00e9> # \"\\x\n <b\\uzz>", "<C:%5Cdir\\u00e9> # \"\\x\n <b%5Cuzz>"),
            ("\"a\"@fr_FR , \"\"@en", "\"a\"@fr-FR , \"\"@en"),
            ("\"\\U0001F600 \\UFFFFFFFF\"", "\"\\U0001F600 \\uFFFD\""),
        ];
        for (text, expected) in table {
            assert_eq!(turtle(text), expected, "{text}");
        }
        for text in ["", "<", "\"", "\"\\", "\"\"\"", "\"\"\"\"", "'''a''''''", "<a\\", "\"a\"@", "\"\\u"] {
            let _ = turtle(text);
        }
    }
}
