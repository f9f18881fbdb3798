//! A CSV as spreadsheets open it with a double click, written cell by cell: UTF-8 with its mark, semicolons, and no cell
//! that a spreadsheet would compute.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};

use ::csv::{QuoteStyle, Terminator, Writer, WriterBuilder};

use super::harm::{is_computed, names_separator};

pub struct SheetCsv<'a> {
    writer: Writer<BufWriter<&'a mut File>>,
    is_first: bool,
    /// How many cells begin with an apostrophe so as to be shown.
    pub marked: u64,
}

impl<'a> SheetCsv<'a> {
    pub fn begin(target: &'a mut File) -> io::Result<Self> {
        let mut target = BufWriter::new(target);
        target.write_all(b"\xef\xbb\xbf")?;
        let mut how = WriterBuilder::new();
        how.delimiter(b';').quote_style(QuoteStyle::Necessary).terminator(Terminator::CRLF).flexible(true);
        Ok(Self { writer: how.from_writer(target), is_first: true, marked: 0 })
    }

    /// Writes the next cell of the row as `written`, where a spreadsheet would not compute `cell`, which it is made of. Of
    /// one that would be, the text is shown: `false`.
    pub fn cell_as(&mut self, cell: &[u8], written: &[u8]) -> Result<bool, ::csv::Error> {
        let is_obeyed = is_computed(cell) && !is_kept_code(cell) || self.is_first && names_separator(cell);
        self.is_first = false;
        self.marked += u64::from(is_obeyed);
        match is_obeyed {
            true => self.writer.write_field([b"'", cell].concat())?,
            false => self.writer.write_field(written)?,
        }
        Ok(!is_obeyed)
    }

    pub fn cell(&mut self, cell: &[u8]) -> Result<(), ::csv::Error> {
        self.cell_as(cell, cell).map(drop)
    }

    pub fn end_row(&mut self) -> Result<(), ::csv::Error> {
        self.writer.write_record(None::<&[u8]>)
    }

    pub fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Whether a cell is a formula that shows a code and nothing else, `="01001"`: Excel then keeps it as a text.
fn is_kept_code(cell: &[u8]) -> bool {
    let inner = cell.strip_prefix(b"=\"").and_then(|rest| rest.strip_suffix(b"\""));
    inner.is_some_and(|inner| !inner.is_empty() && inner.iter().all(u8::is_ascii_alphanumeric))
}
