//! Searching udata: a query in its words, and what it says there is to filter by.

use serde_json::{Map, Value};

use super::super::facets::{facet, value_label};
use super::super::narrow::{self, Narrow, Parameters};
use super::super::territory::{not_both, territory};
use crate::base::error::Result;
use crate::base::i18n::Said;
use crate::base::{stated, text};
use crate::model::filter::Accepts::{Code, OneOf, Text};
use crate::model::filter::one;
use crate::model::territory::{TERRITORY, Where};
use crate::model::{Facet, FacetValue, Query};
use crate::said;

pub const ORGANIZATION: &str = "organization";
pub const TOPIC: &str = "topic";
const TAG: &str = "tag";
pub const ACCESS: [&str; 3] = ["open", "open_with_account", "restricted"];

/// udata takes each once; several tags would mean what has all of them, and not either.
pub const NARROW: Narrow = Narrow {
    portal: "udata",
    filters: &[
        (
            one(ORGANIZATION, said!("portals-facet-organization"), said!("udata-filter-organization"), Code),
            "organization",
        ),
        (
            one(
                "organization-badge",
                said!("portals-facet-organization-badge"),
                said!("udata-filter-organization-badge"),
                Code,
            ),
            "organization_badge",
        ),
        (one("owner", said!("udata-person"), said!("udata-filter-owner"), Code), "owner"),
        (one(TAG, said!("portals-facet-tag"), said!("udata-filter-tag"), Text), "tag"),
        (one("licence", said!("portals-facet-licence"), said!("udata-filter-licence"), Code), "license"),
        (one("format", said!("portals-facet-format"), said!("udata-filter-format"), Text), "format"),
        (one("access", said!("portals-facet-access"), said!("udata-filter-access"), OneOf(&ACCESS)), "access_type"),
        (one("badge", said!("portals-facet-badge"), said!("udata-filter-badge"), Code), "badge"),
        (one("schema", said!("portals-facet-schema"), said!("udata-filter-schema"), Code), "schema"),
        (one("geozone", said!("portals-facet-geozone"), said!("udata-filter-geozone"), Code), "geozone"),
        (territory(said!("territory-by-zone")), "geozone"),
        (
            one("granularity", said!("portals-facet-granularity"), said!("udata-filter-granularity"), Code),
            "granularity",
        ),
        (
            one("featured", said!("portals-facet-featured"), said!("udata-filter-featured"), OneOf(&["true", "false"])),
            "featured",
        ),
        (one(TOPIC, said!("udata-topic-label"), said!("udata-filter-topic"), Code), "topic"),
    ],
    sorts: &[
        ("title", said!("portals-title"), "title"),
        ("created", said!("portals-creation"), "created"),
        ("updated", said!("udata-sort-updated"), "last_update"),
        ("reuses", said!("udata-sort-reuses"), "reuses"),
        ("followers", said!("udata-sort-followers"), "followers"),
        ("views", said!("udata-sort-views"), "views"),
    ],
};

/// The query in udata's words. Without an order the newest come first, or what fits the text best.
pub fn parameters(query: &Query) -> Result<Parameters> {
    let query = &NARROW.check(query)?;
    not_both(query, "geozone")?;
    let mut parameters = text(query);
    for (filter, word) in NARROW.filters {
        let spelled = |value: &str| match filter.key {
            TAG => slug(value),
            // Files are stored with lower-case formats.
            "format" => value.to_lowercase(),
            TERRITORY => zone(value),
            _ => value.to_owned(),
        };
        parameters.extend(query.values(filter.key).map(|value| (*word, spelled(value))));
    }
    if let Some((word, descending)) = NARROW.order(query)? {
        let sign = if descending { "-" } else { "" };
        parameters.push(("sort", format!("{sign}{word}")));
    }
    Ok(parameters)
}

/// A territory as udata calls it.
fn zone(value: &str) -> String {
    match Where::read(value) {
        Some(Where::Territory(territory)) => territory.geozone(),
        _ => value.to_owned(),
    }
}

