//! What `get --each` says: the plan, how far it is, what came of it, and the same for programs.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::base::error::Error;
use crate::base::format;
use crate::base::shell::Shell;
use crate::base::text;
use crate::batch::{ANSWERS, BatchEnd, BatchPlan, BatchProgress, FailingProvider, PlannedEndpoint};
use crate::cli::{out, wire};
use crate::t;

/// What programs read of a batch.
pub const FIELDS: [&str; 17] = [
    "folder",
    "outcome",
    "rows",
    "refused",
    "repeated",
    "requests",
    "answered",
    "seconds",
    "personal",
    "recipient",
    "endpoints",
    "first_refused",
    "done",
    "errors",
    "again",
    "unasked",
    "error",
];

/// What will be asked: the result of `--plan`, and said beside it before anything begins.
pub fn plan(plan: &BatchPlan, is_result: bool) {
    let say = |line: String| if is_result { out::line(&line) } else { out::note(&line) };
    let checked = &plan.checked;
    say(t!("batch-rows", rows = checked.rows, refused = checked.refused, repeated = checked.repeated));
    for (line, refused) in &checked.first_refused {
        say(t!("batch-refused-line", line = *line, why = refused.message()));
    }
    if checked.refused > checked.first_refused.len() as u64 {
        say(t!("batch-refused-more", count = checked.refused - checked.first_refused.len() as u64));
    }
    for endpoint in &plan.endpoints {
        lines_of(endpoint).into_iter().for_each(say);
    }
    if plan.is_personal {
        say(t!("batch-personal"));
    }
    for (name, value) in [("recipient", &plan.recipient), ("object", &plan.object), ("context", &plan.context)] {
        if let Some(value) = value {
            say(format::labelled(name, value));
        }
    }
    say(t!("batch-takes", requests = checked.to_ask(), time = format::duration(plan.duration)));
}

fn lines_of(endpoint: &PlannedEndpoint) -> Vec<String> {
    let PlannedEndpoint { address, title, requests, answered, counter, limit, pace, .. } = endpoint;
    let mut lines = vec![
        format!("{address}  {title}"),
        t!("batch-endpoint", requests = *requests, answered = *answered, counter, limit = *limit, pace = *pace),
    ];
    lines.extend(endpoint.left.as_ref().map(|left| t!("batch-left", left = left.left, limit = left.limit)));
    if endpoint.with_document {
        lines.push(t!("batch-with-document"));
    }
    lines.extend(endpoint.doubt.as_ref().map(|why| t!("batch-doubt", why)));
    lines
}

/// One line of how far it is.
pub fn progress(progress: &BatchProgress) -> String {
    let errors: u64 = progress.errors.values().sum();
    let pace = format::decimal(progress.pace, 0);
    let mut words = t!(
        "batch-progress",
        done = progress.done,
        total = progress.to_ask,
        pace,
        left = format::duration(progress.left)
    );
    if errors > 0 {
        let kinds = kinds(&progress.errors);
        words = format!("{words}{}{}", format::semicolon(), t!("batch-progress-errors", errors, kinds));
    }
    if let Some((what, wait)) = &progress.waiting {
        let waits = t!("batch-progress-waits", what, time = format::duration(*wait));
        words = format!("{words}{}{waits}", format::semicolon());
    }
    words
}

/// Errors by their code, the most frequent first.
fn kinds(errors: &BTreeMap<String, u64>) -> String {
    let mut errors: Vec<(&String, &u64)> = errors.iter().collect();
    errors.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let kinds: Vec<String> =
        errors.into_iter().take(5).map(|(code, count)| format!("{} × {count}", text::line(code))).collect();
    kinds.join(", ")
}

/// What is asked about a provider that fails.
pub fn failing(failing: &FailingProvider) -> String {
    let FailingProvider { title, errors, error, told } = failing;
    let text = t!("batch-failing-text", title, errors = *errors, cause = &error.cause);
    match told {
        Some(told) => format!("{text} {told}"),
        None => text,
    }
}

/// What came of it, and what to type to go on.
pub fn end(dir: &Path, plan: &BatchPlan, end: &BatchEnd) {
    let errors: u64 = end.errors.values().sum();
    let good = end.done.saturating_sub(errors) + plan.checked.answered();
    out::line(&t!("batch-ended", good, errors, unasked = end.unasked, refused = plan.checked.refused));
    if errors > 0 {
        out::line(&t!("batch-ended-errors", kinds = kinds(&end.errors)));
    }
    out::line(&t!("batch-ended-where", path = dir.join(ANSWERS).display()));
    if let Some(error) = &end.stopped {
        out::error(error);
    }
    if end.is_unfinished() {
        go_on();
    }
}

/// Says how to go on.
pub fn go_on() {
    let args: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    let mut words: Vec<&str> = vec!["guichet"];
    words.extend(args.iter().skip(1).map(String::as_str).filter(|word| *word != "--resume"));
    words.push("--resume");
    match Shell::in_use().command(&words) {
        Some(command) => out::note(&t!("batch-go-on", command)),
        None => out::note(&t!("batch-go-on", command = "--resume")),
    }
}

/// The same for programs.
pub fn json(dir: &Path, plan: &BatchPlan, end: Option<&BatchEnd>) -> Value {
    let checked = &plan.checked;
    let outcome = match end {
        None => "planned",
        Some(end) if end.stopped.is_some() => "stopped",
        Some(end) if end.is_unfinished() => "unfinished",
        Some(_) => "done",
    };
    let endpoint = |it: &PlannedEndpoint| {
        json!({
            "address": it.address,
            "title": it.title,
            "requests": it.requests,
            "answered": it.answered,
            "counter": it.counter,
            "limit": it.limit,
            "pace": it.pace,
            "left": it.left.as_ref().map(|left| left.left),
            "document": it.with_document,
            "personal": it.is_personal,
            "doubt": it.doubt,
        })
    };
    let refused = checked.first_refused.iter();
    let refused = refused.map(|(line, why)| json!({ "line": line, "cause": why.to_string() })).collect::<Vec<_>>();
    json!({
        "folder": dir.display().to_string(),
        "outcome": outcome,
        "rows": checked.rows,
        "refused": checked.refused,
        "repeated": checked.repeated,
        "requests": checked.to_ask(),
        "answered": checked.answered(),
        "seconds": seconds(plan.duration),
        "personal": plan.is_personal,
        "recipient": plan.recipient,
        "endpoints": plan.endpoints.iter().map(endpoint).collect::<Vec<_>>(),
        "first_refused": refused,
        "done": end.map(|end| end.done),
        "errors": end.map(|end| end.errors.iter().map(|(code, count)| json!({ "code": code, "count": count }))).map(Vec::from_iter),
        "again": end.map(|end| end.again),
        "unasked": end.map(|end| end.unasked),
        "error": wire::error(end.and_then(|end| end.stopped.as_ref()) as Option<&Error>),
    })
}

/// Rounded up: a plan of less than a second is no plan of none.
fn seconds(span: Duration) -> u64 {
    span.as_secs() + u64::from(span.subsec_nanos() > 0)
}
