//! The demo's map service: what happens on the roads, as a collection of an OGC API.

use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::catalogue::{OpenDataset, find};
use super::{content, here};
use crate::demo::http::{self, Asked};

/// The dataset that is served as a collection.
const SLUG: &str = "evenements-circulation";
/// What the service gives at once, whatever it is asked for.
const PAGE: usize = 100;

pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/", get(landing))
        .route("/conformance", get(conformance))
        .route("/collections", get(|headers: HeaderMap| async move { Json(json!({"collections": [about(&headers)]})) }))
        .route("/collections/{id}", get(collection))
        .route("/collections/{id}/queryables", get(queryables))
        .route("/collections/{id}/items", get(items))
        .fallback(|| async { not_found() })
}

/// What a portal that holds `dataset` links to, where it is served.
pub fn resource(dataset: &OpenDataset, headers: &HeaderMap) -> Option<Value> {
    (dataset.slug == SLUG).then(|| {
        json!({
            "id": "5e1c0a52", "title": "Service OGC API", "description": null,
            "filetype": "remote", "type": "main", "format": "OGC API Features", "mime": null,
            "url": here(headers, &format!("ogc/collections/{SLUG}")), "schema": null, "extras": {},
            "created_at": format!("{}T08:00:00+00:00", dataset.created),
            "last_modified": format!("{}T08:00:00+00:00", dataset.updated),
        })
    })
}

async fn landing(headers: HeaderMap) -> Json<Value> {
    let link = |rel: &str, path: &str| json!({"rel": rel, "href": here(&headers, path), "type": "application/json"});
    let links = [link("conformance", "ogc/conformance"), link("data", "ogc/collections")];
    Json(json!({"title": "Service de démonstration", "links": links}))
}

async fn conformance() -> Json<Value> {
    let class = |name: &str| format!("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}");
    Json(json!({"conformsTo": [class("core"), class("geojson")]}))
}

fn about(headers: &HeaderMap) -> Value {
    let items = here(headers, &format!("ogc/collections/{SLUG}/items"));
    json!({"id": SLUG, "title": find("udata", SLUG).map(|it| it.title.as_str()), "itemType": "feature",
        "links": [{"rel": "items", "href": items, "type": "application/geo+json"}]})
}

async fn collection(headers: HeaderMap, Path(id): Path<String>) -> Response {
    if id == SLUG { Json(about(&headers)).into_response() } else { not_found() }
}

async fn queryables(Path(id): Path<String>) -> Response {
    let Some(first) = features(&id).into_iter().next() else { return not_found() };
    let kind = |value: &Value| if value.is_number() { "number" } else { "string" };
    let known = first["properties"].as_object().into_iter().flatten();
    let known: Value = known.map(|(name, value)| (name.clone(), json!({"type": kind(value)}))).collect();
    Json(json!({"type": "object", "properties": known})).into_response()
}

/// All features of the collection; none where there is none called so.
fn features(id: &str) -> Vec<Value> {
    let file = find("udata", id).filter(|it| it.slug == SLUG).and_then(|it| it.files.first());
    let text = file.map(|file| content::rows(file).geojson()).unwrap_or_default();
    let collection: Value = serde_json::from_str(&text).unwrap_or_default();
    let all = collection["features"].as_array().cloned().unwrap_or_default();
    let numbered = all.into_iter().enumerate().map(|(number, mut feature)| {
        feature["id"] = json!(number + 1);
        feature
    });
    numbered.collect()
}

async fn items(headers: HeaderMap, Path(id): Path<String>, Query(asked): Query<Asked>) -> Response {
    let mut found = features(&id);
    if found.is_empty() {
        return not_found();
    }
    let bounds: Vec<f64> =
        asked.first("bbox").unwrap_or_default().split(',').filter_map(|it| it.parse().ok()).collect();
    if let [west, south, east, north] = bounds[..] {
        found.retain(|feature| {
            let at = |axis: usize| feature["geometry"]["coordinates"][axis].as_f64().unwrap_or(f64::MAX);
            (west..=east).contains(&at(0)) && (south..=north).contains(&at(1))
        });
    }
    let (start, limit) = (asked.number("offset").unwrap_or(0), asked.number("limit").unwrap_or(10).clamp(1, PAGE));
    let matched = found.len();
    let page: Vec<Value> = found.into_iter().skip(start).take(limit).collect();
    let bbox = asked.first("bbox").map(|bbox| format!("&bbox={bbox}")).unwrap_or_default();
    let next = (start + page.len() < matched && !page.is_empty()).then(|| {
        let href = format!("ogc/collections/{id}/items?offset={}&limit={limit}{bbox}", start + page.len());
        json!({"rel": "next", "href": here(&headers, &href), "type": "application/geo+json"})
    });
    Json(json!({"type": "FeatureCollection", "numberMatched": matched, "numberReturned": page.len(),
        "features": page, "links": next.into_iter().collect::<Vec<_>>()}))
    .into_response()
}

fn not_found() -> Response {
    http::json(404, &json!({"code": "NotFound", "description": "no such collection"}))
}
