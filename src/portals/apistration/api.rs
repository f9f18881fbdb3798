//! Refusals as they are on the wire. Absent, null and unknown fields are all the same.

use serde::Deserialize;
use serde_json::Value;

/// The errors of a refusal, those that can be read (docs/portals/api-entreprise.md 6.1).
pub fn errors(body: &str) -> Vec<Refused> {
    let mut body = serde_json::from_str::<Value>(body).unwrap_or_default();
    let errors = body.get_mut("errors").and_then(Value::as_array_mut).map(std::mem::take).unwrap_or_default();
    errors.into_iter().filter_map(|error| serde_json::from_value(error).ok()).collect()
}

#[derive(Deserialize)]
pub struct Refused {
    pub code: Option<String>,
    pub title: Option<String>,
    pub detail: Option<String>,
    /// The `parameter` it is about.
    #[serde(default)]
    pub source: Value,
    /// The seconds to wait: `retry_in`.
    #[serde(default)]
    pub meta: Value,
}
