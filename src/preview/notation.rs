//! Texts that are more than text, XML or JSON: what they are, and what opens them, said beside what they are shown as.

use super::shape::ContentShape;
use super::{Preview, Sample};
use crate::base::i18n::Said;
use crate::base::text;
use crate::{said, t};

/// How much of the beginning tells.
const HEAD: usize = 4 << 10;

/// Which of those it is that are shown so: its short name, what it is, what opens it.
struct Notation {
    format: &'static str,
    name: Said,
    opens: Said,
    begins: fn(&str) -> bool,
}

const fn notation(format: &'static str, name: Said, opens: Said, begins: fn(&str) -> bool) -> Notation {
    Notation { format, name, opens, begins }
}

const XML: &[Notation] = &[
    notation("osm", said!("formats-name-osm"), said!("formats-opens-osm"), |head| {
        matches!(root(head), Some(("osm" | "osmChange", _)))
    }),
    notation("citygml", said!("formats-name-citygml"), said!("formats-opens-qgis"), |head| {
        matches!(root(head), Some(("CityModel", _)))
    }),
    notation("fods", said!("formats-name-fods"), said!("formats-opens-office"), |head| is_flat(head, "spreadsheet")),
    notation("fodp", said!("formats-name-fodp"), said!("formats-opens-office"), |head| is_flat(head, "presentation")),
    notation("fodt", said!("formats-name-fodt"), said!("formats-opens-office"), |head| is_flat(head, "text")),
];

const JSON: &[Notation] = &[
    notation("json", said!("formats-name-cityjson"), said!("formats-opens-qgis"), |head| {
        head.contains("\"CityJSON\"") || head.contains("\"CityJSONFeature\"")
    }),
    notation("json", said!("formats-name-esri-json"), said!("formats-opens-qgis"), |head| {
        head.contains("\"geometryType\"") && head.contains("\"esriGeometry")
    }),
];

const TEXTS: &[Notation] = &[
    notation("dxf", said!("formats-name-dxf-text"), said!("formats-opens-cad"), |head| {
        let mut lines = head.lines().map(str::trim);
        lines.next() == Some("0") && lines.next() == Some("SECTION")
    }),
    notation("edigeo", said!("formats-name-edigeo"), said!("formats-opens-cadastre"), |head| {
        head.starts_with("BOMT ") && head.get(7..8) == Some(":")
    }),
    notation("asc", said!("formats-name-grid"), said!("formats-opens-rasters"), |head| {
        let mut lines = head.lines().map(|line| line.trim().to_ascii_lowercase());
        lines.next().is_some_and(|it| it.starts_with("ncols")) && lines.next().is_some_and(|it| it.starts_with("nrows"))
    }),
    notation("fits", said!("formats-name-fits"), said!("formats-opens-fits"), |head| head.starts_with("SIMPLE  =")),
    notation("por", said!("formats-name-spss"), said!("formats-opens-statistics"), |head| {
        head.contains("ASCII SPSS PORT FILE")
    }),
    notation("slk", said!("formats-name-sylk"), said!("formats-opens-office"), |head| head.starts_with("ID;P")),
    notation("dif", said!("formats-name-dif"), said!("formats-opens-office"), |head| {
        head.lines().map(str::trim).take(2).eq(["TABLE", "0,1"])
    }),
    notation("nt", said!("formats-name-ntriples"), said!("formats-opens-rdf"), |head| {
        let lines = || head.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        let is_one = |line: &str| line.starts_with('<') && line.trim_end().ends_with('.') && line.contains("> <");
        lines().next().is_some_and(is_one)
    }),
];

/// The same, with what its notation is.
pub fn told(read: Preview, sample: &Sample, shape: ContentShape) -> Preview {
    let (known, is_text) = match shape {
        ContentShape::Xml => (XML, false),
        ContentShape::Json => (JSON, false),
        ContentShape::Text => (TEXTS, true),
        _ => return read,
    };
    let head = String::from_utf8_lossy(&sample.bytes[..sample.bytes.len().min(HEAD)]);
    let head = head.trim_start_matches('\u{feff}');
    let head = if is_text { head } else { head.trim_start() };
    if let Some(size) = drawing(head).filter(|_| shape == ContentShape::Xml) {
        let name = if size.is_empty() { t!("formats-name-svg") } else { t!("formats-name-svg-size", size) };
        let read = Preview { format: "svg", ..read };
        return read.note(t!("formats-known", name, opens = t!("formats-opens-svg")));
    }
    match known.iter().find(|it| (it.begins)(head)) {
        Some(Notation { format, name, opens, .. }) => {
            let read = Preview { format, ..read };
            read.note(t!("formats-known", name = name.text(), opens = opens.text()))
        }
        None => read,
    }
}

