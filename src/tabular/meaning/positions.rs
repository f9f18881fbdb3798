//! Where something is: degrees, metres of a projection, points and shapes in one cell.

use super::Fit;

/// The longest cell of which more than the beginning is looked at.
const LONGEST_POINT: usize = 200;

/// Within so many degrees, whatever its decimal sign; whole degrees are hardly a place.
pub fn degrees(cell: &str, most: f64) -> Fit {
    Fit::valid_if(cell.contains(['.', ',']) && number(cell).is_some_and(|value| value.abs() <= most))
}

/// Within one of these ranges.
pub fn metres(cell: &str, ranges: &[(f64, f64)]) -> Fit {
    let fits = |value: f64| ranges.iter().any(|(least, most)| (*least..=*most).contains(&value));
    Fit::valid_if(number(cell).is_some_and(fits))
}

/// `48.1,-1.6`, `[48.1, -1.6]`, WKT's `POINT (-1.6 48.1)`, GeoJSON's. Two short numbers are a point only where the name
/// says so.
pub fn point(cell: &str, named: bool) -> Fit {
    match cell.as_bytes().first() {
        Some(b'{') => return Fit::valid_if(is_geojson(cell, &["Point"])),
        Some(b'P' | b'p' | b'S' | b's') => {
            return Fit::valid_if(wkt(cell).is_some_and(|kind| kind.eq_ignore_ascii_case("point")));
        }
        _ if cell.len() > LONGEST_POINT => return Fit::No,
        _ => {}
    }
    let bare = cell.trim_start_matches(['[', '(']).trim_end_matches([']', ')']);
    let parts = bare.split_once(',').or_else(|| bare.split_once(';')).or_else(|| bare.split_once(' '));
    let Some((one, two)) = parts.map(|(one, two)| (one.trim(), two.trim())) else { return Fit::No };
    let decimals = |text: &str| text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let least = if named { 1 } else { 3 };
    let is_exact = decimals(one) >= least && decimals(two) >= least;
    let within = |text: &str, most: f64| !text.contains(',') && number(text).is_some_and(|value| value.abs() <= most);
    Fit::valid_if(is_exact && (within(one, 90.0) && within(two, 180.0) || within(one, 180.0) && within(two, 90.0)))
}

/// Lines and areas in WKT or GeoJSON.
pub fn geometry(cell: &str) -> Fit {
    const WKT: [&str; 6] =
        ["LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION"];
    const GEOJSON: [&str; 6] =
        ["LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection"];
    match cell.as_bytes().first() {
        Some(b'{') => Fit::valid_if(is_geojson(cell, &GEOJSON)),
        Some(first) if first.is_ascii_alphabetic() => {
            Fit::valid_if(wkt(cell).is_some_and(|kind| WKT.iter().any(|known| known.eq_ignore_ascii_case(kind))))
        }
        _ => Fit::No,
    }
}

/// The word before the numbers: `POINT` of `SRID=4326;POINT Z (1 2 3)`.
fn wkt(cell: &str) -> Option<&str> {
    let bare = cell.strip_prefix("SRID=").map_or(Some(cell), |rest| rest.split_once(';').map(|(_, rest)| rest))?;
    let kind = bare.get(..bare.find('(')?)?.trim_end();
    let kind = kind
        .strip_suffix(" ZM")
        .or_else(|| kind.strip_suffix(" Z"))
        .or_else(|| kind.strip_suffix(" M"))
        .unwrap_or(kind);
    kind.bytes().all(|byte| byte.is_ascii_alphabetic()).then_some(kind)
}

/// By its beginning, for a shape is long and cut where it is shown.
fn is_geojson(cell: &str, kinds: &[&str]) -> bool {
    let is_of = |kind: &str| {
        let after = cell.split_once("\"type\"").map(|(_, after)| after.trim_start());
        let value = after.and_then(|after| after.strip_prefix(':')).map(str::trim_start);
        value.and_then(|value| value.strip_prefix('"')?.strip_prefix(kind)).is_some_and(|rest| rest.starts_with('"'))
    };
    (cell.contains("\"coordinates\"") || cell.contains("\"geometries\"")) && kinds.iter().any(|kind| is_of(kind))
}

/// A number with either decimal sign, and nothing between thousands.
fn number(cell: &str) -> Option<f64> {
    let bare = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let is_plain = bare.len() <= 30
        && bare.starts_with(|c: char| c.is_ascii_digit())
        && bare.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
        && bare.bytes().filter(|byte| !byte.is_ascii_digit()).count() <= 1;
    match is_plain {
        true if bare.contains(',') => cell.replace(',', ".").parse().ok(),
        true => cell.parse().ok(),
        false => None,
    }
}
