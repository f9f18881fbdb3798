//! What the download service's refusals mean. Their bodies are of any kind.

use crate::base::error::{Error, ErrorKind};
use crate::net::{Refusal, quoting};
use crate::said;

/// Says what a refusal means here; `None` leaves it to the general rules.
pub fn explain(refusal: &Refusal) -> Option<Error> {
    let (kind, cause, hint) = match refusal.status.as_u16() {
        400 => (ErrorKind::Usage, said!("geoplateforme-request-400"), said!("geoplateforme-request-400-hint")),
        404 => (ErrorKind::NotFound, said!("geoplateforme-nothing-404"), said!("geoplateforme-nothing-404-hint")),
        _ => return None,
    };
    Some(Error::new(kind, refusal.subject, quoting(cause, refusal.said())).hint(hint))
}
