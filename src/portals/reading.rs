//! Lenient reading of JSON: null for nothing, numbers in quotes, one bad item in a list.

use std::ops::Deref;

use reqwest::StatusCode;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::base::error::{Error, ErrorKind};
use crate::base::i18n::{Message, Said};
use crate::base::odd::{self, Odd};
use crate::base::{stated, text};
use crate::m;
use crate::net::{said_in, status_in};

/// A value where `null` is the default, as nothing is: what some producers write where others write nothing.
#[derive(Clone, Debug, Default)]
pub struct Lenient<T>(pub T);

/// A list that may be `null`. Raw items stay so until each is read, so that a bad one costs itself.
pub type List<T = Value> = Lenient<Vec<T>>;

/// The raw records of a listing. What is no list is no listing: there is nothing else that could be read of it.
#[derive(Clone, Debug, Default)]
pub struct Records(pub Vec<Value>);

impl<'de> Deserialize<'de> for Records {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Null => Ok(Self::default()),
            Value::Array(records) => Ok(Self(records)),
            // Some languages write lists as objects with numbers for keys.
            Value::Object(fields) if fields.keys().all(|key| key.bytes().all(|byte| byte.is_ascii_digit())) => {
                Ok(Self(fields.into_iter().map(|(_, record)| record).collect()))
            }
            other => Vec::deserialize(other).map(Self).map_err(D::Error::custom),
        }
    }
}

impl Deref for Records {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.0
    }
}

impl IntoIterator for Records {
    type Item = Value;
    type IntoIter = std::vec::IntoIter<Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'de, T: Default + Deserialize<'de>> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Option::deserialize(deserializer)?.unwrap_or_default()))
    }
}

impl<T> Deref for Lenient<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: IntoIterator> IntoIterator for Lenient<T> {
    type Item = T::Item;
    type IntoIter = T::IntoIter;

    fn into_iter(self) -> T::IntoIter {
        self.0.into_iter()
    }
}

/// A number as portals state it: a claim, and fancy ones occur ([`stated::count`]).
#[derive(Clone, Copy, Debug, Default)]
pub struct Number(Option<u64>);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|value| Self::of(&value))
    }
}

impl Number {
    pub fn of(value: &Value) -> Self {
        Self(stated::count(value))
    }

    /// How many there are.
    pub fn count(self) -> Option<u64> {
        self.0
    }

    /// More than nothing, which for many portals is what they do not know: sizes in bytes, for one.
    pub fn positive(self) -> Option<u64> {
        self.count().filter(|number| *number > 0)
    }
}

/// A part of a list, whatever its portal calls its members.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Listed {
    #[serde(alias = "total_count")]
    pub total: Number,
    #[serde(alias = "results", alias = "elements", alias = "facets")]
    pub items: Records,
}

/// Those of `raw` that can be read.
pub fn readable<T: DeserializeOwned>(raw: impl IntoIterator<Item = Value>) -> impl Iterator<Item = T> {
    raw.into_iter().filter(Value::is_object).filter_map(|raw| odd::read(raw, &mut Odd::default()).ok())
}

/// Those of `raw` that can be read; the others are noted as what they are: `what`.
pub fn items<T: DeserializeOwned>(raw: &[Value], what: &str, odd: &mut Odd) -> Vec<T> {
    let mut items = Vec::new();
    for raw in raw {
        match Some(raw).filter(|raw| raw.is_object()).and_then(|raw| odd::read(raw.clone(), odd).ok()) {
            Some(item) => items.push(item),
            None => odd.note(what),
        }
    }
    items
}

/// One record, or the sentence that says why not, with the first of its `names` that it has: JSON pointers as `/title`.
/// A list of one is the one.
pub fn record<T: DeserializeOwned>(raw: Value, names: &[&str], odd: &mut Odd) -> Result<T, Message> {
    let raw = match raw {
        Value::Array(mut records) if records.first().is_some_and(Value::is_object) => records.swap_remove(0),
        raw => raw,
    };
    let name = names.iter().find_map(|pointer| text::some_line(raw.pointer(pointer)?.as_str()?));
    // Through a map: a list would pass for a record without any field.
    let record = Some(raw).filter(Value::is_object).and_then(|raw| odd::read(raw, odd).ok());
    record.ok_or_else(|| m!("portals-unreadable", name = called(name.as_deref()), error = m!("portals-no-record")))
}

/// How a warning calls a dataset that has this name, or none.
pub fn called(name: Option<&str>) -> Message {
    name.map_or_else(|| m!("portals-one-dataset"), |name| m!("portals-quoted", name))
}

