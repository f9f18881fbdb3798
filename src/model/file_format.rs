//! What a media is declared to be: its usual file extension, and whether its first bytes can be that.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

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
    /// Content types that mean it, the usual one first.
    pub types: &'static [&'static str],
    begins: Begins,
}

/// What a file of some format begins with.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Begins {
    /// Text that is neither a web page nor a JSON object.
    Text,
    /// Text that may be a JSON object, or contain anything.
    Notation,
    /// Text that may be a web page itself. Old Excel is here: many a `.xls` is an HTML table.
    Markup,
    /// Any JSON, or several in lines.
    Json,
    /// A JSON object with a `type`.
    GeoJson,
    /// No text.
    Binary,
    Magic(&'static [&'static [u8]]),
    /// `%PDF` in the first 1024 bytes, as readers accept it.
    Pdf,
}

const ZIP_MAGIC: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"];
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
const ZIP: Begins = Begins::Magic(&ZIP_MAGIC);
/// Behind a password, and from old programs, it is no ZIP.
const OFFICE: Begins = Begins::Magic(&[ZIP_MAGIC[0], ZIP_MAGIC[1], ZIP_MAGIC[2], OLE]);

/// A file that shows what it is: how it is called, what it begins with, and which formats it may be declared as.
type Known = (&'static str, &'static [&'static [u8]], &'static [&'static str]);

const KNOWN: [Known; 17] = [
    (
        "ZIP",
        &ZIP_MAGIC,
        // What is made of several files, or has a packed form, often comes so.
        &[
            "zip", "xlsx", "docx", "pptx", "ods", "odt", "odp", "kmz", "kml", "xls", "doc", "ppt", "shp", "tab", "mif",
            "dbf",
        ],
    ),
    ("gzip", &[GZIP], &["gz", "tar", "svg", "shp"]),
    ("PDF", &[b"%PDF-"], &["pdf"]),
    ("PNG", &[b"\x89PNG\r\n\x1a\n"], &["png"]),
    ("JPEG", &[b"\xff\xd8\xff"], &["jpg"]),
    ("GIF", &[b"GIF87a", b"GIF89a"], &["gif"]),
    ("WebP", &[b"RIFF"], &["webp"]),
    ("Parquet", &[b"PAR1"], &["parquet"]),
    ("7z", &[b"7z\xbc\xaf\x27\x1c"], &["7z", "shp"]),
    ("RAR", &[b"Rar!\x1a\x07"], &["rar", "shp"]),
    ("bzip2", &[b"BZh"], &["bz2", "tar"]),
    ("xz", &[b"\xfd7zXZ\x00"], &["xz", "tar"]),
    ("Zstandard", &[b"\x28\xb5\x2f\xfd"], &["zst", "tar"]),
    ("TIFF", &[b"II*\x00", b"MM\x00*"], &["tif"]),
    ("SQLite", &[b"SQLite format 3\x00"], &["sqlite", "gpkg"]),
    ("Office before 2007", &[OLE], &["xls", "doc", "ppt", "xlsx", "docx", "pptx"]),
    ("ELF", &[b"\x7fELF"], &["zip"]),
];

/// What Git keeps in place of a large file.
const GIT_LFS: &[u8] = b"version https://git-lfs.github.com/spec/";

/// What the `type` of a GeoJSON text may be, and that of TopoJSON, which is declared so.
const SHAPES: [&str; 10] = [
    "FeatureCollection",
    "Feature",
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
    "Topology",
];

/// What content types begin with (RFC 6838, 4.2), that of some servers among them.
const MAIN_TYPES: [&str; 8] = ["application", "audio", "binary", "font", "image", "model", "text", "video"];

/// What parts JSON texts in a sequence (RFC 7464).
const RECORD: u8 = 0x1e;

/// Elements that web pages, and parts of them, begin with.
const ELEMENTS: [&str; 38] = [
    "html", "head", "title", "body", "script", "meta", "style", "noscript", "iframe", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "p", "div", "span", "center", "br", "hr", "font", "img", "table", "ul", "ol", "pre", "section", "main",
    "header", "nav", "article", "b", "strong", "link", "base", "small",
];

/// Roots of what services answer in place of a file, and what is in them besides where the name alone does not tell.
const ERRORS: [(&str, &[u8]); 5] = [
    ("ExceptionReport", b""),
    ("ServiceExceptionReport", b""),
    ("ServiceException", b""),
    ("Error", b"<Code>"),
    ("Envelope", b"Fault"),
];

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
    format("csv", &[], &["text/csv", "application/csv", "text/comma-separated-values"], Begins::Text),
    format("tsv", &[], &["text/tab-separated-values"], Begins::Text),
    format("txt", &["text"], &["text/plain"], Begins::Text),
    format("geojson", &[], &["application/geo+json", "application/vnd.geo+json"], Begins::GeoJson),
    format("json", &[], &["application/json", "text/json", "application/vnd.api+json"], Begins::Json),
    format("jsonld", &["json-ld"], &["application/ld+json"], Begins::Json),
    format("jsonl", &["ndjson"], &["application/x-ndjson", "application/jsonl"], Begins::Json),
    format(
        "geojsonl",
        &["geojsonseq", "geojsons", "ndgeojson", "geojson-lines", "geojson-seq"],
        &["application/geo+json-seq", "application/geojsonl"],
        Begins::Json,
    ),
    format("topojson", &[], &["application/topo+json"], Begins::Json),
    format("xml", &["xsd", "xsl"], &["application/xml", "text/xml"], Begins::Markup),
    format("html", &["htm", "xhtml"], &["text/html", "application/xhtml+xml"], Begins::Markup),
    format("php", &[], &["text/php", "application/x-httpd-php"], Begins::Markup),
    format("md", &["markdown"], &["text/markdown"], Begins::Markup),
    format("svg", &[], &["image/svg+xml"], Begins::Markup),
    format("rdf", &["rdf-xml", "rdf/xml"], &["application/rdf+xml"], Begins::Markup),
    format("ttl", &["turtle", "rdf-turtle"], &["text/turtle"], Begins::Text),
    format("nt", &["n-triples", "rdf-n-triples"], &["application/n-triples"], Begins::Text),
    format("yaml", &["yml"], &["text/x-yaml", "application/yaml", "text/yaml"], Begins::Notation),
    format("css", &[], &["text/css"], Begins::Text),
    format("js", &["javascript"], &["application/javascript", "text/javascript"], Begins::Notation),
    format("graphql", &[], &["application/graphql"], Begins::Notation),
    format("sql", &[], &["application/sql"], Begins::Text),
    format("ics", &["ical"], &["text/calendar"], Begins::Text),
    format("pdf", &[], &["application/pdf"], Begins::Pdf),
    format("zip", &["gtfs"], &["application/zip", "application/x-zip-compressed"], ZIP),
    format("gz", &["gzip", "tgz"], &["application/gzip", "application/x-gzip"], Begins::Magic(&[GZIP])),
    format("zst", &["zstd"], &["application/zstd"], Begins::Binary),
    format("7z", &[], &["application/x-7z-compressed"], Begins::Binary),
    format("rar", &[], &["application/vnd.rar", "application/x-rar-compressed"], Begins::Binary),
    format("tar", &[], &["application/x-tar"], Begins::Binary),
    format("bz2", &[], &["application/x-bzip2"], Begins::Binary),
    format("xz", &[], &["application/x-xz"], Begins::Binary),
    format("xlsx", &[], &["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"], OFFICE),
    format("docx", &[], &["application/vnd.openxmlformats-officedocument.wordprocessingml.document"], OFFICE),
    format("pptx", &[], &["application/vnd.openxmlformats-officedocument.presentationml.presentation"], OFFICE),
    format("ods", &[], &["application/vnd.oasis.opendocument.spreadsheet"], ZIP),
    format("odt", &[], &["application/vnd.oasis.opendocument.text"], ZIP),
    format("odp", &[], &["application/vnd.oasis.opendocument.presentation"], ZIP),
    format("xls", &[], &["application/vnd.ms-excel", "application/msexcel", "application/excel"], Begins::Markup),
    format("doc", &[], &["application/msword"], Begins::Markup),
    format("ppt", &[], &["application/vnd.ms-powerpoint"], Begins::Binary),
    format(
        "shp",
        &["shapefile", "esri shapefile", "shape"],
        &["application/vnd.shp", "application/x-shapefile"],
        Begins::Binary,
    ),
    // MapInfo's, whose table is a text beside its other files; and not what is parted by tabulators.
    format("tab", &["mapinfo", "mapinfo tab", "mapinfo-tab"], &["application/x-mapinfo-tab"], Begins::Notation),
    format("mif", &["mif/mid", "mif-mid", "mapinfo mif"], &["application/x-mapinfo-mif"], Begins::Notation),
    format("mid", &[], &[], Begins::Notation),
    // Among them what GTFS says of the present, which some serve as a text.
    format(
        "pb",
        &[
            "protobuf",
            "protocol buffer",
            "protocol buffers",
            "gtfs-rt",
            "gtfs rt",
            "gtfsrt",
            "gtfs-realtime",
            "gtfs realtime",
        ],
        &[
            "application/x-protobuf",
            "application/protobuf",
            "application/x-google-protobuf",
            "application/vnd.google.protobuf",
        ],
        Begins::Notation,
    ),
    format("nc", &["netcdf"], &["application/netcdf", "application/x-netcdf"], Begins::Binary),
    format("gpkg", &["geopackage"], &["application/geopackage+sqlite3"], Begins::Binary),
    format("fgb", &["flatgeobuf"], &["application/flatgeobuf"], Begins::Magic(&[b"fgb\x03fgb"])),
    format("kml", &[], &["application/vnd.google-earth.kml+xml", "application/vnd.google-earth.kml"], Begins::Text),
    format("kmz", &[], &["application/vnd.google-earth.kmz"], ZIP),
    format("gml", &[], &["application/gml+xml"], Begins::Text),
    format("gpx", &[], &["application/gpx+xml"], Begins::Text),
    format("dbf", &[], &["application/dbf", "application/x-dbf"], Begins::Binary),
    format("dxf", &[], &["image/vnd.dxf"], Begins::Text),
    format("dwg", &[], &["image/vnd.dwg"], Begins::Binary),
    format("parquet", &["geoparquet"], &["application/vnd.apache.parquet"], Begins::Binary),
    format("sqlite", &["sqlite3"], &["application/vnd.sqlite3"], Begins::Binary),
    format("png", &["apng"], &["image/png", "image/apng"], Begins::Magic(&[b"\x89PNG\r\n\x1a\n"])),
    format("jpg", &["jpeg"], &["image/jpeg"], Begins::Magic(&[b"\xff\xd8\xff"])),
    format("tif", &["tiff", "geotiff"], &["image/tiff"], Begins::Binary),
    format("gif", &[], &["image/gif"], Begins::Binary),
    format("webp", &[], &["image/webp"], Begins::Binary),
    format("mp3", &[], &["audio/mpeg"], Begins::Binary),
    format("ogg", &[], &["audio/ogg"], Begins::Binary),
    format("mp4", &[], &["video/mp4"], Begins::Binary),
    format("las", &["laz"], &[], Begins::Binary),
];

impl Format {
    /// All that are known.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        FORMATS.iter()
    }

    /// The format with this short name or extension, in any case.
    pub fn named(name: &str) -> Option<&'static Self> {
        let name = name.trim().trim_start_matches('.').to_ascii_lowercase();
        FORMATS.iter().find(|format| format.extension == name || format.also.contains(&name.as_str()))
    }

    /// What a person calls it, where that is not its extension.
    pub fn short(&self) -> &'static str {
        match self.extension {
            "tab" => "mapinfo",
            "pb" => "protobuf",
            extension => extension,
        }
    }

    /// The format of this content type, however it is spelled. RUDI appends `+crypt` to that of an encrypted file
    /// (docs/portals/rudi.md 1.5).
    pub fn typed(content_type: &str) -> Option<&'static Self> {
        let bare = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let bare = bare.strip_suffix("+crypt").unwrap_or(&bare);
        FORMATS.iter().find(|format| format.types.contains(&bare)).or_else(|| Self::typed_alike(bare))
    }

    /// Of a content type that is registered nowhere: what it says but for the tree it says to be of, what it is packed in,
    /// the name in it, and what it is written in.
    fn typed_alike(bare: &str) -> Option<&'static Self> {
        let (_, subtype) = bare.split_once('/').filter(|(main, _)| MAIN_TYPES.contains(main))?;
        let subtype = without_tree(subtype);
        let is_alike = |known: &&str| known.split_once('/').is_some_and(|(_, known)| without_tree(known) == subtype);
        let (name, written) = subtype.rsplit_once('+').map_or((subtype, None), |(name, it)| (name, Some(it)));
        let written = written.and_then(Self::named);
        let alike = || FORMATS.iter().find(|format| format.types.iter().any(&is_alike));
        let packed = || written.filter(|format| format.is_archive());
        let name = || Self::named(name.strip_suffix("-compressed").unwrap_or(name));
        alike().or_else(packed).or_else(name).or(written)
    }

    /// What the portal declares of `media`.
    pub fn declared(media: &Media) -> Option<&'static Self> {
        let named = media.format.as_deref().and_then(Self::named);
        named.or_else(|| media.content_type.as_deref().and_then(Self::typed))
    }

    /// What a file that begins with `head` is declared to be: what is packed in something is what it is packed in, where it
    /// is.
    pub fn declared_of(media: &Media, head: &[u8], bytes: u64) -> Option<&'static Self> {
        let packed = media.content_type.as_deref().and_then(Self::typed).filter(|format| format.is_archive());
        let is_so =
            |packed: &&Self| known(head).is_some_and(|(.., formats)| formats[0] == packed.extension) && bytes > 0;
        packed.filter(is_so).or_else(|| Self::declared(media))
    }

    /// An archive, whatever is in it.
    pub fn is_archive(&self) -> bool {
        matches!(self.extension, "zip" | "gz" | "7z" | "rar" | "tar" | "bz2" | "xz" | "zst")
    }

    pub fn is_gzip(&self) -> bool {
        self.extension == "gz"
    }

    /// Whether the first bytes of such a file show what it is.
    pub fn shows(&self) -> bool {
        matches!(self.begins, Begins::Binary | Begins::Magic(_) | Begins::Pdf)
    }

    /// Why a file of `bytes` bytes that begins with `head` cannot be of this format: a login page, an error answer,
    /// another kind of file. `None` where nothing speaks against it. `as_page`: it was sent as a web page.
    pub fn contradiction(&self, head: &[u8], bytes: u64, as_page: bool) -> Option<String> {
        let extension = self.extension;
        if bytes == 0 {
            return matches!(self.begins, Begins::Magic(_) | Begins::Pdf)
                .then(|| t!("download-nothing-came", extension));
        }
        if let Some((found, ..)) = known(head).filter(|(.., formats)| !formats.contains(&extension)) {
            return Some(t!("download-other-kind", extension, found));
        }
        let whole = text_of(head);
        let text = without_mark(&whole);
        if text.starts_with(GIT_LFS) {
            return Some(t!("download-git-lfs", extension));
        }
        if is_error(text) {
            return Some(t!("download-error-document", extension));
        }
        let is_page = || is_web_page(text) || as_page && has_markup(text);
        let object = small_object(text, bytes);
        let is_else = match self.begins {
            Begins::Markup if object.as_ref().is_some_and(says_error) => {
                return Some(t!("download-json-answer", extension));
            }
            Begins::Markup => return None,
            _ if is_page() => return Some(t!("download-web-page", extension)),
            Begins::Text if object.is_some() || is_list_of_objects(text, bytes) => {
                return Some(t!("download-json-answer", extension));
            }
            Begins::GeoJson if object.as_ref().is_some_and(|object| !is_shape(object)) => {
                return Some(t!("download-no-geojson", extension));
            }
            Begins::Text | Begins::Notation => false,
            Begins::Json => !begins_like_json(text, bytes),
            Begins::GeoJson => !matches!(text.first().copied(), Some(b'{' | b'[' | RECORD)),
            Begins::Binary => is_text(&whole),
            ZIP | OFFICE if extension == "zip" && may_precede_zip(head) => false,
            Begins::Magic(magics) => !magics.iter().any(|magic| head.starts_with(magic)),
            Begins::Pdf => !head[..head.len().min(1024)].windows(4).any(|it| it == b"%PDF"),
        };
        is_else.then(|| t!("download-something-else", extension))
    }

    /// What makes one wonder whether such a file is of this format, and is no proof.
    pub fn doubt(&self, head: &[u8], bytes: u64, as_page: bool) -> Option<String> {
        let extension = self.extension;
        let whole = text_of(head);
        match self.begins {
            OFFICE if head.starts_with(OLE) => Some(t!("download-doubt-office", extension)),
            Begins::Json | Begins::Notation
                if small_object(without_mark(&whole), bytes).is_some_and(|it| says_error(&it)) =>
            {
                Some(t!("download-doubt-json"))
            }
            Begins::Markup => None,
            _ if as_page && !self.shows() => Some(t!("download-doubt-page", extension)),
            _ => None,
        }
    }
}

