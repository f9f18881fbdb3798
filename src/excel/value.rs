//! What a cell of a workbook holds instead of the text of a CSV: a number, a day, a moment, yes or no. What would not
//! come back as it was written stays text.

use jiff::civil::{Date, DateTime};

use crate::tabular::dates::{self, DateReading};
use crate::tabular::kind::Numbers;
use crate::tabular::number::{EXACT, signed};

/// The first day whose number all spreadsheets agree on: Excel counts a 29 February 1900 that never was.
const FIRST_DAY: Date = jiff::civil::date(1900, 3, 1);
/// Number 0 of the days from then on.
const DAY_ZERO: Date = jiff::civil::date(1899, 12, 30);
/// Spaces that stand between thousands, and before a unit.
const SPACES: [char; 4] = [' ', '\u{a0}', '\u{202f}', '\u{2009}'];

/// A cell's value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    Number(Measure),
    Boolean(bool),
    Date(Date),
    Moment(DateTime, Offset),
    /// A time of day, or a length of time: in days.
    Clock(f64),
}

/// A number as it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// Of percents, a hundredth of the figures.
    pub amount: f64,
    pub unit: Unit,
    /// How many figures stand behind the decimal sign; `None`: it has an exponent.
    pub decimals: Option<u8>,
    /// Whether something parts its thousands.
    pub grouped: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    None,
    Percent,
    Euro,
}

/// How far from UTC a moment is written, where it says so: no spreadsheet knows of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offset {
    Unsaid,
    /// In minutes.
    Said(i16),
}

/// Whether `cell`, which is trimmed, says yes or no.
pub fn answer(cell: &str) -> Option<bool> {
    let is_word = |words: [&str; 3]| words.iter().any(|word| cell.eq_ignore_ascii_case(word));
    match () {
        () if is_word(["true", "vrai", "oui"]) => Some(true),
        () if is_word(["false", "faux", "non"]) => Some(false),
        () => None,
    }
}

/// What `cell` says in a column that is known to say yes or no: letters and figures of the same as well.
pub fn answer_among(cell: &str) -> Option<bool> {
    let is_word = |words: [&str; 5]| words.iter().any(|word| cell.eq_ignore_ascii_case(word));
    match () {
        () if is_word(["yes", "o", "y", "t", "1"]) || cell.eq_ignore_ascii_case("v") => Some(true),
        () if is_word(["no", "n", "f", "0", "faux"]) => Some(false),
        () => answer(cell),
    }
}

/// The day or the moment that `cell` is, in a column read so; none that spreadsheets disagree on.
pub fn moment(cell: &str, how: impl Into<DateReading>) -> Option<Value> {
    let (at, has_time) = dates::moment(cell, how)?;
    let is_known = at.date() >= FIRST_DAY;
    is_known.then(|| if has_time { Value::Moment(at, offset(cell)) } else { Value::Date(at.date()) })
}

/// The day of `20240131`.
pub fn packed_day(cell: &str) -> Option<Value> {
    dates::packed_day(cell).filter(|date| *date >= FIRST_DAY).map(Value::Date)
}

/// The number of a moment in a workbook: days, and the part of the day.
pub fn serial(moment: DateTime) -> Option<f64> {
    if moment.date() < FIRST_DAY {
        return None;
    }
    const SECONDS: f64 = 86_400.0;
    let days = DAY_ZERO.until(moment.date()).ok()?.get_days();
    let time = moment.time();
    let seconds = i32::from(time.hour()) * 3600 + i32::from(time.minute()) * 60 + i32::from(time.second());
    let seconds = f64::from(seconds) + f64::from(time.subsec_nanosecond()) / 1e9;
    Some(f64::from(days) + seconds / SECONDS)
}

/// Whether `cell` is made of figures and yet no number: its zeros, its plus or its last figures would be lost.
pub fn is_code(cell: &str) -> bool {
    let figures = cell.strip_prefix('+').unwrap_or(cell);
    let is_whole = !figures.is_empty() && figures.bytes().all(|byte| byte.is_ascii_digit());
    let has_zeros = figures.len() > 1 && figures.starts_with('0');
    is_whole && (figures.len() < cell.len() || has_zeros || figures.len() > EXACT)
}

