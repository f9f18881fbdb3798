//! What the Hub's refusals mean: `X-Error-Code` says it, and where nobody signed in an unknown dataset is refused like a
//! private one.

use crate::base::error::{Error, ErrorKind};
use crate::base::i18n::{Message, Said};
use crate::net::{Refusal, header, quoting};
use crate::said;

/// The codes that have a meaning here. No other word of a header is said again: only of bodies secrets are cut out.
const CODES: [&str; 4] = ["RepoNotFound", "RevisionNotFound", "EntryNotFound", "GatedRepo"];

/// What the Hub says to those who have not signed in, whether or not there is such a dataset.
const UNKNOWN: &str = "Invalid username or password.";

/// Says what a refusal means here; `None` leaves it to the general rules.
pub fn explain(refusal: &Refusal) -> Option<Error> {
    let told = header(refusal.headers, "x-error-code");
    let code = CODES.into_iter().find(|code| told.as_deref() == Some(code));
    let (status, why) = (refusal.status.as_u16(), refusal.said());
    let (kind, cause, hint) = match (status, code) {
        (401, Some("GatedRepo")) => {
            (ErrorKind::SignIn, said!("hugging-face-gated-401"), Some(said!("hugging-face-gated-hint")))
        }
        (403, Some("GatedRepo")) => {
            (ErrorKind::Denied, said!("hugging-face-gated-403"), Some(said!("hugging-face-gated-hint")))
        }
        (400, _) => (ErrorKind::Usage, said!("hugging-face-request-400"), Some(said!("hugging-face-request-400-hint"))),
        // Nothing is said of the token there.
        (401, Some("RepoNotFound")) => unknown(),
        (401, _) if refusal.signed_in => {
            (ErrorKind::SignIn, said!("hugging-face-token-401"), Some(said!("hugging-face-token-401-hint")))
        }
        // What is not there is refused like what is private.
        (401, None) if is_unknown(refusal) => unknown(),
        // What has neither is told by whoever keeps the files.
        (403, None) if !refusal.headers.contains_key("x-error-message") => return None,
        (403, _) => (ErrorKind::Denied, said!("hugging-face-denied-403"), None),
        (404, Some("EntryNotFound")) => (ErrorKind::NotFound, said!("hugging-face-no-file-404"), None),
        (404, Some("RevisionNotFound")) => (
            ErrorKind::NotFound,
            said!("hugging-face-no-revision-404"),
            Some(said!("hugging-face-no-revision-404-hint")),
        ),
        (404, Some("RepoNotFound")) => (ErrorKind::NotFound, said!("hugging-face-nothing-404"), None),
        _ => return None,
    };
    let cause = quoting(cause, why);
    let error = Error::new(kind, refusal.subject, cause)
        .code(code.map(str::to_owned).or_else(|| (status == 403).then(|| "403".into())));
    Some(Error { hint: hint.map(Message::from), ..error })
}

fn unknown() -> (ErrorKind, Said, Option<Said>) {
    (ErrorKind::NotFound, said!("hugging-face-unknown-401"), Some(said!("hugging-face-unknown-401-hint")))
}

/// The body says it, or a header where there is none.
fn is_unknown(refusal: &Refusal) -> bool {
    refusal.said().or_else(|| header(refusal.headers, "x-error-message")).as_deref() == Some(UNKNOWN)
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn refusals_are_told_by_their_codes() {
        let unknown = r#"{"error":"Invalid username or password."}"#;
        let table = [
            (401, "", false, "", ErrorKind::SignIn, "401"),
            (401, "", false, unknown, ErrorKind::NotFound, "there is no such dataset, or it is private"),
            (401, "RepoNotFound", false, "", ErrorKind::NotFound, "or it is private"),
            (401, "RepoNotFound", true, unknown, ErrorKind::NotFound, "or it is private"),
            (401, "GatedRepo", false, "Access to dataset x is restricted.", ErrorKind::SignIn, "have to be asked for"),
            (401, "", true, r#"{"error":"Invalid credentials"}"#, ErrorKind::SignIn, "refuses the token"),
            (403, "GatedRepo", true, "not in the authorized list", ErrorKind::Denied, "have to be asked for"),
            (403, "", false, "<Error>expired</Error>", ErrorKind::Denied, "403"),
            (404, "EntryNotFound", false, "Entry not found", ErrorKind::NotFound, "no such file"),
            (404, "RevisionNotFound", false, r#"{"error":"Invalid rev id: x"}"#, ErrorKind::NotFound, "revision"),
            (404, "RepoNotFound", true, r#"{"error":"Repository not found"}"#, ErrorKind::NotFound, "no such dataset"),
            (400, "", false, r#"{"error":"Invalid option for expand\u001b"}"#, ErrorKind::Usage, "Invalid option"),
            (429, "", false, "We had to rate limit your IP", ErrorKind::Unavailable, "too many"),
            (502, "", false, "<html>", ErrorKind::Unavailable, "502"),
        ];
        for (status, code, signed_in, body, kind, part) in table {
            let headers: HeaderMap = Some(code)
                .filter(|code| !code.is_empty())
                .map(|code| (HeaderName::from_static("x-error-code"), HeaderValue::from_static(code)))
                .into_iter()
                .collect();
            let status = StatusCode::from_u16(status).unwrap();
            let refusal = Refusal { status, headers: &headers, body, signed_in, subject: &"p".into() };
            let error = explain(&refusal).unwrap_or_else(|| refusal.explain());
            assert_eq!(error.kind, kind, "{status} {code}: {error}");
            assert!(error.cause.contains(part), "{status} {code}: {}", error.cause);
        }
    }
}
