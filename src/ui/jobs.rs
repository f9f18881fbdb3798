//! The downloads strip: one line per job, with a bar while it runs and a verdict when it is done.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::words::{fit, pad};
use super::{LOW, band, batch_job, pane};
use crate::app::jobs::{Job, JobState};
use crate::app::mouse::Areas;
use crate::app::{App, Focus};
use crate::base::{format, text};
use crate::config::keymap::Keymap;
use crate::config::keys::Action;
use crate::config::theme::Theme;
use crate::download::{Effect, Outcome, Verdict};
use crate::net::Waiting;
use crate::t;

/// How many rows the strip takes; none without jobs. It grows while it has the focus.
pub fn height(app: &App, screen: u16) -> u16 {
    let jobs = app.jobs().len() as u16;
    if jobs == 0 {
        return 0;
    }
    let border = if screen < LOW { 0 } else { 2 };
    let most = match app.focus() {
        _ if app.job_here().is_some() => screen / 2,
        _ if screen < LOW && app.viewer().is_some() && app.jobs().live() == 0 => 1,
        _ if screen < LOW => 2,
        _ => 4 + screen / 20,
    };
    jobs.min(most.saturating_sub(border).max(1)) + border
}

pub fn draw(frame: &mut Frame, area: Rect, app: &App, theme: &Theme, areas: &mut Areas) {
    if area.height == 0 {
        return;
    }
    let (focused, is_here) = (app.focus() == Focus::Jobs, app.job_here().is_some());
    let inner = if frame.area().height < LOW {
        area
    } else {
        let live = app.jobs().live();
        let title = if live > 0 { t!("ui-downloads-running", live) } else { t!("ui-downloads-title") };
        pane(frame, area, format!(" {title} "), focused, theme)
    };
    (areas.jobs, areas.job_rows) = (inner, visible(app, inner.height.into()));
    for (index, row) in areas.job_rows.iter().copied().zip(inner.rows()) {
        let Some(job) = app.jobs().get(index) else { break };
        draw_job(frame.buffer_mut(), row, job, app, theme);
        if is_here && index == app.jobs().row {
            frame.buffer_mut().set_stringn(row.x, row.y, ">", row.width.into(), theme.accent);
            band(frame.buffer_mut(), row, theme);
        }
    }
}

/// Which jobs are shown in `height` rows: around the chosen one while the pane has the focus, else those that run,
/// then the newest.
fn visible(app: &App, height: usize) -> Vec<usize> {
    let count = app.jobs().len();
    if app.job_here().is_some() {
        let first = app.jobs().row.saturating_sub(height / 2).min(count.saturating_sub(height));
        return (first..count.min(first + height)).collect();
    }
    let mut order: Vec<usize> = (0..count).rev().collect();
    order.sort_by_key(|index| app.jobs().get(*index).is_some_and(|job| job.state.is_ended()));
    order.truncate(height);
    order.sort_unstable();
    order
}

fn draw_job(buffer: &mut Buffer, area: Rect, job: &Job, app: &App, theme: &Theme) {
    let width = usize::from(area.width).saturating_sub(2);
    let name_width = (width / 3).clamp(10, 40).min(width);
    let (text, style) = words(job, &app.settings().browser.keymap, theme);
    let rest = width.saturating_sub(name_width + 1);
    let x = area.x + 2;
    buffer.set_stringn(x, area.y, pad(&name(job), name_width), name_width, theme.text);
    let x = x + name_width as u16 + 1;
    // The countdown is worth more than the bar, which stands still.
    if let (JobState::Running, Some(waiting)) = (&job.state, job.progress.waiting) {
        buffer.set_stringn(x, area.y, waiting_words(waiting, rest), rest, style);
        return;
    }
    if job.state != JobState::Running {
        buffer.set_stringn(x, area.y, fit(&text, rest), rest, style);
        return;
    }
    // The bar is worth less than the figures.
    let text = if job.wish().is_some() { fitting(batch_job::far(job), rest) } else { fitting_progress(job, rest) };
    let bar_width = rest.saturating_sub(text.width() + 1).min((rest / 3).min(24));
    if bar_width < 4 {
        buffer.set_stringn(x, area.y, fit(&text, rest), rest, style);
        return;
    }
    buffer.set_stringn(x, area.y, bar(job, bar_width), bar_width, theme.accent);
    buffer.set_stringn(x + bar_width as u16 + 1, area.y, text, rest - bar_width - 1, style);
}

/// How far it is in so many columns, the least needed left out: bytes, speed, that it started over.
fn fitting_progress(job: &Job, room: usize) -> String {
    let mut parts = progress_parts(job);
    let said = |parts: &[Option<String>]| parts.iter().flatten().map(String::as_str).collect::<Vec<_>>().join("  ");
    for least in LEAST_NEEDED {
        if said(&parts).width() > room {
            parts[least] = None;
        }
    }
    said(&parts)
}

/// As many of them as there is room for.
fn fitting(mut parts: Vec<String>, room: usize) -> String {
    while parts.len() > 1 && parts.join("  ").width() > room {
        parts.pop();
    }
    parts.join("  ")
}

/// What it is called, and beside which other file of that name it stands.
pub(super) fn name(job: &Job) -> String {
    let title = &job.order.media.title;
    let stem = job.file().and_then(|outcome| outcome.path.file_stem()).map(|stem| text::line(&stem.to_string_lossy()));
    let number = stem.as_deref().and_then(|stem| stem.rsplit_once(" (")).and_then(|(_, end)| end.strip_suffix(')'));
    let number = number.filter(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()));
    match number.map(|number| format!(" ({number})")) {
        Some(number) if !title.contains(&number) => match title.rsplit_once('.') {
            Some((name, ending)) => format!("{name}{number}.{ending}"),
            None => format!("{title}{number}"),
        },
        _ => title.clone(),
    }
}

