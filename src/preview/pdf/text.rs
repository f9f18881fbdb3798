//! What is written on the first page of a PDF, as far as its fonts say what their signs mean.

use std::collections::BTreeMap;

use encoding_rs::{Encoding, MACINTOSH, UTF_16BE, WINDOWS_1252};
use memchr::memmem;

use super::literal;
use super::objects::{Objects, after, dictionary, is_of_name, name, references, stream};
use crate::base::markup;
use crate::base::text;

/// The most characters that are shown.
const SHOWN: usize = 8000;
/// The most signs of a font.
const SIGNS: usize = 20_000;

/// The lines of the first page; `None` where there is nothing to be read on it.
pub fn first_page(bytes: &[u8]) -> Option<Vec<String>> {
    let objects = Objects::of(bytes);
    let above = objects.first_page()?;
    let resources = above.iter().find_map(|node| objects.value(node, b"/Resources"));
    let fonts = resources.map(|it| fonts(&objects, it)).unwrap_or_default();
    let mut page = WrittenPage::default();
    let contents = after(above.first()?, b"/Contents")?;
    let mut streams: Vec<u32> = references(contents).collect();
    // A list of them may itself be an object.
    if let [only] = streams[..]
        && let Some(list) = objects.get(only).map(<[u8]>::trim_ascii_start).filter(|it| it.starts_with(b"["))
    {
        streams = references(list).collect();
    }
    for number in streams.into_iter().take(50) {
        let Some(content) = objects.get(number).and_then(stream) else { continue };
        page.read(&content, &fonts);
    }
    let block = text::block(&page.out);
    let letters = block.chars().filter(|c| c.is_alphanumeric()).count();
    let odd = page.out.chars().filter(|c| *c == '\u{fffd}' || c.is_control() && *c != '\n').count();
    // Fonts that say nothing of their signs give noise.
    (letters > 2 && odd * 4 < letters).then(|| block.lines().map(str::to_owned).collect())
}

/// What the signs of a font mean.
#[derive(Debug)]
struct Font {
    /// How many bytes a sign has.
    width: usize,
    signs: BTreeMap<u32, String>,
    otherwise: Option<&'static Encoding>,
}

fn fonts(objects: &Objects, resources: &[u8]) -> BTreeMap<Vec<u8>, Font> {
    let Some(list) = objects.value(resources, b"/Font").map(dictionary) else { return BTreeMap::new() };
    let mut fonts = BTreeMap::new();
    let mut rest = list.strip_prefix(b"<<").unwrap_or(list);
    while let Some(at) = rest.iter().position(|byte| *byte == b'/') {
        let end = rest[at + 1..].iter().position(|byte| !is_of_name(*byte)).map_or(rest.len(), |it| at + 1 + it);
        let key = &rest[at + 1..end];
        rest = &rest[end..];
        let font = references(rest.trim_ascii_start()).next().and_then(|number| objects.get(number)).map(dictionary);
        if let Some(font) = font.filter(|_| fonts.len() < 200) {
            fonts.insert(key.to_vec(), Font::of(objects, font));
        }
    }
    fonts
}

impl Font {
    fn of(objects: &Objects, font: &[u8]) -> Self {
        let is_wide = name(font, b"/Subtype") == Some(b"Type0");
        if let Some(map) = objects.value(font, b"/ToUnicode").and_then(stream) {
            return Self {
                width: if is_wide { 2 } else { 1 },
                signs: signs(&map),
                otherwise: Some(WINDOWS_1252).filter(|_| !is_wide),
            };
        }
        let encoding = objects.value(font, b"/Encoding").unwrap_or_default();
        let is_mac =
            encoding.starts_with(b"/MacRoman") || name(encoding, b"/BaseEncoding") == Some(b"MacRomanEncoding");
        let otherwise = if is_mac { MACINTOSH } else { WINDOWS_1252 };
        let signs = after(dictionary(encoding), b"/Differences").map(differences).unwrap_or_default();
        Self { width: if is_wide { 2 } else { 1 }, signs, otherwise: Some(otherwise).filter(|_| !is_wide) }
    }

