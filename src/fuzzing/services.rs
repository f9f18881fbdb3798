//! Answers of services that give rows: pages of GeoJSON and of GML, and what a WFS says of itself.

use serde_json::Value;

use crate::base::xml_tree;
use crate::services::capabilities::{Capabilities, WfsColumns};
use crate::services::passing::Passing;
use crate::services::row::{Row, RowTest, envelope};
use crate::services::scan::Shape;
use crate::services::split::{gml_rows, json_rows};
use crate::services::wkt;
use crate::services::write::{Heading, Output, RowsWriter};

/// An export that passes means the same in whatever pieces it comes, and where all of it is JSON its rows are those of JSON.
fn export(body: &[u8]) {
    let passed = |shape: Shape, test: Option<RowTest>, length: usize| {
        let mut passing = Passing::new(shape, test, vec![]);
        let mut all = vec![];
        for piece in body.chunks(length) {
            all.extend(passing.pass(piece).ok()?);
        }
        let (rest, is_whole) = passing.end().ok()?;
        all.extend(rest);
        Some((all, passing.came, is_whole))
    };
    for shape in [Shape::Csv(b';'), Shape::Csv(b','), Shape::Lines, Shape::List, Shape::Features] {
        let whole = passed(shape, None, body.len().max(1));
        assert_eq!(whole, passed(shape, None, 3), "{shape:?}");
        assert_eq!(whole.as_ref().map(|(all, ..)| all.as_slice()), Some(body), "{shape:?}");
        let all = RowTest::default();
        assert_eq!(passed(shape, Some(all.clone()), body.len().max(1)), passed(shape, Some(all), 5), "{shape:?}");
    }
    if let Ok(list) = serde_json::from_slice::<Vec<serde_json::Map<String, serde_json::Value>>>(body) {
        let found = passed(Shape::List, None, 7).map(|(_, came, is_whole)| (came, is_whole));
        assert_eq!(found, Some((list.len() as u64, true)));
        let (kept, ..) = passed(Shape::List, Some(RowTest::default()), 7).unwrap_or_default();
        assert!(serde_json::from_slice::<serde_json::Value>(&kept).is_ok(), "what is kept of a list is one");
    }
}

/// Whatever a page holds, what is made of it is valid.
pub fn page(body: &[u8]) {
    export(body);
    if let Some(split) = json_rows(body, "features") {
        for row in &split.rows {
            row.geometry().into_iter().for_each(|it| drop((wkt::of(it), envelope(it))));
            let _ = row.mark();
        }
        let rows: Vec<&Row> = split.rows.iter().collect();
        for output in [Output::GeoJson, Output::Json, Output::Csv] {
            let mut writer = RowsWriter::new(output);
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
        let _ = WfsColumns::of(&root, "n:layer").sortable();
        Capabilities::of(&root).into_iter().flat_map(|it| it.names()).for_each(|name| super::is_clean(&name));
    }
}
