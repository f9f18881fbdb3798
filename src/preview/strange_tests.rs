//! Files as strangers bring them: cut, mislabelled, packed in odd ways, in old encodings. What is shown of them is right,
//! or it says what is not.

use std::io::Write as _;
use std::path::Path;

use bytes::Bytes;

use super::*;
use crate::base::error::Result;
use crate::base::file_writers::zip;

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/maps/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(work)
}

fn asked(name: &str, bytes: impl Into<Bytes>, options: &ReadOptions) -> Result<Preview> {
    wait(preview(&mut InMemory::new(bytes, About::file(Path::new(name))), options))
}

fn look(name: &str, bytes: impl Into<Bytes>) -> Preview {
    asked(name, bytes, &ReadOptions::default()).unwrap()
}

fn table(preview: &Preview) -> &Table {
    preview.views.iter().find_map(|view| if let View::Table(table) = view { Some(table) } else { None }).unwrap()
}

fn row(preview: &Preview, at: usize) -> String {
    table(preview).rows[at].iter().map(|cell| cell.as_deref().unwrap_or("-")).collect::<Vec<_>>().join("|")
}

fn says(preview: &Preview, what: &str) -> bool {
    preview.notes.iter().any(|note| note.contains(what)) || preview.refusal().is_some_and(|why| why.contains(what))
}

#[test]
fn what_lies_in_an_archive_shows_the_rows_and_columns_asked_for() {
    let [shp, dbf, mif, mid] = ["points.shp", "points.dbf", "areas.mif", "areas.mid"].map(fixture);
    let text: &[u8] = b"code;nom\n1;Rennes\n2;Bruz\n";
    let stops: &[u8] = b"stop_id,stop_name,stop_lat,stop_lon\n1,Gares,48.1,-1.6\n2,Bruz,48.0,-1.7\n";
    let routes: &[u8] = b"route_id,route_short_name,route_type\n1,C1,3\n";
    let agency: &[u8] = b"agency_id,agency_name\n1,STAR\n";
    let timetable = [("stops.txt", stops), ("routes.txt", routes), ("agency.txt", agency)];
    let nested = zip(&[("t.csv", text)]);
    for (files, columns, criterion, expected) in [
        (vec![("d/a.shp", &shp[..]), ("d/a.dbf", &dbf)], "nom", "nom=Rennes", "Rennes"),
        (vec![("a.mif", &mif[..]), ("a.mid", &mid)], "", "", ""),
        (vec![("t.csv", text)], "code", "nom~bru", "2"),
        (vec![("d/t.zip", &nested[..])], "code", "nom~bru", "2"),
        (timetable.to_vec(), "name", "id=2", "Bruz"),
    ] {
        let archive = zip(&files);
        if !criterion.is_empty() {
            let columns = vec![columns.to_owned()];
            let criteria = vec![Criterion::read(criterion).unwrap()];
            let read = asked("a.zip", archive.clone(), &ReadOptions { columns, criteria, ..ReadOptions::default() });
            let read = read.unwrap();
            assert_eq!((row(&read, 0).as_str(), table(&read).rows.len()), (expected, 1), "{files:?}");
        }
        let criteria = vec![Criterion::read("nulle part=1").unwrap()];
        let read = asked("a.zip", archive, &ReadOptions { criteria, ..ReadOptions::default() });
        assert!(read.is_err_and(|error| error.to_string().contains("no such column")), "{files:?}");
    }
}

