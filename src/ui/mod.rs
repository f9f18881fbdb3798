//! The screen: `draw` looks at the app and changes nothing in it.
//!
//! ```text
//!  guichet  rennes / all / "eau"                       143 datasets     header
//! ┌ rennes ──────┐┌ datasets ─────────────────────┐┌ detail ─────────┐
//! │  all         ││> Qualité de l'eau  open  csv  ││ Qualité de l'eau│  panes: what one came from (from 140 columns),
//! │> themes      ││  Réseau d'eau      open  shp  ││ open · ODbL     │  the list, the detail (from 72 columns; below
//! └──────────────┘└───────────────────────────────┘└─────────────────┘  that, Tab shows the one or the other)
//! ┌ downloads ────────────────────────────────────────────────────────┐
//! │ eau.csv        ████████░░░░  62 %   3.1 MB/s   0:12 left          │  only with jobs; grows while focused
//! └───────────────────────────────────────────────────────────────────┘
//!  Enter open  h back  / search  d download  ? help  q quit             footer, notice, or the line being typed
//! ```

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType};

use crate::app::{App, Focus};

mod bars;
mod detail;
mod jobs;
mod list;
mod popup;
mod preview;
pub mod theme;
pub mod words;

pub use list::access_word;
use theme::Theme;

/// The width from which the pane one came from is shown too.
const WITH_PARENT: u16 = 140;
/// The width from which list and detail stand side by side.
const WITH_DETAIL: u16 = 72;
/// Below this height every border is a row lost.
const LOW: u16 = 18;

/// What only the screen knows and the app's keys need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Rows a page key moves.
    pub page_rows: usize,
    /// How far the detail pane can be scrolled.
    pub longest_scroll: u16,
}

/// Draws the whole screen.
pub fn draw(frame: &mut Frame, app: &App, theme: &Theme) -> Seen {
    let area = frame.area();
    let [header, panes, strip, footer] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Min(3),
        Constraint::Length(jobs::height(app, area.height)),
        Constraint::Length(1),
    ])
    .areas(area);
    bars::header(frame, header, app, theme);
    let seen = match &app.viewer {
        Some(viewer) => Seen { page_rows: preview::draw(frame, panes, viewer, theme), ..Seen::default() },
        None => draw_panes(frame, panes, app, theme),
    };
    jobs::draw(frame, strip, app, theme);
    if let Some(cursor) = bars::footer(frame, footer, app, theme) {
        frame.set_cursor_position(Position::new(cursor, footer.y));
    }
    if let Some(cursor) = popup::draw(frame, area, app, theme) {
        frame.set_cursor_position(cursor);
    }
    seen
}

fn draw_panes(frame: &mut Frame, area: Rect, app: &App, theme: &Theme) -> Seen {
    let low = area.height < LOW;
    let (list_area, detail_area) = if area.width >= WITH_DETAIL {
        let (parent, rest) = if area.width >= WITH_PARENT && app.trail().len() > 1 {
            let [parent, rest] = Layout::horizontal([Constraint::Percentage(20), Constraint::Fill(1)]).areas(area);
            (Some(parent), rest)
        } else {
            (None, area)
        };
        if let Some(parent) = parent {
            list::draw_parent(frame, parent, app, theme);
        }
        let [list, detail] = Layout::horizontal([Constraint::Percentage(60), Constraint::Fill(1)]).areas(rest);
        (Some(list), Some(detail))
    } else if app.focus == Focus::Detail {
        (None, Some(area))
    } else {
        (Some(area), None)
    };
    let mut seen = Seen { page_rows: area.height.saturating_sub(3).into(), longest_scroll: 0 };
    if let Some(area) = list_area {
        seen.page_rows = list::draw(frame, area, app, theme, low);
    }
    if let Some(area) = detail_area {
        seen.longest_scroll = detail::draw(frame, area, app, theme);
    }
    seen
}

/// The frame around a pane; returns the room inside.
fn pane<'a>(frame: &mut Frame, area: Rect, title: impl Into<Line<'a>>, focused: bool, theme: &Theme) -> Rect {
    let style = if focused { theme.focused } else { theme.border };
    let block = Block::bordered().border_type(BorderType::Rounded).border_style(style).title(title);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    inner
}

#[cfg(test)]
mod tests;
