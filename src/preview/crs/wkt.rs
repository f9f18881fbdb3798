//! The text of a `.prj`: brackets in brackets, as ESRI and the OGC write it.

use super::{Crs, IntoDegrees, known, names};
use crate::base::text;

/// Deeper, and longer, than any.
const DEEPEST: usize = 12;
const LONGEST: usize = 16 << 10;

/// `KEYWORD["text", 1.0, OTHER[…]]`.
#[derive(Debug, Default)]
struct Bracket<'t> {
    keyword: &'t str,
    texts: Vec<&'t str>,
    inner: Vec<Bracket<'t>>,
}

/// What it describes; `None` where it is none.
pub fn read(wkt: &str) -> Option<Crs> {
    let wkt = wkt.get(..wkt.len().min(LONGEST)).unwrap_or_default();
    let (whole, _) = bracket(wkt, 0)?;
    let system = whole.first_of(&["PROJCS", "PROJCRS", "GEOGCS", "GEOGCRS", "GEODCRS", "BASEGEOGCRS"])?;
    let name = system.texts.first().copied().unwrap_or_default();
    let code = system.code().or_else(|| names::by_name(name)).and_then(Crs::coded);
    let shown = || text::some_line(&name.replace('_', " ")).unwrap_or_else(|| "WKT".to_owned());
    Some(
        code.or_else(|| Some(Crs::by_formula(shown(), &formula(system)?)))
            .unwrap_or(Crs { name: shown(), into: IntoDegrees::Unknown }),
    )
}

fn bracket(text: &str, depth: usize) -> Option<(Bracket<'_>, &str)> {
    let (keyword, mut rest) = text.split_once(['[', '('])?;
    let mut read = Bracket { keyword: keyword.trim(), ..Bracket::default() };
    if depth > DEEPEST || read.keyword.len() > 40 {
        return None;
    }
    loop {
        rest = rest.trim_start_matches(|c: char| c == ',' || c.is_whitespace());
        match rest.chars().next()? {
            ']' | ')' => return Some((read, &rest[1..])),
            '"' => {
                let (text, after) = rest[1..].split_once('"')?;
                read.texts.push(text);
                rest = after;
            }
            _ => {
                let end = rest.find(['[', '(', ',', ']', ')'])?;
                if rest[end..].starts_with(['[', '(']) {
                    let (inner, after) = bracket(rest, depth + 1)?;
                    read.inner.push(inner);
                    rest = after;
                } else {
                    read.texts.push(rest[..end].trim());
                    rest = &rest[end..];
                }
            }
        }
    }
}

impl<'t> Bracket<'t> {
    fn is(&self, keyword: &str) -> bool {
        self.keyword.eq_ignore_ascii_case(keyword)
    }

    /// Itself, or the first inside with one of these keywords.
    fn first_of(&self, keywords: &[&str]) -> Option<&Self> {
        let is_one = keywords.iter().any(|keyword| self.is(keyword));
        if is_one { Some(self) } else { self.inner.iter().find_map(|inner| inner.first_of(keywords)) }
    }

    /// The code that it states of itself.
    fn code(&self) -> Option<u32> {
        let own = self.inner.iter().find(|inner| inner.is("AUTHORITY") || inner.is("ID"))?;
        let is_epsg = own.texts.first().is_some_and(|by| by.eq_ignore_ascii_case("EPSG"));
        if is_epsg { own.texts.get(1)?.parse().ok() } else { None }
    }

    /// How many degrees its unit of angles has: the systems from Paris count in grads.
    fn degrees_of_unit(&self) -> f64 {
        let unit = self.inner.iter().rfind(|inner| inner.is("UNIT") || inner.is("ANGLEUNIT"));
        unit.and_then(|unit| unit.number(1)).filter(|factor| *factor > 0.0).map_or(1.0, f64::to_degrees)
    }

    fn number(&self, at: usize) -> Option<f64> {
        self.texts.get(at)?.parse().ok().filter(|number: &f64| number.is_finite())
    }
}

