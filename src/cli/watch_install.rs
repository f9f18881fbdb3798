//! `watch install`: a timer of systemd, or a line for cron, that looks from time to time.

use std::fs;
use std::path::Path;

use clap::Args;
use serde_json::json;

use super::watch::{RunArgs, others};
use super::{Global, out};
use crate::base::atomic_file::{self, Readers};
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text;
use crate::config::FilePlace;
use crate::session::Session;
use crate::watch::timer;
use crate::{m, t};

#[derive(Args, Debug)]
pub struct InstallArgs {
    /// How often, as systemd writes it: 1d, 6h
    #[arg(long, value_name = "TIME", default_value = "1d", hide_default_value = true, value_parser = span)]
    every: String,
    /// Print the line for cron, and write nothing
    #[arg(long)]
    cron: bool,
    /// What `watch run` is to do
    #[command(flatten)]
    run: RunArgs,
}

fn span(given: &str) -> std::result::Result<String, String> {
    let (number, unit) = given.split_at(given.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len());
    let is_span = number.parse::<u32>().is_ok_and(|number| number > 0) && ["min", "h", "d", "w"].contains(&unit);
    if is_span { Ok(given.to_owned()) } else { Err(t!("watch-span", given = text::line(given))) }
}

/// Writes the units where systemd runs the person's, unless others are there; else prints the line for cron.
pub fn set_timer(global: &Global, args: &InstallArgs, session: &Session) -> Result<u8> {
    let columns = global.columns(&["files", "cron"])?;
    let program = std::env::current_exe().map_err(|error| disk(Path::new("guichet"), &error))?;
    let run = run_args(global, &args.run, session)?;
    let has_systemd = cfg!(target_os = "linux") && Path::new("/run/systemd/system").is_dir();
    let (files, cron) = match args.cron || !has_systemd {
        true => (vec![], Some(cron_line(&program, &run, &args.every)?)),
        false => (write_units(&program, &run, &args.every)?, None),
    };
    if !columns.are_for_people() {
        columns.print(json!({ "files": files, "cron": cron }))?;
        return Ok(0);
    }
    files.iter().chain(&cron).for_each(|line| out::line(line));
    let next = "systemctl --user daemon-reload && systemctl --user enable --now guichet-watch.timer";
    out::note(&match cron {
        Some(_) => t!("watch-cron", every = &args.every),
        None => t!("watch-enable", command = next),
    });
    Ok(0)
}

fn cron_line(program: &Path, run: &[String], every: &str) -> Result<String> {
    timer::cron(program, run, every, (std::process::id() % 60) as u8).ok_or_else(|| {
        Error::new(ErrorKind::Usage, "--every", m!("watch-cron-cannot", every)).hint(m!("watch-cron-can"))
    })
}

/// Where they are now.
fn write_units(program: &Path, run: &[String], every: &str) -> Result<Vec<String>> {
    let base = directories::BaseDirs::new();
    let base = base.ok_or_else(|| Error::new(ErrorKind::Config, "watch install", m!("watch-no-home")))?;
    let units = timer::systemd(base.config_dir(), program, run, every);
    let files = units.files.map(|(name, content)| (units.folder.join(name), content));
    for (path, _) in &files {
        if fs::read_to_string(path).is_ok_and(|there| !timer::is_ours(&there)) {
            return Err(others(path));
        }
    }
    for (path, content) in &files {
        atomic_file::replace(path, content.as_bytes(), Readers::Others).map_err(|error| disk(path, &error))?;
    }
    Ok(files.iter().map(|(path, _)| shown(path)).collect())
}

/// As words behind `watch run`, for another program, which starts elsewhere and knows nothing of this terminal: with what
/// decides here which portals there are and how they are spoken to, and paths from the root.
fn run_args(global: &Global, run: &RunArgs, session: &Session) -> Result<Vec<String>> {
    let from_root = |path: &Path| {
        let path = std::path::absolute(path).map_err(|error| disk(path, &error))?;
        Ok::<_, Error>(path.display().to_string())
    };
    let is_named = matches!(session.place, FilePlace::Flag(_) | FilePlace::Environment(_));
    let config = session.place.path().filter(|_| is_named);
    let paths = [("--config", config), ("--ca-file", global.ca_file.as_deref()), ("--feed", run.feed.as_deref())];
    let mut args = Vec::new();
    for (flag, path) in paths {
        if let Some(path) = path {
            args.extend([flag.to_owned(), from_root(path)?]);
        }
    }
    args.extend(global.lang.iter().flat_map(|code| ["--lang".to_owned(), code.clone()]));
    args.extend(run.notify.then(|| "--notify".to_owned()));
    if let [program, rest @ ..] = &run.exec[..] {
        let path = Path::new(program);
        // A bare name is looked for where programs are.
        let is_path = path.components().count() > 1 || path.has_root();
        let program = if is_path { from_root(path)? } else { program.to_string_lossy().into_owned() };
        args.extend(["--exec".to_owned(), program]);
        args.extend(rest.iter().map(|word| word.to_string_lossy().into_owned()));
    }
    Ok(args)
}
