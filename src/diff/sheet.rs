//! The first sheet of a workbook as a table.

use std::io::{self, Read};

use super::source::DiffSource;
use super::spool::RowSpool;
use super::table::{DiffTable, TableRows};
use crate::base::disk::disk;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::scratch::folder;
use crate::base::text;
use crate::m;
use crate::preview::whole_sheet::{LARGEST_WORKBOOK, SheetCell, each_row};

/// In how many first rows the names are looked for.
const SEARCHED: usize = 20;

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
    let (mut spool, mut first, mut names) = (RowSpool::new().map_err(failed)?, Vec::new(), None);
    let mut written = Ok(());
    let mut add = |spool: &mut RowSpool, cells: &[String]| {
        if written.is_ok() {
            written = spool.add(cells.iter().map(String::as_bytes)).map(|_| ());
        }
    };
    let found = each_row(&bytes, source.wanted, &mut |_, cells| {
        let cells: Vec<String> = cells.into_iter().map(written_as).collect();
        if names.is_some() {
            return add(&mut spool, &cells);
        }
        first.push(cells);
        if first.len() == SEARCHED {
            names = Some(begin(&mut first, |cells| add(&mut spool, cells)));
        }
    });
    found.map_err(|why| refused(m!("diff-workbook-unread", why)))?;
    let names = names.unwrap_or_else(|| begin(&mut first, |cells| add(&mut spool, cells)));
    written.map_err(failed)?;
    DiffTable::of(source, TableRows::Spooled(spool.end().map_err(failed)?), names)
}

/// The names: titles above fill a cell or two of a table that is wider. What stands below them is handed on.
fn begin(first: &mut Vec<Vec<String>>, add: impl FnMut(&[String])) -> Vec<String> {
    let filled = |cells: &[String]| cells.iter().filter(|cell| !cell.is_empty()).count();
    let widest = first.iter().map(|cells| filled(cells)).max().unwrap_or(0);
    let at = first.iter().position(|cells| widest <= 3 || 2 * filled(cells) > widest).unwrap_or(0);
    let mut rows = first.drain(..).skip(at);
    let names = rows.next().unwrap_or_default();
    rows.collect::<Vec<_>>().iter().map(Vec::as_slice).for_each(add);
    names
}

fn written_as(cell: SheetCell) -> String {
    match cell {
        SheetCell::Nothing => String::new(),
        SheetCell::Text(text) | SheetCell::Number(text) | SheetCell::Moment(text) => text,
        SheetCell::Truth(truth) => truth.to_string(),
    }
}