/// A text of one line, made safe; `None` where there is none to read.
pub fn line(text: &Option<String>) -> Option<String> {
    text.as_deref().and_then(text::some_line)
}

/// What names a thing to its portal; `None` where there is nothing.
pub fn id(written: &Option<String>) -> Option<String> {
    written.as_deref().map(text::id).filter(|id| !id.is_empty())
}

/// The text at `key` of an object, as one line.
pub fn line_at(value: &Value, key: &str) -> Option<String> {
    text::some_line(value.get(key)?.as_str()?)
}

/// What has the list at `key`, which was asked for; see [`holding`].
pub fn listed<T: DeserializeOwned>(answer: Map<String, Value>, key: &str, subject: &Message) -> Result<T, Error> {
    holding(answer.into(), &[key], subject)
}

/// What has one of `members`, without which it is no answer to what was asked. Some servers say with status 200 what failed:
/// what has none of these is an error in their words, and never a list of nothing or a thing without anything.
pub fn holding<T: DeserializeOwned>(answer: Value, members: &[&str], subject: &Message) -> Result<T, Error> {
    let is_there = members.iter().any(|member| !answer[*member].is_null());
    let has_something = members.iter().any(|member| is_filled(&answer[*member]));
    let says_error = ["error", "errors", "exception"].iter().any(|key| is_filled(&answer[*key]));
    if !has_something && (!is_there || says_error) {
        match error_in(&answer, subject) {
            Some(told) => return Err(told),
            None if members.iter().all(|member| answer.get(*member).is_none()) => {
                return Err(of_another_shape(subject));
            }
            None => {}
        }
    }
    odd::read(answer, &mut Odd::default()).map_err(|error| of_another_shape(subject).caused_by(error))
}

fn is_filled(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(all) => !all.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        _ => true,
    }
}

/// The error that an answer with status 200 tells of in place of data; `None` where it says nothing. What has links is some
/// other page of the interface.
pub fn error_in(answer: &Value, subject: impl Into<Message>) -> Option<Error> {
    let said = said_in(answer).filter(|_| !answer["links"].is_array())?;
    let is_nothing = status_in(answer) == Some(StatusCode::NOT_FOUND);
    let kind = if is_nothing { ErrorKind::NotFound } else { ErrorKind::Portal };
    let error = Error::new(kind, subject, m!("http-error-instead", said)).status(200);
    Some(error.hint(m!("http-error-instead-hint")))
}

/// That an answer with status 200 is not what was asked for.
pub fn of_another_shape(subject: impl Into<Message>) -> Error {
    let cause = m!("http-no-json", why = m!("http-not-as-expected"));
    Error::new(ErrorKind::Portal, subject, cause).hint(m!("http-check-address"))
}

/// `error` with `hint`, where a success held none of the portal's data: something else answers there.
pub fn unexplained(error: Error, hint: Said) -> Error {
    if error.kind != ErrorKind::Portal || error.status.is_some() { error } else { error.hint(hint) }
}

