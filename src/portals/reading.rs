//! Reading what portals send without minding what does not matter: nulls, numbers in quotes, a bad item in a list.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::base::error::{Error, ErrorKind};
use crate::base::text;
use crate::t;

/// `null` is the default too: what some producers write where others write nothing.
pub fn lenient<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Numbers are claims, and fancy ones occur: what is no whole number is none.
pub fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let whole = |number: f64| (number.fract() == 0.0 && number.abs() < 1e15).then_some(number as i64);
    Ok(match &value {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_i64().or_else(|| other.as_f64().and_then(whole)),
    })
}

/// Those of `raw` that can be read.
pub fn readable<T: DeserializeOwned>(raw: Vec<Value>) -> impl Iterator<Item = T> {
    raw.into_iter().filter_map(|raw| serde_json::from_value(raw).ok())
}

/// Those of `raw` that can be read; each of the others costs one warning.
pub fn items<T: DeserializeOwned>(raw: &[Value], what: &str, warnings: &mut Vec<String>) -> Vec<T> {
    let read = raw.iter().map(|raw| T::deserialize(raw));
    read.filter_map(|read| {
        read.map_err(|error| warnings.push(t!("portals-item-unreadable", what, error = text::line(&error.to_string()))))
            .ok()
    })
    .collect()
}

/// One record, or the sentence that says why not, with the first of its `names` that it has: JSON pointers as `/title`.
pub fn record<T: DeserializeOwned>(raw: Value, names: &[&str]) -> Result<T, String> {
    let name = names.iter().find_map(|pointer| text::some_line(raw.pointer(pointer)?.as_str()?));
    // Through a map: a list would pass for a record without any field.
    let record = match raw {
        Value::Object(_) => T::deserialize(raw).map_err(|error| text::line(&error.to_string())),
        _ => Err(t!("portals-no-record")),
    };
    record.map_err(|why| t!("portals-unreadable", name = called(name.as_deref()), error = why))
}

/// How a warning calls a dataset that has this name, or none.
pub fn called(name: Option<&str>) -> String {
    name.map_or_else(|| t!("portals-one-dataset"), |name| t!("portals-quoted", name))
}

/// A text of one line, made safe; `None` where there is none to read.
pub fn line(text: &Option<String>) -> Option<String> {
    text.as_deref().and_then(text::some_line)
}

/// A count as portals send it.
pub fn count(stated: Option<i64>) -> Option<u64> {
    stated.and_then(|count| u64::try_from(count).ok())
}

/// A size in bytes as portals state it. Nothing is, for many of them, what they do not know.
pub fn size(stated: Option<i64>) -> Option<u64> {
    count(stated).filter(|bytes| *bytes > 0)
}

/// `error` with `hint`, where a success held none of the portal's data: something else answers there.
pub fn unexplained(error: Error, hint: impl FnOnce() -> String) -> Error {
    if error.kind != ErrorKind::Portal || error.status.is_some() { error } else { error.hint(hint()) }
}
