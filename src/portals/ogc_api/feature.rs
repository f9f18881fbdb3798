//! A GeoJSON feature, leniently read, and what it says of places.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::base::i18n::Language;
use crate::base::text;
use crate::model::Extent;
use crate::portals::mapping::{self, bounds};
use crate::portals::reading::{Lenient, List};

/// A record or an item.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Feature {
    /// A text, or a number where somebody counts them.
    pub id: Value,
    pub geometry: Value,
    pub bbox: Value,
    pub time: Value,
    pub properties: Lenient<Map<String, Value>>,
    pub links: List,
    pub assets: Lenient<Map<String, Value>>,
    /// The id of the one it is in.
    pub collection: Option<String>,
    pub stac_version: Option<String>,
}

impl Feature {
    pub fn id(&self) -> Option<String> {
        name(&self.id)
    }

    pub fn property(&self, key: &str) -> &Value {
        self.properties.get(key).unwrap_or(&Value::Null)
    }

    /// One line of text under the first of `keys` that has any.
    pub fn line(&self, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|key| line(self.property(key)))
    }

    pub fn extent(&self) -> Option<Extent> {
        let degrees = |value: &Value| value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
        let read = self.bbox.as_array().map(|all| all.iter().filter_map(degrees).collect::<Vec<f64>>());
        bounds(&read.into()).or_else(|| mapping::extent(&self.geometry))
    }
}

/// What names a thing; ids may be numbers.
pub fn name(id: &Value) -> Option<String> {
    let id = match id {
        Value::String(id) => text::id(id),
        Value::Number(id) => id.to_string(),
        _ => return None,
    };
    Some(id).filter(|id| !id.trim().is_empty())
}

/// The text that a value is: itself, a number, the first of several, one in the language spoken of what has them by their
/// languages, or what an object has as its name.
pub fn words(value: &Value) -> Option<String> {
    const NAMES: [&str; 9] = ["value", "@value", "_", "name", "title", "label", "text", "code", "id"];
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(all) => all.iter().find_map(words),
        Value::Object(fields) => {
            let spoken = Language::spoken().code();
            let is_in = |key: &str, language: &str| {
                let bare = key.split(['-', '_', '@']).next().unwrap_or_default().to_lowercase();
                bare == language || LONG.iter().any(|(long, short)| *long == bare && *short == language)
            };
            let by_language = |language: &str| {
                let found = fields.iter().filter(|(key, _)| is_in(key, language));
                found.map(|(_, text)| text).find_map(words)
            };
            let named = || NAMES.iter().find_map(|key| words(fields.get(*key)?));
            let is_language = |key: &str| {
                let bare = key.split(['-', '_']).next().unwrap_or_default();
                matches!(bare.len(), 2 | 3) && !["url", "uri", "ref", "rel"].contains(&bare)
            };
            let any = || fields.iter().filter(|(key, _)| is_language(key)).find_map(|(_, text)| words(text));
            by_language(spoken).or_else(|| by_language("en")).or_else(named).or_else(any)
        }
        _ => None,
    }
}

/// Codes of three letters of the languages spoken.
const LONG: [(&str, &str); 3] = [("fra", "fr"), ("fre", "fr"), ("eng", "en")];

/// As [`words`], in one line.
pub fn line(value: &Value) -> Option<String> {
    text::some_line(&words(value)?)
}

/// The lines of what may be one or a list of them.
pub fn lines(value: &Value) -> Vec<String> {
    some_of(value).filter_map(line).collect()
}

/// What may be one or a list of them; null is none.
pub fn some_of(value: &Value) -> impl Iterator<Item = &Value> {
    let all = match value {
        Value::Array(all) => all.as_slice(),
        Value::Null => &[],
        one => std::slice::from_ref(one),
    };
    all.iter()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_text_is_read_whatever_shape_it_has() {
        let table = [
            (json!("Eau"), "Eau", "Eau"),
            (json!(" \u{1b}[31mEau\n"), "[31mEau", "[31mEau"),
            (json!(12), "12", "12"),
            (json!(["", "Eau", "Mer"]), "Eau", "Eau"),
            (json!({"fr": "Eau", "en": "Water", "de": "Wasser"}), "Water", "Eau"),
            (json!({"fr-FR": "Eau", "en_GB": "Water"}), "Water", "Eau"),
            (json!({"fre": "Eau", "eng": "Water"}), "Water", "Eau"),
            (json!({"de": "Wasser"}), "Wasser", "Wasser"),
            (json!({"de": "Wasser", "en": null, "fr": [" "]}), "Wasser", "Wasser"),
            (json!({"@language": "de", "@value": "Wasser"}), "Wasser", "Wasser"),
            (json!({"en": ["Water", "Waters"]}), "Water", "Water"),
            (json!([{"id": "eau"}, "mer"]), "eau", "eau"),
            (json!({}), "", ""),
            (json!({"unknown": "x"}), "", ""),
            (json!(true), "", ""),
            (json!(null), "", ""),
        ];
        for (value, english, french) in table {
            for (language, expected) in [(Language::English, english), (Language::French, french)] {
                let read = language.within(|| line(&value)).unwrap_or_default();
                assert_eq!(read, expected, "{value}");
            }
        }
        assert_eq!(lines(&json!(["a", {"en": "b"}, null, 3])), ["a", "b", "3"]);
        assert_eq!(lines(&json!({"en": "one"})), ["one"]);
    }

    #[test]
    fn a_box_may_be_of_texts_and_a_place_may_be_none() {
        let of = |feature: Value| serde_json::from_value::<Feature>(feature).unwrap().extent().map(|it| it.to_string());
        let point = json!({"type": "Point", "coordinates": [1, 2]});
        let expected = of(json!({"bbox": [1, 2, 3, 4]}));
        assert!(expected.is_some());
        assert_eq!(of(json!({"bbox": ["1", " 2", 3.0, "4"]})), expected);
        assert_eq!(of(json!({"bbox": [1, 2, 0, 3, 4, 9]})), expected);
        assert_eq!(of(json!({"bbox": null, "geometry": point})), of(json!({"geometry": point})));
        for none in
            [json!({"geometry": null}), json!({"bbox": []}), json!({"bbox": "x"}), json!({"bbox": ["x", 1, 2, 3]})]
        {
            assert_eq!(of(none.clone()), None, "{none}");
        }
    }
}
