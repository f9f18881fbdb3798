//! Two columns that are one place together: what each may be alone, both are in the same projection.

use super::{Column, Meaning};
use crate::base::text::fold;

/// In the order in which they are believed.
const PROJECTIONS: [Meaning; 3] = [Meaning::Lambert93, Meaning::LambertTwo, Meaning::WebMercator];

/// Gives both columns of a pair the projection that all their cells are in.
pub(super) fn settle(columns: &mut [Column], rows: &[Vec<Option<String>>]) {
    for (x, y) in pairs(columns) {
        let fits = |at: usize, meaning: Meaning| {
            let cells = rows.iter().filter_map(|row| row.get(at)?.as_deref());
            cells.filter(|cell| meaning.fit(cell, true) == super::meaning::Fit::Valid).count()
        };
        let all = |at: usize| rows.iter().filter(|row| row.get(at).is_some_and(Option::is_some)).count();
        let is_both = |meaning: &Meaning| [x, y].into_iter().all(|at| fits(at, *meaning) == all(at));
        let Some(meaning) = PROJECTIONS.into_iter().find(is_both) else { continue };
        for at in [x, y] {
            let fits = fits(at, meaning);
            if let Some(column) = columns.get_mut(at) {
                (column.meaning, column.fits) = (Some(meaning), fits);
            }
        }
    }
}

/// Columns in different projections whose names differ in `x` and `y` alone.
fn pairs(columns: &[Column]) -> Vec<(usize, usize)> {
    let projected = |column: &Column| column.meaning.filter(|meaning| meaning.is_projected());
    let found = columns.iter().enumerate().filter_map(|(x, column)| {
        let (of_x, name) = (projected(column)?, fold(&column.name));
        let other = name.contains('x').then(|| name.replacen('x', "y", 1))?;
        let y = columns.iter().position(|column| fold(&column.name) == other)?;
        let of_y = columns.get(y).and_then(projected)?;
        (of_x != of_y).then_some((x, y))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tabular::{Table, cell};

    #[test]
    fn two_columns_of_a_place_are_in_one_projection() {
        let table = [
            ("x;y|-187000.5;6124000.2|-187001.5;6124001.2", [Some(Meaning::WebMercator); 2]),
            ("x;y|351234.5;6789012.3|351235.5;6789013.3", [Some(Meaning::Lambert93); 2]),
            ("coord_x;coord_y|-187000.5;6124000.2|-187001.5;6124001.2", [Some(Meaning::WebMercator); 2]),
        ];
        for (text, expected) in table {
            let mut rows = text.split('|').map(|row| row.split(';').map(cell).collect::<Vec<_>>());
            let names = rows.next().into_iter().flatten().flatten().collect();
            let table = Table::new(names, rows.collect(), '.');
            assert_eq!([0, 1].map(|at| table.columns[at].meaning), expected, "{text}");
        }
    }
}
