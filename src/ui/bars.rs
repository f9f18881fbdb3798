//! The first and the last lines of the screen: where one is, as whom, what can be done or was said.

use jiff::Timestamp;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::words::{fit, fit_parts, fit_words};
use super::{LOW, NARROW};
use crate::access::auth::expiry::{self, Urgency};
use crate::app::hints::{Hint, KeyHints};
use crate::app::listing::{Listing, Load, Step};
use crate::app::mouse::Areas;
use crate::app::preview::Viewer;
use crate::app::preview::table::FilterLine;
use crate::app::{App, Focus, Notice, Purpose, TypedLine};
use crate::base::format;
use crate::config::keys::Action;
use crate::config::theme::Theme;
use crate::model::Place;
use crate::net::quota::Remaining;
use crate::t;

/// Below this height the list may have no line for what narrows it.
const LEAST_LIST: u16 = 12;

/// Where one is has so much room before how much there is.
const LEAST_CRUMB: usize = 16;
/// And so much before what the number is of.
const LEAST_CRUMBS: usize = 24;

/// Where one is, and how much there is.
pub fn header(frame: &mut Frame, area: Rect, app: &App, theme: &Theme, areas: &mut Areas) {
    let width = usize::from(area.width);
    let name = " guichet ";
    let tabs = tabs(app);
    let lead = name.len() + tabs.iter().map(|tab| tab.width()).sum::<usize>();
    let beside = |count: &String| width.saturating_sub(lead + count.width() + 2);
    let least = |at: usize| if at == 0 { LEAST_CRUMBS } else { LEAST_CRUMB };
    let mut counts = counts(app).into_iter().enumerate();
    let count = counts.find(|(at, count)| beside(count) >= least(*at)).map(|(_, count)| count).unwrap_or_default();
    let room = beside(&count);
    frame.render_widget(
        Line::from_iter([Span::styled(name, theme.chosen), Span::styled(tabs.concat(), theme.accent)]),
        area,
    );
    let mut x = area.x + name.len() as u16;
    for tab in tabs {
        let width = tab.width() as u16;
        areas.tabs.push(Rect { x, width, ..area }.intersection(area));
        x += width;
    }
    areas.crumbs.push((Rect { width: (name.len() as u16).min(area.width), ..area }, 0));
    let start = area.x.saturating_add(lead as u16 + 1).min(area.right());
    draw_crumbs(frame, Rect { x: start, width: room as u16, ..area }.intersection(area), app, theme, areas);
    draw_right(frame, area, Line::styled(count, theme.muted));
}

/// ` 1 [2] 3 │`: the tabs, where there are several, with the one that is shown.
fn tabs(app: &App) -> Vec<String> {
    let (shown, count) = app.tab();
    let end = |at: usize| if at + 1 == count { " │" } else { "" };
    let word = |at: usize| match at == shown {
        true => format!(" [{}]{}", at + 1, end(at)),
        false => format!(" {}{}", at + 1, end(at)),
    };
    if count > 1 { (0..count).map(word).collect() } else { vec![] }
}

fn draw_right(frame: &mut Frame, area: Rect, line: Line) {
    let width = (line.width() as u16).min(area.width);
    frame.render_widget(line, Rect { x: area.right() - width, width, ..area });
}

