//! A copy of a CSV file that a French Excel opens with a double click: UTF-8 with its mark, semicolons, decimal commas,
//! the day before the month, and no cell that Excel would compute.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use ::csv::{ByteRecord, QuoteStyle, Terminator, Writer, WriterBuilder};

use super::french::{FrenchCell, FrenchColumns};
use super::harm::{is_changed, is_computed, names_separator};
use super::reading::Reading;
use crate::base::atomic_file::folder_of;
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::download::check_room;
use crate::{m, t};

/// Writes the copy, which will be called `name`, and what there is to say of it.
pub fn write(reading: &Reading, target: &mut File, name: &Path) -> Result<Vec<String>> {
    let odd = reading.odd;
    if odd.count > 0 {
        let encoding = reading.dialect.encoding.name();
        let cause = m!("excel-odd-bytes", count = odd.count, line = odd.line.unwrap_or(1), encoding);
        return Err(Error::new(ErrorKind::Unexpected, shown(&reading.path), cause).hint(m!("excel-odd-bytes-hint")));
    }
    check_room(folder_of(name), reading.text_bytes)?;
    let columns = FrenchColumns::of(reading)?;
    let mut copy = CsvCopy::begin(target, columns).map_err(|error| disk(name, &error))?;
    for line in &reading.above {
        copy.row(line.as_byte_record(), false).map_err(|error| failed(name, error))?;
    }
    let first_row = u64::from(reading.dialect.header);
    reading.each_row(|at, row| copy.row(row, at >= first_row).map_err(|error| failed(name, error)))?;
    copy.writer.flush().map_err(|error| disk(name, &error))?;
    Ok(copy.notes())
}

struct CsvCopy<'a> {
    writer: Writer<BufWriter<&'a mut File>>,
    is_first: bool,
    columns: FrenchColumns,
    /// How many cells begin with an apostrophe so as to be shown.
    marked: u64,
    /// How many cells Excel shows otherwise than they are written.
    changed: u64,
    /// How many numbers got a decimal comma, and how many dates their day first.
    numbers: u64,
    dates: u64,
}

impl<'a> CsvCopy<'a> {
    fn begin(target: &'a mut File, columns: FrenchColumns) -> std::io::Result<Self> {
        let mut target = BufWriter::new(target);
        target.write_all(b"\xef\xbb\xbf")?;
        let mut how = WriterBuilder::new();
        how.delimiter(b';').quote_style(QuoteStyle::Necessary).terminator(Terminator::CRLF).flexible(true);
        let writer = how.from_writer(target);
        Ok(Self { writer, is_first: true, columns, marked: 0, changed: 0, numbers: 0, dates: 0 })
    }

    /// `is_data`: it is below the header.
    fn row(&mut self, row: &ByteRecord, is_data: bool) -> Result<(), ::csv::Error> {
        for (at, cell) in row.iter().enumerate() {
            let is_obeyed = is_computed(cell) && !is_kept_code(cell) || self.is_first && names_separator(cell);
            self.is_first = false;
            self.marked += u64::from(is_obeyed);
            let written = if is_data { self.columns.written(at, cell) } else { FrenchCell::AsItIs };
            self.changed += u64::from(!is_obeyed && written == FrenchCell::AsItIs && is_changed(cell));
            match written {
                _ if is_obeyed => self.writer.write_field([b"'", cell].concat())?,
                FrenchCell::AsItIs => self.writer.write_field(cell)?,
                FrenchCell::Number(text) => {
                    self.numbers += 1;
                    self.writer.write_field(text)?;
                }
                FrenchCell::Date(text) => {
                    self.dates += 1;
                    self.writer.write_field(text)?;
                }
            }
        }
        self.writer.write_record(None::<&[u8]>)
    }

    fn notes(&self) -> Vec<String> {
        let &Self { marked, changed, numbers, dates, .. } = self;
        let told = [
            (numbers > 0).then(|| t!("excel-decimal-commas", count = numbers)),
            (dates > 0).then(|| t!("excel-days-first", count = dates)),
            (marked > 0).then(|| t!("excel-marked", marked)),
            (changed > 0).then(|| t!("excel-would-change", changed)),
        ];
        told.into_iter().flatten().collect()
    }
}

/// Whether a cell is a formula that shows a code and nothing else, `="01001"`: Excel then keeps it as a text.
fn is_kept_code(cell: &[u8]) -> bool {
    let inner = cell.strip_prefix(b"=\"").and_then(|rest| rest.strip_suffix(b"\""));
    inner.is_some_and(|inner| !inner.is_empty() && inner.iter().all(u8::is_ascii_alphanumeric))
}

fn failed(name: &Path, error: ::csv::Error) -> Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => disk(name, &error),
        _ => Error::new(ErrorKind::Unexpected, shown(name), m!("excel-unreadable")),
    }
}
