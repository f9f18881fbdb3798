//! A workbook written row by row by whoever has the rows, in memory that does not grow with them: a text stays text,
//! whatever it looks like.

use std::fs::File;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, Time};
use rust_xlsxwriter::{Format, IgnoreError, Workbook, Worksheet, XlsxError};

use super::book_cell::{BookCell, BookLimits, BookLosses, MOST_COLUMNS, ROWS};
use super::columns::WIDEST;
use super::value::serial;
use super::workbook::{LARGE, MARKUP, fitting, sheet_names, written_badly};
use crate::base::error::Result;
use crate::base::scratch;

pub struct RowBook {
    /// Its name, once it is there.
    path: PathBuf,
    workbook: Workbook,
    titles: Vec<String>,
    /// Of each column, in characters.
    widths: Vec<usize>,
    /// Rows of a sheet, the header among them.
    rows: u32,
    day: Format,
    sheets: usize,
    /// The row of the last sheet that is written next.
    line: u32,
    bytes: u64,
    losses: BookLosses,
}

impl RowBook {
    /// Of these columns, as far as a sheet has room for them; an empty one has its header.
    pub fn begin(path: &Path, titles: &[String], limits: BookLimits) -> Result<Self> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(scratch::folder()).map_err(|error| written_badly(path, &error))?;
        let most = limits.columns.unwrap_or(MOST_COLUMNS).min(MOST_COLUMNS);
        let losses = BookLosses { columns: titles.len().saturating_sub(most), ..BookLosses::default() };
        let titles: Vec<String> = titles.iter().take(most).map(|title| fitting(title).0.into_owned()).collect();
        let mut book = Self {
            path: path.to_owned(),
            workbook,
            widths: titles.iter().map(|title| title.chars().count()).collect(),
            titles,
            rows: limits.rows.unwrap_or(ROWS).clamp(2, ROWS),
            day: Format::new().set_num_format("dd/mm/yyyy"),
            sheets: 0,
            line: 0,
            bytes: 0,
            losses,
        };
        book.begin_sheet().map_err(|error| written_badly(path, &error))?;
        Ok(book)
    }

    /// Writes the next row; what is behind the last column is left out.
    pub fn row<'c>(&mut self, cells: impl Iterator<Item = BookCell<'c>>) -> Result<()> {
        self.put(cells).map_err(|error| written_badly(&self.path, &error))
    }

    fn put<'c>(&mut self, cells: impl Iterator<Item = BookCell<'c>>) -> Result<(), XlsxError> {
        if self.line == self.rows {
            self.begin_sheet()?;
        }
        let line = self.line;
        self.line += 1;
        let sheet = self.workbook.worksheet_from_index(self.sheets - 1)?;
        for ((at, cell), width) in (0..).zip(cells).zip(&mut self.widths) {
            let (bytes, characters) = put_cell(sheet, line, at, cell, &self.day, &mut self.losses)?;
            self.bytes += bytes;
            *width = (*width).max(characters.min(WIDEST));
        }
        Ok(())
    }

    /// One more sheet, with its header.
    fn begin_sheet(&mut self) -> Result<(), XlsxError> {
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        let bold = Format::new().set_bold();
        for (at, title) in (0..).zip(&self.titles) {
            sheet.write_string_with_format(0, at, title, &bold)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        self.sheets += 1;
        self.line = 1;
        Ok(())
    }

    /// Writes it to `target`, its sheets named after `title`; what could not be kept.
    pub fn end(mut self, title: &str, target: &mut File) -> Result<BookLosses> {
        self.finish(title, target).map_err(|error| written_badly(&self.path, &error))?;
        Ok(BookLosses { sheets: self.sheets, ..self.losses })
    }

    fn finish(&mut self, title: &str, target: &mut File) -> Result<(), XlsxError> {
        let names = sheet_names(title, self.sheets);
        for (at, name) in names.iter().enumerate() {
            let last = if at + 1 == self.sheets { self.line } else { self.rows } - 1;
            let sheet = self.workbook.worksheet_from_index(at)?;
            sheet.set_name(name)?;
            sheet.set_active(at == 0);
            finish_sheet(sheet, last, &self.widths)?;
        }
        self.workbook.use_zip_large_file(self.bytes > LARGE);
        self.workbook.save_to_writer(target)
    }
}

/// What a sheet has besides its cells; `last`: its last row.
fn finish_sheet(sheet: &mut Worksheet, last: u32, widths: &[usize]) -> Result<(), XlsxError> {
    const LEAST: usize = 6;
    const BESIDE: usize = 3; // the filter's arrow
    let Some(column) = u16::try_from(widths.len()).ok().and_then(|columns| columns.checked_sub(1)) else {
        return Ok(());
    };
    sheet.autofilter(0, 0, last, column)?;
    sheet.ignore_error_range(0, 0, last, column, IgnoreError::NumberStoredAsText)?;
    for (at, width) in (0..=column).zip(widths) {
        sheet.set_column_width(at, ((*width).max(LEAST) + BESIDE) as f64)?;
    }
    Ok(())
}

/// About how many bytes it takes before it is packed, and how many characters are seen.
fn put_cell(
    sheet: &mut Worksheet,
    line: u32,
    at: u16,
    cell: BookCell<'_>,
    day: &Format,
    losses: &mut BookLosses,
) -> Result<(u64, usize), XlsxError> {
    /// Characters of a number or a day, of which most have fewer.
    const FIGURES: usize = 10;
    let serial = |date: Date| serial(date.to_datetime(Time::midnight()));
    let characters = match cell {
        BookCell::Empty | BookCell::Text("") => return Ok((0, 0)),
        BookCell::Text(text) => return put_text(sheet, line, at, text, losses),
        BookCell::Number(number) => sheet.write_number(line, at, number).map(|_| FIGURES),
        BookCell::Boolean(value) => sheet.write_boolean(line, at, value).map(|_| FIGURES),
        BookCell::Day(date) => match serial(date) {
            Some(number) => sheet.write_number_with_format(line, at, number, day).map(|_| FIGURES),
            None => sheet.write_string(line, at, date.to_string()).map(|_| FIGURES),
        },
    }?;
    Ok((MARKUP, characters))
}

fn put_text(
    sheet: &mut Worksheet,
    line: u32,
    at: u16,
    text: &str,
    losses: &mut BookLosses,
) -> Result<(u64, usize), XlsxError> {
    let (fitting, is_cut, is_cleaned) = fitting(text);
    losses.cut += u64::from(is_cut);
    losses.cleaned += u64::from(is_cleaned);
    let seen = (MARKUP + fitting.len() as u64, fitting.chars().take(WIDEST).count());
    sheet.write_string(line, at, fitting).map(|_| seen)
}
