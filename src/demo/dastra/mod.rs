//! The demo's Dastra (docs/portals/dastra.md): an organisation-wide key, four workspaces of which one
//! is closed to it and one is empty, exports of which some are missing or refused.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use axum::{Json, Router};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Value, json};

use crate::demo::http::{self, LIFE, status};

mod exports;
mod register;
mod sign_in;

use register::{Asked, REGISTER, text_of};
use sign_in::{Caller, SignIns};

pub use sign_in::{PRIVATE_KEY, PUBLIC_KEY};

/// The workspace that the key is not for.
const CLOSED: &str = "4058";
/// What the key has no right to read, and what the plan does not export (docs/portals/dastra.md 2.5).
const FORBIDDEN: [&str; 1] = ["DataBreachs"];
const NOT_IN_PLAN: [&str; 1] = ["Assets"];
/// What this version does not export.
const NO_EXPORT: [&str; 3] = ["DataFields", "SecurityMeasures", "Tags"];
/// Sizes beyond are cut to it.
const LARGEST_PAGE: usize = 500;

type Shared = State<Arc<SignIns>>;

/// Everything it answers to. Like the real one, it does not mind the case of letters in its addresses
/// (docs/portals/dastra.md 1), which a router would.
pub fn routes<S>() -> Router<S> {
    Router::new().route("/connect/token", post(token)).fallback(any(api)).with_state(Arc::new(SignIns::default()))
}

async fn token(State(keys): Shared, headers: HeaderMap, body: Bytes) -> Response {
    match keys.token(&headers, &body) {
        Ok(token) => {
            let life = LIFE.as_secs();
            Json(json!({"access_token": token, "expires_in": life, "token_type": "Bearer", "scope": "api1"}))
                .into_response()
        }
        // 400 for all of them, a wrong key included (docs/portals/dastra.md 2.4).
        Err(word) => http::json(400, &json!({"error": word})),
    }
}

