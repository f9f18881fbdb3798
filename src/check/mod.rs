//! A file held against a published schema, all of it: Table Schema for tables, JSON Schema for JSON.
//!
//! [`FileSchema::read`] tells which of them a document is, with what it says of how a table is written; [`FileSchema::check`]
//! reads the file once, in memory that does not grow with it but for the keys that must not come twice
//! ([`keys::MOST_KEYS`]), and gives a [`CheckReport`]. Where schemas come from is [`origin`]'s to know. Formats that are no
//! text are refused in words.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ::csv::ByteRecord;
use serde_json::Value;

use crate::base::beside::Wanted;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text::fold;
use crate::m;
use crate::tabular::{Dialect, Rows, TextOptions};

mod field_kind;
pub mod french;
mod header;
#[cfg(feature = "check")]
mod json;
pub mod keys;
pub mod kind;
pub mod moment;
pub mod origin;
pub mod relation;
pub mod report;
pub mod schema;
mod table;
#[cfg(test)]
mod tests;
mod words;

#[cfg(feature = "check")]
use json::check as check_json;
pub use report::{CheckReport, Misfit, RowPlace, Rule, Severity, shown};
pub use schema::TableSchema;
pub use table::TableCheck;

/// How much of a text the guess of its dialect sees.
const HEAD: usize = 256 << 10;
/// The longest row: what is longer is a quote that nobody closed.
const LONGEST_ROW: u64 = 16 << 20;
/// The largest JSON document, which is in memory as a whole.
const LARGEST_JSON: u64 = 128 << 20;

/// What a file is held against.
#[derive(Clone, Debug)]
pub enum FileSchema {
    Table(Box<TableSchema>, TextOptions),
    Json(Value),
}

impl FileSchema {
    /// Of a document that is a schema, or a data package, of which the first table counts that is called as `file` is.
    /// `whose`: what the schema is called in errors.
    pub fn read(document: &Value, whose: &str, file: &str) -> Result<Self> {
        let (schema, dialect) = match document.get("resources").and_then(Value::as_array) {
            Some(resources) => of_package(resources, file),
            None => (document, None),
        };
        if schema.get("fields").is_some_and(Value::is_array) {
            let options = dialect.or_else(|| schema.get("dialect")).map(text_options).unwrap_or_default();
            return Ok(Self::Table(Box::new(TableSchema::read(schema, whose)?), options));
        }
        match is_json_schema(schema) {
            true => Ok(Self::Json(schema.clone())),
            false => {
                let subject = m!("check-the-schema", name = shown(whose));
                Err(Error::new(ErrorKind::Usage, subject, m!("check-no-schema")).hint(m!("check-no-schema-hint")))
            }
        }
    }

    /// Reads all of `source`, called `name`. What `options` say of a text holds; BLOCKS.
    pub fn check(
        &self,
        source: impl Read,
        name: &str,
        options: &TextOptions,
        limit: usize,
        wanted: &Wanted,
    ) -> Result<CheckReport> {
        let mut source = BufReader::with_capacity(64 << 10, wanted.reader(source));
        let failed = |error: io::Error| unreadable(name, &error);
        let begins = source.fill_buf().map_err(failed)?;
        if is_no_text(begins) || matches!(self, Self::Table(..)) && is_json(begins, name) {
            return Err(Error::new(ErrorKind::Usage, shown(name), m!("check-no-text")).hint(m!("check-no-text-hint")));
        }
        if begins.starts_with(&[0x1f, 0x8b]) {
            return self.check_plain(flate2::read::MultiGzDecoder::new(source), name, options, limit, wanted);
        }
        self.check_plain(source, name, options, limit, wanted)
    }

    fn check_plain(
        &self,
        source: impl Read,
        name: &str,
        options: &TextOptions,
        limit: usize,
        wanted: &Wanted,
    ) -> Result<CheckReport> {
        match self {
            Self::Table(schema, stated) => check_text(source, name, schema, &over(options, stated), limit),
            Self::Json(schema) => {
                let mut bytes = Vec::new();
                source.take(LARGEST_JSON + 1).read_to_end(&mut bytes).map_err(|error| unreadable(name, &error))?;
                if bytes.len() as u64 > LARGEST_JSON {
                    let limit = (LARGEST_JSON >> 20).to_string();
                    return Err(Error::new(ErrorKind::Usage, shown(name), m!("check-json-large", limit)));
                }
                let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
                let document = serde_json::from_slice(body).map_err(|error| {
                    let (line, column) = (error.line().to_string(), error.column().to_string());
                    Error::new(ErrorKind::Integrity, shown(name), m!("check-no-json", line, column)).caused_by(error)
                })?;
                check_json(&document, schema, name, limit, wanted)
            }
        }
    }
}

