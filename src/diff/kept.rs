//! The first rows that differ, for a person; all of them for a patch.

use std::io::Write;

use super::patch::TablePatch;
use super::{ChangeSink, RowChange, RowFate, TableChanges};
use crate::base::disk::disk;
use crate::base::error::Result;
use crate::base::scratch::folder;

/// The longest cell that is told, in characters, and how much of all rows together.
const LONGEST_CELL: usize = 4000;
const MOST_BYTES: usize = 32 << 20;
/// So much of what is alike is told before what differs.
const BEFORE: usize = 40;

/// See the [module](self).
pub struct FirstChanges<W: Write> {
    most: usize,
    bytes: usize,
    pub rows: Vec<RowChange>,
    patch: Option<TablePatch<W>>,
}

impl<W: Write> FirstChanges<W> {
    /// So many rows at most; `patch`: where one is written to.
    pub fn new(most: usize, patch: Option<W>) -> Self {
        Self { most, bytes: 0, rows: vec![], patch: patch.map(TablePatch::new) }
    }

    /// The rows, now that a patch is written to its end.
    pub fn end(self) -> Result<Vec<RowChange>> {
        if let Some(patch) = self.patch {
            patch.end().map_err(unwritten)?;
        }
        Ok(self.rows)
    }
}

fn unwritten(error: ::csv::Error) -> crate::base::error::Error {
    disk(&folder(), &error.into())
}

/// How many characters both begin with alike, less some for whoever reads on from there; 0 where nothing has to be cut.
fn where_they_differ(old: Option<&str>, new: Option<&str>) -> usize {
    let (Some(old), Some(new)) = (old, new) else { return 0 };
    if old == new || old.len().max(new.len()) <= LONGEST_CELL {
        return 0;
    }
    let alike = old.chars().zip(new.chars()).take_while(|(one, other)| one == other).count();
    if alike < LONGEST_CELL { 0 } else { alike - BEFORE }
}

/// So much of it as is told, from so many characters on.
fn cut(cell: &str, from: usize) -> String {
    let start = cell.char_indices().nth(from).map_or(cell.len(), |(at, _)| at);
    let rest = cell.get(start..).unwrap_or_default();
    let before = if from > 0 { "…" } else { "" };
    match rest.char_indices().nth(LONGEST_CELL) {
        Some((end, _)) => format!("{before}{}…", rest.get(..end).unwrap_or_default()),
        None => format!("{before}{rest}"),
    }
}

impl<W: Write> ChangeSink for FirstChanges<W> {
    fn begin(&mut self, changes: &TableChanges) -> Result<()> {
        match &mut self.patch {
            Some(patch) => patch.begin(changes).map_err(unwritten),
            None => Ok(()),
        }
    }

    fn wants_same(&self) -> bool {
        self.patch.is_some()
    }

    fn wants_more(&self) -> bool {
        self.patch.is_some() || self.rows.len() < self.most && self.bytes <= MOST_BYTES
    }

    fn row(&mut self, change: &RowChange) -> Result<()> {
        if let Some(patch) = &mut self.patch {
            patch.row(change).map_err(unwritten)?;
        }
        if change.fate == RowFate::Same || self.rows.len() >= self.most || self.bytes > MOST_BYTES {
            return Ok(());
        }
        let mut change = change.clone();
        for [old, new] in change.cells.iter_mut().chain([&mut change.beyond]) {
            let from = where_they_differ(old.as_deref(), new.as_deref());
            for cell in [old, new].into_iter().flatten() {
                *cell = cut(cell, from);
                self.bytes += cell.len();
            }
        }
        self.rows.push(change);
        Ok(())
    }
}
