//! Searching Dataverse: a query in the words of its search, which are Solr's, and what it counts (docs/portals/dataverse.md 3).

use serde_json::Value;

use super::super::facets::facet;
use super::super::narrow::{Narrow, Parameters};
use super::super::territory::{in_words, territory_or_box, wanted};
use crate::base::error::Result;
use crate::base::{stated, text};
use crate::model::filter::Accepts::{Code, Number, OneOf, Text};
use crate::model::filter::{any, one};
use crate::model::territory::{TERRITORY, Where};
use crate::model::{Extent, Facet, FacetValue, Query};
use crate::said;

pub const COLLECTION: &str = "collection";
pub const HARVESTED: &str = "harvested";
/// What a person who knows Solr's language writes in it.
pub const SOLR: &str = "solr";

/// The filters, each with the field that it is of.
pub const NARROW: Narrow = Narrow {
    portal: "Dataverse",
    filters: &[
        (any(COLLECTION, said!("dataverse-collection"), said!("dataverse-filter-collection"), Code), ""),
        (any("subject", said!("dataverse-subject"), said!("dataverse-filter-subject"), Text), "subject_ss"),
        (any("keyword", said!("portals-facet-keyword"), said!("dataverse-filter-keyword"), Text), "keywordValue_ss"),
        (any("author", said!("dataverse-author"), said!("dataverse-filter-author"), Text), "authorName_ss"),
        (any("year", said!("dataverse-year"), said!("dataverse-filter-year"), Number), "publicationDate"),
        (any("licence", said!("portals-facet-licence"), said!("dataverse-filter-licence"), Text), "license"),
        (any("source", said!("portals-facet-source"), said!("dataverse-filter-source"), Text), "metadataSource"),
        (any("type", said!("portals-facet-type"), said!("dataverse-filter-type"), Text), "datasetType"),
        (
            one(
                HARVESTED,
                said!("dataverse-harvested"),
                said!("dataverse-filter-harvested"),
                OneOf(&["true", "false"]),
            ),
            "isHarvested",
        ),
        (territory_or_box(said!("dataverse-filter-territory")), ""),
        (one(SOLR, said!("dataverse-solr"), said!("dataverse-filter-solr"), Text), ""),
    ],
    sorts: &[
        ("title", said!("portals-title"), "name"),
        ("published", said!("dataverse-sort-published"), "date"),
        ("relevance", said!("portals-relevance"), "score"),
    ],
};

/// What the labels of are translated on some portals, which take the words behind them alone.
const TRANSLATED: [&str; 3] = ["subject", "licence", "type"];

/// The query in the portal's words.
pub fn parameters(query: &Query) -> Result<Parameters> {
    let query = NARROW.check(query)?;
    let placed = in_words(&query, true);
    let mut parameters = vec![("q", words(&placed.text)), ("type", "dataset".to_owned())];
    parameters.extend(query.values(COLLECTION).map(|alias| ("subtree", alias.to_owned())));
    for (filter, field) in NARROW.filters.iter().filter(|(_, field)| !field.is_empty()) {
        let values: Vec<&str> = query.values(filter.key).collect();
        parameters.extend((!values.is_empty()).then(|| ("fq", clause(field, &values))));
    }
    parameters.extend(query.values(SOLR).map(|clause| ("fq", clause.to_owned())));
    if let Some(Where::Box(extent)) = wanted(&query) {
        parameters.extend(circle(extent));
    }
    // What comes in the order of an index that changes is read by pages only where nothing else is wanted.
    match NARROW.order(&query)? {
        Some(("score", _)) => parameters.extend(ordered("score", true)),
        Some((word, descending)) => parameters.extend(ordered(word, descending)),
        None if query.text.trim().is_empty() => parameters.extend(ordered("date", true)),
        None => {}
    }
    Ok(parameters)
}

