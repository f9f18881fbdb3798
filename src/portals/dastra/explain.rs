//! What Dastra's refusals mean (contract section 2.5). Their bodies may be anything, and often are empty.

use serde_json::Value;

use crate::error::{Error, Kind};
use crate::http::Refusal;
use crate::text;

/// Says what a refusal means here; `None` leaves it to the general rules.
pub fn explain(refusal: &Refusal) -> Option<Error> {
    let said = said(refusal).map(|said| format!(": {said}")).unwrap_or_default();
    let status = refusal.status.as_u16();
    let error = |kind, cause: String| Error::new(kind, refusal.subject, cause);
    Some(match status {
        400 => error(Kind::Portal, format!("Dastra does not accept the request (400){said}")),
        401 if refusal.signed_in => error(Kind::SignIn, format!("Dastra refuses the key (401){said}"))
            .hint("It may have been deleted: an owner of the organisation sees the keys in Dastra's general settings."),
        401 => error(Kind::SignIn, format!("Dastra asks for a key (401){said}")),
        403 => error(Kind::Denied, format!("the key has no right to this (403){said}"))
            .hint("It may be for another workspace, lack this right, or the organisation's plan may not include it."),
        404 => error(Kind::NotFound, format!("Dastra has nothing there (404){said}"))
            .hint("It may have been deleted, or this version of Dastra has no such function."),
        405 => error(Kind::NotFound, format!("this version of Dastra has no such function (405){said}")),
        // All of them may pass (section 2.5).
        500..=599 => {
            error(Kind::Unavailable, format!("Dastra failed ({status}){said}")).hint("Try again in a few minutes.")
        }
        _ => return None,
    })
}

/// The title of a problem, and what is wrong with which parameter.
fn said(refusal: &Refusal) -> Option<String> {
    let errors = serde_json::from_str::<Value>(refusal.body).ok().and_then(|mut body| match body["errors"].take() {
        Value::Object(errors) => Some(errors),
        _ => None,
    });
    let sentences: Vec<String> = refusal
        .said()
        .into_iter()
        .chain(errors.into_iter().flatten().filter_map(|(field, reasons)| {
            let reasons = match &reasons {
                Value::Array(reasons) => reasons.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
                other => other.as_str()?.to_owned(),
            };
            Some(text::line(&format!("{field}: {reasons}")))
        }))
        .take(4)
        .collect();
    Some(sentences.join("; ")).filter(|said| !said.is_empty())
}
