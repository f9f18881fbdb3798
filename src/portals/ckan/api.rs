//! What CKAN's Action API (version 3) answers, as far as guichet reads it.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::base::text;
use crate::portals::reading::{Lenient, List, Number, Records};

/// What every action answers in.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Envelope {
    pub success: Option<bool>,
    pub result: Value,
    pub error: Value,
}

/// What a search finds. Its records stay raw, so that a bad one costs itself.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Found {
    pub count: Number,
    pub results: Records,
    pub search_facets: Lenient<Map<String, Value>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Bucket {
    pub name: Option<String>,
    pub display_name: Value,
    pub count: Number,
}

/// A dataset. What may be in several languages is raw: see [`words`].
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Package {
    pub id: Option<String>,
    pub name: Option<String>,
    pub title: Value,
    pub title_translated: Value,
    pub notes: Value,
    pub notes_translated: Value,
    pub author: Option<String>,
    pub author_email: Option<String>,
    pub maintainer: Option<String>,
    pub maintainer_email: Option<String>,
    pub license_id: Option<String>,
    pub license_title: Option<String>,
    pub license_url: Option<String>,
    /// Without time zone: UTC.
    pub metadata_created: Option<String>,
    pub metadata_modified: Option<String>,
    pub private: Value,
    /// What it was taken from, as its publisher puts it.
    pub url: Option<String>,
    pub version: Option<String>,
    pub organization: Option<Named>,
    pub tags: List,
    pub groups: List,
    /// A list of keys and values, or an object of them.
    pub extras: Value,
    pub resources: List,
    /// Fields of a portal's own, as extensions give them: see [`super::extras`].
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

/// An organisation, a group, a tag.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Named {
    pub name: Option<String>,
    pub title: Value,
    pub display_name: Value,
}

impl Named {
    pub fn label(&self) -> Option<String> {
        let named = || text::some_line(self.name.as_deref()?);
        words(&self.title).or_else(|| words(&self.display_name)).and_then(text::some_line).or_else(named)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Resource {
    pub id: Option<String>,
    pub name: Value,
    pub name_translated: Value,
    pub description: Value,
    pub description_translated: Value,
    pub format: Option<String>,
    pub mimetype: Option<String>,
    /// A number, in quotes or not; 0 and null for what nobody knows.
    pub size: Number,
    /// An MD5, `sha256:…`, or nothing.
    pub hash: Option<String>,
    pub hash_algorithm: Option<String>,
    pub created: Option<String>,
    pub last_modified: Option<String>,
    pub metadata_modified: Option<String>,
    /// Of ckanext-dcat: of the file itself.
    pub modified: Option<String>,
    pub issued: Option<String>,
    pub license: Value,
    pub rights: Value,
    pub access_services: Value,
    pub url: Option<String>,
    pub access_url: Option<String>,
    pub download_url: Option<String>,
    /// `upload` where the portal keeps the file, `datastore` where it has the rows only.
    pub url_type: Option<String>,
    /// Of an extension that restricts files one by one; an object, or its text.
    pub restricted: Value,
    /// Of ckanext-validation: the address of a table schema, or the schema itself.
    pub schema: Value,
}

/// Text, or text by language: some portals have the languages of a text where others have the text.
pub fn words(value: &Value) -> Option<&str> {
    const LANGUAGES: [&str; 2] = ["fr", "en"];
    let some = |value: &'_ Value| value.as_str().is_some_and(|text| !text.trim().is_empty());
    match value {
        Value::Object(languages) => {
            let preferred = LANGUAGES.iter().filter_map(|code| languages.get(*code));
            preferred.chain(languages.values()).find(|value| some(value))?.as_str()
        }
        other => other.as_str().filter(|_| some(other)),
    }
}
