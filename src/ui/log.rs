//! The log: every notice of this run in full, the latest first.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::popup::open;
use super::words::wrap;
use super::{draw_lines, indented};
use crate::app::mouse::Areas;
use crate::app::{App, Notice};
use crate::config::theme::Theme;
use crate::t;

pub fn draw(frame: &mut Frame, area: Rect, scroll: u16, app: &App, theme: &Theme, areas: &mut Areas) {
    let width = area.width.min(100);
    let room = usize::from(width).saturating_sub(5);
    let mut lines: Vec<Line> = Vec::new();
    let mut first_lines = Vec::new();
    for notice in app.log().iter() {
        let style = match notice {
            Notice::Said(_) => theme.text,
            Notice::Failed(_) => theme.error,
        };
        first_lines.push(lines.len());
        for (at, line) in wrap(&notice.in_full(), room, style).into_iter().enumerate() {
            let lead = Span::styled(if at == 0 { "· " } else { "  " }, theme.muted);
            lines.push(Line::from_iter(std::iter::once(lead).chain(line.spans)));
        }
    }
    let inner = open(frame, area, &t!("ui-log"), width, lines.len() as u16 + 2, theme, areas);
    // The last notice can be brought to the top, where it is copied.
    areas.longest_popup =
        first_lines.last().copied().unwrap_or_default().max(lines.len().saturating_sub(inner.height.into())) as u16;
    let scroll = scroll.min(areas.longest_popup);
    areas.first_choice = first_lines.iter().rposition(|first| *first <= scroll.into()).unwrap_or_default();
    draw_lines(frame, indented(inner), lines.into_iter().skip(scroll.into()));
}
