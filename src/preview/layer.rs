//! Features of a layer, whatever file they come from: their table, their map in degrees, and what is to be said of both.

use std::collections::HashMap;

use super::crs::Crs;
use super::crs::seeming::{self, Seeming};
use super::map::{Feature, MOST_POSITIONS, Position, Shape, Sketch, Sketcher, surrounding};
use super::{MOST_ROWS, Preview, View};
use crate::base::format;
use crate::base::text;
use crate::model::{Extent, Fact};
use crate::tabular::Table;
use crate::{said, t};

/// The most columns kept: features may each have properties of their own.
const MOST_COLUMNS: usize = 500;

/// What was read of a layer so far.
#[derive(Default)]
pub struct MapLayer {
    /// What it is called in its file.
    pub title: Option<String>,
    /// How many features the whole has, where the file tells.
    pub total: Option<u64>,
    /// What the file says surrounds all of them, in its own coordinates.
    pub extent: Option<Extent>,
    /// What its coordinates are in, where the file says so.
    pub crs: Option<Crs>,
    /// Whether its format has no system of its own, so that one that is not stated is a guess.
    pub must_state: bool,
    pub notes: Vec<String>,
    names: Vec<String>,
    places: HashMap<String, usize>,
    rows: Vec<Vec<Option<String>>>,
    features: Vec<Feature>,
    positions: usize,
}

impl MapLayer {
    /// With these columns.
    pub fn of_columns(names: impl IntoIterator<Item = String>) -> Self {
        Self { names: names.into_iter().take(MOST_COLUMNS).map(|name| text::line(&name)).collect(), ..Self::default() }
    }

    /// Whether no more rows are kept.
    pub fn is_full(&self) -> bool {
        self.rows.len() >= MOST_ROWS
    }

    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Adds a feature with its cells in the order of the columns.
    pub fn add(&mut self, mut cells: Vec<Option<String>>, shapes: impl IntoIterator<Item = Shape>) {
        if self.is_full() {
            return;
        }
        cells.truncate(MOST_COLUMNS);
        self.draw(self.rows.len(), shapes);
        self.rows.push(cells);
    }

    /// Adds a feature with cells by their name; names that are new become columns.
    pub fn add_named(
        &mut self,
        cells: impl IntoIterator<Item = (String, Option<String>)>,
        shapes: impl IntoIterator<Item = Shape>,
    ) {
        let mut row = vec![None; self.names.len()];
        for (name, cell) in cells {
            let next = self.names.len();
            let place = match self.places.get(&name) {
                Some(place) => *place,
                None if next < MOST_COLUMNS => {
                    self.names.push(text::line(&name));
                    self.places.insert(name, next);
                    next
                }
                None => continue,
            };
            if place >= row.len() {
                row.resize(place + 1, None);
            }
            row[place] = cell;
        }
        self.add(row, shapes);
    }

    /// Adds shapes of the row at this place.
    pub fn draw(&mut self, row: usize, shapes: impl IntoIterator<Item = Shape>) {
        let mut kept = Vec::new();
        for shape in shapes {
            if self.positions >= MOST_POSITIONS {
                break;
            }
            self.positions += shape.positions().count();
            kept.push(shape);
        }
        if !kept.is_empty() {
            self.features.push(Feature { row, shapes: kept });
        }
    }

    /// Table, map and facts.
    pub fn preview(mut self, format: &'static str) -> Preview {
        let sketch = self.drawn();
        let mut facts: Vec<Fact> = Vec::new();
        facts.extend(self.total.map(|total| (said!("geo-features").into(), format::count(total))));
        facts.extend(self.crs.as_ref().map(|crs| (said!("geo-system").into(), crs.name.clone())));
        let mut views = Vec::new();
        if !self.names.is_empty() {
            let mut table = Table::new(self.names, self.rows, '.');
            (table.title, table.total) = (self.title, self.total);
            views.push(View::Table(table));
        }
        views.extend(sketch.map(View::Map));
        if !facts.is_empty() || views.is_empty() {
            views.push(View::Facts(facts));
        }
        let mut preview = Preview::new(format, views);
        preview.notes = self.notes;
        preview
    }

