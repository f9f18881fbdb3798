//! Binary workbooks of Excel (`.xlsb`): the first rows of each sheet, from a file small enough to be read whole.

use std::io::Cursor;

use bytes::Bytes;
use calamine::{Reader as _, SheetVisible, Xlsb, XlsbError, open_workbook_from_rs};

use super::sheets::{SHEETS, Sheet, shown};
use super::workbook_parts::{FIRST_ROWS, rows_of, trimmed, written};
use super::{Preview, ReadAt, Sample, whole};
use crate::base::beside::{Wanted, beside};
use crate::base::error::Result;
use crate::base::{panics, text};
use crate::t;

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
    let unreadable = |error: XlsbError| t!("preview-no-workbook", error = text::line(&error.to_string()));
    let mut workbook: Xlsb<_> = open_workbook_from_rs(wanted.reader(Cursor::new(trimmed))).map_err(unreadable)?;
    let known: Vec<_> = workbook.sheets_metadata().iter().take(SHEETS).cloned().collect();
    let sheets = known.into_iter().filter_map(|about| {
        let is_hidden = about.visible != SheetVisible::Visible;
        let mut cells = workbook.worksheet_cells_reader(&about.name).ok()?;
        let next = || Ok::<_, XlsbError>(cells.next_cell()?.map(|it| (it.get_position(), written(it.get_value()))));
        let (rows, is_whole) = rows_of(next);
        Some(Sheet { rows, name: about.name, is_hidden, is_whole })
    });
    Ok(sheets.collect())
}
