//! What the cells of a column can be read as: numbers, dates and yes or no, as French and English files write them.

use std::cmp::Ordering;

use jiff::civil::Time;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::dates::{DateOrder, DateReading, duration, moment, packed_day, time};
use super::form::{CellForm, form};
use super::number::number;
use crate::base::i18n::Said;
use crate::base::text;
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

/// How the values of one column are written, as its cells tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spelling {
    pub numbers: Numbers,
    pub dates: DateOrder,
    /// Whether years are written without their century, which is then a guess.
    pub is_century_guessed: bool,
    /// Whether no date lies ahead.
    pub is_past: bool,
}

impl Spelling {
    /// How its dates are read.
    pub fn days(self) -> DateReading {
        DateReading { order: self.dates, is_past: self.is_past }
    }
}

impl From<Numbers> for Spelling {
    fn from(numbers: Numbers) -> Self {
        Self { numbers, ..Self::default() }
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
    Year,
    Date,
    Moment,
    Time,
    Duration,
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
            Self::Year => said!("tabular-year"),
            Self::Date => said!("preview-kind-date"),
            Self::Moment => said!("preview-kind-moment"),
            Self::Time => said!("tabular-time"),
            Self::Duration => said!("tabular-duration"),
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
            Self::Year => "year",
            Self::Date => "date",
            Self::Moment => "moment",
            Self::Time => "time",
            Self::Duration => "duration",
            Self::Text => "text",
        }
    }

    pub fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal)
    }
}

/// What one cell can be read as, when nothing is known of its column: a year or `0` is a number there.
pub fn kind_of(cell: &str, numbers: Numbers) -> ColumnKind {
    match form(cell, numbers) {
        CellForm::Figures { .. } => ColumnKind::Integer,
        CellForm::Decimal => ColumnKind::Decimal,
        CellForm::YesNo(_) => ColumnKind::Boolean,
        CellForm::Day(day) if day.is_short => ColumnKind::Text,
        CellForm::Day(day) if day.has_time => ColumnKind::Moment,
        CellForm::Day(_) => ColumnKind::Date,
        CellForm::Time => ColumnKind::Time,
        CellForm::Duration => ColumnKind::Duration,
        CellForm::Letter(_) | CellForm::Nothing | CellForm::OtherDecimal { .. } | CellForm::Words => ColumnKind::Text,
    }
}

/// Where a cell of a column of this kind stands on a line: a number as it is, dates and times in seconds. `None` for words,
/// and for what is not of that kind.
pub fn value(kind: ColumnKind, cell: &str, spelling: impl Into<Spelling>) -> Option<f64> {
    let spelling = spelling.into();
    match kind {
        ColumnKind::Integer | ColumnKind::Decimal => number(cell, spelling.numbers).map(|amount| amount.value),
        ColumnKind::Year if cell.len() == 4 => number(cell, spelling.numbers).map(|amount| amount.value),
        ColumnKind::Date | ColumnKind::Moment => {
            let packed = packed_day(cell).map(|day| day.to_datetime(Time::midnight()));
            let at = packed.or_else(|| Some(moment(cell, spelling.days())?.0))?;
            Some(at.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second() as f64)
        }
        ColumnKind::Time => time(cell).map(seconds),
        ColumnKind::Duration => duration(cell).or_else(|| time(cell).map(seconds)),
        ColumnKind::Empty | ColumnKind::Boolean | ColumnKind::Year | ColumnKind::Text => None,
    }
}

fn seconds(time: Time) -> f64 {
    let whole = f64::from(time.hour()) * 3600.0 + f64::from(time.minute()) * 60.0 + f64::from(time.second());
    whole + f64::from(time.subsec_nanosecond()) / 1e9
}

impl ColumnKind {
    /// Whether its cells stand on a line, and not in the order of their letters.
    fn is_measured(self) -> bool {
        !matches!(self, Self::Empty | Self::Boolean | Self::Text)
    }
}

