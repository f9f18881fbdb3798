//! What the addresses of the catalogue's pages, interface and files lead to.

use super::super::web::{Below, path};

/// See [`crate::portals::About::led`].
pub fn led(below: &Below) -> Option<Vec<String>> {
    match below.path()[..] {
        [] => path([]),
        ["catalog", "all" | "ids" | "dcat"] | ["catalogue"] | ["catalogue", "recherche"] => path(["all"]),
        ["explorateur"] => path(["all"]),
        ["catalogue", "recherche", id, ..] | ["explorateur", id, ..] | ["catalog" | "range", id] => path([id]),
        ["data", "series", ..] => None,
        ["data", id] | ["data", id, "to-csv"] => path([id]),
        ["file", id, file] => path([id, file]),
        _ => None,
    }
}
