//! A batch among the downloads: one line of how far it is, and in the detail all that is known of it.

use std::collections::BTreeMap;

use ratatui::style::Style;

use super::detail::Sheet;
use crate::app::jobs::{Job, JobState};
use crate::base::disk::shown;
use crate::base::format;
use crate::base::text;
use crate::config::keymap::Keymap;
use crate::config::keys::Action;
use crate::config::theme::Theme;
use crate::t;

/// So many kinds of errors are told, the most frequent first.
const KINDS: usize = 5;

/// The state in words.
pub fn words(job: &Job, keys: &Keymap, theme: &Theme) -> (String, Style) {
    let (progress, batch) = (&job.batch.progress, &job.batch);
    let go_on = keys.told(Action::Mark);
    match &job.state {
        _ if batch.failing.is_some() => (t!("batch-browser-job-asks", key = keys.told(Action::Answer)), theme.warning),
        JobState::Queued => (t!("ui-job-waiting"), theme.muted),
        JobState::Running | JobState::Asking(_) => (far(job).join("  "), theme.text),
        JobState::Paused if progress.to_ask == 0 => (t!("batch-browser-job-earlier", key = go_on), theme.muted),
        JobState::Paused => {
            let (done, total) = (progress.done, progress.to_ask);
            (t!("batch-browser-job-paused", done, total, key = go_on), theme.muted)
        }
        JobState::Failed(error) => (t!("ui-job-failed", cause = &error.cause), theme.error),
        JobState::Cancelled => (t!("batch-browser-job-cancelled", key = keys.told(Action::Retry)), theme.muted),
        JobState::Answered | JobState::Done(_) => ended(job, keys, theme),
    }
}

fn ended(job: &Job, keys: &Keymap, theme: &Theme) -> (String, Style) {
    let (good, errors) = (job.batch.good(), job.batch.errors().values().sum::<u64>());
    match left(job) {
        0 => {
            let style = if errors > 0 { theme.warning } else { theme.ok };
            (t!("batch-browser-job-answered", good, errors, key = keys.told(Action::Preview)), style)
        }
        left => (t!("batch-browser-job-left", good, errors, left, key = keys.told(Action::Retry)), theme.warning),
    }
}

/// Questions that a later run asks.
fn left(job: &Job) -> u64 {
    job.ended().map_or(0, |ended| ended.end.unasked + ended.end.again)
}

/// How far it is, the first first where there is little room.
pub fn far(job: &Job) -> Vec<String> {
    let batch = &job.batch;
    if let Some(rows) = batch.read {
        return vec![t!("batch-browser-reads", rows)];
    }
    let progress = &batch.progress;
    let errors: u64 = progress.errors.values().sum();
    let mut far = vec![t!("batch-browser-job-far", done = progress.done, total = progress.to_ask)];
    far.extend((errors > 0).then(|| t!("batch-browser-job-errors", errors)));
    match &progress.waiting {
        Some((what, wait)) => far.push(t!("batch-progress-waits", what, time = format::duration(*wait))),
        None => {
            far.push(t!("ui-time-left", time = format::duration(progress.left)));
            far.push(t!("batch-browser-job-pace", pace = format::decimal(progress.pace, 0)));
        }
    }
    far
}

/// Errors by their code.
fn kinds(errors: &BTreeMap<String, u64>) -> String {
    let mut errors: Vec<(&String, &u64)> = errors.iter().collect();
    errors.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let kind = |(code, count): (&String, &u64)| format!("{} × {count}", text::line(code));
    errors.into_iter().take(KINDS).map(kind).collect::<Vec<_>>().join(", ")
}

impl Sheet<'_> {
    pub(super) fn batch(&mut self, job: &Job) {
        let Some(wish) = job.wish() else { return };
        let batch = &job.batch;
        if let JobState::Failed(error) = &job.state {
            self.fact(&t!("ui-reason"), Some(&error.to_string()));
            error.hint.iter().for_each(|hint| self.text(&hint.to_string(), self.theme.text));
        }
        let counted = batch.progress.to_ask > 0 || job.ended().is_some() || batch.answered > 0;
        if counted {
            self.fact(&t!("batch-browser-answered"), Some(&format::count(batch.good())));
        }
        let errors: u64 = batch.errors().values().sum();
        if errors > 0 {
            let kinds = kinds(batch.errors());
            self.styled_fact(&t!("batch-browser-errors"), Some(&format!("{errors} ({kinds})")), self.theme.warning);
        }
        if batch.refused > 0 {
            self.fact(&t!("batch-browser-refused"), Some(&format::count(batch.refused)));
        }
        if job.state == JobState::Running && batch.read.is_none() {
            self.under_way(job);
        }
        let left = left(job);
        if left > 0 {
            self.fact(&t!("batch-browser-left"), Some(&format::count(left)));
            self.fact(&t!("batch-browser-to-do"), Some(&t!("batch-browser-to-do-again")));
        }
        self.fact(&t!("batch-browser-folder"), Some(&shown(&wish.dir)));
        self.fact(&t!("batch-browser-results"), job.ended().map(|ended| shown(&ended.results)).as_deref());
        self.gap();
        self.fact(&t!("batch-browser-source"), Some(&shown(&wish.file)));
        let fed: Vec<String> =
            wish.columns.iter().map(|(parameter, column)| format!("{parameter} = {}", text::line(column))).collect();
        self.fact(&t!("batch-browser-fed"), Some(&fed.join(", ")));
        for (key, value) in &job.order.answers.0 {
            self.fact(key, Some(value));
        }
        self.fact(&t!("ui-address"), Some(&job.order.media.address().to_string()));
    }

    fn under_way(&mut self, job: &Job) {
        let progress = &job.batch.progress;
        let pace = format::decimal(progress.pace, 0);
        self.fact(&t!("batch-browser-pace"), Some(&t!("batch-browser-job-pace", pace)));
        self.fact(&t!("batch-browser-left"), Some(&format::duration(progress.left)));
        let waits = progress.waiting.as_ref();
        let waits = waits.map(|(what, wait)| t!("batch-browser-wait", what, time = format::duration(*wait)));
        self.fact(&t!("batch-browser-waits"), waits.as_deref());
    }
}
