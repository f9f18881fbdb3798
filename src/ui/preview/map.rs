//! The shapes of a preview as a picture: coasts and borders behind them, the cursor's feature before them.
//!
//! ```text
//! │ 48.20°N 1.90°W            │  the corners, where the map lies on earth
//! │      ⡠⠔⠒⠤⡀    ⢀⡠⠒         │
//! │     ⡎   ◆ ⠑⢄⡠⠔⠁           │
//! │ ├────┤ 5 km               │
//! │ 2/12 · Place Hoche        │  the cursor's feature
//! ```

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Style};
use ratatui::symbols::Marker;
use ratatui::text::Line;
use ratatui::widgets::Widget as _;
use ratatui::widgets::canvas::{Canvas, Context, Line as Stroke, Points, Rectangle};
use unicode_width::UnicodeWidthStr;

use super::feature::feature_line;
use super::window::MapFrame;
use crate::app::preview::Viewer;
use crate::base::format;
use crate::config::theme::Theme;
use crate::model::Extent;
use crate::preview::outline::outlines;
use crate::preview::{Position, Shape, Sketch, coverage_words, kilometres, place_words};
use crate::t;
use crate::ui::draw_lines;
use crate::ui::words::{fit, wrap};

/// On less than this there is no room for scale and corners.
const LEAST: (u16, u16) = (36, 8);
/// How many dots are from one dot of an outline to the next.
const SPACING: f64 = 3.0;

/// Returns the part of the earth that is shown, as [`crate::app::mouse::Areas::map`] has it.
pub fn draw(frame: &mut Frame, area: Rect, viewer: &Viewer, sketch: &Sketch, theme: &Theme) -> Option<[i32; 4]> {
    let dataset = viewer.dataset.as_deref().filter(|_| sketch.degrees);
    let extent = dataset.and_then(|dataset| dataset.extent);
    let width = area.width.into();
    let mut words: Vec<Line> = feature_line(viewer, sketch)
        .map(|said| Line::styled(fit(&said, width).into_owned(), theme.title))
        .into_iter()
        .collect();
    if !sketch.features.is_empty() {
        words.extend(wrap(&t!("ui-map-read", words = sketch.words()), width, theme.accent));
    }
    if let Some(extent) = dataset.and_then(coverage_words) {
        words.extend(wrap(&t!("ui-map-dataset", extent), width, theme.warning));
    }
    words.truncate(usize::from(area.height / 2));
    let [canvas, below] = Layout::vertical([Constraint::Fill(1), Constraint::Length(words.len() as u16)]).areas(area);
    draw_lines(frame, below, words);
    if canvas.is_empty() {
        return None;
    }
    let window = MapFrame::of(sketch, extent, canvas, viewer.map);
    let picture = Picture { canvas, window, sketch, theme };
    picture.draw(frame.buffer_mut(), extent, viewer.row);
    window.on_earth().filter(|_| sketch.degrees)
}

struct Picture<'a> {
    canvas: Rect,
    window: MapFrame,
    sketch: &'a Sketch,
    theme: &'a Theme,
}

