//! Searching CKAN: a query in its words, which are Solr's, and what it counts as facets.

use serde_json::{Map, Value};

use super::super::facets::facet;
use super::super::grammar::Group;
use super::super::narrow::{Narrow, Parameters};
use super::super::reading::{self, Listed};
use super::super::territory::territory_or_box;
use super::api;
use crate::base::error::Result;
use crate::base::odd::{self, Odd};
use crate::base::text;
use crate::model::filter::Accepts::{Code, Text};
use crate::model::filter::any;
use crate::model::territory::TERRITORY;
use crate::model::{Facet, FacetValue, Query};
use crate::said;

pub const ORGANIZATION: &str = "organization";
pub const GROUP: &str = "group";
const FORMAT: &str = "format";

pub const NARROW: Narrow = Narrow {
    portal: "CKAN",
    filters: &[
        (
            any(ORGANIZATION, said!("portals-facet-organization"), said!("ckan-filter-organization"), Code),
            "organization",
        ),
        (any(GROUP, said!("portals-facet-group"), said!("ckan-filter-group"), Code), "groups"),
        (any("tag", said!("portals-facet-tag"), said!("ckan-filter-tag"), Text), "tags"),
        (any(FORMAT, said!("portals-facet-format"), said!("ckan-filter-format"), Text), "res_format"),
        (any("licence", said!("portals-facet-licence"), said!("ckan-filter-licence"), Text), "license_id"),
        (territory_or_box(said!("territory-by-bounds-or-words")), ""),
    ],
    sorts: &[
        ("title", said!("portals-title"), "title_string"),
        ("updated", said!("portals-last-change"), "metadata_modified"),
        ("created", said!("portals-creation"), "metadata_created"),
        ("name", said!("ckan-sort-name"), "name"),
        ("relevance", said!("portals-relevance"), "score"),
    ],
};

/// The query in CKAN's words. Without an order, what fits best comes first, then what changed last.
pub fn parameters(query: &Query) -> Result<Parameters> {
    let query = &NARROW.check(query)?;
    let mut parameters = Parameters::new();
    // With a colon in it CKAN would take the text for Solr's own language, and refuse what is none.
    let words: Vec<&str> = query.text.split([' ', ':', '\t', '\n']).filter(|word| !word.is_empty()).collect();
    if !words.is_empty() {
        parameters.push(("q", words.join(" ")));
    }
    let mut clauses = Vec::new();
    for (filter, field) in NARROW.filters.iter().filter(|(filter, _)| filter.key != TERRITORY) {
        let mut values = query.values(filter.key).peekable();
        if values.peek().is_some() {
            clauses.push(clause(field, values.flat_map(|value| spellings(filter.key, value))));
        }
    }
    parameters.extend((!clauses.is_empty()).then(|| ("fq", clauses.join(" AND "))));
    if let Some((word, descending)) = NARROW.order(query)? {
        // Nobody wants the least relevant first.
        let direction = if descending || word == "score" { "desc" } else { "asc" };
        parameters.push(("sort", format!("{word} {direction}")));
    }
    Ok(parameters)
}

/// CKAN writes the formats it knows in capitals.
fn spellings(key: &str, value: &str) -> Vec<String> {
    let capitals = Some(value.to_uppercase()).filter(|capitals| key == FORMAT && capitals != value);
    std::iter::once(value.to_owned()).chain(capitals).collect()
}

