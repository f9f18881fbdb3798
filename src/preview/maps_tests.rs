//! Formats of maps: good files, odd ones, and those that claim what is not so.

use std::path::Path;

use bytes::Bytes;

use super::*;
use crate::base::Fut;
use crate::base::error::Result;

fn path(name: &str) -> std::path::PathBuf {
    format!("{}/tests/fixtures/maps/{name}", env!("CARGO_MANIFEST_DIR")).into()
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).unwrap()
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(work)
}

/// A file on the disk, its siblings beside it.
fn local(name: &str, entry: &[&str]) -> Preview {
    let options = ReadOptions { entry: entry.iter().map(|it| (*it).to_owned()).collect(), ..ReadOptions::default() };
    wait(preview(&mut Local::open(&path(name)).unwrap(), &options)).unwrap()
}

/// Bytes called so, with nothing beside them.
fn alone(name: &str, bytes: impl Into<Bytes>) -> Preview {
    wait(preview(&mut InMemory::new(bytes, About::file(Path::new(name))), &ReadOptions::default())).unwrap()
}

fn table(preview: &Preview) -> &Table {
    preview.views.iter().find_map(|view| if let View::Table(table) = view { Some(table) } else { None }).unwrap()
}

fn map(preview: &Preview) -> Option<&Sketch> {
    preview.views.iter().find_map(|view| if let View::Map(map) = view { Some(map) } else { None })
}

fn cells(table: &Table, row: usize) -> String {
    table.rows[row].iter().map(|cell| cell.as_deref().unwrap_or("-")).collect::<Vec<_>>().join("|")
}

fn near(at: Position, expected: Position) -> bool {
    (at[0] - expected[0]).abs() < 1e-4 && (at[1] - expected[1]).abs() < 1e-4
}