/// `rennes / all / "eau"`: each part leads where it says; where there is no room for all, the last ones are seen.
fn draw_crumbs(frame: &mut Frame, area: Rect, app: &App, theme: &Theme, areas: &mut Areas) {
    let screen = frame.area();
    let is_list_shown = screen.width >= NARROW || app.focus() == Focus::List;
    let crumbs = whereabouts(app, app.viewer().is_none() && is_list_shown && screen.height >= LEAST_LIST);
    let width =
        |crumbs: &[(String, usize)]| crumbs.iter().map(|(text, _)| text.width() + 3).sum::<usize>().saturating_sub(3);
    let room = usize::from(area.width);
    let lead = if room < 24 { "" } else { "… / " };
    let fits = |first: &usize| width(&crumbs[*first..]) + if *first > 0 { lead.width() } else { 0 } <= room;
    let first = (0..crumbs.len()).find(fits).unwrap_or(crumbs.len().saturating_sub(1));
    let mut x = area.x;
    let mut put = |text: &str, style: Style| {
        let left = usize::from(area.right().saturating_sub(x));
        let (end, _) = frame.buffer_mut().set_stringn(x, area.y, text, left, style);
        let place = Rect { x, width: end - x, height: 1, ..area };
        x = end;
        place
    };
    if first > 0 {
        put(lead, theme.muted);
    }
    for (at, (text, step)) in crumbs.iter().enumerate().skip(first) {
        if at > first {
            put(" / ", theme.muted);
        }
        let left = room.saturating_sub(if at == first && first > 0 { lead.width() } else { 0 });
        areas.crumbs.push((put(&fit(text, left), theme.title), *step));
    }
}

/// Titles where they are known, what narrows the last step unless the list is shown, and the step that each leads to.
fn whereabouts(app: &App, lists: bool) -> Vec<(String, usize)> {
    let mut parts = Vec::new();
    let mut portal: Option<&str> = None;
    for (index, step) in app.trail().iter().enumerate() {
        if step.ask.is_everywhere() {
            (parts, portal) = (Vec::new(), None); // what is found everywhere is in none of the places one came by
        }
        if let Some(address) = step.ask.place.address() {
            if portal.is_some_and(|portal| portal != address.portal) {
                // Nor is what one jumped to from another portal.
                parts = Vec::from_iter((!address.path.is_empty()).then(|| (address.portal.clone(), index)));
            }
            portal = Some(&address.portal);
        }
        let same = |other: Option<&Step>| other.is_some_and(|other| other.ask.place == step.ask.place);
        if !same(index.checked_sub(1).and_then(|before| app.trail().get(before))) {
            parts.extend(app.title_of(index).map(|title| (title, index)));
        }
        // Of several searches in one place, the last one is where one is; what narrows the list stands in it.
        let is_in_list = lists && index + 1 == app.trail().len();
        if !is_in_list && !same(app.trail().get(index + 1)) {
            parts.extend(app.chips(step).into_iter().map(|chip| (chip, index)));
        }
    }
    match (parts.is_empty(), app.step().ask.is_everywhere()) {
        (false, _) => parts,
        (true, true) => vec![(t!("ui-found-everywhere"), app.trail().len() - 1)],
        (true, false) => vec![(t!("ui-portals"), 0)],
    }
}

/// How many rows there are, what of, and before that the marks: the longest form first.
fn counts(app: &App) -> Vec<String> {
    let step = app.step();
    let Some(Load::Ready(listing)) = app.listing() else { return vec![] };
    let (shown, loaded) = (step.len(listing) as u64, listing.items.len() as u64);
    let all = listing.total.unwrap_or(loaded).max(loaded);
    let (here, elsewhere) = app.marks();
    let marked = (here > 0).then(|| t!("ui-marked", count = here));
    let marked_elsewhere = (elsewhere > 0).then(|| t!("ui-marked-elsewhere", count = elsewhere));
    let marks: Vec<String> = [marked, marked_elsewhere].into_iter().flatten().collect();
    let rows = |all: String| match !step.narrow.is_empty() || loaded < listing.total.unwrap_or(loaded) {
        true => t!("ui-shown-of", shown, all),
        false => all,
    };
    let behind_marks = |rows: String| format!("{} ", [&marks[..], &[rows]].concat().join(" · "));
    let number = rows(format::count(all));
    vec![behind_marks(rows(rows_said(step, listing, all))), behind_marks(number.clone()), format!("{number} ")]
}

/// So many rows, by what they are.
fn rows_said(step: &Step, listing: &Listing, count: u64) -> String {
    let shown = format::count(count);
    match &step.ask.place {
        Place::Dataset(_) => t!("ui-count-media", count, shown),
        _ if listing.is_of_datasets() => t!("home-datasets", count, shown),
        _ => t!("ui-count-rows", count, shown),
    }
}

