//! The list pane: the visible rows of what is at a place, and the pane one came from.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::pane;
use super::theme::Theme;
use super::words::{fit, wrap};
use crate::app::listing::{Listing, Load, More, Step};
use crate::app::old::{Aged, Refresh};
use crate::app::{App, Focus};
use crate::error::Error;
use crate::human;
use crate::model::{Access, Item, Offer, Place, Target};
use crate::t;

/// A title narrower than this is no use: columns go before it does.
const LEAST_TITLE: usize = 22;

/// Draws the list; returns how many rows it shows.
pub fn draw(frame: &mut Frame, area: Rect, app: &App, theme: &Theme, low: bool) -> usize {
    let focused = app.focus == Focus::List;
    let inner = pane(frame, area, title(app, app.trail().len() - 1), focused, theme);
    match app.listing() {
        None | Some(Load::Loading) => frame.render_widget(Line::styled(" loading…", theme.muted), inner),
        Some(Load::Failed(error)) => draw_error(frame, inner, error, theme),
        Some(Load::Ready(listing)) if app.step().len(listing) == 0 => draw_empty(frame, inner, app, listing, theme),
        Some(Load::Ready(listing)) => {
            return draw_rows(frame, inner, app.step(), listing, Look { theme, focused, low, app });
        }
    }
    inner.height.into()
}

/// Where one came from, its chosen row being where one is.
pub fn draw_parent(frame: &mut Frame, area: Rect, app: &App, theme: &Theme) {
    let index = app.trail().len() - 2;
    let step = &app.trail()[index];
    let inner = pane(frame, area, title(app, index), false, theme);
    if let Some(Load::Ready(listing)) = app.listings.get(&step.ask) {
        draw_titles(frame.buffer_mut(), inner, step, listing, &Look { theme, focused: false, low: true, app });
    }
}

struct Look<'a> {
    theme: &'a Theme,
    focused: bool,
    low: bool,
    /// What is known besides of what the rows lead to.
    app: &'a App,
}

fn title(app: &App, index: usize) -> String {
    let step = &app.trail()[index];
    let name = match &step.ask.place {
        Place::Home => "portals".to_owned(),
        Place::Folder(_) if !step.ask.query.is_empty() => "found".to_owned(),
        Place::Folder(_) => app.title_of(index).unwrap_or_default(),
        Place::Dataset(_) => "media".to_owned(),
    };
    let narrow = Some(format!("/{}", step.narrow)).filter(|_| !step.narrow.is_empty());
    let age = match app.listings.get(&step.ask).and_then(Load::ready).and_then(|listing| listing.old.as_ref()) {
        Some(aged) => Some(aged.words(&app.zone)),
        None => Some(t!("store-offline")).filter(|_| app.offline && step.ask.place == Place::Home),
    };
    let parts: Vec<String> = [Some(name), narrow, age].into_iter().flatten().collect();
    format!(" {} ", parts.join(" · "))
}

/// A failure in its own pane, with what to do.
pub fn draw_error(frame: &mut Frame, area: Rect, error: &Error, theme: &Theme) {
    let width = usize::from(area.width.saturating_sub(2));
    let mut lines = wrap(&error.to_string(), width, theme.error);
    if let Some(hint) = &error.hint {
        lines.push(Line::default());
        lines.extend(wrap(hint, width, theme.text));
    }
    lines.push(Line::default());
    lines.extend(wrap("r: try again", width, theme.accent));
    for (line, row) in lines.into_iter().zip(area.rows()) {
        frame.render_widget(line, Rect { x: row.x + 1, width: row.width.saturating_sub(1), ..row });
    }
}

