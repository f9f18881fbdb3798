//! A text that holds a table, row by row against its schema.

use std::io::{self, Read};

use ::csv::ByteRecord;

use super::kind::FieldKind;
use super::report::{CheckReport, RowPlace};
use super::table::TableCheck;
use super::{TableSchema, is_alike, unreadable};
use crate::base::error::Result;
use crate::tabular::{Dialect, RowGuard, RowLines, Rows, Sureness, TextOptions};

/// How much of a text the guess of its dialect sees.
const HEAD: usize = 256 << 10;
/// How many blank rows between two others are told of one by one.
pub(super) const MOST_BLANK: usize = 1000;

/// The rows of a text, held against the schema as they come.
pub(super) fn check(
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
    let guard = RowGuard::default();
    let source = guard.reader(head.chain(source));
    let mut check = TableCheck::new(schema, limit);
    let guessed = dialect.header && (dialect.sure.header == Sureness::Sure);
    let names_columns =
        |cells: &[&str]| has_header(schema, cells, options, guessed || dialect.header && !is_as_fields(schema, cells));
    check_rows(dialect.rows(source), &guard, &mut check, names_columns).map_err(failed)?;
    Ok(check.end())
}

/// All rows, each held against the schema.
fn check_rows<R: Read>(
    mut rows: Rows<R>,
    guard: &RowGuard,
    check: &mut TableCheck<'_>,
    names_columns: impl Fn(&[&str]) -> bool,
) -> io::Result<()> {
    let mut record = ByteRecord::new();
    let (mut is_first, mut row) = (true, 0);
    while rows.next_into(&mut record).map_err(io_error)? {
        guard.row();
        let RowLines { line, blank } = rows.lines();
        // More are not told of one by one.
        for at in 0..blank.min(MOST_BLANK as u64) {
            check.row(RowPlace { row: row + at + 1, line: Some(line - blank + at) }, &[]);
        }
        row += blank + 1;
        let place = RowPlace { row, line: Some(line) };
        let cells: Vec<&str> = record.iter().map(|cell| std::str::from_utf8(cell).unwrap_or("\u{fffd}")).collect();
        match std::mem::take(&mut is_first) {
            true if names_columns(&cells) => check.header(place, &cells),
            true => {
                check.headless();
                check.row(place, &cells);
            }
            false => check.row(place, &cells),
        }
    }
    if is_first {
        check.empty();
    }
    Ok(())
}

fn io_error(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        _ => io::ErrorKind::InvalidData.into(),
    }
}

/// Whether a row is one of the schema's in its order: some of it is more than text, and all of it as it should be.
fn is_as_fields(schema: &TableSchema, cells: &[&str]) -> bool {
    let is_text = |kind: &FieldKind| matches!(kind, FieldKind::Any | FieldKind::Text(_));
    cells.len() == schema.fields.len()
        && schema.fields.iter().any(|field| !is_text(&field.kind))
        && schema
            .fields
            .iter()
            .zip(cells)
            .all(|(field, cell)| field.is_missing(cell) || field.kind.read(cell).is_some())
}

/// Whether the first row names the columns: it does where it has a name of the schema.
pub(super) fn has_header(schema: &TableSchema, cells: &[&str], options: &TextOptions, guessed: bool) -> bool {
    let is_named = |cell: &&str| schema.fields.iter().any(|field| is_alike(&field.name, cell));
    options.header.unwrap_or_else(|| guessed || cells.iter().any(is_named))
}
