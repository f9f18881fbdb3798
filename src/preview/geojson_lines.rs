//! GeoJSON, one feature a line, or one a record (RFC 8142).

use serde_json::{Map, Value};

use super::{MOST_ROWS, Preview, ReadOptions, Sample, geojson, json};
use crate::t;
use crate::tabular::encoding::decode;

/// What each record of a text sequence begins with.
const RECORD: char = '\u{1e}';

pub fn read(sample: &Sample, options: &ReadOptions) -> Preview {
    let decoded = decode(&sample.bytes, sample.whole, options.text.encoding);
    let text = decoded.text.trim_start_matches('\u{feff}');
    let parts: Vec<&str> = match text.trim_start().starts_with(RECORD) {
        true => text.split(RECORD).collect(),
        false => text.lines().collect(),
    };
    let mut parts = parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).peekable();
    let (mut values, mut bad, mut seen) = (Vec::<Value>::new(), 0, 0);
    while let Some(part) = parts.next() {
        let is_cut = !sample.whole && parts.peek().is_none();
        match serde_json::from_str(part) {
            Ok(value) => {
                seen += 1;
                if values.len() < MOST_ROWS {
                    values.push(value);
                }
            }
            // Of a feature that fills the sample by itself, what came.
            Err(_) if is_cut => values.extend(json::parse(part, false).ok().filter(|_| values.is_empty())),
            Err(_) => bad += 1,
        }
    }
    if values.is_empty() {
        return json::read_lines(sample, options);
    }
    let features: Vec<&Map<String, Value>> = values.iter().filter_map(Value::as_object).collect();
    let mut layer = geojson::layer(&features);
    layer.total = geojson::counted(sample.whole, seen);
    layer.crs = values.iter().find_map(geojson::stated_crs);
    if bad > 0 {
        layer.notes.push(t!("preview-bad-lines", bad));
    }
    let preview = layer.preview("geojsonl");
    geojson::with_tree(preview, &Value::Array(values)).decoded(&decoded)
}
