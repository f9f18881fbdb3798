//! Server text made safe and comparable: no control character, nothing that hides or turns what is read, one Unicode
//! spelling, none of the secrets that were sent.

use std::cmp::Ordering;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_width::UnicodeWidthChar;
use uuid::Uuid;

use super::redact;

/// The most of a line, and of a text of several, that anybody reads, in bytes; an address that is longer leads nowhere.
const LONGEST_LINE: usize = 16 << 10;
const LONGEST_BLOCK: usize = 1 << 20;

/// The most marks on one letter: what Unicode calls suspect above (UTS 39, 5.4). No living script stacks more of those
/// that take no room of their own.
const MOST_MARKS: usize = 4;

/// The space of braille: as blank as any, and none to Unicode.
const BRAILLE_BLANK: char = '\u{2800}';

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
    for word in text.split(|c: char| c.is_whitespace() || c.is_control() || c == BRAILLE_BLANK) {
        let before = out.len();
        if word.is_ascii() {
            out.push_str(word); // most of all words
        } else {
            out.extend(seen(word.chars()));
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
        let row = row.replace('\t', "    ").replace(BRAILLE_BLANK, " ");
        let clean: String = seen(row.chars().filter(|c| !c.is_control())).collect();
        let clean = clean.trim_end();
        empty = if clean.is_empty() { empty + 1 } else { 0 };
        if empty <= 1 {
            out.push_str(clean);
            out.push('\n');
        }
    }
    within(out.trim_matches('\n').to_owned(), LONGEST_BLOCK)
}

/// What a terminal may be sent of `text` as it is; for the last step before printing. A path of the person's own comes
/// this way too, so what emoji and Persian are written with stays.
pub fn printable(text: &str) -> impl Iterator<Item = char> {
    let shapes = |c: char| matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}');
    let breaks = |c: char| matches!(c, '\u{2028}' | '\u{2029}');
    text.chars().filter(move |c| !c.is_control() && !breaks(*c) && (!is_hidden(*c) || shapes(*c)))
}

/// For comparing as a person does: without case and accents.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    folded_chars(text).collect()
}

fn folded_chars(text: &str) -> impl Iterator<Item = char> {
    text.nfd().filter(|c| !is_combining_mark(*c) && !is_hidden(*c)).flat_map(char::to_lowercase).flat_map(|c| match c {
        'œ' => ['o', 'e'].into_iter().take(2),
        'æ' => ['a', 'e'].into_iter().take(2),
        '’' => ['\'', ' '].into_iter().take(1),
        c => [c, ' '].into_iter().take(1),
    })
}

