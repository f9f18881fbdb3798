//! A preview in place of the panes.
//!
//! ```text
//! ╭ preview · comptages.csv · table 1/2 ───────────────────────────────╮
//! │ 64 kB of 2.1 GB read · windows-1252, separated by semicolons, decimal comma │  how much was read, and how
//! │ the portal declares csv, but what came is a web page               │  what there is to say besides
//! │ date        compteur       passages                                │  the header stays
//! │ date        text            integer                                │
//! │>2024-06-03  République           12                                │  the cursor's row
//! │ row 1 of 12, column 1 of 3 · date: 12 different, 0 empty           │  of the cursor's column
//! ╰────────────────────────────────────────────────────────────────────╯
//! ```

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::words::{at_most, fit, pad, wrap};
use super::{draw_lines, pane};
use crate::app::App;
use crate::app::listing::Load;
use crate::app::mouse::Areas;
use crate::app::preview::checking::ViewerCheck;
use crate::app::preview::{Subject, Viewer};
use crate::config::keys::Action;
use crate::config::theme::Theme;
use crate::model::{Access, Fact};
use crate::preview::{Preview, View};
use crate::t;

pub mod columns;
mod feature;
mod figures;
mod map;
mod table;
mod window;

/// The columns of what a fact is called.
const LABEL: usize = 17;
/// The most lines that say how it was read.
const READ: usize = 2;
/// The most lines that notes take.
const NOTES: usize = 3;

/// The most that what came of a check does.
const CHECK_LINES: usize = 5;

/// Draws the preview; tells how many rows a page key moves, and what a map shows.
pub fn draw(frame: &mut Frame, area: Rect, viewer: &Viewer, app: &App, theme: &Theme, areas: &mut Areas) {
    let inner = pane(frame, area, title(viewer, area.width.into()), true, theme);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    match &viewer.load {
        Load::Loading => frame.render_widget(Line::styled(t!("ui-preview-reading"), theme.muted), inner),
        Load::Failed(error) => {
            let mut lines = wrap(&error.to_string(), inner.width.into(), theme.error);
            lines.extend(error.hint.iter().flat_map(|hint| wrap(&hint.to_string(), inner.width.into(), theme.text)));
            draw_lines(frame, inner, lines);
        }
        Load::Ready(preview) => {
            areas.page_rows = draw_ready(frame, inner, (viewer, preview), app, theme, &mut areas.map);
            return;
        }
    }
    areas.page_rows = inner.height.into();
}

fn title(viewer: &Viewer, width: usize) -> String {
    let which = match (&viewer.load, viewer.shown()) {
        (Load::Ready(preview), Some(view)) if preview.views.len() > 1 => {
            let word = if viewer.shows_misfits() { t!("ui-preview-view-misfits") } else { word(view) };
            format!(" · {word} {}/{}", viewer.view + 1, preview.views.len())
        }
        (Load::Ready(_), Some(view)) => format!(" · {}", word(view)),
        _ => String::new(),
    };
    let personal = match viewer.subject.outermost() {
        Subject::Media(media) if media.access == Access::Personal => format!(" · {}", t!("ui-preview-personal")),
        _ => String::new(),
    };
    let preview = t!("ui-preview");
    let room = width.saturating_sub(which.width() + personal.width() + preview.width() + 8);
    format!(" {preview} · {}{which}{personal} ", fit(&viewer.subject.title(), room.max(8)))
}

/// What a way to look at it is called.
fn word(view: &View) -> String {
    match view {
        View::Table(_) => t!("ui-preview-view-table"),
        View::Tree(_) => t!("ui-preview-view-tree"),
        View::Text(_) => t!("ui-preview-view-text"),
        View::Map(_) => t!("ui-preview-view-map"),
        View::Facts(_) => t!("ui-preview-view-facts"),
        View::Refused(_) => t!("ui-preview-view-refused"),
    }
}

