//! What a media is declared to be: its usual file extension, and whether its first bytes can be that.

use crate::model::Media;
use crate::t;

/// How many first bytes [`Format::contradiction`] wants to see; error answers fit in them whole.
pub const HEAD: usize = 8 << 10;

/// What every gzip file begins with.
pub const GZIP: &[u8] = b"\x1f\x8b";

/// A file format that portals declare.
#[derive(Debug, PartialEq)]
pub struct Format {
    pub extension: &'static str,
    /// Other short names and extensions of it.
    also: &'static [&'static str],
    types: &'static [&'static str],
    begins: Begins,
}

/// What a file of some format begins with.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Begins {
    /// Neither a web page nor a JSON object.
    Otherwise,
    /// Text that may be a web page itself. Old Excel is here: many a `.xls` is an HTML table.
    Markup,
    /// Any JSON.
    Json,
    /// A JSON object with a `type`.
    GeoJson,
    Magic(&'static [&'static [u8]]),
    /// `%PDF` in the first 1024 bytes, as readers accept it.
    Pdf,
}

const ZIP: Begins = Begins::Magic(&[b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"]);

const fn format(
    extension: &'static str,
    also: &'static [&'static str],
    types: &'static [&'static str],
    begins: Begins,
) -> Format {
    Format { extension, also, types, begins }
}

/// The first of several formats with one content type is the one that type means.
const FORMATS: &[Format] = &[
    format("csv", &[], &["text/csv", "application/csv", "text/comma-separated-values"], Begins::Otherwise),
    format("tsv", &["tab"], &["text/tab-separated-values"], Begins::Otherwise),
    format("txt", &["text"], &["text/plain"], Begins::Otherwise),
    format("geojson", &[], &["application/geo+json", "application/vnd.geo+json"], Begins::GeoJson),
    format("json", &[], &["application/json", "text/json", "application/vnd.api+json"], Begins::Json),
    format("jsonld", &["json-ld"], &["application/ld+json"], Begins::Json),
    format("jsonl", &["ndjson"], &["application/x-ndjson", "application/jsonl"], Begins::Json),
    format("topojson", &[], &[], Begins::Json),
    format("xml", &["xsd", "xsl"], &["application/xml", "text/xml"], Begins::Markup),
    format("html", &["htm", "xhtml"], &["text/html", "application/xhtml+xml"], Begins::Markup),
    format("php", &[], &["text/php", "application/x-httpd-php"], Begins::Markup),
    format("md", &["markdown"], &["text/markdown"], Begins::Markup),
    format("svg", &[], &["image/svg+xml"], Begins::Markup),
    format("rdf", &[], &["application/rdf+xml"], Begins::Markup),
    format("ttl", &["turtle"], &["text/turtle"], Begins::Otherwise),
    format("yaml", &["yml"], &["text/x-yaml", "application/yaml", "text/yaml"], Begins::Json),
    format("css", &[], &["text/css"], Begins::Otherwise),
    format("js", &["javascript"], &["application/javascript", "text/javascript"], Begins::Json),
    format("graphql", &[], &["application/graphql"], Begins::Json),
    format("sql", &[], &["application/sql"], Begins::Otherwise),
    format("ics", &["ical"], &["text/calendar"], Begins::Otherwise),
    format("pdf", &[], &["application/pdf"], Begins::Pdf),
    format("zip", &["gtfs"], &["application/zip", "application/x-zip-compressed"], ZIP),
    format("gz", &["gzip", "tgz"], &["application/gzip", "application/x-gzip"], Begins::Magic(&[GZIP])),
    format("zst", &["zstd"], &["application/zstd"], Begins::Otherwise),
    format("7z", &[], &["application/x-7z-compressed"], Begins::Otherwise),
    format("rar", &[], &["application/vnd.rar", "application/x-rar-compressed"], Begins::Otherwise),
    format("tar", &[], &["application/x-tar"], Begins::Otherwise),
    format("bz2", &[], &["application/x-bzip2"], Begins::Otherwise),
    format("xz", &[], &["application/x-xz"], Begins::Otherwise),
    format("xlsx", &[], &["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"], ZIP),
    format("docx", &[], &["application/vnd.openxmlformats-officedocument.wordprocessingml.document"], ZIP),
    format("pptx", &[], &["application/vnd.openxmlformats-officedocument.presentationml.presentation"], ZIP),
    format("ods", &[], &["application/vnd.oasis.opendocument.spreadsheet"], ZIP),
    format("odt", &[], &["application/vnd.oasis.opendocument.text"], ZIP),
    format("odp", &[], &["application/vnd.oasis.opendocument.presentation"], ZIP),
    format("xls", &[], &["application/vnd.ms-excel"], Begins::Markup),
    format("doc", &[], &["application/msword"], Begins::Markup),
    format("ppt", &[], &["application/vnd.ms-powerpoint"], Begins::Otherwise),
    format("shp", &[], &["application/vnd.shp", "application/x-shapefile"], Begins::Otherwise),
    format("gpkg", &["geopackage"], &["application/geopackage+sqlite3"], Begins::Otherwise),
    format("kml", &[], &["application/vnd.google-earth.kml+xml"], Begins::Otherwise),
    format("kmz", &[], &["application/vnd.google-earth.kmz"], ZIP),
    format("gml", &[], &["application/gml+xml"], Begins::Otherwise),
    format("gpx", &[], &["application/gpx+xml"], Begins::Otherwise),
    format("dbf", &[], &["application/dbf", "application/x-dbf"], Begins::Otherwise),
    format("dxf", &[], &["image/vnd.dxf"], Begins::Otherwise),
    format("dwg", &[], &["image/vnd.dwg"], Begins::Otherwise),
    format("parquet", &["geoparquet"], &["application/vnd.apache.parquet"], Begins::Otherwise),
    format("sqlite", &["sqlite3"], &["application/vnd.sqlite3"], Begins::Otherwise),
    format("png", &["apng"], &["image/png", "image/apng"], Begins::Magic(&[b"\x89PNG\r\n\x1a\n"])),
    format("jpg", &["jpeg"], &["image/jpeg"], Begins::Magic(&[b"\xff\xd8\xff"])),
    format("tif", &["tiff", "geotiff"], &["image/tiff"], Begins::Otherwise),
    format("gif", &[], &["image/gif"], Begins::Otherwise),
    format("webp", &[], &["image/webp"], Begins::Otherwise),
    format("mp3", &[], &["audio/mpeg"], Begins::Otherwise),
    format("ogg", &[], &["audio/ogg"], Begins::Otherwise),
    format("mp4", &[], &["video/mp4"], Begins::Otherwise),
    format("las", &["laz"], &[], Begins::Otherwise),
];

