//! What an Isogeo platform sends (docs/portals/isogeo.md 3 to 6). Absent is the usual form of "no value", null is taken
//! for it too; unknown fields and values survive.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::base::text;
use crate::portals::reading::{Lenient, List, Number, Records};

/// One page of a search.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Found {
    pub total: Number,
    /// Raw, so that a bad one costs one warning.
    pub results: Records,
    /// Facets of everything found, not of the page; labels may be null.
    pub tags: Lenient<Map<String, Value>>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Share {
    #[serde(rename = "_id")]
    pub id: Option<String>,
    #[serde(rename = "_modified")]
    pub modified: Option<String>,
    pub name: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    #[serde(rename = "_creator")]
    pub creator: Lenient<Workgroup>,
    pub applications: List<Application>,
    #[serde(rename = "urlToken")]
    pub url_token: Option<String>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Application {
    #[serde(rename = "_id")]
    pub id: Option<String>,
    pub name: Option<String>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Workgroup {
    pub contact: Lenient<Contact>,
}

impl Workgroup {
    pub fn name(&self) -> Option<String> {
        self.contact.name.as_deref().and_then(text::some_line)
    }
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Contact {
    pub name: Option<String>,
    pub organization: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
}

/// One record. Its parts stay raw, so that a bad one costs one warning.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Resource {
    #[serde(rename = "_id")]
    pub id: Option<String>,
    /// Dates of the record; those without `record_` are of the data.
    #[serde(rename = "_created")]
    pub record_created: Option<String>,
    #[serde(rename = "_modified")]
    pub record_modified: Option<String>,
    #[serde(rename = "_creator")]
    pub creator: Lenient<Workgroup>,
    /// `vectorDataset` here, `vector-dataset` in tags and filters (docs/portals/isogeo.md 7.2).
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub series: Lenient<bool>,
    pub title: Option<String>,
    pub name: Option<String>,
    pub r#abstract: Option<String>,
    pub path: Option<String>,
    pub format: Option<String>,
    pub format_version: Option<String>,
    pub language: Option<String>,
    pub edition_profile: Option<String>,
    pub created: Option<String>,
    pub modified: Option<String>,
    pub published: Option<String>,
    pub valid_from: Option<String>,
    pub valid_to: Option<String>,
    pub validity_comment: Option<String>,
    pub update_frequency: Option<String>,
    pub collection_context: Option<String>,
    pub collection_method: Option<String>,
    pub topological_consistency: Option<String>,
    pub geo_context: Option<String>,
    pub encoding: Option<String>,
    pub scale: Number,
    /// Metres.
    pub distance: Value,
    pub features: Number,
    pub geometry: Option<String>,
    pub precision: Value,
    pub envelope: Value,
    pub tags: Value,
    // Hyphens here, humps elsewhere (docs/portals/isogeo.md 7.3).
    #[serde(rename = "coordinate-system")]
    pub coordinate_system: Value,
    #[serde(rename = "feature-attributes")]
    pub feature_attributes: List,
    pub contacts: List,
    pub keywords: List,
    pub events: List,
    pub conditions: List,
    pub limitations: List,
    pub specifications: List,
    pub links: List,
    pub service_layers: List,
    pub layers: List,
    pub operations: List,
    pub translations: List,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Role {
    pub role: Option<String>,
    pub contact: Lenient<Contact>,
}

#[derive(Deserialize)]
pub struct Keyword {
    #[serde(rename = "_tag")]
    pub tag: Option<String>,
    pub code: Option<String>,
    pub text: Option<String>,
}

#[derive(Deserialize)]
pub struct Event {
    pub date: Option<String>,
    pub kind: Option<String>,
    pub description: Option<String>,
}

#[derive(Deserialize)]
pub struct Condition {
    pub description: Option<String>,
    #[serde(default)]
    pub license: Value,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Limitation {
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub restriction: Option<String>,
    pub description: Option<String>,
    pub directive: Value,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Conformity {
    pub conformant: Option<bool>,
    pub specification: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attribute {
    pub name: Option<String>,
    pub data_type: Option<String>,
    pub alias: Option<String>,
    pub description: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Link {
    #[serde(rename = "_id")]
    pub id: Option<String>,
    /// How it is stored.
    #[serde(rename = "type")]
    pub stored: Option<String>,
    /// What it points to.
    pub kind: Option<String>,
    pub actions: List<String>,
    pub title: Option<String>,
    pub url: Option<String>,
    pub size: Number,
    pub file_name: Option<String>,
    /// What a link of the type `link` leads to.
    pub link: Option<Box<Link>>,
}

/// A layer of a service: on datasets with its service, on services with its datasets.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Layer {
    #[serde(rename = "_id")]
    pub id: Option<String>,
    /// What the service calls it; in WFS it may be `{namespace}NAME` (docs/portals/isogeo.md 7.17).
    #[serde(rename = "id")]
    pub name: Option<String>,
    pub title: Option<String>,
    /// Older records have the title here.
    pub titles: List,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub service: Option<Service>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Service {
    pub title: Option<String>,
    pub format: Option<String>,
    pub format_version: Option<String>,
    pub path: Option<String>,
}

#[derive(Deserialize)]
pub struct Operation {
    pub name: Option<String>,
    pub verb: Option<String>,
    pub url: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Translation {
    pub language_code: Option<String>,
    pub title: Option<String>,
}
