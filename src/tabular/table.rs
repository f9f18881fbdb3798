//! Rows and columns, and simple figures over those rows that were read.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::Serialize;

use super::judge::{Judge, Judged};
use super::kind::{ColumnKind, Numbers, Spelling, compare, reads};
use super::meaning::Meaning;
use super::pairs;
use crate::base::i18n::Said;
use crate::base::text;
use crate::t;

/// The decimals of a degree that are seen.
const DECIMALS: usize = 7;

/// What spreadsheets write, in French and English, where a formula found nothing.
const FAILED: [&str; 12] = [
    "#N/A", "#N/D", "#VALEUR!", "#VALUE!", "#DIV/0!", "#REF!", "#NOM?", "#NAME?", "#NUL!", "#NULL!", "#NOMBRE!",
    "#NUM!",
];

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
    /// What its values are known to be, beyond their kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meaning: Option<Meaning>,
    /// How many of the cells that are not empty fit [`Self::kind`] and [`Self::meaning`].
    pub fits: usize,
    /// How its numbers and dates are written.
    #[serde(skip)]
    pub spelling: Spelling,
    pub nulls: usize,
    pub distinct: usize,
    pub min: Option<String>,
    pub max: Option<String>,
}

impl Table {
    /// A table of these rows, made as wide as the widest; `numbers`: how these are written.
    pub fn new(names: Vec<String>, rows: Vec<Vec<Option<String>>>, numbers: impl Into<Numbers>) -> Self {
        Self::with_aside(names, rows, numbers, &[])
    }

    /// The same, of whose rows some (`aside`, by their places) are none of its data, and say nothing of its columns.
    pub fn with_aside(
        names: Vec<String>,
        rows: Vec<Vec<Option<String>>>,
        numbers: impl Into<Numbers>,
        aside: &[usize],
    ) -> Self {
        let numbers = numbers.into();
        let width = rows.iter().map(Vec::len).max().unwrap_or(0).max(names.len());
        let mut rows = rows;
        rows.iter_mut().for_each(|row| row.resize(width, None));
        let mut names = names.into_iter();
        let mut columns: Vec<Column> = (0..width)
            .map(|at| {
                let name = names.next().filter(|name| !name.is_empty());
                let cells = rows.iter().map(|row| row[at].as_deref());
                let name = name.unwrap_or_else(|| t!("preview-column", at = (at + 1).to_string()));
                let told = rows.iter().enumerate().filter(|(row, _)| !aside.contains(row));
                Column::of(name, cells, told.map(|(_, row)| row[at].as_deref()), numbers)
            })
            .collect();
        pairs::settle(&mut columns, &rows);
        Self { title: None, columns, rows, total: None }
    }
}

impl Table {
    /// The columns at these places of the rows that `admits`. They stay of the kind they are: a few rows tell less.
    pub fn narrowed(&self, columns: &[usize], admits: impl Fn(&[Option<String>]) -> bool) -> Self {
        let cut = |row: &Vec<Option<String>>| columns.iter().map(|at| row[*at].clone()).collect();
        let rows: Vec<Vec<Option<String>>> = self.rows.iter().filter(|row| admits(row)).map(cut).collect();
        let of = |(to, from): (usize, &usize)| {
            let column = &self.columns[*from];
            column.among(rows.iter().map(|row| row[to].as_deref()))
        };
        let columns = columns.iter().enumerate().map(of).collect();
        Self { columns, rows, ..self.clone() }
    }
}

impl Column {
    /// Of these cells, and as those of them tell that are data.
    fn of<'a>(
        name: String,
        cells: impl Iterator<Item = Option<&'a str>> + Clone,
        told: impl Iterator<Item = Option<&'a str>>,
        numbers: Numbers,
    ) -> Self {
        let mut judge = Judge::new(&name, numbers);
        told.flatten().for_each(|cell| judge.see(cell));
        Self::as_judged(name, cells, judge.judged())
    }

    /// The same column, with these of its cells alone.
    fn among<'a>(&self, cells: impl Iterator<Item = Option<&'a str>> + Clone) -> Self {
        let told = Self::of(self.name.clone(), cells.clone(), cells.clone(), self.spelling.numbers);
        if self.kind == ColumnKind::Empty || (told.kind, told.meaning) == (self.kind, self.meaning) {
            return told;
        }
        let &Self { kind, meaning, spelling, .. } = self;
        let present = || cells.clone().flatten();
        let fits = present().filter(|cell| reads(kind, cell, spelling)).count();
        let judged = Judged { kind, meaning, spelling, fits, cells: present().count() };
        Self::as_judged(self.name.clone(), cells, judged)
    }

    fn as_judged<'a>(name: String, cells: impl Iterator<Item = Option<&'a str>> + Clone, judged: Judged) -> Self {
        let Judged { kind, meaning, spelling, fits, .. } = judged;
        let present = || cells.clone().flatten();
        let nulls = cells.clone().filter(Option::is_none).count();
        let distinct = present().collect::<HashSet<_>>().len();
        let readable = || present().filter(|cell| reads(kind, cell, spelling));
        let order = |one: &&str, other: &&str| compare(kind, one, other, spelling);
        let min = readable().min_by(order).map(str::to_owned);
        let max = readable().max_by(order).map(str::to_owned);
        Self { name, kind, meaning, fits, spelling, nulls, distinct, min, max }
    }

    /// What it holds, in the words a person reads: its meaning, else its kind.
    pub fn holds(&self) -> Said {
        self.meaning.map_or_else(|| self.kind.said(), Meaning::said)
    }

    /// A cell for the eye: of coordinates no more decimals than tell a centimetre.
    pub fn shown<'c>(&self, cell: &'c str) -> Cow<'c, str> {
        match self.meaning {
            Some(Meaning::Latitude | Meaning::Longitude | Meaning::GeoPoint) => shortened(cell),
            _ => Cow::Borrowed(cell),
        }
    }

    /// How many of the cells in `rows` rows fit, where not all do.
    pub fn misfits(&self, rows: usize) -> Option<String> {
        let cells = rows.saturating_sub(self.nulls);
        (self.fits < cells).then(|| t!("tabular-fit", fits = self.fits, cells))
    }
}

