//! What the addresses of Isogeo's interface, of its OpenCatalogs and of the place where people work lead to.

use super::super::web::{Below, path};

/// See [`crate::portals::About::led`].
pub fn led(below: &Below) -> Option<Vec<String>> {
    let segments = below.path();
    match segments[..] {
        [] => path([]),
        ["shares"] => path(["shares"]),
        ["shares", share, ..] => path(["shares", share]),
        ["resources"] | ["resources", "search"] => path(["all"]),
        ["s", _, _, "r", id, ..] => path([id]),
        ["s", share, ..] => path(["shares", share]),
        // Where people work, a record is in a group.
        _ => match segments.iter().position(|segment| *segment == "resources").map(|at| &segments[at + 1..])? {
            [id, "links", file, ..] => path([*id, file.strip_suffix(".bin").unwrap_or(file)]),
            [id, ..] => path(match id.strip_suffix(".xml") {
                Some(id) => vec![id, super::media::DESCRIPTION],
                None => vec![*id],
            }),
            [] => None,
        },
    }
}
