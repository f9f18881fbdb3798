//! All rows of the first sheet of a workbook of Excel or OpenDocument, one after the other: for whoever must have seen each of them. What is
//! too large for that is refused, not cut.

use std::error::Error;
use std::io::Cursor;

use calamine::{DataRef, Reader as _, Sheet as SheetMetadata, SheetVisible, Xlsb, Xlsx, open_workbook_from_rs};

use super::open_document::{self, Told, filled, walk};
use super::workbook_parts::{PartLimits, trimmed};
use super::zip::{all_entries, unpack};
use crate::base::beside::Wanted;
use crate::base::{panics, text};
use crate::t;

/// How wide a sheet may be: what stands further to the right is passed over.
const COLUMNS: usize = 2000;
/// How many cells that say they repeat are believed in all.
const MOST_CELLS: usize = 20_000_000;

/// What an OpenDocument says it is.
const SPREADSHEET: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

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

/// The workbooks that are read whole.
#[derive(Clone, Copy)]
enum Workbook {
    Xlsx,
    Xlsb,
    OpenDocument,
}

impl Workbook {
    fn of(archive: &[u8]) -> Option<Self> {
        let entries = all_entries(archive)?;
        let has = |name: &str| entries.iter().any(|entry| entry.name == name);
        let mimetype = || {
            let entry = entries.iter().find(|entry| entry.name == "mimetype")?;
            Some(unpack(archive, entry, 128)?.0)
        };
        match () {
            () if has("xl/workbook.xml") => Some(Self::Xlsx),
            () if has("xl/workbook.bin") => Some(Self::Xlsb),
            () if mimetype().is_some_and(|it| it.starts_with(SPREADSHEET)) => Some(Self::OpenDocument),
            () => None,
        }
    }
}

/// Whether the first sheet of a workbook is what its bytes begin.
pub fn is_workbook(bytes: &[u8]) -> bool {
    Workbook::of(bytes).is_some()
}

/// The same for both formats of Excel: their readers have no trait for what gives one cell after the other.
macro_rules! excel_rows {
    ($format:ident, $archive:expr, $wanted:expr, $row:expr) => {{
        let parts = Cursor::new(trimmed($archive, &LIMITS, $wanted)?);
        let mut workbook: $format<_> = open_workbook_from_rs($wanted.reader(parts)).map_err(unreadable)?;
        let (name, others) = first(workbook.sheets_metadata())?;
        let mut cells = workbook.worksheet_cells_reader(&name).map_err(unreadable)?;
        let next = || Ok(cells.next_cell().map_err(unreadable)?.map(|it| (it.get_position(), value(it.get_value()))));
        placed_rows(next, $wanted, $row)?;
        Ok((text::line(&name), others))
    }};
}

/// Gives each row that holds something, with its number from 1, to `row`. The name of the sheet, and how many others there
/// are; or why not, in words. BLOCKS.
pub fn each_row(
    archive: &[u8],
    wanted: &Wanted,
    row: &mut dyn FnMut(u64, Vec<SheetCell>),
) -> Result<(String, usize), String> {
    let read = || match Workbook::of(archive) {
        Some(Workbook::OpenDocument) => open_document_rows(archive, wanted, row),
        Some(Workbook::Xlsb) => excel_rows!(Xlsb, archive, wanted, row),
        _ => excel_rows!(Xlsx, archive, wanted, row),
    };
    panics::caught(read).unwrap_or_else(|| Err(t!("preview-reader-gave-up")))
}

/// In how many first rows the names are looked for.
const SEARCHED: usize = 20;

/// As [`each_row`], with cells as text and the names of the columns apart: titles above them fill a cell or two of a table
/// that is wider, and are passed over. The names, the name of the sheet, and how many others there are.
pub fn each_named_row(
    archive: &[u8],
    wanted: &Wanted,
    row: &mut dyn FnMut(u64, Vec<String>),
) -> Result<(Vec<String>, String, usize), String> {
    let (mut first, mut names) = (Vec::new(), None);
    let (sheet, others) = each_row(archive, wanted, &mut |number, cells| {
        let cells: Vec<String> = cells.into_iter().map(SheetCell::written).collect();
        if names.is_some() {
            return row(number, cells);
        }
        first.push((number, cells));
        if first.len() == SEARCHED {
            names = Some(below_names(&mut first, row));
        }
    })?;
    let names = names.unwrap_or_else(|| below_names(&mut first, row));
    Ok((names, sheet, others))
}

/// The names among the first rows. What stands below them is handed on.
fn below_names(first: &mut Vec<(u64, Vec<String>)>, row: &mut dyn FnMut(u64, Vec<String>)) -> Vec<String> {
    let filled = |cells: &[String]| cells.iter().filter(|cell| !cell.is_empty()).count();
    let widest = first.iter().map(|(_, cells)| filled(cells)).max().unwrap_or(0);
    let at = first.iter().position(|(_, cells)| widest <= 3 || 2 * filled(cells) > widest).unwrap_or(0);
    let mut rows = first.drain(..).skip(at);
    let names = rows.next().map(|(_, cells)| cells).unwrap_or_default();
    rows.for_each(|(number, cells)| row(number, cells));
    names
}

impl SheetCell {
    /// As text.
    fn written(self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Text(text) | Self::Number(text) | Self::Moment(text) => text,
            Self::Truth(truth) => truth.to_string(),
        }
    }
}

fn unreadable(error: impl Error) -> String {
    t!("preview-no-workbook", error = text::line(&error.to_string()))
}

