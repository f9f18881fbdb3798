//! What refusals of Zenodo and other repositories of its software mean: JSON with `status` and `message`
//! (docs/portals/zenodo.md 7).

use serde_json::Value;

use super::super::mapping::joined;
use crate::base::error::{Error, ErrorKind};
use crate::base::i18n::{Message, Said};
use crate::base::text::some_line;
use crate::net::{Refusal, quoting};
use crate::{m, said};

/// Says what a refusal means here; `None` leaves it to the general rules.
pub fn explain(refusal: &Refusal) -> Option<Error> {
    let body: Value = serde_json::from_str(refusal.body).unwrap_or_default();
    let is_its = body["status"].is_u64() && body["message"].is_string();
    let error = |kind, cause: Said, hint: Said| {
        Some(Error::new(kind, refusal.subject, quoting(cause, details(&body).or_else(|| refusal.said()))).hint(hint))
    };
    match refusal.status.as_u16() {
        400 if is_its => error(ErrorKind::Usage, said!("zenodo-request-400"), said!("zenodo-request-400-hint")),
        401 if refusal.signed_in => error(ErrorKind::SignIn, said!("zenodo-token-401"), said!("zenodo-token-401-hint")),
        403 if is_its => error(ErrorKind::Denied, said!("zenodo-denied-403"), said!("zenodo-denied-403-hint")),
        404 if is_its => error(ErrorKind::NotFound, said!("zenodo-nothing-404"), said!("zenodo-nothing-404-hint")),
        410 => Some(Error::new(ErrorKind::NotFound, refusal.subject, removed(&body))),
        _ => None,
    }
}

/// What is wrong with which value: `errors: [{field, messages}]`.
fn details(body: &Value) -> Option<String> {
    let texts = |error: &Value| -> Vec<String> {
        let all = error["messages"].as_array().cloned().unwrap_or_default();
        all.iter().chain(error.get("message")).filter_map(|it| some_line(it.as_str()?)).collect()
    };
    joined(body["errors"].as_array()?.iter().flat_map(texts).take(3))
}

/// Why it is gone, which its tombstone tells.
fn removed(body: &Value) -> Message {
    let tombstone = &body["tombstone"];
    let text = |value: &Value| value.as_str().and_then(some_line);
    match text(&tombstone["note"]).or_else(|| text(&tombstone["removal_reason"]["id"])) {
        Some(reason) => m!("zenodo-removed-410-why", reason),
        None => m!("zenodo-removed-410"),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use reqwest::header::HeaderMap;

    use super::*;

    #[test]
    fn refusals_are_explained_as_they_are_written() {
        let sort = r#"{"status":400,"message":"A validation error occurred.","errors":[{"field":"_schema","messages":["Invalid sort option 'title'."]}]}"#;
        let gone = r#"{"status":410,"message":"Record deleted","tombstone":{"removal_reason":{"id":"spam"},"note":"On \u001bdemand"}}"#;
        let table = [
            (400, false, sort, ErrorKind::Usage, "Invalid sort option"),
            (401, true, "", ErrorKind::SignIn, "refuses the token"),
            (401, false, "", ErrorKind::SignIn, "401"),
            (403, false, r#"{"status":403,"message":"Permission denied."}"#, ErrorKind::Denied, "Permission denied"),
            (
                404,
                false,
                r#"{"status":404,"message":"The persistent identifier does not exist."}"#,
                ErrorKind::NotFound,
                "does not exist",
            ),
            (404, false, "<html>", ErrorKind::NotFound, "404"),
            (410, false, gone, ErrorKind::NotFound, "On demand"),
            (410, false, "{}", ErrorKind::NotFound, "removed"),
            (429, false, r#"{"status":429,"message":"30 per 1 minute"}"#, ErrorKind::Unavailable, "30 per 1 minute"),
            (502, false, "<html>", ErrorKind::Unavailable, "502"),
        ];
        for (status, signed_in, body, kind, part) in table {
            let status = StatusCode::from_u16(status).unwrap();
            let refusal = Refusal { status, headers: &HeaderMap::new(), body, signed_in, subject: &"p".into() };
            let error = explain(&refusal).unwrap_or_else(|| refusal.explain());
            assert_eq!(error.kind, kind, "{status} {body}");
            assert!(error.cause.contains(part), "{status}: {}", error.cause);
        }
    }
}
