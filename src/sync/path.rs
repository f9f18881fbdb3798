//! Where a file lies in the folder of a manifest: below it, with slashes, under names that every system takes.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::lock::LOCK;
use super::manifest::MANIFEST;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::text;
use crate::download::check_name;
use crate::download::name::LONGEST;
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
            Error::new(ErrorKind::Usage, subject, why)
        };
        if written.starts_with('/') || written.contains('\\') || written.split('/').any(|part| part == "..") {
            return Err(refuse(m!("sync-path-outside")).hint(m!("sync-path-hint")));
        }
        if written.split('/').next().is_some_and(is_expanded) {
            return Err(refuse(m!("sync-path-shell")).hint(m!("sync-path-hint")));
        }
        if [MANIFEST, LOCK].iter().any(|own| written.eq_ignore_ascii_case(own)) {
            return Err(refuse(m!("download-own-ending")));
        }
        for part in written.split('/') {
            let usual = |why: Message| refuse(why).hint(m!("sync-path-other-hint"));
            check_name(part).map_err(|error| usual(odd(part).unwrap_or(error.cause)))?;
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

    /// Whether `other` would lie in a folder of this name.
    pub fn is_folder_of(&self, other: &Self) -> bool {
        other.folded().strip_prefix(&self.folded()).is_some_and(|rest| rest.starts_with('/'))
    }

    /// The same for all spellings that some system takes for one: `ß` is `SS` and `ﬁ` is `FI` to some.
    pub fn folded(&self) -> String {
        // What is small and has the capital of another letter is one of its own: Turkish i without its dot.
        let large = |c: char| if c == 'ı' { vec![c] } else { c.to_uppercase().collect() };
        let small = self.0.nfd().flat_map(char::to_lowercase);
        small.flat_map(large).flat_map(char::to_lowercase).nfd().collect()
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

/// Whether a shell, or a person, reads the first name of a path as another folder than one of that name.
fn is_expanded(name: &str) -> bool {
    name.starts_with(['~', '$']) || name.len() > 2 && name.starts_with('%') && name.ends_with('%')
}

/// What is odd about the name `part`, as far as there are words for it.
fn odd(part: &str) -> Option<Message> {
    let name = || text::line(part);
    let forbidden = part.chars().find(|c| matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|'));
    Some(if part.is_empty() {
        m!("sync-path-empty")
    } else if !is_nfc(part) {
        m!("sync-path-accents")
    } else if let Some(character) = forbidden {
        m!("sync-path-character", character = character.to_string())
    } else if part.starts_with('.') {
        m!("sync-path-dot", name = name())
    } else if part.starts_with('-') {
        m!("sync-path-dash", name = name())
    } else if part.starts_with(' ') || part.ends_with([' ', '.']) {
        m!("sync-path-edge", name = name())
    } else if part != name() {
        m!("sync-path-unseen")
    } else if part.len() > LONGEST {
        m!("sync-path-long", longest = LONGEST)
    } else {
        return None;
    })
}

/// Two of `paths`, each with what is known of it, that some system takes for one file, or of which one would have to be a
/// file and a folder.
pub fn clash<'p, T: Copy>(paths: impl IntoIterator<Item = (&'p DataPath, T)>) -> Option<[(&'p DataPath, T); 2]> {
    let mut known = HashMap::new();
    let paths: Vec<_> = paths.into_iter().collect();
    for path in &paths {
        if let Some(other) = known.insert(path.0.folded(), *path) {
            return Some([other, *path]);
        }
    }
    paths.iter().find_map(|path| {
        let folder = path.0.folders().find_map(|folder| known.get(&DataPath(folder.to_owned()).folded()));
        folder.map(|other| [*other, *path])
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
    fn a_name_is_refused_with_its_reason() {
        let long = "é".repeat(120);
        let table = [
            ("~/a.csv", "shell"),
            ("~anna/a.csv", "shell"),
            ("$HOME/a.csv", "shell"),
            ("%TEMP%/a.csv", "shell"),
            ("raw/e\u{301}.csv", "accents"),
            ("raw/.hidden", "begins with a dot"),
            ("-a.csv", "option"),
            ("a /b", "space"),
            ("a./b", "dot"),
            ("a//b", "empty"),
            ("a|b", "|"),
            ("a\u{200b}b", "not seen"),
            (&long, "longer than 223 bytes"),
            ("/a", "leads out"),
        ];
        for (path, reason) in table {
            let error = crate::base::i18n::Language::English.within(|| DataPath::new(path).unwrap_err().to_string());
            assert!(error.contains(reason), "{path}: {error}");
        }
        for path in ["a~b/c", "Q1 $/a.csv", "100%/a.csv", "été.csv"] {
            assert!(DataPath::new(path).is_ok(), "{path}");
        }
    }

    #[test]
    fn names_that_one_system_takes_for_one_file_clash() {
        let table: [(&[&str], bool); 17] = [
            (&["Straße.csv", "STRASSE.csv"], true),
            (&["gro\u{1e9e}.csv", "groß.csv"], true),
            (&["\u{fb01}n.csv", "FIN.csv"], true),
            (&["ςas.csv", "σAS.csv"], true),
            (&["\u{17f}a.csv", "Sa.csv"], true),
            (&["\u{1f0}.csv", "J\u{30c}.csv"], true),
            (&["\u{212a}.csv", "k.csv"], true),
            (&["İ.csv", "i\u{307}.csv"], true),
            (&["kapı.csv", "kapi.csv"], false),
            (&["\u{3c2}/a", "Σ"], true),
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
            assert_eq!(clash(paths.iter().map(|it| (it, ()))).is_some(), clashes, "{paths:?}");
        }
    }

    #[test]
    fn a_numbered_path_stays_in_its_folder() {
        assert_eq!(DataPath::new("a/b.csv").unwrap().numbered(2).unwrap().as_str(), "a/b (2).csv");
    }
}
