//! What OGC API Records answers, as far as guichet reads it.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::mapping::joined;
use super::super::reading::{Lenient, List, Number, Records as Raw};
use crate::base::error::Result;
use crate::base::text;
use crate::m;
use crate::portals::narrow::refused;

/// A page of records. What comes past the end says that as many came as were asked for: they are counted here.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Records {
    pub features: Raw,
    #[serde(rename = "numberMatched")]
    pub matched: Number,
    pub links: List,
}

/// A page without a list, of which the server says that nothing was found, has an empty one.
pub fn whole(mut answer: Value) -> Value {
    let is_nothing = Number::of(&answer["numberMatched"]).count() == Some(0) && answer["type"] == "FeatureCollection";
    if let Some(fields) = answer.as_object_mut()
        && fields.get("features").is_none_or(Value::is_null)
        && is_nothing
    {
        fields.insert("features".into(), Value::Array(vec![]));
    }
    answer
}

/// What records of a collection can be asked for by: a JSON schema of their properties.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Queryables {
    pub properties: Lenient<Map<String, Value>>,
}

impl Queryables {
    /// Refuses a property that there is none of: servers ignore what they do not know, and find everything.
    pub fn check(&self, name: &str) -> Result<()> {
        if self.properties.contains_key(name) {
            return Ok(());
        }
        let subject = m!("portals-filter", key = super::search::PROPERTY);
        let error = refused(subject, m!("ogc-records-no-property", name = text::line(name)));
        let known = joined(self.properties.keys().filter_map(|key| text::some_line(key)));
        Err(match known {
            Some(known) => error.hint(m!("portals-it-has", known)),
            None => error,
        })
    }

    /// The values that a property may have, where they are few.
    pub fn values(&self, name: &str) -> Vec<String> {
        let values = self.properties.get(name).and_then(|it| it["enum"].as_array());
        values.into_iter().flatten().filter_map(|value| value.as_str().map(str::to_owned)).collect()
    }
}
