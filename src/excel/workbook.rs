//! The copy for Excel as a real workbook, written row by row in memory that does not grow with them.

use std::borrow::Cow;
use std::fs::File;
use std::path::Path;

use ::csv::ByteRecord;
use rust_xlsxwriter::{DocProperties, Format, Workbook, Worksheet, XlsxError};

use super::book_cell::{LONGEST_TEXT, ROWS, held};
use super::columns::{SheetColumn, SheetKind, SheetPlan, text_of};
use super::reading::Reading;
use super::value::{Unit, Value, serial};
use super::{Known, source_sheet};
use crate::base::disk::shown;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::scratch;
use crate::download::check_room;
use crate::tabular::doubts::guessed_century;
use crate::tabular::table::is_nothing;
use crate::{m, t};

/// The longest name of a sheet, in the same.
const LONGEST_NAME: usize = 31;
/// Excel shows longer text as crosses in cells that are said to be text.
const LONGEST_CODE: usize = 255;
/// What a cell takes in the file besides its text, before it is packed.
pub const MARKUP: u64 = 60;
/// A file of more bytes in one part needs the large form of ZIP.
pub const LARGE: u64 = 3 << 30;

/// What became of cells that no sheet holds as they are.
#[derive(Debug, Default)]
pub struct Losses {
    /// Cut at their end.
    pub cut: u64,
    /// Without characters that no sheet holds.
    pub cleaned: u64,
    /// By column: text among values.
    pub misfits: Vec<u64>,
}

/// Writes the copy, and what there is to say of it. No sheet has more than so many `rows`.
pub fn write(reading: &Reading, known: &Known<'_>, target: &mut File, rows: u32) -> Result<Vec<String>> {
    let plan = SheetPlan::of(reading)?;
    let bytes = reading.text_bytes.saturating_add(plan.cells.saturating_mul(MARKUP));
    let folder = scratch::folder();
    check_room(&folder, bytes)?;
    let failed = |error: XlsxError| written_badly(&reading.path, &error);
    let mut workbook = Workbook::new();
    workbook.use_zip_large_file(bytes > LARGE);
    workbook.set_tempdir(&folder).map_err(failed)?;
    let title = known.receipt.map(|receipt| receipt.dataset.title.clone()).unwrap_or_default();
    let comment = t!("excel-made-of", file = shown(&reading.path), sha256 = reading.sha256.clone());
    workbook.set_properties(&DocProperties::new().set_title(title.as_str()).set_comment(comment));
    workbook.add_worksheet().set_name(t!("excel-source")).map_err(failed)?;
    let names = sheet_names(&title, sheets_of(plan.rows, rows));
    let mut sheets = Sheets { plan: &plan, reading, names: &names, rows, losses: Losses::default() };
    sheets.losses.misfits = vec![0; plan.columns.len()];
    sheets.write(&mut workbook)?;
    let losses = sheets.losses;
    let notes = notes(reading, &plan, &losses, &names);
    let sheet = workbook.worksheet_from_index(0).map_err(failed)?;
    source_sheet::write(sheet, reading, known, &plan, &losses, &notes).map_err(failed)?;
    workbook.save_to_writer(target).map_err(failed)?;
    Ok(notes)
}

/// How many sheets so many rows need; an empty table has one.
fn sheets_of(rows: u64, most: u32) -> usize {
    usize::try_from(rows.div_ceil(u64::from(most) - 1).max(1)).unwrap_or(usize::MAX)
}

/// What a person is to know of the copy.
fn notes(reading: &Reading, plan: &SheetPlan, losses: &Losses, names: &[String]) -> Vec<String> {
    let (odd, misfits) = (reading.odd, losses.misfits.iter().sum::<u64>());
    let told = [
        (names.len() > 1).then(|| t!("excel-split", sheets = names.len(), most = u64::from(ROWS))),
        (odd.count > 0).then(|| t!("excel-odd-kept", count = odd.count, line = odd.line.unwrap_or(1))),
        (losses.cut > 0).then(|| t!("excel-cut", count = losses.cut, most = LONGEST_TEXT)),
        (losses.cleaned > 0).then(|| t!("excel-cleaned", count = losses.cleaned)),
        (misfits > 0).then(|| t!("excel-misfits", count = misfits)),
    ];
    let is_dated = |column: &&SheetColumn| matches!(column.kind, SheetKind::Date | SheetKind::Moment);
    let centuries = plan.columns.iter().filter(is_dated);
    told.into_iter().flatten().chain(centuries.filter_map(|it| guessed_century(it.name.trim(), it.spelling))).collect()
}

/// The sheets of a table's rows.
struct Sheets<'a> {
    plan: &'a SheetPlan,
    reading: &'a Reading,
    names: &'a [String],
    /// Of each sheet.
    rows: u32,
    losses: Losses,
}