/// Whether `cell` can be read as what its column holds.
pub fn reads(kind: ColumnKind, cell: &str, spelling: impl Into<Spelling>) -> bool {
    !kind.is_measured() || value(kind, cell, spelling).is_some()
}

/// The order of two cells of a column of this kind; what cannot be read as such comes last.
pub fn compare(kind: ColumnKind, one: &str, other: &str, spelling: impl Into<Spelling>) -> Ordering {
    let spelling = spelling.into();
    match (value(kind, one, spelling), value(kind, other, spelling)) {
        (Some(one), Some(other)) => one.total_cmp(&other),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => text::order(one, other),
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
            ("12,5 %", ',', ColumnKind::Decimal),
            ("3 %", ',', ColumnKind::Decimal),
            ("1 234,50 €", ',', ColumnKind::Decimal),
            ("02 99 12 34 56", ',', ColumnKind::Text),
            ("2024-02-29", '.', ColumnKind::Date),
            ("29/02/2024", '.', ColumnKind::Date),
            ("02/29/2024", '.', ColumnKind::Date),
            ("29.02.2024", '.', ColumnKind::Date),
            ("29-02-2024", '.', ColumnKind::Date),
            ("2024/02/29", '.', ColumnKind::Date),
            ("1er février 2024", '.', ColumnKind::Date),
            ("lundi 12 août 2024", '.', ColumnKind::Date),
            ("12-janv-2024", '.', ColumnKind::Date),
            ("31/02/2024", '.', ColumnKind::Text),
            ("12/05/24", '.', ColumnKind::Text),
            ("20240131", '.', ColumnKind::Integer),
            ("2024-01-31T10:00:00.123+02:00", '.', ColumnKind::Moment),
            ("2024-01-31 10:00:00 UTC", '.', ColumnKind::Moment),
            ("2024-01-31T10:00:00Z", '.', ColumnKind::Moment),
            ("31/01/2024 10:30", '.', ColumnKind::Moment),
            ("31/01/2024 à 10h30", '.', ColumnKind::Moment),
            ("31/01/2024 25:30", '.', ColumnKind::Text),
            ("vrai", '.', ColumnKind::Boolean),
            ("Oui", '.', ColumnKind::Boolean),
            ("O", '.', ColumnKind::Text),
            ("inf", '.', ColumnKind::Text),
            ("-", '.', ColumnKind::Text),
            ("1-2", '.', ColumnKind::Text),
            ("12:30", '.', ColumnKind::Time),
            ("8h05", '.', ColumnKind::Time),
            ("26:10:00", '.', ColumnKind::Duration),
            ("PT1H30M", '.', ColumnKind::Duration),
            ("1 h 30 min", '.', ColumnKind::Duration),
            ("12:75", '.', ColumnKind::Text),
        ];
        for (cell, decimal, kind) in table {
            assert_eq!(kind_of(cell, Numbers::with(decimal)), kind, "{cell}");
        }
    }

    #[test]
    fn cells_are_ordered_by_what_they_say() {
        let month_first = Spelling { dates: DateOrder::MonthFirst, ..Spelling::default() };
        let french = Spelling::from(Numbers::with(','));
        for (kind, one, other, spelling) in [
            (ColumnKind::Decimal, "9", "10,5", french),
            (ColumnKind::Decimal, "9,5 %", "10 %", french),
            (ColumnKind::Date, "02/01/2024", "01/02/2024", french),
            (ColumnKind::Date, "01/02/2024", "02/01/2024", month_first),
            (ColumnKind::Date, "20240131", "1er mars 2024", french),
            (ColumnKind::Duration, "45 min", "1:00:00", french),
            (ColumnKind::Time, "9h30", "10:15", french),
            (ColumnKind::Integer, "12", "n.d.", french),
        ] {
            assert_eq!(compare(kind, one, other, spelling), Ordering::Less, "{one} {other}");
            assert_eq!(compare(kind, other, one, spelling), Ordering::Greater, "{one} {other}");
        }
    }
}
