//! Searching: a query in Isogeo's words, and its tags as facets (docs/portals/isogeo.md 4).

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::base::error::{Error, Kind, Result};
use crate::base::i18n::Said;
use crate::base::text;
use crate::model::{Facet, FacetValue, Query};
use crate::portals::facet_label;
use crate::said;
use crate::t;

/// The language of labels and texts where none is asked for.
pub const LANGUAGE: &str = "fr";
const LANGUAGES: [&str; 4] = ["fr", "en", "es", "pt"];

const RELATIONS: [&str; 6] = ["contains", "disjoint", "equals", "intersects", "overlaps", "within"];

const BOX: &str = "box";
const RELATION: &str = "relation";
const LANGUAGE_KEY: &str = "language";

/// Filters that go into `q`: key, what its values look like, the tag they are the end of (docs/portals/isogeo.md 4.2).
const TAGGED: [(&str, Said, &str); 18] = [
    ("type", said!("isogeo-filter-type"), "type:"),
    ("action", said!("isogeo-filter-action"), "action:"),
    ("format", said!("isogeo-filter-format"), "format:"),
    ("owner", said!("isogeo-filter-owner"), "owner:"),
    ("theme", said!("isogeo-filter-theme"), "keyword:inspire-theme:"),
    ("group-theme", said!("isogeo-filter-group-theme"), "keyword:group-theme:"),
    ("topic", said!("isogeo-filter-topic"), "keyword:iso19115-topic:"),
    ("keyword", said!("isogeo-filter-keyword"), "keyword:isogeo:"),
    ("crs", said!("isogeo-filter-crs"), "coordinate-system:"),
    ("contact", said!("isogeo-filter-contact"), "contact:"),
    ("licence", said!("isogeo-filter-licence"), "license:"),
    ("origin", said!("isogeo-filter-origin"), "provider:"),
    ("conformity", said!("isogeo-filter-conformity"), "conformity:"),
    ("catalog", said!("isogeo-filter-catalog"), "catalog:"),
    ("source", said!("isogeo-filter-source"), "data-source:"),
    ("name", said!("isogeo-filter-name"), "name:"),
    ("path", said!("isogeo-filter-path"), "path:"),
    ("without", said!("isogeo-filter-without"), "has-no:"),
];

/// Filters that are parameters of their own (docs/portals/isogeo.md 4.1).
const APART: [(&str, Said); 3] = [
    (BOX, said!("isogeo-filter-box")),
    (RELATION, said!("isogeo-filter-relation")),
    (LANGUAGE_KEY, said!("isogeo-filter-language")),
];

/// Sort orders: key, label, what Isogeo calls it. `_` marks dates of the record, not of the data
/// (docs/portals/isogeo.md 4.1).
const SORTS: [(&str, Said, &str); 6] = [
    ("title", said!("portals-title"), "title"),
    ("relevance", said!("portals-relevance"), "relevance"),
    ("updated", said!("isogeo-sort-updated"), "_modified"),
    ("created", said!("isogeo-sort-created"), "_created"),
    ("data-updated", said!("isogeo-sort-data-updated"), "modified"),
    ("data-created", said!("isogeo-sort-data-created"), "created"),
];

/// Tags whose label is always null (docs/portals/isogeo.md 7.5).
const UNLABELLED: [(&str, Said); 3] = [
    ("provider:manual", said!("isogeo-by-hand")),
    ("provider:auto", said!("isogeo-harvested")),
    ("conformity:inspire", said!("isogeo-inspire")),
];

