//! Copies of a table that a spreadsheet opens without harm, beside the file as it came.
//!
//! A copy is made of a whole text table (CSV, TSV, in gzip too), decided on all of it: [`reading`] tells how it is read,
//! and every copy reads it so. [`CopyKind::Workbook`] looks at all cells before it writes the first ([`columns`]), gives
//! them their types ([`value`]), and says on a sheet of its own where they come from ([`source_sheet`]);
//! [`CopyKind::Csv`] keeps the text, and tells what a spreadsheet would make of it ([`harm`]). [`place`] never writes over
//! what is not guichet's own. Who has rows of their own writes them with [`SheetCsv`] and [`RowBook`].

use std::path::{Path, PathBuf};

use crate::base::beside::Wanted;
use crate::base::disk::shown;
use crate::base::error::{Error, ErrorKind, Result};
use crate::download::receipt::{Found, Receipt};
use crate::download::{IfExists, Outcome, Verdict};
use crate::{m, t};

mod book_cell;
#[cfg(feature = "workbook")]
mod columns;
mod csv_copy;
mod french;
mod harm;
#[cfg(not(feature = "workbook"))]
mod no_row_book;
mod place;
mod reading;
#[cfg(feature = "workbook")]
mod row_book;
mod sheet_csv;
#[cfg(feature = "workbook")]
mod source_sheet;
#[cfg(feature = "workbook")]
mod value;
#[cfg(feature = "workbook")]
mod workbook;

pub use book_cell::{BookCell, BookLimits, BookLosses, held};
#[cfg(not(feature = "workbook"))]
pub use no_row_book::RowBook;
#[cfg(feature = "workbook")]
pub use row_book::RowBook;
pub use sheet_csv::SheetCsv;

use place::CopyPlace;
use reading::Reading;

/// What a copy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyKind {
    /// A CSV that a French Excel opens with a double click.
    Csv,
    /// A real workbook.
    Workbook,
}

impl CopyKind {
    /// What stands behind the name of the file instead of its own ending.
    fn ending(self) -> &'static str {
        match self {
            Self::Csv => "excel.csv",
            Self::Workbook => "excel.xlsx",
        }
    }
}

/// What was written.
#[derive(Debug)]
pub struct ExcelCopy {
    pub path: PathBuf,
    /// What there is to say of it, one sentence each.
    pub notes: Vec<String>,
}

/// What is known of a file besides its bytes.
#[cfg(feature = "workbook")]
struct Known<'a> {
    /// Of this very file, as it is.
    receipt: Option<&'a Receipt>,
    /// Why its verdict is what it is, in the person's language.
    reason: Option<String>,
}

/// Writes a copy beside what was downloaded, unless that is not what is published. See [`copy()`].
pub fn copy_of(outcome: &Outcome, kind: CopyKind, if_exists: IfExists, wanted: &Wanted) -> Result<ExcelCopy> {
    if outcome.verdict == Verdict::Altered {
        return Err(altered(&outcome.path, &outcome.reason));
    }
    copy(&outcome.path, kind, if_exists, Some(outcome.reason.clone()), wanted)
}

fn altered(file: &Path, reason: &str) -> Error {
    Error::new(ErrorKind::Integrity, shown(file), m!("excel-altered", reason))
}

/// Writes a copy beside the untouched `file`. Reads and writes it piece by piece, whatever its size, for as long as it is
/// `wanted`. `if_exists`: what becomes of a file that has the copy's name and is none that guichet left there. `reason`: of
/// the verdict, where the person just heard it.
pub fn copy(
    file: &Path,
    kind: CopyKind,
    if_exists: IfExists,
    reason: Option<String>,
    wanted: &Wanted,
) -> Result<ExcelCopy> {
    let receipt = match Found::beside(file)? {
        Found::Receipt(receipt) => Some(*receipt),
        _ => None,
    };
    if let Some(receipt) = receipt.as_ref().filter(|receipt| receipt.verdict == Verdict::Altered) {
        return Err(altered(file, reason.as_ref().unwrap_or(&receipt.reason)));
    }
    let reading = Reading::of(file, wanted)?;
    let is_changed = receipt.as_ref().is_some_and(|receipt| receipt.sha256 != reading.sha256);
    let place = CopyPlace::beside(file, kind, if_exists, receipt.as_ref())?;
    if let Some(there) = place.is_made_of(&reading.sha256) {
        return Ok(ExcelCopy { path: there, notes: vec![t!("excel-unchanged")] });
    }
    let known = receipt.as_ref().filter(|_| !is_changed);
    let mut part = place.begin()?;
    let mut notes = match kind {
        CopyKind::Csv => csv_copy::write(&reading, part.as_file_mut(), place.name())?,
        CopyKind::Workbook => workbook(&reading, known, reason, part.as_file_mut())?,
    };
    if is_changed {
        notes.insert(0, t!("excel-changed-since"));
    }
    let path = place.end(part, &reading.sha256)?;
    Ok(ExcelCopy { path, notes })
}

#[cfg(feature = "workbook")]
fn workbook(
    reading: &Reading,
    receipt: Option<&Receipt>,
    reason: Option<String>,
    part: &mut std::fs::File,
) -> Result<Vec<String>> {
    workbook::write(reading, &Known { receipt, reason }, part, book_cell::ROWS)
}

#[cfg(not(feature = "workbook"))]
fn workbook(reading: &Reading, _: Option<&Receipt>, _: Option<String>, _: &mut std::fs::File) -> Result<Vec<String>> {
    Err(no_writer(&reading.path))
}

#[cfg(not(feature = "workbook"))]
fn no_writer(path: &Path) -> Error {
    Error::new(ErrorKind::Usage, shown(path), m!("excel-no-writer")).hint(m!("excel-no-writer-hint"))
}

/// What is said of both copies of `file`, which are written to nowhere.
#[cfg(any(test, feature = "fuzzing"))]
pub fn tried(file: &Path) -> Vec<Result<Vec<String>>> {
    let written = |kind: CopyKind| {
        let reading = Reading::of(file, &Wanted::always())?;
        let mut nowhere = tempfile::tempfile().map_err(|error| crate::base::disk::disk(file, &error))?;
        match kind {
            CopyKind::Csv => csv_copy::write(&reading, &mut nowhere, file),
            CopyKind::Workbook => workbook(&reading, None, None, &mut nowhere),
        }
    };
    [CopyKind::Csv, CopyKind::Workbook].map(written).into()
}

#[cfg(test)]
mod tests;
