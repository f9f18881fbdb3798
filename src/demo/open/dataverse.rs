//! The demo's Dataverse portal: a repository whose collections are its publishers, as far as guichet asks it.

use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::catalogue::{OpenDataset, OpenFile, counts, on};
use super::{answer, content, here};
use crate::demo::http::{self, Asked};

const KIND: &str = "dataverse";
const ROOT: &str = "Entrepôt de démonstration";
/// What is counted: the field, and what people call it.
const COUNTED: [(&str, &str); 5] = [
    ("subject_ss", "Subject"),
    ("publicationDate", "Publication Year"),
    ("license", "License"),
    ("authorName_ss", "Author Name"),
    ("keywordValue_ss", "Keyword Term"),
];

pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let version = || async { ok(json!({"version": "6.10.1", "build": null})) };
    Router::new()
        .route("/api/info/version", get(version))
        .route("/api/search", get(search))
        .route("/api/datasets/{pid}/", get(dataset))
        .route("/api/datasets/{pid}/versions", get(versions))
        .route("/api/datasets/{pid}/versions/{version}", get(version_of))
        .route("/api/access/datafile/{id}", get(file))
        .fallback(|| async { refused(404, "API endpoint does not exist on this server.") })
}

fn ok(data: Value) -> Response {
    Json(json!({"status": "OK", "data": data})).into_response()
}

fn refused(status: u16, message: &str) -> Response {
    http::json(status, &json!({"status": "ERROR", "message": message}))
}

async fn search(headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    let (mut items, facets) = match asked.first("type") {
        Some("dataverse") => (collections(&asked, &headers), json!([])),
        Some("dataset") => {
            let found = datasets(&asked);
            (found.iter().map(|it| hit(it)).collect(), counted(&found))
        }
        Some("file") => (files(asked.first("q").unwrap_or_default()), json!([])),
        _ => (vec![], json!([])),
    };
    if asked.all("subtree").any(|alias| alias != "root" && !publishers().iter().any(|(slug, ..)| slug == alias)) {
        return refused(400, "Could not find dataverse with alias");
    }
    let (total, start) = (items.len(), asked.number("start").unwrap_or(0).min(items.len()));
    let page: Vec<Value> = items.drain(start..).take(asked.number("per_page").unwrap_or(10)).collect();
    let mut found = json!({"q": asked.first("q"), "total_count": total, "start": start, "spelling_alternatives": {},
        "count_in_response": page.len(), "items": page});
    if asked.first("show_facets") == Some("true") {
        found["facets"] = facets;
    }
    ok(found)
}

fn datasets(asked: &Asked) -> Vec<&'static OpenDataset> {
    let words = asked.first("q").unwrap_or_default().replace(['\\', '*'], "");
    let is_below = |it: &OpenDataset| {
        let mut aliases = asked.all("subtree").peekable();
        aliases.peek().is_none() || aliases.any(|alias| alias == "root" || alias == it.publisher().slug)
    };
    let fits = |it: &&'static OpenDataset| it.has(&words) && is_below(it) && asked.all("fq").all(|fq| has(it, fq));
    let mut found: Vec<&'static OpenDataset> = on(KIND).filter(fits).collect();
    match (asked.first("sort"), asked.first("order")) {
        (Some("name"), Some("desc")) => found.sort_by_key(|it| std::cmp::Reverse(&it.title)),
        (Some("name"), _) => found.sort_by_key(|it| &it.title),
        (Some("date"), Some("asc")) => found.sort_by_key(|it| &it.created),
        _ => found.sort_by_key(|it| std::cmp::Reverse(&it.created)),
    }
    found
}

/// `field:"value"` or `field:("a" OR "b")`.
fn has(dataset: &'static OpenDataset, clause: &str) -> bool {
    let Some((field, values)) = clause.split_once(':') else { return true };
    let values = values.trim_start_matches('(').trim_end_matches(')');
    let mut values = values.split(" OR ").map(|value| value.trim_matches('"'));
    match field {
        "isHarvested" => values.any(|value| value == "false"),
        _ => {
            let own = values_of(dataset, field);
            values.any(|value| own.contains(&value))
        }
    }
}

