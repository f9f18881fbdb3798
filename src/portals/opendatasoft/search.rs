//! Searching: a query in the words of the Explore API (ODSQL), and its facets.

use serde::Deserialize;

use super::api;
use crate::error::{Error, Kind, Result};
use crate::model::{Facet, FacetValue, Query};
use crate::text;

/// Filters: key, what its values look like, what the portal calls it.
const FILTERS: [(&str, &str, &str); 7] = [
    ("theme", "a theme, exactly", "theme"),
    ("keyword", "a keyword, exactly", "keyword"),
    ("publisher", "a publisher's name, exactly", "publisher"),
    ("licence", "a licence's name, exactly", "license"),
    ("language", "a language's code, as fr", "language"),
    ("feature", "what the portal can do with it: geo, timeserie, analyze, image, custom_view", "features"),
    ("modified", "a year, a month or a day, as 2026/01", "modified"),
];

/// Sort orders: key, label, what the portal calls it.
const SORTS: [(&str, &str, &str); 4] = [
    ("title", "title", "title"),
    ("updated", "last change of the data", "modified"),
    ("publisher", "publisher", "publisher"),
    ("records", "number of records", "records_count"),
];

pub type Parameters = Vec<(&'static str, String)>;

pub fn filters() -> Vec<(&'static str, crate::i18n::Said)> {
    FILTERS.iter().map(|(key, looks, _)| (*key, crate::i18n::Said(looks))).collect()
}

pub fn sorts() -> Vec<(&'static str, crate::i18n::Said)> {
    SORTS.iter().map(|(key, label, _)| (*key, crate::i18n::Said(label))).collect()
}

/// The query in the portal's words. One value of a filter is a refinement, as the portal's own site asks it; several are
/// alternatives, which refinements are not.
pub fn parameters(query: &Query) -> Result<Parameters> {
    let known: Vec<&str> = FILTERS.iter().map(|(key, ..)| *key).collect();
    if let Some((key, _)) = query.filters.iter().find(|(key, _)| !known.contains(&key.as_str())) {
        return Err(no_such("filter", key, &known));
    }
    let mut parameters = Parameters::new();
    let mut conditions: Vec<String> = searched(&query.text).into_iter().collect();
    for (key, _, name) in FILTERS {
        let values: Vec<&str> = query.values(key).collect();
        match values[..] {
            [] => {}
            [value] => parameters.push(("refine", format!("{name}:{}", quoted(key, value)?))),
            // A date is no text to compare with: its refinement means the year or month it is in.
            _ if key == "modified" => {
                let cause = "the portal cannot look for either of several dates";
                return Err(Error::new(Kind::Usage, "filter modified", cause).hint("Give one."));
            }
            _ => {
                let either = values.iter().map(|value| Ok(format!("{name}={}", quoted(key, value)?)));
                conditions.push(format!("({})", either.collect::<Result<Vec<_>>>()?.join(" or ")));
            }
        }
    }
    if !conditions.is_empty() {
        parameters.push(("where", conditions.join(" and ")));
    }
    parameters.extend(order(query)?.map(|order| ("order_by", order)));
    Ok(parameters)
}

/// The text as one string of ODSQL. How a quote is written within one is documented nowhere, and no index holds any:
/// what could end the string is left out.
fn searched(text: &str) -> Option<String> {
    let bare: String = text.chars().map(|c| if matches!(c, '"' | '\\') || c.is_control() { ' ' } else { c }).collect();
    let words = bare.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then(|| format!("search(\"{words}\")"))
}

/// A value that must be met exactly, in the kind of quotes that it does not hold itself.
fn quoted(key: &str, value: &str) -> Result<String> {
    let value = value.trim();
    let fits = !value.is_empty() && !value.contains('\\') && !value.contains(char::is_control);
    match (value.contains('"'), value.contains('\'')) {
        (false, _) if fits => Ok(format!("\"{value}\"")),
        (true, false) if fits => Ok(format!("'{value}'")),
        _ => {
            let cause = format!("the portal cannot be asked for \"{}\"", text::line(value));
            Err(Error::new(Kind::Usage, format!("filter {key}"), cause)
                .hint("Take a value from the filters the portal offers."))
        }
    }
}

/// Without a wish: by relevance where something is searched, else by title, so that pages stay what they are while one
/// reads them.
fn order(query: &Query) -> Result<Option<String>> {
    let Some(sort) = &query.sort else {
        return Ok(searched(&query.text).is_none().then(|| "title asc".to_owned()));
    };
    let (direction, key) = sort.strip_prefix('-').map_or(("asc", sort.as_str()), |key| ("desc", key));
    match SORTS.iter().find(|(known, ..)| *known == key) {
        Some((.., name)) => Ok(Some(format!("{name} {direction}"))),
        None => Err(no_such("sort", key, &SORTS.map(|(key, ..)| key))),
    }
}

fn no_such(what: &str, value: &str, known: &[&str]) -> Error {
    Error::new(Kind::Usage, format!("{what} \"{}\"", text::line(value)), "Opendatasoft has no such thing")
        .hint(format!("It has: {}.", known.join(", ")))
}

/// Those of the portal's facets that are filters here, in our order.
pub fn facets(found: api::Facets) -> Vec<Facet> {
    let found: Vec<api::Facet> = found.facets.iter().filter_map(|raw| api::Facet::deserialize(raw).ok()).collect();
    let facet = |(key, _, name): &(&str, &str, &str)| {
        let facet = found.iter().find(|facet| facet.name.as_deref() == Some(name))?;
        let values: Vec<FacetValue> = facet.facets.iter().filter_map(value).collect();
        (!values.is_empty()).then(|| Facet { key: (*key).into(), label: (*key).into(), values })
    };
    FILTERS.iter().filter_map(facet).collect()
}

fn value(raw: &serde_json::Value) -> Option<FacetValue> {
    let found = api::FacetValue::deserialize(raw).ok()?;
    let label = api::line(&found.name).or_else(|| api::line(&found.value))?;
    let value = match &found.value {
        serde_json::Value::String(value) if !value.trim().is_empty() => value.clone(),
        _ => label.clone(),
    };
    Some(FacetValue { value, label, count: found.count.and_then(|count| u64::try_from(count).ok()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &Query) -> Vec<String> {
        parameters(query).unwrap().into_iter().map(|(key, value)| format!("{key}={value}")).collect()
    }

    fn filtered(filters: &[(&str, &str)]) -> Query {
        let filters = filters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Query { filters, ..Query::default() }
    }

    #[test]
    fn a_search_stays_one_string_whatever_is_typed() {
        let table = [
            ("eau", "search(\"eau\")"),
            (" l'eau  potable ", "search(\"l'eau potable\")"),
            ("\") or (\"1\"=\"1", "search(\") or ( 1 = 1\")"),
            ("C:\\données\n\u{1b}[31m", "search(\"C: données [31m\")"),
        ];
        for (text, expected) in table {
            assert_eq!(asked(&Query::text(text)), [format!("where={expected}")], "{text}");
        }
        assert_eq!(asked(&Query::text(" \" ")), ["order_by=title asc"], "nothing but quotes asks for everything");
    }

    #[test]
    fn one_value_refines_and_several_are_alternatives() {
        let refined = filtered(&[("theme", "Transport, mobilité"), ("licence", "Licence \"ouverte\"")]);
        let expected =
            ["refine=theme:\"Transport, mobilité\"", "refine=license:'Licence \"ouverte\"'", "order_by=title asc"];
        assert_eq!(asked(&refined), expected);
        let mut either = filtered(&[("publisher", "Rennes"), ("publisher", "Star")]);
        either.text = "vélo".into();
        let expected = "where=search(\"vélo\") and (publisher=\"Rennes\" or publisher=\"Star\")";
        assert_eq!(asked(&either), [expected]);
        for (key, value) in [("theme", "\"a\" 'b'"), ("theme", "a\\"), ("keyword", " ")] {
            let error = parameters(&filtered(&[(key, value)])).unwrap_err();
            assert_eq!(error.kind, Kind::Usage, "{value}");
        }
        assert!(parameters(&filtered(&[("modified", "2025"), ("modified", "2026")])).is_err());
    }
}
