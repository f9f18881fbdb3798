//! What the catalogue answers, as far as guichet reads it. Texts are lists of `{lang, content}`, and labels stand in objects
//! or lists of them.

use serde::Deserialize;
use serde_json::Value;

use super::super::reading::{List, Number};

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Entry {
    pub identifier: Option<String>,
    pub uuid: Option<String>,
    pub uri: Option<String>,
    pub title: Value,
    pub subtitle: Value,
    #[serde(rename = "abstract")]
    pub short: Value,
    pub description: Value,
    pub scope_note: Value,
    /// In the time of Paris, without saying so.
    pub issued: Option<String>,
    pub modified: Option<String>,
    pub num_observations: Number,
    pub num_series: Number,
    pub temporal: Value,
    pub spatial: Value,
    /// The levels of geography: `{id, label}`.
    pub spatial_resolution: List,
    pub spatial_temporal: Option<String>,
    /// `{label, themeTaxonomy}`.
    pub theme: List,
    pub keyword: List,
    pub statistical_unit: List,
    /// The sources.
    pub was_generated_by: List,
    pub publisher: Value,
    pub access_rights: Value,
    pub accrual_periodicity: Value,
    /// The files.
    pub product: List,
    /// Publications: `{title, url}`.
    pub relations: List,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Product {
    pub id: Option<String>,
    pub title: Value,
    pub format: Option<String>,
    pub media_type: Option<String>,
    pub package_format: Option<String>,
    pub language: Option<String>,
    pub issued: Option<String>,
    pub modified: Option<String>,
    pub byte_size: Number,
    #[serde(rename = "accessURL")]
    pub access_url: Option<String>,
}

/// A text in `language` (`fr`, `en`), else in whichever there is: of a list of translations, an object of them, or as it is.
pub fn text<'v>(value: &'v Value, language: &str) -> Option<&'v str> {
    let filled = |text: &'v Value| text.as_str().filter(|text| !text.trim().is_empty());
    match value {
        Value::Array(all) => {
            let of = |wanted: &dyn Fn(&str) -> bool| {
                all.iter().filter(|it| it["lang"].as_str().is_some_and(wanted)).find_map(|it| filled(&it["content"]))
            };
            of(&|it| it == language).or_else(|| of(&|_| true))
        }
        Value::Object(all) if all.contains_key("label") => text(&value["label"], language),
        Value::Object(all) => all.get(language).and_then(filled).or_else(|| all.values().find_map(filled)),
        other => filled(other),
    }
}
