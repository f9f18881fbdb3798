//! What a cell can be read as: numbers, dates and yes or no, as French and English files write them.

use std::cmp::Ordering;

use jiff::civil::{Date, DateTime};
use serde::Serialize;

use crate::base::i18n::Said;
use crate::said;

/// How numbers are written. Spaces of any width may stand between thousands besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    pub decimal: char,
    /// What else stands between thousands: the comma of `1,234.5`, the point of `1.234,5`.
    pub thousands: Option<char>,
}

impl Numbers {
    /// Of a file whose numbers have this decimal sign, and no other one.
    pub fn with(decimal: char) -> Self {
        Self { decimal, thousands: None }
    }
}

impl Default for Numbers {
    fn default() -> Self {
        Self::with('.')
    }
}

impl From<char> for Numbers {
    fn from(decimal: char) -> Self {
        Self::with(decimal)
    }
}

/// What all cells of a column can be read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Nothing in it.
    Empty,
    Boolean,
    Integer,
    Decimal,
    Date,
    Moment,
    Text,
}

impl ColumnKind {
    /// The word a person reads.
    pub fn said(self) -> Said {
        match self {
            Self::Empty => said!("preview-kind-empty"),
            Self::Boolean => said!("preview-kind-boolean"),
            Self::Integer => said!("preview-kind-integer"),
            Self::Decimal => said!("preview-kind-decimal"),
            Self::Date => said!("preview-kind-date"),
            Self::Moment => said!("preview-kind-moment"),
            Self::Text => said!("preview-kind-text"),
        }
    }

    /// The word in `--json`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Date => "date",
            Self::Moment => "moment",
            Self::Text => "text",
        }
    }

    pub fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal)
    }

    /// What cells of both kinds together can be read as.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Empty, kind) | (kind, Self::Empty) => kind,
            (one, other) if one == other => one,
            (Self::Integer | Self::Decimal, Self::Integer | Self::Decimal) => Self::Decimal,
            (Self::Date | Self::Moment, Self::Date | Self::Moment) => Self::Moment,
            _ => Self::Text,
        }
    }
}

/// What one cell can be read as.
pub fn kind_of(cell: &str, numbers: Numbers) -> ColumnKind {
    if let Some(value) = number(cell, numbers) {
        return if value.whole { ColumnKind::Integer } else { ColumnKind::Decimal };
    }
    match cell {
        "true" | "false" | "True" | "False" | "TRUE" | "FALSE" | "vrai" | "faux" | "VRAI" | "FAUX" => {
            return ColumnKind::Boolean;
        }
        _ => {}
    }
    match moment(cell) {
        Some((_, true)) => ColumnKind::Moment,
        Some((_, false)) => ColumnKind::Date,
        None => ColumnKind::Text,
    }
}

struct Number {
    value: f64,
    whole: bool,
}

/// A number as French and English files write it; `None` for codes whose zeros would be lost.
fn number(cell: &str, numbers: Numbers) -> Option<Number> {
    let first = cell.as_bytes().first()?;
    if cell.len() > 40 || !(first.is_ascii_digit() || matches!(first, b'-' | b'+' | b'.' | b',')) {
        return None;
    }
    let unsigned = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let (before, after) = unsigned.split_once(numbers.decimal).map_or((unsigned, None), |(one, two)| (one, Some(two)));
    let is_code = before.len() > 1 && before.starts_with('0');
    if is_code || unsigned.is_empty() || before.is_empty() && after.is_none_or(str::is_empty) {
        return None;
    }
    let grouped = grouped(before, numbers.thousands)?;
    let sign = if cell.starts_with('-') { "-" } else { "" };
    // A code like 1E5 is no number.
    if !grouped.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let written = match after {
        Some(after) if after.starts_with(|c: char| c.is_ascii_digit()) => format!("{sign}{grouped}.{after}"),
        Some(_) => return None,
        None => format!("{sign}{grouped}"),
    };
    let value: f64 = written.parse().ok().filter(|value: &f64| value.is_finite())?;
    Some(Number { value, whole: after.is_none() })
}

