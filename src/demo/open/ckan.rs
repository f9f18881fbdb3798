//! The demo's CKAN portal: the actions of its API by which datasets are found and told.

use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::catalogue::{OpenDataset, OpenFile, counts, find, on};
use super::{address, here};
use crate::base::text::fold;
use crate::demo::http::{self, Asked};

const KIND: &str = "ckan";

/// Counts of a field: slug, label, how many.
type Counted = Vec<(String, String, u64)>;

pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/api/3/action/{action}", get(act)).fallback(|| async { http::status(404) })
}

async fn act(headers: HeaderMap, Path(action): Path<String>, Query(asked): Query<Asked>) -> Response {
    let id = asked.first("id").unwrap_or_default();
    let result = match action.as_str() {
        "status_show" => Some(json!({"site_title": "Région Armor : données ouvertes", "site_description": "",
            "site_url": here(&headers, KIND), "locale_default": "fr", "extensions": [], "ckan_version": "2.11.3"})),
        "package_search" => Some(search(&asked, &headers)),
        "package_show" => find(KIND, id).map(|it| package(it, &headers)),
        "resource_show" => resource_of(id, &headers),
        "organization_show" => named(&publishers(), id),
        "group_show" => named(&themes(), id),
        _ => {
            return http::json(400, &json!(format!("Bad request - Action name not known: {action}")));
        }
    };
    let help = here(&headers, &format!("ckan/api/3/action/help_show?name={action}"));
    match result {
        Some(result) => Json(json!({"help": help, "success": true, "result": result})).into_response(),
        None => {
            let error = json!({"message": "Non trouvé", "__type": "Not Found Error"});
            http::json(404, &json!({"help": help, "success": false, "error": error}))
        }
    }
}

fn publishers() -> Counted {
    values("organization", &mut on(KIND))
}

fn themes() -> Counted {
    values("groups", &mut on(KIND))
}

fn named(known: &Counted, id: &str) -> Option<Value> {
    let (slug, name, count) = known.iter().find(|(slug, ..)| slug == id)?;
    Some(json!({"id": slug, "name": slug, "title": name, "display_name": name, "package_count": count}))
}

/// What `datasets` have in a field of Solr's.
fn values(field: &str, datasets: &mut dyn Iterator<Item = &'static OpenDataset>) -> Counted {
    let slugs = |(_, label, count): (String, String, u64)| (slug(&label), label, count);
    let word = |word: &'static str| vec![("", word)];
    match field {
        "organization" => counts(datasets, |it| vec![(it.publisher().slug.as_str(), it.publisher().name.as_str())]),
        "groups" => counts(datasets, |it| word(&it.theme)).into_iter().map(slugs).collect(),
        "tags" => same(counts(datasets, |it| it.keywords.iter().map(|word| ("", word.as_str())).collect())),
        "license_id" => counts(datasets, |it| vec![(it.licence.as_str(), it.licence_title())]),
        "res_format" => {
            let formats = counts(datasets, |it| it.files.iter().map(|file| ("", file.format.as_str())).collect());
            same(formats.into_iter().map(|(slug, format, count)| (slug, format.to_uppercase(), count)).collect())
        }
        _ => vec![],
    }
}

/// What is called as it is shown.
fn same(counted: Counted) -> Counted {
    counted.into_iter().map(|(_, label, count)| (label.clone(), label, count)).collect()
}

fn slug(label: &str) -> String {
    fold(label).replace([' ', '\''], "-")
}

