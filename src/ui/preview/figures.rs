//! Figures of the column under the cursor, beside its rows.
//!
//! ```text
//! │ passages
//! │ integer · of the rows read
//! │ values       64
//! │ median       12
//! │ ▁▂▅█▇▃▁▁          how numbers and dates are spread
//! │ 3            99
//! │ 12  █████████ 23  the most frequent values
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::app::preview::Viewer;
use crate::base::format;
use crate::config::theme::Theme;
use crate::t;
use crate::tabular::{Column, Figures};
use crate::ui::draw_lines;
use crate::ui::words::{at_most, fit, pad, wrap};

/// The columns of what a figure is called.
const LABEL: usize = 13;
/// In fewer lines than this, figures do not stand one below the other.
const LOW: u16 = 9;
/// Eighths of a block, from the lowest.
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

pub fn draw(frame: &mut Frame, area: Rect, viewer: &Viewer, theme: &Theme) {
    let Some((table, arrangement)) = viewer.table() else { return };
    let Some((at, column)) = viewer.chosen_column().and_then(|at| Some((at, table.columns.get(at)?))) else { return };
    let figures = Figures::of(table, at, arrangement.rows.iter().copied());
    let of = match arrangement.is_filtered() {
        true => t!("ui-preview-of-shown", kind = column.holds().text()),
        false => t!("ui-preview-of-read", kind = column.holds().text()),
    };
    let lines = match area.height < LOW {
        true => in_few_lines(&figures, column, &of, area, theme),
        false => in_a_column(&figures, column, &of, area, theme),
    };
    for y in area.y..area.bottom() {
        let cell = frame.buffer_mut().cell_mut((area.x, y));
        cell.into_iter().for_each(|cell| _ = cell.set_symbol("│").set_style(theme.border));
    }
    draw_lines(frame, Rect { x: area.x + 2, width: area.width.saturating_sub(2), ..area }, lines);
}

/// One figure a line, and below them how the values are spread and which are frequent.
fn in_a_column<'a>(figures: &Figures, column: &Column, of: &str, area: Rect, theme: &Theme) -> Vec<Line<'a>> {
    let width = usize::from(area.width).saturating_sub(2);
    let mut lines = vec![
        Line::styled(fit(&column.name, width).into_owned(), theme.title.patch(theme.accent)),
        Line::styled(fit(of, width).into_owned(), theme.muted),
    ];
    lines.extend(counted(figures, column).into_iter().map(|(label, text)| {
        let text = fit(&text, width.saturating_sub(LABEL)).into_owned();
        Line::from_iter([Span::styled(pad(&label, LABEL), theme.muted), Span::styled(text, theme.text)])
    }));
    lines.extend(spread(figures, width, theme));
    let room = usize::from(area.height).saturating_sub(lines.len());
    lines.extend(frequent(figures, width, theme).into_iter().take(room));
    lines
}

/// One figure behind the other.
fn in_few_lines<'a>(figures: &Figures, column: &Column, of: &str, area: Rect, theme: &Theme) -> Vec<Line<'a>> {
    let width = usize::from(area.width).saturating_sub(2);
    let title = fit(&format!("{} · {of}", column.name), width).into_owned();
    // A figure is not parted from what it is called.
    let said =
        counted(figures, column).into_iter().map(|(label, text)| format!("{label} {text}").replace(' ', "\u{a0}"));
    let said = wrap(&said.collect::<Vec<_>>().join(" · "), width, theme.text);
    let room = usize::from(area.height).saturating_sub(1);
    std::iter::once(Line::styled(title, theme.title.patch(theme.accent))).chain(at_most(said, room, width)).collect()
}

fn counted(figures: &Figures, column: &Column) -> Vec<(String, String)> {
    let count = |count: usize| format::count(count as u64);
    let mut said = vec![
        (t!("ui-preview-values"), count(figures.filled)),
        (t!("ui-preview-empty"), count(figures.empty)),
        (t!("ui-preview-distinct"), count(figures.distinct)),
    ];
    // What is no number is not small or great.
    let (min, max) = match figures.mean {
        Some(_) => (t!("ui-preview-min"), t!("ui-preview-max")),
        None => (t!("ui-preview-first"), t!("ui-preview-last")),
    };
    let ends = [(min, &figures.min), (t!("ui-preview-median"), &figures.median), (max, &figures.max)];
    said.extend(
        ends.into_iter().filter_map(|(label, text)| Some((label, column.shown(text.as_deref()?).into_owned()))),
    );
    said.extend(figures.mean.map(|mean| (t!("ui-preview-mean"), format::decimal(mean, 2))));
    said
}

/// Numbers and dates from the least to the greatest, a block for each part of their span.
fn spread<'a>(figures: &Figures, width: usize, theme: &Theme) -> Vec<Line<'a>> {
    let (Some(most), Some(min), Some(max)) = (figures.bins.iter().max(), &figures.min, &figures.max) else {
        return vec![];
    };
    let block = |count: usize| match count {
        0 => ' ',
        count => BLOCKS.get((count * BLOCKS.len()).div_ceil((*most).max(1)) - 1).copied().unwrap_or(' '),
    };
    let bars: String = figures.bins.iter().map(|count| block(*count)).collect();
    let between = figures.bins.len().saturating_sub(min.width() + max.width()).max(1);
    let ends = format!("{min}{}{max}", " ".repeat(between));
    vec![Line::default(), Line::styled(bars, theme.accent), Line::styled(fit(&ends, width).into_owned(), theme.muted)]
}

/// The most frequent values, unless each is there but once.
fn frequent<'a>(figures: &Figures, width: usize, theme: &Theme) -> Vec<Line<'a>> {
    let most = figures.top.first().map_or(0, |(_, count)| *count);
    if most < 2 {
        return vec![];
    }
    let values: Vec<(String, String, usize)> = figures
        .top
        .iter()
        .map(|(value, count)| (fit(value, width / 2).into_owned(), format::count(*count as u64), *count))
        .collect();
    let widest = values.iter().map(|(value, ..)| value.width()).max().unwrap_or(0);
    let digits = values.iter().map(|(_, said, _)| said.width()).max().unwrap_or(0);
    let room = width.saturating_sub(widest + digits + 2);
    let line = |(value, said, count): &(String, String, usize)| {
        let bar = "█".repeat((count * room).div_ceil(most).min(room));
        let part = |text: String, style: Style| Span::styled(text, style);
        Line::from_iter([
            part(format!("{} ", pad(value, widest)), theme.text),
            part(pad(&bar, room), theme.accent),
            part(format!(" {said:>digits$}"), theme.muted),
        ])
    };
    std::iter::once(Line::default()).chain(values.iter().map(line)).collect()
}
