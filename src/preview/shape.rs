//! What something is, as its first bytes, its name and its declaration tell: which reader looks into it.

use super::foreign::{self, Foreign};
use super::{Sample, TextOptions, arrow, dbf, gtfs_realtime, json, tar};
use crate::model::file_format::{self, GZIP};
use crate::tabular::encoding::{Decoded, decode};
use crate::tabular::{Charset, dialect};

/// Which reader looks into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentShape {
    /// With this delimiter, where the format fixes it.
    Delimited(Option<u8>),
    Json,
    JsonLines,
    GeoJson,
    GeoJsonLines,
    TopoJson,
    Xml,
    Kml,
    Gml,
    Gpx,
    /// MapInfo's: a description of columns that lie beside it, and the exchange format.
    MapInfoTab,
    MapInfoMif,
    Parquet,
    Arrow,
    /// Parts in a ZIP, whatever they are together.
    Zip,
    /// Sheets in a ZIP: Excel's, its binary ones, and OpenDocument's.
    Xlsx,
    Xlsb,
    Ods,
    /// Office documents before 2007, and those behind a password.
    Ole,
    Pdf,
    Gzip,
    Bzip2,
    Xz,
    Zstd,
    SevenZip,
    Tar,
    /// Tables and layers (GeoPackage).
    Sqlite,
    FlatGeobuf,
    Shapefile,
    Dbf,
    GtfsRealtime,
    Image,
    Text,
    /// Tables of a workbook in HTML or in the XML of 2003, which many a `.xls` is.
    MarkupSheets,
    PmTiles,
    /// Known by its first bytes, and looked into by no reader here.
    Foreign(&'static Foreign),
    /// No text at all.
    Unknown,
}

/// How many bytes of a text tell what it is.
const LOOKED_AT: usize = 16 << 10;

/// Where, what, and whose beginning it is.
const MAGICS: &[(usize, &[u8], ContentShape)] = &[
    (0, GZIP, ContentShape::Gzip),
    (0, b"PAR1", ContentShape::Parquet),
    // Encrypted, its description too.
    (0, b"PARE", ContentShape::Parquet),
    (0, b"ARROW1", ContentShape::Arrow),
    (0, b"SQLite format 3\0", ContentShape::Sqlite),
    (0, b"fgb\x03fgb", ContentShape::FlatGeobuf),
    (0, b"\x00\x00\x27\x0a", ContentShape::Shapefile),
    (0, b"\x89PNG\r\n\x1a\n", ContentShape::Image),
    (0, b"\xff\xd8\xff", ContentShape::Image),
    (0, b"GIF87a", ContentShape::Image),
    (0, b"GIF89a", ContentShape::Image),
    (0, b"II*\0", ContentShape::Image),
    (0, b"MM\0*", ContentShape::Image),
    (8, b"WEBP", ContentShape::Image),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ContentShape::Ole),
    (0, b"7z\xbc\xaf\x27\x1c", ContentShape::SevenZip),
    (0, b"BZh", ContentShape::Bzip2),
    (0, b"\xfd7zXZ\0", ContentShape::Xz),
    (0, b"\x28\xb5\x2f\xfd", ContentShape::Zstd),
    (257, b"ustar", ContentShape::Tar),
    (0, b"PMTiles", ContentShape::PmTiles),
    (0, b"BM", ContentShape::Image),
];

impl ContentShape {
    /// The same, where a person may say how a text is a table: it is one then.
    pub fn asked(sample: &Sample, options: &TextOptions) -> Self {
        let shape = Self::of(sample);
        let TextOptions { delimiter, decimal, header, skip, .. } = options;
        let is_asked = delimiter.is_some() || decimal.is_some() || header.is_some() || skip.is_some();
        match shape {
            Self::Text if is_asked => Self::Delimited(None),
            Self::Unknown if is_asked && (options.encoding.is_some() || is_mostly_text(&sample.bytes)) => {
                Self::Delimited(None)
            }
            shape => shape,
        }
    }

