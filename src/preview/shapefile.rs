//! Shapefile: shapes, and beside them attributes, projection and encoding, in files of their own.

use bytes::Bytes;

use super::crs::Crs;
use super::dbf::{self, DbfTable};
use super::layer::{MapLayer, extent, shapes_cell};
use super::map::{Position, Shape};
use super::siblings::{FileBeginning, Siblings, beginning, called_like};
use super::{Entry, Files, Preview, ReadAt, ReadOptions, Sample, What};
use crate::base::error::Result;
use crate::base::format;
use crate::t;

/// How much of the shapes is read: more than a sketch keeps.
const READ: usize = 512 << 10;
const HEADER: usize = 100;

/// A shapefile by itself: on this disk, its other files are beside it.
pub async fn preview(source: &mut dyn ReadAt, sample: &Sample, options: &ReadOptions) -> Result<Preview> {
    let refused = || Preview::refused("shp", t!("geo-no-shapefile")).of(sample);
    if let Some(path) = source.path() {
        let mut beside = Siblings::of(path);
        return Ok(of_files(&mut beside, 0, sample, options).await?.unwrap_or_else(refused));
    }
    let bytes = match sample.whole || !source.seeks() {
        true => sample.bytes.clone(),
        false => source.at(0, READ).await?,
    };
    let Some(shapes) = ShapeFile::read(&bytes) else { return Ok(refused()) };
    if is_index(&bytes) {
        return Ok(index(sample.total, sample));
    }
    let read = bytes.len() as u64;
    let layer = shapes.layer(&bytes, None);
    let preview = layer.preview("shp").note(t!("geo-shp-alone"));
    Ok(Preview { bytes_read: read, ..preview.of(sample) })
}

/// The shapefile whose `.shp` is the entry at `at`; `None` where it is none.
pub async fn of_files(
    files: &mut dyn Files,
    at: usize,
    sample: &Sample,
    options: &ReadOptions,
) -> Result<Option<Preview>> {
    let Some(shp) = beginning(files, at, READ).await else { return Ok(None) };
    let Some(shapes) = ShapeFile::read(&shp.bytes) else { return Ok(None) };
    if is_index(&shp.bytes) {
        return Ok(Some(index(shp.length, sample)));
    }
    let dbf = sibling(files, at, "dbf", dbf::READ).await;
    let cpg = words(sibling(files, at, "cpg", 64).await);
    let prj = words(sibling(files, at, "prj", 16 << 10).await);
    let table = dbf.as_ref().and_then(|dbf| Some((DbfTable::read(&dbf.bytes)?, dbf)));
    let encoding = table.as_ref().map(|(table, dbf)| table.encoding(&dbf.bytes, cpg.as_deref(), options));
    let rows = table.as_ref().zip(encoding).map(|((table, dbf), encoding)| Attributes {
        names: table.names(encoding),
        rows: table.rows(&dbf.bytes, encoding).collect(),
        total: table.count(dbf.length),
    });
    let said = table.as_ref().zip(encoding).map(|((table, dbf), encoding)| {
        let notes = table.notes(dbf.length, encoding).into_iter();
        notes.chain(table.doubt(cpg.as_deref(), encoding)).collect::<Vec<_>>()
    });
    let missing = rows.is_none();
    let mut layer = shapes.layer(&shp.bytes, rows);
    layer.total = layer.total.or_else(|| counted(files, at, &shp, layer.rows()));
    layer.crs = prj.as_deref().and_then(Crs::stated);
    let (title, others) = named(files.entries(), at);
    layer.title = title;
    let mut preview = layer.preview("shp");
    if missing {
        preview.notes.push(t!("geo-shp-no-dbf"));
    }
    preview.notes.extend(said.into_iter().flatten());
    preview.notes.extend(others);
    if let Some(encoding) = encoding {
        preview = preview.guess(What::Encoding, encoding.charset.name(), encoding.by, encoding.sureness);
    }
    preview = preview.of(sample);
    preview.bytes_read = shp.bytes.len() as u64 + dbf.map_or(0, |dbf| dbf.bytes.len() as u64);
    Ok(Some(preview))
}

/// What an index of this length is.
fn index(length: Option<u64>, sample: &Sample) -> Preview {
    let count = format::count(length.unwrap_or(0).saturating_sub(HEADER as u64) / 8);
    Preview::refused("shx", t!("geo-shx", count)).of(sample)
}

/// Whether it tells where the shapes of another file are: it begins alike, and places follow where shapes are numbered.
fn is_index(bytes: &[u8]) -> bool {
    let number = |at: usize| bytes.get(at..at + 4).and_then(|it| Some(u32::from_be_bytes(it.try_into().ok()?)));
    number(HEADER) == Some(HEADER as u32 / 2) && number(HEADER + 4).is_some_and(|words| words >= 2)
}

async fn sibling(files: &mut dyn Files, at: usize, extension: &str, most: usize) -> Option<FileBeginning> {
    let place = called_like(files, at, extension)?;
    beginning(files, place, most).await
}

fn words(read: Option<FileBeginning>) -> Option<String> {
    Some(String::from_utf8_lossy(&read?.bytes).into_owned())
}

/// How many shapes there are: the index beside it has eight bytes for each.
fn counted(files: &dyn Files, at: usize, shp: &FileBeginning, read: usize) -> Option<u64> {
    let index = called_like(files, at, "shx").and_then(|place| files.entries().get(place)?.size);
    let by_index = index.and_then(|size| size.checked_sub(HEADER as u64)).map(|size| size / 8);
    by_index.or_else(|| shp.whole.then_some(read as u64))
}