fn search(asked: &Asked, headers: &HeaderMap) -> Value {
    let wanted = clauses(asked.first("fq").unwrap_or_default());
    let fits = |it: &&'static OpenDataset| {
        let has = |(field, any): &(String, Vec<String>)| {
            let own = values(field, &mut std::iter::once(*it));
            own.iter().any(|(slug, ..)| any.iter().any(|value| fold(value) == fold(slug)))
        };
        it.has(asked.first("q").unwrap_or_default()) && wanted.iter().all(has)
    };
    let mut found: Vec<&'static OpenDataset> = on(KIND).filter(fits).collect();
    match asked.first("sort").unwrap_or_default().split_once(' ') {
        Some(("title_string", "desc")) => found.sort_by_key(|it| std::cmp::Reverse(&it.title)),
        Some(("title_string" | "name", _)) => found.sort_by_key(|it| &it.title),
        Some(("metadata_created", "asc")) => found.sort_by_key(|it| &it.created),
        Some(("metadata_modified", "asc")) => found.sort_by_key(|it| &it.updated),
        _ => found.sort_by_key(|it| std::cmp::Reverse(&it.updated)),
    }
    let fields: Vec<String> = serde_json::from_str(asked.first("facet.field").unwrap_or("[]")).unwrap_or_default();
    let facet = |field: &String| {
        let items = values(field, &mut found.iter().copied());
        let items = items.iter().map(|(slug, label, n)| json!({"name": slug, "display_name": label, "count": n}));
        (field.clone(), json!({"title": field, "items": items.collect::<Vec<_>>()}))
    };
    let facets: serde_json::Map<String, Value> = fields.iter().map(facet).collect();
    let (start, rows) = (asked.number("start").unwrap_or(0), asked.number("rows").unwrap_or(10));
    let results: Vec<Value> = found.iter().skip(start).take(rows).map(|it| package(it, headers)).collect();
    json!({"count": found.len(), "results": results, "search_facets": facets})
}

/// `field:("a" OR "b") AND …`, as far as our portal needs Solr's language.
fn clauses(fq: &str) -> Vec<(String, Vec<String>)> {
    let clause = |clause: &str| {
        let (field, values) = clause.split_once(":(")?;
        let values = values.trim_end_matches(')').split(" OR ").map(|value| value.trim_matches('"').to_owned());
        Some((field.trim().to_owned(), values.collect()))
    };
    fq.split(" AND ").filter_map(clause).collect()
}

fn package(dataset: &OpenDataset, headers: &HeaderMap) -> Value {
    let (publisher, theme) = (dataset.publisher(), &dataset.theme);
    json!({
        "id": dataset.id, "name": dataset.slug, "title": dataset.title, "notes": dataset.description,
        "author": publisher.name, "license_id": dataset.licence, "license_title": dataset.licence_title(),
        "metadata_created": format!("{}T08:00:00.000000", dataset.created),
        "metadata_modified": format!("{}T08:00:00.000000", dataset.updated), "private": false, "state": "active",
        "organization": {"id": publisher.slug, "name": publisher.slug, "title": publisher.name, "type": "organization"},
        "tags": dataset.keywords.iter().map(|word| json!({"name": word, "display_name": word})).collect::<Vec<_>>(),
        "groups": [{"name": slug(theme), "title": theme, "display_name": theme}], "extras": if dataset.has_doi() { json!([{"key": "doi", "value": dataset.doi()}]) } else { json!([]) },
        "resources": dataset.files.iter().map(|file| resource(dataset, file, headers)).collect::<Vec<_>>(),
    })
}

fn resource(dataset: &OpenDataset, file: &OpenFile, headers: &HeaderMap) -> Value {
    let (algo, sum) = file.checksum(dataset);
    json!({
        "id": file.id, "package_id": dataset.id, "name": file.title, "description": "", "url_type": "upload",
        "url": address(headers, &file.name), "format": file.format.to_uppercase(), "mimetype": file.content_type(),
        "size": file.length(dataset), "hash": format!("{}:{sum}", algo.to_lowercase().replace('-', "")),
        "last_modified": format!("{}T08:00:00.000000", dataset.updated), "state": "active",
    })
}

fn resource_of(id: &str, headers: &HeaderMap) -> Option<Value> {
    let (dataset, file) = on(KIND).find_map(|it| Some((it, it.files.iter().find(|file| file.id == id)?)))?;
    Some(resource(dataset, file, headers))
}