    pub fn of(sample: &Sample) -> Self {
        let bytes = &sample.bytes[..];
        let declared = sample.about.format();
        if sample.about.packed {
            return Self::Gzip;
        }
        if let Some(shape) = by_magic(bytes) {
            return shape;
        }
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return Self::of_zip(bytes, declared);
        }
        if bytes[..bytes.len().min(1024)].windows(5).any(|it| it == b"%PDF-") {
            return Self::Pdf;
        }
        if tar::begins(bytes) || declared == Some("tar") && tar::is_empty(bytes, sample.whole) {
            return Self::Tar;
        }
        if arrow::is_stream(bytes) {
            return Self::Arrow;
        }
        // A program that unpacks itself, or whatever stands before the archive.
        if declared == Some("zip") && file_format::may_precede_zip(bytes) {
            return Self::of_zip(bytes, declared);
        }
        if let Some(known) = foreign::beginning(bytes) {
            return Self::Foreign(known);
        }
        if let Some(known) = sample.about.name.as_deref().and_then(|name| foreign::named(name, bytes)) {
            return Self::Foreign(known);
        }
        match declared {
            Some("pb") => Self::GtfsRealtime,
            Some("dbf") => Self::Dbf,
            _ if gtfs_realtime::begins(bytes) => Self::GtfsRealtime,
            _ if dbf::is_one(bytes) => Self::Dbf,
            _ => Self::of_text(bytes, sample.whole, declared),
        }
    }

    fn of_zip(bytes: &[u8], declared: Option<&str>) -> Self {
        match declared {
            Some("ods") => Self::Ods,
            _ if contains(bytes, b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet") => Self::Ods,
            Some("xlsb") => Self::Xlsb,
            _ if contains(bytes, b"xl/workbook.bin") => Self::Xlsb,
            Some("xlsx") => Self::Xlsx,
            _ if contains(bytes, b"xl/workbook.xml") || contains(bytes, b"xl/_rels/") => Self::Xlsx,
            _ => Self::Zip,
        }
    }

    fn of_text(bytes: &[u8], whole: bool, declared: Option<&str>) -> Self {
        let head = &bytes[..bytes.len().min(LOOKED_AT)];
        let is_whole = whole && bytes.len() <= LOOKED_AT;
        let decoded = decode(head, is_whole, None);
        if decoded.text.contains('\0') && !is_mostly_text(head) && !is_odd_table(&decoded, declared) {
            return Self::Unknown;
        }
        let is_sequence = decoded.text.trim_start_matches('\u{feff}').starts_with('\u{1e}');
        let start = decoded.text.trim_start_matches(['\u{feff}', '\u{1e}', ' ', '\t', '\r', '\n']);
        match (declared, start.chars().next()) {
            (_, Some('{')) if is_sequence && start.contains("\"geometry\"") => Self::GeoJsonLines,
            (Some("geojsonl"), Some('{')) => Self::GeoJsonLines,
            (Some("jsonl"), Some('{')) if json::is_lines(start) && start.contains("\"geometry\"") => Self::GeoJsonLines,
            (Some("jsonl"), _) => Self::JsonLines,
            (_, Some('{')) if is_sequence => Self::JsonLines,
            (_, Some('{' | '['))
                if matches!(declared, Some("json" | "geojson" | "topojson"))
                    || json::is_json(start)
                    || json::is_lines(start) =>
            {
                Self::of_json(start, declared)
            }
            (Some("xls"), Some('<')) if is_markup_of_sheets(start) => Self::MarkupSheets,
            (_, Some('<')) if start.contains("urn:schemas-microsoft-com:office:spreadsheet") => Self::MarkupSheets,
            (_, Some('<')) => Self::of_xml(start),
            (Some("tab"), _) if start.starts_with("!table") => Self::MapInfoTab,
            _ if is_mif(start) => Self::MapInfoMif,
            (Some("csv" | "mid"), _) => Self::Delimited(None),
            (Some("tsv"), _) if start.contains('\t') => Self::Delimited(Some(b'\t')),
            (Some("tsv"), _) => Self::Delimited(None),
            // Undeclared, or as what tables are called too: as a table where it looks like one.
            (None | Some("txt" | "xls" | "xlsx" | "ods" | "zip" | "dbf"), _)
                if dialect::looks_like_one(start, is_whole) =>
            {
                Self::Delimited(None)
            }
            _ => Self::Text,
        }
    }

    fn of_json(start: &str, declared: Option<&str>) -> Self {
        let is_topology = start.contains("\"Topology\"") && start.contains("\"arcs\"");
        match () {
            () if start.starts_with('{') && (declared == Some("topojson") || is_topology) => Self::TopoJson,
            () if json::is_lines(start) && start.contains("\"geometry\"") => Self::GeoJsonLines,
            () if start.starts_with('{') && declared == Some("geojson") => Self::GeoJson,
            () if start.starts_with('{') && start.contains("\"FeatureCollection\"") => Self::GeoJson,
            () if json::is_lines(start) => Self::JsonLines,
            () => Self::Json,
        }
    }

    /// By its first element.
    fn of_xml(start: &str) -> Self {
        let root = start.split('<').skip(1).find(|it| !it.starts_with(['?', '!'])).unwrap_or_default();
        let name = root.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next().unwrap_or_default();
        match name.rsplit(':').next().unwrap_or_default() {
            // Lines of RDF begin with an address (N-Triples).
            _ if ["http:", "https:", "urn:"].iter().any(|scheme| name.starts_with(scheme)) => Self::Text,
            "kml" => Self::Kml,
            "gpx" => Self::Gpx,
            "FeatureCollection" if start.contains("opengis.net") => Self::Gml,
            _ => Self::Xml,
        }
    }
}

