//! The demo's RUDI portal, generation B2 (docs/portals/rudi.md 0).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, RawForm, RawQuery, State};
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::demo::http::{self, Asked, LIFE, status, text_header};
use crate::demo::wfs;

mod catalogue;
mod content;
mod media;
mod sign_in;

use catalogue::{CATALOGUE, Dataset};
use sign_in::{Caller, Login, SignIns};

pub use sign_in::{CLIENT_ID, CLIENT_SECRET, LOGIN, PASSWORD};

type Shared = State<Arc<SignIns>>;

/// Everything the portal answers to.
pub fn routes<S>() -> Router<S> {
    Router::new()
        .route("/konsult/v1/application-information", get(|| async { Json(json!({"version": "3.3.2"})) }))
        .route("/konsult/v1/datasets/metadatas", get(list))
        .route("/konsult/v1/datasets/metadatas/facets", get(facets))
        .route("/konsult/v1/datasets/{id}/metadatas", get(detail))
        .route("/konsult/v1/datasets/{id}/metadatas-with-same-theme", get(same_theme))
        .route("/medias/{id}/{media}/{contract}", any(download))
        .route("/kos/v1/skosConcepts", get(concepts))
        .route("/anonymous", post(|State(users): Shared| async move { tokens(users.anonymous()) }))
        .route("/authenticate", post(authenticate))
        .route("/refresh_token", get(refresh))
        .route("/oauth2/token", post(oauth2))
        .route("/acl/v1/users/me", get(me))
        .route("/projekt/v1/my-linked-datasets", get(linked))
        .route("/projekt/v1/linked-dataset/{id}/myAccess", get(my_access))
        .fallback(|| async { no_route() })
        .with_state(Arc::new(SignIns::default()))
}

async fn list(State(users): Shared, headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    match users.caller(&headers) {
        Caller::Expired => status(498),
        _ => Json(catalogue::page(&asked)).into_response(),
    }
}

async fn facets(Query(asked): Query<Asked>) -> Json<Value> {
    let names: Vec<&str> = asked.all("facets").flat_map(|names| names.split(',')).collect();
    Json(catalogue::facets(&names))
}

async fn detail(State(users): Shared, headers: HeaderMap, Path(id): Path<String>) -> Response {
    if users.caller(&headers) == Caller::Expired {
        return status(498);
    }
    found(&id, |dataset| Json(dataset.json(true)).into_response())
}

async fn same_theme(Path(id): Path<String>, Query(asked): Query<Asked>) -> Response {
    let limit = asked.number("limit").unwrap_or(10);
    found(&id, |dataset| {
        let others = CATALOGUE.datasets.iter().filter(|other| other.theme == dataset.theme && other.id != dataset.id);
        Json(others.take(limit).map(|other| other.json(false)).collect::<Vec<_>>()).into_response()
    })
}

