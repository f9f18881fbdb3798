//! What a spreadsheet makes of the text of a cell when it opens a CSV: what it computes, and what it takes for a number
//! or a date and changes.

use unicode_normalization::UnicodeNormalization as _;

use crate::base::text::{fold, is_hidden};

/// From so many figures on, a whole number is shown with an exponent; from 16 on, its last ones are lost.
pub const LONGEST_SHOWN: usize = 11;

/// What begins the names of months, as French writes and shortens them, without accents.
const MONTHS: [&str; 12] = ["janv", "fev", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec"];

/// Whether a spreadsheet would compute `cell`, start a program for it, or show something else than what it says: it
/// begins with a sign of formulas, in any width and behind whatever is not seen, or with NUL, a tab or a line's end, which
/// some programs take for the beginning of a cell; and is no number. An apostrophe shows it: every spreadsheet then takes
/// the cell for text, and unlike a tab nothing trims it away (owasp.org, CSV Injection).
pub fn is_computed(cell: &[u8]) -> bool {
    // Most cells are told by their first byte.
    if cell.first().is_none_or(|first| first.is_ascii_alphanumeric()) {
        return false;
    }
    let cell = String::from_utf8_lossy(cell);
    let seen = cell.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || is_hidden(c) || c == '"');
    let begins = seen.chars().next().and_then(|first| std::iter::once(first).nfkc().next());
    let is_formula = matches!(begins, Some('=' | '+' | '-' | '@')) || cell.starts_with(['\0', '\t', '\r', '\n']);
    // A dash that stands for nothing is no formula.
    is_formula && seen.contains(char::is_alphanumeric) && !is_number(cell.trim())
}

/// Whether Excel would cut all rows anew because of `cell`, the first of a file: behind a comma in another, a formula
/// would begin one.
pub fn names_separator(cell: &[u8]) -> bool {
    cell.trim_ascii_start().get(..4).is_some_and(|begins| begins.eq_ignore_ascii_case(b"sep="))
}

/// Whether French or English writes a number so, with its sign: `-12,5`, `- 1 234.5`, `-1,234.5e3`, `+2,5 %`. A whole
/// number with a plus is a telephone number or a code, whose plus Excel would drop.
fn is_number(text: &str) -> bool {
    let (amount, unit) = match text.strip_suffix(['%', '€']) {
        Some(amount) => (amount.trim_end(), true),
        None => (text, false),
    };
    let Some(unsigned) = amount.strip_prefix(['-', '+']) else { return is_unsigned(amount) };
    let is_whole = !unit && !unsigned.contains([',', '.', 'e', 'E']);
    is_unsigned(unsigned.trim_start()) && !(amount.starts_with('+') && is_whole)
}

/// Digits, in threes perhaps, with decimals and an exponent perhaps.
fn is_unsigned(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, decimals) = mantissa.rsplit_once([',', '.']).unwrap_or((mantissa, ""));
    let mut groups = whole.split([' ', '\u{a0}', '\u{202f}', '\u{2009}', ',']);
    let first = groups.next().unwrap_or_default();
    let grouped = groups.clone().next().is_none() || (1..=3).contains(&first.len());
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    digits(first)
        && grouped
        && groups.all(|group| group.len() == 3 && digits(group))
        && digits(decimals)
        && !(whole.is_empty() && decimals.is_empty())
        && !exponent.is_empty()
        && digits(exponent)
}

/// Whether a French spreadsheet would show `cell` otherwise than it is written, and write it so when it saves: zeros in
/// front are gone, long numbers and `1E5` become powers of ten, `3-4`, `2/3` and `mai-24` dates. A whole date stays one.
pub fn is_changed(cell: &[u8]) -> bool {
    // Most of such cells begin with a figure, months with a letter.
    if cell.len() > 40 || !cell.first().is_some_and(|first| first.is_ascii_alphanumeric() || *first == b' ') {
        return false;
    }
    let Ok(cell) = std::str::from_utf8(cell) else { return false };
    let cell = cell.trim();
    if is_figures(cell) {
        return cell.len() > LONGEST_SHOWN || cell.len() > 1 && cell.starts_with('0');
    }
    if let Some((mantissa, exponent)) = cell.split_once(['e', 'E']) {
        let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        return is_figures(mantissa) && is_figures(exponent);
    }
    match cell.split(['-', '/', ' ']).collect::<Vec<_>>()[..] {
        [one, other] if cell.contains(' ') => is_month(one) && is_year(other) || is_day(one) && is_month(other),
        [one, other] => {
            is_day_and_month(one, other) || is_month(one) && is_year(other) || is_day(one) && is_month(other)
        }
        [day, month, year] => is_day(day) && within(month, 1..=12) && year.len() < 3 && is_figures(year),
        _ => false,
    }
}

