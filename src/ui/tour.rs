//! The tour: a strip of its own at the lower edge, so that it covers nothing.
//!
//! ```text
//! ╭ tour 3/8 · Esc leaves it ──────────────────────────────────────────╮
//! │ p shows the first rows of the file under the cursor.               │
//! ╰────────────────────────────────────────────────────────────────────╯
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::words::wrap;
use super::{LOW, draw_lines, pane};
use crate::app::App;
use crate::app::tour::STEPS;
use crate::config::theme::Theme;
use crate::t;

/// The most lines of text.
const LINES: usize = 3;

/// The rows that it takes of a screen of this size.
pub fn height(app: &App, screen: Rect) -> u16 {
    let border = if screen.height >= LOW { 2 } else { 0 };
    let lines = lines(app, screen, [Style::default(); 2]).len() as u16;
    if lines == 0 { 0 } else { lines + border }
}

pub fn draw(frame: &mut Frame, area: Rect, app: &App, theme: &Theme) {
    let (Some(tour), false) = (app.tour(), area.is_empty()) else { return };
    let lines = lines(app, frame.area(), [theme.accent, theme.text]);
    if frame.area().height < LOW {
        return draw_lines(frame, area, lines);
    }
    let title = t!("tour-title", number = tour.number(), count = STEPS.len());
    let inner = pane(frame, area, format!(" {title} "), true, theme);
    draw_lines(frame, Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }, lines);
}

fn lines(app: &App, screen: Rect, [said, more]: [Style; 2]) -> Vec<Line<'static>> {
    let Some((text, hint)) = app.tour_says() else { return vec![] };
    let width = usize::from(screen.width).saturating_sub(4).max(1);
    let mut lines = wrap(&text, width, said);
    lines.extend(hint.iter().flat_map(|hint| wrap(hint, width, more)));
    lines.truncate(if screen.height >= LOW { LINES } else { 2 });
    lines
}