/// That `answer`, which came with success, holds nothing of what was asked for: what it says of a failure, if it says
/// anything, else `otherwise`.
pub fn instead(subject: &Message, answer: &Value, otherwise: Error) -> Error {
    error_in(answer, subject).unwrap_or(otherwise)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::base::i18n::Language::{English, French};
    use crate::base::i18n::tests::speaking;

    #[test]
    fn why_a_record_cannot_be_read_is_said_in_the_language_of_the_moment() {
        let read = |raw: Value| record::<Listed>(raw, &["/title"], &mut Odd::default()).err().unwrap();
        let (unnamed, named) = speaking(English, || (read(json!([])), read(json!({"title": "x", "items": 1}))));
        let shown = |language| speaking(language, || [unnamed.to_string(), named.to_string()]);
        let (english, french) = (shown(English), shown(French));
        assert!(english.iter().zip(&french).all(|(english, french)| english != french), "{english:?} {french:?}");
        assert!(french[1].contains('x'), "{french:?}");
    }

    /// Servers, and the gateways before them, say so with status 200.
    #[test]
    fn an_error_in_place_of_a_list_is_no_list_of_nothing() {
        let table = [
            (json!({"items": []}), Ok(0)),
            (json!({"items": [{"a": 1}], "error": "some parts failed"}), Ok(1)),
            (json!({"items": null}), Ok(0)),
            (json!({"items": [], "error": null, "errors": [], "message": "nothing found"}), Ok(0)),
            (json!({"code": "NotFound", "description": "no such thing"}), Err("no such thing")),
            (json!({"error": "down"}), Err("down")),
            (json!({"message": "API rate limit exceeded", "status": 429}), Err("rate limit")),
            (json!({"error": {"code": 3, "message": "token ended"}}), Err("token ended")),
            (json!({"errors": [{"detail": "bad box"}]}), Err("bad box")),
            (json!({"detail": [{"loc": ["q"], "msg": "too long"}]}), Err("too long")),
            (json!({"fault": {"faultstring": "Invalid access"}}), Err("Invalid access")),
            (json!({"items": [], "error": "timeout"}), Err("timeout")),
            (json!({"items": null, "message": "no index"}), Err("no index")),
            (json!({"status": 500}), Err("another shape")),
            (json!({"title": "Our catalogue", "links": []}), Err("another shape")),
            (json!({}), Err("another shape")),
            (json!({"items": "none"}), Err("another shape")),
            (json!({"items": {}}), Ok(0)),
            (
                json!({"items": [], "exception": {"text": "a shard failed"}, "errors": [{"message": "a shard failed"}]}),
                Err("a shard"),
            ),
            (
                json!({"type": "about:blank", "title": "Gone bad", "status": 500, "detail": "index closed"}),
                Err("index closed"),
            ),
            (json!({"type": "FeatureCollection"}), Err("another shape")),
        ];
        for (answer, expected) in table {
            let read = listed::<Listed>(answer.as_object().unwrap().clone(), "items", &"p".into());
            match (read, expected) {
                (Ok(list), Ok(count)) => assert_eq!(list.items.len(), count, "{answer}"),
                (Err(error), Err(words)) => {
                    let kind = if answer["code"] == "NotFound" { ErrorKind::NotFound } else { ErrorKind::Portal };
                    assert!(error.kind == kind && error.hint.is_some(), "{answer}: {error}");
                    assert!(error.cause.contains(words), "{answer}: {error}");
                }
                (read, _) => panic!("{answer}: {:?}", read.map(|list| list.items.len())),
            }
        }
    }

    #[test]
    fn one_of_several_members_is_enough_and_what_is_not_there_is_told_so() {
        let read = |answer: Value| holding::<Value>(answer, &["features", "records"], &"p".into());
        for answer in [
            json!({"features": []}),
            json!({"features": [], "error": null, "errors": []}),
            json!({"features": [{"id": 1}], "error": "and yet"}),
            json!({"records": [], "title": "all of them"}),
        ] {
            assert!(read(answer.clone()).is_ok(), "{answer}");
        }
        let gone = read(json!({"code": "NotFound", "description": "identifier not found", "links": null})).unwrap_err();
        assert!(gone.kind == ErrorKind::NotFound && gone.cause.contains("identifier not found"), "{gone}");
    }

    #[test]
    fn a_failure_that_comes_as_a_success_is_told_in_its_words() {
        let table = [
            (json!({"status": "ERROR", "message": "Solr is\u{1b}[31m down"}), "Solr is [31m down"),
            (json!({"status": 400, "message": "Invalid query string syntax."}), "Invalid query string"),
            (json!({"error": "maintenance"}), "maintenance"),
            (json!({"error": {"code": 7, "message": "no index"}}), "no index"),
            (json!({"errors": [{"message": "first"}, {"message": "second"}]}), "first"),
            (json!({"detail": "Not allowed"}), "Not allowed"),
            (json!({"message": "x".repeat(5000)}), "xxx"),
        ];
        let other = || Error::new(ErrorKind::Portal, "p", m!("http-not-as-expected"));
        for (answer, part) in table {
            let error = instead(&"p".into(), &answer, other());
            assert_eq!(error.kind, ErrorKind::Portal);
            assert!(error.cause.contains(part) && error.cause.to_string().len() < 400, "{error}");
        }
        for answer in [json!({}), json!({"message": " "}), json!({"message": 5, "error": true}), json!([])] {
            assert_eq!(instead(&"p".into(), &answer, other()), other(), "{answer}");
        }
    }

    #[test]
    fn nulls_and_odd_numbers_cost_nothing() {
        let listed: Listed = serde_json::from_value(json!({"total": "12", "elements": null})).unwrap();
        assert_eq!((listed.total.count(), listed.items.len()), (Some(12), 0));
        for (raw, count) in [(json!(3.0), Some(3)), (json!(3.5), None), (json!(-1), None), (json!("x"), None)] {
            assert_eq!(Number::of(&raw).count(), count, "{raw}");
        }
        assert_eq!(Number::of(&json!(0)).positive(), None);
    }
}