/// A subtype without the prefixes of unregistered ones and of vendors (RFC 6838, 3).
fn without_tree(subtype: &str) -> &str {
    let mut bare = subtype;
    while let Some(rest) = ["x-", "x.", "vnd.", "prs."].iter().find_map(|tree| bare.strip_prefix(tree)) {
        bare = rest;
    }
    bare
}

/// Whether these are first bytes that may stand before a ZIP, whose list is at its end: of a program that unpacks itself,
/// or any before its first entry.
pub fn may_precede_zip(head: &[u8]) -> bool {
    let is_program = [&b"MZ"[..], b"\x7fELF", b"#!"].iter().any(|magic| head.starts_with(magic)) && !is_text(head);
    // The entry's header: its version and flags are small, and a letter begins its name.
    let is_entry = |at: usize| {
        let [version, _, _, _, method, _] = head.get(at + 4..at + 10).unwrap_or_default() else { return false };
        *version < 64 && *method < 100 && head.get(at + 30).is_some_and(|byte| *byte > b' ')
    };
    is_program || memchr::memmem::find_iter(head, ZIP_MAGIC[0]).any(is_entry)
}

/// Whether the file is encrypted, so that its bytes say nothing about its format.
pub fn is_encrypted(media: &Media) -> bool {
    media.content_type.as_deref().is_some_and(|it| it.trim().to_ascii_lowercase().ends_with("+crypt"))
}

