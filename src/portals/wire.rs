//! Reading what portals send without minding what does not matter: nulls, numbers in quotes, a bad item in a list, how a
//! date is written.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

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
