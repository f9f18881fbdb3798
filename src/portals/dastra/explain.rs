//! What Dastra's refusals mean (docs/portals/dastra.md 2.5). Their bodies may be anything, and often are empty.

use serde_json::Value;

use super::super::mapping::joined_by;
use crate::base::error::{Error, ErrorKind};
use crate::base::format;
use crate::base::i18n::Message;
use crate::base::text;
use crate::m;
use crate::net::{Refusal, quoting};

/// Says what a refusal means here; `None` leaves it to the general rules.
pub fn explain(refusal: &Refusal) -> Option<Error> {
    let quoting = |cause| quoting(cause, said(refusal));
    let status = refusal.status.as_u16();
    let error = |kind, cause: Message| Error::new(kind, refusal.subject, cause);
    Some(match status {
        400 => error(ErrorKind::Portal, quoting(m!("dastra-request-400"))),
        401 if refusal.signed_in => {
            error(ErrorKind::SignIn, quoting(m!("dastra-key-401"))).hint(m!("dastra-key-401-hint"))
        }
        401 => error(ErrorKind::SignIn, quoting(m!("dastra-asks-401"))),
        403 => error(ErrorKind::Denied, quoting(m!("dastra-denied-403"))).hint(m!("dastra-denied-403-hint")),
        404 => error(ErrorKind::NotFound, quoting(m!("dastra-nothing-404"))).hint(m!("dastra-nothing-404-hint")),
        405 => error(ErrorKind::NotFound, quoting(m!("dastra-nothing-405"))),
        // All of them may pass (docs/portals/dastra.md 2.5).
        500..=599 => error(ErrorKind::Unavailable, quoting(m!("dastra-failed", status = status.to_string())))
            .hint(m!("dastra-failed-hint")),
        _ => return None,
    })
}

/// The title of a problem, and what is wrong with which parameter.
fn said(refusal: &Refusal) -> Option<String> {
    let mut body: Value = serde_json::from_str(refusal.body).unwrap_or_default();
    let errors = body.get_mut("errors").and_then(Value::as_object_mut).map(std::mem::take);
    let wrong = errors.into_iter().flatten().filter_map(|(field, reasons)| {
        let reasons = match &reasons {
            Value::Array(reasons) => reasons.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
            other => other.as_str()?.to_owned(),
        };
        Some(text::line(&format::labelled(&field, &reasons)))
    });
    joined_by(refusal.said().into_iter().chain(wrong).take(4), &format::semicolon())
}