    /// Its map in degrees, where these are known; what there is to be said of that is in its notes.
    pub fn drawn(&mut self) -> Option<Sketch> {
        let positions = self.features.iter().flat_map(|it| &it.shapes).flat_map(Shape::positions);
        let drawn = surrounding(positions.filter(|[x, y]| x.is_finite() && y.is_finite()));
        if let Some(bounds) = self.extent.or(drawn) {
            self.decide(bounds);
        }
        self.sketch()
    }

    /// What the coordinates are in, and what there is to be said of that.
    fn decide(&mut self, bounds: Extent) {
        match &self.crs {
            Some(crs) if crs.is_degrees() => {}
            Some(crs) if crs.is_known() => return self.notes.push(t!("geo-turned", name = &crs.name)),
            Some(crs) => return self.notes.push(t!("preview-foreign-crs", name = &crs.name)),
            None => {}
        }
        let note = match seeming::of(bounds) {
            Seeming::Degrees if self.must_state && self.crs.is_none() => t!("geo-seems-degrees"),
            Seeming::Degrees => return,
            Seeming::Swapped => t!("geo-swapped"),
            Seeming::Of(crs) => self.seems(crs, None),
            Seeming::Perhaps(crs, other) => self.seems(crs, Some(other)),
            Seeming::Unknown => {
                self.crs = Some(Crs::unknown(t!("geo-no-system")));
                t!("geo-unknown-units")
            }
        };
        self.notes.push(note);
    }

    fn seems(&mut self, crs: Crs, other: Option<Crs>) -> String {
        let note = match other {
            Some(other) => t!("geo-seems-or", name = &crs.name, other = &other.name),
            None => t!("geo-seems", name = &crs.name),
        };
        self.crs = Some(crs);
        note
    }

    /// In degrees, where it is known how these are got.
    fn sketch(&mut self) -> Option<Sketch> {
        let turned = self.crs.as_ref().filter(|crs| crs.is_known() && !crs.is_degrees());
        let degrees = self.crs.as_ref().is_none_or(Crs::is_known);
        let mut sketcher = Sketcher::default();
        for Feature { row, shapes } in std::mem::take(&mut self.features) {
            let shapes = shapes.into_iter().filter_map(|shape| match turned {
                Some(crs) => in_degrees(shape, crs),
                None => Some(shape),
            });
            sketcher.add(row, shapes);
        }
        let extent = match turned {
            Some(crs) => self.extent.and_then(|extent| crs.extent_in_degrees(extent)),
            None => self.extent,
        };
        sketcher.sketch(extent, degrees)
    }
}

fn in_degrees(shape: Shape, crs: &Crs) -> Option<Shape> {
    let line = |line: Vec<Position>| line.into_iter().filter_map(|at| crs.in_degrees(at)).collect::<Vec<_>>();
    Some(match shape {
        Shape::Point(at) => Shape::Point(crs.in_degrees(at)?),
        Shape::Line(positions) => Shape::Line(line(positions)),
        Shape::Area(rings) => Shape::Area(rings.into_iter().map(line).collect()),
    })
}

/// A geometry in a cell: where a point is, of others how many positions they have.
pub fn shapes_cell(shapes: &[Shape]) -> Option<String> {
    let count = || format::count(shapes.iter().map(|shape| shape.positions().count() as u64).sum());
    Some(match shapes {
        [] => return None,
        [Shape::Point([x, y])] => format!("{x} {y}"),
        [Shape::Point(_), ..] => t!("geo-cell-points", count = count()),
        [Shape::Line(_), ..] => t!("geo-cell-line", count = count()),
        [Shape::Area(_), ..] => t!("geo-cell-area", count = count()),
    })
}

/// Four numbers that surround something, where they do.
pub fn extent(west: f64, south: f64, east: f64, north: f64) -> Option<Extent> {
    let all = [west, south, east, north];
    (all.iter().all(|number| number.is_finite()) && west <= east && south <= north).then_some(Extent {
        west,
        south,
        east,
        north,
    })
}
