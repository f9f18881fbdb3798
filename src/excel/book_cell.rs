//! What goes into a workbook that is written row by row, and what does not fit into it.

use jiff::civil::Date;

use crate::t;

/// How many rows a sheet has, the header among them.
pub const ROWS: u32 = 1_048_576;
/// The most columns that a sheet has.
pub const MOST_COLUMNS: usize = 16_384;
/// The longest text of a cell, in units of UTF-16.
pub const LONGEST_TEXT: usize = 32_767;

/// A cell as its source has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BookCell<'c> {
    Empty,
    Text(&'c str),
    Number(f64),
    Boolean(bool),
    Day(Date),
}

/// Less than a sheet holds, for tests.
#[derive(Clone, Copy, Debug, Default)]
pub struct BookLimits {
    pub rows: Option<u32>,
    pub columns: Option<usize>,
}

/// What became of what no sheet holds as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BookLosses {
    /// On how many sheets the rows are.
    pub sheets: usize,
    /// How many columns are left out.
    pub columns: usize,
    /// Cells cut at their end.
    pub cut: u64,
    /// Cells without characters that no sheet holds.
    pub cleaned: u64,
}

impl BookLosses {
    /// One sentence each.
    pub fn notes(self) -> Vec<String> {
        let Self { sheets, columns, cut, cleaned } = self;
        let told = [
            (sheets > 1).then(|| t!("excel-split", sheets, most = ROWS)),
            (columns > 0).then(|| t!("excel-columns-left", columns, most = MOST_COLUMNS)),
            (cut > 0).then(|| t!("excel-cut", count = cut, most = LONGEST_TEXT)),
            (cleaned > 0).then(|| t!("excel-cleaned", count = cleaned)),
        ];
        told.into_iter().flatten().collect()
    }
}

/// Whether a cell of a workbook can hold such a character.
pub fn held(c: char) -> bool {
    matches!(c, '\t' | '\n') || !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')
}
