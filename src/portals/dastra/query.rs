//! A listing's words, filters and order as Dastra's parameters (docs/portals/dastra.md 4 and 5).

use super::super::narrow::{self, Parameters, refused};
use super::calls::Shelf;
use super::collections::{COLLECTIONS, Collection};
use super::place::Place;
use crate::base::error::{Error, Result};
use crate::base::i18n::{Message, Said};
use crate::model::filter::Accepts::{Code, Number, OneOf, Uuid};
use crate::model::filter::{Filter, any};
use crate::model::{Abilities, Query};
use crate::{m, said};

/// What Dastra takes of words to find (docs/portals/dastra.md 4).
const LONGEST: usize = 250;

/// Which collection has which, and which of them takes several values, is in [`COLLECTIONS`].
const FILTERS: [Filter; 10] = [
    any("tag", said!("portals-facet-tag"), said!("dastra-filter-tag"), Number),
    any("state", said!("portals-facet-state"), said!("dastra-filter-state"), Code),
    any("type", said!("portals-facet-type"), said!("dastra-filter-type"), Code),
    any("category", said!("portals-facet-category"), said!("dastra-filter-category"), Code),
    any("area", said!("portals-facet-area"), said!("dastra-filter-area"), Number),
    any("archived", said!("portals-facet-archived"), said!("dastra-filter-archived"), OneOf(&["true", "false"])),
    any("dataset", said!("portals-facet-dataset"), said!("dastra-filter-dataset"), Uuid),
    any("field", said!("portals-facet-field"), said!("dastra-filter-field"), Uuid),
    any("actor", said!("portals-facet-actor"), said!("dastra-filter-actor"), Number),
    any("country", said!("portals-facet-country"), said!("dastra-filter-country"), Code),
];

/// Sort orders: key, label. Titles have another name in some collections.
const SORTS: [(&str, Said); 3] = [
    ("title", said!("portals-title")),
    ("updated", said!("portals-last-change")),
    ("created", said!("portals-creation")),
];

/// What each list takes. Words are looked for in the main collections where none is named.
pub fn abilities(place: Place) -> Abilities {
    match place {
        Place::Root => {
            let state = FILTERS.iter().filter(|filter| filter.key == "state");
            let filters = state.map(|filter| Filter { several: false, ..*filter }).collect();
            Abilities { search: true, filters, sorts: vec![] }
        }
        Place::Workspace(_) => Abilities { search: true, ..Abilities::default() },
        Place::Collection(Shelf { collection, .. }) => Abilities {
            search: collection.search.is_some(),
            filters: filters(collection).collect(),
            sorts: if collection.sort.is_some() { SORTS.to_vec() } else { vec![] },
        },
        _ => Abilities::default(),
    }
}

fn filters(collection: &Collection) -> impl Iterator<Item = Filter> {
    FILTERS.into_iter().filter_map(|filter| {
        let own = collection.filters.iter().find(|own| own.key == filter.key)?;
        Some(Filter { several: own.many, ..filter })
    })
}

/// `query` as the list of `collection` takes it.
pub fn parameters(collection: &Collection, query: &Query) -> Result<Parameters> {
    let mut parameters = Parameters::new();
    if let Some(words) = words(query)? {
        let Some(search) = collection.search else {
            let cause = m!("dastra-no-search", title = collection.title);
            return Err(refused(m!("portals-word-search"), cause).hint(m!("dastra-no-search-hint")));
        };
        parameters.push((search, words));
    }
    for (key, value) in &query.filters {
        let known = collection.filters.iter().find(|filter| filter.key == key);
        let filter = known.ok_or_else(|| {
            let keys: Vec<&str> = collection.filters.iter().map(|filter| filter.key).collect();
            no_such(m!("portals-word-filter"), key, m!("dastra-the-collection", title = collection.title), &keys)
        })?;
        parameters.push((filter.parameter, value.clone()));
    }
    parameters.extend(order(collection, query)?);
    Ok(parameters)
}

/// The query with its values as they are asked for. Keys that no collection has are refused wherever one is, and told
/// what there is.
pub fn check(query: &Query, place: Place) -> Result<Query> {
    let here = abilities(place);
    let known: Vec<&str> = here.filters.iter().map(|filter| filter.key).collect();
    let is_known = |key: &str| FILTERS.iter().any(|filter| filter.key == key);
    if let Some((key, _)) = query.filters.iter().find(|(key, _)| !is_known(key)) {
        return Err(no_such(m!("portals-word-filter"), key, "Dastra".into(), &known));
    }
    let known: Vec<&str> = here.sorts.iter().map(|(key, _)| *key).collect();
    let is_known = |key: &str| SORTS.iter().any(|(known, _)| *known == key);
    match query.sort.as_deref().map(|sort| sort.strip_prefix('-').unwrap_or(sort)) {
        Some(sort) if !is_known(sort) => Err(no_such(m!("portals-word-sort"), sort, "Dastra".into(), &known)),
        _ => narrow::check_values("Dastra", &here.filters, query),
    }
}

/// The words to find, if there are any.
pub fn words(query: &Query) -> Result<Option<String>> {
    let words = query.text.trim();
    match words.chars().count() {
        0 => Ok(None),
        1..=LONGEST => Ok(Some(words.to_owned())),
        _ => Err(refused(m!("portals-word-search"), m!("dastra-longest", longest = LONGEST.to_string()))),
    }
}

fn order(collection: &Collection, query: &Query) -> Result<Parameters> {
    let Some(sort) = &query.sort else { return Ok(vec![]) };
    let Some(title) = collection.sort else {
        return Err(refused(m!("portals-word-sort"), m!("dastra-one-order", title = collection.title)));
    };
    let (ascending, key) = sort.strip_prefix('-').map_or((true, sort.as_str()), |key| (false, key));
    let property = match key {
        "updated" => "dateUpdate",
        "created" => "dateCreation",
        _ => title,
    };
    Ok(vec![("sortBy", property.to_owned()), ("asc", ascending.to_string())])
}

fn no_such(what: Message, value: &str, whose: Message, known: &[&str]) -> Error {
    let error = narrow::no_such(what, value, m!("dastra-not-by", whose), known);
    if known.is_empty() { error.hint(m!("dastra-none-there")) } else { error }
}

/// The collections that are searched where none is named.
pub fn searched() -> &'static [Collection] {
    &COLLECTIONS[..super::collections::MAIN]
}
