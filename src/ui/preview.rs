//! A preview in place of the panes.
//!
//! ```text
//! ╭ preview · comptages.csv · table 1/2 ───────────────────────────────╮
//! │ 64 kB of 2.1 GB read · windows-1252, separated by ;, decimal comma │  how much was read, and how
//! │ the portal declares csv, but what came is a web page               │  what there is to say besides
//! │ date        compteur       passages                                │  the header stays
//! │ date        text            integer                                │
//! │ 2024-06-03  République           12                                │
//! │ date: 12 different, 0 empty, 2024-06-03 to 2024-06-14              │  of the first column shown
//! ╰────────────────────────────────────────────────────────────────────╯
//! ```

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::symbols::Marker;
use ratatui::text::{Line, Span};
use ratatui::widgets::canvas::{Canvas, Line as Stroke, Points, Rectangle};
use unicode_width::UnicodeWidthStr;

use super::words::{fit, pad, wrap};
use super::{draw_lines, pane};
use crate::app::listing::Load;
use crate::app::preview::{Subject, Viewer};
use crate::base::format;
use crate::config::theme::Theme;
use crate::model::{Access, Dataset, Extent};
use crate::preview::{Position, Preview, Shape, Sketch, View, coverage_words};
use crate::t;
use crate::tabular::{Column, Table};

/// The widest a column is drawn.
const WIDEST: usize = 32;
/// The most lines that notes take.
const NOTES: usize = 3;

/// Draws the preview; returns how many rows a page key moves.
pub fn draw(frame: &mut Frame, area: Rect, viewer: &Viewer, theme: &Theme) -> usize {
    let inner = pane(frame, area, title(viewer, area.width.into()), true, theme);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    match &viewer.load {
        Load::Loading => frame.render_widget(Line::styled(t!("ui-preview-reading"), theme.muted), inner),
        Load::Failed(error) => {
            let mut lines = wrap(&error.to_string(), inner.width.into(), theme.error);
            lines.extend(error.hint.iter().flat_map(|hint| wrap(&hint.to_string(), inner.width.into(), theme.text)));
            draw_lines(frame, inner, lines);
        }
        Load::Ready(preview) => return draw_ready(frame, inner, viewer, preview, theme),
    }
    inner.height.into()
}

fn title(viewer: &Viewer, width: usize) -> String {
    let which = match (&viewer.load, viewer.shown()) {
        (Load::Ready(preview), Some(view)) if preview.views.len() > 1 => {
            format!(" · {} {}/{}", view.word(), viewer.view + 1, preview.views.len())
        }
        (Load::Ready(_), Some(view)) => format!(" · {}", view.word()),
        _ => String::new(),
    };
    let personal = match viewer.subject.outermost() {
        Subject::Media(media) if media.access == Access::Personal => format!(" · {}", t!("ui-preview-personal")),
        _ => String::new(),
    };
    let preview = t!("ui-preview");
    let room = width.saturating_sub(which.width() + personal.width() + preview.width() + 8);
    format!(" {preview} · {}{which}{personal} ", fit(&viewer.subject.title(), room.max(8)))
}

fn draw_ready(frame: &mut Frame, area: Rect, viewer: &Viewer, preview: &Preview, theme: &Theme) -> usize {
    let width = usize::from(area.width);
    let said = preview.said().map(|said| format!(" · {said}")).unwrap_or_default();
    let mut head = wrap(&format!("{}{said}", preview.extent()), width, theme.muted);
    head.truncate(2);
    let notes: Vec<Line> = preview.notes.iter().flat_map(|note| wrap(note, width, theme.warning)).collect();
    let room = usize::from(area.height / 3).min(NOTES);
    head.extend(notes.into_iter().take(room));
    let [top, body] = Layout::vertical([Constraint::Length(head.len() as u16), Constraint::Fill(1)]).areas(area);
    draw_lines(frame, top, head);
    match viewer.shown() {
        Some(View::Table(table)) => draw_table(frame, body, viewer, table, theme),
        Some(View::Tree(node)) => {
            let lines = node.lines().into_iter().skip(viewer.row).take(body.height.into()).map(|(depth, node)| {
                let name = if node.name.is_empty() { String::new() } else { format!("{}: ", node.name) };
                let whole = format!("{}{name}", "  ".repeat(depth));
                let style = if node.children.is_empty() { theme.text } else { theme.muted };
                shifted(&[(whole, theme.accent), (node.text.clone(), style)], viewer.column, width)
            });
            draw_lines(frame, body, lines);
        }
        Some(View::Text(lines)) => {
            let lines = lines.iter().skip(viewer.row).take(body.height.into());
            let lines = lines.map(|line| shifted(&[(line.clone(), theme.text)], viewer.column, width));
            draw_lines(frame, body, lines);
        }
        Some(View::Map(map)) => draw_map(frame, body, map, viewer.dataset.as_deref(), theme),
        Some(View::Facts(facts)) => {
            let lines = facts.iter().skip(viewer.row).map(|(label, text)| {
                let label = Span::styled(pad(label, 18), theme.muted);
                Line::from_iter([label, Span::styled(fit(text, width.saturating_sub(18)).into_owned(), theme.text)])
            });
            draw_lines(frame, body, lines);
        }
        Some(View::Refused(reason)) => {
            draw_lines(frame, body, wrap(&t!("ui-no-preview", reason), width, theme.warning))
        }
        None => {}
    }
    usize::from(body.height).saturating_sub(3).max(1)
}