impl Format {
    /// The format with this short name or extension, in any case.
    pub fn named(name: &str) -> Option<&'static Self> {
        let name = name.trim().trim_start_matches('.').to_ascii_lowercase();
        FORMATS.iter().find(|format| format.extension == name || format.also.contains(&name.as_str()))
    }

    /// The format of this content type. RUDI appends `+crypt` to that of an encrypted file (docs/portals/rudi.md 1.5).
    pub fn typed(content_type: &str) -> Option<&'static Self> {
        let bare = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let bare = bare.strip_suffix("+crypt").unwrap_or(&bare);
        FORMATS.iter().find(|format| format.types.contains(&bare))
    }

    /// What the portal declares of `media`.
    pub fn declared(media: &Media) -> Option<&'static Self> {
        let named = media.format.as_deref().and_then(Self::named);
        named.or_else(|| media.content_type.as_deref().and_then(Self::typed))
    }

    /// An archive, whatever is in it.
    pub fn is_archive(&self) -> bool {
        matches!(self.extension, "zip" | "gz" | "7z" | "rar" | "tar" | "bz2" | "xz" | "zst")
    }

    pub fn is_gzip(&self) -> bool {
        self.extension == "gz"
    }

    /// Why a file of `bytes` bytes that begins with `head` cannot be of this format: a login page, an error answer,
    /// another kind of file. `None` where nothing speaks against it.
    pub fn contradiction(&self, head: &[u8], bytes: u64) -> Option<String> {
        let text = without_mark(head);
        let extension = self.extension;
        let found = match self.begins {
            Begins::Markup => return None,
            _ if is_web_page(text) => t!("download-web-page", extension),
            Begins::Magic(magics) if !magics.iter().any(|magic| head.starts_with(magic)) => {
                t!("download-something-else", extension)
            }
            Begins::Pdf if !head[..head.len().min(1024)].windows(4).any(|it| it == b"%PDF") => {
                t!("download-something-else", extension)
            }
            Begins::Otherwise if small_object(text, bytes).is_some() => t!("download-json-answer", extension),
            Begins::GeoJson if small_object(text, bytes).is_some_and(|object| !object.contains_key("type")) => {
                t!("download-no-geojson", extension)
            }
            _ => return None,
        };
        Some(if bytes == 0 { t!("download-nothing-came", extension) } else { found })
    }
}

/// Whether the file is encrypted, so that its bytes say nothing about its format.
pub fn is_encrypted(media: &Media) -> bool {
    media.content_type.as_deref().is_some_and(|it| it.trim().to_ascii_lowercase().ends_with("+crypt"))
}

/// Without byte-order mark and leading space.
fn without_mark(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start()
}

/// Looks past what may stand before the first element: an XML declaration, comments.
fn is_web_page(mut text: &[u8]) -> bool {
    loop {
        let end: &[u8] = if text.starts_with(b"<?xml") {
            b"?>"
        } else if text.starts_with(b"<!--") {
            b"-->"
        } else {
            break;
        };
        let Some(at) = text.windows(end.len()).position(|it| it == end) else { return false };
        text = text[at + end.len()..].trim_ascii_start();
    }
    [b"<!doctype html".as_slice(), b"<html"]
        .iter()
        .any(|mark| text.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark)))
}

/// The whole body as a JSON object, if it is one and small: the shape of an error answer.
fn small_object(text: &[u8], bytes: u64) -> Option<serde_json::Map<String, serde_json::Value>> {
    if bytes > HEAD as u64 || !text.starts_with(b"{") { None } else { serde_json::from_slice(text).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(format: &str, body: &[u8]) -> Option<String> {
        Format::named(format).unwrap().contradiction(&body[..body.len().min(HEAD)], body.len() as u64)
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
}
