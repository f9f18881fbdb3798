//! What a udata portal's refusals mean.

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
    let error = |kind, cause: Message| Error::new(kind, refusal.subject, cause);
    let quoting = |cause| net::quoting(cause, refusal.said());
    let code = refusal.status.as_u16();
    Some(match code {
        400 => {
            let why = wrong(refusal.body).or_else(|| refusal.said());
            error(ErrorKind::Usage, net::quoting(m!("udata-request-400"), why)).hint(m!("udata-request-400-hint"))
        }
        401 if refusal.signed_in => {
            error(ErrorKind::SignIn, quoting(m!("udata-key-401"))).hint(m!("udata-key-401-hint"))
        }
        401 => error(ErrorKind::SignIn, m!("udata-asks-401")).hint(m!("udata-asks-401-hint")),
        403 => error(ErrorKind::Denied, quoting(m!("udata-denied-403"))),
        // Its own words name the addresses that there are for programs.
        404 => error(ErrorKind::NotFound, m!("udata-nothing-404")).hint(m!("udata-nothing-404-hint")),
        410 => error(ErrorKind::NotFound, quoting(m!("udata-deleted-410"))),
        _ => return None,
    })
}

/// The values refused, each with why: `{"errors": {"page_size": "…"}}`.
fn wrong(body: &str) -> Option<String> {
    let body: Value = serde_json::from_str(body).ok()?;
    let errors = body.get("errors")?.as_object()?;
    let one =
        |(key, why): (&String, &Value)| Some(format::labelled(&text::line(key), &text::some_line(why.as_str()?)?));
    joined_by(errors.iter().filter_map(one), &format::semicolon())
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use reqwest::header::HeaderMap;

    use super::*;

    #[test]
    fn refusals_are_explained_as_udata_writes_them() {
        let table = [
            (
                400,
                false,
                r#"{"errors": {"sort": "The value 'x' is not a valid choice"}, "message": "Input payload validation failed"}"#,
                ErrorKind::Usage,
                "sort: The value 'x'",
            ),
            (400, false, r#"{"message": "Organization arg must be an identifier"}"#, ErrorKind::Usage, "an identifier"),
            (401, true, r#"{"message": "Invalid API token"}"#, ErrorKind::SignIn, "Invalid API token"),
            (401, false, r#"{"message": "The server could not verify"}"#, ErrorKind::SignIn, "asks to sign in"),
            (403, true, r#"{"message": "no\u001b[31m"}"#, ErrorKind::Denied, "no [31m"),
            (
                404,
                false,
                r#"{"message": "did you mean /api/1/datasets/<dataset:dataset>/rdf"}"#,
                ErrorKind::NotFound,
                "(404)",
            ),
            (410, false, r#"{"message": "Organization has been deleted"}"#, ErrorKind::NotFound, "deleted"),
            (429, false, "", ErrorKind::Unavailable, "too many"),
            (500, false, "<html>", ErrorKind::Unavailable, "500"),
            (503, false, "", ErrorKind::Unavailable, "down"),
        ];
        for (status, signed_in, body, kind, part) in table {
            let status = StatusCode::from_u16(status).unwrap();
            let refusal = Refusal { status, headers: &HeaderMap::new(), body, signed_in, subject: &"p".into() };
            let error = explain(&refusal).unwrap_or_else(|| refusal.explain());
            assert_eq!(error.kind, kind, "{status} {body}");
            assert!(error.cause.contains(part), "{status}: {}", error.cause);
            assert!(!error.cause.contains("did you mean"), "{}", error.cause);
        }
    }
}
