//! What the addresses of a CKAN portal's pages, interface and files lead to.

use super::super::web::{Below, path};

/// What a dataset's page is written as besides; names hold no dot.
const WRITTEN: [&str; 6] = [".rdf", ".xml", ".ttl", ".n3", ".jsonld", ".json"];

/// See [`crate::portals::About::led`].
pub fn led(below: &Below) -> Option<Vec<String>> {
    let asked = || below.value(&["id", "name_or_id"]);
    match below.path()[..] {
        [] => path([]),
        ["dataset"] | ["api", .., "package_search" | "package_list"] => path(["all"]),
        ["dataset", "new" | "edit", ..] => None,
        ["dataset", "activity" | "groups" | "changes" | "followers" | "showcases", id, ..] => path([id]),
        ["dataset", id, "resource", file, ..] => path([id, file]),
        ["dataset", id, ..] => path([bare(id)]),
        ["organization", "about" | "activity" | "members", id, ..] | ["organization", id, ..] => {
            path(["organizations", id])
        }
        ["group", "about" | "activity" | "members", id, ..] | ["group", id, ..] => path(["groups", id]),
        ["organization"] => path(["organizations"]),
        ["group"] => path(["groups"]),
        ["api", .., "package_show" | "dataset_show"] => path([asked()?]),
        ["api", .., "organization_show"] => path(["organizations", asked()?]),
        ["api", .., "group_show"] => path(["groups", asked()?]),
        // The fronts of Italy's and of Germany's.
        ["view-dataset", "dataset"] => path([asked()?]),
        ["suche", "daten", id] => path([id]),
        _ => None,
    }
}

fn bare(id: &str) -> &str {
    WRITTEN.iter().find_map(|ending| id.strip_suffix(ending)).unwrap_or(id)
}

/// The file that an address names by itself, without its dataset.
pub fn lone_file(below: &Below) -> Option<String> {
    match below.path()[..] {
        ["datastore", "dump", id] | ["resource", id, ..] => Some(id.to_owned()),
        ["api", .., "resource_show"] => below.value(&["id"]).map(str::to_owned),
        ["api", .., "datastore_search"] => below.value(&["resource_id", "id"]).map(str::to_owned),
        _ => None,
    }
}
