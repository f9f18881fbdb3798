//! The demo's repository of InvenioRDM, as Zenodo is one: its records, communities and files.

use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use md5::{Digest as _, Md5};
use serde_json::{Map, Value, json};

use super::catalogue::{OpenDataset, OpenFile, counts, on};
use super::{answer, here};
use crate::demo::http::{self, Asked};

const KIND: &str = "zenodo";
/// What is counted, and what that is called.
const COUNTED: [(&str, &str); 5] = [
    ("access_status", "Access status"),
    ("resource_type", "Resource types"),
    ("subject", "Subjects"),
    ("file_type", "File type"),
    ("publication_date", "Publication date"),
];

pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/api/records", get(|headers: HeaderMap, Query(asked): Query<Asked>| list(headers, None, asked)))
        .route("/api/records/{id}", get(record))
        .route("/api/records/{id}/versions", get(versions))
        .route("/api/records/{id}/versions/latest", get(latest))
        .route("/api/records/{id}/files/{key}/content", get(file))
        .route("/api/communities", get(communities))
        .route(
            "/api/communities/{slug}/records",
            get(|headers: HeaderMap, Path(slug): Path<String>, Query(asked): Query<Asked>| {
                list(headers, Some(slug), asked)
            }),
        )
        .fallback(|| async { refused(404, "The persistent identifier does not exist.") })
}

fn refused(status: u16, message: &str) -> Response {
    http::json(status, &json!({"status": status, "message": message}))
}

/// Each record with its id.
fn all() -> impl Iterator<Item = (usize, &'static OpenDataset)> {
    on(KIND).enumerate().map(|(at, dataset)| (40_010_001 + 10 * at, dataset))
}

/// The record with this id, or with this one of all its versions.
fn find(id: &str) -> Option<(usize, &'static OpenDataset)> {
    let wanted: usize = id.parse().ok()?;
    all().find(|(known, _)| *known == wanted)
}

fn community(slug: &str) -> bool {
    on(KIND).any(|it| it.publisher().slug == slug)
}

async fn list(headers: HeaderMap, slug: Option<String>, asked: Asked) -> Response {
    if slug.as_deref().is_some_and(|slug| !community(slug)) {
        return refused(404, "The persistent identifier does not exist.");
    }
    let (size, number) = (asked.number("size").unwrap_or(25), asked.number("page").unwrap_or(1).max(1));
    if size > 25 {
        return refused(400, "Page size cannot be greater than 25.");
    }
    let words = asked.first("q").unwrap_or_default().replace(['+', '\\', '"'], " ");
    let is_in = |it: &OpenDataset| slug.as_deref().is_none_or(|slug| it.publisher().slug == slug);
    let found: Vec<_> = all().filter(|(_, it)| is_in(it) && it.has(&words)).collect();
    let aggregations = counted(&found);
    let fits = |it: &'static OpenDataset| {
        COUNTED.iter().all(|(name, _)| {
            let mut wanted = asked.all(name).peekable();
            wanted.peek().is_none() || wanted.any(|value| values_of(it, name).contains(&value))
        })
    };
    let mut found: Vec<_> = found.into_iter().filter(|(_, it)| fits(it)).collect();
    match asked.first("sort") {
        Some("oldest") => found.sort_by_key(|(_, it)| &it.created),
        Some("updated-asc") => found.sort_by_key(|(_, it)| &it.updated),
        Some("updated-desc") => found.sort_by_key(|(_, it)| std::cmp::Reverse(&it.updated)),
        _ => found.sort_by_key(|(_, it)| std::cmp::Reverse(&it.created)),
    }
    let hits = found.iter().skip((number - 1) * size).take(size).map(|(id, it)| told(*id, it, &headers));
    let own = here(&headers, &format!("zenodo/api/records?page={number}&size={size}"));
    Json(json!({"hits": {"hits": hits.collect::<Vec<_>>(), "total": found.len()}, "aggregations": aggregations,
        "sortBy": "newest", "page": number, "links": {"self": own}}))
    .into_response()
}

