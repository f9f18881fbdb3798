//! What extensions and publishers say of a dataset besides what CKAN knows: the extras, and the fields that ckanext-dcat and
//! ckanext-scheming put beside them or into them, as texts, lists, objects, or any of these as JSON in a text.

use serde_json::Value;

use super::super::mapping::{extent, joined, person};
use super::api::{self, words};
use crate::base::odd::Odd;
use crate::base::text;
use crate::base::when::When;
use crate::model::creator::Creator;
use crate::model::{Extent, Fact};
use crate::t;

/// Keys that have a place of their own here, and those that catalogues keep for themselves.
const TOLD: [&str; 34] = [
    "access",
    "access_rights",
    "frequency",
    "accrual_periodicity",
    "issued",
    "modified",
    "publisher",
    "publisher_name",
    "publisher_email",
    "publisher_uri",
    "publisher_url",
    "publisher_type",
    "contact",
    "contact_name",
    "contact_email",
    "contact_uri",
    "contact_point",
    "creator",
    "theme",
    "themes",
    "language",
    "spatial",
    "temporal",
    "temporal_coverage",
    "temporal_start",
    "temporal_end",
    "guid",
    "identifier",
    "bbox-east-long",
    "bbox-north-lat",
    "bbox-south-lat",
    "bbox-west-long",
    "dcat_metadata",
    "tag_string",
];
/// Under which of these a catalogue names the places its data are about.
const TERRITORY: [&str; 4] = ["spatial_text", "spatial-text", "spatial_coverage", "geographic_coverage"];
/// Extras shown besides, at most, and the longest of them.
const MOST: usize = 30;
const LONGEST: usize = 200;

pub struct Extras(Vec<(String, Value)>);

impl Extras {
    /// What cannot be read of them is noted in `odd`.
    pub fn of(record: &api::Package, odd: &mut Odd) -> Self {
        let mut extras: Vec<(String, Value)> = Vec::new();
        match &record.extras {
            Value::Object(fields) => extras.extend(fields.iter().map(|(key, value)| (key.clone(), value.clone()))),
            Value::Array(list) => {
                for extra in list {
                    match extra.get("key").and_then(Value::as_str) {
                        Some(key) => extras.push((key.to_owned(), extra["value"].clone())),
                        None => odd.note(t!("ckan-item-extra")),
                    }
                }
            }
            Value::Null => {}
            _ => odd.note("extras"),
        }
        let keys = TOLD.iter().chain(&TERRITORY);
        extras.extend(keys.filter_map(|key| Some(((*key).to_owned(), record.others.get(*key)?.clone()))));
        extras.retain(|(_, value)| !value.is_null());
        Self(extras)
    }

    fn at<'e>(&'e self, key: &'e str) -> impl Iterator<Item = &'e Value> {
        self.0.iter().filter(move |(known, _)| known == key).map(|(_, value)| value)
    }

    /// What there is at the first of these keys that has anything, one by one.
    fn all(&self, keys: &[&str]) -> Vec<Value> {
        keys.iter().flat_map(|key| self.at(key)).map(all).find(|values| !values.is_empty()).unwrap_or_default()
    }

    /// The first text at the first of these keys that has one.
    pub fn get(&self, keys: &[&str]) -> Option<String> {
        keys.iter().flat_map(|key| self.at(key)).find_map(first)
    }

    /// What the publisher calls itself, where it is a field of its own.
    pub fn publisher(&self) -> Option<String> {
        joined(self.all(&["publisher"]).iter().filter_map(name))
    }

    pub fn creators(&self) -> Vec<Creator> {
        self.all(&["creator"]).iter().filter_map(|it| Creator::named(&name(it)?)).collect()
    }

    pub fn languages(&self) -> Option<String> {
        joined(self.all(&["language"]).iter().filter_map(name))
    }

    /// Whom to ask, each with how to reach them.
    pub fn contacts(&self) -> Vec<String> {
        let of = |contact: &Value| {
            let reached = ["email", "hasEmail", "url", "uri"].iter().find_map(|key| first(contact.get(*key)?));
            let name = contact.is_object().then(|| name(contact)).flatten();
            person(
                name,
                reached.or_else(|| first(contact)).and_then(|it| text::some_line(it.trim_start_matches("mailto:"))),
            )
        };
        let contacts: Vec<String> = self.all(&["contact", "contact_point"]).iter().filter_map(of).collect();
        if !contacts.is_empty() {
            return contacts;
        }
        let line = |keys: &[&str]| self.get(keys).and_then(|it| text::some_line(&it));
        person(line(&["contact_name"]), line(&["contact_email", "contact_uri"])).into_iter().collect()
    }