/// The figures without what stands between thousands: `1 234 567`.
fn grouped(figures: &str, thousands: Option<char>) -> Option<String> {
    let is_space = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}') || Some(c) == thousands;
    if !figures.contains(is_space) {
        return Some(figures.to_owned());
    }
    let mut groups = figures.split(is_space);
    let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()));
    (first && groups.all(|group| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit())))
        .then(|| figures.chars().filter(|c| !is_space(*c)).collect())
}

/// A day (false) or a moment (true), with day before month as in French.
fn moment(cell: &str) -> Option<(DateTime, bool)> {
    let bytes = cell.as_bytes();
    if bytes.len() < 8 || bytes.len() > 40 || !bytes[0].is_ascii_digit() {
        return None;
    }
    let (day, time) = cell.split_once(['T', ' ']).map_or((cell, None), |(day, time)| (day, Some(time)));
    let date: Date = match day.split('/').collect::<Vec<_>>()[..] {
        [day, month, year] if year.len() == 4 => {
            Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?
        }
        [_] if day.len() >= 10 => day.parse().ok()?,
        _ => return None,
    };
    match time {
        None => Some((date.to_datetime(jiff::civil::Time::midnight()), false)),
        Some(time) => {
            let bare = time.trim().trim_end_matches('Z');
            let bare = bare.split(['+', '-']).next().unwrap_or_default();
            let full = if bare.len() == 5 { format!("{bare}:00") } else { bare.to_owned() };
            Some((date.to_datetime(full.parse().ok()?), true))
        }
    }
}

/// The order of two cells of a column of this kind.
pub fn compare(kind: ColumnKind, one: &str, other: &str, numbers: Numbers) -> Ordering {
    match kind {
        ColumnKind::Integer | ColumnKind::Decimal => {
            let value = |cell| number(cell, numbers).map_or(0.0, |number| number.value);
            value(one).total_cmp(&value(other))
        }
        ColumnKind::Date | ColumnKind::Moment => moment(one).map(|(at, _)| at).cmp(&moment(other).map(|(at, _)| at)),
        _ => one.cmp(other),
    }
}

/// Where a cell of a column of this kind stands on a line: a number as it is, a date in seconds. `None` for words, and for
/// what is not of that kind.
pub fn value(kind: ColumnKind, cell: &str, numbers: Numbers) -> Option<f64> {
    match kind {
        ColumnKind::Integer | ColumnKind::Decimal => number(cell, numbers).map(|number| number.value),
        ColumnKind::Date | ColumnKind::Moment => {
            let (at, _) = moment(cell)?;
            Some(at.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second() as f64)
        }
        ColumnKind::Empty | ColumnKind::Boolean | ColumnKind::Text => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_as_people_write_them() {
        let table = [
            ("12", ',', ColumnKind::Integer),
            ("-12,5", ',', ColumnKind::Decimal),
            ("1 234 567,89", ',', ColumnKind::Decimal),
            ("1\u{202f}234", ',', ColumnKind::Integer),
            ("12.5", ',', ColumnKind::Text),
            ("12.5", '.', ColumnKind::Decimal),
            ("1.5e-3", '.', ColumnKind::Decimal),
            ("035", ',', ColumnKind::Text),
            ("0", ',', ColumnKind::Integer),
            ("0,5", ',', ColumnKind::Decimal),
            ("02 99 12 34 56", ',', ColumnKind::Text),
            ("2024-02-29", '.', ColumnKind::Date),
            ("29/02/2024", '.', ColumnKind::Date),
            ("31/02/2024", '.', ColumnKind::Text),
            ("2024-01-31T10:00:00.123+02:00", '.', ColumnKind::Moment),
            ("31/01/2024 10:30", '.', ColumnKind::Moment),
            ("vrai", '.', ColumnKind::Boolean),
            ("inf", '.', ColumnKind::Text),
            ("-", '.', ColumnKind::Text),
            ("1-2", '.', ColumnKind::Text),
            ("12:30", '.', ColumnKind::Text),
        ];
        for (cell, decimal, kind) in table {
            assert_eq!(kind_of(cell, Numbers::with(decimal)), kind, "{cell}");
        }
    }
}
