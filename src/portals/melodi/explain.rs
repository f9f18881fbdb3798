//! What the catalogue's refusals mean. Their bodies may be of any kind, and a gateway stands before it.

use crate::base::error::{Error, ErrorKind};
use crate::net::{Refusal, quoting};
use crate::said;

/// Says what a refusal means here; `None` leaves it to the general rules.
pub fn explain(refusal: &Refusal) -> Option<Error> {
    let (kind, cause, hint) = match refusal.status.as_u16() {
        // Only a key is refused so, and guichet sends none.
        401 => (ErrorKind::SignIn, said!("melodi-asks-401"), said!("melodi-asks-401-hint")),
        404 => (ErrorKind::NotFound, said!("melodi-nothing-404"), said!("melodi-nothing-404-hint")),
        429 => (ErrorKind::Unavailable, said!("melodi-too-many-429"), said!("melodi-too-many-429-hint")),
        _ => return None,
    };
    Some(Error::new(kind, refusal.subject, quoting(cause, refusal.said())).hint(hint))
}
