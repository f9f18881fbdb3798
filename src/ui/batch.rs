//! A batch before it begins: the line for its file, what feeds which parameter, the plan.
//!
//! ```text
//! ╭ what feeds it: firms.csv ─────────────────────────╮
//! │> siret       column "SIRET", 97 % valid           │
//! │  recipient   for all rows: 13002526500013         │
//! │  folder      ~/Downloads/urssaf firms             │
//! │ columns of 120 rows                               │
//! │   nom          0 %   Boulangerie du Port          │
//! │ > SIRET       97 %   552 032 534 00017            │
//! ╰───────────────────────────────────────────────────╯
//! ```

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::plan::Tone;
use super::popup::{draw_choice, first_shown, more_signs, open};
use super::words::{fit, fit_end, pad, wrap};
use super::{draw_lines, indented};
use crate::app::batch::{FeedRow, FileLine, OpenBatch, OpenBatchPlan, PlannedBatch, TableChoice, TableWork};
use crate::app::mouse::Areas;
use crate::base::disk::shown;
use crate::base::error::Error;
use crate::base::format;
use crate::base::text;
use crate::batch::PlannedEndpoint;
use crate::config::theme::Theme;
use crate::t;

const WIDTH: u16 = 84;
/// The most columns of what a parameter is called.
const LABEL: usize = 24;

/// Returns where the text cursor is, if one shows.
pub fn draw(frame: &mut Frame, area: Rect, shown: &OpenBatch, theme: &Theme, areas: &mut Areas) -> Option<Position> {
    match (&shown.plan, &shown.table) {
        (Some(plan), _) => draw_plan(frame, area, shown, plan, (theme, areas)),
        (None, Some(table)) => return draw_feeds(frame, area, shown, table, (theme, areas)),
        (None, None) => return Some(draw_file(frame, area, shown, (theme, areas))),
    }
    None
}

/// What is being read, or what was wrong.
fn stands<'a>(shown: &OpenBatch, room: usize, theme: &Theme) -> Vec<Line<'a>> {
    match (&shown.work, &shown.mistake) {
        (Some(work), _) => wrap(&reads(work), room, theme.accent),
        (None, Some(mistake)) => wrap(&in_full(mistake), room, theme.error),
        (None, None) => vec![],
    }
}

/// What is being read.
pub fn reads((work, rows): &(TableWork, u64)) -> String {
    match work {
        TableWork::File(_) => t!("batch-browser-reads-file"),
        TableWork::Plan(_) => t!("batch-browser-reads", rows = *rows),
    }
}

fn in_full(error: &Error) -> String {
    let hint = error.hint.as_ref().map(|hint| format!(". {hint}")).unwrap_or_default();
    format!("{error}{hint}")
}

fn draw_file(frame: &mut Frame, area: Rect, shown: &OpenBatch, (theme, areas): (&Theme, &mut Areas)) -> Position {
    let width = area.width.min(WIDTH);
    let room = usize::from(width).saturating_sub(4);
    let FileLine { input, offered, row } = &shown.file;
    let mut about = wrap(&shown.offer.title, room, theme.text);
    about.extend(match stands(shown, room, theme) {
        lines if lines.is_empty() => wrap(&t!("batch-browser-file-help"), room, theme.muted),
        lines => lines,
    });
    let height = (1 + about.len() + offered.len() + 2).min(usize::from(u16::MAX)) as u16;
    let inner = open(frame, area, &t!("batch-browser-file"), width, height, theme, areas);
    let parts = [Constraint::Length(1), Constraint::Length(about.len() as u16), Constraint::Fill(1)];
    let [line, middle, list] = Layout::vertical(parts).areas(inner);
    let before = fit_end(input.before(), usize::from(line.width).saturating_sub(4));
    let after = input.text().get(input.before().len()..).unwrap_or_default();
    let style = if row.is_none() { theme.title } else { theme.text };
    frame.render_widget(Line::styled(format!(" > {before}{after}"), style), line);
    draw_lines(frame, indented(middle), about);
    let first = first_shown(row.unwrap_or(0), offered.len(), list.height.into());
    more_signs(frame, areas.popup_frame, false, first + usize::from(list.height) < offered.len(), theme);
    (areas.popup, areas.first_choice) = (list, first);
    for ((index, offer), place) in offered.iter().enumerate().skip(first).zip(list.rows()) {
        let is_chosen = *row == Some(index);
        let cursor = if is_chosen { ">" } else { " " };
        let path = fit_end(&offer.path, usize::from(place.width).saturating_sub(4));
        let style = if offer.is_folder { theme.muted } else { theme.text };
        draw_choice(frame, place, [Span::styled(format!("{cursor} {}", text::line(&path)), style)], is_chosen, theme);
    }
    Position::new((line.x + 3 + before.width() as u16).min(line.right().saturating_sub(1)), line.y)
}

