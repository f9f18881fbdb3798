//! What a portal is, as its first document tells: an interface that searches, or a catalogue of documents and nothing else.

use serde_json::Value;
use url::Url;

use super::super::ogc_api::conforms;
use super::super::ogc_api::links::{self, Link};
use crate::base::odd::Odd;

/// How items are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// In documents that link to each other.
    Documents,
    /// By a POST to `search`.
    Post,
    /// By a GET of it.
    Get,
    /// A collection at a time.
    Items,
}

#[derive(Clone, Debug)]
pub struct Root {
    pub how: How,
    pub free_text: bool,
    /// `None`: it says nothing of itself.
    pub sorts: Option<bool>,
    /// The document itself, where there is one.
    pub document: Value,
}

impl Root {
    /// Nothing is known but that it is asked.
    pub fn untold() -> Self {
        Self { how: How::Post, free_text: false, sorts: None, document: Value::Null }
    }

    pub fn of(document: Value) -> Self {
        let links = links(&document);
        let is_post = |link: &Link| link.method.as_deref().is_some_and(|it| it.eq_ignore_ascii_case("post"));
        let search: Vec<&Link> = links.iter().filter(|link| link.rel() == "search").collect();
        let how = match &search[..] {
            all if all.iter().any(|link| is_post(link)) => How::Post,
            [_, ..] if search.iter().all(|link| link.method.is_none()) => How::Post,
            [_, ..] => How::Get,
            [] if links.iter().any(|link| link.rel() == "data") => How::Items,
            [] => How::Documents,
        };
        let sorts = document["conformsTo"].is_array().then(|| conforms(&document, "#sort"));
        Self { how, free_text: conforms(&document, "free-text"), sorts, document }
    }
}

/// The links of a document.
pub fn links(document: &Value) -> Vec<Link> {
    let raw = document["links"].as_array().map(Vec::as_slice).unwrap_or_default();
    links::read(raw, &mut Odd::default())
}

/// Whether it is a catalogue, a collection or an item, of any version.
pub fn is_stac(document: &Value) -> bool {
    let has_version = document["stac_version"].is_string();
    has_version && document["links"].is_array() && document["id"].is_string()
}

/// The folder that a document lies in.
pub fn folder(document: &Url) -> Option<Url> {
    document.join("./").ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_document_tells_how_items_are_found() {
        let post = json!({"rel": "search", "href": "/search", "method": "POST"});
        let get = json!({"rel": "search", "href": "/search", "method": "GET"});
        let bare = json!({"rel": "search", "href": "/search"});
        let data = json!({"rel": "data", "href": "/collections"});
        let child = json!({"rel": "child", "href": "a/catalog.json"});
        for (links, how) in [
            (json!([get, post]), How::Post),
            (json!([bare]), How::Post),
            (json!([get, data]), How::Get),
            (json!([data]), How::Items),
            (json!([child]), How::Documents),
            (json!(null), How::Documents),
        ] {
            assert_eq!(Root::of(json!({"links": links})).how, how, "{links}");
        }
        let said = Root::of(json!({"links": [], "conformsTo": ["https://api.stacspec.org/v1.0.0/item-search#sort"]}));
        assert_eq!((said.sorts, said.free_text), (Some(true), false));
        assert_eq!(Root::of(json!({})).sorts, None);
    }
}
