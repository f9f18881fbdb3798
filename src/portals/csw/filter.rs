//! What records are to meet, written as OGC Filter or as CQL: what a person types ends neither an element nor a string.

use quick_xml::escape::escape;

use super::capabilities::ConstraintLanguage;
use crate::model::Extent;

/// One condition. Names are those that the service declares.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Holds this text somewhere, whatever its case.
    Has(String, String),
    Is(String, String),
    AtLeast(String, String),
    AtMost(String, String),
    Meets(String, Extent),
    Either(Vec<Condition>),
}

/// All of `conditions`, for a service of this version; `None` where there is none.
pub fn written(conditions: &[Condition], language: ConstraintLanguage, version: &str) -> Option<String> {
    if conditions.is_empty() {
        return None;
    }
    Some(match language {
        ConstraintLanguage::Filter => Dialect::of(version).filter(conditions),
        ConstraintLanguage::Cql => conditions.iter().map(cql).collect::<Vec<_>>().join(" AND "),
    })
}

/// The order asked for, as an element of a request that is posted.
pub fn order(name: &str, descending: bool, version: &str) -> String {
    let Dialect { prefix, namespace, property, .. } = Dialect::of(version);
    let direction = if descending { "DESC" } else { "ASC" };
    format!(
        "<{prefix}:SortBy xmlns:{prefix}=\"{namespace}\"{NAMES}><{prefix}:SortProperty><{prefix}:{property}>{}\
         </{prefix}:{property}><{prefix}:SortOrder>{direction}</{prefix}:SortOrder></{prefix}:SortProperty></{prefix}:SortBy>",
        text(name)
    )
}

/// What names of queryables begin with.
const NAMES: &str = " xmlns:csw=\"http://www.opengis.net/cat/csw/2.0.2\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
     xmlns:dct=\"http://purl.org/dc/terms/\" xmlns:ows=\"http://www.opengis.net/ows\" \
     xmlns:apiso=\"http://www.opengis.net/cat/csw/apiso/1.0\"";

/// Filter 1.1, which CSW 2.0.2 takes, or 2.0, which CSW 3.0 does.
struct Dialect {
    prefix: &'static str,
    namespace: &'static str,
    gml: &'static str,
    property: &'static str,
}

impl Dialect {
    fn of(version: &str) -> Self {
        if version.starts_with('3') {
            let (namespace, gml) = ("http://www.opengis.net/fes/2.0", "http://www.opengis.net/gml/3.2");
            return Self { prefix: "fes", namespace, gml, property: "ValueReference" };
        }
        let (namespace, gml) = ("http://www.opengis.net/ogc", "http://www.opengis.net/gml");
        Self { prefix: "ogc", namespace, gml, property: "PropertyName" }
    }

    fn filter(&self, conditions: &[Condition]) -> String {
        let Self { prefix, namespace, gml, .. } = self;
        let inner = self.several("And", conditions);
        format!("<{prefix}:Filter xmlns:{prefix}=\"{namespace}\" xmlns:gml=\"{gml}\"{NAMES}>{inner}</{prefix}:Filter>")
    }

    /// One stands for itself.
    fn several(&self, word: &str, conditions: &[Condition]) -> String {
        let prefix = self.prefix;
        let inner: String = conditions.iter().map(|condition| self.one(condition)).collect();
        if conditions.len() == 1 { inner } else { format!("<{prefix}:{word}>{inner}</{prefix}:{word}>") }
    }

    fn one(&self, condition: &Condition) -> String {
        let like = " wildCard=\"%\" singleChar=\"_\" escapeChar=\"\\\" matchCase=\"false\"";
        match condition {
            Condition::Has(name, words) => {
                let words = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
                self.comparison("PropertyIsLike", like, name, &format!("%{words}%"))
            }
            Condition::Is(name, value) => self.comparison("PropertyIsEqualTo", "", name, value),
            Condition::AtLeast(name, value) => self.comparison("PropertyIsGreaterThanOrEqualTo", "", name, value),
            Condition::AtMost(name, value) => self.comparison("PropertyIsLessThanOrEqualTo", "", name, value),
            Condition::Meets(name, extent) => self.meets(name, extent),
            Condition::Either(conditions) => self.several("Or", conditions),
        }
    }