/// Name, format, rows in all, the first row, counts of shapes, a position.
type Expected = (&'static str, &'static str, u64, &'static str, [usize; 3], Position);

const RENNES: Position = [-1.6743, 48.1147];
const GOOD: &[Expected] = &[
    ("points.shp", "shp", 3, "Rennes|1|1.5|2024-01-02", [3, 0, 0], RENNES),
    ("areas.shp", "shp", 2, "a", [0, 0, 3], RENNES),
    (
        "points.fgb",
        "fgb",
        3,
        "357350.28 6789662.694|Étrelles|2|2.25|2024-02-03T00:00:00",
        [3, 0, 0],
        [-1.60729, 48.11742],
    ),
    ("areas.fgb", "fgb", 2, "area of 5 positions|b", [0, 0, 3], [-1.67748, 48.15063]),
    ("parks.kml", "kml", 4, "Nord|Thabor|Grand parc|10", [2, 2, 1], [-1.669, 48.114]),
    ("points.gml", "gml", 3, "g32.0|Rennes|1|1.5|2024-01-02", [3, 0, 0], [-1.67, 48.11]),
    ("areas.gml", "gml", 2, "poly.0|a", [0, 0, 3], RENNES),
    ("tracks.gpx", "gpx", 3, "waypoint|Départ|-|-|30|1", [1, 3, 0], [-1.67, 48.11]),
    ("areas.mif", "mif", 2, "a", [0, 0, 2], RENNES),
    ("communes.topojson", "topojson", 3, "35238|Rennes|Polygon", [1, 0, 2], [-1.7, 48.0]),
    ("points.geojsonl", "geojsonl", 3, "Rennes|1|1.5|2024-01-02|Point", [3, 0, 0], [-1.67, 48.11]),
];

#[test]
fn each_format_is_a_table_and_a_map_in_degrees() {
    for (name, format, total, first, counts, at) in GOOD {
        let preview = local(name, &[]);
        let table = table(&preview);
        assert_eq!((preview.format, table.total, &*cells(table, 0)), (*format, Some(*total), *first), "{name}");
        let map = map(&preview).unwrap_or_else(|| panic!("{name}: {preview:?}"));
        assert_eq!((map.counts(), map.degrees), (*counts, true), "{name}");
        assert!(map.features.iter().all(|feature| feature.row < table.rows.len()), "{name}");
        let first = *map.shapes().next().unwrap().positions().next().unwrap();
        assert!(near(first, *at), "{name}: {first:?}");
        assert!(matches!(preview.views.last(), Some(View::Facts(facts)) if !facts.is_empty()), "{name}");
    }
}

#[test]
fn shapefiles_holes_are_cut_out_and_parts_stand_apart() {
    let preview = local("areas.shp", &[]);
    let rings: Vec<usize> =
        map(&preview).unwrap().shapes().map(|it| if let Shape::Area(rings) = it { rings.len() } else { 0 }).collect();
    assert_eq!(rings, [2, 1, 1]);
    let by_itself = alone("areas.shp", fixture("areas.shp"));
    assert_eq!(cells(table(&by_itself), 0), "area of 15 positions");
    assert!(by_itself.notes.iter().any(|note| note.contains(".dbf")), "{:?}", by_itself.notes);
}

/// Files in memory, as an archive has them.
struct InArchive {
    entries: Vec<Entry>,
    bytes: Vec<Vec<u8>>,
}

impl Files for InArchive {
    fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn open(&mut self, at: usize) -> Fut<'_, Box<dyn ReadAt + '_>> {
        let mut source = InMemory::new(self.bytes[at].clone(), About::default());
        source.seeks = false;
        Box::pin(async move { Ok(Box::new(source) as Box<dyn ReadAt>) })
    }
}

fn archive(files: &[(&str, Vec<u8>)]) -> InArchive {
    let entry = |(name, bytes): &(&str, Vec<u8>)| Entry {
        name: (*name).to_owned(),
        size: Some(bytes.len() as u64),
        ..Entry::default()
    };
    InArchive {
        entries: files.iter().map(entry).collect(),
        bytes: files.iter().map(|(_, bytes)| bytes.clone()).collect(),
    }
}

fn in_archive(files: &[(&str, Vec<u8>)]) -> Result<Option<Preview>> {
    let mut archive = archive(files);
    let bytes = Bytes::from(archive.bytes[0].clone());
    let total = Some(bytes.len() as u64);
    let sample = Sample { bytes, whole: true, total, about: About::default() };
    wait(shapefile::of_files(&mut archive, 0, &sample, &ReadOptions::default()))
}

#[test]
fn a_shapefile_in_an_archive_has_its_siblings_whatever_their_case() {
    let files = [
        ("d/Points.SHP", fixture("points.shp")),
        ("d/points.DBF", fixture("points.dbf")),
        ("d/POINTS.prj", fixture("points.prj")),
        ("other/points.cpg", b"UTF-8".to_vec()),
        ("d/points.cpg", fixture("points.cpg")),
        ("d/areas.shp", fixture("areas.shp")),
    ];
    let preview = in_archive(&files).unwrap().unwrap();
    assert_eq!(cells(table(&preview), 1), "Étrelles|2|2.25|2024-02-03");
    assert_eq!(cells(table(&preview), 2), "Saint-Malo’œ|3|-|2024-03-04");
    assert!(near(map(&preview).unwrap().features[0].shapes[0].positions().next().copied().unwrap(), RENNES));
    assert!(preview.notes.iter().any(|note| note.contains("d/areas.shp")), "{:?}", preview.notes);
    let bare = in_archive(&files[..1]).unwrap().unwrap();
    assert!(bare.notes.iter().any(|note| note.contains("look like RGF93 v1 / Lambert-93")), "{:?}", bare.notes);
    assert!(
        in_archive(&[("x.shp", b"no shapefile at all, but long enough for its header".repeat(4))]).unwrap().is_none()
    );
}

#[test]
fn claims_of_tables_and_shapes_are_not_believed() {
    let mut dbf = fixture("points.dbf");
    dbf[4..8].fill(0xff);
    assert_eq!(table(&alone("x.dbf", dbf.clone())).total, Some(3));
    dbf[8..10].fill(0xff);
    assert!(matches!(alone("x.dbf", dbf).views[..], [View::Table(_), ..] | [View::Refused(_), ..]));
    let mut shp = fixture("areas.shp");
    for claim in [(104, 4), (108 + 36, 4), (108 + 40, 4), (108 + 44, 4), (36, 32), (200, 16)] {
        let was = shp.clone();
        shp[claim.0..claim.0 + claim.1].fill(0xff);
        assert!(!alone("x.shp", shp).views.is_empty(), "{claim:?}");
        shp = was;
    }
}

#[test]
fn a_geopackage_is_layers_and_opens_each() {
    let layers = local("layers.gpkg", &[]);
    assert_eq!((layers.format, layers.entries.join(" ")), ("gpkg", "communes notes recents".to_owned()));
    assert_eq!(cells(table(&layers), 0), "communes|POINT|2|RGF93 v1 / Lambert-93 (EPSG:2154)");
    for communes in [local("layers.gpkg", &["communes"]), {
        let options = ReadOptions { entry: vec!["communes".to_owned()], ..ReadOptions::default() };
        wait(preview(&mut InMemory::new(fixture("layers.gpkg"), About::default()), &options)).unwrap()
    }] {
        assert_eq!(cells(table(&communes), 0), "1|352350.28 6789662.694|Rennes|3 bytes");
        let map = map(&communes).unwrap();
        assert!(map.degrees && near(*map.shapes().next().unwrap().positions().next().unwrap(), RENNES));
    }
    let view = local("layers.gpkg", &["recents"]);
    assert!(matches!(&view.views[..], [View::Refused(why)] if why.contains("does not run it")), "{view:?}");
    assert!(matches!(&local("layers.gpkg", &["nowhere"]).views[..], [View::Refused(_)]));
}

#[test]
fn a_database_can_do_nothing_when_it_is_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("evil.sqlite");
    let database = rusqlite::Connection::open(&path).unwrap();
    let sql = "CREATE TABLE a (x, y, z AS (x || y));
        INSERT INTO a VALUES (1, zeroblob(3000000)), ('\u{1b}[2J', 'b');
        CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;
        CREATE TABLE \"quo\"\"ted\" (\"col\"\"umn\");
        INSERT INTO \"quo\"\"ted\" VALUES ('v');
        CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM a; END;";
    database.execute_batch(sql).unwrap();
    drop(database);
    let before = std::fs::read(&path).unwrap();
    let look = |entry: &str| {
        let options = ReadOptions { entry: vec![entry.to_owned()], ..ReadOptions::default() };
        wait(preview(&mut Local::open(&path).unwrap(), &options)).unwrap()
    };
    assert_eq!(cells(table(&look("a")), 0), "1|3,000,000 bytes");
    assert!(!cells(table(&look("a")), 1).contains('\u{1b}'));
    assert_eq!(cells(table(&look("quo\"ted")), 0), "v");
    assert!(matches!(look("endless").views[..], [View::Refused(_)]));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is written beside it");
    for at in (100..before.len()).step_by(before.len() / 40) {
        let mut corrupt = before.clone();
        corrupt[at..(at + 30).min(before.len())].fill(0xff);
        assert!(!alone("x.sqlite", corrupt).views.is_empty());
    }
}

