//! What first bytes say of a declared format: what is refused, what is doubted, and the good files that look odd.

use super::*;

fn verdict(format: &str, body: &[u8]) -> Option<String> {
    Format::named(format).unwrap().contradiction(&body[..body.len().min(HEAD)], body.len() as u64, false)
}

#[test]
fn every_extension_and_type_names_one_format() {
    for (at, format) in FORMATS.iter().enumerate() {
        assert_eq!(Format::named(&format.extension.to_uppercase()), Some(&FORMATS[at]));
        for known in format.types {
            assert_eq!(Format::typed(&format!("{known}; charset=utf-8")), Some(&FORMATS[at]), "{known}");
        }
    }
    assert_eq!(Format::typed("text/csv+crypt").unwrap().extension, "csv");
    assert_eq!(Format::typed("application/octet-stream"), None);
}

/// As portals write them: in any case, with parameters, of any tree, encrypted.
#[test]
fn a_content_type_is_known_however_it_is_spelled() {
    let table = [
        ("application/geopackage+sqlite3", "gpkg"),
        ("application/vnd.geopackage+sqlite3", "gpkg"),
        ("Application/X-Geopackage", "gpkg"),
        ("application/x-7z-compressed", "7z"),
        ("application/7z-compressed", "7z"),
        ("application/x-7z", "7z"),
        ("application/x-zip", "zip"),
        ("application/x-gzip-compressed", "gz"),
        ("application/x-parquet", "parquet"),
        ("application/parquet", "parquet"),
        ("application/vnd.apache.parquet; version=2", "parquet"),
        ("application/vnd.google-earth.kml+xml", "kml"),
        ("application/kml+xml", "kml"),
        ("application/x-geo+json", "geojson"),
        ("application/schema+json", "json"),
        ("application/vnd.wfs+xml", "xml"),
        ("application/shp+zip", "zip"),
        ("text/csv+gzip", "gz"),
        ("text/x-csv", "csv"),
        ("TEXT/CSV;charset=utf-8", "csv"),
        ("text/x-markdown", "md"),
        ("text/vcalendar", ""),
        ("text/calendar", "ics"),
        ("application/x-yaml", "yaml"),
        ("application/vnd.oasis.opendocument.presentation+crypt", "odp"),
        ("application/x-vnd.oasis.opendocument.spreadsheet", "ods"),
        ("image/x-png", "png"),
        ("application/x-sqlite3", "sqlite"),
        ("application/x-executable", ""),
        ("multipart/form-data", ""),
        ("application/x-", ""),
        ("x-csv", ""),
        ("csv", ""),
        ("csv/json", ""),
        ("", ""),
        ("/", ""),
        ("+", ""),
    ];
    for (content_type, extension) in table {
        assert_eq!(Format::typed(content_type).map_or("", |format| format.extension), extension, "{content_type}");
    }
}

#[test]
fn a_web_page_is_no_data() {
    for page in [
        "<!doctype html><title>Connexion</title>",
        "\u{feff}\r\n <!DOCTYPE HTML PUBLIC>",
        "<HTML lang=fr>",
        "<?xml version=\"1.0\"?>\n<!-- proxy -->\n<!DOCTYPE html>",
    ] {
        for format in ["csv", "zip", "geojson", "json", "pdf", "txt", "shp", "gml"] {
            let said = verdict(format, page.as_bytes()).unwrap();
            assert!(said.contains("web page") && said.contains(format), "{said}");
        }
        for format in ["html", "xml", "xls", "svg", "md"] {
            assert_eq!(verdict(format, page.as_bytes()), None, "{format}");
        }
    }
}

