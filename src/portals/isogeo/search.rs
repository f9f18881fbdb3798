//! Searching: a query in Isogeo's words, and its tags as facets (docs/portals/isogeo.md 4).

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::super::facets::facet;
use super::super::narrow::{Narrow, Parameters};
use crate::base::error::{Error, Kind, Result};
use crate::base::i18n::Said;
use crate::base::text;
use crate::model::{Facet, FacetValue, Query};
use crate::{m, said};

/// The language of labels and texts where none is asked for.
pub const LANGUAGE: &str = "fr";
const LANGUAGES: [&str; 4] = ["fr", "en", "es", "pt"];

const RELATIONS: [&str; 6] = ["contains", "disjoint", "equals", "intersects", "overlaps", "within"];

const BOX: &str = "box";
const RELATION: &str = "relation";
const LANGUAGE_KEY: &str = "language";

/// Filters are the ends of tags that go into `q` (docs/portals/isogeo.md 4.2); those without a tag are parameters of
/// their own, and `_` marks dates of the record, not of the data (docs/portals/isogeo.md 4.1).
pub const NARROW: Narrow<Option<&str>> = Narrow {
    portal: "Isogeo",
    filters: &[
        ("type", said!("isogeo-filter-type"), Some("type:")),
        ("action", said!("isogeo-filter-action"), Some("action:")),
        ("format", said!("isogeo-filter-format"), Some("format:")),
        ("owner", said!("isogeo-filter-owner"), Some("owner:")),
        ("theme", said!("isogeo-filter-theme"), Some("keyword:inspire-theme:")),
        ("group-theme", said!("isogeo-filter-group-theme"), Some("keyword:group-theme:")),
        ("topic", said!("isogeo-filter-topic"), Some("keyword:iso19115-topic:")),
        ("keyword", said!("isogeo-filter-keyword"), Some("keyword:isogeo:")),
        ("crs", said!("isogeo-filter-crs"), Some("coordinate-system:")),
        ("contact", said!("isogeo-filter-contact"), Some("contact:")),
        ("licence", said!("isogeo-filter-licence"), Some("license:")),
        ("origin", said!("isogeo-filter-origin"), Some("provider:")),
        ("conformity", said!("isogeo-filter-conformity"), Some("conformity:")),
        ("catalog", said!("isogeo-filter-catalog"), Some("catalog:")),
        ("source", said!("isogeo-filter-source"), Some("data-source:")),
        ("name", said!("isogeo-filter-name"), Some("name:")),
        ("path", said!("isogeo-filter-path"), Some("path:")),
        ("without", said!("isogeo-filter-without"), Some("has-no:")),
        (BOX, said!("isogeo-filter-box"), None),
        (RELATION, said!("isogeo-filter-relation"), None),
        (LANGUAGE_KEY, said!("isogeo-filter-language"), None),
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
    NARROW.check(query)?;
    let words: Vec<String> = query.text.split_whitespace().map(str::to_owned).collect();
    let is_free = words.is_empty();
    let mut parts = words;
    for (key, _, tag) in NARROW.filters {
        parts
            .extend(tag.map(|tag| Ok(single(query, key)?.map(|value| format!("{tag}{value}")))).transpose()?.flatten());
    }
    let mut parameters = vec![("q", parts.join(" "))];
    parameters.extend(place(query)?);
    let language = single(query, LANGUAGE_KEY)?.unwrap_or(LANGUAGE);
    NARROW.one_of(query, LANGUAGE_KEY, &LANGUAGES)?;
    parameters.push(("_lang", language.to_owned()));
    let (order, direction) = order(query, is_free)?;
    parameters.extend([("ob", order.to_owned()), ("od", direction.to_owned())]);
    Ok(parameters)
}

/// The one value asked for `key`. Isogeo finds what has all of several values, never either of them
/// (docs/portals/isogeo.md 4.2); a space would end the tag, and the rest be searched for as a word.
fn single<'q>(query: &'q Query, key: &str) -> Result<Option<&'q str>> {
    match NARROW.single(query, key)? {
        Some(value) if value.contains(char::is_whitespace) => {
            let cause = m!("isogeo-odd-value", value = text::line(value));
            Err(Error::new(Kind::Usage, m!("portals-filter", key), cause).hint(m!("isogeo-odd-value-hint")))
        }
        value => Ok(value),
    }
}

fn place(query: &Query) -> Result<Parameters> {
    let relation = single(query, RELATION)?;
    let Some(bounds) = single(query, BOX)? else {
        return match relation {
            Some(_) => Err(Error::new(Kind::Usage, m!("portals-filter", key = RELATION), m!("isogeo-no-box"))
                .hint(m!("isogeo-no-box-hint"))),
            None => Ok(vec![]),
        };
    };
    let mut parameters = vec![("box", bounds_text(bounds)?)];
    if let Some(relation) = relation {
        NARROW.one_of(query, RELATION, &RELATIONS)?;
        parameters.push(("rel", relation.to_owned()));
    }
    Ok(parameters)
}

/// Written with a point, whatever the system's habits (docs/portals/isogeo.md 7.20).
fn bounds_text(bounds: &str) -> Result<String> {
    let numbers: Vec<f64> = bounds.split(',').filter_map(|number| number.trim().parse().ok()).collect();
    match numbers[..] {
        [west, south, east, north]
            if bounds.split(',').count() == 4
                && numbers.iter().all(|number| number.is_finite())
                && west <= east
                && south <= north
                && south >= -90.0
                && north <= 90.0 =>
        {
            Ok(format!("{west},{south},{east},{north}"))
        }
        _ => Err(Error::new(
            Kind::Usage,
            m!("portals-filter", key = BOX),
            m!("isogeo-odd-box", bounds = text::line(bounds)),
        )
        .hint(m!("isogeo-odd-box-hint"))),
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
    let of = |(key, _, prefix): &(&str, Said, Option<&str>)| {
        let mut values: Vec<FacetValue> = Vec::new();
        for (tag, label) in tags {
            let Some(value) = tag.strip_prefix((*prefix)?).filter(|value| !value.is_empty()) else { continue };
            // One code may come in two spellings (docs/portals/isogeo.md 7.4).
            if values.iter().all(|known| !known.value.eq_ignore_ascii_case(value)) {
                values.push(FacetValue { value: value.to_owned(), label: tag_label(tag, label, value), count: None });
            }
        }
        tell_apart(&mut values, tags);
        facet(key, values)
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
