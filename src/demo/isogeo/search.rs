//! How the demo finds, sorts and pages its records (docs/portals/isogeo.md 4).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::catalogue::{CATALOGUE, Record};
use super::json::{self, Context, kebab};
use crate::base::text::fold;

/// Beginnings of what is a filter in `q`; anything else is a word.
const FILTERS: [&str; 10] = [
    "type:",
    "action:",
    "format:",
    "owner:",
    "keyword:",
    "coordinate-system:",
    "contact:",
    "license:",
    "provider:",
    "conformity:",
];

/// The query of a search: each name with its first value.
pub struct Asked(BTreeMap<String, String>);

impl Asked {
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs.into_iter().rev().collect())
    }

    pub fn first(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub fn include(&self) -> Vec<&str> {
        self.first("_include").map(|parts| parts.split(',').collect()).unwrap_or_default()
    }

    pub fn lang(&self) -> &str {
        self.first("_lang").unwrap_or("fr")
    }

    fn number(&self, name: &str) -> Option<usize> {
        self.first(name)?.parse().ok()
    }

    /// The words and the filters of `q`; what looks like a filter and is none counts as a word.
    fn parts(&self) -> (Vec<&str>, Vec<&str>) {
        let parts = self.first("q").unwrap_or_default().split_whitespace();
        let is_filter = |part: &&str| {
            let others = ["has-no:", "name:", "path:"];
            FILTERS.iter().chain(&others).any(|filter| part.starts_with(filter))
        };
        let (filters, words) = parts.partition(is_filter);
        (words, filters)
    }

    fn allows(&self, record: &Record) -> bool {
        let (words, filters) = self.parts();
        let shared = match self.first("s") {
            Some(id) => CATALOGUE.shares.iter().any(|share| share.id == id && share.holds(record)),
            None => record.is_shared(),
        };
        shared
            && self.first("_id").is_none_or(|ids| ids.split(',').any(|id| id == record.id))
            && filters.iter().all(|filter| has(record, filter))
            && words.iter().all(|word| text(record).contains(&fold(word)))
            && self.first("box").is_none_or(|bounds| self.lies(record, bounds))
    }

    /// Records without bounds never match (docs/portals/isogeo.md 4.1).
    fn lies(&self, record: &Record, bounds: &str) -> bool {
        let asked: Vec<f64> = bounds.split(',').filter_map(|number| number.parse().ok()).collect();
        let ([west, south, east, north], Some([w, s, e, n])) =
            (asked[..].try_into().unwrap_or([0.0; 4]), record.bounds)
        else {
            return false;
        };
        let meets = w <= east && e >= west && s <= north && n >= south;
        match self.first("rel").unwrap_or("intersects") {
            "within" => w >= west && e <= east && s >= south && n <= north,
            "contains" => w <= west && e >= east && s <= south && n >= north,
            "disjoint" => !meets,
            "equals" => [w, s, e, n] == [west, south, east, north],
            _ => meets,
        }
    }

    fn sort(&self, found: &mut [&'static Record]) {
        let by_default = if self.parts().0.is_empty() { "_created" } else { "relevance" };
        let order = self.first("ob").unwrap_or(by_default);
        let words: Vec<String> = self.parts().0.iter().map(|word| fold(word)).collect();
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
        if self.first("od") != Some("asc") {
            found.reverse();
        }
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
    let mut found: Vec<&Record> = CATALOGUE.records.iter().filter(|record| asked.allows(record)).collect();
    asked.sort(&mut found);
    let limit = asked.number("_limit").unwrap_or(20).min(100);
    let offset = asked.number("_offset").unwrap_or(0);
    let include = asked.include();
    let context = Context { include: &include, lang: asked.lang(), port };
    let results: Vec<Value> =
        found.iter().skip(offset).take(limit).map(|record| json::record(record, &context)).collect();
    let tags: BTreeMap<String, Value> =
        found.iter().flat_map(|record| json::tags(record, asked.lang(), true)).collect();
    let (words, filters) = asked.parts();
    json!({"envelope": null, "limit": limit, "offset": offset, "query": {"_tags": filters, "_terms": words},
        "results": results, "tags": tags, "total": found.len()})
}
