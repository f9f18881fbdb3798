//! What the columns of a workbook hold, decided on all of their cells before the first is written.

use ::csv::ByteRecord;

use super::book_cell::MOST_COLUMNS;
use super::harm::LONGEST_SHOWN;
use super::reading::Reading;
use super::value::{self, Measure, Offset, Unit, Value, answer, answer_among, is_code, measure, packed_day};
use crate::base::disk::shown;
use crate::base::error::{Error, ErrorKind, Result};
use crate::tabular::kind::{self, Numbers, Spelling};
use crate::tabular::table::{is_nothing, unwrapped};
use crate::tabular::{ColumnKind, DateOrder, Judge, Judged, Meaning, aside};
use crate::{m, t};

/// The widest that a column is made, in characters.
pub const WIDEST: usize = 60;

/// A whole table, before it is written.
pub struct SheetPlan {
    pub columns: Vec<SheetColumn>,
    /// How many rows there are below the header.
    pub rows: u64,
    /// How many cells are not empty.
    pub cells: u64,
}

/// One column of it.
#[derive(Clone, Debug)]
pub struct SheetColumn {
    /// As the file names it; empty where it does not.
    pub name: String,
    pub kind: SheetKind,
    /// How its numbers and dates are written.
    pub spelling: Spelling,
    /// What its values are known to be.
    pub meaning: Option<Meaning>,
    /// In characters.
    pub width: usize,
    /// How many of its cells are not empty.
    pub filled: u64,
    /// Whether its moments say how far they are from UTC.
    pub offset: Offset,
}

/// How the cells of a column are written; those that do not fit are text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetKind {
    Text,
    /// Text that would be changed as a number.
    Code,
    Boolean,
    /// With so many decimals, where all have as many.
    Number {
        unit: Unit,
        decimals: Option<u8>,
        grouped: bool,
    },
    Date,
    Moment,
    /// A time of day.
    Time,
    /// A length of time.
    Duration,
}

impl SheetKind {
    /// The word a person reads.
    pub fn said(self) -> String {
        match self {
            Self::Text => ColumnKind::Text.said().to_string(),
            Self::Code => t!("excel-kind-code"),
            Self::Boolean => ColumnKind::Boolean.said().to_string(),
            Self::Number { unit: Unit::Percent, .. } => t!("excel-kind-percent"),
            Self::Number { unit: Unit::Euro, .. } => t!("excel-kind-euro"),
            Self::Number { decimals: Some(0), .. } => ColumnKind::Integer.said().to_string(),
            Self::Number { .. } => ColumnKind::Decimal.said().to_string(),
            Self::Date => ColumnKind::Date.said().to_string(),
            Self::Moment => ColumnKind::Moment.said().to_string(),
            Self::Time => ColumnKind::Time.said().to_string(),
            Self::Duration => ColumnKind::Duration.said().to_string(),
        }
    }

    /// What a cell of such a column holds; `None` where it is text.
    pub fn value_of(self, cell: &str, spelling: Spelling) -> Option<Value> {
        const DAY: f64 = 86_400.0;
        let clock = |kind| kind::value(kind, cell, spelling).map(|seconds| Value::Clock(seconds / DAY));
        let day = || packed_day(cell).or_else(|| value::moment(cell, spelling.days()));
        match self {
            Self::Text | Self::Code => None,
            Self::Boolean => answer_among(cell).map(Value::Boolean),
            Self::Number { unit, .. } => {
                measure(cell, spelling.numbers).filter(|measure| measure.unit == unit).map(Value::Number)
            }
            Self::Date => day().filter(|value| matches!(value, Value::Date(_))),
            Self::Moment => day(),
            Self::Time => clock(ColumnKind::Time),
            Self::Duration => clock(ColumnKind::Duration),
        }
    }
}

impl SheetPlan {
    pub fn of(reading: &Reading) -> Result<Self> {
        let numbers = reading.dialect.numbers;
        let mut surveys: Vec<ColumnSurvey> = vec![];
        let (mut rows, mut cells) = (0, 0);
        let mut header = ByteRecord::new();
        // The last rows may be none of the data, which is known once there are no more.
        let mut held: Vec<ByteRecord> = vec![];
        reading.each_row(|at, row| {
            if row.len() > MOST_COLUMNS {
                let cause = m!("excel-too-wide", columns = row.len() as u64, most = MOST_COLUMNS as u64);
                return Err(Error::new(ErrorKind::Usage, shown(&reading.path), cause));
            }
            let is_header = at == 0 && reading.dialect.header;
            if is_header {
                surveys = row.iter().map(|name| ColumnSurvey::new(&text_of(name), numbers)).collect();
                header.clone_from(row);
                return Ok(());
            }
            while surveys.len() < row.len() {
                surveys.push(ColumnSurvey::new("", numbers));
            }
            rows += 1;
            cells += look_at(&mut surveys, row);
            match below(row, reading.dialect.columns) {
                _ if is_again(&header, row) => {}
                aside::RowBelow::Data => {
                    held.drain(..).for_each(|row| judge(&mut surveys, &row));
                    judge(&mut surveys, row);
                }
                _ if held.len() < aside::MOST_BELOW => held.push(row.clone()),
                _ => judge(&mut surveys, row),
            }
            Ok(())
        })?;
        if rows <= held.len() as u64 {
            held.drain(..).for_each(|row| judge(&mut surveys, &row));
        }
        Ok(Self { columns: surveys.into_iter().map(ColumnSurvey::column).collect(), rows, cells })
    }
}

