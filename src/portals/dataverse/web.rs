//! What the addresses of a Dataverse portal's pages, interface and files lead to.

use super::super::web::{Below, path};
use super::pid::{Pid, version};

/// See [`crate::portals::About::led`].
pub fn led(below: &Below) -> Option<Vec<String>> {
    let asked = || below.value(&["persistentId", "globalId"]);
    match segments(below)[..] {
        [] => path([]),
        ["dataset.xhtml" | "citation"] | ["spa", "datasets"] => dataset(asked()?, below.value(&["version"])),
        ["spa"] => path([]),
        ["spa", "collections", alias] => collection(alias),
        ["dataverse", alias] => collection(alias),
        ["dataverse.xhtml"] => below.value(&["alias"]).map_or_else(|| path([]), collection),
        ["api", "search"] => below.value(&["subtree"]).map_or_else(|| path(["all"]), collection),
        ["api", "datasets", ":persistentId", "versions", number, ..]
        | ["api", "access", "dataset", ":persistentId", "versions", number] => dataset(asked()?, Some(number)),
        ["api", "access", "dataset", ":persistentId"] => dataset(asked()?, None),
        ["api", "datasets", ":persistentId" | "export", ..] => dataset(asked()?, None),
        ["api", "dataverses", alias, ..] if !alias.starts_with(':') => collection(alias),
        _ => None,
    }
}

/// What stands in the path, without the number of the interface: `api/v1/search` is `api/search`.
fn segments(below: &Below) -> Vec<&str> {
    let mut all = below.path();
    if let ["api", "v1", ..] = all[..] {
        all.remove(1);
    }
    all
}

fn collection(alias: &str) -> Option<Vec<String>> {
    path(["collections", alias])
}

fn dataset(id: &str, number: Option<&str>) -> Option<Vec<String>> {
    let pid = Pid::read(id)?;
    let version = number.and_then(version).or(pid.version);
    Some(vec![Pid { version, full: pid.full }.segment()])
}

/// What names a file or a dataset by itself, so that the portal is to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lone {
    /// A file by its number.
    File(String),
    /// A file by an identifier of its own.
    FilePid(String),
    /// A dataset by its number.
    Dataset(String),
}

/// See [`Lone`].
pub fn lone(below: &Below) -> Option<Lone> {
    let number = |text: &str| is_number(text).then(|| text.to_owned());
    match segments(below)[..] {
        ["file.xhtml"] | ["spa", "files"] => match below.value(&["fileId", "id"]).and_then(number) {
            Some(id) => Some(Lone::File(id)),
            None => Some(Lone::FilePid(Pid::read(below.value(&["persistentId"])?)?.full)),
        },
        ["api", "access", "datafile", ":persistentId"] | ["api", "files", ":persistentId", ..] => {
            Some(Lone::FilePid(Pid::read(below.value(&["persistentId"])?)?.full))
        }
        // Segments before the number are its folders.
        ["api", "access", "datafile", .., id] => number(id).map(Lone::File),
        ["api", "files", id, ..] => number(id).map(Lone::File),
        ["api", "access", "dataset", id, ..] => number(id).map(Lone::Dataset),
        ["dataset.xhtml"] => below.value(&["id"]).and_then(number).map(Lone::Dataset),
        ["api", "datasets", id, ..] => number(id).map(Lone::Dataset),
        _ => None,
    }
}

/// Whether it is one of the portal's database.
pub fn is_number(text: &str) -> bool {
    (1..=18).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    #[test]
    fn what_is_named_by_itself_is_told_from_what_has_a_dataset() {
        let base = Url::parse("https://d.org/sub/").unwrap();
        let file = |id: &str| Some(Lone::File(id.into()));
        let table = [
            ("file.xhtml?fileId=12&version=1.0", file("12")),
            ("file.xhtml?persistentId=doi:10.5072/A/B", Some(Lone::FilePid("doi:10.5072/A/B".into()))),
            ("api/access/datafile/12?format=original", file("12")),
            ("api/v1/access/datafile/a/b/12", file("12")),
            (
                "api/access/datafile/:persistentId?persistentId=doi:10.5072/A/B",
                Some(Lone::FilePid("doi:10.5072/A/B".into())),
            ),
            ("spa/files?id=12", file("12")),
            ("api/files/12", file("12")),
            ("api/files/12/versions", file("12")),
            ("api/v1/files/12/metadata", file("12")),
            (
                "api/files/:persistentId/metadata?persistentId=doi:10.5072/A/B",
                Some(Lone::FilePid("doi:10.5072/A/B".into())),
            ),
            ("api/files/a", None),
            ("api/access/dataset/5120", Some(Lone::Dataset("5120".into()))),
            ("api/access/dataset/:persistentId?persistentId=doi:10.5072/A", None),
            ("api/access/datafile/a", None),
            ("dataset.xhtml?id=5120", Some(Lone::Dataset("5120".into()))),
            ("api/datasets/5120/versions/2.0", Some(Lone::Dataset("5120".into()))),
            ("api/datasets/:persistentId/?persistentId=doi:10.5072/A", None),
            ("dataset.xhtml?persistentId=doi:10.5072/A", None),
        ];
        for (path, expected) in table {
            let url = base.join(path).unwrap();
            assert_eq!(Below::of(&base, &url).as_ref().and_then(lone), expected, "{path}");
        }
    }

    #[test]
    fn the_newer_pages_and_archives_of_datasets_lead_to_them() {
        let base = Url::parse("https://d.org/").unwrap();
        let table = [
            ("spa/datasets?persistentId=doi:10.5072/A&version=2.1", "10.5072/A@2.1"),
            ("spa/datasets?persistentId=doi:10.5072/A", "10.5072/A"),
            ("spa/collections/rivieres", "collections rivieres"),
            ("spa", ""),
            ("api/access/dataset/:persistentId/?persistentId=doi:10.5072/A&format=original", "10.5072/A"),
            ("api/v1/access/dataset/:persistentId/versions/1.0?persistentId=doi:10.5072/A", "10.5072/A@1.0"),
            ("spa/datasets", "-"),
            ("spa/files?id=12", "-"),
            ("api/access/dataset/5120", "-"),
        ];
        for (given, expected) in table {
            let below = Below::of(&base, &base.join(given).unwrap()).unwrap();
            let found = led(&below).map(|path| path.join(" "));
            assert_eq!(found.as_deref(), Some(expected).filter(|it| *it != "-"), "{given}");
        }
    }
}
