//! What API Entreprise sends besides data, as it is on the wire. Absent, null and unknown fields are all the same.

use serde::Deserialize;
use serde_json::Value;

/// `/v3/token/introspect` (docs/portals/api-entreprise.md 2.2): two shapes, and fields that came and went.
#[derive(Deserialize)]
pub struct Introspection {
    pub data: Option<Introspected>,
}

#[derive(Deserialize)]
pub struct Introspected {
    pub id: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub scopes: Option<Vec<Value>>,
    /// The request's number, as text or number; an early revision put an internal UUID there.
    pub datapass_id: Option<Value>,
    pub demande_acces_id: Option<Value>,
    pub siret_souscripteur: Option<String>,
    pub date_expiration: Option<String>,
    pub rate_limit_par_minute: Option<u32>,
}

/// `/privileges`: nested under `data`, or flat as the documentation says (docs/portals/api-entreprise.md 2.2).
#[derive(Deserialize)]
pub struct Privileges {
    pub data: Option<Listed>,
    pub privileges: Option<Vec<Value>>,
}

#[derive(Deserialize)]
pub struct Listed {
    pub privileges: Option<Vec<Value>>,
}

/// `/ping/{provider}` (docs/portals/api-entreprise.md 7.2).
#[derive(Deserialize)]
pub struct Ping {
    /// `ok`, `maintenance`, `unknown`.
    pub status: Option<String>,
    pub until: Option<String>,
}

/// The errors of a refusal, those that can be read (docs/portals/api-entreprise.md 6.1).
pub fn errors(body: &str) -> Vec<Refused> {
    let mut body = serde_json::from_str::<Value>(body).unwrap_or_default();
    let errors = body.get_mut("errors").and_then(Value::as_array_mut).map(std::mem::take).unwrap_or_default();
    errors.into_iter().filter_map(|error| serde_json::from_value(error).ok()).collect()
}

#[derive(Deserialize)]
pub struct Refused {
    pub code: Option<String>,
    pub title: Option<String>,
    pub detail: Option<String>,
    pub source: Option<Source>,
    pub meta: Option<Meta>,
}

#[derive(Deserialize)]
pub struct Source {
    pub parameter: Option<String>,
}

#[derive(Deserialize)]
pub struct Meta {
    /// Seconds.
    pub retry_in: Option<Value>,
}
