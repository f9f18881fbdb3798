//! What the addresses of such a portal's pages and interface lead to: each is both.

use super::super::web::{Below, path};
use super::collections::joined;

/// See [`crate::portals::About::led`].
pub fn led(below: &Below) -> Option<Vec<String>> {
    match below.path()[..] {
        [] => path([]),
        ["search"] => path(["all"]),
        ["collections"] => path(["collections"]),
        ["collections", collection] | ["collections", collection, "items" | "queryables" | "schema"] => {
            path(["collections", collection])
        }
        ["collections", collection, "items", id] => path([&*joined(collection, id)]),
        _ => None,
    }
}
