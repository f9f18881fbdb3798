//! GeoJSON: its properties as a table, its shapes as a small map.

use serde_json::{Map, Value};

use super::json::{self, Node};
use super::map::{Position, Shape, Sketch, Sketcher};
use super::{MOST_ROWS, Preview, ReadOptions, Sample, View};
use crate::base::text;
use crate::model::Extent;
use crate::t;
use crate::tabular::Table;
use crate::tabular::encoding::decode;

pub fn read(sample: &Sample, options: &ReadOptions) -> Preview {
    let decoded = decode(&sample.bytes, sample.whole, options.text.encoding);
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
    let preview = Preview::new("geojson", views).decoded(&decoded);
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
    let mut sketcher = Sketcher::default();
    match features.is_empty() {
        true => sketcher.add(0, shapes(value)),
        false => {
            for (row, feature) in features.iter().enumerate() {
                sketcher.add(row, feature.get("geometry").map(shapes).unwrap_or_default());
            }
        }
    }
    sketcher.sketch(stated_box(value), foreign_crs(value).is_none())
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

fn position(value: &Value) -> Option<Position> {
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
    fn shapes_of_every_kind_are_drawn() {
        let collection = serde_json::json!({"type": "GeometryCollection", "geometries": [
            {"type": "Point", "coordinates": [1.0, 2.0, 99.0]},
            {"type": "MultiPoint", "coordinates": [[3.0, 4.0], [5.0, 6.0]]},
            {"type": "Polygon", "coordinates": [[[0.0, 0.0], [9.0, 0.0], [9.0, 8.0], [0.0, 0.0]], [[1.0, 1.0], [2.0, 1.0]]]},
            {"type": "MultiPolygon", "coordinates": [[[[-3.0, 0.0], [1.0, 1.0]]]]},
        ]});
        let sketch = sketch(&collection, &[]).unwrap();
        assert_eq!(sketch.counts(), [3, 0, 2]);
        assert_eq!(sketch.bounds, Extent { west: -3.0, south: 0.0, east: 9.0, north: 8.0 });
        assert!(sketch.degrees);
    }
}
