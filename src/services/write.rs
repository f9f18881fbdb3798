//! The one file that the rows of many answers become: valid from its first byte to its last, whatever it is written as.

use serde_json::Value;

use super::row::Row;
use super::wkt;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text;
use crate::m;

/// What a file is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    GeoJson,
    Csv,
    /// One row in each line.
    Lines,
    /// A list of rows.
    Json,
    Gml,
}

impl Output {
    const ALL: [Self; 5] = [Self::GeoJson, Self::Csv, Self::Lines, Self::Json, Self::Gml];

    /// The word for it, which is the ending of its files too.
    pub fn word(self) -> &'static str {
        match self {
            Self::GeoJson => "geojson",
            Self::Csv => "csv",
            Self::Lines => "jsonl",
            Self::Json => "json",
            Self::Gml => "gml",
        }
    }

    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|output| output.word() == word)
    }

    pub fn content_type(self) -> &'static str {
        match self {
            Self::GeoJson => "application/geo+json",
            Self::Csv => "text/csv",
            Self::Lines => "application/jsonl",
            Self::Json => "application/json",
            Self::Gml => "application/gml+xml",
        }
    }
}

/// What is known of the rows before the first of them.
#[derive(Clone, Debug, Default)]
pub struct Heading {
    /// The columns, where the service says them.
    pub columns: Vec<String>,
    /// The reference system that a collection names.
    pub crs: Option<Value>,
    /// What a GML collection begins and ends with.
    pub frame: Option<(String, String)>,
}

/// Writes rows, a page at a time.
pub struct RowsWriter {
    output: Output,
    columns: Vec<String>,
    has_ids: bool,
    has_places: bool,
    is_first: bool,
    tail: String,
}

/// What a column of ids, and one of places, is called.
const ID: &str = "id";
const PLACE: &str = "geometry";

impl RowsWriter {
    pub fn new(output: Output) -> Self {
        let (columns, tail) = (vec![], String::new());
        Self { output, columns, has_ids: false, has_places: false, is_first: true, tail }
    }

    /// What stands before the first row. The first rows show what columns there are, where nobody says.
    pub fn begin(&mut self, heading: Heading, first: &[Row]) -> Vec<u8> {
        match self.output {
            Output::GeoJson => {
                let crs = heading.crs.map(|crs| format!("\"crs\":{crs},")).unwrap_or_default();
                self.tail = "\n]}\n".into();
                format!("{{\"type\":\"FeatureCollection\",{crs}\"features\":[").into_bytes()
            }
            Output::Json => {
                self.tail = "\n]\n".into();
                b"[".to_vec()
            }
            Output::Lines => vec![],
            Output::Gml => {
                let (head, tail) = heading.frame.unwrap_or_default();
                self.tail = format!("\n{tail}\n");
                head.into_bytes()
            }
            Output::Csv => self.heading(heading.columns, first),
        }
    }

    fn heading(&mut self, columns: Vec<String>, first: &[Row]) -> Vec<u8> {
        self.columns = columns;
        for row in first {
            let keys = row.cells().into_iter().flat_map(|cells| cells.keys());
            self.columns.extend(keys.filter(|key| !self.columns.contains(key)).cloned().collect::<Vec<_>>());
        }
        self.has_ids =
            !self.columns.iter().any(|it| it.eq_ignore_ascii_case(ID)) && first.iter().any(|it| it.id().is_some());
        self.has_places = !self.columns.iter().any(|it| it == PLACE) && first.iter().any(Row::is_feature);
        let ids = self.has_ids.then_some(ID).into_iter();
        let all = ids.chain(self.columns.iter().map(String::as_str)).chain(self.has_places.then_some(PLACE));
        record(all.map(str::to_owned))
    }

    /// An error where a row holds what there is no column for.
    pub fn rows(&mut self, rows: &[&Row]) -> Result<Vec<u8>> {
        let mut written = Vec::new();
        for row in rows {
            match self.output {
                Output::GeoJson | Output::Json => {
                    written.extend_from_slice(if self.is_first { b"\n" } else { b",\n" });
                    written.extend_from_slice(&row.raw);
                }
                Output::Lines => {
                    // No line break stands inside of a text.
                    written.extend(row.raw.iter().map(|byte| if matches!(byte, b'\n' | b'\r') { b' ' } else { *byte }));
                    written.push(b'\n');
                }
                Output::Gml => {
                    written.push(b'\n');
                    written.extend_from_slice(&row.raw);
                }
                Output::Csv => written.extend(self.record(row)?),
            }
            self.is_first = false;
        }
        Ok(written)
    }

