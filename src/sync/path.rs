//! Where a file lies in the folder of a manifest: below it, with slashes, under names that every system takes.

use std::fmt;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use super::lock::LOCK;
use super::manifest::MANIFEST;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::text;
use crate::download::check_name;
use crate::m;

/// See the [module](self). Ordered as the blocks of both files are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DataPath(String);

impl DataPath {
    /// Refuses what leads out of the folder, what some system reads as something else, and the names of guichet's own
    /// files.
    pub fn new(written: &str) -> Result<Self> {
        let refuse = |why: Message| {
            let subject = m!("sync-path", path = text::line(written));
            Error::new(ErrorKind::Usage, subject, why).hint(m!("sync-path-hint"))
        };
        if written.starts_with('/') || written.contains('\\') || written.split('/').any(|part| part == "..") {
            return Err(refuse(m!("sync-path-outside")));
        }
        if [MANIFEST, LOCK].iter().any(|own| written.eq_ignore_ascii_case(own)) {
            return Err(refuse(m!("download-own-ending")));
        }
        for part in written.split('/') {
            check_name(part).map_err(|error| refuse(error.cause))?;
        }
        Ok(Self(written.to_owned()))
    }

    /// As a person writes it on this system: `./a\b` of Windows too.
    pub fn typed(written: &str) -> Result<Self> {
        let slashed = if cfg!(windows) { written.replace('\\', "/") } else { written.to_owned() };
        Self::new(slashed.strip_prefix("./").unwrap_or(&slashed))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the file is called, without its folders.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The folders below the first one that it is in, the outermost first.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.0.match_indices('/').filter_map(|(at, _)| self.0.get(..at))
    }

    /// Where it lies, of files below `root`.
    pub fn below(&self, root: &Path) -> PathBuf {
        self.0.split('/').fold(root.to_owned(), |path, part| path.join(part))
    }

    /// The same for all spellings that some system takes for one.
    pub fn folded(&self) -> String {
        self.0.nfc().flat_map(char::to_lowercase).collect()
    }

    /// With a number, where another file has the name.
    pub fn numbered(&self, number: u32) -> Result<Self> {
        let name = crate::download::name::numbered(self.name(), number);
        let folder = self.0.get(..self.0.len() - self.name().len()).unwrap_or_default();
        Self::new(&format!("{folder}{name}"))
    }
}

impl fmt::Display for DataPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Two of `paths` that some system takes for one file, or of which one would have to be a file and a folder.
pub fn clash<'p>(paths: impl IntoIterator<Item = &'p DataPath>) -> Option<(&'p DataPath, &'p DataPath)> {
    let mut known = std::collections::HashMap::new();
    let paths: Vec<&DataPath> = paths.into_iter().collect();
    for path in &paths {
        if let Some(other) = known.insert(path.folded(), *path) {
            return Some((other, path));
        }
    }
    paths.iter().find_map(|path| {
        let folder = path.folders().find_map(|folder| known.get(&DataPath(folder.to_owned()).folded()));
        folder.map(|other| (*other, *path))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_below_the_folder_on_every_system_is_a_path() {
        for good in ["a.csv", "raw/2024/été.csv", "a b.csv", "x/y"] {
            assert_eq!(DataPath::new(good).unwrap().as_str(), good);
        }
        let bad = [
            "",
            "/",
            "/etc/passwd",
            "..",
            "../a.csv",
            "a/../../b",
            "a/..",
            "./a",
            "a//b",
            "a/",
            "C:\\a",
            "C:/a",
            "\\\\host\\a",
            "a\\b",
            "CON",
            "raw/nul.csv",
            "a.",
            "a ",
            "a:b",
            "a\0b",
            ".guichet/x",
            ".git/config",
            "data.toml",
            "DATA.LOCK",
            "a.csv.part",
            "a.csv.receipt.json",
            "a\u{202e}b",
            "-rf",
            "a?.csv",
            "\n",
        ];
        for bad in bad {
            assert_eq!(DataPath::new(bad).map_err(|error| error.kind), Err(ErrorKind::Usage), "{bad:?}");
        }
        assert_eq!(DataPath::typed("./a/b").unwrap().as_str(), "a/b");
    }

    #[test]
    fn names_that_one_system_takes_for_one_file_clash() {
        let table: [(&[&str], bool); 7] = [
            (&["a.csv", "b.csv"], false),
            (&["a.csv", "a.csv"], true),
            (&["a.csv", "A.CSV"], true),
            (&["\u{e9}.csv", "e\u{301}.csv"], true),
            (&["a", "a/b"], true),
            (&["A/b", "a"], true),
            (&["a/b", "a/c", "ab"], false),
        ];
        for (paths, clashes) in table {
            let paths: Vec<DataPath> = paths.iter().map(|path| DataPath(path.to_string())).collect();
            assert_eq!(clash(&paths).is_some(), clashes, "{paths:?}");
        }
    }

    #[test]
    fn a_numbered_path_stays_in_its_folder() {
        assert_eq!(DataPath::new("a/b.csv").unwrap().numbered(2).unwrap().as_str(), "a/b (2).csv");
    }
}
