//! How the demo finds, sorts and pages its records (docs/portals/isogeo.md 4).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::catalogue::{CATALOGUE, Record};
use super::json::{self, Context, kebab};
use crate::base::text::fold;
use crate::demo::http::Asked;

/// Whether a part of `q` is a filter; anything else is a word.
fn is_filter(part: &&str) -> bool {
    let families =
        "type action format owner keyword coordinate-system contact license provider conformity has-no name path";
    part.split_once(':').is_some_and(|(family, _)| families.split(' ').any(|known| known == family))
}

/// The parts of the answer that are asked for.
pub fn include(asked: &Asked) -> Vec<&str> {
    asked.first("_include").map(|parts| parts.split(',').collect()).unwrap_or_default()
}

pub fn lang(asked: &Asked) -> &str {
    asked.first("_lang").unwrap_or("fr")
}

/// The filters and the words of `q`; what looks like a filter and is none counts as a word.
fn parts(asked: &Asked) -> (Vec<&str>, Vec<&str>) {
    asked.first("q").unwrap_or_default().split_whitespace().partition(is_filter)
}

fn allows(asked: &Asked, record: &Record) -> bool {
    let (filters, words) = parts(asked);
    let shared = match asked.first("s") {
        Some(id) => CATALOGUE.shares.iter().any(|share| share.id == id && share.holds(record)),
        None => record.is_shared(),
    };
    shared
        && asked.first("_id").is_none_or(|ids| ids.split(',').any(|id| id == record.id))
        && filters.iter().all(|filter| has(record, filter))
        && words.iter().all(|word| text(record).contains(&fold(word)))
        && asked.first("box").is_none_or(|bounds| lies(record, bounds, asked.first("rel").unwrap_or("intersects")))
}

/// Records without bounds never match (docs/portals/isogeo.md 4.1).
fn lies(record: &Record, bounds: &str, relation: &str) -> bool {
    let asked: Vec<f64> = bounds.split(',').filter_map(|number| number.parse().ok()).collect();
    let ([west, south, east, north], Some([w, s, e, n])) = (asked[..].try_into().unwrap_or([0.0; 4]), record.bounds)
    else {
        return false;
    };
    let meets = w <= east && e >= west && s <= north && n >= south;
    match relation {
        "within" => w >= west && e <= east && s >= south && n <= north,
        "contains" => w <= west && e >= east && s <= south && n >= north,
        "disjoint" => !meets,
        "equals" => [w, s, e, n] == [west, south, east, north],
        _ => meets,
    }
}

fn sort(asked: &Asked, found: &mut [&'static Record]) {
    let words: Vec<String> = parts(asked).1.iter().map(|word| fold(word)).collect();
    let order = asked.first("ob").unwrap_or(if words.is_empty() { "_created" } else { "relevance" });
    let key = |record: &&Record| match order {
        "title" => fold(&record.title),
        "_modified" => record.reviewed.clone(),
        "created" => record.created.clone().unwrap_or_default(),
        "modified" => record.modified.clone().unwrap_or_default(),
        // What is in the title counts most.
        "relevance" => words.iter().filter(|word| fold(&record.title).contains(*word)).count().to_string(),
        _ => record.described.clone(),
    };
    found.sort_by_cached_key(|record| (key(record), record.id.clone()));
    if asked.first("od") != Some("asc") {
        found.reverse();
    }
}

fn text(record: &Record) -> String {
    let parts = [Some(&record.title), record.name.as_ref(), record.r#abstract.as_ref(), record.path.as_ref()];
    let parts = parts.into_iter().flatten().chain(&record.keywords);
    fold(&parts.cloned().collect::<Vec<_>>().join("\n"))
}

fn has(record: &Record, filter: &str) -> bool {
    let (family, value) = filter.split_once(':').unwrap_or((filter, ""));
    let tags = || json::tags(record, "fr", false).into_iter().map(|(tag, _)| tag);
    match family {
        "has-no" => !tags().any(|tag| tag.starts_with(&format!("{value}:"))),
        "name" => record.name.as_deref().is_some_and(|name| fold(name).contains(&fold(value))),
        "path" => record.path.as_deref().is_some_and(|path| fold(path).contains(&fold(value))),
        "type" if value == "dataset" => matches!(&*kebab(&record.kind), "vector-dataset" | "raster-dataset"),
        _ => tags().any(|tag| tag.eq_ignore_ascii_case(filter)),
    }
}

/// A page of what `asked` finds, with the facets of everything found.
pub fn page(asked: &Asked, port: u16) -> Value {
    let mut found: Vec<&Record> = CATALOGUE.records.iter().filter(|record| allows(asked, record)).collect();
    sort(asked, &mut found);
    let limit = asked.number("_limit").unwrap_or(20).min(100);
    let offset = asked.number("_offset").unwrap_or(0);
    let include = include(asked);
    let context = Context { include: &include, lang: lang(asked), port };
    let results: Vec<Value> =
        found.iter().skip(offset).take(limit).map(|record| json::record(record, &context)).collect();
    let tags: BTreeMap<String, Value> =
        found.iter().flat_map(|record| json::tags(record, context.lang, true)).collect();
    let (filters, words) = parts(asked);
    json!({"envelope": null, "limit": limit, "offset": offset, "query": {"_tags": filters, "_terms": words},
        "results": results, "tags": tags, "total": found.len()})
}
