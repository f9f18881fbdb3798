//! GML: the collections of features that services answer (WFS), of all versions.

use super::crs::{self, Crs};
use super::layer::{self, MapLayer};
use super::map::{Position, Shape};
use super::{Preview, ReadOptions, Sample, xml};
use crate::base::text;
use crate::base::xml_tree::{self, XmlElement};
use crate::t;
use crate::tabular::cell;

/// Properties in properties.
const DEEPEST: usize = 4;

/// A feature: its cells by name, and its shapes as they are written.
type GmlFeature = (Vec<(String, Option<String>)>, Vec<Shape>);

pub fn read(sample: &Sample, options: &ReadOptions) -> Preview {
    let decoded = xml::decoded(sample, options);
    let Some(root) = xml_tree::read(&decoded.text) else { return xml::read(sample, options) };
    let mut found = features(&root);
    if found.len() > 1 {
        found.pop_if(|feature| feature.is_cut);
    }
    if found.is_empty() {
        let preview = xml::read(sample, options);
        return if sample.whole { preview.note(t!("geo-gml-empty")) } else { preview };
    }
    let system = found.iter().chain([&&root]).find_map(|it| it.find(&|it| it.attribute("srsName").is_some()));
    let system = system.and_then(|it| it.attribute("srsName"));
    let mut layer = MapLayer::default();
    layer.crs = system.and_then(Crs::stated);
    layer.title = found.first().and_then(|feature| text::some_line(&feature.name));
    layer.total = total(&root).or_else(|| (sample.whole && !root.is_cut).then_some(found.len() as u64));
    layer.notes.extend(root.breaks_off(sample.whole));
    let mut read: Vec<GmlFeature> = found.iter().map(|feature| written(feature)).collect();
    let mut extent = extent(&root);
    let first = |[first, _]: &Position| first.abs() <= 90.0;
    let fits = read.iter().flat_map(|(_, shapes)| shapes).flat_map(Shape::positions).all(first);
    // Some servers name the official order and write the other.
    if system.is_some_and(crs::is_north_first) && (fits || layer.crs.as_ref().is_none_or(|crs| !crs.is_degrees())) {
        read.iter_mut().flat_map(|(_, shapes)| shapes).for_each(swap);
        extent = extent.map(|[x, y, to_x, to_y]| [y, x, to_y, to_x]);
    }
    layer.extent = extent.and_then(|[west, south, east, north]| layer::extent(west, south, east, north));
    for (cells, shapes) in read {
        layer.add_named(cells, shapes);
    }
    layer.preview("gml").decoded(&decoded)
}

/// The features of all members.
fn features(root: &XmlElement) -> Vec<&XmlElement> {
    let members =
        root.all().into_iter().filter(|it| matches!(it.name.as_str(), "member" | "featureMember" | "featureMembers"));
    members.flat_map(|member| &member.children).filter(|it| it.name != "FeatureCollection").collect()
}

/// How many there are, as the service says.
fn total(root: &XmlElement) -> Option<u64> {
    let number = |name| root.attribute(name)?.trim().parse().ok();
    number("numberMatched").or_else(|| number("numberOfFeatures"))
}

/// What surrounds all, as it is written.
fn extent(root: &XmlElement) -> Option<[f64; 4]> {
    let bounded = root.child("boundedBy")?;
    let [[x, y], .., [to_x, to_y]] = positions(bounded, 2)[..] else { return None };
    Some([x, y, to_x, to_y])
}

fn swap(shape: &mut Shape) {
    match shape {
        Shape::Point(at) => at.reverse(),
        Shape::Line(line) => line.iter_mut().for_each(|at| at.reverse()),
        Shape::Area(rings) => rings.iter_mut().flatten().for_each(|at| at.reverse()),
    }
}

fn written(feature: &XmlElement) -> GmlFeature {
    let mut cells = Vec::new();
    let id = feature.attribute("id").or_else(|| feature.attribute("fid"));
    cells.extend(id.map(|id| ("id".to_owned(), cell(id))));
    let mut all = Vec::new();
    for property in feature.children.iter().filter(|it| it.name != "boundedBy") {
        let shapes = shapes(property, dimension(feature, 2));
        match shapes.is_empty() {
            true => values(property, &property.name, 0, &mut cells),
            false => all.extend(shapes),
        }
    }
    (cells, all)
}

