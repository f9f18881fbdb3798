//! Searching: a query in Isogeo's words, and its tags as facets (docs/portals/isogeo.md 4).

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::super::facets::facet;
use super::super::narrow::{Narrow, Parameters};
use super::super::territory::{not_both, one_box, territory_or_box, wanted, written};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Said;
use crate::base::text;
use crate::model::filter::Accepts::{Code, Extent, Number, OneOf, Pair};
use crate::model::filter::{Filter, one};
use crate::model::{Facet, FacetValue, Query};
use crate::{m, said};

/// The language of labels and texts where none is asked for.
pub const LANGUAGE: &str = "fr";
const LANGUAGES: [&str; 4] = ["fr", "en", "es", "pt"];

const RELATIONS: [&str; 6] = ["contains", "disjoint", "equals", "intersects", "overlaps", "within"];

const BOX: &str = "box";
const RELATION: &str = "relation";
const LANGUAGE_KEY: &str = "language";

/// Filters are the ends of tags that go into `q` (docs/portals/isogeo.md 4.2): a space would end the tag, and what has all
/// of several values is found, never what has either of them. Those without a tag are parameters of their own, and `_`
/// marks dates of the record, not of the data (docs/portals/isogeo.md 4.1).
pub const NARROW: Narrow<Option<&str>> = Narrow {
    portal: "Isogeo",
    filters: &[
        (one("type", said!("portals-facet-type"), said!("isogeo-filter-type"), Code), Some("type:")),
        (one("action", said!("portals-facet-action"), said!("isogeo-filter-action"), Code), Some("action:")),
        (one("format", said!("portals-facet-format"), said!("isogeo-filter-format"), Code), Some("format:")),
        (one("owner", said!("portals-facet-owner"), said!("isogeo-filter-owner"), Code), Some("owner:")),
        (
            one("theme", said!("portals-facet-theme"), said!("isogeo-filter-theme"), Code),
            Some("keyword:inspire-theme:"),
        ),
        (
            one("group-theme", said!("portals-facet-group-theme"), said!("isogeo-filter-group-theme"), Code),
            Some("keyword:group-theme:"),
        ),
        (
            one("topic", said!("portals-facet-topic"), said!("isogeo-filter-topic"), Code),
            Some("keyword:iso19115-topic:"),
        ),
        (one("keyword", said!("portals-facet-keyword"), said!("isogeo-filter-keyword"), Code), Some("keyword:isogeo:")),
        (one("crs", said!("portals-facet-crs"), said!("isogeo-filter-crs"), Number), Some("coordinate-system:")),
        (one("contact", said!("portals-facet-contact"), said!("isogeo-filter-contact"), Pair), Some("contact:")),
        (one("licence", said!("portals-facet-licence"), said!("isogeo-filter-licence"), Pair), Some("license:")),
        (one("origin", said!("portals-facet-origin"), said!("isogeo-filter-origin"), Code), Some("provider:")),
        (
            one("conformity", said!("portals-facet-conformity"), said!("isogeo-filter-conformity"), Code),
            Some("conformity:"),
        ),
        (one("catalog", said!("portals-facet-catalog"), said!("isogeo-filter-catalog"), Code), Some("catalog:")),
        (one("source", said!("portals-facet-source"), said!("isogeo-filter-source"), Code), Some("data-source:")),
        (one("name", said!("portals-facet-name"), said!("isogeo-filter-name"), Code), Some("name:")),
        (one("path", said!("portals-facet-path"), said!("isogeo-filter-path"), Code), Some("path:")),
        (one("without", said!("portals-facet-without"), said!("isogeo-filter-without"), Code), Some("has-no:")),
        (one(BOX, said!("portals-facet-box"), said!("isogeo-filter-box"), Extent), None),
        (territory_or_box(said!("territory-by-bounds")), None),
        (one(RELATION, said!("portals-facet-relation"), said!("isogeo-filter-relation"), OneOf(&RELATIONS)), None),
        (one(LANGUAGE_KEY, said!("portals-facet-language"), said!("isogeo-filter-language"), OneOf(&LANGUAGES)), None),
    ],
    sorts: &[
        ("title", said!("portals-title"), "title"),
        ("relevance", said!("portals-relevance"), "relevance"),
        ("updated", said!("isogeo-sort-updated"), "_modified"),
        ("created", said!("isogeo-sort-created"), "_created"),
        ("data-updated", said!("isogeo-sort-data-updated"), "modified"),
        ("data-created", said!("isogeo-sort-data-created"), "created"),
    ],
};

