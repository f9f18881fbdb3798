//! What a workbook of Excel is made of: its parts, each within its limit, and its cells.

use calamine::DataRef;

use super::sheets::{COLUMNS, ROWS, SHEETS};
use super::zip::{ZipEntry, all_entries, unpack};
use crate::base::beside::Wanted;
use crate::base::file_writers::zip as stored;
use crate::t;
use crate::tabular::cell;

/// How much of each sheet of Excel is unpacked.
const SHEET: u64 = 2 << 20;
/// The largest list of shared texts.
const SHARED: u64 = 6 << 20;
/// The largest of the other parts.
pub const PART: u64 = 512 << 10;
/// A file with more parts than this is refused.
const PARTS: usize = 5000;

/// Row and column, from 0, and what stands there.
pub type PlacedCell = ((u32, u32), Option<String>);

/// How much of the parts of a workbook of Excel is unpacked.
pub struct PartLimits {
    pub sheet: u64,
    pub shared: u64,
    pub in_all: u64,
    /// Whether the beginning of a sheet is enough.
    pub cuts: bool,
}

/// What the first rows need.
pub const FIRST_ROWS: PartLimits = PartLimits { sheet: SHEET, shared: SHARED, in_all: u64::MAX, cuts: true };

/// The same workbook with only what rows need, each part within its limit.
pub fn trimmed(archive: &[u8], limits: &PartLimits, wanted: &Wanted) -> Result<Vec<u8>, String> {
    let entries = all_entries(archive).ok_or(t!("preview-no-parts"))?;
    if entries.len() > PARTS {
        return Err(t!("preview-too-many-parts", entries = entries.len()));
    }
    let mut parts: Vec<(&str, Vec<u8>)> = Vec::new();
    let (mut sheets, mut left) = (0, limits.in_all);
    for entry in &entries {
        let is_sheet =
            entry.name.starts_with("xl/worksheets/") && [".xml", ".bin"].iter().any(|end| entry.name.ends_with(end));
        let limit = match entry.name.as_str() {
            _ if is_sheet && sheets < SHEETS => {
                sheets += 1;
                limits.sheet
            }
            "xl/sharedStrings.xml" | "xl/sharedStrings.bin" => limits.shared,
            "xl/workbook.xml" | "xl/styles.xml" | "[Content_Types].xml" | "xl/workbook.bin" | "xl/styles.bin" => PART,
            name if name.ends_with(".rels") && parts.len() < 50 => PART,
            _ => continue,
        };
        if wanted.is_over() {
            return Err(t!("preview-reader-gave-up"));
        }
        let (bytes, all) = unpack(archive, entry, limit.min(left)).ok_or_else(|| not_unpacked(entry))?;
        left -= (bytes.len() as u64).min(left);
        if !(all || is_sheet && limits.cuts) {
            return Err(t!("preview-part-too-large", entry = entry.name));
        }
        parts.push((&entry.name, bytes));
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    Ok(stored(&parts))
}

/// Why a part is not read.
pub fn not_unpacked(entry: &ZipEntry) -> String {
    match entry.encrypted {
        true => t!("preview-password"),
        false => t!("preview-not-unpacked", entry = entry.name),
    }
}

/// The rows that cells make as they come, and whether they are all. A sheet that was cut ends where it was cut.
pub fn rows_of<E>(mut next: impl FnMut() -> Result<Option<PlacedCell>, E>) -> (Vec<Vec<Option<String>>>, bool) {
    let mut rows = vec![];
    loop {
        let (at, value) = match next() {
            Ok(Some(placed)) => placed,
            end => return (rows, end.is_ok()),
        };
        if !place(&mut rows, at, value) {
            return (rows, false);
        }
    }
}

/// Puts a cell where it stands; whether it is still among the rows that are shown.
fn place(rows: &mut Vec<Vec<Option<String>>>, (row, column): (u32, u32), value: Option<String>) -> bool {
    let (row, column) = (row as usize, column as usize);
    if row > ROWS {
        return false;
    }
    if column < COLUMNS {
        if rows.len() <= row {
            rows.resize_with(row + 1, Vec::new);
        }
        if rows[row].len() <= column {
            rows[row].resize(column + 1, None);
        }
        rows[row][column] = value;
    }
    true
}

/// A value as it is shown.
pub fn written(value: &DataRef) -> Option<String> {
    match value {
        DataRef::Int(number) => Some(number.to_string()),
        DataRef::Float(number) => Some(number.to_string()),
        DataRef::String(text) => cell(text),
        DataRef::SharedString(text) => cell(text),
        DataRef::Bool(value) => Some(value.to_string()),
        DataRef::DateTime(moment) if moment.is_duration() => Some(clock(moment.as_f64())),
        // Nobody means the last day of 1899: a part of a day is a time.
        DataRef::DateTime(moment) if (0.0..1.0).contains(&moment.as_f64()) => Some(clock(moment.as_f64())),
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            let midnight = (hour, minute, second) == (0, 0, 0);
            Some(if midnight { date } else { format!("{date} {hour:02}:{minute:02}:{second:02}") })
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => cell(text),
        DataRef::Error(error) => cell(&error.to_string()),
        DataRef::Empty => None,
    }
}

/// Hours, minutes and seconds of so many days.
fn clock(days: f64) -> String {
    let seconds = (days.abs() * 86_400.0).round() as u64;
    let sign = if days < 0.0 && seconds > 0 { "-" } else { "" };
    format!("{sign}{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}
