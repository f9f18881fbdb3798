//! A table as it is compared: names, first rows, and all rows as often as they are needed.

use std::io::{self, BufRead};

use ::csv::ByteRecord;
use serde_json::Value;

use super::source::DiffSource;
use super::writing::WritingTrait;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text;
use crate::m;
use crate::tabular::kind::Numbers;
use crate::tabular::spool::{SpoolReader, SpooledRows};
use crate::tabular::{Dialect, GuardedReader, RowGuard, Rows};

/// How many first rows tell of columns and keys, and how long they may be together.
const SAMPLED: usize = 2000;
const SAMPLED_BYTES: usize = 4 << 20;
/// More columns has no table: Excel ends there.
const MOST_COLUMNS: usize = 16_384;

/// See the [module](self).
pub struct DiffTable<'s> {
    pub source: &'s DiffSource<'s>,
    /// As they are written; empty where nothing names the columns.
    pub names: Vec<String>,
    pub width: usize,
    pub sample: Vec<Vec<String>>,
    pub numbers: Numbers,
    pub writing: Vec<(WritingTrait, String)>,
    /// What stands beside the rows: an object of JSON.
    pub around: Value,
    rows: TableRows,
}

/// Where rows come from.
pub enum TableRows {
    Nothing,
    Text(Dialect),
    Spooled(SpooledRows),
}

impl<'s> DiffTable<'s> {
    /// `names`: of those rows that do not begin with them.
    pub fn of(source: &'s DiffSource<'s>, rows: TableRows, names: Vec<String>) -> Result<Self> {
        let (has_header, numbers) = match &rows {
            TableRows::Text(dialect) => (dialect.header, dialect.numbers),
            _ => (true, Numbers::default()),
        };
        let dialect = if let TableRows::Text(dialect) = &rows { Some(dialect) } else { None };
        let writing = super::writing::of(source, dialect);
        let mut table = Self { source, names, width: 0, sample: vec![], numbers, writing, around: Value::Null, rows };
        let mut bytes = 0;
        if let (TableRows::Text(_), true) = (&table.rows, has_header) {
            let mut first = ByteRecord::new();
            table.records()?.next_into(&mut first)?;
            table.names = table.cells(&first)?;
        }
        let mut sample = Vec::new();
        table.each_row(|_, record| {
            bytes += record.as_slice().len();
            sample.push(table.cells(record)?);
            Ok(sample.len() < SAMPLED && bytes < SAMPLED_BYTES)
        })?;
        let columns = dialect_columns(&table.rows);
        let widest = if table.has_names() { 0 } else { sample.iter().map(Vec::len).max().unwrap_or(0) };
        table.width = table.names.len().max(columns).max(widest);
        table.sample = sample;
        Ok(table)
    }

    pub fn has_names(&self) -> bool {
        !self.names.is_empty()
    }

    /// Calls `each` with every row below the names, and its number, as long as it says so.
    pub fn each_row(&self, mut each: impl FnMut(u64, &ByteRecord) -> Result<bool>) -> Result<()> {
        let (mut rows, mut record, mut at) = (self.reader()?, ByteRecord::new(), 0);
        while rows.next_into(&mut record)? && each(at, &record)? {
            at += 1;
        }
        Ok(())
    }

    /// What is as wide as no table is an error.
    fn cells(&self, record: &ByteRecord) -> Result<Vec<String>> {
        if record.len() > MOST_COLUMNS {
            let limit = MOST_COLUMNS.to_string();
            return Err(Error::new(ErrorKind::Integrity, text::line(&self.source.name), m!("diff-too-wide", limit)));
        }
        Ok(record.iter().map(cell_text).collect())
    }

    /// All rows below the names.
    pub fn reader(&self) -> Result<RowReader<'_>> {
        let mut rows = self.records()?;
        if matches!(&self.rows, TableRows::Text(dialect) if dialect.header) {
            rows.next_into(&mut ByteRecord::new())?;
        }
        Ok(rows)
    }

    /// The same, and before them their names where they stand in the text.
    fn records(&self) -> Result<RowReader<'_>> {
        let rows = match &self.rows {
            TableRows::Nothing => OpenRows::Nothing,
            TableRows::Text(dialect) => {
                let guard = RowGuard::default();
                OpenRows::Text(Box::new(dialect.rows(guard.reader(self.source.open()?))), guard)
            }
            TableRows::Spooled(spooled) => OpenRows::Spooled(spooled.reader()),
        };
        Ok(RowReader { source: self.source, rows })
    }
}

/// Rows of a table, one after the other.
pub struct RowReader<'t> {
    source: &'t DiffSource<'t>,
    rows: OpenRows<'t>,
}

enum OpenRows<'t> {
    Nothing,
    Text(Box<Rows<GuardedReader<Box<dyn BufRead>>>>, RowGuard),
    Spooled(SpoolReader<'t>),
}

impl RowReader<'_> {
    /// The next row, into `record`; whether there was one.
    pub fn next_into(&mut self, record: &mut ByteRecord) -> Result<bool> {
        match &mut self.rows {
            OpenRows::Nothing => Ok(false),
            OpenRows::Text(rows, guard) => {
                guard.row();
                rows.next_into(record).map_err(|error| match error.into_kind() {
                    ::csv::ErrorKind::Io(error) => self.source.failed(&error),
                    _ => self.source.failed(&io::ErrorKind::InvalidData.into()),
                })
            }
            OpenRows::Spooled(rows) => rows.next_into(record).map_err(|error| self.source.failed(&error)),
        }
    }
}

fn dialect_columns(rows: &TableRows) -> usize {
    if let TableRows::Text(dialect) = rows { dialect.columns } else { 0 }
}

/// A cell: rows are decoded, so that it is UTF-8.
pub fn cell_text(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).into_owned()
}
