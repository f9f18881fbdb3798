//! `queue`: list, resume and forget downloads that have not ended, of this run and earlier ones.

use std::time::Duration;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::get::{self, RunOptions, Wanted};
use super::table::OutputTable;
use super::{Global, out};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::shell::Shell;
use crate::base::{format, text};
use crate::download::queue::{BatchWish, Entry};
use crate::download::{Progress, begun, forget};
use crate::session::{MediaChoice, Session, queue};
use crate::{m, t};

#[derive(Subcommand, Debug)]
pub enum QueueCommand {
    /// Go on with all of them, but for those that were cancelled
    Resume(ResumeArgs),
    /// Forget them; what has arrived stays where it is
    Clear,
    /// Forget one, and remove what has arrived of it
    Remove(RemoveArgs),
}

#[derive(Args, Debug)]
pub struct RemoveArgs {
    /// Its address, or its number in the list
    entry: String,
}

#[derive(Args, Debug)]
pub struct ResumeArgs {
    /// How many downloads run at once
    #[arg(long, value_name = "N", value_parser = get::jobs)]
    jobs: Option<u8>,
    /// How many connections one file may come over, where that is faster
    #[arg(long, value_name = "N", value_parser = get::jobs)]
    connections: Option<u8>,
    /// How many bytes a second all downloads together may take, as 500K or 2M
    #[arg(long, value_name = "RATE", value_parser = get::rate)]
    limit_rate: Option<u64>,
    /// How long to wait for a file that is being prepared, or a server that is busy, as 90s or 2h [default: 10m]
    #[arg(long, value_name = "TIME", value_parser = get::time)]
    max_wait: Option<Duration>,
    /// Do not ask before downloading personal data
    #[arg(long)]
    yes: bool,
}

/// One line for each.
pub fn list(global: &Global) -> Result<u8> {
    let columns = global.columns(&["address", "title", "folder", "name", "added", "bytes", "total", "error"])?;
    let entries = queue()?.entries()?;
    if !columns.are_for_people() {
        let mut table = OutputTable::begin(columns, "items", json!({}))?;
        table.add(entries.iter().map(json))?;
        return table.end(json!({})).map(|()| 0);
    }
    for (number, entry) in (1..).zip(&entries) {
        let there = match progress(entry) {
            Some(Progress { done, total: Some(total), .. }) => {
                t!("cli-of", done = format::size(done), total = format::size(total))
            }
            Some(Progress { done, total: None, .. }) => format::size(done),
            None => t!("cli-not-begun"),
        };
        let there = match &entry.batch {
            Some(batch) => t!("batch-browser-in-queue", file = batch.file.display().to_string()),
            None => there,
        };
        let why = if entry.cancelled { Some(t!("cli-entry-cancelled")) } else { entry.error.clone() };
        let why = why.map(|why| format!("  ({why})")).unwrap_or_default();
        out::line(&format!("{number}  {}  {}  {there}  {}{why}", entry.address, entry.title, entry.dir.display()));
    }
    if entries.is_empty() {
        out::note(&t!("cli-nothing-unfinished"));
    } else {
        out::note(&t!("cli-queue-hint"));
    }
    Ok(0)
}

pub fn clear(global: &Global) -> Result<u8> {
    let columns = global.columns(&["forgotten"])?;
    let count = queue()?.clear()?;
    match columns.are_for_people() {
        true => out::note(&t!("cli-forgotten", count)),
        false => columns.print(json!({ "forgotten": count }))?,
    }
    Ok(0)
}

/// Forgets one entry, with the beginning of its file.
pub fn remove(global: &Global, args: &RemoveArgs) -> Result<u8> {
    let columns = global.columns(&["removed"])?;
    let queue = queue()?;
    let entry = chosen(&args.entry, queue.entries()?)?;
    forget(&entry.dir, &entry.contents())?;
    queue.update(&[], std::slice::from_ref(&entry))?;
    match columns.are_for_people() {
        true => out::note(&t!("cli-removed-entry", address = entry.address)),
        false => columns.print(json!({ "removed": entry.address }))?,
    }
    Ok(0)
}

