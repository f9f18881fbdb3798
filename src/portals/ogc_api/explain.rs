//! What refusals of these interfaces mean: `{"code", "description"}`, problem details, or what a gateway says; also those
//! that come as a success.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::odd::{self, Odd};
use crate::base::text;
use crate::net::{Refusal, quoting, said_in};
use crate::{m, said};

/// Says what a refusal means here; `None` leaves it to the general rules.
pub fn explain(refusal: &Refusal) -> Option<Error> {
    let (kind, cause, hint) = match refusal.status.as_u16() {
        400 | 422 => (ErrorKind::Usage, said!("ogc-api-request-400"), Some(said!("ogc-api-request-400-hint"))),
        401 if refusal.signed_in => {
            (ErrorKind::SignIn, said!("ogc-api-refused-401"), Some(said!("ogc-api-refused-401-hint")))
        }
        401 => (ErrorKind::SignIn, said!("ogc-api-asks-401"), Some(said!("ogc-api-asks-401-hint"))),
        403 => (ErrorKind::Denied, said!("ogc-api-denied-403"), None),
        404 => (ErrorKind::NotFound, said!("ogc-api-nothing-404"), None),
        _ => return None,
    };
    let error = Error::new(kind, refusal.subject, quoting(cause, refusal.said()));
    Some(Error { hint: hint.map(Message::from), ..error })
}

/// An answer that came as a success, if it has one of the members `holds`, without which it is none: some servers tell of
/// their errors with 200.
pub fn success<T: DeserializeOwned>(answer: Value, subject: &Message, holds: &[&str]) -> Result<T> {
    let is_empty = |key: &str| match &answer[key] {
        Value::Null => true,
        Value::Array(all) => all.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    };
    let is_there = |key: &&str| !answer[*key].is_null();
    let tells_error = ["error", "errors", "exception"].iter().any(|key| !is_empty(key) && answer[*key] != false);
    let holds_something = holds.iter().any(|key| !is_empty(key));
    if holds_something || (!tells_error && holds.iter().any(is_there)) {
        let read = odd::read(answer, &mut Odd::default());
        return read.map_err(|error| {
            Error::new(ErrorKind::Portal, subject, m!("http-no-json", why = m!("http-not-as-expected")))
                .caused_by(error)
        });
    }
    Err(told(&answer, subject))
}

/// The error that an answer tells of, or that it tells of nothing.
fn told(answer: &Value, subject: &Message) -> Error {
    let code = ["code", "status", "statusCode", "type"].iter().find_map(|key| match &answer[*key] {
        Value::String(code) => text::some_line(code),
        Value::Number(code) => Some(code.to_string()),
        _ => None,
    });
    let is_nothing = code.as_deref().is_some_and(|code| code == "404" || code.to_lowercase().ends_with("notfound"));
    match said_in(answer) {
        _ if is_nothing => {
            Error::new(ErrorKind::NotFound, subject, quoting(m!("ogc-api-nothing"), said_in(answer))).code(code)
        }
        Some(words) => Error::new(ErrorKind::Portal, subject, quoting(m!("ogc-api-error"), Some(words)))
            .code(code)
            .status(200)
            .hint(m!("ogc-api-error-hint")),
        None => Error::new(ErrorKind::Portal, subject, m!("http-no-json", why = m!("http-not-as-expected")))
            .hint(m!("http-check-address")),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use reqwest::header::HeaderMap;

    use super::*;

    #[test]
    fn refusals_are_told_in_the_servers_words() {
        let table = [
            (
                400,
                r#"{"code":"InvalidParameterValue","description":"bad sort property"}"#,
                ErrorKind::Usage,
                "bad sort",
            ),
            (400, r#"{"statusCode":400,"message":"property num should not exist"}"#, ErrorKind::Usage, "num should"),
            (401, "", ErrorKind::SignIn, "(401)"),
            (403, "<html>no</html>", ErrorKind::Denied, "(403)"),
            (
                404,
                r#"{"code":"NotFound","description":"\u001bidentifier not found"}"#,
                ErrorKind::NotFound,
                "identifier",
            ),
            (500, "<!doctype html><h1>Internal Server Error</h1>", ErrorKind::Unavailable, "(500)"),
        ];
        for (status, body, kind, part) in table {
            let status = StatusCode::from_u16(status).unwrap();
            let refusal = Refusal { status, headers: &HeaderMap::new(), body, signed_in: false, subject: &"p".into() };
            let error = explain(&refusal).unwrap_or_else(|| refusal.explain());
            assert!(error.kind == kind && error.cause.contains(part), "{status} {body}: {error}");
        }
    }

    #[test]
    fn an_error_that_comes_as_a_success_is_one_all_the_same() {
        let read = |answer: &str| {
            success::<Value>(serde_json::from_str(answer).unwrap(), &"p".into(), &["features", "records"])
        };
        let table = [
            (r#"{"code":"InvalidParameterValue","description":"no such collection"}"#, "no such collection"),
            (r#"{"type":"about:blank","title":"Gone bad","status":500,"detail":"index closed"}"#, "index closed"),
            (r#"{"error":"index closed"}"#, "index closed"),
            (r#"{"error":{"code":498,"message":"Invalid token"}}"#, "Invalid token"),
            (r#"{"features":[],"errors":[{"message":"a shard failed"}]}"#, "a shard failed"),
            (r#"{"features":null,"message":"try later"}"#, "try later"),
            ("{}", "another shape"),
            (r#"{"type":"FeatureCollection"}"#, "another shape"),
        ];
        for (answer, words) in table {
            let error = read(answer).unwrap_err();
            assert!(error.kind == ErrorKind::Portal && error.cause.contains(words), "{answer}: {error}");
        }
        let gone = read(r#"{"code":"NotFound","description":"identifier not found"}"#).unwrap_err();
        assert!(gone.kind == ErrorKind::NotFound && gone.cause.contains("identifier not found"), "{gone}");
        for answer in [
            r#"{"features":[]}"#,
            r#"{"features":{}}"#,
            r#"{"features":[],"error":null,"errors":[]}"#,
            r#"{"features":[{"id":1}],"error":"and yet"}"#,
            r#"{"records":[],"title":"all of them"}"#,
        ] {
            assert!(read(answer).is_ok(), "{answer}");
        }
    }
}