    fn decode(&self, bytes: &[u8], out: &mut String) {
        for sign in bytes.chunks(self.width) {
            let code = sign.iter().fold(0, |code, byte| code << 8 | u32::from(*byte));
            match (self.signs.get(&code), self.otherwise) {
                (Some(text), _) => out.push_str(text),
                (None, Some(encoding)) => out.push_str(&encoding.decode_without_bom_handling(sign).0),
                (None, None) => out.push('\u{fffd}'),
            }
        }
    }
}

/// The signs of a map to Unicode: one by one, and in rows.
fn signs(map: &[u8]) -> BTreeMap<u32, String> {
    let mut signs = BTreeMap::new();
    let mut section = &b""[..];
    let mut values: Vec<Vec<u8>> = vec![];
    let mut rest = map;
    while let Some(token) = token(&mut rest) {
        match token {
            PdfToken::Word(word @ (b"beginbfchar" | b"beginbfrange")) => (section, values) = (word, vec![]),
            PdfToken::Word(b"endbfchar" | b"endbfrange") => section = b"",
            PdfToken::Text(value) if !section.is_empty() => values.push(value),
            _ => {}
        }
        let code = |bytes: &[u8]| bytes.iter().take(4).fold(0u32, |code, byte| code << 8 | u32::from(*byte));
        let wide = |bytes: &[u8]| UTF_16BE.decode_without_bom_handling(bytes).0.into_owned();
        match (section, &values[..]) {
            (b"beginbfchar", [sign, text]) => {
                signs.insert(code(sign), wide(text));
                values.clear();
            }
            (b"beginbfrange", [from, to, text]) => {
                let (from, to) = (code(from), code(to));
                let first = code(text);
                for sign in (from..=to).take(SIGNS) {
                    signs.extend(char::from_u32(first.saturating_add(sign - from)).map(|c| (sign, c.to_string())));
                }
                values.clear();
            }
            _ => {}
        }
        if signs.len() > SIGNS {
            break;
        }
    }
    signs
}

/// `[32 /space 233 /eacute]`: which names signs have in place of the usual ones.
fn differences(list: &[u8]) -> BTreeMap<u32, String> {
    let list = list.strip_prefix(b"[").unwrap_or(list);
    let list = &list[..list.iter().position(|byte| *byte == b']').unwrap_or(list.len())];
    let spaced = String::from_utf8_lossy(list).replace('/', " /");
    let (mut code, mut signs) = (0u32, BTreeMap::new());
    for word in spaced.split_whitespace() {
        match word.strip_prefix('/') {
            None => code = word.parse().unwrap_or(code),
            Some(glyph) => {
                signs.extend(named(glyph).map(|text| (code, text)));
                code = code.saturating_add(1);
            }
        }
    }
    signs
}

/// What a sign of this name looks like. Letters are called as in HTML, but for some.
fn named(glyph: &str) -> Option<String> {
    const DIGITS: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    const OTHERS: [(&str, &str); 26] = [
        ("space", " "),
        ("comma", ","),
        ("period", "."),
        ("hyphen", "-"),
        ("colon", ":"),
        ("semicolon", ";"),
        ("slash", "/"),
        ("parenleft", "("),
        ("parenright", ")"),
        ("quotesingle", "'"),
        ("quoteright", "’"),
        ("quoteleft", "‘"),
        ("quotedblleft", "“"),
        ("quotedblright", "”"),
        ("guillemotleft", "«"),
        ("guillemotright", "»"),
        ("ccedilla", "ç"),
        ("Ccedilla", "Ç"),
        ("oe", "œ"),
        ("OE", "Œ"),
        ("endash", "–"),
        ("emdash", "—"),
        ("Euro", "€"),
        ("degree", "°"),
        ("fi", "fi"),
        ("fl", "fl"),
    ];
    if let Some(digit) = DIGITS.iter().position(|it| *it == glyph) {
        return Some(digit.to_string());
    }
    if let Some((_, text)) = OTHERS.iter().find(|(name, _)| *name == glyph) {
        return Some((*text).to_owned());
    }
    if glyph.chars().count() == 1 {
        return Some(glyph.to_owned());
    }
    let code = glyph.strip_prefix("uni").and_then(|hex| u32::from_str_radix(hex.get(..4)?, 16).ok());
    code.and_then(char::from_u32).map(|c| c.to_string()).or_else(|| markup::entity(glyph))
}