/// The number that `cell` is, which is trimmed.
pub fn measure(cell: &str, numbers: Numbers) -> Option<Measure> {
    const LONGEST: usize = 40;
    if cell.is_empty() || cell.len() > LONGEST {
        return None;
    }
    let (figures, unit) = match (cell.strip_suffix('%'), cell.strip_suffix('€')) {
        (Some(figures), _) => (figures.trim_end_matches(SPACES), Unit::Percent),
        (_, Some(figures)) => (figures.trim_end_matches(SPACES), Unit::Euro),
        _ => (cell, Unit::None),
    };
    let (is_negative, unsigned) = signed(figures, numbers.decimal);
    let unsigned = if unit == Unit::None { unsigned } else { unsigned.trim_start_matches(SPACES) };
    let minus = if is_negative { "-" } else { "" };
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix('+').unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (whole, decimals) = mantissa.split_once(numbers.decimal).map_or((mantissa, None), |(a, b)| (a, Some(b)));
    let decimals = decimals.unwrap_or_default();
    let bare = ungrouped(whole, numbers.thousands)?;
    let is_figures = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    // 1E5 is a code more often than a number.
    let is_clear = !decimals.is_empty() || mantissa.len() < unsigned.len() && !unsigned.contains('E');
    let is_power = exponent.is_some_and(|it| is_clear && !it.is_empty() && is_figures(it.trim_start_matches('-')));
    let is_code = unit == Unit::None && decimals.is_empty() && is_code(figures);
    let is_number = !(bare.is_empty() && decimals.is_empty()) && is_figures(&bare) && is_figures(decimals);
    if !is_number || is_code || bare.len() > 1 && bare.starts_with('0') || exponent.is_some() && !is_power {
        return None;
    }
    let shift = exponent.unwrap_or("0").parse::<i32>().ok()? - if unit == Unit::Percent { 2 } else { 0 };
    let written = format!("{minus}{bare}.{decimals}e{shift}");
    let amount: f64 = written.parse().ok().filter(|amount: &f64| amount.is_finite())?;
    let grouped = bare.len() < whole.len();
    let decimals = exponent.is_none().then(|| u8::try_from(decimals.len()).ok()).flatten();
    (is_power || comes_back(&bare, mantissa, numbers)).then_some(Measure { amount, unit, decimals, grouped })
}

/// Whether no figure is lost where a number is kept as spreadsheets do.
fn comes_back(bare: &str, mantissa: &str, numbers: Numbers) -> bool {
    let decimals = mantissa.split_once(numbers.decimal).map_or("", |(_, decimals)| decimals).trim_end_matches('0');
    if bare.len() + decimals.len() <= EXACT {
        return true;
    }
    let dot = if decimals.is_empty() { "" } else { "." };
    let written = format!("{}{dot}{decimals}", if bare.is_empty() { "0" } else { bare });
    !decimals.is_empty() && written.parse::<f64>().is_ok_and(|amount| amount.to_string() == written)
}

/// Figures without what parts their thousands; `None` where the parts are of other lengths.
fn ungrouped(figures: &str, thousands: Option<char>) -> Option<String> {
    let parts = |c: char| SPACES.contains(&c) || matches!(c, '\'' | '’') || Some(c) == thousands;
    if !figures.contains(parts) {
        return Some(figures.to_owned());
    }
    let mut groups = figures.split(parts);
    let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()));
    (first && groups.all(|group| group.len() == 3)).then(|| figures.chars().filter(|c| !parts(*c)).collect())
}

