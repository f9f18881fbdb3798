//! GeoJSON: its properties as a table, its shapes as a small map.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::encoding::decode;
use super::json::{self, Node};
use super::table::Table;
use super::{MOST_ROWS, Preview, ReadOptions, Sample, View};
use crate::base::format;
use crate::base::text;
use crate::model::{Dataset, Extent};
use crate::t;

/// The most points kept for the map.
const MOST_POINTS: usize = 20_000;

/// Shapes in the coordinates they are written in: east before north.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Sketch {
    pub points: Vec<[f64; 2]>,
    pub lines: Vec<Vec<[f64; 2]>>,
    /// What surrounds the shapes that were read, or all of them where the file says so.
    #[serde(serialize_with = "as_box")]
    pub bounds: Extent,
    /// Whether the coordinates are degrees.
    pub degrees: bool,
}

fn as_box<S: Serializer>(extent: &Extent, serializer: S) -> Result<S::Ok, S::Error> {
    [extent.west, extent.south, extent.east, extent.north].serialize(serializer)
}

impl Sketch {
    /// What surrounds it, in words: `0.4° × 0.2° around 48.11°N 1.68°W`.
    pub fn words(&self) -> String {
        if self.degrees {
            return words(self.bounds);
        }
        let Extent { west, south, east, north } = self.bounds;
        let whole = |value: f64| format::decimal(value, 0);
        let (width, height) = (whole(east - west), whole(north - south));
        t!("preview-extent-units", width, height, west = whole(west), south = whole(south))
    }
}

/// An extent in words: how wide and high it is, and where its middle lies.
fn words(extent: Extent) -> String {
    let Extent { west, south, east, north } = extent;
    let (width, height) = ((east - west).abs(), (north - south).abs());
    let side = |value: f64, positive, negative| {
        format!("{}°{}", format::decimal(value.abs(), 2), if value < 0.0 { negative } else { positive })
    };
    let (middle_north, middle_east) = (
        side((south + north) / 2.0, t!("preview-north"), t!("preview-south")),
        side((west + east) / 2.0, t!("preview-east"), t!("preview-west")),
    );
    t!("preview-extent", width = degrees(width), height = degrees(height), north = middle_north, east = middle_east)
}

/// Where on earth a dataset says it is: the names of its places, and its extent.
pub fn coverage_words(dataset: &Dataset) -> Option<String> {
    let extent = words(dataset.extent?);
    Some(match &dataset.territory {
        Some(territory) => t!("preview-coverage", territory, extent),
        None => extent,
    })
}

fn degrees(value: f64) -> String {
    let decimals = match value {
        value if value >= 10.0 => 0,
        value if value >= 0.1 => 1,
        value if value >= 0.01 => 2,
        _ => 4,
    };
    format!("{}°", format::decimal(value, decimals))
}

pub fn read(sample: &Sample, options: &ReadOptions) -> Preview {
    let decoded = decode(&sample.bytes, sample.whole, options.encoding);
    let value = match json::parse(&decoded.text, sample.whole) {
        Ok(value) => value,
        Err(why) => return json::broken("geojson", sample, &decoded, &why),
    };
    let features = features(&value);
    let mut table = table(&features);
    let counted = sample.whole && features.len() <= MOST_ROWS;
    table.total = counted.then_some(features.len() as u64);
    let mut views = vec![];
    if !table.columns.is_empty() {
        views.push(View::Table(table));
    }
    views.extend(sketch(&value, &features).map(View::Map));
    views.push(View::Tree(Node::of("", &value)));
    let preview = decoded.told(Preview::new("geojson", views));
    match foreign_crs(&value) {
        Some(name) => preview.note(t!("preview-foreign-crs", name)),
        None => preview,
    }
}

/// The features of a collection, or the one there is.
fn features(value: &Value) -> Vec<&Map<String, Value>> {
    match value.get("features").and_then(Value::as_array) {
        Some(features) => features.iter().filter_map(Value::as_object).collect(),
        None => value.as_object().filter(|it| it.contains_key("geometry")).into_iter().collect(),
    }
}

fn table(features: &[&Map<String, Value>]) -> Table {
    let features = &features[..features.len().min(MOST_ROWS)];
    let empty = Map::new();
    let properties: Vec<&Map<String, Value>> =
        features.iter().map(|feature| feature.get("properties").and_then(Value::as_object).unwrap_or(&empty)).collect();
    let names = json::keys(&properties);
    let shape = |feature: &Map<String, Value>| feature.get("geometry")?.get("type")?.as_str().map(text::line);
    let has_id = features.iter().any(|feature| feature.contains_key("id"));
    let rows = features.iter().zip(&properties).map(|(feature, properties)| {
        let id = has_id.then(|| feature.get("id").and_then(json::value_cell));
        let cells = names.iter().map(|name| properties.get(*name).and_then(json::value_cell));
        id.into_iter().chain([shape(feature)]).chain(cells).collect()
    });
    let lead = has_id.then(|| "id".to_owned()).into_iter().chain(["geometry".to_owned()]);
    if features.is_empty() {
        return Table::default();
    }
    Table::new(lead.chain(names.iter().map(|name| text::line(name))).collect(), rows.collect(), '.')
}

