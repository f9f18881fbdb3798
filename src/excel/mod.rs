//! Copies of a table that a spreadsheet opens without harm, beside the file as it came.

mod csv_copy;

pub use csv_copy::{ExcelCopy, excel_fr};

#[cfg(test)]
mod tests;
