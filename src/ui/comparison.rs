//! What changed in a file of one's own data: sentences, then a table of rows in the columns there are.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::popup::{more_signs, open};
use super::words::{fit, pad, wrap};
use super::{draw_lines, indented};
use crate::app::data::compare::OpenComparison;
use crate::app::mouse::Areas;
use crate::config::theme::Theme;
use crate::diff::{ToldDiff, ToldLine};
use crate::t;

/// The widest box there is.
const WIDEST: u16 = 120;
/// No part of a line is narrower.
const LEAST: usize = 4;
const GAP: usize = 2;

pub fn draw(frame: &mut Frame, area: Rect, shown: &OpenComparison, theme: &Theme, areas: &mut Areas) {
    let width = area.width.min(WIDEST);
    let room = usize::from(width).saturating_sub(4);
    let lines = lines(&shown.told, room, theme);
    let title = t!("sync-what-changed", path = shown.path.to_string());
    let inner = open(frame, area, &title, width, lines.len() as u16 + 2, theme, areas);
    areas.longest_popup = (lines.len() as u16).saturating_sub(inner.height);
    let scroll = shown.scroll.min(areas.longest_popup);
    let place = areas.popup_frame;
    more_signs(frame, place, scroll > 0, scroll < areas.longest_popup, theme);
    draw_lines(frame, indented(inner), lines.into_iter().skip(scroll.into()));
}

fn lines(told: &ToldDiff, room: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = wrap(&told.between, room, theme.muted);
    told.notes.iter().for_each(|note| lines.extend(wrap(note, room, theme.warning)));
    told.sentences.iter().for_each(|said| lines.extend(wrap(said, room, theme.text)));
    if !told.lines.is_empty() {
        lines.push(Line::default());
        let widths = widths(told, room);
        lines.push(row(&told.head, &widths, [theme.muted, theme.muted]));
        let sign = |line: &ToldLine| match line[0].as_str() {
            "+" => theme.ok,
            "-" => theme.error,
            _ => theme.warning,
        };
        lines.extend(told.lines.iter().map(|line| row(line, &widths, [sign(line), theme.text])));
    }
    if told.more > 0 {
        lines.extend(wrap(&t!("sync-and-more", count = told.more), room, theme.muted));
    }
    lines
}

/// How wide each part is: what is widest gives way until all of it fits.
fn widths(told: &ToldDiff, room: usize) -> Vec<usize> {
    let width =
        |at: usize| told.lines.iter().chain([&told.head]).map(|line| line[at].width()).max().unwrap_or_default();
    let mut widths: Vec<usize> = (0..told.head.len()).map(width).collect();
    let gaps = GAP * widths.iter().filter(|width| **width > 0).count().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > room {
        match widths.iter_mut().max() {
            Some(widest) if *widest > LEAST => *widest -= 1,
            _ => break,
        }
    }
    widths
}

fn row(line: &ToldLine, widths: &[usize], [sign, text]: [Style; 2]) -> Line<'static> {
    let parts = line.iter().zip(widths).enumerate().filter(|(_, (_, width))| **width > 0);
    let spans = parts.map(|(at, (part, width))| {
        let part = pad(&fit(part, *width), width + GAP);
        Span::styled(part, if at == 0 { sign } else { text })
    });
    Line::from_iter(spans)
}