fn is_markup_of_sheets(start: &str) -> bool {
    let start = start.to_ascii_lowercase();
    start.contains("<table") || start.contains("urn:schemas-microsoft-com:office:excel")
}

/// Whether there is hardly any byte that no text has: some programs write a zero for a missing character.
fn is_mostly_text(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(LOOKED_AT)];
    let head = &head[..head.iter().rposition(|byte| *byte != 0).map_or(0, |at| at + 1)];
    let (mut zeros, mut odd) = (0, 0);
    for byte in head {
        zeros += usize::from(*byte == 0);
        let is_text =
            matches!(byte, b'\t' | b'\n' | b'\r' | 0x01 | 0x0c | 0x1a | 0x1b | 0x1e) || *byte >= b' ' && *byte != 0x7f;
        odd += usize::from(*byte != 0 && !is_text);
    }
    odd == 0 && zeros * 5 < head.len() && head.iter().any(|byte| matches!(byte, b'\n' | b'\r'))
}

/// Whether what is declared as a table has a few control characters besides, and is text else.
fn is_odd_table(decoded: &Decoded, declared: Option<&str>) -> bool {
    let odd = decoded.text.chars().filter(|c| c.is_control() && !c.is_whitespace()).count();
    let is_text = decoded.encoding == Charset::UTF_8 && decoded.bad.count == 0 && decoded.text.contains(['\n', '\r']);
    matches!(declared, Some("csv" | "tsv" | "txt")) && is_text && odd * 6 < decoded.text.len()
}

fn is_mif(start: &str) -> bool {
    let mut lines = start.lines().map(str::trim_start);
    let begins = |line: &str, word: &str| line.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word));
    lines.next().is_some_and(|line| begins(line, "version ")) && lines.any(|line| begins(line, "columns "))
}

fn by_magic(bytes: &[u8]) -> Option<ContentShape> {
    let is = |at: usize, magic: &[u8]| bytes.get(at..).is_some_and(|rest| rest.starts_with(magic));
    let found = MAGICS.iter().find(|(at, magic, _)| is(*at, magic)).map(|(.., shape)| *shape);
    // Two letters begin many a text.
    found.filter(|_| !bytes.starts_with(b"BM") || bytes.get(6..10) == Some(&[0; 4]))
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    memchr::memmem::find(bytes, wanted).is_some()
}
