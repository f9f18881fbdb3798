//! A copy of a CSV file that a French Excel opens with a double click: UTF-8 with its mark, semicolons, decimal commas
//! as they were, and no cell that Excel would compute.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use ::csv::{ByteRecord, QuoteStyle, Terminator, Writer, WriterBuilder};

use super::harm::{is_changed, is_computed, names_separator};
use super::reading::Reading;
use super::value::measure;
use crate::base::atomic_file::folder_of;
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::download::check_room;
use crate::tabular::kind::Numbers;
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
    let mut copy = CsvCopy::begin(target, reading.dialect.numbers).map_err(|error| disk(name, &error))?;
    for line in &reading.above {
        copy.row(line.as_byte_record()).map_err(|error| failed(name, error))?;
    }
    reading.each_row(|_, row| copy.row(row).map_err(|error| failed(name, error)))?;
    copy.writer.flush().map_err(|error| disk(name, &error))?;
    let CsvCopy { marked, changed, .. } = copy;
    let marked = (marked > 0).then(|| t!("excel-marked", marked));
    Ok(marked.into_iter().chain((changed > 0).then(|| t!("excel-would-change", changed))).collect())
}

struct CsvCopy<'a> {
    writer: Writer<BufWriter<&'a mut File>>,
    is_first: bool,
    /// How the file writes its own.
    numbers: Numbers,
    /// How many cells begin with an apostrophe so as to be shown.
    marked: u64,
    /// How many cells Excel shows otherwise than they are written.
    changed: u64,
}

impl<'a> CsvCopy<'a> {
    fn begin(target: &'a mut File, numbers: Numbers) -> std::io::Result<Self> {
        let mut target = BufWriter::new(target);
        target.write_all(b"\xef\xbb\xbf")?;
        let mut how = WriterBuilder::new();
        how.delimiter(b';').quote_style(QuoteStyle::Necessary).terminator(Terminator::CRLF).flexible(true);
        Ok(Self { writer: how.from_writer(target), is_first: true, numbers, marked: 0, changed: 0 })
    }

    fn row(&mut self, row: &ByteRecord) -> Result<(), ::csv::Error> {
        for cell in row {
            let is_obeyed = is_computed(cell) || self.is_first && names_separator(cell);
            self.is_first = false;
            self.marked += u64::from(is_obeyed);
            self.changed += u64::from(!is_obeyed && (is_changed(cell) || self.has_thousands(cell)));
            match is_obeyed {
                true => self.writer.write_field([b"'", cell].concat())?,
                false => self.writer.write_field(cell)?,
            }
        }
        self.writer.write_record(None::<&[u8]>)
    }

    /// Whether `cell` is a number whose comma parts thousands: a French Excel takes it for the decimal sign.
    fn has_thousands(&self, cell: &[u8]) -> bool {
        let is_number = |cell: &str| measure(cell.trim(), self.numbers).is_some();
        self.numbers.thousands == Some(',') && cell.contains(&b',') && std::str::from_utf8(cell).is_ok_and(is_number)
    }
}

fn failed(name: &Path, error: ::csv::Error) -> Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => disk(name, &error),
        _ => Error::new(ErrorKind::Unexpected, shown(name), m!("excel-unreadable")),
    }
}