fn values_of(dataset: &'static OpenDataset, name: &str) -> Vec<&'static str> {
    match name {
        "access_status" => vec![if dataset.is_open() { "open" } else { "restricted" }],
        "resource_type" => vec![kind(dataset).0],
        "subject" => dataset.keywords.iter().map(String::as_str).collect(),
        "file_type" => dataset.files.iter().filter(|_| dataset.is_open()).map(|file| file.format.as_str()).collect(),
        "publication_date" => vec![&dataset.created[..4]],
        _ => vec![],
    }
}

fn counted(found: &[(usize, &'static OpenDataset)]) -> Value {
    let facet = |(name, label): &(&str, &str)| {
        let values = |it: &'static OpenDataset| values_of(it, name).into_iter().map(|value| ("", value)).collect();
        let values = counts(found.iter().map(|(_, it)| *it), values);
        let bucket = |(_, key, count): (String, String, u64)| json!({"key": key, "doc_count": count, "label": key});
        ((*name).to_owned(), json!({"label": label, "buckets": values.into_iter().map(bucket).collect::<Vec<_>>()}))
    };
    Value::Object(COUNTED.iter().map(facet).collect())
}

/// Its type: id and title.
fn kind(dataset: &OpenDataset) -> (&'static str, Value) {
    match dataset.theme.as_str() {
        "image" => ("image", json!({"en": "Image", "fr": "Image"})),
        _ => ("dataset", json!({"en": "Dataset", "fr": "Jeu de données"})),
    }
}

fn told(id: usize, dataset: &'static OpenDataset, headers: &HeaderMap) -> Value {
    let publisher = dataset.publisher();
    let doi = dataset.doi().replace("doi:", "");
    let (kind, title) = kind(dataset);
    let status = values_of(dataset, "access_status")[0];
    let licence = if dataset.licence == "odbl" { "odbl-1.0" } else { "etalab-2.0" };
    let subjects: Vec<Value> = dataset.keywords.iter().map(|word| json!({"subject": word})).collect();
    json!({"id": id.to_string(), "created": format!("{}T08:00:00+00:00", dataset.created),
        "updated": format!("{}T08:00:00+00:00", dataset.updated),
        "links": {"self": here(headers, &format!("zenodo/api/records/{id}")),
            "self_html": here(headers, &format!("zenodo/records/{id}"))},
        "parent": {"id": (id - 1).to_string()}, "versions": {"is_latest": true, "index": 1},
        "pids": {"doi": {"identifier": doi, "provider": "datacite"}},
        "metadata": {"title": dataset.title, "description": dataset.description, "publication_date": dataset.created,
            "publisher": publisher.name, "version": "v1.0", "subjects": subjects, "rights": [{"id": licence}],
            "resource_type": {"id": kind, "title": title},
            "creators": [{"person_or_org": {"type": "organizational", "name": publisher.name}}]},
        "access": {"record": "public", "files": if dataset.is_open() { "public" } else { "restricted" }, "status": status},
        "files": files(id, dataset, headers)})
}

/// Of what is restricted nothing is told but that there are some.
fn files(id: usize, dataset: &OpenDataset, headers: &HeaderMap) -> Value {
    if !dataset.is_open() {
        return json!({"enabled": true});
    }
    let entry = |file: &OpenFile| {
        let content = here(headers, &format!("zenodo/api/records/{id}/files/{}/content", file.name));
        let entry = json!({"key": file.name, "size": file.length(dataset), "mimetype": file.content_type(),
            "checksum": format!("md5:{}", md5(file.bytes(dataset))), "access": {"hidden": false},
            "links": {"content": content}});
        (file.name.clone(), entry)
    };
    let entries: Map<String, Value> = dataset.files.iter().map(entry).collect();
    json!({"enabled": true, "count": entries.len(), "entries": entries})
}

fn md5(bytes: &[u8]) -> String {
    Md5::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn record(headers: HeaderMap, Path(id): Path<String>) -> Response {
    match find(&id) {
        Some((id, dataset)) => Json(told(id, dataset, &headers)).into_response(),
        None => refused(404, "The persistent identifier does not exist."),
    }
}

async fn versions(headers: HeaderMap, Path(id): Path<String>) -> Response {
    match find(&id) {
        Some((id, dataset)) => {
            Json(json!({"hits": {"hits": [told(id, dataset, &headers)], "total": 1}, "links": {}})).into_response()
        }
        None => refused(404, "The persistent identifier does not exist."),
    }
}

/// What names all versions is one less than the first.
async fn latest(headers: HeaderMap, Path(id): Path<String>) -> Response {
    let wanted: usize = id.parse().unwrap_or_default();
    match all().find(|(known, _)| *known == wanted || *known == wanted + 1) {
        Some((id, _)) => {
            let location = here(&headers, &format!("zenodo/api/records/{id}"));
            (http::status(301).status(), [(LOCATION, location)]).into_response()
        }
        None => refused(404, "The persistent identifier does not exist."),
    }
}

async fn file(headers: HeaderMap, Path((id, key)): Path<(String, String)>) -> Response {
    match find(&id) {
        Some((_, dataset)) if !dataset.is_open() => refused(403, "Permission denied."),
        Some((_, dataset)) => match dataset.files.iter().find(|file| file.name == key) {
            Some(file) => answer(dataset, file, &headers),
            None => refused(404, &format!("File with key \"{key}\" not found.")),
        },
        None => refused(404, "The persistent identifier does not exist."),
    }
}

async fn communities(Query(asked): Query<Asked>) -> Json<Value> {
    let wanted = asked.first("q").unwrap_or_default().replace(['+', '\\'], " ").trim().to_lowercase();
    let found = counts(on(KIND), |it| vec![(&*it.publisher().slug, &*it.publisher().name)]);
    let found = found.into_iter().filter(|(_, name, _)| name.to_lowercase().contains(&wanted));
    let community = |(slug, name, _): (String, String, u64)| json!({"slug": slug, "metadata": {"title": name}});
    let hits: Vec<Value> = found.map(community).collect();
    Json(json!({"hits": {"total": hits.len(), "hits": hits}, "links": {}}))
}