impl Picture<'_> {
    /// From behind to before.
    fn draw(&self, buffer: &mut Buffer, extent: Option<Extent>, chosen: usize) {
        let Self { sketch, theme, .. } = self;
        if sketch.degrees {
            self.layer(buffer, theme.muted, |painter| self.outlines(painter));
        }
        let read = sketch.read_extent();
        // What the file says of all it has, where that is more than was read.
        if let Some(bounds) = read.filter(|read| *read != sketch.bounds).map(|_| sketch.bounds) {
            self.layer(buffer, theme.muted, |painter| painter.draw(&rectangle(bounds)));
        }
        if let Some(extent) = extent {
            self.layer(buffer, theme.warning, |painter| painter.draw(&rectangle(extent)));
        }
        self.layer(buffer, theme.accent, |painter| shapes(painter, sketch.shapes()));
        if let Some(feature) = sketch.features.get(chosen) {
            self.layer(buffer, theme.chosen, |painter| {
                shapes(painter, feature.shapes.iter().filter(|shape| !matches!(shape, Shape::Point(_))));
            });
            let points =
                feature.shapes.iter().filter_map(|shape| if let Shape::Point(at) = shape { Some(*at) } else { None });
            for at in points.filter_map(|at| self.window.cell(at, self.canvas)) {
                let cell = buffer.cell_mut(at);
                cell.into_iter().for_each(|cell| _ = cell.set_symbol("◆").set_style(theme.focused));
            }
        }
        if sketch.degrees && self.canvas.width >= LEAST.0 && self.canvas.height >= LEAST.1 {
            self.edges(buffer);
        }
    }

    /// What is painted covers what is there, cell by cell, in a style of its own.
    fn layer(&self, buffer: &mut Buffer, style: Style, paint: impl Fn(&mut Context)) {
        let mut layer = Buffer::empty(self.canvas);
        let drawing = Canvas::default().marker(Marker::Braille).x_bounds(self.window.x).y_bounds(self.window.y);
        drawing.paint(paint).render(self.canvas, &mut layer);
        for at in self.canvas.positions() {
            let (Some(drawn), Some(cell)) = (layer.cell(at), buffer.cell_mut(at)) else { continue };
            if drawn.symbol() != " " && drawn.symbol() != "\u{2800}" {
                cell.reset();
                cell.set_symbol(drawn.symbol()).set_style(style);
            }
        }
    }

    fn outlines(&self, painter: &mut Context) {
        for outline in outlines().iter().filter(|outline| self.window.meets(outline.extent)) {
            let dots = self.window.dotted(&outline.positions, self.canvas, SPACING);
            painter.draw(&Points { coords: &dots, color: COLOUR });
        }
    }

    /// Two corners, and a scale.
    fn edges(&self, buffer: &mut Buffer) {
        let Self { canvas, window, theme, .. } = self;
        let decimals = if window.x[1] - window.x[0] < 0.1 { 4 } else { 2 };
        let corner = |at: Position| place_words(at, decimals);
        let (north_west, south_east) = (corner([window.x[0], window.y[1]]), corner([window.x[1], window.y[0]]));
        buffer.set_string(canvas.x, canvas.y, north_west, theme.muted);
        let room = canvas.width.saturating_sub(south_east.width() as u16);
        buffer.set_string(canvas.x + room, canvas.bottom() - 1, south_east, theme.muted);
        let middle = (window.y[0] + window.y[1]) / 2.0;
        // Over the whole earth no scale holds.
        if window.x[1] - window.x[0] > 90.0 {
            return;
        }
        let across = kilometres([window.x[0], middle], [window.x[1], middle]);
        let km = scale(across / 4.0);
        let cells = (km / across * f64::from(canvas.width)).round().max(2.0) as usize;
        let said = if km < 1.0 {
            t!("ui-preview-metres", metres = format::decimal(km * 1000.0, 0))
        } else {
            t!("ui-preview-kilometres", km = format::decimal(km, 0))
        };
        let bar = format!("├{}┤ {said}", "─".repeat(cells.saturating_sub(2)));
        buffer.set_string(canvas.x, canvas.bottom() - 1, bar, theme.muted);
    }
}

/// Layers have styles; what is painted on them needs any colour at all.
const COLOUR: Color = Color::White;

/// The largest of 1, 2, 5, 10… that is not more than this.
fn scale(most: f64) -> f64 {
    let power = 10f64.powf(most.max(0.001).log10().floor());
    [5.0, 2.0, 1.0].into_iter().map(|times| times * power).find(|km| *km <= most).unwrap_or(power)
}

fn shapes<'s>(painter: &mut Context, shapes: impl Iterator<Item = &'s Shape>) {
    let mut points = vec![];
    for shape in shapes {
        match shape {
            Shape::Point([x, y]) => points.push((*x, *y)),
            Shape::Line(line) => stroke(painter, line),
            Shape::Area(rings) => rings.iter().for_each(|ring| stroke(painter, ring)),
        }
    }
    painter.draw(&Points { coords: &points, color: COLOUR });
}

fn stroke(painter: &mut Context, line: &[Position]) {
    for pair in line.windows(2) {
        if let [[x1, y1], [x2, y2]] = *pair {
            painter.draw(&Stroke { x1, y1, x2, y2, color: COLOUR });
        }
    }
    // What is shorter than a dot is one.
    let ends: Vec<(f64, f64)> = line.first().map(|[x, y]| (*x, *y)).into_iter().collect();
    painter.draw(&Points { coords: &ends, color: COLOUR });
}

fn rectangle(extent: Extent) -> Rectangle {
    let Extent { west, south, east, north } = extent;
    Rectangle { x: west, y: south, width: east - west, height: north - south, color: COLOUR }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_round() {
        for (most, km) in [(0.9, 0.5), (1.0, 1.0), (7.4, 5.0), (49.0, 20.0), (50.0, 50.0), (0.0, 0.001)] {
            assert!((scale(most) - km).abs() < 1e-9, "{most}: {}", scale(most));
        }
    }
}