/// Returns how many rows a page key moves; puts into `map` what a map shows.
fn draw_ready(
    frame: &mut Frame,
    area: Rect,
    (viewer, preview): (&Viewer, &Preview),
    app: &App,
    theme: &Theme,
    map: &mut Option<[i32; 4]>,
) -> usize {
    let width = usize::from(area.width);
    let mut head = head(preview, width, (area.height / 3).into(), app, theme);
    let checked = viewer.check.iter().flat_map(|check| check_lines(check, width, app, theme)).collect();
    head.extend(at_most(checked, CHECK_LINES, width));
    let [top, body] = Layout::vertical([Constraint::Length(head.len() as u16), Constraint::Fill(1)]).areas(area);
    draw_lines(frame, top, head);
    match viewer.shown() {
        Some(View::Table(_)) => return table::draw(frame, body, viewer, app, theme),
        Some(View::Tree(node)) => {
            let lines = node.lines().into_iter().skip(viewer.row).take(body.height.into()).map(|(depth, node)| {
                let name = if node.name.is_empty() { String::new() } else { format!("{}: ", node.name) };
                let whole = format!("{}{name}", "  ".repeat(depth));
                let style = if node.children.is_empty() { theme.text } else { theme.muted };
                shifted(&[(whole, theme.accent), (node.text.clone(), style)], viewer.column, width)
            });
            draw_lines(frame, body, lines);
        }
        Some(View::Text(lines)) => {
            let lines = lines.iter().skip(viewer.row).take(body.height.into());
            let lines = lines.map(|line| shifted(&[(line.clone(), theme.text)], viewer.column, width));
            draw_lines(frame, body, lines);
        }
        Some(View::Map(sketch)) => *map = map::draw(frame, body, viewer, sketch, theme),
        Some(View::Facts(facts)) => {
            draw_lines(frame, body, facts.iter().skip(viewer.row).flat_map(|fact| fact_lines(fact, width, theme)));
        }
        Some(View::Refused(reason)) => {
            draw_lines(frame, body, wrap(&t!("ui-no-preview", reason), width, theme.warning))
        }
        None => {}
    }
    usize::from(body.height).saturating_sub(3).max(1)
}

/// How a check goes, or what came of it.
fn check_lines<'l>(check: &ViewerCheck, width: usize, app: &App, theme: &Theme) -> Vec<Line<'l>> {
    match check {
        ViewerCheck::Runs(stage) => {
            let said = ViewerCheck::stage_words(*stage, &app.key_of(Action::Check));
            wrap(&said, width, theme.accent)
        }
        ViewerCheck::Failed(error) => {
            let mut lines = wrap(&error.to_string(), width, theme.error);
            lines.extend(error.hint.iter().flat_map(|hint| wrap(&hint.to_string(), width, theme.text)));
            lines
        }
        ViewerCheck::Done { fits, said, .. } => {
            let style = if *fits { theme.ok } else { theme.warning };
            let mut said = said.iter();
            let mut lines: Vec<Line> = said.next().iter().flat_map(|said| wrap(said, width, style)).collect();
            lines.extend(said.flat_map(|said| wrap(said, width, theme.muted)));
            lines
        }
    }
}

/// How it was read and what there is to say besides, in no more lines than this: the rows are what is looked at.
fn head<'a>(preview: &Preview, width: usize, most: usize, app: &App, theme: &Theme) -> Vec<Line<'a>> {
    let said = preview.said().map(|said| format!(" · {said}")).unwrap_or_default();
    let read = wrap(&format!("{}{said}", preview.extent()), width, theme.muted);
    let notes: Vec<Line> = preview.notes.iter().flat_map(|note| wrap(note, width, theme.warning)).collect();
    let room = if notes.is_empty() { most } else { most.div_ceil(2) };
    let mut head = at_most(read, room.min(READ), width);
    head.extend(at_most(notes, most.saturating_sub(head.len()).min(NOTES), width));
    if !preview.entries.is_empty() {
        let said = t!("archive-enter", open = app.key_of(Action::LookInside), back = app.key_of(Action::Back));
        head.extend(at_most(wrap(&said, width, theme.muted), most.saturating_sub(head.len()), width));
    }
    head
}

/// A label, and its text in as many lines as it takes.
fn fact_lines<'a>((label, text): &Fact, width: usize, theme: &Theme) -> Vec<Line<'a>> {
    let room = width.saturating_sub(LABEL + 1).max(1);
    let mut labels = wrap(label, LABEL, theme.muted).into_iter();
    let mut texts = wrap(text, room, theme.text).into_iter();
    let mut lines = vec![];
    loop {
        let (label, text) = (labels.next(), texts.next());
        if label.is_none() && text.is_none() {
            return lines;
        }
        let label = pad(&label.unwrap_or_default().to_string(), LABEL + 1);
        let text = text.unwrap_or_default().to_string();
        lines.push(Line::from_iter([Span::styled(label, theme.muted), Span::styled(text, theme.text)]));
    }
}

/// A line without its first `from` characters.
fn shifted(parts: &[(String, Style)], from: usize, width: usize) -> Line<'static> {
    let (mut skip, mut room) = (from, width);
    let mut spans = Vec::new();
    for (text, style) in parts {
        let rest: String = text.chars().skip(skip).collect();
        skip = skip.saturating_sub(text.chars().count());
        let fitted = fit(&rest, room).into_owned();
        room = room.saturating_sub(fitted.width());
        spans.push(Span::styled(fitted, *style));
    }
    Line::from_iter(spans)
}
