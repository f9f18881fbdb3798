//! The bytes of the demo's hosted files and descriptions: made from the record alone, the same at every start.

use std::fmt::Write as _;

use super::catalogue::{Link, Record};
use crate::base::{file_writers, markup};
use crate::demo::made_files::{MADE, Rows};
use crate::demo::{made_gtfs, made_shapefile, made_text};

/// Where a record without bounds of its own lies.
const BOUNDS: [f64; 4] = [-3.6, 48.3, -3.2, 48.6];

/// The file of a hosted link.
pub fn file(record: &Record, link: &Link) -> Vec<u8> {
    let within = Some(record.bounds.unwrap_or(BOUNDS));
    let rows = |table: &str, count: u32| Rows { id: &record.id, table: MADE.table(table), count, within };
    let own = || rows(&link.table, link.rows);
    match link.content.as_deref().unwrap_or_default() {
        "pdf" => file_writers::pdf(&made_text::paragraphs(&[
            &record.title,
            link.title.as_str(),
            &record.r#abstract.as_deref().and_then(markup::some_plain).unwrap_or_default(),
        ])),
        "geojson" => own().geojson().into_bytes(),
        "shapefile" => made_shapefile::zip(&own(), &link.table),
        "gtfs" => made_gtfs::zip("Kermelin Bus", &rows("bus", 40)),
        "zip-csv" => file_writers::zip(&[("donnees.csv", own().csv().as_bytes())]),
        _ => own().csv().into_bytes(),
    }
}

/// The rows that a layer shows of a record: those of a file of it, else those of the file that another server has.
pub fn layer(record: &'static Record) -> Option<Rows<'static>> {
    let within = Some(record.bounds.unwrap_or(BOUNDS));
    let own = record.links.iter().find(|link| link.is_hosted() && !link.table.is_empty());
    let own = own.map(|link| Rows { id: &record.id, table: MADE.table(&link.table), count: link.rows, within });
    own.or_else(|| record.links.iter().find_map(|link| Some(foreign_rows(link.foreign.as_deref()?))))
}

/// A file of the other server, which is named after what it holds.
pub fn foreign(name: &str) -> Vec<u8> {
    foreign_rows(name).csv().into_bytes()
}

fn foreign_rows(name: &str) -> Rows<'_> {
    let table = name.trim_end_matches(".csv");
    Rows { id: name, table: MADE.table(table), count: 250, within: None }
}

/// The whole record as ISO 19139 (docs/portals/isogeo.md 6.4), as far as the demo goes.
pub fn description(record: &Record) -> String {
    let string = |element: &str, value: &str| {
        format!("<gmd:{element}><gco:CharacterString>{}</gco:CharacterString></gmd:{element}>", escaped(value))
    };
    let id = &record.id;
    let uuid = format!("{}-{}-{}-{}-{}", &id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..]);
    let title = if record.title.is_empty() { record.name.as_deref().unwrap_or_default() } else { &record.title };
    let mut bounds = String::new();
    if let Some([west, south, east, north]) = record.bounds {
        let edges = [
            ("westBoundLongitude", west),
            ("eastBoundLongitude", east),
            ("southBoundLatitude", south),
            ("northBoundLatitude", north),
        ];
        let edges = edges.map(|(name, value)| format!("<gmd:{name}><gco:Decimal>{value}</gco:Decimal></gmd:{name}>"));
        let _ = write!(
            bounds,
            "<gmd:extent><gmd:EX_Extent><gmd:geographicElement><gmd:EX_GeographicBoundingBox>{}\
             </gmd:EX_GeographicBoundingBox></gmd:geographicElement></gmd:EX_Extent></gmd:extent>",
            edges.concat()
        );
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gmd:MD_Metadata xmlns:gmd=\"http://www.isotc211.org/2005/gmd\" \
         xmlns:gco=\"http://www.isotc211.org/2005/gco\">{}<gmd:contact><gmd:CI_ResponsibleParty>{}\
         </gmd:CI_ResponsibleParty></gmd:contact><gmd:dateStamp><gco:DateTime>{}</gco:DateTime></gmd:dateStamp>\
         <gmd:identificationInfo><gmd:MD_DataIdentification><gmd:citation><gmd:CI_Citation>{}</gmd:CI_Citation>\
         </gmd:citation>{}{bounds}</gmd:MD_DataIdentification></gmd:identificationInfo></gmd:MD_Metadata>\n",
        string("fileIdentifier", &format!("urn:isogeo:metadata:uuid:{uuid}")),
        string("organisationName", &record.workgroup().name),
        &record.reviewed[..19],
        string("title", title),
        string("abstract", record.r#abstract.as_deref().unwrap_or_default()),
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\r', "")
}