/// The name of the first element, without its prefix, and its attributes as they are written.
fn root(head: &str) -> Option<(&str, &str)> {
    let tag = head.split('<').skip(1).find(|it| !it.starts_with(['?', '!']))?;
    let tag = tag.split('>').next()?;
    let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag.trim_end_matches('/'), ""));
    Some((name.rsplit(':').next()?, attributes))
}

fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = attributes.split_once(&format!("{name}="))?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest.get(1..)?.split(quote).next().map(str::trim).filter(|value| !value.is_empty())
}

fn is_flat(head: &str, kind: &str) -> bool {
    root(head).is_some_and(|(name, attributes)| {
        name == "document" && attribute(attributes, "mimetype").is_some_and(|it| it.ends_with(kind))
    })
}

/// How large a drawing is, as it says: by its sides, else by what it shows; empty where it does not say.
fn drawing(head: &str) -> Option<String> {
    let (_, attributes) = root(head).filter(|(name, _)| *name == "svg")?;
    let of = |name: &str| attribute(&format!(" {attributes}"), &format!(" {name}")).map(text::line);
    let by_view = || {
        let view = of("viewBox")?;
        let mut numbers = view.split([' ', ',']).filter(|it| !it.is_empty()).skip(2).map(str::to_owned);
        numbers.next().zip(numbers.next())
    };
    let sides = of("width").zip(of("height")).filter(|(width, height)| !width.ends_with('%') && !height.ends_with('%'));
    Some(sides.or_else(by_view).map(|(width, height)| format!("{width} × {height}")).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::{About, ReadOptions, interpret};

    #[test]
    fn texts_say_what_they_are() {
        for (text, format, said) in [
            ("<?xml version='1.0'?>\n<!-- é --><svg xmlns='x' width=\"32mm\" height='20'/>", "svg", "32mm × 20"),
            ("<svg viewBox='0 0 10 20'/>", "svg", "10 × 20"),
            ("<svg><path/></svg>", "svg", "a drawing (SVG):"),
            ("<osm version='0.6'><node id='1'/></osm>", "osm", "OpenStreetMap"),
            ("<c:CityModel xmlns:c='http://www.opengis.net/citygml/2.0'/>", "citygml", "CityGML"),
            ("<o:document o:mimetype='application/vnd.oasis.opendocument.spreadsheet'/>", "fods", "LibreOffice"),
            ("  0\nSECTION\n  2\nHEADER\n", "dxf", "AutoCAD"),
            ("BOMT 12:EDAB1234.THF\nCSET 03:IRV\n", "edigeo", "QGIS"),
            ("ncols 3\nnrows 2\nxllcorner 1.0\n1 2 3\n", "asc", "a grid"),
            ("<http://x/1> <http://x/p> \"a\" .\n", "nt", "N-Triples"),
            ("{\"type\":\"CityJSON\",\"version\":\"1.1\"}", "json", "CityJSON"),
            ("{\"geometryType\":\"esriGeometryPoint\",\"features\":[]}", "json", "ArcGIS"),
            ("<a><svg width='1' height='2'/></a>", "xml", ""),
            ("{\"a\":1}", "json", ""),
        ] {
            let bytes = text.as_bytes().to_vec();
            let total = Some(bytes.len() as u64);
            let sample = Sample { bytes: bytes.into(), whole: true, total, about: About::default() };
            let read = interpret(&sample, &ReadOptions::default());
            assert_eq!(read.format, format, "{text}: {read:?}");
            let notes = read.notes.join("\n");
            assert!(notes.contains(said), "{text}: {notes}");
            assert_eq!(said.is_empty(), notes.is_empty(), "{text}: {notes}");
        }
    }
}
