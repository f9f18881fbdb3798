//! Numbers that registers give: companies and their activity, schools, associations, accounts.

use super::Fit;
use crate::model::form::Id;

/// What is left of a cell without the spaces people put between figures; no more than any number here has.
struct Bare {
    bytes: [u8; 34],
    length: usize,
}

impl Bare {
    fn of(cell: &str) -> Option<Self> {
        let mut bare = Self { bytes: [0; 34], length: 0 };
        for c in cell.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}')) {
            *bare.bytes.get_mut(bare.length)? = u8::try_from(c).ok().filter(u8::is_ascii)?;
            bare.length += 1;
        }
        Some(bare)
    }

    fn text(&self) -> &str {
        std::str::from_utf8(self.bytes.get(..self.length).unwrap_or_default()).unwrap_or_default()
    }
}

fn are_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn checked(cell: &str, length: usize, id: Id) -> Fit {
    if cell.len() < length || !cell.starts_with(|c: char| c.is_ascii_digit()) {
        return Fit::No;
    }
    match Bare::of(cell) {
        Some(bare) if id.admits(bare.text()) => Fit::Valid,
        Some(bare) if bare.length == length && are_digits(bare.text()) => Fit::Shape,
        _ => Fit::No,
    }
}

/// What a spreadsheet makes of a code whose name says what it is: without the zeros in front, or rounded to a power of ten,
/// which no longer is one.
fn spoilt(cell: &str, length: usize, id: Id) -> Fit {
    const MOST_ZEROS: usize = 4;
    let is_short = (length - MOST_ZEROS..length).contains(&cell.len()) && are_digits(cell);
    match () {
        () if is_short && id.admits(&format!("{cell:0>length$}")) => Fit::Valid,
        () if is_rounded(cell) => Fit::Shape,
        () => Fit::No,
    }
}

/// `1,30025E+13`.
pub fn is_rounded(cell: &str) -> bool {
    let parted = cell.split_once("E+").or_else(|| cell.split_once("e+"));
    let is_part = |byte: u8| byte.is_ascii_digit() || matches!(byte, b',' | b'.');
    parted.is_some_and(|(figures, power)| {
        cell.as_bytes().first().is_some_and(u8::is_ascii_digit)
            && figures.bytes().all(is_part)
            && matches!(power.len(), 1 | 2)
            && are_digits(power)
    })
}

pub fn siren(cell: &str, named: bool) -> Fit {
    let as_written = checked(cell, 9, Id::Siren);
    if named { as_written.max(spoilt(cell, 9, Id::Siren)) } else { as_written }
}

pub fn siret(cell: &str, named: bool) -> Fit {
    let as_written = checked(cell, 14, Id::Siret);
    if named { as_written.max(spoilt(cell, 14, Id::Siret)) } else { as_written }
}

/// The SIREN of a public body, which begins with 2.
pub fn epci(cell: &str) -> Fit {
    if cell.starts_with('2') { siren(cell, false) } else { Fit::No }
}

/// `62.01Z`, `6201Z`; where the name says so also a class or a division, and the revision before (`721Z`).
pub fn naf(cell: &str, named: bool) -> Fit {
    let bytes = cell.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_uppercase);
    let fits = match bytes.len() {
        6 => is_digit(0) && is_digit(1) && bytes[2] == b'.' && is_digit(3) && is_digit(4) && is_letter(5),
        5 if is_letter(4) => (0..4).all(is_digit),
        5 => named && is_digit(0) && is_digit(1) && bytes[2] == b'.' && is_digit(3) && is_digit(4),
        4 if bytes[2] == b'.' => named && is_digit(0) && is_digit(1) && is_digit(3),
        4 => named && (0..3).all(is_digit) && (is_letter(3) || is_digit(3)),
        2 => named && is_digit(0) && is_digit(1),
        _ => false,
    };
    Fit::valid_if(fits && is_division(bytes))
}

/// Whether the first two digits are a division of the second revision.
fn is_division(bytes: &[u8]) -> bool {
    let [tens @ b'0'..=b'9', ones @ b'0'..=b'9', ..] = bytes else { return false };
    let division = (tens - b'0') * 10 + (ones - b'0');
    !matches!(division, 0 | 4 | 34 | 40 | 44 | 48 | 54 | 57 | 67 | 76 | 83 | 89)
}

/// A French one carries a SIREN and two digits that check it; where the name says so, one of any other state.
pub fn vat(cell: &str, named: bool) -> Fit {
    let Some(bare) = Bare::of(cell) else { return Fit::No };
    let text = bare.text();
    let is_shaped = (10..=14).contains(&bare.length)
        && text.bytes().take(2).all(|byte| byte.is_ascii_uppercase())
        && text.bytes().skip(2).all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let Some(french) = text.strip_prefix("FR") else {
        return Fit::valid_if(named && is_shaped && text.bytes().filter(u8::is_ascii_digit).count() >= 7);
    };
    match french.split_at_checked(2) {
        Some((key, siren)) if siren.len() == 9 && are_digits(siren) => {
            let remainder = siren.parse::<u32>().map_or(0, |number| number % 97);
            let is_right = key.parse::<u32>().is_ok_and(|key| key == (12 + 3 * remainder) % 97);
            if is_right && Id::Siren.admits(siren) { Fit::Valid } else { Fit::Shape }
        }
        _ => Fit::No,
    }
}

/// Seven digits and the letter that checks them.
pub fn uai(cell: &str) -> Fit {
    const LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPRSTUVWXYZ";
    let Some((figures, letter)) = cell.split_at_checked(7) else { return Fit::No };
    match (figures.parse::<usize>(), letter.as_bytes()) {
        (Ok(number), [letter]) if are_digits(figures) && letter.is_ascii_alphabetic() => {
            let is_right = LETTERS.get(number % 23) == Some(&letter.to_ascii_uppercase());
            if is_right { Fit::Valid } else { Fit::Shape }
        }
        _ => Fit::No,
    }
}

/// The ten digits of older ones only where the name says so.
pub fn rna(cell: &str, named: bool) -> Fit {
    Fit::valid_if((named || cell.starts_with('W')) && Id::Rna.admits(cell))
}

/// Its second two digits check all of it.
pub fn iban(cell: &str) -> Fit {
    let is_country = |bytes: &[u8]| bytes.iter().take(2).all(u8::is_ascii_uppercase);
    if cell.len() < 15 || !is_country(cell.as_bytes()) {
        return Fit::No;
    }
    let Some(bare) = Bare::of(cell) else { return Fit::No };
    let (Some((head, tail)), true) = (bare.text().split_at_checked(4), bare.length >= 15) else { return Fit::No };
    let mut remainder = 0;
    for byte in tail.bytes().chain(head.bytes()) {
        remainder = match byte {
            b'0'..=b'9' => (remainder * 10 + u32::from(byte - b'0')) % 97,
            b'A'..=b'Z' => (remainder * 100 + u32::from(byte - b'A') + 10) % 97,
            _ => return Fit::No,
        };
    }
    match are_digits(head.get(2..).unwrap_or_default()) {
        true if remainder == 1 => Fit::Valid,
        true => Fit::Shape,
        false => Fit::No,
    }
}
