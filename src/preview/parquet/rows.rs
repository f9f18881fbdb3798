//! The first rows, from the first pages of as many columns as the limits allow.

use std::sync::Arc;

use ::parquet::file::metadata::ParquetMetaData;
use ::parquet::schema::types::SchemaDescriptor;

use super::geo::Geo;
use super::pages::{CheckedGroup, PageLimits, start};
use super::pieces::FetchedPieces;
use super::values::{self, FirstValues};
use super::{COLUMNS, FETCHED, Fetcher, ROWS, STEP, guarded};
use crate::base::beside::beside;
use crate::base::error::Result;
use crate::base::text;
use crate::preview::layer::MapLayer;
use crate::preview::map::{Position, Shape, Sketch};
use crate::t;
use crate::tabular::{Table, cell};

/// The most row groups that are looked into for the first rows.
const GROUPS: usize = 8;

/// What was read of the rows, and what is to be said of the rest.
#[derive(Default)]
pub struct FirstRows {
    pub table: Option<Table>,
    pub map: Option<Sketch>,
    pub notes: Vec<String>,
}

/// The values of columns, or why there are none.
type ReadColumns = Vec<Result<FirstValues, String>>;

impl Fetcher<'_> {
    /// The first `most` of them.
    pub async fn rows(&mut self, metadata: &Arc<ParquetMetaData>, geo: Option<Geo>, most: usize) -> Result<FirstRows> {
        let schema = metadata.file_metadata().schema_descr();
        let fields = schema.root_schema().get_fields().len();
        let shown = (0..schema.num_columns()).take_while(|leaf| schema.get_column_root_idx(*leaf) < COLUMNS).count();
        if metadata.num_row_groups() == 0 || shown == 0 {
            return Ok(FirstRows { notes: vec![t!("preview-parquet-no-rows")], ..FirstRows::default() });
        }
        let geometry = geo.as_ref().map(|geo| geo.column.clone());
        let (mut leaves, mut rows) = (shown, 0);
        let mut read: ReadColumns = vec![];
        for group in 0..metadata.num_row_groups().min(GROUPS.max(most / ROWS * GROUPS)) {
            if rows >= most {
                break;
            }
            let more = self.group(metadata, group, most - rows, leaves, geometry.clone()).await?;
            leaves = more.len();
            read.truncate(leaves);
            let came = more.iter().flatten().map(|values| values.cells.len()).max().unwrap_or(0);
            join(&mut read, more, rows);
            rows += came;
        }
        Ok(put_together(metadata, &read, rows, fields, geo))
    }

    /// The values of the first `leaves` columns of a row group, of fewer where those would be too much to fetch.
    async fn group(
        &mut self,
        metadata: &Arc<ParquetMetaData>,
        group: usize,
        rows: usize,
        leaves: usize,
        geometry: Option<String>,
    ) -> Result<ReadColumns> {
        self.prefetch(metadata, group, leaves).await?;
        let mut read: ReadColumns = vec![];
        while read.len() < leaves {
            self.pieces.begin();
            let (pieces, metadata, geometry, from) =
                (self.pieces.clone(), metadata.clone(), geometry.clone(), read.len());
            let reading = beside(move |wanted| {
                let pieces = pieces.watched_by(wanted);
                columns(&metadata, &pieces, group, from..leaves, rows, geometry.as_deref())
            });
            read.extend(reading.await.unwrap_or_else(|_| vec![Err(t!("preview-reader-gave-up"))]));
            let Some((from, length)) = self.pieces.missed() else { continue };
            if self.fetched + length > FETCHED {
                break;
            }
            let before = self.pieces.length();
            self.fetch(from, length).await?;
            if self.pieces.length() == before {
                read.push(Err(t!("preview-parquet-pages-short")));
            }
        }
        if read.is_empty() {
            read.push(Err(t!("preview-parquet-pages-large")));
        }
        Ok(read)
    }

    /// The beginnings of the columns, in one request where they lie side by side.
    async fn prefetch(&mut self, metadata: &ParquetMetaData, group: usize, columns: usize) -> Result<()> {
        let total = self.pieces.total;
        let mut spans: Vec<(u64, u64)> = Vec::new();
        for chunk in metadata.row_group(group).columns().iter().take(columns) {
            let (Some(start), Ok(length)) = (start(chunk), u64::try_from(chunk.compressed_size())) else { continue };
            let end = start.saturating_add(length.min(STEP as u64)).min(total);
            match spans.last_mut() {
                Some((from, to)) if start >= *from && start <= *to + STEP as u64 / 2 => *to = end.max(*to),
                _ if start < end => spans.push((start, end)),
                _ => {}
            }
        }
        for (from, to) in spans {
            let length = (to - from) as usize;
            if self.fetched + length > FETCHED / 2 {
                break;
            }
            self.fetch(from, length).await?;
        }
        Ok(())
    }
}

