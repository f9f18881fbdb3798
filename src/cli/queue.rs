//! `queue`: downloads that have not ended, of this run and earlier ones: shown, gone on with, forgotten.

use std::path::Path;
use std::sync::Arc;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde::Serialize;

use super::get::{self, Options, Wanted};
use super::{Global, out};
use crate::base::error::Result;
use crate::base::format;
use crate::config::{self, Config};
use crate::download::queue::{Entry, Queue};
use crate::download::{Progress, Traffic, begun};
use crate::session::Portals;
use crate::t;

#[derive(Subcommand, Debug)]
pub enum QueueCommand {
    /// Go on with all of them
    Resume(ResumeArgs),
    /// Forget them; what has arrived stays where it is
    Clear,
}

#[derive(Args, Debug)]
pub struct ResumeArgs {
    /// How many downloads run at once
    #[arg(long, value_name = "N", value_parser = get::jobs)]
    jobs: Option<u8>,
    /// How many bytes a second all downloads together may take, as 500K or 2M
    #[arg(long, value_name = "RATE", value_parser = get::rate)]
    limit_rate: Option<u64>,
    /// Do not ask before downloading personal data
    #[arg(long)]
    yes: bool,
}

fn queue() -> Queue {
    Queue::in_folder(&config::state_dir())
}

/// One line for each, or a list of JSON objects.
pub fn list(global: &Global) -> Result<u8> {
    let entries = queue().entries()?;
    if global.json {
        out::json(&entries.iter().map(EntryJson::of).collect::<Vec<_>>())?;
        return Ok(0);
    }
    for entry in &entries {
        let there = match progress(entry) {
            Some(Progress { done, total: Some(total) }) => {
                t!("cli-of", done = format::size(done), total = format::size(total))
            }
            Some(Progress { done, total: None }) => format::size(done),
            None => t!("cli-not-begun"),
        };
        let error = entry.error.as_ref().map(|error| format!("  ({error})")).unwrap_or_default();
        out::line(&format!("{}  {}  {there}  {}{error}", entry.address, entry.title, entry.dir.display()));
    }
    if entries.is_empty() {
        out::note(&t!("cli-nothing-unfinished"));
    } else {
        out::note(&t!("cli-queue-hint"));
    }
    Ok(0)
}

pub fn clear() -> Result<u8> {
    let count = queue().clear()?;
    out::note(&t!("cli-forgotten", count));
    Ok(0)
}

pub async fn resume(global: &Global, args: &ResumeArgs, config: &Config, portals: &Portals) -> Result<u8> {
    let traffic = Arc::new(Traffic::new(args.jobs.map_or(config.jobs, usize::from), args.limit_rate));
    let mut wanted = Vec::new();
    for entry in queue().entries()? {
        let plan = entry.plan(traffic.clone());
        match get::expand(&entry.address, &[], portals).await {
            Ok(found) => wanted.extend(found.into_iter().map(|found| Wanted::new(found, plan.clone()))),
            Err(error) => wanted.push(Wanted { address: entry.address, plan, what: Err(error) }),
        }
    }
    if wanted.is_empty() {
        out::note(&t!("cli-nothing-unfinished"));
    }
    get::run(global, &wanted, &Options { excel_fr: false, yes: args.yes }).await
}

fn progress(entry: &Entry) -> Option<Progress> {
    begun(&entry.dir, &entry.address, &entry.answers)
}

#[derive(Serialize)]
struct EntryJson<'a> {
    address: &'a str,
    title: &'a str,
    folder: &'a Path,
    name: Option<&'a str>,
    added: Timestamp,
    /// Bytes that are there; `null` where the download cannot be gone on with.
    bytes: Option<u64>,
    total: Option<u64>,
    error: Option<&'a str>,
}

impl<'a> EntryJson<'a> {
    fn of(entry: &'a Entry) -> Self {
        let progress = progress(entry);
        Self {
            address: &entry.address,
            title: &entry.title,
            folder: &entry.dir,
            name: entry.name.as_deref(),
            added: entry.added,
            bytes: progress.map(|progress| progress.done),
            total: progress.and_then(|progress| progress.total),
            error: entry.error.as_deref(),
        }
    }
}
