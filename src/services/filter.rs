//! What of the criteria a service is asked itself, in its own language, so that no value gets out of its quotes.
//!
//! Only what means there what it means here is asked: that a cell is a value, of words and of numbers, and which of two
//! numbers is larger. What is left, as words found anywhere and whatever their accents, guichet looks for in the rows
//! that come; and it looks at all of them again, so that a service that ignores a filter changes nothing.

use quick_xml::escape::escape;

use crate::model::Extent;
use crate::preview::{Comparison, Criterion};

/// What a column holds, as its service declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    Words,
    Numbers,
    Other,
}

/// One comparison that can be asked of a service.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub column: String,
    pub comparison: Comparison,
    pub value: String,
    pub is_number: bool,
}

impl Asked {
    /// `None` of what is not for the service to look for.
    pub fn of(criterion: &Criterion, column: &str, holds: Holds) -> Option<Self> {
        let Criterion { comparison, value, .. } = criterion;
        let number = number(value);
        let is_order = !matches!(comparison, Comparison::Is | Comparison::IsNot | Comparison::Has);
        let may = match (holds, comparison) {
            (_, Comparison::IsNot | Comparison::Has) => false, // what has no value is not what it is not
            _ if value.is_empty() => false,
            (Holds::Words, _) => !is_order && !value.contains(char::is_control),
            (Holds::Numbers, _) => number.is_some(),
            (Holds::Other, _) => false,
        };
        let (column, comparison, is_number) = (column.to_owned(), *comparison, holds == Holds::Numbers);
        let value = number.filter(|_| is_number).unwrap_or_else(|| value.clone());
        may.then_some(Self { column, comparison, value, is_number })
    }
}

/// A number as every service reads it.
fn number(value: &str) -> Option<String> {
    let written = value.trim().replace(',', ".");
    let plain = written.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
    let is_number = plain && written.parse::<f64>().is_ok_and(f64::is_finite);
    is_number.then_some(written)
}

/// CQL2 in text (OGC 21-065).
pub fn cql2(asked: &[Asked]) -> String {
    let one = |asked: &Asked| {
        let column = asked.column.replace('"', "\"\"");
        let value =
            if asked.is_number { asked.value.clone() } else { format!("'{}'", asked.value.replace('\'', "''")) };
        format!("\"{column}\" {} {value}", super::wish::sign(asked.comparison))
    };
    asked.iter().map(one).collect::<Vec<_>>().join(" AND ")
}

/// A filter of WFS: of 2.0 (FES 2.0), else of 1.1.
pub fn fes(asked: &[Asked], bbox: Option<(&Extent, Option<&str>)>, is_two: bool) -> String {
    let (prefix, space, reference, gml) = match is_two {
        true => ("fes", "http://www.opengis.net/fes/2.0", "ValueReference", "http://www.opengis.net/gml/3.2"),
        false => ("ogc", "http://www.opengis.net/ogc", "PropertyName", "http://www.opengis.net/gml"),
    };
    let property = |name: &str| format!("<{prefix}:{reference}>{}</{prefix}:{reference}>", escape(name));
    let one = |asked: &Asked| {
        let operator = match asked.comparison {
            Comparison::Below => "PropertyIsLessThan",
            Comparison::AtMost => "PropertyIsLessThanOrEqualTo",
            Comparison::Above => "PropertyIsGreaterThan",
            Comparison::AtLeast => "PropertyIsGreaterThanOrEqualTo",
            _ => "PropertyIsEqualTo",
        };
        let literal = format!("<{prefix}:Literal>{}</{prefix}:Literal>", escape(&asked.value));
        format!("<{prefix}:{operator}>{}{literal}</{prefix}:{operator}>", property(&asked.column))
    };
    let mut parts: Vec<String> = asked.iter().map(one).collect();
    // The urn says that the latitude comes first.
    parts.extend(bbox.map(|(Extent { west, south, east, north }, place)| {
        let place = place.map(property).unwrap_or_default();
        let corners = format!(
            "<gml:lowerCorner>{south} {west}</gml:lowerCorner><gml:upperCorner>{north} {east}</gml:upperCorner>"
        );
        let envelope = format!("<gml:Envelope srsName=\"{DEGREES}\">{corners}</gml:Envelope>");
        format!("<{prefix}:BBOX>{place}{envelope}</{prefix}:BBOX>")
    }));
    let all = parts.concat();
    let all = if parts.len() > 1 { format!("<{prefix}:And>{all}</{prefix}:And>") } else { all };
    format!("<{prefix}:Filter xmlns:{prefix}=\"{space}\" xmlns:gml=\"{gml}\">{all}</{prefix}:Filter>")
}

/// Degrees, with the latitude first, as its authority has them.
pub const DEGREES: &str = "urn:ogc:def:crs:EPSG::4326";

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(written: &str, holds: Holds) -> Option<Asked> {
        let criterion = Criterion::read(written).unwrap();
        Asked::of(&criterion, &criterion.column, holds)
    }

    #[test]
    fn only_what_means_the_same_is_asked() {
        let table = [
            ("a=x", Holds::Words, Some("\"a\" = 'x'")),
            ("a=01", Holds::Words, Some("\"a\" = '01'")),
            ("a=12,5", Holds::Numbers, Some("\"a\" = 12.5")),
            ("a>=-3", Holds::Numbers, Some("\"a\" >= -3")),
            ("a=x", Holds::Numbers, None),
            ("a=1e5", Holds::Numbers, None),
            ("a=inf", Holds::Numbers, None),
            ("a>x", Holds::Words, None),
            ("a~x", Holds::Words, None),
            ("a!=x", Holds::Words, None),
            ("a=", Holds::Words, None),
            ("a=x", Holds::Other, None),
        ];
        for (written, holds, expected) in table {
            assert_eq!(asked(written, holds).map(|it| cql2(&[it])).as_deref(), expected, "{written}");
        }
    }

    #[test]
    fn no_value_gets_out_of_its_quotes() {
        let hostile = asked("a=x' OR 1=1 --</fes:Literal>&", Holds::Words).unwrap();
        assert_eq!(cql2(std::slice::from_ref(&hostile)), "\"a\" = 'x'' OR 1=1 --</fes:Literal>&'");
        let xml = fes(std::slice::from_ref(&hostile), None, true);
        let root = crate::base::xml_tree::read(&xml).unwrap();
        assert_eq!(root.find(&|it| it.name == "Literal").unwrap().text, hostile.value);
        let column = Asked { column: "a\" = 1 OR \"b<".into(), ..hostile };
        assert!(cql2(std::slice::from_ref(&column)).starts_with("\"a\"\" = 1 OR \"\"b<\" = "));
        let xml = fes(std::slice::from_ref(&column), None, false);
        assert_eq!(
            crate::base::xml_tree::read(&xml).unwrap().find(&|it| it.name == "PropertyName").unwrap().text,
            column.column
        );
    }

    #[test]
    fn bounds_have_the_latitude_first_where_their_name_says_so() {
        let bounds = Extent { west: -1.7, south: 48.0, east: -1.5, north: 48.2 };
        let xml = fes(&[asked("n>1", Holds::Numbers).unwrap()], Some((&bounds, Some("geom"))), true);
        assert!(xml.contains("<fes:And>") && xml.contains("<fes:ValueReference>geom</fes:ValueReference>"), "{xml}");
        assert!(
            xml.contains("<gml:lowerCorner>48 -1.7</gml:lowerCorner><gml:upperCorner>48.2 -1.5</gml:upperCorner>"),
            "{xml}"
        );
    }
}
