//! A listing's words, filters and order as Dastra's parameters (contract sections 4 and 5).

use super::calls::Parameters;
use super::collections::{COLLECTIONS, Collection};
use super::place::Place;
use crate::error::{Error, Kind, Result};
use crate::model::{Abilities, Query};
use crate::text;

/// What Dastra takes of words to find (section 4).
const LONGEST: usize = 250;

/// Filters: key, what its values look like. Which collection has which is in [`COLLECTIONS`].
pub const FILTERS: [(&str, &str); 10] = [
    ("tag", "a tag's id"),
    ("state", "a state, as Active or Archived; of workspaces too"),
    ("type", "a type, as Software"),
    ("category", "a category of data, as HealthData"),
    ("area", "an organisation unit's id"),
    ("archived", "true or false"),
    ("dataset", "a data set's id: register entries that use it"),
    ("field", "a data field's id: data sets that hold it"),
    ("actor", "a stakeholder's id: register entries with it"),
    ("country", "a country's code, as FR"),
];

/// Sort orders: key, label. Titles have another name in some collections.
const SORTS: [(&str, &str); 3] = [("title", "title"), ("updated", "last change"), ("created", "creation")];

/// What each list takes. Words are looked for in the main collections where none is named.
pub fn abilities(place: Place) -> Abilities {
    let own = |has: &dyn Fn(&str) -> bool| FILTERS.into_iter().filter(|(key, _)| has(key)).collect();
    match place {
        Place::Root => Abilities { search: true, filters: own(&|key| key == "state"), sorts: vec![] },
        Place::Workspace(_) => Abilities { search: true, ..Abilities::default() },
        Place::Collection(_, collection) => Abilities {
            search: collection.search.is_some(),
            filters: own(&|key| collection.filters.iter().any(|filter| filter.key == key)),
            sorts: if collection.sort.is_some() { SORTS.to_vec() } else { vec![] },
        },
        _ => Abilities::default(),
    }
}

/// `query` as the list of `collection` takes it.
pub fn parameters(collection: &Collection, query: &Query) -> Result<Parameters> {
    let mut parameters = Parameters::new();
    if let Some(words) = words(query)? {
        let Some(search) = collection.search else {
            return Err(Error::new(Kind::Usage, "search", format!("Dastra cannot search the {}", collection.title))
                .hint("List them all, then narrow what is shown."));
        };
        parameters.push((search, words));
    }
    for (key, value) in &query.filters {
        let known = collection.filters.iter().find(|filter| filter.key == key);
        let filter = known.ok_or_else(|| {
            let keys: Vec<&str> = collection.filters.iter().map(|filter| filter.key).collect();
            no_such("filter", key, &format!("the {}", collection.title), &keys)
        })?;
        if !filter.many && query.values(key).count() > 1 {
            return Err(Error::new(Kind::Usage, format!("filter {key}"), "there can be one such value only"));
        }
        parameters.push((filter.parameter, value.clone()));
    }
    parameters.extend(order(collection, query)?);
    Ok(parameters)
}

/// Keys that no collection has: refused wherever one is, and told what there is.
pub fn check(query: &Query, place: Place) -> Result<()> {
    let here = abilities(place);
    let known: Vec<&str> = here.filters.iter().map(|(key, _)| *key).collect();
    let is_known = |key: &str| FILTERS.iter().any(|(known, _)| *known == key);
    if let Some((key, _)) = query.filters.iter().find(|(key, _)| !is_known(key)) {
        return Err(no_such("filter", key, "Dastra", &known));
    }
    let known: Vec<&str> = here.sorts.iter().map(|(key, _)| *key).collect();
    let is_known = |key: &str| SORTS.iter().any(|(known, _)| *known == key);
    match query.sort.as_deref().map(|sort| sort.strip_prefix('-').unwrap_or(sort)) {
        Some(sort) if !is_known(sort) => Err(no_such("sort", sort, "Dastra", &known)),
        _ => Ok(()),
    }
}

/// The words to find, if there are any.
pub fn words(query: &Query) -> Result<Option<String>> {
    let words = query.text.trim();
    match words.chars().count() {
        0 => Ok(None),
        1..=LONGEST => Ok(Some(words.to_owned())),
        _ => Err(Error::new(Kind::Usage, "search", format!("Dastra takes {LONGEST} characters at most"))),
    }
}

fn order(collection: &Collection, query: &Query) -> Result<Parameters> {
    let Some(sort) = &query.sort else { return Ok(vec![]) };
    let Some(title) = collection.sort else {
        return Err(Error::new(
            Kind::Usage,
            "sort",
            format!("Dastra gives the {} in one order only", collection.title),
        ));
    };
    let (ascending, key) = sort.strip_prefix('-').map_or((true, sort.as_str()), |key| (false, key));
    let property = match key {
        "updated" => "dateUpdate",
        "created" => "dateCreation",
        _ => title,
    };
    Ok(vec![("sortBy", property.to_owned()), ("asc", ascending.to_string())])
}

fn no_such(what: &str, value: &str, whose: &str, known: &[&str]) -> Error {
    let hint = match known.is_empty() {
        true => "There is none.".to_owned(),
        false => format!("There are: {}.", known.join(", ")),
    };
    let subject = format!("{what} \"{}\"", text::line(value));
    Error::new(Kind::Usage, subject, format!("{whose} cannot be narrowed or ordered by it")).hint(hint)
}

/// The collections that are searched where none is named.
pub fn searched() -> &'static [Collection] {
    &COLLECTIONS[..super::collections::MAIN]
}
