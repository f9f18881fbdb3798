//! What a Dataverse portal's refusals mean: JSON with `status: "ERROR"` and a message; from the servers in front of it, web
//! pages (docs/portals/dataverse.md 7).

use std::time::Duration;

use serde_json::Value;

use crate::base::error::{Error, ErrorKind};
use crate::base::i18n::{Message, Said};
use crate::net::{Refusal, quoting, retry_after};
use crate::{m, said};

/// How long a portal that names no time is left alone: it counts by the hour.
const REST: Duration = Duration::from_secs(60);

/// Says what a refusal means here; `None` leaves it to the general rules.
pub fn explain(refusal: &Refusal) -> Option<Error> {
    let body: Value = serde_json::from_str(refusal.body).unwrap_or_default();
    let message = body["message"].as_str().unwrap_or_default();
    let is_its = body["status"] == "ERROR";
    let error = |kind, cause: Said, hint: Option<Said>| {
        let error = Error::new(kind, refusal.subject, quoting(cause, refusal.said()));
        Some(Error { hint: hint.map(Message::from), ..error })
    };
    match refusal.status.as_u16() {
        400 if message.contains("Guestbook response") => {
            error(ErrorKind::Denied, said!("dataverse-guestbook-400"), Some(said!("dataverse-guestbook-400-hint")))
        }
        400 if is_its => {
            error(ErrorKind::Usage, said!("dataverse-request-400"), Some(said!("dataverse-request-400-hint")))
        }
        // Not that the key is wrong: what is not published is shown to nobody else.
        401 if message.contains("not permitted") => {
            error(ErrorKind::Denied, said!("dataverse-unpublished-401"), Some(said!("dataverse-unpublished-401-hint")))
        }
        401 if refusal.signed_in => {
            error(ErrorKind::SignIn, said!("dataverse-key-401"), Some(said!("dataverse-key-401-hint")))
        }
        401 if is_its => error(ErrorKind::SignIn, said!("dataverse-asks-401"), Some(said!("dataverse-asks-401-hint"))),
        // The same without a key, and with one that has no right to it.
        403 if is_its => {
            error(ErrorKind::Denied, said!("dataverse-denied-403"), Some(said!("dataverse-denied-403-hint")))
        }
        404 if message.contains("harvested file") => {
            error(ErrorKind::NotFound, said!("dataverse-harvested-404"), Some(said!("dataverse-harvested-404-hint")))
        }
        // Its text is about parameters that were there all the same: it is not repeated.
        404 if is_its => Some(
            Error::new(ErrorKind::NotFound, refusal.subject, m!("dataverse-nothing-404"))
                .hint(m!("dataverse-nothing-404-hint")),
        ),
        429 if is_its => {
            // Where no time is stated, none is told: how long we rest is our own affair.
            let hint = retry_after(refusal.headers).is_none().then_some(said!("dataverse-too-many-429-hint"));
            error(ErrorKind::Unavailable, said!("dataverse-too-many-429"), hint)
                .map(|error| error.retry_after(Some(REST)).by_own_rule())
        }
        _ => None,
    }
}

/// Whether a refusal (400) is of the name of a collection, and not of another value.
pub fn is_unknown_alias(error: &Error) -> bool {
    error.cause.contains("dataverse with alias")
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use reqwest::header::HeaderMap;

    use super::*;

    #[test]
    fn refusals_are_explained_as_dataverse_writes_them() {
        let said = |message: &str| format!(r#"{{"status":"ERROR","message":"{message}"}}"#);
        let table = [
            (400, false, said("Search Syntax Error: x"), ErrorKind::Usage, "Search Syntax Error: x"),
            (400, false, said("without the required Guestbook response for 17."), ErrorKind::Denied, "guestbook"),
            (401, true, said("Bad API key"), ErrorKind::SignIn, "refuses the API token"),
            (401, false, said("Only authenticated users"), ErrorKind::SignIn, "asks for an API token"),
            (401, true, said("User @a is not permitted to perform"), ErrorKind::Denied, "not published"),
            (403, true, said("Not authorized"), ErrorKind::Denied, "Not authorized"),
            (403, false, "<html>".into(), ErrorKind::Denied, "403"),
            (404, false, said("Datafile 1 is a harvested file"), ErrorKind::NotFound, "another repository"),
            (404, false, said("a persistentId query parameter must be present"), ErrorKind::NotFound, "nothing there"),
            (404, false, "<html>".into(), ErrorKind::NotFound, "404"),
            (429, false, said("Rate limited due to too many requests."), ErrorKind::Unavailable, "Rate limited"),
            (500, false, said("Internal"), ErrorKind::Unavailable, "500"),
        ];
        for (status, signed_in, body, kind, part) in table {
            let status = StatusCode::from_u16(status).unwrap();
            let refusal = Refusal { status, headers: &HeaderMap::new(), body: &body, signed_in, subject: &"p".into() };
            let error = explain(&refusal).unwrap_or_else(|| refusal.explain());
            assert_eq!(error.kind, kind, "{status} {body}");
            assert!(error.cause.contains(part), "{status}: {}", error.cause);
            assert_eq!(error.retry_after, (status == 429).then_some(REST), "{status}");
        }
    }
}
