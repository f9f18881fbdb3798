//! The bytes of the open portals' files: made from the list alone, or prepared by `assets/demo/files.py`.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::catalogue::{OpenDataset, OpenFile};
use crate::base::file_writers;
use crate::demo::made_files::{MADE, Rows, stem};
use crate::demo::{made_gtfs, made_shapefile, made_text};

/// What a schema asks of the charging points.
pub const SCHEMA: &str = include_str!("../../../assets/demo/schema-bornes.json");

/// Files that no writer of ours makes.
const PREPARED: [(&str, &[u8]); 11] = [
    ("effectifs-2025.ods", include_bytes!("../../../assets/demo/files/effectifs-2025.ods")),
    ("deliberations-2016-2025.7z", include_bytes!("../../../assets/demo/files/deliberations-2016-2025.7z")),
    ("place-de-la-mairie.png", include_bytes!("../../../assets/demo/files/place-de-la-mairie.png")),
    ("espaces-verts.gpkg", include_bytes!("../../../assets/demo/files/espaces-verts.gpkg")),
    ("comptages-velos-2026.parquet", include_bytes!("../../../assets/demo/files/comptages-velos-2026.parquet")),
    ("arbres-remarquables.sqlite", include_bytes!("../../../assets/demo/files/arbres-remarquables.sqlite")),
    ("stations-velo.parquet", include_bytes!("../../../assets/demo/files/stations-velo.parquet")),
    ("qualite-air-journaliere.parquet", include_bytes!("../../../assets/demo/files/qualite-air-journaliere.parquet")),
    ("logements-sociaux.parquet", include_bytes!("../../../assets/demo/files/logements-sociaux.parquet")),
    ("registre-des-arbres.parquet", include_bytes!("../../../assets/demo/files/registre-des-arbres.parquet")),
    ("stations-velo.fgb", include_bytes!("../../../assets/demo/files/stations-velo.fgb")),
];

pub fn file(dataset: &OpenDataset, file: &OpenFile) -> Vec<u8> {
    let rows = || rows(file);
    match file.made.as_str() {
        "asset" => prepared(&file.name).to_vec(),
        "pdf" => file_writers::pdf(&made_text::paragraphs(&[&dataset.title, &dataset.description])),
        "windows-csv" => windows(&dataset.title, &rows()),
        "faulty-csv" => faulty(&rows()).into_bytes(),
        "xlsx" => workbook(&rows()),
        "gtfs" => made_gtfs::zip("Transports du Pays rennais", &rows()),
        "shapefile" => made_shapefile::zip(&rows(), &dataset.slug),
        "tar.gz" => packed(&rows()),
        made => export(made, &rows(), dataset).unwrap_or_default(),
    }
}

/// The table of a file.
pub fn rows(file: &OpenFile) -> Rows<'_> {
    Rows { id: stem(&file.name), table: MADE.table(&file.table), count: file.rows, within: None }
}

/// What a portal makes of rows when asked for this format.
pub fn export(format: &str, rows: &Rows, dataset: &OpenDataset) -> Option<Vec<u8>> {
    Some(match format {
        "csv" => rows.csv().into_bytes(),
        "json" => rows.objects().to_string().into_bytes(),
        "jsonl" => (0..rows.count).fold(String::new(), |text, row| text + &json_line(rows, row)).into_bytes(),
        "geojson" => rows.geojson().into_bytes(),
        "xlsx" => workbook(rows),
        "shp" => made_shapefile::zip(rows, &dataset.slug),
        "kml" => kml(&dataset.title, rows).into_bytes(),
        "gpx" => gpx(rows).into_bytes(),
        "fgb" | "parquet" => prepared(&format!("{}.{format}", dataset.slug)).to_vec(),
        _ => return None,
    })
}

fn json_line(rows: &Rows, row: u32) -> String {
    serde_json::Value::from(rows.object(row)).to_string() + "\n"
}