fn sketch(value: &Value, features: &[&Map<String, Value>]) -> Option<Sketch> {
    let mut sketch = Sketch::default();
    let mut left = MOST_POINTS;
    match features.is_empty() {
        true => draw(value, &mut sketch, &mut left),
        false => features.iter().filter_map(|it| it.get("geometry")).for_each(|it| draw(it, &mut sketch, &mut left)),
    }
    let seen = surrounding(sketch.points.iter().chain(sketch.lines.iter().flatten()));
    sketch.bounds = stated_box(value).or(seen)?;
    let Extent { west, south, east, north } = sketch.bounds;
    sketch.degrees = west >= -180.0 && east <= 180.0 && south >= -90.0 && north <= 90.0 && foreign_crs(value).is_none();
    Some(sketch)
}

/// Adds a geometry's points and lines.
fn draw(geometry: &Value, sketch: &mut Sketch, left: &mut usize) {
    if let Some(parts) = geometry.get("geometries").and_then(Value::as_array) {
        parts.iter().for_each(|part| draw(part, sketch, left));
        return;
    }
    let Some(coordinates) = geometry.get("coordinates") else { return };
    let is_points = matches!(geometry.get("type").and_then(Value::as_str), Some("Point" | "MultiPoint"));
    collect(coordinates, is_points, sketch, left);
}

/// Positions are lists of numbers; a list of those is a line, whatever surrounds it.
fn collect(coordinates: &Value, is_points: bool, sketch: &mut Sketch, left: &mut usize) {
    let Some(items) = coordinates.as_array() else { return };
    if let Some(point) = position(coordinates) {
        if *left > 0 {
            *left -= 1;
            sketch.points.push(point);
        }
        return;
    }
    if !is_points && items.first().is_some_and(|first| position(first).is_some()) {
        let line: Vec<_> = items.iter().filter_map(position).take(*left).collect();
        *left -= line.len();
        sketch.lines.push(line);
        return;
    }
    items.iter().for_each(|item| collect(item, is_points, sketch, left));
}

fn position(value: &Value) -> Option<[f64; 2]> {
    let items = value.as_array()?;
    let number = |at: usize| items.get(at)?.as_f64().filter(|number| number.is_finite());
    Some([number(0)?, number(1)?])
}

/// The `bbox` of the file: four numbers, or six with heights.
fn stated_box(value: &Value) -> Option<Extent> {
    let numbers: Vec<f64> = value.get("bbox")?.as_array()?.iter().filter_map(Value::as_f64).collect();
    match numbers[..] {
        [west, south, east, north] | [west, south, _, east, north, _] if west <= east && south <= north => {
            Some(Extent { west, south, east, north })
        }
        _ => None,
    }
}

fn surrounding<'p>(points: impl Iterator<Item = &'p [f64; 2]>) -> Option<Extent> {
    points.fold(None, |so_far, [x, y]| {
        let Extent { west, south, east, north } = so_far.unwrap_or(Extent { west: *x, south: *y, east: *x, north: *y });
        Some(Extent { west: west.min(*x), south: south.min(*y), east: east.max(*x), north: north.max(*y) })
    })
}

/// The name in the `crs` member that older files have, where it is not that of degrees.
fn foreign_crs(value: &Value) -> Option<String> {
    let name = value.get("crs")?.get("properties")?.get("name")?.as_str()?;
    let is_degrees = ["CRS84", ":4326", "4171", "4258"].iter().any(|known| name.contains(known));
    text::some_line(name).filter(|_| !is_degrees)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extents_are_said_in_words() {
        let rennes = Extent { west: -1.9, south: 48.0, east: -1.5, north: 48.2 };
        assert_eq!(words(rennes), "0.4° × 0.2° around 48.10°N 1.70°W");
    }

    #[test]
    fn shapes_of_every_kind_are_drawn() {
        let collection = serde_json::json!({"type": "GeometryCollection", "geometries": [
            {"type": "Point", "coordinates": [1.0, 2.0, 99.0]},
            {"type": "MultiPoint", "coordinates": [[3.0, 4.0], [5.0, 6.0]]},
            {"type": "Polygon", "coordinates": [[[0.0, 0.0], [9.0, 0.0], [9.0, 8.0], [0.0, 0.0]], [[1.0, 1.0], [2.0, 1.0]]]},
            {"type": "MultiPolygon", "coordinates": [[[[-3.0, 0.0], [1.0, 1.0]]]]},
        ]});
        let sketch = sketch(&collection, &[]).unwrap();
        assert_eq!((sketch.points.len(), sketch.lines.len()), (3, 3));
        assert_eq!(sketch.bounds, Extent { west: -3.0, south: 0.0, east: 9.0, north: 8.0 });
        assert!(sketch.degrees);
    }
}