    fn record(&self, row: &Row) -> Result<Vec<u8>> {
        let cells = row.cells();
        if let Some(more) = cells.into_iter().flat_map(|it| it.keys()).find(|key| !self.columns.contains(key)) {
            let cause = m!("services-new-column", column = text::line(more));
            return Err(Error::new(ErrorKind::Portal, text::line(more), cause).hint(m!("services-new-column-hint")));
        }
        let ids = self.has_ids.then(|| row.id().unwrap_or_default());
        let values = self.columns.iter().map(|name| cell(cells.and_then(|cells| cells.get(name))));
        let places = self.has_places.then(|| row.geometry().and_then(wkt::of).unwrap_or_default());
        Ok(record(ids.into_iter().chain(values).chain(places)))
    }

    pub fn end(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.tail).into_bytes()
    }
}

fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// One line of a CSV.
fn record(cells: impl Iterator<Item = String>) -> Vec<u8> {
    let mut cells = cells.peekable();
    if cells.peek().is_none() {
        return vec![]; // no columns, no line
    }
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(vec![]);
    // Into memory: there is nothing that could fail.
    let _ = writer.write_record(cells);
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(output: Output, pages: &[&[Value]]) -> Result<String> {
        let pages: Vec<Vec<Row>> = pages
            .iter()
            .map(|page| page.iter().map(|row| Row::of_json(row.to_string().as_bytes()).unwrap()).collect())
            .collect();
        let mut writer = RowsWriter::new(output);
        let mut all = writer.begin(Heading::default(), &pages[0]);
        for page in &pages {
            all.extend(writer.rows(&page.iter().collect::<Vec<_>>())?);
        }
        all.extend(writer.end());
        Ok(String::from_utf8(all).unwrap())
    }

    fn feature(id: u8, name: &str) -> Value {
        json!({"type": "Feature", "id": id, "properties": {"nom": name, "n": id}, "geometry": {"type": "Point", "coordinates": [id, 2.5]}})
    }

    #[test]
    fn pages_become_one_valid_file() {
        let pages: [&[Value]; 3] = [&[feature(1, "a;b"), feature(2, "l'\"eau\"\nvive")], &[], &[feature(3, "c")]];
        let collection: Value = serde_json::from_str(&written(Output::GeoJson, &pages).unwrap()).unwrap();
        assert_eq!(collection["features"].as_array().unwrap().len(), 3);
        let list: Value =
            serde_json::from_str(&written(Output::Json, &[&[json!({"a": 1})], &[json!({"a": 2})]]).unwrap()).unwrap();
        assert_eq!(list, json!([{"a": 1}, {"a": 2}]));
        let lines = written(Output::Lines, &pages).unwrap();
        assert!(lines.lines().count() == 3 && lines.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
        let table = "id,nom,n,geometry\n1,a;b,1,POINT (1 2.5)\n2,\"l'\"\"eau\"\"\nvive\",2,POINT (2 2.5)\n3,c,3,POINT (3 2.5)\n";
        assert_eq!(written(Output::Csv, &pages).unwrap(), table);
        for (output, expected) in [
            (Output::GeoJson, "{\"type\":\"FeatureCollection\",\"features\":[\n]}\n"),
            (Output::Json, "[\n]\n"),
            (Output::Csv, ""),
        ] {
            assert_eq!(written(output, &[&[]]).unwrap(), expected, "nothing is valid too");
        }
    }

    #[test]
    fn a_column_that_comes_late_is_not_left_out_in_silence() {
        let error = written(Output::Csv, &[&[json!({"a": 1})], &[json!({"a": 2, "b": 3})]]).unwrap_err();
        assert!(error.to_string().contains('b'), "{error}");
        assert_eq!(written(Output::Csv, &[&[json!({"a": 1}), json!({"b": null})]]).unwrap(), "a,b\n1,\n,\n");
    }
}
