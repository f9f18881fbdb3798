//! The list pane: the visible rows of what is at a place, and the pane one came from.

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

use super::columns::Columns;
use super::tail::{draw_tail, tail_text};
use super::words::{at_most, fit, wrap};
use super::{LOW, band, draw_lines, indented, pane};
use crate::app::listing::{Listing, Load, More, Step};
use crate::app::mouse::Areas;
use crate::app::{App, Focus};
use crate::base::error::Error;
use crate::base::wrap::lines;
use crate::config::browser::ListColumn;
use crate::config::keymap::code_name;
use crate::config::keys::Action;
use crate::config::theme::Theme;
use crate::model::{Access, Item, Offer, Place, Preference, Target};
use crate::sync::DataState;
use crate::t;

/// The rows that are seen whatever is said above them.
const LEAST_ROWS: u16 = 3;
/// The room of a title that something is said beside.
const LEAST_BESIDE: usize = 24;

/// Draws the list; returns how many rows it shows.
pub fn draw(frame: &mut Frame, area: Rect, app: &App, theme: &Theme, areas: &mut Areas) -> usize {
    let focused = app.focus() == Focus::List;
    let inner = pane(frame, area, title(app, app.trail().len() - 1), focused, theme);
    let inner = draw_chips(frame, inner, app, theme, areas);
    let low = frame.area().height < LOW;
    match app.listing() {
        None | Some(Load::Loading) => {
            frame.render_widget(Line::styled(format!(" {}", t!("ui-loading")), theme.muted), inner);
        }
        Some(Load::Failed(error)) => draw_error(frame, inner, error, app, theme),
        Some(Load::Ready(listing)) if app.step().len(listing) == 0 => draw_empty(frame, inner, app, listing, theme),
        Some(Load::Ready(listing)) => {
            let inner = draw_welcome(frame, inner, app, theme);
            let look = RowLook { theme, focused, low, app, notes: true };
            return draw_rows(frame, inner, app.step(), listing, &look, areas);
        }
    }
    inner.height.into()
}

/// Where one came from, its chosen row being where one is.
pub(super) fn draw_parent(frame: &mut Frame, area: Rect, app: &App, theme: &Theme) {
    let index = app.trail().len() - 2;
    let step = &app.trail()[index];
    let inner = pane(frame, area, title(app, index), false, theme);
    if let Some(Load::Ready(listing)) = app.known().listings.get(&step.ask) {
        let look = RowLook { theme, focused: false, low: true, app, notes: false };
        draw_titles(frame.buffer_mut(), inner, step, listing, &look);
    }
}

struct RowLook<'a> {
    theme: &'a Theme,
    focused: bool,
    low: bool,
    /// What is known besides of what the rows lead to.
    app: &'a App,
    /// Folders have room for their notes.
    notes: bool,
}

/// What narrows the listing, each part with a sign to take it away by a click; returns the room below.
fn draw_chips(frame: &mut Frame, area: Rect, app: &App, theme: &Theme, areas: &mut Areas) -> Rect {
    let chips = app.chips(app.step());
    if chips.is_empty() || area.height < 4 {
        return area;
    }
    let mut x = area.x + 1;
    for chip in chips {
        let room = usize::from(area.right().saturating_sub(x));
        let text = fit(&format!("{chip} ×"), room).into_owned();
        let (end, _) = frame.buffer_mut().set_stringn(x, area.y, &text, room, theme.accent);
        areas.chips.push(Rect { x, y: area.y, width: end - x, height: 1 });
        x = (end + 2).min(area.right());
    }
    Rect { y: area.y + 1, height: area.height - 1, ..area }
}

/// What the first screen is about, in a pane that has so many columns inside.
pub(super) fn welcome(app: &App, width: u16) -> Vec<String> {
    match app.is_first_screen() {
        true => {
            let said = t!("first-start-welcome", key = app.key_of(Action::Open), new = app.key_of(Action::SetUpNew));
            lines(&said, usize::from(width.saturating_sub(2)))
        }
        false => vec![],
    }
}

