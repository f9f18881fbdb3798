//! Server text made safe and comparable: no control character, no direction override, one Unicode spelling, none of the
//! secrets that were sent.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use uuid::Uuid;

use super::redact;

/// The most of a line, and of a text of several, that anybody reads, in bytes; an address that is longer leads nowhere.
const LONGEST_LINE: usize = 16 << 10;
const LONGEST_BLOCK: usize = 1 << 20;

/// The beginning of `text`, no longer than `most` bytes. What is cut off shows as `…`.
fn within(mut text: String, most: usize) -> String {
    if text.len() > most {
        text.truncate(text.floor_char_boundary(most));
        text.push('…');
    }
    text
}

/// One line: white space folded into single spaces, everything a terminal or a reader could be tricked with removed, the
/// rest of what nobody reads to its end cut off. For titles, names, error causes.
pub fn line(text: &str) -> String {
    folded(&redact::without_known(text))
}

/// As [`line()`], for what names a thing to its server: that is asked with it, so that nothing is cut out of it.
pub fn id(text: &str) -> String {
    folded(text)
}

fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        let before = out.len();
        if word.is_ascii() {
            out.push_str(word); // most of all words
        } else {
            out.extend(word.nfc().filter(|c| is_harmless(*c)));
        }
        if out.len() > before && before > 0 {
            out.insert(before, ' ');
        }
        if out.len() > LONGEST_LINE {
            break;
        }
    }
    within(out, LONGEST_LINE)
}

/// Several lines: as [`line()`], but line breaks stay and indentation is kept; at most one empty line in a row.
pub fn block(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    let text = redact::without_known(text);
    for row in text.replace("\r\n", "\n").split(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let clean: String = row.replace('\t', "    ").nfc().filter(|c| !c.is_control() && is_harmless(*c)).collect();
        let clean = clean.trim_end();
        empty = if clean.is_empty() { empty + 1 } else { 0 };
        if empty <= 1 {
            out.push_str(clean);
            out.push('\n');
        }
    }
    within(out.trim_matches('\n').to_owned(), LONGEST_BLOCK)
}

/// What a terminal may be sent of `text` as it is; for the last step before printing.
pub fn printable(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !c.is_control() && is_harmless(*c))
}

/// For comparing as a person does: without case and accents.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .flat_map(|c| match c {
            'œ' => ['o', 'e'].into_iter().take(2),
            'æ' => ['a', 'e'].into_iter().take(2),
            '’' => ['\'', ' '].into_iter().take(1),
            c => [c, ' '].into_iter().take(1),
        })
        .collect()
}

/// `None` for text that is nothing but space.
pub fn some_line(text: &str) -> Option<String> {
    Some(line(text)).filter(|clean| !clean.is_empty())
}

/// `None` for text that is nothing but space.
pub fn some_block(text: &str) -> Option<String> {
    Some(block(text)).filter(|clean| !clean.is_empty())
}

/// The moment a server writes, with 0 to 9 fraction digits; without offset or time it is taken as UTC
/// (docs/portals/rudi.md 1.3, docs/portals/isogeo.md 5.3).
pub fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let utc = |date_time: DateTime| Some(date_time.to_zoned(TimeZone::UTC).ok()?.timestamp());
    text.parse::<Timestamp>()
        .ok()
        .or_else(|| text.parse::<DateTime>().ok().and_then(utc))
        .or_else(|| text.parse::<Date>().ok().and_then(|date| utc(date.to_datetime(Time::midnight()))))
}

/// Whether it is a UUID in its usual spelling, with dashes.
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36 && Uuid::try_parse(text).is_ok()
}

/// False for direction overrides and isolates (a name shown backwards), byte-order marks, and characters without
/// a width of their own that only serve to hide text.
fn is_harmless(c: char) -> bool {
    !matches!(c,
        '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_and_overrides_vanish() {
        assert_eq!(line("a\x1b[31mb\r\nc\u{202E}vsc.exe\u{9b}31m"), "a [31mb cvsc.exe 31m");
        assert_eq!(line(" \t "), "");
    }

    #[test]
    fn decomposed_accents_become_one_character() {
        assert_eq!(line("e\u{301}te\u{301}"), "été");
        assert_eq!(block("  a\u{7}\n\n\n\nb\r\nc \n"), "  a\n\nb\nc");
    }

    #[test]
    fn folding_forgets_case_and_accents() {
        assert_eq!(fold("ŒUVRE d’Été"), "oeuvre d'ete");
        assert_eq!(fold("PISTE"), "piste");
    }

    #[test]
    fn moments_are_read_as_servers_write_them() {
        let table = [
            ("2023-09-18T10:31:30.6882299", Some("2023-09-18T10:31:30.6882299Z")),
            ("2026-03-11T08:40:00", Some("2026-03-11T08:40:00Z")),
            ("2024-01-31T10:00:00.123456789+02:00", Some("2024-01-31T08:00:00.123456789Z")),
            (" 2024-01-31 ", Some("2024-01-31T00:00:00Z")),
            ("2024-02-30", None),
            ("demain", None),
        ];
        for (written, expected) in table {
            assert_eq!(moment(written).map(|it| it.to_string()).as_deref(), expected, "{written}");
        }
    }
}
