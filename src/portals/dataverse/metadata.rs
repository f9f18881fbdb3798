//! The metadata blocks of a dataset: fields by their names, wherever an installation has put them
//! (docs/portals/dataverse.md 4).

use serde_json::Value;

use super::super::mapping::person;
use crate::base::when::When;
use crate::base::{markup, text};
use crate::model::Extent;
use crate::model::creator::Creator;

/// All fields of all blocks.
pub struct Metadata<'a>(Vec<&'a Value>);

impl<'a> Metadata<'a> {
    pub fn of(blocks: &'a Value) -> Self {
        let blocks = blocks.as_object().into_iter().flat_map(|blocks| blocks.values());
        Self(blocks.filter_map(|block| block["fields"].as_array()).flatten().collect())
    }

    /// What a field holds, one by one.
    fn values(&self, name: &str) -> impl Iterator<Item = &'a Value> {
        let value = self.0.iter().find(|field| field["typeName"] == name).map(|field| &field["value"]);
        let (list, one) = match value {
            Some(Value::Array(list)) => (list.as_slice(), None),
            other => (&[][..], other),
        };
        list.iter().chain(one)
    }

    /// The texts of a field, one line each.
    pub fn lines(&self, name: &str) -> Vec<String> {
        self.values(name).filter_map(|value| text::some_line(value.as_str()?)).collect()
    }

    /// One part of each of the things that a field is made of.
    pub fn parts(&self, name: &str, part: &str) -> Vec<String> {
        self.values(name).filter_map(|thing| line_of(thing, part)).collect()
    }

    pub fn title(&self) -> Option<String> {
        self.lines("title").into_iter().next()
    }

    /// All descriptions, as plain text with line breaks; they hold HTML.
    pub fn description(&self) -> Option<String> {
        let texts = self.values("dsDescription").filter_map(|it| raw(it, "dsDescriptionValue"));
        let plain: Vec<String> = texts.filter_map(markup::some_prose).collect();
        Some(plain.join("\n\n")).filter(|plain| !plain.is_empty())
    }

    /// Persons are written as they like: nothing says which name is the family's.
    pub fn creators(&self) -> Vec<Creator> {
        self.parts("author", "authorName").iter().filter_map(|name| Creator::named(name)).collect()
    }

    pub fn contacts(&self) -> Vec<String> {
        let contact = |it| person(line_of(it, "datasetContactName"), line_of(it, "datasetContactEmail"));
        self.values("datasetContact").filter_map(contact).collect()
    }

    /// The places that it is about, from the smaller to the larger.
    pub fn places(&self) -> Vec<String> {
        self.values("geographicCoverage").filter_map(place).collect()
    }

    /// Around all of its boxes.
    pub fn extent(&self) -> Option<Extent> {
        let degrees = |it: &Value, names: &[&str]| -> Option<f64> {
            let written = names.iter().find_map(|name| line_of(it, name))?;
            written.parse().ok().filter(|degrees: &f64| degrees.is_finite() && degrees.abs() <= 360.0)
        };
        let one = |it: &Value| {
            let (west, east) = (degrees(it, &["westLongitude"])?, degrees(it, &["eastLongitude"])?);
            // Older installations call these longitudes too.
            let south = degrees(it, &["southLatitude", "southLongitude"])?;
            let north = degrees(it, &["northLatitude", "northLongitude"])?;
            Some([(west, south), (east, north)])
        };
        super::super::mapping::around(self.values("geographicBoundingBox").filter_map(one).flatten())
    }

    /// The first period that it covers.
    pub fn period(&self) -> Option<(When, Option<When>)> {
        let day = |it, part| raw(it, part).and_then(When::read);
        let one = |it| Some((day(it, "timePeriodCoveredStart")?, day(it, "timePeriodCoveredEnd")));
        self.values("timePeriodCovered").find_map(one)
    }
}

fn raw<'v>(thing: &'v Value, part: &str) -> Option<&'v str> {
    thing[part]["value"].as_str()
}

fn line_of(thing: &Value, part: &str) -> Option<String> {
    raw(thing, part).and_then(text::some_line)
}

fn place(thing: &Value) -> Option<String> {
    let parts = ["otherGeographicCoverage", "city", "state", "country"].iter().filter_map(|part| line_of(thing, part));
    super::super::mapping::joined(parts)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_are_found_by_name_in_whatever_block() {
        let part = |value: &str| json!({"typeName": "x", "value": value});
        let blocks = json!({
            "geospatial": {"fields": [
                {"typeName": "geographicCoverage", "value": [{"country": part("France"), "city": part("Rennes")}, {"odd": 1}]},
                {"typeName": "geographicBoundingBox", "value": [
                    {"westLongitude": part("-2"), "eastLongitude": part("-1"), "southLatitude": part("48"), "northLongitude": part("49")},
                    {"westLongitude": part("x")}]},
            ]},
            "own": {"fields": [
                {"typeName": "title", "value": "A  title"}, "odd", {"typeName": "subject", "value": ["A", 3, "B"]},
                {"typeName": "dsDescription", "value": [{"dsDescriptionValue": part("one <b>two</b>")}, {"dsDescriptionValue": part("three")}]},
                {"typeName": "timePeriodCovered", "value": [{"timePeriodCoveredStart": part("2020"), "timePeriodCoveredEnd": part("x")}]},
            ]},
            "empty": {"fields": null}, "odd": 3,
        });
        let found = Metadata::of(&blocks);
        assert_eq!(found.title().as_deref(), Some("A title"));
        assert_eq!(found.lines("subject"), ["A", "B"]);
        assert_eq!(found.description().as_deref(), Some("one two\n\nthree"));
        assert_eq!(found.places(), ["Rennes, France"]);
        let extent = found.extent().unwrap();
        assert_eq!((extent.west, extent.south, extent.east, extent.north), (-2.0, 48.0, -1.0, 49.0));
        assert_eq!(found.period().unwrap(), (When::read("2020").unwrap(), None));
        assert!(Metadata::of(&json!(null)).title().is_none());
    }
}