/// Draws it, with a line below it where there is room; returns what is left.
fn draw_welcome(frame: &mut Frame, area: Rect, app: &App, theme: &Theme) -> Rect {
    let lines: Vec<Line> = welcome(app, area.width).into_iter().map(|line| Line::styled(line, theme.text)).collect();
    let room = area.height.saturating_sub(LEAST_ROWS);
    if lines.is_empty() || room == 0 {
        return area;
    }
    let height = (lines.len() as u16 + 1).min(room);
    let top = Rect { height, ..indented(area) };
    draw_lines(frame, top, at_most(lines, height.into(), usize::from(area.width.saturating_sub(2))));
    Rect { y: area.y + height, height: area.height - height, ..area }
}

fn title(app: &App, index: usize) -> String {
    let step = &app.trail()[index];
    let name = match &step.ask.place {
        Place::Home if step.ask.is_everywhere() => t!("ui-found-everywhere"),
        Place::Home => t!("ui-portals"),
        Place::Data => t!("sync-my-data"),
        Place::Folder(_) if !step.ask.query.is_empty() => t!("ui-found"),
        Place::Folder(_) => app.title_of(index).unwrap_or_default(),
        Place::Dataset(_) => t!("ui-media"),
    };
    let narrow = Some(format!("/{}", step.narrow)).filter(|_| !step.narrow.is_empty());
    let age = match app.known().listings.get(&step.ask).and_then(Load::ready).and_then(|listing| listing.old.as_ref()) {
        Some(aged) => Some(aged.words(&app.settings().zone)),
        None => Some(t!("store-offline")).filter(|_| app.settings().offline && step.ask.place == Place::Home),
    };
    let parts: Vec<String> = [Some(name), narrow, age].into_iter().flatten().collect();
    format!(" {} ", parts.join(" · "))
}

/// A failure in its own pane, with what to do.
fn draw_error(frame: &mut Frame, area: Rect, error: &Error, app: &App, theme: &Theme) {
    let width = usize::from(area.width.saturating_sub(2));
    let mut lines = wrap(&error.to_string(), width, theme.error);
    if let Some(hint) = &error.hint {
        lines.push(Line::default());
        lines.extend(wrap(&hint.to_string(), width, theme.text));
    }
    lines.push(Line::default());
    lines.extend(wrap(&t!("ui-try-again", key = app.key_of(Action::Retry)), width, theme.accent));
    draw_lines(frame, indented(area), lines);
}

/// How many lines a list without rows has to say, in so many columns.
pub(super) fn empty_lines(app: &App, listing: &Listing, width: u16) -> usize {
    empty_text(app, listing, width, Style::default()).len()
}

fn draw_empty(frame: &mut Frame, area: Rect, app: &App, listing: &Listing, theme: &Theme) {
    let lines = empty_text(app, listing, area.width, theme.text);
    // Warnings are among them.
    let is_awaited = matches!(listing.more, More::Awaiting { .. });
    let tail = tail_text(listing).filter(|(_, failed)| *failed || is_awaited || listing.warnings.is_empty());
    let room = area.height.saturating_sub(u16::from(tail.is_some()));
    draw_lines(frame, Rect { height: room, ..indented(area) }, lines);
    if tail.is_some() {
        draw_tail(frame.buffer_mut(), area, listing, app, theme);
    }
}

fn empty_text<'a>(app: &App, listing: &Listing, width: u16, style: Style) -> Vec<Line<'a>> {
    let home = app.step().ask.place == Place::Home;
    let mut text = if !listing.items.is_empty() {
        t!(
            "ui-nothing-loaded-has-these-words",
            back = app.key_of(Action::Back),
            search = app.key_of(Action::Search),
            enter = code_name(KeyCode::Enter)
        )
    } else if matches!(listing.more, More::Awaiting { .. }) {
        t!("ui-loading")
    } else if !app.step().ask.query.is_empty() {
        t!("ui-nothing-found", back = app.key_of(Action::Back), search = app.key_of(Action::Search))
    } else if home {
        t!("ui-no-portal-yet", open = app.key_of(Action::Open), new = app.key_of(Action::SetUpNew))
    } else {
        t!("ui-nothing-here")
    };
    listing.warnings.iter().for_each(|warning| text.push_str(&format!("\n\n! {warning}")));
    let width = usize::from(width.saturating_sub(2));
    let lines = |row: &str| if row.is_empty() { vec![Line::default()] } else { wrap(row, width, style) };
    text.split('\n').flat_map(lines).collect()
}