/// What has one of these values, in Solr's language.
fn clause(field: &str, values: impl Iterator<Item = String>) -> String {
    let quoted = values.map(|value| format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")));
    format!("{field}:({})", quoted.collect::<Vec<_>>().join(" OR "))
}

/// The query, in one organisation or group where one is given.
pub fn within(query: &Query, group: Option<(&Group, &str)>) -> Result<Parameters> {
    let mut parameters = parameters(query)?;
    let Some((Group { key, .. }, name)) = group else { return Ok(parameters) };
    let own = clause(NARROW.called(key).unwrap_or(key), std::iter::once(name.to_owned()));
    match parameters.iter_mut().find(|(key, _)| *key == "fq") {
        Some((_, clauses)) => *clauses = format!("{own} AND {clauses}"),
        None => parameters.push(("fq", own)),
    }
    Ok(parameters)
}

/// Asks for the counts of these fields, up to `limit` values of each, and for no dataset.
pub fn count(fields: &[&str], limit: usize) -> Parameters {
    let fields = Value::from(fields.to_vec()).to_string();
    vec![("rows", "0".into()), ("facet.field", fields), ("facet.limit", limit.to_string())]
}

pub fn counted_fields() -> Vec<&'static str> {
    NARROW.filters.iter().map(|(_, field)| *field).filter(|field| !field.is_empty()).collect()
}

/// The facets of an answer, the most frequent value first: CKAN gives them in no order.
pub fn facets(counted: &Map<String, Value>) -> Vec<Facet> {
    NARROW.filters.iter().filter_map(|(filter, field)| facet(filter.key, values(counted, field))).collect()
}

/// The values of one field.
pub fn values(counted: &Map<String, Value>, field: &str) -> Vec<FacetValue> {
    let Some(Ok(counted)) =
        counted.get(field).cloned().map(|counted| odd::read::<Listed>(counted, &mut Odd::default()))
    else {
        return vec![];
    };
    let value = |bucket: api::Bucket| {
        let name = bucket.name.filter(|name| !name.trim().is_empty())?;
        let label = api::words(&bucket.display_name).and_then(text::some_line).or_else(|| text::some_line(&name))?;
        Some(FacetValue { value: name, label, count: bucket.count.count() })
    };
    let mut values: Vec<FacetValue> = reading::readable::<api::Bucket>(counted.items).filter_map(value).collect();
    values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| text::fold(&a.label).cmp(&text::fold(&b.label))));
    values
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn query(text: &str, filters: &[(&str, &str)], sort: Option<&str>) -> Query {
        let filters = filters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Query { text: text.into(), filters, sort: sort.map(str::to_owned) }
    }

    #[test]
    fn a_query_is_put_in_solr_s_words() {
        let filters = [("organization", "ville"), ("organization", "metro"), ("tag", "a\"b\\c"), ("format", "csv")];
        let found = parameters(&query(" titre:eau  potable ", &filters, Some("-updated"))).unwrap();
        let fq = r#"organization:("ville" OR "metro") AND tags:("a\"b\\c") AND res_format:("csv" OR "CSV")"#;
        let expected = [("q", "titre eau potable"), ("fq", fq), ("sort", "metadata_modified desc")];
        assert_eq!(found, expected.map(|(key, value)| (key, value.to_owned())));
        assert_eq!(parameters(&Query::default()).unwrap(), []);
        let sorted = parameters(&query("", &[], Some("relevance"))).unwrap();
        assert_eq!(sorted, [("sort", "score desc".to_owned())]);
        let inside =
            within(&query("", &[("tag", "eau")], None), Some((&super::super::GRAMMAR.groups[1], "mer"))).unwrap();
        assert_eq!(inside, [("fq", r#"groups:("mer") AND tags:("eau")"#.to_owned())]);
    }

    #[test]
    fn facets_come_most_frequent_first() {
        let raw = json!({
            "organization": {"title": "organization", "items": [
                {"name": "a", "display_name": "Alpha", "count": 1}, {"name": "z", "display_name": {"fr": "Zoo"}, "count": 3},
                {"name": "e", "display_name": "École", "count": 1}, {"name": "", "count": 9}, {"count": 2}, "odd"]},
            "tags": {"items": []}, "license_id": null, "res_format": "odd",
        });
        let found = facets(raw.as_object().unwrap());
        assert_eq!(found.len(), 1);
        let values: Vec<_> = found[0].values.iter().map(|it| (&*it.value, &*it.label, it.count)).collect();
        assert_eq!(values, [("z", "Zoo", Some(3)), ("a", "Alpha", Some(1)), ("e", "École", Some(1))]);
    }
}