/// A cell as it is shown: one line, breaks visible; `None` for what stands for nothing.
pub fn cell(raw: &str) -> Option<String> {
    let clean = text::line(&unwrapped(raw.trim()).replace("\r\n", "\n").replace(['\n', '\r'], " ↵ "));
    if is_nothing(&clean) { None } else { Some(cut(clean)) }
}

/// What `="01001"` shows: a formula that keeps a spreadsheet from taking a code for a number.
pub fn unwrapped(cell: &str) -> &str {
    let inner = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    inner.filter(|inner| !inner.contains('"')).unwrap_or(cell)
}

/// Whether a cell, trimmed, says that nothing is there.
pub fn is_nothing(cell: &str) -> bool {
    matches!(cell, "" | "null" | "NULL" | "NA" | "N/A" | "n/a" | "NaN" | "nan" | "\\N")
        || cell.starts_with('#') && FAILED.iter().any(|it| it.eq_ignore_ascii_case(cell))
}

fn cut(text: String) -> String {
    match text.char_indices().nth(LONGEST_CELL) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// Numbers without the decimals behind the seventh, and without the zeros these end in.
fn shortened(cell: &str) -> Cow<'_, str> {
    let is_digit = |c: char| c.is_ascii_digit();
    let mut short = String::new();
    for part in cell.split_inclusive(['.', ',']) {
        let decimals = part.len() - part.trim_start_matches(is_digit).len();
        match part.get(..DECIMALS) {
            Some(kept) if decimals > DECIMALS && !short.is_empty() => {
                let told = kept.trim_end_matches('0');
                short.push_str(if told.is_empty() { "0" } else { told });
                short.push_str(part.get(decimals..).unwrap_or_default());
            }
            _ => short.push_str(part),
        }
    }
    if short.len() == cell.len() { Cow::Borrowed(cell) } else { Cow::Owned(short) }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn cells_are_what_they_show_and_nothing_where_they_say_so() {
        for (raw, expected) in [
            ("=\"01001\"", Some("01001")),
            ("=\"a\"&\"b\"", Some("=\"a\"&\"b\"")),
            ("=1+1", Some("=1+1")),
            ("#N/A", None),
            ("#valeur!", None),
            ("#1", Some("#1")),
            ("n/a", None),
            ("-", Some("-")),
        ] {
            assert_eq!(cell(raw).as_deref(), expected, "{raw}");
        }
    }

    #[test]
    fn rows_that_are_no_data_say_nothing_of_columns() {
        let rows: Vec<_> = (1..4).map(|at| vec![cell(&format!("0{at}/01/2024")), cell("1")]).collect();
        let rows = [rows, vec![vec![cell("Total"), cell("3")]]].concat();
        let names = || vec!["jour".to_owned(), "n".to_owned()];
        let told = |aside: &[usize]| Table::with_aside(names(), rows.clone(), ',', aside).columns[0].clone();
        assert_eq!(told(&[]).kind, ColumnKind::Text);
        assert_eq!((told(&[3]).kind, told(&[3]).misfits(4).is_some()), (ColumnKind::Date, true));
    }

    #[test]
    fn coordinates_are_short_for_the_eye_alone() {
        for (cell, expected) in [
            ("-1.5890164433392464 48.05021834", "-1.5890164 48.0502183"),
            ("48.102000000000004", "48.102"),
            ("48.00000000000001, -1,6743000000", "48.0, -1,6743"),
            ("48.11,-1.67", "48.11,-1.67"),
            ("POINT(1.123456789é 2)", "POINT(1.1234567é 2)"),
            ("123456789012", "123456789012"),
            ("", ""),
        ] {
            assert_eq!(shortened(cell), expected);
        }
        let rows = vec![vec![cell("48.102000000000004"), cell("0.30000000000000004")]];
        let table = Table::new(vec!["latitude".into(), "part".into()], rows, '.');
        assert_eq!(table.columns[0].shown("48.102000000000004"), "48.102");
        assert_eq!(table.columns[1].shown("0.30000000000000004"), "0.30000000000000004", "no coordinate");
    }
}
