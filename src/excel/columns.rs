//! What the columns of a workbook hold, decided on all of their cells before the first is written.

use ::csv::ByteRecord;

use super::harm::LONGEST_SHOWN;
use super::reading::Reading;
use super::value::{Offset, Unit, Value, is_code, is_odd_day, value};
use crate::base::disk::shown;
use crate::base::error::{Error, ErrorKind, Result};
use crate::tabular::kind::Numbers;
use crate::tabular::table::is_nothing;
use crate::tabular::{ColumnKind, Judge, Meaning};
use crate::{m, t};

/// The most columns that a sheet has.
const MOST_COLUMNS: usize = 16_384;
/// The widest that a column is made, in characters.
const WIDEST: usize = 60;

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
        }
    }

    /// What a cell of such a column holds; `None` where it is text.
    pub fn value_of(self, cell: &str, numbers: Numbers) -> Option<Value> {
        if matches!(self, Self::Text | Self::Code) {
            return None;
        }
        value(cell, numbers).filter(|value| match (self, value) {
            (Self::Boolean, Value::Boolean(_)) | (Self::Date | Self::Moment, Value::Date(_)) => true,
            (Self::Moment, Value::Moment(..)) => true,
            (Self::Number { unit, .. }, Value::Number(measure)) => measure.unit == unit,
            _ => false,
        })
    }
}

impl SheetPlan {
    pub fn of(reading: &Reading) -> Result<Self> {
        let numbers = reading.dialect.numbers;
        let mut surveys: Vec<ColumnSurvey> = vec![];
        let (mut rows, mut cells) = (0, 0);
        reading.each_row(|at, row| {
            if row.len() > MOST_COLUMNS {
                let cause = m!("excel-too-wide", columns = row.len() as u64, most = MOST_COLUMNS as u64);
                return Err(Error::new(ErrorKind::Usage, shown(&reading.path), cause));
            }
            let is_header = at == 0 && reading.dialect.header;
            if is_header {
                surveys = row.iter().map(|name| ColumnSurvey::new(&text_of(name), numbers)).collect();
                return Ok(());
            }
            while surveys.len() < row.len() {
                surveys.push(ColumnSurvey::new("", numbers));
            }
            rows += 1;
            cells += look_at(&mut surveys, row);
            Ok(())
        })?;
        Ok(Self { columns: surveys.into_iter().map(ColumnSurvey::column).collect(), rows, cells })
    }
}

/// How many cells are not empty.
fn look_at(surveys: &mut [ColumnSurvey], row: &ByteRecord) -> u64 {
    let filled = row.iter().zip(surveys).filter(|(cell, _)| !cell.is_empty());
    filled.map(|(cell, survey)| survey.see(&text_of(cell))).count() as u64
}

/// A cell's text: rows are UTF-8 already.
pub fn text_of(cell: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(cell)
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
    /// How many are figures that are shown as a power of ten.
    long: u64,
    booleans: u64,
    dates: u64,
    moments: u64,
    /// By their units: none, percent, euro.
    measures: [u64; 3],
    /// Those that look like days and are none, the day first: then those that are may be none either.
    odd_days: u64,
    /// `None` before the first number; then how many decimals all have.
    decimals: Option<Option<u8>>,
    grouped: bool,
    /// `None` before the first moment.
    offset: Option<Offset>,
    offsets_differ: bool,
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
            long: 0,
            booleans: 0,
            dates: 0,
            moments: 0,
            measures: [0; 3],
            odd_days: 0,
            decimals: None,
            grouped: false,
            offset: None,
            offsets_differ: false,
        }
    }

    /// A cell that is not empty.
    fn see(&mut self, cell: &str) {
        self.filled += 1;
        self.width = self.width.max(cell.chars().take(WIDEST).count());
        let cell = cell.trim();
        if is_nothing(cell) {
            return;
        }
        self.told += 1;
        self.judge.see(cell);
        self.codes += u64::from(is_code(cell));
        match value(cell, self.numbers) {
            Some(Value::Number(measure)) => {
                self.measures[measure.unit as usize] += 1;
                self.grouped |= measure.grouped;
                let is_bare = measure.decimals == Some(0) && measure.unit == Unit::None && !measure.grouped;
                self.long += u64::from(is_bare && cell.len() > LONGEST_SHOWN);
                let all = self.decimals.unwrap_or(measure.decimals);
                self.decimals = Some(all.filter(|all| Some(*all) == measure.decimals));
            }
            Some(Value::Boolean(_)) => self.booleans += 1,
            Some(Value::Date(_)) => self.dates += 1,
            Some(Value::Moment(_, offset)) => {
                self.moments += 1;
                self.offsets_differ |= self.offset.is_some_and(|so_far| so_far != offset);
                self.offset = Some(offset);
            }
            None => self.odd_days += u64::from(is_odd_day(cell)),
        }
    }

    fn column(self) -> SheetColumn {
        let judged = self.judge.judged();
        let meaning = judged.meaning;
        let kind = match () {
            () if self.told == 0 => SheetKind::Text,
            // One zero in front tells; so do the figures of a SIRET, which nobody adds up.
            () if self.codes > 0 || self.long * 2 > self.told || meaning.is_some_and(Meaning::is_code) => {
                SheetKind::Code
            }
            () => self.kind(judged.kind),
        };
        let room = match kind {
            SheetKind::Date => 10,
            SheetKind::Moment => 19,
            _ => 0,
        };
        let width = self.width.max(room).min(WIDEST);
        let offset = self.offset.unwrap_or(Offset::Unsaid);
        SheetColumn { name: self.name, kind, meaning, width, filled: self.filled, offset }
    }

    /// What all of its cells are, else what the judge says that most of them are to be.
    fn kind(&self, judged: ColumnKind) -> SheetKind {
        let [bare, percents, euros] = self.measures;
        let number = |unit| SheetKind::Number { unit, decimals: self.decimals.flatten(), grouped: self.grouped };
        let are_all = |cells: u64| cells == self.told;
        let is_number = matches!(judged, ColumnKind::Integer | ColumnKind::Decimal);
        let is_answer = judged == ColumnKind::Boolean;
        let is_time = matches!(judged, ColumnKind::Date | ColumnKind::Moment);
        match () {
            () if are_all(percents) => number(Unit::Percent),
            () if are_all(euros) => number(Unit::Euro),
            () if are_all(bare) || is_number && bare > 0 => number(Unit::None),
            () if are_all(self.booleans) || is_answer && self.booleans > 0 => SheetKind::Boolean,
            () if self.odd_days > 0 || self.offsets_differ => SheetKind::Text,
            () if !is_time && !are_all(self.dates + self.moments) => SheetKind::Text,
            () if self.moments > 0 => SheetKind::Moment,
            () if self.dates > 0 => SheetKind::Date,
            () => SheetKind::Text,
        }
    }
}
