//! A file held against a published schema, all of it: Table Schema for tables, JSON Schema for JSON.
//!
//! [`FileSchema::read`] tells which of them a document is, with what it says of how a table is written; [`FileSchema::check`]
//! reads the file once, in memory that does not grow with it but for the keys that must not come twice
//! ([`keys::MOST_KEYS`]), and gives a [`CheckReport`]. Where schemas come from is [`origin`]'s to know. Formats that are no
//! text are refused in words.

use std::io::{self, BufRead, BufReader, Read};

use serde_json::Value;

use crate::base::beside::Wanted;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text::fold;
use crate::m;
use crate::tabular::{Charset, LONGEST_ROW, TextOptions, encoding_named};

mod field_kind;
pub mod french;
mod header;
#[cfg(feature = "check")]
mod json;
pub mod keys;
pub mod kind;
pub mod moment;
pub mod origin;
mod pattern;
#[cfg(test)]
mod published_tests;
pub mod relation;
pub mod report;
pub mod schema;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod words;
#[cfg(feature = "office")]
mod workbook;

#[cfg(feature = "check")]
use json::check as check_json;
pub use report::{CheckReport, Misfit, RowPlace, Rule, Severity, shown};
pub use schema::TableSchema;
pub use table::TableCheck;

/// How many tables of a package an error names.
const NAMED: usize = 10;
/// The largest JSON document, which is in memory as a whole.
const LARGEST_JSON: u64 = 128 << 20;

/// What a file is held against.
#[derive(Clone, Debug)]
pub enum FileSchema {
    Table(Box<TableSchema>, TextOptions),
    /// And what it is called.
    Json(Value, String),
}