/// How many cells are not empty.
fn look_at(surveys: &mut [ColumnSurvey], row: &ByteRecord) -> u64 {
    let filled = row.iter().zip(surveys).filter(|(cell, _)| !cell.is_empty());
    filled.map(|(cell, survey)| survey.see(&text_of(cell))).count() as u64
}

/// What a row of the data tells of its columns.
fn judge(surveys: &mut [ColumnSurvey], row: &ByteRecord) {
    let filled = row.iter().zip(surveys).filter(|(cell, _)| !cell.is_empty());
    filled.for_each(|(cell, survey)| {
        let text = text_of(cell);
        survey.codes += u64::from(text.len() + 2 < cell.len()); // it was kept from being a number
        survey.judge(text.trim());
    });
}

fn below(row: &ByteRecord, columns: usize) -> aside::RowBelow {
    // Most rows are told by what their first cell begins with, and by having another.
    let begins = row.iter().next().and_then(|cell| cell.trim_ascii_start().first());
    let may_be_total = begins.is_some_and(|first| b"tsgm".contains(&first.to_ascii_lowercase()));
    if !may_be_total && row.iter().filter(|cell| !cell.trim_ascii().is_empty()).take(2).count() > 1 {
        return aside::RowBelow::Data;
    }
    aside::below(&row.iter().map(text_of).collect::<Vec<_>>(), columns)
}

fn is_again(header: &ByteRecord, row: &ByteRecord) -> bool {
    let is_alike = !header.is_empty() && header.len() == row.len() && header.get(1) == row.get(1);
    let texts = |row: &ByteRecord| row.iter().map(|cell| text_of(cell).into_owned()).collect::<Vec<_>>();
    is_alike && aside::is_again(texts(header).iter().map(String::as_str), texts(row).iter().map(String::as_str))
}

/// A cell's text: rows are UTF-8 already. Of a formula that is nothing but a text, that text.
pub fn text_of(cell: &[u8]) -> std::borrow::Cow<'_, str> {
    match String::from_utf8_lossy(cell) {
        std::borrow::Cow::Borrowed(text) if text.trim_start().starts_with('=') => unwrapped(text.trim()).into(),
        text => text,
    }
}

/// What is known of a column so far.
struct ColumnSurvey {
    name: String,
    numbers: Numbers,
    judge: Judge,
    width: usize,
    filled: u64,
    /// How many cells hold something that is told.
    told: u64,
    /// How many of them are figures and no number.
    codes: u64,
    booleans: u64,
    /// Such as `20240131`.
    packed_days: u64,
    /// As the file writes its numbers, and those that are numbers with the other decimal sign alone.
    usual: NumberTally,
    other: NumberTally,
    /// With the day first, and with the month first.
    days: [DayTally; 2],
}

/// Numbers in one spelling.
#[derive(Default)]
struct NumberTally {
    /// By their units: none, percent, euro.
    measures: [u64; 3],
    /// How many are figures that are shown as a power of ten.
    long: u64,
    /// `None` before the first number; then how many decimals all have.
    decimals: Option<Option<u8>>,
    grouped: bool,
}

/// Days and moments in one order.
#[derive(Default)]
struct DayTally {
    dates: u64,
    moments: u64,
    /// `None` before the first moment.
    offset: Option<Offset>,
    offsets_differ: bool,
}

impl NumberTally {
    fn add(&mut self, measure: Measure, cell: &str) {
        self.measures[measure.unit as usize] += 1;
        self.grouped |= measure.grouped;
        let is_bare = measure.decimals == Some(0) && measure.unit == Unit::None && !measure.grouped;
        self.long += u64::from(is_bare && cell.len() > LONGEST_SHOWN);
        self.agree(measure.decimals);
    }

    fn agree(&mut self, decimals: Option<u8>) {
        let all = self.decimals.unwrap_or(decimals);
        self.decimals = Some(all.filter(|all| Some(*all) == decimals));
    }