/// `3-4`, `12/24`, `2024-01`.
fn is_day_and_month(one: &str, other: &str) -> bool {
    is_day(one) && within(other, 1..=12)
        || within(one, 1..=12) && is_year(other)
        || one.len() == 4 && is_year(one) && within(other, 1..=12)
}

fn is_figures(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn within(text: &str, numbers: std::ops::RangeInclusive<u32>) -> bool {
    is_figures(text) && text.len() < 3 && text.parse().is_ok_and(|number| numbers.contains(&number))
}

fn is_day(text: &str) -> bool {
    within(text, 1..=31)
}

fn is_year(text: &str) -> bool {
    within(text, 0..=99) || is_figures(text) && text.len() == 4 && text.parse().is_ok_and(|year: u32| year >= 1900)
}

fn is_month(text: &str) -> bool {
    const LONGEST: usize = 10;
    let is_word = text.len() <= LONGEST && text.chars().all(char::is_alphabetic);
    is_word && MONTHS.iter().any(|month| fold(text).starts_with(month))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_compute_is_told_from_numbers_and_words() {
        let computed = [
            "=1+1",
            "=cmd|' /C calc'!A0",
            "+cmd|' /C calc'!A0",
            "-cmd|' /C calc'!A0",
            "@SUM(1)",
            "-1+1",
            "--1",
            "-2-3",
            "=HYPERLINK(\"http://x/?\"&A1;\"clic\")",
            "=\"a\";\"b\"",
            "+1",
            "+33",
            "+33 2 99 12 34 56",
            "+33299123456",
            "- tiret",
            "-12 km",
            "-1.234.567",
            "-12/05/2024",
            "@nom",
            "-0x1A",
            "-1e",
            "-e5",
            "-1,2,3",
            "-12 34",
            // In any width, and behind what is not seen.
            "＝1+1",
            "＋1",
            "－1+1",
            "＠SUM(1)",
            "﹦1",
            "﹣a",
            "⁺1",
            " =1",
            "\u{a0}=1",
            "\u{3000}=1",
            "\u{feff}=1",
            "\u{200b}\u{ad}=1",
            "\0=1",
            "\u{1b}=1",
            "\t=1",
            "\r\n=1",
            "\"=1",
            " \" =1\"",
            "\u{3164}@x",
            // Some programs begin a cell behind these.
            "\ta",
            "\ra",
            "\0a",
            "\na",
        ];
        for cell in computed {
            assert!(is_computed(cell.as_bytes()), "{cell:?}");
        }
        let shown = [
            "",
            "a",
            "été",
            "1",
            "12,5",
            "-12,5",
            "-1.5e3",
            "-1.5E-3",
            "- 12",
            "-1 234,56",
            "-1\u{a0}234\u{202f}567",
            "-1,234.56",
            "-1,234,567",
            "-.5",
            "-,5",
            "-5.",
            "-0",
            "+2,5",
            "+1.5e3",
            "+3 %",
            "-3,50 €",
            " -12 ",
            "\t12",
            "31/01/2024",
            "2024-01-31",
            "1+1",
            "a=b",
            "-",
            "--",
            " - ",
            "=",
            "+",
            "@",
            "...",
            "—",
            "– 12",
            "\"a\"",
            "'=1+1",
            "(=1)",
            "#N/A",
            "48.1,-1.67",
            "nom@exemple.org",
            "\n",
            "\t",
            " ",
        ];
        for cell in shown {
            assert!(!is_computed(cell.as_bytes()), "{cell:?}");
        }
    }

    #[test]
    fn what_a_french_spreadsheet_would_change_is_told_from_what_stays() {
        let changed = [
            "00123",
            "035",
            " 035 ",
            "01000",
            "13002526500013",
            "123456789012",
            "1E5",
            "12e3",
            "1E-5",
            "3-4",
            "2/3",
            "12-2024",
            "12/24",
            "2024-01",
            "4-13",
            "mai-24",
            "MARS-1",
            "1-mai",
            "1 mai",
            "Août 2024",
            "1-2-3",
            "1/2/24",
        ];
        for cell in changed {
            assert!(is_changed(cell.as_bytes()), "{cell:?}");
        }
        let kept = [
            "",
            "0",
            "12",
            "35238",
            "130025265",
            "12345678901",
            "12,5",
            "1.5",
            "1,5E3",
            "31/12/2024",
            "2024-12-31",
            "45-46",
            "40-2",
            "13-2024",
            "2024-13",
            "A-1",
            "1A",
            "2A004",
            "rue-1",
            "mai",
            "maison",
            "mairie 3000",
            "1-2-3-4",
            "E5",
            "1 234",
            "02 99 12 34 56",
            "12:30",
            "Mai du livre",
            "-3-4",
        ];
        for cell in kept {
            assert!(!is_changed(cell.as_bytes()), "{cell:?}");
        }
    }
}
