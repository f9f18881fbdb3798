//! The help above the panes: the keys of every place, in as many columns as fit, or those that what is typed finds.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::draw_lines;
use super::popup::open;
use super::words::{fit, fit_end, pad, wrap};
use crate::app::App;
use crate::app::help::{Help, HelpRow, HelpSection};
use crate::app::mouse::Areas;
use crate::config::theme::Theme;
use crate::t;

/// A column of keys and sentences is not narrower than this where there are several.
const COLUMN: u16 = 56;
/// In less than this each key has one line.
const NARROW: u16 = 60;
/// The most columns that keys take.
const KEYS: usize = 18;
/// What lies between columns.
const GAP: u16 = 2;

/// Returns where the text cursor is, while something is looked for.
pub fn draw(
    frame: &mut Frame,
    area: Rect,
    help: &Help,
    app: &App,
    theme: &Theme,
    areas: &mut Areas,
) -> Option<Position> {
    let sections = app.help_sections(help);
    let columns = (area.width.saturating_sub(4) / (COLUMN + GAP)).clamp(1, 4);
    let width = (area.width - area.width.min(2)).min(columns * (COLUMN + 24) + 4).max(area.width.min(NARROW));
    let column = width.saturating_sub(3 + (columns - 1) * GAP) / columns;
    let groups = groups(&sections, column.into(), area.width < NARROW, theme);
    let columns = in_columns(groups, columns.into());
    let rows = columns.iter().map(Vec::len).max().unwrap_or(0) as u16;
    let is_searched = help.is_typing || !help.input.text().is_empty();
    let height = rows.saturating_add(2 + u16::from(is_searched)).max(4);
    let title = if height > area.height { t!("ui-keys-more") } else { t!("ui-keys") };
    let mut inner = open(frame, area, &title, width, height, theme, areas);
    let mut cursor = None;
    if is_searched && inner.height > 0 {
        let before = fit_end(help.input.before(), usize::from(inner.width).saturating_sub(4));
        frame.render_widget(Line::styled(format!(" /{before}"), theme.title), inner);
        cursor = help.is_typing.then(|| Position::new(inner.x + 2 + before.width() as u16, inner.y));
        inner = Rect { y: inner.y + 1, height: inner.height - 1, ..inner };
    }
    if sections.is_empty() {
        frame.render_widget(Line::styled(format!(" {}", t!("ui-palette-empty")), theme.muted), inner);
    }
    // Where not all of it fits, all columns move together.
    areas.longest_popup = rows.saturating_sub(inner.height);
    let first = help.scroll.min(areas.longest_popup);
    for (across, lines) in columns.into_iter().enumerate() {
        let x = inner.x + 1 + across as u16 * (column + GAP);
        let place = Rect { x, width: column, ..inner }.intersection(inner);
        draw_lines(frame, place, lines.into_iter().skip(first.into()));
    }
    cursor
}

/// The groups one below the other in as many columns as there may be, all about as long; no group is divided.
fn in_columns<'a>(groups: Vec<Vec<Line<'a>>>, columns: usize) -> Vec<Vec<Line<'a>>> {
    let lengths: Vec<usize> = groups.iter().map(Vec::len).collect();
    let fits = |most: usize| {
        let (mut used, mut at) = (1, 0);
        for length in &lengths {
            (used, at) = if at + length > most { (used + 1, *length) } else { (used, at + length) };
        }
        used <= columns
    };
    let whole: usize = lengths.iter().sum();
    let most = (whole.div_ceil(columns)..whole).find(|most| fits(*most)).unwrap_or(whole);
    let mut placed = vec![vec![]];
    for group in groups {
        if placed.last().is_some_and(|lines: &Vec<_>| !lines.is_empty() && lines.len() + group.len() > most) {
            placed.push(vec![]);
        }
        placed.last_mut().into_iter().for_each(|lines| lines.extend(group.iter().cloned()));
    }
    placed
}

/// The lines of each key, and of its title with the first.
fn groups<'a>(sections: &[HelpSection], width: usize, is_narrow: bool, theme: &Theme) -> Vec<Vec<Line<'a>>> {
    let all = sections.iter().flat_map(|section| &section.rows);
    let most = if is_narrow { KEYS / 2 } else { KEYS };
    let keys = all.map(|row| row.keys.width()).max().unwrap_or(0).min(most);
    let mut groups = vec![];
    for section in sections {
        let mut group = vec![Line::styled(fit(&section.title, width).into_owned(), theme.title)];
        for row in &section.rows {
            group.extend(key_lines(row, keys, width, is_narrow, theme));
            groups.push(std::mem::take(&mut group));
        }
    }
    groups
}

/// A key and its sentence; where there is little room, in one line, and by a word if there is one.
fn key_lines<'a>(row: &HelpRow, keys: usize, width: usize, is_narrow: bool, theme: &Theme) -> Vec<Line<'a>> {
    let room = width.saturating_sub(keys + 2);
    let texts = match is_narrow {
        true => vec![fit(row.hint.as_ref().unwrap_or(&row.help), room).into_owned()],
        false => wrap(&row.help, room, theme.text).iter().map(ToString::to_string).collect(),
    };
    let line = |(at, text): (usize, String)| {
        let lead = if at == 0 { pad(&whole_keys(&row.keys, keys), keys) } else { " ".repeat(keys) };
        Line::from_iter([Span::styled(format!("{lead}  "), theme.accent), Span::styled(text, theme.text)])
    };
    texts.into_iter().enumerate().map(line).collect()
}

/// As many of the keys as fit: a part of a name is none.
fn whole_keys(keys: &str, width: usize) -> String {
    let mut kept = String::new();
    for key in keys.split(' ') {
        if !kept.is_empty() && kept.width() + 1 + key.width() > width {
            break;
        }
        kept = if kept.is_empty() { key.to_owned() } else { format!("{kept} {key}") };
    }
    kept
}
