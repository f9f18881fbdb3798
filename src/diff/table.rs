//! A table as it is compared: names, first rows, and all rows as often as they are needed.

use ::csv::ByteRecord;

use super::source::DiffSource;
use super::spool::SpooledRows;
use super::writing::WritingTrait;
use crate::base::error::{Error, Result};
use crate::tabular::kind::Numbers;
use crate::tabular::{Dialect, RowGuard};

/// How many first rows tell of columns and keys, and how long they may be together.
const SAMPLED: usize = 2000;
const SAMPLED_BYTES: usize = 4 << 20;

/// See the [module](self).
pub struct DiffTable<'s> {
    pub source: &'s DiffSource<'s>,
    /// As they are written; empty where nothing names the columns.
    pub names: Vec<String>,
    pub width: usize,
    pub sample: Vec<Vec<String>>,
    pub numbers: Numbers,
    pub writing: Vec<(WritingTrait, String)>,
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
        let mut table = Self { source, names, width: 0, sample: vec![], numbers, writing, rows };
        let mut bytes = 0;
        if let (TableRows::Text(_), true) = (&table.rows, has_header) {
            let mut first = None;
            table.each_record(&mut |record| {
                first = Some(texts(record));
                Ok(false)
            })?;
            table.names = first.unwrap_or_default();
        }
        let mut sample = Vec::new();
        table.each_row(|_, record| {
            bytes += record.as_slice().len();
            sample.push(texts(record));
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
        let is_named = matches!(&self.rows, TableRows::Text(dialect) if dialect.header);
        let (mut at, mut is_first) = (0, is_named);
        self.each_record(&mut |record| {
            if std::mem::take(&mut is_first) {
                return Ok(true);
            }
            at += 1;
            each(at - 1, record)
        })
    }

    fn each_record(&self, each: &mut dyn FnMut(&ByteRecord) -> Result<bool>) -> Result<()> {
        let mut record = ByteRecord::new();
        let unreadable = |error: ::csv::Error| -> Error {
            match error.into_kind() {
                ::csv::ErrorKind::Io(error) => self.source.failed(&error),
                _ => self.source.failed(&std::io::ErrorKind::InvalidData.into()),
            }
        };
        match &self.rows {
            TableRows::Nothing => Ok(()),
            TableRows::Text(dialect) => {
                let guard = RowGuard::default();
                let mut rows = dialect.rows(guard.reader(self.source.open()?));
                while rows.next_into(&mut record).map_err(unreadable)? {
                    guard.row();
                    if !each(&record)? {
                        break;
                    }
                }
                Ok(())
            }
            TableRows::Spooled(spooled) => {
                let mut rows = spooled.reader();
                while rows.next_into(&mut record).map_err(|error| self.source.failed(&error))? {
                    if !each(&record)? {
                        break;
                    }
                }
                Ok(())
            }
        }
    }
}

fn dialect_columns(rows: &TableRows) -> usize {
    if let TableRows::Text(dialect) = rows { dialect.columns } else { 0 }
}

fn texts(record: &ByteRecord) -> Vec<String> {
    record.iter().map(text).collect()
}

/// A cell: rows are decoded, so that it is UTF-8.
pub fn text(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).into_owned()
}
