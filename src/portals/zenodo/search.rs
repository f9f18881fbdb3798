//! Searching Zenodo and other repositories of its software: a query in the words of OpenSearch, and what it counts
//! (docs/portals/zenodo.md 3).

use serde_json::{Map, Value};

use super::super::facets::facet;
use super::super::narrow::{Narrow, Parameters};
use super::super::reading::{line, readable};
use super::super::territory::{in_words, territory};
use super::api;
use crate::base::error::Result;
use crate::model::filter::Accepts::{Code, OneOf, Text};
use crate::model::filter::{any, one};
use crate::model::{Facet, FacetValue, Query};
use crate::said;

pub const COMMUNITY: &str = "community";
/// What a person who knows OpenSearch's language writes in it.
pub const LUCENE: &str = "lucene";
const ACCESS: [&str; 4] = ["open", "restricted", "embargoed", "metadata-only"];

/// The filters, each with the facet that it is of; facets are chosen by each repository.
pub const NARROW: Narrow<&str, (&str, &str)> = Narrow {
    portal: "Zenodo",
    filters: &[
        (one(COMMUNITY, said!("zenodo-community"), said!("zenodo-filter-community"), Code), ""),
        (any("type", said!("portals-facet-type"), said!("zenodo-filter-type"), Code), "resource_type"),
        (any("access", said!("portals-facet-access"), said!("zenodo-filter-access"), OneOf(&ACCESS)), "access_status"),
        (any("format", said!("portals-facet-format"), said!("zenodo-filter-format"), Code), "file_type"),
        (any("keyword", said!("portals-facet-keyword"), said!("zenodo-filter-keyword"), Text), "subject"),
        (any("year", said!("zenodo-year"), said!("zenodo-filter-year"), Code), "publication_date"),
        (territory(said!("territory-by-name")), ""),
        (one(LUCENE, said!("zenodo-lucene"), said!("zenodo-filter-lucene"), Text), ""),
    ],
    sorts: &[
        ("created", said!("portals-creation"), ("oldest", "newest")),
        ("updated", said!("portals-last-change"), ("updated-asc", "updated-desc")),
        ("views", said!("zenodo-sort-views"), ("mostviewed", "mostviewed")),
        ("downloads", said!("zenodo-sort-downloads"), ("mostdownloaded", "mostdownloaded")),
        ("relevance", said!("portals-relevance"), ("bestmatch", "bestmatch")),
    ],
};

/// The query in the repository's words. What community is wanted is in the path.
pub fn parameters(query: &Query) -> Result<Parameters> {
    let query = NARROW.check(query)?;
    let placed = in_words(&query, true);
    let clauses: Vec<String> =
        words(&placed.text).into_iter().chain(query.values(LUCENE).map(|clause| format!("+({clause})"))).collect();
    let mut parameters = Parameters::new();
    parameters.extend((!clauses.is_empty()).then(|| ("q", clauses.join(" "))));
    for (filter, name) in NARROW.filters.iter().filter(|(_, name)| !name.is_empty()) {
        let spelled = |value: &str| if filter.key == "format" { value.to_lowercase() } else { value.to_owned() };
        parameters.extend(query.values(filter.key).map(|value| (*name, spelled(value))));
    }
    match NARROW.order(&query)? {
        Some(((up, down), descending)) => parameters.push(("sort", if descending { down } else { up }.to_owned())),
        // Relevance means nothing without words, and pages are to stay what they are.
        None if clauses.is_empty() => parameters.push(("sort", "newest".to_owned())),
        None => {}
    }
    Ok(parameters)
}

/// What is typed, in OpenSearch's language: every word and every quoted phrase is wanted, and nothing else means anything.
/// Within quotes nothing does: a word that holds more than letters and digits, or means something by itself, stands in them.
fn words(typed: &str) -> Option<String> {
    let is_whole = typed.matches('"').count().is_multiple_of(2);
    let parts = typed.split('"').enumerate().map(|(at, part)| (is_whole && at % 2 == 1, part));
    let each = parts.flat_map(|(is_phrase, part)| match is_phrase {
        true => vec![quoted(&part.split_whitespace().collect::<Vec<_>>().join(" "))],
        false => part.split_whitespace().map(literal).collect(),
    });
    let all: Vec<String> = each.filter(|word| word != "\"\"").collect();
    // A sign between words is none itself, and nothing would have it.
    let is_word = |word: &String| word.contains(char::is_alphanumeric);
    let has_words = all.iter().any(is_word);
    let wanted = all.iter().filter(|word| !has_words || is_word(word));
    let wanted: Vec<String> = wanted.map(|word| format!("+{word}")).collect();
    (!wanted.is_empty()).then(|| wanted.join(" "))
}

