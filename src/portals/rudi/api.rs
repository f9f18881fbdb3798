//! What a RUDI portal sends (docs/portals/rudi.md 1 and 4). Absent, null and empty are one thing; unknown fields and
//! values survive.

use serde::Deserialize;
use serde_json::Value;

use crate::base::text;
use crate::portals::reading::{Lenient, List, Number};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Metadata {
    pub global_id: Option<String>,
    pub local_id: Option<String>,
    pub doi: Option<String>,
    pub dataverse_doi: Option<String>,
    /// A text, or one by language.
    pub resource_title: List<Text>,
    pub synopsis: List<Text>,
    pub summary: List<Text>,
    pub theme: Option<String>,
    /// Texts, or lists of them by language.
    pub keywords: List<Text>,
    pub producer: Value,
    pub contacts: List<Contact>,
    /// Raw, so that a bad media costs one warning.
    pub available_formats: List,
    pub resource_languages: List<String>,
    pub temporal_spread: Value,
    pub geography: Value,
    /// Spelled as the portal does: `numbers_`, then `number_`.
    pub dataset_size: Value,
    pub dataset_dates: Lenient<Dates>,
    pub storage_status: Option<String>,
    /// A code, since version 1.4.1 of what producers send.
    pub dataset_update_frequency: Option<String>,
    pub access_condition: Lenient<AccessCondition>,
    pub metadata_info: Value,
}

/// A text in one language.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Text {
    pub lang: Option<String>,
    /// Of some nodes, a list of them.
    pub text: List<String>,
    pub html: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Contact {
    pub contact_name: Option<String>,
    pub organization_name: Option<String>,
    pub email: Option<String>,
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
    pub confidentiality: Lenient<Confidentiality>,
    pub licence: Lenient<Licence>,
    pub usage_constraint: List<Text>,
    pub bibliographical_reference: List<Text>,
    pub mandatory_mention: List<Text>,
    pub access_constraint: List<Text>,
    pub other_constraints: List<Text>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Confidentiality {
    pub restricted_access: Lenient<bool>,
    pub gdpr_sensitive: Lenient<bool>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Licence {
    pub licence_label: List<Text>,
    pub custom_licence_label: List<Text>,
    #[serde(alias = "licence_uri")]
    pub custom_licence_uri: Option<String>,
}

/// FILE, SERVICE and SERIES flattened (docs/portals/rudi.md 1.5).
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Media {
    pub media_type: Option<String>,
    pub media_id: Option<String>,
    pub media_name: Option<String>,
    pub media_caption: Option<String>,
    pub media_dates: Lenient<Dates>,
    pub connector: Lenient<Connector>,
    pub file_type: Option<String>,
    pub file_size: Number,
    pub checksum: Value,
    pub file_structure: Option<String>,
    pub file_encoding: Option<String>,
    pub api_documentation_url: Option<String>,
    pub latency: Number,
    pub period: Number,
    pub current_number_of_records: Number,
    pub current_size: Number,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Connector {
    pub url: Option<String>,
    pub interface_contract: Option<String>,
    pub connector_parameters: List<Parameter>,
}

#[derive(Deserialize)]
pub struct Parameter {
    pub key: Option<String>,
    pub value: Option<Value>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Facet {
    pub property_name: Option<String>,
    pub values: List,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct FacetValue {
    pub value: Option<String>,
    pub count: Number,
}

#[derive(Deserialize)]
pub struct Concept {
    pub concept_code: Option<String>,
    pub text: Option<String>,
}

#[derive(Deserialize)]
pub struct LinkedDataset {
    pub dataset_uuid: Option<String>,
    pub linked_dataset_status: Option<String>,
    pub end_date: Option<String>,
}

#[derive(Deserialize)]
pub struct User {
    pub login: Option<String>,
    pub firstname: Option<String>,
    pub lastname: Option<String>,
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
