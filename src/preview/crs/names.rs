//! Codes of EPSG in the ways they are written, and the names that programs write in place of them.

/// The code in `EPSG:2154`, `urn:ogc:def:crs:EPSG::2154`, `http://www.opengis.net/def/crs/EPSG/0/2154`,
/// `…/epsg.xml#2154`; that of degrees for `CRS84`.
pub fn code(stated: &str) -> Option<u32> {
    let lower = stated.trim().to_ascii_lowercase();
    let lower = horizontal(&lower);
    if lower.ends_with("crs84") || lower.ends_with("crs:84") {
        return Some(4326);
    }
    let last = lower.rsplit([':', '/', '#']).next()?;
    let is_epsg = lower.contains("epsg") || last.len() == lower.len();
    let digits = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    if is_epsg && digits { last.parse().ok() } else { None }
}

/// Of one made of two, for positions and for heights, the first: `EPSG:2154+5720`,
/// `urn:ogc:def:crs,crs:EPSG::2154,crs:EPSG::5720`, `…/crs-compound?1=…/EPSG/0/2154&2=…/EPSG/0/5720`.
fn horizontal(stated: &str) -> &str {
    let part = match stated.contains(",crs:") {
        true => stated.split(',').find(|part| part.contains("epsg")).unwrap_or(stated),
        false => stated,
    };
    let is_compound = |sign: char| part.matches(sign).count() == 1 && part.contains("epsg");
    let end = ['+', '&'].into_iter().filter(|sign| is_compound(*sign)).find_map(|sign| part.find(sign));
    part.get(..end.unwrap_or(part.len())).unwrap_or(part)
}

/// Whether heights belong to each position in a system that is called so.
pub fn has_heights(stated: &str) -> bool {
    let lower = stated.trim().to_ascii_lowercase();
    horizontal(&lower).len() < lower.len() || matches!(code(stated), Some(4979 | 4965 | 4937 | 5698 | 5699))
}

/// Parts of names, letters and digits alone, and what they mean; the first that is found.
const PARTS: &[(&str, u32)] = &[
    ("lambert93", 2154),
    ("lamb93", 2154),
    ("lambertiietendu", 27572),
    ("lambert2etendu", 27572),
    ("franceiidegrees", 27572),
    ("webmercator", 3857),
    ("pseudomercator", 3857),
    ("popularvisualisation", 3857),
    ("googlemercator", 3857),
    ("mercatorauxiliarysphere", 3857),
    ("laeaeurope", 3035),
    ("lambertnewcaledonia", 3163),
    ("lambertnouvellecaledonie", 3163),
];

/// Ends of names, which would mean something else in the middle.
const ENDS: &[(&str, u32)] = &[
    ("lambertzoneiii", 27573),
    ("lambertzoneii", 27572),
    ("lambertzonei", 27571),
    ("lambertiiietendu", 27573),
    ("ignflambe", 27572),
    ("ignflamb1", 27561),
    ("ignflamb2", 27562),
    ("ignflamb3", 27563),
];

/// Datums, by what names of theirs hold; the code of their degrees, and that of their only zone of UTM.
const DATUMS: &[(&str, u32, Option<u32>)] = &[
    ("rgaf09", 5489, Some(5490)),
    ("rraf", 4558, Some(4559)),
    ("rgfg95", 4624, Some(2972)),
    ("rgfg1995", 4624, Some(2972)),
    ("rgr92", 4627, Some(2975)),
    ("rgr1992", 4627, Some(2975)),
    ("rgm04", 4470, Some(4471)),
    ("rgm2004", 4470, Some(4471)),
    ("rgspm06", 4463, Some(4467)),
    ("rgspm2006", 4463, Some(4467)),
    ("rgf93", 4171, None),
    ("rgf1993", 4171, None),
    ("etrs89", 4258, None),
    ("etrs1989", 4258, None),
    ("wgs84", 4326, None),
    ("wgs1984", 4326, None),
];

/// The code of what is called so.
pub fn by_name(name: &str) -> Option<u32> {
    let bare: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).take(120).collect();
    let part = || PARTS.iter().find(|(part, _)| bare.contains(part)).map(|(_, code)| *code);
    let end = || ENDS.iter().find(|(end, _)| bare.ends_with(end)).map(|(_, code)| *code);
    part().or_else(end).or_else(|| zone_of_cc(&bare)).or_else(|| {
        let (datum, degrees, only) = DATUMS.iter().find(|(datum, ..)| bare.contains(datum))?;
        let rest = bare.split_once(datum).map_or("", |(_, rest)| rest);
        match rest.split_once("utm") {
            Some((_, zone)) => only.or_else(|| of_zone(*degrees, zone.trim_start_matches("zone"))),
            // What is called so and something more is another thing, but for a version, a `3D`, or what is in degrees.
            None if rest.len() <= 3 || rest.contains("geo") || bare.starts_with("gcs") => Some(*degrees),
            None => None,
        }
    })
}

/// `rgf93cc48`.
fn zone_of_cc(bare: &str) -> Option<u32> {
    let zone = bare.split("cc").skip(1).find_map(|rest| rest.get(..2)?.parse::<u32>().ok())?;
    ((42..=50).contains(&zone) && bare.starts_with(['r', 'i', 'c', 'l'])).then_some(3900 + zone)
}

/// `30n` of WGS 84, or of Europe.
fn of_zone(degrees: u32, zone: &str) -> Option<u32> {
    let digits = zone.bytes().take_while(u8::is_ascii_digit).count();
    let number = zone.get(..digits)?.parse::<u32>().ok()?;
    let south = zone.get(digits..).is_some_and(|rest| rest.starts_with('s'));
    match degrees {
        4326 if (1..=60).contains(&number) => Some(if south { 32700 } else { 32600 } + number),
        4258 | 4171 if (28..=38).contains(&number) => Some(25800 + number),
        _ => None,
    }
}
