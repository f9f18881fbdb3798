//! The bytes of the demo's hosted files and descriptions: made from the record alone, the same at every start.

use std::fmt::Write as _;

use serde_json::json;

use super::catalogue::{Link, Record};
use crate::base::file_writers;
use crate::demo::chance::{mixed, seed};

/// What a record without attributes of its own has.
const ATTRIBUTES: [&str; 3] = ["identifiant", "libelle", "valeur"];

const WORDS: [&str; 8] = ["bourg", "lande", "moulin", "pont", "source", "chapelle", "étang", "croix"];

/// The file of a hosted link.
pub fn file(record: &Record, link: &Link) -> Vec<u8> {
    match link.content.as_deref().unwrap_or_default() {
        "pdf" => file_writers::pdf(&[&record.title]),
        "geojson" => geojson(record, link.rows).into_bytes(),
        "zip-geojson" => file_writers::zip(&[("donnees.geojson", geojson(record, link.rows).as_bytes())]),
        "zip-csv" => file_writers::zip(&[("donnees.csv", csv(record, link.rows).as_bytes())]),
        _ => csv(record, link.rows).into_bytes(),
    }
}

/// A file of the other server: its bytes depend on its name alone.
pub fn foreign(name: &str) -> Vec<u8> {
    let record = Record { id: name.to_owned(), ..Record::default() };
    csv(&record, 250).into_bytes()
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

fn names(record: &Record) -> Vec<&str> {
    match record.attributes.is_empty() {
        true => ATTRIBUTES.to_vec(),
        false => record.attributes.iter().map(|[name, ..]| name.as_str()).collect(),
    }
}

fn cell(record: &Record, row: u32, column: usize) -> String {
    let chance = mixed(seed(&record.id) ^ (u64::from(row) << 16) ^ column as u64);
    match column {
        0 => (row + 1).to_string(),
        1 => format!("{} {}", WORDS[(chance % 8) as usize], row % 97),
        _ => (chance % 10_000).to_string(),
    }
}

fn csv(record: &Record, rows: u32) -> String {
    let names = names(record);
    let mut text = names.join(";") + "\n";
    for row in 0..rows {
        let cells: Vec<String> = (0..names.len()).map(|column| cell(record, row, column)).collect();
        text += &(cells.join(";") + "\n");
    }
    text
}

fn geojson(record: &Record, rows: u32) -> String {
    let [west, south, east, north] = record.bounds.unwrap_or([-3.6, 48.3, -3.2, 48.6]);
    let names = names(record);
    let features: Vec<_> = (0..rows)
        .map(|row| {
            let share = |salt: u64| (mixed(seed(&record.id) ^ (u64::from(row) << 8) ^ salt) % 10_000) as f64 / 10_000.0;
            let at = [west + (east - west) * share(1), south + (north - south) * share(2)];
            let properties: serde_json::Map<_, _> = names
                .iter()
                .enumerate()
                .map(|(column, name)| ((*name).to_owned(), json!(cell(record, row, column))))
                .collect();
            json!({"type": "Feature", "geometry": {"type": "Point", "coordinates": at}, "properties": properties})
        })
        .collect();
    json!({"type": "FeatureCollection", "features": features}).to_string()
}
