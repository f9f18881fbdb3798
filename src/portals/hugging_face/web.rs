//! What the addresses of the Hub's pages, interface and files lead to.

use super::super::web::{Below, path};
use super::set_id::SetId;
use crate::base::text;

/// What stands between a dataset and a revision, with a file or a folder behind that.
const AT_REVISION: [&str; 9] = ["tree", "blob", "resolve", "raw", "blame", "edit", "commits", "commit", "revision"];
/// Of those, what has a file behind the revision.
const FILES: [&str; 5] = ["blob", "resolve", "raw", "blame", "edit"];
/// Pages about datasets that are none.
const NO_ID: [&str; 2] = ["new", "search"];

/// See [`crate::portals::About::led`].
pub fn led(below: &Below) -> Option<Vec<String>> {
    let whole = below.path();
    match whole[..] {
        [] => path([]),
        ["datasets"] | ["api", "datasets"] => path(["all"]),
        ["api", "resolve-cache", "datasets", namespace, name, commit, ref file @ ..] => {
            at_revision(&format!("{namespace}/{name}"), "resolve", commit, file)
        }
        ["datasets", ref rest @ ..] | ["api", "datasets", ref rest @ ..] => of_dataset(rest),
        _ => None,
    }
}

/// `namespace/name/VERB/REVISION/FILE`, an old name without a namespace, or anything else below a dataset.
fn of_dataset(below: &[&str]) -> Option<Vec<String>> {
    match *below {
        [namespace, name, verb, ref rest @ ..] if AT_REVISION.contains(&verb) => {
            of_revision(&format!("{namespace}/{name}"), verb, rest)
        }
        [name, verb, ref rest @ ..] if AT_REVISION.contains(&verb) && !rest.is_empty() => of_revision(name, verb, rest),
        [first, ..] if NO_ID.contains(&first) => None,
        [name] => path([name]),
        [namespace, name, ..] => path([&*format!("{namespace}/{name}")]),
        [] => None,
    }
}

/// A slash in a revision is encoded, but for the references that the Hub makes itself, which are known without.
fn of_revision(name: &str, verb: &str, rest: &[&str]) -> Option<Vec<String>> {
    match *rest {
        [] => path([name]),
        ["refs", kind @ ("convert" | "pr"), which, ref file @ ..] => {
            at_revision(name, verb, &format!("refs/{kind}/{which}"), file)
        }
        [revision, ref file @ ..] => at_revision(name, verb, revision, file),
    }
}

fn at_revision(name: &str, verb: &str, revision: &str, file: &[&str]) -> Option<Vec<String>> {
    let id = SetId::at(name, revision)?.segment();
    match file {
        [_, ..] if FILES.contains(&verb) => path([&*id, &*text::id(&file.join("/"))]),
        _ => path([&*id]),
    }
}
