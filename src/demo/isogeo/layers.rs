//! The layers of the demo's map server: the rows that the records of the catalogue are of.

use serde_json::Value;

use super::catalogue::{CATALOGUE, Record};
use super::content;
use crate::demo::wfs::DemoLayer;

/// Where the records say that it is.
const SAID: [&str; 2] = ["https://carto.kermelin.example/geoserver/ows", "https://carto.kermelin.example/wfs"];

/// All layers of the one service that gives data.
pub fn layers() -> Vec<DemoLayer> {
    let service = CATALOGUE.records.iter().find(|record| record.format.as_deref() == Some("wfs"));
    let Some(service) = service.filter(|record| record.kind == "service") else { return vec![] };
    let all = service.parts.get("layers").and_then(Value::as_array).into_iter().flatten();
    all.enumerate().filter_map(|(number, layer)| self::layer(service, number, layer)).collect()
}

/// `{https://…/SPACE}NAME`, with the rows of the record that it shows.
fn layer(service: &Record, number: usize, layer: &Value) -> Option<DemoLayer> {
    let (space, name) = layer["id"].as_str()?.trim_start_matches('{').split_once('}')?;
    let space = space.rsplit('/').next().unwrap_or_default();
    let is_shown = |(id, at): &(String, usize)| *id == service.id && *at == number;
    let record = CATALOGUE.records.iter().find(|record| record.shown.iter().any(is_shown))?;
    let title = layer["title"].as_str().unwrap_or(name).to_owned();
    Some(DemoLayer { name: format!("{space}:{name}"), title, rows: content::layer(record)? })
}

/// `value` with the addresses of that server where the demo plays it: on this machine by another name, which is another
/// origin.
pub fn reached(value: Value, port: u16) -> Value {
    match value {
        Value::String(text) => {
            let rest = SAID.iter().find_map(|said| text.strip_prefix(said));
            match rest.filter(|rest| rest.is_empty() || rest.starts_with('?')) {
                Some(rest) => format!("http://localhost:{port}/isogeo/ows{rest}").into(),
                None => Value::String(text),
            }
        }
        Value::Array(all) => all.into_iter().map(|one| reached(one, port)).collect(),
        Value::Object(all) => all.into_iter().map(|(key, one)| (key, reached(one, port))).collect(),
        other => other,
    }
}
