//! What a portal is, as its first document tells: an interface that searches, or a catalogue of documents and nothing else.

use serde_json::Value;
use url::Url;

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
        let links = links(&document, &mut Odd::default());
        let is_post = |link: &Link| link.method.as_deref().is_some_and(|it| it.eq_ignore_ascii_case("post"));
        let search: Vec<&Link> = links.iter().filter(|link| link.rel() == "search").collect();
        let how = match &search[..] {
            all if all.iter().any(|link| is_post(link)) => How::Post,
            [_, ..] if search.iter().all(|link| link.method.is_none()) => How::Post,
            [_, ..] => How::Get,
            [] if links.iter().any(|link| link.rel() == "data") => How::Items,
            [] => How::Documents,
        };
        let sorts = document["conformsTo"].is_array().then(|| declares(&document, how, "sort"));
        Self { how, free_text: declares(&document, how, "free-text"), sorts, document }
    }
}

/// Whether it says that what items are found by has this extension: that it is one of another search of its own is no sign.
fn declares(document: &Value, how: How, extension: &str) -> bool {
    let others = match how {
        How::Items => ["collection-search", "item-search"],
        _ => ["collection-search", "ogcapi-features"],
    };
    let is_it = |class: &str| {
        let last = class.trim_end_matches('/').rsplit(['/', '#']).next().unwrap_or_default();
        last.ends_with(extension) && !others.iter().any(|other| class.contains(other))
    };
    let classes = document["conformsTo"].as_array();
    classes.is_some_and(|all| all.iter().filter_map(Value::as_str).any(is_it))
}

/// Whether a document has anything that one of STAC has.
pub fn has_any(document: &Value) -> bool {
    let is_part = |key: &str| document[key].is_array() || document[key].is_object();
    document["stac_version"].is_string()
        || ["links", "assets", "properties", "conformsTo", "extent", "geometry", "features"].into_iter().any(is_part)
}

/// The links of a document; those that cannot be read are noted.
pub fn links(document: &Value, odd: &mut Odd) -> Vec<Link> {
    let raw = document["links"].as_array().map(Vec::as_slice).unwrap_or_default();
    links::read(raw, odd)
}

/// Whether it is a catalogue, a collection or an item, of any version.
pub fn is_stac(document: &Value) -> bool {
    let has_version = document["stac_version"].is_string();
    has_version && document["links"].is_array() && document["id"].is_string()
}

/// Whether the document at `url` is the first of a catalogue or an interface, and no item or collection of what is larger: a
/// collection may be published by itself.
pub fn is_first(document: &Value, url: &Url) -> bool {
    let links = links(document, &mut Odd::default());
    let leads = |rel: &str| links::first(&links, rel).and_then(|link| link.url(url));
    let is_alone = || leads("root").is_none_or(|root| root == *url) && leads("parent").is_none();
    let holds = || links.iter().any(|link| matches!(&*link.rel(), "child" | "item" | "items"));
    is_stac(document) && document["type"] != "Feature" && (document["type"] != "Collection" || (is_alone() && holds()))
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

    /// A server may sort its collections and not their items, and items here and not there.
    #[test]
    fn an_extension_is_one_of_the_search_that_declares_it() {
        let search = json!({"rel": "search", "href": "/search"});
        let data = json!({"rel": "data", "href": "/collections"});
        for (class, by_search, by_items) in [
            ("https://api.stacspec.org/v1.0.0/item-search#sort", true, false),
            ("https://api.stacspec.org/v1.1.0/item-search#sort", true, false),
            ("https://api.stacspec.org/v1.0.0/ogcapi-features#sort", false, true),
            ("https://api.stacspec.org/v1.0.0-rc.1/collection-search#sort", false, false),
            ("http://stacspec.org/spec/api/1.0.0-beta.1/extensions/sort/", true, true),
            ("https://api.stacspec.org/v1.0.0/item-search#query", false, false),
        ] {
            let sorts = |link: &Value| Root::of(json!({"links": [link], "conformsTo": [class]})).sorts;
            assert_eq!((sorts(&search), sorts(&data)), (Some(by_search), Some(by_items)), "{class}");
            let class = class.replace("sort", "free-text");
            let free_text = |link: &Value| Root::of(json!({"links": [link], "conformsTo": [class]})).free_text;
            assert_eq!((free_text(&search), free_text(&data)), (by_search, by_items), "{class}");
        }
    }
}