/// What waits for the person's answer, and the key that opens it.
fn waits(app: &App) -> Option<String> {
    let key = app.settings().browser.keymap.first(Action::Answer);
    match (app.passphrase(), app.elsewhere(), app.jobs().asking_count()) {
        (Some(passphrase), ..) => {
            let wanted = t!("question-passphrase-waits", key);
            Some(passphrase.mistake().map_or(wanted.clone(), |mistake| format!("{mistake} {wanted}")))
        }
        (None, Some(elsewhere), _) => Some(t!("question-elsewhere-waits", portal = &elsewhere.portal, key)),
        (None, None, 0) => None,
        (None, None, count) => Some(t!("question-waits", count, key)),
    }
}

/// On the left what waits for an answer, else the address of where one is; on the right who one is, what is left, what is
/// coming. What there is no room for goes, the least needed first.
pub fn status(frame: &mut Frame, area: Rect, app: &App, theme: &Theme, areas: &mut Areas) {
    if area.is_empty() {
        return;
    }
    let width = usize::from(area.width);
    let limits = limits(app, width / 2).map(|(text, low)| (text, if low { theme.warning } else { theme.muted }));
    // Written in this order, dropped from the other end of this one: downloads, the token's end, limits, the account.
    let mut parts = [account(app, theme), limits, token(app, theme), traffic(app, theme)];
    let columns =
        |parts: &[Option<(String, Style)>]| -> usize { parts.iter().flatten().map(|(text, _)| text.width() + 3).sum() };
    for least in 0..parts.len() {
        if columns(&parts) + 10 > width {
            parts[least] = None;
        }
    }
    let [account, limits, token, traffic] = parts;
    let mut line = Line::default();
    for (text, style) in [account, token, limits, traffic].into_iter().flatten() {
        if !line.spans.is_empty() {
            line.push_span(Span::styled(" · ", theme.muted));
        }
        line.push_span(Span::styled(text, style));
    }
    line.push_span(" ");
    let room = width.saturating_sub(line.width() + 2);
    if let Some(waits) = waits(app) {
        let text = format!(" {}", fit(&waits, width.saturating_sub(1)));
        areas.waits = Rect { width: text.width() as u16, ..area };
        let fits = usize::from(areas.waits.width) + line.width() < width;
        frame.render_widget(Line::styled(text, theme.warning), area);
        if fits {
            draw_right(frame, area, line);
        }
        return;
    }
    let address = app.step().ask.place.address().map(|address| address.to_string()).unwrap_or_default();
    frame.render_widget(Line::styled(format!(" {}", fit(&address, room)), theme.muted), area);
    draw_right(frame, area, line);
}

fn account(app: &App, theme: &Theme) -> Option<(String, Style)> {
    match app.account_here()? {
        Load::Loading => Some((t!("app-signing-in"), theme.muted)),
        Load::Failed(_) => Some((t!("ui-not-signed-in"), theme.error)),
        Load::Ready(account) => Some((t!("app-signed-in-as", who = account.who.as_ref()?), theme.text)),
    }
}

fn token(app: &App, theme: &Theme) -> Option<(String, Style)> {
    let ends = app.account_here()?.ready()?.ends()?;
    let now = Timestamp::now();
    let style = match expiry::badge(ends, now).map(|badge| badge.urgency) {
        None => theme.muted,
        Some(Urgency::Soon) => theme.accent,
        Some(Urgency::Near) => theme.warning,
        Some(Urgency::Last | Urgency::Over) => theme.error,
    };
    Some((expiry::words(ends, now), style))
}

