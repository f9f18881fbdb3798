//! The part of the earth that a map shows: as wide on the ground as it is high.

use ratatui::layout::{Position as Cell, Rect};

use crate::app::preview::map::MapWindow;
use crate::model::Extent;
use crate::preview::{Position, Sketch};

/// From west to east, and from south to north.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapFrame {
    pub x: [f64; 2],
    pub y: [f64; 2],
}

impl MapFrame {
    /// What `canvas` shows: all there is of the sketch and the dataset with a margin, and of that what `looked_at` says.
    pub fn of(sketch: &Sketch, extent: Option<Extent>, canvas: Rect, looked_at: MapWindow) -> Self {
        let (bounds, other) = (sketch.bounds, extent.unwrap_or(sketch.bounds));
        let (west, east) = (bounds.west.min(other.west), bounds.east.max(other.east));
        let (south, north) = (bounds.south.min(other.south), bounds.north.max(other.north));
        let whole = [(west + east) / 2.0, (south + north) / 2.0];
        // A degree of longitude is shorter the further from the equator; a cell has two dots by four, about square.
        let shrink = |north: f64| if sketch.degrees { north.to_radians().cos().max(0.05) } else { 1.0 };
        let (columns, rows) = (f64::from(canvas.width.max(1)) * 2.0, f64::from(canvas.height.max(1)) * 4.0);
        let least = if sketch.degrees { 0.002 } else { 1.0 };
        let [_, y] = whole;
        let per_dot = ((east - west) * shrink(y) / columns).max((north - south) / rows).max(least / columns) * 1.1;
        let [x, y] = looked_at.middle.unwrap_or(whole);
        let [moved_east, moved_north] = looked_at.moved;
        let y = y + moved_north * per_dot * rows;
        let x = x + moved_east * per_dot * columns / shrink(y);
        let per_dot = per_dot / looked_at.times();
        let (half_width, half_height) = (per_dot * columns / shrink(y) / 2.0, per_dot * rows / 2.0);
        Self { x: [x - half_width, x + half_width], y: [y - half_height, y + half_height] }
    }

    /// In thousandths of a degree: west, south, east, north; `None` where none of it is on earth.
    pub fn on_earth(&self) -> Option<[i32; 4]> {
        let whole = |degrees: f64, most: f64| (degrees.clamp(-most, most) * 1000.0).round() as i32;
        let ([west, east], [south, north]) = (self.x, self.y);
        let [west, south, east, north] =
            [whole(west, 180.0), whole(south, 90.0), whole(east, 180.0), whole(north, 90.0)];
        (west < east && south < north).then_some([west, south, east, north])
    }

    pub fn meets(&self, extent: Extent) -> bool {
        let ([west, east], [south, north]) = (self.x, self.y);
        extent.west <= east && extent.east >= west && extent.south <= north && extent.north >= south
    }

    /// The cell that a place lies in, if it is in sight.
    pub fn cell(&self, [x, y]: Position, canvas: Rect) -> Option<Cell> {
        let (right, up) = ((x - self.x[0]) / (self.x[1] - self.x[0]), (y - self.y[0]) / (self.y[1] - self.y[0]));
        let is_in_sight = (0.0..=1.0).contains(&right) && (0.0..=1.0).contains(&up);
        let dot = |share: f64, dots: u16, per_cell: u16| (share * f64::from(dots - 1)).round() as u16 / per_cell;
        let (column, row) = (dot(right, canvas.width * 2, 2), dot(1.0 - up, canvas.height * 4, 4));
        is_in_sight.then(|| Cell::new(canvas.x + column, canvas.y + row))
    }

    /// What is in sight of a line, as dots that are so many dots of the canvas apart.
    pub fn dotted(&self, line: &[Position], canvas: Rect, spacing: f64) -> Vec<(f64, f64)> {
        let (width, height) = (self.x[1] - self.x[0], self.y[1] - self.y[0]);
        let (per_column, per_row) =
            (width / (f64::from(canvas.width) * 2.0), height / (f64::from(canvas.height) * 4.0));
        let mut dots = vec![];
        let mut since = spacing;
        for pair in line.windows(2) {
            let [one, other] = *pair else { continue };
            let Some(([x1, y1], [x2, y2])) = self.clipped(one, other) else { continue };
            let long = ((x2 - x1) / per_column).hypot((y2 - y1) / per_row);
            while since <= long {
                let part = since / long;
                dots.push((x1 + (x2 - x1) * part, y1 + (y2 - y1) * part));
                since += spacing;
            }
            since -= long;
        }
        dots
    }

    /// The part of a straight line that is in sight (Liang and Barsky's way).
    fn clipped(&self, [x1, y1]: Position, [x2, y2]: Position) -> Option<(Position, Position)> {
        let (east, north) = (x2 - x1, y2 - y1);
        let edges =
            [(-east, x1 - self.x[0]), (east, self.x[1] - x1), (-north, y1 - self.y[0]), (north, self.y[1] - y1)];
        let (mut from, mut to) = (0.0_f64, 1.0_f64);
        for (toward, left) in edges {
            match toward {
                0.0 if left < 0.0 => return None,
                0.0 => {}
                toward if toward < 0.0 => from = from.max(left / toward),
                toward => to = to.min(left / toward),
            }
        }
        let at = |part: f64| [x1 + east * part, y1 + north * part];
        (from <= to).then(|| (at(from), at(to)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(degrees: bool) -> Sketch {
        let bounds = Extent { west: -2.0, south: 47.0, east: 0.0, north: 49.0 };
        Sketch { features: vec![], bounds, degrees }
    }

    #[test]
    fn a_square_on_the_ground_is_one_on_the_screen() {
        let canvas = Rect::new(0, 0, 80, 20);
        let MapFrame { x, y } = MapFrame::of(&sketch(true), None, canvas, MapWindow::default());
        let (width, height) = ((x[1] - x[0]) * 48f64.to_radians().cos(), y[1] - y[0]);
        assert!((width / height - 160.0 / 80.0).abs() < 1e-9);
        assert!(x[0] < -2.0 && x[1] > 0.0 && y[0] < 47.0 && y[1] > 49.0, "all of it, with a margin");
        let MapFrame { x, y } = MapFrame::of(&sketch(false), None, canvas, MapWindow::default());
        assert!(((x[1] - x[0]) / (y[1] - y[0]) - 2.0).abs() < 1e-9);
    }

    #[test]
    fn lines_are_dotted_within_the_window_alone() {
        let window = MapFrame { x: [0.0, 10.0], y: [0.0, 10.0] };
        let canvas = Rect::new(3, 4, 5, 10); // ten dots by forty
        let dots = window.dotted(&[[-1e9, 5.0], [1e9, 5.0]], canvas, 2.0);
        assert!((4..=5).contains(&dots.len()), "{dots:?}");
        assert!(dots.iter().all(|(x, y)| (0.0..=10.0).contains(x) && *y == 5.0));
        assert!(window.dotted(&[[20.0, 0.0], [20.0, 9.0]], canvas, 2.0).is_empty());
        assert_eq!(window.dotted(&[[1.0, 1.0], [1.0, 1.0]], canvas, 2.0), []);
        assert_eq!(window.cell([0.0, 10.0], canvas), Some(Cell::new(3, 4)));
        assert_eq!(window.cell([10.0, 0.0], canvas), Some(Cell::new(7, 13)));
        assert_eq!(window.cell([10.1, 0.0], canvas), None);
    }
}
