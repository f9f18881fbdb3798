//! TopoJSON: shapes that share their borders, as arcs of whole numbers.

use serde_json::{Map, Value};

use super::layer::MapLayer;
use super::map::{MOST_POSITIONS, Position, Shape};
use super::{MOST_ROWS, Preview, ReadAt, ReadOptions, Sample, geojson, interpret, json};
use crate::base::error::Result;
use crate::base::text;
use crate::model::Extent;
use crate::t;
use crate::tabular::encoding::decode;

/// How much of it is read: its arcs stand at its end, and are of use as a whole only.
const READ: u64 = 2 << 20;
/// Collections in collections.
const DEEPEST: usize = 8;

/// With all of its arcs, where it is not too long for that.
pub async fn preview(source: &mut dyn ReadAt, sample: &Sample, options: &ReadOptions) -> Result<Preview> {
    let total = sample.total.filter(|total| *total <= READ && !sample.whole);
    let Some(total) = total.and_then(|total| usize::try_from(total).ok()) else {
        return Ok(interpret(sample, options));
    };
    let bytes = source.at(0, total).await?;
    let whole = bytes.len() == total;
    Ok(interpret(&Sample { bytes, whole, ..sample.clone() }, options))
}

pub fn read(sample: &Sample, options: &ReadOptions) -> Preview {
    let decoded = decode(&sample.bytes, sample.whole, options.text.encoding);
    let value = match json::parse(&decoded.text, sample.whole) {
        Ok(value) => value,
        Err(why) => return json::broken("topojson", sample, &decoded, &why),
    };
    let arcs = Arcs::of(&value);
    let objects = value.get("objects").and_then(Value::as_object);
    let mut named = objects.into_iter().flatten();
    let Some((name, object)) = named.next() else { return json::read(sample, options) };
    let others: Vec<String> = named.map(|(name, _)| text::line(name)).collect();
    let mut features = Vec::new();
    collect(object, &mut features, 0);
    let seen = features.len();
    features.truncate(MOST_ROWS);
    let mut layer = layer(&features, &arcs);
    layer.title = text::some_line(name);
    layer.total = geojson::counted(sample.whole, seen);
    layer.extent = extent(&value);
    layer.crs = geojson::stated_crs(&value);
    if !others.is_empty() {
        layer.notes.push(t!("geo-topo-others", names = others.join(", ")));
    }
    if !sample.whole {
        layer.notes.push(t!("geo-topo-cut"));
    }
    geojson::with_tree(layer.preview("topojson"), &value).decoded(&decoded)
}

fn layer(features: &[&Value], arcs: &Arcs) -> MapLayer {
    let empty = Map::new();
    let properties: Vec<&Map<String, Value>> =
        features.iter().map(|it| it.get("properties").and_then(Value::as_object).unwrap_or(&empty)).collect();
    let names = json::keys(&properties);
    let has_id = features.iter().any(|it| it.get("id").is_some());
    // What is the same in most rows is not what one looks for first.
    let columns = has_id.then_some("id").into_iter().chain(names.iter().map(|name| &**name)).chain(["geometry"]);
    let mut layer = MapLayer::of_columns(columns.map(str::to_owned));
    for (feature, properties) in features.iter().zip(&properties) {
        let id = has_id.then(|| feature.get("id").and_then(json::value_cell));
        let kind = feature.get("type").and_then(Value::as_str).and_then(text::some_line);
        let cells = names.iter().map(|name| properties.get(*name).and_then(json::value_cell));
        layer.add(id.into_iter().chain(cells).chain([kind]).collect(), arcs.shapes(feature));
    }
    layer
}

/// The geometries of an object that are features: those in collections.
fn collect<'v>(object: &'v Value, features: &mut Vec<&'v Value>, depth: usize) {
    match object.get("geometries").and_then(Value::as_array) {
        Some(parts) if depth < DEEPEST => parts.iter().for_each(|part| collect(part, features, depth + 1)),
        Some(_) => {}
        None => features.push(object),
    }
}

