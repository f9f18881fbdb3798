//! The demo's API Entreprise (docs/portals/api-entreprise.md): a few invented companies, among them some in trouble.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use jiff::{Timestamp, ToSpan, Zoned};
use serde_json::{Value, json};

use crate::demo::http::{self, LIFE, text_header};
use crate::model::form::Answers;
use crate::portals::api_entreprise::catalogue::{CATALOGUE, Endpoint};

mod companies;
mod example;
mod gate;
mod links;
mod provider;

use gate::{Counters, SCOPES};
use links::Links;
use provider::Asked;

pub use example::example_table;
pub use gate::{EXPIRED_TOKEN, TOKEN};

/// The body that the demo's token was given to.
const HOLDER: &str = "21350999900016";

#[derive(Default)]
struct Demo {
    counters: Counters,
    links: Links,
}

type Shared = State<Arc<Demo>>;

/// Everything the portal answers to.
pub fn routes<S>() -> Router<S> {
    Router::new()
        .route("/v3/token/introspect", get(introspect))
        .route("/privileges", get(privileges))
        .route("/v3/ping", get(|| async { "pong" }))
        .route("/ping/{*provider}", get(ping))
        .route("/proxy/inpi/download/{secret}", get(hop))
        .route("/proxy/files/{secret}", get(file))
        .fallback(data)
        .with_state(Arc::new(Demo::default()))
}

/// The token ends in some months, whenever the demo is run (docs/portals/api-entreprise.md 2.2).
async fn introspect(headers: HeaderMap) -> Response {
    if let Some(refusal) = gate::refuse_strangers(&headers) {
        return refusal;
    }
    let (issued, ends) = (Zoned::now() - 11.months(), Zoned::now() + 7.months());
    let data = json!({
        "id": "5c0ffee0-7e57-4a9e-9d0c-0de0c0de0001", "type": "standard", "scopes": SCOPES, "datapass_id": "99001",
        "siret_souscripteur": HOLDER, "date_emission": issued.timestamp().to_string(),
        "date_expiration": ends.timestamp().to_string(), "rate_limit_par_minute": null, "delegation": null,
    });
    Json(json!({"data": data, "links": {"datapass": "https://datapass.api.gouv.fr/demandes/99001"}, "meta": {}}))
        .into_response()
}

async fn privileges(headers: HeaderMap) -> Response {
    gate::refuse_strangers(&headers).unwrap_or_else(|| Json(json!({"data": {"privileges": SCOPES}})).into_response())
}

/// One provider is down, one in maintenance (docs/portals/api-entreprise.md 7.2).
async fn ping(Path(provider): Path<String>) -> Response {
    let now = Timestamp::now();
    let known = CATALOGUE.endpoints.iter().any(|endpoint| endpoint.ping.as_ref() == Some(&provider));
    match provider.as_str() {
        "qualifelec/certificats" => {
            http::json(502, &json!({"status": "bad_gateway", "last_update": now, "last_ok_status": null}))
        }
        "opqibi/certification_ingenierie" => {
            let until = now + 2.hours();
            Json(json!({"status": "maintenance", "until": until, "last_update": now, "last_ok_status": null}))
                .into_response()
        }
        _ if known => Json(json!({"status": "ok", "last_update": now, "last_ok_status": now})).into_response(),
        _ => http::json(404, &json!({})),
    }
}

/// The first hop to a document of INPI: another link (docs/portals/api-entreprise.md 5).
async fn hop(State(demo): Shared, headers: HeaderMap, Path(secret): Path<String>) -> Response {
    match demo.links.behind(&secret) {
        Some(document) => {
            let url = format!("{}/proxy/files/{}", base(&headers), demo.links.give(document));
            answer(json!({"document_url": url, "expires_in": LIFE.as_secs()}), json!({}), json!({}))
        }
        None => refused(410, &[("00403", "Le lien de téléchargement est expiré.", None)]),
    }
}

async fn file(State(demo): Shared, Path(secret): Path<String>) -> Response {
    match demo.links.behind(&secret) {
        Some(document) => document.answer(),
        None => http::status(404),
    }
}

/// The data endpoints: what the portal checks before, in its order, then the provider
/// (docs/portals/api-entreprise.md 3.3).
async fn data(
    State(demo): Shared,
    headers: HeaderMap,
    uri: Uri,
    Query(query): Query<Vec<(String, String)>>,
) -> Response {
    let Some(endpoint) = CATALOGUE.endpoints.iter().find(|endpoint| endpoint.is_at(uri.path()) && !endpoint.staging)
    else {
        let text = "Cette URL n'existe pas sur API entreprise, veuillez vérifier votre URL.";
        return (StatusCode::NOT_FOUND, text).into_response();
    };
    let rate = demo.counters.count(endpoint);
    let query = Answers(query);
    let path = in_path(endpoint, uri.path());
    let refusal = rate
        .refusal()
        .or_else(|| gate::refuse_strangers(&headers))
        .or_else(|| gate::refuse_without_right(endpoint))
        .or_else(|| gate::refuse_parameters(endpoint, &query, &path));
    let mut response = refusal.unwrap_or_else(|| {
        let asked = Asked { endpoint, path: &path, base: base(&headers), links: &demo.links };
        asked.answer()
    });
    rate.mark(&mut response);
    response
}

fn in_path(endpoint: &Endpoint, path: &str) -> Answers {
    let pairs = endpoint.path.split('/').zip(path.split('/'));
    pairs.filter_map(|(name, value)| Some((name.strip_prefix('{')?.strip_suffix('}')?, value))).collect()
}

/// This portal's own address, as the client wrote it.
fn base(headers: &HeaderMap) -> String {
    let host = text_header(headers, HOST.as_str()).unwrap_or("127.0.0.1");
    format!("http://{host}/api-entreprise")
}

/// A good answer in its envelope (docs/portals/api-entreprise.md 4).
fn answer(data: Value, links: Value, meta: Value) -> Response {
    let body = json!({"data": data, "links": links, "meta": meta});
    http::file(body.to_string(), "application/vnd.api+json", None)
}

/// A collection: every item is an envelope itself (docs/portals/api-entreprise.md 4).
fn collection(items: Vec<Value>) -> Response {
    let meta = json!({"count": items.len()});
    let items: Vec<Value> = items.into_iter().map(|data| json!({"data": data, "links": {}, "meta": {}})).collect();
    answer(items.into(), json!({}), meta)
}

/// A refusal: code, detail, parameter (docs/portals/api-entreprise.md 6.1).
fn refused(status: u16, errors: &[(&str, &str, Option<&str>)]) -> Response {
    refused_by(status, errors, json!({}))
}

fn refused_by(status: u16, errors: &[(&str, &str, Option<&str>)], meta: Value) -> Response {
    let error = |(code, detail, parameter): &(&str, &str, Option<&str>)| {
        let source = parameter.map(|name| json!({"parameter": name}));
        json!({"code": code, "title": "Erreur", "detail": detail, "source": source, "meta": meta})
    };
    http::json(status, &json!({"errors": errors.iter().map(error).collect::<Vec<_>>()}))
}

#[cfg(test)]
mod tests;
