//! What names a dataset of the Hub's: `namespace/name`, and a revision where another than the main branch is meant
//! (docs/portals/hugging-face.md 1).

use super::super::paths::is_step;
use crate::base::text;

/// The branch that is meant where none is named.
pub const MAIN: &str = "main";
/// The branch that the Hub's own copies are on.
pub const MADE: &str = "refs/convert/parquet";

/// A dataset, and at which revision it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetId {
    /// `namespace/name`, or an old one without a namespace.
    pub name: String,
    /// A branch, a tag, a commit or a `refs/…`; `None` for the main branch.
    pub revision: Option<String>,
}

impl SetId {
    /// As its one segment of an address writes it: a revision stands behind an `@`, which no name holds.
    pub fn read(written: &str) -> Option<Self> {
        match written.split_once('@') {
            Some((name, revision)) => Self::at(name, revision),
            None => is_name(written).then(|| Self { name: written.to_owned(), revision: None }),
        }
    }

    /// The dataset called `name` at `revision`.
    pub fn at(name: &str, revision: &str) -> Option<Self> {
        let revision = revision.strip_prefix("refs/heads/").unwrap_or(revision);
        let (name, is_main) = (name.to_owned(), revision == MAIN);
        (is_name(&name) && is_revision(revision))
            .then(|| Self { name, revision: Some(revision.to_owned()).filter(|_| !is_main) })
    }

    /// Its one segment of an address.
    pub fn segment(&self) -> String {
        match &self.revision {
            Some(revision) => format!("{}@{revision}", self.name),
            None => self.name.clone(),
        }
    }

    /// The commit that is named, where one is: no answer says better what it is.
    pub fn commit(&self) -> Option<&str> {
        self.revision.as_deref().filter(|revision| is_commit(revision))
    }
}

/// For [`super::super::grammar::Grammar::id`].
pub fn segment(written: &str) -> Option<String> {
    SetId::read(written).map(|id| id.segment())
}

/// `namespace/name`, or an old one without a namespace.
pub fn is_name(name: &str) -> bool {
    const LONGEST: usize = 96;
    let is_part = |part: &str| {
        !is_step(part)
            && part.len() <= LONGEST
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
    };
    match name.split_once('/') {
        Some((namespace, name)) => is_part(namespace) && is_part(name),
        None => is_part(name),
    }
}

/// Forty digits.
pub fn is_commit(sha: &str) -> bool {
    sha.len() == 40 && sha.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What git takes for the name of a branch or a tag (`git check-ref-format`).
fn is_revision(revision: &str) -> bool {
    const LONGEST: usize = 250;
    let is_odd = |c: char| c.is_whitespace() || matches!(c, '~' | '^' | ':' | '?' | '*' | '[' | '\\');
    revision.len() <= LONGEST
        && !revision.contains("..")
        && !revision.contains(is_odd)
        && text::id(revision) == revision
        && revision.split('/').all(|part| !is_step(part) && !part.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_revision_of_a_dataset_has_one_segment() {
        const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
        let pinned = format!("a/b@{COMMIT}");
        let table = [
            ("a/b", Some("a/b")),
            ("old", Some("old")),
            ("a/b@main", Some("a/b")),
            ("a/b@refs/heads/main", Some("a/b")),
            ("a/b@refs/heads/essai", Some("a/b@essai")),
            ("old@v1.0", Some("old@v1.0")),
            ("a/b@essai/été-2026", Some("a/b@essai/été-2026")),
            ("a/b@version@2", Some("a/b@version@2")),
            ("a/b@refs/convert/parquet", Some("a/b@refs/convert/parquet")),
            ("a/b@refs/pr/12", Some("a/b@refs/pr/12")),
            (&pinned, Some(&pinned)),
            ("a/b@", None),
            ("a/b@..", None),
            ("a/b@x/../../models", None),
            ("a/b@/x", None),
            ("a/b@x//y", None),
            ("a/b@.x", None),
            ("a/b@x y", None),
            ("a/b@x^1", None),
            ("a/b@x\u{202e}y", None),
            ("@main", None),
            ("a/b/c@main", None),
            ("a/é@main", None),
            ("../b", None),
        ];
        for (written, expected) in table {
            assert_eq!(segment(written).as_deref(), expected, "{written:?}");
        }
        assert_eq!(SetId::read(&pinned).unwrap().commit(), Some(COMMIT));
        assert_eq!(SetId::read("a/b@0123456").unwrap().commit(), None, "the Hub tells which one that is");
    }
}
