//! The box around a geometry, as feeds write one: WKT, GeoJSON, or four numbers.

use super::super::mapping::{around, extent};
use crate::model::Extent;

/// `None` for what is no geometry, or not in degrees.
pub fn read(text: &str) -> Option<Extent> {
    let text = text.trim();
    let found = match text.as_bytes().first()? {
        b'{' => extent(&serde_json::from_str(text).ok()?),
        b'<' => {
            let (crs, geometry) = text[1..].split_once('>')?;
            wkt(geometry, crs)
        }
        byte if byte.is_ascii_alphabetic() => match text.split_once(';') {
            Some((srid, geometry)) if srid.to_ascii_uppercase().starts_with("SRID=") => {
                // As PostGIS writes it: longitude first, whatever the system says.
                if srid.ends_with("=4326") { wkt(geometry, "") } else { None }
            }
            _ => wkt(text, ""),
        },
        _ => four(text),
    };
    found.filter(is_on_the_globe)
}

/// With the name of its coordinate system: none means longitude first, and so does CRS84.
fn wkt(geometry: &str, crs: &str) -> Option<Extent> {
    let is_swapped = crs.contains("4326");
    if !is_swapped && !crs.is_empty() && !crs.contains("CRS84") {
        return None;
    }
    let (kind, inner) = geometry.trim().split_once('(')?;
    let kind = kind.trim().to_ascii_uppercase();
    if kind == "ENVELOPE" {
        let numbers = numbers(inner.trim_end_matches(')'));
        let [west, east, north, south] = numbers[..] else { return None };
        return Some(Extent { west, south, east, north });
    }
    let known = ["POINT", "MULTIPOINT", "LINESTRING", "MULTILINESTRING", "POLYGON", "MULTIPOLYGON"];
    if !known.contains(&kind.split(' ').next().unwrap_or_default()) {
        return None;
    }
    let points = inner.split(',').filter_map(|point| {
        let mut numbers = point.split([' ', '(', ')', '\n', '\t']).filter(|it| !it.is_empty()).map(str::parse::<f64>);
        let (x, y) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
        Some(if is_swapped { (y, x) } else { (x, y) })
    });
    around(points)
}

/// West, south, east, north, as DCAT-US has it.
fn four(text: &str) -> Option<Extent> {
    let numbers = numbers(text);
    let [west, south, east, north] = numbers[..] else { return None };
    Some(Extent { west, south, east, north })
}

fn numbers(text: &str) -> Vec<f64> {
    text.split([',', ' ']).filter(|it| !it.is_empty()).map_while(|number| number.parse().ok()).collect()
}

/// Metres are no degrees, whatever the system is said to be.
fn is_on_the_globe(extent: &Extent) -> bool {
    let Extent { west, south, east, north } = *extent;
    [west, east].iter().all(|it| it.abs() <= 360.0) && south >= -90.0 && north <= 90.0 && west <= east && south <= north
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn geometries_are_read_as_they_are_written() {
        let box_of = |west, south, east, north| Some(Extent { west, south, east, north });
        let rennes = box_of(-1.75, 48.0, -1.5, 48.25);
        let table = [
            ("POLYGON((-1.75 48, -1.5 48, -1.5 48.25, -1.75 48.25, -1.75 48))", rennes),
            ("polygon ((-1.75 48,-1.5 48.25))", rennes),
            ("MULTIPOLYGON Z (((-1.75 48 0,-1.5 48.25 0)),((-1.6 48.1 9)))", rennes),
            ("<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POLYGON((-1.75 48,-1.5 48.25))", rennes),
            ("<http://www.opengis.net/def/crs/EPSG/0/4326> POLYGON((48 -1.75,48.25 -1.5))", rennes),
            ("SRID=4326;POLYGON((-1.75 48,-1.5 48.25))", rennes),
            ("ENVELOPE(-1.75,-1.5,48.25,48)", rennes),
            (r#"{"type":"Polygon","coordinates":[[[-1.75,48],[-1.5,48.25]]]}"#, rennes),
            (r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]}}"#, box_of(1.0, 2.0, 1.0, 2.0)),
            ("-1.75,48,-1.5,48.25", rennes),
            ("POINT(2.5 48.5)", box_of(2.5, 48.5, 2.5, 48.5)),
            ("POLYGON((352000 6789000,353000 6790000))", None),
            ("<http://www.opengis.net/def/crs/EPSG/0/2154> POLYGON((1 2,3 4))", None),
            ("SRID=2154;POINT(1 2)", None),
            ("Rennes (35)", None),
            ("12", None),
            ("1,2,3", None),
            ("NaN,1,2,3", None),
            ("POLYGON(())", None),
            ("{", None),
            ("<", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
