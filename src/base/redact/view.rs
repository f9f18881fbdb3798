//! A text as it is, or as its escapes read: what each byte of it means, and where in the text that stands.

use std::borrow::Cow;
use std::ops::Range;

/// How often a text is escaped at most: JSON of an address in an address is three times.
pub const DEPTH: usize = 4;

/// Bytes to look through, and where each stands in the text.
pub struct View<'t> {
    pub bytes: Cow<'t, [u8]>,
    /// Of each byte; empty where each stands for itself.
    places: Vec<Place>,
}

/// Where in the text a byte stands.
#[derive(Clone, Copy)]
struct Place {
    from: usize,
    to: usize,
    /// Behind a percent sign, at whatever depth.
    percent: bool,
}

impl<'t> View<'t> {
    /// The text as it is.
    pub fn plain(text: &'t str) -> Self {
        Self { bytes: Cow::Borrowed(text.as_bytes()), places: Vec::new() }
    }

    /// The text as those read it who undo its escapes (percent signs, of JSON, of HTML), until none is left; `None` where
    /// there is none.
    pub fn read(text: &'t str) -> Option<Self> {
        memchr::memchr3(b'%', b'\\', b'&', text.as_bytes())?;
        let mut view = Self::plain(text);
        for _ in 0..DEPTH {
            match view.unescaped() {
                Some(read) => view = read,
                None => break,
            }
        }
        Some(view).filter(|view| !view.places.is_empty())
    }

    /// Where in the text a part of the view stands.
    pub fn span(&self, part: Range<usize>) -> Range<usize> {
        match part.end.checked_sub(1).filter(|last| *last >= part.start) {
            Some(last) => self.place(part.start).from..self.place(last).to,
            None => 0..0,
        }
    }

    /// Whether the byte is part of a value that percent signs keep together, and not of what is around it.
    pub fn is_percent(&self, at: usize) -> bool {
        self.place(at).percent
    }

    fn place(&self, at: usize) -> Place {
        self.places.get(at).copied().unwrap_or(Place { from: at, to: at + 1, percent: false })
    }

    /// Once more; `None` where nothing is escaped.
    fn unescaped(&self) -> Option<Self> {
        let signs = Signs { text: &self.bytes, depth: 0 };
        let (mut bytes, mut places) = (Vec::new(), Vec::new());
        let mut copied = 0;
        for at in memchr::memchr3_iter(b'%', b'\\', b'&', &self.bytes) {
            let Some((meant, end)) = signs.escape(self.bytes[at], at + 1).filter(|_| at >= copied) else { continue };
            self.copy(copied..at, &mut bytes, &mut places);
            let percent = matches!(meant, Meant::Byte(_)) || (at..end).any(|at| self.is_percent(at));
            let place = Place { from: self.place(at).from, to: self.place(end - 1).to, percent };
            let (meant, length) = meant.bytes();
            bytes.extend_from_slice(&meant[..length]);
            places.extend([place; 4].iter().take(length));
            copied = end;
        }
        if copied == 0 {
            return None;
        }
        self.copy(copied..self.bytes.len(), &mut bytes, &mut places);
        Some(Self { bytes: Cow::Owned(bytes), places })
    }

    fn copy(&self, part: Range<usize>, bytes: &mut Vec<u8>, places: &mut Vec<Place>) {
        bytes.extend_from_slice(&self.bytes[part.clone()]);
        places.extend(part.map(|at| self.place(at)));
    }
}

/// What one sign of a text stands for.
#[derive(Clone, Copy)]
pub enum Meant {
    Byte(u8),
    Char(char),
}

impl Meant {
    /// Its bytes, and how many of them there are.
    pub fn bytes(self) -> ([u8; 4], usize) {
        let mut bytes = [0; 4];
        let length = match self {
            Self::Byte(byte) => {
                bytes[0] = byte;
                1
            }
            Self::Char(c) => c.encode_utf8(&mut bytes).len(),
        };
        (bytes, length)
    }
}

/// Whether an escape may begin with this byte.
pub fn begins_an_escape(byte: u8) -> bool {
    matches!(byte, b'%' | b'\\' | b'&')
}

