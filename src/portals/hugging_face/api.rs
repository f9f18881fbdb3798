//! What the Hub answers, as far as guichet reads it.

use serde::Deserialize;
use serde_json::Value;

use super::super::reading::{Lenient, List, Number};

/// A dataset, of a list or in full.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Dataset {
    /// Of the database: it stays where the name changes.
    #[serde(rename = "_id")]
    pub lasting: Option<String>,
    pub id: Option<String>,
    pub author: Option<String>,
    pub description: Option<String>,
    /// The commit at the head of the main branch.
    pub sha: Option<String>,
    pub created_at: Option<String>,
    pub last_modified: Option<String>,
    pub private: Lenient<bool>,
    pub disabled: Lenient<bool>,
    /// `false`, `"auto"` or `"manual"`.
    pub gated: Value,
    /// Within thirty days.
    pub downloads: Number,
    pub likes: Number,
    /// Bytes of the main branch.
    pub main_size: Number,
    pub tags: List,
    /// What the README states of it, in any form.
    pub card_data: Value,
    /// The names of its files.
    pub siblings: List,
}

impl Dataset {
    /// Whether its files are for those only who asked for them.
    pub fn is_gated(&self) -> bool {
        match &self.gated {
            Value::String(how) => how != "false",
            Value::Bool(gated) => *gated,
            _ => false,
        }
    }

    /// The values of the tags of a type: of `language`, `fr`.
    pub fn tagged<'d>(&'d self, kind: &'d str) -> impl Iterator<Item = &'d str> {
        let tags = self.tags.iter().filter_map(Value::as_str);
        tags.filter_map(move |tag| tag.split_once(':').filter(|(known, _)| *known == kind).map(|(_, value)| value))
    }
}

/// A file or a folder of a tree.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Entry {
    #[serde(rename = "type")]
    pub kind: Option<String>,
    #[serde(alias = "rfilename")]
    pub path: Option<String>,
    pub size: Number,
    /// What git calls it by; of a large file that is what points to it.
    pub oid: Option<String>,
    pub lfs: Option<Large>,
}

/// Of a file that is kept beside the repository.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Large {
    /// The SHA-256 of its content.
    pub oid: Option<String>,
    pub size: Number,
}
