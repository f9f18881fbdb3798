//! The plan of a bulk download: what it would bring, under which terms, and what is left out.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::list::{access_said, access_style};
use super::popup::{first_shown, more_signs, open};
use super::words::{pad, wrap};
use super::{draw_lines, indented};
use crate::app::App;
use crate::app::mouse::Areas;
use crate::app::plan::{Plan, Sum};
use crate::base::format;
use crate::config::theme::Theme;
use crate::model::{Access, Media};
use crate::t;

/// In less columns a title is worth more than whether it was downloaded.
const ROOM_FOR_HERE: usize = 60;
/// How much more room than the files take there should be, in hundredths.
const MARGIN: u64 = 102;

/// The sum, the media one by one, and behind them what else there is to know.
pub fn draw(frame: &mut Frame, area: Rect, plan: &Plan, app: &App, theme: &Theme, areas: &mut Areas) {
    let width = area.width.min(90);
    let room = usize::from(width).saturating_sub(4);
    let sum = app.sum(plan);
    let wrapped = |(tone, text): &(Tone, String), room: usize| wrap(text, room, tone.style(theme));
    let head: Vec<Line> = told(&sum).iter().flat_map(|said| wrapped(said, room)).collect();
    // Behind the cursor.
    let tail: Vec<Vec<Line>> = told_behind(&sum).iter().map(|said| wrapped(said, room.saturating_sub(3))).collect();
    let height = head.len() + sum.media.len() + tail.iter().map(Vec::len).sum::<usize>() + 2;
    let inner = open(frame, area, &t!("ui-plan"), width, height.min(usize::from(u16::MAX)) as u16, theme, areas);
    let head_height = (head.len() as u16).min(inner.height.saturating_sub(3));
    let parts = [Constraint::Length(head_height), Constraint::Fill(1)];
    let [top, rows] = Layout::vertical(parts).areas(inner);
    draw_lines(frame, indented(top), head);
    let row_lines = |row: usize| match (sum.media_at(row), tail.get(row.saturating_sub(sum.media.len()))) {
        (Some(media), _) => {
            let looks = (plan.is_struck(media), row == plan.row, app.jobs().file_of(media).is_some());
            vec![media_line(media, looks, rows.width.into(), theme)]
        }
        (None, Some(said)) => marked(said, row == plan.row),
        (None, None) => vec![],
    };
    let count = sum.media.len() + tail.len();
    let row = plan.row.min(count.saturating_sub(1));
    let first = first_shown(row, count, rows.height.into());
    let before: Vec<Line> = (first..=row).flat_map(row_lines).collect();
    let hidden = before.len().saturating_sub(rows.height.into());
    let after = (row + 1..count).take(rows.height.into()).flat_map(row_lines);
    let shown: Vec<Line> = before.into_iter().skip(hidden).chain(after).collect();
    more_signs(frame, areas.popup_frame, first + hidden > 0, shown.len() > rows.height.into(), theme);
    draw_lines(frame, indented(rows), shown);
    // Where each row is a line, a click chooses.
    let clickable = sum.media.len().saturating_sub(first).min(rows.height.into()) as u16;
    if hidden == 0 {
        (areas.popup, areas.first_choice) = (Rect { height: clickable, ..rows }, first);
    }
}

/// `> [x] title   1.2 MB   open`; of what was downloaded in this run, that it was.
fn media_line<'a>(
    media: &Media,
    (struck, chosen, is_here): (bool, bool, bool),
    width: usize,
    theme: &Theme,
) -> Line<'a> {
    let access = access_said(media.access);
    let size = media.size.map_or_else(|| "?".to_owned(), format::size);
    let here = if is_here && width >= ROOM_FOR_HERE { format!("{}  ", t!("ui-plan-is-here")) } else { String::new() };
    let facts = format!("{here}{size:>9}  {access}");
    let title = pad(&media.title, width.saturating_sub(facts.width() + 9));
    let lead = format!("{} {} ", if chosen { ">" } else { " " }, if struck { "[ ]" } else { "[x]" });
    let style = match (chosen, struck) {
        (true, _) => theme.chosen,
        (false, true) => theme.muted,
        (false, false) => theme.text,
    };
    let facts_style = if struck { theme.muted } else { access_style(media.access, theme) };
    Line::from_iter([Span::styled(format!("{lead}{title}  "), style), Span::styled(facts, facts_style)])
}

/// The lines of a sentence, the first of them behind the cursor.
fn marked<'a>(lines: &[Line<'a>], chosen: bool) -> Vec<Line<'a>> {
    let lead = |at: usize| Span::raw(if chosen && at == 0 { "> " } else { "  " });
    let line = |(at, line): (usize, &Line<'a>)| {
        let spans = std::iter::once(lead(at)).chain(line.spans.iter().cloned()).collect();
        Line { spans, ..line.clone() }
    };
    lines.iter().enumerate().map(line).collect()
}

/// What a sentence of the plan is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Title,
    Text,
    Muted,
    Warning,
    Error,
    Of(Access),
}

impl Tone {
    pub(super) fn style(self, theme: &Theme) -> Style {
        match self {
            Self::Title => theme.title,
            Self::Text => theme.text,
            Self::Muted => theme.muted,
            Self::Warning => theme.warning,
            Self::Error => theme.error,
            Self::Of(access) => access_style(access, theme),
        }
    }
}

/// What a plan comes to, in sentences.
pub fn told(sum: &Sum) -> Vec<(Tone, String)> {
    let Sum { estimate, .. } = sum;
    let mut told = vec![];
    let mut say = |tone: Tone, text: String| told.push((tone, text));
    if sum.awaited > 0 {
        say(Tone::Muted, t!("ui-plan-awaited", count = sum.awaited));
    }
    say(Tone::Title, t!("ui-plan-sum", count = estimate.media.len(), size = format::size(estimate.bytes)));
    if estimate.unsized_media > 0 {
        say(Tone::Text, t!("ui-plan-unsized", count = estimate.unsized_media));
    }
    if let Some((folder, left)) = &sum.free_space {
        let folder = crate::base::text::line(&folder.display().to_string());
        say(
            Tone::Text,
            match left {
                Some(left) => t!("ui-plan-free", size = format::size(*left), folder),
                None => t!("ui-plan-folder", folder),
            },
        );
        if left.is_some_and(|left| left < estimate.bytes.saturating_mul(MARGIN) / 100) {
            say(Tone::Error, t!("ui-plan-too-little-room"));
        }
    }
    if estimate.access.contains_key(&Access::Personal) {
        say(Tone::Warning, t!("ui-plan-personal"));
    }
    sum.failed.iter().for_each(|error| say(Tone::Error, error.to_string()));
    told
}

/// What the media of a plan come to, and what is left out: a sentence for each of [`Sum::rows`] that is no media.
pub fn told_behind(sum: &Sum) -> Vec<(Tone, String)> {
    let Sum { estimate, .. } = sum;
    let mut told = vec![];
    let mut say = |tone: Tone, text: String| told.push((tone, text));
    for (access, count) in &estimate.access {
        say(Tone::Of(*access), t!("ui-plan-access", access = access_said(*access), count = *count));
    }
    for (licence, count) in &estimate.licences {
        say(Tone::Text, t!("ui-plan-licence", licence, count = *count));
    }
    for (title, reason) in &estimate.left_out {
        say(Tone::Muted, t!("ui-plan-left-out", title, reason));
    }
    told
}