/// As it is looked for literally.
fn literal(word: &str) -> String {
    let is_plain = word.chars().all(char::is_alphanumeric) && !matches!(word, "AND" | "OR" | "NOT" | "TO");
    if is_plain { word.to_owned() } else { quoted(word) }
}

fn quoted(phrase: &str) -> String {
    format!("\"{}\"", phrase.replace('\\', "\\\\"))
}

/// Whether it asks for the least viewed or downloaded first, which no repository lists.
pub fn is_only_descending(query: &Query) -> bool {
    matches!(query.sort.as_deref(), Some("views" | "downloads"))
}

/// The filters that are asked for and that this repository does not have: it leaves them out in silence.
/// `of_datasets`: a type is asked for by the folder.
pub fn unknown(query: &Query, of_datasets: bool, counted: &Map<String, Value>) -> Vec<&'static str> {
    let is_asked = |key: &str| query.values(key).next().is_some() || (of_datasets && key == "type");
    let known = |name: &str| counted.contains_key(name);
    let named = NARROW.filters.iter().filter(|(_, name)| !name.is_empty() && !counted.is_empty());
    named.filter(|(filter, name)| is_asked(filter.key) && !known(name)).map(|(filter, _)| filter.key).collect()
}

/// The facets of an answer; a type has others within.
pub fn facets(counted: &Map<String, Value>) -> Vec<Facet> {
    let values = |name: &str| -> Vec<FacetValue> {
        let buckets = counted.get(name).and_then(|facet| facet["buckets"].as_array()).cloned().unwrap_or_default();
        readable::<api::Bucket>(buckets).flat_map(values).collect()
    };
    let known = NARROW.filters.iter().filter(|(_, name)| !name.is_empty());
    let fits = |key: &str, value: &FacetValue| {
        let filter = NARROW.filters.iter().find(|(filter, _)| filter.key == key);
        filter.is_some_and(|(filter, _)| filter.check(&value.value).is_ok_and(|checked| checked == value.value))
    };
    known
        .filter_map(|(filter, name)| {
            facet(filter.key, values(name).into_iter().filter(|it| fits(filter.key, it)).collect())
        })
        .collect()
}

