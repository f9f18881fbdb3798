//! What the addresses of Dastra's interface and of the place where people work lead to.

use super::super::web::{Below, path};

/// See [`crate::portals::About::led`]. People work at addresses that are told nowhere; all that is known is that they name the
/// workspace.
pub fn led(below: &Below) -> Option<Vec<String>> {
    let is_number = |id: &str| id.parse::<i64>().is_ok();
    match below.path()[..] {
        [] | ["v1"] => path([]),
        ["v1", "ws", id, collection, "export", ..] if is_number(id) => path([id, "exports", collection]),
        ["v1", "ws", id, ref within @ ..] if is_number(id) => {
            path(std::iter::once(id).chain(within.iter().copied().take(2)))
        }
        ["v1", word, id, ..] if word.eq_ignore_ascii_case("workspaces") && is_number(id) => path([id]),
        [word, id, ..] if ["workspace", "workspaces", "ws"].contains(&word) && is_number(id) => path([id]),
        _ => None,
    }
}
