//! What an Opendatasoft portal's refusals mean: `{"error_code", "message"}`, and of too many requests when there may be
//! more.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::error::{Error, Kind};
use crate::http::Refusal;
use crate::text::{moment, some_line};

/// Says what a refusal means here; `None` leaves it to the general rules.
pub fn explain(refusal: &Refusal) -> Option<Error> {
    let body: Value = serde_json::from_str(refusal.body).unwrap_or_default();
    let code = body["error_code"].as_str().or_else(|| body["errorcode"].as_str()).and_then(some_line);
    let said = refusal.said().map(|said| format!(": {said}")).unwrap_or_default();
    let error = |kind, cause: String| Error::new(kind, refusal.subject, cause).code(code.clone());
    Some(match refusal.status.as_u16() {
        400 => error(Kind::Usage, format!("the portal does not understand the request (400){said}"))
            .hint("A filter or sort order may not exist on this portal; try without."),
        401 if refusal.signed_in => error(Kind::SignIn, format!("the portal refuses the key (401){said}"))
            .hint("It may have been revoked: your account on the portal lists the keys there are."),
        401 => error(Kind::SignIn, format!("the portal asks for a key (401){said}"))
            .hint("Some portals and datasets are for their own members: make an API key in your account there."),
        403 => error(Kind::Denied, format!("no right to this (403){said}"))
            .hint("The dataset is restricted; whoever publishes it decides who gets it."),
        404 => error(Kind::NotFound, format!("the portal has nothing there (404){said}")),
        429 => too_many(refusal, &body),
        _ => return None,
    })
}

/// As many as may be are asked a day; the answer says when the next day begins.
fn too_many(refusal: &Refusal, body: &Value) -> Error {
    let unit = body["limit_time_unit"].as_str().and_then(some_line).unwrap_or_else(|| "day".into());
    let limit = body["call_limit"].as_f64().map(|limit| format!(", {limit} a {unit}")).unwrap_or_default();
    let cause = format!("the portal's limit on requests is used up{limit} (429)");
    let error = Error::new(Kind::Unavailable, refusal.subject, cause);
    match body["reset_time"].as_str().and_then(moment) {
        Some(reset) => {
            let wait = Duration::try_from(reset.duration_since(Timestamp::now())).unwrap_or_default();
            error
                .hint(format!("It takes requests again from {reset} on; an API key may allow more."))
                .retry_after(Some(wait))
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
            (400, r#"{"error_code":"ODSQLError","message":"ODSQL query is malformed: x"}"#, Kind::Usage, "malformed"),
            (401, "", Kind::SignIn, "asks for a key"),
            (403, "<html>no</html>", Kind::Denied, "(403)"),
            (
                404,
                r#"{"error_code":"UnknownDataset","message":"Unknown dataset: \u001bx"}"#,
                Kind::NotFound,
                "Unknown dataset: x",
            ),
            (429, quota, Kind::Unavailable, "5000 a day"),
            (429, "", Kind::Unavailable, "used up (429)"),
            (503, "", Kind::Unavailable, "down for now"),
        ];
        for (status, body, kind, part) in table {
            let status = StatusCode::from_u16(status).unwrap();
            let refusal = Refusal { status, headers: &HeaderMap::new(), body, signed_in: false, subject: "p" };
            let error = explain(&refusal).unwrap_or_else(|| refusal.explain());
            assert_eq!(error.kind, kind, "{status} {body}");
            assert!(error.cause.contains(part), "{status}: {}", error.cause);
        }
        let status = StatusCode::TOO_MANY_REQUESTS;
        let refusal = Refusal { status, headers: &HeaderMap::new(), body: quota, signed_in: false, subject: "p" };
        assert!(explain(&refusal).unwrap().hint.unwrap().contains("2099-11-22T00:00:00Z"));
    }
}
