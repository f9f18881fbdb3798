//! The demo's udata portal: version 1 of its API, and of version 2 the counts and the search for a file.

use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::catalogue::{OpenDataset, OpenFile, Publisher, counts, find, on};
use super::{address, features, here};
use crate::demo::http::{self, Asked};

const KIND: &str = "udata";

pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/api/1/site/", get(site))
        .route("/api/1/datasets/", get(list))
        .route("/api/1/datasets/licenses/", get(|| async { Json(licences()) }))
        .route("/api/1/datasets/frequencies/", get(|| async { Json(json!([{"id": "monthly", "label": "Mensuelle"}])) }))
        .route("/api/1/datasets/{id}/", get(dataset))
        .route("/api/1/organizations/", get(organizations))
        .route("/api/1/organizations/{id}/", get(organization))
        .route("/api/1/me/", get(|| async { http::json(401, &json!({"message": "Unauthorized"})) }))
        .route("/api/2/topics/", get(|| async { Json(json!({"data": [], "total": 0, "next_page": null})) }))
        .route("/api/2/datasets/search/", get(search))
        .route("/api/2/datasets/resources/{id}/", get(resource_of))
        .fallback(|| async { not_found() })
}

async fn site() -> Json<Value> {
    let metrics = json!({"datasets": on(KIND).count(), "organizations": publishers().len()});
    Json(json!({"id": "demo", "title": "Données ouvertes de démonstration", "version": "13.0.0", "feed_size": 20,
        "keywords": ["opendata"], "metrics": metrics}))
}

async fn list(headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    let mut found: Vec<&OpenDataset> = on(KIND).filter(|it| fits(it, &asked)).collect();
    match asked.first("sort") {
        Some("title") => found.sort_by_key(|it| &it.title),
        Some("-title") => found.sort_by_key(|it| std::cmp::Reverse(&it.title)),
        Some("created") => found.sort_by_key(|it| &it.created),
        Some("last_update") => found.sort_by_key(|it| &it.updated),
        _ => found.sort_by_key(|it| std::cmp::Reverse(&it.updated)),
    }
    let records = found.iter().map(|it| record(it, &headers)).collect();
    page(records, &asked, &here(&headers, "udata/api/1/datasets/"))
}

/// Some of the records, and whether more follow; a page past the end is none.
fn page(records: Vec<Value>, asked: &Asked, own: &str) -> Response {
    let (number, size) = (asked.number("page").unwrap_or(1).max(1), asked.number("page_size").unwrap_or(20).max(1));
    let total = records.len();
    let start = (number - 1).saturating_mul(size);
    if number > 1 && start >= total {
        return not_found();
    }
    let next = (start + size < total).then(|| format!("{own}?page={}&page_size={size}", number + 1));
    let data: Vec<Value> = records.into_iter().skip(start).take(size).collect();
    let before = (number > 1).then(|| format!("{own}?page={}&page_size={size}", number - 1));
    Json(json!({"data": data, "total": total, "page": number, "page_size": size, "next_page": next,
        "previous_page": before}))
    .into_response()
}

fn fits(dataset: &OpenDataset, asked: &Asked) -> bool {
    let is = |name: &str, matches: &dyn Fn(&str) -> bool| asked.first(name).is_none_or(matches);
    let is_tagged = |tag: &str| dataset.keywords.iter().any(|word| slug(word) == tag);
    is("q", &|words| dataset.has(words))
        && is("organization", &|id| organization_id(dataset.publisher()) == id)
        && is("tag", &is_tagged)
        && is("license", &|id| dataset.licence == id)
        && is("format", &|format| dataset.files.iter().any(|file| file.format == format))
        && is("access_type", &|kind| access(dataset) == kind)
        && is("schema", &|_| dataset.files.iter().any(|file| file.schema.is_some()))
}

async fn dataset(headers: HeaderMap, Path(id): Path<String>) -> Response {
    find(KIND, &id).map_or_else(not_found, |it| Json(record(it, &headers)).into_response())
}

fn record(dataset: &OpenDataset, headers: &HeaderMap) -> Value {
    let moment = |day: &str| format!("{day}T08:00:00+00:00");
    let organization = dataset.publisher();
    let category = (dataset.access.as_deref() == Some("personal")).then_some("confidentiality_of_personal_data");
    json!({
        "id": dataset.hex(), "slug": dataset.slug, "title": dataset.title, "acronym": null,
        "description": dataset.description, "description_short": null, "created_at": moment(&dataset.created),
        "last_modified": moment(&dataset.updated), "last_update": moment(&dataset.updated), "archived": null,
        "private": false, "access_type": access(dataset), "access_type_reason": null,
        "access_type_reason_category": category, "license": dataset.licence, "frequency": "monthly",
        "tags": dataset.keywords.iter().map(|word| slug(word)).collect::<Vec<_>>(), "badges": [],
        "organization": {"id": organization_id(organization), "name": organization.name, "slug": organization.slug},
        "owner": null, "temporal_coverage": null, "spatial": null,
        "page": here(headers, &format!("udata/datasets/{}/", dataset.slug)),
        "resources": dataset.files.iter().map(|file| resource(dataset, file, headers))
            .chain(features::resource(dataset, headers)).collect::<Vec<_>>(),
    })
}

