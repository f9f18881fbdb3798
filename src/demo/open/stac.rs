//! The demo's STAC interface: collections by theme, items with checksums, pages that go on by a POST.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Map, Value, json};

use super::catalogue::{OpenDataset, counts, find, on};
use super::{address, here};
use crate::base::text::fold;
use crate::demo::http;

const KIND: &str = "stac";
/// Where all of it is.
const BOUNDS: [f64; 4] = [-1.753, 48.076, -1.624, 48.155];

pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/search", post(search))
        .route("/collections", get(|| async { Json(json!({"collections": collections(), "links": []})) }))
        .route("/collections/{collection}", get(collection))
        .route("/collections/{collection}/items/{id}", get(item_of))
        .fallback(|| async { not_found() })
}

/// The first document.
pub async fn landing(headers: HeaderMap) -> Json<Value> {
    let link =
        |rel: &str, path: &str, method: &str| json!({"rel": rel, "href": here(&headers, path), "method": method});
    let classes =
        ["core", "item-search", "item-search#sort"].map(|class| format!("https://api.stacspec.org/v1.0.0/{class}"));
    Json(
        json!({"type": "Catalog", "stac_version": "1.1.0", "id": "demo", "title": "Le territoire vu d’en haut (démonstration)",
        "description": "Données de démonstration", "conformsTo": classes, "links": [
            link("self", "stac/", "GET"), link("data", "stac/collections", "GET"), link("search", "stac/search", "POST")]}),
    )
}

fn slug(theme: &str) -> String {
    fold(theme).replace([' ', '\''], "-")
}

fn collections() -> Vec<Value> {
    let themes = counts(on(KIND), |it| vec![("", it.theme.as_str())]);
    let one = |(_, theme, _): &(String, String, u64)| {
        json!({"type": "Collection", "stac_version": "1.1.0", "id": slug(theme), "title": theme, "license": "etalab-2.0",
            "description": format!("{theme}, sur le territoire de la métropole."), "links": [],
            "extent": {"spatial": {"bbox": [BOUNDS]}, "temporal": {"interval": [["2015-01-01T00:00:00Z", null]]}}})
    };
    themes.iter().map(one).collect()
}

async fn collection(Path(id): Path<String>) -> Response {
    let found = collections().into_iter().find(|it| it["id"] == id);
    found.map_or_else(not_found, |it| Json(it).into_response())
}

async fn search(headers: HeaderMap, body: Bytes) -> Response {
    let Ok(wanted) = serde_json::from_slice::<Map<String, Value>>(&body) else { return not_found() };
    let mut found: Vec<&OpenDataset> = on(KIND).filter(|it| fits(it, &wanted)).collect();
    let sort = wanted.get("sortby").and_then(|all| all.get(0));
    found.sort_by_key(|it| match sort.and_then(|sort| sort["field"].as_str()) {
        Some("properties.updated") => &it.updated,
        _ => &it.created,
    });
    if sort.is_none_or(|sort| sort["direction"] == "desc") {
        found.reverse();
    }
    let number = |key: &str| wanted.get(key).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
    let (skip, limit) = (number("skip").unwrap_or(0), number("limit").unwrap_or(10));
    let features: Vec<Value> = found.iter().skip(skip).take(limit).map(|it| item(it, &headers)).collect();
    let next = (skip + limit < found.len()).then(|| {
        json!({"rel": "next", "href": here(&headers, "stac/search"), "method": "POST", "merge": true,
            "body": {"skip": skip + limit}})
    });
    let links: Vec<Value> = next.into_iter().collect();
    Json(json!({"type": "FeatureCollection", "features": features, "numberMatched": found.len(), "links": links}))
        .into_response()
}

fn fits(dataset: &OpenDataset, wanted: &Map<String, Value>) -> bool {
    let is_among = |key: &str, own: &str| {
        wanted.get(key).and_then(Value::as_array).is_none_or(|all| all.iter().any(|one| one == own))
    };
    let meets = |bounds: &Vec<Value>| {
        let [west, south, east, north] = BOUNDS;
        let numbers: Vec<f64> = bounds.iter().filter_map(Value::as_f64).collect();
        matches!(numbers[..], [w, s, e, n] if w <= east && west <= e && s <= north && south <= n)
    };
    let during = |period: &str| {
        let (from, to) = period.split_once('/').unwrap_or((period, period));
        let day = format!("{}T08:00:00Z", dataset.created);
        (from == ".." || *day >= *from) && (to == ".." || *day <= *to)
    };
    is_among("collections", &slug(&dataset.theme))
        && is_among("ids", &dataset.slug)
        && wanted.get("bbox").and_then(Value::as_array).is_none_or(meets)
        && wanted.get("datetime").and_then(Value::as_str).is_none_or(during)
}

async fn item_of(headers: HeaderMap, Path((collection, id)): Path<(String, String)>) -> Response {
    let found = find(KIND, &id).filter(|dataset| slug(&dataset.theme) == collection);
    found.map_or_else(not_found, |dataset| Json(item(dataset, &headers)).into_response())
}

fn item(dataset: &OpenDataset, headers: &HeaderMap) -> Value {
    let [west, south, east, north] = BOUNDS;
    let collection = slug(&dataset.theme);
    let moment = |day: &str| format!("{day}T08:00:00Z");
    let asset = |file: &super::catalogue::OpenFile| {
        let (algo, sum) = file.checksum(dataset);
        // As a multihash: the code of SHA-256, and its 32 bytes.
        let sum = (algo == "SHA-256").then(|| format!("1220{sum}"));
        let asset = json!({"href": address(headers, &file.name), "title": file.title, "type": file.content_type(),
            "roles": ["data"], "file:size": file.length(dataset), "file:checksum": sum});
        (file.name.clone(), asset)
    };
    let own = here(headers, &format!("stac/collections/{collection}/items/{}", dataset.slug));
    json!({
        "type": "Feature", "stac_version": "1.1.0", "id": dataset.slug, "collection": collection,
        "bbox": BOUNDS, "geometry": {"type": "Polygon",
            "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]]},
        "properties": {
            "title": dataset.title, "description": dataset.description, "datetime": moment(&dataset.created),
            "created": moment(&dataset.created), "updated": moment(&dataset.updated), "keywords": dataset.keywords,
            "license": if dataset.licence == "odbl" { "ODbL-1.0" } else { "etalab-2.0" },
            "providers": [{"name": dataset.publisher().name, "roles": ["producer"]}],
        },
        "links": [{"rel": "self", "href": own, "type": "application/geo+json"},
            {"rel": "via", "href": here(headers, &dataset.page()), "type": "text/html"}],
        "assets": dataset.files.iter().map(asset).collect::<Map<String, Value>>(),
    })
}

fn not_found() -> Response {
    http::json(404, &json!({"code": "NotFound", "description": "nothing is there"}))
}