fn draw_empty(frame: &mut Frame, area: Rect, app: &App, listing: &Listing, theme: &Theme) {
    let home = app.step().ask.place == Place::Home;
    let text = if home && listing.items.is_empty() {
        "No portal is configured yet.\n\nEnter: look around the demo (no network, no account).\nn: set up a portal."
    } else if !listing.items.is_empty() {
        "Nothing loaded has these words.\n\nEsc shows all again; / then Enter searches the whole portal."
    } else if !app.step().ask.query.is_empty() {
        "The portal found nothing.\n\nh: back; / to search for other words."
    } else {
        "Nothing here."
    };
    let width = usize::from(area.width.saturating_sub(2));
    let lines = text
        .split('\n')
        .flat_map(|row| if row.is_empty() { vec![Line::default()] } else { wrap(row, width, theme.text) });
    for (line, row) in lines.zip(area.rows()) {
        frame.render_widget(line, Rect { x: row.x + 1, width: row.width.saturating_sub(1), ..row });
    }
    draw_tail(frame.buffer_mut(), area, listing, theme);
}

fn draw_rows(frame: &mut Frame, area: Rect, step: &Step, listing: &Listing, look: Look) -> usize {
    let tail = usize::from(tail_text(listing).is_some());
    let head = usize::from(!look.low && step.ask.place != Place::Home);
    let height = usize::from(area.height).saturating_sub(head + tail).max(1);
    let first = first_row(step, listing, height);
    let shown: Vec<&Item> = (first..first + height).map_while(|row| step.item(listing, row)).collect();
    let columns = Columns::fitting(&shown, usize::from(area.width));
    let buffer = frame.buffer_mut();
    if head == 1 {
        columns.draw_head(buffer, area, look.theme);
    }
    for (index, item) in shown.iter().enumerate() {
        let row = Rect { y: area.y + (head + index) as u16, height: 1, ..area };
        columns.draw_row(buffer, row, item, first + index == step.row, &look);
    }
    draw_tail(buffer, area, listing, look.theme);
    height
}

fn draw_tail(buffer: &mut Buffer, area: Rect, listing: &Listing, theme: &Theme) {
    let Some((text, failed)) = tail_text(listing) else { return };
    let (style, what_to_do) = if failed { (theme.error, " (r: try again)") } else { (theme.muted, "") };
    let width = usize::from(area.width).saturating_sub(3);
    // However long the error is, the way out of it is seen.
    let text = format!("{}{what_to_do}", fit(&text, width.saturating_sub(what_to_do.len())));
    buffer.set_stringn(area.x + 2, area.bottom().saturating_sub(1), text, width, style);
}

/// What the last line of the pane says of pages and warnings.
fn tail_text(listing: &Listing) -> Option<(String, bool)> {
    if let Some(Aged { refresh: Refresh::Failed(error), .. }) = &listing.old {
        return Some((error.to_string(), true));
    }
    match (&listing.more, listing.warnings.first()) {
        (More::Failed(_, error), _) => Some((error.to_string(), true)),
        (More::Loading(_), _) => Some(("loading more…".into(), false)),
        (_, Some(warning)) => {
            let others = listing.warnings.len() - 1;
            let more = if others > 0 { format!(" (and {others} more)") } else { String::new() };
            Some((format!("! {warning}{more}"), false))
        }
        _ => None,
    }
}

/// The first visible row: the cursor's page, so that moving within it redraws two rows only.
fn first_row(step: &Step, listing: &Listing, height: usize) -> usize {
    let last_first = step.len(listing).saturating_sub(height);
    step.row.saturating_sub(height / 2).min(last_first)
}

fn draw_titles(buffer: &mut Buffer, area: Rect, step: &Step, listing: &Listing, look: &Look) {
    let height = usize::from(area.height);
    let first = first_row(step, listing, height);
    for index in 0..height {
        let Some(item) = step.item(listing, first + index) else { break };
        let row = Rect { y: area.y + index as u16, height: 1, ..area };
        let columns = Columns { facts: vec![], title: usize::from(area.width).saturating_sub(2), note: false };
        columns.draw_row(buffer, row, item, first + index == step.row, look);
    }
}

/// What stands beside the title, and how wide.
struct Columns {
    facts: Vec<Fact>,
    title: usize,
    /// Rows of folders have room for their note.
    note: bool,
}

/// Facts in the order they are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fact {
    Access,
    Format,
    Size,
    Modified,
}

impl Fact {
    const ALL: [Self; 4] = [Self::Access, Self::Format, Self::Size, Self::Modified];
    /// Which go first when there is no room: the least needed to choose.
    const EXPENDABLE: [Self; 4] = [Self::Modified, Self::Format, Self::Size, Self::Access];

