//! Searching: a query as conditions on what the service declares to look for records by.

use super::super::facets::facet;
use super::super::narrow::{Narrow, refused};
use super::super::territory::{bounds, territory_or_box, wanted};
use super::capabilities::ServerCapabilities;
use super::filter::Condition;
use super::themes::{self, THEMES, TOPICS, TYPES};
use super::tree::{all, raw};
use crate::base::error::Result;
use crate::base::text;
use crate::base::xml_tree::XmlElement;
use crate::model::filter::Accepts::{Day, OneOf, Text};
use crate::model::filter::{any, one};
use crate::model::territory::TERRITORY;
use crate::model::{Extent, Facet, FacetValue, Query};
use crate::{m, said};

pub const TOPIC: &str = "topic";
pub const ORGANIZATION: &str = "organization";
const THEME: &str = "theme";
const TYPE: &str = "type";
const KEYWORD: &str = "keyword";
const FORMAT: &str = "format";
const CHANGED_FROM: &str = "changed-from";
const CHANGED_TO: &str = "changed-to";
/// More values of a filter are not offered.
const MOST_VALUES: usize = 500;

/// What records are looked for by: names without a prefix in small letters, the best first, and what it is called where a
/// service declares nothing.
#[derive(Clone, Copy)]
pub struct Queryable {
    names: &'static [&'static str],
    usual: &'static str,
    how: How,
}

/// What a value is to a record.
#[derive(Clone, Copy)]
enum How {
    /// Somewhere in it.
    Has,
    Is,
    AtLeast,
    AtMost,
    Meets,
    /// One of the names of the theme is somewhere in it.
    Theme,
}

const fn by(names: &'static [&'static str], usual: &'static str, how: How) -> Queryable {
    Queryable { names, usual, how }
}

const ANY_TEXT: Queryable = by(&["anytext"], "csw:AnyText", How::Has);
const TITLE: Queryable = by(&["title"], "dc:title", How::Has);
const MODIFIED: &[&str] = &["modified"];

pub const NARROW: Narrow<Queryable, Queryable> = Narrow {
    portal: "CSW",
    filters: &[
        (
            territory_or_box(said!("csw-filter-territory")),
            by(&["boundingbox", "coverage", "spatial"], "ows:BoundingBox", How::Meets),
        ),
        (
            any(TYPE, said!("portals-facet-type"), said!("csw-filter-type"), OneOf(&TYPES)),
            by(&["type"], "dc:type", How::Is),
        ),
        (
            any(TOPIC, said!("portals-facet-topic"), said!("csw-filter-topic"), OneOf(&TOPICS)),
            by(&["topiccategory"], "apiso:TopicCategory", How::Is),
        ),
        (
            any(THEME, said!("portals-facet-theme"), said!("csw-filter-theme"), OneOf(&THEMES)),
            by(&["subject"], "dc:subject", How::Theme),
        ),
        (
            any(KEYWORD, said!("portals-facet-keyword"), said!("csw-filter-keyword"), Text),
            by(&["subject"], "dc:subject", How::Has),
        ),
        (
            any(ORGANIZATION, said!("portals-facet-organization"), said!("csw-filter-organization"), Text),
            by(&["organisationname", "publisher", "creator"], "apiso:OrganisationName", How::Has),
        ),
        (
            any(FORMAT, said!("portals-facet-format"), said!("csw-filter-format"), Text),
            by(&["format"], "dc:format", How::Has),
        ),
        (
            any("constraint", said!("csw-facet-constraint"), said!("csw-filter-constraint"), Text),
            by(&["conditionapplyingtoaccessanduse", "otherconstraints", "rights"], "dc:rights", How::Has),
        ),
        (
            one(CHANGED_FROM, said!("csw-facet-changed-from"), said!("csw-filter-changed-from"), Day),
            by(MODIFIED, "dct:modified", How::AtLeast),
        ),
        (
            one(CHANGED_TO, said!("csw-facet-changed-to"), said!("csw-filter-changed-to"), Day),
            by(MODIFIED, "dct:modified", How::AtMost),
        ),
    ],
    sorts: &[
        ("title", said!("portals-title"), TITLE),
        ("updated", said!("csw-sort-updated"), by(MODIFIED, "dct:modified", How::Is)),
    ],
};