fn values_of(dataset: &'static OpenDataset, field: &str) -> Vec<&'static str> {
    match field {
        "subject_ss" => vec![&dataset.theme],
        "publicationDate" => vec![&dataset.created[..4]],
        "license" => vec![licence(dataset).0],
        "authorName_ss" => vec![&dataset.publisher().name],
        "keywordValue_ss" => dataset.keywords.iter().map(String::as_str).collect(),
        "identifierOfDataverse" => vec![&dataset.publisher().slug],
        "publicationStatus" => vec!["Published"],
        _ => vec![],
    }
}

fn counted(found: &[&'static OpenDataset]) -> Value {
    let of = |field: &str| {
        let values = |it: &'static OpenDataset| values_of(it, field).into_iter().map(|value| ("", value)).collect();
        counts(found.iter().copied(), values).into_iter().map(|(_, label, count)| json!({(label): count}))
    };
    let facet = |(field, name): &(&str, &str)| {
        ((*field).to_owned(), json!({"friendly": name, "labels": of(field).collect::<Vec<_>>()}))
    };
    let all: serde_json::Map<String, Value> = COUNTED.iter().map(facet).collect();
    json!([all])
}

fn publishers() -> Vec<(String, String, u64)> {
    counts(on(KIND), |it| vec![(&*it.publisher().slug, &*it.publisher().name)])
}

fn collections(asked: &Asked, headers: &HeaderMap) -> Vec<Value> {
    let wanted = asked.first("q").unwrap_or_default().replace(['\\', '*'], "").to_lowercase();
    // They all lie right below the root.
    let is_in_root = asked.all("fq").all(|fq| !fq.starts_with("dvParentAlias:") || fq.ends_with("\"root\""));
    let found = publishers().into_iter().filter(|(_, name, _)| is_in_root && name.to_lowercase().contains(&wanted));
    let collection = |(slug, name, count): (String, String, u64)| {
        json!({"type": "dataverse", "name": name, "identifier": slug, "datasetCount": count, "description": "",
            "url": here(headers, &format!("dataverse/dataverse/{slug}")), "parentDataverseIdentifier": "root",
            "parentDataverseName": ROOT, "publicationStatuses": ["Published"]})
    };
    found.map(collection).collect()
}

fn hit(dataset: &OpenDataset) -> Value {
    let (publisher, doi) = (dataset.publisher(), dataset.doi());
    json!({"type": "dataset", "name": dataset.title, "global_id": doi, "description": dataset.description,
        "url": doi.replace("doi:", "https://doi.org/"), "published_at": format!("{}T08:00:00Z", dataset.created),
        "updatedAt": format!("{}T08:00:00Z", dataset.updated), "publisher": publisher.name,
        "name_of_dataverse": publisher.name, "identifier_of_dataverse": publisher.slug,
        "publicationStatuses": ["Published"], "keywords": dataset.keywords, "subjects": [dataset.theme],
        "authors": [publisher.name], "fileCount": dataset.files.len(), "majorVersion": 1, "minorVersion": 0})
}

/// What names a file in the index: `entityId:"12"`.
fn files(asked: &str) -> Vec<Value> {
    let number = asked.strip_prefix("entityId:\"").and_then(|rest| rest.trim_end_matches('"').parse().ok());
    let found = number.and_then(numbered);
    let hit = |(dataset, _): (&OpenDataset, &OpenFile)| json!({"type": "file", "file_id": number.unwrap_or(0).to_string(), "dataset_persistent_id": dataset.doi()});
    found.map(hit).into_iter().collect()
}

/// Each file of the portal with its number.
fn all_files() -> impl Iterator<Item = (usize, &'static OpenDataset, &'static OpenFile)> {
    on(KIND)
        .flat_map(|dataset| dataset.files.iter().map(move |file| (dataset, file)))
        .enumerate()
        .map(|(at, (dataset, file))| (701 + at, dataset, file))
}

fn numbered(number: usize) -> Option<(&'static OpenDataset, &'static OpenFile)> {
    all_files().find(|(known, ..)| *known == number).map(|(_, dataset, file)| (dataset, file))
}

fn asked_for(asked: &Asked) -> Option<&'static OpenDataset> {
    let pid = asked.first("persistentId")?;
    on(KIND).find(|dataset| dataset.doi() == pid)
}

fn missing() -> Response {
    let message = "When accessing a dataset based on Persistent ID, a persistentId query parameter must be present.";
    refused(404, message)
}

async fn dataset(Query(asked): Query<Asked>) -> Response {
    let Some(dataset) = asked_for(&asked) else { return missing() };
    ok(json!({"id": 51, "identifier": dataset.slug, "persistentUrl": dataset.doi().replace("doi:", "https://doi.org/"),
        "publisher": ROOT, "publicationDate": dataset.created, "latestVersion": version(dataset)}))
}

async fn versions(Query(asked): Query<Asked>) -> Response {
    let Some(dataset) = asked_for(&asked) else { return missing() };
    let mut version = version(dataset);
    version["files"] = json!([]);
    ok(json!([version]))
}

async fn version_of(Path((_, number)): Path<(String, String)>, Query(asked): Query<Asked>) -> Response {
    match asked_for(&asked).filter(|_| [":latest", ":latest-published", "1.0"].contains(&&*number)) {
        Some(dataset) => ok(version(dataset)),
        None => missing(),
    }
}

fn version(dataset: &'static OpenDataset) -> Value {
    let (name, address) = licence(dataset);
    let one = |name: &str, value: Value| json!({"typeName": name, "multiple": false, "typeClass": "primitive", "value": value});
    let compound = |name: &str, part: &str, values: Vec<&str>| {
        let values: Vec<Value> = values.into_iter().map(|value| json!({(part): one(part, value.into())})).collect();
        json!({"typeName": name, "multiple": true, "typeClass": "compound", "value": values})
    };
    let publisher = &*dataset.publisher().name;
    let fields = json!([
        one("title", dataset.title.as_str().into()),
        compound("author", "authorName", vec![publisher]),
        compound("dsDescription", "dsDescriptionValue", vec![&dataset.description]),
        one("subject", json!([dataset.theme])),
        compound("keyword", "keywordValue", dataset.keywords.iter().map(String::as_str).collect()),
        compound("producer", "producerName", vec![publisher]),
    ]);
    let own = all_files().filter(|(_, of, _)| of.id == dataset.id);
    json!({"id": 91, "datasetPersistentId": dataset.doi(), "versionNumber": 1, "versionMinorNumber": 0,
        "versionState": "RELEASED", "releaseTime": format!("{}T08:00:00Z", dataset.updated),
        "lastUpdateTime": format!("{}T08:00:00Z", dataset.updated), "publicationDate": dataset.created,
        "license": {"name": name, "uri": address}, "fileAccessRequest": !dataset.is_open(),
        "metadataBlocks": {"citation": {"displayName": "Citation Metadata", "name": "citation", "fields": fields}},
        "files": own.map(|(number, dataset, file)| metadata(number, dataset, file)).collect::<Vec<_>>()})
}

fn licence(dataset: &OpenDataset) -> (&'static str, &'static str) {
    match dataset.licence.as_str() {
        "odbl" => ("ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
        _ => ("etalab 2.0", "https://spdx.org/licenses/etalab-2.0.html"),
    }
}

fn metadata(number: usize, dataset: &OpenDataset, file: &OpenFile) -> Value {
    let (algo, sum) = file.checksum(dataset);
    let mut data = json!({"id": number, "persistentId": "", "filename": file.name, "contentType": file.content_type(),
        "filesize": file.length(dataset), "storageIdentifier": format!("file://{number}"), "tabularData": false,
        "checksum": {"type": algo, "value": sum}, "creationDate": dataset.created});
    let mut label = file.name.clone();
    if is_table(file) {
        label = label.replace(".csv", ".tab");
        data["tabularData"] = true.into();
        data["filename"] = label.clone().into();
        data["contentType"] = "text/tab-separated-values".into();
        data["originalFileFormat"] = "text/csv".into();
        data["originalFileName"] = file.name.clone().into();
        data["originalFileSize"] = file.length(dataset).into();
    }
    json!({"label": label, "restricted": !dataset.is_open(), "description": file.title, "dataFile": data,
        "directoryLabel": if is_table(file) { "donnees" } else { "documents" }})
}

/// Whether the portal has taken it in as a table.
fn is_table(file: &OpenFile) -> bool {
    file.made == "csv"
}

async fn file(headers: HeaderMap, Path(id): Path<String>, Query(asked): Query<Asked>) -> Response {
    let Some((dataset, file)) = id.parse().ok().and_then(numbered) else { return refused(404, "File not found") };
    if !dataset.is_open() {
        return refused(403, "Not authorized to access this object via this API endpoint.");
    }
    if is_table(file) && asked.first("format") != Some("original") {
        let rows = content::rows(file);
        let line = |words: Vec<String>| words.join("\t") + "\n";
        let head = line(rows.names().map(str::to_owned).collect());
        let table = (0..rows.count).fold(head, |table, row| table + &line(rows.words(row)));
        let disposition = format!("attachment; filename=\"{}\"", file.name.replace(".csv", ".tab"));
        return http::file(table, "text/tab-separated-values", Some(disposition));
    }
    answer(dataset, file, &headers)
}
