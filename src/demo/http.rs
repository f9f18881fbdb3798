//! What the demo's portals share of HTTP: queries and credentials read, tokens given out, answers written.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::Json;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// How long tokens and links live: short on purpose, so that renewal can be watched.
pub const LIFE: Duration = Duration::from_secs(60);

/// The query of a request: names and values, in order.
#[derive(Deserialize)]
#[serde(transparent)]
pub struct Asked(Vec<(String, String)>);

impl Asked {
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The first value of `name`, unless it is empty.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.all(name).next().filter(|value| !value.is_empty())
    }

    pub fn number(&self, name: &str) -> Option<usize> {
        self.first(name)?.parse().ok()
    }
}

/// The fields of a form in a request's body.
pub fn form(body: &[u8]) -> HashMap<String, String> {
    url::form_urlencoded::parse(body).into_owned().collect()
}

pub fn text_header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// The token of a request.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    text_header(headers, AUTHORIZATION.as_str())?.strip_prefix("Bearer ")
}

/// `id:secret` of basic authentication, as it comes out of its base64.
pub fn basic(headers: &HeaderMap) -> Option<String> {
    let encoded = text_header(headers, AUTHORIZATION.as_str())?.strip_prefix("Basic ")?;
    String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()
}

/// Tokens given out so far: whom each stands for, and when it ends.
#[derive(Default)]
pub struct Tokens(Mutex<HashMap<String, (String, Instant)>>);

impl Tokens {
    /// A new token for `who`, which `write` makes of its number.
    pub fn issue(&self, who: &str, write: impl FnOnce(usize) -> String) -> String {
        let mut issued = lock(&self.0);
        let token = write(issued.len());
        issued.insert(token.clone(), (who.to_owned(), Instant::now() + LIFE));
        token
    }

    /// Whom `token` stands for, and whether it still does.
    pub fn holder(&self, token: &str) -> Option<(String, bool)> {
        lock(&self.0).get(token).map(|(who, ends)| (who.clone(), *ends > Instant::now()))
    }

    /// Whether a request carries a live token.
    pub fn admit(&self, headers: &HeaderMap) -> bool {
        bearer(headers).and_then(|token| self.holder(token)).is_some_and(|(_, is_live)| is_live)
    }

    /// Ends all tokens given out so far, as time would.
    #[cfg(test)]
    pub fn end_all(&self) {
        lock(&self.0).values_mut().for_each(|(_, end)| *end = Instant::now());
    }
}

pub fn lock<T>(state: &Mutex<T>) -> MutexGuard<'_, T> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Data compiled in.
pub fn embedded<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json)
        .unwrap_or_else(|error| unreachable!("the demo's data, which the tests read too, are well formed: {error}"))
}

/// An answer without a body.
pub fn status(code: u16) -> Response {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}

pub fn json(code: u16, body: &Value) -> Response {
    (status(code).status(), Json(body)).into_response()
}

/// A file; `disposition` is its `Content-Disposition`.
pub fn file(bytes: impl Into<Body>, content_type: &'static str, disposition: Option<String>) -> Response {
    let mut response = ([(CONTENT_TYPE, content_type)], bytes.into()).into_response();
    if let Some(value) = disposition.and_then(|it| it.parse().ok()) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    response
}