/// What the layer is called, and a sentence that names the other layers.
fn named(entries: &[Entry], at: usize) -> (Option<String>, Option<String>) {
    const NAMED: usize = 20;
    let own = entries.get(at).map(|entry| entry.file_name());
    let title = own.and_then(|own| own.rsplit_once('.')).map(|(stem, _)| stem.to_owned());
    let others = entries.iter().enumerate().filter(|(place, entry)| *place != at && entry.extension() == "shp");
    let others: Vec<&str> = others.map(|(_, entry)| entry.name.as_str()).take(NAMED).collect();
    let first = others.first().copied().unwrap_or_default();
    let note = (!others.is_empty()).then(|| t!("geo-other-layers", names = others.join(", "), first));
    (title, note)
}

struct Attributes {
    names: Vec<String>,
    /// `None`: deleted.
    rows: Vec<Option<Vec<Option<String>>>>,
    total: u64,
}

/// What its header says.
struct ShapeFile {
    bounds: [f64; 4],
}

impl ShapeFile {
    fn read(bytes: &[u8]) -> Option<Self> {
        let head = bytes.get(..HEADER)?;
        let is_one = head.starts_with(&[0, 0, 0x27, 0x0a]) && u32_at(head, 28)? == 1000;
        let bounds = [f64_at(head, 36)?, f64_at(head, 44)?, f64_at(head, 52)?, f64_at(head, 60)?];
        is_one.then_some(Self { bounds })
    }

    /// Shapes with their attributes, in their order; where there are none, with words for the shapes.
    fn layer(&self, bytes: &Bytes, attributes: Option<Attributes>) -> MapLayer {
        let records = ShapeRecords { rest: bytes.get(HEADER..).unwrap_or_default() };
        let [west, south, east, north] = self.bounds;
        let mut layer = match &attributes {
            Some(attributes) => MapLayer::of_columns(attributes.names.clone()),
            None => MapLayer::of_columns([t!("geo-shape")]),
        };
        (layer.extent, layer.must_state) = (extent(west, south, east, north), true);
        let Some(attributes) = attributes else {
            for shapes in records {
                layer.add(vec![shapes_cell(&shapes)], shapes);
            }
            return layer;
        };
        layer.total = Some(attributes.total);
        let mut records = records;
        for row in attributes.rows {
            let shapes = records.next().unwrap_or_default();
            if let Some(row) = row {
                layer.add(row, shapes);
            }
        }
        layer
    }
}

/// The shapes of each record, as far as the bytes go.
struct ShapeRecords<'b> {
    rest: &'b [u8],
}

impl Iterator for ShapeRecords<'_> {
    type Item = Vec<Shape>;

    fn next(&mut self) -> Option<Vec<Shape>> {
        let words = u32::from_be_bytes(self.rest.get(4..8)?.try_into().ok()?);
        let body = self.rest.get(8..)?;
        let length = usize::try_from(u64::from(words) * 2).ok()?;
        let (content, rest) = body.split_at(length.min(body.len()));
        // What is cut in the middle keeps what came; what claims nothing would come for ever.
        self.rest = if length < 4 { &[] } else { rest };
        Some(record_shapes(content).unwrap_or_default())
    }
}

fn record_shapes(content: &[u8]) -> Option<Vec<Shape>> {
    // Heights and measures follow the positions.
    let kind = u32_at(content, 0)?;
    Some(match kind % 10 {
        _ if kind > 30 => areas(content)?,
        1 => vec![Shape::Point(position(content, 4)?)],
        3 => parts(content)?.into_iter().map(Shape::Line).collect(),
        5 => areas(content)?,
        8 => {
            let count = usize::try_from(u32_at(content, 36)?).ok()?;
            (0..count).map_while(|at| position(content, 40 + at * 16)).map(Shape::Point).collect()
        }
        _ => vec![],
    })
}

/// Rings that go round with the clock surround, the others are cut out of what came before.
fn areas(content: &[u8]) -> Option<Vec<Shape>> {
    let mut areas: Vec<Vec<Vec<Position>>> = Vec::new();
    for ring in parts(content)? {
        match areas.last_mut() {
            Some(area) if twice_area(&ring) > 0.0 => area.push(ring),
            _ => areas.push(vec![ring]),
        }
    }
    Some(areas.into_iter().map(Shape::Area).collect())
}

/// Positive where it goes round against the clock.
fn twice_area(ring: &[Position]) -> f64 {
    ring.windows(2).map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1]).sum()
}

/// The positions of each part, as many as there are.
fn parts(content: &[u8]) -> Option<Vec<Vec<Position>>> {
    let count = usize::try_from(u32_at(content, 36)?).ok()?;
    let all = usize::try_from(u32_at(content, 40)?).ok()?;
    let starts: Vec<usize> =
        (0..count).map_while(|at| Some(u32_at(content, 44 + at.checked_mul(4)?)? as usize)).collect();
    let first = 44_usize.checked_add(count.checked_mul(4)?)?.checked_add(if u32_at(content, 0)? == 31 {
        count * 4
    } else {
        0
    })?;
    let positions: Vec<Position> =
        (0..all).map_while(|at| position(content, first.checked_add(at.checked_mul(16)?)?)).collect();
    let ends = starts.iter().skip(1).copied().chain([all]);
    let part = |(from, to): (&usize, usize)| Some(positions.get(*from..to.min(positions.len()))?.to_vec());
    Some(starts.iter().zip(ends).filter_map(part).filter(|part| !part.is_empty()).collect())
}

fn position(bytes: &[u8], at: usize) -> Option<Position> {
    Some([f64_at(bytes, at)?, f64_at(bytes, at.checked_add(8)?)?])
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}