/// What stands behind the time of a moment: `Z`, `+02:00`, `+0200`, `+02`.
fn offset(cell: &str) -> Offset {
    let time = cell.find(':').and_then(|at| cell.get(at..)).unwrap_or_default();
    if time.ends_with(['Z', 'z']) || time.ends_with("UTC") {
        return Offset::Said(0);
    }
    let Some((_, said)) = time.split_once(['+', '-']) else { return Offset::Unsaid };
    let sign = if time.contains('-') { -1 } else { 1 };
    let figures: String = said.chars().filter(char::is_ascii_digit).collect();
    let of = |text: Option<&str>| text.and_then(|text| text.parse::<i16>().ok()).unwrap_or(0);
    Offset::Said(sign * (of(figures.get(..2)) * 60 + of(figures.get(2..4))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tabular::DateOrder;

    fn number(amount: f64, unit: Unit, decimals: u8, grouped: bool) -> Option<Value> {
        Some(Value::Number(Measure { amount, unit, decimals: Some(decimals), grouped }))
    }

    /// As a column takes it whose dates have the day first.
    fn value(cell: &str, numbers: Numbers) -> Option<Value> {
        let number = measure(cell, numbers).map(Value::Number);
        number.or_else(|| answer(cell).map(Value::Boolean)).or_else(|| moment(cell, DateOrder::DayFirst))
    }

    #[test]
    fn cells_are_values_only_where_nothing_is_lost() {
        use Unit::{Euro, None as Bare, Percent};
        let table = [
            ("12", number(12.0, Bare, 0, false)),
            ("0", number(0.0, Bare, 0, false)),
            ("-12,50", number(-12.5, Bare, 2, false)),
            ("+2,5", number(2.5, Bare, 1, false)),
            (",5", number(0.5, Bare, 1, false)),
            ("1 234,50", number(1234.5, Bare, 2, true)),
            ("1\u{202f}234\u{a0}567", number(1_234_567.0, Bare, 0, true)),
            ("12,5 %", number(0.125, Percent, 1, false)),
            ("- 3,50 €", number(-3.5, Euro, 2, false)),
            ("7%", number(0.07, Percent, 0, false)),
            ("1 234,50 €", number(1234.5, Euro, 2, true)),
            ("48,11719800000001", number(48.117_198_000_000_01, Bare, 14, false)),
            ("12345678901", number(12_345_678_901.0, Bare, 0, false)),
            ("123 456 789 012", number(123_456_789_012.0, Bare, 0, true)),
            ("035", None),
            ("-035", None),
            ("0012,5", None),
            ("13002526500013", number(13_002_526_500_013.0, Bare, 0, false)),
            ("1234567890123456", None),
            ("+33299123456", None),
            ("+1", None),
            ("1E5", None),
            ("(1 234,50)", number(-1234.5, Bare, 2, true)),
            ("(2023)", None),
            ("5,00-", number(-5.0, Bare, 2, false)),
            ("−3,5", number(-3.5, Bare, 1, false)),
            ("1'234,50", number(1234.5, Bare, 2, true)),
            ("12 34", None),
            ("02 99 12 34 56", None),
            ("0,12345678901234567890123", None),
            ("12345678901234567,5", None),
            ("3-4", None),
            ("-", None),
            ("1,2,3", None),
            ("%", None),
            ("€", None),
            ("", None),
            ("Oui", Some(Value::Boolean(true))),
            ("FAUX", Some(Value::Boolean(false))),
            ("ouais", None),
            ("31/02/2024", None),
            ("12/31/2024", None),
            ("14/07/1789", None),
            ("28/02/1900", None),
            ("1/2/24", None),
            ("31/12-2024", None),
            ("12:30", None),
            ("2024-01-31T25:00", None),
        ];
        for (cell, expected) in table {
            assert_eq!(value(cell, Numbers::with(',')), expected, "{cell:?}");
        }
        assert_eq!(
            value("1.5e-3", Numbers::with('.')).map(|it| matches!(it, Value::Number(it) if it.amount == 0.0015)),
            Some(true)
        );
    }

    #[test]
    fn days_and_moments_have_the_numbers_that_spreadsheets_give_them() {
        let table = [
            ("01/03/1900", 61.0, Offset::Unsaid),
            ("31/12/2023", 45291.0, Offset::Unsaid),
            ("5/1/2024", 45296.0, Offset::Unsaid),
            ("31.01.2024", 45322.0, Offset::Unsaid),
            ("2024-02-29", 45351.0, Offset::Unsaid),
            ("31/01/2024 12:00", 45322.5, Offset::Unsaid),
            ("2024-1-31", 45322.0, Offset::Unsaid),
            ("31 janvier 2024", 45322.0, Offset::Unsaid),
            ("31/01/2024 à 12h00", 45322.5, Offset::Unsaid),
            ("2024-01-31T06:00:00Z", 45322.25, Offset::Said(0)),
            ("2024-01-31T18:00:00.000+02:00", 45322.75, Offset::Said(120)),
            ("2024-01-31 18:00:00-0330", 45322.75, Offset::Said(-210)),
        ];
        for (cell, expected, said) in table {
            let (moment, offset) = match value(cell, Numbers::with(',')) {
                Some(Value::Date(date)) => (date.to_datetime(jiff::civil::Time::midnight()), Offset::Unsaid),
                Some(Value::Moment(moment, offset)) => (moment, offset),
                other => panic!("{cell}: {other:?}"),
            };
            assert_eq!((serial(moment), offset), (Some(expected), said), "{cell}");
        }
    }
}