/// The entry that is meant: the one of this address, or of this number from 1 on.
fn chosen(meant: &str, entries: Vec<Entry>) -> Result<Entry> {
    let number = meant.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let is_meant = |at: usize, entry: &Entry| entry.address == meant || number == Some(at);
    let mut found: Vec<(usize, Entry)> = entries.into_iter().enumerate().filter(|(at, it)| is_meant(*at, it)).collect();
    let numbers: Vec<String> = found.iter().map(|(at, _)| (at + 1).to_string()).collect();
    let subject = text::line(meant);
    match (found.pop(), numbers.len()) {
        (Some((_, entry)), 1) => Ok(entry),
        (None, _) => Err(Error::new(ErrorKind::NotFound, subject, m!("cli-not-in-queue")).hint(m!("cli-queue-lists"))),
        _ => {
            let hint = m!("cli-queue-numbers", numbers = numbers.join(", "));
            Err(Error::new(ErrorKind::Usage, subject, m!("cli-several-in-queue")).hint(hint))
        }
    }
}

pub async fn resume(global: &Global, args: &ResumeArgs, session: &Session) -> Result<u8> {
    let columns = global.columns(&get::FIELDS)?;
    let session = session
        .limited(args.jobs.map(usize::from), args.limit_rate, args.connections.map(usize::from))
        .waiting(args.max_wait);
    let (mut wanted, mut failed) = (Vec::new(), Vec::new());
    for entry in queue()?.entries()?.into_iter().filter(|entry| !entry.cancelled) {
        if let Some(batch) = &entry.batch {
            go_on_by_row(&entry, batch);
            continue;
        }
        let how = entry.plan(session.traffic.clone());
        let found = match entry.check() {
            Ok(()) => get::wanted(&session, &entry.address, &MediaChoice::default(), &how).await,
            Err(error) => vec![Wanted { address: entry.address.clone(), how, what: Err(error) }],
        };
        // The list is to say what has vanished from its portal.
        let error = found.iter().find_map(|it| it.what.as_ref().err());
        failed.extend(error.map(|error| Entry { error: Some(error.cause.to_string()), ..entry }));
        wanted.extend(found);
    }
    if !failed.is_empty() {
        queue()?.update(&failed, &[])?;
    }
    if wanted.is_empty() {
        out::note(&t!("cli-nothing-unfinished"));
    }
    get::run(global, &session, columns, &wanted, &RunOptions { yes: args.yes, ..RunOptions::default() }).await
}

/// Says how to go on with what is asked row by row, which tells its plan before it begins.
fn go_on_by_row(entry: &Entry, batch: &BatchWish) {
    let (file, dir) = (batch.file.to_string_lossy(), batch.dir.to_string_lossy());
    let columns: Vec<String> = batch.columns.iter().map(|(key, column)| format!("{key}={column}")).collect();
    let params: Vec<String> = entry.answers.iter().map(|(key, answer)| format!("{key}={answer}")).collect();
    let mut words = vec!["guichet", "get", &entry.address, "--each", &file];
    columns.iter().for_each(|column| words.extend(["--column", column]));
    params.iter().for_each(|param| words.extend(["--param", param]));
    words.extend(["-o", &dir, "--resume"]);
    let command = Shell::in_use().command(&words);
    out::note(&t!("batch-go-on", command = command.unwrap_or_else(|| "--resume".to_owned())));
}

fn progress(entry: &Entry) -> Option<Progress> {
    begun(&entry.dir, &entry.contents())
}

/// One of `--json`; without `bytes` where the download cannot be gone on with.
fn json(entry: &Entry) -> Value {
    let progress = progress(entry);
    json!({
        "address": entry.address,
        "title": entry.title,
        "folder": entry.dir.display().to_string(),
        "name": entry.name,
        "added": entry.added,
        "bytes": progress.map(|progress| progress.done),
        "total": progress.and_then(|progress| progress.total),
        "error": if entry.cancelled { Some("cancelled") } else { entry.error.as_deref() },
    })
}