/// What these bytes are known to be. A magic of letters alone may as well begin a text, but for that of a PDF with its
/// version.
fn known(head: &[u8]) -> Option<&'static Known> {
    let is_plain_pdf = || head.strip_prefix(b"%PDF-").is_some_and(|rest| matches!(rest, [b'1' | b'2', b'.', ..]));
    let found = |magic: &&[u8]| head.starts_with(magic) && (!magic.is_ascii() || is_plain_pdf() || !is_text(head));
    KNOWN.iter().find(|(_, magics, _)| magics.iter().any(found)).filter(|(name, ..)| match *name {
        "WebP" => head.get(8..12) == Some(b"WEBP"),
        "bzip2" => head.get(4..10) == Some(b"1AY&SY"),
        _ => true,
    })
}

/// In UTF-8 where it is in UTF-16, of which the byte-order mark tells.
fn text_of(head: &[u8]) -> Cow<'_, [u8]> {
    match Encoding::for_bom(head) {
        Some((encoding, mark)) if encoding == UTF_16LE || encoding == UTF_16BE => {
            let text = encoding.decode_without_bom_handling(&head[mark..]).0;
            Cow::Owned(text.into_owned().into_bytes())
        }
        _ => Cow::Borrowed(head),
    }
}

/// Whether there is nothing in it that no text has, whatever its charset.
fn is_text(head: &[u8]) -> bool {
    let odd =
        |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r' | b'\x0c' | b'\x1b' | b'\x1a');
    !head.iter().any(odd) && mostly_letters(head)
}

