//! Numbers as French and English files write them: with spaces or points between thousands, a percent sign, euros.

use super::kind::Numbers;

/// The most figures that spreadsheets and programs keep of a number; what has more is a code.
pub const EXACT: usize = 15;
/// The longest text that is tried as a number.
const LONGEST: usize = 40;

/// A number that was read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amount {
    /// As it is written: 12.5 of `12,5 %`.
    pub value: f64,
    /// Whether it has no decimals.
    pub whole: bool,
    pub unit: Option<AmountUnit>,
}

/// What stands beside a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountUnit {
    Percent,
    Euro,
}

/// A cell as a number; `None` for codes whose zeros would be lost, and for `1E5`, which may be one.
pub fn number(cell: &str, numbers: Numbers) -> Option<Amount> {
    if cell.len() > LONGEST {
        return None;
    }
    let (bare, unit) = without_unit(cell);
    let (is_negative, unsigned) = signed(bare, numbers.decimal);
    let unsigned = if unit.is_some() { unsigned.trim_start() } else { unsigned };
    let (before, after) = unsigned.split_once(numbers.decimal).map_or((unsigned, None), |(one, two)| (one, Some(two)));
    let (before, power) = match after {
        None => before.split_at(before.find('e').filter(|at| is_power(&before[*at..])).unwrap_or(before.len())),
        Some(_) => (before, ""),
    };
    let is_code = before.len() > 1 && before.starts_with('0');
    if is_code || !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == numbers.decimal) {
        return None;
    }
    // In front of decimals the other sign can only part thousands: `1.234,50`.
    let other = if numbers.decimal == ',' { '.' } else { ',' };
    let figures = figures(before, numbers.thousands.or(after.map(|_| other)))?;
    let value: f64 = match after {
        Some(after) if after.starts_with(|c: char| c.is_ascii_digit()) => format!("{figures}.{after}").parse().ok()?,
        Some(_) => return None,
        None => format!("{figures}{power}").parse().ok()?,
    };
    let value = if is_negative { -value } else { value };
    value.is_finite().then_some(Amount { value, whole: after.is_none() && power.is_empty(), unit })
}

/// Whether it is below zero, and the rest.
pub fn signed(bare: &str, decimal: char) -> (bool, &str) {
    match accounted(bare, decimal).or_else(|| bare.strip_prefix(['-', '−'])) {
        Some(rest) => (true, rest),
        None => (false, bare.strip_prefix('+').unwrap_or(bare)),
    }
}

/// Sums below zero as accountants and their programs write them: `(1 234,50)`, `1234,50-`. What has no decimals may be the
/// number of a note or the beginning of a span.
fn accounted(bare: &str, decimal: char) -> Option<&str> {
    let bracketed = bare.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let parts = |rest: &&str| rest.contains([decimal, ' ', '\u{a0}', '\u{202f}']);
    let found = bracketed.filter(parts).or_else(|| bare.strip_suffix('-').filter(|rest| rest.contains(decimal)));
    found.filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// `e2`, `e-3`: with a large letter it is part of a code more often.
fn is_power(text: &str) -> bool {
    let figures = text.strip_prefix('e').map(|rest| rest.strip_prefix(['-', '+']).unwrap_or(rest));
    figures.is_some_and(|it| (1..=3).contains(&it.len()) && it.bytes().all(|byte| byte.is_ascii_digit()))
}

fn without_unit(cell: &str) -> (&str, Option<AmountUnit>) {
    let spaces: &[char] = &[' ', '\u{a0}', '\u{202f}', '\u{2009}'];
    if let Some(rest) = cell.strip_prefix('€') {
        return (rest.trim_start_matches(spaces), Some(AmountUnit::Euro));
    }
    let units = [('%', AmountUnit::Percent), ('€', AmountUnit::Euro)];
    let found = units.into_iter().find_map(|(sign, unit)| Some((cell.strip_suffix(sign)?, unit)));
    let found =
        found.or_else(|| Some((cell.strip_suffix("EUR").or_else(|| cell.strip_suffix("euros"))?, AmountUnit::Euro)));
    found.map_or((cell, None), |(rest, unit)| (rest.trim_end_matches(spaces), Some(unit)))
}

/// The figures without what stands between thousands: `1 234 567`.
fn figures(written: &str, thousands: Option<char>) -> Option<String> {
    let is_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits(written) {
        return Some(written.to_owned());
    }
    let parts = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’') || Some(c) == thousands;
    let mut groups = written.split(parts);
    let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()) && is_digits(group));
    (first && groups.all(|group| group.len() == 3 && is_digits(group)))
        .then(|| written.chars().filter(char::is_ascii_digit).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_their_value_and_unit() {
        let euro = Numbers { decimal: ',', thousands: Some('.') };
        let comma = Numbers::with(',');
        let table = [
            ("12,5 %", comma, Some((12.5, false, Some(AmountUnit::Percent)))),
            ("-3%", comma, Some((-3.0, true, Some(AmountUnit::Percent)))),
            ("1 234,50 €", comma, Some((1234.5, false, Some(AmountUnit::Euro)))),
            ("1.234,50\u{a0}€", euro, Some((1234.5, false, Some(AmountUnit::Euro)))),
            ("€ 12,00", comma, Some((12.0, false, Some(AmountUnit::Euro)))),
            ("1.234,50 €", comma, Some((1234.5, false, Some(AmountUnit::Euro)))),
            ("1.234", comma, None),
            ("12 EUR", comma, Some((12.0, true, Some(AmountUnit::Euro)))),
            ("−4,5", comma, Some((-4.5, false, None))),
            ("12 k€", comma, None),
            ("%", comma, None),
            ("€", comma, None),
            ("0123 €", comma, None),
            ("1E5", comma, None),
            ("3e2", comma, Some((300.0, false, None))),
            ("3e-2", comma, Some((0.03, false, None))),
            ("3e", comma, None),
            ("(1 234,50)", comma, Some((-1234.5, false, None))),
            ("(1 200) €", comma, Some((-1200.0, true, Some(AmountUnit::Euro)))),
            ("(12)", comma, None),
            ("(2023)", comma, None),
            ("5,00-", comma, Some((-5.0, false, None))),
            ("12-", comma, None),
            ("-5,00-", comma, None),
            ("1'234,50", comma, Some((1234.5, false, None))),
            ("814’762", comma, Some((814_762.0, true, None))),
            ("5'30", comma, None),
            (",", comma, None),
            (",5", comma, Some((0.5, false, None))),
            ("1 23", comma, None),
            ("", comma, None),
        ];
        for (cell, numbers, expected) in table {
            let read = number(cell, numbers).map(|it| (it.value, it.whole, it.unit));
            assert_eq!(read, expected, "{cell}");
        }
    }
}
