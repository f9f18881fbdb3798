//! What stands for a workbook where the program is built without a writer of them.

use std::fs::File;
use std::path::Path;

use super::book_cell::{BookCell, BookLimits, BookLosses};
use super::no_writer;
use crate::base::error::Result;

/// There is none.
pub enum RowBook {}

impl RowBook {
    pub fn begin(path: &Path, _: &[String], _: BookLimits) -> Result<Self> {
        Err(no_writer(path))
    }

    pub fn row<'c>(&mut self, _: impl Iterator<Item = BookCell<'c>>) -> Result<()> {
        match *self {}
    }

    pub fn end(self, _: &str, _: &mut File) -> Result<BookLosses> {
        match self {}
    }
}
