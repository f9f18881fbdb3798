//! The demo's Opendatasoft portal: its catalogue, and exports that it makes when asked.

use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::catalogue::{OpenDataset, OpenFile, counts, find, on};
use super::content;
use crate::demo::http::{self, Asked};

const KIND: &str = "opendatasoft";

pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let catalogue = Router::new()
        .route("/facets", get(|| async { Json(facets()) }))
        .route("/datasets", get(list))
        .route("/datasets/{id}", get(dataset))
        .route("/datasets/{id}/records", get(count))
        .route("/datasets/{id}/exports/{format}", get(export))
        .route("/datasets/{id}/attachments/{file}", get(attachment));
    Router::new().nest("/api/explore/v2.1/catalog", catalogue).fallback(|| async { not_found() })
}

async fn list(Query(asked): Query<Asked>) -> Json<Value> {
    let wanted = asked.first("where").unwrap_or_default();
    let words = wanted.split("search(\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let refined = |it: &OpenDataset| asked.all("refine").all(|refine| has(it, refine));
    let mut found: Vec<&OpenDataset> =
        on(KIND).filter(|it| it.has(words) && refined(it) && is_either(it, wanted)).collect();
    match asked.first("order_by") {
        Some("title desc") => found.sort_by_key(|it| std::cmp::Reverse(&it.title)),
        Some("modified asc") => found.sort_by_key(|it| &it.updated),
        Some("modified desc") => found.sort_by_key(|it| std::cmp::Reverse(&it.updated)),
        _ => found.sort_by_key(|it| &it.title),
    }
    let (offset, limit) = (asked.number("offset").unwrap_or(0), asked.number("limit").unwrap_or(10));
    let results: Vec<Value> = found.iter().skip(offset).take(limit).map(|it| record(it)).collect();
    Json(json!({"total_count": found.len(), "results": results}))
}

/// `name:"value"`.
fn has(dataset: &OpenDataset, refine: &str) -> bool {
    let Some((name, value)) = refine.split_once(':') else { return true };
    let value = value.trim_matches(['"', '\'']);
    match name {
        "theme" => dataset.theme == value,
        "publisher" => dataset.publisher().name == value,
        "keyword" => dataset.keywords.iter().any(|word| word == value),
        "license" => dataset.licence_title() == value,
        "modified" => dataset.updated.replace('-', "/").starts_with(value),
        _ => true,
    }
}

/// `(name="a" or name="b")` in a condition, where there is one.
fn is_either(dataset: &OpenDataset, wanted: &str) -> bool {
    let Some((_, rest)) = wanted.split_once('(').filter(|(before, _)| !before.ends_with("search")) else { return true };
    let either = rest.split(')').next().unwrap_or_default();
    either.split(" or ").any(|one| has(dataset, &one.replacen('=', ":", 1)))
}

fn facets() -> Value {
    let facet = |name: &str, values: Vec<(String, String, u64)>| {
        let value = |(_, label, count): &(String, String, u64)| json!({"count": count, "state": "displayed", "name": label, "value": label});
        json!({"name": name, "facets": values.iter().map(value).collect::<Vec<_>>()})
    };
    let all = [
        facet("theme", counts(on(KIND), |it| vec![("", it.theme.as_str())])),
        facet("publisher", counts(on(KIND), |it| vec![("", it.publisher().name.as_str())])),
        facet("keyword", counts(on(KIND), |it| it.keywords.iter().map(|word| ("", word.as_str())).collect())),
        facet("license", counts(on(KIND), |it| vec![("", it.licence_title())])),
    ];
    json!({"links": [], "facets": all})
}

async fn dataset(Path(id): Path<String>) -> Response {
    find(KIND, &id).map_or_else(not_found, |it| Json(record(it)).into_response())
}

/// The file whose rows the portal keeps as records.
fn records(dataset: &OpenDataset) -> Option<&OpenFile> {
    dataset.files.iter().find(|file| file.made == "csv")
}

/// Only what says where it is has a map.
fn is_geographic(file: &OpenFile) -> bool {
    content::rows(file).names().any(|name| name == "longitude")
}

fn record(dataset: &OpenDataset) -> Value {
    let records = records(dataset);
    let fields: Vec<Value> = records.iter().flat_map(|file| fields(file)).collect();
    let others = dataset.files.iter().filter(|file| file.made != "csv");
    let attachment = |file: &OpenFile| json!({"id": file.name, "title": file.name, "mimetype": file.content_type(), "url": format!("odsfile://{}", file.name)});
    let features: &[&str] = if records.is_some_and(is_geographic) { &["analyze", "geo"] } else { &["analyze"] };
    let modified = format!("{}T08:00:00+00:00", dataset.updated);
    json!({
        "visibility": "domain", "dataset_id": dataset.slug, "dataset_uid": format!("da_{}", &dataset.id[..6]),
        "has_records": records.is_some(), "data_visible": true, "features": features, "fields": fields,
        "attachments": others.map(attachment).collect::<Vec<_>>(), "alternative_exports": [],
        "metas": {"default": {
            "title": dataset.title, "description": format!("<p>{}</p>", dataset.description),
            "theme": [dataset.theme], "keyword": dataset.keywords, "license": dataset.licence_title(),
            "language": "fr", "modified": modified, "data_processed": modified, "metadata_processed": modified,
            "publisher": dataset.publisher().name, "territory": ["Rennes Métropole"], "federated": false,
            "records_count": records.map(|file| file.rows), "update_frequency": "monthly",
        }, "dcat": {"created": dataset.created, "identifier": dataset.doi}},
    })
}

fn fields(file: &OpenFile) -> Vec<Value> {
    let first = content::rows(file).object(0);
    let kind = |value: &Value| match value {
        Value::Number(number) if number.is_f64() => "double",
        Value::Number(_) => "int",
        _ => "text",
    };
    let field = |(name, value): (&String, &Value)| json!({"name": name, "label": name, "description": null, "type": kind(value)});
    first.iter().map(field).collect()
}

/// How many records there are. It looks for none: who asks only for some looks at all of them.
async fn count(Path(id): Path<String>, Query(asked): Query<Asked>) -> Response {
    let rows = find(KIND, &id).and_then(records).map(|file| file.rows);
    match (rows, asked.first("where")) {
        (None, _) => not_found(),
        (Some(_), Some(_)) => {
            http::json(400, &json!({"message": "ODSQL query is malformed", "error_code": "ODSQLError"}))
        }
        (Some(rows), None) => Json(json!({"total_count": rows, "results": []})).into_response(),
    }
}

/// Made while it is sent: without length, checksum, or a way to go on in the middle.
async fn export(Path((id, format)): Path<(String, String)>) -> Response {
    let made = find(KIND, &id).and_then(|dataset| {
        let file = records(dataset)?;
        content::export(&format, &content::rows(file), dataset).map(|bytes| (dataset, bytes))
    });
    let Some((dataset, bytes)) = made else { return not_found() };
    let (ending, content_type) = match format.as_str() {
        "csv" => ("csv", "text/csv; charset=utf-8"),
        "json" => ("json", "application/json; charset=utf-8"),
        "jsonl" => ("jsonl", "application/x-ndjson"),
        "geojson" => ("geojson", "application/geo+json"),
        "xlsx" => ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        "shp" => ("zip", "application/zip"),
        "kml" => ("kml", "application/vnd.google-earth.kml+xml"),
        "gpx" => ("gpx", "application/gpx+xml"),
        "parquet" => ("parquet", "application/vnd.apache.parquet"),
        _ => ("fgb", "application/octet-stream"),
    };
    let chunks = futures_util::stream::iter([Ok::<_, std::io::Error>(bytes)]);
    let body = axum::body::Body::from_stream(chunks);
    http::file(body, content_type, Some(format!("attachment; filename=\"{}.{ending}\"", dataset.slug)))
}

async fn attachment(Path((id, name)): Path<(String, String)>) -> Response {
    let found = find(KIND, &id).and_then(|it| Some((it, it.files.iter().find(|file| file.name == name)?)));
    found.map_or_else(not_found, |(dataset, file)| {
        let name = format!("attachment; filename=\"{}\"", file.name);
        http::file(file.bytes(dataset).to_vec(), file.content_type(), Some(name))
    })
}

fn not_found() -> Response {
    http::json(404, &json!({"message": "The requested dataset does not exist.", "error_code": "DatasetNotFound"}))
}
