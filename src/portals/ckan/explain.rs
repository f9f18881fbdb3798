//! What a CKAN portal's refusals mean. They are JSON with `success: false`, but for those of requests that CKAN cannot even
//! read: a bare JSON string.

use serde_json::Value;

use super::super::mapping::joined_by;
use crate::base::error::{Error, ErrorKind};
use crate::base::format;
use crate::base::i18n::Message;
use crate::base::text;
use crate::m;
use crate::net::{self, Refusal};

/// Says what a refusal means here; `None` leaves it to the general rules.
pub fn explain(refusal: &Refusal) -> Option<Error> {
    let body: Option<Value> = serde_json::from_str(refusal.body).ok();
    let stated = body.as_ref().and_then(|body| body.get("error")).and_then(said);
    let is_ckan = stated.is_some();
    let quoting = |cause| net::quoting(cause, stated.clone().or_else(|| refusal.said()));
    let error = |kind, cause: Message| Error::new(kind, refusal.subject, cause);
    Some(match refusal.status.as_u16() {
        409 => error(ErrorKind::Usage, quoting(m!("ckan-value-409"))).hint(m!("ckan-value-409-hint")),
        400 => error(ErrorKind::Portal, quoting(m!("ckan-request-400"))).hint(m!("ckan-request-400-hint")),
        403 if refusal.signed_in => {
            error(ErrorKind::Denied, quoting(m!("ckan-denied-403"))).hint(m!("ckan-denied-403-hint"))
        }
        // What it knows nobody for, it denies; it never asks to sign in.
        403 => error(ErrorKind::Denied, quoting(m!("ckan-closed-403"))).hint(m!("ckan-closed-403-hint")),
        404 if is_ckan => error(ErrorKind::NotFound, m!("ckan-nothing-404")).hint(m!("ckan-nothing-404-hint")),
        404 => error(ErrorKind::NotFound, m!("ckan-elsewhere-404")).hint(m!("ckan-elsewhere-404-hint")),
        _ => return None,
    })
}

/// What an error object says: its message, else the values refused, each with why.
pub fn said(error: &Value) -> Option<String> {
    let error = error.as_object()?;
    if let Some(message) = error.get("message").and_then(Value::as_str) {
        return text::some_line(message);
    }
    let reasons = |why: &Value| match why {
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        other => other.as_str().unwrap_or_default().to_owned(),
    };
    let wrong = error.iter().filter(|(key, _)| *key != "__type");
    joined_by(
        wrong.map(|(key, why)| format::labelled(&text::line(key), &text::line(&reasons(why)))),
        &format::semicolon(),
    )
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use reqwest::header::HeaderMap;

    use super::*;

    #[test]
    fn refusals_are_explained_as_ckan_writes_them() {
        let table = [
            (
                409,
                false,
                r#"{"error": {"rows": ["Must be a natural number", "no"], "__type": "Validation Error"}, "success": false}"#,
                ErrorKind::Usage,
                "rows: Must be a natural number, no",
            ),
            (
                409,
                false,
                r#"{"error": {"message": "Search error: x", "__type": "Search Error"}}"#,
                ErrorKind::Usage,
                "Search error: x",
            ),
            (
                400,
                false,
                r#""Bad request: Action name not known: nope""#,
                ErrorKind::Portal,
                "Action name not known: nope",
            ),
            (
                403,
                false,
                r#"{"error": {"message": "Access denied: \u001b[31mno"}}"#,
                ErrorKind::Denied,
                "Access denied: [31mno",
            ),
            (403, true, r#"{"error": {"message": "Access denied"}}"#, ErrorKind::Denied, "no right"),
            (403, false, "<html>WAF</html>", ErrorKind::Denied, "not for everybody"),
            (
                404,
                false,
                r#"{"error": {"message": "Not found"}, "success": false}"#,
                ErrorKind::NotFound,
                "CKAN has nothing",
            ),
            (404, false, "<!DOCTYPE html>", ErrorKind::NotFound, "not CKAN's API"),
            (401, false, "", ErrorKind::SignIn, "asks to sign in"),
            (429, false, "", ErrorKind::Unavailable, "too many"),
            (500, false, r#"{"error": {"message": "Internal Server Error"}}"#, ErrorKind::Unavailable, "500"),
            (503, false, "", ErrorKind::Unavailable, "down"),
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