/// The query, whose values are all such as can be asked for.
pub fn checked(query: &Query) -> Result<Query> {
    let query = NARROW.check(query)?;
    wanted(&query).map(|place| bounds(&place)).transpose()?;
    let day = |key: &str| query.values(key).next().map(|day| day.get(..10).unwrap_or(day).to_owned());
    match (day(CHANGED_FROM), day(CHANGED_TO)) {
        (Some(from), Some(to)) if from > to => {
            Err(refused(m!("portals-filter", key = CHANGED_TO), m!("ogc-api-ends-before")))
        }
        _ => Ok(query),
    }
}

/// What all that `query`, which was checked, asks for is to a service with these capabilities.
pub fn conditions(query: &Query, server: &ServerCapabilities) -> Result<Vec<Condition>> {
    let mut found = Vec::new();
    if !query.text.trim().is_empty() {
        let name = server.queryable(ANY_TEXT.names, ANY_TEXT.usual).unwrap_or_else(|| ANY_TEXT.usual.to_owned());
        let words = query.text.split_whitespace().map(|word| Condition::Has(name.clone(), word.to_owned()));
        found.extend(words);
    }
    for (filter, queryable) in NARROW.filters {
        let values: Vec<&str> = query.values(filter.key).collect();
        if values.is_empty() {
            continue;
        }
        let Some(name) = server.queryable(queryable.names, queryable.usual) else {
            let error = refused(m!("portals-filter", key = filter.key), m!("csw-not-declared"));
            return Err(error.hint(m!("csw-not-declared-hint")));
        };
        if filter.key == TERRITORY {
            found.extend(wanted(query).map(|place| Ok(meets(&name, bounds(&place)?))).transpose()?);
            continue;
        }
        let either: Vec<Condition> = values.iter().flat_map(|value| queryable.conditions(&name, value)).collect();
        found.push(Condition::Either(either));
    }
    Ok(found)
}

/// That a record's box meets this one, or a part of it on either side of where degrees end.
fn meets(name: &str, extent: Extent) -> Condition {
    match extent.parts()[..] {
        [whole] => Condition::Meets(name.to_owned(), whole),
        ref parts => Condition::Either(parts.iter().map(|part| Condition::Meets(name.to_owned(), *part)).collect()),
    }
}

impl Queryable {
    fn conditions(&self, name: &str, value: &str) -> Vec<Condition> {
        let name = name.to_owned();
        match self.how {
            How::Has => vec![Condition::Has(name, value.to_owned())],
            How::Is => vec![Condition::Is(name, value.to_owned())],
            How::AtLeast => vec![Condition::AtLeast(name, value.to_owned())],
            // A day is over with its last second.
            How::AtMost if value.len() == 10 => vec![Condition::AtMost(name, format!("{value}T23:59:59Z"))],
            How::AtMost => vec![Condition::AtMost(name, value.to_owned())],
            How::Theme => {
                themes::theme_names(value).into_iter().map(|named| Condition::Has(name.clone(), named)).collect()
            }
            How::Meets => vec![],
        }
    }
}

/// The order asked for: what the service calls it, and whether it is from the end.
pub fn order(query: &Query, server: &ServerCapabilities) -> Result<Option<(String, bool)>> {
    let Some((queryable, descending)) = NARROW.order(query)? else { return Ok(None) };
    let name = server.queryable(queryable.names, queryable.usual).filter(|_| !server.sorts_nothing);
    let refusal = || refused(m!("portals-word-sort"), m!("csw-sorts-nothing"));
    name.map(|name| Some((name, descending))).ok_or_else(refusal)
}