#[test]
fn a_large_flatgeobuf_costs_its_header_and_one_piece() {
    let small = fixture("points.fgb");
    let header = 12 + u32::from_le_bytes(small[8..12].try_into().unwrap()) as usize;
    let features = &small[header + 4 * 40..];
    let mut large = small[..header].to_vec();
    let at = large.windows(8).position(|it| it == 3_u64.to_le_bytes()).unwrap();
    large[at..at + 8].copy_from_slice(&100_000_u64.to_le_bytes());
    // 100,000 + 6,250 + 391 + 25 + 2 + 1 nodes.
    large.resize(large.len() + 106_669 * 40, 0);
    for _ in 0..33_333 {
        large.extend_from_slice(features);
    }
    let mut source = InMemory::new(large.clone(), About::default());
    let preview = wait(preview(&mut source, &ReadOptions::default())).unwrap();
    assert_eq!((table(&preview).rows.len(), table(&preview).total), (MOST_ROWS, Some(100_000)));
    let read: usize = source.asked.iter().map(|(_, length)| length).sum();
    assert!(read <= SAMPLE + (512 << 10) && source.asked.len() == 2, "{:?}", source.asked);
    source.seeks = false;
    let cut = wait(super::preview(&mut source, &ReadOptions::default())).unwrap();
    assert!(cut.notes.iter().any(|note| note.contains("out of reach")), "{:?}", cut.notes);
}

#[test]
fn the_order_of_axes_is_that_of_the_name() {
    let feature = |name: &str, geometry: &str| {
        format!(
            "<wfs:FeatureCollection xmlns:wfs='http://www.opengis.net/wfs' xmlns:gml='http://www.opengis.net/gml' numberOfFeatures='12'>\
             <gml:featureMember><p><nom>a &lt; b</nom><geom><gml:Point srsName='{name}'>{geometry}</gml:Point></geom></p></gml:featureMember></wfs:FeatureCollection>"
        )
    };
    let table_of = [
        ("EPSG:4326", "<gml:coordinates>-1.67,48.11</gml:coordinates>", [-1.67, 48.11]),
        (
            "http://www.opengis.net/gml/srs/epsg.xml#4326",
            "<gml:coordinates decimal=',' cs=';'>-1,67;48,11</gml:coordinates>",
            [-1.67, 48.11],
        ),
        ("urn:ogc:def:crs:EPSG::4326", "<gml:pos>48.11 -1.67</gml:pos>", [-1.67, 48.11]),
        (
            "http://www.opengis.net/def/crs/EPSG/0/4326",
            "<gml:pos srsDimension='3'>48.11 -1.67 30</gml:pos>",
            [-1.67, 48.11],
        ),
        ("urn:ogc:def:crs:EPSG::2154", "<gml:pos>352350.280 6789662.694</gml:pos>", RENNES),
        ("urn:ogc:def:crs:EPSG::4326", "<gml:pos>166.45 -22.27</gml:pos>", [166.45, -22.27]),
        ("EPSG:4326", "<gml:coord><gml:X>-1.67</gml:X><gml:Y>48.11</gml:Y></gml:coord>", [-1.67, 48.11]),
    ];
    for (name, geometry, expected) in table_of {
        let preview = alone("x.gml", feature(name, geometry));
        assert_eq!((cells(table(&preview), 0), table(&preview).total), ("a < b".to_owned(), Some(12)), "{name}");
        let at = *map(&preview).unwrap().shapes().next().unwrap().positions().next().unwrap();
        assert!(near(at, expected), "{name}: {at:?}");
    }
}

