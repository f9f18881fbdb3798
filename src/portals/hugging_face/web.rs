//! What the addresses of the Hub's pages, interface and files lead to.

use super::super::web::{Below, path};

/// What stands between a dataset and the revision of one of its files.
const FILES: [&str; 3] = ["resolve", "blob", "raw"];
/// Pages about datasets that are none.
const NO_ID: [&str; 2] = ["new", "search"];

/// See [`crate::portals::About::led`].
pub fn led(below: &Below) -> Option<Vec<String>> {
    let whole = below.path();
    match whole[..] {
        [] => path([]),
        ["datasets"] | ["api", "datasets"] => path(["all"]),
        ["api", "resolve-cache", "datasets", namespace, name, _, ref file @ ..] => {
            of_file(&format!("{namespace}/{name}"), file)
        }
        ["datasets", ref rest @ ..] | ["api", "datasets", ref rest @ ..] => of_dataset(rest),
        _ => None,
    }
}

/// `namespace/name/resolve/REVISION/FILE`, an old name without a namespace, or anything else below a dataset.
fn of_dataset(below: &[&str]) -> Option<Vec<String>> {
    match *below {
        [name, verb, _, ref file @ ..] if FILES.contains(&verb) => of_file(name, file),
        [namespace, name, verb, _, ref file @ ..] if FILES.contains(&verb) => {
            of_file(&format!("{namespace}/{name}"), file)
        }
        [first, ..] if NO_ID.contains(&first) => None,
        [name] => path([name]),
        [namespace, name, ..] => path([&*format!("{namespace}/{name}")]),
        [] => None,
    }
}

fn of_file(id: &str, file: &[&str]) -> Option<Vec<String>> {
    match file {
        [] => path([id]),
        file => path([id, &*file.join("/")]),
    }
}
