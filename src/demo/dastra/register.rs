//! The demo's workspaces and what they hold: `assets/demo/dastra/register.json`, written out and found as Dastra does.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::exports;
use crate::base::text::fold;
use crate::demo::http::embedded;

/// Everything, read from the data compiled in.
pub static REGISTER: LazyLock<Register> =
    LazyLock::new(|| embedded(include_str!("../../../assets/demo/dastra/register.json")));

#[derive(Deserialize)]
pub struct Register {
    /// Query parameters, and the properties they narrow.
    pub filters: HashMap<String, String>,
    pub workspaces: Vec<Value>,
    /// By workspace, then by name as in the API's addresses. Entries name others by their places in their lists.
    collections: BTreeMap<String, BTreeMap<String, Vec<Map<String, Value>>>>,
    /// The collections that every workspace has, and that are empty where nothing is written into them.
    empty: Vec<String>,
    documents: HashMap<String, Vec<Value>>,
}

/// How an answer looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// In a list: without its relations (docs/portals/dastra.md 4).
    Listed,
    Full,
    /// As part of another.
    Named,
}

/// The names of relations, and the collections they point into.
const RELATIONS: [(&str, &str); 4] = [
    ("dataFields", "DataFields"),
    ("dataProcessings", "DataProcessings"),
    ("assets", "Assets"),
    ("dataRetentionRules", "DataRetentionRules"),
];

/// What a query asks of a list.
#[derive(Default)]
pub struct Asked {
    pub words: String,
    /// Values that a property, or what it names, must have one of.
    pub wanted: Vec<(String, String)>,
    pub sort: Option<(String, bool)>,
    pub page: usize,
    pub size: usize,
}

impl Register {
    /// A collection by its name, in any case (docs/portals/dastra.md 1), with that name.
    pub fn collection(&self, workspace: &str, name: &str) -> Option<(&str, &[Map<String, Value>])> {
        let filled = self.collections.get(workspace)?.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        let empty = || self.empty.iter().find(|known| known.eq_ignore_ascii_case(name));
        filled.map(|(known, all)| (known.as_str(), all.as_slice())).or_else(|| Some((empty()?.as_str(), &[])))
    }

    /// What `asked` finds, in its order, and how many there are in all.
    pub fn find(&self, workspace: &str, name: &str, asked: &Asked) -> Option<(Vec<Value>, usize)> {
        let (name, entries) = self.collection(workspace, name)?;
        let mut found: Vec<&Map<String, Value>> =
            entries.iter().filter(|entry| self.fits(workspace, entry, asked)).collect();
        if let Some((property, ascending)) = &asked.sort {
            let key =
                |entry: &Map<String, Value>| fold(entry.get(property).and_then(Value::as_str).unwrap_or_default());
            found.sort_by_key(|entry| key(entry));
            if !ascending {
                found.reverse();
            }
        }
        let total = found.len();
        let depth = if name == "DataProcessings" { Depth::Listed } else { Depth::Full };
        let slice = found.into_iter().skip(asked.page.saturating_sub(1) * asked.size).take(asked.size);
        Some((slice.map(|entry| self.written(workspace, entry, depth)).collect(), total))
    }

    pub fn entry(&self, workspace: &str, name: &str, id: &str) -> Option<Value> {
        Some(self.written(workspace, self.stored(workspace, name, id)?, Depth::Full))
    }

    fn stored(&self, workspace: &str, name: &str, id: &str) -> Option<&Map<String, Value>> {
        self.collection(workspace, name)?.1.iter().find(|entry| text_of(&entry["id"]) == id)
    }

    fn fits(&self, workspace: &str, entry: &Map<String, Value>, asked: &Asked) -> bool {
        let text: String = ["label", "title", "displayName", "description", "ref"]
            .iter()
            .filter_map(|key| entry.get(*key)?.as_str())
            .fold(String::new(), |text, part| text + part + "\n");
        let text = fold(&text);
        if !fold(&asked.words).split_whitespace().all(|word| text.contains(word)) {
            return false;
        }
        let mut keys: Vec<&str> = asked.wanted.iter().map(|(key, _)| key.as_str()).collect();
        keys.dedup();
        keys.iter().all(|key| {
            let has = self.values(workspace, entry, key);
            asked.wanted.iter().any(|(known, value)| known == key && has.contains(value))
        })
    }