enum PdfToken<'b> {
    Word(&'b [u8]),
    Number(f64),
    Text(Vec<u8>),
}

/// The next thing in a stream of operators.
fn token<'b>(rest: &mut &'b [u8]) -> Option<PdfToken<'b>> {
    loop {
        let bytes = rest.trim_ascii_start();
        let first = *bytes.first()?;
        match first {
            b'%' => *rest = &bytes[memchr::memchr2(b'\n', b'\r', bytes).unwrap_or(bytes.len())..],
            b'(' => {
                let text = literal(&bytes[1..bytes.len().min(4000)])?;
                *rest = &bytes[end_of_text(bytes)..];
                return Some(PdfToken::Text(text));
            }
            b'<' if bytes.get(1) != Some(&b'<') => {
                let end = memchr::memchr(b'>', bytes)?;
                let digits: Vec<u8> =
                    bytes[1..end].iter().filter_map(|it| Some(char::from(*it).to_digit(16)? as u8)).collect();
                *rest = &bytes[end + 1..];
                return Some(PdfToken::Text(
                    digits.chunks(2).map(|it| it[0] << 4 | it.get(1).copied().unwrap_or(0)).collect(),
                ));
            }
            b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b')' => {
                *rest = &bytes[1..];
                return Some(PdfToken::Word(&bytes[..1]));
            }
            _ => {
                let length = bytes[1..].iter().position(|it| !is_of_name(*it)).map_or(bytes.len(), |it| it + 1);
                let word = &bytes[..length];
                *rest = &bytes[length..];
                let number = std::str::from_utf8(word).ok().and_then(|it| it.parse().ok());
                return Some(number.map_or(PdfToken::Word(word), PdfToken::Number));
            }
        }
    }
}

