//! How characters are written as bytes: the encodings of the Web, and the code pages of DOS and of mainframes besides.

use encoding_rs::{Decoder, DecoderResult, Encoding};

use super::code_pages::{CP437, CP850, IBM037, IBM297, IBM500};
use super::surrogates::SurrogateJoiner;

/// The mark of UTF-8, which files of other encodings begin with by mistake.
pub const MARK: &[u8] = b"\xef\xbb\xbf";

/// How characters are written as bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Charset {
    Web(&'static Encoding),
    Page(&'static CodePage),
    /// Four bytes for each character, the least or the greatest first.
    Utf32 {
        is_big: bool,
    },
}

/// One byte, one character.
#[derive(Debug, PartialEq)]
pub struct CodePage {
    name: &'static str,
    /// What else it is called.
    also: &'static [&'static str],
    table: ByteTable,
    /// Where it has the euro, which it got last.
    euro: Option<u8>,
}

#[derive(Debug, PartialEq)]
enum ByteTable {
    /// Of the bytes that are not ASCII.
    High(&'static [char; 128]),
    All(&'static [char; 256]),
}

const fn page(name: &'static str, also: &'static [&'static str], table: ByteTable, euro: Option<u8>) -> CodePage {
    CodePage { name, also, table, euro }
}

static PAGES: [CodePage; 9] = [
    page("cp850", &["ibm850", "850", "dos", "oem850", "dos-850", "pc850"], ByteTable::High(&CP850), None),
    page("cp437", &["ibm437", "437", "oem437", "dos-437", "pc437"], ByteTable::High(&CP437), None),
    page("cp858", &["ibm858", "858", "ibm00858"], ByteTable::High(&CP850), Some(0xd5)),
    page("ibm037", &["cp037", "cp37", "037", "ebcdic", "ebcdic-cp-us"], ByteTable::All(&IBM037), None),
    page("ibm1140", &["cp1140", "1140", "ibm01140"], ByteTable::All(&IBM037), Some(0x9f)),
    page("ibm297", &["cp297", "297", "ebcdic-fr", "ebcdic-cp-fr"], ByteTable::All(&IBM297), None),
    page("ibm1147", &["cp1147", "1147", "ibm01147"], ByteTable::All(&IBM297), Some(0x9f)),
    page("ibm500", &["cp500", "500", "ebcdic-international"], ByteTable::All(&IBM500), None),
    page("ibm1148", &["cp1148", "1148", "ibm01148"], ByteTable::All(&IBM500), Some(0x9f)),
];

impl CodePage {
    pub fn char_of(&self, byte: u8) -> char {
        if Some(byte) == self.euro {
            return '€';
        }
        match &self.table {
            ByteTable::High(_) if byte.is_ascii() => char::from(byte),
            ByteTable::High(table) => table[usize::from(byte & 0x7f)],
            ByteTable::All(table) => table[usize::from(byte)],
        }
    }
}

impl From<&'static Encoding> for Charset {
    fn from(encoding: &'static Encoding) -> Self {
        Self::Web(encoding)
    }
}

impl Charset {
    pub const UTF_8: Self = Self::Web(encoding_rs::UTF_8);
    pub const UTF_16LE: Self = Self::Web(encoding_rs::UTF_16LE);
    pub const UTF_16BE: Self = Self::Web(encoding_rs::UTF_16BE);
    pub const WINDOWS_1252: Self = Self::Web(encoding_rs::WINDOWS_1252);
    pub const ISO_8859_15: Self = Self::Web(encoding_rs::ISO_8859_15);
    pub const MAC_ROMAN: Self = Self::Web(encoding_rs::MACINTOSH);
    pub const CP850: Self = Self::Page(&PAGES[0]);
    pub const CP437: Self = Self::Page(&PAGES[1]);
    pub const CP858: Self = Self::Page(&PAGES[2]);
    pub const EBCDIC: Self = Self::Page(&PAGES[4]);
    pub const EBCDIC_FRENCH: Self = Self::Page(&PAGES[6]);

    /// What a person or a file calls so, in any case.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase().replace('_', "-");
        if let Some(page) = PAGES.iter().find(|page| page.name == name || page.also.contains(&name.as_str())) {
            return Some(Self::Page(page));
        }
        if let Some(is_big) = match name.as_str() {
            "utf-32" | "utf32" | "utf-32le" => Some(false),
            "utf-32be" => Some(true),
            _ => None,
        } {
            return Some(Self::Utf32 { is_big });
        }
        let label = match name.as_str() {
            "cp1252" | "ansi" | "win-1252" | "1252" => "windows-1252",
            "utf16" => "utf-16",
            "utf8" | "utf-8-sig" => "utf-8",
            "macroman" | "mac-roman" | "mac" | "apple-roman" => "macintosh",
            "latin9" | "latin-9" => "iso-8859-15",
            "latin-1" => "latin1",
            other => other,
        };
        Encoding::for_label_no_replacement(label.as_bytes()).map(Self::Web)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Web(encoding) => encoding.name(),
            Self::Page(page) => page.name,
            Self::Utf32 { is_big: false } => "UTF-32LE",
            Self::Utf32 { is_big: true } => "UTF-32BE",
        }
    }

