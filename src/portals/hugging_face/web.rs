//! What the addresses of the Hub's pages, interface and files lead to.

use super::super::web::{Below, path};
use super::set_id::SetId;
use crate::base::text;

/// What stands between a dataset and a revision, with a file or a folder behind that.
const AT_REVISION: [&str; 9] = ["tree", "blob", "resolve", "raw", "blame", "edit", "commits", "commit", "revision"];
/// Of those, what has a file behind the revision.
const FILES: [&str; 5] = ["blob", "resolve", "raw", "blame", "edit"];
/// What stands behind a dataset and is a page about it, so that what stands before is a whole name.
const ABOUT_IT: [&str; 5] = ["viewer", "discussions", "settings", "embed", "croissant"];
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
    // The repository is cloned by its name with an ending, which no name has.
    let bare = |part: &str| part.strip_suffix(".git").unwrap_or(part).to_owned();
    let named: Vec<String> = below.iter().take(2).map(|part| bare(part)).collect();
    let below: Vec<&str> = named.iter().map(String::as_str).chain(below.iter().skip(2).copied()).collect();
    match below[..] {
        [namespace, name, verb, ref rest @ ..] if AT_REVISION.contains(&verb) => {
            of_revision(&format!("{namespace}/{name}"), verb, rest)
        }
        [name, verb, ref rest @ ..] if AT_REVISION.contains(&verb) && !rest.is_empty() => of_revision(name, verb, rest),
        [first, ..] if NO_ID.contains(&first) => None,
        [name, page, ..] if ABOUT_IT.contains(&page) => path([name]),
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

#[cfg(test)]
mod tests {
    use url::Url;

    use super::super::super::Kind;
    use super::super::super::web::led;

    #[test]
    fn pages_files_and_clones_lead_to_what_they_are_of() {
        let base = Url::parse("https://huggingface.co/").unwrap();
        let table = [
            ("datasets/squad/viewer/plain_text/train", "squad"),
            ("datasets/squad/viewer", "squad"),
            ("datasets/squad/discussions/3", "squad"),
            ("datasets/squad/tree/main", "squad"),
            ("datasets/squad", "squad"),
            ("datasets/a/b/viewer/default/train?row=1", "a/b"),
            ("datasets/a/viewer2", "a/viewer2"),
            ("datasets/a/b/discussions", "a/b"),
            ("datasets/a/b.git", "a/b"),
            ("datasets/a/b.git/info/refs?service=git-upload-pack", "a/b"),
            ("datasets/squad.git", "squad"),
            ("datasets/a/b/blob/main/x.git", "a/b x.git"),
            ("datasets/a/b/resolve/v1/d/x.csv", "a/b@v1 d/x.csv"),
            ("https://hf.co/datasets/a/b", "a/b"),
            ("https://hf.co/datasets/a/b/resolve/main/x.csv", "a/b x.csv"),
            ("datasets/new", "-"),
            ("models/a/b", "-"),
        ];
        for (given, expected) in table {
            let found = led(Kind::HuggingFace, &base, &base.join(given).unwrap()).map(|path| path.join(" "));
            assert_eq!(found.as_deref(), Some(expected).filter(|it| *it != "-"), "{given}");
        }
    }
}
