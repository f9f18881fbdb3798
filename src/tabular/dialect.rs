//! How a text is a table: what parts and quotes its cells, which lines stand above it, whether its first row names the
//! columns, how its numbers are written.

use std::collections::HashSet;
use std::io::Read;

use ::csv::{ByteRecord, StringRecord};

use super::encoding::decode;
use super::kind::{ColumnKind, Numbers, kind_of};
use super::rows::{Rows, reader};
use super::{DecidedBy, TextOptions};

/// What a person may choose among when the guess is wrong.
pub const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How many records a guess looks at.
const LOOKED_AT: usize = 200;

/// How a text is a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Dialect {
    pub encoding: &'static encoding_rs::Encoding,
    pub delimiter: u8,
    pub delimiter_by: DecidedBy,
    pub quote: u8,
    /// How many lines stand above the table, Excel's `sep=;` among them.
    pub skip: usize,
    pub header: bool,
    pub numbers: Numbers,
}

impl Dialect {
    /// Of the text that begins with `head` (`whole`: which is all of it). `fixed`: the delimiter of a format that leaves
    /// no choice. What `options` say holds.
    pub fn of(head: &[u8], whole: bool, options: &TextOptions, fixed: Option<u8>) -> Self {
        let decoded = decode(head, whole, options.encoding);
        Self::of_text(&decoded.text, decoded.encoding, whole, options, fixed)
    }

    /// The same of a text that was decoded.
    pub fn of_text(
        text: &str,
        encoding: &'static encoding_rs::Encoding,
        whole: bool,
        options: &TextOptions,
        fixed: Option<u8>,
    ) -> Self {
        let (stated, below) = separator_line(text);
        let skip = options.skip.unwrap_or(usize::from(stated.is_some()));
        let text = if options.skip.is_some() { without_lines(text, skip) } else { below };
        let (delimiter, delimiter_by) = match (options.delimiter, fixed.or(stated)) {
            (Some(asked), _) => (asked, DecidedBy::Asked),
            (None, Some(fixed)) => (fixed, DecidedBy::Stated),
            (None, None) => (guess_delimiter(text, whole), DecidedBy::Guessed),
        };
        let quote = guess_quote(text, delimiter);
        let (records, _) = records(text, delimiter, quote, LOOKED_AT + 1);
        let decimal = options.decimal.unwrap_or_else(|| guess_decimal(&records, delimiter));
        let numbers = Numbers::with(decimal);
        let header = options.header.unwrap_or_else(|| guess_header(&records, numbers));
        Self { encoding, delimiter, delimiter_by, quote, skip, header, numbers }
    }

    /// The rows of all of `source`, bytes in this dialect's encoding, the header first where there is one.
    pub fn rows<R: Read>(&self, source: R) -> Rows<R> {
        Rows::new(source, self)
    }
}

/// What stands below the first `lines` lines.
pub fn without_lines(text: &str, lines: usize) -> &str {
    let ends = text.match_indices('\n').map(|(at, _)| at + 1);
    lines.checked_sub(1).map_or(text, |last| ends.clone().nth(last).map_or("", |at| &text[at..]))
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

/// The first records of a text, at most so many; and whether there are more.
pub fn records(text: &str, delimiter: u8, quote: u8, most: usize) -> (Vec<StringRecord>, bool) {
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
        cells
            .filter(|cell| cell.contains(decimal) && kind_of(cell.trim(), decimal.into()) == ColumnKind::Decimal)
            .count()
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
fn guess_header(records: &[StringRecord], numbers: Numbers) -> bool {
    let Some(first) = records.first() else { return false };
    let names: Vec<_> = first.iter().map(str::trim).collect();
    let distinct = names.iter().filter(|name| !name.is_empty()).collect::<HashSet<_>>().len();
    let filled = names.iter().filter(|name| !name.is_empty()).count();
    if filled == 0 || distinct < filled || filled * 2 < names.len() {
        return false;
    }
    let kinds: Vec<_> = names.iter().map(|name| kind_of(name, numbers)).collect();
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