/// The values of these columns, up to the first that misses something.
fn columns(
    metadata: &ParquetMetaData,
    pieces: &FetchedPieces,
    group: usize,
    leaves: std::ops::Range<usize>,
    rows: usize,
    geometry: Option<&str>,
) -> ReadColumns {
    let group = CheckedGroup { metadata: metadata.row_group(group), pieces: pieces.clone(), limits: PageLimits::FIRST };
    let mut read = vec![];
    for leaf in leaves {
        let parts = group.metadata.columns().get(leaf).map(|chunk| chunk.column_path().parts());
        let is_geometry = parts.is_some_and(|parts| parts.len() == 1 && Some(parts[0].as_str()) == geometry);
        let values = guarded(|| values::read(&group, leaf, rows, is_geometry));
        if values.is_err() && pieces.has_missed() {
            break;
        }
        read.push(values);
    }
    read
}

/// FirstValues of a further row group behind those that are there, which are `rows`.
fn join(read: &mut ReadColumns, more: ReadColumns, rows: usize) {
    if read.is_empty() {
        *read = more;
        return;
    }
    for (so_far, values) in read.iter_mut().zip(more) {
        let (Ok(so_far), Ok(values)) = (so_far, values) else { continue };
        so_far.cells.resize(rows, None);
        so_far.cells.extend(values.cells);
        so_far.shapes.extend(values.shapes.into_iter().map(|(row, shapes)| (row + rows, shapes)));
    }
}

/// One column for each field of the schema.
fn put_together(
    metadata: &ParquetMetaData,
    read: &ReadColumns,
    rows: usize,
    fields: usize,
    geo: Option<Geo>,
) -> FirstRows {
    let schema = metadata.file_metadata().schema_descr();
    let mut found = FirstRows::default();
    let (mut names, mut cells) = (vec![], vec![vec![]; rows]);
    let mut layer = geo.as_ref().map_or_else(MapLayer::default, Geo::layer);
    for (at, field) in schema.root_schema().get_fields().iter().enumerate() {
        let leaves: Vec<usize> = (0..read.len()).filter(|leaf| schema.get_column_root_idx(*leaf) == at).collect();
        if leaves.is_empty() {
            break;
        }
        let name = text::line(field.name());
        if let Some(why) = leaves.iter().find_map(|leaf| read[*leaf].as_ref().err()) {
            found.notes.push(t!("formats-parquet-column", name = name.clone(), why));
        }
        for (row, cells) in cells.iter_mut().enumerate() {
            let of = |leaf: usize| read[leaf].as_ref().ok()?.cells.get(row)?.clone();
            cells.push(joined(schema, &leaves, of));
        }
        let shapes = leaves.iter().filter_map(|leaf| read[*leaf].as_ref().ok()).flat_map(|values| &values.shapes);
        shapes.for_each(|(row, shapes)| layer.draw(*row, shapes.iter().cloned()));
        if let Some(geo) =
            geo.as_ref().filter(|geo| geo.column == field.name() && !geo.encoding.eq_ignore_ascii_case("wkb"))
        {
            match geo.encoding.as_str() {
                "point" => {
                    points(schema, read, &leaves).for_each(|(row, point)| layer.draw(row, [Shape::Point(point)]))
                }
                encoding => found.notes.push(t!("formats-geo-encoding", encoding)),
            }
        }
        names.push(name);
    }
    if read.iter().all(Result::is_err) {
        let why = read.iter().find_map(|read| read.as_ref().err()).cloned().unwrap_or_default();
        found.notes = vec![t!("preview-parquet-rows-failed", why)];
        return found;
    }
    if names.len() < fields {
        found.notes.push(t!("preview-parquet-rows-of", columns = names.len(), fields));
    }
    let mut table = Table::new(names, cells, '.');
    table.total = u64::try_from(metadata.file_metadata().num_rows()).ok();
    found.table = Some(table);
    found.map = layer.drawn();
    found.notes.extend(layer.notes);
    found
}

/// Points that are two columns of numbers.
fn points(schema: &SchemaDescriptor, read: &ReadColumns, leaves: &[usize]) -> impl Iterator<Item = (usize, Position)> {
    let column = |name: &str| {
        let leaf = leaves.iter().find(|leaf| schema.column(**leaf).name() == name)?;
        Some(read.get(*leaf)?.as_ref().ok()?.cells.iter().map(|cell| cell.as_deref()?.parse::<f64>().ok()).collect())
    };
    let (x, y): (Vec<_>, Vec<_>) = (column("x").unwrap_or_default(), column("y").unwrap_or_default());
    x.into_iter().zip(y).enumerate().filter_map(|(row, (x, y))| Some((row, [x?, y?])))
}

/// What the columns that make up a field say together; `of`: what each does.
pub fn joined(schema: &SchemaDescriptor, leaves: &[usize], of: impl Fn(usize) -> Option<String>) -> Option<String> {
    if let [only] = leaves {
        return of(*only);
    }
    let parts = leaves.iter().filter_map(|leaf| Some((leaf_name(schema.column(*leaf).path().parts()), of(*leaf)?)));
    cell(&parts.map(|(name, text)| format!("{name}: {text}")).collect::<Vec<_>>().join(", "))
}

/// What a part of a nested column is called: its own name, without what only says that it is repeated.
fn leaf_name(parts: &[String]) -> String {
    let own = parts
        .iter()
        .skip(1)
        .filter(|part| !matches!(part.as_str(), "list" | "element" | "item" | "array" | "key_value"));
    let own: Vec<&str> = own.map(String::as_str).collect();
    text::line(&if own.is_empty() { parts.last().cloned().unwrap_or_default() } else { own.join(".") })
}
