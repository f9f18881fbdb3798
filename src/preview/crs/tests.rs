//! Known points, and the names that systems go by.

use super::seeming::Seeming;
use super::*;

/// Computed with PROJ 9, of each code: east and north, longitude and latitude.
const GOLDEN: &[(u32, Position, Position)] = &[
    (2154, [352350.280, 6789662.694], [-1.6743, 48.1147]),
    (3948, [1352194.852, 7223299.336], [-1.6743, 48.1147]),
    (3857, [-186382.223, 6125958.085], [-1.6743, 48.1147]),
    (32630, [598670.909, 5329898.692], [-1.6743, 48.1147]),
    (25830, [598670.909, 5329898.692], [-1.6743, 48.1147]),
    (27572, [301440.659, 2353791.717], [-1.6743, 48.1147]),
    (3035, [3455449.959, 2846527.636], [-1.6743, 48.1147]),
    (3034, [3163178.987, 2448818.952], [-1.6743, 48.1147]),
    (3947, [1352122.925, 6334312.924], [-1.6743, 48.1147]),
    (2154, [652216.626, 6861681.500], [2.3488, 48.8534]),
    (27572, [600902.721, 2428339.803], [2.3488, 48.8534]),
    (3949, [1652215.349, 8183903.184], [2.3488, 48.8534]),
    (32631, [452230.092, 5411363.589], [2.3488, 48.8534]),
    (3857, [261467.220, 6250022.951], [2.3488, 48.8534]),
    (27571, [600902.192, 1128104.520], [2.3488, 48.8534]),
    (32632, [407806.480, 5381522.276], [7.75, 48.58]),
    (25832, [407806.480, 5381522.276], [7.75, 48.58]),
    (3943, [1892269.924, 2236038.265], [5.37, 43.3]),
    (27573, [846081.292, 3115655.164], [5.37, 43.3]),
    (3944, [1892280.671, 3124993.689], [5.37, 43.3]),
    (2975, [338807.609, 7690477.745], [55.4504, -20.8789]),
    (5490, [708260.250, 1614970.906], [-61.0667, 14.6]),
    (2972, [352169.812, 545439.325], [-52.3333, 4.9333]),
    (4471, [524735.375, 8587115.812], [45.2279, -12.7806]),
    (4467, [563060.641, 5181170.319], [-56.1739, 46.7811]),
    (3163, [446378.713, 214678.539], [166.45, -22.27]),
];

#[test]
fn known_points_are_where_proj_has_them() {
    for (code, at, expected) in GOLDEN {
        let crs = Crs::coded(*code).unwrap();
        let [east, north] = crs.in_degrees(*at).unwrap_or_else(|| panic!("{code}"));
        let off = (east - expected[0]).abs().max((north - expected[1]).abs());
        assert!(off < 1e-5, "{code}: {east} {north}, not {expected:?}");
    }
}

#[test]
fn degrees_stay_and_nonsense_has_no_place() {
    assert_eq!(Crs::degrees().in_degrees([-1.67, 48.11]), Some([-1.67, 48.11]));
    let lambert = Crs::coded(2154).unwrap();
    for odd in [[f64::NAN, 0.0], [f64::INFINITY, 1.0], [1e300, -1e300]] {
        let at = lambert.in_degrees(odd);
        assert!(at.is_none_or(|[x, y]| x.is_finite() && y.is_finite()), "{odd:?}: {at:?}");
    }
}

const ESRI: &str = r#"PROJCS["RGF_1993_Lambert_93",GEOGCS["GCS_RGF_1993",DATUM["D_RGF_1993",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Lambert_Conformal_Conic"],PARAMETER["False_Easting",700000.0],PARAMETER["False_Northing",6600000.0],PARAMETER["Central_Meridian",3.0],PARAMETER["Standard_Parallel_1",49.0],PARAMETER["Standard_Parallel_2",44.0],PARAMETER["Latitude_Of_Origin",46.5],UNIT["Meter",1.0]]"#;
const NTF: &str = r#"PROJCS["A name of its own",GEOGCS["NTF (Paris)",DATUM["Nouvelle_Triangulation_Francaise_Paris",SPHEROID["Clarke 1880 (IGN)",6378249.2,293.4660212936265]],PRIMEM["Paris",2.33722917],UNIT["grad",0.01570796326794897]],PROJECTION["Lambert_Conformal_Conic_1SP"],PARAMETER["latitude_of_origin",52],PARAMETER["central_meridian",0],PARAMETER["scale_factor",0.99987742],PARAMETER["false_easting",600000],PARAMETER["false_northing",2200000],UNIT["metre",1]]"#;

#[test]
fn systems_are_known_by_all_their_names() {
    let wgs = r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["Degree",0.017453292519943295]]"#;
    let coded = ESRI
        .replace("RGF_1993_Lambert_93", "x")
        .replace("UNIT[\"Meter\",1.0]", "UNIT[\"Meter\",1.0],AUTHORITY[\"EPSG\",\"2154\"]");
    let table: &[(&str, u32)] = &[
        ("EPSG:2154", 2154),
        ("epsg:3948", 3948),
        ("2154", 2154),
        ("urn:ogc:def:crs:EPSG::2154", 2154),
        ("urn:ogc:def:crs:EPSG:9.6:27572", 27572),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", 4326),
        ("http://www.opengis.net/def/crs/EPSG/0/2975", 2975),
        ("http://www.opengis.net/gml/srs/epsg.xml#4326", 4326),
        ("IGNF:LAMB93", 2154),
        ("IGNF:RGF93CC48", 3948),
        ("IGNF:LAMBE", 27572),
        ("RGF93 / CC50", 3950),
        ("WGS_1984_UTM_Zone_30N", 32630),
        ("ETRS_1989_UTM_Zone_32N", 25832),
        ("RGR_1992_UTM_40S", 2975),
        ("RGAF09 / UTM zone 20N", 5490),
        ("RGFG_1995_UTM_22N", 2972),
        ("WGS 84 / Pseudo-Mercator", 3857),
        ("NTF_Lambert_II_etendu", 27572),
        ("GCS_RGF_1993", 4171),
        (ESRI, 2154),
        (&coded, 2154),
        (wgs, 4326),
    ];
    for (stated, code) in table {
        let crs = Crs::stated(stated).unwrap();
        assert!(crs.name.ends_with(&format!("(EPSG:{code})")), "{stated}: {}", crs.name);
    }
}

