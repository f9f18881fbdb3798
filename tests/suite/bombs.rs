//! Files that are made to fill memory, or to keep a reader busy for ever, and honest ones that are merely large: one at
//! least for each reader whose input can be made here.

use std::io::Write as _;

/// What a bomb unpacks to, in bytes: far more than any limit.
const UNPACKED: usize = 40 << 20;
/// How long a large file is that is not packed.
const LARGE: usize = 40 << 20;

/// `piece` again and again, `length` bytes of it or a little more.
fn fill(length: usize, piece: &[u8], mut write: impl FnMut(&[u8])) {
    let block = piece.repeat((64 << 10) / piece.len() + 1);
    (0..length / block.len() + 1).for_each(|_| write(&block));
}

/// A ZIP of deflated parts: name, what it repeats, how many bytes of that.
fn deflated(parts: &[(&str, &[u8], usize)]) -> Vec<u8> {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    for (name, piece, length) in parts {
        let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        let mut crc = flate2::Crc::new();
        match length {
            0 => packer.write_all(piece).unwrap(),
            _ => fill(*length, piece, |block| {
                packer.write_all(block).unwrap();
                crc.update(block);
            }),
        }
        let unpacked = packer.total_in() as u32;
        let packed = packer.finish().unwrap();
        let at = out.len() as u32;
        let mut common = vec![20, 0, 0, 8, 8, 0, 0, 0, 0x21, 0x58];
        common.extend(crc.sum().to_le_bytes());
        common.extend((packed.len() as u32).to_le_bytes());
        common.extend(unpacked.to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        out.extend(b"PK\x03\x04".iter().chain(&common).chain(name.as_bytes()).chain(&packed));
        list.extend(b"PK\x01\x02\x14\0".iter().chain(&common).chain(&[0; 10]));
        list.extend(at.to_le_bytes());
        list.extend(name.as_bytes());
    }
    let (start, count) = (out.len() as u32, (parts.len() as u16).to_le_bytes());
    out.extend(&list);
    out.extend(b"PK\x05\x06\0\0\0\0".iter().chain(&count).chain(&count));
    out.extend((list.len() as u32).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// `begins`, and `piece` as often as makes it large.
fn large(begins: &[u8], piece: &[u8]) -> Vec<u8> {
    let mut out = begins.to_vec();
    fill(LARGE, piece, |block| out.extend_from_slice(block));
    out
}

fn gzip(length: usize, begins: &[u8], piece: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(begins).unwrap();
    fill(length, piece, |block| packer.write_all(block).unwrap());
    packer.finish().unwrap()
}

/// The header of an entry of a tar, with its checksum.
fn tar_header(name: &str, length: usize) -> Vec<u8> {
    let mut header = [0_u8; 512];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[100..107].copy_from_slice(b"0000644");
    header[124..135].copy_from_slice(format!("{length:011o}").as_bytes());
    header[148..156].fill(b' ');
    header[156] = b'0';
    header[257..263].copy_from_slice(b"ustar\0");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    header.to_vec()
}

fn pdf() -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n1 0 obj << /Type /ObjStm /Filter /FlateDecode >>\nstream\n".to_vec();
    let mut objects = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    fill(UNPACKED, b"\0", |block| objects.write_all(block).unwrap());
    pdf.extend(objects.finish().unwrap());
    pdf
}

/// The header of a dBASE table of one text column of 99 bytes, which claims `rows`.
fn dbf_header(rows: u32) -> Vec<u8> {
    let mut header = vec![3, 124, 1, 1];
    header.extend(rows.to_le_bytes());
    header.extend(65_u16.to_le_bytes());
    header.extend(100_u16.to_le_bytes());
    header.resize(32, 0);
    header.extend(b"NOM\0\0\0\0\0\0\0\0C\0\0\0\0\x63");
    header.resize(64, 0);
    header.push(b'\r');
    header
}

/// The header of a shapefile of points that claims to be as long as can be.
fn shp_header() -> Vec<u8> {
    let mut header = 9994_u32.to_be_bytes().to_vec();
    header.resize(24, 0);
    header.extend(i32::MAX.to_be_bytes());
    header.extend(1000_u32.to_le_bytes());
    header.extend(1_u32.to_le_bytes());
    header.resize(100, 0);
    header
}

/// A record of a shapefile: a point.
const POINT: &[u8] = b"\0\0\0\x01\0\0\0\x0a\x01\0\0\0\0\0\0\0\0\0\xf8\xbf\0\0\0\0\0\0\x48\x40";

/// A timetable whose stops go on and on.
fn gtfs() -> Vec<u8> {
    let stop = b"S1,Mairie,48.1,-1.68\n";
    deflated(&[
        ("agency.txt", b"agency_name,agency_url,agency_timezone\nSTAR,https://star.fr,Europe/Paris\n", 0),
        ("routes.txt", b"route_id,route_short_name,route_type\n", UNPACKED),
        ("stops.txt", b"stop_id,stop_name,stop_lat,stop_lon\n", 0),
        ("stop_times.txt", stop, UNPACKED),
        ("calendar_dates.txt", b"1,20240101,1\n", UNPACKED),
    ])
}

/// An entity of a feed of vehicles: its id, and one with a position.
const VEHICLE: &[u8] = b"\x12\x12\x0a\x01a\x22\x0d\x12\x0a\x0d\0\0\x40\x42\x15\0\0\xd0\xbf\x50\x01";

/// How a file is made, when its turn comes: all of them together would be gigabytes.
type Maker = fn() -> Vec<u8>;

pub const BOMBS: &[(&str, Maker)] = &[
    ("bomb.csv.gz", || gzip(UNPACKED, b"", b"a;b\n")),
    ("bomb.pdf", pdf),
    ("keys.pdf", || [b"%PDF-1.4 ".as_slice(), &b"<< /Title /Pages /Count /ObjStm /Producer ".repeat(150_000)].concat()),
    ("shared.xlsx", || {
        deflated(&[("xl/workbook.xml", b"<a/>", 0), ("xl/sharedStrings.xml", b"<si><t>x</t></si>", UNPACKED)])
    }),
    ("styles.xlsx", || deflated(&[("xl/workbook.xml", b"<a/>", 0), ("xl/styles.xml", b"<xf/>", UNPACKED)])),
    ("parts.xlsx", || deflated(&vec![("xl/worksheets/sheet1.xml", b"x".as_slice(), 0); 60_000])),
    ("parts.xlsb", || deflated(&[("xl/workbook.bin", b"\x9c\x01", UNPACKED), ("xl/styles.bin", b"\0", UNPACKED)])),
    ("rows.ods", || {
        let row: &[u8] = b"<table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>";
        deflated(&[("content.xml", row, UNPACKED)])
    }),
    ("cell.ods", || deflated(&[("content.xml", b"x", UNPACKED)])),
    ("many.zip", || deflated(&vec![("a/b/c.txt", b"x".as_slice(), 0); 60_000])),
    ("gtfs.zip", gtfs),
    ("shape.zip", || {
        let (mut table, mut shapes) = (dbf_header(u32::MAX), shp_header());
        table.extend(vec![b' '; 100]);
        shapes.extend(POINT);
        deflated(&[("a.shp", &shapes, UNPACKED), ("a.dbf", &table, UNPACKED), ("a.prj", b"GEOGCS[", UNPACKED)])
    }),
    ("map.kmz", || deflated(&[("doc.kml", b"<Placemark><Point><coordinates>1,2", UNPACKED)])),
    ("half.xlsx", || {
        let path = format!("{}/tests/fixtures/preview/sheets.xlsx", env!("CARGO_MANIFEST_DIR"));
        let workbook = std::fs::read(path).unwrap();
        workbook[..workbook.len() / 2].to_vec()
    }),
    ("many.tar", || tar_header("a.txt", 0).repeat(100_000)),
    ("bomb.tar.gz", || gzip(UNPACKED, &tar_header("a.csv", UNPACKED), b"a;b\n")),
    ("many.tar.gz", || gzip(UNPACKED, b"", &tar_header("a.txt", 0))),
    ("commas.csv", || vec![b','; LARGE]),
    ("lines.csv", || vec![b'\n'; LARGE]),
    ("quote.csv", || large(b"\"", b"a")),
    ("deep.json", || vec![b'['; LARGE]),
    ("deep.geojson", || b"{\"type\":\"GeometryCollection\",\"geometries\":[".repeat(100_000)),
    ("numbers.geojson", || large(b"{\"type\":\"MultiPoint\",\"coordinates\":[", b"[1,2],")),
    ("points.geojsonl", || {
        large(
            b"",
            b"{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}\n",
        )
    }),
    ("arcs.topojson", || large(b"{\"type\":\"Topology\",\"objects\":{},\"arcs\":[", b"[[1,2],[3,4]],")),
    ("deep.xml", || b"<a>".repeat(1 << 20)),
    ("attributes.xml", || [b"<a ".as_slice(), &b"b='c' ".repeat(1 << 20)].concat()),
    ("deep.html", || [b"<!doctype html>".as_slice(), &b"<table><tr><td>".repeat(1 << 18)].concat()),
    ("points.kml", || {
        large(
            b"<kml><Document>",
            b"<Placemark><name>a</name><Point><coordinates>-1.6,48.1</coordinates></Point></Placemark>",
        )
    }),
    ("line.kml", || large(b"<kml><Placemark><LineString><coordinates>", b"-1.6,48.1 ")),
    ("points.gpx", || large(b"<gpx><trk><trkseg>", b"<trkpt lat=\"48.1\" lon=\"-1.6\"><ele>3</ele></trkpt>")),
    ("points.gml", || {
        let member = b"<gml:featureMember><a><gml:Point><gml:pos>48 -1</gml:pos></gml:Point></a></gml:featureMember>";
        large(b"<gml:FeatureCollection xmlns:gml=\"http://www.opengis.net/gml\">", member)
    }),
    ("points.mif", || large(b"Version 300\nColumns 1\n  nom Char(10)\nData\n\n", b"Point -1.6 48.1\n")),
    ("rows.dbf", || large(&dbf_header(u32::MAX), &[b' '; 100])),
    ("points.shp", || large(&shp_header(), POINT)),
    ("vehicles.pb", || large(b"\x0a\x05\x0a\x032.0", VEHICLE)),
    ("zeros.sqlite", || large(b"SQLite format 3\0\x10\0\x01\x01\0\x40\x20\x20", b"\0")),
    ("zeros.fgb", || large(b"fgb\x03fgb\0\xff\xff\xff\x7f", b"\0")),
    ("zeros.arrow", || large(b"ARROW1\0\0\xff\xff\xff\xff\xff\xff\xff\x7f", b"\0")),
    ("zeros.parquet", || [large(b"PAR1", b"\0"), b"\xff\xff\xff\x00PAR1".to_vec()].concat()),
    ("zeros.7z", || large(b"7z\xbc\xaf\x27\x1c\0\x04", b"\xff")),
    ("zeros.xls", || large(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\0")),
    ("zeros.png", || large(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff\x08\x06\0\0\0", b"\0")),
    ("zeros.tif", || large(b"II*\0\x08\0\0\0\xff\xff", b"\0")),
];
