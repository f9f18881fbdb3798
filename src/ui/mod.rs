//! The screen: `draw` looks at the app and changes nothing in it.
//!
//! ```text
//!  guichet  rennes / all                              143 datasets     header
//! ┌ rennes ──────┐┌ all ──────────────────────────┐┌ detail ─────────┐
//! │  all         ││ "eau" ×  open ×               ││ Qualité de l'eau│  panes: what one came from, the list with what
//! │> themes      ││> Qualité de l'eau  open  csv  ││ open · ODbL     │  narrows it, the detail. Where the list would be
//! └──────────────┘└───────────────────────────────┘└─────────────────┘  under 80 columns, the detail lies below it; on
//! ┌ downloads ────────────────────────────────────────────────────────┐ a small screen Tab shows the one or the other
//! │ eau.csv        ████████░░░░  62 %   3.1 MB/s   0:12 left          │ only with jobs; grows while focused
//! └───────────────────────────────────────────────────────────────────┘
//!  rennes/all              as camille · expires in 31 days · 3.1 MB/s   status: address, account, limits, downloads
//!  Enter open  h back  / search  d download  ? help  q quit             footer, notice, or the line being typed
//! ```

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType};

use crate::app::mouse::Areas;
use crate::app::{App, Focus};

mod bars;
pub mod detail;
pub mod jobs;
mod list;
mod pick;
pub mod plan;
mod popup;
mod preview;
mod wizard;
pub mod words;

use crate::config::theme::Theme;
pub use list::{access_said, access_word, also_in};

/// The columns a list has at least, with the detail beside it.
const WIDE_LIST: u16 = 80;
/// Below this width there is one pane at a time.
const NARROW: u16 = 60;
/// Below this height every border is a row lost.
const LOW: u16 = 18;

/// Draws the whole screen.
pub fn draw(frame: &mut Frame, app: &App, theme: &Theme) -> Areas {
    let area = frame.area();
    let [header, panes, strip, status, footer] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Min(3),
        Constraint::Length(jobs::height(app, area.height)),
        Constraint::Length(u16::from(area.height >= LOW)),
        Constraint::Length(1),
    ])
    .areas(area);
    let mut areas = Areas::default();
    bars::header(frame, header, app, theme);
    match app.viewer() {
        Some(viewer) => areas.page_rows = preview::draw(frame, panes, viewer, theme),
        None => draw_panes(frame, panes, app, theme, &mut areas),
    }
    jobs::draw(frame, strip, app, theme, &mut areas);
    bars::status(frame, status, app, theme, &mut areas);
    if let Some(cursor) = bars::footer(frame, footer, app, theme, &mut areas) {
        frame.set_cursor_position(Position::new(cursor, footer.y));
    }
    if let Some(cursor) = app.wizard().and_then(|wizard| wizard::draw(frame, area, wizard, theme)) {
        frame.set_cursor_position(cursor);
    }
    if let Some(cursor) = popup::draw(frame, area, app, theme, &mut areas) {
        frame.set_cursor_position(cursor);
    }
    areas
}

/// Where the panes are; those without room are empty.
struct Panes {
    parent: Rect,
    list: Rect,
    detail: Rect,
}

impl Panes {
    fn of(area: Rect, app: &App) -> Self {
        let one = |list: bool| Self {
            parent: Rect::ZERO,
            list: if list { area } else { Rect::ZERO },
            detail: if list { Rect::ZERO } else { area },
        };
        // The list has three fifths of what is left to it.
        let is_wide = |width: u16| width * 3 / 5 >= WIDE_LIST;
        let (parent, rest) = match is_wide(area.width * 4 / 5) && app.trail().len() > 1 {
            true => {
                let [parent, rest] = Layout::horizontal([Constraint::Percentage(20), Constraint::Fill(1)]).areas(area);
                (parent, rest)
            }
            false => (Rect::ZERO, area),
        };
        let halves = [Constraint::Percentage(60), Constraint::Fill(1)];
        let [list, detail] = match () {
            () if is_wide(rest.width) => Layout::horizontal(halves).areas(rest),
            () if area.width >= NARROW && area.height >= LOW - 2 => Layout::vertical(halves).areas(rest),
            () => return one(app.focus() != Focus::Detail),
        };
        Self { parent, list, detail }
    }
}

fn draw_panes(frame: &mut Frame, area: Rect, app: &App, theme: &Theme, areas: &mut Areas) {
    let panes = Panes::of(area, app);
    areas.page_rows = area.height.saturating_sub(3).into();
    if !panes.parent.is_empty() {
        list::draw_parent(frame, panes.parent, app, theme);
        areas.parent = panes.parent;
    }
    if !panes.list.is_empty() {
        areas.page_rows = list::draw(frame, panes.list, app, theme, areas);
    }
    if !panes.detail.is_empty() {
        areas.longest_scroll = detail::draw(frame, panes.detail, app, theme);
        areas.detail = panes.detail;
    }
}

/// Draws each line in a row of its own, as many as `area` has.
fn draw_lines<'a>(frame: &mut Frame, area: Rect, lines: impl IntoIterator<Item = Line<'a>>) {
    lines.into_iter().zip(area.rows()).for_each(|(line, row)| frame.render_widget(line, row));
}

/// `area` without its first column.
fn indented(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area }
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
mod gallery;
#[cfg(test)]
mod tests;