/// The first sheet that is shown, and how many others there are.
fn first(sheets: &[SheetMetadata]) -> Result<(String, usize), String> {
    let first = sheets.iter().find(|it| it.visible == SheetVisible::Visible).or(sheets.first());
    Ok((first.ok_or(t!("preview-no-sheet"))?.name.clone(), sheets.len().saturating_sub(1)))
}

/// Makes rows of cells as they come.
fn placed_rows(
    mut next: impl FnMut() -> Result<Option<((u32, u32), SheetCell)>, String>,
    wanted: &Wanted,
    row: &mut dyn FnMut(u64, Vec<SheetCell>),
) -> Result<(), String> {
    let (mut open, mut at) = (Vec::new(), 0);
    while let Some(((number, column), value)) = next()? {
        if number != at {
            end_row(&mut open, at, row);
            at = number;
            if wanted.is_over() {
                return Err(t!("preview-reader-gave-up"));
            }
        }
        if (column as usize) < COLUMNS && value != SheetCell::Nothing {
            let column = column as usize;
            open.resize(open.len().max(column + 1), SheetCell::Nothing);
            open[column] = value;
        }
    }
    end_row(&mut open, at, row);
    Ok(())
}

/// Rows that repeat are so many rows; a sheet of more cells than anybody fills is refused.
fn open_document_rows(
    archive: &[u8],
    wanted: &Wanted,
    row: &mut dyn FnMut(u64, Vec<SheetCell>),
) -> Result<(String, usize), String> {
    let (content, is_all) = open_document::content(archive, LIMITS.in_all)?;
    if !is_all {
        return Err(t!("preview-part-too-large", entry = "content.xml"));
    }
    let (mut name, mut sheets, mut number, mut cells) = (None, 0, 0_u64, 0);
    let mut is_within = true;
    let whole = walk(&content, &mut |told| {
        match told {
            Told::Sheet(found) => {
                sheets += 1;
                name.get_or_insert(found);
            }
            Told::Row(found, times) if sheets == 1 => {
                let filled: Vec<SheetCell> = filled(found, COLUMNS).cloned().collect();
                if filled.is_empty() {
                    number = number.saturating_add(times as u64);
                    return true;
                }
                cells += times.saturating_mul(filled.len());
                is_within = cells <= MOST_CELLS;
                for _ in 0..if is_within { times } else { 0 } {
                    number += 1;
                    row(number, filled.clone());
                }
            }
            Told::Row(..) | Told::End => {}
        }
        is_within && !wanted.is_over()
    });
    match name {
        _ if !is_within => Err(t!("preview-part-too-large", entry = "content.xml")),
        _ if wanted.is_over() => Err(t!("preview-reader-gave-up")),
        None => Err(t!("preview-no-sheet")),
        Some(_) if !whole => Err(t!("preview-not-unpacked", entry = "content.xml")),
        Some(name) => Ok((text::line(&name), sheets - 1)),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::file_writers::{ods, zip};

    type Rows = Vec<(u64, Vec<SheetCell>)>;

    fn rows(archive: &[u8]) -> Result<(String, usize, Rows), String> {
        let mut rows = Rows::new();
        let (name, others) = each_row(archive, &Wanted::always(), &mut |number, cells| rows.push((number, cells)))?;
        Ok((name, others, rows))
    }

    fn text(text: &str) -> SheetCell {
        SheetCell::Text(text.into())
    }

    #[test]
    fn an_open_document_gives_each_row_of_its_first_sheet() {
        let table = "<table:table table:name=\"A &amp; B\"><table:table-column table:number-columns-repeated=\"9\"/>\
            <table:table-row><table:table-cell office:value-type=\"string\"><text:p>un<text:s text:c=\"2\"/>deux</text:p>\
            <office:annotation><text:p>a note</text:p></office:annotation></table:table-cell>\
            <table:table-cell/><table:table-cell office:value-type=\"percentage\" office:value=\"0.5\"><text:p>50 %</text:p></table:table-cell>\
            <table:table-cell table:number-columns-repeated=\"16381\"/></table:table-row>\
            <table:table-row table:number-rows-repeated=\"2\"><table:table-cell/></table:table-row>\
            <table:table-row table:number-rows-repeated=\"2\"><table:table-cell office:value-type=\"date\" office:date-value=\"2024-01-31\"/>\
            <table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"><text:p>VRAI</text:p></table:table-cell></table:table-row>\
            <table:table-row table:number-rows-repeated=\"1048571\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
            </table:table><table:table table:name=\"other\"><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table>";
        let day = vec![SheetCell::Moment("2024-01-31".into()), SheetCell::Truth(true)];
        let first = vec![text("un  deux"), SheetCell::Nothing, SheetCell::Number("0.5".into())];
        assert_eq!(rows(&ods(table)), Ok(("A & B".into(), 1, vec![(1, first), (4, day.clone()), (5, day)])));
        assert_eq!(rows(&ods("<table:table table:name=\"a\"/>")), Ok(("a".into(), 0, vec![])));
    }

    #[test]
    fn what_is_no_whole_sheet_is_refused() {
        let bomb = "<table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"1048576\">\
            <table:table-cell table:number-columns-repeated=\"16384\"><text:p>x</text:p></table:table-cell></table:table-row></table:table>";
        let cut = ods("<table:table table:name=\"a\"><table:table-row><table:table-cell><text:p>x</text:p>");
        let mimetype: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
        let without = zip(&[("mimetype", mimetype)]);
        for archive in [ods(bomb), ods(""), cut, without, b"PK\x03\x04".to_vec()] {
            assert!(rows(&archive).is_err(), "{:?}", rows(&archive));
        }
        assert!(is_workbook(&ods("")) && !is_workbook(&zip(&[("mimetype", b"text/plain"), ("content.xml", b"")])));
    }
}