/// What is waited for and how long still: the reason is cut where there is no room for both.
fn waiting_words(waiting: Waiting, room: usize) -> String {
    let whole = waiting.words();
    if whole.width() <= room {
        return whole;
    }
    let time = format!(" · {}", waiting.time());
    format!("{}{time}", fit(&waiting.why(), room.saturating_sub(time.width())))
}

/// Full, part and empty cells; without a known total, an empty bar.
fn bar(job: &Job, width: usize) -> String {
    let Some(total) = job.progress.total.filter(|total| *total > 0) else { return "·".repeat(width) };
    let share = (job.progress.done as f64 / total as f64).clamp(0.0, 1.0);
    let eighths = (share * width as f64 * 8.0).round() as usize;
    let part = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
    let full = eighths / 8;
    let empty = width - full - usize::from(!part.is_empty());
    format!("{}{part}{}", "█".repeat(full), "░".repeat(empty))
}

/// The state in words: bytes, rate and time left while it runs, how it ended after.
pub fn words(job: &Job, keys: &Keymap, theme: &Theme) -> (String, Style) {
    if job.wish().is_some() {
        return batch_job::words(job, keys, theme);
    }
    let (key, remove) = (keys.told(Action::Retry), keys.told(Action::Remove));
    match &job.state {
        JobState::Queued => (t!("ui-job-waiting"), theme.muted),
        JobState::Running => (progress_words(job).join("  "), theme.text),
        JobState::Paused => (paused_words(job, keys), theme.muted),
        JobState::Asking(_) => (t!("ui-job-asking"), theme.warning),
        JobState::Cancelled if job.kept > 0 => {
            (t!("ui-job-cancelled-at", size = format::size(job.kept), key, remove), theme.muted)
        }
        JobState::Cancelled => (t!("ui-job-cancelled", key), theme.muted),
        JobState::Failed(_) if job.has_vanished() => (vanished_words(job, remove), theme.error),
        JobState::Failed(error) => (t!("ui-job-failed", cause = &error.cause), theme.error),
        JobState::Answered => (String::new(), theme.ok),
        JobState::Done(outcome) if outcome.effect == Effect::Skipped => (t!("ui-job-skipped"), theme.muted),
        JobState::Done(outcome) if outcome.effect == Effect::Unchanged => (t!("ui-job-unchanged"), theme.ok),
        JobState::Done(outcome) => {
            let (word, style) = verdict_words(outcome, theme);
            (format!("{word} · {} · {}", format::size(outcome.bytes), outcome.path.display()), style)
        }
    }
}

/// The verdict, and that there is a doubt.
pub fn verdict_words(outcome: &Outcome, theme: &Theme) -> (String, Style) {
    let verdict = verdict_said(outcome.verdict);
    match (outcome.verdict, &outcome.doubt) {
        (Verdict::Altered, _) => (verdict, theme.error),
        (_, Some(_)) => (t!("ui-doubtful", verdict), theme.warning),
        (Verdict::Verified | Verdict::SizeOnly | Verdict::Complete, None) => (verdict, theme.ok),
        (Verdict::Unverifiable, None) => (verdict, theme.warning),
    }
}

pub fn verdict_said(verdict: Verdict) -> String {
    match verdict {
        Verdict::Verified => t!("ui-verified"),
        Verdict::SizeOnly => t!("ui-size-only"),
        Verdict::Complete => t!("services-verdict"),
        Verdict::Altered => t!("ui-altered"),
        Verdict::Unverifiable => t!("ui-unverifiable"),
    }
}

fn paused_words(job: &Job, keys: &Keymap) -> String {
    let key = keys.told(Action::Mark);
    match job.progress.done {
        0 => t!("ui-job-paused", key),
        there => t!("ui-job-paused-at", size = format::size(there), key, remove = keys.told(Action::Remove)),
    }
}

/// Its portal has it no longer; what had arrived of it is all there is.
fn vanished_words(job: &Job, remove: String) -> String {
    match job.kept {
        0 => t!("ui-job-vanished", remove),
        kept => t!("ui-job-vanished-at", size = format::size(kept), remove),
    }
}

/// How far it is, how fast, how long still, or what it waits for; what is not known is not said.
pub fn progress_words(job: &Job) -> Vec<String> {
    if job.wish().is_some() {
        return batch_job::far(job);
    }
    match job.progress.waiting {
        Some(waiting) => vec![waiting.words()],
        None => progress_parts(job).into_iter().flatten().collect(),
    }
}

/// Of [`progress_parts`], what goes first where there is no room: the bytes, the speed, that it started over.
const LEAST_NEEDED: [usize; 3] = [2, 3, 0];

fn progress_parts(job: &Job) -> [Option<String>; 5] {
    let progress = job.progress;
    let share = progress.total.filter(|total| *total > 0).map(|total| {
        let percent = (progress.done as f64 / total as f64 * 100.0).min(100.0);
        t!("ui-percent", percent = format::decimal(percent, 0))
    });
    [
        (progress.started_over > 0).then(|| t!("ui-job-started-over")),
        share,
        Some(format::size(progress.done)),
        job.rate().map(format::rate),
        job.time_left().map(|left| t!("ui-time-left", time = format::duration(left))),
    ]
}
