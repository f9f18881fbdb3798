//! What the rows read say of a column, in figures: how many values, which are the most frequent, how they are spread.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::Table;
use super::kind::{compare, value};

/// How many of the most frequent values are kept.
const TOP: usize = 10;
/// Into how many parts the span of numbers and dates is divided.
pub const BINS: usize = 16;

/// Figures of one column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    pub filled: usize,
    pub empty: usize,
    pub distinct: usize,
    /// As the cells have them, in the order of the column's kind.
    pub min: Option<String>,
    pub median: Option<String>,
    pub max: Option<String>,
    /// Of numbers.
    pub mean: Option<f64>,
    /// The most frequent first; of equals the one that comes first.
    pub top: Vec<(String, usize)>,
    /// How many numbers or dates lie in each part between the least and the greatest; empty for words.
    pub bins: Vec<usize>,
}

impl Figures {
    /// Of the column at this place, over these rows.
    pub fn of(table: &Table, column: usize, rows: impl Iterator<Item = usize>) -> Self {
        let Some((kind, spelling)) = table.columns.get(column).map(|column| (column.kind, column.spelling)) else {
            return Self::default();
        };
        let cells: Vec<Option<&str>> =
            rows.filter_map(|row| Some(table.rows.get(row)?.get(column)?.as_deref())).collect();
        let mut filled: Vec<&str> = cells.iter().flatten().copied().collect();
        let (top, distinct) = top(&filled);
        filled.sort_by(|one, other| compare(kind, one, other, spelling));
        let values: Vec<f64> = filled.iter().filter_map(|cell| value(kind, cell, spelling)).collect();
        let owned = |cell: Option<&&str>| cell.map(|cell| (*cell).to_owned());
        Self {
            filled: filled.len(),
            empty: cells.len() - filled.len(),
            distinct,
            min: owned(filled.first()),
            median: owned(filled.get(filled.len() / 2)),
            max: owned(filled.last()),
            mean: (kind.is_number() && !values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64),
            top,
            bins: bins(&values),
        }
    }
}

fn top(cells: &[&str]) -> (Vec<(String, usize)>, usize) {
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    for (at, cell) in cells.iter().enumerate() {
        counts.entry(cell).or_insert((0, at)).0 += 1;
    }
    let distinct = counts.len();
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, (count, first))| (Reverse(*count), *first));
    (counts.into_iter().take(TOP).map(|(cell, (count, _))| (cell.to_owned(), count)).collect(), distinct)
}

/// Sorted values, counted by the part of their span they lie in.
fn bins(values: &[f64]) -> Vec<usize> {
    let (Some(least), Some(greatest)) = (values.first(), values.last()) else { return vec![] };
    let span = greatest - least;
    if !span.is_finite() || span <= 0.0 {
        return vec![];
    }
    let mut bins = vec![0; BINS];
    for value in values {
        let at = ((value - least) / span * BINS as f64) as usize;
        bins.get_mut(at.min(BINS - 1)).into_iter().for_each(|count| *count += 1);
    }
    bins
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tabular::cell;

    fn figures(cells: &[&str], decimal: char) -> Figures {
        let rows: Vec<_> = cells.iter().map(|it| vec![cell(it)]).collect();
        let table = Table::new(vec!["x".into()], rows, decimal);
        Figures::of(&table, 0, 0..table.rows.len())
    }

    #[test]
    fn numbers_have_a_mean_and_a_median_by_their_values() {
        let of = figures(&["10", "9", "", "2,5", "9", "100"], ',');
        assert_eq!((of.filled, of.empty, of.distinct), (5, 1, 4));
        let [min, median, max] = [&of.min, &of.median, &of.max].map(|it| it.as_deref().unwrap());
        assert_eq!((min, median, max), ("2,5", "9", "100"));
        assert_eq!(of.mean, Some(26.1));
        assert_eq!(of.top[0], ("9".to_owned(), 2));
        assert_eq!((of.bins.len(), of.bins[0], of.bins[15], of.bins.iter().sum::<usize>()), (BINS, 1, 1, 5));
    }

    #[test]
    fn dates_are_spread_and_words_are_counted() {
        let dates = figures(&["31/01/2024", "01/02/2023", "15/06/2023"], '.');
        assert_eq!((dates.median.as_deref(), dates.mean), (Some("15/06/2023"), None));
        assert_eq!(dates.bins.iter().sum::<usize>(), 3);
        let words = figures(&["b", "a", "b", "c", "a"], '.');
        assert_eq!(words.top[..2], [("b".to_owned(), 2), ("a".to_owned(), 2)], "of equals the first");
        assert!(words.bins.is_empty() && words.mean.is_none());
    }

    #[test]
    fn what_is_all_the_same_or_nothing_has_no_spread() {
        assert!(figures(&["7", "7"], '.').bins.is_empty());
        assert_eq!(figures(&["", ""], '.'), Figures { empty: 2, ..Figures::default() });
        assert_eq!(Figures::of(&Table::default(), 3, 0..9), Figures::default());
    }
}
