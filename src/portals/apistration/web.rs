//! What the addresses of a catalogue and of an interface lead to.

use super::super::web::{Below, path};
use super::catalogue::Catalogue;

/// As [`crate::portals::About::led`], of the portal with this catalogue.
pub fn led(catalogue: &Catalogue, below: &Below) -> Option<Vec<String>> {
    let segments = below.path();
    match segments[..] {
        [] => path([]),
        ["catalogue"] => path(["all"]),
        ["catalogue", ref sheet @ ..] => {
            let sheet = sheet.join("/");
            let of_sheet = |wanted: &str| catalogue.endpoints.iter().find(|it| it.sheet.as_deref() == Some(wanted));
            path([&*of_sheet(&sheet)?.id])
        }
        _ => path([&*catalogue.behind(&format!("/{}", segments.join("/")))?.id]),
    }
}
