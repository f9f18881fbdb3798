//! What the addresses of a udata portal's pages and interface lead to.

use super::super::web::{Below, path};

/// What stands where an identifier of a dataset does.
const NO_ID: [&str; 10] = [
    "badges",
    "community_resources",
    "extensions",
    "frequencies",
    "licenses",
    "r",
    "resources",
    "schemas",
    "search",
    "suggest",
];

/// See [`crate::portals::About::led`].
pub fn led(below: &Below) -> Option<Vec<String>> {
    match below.path()[..] {
        [] => path([]),
        ["datasets" | "search"] | ["api", _, "datasets"] => path(["all"]),
        ["datasets", id, ..] | ["api", _, "datasets", id, ..] if NO_ID.contains(&id) => None,
        ["datasets", id, "resources", file, ..] | ["api", _, "datasets", id, "resources", file, ..] => path([id, file]),
        ["datasets", id, ..] => path(std::iter::once(id).chain(file(below))),
        ["api", _, "datasets", id] | ["api", _, "datasets", id, "resources"] => path([id]),
        ["organizations" | "topics"] => path([below.path()[0]]),
        [group @ ("organizations" | "topics"), id, ..] => path([group, id]),
        ["api", _, group @ ("organizations" | "topics"), id, ..] => path([group, id]),
        _ => None,
    }
}

/// The file that a dataset's page is opened at.
fn file(below: &Below) -> Option<&str> {
    let fragment = below.fragment.trim_matches('/');
    let named = fragment.strip_prefix("resources/").or_else(|| fragment.strip_prefix("resource-"));
    let named = named.and_then(|rest| rest.split(['/', '?']).next());
    named.filter(|id| !id.is_empty()).or_else(|| below.value(&["resource_id"]))
}

/// The file that an address names by itself, without its dataset.
pub fn lone_file(below: &Below) -> Option<String> {
    match below.path()[..] {
        ["datasets", "r", id] | ["api", _, "datasets", "r" | "resources", id] => Some(id.to_owned()),
        _ => None,
    }
}