fn traffic(app: &App, theme: &Theme) -> Option<(String, Style)> {
    let count = app.jobs().live();
    let rate: f64 = app.jobs().iter().filter_map(|job| job.rate()).sum();
    let downloads = match (count, rate > 0.0) {
        (0, _) => None,
        (_, true) => Some(t!("ui-downloads-at", count, rate = format::rate(rate))),
        (_, false) => Some(t!("ui-downloads", count)),
    };
    let data = app.bringing().map(|(done, all)| t!("sync-far", done, all));
    let parts: Vec<String> = [data, downloads].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| (parts.join(" · "), theme.accent))
}

/// The line being typed, else what was said last, else the keys. Returns the column of the text cursor, if one shows.
pub fn footer(frame: &mut Frame, area: Rect, app: &App, theme: &Theme, areas: &mut Areas) -> Option<u16> {
    if let Some(TypedLine { input, purpose, .. }) = app.line() {
        let (lead, hint) = match (purpose, app.can_search()) {
            (Purpose::Everywhere, _) => (format!("{} ", t!("ui-search-everywhere")), t!("ui-input-everywhere")),
            (Purpose::Save | Purpose::Rename, _) => (format!("{} ", t!("home-name")), t!("home-name-keys")),
            (Purpose::Narrow, true) if app.step().ask.place == Place::Home => {
                ("/".to_owned(), t!("ui-input-search-all"))
            }
            (Purpose::Narrow, true) => ("/".to_owned(), t!("ui-input-search")),
            (Purpose::Narrow, false) => ("/".to_owned(), t!("ui-input-narrow")),
        };
        let typed = format!(" {lead}{}", input.text());
        let cursor = format!(" {lead}{}", input.before()).width() as u16;
        frame.render_widget(typed_line(typed, &hint, area, theme), area);
        return Some((area.x + cursor).min(area.right().saturating_sub(1)));
    }
    if let Some((viewer, line)) = app.viewer().and_then(|viewer| Some((viewer, viewer.line.as_ref()?))) {
        return Some(preview_line(frame, area, viewer, line, theme));
    }
    let width = usize::from(area.width);
    let said = |text: &str, style: Style| notice_line(text, style, width, app);
    let line = match app.notice() {
        _ if app.is_waiting_for_keyring() => said(&t!("ui-waiting-for-keyring"), theme.warning),
        Some(Notice::Said(text)) => said(text, theme.accent),
        Some(Notice::Failed(error)) => said(&error.to_string(), theme.error),
        None if frame.area().height >= LOW || app.viewer().is_some() || app.popup().is_some() => {
            draw_hints(frame, area, app, theme, areas);
            return None;
        }
        None => return footer_of_low_screen(frame, area, app, theme, areas),
    };
    frame.render_widget(line, area);
    None
}

/// A notice that is longer than the line says which key shows all of it.
fn notice_line<'a>(text: &str, style: Style, width: usize, app: &App) -> Line<'a> {
    let text = format!(" {text}");
    let key = app.settings().browser.keymap.first(Action::Log);
    let more = t!("ui-notice-more", key);
    match text.width() > width && !key.is_empty() && more.width() + 10 < width {
        true => Line::styled(format!("{} {more}", fit(&text, width - more.width() - 1)), style),
        false => Line::styled(fit(&text, width).into_owned(), style),
    }
}

/// Where there is no status line, limits stand beside the keys; what waits for an answer, in place of both.
fn footer_of_low_screen(frame: &mut Frame, area: Rect, app: &App, theme: &Theme, areas: &mut Areas) -> Option<u16> {
    if let Some(waits) = waits(app) {
        areas.waits = area;
        let waits = fit(&waits, usize::from(area.width).saturating_sub(1)).into_owned();
        frame.render_widget(Line::styled(format!(" {waits}"), theme.warning), area);
        return None;
    }
    let limits = limits(app, usize::from(area.width) / 2);
    let columns = limits.as_ref().map_or(0, |(text, _)| text.width() + 2) as u16;
    if let Some((text, is_low)) = limits {
        let style = if is_low { theme.warning } else { theme.muted };
        draw_right(frame, area, Line::styled(format!(" {text} "), style));
    }
    let left = Rect { width: area.width - columns, ..area };
    draw_hints(frame, left, app, theme, areas);
    None
}