fn prepared(name: &str) -> &'static [u8] {
    PREPARED.iter().find(|(known, _)| *known == name).map(|(_, bytes)| *bytes).unwrap_or_default()
}

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn workbook(rows: &Rows) -> Vec<u8> {
    let head = rows.names().map(str::to_owned).collect();
    file_writers::xlsx(&std::iter::once(head).chain((0..rows.count).map(|row| rows.words(row))).collect::<Vec<_>>())
}

/// As a spreadsheet on Windows exports it: its title above the table.
fn windows(title: &str, rows: &Rows) -> Vec<u8> {
    let text = format!("{title}\nExport du tableur, situation au 12 octobre 2026\n\n{}", rows.csv());
    encoding_rs::WINDOWS_1252.encode(&text.replace('\n', "\r\n")).0.into_owned()
}

/// What people get wrong, by row and column.
const FAULTS: [(u32, &str, &str); 5] = [
    (7, "puissance_nominale", "vingt-deux"),
    (19, "condition_acces", "sur demande"),
    (33, "date_mise_en_service", "12/04/2023"),
    (58, "code_insee_commune", "3523"),
    (90, "id_pdc_itinerance", ""),
];

/// `,` between values, as the schema wants it.
fn faulty(rows: &Rows) -> String {
    let mut text = rows.names().collect::<Vec<_>>().join(",") + "\n";
    for row in 0..rows.count {
        let cell = |(name, word): (&str, String)| {
            let fault = FAULTS.iter().find(|(at, column, _)| *at == row && *column == name);
            fault.map_or(word, |(.., wrong)| (*wrong).to_owned())
        };
        let cells: Vec<String> = rows.names().zip(rows.words(row)).map(cell).collect();
        text += &(cells.join(",") + "\n");
    }
    text
}

fn kml(title: &str, rows: &Rows) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><name>{title}</name>\n"
    );
    for row in 0..rows.count {
        let corners: Vec<String> = rows.corners(row).iter().map(|[east, north]| format!("{east},{north}")).collect();
        let data = rows.names().zip(rows.words(row));
        let data = data
            .map(|(name, word)| format!("<Data name=\"{name}\"><value>{}</value></Data>", word.replace('&', "&amp;")));
        let shape = if corners.len() == 1 { "Point" } else { "LineString" };
        let _ = writeln!(
            text,
            "<Placemark><ExtendedData>{}</ExtendedData><{shape}><coordinates>{}</coordinates></{shape}></Placemark>",
            data.collect::<String>(),
            corners.join(" "),
        );
    }
    text + "</Document></kml>\n"
}

fn gpx(rows: &Rows) -> String {
    let mut text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gpx version=\"1.1\" creator=\"portail\" xmlns=\"http://www.topografix.com/GPX/1/1\">\n"
            .to_owned();
    for row in 0..rows.count {
        let name = rows.words(row).get(1).map(|name| name.replace('&', "&amp;")).unwrap_or_default();
        for [east, north] in rows.corners(row) {
            let _ = writeln!(text, "<wpt lat=\"{north}\" lon=\"{east}\"><name>{name}</name></wpt>");
        }
    }
    text + "</gpx>\n"
}

/// A table a year in a compressed tape archive.
fn packed(rows: &Rows) -> Vec<u8> {
    let mut tape = Vec::new();
    for year in 2016..2026 {
        let name = format!("deliberations/deliberations-{year}.csv");
        let id = format!("{}{year}", rows.id);
        let text = Rows { id: &id, ..*rows }.csv();
        tape.extend(tape_header(&name, text.len()));
        tape.extend(text.bytes());
        tape.resize(tape.len().next_multiple_of(512), 0);
    }
    tape.resize(tape.len() + 1024, 0);
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    // A buffer in memory takes everything.
    let written = packed.write_all(&tape).and_then(|()| packed.finish());
    written.unwrap_or_default()
}

/// Of the kind `ustar`: name, rights, owner, length, time, sum of all its bytes.
fn tape_header(name: &str, length: usize) -> Vec<u8> {
    let mut header = vec![0; 512];
    let mut put = |at: usize, text: &str| header[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, name);
    put(100, "0000644\0");
    put(108, "0000000\0");
    put(116, "0000000\0");
    put(124, &format!("{length:011o}\0"));
    put(136, "15137234600\0");
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header
}
