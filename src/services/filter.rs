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
    /// Days, without hours.
    Days,
    Other,
}

/// One comparison that can be asked of a service.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceCriterion {
    pub column: String,
    pub comparison: Comparison,
    pub value: String,
    pub is_number: bool,
    pub is_day: bool,
}

impl ServiceCriterion {
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
            (Holds::Days, _) => is_day(value),
            (Holds::Other, _) => false,
        };
        let (column, comparison) = (column.to_owned(), *comparison);
        let (is_number, is_day) = (holds == Holds::Numbers, holds == Holds::Days);
        let value = number.filter(|_| is_number).unwrap_or_else(|| value.clone());
        may.then_some(Self { column, comparison, value, is_number, is_day })
    }
}

/// A day as every service reads it.
fn is_day(value: &str) -> bool {
    value.len() == 10 && value.parse::<jiff::civil::Date>().is_ok()
}

/// A number as every service reads it.
fn number(value: &str) -> Option<String> {
    let written = value.trim().replace(',', ".");
    let plain = written.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
    let is_number = plain && written.parse::<f64>().is_ok_and(f64::is_finite);
    is_number.then_some(written)
}

/// CQL2 in text (OGC 21-065).
pub fn cql2(asked: &[ServiceCriterion]) -> String {
    let one = |asked: &ServiceCriterion| {
        let column = asked.column.replace('"', "\"\"");
        let value =
            if asked.is_number { asked.value.clone() } else { format!("'{}'", asked.value.replace('\'', "''")) };
        format!("\"{column}\" {} {value}", super::wish::sign(asked.comparison))
    };
    asked.iter().map(one).collect::<Vec<_>>().join(" AND ")
}

/// In the language of Opendatasoft's portals; `None` of what nobody says how it is quoted there
/// (docs/portals/opendatasoft.md 8).
pub fn odsql(asked: &ServiceCriterion) -> Option<String> {
    let ServiceCriterion { column, comparison, value, is_number, is_day } = asked;
    let value = match (is_number, is_day) {
        (true, _) => value.clone(),
        (_, true) => format!("date'{value}'"),
        _ if value.contains('\\') => return None,
        _ if !value.contains('"') => format!("\"{value}\""),
        _ if !value.contains('\'') => format!("'{value}'"),
        _ => return None,
    };
    let is_quotable = !column.is_empty() && !column.contains(['`', '\\']) && !column.contains(char::is_control);
    is_quotable.then(|| format!("`{column}` {} {value}", super::wish::sign(*comparison)))
}

