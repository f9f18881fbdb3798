//! The rows of a preview: a header that stays, frozen columns that stay, a cursor that is always in sight.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

use super::figures;
use crate::app::App;
use crate::app::preview::Viewer;
use crate::app::preview::arrangement::Arrangement;
use crate::base::format;
use crate::config::keys::Action;
use crate::config::theme::Theme;
use crate::preview::CellTest;
use crate::t;
use crate::tabular::{Column, Figures, Table};
use crate::ui::popup::first_shown;
use crate::ui::words::{fit, pad, wrap};
use crate::ui::{band, draw_lines};

/// The widest a column is drawn, unless it is widened.
const WIDEST: usize = 32;
/// What stands between columns.
const GAP: usize = 2;
/// Narrower than this, figures stand below the rows.
const BESIDE: u16 = 64;
const FIGURES: u16 = 30;
/// Below the rows, figures have so many lines at least.
const LEAST_FIGURES: u16 = 3;

/// Returns how many rows a page key moves.
pub fn draw(frame: &mut Frame, area: Rect, viewer: &Viewer, app: &App, theme: &Theme) -> usize {
    let Some((table, arrangement)) = viewer.table() else { return 1 };
    let area = match viewer.shows_figures {
        true => draw_figures(frame, area, viewer, theme),
        false => area,
    };
    let said = wrap(&arranged(table, arrangement, app), area.width.into(), theme.accent);
    let foot = u16::from(area.height > 4);
    let [top, head, body, foot] = Layout::vertical([
        Constraint::Length(said.len() as u16),
        Constraint::Length(2),
        Constraint::Fill(1),
        Constraint::Length(foot),
    ])
    .areas(area);
    draw_lines(frame, top, said);
    let first = first_shown(viewer.row, arrangement.rows.len(), body.height.into());
    let rows: Vec<usize> = arrangement.rows.iter().copied().skip(first).take(body.height.into()).collect();
    if rows.is_empty() && arrangement.is_filtered() {
        let key = app.key_of(Action::DropRowFilter);
        draw_lines(frame, body, wrap(&t!("ui-preview-no-row", key), body.width.into(), theme.muted));
    }
    let grid = Grid { viewer, table, arrangement, rows: &rows, first, theme };
    grid.draw(frame, head, body);
    if let Some((at, column)) = viewer.chosen_column().and_then(|at| Some((at, table.columns.get(at)?))) {
        let shown = arrangement.is_filtered().then(|| Figures::of(table, at, arrangement.rows.iter().copied()));
        let line =
            format!("{} · {}", place(viewer, table, arrangement), summary(column, table.rows.len(), shown.as_ref()));
        frame.render_widget(Line::styled(fit(&line, area.width.into()).into_owned(), theme.muted), foot);
    }
    body.height.saturating_sub(1).max(1).into()
}

/// Draws the figures; returns the room that is left.
fn draw_figures(frame: &mut Frame, area: Rect, viewer: &Viewer, theme: &Theme) -> Rect {
    let [rest, side] = match area.width >= BESIDE {
        true => Layout::horizontal([Constraint::Fill(1), Constraint::Length(FIGURES)]).areas(area),
        false => Layout::vertical([Constraint::Fill(1), Constraint::Length((area.height / 2).max(LEAST_FIGURES))])
            .areas(area),
    };
    figures::draw(frame, side, viewer, theme);
    Rect { width: rest.width.saturating_sub(u16::from(area.width >= BESIDE)), ..rest }
}

/// What is drawn of a table.
struct Grid<'a> {
    viewer: &'a Viewer,
    table: &'a Table,
    arrangement: &'a Arrangement,
    /// The rows in sight, and which of those shown the first is.
    rows: &'a [usize],
    first: usize,
    theme: &'a Theme,
}

