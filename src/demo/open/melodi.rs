//! The demo's catalogue of statistics: a short list that is told whole, and files at addresses of their own.

use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::catalogue::{OpenDataset, OpenFile, on};
use super::{answer, here};
use crate::demo::http;

const KIND: &str = "melodi";

pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/catalog/all", get(all))
        .route("/catalog/{id}", get(one))
        .route("/file/{id}/{product}", get(file))
        .route("/rmes/listeCode/{list}", get(|| async { Json(json!({"codes": [], "niveaux": []})) }))
        .fallback(|| async { http::status(404) })
}

async fn all(headers: HeaderMap) -> Json<Value> {
    Json(on(KIND).map(|dataset| entry(dataset, &headers)).collect())
}

fn id(dataset: &OpenDataset) -> String {
    format!("DS_{}", dataset.slug.to_uppercase().replace('-', "_"))
}

fn named(wanted: &str) -> Option<&'static OpenDataset> {
    on(KIND).find(|dataset| id(dataset) == wanted)
}

async fn one(headers: HeaderMap, Path(wanted): Path<String>) -> Response {
    let found = named(&wanted).map(|dataset| Json(entry(dataset, &headers)).into_response());
    found.unwrap_or_else(|| http::status(404))
}

fn entry(dataset: &OpenDataset, headers: &HeaderMap) -> Value {
    let text = |text: &str| json!([{"lang": "fr", "content": text}, {"lang": "en"}]);
    let level = |id: &str, label: &str| json!({"id": id, "label": text(label)});
    let keywords: Vec<Value> = dataset.keywords.iter().map(|word| json!({"label": text(word)})).collect();
    json!({
        "identifier": id(dataset), "uuid": dataset.id, "title": text(&dataset.title), "subtitle": text(""),
        "abstract": text(&dataset.description), "description": text(""), "accessRights": text("Libre"),
        "issued": format!("{}T09:00:00", dataset.created), "modified": format!("{}T09:00:00", dataset.updated),
        "temporal": {"startPeriod": "2024-01-01T00:00:00", "endPeriod": "2025-12-31T00:00:00"},
        "spatial": level("FE", "France"), "spatialTemporal": "2026-01-01T01:00:00",
        "spatialResolution": [level("COM", "Commune"), level("DEP", "Département")],
        "theme": [{"label": text(&dataset.theme), "themeTaxonomy": "inseeTheme"}], "keyword": keywords,
        "publisher": {"id": dataset.publisher().slug, "label": text(&dataset.publisher().name)},
        "wasGeneratedBy": [{"id": "s1", "label": text("Recensement inventé")}],
        "accrualPeriodicity": {"id": "A", "label": text("Annuelle")}, "numSeries": 0,
        "numObservations": dataset.files.first().map(|file| file.rows),
        "product": dataset.files.iter().map(|file| product(dataset, file, headers)).collect::<Vec<_>>(),
    })
}

fn product(dataset: &OpenDataset, file: &OpenFile, headers: &HeaderMap) -> Value {
    json!({
        "id": file.id, "format": file.format.to_uppercase(), "mediaType": file.content_type(), "title": file.title,
        "language": "FR", "issued": format!("{}T09:00:00", dataset.created), "byteSize": file.length(dataset),
        "modified": format!("{}T09:00:00", dataset.updated),
        "accessURL": here(headers, &format!("melodi/file/{}/{}", id(dataset), file.id)),
    })
}

async fn file(headers: HeaderMap, Path((wanted, product)): Path<(String, String)>) -> Response {
    let found = named(&wanted).and_then(|dataset| Some((dataset, dataset.files.iter().find(|it| it.id == product)?)));
    found.map_or_else(|| http::status(404), |(dataset, file)| answer(dataset, file, &headers))
}