/// A filter of WFS: of 2.0 (FES 2.0), else of 1.1.
pub fn fes(asked: &[ServiceCriterion], bbox: Option<(&Extent, Option<&str>)>, is_two: bool) -> String {
    let (prefix, space, reference, gml) = match is_two {
        true => ("fes", "http://www.opengis.net/fes/2.0", "ValueReference", "http://www.opengis.net/gml/3.2"),
        false => ("ogc", "http://www.opengis.net/ogc", "PropertyName", "http://www.opengis.net/gml"),
    };
    let property = |name: &str| format!("<{prefix}:{reference}>{}</{prefix}:{reference}>", escape(name));
    let one = |asked: &ServiceCriterion| {
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
    parts.extend(bbox.map(|(bounds, place)| {
        let place = place.map(property).unwrap_or_default();
        let boxes: Vec<String> = bounds.parts().iter().map(|part| envelope(part, prefix, &place)).collect();
        match &boxes[..] {
            [only] => only.clone(),
            _ => format!("<{prefix}:Or>{}</{prefix}:Or>", boxes.concat()),
        }
    }));
    let all = parts.concat();
    let all = if parts.len() > 1 { format!("<{prefix}:And>{all}</{prefix}:And>") } else { all };
    format!("<{prefix}:Filter xmlns:{prefix}=\"{space}\" xmlns:gml=\"{gml}\">{all}</{prefix}:Filter>")
}

/// What lies within one rectangle. The urn says that the latitude comes first.
fn envelope(Extent { west, south, east, north }: &Extent, prefix: &str, place: &str) -> String {
    let corners =
        format!("<gml:lowerCorner>{south} {west}</gml:lowerCorner><gml:upperCorner>{north} {east}</gml:upperCorner>");
    let envelope = format!("<gml:Envelope srsName=\"{DEGREES}\">{corners}</gml:Envelope>");
    format!("<{prefix}:BBOX>{place}{envelope}</{prefix}:BBOX>")
}

/// Degrees, with the latitude first, as its authority has them.
pub const DEGREES: &str = "urn:ogc:def:crs:EPSG::4326";

#[cfg(test)]
mod tests {
    use super::super::bounds;
    use super::*;

    fn asked(written: &str, holds: Holds) -> Option<ServiceCriterion> {
        let criterion = Criterion::read(written).unwrap();
        ServiceCriterion::of(&criterion, &criterion.column, holds)
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
        let column = ServiceCriterion { column: "a\" = 1 OR \"b<".into(), ..hostile };
        assert!(cql2(std::slice::from_ref(&column)).starts_with("\"a\"\" = 1 OR \"\"b<\" = "));
        let xml = fes(std::slice::from_ref(&column), None, false);
        assert_eq!(
            crate::base::xml_tree::read(&xml).unwrap().find(&|it| it.name == "PropertyName").unwrap().text,
            column.column
        );
    }

    #[test]
    fn bounds_have_the_latitude_first_where_their_name_says_so() {
        let bounds = bounds::read("-1.7,48,-1.5,48.2").unwrap();
        let xml = fes(&[asked("n>1", Holds::Numbers).unwrap()], Some((&bounds, Some("geom"))), true);
        assert!(xml.contains("<fes:And>") && xml.contains("<fes:ValueReference>geom</fes:ValueReference>"), "{xml}");
        assert!(
            xml.contains("<gml:lowerCorner>48 -1.7</gml:lowerCorner><gml:upperCorner>48.2 -1.5</gml:upperCorner>"),
            "{xml}"
        );
    }

    #[test]
    fn bounds_across_the_end_of_degrees_are_two() {
        let bounds = bounds::read("170,-20,-170,10").unwrap();
        let xml = fes(&[asked("n>1", Holds::Numbers).unwrap()], Some((&bounds, None)), true);
        let root = crate::base::xml_tree::read(&xml).unwrap();
        let either = root.find(&|it| it.name == "Or").unwrap();
        let corners = |name: &str| either.all().iter().filter(|it| it.name == name).map(|it| it.text.clone()).collect();
        let (lower, upper): (Vec<String>, Vec<String>) = (corners("lowerCorner"), corners("upperCorner"));
        assert_eq!(
            (lower, upper),
            (vec!["-20 170".into(), "-20 -180".into()], vec!["10 180".into(), "10 -170".into()])
        );
    }

    #[test]
    fn a_portal_s_own_language_keeps_values_in_their_quotes() {
        let table = [
            ("nom=l'eau", Holds::Words, Some("`nom` = \"l'eau\"")),
            ("nom=dit \"l\"", Holds::Words, Some("`nom` = 'dit \"l\"'")),
            ("nom=Été; x) or 1=1", Holds::Words, Some("`nom` = \"Été; x) or 1=1\"")),
            ("nom=a\"b'c", Holds::Words, None),
            ("nom=a\\", Holds::Words, None),
            ("a`b=c", Holds::Words, None),
            ("n<=12,5", Holds::Numbers, Some("`n` <= 12.5")),
            ("n=1e5", Holds::Numbers, None),
            ("jour>=2024-03-01", Holds::Days, Some("`jour` >= date'2024-03-01'")),
            ("jour=2024-02-30", Holds::Days, None),
            ("jour<2024", Holds::Days, None),
            ("jour>=2024-03-01' or '", Holds::Days, None),
            ("nom~x", Holds::Words, None),
            ("nom!=x", Holds::Words, None),
            ("nom=", Holds::Words, None),
        ];
        for (written, holds, expected) in table {
            let asked = asked(written, holds).and_then(|it| odsql(&it));
            assert_eq!(asked.as_deref(), expected, "{written}");
        }
    }
}
