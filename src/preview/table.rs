//! Rows and columns, and simple figures over those rows that were read.

use std::cmp::Ordering;
use std::collections::HashSet;

use jiff::civil::{Date, DateTime};
use serde::Serialize;

use crate::base::i18n::Said;
use crate::base::text;
use crate::said;
use crate::t;

/// The longest cell kept, in characters.
const LONGEST_CELL: usize = 1000;

/// Rows that were read.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Table {
    /// What it is one of: a sheet's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    pub columns: Vec<Column>,
    /// Each as long as [`Self::columns`]; `None`: nothing there.
    pub rows: Vec<Vec<Option<String>>>,
    /// How many rows the whole has, where the file tells.
    pub total: Option<u64>,
}

/// A column's name, and what the rows read say of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Column {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: ColumnKind,
    pub nulls: usize,
    pub distinct: usize,
    pub min: Option<String>,
    pub max: Option<String>,
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

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Empty, kind) | (kind, Self::Empty) => kind,
            (one, other) if one == other => one,
            (Self::Integer | Self::Decimal, Self::Integer | Self::Decimal) => Self::Decimal,
            (Self::Date | Self::Moment, Self::Date | Self::Moment) => Self::Moment,
            _ => Self::Text,
        }
    }
}

impl Table {
    /// A table of these rows, made as wide as the widest; `decimal` is what stands in numbers.
    pub fn new(names: Vec<String>, rows: Vec<Vec<Option<String>>>, decimal: char) -> Self {
        let width = rows.iter().map(Vec::len).max().unwrap_or(0).max(names.len());
        let mut rows = rows;
        rows.iter_mut().for_each(|row| row.resize(width, None));
        let mut names = names.into_iter();
        let columns = (0..width)
            .map(|at| {
                let name = names.next().filter(|name| !name.is_empty());
                let cells = rows.iter().map(|row| row[at].as_deref());
                Column::of(name.unwrap_or_else(|| t!("preview-column", at = (at + 1).to_string())), cells, decimal)
            })
            .collect();
        Self { title: None, columns, rows, total: None }
    }
}

impl Column {
    fn of<'a>(name: String, cells: impl Iterator<Item = Option<&'a str>> + Clone, decimal: char) -> Self {
        let present = || cells.clone().flatten();
        let nulls = cells.clone().filter(Option::is_none).count();
        let distinct = present().collect::<HashSet<_>>().len();
        let kind = present().map(|cell| kind_of(cell, decimal)).fold(ColumnKind::Empty, ColumnKind::and);
        let order = |one: &&str, other: &&str| compare(kind, one, other, decimal);
        let min = present().min_by(order).map(str::to_owned);
        let max = present().max_by(order).map(str::to_owned);
        Self { name, kind, nulls, distinct, min, max }
    }
}

/// A cell as it is shown: one line, breaks visible; `None` for what stands for nothing.
pub fn cell(raw: &str) -> Option<String> {
    let clean = text::line(&raw.trim().replace("\r\n", "\n").replace(['\n', '\r'], " ↵ "));
    match clean.as_str() {
        "" | "null" | "NULL" | "NA" | "N/A" | "n/a" | "NaN" | "nan" | "\\N" => None,
        _ => Some(cut(clean)),
    }
}

fn cut(text: String) -> String {
    match text.char_indices().nth(LONGEST_CELL) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// What one cell can be read as.
pub fn kind_of(cell: &str, decimal: char) -> ColumnKind {
    if let Some(value) = number(cell, decimal) {
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
fn number(cell: &str, decimal: char) -> Option<Number> {
    let first = cell.as_bytes().first()?;
    if cell.len() > 40 || !(first.is_ascii_digit() || matches!(first, b'-' | b'+' | b'.' | b',')) {
        return None;
    }
    let unsigned = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let (before, after) = unsigned.split_once(decimal).map_or((unsigned, None), |(one, two)| (one, Some(two)));
    let is_code = before.len() > 1 && before.starts_with('0');
    if is_code || unsigned.is_empty() || before.is_empty() && after.is_none_or(str::is_empty) {
        return None;
    }
    let grouped = grouped(before)?;
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

/// The figures without the spaces between thousands: `1 234 567`.
fn grouped(figures: &str) -> Option<String> {
    let is_space = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}');
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

fn compare(kind: ColumnKind, one: &str, other: &str, decimal: char) -> Ordering {
    match kind {
        ColumnKind::Integer | ColumnKind::Decimal => {
            let value = |cell| number(cell, decimal).map_or(0.0, |number| number.value);
            value(one).total_cmp(&value(other))
        }
        ColumnKind::Date | ColumnKind::Moment => moment(one).map(|(at, _)| at).cmp(&moment(other).map(|(at, _)| at)),
        _ => one.cmp(other),
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
            assert_eq!(kind_of(cell, decimal), kind, "{cell}");
        }
    }

    #[test]
    fn figures_follow_the_type() {
        let row = |cells: [&str; 3]| cells.map(cell).to_vec();
        let rows = vec![row(["9", "31/01/2024", "b"]), row(["10,5", "01/02/2023", ""]), row(["-2", "NA", "a\nb"])];
        let table = Table::new(vec!["n".into(), String::new()], rows, ',');
        let [n, date, text] = &table.columns[..] else { panic!("{:?}", table.columns) };
        assert_eq!((n.kind, n.min.as_deref(), n.max.as_deref()), (ColumnKind::Decimal, Some("-2"), Some("10,5")));
        assert_eq!((date.name.as_str(), date.kind, date.nulls), ("column 2", ColumnKind::Date, 1));
        assert_eq!((date.min.as_deref(), date.max.as_deref()), (Some("01/02/2023"), Some("31/01/2024")));
        assert_eq!((text.nulls, text.distinct, text.min.as_deref()), (1, 2, Some("a ↵ b")));
    }
}
