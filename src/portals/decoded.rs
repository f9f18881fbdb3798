//! The text of a document, whatever its bytes: in the encoding that its marks, its own words or its zeros tell; what is no
//! character stands as U+FFFD, and costs nothing else.

use std::borrow::Cow;
use std::io::{self, Read};

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Without byte order marks.
pub fn decoded(body: &[u8]) -> Cow<'_, str> {
    let text = match encoding(body) {
        Some(encoding) => encoding.decode_with_bom_removal(body).0,
        None => String::from_utf8_lossy(body),
    };
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_start_matches('\u{feff}')),
        Cow::Owned(text) if text.starts_with('\u{feff}') => Cow::Owned(text.trim_start_matches('\u{feff}').to_owned()),
        Cow::Owned(text) => Cow::Owned(text),
    }
}

/// The text of what is too long for memory.
pub struct Decoding<R> {
    source: R,
    /// Bytes that are read and not decoded.
    raw: Vec<u8>,
    decoder: Decoder,
    is_begun: bool,
    is_over: bool,
}

impl<R: Read> Decoding<R> {
    /// Its first bytes tell the encoding.
    pub fn new(mut source: R) -> io::Result<Self> {
        const HEAD: u64 = 1 << 20;
        let mut raw = Vec::new();
        source.by_ref().take(HEAD).read_to_end(&mut raw)?;
        let decoder = encoding(&raw).unwrap_or(UTF_8).new_decoder_with_bom_removal();
        Ok(Self { source, raw, decoder, is_begun: false, is_over: false })
    }

    /// Adds some more to `text`; whether there was any.
    pub fn more(&mut self, text: &mut String) -> io::Result<bool> {
        const PART: usize = 256 << 10;
        if self.is_over {
            return Ok(false);
        }
        if self.raw.is_empty() {
            self.raw.resize(PART, 0);
            let read = self.source.read(&mut self.raw)?;
            self.raw.truncate(read);
            self.is_over = read == 0;
        }
        let from = text.len();
        text.reserve(self.decoder.max_utf8_buffer_length(self.raw.len()).unwrap_or(0));
        let _ = self.decoder.decode_to_string(&self.raw, text, self.is_over); // there is room for all
        self.raw.clear();
        if !std::mem::replace(&mut self.is_begun, true) {
            let marks = text.len() - from - text[from..].trim_start_matches('\u{feff}').len();
            text.drain(from..from + marks);
        }
        Ok(!self.is_over || text.len() > from)
    }
}

/// What is UTF-8 is that, whatever it says of itself: hardly any text in another encoding is by accident.
fn encoding(body: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(body) {
        return Some(encoding);
    }
    // The first character of every syntax is of ASCII.
    match body {
        [0, first, 0, _, ..] if *first != 0 => return Some(UTF_16BE),
        [first, 0, _, 0, ..] if *first != 0 => return Some(UTF_16LE),
        _ => {}
    }
    let stated = stated(body).filter(|encoding| *encoding != UTF_8 && encoding.is_ascii_compatible())?;
    // A character that is cut is no error yet.
    let is_other = std::str::from_utf8(body).is_err_and(|error| error.error_len().is_some());
    is_other.then_some(stated)
}

/// `<?xml version="1.0" encoding="ISO-8859-1"?>`.
fn stated(body: &[u8]) -> Option<&'static Encoding> {
    let head = &body[..body.len().min(200)];
    let head = std::str::from_utf8(&head[..memchr::memchr(b'>', head)?]).ok()?.trim_start();
    let stated = head.strip_prefix("<?xml")?.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let name = stated.get(1..)?.split(['"', '\'']).next()?;
    Encoding::for_label(name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_becomes_text() {
        let wide = |text: &str, unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        let xml = |encoding: &str, text: &[u8]| [format!("<?xml encoding={encoding}?>").as_bytes(), text].concat();
        let table: [(Vec<u8>, &str); 13] = [
            ("été".into(), "été"),
            (b"\xef\xbb\xbf{}".into(), "{}"),
            ("\u{feff}\u{feff}{}".into(), "{}"),
            (wide("\u{feff}{é}", u16::to_le_bytes), "{é}"),
            (wide("\u{feff}{é}", u16::to_be_bytes), "{é}"),
            (wide("{\"é\"}", u16::to_le_bytes), "{\"é\"}"),
            (wide("{\"é\"}", u16::to_be_bytes), "{\"é\"}"),
            (b"a\xffb\xc3".into(), "a\u{fffd}b\u{fffd}"),
            (xml("'ISO-8859-1'", b"\xe9t\xe9"), "<?xml encoding='ISO-8859-1'?>été"),
            (xml("\"windows-1252\"", b"\x80"), "<?xml encoding=\"windows-1252\"?>€"),
            (xml("'ISO-8859-1'", "été".as_bytes()), "<?xml encoding='ISO-8859-1'?>été"),
            (xml("'UTF-16'", "é\u{e9}".as_bytes()), "<?xml encoding='UTF-16'?>éé"),
            (b"".into(), ""),
        ];
        for (body, expected) in table {
            assert_eq!(decoded(&body), expected, "{body:?}");
            let (mut decoding, mut text) = (Decoding::new(&*body).unwrap(), String::new());
            while decoding.more(&mut text).unwrap() {}
            assert_eq!(text, expected, "part by part: {body:?}");
        }
    }
}
