//! Searches, filters and sorts the datasets of a feed in memory, since feeds cannot.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::sync::Arc;

use super::super::facets::{facet, value_label};
use super::super::narrow::Narrow;
use super::super::territory::{territory_or_box, wanted as wanted_place};
use super::map::Record;
use super::page::Page;
use crate::base::relevance::{Relevance, Search};
use crate::base::text::fold;
use crate::base::when::When;
use crate::model::filter::Accepts::{OneOf, Text};
use crate::model::filter::any;
use crate::model::territory::{TERRITORY, Where};
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
        // Compared by places, not by words.
        (territory_or_box(said!("territory-by-extent")), |_| vec![]),
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
    pages: Pages,
    /// Numbers of records, all pages being one list.
    rows: Vec<u32>,
}

/// What a feed holds.
pub type Pages = Vec<Arc<Page>>;

/// A query, and the folder in which it was asked: a filter and its value.
pub type Asked = (Query, Option<Within>);
pub type Within = (String, String);

impl Found {
    /// What `asked` asks for, each dataset once: in the order that it asks for, else what answers its text best first.
    /// `is_searched`: its text has found these already, in this order.
    pub fn new(asked: Asked, pages: Pages, is_searched: bool) -> io::Result<Self> {
        let (query, within) = &asked;
        let search = Search::new(if is_searched { "" } else { &query.text });
        let mut fitting = Fitting::new(query, within.as_ref());
        let order = query.sort.as_deref().map(Order::of);
        let (mut found, mut row) = (Vec::new(), 0);
        for page in &pages {
            page.records.each(&mut |record| {
                if search.is_in(&record.folded) && fitting.takes(record) {
                    let key = match order {
                        Some(order) => order.key(record),
                        None if search.is_empty() => Key::AsItComes,
                        None => Key::Best(Reverse(relevance(record, &search))),
                    };
                    found.push((key, row));
                }
                row += 1;
            })?;
        }
        found.sort_by(|(one, _), (other, _)| one.cmp(other)); // of equals the feed's order
        let rows = found.into_iter().map(|(_, row)| row).collect();
        Ok(Self { asked, pages, rows })
    }

    /// Whether this is what was asked of these `pages`.
    pub fn is_of(&self, asked: &Asked, pages: &[Arc<Page>]) -> bool {
        self.asked == *asked && self.pages.iter().map(Arc::as_ptr).eq(pages.iter().map(Arc::as_ptr))
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Those from `row` on.
    pub fn items(&self, row: usize, count: usize) -> io::Result<Vec<Item>> {
        let mut items = Vec::new();
        for row in self.rows.iter().skip(row).take(count) {
            let mut row = *row as usize;
            for page in &self.pages {
                if row < page.records.len() {
                    items.extend(page.records.items([row])?);
                    break;
                }
                row -= page.records.len();
            }
        }
        Ok(items)
    }
}

/// Which datasets have the properties that are asked for, each of them once.
struct Fitting {
    wanted: Vec<(&'static Values, Vec<String>)>,
    place: Option<Where>,
    seen: HashSet<u64>,
    hasher: RandomState,
}

impl Fitting {
    fn new(query: &Query, within: Option<&Within>) -> Self {
        let by_words = NARROW.filters.iter().filter(|(filter, _)| filter.key != TERRITORY);
        let of_query = by_words.map(|(filter, of)| (of, query.values(filter.key).map(fold).collect()));
        let of_folder = within.and_then(|(key, value)| Some((NARROW.called(key)?, vec![fold(value)])));
        let wanted = of_query.chain(of_folder).filter(|(_, values): &(_, Vec<String>)| !values.is_empty()).collect();
        Self { wanted, place: wanted_place(query), seen: HashSet::new(), hasher: RandomState::new() }
    }