/// The filters whose values a service can be asked for, each with what it is asked by.
pub fn domains(server: &ServerCapabilities) -> Vec<(&'static str, String)> {
    const TOLD: [&str; 5] = [TYPE, TOPIC, KEYWORD, ORGANIZATION, FORMAT];
    let filters = NARROW.filters.iter().filter(|(filter, _)| TOLD.contains(&filter.key));
    let declared = |names: &[&str]| server.queryable(names, "").filter(|name| !name.is_empty());
    filters.filter_map(|(filter, queryable)| Some((filter.key, declared(queryable.names)?))).collect()
}

/// The facet of the filter `key`, of an answer with all values there are. Some services give the keywords of a record as
/// one value, with commas between.
pub fn told(key: &str, root: &XmlElement) -> Option<Facet> {
    let mut values: Vec<FacetValue> = Vec::new();
    for element in all(root, "DomainValues/ListOfValues/Value") {
        let count = element.attribute("count").and_then(|count| count.trim().parse().ok());
        let Some(written) = raw(element) else { continue };
        let parts: Vec<&str> = if key == KEYWORD { written.split(',').collect() } else { vec![&*written] };
        let is_whole = parts.len() == 1;
        for part in parts.into_iter().map(str::trim).filter(|part| !part.is_empty()) {
            let Some(value) = value(key, part) else { continue };
            match values.iter_mut().find(|known| known.value == value.value) {
                Some(known) => known.count = None,
                None => values.push(FacetValue { count: count.filter(|_| is_whole), ..value }),
            }
        }
    }
    values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| text::order(&a.label, &b.label)));
    values.truncate(MOST_VALUES);
    facet(key, values)
}

/// A value that can be asked for again.
fn value(key: &str, written: &str) -> Option<FacetValue> {
    let label = match key {
        TYPE => themes::resource_type(TYPES.into_iter().find(|it| it.eq_ignore_ascii_case(written))?),
        TOPIC => themes::topic(TOPICS.into_iter().find(|it| it.eq_ignore_ascii_case(written))?),
        _ => text::some_line(written)?,
    };
    let filter = NARROW.filters.iter().find(|(filter, _)| filter.key == key).map(|(filter, _)| filter)?;
    Some(FacetValue { value: filter.check(written).ok()?, label, count: None })
}