impl Sheets<'_> {
    fn write(&mut self, workbook: &mut Workbook) -> Result<()> {
        let reading = self.reading;
        let failed = |error: XlsxError| written_badly(&reading.path, &error);
        let below = u64::from(self.rows) - 1;
        for (at, name) in self.names.iter().enumerate() {
            let before = (at as u64).saturating_mul(below);
            let rows = u32::try_from((self.plan.rows - before.min(self.plan.rows)).min(below)).unwrap_or(u32::MAX);
            let sheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
            self.begin(sheet, name, rows).map_err(failed)?;
        }
        let first_row = u64::from(reading.dialect.header);
        reading.each_row(|at, row| {
            let Some(at) = at.checked_sub(first_row) else { return Ok(()) };
            let index = usize::try_from(at / below + 1).unwrap_or(usize::MAX);
            // A file that grew since it was looked at.
            let Ok(sheet) = workbook.worksheet_from_index(index) else { return Err(changed(reading)) };
            let line = u32::try_from(at % below + 1).unwrap_or(u32::MAX);
            self.row(sheet, line, row).map_err(|error| written_badly(&reading.path, &error))
        })
    }

    /// What a sheet of so many rows has besides them.
    fn begin(&self, sheet: &mut Worksheet, name: &str, rows: u32) -> Result<(), XlsxError> {
        sheet.set_name(name)?;
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_active(self.names.first().is_some_and(|first| first == name));
        let Some(last) = u16::try_from(self.plan.columns.len()).ok().and_then(|columns| columns.checked_sub(1)) else {
            return Ok(());
        };
        sheet.autofilter(0, 0, rows, last)?;
        let heading = Format::new().set_bold();
        for (at, column) in (0..=last).zip(&self.plan.columns) {
            const LEAST: usize = 6;
            const BESIDE: usize = 3; // the filter's arrow
            sheet.set_column_width(at, (column.width.max(LEAST) + BESIDE) as f64)?;
            if let Some(format) = number_format(column) {
                sheet.set_column_format(at, &Format::new().set_num_format(format))?;
            }
            let name = if self.reading.dialect.header { column.name.clone() } else { unnamed(usize::from(at)) };
            sheet.write_string_with_format(0, at, fitting(&name).0, &heading)?;
        }
        Ok(())
    }

    fn row(&mut self, sheet: &mut Worksheet, line: u32, row: &ByteRecord) -> Result<(), XlsxError> {
        for ((at, cell), column) in (0..).zip(row).zip(&self.plan.columns).filter(|((_, cell), _)| !cell.is_empty()) {
            let text = text_of(cell);
            let trimmed = text.trim();
            match column.kind.value_of(trimmed, column.spelling) {
                Some(Value::Number(measure)) => sheet.write_number(line, at, measure.amount)?,
                Some(Value::Boolean(value)) => sheet.write_boolean(line, at, value)?,
                Some(Value::Date(date)) => {
                    let number = serial(date.to_datetime(jiff::civil::Time::midnight()));
                    sheet.write_number(line, at, number.unwrap_or_default())?
                }
                Some(Value::Moment(moment, _)) => sheet.write_number(line, at, serial(moment).unwrap_or_default())?,
                Some(Value::Clock(days)) => sheet.write_number(line, at, days)?,
                None => {
                    let is_misfit = !matches!(column.kind, SheetKind::Text | SheetKind::Code) && !is_nothing(trimmed);
                    self.losses.text(usize::from(at), is_misfit, &text, sheet, line)?
                }
            };
        }
        Ok(())
    }
}

impl Losses {
    /// Writes `text` as text, whatever it looks like, as far as a cell can hold it.
    fn text<'s>(
        &mut self,
        column: usize,
        is_misfit: bool,
        text: &str,
        sheet: &'s mut Worksheet,
        line: u32,
    ) -> Result<&'s mut Worksheet, XlsxError> {
        if let Some(misfits) = self.misfits.get_mut(column).filter(|_| is_misfit) {
            *misfits += 1;
        }
        let (fitting, is_cut, is_cleaned) = fitting(text);
        self.cut += u64::from(is_cut);
        self.cleaned += u64::from(is_cleaned);
        sheet.write_string(line, u16::try_from(column).unwrap_or(u16::MAX), fitting)
    }
}

/// What a cell can hold of `text`; whether its end is cut, and whether it lost characters that no sheet holds.
pub fn fitting(text: &str) -> (Cow<'_, str>, bool, bool) {
    let mut text = match text.contains('\r') {
        true => Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")),
        false => Cow::Borrowed(text),
    };
    let is_cleaned = !text.chars().all(held);
    if is_cleaned {
        text = Cow::Owned(text.chars().filter(|c| held(*c)).collect());
    }
    let is_cut = text.len() > LONGEST_TEXT && text.encode_utf16().count() > LONGEST_TEXT;
    if is_cut {
        text = Cow::Owned(beginning(&text, LONGEST_TEXT).to_owned());
    }
    (text, is_cut, is_cleaned)
}

