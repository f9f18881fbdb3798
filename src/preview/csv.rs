//! Rows in a text: delimiter, quote, header and decimal comma, guessed from the rows themselves.

use std::collections::HashSet;
use std::io::Read;

use ::csv::{ByteRecord, Reader, ReaderBuilder, StringRecord};

use super::encoding::decode;
use super::excel::Reading;
use super::table::{ColumnKind, Table, cell, kind_of};
use super::{ContentShape, DecidedBy, MOST_ROWS, Preview, ReadOptions, Sample, View, What};
use crate::t;

pub const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How many records a guess looks at.
const LOOKED_AT: usize = 200;
/// The most columns a table keeps.
const MOST_COLUMNS: usize = 10_000;

/// The sample as a table. `fixed`: the delimiter of a format that leaves no choice.
pub fn read(sample: &Sample, options: &ReadOptions, fixed: Option<u8>) -> Preview {
    let decoded = decode(&sample.bytes, sample.whole, options.encoding);
    let text = decoded.text.as_str();
    let (stated, text) = separator_line(text);
    let (delimiter, by) = match (options.delimiter, fixed.or(stated)) {
        (Some(asked), _) => (asked, DecidedBy::Asked),
        (None, Some(fixed)) => (fixed, DecidedBy::Stated),
        (None, None) => (guess_delimiter(text, sample.whole), DecidedBy::Guessed),
    };
    let quote = guess_quote(text, delimiter);
    let (mut records, more) = records(text, delimiter, quote, MOST_ROWS + 1);
    let cut = !sample.whole && !more && records.len() > 2;
    if cut {
        records.pop(); // the sample ends in the middle of it
    }
    let decimal = options.decimal.unwrap_or_else(|| guess_decimal(&records, delimiter));
    let header = options.header.unwrap_or_else(|| guess_header(&records, decimal));
    let widest = records.iter().map(StringRecord::len).max().unwrap_or(0);
    let uneven = records.iter().filter(|record| record.len() != records[0].len()).count();
    let mut rows = records.iter().map(|record| record.iter().take(MOST_COLUMNS).map(cell).collect::<Vec<_>>());
    let names = if header { rows.next().unwrap_or_default() } else { vec![] };
    let names = names.into_iter().map(Option::unwrap_or_default).collect();
    let mut table = Table::new(names, rows.take(MOST_ROWS).collect(), decimal);
    if sample.whole && !more {
        table.total = Some(table.rows.len() as u64);
    }
    let by_option = |asked: bool| if asked { DecidedBy::Asked } else { DecidedBy::Guessed };
    let format = if delimiter == b'\t' { "tsv" } else { "csv" };
    let preview = decoded.told(Preview::new(format, vec![View::Table(table)]));
    let mut preview = preview.guess(What::Delimiter, char::from(delimiter), by);
    if quote != b'"' {
        preview = preview.guess(What::Quote, char::from(quote), DecidedBy::Guessed);
    }
    preview = preview.guess(What::Decimal, decimal, by_option(options.decimal.is_some())).guess(
        What::Header,
        header.to_string(),
        by_option(options.header.is_some()),
    );
    if uneven > 0 {
        preview = preview.note(t!("preview-uneven", uneven, total = records.len()));
    }
    if widest > MOST_COLUMNS {
        preview = preview.note(t!("preview-most-columns", most = MOST_COLUMNS.to_string(), widest));
    }
    if records.len() <= 2 && !sample.whole {
        preview = preview.note(t!("preview-long-row"));
    }
    preview
}

/// How the sample of a CSV is to be read by others; `None` where it is none.
pub fn reading(sample: &Sample, options: &ReadOptions) -> Option<Reading> {
    let ContentShape::Delimited(fixed) = ContentShape::of(sample) else { return None };
    let decoded = decode(&sample.bytes, sample.whole, options.encoding);
    let (stated, text) = separator_line(&decoded.text);
    let delimiter = options.delimiter.or(fixed).or(stated).unwrap_or_else(|| guess_delimiter(text, sample.whole));
    let quote = guess_quote(text, delimiter);
    Some(Reading { encoding: decoded.encoding, delimiter, quote, has_separator_line: stated.is_some() })
}

/// Whether an undeclared text has rows of the same width, and several columns.
pub fn looks_like_one(text: &str) -> bool {
    let complete = text.rfind('\n').map_or(text, |end| &text[..end]);
    text.lines().count() > 1 && DELIMITERS.iter().any(|delimiter| score(complete, *delimiter, true).0 > 0.9)
}

