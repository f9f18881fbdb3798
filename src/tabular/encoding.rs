//! Text decoding: in the encoding that was asked for, that the file states, or that is guessed.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use super::charset::{BadBytes, Charset, MARK};
use super::legible::most_legible;
use super::multibyte::Multibyte;
use super::{DecidedBy, Sureness};
use crate::t;

/// What a person may choose among when the guess is wrong.
pub const CHOICES: [Charset; 8] = [
    Charset::UTF_8,
    Charset::WINDOWS_1252,
    Charset::ISO_8859_15,
    Charset::CP850,
    Charset::MAC_ROMAN,
    Charset::UTF_16LE,
    Charset::UTF_16BE,
    Charset::EBCDIC_FRENCH,
];

/// How many bytes of a file are read at once, and how many are kept to tell its encoding.
const PIECE: usize = 256 << 10;
const EVIDENCE: usize = 256 << 10;

/// How a text is encoded, who says so, and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Encoded {
    pub charset: Charset,
    pub by: DecidedBy,
    pub sureness: Sureness,
}

/// A text taken out of its bytes.
#[derive(Debug)]
pub struct Decoded {
    pub text: String,
    pub encoding: Charset,
    pub by: DecidedBy,
    pub sureness: Sureness,
    /// Whether a mark at the beginning says the encoding.
    pub mark: bool,
    /// Whether the mark of UTF-8 begins it, which it is not.
    pub is_marked_falsely: bool,
    /// Those that are no characters in it.
    pub bad: BadBytes,
    /// How many characters are written in two halves, which UTF-8 never does.
    pub halved: u64,
}

impl Decoded {
    /// Whether bytes of another encoding stand beside so much UTF-8 that neither is a mistake.
    pub fn has_two(&self) -> bool {
        let is_one = |c: &char| !c.is_ascii() && *c != '\u{fffd}';
        let bad = usize::try_from(self.bad.count).unwrap_or(usize::MAX);
        let is_guess = self.by == DecidedBy::Guessed && self.encoding == Charset::UTF_8;
        is_guess && bad > 2 && self.text.chars().filter(is_one).count() <= bad.saturating_mul(4)
    }

    /// The encoding's name, with its mark.
    pub fn name(&self) -> String {
        match self.mark {
            true => t!("preview-with-mark", encoding = self.encoding.name()),
            false => self.encoding.name().to_owned(),
        }
    }
}

/// Decodes `bytes`, the beginning of a text (`whole`: all of it): as `asked`, else as its mark says, else as guessed.
pub fn decode(bytes: &[u8], whole: bool, asked: Option<Charset>) -> Decoded {
    decode_as(bytes, whole, encoded(bytes, whole, asked))
}

/// Decodes `bytes`, the beginning of a text (`whole`: all of it), of which the encoding is known.
pub fn decode_as(bytes: &[u8], whole: bool, encoded: Encoded) -> Decoded {
    let Encoded { charset, by, sureness } = encoded;
    let mark = Charset::of_mark(bytes) == Some(charset);
    let is_marked_falsely = bytes.starts_with(MARK) && !mark;
    let mut decoder = charset.decoder();
    let mut text = String::new();
    // What is cut in the middle of a character is not damaged: the last piece is never flushed.
    decoder.decode(bytes, whole, &mut text);
    let (bad, halved) = (decoder.bad, decoder.halved());
    Decoded { text, encoding: charset, by, sureness, mark, is_marked_falsely, bad, halved }
}

/// How the text that begins with `bytes` is encoded.
pub fn encoded(bytes: &[u8], whole: bool, asked: Option<Charset>) -> Encoded {
    if let Some(charset) = asked {
        return Encoded { charset, by: DecidedBy::Asked, sureness: Sureness::Sure };
    }
    let mut found = Multibyte::default();
    let unmarked = bytes.strip_prefix(MARK).unwrap_or(bytes);
    found.see(unmarked);
    let found = found.ended(whole);
    // A mark says nothing where not one accent is what it says and several are something else.
    let is_false = unmarked.len() < bytes.len() && found.good == 0 && found.bad > 0;
    if let Some(charset) = Charset::of_mark(bytes).filter(|_| !is_false) {
        return Encoded { charset, by: DecidedBy::Stated, sureness: Sureness::Sure };
    }
    let (charset, sureness) = guess(unmarked, whole, found);
    Encoded { charset, by: DecidedBy::Guessed, sureness }
}

