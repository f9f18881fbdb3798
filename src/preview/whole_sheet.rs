//! All rows of the first sheet of a workbook of Excel, one after the other: for whoever must have seen each of them. What is
//! too large for that is refused, not cut.

use std::io::Cursor;

use calamine::{DataRef, Reader as _, SheetVisible, Xlsx, open_workbook_from_rs};

use super::workbook_parts::{PartLimits, trimmed};
use crate::base::beside::Wanted;
use crate::base::{panics, text};
use crate::t;

/// How wide a sheet may be: what stands further to the right is passed over.
const COLUMNS: u32 = 2000;

const LIMITS: PartLimits = PartLimits { sheet: 48 << 20, shared: 24 << 20, in_all: 96 << 20, cuts: false };

/// The largest workbook that is read whole, in bytes.
pub const LARGEST_WORKBOOK: u64 = 32 << 20;

/// What a cell holds, numbers with a decimal point and moments as ISO 8601 has them.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum SheetCell {
    #[default]
    Nothing,
    Text(String),
    Number(String),
    Moment(String),
    Truth(bool),
}

/// Whether the first sheet of a workbook is what its bytes begin.
pub fn is_workbook(bytes: &[u8]) -> bool {
    super::zip::all_entries(bytes).is_some_and(|entries| entries.iter().any(|entry| entry.name == "xl/workbook.xml"))
}

/// Gives each row that holds something, with its number from 1, to `row`. The name of the sheet, and how many others there
/// are; or why not, in words. BLOCKS.
pub fn each_row(
    archive: &[u8],
    wanted: &Wanted,
    row: &mut dyn FnMut(u64, Vec<SheetCell>),
) -> Result<(String, usize), String> {
    panics::caught(|| read(archive, wanted, row)).unwrap_or_else(|| Err(t!("preview-reader-gave-up")))
}

fn read(archive: &[u8], wanted: &Wanted, row: &mut dyn FnMut(u64, Vec<SheetCell>)) -> Result<(String, usize), String> {
    let unreadable = |error: calamine::XlsxError| t!("preview-no-workbook", error = text::line(&error.to_string()));
    let parts = trimmed(archive, &LIMITS, wanted)?;
    let mut workbook: Xlsx<_> = open_workbook_from_rs(wanted.reader(Cursor::new(parts))).map_err(unreadable)?;
    let sheets = workbook.sheets_metadata();
    let first = sheets.iter().find(|it| it.visible == SheetVisible::Visible).or(sheets.first());
    let (name, others) = (first.ok_or(t!("preview-no-sheet"))?.name.clone(), sheets.len().saturating_sub(1));
    let mut cells = workbook.worksheet_cells_reader(&name).map_err(unreadable)?;
    let (mut open, mut at) = (Vec::new(), 0);
    while let Some(found) = cells.next_cell().map_err(unreadable)? {
        let (number, column) = found.get_position();
        if number != at {
            end_row(&mut open, at, row);
            at = number;
            if wanted.is_over() {
                return Err(t!("preview-reader-gave-up"));
            }
        }
        let value = value(found.get_value());
        if column < COLUMNS && value != SheetCell::Nothing {
            let column = column as usize;
            open.resize(open.len().max(column + 1), SheetCell::Nothing);
            open[column] = value;
        }
    }
    end_row(&mut open, at, row);
    Ok((text::line(&name), others))
}

fn end_row(open: &mut Vec<SheetCell>, at: u32, row: &mut dyn FnMut(u64, Vec<SheetCell>)) {
    if !open.is_empty() {
        row(u64::from(at) + 1, std::mem::take(open));
    }
}

fn value(value: &DataRef) -> SheetCell {
    let text = |text: &str| if text.trim().is_empty() { SheetCell::Nothing } else { SheetCell::Text(text.to_owned()) };
    match value {
        DataRef::Empty => SheetCell::Nothing,
        DataRef::Int(number) => SheetCell::Number(number.to_string()),
        DataRef::Float(number) => SheetCell::Number(number.to_string()),
        DataRef::Bool(truth) => SheetCell::Truth(*truth),
        DataRef::String(it) => text(it),
        DataRef::SharedString(it) => text(it),
        DataRef::DateTime(moment) if !moment.is_duration() => {
            SheetCell::Moment(super::workbook_parts::written(value).unwrap_or_default())
        }
        DataRef::DateTime(moment) => SheetCell::Number(moment.as_f64().to_string()),
        DataRef::DateTimeIso(it) => SheetCell::Moment(it.clone()),
        DataRef::DurationIso(it) => text(it),
        DataRef::Error(error) => text(&error.to_string()),
    }
}