fn resource(dataset: &OpenDataset, file: &OpenFile, headers: &HeaderMap) -> Value {
    let schema = file.schema.as_ref().map(|name| json!({"name": null, "version": null, "url": address(headers, name)}));
    let mut resource = json!({
        "id": file.id, "title": file.title, "description": null, "filetype": "remote", "type": "main",
        "format": file.format, "mime": file.content_type(), "url": address(headers, &file.name),
        "latest": here(headers, &format!("udata/api/1/datasets/r/{}", file.id)),
        "created_at": format!("{}T08:00:00+00:00", dataset.created),
        "last_modified": format!("{}T08:00:00+00:00", dataset.updated), "schema": schema, "extras": {},
    });
    if dataset.is_open() {
        let (algo, sum) = file.checksum(dataset);
        resource["filesize"] = json!(file.length(dataset));
        resource["checksum"] = json!({"type": algo.to_lowercase().replace('-', ""), "value": sum});
    }
    resource
}

fn access(dataset: &OpenDataset) -> &'static str {
    if dataset.is_open() { "open" } else { "restricted" }
}

/// As udata keeps a tag.
fn slug(word: &str) -> String {
    let folded = crate::base::text::fold(word);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

fn licences() -> Value {
    json!([
        {"id": "lov2", "title": "Licence Ouverte / Open Licence version 2.0", "url": "https://www.etalab.gouv.fr/licence-ouverte-open-licence"},
        {"id": "odbl", "title": "Open Data Commons Open Database License (ODbL)", "url": "https://opendatacommons.org/licenses/odbl/1-0/"},
    ])
}

/// Slug, name, and how many datasets each has.
fn publishers() -> Vec<(String, String, u64)> {
    counts(on(KIND), |it| vec![(it.publisher().slug.as_str(), it.publisher().name.as_str())])
}

/// In 24 digits, as udata's are.
fn organization_id(publisher: &Publisher) -> String {
    hex(&publisher.slug)
}

fn hex(slug: &str) -> String {
    slug.bytes().map(|byte| format!("{byte:02x}")).collect::<String>().chars().take(24).collect()
}

fn told((slug, name, count): &(String, String, u64)) -> Value {
    json!({"id": hex(slug), "slug": slug, "name": name, "acronym": null, "description": "",
        "metrics": {"datasets": count}})
}

async fn organizations(headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    let words = crate::base::text::fold(asked.first("q").unwrap_or_default());
    let mut found = publishers();
    found.retain(|(_, name, _)| crate::base::text::fold(name).contains(&words));
    found.sort_by_key(|(.., count)| std::cmp::Reverse(*count));
    page(found.iter().map(told).collect(), &asked, &here(&headers, "udata/api/1/organizations/"))
}

async fn organization(Path(id): Path<String>) -> Response {
    let found = publishers().into_iter().find(|(slug, ..)| *slug == id || hex(slug) == id);
    found.map_or_else(not_found, |it| Json(told(&it)).into_response())
}

/// Where a search engine is behind it, version 2 counts what it finds.
async fn search(Query(asked): Query<Asked>) -> Json<Value> {
    let all = || on(KIND).filter(|it| fits(it, &asked));
    let facet = |values: Vec<(String, String, u64)>| -> Value {
        values.iter().map(|(name, _, count)| json!({"name": name, "count": count})).collect()
    };
    let organizations = counts(all(), |it| vec![(it.publisher().slug.as_str(), it.publisher().name.as_str())]);
    let organizations = organizations.into_iter().map(|(slug, name, n)| (format!("{}|{name}", hex(&slug)), name, n));
    let formats = |it: &'static OpenDataset| it.files.iter().map(|file| (file.format.as_str(), "")).collect();
    let facets = json!({
        "organization_id_with_name": facet(organizations.collect()),
        "license": facet(counts(all(), |it| vec![(it.licence.as_str(), "")])),
        "format": facet(counts(all(), formats)),
        "access_type": facet(counts(all(), |it| vec![(access(it), "")])),
    });
    Json(json!({"data": [], "total": all().count(), "page": 1, "page_size": 1, "next_page": null, "facets": facets}))
}

async fn resource_of(headers: HeaderMap, Path(id): Path<String>) -> Response {
    let found = on(KIND).find_map(|it| Some((it, it.files.iter().find(|file| file.id == id)?)));
    found.map_or_else(not_found, |(dataset, file)| {
        Json(json!({"dataset_id": dataset.hex(), "resource": resource(dataset, file, &headers)})).into_response()
    })
}

fn not_found() -> Response {
    http::json(404, &json!({"message": "Not found"}))
}