#[test]
fn a_prj_is_read_by_its_parameters_where_nobody_knows_its_name() {
    for (wkt, code, at) in [
        (&*ESRI.replace("RGF_1993_Lambert_93", "Nobody"), 2154, [352_350.28, 6_789_662.694]),
        (NTF, 27572, [301_440.659, 2_353_791.717]),
    ] {
        let crs = Crs::stated(wkt).unwrap();
        let (own, known) = (crs.in_degrees(at).unwrap(), Crs::coded(code).unwrap().in_degrees(at).unwrap());
        assert!((own[0] - known[0]).abs() < 1e-7 && (own[1] - known[1]).abs() < 1e-7, "{own:?} {known:?}");
        assert!(!crs.name.contains("EPSG"), "{}", crs.name);
    }
}

#[test]
fn mapinfo_says_it_with_numbers() {
    let table = [
        (
            "CoordSys Earth Projection 3, 33, \"m\", 3, 46.5, 44, 49.00000000002, 700000, 6600000",
            2154,
            [352_350.28, 6_789_662.694],
        ),
        (
            "CoordSys Earth Projection 3, 1002, \"m\", 0, 46.8, 45.8989188889, 47.6960144444, 600000, 2200000",
            27572,
            [301_440.659, 2_353_791.717],
        ),
        ("CoordSys Earth Projection 8, 104, \"m\", -3, 0, 0.9996, 500000, 0", 32630, [598_670.909, 5_329_898.692]),
        ("CoordSys Earth Projection 10, 157, \"m\", 0", 3857, [-186_382.223, 6_125_958.085]),
        ("CoordSys Earth Projection 1, 104", 4326, [-1.67, 48.11]),
        (
            "CoordSys Earth Projection 3, 33, \"m\", 3, 48, 47.25, 48.75, 1700000, 7200000 Bounds (0, 0) (1, 1)",
            3948,
            [1_352_194.852, 7_223_299.336],
        ),
    ];
    for (clause, code, at) in table {
        let crs = Crs::of_mapinfo(clause).unwrap();
        let (own, known) = (crs.in_degrees(at).unwrap(), Crs::coded(code).unwrap().in_degrees(at).unwrap());
        assert!((own[0] - known[0]).abs() < 1e-5 && (own[1] - known[1]).abs() < 1e-5, "{clause}: {own:?} {known:?}");
    }
    assert!(!Crs::of_mapinfo("CoordSys NonEarth Units \"m\"").unwrap().is_known());
}

#[test]
fn what_is_unknown_is_named_and_never_turned() {
    let deep = format!("PROJCS[\"x\",{}", "A[".repeat(100_000));
    let table =
        ["EPSG:99999999999999", "EPSG:31467", "LOCAL_CS[\"town hall\"]", "PROJCS[", "PROJCS[\"x\"", &deep, "[", "x[é"];
    for stated in table {
        assert!(
            Crs::stated(stated).is_none_or(|crs| !crs.is_known() && crs.in_degrees([1.0, 2.0]).is_none()),
            "{stated:.40}"
        );
    }
    assert!(Crs::stated("  ").is_none());
}

#[test]
fn the_north_stands_first_in_official_names_of_degrees() {
    for (stated, first) in [
        ("urn:ogc:def:crs:EPSG::4326", true),
        ("http://www.opengis.net/def/crs/EPSG/0/4258", true),
        ("EPSG:4326", false),
        ("http://www.opengis.net/gml/srs/epsg.xml#4326", false),
        ("urn:ogc:def:crs:EPSG::2154", false),
        ("urn:ogc:def:crs:EPSG::3035", true),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", false),
    ] {
        assert_eq!(is_north_first(stated), first, "{stated}");
    }
}

#[test]
fn numbers_seem_to_be_what_puts_them_in_france() {
    let seems = |x: f64, y: f64| match seeming::of(Extent { west: x, south: y, east: x, north: y }) {
        Seeming::Degrees => "degrees".to_owned(),
        Seeming::Swapped => "swapped".to_owned(),
        Seeming::Of(crs) => crs.name,
        Seeming::Perhaps(one, other) => format!("{} or {}", one.name, other.name),
        Seeming::Unknown => "unknown".to_owned(),
    };
    let table = [
        (-1.68, 48.1, "degrees"),
        (48.1, -1.68, "swapped"),
        (-20.9, 55.45, "swapped"),
        (55.45, -20.9, "degrees"),
        (2.35, 0.5, "degrees"),
        (35.0, 139.0, "swapped"),
        (351_904.5, 6_789_363.2, "RGF93 v1 / Lambert-93 (EPSG:2154)"),
        (-186_382.0, 6_125_958.0, "Web Mercator (EPSG:3857)"),
        (652_216.0, 6_300_000.0, "RGF93 v1 / Lambert-93 (EPSG:2154) or Web Mercator (EPSG:3857)"),
        (1e9, 1e9, "unknown"),
        (f64::MAX, f64::MIN, "unknown"),
    ];
    for (x, y, expected) in table {
        assert_eq!(seems(x, y), expected, "{x} {y}");
    }
}