/// udata keeps tags in lower case, without accents, and with dashes for all that is no letter and no digit.
fn slug(tag: &str) -> String {
    let folded = text::fold(tag);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// Organisations and topics are neither filtered nor ordered by what is said of datasets.
pub fn text_only(query: &Query, refusal: Said) -> Result<Parameters> {
    narrow::text_only(query, refusal)?;
    Ok(text(query))
}

/// udata takes the text apart at every single space, and finds nothing for the empty words in between.
fn text(query: &Query) -> Parameters {
    let words: Vec<&str> = query.text.split_whitespace().collect();
    if words.is_empty() { vec![] } else { vec![("q", words.join(" "))] }
}

/// What version 2's search counts, where a search engine is behind it: its name, the filter it is for.
const COUNTED: [(&str, &str); 8] = [
    ("organization_id_with_name", ORGANIZATION),
    ("tag", TAG),
    ("license", "licence"),
    ("format", "format"),
    ("access_type", "access"),
    ("badge", "badge"),
    ("schema", "schema"),
    ("granularity", "granularity"),
];

/// The facets of an answer; of licences, `label` knows what their ids mean.
pub fn counted(facets: &Map<String, Value>, label: impl Fn(&str) -> Option<String>) -> Vec<Facet> {
    let of = |(name, key): &(&str, &str)| {
        let value = |bucket: &Value| {
            let name = bucket.get("name")?.as_str()?;
            let count = bucket.get("count").and_then(stated::count);
            // "all" is the sum of the others.
            let (value, shown) = match *key {
                ORGANIZATION => name.split_once('|')?,
                _ => (name, name),
            };
            let shown = match *key {
                "licence" => label(name).or_else(|| text::some_line(shown))?,
                "access" => value_label(&text::some_line(shown)?),
                _ => text::some_line(shown)?,
            };
            (name != "all").then(|| FacetValue { value: value.to_owned(), label: shown, count })
        };
        facet(key, facets.get(*name)?.as_array()?.iter().filter_map(value).collect())
    };
    COUNTED.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::base::error::ErrorKind;

    #[test]
    fn a_query_is_put_in_udata_s_words() {
        let filters = [("tag", "Qualité de l'air"), ("format", "CSV"), ("licence", "lov2")];
        let query = Query {
            text: "  arbres   d'été ".into(),
            filters: filters.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
            sort: Some("-updated".into()),
        };
        let expected = [
            ("q", "arbres d'été"),
            ("tag", "qualite-de-l-air"),
            ("license", "lov2"),
            ("format", "csv"),
            ("sort", "-last_update"),
        ];
        assert_eq!(parameters(&query).unwrap(), expected.map(|(key, value)| (key, value.to_owned())));
        for key in ["licence", "tag"] {
            let two = [(key, "a"), (key, "b")].map(|(key, value)| (key.to_owned(), value.to_owned()));
            let two = Query { filters: two.into(), ..Query::default() };
            assert!(parameters(&two).unwrap_err().cause.contains("either of several"), "{key}");
        }
        for (typed, zone) in
            [("rennes", "fr:commune:35238"), ("35", "fr:departement:35"), ("243500139", "fr:epci:243500139")]
        {
            let of = Query { filters: vec![(TERRITORY.into(), typed.into())], ..Query::default() };
            assert_eq!(parameters(&of).unwrap(), [("geozone", zone.to_owned())]);
        }
        let both =
            [("geozone", "country:fr"), (TERRITORY, "35")].map(|(key, value)| (key.to_owned(), value.to_owned()));
        assert_eq!(parameters(&Query { filters: both.into(), ..Query::default() }).unwrap_err().kind, ErrorKind::Usage);
        let empty = Query { filters: vec![("tag".into(), " ".into())], ..Query::default() };
        assert_eq!(parameters(&empty).unwrap_err().kind, ErrorKind::Usage);
    }

    /// As udata 17 names them where Elasticsearch is behind its search.
    #[test]
    fn what_the_search_engine_counts_are_facets() {
        let raw = json!({
            "organization_id_with_name": [{"name": "all", "count": 9}, {"name": "5f|Ville | Métropole", "count": 7}],
            "license": [{"name": "all", "count": 9}, {"name": "lov2", "count": 4}, {"name": "xx"}],
            "format": [{"name": "all", "count": 0}],
            "last_update": [{"name": "last_30_days", "count": 4}],
            "tag": "odd",
            "access_type": [{"name": "open", "count": 4}, {"count": 1}, null],
        });
        let label = |id: &str| (id == "lov2").then(|| "Licence Ouverte".to_owned());
        let found = counted(raw.as_object().unwrap(), label);
        let flat: Vec<_> = found
            .iter()
            .flat_map(|facet| facet.values.iter().map(|it| (&*facet.key, &*it.value, &*it.label, it.count)))
            .collect();
        let expected = [
            ("organization", "5f", "Ville | Métropole", Some(7)),
            ("licence", "lov2", "Licence Ouverte (Etalab)", Some(4)),
            ("licence", "xx", "xx", None),
            ("access", "open", "open", Some(4)),
        ];
        assert_eq!(flat, expected);
    }
}
