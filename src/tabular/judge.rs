//! What a column holds, told from all its cells one by one: of a preview's rows, or of a whole file.

use super::kind::{ColumnKind, Numbers, kind_of};
use super::meaning::Meaning;

/// Sees the cells of one column. Takes the same little memory however many they are.
#[derive(Clone, Debug)]
pub struct Judge {
    numbers: Numbers,
    kind: ColumnKind,
    cells: usize,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    pub kind: ColumnKind,
    pub meaning: Option<Meaning>,
    /// How many of the cells seen fit both.
    pub fits: usize,
    /// How many cells were seen that are not empty.
    pub cells: usize,
}

impl Judge {
    /// Of the column called `name`, which says as much as its values.
    pub fn new(_name: &str, numbers: Numbers) -> Self {
        Self { numbers, kind: ColumnKind::Empty, cells: 0 }
    }

    /// One more cell, trimmed; never an empty one.
    pub fn see(&mut self, cell: &str) {
        self.cells += 1;
        self.kind = self.kind.and(kind_of(cell, self.numbers));
    }

    pub fn judged(&self) -> Judged {
        Judged { kind: self.kind, meaning: None, fits: self.cells, cells: self.cells }
    }
}
