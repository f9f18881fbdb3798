//! How a person has arranged the rows of a table that were read: sorted, filtered, columns frozen, widened, hidden.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::base::text;
use crate::preview::CellTest;
use crate::tabular::Table;
use crate::tabular::kind::compare;

/// The column rows are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortedBy {
    pub column: usize,
    pub descending: bool,
}

/// Columns are places in the table, whichever of them are shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arrangement {
    /// The rows shown, in their order.
    pub rows: Vec<usize>,
    /// The columns shown.
    pub columns: Vec<usize>,
    /// How many of the columns shown stay where they are when the others are scrolled.
    pub frozen: usize,
    pub sorted_by: Option<SortedBy>,
    /// Columns drawn as wide as their cells are.
    pub wide: BTreeSet<usize>,
    /// What a cell of every row shown must hold.
    pub words: String,
    /// What the cells of a column must be.
    pub filters: BTreeMap<usize, String>,
}

impl Arrangement {
    pub fn new(table: &Table) -> Self {
        let (rows, columns) = ((0..table.rows.len()).collect(), (0..table.columns.len()).collect());
        Self { rows, columns, ..Self::default() }
    }

    pub fn is_filtered(&self) -> bool {
        !self.words.is_empty() || !self.filters.is_empty()
    }

    /// Filters and sorts anew.
    pub fn arrange(&mut self, table: &Table) {
        let words = text::fold(&self.words);
        let words: Vec<&str> = words.split_whitespace().collect();
        let tests: Vec<CellTest> =
            self.filters.iter().filter_map(|(column, typed)| CellTest::typed(table, *column, typed)).collect();
        let has_words = |row: &[Option<String>]| {
            let cells: Vec<String> =
                if words.is_empty() { vec![] } else { row.iter().flatten().map(|it| text::fold(it)).collect() };
            words.iter().all(|word| cells.iter().any(|cell| cell.contains(word)))
        };
        let is_shown = |row: &[Option<String>]| has_words(row) && tests.iter().all(|test| test.admits_row(row));
        self.rows = table.rows.iter().enumerate().filter(|(_, row)| is_shown(row)).map(|(at, _)| at).collect();
        if let Some(by) = self.sorted_by {
            self.rows.sort_by(|one, other| order(table, by, *one, *other));
        }
    }

    /// Hides a column, unless it is the last one.
    pub fn hide(&mut self, column: usize) -> bool {
        let hides = self.columns.len() > 1;
        if hides {
            let before = self.columns.iter().take(self.frozen).filter(|it| **it == column).count();
            self.frozen -= before;
            self.columns.retain(|it| *it != column);
        }
        hides
    }

    /// Shows a column again; where it is among those shown.
    pub fn show(&mut self, column: usize) -> usize {
        match self.columns.binary_search(&column) {
            Ok(at) => at,
            Err(at) => {
                self.columns.insert(at, column);
                self.frozen += usize::from(at < self.frozen);
                at
            }
        }
    }
}

/// Rows by a column, nothing behind all that is something.
fn order(table: &Table, by: SortedBy, one: usize, other: usize) -> Ordering {
    let cell = |row: usize| table.rows.get(row)?.get(by.column)?.as_deref();
    let Some(column) = table.columns.get(by.column) else { return Ordering::Equal };
    match (cell(one), cell(other)) {
        (Some(one), Some(other)) => {
            let order = compare(column.kind, one, other, column.spelling);
            if by.descending { order.reverse() } else { order }
        }
        (one, other) => one.is_none().cmp(&other.is_none()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tabular::cell;

    fn table() -> Table {
        let rows = [
            ["Rennes", "9", "31/01/2024"],
            ["Redon", "10,5", "01/02/2023"],
            ["Vitré", "", "15/06/2023"],
            ["rennes", "9", "02/02/2023"],
        ];
        let rows = rows.map(|row| row.map(cell).to_vec()).to_vec();
        Table::new(["commune", "n", "jour"].map(str::to_owned).to_vec(), rows, ',')
    }

    fn arranged(change: impl FnOnce(&mut Arrangement)) -> Vec<usize> {
        let table = table();
        let mut arrangement = Arrangement::new(&table);
        change(&mut arrangement);
        arrangement.arrange(&table);
        arrangement.rows
    }

    #[test]
    fn rows_are_sorted_by_what_the_cells_are() {
        let sorted = |column, descending| arranged(|it| it.sorted_by = Some(SortedBy { column, descending }));
        assert_eq!(sorted(1, false), [0, 3, 1, 2], "numbers, equals as they came, nothing last");
        assert_eq!(sorted(1, true), [1, 0, 3, 2], "nothing last in both directions");
        assert_eq!(sorted(2, false), [1, 3, 2, 0], "dates");
        assert_eq!(sorted(9, false), [0, 1, 2, 3], "no such column");
    }

    #[test]
    fn words_are_sorted_as_a_person_looks_them_up() {
        let words = ["Zoé", "école", "Serres", "Ecole", "œuvre", "Étang", "Oeil", "eau"];
        let rows = words.map(|word| vec![cell(word)]).to_vec();
        let table = Table::new(vec!["nom".to_owned()], rows, ',');
        let mut arrangement = Arrangement::new(&table);
        arrangement.sorted_by = Some(SortedBy { column: 0, descending: false });
        arrangement.arrange(&table);
        let sorted: Vec<&str> = arrangement.rows.iter().map(|row| words[*row]).collect();
        assert_eq!(sorted, ["eau", "Ecole", "école", "Étang", "Oeil", "œuvre", "Serres", "Zoé"]);
    }

    #[test]
    fn rows_are_filtered_by_words_anywhere_and_by_cells_of_a_column() {
        assert_eq!(arranged(|it| it.words = "RENNES 2024".into()), [0], "each word somewhere in the row");
        assert_eq!(arranged(|it| it.words = "vitre".into()), [2], "without accents");
        let table = [
            (0, "ren", vec![0, 3]),
            (0, "=Rennes", vec![0]),
            (0, "!=Rennes", vec![1, 2, 3]),
            (0, "~ VITRE", vec![2]),
            (1, "=10.5", vec![1]),
            (1, "!=", vec![0, 1, 3]),
            (1, "=", vec![2]),
            (1, ">9", vec![1]),
            (1, ">= 9", vec![0, 1, 3]),
            (1, "<10,5", vec![0, 3]),
            (1, "<", vec![]),
            (2, ">15/06/2023", vec![0]),
            (0, ">S", vec![2]),
            (1, ">x", vec![]),
            (9, "a", vec![0, 1, 2, 3]),
        ];
        for (column, typed, rows) in table {
            assert_eq!(arranged(|it| _ = it.filters.insert(column, typed.into())), rows, "{column} {typed}");
        }
    }

    #[test]
    fn a_hidden_column_comes_back_to_its_place() {
        let mut arrangement = Arrangement::new(&table());
        arrangement.frozen = 2;
        assert!(arrangement.hide(0));
        assert_eq!((&arrangement.columns[..], arrangement.frozen), (&[1, 2][..], 1));
        assert_eq!((arrangement.show(0), arrangement.frozen), (0, 2));
        assert_eq!(arrangement.show(2), 2, "it is there already");
        assert!(arrangement.hide(0) && arrangement.hide(1) && !arrangement.hide(2), "one stays");
    }
}