/// Packed bytes without one control character are as good as none, but for short ones.
fn mostly_letters(head: &[u8]) -> bool {
    std::str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true)
        || head.iter().filter(|byte| byte.is_ascii()).count() * 2 > head.len()
}

/// Without byte-order mark and leading space.
fn without_mark(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start()
}

/// Past what may stand before the first element: an XML declaration, comments.
fn first_element(mut text: &[u8]) -> Option<&[u8]> {
    loop {
        let end: &[u8] = if text.starts_with(b"<?xml") {
            b"?>"
        } else if text.starts_with(b"<!--") {
            b"-->"
        } else {
            return Some(text);
        };
        let at = text.windows(end.len()).position(|it| it == end)?;
        text = text[at + end.len()..].trim_ascii_start();
    }
}

/// Past a document type, as old map servers begin what they say with.
fn without_doctype(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|byte| *byte == b'>').filter(|_| text.starts_with(b"<!DOCTYPE"));
    end.map_or(text, |end| text[end + 1..].trim_ascii_start())
}

/// The name of the element that `text` begins with, and what follows its tag.
fn element(text: &[u8]) -> Option<(&str, &[u8])> {
    let tag = text.strip_prefix(b"<")?;
    let end = tag.iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))?;
    let close = tag.iter().position(|byte| *byte == b'>').unwrap_or(tag.len() - 1);
    Some((std::str::from_utf8(&tag[..end]).ok()?, &tag[close + 1..]))
}