#[test]
fn mapinfo_is_read_in_the_encoding_it_states_or_seems_to_be_in() {
    let page = |encoding: &'static encoding_rs::Encoding, text: &str| encoding.encode(text).0.into_owned();
    let (latin, mac) = (encoding_rs::WINDOWS_1252, encoding_rs::MACINTOSH);
    let rows = "\"École élémentaire, côté été\",1\n".repeat(20);
    let cp850 = b"\"\x90cole \x82l\x82mentaire, c\x93t\x82 \x82t\x82\",1\n".repeat(20);
    for (stated, mid) in [
        ("WindowsLatin1", page(latin, &rows)),
        ("ISO8859_1", page(latin, &rows)),
        ("Neutral", page(latin, &rows)),
        ("MacRoman", page(mac, &rows)),
        ("CodePage850", cp850),
        ("UTF-8", rows.clone().into_bytes()),
        ("Neutral", rows.clone().into_bytes()),
    ] {
        let mif = format!(
            "Version 300\nCharset \"{stated}\"\nDelimiter \",\"\nColumns 2\n  nom Char(40)\n  n Integer\nData\n\n{}",
            "Point 1 2\n".repeat(20)
        );
        let read = look("a.zip", zip(&[("a.mif", mif.as_bytes()), ("a.mid", &mid)]));
        assert_eq!(row(&read, 19), "École élémentaire, côté été|1", "{stated}: {:?}", read.said());
        assert!(!says(&read, "breaks off"), "{stated}");
    }
}

#[test]
fn a_cpg_that_does_not_hold_is_not_believed() {
    let shp = fixture("points.shp");
    // A dBase table of one text in windows-1252.
    let records: Vec<u8> = [&b" \xc9trelles"[..], b" Ch\xe2teau ", b" Ros\xe9    "].concat();
    let mut head = vec![3, 124, 1, 1, 3, 0, 0, 0, 65, 0, 9, 0];
    head.resize(32, 0);
    head.extend(b"nom\0\0\0\0\0\0\0\0C");
    head.resize(48, 0);
    head.push(8);
    head.resize(64, 0);
    head.push(b'\r');
    let new = [&head[..], " Étrelle".as_bytes(), " Château".as_bytes(), " Rosé   ".as_bytes()].concat();
    let old = [head, records].concat();
    for (cpg, dbf, said) in
        [("UTF-8", &old, true), ("1252", &old, false), ("UTF-8", &new, false), ("ISO-8859-1", &old, false)]
    {
        let read = look("a.zip", zip(&[("a.shp", &shp), ("a.dbf", dbf), ("a.cpg", cpg.as_bytes())]));
        assert_eq!(says(&read, "cpg"), said, "{cpg}: {:?}", read.notes);
        assert!((0..3).any(|at| row(&read, at).contains("Étrelle")), "{cpg}: {:?}", table(&read).rows);
    }
}

#[test]
fn values_kept_elsewhere_and_moments_of_foxpro_are_told() {
    let mut head = vec![0x30, 124, 1, 1, 1, 0, 0, 0, 97, 0, 13, 0];
    head.resize(32, 0);
    for (name, kind, length) in [(&b"quand"[..], b'T', 8), (b"texte", b'M', 4)] {
        let mut field = name.to_vec();
        field.resize(11, 0);
        field.extend([kind, 0, 0, 0, 0, length]);
        field.resize(32, 0);
        head.extend(field);
    }
    head.push(b'\r');
    let moment = [(2_440_588_i32 + 19_753).to_le_bytes(), 36_000_000_i32.to_le_bytes()].concat();
    let file = [&head[..], b" ", &moment, b"\x08\0\0\0"].concat();
    for name in ["a.dbf", "no ending"] {
        let read = look(name, file.clone());
        assert_eq!((read.format, row(&read, 0).as_str()), ("dbf", "2024-01-31T10:00:00|-"), "{read:?}");
        assert!(says(&read, "texte"), "{:?}", read.notes);
    }
}

#[test]
fn what_breaks_off_says_so() {
    for (name, whole) in [("k.kml", "parks.kml"), ("g.gml", "points.gml"), ("t.gpx", "tracks.gpx")] {
        let whole = fixture(whole);
        assert!(!says(&look(name, whole.clone()), "breaks off"), "{name}");
        let cut = look(name, whole[..whole.len() - 12].to_vec());
        assert!(says(&cut, "breaks off"), "{name}: {:?}", cut.notes);
    }
    let dbf = fixture("points.dbf");
    assert!(!says(&look("a.dbf", dbf.clone()), "breaks off"));
    let cut = look("a.dbf", dbf[..dbf.len() - 30].to_vec());
    assert!(says(&cut, "3 rows, and breaks off after 2"), "{:?}", cut.notes);
}