/// The dataset, or what the portal says when there is none (docs/portals/rudi.md 5).
fn found(id: &str, answer: impl FnOnce(&'static Dataset) -> Response) -> Response {
    if uuid::Uuid::try_parse(id).is_err() {
        let label = format!(
            "Method parameter 'globalId': Failed to convert value of type 'java.lang.String' to required type 'java.util.UUID'; Invalid UUID string: {id}"
        );
        return http::json(400, &json!({"code": "400 BAD_REQUEST", "label": label}));
    }
    match CATALOGUE.datasets.iter().find(|dataset| dataset.id == id) {
        Some(dataset) => answer(dataset),
        None => {
            let text = format!("Le Dataset de globalId=\"{id}\" est introuvable");
            (StatusCode::NOT_FOUND, Body::from(text)).into_response()
        }
    }
}

/// Only GET has a route here; refusals of restricted media carry a header of their own (docs/portals/rudi.md 3.1).
async fn download(
    method: Method,
    State(users): Shared,
    headers: HeaderMap,
    Path((id, media, contract)): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let dataset = CATALOGUE.datasets.iter().find(|dataset| dataset.id == id);
    let media_of = |dataset: &'static Dataset| dataset.media.iter().find(|it| it.id == media);
    let (Some(dataset), true) = (dataset, method == Method::GET) else { return no_route() };
    let may = !dataset.is_restricted() || (dataset.access == "restricted" && users.caller(&headers).is_person());
    match (contract.as_str(), media_of(dataset)) {
        ("dwnl", _) => {}
        ("wfs", Some(media)) if media.kind == "wfs" && may => {
            return wfs::answer(&content::layers(dataset), query.as_deref());
        }
        _ => return no_route(),
    }
    match media_of(dataset).filter(|media| media.is_file()) {
        Some(media) if may => media::answer(dataset, media, &headers),
        _ => {
            let message = [("x-error-message", "Not allowed to access to this Media")];
            (StatusCode::UNAUTHORIZED, message, Body::empty()).into_response()
        }
    }
}

async fn concepts(State(users): Shared, headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    admitted(&users, &headers, |_| {
        let themes = CATALOGUE.themes.iter().filter(|(code, _)| asked.first("codes").is_none_or(|only| only == code));
        let element = |(code, label): &(String, String)| json!({"concept_code": code, "of_scheme_code": "scheme-keyword", "concept_role": "theme", "text": label});
        let elements: Vec<Value> = themes.map(element).collect();
        Json(json!({"total": elements.len(), "elements": elements})).into_response()
    })
}

async fn authenticate(State(users): Shared, RawForm(body): RawForm) -> Response {
    let form = http::form(&body);
    let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    tokens(users.login(field("login"), field("password")))
}

async fn refresh(State(users): Shared, headers: HeaderMap) -> Response {
    match users.refresh(text_header(&headers, "x-token").unwrap_or_default()) {
        Login::Tokens { jwt, refresh } => in_headers(Body::empty(), &jwt, &refresh),
        Login::Wrong | Login::Locked => status(401),
    }
}

async fn oauth2(State(users): Shared, headers: HeaderMap, RawForm(body): RawForm) -> Response {
    let refused = |code, word: &str| http::json(code, &json!({"error": word}));
    match (users.client(&headers), http::form(&body).get("grant_type").map(String::as_str)) {
        (None, _) => refused(401, "invalid_client"),
        (Some(token), Some("client_credentials")) => {
            let life = LIFE.as_secs();
            Json(json!({"access_token": token, "token_type": "Bearer", "expires_in": life, "scope": "read"}))
                .into_response()
        }
        (Some(_), Some(_)) => refused(400, "unsupported_grant_type"),
        (Some(_), None) => refused(400, "invalid_request"),
    }
}

async fn me(State(users): Shared, headers: HeaderMap) -> Response {
    admitted(&users, &headers, |is_person| match is_person {
        true => {
            Json(json!({"login": LOGIN, "firstname": "Démo", "lastname": "Guichet", "type": "PERSON"})).into_response()
        }
        false => Json(json!({"login": "anonymous", "type": "PERSON"})).into_response(),
    })
}

/// Paged by whole pages (docs/portals/rudi.md 4).
async fn linked(State(users): Shared, headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    admitted(&users, &headers, |is_person| {
        let granted = CATALOGUE.datasets.iter().filter(|dataset| is_person && dataset.access == "restricted");
        let limit = asked.number("limit").unwrap_or(10).max(1);
        let start = asked.number("offset").unwrap_or(0) / limit * limit;
        let element = |dataset: &Dataset| {
            json!({"object_type": "LinkedDataset", "dataset_uuid": dataset.id, "linked_dataset_status": "VALIDATED",
                "dataset_confidentiality": "RESTRICTED", "description": dataset.title, "end_date": "2099-12-31T22:59:59Z"})
        };
        let elements: Vec<Value> = granted.clone().skip(start).take(limit).map(element).collect();
        let mut page = json!({"total": granted.count()});
        if !elements.is_empty() {
            page["elements"] = json!(elements);
        }
        Json(page).into_response()
    })
}

async fn my_access(State(users): Shared, headers: HeaderMap, Path(id): Path<String>) -> Response {
    admitted(&users, &headers, |is_person| {
        found(&id, |dataset| Json(is_person && dataset.access == "restricted").into_response())
    })
}

/// Services other than the catalogue and the media want a live token (docs/portals/rudi.md 2.2). `answer` is told
/// whether it is a person's.
fn admitted(users: &SignIns, headers: &HeaderMap, answer: impl FnOnce(bool) -> Response) -> Response {
    match users.caller(headers) {
        caller @ Caller::Known(_) => answer(caller.is_person()),
        Caller::Expired => status(498),
        Caller::Nobody => (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")], Body::empty()).into_response(),
    }
}

/// The token pair, in the body and in headers; the values hold their `Bearer ` (docs/portals/rudi.md 2.1).
fn tokens(login: Login) -> Response {
    match login {
        Login::Tokens { jwt, refresh } => {
            let body = json!({"jwtToken": format!("Bearer {jwt}"), "refreshToken": format!("Bearer {refresh}")});
            in_headers(Json(body), &jwt, &refresh)
        }
        Login::Wrong => http::json(401, &json!({"status": 401, "error": "Unauthorized", "path": "/authenticate"})),
        Login::Locked => http::json(423, &json!({"status": 423, "error": "Locked", "path": "/authenticate"})),
    }
}

fn in_headers(response: impl IntoResponse, jwt: &str, refresh: &str) -> Response {
    let headers = [("authorization", format!("Bearer {jwt}")), ("x-token", format!("Bearer {refresh}"))];
    (headers, response).into_response()
}

fn no_route() -> Response {
    let body = json!({"path": "/apigateway", "status": 404, "error": "Not Found", "requestId": "4b6fe1aa-17"});
    http::json(404, &body)
}

#[cfg(test)]
mod tests;