/// How a whole file is encoded that begins with `head`, and goes on in `rest`.
pub fn encoded_whole(head: &[u8], rest: &mut impl Read, asked: Option<Charset>) -> io::Result<Encoded> {
    let begins = encoded(head, false, asked);
    if begins.by != DecidedBy::Guessed || !begins.charset.is_ascii_compatible() {
        return Ok(begins);
    }
    let mut found = Multibyte::default();
    let head = head.strip_prefix(MARK).unwrap_or(head);
    let mut evidence = head.to_vec();
    found.see(head);
    let mut piece = vec![0; PIECE];
    loop {
        let read = match rest.read(&mut piece) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        if read == 0 {
            break;
        }
        found.see(&piece[..read]);
        // Lines with other bytes than those of ASCII, which are all that tells.
        for line in piece[..read].split_inclusive(|byte| *byte == b'\n').filter(|line| !line.is_ascii()) {
            if evidence.len() < EVIDENCE {
                evidence.extend_from_slice(line);
            }
        }
    }
    let (charset, sureness) = guess(&evidence, true, found.ended(true));
    Ok(Encoded { charset, by: DecidedBy::Guessed, sureness })
}

/// What a text says of its encoding: `bytes` of it, and how many characters of several bytes all of it has.
pub(super) fn guess(bytes: &[u8], whole: bool, found: Multibyte) -> (Charset, Sureness) {
    if let Some(charset) = without_mark(bytes) {
        return (charset, Sureness::Likely);
    }
    if found.bad == 0 {
        // Without any accent yet, the rest may tell otherwise.
        return (Charset::UTF_8, if whole || found.good > 0 { Sureness::Sure } else { Sureness::Likely });
    }
    // By chance hardly any bytes of another encoding are UTF-8: a few that are not are mistakes in it.
    if found.good > found.bad {
        return (Charset::UTF_8, if found.good > 3 * found.bad { Sureness::Sure } else { Sureness::Likely });
    }
    // Lines of both: so many accents of Western languages are no chance either.
    if found.western > 2 && found.western * 2 >= found.bad {
        return (Charset::UTF_8, Sureness::Likely);
    }
    if let Some(charset) = ebcdic(bytes) {
        return (charset, Sureness::Doubtful);
    }
    let western = most_legible(bytes);
    if western.score < 0.3 {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(bytes, whole);
        // The portals are French: where little tells, it is the encoding of Windows.
        let detected = Charset::Web(detector.guess(Some(b"fr"), Utf8Detection::Deny));
        if detected != Charset::WINDOWS_1252 {
            return (detected, if western.bytes > 20 { Sureness::Likely } else { Sureness::Doubtful });
        }
    }
    let sureness = match () {
        () if western.score >= 0.5 && western.lead >= 3.0 => Sureness::Sure,
        () if western.score >= 0.3 && western.lead >= 1.0 => Sureness::Likely,
        () => Sureness::Doubtful,
    };
    (western.charset, sureness)
}

/// UTF-16 without its mark: every other byte of Western text is zero.
fn without_mark(bytes: &[u8]) -> Option<Charset> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    if head.len() < 4 {
        return None;
    }
    let zeros = |at: usize| head.iter().skip(at).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), head.len() / 2);
    match () {
        () if odd * 10 >= pairs * 7 && even * 10 < pairs => Some(Charset::UTF_16LE),
        () if even * 10 >= pairs * 7 && odd * 10 < pairs => Some(Charset::UTF_16BE),
        () => None,
    }
}

/// EBCDIC: letters and digits are not ASCII, the space is `@`, and a line ends otherwise or nowhere.
fn ebcdic(bytes: &[u8]) -> Option<Charset> {
    let head = &bytes[..bytes.len().min(4096)];
    let share = |is: fn(&u8) -> bool| head.iter().filter(|byte| is(byte)).count() * 100 / head.len().max(1);
    let is_alphanumeric = |byte: &u8| matches!(byte, 0x81..=0x89 | 0x91..=0x99 | 0xa2..=0xa9 | 0xc1..=0xc9 | 0xd1..=0xd9 | 0xe2..=0xe9 | 0xf0..=0xf9);
    let is_usual = |byte: &u8| matches!(byte, 0x40 | 0x4b..=0x50 | 0x5b..=0x61 | 0x6b..=0x6f | 0x7a..=0x7f | 0xc0 | 0xd0 | 0xe0 | 0x15 | 0x25 | 0x0d | 0x05);
    let is_ascii_text = |byte: &u8| matches!(byte, b' ' | b'\n');
    let letters = share(is_alphanumeric);
    if letters < 50 || letters + share(is_usual) < 85 || share(is_ascii_text) > 0 {
        return None;
    }
    // Between letters: é, è and à as French mainframes have them, or as American ones.
    let between = |wanted: &[u8]| {
        head.windows(3)
            .filter(|it| wanted.contains(&it[1]) && is_alphanumeric(&it[0]) && is_alphanumeric(&it[2]))
            .count()
    };
    Some(if between(&[0xc0, 0xd0, 0x7c, 0xe0]) > between(&[0x51, 0x54, 0x44, 0x48]) {
        Charset::EBCDIC_FRENCH
    } else {
        Charset::EBCDIC
    })
}

