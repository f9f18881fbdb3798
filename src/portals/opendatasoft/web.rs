//! What the addresses of an Opendatasoft portal's pages, interface and files lead to.

use super::super::web::{Below, path};

/// See [`crate::portals::About::led`].
pub fn led(below: &Below) -> Option<Vec<String>> {
    let format = || below.value(&["format"]);
    match below.path()[..] {
        [] => path([]),
        ["explore"] | ["explore", "catalog"] | ["api", .., "catalog", "datasets"] => path(["all"]),
        ["explore", "dataset", id, "download" | "export"] => path(std::iter::once(id).chain(format())),
        ["explore", "dataset" | "assets", id, ..] | ["explore", "embed", "dataset", id, ..] => path([id]),
        ["api", "explore", _, _, "datasets", id, "exports" | "attachments" | "alternative_exports", file]
        | ["api", _, "catalog", "datasets", id, "exports" | "attachments" | "alternative_exports", file] => {
            path([id, file])
        }
        ["api", "explore", _, _, "datasets", id, ..]
        | ["api", _, "catalog", "datasets", id, ..]
        | ["api", "datasets", "1.0", id, ..] => path([id]),
        ["api", "records", _, "download"] => path(std::iter::once(below.value(&["dataset"])?).chain(format())),
        ["api", "records", ..] => path([below.value(&["dataset"])?]),
        _ => None,
    }
}