/// Whether `schema` is one that JSON is held against: it may say so, and has none of what a table has.
fn is_json_schema(schema: &Value) -> bool {
    let has = |name: &str| schema.get(name).is_some();
    let says_so = schema.get("$schema").and_then(Value::as_str).is_some_and(|it| it.contains("json-schema.org"));
    let table = schema.get("fields").is_some_and(Value::is_array);
    let words = ["properties", "allOf", "anyOf", "oneOf", "$ref", "items", "definitions", "$defs", "type", "required"];
    says_so || !table && words.iter().any(|word| has(word))
}

#[cfg(not(feature = "check"))]
fn check_json(_: &Value, _: &Value, name: &str, _: usize, _: &Wanted) -> Result<CheckReport> {
    Err(Error::new(ErrorKind::Usage, shown(name), m!("check-json-unbuilt")))
}

/// ZIP (as of spreadsheets), Parquet, old Office.
fn is_no_text(begins: &[u8]) -> bool {
    let marks: [&[u8]; 3] = [b"PK\x03\x04", b"PAR1", &[0xd0, 0xcf, 0x11, 0xe0]];
    marks.iter().any(|mark| begins.starts_with(mark))
}

fn is_json(begins: &[u8], name: &str) -> bool {
    let named = name.to_ascii_lowercase().ends_with("json");
    named && begins.iter().find(|byte| byte.is_ascii_graphic()).is_some_and(|byte| matches!(byte, b'{' | b'['))
}

fn unreadable(name: &str, error: &io::Error) -> Error {
    let (kind, cause) = match error.kind() {
        io::ErrorKind::TimedOut => (ErrorKind::Cancelled, m!("check-given-up")),
        io::ErrorKind::FileTooLarge => (ErrorKind::Integrity, m!("check-endless-row", limit = LONGEST_ROW >> 20)),
        _ => (ErrorKind::Disk, crate::base::format::io(error)),
    };
    Error::new(kind, shown(name), cause)
}

/// Of a data package, the schema of the resource whose path is the file's, else of the first that has one; its dialect.
fn of_package<'p>(resources: &'p [Value], file: &str) -> (&'p Value, Option<&'p Value>) {
    let is_of = |resource: &&Value| {
        let path = resource.get("path").and_then(Value::as_str).unwrap_or_default();
        !path.is_empty() && path.rsplit('/').next() == Some(file)
    };
    let with_schema = || resources.iter().filter(|it| it.get("schema").is_some_and(Value::is_object));
    let resource = with_schema().find(is_of).or_else(|| with_schema().next());
    let dialect = resource.and_then(|it| it.get("dialect"));
    (resource.and_then(|it| it.get("schema")).unwrap_or(&Value::Null), dialect)
}

/// As a data package says that its table is written.
fn text_options(dialect: &Value) -> TextOptions {
    let dialect = dialect.get("csv").unwrap_or(dialect);
    let delimiter = dialect.get("delimiter").and_then(Value::as_str).map(str::as_bytes);
    let delimiter = if let Some([byte]) = delimiter { Some(*byte) } else { None };
    TextOptions { delimiter, header: dialect.get("header").and_then(Value::as_bool), ..TextOptions::default() }
}

/// What a person says of a text, over what its data package does.
fn over(asked: &TextOptions, stated: &TextOptions) -> TextOptions {
    TextOptions {
        encoding: asked.encoding.or(stated.encoding),
        delimiter: asked.delimiter.or(stated.delimiter),
        decimal: asked.decimal.or(stated.decimal),
        header: asked.header.or(stated.header),
        skip: asked.skip.or(stated.skip),
    }
}

/// The rows of a text, held against the schema as they come.
fn check_text(
    mut source: impl Read,
    name: &str,
    schema: &TableSchema,
    options: &TextOptions,
    limit: usize,
) -> Result<CheckReport> {
    let failed = |error: io::Error| unreadable(name, &error);
    let mut head = Vec::new();
    source.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(failed)?;
    let dialect = Dialect::of(&head, head.len() < HEAD, options, None);
    let read = Arc::new(AtomicU64::new(0));
    let lines = Lines { row: 0, skipped: dialect.skip as u64, ends: LineEnd::of(&head) };
    let source = Measured { source: head.chain(source), read: read.clone() };
    let mut check = TableCheck::new(schema, limit);
    let names_columns = |cells: &[&str]| has_header(schema, cells, options, dialect.header);
    check_rows(dialect.rows(source), lines, &read, &mut check, names_columns).map_err(failed)?;
    Ok(check.end())
}

