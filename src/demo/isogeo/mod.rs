//! The demo's Isogeo platform, API and identity in one (docs/portals/isogeo.md).

use std::sync::Arc;

use axum::extract::{Path, Query, RawForm, RawQuery, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::demo::http::{self, Asked, LIFE, Tokens, basic, status, text_header};
use crate::demo::wfs;

mod catalogue;
mod content;
mod json;
mod layers;
mod search;

use catalogue::{CATALOGUE, Link, Record};

/// The application that the demo's catalogues are shared with.
pub const CLIENT_ID: &str = "atlas-de-demonstration-0d1c2b3a49586776859403a2b1c0d9e8";
/// As long as those that Isogeo issues; with what breaks encodings.
pub const CLIENT_SECRET: &str = "Demo:Secret+Avec%2FDes/Signes=Qui&Cassent~Les.Encodages-éàç12345";

type Shared = State<Arc<Tokens>>;

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
        .route("/ows", get(map_server))
        .fallback(|| async { not_found() })
        .with_state(tokens)
}

/// A wrong client is a 400 (docs/portals/isogeo.md 1.4); what the body has to say is not established.
async fn token(State(tokens): Shared, headers: HeaderMap, RawForm(body): RawForm) -> Response {
    let is_known = basic(&headers).is_some_and(|pair| pair == format!("{CLIENT_ID}:{CLIENT_SECRET}"));
    match http::form(&body).get("grant_type").map(String::as_str) {
        Some("client_credentials") if is_known => {
            let write = |number| STANDARD.encode(format!("jeton-de-demonstration-{number:08}"));
            let token = tokens.issue(CLIENT_ID, write);
            Json(json!({"access_token": token, "token_type": "bearer", "expires_in": LIFE.as_secs()})).into_response()
        }
        Some("client_credentials") => http::json(400, &json!({"error": "invalid_client"})),
        _ => http::json(400, &json!({"error": "unsupported_grant_type"})),
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

async fn search(State(tokens): Shared, headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    admitted(&tokens, &headers, || Json(search::page(&asked, port(&headers))).into_response())
}

/// A record, or with `.xml` behind its id the description of it.
async fn resource(
    State(tokens): Shared,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    admitted(&tokens, &headers, || {
        let (id, is_description) = id.strip_suffix(".xml").map_or((id.as_str(), false), |id| (id, true));
        let Some(record) = Record::find(id).filter(|record| record.is_shared()) else { return not_found() };
        if is_description {
            return ([(CONTENT_TYPE, "application/xml")], content::description(record)).into_response();
        }
        let include = search::include(&asked);
        let context = json::Context { include: &include, lang: search::lang(&asked), port: port(&headers) };
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
            Some((_, link)) if link.has_flaw("forbidden") => http::json(403, &json!({"error": "download_disabled"})),
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
    let name = link.file.as_ref().map(|name| match link.has_flaw("encoded-name") {
        true => format!("=?utf-8?B?{}?=", STANDARD.encode(name)),
        false => name.clone(),
    });
    let disposition = name.map(|name| format!("attachment; filename=\"{name}\""));
    http::file(link.bytes(record).to_vec(), "application/octet-stream", disposition)
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
        None if CATALOGUE.is_foreign(&name) => {
            ([(CONTENT_TYPE, "text/csv; charset=utf-8")], content::foreign(&name)).into_response()
        }
        None => not_found(),
    }
}

/// The map server, which is another one too.
async fn map_server(headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    match headers.contains_key(AUTHORIZATION) {
        true => (StatusCode::BAD_REQUEST, "a token came along that is not for this server").into_response(),
        false => wfs::answer(&layers::layers(), query.as_deref()),
    }
}

/// The answer for those with a live token; the others get a 401 without a word (docs/portals/isogeo.md 1.4).
fn admitted(tokens: &Tokens, headers: &HeaderMap, answer: impl FnOnce() -> Response) -> Response {
    if tokens.admit(headers) { answer() } else { status(401) }
}

/// Where the demo was asked.
fn port(headers: &HeaderMap) -> u16 {
    let host = text_header(headers, HOST.as_str()).unwrap_or_default();
    host.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).unwrap_or(80)
}

fn not_found() -> Response {
    http::json(404, &json!({"error": "not_found"}))
}

#[cfg(test)]
mod record_pages;
#[cfg(test)]
mod tests;