fn is_html(name: &str) -> bool {
    ELEMENTS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn is_web_page(text: &[u8]) -> bool {
    let Some(text) = first_element(text) else { return false };
    let doctype = b"<!doctype html";
    text.get(..doctype.len()).is_some_and(|start| start.eq_ignore_ascii_case(doctype))
        || element(text).is_some_and(|(name, rest)| is_html(name) && !is_cell(name, rest))
}

/// Whether a separator follows what is in an element, or the tag alone: a cell of a table may hold it, or be called so.
fn is_cell(name: &str, rest: &[u8]) -> bool {
    let separates =
        |rest: &[u8]| rest.starts_with(b"\t") || matches!(rest.trim_ascii_start().first(), Some(b';' | b',' | b'|'));
    let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let close = format!("</{name}>").into_bytes();
    let end = line.windows(close.len()).position(|it| it.eq_ignore_ascii_case(&close));
    separates(rest) || end.is_some_and(|end| separates(&line[end + close.len()..]))
}

/// Whether there is an element of HTML in its first line.
fn has_markup(text: &[u8]) -> bool {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let tags = line.iter().enumerate().filter(|(_, byte)| **byte == b'<').map(|(at, _)| &line[at..]);
    tags.filter_map(element).any(|(name, _)| is_html(name) || name.eq_ignore_ascii_case("a"))
}

/// Whether it is what a service says in XML in place of a file.
fn is_error(text: &[u8]) -> bool {
    let Some((name, _)) = first_element(text).map(without_doctype).and_then(element) else { return false };
    let name = name.rsplit(':').next().unwrap_or(name);
    let has = |part: &[u8]| part.is_empty() || text.windows(part.len()).any(|it| it == part);
    ERRORS.iter().any(|(root, besides)| *root == name && has(besides))
}

/// Whether it begins as an object, a list or a string does, or is values without any such, as far as it is there.
fn begins_like_json(text: &[u8], bytes: u64) -> bool {
    match text.first().copied() {
        Some(b'{' | b'[' | b'"' | RECORD) | None => true,
        Some(b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {
            let values = serde_json::Deserializer::from_slice(text).into_iter::<serde_json::Value>();
            let is_cut = bytes > text.len() as u64;
            values.into_iter().all(|value| value.map_or_else(|error| is_cut && error.is_eof(), |_| true))
        }
        Some(_) => false,
    }
}

/// Whether an object speaks of an error and of nothing else.
fn says_error(object: &serde_json::Map<String, serde_json::Value>) -> bool {
    let says = ["error", "errors", "exception", "message", "msg", "detail", "error_description"];
    let besides = ["status", "code", "success", "statusCode", "timestamp", "path", "type", "title", "help", "instance"];
    let is = |known: &[&str], key: &String| known.contains(&key.as_str());
    object.iter().any(|(key, value)| is(&says, key) && !value.is_null())
        && object.keys().all(|key| is(&says, key) || is(&besides, key))
}

/// Whether the object is of GeoJSON.
fn is_shape(object: &serde_json::Map<String, serde_json::Value>) -> bool {
    object.get("type").and_then(|it| it.as_str()).is_some_and(|it| SHAPES.contains(&it))
}

/// Whether the whole body is a small JSON list of nothing but objects.
fn is_list_of_objects(text: &[u8], bytes: u64) -> bool {
    let is_small = bytes <= HEAD as u64 && text.starts_with(b"[");
    let list = is_small.then(|| serde_json::from_slice::<Vec<serde_json::Map<_, _>>>(text).ok()).flatten();
    list.is_some_and(|list: Vec<serde_json::Map<String, serde_json::Value>>| !list.is_empty())
}

/// The whole body as a JSON object, if it is one and small: the shape of an error answer.
fn small_object(text: &[u8], bytes: u64) -> Option<serde_json::Map<String, serde_json::Value>> {
    if bytes > HEAD as u64 || !text.starts_with(b"{") { None } else { serde_json::from_slice(text).ok() }
}

#[cfg(test)]
mod tests;
