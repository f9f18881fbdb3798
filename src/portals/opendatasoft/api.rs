//! What an Opendatasoft portal sends (Explore API v2.1). Null and absent are both "no value"; unknown fields survive.

use serde::Deserialize;
use serde_json::Value;

use crate::base::text;
use crate::portals::reading::{Lenient, List, Number};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Dataset {
    pub dataset_id: Option<String>,
    /// `domain` for everybody whom the portal lets in, else `restricted`.
    pub visibility: Option<String>,
    /// Without records there is nothing to export.
    pub has_records: Option<bool>,
    /// Whether whoever asks may see the records.
    pub data_visible: Option<bool>,
    pub features: List,
    pub fields: List,
    pub attachments: List,
    pub alternative_exports: List,
    pub metas: Lenient<Metas>,
}

impl Dataset {
    pub fn is_geographic(&self) -> bool {
        self.features.iter().any(|feature| feature.as_str() == Some("geo"))
            || self.fields.iter().any(|field| field["type"].as_str().is_some_and(|kind| kind.starts_with("geo_")))
    }
}

/// Templates of metadata; a portal may have more of them.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Metas {
    pub default: Lenient<Basic>,
    /// Texts, numbers or lists of them, as each portal has set them up.
    pub dcat: Lenient<serde_json::Map<String, Value>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Basic {
    pub title: Option<String>,
    /// HTML.
    pub description: Option<String>,
    /// One or several: each of these may be a text or a list.
    pub theme: Value,
    pub keyword: Value,
    pub language: Value,
    pub territory: Value,
    pub attributions: Value,
    pub references: Value,
    pub publisher: Value,
    pub license: Option<String>,
    pub license_url: Option<String>,
    pub modified: Option<String>,
    pub data_processed: Option<String>,
    pub metadata_processed: Option<String>,
    pub update_frequency: Option<String>,
    pub bbox: Value,
    pub records_count: Number,
    pub federated: Option<bool>,
    pub source_domain_title: Option<String>,
    pub source_domain_address: Option<String>,
    /// Its id there.
    pub source_dataset: Option<String>,
}

/// A column of the records.
#[derive(Deserialize)]
pub struct Field {
    pub name: Option<String>,
    pub label: Option<String>,
    pub description: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
}

/// An attachment, or a file that stands in for an export.
#[derive(Deserialize)]
pub struct Attached {
    pub id: Option<String>,
    pub title: Option<String>,
    pub description: Option<String>,
    pub mimetype: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Facet {
    pub name: Option<String>,
    pub facets: List,
}

/// `value` goes into a filter, `name` is what a person reads.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct FacetValue {
    pub name: Value,
    pub value: Value,
    pub count: Number,
}

/// The lines of what may be a text, a number or a list of them.
pub fn lines(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().filter_map(line).collect(),
        other => line(other).into_iter().collect(),
    }
}

pub fn line(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => text::some_line(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