/// The formula that its parameters make, in PROJ's words.
fn formula(system: &Bracket) -> Option<String> {
    let unit = system.inner.iter().rfind(|inner| ["UNIT", "LENGTHUNIT"].iter().any(|it| inner.is(it)));
    let Some(projection) = system.first_of(&["PROJECTION", "METHOD"]) else {
        let is_degree = (system.degrees_of_unit() - 1.0).abs() < 1e-6;
        let from_greenwich = system.first_of(&["PRIMEM"]).is_none_or(|it| it.number(1) == Some(0.0));
        return (is_degree && from_greenwich).then(|| "+proj=longlat".to_owned());
    };
    let metres = unit.and_then(|unit| unit.number(1)).filter(|factor| *factor > 0.0).unwrap_or(1.0);
    let kind = kind(projection.texts.first()?)?;
    if kind == known::WEB_MERCATOR {
        return Some(kind.to_owned());
    }
    let mut words = vec![format!("+proj={kind}"), format!("+to_meter={metres}")];
    let degrees = system.first_of(&["GEOGCS", "BASEGEOGCRS", "BASEGEODCRS"]).map_or(1.0, |base| base.degrees_of_unit());
    let (mut latitude, mut parallel) = (None, false);
    let mut collect = Vec::new();
    parameters(system, &mut collect);
    for (name, value) in collect {
        let Some(word) = parameter(&bare(name)) else { continue };
        let value = match word {
            "x_0" | "y_0" => value * metres,
            "k_0" => value,
            _ => value * degrees,
        };
        latitude = latitude.or((word == "lat_0").then_some(value));
        parallel |= word == "lat_1";
        words.push(format!("+{word}={value}"));
    }
    if let (Some(latitude), false, "lcc") = (latitude, parallel, kind) {
        words.push(format!("+lat_1={latitude}"));
    }
    words.push(datum(system)?);
    Some(words.join(" "))
}

fn parameters<'b>(system: &'b Bracket, into: &mut Vec<(&'b str, f64)>) {
    for inner in &system.inner {
        match inner.is("PARAMETER") {
            true => into.extend(inner.texts.first().copied().zip(inner.number(1))),
            false => parameters(inner, into),
        }
    }
}

fn bare(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn kind(projection: &str) -> Option<&'static str> {
    Some(match bare(projection).as_str() {
        "lambertconformalconic" | "lambertconformalconic1sp" | "lambertconformalconic2sp" => "lcc",
        "lambertconicconformal1sp" | "lambertconicconformal2sp" => "lcc",
        "transversemercator" | "gausskruger" => "tmerc",
        "mercatorauxiliarysphere" | "popularvisualisationpseudomercator" => known::WEB_MERCATOR,
        "mercator" | "mercator1sp" | "mercator2sp" => "merc",
        "lambertazimuthalequalarea" => "laea",
        "albers" | "albersconicequalarea" | "albersequalarea" => "aea",
        _ => return None,
    })
}

fn parameter(name: &str) -> Option<&'static str> {
    Some(match name {
        "latitudeoforigin" | "latitudeofcenter" | "latitudeoffalseorigin" | "latitudeofnaturalorigin" => "lat_0",
        "centralmeridian" | "longitudeofcenter" | "longitudeoforigin" => "lon_0",
        "longitudeofnaturalorigin" | "longitudeoffalseorigin" => "lon_0",
        "standardparallel1" | "latitudeof1ststandardparallel" => "lat_1",
        "standardparallel2" | "latitudeof2ndstandardparallel" => "lat_2",
        "scalefactor" | "scalefactoratnaturalorigin" => "k_0",
        "falseeasting" | "eastingatfalseorigin" => "x_0",
        "falsenorthing" | "northingatfalseorigin" => "y_0",
        _ => return None,
    })
}

/// The ellipsoid, from where it counts, and how far it lies from that of WGS 84.
fn datum(system: &Bracket) -> Option<String> {
    let ellipsoid = system.first_of(&["SPHEROID", "ELLIPSOID"])?;
    let (radius, flattening) = (ellipsoid.number(1)?, ellipsoid.number(2)?);
    let shape = if flattening == 0.0 { format!("+b={radius}") } else { format!("+rf={flattening}") };
    let name = system.first_of(&["DATUM"]).and_then(|it| it.texts.first()).map(|it| bare(it)).unwrap_or_default();
    let is_ntf = name.contains("ntf") || name.contains("nouvelletriangulationfrancaise");
    let shift = if is_ntf { " +towgs84=-168,-60,320,0,0,0,0" } else { "" };
    let meridian = system.first_of(&["PRIMEM"]);
    let from_paris = meridian.and_then(|it| it.texts.first()).is_some_and(|it| it.eq_ignore_ascii_case("paris"));
    let from = match meridian.and_then(|it| it.number(1)) {
        _ if from_paris => " +pm=paris".to_owned(),
        Some(0.0) | None => String::new(),
        Some(_) => return None,
    };
    Some(format!("+a={radius} {shape}{shift}{from}"))
}
