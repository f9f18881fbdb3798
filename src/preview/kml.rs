//! KML: placemarks with what is told of each.

use super::crs::Crs;
use super::layer::MapLayer;
use super::map::{Position, Shape};
use super::{Preview, ReadOptions, Sample, xml};
use crate::base::markup;
use crate::base::text;
use crate::base::xml_tree::{self, XmlElement};
use crate::t;
use crate::tabular::cell;

/// Elements that hold positions, alone or others in them.
const GEOMETRIES: [&str; 7] = ["Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack"];

pub fn read(sample: &Sample, options: &ReadOptions) -> Preview {
    let decoded = xml::decoded(sample, options);
    let Some(root) = xml_tree::read(&decoded.text) else { return xml::read(sample, options) };
    let mut found = Vec::new();
    placemarks(&root, &[], &mut found);
    // The last one may have been cut in the middle.
    if found.len() > 1 {
        found.pop_if(|(placemark, _)| placemark.is_cut);
    }
    let link = root.find(&|it| it.name == "NetworkLink").map(|_| t!("geo-kml-link"));
    if found.is_empty() {
        let mut preview = xml::read(sample, options);
        preview.notes.extend(link);
        return preview;
    }
    let mut layer = MapLayer::default();
    layer.crs = Some(Crs::degrees());
    layer.title = root.find(&|it| it.name == "Document").and_then(|it| it.said("name")).and_then(text::some_line);
    layer.total = (sample.whole && !root.is_cut).then_some(found.len() as u64);
    let in_folders = found.iter().any(|(_, folders)| !folders.is_empty());
    for (placemark, folders) in &found {
        let folder = in_folders.then(|| (t!("geo-folder"), cell(&folders.join(" / "))));
        let shapes = placemark.children.iter().flat_map(shapes).collect::<Vec<_>>();
        layer.add_named(folder.into_iter().chain(cells(placemark)), shapes);
    }
    layer.notes.extend(link);
    layer.notes.extend(root.breaks_off(sample.whole));
    layer.preview("kml").decoded(&decoded)
}

/// The placemarks in `element`, each with the names of the folders it is in.
fn placemarks<'e>(element: &'e XmlElement, folders: &[&'e str], found: &mut Vec<(&'e XmlElement, Vec<&'e str>)>) {
    if element.name == "Placemark" {
        found.push((element, folders.to_vec()));
        return;
    }
    let mut folders = folders.to_vec();
    if element.name == "Folder" {
        folders.extend(element.said("name"));
    }
    element.children.iter().for_each(|child| placemarks(child, &folders, found));
}

/// Name, description, and the data that were added.
fn cells(placemark: &XmlElement) -> Vec<(String, Option<String>)> {
    let mut cells: Vec<(String, Option<String>)> = Vec::new();
    for name in ["name", "description", "address", "phoneNumber"] {
        let said = placemark.said(name).map(|said| if markup_in(said) { markup::prose(said) } else { said.to_owned() });
        cells.extend(said.map(|said| (name.to_owned(), cell(&said))));
    }
    let moments = ["TimeStamp", "TimeSpan"].iter().filter_map(|name| placemark.child(name));
    for moment in moments.flat_map(|it| &it.children) {
        cells.push((moment.name.clone(), cell(&moment.text)));
    }
    let extended = placemark.children.iter().filter(|child| child.name == "ExtendedData");
    for data in extended.flat_map(XmlElement::all) {
        let Some(name) = data.attribute("name").filter(|name| !name.trim().is_empty()) else { continue };
        match data.name.as_str() {
            "Data" => cells.push((name.to_owned(), data.said("value").and_then(cell))),
            "SimpleData" => cells.push((name.to_owned(), cell(&data.text))),
            _ => {}
        }
    }
    cells
}

fn markup_in(said: &str) -> bool {
    said.contains('<') && said.contains('>')
}

fn shapes(element: &XmlElement) -> Vec<Shape> {
    let coordinates = |it: &XmlElement| it.said("coordinates").map(positions).unwrap_or_default();
    match element.name.as_str() {
        "Point" => coordinates(element).first().copied().map(Shape::Point).into_iter().collect(),
        "LineString" | "LinearRing" => vec![Shape::Line(coordinates(element))],
        "Polygon" => {
            let borders = ["outerBoundaryIs", "innerBoundaryIs"];
            let holders = borders.iter().flat_map(|name| element.children.iter().filter(|it| it.name == *name));
            vec![Shape::Area(holders.filter_map(|it| it.child("LinearRing")).map(coordinates).collect())]
        }
        // Google's: a position in each element, its numbers apart by spaces.
        "Track" => {
            let at = |it: &XmlElement| pair(it.text.split_whitespace());
            vec![Shape::Line(element.children.iter().filter(|it| it.name == "coord").filter_map(at).collect())]
        }
        name if GEOMETRIES.contains(&name) => element.children.iter().flat_map(shapes).collect(),
        _ => vec![],
    }
}

/// `-1.67,48.11,0 -1.66,48.12,0`.
fn positions(text: &str) -> Vec<Position> {
    text.split_whitespace().filter_map(|tuple| pair(tuple.split(','))).collect()
}

fn pair<'t>(mut numbers: impl Iterator<Item = &'t str>) -> Option<Position> {
    Some([numbers.next()?.trim().parse().ok()?, numbers.next()?.trim().parse().ok()?])
}