/// What the portal's limits leave, in the longest form that fits; and whether little is left.
fn limits(app: &App, width: usize) -> Option<(String, bool)> {
    let limits = app.limits();
    let first = limits.first()?;
    let short = |it: &Remaining| t!("ui-limit", left = it.left, limit = it.limit);
    let clock = |it: &Remaining| format::clock(it.resets, &app.settings().zone);
    let again = |it: &Remaining| t!("ui-limit-again", left = it.left, limit = it.limit, clock = clock(it));
    let named = |it: &&Remaining| format::labelled(&it.title, &again(it));
    let all = limits.iter().map(named).collect::<Vec<_>>().join(" · ");
    let forms = [all, named(first), again(first), short(first)];
    let fitting = forms.into_iter().find(|text| text.width() + 2 <= width)?;
    Some((fitting, first.left <= first.limit / 10))
}

/// What is typed, and as many of the hints as there is room for.
fn typed_line<'a>(typed: String, hint: &str, area: Rect, theme: &Theme) -> Line<'a> {
    let hint = fit_parts(hint, usize::from(area.width).saturating_sub(typed.width() + 3));
    Line::from_iter([Span::raw(typed), Span::styled(format!("  {hint}"), theme.muted)])
}

/// The filter of a table, being typed. Returns the column of the text cursor.
fn preview_line(frame: &mut Frame, area: Rect, viewer: &Viewer, line: &FilterLine, theme: &Theme) -> u16 {
    let column = line.column.and_then(|at| viewer.table()?.0.columns.get(at));
    let (lead, hint) = match column {
        Some(column) => {
            let name = fit(&column.name, (usize::from(area.width) / 3).min(24));
            (format!("{name} = "), t!("ui-preview-input-column"))
        }
        None => ("/".to_owned(), t!("ui-preview-input")),
    };
    let typed = format!(" {lead}{}", line.input.text());
    let cursor = format!(" {lead}{}", line.input.before()).width() as u16;
    frame.render_widget(typed_line(typed, &hint, area, theme), area);
    (area.x + cursor).min(area.right().saturating_sub(1))
}

/// In no more columns than this, in whole words where that is long enough for one.
fn shortened(hint: Hint, width: usize) -> Hint {
    let room = width.saturating_sub(hint.key.name().width() + 3);
    let does = fit_words(&hint.does, room).unwrap_or_default().into_owned();
    Hint { does, ..hint }
}

fn columns(hint: &Hint) -> usize {
    hint.key.name().width() + hint.does.width() + 3
}

/// The keys that do something here, the most useful first, as many as there is room for; the way out and the help always,
/// and each answer of a question. Each can be clicked on.
fn draw_hints(frame: &mut Frame, area: Rect, app: &App, theme: &Theme, areas: &mut Areas) {
    let KeyHints { mut first, mut last, answers } = app.hints();
    if answers && first.iter().chain(&last).map(columns).sum::<usize>() > area.width.into() {
        let each = usize::from(area.width) / (first.len() + last.len()).max(1);
        first = first.into_iter().map(|hint| shortened(hint, each)).collect();
        last = last.into_iter().map(|hint| shortened(hint, each)).collect();
    }
    let mut used: usize = last.iter().map(columns).sum();
    // What has no room gives way to what is shorter.
    let fitting = first.into_iter().filter(|hint| {
        let fits = used + columns(hint) <= area.width.into();
        used += if fits { columns(hint) } else { 0 };
        fits
    });
    let mut x = area.x;
    for hint in fitting.chain(last) {
        let key = Span::styled(format!(" {}", hint.key.name()), theme.accent);
        let line = Line::from_iter([key, Span::styled(format!(" {} ", hint.does), theme.muted)]);
        let width = (line.width() as u16).min(area.right().saturating_sub(x));
        let place = Rect { x, width, height: 1, ..area };
        frame.render_widget(line, place);
        areas.keys.push((place, hint.key));
        x += width;
    }
}
