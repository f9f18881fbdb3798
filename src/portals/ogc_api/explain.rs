//! What refusals of these interfaces mean: `{"code", "description"}`, problem details, or what a gateway says.

use crate::base::error::{Error, ErrorKind};
use crate::base::i18n::Message;
use crate::net::{Refusal, quoting};
use crate::said;

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
}
