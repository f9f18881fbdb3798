//! What a RUDI portal sends (docs/portals/rudi.md 1 and 4). Absent, null and empty are one thing; unknown fields and
//! values survive.

use serde::Deserialize;
use serde_json::Value;

use crate::base::text;
use crate::portals::reading::{lenient, number};

/// A page; its items stay raw, so that a bad one costs one warning.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct MetadataList {
    #[serde(deserialize_with = "number")]
    pub total: Option<i64>,
    #[serde(deserialize_with = "lenient")]
    pub items: Vec<Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Metadata {
    pub global_id: Option<String>,
    pub local_id: Option<String>,
    pub doi: Option<String>,
    pub dataverse_doi: Option<String>,
    pub resource_title: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub synopsis: Vec<Text>,
    #[serde(deserialize_with = "lenient")]
    pub summary: Vec<Text>,
    pub theme: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub keywords: Vec<String>,
    #[serde(deserialize_with = "lenient")]
    pub producer: Organization,
    #[serde(deserialize_with = "lenient")]
    pub contacts: Vec<Contact>,
    /// Raw, so that a bad media costs one warning.
    #[serde(deserialize_with = "lenient")]
    pub available_formats: Vec<Value>,
    #[serde(deserialize_with = "lenient")]
    pub resource_languages: Vec<String>,
    #[serde(deserialize_with = "lenient")]
    pub temporal_spread: Period,
    #[serde(deserialize_with = "lenient")]
    pub geography: Geography,
    #[serde(deserialize_with = "lenient")]
    pub dataset_size: DatasetSize,
    #[serde(deserialize_with = "lenient")]
    pub dataset_dates: Dates,
    pub storage_status: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub access_condition: AccessCondition,
    #[serde(deserialize_with = "lenient")]
    pub metadata_info: MetadataInfo,
}

/// A text in one language.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Text {
    pub lang: Option<String>,
    pub text: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Organization {
    pub organization_id: Option<String>,
    pub organization_name: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Contact {
    pub contact_name: Option<String>,
    pub organization_name: Option<String>,
    pub role: Option<String>,
    pub email: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Period {
    pub start_date: Option<String>,
    pub end_date: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Geography {
    pub bounding_box: Option<BoundingBox>,
    pub projection: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct BoundingBox {
    pub west_longitude: Option<f64>,
    pub east_longitude: Option<f64>,
    pub north_latitude: Option<f64>,
    pub south_latitude: Option<f64>,
}

/// Spelled as the portal does: `numbers_`, then `number_`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct DatasetSize {
    #[serde(deserialize_with = "number")]
    pub numbers_of_records: Option<i64>,
    #[serde(deserialize_with = "number")]
    pub number_of_fields: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Dates {
    pub created: Option<String>,
    pub updated: Option<String>,
    pub published: Option<String>,
    pub expires: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AccessCondition {
    #[serde(deserialize_with = "lenient")]
    pub confidentiality: Confidentiality,
    #[serde(deserialize_with = "lenient")]
    pub licence: Licence,
    #[serde(deserialize_with = "lenient")]
    pub usage_constraint: Vec<Text>,
    #[serde(deserialize_with = "lenient")]
    pub bibliographical_reference: Vec<Text>,
    #[serde(deserialize_with = "lenient")]
    pub mandatory_mention: Vec<Text>,
    #[serde(deserialize_with = "lenient")]
    pub access_constraint: Vec<Text>,
    #[serde(deserialize_with = "lenient")]
    pub other_constraints: Vec<Text>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Confidentiality {
    #[serde(deserialize_with = "lenient")]
    pub restricted_access: bool,
    #[serde(deserialize_with = "lenient")]
    pub gdpr_sensitive: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Licence {
    pub licence_label: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub custom_licence_label: Vec<Text>,
    pub custom_licence_uri: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct MetadataInfo {
    #[serde(deserialize_with = "lenient")]
    pub metadata_provider: Organization,
    pub metadata_source: Option<String>,
}

/// FILE, SERVICE and SERIES flattened (docs/portals/rudi.md 1.5).
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Media {
    pub media_type: Option<String>,
    pub media_id: Option<String>,
    pub media_name: Option<String>,
    pub media_caption: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub media_dates: Dates,
    #[serde(deserialize_with = "lenient")]
    pub connector: Connector,
    pub file_type: Option<String>,
    #[serde(deserialize_with = "number")]
    pub file_size: Option<i64>,
    #[serde(deserialize_with = "lenient")]
    pub checksum: Checksum,
    pub file_structure: Option<String>,
    pub file_encoding: Option<String>,
    pub api_documentation_url: Option<String>,
    #[serde(deserialize_with = "number")]
    pub latency: Option<i64>,
    #[serde(deserialize_with = "number")]
    pub period: Option<i64>,
    #[serde(deserialize_with = "number")]
    pub current_number_of_records: Option<i64>,
    #[serde(deserialize_with = "number")]
    pub current_size: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Checksum {
    pub algo: Option<String>,
    pub hash: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Connector {
    pub url: Option<String>,
    pub interface_contract: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub connector_parameters: Vec<Parameter>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Parameter {
    pub key: Option<String>,
    pub value: Option<Value>,
}

/// Facets are in camelCase, and in any order (docs/portals/rudi.md 1.2).
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Facets {
    #[serde(deserialize_with = "lenient")]
    pub items: Vec<Value>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Facet {
    pub property_name: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub values: Vec<Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct FacetValue {
    pub value: Option<String>,
    #[serde(deserialize_with = "number")]
    pub count: Option<i64>,
}

/// Labels of themes and licences.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Concepts {
    #[serde(deserialize_with = "lenient")]
    pub elements: Vec<Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Concept {
    pub concept_code: Option<String>,
    pub text: Option<String>,
}

/// Access requests (docs/portals/rudi.md 4); they stay raw, so that a bad one costs one warning.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct LinkedDatasets {
    #[serde(deserialize_with = "number")]
    pub total: Option<i64>,
    #[serde(deserialize_with = "lenient")]
    pub elements: Vec<Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct LinkedDataset {
    pub dataset_uuid: Option<String>,
    pub linked_dataset_status: Option<String>,
    pub end_date: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct User {
    pub login: Option<String>,
    pub firstname: Option<String>,
    pub lastname: Option<String>,
    #[serde(rename = "type")]
    pub user_type: Option<String>,
}

impl User {
    /// "Ada Lovelace (ada@exemple.bzh)", or what there is of it.
    pub fn name(&self) -> String {
        let full = [&self.firstname, &self.lastname].into_iter().flatten().map(String::as_str).collect::<Vec<_>>();
        let (full, login) = (text::line(&full.join(" ")), text::line(self.login.as_deref().unwrap_or_default()));
        if full.is_empty() { login } else { format!("{full} ({login})") }
    }
}

/// The token pair of `/anonymous` and `/authenticate` (docs/portals/rudi.md 2.1).
#[derive(Deserialize)]
pub struct JwtPair {
    #[serde(rename = "jwtToken")]
    pub jwt_token: secrecy::SecretString,
    #[serde(rename = "refreshToken")]
    pub refresh_token: Option<secrecy::SecretString>,
}
