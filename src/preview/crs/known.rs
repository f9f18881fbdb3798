//! The systems that French files are in, by their code of EPSG: name and formula.

use std::borrow::Cow;

const LONGLAT: &str = "+proj=longlat +ellps=GRS80 +no_defs";
const LAMBERT_93: &str =
    "+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80 +units=m +no_defs";
/// The datum before RGF93, from Paris; seven parameters of IGN, right to some two metres.
pub const NTF: &str = "+ellps=clrk80ign +towgs84=-168,-60,320,0,0,0,0";
pub const WEB_MERCATOR: &str =
    "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +no_defs";

/// Longitudes and latitudes: each within a metre of the others.
const GEOGRAPHIC: &[(u32, &str)] = &[
    (4326, "WGS 84"),
    (4979, "WGS 84 (3D)"),
    (4171, "RGF93 v1"),
    (4965, "RGF93 v1 (3D)"),
    (9777, "RGF93 v2"),
    (9782, "RGF93 v2b"),
    (4258, "ETRS89"),
    (4937, "ETRS89 (3D)"),
    (4463, "RGSPM06"),
    (4470, "RGM04"),
    (4558, "RRAF 1991"),
    (4624, "RGFG95"),
    (4627, "RGR92"),
    (4687, "RGPF"),
    (4749, "RGNC91-93"),
    (5489, "RGAF09"),
];

/// UTM of the overseas territories: code, name of the datum, zone, south of the equator.
const OVERSEAS: &[(u32, &str, u32, bool)] = &[
    (5490, "RGAF09", 20, false),
    (4559, "RRAF 1991", 20, false),
    (2989, "RRAF 1991", 20, false),
    (2972, "RGFG95", 22, false),
    (2975, "RGR92", 40, true),
    (4471, "RGM04", 38, true),
    (4467, "RGSPM06", 21, false),
    (3296, "RGPF", 5, true),
    (3297, "RGPF", 6, true),
    (3298, "RGPF", 7, true),
    (3299, "RGPF", 8, true),
];

/// Conic ones: of one parallel (its latitude, scale) or two.
const CONIC: &[(u32, &str, &str)] = &[
    (
        3034,
        "ETRS89-extended / LCC Europe",
        "+proj=lcc +lat_0=52 +lon_0=10 +lat_1=35 +lat_2=65 +x_0=4000000 +y_0=2800000",
    ),
    (3035, "ETRS89-extended / LAEA Europe", "+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000"),
    (
        3163,
        "RGNC91-93 / Lambert New Caledonia",
        "+proj=lcc +lat_0=-21.5 +lon_0=166 +lat_1=-20.6666666666667 +lat_2=-22.3333333333333 +x_0=400000 +y_0=300000",
    ),
    (
        3812,
        "ETRS89 / Belgian Lambert 2008",
        "+proj=lcc +lat_0=50.797815 +lon_0=4.35921583333333 +lat_1=49.8333333333333 +lat_2=51.1666666666667 +x_0=649328 +y_0=665262",
    ),
];

/// Those of 1948, from Paris: code, name, latitude, scale, northing.
const FROM_PARIS: &[(u32, &str, f64, f64, f64)] = &[
    (27561, "NTF (Paris) / Lambert Nord France", 49.5, 0.999877341, 200_000.0),
    (27562, "NTF (Paris) / Lambert Centre France", 46.8, 0.99987742, 200_000.0),
    (27563, "NTF (Paris) / Lambert Sud France", 44.1, 0.999877499, 200_000.0),
    (27571, "NTF (Paris) / Lambert zone I", 49.5, 0.999877341, 1_200_000.0),
    (27572, "NTF (Paris) / Lambert zone II", 46.8, 0.99987742, 2_200_000.0),
    (27573, "NTF (Paris) / Lambert zone III", 44.1, 0.999877499, 3_200_000.0),
];

/// Its name, and its formula in PROJ's words.
pub fn definition(code: u32) -> Option<(Cow<'static, str>, Cow<'static, str>)> {
    let utm = |datum: &str, zone: u32, south: bool| {
        let (side, word) = if south { ("S", "+south ") } else { ("N", "") };
        let formula = format!("+proj=utm +zone={zone} {word}+ellps=GRS80 +units=m +no_defs");
        Some((Cow::Owned(format!("{datum} / UTM zone {zone}{side}")), Cow::Owned(formula)))
    };
    let cc = |datum: &str, zone: u32| Some((format!("{datum} / CC{zone}").into(), conformal(zone).into()));
    match code {
        // With heights above the sea, which a map has not.
        5698 | 5699 => definition(2154),
        2154 => Some(("RGF93 v1 / Lambert-93".into(), LAMBERT_93.into())),
        9793 => Some(("RGF93 v2 / Lambert-93".into(), LAMBERT_93.into())),
        9794 => Some(("RGF93 v2b / Lambert-93".into(), LAMBERT_93.into())),
        3942..=3950 => cc("RGF93 v1", code - 3900),
        9822..=9830 => cc("RGF93 v2", code - 9780),
        9842..=9850 => cc("RGF93 v2b", code - 9800),
        3857 | 3785 | 900_913 | 102_100 | 102_113 => Some(("Web Mercator".into(), WEB_MERCATOR.into())),
        32601..=32660 => utm("WGS 84", code - 32600, false),
        32701..=32760 => utm("WGS 84", code - 32700, true),
        25828..=25838 => utm("ETRS89", code - 25800, false),
        code => listed(code).or_else(|| {
            let (_, datum, zone, south) = OVERSEAS.iter().find(|known| known.0 == code)?;
            utm(datum, *zone, *south)
        }),
    }
}

fn listed(code: u32) -> Option<(Cow<'static, str>, Cow<'static, str>)> {
    if let Some((_, name)) = GEOGRAPHIC.iter().find(|known| known.0 == code) {
        return Some(((*name).into(), LONGLAT.into()));
    }
    if let Some((_, name, formula)) = CONIC.iter().find(|known| known.0 == code) {
        return Some(((*name).into(), format!("{formula} +ellps=GRS80 +units=m +no_defs").into()));
    }
    let (_, name, latitude, scale, northing) = FROM_PARIS.iter().find(|known| known.0 == code)?;
    let formula = format!(
        "+proj=lcc +lat_1={latitude} +lat_0={latitude} +lon_0=0 +k_0={scale} +x_0=600000 +y_0={northing} {NTF} +pm=paris +units=m +no_defs"
    );
    Some(((*name).into(), formula.into()))
}

/// The conformal conics in nine zones, one for each degree of latitude.
fn conformal(zone: u32) -> String {
    let (latitude, northing) = (f64::from(zone), 200_000 + 1_000_000 * (zone - 41));
    let (first, second) = (latitude - 0.75, latitude + 0.75);
    format!(
        "+proj=lcc +lat_0={zone} +lon_0=3 +lat_1={first} +lat_2={second} +x_0=1700000 +y_0={northing} +ellps=GRS80 +units=m +no_defs"
    )
}
