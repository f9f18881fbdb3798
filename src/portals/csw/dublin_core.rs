//! A record of Dublin Core, which all catalogue services have, in the words of guichet (docs/portals/csw.md 5.2).

use super::super::mapping::{around, beyond_180, joined, labelled};
use super::map::ToldRecord;
use super::online::{OnlineResource, in_format};
use super::terms::Terms;
use super::themes;
use super::tree::{all, first, line_at, lines_at, raw, raw_at, when_at};
use crate::base::format;
use crate::base::markup;
use crate::base::text;
use crate::base::xml_tree::XmlElement;
use crate::model::{Dataset, Extent};
use crate::{said, t};

/// `None` where it has no identifier to ask for it by.
pub fn read(record: &XmlElement) -> Option<ToldRecord> {
    let names = lines_at(record, "identifier");
    let id = text::id(&raw_at(record, "identifier")?);
    let rights = lines_at(record, "rights|license|accessRights");
    let terms = Terms::of_rights(&rights);
    let stamp = when_at(record, "modified");
    let subjects = lines_at(record, "subject");
    let theme = subjects.iter().find_map(|subject| themes::theme_of(subject, None)).map(themes::theme);
    let facts = [
        (said!("csw-fact-type"), raw_at(record, "type").map(|it| themes::resource_type(&it))),
        (said!("csw-fact-alternative"), joined(lines_at(record, "alternative"))),
        (said!("portals-fact-creator"), joined(lines_at(record, "creator"))),
        (said!("csw-fact-contributor"), joined(lines_at(record, "contributor"))),
        (said!("csw-fact-formats"), joined(lines_at(record, "format"))),
        (said!("portals-fact-language"), joined(lines_at(record, "language"))),
        (said!("csw-fact-source"), joined(lines_at(record, "source"))),
        (said!("csw-fact-conditions"), joined(&terms.conditions)),
        (said!("csw-fact-described"), stamp.map(format::date)),
    ];
    let dates = when_at(record, "date").or(stamp);
    let parts = Dataset {
        title: line_at(record, "title").unwrap_or_else(|| t!("portals-untitled")),
        summary: raw_at(record, "abstract")
            .or_else(|| raw_at(record, "description"))
            .and_then(|it| markup::some_plain(&it)),
        access: terms.access,
        licence: terms.licence,
        publisher: line_at(record, "publisher").or_else(|| line_at(record, "creator")),
        theme,
        keywords: subjects,
        created: when_at(record, "created").or_else(|| when_at(record, "issued")),
        modified: dates,
        territory: joined(lines_at(record, "spatial|coverage")).filter(|it| !it.contains("northlimit")),
        extent: extent(record),
        facts: labelled(facts),
        ..Dataset::default()
    };
    let own_title = raw_at(record, "title");
    let online = in_format(online(record), &lines_at(record, "format"));
    Some(ToldRecord { id, parts, names, online, own_title, stamp })
}

/// `dct:references` with a protocol, and `dc:URI` with a name besides, as GeoNetwork writes them.
fn online(record: &XmlElement) -> Vec<OnlineResource> {
    let mut found: Vec<OnlineResource> = Vec::new();
    for element in all(record, "URI|references") {
        let attribute = |name: &str| element.attribute(name).and_then(text::some_line);
        let Some(url) = raw(element).and_then(|url| text::some_line(&url)) else { continue };
        if found.iter().any(|known| known.url.as_ref() == Some(&url) && known.name == attribute("name")) {
            continue;
        }
        found.push(OnlineResource {
            url: Some(url),
            protocol: attribute("protocol").or_else(|| attribute("scheme")),
            name: attribute("name"),
            description: attribute("description"),
            ..OnlineResource::default()
        });
    }
    found
}

