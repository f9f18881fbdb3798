//! The bytes are evidence: they refuse what is something else than declared, and never a good file.

use super::portal;
use super::row::{Ended, Row, expect, row};
use super::server::{Answer, Good};
use super::{page, small};

pub fn rows() -> Vec<Row> {
    [magics(), texts(), json(), pages(), errors(), good(), doubts()].into_iter().flatten().collect()
}

/// Declared as `format`, and these bytes come.
fn declared(what: &str, format: &str, mime: &str, body: &[u8]) -> Row {
    row(format!("declared {format}: {what}")).declared(format, mime).always(Answer::ok(mime, body))
}

fn refused(what: &str, format: &str, mime: &str, body: &[u8]) -> Row {
    declared(what, format, mime, body)
        .sets_aside(&format!("Titre.{format}"), body)
        .so("integrity is what failed", is_integrity)
}

fn kept(what: &str, format: &str, mime: &str, body: &[u8]) -> Row {
    declared(what, format, mime, body).leaves(&[(&format!("Titre.{format}"), body)]).verdict("unverifiable")
}

fn filled(magic: &[u8]) -> Vec<u8> {
    let rest = (0..2000_usize).map(|n| (n * 7 + n / 13) as u8 | 0x80);
    magic.iter().copied().chain(rest).collect()
}

const LFS: &[u8] = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";