/// What feeds a parameter, in words.
pub fn fed(row: &FeedRow, table: &TableChoice) -> String {
    let fits = &table.table.fits;
    match row.column.and_then(|at| fits.columns.get(at)) {
        Some(column) => {
            let percent = column.percent(&row.field.key, fits.rows);
            let name = text::line(&column.name);
            match row.field.takes {
                crate::model::form::Takes::Text => t!("batch-browser-feed-plain", column = name),
                _ => t!("batch-browser-feed", column = name, percent),
            }
        }
        None if row.is_number() => t!("batch-browser-feed-none"),
        None => t!("batch-browser-for-all", text = row.input.text()),
    }
}

/// Over which rows the columns were looked at.
pub fn looked_at(table: &TableChoice) -> String {
    let fits = &table.table.fits;
    match fits.has_more {
        true => t!("batch-browser-columns-first", rows = format::count(fits.rows)),
        false => t!("batch-browser-columns", rows = fits.rows),
    }
}

fn draw_feeds(
    frame: &mut Frame,
    area: Rect,
    shown: &OpenBatch,
    table: &TableChoice,
    (theme, areas): (&Theme, &mut Areas),
) -> Option<Position> {
    let width = area.width.min(WIDTH);
    let room = usize::from(width).saturating_sub(4);
    let chosen = table.rows.get(table.row);
    let mut below = stands(shown, room, theme);
    if below.is_empty() {
        below = match (chosen, chosen.and_then(|row| row.mistake.as_ref())) {
            (_, Some(mistake)) => wrap(mistake, room, theme.error),
            (Some(row), None) => wrap(row.field.help.as_ref().unwrap_or(&row.field.label), room, theme.muted),
            (None, None) => wrap(&t!("batch-browser-folder-help"), room, theme.muted),
        };
    }
    table.table.note.iter().for_each(|note| below.extend(wrap(note, room, theme.warning)));
    let columns = chosen.map(|row| columns(row, table, room, theme)).unwrap_or_default();
    let rows = table.rows.len() + 1;
    let most = table.table.fits.columns.len() + 1;
    let height = (rows + below.len() + most + 2).min(usize::from(area.height));
    let name = table.table.file.file_name().map(|name| text::line(&name.to_string_lossy())).unwrap_or_default();
    let title = t!("batch-browser-feeds", file = name);
    let inner = open(frame, area, &title, width, height as u16, theme, areas);
    let top = (rows as u16).min(inner.height.saturating_sub(2).max(1));
    let parts = [Constraint::Length(top), Constraint::Length(below.len() as u16), Constraint::Fill(1)];
    let [list, middle, bottom] = Layout::vertical(parts).areas(inner);
    let first = first_shown(table.row, rows, list.height.into());
    (areas.popup, areas.first_choice) = (list, first);
    let cursor = draw_feed_rows(frame, list, table, first, theme);
    draw_lines(frame, indented(middle), below);
    let at = chosen.and_then(|row| row.column).map_or(0, |column| column + 1);
    let first = first_shown(at, columns.len(), bottom.height.into());
    draw_lines(frame, indented(bottom), columns.into_iter().skip(first));
    cursor.filter(|_| shown.work.is_none())
}

/// One line for each parameter, and one for the folder. Returns the text cursor.
fn draw_feed_rows(frame: &mut Frame, list: Rect, table: &TableChoice, first: usize, theme: &Theme) -> Option<Position> {
    let folder = t!("batch-browser-folder");
    let keys = table.rows.iter().map(|row| row.field.key.as_str()).chain([folder.as_str()]);
    let labels: Vec<&str> = keys.collect();
    let label_width = labels.iter().map(|label| label.width()).max().unwrap_or(0).min(LABEL) + 1;
    let mut cursor = None;
    for (at, place) in (first..labels.len()).zip(list.rows()) {
        let is_chosen = at == table.row;
        let room = usize::from(place.width).saturating_sub(label_width + 5);
        let row = table.rows.get(at);
        let input = match row {
            Some(row) if row.column.is_some() || row.is_number() => None,
            Some(row) => Some(&row.input),
            None => Some(&table.dir),
        };
        let mark = match row {
            Some(row) if row.mistake.is_some() => Span::styled("! ", theme.error),
            Some(row) if row.field.required => Span::styled("* ", theme.muted),
            _ => Span::raw("  "),
        };
        let lead = if is_chosen { ">" } else { " " };
        let label = pad(labels.get(at).copied().unwrap_or_default(), label_width);
        let style = if is_chosen { theme.title } else { theme.text };
        let (value, value_style) = match (input, row) {
            (Some(input), _) if is_chosen => {
                let before = fit_end(input.before(), room);
                let x = place.x + (3 + label_width + before.width()) as u16;
                cursor = Some(Position::new(x.min(place.right().saturating_sub(1)), place.y));
                let after = input.text().get(input.before().len()..).unwrap_or_default();
                (format!("{before}{after}"), theme.text)
            }
            (Some(input), _) => (fit_end(input.text(), room), theme.text),
            (None, Some(row)) => (fit(&fed(row, table), room).into_owned(), theme.accent),
            (None, None) => (String::new(), theme.text),
        };
        let spans =
            [Span::styled(lead, theme.accent), mark, Span::styled(label, style), Span::styled(value, value_style)];
        frame.render_widget(Line::from_iter(spans), place);
    }
    cursor
}