impl Grid<'_> {
    fn draw(&self, frame: &mut Frame, head: Rect, body: Rect) {
        let room = usize::from(body.width);
        let (mut x, mut chosen) = (body.x, None);
        for (at, width) in self.in_sight(room) {
            let left = usize::from(body.right().saturating_sub(x));
            if left < 2 {
                break;
            }
            self.draw_column(frame, (head, body), x, at, width.min(left));
            if at == self.viewer.column {
                chosen = Some(Rect { x, y: body.y, width: width.min(left) as u16, height: 1 });
            }
            x = x.saturating_add((width + GAP) as u16);
            if at + 1 == self.arrangement.frozen && x < body.right() {
                let line = (head.y..body.bottom().min(body.y + self.rows.len() as u16)).map(|y| (x - GAP as u16, y));
                line.for_each(|at| {
                    let cell = frame.buffer_mut().cell_mut(at);
                    cell.into_iter().for_each(|cell| _ = cell.set_symbol("│").set_style(self.theme.muted));
                });
            }
        }
        let marked = body.y.saturating_add(self.viewer.row.saturating_sub(self.first) as u16);
        if !self.rows.is_empty() && marked < body.bottom() {
            let row = Rect { x: body.x.saturating_sub(1), y: marked, width: body.width + 1, height: 1 };
            band(frame.buffer_mut(), row, self.theme);
            frame.buffer_mut().cell_mut((row.x, row.y)).into_iter().for_each(|cell| _ = cell.set_symbol(">"));
            let on = Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
            chosen.into_iter().for_each(|cell| frame.buffer_mut().set_style(Rect { y: marked, ..cell }, on));
        }
    }

    fn draw_column(&self, frame: &mut Frame, (head, body): (Rect, Rect), x: u16, at: usize, width: usize) {
        let Self { viewer, table, theme, .. } = self;
        let Some((place, column)) = self.column(at) else { return };
        let is_chosen = at == viewer.column;
        let mut put = |y: u16, text: &str, style: Style| {
            if y < body.bottom() {
                let text = if column.kind.is_number() { right(text, width) } else { pad(text, width) };
                frame.buffer_mut().set_stringn(x, y, text, width, style);
            }
        };
        put(head.y, &self.name(place, column), if is_chosen { theme.title.patch(theme.accent) } else { theme.title });
        put(head.y + 1, &column.holds().text(), theme.muted);
        for (row, y) in self.rows.iter().zip(body.y..) {
            put(y, &column.shown(cell(table, *row, place)), theme.text);
        }
    }

    /// A column by its place among those shown.
    fn column(&self, at: usize) -> Option<(usize, &Column)> {
        let place = *self.arrangement.columns.get(at)?;
        Some((place, self.table.columns.get(place)?))
    }

    /// With the direction it is sorted in.
    fn name(&self, place: usize, column: &Column) -> String {
        match self.arrangement.sorted_by.filter(|by| by.column == place) {
            Some(by) => format!("{} {}", column.name, if by.descending { "↓" } else { "↑" }),
            None => column.name.clone(),
        }
    }

    /// The columns that are drawn, with their widths: the frozen ones, then as many as lead up to the cursor's.
    fn in_sight(&self, room: usize) -> Vec<(usize, usize)> {
        let frozen = self.arrangement.frozen.min(self.viewer.column);
        let widths = |from: usize, to: usize| (from..to).map(|at| (at, self.width(at, room))).collect::<Vec<_>>();
        let used = |widths: &[(usize, usize)]| widths.iter().map(|(_, width)| width + GAP).sum::<usize>();
        let mut kept = widths(0, frozen);
        // What is frozen leaves room for the column it is frozen for.
        while used(&kept) + self.width(self.viewer.column, room).min(room / 2) > room && kept.pop().is_some() {}
        let left = room.saturating_sub(used(&kept));
        let mut first = self.viewer.column;
        let mut wanted = self.width(first, room);
        while first > frozen && wanted + GAP + self.width(first - 1, room) <= left {
            first -= 1;
            wanted += GAP + self.width(first, room);
        }
        let (mut at, mut drawn) = (first, 0);
        while at < self.arrangement.columns.len() && drawn < left {
            kept.push((at, self.width(at, room)));
            drawn += self.width(at, room) + GAP;
            at += 1;
        }
        kept
    }

    /// As wide as what is seen of it: a column far below may be wider, and then so is the column.
    fn width(&self, at: usize, room: usize) -> usize {
        let Some((place, column)) = self.column(at) else { return 0 };
        let widest = if self.arrangement.wide.contains(&place) { room.max(1) } else { WIDEST };
        let cells = self.rows.iter().map(|row| column.shown(cell(self.table, *row, place)).width());
        cells
            .chain([self.name(place, column).width(), column.holds().text().width()])
            .max()
            .unwrap_or(0)
            .clamp(1, widest)
    }
}