/// What the first bytes of well-known files are.
fn known() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("a ZIP", filled(b"PK\x03\x04\x14\x00")),
        ("an empty ZIP", [b"PK\x05\x06".as_slice(), &[0; 18]].concat()),
        ("a gzip", super::encodings::gzip(&small())),
        ("a PDF", filled(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")),
        ("a PNG", filled(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")),
        ("a JPEG", filled(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00")),
        ("a GIF", filled(b"GIF89a\x01\x00\x01\x00")),
        ("a WebP", filled(b"RIFF\x24\x00\x00\x00WEBPVP8 ")),
        ("a Parquet", [&filled(b"PAR1\x15\x04\x15")[..], b"PAR1"].concat()),
        ("a 7z", filled(b"7z\xbc\xaf\x27\x1c\x00\x04")),
        ("a RAR", filled(b"Rar!\x1a\x07\x01\x00")),
        ("a bzip2", filled(b"BZh91AY&SY")),
        ("an xz", filled(b"\xfd7zXZ\x00\x00\x04")),
        ("a zstd", super::encodings::zstd(&small())),
        ("a TIFF", filled(b"II*\x00\x08\x00\x00\x00")),
        ("a TIFF of the other end", filled(b"MM\x00*\x00\x00\x00\x08")),
        ("an SQLite", filled(b"SQLite format 3\x00\x10\x00")),
        ("an old Office file", filled(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
        ("an ELF", filled(b"\x7fELF\x02\x01\x01\x00")),
        ("a Git LFS pointer", LFS.to_vec()),
    ]
}

fn magics() -> Vec<Row> {
    let mut rows = Vec::new();
    for (what, body) in known() {
        rows.push(refused(&format!("{what} is none"), "csv", "text/csv", &body));
    }
    for (format, mime, not) in [
        ("json", "application/json", "a ZIP"),
        ("json", "application/json", "a Git LFS pointer"),
        ("geojson", "application/geo+json", "a gzip"),
        ("xml", "application/xml", "a PDF"),
        ("txt", "text/plain", "an SQLite"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "a PDF"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "a Git LFS pointer"),
        ("pdf", "application/pdf", "a ZIP"),
        ("png", "image/png", "a JPEG"),
        ("parquet", "application/vnd.apache.parquet", "a gzip"),
        ("parquet", "application/vnd.apache.parquet", "a Git LFS pointer"),
        ("7z", "application/x-7z-compressed", "a RAR"),
        ("tif", "image/tiff", "a PNG"),
        ("gpkg", "application/geopackage+sqlite3", "a ZIP"),
        ("sqlite", "application/vnd.sqlite3", "a PDF"),
        ("zip", "application/zip", "a Git LFS pointer"),
    ] {
        let body = known().into_iter().find(|(what, _)| *what == not).unwrap().1;
        rows.push(refused(&format!("{not} is none"), format, mime, &body));
    }
    let letters = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n".repeat(300);
    rows.push(refused("a PDF that begins with letters only is none", "csv", "text/csv", letters.as_bytes()));
    rows
}

/// A table or a sentence in place of what is binary.
fn texts() -> Vec<Row> {
    [
        ("zip", "application/zip"),
        ("gz", "application/gzip"),
        ("7z", "application/x-7z-compressed"),
        ("rar", "application/vnd.rar"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
        ("pdf", "application/pdf"),
        ("png", "image/png"),
        ("jpg", "image/jpeg"),
        ("tif", "image/tiff"),
        ("parquet", "application/vnd.apache.parquet"),
        ("sqlite", "application/vnd.sqlite3"),
        ("gpkg", "application/geopackage+sqlite3"),
        ("shp", "application/vnd.shp"),
        ("bz2", "application/x-bzip2"),
        ("xz", "application/x-xz"),
        ("mp4", "video/mp4"),
    ]
    .map(|(format, mime)| refused("a text is none", format, mime, &small()))
    .into()
}

fn json() -> Vec<Row> {
    let mut rows = Vec::new();
    for (what, body) in [
        ("a table is none", "code;nom\n35238;Rennes\n"),
        ("a sentence is none", "Le service est indisponible.\n"),
        ("XML is none", "<?xml version=\"1.0\"?>\n<rows><row/></rows>\n"),
        ("a stray bracket is none", "}]\n"),
    ] {
        rows.push(refused(what, "json", "application/json", body.as_bytes()));
        rows.push(refused(what, "geojson", "application/geo+json", body.as_bytes()));
    }
    let long = "nom;prenom\nDupont;Anne\n".repeat(1000);
    rows.push(refused("a table longer than is looked at is none", "json", "application/json", long.as_bytes()));
    for (what, body) in [
        ("an object", "{\"a\": 1}"),
        ("a list", "[1, 2]"),
        ("space before it", "\r\n\t  [1, 2]"),
        ("a byte order mark", "\u{feff}{\"a\": 1}"),
        ("a word", "null"),
        ("a number", "-1.5"),
        ("a string", "\"a\""),
        ("objects in lines", "{\"a\": 1}\n{\"a\": 2}\n"),
    ] {
        rows.push(kept(&format!("{what} is one"), "json", "application/json", body.as_bytes()));
    }
    rows
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(|unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

fn pages() -> Vec<Row> {
    let text = "<html><head><title>Connexion</title></head><body>Veuillez vous connecter.</body></html>";
    let mut rows = Vec::new();
    let starts = [
        "<!DOCTYPE html><html>",
        "<!doctype HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\"><HTML>",
        "<html lang=fr>",
        "<HTML>",
        "\r\n\r\n   <html>",
        "\u{feff}<!DOCTYPE html>",
        "<!-- proxy --><html>",
        "<head><title>Connexion</title></head>",
        "<title>Connexion</title>",
        "<body>Connexion</body>",
        "<script>location.href='/login'</script>",
        "<SCRIPT type=\"text/javascript\">",
        "<meta http-equiv=\"refresh\" content=\"0; url=/login\">",
        "<h1>502 Bad Gateway</h1>",
        "<h2>Maintenance</h2>",
        "<p>Le service est indisponible.</p>",
        "<div class=\"error\">Accès refusé</div>",
        "<center><h1>Forbidden</h1></center>",
        "<style>body{}</style>",
        "<br />\n<b>Warning</b>: mysqli::query()",
        "<b>Fatal error</b>: Uncaught Exception",
        "<strong>Accès refusé</strong>",
        "<noscript>Activez JavaScript</noscript>",
        "<form action=\"/login\" method=\"post\">",
        "<iframe src=\"/challenge\"></iframe>",
    ];
    for start in starts {
        let body = format!("{start}\n<p>Veuillez vous connecter.</p>\n");
        rows.push(refused(
            &format!("a page that begins {start:?} is none"),
            "csv",
            "text/html; charset=utf-8",
            body.as_bytes(),
        ));
    }
    for (format, mime) in [
        ("csv", "text/csv"),
        ("json", "application/json"),
        ("zip", "application/zip"),
        ("pdf", "application/pdf"),
        ("txt", "text/plain"),
    ] {
        rows.push(refused("a page is none, whatever its type says", format, mime, &page()));
        rows.push(refused(
            "a script that leads to a page is none",
            format,
            mime,
            b"<script>location.href='/login'</script>\n",
        ));
    }
    for (what, big) in [("UTF-16", false), ("UTF-16 of the other end", true)] {
        rows.push(refused(&format!("a page in {what} is none"), "csv", "text/csv", &utf16(text, big)));
    }
    let typed = "Bonjour, <a href=\"/login\">connectez-vous</a> pour voir ce fichier.";
    rows.push(refused("a sentence with a link, sent as text/html, is none", "csv", "text/html", typed.as_bytes()));
    rows
}

fn errors() -> Vec<Row> {
    let ows = "<?xml version=\"1.0\"?>\n<ows:ExceptionReport xmlns:ows=\"http://www.opengis.net/ows/1.1\" version=\"2.0.0\"><ows:Exception exceptionCode=\"InvalidParameterValue\"/></ows:ExceptionReport>";
    let wms = "<?xml version=\"1.0\"?>\n<ServiceExceptionReport version=\"1.3.0\"><ServiceException>Layer not defined</ServiceException></ServiceExceptionReport>";
    let s3 = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>";
    let azure = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>BlobNotFound</Code><Message>The specified blob does not exist.</Message></Error>";
    let old = "<?xml version='1.0' encoding=\"UTF-8\" standalone=\"no\" ?>\n<!DOCTYPE ServiceExceptionReport SYSTEM \"http://schemas.opengis.net/wms/1.1.1/exception_1_1_1.dtd\">\n<ServiceExceptionReport version=\"1.1.1\"/>";
    let soap = "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body><soap:Fault><faultcode>Server</faultcode></soap:Fault></soap:Body></soap:Envelope>";
    let mut rows = Vec::new();
    for (what, body) in [
        ("an OWS exception", ows),
        ("a WMS exception", wms),
        ("a WMS exception behind its type", old),
        ("an error of S3", s3),
        ("an error of Azure", azure),
    ] {
        for (format, mime) in [
            ("csv", "text/csv"),
            ("gml", "application/gml+xml"),
            ("xml", "application/xml"),
            ("zip", "application/zip"),
            ("geojson", "application/geo+json"),
        ] {
            rows.push(refused(&format!("{what} is none"), format, mime, body.as_bytes()));
        }
    }
    rows.push(refused("a SOAP fault is none", "csv", "text/csv", soap.as_bytes()));
    for body in [
        "{\"error\": \"not found\"}",
        "{\"error\": {\"code\": 400, \"message\": \"Invalid query\", \"details\": []}}",
        "{\"errors\": [{\"status\": 500}]}",
        "{\"success\": false, \"error\": {\"message\": \"Not authorized\"}}",
        "{\"message\": \"Internal server error\"}",
        "{\"detail\": \"Not found.\"}",
        "{\"status\": \"error\", \"message\": \"quota\"}",
    ] {
        for (format, mime) in [("csv", "text/csv"), ("zip", "application/zip"), ("geojson", "application/geo+json")] {
            rows.push(refused(&format!("{body} is none"), format, mime, body.as_bytes()));
        }
    }
    let problem = "{\"type\": \"about:blank\", \"title\": \"Not Found\", \"status\": 404}";
    rows.push(refused("a problem in JSON is none", "geojson", "application/geo+json", problem.as_bytes()));
    rows.push(refused("a list of errors is none", "csv", "text/csv", b"[{\"error\": \"not found\"}]"));
    rows.push(refused("an error is none", "xls", "application/vnd.ms-excel", b"{\"error\": \"not found\"}"));
    rows
}

/// What looks odd and is as it should be.
fn good() -> Vec<Row> {
    let protobuf = filled(b"\x0a\x0d\x0a\x03\x32\x2e\x30\x10\x00\x18\xf4\x8e\xb0\xaf\x06");
    let mut rows = Vec::new();
    for format in ["GTFS-RT", "gtfs-rt", "gtfs rt", "GTFS Realtime", "gtfs_rt", "gtfsrt"] {
        let resource = portal::resource("Titre.pb", format, "application/octet-stream", "/rt.pb");
        rows.push(
            row(format!("a format that contains a known word is not that format: {format}"))
                .set(portal::Set::of(vec![resource]))
                .always(Answer::ok("application/octet-stream", protobuf.clone()))
                .exits(0)
                .verdict("unverifiable")
                .so("its bytes are kept under a name that does not end in .altered", {
                    let protobuf = protobuf.clone();
                    move |ended| {
                        expect(
                            ended.files.iter().all(|(name, bytes)| !name.ends_with(".altered") && *bytes == protobuf),
                            || format!("{:?}", ended.files.keys()),
                        )
                    }
                }),
        );
    }
    let ole = filled(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    let zip = filled(b"PK\x03\x04\x14\x00");
    let spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    rows.push(kept("a workbook behind a password (OLE) is one", "xlsx", spreadsheet, &ole));
    rows.push(kept("a new workbook is one", "xls", "application/vnd.ms-excel", &zip));
    rows.push(kept(
        "a table in HTML is one",
        "xls",
        "application/vnd.ms-excel",
        b"<html><table><tr><td>1</td></tr></table></html>",
    ));
    rows.push(kept(
        "a document behind a password (OLE) is one",
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        &ole,
    ));
    let seven = filled(b"7z\xbc\xaf\x27\x1c\x00\x04");
    rows.push(kept("several files in a 7z are one", "shp", "application/vnd.shp", &seven));
    for (what, body) in [
        ("a column called PK", "PK;code\n1;2\n"),
        ("a column called PAR1", "PAR1;PAR2\n1;2\n"),
        ("a column called BM", "BM;code\n1;2\n"),
        ("a column called MZ", "MZ;code\n1;2\n"),
        ("a column called BZh", "BZh;code\n1;2\n"),
        ("a column called II", "II;III\n1;2\n"),
        ("a column called GIF", "GIF;code\n1;2\n"),
        ("a comment", "# produced by x\ncode;nom\n1;2\n"),
        ("a first cell that is less than", "<5;10\n<6;11\n"),
        ("a first cell of angle brackets", "<code>;nom\n1;2\n"),
        ("a first cell of JSON", "{\"a\": 1};x\n{\"a\": 2};y\n"),
        ("a first cell in HTML", "<p>Bonjour</p>;1\n<p>Bonsoir</p>;2\n"),
        ("a first cell of a list", "[1];x\n[2];y\n"),
        ("HTML in a later cell", "code;nom\n1;<html><script>x</script>\n"),
        ("a pointer in a later cell", "code;nom\n1;version https://git-lfs.github.com/spec/v1\n"),
        ("the word error", "error;message\n404;not found\n"),
        ("one line", "a,b,c\n"),
        ("no line end", "a;b\n1;2"),
        ("Latin-1", "d\u{e9}partement;nom\n"),
    ] {
        let bytes: Vec<u8> = match what {
            "Latin-1" => body.chars().map(|it| it as u8).collect(),
            _ => body.as_bytes().to_vec(),
        };
        rows.push(kept(&format!("{what} is one"), "csv", "text/csv", &bytes));
    }
    rows.push(kept("UTF-16 is one", "csv", "text/csv", &utf16("code;nom\n35238;Rennes\n", false)));
    rows.push(kept(
        "an object with an error in it is one",
        "json",
        "application/json",
        b"{\"error\": null, \"rows\": [1, 2, 3]}",
    ));
    // Of what is kept elsewhere a page would be no download.
    rows.push(kept("markup is one", "html", "text/html", &page()).resource(|it| it["filetype"] = "file".into()));
    rows.push(kept("markup is one", "svg", "image/svg+xml", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"));
    rows.push(kept("an element called error is one", "xml", "application/xml", b"<errors><error id=\"1\"/></errors>"));
    rows.push(kept(
        "placemarks behind a comment are one",
        "kml",
        "application/vnd.google-earth.kml+xml",
        b"<!-- x --><kml/>",
    ));
    let sum = super::hex(&super::digest("sha256", &page()));
    rows.push(
        declared("what its checksum verifies is the file whatever it looks like", "csv", "text/html", &page())
            .claims("sha256", &sum)
            .leaves(&[("Titre.csv", &page())])
            .verdict("verified"),
    );
    let newer = Good { last_modified: Some("Wed, 01 May 2024 10:00:00 GMT"), ..Good::csv(small()) };
    for size in [700, 800, 7920] {
        let newer = newer.clone();
        rows.push(
            row(format!("a stated size ({size}) older than the file is a doubt where length and validators agree"))
                .size(size)
                .answers(move |asked| newer.answer(asked))
                .comes_whole()
                .verdict("unverifiable")
                .has_doubt(),
        );
    }
    rows
}

/// What is no proof keeps the file and its verdict, and is told.
fn doubts() -> Vec<Row> {
    let ole = filled(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    let spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let table = || declared("a table sent as text/html", "csv", "text/html", &small());
    let workbook = || declared("an old workbook", "xlsx", spreadsheet, &ole);
    let object = || {
        declared("an object that holds an error and nothing else", "json", "application/json", b"{\"error\": \"x\"}")
    };
    let mut rows = vec![
        table().comes_whole().verdict("unverifiable").has_doubt(),
        workbook().leaves(&[("Titre.xlsx", &ole)]).verdict("unverifiable").has_doubt(),
        object().leaves(&[("Titre.json", b"{\"error\": \"x\"}")]).verdict("unverifiable").has_doubt(),
    ];
    let size = row("a newer size behind a doubt").size(800);
    for (doubtful, name, body) in [
        (table().size(small().len()), "Titre.csv", small()),
        (workbook().size(ole.len()), "Titre.xlsx", ole.clone()),
        (size, "Titre.csv", small()),
    ] {
        let mut row = doubtful.args(&["--require", "verified"]);
        row.what.push_str(": --require verified refuses it");
        rows.push(row.exits(6).leaves(&[(&format!("{name}.unverified"), &body)]));
    }
    rows
}

/// A proof is told as a failure of integrity.
fn is_integrity(ended: &Ended) -> Result<(), String> {
    let kind = ended.lines().first().and_then(|line| line.pointer("/error/kind").cloned()).unwrap_or_default();
    let verdict = ended.field("verdict");
    expect(kind == "integrity" || verdict == "altered", || format!("kind {kind}, verdict {verdict}"))
}
