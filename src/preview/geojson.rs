//! GeoJSON: its properties as a table, its shapes as a map.

use serde_json::{Map, Value};

use super::crs::Crs;
use super::geojson_lines;
use super::json::{self, Node};
use super::layer::{self, MapLayer};
use super::map::{Position, Shape};
use super::{MOST_ROWS, Preview, ReadOptions, Sample, View};
use crate::base::text;
use crate::model::Extent;
use crate::tabular::encoding::decode;

pub fn read(sample: &Sample, options: &ReadOptions) -> Preview {
    let decoded = decode(&sample.bytes, sample.whole, options.text.encoding);
    let value = match json::parse(&decoded.text, sample.whole) {
        Ok(value) => value,
        Err(_) if json::is_lines(&decoded.text) => return geojson_lines::read(sample, options),
        // Of a number that no computer has, the rest of the file is none the worse.
        Err(why) => match json::parse(&without_endless(&decoded.text), sample.whole) {
            Ok(value) => value,
            Err(_) => return json::broken("geojson", sample, &decoded, &why),
        },
    };
    let features = features(&value);
    let mut layer = layer(&features);
    if features.is_empty() {
        layer.draw(0, shapes(&value));
    }
    layer.total = counted(sample.whole, features.len());
    layer.extent = stated_box(&value);
    layer.crs = stated_crs(&value);
    with_tree(layer.preview("geojson"), &value).decoded(&decoded)
}

/// `null` in place of the numbers that are too large to be numbers here, outside of texts.
fn without_endless(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for (at, part) in text.split('"').enumerate() {
        let is_text = at % 2 == 1;
        kept.push_str(if at > 0 { "\"" } else { "" });
        for word in part.split_inclusive([',', ']', '}', ' ', '\n']) {
            let number = word.trim_start_matches(['[', ':']).trim_end_matches([',', ']', '}', ' ', '\n', '\r']);
            let is_endless =
                !is_text && number.parse::<f64>().is_ok_and(|it| it.is_infinite()) && number.contains(['e', 'E']);
            kept.push_str(&if is_endless { word.replace(number, "null") } else { word.to_owned() });
        }
    }
    kept
}

/// How many features there are, where all were seen.
pub fn counted(whole: bool, seen: usize) -> Option<u64> {
    (whole && seen <= MOST_ROWS).then_some(seen as u64)
}

/// The tree of the file beside its table and map.
pub fn with_tree(mut preview: Preview, value: &Value) -> Preview {
    let end = preview.views.iter().position(|view| matches!(view, View::Facts(_))).unwrap_or(preview.views.len());
    preview.views.insert(end, View::Tree(Node::of("", value)));
    preview.views.retain(|view| !matches!(view, View::Facts(facts) if facts.is_empty()));
    preview
}

/// The features of a collection, or the one there is.
fn features(value: &Value) -> Vec<&Map<String, Value>> {
    match value.get("features").and_then(Value::as_array) {
        Some(features) => features.iter().filter_map(Value::as_object).collect(),
        None => value.as_object().filter(|it| it.contains_key("geometry")).into_iter().collect(),
    }
}

/// Rows and shapes of these features.
pub fn layer(features: &[&Map<String, Value>]) -> MapLayer {
    let features = &features[..features.len().min(MOST_ROWS)];
    let empty = Map::new();
    let properties: Vec<&Map<String, Value>> =
        features.iter().map(|feature| feature.get("properties").and_then(Value::as_object).unwrap_or(&empty)).collect();
    let names = json::keys(&properties);
    let has_id = features.iter().any(|feature| feature.contains_key("id"));
    // What is the same in most rows is not what one looks for first.
    let columns = has_id.then_some("id").into_iter().chain(names.iter().map(|name| &**name)).chain(["geometry"]);
    let mut layer = match features.is_empty() {
        true => MapLayer::default(),
        false => MapLayer::of_columns(columns.map(str::to_owned)),
    };
    let kind = |feature: &Map<String, Value>| feature.get("geometry")?.get("type")?.as_str().map(text::line);
    for (feature, properties) in features.iter().zip(&properties) {
        let id = has_id.then(|| feature.get("id").and_then(json::value_cell));
        let cells = names.iter().map(|name| properties.get(*name).and_then(json::value_cell));
        let row = id.into_iter().chain(cells).chain([kind(feature)]).collect();
        layer.add(row, feature.get("geometry").map(shapes).unwrap_or_default());
    }
    layer
}

/// The shapes of a geometry, whatever its parts. What was cut off in the middle keeps what came.
pub fn shapes(geometry: &Value) -> Vec<Shape> {
    if let Some(parts) = geometry.get("geometries").and_then(Value::as_array) {
        return parts.iter().flat_map(shapes).collect();
    }
    let Some(coordinates) = geometry.get("coordinates") else { return vec![] };
    let items = || coordinates.as_array().into_iter().flatten();
    match geometry.get("type").and_then(Value::as_str).unwrap_or_default() {
        "Point" => position(coordinates).map(Shape::Point).into_iter().collect(),
        "MultiPoint" => items().filter_map(position).map(Shape::Point).collect(),
        "LineString" => vec![Shape::Line(line(coordinates))],
        "MultiLineString" => items().map(|it| Shape::Line(line(it))).collect(),
        "Polygon" => vec![Shape::Area(items().map(line).collect())],
        "MultiPolygon" => {
            items().map(|area| Shape::Area(area.as_array().into_iter().flatten().map(line).collect())).collect()
        }
        _ => vec![],
    }
}

fn line(positions: &Value) -> Vec<Position> {
    positions.as_array().into_iter().flatten().filter_map(position).collect()
}

pub fn position(value: &Value) -> Option<Position> {
    let items = value.as_array()?;
    let number = |at: usize| items.get(at)?.as_f64().filter(|number| number.is_finite());
    Some([number(0)?, number(1)?])
}

/// The `bbox` of the file: four numbers, or six with heights.
fn stated_box(value: &Value) -> Option<Extent> {
    let numbers: Vec<f64> = value.get("bbox")?.as_array()?.iter().filter_map(Value::as_f64).collect();
    match numbers[..] {
        [west, south, east, north] | [west, south, _, east, north, _] => layer::extent(west, south, east, north),
        _ => None,
    }
}

/// What the `crs` member that older files have names.
pub fn stated_crs(value: &Value) -> Option<Crs> {
    Crs::stated(value.get("crs")?.get("properties")?.get("name")?.as_str()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_every_kind_are_drawn() {
        let collection = serde_json::json!({"type": "GeometryCollection", "geometries": [
            {"type": "Point", "coordinates": [1.0, 2.0, 99.0]},
            {"type": "MultiPoint", "coordinates": [[3.0, 4.0], [5.0, 6.0]]},
            {"type": "Polygon", "coordinates": [[[0.0, 0.0], [9.0, 0.0], [9.0, 8.0], [0.0, 0.0]], [[1.0, 1.0], [2.0, 1.0]]]},
            {"type": "MultiPolygon", "coordinates": [[[[-3.0, 0.0], [1.0, 1.0]]]]},
        ]});
        let mut sketcher = super::super::map::Sketcher::default();
        sketcher.add(0, shapes(&collection));
        let sketch = sketcher.sketch(None, true).unwrap();
        assert_eq!(sketch.counts(), [3, 0, 2]);
        assert_eq!(sketch.bounds, Extent { west: -3.0, south: 0.0, east: 9.0, north: 8.0 });
    }
}
