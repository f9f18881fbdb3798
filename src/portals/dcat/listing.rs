//! Searching, filtering and sorting what was read, as feeds do none of it.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use super::map::Record;
use crate::error::{Error, Kind, Result};
use crate::model::{Facet, FacetValue, Item, Media, Query};
use crate::text::{self, fold};

/// Key, what its values look like, what of a dataset they are compared with.
type Filter = (&'static str, &'static str, fn(&Record) -> Vec<&str>);

const FILTERS: [Filter; 6] = [
    ("theme", "a theme, as it is shown", |record| record.themes.iter().map(String::as_str).collect()),
    ("keyword", "a keyword", |record| record.dataset.keywords.iter().map(String::as_str).collect()),
    ("publisher", "a publisher's name", |record| record.dataset.publisher.as_deref().into_iter().collect()),
    ("format", "a format of its media, as csv", |record| record.dataset.media.iter().filter_map(format).collect()),
    ("licence", "a licence's name", |record| record.dataset.licence.iter().map(|it| it.label.as_str()).collect()),
    ("access", "open or restricted", |record| vec![record.dataset.access.word()]),
];

/// Sort orders: key, label.
const SORTS: [(&str, &str); 4] =
    [("title", "title"), ("updated", "last change"), ("created", "creation"), ("publisher", "publisher")];

/// So many values of one facet at most, the most frequent first.
const VALUES: usize = 300;

pub fn filters() -> Vec<(&'static str, crate::i18n::Said)> {
    FILTERS.iter().map(|(key, looks, _)| (*key, crate::i18n::Said(looks))).collect()
}

pub fn sorts() -> Vec<(&'static str, crate::i18n::Said)> {
    SORTS.iter().map(|(key, label)| (*key, crate::i18n::Said(label))).collect()
}

/// Refuses what nothing is known of.
pub fn check(query: &Query) -> Result<()> {
    let known = FILTERS.map(|(key, ..)| key);
    if let Some((key, _)) = query.filters.iter().find(|(key, _)| !known.contains(&key.as_str())) {
        return Err(no_such("filter", key, &known));
    }
    let sort = query.sort.as_deref().map(|sort| sort.strip_prefix('-').unwrap_or(sort));
    match sort.filter(|sort| SORTS.iter().all(|(key, _)| key != sort)) {
        Some(sort) => Err(no_such("sort", sort, &SORTS.map(|(key, _)| key))),
        None => Ok(()),
    }
}

fn no_such(what: &str, value: &str, known: &[&str]) -> Error {
    Error::new(Kind::Usage, format!("{what} \"{}\"", text::line(value)), "feeds have no such thing")
        .hint(format!("They have: {}.", known.join(", ")))
}

/// What `query` asks for, in the order that it asks for, each dataset once. `is_searched`: its text has found these
/// already.
pub fn found<'r>(records: impl Iterator<Item = &'r Record>, query: &Query, is_searched: bool) -> Vec<&'r Record> {
    let text = fold(if is_searched { "" } else { &query.text });
    let words: Vec<&str> = text.split_whitespace().collect();
    let wanted: Vec<_> = FILTERS
        .iter()
        .map(|(key, _, of)| (of, query.values(key).map(fold).collect::<Vec<_>>()))
        .filter(|(_, values)| !values.is_empty())
        .collect();
    let fits = |record: &&Record| {
        words.iter().all(|word| record.folded.contains(word))
            && wanted.iter().all(|(of, values)| of(record).into_iter().any(|it| values.contains(&fold(it))))
    };
    let mut seen = HashSet::new();
    let mut found: Vec<&Record> = records.filter(fits).filter(|record| seen.insert(&record.dataset.address)).collect();
    if let Some(sort) = &query.sort {
        order(&mut found, sort);
    }
    found
}

/// What is not told comes last, in either direction.
fn order(records: &mut [&Record], sort: &str) {
    let (is_falling, key) = sort.strip_prefix('-').map_or((false, sort), |key| (true, key));
    match key {
        "updated" => by(records, is_falling, |record| record.dataset.modified),
        "created" => by(records, is_falling, |record| record.dataset.created),
        "publisher" => by(records, is_falling, |record| record.dataset.publisher.as_deref().map(fold)),
        _ => by(records, is_falling, |record| Some(fold(&record.dataset.title))),
    }
}

fn by<T: Ord>(records: &mut [&Record], is_falling: bool, key: fn(&Record) -> Option<T>) {
    let untold = |value: &Option<T>| value.is_none();
    match is_falling {
        false => records.sort_by_cached_key(|record| (untold(&key(record)), key(record))),
        true => records.sort_by_cached_key(|record| (untold(&key(record)), Reverse(key(record)))),
    }
}

/// The values of one filter among `records`, the most frequent first.
pub fn values<'r>(records: impl Iterator<Item = &'r Record>, key: &str) -> Vec<FacetValue> {
    let Some((_, _, of)) = FILTERS.iter().find(|(known, ..)| *known == key) else { return vec![] };
    let mut counts: HashMap<String, (&str, u64)> = HashMap::new();
    for record in records {
        let mut own: Vec<&str> = of(record);
        own.sort_unstable();
        own.dedup();
        // What differs in case only is one value, as it is one to the filter.
        own.into_iter().for_each(|value| counts.entry(fold(value)).or_insert((value, 0)).1 += 1);
    }
    let mut values: Vec<(&str, u64)> = counts.into_values().collect();
    values.sort_unstable_by_key(|(value, count)| (Reverse(*count), fold(value)));
    let value = |(value, count): (&str, u64)| FacetValue {
        value: value.to_owned(),
        label: value.to_owned(),
        count: Some(count),
    };
    values.into_iter().take(VALUES).map(value).collect()
}

pub fn facets(records: &[&Record]) -> Vec<Facet> {
    let facet = |(key, ..): &Filter| {
        let values = values(records.iter().copied(), key);
        (!values.is_empty()).then(|| Facet { key: (*key).into(), label: (*key).into(), values })
    };
    FILTERS.iter().filter_map(facet).collect()
}

pub fn items<'r>(records: impl IntoIterator<Item = &'r Record>) -> Vec<Item> {
    records.into_iter().map(|record| record.item.clone()).collect()
}

fn format(media: &Media) -> Option<&str> {
    media.format.as_deref()
}
