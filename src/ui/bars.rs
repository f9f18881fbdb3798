//! The first and the last line of the screen: where one is, and what can be done or was said.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::theme::Theme;
use super::words::{fit, fit_end};
use crate::app::keys::{Action, BINDINGS};
use crate::app::listing::{Load, Step};
use crate::app::preview::KEYS as PREVIEW_KEYS;
use crate::app::{App, Notice};
use crate::human;
use crate::quota::Left;

/// Where one is, as an address, and how much there is.
pub fn header(frame: &mut Frame, area: Rect, app: &App, theme: &Theme) {
    let width = usize::from(area.width);
    let count = count(app);
    let name = " guichet ";
    let room = width.saturating_sub(name.len() + count.width() + 2);
    let spans =
        [Span::styled(name, theme.chosen), Span::raw(" "), Span::styled(fit_end(&whereabouts(app), room), theme.title)];
    frame.render_widget(Line::from_iter(spans), area);
    if width > name.len() + count.width() + 10 {
        let right = Rect { x: area.x + area.width - count.width() as u16, width: count.width() as u16, ..area };
        frame.render_widget(Line::styled(count, theme.muted), right);
    }
}

/// `rennes / all / "eau"`: titles where they are known, and what narrows the last step.
fn whereabouts(app: &App) -> String {
    let mut parts = Vec::new();
    for (index, step) in app.trail().iter().enumerate() {
        let same = |other: Option<&Step>| other.is_some_and(|other| other.ask.place == step.ask.place);
        if !same(index.checked_sub(1).and_then(|before| app.trail().get(before))) {
            parts.extend(app.title_of(index));
        }
        // Of several searches in one place, the last one is where one is.
        if !same(app.trail().get(index + 1)) {
            parts.extend(query_words(step));
        }
    }
    if parts.is_empty() { "portals".into() } else { parts.join(" / ") }
}

/// What the portal was asked to narrow and sort by.
fn query_words(step: &Step) -> Vec<String> {
    let query = &step.ask.query;
    let text = (!query.text.is_empty()).then(|| format!("\"{}\"", query.text));
    let filters = query.filters.iter().map(|(key, value)| format!("{key}={value}"));
    let sort = query.sort.iter().map(|sort| match sort.strip_prefix('-') {
        Some(key) => format!("by {key} ↓"),
        None => format!("by {sort} ↑"),
    });
    text.into_iter().chain(filters).chain(sort).collect()
}

fn count(app: &App) -> String {
    let step = app.step();
    let Some(Load::Ready(listing)) = app.listing() else { return String::new() };
    let (shown, loaded) = (step.len(listing) as u64, listing.items.len() as u64);
    let all = listing.total.unwrap_or(loaded).max(loaded);
    let shown_of = |shown: u64| format!("{} of {} ", human::count(shown), human::count(all));
    if !step.narrow.is_empty() || loaded < all { shown_of(shown) } else { format!("{} ", human::count(all)) }
}

/// The line being typed, else what was said last, else the keys. Returns the column of the text cursor, if one shows.
pub fn footer(frame: &mut Frame, area: Rect, app: &App, theme: &Theme) -> Option<u16> {
    if let Some(input) = &app.input {
        let hint = if app.can_search() {
            "  Enter: search the portal · ↓: keep · Esc: clear"
        } else {
            "  ↓: keep · Esc: clear"
        };
        let typed = format!(" /{}", input.text());
        let cursor = format!(" /{}", input.before()).width() as u16;
        frame.render_widget(Line::from_iter([Span::raw(typed), Span::styled(hint, theme.muted)]), area);
        return Some((area.x + cursor).min(area.right().saturating_sub(1)));
    }
    let width = usize::from(area.width);
    let line = match &app.notice {
        _ if app.waiting_for_keyring => {
            let text = " Waiting for your keyring: it may ask you to unlock it in another window.";
            Line::styled(fit(text, width).into_owned(), theme.warning)
        }
        Some(Notice::Said(text)) => Line::styled(fit(&format!(" {text}"), width).into_owned(), theme.accent),
        Some(Notice::Failed(error)) => Line::styled(fit(&format!(" {error}"), width).into_owned(), theme.error),
        None if app.viewer.is_some() => preview_hints(width, theme),
        None => {
            let limits = limits(app, width / 2);
            let columns = limits.as_ref().map_or(0, |(text, _)| text.width());
            if let Some((text, is_low)) = limits {
                let right = Rect { x: area.right() - columns as u16, width: columns as u16, ..area };
                frame.render_widget(Line::styled(text, if is_low { theme.warning } else { theme.muted }), right);
            }
            let left = Rect { width: area.width - columns as u16, ..area };
            frame.render_widget(hints(left.width.into(), theme), left);
            return None;
        }
    };
    frame.render_widget(line, area);
    None
}

/// What the portal's limits leave, in the longest form that fits; and whether little is left.
fn limits(app: &App, width: usize) -> Option<(String, bool)> {
    let limits = app.limits();
    let first = limits.first()?;
    let short = |it: &Left| format!("{}/{} left", it.left, it.limit);
    let again = |it: &Left| format!("{}, full again {}", short(it), human::clock(it.resets, &app.zone));
    let named = |it: &&Left| format!("{}: {}", it.title, again(it));
    let all = limits.iter().map(named).collect::<Vec<_>>().join(" · ");
    let forms = [all, named(first), again(first), short(first)].map(|text| format!(" {text} "));
    let fitting = forms.into_iter().find(|text| text.width() <= width)?;
    Some((fitting, first.left <= first.limit / 10))
}

/// The keys of a preview, as far as there is room; how to leave it comes first.
fn preview_hints<'a>(width: usize, theme: &Theme) -> Line<'a> {
    let columns = |(_, hint): &(char, &str)| hint.width() + 4;
    let (last, others) = PREVIEW_KEYS.split_last().map_or((None, PREVIEW_KEYS), |(last, others)| (Some(last), others));
    let mut used = last.map_or(0, columns);
    let fitting = others.iter().take_while(|key| {
        used += columns(key);
        used <= width
    });
    Line::from_iter(fitting.chain(last).flat_map(|(key, hint)| {
        [Span::styled(format!(" {key}"), theme.accent), Span::styled(format!(" {hint} "), theme.muted)]
    }))
}

/// The keys of the table that have a hint, as far as there is room; help and quit come first when it is scarce.
fn hints<'a>(width: usize, theme: &Theme) -> Line<'a> {
    let mut order: Vec<_> = BINDINGS.iter().filter(|binding| !binding.hint.is_empty()).collect();
    order.sort_by_key(|binding| !matches!(binding.action, Action::Help | Action::Quit));
    let mut used = 0;
    let mut fitting: Vec<_> = order
        .into_iter()
        .filter(|binding| {
            let columns = binding.keys[0].name().width() + binding.hint.width() + 3;
            let fits = used + columns <= width;
            used += if fits { columns } else { 0 };
            fits
        })
        .collect();
    fitting.sort_by_key(|binding| BINDINGS.iter().position(|known| known.action == binding.action));
    Line::from_iter(fitting.into_iter().flat_map(|binding| {
        [
            Span::styled(format!(" {}", binding.keys[0].name()), theme.accent),
            Span::styled(format!(" {} ", binding.hint), theme.muted),
        ]
    }))
}