fn draw_rows(
    frame: &mut Frame,
    area: Rect,
    step: &Step,
    listing: &Listing,
    look: &RowLook,
    areas: &mut Areas,
) -> usize {
    // The chosen row comes before what is said above and below it.
    let rows = usize::from(area.height);
    let tail = usize::from(tail_text(listing).is_some() && rows > 1);
    let has_head = step.ask.place != Place::Home || step.ask.is_everywhere();
    let head = usize::from(!look.low && has_head && rows > 1 + tail);
    let height = rows - head - tail;
    if height == 0 {
        return 1;
    }
    let first = first_row(step, listing, height);
    let shown: Vec<Item> = (first..first + height).map_while(|row| step.item(listing, row)).collect();
    let wanted = &look.app.settings().browser.columns;
    let columns = Columns::fitting(&shown, wanted, area.width.into(), step.ask.is_everywhere());
    areas.rows = Rect { y: area.y + head as u16, height: height as u16, ..area };
    areas.first_row = first;
    let buffer = frame.buffer_mut();
    if head == 1 {
        draw_head(buffer, Rect { height: 1, ..area }, &columns, look, areas);
    }
    for (index, item) in shown.iter().enumerate() {
        let row = Rect { y: area.y + (head + index) as u16, height: 1, ..area };
        draw_row(buffer, row, (index, item), &columns, first + index == step.row, look);
    }
    if tail == 1 {
        draw_tail(buffer, area, listing, look.app, look.theme);
    }
    height
}

/// The first visible row: the cursor's page, so that moving within it redraws two rows only.
fn first_row(step: &Step, listing: &Listing, height: usize) -> usize {
    let last_first = step.len(listing).saturating_sub(height);
    step.row.saturating_sub(height / 2).min(last_first)
}

fn draw_titles(buffer: &mut Buffer, area: Rect, step: &Step, listing: &Listing, look: &RowLook) {
    let height = usize::from(area.height);
    let first = first_row(step, listing, height);
    let columns = Columns::titles(area.width.into());
    for index in 0..height {
        let Some(item) = step.item(listing, first + index) else { break };
        let row = Rect { y: area.y + index as u16, height: 1, ..area };
        draw_row(buffer, row, (index, &item), &columns, first + index == step.row, look);
    }
}

/// Who may have it; of what is open, whether it is a mere link, and of all else, whether it will likely be refused.
pub fn access_word(item: &Item) -> Option<String> {
    let access = access_said(item.access?);
    Some(match &item.offer {
        Some(Offer::ShowOnly(_)) if item.access == Some(Access::Open) => t!("ui-link"),
        Some(Offer::Doubtful(_)) => t!("ui-access-doubtful", access),
        Some(Offer::Download | Offer::ShowOnly(_)) | None => access,
    })
}

/// In which other portals a dataset is, and why it is shown as this one has it.
pub fn also_in(item: &Item) -> Option<String> {
    let portals: Vec<&str> = item.also.iter().map(|address| address.portal.as_str()).collect();
    let also = (!portals.is_empty()).then(|| t!("first-start-also-in", portals = portals.join(", ")))?;
    Some([also].into_iter().chain(item.preferred.map(preference_said)).collect::<Vec<_>>().join("; "))
}

/// What makes a copy better than the others.
pub fn preference_said(preference: Preference) -> String {
    match preference {
        Preference::Checksums => t!("first-start-with-checksums"),
        Preference::Fresher => t!("first-start-fresher"),
    }
}

pub fn access_said(access: Access) -> String {
    match access {
        Access::Open => t!("ui-open"),
        Access::Restricted => t!("ui-restricted"),
        Access::Personal => t!("ui-personal"),
        Access::Denied => t!("ui-denied"),
    }
}

