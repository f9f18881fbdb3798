//! What one cell looks like, before anything is known of its column.

use super::dates::{self, Dated, packed_day};
use super::kind::Numbers;
use super::number::{EXACT, number};

/// What one cell looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CellForm {
    /// A whole number.
    Figures {
        /// It could be a year, a day (`20240131`), or stand for no or yes (`0`, `1`).
        is_year: bool,
        is_day: bool,
        is_bit: bool,
        /// More figures than a number keeps.
        is_long: bool,
    },
    Decimal,
    /// A number with the decimal sign that the file does not use; `is_clear`: which cannot part thousands.
    OtherDecimal {
        is_clear: bool,
    },
    YesNo(Pair),
    /// In lower case.
    Letter(u8),
    Day(Dated),
    /// Which may be a length of time as well.
    Time,
    Duration,
    /// What people write where nothing is known: `n.d.`, `-`.
    Nothing,
    Words,
}

/// The words for yes and no that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pair {
    TrueFalse,
    VraiFaux,
    OuiNon,
    YesNo,
}

impl Pair {
    pub const ALL: [Self; 4] = [Self::TrueFalse, Self::VraiFaux, Self::OuiNon, Self::YesNo];

    fn words(self) -> [&'static str; 2] {
        match self {
            Self::TrueFalse => ["true", "false"],
            Self::VraiFaux => ["vrai", "faux"],
            Self::OuiNon => ["oui", "non"],
            Self::YesNo => ["yes", "no"],
        }
    }
}

/// First letters of the same; a column of them is yes and no where there are both of a pair.
pub(super) const LETTERS: [u8; 6] = *b"onytfv";
pub(super) const LETTER_PAIRS: [[u8; 2]; 4] = [*b"on", *b"yn", *b"tf", *b"vf"];

/// What is written where nothing is known or told.
const NOTHING: [&str; 22] = [
    "-", "--", "…", "...", "..", ".", "nd", "n.d.", "n.d", "n/d", "nc", "n.c.", "n/c", "ns", "n.s.", "s", "c", "so",
    "s.o.", "inf", "-inf", "+inf",
];
/// The longest of the words above.
const LONGEST_WORD: usize = 5;

pub(super) fn form(cell: &str, numbers: Numbers) -> CellForm {
    let Some(first) = cell.as_bytes().first() else { return CellForm::Nothing };
    if first.is_ascii_digit() && cell.bytes().all(|byte| byte.is_ascii_digit()) {
        return figures(cell);
    }
    if cell.len() <= LONGEST_WORD
        && let Some(found) = word(cell)
    {
        return found;
    }
    let is_sign = matches!(first, b'-' | b'+' | b'.' | b',' | b'(') || cell.starts_with(['−', '€']);
    match (first.is_ascii_digit(), is_sign) {
        (true, _) => with_figures(cell, numbers),
        (_, true) => in_number(cell, numbers).unwrap_or(CellForm::Words),
        // A day of the week, or a length of time.
        _ if first.is_ascii_alphabetic() && cell.len() <= 40 && cell.bytes().any(|byte| byte.is_ascii_digit()) => {
            match dates::written(cell) {
                Some(day) => CellForm::Day(day),
                None if dates::duration(cell).is_some() => CellForm::Duration,
                None => CellForm::Words,
            }
        }
        _ => CellForm::Words,
    }
}

/// Nothing but digits. A zero in front makes it a code.
fn figures(cell: &str) -> CellForm {
    if cell.len() > 1 && cell.starts_with('0') {
        return CellForm::Words;
    }
    CellForm::Figures {
        is_year: cell.len() == 4 && ("1500"..="2200").contains(&cell),
        is_day: packed_day(cell).is_some(),
        is_bit: matches!(cell, "0" | "1"),
        is_long: cell.len() > EXACT,
    }
}

fn word(cell: &str) -> Option<CellForm> {
    let is = |word: &str| word.eq_ignore_ascii_case(cell);
    if let [letter] = cell.as_bytes()
        && LETTERS.contains(&letter.to_ascii_lowercase())
    {
        return Some(CellForm::Letter(letter.to_ascii_lowercase()));
    }
    let pair = Pair::ALL.into_iter().find(|pair| pair.words().into_iter().any(is));
    pair.map(CellForm::YesNo).or_else(|| NOTHING.into_iter().any(is).then_some(CellForm::Nothing))
}

fn with_figures(cell: &str, numbers: Numbers) -> CellForm {
    if let Some(found) = in_number(cell, numbers) {
        return found;
    }
    match dates::written(cell) {
        Some(day) => CellForm::Day(day),
        None if dates::time(cell).is_some() => CellForm::Time,
        None if dates::duration(cell).is_some() => CellForm::Duration,
        None => CellForm::Words,
    }
}

fn in_number(cell: &str, numbers: Numbers) -> Option<CellForm> {
    if let Some(amount) = number(cell, numbers) {
        // With a sign in front or spaces between, it is a number and nothing else.
        let whole = CellForm::Figures { is_year: false, is_day: false, is_bit: false, is_long: false };
        return Some(if amount.whole && amount.unit.is_none() { whole } else { CellForm::Decimal });
    }
    let other = if numbers.decimal == ',' { '.' } else { ',' };
    let decimals = cell.rsplit_once(other)?.1;
    number(cell, Numbers::with(other))?;
    Some(CellForm::OtherDecimal { is_clear: decimals.len() != 3 })
}