async fn api(State(keys): Shared, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    match keys.caller(&headers) {
        Caller::Known => {}
        Caller::Unknown => {
            let challenge = [(WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")];
            return (StatusCode::UNAUTHORIZED, challenge).into_response();
        }
        Caller::TooFast(wait) => {
            let wait = [(RETRY_AFTER, (wait.as_secs() + 1).to_string())];
            return (StatusCode::TOO_MANY_REQUESTS, wait).into_response();
        }
    }
    let decoded = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
    let path: Vec<String> = uri.path().trim_matches('/').split('/').map(decoded).collect();
    let query = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
    let request = Request { query, body: serde_json::from_slice(&body).unwrap_or_default() };
    let lower: Vec<String> = path.iter().map(|part| part.to_ascii_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    match (method.as_str(), lower.as_slice(), parts.as_slice()) {
        ("GET", ["me"], _) => Json(json!({"id": 9100, "displayName": "Clé de démonstration"})).into_response(),
        ("GET", ["status"], _) => Json(json!({"status": "Healthy"})).into_response(),
        ("GET", ["files", _], [_, id]) => document("4021", id),
        ("GET", ["v1", "workspaces"], _) => workspaces(&request),
        ("GET", ["v1", "workspaces", _], [.., id]) => workspace(id),
        (_, ["v1", "ws", id, ..], _) if *id == CLOSED => status(403),
        ("GET", ["v1", "ws", _, "cloudstorage", rest @ ..], [_, _, workspace, _, parts @ ..]) => {
            storage(workspace, rest, parts, &request)
        }
        ("GET", ["v1", "ws", _, "datasubjectattachments", ..], [_, _, workspace, _, rest @ ..]) => {
            request_files(workspace, rest)
        }
        ("GET", ["v1", "ws", ..], [_, _, workspace, name]) => list(workspace, name, &request),
        ("GET", ["v1", "ws", ..], [_, _, workspace, name, id]) => entry(workspace, name, id),
        // The organisation's, narrowed to a workspace by a parameter (docs/portals/dastra.md 4).
        ("GET", ["v1", "logs"], [_, name]) => list(request.first("workspaceId").unwrap_or_default(), name, &request),
        ("POST", ["v1", "ws", _, _, "export", _], [_, _, workspace, name, _, format]) => {
            export(workspace, name, format, &request)
        }
        _ => status(404),
    }
}

/// What is asked beside the path.
struct Request {
    query: Vec<(String, String)>,
    body: Value,
}

impl Request {
    fn first(&self, key: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known.eq_ignore_ascii_case(key)).map(|(_, value)| value.as_str())
    }

    /// As a list's query; a problem in words where a number is none.
    fn asked(&self) -> Result<Asked, String> {
        let number = |key: &str, default: usize| match self.first(key) {
            None => Ok(default),
            Some(text) => text.parse::<usize>().ok().filter(|it| *it > 0).ok_or_else(|| key.to_owned()),
        };
        let wanted =
            self.query.iter().filter_map(|(key, value)| Some((REGISTER.filters.get(key)?.clone(), value.clone())));
        Ok(Asked {
            words: self.first("q").unwrap_or_default().to_owned(),
            wanted: wanted.collect(),
            sort: self.first("sortBy").map(|sort| (sort.to_owned(), self.first("asc") == Some("true"))),
            page: number("page", 1)?,
            size: number("size", 20)?.min(LARGEST_PAGE),
        })
    }

    /// As an export's query, which is its body (docs/portals/dastra.md 6.1).
    fn asked_of_export(&self) -> Asked {
        let number = |key: &str, default: u64| self.body[key].as_u64().unwrap_or(default) as usize;
        let ids = self.body["ids"].as_array().cloned().unwrap_or_default();
        let id = self.body.get("id").cloned();
        let wanted = ids.iter().chain(&id).map(|id| ("id".to_owned(), text_of(id)));
        Asked { wanted: wanted.collect(), page: number("page", 1), size: number("size", 20), ..Asked::default() }
    }
}

/// Archived ones are there when they are asked for, like the real ones.
fn workspaces(request: &Request) -> Response {
    let state = request.first("state");
    let asked = |workspace: &&Value| state.is_none_or(|state| workspace["state"] == state);
    let items: Vec<&Value> = REGISTER.workspaces.iter().filter(asked).collect();
    Json(json!({"items": items, "total": items.len()})).into_response()
}

fn workspace(id: &str) -> Response {
    match REGISTER.workspaces.iter().find(|workspace| text_of(&workspace["id"]) == id) {
        Some(_) if id == CLOSED => status(403),
        Some(workspace) => Json(workspace).into_response(),
        None => problem(404, "Not Found"),
    }
}

fn list(workspace: &str, name: &str, request: &Request) -> Response {
    if FORBIDDEN.iter().any(|forbidden| forbidden.eq_ignore_ascii_case(name)) {
        return status(403);
    }
    let asked = match request.asked() {
        Ok(asked) => asked,
        Err(parameter) => return invalid(&parameter),
    };
    match REGISTER.find(workspace, name, &asked) {
        // Tags come as they are, without a page around them (docs/portals/dastra.md 4).
        Some((items, _)) if name.eq_ignore_ascii_case("tags") => Json(items).into_response(),
        Some((items, total)) => {
            let (size, page) = (asked.size, asked.page);
            Json(json!({"items": items, "total": total, "size": size, "page": page})).into_response()
        }
        None => problem(404, "Not Found"),
    }
}

fn entry(workspace: &str, name: &str, id: &str) -> Response {
    match REGISTER.entry(workspace, name, id) {
        Some(entry) => Json(entry).into_response(),
        None => problem(404, "Not Found"),
    }
}

fn export(workspace: &str, name: &str, format: &str, request: &Request) -> Response {
    let is_one_of = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    if is_one_of(&NOT_IN_PLAN) || is_one_of(&FORBIDDEN) {
        return status(403);
    }
    let found = REGISTER.find(workspace, name, &request.asked_of_export()).filter(|_| !is_one_of(&NO_EXPORT));
    let Some((entries, _)) = found else { return status(404) };
    match exports::export(&entries, format, request.first("template")) {
        Some((bytes, content_type)) => file(bytes, content_type, None),
        None => invalid("format"),
    }
}

fn storage(workspace: &str, rest: &[&str], parts: &[&str], request: &Request) -> Response {
    match (rest, parts) {
        ([], _) => Json(json!([
            {"id": "Dastra", "label": "Dastra", "inError": false},
            {"id": "OneDrive", "label": "OneDrive de la DSI", "inError": true, "lastErrorMessage": "le jeton a expiré"},
        ]))
        .into_response(),
        (["dastra"], _) => {
            let Ok(asked) = request.asked() else { return invalid("page") };
            let documents = REGISTER.documents(workspace);
            let items: Vec<&Value> = documents.iter().skip((asked.page - 1) * asked.size).take(asked.size).collect();
            Json(json!({"breadcrumbs": [], "folder": null, "backFolder": null, "nextUrl": null, "hasNext": false,
                "items": items, "total": documents.len(), "size": asked.size, "page": asked.page}))
            .into_response()
        }
        (["onedrive"], _) => problem(502, "Bad Gateway"),
        (["dastra", _, "download"], [_, id, _]) => match REGISTER.document(workspace, id) {
            // Those that have an address of their own are fetched there only.
            Some(found) if found["url"].is_null() => document(workspace, id),
            _ => status(404),
        },
        _ => status(404),
    }
}

fn document(workspace: &str, id: &str) -> Response {
    let found = REGISTER.document(workspace, id).filter(|it| it["fileName"].is_string() && it["type"] == "File");
    match found {
        Some(found) => file(exports::document(&found), "application/octet-stream", found["fileName"].as_str()),
        None => status(404),
    }
}

fn request_files(workspace: &str, rest: &[&str]) -> Response {
    let files = rest.first().and_then(|request| REGISTER.request_files(workspace, request));
    match (files, rest) {
        (Some(files), [_]) => Json(files).into_response(),
        (Some(files), [_, "download", id]) => {
            let found = files.iter().find(|file| text_of(&file["id"]) == *id && file["deleted"] == false);
            match found {
                Some(found) => file(exports::document(found), "application/octet-stream", found["fileName"].as_str()),
                None => status(404),
            }
        }
        _ => status(404),
    }
}

fn file(bytes: Vec<u8>, content_type: &'static str, name: Option<&str>) -> Response {
    let encoded = name.map(|name| utf8_percent_encode(name, NON_ALPHANUMERIC));
    http::file(bytes, content_type, encoded.map(|name| format!("attachment; filename*=UTF-8''{name}")))
}

fn invalid(parameter: &str) -> Response {
    let body = json!({"type": "https://tools.ietf.org/html/rfc9110#section-15.5.1",
        "title": "One or more validation errors occurred.", "status": 400,
        "errors": {parameter: ["The value is not valid."]}});
    http::json(400, &body)
}

fn problem(code: u16, title: &str) -> Response {
    http::json(code, &json!({"title": title, "status": code}))
}

#[cfg(test)]
mod tests;