    fn takes(&mut self, record: &Record) -> bool {
        let is_wanted = self.wanted.iter().all(|(of, values)| {
            of(record).into_iter().any(|(value, label)| [value, label].iter().any(|it| values.contains(&fold(it))))
        });
        let is_there = || self.place.is_none_or(|place| is_about(&record.dataset, &place));
        is_wanted && is_there() && self.seen.insert(self.hasher.hash_one(&record.dataset.address))
    }
}

/// Whether a dataset is about `place`, even in part: by its bounds; without any, by the names of its places.
fn is_about(dataset: &Dataset, place: &Where) -> bool {
    match (dataset.extent, place.extent(), place) {
        (Some(own), Some(wanted), _) => own.meets(&wanted),
        (.., Where::Territory(territory)) => {
            dataset.territory.as_deref().is_some_and(|names| territory.is_among(names))
        }
        (.., Where::Box(_)) => false,
    }
}

fn relevance(record: &Record, search: &Search) -> Relevance {
    let Dataset { title, keywords, .. } = &record.dataset;
    let themes = record.themes.iter().map(|theme| &theme.label);
    let keywords: Vec<&str> = keywords.iter().chain(themes).map(String::as_str).collect();
    search.relevance(&fold(title), &fold(&keywords.join("\n")), &record.folded)
}

/// Where a dataset stands among others. What is not told comes last, in either direction.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    AsItComes,
    Best(Reverse<Relevance>),
    Rising(bool, Value),
    Falling(bool, Reverse<Value>),
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    When(Option<When>),
    Text(Option<Box<str>>),
}

#[derive(Clone, Copy)]
struct Order<'q> {
    key: &'q str,
    is_falling: bool,
}

impl<'q> Order<'q> {
    fn of(sort: &'q str) -> Self {
        let (is_falling, key) = sort.strip_prefix('-').map_or((false, sort), |key| (true, key));
        Self { key, is_falling }
    }

    fn key(self, record: &Record) -> Key {
        let text = |text: &str| Some(fold(text).into());
        let value = match self.key {
            "updated" => Value::When(record.dataset.modified),
            "created" => Value::When(record.dataset.created),
            "publisher" => Value::Text(record.dataset.publisher.as_deref().and_then(text)),
            _ => Value::Text(text(&record.dataset.title)),
        };
        let is_untold = matches!(value, Value::When(None) | Value::Text(None));
        if self.is_falling { Key::Falling(is_untold, Reverse(value)) } else { Key::Rising(is_untold, value) }
    }
}

/// How often each value is there, by what it is to the filter: what differs in case only is one.
type Counts = HashMap<String, ((String, String), u64)>;

fn count(counts: &mut Counts, mut own: Vec<(&str, &str)>) {
    own.sort_unstable();
    own.dedup();
    for (value, label) in own {
        counts.entry(fold(value)).or_insert_with(|| ((value.to_owned(), label.to_owned()), 0)).1 += 1;
    }
}

/// The most frequent first.
fn counted(key: &str, counts: Counts) -> Vec<FacetValue> {
    let mut values: Vec<((String, String), u64)> = counts.into_values().collect();
    values.sort_by_cached_key(|((_, label), count)| (Reverse(*count), fold(label)));
    let value = |((value, label), count): ((String, String), u64)| FacetValue {
        label: if key == "access" { value_label(&value) } else { label },
        value,
        count: Some(count),
    };
    values.into_iter().take(VALUES).map(value).collect()
}

/// The values of one filter in these `pages`, the most frequent first.
pub fn values(pages: &[Arc<Page>], key: &str) -> io::Result<Vec<FacetValue>> {
    let Some(of) = NARROW.called(key) else { return Ok(vec![]) };
    let mut counts = Counts::new();
    for page in pages {
        page.records.each(&mut |record| count(&mut counts, of(record)))?;
    }
    Ok(counted(key, counts))
}

/// What a folder can be filtered by.
pub fn facets(pages: &[Arc<Page>], within: Option<&Within>) -> io::Result<Vec<Facet>> {
    let mut fitting = Fitting::new(&Query::default(), within);
    let mut all: Vec<Counts> = NARROW.filters.iter().map(|_| Counts::new()).collect();
    for page in pages {
        page.records.each(&mut |record| {
            if fitting.takes(record) {
                NARROW.filters.iter().zip(&mut all).for_each(|((_, of), counts)| count(counts, of(record)));
            }
        })?;
    }
    let facets = NARROW.filters.iter().zip(all);
    Ok(facets.filter_map(|((filter, _), counts)| facet(filter.key, counted(filter.key, counts))).collect())
}
