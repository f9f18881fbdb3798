//! The screen: `draw` looks at the app and changes nothing in it.
//!
//! ```text
//!  guichet  rennes / all                              143 datasets     header
//! ┌ rennes ──────┐┌ all ──────────────────────────┐┌ detail ─────────┐
//! │  all         ││ "eau" ×  open ×               ││ Qualité de l'eau│  panes: what one came from, the list with what
//! │> themes      ││> Qualité de l'eau  open  csv  ││ open · ODbL     │  narrows it, the detail. Under 130 columns the
//! └──────────────┘└───────────────────────────────┘└─────────────────┘  first goes, under 90 the detail lies below the
//! ┌ downloads ────────────────────────────────────────────────────────┐ list; on a small screen Tab shows one of the two
//! │ eau.csv        ████████░░░░  62 %   3.1 MB/s   0:12 left          │ only with jobs; grows while focused
//! └───────────────────────────────────────────────────────────────────┘
//!  rennes/all              as camille · expires in 31 days · 3.1 MB/s   status: address, account, limits, downloads
//!  Enter open  h back  / search  d download  ? help  q quit             footer, notice, or the line being typed
//! ```

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType};

use crate::app::listing::Load;
use crate::app::mouse::{Areas, Border, BorderArea, Shares};
use crate::app::{App, Focus};

mod bars;
pub mod batch;
pub mod batch_job;
mod columns;
mod comparison;
pub mod detail;
mod help;
pub mod job;
pub mod jobs;
mod list;
mod log;
mod peek;
mod pick;
pub mod plan;
mod popup;
mod preview;
mod tail;
mod title;
mod tour;
mod wizard;
pub mod words;

use crate::config::theme::Theme;
pub use list::{access_said, access_word, also_in};
pub use title::title;

/// From this width on the detail stands beside the list.
const WIDE: u16 = 90;
/// From this width on there is room for what one came from too.
const WIDEST: u16 = 130;
/// Below this width there is one pane at a time.
const NARROW: u16 = 60;
/// Below this height every border is a row lost.
const LOW: u16 = 18;

/// Draws the whole screen.
pub fn draw(frame: &mut Frame, app: &App, theme: &Theme) -> Areas {
    let area = frame.area();
    let [header, panes, steps, strip, status, footer] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Min(3),
        Constraint::Length(tour::height(app, area)),
        Constraint::Length(jobs::height(app, area.height)),
        Constraint::Length(u16::from(area.height >= LOW)),
        Constraint::Length(1),
    ])
    .areas(area);
    let mut areas = Areas::default();
    bars::header(frame, header, app, theme, &mut areas);
    match app.viewer() {
        Some(viewer) => preview::draw(frame, panes, viewer, app, theme, &mut areas),
        None => draw_panes(frame, panes, app, theme, &mut areas),
    }
    tour::draw(frame, steps, app, theme);
    jobs::draw(frame, strip, app, theme, &mut areas);
    bars::status(frame, status, app, theme, &mut areas);
    if let Some(cursor) = bars::footer(frame, footer, app, theme, &mut areas) {
        frame.set_cursor_position(Position::new(cursor, footer.y));
    }
    // The last line tells of the keys of what is above the panes.
    let above = Rect { height: area.height.saturating_sub(1).max(1), ..area };
    if let Some(cursor) = app.wizard().and_then(|wizard| wizard::draw(frame, above, wizard, theme, &mut areas)) {
        frame.set_cursor_position(cursor);
    }
    if let Some(cursor) = popup::draw(frame, above, app, theme, &mut areas) {
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
    fn of(area: Rect, app: &App, areas: &mut Areas) -> Self {
        let one = |list: bool| Self {
            parent: Rect::ZERO,
            list: if list { area } else { Rect::ZERO },
            detail: if list { Rect::ZERO } else { area },
        };
        let shares = app.shares();
        let (parent, rest) = match area.width >= WIDEST && app.trail().len() > 1 {
            true => split(area, Border::Parent, shares, u16::MAX, areas),
            false => (Rect::ZERO, area),
        };
        let (list, detail) = match () {
            () if area.width >= WIDE => split(rest, Border::Beside, shares, u16::MAX, areas),
            () if area.width >= NARROW && (area.height >= LOW - 2 || area.height >= least(app, rest.width)) => {
                split(rest, Border::Below, shares, needed(app, rest.width), areas)
            }
            () => return one(app.focus() == Focus::List),
        };
        Self { parent, list, detail }
    }
}

/// How many lines the list has use for: a short one leaves the rest to the detail below it, unless the border was dragged.
fn needed(app: &App, width: u16) -> u16 {
    const AROUND: usize = 5; // the frame, filters, what columns are called, and a line to see that it ends
    let rows = match app.listing() {
        Some(Load::Ready(listing)) if *app.shares() == Shares::default() => match app.step().len(listing) {
            0 => list::empty_lines(app, listing, width.saturating_sub(2)),
            rows => rows,
        },
        _ => return u16::MAX,
    };
    if rows == 0 {
        return u16::MAX; // where there are none, sentences say why
    }
    let rows = rows + list::welcome(app, width.saturating_sub(2)).len();
    u16::try_from(rows.saturating_add(AROUND)).unwrap_or(u16::MAX)
}

/// Below this height a list that is not longer leaves no room for what is known of its rows.
fn least(app: &App, width: u16) -> u16 {
    const DETAIL: u16 = 5; // its frame, and what it begins with
    needed(app, width).saturating_add(DETAIL)
}

/// Two panes side by side or one above the other, and the border between them, which can be dragged. `most`: of what the
/// first has use for.
fn split(area: Rect, border: Border, shares: &Shares, most: u16, areas: &mut Areas) -> (Rect, Rect) {
    let whole = if border == Border::Below { area.height } else { area.width };
    let share = (u32::from(whole) * u32::from(shares.of(border)) + 500) / 1000;
    let halves = [Constraint::Length((share as u16).min(most)), Constraint::Fill(1)];
    let ([first, second], line) = match border {
        Border::Below => {
            let halves: [Rect; 2] = Layout::vertical(halves).areas(area);
            (halves, Rect { y: halves[1].y.saturating_sub(1), height: 2, ..halves[1] })
        }
        Border::Parent | Border::Beside => {
            let halves: [Rect; 2] = Layout::horizontal(halves).areas(area);
            (halves, Rect { x: halves[1].x.saturating_sub(1), width: 2, ..halves[1] })
        }
    };
    areas.borders.push(BorderArea { border, line, whole: area });
    (first, second)
}

fn draw_panes(frame: &mut Frame, area: Rect, app: &App, theme: &Theme, areas: &mut Areas) {
    let panes = Panes::of(area, app, areas);
    areas.page_rows = area.height.saturating_sub(3).into();
    if !panes.parent.is_empty() {
        list::draw_parent(frame, panes.parent, app, theme);
        areas.parent = panes.parent;
    }
    if !panes.list.is_empty() {
        areas.page_rows = list::draw(frame, panes.list, app, theme, areas);
    }
    if !panes.detail.is_empty() {
        areas.longest_scroll = detail::draw(frame, panes.detail, app, theme, areas);
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

/// One band in the colour of what is chosen, whatever the styles of what stands in it.
fn band(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    buffer.set_style(area, Style::reset());
    buffer.set_style(area, theme.chosen);
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
mod batch_views;
#[cfg(test)]
mod fits;
#[cfg(test)]
mod gallery;
#[cfg(test)]
mod said_once_tests;
#[cfg(test)]
mod scripts;
#[cfg(test)]
mod tests;