/// The facets that need no asking: fixed lists that each record is sorted by.
pub fn fixed(server: &ServerCapabilities) -> Vec<Facet> {
    let is_there = |key: &str| {
        NARROW.called(key).is_some_and(|queryable| server.queryable(queryable.names, queryable.usual).is_some())
    };
    let of = |key: &str, codes: &[&str], word: fn(&str) -> String| {
        let values = codes.iter().map(|code| FacetValue { value: (*code).into(), label: word(code), count: None });
        facet(key, values.collect()).filter(|_| is_there(key))
    };
    let all =
        [of(TYPE, &TYPES, themes::resource_type), of(TOPIC, &TOPICS, themes::topic), of(THEME, &THEMES, themes::theme)];
    all.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::ErrorKind;
    use crate::base::xml_tree::read;

    fn query(text: &str, filters: &[(&str, &str)]) -> Query {
        let filters = filters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        NARROW.check(&Query { text: text.into(), filters, ..Query::default() }).unwrap()
    }

    fn declaring(names: &[&str]) -> ServerCapabilities {
        ServerCapabilities { queryables: names.iter().map(|name| (*name).to_owned()).collect(), ..Default::default() }
    }

    #[test]
    fn each_word_is_looked_for_and_each_value_is_an_alternative() {
        let server = ServerCapabilities::default();
        let found = conditions(&query(" eau  potable ", &[("type", "Service"), ("type", "series")]), &server).unwrap();
        let has = |word: &str| Condition::Has("csw:AnyText".into(), word.into());
        let is = |value: &str| Condition::Is("dc:type".into(), value.into());
        let types = Condition::Either(vec![is("service"), is("series")]);
        assert_eq!(found, [has("eau"), has("potable"), types]);
    }

    #[test]
    fn a_box_over_the_end_of_degrees_is_two() {
        let server = declaring(&["BoundingBox"]);
        let of = |west, east| Condition::Meets("BoundingBox".into(), Extent { west, south: -20.0, east, north: 20.0 });
        let table = [
            ("170,-20,175,20", of(170.0, 175.0)),
            ("170,-20,-175,20", Condition::Either(vec![of(170.0, 180.0), of(-180.0, -175.0)])),
            ("180,-20,-175,20", of(-180.0, -175.0)),
        ];
        for (written, expected) in table {
            let found = conditions(&query("", &[("territory", written)]), &server).unwrap();
            assert_eq!(found, [expected], "{written}");
        }
    }

    #[test]
    fn a_territory_is_a_box_and_a_theme_has_its_names() {
        let server = declaring(&["BoundingBox", "apiso:Subject", "apiso:Modified"]);
        let found = conditions(&query("", &[("territory", "-1.7,48,-1.6,48.2"), ("theme", "hy")]), &server).unwrap();
        assert!(matches!(&found[0], Condition::Meets(name, extent) if name == "BoundingBox" && extent.south == 48.0));
        let has = |word: &str| Condition::Has("apiso:Subject".into(), word.into());
        assert_eq!(found[1], Condition::Either(vec![has("Hydrographie"), has("Hydrography")]));
        let days =
            conditions(&query("", &[("changed-from", "2024-01-31"), ("changed-to", "2024-02-01")]), &server).unwrap();
        let expected = ["2024-01-31", "2024-02-01T23:59:59Z"];
        let told = |condition: &Condition| match condition {
            Condition::Either(inner) => match &inner[..] {
                [Condition::AtLeast(_, day) | Condition::AtMost(_, day)] => day.clone(),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        };
        assert_eq!(days.iter().map(told).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_ends_before_it_begins_and_what_has_no_bounds_is_refused() {
        let check = |filters: &[(&str, &str)]| {
            let filters = filters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
            checked(&Query { filters, ..Query::default() })
        };
        for filters in [&[("changed-from", "2025-01-02"), ("changed-to", "2025-01-01")][..], &[("territory", "987")]] {
            assert_eq!(check(filters).unwrap_err().kind, ErrorKind::Usage, "{filters:?}");
        }
        for filters in
            [&[("changed-from", "2025-01-01"), ("changed-to", "2025-01-01")][..], &[("changed-to", "1999-12-31")]]
        {
            assert!(check(filters).is_ok(), "{filters:?}");
        }
    }

    #[test]
    fn what_a_service_does_not_declare_is_refused() {
        let server = declaring(&["apiso:Title"]);
        let error = conditions(&query("", &[("format", "csv")]), &server).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Usage);
        let sorted = |key: &str| Query { sort: Some(key.into()), ..Query::default() };
        assert_eq!(order(&sorted("-title"), &server).unwrap(), Some(("apiso:Title".into(), true)));
        assert!(order(&sorted("updated"), &server).is_err());
        let unsorted = ServerCapabilities { sorts_nothing: true, ..ServerCapabilities::default() };
        assert!(order(&sorted("title"), &unsorted).is_err());
    }

    #[test]
    fn values_that_a_service_tells_can_be_asked_for() {
        let root = |values: &[&str]| {
            let values: String = values.iter().map(|value| format!("<Value>{value}</Value>")).collect();
            read(&format!("<r><DomainValues><ListOfValues>{values}</ListOfValues></DomainValues></r>")).unwrap()
        };
        let told = |key: &str, values: &[&str]| {
            let facet = told(key, &root(values));
            facet.map(|it| it.values.into_iter().map(|it| it.value).collect::<Vec<_>>()).unwrap_or_default()
        };
        assert_eq!(told(KEYWORD, &["mer,eau", "eau , air", " "]), ["air", "eau", "mer"]);
        assert_eq!(told(TYPE, &["Service", "nothing"]), ["service"]);
        assert_eq!(told(ORGANIZATION, &["Ville, Métropole"]), ["Ville, Métropole"]);
        assert_eq!(told(FORMAT, &[]), [""; 0]);
    }
}
