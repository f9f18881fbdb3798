//! Coordinate systems: what the numbers of a file are in, and where that is in degrees.
//!
//! Files name theirs in many ways: a code of EPSG, a URN, the text of a `.prj`, MapInfo's clause. What is named and known
//! is turned into degrees; what is not keeps its own units, and its name is said.

use proj4rs::Proj;
use proj4rs::transform::transform;

use super::map::Position;
use crate::base::text;
use crate::model::Extent;

mod coord_sys;
mod known;
mod names;
pub mod seeming;
mod wkt;

/// What degrees are in: nothing is turned but the numbers.
const DEGREES: &str = "+proj=longlat +datum=WGS84 +no_defs";

/// What coordinates are in.
pub struct Crs {
    /// As a person reads it: `RGF93 v1 / Lambert-93 (EPSG:2154)`.
    pub name: String,
    into: IntoDegrees,
}

enum IntoDegrees {
    /// They are degrees.
    Already,
    /// By these formulas.
    ByFormula(Box<(Proj, Proj)>),
    /// Nobody here knows how.
    Unknown,
}

impl Crs {
    /// Longitudes and latitudes, as most formats of the web have them.
    pub fn degrees() -> Self {
        Self::coded(4326).unwrap_or(Self { name: "WGS 84".to_owned(), into: IntoDegrees::Already })
    }

    /// One of which only this is known.
    pub fn unknown(name: String) -> Self {
        Self { name, into: IntoDegrees::Unknown }
    }

    /// The same under another name.
    #[cfg(feature = "parquet")]
    pub fn called(self, name: String) -> Self {
        Self { name, ..self }
    }

    /// The one that a file states in words, as a code, a URN or an address, or as the text of a `.prj`.
    pub fn stated(stated: &str) -> Option<Self> {
        let stated = stated.trim().trim_start_matches('\u{feff}');
        if stated.contains('[') {
            return wkt::read(stated);
        }
        let shown = text::some_line(stated)?;
        let code = names::code(stated).or_else(|| names::by_name(stated));
        Some(code.and_then(Self::coded).unwrap_or(Self { name: shown, into: IntoDegrees::Unknown }))
    }

    /// The one of MapInfo's clause `CoordSys Earth Projection …`.
    pub fn of_mapinfo(clause: &str) -> Option<Self> {
        coord_sys::read(clause)
    }

    /// The one that EPSG gives this code, where it is known here.
    pub fn coded(code: u32) -> Option<Self> {
        let (name, formula) = known::definition(code)?;
        Some(Self::by_formula(format!("{name} (EPSG:{code})"), &formula))
    }

    /// The one called `name`, of which `formula` tells.
    fn by_formula(name: String, formula: &str) -> Self {
        let is_plain = formula.contains("+proj=longlat") && !formula.contains("+towgs84") && !formula.contains("+pm");
        if is_plain {
            return Self { name, into: IntoDegrees::Already };
        }
        let parsed = || Some(Box::new((Proj::from_proj_string(formula).ok()?, Proj::from_proj_string(DEGREES).ok()?)));
        Self { name, into: parsed().map_or(IntoDegrees::Unknown, IntoDegrees::ByFormula) }
    }

    /// Whether its numbers are degrees already.
    pub fn is_degrees(&self) -> bool {
        matches!(self.into, IntoDegrees::Already)
    }

    /// Whether positions in it can be told in degrees.
    pub fn is_known(&self) -> bool {
        !matches!(self.into, IntoDegrees::Unknown)
    }

    /// The position in degrees; nothing for what lies outside of where it holds.
    pub fn in_degrees(&self, [x, y]: Position) -> Option<Position> {
        let IntoDegrees::ByFormula(by) = &self.into else { return self.is_degrees().then_some([x, y]) };
        let (from, to) = &**by;
        let mut at = match from.is_latlong() {
            true => (x.to_radians(), y.to_radians(), 0.0),
            false => (x, y, 0.0),
        };
        transform(from, to, &mut at).ok()?;
        let (east, north) = (at.0.to_degrees(), at.1.to_degrees());
        (east.is_finite() && north.is_finite() && north.abs() <= 90.0 && east.abs() <= 360.0).then_some([east, north])
    }

    /// What surrounds `extent` in degrees: sides bend, so that more than their ends count.
    pub fn extent_in_degrees(&self, extent: Extent) -> Option<Extent> {
        const STEPS: u32 = 8;
        let Extent { west, south, east, north } = extent;
        let part = |from: f64, to: f64, step: u32| from + (to - from) * f64::from(step) / f64::from(STEPS);
        let sides = (0..=STEPS).flat_map(|step| {
            let (x, y) = (part(west, east, step), part(south, north, step));
            [[x, south], [x, north], [west, y], [east, y]]
        });
        super::map::surrounding(sides.filter_map(|at| self.in_degrees(at)).collect::<Vec<_>>().iter())
    }
}

pub use names::has_heights;

/// Whether a name of this kind has the north first: those that EPSG's own order of axes holds for.
pub fn is_north_first(stated: &str) -> bool {
    let lower = stated.to_ascii_lowercase();
    let is_official = lower.starts_with("urn:") || lower.contains("/def/crs/");
    let code = names::code(stated);
    let has_north_first = |code| {
        known::definition(code).is_some_and(|(_, formula)| formula.contains("+proj=longlat"))
            || matches!(code, 3034 | 3035)
    };
    is_official && !lower.contains("crs84") && code.is_some_and(has_north_first)
}

#[cfg(test)]
mod tests;
