//! What an Isogeo platform's refusals mean (docs/portals/isogeo.md 1.4 and 6.3).

use crate::base::error::{Error, ErrorKind};
use crate::base::i18n::Message;
use crate::m;
use crate::net::{Refusal, quoting};

/// Says what a refusal means here; `None` leaves it to the general rules.
pub fn explain(refusal: &Refusal) -> Option<Error> {
    let quoting = |cause| quoting(cause, refusal.said());
    let error = |kind, cause: Message| Error::new(kind, refusal.subject, cause);
    Some(match refusal.status.as_u16() {
        // A fresh token was refused as well: it is of another platform.
        401 if refusal.signed_in => {
            error(ErrorKind::SignIn, quoting(m!("isogeo-token-401"))).hint(m!("isogeo-token-401-hint"))
        }
        403 => error(ErrorKind::Denied, quoting(m!("isogeo-denied-403"))).hint(m!("isogeo-denied-403-hint")),
        404 | 410 => {
            let code = refusal.status.as_u16();
            error(ErrorKind::NotFound, quoting(m!("isogeo-nothing", code = code.to_string())))
                .hint(m!("isogeo-nothing-hint"))
        }
        500 => error(ErrorKind::Portal, quoting(m!("isogeo-failed-500"))).hint(m!("isogeo-failed-500-hint")),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use reqwest::header::HeaderMap;

    use super::*;

    #[test]
    fn error_bodies_are_json_text_or_nothing_section_1_4() {
        let table = [
            (401, true, "", ErrorKind::SignIn, "(401)"),
            (401, false, "", ErrorKind::SignIn, "asks to sign in"),
            (403, true, r#"{"error":"forbidden"}"#, ErrorKind::Denied, "forbidden"),
            (404, true, r#"{"error":{"code":7}}"#, ErrorKind::NotFound, "(404)"),
            (404, true, "File doesn't exist", ErrorKind::NotFound, "File doesn't exist"),
            (500, true, "<html>Server Error</html>", ErrorKind::Portal, "(500)"),
            (500, true, r#"{"error":"x","message":"Une \u001b[31mpanne"}"#, ErrorKind::Portal, "Une [31mpanne"),
            (503, true, "Service Unavailable", ErrorKind::Unavailable, "Service Unavailable"),
            (429, true, "", ErrorKind::Unavailable, "too many"),
        ];
        for (status, signed_in, body, kind, part) in table {
            let status = StatusCode::from_u16(status).unwrap();
            let refusal = Refusal { status, headers: &HeaderMap::new(), body, signed_in, subject: &"geo".into() };
            let error = explain(&refusal).unwrap_or_else(|| refusal.explain());
            assert_eq!(error.kind, kind, "{status} {body}");
            assert!(error.cause.contains(part), "{status}: {}", error.cause);
        }
    }
}
