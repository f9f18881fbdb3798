//! What Dataverse's native and search APIs answer, as far as guichet reads it.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::portals::reading::{List, Number, Records};

/// What is asked for, in the envelope of every answer.
pub trait Asked: DeserializeOwned {
    /// It has one of these at least; what has none is something else. Empty: an object or a list of anything.
    const FIELDS: &'static [&'static str];
}

impl Asked for Value {
    const FIELDS: &'static [&'static str] = &[];
}

impl Asked for Found {
    const FIELDS: &'static [&'static str] = &["items"];
}

impl Asked for Dataset {
    const FIELDS: &'static [&'static str] = &["id", "identifier", "persistentUrl", "protocol", "latestVersion"];
}

impl Asked for Version {
    const FIELDS: &'static [&'static str] =
        &["id", "datasetId", "datasetPersistentId", "versionNumber", "versionState", "metadataBlocks", "files"];
}

impl Asked for Guestbook {
    const FIELDS: &'static [&'static str] = &["id", "name", "enabled", "nameRequired", "customQuestions"];
}

impl Asked for Signed {
    const FIELDS: &'static [&'static str] = &["signedUrl"];
}

impl Asked for Me {
    const FIELDS: &'static [&'static str] = &["identifier", "displayName"];
}

/// What a search finds. Its items stay raw, so that a bad one costs itself.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Found {
    pub total_count: Number,
    pub items: Records,
    /// A list of one object: what is counted, by the field it is counted by.
    pub facets: Value,
}

/// A dataset among what a search finds.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Hit {
    pub name: Option<String>,
    #[serde(rename = "global_id")]
    pub global_id: Option<String>,
    pub url: Option<String>,
    /// May hold HTML.
    pub description: Option<String>,
    #[serde(rename = "published_at")]
    pub published_at: Option<String>,
    pub updated_at: Option<String>,
    pub publisher: Option<String>,
    #[serde(rename = "name_of_dataverse")]
    pub name_of_dataverse: Option<String>,
    pub keywords: List,
    pub subjects: List,
    pub file_count: Number,
    #[serde(rename = "deaccession_reason")]
    pub deaccession_reason: Option<String>,
}

/// A collection among what a search finds.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Collection {
    pub name: Option<String>,
    /// Its alias.
    pub identifier: Option<String>,
    pub description: Option<String>,
    pub parent_dataverse_name: Option<String>,
    pub parent_dataverse_identifier: Option<String>,
    pub dataset_count: Number,
}

/// A file among what a search finds; numbers are texts there.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct FoundFile {
    pub file_id: Option<String>,
    pub file_persistent_id: Option<String>,
    pub dataset_persistent_id: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Dataset {
    pub persistent_url: Option<String>,
    /// The installation.
    pub publisher: Option<String>,
    pub publication_date: Option<String>,
    pub guestbook_id: Number,
    /// The newest that whoever asks may see; absent where they may see none.
    pub latest_version: Option<Version>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Version {
    pub dataset_persistent_id: Option<String>,
    pub version_number: Number,
    pub version_minor_number: Number,
    /// `RELEASED`, `DRAFT`, `DEACCESSIONED`, `ARCHIVED`, or anything else.
    pub version_state: Option<String>,
    pub deaccession_note: Option<String>,
    /// Where to look in its stead.
    pub deaccession_link: Option<String>,
    pub last_update_time: Option<String>,
    pub release_time: Option<String>,
    pub publication_date: Option<String>,
    pub license: Option<License>,
    pub terms_of_use: Option<String>,
    pub terms_of_access: Option<String>,
    pub confidentiality_declaration: Option<String>,
    pub special_permissions: Option<String>,
    pub restrictions: Option<String>,
    pub citation_requirements: Option<String>,
    pub depositor_requirements: Option<String>,
    pub conditions: Option<String>,
    pub disclaimer: Option<String>,
    pub data_access_place: Option<String>,
    pub contact_for_access: Option<String>,
    /// Whether access to what is restricted can be asked for on its page; newer portals tell.
    pub file_access_request: Option<bool>,
    pub metadata_blocks: Value,
    pub files: List,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct License {
    pub name: Option<String>,
    pub uri: Option<String>,
    /// A code of SPDX.
    pub rights_identifier: Option<String>,
}

/// A file as one version has it.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct FileMetadata {
    pub label: Option<String>,
    pub restricted: bool,
    /// The folder it stands in, with `/` between.
    pub directory_label: Option<String>,
    pub description: Option<String>,
    pub categories: List,
    pub data_file: DataFile,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct DataFile {
    pub id: Option<String>,
    /// Empty where there is none.
    pub persistent_id: Option<String>,
    /// The file that this one replaced, and the first of those before it: -1 where it is that itself.
    pub previous_data_file_id: Number,
    pub root_data_file_id: Number,
    pub filename: Option<String>,
    pub content_type: Option<String>,
    pub friendly_type: Option<String>,
    /// Of the form that is kept, which for tables is another than what was given.
    pub filesize: Number,
    pub original_file_format: Option<String>,
    pub original_file_size: Number,
    pub original_file_name: Option<String>,
    pub checksum: Option<Checksum>,
    pub md5: Option<String>,
    pub tabular_data: bool,
    pub embargo: Option<Embargo>,
    pub retention: Option<Retention>,
    pub storage_identifier: Option<String>,
    pub creation_date: Option<String>,
    pub publication_date: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Checksum {
    #[serde(rename = "type")]
    pub algo: Option<String>,
    pub value: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Embargo {
    pub date_available: Option<String>,
    pub reason: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Retention {
    pub date_unavailable: Option<String>,
    pub reason: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Guestbook {
    pub enabled: Option<bool>,
    pub name_required: bool,
    pub email_required: bool,
    pub institution_required: bool,
    pub position_required: bool,
    pub custom_questions: List,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct CustomQuestion {
    pub id: Number,
    pub question: Option<String>,
    pub required: bool,
    pub hidden: bool,
    pub option_values: List,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Signed {
    pub signed_url: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Me {
    pub identifier: Option<String>,
    pub display_name: Option<String>,
}