/// Whether UTF-8 was taken for windows-1252 and encoded once more: `Ã©` for é.
pub fn is_encoded_twice(text: &str) -> bool {
    let (mut twice, mut once) = (0, 0);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        let goes_on = matches!(next, '\u{80}'..='\u{bf}' | '€' | '‚'..='„' | '†'..='•' | '…' | '‰' | '‹' | '›' | '™')
            || matches!(
                next,
                'Š' | 'Œ' | 'Ž' | 'š' | 'œ' | 'ž' | 'Ÿ' | 'ƒ' | 'ˆ' | '˜' | '‘' | '’' | '“' | '”' | '–' | '—'
            );
        match c {
            'Ã' | 'Å' if goes_on => twice += 1,
            'â' if matches!(next, '€' | '\u{80}') => twice += 1,
            'Â' if matches!(next, '\u{a0}'..='\u{bf}') => twice += 1,
            'à'..='ÿ' | 'À' | 'È' | 'É' | 'Ê' | 'Ç' => once += 1,
            _ => {}
        }
    }
    twice * 4 > once
}

#[cfg(test)]
mod tests {
    use encoding_rs::{WINDOWS_1251, WINDOWS_1252};

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

    fn page(name: &str, text: &str) -> Vec<u8> {
        let charset = Charset::named(name).unwrap();
        let byte = |c: char| {
            (0..=255u8).find(|byte| {
                let mut read = String::new();
                charset.decoder().decode(&[*byte], true, &mut read);
                read.starts_with(c)
            })
        };
        text.chars().map(|c| byte(c).unwrap()).collect()
    }

    #[test]
    fn encodings_in_which_every_byte_is_a_character_are_told_apart() {
        let table = [
            ("cp850", "nom;ville\nRené;Fougères\nHélène;Nîmes\n"),
            ("cp850", "COMMUNE;DEPT\nSAINT-ÉTIENNE;LOIRE\nNÎMES;GARD\nBESANÇON;DOUBS\nORLÉANS;LOIRET\n"),
            ("cp850", "id;libellé\n1;Mâcon à l'été\n"),
            ("windows-1252", "id;libellé\n1;Mâcon à l’été\n"),
            ("windows-1252", "insee;nom\n01001;L’Abergement\n01002;L’Île\n"),
            ("windows-1252", "id;prix\n1;12 €\n2;3,50 €\n"),
            ("windows-1252", "COMMUNE;DEPT\nSAINT-ÉTIENNE;LOIRE\nBESANÇON;DOUBS\n"),
            ("windows-1252", "id;surface\n1;12 m²\n2;n° 5\n"),
            ("windows-1252", "id;montant\n1;12\u{a0}345,00\n2;1\u{a0}234\n"),
            ("windows-1252", "nombre;año\nMuñoz;Málaga\nGonzález;Cádiz\n"),
            ("windows-1252", "Straße;Ort\nHauptstraße;München\nGoethestraße;Köln\n"),
            ("windows-1252", "« Rue des Écoles » – n° 12 ; œuvre\n"),
            ("iso-8859-15", "id;prix;nom\n1;12 €;cœur\n2;3,50 €;sœur à\n"),
            ("iso-8859-15", "nom\nŒuvre d'été\nbœuf\n"),
            ("cp858", "article;prix\npâté;1,20 €\ncafé;0,90 €\n"),
            ("macroman", "nom;ville\nRené;Fougères\nHélène;Nîmes\nÉlodie;L’Haÿ\n"),
            ("macroman", "Commune;Nom\r1;Éa\r2;b\r"),
            ("macroman", "id;prix\r1;12 €\r2;l’été\r"),
        ];
        for (name, text) in table {
            let bytes = page(name, text);
            let charset = Charset::named(name).unwrap();
            assert_eq!(read(&bytes), (charset.name(), text.to_owned()), "{name} {text:?}");
        }
        let russian = "город;область\nМосква;Московская область\nЯрославль;Ярославская область\n";
        assert_eq!(read(&WINDOWS_1251.encode(russian).0), ("windows-1251", russian.to_owned()));
        assert_eq!(read(&page("ibm1147", "NOM;VILLE\nréponse;à Nîmes\nété;là\n")).0, "ibm1147");
        assert_eq!(
            read(&page("ibm037", "NOM;VILLE\nMARTIN;RENNES\n")),
            ("ibm1140", "NOM;VILLE\nMARTIN;RENNES\n".to_owned())
        );
    }

