//! Searches, narrows and orders the catalogue in memory: the portal does none of it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::super::facets::facet;
use super::super::narrow::Narrow;
use super::super::territory::{territory, wanted};
use super::map::Entry;
use crate::base::error::Result;
use crate::base::relevance::Search;
use crate::base::text::fold;
use crate::model::filter::Accepts::{Code, Text};
use crate::model::filter::any;
use crate::model::territory::{TERRITORY, TerritoryKind, Where};
use crate::model::{Facet, FacetValue, Query};
use crate::said;

pub const THEME: &str = "theme";

/// The values of an entry that a filter looks at, each with what a person reads: either names it.
type Values = fn(&Entry) -> Vec<(&str, &str)>;

pub const NARROW: Narrow<Values, ()> = Narrow {
    portal: "Melodi",
    filters: &[
        (any(THEME, said!("portals-facet-theme"), said!("melodi-filter-theme"), Text), |it| own(&it.themes)),
        (any("level", said!("melodi-level"), said!("melodi-filter-level"), Code), |it| {
            it.levels.iter().map(|(id, label)| (&**id, &**label)).collect()
        }),
        (any("source", said!("portals-facet-source"), said!("melodi-filter-source"), Text), |it| own(&it.sources)),
        (any("frequency", said!("portals-fact-frequency"), said!("melodi-filter-frequency"), Text), |it| {
            own(it.frequency.as_slice())
        }),
        (territory(said!("melodi-filter-territory")), |_| vec![]),
    ],
    sorts: &[
        ("title", said!("portals-title"), ()),
        ("updated", said!("portals-last-change"), ()),
        ("created", said!("portals-creation"), ()),
        ("observations", said!("melodi-fact-observations"), ()),
    ],
};

fn own(values: &[String]) -> Vec<(&str, &str)> {
    values.iter().map(|value| (value.as_str(), value.as_str())).collect()
}

/// What a query, which was checked, leaves: in the order that it asks for, else what answers its text best first.
pub fn found<'e>(entries: &'e [Entry], query: &Query) -> Result<Vec<&'e Entry>> {
    let search = Search::new(&query.text);
    let place = wanted(query);
    let fits = |entry: &&Entry| {
        search.is_in(&entry.folded)
            && place.is_none_or(|place| is_told_of(entry, &place))
            && NARROW.filters.iter().all(|(filter, values)| has(values(entry), query, filter.key))
    };
    let mut found: Vec<&Entry> = entries.iter().filter(fits).collect();
    let title = |entry: &Entry| fold(&entry.dataset.title);
    let sort = query.sort.as_deref().unwrap_or_default();
    match sort.trim_start_matches('-') {
        "title" => found.sort_by_cached_key(|it| title(it)),
        "updated" => found.sort_by_key(|it| it.dataset.modified),
        "created" => found.sort_by_key(|it| it.dataset.created),
        "observations" => found.sort_by_key(|it| it.observations),
        _ if search.is_empty() => {}
        _ => found.sort_by_cached_key(|it| {
            Reverse(search.relevance(&title(it), &fold(&it.dataset.keywords.join("\n")), &it.folded))
        }),
    }
    if sort.starts_with('-') {
        found.reverse();
    }
    Ok(found)
}

fn has(values: Vec<(&str, &str)>, query: &Query, key: &str) -> bool {
    let mut wanted = query.values(key).map(fold).peekable();
    key == TERRITORY
        || wanted.peek().is_none()
        || wanted.any(|wanted| values.iter().any(|(value, label)| [value, label].iter().any(|it| fold(it) == wanted)))
}

/// Whether there are figures for territories of its level, by the codes of the levels.
fn is_told_of(entry: &Entry, place: &Where) -> bool {
    let Where::Territory(territory) = place else { return false };
    let level = match territory.kind {
        TerritoryKind::Commune => "COM",
        TerritoryKind::Epci => "EPCI",
        TerritoryKind::Departement => "DEP",
        TerritoryKind::Region => "REG",
    };
    entry.levels.iter().any(|(id, _)| id == level)
}

/// What can be filtered by, and how many entries have each value, the most first.
pub fn facets(entries: &[Entry]) -> Vec<Facet> {
    let of = |(filter, values): &(crate::model::filter::Filter, Values)| {
        let mut counts: BTreeMap<(String, String), u64> = BTreeMap::new();
        for (value, label) in entries.iter().flat_map(values) {
            *counts.entry((value.to_owned(), label.to_owned())).or_default() += 1;
        }
        let value = |((value, label), count): ((String, String), u64)| FacetValue { value, label, count: Some(count) };
        let mut values: Vec<FacetValue> = counts.into_iter().map(value).collect();
        values.sort_by_key(|value| Reverse(value.count));
        facet(filter.key, values)
    };
    NARROW.filters.iter().filter_map(of).collect()
}
