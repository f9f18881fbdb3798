//! Searching: a query in Isogeo's words, and its tags as facets (contract section 4).

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::error::{Error, Kind, Result};
use crate::model::{Facet, FacetValue, Query};
use crate::text;

/// The language of labels and texts where none is asked for.
pub const LANGUAGE: &str = "fr";
const LANGUAGES: [&str; 4] = ["fr", "en", "es", "pt"];

const RELATIONS: [&str; 6] = ["contains", "disjoint", "equals", "intersects", "overlaps", "within"];

const BOX: &str = "box";
const RELATION: &str = "relation";
const LANGUAGE_KEY: &str = "language";

/// Filters that go into `q`: key, what its values look like, the tag they are the end of (section 4.2).
const TAGGED: [(&str, &str, &str); 18] = [
    ("type", "vector-dataset, raster-dataset, no-geo-dataset, dataset (the first two), service or resource", "type:"),
    ("action", "download, view or other: what a link or a service is for", "action:"),
    ("format", "a format's code, as shp or wfs", "format:"),
    ("owner", "the id of the workgroup it belongs to", "owner:"),
    ("theme", "an INSPIRE theme's code", "keyword:inspire-theme:"),
    ("group-theme", "the code of a workgroup's own theme", "keyword:group-theme:"),
    ("topic", "an ISO 19115 topic's code", "keyword:iso19115-topic:"),
    ("keyword", "a keyword's code: no accents, dashes for spaces", "keyword:isogeo:"),
    ("crs", "a coordinate system's EPSG code", "coordinate-system:"),
    ("contact", "group:ID, user:ID or WORKGROUP:ID", "contact:"),
    ("licence", "isogeo:ID or WORKGROUP:ID", "license:"),
    ("origin", "manual, or auto for what is harvested", "provider:"),
    ("conformity", "inspire", "conformity:"),
    ("catalog", "a catalogue's id", "catalog:"),
    ("source", "the id of a harvested service", "data-source:"),
    ("name", "a technical name", "name:"),
    ("path", "where the data lie", "path:"),
    ("without", "what is missing: action, format, keyword, coordinate-system, …", "has-no:"),
];

/// Filters that are parameters of their own (section 4.1).
const APART: [(&str, &str); 3] = [
    (BOX, "west,south,east,north in degrees"),
    (RELATION, "how it lies to the box: intersects, within, contains, overlaps, equals or disjoint"),
    (LANGUAGE_KEY, "fr, en, es or pt: of labels and texts"),
];

/// Sort orders: key, label, what Isogeo calls it. `_` marks dates of the record, not of the data (section 4.1).
const SORTS: [(&str, &str, &str); 6] = [
    ("title", "title", "title"),
    ("relevance", "relevance", "relevance"),
    ("updated", "last change of the record", "_modified"),
    ("created", "creation of the record", "_created"),
    ("data-updated", "last change of the data", "modified"),
    ("data-created", "creation of the data", "created"),
];

/// Tags whose label is always null (section 7, trap 5).
const UNLABELLED: [(&str, &str); 3] = [
    ("provider:manual", "entered by hand"),
    ("provider:auto", "harvested"),
    ("conformity:inspire", "conforms to INSPIRE"),
];

