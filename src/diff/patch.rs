//! What changed in a table as a file that makes one version of the other: the highlighter format of daff
//! (<https://paulfitz.github.io/daff-doc/spec.html>), which `daff patch` applies.

use std::io::Write;

use ::csv::Writer;

use super::columns::DiffColumn;
use super::{RowChange, RowFate, TableChanges};

/// Writes rows as they come: all that differ, and the one before and behind, by which the place of new ones is found. Where
/// rows stand in another order these would not be found again, and are left out.
pub struct TablePatch<W: Write> {
    out: Writer<W>,
    /// Columns as they are written: where their order is another, as they were, new ones last.
    order: Vec<usize>,
    has_added_columns: bool,
    has_context: bool,
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
        let (order, before) = (vec![], None);
        Self { out, order, has_added_columns: false, has_context: true, before, is_gap: false, was_shown: false }
    }

    pub fn begin(&mut self, changes: &TableChanges) -> Result<(), ::csv::Error> {
        let columns = &changes.columns;
        self.has_added_columns = columns.iter().any(|column| column.old.is_none());
        self.has_context = !changes.is_reordered;
        self.order = (0..columns.len()).collect();
        if changes.are_columns_reordered {
            let place = |at: &usize| columns.get(*at).and_then(|column| column.old).unwrap_or(usize::MAX);
            self.order.sort_by_key(place);
        }
        let mark = |column: &DiffColumn| match (column.old, column.new, &column.renamed) {
            (None, ..) => "+++".to_owned(),
            (_, None, _) => "---".to_owned(),
            (_, _, Some(renamed)) => format!("({})", renamed.from),
            _ => String::new(),
        };
        let marks: Vec<String> = columns.iter().map(mark).collect();
        if marks.iter().any(|mark| !mark.is_empty()) {
            self.write("!", &marks)?;
        }
        let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
        self.write("@@", &names)
    }

    fn write(&mut self, action: &str, cells: &[String]) -> Result<(), ::csv::Error> {
        let cells = self.order.iter().map(|at| cells.get(*at).map_or("", String::as_str));
        self.out.write_record([action].into_iter().chain(cells))
    }

    pub fn row(&mut self, change: &RowChange) -> Result<(), ::csv::Error> {
        if change.fate == RowFate::Same && !self.has_added_columns {
            return if self.has_context { self.same(change) } else { Ok(()) };
        }
        if std::mem::take(&mut self.is_gap) {
            self.write("...", &vec!["...".to_owned(); change.cells.len()])?;
        }
        if let Some(before) = self.before.take() {
            self.write("", &before)?;
        }
        self.was_shown = true;
        let written = |at: usize| {
            let one = change.cells.iter().map(move |cells| cells[at].as_deref().or(cells[1 - at].as_deref()));
            one.map(|cell| cell.unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        let (action, cells) = match change.fate {
            RowFate::Added => ("+++".to_owned(), written(1)),
            RowFate::Removed => ("---".to_owned(), written(0)),
            RowFate::Same => ("+".to_owned(), written(1)),
            RowFate::Changed => changed(change),
        };
        self.write(&action, &cells)
    }

    fn same(&mut self, change: &RowChange) -> Result<(), ::csv::Error> {
        let cells = change.cells.iter().map(|cells| cells[1].clone().or(cells[0].clone()).unwrap_or_default());
        let cells = cells.collect::<Vec<_>>();
        if std::mem::take(&mut self.was_shown) {
            return self.write("", &cells);
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
        (Some(old), Some(new)) if old != new => format!("{old}{arrow}{new}"),
        (_, Some(one)) | (Some(one), None) => one.clone(),
        (None, None) => String::new(),
    };
    let cells = change.cells.iter().map(cell).collect();
    (arrow, cells)
}
