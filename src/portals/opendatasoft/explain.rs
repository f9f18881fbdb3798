//! What an Opendatasoft portal's refusals mean: `{"error_code", "message"}`, and of too many requests when there may be
//! more.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::base::error::{Error, ErrorKind};
use crate::base::i18n::Message;
use crate::base::text::{moment, some_line};
use crate::m;
use crate::net::{Refusal, quoting};

/// Says what a refusal means here; `None` leaves it to the general rules.
pub fn explain(refusal: &Refusal) -> Option<Error> {
    let body: Value = serde_json::from_str(refusal.body).unwrap_or_default();
    let code = body["error_code"].as_str().or_else(|| body["errorcode"].as_str()).and_then(some_line);
    let quoting = |cause| quoting(cause, refusal.said());
    let error = |kind, cause: Message| Error::new(kind, refusal.subject, cause).code(code.clone());
    Some(match refusal.status.as_u16() {
        400 => {
            error(ErrorKind::Usage, quoting(m!("opendatasoft-request-400"))).hint(m!("opendatasoft-request-400-hint"))
        }
        401 if refusal.signed_in => {
            error(ErrorKind::SignIn, quoting(m!("opendatasoft-key-401"))).hint(m!("opendatasoft-key-401-hint"))
        }
        401 => error(ErrorKind::SignIn, quoting(m!("opendatasoft-asks-401"))).hint(m!("opendatasoft-asks-401-hint")),
        403 => {
            error(ErrorKind::Denied, quoting(m!("opendatasoft-denied-403"))).hint(m!("opendatasoft-denied-403-hint"))
        }
        404 => error(ErrorKind::NotFound, quoting(m!("opendatasoft-nothing-404"))),
        429 => too_many(refusal, &body),
        _ => return None,
    })
}

/// As many as may be are asked a day; the answer says when the next day begins.
fn too_many(refusal: &Refusal, body: &Value) -> Error {
    let unit = body["limit_time_unit"].as_str().and_then(some_line);
    let limit = body["call_limit"].as_f64().map(|limit| limit.to_string());
    let cause = match (limit, unit.as_deref()) {
        (None, _) => m!("opendatasoft-used-up"),
        (Some(limit), None | Some("day")) => m!("opendatasoft-used-up-day", limit),
        (Some(limit), Some(unit)) => m!("opendatasoft-used-up-unit", limit, unit),
    };
    let error = Error::new(ErrorKind::Unavailable, refusal.subject, cause);
    match body["reset_time"].as_str().and_then(moment) {
        Some(reset) => {
            let wait = Duration::try_from(reset.duration_since(Timestamp::now())).unwrap_or_default();
            error.hint(m!("opendatasoft-used-up-hint", reset = reset.to_string())).retry_after(Some(wait))
        }
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use reqwest::header::HeaderMap;

    use super::*;

    #[test]
    fn refusals_are_told_in_the_portal_s_words() {
        let quota = r#"{"errorcode":10002,"reset_time":"2099-11-22T00:00:00Z","limit_time_unit":"day","call_limit":5000,
            "error":"Too many requests on the domain."}"#;
        let table = [
            (
                400,
                r#"{"error_code":"ODSQLError","message":"ODSQL query is malformed: x"}"#,
                ErrorKind::Usage,
                "malformed",
            ),
            (401, "", ErrorKind::SignIn, "asks for a key"),
            (403, "<html>no</html>", ErrorKind::Denied, "(403)"),
            (
                404,
                r#"{"error_code":"UnknownDataset","message":"Unknown dataset: \u001bx"}"#,
                ErrorKind::NotFound,
                "Unknown dataset: x",
            ),
            (429, quota, ErrorKind::Unavailable, "5000 a day"),
            (429, "", ErrorKind::Unavailable, "used up (429)"),
            (503, "", ErrorKind::Unavailable, "down for now"),
        ];
        for (status, body, kind, part) in table {
            let status = StatusCode::from_u16(status).unwrap();
            let refusal = Refusal { status, headers: &HeaderMap::new(), body, signed_in: false, subject: &"p".into() };
            let error = explain(&refusal).unwrap_or_else(|| refusal.explain());
            assert_eq!(error.kind, kind, "{status} {body}");
            assert!(error.cause.contains(part), "{status}: {}", error.cause);
        }
        let status = StatusCode::TOO_MANY_REQUESTS;
        let refusal =
            Refusal { status, headers: &HeaderMap::new(), body: quota, signed_in: false, subject: &"p".into() };
        assert!(explain(&refusal).unwrap().hint.unwrap().contains("2099-11-22T00:00:00Z"));
    }
}
