//! Searching records: a query in the parameters of the standard, or of a Hub site, which takes its own and no others.

use super::super::facets::facet;
use super::super::narrow::{Narrow, Parameters, refused};
use super::super::ogc_api::collections::COLLECTION;
use super::super::ogc_api::period;
use super::super::territory::{self, bounds, territory_or_box, wanted};
use super::api::Queryables;
use super::{PAGE, hub};
use crate::base::error::Result;
use crate::model::filter::Accepts::{Code, Text};
use crate::model::filter::one;
use crate::model::{Facet, FacetValue, Query};
use crate::{m, said};

pub const PROPERTY: &str = "property";
pub const TYPE: &str = "type";
pub const BOX: &str = "bbox";
pub const CREATED: &str = "created";

pub const NARROW: Narrow = Narrow {
    portal: "OGC API Records",
    filters: &[
        (one(COLLECTION, said!("ogc-api-facet-collection"), said!("ogc-records-filter-collection"), Code), ""),
        (one(TYPE, said!("portals-facet-type"), said!("ogc-records-filter-type"), Text), "type"),
        (one(PROPERTY, said!("ogc-records-facet-property"), said!("ogc-records-filter-property"), Text), ""),
        (period::from(), ""),
        (period::to(), ""),
        (territory_or_box(said!("territory-by-bounds")), BOX),
    ],
    sorts: &[
        ("title", said!("portals-title"), "title"),
        ("updated", said!("portals-last-change"), "updated"),
        (CREATED, said!("portals-creation"), "created"),
    ],
};

/// The query, whose values are all such as can be asked for.
pub fn checked(query: &Query) -> Result<Query> {
    let query = NARROW.check(query)?;
    property(&query)?;
    period::asked(&query)?;
    wanted(&query).map(|wanted| bounds(&wanted)).transpose()?;
    Ok(query)
}

/// A property, and the value that it is to have.
pub fn property(query: &Query) -> Result<Option<(String, String)>> {
    let Some(stated) = query.values(PROPERTY).next() else { return Ok(None) };
    let parts = stated.split_once(':').map(|(name, value)| (name.trim(), value.trim()));
    match parts.filter(|(name, value)| !name.is_empty() && !value.is_empty()) {
        Some((name, value)) => Ok(Some((name.to_owned(), value.to_owned()))),
        None => Err(refused(m!("portals-filter", key = PROPERTY), m!("ogc-records-property-odd"))
            .hint(m!("ogc-records-property-hint"))),
    }
}

/// The query, which was checked, in the interface's words, all but its property.
pub fn parameters(query: &Query, is_hub: bool) -> Result<Parameters> {
    let mut parameters = Parameters::new();
    let words = words(&query.text);
    parameters.extend((!words.is_empty()).then_some(("q", words)));
    parameters.extend(query.values(TYPE).next().map(|kind| (TYPE, kind.to_owned())));
    if let Some(wanted) = wanted(query) {
        parameters.push((BOX, territory::written(bounds(&wanted)?)));
    }
    if let Some(period) = period::asked(query)? {
        if is_hub {
            return Err(refused(m!("portals-filter", key = period::FROM), m!("ogc-records-hub-no-dates")));
        }
        parameters.push(("datetime", period));
    }
    if let Some((property, descending)) = NARROW.order(query)? {
        let sign = if descending { "-" } else { "" };
        parameters.push(match is_hub {
            true => ("sortBy", format!("{sign}properties.{}", hub::sorted(property))),
            false => ("sortby", format!("{sign}{property}")),
        });
    }
    parameters.push(("limit", PAGE.to_string()));
    Ok(parameters)
}

/// The words, all of which are wanted: a comma would mean either, and quotes are an error to some servers.
fn words(text: &str) -> String {
    let bare: String = text.chars().map(|c| if matches!(c, ',' | '"') || c.is_control() { ' ' } else { c }).collect();
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The parameters as they are sent: of a Hub site, conditions on properties are in one filter.
pub fn written(parameters: &Parameters, is_hub: bool) -> Vec<(String, String)> {
    let mut clauses = Vec::new();
    let mut written: Vec<(String, String)> = Vec::new();
    for (key, value) in parameters {
        match (*key, value.split_once(':')) {
            (PROPERTY, Some((name, value))) if is_hub => clauses.push(hub::clause(name, value)),
            (PROPERTY, Some((name, value))) => written.push((name.to_owned(), value.to_owned())),
            (TYPE, _) if is_hub => clauses.push(hub::clause(TYPE, value)),
            _ => written.push(((*key).to_owned(), value.clone())),
        }
    }
    if !clauses.is_empty() {
        written.push(("filter".to_owned(), format!("({})", clauses.join(" AND "))));
    }
    written
}

/// What the values of a few properties are told to be.
pub fn facets(queryables: &Queryables) -> Vec<Facet> {
    let value = |value: String, label: String| FacetValue { value, label, count: None };
    let types = queryables.values(TYPE).into_iter().map(|kind| value(kind.clone(), kind)).collect();
    let of_property = |name: &String| {
        let values = queryables.values(name).into_iter();
        values.map(|it| value(format!("{name}:{it}"), format!("{name}: {it}"))).collect::<Vec<_>>()
    };
    let names = queryables.properties.keys().filter(|name| *name != TYPE);
    let properties = names.flat_map(of_property).collect();
    [facet(TYPE, types), facet(PROPERTY, properties)].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str, filters: &[(&str, &str)], sort: Option<&str>, is_hub: bool) -> String {
        let filters = filters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let query = checked(&Query { text: text.into(), filters, sort: sort.map(str::to_owned) }).unwrap();
        let mut parameters = parameters(&query, is_hub).unwrap();
        if let Some((name, value)) = property(&query).unwrap() {
            parameters.push((PROPERTY, format!("{name}:{value}")));
        }
        let written = written(&parameters, is_hub).into_iter();
        written.map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_query_is_put_in_the_words_of_the_standard_or_of_a_hub() {
        let all =
            [("type", "dataset"), ("property", "license: cc-by"), ("from", "2024-01-01"), ("territory", "1,2,3,4")];
        assert_eq!(
            asked(" eau, \"potable\" ", &all, Some("-updated"), false),
            "q=eau potable type=dataset bbox=1,2,3,4 datetime=2024-01-01T00:00:00Z/.. sortby=-updated limit=100 license=cc-by"
        );
        let some = [("type", "CSV"), ("property", "owner:l'eau")];
        assert_eq!(
            asked("eau", &some, Some("-updated"), true),
            "q=eau sortBy=-properties.modified limit=100 filter=(type='CSV' AND owner='l''eau')"
        );
        assert_eq!(asked("", &[], None, true), "limit=100", "and nothing that it does not know");
    }

    #[test]
    fn what_cannot_be_asked_is_refused() {
        let query = |key: &str, value: &str| Query { filters: vec![(key.into(), value.into())], ..Query::default() };
        for (key, value) in [("property", "license"), ("property", ":x"), ("property", "x: "), ("territory", "987")] {
            assert!(checked(&query(key, value)).is_err(), "{key}={value}");
        }
        assert!(parameters(&query("from", "2024-01-01"), true).is_err(), "a Hub takes no dates");
    }
}
