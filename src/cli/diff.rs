//! `diff`: what changed between two versions of a file.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use serde_json::{Value, json};
use tempfile::NamedTempFile;

use super::table::{OutputColumns, OutputTable};
use super::text_args::TextArgs;
use super::{Global, on_disk, out, params, preview, resolve};
use crate::base::atomic_file::{Readers, folder_of, new_in};
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, NEWS, Result};
use crate::base::shell::Shell;
use crate::diff::{
    DiffColumn, DiffOptions, FileDiff, FirstChanges, PathChange, RowChange, RowFate, TableChanges, ToldDiff,
    WhatChanged,
};
use crate::m;
use crate::model::{Place, Target};
use crate::session::{ComparedFile, Order, Session};
use crate::t;

mod print;

#[derive(Args, Debug)]
pub struct DiffArgs {
    /// A file, against the version before it that is kept; a media, against the file that was downloaded of it; or two of
    /// these, the older first
    #[arg(required = true, num_args = 1..=2, value_name = "FILE|ADDRESS")]
    addresses: Vec<String>,
    /// The columns that tell rows apart, as code or 'siret,annee' [default: as names and values let guess, which is said]
    #[arg(long = "key", value_name = "COLUMNS", value_parser = NonEmptyStringValueParser::new())]
    columns: Vec<String>,
    /// What is compared of two archives; once more for what is in an archive in it
    #[arg(long, value_name = "NAME")]
    entry: Vec<String>,
    /// How many changed rows are told one by one
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
    /// Write what changed to a file: of tables for `daff patch`, of other JSON as JSON Patch
    #[arg(long, value_name = "FILE")]
    patch: Option<PathBuf>,
    /// The folder in which a downloaded file is looked for [default: the configuration's download_dir]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    #[command(flatten)]
    text: TextArgs,
    /// An answer that the media asks for, as siren=130025265; @FILE: one a line (may be repeated)
    #[arg(long = "param", value_name = "KEY=VALUE", value_parser = super::params::param)]
    params: Vec<(String, String)>,
}

/// What programs read of one difference.
const FIELDS: [&str; 8] = ["change", "old_row", "new_row", "key", "cells", "path", "old", "new"];

/// The two, and what changed between them.
struct Compared {
    labels: [String; 2],
    found: FileDiff,
    rows: Vec<RowChange>,
}

pub async fn diff(global: &Global, args: &DiffArgs, session: &Session) -> Result<u8> {
    let columns = global.columns(&FIELDS)?;
    let compared = tokio::select! {
        compared = compared(args, session) => compared?,
        _ = tokio::signal::ctrl_c() => return Ok(ErrorKind::Cancelled.exit_code()),
    };
    match columns.are_for_people() {
        true => print::print(&ToldDiff::new(&compared.labels, &compared.found, &compared.rows)),
        false => print_json(columns, &compared)?,
    }
    Ok(if compared.found.is_nothing() { 0 } else { NEWS })
}

async fn compared(args: &DiffArgs, session: &Session) -> Result<Compared> {
    let text = args.text.options()?;
    let (old, new) = both(args, session).await?;
    let (old, new) = (old.looked_into(&args.entry).await?, new.looked_into(&args.entry).await?);
    let key = preview::names(&args.columns);
    let options = DiffOptions { key, text, limit: args.limit, operations: args.patch.is_some() };
    let mut patch = args.patch.as_deref().map(patch_file).transpose()?;
    let out = match &mut patch {
        Some(patch) => Some(patch.reopen().map_err(|error| disk(patch.path(), &error))?),
        None => None,
    };
    let sink = FirstChanges::<File>::new(args.limit, out);
    let (found, sink) = session.compared(&old, &new, &options, sink).await?;
    let rows = sink.end()?;
    if let (Some(patch), Some(path)) = (patch, &args.patch) {
        write_patch(patch, path, &found.what)?;
    }
    Ok(Compared { labels: [old.label, new.label], found, rows })
}

