//! What Dastra sends (docs/portals/dastra.md 3 to 6). Any object, list or word may be null or absent, unknown fields
//! and values survive, and ids are numbers in some versions and text in others (docs/portals/dastra.md 8).

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::super::paths::is_step;
use super::super::reading::{self, Number, Records};
use crate::base::odd::{self, Odd};
use crate::base::text;

/// A number or a text (docs/portals/dastra.md 8.4).
fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(text_of_id(&Value::deserialize(deserializer)?))
}

/// The id that an object carries.
pub fn id_of(raw: &Value) -> Option<String> {
    text_of_id(&raw["id"])
}

fn text_of_id(id: &Value) -> Option<String> {
    match id {
        Value::Number(number) => Some(number.to_string()),
        Value::String(id) => Some(text::id(id)).filter(|id| !is_step(id)),
        _ => None,
    }
}

/// A listing in any of its shapes: a page, the envelope of 2023, or a bare list (docs/portals/dastra.md 3 and 4). Items
/// stay raw, so that a bad one costs one warning.
pub struct List {
    pub items: Vec<Value>,
    pub total: Option<u64>,
}

impl List {
    /// `None` where the answer is no listing.
    pub fn of(answer: Value) -> Option<Self> {
        /// One of these at least is there, be it null.
        const KEYS: [&str; 3] = ["items", "workSpaces", "total"];
        #[derive(Default, Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        struct Page {
            items: Records,
            work_spaces: Records,
            total: Number,
        }
        let page = match answer {
            Value::Array(items) => return Some(Self { items, total: None }),
            Value::Object(page) if KEYS.iter().any(|key| page.contains_key(*key)) => {
                odd::read::<Page>(page.into(), &mut Odd::default()).ok()?
            }
            _ => return None,
        };
        let items = if page.items.is_empty() { page.work_spaces } else { page.items };
        Some(Self { items: items.0, total: page.total.count() })
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Workspace {
    #[serde(deserialize_with = "id")]
    pub id: Option<String>,
    pub label: Option<String>,
    pub state: Option<String>,
    pub nb_entities: Number,
}

/// A document in any of its models: attachments of entries, documents, files of requests and of controls.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Attachment {
    #[serde(deserialize_with = "id")]
    pub id: Option<String>,
    pub label: Option<String>,
    pub file_name: Option<String>,
    pub extension: Option<String>,
    pub size: Number,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub source: Option<String>,
    pub url: Option<String>,
    pub external: Option<bool>,
    pub deleted: Option<bool>,
    pub expired: Option<bool>,
    pub is_folder: Option<bool>,
    pub nb_files: Number,
    /// The message of a request it came with.
    #[serde(deserialize_with = "id")]
    pub user_request_message_id: Option<String>,
    pub date_creation: Option<String>,
    pub date_update: Option<String>,
    pub date_file_removed: Option<String>,
    pub expiration: Option<String>,
    pub document_content: Option<String>,
    pub data: Option<String>,
    pub creator: Value,
    /// Raw and recursive: how deep is for the reader to decide (docs/portals/dastra.md 8.9).
    pub children: reading::List,
}

/// Where documents are kept.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Storage {
    #[serde(deserialize_with = "id")]
    pub id: Option<String>,
    pub label: Option<String>,
    pub in_error: Option<bool>,
    pub last_error_message: Option<String>,
}