    /// The values of a property; of what it names, their ids.
    fn values(&self, workspace: &str, entry: &Map<String, Value>, key: &str) -> Vec<String> {
        let Some(value) = entry.get(key) else { return vec![] };
        let related = RELATIONS.iter().find(|(relation, _)| *relation == key);
        match (value, related) {
            (Value::Array(places), Some((_, name))) => {
                places.iter().filter_map(|place| Some(text_of(&self.at(workspace, name, place)?["id"]))).collect()
            }
            (Value::Array(all), None) => all.iter().map(|it| text_of(it.get("id").unwrap_or(it))).collect(),
            (value, _) => vec![text_of(value)],
        }
    }

    fn at(&self, workspace: &str, name: &str, place: &Value) -> Option<&Map<String, Value>> {
        self.collection(workspace, name)?.1.get(usize::try_from(place.as_u64()?).ok()?)
    }

    /// An entry as the API writes it: relations written out, files with their sizes.
    fn written(&self, workspace: &str, entry: &Map<String, Value>, depth: Depth) -> Value {
        let mut out = entry.clone();
        for (relation, name) in RELATIONS {
            let Some(Value::Array(places)) = entry.get(relation) else { continue };
            let related = places.iter().filter_map(|place| self.at(workspace, name, place));
            out[relation] = match depth {
                Depth::Listed => Value::Null,
                // Fields belong to their data set; the rest is another's entry, in short.
                Depth::Full => related.map(|it| self.written(workspace, it, Depth::Named)).collect(),
                Depth::Named => Value::Null,
            };
        }
        match out.get_mut("attachments") {
            Some(attachments) if depth == Depth::Listed => *attachments = Value::Null,
            Some(Value::Array(attachments)) => attachments.iter_mut().for_each(sized),
            _ => {}
        }
        // Files of requests have a call of their own.
        out.remove("files");
        Value::Object(out)
    }

    /// The files of a request (docs/portals/dastra.md 6.2).
    pub fn request_files(&self, workspace: &str, request: &str) -> Option<Vec<Value>> {
        let entry = self.stored(workspace, "DataSubjectRequests", request)?;
        let mut files = entry.get("files").and_then(Value::as_array).cloned().unwrap_or_default();
        files.iter_mut().for_each(sized);
        Some(files)
    }

    /// The documents of a workspace, and below folders those that come with them.
    pub fn documents(&self, workspace: &str) -> Vec<Value> {
        fn deep(document: &mut Value) {
            sized(document);
            if let Some(children) = document.get_mut("children").and_then(Value::as_array_mut) {
                children.iter_mut().for_each(deep);
            }
        }
        let mut documents = self.documents.get(workspace).cloned().unwrap_or_default();
        documents.iter_mut().for_each(deep);
        documents
    }

    /// The attachment `id`, wherever it hangs.
    pub fn document(&self, workspace: &str, id: &str) -> Option<Value> {
        fn find<'a>(all: &'a [Value], id: &str) -> Option<&'a Value> {
            all.iter().find_map(|document| {
                let children =
                    document.get("children").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
                if text_of(&document["id"]) == id { Some(document) } else { find(children, id) }
            })
        }
        let attached = self.collections.get(workspace)?.values().flatten();
        let mut lists = attached.filter_map(|entry| entry.get("attachments")?.as_array());
        let found = lists.find_map(|list| find(list, id));
        found.or_else(|| find(self.documents.get(workspace)?, id)).cloned()
    }
}

/// Adds what a file weighs: the bytes it would be sent with.
fn sized(document: &mut Value) {
    let is_here = document["type"].as_str().is_none_or(|kind| kind == "File") && document["fileName"].is_string();
    document["size"] = if is_here { exports::document(document).len().into() } else { json!(0) };
}

/// An id, a word or a flag as a parameter holds it.
pub fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