/// Tags whose label is always null (docs/portals/isogeo.md 7.5).
const UNLABELLED: [(&str, Said); 3] = [
    ("provider:manual", said!("isogeo-by-hand")),
    ("provider:auto", said!("isogeo-harvested")),
    ("conformity:inspire", said!("isogeo-inspire")),
];

/// The query in Isogeo's words. Always sorted: by default the newest come first and move the pages while one reads them
/// (docs/portals/isogeo.md 4.5).
pub fn parameters(query: &Query) -> Result<Parameters> {
    let query = &NARROW.check(query)?;
    let words: Vec<String> = query.text.split_whitespace().map(str::to_owned).collect();
    let is_free = words.is_empty();
    let mut parts = words;
    for (filter, tag) in NARROW.filters {
        parts.extend(tag.iter().flat_map(|tag| query.values(filter.key).map(move |it| format!("{tag}{it}"))));
    }
    let mut parameters = vec![("q", parts.join(" "))];
    parameters.extend(place(query)?);
    let language = query.values(LANGUAGE_KEY).next().unwrap_or(LANGUAGE);
    parameters.push(("_lang", language.to_owned()));
    let (order, direction) = order(query, is_free)?;
    parameters.extend([("ob", order.to_owned()), ("od", direction.to_owned())]);
    Ok(parameters)
}

fn place(query: &Query) -> Result<Parameters> {
    not_both(query, BOX)?;
    let of_territory = wanted(query).map(|wanted| Ok(written(one_box(&wanted)?))).transpose()?;
    let [given, relation] = [BOX, RELATION].map(|key| query.values(key).next());
    let bounds = of_territory.as_deref().or(given);
    match (bounds, relation) {
        (None, Some(_)) => Err(Error::new(ErrorKind::Usage, m!("portals-filter", key = RELATION), m!("isogeo-no-box"))
            .hint(m!("isogeo-no-box-hint"))),
        _ => Ok([("box", bounds), ("rel", relation)]
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?.to_owned())))
            .collect()),
    }
}

/// The direction counts for titles too (docs/portals/isogeo.md 4.1).
fn order(query: &Query, is_free: bool) -> Result<(&'static str, &'static str)> {
    Ok(match NARROW.order(query)? {
        None if is_free => ("title", "asc"),
        // Nobody wants the least relevant first.
        None | Some(("relevance", _)) => ("relevance", "desc"),
        Some((order, descending)) => (order, if descending { "desc" } else { "asc" }),
    })
}

/// What can be filtered by, out of the tags of everything found. There are no counts (docs/portals/isogeo.md 4.3).
pub fn facets(tags: &Map<String, Value>) -> Vec<Facet> {
    let of = |(filter, prefix): &(Filter, Option<&str>)| {
        let mut values: Vec<FacetValue> = Vec::new();
        for (tag, label) in tags {
            let Some(value) = tag.strip_prefix((*prefix)?).filter(|value| !value.is_empty()) else { continue };
            // One code may come in two spellings (docs/portals/isogeo.md 7.4).
            if values.iter().all(|known| !known.value.eq_ignore_ascii_case(value)) {
                values.push(FacetValue { value: value.to_owned(), label: tag_label(tag, label, value), count: None });
            }
        }
        tell_apart(&mut values, tags);
        facet(filter.key, values)
    };
    NARROW.filters.iter().filter_map(of).collect()
}

fn tag_label(tag: &str, label: &Value, value: &str) -> String {
    let ours = || UNLABELLED.iter().find(|(known, _)| *known == tag).map(|(_, label)| label.text());
    label.as_str().and_then(text::some_line).or_else(ours).unwrap_or_else(|| text::line(value))
}

/// Values of one label get their owner's name behind it, or a piece of their id (docs/portals/isogeo.md 7.9).
fn tell_apart(values: &mut [FacetValue], tags: &Map<String, Value>) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    values.iter().for_each(|value| *seen.entry(value.label.clone()).or_default() += 1);
    let mut taken: Vec<String> = Vec::new();
    for value in values.iter_mut().filter(|value| seen[&value.label] > 1) {
        let (owner, id) = value.value.split_once(':').unwrap_or(("", &value.value));
        let owner = tags.get(&format!("owner:{owner}")).and_then(Value::as_str).and_then(text::some_line);
        let id: String = id.chars().take(8).collect();
        let mut label = format!("{} ({})", value.label, owner.unwrap_or_else(|| text::line(&id)));
        if taken.contains(&label) {
            label = format!("{label} {}", text::line(&id));
        }
        taken.push(label.clone());
        value.label = label;
    }
}
