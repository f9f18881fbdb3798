//! Small JSON files of guichet's own, each with the version of its layout: one of a newer program is left alone, in words;
//! one that is damaged is set aside; one from before there were versions is read as the first.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::atomic_file::{Readers, replace_json};
use super::disk::shown;
use super::error::{Error, ErrorKind};
use super::notice::notice;
use super::own_file::set_aside;
use crate::{m, t};

/// What such a file holds.
#[derive(Debug, PartialEq)]
pub enum Kept<T> {
    Nothing,
    Content(T),
    /// Of this version, which is not known yet.
    Newer(u64),
    Damaged,
}

/// What is at `path`, whose layout this program knows as `layout`.
pub fn look<T: DeserializeOwned>(path: &Path, layout: u64) -> io::Result<Kept<T>> {
    match fs::read(path) {
        Ok(bytes) => Ok(read(&bytes, layout)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Kept::Nothing),
        Err(error) => Err(error),
    }
}

fn read<T: DeserializeOwned>(bytes: &[u8], layout: u64) -> Kept<T> {
    let Ok(mut written) = serde_json::from_slice::<Value>(bytes) else { return Kept::Damaged };
    // Before there were versions, the files that have portals for keys held no plain value there.
    let version = written.get("version").filter(|version| !version.is_object() && !version.is_array()).cloned();
    let content = match version.map(|version| version.as_u64()) {
        None => written,
        Some(Some(newer)) if newer > layout => return Kept::Newer(newer),
        Some(Some(1..)) => written.get_mut("content").map(Value::take).unwrap_or_default(),
        Some(_) => return Kept::Damaged,
    };
    serde_json::from_value(content).map_or(Kept::Damaged, Kept::Content)
}

/// What is at `path`, where it may be missed: nothing where it cannot be read, which is said.
pub fn load<T: DeserializeOwned + Default>(path: &Path, layout: u64) -> T {
    match look(path, layout) {
        Ok(Kept::Content(content)) => content,
        Ok(Kept::Newer(version)) => {
            say_newer(path, version, layout);
            T::default()
        }
        Ok(Kept::Damaged) => {
            if let Err(error) = set_aside(path, &t!("config-kept-what")) {
                tracing::warn!(%error, "a damaged file stays where it is");
            }
            T::default()
        }
        Ok(Kept::Nothing) | Err(_) => T::default(),
    }
}

/// Gives the file at `path` this content, unless a newer program wrote what is there.
pub fn store(path: &Path, layout: u64, content: &impl Serialize, readers: Readers) -> io::Result<()> {
    if let Ok(Kept::Newer(version)) = look::<Value>(path, layout) {
        return Err(io::Error::new(io::ErrorKind::Unsupported, newer(path, version, layout)));
    }
    replace_json(path, &wrapped(layout, content)?, readers)
}

/// `content` as it stands in the file.
pub fn wrapped(layout: u64, content: &impl Serialize) -> serde_json::Result<Value> {
    Ok(json!({ "version": layout, "content": serde_json::to_value(content)? }))
}

/// The refusal of what is at `path`, which a newer program wrote.
pub fn newer(path: &Path, version: u64, layout: u64) -> Error {
    let cause = m!("config-newer", version, layout);
    Error::new(ErrorKind::Config, shown(path), cause).hint(m!("config-kept-newer-hint"))
}

/// Says once in a run that a file is of a newer program.
pub fn say_newer(path: &Path, version: u64, layout: u64) {
    static SAID: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    if SAID.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned()) {
        notice(&m!("config-kept-newer", path = shown(path), version, layout));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    type Answers = BTreeMap<String, BTreeMap<String, String>>;

    fn answers(portal: &str) -> Answers {
        [(portal.to_owned(), [("a".to_owned(), "b".to_owned())].into())].into()
    }

    #[test]
    fn what_becomes_of_a_file_of_each_version() {
        let of = |portal: &str| Kept::Content(answers(portal));
        let table: [(&str, Kept<Answers>); 15] = [
            // Before there were versions, also of a portal of that name.
            (r#"{"p": {"a": "b"}}"#, of("p")),
            (r#"{"version": {"a": "b"}}"#, of("version")),
            (r#"{"version": 1, "content": {"p": {"a": "b"}}}"#, of("p")),
            (r#"{"version": 2, "content": {"p": {"a": "b"}}}"#, of("p")),
            (r#"{"version": 3, "content": {"p": {"a": "b"}}}"#, Kept::Newer(3)),
            (r#"{"version": 3, "anything": []}"#, Kept::Newer(3)),
            (r#"{"version": 18446744073709551615}"#, Kept::Newer(u64::MAX)),
            (r#"{"version": 0, "content": {}}"#, Kept::Damaged),
            (r#"{"version": -1, "content": {}}"#, Kept::Damaged),
            (r#"{"version": "2", "content": {}}"#, Kept::Damaged),
            (r#"{"version": 2.5, "content": {}}"#, Kept::Damaged),
            (r#"{"version": null, "content": {}}"#, Kept::Damaged),
            (r#"{"version": 2}"#, Kept::Damaged),
            (r#"{"p": 3}"#, Kept::Damaged),
            ("", Kept::Damaged),
        ];
        for (written, wanted) in table {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("answers.json");
            fs::write(&path, written).unwrap();
            assert_eq!(look::<Answers>(&path, 2).unwrap(), wanted, "{written}");
            let loaded: Answers = load(&path, 2);
            let left = || fs::read_to_string(&path).ok();
            let stored = |path: &Path| store(path, 2, &answers("q"), Readers::Owner);
            match &wanted {
                Kept::Content(content) => assert_eq!(&loaded, content),
                Kept::Newer(_) => {
                    assert_eq!((loaded.len(), left().as_deref()), (0, Some(written)));
                    assert!(stored(&path).unwrap_err().to_string().contains("of version"), "{written}");
                    assert_eq!(left().as_deref(), Some(written), "it is never written over");
                    continue;
                }
                Kept::Damaged => {
                    assert_eq!((loaded.len(), left()), (0, None));
                    let aside = path.with_added_extension("damaged");
                    assert_eq!(fs::read_to_string(aside).unwrap(), written, "it is set aside");
                }
                Kept::Nothing => unreachable!(),
            }
            stored(&path).unwrap();
            assert_eq!(load::<Answers>(&path, 2), answers("q"), "{written}");
            assert!(left().unwrap().starts_with("{\n  \"version\": 2,"), "and is of this version from now on");
        }
        assert_eq!(look::<Answers>(Path::new("/nowhere/answers.json"), 2).unwrap(), Kept::Nothing);
    }
}