pub(super) fn access_style(access: Access, theme: &Theme) -> Style {
    match access {
        Access::Open => theme.ok,
        Access::Restricted => theme.warning,
        Access::Personal | Access::Denied => theme.error,
    }
}

/// How a file of one's own data stands.
pub(super) fn data_style(state: DataState, theme: &Theme) -> Style {
    match state {
        DataState::InStep => theme.ok,
        DataState::Newer
        | DataState::MaybeNewer
        | DataState::New
        | DataState::Missing
        | DataState::OtherVersion
        | DataState::NewTerms => theme.accent,
        DataState::Withdrawn | DataState::Changed | DataState::Unlisted => theme.warning,
        DataState::InTheWay | DataState::Lost | DataState::Failed => theme.error,
    }
}

/// What the columns are called, each to be clicked on; and in which order the rows are.
fn draw_head(buffer: &mut Buffer, area: Rect, columns: &Columns, look: &RowLook, areas: &mut Areas) {
    let sorted = look.app.sorted_by();
    for shown in &columns.shown {
        let place = within(area, shown.x, shown.width);
        let by = sorted.filter(|(what, _)| *what == shown.what);
        let style = if by.is_some() { look.theme.title } else { look.theme.muted };
        let head = shown.head(by.map(|(_, descending)| descending));
        buffer.set_stringn(place.x, place.y, head, place.width.into(), style);
        areas.heads.push((place, shown.what));
    }
}

/// The part of a row that a column has.
fn within(row: Rect, x: usize, width: usize) -> Rect {
    let x = row.x.saturating_add(x as u16).min(row.right());
    Rect { x, width: (width as u16).min(row.right() - x), ..row }
}

/// `index`: of the rows that the columns were made for.
fn draw_row(
    buffer: &mut Buffer,
    row: Rect,
    (index, item): (usize, &Item),
    columns: &Columns,
    chosen: bool,
    look: &RowLook,
) {
    let theme = look.theme;
    if chosen {
        buffer.set_stringn(row.x, row.y, ">", row.width.into(), theme.accent);
    }
    if look.app.marked().contains(&item.target) {
        buffer.set_stringn(row.x + 1, row.y, "*", 1, theme.accent);
    }
    for shown in &columns.shown {
        let place = within(row, shown.x, shown.width);
        if shown.what == ListColumn::Title {
            draw_title(buffer, place, item, look);
        } else if let Some(text) = shown.text(index) {
            buffer.set_stringn(place.x, place.y, text, place.width.into(), shown.style(item, theme));
        }
    }
    if chosen && look.focused {
        band(buffer, row, theme);
    }
}

/// What is new about it, what it is called, and in what that leaves: where else it is, or what a folder is.
fn draw_title(buffer: &mut Buffer, place: Rect, item: &Item, look: &RowLook) {
    let (theme, width) = (look.theme, usize::from(place.width));
    let mark = look.app.news(&item.target).map(|news| format!("{} ", news.word())).unwrap_or_default();
    let (mark, style) = match look.app.data_of(&item.target).map(|row| row.state) {
        Some(state) => (format!("{} ", state.said().0), data_style(state, theme)),
        None => (mark, theme.accent),
    };
    let (start, _) = buffer.set_stringn(place.x, place.y, &mark, width, style);
    let left = usize::from(place.right().saturating_sub(start));
    let also = also_in(item).filter(|also| left >= LEAST_BESIDE + also.width());
    let room = left - also.as_ref().map_or(0, |also| also.width() + 2);
    let (end, _) = buffer.set_stringn(start, place.y, fit(&item.title, room), room, theme.text);
    if let Some(also) = &also {
        buffer.set_stringn(end + 2, place.y, also, also.width(), theme.muted);
    }
    let is_place = matches!(
        item.target,
        Target::Place(Place::Folder(_) | Place::Home | Place::Data) | Target::Search(_) | Target::Data(_)
    );
    if let Some(note) = item.note.as_deref().filter(|_| look.notes && is_place) {
        let room = usize::from(place.right().saturating_sub(end)).saturating_sub(2);
        buffer.set_stringn(end + 2, place.y, fit(note, room), room, theme.muted);
    }
}
