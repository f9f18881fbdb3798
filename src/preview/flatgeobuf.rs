//! FlatGeobuf: count, extent and columns from its header, first features from behind its index, by ranges.
//!
//! Its tables are read here and not by a crate: of a file of any size only the pieces are at hand that were fetched, and
//! none of the offsets in them is believed before it is checked.

use super::crs::Crs;
use super::flatbuffer::FlatTable;
use super::layer::{self, MapLayer, shapes_cell};
use super::map::{MOST_POSITIONS, Position, Shape};
use super::{MOST_ROWS, Preview, ReadAt, ReadOptions, Sample};
use crate::base::error::Result;
use crate::base::text;
use crate::t;
use crate::tabular::cell;

const MAGIC: usize = 8;
/// The longest header, and how much of the features is read.
const HEADER: usize = 1 << 20;
const READ: usize = 512 << 10;
/// Bytes of each node of the index.
const NODE: u64 = 40;
/// Parts in parts of a geometry.
const DEEPEST: usize = 4;

pub async fn preview(source: &mut dyn ReadAt, sample: &Sample, _: &ReadOptions) -> Result<Preview> {
    let refused = |why: String| Ok(Preview::refused("fgb", why).of(sample));
    let Some(length) = sample.bytes.get(MAGIC..MAGIC + 4).and_then(|it| it.try_into().ok()).map(u32::from_le_bytes)
    else {
        return refused(t!("geo-fgb-header"));
    };
    let end = MAGIC + 4 + length as usize;
    if length as usize > HEADER || sample.total.is_some_and(|total| end as u64 > total) {
        return refused(t!("geo-fgb-header"));
    }
    let mut bytes = sample.bytes.clone();
    if bytes.len() < end && source.seeks() {
        bytes = source.at(0, end).await?;
    }
    let Some(header) = bytes.get(MAGIC + 4..end).and_then(Header::read) else { return refused(t!("geo-fgb-header")) };
    let from = (end as u64).saturating_add(header.index_length());
    let (features, read) = match features(source, sample, from).await? {
        Some(features) => features,
        None => (bytes::Bytes::new(), 0),
    };
    // Where nothing stands behind the header there is nothing.
    let is_none = sample.total == Some(from);
    let is_out_of_reach = features.is_empty() && !is_none;
    let mut layer = header.layer(&features);
    layer.total = if is_none { Some(0) } else { layer.total };
    if is_out_of_reach {
        layer.notes.push(t!("geo-fgb-no-parts"));
    }
    let preview = layer.preview("fgb").of(sample);
    Ok(Preview { bytes_read: (bytes.len() + read) as u64, bytes_total: sample.total, ..preview })
}

/// The first features, and how many bytes more were read for them.
async fn features(source: &mut dyn ReadAt, sample: &Sample, from: u64) -> Result<Option<(bytes::Bytes, usize)>> {
    let at_hand = usize::try_from(from).ok().filter(|from| *from < sample.bytes.len());
    match at_hand {
        Some(from) if sample.whole || !source.seeks() => Ok(Some((sample.bytes.slice(from..), 0))),
        _ if source.seeks() && sample.total.is_none_or(|total| from < total) => {
            let bytes = source.at(from, READ).await?;
            let read = bytes.len();
            Ok(Some((bytes, read)))
        }
        _ => Ok(None),
    }
}

struct Header {
    title: Option<String>,
    extent: Vec<f64>,
    kind: u8,
    columns: Vec<FgbColumn>,
    /// `None`: not said.
    count: Option<u64>,
    node_size: u16,
    crs: Option<Crs>,
}

struct FgbColumn {
    name: String,
    kind: u8,
}

impl FgbColumn {
    fn all(table: &FlatTable, field: usize) -> Vec<Self> {
        let columns = table.tables(field);
        columns.iter().map(|it| Self { name: it.text(0).unwrap_or_default(), kind: it.byte(1).unwrap_or(0) }).collect()
    }
}

impl Header {
    fn read(bytes: &[u8]) -> Option<Self> {
        let table = FlatTable::root(bytes)?;
        let crs = table.table(10).and_then(|crs| {
            let code = crs.number::<4>(1).map(i32::from_le_bytes).and_then(|code| u32::try_from(code).ok());
            let by_code = code.filter(|code| *code > 0).and_then(Crs::coded);
            let stated = || crs.text(4).or_else(|| crs.text(2)).or_else(|| Some(format!("{}:{}", crs.text(0)?, code?)));
            by_code.or_else(|| Crs::stated(&stated()?))
        });
        Some(Self {
            title: table.text(11).or_else(|| table.text(0)).and_then(|it| text::some_line(&it)),
            extent: table.doubles(1, 8),
            kind: table.byte(2).unwrap_or(0),
            columns: FgbColumn::all(&table, 7),
            count: table.number::<8>(8).map(u64::from_le_bytes).filter(|count| *count > 0),
            node_size: table.number::<2>(9).map_or(16, u16::from_le_bytes),
            crs,
        })
    }

    /// How long the index is: nodes of features, then nodes of nodes, up to one.
    fn index_length(&self) -> u64 {
        let (Some(mut level), size @ 2..) = (self.count, u64::from(self.node_size)) else { return 0 };
        let mut nodes = level;
        while level > 1 {
            level = level.div_ceil(size);
            nodes = nodes.saturating_add(level);
        }
        // A single feature has a node above it all the same.
        if self.count == Some(1) {
            nodes += 1;
        }
        nodes.saturating_mul(NODE)
    }