/// The order in which a person looks words up: without case and accents, and by those only where nothing else differs.
pub fn order(one: &str, other: &str) -> Ordering {
    let order = match one.is_ascii() && other.is_ascii() {
        true => one.bytes().map(|b| b.to_ascii_lowercase()).cmp(other.bytes().map(|b| b.to_ascii_lowercase())),
        false => folded_chars(one).cmp(folded_chars(other)),
    };
    order.then_with(|| one.cmp(other))
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

/// What a person sees of `text`, in one spelling. What is hidden goes first: between a letter and its accent it would
/// keep them apart.
fn seen(text: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    let mut room = 0_usize; // for marks: none where no letter stands before them
    text.filter(|c| !is_hidden(*c)).nfc().filter(move |c| {
        let is_mark = is_combining_mark(*c) && c.width() == Some(0);
        let stays = !is_mark || room > 0;
        room = match is_mark {
            true => room.saturating_sub(1),
            false if c.is_whitespace() => 0,
            false => MOST_MARKS,
        };
        stays
    })
}

/// Whether `c` shows nothing of its own, and so serves to hide text, to tell apart what looks the same, or to show it
/// backwards: what Unicode 17 calls `Default_Ignorable_Code_Point` (DerivedCoreProperties.txt: soft hyphens, fillers,
/// joiners, variation selectors, tags, directions), interlinear annotation, the joiners of hieroglyphs, and what is blank
/// by its meaning (Khitan's filler, music's missing note). Emoji fall into their parts without these, Persian and Sinhala
/// join otherwise; both stay legible.
pub fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{13430}'..='\u{1343F}'
        | '\u{16FE4}' | '\u{1D159}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
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
    fn what_is_hidden_goes_and_what_is_read_stays() {
        let table = [
            ("sub\u{AD}ven\u{AD}tions", "subventions"),
            ("\u{3164}\u{115F}\u{1160}\u{FFA0}", ""),
            ("a\u{34F}b\u{17B4}c\u{17B5}d\u{180E}e\u{180F}f", "abcdef"),
            ("pay\u{200B}\u{200C}\u{200D}\u{2060}\u{2064}\u{FEFF}pal", "paypal"),
            ("a\u{FE0E}\u{FE0F}\u{E0100}\u{E01EF}b", "ab"),
            ("a\u{E0001}\u{E0041}\u{E007F}\u{E0FFF}b", "ab"),
            ("a\u{FFF9}b\u{FFFA}c\u{FFFB}d", "abcd"),
            ("a\u{1D173}\u{1BCA0}\u{FFF0}\u{13430}b", "ab"),
            ("\u{2800}eau \u{2800} \u{2800}douce\u{2800}", "eau douce"),
            // A hidden character between a letter and its accent does not keep them apart.
            ("e\u{34F}\u{301}te\u{AD}\u{301}", "été"),
            // No mark without a letter.
            ("\u{301}a \u{20DD}b", "a b"),
            ("\u{301}\u{16FE4}\u{1D159}", ""),
            // What is written with them stays legible.
            ("❤\u{FE0F} 1\u{FE0F}\u{20E3} ☎\u{FE0E}", "❤ 1\u{20E3} ☎"),
            ("👩\u{200D}🌾 👨\u{200D}👩\u{200D}👧 👍🏽", "👩🌾 👨👩👧 👍🏽"),
            ("🇫🇷 🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}", "🇫🇷 🏴"),
            ("می\u{200C}خواهم", "میخواهم"),
            // What is read as it is stays so.
            ("Tiếng Việt e\u{302}\u{301}", "Tiếng Việt ế"),
            ("हिन्दी क्ष्म्य", "हिन्दी क्ष्म्य"),
            ("ภาษาไทย น้ำ", "ภาษาไทย น้ำ"),
            ("မျှော့်", "မျှော့်"),
            ("བསྒྲུབས", "བསྒྲུབས"),
            ("العَرَبِيَّة", "العَرَبِيَّة"),
            ("בְּרֵאשִׁ֖ית", "בְּרֵאשִׁ֖ית"),
            ("한국어 日本語 ｶﾞ", "한국어 日本語 ｶﾞ"),
        ];
        for (text, expected) in table {
            let expected: String = expected.nfc().collect();
            assert_eq!(line(text), expected, "{}", text.escape_unicode());
            assert_eq!(block(text).split_whitespace().collect::<Vec<_>>().join(" "), expected);
            assert_eq!(line(&line(text)), line(text));
        }
    }

    #[test]
    fn a_letter_keeps_a_few_of_its_marks() {
        let piled = format!("Z{}o{}", "\u{334}".repeat(479), "\u{300}\u{20DD}\u{323}".repeat(160));
        for clean in [line(&piled), block(&piled), line(&line(&piled))] {
            assert_eq!(clean.chars().filter(|c| is_combining_mark(*c)).count(), 2 * MOST_MARKS, "{clean:?}");
            assert!(clean.starts_with("Z\u{334}\u{334}"), "{clean:?}");
        }
        assert_eq!(line(&format!("e{}", "\u{301}".repeat(479))), format!("é{}", "\u{301}".repeat(MOST_MARKS)));
    }

    #[test]
    fn a_path_is_printed_with_what_it_is_written_with() {
        let path = "/data/❤\u{FE0F}/👩\u{200D}🌾/می\u{200C}خواهم.csv";
        assert!(printable(path).eq(path.chars()));
        assert_eq!(printable("a\u{1b}\u{2028}\u{202E}\u{AD}\u{3164}\u{E0041}b").collect::<String>(), "ab");
    }

    #[test]
    fn folding_forgets_case_and_accents() {
        assert_eq!(fold("Sub\u{AD}ven\u{200C}tions"), "subventions");
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