pub type Parameters = Vec<(&'static str, String)>;

pub fn filters() -> Vec<(&'static str, Said)> {
    TAGGED.iter().map(|(key, looks, _)| (*key, *looks)).chain(APART).collect()
}

pub fn sorts() -> Vec<(&'static str, Said)> {
    SORTS.iter().map(|(key, label, _)| (*key, *label)).collect()
}

/// The query in Isogeo's words. Always sorted: by default the newest come first and move the pages while one reads them
/// (docs/portals/isogeo.md 4.5).
pub fn parameters(query: &Query) -> Result<Parameters> {
    let known: Vec<&str> = filters().iter().map(|(key, _)| *key).collect();
    if let Some((key, _)) = query.filters.iter().find(|(key, _)| !known.contains(&key.as_str())) {
        return Err(no_such(&t!("portals-word-filter"), key, &known));
    }
    let words: Vec<String> = query.text.split_whitespace().map(str::to_owned).collect();
    let is_free = words.is_empty();
    let mut parts = words;
    for (key, _, tag) in TAGGED {
        parts.extend(single(query, key)?.map(|value| format!("{tag}{value}")));
    }
    let mut parameters = vec![("q", parts.join(" "))];
    parameters.extend(place(query)?);
    let language = single(query, LANGUAGE_KEY)?.unwrap_or(LANGUAGE);
    if !LANGUAGES.contains(&language) {
        return Err(no_such(LANGUAGE_KEY, language, &LANGUAGES));
    }
    parameters.push(("_lang", language.to_owned()));
    let (order, direction) = order(query, is_free)?;
    parameters.extend([("ob", order.to_owned()), ("od", direction.to_owned())]);
    Ok(parameters)
}

/// The one value asked for `key`. Isogeo finds what has all of several values, never either of them
/// (docs/portals/isogeo.md 4.2).
fn single<'q>(query: &'q Query, key: &str) -> Result<Option<&'q str>> {
    let mut values: Vec<&str> =
        query.filters.iter().filter(|(known, _)| known == key).map(|(_, value)| value.trim()).collect();
    values.dedup();
    let refuse = |cause: String| Error::new(Kind::Usage, t!("portals-filter", key), cause);
    match values[..] {
        [] => Ok(None),
        // A space would end the tag, and the rest be searched for as a word.
        [value] if value.is_empty() || value.contains(char::is_whitespace) => {
            let cause = t!("isogeo-odd-value", value = text::line(value));
            Err(refuse(cause).hint(t!("isogeo-odd-value-hint")))
        }
        [value] => Ok(Some(value)),
        _ => Err(refuse(t!("isogeo-one-value")).hint(t!("isogeo-one-value-hint"))),
    }
}

fn place(query: &Query) -> Result<Parameters> {
    let relation = single(query, RELATION)?;
    let Some(bounds) = single(query, BOX)? else {
        return match relation {
            Some(_) => Err(Error::new(Kind::Usage, t!("portals-filter", key = RELATION), t!("isogeo-no-box"))
                .hint(t!("isogeo-no-box-hint"))),
            None => Ok(vec![]),
        };
    };
    let mut parameters = vec![("box", bounds_text(bounds)?)];
    if let Some(relation) = relation {
        if !RELATIONS.contains(&relation) {
            return Err(no_such(RELATION, relation, &RELATIONS));
        }
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
            t!("portals-filter", key = BOX),
            t!("isogeo-odd-box", bounds = text::line(bounds)),
        )
        .hint(t!("isogeo-odd-box-hint"))),
    }
}

/// The direction counts for titles too (docs/portals/isogeo.md 4.1).
fn order(query: &Query, is_free: bool) -> Result<(&'static str, &'static str)> {
    let Some(sort) = &query.sort else {
        return Ok(if is_free { ("title", "asc") } else { ("relevance", "desc") });
    };
    let (direction, key) = sort.strip_prefix('-').map_or(("asc", sort.as_str()), |key| ("desc", key));
    match SORTS.iter().find(|(known, ..)| *known == key) {
        // Nobody wants the least relevant first.
        Some((.., "relevance")) => Ok(("relevance", "desc")),
        Some((.., order)) => Ok((order, direction)),
        None => Err(no_such(&t!("portals-word-sort"), key, &SORTS.map(|(key, ..)| key))),
    }
}

fn no_such(what: &str, value: &str, known: &[&str]) -> Error {
    Error::new(Kind::Usage, t!("portals-thing", what, value = text::line(value)), t!("isogeo-no-such-thing"))
        .hint(t!("portals-it-has", known = known.join(", ")))
}

/// What can be filtered by, out of the tags of everything found. There are no counts (docs/portals/isogeo.md 4.3).
pub fn facets(tags: &Map<String, Value>) -> Vec<Facet> {
    let facet = |(key, _, prefix): &(&str, Said, &str)| {
        let mut values: Vec<FacetValue> = Vec::new();
        for (tag, label) in tags {
            let Some(value) = tag.strip_prefix(prefix).filter(|value| !value.is_empty()) else { continue };
            // One code may come in two spellings (docs/portals/isogeo.md 7.4).
            if values.iter().all(|known| !known.value.eq_ignore_ascii_case(value)) {
                values.push(FacetValue { value: value.to_owned(), label: tag_label(tag, label, value), count: None });
            }
        }
        tell_apart(&mut values, tags);
        (!values.is_empty()).then(|| Facet { key: (*key).into(), label: facet_label(key), values })
    };
    TAGGED.iter().filter_map(facet).collect()
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
