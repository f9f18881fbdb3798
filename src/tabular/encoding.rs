//! Text decoding: in the encoding that was asked for, that the file states, or that is guessed.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::DecidedBy;
use crate::t;

/// What a person may choose among when the guess is wrong.
pub const CHOICES: [&Encoding; 4] = [UTF_8, WINDOWS_1252, UTF_16LE, UTF_16BE];

/// A text taken out of its bytes.
pub struct Decoded {
    pub text: String,
    pub encoding: &'static Encoding,
    pub by: DecidedBy,
    /// Whether a mark at the beginning says the encoding.
    pub mark: bool,
    /// Whether some bytes are no characters in it.
    pub damaged: bool,
}

impl Decoded {
    /// The encoding's name, with its mark.
    pub fn name(&self) -> String {
        match self.mark {
            true => t!("preview-with-mark", encoding = self.encoding.name()),
            false => self.encoding.name().to_owned(),
        }
    }
}

/// Decodes `bytes`, the beginning of a text (`whole`: all of it): as `asked`, else as its mark says, else as guessed.
pub fn decode(bytes: &[u8], whole: bool, asked: Option<&'static Encoding>) -> Decoded {
    let marked = Encoding::for_bom(bytes);
    let (encoding, by) = match (asked, marked) {
        (Some(asked), _) => (asked, DecidedBy::Asked),
        (None, Some((encoding, _))) => (encoding, DecidedBy::Stated),
        (None, None) => (guess(bytes, whole), DecidedBy::Guessed),
    };
    let mark = marked.filter(|(marked, _)| *marked == encoding).map_or(0, |(_, length)| length);
    let mut decoder = encoding.new_decoder_without_bom_handling();
    // Three bytes of UTF-8 at most for each byte; more than that is never written.
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3));
    // What is cut in the middle of a character is not damaged: the last piece is never flushed.
    let (_, _, damaged) = decoder.decode_to_string(&bytes[mark..], &mut text, whole);
    Decoded { text, encoding, by, mark: mark > 0, damaged }
}

fn guess(bytes: &[u8], whole: bool) -> &'static Encoding {
    if let Some(encoding) = without_mark(bytes) {
        return encoding;
    }
    let valid = match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && !whole, // a character cut at the end
    };
    if valid {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, whole);
    // The portals are French: where little tells, it is the encoding of Windows.
    detector.guess(Some(b"fr"), Utf8Detection::Deny)
}

/// UTF-16 without its mark: every other byte of Western text is zero.
fn without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    if head.len() < 4 {
        return None;
    }
    let zeros = |at: usize| head.iter().skip(at).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), head.len() / 2);
    match () {
        () if odd * 10 >= pairs * 7 && even * 10 < pairs => Some(UTF_16LE),
        () if even * 10 >= pairs * 7 && odd * 10 < pairs => Some(UTF_16BE),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (&'static str, String) {
        let decoded = decode(bytes, false, None);
        (decoded.encoding.name(), decoded.text)
    }

    #[test]
    fn french_text_is_recognised_in_every_usual_encoding() {
        let text = "Commune;Température\nChâteaugiron;12,5\nÉtrelles;œuvre à l’été\n";
        let (windows, ..) = WINDOWS_1252.encode(text);
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
        for (bytes, name) in [
            (text.as_bytes().to_vec(), "UTF-8"),
            (marked(b"\xef\xbb\xbf", text.as_bytes()), "UTF-8"),
            (windows.into_owned(), "windows-1252"),
            (le.clone(), "UTF-16LE"),
            (marked(b"\xff\xfe", &le), "UTF-16LE"),
            (be.clone(), "UTF-16BE"),
            (marked(b"\xfe\xff", &be), "UTF-16BE"),
        ] {
            assert_eq!(read(&bytes), (name, text.to_owned()), "{name}");
        }
    }

    #[test]
    fn a_character_cut_at_the_end_spoils_nothing() {
        let bytes = "été".as_bytes();
        let cut = decode(&bytes[..bytes.len() - 1], false, None);
        assert_eq!((cut.encoding, cut.text.as_str(), cut.damaged), (UTF_8, "ét", false));
    }

    #[test]
    fn what_is_asked_for_is_done_and_says_what_it_breaks() {
        let asked = decode(b"\xe9t\xe9", true, Some(UTF_8));
        assert_eq!((asked.text.as_str(), asked.damaged), ("\u{fffd}t\u{fffd}", true));
        assert!(matches!(asked.by, DecidedBy::Asked));
    }
}