    /// Of both together.
    fn with(mut self, other: Self) -> Self {
        self.measures.iter_mut().zip(other.measures).for_each(|(count, more)| *count += more);
        self.long += other.long;
        self.grouped |= other.grouped;
        if let Some(decimals) = other.decimals {
            self.agree(decimals);
        }
        self
    }
}

impl DayTally {
    fn add(&mut self, cell: &str, order: DateOrder) {
        match value::moment(cell, order) {
            Some(Value::Date(_)) => self.dates += 1,
            Some(Value::Moment(_, offset)) => {
                self.moments += 1;
                self.offsets_differ |= self.offset.is_some_and(|so_far| so_far != offset);
                self.offset = Some(offset);
            }
            _ => {}
        }
    }
}

impl ColumnSurvey {
    fn new(name: &str, numbers: Numbers) -> Self {
        Self {
            name: name.to_owned(),
            numbers,
            judge: Judge::new(name.trim(), numbers),
            width: name.chars().count(),
            filled: 0,
            told: 0,
            codes: 0,
            booleans: 0,
            packed_days: 0,
            usual: NumberTally::default(),
            other: NumberTally::default(),
            days: Default::default(),
        }
    }

    /// A cell that is not empty.
    fn see(&mut self, cell: &str) {
        self.filled += 1;
        self.width = self.width.max(cell.chars().take(WIDEST).count());
    }

    /// A cell of the data, trimmed.
    fn judge(&mut self, cell: &str) {
        if is_nothing(cell) {
            return;
        }
        self.told += 1;
        self.judge.see(cell);
        self.codes += u64::from(is_code(cell));
        let other = Numbers::with(if self.numbers.decimal == ',' { '.' } else { ',' });
        if let Some(measure) = measure(cell, self.numbers) {
            self.packed_days += u64::from(packed_day(cell).is_some());
            self.usual.add(measure, cell);
        } else if let Some(measure) = measure(cell, other) {
            self.other.add(measure, cell);
        } else if answer(cell).is_some() {
            self.booleans += 1;
        } else {
            let [day_first, month_first] = &mut self.days;
            day_first.add(cell, DateOrder::DayFirst);
            month_first.add(cell, DateOrder::MonthFirst);
        }
    }

    fn column(mut self) -> SheetColumn {
        let judged = self.judge.judged();
        let Judged { meaning, spelling, .. } = judged;
        if spelling.numbers != self.numbers {
            self.usual = std::mem::take(&mut self.usual).with(std::mem::take(&mut self.other));
        }
        let [day_first, month_first] = std::mem::take(&mut self.days);
        let days = if spelling.dates == DateOrder::MonthFirst { month_first } else { day_first };
        let kind = match () {
            () if self.told == 0 => SheetKind::Text,
            // One zero in front tells; so do the figures of a SIRET, which nobody adds up.
            () if self.codes > 0 || self.usual.long * 2 > self.told || meaning.is_some_and(Meaning::is_code) => {
                SheetKind::Code
            }
            () => self.kind(&judged, &days),
        };
        let room = match kind {
            SheetKind::Date => 10,
            SheetKind::Moment => 19,
            _ => 0,
        };
        let width = self.width.max(room).min(WIDEST);
        let offset = days.offset.unwrap_or(Offset::Unsaid);
        SheetColumn { name: self.name, kind, spelling, meaning, width, filled: self.filled, offset }
    }

    /// What all of its cells are, else what the judge says that most of them are to be: as a preview says.
    fn kind(&self, judged: &Judged, days: &DayTally) -> SheetKind {
        let NumberTally { measures, decimals, grouped, .. } = self.usual;
        let units = [Unit::None, Unit::Percent, Unit::Euro].into_iter().zip(measures);
        let (unit, most) = units.rev().max_by_key(|(_, count)| *count).unwrap_or((Unit::None, 0));
        let number = || SheetKind::Number { unit, decimals: decimals.flatten(), grouped };
        let are_all = |cells: u64| cells == self.told;
        let is_time = matches!(judged.kind, ColumnKind::Date | ColumnKind::Moment);
        match judged.kind {
            _ if is_time && self.packed_days > 0 && days.moments == 0 => SheetKind::Date,
            ColumnKind::Integer | ColumnKind::Decimal | ColumnKind::Year if most > 0 => number(),
            _ if are_all(most) => number(),
            ColumnKind::Boolean => SheetKind::Boolean,
            _ if are_all(self.booleans) => SheetKind::Boolean,
            ColumnKind::Time => SheetKind::Time,
            ColumnKind::Duration => SheetKind::Duration,
            _ if days.offsets_differ => SheetKind::Text,
            _ if !is_time && !are_all(days.dates + days.moments) => SheetKind::Text,
            _ if days.moments > 0 => SheetKind::Moment,
            _ if days.dates > 0 => SheetKind::Date,
            _ => SheetKind::Text,
        }
    }
}
