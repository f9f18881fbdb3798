//! The demo's catalogue of OGC API Records: two collections, links as pygeoapi writes them.

use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::catalogue::{OpenDataset, OpenFile, on};
use super::{address, here};
use crate::demo::http::{self, Asked};

const KIND: &str = "ogc-records";
/// Records that come at once, whatever is asked for: servers have limits, and say nothing of them.
const MOST: usize = 50;
/// Their ids and titles; what is about getting around is in the second.
const COLLECTIONS: [(&str, &str); 2] =
    [("territoire", "Territoire et environnement"), ("deplacements", "Déplacements")];
/// Where all of them are.
const BOUNDS: [f64; 4] = [-1.753, 48.076, -1.624, 48.155];

pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/conformance", get(|| async { Json(conformance()) }))
        .route("/collections", get(|headers: HeaderMap| async move { Json(collections(&headers)) }))
        .route("/collections/{collection}/items", get(list))
        .route("/collections/{collection}/items/{id}", get(record_of))
        .route("/collections/{collection}/queryables", get(queryables))
        .fallback(|| async { not_found() })
}

fn conformance() -> Value {
    let classes = ["core", "json", "sorting"]
        .map(|class| format!("http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/{class}"));
    json!({"conformsTo": classes})
}

fn collections(headers: &HeaderMap) -> Value {
    let one = |(id, title): (&str, &str)| {
        let items = here(headers, &format!("ogc-records/collections/{id}/items"));
        json!({"id": id, "title": title, "description": "Fiches de la métropole (démonstration).", "itemType": "record",
            "extent": {"spatial": {"bbox": [BOUNDS]}}, "links": [{"rel": "items", "type": "application/geo+json", "href": items}]})
    };
    json!({"collections": COLLECTIONS.map(one), "links": []})
}

fn held(collection: &str) -> impl Iterator<Item = &'static OpenDataset> {
    let is_in = move |dataset: &&OpenDataset| (dataset.theme == "Mobilité") == (collection == "deplacements");
    let is_known = COLLECTIONS.iter().any(|(id, _)| *id == collection);
    on(KIND).filter(move |dataset| is_known && is_in(dataset))
}

async fn list(headers: HeaderMap, Path(collection): Path<String>, Query(asked): Query<Asked>) -> Response {
    if COLLECTIONS.iter().all(|(id, _)| *id != collection) {
        return not_found();
    }
    let mut found: Vec<&OpenDataset> = held(&collection).filter(|it| fits(it, &asked)).collect();
    match asked.first("sortby") {
        Some("title") => found.sort_by_key(|it| &it.title),
        Some("-title") => found.sort_by_key(|it| std::cmp::Reverse(&it.title)),
        Some("created") => found.sort_by_key(|it| &it.created),
        Some("-created") => found.sort_by_key(|it| std::cmp::Reverse(&it.created)),
        Some("updated") => found.sort_by_key(|it| &it.updated),
        _ => found.sort_by_key(|it| std::cmp::Reverse(&it.updated)),
    }
    let (offset, limit) = (asked.number("offset").unwrap_or(0), asked.number("limit").unwrap_or(10).min(MOST));
    let features: Vec<Value> =
        found.iter().skip(offset).take(limit).map(|it| record(it, &collection, &headers)).collect();
    let own = here(&headers, &format!("ogc-records/collections/{collection}/items"));
    let follows = offset + limit < found.len();
    let next =
        follows.then(|| json!({"rel": "next", "href": format!("{own}?offset={}&limit={limit}", offset + limit)}));
    let links: Vec<Value> = std::iter::once(json!({"rel": "self", "href": own})).chain(next).collect();
    Json(json!({"type": "FeatureCollection", "numberMatched": found.len(), "numberReturned": features.len(),
        "features": features, "links": links}))
    .into_response()
}

fn fits(dataset: &OpenDataset, asked: &Asked) -> bool {
    let [west, south, east, north] = BOUNDS;
    let meets = |bounds: &str| {
        let numbers: Vec<f64> = bounds.split(',').filter_map(|number| number.parse().ok()).collect();
        matches!(numbers[..], [w, s, e, n] if w <= east && west <= e && s <= north && south <= n)
    };
    let during = |period: &str| {
        let (from, to) = period.split_once('/').unwrap_or((period, period));
        // What is about all days since it was made.
        (to == ".." || to >= dataset.created.as_str()) && !from.is_empty()
    };
    let is = |key: &str, own: &str| asked.first(key).is_none_or(|wanted| wanted == own);
    dataset.has(asked.first("q").unwrap_or_default())
        && asked.first("bbox").is_none_or(meets)
        && asked.first("datetime").is_none_or(during)
        && is("type", "dataset")
        && is("license", licence(dataset))
}

fn licence(dataset: &OpenDataset) -> &'static str {
    if dataset.licence == "odbl" { "ODbL-1.0" } else { "etalab-2.0" }
}

async fn queryables(Path(collection): Path<String>) -> Response {
    if held(&collection).next().is_none() {
        return not_found();
    }
    let text = json!({"type": "string"});
    Json(json!({"type": "object", "properties": {
        "title": text, "description": text, "updated": {"type": "string", "format": "date-time"},
        "type": {"type": "string", "enum": ["dataset"]},
        "license": {"type": "string", "enum": ["etalab-2.0", "ODbL-1.0"]},
    }}))
    .into_response()
}

async fn record_of(headers: HeaderMap, Path((collection, id)): Path<(String, String)>) -> Response {
    let found = held(&collection).find(|dataset| dataset.id == id);
    found.map_or_else(not_found, |dataset| Json(record(dataset, &collection, &headers)).into_response())
}

fn record(dataset: &OpenDataset, collection: &str, headers: &HeaderMap) -> Value {
    let [west, south, east, north] = BOUNDS;
    let own = here(headers, &format!("ogc-records/collections/{collection}/items/{}", dataset.id));
    let mut links: Vec<Value> = dataset.files.iter().map(|file| link(dataset, file, headers)).collect();
    // Where it was taken from.
    links.push(json!({"rel": "canonical", "type": "text/html", "href": here(headers, &dataset.page())}));
    links.push(json!({"rel": "self", "type": "application/geo+json", "href": own}));
    let rights = if dataset.is_open() { "open" } else { "restricted" };
    let moment = |day: &str| format!("{day}T08:00:00Z");
    json!({
        "id": dataset.id, "type": "Feature", "time": {"interval": [dataset.created, ".."]},
        "geometry": {"type": "Polygon",
            "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]]},
        "properties": {
            "type": "dataset", "title": dataset.title, "description": dataset.description, "keywords": dataset.keywords,
            "themes": [{"scheme": "urn:themes", "concepts": [{"id": dataset.theme}]}], "language": {"code": "fr"},
            "license": licence(dataset), "rights": rights, "created": moment(&dataset.created),
            "updated": moment(&dataset.updated),
            "contacts": [{"organization": dataset.publisher().name, "roles": ["publisher"]}],
        },
        "links": links,
    })
}

fn link(dataset: &OpenDataset, file: &OpenFile, headers: &HeaderMap) -> Value {
    json!({"rel": "enclosure", "title": file.title, "type": file.content_type(), "length": file.length(dataset),
        "href": address(headers, &file.name)})
}

fn not_found() -> Response {
    http::json(404, &json!({"code": "NotFound", "description": "nothing is there"}))
}
