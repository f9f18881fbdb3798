//! A text as it is, or as its escapes read: what each byte of it means, and where in the text that stands.

use std::borrow::Cow;
use std::ops::Range;

/// How often a text is escaped at most: JSON of an address in an address is three times.
const DEPTH: usize = 4;

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
        let mut read: Option<(Vec<u8>, Vec<Place>)> = None;
        let mut at = 0;
        while at < self.bytes.len() {
            let Some((meant, length)) = escape(&self.bytes[at..]) else {
                if let Some((bytes, places)) = &mut read {
                    bytes.push(self.bytes[at]);
                    places.push(self.place(at));
                }
                at += 1;
                continue;
            };
            let begin = || (self.bytes[..at].to_vec(), (0..at).map(|at| self.place(at)).collect());
            let (bytes, places) = read.get_or_insert_with(begin);
            let before: Vec<Place> = (at..at + length).map(|at| self.place(at)).collect();
            let percent = matches!(meant, Meant::Byte(_)) || before.iter().any(|place| place.percent);
            let place = Place { from: before[0].from, to: before[length - 1].to, percent };
            let mut buffer = [0; 4];
            let meant = match meant {
                Meant::Byte(byte) => {
                    buffer[0] = byte;
                    &buffer[..1]
                }
                Meant::Char(c) => c.encode_utf8(&mut buffer).as_bytes(),
            };
            bytes.extend_from_slice(meant);
            places.extend(meant.iter().map(|_| place));
            at += length;
        }
        read.map(|(bytes, places)| Self { bytes: Cow::Owned(bytes), places })
    }
}

/// What an escape stands for.
enum Meant {
    Byte(u8),
    Char(char),
}

/// The escape that `text` begins with, and its length.
fn escape(text: &[u8]) -> Option<(Meant, usize)> {
    match text {
        [b'%', digits @ ..] => Some((Meant::Byte(u8::try_from(hex(digits.get(..2)?)?).ok()?), 3)),
        [b'\\', rest @ ..] => backslash(rest).map(|(c, length)| (Meant::Char(c), length + 1)),
        [b'&', rest @ ..] => entity(rest).map(|(c, length)| (Meant::Char(c), length + 1)),
        _ => None,
    }
}

fn hex(digits: &[u8]) -> Option<u32> {
    let digits = std::str::from_utf8(digits).ok().filter(|it| it.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

/// As JSON, JavaScript and Rust write it.
fn backslash(rest: &[u8]) -> Option<(char, usize)> {
    match rest {
        [b'u', b'{', digits @ ..] => {
            let end = digits.iter().take(7).position(|byte| *byte == b'}')?;
            Some((char::from_u32(hex(&digits[..end])?)?, end + 3))
        }
        [b'u', digits @ ..] => {
            let first = hex(digits.get(..4)?)?;
            let second = || match digits.get(4..10)? {
                [b'\\', b'u', digits @ ..] => hex(digits),
                _ => None,
            };
            match char::from_u32(first) {
                Some(c) => Some((c, 5)),
                None => {
                    let pair = [u16::try_from(first).ok()?, u16::try_from(second()?).ok()?];
                    Some((char::decode_utf16(pair).next()?.ok()?, 11))
                }
            }
        }
        [b'x', digits @ ..] => Some((char::from_u32(hex(digits.get(..2)?)?)?, 3)),
        [b'n', ..] => Some(('\n', 1)),
        [b'r', ..] => Some(('\r', 1)),
        [b't', ..] => Some(('\t', 1)),
        [b'b', ..] => Some(('\u{8}', 1)),
        [b'f', ..] => Some(('\u{c}', 1)),
        [sign, ..] if sign.is_ascii_punctuation() => Some((char::from(*sign), 1)),
        _ => None,
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

/// As HTML and XML write it; what has a number may lack its semicolon.
fn entity(rest: &[u8]) -> Option<(char, usize)> {
    const LONGEST: usize = 10;
    let digits = |from: usize, is_digit: fn(&u8) -> bool| {
        let count = rest[from..].iter().take(LONGEST).take_while(|byte| is_digit(byte)).count();
        (count > 0).then(|| (from..from + count, usize::from(rest.get(from + count) == Some(&b';'))))
    };
    match rest {
        [b'#', b'x' | b'X', ..] => {
            let (digits, semicolon) = digits(2, u8::is_ascii_hexdigit)?;
            Some((char::from_u32(hex(&rest[digits.clone()])?)?, digits.end + semicolon))
        }
        [b'#', ..] => {
            let (digits, semicolon) = digits(1, u8::is_ascii_digit)?;
            let number = std::str::from_utf8(&rest[digits.clone()]).ok()?.parse().ok()?;
            Some((char::from_u32(number)?, digits.end + semicolon))
        }
        _ => {
            let end = rest.iter().take(LONGEST).position(|byte| *byte == b';')?;
            let (_, c) = ENTITIES.iter().find(|(name, _)| name.as_bytes() == &rest[..end])?;
            Some((*c, end + 1))
        }
    }
}

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
