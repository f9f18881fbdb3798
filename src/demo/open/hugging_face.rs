//! The demo's Hub: repositories of files at one commit each, small ones from its own cache and large ones from elsewhere.

use axum::extract::{Path, Query};
use axum::http::header::{LINK, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::catalogue::{OpenDataset, OpenFile, find, on};
use super::{address, answer, here};
use crate::base::text::fold;
use crate::demo::http::{self, Asked};
use crate::download::digest::{Algo, Hasher};

const KIND: &str = "hugging-face";
/// What is longer is kept beside the repository.
const LARGE: u64 = 4096;

pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/api/datasets", get(list))
        .route("/api/datasets-tags-by-type", get(tags))
        .route("/api/datasets/{owner}/{name}", get(dataset))
        .route("/api/datasets/{owner}/{name}/tree/{revision}", get(tree))
        .route("/datasets/{owner}/{name}/resolve/{revision}/{file}", get(resolve))
        .route("/api/resolve-cache/datasets/{owner}/{name}/{revision}/{file}", get(cached))
        .fallback(|| async { not_found("RepoNotFound") })
}

async fn list(headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    let mut found: Vec<&OpenDataset> = on(KIND).filter(|it| fits(it, &asked)).collect();
    match asked.first("sort") {
        Some("createdAt") => found.sort_by_key(|it| std::cmp::Reverse(&it.created)),
        _ => found.sort_by_key(|it| std::cmp::Reverse(&it.updated)),
    }
    let (from, limit) = (asked.number("cursor").unwrap_or(0), asked.number("limit").unwrap_or(10));
    let records: Vec<Value> = found.iter().skip(from).take(limit).map(|it| record(it)).collect();
    let next = from.saturating_add(limit);
    let link = here(&headers, &format!("hugging-face/api/datasets?limit={limit}&cursor={next}"));
    match next < found.len() {
        true => ([(LINK, format!("<{link}>; rel=\"next\""))], Json(records)).into_response(),
        false => Json(records).into_response(),
    }
}

/// Names are what it looks in, and its own tags.
fn fits(dataset: &OpenDataset, asked: &Asked) -> bool {
    let own = tagged(dataset);
    asked.all("search").all(|word| fold(&id(dataset)).contains(&fold(word)))
        && asked.all("filter").all(|tag| own.iter().any(|known| known == tag))
        && asked.first("author").is_none_or(|author| dataset.publisher().slug == author)
        && asked.first("gated").is_none_or(|gated| (gated == "true") != dataset.is_open())
}

fn id(dataset: &OpenDataset) -> String {
    format!("{}/{}", dataset.publisher().slug, dataset.slug)
}

fn named(owner: &str, name: &str) -> Option<&'static OpenDataset> {
    find(KIND, name).filter(|dataset| dataset.publisher().slug == owner)
}

fn tagged(dataset: &OpenDataset) -> Vec<String> {
    let licence = if dataset.licence == "odbl" { "odbl" } else { "etalab-2.0" };
    let formats = dataset.files.iter().map(|file| format!("format:{}", file.format));
    let task = dataset.task.iter().map(|task| format!("task_categories:{task}"));
    let doi = dataset.doi.iter().map(|doi| format!("doi:{doi}"));
    let modality = if dataset.task.is_some() { "text" } else { "tabular" };
    let own = [format!("license:{licence}"), "language:fr".to_owned(), format!("modality:{modality}")];
    own.into_iter().chain(formats).chain(task).chain(doi).chain(dataset.keywords.iter().cloned()).collect()
}

fn record(dataset: &OpenDataset) -> Value {
    let gated = if dataset.is_open() { json!(false) } else { json!("manual") };
    let size: u64 = dataset.files.iter().map(|file| file.length(dataset)).sum();
    json!({
        "_id": dataset.hex(), "id": id(dataset), "author": dataset.publisher().slug, "sha": commit(dataset), "gated": gated,
        "private": false, "disabled": false, "createdAt": format!("{}T08:00:00.000Z", dataset.created),
        "lastModified": format!("{}T08:00:00.000Z", dataset.updated), "downloads": 100 + dataset.slug.len(),
        "likes": dataset.slug.len() / 4, "mainSize": size, "description": dataset.description, "tags": tagged(dataset),
    })
}

/// The one commit there is.
fn commit(dataset: &OpenDataset) -> String {
    let name = format!("{} {}", dataset.id, dataset.updated);
    git(Algo::Sha1, name.as_bytes())
}

fn git(algo: Algo, bytes: &[u8]) -> String {
    let mut hasher = Hasher::new(Some(algo));
    hasher.update(bytes);
    hasher.finish().get(algo).unwrap_or_default().to_owned()
}

