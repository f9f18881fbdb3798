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
        for cell in change.cells.iter_mut().chain([&mut change.beyond]).flatten().flatten() {
            if let Some((at, _)) = cell.char_indices().nth(LONGEST_CELL) {
                cell.truncate(at);
                cell.push('…');
            }
            self.bytes += cell.len();
        }
        self.rows.push(change);
        Ok(())
    }
}
