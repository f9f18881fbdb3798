//! Searching: a query in the words of the Explore API (ODSQL), and its facets.

use super::super::facets::facet;
use super::super::narrow::{Narrow, Parameters};
use super::super::reading::{self, Listed};
use super::super::territory::{in_words, territory};
use super::api;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::odd::{self, Odd};
use crate::base::text;
use crate::model::filter::Accepts::{Code, PartOfDate, Text};
use crate::model::filter::{any, one};
use crate::model::{Facet, FacetValue, Query};
use crate::{m, said};

pub const THEME: &str = "theme";

pub const NARROW: Narrow = Narrow {
    portal: "Opendatasoft",
    filters: &[
        (any(THEME, said!("portals-facet-theme"), said!("opendatasoft-filter-theme"), Text), "theme"),
        (any("keyword", said!("portals-facet-keyword"), said!("opendatasoft-filter-keyword"), Text), "keyword"),
        (any("publisher", said!("portals-facet-publisher"), said!("opendatasoft-filter-publisher"), Text), "publisher"),
        (any("licence", said!("portals-facet-licence"), said!("opendatasoft-filter-licence"), Text), "license"),
        (any("language", said!("portals-facet-language"), said!("opendatasoft-filter-language"), Code), "language"),
        (any("feature", said!("portals-facet-feature"), said!("opendatasoft-filter-feature"), Code), "features"),
        (
            one("modified", said!("portals-facet-modified"), said!("opendatasoft-filter-modified"), PartOfDate),
            "modified",
        ),
        (territory(said!("territory-by-name")), ""),
    ],
    sorts: &[
        ("title", said!("portals-title"), "title"),
        ("updated", said!("opendatasoft-sort-updated"), "modified"),
        ("publisher", said!("portals-publisher"), "publisher"),
        ("records", said!("opendatasoft-sort-records"), "records_count"),
    ],
};

/// The query in the portal's words. One value of a filter is a refinement, as the portal's own site asks it; several are
/// alternatives, which refinements are not. A date is no text to compare with: its refinement means the year or month it
/// is in.
pub fn parameters(query: &Query) -> Result<Parameters> {
    let query = &in_words(&NARROW.check(query)?, false);
    let mut parameters = Parameters::new();
    let mut conditions: Vec<String> = searched(&query.text).into_iter().collect();
    for (filter, name) in NARROW.filters {
        let (key, values): (_, Vec<&str>) = (filter.key, query.values(filter.key).collect());
        match values[..] {
            [] => {}
            [value] => parameters.push(("refine", format!("{name}:{}", quoted(key, value)?))),
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
    let fits = !value.contains('\\') && !value.contains(char::is_control);
    match (value.contains('"'), value.contains('\'')) {
        (false, _) if fits => Ok(format!("\"{value}\"")),
        (true, false) if fits => Ok(format!("'{value}'")),
        _ => {
            let cause = m!("opendatasoft-unaskable", value = text::line(value));
            Err(Error::new(ErrorKind::Usage, m!("portals-filter", key), cause).hint(m!("opendatasoft-take-value")))
        }
    }
}

/// Without a wish: by relevance where something is searched, else by title, so that pages stay what they are while one
/// reads them.
fn order(query: &Query) -> Result<Option<String>> {
    let Some((name, descending)) = NARROW.order(query)? else {
        return Ok(searched(&query.text).is_none().then(|| "title asc".to_owned()));
    };
    Ok(Some(format!("{name} {}", if descending { "desc" } else { "asc" })))
}

/// Those of the portal's facets that are filters here, in our order.
pub fn facets(found: Listed) -> Vec<Facet> {
    let found: Vec<api::Facet> = reading::readable(found.items).collect();
    let values = |name: &str| {
        let facet = found.iter().find(|facet| facet.name.as_deref() == Some(name))?;
        Some(facet.facets.iter().filter_map(value).collect())
    };
    NARROW.filters.iter().filter_map(|(filter, name)| facet(filter.key, values(name)?)).collect()
}

fn value(raw: &serde_json::Value) -> Option<FacetValue> {
    let found: api::FacetValue = odd::read(raw.clone(), &mut Odd::default()).ok()?;
    let label = api::line(&found.name).or_else(|| api::line(&found.value))?;
    let value = match &found.value {
        serde_json::Value::String(value) if !value.trim().is_empty() => value.clone(),
        _ => label.clone(),
    };
    Some(FacetValue { value, label, count: found.count.count() })
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
            assert_eq!(error.kind, ErrorKind::Usage, "{value}");
        }
        let mut placed = filtered(&[("territory", "rennes")]);
        assert_eq!(asked(&placed), ["where=search(\"Rennes\")"]);
        placed.text = "eau".into();
        assert_eq!(asked(&placed), ["where=search(\"eau Rennes\")"]);
        assert!(parameters(&filtered(&[("territory", "-1.7,48,-1.6,48.2")])).is_err(), "it knows no boxes");
        assert!(parameters(&filtered(&[("modified", "2025"), ("modified", "2026")])).is_err());
    }
}