/// Nothing is written over: not what is compared, and no other file.
fn patch_file(path: &Path) -> Result<NamedTempFile> {
    if std::fs::symlink_metadata(path).is_ok_and(|there| !there.is_dir()) {
        return Err(
            Error::new(ErrorKind::Exists, shown(path), m!("diff-patch-there")).hint(m!("diff-patch-there-hint"))
        );
    }
    new_in(folder_of(path), Readers::Others).map_err(|error| disk(path, &error))
}

/// Gives the patch its name, now that it is whole.
fn write_patch(mut patch: NamedTempFile, path: &Path, what: &WhatChanged) -> Result<()> {
    match what {
        WhatChanged::Bytes(_) | WhatChanged::Entries(_) => {
            let error = Error::new(ErrorKind::Usage, shown(path), m!("diff-no-patch"));
            return Err(error.hint(m!("diff-no-patch-hint")));
        }
        WhatChanged::Document(_, operations) => {
            let written = serde_json::to_writer_pretty(patch.as_file_mut(), operations);
            written.map_err(|error| disk(path, &error.into()))?;
        }
        WhatChanged::Nothing | WhatChanged::Table(_) => {}
    }
    patch.persist_noclobber(path).map(drop).map_err(|error| disk(path, &error.error))
}

/// The older and the newer version.
async fn both(args: &DiffArgs, session: &Session) -> Result<(ComparedFile, ComparedFile)> {
    let [first, second] = [args.addresses.first(), args.addresses.get(1)];
    let first = first.map(String::as_str).unwrap_or_default();
    let Some(second) = second else {
        return match on_disk::file(first, session)? {
            Some(path) => Ok((session.before(path)?, ComparedFile::on_disk(path)?)),
            None => {
                let order = order(first, args, session).await?;
                let folder = args.output.as_ref().unwrap_or(&session.config.download_dir);
                let path = Session::downloaded(folder, &order.media, &order.answers)?;
                Ok((ComparedFile::on_disk(&path)?, session.published(&order).await?))
            }
        };
    };
    Ok((version(first, args, session).await?, version(second, args, session).await?))
}

async fn version(given: &str, args: &DiffArgs, session: &Session) -> Result<ComparedFile> {
    match on_disk::file(given, session)? {
        Some(path) => ComparedFile::on_disk(path),
        None => session.published(&order(given, args, session).await?).await,
    }
}

/// The media at an address; of a dataset the first that can be read.
async fn order(address: &str, args: &DiffArgs, session: &Session) -> Result<Order> {
    let (portal, target) = resolve(address, session).await?;
    let (dataset, media) = match &target {
        Target::Media { dataset, media } => session.media(dataset, media).await?,
        Target::Place(Place::Dataset(place)) => {
            let dataset = portal.dataset(place).await?;
            let media = preview::first(&dataset.media, address)?.clone();
            out::note(&t!("cli-of-its-media", title = media.title));
            (dataset, media)
        }
        Target::Place(_) | Target::Search(_) | Target::Data(_) => {
            let error = Error::new(ErrorKind::Usage, address.to_owned(), m!("cli-folder-no-rows"));
            return Err(error.hint(m!("cli-use-list", address = Shell::in_use().quoted(address))));
        }
    };
    params::check(&args.params, [&media])?;
    Ok(Order::new(media, Some(Arc::new(dataset)), params::answers(&args.params)?))
}

