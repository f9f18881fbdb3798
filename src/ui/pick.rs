//! The box with filters or orders to choose from, and the line that a filter's value is typed in.
//!
//! ```text
//! ╭ filters ──────────────────────────────╮      ╭ data from ────────────────────────────╮
//! │> […] data from     a date: data from… │      │ > 2024-01-31                          │
//! │  […] theme         a theme's code     │  →   │ a date: data from then on             │
//! │    [x] Environment                 56 │      │                                       │
//! ╰───────────────────────────────────────╯      ╰───────────────────────────────────────╯
//! ```

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::popup::{draw_choice, first_shown, more_signs, open};
use super::words::{fit, fit_end, pad, wrap};
use super::{draw_lines, indented};
use crate::app::mouse::Areas;
use crate::app::popup::{Pick, PickPurpose, PickRow};
use crate::app::typing::Typing;
use crate::base::format;
use crate::config::theme::Theme;
use crate::model::filter::Filter;
use crate::t;

const WIDTH: u16 = 72;
/// The most columns of what a filter is called.
const LABEL: usize = 24;

/// Returns where the text cursor is, if one shows.
pub fn draw(frame: &mut Frame, area: Rect, pick: &Pick, theme: &Theme, areas: &mut Areas) -> Option<Position> {
    if let Some(typing) = &pick.typing {
        return Some(draw_typing(frame, area, typing, theme, areas));
    }
    let (title, least) = match pick.purpose {
        PickPurpose::Filters => (t!("ui-filters"), WIDTH),
        PickPurpose::Sort => (t!("ui-sort"), 60),
        PickPurpose::Territory => (t!("territory-label"), WIDTH),
    };
    let width = widest(pick).max(least);
    let shown = pick.shown();
    let is_searched = !pick.needle.text().is_empty();
    let height = pick.rows.len() as u16 + 2;
    let inner = open(frame, area, &title, area.width.min(width), height.max(4), theme, areas);
    let (inner, cursor) = if is_searched { draw_needle(frame, inner, pick, theme) } else { (inner, None) };
    let at = shown.iter().position(|row| *row == pick.row).unwrap_or(0);
    let first = first_shown(at, shown.len(), inner.height.into());
    (areas.popup, areas.first_choice) = (inner, first);
    if shown.is_empty() {
        frame.render_widget(Line::styled(format!("  {}", t!("ui-palette-empty")), theme.muted), inner);
    }
    let filters =
        pick.rows.iter().filter_map(|row| if let PickRow::Filter(filter) = row { Some(filter) } else { None });
    let longest = filters.map(|filter| filter.label.text().width()).max().unwrap_or(0).min(LABEL);
    // Where there is little room, explanations begin right behind what they explain.
    let label_width = if inner.width < 60 { 0 } else { longest };
    more_signs(frame, areas.popup_frame, first > 0, first + usize::from(inner.height) < shown.len(), theme);
    for (index, place) in shown.into_iter().skip(first).zip(inner.rows()) {
        let Some(row) = pick.rows.get(index) else { continue };
        let is_chosen = index == pick.row;
        match row {
            PickRow::Filter(filter) => draw_filter(frame, place, filter, is_chosen, label_width, theme),
            PickRow::Choice { label, count, .. } => {
                let indent = if pick.purpose == PickPurpose::Filters { "  " } else { "" };
                let mark = format!("{indent}[{}] ", if pick.is_on(index) { "x" } else { " " });
                draw_value(frame, place, &mark, label, *count, is_chosen, theme);
            }
        }
    }
    cursor
}

/// The columns that nothing is cut in: of the box, with all that stands around a text.
fn widest(pick: &Pick) -> u16 {
    let columns = |row: &PickRow| match row {
        PickRow::Filter(filter) => LABEL + filter.explanation.text().width() + 10,
        PickRow::Choice { label, count, .. } => label.width() + count.map_or(0, |it| format::count(it).width()) + 12,
    };
    u16::try_from(pick.rows.iter().map(columns).max().unwrap_or(0)).unwrap_or(u16::MAX)
}

/// What is looked for among the values; returns the room below it, and the text cursor.
fn draw_needle(frame: &mut Frame, area: Rect, pick: &Pick, theme: &Theme) -> (Rect, Option<Position>) {
    let before = fit_end(pick.needle.before(), usize::from(area.width).saturating_sub(4));
    frame.render_widget(Line::styled(format!(" /{before}"), theme.title), area);
    let cursor = Position::new(area.x + 2 + before.width() as u16, area.y);
    (Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area }, Some(cursor))
}

/// What a filter is called, and what its values look like.
fn draw_filter(frame: &mut Frame, place: Rect, filter: &Filter, is_chosen: bool, label_width: usize, theme: &Theme) {
    let cursor = if is_chosen { ">" } else { " " };
    let mark = if filter.is_typed() { "[…]" } else { "   " };
    let label = filter.label.text();
    let label = pad(&label, label_width.max(label.width().min(LABEL)));
    let label = format!("{cursor} {mark} {label}");
    let room = usize::from(place.width).saturating_sub(label.width() + 2);
    let explanation = filter.explanation.text();
    let explanation = Span::styled(format!("  {}", fit(&explanation, room)), theme.muted);
    draw_choice(frame, place, [Span::styled(label, theme.title), explanation], is_chosen, theme);
}

fn draw_value(
    frame: &mut Frame,
    place: Rect,
    mark: &str,
    label: &str,
    count: Option<u64>,
    is_chosen: bool,
    theme: &Theme,
) {
    let cursor = if is_chosen { ">" } else { " " };
    let count = count.map(format::count).unwrap_or_default();
    let label = pad(label, usize::from(place.width).saturating_sub(4 + mark.width() + count.width()));
    let text = Span::styled(format!("{cursor} {mark}{label} {count}"), theme.text);
    draw_choice(frame, place, [text], is_chosen, theme);
}

/// What is typed, what it may be or what is wrong with it, and the known values that go with it.
fn draw_typing(frame: &mut Frame, area: Rect, typing: &Typing, theme: &Theme, areas: &mut Areas) -> Position {
    let width = area.width.min(WIDTH);
    let room = usize::from(width).saturating_sub(4);
    let mut about = wrap(&typing.filter.explanation.text(), room, theme.muted);
    about.extend(match &typing.mistake {
        Some(mistake) => wrap(mistake, room, theme.error),
        None => wrap(&t!("ui-filter-expects", expected = typing.filter.accepts.expected()), room, theme.muted),
    });
    let offered = typing.offered();
    let height = (1 + about.len() + offered.len() + 2) as u16;
    let inner = open(frame, area, &typing.filter.label.text(), width, height, theme, areas);
    let parts = [Constraint::Length(1), Constraint::Length(about.len() as u16), Constraint::Fill(1)];
    let [line, middle, list] = Layout::vertical(parts).areas(inner);
    let before = fit_end(typing.input.before(), usize::from(line.width).saturating_sub(4));
    let after = &typing.input.text()[typing.input.before().len()..];
    let style = if typing.row.is_none() { theme.title } else { theme.text };
    frame.render_widget(Line::styled(format!(" > {before}{after}"), style), line);
    draw_lines(frame, indented(middle), about);
    let first = first_shown(typing.row.unwrap_or(0), offered.len(), list.height.into());
    (areas.popup, areas.first_choice) = (list, first);
    for ((index, value), place) in offered.iter().enumerate().skip(first).zip(list.rows()) {
        draw_value(frame, place, "", &value.label, value.count, typing.row == Some(index), theme);
    }
    Position::new((line.x + 3 + before.width() as u16).min(line.right().saturating_sub(1)), line.y)
}