fn cell(table: &Table, row: usize, column: usize) -> &str {
    table.rows.get(row).and_then(|row| row.get(column)?.as_deref()).unwrap_or_default()
}

/// Padded on the left, so that figures stand below each other.
fn right(text: &str, width: usize) -> String {
    let fitted = fit(text, width);
    format!("{}{fitted}", " ".repeat(width.saturating_sub(fitted.width())))
}

/// How the person arranged it; empty where they did not.
fn arranged(table: &Table, arrangement: &Arrangement, app: &App) -> String {
    let name = |column: usize| table.columns.get(column).map(|column| fit(&column.name, 24).into_owned());
    let mut said = vec![];
    if arrangement.is_filtered() {
        said.push(t!("ui-preview-kept", shown = arrangement.rows.len(), read = table.rows.len()));
        said.extend((!arrangement.words.is_empty()).then(|| t!("ui-preview-with", words = &arrangement.words)));
        let filters = arrangement.filters.iter();
        said.extend(filters.filter_map(|(at, typed)| Some(t!("ui-preview-where", name = name(*at)?, typed))));
    }
    let by_letters = arrangement.filters.iter().filter(|(at, typed)| is_by_letters(table, **at, typed));
    said.extend(by_letters.filter_map(|(at, _)| Some(t!("ui-preview-by-letters", name = name(*at)?))));
    if let Some(name) = arrangement.sorted_by.and_then(|by| name(by.column)) {
        said.push(t!("ui-preview-sorted", name));
    }
    let hidden = table.columns.len().saturating_sub(arrangement.columns.len());
    said.extend((hidden > 0).then(|| t!("ui-preview-hidden", count = hidden, key = app.key_of(Action::ShowColumns))));
    said.join(" · ")
}

/// Whether a number is typed to be compared with a column that holds none.
fn is_by_letters(table: &Table, at: usize, typed: &str) -> bool {
    CellTest::typed(table, at, typed).is_some_and(|test| test.takes_number_for_letters())
}

/// `[Sheet 1] row 3 of 200, column 1 of 12`.
fn place(viewer: &Viewer, table: &Table, arrangement: &Arrangement) -> String {
    let title = table.title.as_ref().map(|title| format!("[{title}] ")).unwrap_or_default();
    let rows = match table.total {
        _ if arrangement.is_filtered() => format::count(arrangement.rows.len() as u64),
        Some(total) if total > table.rows.len() as u64 => t!("ui-rows-read-of", read = table.rows.len(), total),
        Some(total) => format::count(total),
        None => t!("ui-rows-read", read = table.rows.len()),
    };
    let row = if arrangement.rows.is_empty() { 0 } else { viewer.row + 1 };
    let (column, columns) = (viewer.column + 1, arrangement.columns.len());
    format!("{title}{}", t!("ui-cell", row, rows, column, columns))
}

/// What the rows read, so many, say of a column; where some are filtered out, what those `shown` do.
fn summary(column: &Column, rows: usize, shown: Option<&Figures>) -> String {
    let (min, max) = shown.map_or((&column.min, &column.max), |shown| (&shown.min, &shown.max));
    let range = match (min, max) {
        (Some(min), Some(max)) if min != max => {
            let (from, to) = (column.shown(min), column.shown(max));
            format!(", {}", t!("ui-range", from = fit(&from, 20), to = fit(&to, 20)))
        }
        (Some(only), _) => format!(", {}", fit(&column.shown(only), 20)),
        _ => String::new(),
    };
    let (distinct, empty) = shown.map_or((column.distinct, column.nulls), |shown| (shown.distinct, shown.empty));
    let name = fit(&column.name, 20);
    let misfits = column.misfits(rows).filter(|_| shown.is_none()).map(|fit| format!(", {fit}")).unwrap_or_default();
    format!("{}{range}{misfits}", t!("ui-figures", name, distinct, empty))
}