/// The box of a record. Names of coordinate systems put latitude first; without one, and in the box that is WGS 84 by its
/// name, longitude is.
fn extent(record: &XmlElement) -> Option<Extent> {
    let element = first(record, "WGS84BoundingBox").or_else(|| first(record, "BoundingBox"))?;
    let corner = |name: &str| -> Option<(f64, f64)> {
        let text = raw_at(element, name)?;
        let mut numbers = text.split([' ', ',']).filter(|it| !it.is_empty()).map(str::parse::<f64>);
        Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
    };
    let (low, high) = (corner("LowerCorner")?, corner("UpperCorner")?);
    let system = element.attribute("crs").unwrap_or_default().to_lowercase();
    let is_named = element.name == "BoundingBox" && system.contains("4326") && !system.starts_with("epsg:");
    // What lies beyond a pole is no latitude, whatever is said.
    let is_latitude = |degrees: f64| degrees.abs() <= 90.0;
    let is_swapped = is_named && is_latitude(low.0) && is_latitude(high.0);
    let points = [low, high].map(|(x, y)| if is_swapped { (y, x) } else { (x, y) });
    let is_on_the_globe = points.iter().all(|(x, y)| x.abs() <= 360.0 && is_latitude(*y));
    beyond_180(points).or_else(|| around(points)).filter(|_| is_on_the_globe)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::xml_tree::read as tree;
    use crate::model::{Access, Offer};

    fn record(inner: &str) -> ToldRecord {
        let inner = format!("<r><identifier>a</identifier><title>T</title>{inner}</r>");
        read(&tree(&inner).unwrap()).unwrap()
    }

    #[test]
    fn a_box_is_read_in_the_order_that_its_system_says() {
        let rennes = Some(Extent { west: -1.75, south: 48.0, east: -1.5, north: 48.25 });
        let of = |name: &str, crs: &str, low: &str, high: &str| {
            format!(
                "<o:{name} crs='{crs}'><o:LowerCorner>{low}</o:LowerCorner><o:UpperCorner>{high}</o:UpperCorner></o:{name}>"
            )
        };
        let table = [
            (of("BoundingBox", "urn:x-ogc:def:crs:EPSG:6.11:4326", "48 -1.75", "48.25 -1.5"), rennes),
            (of("BoundingBox", "urn:ogc:def:crs:EPSG::4326", "48 -1.75", "48.25 -1.5"), rennes),
            (of("BoundingBox", "http://www.opengis.net/def/crs/EPSG/0/4326", "48 -1.75", "48.25 -1.5"), rennes),
            (of("BoundingBox", "urn:ogc:def:crs:OGC:1.3:CRS84", "-1.75 48", "-1.5 48.25"), rennes),
            (of("BoundingBox", "EPSG:4326", "-1.75 48", "-1.5 48.25"), rennes),
            (of("BoundingBox", "urn:ogc:def:crs:::WGS 1984", "-1.5 48", "-1.75 48.25"), rennes),
            (of("WGS84BoundingBox", "", "-1.75 48", "-1.5 48.25"), rennes),
            (
                of("WGS84BoundingBox", "", "170 -20", "-175 -10"),
                Some(Extent { west: 170.0, south: -20.0, east: -175.0, north: -10.0 }),
            ),
            (
                of("BoundingBox", "urn:ogc:def:crs:EPSG::4326", "-120 40", "-110 45"),
                Some(Extent { west: -120.0, south: 40.0, east: -110.0, north: 45.0 }),
            ),
            (of("BoundingBox", "urn:ogc:def:crs:EPSG::2154", "352000 6789000", "353000 6790000"), None),
            (of("BoundingBox", "", "x", ""), None),
            (String::new(), None),
        ];
        for (inner, expected) in table {
            assert_eq!(record(&inner).parts.extent, expected, "{inner}");
        }
    }

    #[test]
    fn references_are_links_with_a_protocol() {
        let told = record(
            "<references scheme='WWW:DOWNLOAD-1.0-http--download'>https://a.org/eau.csv</references>\
             <URI protocol='OGC:WMS' name='eau' description='la carte'>https://a.org/wms</URI><references/>",
        );
        let dataset = crate::model::Address::root("p").child("a");
        let media: Vec<_> = told.online.iter().map(|it| it.media(&dataset, Access::Open)).collect();
        let flat: Vec<_> =
            media.iter().map(|it| (&*it.title, it.format.as_deref(), it.offer == Offer::Download)).collect();
        assert_eq!(flat, [("eau.csv", Some("csv"), true), ("eau", Some("wms"), false)]);
    }

    #[test]
    fn the_format_of_a_record_is_that_of_its_one_file() {
        let one = "<format>GeoJSON</format><references scheme='WWW:DOWNLOAD'>https://a.org/x?id=1</references>";
        let table = [
            (one.to_owned(), vec![Some("geojson")]),
            (
                format!("{one}<references scheme='WWW:DOWNLOAD'>https://a.org/y.csv</references>"),
                vec![None, Some("csv")],
            ),
            (format!("{one}<format>CSV</format>"), vec![None]),
        ];
        for (inner, expected) in table {
            let dataset = crate::model::Address::root("p").child("a");
            let media: Vec<_> =
                record(&inner).online.iter().map(|it| it.media(&dataset, Access::Open).format).collect();
            assert_eq!(media.iter().map(Option::as_deref).collect::<Vec<_>>(), expected, "{inner}");
        }
    }

    #[test]
    fn a_record_without_an_identifier_is_none() {
        assert!(read(&tree("<r><title>T</title></r>").unwrap()).is_none());
    }
}
