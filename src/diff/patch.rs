//! What changed in a table as a file that makes one version of the other: the highlighter format of daff
//! (<https://paulfitz.github.io/daff-doc/spec.html>), which `daff patch` applies.

use std::io::Write;

use ::csv::Writer;

use super::columns::DiffColumn;
use super::{RowChange, RowFate, TableChanges};

/// Writes rows as they come; all of those that differ, and the one before and behind.
pub struct TablePatch<W: Write> {
    out: Writer<W>,
    /// Columns that one side alone has; its cells stand by themselves.
    has_added_columns: bool,
    /// The row before, where it was not written.
    before: Option<Vec<String>>,
    /// Whether rows were left out since the last that was written.
    is_gap: bool,
    /// Whether the last row was written because it differs.
    was_shown: bool,
}

impl<W: Write> TablePatch<W> {
    pub fn new(out: W) -> Self {
        let out = ::csv::WriterBuilder::new().flexible(true).from_writer(out);
        Self { out, has_added_columns: false, before: None, is_gap: false, was_shown: false }
    }

    pub fn begin(&mut self, changes: &TableChanges) -> Result<(), ::csv::Error> {
        self.has_added_columns = changes.columns.iter().any(|column| column.old.is_none());
        let mark = |column: &DiffColumn| match (column.old, column.new, &column.renamed) {
            (None, ..) => "+++".to_owned(),
            (_, None, _) => "---".to_owned(),
            (_, _, Some(renamed)) => format!("({})", renamed.from),
            _ => String::new(),
        };
        let marks: Vec<String> = changes.columns.iter().map(mark).collect();
        if marks.iter().any(|mark| !mark.is_empty()) {
            self.write("!", marks.iter().map(String::as_str))?;
        }
        self.write("@@", changes.columns.iter().map(|column| column.name.as_str()))
    }

    fn write<'c>(&mut self, action: &'c str, cells: impl Iterator<Item = &'c str>) -> Result<(), ::csv::Error> {
        self.out.write_record([action].into_iter().chain(cells))
    }

    pub fn row(&mut self, change: &RowChange) -> Result<(), ::csv::Error> {
        if change.fate == RowFate::Same && !self.has_added_columns {
            return self.same(change);
        }
        if std::mem::take(&mut self.is_gap) {
            let width = change.cells.len();
            self.write("...", std::iter::repeat_n("...", width))?;
        }
        if let Some(before) = self.before.take() {
            self.write("", before.iter().map(String::as_str))?;
        }
        self.was_shown = true;
        let one = |at: usize| change.cells.iter().map(move |cells| cells[at].as_deref().or(cells[1 - at].as_deref()));
        let written = |at: usize| one(at).map(|cell| alone(cell.unwrap_or_default())).collect::<Vec<_>>();
        let (action, cells) = match change.fate {
            RowFate::Added => ("+++".to_owned(), written(1)),
            RowFate::Removed => ("---".to_owned(), written(0)),
            RowFate::Same => ("+".to_owned(), written(1)),
            RowFate::Changed => changed(change),
        };
        self.write(&action, cells.iter().map(String::as_str))
    }

    fn same(&mut self, change: &RowChange) -> Result<(), ::csv::Error> {
        let cells = change.cells.iter().map(|cells| alone(cells[1].as_deref().unwrap_or_default())).collect::<Vec<_>>();
        if std::mem::take(&mut self.was_shown) {
            return self.write("", cells.iter().map(String::as_str));
        }
        self.is_gap = self.is_gap || self.before.is_some();
        self.before = Some(cells);
        Ok(())
    }

    pub fn end(mut self) -> Result<(), ::csv::Error> {
        self.out.flush()?;
        Ok(())
    }
}

/// A row of which some cells differ: `old->new`, the arrow longer than any in the row.
fn changed(change: &RowChange) -> (String, Vec<String>) {
    let mut arrow = "->".to_owned();
    while change.cells.iter().flatten().flatten().any(|cell| cell.contains(&arrow)) {
        arrow.insert(0, '-');
    }
    let cell = |[old, new]: &[Option<String>; 2]| match (old, new) {
        (Some(old), Some(new)) if old != new => format!("{}{arrow}{}", alone(old), alone(new)),
        (_, Some(one)) | (Some(one), None) => alone(one),
        (None, None) => String::new(),
    };
    let cells = change.cells.iter().map(cell).collect();
    (arrow, cells)
}

/// A text that reads `NULL` is no missing cell.
fn alone(cell: &str) -> String {
    match cell.trim_start_matches('_') {
        "NULL" => format!("_{cell}"),
        _ => cell.to_owned(),
    }
}