#[test]
fn an_error_answer_is_no_data() {
    let error = br#" {"status":"error","msg":"media uuid not found"}"#;
    for format in ["csv", "geojson", "pdf", "zip", "xlsx", "png"] {
        assert!(verdict(format, error).is_some(), "{format}");
    }
    assert_eq!(verdict("json", error), None);
    assert_eq!(verdict("geojson", br#"{"type":"FeatureCollection","features":[]}"#), None);
    assert_eq!(verdict("csv", b"{id};{name}\n1;2\n"), None);
}

#[test]
fn first_bytes_tell_the_binary_formats() {
    for (format, right) in [
        ("zip", b"PK\x05\x06rest".as_slice()),
        ("xlsx", b"PK\x03\x04rest"),
        ("gz", b"\x1f\x8b\x08"),
        ("pdf", b"junk\n%PDF-1.4"),
        ("png", b"\x89PNG\r\n\x1a\n"),
        ("jpg", b"\xff\xd8\xff\xe0"),
    ] {
        assert_eq!(verdict(format, right), None, "{format}");
        assert!(verdict(format, b"a;b\n1;2\n").unwrap().ends_with("something else"), "{format}");
        assert!(verdict(format, b"").unwrap().ends_with("nothing at all"), "{format}");
    }
    for text in ["csv", "json", "geojson", "xml", "gpkg"] {
        assert_eq!(verdict(text, b""), None, "an empty {text} may be one");
    }
}

/// A row: the format, what it is, its bytes, and a word of the reason for which it is refused; none: it is kept.
type Case = (&'static str, &'static str, Vec<u8>, Option<&'static str>);

fn holds(cases: Vec<Case>) {
    let wrong = |(format, what, bytes, refused): Case| {
        let said = verdict(format, &bytes);
        let is_right = match (&said, refused) {
            (Some(said), Some(word)) => said.contains(word),
            (said, refused) => said.is_some() == refused.is_some(),
        };
        (!is_right).then(|| format!("{format}: {what}: {said:?}"))
    };
    let wrong: Vec<String> = cases.into_iter().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// So many bytes that no text has behind `magic`.
fn binary(magic: &[u8]) -> Vec<u8> {
    [magic, &[0, 1, 2, 3, 0xff, 0xfe, 0x80].repeat(300)].concat()
}

fn text(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

/// Longer than the first bytes that are looked at.
fn long(text: &str) -> Vec<u8> {
    text.repeat(HEAD / text.len() + 2).into_bytes()
}

fn utf16(text: &str, mark: bool, big: bool) -> Vec<u8> {
    let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
    units.flat_map(|unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

#[test]
fn a_good_file_is_kept_however_odd_it_looks() {
    let pages = "<html><body><table><tr><td>code</td></tr></table></body></html>";
    let empty_zip = [b"PK\x05\x06".as_slice(), &[0; 18]].concat();
    let tar = [b"donnees.csv".as_slice(), &[0; 89], b"0000644\0", &[0; 400], b"a;b\n1;2\n"].concat();
    holds(vec![
        ("xlsx", "behind a password", binary(OLE), None),
        ("docx", "behind a password", binary(OLE), None),
        ("xlsx", "a split ZIP", binary(b"PK\x07\x08PK\x03\x04"), None),
        ("xls", "a table in HTML", text(pages), None),
        (
            "xls",
            "a table in XML",
            text("<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook/>"),
            None,
        ),
        ("xls", "a web archive", text("MIME-Version: 1.0\nContent-Type: multipart/related\n"), None),
        ("xls", "a table of tabs", text("code\tnom\n1\tRennes\n"), None),
        ("xls", "a new workbook", binary(b"PK\x03\x04"), None),
        ("xls", "before OLE (BIFF 2)", binary(b"\x09\x00\x04\x00"), None),
        ("doc", "rich text", text("{\\rtf1\\ansi Bonjour}"), None),
        ("ods", "empty", empty_zip.clone(), None),
        ("zip", "empty", empty_zip, None),
        ("tar", "plain", tar, None),
        ("tar", "packed", binary(GZIP), None),
        ("shp", "in a ZIP", binary(b"PK\x03\x04"), None),
        ("shp", "in a 7z", binary(b"7z\xbc\xaf\x27\x1c"), None),
        ("shp", "in a packed tar", binary(GZIP), None),
        ("shp", "by itself", binary(b"\x00\x00\x27\x0a"), None),
        ("kml", "a KMZ", binary(b"PK\x03\x04"), None),
        ("gpkg", "an SQLite", binary(b"SQLite format 3\0"), None),
        ("tif", "a large one", binary(b"II+\0\x08\0"), None),
        ("pdf", "behind a mark and a line", text("\u{feff}\n%PDF-1.4\n1 0 obj"), None),
        ("webp", "a picture", binary(b"RIFF\x24\x00\x00\x00WEBPVP8 "), None),
        ("csv", "PK", text("PK"), None),
        ("csv", "a column called PAR1", text("PAR1;PAR2\n"), None),
        ("csv", "a column called RIFF", text("RIFF;WEBP\n"), None),
        ("csv", "a column called %PDF", text("%PDF;nombre\n12;3\n"), None),
        ("csv", "UTF-16", utf16("code;nom\n1;Rennes\n", true, false), None),
        ("csv", "UTF-16, the other end", utf16("code;nom\n1;Rennes\n", true, true), None),
        ("csv", "UTF-16 without a mark", utf16("code;nom\n1;Rennes\n", false, false), None),
        ("csv", "a first cell in HTML", text("<p>Bonjour</p>;1\n<p>Bonsoir</p>;2\n"), None),
        ("csv", "a first cell in HTML, by tabs", text("<p>\t1\n"), None),
        ("csv", "a quoted first cell in HTML", text("\"<p>Bonjour</p>\",1\n"), None),
        ("csv", "a list in the first cell", text("[1, 2];x\n[3];y\n"), None),
        ("csv", "an object in the first cell", text("{\"a\": 1};x\n"), None),
        ("csv", "an escape", text("a;b\n\u{1b}[1m;2\n"), None),
        ("csv", "a page of codes of its own", b"d\xe9partement;\x92\n1;2\n".to_vec(), None),
        ("csv", "an end mark of DOS", text("a;b\n1;2\n\u{1a}"), None),
        ("tab", "MapInfo", text("!table\n!version 300\n!charset WindowsLatin1\n"), None),
        ("pb", "GTFS-RT", text("\n\r\n\u{3}2.0\u{10}\0\u{18}\u{1}"), None),
        ("tsv", "tabs", text("\ta\tb\n1\t2\t3\n"), None),
        ("txt", "an escape", text("\u{1b}[31mrouge\u{1b}[0m\n"), None),
        ("json", "a mark", text("\u{feff}{\"a\": 1}"), None),
        ("json", "UTF-16", utf16("[1, 2]", true, true), None),
        ("json", "lines", text("{\"a\": 1}\n{\"a\": 2}\n"), None),
        ("json", "a sequence", text("\u{1e}{\"a\": 1}\n"), None),
        ("json", "numbers in lines, more than is looked at", long("12345\n"), None),
        ("json", "a list that Python wrote", text("[NaN, 1]"), None),
        ("jsonl", "lines", long("{\"a\": 1}\n"), None),
        ("geojson", "spaces before it", text(" \n\t{\"type\": \"Feature\", \"geometry\": null}"), None),
        ("geojson", "a single shape", text("{\"type\": \"Point\", \"coordinates\": [1, 2]}"), None),
        (
            "geojson",
            "shapes that share their lines",
            text("{\"type\": \"Topology\", \"objects\": {}, \"arcs\": []}"),
            None,
        ),
        ("geojson", "features in lines", text("{\"type\": \"Feature\"}\n{\"type\": \"Feature\"}\n"), None),
        ("xml", "UTF-16", utf16("<?xml version=\"1.0\"?><a/>", true, false), None),
        ("xml", "an element called Error that is none", text("<Error id=\"7\">12</Error>"), None),
        ("xml", "a page, as some are", text("<?xml version=\"1.0\"?><html/>"), None),
        ("gml", "a box first", text("<gml:Envelope><gml:lowerCorner>Default</gml:lowerCorner></gml:Envelope>"), None),
        ("rdf", "another notation", text("@prefix dcat: <http://www.w3.org/ns/dcat#> .\n"), None),
        ("rdf", "JSON-LD", text("{\"@context\": {}, \"@graph\": []}"), None),
        ("yaml", "JSON", text("{\"openapi\": \"3.0.0\"}"), None),
        ("md", "markup", text("<h1>Titre</h1>\n\nTexte\n"), None),
        ("svg", "packed", binary(GZIP), None),
        ("mp3", "tagged", binary(b"ID3\x03\x00"), None),
    ]);
}

#[test]
fn what_is_something_else_is_refused_with_its_reason() {
    const PAGE: Option<&str> = Some("web page");
    const OTHER: Option<&str> = Some("another kind");
    const ERROR: Option<&str> = Some("error message of a service");
    const JSON: Option<&str> = Some("a JSON answer");
    const ELSE: Option<&str> = Some("something else");
    let wms = concat!(
        "<?xml version='1.0' encoding=\"UTF-8\" standalone=\"no\" ?>\n<!DOCTYPE ServiceExceptionReport SYSTEM ",
        "\"http://schemas.opengis.net/wms/1.1.1/exception_1_1_1.dtd\">\n<ServiceExceptionReport version=\"1.1.1\"/>"
    );
    let problem = "{\"type\": \"about:blank\", \"title\": \"Not Found\", \"status\": 404}";
    let plain_pdf = long("%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n");
    holds(vec![
        ("csv", "a picture", binary(b"\x89PNG\r\n\x1a\n"), OTHER),
        ("csv", "a PDF of letters only", plain_pdf.clone(), OTHER),
        ("xml", "a PDF of letters only", plain_pdf, OTHER),
        ("json", "a packed file", binary(GZIP), OTHER),
        ("parquet", "a workbook", binary(b"PK\x03\x04"), OTHER),
        ("zip", "a 7z", binary(b"7z\xbc\xaf\x27\x1c"), OTHER),
        ("pdf", "a document", binary(OLE), OTHER),
        ("tif", "a JPEG", binary(b"\xff\xd8\xff\xe0"), OTHER),
        ("xlsx", "a table in HTML", text("<html><table/></html>"), PAGE),
        ("xlsx", "a table", text("a;b\n1;2\n"), ELSE),
        ("gpkg", "a dump in words", text("CREATE TABLE a (b TEXT);\n"), ELSE),
        ("shp", "words in UTF-16", utf16("Le service est indisponible.", true, true), ELSE),
        ("shp", "words with an escape", text("\u{1b}[31mErreur\u{1b}[0m"), ELSE),
        ("csv", "a page in UTF-16", utf16("<!DOCTYPE html><p>", true, true), PAGE),
        ("csv", "a page behind a comment", text("<!-- 1;2 -->\n<body>"), PAGE),
        ("csv", "what PHP says", text("<b>Fatal error</b>: Uncaught Exception in /var/www/x.php\n"), PAGE),
        ("csv", "a page in bold", text("<strong>Accès refusé</strong>\n"), PAGE),
        ("csv", "a page with a style sheet", text("<link rel=\"stylesheet\" href=\"a.css\"><p>x</p>"), PAGE),
        ("geojson", "a page", text("  <HTML>"), PAGE),
        ("xml", "what a map server says", text(wms), ERROR),
        ("gml", "what a map server says", text(wms), ERROR),
        ("kml", "what a feature server says", text("<ows:ExceptionReport/>"), ERROR),
        ("csv", "a list of errors", text("[{\"error\": \"x\"}]"), JSON),
        ("xls", "an error in JSON", text("{\"error\": \"not found\"}"), JSON),
        ("xml", "an error in JSON", text("{\"message\": \"Internal Server Error\"}"), JSON),
        ("geojson", "a problem in JSON", text(problem), JSON),
        ("geojson", "an error of ArcGIS", text("{\"error\": {\"code\": 400}}"), JSON),
        ("json", "a table longer than is looked at", long("nom;prenom\nDupont;Anne\n"), ELSE),
        ("json", "numbers by semicolons", long("1;2;3\n"), ELSE),
        ("json", "a call", text("rappel({\"a\": 1});"), ELSE),
        ("geojson", "a table", text("x;y\n1;2\n"), ELSE),
        ("zip", "nothing", vec![], Some("nothing at all")),
    ]);
}

#[test]
fn what_is_no_proof_is_a_doubt() {
    let doubt = |format: &str, bytes: &[u8], as_page| {
        let (format, length) = (Format::named(format).unwrap(), bytes.len() as u64);
        assert_eq!(format.contradiction(bytes, length, as_page), None, "{format:?}");
        format.doubt(bytes, length, as_page)
    };
    for (format, bytes, as_page) in [
        ("xlsx", binary(OLE), false),
        ("pptx", binary(OLE), false),
        ("csv", text("a;b\n1;2\n"), true),
        ("txt", text("Bonjour"), true),
        ("json", text("{\"error\": \"x\"}"), false),
        ("json", text("{\"status\": \"error\", \"msg\": \"uuid not found\"}"), false),
        (
            "json",
            text("{\"type\": \"about:blank\", \"title\": \"Not Found\", \"status\": 404, \"detail\": \"x\"}"),
            false,
        ),
        ("yaml", text("{\"error\": \"x\"}"), false),
    ] {
        assert!(doubt(format, &bytes, as_page).is_some(), "{format}: {:?}", String::from_utf8_lossy(&bytes));
    }
    for (format, bytes, as_page) in [
        ("xls", binary(OLE), false),
        ("xlsx", binary(b"PK\x03\x04"), true),
        ("csv", text("a;b\n1;2\n"), false),
        ("html", text("<html>"), true),
        ("json", text("{\"error\": null, \"rows\": []}"), false),
        ("json", text("{\"message\": \"Bonjour\", \"langue\": \"fr\"}"), false),
        ("json", text("[{\"error\": \"x\"}]"), false),
    ] {
        assert_eq!(doubt(format, &bytes, as_page), None, "{format}: {:?}", String::from_utf8_lossy(&bytes));
    }
}