    /// The last part of what is an IRI.
    pub fn themes(&self) -> Vec<String> {
        self.all(&["theme", "themes"]).iter().filter_map(name).filter_map(|theme| last_of_iri(&theme)).collect()
    }

    /// The first period that begins: of a list of them, or of two fields.
    pub fn period(&self) -> Option<(When, Option<When>)> {
        let end = |period: &Value, keys: [&str; 3]| keys.iter().find_map(|key| When::read(&first(period.get(*key)?)?));
        let of = |period: &Value| {
            let from = end(period, ["start", "start_date", "startDate"])?;
            Some((from, end(period, ["end", "end_date", "endDate"])))
        };
        let day = |key: &str| self.get(&[key]).and_then(|it| When::read(&it));
        let listed = || self.all(&["temporal_coverage", "temporal"]).iter().find_map(of);
        listed().or_else(|| Some((day("temporal_start")?, day("temporal_end"))))
    }

    /// The names of places; a `spatial` that is no geometry is one.
    pub fn territory(&self) -> Option<String> {
        let of = |place: &Value| name(place).and_then(|it| last_of_iri(&it));
        let named = || joined(self.all(&TERRITORY).iter().filter_map(of));
        let plain = || self.get(&["spatial"]).filter(|it| !it.trim_start().starts_with(['{', '[']));
        named().or_else(|| last_of_iri(&plain()?))
    }

    pub fn extent(&self) -> Option<Extent> {
        let geometry = |value: &Value| match value {
            Value::String(text) => extent(&serde_json::from_str(text).ok()?),
            value => extent(value),
        };
        let of = |place: &Value| ["bbox", "geom", "geometry"].iter().find_map(|key| geometry(place.get(*key)?));
        self.at("spatial").find_map(geometry).or_else(|| self.all(&TERRITORY).iter().find_map(of))
    }

    /// What has no place of its own, as far as it is meant to be read.
    pub fn others(&self) -> impl Iterator<Item = Fact> {
        let is_told = |key: &str| TOLD.contains(&key) || TERRITORY.contains(&key) || key.starts_with("harvest");
        let is_text = |text: &str| text.chars().count() <= LONGEST && !text.trim_start().starts_with(['{', '[', '<']);
        let others = self.0.iter().filter(move |(key, _)| !is_told(key));
        let shown = move |(key, value): &(String, Value)| {
            let text = scalar(value).filter(|text| is_text(text))?;
            Some((text::some_line(key)?.into(), text::some_line(&text)?))
        };
        others.filter_map(shown).take(MOST)
    }
}

/// A text, or what is as good as one.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        other => words(other).map(str::to_owned),
    }
}

/// The first text of a value or a list of them.
pub fn first(value: &Value) -> Option<String> {
    match value {
        Value::Array(list) => list.iter().find_map(scalar),
        other => scalar(other),
    }
}

/// A list one by one, be it written as JSON in a text; what is no list is one.
pub fn all(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(list) => list.iter().filter(|it| !it.is_null()).cloned().collect(),
        Value::Null => vec![],
        Value::String(text) if text.trim().is_empty() => vec![],
        Value::String(text) if text.trim_start().starts_with(['[', '{']) => {
            serde_json::from_str(text).map_or_else(|_| vec![value.clone()], |inner: Value| all(&inner))
        }
        other => vec![other.clone()],
    }
}

/// What somebody or something is called.
fn name(value: &Value) -> Option<String> {
    const NAMES: [&str; 8] = ["name", "title", "label", "prefLabel", "fn", "text", "uri", "url"];
    let named = || NAMES.iter().find_map(|key| text::some_line(&first(value.get(*key)?)?));
    named().or_else(|| text::some_line(&scalar(value)?))
}

/// The last part of an IRI; what is none, as it is.
pub fn last_of_iri(text: &str) -> Option<String> {
    let is_iri = text.contains("://");
    let last = if is_iri { text.trim_end_matches(['/', '#']).rsplit(['/', '#']).next()? } else { text };
    text::some_line(last)
}