fn print_json(columns: OutputColumns, compared: &Compared) -> Result<()> {
    let Compared { labels, found, rows } = compared;
    let file = |at: usize| json!({"path": labels[at], "bytes": found.bytes[at], "format": found.formats[at]});
    let differs = match (found.is_nothing(), found.is_other()) {
        (true, _) => "no",
        (false, false) => "writing",
        (false, true) => "content",
    };
    let notes: Vec<String> = found.notes.iter().map(ToString::to_string).collect();
    let (mut what, mut told, mut total) = (json!({}), Vec::new(), 0);
    match &found.what {
        WhatChanged::Nothing => {}
        WhatChanged::Table(table) => {
            what = of_table(table);
            what["around"] = table.around.changes.iter().map(of_path).collect();
            total = table.counts.added + table.counts.removed + table.counts.changed;
            told = rows.iter().map(|row| of_row(row, table)).collect();
        }
        WhatChanged::Document(document, _) => {
            let [added, removed, changed] = document.counts;
            what = json!({"document": {"added": added, "removed": removed, "changed": changed}});
            (told, total) = (document.changes.iter().map(of_path).collect(), document.all());
        }
        WhatChanged::Entries(entries) => {
            let [added, removed, changed] = entries.changes.counts;
            what = json!({"entries": {"added": added, "removed": removed, "changed": changed, "same": entries.same,
                "same_by_date": entries.by_date}});
            (told, total) = (entries.changes.changes.iter().map(of_path).collect(), entries.changes.all());
        }
        WhatChanged::Bytes(bytes) => what = json!({"content": bytes}),
    }
    let head = json!({
        "old": file(0), "new": file(1), "differs": differs, "table": what.get("table"),
        "document": what.get("document"), "around": what.get("around"), "entries": what.get("entries"), "content": what.get("content"), "notes": notes,
    });
    let left = total - told.len() as u64;
    let mut table = OutputTable::begin(columns, "changes", head)?;
    table.add(told)?;
    table.end(json!({"left_out": left}))
}

fn of_table(table: &TableChanges) -> Value {
    let counts = table.counts;
    let key: Vec<&String> = table.key.iter().filter_map(|at| table.columns.get(*at)).map(|it| &it.name).collect();
    json!({"table": {
        "key": key,
        "key_by": match (key.is_empty(), table.is_key_guessed) {
            (true, _) => Value::Null,
            (false, true) => "guessed".into(),
            (false, false) => "asked".into(),
        },
        "old_rows": table.rows[0], "new_rows": table.rows[1],
        "added": counts.added, "removed": counts.removed, "changed": counts.changed, "same": counts.same,
        "old_repeated": table.repeated[0], "new_repeated": table.repeated[1],
        "rows_reordered": table.is_reordered, "columns_reordered": table.are_columns_reordered,
        "columns": table.columns.iter().map(of_column).collect::<Vec<_>>(),
        "writing": table.writing,
    }})
}

fn of_column(column: &DiffColumn) -> Value {
    let change = match (column.old, column.new, &column.renamed) {
        (None, ..) => "added",
        (_, None, _) => "removed",
        (_, _, Some(_)) => "renamed",
        _ => "none",
    };
    let kinds = column.retyped().map(|kinds| kinds.map(|kind| kind.word()));
    json!({
        "name": column.name, "change": change, "renamed": column.renamed,
        "old_type": kinds.map(|kinds| kinds[0]), "new_type": kinds.map(|kinds| kinds[1]),
        "cells": column.cells, "respelled": column.respelled,
    })
}

fn of_row(row: &RowChange, table: &TableChanges) -> Value {
    let change = match row.fate {
        RowFate::Added => "added",
        RowFate::Removed => "removed",
        RowFate::Changed | RowFate::Same => "changed",
    };
    let key = table.key.iter().filter_map(|at| row.cells.get(*at)).map(|[old, new]| new.as_ref().or(old.as_ref()));
    let is_told = |cells: &[Option<String>; 2]| row.fate != RowFate::Changed || cells[0] != cells[1];
    let cells = table.columns.iter().zip(&row.cells).filter(|(_, cells)| is_told(cells));
    let mut cells: Vec<Value> =
        cells.map(|(column, [old, new])| json!({"column": column.name, "old": old, "new": new})).collect();
    if row.beyond[0] != row.beyond[1] {
        cells.push(json!({"column": null, "old": row.beyond[0], "new": row.beyond[1]}));
    }
    let place = |row: Option<u64>| row.map(|row| row + 1);
    json!({"change": change, "old_row": place(row.rows[0]), "new_row": place(row.rows[1]),
        "key": key.collect::<Vec<_>>(), "cells": cells})
}

fn of_path(change: &PathChange) -> Value {
    json!({"change": change.change, "path": change.path, "old": change.old, "new": change.new})
}