/// The types of tags that guichet asks for, each by itself.
async fn tags(Query(asked): Query<Asked>) -> Json<Value> {
    let kind = asked.first("type").unwrap_or_default().to_owned();
    let all = on(KIND).flat_map(tagged).filter(|tag| tag.split(':').next() == Some(&kind));
    let all: std::collections::BTreeSet<String> = all.collect();
    let tag = |tag: &String| json!({"id": tag, "label": tag.split_once(':').map(|(_, it)| it), "type": kind});
    let tags: Vec<Value> = all.iter().map(tag).collect();
    Json([(kind.clone(), Value::from(tags))].into_iter().collect::<serde_json::Map<_, _>>().into())
}

async fn dataset(Path((owner, name)): Path<(String, String)>) -> Response {
    let Some(dataset) = named(&owner, &name) else { return not_found("RepoNotFound") };
    let mut record = record(dataset);
    let fields = (!dataset.is_open()).then(|| json!({"Nom": "text", "Organisme": "text", "Usage prévu": "text"}));
    record["cardData"] = json!({"pretty_name": dataset.title, "language": ["fr"], "extra_gated_fields": fields});
    Json(record).into_response()
}

async fn tree(Path((owner, name, revision)): Path<(String, String, String)>) -> Response {
    match named(&owner, &name).filter(|dataset| revision == commit(dataset) || revision == "main") {
        Some(dataset) => {
            Json(dataset.files.iter().map(|file| entry(dataset, file)).collect::<Vec<_>>()).into_response()
        }
        None => not_found("RevisionNotFound"),
    }
}

fn is_large(dataset: &OpenDataset, file: &OpenFile) -> bool {
    file.length(dataset) > LARGE
}

fn entry(dataset: &OpenDataset, file: &OpenFile) -> Value {
    let size = file.length(dataset);
    let mut entry = json!({"type": "file", "path": file.name, "size": size, "oid": sum(dataset, file).1});
    if is_large(dataset, file) {
        entry["lfs"] = json!({"oid": sum(dataset, file).1, "size": size, "pointerSize": 130});
        entry["oid"] = json!("0123456789abcdef0123456789abcdef01234567");
    }
    entry
}

/// By what it is stored.
fn sum(dataset: &OpenDataset, file: &OpenFile) -> (&'static str, String) {
    match is_large(dataset, file) {
        true => file.checksum(dataset),
        false => {
            let algo = Algo::GitBlob(Some(file.length(dataset)));
            (algo.word(), git(algo, file.bytes(dataset)))
        }
    }
}

type Asking = Path<(String, String, String, String)>;

fn asked(
    (owner, name, revision, file): &(String, String, String, String),
) -> Option<(&'static OpenDataset, &'static OpenFile)> {
    let dataset = named(owner, name).filter(|it| *revision == commit(it) || revision == "main")?;
    Some((dataset, dataset.files.iter().find(|it| it.name == *file)?))
}

/// Leads to where the bytes are, and says beforehand what they are.
async fn resolve(headers: HeaderMap, Path(path): Asking) -> Response {
    let Some((dataset, file)) = asked(&path) else { return not_found("EntryNotFound") };
    if !dataset.is_open() {
        let words =
            "Access to this dataset is restricted. You must have access to it and be authenticated to access it.";
        return (StatusCode::UNAUTHORIZED, [("x-error-code", "GatedRepo")], words).into_response();
    }
    let (status, to) = match is_large(dataset, file) {
        true => (StatusCode::FOUND, address(&headers, &file.name)),
        false => {
            let (owner, name, _, file) = &path;
            let cache = format!("hugging-face/api/resolve-cache/datasets/{owner}/{name}/{}/{file}", commit(dataset));
            (StatusCode::TEMPORARY_REDIRECT, here(&headers, &cache))
        }
    };
    let told = [
        (LOCATION.as_str(), to.clone()),
        ("x-repo-commit", commit(dataset)),
        ("x-linked-size", file.length(dataset).to_string()),
        ("x-linked-etag", format!("\"{}\"", sum(dataset, file).1)),
    ];
    (status, told, format!("Redirecting to {to}")).into_response()
}

async fn cached(headers: HeaderMap, Path(path): Asking) -> Response {
    match asked(&path).filter(|(dataset, _)| dataset.is_open()) {
        Some((dataset, file)) => answer(dataset, file, &headers),
        None => not_found("EntryNotFound"),
    }
}

fn not_found(code: &'static str) -> Response {
    ([("x-error-code", code)], http::json(404, &json!({"error": "Not found"}))).into_response()
}