/// The columns of the table, with how many rows of each the parameter takes.
fn columns<'a>(row: &FeedRow, table: &TableChoice, room: usize, theme: &Theme) -> Vec<Line<'a>> {
    let fits = &table.table.fits;
    let name_width = fits.columns.iter().map(|it| text::line(&it.name).width()).max().unwrap_or(0).min(room / 2);
    let line = |(at, column): (usize, &crate::batch::ColumnFit)| {
        let is_chosen = row.column == Some(at);
        let percent = t!("batch-browser-percent", percent = column.percent(&row.field.key, fits.rows));
        let example = column.example.clone().unwrap_or_default();
        let lead = format!(
            "{} {} {percent:>6}  ",
            if is_chosen { ">" } else { " " },
            pad(&text::line(&column.name), name_width)
        );
        let example = fit(&example, room.saturating_sub(lead.width())).into_owned();
        let style = if is_chosen { theme.title } else { theme.text };
        Line::from_iter([Span::styled(lead, style), Span::styled(example, theme.muted)])
    };
    let head = Line::styled(fit(&looked_at(table), room).into_owned(), theme.muted);
    std::iter::once(head).chain(fits.columns.iter().enumerate().map(line)).collect()
}

fn draw_plan(
    frame: &mut Frame,
    area: Rect,
    shown: &OpenBatch,
    plan: &OpenBatchPlan,
    (theme, areas): (&Theme, &mut Areas),
) {
    let width = area.width.min(WIDTH);
    let room = usize::from(width).saturating_sub(4);
    let wrapped = |(tone, said): &(Tone, String)| wrap(said, room, tone.style(theme));
    let said: Vec<Line> = told(&plan.planned, &plan.order.answers).iter().flat_map(wrapped).collect();
    let height = said.len() + 2;
    let inner = open(frame, area, &shown.offer.title, width, height.min(usize::from(u16::MAX)) as u16, theme, areas);
    areas.longest_popup = (said.len() as u16).saturating_sub(inner.height);
    let scroll = plan.scroll.min(areas.longest_popup);
    more_signs(frame, areas.popup_frame, scroll > 0, scroll < areas.longest_popup, theme);
    draw_lines(frame, indented(inner), said.into_iter().skip(scroll.into()));
}

/// What asking the rows means, in sentences.
pub fn told(planned: &PlannedBatch, answers: &crate::model::form::Answers) -> Vec<(Tone, String)> {
    let (plan, checked) = (&planned.plan, &planned.plan.checked);
    let mut told = vec![];
    let mut say = |tone: Tone, text: String| told.push((tone, text));
    say(Tone::Title, t!("batch-takes", requests = checked.to_ask(), time = format::duration(plan.duration)));
    if plan.is_personal {
        say(Tone::Warning, t!("batch-personal"));
    }
    if planned.goes_on {
        let answered = checked.answered();
        say(Tone::Warning, t!("batch-browser-goes-on", answered));
    }
    say(Tone::Text, t!("batch-rows", rows = checked.rows, refused = checked.refused, repeated = checked.repeated));
    for (line, refused) in &checked.first_refused {
        say(Tone::Error, t!("batch-refused-line", line = *line, why = refused.message()));
    }
    let more = checked.refused.saturating_sub(checked.first_refused.len() as u64);
    if more > 0 {
        say(Tone::Error, t!("batch-browser-refused-more", count = more));
    }
    for endpoint in &plan.endpoints {
        told_of(endpoint).into_iter().for_each(|(tone, text)| say(tone, text));
    }
    for (key, value) in &answers.0 {
        say(Tone::Text, format::labelled(key, value));
    }
    say(Tone::Text, t!("batch-browser-where", folder = shown(&planned.wish.dir)));
    told
}

fn told_of(endpoint: &PlannedEndpoint) -> Vec<(Tone, String)> {
    let PlannedEndpoint { requests, answered, counter, limit, pace, .. } = endpoint;
    let counted =
        t!("batch-endpoint", requests = *requests, answered = *answered, counter, limit = *limit, pace = *pace);
    let mut told = vec![(Tone::Text, counted)];
    let left = endpoint.left.as_ref().map(|left| t!("batch-left", left = left.left, limit = left.limit));
    told.extend(left.map(|left| (Tone::Text, left)));
    if endpoint.with_document {
        told.push((Tone::Text, t!("batch-with-document")));
    }
    told.push(match &endpoint.doubt {
        Some(why) => (Tone::Error, t!("batch-doubt", why)),
        None => (Tone::Muted, t!("batch-browser-opens")),
    });
    told
}