fn ordered(word: &str, descending: bool) -> [(&'static str, String); 2] {
    [("sort", word.to_owned()), ("order", if descending { "desc" } else { "asc" }.to_owned())]
}

/// What is typed, in Solr's language: words stay words and quoted phrases phrases, and nothing else means anything.
pub fn words(typed: &str) -> String {
    const SPECIAL: &str = r#"+-&|!(){}[]^~*?:\/"#;
    let is_whole = typed.matches('"').count().is_multiple_of(2);
    let mut out = String::new();
    for c in typed.trim().chars() {
        match c {
            '"' if is_whole => out.push(c),
            '"' => out.push(' '),
            c if SPECIAL.contains(c) => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    let plain = |word: &str| match word {
        "AND" | "OR" | "NOT" | "TO" => word.to_lowercase(),
        word => word.to_owned(),
    };
    // A sign between words is none itself, and not everything that is searched would have it.
    let is_word = |word: &&str| word.contains(|c: char| c.is_alphanumeric() || c == '"');
    let has_words = out.contains(char::is_alphanumeric);
    let wanted = out.split_whitespace().filter(|word| !has_words || is_word(word));
    let words = wanted.map(plain).collect::<Vec<_>>().join(" ");
    if words.replace('"', "").trim().is_empty() { "*".to_owned() } else { words }
}

/// What has one of these values, exactly.
pub fn clause(field: &str, values: &[&str]) -> String {
    let quoted = values.iter().map(|value| format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")));
    match values {
        [_] => format!("{field}:{}", quoted.collect::<String>()),
        _ => format!("{field}:({})", quoted.collect::<Vec<_>>().join(" OR ")),
    }
}

/// The circle around a box, for a circle is all that the search takes: its centre, and kilometres.
fn circle(extent: Extent) -> [(&'static str, String); 2] {
    const KILOMETRES: f64 = 111.2;
    // Over the meridian where degrees end, they are counted on.
    let east = if extent.west <= extent.east { extent.east } else { extent.east + 360.0 };
    let (x, y) = ((extent.west + east) / 2.0, (extent.south + extent.north) / 2.0);
    let narrowest = extent.south.abs().min(extent.north.abs()).to_radians().cos();
    let narrowest = if extent.south <= 0.0 && extent.north >= 0.0 { 1.0 } else { narrowest };
    let (wide, high) = ((east - x) * KILOMETRES * narrowest, (extent.north - y) * KILOMETRES);
    let x = if x <= 180.0 { x } else { x - 360.0 };
    let radius = wide.hypot(high).max(0.1);
    [("geo_point", format!("{y:.5},{x:.5}")), ("geo_radius", format!("{:.1}", (radius * 10.0).ceil() / 10.0))]
}

/// Whether it is narrowed by what may be the translation of what the portal takes.
pub fn may_be_translated(query: &Query) -> bool {
    TRANSLATED.iter().any(|key| query.values(key).next().is_some())
}

/// The facets of an answer: `[{"subject_ss": {"labels": [{"Medicine": 2}]}}]`.
pub fn facets(counted: &Value) -> Vec<Facet> {
    let counted = counted.get(0).unwrap_or(counted);
    let values = |field: &str| -> Vec<FacetValue> {
        let labels = counted[field]["labels"].as_array();
        labels.into_iter().flatten().filter_map(Value::as_object).flatten().filter_map(value).collect()
    };
    let known = NARROW.filters.iter().filter(|(_, field)| !field.is_empty());
    known.filter_map(|(filter, field)| facet(filter.key, fitting(filter.key, values(field)))).collect()
}

/// Without those that the filter itself does not take.
fn fitting(key: &str, mut values: Vec<FacetValue>) -> Vec<FacetValue> {
    let filter = NARROW.filters.iter().find(|(filter, _)| filter.key == key).map(|(filter, _)| filter);
    values.retain(|value| filter.is_some_and(|filter| filter.check(&value.value).is_ok()));
    values
}

fn value((name, count): (&String, &Value)) -> Option<FacetValue> {
    let label = text::some_line(name)?;
    Some(FacetValue { value: name.clone(), label, count: stated::count(count) })
}

/// Whether a territory is looked for by its name.
pub fn is_by_words(query: &Query) -> bool {
    matches!(wanted(query), Some(Where::Territory(_)))
}

/// Whether a box is, by the circle around it.
pub fn is_by_circle(query: &Query) -> bool {
    query.values(TERRITORY).next().is_some() && !is_by_words(query)
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

    #[test]
    fn what_is_typed_means_nothing_in_solr_s_language() {
        let table = [
            ("", "*"),
            ("  eau   potable ", "eau potable"),
            ("l'eau: \"eau potable\"", "l'eau\\: \"eau potable\""),
            ("un \" seul", "un seul"),
            ("a AND (b OR NOT c)", "a and \\(b or not c\\)"),
            ("10.5072/FK2", "10.5072\\/FK2"),
            ("\"\"", "*"),
            ("*", "\\*"),
            ("sol & eau - \"a - b\" / c", "sol eau \"a b\" c"),
            ("\" eau \" + lac", "\" eau \" lac"),
            ("title:eau* [1 TO 2] || -x", "title\\:eau\\* \\[1 to 2\\] \\-x"),
        ];
        for (typed, expected) in table {
            assert_eq!(words(typed), expected, "{typed}");
        }
    }

    #[test]
    fn a_query_is_put_in_the_portal_s_words() {
        let filters = [("subject", "Social Sciences"), ("collection", "labo"), ("year", "2025"), ("year", "2024")];
        let expected = [
            "q=eau",
            "type=dataset",
            "subtree=labo",
            "fq=subject_ss:\"Social Sciences\"",
            "fq=publicationDate:(\"2025\" OR \"2024\")",
        ];
        assert_eq!(asked("eau", &filters, None), expected);
        assert_eq!(asked("", &[], None), ["q=*", "type=dataset", "sort=date", "order=desc"]);
        assert_eq!(asked("x", &[], Some("-title"))[2..], ["sort=name", "order=desc"]);
        assert_eq!(asked("x", &[], Some("relevance"))[2..], ["sort=score", "order=desc"], "never the least relevant");
        let raw = asked("x", &[("solr", "dvObjectType:datasets AND a:[1 TO 2]"), ("author", "A \"b\"\\")], None);
        assert_eq!(raw[2..], ["fq=authorName_ss:\"A \\\"b\\\"\\\\\"", "fq=dvObjectType:datasets AND a:[1 TO 2]"]);
    }

    #[test]
    fn a_box_is_asked_for_by_the_circle_around_it() {
        let found = asked("", &[("territory", "-2,48,-1,49")], Some("title"));
        assert_eq!(found[2..4], ["geo_point=48.50000,-1.50000", "geo_radius=66.9"]);
        for (written, centre) in [("170,-20,-176,-10", "177.00000"), ("176,-20,-170,-10", "-177.00000")] {
            let found = asked("", &[("territory", written)], Some("title"));
            assert_eq!(found[2], format!("geo_point=-15.00000,{centre}"), "{written}");
            assert_eq!(found[3], "geo_radius=947.0", "{written}");
        }
        let named = asked("eau", &[("territory", "rennes")], None);
        assert_eq!(named, ["q=eau \"Rennes\"", "type=dataset"]);
    }

    #[test]
    fn facets_are_those_that_filter() {
        let raw = json!([{
            "dvCategory": {"labels": [{"Laboratory": 3}]},
            "subject_ss": {"friendly": "Subject", "labels": [{"Medicine": 2}, {"Law": "1"}, "odd", {"": 3}]},
            "publicationDate": {"labels": [{"2025": 9}, {"n.d.": 1}]},
            "license": null,
        }]);
        let flat: Vec<_> = facets(&raw)
            .into_iter()
            .flat_map(|facet| facet.values.into_iter().map(move |it| (facet.key.clone(), it.value, it.count)))
            .collect();
        let expected = [("subject", "Medicine", Some(2)), ("subject", "Law", Some(1)), ("year", "2025", Some(9))];
        assert_eq!(flat, expected.map(|(key, value, count)| (key.to_owned(), value.to_owned(), count)));
    }
}
