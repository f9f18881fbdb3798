//! Searches, filters and sorts the datasets of a feed in memory, since feeds cannot.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::super::facets::{facet, value_label};
use super::super::narrow::Narrow;
use super::map::Record;
use super::page::Page;
use crate::base::relevance::{Relevance, Search};
use crate::base::text::fold;
use crate::model::filter::Accepts::{OneOf, Text};
use crate::model::filter::any;
use crate::model::{Dataset, Facet, FacetValue, Item, Query};
use crate::said;

/// The values of a dataset that a filter looks at, each with what a person reads: either names it.
type Values = fn(&Record) -> Vec<(&str, &str)>;

pub const NARROW: Narrow<Values, ()> = Narrow {
    portal: "DCAT",
    filters: &[
        (any("theme", said!("portals-facet-theme"), said!("dcat-filter-theme"), Text), |record| {
            record.themes.iter().map(|theme| (&*theme.value, &*theme.label)).collect()
        }),
        (any("keyword", said!("portals-facet-keyword"), said!("dcat-filter-keyword"), Text), |record| {
            own(record.dataset.keywords.iter().map(String::as_str))
        }),
        (any("publisher", said!("portals-facet-publisher"), said!("dcat-filter-publisher"), Text), |record| {
            own(record.dataset.publisher.as_deref())
        }),
        (any("format", said!("portals-facet-format"), said!("dcat-filter-format"), Text), |record| {
            own(record.dataset.media.iter().filter_map(|it| it.format.as_deref()))
        }),
        (any("licence", said!("portals-facet-licence"), said!("dcat-filter-licence"), Text), |record| {
            own(licences(&record.dataset))
        }),
        (
            any("access", said!("portals-facet-access"), said!("dcat-filter-access"), OneOf(&["open", "restricted"])),
            |record| own([record.dataset.access.word()]),
        ),
    ],
    sorts: &[
        ("title", said!("portals-title"), ()),
        ("updated", said!("portals-last-change"), ()),
        ("created", said!("portals-creation"), ()),
        ("publisher", said!("portals-publisher"), ()),
    ],
};

/// Its own and those of its media.
fn licences(dataset: &Dataset) -> impl Iterator<Item = &str> {
    let of_media = dataset.media.iter().filter_map(|media| media.licence.as_ref());
    dataset.licence.iter().chain(of_media).map(|licence| licence.label.as_str())
}

/// Values that are what a person reads.
fn own<'r>(values: impl IntoIterator<Item = &'r str>) -> Vec<(&'r str, &'r str)> {
    values.into_iter().map(|value| (value, value)).collect()
}

/// So many values of one facet at most, the most frequent first.
const VALUES: usize = 300;

/// What was found of a feed: its pages, and which of their datasets, so that the next rows need no search.
pub struct Found {
    asked: Asked,
    pages: Vec<Arc<Page>>,
    /// Numbers of records, all pages being one list.
    rows: Vec<u32>,
}

/// A query, and the folder in which it was asked: a filter and its value.
pub type Asked = (Query, Option<(String, String)>);

impl Found {
    /// These `records` of `pages`.
    pub fn new(asked: Asked, pages: &[Arc<Page>], records: &[&Record]) -> Self {
        let all = pages.iter().flat_map(|page| &page.records);
        let places: HashMap<*const Record, u32> = all.map(std::ptr::from_ref).zip(0..).collect();
        let rows = records.iter().filter_map(|record| places.get(&std::ptr::from_ref(*record)).copied()).collect();
        Self { asked, pages: pages.to_vec(), rows }
    }

    /// Whether this is what was asked of these `pages`.
    pub fn is_of(&self, asked: &Asked, pages: &[Arc<Page>]) -> bool {
        self.asked == *asked && self.pages.iter().map(Arc::as_ptr).eq(pages.iter().map(Arc::as_ptr))
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Those from `row` on.
    pub fn items(&self, row: usize, count: usize) -> Vec<Item> {
        let records: Vec<&Record> = self.pages.iter().flat_map(|page| &page.records).collect();
        items(self.rows.iter().skip(row).take(count).filter_map(|at| records.get(*at as usize).copied()))
    }
}

/// What `query` asks for, each dataset once: in the order that it asks for, else what answers its text best first.
/// `is_searched`: its text has found these already, in this order.
pub fn found<'r>(records: impl Iterator<Item = &'r Record>, query: &Query, is_searched: bool) -> Vec<&'r Record> {
    let search = Search::new(if is_searched { "" } else { &query.text });
    let wanted: Vec<_> = NARROW
        .filters
        .iter()
        .map(|(filter, of)| (of, query.values(filter.key).map(fold).collect::<Vec<_>>()))
        .filter(|(_, values)| !values.is_empty())
        .collect();
    let fits = |record: &&Record| {
        search.is_in(&record.folded)
            && wanted.iter().all(|(of, values)| {
                of(record).into_iter().any(|(value, label)| [value, label].iter().any(|it| values.contains(&fold(it))))
            })
    };
    let mut seen = HashSet::new();
    let mut found: Vec<&Record> = records.filter(fits).filter(|record| seen.insert(&record.dataset.address)).collect();
    match &query.sort {
        Some(sort) => order(&mut found, sort),
        None if search.is_empty() => {}
        None => found.sort_by_cached_key(|record| Reverse(relevance(record, &search))),
    }
    found
}

fn relevance(record: &Record, search: &Search) -> Relevance {
    let Dataset { title, keywords, .. } = &record.dataset;
    let themes = record.themes.iter().map(|theme| &theme.label);
    let keywords: Vec<&str> = keywords.iter().chain(themes).map(String::as_str).collect();
    search.relevance(&fold(title), &fold(&keywords.join("\n")), &record.folded)
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
    let Some(of) = NARROW.called(key) else { return vec![] };
    let mut counts: HashMap<String, ((&str, &str), u64)> = HashMap::new();
    for record in records {
        let mut own = of(record);
        own.sort_unstable();
        own.dedup();
        // What differs in case only is one value, as it is one to the filter.
        own.into_iter().for_each(|value| counts.entry(fold(value.0)).or_insert((value, 0)).1 += 1);
    }
    let mut values: Vec<((&str, &str), u64)> = counts.into_values().collect();
    values.sort_unstable_by_key(|((_, label), count)| (Reverse(*count), fold(label)));
    let value = |((value, label), count): ((&str, &str), u64)| FacetValue {
        value: value.to_owned(),
        label: if key == "access" { value_label(value) } else { label.to_owned() },
        count: Some(count),
    };
    values.into_iter().take(VALUES).map(value).collect()
}

pub fn facets(records: &[&Record]) -> Vec<Facet> {
    let of = |key: &str| facet(key, values(records.iter().copied(), key));
    NARROW.filters.iter().filter_map(|(filter, _)| of(filter.key)).collect()
}

pub fn items<'r>(records: impl IntoIterator<Item = &'r Record>) -> Vec<Item> {
    records.into_iter().map(|record| record.item.clone()).collect()
}