    /// Whether bytes below 0x80 are what ASCII has there.
    pub fn is_ascii_compatible(self) -> bool {
        match self {
            Self::Web(encoding) => encoding.is_ascii_compatible(),
            Self::Page(page) => matches!(page.table, ByteTable::High(_)),
            Self::Utf32 { .. } => false,
        }
    }

    /// What all of these bytes say.
    pub fn text(self, bytes: &[u8]) -> String {
        let (mut decoder, mut text) = (self.decoder(), String::new());
        decoder.decode(bytes, true, &mut text);
        text
    }

    pub fn decoder(self) -> CharsetDecoder {
        let inner = match self {
            Self::Web(encoding) => CharsetState::Web(Box::new(encoding.new_decoder_with_bom_removal())),
            Self::Page(page) => CharsetState::Page(page),
            Self::Utf32 { is_big } => CharsetState::Utf32 { is_big, cut: Vec::new() },
        };
        let is_marked_falsely = self != Self::UTF_8 && self.is_ascii_compatible();
        CharsetDecoder {
            inner,
            bad: BadBytes::default(),
            pairs: (self == Self::UTF_8).then(SurrogateJoiner::default),
            start: is_marked_falsely.then(Vec::new),
            lines: 0,
        }
    }

    /// The one that the bytes say themselves, by their first ones.
    pub fn of_mark(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xfe, 0, 0, ..] => Some(Self::Utf32 { is_big: false }),
            [0, 0, 0xfe, 0xff, ..] => Some(Self::Utf32 { is_big: true }),
            _ => Encoding::for_bom(bytes).map(|(encoding, _)| Self::Web(encoding)),
        }
    }
}

/// Bytes that are no characters in the charset they are read in.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BadBytes {
    /// How many characters they would have been.
    pub count: u64,
    /// In which line the first is, counted from one.
    pub line: Option<u64>,
}

/// Characters out of bytes that come piece by piece.
pub struct CharsetDecoder {
    inner: CharsetState,
    pub bad: BadBytes,
    /// Joins what UTF-8 never has in two halves.
    pairs: Option<SurrogateJoiner>,
    /// The first bytes, as long as they may be a mark that is none of this encoding.
    start: Option<Vec<u8>>,
    /// How many lines ended so far.
    lines: u64,
}

enum CharsetState {
    Web(Box<Decoder>),
    Page(&'static CodePage),
    Utf32 {
        is_big: bool,
        /// Less than a character, from the piece before.
        cut: Vec<u8>,
    },
}

impl CharsetDecoder {
    /// Adds what `bytes` say to `text`; `last`: nothing comes after them. What is no character becomes U+FFFD.
    pub fn decode(&mut self, bytes: &[u8], last: bool, text: &mut String) {
        if let Some(mut start) = self.start.take() {
            start.extend_from_slice(bytes);
            if MARK.starts_with(&start) && !last && start.len() < MARK.len() {
                self.start = Some(start);
                return;
            }
            return self.characters(start.strip_prefix(MARK).unwrap_or(&start), last, text);
        }
        match &mut self.pairs {
            Some(pairs) => {
                let joined = pairs.join(bytes, last);
                self.characters(&joined, last, text);
            }
            None => self.characters(bytes, last, text),
        }
    }

    /// How many characters were in two halves so far.
    pub fn halved(&self) -> u64 {
        self.pairs.map_or(0, |pairs| pairs.joined)
    }

    fn characters(&mut self, bytes: &[u8], last: bool, text: &mut String) {
        let mut counted = text.len();
        let decoder = match &mut self.inner {
            CharsetState::Web(decoder) => decoder,
            CharsetState::Page(page) => return text.extend(bytes.iter().map(|byte| page.char_of(*byte))),
            CharsetState::Utf32 { .. } => return self.fours(bytes, last, text),
        };
        let mut rest = bytes;
        loop {
            let room = decoder.max_utf8_buffer_length_without_replacement(rest.len());
            text.reserve(room.unwrap_or(rest.len() * 3 + 16));
            let (result, read) = decoder.decode_to_string_without_replacement(rest, text, last);
            rest = rest.get(read..).unwrap_or_default();
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    self.lines += line_ends(&text[counted..]);
                    self.bad.count += 1;
                    self.bad.line.get_or_insert(self.lines + 1);
                    text.push('\u{fffd}');
                    counted = text.len();
                }
            }
        }
        if self.bad.count == 0 {
            self.lines += line_ends(&text[counted..]); // only counted on for the first
        }
    }

    fn fours(&mut self, bytes: &[u8], last: bool, text: &mut String) {
        let CharsetState::Utf32 { is_big, cut } = &mut self.inner else { return };
        cut.extend_from_slice(bytes);
        let of = |four: [u8; 4]| if *is_big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) };
        let (fours, rest) = cut.as_chunks::<4>();
        let odd = (last && !rest.is_empty()).then_some(None);
        for c in fours.iter().map(|four| char::from_u32(of(*four))).chain(odd) {
            let is_mark = c == Some('\u{feff}') && text.is_empty() && self.lines == 0;
            self.lines += u64::from(c == Some('\n'));
            if c.is_none() {
                self.bad.count += 1;
                self.bad.line.get_or_insert(self.lines + 1);
            }
            text.extend((!is_mark).then_some(c.unwrap_or('\u{fffd}')));
        }
        *cut = rest.to_vec();
    }
}

