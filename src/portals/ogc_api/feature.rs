//! A GeoJSON feature, leniently read, and what it says of places.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::base::text;
use crate::model::Extent;
use crate::portals::mapping::{self, bounds};
use crate::portals::reading::{Lenient, List};

/// A record or an item.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Feature {
    /// A text, or a number where somebody counts them.
    pub id: Value,
    pub geometry: Value,
    pub bbox: Value,
    pub time: Value,
    pub properties: Lenient<Map<String, Value>>,
    pub links: List,
    pub assets: Lenient<Map<String, Value>>,
    /// The id of the one it is in.
    pub collection: Option<String>,
    pub stac_version: Option<String>,
}

impl Feature {
    pub fn id(&self) -> Option<String> {
        name(&self.id)
    }

    pub fn property(&self, key: &str) -> &Value {
        self.properties.get(key).unwrap_or(&Value::Null)
    }

    /// One line of text under the first of `keys` that has any.
    pub fn line(&self, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|key| line(self.property(key)))
    }

    pub fn extent(&self) -> Option<Extent> {
        bounds(&self.bbox).or_else(|| mapping::extent(&self.geometry))
    }
}

/// What names a thing; ids may be numbers.
pub fn name(id: &Value) -> Option<String> {
    let id = match id {
        Value::String(id) => text::id(id),
        Value::Number(id) => id.to_string(),
        _ => return None,
    };
    Some(id).filter(|id| !id.trim().is_empty())
}

/// A text or a number as one line.
pub fn line(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => text::some_line(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The lines of what may be one or a list of them.
pub fn lines(value: &Value) -> Vec<String> {
    match value {
        Value::Array(all) => all.iter().filter_map(line).collect(),
        other => line(other).into_iter().collect(),
    }
}
