//! The feature under the cursor of a map, in a line.

use std::borrow::Cow;

use crate::app::preview::Viewer;
use crate::base::{format, text};
use crate::preview::Sketch;
use crate::tabular::Table;

/// How many cells are told of it.
const CELLS: usize = 4;
/// What begins the name of a column that names its row.
const NAMES: [&str; 7] = ["nom", "name", "lib", "titre", "title", "label", "intitule"];
/// What GeoJSON's own column tells is seen.
const SHAPE: &str = "geometry";

/// `2/12 · nom: Place Hoche · places: 24`: its place among all, and its first cells, a name before them.
pub fn feature_line(viewer: &Viewer, sketch: &Sketch) -> Option<String> {
    let feature = sketch.features.get(viewer.row)?;
    let count = |number: usize| format::count(number as u64);
    let place = format!("{}/{}", count(viewer.row + 1), count(sketch.features.len()));
    let cells = viewer.first_table().map_or(vec![], |(_, table)| cells(table, feature.row));
    Some(std::iter::once(place).chain(cells).collect::<Vec<_>>().join(" · "))
}

fn cells(table: &Table, row: usize) -> Vec<String> {
    let Some(row) = table.rows.get(row) else { return vec![] };
    let cells =
        table.columns.iter().zip(row).filter_map(|(column, cell)| Some((&column.name, column.shown(cell.as_deref()?))));
    let mut cells: Vec<(&String, Cow<str>)> = cells.filter(|(name, _)| *name != SHAPE).collect();
    let is_name = |name: &str| NAMES.iter().any(|known| text::fold(name).starts_with(known));
    cells.sort_by_key(|(name, _)| !is_name(name));
    cells.into_iter().take(CELLS).map(|(name, cell)| format::labelled(name, &cell)).collect()
}