#[test]
fn geojson_says_what_is_odd_about_its_coordinates() {
    let point = |x: &str, crs: &str| {
        format!(
            r#"{{"type":"FeatureCollection",{crs}"features":[{{"type":"Feature","properties":{{"a":"1e999"}},"geometry":{{"type":"Point","coordinates":[{x}]}}}}]}}"#
        )
    };
    let crs = r#""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3948"}},"#;
    let unknown = r#""crs":{"type":"name","properties":{"name":"EPSG:31467"}},"#;
    for (coordinates, crs, note, degrees) in [
        ("-1.67,48.11", "", "", true),
        ("352350.28,6789662.694", "", "look like RGF93 v1 / Lambert-93", true),
        ("1352194.852,7223299.336", crs, "RGF93 v1 / CC48", true),
        ("48.11,-1.67", "", "swapped", true),
        ("3500000,5800000", unknown, "EPSG:31467", false),
        ("1e9,1e9", "", "not degrees", false),
    ] {
        let preview = alone("x.geojson", point(coordinates, crs));
        assert!(
            preview.notes.iter().any(|it| it.contains(note)) || note.is_empty() && preview.notes.is_empty(),
            "{coordinates}: {:?}",
            preview.notes
        );
        assert_eq!(map(&preview).unwrap().degrees, degrees, "{coordinates}");
    }
    let endless = alone("x.geojson", point("1e400,5", ""));
    assert_eq!((cells(table(&endless), 0), map(&endless)), ("1e999|Point".to_owned(), None));
}

#[test]
fn features_come_in_lines_and_in_records() {
    let feature = |a: usize| {
        format!(
            r#"{{"type":"Feature","properties":{{"a":{a},"long":"{}"}},"geometry":{{"type":"Point","coordinates":[1,2]}}}}"#,
            "x".repeat(3000)
        )
    };
    let lines = format!("{}\n{}\n", feature(1), feature(2));
    let records = format!("\u{1e}{}\n\u{1e}{}\n", feature(1), feature(2).replace(',', ",\n"));
    for (name, text) in [
        ("x.geojson", &lines),
        ("x.geojsonl", &lines),
        ("x.ndjson", &lines),
        ("x.json", &records),
        ("x.geojsonseq", &records),
        ("x.geojson", &records),
    ] {
        let preview = alone(name, text.clone());
        assert_eq!((preview.format, table(&preview).total), ("geojsonl", Some(2)), "{name}");
        assert_eq!(map(&preview).unwrap().counts(), [2, 0, 0], "{name}");
    }
}

#[test]
fn mapinfo_is_read_with_what_is_beside_it() {
    let preview = local("table.tab", &[]);
    assert_eq!(cells(table(&preview), 1), "Étrelles|2|2.25|2024-02-03");
    assert!(preview.notes.iter().any(|note| note.contains("table.map")), "{:?}", preview.notes);
    let description = alone("table.tab", fixture("table.tab"));
    assert_eq!(cells(table(&description), 1), "habitants|Integer");
    let shapes = alone("areas.mif", fixture("areas.mif"));
    assert_eq!(
        (cells(table(&shapes), 0), map(&shapes).unwrap().counts()),
        ("area of 15 positions".to_owned(), [0, 0, 2])
    );
    assert!(shapes.notes.iter().any(|note| note.contains("nom")), "{:?}", shapes.notes);
    let hostile = "Version 300\nColumns 99999999999\n  a char\nData\nRegion 4000000000\n 4000000000\n 1 2\n 3 4\nPline Multiple 9\nText \"Point 5 6\"\n1 2 3 4\nCollection 99\n";
    assert!(map(&alone("x.mif", hostile)).is_some());
}

