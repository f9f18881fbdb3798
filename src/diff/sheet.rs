//! The first sheet of a workbook as a table.

use std::io::{self, Read};

use super::source::DiffSource;
use super::table::{DiffTable, TableRows};
use crate::base::disk::disk;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::scratch::folder;
use crate::base::text;
use crate::m;
use crate::preview::whole_sheet::{LARGEST_WORKBOOK, each_named_row};
use crate::tabular::spool::RowSpool;

/// An error of [`ErrorKind::Integrity`]: it is not read as a whole.
pub fn table<'s>(source: &'s DiffSource<'s>) -> Result<DiffTable<'s>> {
    let failed = |error: io::Error| disk(&folder(), &error);
    let mut bytes = Vec::new();
    let read = source.open()?.take(LARGEST_WORKBOOK + 1).read_to_end(&mut bytes);
    read.map_err(|error| source.failed(&error))?;
    let refused = |why| Error::new(ErrorKind::Integrity, text::line(&source.name), why);
    if bytes.len() as u64 > LARGEST_WORKBOOK {
        return Err(refused(m!("diff-workbook-large", limit = (LARGEST_WORKBOOK >> 20).to_string())));
    }
    let (mut spool, mut written) = (RowSpool::new().map_err(failed)?, Ok(()));
    let found = each_named_row(&bytes, source.wanted, &mut |_, cells| {
        if written.is_ok() {
            written = spool.add(cells.iter().map(String::as_bytes)).map(|_| ());
        }
    });
    let (names, ..) = found.map_err(|why| refused(m!("diff-workbook-unread", why)))?;
    written.map_err(failed)?;
    DiffTable::of(source, TableRows::Spooled(spool.end().map_err(failed)?), names)
}