/// A line without its first `from` characters.
fn shifted(parts: &[(String, Style)], from: usize, width: usize) -> Line<'static> {
    let (mut skip, mut room) = (from, width);
    let mut spans = Vec::new();
    for (text, style) in parts {
        let rest: String = text.chars().skip(skip).collect();
        skip = skip.saturating_sub(text.chars().count());
        let fitted = fit(&rest, room).into_owned();
        room = room.saturating_sub(fitted.width());
        spans.push(Span::styled(fitted, *style));
    }
    Line::from_iter(spans)
}

fn draw_table(frame: &mut Frame, area: Rect, viewer: &Viewer, table: &Table, theme: &Theme) {
    let foot = u16::from(area.height > 4);
    let [head, body, foot] =
        Layout::vertical([Constraint::Length(2), Constraint::Fill(1), Constraint::Length(foot)]).areas(area);
    let rows = &table.rows[viewer.row.min(table.rows.len())..];
    let rows = &rows[..rows.len().min(body.height.into())];
    let mut x = area.x;
    for (at, column) in table.columns.iter().enumerate().skip(viewer.column) {
        let left = area.right().saturating_sub(x);
        if left < 2 {
            break;
        }
        // As wide as what is seen of it: a column far below may be wider, and then so is the column.
        let cells = rows.iter().map(|row| row[at].as_deref().unwrap_or_default().width());
        let wanted = cells.chain([column.name.width(), column.kind.word().len()]).max().unwrap_or(0).clamp(1, WIDEST);
        let width = wanted.min(left.into());
        let name = if at == viewer.column { theme.title.patch(theme.accent) } else { theme.title };
        let mut put = |y: u16, text: &str, style: Style| {
            if y >= area.bottom() {
                return;
            }
            let text = if column.kind.is_number() { right(text, width) } else { pad(text, width) };
            frame.buffer_mut().set_stringn(x, y, text, width, style);
        };
        put(head.y, &column.name, name);
        put(head.y + 1, column.kind.word(), theme.muted);
        for (row, place) in rows.iter().zip(body.rows()) {
            put(place.y, row[at].as_deref().unwrap_or_default(), theme.text);
        }
        x = x.saturating_add(width as u16 + 2);
    }
    if let Some(column) = table.columns.get(viewer.column) {
        let line = format!("{} · {}", place(viewer, table), figures(column));
        frame.render_widget(Line::styled(fit(&line, area.width.into()).into_owned(), theme.muted), foot);
    }
}

/// Padded on the left, so that figures stand below each other.
fn right(text: &str, width: usize) -> String {
    let fitted = fit(text, width);
    format!("{}{fitted}", " ".repeat(width.saturating_sub(fitted.width())))
}

/// `[Sheet 1] row 3 of 200, column 1 of 12`.
fn place(viewer: &Viewer, table: &Table) -> String {
    let title = table.title.as_ref().map(|title| format!("[{title}] ")).unwrap_or_default();
    let rows = match table.total {
        Some(total) if total > table.rows.len() as u64 => {
            t!("ui-rows-read-of", read = table.rows.len(), total)
        }
        Some(total) => format::count(total),
        None => t!("ui-rows-read", read = table.rows.len()),
    };
    let row = if table.rows.is_empty() { 0 } else { viewer.row + 1 };
    let (column, columns) = (viewer.column + 1, table.columns.len());
    format!("{title}{}", t!("ui-cell", row, rows, column, columns))
}

