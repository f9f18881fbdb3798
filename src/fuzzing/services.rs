//! Answers of services that give rows: pages of GeoJSON and of GML, and what a WFS says of itself.

use serde_json::Value;

use crate::base::xml_tree;
use crate::services::capabilities::{Capabilities, WfsColumns};
use crate::services::row::{Row, envelope};
use crate::services::split::{gml_rows, json_rows};
use crate::services::wkt;
use crate::services::write::{Heading, Output, Writer};

/// Whatever a page holds, what is made of it is valid.
pub fn page(body: &[u8]) {
    if let Some(split) = json_rows(body, "features") {
        for row in &split.rows {
            row.geometry().into_iter().for_each(|it| drop((wkt::of(it), envelope(it))));
            let _ = row.mark();
        }
        let rows: Vec<&Row> = split.rows.iter().collect();
        for output in [Output::GeoJson, Output::Json, Output::Csv] {
            let mut writer = Writer::new(output);
            let mut written = writer.begin(Heading::default(), &split.rows);
            written.extend(writer.rows(&rows).unwrap_or_default());
            written.extend(writer.end());
            match output {
                Output::Csv => {
                    let count = csv::Reader::from_reader(&*written).byte_records().count();
                    assert!(written.is_empty() || count <= rows.len(), "{count} rows of {}", rows.len());
                }
                _ => assert!(serde_json::from_slice::<Value>(&written).is_ok(), "no JSON was made of {}", rows.len()),
            }
        }
    }
    let text = String::from_utf8_lossy(body);
    if let Some(split) = gml_rows(&text) {
        assert!(split.frame.is_some() && split.rows.iter().all(|row| row.raw.starts_with(b"<")));
    }
    if let Some(root) = xml_tree::read(&text) {
        let _ = WfsColumns::of(&root).key();
        Capabilities::of(&root).into_iter().flat_map(|it| it.names()).for_each(|name| super::is_clean(&name));
    }
}
