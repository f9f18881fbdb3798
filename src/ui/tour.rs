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

use super::words::{at_most, fit_parts, wrap};
use super::{LOW, draw_lines, indented, pane};
use crate::app::App;
use crate::app::tour::STEPS;
use crate::config::theme::Theme;
use crate::t;

/// The most lines, and on a low screen below the title.
const LINES: usize = 5;
const LINES_LOW: usize = 4;

/// The rows that it takes of a screen of this size.
pub fn height(app: &App, screen: Rect) -> u16 {
    let border = if screen.height >= LOW { 2 } else { 0 };
    let lines = lines(app, screen, [Style::default(); 2]).len() as u16;
    if lines == 0 { 0 } else { lines + border }
}

pub fn draw(frame: &mut Frame, area: Rect, app: &App, theme: &Theme) {
    if area.is_empty() {
        return;
    }
    let lines = lines(app, frame.area(), [theme.accent, theme.text]);
    if frame.area().height < LOW {
        return draw_lines(frame, indented(area), lines);
    }
    let inner = pane(frame, area, format!(" {} ", title(app)), true, theme);
    draw_lines(frame, Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }, lines);
}

/// Which step it is, and how one leaves.
fn title(app: &App) -> String {
    app.tour().map(|tour| t!("tour-title", number = tour.number(), count = STEPS.len())).unwrap_or_default()
}

fn lines(app: &App, screen: Rect, [said, more]: [Style; 2]) -> Vec<Line<'static>> {
    let Some((text, hint)) = app.tour_says() else { return vec![] };
    let is_low = screen.height < LOW;
    let width = usize::from(screen.width).saturating_sub(if is_low { 2 } else { 4 }).max(1);
    let most = if is_low { LINES_LOW } else { LINES };
    let mut lines = at_most(wrap(&text, width, said), most, width);
    // What helps is said whole or not at all.
    let hint: Vec<Line> = hint.iter().flat_map(|hint| wrap(hint, width, more)).collect();
    if lines.len() + hint.len() <= most {
        lines.extend(hint);
    }
    if is_low {
        lines.insert(0, Line::styled(fit_parts(&title(app), width), more));
    }
    lines
}
