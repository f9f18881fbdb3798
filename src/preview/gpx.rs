//! GPX: waypoints, routes and tracks.

use super::crs::Crs;
use super::layer::MapLayer;
use super::map::{Position, Shape};
use super::{Preview, ReadOptions, Sample, xml};
use crate::base::text;
use crate::base::xml_tree::{self, XmlElement};
use crate::t;
use crate::tabular::cell;

pub fn read(sample: &Sample, options: &ReadOptions) -> Preview {
    let decoded = xml::decoded(sample, options);
    let Some(root) = xml_tree::read(&decoded.text) else { return xml::read(sample, options) };
    let is_one = |it: &&XmlElement| matches!(it.name.as_str(), "wpt" | "rte" | "trk");
    let found: Vec<&XmlElement> = root.children.iter().filter(is_one).collect();
    if found.is_empty() {
        return xml::read(sample, options);
    }
    let mut layer = MapLayer::of_columns([
        t!("geo-gpx-kind"),
        t!("geo-gpx-name"),
        t!("geo-gpx-description"),
        t!("geo-gpx-time"),
        t!("geo-gpx-height"),
        t!("geo-gpx-points"),
    ]);
    layer.crs = Some(Crs::degrees());
    layer.total = (sample.whole && !root.is_cut).then_some(found.len() as u64);
    layer.notes.extend(root.breaks_off(sample.whole));
    let metadata = root.child("metadata").unwrap_or(&root);
    layer.title = metadata.said("name").and_then(text::some_line);
    for element in found {
        let (row, shapes) = feature(element);
        layer.add(row, shapes);
    }
    layer.preview("gpx").decoded(&decoded)
}

fn feature(element: &XmlElement) -> (Vec<Option<String>>, Vec<Shape>) {
    let points = |name: &str, it: &XmlElement| -> Vec<Position> {
        it.children.iter().filter(|child| child.name == name).filter_map(position).collect()
    };
    let (kind, shapes) = match element.name.as_str() {
        "wpt" => (t!("geo-gpx-waypoint"), position(element).map(Shape::Point).into_iter().collect()),
        "rte" => (t!("geo-gpx-route"), vec![Shape::Line(points("rtept", element))]),
        _ => {
            let parts = element.children.iter().filter(|child| child.name == "trkseg");
            (t!("geo-gpx-track"), parts.map(|part| Shape::Line(points("trkpt", part))).collect())
        }
    };
    let count: usize = shapes.iter().map(|shape: &Shape| shape.positions().count()).sum();
    let said = |name: &str| element.said(name).and_then(cell);
    // Of a line, when and how high it begins.
    let first = element.find(&|it| matches!(it.name.as_str(), "rtept" | "trkpt" | "wpt"));
    let of_first = |name: &str| first.and_then(|it| it.said(name)).and_then(cell);
    let row = vec![
        Some(kind),
        said("name"),
        said("desc").or_else(|| said("cmt")),
        said("time").or_else(|| of_first("time")),
        said("ele").or_else(|| of_first("ele")),
        Some(count.to_string()),
    ];
    (row, shapes)
}

fn position(element: &XmlElement) -> Option<Position> {
    let number = |name: &str| element.attribute(name)?.trim().parse::<f64>().ok();
    Some([number("lon")?, number("lat")?])
}