/// The value of a property, or those in it.
fn values(property: &XmlElement, name: &str, depth: usize, cells: &mut Vec<(String, Option<String>)>) {
    if property.children.is_empty() || depth >= DEEPEST {
        let value = cell(&property.text).or_else(|| property.attribute("href").and_then(cell));
        cells.push((name.to_owned(), value));
        return;
    }
    for child in &property.children {
        // What only says of which type its content is adds nothing to the name.
        let is_type = child.name.starts_with(char::is_uppercase);
        let name = if is_type { name.to_owned() } else { format!("{name}.{}", child.name) };
        values(child, &name, depth + 1, cells);
    }
}

fn dimension(element: &XmlElement, inherited: usize) -> usize {
    let stated = element.attribute("srsDimension").or_else(|| element.attribute("dimension"));
    let stated = stated.and_then(|it| it.trim().parse().ok()).filter(|it| (2..=4).contains(it));
    let with_heights = || element.attribute("srsName").is_some_and(crs::has_heights).then_some(3);
    stated.or_else(with_heights).unwrap_or(inherited)
}

fn shapes(element: &XmlElement, inherited: usize) -> Vec<Shape> {
    let width = dimension(element, inherited);
    match element.name.as_str() {
        "boundedBy" | "Envelope" | "Box" => vec![],
        "Point" => positions(element, width).first().copied().map(Shape::Point).into_iter().collect(),
        "LineString" | "Curve" | "CompositeCurve" | "OrientableCurve" | "LinearRing" => {
            vec![Shape::Line(positions(element, width))]
        }
        "Polygon" | "PolygonPatch" | "Triangle" | "Rectangle" => {
            let is_ring =
                |names: [&'static str; 2]| element.children.iter().filter(move |it| names.contains(&it.name.as_str()));
            let rings = is_ring(["exterior", "outerBoundaryIs"]).chain(is_ring(["interior", "innerBoundaryIs"]));
            vec![Shape::Area(rings.map(|ring| positions(ring, width)).collect())]
        }
        _ => element.children.iter().flat_map(|child| shapes(child, width)).collect(),
    }
}

/// All positions in it, in their order.
fn positions(element: &XmlElement, inherited: usize) -> Vec<Position> {
    let width = dimension(element, inherited);
    match element.name.as_str() {
        "posList" => {
            let numbers = numbers(&element.text);
            // A name with heights is given to positions without them too.
            let width = if width > 2 && !numbers.len().is_multiple_of(width) { 2 } else { width };
            numbers.chunks_exact(width).filter_map(|it| Some([*it.first()?, *it.get(1)?])).collect()
        }
        "pos" | "lowerCorner" | "upperCorner" => match numbers(&element.text)[..] {
            [x, y, ..] => vec![[x, y]],
            _ => vec![],
        },
        "coordinates" => tuples(element),
        "coord" => {
            let number = |name| element.said(name)?.parse::<f64>().ok();
            number("X").zip(number("Y")).map(|(x, y)| [x, y]).into_iter().collect()
        }
        _ => element.children.iter().flat_map(|child| positions(child, width)).collect(),
    }
}

fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().map_while(|number| number.parse().ok()).collect()
}

/// `1,2 3,4`, or with other signs where it says so.
fn tuples(element: &XmlElement) -> Vec<Position> {
    let sign = |name: &str, usual: char| element.attribute(name).and_then(|it| it.chars().next()).unwrap_or(usual);
    let (decimal, between, after) = (sign("decimal", '.'), sign("cs", ','), sign("ts", ' '));
    let is_after = |c: char| c == after || after.is_whitespace() && c.is_whitespace();
    let tuple = |text: &str| {
        let mut numbers = text.split(between).map(|it| it.trim().replace(decimal, ".").parse::<f64>());
        Some([numbers.next()?.ok()?, numbers.next()?.ok()?])
    };
    element.text.split(is_after).filter(|it| !it.trim().is_empty()).filter_map(tuple).collect()
}