impl FileSchema {
    /// Of a document that is a schema, or a data package, of which the first table counts that is called as `file` is.
    /// `whose`: what the schema is called in errors.
    pub fn read(document: &Value, whose: &str, file: &str) -> Result<Self> {
        let resource = match document.get("resources").and_then(Value::as_array) {
            Some(resources) => Some(of_package(resources, whose, file)?),
            None => None,
        };
        let schema = resource.map_or(document, |it| it.get("schema").unwrap_or(&Value::Null));
        if schema.get("fields").is_some_and(Value::is_array) {
            let options = text_options(resource.unwrap_or(schema));
            return Ok(Self::Table(Box::new(TableSchema::read(schema, whose)?), options));
        }
        match is_json_schema(schema) {
            true => Ok(Self::Json(schema.clone(), whose.to_owned())),
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
        #[cfg(feature = "office")]
        if let (Self::Table(schema, stated), true) = (self, begins.starts_with(b"PK\x03\x04")) {
            return workbook::check(source, name, schema, &over(options, stated), limit, wanted);
        }
        if is_no_text(begins) {
            return Err(no_text(name));
        }
        if matches!(self, Self::Table(..)) && is_json(begins, name) {
            return Err(
                Error::new(ErrorKind::Usage, shown(name), m!("check-schema-of-tables")).hint(m!("check-no-text-hint"))
            );
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
            Self::Table(schema, stated) => text::check(source, name, schema, &over(options, stated), limit),
            Self::Json(schema, whose) => {
                let mut bytes = Vec::new();
                source.take(LARGEST_JSON + 1).read_to_end(&mut bytes).map_err(|error| unreadable(name, &error))?;
                if bytes.len() as u64 > LARGEST_JSON {
                    let limit = (LARGEST_JSON >> 20).to_string();
                    return Err(Error::new(ErrorKind::Usage, shown(name), m!("check-json-large", limit)));
                }
                let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
                let document = serde_json::from_slice(body).map_err(|error| no_json(&error, body, name, whose))?;
                check_json(&document, schema, whose, limit, wanted)
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
    let name = name.to_ascii_lowercase();
    let named = ["json", "jsonl", "ndjson", "geojsonl"].iter().any(|end| name.ends_with(end));
    named && begins.iter().find(|byte| byte.is_ascii_graphic()).is_some_and(|byte| matches!(byte, b'{' | b'['))
}

/// What begins like no document is another thing; one that begins so is damaged.
fn no_json(error: &serde_json::Error, body: &[u8], name: &str, schema: &str) -> Error {
    let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
    if !matches!(first, Some(b'{' | b'[')) {
        return Error::new(ErrorKind::Usage, shown(name), m!("check-schema-of-json", schema = shown(schema)));
    }
    let (line, column) = (error.line().to_string(), error.column().to_string());
    Error::new(ErrorKind::Integrity, shown(name), m!("check-no-json", line, column))
}

fn no_text(name: &str) -> Error {
    Error::new(ErrorKind::Usage, shown(name), m!("check-no-text")).hint(m!("check-no-text-hint"))
}

fn unreadable(name: &str, error: &io::Error) -> Error {
    let (kind, cause) = match error.kind() {
        io::ErrorKind::TimedOut => (ErrorKind::Cancelled, m!("check-given-up")),
        io::ErrorKind::FileTooLarge => (ErrorKind::Integrity, m!("check-endless-row", limit = LONGEST_ROW >> 20)),
        _ => (ErrorKind::Disk, crate::base::format::io(error)),
    };
    Error::new(kind, shown(name), cause)
}

/// Of a data package, the resource whose path is the file's, else the only one that has a schema.
fn of_package<'p>(resources: &'p [Value], whose: &str, file: &str) -> Result<&'p Value> {
    fn path(resource: &Value) -> &str {
        resource.get("path").and_then(Value::as_str).unwrap_or_default()
    }
    let is_of = |resource: &&Value| {
        let name = path(resource).rsplit('/').next().unwrap_or_default();
        !name.is_empty() && fold(name) == fold(file)
    };
    let with_schema = || resources.iter().filter(|it| it.get("schema").is_some_and(Value::is_object));
    let only = || with_schema().next().filter(|_| with_schema().count() == 1);
    let odd = |cause| Error::new(ErrorKind::Usage, m!("check-the-schema", name = shown(whose)), cause);
    with_schema().find(is_of).or_else(only).ok_or_else(|| match with_schema().next() {
        None => odd(m!("check-package-without")),
        Some(_) => {
            let names: Vec<&str> = with_schema().map(path).filter(|path| !path.is_empty()).take(NAMED).collect();
            let hint = m!("check-package-hint", names = shown(&names.join(", ")));
            odd(m!("check-package-other", file = shown(file))).hint(hint)
        }
    })
}

/// As a data package, or a schema, says that its table is written.
fn text_options(of: &Value) -> TextOptions {
    let dialect = of.get("dialect").unwrap_or(&Value::Null);
    let csv = dialect.get("csv").unwrap_or(dialect);
    let delimiter = csv.get("delimiter").and_then(Value::as_str).map(str::as_bytes);
    let delimiter = if let Some([byte]) = delimiter { Some(*byte) } else { None };
    let header = [dialect, csv].iter().find_map(|it| it.get("header")).and_then(Value::as_bool);
    let header_row = dialect.get("headerRows").and_then(|it| it.get(0)).and_then(Value::as_u64);
    let skip = header_row.and_then(|row| usize::try_from(row.checked_sub(1)?).ok()).filter(|skip| *skip > 0);
    let encoding = of.get("encoding").and_then(Value::as_str).and_then(|name| encoding_named(name).ok());
    // Publishers write UTF-8 there whatever stands in the file.
    let encoding = encoding.filter(|it| *it != Charset::UTF_8);
    TextOptions { encoding, delimiter, header, skip, ..TextOptions::default() }
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

/// Whether two names have the same letters and digits: case, accents and what stands between words may differ.
fn is_alike(one: &str, other: &str) -> bool {
    let bare = |name: &str| fold(name).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let one = bare(one);
    !one.is_empty() && one == bare(other)
}
