//! Binary workbooks of Excel (`.xlsb`): the first rows of each sheet, from a file small enough to be read whole.

use std::io::Cursor;

use bytes::Bytes;
use calamine::{Reader as _, SheetVisible, Xlsb, open_workbook_from_rs};

use super::office::{FIRST_ROWS, place, trimmed, written};
use super::sheets::{SHEETS, Sheet, shown};
use super::{Preview, ReadAt, Sample, whole};
use crate::base::beside::{Wanted, WantedReader, beside};
use crate::base::error::Result;
use crate::base::{panics, text};
use crate::t;

type Workbook = Xlsb<WantedReader<Cursor<Vec<u8>>>>;

pub async fn preview(source: &mut dyn ReadAt, sample: &Sample) -> Result<Preview> {
    let bytes = match whole(source, sample).await? {
        Ok(bytes) => bytes,
        Err(reason) => return Ok(Preview::refused("xlsb", reason)),
    };
    let read = bytes.len() as u64;
    let sheets = beside(move |wanted| panics::caught(|| sheets(bytes, wanted))).await.ok().flatten();
    let mut preview = match sheets.unwrap_or_else(|| Err(t!("preview-reader-gave-up"))) {
        Ok(sheets) => shown("xlsb", sheets),
        Err(reason) => Preview::refused("xlsb", reason),
    };
    preview.bytes_read = read;
    Ok(preview)
}

fn sheets(bytes: Bytes, wanted: &Wanted) -> Result<Vec<Sheet>, String> {
    let trimmed = trimmed(&bytes, &FIRST_ROWS, wanted)?;
    drop(bytes);
    let unreadable = |error: calamine::XlsbError| t!("preview-no-workbook", error = text::line(&error.to_string()));
    let mut workbook: Workbook = open_workbook_from_rs(wanted.reader(Cursor::new(trimmed))).map_err(unreadable)?;
    let known: Vec<_> = workbook.sheets_metadata().iter().take(SHEETS).cloned().collect();
    let sheets = known.into_iter().filter_map(|about| {
        let is_hidden = about.visible != SheetVisible::Visible;
        let (rows, is_whole) = rows(&mut workbook, &about.name)?;
        Some(Sheet { rows, name: about.name, is_hidden, is_whole })
    });
    Ok(sheets.collect())
}

/// The first rows of a sheet, and whether they are all.
fn rows(workbook: &mut Workbook, name: &str) -> Option<(Vec<Vec<Option<String>>>, bool)> {
    let mut cells = workbook.worksheet_cells_reader(name).ok()?;
    let mut rows = vec![];
    let is_whole = loop {
        match cells.next_cell() {
            Ok(Some(found)) if place(&mut rows, found.get_position(), written(found.get_value())) => {}
            end => break matches!(end, Ok(None)),
        }
    };
    Some((rows, is_whole))
}
