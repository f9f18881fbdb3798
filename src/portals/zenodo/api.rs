//! What Zenodo and other repositories of its software answer, in either of their shapes, as far as guichet reads it
//! (docs/portals/zenodo.md 2).

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::portals::reading::{Lenient, List, Number, Records};

/// A page of records or communities.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Listed {
    pub hits: Hits,
    pub links: PageLinks,
    pub aggregations: Lenient<Map<String, Value>>,
}

/// What a page leads to.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PageLinks {
    /// Absent on the last one.
    pub next: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Hits {
    /// They stay raw, so that a bad one costs itself.
    pub hits: Records,
    pub total: Number,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Record {
    /// A number in the older shape.
    pub id: Option<String>,
    pub doi: Option<String>,
    pub conceptdoi: Option<String>,
    pub title: Option<String>,
    pub created: Option<String>,
    pub updated: Option<String>,
    pub modified: Option<String>,
    pub metadata: Metadata,
    pub access: Option<Access>,
    pub pids: Pids,
    pub parent: Parent,
    pub versions: Versions,
    /// A list in the older shape; in the newer an object with `entries`.
    pub files: Value,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Metadata {
    pub title: Option<String>,
    /// HTML.
    pub description: Option<String>,
    /// A day, a month, a year, or two of these with `/` between.
    pub publication_date: Option<String>,
    pub publisher: Option<String>,
    /// Free text.
    pub version: Option<String>,
    /// `open`, `restricted`, `embargoed`, `closed`, or nothing.
    pub access_right: Option<String>,
    pub embargo_date: Option<String>,
    /// `{name}`, or `{person_or_org: {name}}`.
    pub creators: List,
    pub keywords: List,
    /// `{subject}` in the newer shape.
    pub subjects: List,
    pub language: Option<String>,
    pub languages: List,
    /// `{type, title}`, or `{id, title: {en}}`.
    pub resource_type: Value,
    pub license: Value,
    pub rights: List,
    /// `{id}`: a slug.
    pub communities: List,
    pub related_identifiers: List,
    pub notes: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Access {
    /// `open`, `restricted`, `embargoed`, `metadata-only`.
    pub status: Option<String>,
    pub embargo: Embargo,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Embargo {
    pub active: bool,
    pub until: Option<String>,
    pub reason: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Pids {
    pub doi: Pid,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Pid {
    pub identifier: Option<String>,
}

/// What all versions of a record have in common.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Parent {
    pub pids: Pids,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Versions {
    pub is_latest: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct File {
    pub key: Option<String>,
    pub size: Number,
    /// `md5:…`
    pub checksum: Option<String>,
    pub mimetype: Option<String>,
    pub access: FileAccess,
    pub links: FileLinks,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct FileAccess {
    pub hidden: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct FileLinks {
    /// The bytes; in the older shape they are at `self`.
    pub content: Option<String>,
    #[serde(rename = "self")]
    pub own: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Community {
    pub slug: Option<String>,
    pub id: Option<String>,
    pub metadata: CommunityMetadata,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct CommunityMetadata {
    pub title: Option<String>,
    pub description: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Bucket {
    /// Some are numbers.
    pub key: Option<String>,
    pub label: Option<String>,
    pub doc_count: Number,
    pub inner: Inner,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Inner {
    pub buckets: List,
}
