//! `cache`: what is kept of each portal between runs, and of files that were replaced, told and cleared.

use std::fs;

use clap::Subcommand;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::table::OutputTable;
use super::{Global, out};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::{format, text};
use crate::download::{KeptTotal, KeptVersions};
use crate::session::Session;
use crate::store::contents::{self, Contents};
use crate::{config, m, store, t};

#[derive(Subcommand, Debug)]
pub enum CacheCommand {
    /// What is kept of each portal: how much, since when, and where
    Ls,
    /// Forget what is kept of a portal, or of all
    Clear {
        /// A portal, configured or not any more [default: all]
        portal: Option<String>,

        /// The versions of replaced files, which no portal may have any more, and nothing else
        #[arg(long, conflicts_with = "portal")]
        versions: bool,
    },
}

impl CacheCommand {
    /// Whether what it prints is all that it is for.
    pub fn only_prints(&self) -> bool {
        matches!(self, Self::Ls)
    }
}

/// Nothing is asked of any portal.
pub async fn run(global: &Global, command: &CacheCommand, session: &Session) -> Result<u8> {
    match command {
        CacheCommand::Ls => list(global, session).await,
        CacheCommand::Clear { versions: true, .. } => forget_versions(global),
        CacheCommand::Clear { portal, .. } => clear(global, portal.as_deref(), session).await,
    }
}

/// What programs read of what is kept of a portal.
const FIELDS: [&str; 6] = ["portal", "answers", "marks", "bytes", "oldest", "newest"];

async fn list(global: &Global, session: &Session) -> Result<u8> {
    let columns = global.columns(&FIELDS)?;
    let file = contents::file(&config::cache_dir()?);
    let kept = kept(session).await?;
    let size = fs::metadata(&file).map(|found| found.len()).unwrap_or_default();
    let versions = Session::kept_versions()?;
    if !columns.are_for_people() {
        let about = json!({"file": file.display().to_string(), "bytes": size, "versions": of_versions(&versions, versions.total())});
        let mut table = OutputTable::begin(columns, "portals", about)?;
        table.add(kept.iter().map(|of| json!(of)))?;
        return table.end(json!({})).map(|()| 0);
    }
    for of in &kept {
        let when = of.newest.map(|when| store::moment(when, &TimeZone::system())).unwrap_or_default();
        let oldest = of.oldest.map(|when| store::moment(when, &TimeZone::system())).unwrap_or_default();
        let answers = t!("cli-cache-answers", count = of.answers);
        out::line(&format!("{}  {answers}  {}  {oldest} – {when}", of.portal, format::size(of.bytes)));
    }
    let path = file.display();
    out::note(&if kept.is_empty() {
        t!("cli-cache-empty", path)
    } else {
        t!("cli-cache-in", path, size = format::size(size))
    });
    let total = versions.total();
    if total.versions > 0 {
        let (count, size) = (total.versions, format::size(total.bytes));
        out::note(&t!("cli-cache-versions", count, files = total.files, size, path = versions.folder().display()));
    }
    Ok(0)
}

/// What programs read of the versions of replaced files.
fn of_versions(kept: &KeptVersions, total: KeptTotal) -> Value {
    let KeptTotal { versions, files, bytes } = total;
    json!({"folder": kept.folder().display().to_string(), "versions": versions, "files": files, "bytes": bytes})
}

fn forget_versions(global: &Global) -> Result<u8> {
    let columns = global.columns(&FIELDS)?;
    let kept = Session::kept_versions()?;
    let total = kept.forget()?;
    if !columns.are_for_people() {
        let table = OutputTable::begin(columns, "forgotten", json!({"versions": of_versions(&kept, total)}))?;
        return table.end(json!({})).map(|()| 0);
    }
    out::note(&match total.versions {
        0 => t!("cli-cache-nothing"),
        count => t!("cli-cache-versions-forgotten", count, size = format::size(total.bytes)),
    });
    Ok(0)
}

async fn clear(global: &Global, portal: Option<&str>, session: &Session) -> Result<u8> {
    let columns = global.columns(&FIELDS)?;
    let known = kept(session).await?;
    let is_known = |name: &str| known.iter().any(|it| it.portal == name);
    if let Some(name) = portal.filter(|name| !is_known(name) && session.portal_config(name).is_err()) {
        return Err(
            Error::new(ErrorKind::NotFound, text::line(name), m!("cli-cache-unknown")).hint(m!("cli-cache-lists"))
        );
    }
    let forgotten = match known.is_empty() {
        true => vec![],
        false => session.store.forget(portal.map(str::to_owned)).await.ok_or_else(unusable)?,
    };
    if portal.is_none() {
        let folder = config::cache_dir()?;
        contents::remove_damaged(&folder).map_err(|error| {
            Error::new(ErrorKind::Disk, folder.display().to_string(), m!("cli-unwritable", error = &error))
                .caused_by(error)
        })?;
    }
    if !columns.are_for_people() {
        let mut table = OutputTable::begin(columns, "forgotten", json!({}))?;
        table.add(forgotten.iter().map(|of| json!(of)))?;
        return table.end(json!({})).map(|()| 0);
    }
    forgotten.iter().for_each(|of| out::note(&t!("cli-cache-forgotten", portal = of.portal, count = of.answers)));
    if forgotten.is_empty() {
        out::note(&t!("cli-cache-nothing"));
    }
    Ok(0)
}

/// A file that is not there is not begun for this.
async fn kept(session: &Session) -> Result<Vec<Contents>> {
    if !contents::file(&config::cache_dir()?).exists() {
        return Ok(vec![]);
    }
    session.store.contents().await.ok_or_else(unusable)
}

fn unusable() -> Error {
    Error::new(ErrorKind::Disk, m!("cli-cache"), m!("cli-cache-unusable")).hint(m!("cli-cache-unusable-hint"))
}