pub type Parameters = Vec<(&'static str, String)>;

pub fn filters() -> Vec<(&'static str, &'static str)> {
    TAGGED.iter().map(|(key, looks, _)| (*key, *looks)).chain(APART).collect()
}

pub fn sorts() -> Vec<(&'static str, &'static str)> {
    SORTS.iter().map(|(key, label, _)| (*key, *label)).collect()
}

/// The query in Isogeo's words. Always sorted: by default the newest come first and move the pages while one reads them
/// (section 4.5).
pub fn parameters(query: &Query) -> Result<Parameters> {
    let known: Vec<&str> = filters().iter().map(|(key, _)| *key).collect();
    if let Some((key, _)) = query.filters.iter().find(|(key, _)| !known.contains(&key.as_str())) {
        return Err(no_such("filter", key, &known));
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

/// The one value asked for `key`. Isogeo finds what has all of several values, never either of them (section 4.2).
fn single<'q>(query: &'q Query, key: &str) -> Result<Option<&'q str>> {
    let mut values: Vec<&str> =
        query.filters.iter().filter(|(known, _)| known == key).map(|(_, value)| value.trim()).collect();
    values.dedup();
    let refuse = |cause: String| Error::new(Kind::Usage, format!("filter {key}"), cause);
    match values[..] {
        [] => Ok(None),
        // A space would end the tag, and the rest be searched for as a word.
        [value] if value.is_empty() || value.contains(char::is_whitespace) => {
            let cause = format!("\"{}\" cannot be a value: it is empty or holds a space", text::line(value));
            Err(refuse(cause).hint("Take it from the filters the portal offers."))
        }
        [value] => Ok(Some(value)),
        _ => Err(refuse("Isogeo cannot look for either of several values".into())
            .hint("Give one. What has several keywords is found by searching for the text `keyword:isogeo:A keyword:isogeo:B`.")),
    }
}

fn place(query: &Query) -> Result<Parameters> {
    let relation = single(query, RELATION)?;
    let Some(bounds) = single(query, BOX)? else {
        return match relation {
            Some(_) => {
                Err(Error::new(Kind::Usage, "filter relation", "there is no box that it could be the relation to")
                    .hint("Give a box too, as box=2.1,48.4,2.6,48.8."))
            }
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

/// Written with a point, whatever the system's habits (section 7, trap 20).
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
        _ => Err(Error::new(Kind::Usage, "filter box", format!("\"{}\" is no box on the globe", text::line(bounds)))
            .hint("Write west,south,east,north in degrees, as 2.1,48.4,2.6,48.8.")),
    }
}

/// The direction counts for titles too (section 4.1).
fn order(query: &Query, is_free: bool) -> Result<(&'static str, &'static str)> {
    let Some(sort) = &query.sort else {
        return Ok(if is_free { ("title", "asc") } else { ("relevance", "desc") });
    };
    let (direction, key) = sort.strip_prefix('-').map_or(("asc", sort.as_str()), |key| ("desc", key));
    match SORTS.iter().find(|(known, ..)| *known == key) {
        // Nobody wants the least relevant first.
        Some((.., "relevance")) => Ok(("relevance", "desc")),
        Some((.., order)) => Ok((order, direction)),
        None => Err(no_such("sort", key, &SORTS.map(|(key, ..)| key))),
    }
}

fn no_such(what: &str, value: &str, known: &[&str]) -> Error {
    Error::new(Kind::Usage, format!("{what} \"{}\"", text::line(value)), "Isogeo has no such thing")
        .hint(format!("It has: {}.", known.join(", ")))
}

/// What can be filtered by, out of the tags of everything found. There are no counts (section 4.3).
pub fn facets(tags: &Map<String, Value>) -> Vec<Facet> {
    let facet = |(key, _, prefix): &(&str, &str, &str)| {
        let mut values: Vec<FacetValue> = Vec::new();
        for (tag, label) in tags {
            let Some(value) = tag.strip_prefix(prefix).filter(|value| !value.is_empty()) else { continue };
            // One code may come in two spellings (section 7, trap 4).
            if values.iter().all(|known| !known.value.eq_ignore_ascii_case(value)) {
                values.push(FacetValue { value: value.to_owned(), label: tag_label(tag, label, value), count: None });
            }
        }
        tell_apart(&mut values, tags);
        (!values.is_empty()).then(|| Facet { key: (*key).into(), label: (*key).into(), values })
    };
    TAGGED.iter().filter_map(facet).collect()
}

fn tag_label(tag: &str, label: &Value, value: &str) -> String {
    let ours = || UNLABELLED.iter().find(|(known, _)| *known == tag).map(|(_, label)| (*label).to_owned());
    label.as_str().and_then(text::some_line).or_else(ours).unwrap_or_else(|| text::line(value))
}

/// Values of one label get their owner's name behind it, or a piece of their id (section 7, trap 9).
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
