//! The demo's Isogeo platform, API and identity in one (docs/portals/isogeo.md).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, RawForm, State};
use axum::http::header::{AUTHORIZATION, CONTENT_DISPOSITION, CONTENT_TYPE, HOST, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

mod catalogue;
mod content;
mod json;
mod search;
mod sign_in;

use catalogue::{CATALOGUE, Link, Record};
use search::Asked;
use sign_in::Tokens;

pub use sign_in::{CLIENT_ID, CLIENT_SECRET};

type Shared = State<Arc<Tokens>>;
type Pairs = Query<Vec<(String, String)>>;

/// Everything the platform answers to.
pub fn routes<S>() -> Router<S> {
    routes_with(Arc::default())
}

fn routes_with<S>(tokens: Arc<Tokens>) -> Router<S> {
    Router::new()
        .route("/oauth/token", post(token))
        .route("/about", get(|| async { Json(json!({"version": "2.22.7.1"})) }))
        .route("/shares", get(shares))
        .route("/shares/{id}", get(share))
        .route("/resources/search", get(search))
        .route("/resources/{id}", get(resource))
        .route("/resources/{id}/links/{file}", get(hosted))
        .route("/ailleurs/{name}", get(elsewhere))
        .fallback(|| async { not_found() })
        .with_state(tokens)
}

/// A wrong client is a 400 (docs/portals/isogeo.md 1.4); what the body has to say is not established.
async fn token(State(tokens): Shared, headers: HeaderMap, RawForm(body): RawForm) -> Response {
    let refused = |word: &str| with_status(400, Json(json!({"error": word})).into_response());
    let grant = url::form_urlencoded::parse(&body).find(|(key, _)| key == "grant_type").map(|(_, value)| value);
    match (grant.as_deref(), tokens.issue(&headers)) {
        (Some("client_credentials"), Some(token)) => {
            let life = sign_in::LIFE.as_secs();
            Json(json!({"access_token": token, "token_type": "bearer", "expires_in": life})).into_response()
        }
        (Some("client_credentials"), None) => refused("invalid_client"),
        _ => refused("unsupported_grant_type"),
    }
}

async fn shares(State(tokens): Shared, headers: HeaderMap) -> Response {
    admitted(&tokens, &headers, || Json(CATALOGUE.shares.iter().map(json::share).collect::<Vec<_>>()).into_response())
}

async fn share(State(tokens): Shared, headers: HeaderMap, Path(id): Path<String>) -> Response {
    admitted(&tokens, &headers, || match CATALOGUE.shares.iter().find(|share| share.id == id) {
        Some(share) => Json(json::share(share)).into_response(),
        None => not_found(),
    })
}

async fn search(State(tokens): Shared, headers: HeaderMap, Query(pairs): Pairs) -> Response {
    admitted(&tokens, &headers, || Json(search::page(&Asked::new(pairs), port(&headers))).into_response())
}

/// A record, or with `.xml` behind its id the description of it.
async fn resource(State(tokens): Shared, headers: HeaderMap, Path(id): Path<String>, Query(pairs): Pairs) -> Response {
    admitted(&tokens, &headers, || {
        let (id, is_description) = id.strip_suffix(".xml").map_or((id.as_str(), false), |id| (id, true));
        let Some(record) = Record::find(id).filter(|record| record.is_shared()) else { return not_found() };
        if is_description {
            return ([(CONTENT_TYPE, "application/xml")], content::description(record)).into_response();
        }
        let asked = Asked::new(pairs);
        let include = asked.include();
        let context = json::Context { include: &include, lang: asked.lang(), port: port(&headers) };
        Json(json::record(record, &context)).into_response()
    })
}

/// The bytes of a hosted file, or why there are none (docs/portals/isogeo.md 6.3).
async fn hosted(State(tokens): Shared, headers: HeaderMap, Path((id, file)): Path<(String, String)>) -> Response {
    admitted(&tokens, &headers, || {
        let found = Record::find(&id).filter(|record| record.is_shared()).and_then(|record| {
            let mut links = record.links.iter().enumerate().filter(|(_, link)| link.is_hosted());
            links.find(|(number, _)| format!("{}.bin", record.link_id(*number)) == file).map(|(_, link)| (record, link))
        });
        match found {
            None => not_found(),
            Some((_, link)) if link.has_flaw("missing") => {
                (StatusCode::NOT_FOUND, "File doesn't exist").into_response()
            }
            Some((_, link)) if link.has_flaw("forbidden") => {
                with_status(403, Json(json!({"error": "download_disabled"})).into_response())
            }
            Some((_, link)) if link.has_flaw("moved") => {
                let name = link.file.as_deref().unwrap_or_default();
                let target = format!("http://localhost:{}/isogeo/ailleurs/{name}", port(&headers));
                (StatusCode::FOUND, [(LOCATION, target)]).into_response()
            }
            Some((record, link)) => bytes_of(record, link),
        }
    })
}

fn bytes_of(record: &Record, link: &Link) -> Response {
    let body = Body::from(link.bytes(record).to_vec());
    let mut response = ([(CONTENT_TYPE, "application/octet-stream")], body).into_response();
    let name = match &link.file {
        Some(name) if link.has_flaw("encoded-name") => format!("=?utf-8?B?{}?=", STANDARD.encode(name)),
        Some(name) => name.clone(),
        None => return response,
    };
    if let Ok(value) = format!("attachment; filename=\"{name}\"").parse() {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    response
}

/// Another server, which is shocked to see a token that is not for it.
async fn elsewhere(headers: HeaderMap, Path(name): Path<String>) -> Response {
    if headers.contains_key(AUTHORIZATION) {
        return (StatusCode::BAD_REQUEST, "a token came along that is not for this server").into_response();
    }
    // Hosted files that moved lie here; all else belongs to this server.
    let named = |link: &&Link| link.file.as_deref() == Some(&*name);
    let moved = CATALOGUE.records.iter().find_map(|record| Some((record, record.links.iter().find(named)?)));
    match moved {
        Some((record, link)) => bytes_of(record, link),
        None => ([(CONTENT_TYPE, "text/csv; charset=utf-8")], content::foreign(&name)).into_response(),
    }
}

/// The answer for those with a live token; the others get a 401 without a word (docs/portals/isogeo.md 1.4).
fn admitted(tokens: &Tokens, headers: &HeaderMap, answer: impl FnOnce() -> Response) -> Response {
    if tokens.admit(headers) { answer() } else { with_status(401, Response::new(Body::empty())) }
}

/// Where the demo was asked.
fn port(headers: &HeaderMap) -> u16 {
    let host = headers.get(HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    host.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).unwrap_or(80)
}

fn not_found() -> Response {
    let body: Value = json!({"error": "not_found"});
    with_status(404, Json(body).into_response())
}

fn with_status(code: u16, mut response: Response) -> Response {
    *response.status_mut() = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
}

#[cfg(test)]
mod record_pages;
#[cfg(test)]
mod tests;
