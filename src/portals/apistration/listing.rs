//! The folders of the compiled-in catalogue, and how they are narrowed and ordered.

use std::cmp::Reverse;

use super::super::facets::{facet, value_label};
use super::super::grammar::{Folder, Group};
use super::super::listing as pages;
use super::OPEN;
use super::catalogue::{Catalogue, Endpoint, Named};
use super::map::{self, Mapper};
use super::rights::Opens;
use crate::base::relevance::Search;
use crate::base::text;
use crate::model::filter::Accepts::OneOf;
use crate::model::filter::Filter;
use crate::model::{Address, Facet, FacetValue, Page, Query};
use crate::t;

/// What the folders of `group` are called.
pub fn named(catalogue: &'static Catalogue, group: &Group) -> &'static [Named] {
    if group.key == "theme" { &catalogue.themes } else { &catalogue.providers }
}

fn holds(folder: Folder, endpoint: &Endpoint, mapper: &Mapper) -> bool {
    match folder {
        Folder::List(OPEN) => mapper.opens(endpoint) == Opens::Yes,
        Folder::Group(group, id) => of(endpoint, mapper, group.key) == id,
        Folder::Root | Folder::List(_) | Folder::Groups(_) => true,
    }
}

/// What `query`, which was checked, leaves of `folder`, without the folders in it.
pub fn endpoints(folder: Folder, mapper: &Mapper, query: &Query) -> Vec<&'static Endpoint> {
    let (catalogue, filters) = (mapper.catalogue(), mapper.product.narrow.filters);
    let search = Search::new(&query.text);
    let mut found: Vec<&Endpoint> = catalogue
        .endpoints
        .iter()
        .filter(|endpoint| holds(folder, endpoint, mapper))
        .filter(|endpoint| filters.iter().all(|(filter, ())| passes(endpoint, mapper, query, filter.key)))
        .filter(|endpoint| search.is_in(&searched(catalogue, endpoint)))
        .collect();
    order(catalogue, &mut found, query.sort.as_deref());
    if query.sort.is_none() && !search.is_empty() {
        let relevance = |it: &Endpoint| search.relevance(&text::fold(&map::title(it)), "", &searched(catalogue, it));
        found.sort_by_cached_key(|it| (it.deprecated, Reverse(relevance(it))));
    }
    found
}

/// The folders of `group` of the portal called `portal`.
pub fn folders(catalogue: &'static Catalogue, portal: &str, group: &Group) -> Page {
    let at = Address::root(portal).child(group.segment);
    let is_of = |endpoint: &Endpoint, id: &str| match group.key {
        "theme" => endpoint.theme == id,
        _ => endpoint.provider == id,
    };
    let row = |it: &Named| {
        let count = catalogue.endpoints.iter().filter(|endpoint| is_of(endpoint, &it.id)).count();
        pages::folder(at.child(&it.id), it.title.clone(), t!("apistration-endpoints", count))
    };
    pages::whole(named(catalogue, group).iter().map(row).collect())
}

/// What `folder` can be filtered by, and how much each value holds.
pub fn facets(folder: Folder, mapper: &Mapper) -> Vec<Facet> {
    let catalogue = mapper.catalogue();
    let there: Vec<&Endpoint> = catalogue.endpoints.iter().filter(|it| holds(folder, it, mapper)).collect();
    let of_values = |key: &str, values: Vec<(String, String)>| {
        let counted = |(value, label): (String, String)| {
            let count = there.iter().filter(|endpoint| of(endpoint, mapper, key) == value).count() as u64;
            FacetValue { value, label, count: Some(count) }
        };
        facet(key, values.into_iter().map(counted).filter(|value| value.count != Some(0)).collect())
    };
    let named = |list: &[Named]| list.iter().map(|it| (it.id.clone(), it.title.clone())).collect();
    let words = |list: &[&str]| list.iter().map(|it| ((*it).to_owned(), value_label(it))).collect();
    let values = |filter: &Filter| match (filter.key, filter.accepts) {
        (_, OneOf(list)) => words(list),
        ("theme", _) => named(&catalogue.themes),
        _ => named(&catalogue.providers),
    };
    mapper.product.narrow.filters.iter().filter_map(|(filter, ())| of_values(filter.key, values(filter))).collect()
}

/// The value of a filter key that `endpoint` has.
fn of<'a>(endpoint: &'a Endpoint, mapper: &Mapper, key: &str) -> &'a str {
    match key {
        "theme" => &endpoint.theme,
        "provider" => &endpoint.provider,
        "call" if endpoint.by_person => "by_person",
        "call" => "by_form",
        "access" if endpoint.public => "open",
        "access" => "restricted",
        "token" => match mapper.opens(endpoint) {
            Opens::Yes => "open",
            Opens::No(_) => "closed",
            Opens::Unknown(_) => "unknown",
        },
        _ if endpoint.deprecated => "deprecated",
        _ => "current",
    }
}

fn passes(endpoint: &Endpoint, mapper: &Mapper, query: &Query, key: &str) -> bool {
    let mut wanted = query.values(key).peekable();
    wanted.peek().is_none() || wanted.any(|value| value == of(endpoint, mapper, key))
}

/// Everything that words may be looked for in.
fn searched(catalogue: &Catalogue, endpoint: &Endpoint) -> String {
    let named = [catalogue.provider(&endpoint.provider), catalogue.theme(&endpoint.theme)];
    let texts = [&*endpoint.title, &*endpoint.synopsis, &*endpoint.path, &*endpoint.id].into_iter();
    let all: Vec<&str> = texts.chain(named.into_iter().flatten()).chain(endpoint.opened_by()).collect();
    text::fold(&all.join("\n"))
}

/// What is deprecated comes last, unless the person sorts.
fn order(catalogue: &Catalogue, endpoints: &mut [&Endpoint], sort: Option<&str>) {
    let title = |it: &Endpoint| text::fold(&map::title(it));
    let provider = |it: &Endpoint| text::fold(catalogue.provider(&it.provider).unwrap_or_default());
    let theme = |it: &Endpoint| catalogue.themes.iter().position(|theme| theme.id == it.theme);
    let (minus, key) = sort.map_or((false, ""), |sort| sort.strip_prefix('-').map_or((false, sort), |it| (true, it)));
    match key {
        "title" => endpoints.sort_by_cached_key(|it| title(it)),
        "provider" => endpoints.sort_by_cached_key(|it| (provider(it), title(it))),
        "theme" => endpoints.sort_by_cached_key(|it| (theme(it), title(it))),
        _ => endpoints.sort_by_cached_key(|it| (it.deprecated, theme(it), provider(it), title(it))),
    }
    if minus {
        endpoints.reverse();
    }
}
