//! Tables of a SQLite database, layers of a GeoPackage.
//!
//! A database can be made to do things when it is read. This one is opened for reading alone, as a file that nobody
//! changes or as bytes in memory; its views and triggers are off, its virtual tables are left alone, values are bounded,
//! and whatever is asked of it ends after a while.

use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;

use super::layer::MapLayer;
use super::{Preview, ReadAt, ReadOptions, Sample, View, whole};
use crate::base::beside::{Wanted, beside};
use crate::base::error::Result;
use crate::base::{format, text};
use crate::tabular::{Table, cell};
use crate::{said, t};

mod database;
mod tables;

use database::Database;
use tables::{StatedTable, rows};

/// How long all of it may take, and of that the counting of rows.
const PATIENCE: Duration = Duration::from_secs(3);
const COUNTING: Duration = Duration::from_millis(60);

pub async fn preview(source: &mut dyn ReadAt, sample: &Sample, options: &ReadOptions) -> Result<Preview> {
    // Its header names the kind of its application.
    // Older ones say so only by their tables.
    let is_marked = sample.bytes.get(68..72) == Some(b"GPKG");
    let is_geopackage = is_marked || memchr::memmem::find(&sample.bytes, b"gpkg_contents").is_some();
    let format = if is_geopackage { "gpkg" } else { "sqlite" };
    let refused = |why: String| Ok(Preview::refused(format, why).of(sample));
    let (place, read) = match source.path() {
        Some(path) => (DatabasePlace::File(path.to_owned()), sample.bytes.len()),
        None => match whole(source, sample).await? {
            Ok(bytes) => (DatabasePlace::Memory(bytes.clone()), bytes.len()),
            Err(why) => return refused(why),
        },
    };
    let asked = options.entry.first().cloned();
    let looked = beside(move |wanted| look(&place, asked.as_deref(), &wanted.within(PATIENCE))).await;
    let preview = match looked {
        Ok(Ok(preview)) => preview,
        Ok(Err(why)) => Preview::refused(format, why).of(sample),
        Err(_) => return refused(t!("preview-reader-gave-up")),
    };
    let preview = later(source.path(), sample).into_iter().fold(preview, Preview::note);
    Ok(Preview { bytes_read: read as u64, bytes_total: sample.total, ..preview })
}

/// What there is to say of changes that stand in another file, and are not read.
fn later(path: Option<&Path>, sample: &Sample) -> Option<String> {
    let name = |ending: &str| {
        let path = path?;
        let name = format!("{}{ending}", path.file_name()?.to_string_lossy());
        let is_one = std::fs::metadata(path.with_file_name(&name)).is_ok_and(|it| it.is_file() && it.len() > 0);
        is_one.then(|| text::line(&name))
    };
    // The versions of its format for writing and reading.
    let has_log = sample.bytes.get(18..20) == Some(&[2, 2]);
    match (has_log, name("-wal"), name("-journal")) {
        (true, Some(name), _) => Some(t!("geo-sqlite-wal", name)),
        (true, None, _) => Some(t!("geo-sqlite-wal-alone")),
        (false, _, Some(name)) => Some(t!("geo-sqlite-journal", name)),
        (false, _, None) => None,
    }
}

/// Where the database is.
enum DatabasePlace {
    File(PathBuf),
    Memory(Bytes),
}

/// What is in it; or why that cannot be told.
fn look(place: &DatabasePlace, asked: Option<&str>, wanted: &Wanted) -> std::result::Result<Preview, String> {
    let unreadable = |error: rusqlite::Error| t!("geo-sqlite-unreadable", why = database::said(&error));
    let database = match place {
        DatabasePlace::File(path) => Database::of_file(path, wanted),
        DatabasePlace::Memory(bytes) => Database::of_bytes(bytes, wanted),
    };
    let database = database.map_err(unreadable)?;
    let mut tables = tables::all(&database).map_err(unreadable)?;
    let format = if tables.iter().any(|table| table.is_of_geopackage) { "gpkg" } else { "sqlite" };
    if let Some(asked) = asked {
        let table = tables.into_iter().find(|table| table.name == asked || table.shown() == asked);
        let table = table.ok_or_else(|| t!("geo-sqlite-no-such", name = crate::base::text::line(asked)))?;
        return Ok(one(&database, table, format));
    }
    let readable = |table: &StatedTable| !table.is_virtual && !table.is_view;
    match tables.iter().filter(|table| readable(table)).count() {
        0 if tables.is_empty() => Err(t!("geo-sqlite-empty")),
        1 if tables.len() == 1 => {
            tables.pop().map(|table| one(&database, table, format)).ok_or_else(|| t!("geo-sqlite-empty"))
        }
        _ => Ok(list(&database, tables, format)),
    }
}

/// One table: its rows, and its shapes where it has any.
fn one(database: &Database, table: StatedTable, format: &'static str) -> Preview {
    if table.is_virtual || table.is_view {
        return Preview::refused(format, t!("geo-sqlite-not-run", name = table.shown()));
    }
    let total = table.count.or_else(|| database.count(&table.name, COUNTING));
    let (mut layer, note) = rows(database, &table);
    layer.title = Some(table.shown());
    layer.total = total;
    layer.extent = table.extent;
    layer.crs = table.crs;
    let mut preview = MapLayer::preview(layer, format);
    preview.notes.extend(note);
    preview
}

/// All tables, each to be opened, and the rows of the first.
fn list(database: &Database, mut tables: Vec<StatedTable>, format: &'static str) -> Preview {
    for table in &mut tables {
        if table.count.is_none() && !table.is_virtual && !table.is_view {
            table.count = database.count(&table.name, COUNTING / 4);
        }
    }
    let row = |table: &StatedTable| {
        let kind = match table {
            table if table.is_view => t!("geo-sqlite-view"),
            table if table.is_virtual => t!("geo-sqlite-virtual"),
            table => table.geometry.as_ref().map_or_else(|| t!("geo-sqlite-table"), |(_, kind)| kind.clone()),
        };
        let count = table.count.map(|count| count.to_string());
        vec![cell(&table.name), cell(&kind), count, table.crs.as_ref().and_then(|crs| cell(&crs.name))]
    };
    let names = vec![t!("geo-sqlite-name"), t!("geo-sqlite-kind"), t!("geo-sqlite-rows"), t!("geo-system")];
    let mut listing = Table::new(names, tables.iter().map(row).collect(), '.');
    listing.total = Some(tables.len() as u64);
    let entries = tables.iter().map(|table| table.name.clone()).collect();
    let facts = vec![
        (said!("geo-sqlite-tables").into(), tables.len().to_string()),
        (said!("geo-sqlite-size").into(), format::size(database.size())),
    ];
    let mut views = vec![View::Table(listing)];
    let first = tables.into_iter().find(|table| !table.is_virtual && !table.is_view);
    let first = first.map(|table| one(database, table, format));
    let notes = first.as_ref().map(|first| first.notes.clone()).unwrap_or_default();
    views.extend(first.and_then(|first| first.views.into_iter().find(|view| matches!(view, View::Table(_)))));
    views.push(View::Facts(facts));
    let mut preview = Preview::new(format, views);
    preview.entries = entries;
    preview.notes = notes;
    preview
}
