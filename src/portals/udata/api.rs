//! What udata's API answers, as far as guichet reads it (versions 1 and 2).

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::base::text;
use crate::portals::reading::{Lenient, List, Number, Records};

/// A piece of a list, in both versions. Its items stay raw, so that a bad one costs itself.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Page {
    pub data: Records,
    pub total: Number,
    /// An absolute address, which a proxy before the portal may have made useless: whether it is there is what counts.
    pub next_page: Option<String>,
    /// Only where a search engine is behind the search (version 2): name, then its values, "all" among them.
    pub facets: Lenient<Map<String, Value>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Dataset {
    pub id: Option<String>,
    pub title: Option<String>,
    pub acronym: Option<String>,
    pub slug: Option<String>,
    pub description: Option<String>,
    pub description_short: Option<String>,
    pub created_at: Option<String>,
    /// Of the record.
    pub last_modified: Option<String>,
    /// Of its files.
    pub last_update: Option<String>,
    pub archived: Option<String>,
    pub private: Lenient<bool>,
    pub access_type: Option<String>,
    pub access_type_reason: Option<String>,
    pub access_type_reason_category: Option<String>,
    pub authorization_request_url: Option<String>,
    /// The id, or the whole licence.
    pub license: Value,
    /// The id, or the whole of it.
    pub frequency: Value,
    pub frequency_date: Option<String>,
    pub tags: List,
    pub badges: List,
    pub organization: Option<Organization>,
    pub owner: Option<Owner>,
    pub temporal_coverage: Value,
    pub spatial: Option<Spatial>,
    pub page: Option<String>,
    pub doi: Option<String>,
    pub harvest: Option<Harvest>,
    pub contact_points: List,
    /// What is kept of each file: in version 2 a link to them instead, which guichet does not ask for.
    pub resources: List,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Resource {
    pub id: Option<String>,
    pub title: Option<String>,
    pub description: Option<String>,
    /// `file` where the portal keeps it, else `remote`.
    pub filetype: Option<String>,
    /// `main`, `documentation`, `update`, `api`, `code`, `other`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub format: Option<String>,
    pub mime: Option<String>,
    pub url: Option<String>,
    /// The address that always leads to the newest file.
    pub latest: Option<String>,
    pub filesize: Number,
    pub checksum: Value,
    pub created_at: Option<String>,
    pub last_modified: Option<String>,
    pub schema: Value,
    /// Among others, what the crawler found: see [`super::crawler`].
    pub extras: Value,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Organization {
    pub id: Option<String>,
    pub name: Option<String>,
    pub acronym: Option<String>,
    pub metrics: Value,
}

#[derive(Default, Deserialize)]
pub struct Owner {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
}

impl Owner {
    pub fn name(&self) -> Option<String> {
        full_name(&self.first_name, &self.last_name)
    }
}

#[derive(Deserialize)]
pub struct Topic {
    pub id: Option<String>,
    pub name: Option<String>,
    pub description: Option<String>,
    pub last_modified: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Spatial {
    pub geom: Value,
    pub zones: List,
    pub granularity: Value,
}

#[derive(Deserialize)]
pub struct Harvest {
    pub domain: Option<String>,
    /// As the portal that it was taken from calls it.
    pub remote_id: Option<String>,
    pub uri: Option<String>,
    pub dct_identifier: Option<String>,
    pub remote_url: Option<String>,
}

#[derive(Deserialize)]
pub struct Contact {
    pub name: Option<String>,
    pub email: Option<String>,
    pub contact_form: Option<String>,
}

/// A licence, a frequency: what an id means.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Meaning {
    pub id: Option<String>,
    pub title: Option<String>,
    pub label: Option<String>,
    pub url: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Me {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub organizations: List,
}

impl Me {
    pub fn name(&self) -> Option<String> {
        full_name(&self.first_name, &self.last_name)
    }
}

fn full_name(first: &Option<String>, last: &Option<String>) -> Option<String> {
    let parts = [first, last].into_iter().flatten();
    text::some_line(&parts.map(String::as_str).collect::<Vec<_>>().join(" "))
}