fn values(bucket: api::Bucket) -> Vec<FacetValue> {
    let Some(key) = bucket.key.clone().filter(|key| !key.trim().is_empty()) else { return vec![] };
    let value = |value: String, bucket: &api::Bucket, above: Option<&str>| {
        let label = line(&bucket.label).or_else(|| line(&bucket.key))?;
        let label = above.map_or(label.clone(), |above| format!("{above}, {label}"));
        Some(FacetValue { value, label, count: bucket.doc_count.count() })
    };
    let own = value(key.clone(), &bucket, None);
    let above = own.as_ref().map(|own| own.label.clone());
    let within = readable::<api::Bucket>(bucket.inner.buckets.0).filter_map(|inner| {
        let name = inner.key.clone()?;
        let whole = if name.contains("::") { name } else { format!("{key}::{name}") };
        value(whole, &inner, above.as_deref())
    });
    own.into_iter().chain(within.collect::<Vec<_>>()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn asked(text: &str, filters: &[(&str, &str)], sort: Option<&str>) -> Vec<String> {
        let filters = filters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let query = Query { text: text.into(), filters, sort: sort.map(str::to_owned) };
        parameters(&query).unwrap().into_iter().map(|(key, value)| format!("{key}={value}")).collect()
    }

    /// Words would be alternatives as they are.
    #[test]
    fn every_word_is_wanted_and_none_means_anything_else() {
        let table = [
            ("", None),
            (" eau  potable", Some("+eau +potable")),
            ("été 2024 COVID19", Some("+été +2024 +COVID19")),
            ("l'eau: \"eau  potable\" OR", Some("+\"l'eau:\" +\"eau potable\" +\"OR\"")),
            ("a AND b NOT c TO or", Some("+a +\"AND\" +b +\"NOT\" +c +\"TO\" +or")),
            ("un \" seul", Some("+un +seul")),
            ("10.5281/zenodo.1 <x> [1 TO 2]", Some("+\"10.5281/zenodo.1\" +\"<x>\" +\"[1\" +\"TO\" +\"2]\"")),
            ("title:eau* (a||b) -c +d", Some("+\"title:eau*\" +\"(a||b)\" +\"-c\" +\"+d\"")),
            ("C:\\x \"a\\\"", Some("+\"C:\\\\x\" +\"a\\\\\"")),
            ("sol & eau - a / b", Some("+sol +eau +a +b")),
            ("*", Some("+\"*\"")),
            ("\"\"", None),
        ];
        for (typed, expected) in table {
            assert_eq!(words(typed).as_deref(), expected, "{typed}");
        }
    }

    #[test]
    fn a_query_is_put_in_the_repository_s_words() {
        let filters = [("type", "dataset"), ("type", "software"), ("format", "CSV"), ("year", "2014..2020")];
        let expected = [
            "q=+eau",
            "resource_type=dataset",
            "resource_type=software",
            "file_type=csv",
            "publication_date=2014..2020",
        ];
        assert_eq!(asked("eau", &filters, None), expected);
        assert_eq!(asked("", &[], None), ["sort=newest"]);
        assert_eq!(asked("x", &[], Some("-updated"))[1..], ["sort=updated-desc"]);
        assert_eq!(asked("x", &[], Some("views"))[1..], ["sort=mostviewed"]);
        assert_eq!(asked("x", &[("lucene", "grants.code:1 OR a")], None), ["q=+x +(grants.code:1 OR a)"]);
        assert_eq!(asked("eau", &[("territory", "rennes")], None), ["q=+eau +\"Rennes\""]);
        assert_eq!(asked("", &[("community", "eaux")], None), ["sort=newest"], "it is in the path");
    }

    fn object_without(fields: &Map<String, Value>, key: &str) -> Map<String, Value> {
        let mut fields = fields.clone();
        fields.remove(key);
        fields
    }

    #[test]
    fn facets_are_those_that_filter_and_what_is_not_there_is_told() {
        let raw = json!({
            "access_status": {"buckets": [{"key": "open", "doc_count": 60, "label": "Open"}, {"key": "odd", "doc_count": 1}]},
            "resource_type": {"buckets": [{"key": "publication", "doc_count": "12", "label": "Publication",
                "inner": {"buckets": [{"key": "publication-report", "doc_count": 3, "label": "Report"}]}}, "odd"]},
            "publication_date": {"buckets": [{"key": 2024, "doc_count": 2}]},
            "languages": {"buckets": [{"key": "fra", "doc_count": 2}]}, "file_type": null,
        });
        let counted = raw.as_object().unwrap();
        let flat: Vec<_> = facets(counted)
            .into_iter()
            .flat_map(|facet| facet.values.into_iter().map(move |it| (facet.key.clone(), it.value, it.label, it.count)))
            .collect();
        let expected = [
            ("type", "publication", "Publication", Some(12)),
            ("type", "publication::publication-report", "Publication, Report", Some(3)),
            ("access", "open", "Open", Some(60)),
            ("year", "2024", "2024", Some(2)),
        ];
        let expected = expected.map(|(key, value, label, count)| (key.to_owned(), value.into(), label.into(), count));
        assert_eq!(flat, expected);
        let keyed = Query { filters: vec![("keyword".into(), "eau".into())], ..Query::default() };
        assert_eq!(unknown(&keyed, false, counted), ["keyword"]);
        assert!(unknown(&keyed, true, &Map::new()).is_empty(), "nothing is known of what is counted");
        let without_types = object_without(counted, "resource_type");
        assert_eq!(unknown(&Query::default(), true, &without_types), ["type"], "the folder of datasets is by type");
    }
}