/// What the rows read say of a column.
fn figures(column: &Column) -> String {
    let range = match (&column.min, &column.max) {
        (Some(min), Some(max)) if min != max => {
            format!(", {}", t!("ui-range", from = fit(min, 20), to = fit(max, 20)))
        }
        (Some(only), _) => format!(", {}", fit(only, 20)),
        _ => String::new(),
    };
    let (name, distinct, empty) = (fit(&column.name, 20), column.distinct, column.nulls);
    format!("{}{range}", t!("ui-figures", name, distinct, empty))
}

fn draw_map(frame: &mut Frame, area: Rect, map: &Sketch, dataset: Option<&Dataset>, theme: &Theme) {
    let dataset = dataset.filter(|_| map.degrees);
    let extent = dataset.and_then(|dataset| dataset.extent);
    let is_sample = !map.features.is_empty();
    let width = area.width.into();
    let mut words = Vec::new();
    if is_sample {
        words.extend(wrap(&t!("ui-map-read", extent = map.words()), width, theme.accent));
    }
    if let Some(extent) = dataset.and_then(coverage_words) {
        words.extend(wrap(&t!("ui-map-dataset", extent), width, theme.warning));
    }
    let [canvas, below] = Layout::vertical([Constraint::Fill(1), Constraint::Length(words.len() as u16)]).areas(area);
    draw_lines(frame, below, words);
    let [x_bounds, y_bounds] = window(map.bounds, extent, map.degrees, canvas);
    let colour = |style: Style| style.fg.unwrap_or_default();
    let drawing = Canvas::default().marker(Marker::Braille).x_bounds(x_bounds).y_bounds(y_bounds).paint(|painter| {
        if let Some(extent) = extent {
            painter.draw(&rectangle(extent, colour(theme.warning)));
        }
        if !is_sample {
            return;
        }
        painter.draw(&rectangle(map.bounds, colour(theme.muted)));
        let mut stroke = |line: &[Position]| {
            for pair in line.windows(2) {
                let ([x1, y1], [x2, y2]) = (pair[0], pair[1]);
                painter.draw(&Stroke { x1, y1, x2, y2, color: colour(theme.accent) });
            }
        };
        let mut points = vec![];
        for shape in map.shapes() {
            match shape {
                Shape::Point([x, y]) => points.push((*x, *y)),
                Shape::Line(line) => stroke(line),
                Shape::Area(rings) => rings.iter().for_each(|ring| stroke(ring)),
            }
        }
        painter.draw(&Points { coords: &points, color: colour(theme.accent) });
    });
    frame.render_widget(drawing, canvas);
}

fn rectangle(extent: Extent, color: ratatui::style::Color) -> Rectangle {
    let Extent { west, south, east, north } = extent;
    Rectangle { x: west, y: south, width: east - west, height: north - south, color }
}

/// What the canvas shows: all of both, with a margin, as wide on the ground as it is high.
fn window(bounds: Extent, extent: Option<Extent>, degrees: bool, canvas: Rect) -> [[f64; 2]; 2] {
    let other = extent.unwrap_or(bounds);
    let (west, east) = (bounds.west.min(other.west), bounds.east.max(other.east));
    let (south, north) = (bounds.south.min(other.south), bounds.north.max(other.north));
    let (x, y) = ((west + east) / 2.0, (south + north) / 2.0);
    // A degree of longitude is shorter the further from the equator; a cell has two dots by four, about square.
    let shrink = if degrees { y.to_radians().cos().max(0.05) } else { 1.0 };
    let (columns, rows) = (f64::from(canvas.width.max(1)) * 2.0, f64::from(canvas.height.max(1)) * 4.0);
    let least = if degrees { 0.002 } else { 1.0 };
    let per_dot = ((east - west) * shrink / columns).max((north - south) / rows).max(least / columns) * 1.1;
    let (half_width, half_height) = (per_dot * columns / shrink / 2.0, per_dot * rows / 2.0);
    [[x - half_width, x + half_width], [y - half_height, y + half_height]]
}