/// Where a text in brackets ends.
fn end_of_text(bytes: &[u8]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' if depth == 1 => return at + 1,
            b')' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// A page as it is written.
#[derive(Default)]
struct WrittenPage {
    out: String,
    height: f64,
}

impl WrittenPage {
    fn read(&mut self, content: &[u8], fonts: &BTreeMap<Vec<u8>, Font>) {
        let mut rest = content;
        let (mut font, mut called): (Option<&Font>, &[u8]) = (None, b"");
        let (mut numbers, mut texts): (Vec<f64>, Vec<u8>) = (vec![], vec![]);
        let plain = Font { width: 1, signs: BTreeMap::new(), otherwise: Some(WINDOWS_1252) };
        while let Some(token) = token(&mut rest).filter(|_| self.out.len() < SHOWN) {
            match token {
                PdfToken::Number(number) => {
                    // In a list of texts: a wide gap is a space.
                    if number < -180.0 && !texts.is_empty() {
                        self.show(font.unwrap_or(&plain), &mut texts);
                        self.out.push(' ');
                    }
                    numbers.push(number);
                }
                PdfToken::Text(text) => texts.extend(text),
                PdfToken::Word(word) => match word {
                    [b'/', name @ ..] => called = name,
                    b"[" | b"]" => {}
                    _ => {
                        match word {
                            b"Tf" => font = fonts.get(called),
                            b"'" | b"\"" | b"T*" => self.out.push('\n'),
                            b"Td" | b"TD" => self.moved(&numbers),
                            b"Tm" => self.placed(&numbers),
                            // What is no text of the page: a picture in the stream.
                            b"ID" => rest = &rest[memmem::find(rest, b"EI").unwrap_or(rest.len())..],
                            _ => {}
                        }
                        if matches!(word, b"Tj" | b"TJ" | b"'" | b"\"") {
                            self.show(font.unwrap_or(&plain), &mut texts);
                        }
                        texts.clear();
                        numbers.clear();
                    }
                },
            }
        }
        self.out.push('\n');
    }

    fn show(&mut self, font: &Font, texts: &mut Vec<u8>) {
        font.decode(texts, &mut self.out);
        texts.clear();
    }

    fn moved(&mut self, numbers: &[f64]) {
        let [.., _, down] = numbers else { return };
        self.out.push(if *down == 0.0 { ' ' } else { '\n' });
    }

    fn placed(&mut self, numbers: &[f64]) {
        let [.., height] = numbers else { return };
        self.out.push(if (*height - self.height).abs() < 1.0 { ' ' } else { '\n' });
        self.height = *height;
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_page_is_read_in_its_lines() {
        let pdf = crate::base::file_writers::pdf(&["Conseil de l’été", "Délibération n° 12 (Rennes)"]);
        assert_eq!(first_page(&pdf).unwrap(), ["Conseil de l'été", "Délibération n° 12 (Rennes)"]);
    }

    /// A page whose font says what its signs of two bytes mean, packed as newer programs pack.
    #[test]
    fn signs_are_read_by_their_map() {
        let packed = |bytes: &[u8]| {
            let mut packed = flate2::write::ZlibEncoder::new(vec![], flate2::Compression::fast());
            packed.write_all(bytes).unwrap();
            packed.finish().unwrap()
        };
        let map = packed(b"1 beginbfchar <0003> <00E9> endbfchar 1 beginbfrange <0010> <0012> <0041> endbfrange");
        let content = packed(b"BT /F1 12 Tf [<0010> -250 <0011> 3 <0003>] TJ 0 -14 Td <0012> Tj ET");
        let with = |number: u32, head: &str, stream: &[u8]| {
            [
                format!("{number} 0 obj\n<< {head} /Filter /FlateDecode >>\nstream\n").as_bytes(),
                stream,
                b"\nendstream\nendobj\n",
            ]
            .concat()
        };
        let rest = b"%PDF-1.5\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj 2 0 obj << /Type /Pages /Kids [ 3 0 R ] /Count 1 \
            /Resources << /Font << /F1 4 0 R >> >> >> endobj 3 0 obj << /Type /Page /Parent 2 0 R /Contents [ 5 0 R ] >> endobj \
            4 0 obj << /Type /Font /Subtype /Type0 /ToUnicode 6 0 R >> endobj\n";
        let pdf = [&rest[..], &with(5, "/Length 9", &content), &with(6, "/Length 9", &map)].concat();
        assert_eq!(first_page(&pdf).unwrap(), ["A Bé", "C"]);
        // Without the map nobody knows what they mean.
        let mute = String::from_utf8_lossy(rest).replace("/ToUnicode 6 0 R", "");
        assert_eq!(first_page(&[mute.as_bytes(), &with(5, "/Length 9", &content)].concat()), None);
    }

    #[test]
    fn names_of_signs_and_odd_files_are_borne() {
        let signs = differences(b"[32 /space /A 233 /eacute /ccedilla /uni20AC /nonesuch] /Type");
        let found: String = signs.values().map(String::as_str).collect();
        assert_eq!(found, " Aéç€");
        let whole = crate::base::file_writers::pdf(&["Texte"]);
        let mut rng = fastrand::Rng::with_seed(2);
        for _ in 0..2000 {
            let mut bytes = whole.clone();
            for _ in 0..3 {
                let at = rng.usize(..bytes.len());
                bytes[at] = *rng.choice(b"0 <>[](/\\R9\n\xff").unwrap();
            }
            let _ = first_page(&bytes);
        }
        for odd in [
            &b""[..],
            b"1 0 obj",
            b"1 0 obj << /Type /Page /Contents 1 0 R >> stream ((((",
            &b"<<".repeat(100_000),
            &b"1 0 obj <<".repeat(9000),
        ] {
            let _ = first_page(odd);
        }
    }
}