#[test]
fn changes_of_a_database_that_stand_beside_it_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.sqlite");
    let database = rusqlite::Connection::open(&path).unwrap();
    database.execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1)").unwrap();
    let looked = || wait(preview(&mut Local::open(&path).unwrap(), &ReadOptions::default())).unwrap();
    assert!(!says(&looked(), "-wal"));
    database.execute_batch("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; INSERT INTO t VALUES (2)").unwrap();
    let read = looked();
    assert!(says(&read, "a.sqlite-wal beside it"), "{:?}", read.notes);
    let bytes = std::fs::read(&path).unwrap();
    assert!(says(&look("b.sqlite", bytes), "not delivered"));
}

/// Packed, with the name that some write in it: that of the packed file.
fn gzip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::GzBuilder::new().filename(name).write(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// One file in a tar, whose header has this magic, and is of this kind; the bytes that follow it are `stored`.
fn tar(name: &str, magic: &[u8], kind: u8, stored: &[u8], changed: impl Fn(&mut [u8])) -> Vec<u8> {
    let mut head = vec![0; 512];
    head[..name.len()].copy_from_slice(name.as_bytes());
    head[100..107].copy_from_slice(b"0000644");
    head[124..135].copy_from_slice(format!("{:011o}", stored.len()).as_bytes());
    head[136..147].copy_from_slice(b"14000000000");
    head[156] = kind;
    head[257..257 + magic.len()].copy_from_slice(magic);
    changed(&mut head);
    head[148..156].fill(b' ');
    let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
    head[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    head.extend_from_slice(stored);
    head.resize(head.len().next_multiple_of(512), 0);
    head
}

#[test]
fn archives_of_all_ages_are_listed() {
    let text: &[u8] = b"code;nom\n1;Rennes\n2;Bruz\n";
    let end = vec![0; 1024];
    let old = [tar("été.csv", b"", b'\0', text, |_| ()), end.clone()].concat();
    for (name, bytes) in [("a.tar", old.clone()), ("no ending", old.clone()), ("t.tgz", gzip("t.tgz", &old))] {
        let read = look(name, bytes);
        assert_eq!(row(&read, 0), "1|Rennes", "{name}: {read:?}");
        assert!(!says(&read, "portal declares"), "{name}: {:?}", read.notes);
    }
    let empty = look("a.tar", end.clone());
    assert_eq!((empty.format, empty.refusal()), ("tar", None), "{empty:?}");
    // A sparse file that says in another block where its pieces belong, and one behind it.
    let sparse = tar("trous.bin", b"ustar  \0", b'S', &[], |head| {
        head[124..135].copy_from_slice(b"00000001000");
        head[482] = 1;
        head[483..494].copy_from_slice(b"00040000000");
    });
    let file = [sparse, vec![0; 512], vec![7; 512], tar("b.csv", b"ustar\x0000", b'0', text, |_| ()), end].concat();
    let read = look("a.tar", file.clone());
    let listing = read.views.iter().any(|view| {
        matches!(view, View::Table(table) if table.rows.iter().flatten().flatten().any(|cell| cell == "trous.bin"))
    });
    assert!(listing && !says(&read, "damaged"), "{read:?}");
    let options = ReadOptions { entry: vec!["b.csv".to_owned()], ..ReadOptions::default() };
    assert_eq!(row(&asked("a.tar", file, &options).unwrap(), 1), "2|Bruz");
}

#[test]
fn zeros_behind_a_gzip_and_bytes_before_a_zip_are_borne() {
    let text: &[u8] = b"code;nom\n1;Rennes\n2;Bruz\n";
    for behind in [vec![], vec![0; 700], [vec![0; 10], gzip("a.csv", b"3;Acign\xc3\xa9\n")].concat()] {
        let read = look("a.csv.gz", [gzip("a.csv.gz", text), behind.clone()].concat());
        let rows = if behind.len() > 700 || behind.is_empty() || behind.iter().all(|byte| *byte == 0) { 2 } else { 3 };
        assert_eq!(table(&read).rows.len(), rows);
        assert!(!says(&read, "breaks off"), "{:?}", read.notes);
    }
    assert!(says(&look("a.csv.gz", [gzip("a.csv.gz", text), b"rest".to_vec()].concat()), "breaks off"));
    let archive = zip(&[("t.csv", text)]);
    let format = file_format::Format::named("zip").unwrap();
    for before in
        [&b"#!/bin/sh\nexit 0\n"[..], &[&b"MZ\x90\0\x03"[..], &[0x90; 9000]].concat(), b"\x7fELF\x02\x01\x01\0"]
    {
        let file = [before, &archive].concat();
        let read = look("a.zip", file.clone());
        assert_eq!(row(&read, 0), "1|Rennes", "{read:?}");
        assert!(!says(&read, "portal declares"), "{:?}", read.notes);
        let head = &file[..file.len().min(file_format::HEAD)];
        assert_eq!(format.contradiction(head, file.len() as u64, false), None, "{before:?}");
    }
    for other in [&b"<html><body>PK</body></html>"[..], b"code;nom\n1;PK\x03\x04\n", b"\x89PNG\r\n\x1a\n"] {
        assert!(format.contradiction(other, other.len() as u64, false).is_some(), "{other:?}");
    }
}

#[test]
fn formats_are_known_by_their_signs_whatever_they_are_called() {
    let long = |head: &[u8], at: usize, magic: &[u8]| {
        let mut bytes = head.to_vec();
        bytes.resize(at.max(bytes.len()), 0);
        bytes.extend(magic);
        bytes.resize(600, 1);
        bytes
    };
    for (name, bytes, format) in [
        ("a", long(&[0, 0, 0, 13], 4, b"\x0a\x09OSMHeader"), "osm.pbf"),
        ("a", long(&[], 12, b"\xc2\xea\x81\x60\xb3\x14\x11\xcf"), "sas7bdat"),
        ("a", long(b"\x72\x02\x01\0", 8, b""), "dta"),
        ("a.bin", long(b"\x80\x04\x95\x13", 8, b""), "pickle"),
        ("a-wal", long(b"\x37\x7f\x06\x82", 8, b""), "sqlite-wal"),
        ("a", long(b"\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\0", 8, b""), "lzma"),
        ("a", long(b"PK\x07\x08PK\x03\x04", 8, b""), "z01"),
        ("a.map", long(&[], 0x100, b"\xb2\x57\x87\x02"), "map"),
        ("a.xls", long(b"\x09\x08\x08\0\0\x05\x10\0", 8, b""), "xls"),
        ("a", long(b"P6\n320 200\n255\n", 8, b""), "ppm"),
        ("a", long(&[1, 0, 0, 0, 108], 40, b" EMF"), "emf"),
        ("a.ecw", b"e\x02\xa7\xb3\xe9\x86".to_vec(), "ecw"),
        ("a.tga", long(&[0, 0, 2], 3, b""), "tga"),
        ("a.msgpack", b"\x92\x82\xa3nom\xa2\xc3\x89".to_vec(), "msgpack"),
        (
            "a.shx",
            [&[0, 0, 0x27, 0x0a][..], &[0; 24], &[0xe8, 3, 0, 0], &[0; 68], &[0, 0, 0, 50, 0, 0, 0, 10]].concat(),
            "shx",
        ),
        ("a", long(b"PARE\x15\x04", 8, b""), "parquet"),
    ] {
        let read = look(name, bytes);
        assert_eq!(read.format, format, "{read:?}");
        assert!(read.refusal().is_some(), "{read:?}");
    }
    let rest = b"\x0a\x0d\x0a\x032.0\x10\0\x18\xc0\xae\xdd\xb2\x06".to_vec();
    assert_eq!(look("a.dat", rest).format, "pb");
}

#[test]
fn systems_with_heights_are_those_of_their_positions() {
    for (name, positions) in [
        ("urn:ogc:def:crs,crs:EPSG::2154,crs:EPSG::5720", "352350 6789662 30 352360 6789670 31"),
        ("EPSG:2154+5720", "352350 6789662 30 352360 6789670 31"),
        ("EPSG:5698", "352350 6789662 30 352360 6789670 31"),
        ("urn:ogc:def:crs:EPSG::4979", "48.1147 -1.6743 30 48.12 -1.67 31"),
        ("urn:ogc:def:crs:EPSG::4979", "48.1147 -1.6743 48.12 -1.67"),
        ("EPSG:2154", "352350 6789662 352360 6789670"),
    ] {
        let text = format!(
            "<c:FeatureCollection xmlns:c='http://www.opengis.net/wfs' xmlns:gml='http://www.opengis.net/gml'>\
             <gml:featureMember><v><g><gml:LineString srsName='{name}'><gml:posList>{positions}</gml:posList>\
             </gml:LineString></g></v></gml:featureMember></c:FeatureCollection>"
        );
        let read = look("a.gml", text.into_bytes());
        let map = read.views.iter().find_map(|view| if let View::Map(map) = view { Some(map) } else { None });
        let positions: Vec<Position> = map.unwrap().shapes().flat_map(Shape::positions).copied().collect();
        let is_near = positions.first().is_some_and(|[x, y]| (x + 1.6743).abs() < 0.001 && (y - 48.1147).abs() < 0.001);
        assert!(positions.len() == 2 && is_near, "{name}: {positions:?} {:?}", read.notes);
    }
}

#[test]
fn a_database_of_gdal_says_what_its_shapes_are_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.sqlite");
    let database = rusqlite::Connection::open(&path).unwrap();
    let point = [&[1, 1, 0, 0, 0][..], &352_350.0_f64.to_le_bytes(), &6_789_662.0_f64.to_le_bytes()].concat();
    let tables = "CREATE TABLE geometry_columns (f_table_name TEXT, f_geometry_column TEXT, geometry_type INTEGER, \
                  coord_dimension INTEGER, srid INTEGER, geometry_format TEXT); \
                  CREATE TABLE spatial_ref_sys (srid INTEGER UNIQUE, auth_name TEXT, auth_srid TEXT, srtext TEXT); \
                  CREATE TABLE lieux (nom TEXT, GEOMETRY BLOB); \
                  INSERT INTO geometry_columns VALUES ('lieux', 'GEOMETRY', 1, 2, 2154, 'WKB'); \
                  INSERT INTO spatial_ref_sys VALUES (2154, 'EPSG', '2154', '');";
    database.execute_batch(tables).unwrap();
    database.execute("INSERT INTO lieux VALUES ('Rennes', ?1)", [point]).unwrap();
    drop(database);
    let read = look("a.sqlite", std::fs::read(&path).unwrap());
    assert!(format!("{:?}", read.views).contains("Lambert-93 (EPSG:2154)"), "{read:?}");
}

#[test]
fn timetables_without_stops_and_several_of_them_are_told() {
    let stops: &[u8] = b"stop_id,stop_name,stop_lat,stop_lon\n1,Gares,48.1,-1.6\n";
    let routes: &[u8] = b"route_id,route_short_name,route_type\n1,C1,3\n";
    let several = [("a/stops.txt", stops), ("a/routes.txt", routes), ("b/stops.txt", stops), ("b/routes.txt", routes)];
    assert!(says(&look("a.zip", zip(&several)), "b/"));
    let places: &[u8] = b"{\"type\":\"FeatureCollection\",\"features\":[]}";
    let agency: &[u8] = b"agency_id,agency_name\n1,TAD\n";
    let flexible = look("a.zip", zip(&[("locations.geojson", places), ("agency.txt", agency), ("routes.txt", routes)]));
    assert_eq!(flexible.format, "gtfs", "{flexible:?}");
}