    fn layer(self, mut features: &[u8]) -> MapLayer {
        let names = self.columns.iter().map(|column| column.name.clone());
        let mut layer = MapLayer::of_columns([t!("geo-shape")].into_iter().chain(names));
        (layer.title, layer.total, layer.crs) = (self.title, self.count, self.crs);
        if let [west, south, .., east, north] = self.extent[..] {
            layer.extent = layer::extent(west, south, east, north);
        }
        while let Some((length, rest)) = features.split_first_chunk::<4>() {
            let length = u32::from_le_bytes(*length) as usize;
            let Some(feature) = rest.get(..length).and_then(FlatTable::root) else { break };
            let shapes = feature.table(0).map(|it| Drawing::of(&it, self.kind)).unwrap_or_default();
            let own = FgbColumn::all(&feature, 2);
            let columns = if own.is_empty() { &self.columns } else { &own };
            let mut row = vec![shapes_cell(&shapes)];
            row.extend(cells(&feature.bytes_of(1), columns, self.columns.len()));
            layer.add(row, shapes);
            features = rest.get(length..).unwrap_or_default();
            if length == 0 || layer.rows() >= MOST_ROWS {
                break;
            }
        }
        layer
    }
}

/// The cells of the properties: place of the column, then its value.
fn cells(mut bytes: &[u8], columns: &[FgbColumn], width: usize) -> Vec<Option<String>> {
    let mut row = vec![None; width];
    while let Some((place, rest)) = bytes.split_first_chunk::<2>() {
        let place = usize::from(u16::from_le_bytes(*place));
        let Some(column) = columns.get(place) else { break };
        let Some((value, rest)) = value(column.kind, rest) else { break };
        if let Some(slot) = row.get_mut(place) {
            *slot = value;
        }
        bytes = rest;
    }
    row
}

/// One value of this type, and what follows it.
fn value(kind: u8, bytes: &[u8]) -> Option<(Option<String>, &[u8])> {
    macro_rules! number {
        ($type:ty) => {{
            let (taken, rest) = bytes.split_first_chunk::<{ size_of::<$type>() }>()?;
            (cell(&<$type>::from_le_bytes(*taken).to_string()), rest)
        }};
    }
    Some(match kind {
        0 => number!(i8),
        1 => number!(u8),
        2 => (bytes.first().map(|byte| (*byte != 0).to_string()), bytes.get(1..)?),
        3 => number!(i16),
        4 => number!(u16),
        5 => number!(i32),
        6 => number!(u32),
        7 => number!(i64),
        8 => number!(u64),
        9 => number!(f32),
        10 => number!(f64),
        11..=14 => {
            let (length, rest) = bytes.split_first_chunk::<4>()?;
            let length = u32::from_le_bytes(*length) as usize;
            let text = rest.get(..length)?;
            let shown = match kind {
                14 => Some(t!("geo-bytes", count = length)),
                _ => cell(&String::from_utf8_lossy(text)),
            };
            (shown, &rest[length..])
        }
        _ => return None,
    })
}

/// Collects the shapes of a geometry; offsets may lead to the same bytes again and again, so that what is collected is
/// bounded and not only what is read.
struct Drawing {
    shapes: Vec<Shape>,
    positions: usize,
    parts: usize,
}

impl Drawing {
    fn of(geometry: &FlatTable, kind: u8) -> Vec<Shape> {
        let mut drawing = Self { shapes: vec![], positions: MOST_POSITIONS, parts: 1000 };
        drawing.add(geometry, kind, 0);
        drawing.shapes
    }

    fn add(&mut self, geometry: &FlatTable, inherited: u8, depth: usize) {
        let Some(left) = self.parts.checked_sub(1) else { return };
        self.parts = left;
        let kind = geometry.byte(6).filter(|kind| *kind > 0).unwrap_or(inherited);
        let xy = geometry.doubles(1, self.positions * 2);
        let positions: Vec<Position> = xy.chunks_exact(2).map(|it| [it[0], it[1]]).collect();
        self.positions -= positions.len();
        let ends = || rings(&positions, &geometry.words(0));
        let parts = geometry.tables(7);
        match kind {
            1 => self.shapes.extend(positions.first().copied().map(Shape::Point)),
            4 => self.shapes.extend(positions.into_iter().map(Shape::Point)),
            2 | 5 => self.shapes.extend(ends().into_iter().map(Shape::Line)),
            3 if parts.is_empty() => self.shapes.push(Shape::Area(ends())),
            3 | 6 | 7 if depth < DEEPEST => {
                let inner = if kind == 7 { 0 } else { 3 };
                parts.iter().for_each(|part| self.add(part, inner, depth + 1));
            }
            _ => {}
        }
    }
}

/// Positions in parts that end where `ends` say; in one where these say nothing.
fn rings(positions: &[Position], ends: &[u32]) -> Vec<Vec<Position>> {
    if ends.is_empty() {
        return vec![positions.to_vec()];
    }
    let mut from = 0;
    let mut rings = Vec::new();
    for end in ends {
        let to = (*end as usize).min(positions.len());
        rings.extend(positions.get(from..to).filter(|ring| !ring.is_empty()).map(<[Position]>::to_vec));
        from = from.max(to);
    }
    rings
}
