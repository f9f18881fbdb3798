//! A copy of a CSV file that a French Excel opens with a double click: UTF-8 with its mark, semicolons, decimal commas,
//! the day before the month, and no cell that Excel would compute.

use std::fs::File;
use std::path::Path;

use ::csv::ByteRecord;

use super::french::{FrenchCell, FrenchColumns};
use super::harm::is_changed;
use super::reading::Reading;
use super::sheet_csv::SheetCsv;
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
    copy.csv.flush().map_err(|error| disk(name, &error))?;
    Ok(copy.notes())
}

struct CsvCopy<'a> {
    csv: SheetCsv<'a>,
    columns: FrenchColumns,
    /// How many cells Excel shows otherwise than they are written.
    changed: u64,
    /// How many numbers got a decimal comma, and how many dates their day first.
    numbers: u64,
    dates: u64,
}

impl<'a> CsvCopy<'a> {
    fn begin(target: &'a mut File, columns: FrenchColumns) -> std::io::Result<Self> {
        Ok(Self { csv: SheetCsv::begin(target)?, columns, changed: 0, numbers: 0, dates: 0 })
    }

    /// `is_data`: it is below the header.
    fn row(&mut self, row: &ByteRecord, is_data: bool) -> Result<(), ::csv::Error> {
        for (at, cell) in row.iter().enumerate() {
            match if is_data { self.columns.written(at, cell) } else { FrenchCell::AsItIs } {
                FrenchCell::AsItIs => {
                    let is_as_it_is = self.csv.cell_as(cell, cell)?;
                    self.changed += u64::from(is_as_it_is && is_changed(cell));
                }
                FrenchCell::Number(text) => self.numbers += u64::from(self.csv.cell_as(cell, text.as_bytes())?),
                FrenchCell::Date(text) => self.dates += u64::from(self.csv.cell_as(cell, text.as_bytes())?),
            }
        }
        self.csv.end_row()
    }

    fn notes(&self) -> Vec<String> {
        let &Self { changed, numbers, dates, csv: SheetCsv { marked, .. }, .. } = self;
        let told = [
            (numbers > 0).then(|| t!("excel-decimal-commas", count = numbers)),
            (dates > 0).then(|| t!("excel-days-first", count = dates)),
            (marked > 0).then(|| t!("excel-marked", marked)),
            (changed > 0).then(|| t!("excel-would-change", changed)),
        ];
        told.into_iter().flatten().collect()
    }
}

fn failed(name: &Path, error: ::csv::Error) -> Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => disk(name, &error),
        _ => Error::new(ErrorKind::Unexpected, shown(name), m!("excel-unreadable")),
    }
}