    fn head(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Format => "format",
            Self::Size => "size",
            Self::Modified => "modified",
        }
    }

    fn width(self) -> usize {
        match self {
            Self::Access => 11,
            Self::Format => 12,
            Self::Size => 8,
            Self::Modified => 10,
        }
    }

    fn text(self, item: &Item) -> Option<String> {
        match self {
            Self::Access => access_word(item),
            Self::Format => item.format.clone(),
            Self::Size => item.size.map(human::size),
            Self::Modified => item.modified.map(human::date),
        }
    }

    fn style(self, item: &Item, theme: &Theme) -> Style {
        match (self, item.access) {
            (Self::Access, Some(access)) => access_style(access, theme),
            _ => theme.muted,
        }
    }
}

/// Who may have it, and in the row of a media whether it can be fetched at all.
pub fn access_word(item: &Item) -> Option<String> {
    let access = item.access?.word();
    Some(match &item.offer {
        Some(Offer::ShowOnly(_)) => "link".into(),
        Some(Offer::Doubtful(_)) => format!("{access}?"),
        Some(Offer::Download) | None => access.into(),
    })
}

pub fn access_style(access: Access, theme: &Theme) -> Style {
    match access {
        Access::Open => theme.ok,
        Access::Restricted => theme.warning,
        Access::Personal | Access::Denied => theme.error,
    }
}

impl Columns {
    /// The facts the visible rows have, as many as leave the title room.
    fn fitting(shown: &[&Item], width: usize) -> Self {
        let mut facts: Vec<Fact> =
            Fact::ALL.into_iter().filter(|fact| shown.iter().any(|item| fact.text(item).is_some())).collect();
        let taken = |facts: &[Fact]| 2 + facts.iter().map(|fact| fact.width() + 1).sum::<usize>();
        for fact in Fact::EXPENDABLE {
            if taken(&facts) + LEAST_TITLE > width {
                facts.retain(|kept| *kept != fact);
            }
        }
        let note = shown.iter().all(|item| matches!(item.target, Target::Place(Place::Folder(_))));
        Self { title: width.saturating_sub(taken(&facts)), facts, note }
    }

    fn draw_head(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) {
        buffer.set_stringn(area.x + 2, area.y, "title", self.title, theme.muted);
        self.each_fact(area, |x, fact| {
            buffer.set_stringn(x, area.y, fact.head(), fact.width(), theme.muted);
        });
    }

    fn draw_row(&self, buffer: &mut Buffer, area: Rect, item: &Item, chosen: bool, look: &Look) {
        let theme = look.theme;
        if chosen {
            buffer.set_stringn(area.x, area.y, ">", 1, theme.accent);
        }
        let mark = look.app.news(&item.target).map(|news| format!("{} ", news.word())).unwrap_or_default();
        let (start, _) = buffer.set_stringn(area.x + 2, area.y, &mark, self.title, theme.accent);
        let room = self.title.saturating_sub(usize::from(start - area.x - 2));
        let (end, _) = buffer.set_stringn(start, area.y, fit(&item.title, room), room, theme.text);
        if let Some(note) = item.note.as_deref().filter(|_| self.note) {
            let room = (self.title + 2).saturating_sub(usize::from(end - area.x) + 2);
            buffer.set_stringn(end + 2, area.y, fit(note, room), room, theme.muted);
        }
        self.each_fact(area, |x, fact| {
            if let Some(text) = fact.text(item) {
                buffer.set_stringn(x, area.y, fit(&text, fact.width()), fact.width(), fact.style(item, theme));
            }
        });
        if chosen && look.focused {
            buffer.set_style(Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area }, theme.chosen);
        }
    }

    fn each_fact(&self, area: Rect, mut draw: impl FnMut(u16, Fact)) {
        let mut x = area.x + 2 + self.title as u16 + 1;
        for fact in &self.facts {
            if x < area.right() {
                draw(x, *fact);
            }
            x += fact.width() as u16 + 1;
        }
    }
}