fn extent(value: &Value) -> Option<Extent> {
    let numbers: Vec<f64> = value.get("bbox")?.as_array()?.iter().filter_map(Value::as_f64).collect();
    let [west, south, east, north] = numbers[..] else { return None };
    super::layer::extent(west, south, east, north)
}

/// The arcs, and how their whole numbers become positions.
struct Arcs {
    arcs: Vec<Vec<Position>>,
    scale: Position,
    translate: Position,
    is_quantized: bool,
}

impl Arcs {
    fn of(value: &Value) -> Self {
        let transform = value.get("transform");
        let pair = |name: &str| transform.and_then(|it| it.get(name)).and_then(geojson::position);
        let mut read = Self {
            arcs: vec![],
            scale: pair("scale").unwrap_or([1.0, 1.0]),
            translate: pair("translate").unwrap_or([0.0, 0.0]),
            is_quantized: transform.is_some_and(Value::is_object),
        };
        let arcs = value.get("arcs").and_then(Value::as_array);
        read.arcs = arcs.into_iter().flatten().map(|arc| read.arc(arc)).collect();
        read
    }

    /// One arc: of each position but the first only how far it is from the one before, where there is a transform.
    fn arc(&self, arc: &Value) -> Vec<Position> {
        let (mut x, mut y) = (0.0, 0.0);
        let positions = arc.as_array().into_iter().flatten().filter_map(geojson::position);
        positions
            .map(|[east, north]| {
                if !self.is_quantized {
                    return [east, north];
                }
                (x, y) = (x + east, y + north);
                self.place([x, y])
            })
            .collect()
    }

    fn place(&self, [x, y]: Position) -> Position {
        match self.is_quantized {
            true => [x * self.scale[0] + self.translate[0], y * self.scale[1] + self.translate[1]],
            false => [x, y],
        }
    }

    fn shapes(&self, geometry: &Value) -> Vec<Shape> {
        let points = || geometry.get("coordinates");
        let arcs = || geometry.get("arcs").and_then(Value::as_array).into_iter().flatten();
        let point = |value: &Value| geojson::position(value).map(|at| Shape::Point(self.place(at)));
        let rings = |value: &Value| value.as_array().into_iter().flatten().map(|ring| self.joined(ring)).collect();
        match geometry.get("type").and_then(Value::as_str).unwrap_or_default() {
            "Point" => points().and_then(point).into_iter().collect(),
            "MultiPoint" => points().and_then(Value::as_array).into_iter().flatten().filter_map(point).collect(),
            "LineString" => geometry.get("arcs").map(|it| Shape::Line(self.joined(it))).into_iter().collect(),
            "MultiLineString" => arcs().map(|it| Shape::Line(self.joined(it))).collect(),
            "Polygon" => geometry.get("arcs").map(|it| Shape::Area(rings(it))).into_iter().collect(),
            "MultiPolygon" => arcs().map(|area| Shape::Area(rings(area))).collect(),
            _ => vec![],
        }
    }

    /// Arcs one after the other; `!n` is arc `n` backwards. Where one ends, the next begins. The same arc may be named
    /// again and again: there are never more positions than a sketch keeps.
    fn joined(&self, places: &Value) -> Vec<Position> {
        let mut line: Vec<Position> = Vec::new();
        for place in places.as_array().into_iter().flatten().filter_map(Value::as_i64) {
            let (at, is_backwards) = if place < 0 { (!place, true) } else { (place, false) };
            let Some(arc) = usize::try_from(at).ok().and_then(|at| self.arcs.get(at)) else { continue };
            let skipped = usize::from(!line.is_empty());
            match is_backwards {
                true => line.extend(arc.iter().rev().skip(skipped)),
                false => line.extend(arc.iter().skip(skipped)),
            }
            if line.len() > MOST_POSITIONS {
                break;
            }
        }
        line
    }
}
