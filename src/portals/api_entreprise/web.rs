//! What the addresses of API Entreprise's catalogue and of its interface lead to.

use super::super::web::{Below, path};
use super::catalogue::CATALOGUE;

/// See [`crate::portals::About::led`].
pub fn led(below: &Below) -> Option<Vec<String>> {
    let segments = below.path();
    match segments[..] {
        [] => path([]),
        ["catalogue"] => path(["all"]),
        ["catalogue", ref sheet @ ..] => {
            let sheet = sheet.join("/");
            let has = |wanted: &str| CATALOGUE.endpoints.iter().find(|it| it.sheet.as_deref() == Some(wanted));
            path([&*has(&sheet)?.id])
        }
        _ => path([&*CATALOGUE.behind(&format!("/{}", segments.join("/")))?.id]),
    }
}