#[test]
fn nested_and_cut_markup_is_borne() {
    let deep = format!("<kml><Document>{}<Placemark><name>a</name></Placemark>", "<Folder>".repeat(8000));
    assert!(!alone("x.kml", deep).views.is_empty());
    let bomb = "<!DOCTYPE kml [<!ENTITY a \"&b;&b;\"><!ENTITY b \"&a;&a;\">]><kml><Placemark><name>&a;\u{1b}[2J&#27;</name><Point><coordinates>1,2</coordinates></Point></Placemark></kml>";
    let shown = cells(table(&alone("x.kml", bomb)), 0);
    assert!(shown.starts_with("&a;") && !shown.contains('\u{1b}'), "{shown:?}");
    for name in ["parks.kml", "points.gml", "tracks.gpx", "communes.topojson", "areas.mif"] {
        let text = fixture(name);
        for end in (1..text.len()).step_by(37) {
            let about = About::file(Path::new(name));
            let cut = Sample { bytes: text[..end].to_vec().into(), whole: false, total: None, about };
            assert!(!interpret(&cut, &ReadOptions::default()).views.is_empty(), "{name} {end}");
        }
    }
}

/// What is in several files is found in a ZIP as on a disk, however small it is.
#[test]
fn maps_and_documents_in_an_archive_are_read_as_such() {
    let zipped = |files: &[(&str, &[u8])]| alone("a.zip", crate::base::file_writers::zip(files));
    let [shp, dbf, prj] = ["points.shp", "points.dbf", "points.prj"].map(fixture);
    let preview = zipped(&[("d/a.shp", &shp), ("d/a.dbf", &dbf), ("d/a.prj", &prj), ("lisez.txt", b"x")]);
    assert_eq!((preview.format, map(&preview).unwrap().degrees), ("shp", true), "{preview:?}");
    assert_eq!(table(&preview).total, Some(3));
    assert!(preview.bytes_read <= preview.bytes_total.unwrap());
    let bare = zipped(&[("d/a.shp", &shp), ("d/a.dbf", &dbf)]);
    assert!(bare.notes.iter().any(|note| note.contains("Lambert-93")), "{:?}", bare.notes);
    let [tab, dat, mif, mid] = ["table.tab", "table.dat", "areas.mif", "areas.mid"].map(fixture);
    let neutral = String::from_utf8(tab).unwrap().replace("!charset WindowsLatin1", "!charset Neutral");
    let preview = zipped(&[("t.dat", &dat), ("t.tab", neutral.as_bytes())]);
    assert_eq!((preview.format, cells(table(&preview), 1).as_str()), ("tab", "Étrelles|2|2.25|2024-02-03"));
    let preview = zipped(&[("t.mid", &mid), ("t.mif", &mif)]);
    assert_eq!((preview.format, map(&preview).unwrap().counts()), ("mif", [0, 0, 2]));
    let preview = zipped(&[("a.gdb/a00000001.gdbtable", b"\x03\0\0\0"), ("a.gdb/timestamps", b"x")]);
    let said = format!("{:?}", preview.views);
    assert!(preview.format == "gdb" && said.contains("QGIS") && said.contains("timestamps"), "{said}");
    assert_eq!(Some(preview.bytes_read), preview.bytes_total);
    let text: &[u8] = b"<w:document><w:body><w:p><w:r><w:t>Compte rendu</w:t></w:r></w:p></w:body></w:document>";
    let preview = zipped(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", text)]);
    assert!(matches!(&preview.views[0], View::Text(lines) if lines[0] == "Compte rendu"), "{preview:?}");
}

/// A layer of which nothing says what its coordinates are in, but which look like degrees.
#[test]
fn degrees_that_are_guessed_are_said() {
    let mut shp = fixture("points.shp");
    // Two more steps than the world is wide, by a rounding error.
    for (at, value) in [(36, -180.000_000_000_000_03), (44, -85.0), (52, 180.0), (60, 83.6)] {
        shp[at..at + 8].copy_from_slice(&f64::to_le_bytes(value));
    }
    let prj = r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;
    let zipped = crate::base::file_writers::zip(&[("w.shp", &shp), ("w.prj", prj.as_bytes())]);
    let stated = alone("w.zip", zipped);
    assert!(!stated.notes.iter().any(|note| note.contains("look like")), "{:?}", stated.notes);
    let preview = alone("world.shp", shp);
    assert!(map(&preview).unwrap().degrees, "{preview:?}");
    assert!(preview.notes.iter().any(|note| note.contains("look like degrees")), "{:?}", preview.notes);
}