/// How many lines end in it: with a line feed, or where there is none with a carriage return.
fn line_ends(text: &str) -> u64 {
    let feeds = memchr::memchr_iter(b'\n', text.as_bytes()).count();
    let returns = if feeds == 0 { memchr::memchr_iter(b'\r', text.as_bytes()).count() } else { 0 };
    (feeds + returns) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_pages_are_what_they_are_elsewhere() {
        let table: [(&str, &[u8], &str); 10] = [
            ("cp850", b"\x90lodie \xb7 \xd4 \x87\x8a\x85\x82 d\xd5j\x85", "Élodie À È çèàé dıjà"),
            ("CP437", b"\x82t\x82 \xe1 \xc9\xcd\xbb", "été ß ╔═╗"),
            ("ibm858", b"12 \xd5", "12 €"),
            ("macroman", b"\x83lodie \xd5 \xcf \xdb", "Élodie ’ œ €"),
            ("iso-8859-15", b"c\xbdur 3 \xa4", "cœur 3 €"),
            ("cp037", b"\xd5\xd6\xd4^\xe5\xc9\xd3\xd3\xc5\x25\xf1^\x51\x15", "NOM;VILLE\n1;é\n"),
            ("ibm1140", b"\x9f", "€"),
            ("ibm297", b"\x99\xc0\xc9\x7c\x40@", "réIà  "),
            ("ibm1147", b"\x9f\xe0\x48", "€çç"),
            ("ebcdic-international", b"\x4a\x5a", "[]"),
        ];
        for (name, bytes, text) in table {
            let charset = Charset::named(name).unwrap();
            let mut read = String::new();
            charset.decoder().decode(bytes, true, &mut read);
            let expected = if name == "ibm1147" { "€ç\\" } else { text };
            assert_eq!(read, expected, "{name}");
        }
        assert_eq!(Charset::named("klingon"), None);
        assert_eq!(Charset::named("Latin_1"), Some(Charset::WINDOWS_1252));
    }

    #[test]
    fn marks_are_no_text_however_they_are_cut() {
        let big: Vec<u8> = "\u{feff}é\n🎉".chars().flat_map(|c| (c as u32).to_be_bytes()).collect();
        let little: Vec<u8> = "\u{feff}é\n🎉".chars().flat_map(|c| (c as u32).to_le_bytes()).collect();
        let broken = [&little[..], b"\0\0\x11\0a"].concat();
        let table: [(&str, &[u8], &str); 6] = [
            ("utf-32be", &big, "é\n🎉"),
            ("utf-32le", &little, "é\n🎉"),
            ("utf-32", &broken, "é\n🎉\u{fffd}\u{fffd}"),
            ("windows-1252", b"\xef\xbb\xbf\xe9", "é"),
            ("cp850", b"\xef\xbb\xbf\x82", "é"),
            ("windows-1252", b"\xef\xbb", "ï»"),
        ];
        for (name, bytes, expected) in table {
            for at in 0..=bytes.len() {
                let mut decoder = Charset::named(name).unwrap().decoder();
                let mut text = String::new();
                decoder.decode(&bytes[..at], false, &mut text);
                decoder.decode(&bytes[at..], true, &mut text);
                assert_eq!(text, expected, "{name} cut at {at}");
                assert_eq!(decoder.bad.count, if bytes == broken { 2 } else { 0 });
            }
        }
        assert_eq!(Charset::of_mark(&little), Some(Charset::Utf32 { is_big: false }));
        assert_eq!(Charset::of_mark(b"\xff\xfea\0"), Some(Charset::UTF_16LE));
    }

    #[test]
    fn what_is_no_character_is_counted_however_it_is_cut() {
        let bytes = b"a\nb\xe9c\n\xc3\xa9\xff\n\xe2\x82";
        for at in 0..bytes.len() {
            let mut decoder = Charset::UTF_8.decoder();
            let mut text = String::new();
            decoder.decode(&bytes[..at], false, &mut text);
            decoder.decode(&bytes[at..], true, &mut text);
            assert_eq!(text, "a\nb\u{fffd}c\né\u{fffd}\n\u{fffd}");
            assert_eq!(decoder.bad, BadBytes { count: 3, line: Some(2) }, "cut at {at}");
        }
    }
}