/// Each way to read an escape that begins at `at`, and where it ends then. Down to `depth`, the signs it is made of may be
/// escaped themselves.
pub fn escapes(text: &[u8], at: usize, depth: usize) -> Vec<(Meant, usize)> {
    if depth == 0 || !text.get(at).copied().is_some_and(begins_an_escape) {
        return Vec::new();
    }
    let signs = Signs { text, depth: depth - 1 };
    signs.at(at).filter_map(|(sign, next)| signs.escape(sign, next)).collect()
}

/// The escape that had a backslash at `at`, before an address made a slash of it.
pub fn slashed(text: &[u8], at: usize, depth: usize) -> Option<(Meant, usize)> {
    let signs = Signs { text, depth: depth - 1 };
    (text.get(at) == Some(&b'/')).then(|| signs.escape(b'\\', at + 1)).flatten()
}

/// The signs that escapes are made of.
struct Signs<'t> {
    text: &'t [u8],
    depth: usize,
}

impl Signs<'_> {
    /// What an escape that begins with `sign` means, and where it ends.
    fn escape(&self, sign: u8, next: usize) -> Option<(Meant, usize)> {
        match sign {
            b'%' => self.number(next, 2, 16).map(|(code, end)| (Meant::Byte(code as u8), end)),
            b'\\' => self.backslash(next).map(|(c, end)| (Meant::Char(c), end)),
            b'&' => self.entity(next).map(|(c, end)| (Meant::Char(c), end)),
            _ => None,
        }
    }

    /// Each way to read the sign at `at`, as it is first.
    fn at(&self, at: usize) -> impl Iterator<Item = (u8, usize)> {
        let escaped = escapes(self.text, at, self.depth).into_iter().filter_map(|(meant, end)| match meant {
            Meant::Byte(byte) => Some((byte, end)),
            Meant::Char(c) => Some((u8::try_from(c).ok().filter(u8::is_ascii)?, end)),
        });
        self.text.get(at).map(|byte| (*byte, at + 1)).into_iter().chain(escaped)
    }

    fn one(&self, at: usize, is_it: impl Fn(u8) -> bool) -> Option<(u8, usize)> {
        self.at(at).find(|(sign, _)| is_it(*sign))
    }

    /// The number of so many digits.
    fn number(&self, at: usize, digits: usize, base: u32) -> Option<(u32, usize)> {
        let (number, end, count) = self.digits(at, digits, base);
        (count == digits).then_some((number, end))
    }

    /// The number of as many digits as there are, at most so many.
    fn digits(&self, at: usize, most: usize, base: u32) -> (u32, usize, usize) {
        let (mut number, mut end, mut count) = (0_u32, at, 0);
        while count < most
            && let Some((digit, next)) = self.one(end, |sign| char::from(sign).is_digit(base))
        {
            let digit = char::from(digit).to_digit(base).unwrap_or_default();
            (number, end, count) = (number.saturating_mul(base).saturating_add(digit), next, count + 1);
        }
        (number, end, count)
    }

    /// As JSON, JavaScript and Rust write it.
    fn backslash(&self, at: usize) -> Option<(char, usize)> {
        let (sign, next) = self.one(at, |sign| sign.is_ascii_punctuation() || b"uxnrtbf".contains(&sign))?;
        match sign {
            b'u' => self.unicode(next),
            b'x' => self.number(next, 2, 16).and_then(|(code, end)| Some((char::from_u32(code)?, end))),
            b'n' => Some(('\n', next)),
            b'r' => Some(('\r', next)),
            b't' => Some(('\t', next)),
            b'b' => Some(('\u{8}', next)),
            b'f' => Some(('\u{c}', next)),
            sign => Some((char::from(sign), next)),
        }
    }

    /// `00e9`, `{e9}`, and `d83d\ude00`, which are one.
    fn unicode(&self, at: usize) -> Option<(char, usize)> {
        if let Some((_, next)) = self.one(at, |sign| sign == b'{') {
            let (code, end, _) = self.digits(next, 6, 16);
            let (_, end) = self.one(end, |sign| sign == b'}')?;
            return Some((char::from_u32(code)?, end));
        }
        let (first, end) = self.number(at, 4, 16)?;
        if let Some(c) = char::from_u32(first) {
            return Some((c, end));
        }
        let (_, next) = self.one(end, |sign| matches!(sign, b'\\' | b'/'))?; // see `slashed`
        let (_, next) = self.one(next, |sign| sign == b'u')?;
        let (second, end) = self.number(next, 4, 16)?;
        let pair = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
        Some((char::decode_utf16(pair).next()?.ok()?, end))
    }

    /// As HTML and XML write it; what has a number may lack its semicolon.
    fn entity(&self, at: usize) -> Option<(char, usize)> {
        const LONGEST: usize = 8;
        let is_end = |sign| sign == b';';
        if let Some((_, next)) = self.one(at, |sign| sign == b'#') {
            let is_hex = self.one(next, |sign| matches!(sign, b'x' | b'X'));
            let (code, end, count) = match is_hex {
                Some((_, next)) => self.digits(next, LONGEST, 16),
                None => self.digits(next, LONGEST, 10),
            };
            let c = char::from_u32(code).filter(|_| count > 0)?;
            return Some((c, self.one(end, is_end).map_or(end, |(_, end)| end)));
        }
        let (mut name, mut end) = (String::new(), at);
        while name.len() < LONGEST
            && let Some((letter, next)) = self.one(end, |sign| sign.is_ascii_alphabetic())
        {
            name.push(char::from(letter));
            end = next;
        }
        let (_, end) = self.one(end, is_end)?;
        ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, c)| (*c, end))
    }
}