/// So many units of UTF-16, and no half of a character.
fn beginning(text: &str, units: usize) -> &str {
    let mut so_far = 0;
    let end = text.char_indices().find(|(_, c)| {
        so_far += c.len_utf16();
        so_far > units
    });
    end.map_or(text, |(at, _)| text.get(..at).unwrap_or_default())
}

/// How Excel shows the values of a column; as it likes where nothing says.
fn number_format(column: &SheetColumn) -> Option<String> {
    /// More decimals than that are shown as they come.
    const SHOWN: u8 = 9;
    let SheetKind::Number { unit, decimals, grouped } = column.kind else {
        return match column.kind {
            SheetKind::Date => Some("dd/mm/yyyy".to_owned()),
            SheetKind::Moment => Some("dd/mm/yyyy hh:mm:ss".to_owned()),
            SheetKind::Time => Some("hh:mm:ss".to_owned()),
            SheetKind::Duration => Some("[h]:mm:ss".to_owned()),
            SheetKind::Code => Some("@".to_owned()).filter(|_| column.width < LONGEST_CODE),
            _ => None,
        };
    };
    let decimals = decimals.filter(|decimals| *decimals <= SHOWN).map(usize::from);
    let figures = |decimals: usize| match decimals {
        0 => String::new(),
        _ => format!(".{}", "0".repeat(decimals)),
    };
    let whole = if grouped { "#,##0" } else { "0" };
    match unit {
        Unit::None => decimals.map(|decimals| format!("{whole}{}", figures(decimals))),
        Unit::Percent => Some(format!("0{}%", figures(decimals.unwrap_or(2)))),
        Unit::Euro => Some(format!("#,##0{} \"€\"", figures(decimals.unwrap_or(2)))),
    }
}

/// What a column is called that the file gives no name.
pub fn unnamed(at: usize) -> String {
    t!("preview-column", at = (at + 1).to_string())
}

/// Names of so many sheets after `title`, as Excel allows them: short, without some characters, each once.
pub fn sheet_names(title: &str, sheets: usize) -> Vec<String> {
    let allowed = |c: char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') && !c.is_control();
    let clean: String = title.chars().map(|c| if allowed(c) { c } else { ' ' }).collect();
    let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    let clean = clean.trim_matches('\'');
    let reserved = [t!("excel-source"), "history".to_owned(), "historique".to_owned()];
    let is_taken = clean.trim().is_empty() || reserved.iter().any(|it| it.eq_ignore_ascii_case(clean.trim()));
    let name = if is_taken { t!("excel-data") } else { clean.to_owned() };
    let numbered = |number: usize| {
        let end = if sheets > 1 { format!(" {number}") } else { String::new() };
        let room = LONGEST_NAME - end.encode_utf16().count();
        format!("{}{end}", beginning(&name, room).trim_end_matches([' ', '\'']))
    };
    (1..=sheets).map(numbered).collect()
}

pub fn written_badly(path: &Path, error: &XlsxError) -> Error {
    let cause = m!("excel-writer", error = crate::base::text::line(&error.to_string()));
    Error::new(ErrorKind::Disk, shown(path), cause)
}

fn changed(reading: &Reading) -> Error {
    Error::new(ErrorKind::Disk, shown(&reading.path), m!("excel-changed-meanwhile"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_have_names_that_excel_takes() {
        let long = "Établissements recevant du public de la métropole";
        for (title, sheets, expected) in [
            ("Arrêts de bus", 1, vec!["Arrêts de bus"]),
            ("Eau : [qualité] 2023/2024?", 1, vec!["Eau qualité 2023 2024"]),
            ("", 1, vec!["Data"]),
            ("source", 1, vec!["Data"]),
            ("'Été'", 1, vec!["Été"]),
            (long, 1, vec!["Établissements recevant du publ"]),
            (long, 2, vec!["Établissements recevant du pu 1", "Établissements recevant du pu 2"]),
            ("History", 2, vec!["Data 1", "Data 2"]),
        ] {
            assert_eq!(sheet_names(title, sheets), expected, "{title}");
        }
    }

    #[test]
    fn a_cell_holds_what_it_can_and_says_what_it_lost() {
        let long = "é".repeat(LONGEST_TEXT);
        for (text, expected, is_cut, is_cleaned) in [
            ("a\r\nb\rc\td", "a\nb\nc\td", false, false),
            ("a\0b\u{1b}c\u{ffff}", "abc", false, true),
            ("=1+1", "=1+1", false, false),
            (&long, long.as_str(), false, false),
            (&format!("{long}!"), long.as_str(), true, false),
            (&format!("{}🚲x", "é".repeat(LONGEST_TEXT - 1)), &long[..long.len() - 2], true, false),
        ] {
            assert_eq!(fitting(text), (expected.into(), is_cut, is_cleaned), "{}", &text[..text.len().min(9)]);
        }
    }
}
