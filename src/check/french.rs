//! What French schemas ask of single cells beyond Table Schema, in the checks that Validata knows.

/// Nine digits, the last of which proves the others.
pub fn is_siren(cell: &str) -> bool {
    digits(cell, 9).is_some_and(|digits| luhn(&digits).is_multiple_of(10))
}

/// Fourteen digits; La Poste's own rule for its own.
pub fn is_siret(cell: &str) -> bool {
    let Some(digits) = digits(cell, 14) else { return false };
    let is_post = digits.starts_with(&[3, 5, 6, 0, 0, 0, 0, 0, 0]);
    luhn(&digits).is_multiple_of(10) || is_post && digits.iter().map(|it| u32::from(*it)).sum::<u32>().is_multiple_of(5)
}

/// So many digits, between which blanks may stand.
fn digits(cell: &str, count: usize) -> Option<Vec<u8>> {
    let bare = cell.bytes().filter(|byte| !matches!(byte, b' ' | b'.' | b'-'));
    let digits: Vec<u8> = bare.take(count + 1).map(|byte| byte.wrapping_sub(b'0')).collect();
    (digits.len() == count && digits.iter().all(|digit| *digit < 10)).then_some(digits)
}

fn luhn(digits: &[u8]) -> u32 {
    let doubled = |(at, digit): (usize, &u8)| {
        let digit = u32::from(*digit) * if at % 2 == 1 { 2 } else { 1 };
        digit / 10 + digit % 10
    };
    digits.iter().rev().enumerate().map(doubled).sum()
}

/// A French number of ten digits, a short one, or one with the prefix of a country.
pub fn is_phone_number(cell: &str) -> bool {
    let bare: String =
        cell.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')' | '/' | '\u{a0}' | '\u{202f}')).collect();
    let is_plus = bare.starts_with('+') || bare.starts_with("00");
    let number = bare.strip_prefix('+').or_else(|| bare.strip_prefix("00")).unwrap_or(&bare);
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let national = |digits: &str| digits.len() == 9 && !digits.starts_with('0');
    match (is_plus, number.strip_prefix("33")) {
        (true, Some(french)) => national(french.strip_prefix('0').unwrap_or(french)),
        (true, None) => (7..=15).contains(&number.len()) && !number.starts_with('0'),
        (false, _) => number.strip_prefix('0').is_some_and(national) || is_short(number),
    }
}

/// `15`, `115`, `1044`, `3949`, `116117`, `118712`.
fn is_short(number: &str) -> bool {
    match number.len() {
        2 | 3 => number.starts_with('1'),
        4 => number.starts_with('3') || number.starts_with("10"),
        6 => number.starts_with("116") || number.starts_with("118"),
        _ => false,
    }
}

/// `2017/2018`, the second later than the first; a year alone where that is allowed.
pub fn is_year_interval(cell: &str, or_year: bool) -> bool {
    let year = |text: &str| (text.len() == 4 && text.bytes().all(|it| it.is_ascii_digit())).then(|| text.to_owned());
    match cell.split_once('/') {
        Some((from, to)) => matches!((year(from), year(to)), (Some(from), Some(to)) if from < to),
        None => or_year && year(cell).is_some(),
    }
}

/// Where France is: west, south, east, north of each of its parts, a little more than that.
const FRANCE: [[f64; 4]; 6] = [
    [-5.2, 41.3, 9.6, 51.1],    // Corsica and the mainland
    [-61.9, 15.8, -60.9, 16.6], // Guadeloupe
    [-61.3, 14.3, -60.6, 14.9], // Martinique
    [-54.7, 2.1, -51.6, 5.8],   // Guyane
    [55.2, -21.4, 55.9, -20.8], // La Réunion
    [45.0, -13.1, 45.3, -12.6], // Mayotte
];

pub fn is_in_france(east: f64, north: f64) -> bool {
    FRANCE.iter().any(|[west, south, to_east, to_north]| {
        (*west..=*to_east).contains(&east) && (*south..=*to_north).contains(&north)
    })
}
