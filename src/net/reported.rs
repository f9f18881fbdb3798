//! An answer that says success and reports an error: some servers, and what stands before them, leave HTTP's statuses alone.

use reqwest::StatusCode;
use serde_json::{Map, Value};

use crate::base::text;

/// How much is repeated of what a server says, in characters.
const LONGEST: usize = 300;

/// Where words are, the plainest first.
const WORDS: [&str; 13] = [
    "label",
    "error_description",
    "message",
    "detail",
    "msg",
    "error",
    "errors",
    "description",
    "title",
    "reason",
    "exceptionText",
    "fault",
    "faultstring",
];

/// What else such a report is made of (RFC 9457, and what frameworks send by default).
const BESIDE: [&str; 22] = [
    "code",
    "status",
    "statusCode",
    "status_code",
    "success",
    "type",
    "instance",
    "name",
    "timestamp",
    "path",
    "trace",
    "method",
    "requestId",
    "request_id",
    "requestCode",
    "errorCode",
    "error_code",
    "errorType",
    "details",
    "exception",
    "locator",
    "result",
];

/// What tells that an answer is a report: none of a dataset's own words.
const TELLING: [&str; 7] = ["error", "errors", "message", "detail", "msg", "error_description", "fault"];

/// Where a status is.
const STATUS: [&str; 4] = ["status", "statusCode", "status_code", "code"];

/// What a body says of an error: JSON of the usual shape, or the first line of plain text; never a web page.
pub fn said(body: &str) -> Option<String> {
    let body = body.trim();
    match serde_json::from_str::<Value>(body) {
        Ok(json) => said_in(&json),
        Err(_) if body.starts_with('<') => None,
        Err(_) => said_in(&body.lines().next().unwrap_or_default().into()),
    }
}

/// What JSON says of an error: a string, a list of them, or the usual fields of an object.
pub fn said_in(value: &Value) -> Option<String> {
    match value {
        Value::String(said) => text::some_line(&said.chars().take(LONGEST).collect::<String>()),
        Value::Array(several) => several.iter().find_map(said_in),
        Value::Object(fields) => WORDS.iter().find_map(|word| said_in(fields.get(*word)?)),
        _ => None,
    }
}

/// The status that an error names.
pub fn status_in(error: &Value) -> Option<StatusCode> {
    STATUS.iter().find_map(|name| status_of(error.get(*name)?))
}

/// Whether `answer` holds nothing but a report of an error, and the status it names, where it names one. What holds
/// anything else is for the portal's kind to read.
pub(crate) fn report(answer: &Map<String, Value>) -> Option<Option<StatusCode>> {
    let is_set = |value: &Value| !matches!(value, Value::Null | Value::Bool(_));
    let is_word = |name: &str| WORDS.contains(&name) || BESIDE.contains(&name);
    if !answer.iter().all(|(name, value)| is_word(name) || !is_set(value)) {
        return None;
    }
    // What it was to give is not there.
    if answer.get("result").is_some_and(is_set) {
        return None;
    }
    let status = STATUS.iter().find_map(|name| status_of(answer.get(*name)?));
    let has = |name: &str| answer.get(name).is_some_and(is_set);
    let says_so = TELLING.iter().any(|name| answer.get(*name).is_some_and(|it| said_in(it).is_some()))
        || has("code") && has("description")
        || status.is_some() && has("title");
    says_so.then_some(status)
}

/// A number of HTTP that is an error, be it written as text; or the code of the OGC for what is not there.
fn status_of(value: &Value) -> Option<StatusCode> {
    if value.as_str().is_some_and(|code| code.to_ascii_lowercase().ends_with("notfound")) {
        return Some(StatusCode::NOT_FOUND);
    }
    let number = value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())?;
    let status = StatusCode::from_u16(u16::try_from(number).ok()?).ok()?;
    (status.is_client_error() || status.is_server_error()).then_some(status)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reported(answer: &Value) -> Option<(Option<u16>, Option<String>)> {
        let status = report(answer.as_object().unwrap())?;
        Some((status.map(|status| status.as_u16()), said_in(answer)))
    }

    #[test]
    fn a_report_of_an_error_is_known_from_data() {
        let reports = [
            (json!({"error": "down"}), None),
            (json!({"error": {"code": 500, "message": "down"}}), None),
            (json!({"errors": [{"detail": "down"}]}), None),
            (json!({"success": false, "error": {"message": "down"}}), None),
            (json!({"status": "ERROR", "message": "down"}), None),
            (json!({"message": "down", "status": 503, "timestamp": "2026-01-01", "path": "/x"}), Some(503)),
            (json!({"statusCode": "404", "message": ["down"]}), Some(404)),
            (json!({"code": "InvalidParameterValue", "description": "down"}), None),
            (json!({"type": "about:blank", "title": "down", "status": 429, "detail": "down"}), Some(429)),
            (json!({"error": "down", "data": null}), None),
            (json!({"code": "NotFound", "description": "down"}), Some(404)),
            (json!({"fault": {"faultstring": "down"}}), None),
        ];
        for (answer, status) in reports {
            assert_eq!(reported(&answer), Some((status, Some("down".into()))), "{answer}");
        }
        let data = [
            json!({}),
            json!({"data": [], "error": null}),
            json!({"error": "partial", "results": [1]}),
            json!({"title": "A dataset", "description": "of a city", "type": "Dataset"}),
            json!({"title": "A dataset", "name": "a", "status": "published"}),
            json!({"status": "ok"}),
            json!({"message": null, "hits": {"total": 0}}),
            json!({"message": "", "errors": []}),
            json!({"success": true, "result": [], "message": "fine"}),
            json!({"code": "FR", "title": "France"}),
        ];
        for answer in data {
            assert_eq!(reported(&answer), None, "{answer}");
        }
    }
}