    fn comparison(&self, word: &str, attributes: &str, name: &str, value: &str) -> String {
        let Self { prefix, property, .. } = self;
        format!(
            "<{prefix}:{word}{attributes}><{prefix}:{property}>{}</{prefix}:{property}><{prefix}:Literal>{}\
             </{prefix}:Literal></{prefix}:{word}>",
            text(name),
            text(value)
        )
    }

    /// Latitude first, as the name of the coordinate system says.
    fn meets(&self, name: &str, extent: &Extent) -> String {
        let (Self { prefix, property, .. }, Extent { west, south, east, north }) = (self, extent);
        format!(
            "<{prefix}:BBOX><{prefix}:{property}>{}</{prefix}:{property}>\
             <gml:Envelope srsName=\"urn:ogc:def:crs:EPSG::4326\"><gml:lowerCorner>{south} {west}</gml:lowerCorner>\
             <gml:upperCorner>{north} {east}</gml:upperCorner></gml:Envelope></{prefix}:BBOX>",
            text(name)
        )
    }
}

/// As text of an element, without what stands in none.
fn text(text: &str) -> String {
    escape(text.chars().filter(|c| !c.is_control()).collect::<String>()).into_owned()
}

fn cql(condition: &Condition) -> String {
    // A string ends with a quote, and two of them are one in it; what stands for anything cannot be written otherwise.
    let string = |text: &str| text.chars().filter(|c| !c.is_control()).collect::<String>().replace('\'', "''");
    let plain = |text: &str| string(text).replace('%', "_");
    match condition {
        Condition::Has(name, words) => format!("{name} like '%{}%'", plain(words)),
        Condition::Is(name, value) => format!("{name} = '{}'", string(value)),
        Condition::AtLeast(name, value) => format!("{name} >= '{}'", string(value)),
        Condition::AtMost(name, value) => format!("{name} <= '{}'", string(value)),
        Condition::Meets(name, Extent { west, south, east, north }) => {
            format!("BBOX({name},{west},{south},{east},{north})")
        }
        Condition::Either(conditions) => format!("({})", conditions.iter().map(cql).collect::<Vec<_>>().join(" OR ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::xml_tree::read;
    use crate::portals::csw::tree::{all, raw_at};

    const TYPED: [&str; 7] =
        ["eau", "l'eau", "' or '1'='1", "</ogc:Literal><x>", "a & \"b\"", "100 % _ \\", "é\u{7}\u{0}"];

    #[test]
    fn what_is_typed_ends_no_element() {
        for version in ["2.0.2", "3.0.0"] {
            for typed in TYPED {
                let conditions =
                    [Condition::Has("csw:AnyText".into(), typed.into()), Condition::Is("dc:type".into(), typed.into())];
                let filter = written(&conditions, ConstraintLanguage::Filter, version).unwrap();
                let tree = read(&filter).unwrap();
                assert_eq!((all(&tree, "And/*").len(), all(&tree, "And/*/*").len()), (2, 4), "{filter}");
                let told: String = typed.chars().filter(|c| !c.is_control()).collect();
                assert_eq!(raw_at(&tree, "And/PropertyIsEqualTo/Literal").as_deref(), Some(told.trim()), "{filter}");
            }
        }
    }

    #[test]
    fn what_is_typed_ends_no_string_of_cql() {
        for typed in TYPED {
            let has =
                written(&[Condition::Has("AnyText".into(), typed.into())], ConstraintLanguage::Cql, "2.0.2").unwrap();
            let inner = has.strip_prefix("AnyText like '%").unwrap().strip_suffix("%'").unwrap();
            assert!(!inner.replace("''", "").contains(['\'', '%']), "{has}");
        }
    }

    #[test]
    fn a_box_is_written_in_the_order_that_its_names_ask_for() {
        let extent = Extent { west: -1.75, south: 48.0, east: -1.5, north: 48.25 };
        let meets = [Condition::Meets("ows:BoundingBox".into(), extent)];
        let filter = written(&meets, ConstraintLanguage::Filter, "2.0.2").unwrap();
        assert!(filter.contains("<gml:lowerCorner>48 -1.75</gml:lowerCorner>"), "{filter}");
        let cql = written(&meets, ConstraintLanguage::Cql, "2.0.2").unwrap();
        assert_eq!(cql, "BBOX(ows:BoundingBox,-1.75,48,-1.5,48.25)");
        let fes = written(&meets, ConstraintLanguage::Filter, "3.0.0").unwrap();
        assert!(fes.contains("fes:ValueReference") && fes.contains("gml/3.2"), "{fes}");
    }
}