/// All rows, each held against the schema once the next has told where it ended. `read`: of the row that is being read.
fn check_rows<R: Read>(
    mut rows: Rows<R>,
    mut lines: Lines,
    read: &AtomicU64,
    check: &mut TableCheck<'_>,
    names_columns: impl Fn(&[&str]) -> bool,
) -> io::Result<()> {
    let (mut record, mut next) = (ByteRecord::new(), ByteRecord::new());
    let mut is_more = rows.next_into(&mut record).map_err(io_error)?;
    if !is_more {
        check.empty();
    }
    let mut is_first = true;
    while is_more {
        read.store(0, Ordering::Relaxed);
        is_more = rows.next_into(&mut next).map_err(io_error)?;
        let (place, blank) = lines.place(&record, next.position().map(::csv::Position::line));
        blank.into_iter().for_each(|place| check.row(place, &[]));
        let cells: Vec<&str> = record.iter().map(|cell| std::str::from_utf8(cell).unwrap_or("\u{fffd}")).collect();
        match std::mem::take(&mut is_first) {
            true if names_columns(&cells) => check.header(place, &cells),
            true => {
                check.headless();
                check.row(place, &cells);
            }
            false => check.row(place, &cells),
        }
        std::mem::swap(&mut record, &mut next);
    }
    Ok(())
}

fn io_error(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        _ => io::ErrorKind::InvalidData.into(),
    }
}

/// Whether the first row names the columns: it does where it has a name of the schema.
fn has_header(schema: &TableSchema, cells: &[&str], options: &TextOptions, guessed: bool) -> bool {
    let is_named = |cell: &&str| schema.fields.iter().any(|field| fold(&field.name) == fold(cell.trim()));
    options.header.unwrap_or_else(|| guessed || cells.iter().any(is_named))
}

/// Counts rows and lines, those that the reader passes over among them.
struct Lines {
    row: u64,
    /// Lines above the first row.
    skipped: u64,
    ends: LineEnd,
}

/// What ends lines, as the first of them has it.
#[derive(Clone, Copy, PartialEq)]
enum LineEnd {
    Feed,
    /// The reader takes a row to end before the feed.
    ReturnAndFeed,
    /// They are not counted.
    Other,
}

impl LineEnd {
    fn of(head: &[u8]) -> Self {
        // Every other byte is none in UTF-16.
        let mut bytes = head.iter().copied().filter(|byte| *byte != 0);
        let mut before = 0;
        let feed = bytes.by_ref().find(|byte| {
            let is_feed = *byte == b'\n';
            before = if is_feed { before } else { *byte };
            is_feed
        });
        match (feed, before) {
            (Some(_), b'\r') => Self::ReturnAndFeed,
            (Some(_), _) => Self::Feed,
            (None, _) => Self::Other,
        }
    }
}

impl Lines {
    /// Where `record` stands, and the blank lines before it. `behind`: the line at which what follows was begun.
    fn place(&mut self, record: &ByteRecord, behind: Option<u64>) -> (RowPlace, Vec<RowPlace>) {
        /// More are not told of one by one.
        const MOST_BLANK: u64 = 1000;
        let begun = record.position().map_or(1, ::csv::Position::line);
        let within = memchr::memchr_iter(b'\n', record.as_slice()).count() as u64;
        let passed = behind.unwrap_or(begun).saturating_sub(begun);
        let (own, earlier) = match self.ends {
            LineEnd::Feed => (1, 0),
            LineEnd::ReturnAndFeed => (0, u64::from(self.row > 0)),
            LineEnd::Other => (0, 0),
        };
        let before = passed.saturating_sub(within + own);
        let blank = before.saturating_sub(earlier);
        let first = self.skipped + begun + earlier;
        let line = |at: u64| (self.ends != LineEnd::Other).then_some(first + at);
        let blanks = (0..blank.min(MOST_BLANK)).map(|at| RowPlace { row: self.row + at + 1, line: line(at) }).collect();
        self.row += blank + 1;
        (RowPlace { row: self.row, line: line(blank) }, blanks)
    }
}

/// Fails where a single row goes on for ever.
struct Measured<R> {
    source: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Measured<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        match self.read.fetch_add(read as u64, Ordering::Relaxed) > LONGEST_ROW {
            true => Err(io::ErrorKind::FileTooLarge.into()),
            false => Ok(read),
        }
    }
}