/// The entities of HTML for what a secret or an address may hold.
const ENTITIES: [(&str, char); 41] = [
    ("amp", '&'),
    ("AMP", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("excl", '!'),
    ("num", '#'),
    ("dollar", '$'),
    ("percnt", '%'),
    ("lpar", '('),
    ("rpar", ')'),
    ("ast", '*'),
    ("plus", '+'),
    ("comma", ','),
    ("period", '.'),
    ("sol", '/'),
    ("colon", ':'),
    ("semi", ';'),
    ("equals", '='),
    ("quest", '?'),
    ("commat", '@'),
    ("lsqb", '['),
    ("lbrack", '['),
    ("bsol", '\\'),
    ("rsqb", ']'),
    ("rbrack", ']'),
    ("Hat", '^'),
    ("lowbar", '_'),
    ("grave", '`'),
    ("lcub", '{'),
    ("lbrace", '{'),
    ("verbar", '|'),
    ("vert", '|'),
    ("rcub", '}'),
    ("rbrace", '}'),
    ("nbsp", ' '),
    ("eacute", 'é'),
    ("egrave", 'è'),
    ("agrave", 'à'),
    ("ccedil", 'ç'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_to_the_bottom_and_known_by_their_place() {
        let table = [
            ("a%2fb", "a/b"),
            (r"a\/b\u00e9\n", "a/bé\n"),
            (r"\ud83d\ude00\u{1F600}", "😀😀"),
            ("&lt;&#43;&#x2B;&#39;&amp;amp;", "<++'&"),
            ("%252541", "A"),
            (r#"%7B\"a\":\"%2526\"}"#, r#"{"a":"&"}"#),
            ("100 % & so\\", "100 % & so\\"),
            ("%u0041 %é1 &unknown; \\u12", "%u0041 %é1 &unknown; \\u12"),
        ];
        for (text, read) in table {
            let view = View::read(text).unwrap_or_else(|| View::plain(text));
            assert_eq!(String::from_utf8_lossy(&view.bytes), read, "{text}");
        }
        let view = View::read("x%2Fé\\u00e9z").unwrap();
        assert_eq!((view.span(0..1), view.span(1..2), view.span(2..4)), (0..1, 1..4, 4..6));
        assert_eq!((view.span(4..6), view.span(6..7), view.span(3..3)), (6..12, 12..13, 0..0));
    }
}