    #[test]
    fn a_few_bad_bytes_leave_utf_8_what_it_is() {
        let text = ["Élodie;Vitré\n".as_bytes(), b"Ren\xe9;Bruz\n", "Zoé;Acigné\n".as_bytes()].concat();
        let decoded = decode(&text, true, None);
        assert_eq!((decoded.encoding, decoded.bad), (Charset::UTF_8, BadBytes { count: 1, line: Some(2) }));
        assert_eq!(decode(b"Ren\xe9;Zo\xe9\n", true, None).encoding, Charset::WINDOWS_1252);
        for at in 0..text.len() {
            let mut pieces = Multibyte::default();
            pieces.see(&text[..at]);
            pieces.see(&text[at..]);
            let pieces = pieces.ended(true);
            assert_eq!((pieces.good, pieces.bad), (4, 1), "cut at {at}");
        }
    }

    #[test]
    fn a_mark_that_nothing_bears_out_is_not_believed() {
        for (bytes, name, mark, falsely) in [
            (&b"\xef\xbb\xbfnom\nR\xe9fection\nchauss\xe9e\n"[..], "windows-1252", false, true),
            ("\u{feff}nom\nRéfection\n".as_bytes(), "UTF-8", true, false),
            (&b"\xef\xbb\xbfnom\nR\xc3\xa9fection\nchauss\xe9e\n"[..], "UTF-8", true, false),
            (&b"\xef\xbb\xbfnom\nRue\n"[..], "UTF-8", true, false),
        ] {
            let decoded = decode(bytes, true, None);
            let told = (decoded.encoding.name(), decoded.mark, decoded.is_marked_falsely);
            assert_eq!(told, (name, mark, falsely));
            assert!(decoded.text.starts_with("nom"), "{:?}", decoded.text);
        }
    }

    #[test]
    fn two_encodings_in_one_file_are_told_from_mistakes_and_from_one() {
        let good = "Élodie;été\n".as_bytes();
        let bad = b"Ren\xe9;\xe9t\xe9\n";
        let table: [(usize, usize, &str, bool); 5] = [
            (3, 3, "UTF-8", true),
            (3, 1, "UTF-8", true),
            (9, 1, "UTF-8", false),
            (0, 3, "windows-1252", false),
            (1, 9, "windows-1252", false),
        ];
        for (many, others, name, two) in table {
            let decoded = decode(&[good.repeat(many), bad.repeat(others)].concat(), true, None);
            assert_eq!((decoded.encoding.name(), decoded.has_two()), (name, two), "{many} {others}");
        }
    }

    #[test]
    fn a_character_in_two_halves_is_the_one_it_means() {
        let decoded = decode(b"id;mot\n1;\xed\xa0\xbd\xed\xb8\x80 merci\n2;\xc3\xa9\n", true, None);
        assert_eq!((decoded.encoding, decoded.halved, decoded.bad.count), (Charset::UTF_8, 1, 0));
        assert_eq!(decoded.text, "id;mot\n1;😀 merci\n2;é\n");
    }

    #[test]
    fn what_was_encoded_twice_is_noticed() {
        for (text, twice) in [
            ("Ã‰lodie;ChÃ¢teaubourg", true),
            ("lâ€™Ã©tÃ©", true),
            ("12Â\u{a0}345", true),
            ("Élodie;Châteaubourg", false),
            ("São Paulo;Ãkérö", false),
            ("plain", false),
        ] {
            assert_eq!(is_encoded_twice(text), twice, "{text}");
        }
    }

    #[test]
    fn a_character_cut_at_the_end_spoils_nothing() {
        let bytes = "été".as_bytes();
        let cut = decode(&bytes[..bytes.len() - 1], false, None);
        assert_eq!((cut.encoding, cut.text.as_str(), cut.bad.count), (Charset::UTF_8, "ét", 0));
    }

    #[test]
    fn what_is_asked_for_is_done_and_says_what_it_breaks() {
        let asked = decode(b"\xe9t\xe9", true, Some(Charset::UTF_8));
        assert_eq!((asked.text.as_str(), asked.bad.count), ("\u{fffd}t\u{fffd}", 2));
        assert!(matches!(asked.by, DecidedBy::Asked));
    }
}