/// Excel's own first line, `sep=;`.
fn separator_line(text: &str) -> (Option<u8>, &str) {
    let Some(rest) = text.strip_prefix("sep=") else { return (None, text) };
    let mut bytes = rest.bytes();
    match (bytes.next(), rest.get(1..)) {
        (Some(delimiter), Some(after)) if delimiter.is_ascii() && after.starts_with(['\r', '\n']) => {
            (Some(delimiter), after.trim_start_matches(['\r', '\n']))
        }
        _ => (None, text),
    }
}

fn guess_delimiter(text: &str, whole: bool) -> u8 {
    let scored = DELIMITERS.iter().map(|delimiter| (score(text, *delimiter, whole), *delimiter));
    let best = scored.max_by(|(one, _), (other, _)| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    best.filter(|(score, _)| score.0 > 0.0).map_or(b',', |(_, delimiter)| delimiter)
}

/// Which share of the records has as many cells as the first, and how many those are; nothing for a single column.
fn score(text: &str, delimiter: u8, whole: bool) -> (f64, usize) {
    let (mut records, more) = records(text, delimiter, b'"', LOOKED_AT);
    if !whole && !more && records.len() > 1 {
        records.pop();
    }
    let Some(width) = records.first().map(StringRecord::len).filter(|width| *width > 1) else { return (0.0, 0) };
    let same = records.iter().filter(|record| record.len() == width).count();
    (same as f64 / records.len() as f64, width)
}

/// Some files quote with apostrophes, which elsewhere are part of the text.
fn guess_quote(text: &str, delimiter: u8) -> u8 {
    let (records, _) = records(text, delimiter, b'"', LOOKED_AT);
    if text.contains('"') {
        return b'"';
    }
    let cells = || records.iter().flat_map(StringRecord::iter);
    let opened = cells().filter(|cell| cell.starts_with('\'')).count();
    let closed = cells().filter(|cell| cell.ends_with('\'')).count();
    let letters = cells().filter(|cell| cell.contains(char::is_alphabetic)).count();
    if opened > 1 && opened == closed && opened * 2 > letters { b'\'' } else { b'"' }
}

/// Rows as they stand, however wide each is.
pub fn reader<R: Read>(text: R, delimiter: u8, quote: u8) -> Reader<R> {
    ReaderBuilder::new().delimiter(delimiter).quote(quote).has_headers(false).flexible(true).from_reader(text)
}

fn records(text: &str, delimiter: u8, quote: u8, most: usize) -> (Vec<StringRecord>, bool) {
    let mut reader = reader(text.as_bytes(), delimiter, quote);
    let mut found = Vec::new();
    let mut record = ByteRecord::new();
    while found.len() < most {
        match reader.read_byte_record(&mut record) {
            // Cutting at ASCII bytes never cuts a character.
            Ok(true) => found.push(StringRecord::from_byte_record_lossy(record.clone())),
            Ok(false) | Err(_) => return (found, false),
        }
    }
    (found, reader.read_byte_record(&mut record).unwrap_or(false))
}

/// A comma where more numbers are written with it than with a point.
fn guess_decimal(records: &[StringRecord], delimiter: u8) -> char {
    let count = |decimal: char| {
        let cells = records.iter().take(LOOKED_AT).flat_map(StringRecord::iter);
        cells.filter(|cell| cell.contains(decimal) && kind_of(cell.trim(), decimal) == ColumnKind::Decimal).count()
    };
    let (commas, points) = (count(','), count('.'));
    match () {
        () if commas > points => ',',
        () if points > 0 || delimiter != b';' => '.',
        // Nothing to go by: who separates with semicolons does so because of the comma.
        () => ',',
    }
}

/// The first row names the columns when it is made of different words above something else than words, or at least of
/// nothing that could be a value. Years may stand among the words.
fn guess_header(records: &[StringRecord], decimal: char) -> bool {
    let Some(first) = records.first() else { return false };
    let names: Vec<_> = first.iter().map(str::trim).collect();
    let distinct = names.iter().filter(|name| !name.is_empty()).collect::<HashSet<_>>().len();
    let filled = names.iter().filter(|name| !name.is_empty()).count();
    if filled == 0 || distinct < filled || filled * 2 < names.len() {
        return false;
    }
    let kinds: Vec<_> = names.iter().map(|name| kind_of(name, decimal)).collect();
    let values = |at: usize| records.iter().skip(1).take(LOOKED_AT).filter_map(move |record| record.get(at));
    let is_year = |name: &str| name.len() == 4 && matches!(name.parse(), Ok(1800..=2200));
    let has_words = kinds.contains(&ColumnKind::Text);
    has_words
        && names.iter().zip(&kinds).enumerate().all(|(at, (name, kind))| match kind {
            ColumnKind::Text | ColumnKind::Boolean => true,
            _ if name.is_empty() => true,
            _ => is_year(name) && !values(at).all(|cell| is_year(cell.trim())),
        })
}
