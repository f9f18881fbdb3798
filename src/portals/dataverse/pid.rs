//! What names a dataset of Dataverse's: a DOI, a handle or another persistent identifier, and a version where one is
//! meant (docs/portals/dataverse.md 2).

use super::super::paths::is_step;
use crate::base::text;
use crate::model::identity::resolved;

/// A dataset, and which version of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pid {
    /// With its protocol: `doi:10.5072/FK2/AB`. Upper and lower case are as they are written.
    pub full: String,
    /// `2.0`, or [`DRAFT`]; `None` for the newest that is published.
    pub version: Option<String>,
}

/// What a version is called that is not published yet.
pub const DRAFT: &str = "draft";

const DOI: &str = "doi";

impl Pid {
    /// As Dataverse writes it, as the address of a resolver, or as [`Self::segment`] does.
    pub fn read(written: &str) -> Option<Self> {
        let written = written.trim();
        if is_step(written) || text::id(written) != written {
            return None;
        }
        let (id, version) = match written.rsplit_once('@') {
            Some((id, number)) => match version(number) {
                Some(number) => (id, Some(number)),
                None => (written, None),
            },
            None => (written, None),
        };
        Some(Self { full: full(id)?, version })
    }

    /// Its one segment of an address: a DOI goes without its protocol, as people write it.
    pub fn segment(&self) -> String {
        let id = self.full.strip_prefix("doi:").unwrap_or(&self.full);
        match &self.version {
            Some(version) => format!("{id}@{version}"),
            None => id.to_owned(),
        }
    }
}

/// For [`super::super::grammar::Grammar::id`].
pub fn segment(written: &str) -> Option<String> {
    Pid::read(written).map(|pid| pid.segment())
}

fn full(id: &str) -> Option<String> {
    if id.contains("://") {
        let (protocol, rest) = resolved(id)?;
        return with(protocol, rest);
    }
    match id.split_once(':') {
        Some((protocol, rest)) if is_protocol(protocol) => with(&protocol.to_ascii_lowercase(), rest),
        _ => with(DOI, id),
    }
}

fn is_protocol(word: &str) -> bool {
    (2..=8).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn with(protocol: &str, rest: &str) -> Option<String> {
    let rest = rest.trim();
    let fits = match protocol {
        DOI => rest.starts_with("10.") && rest.split_once('/').is_some_and(|(_, suffix)| !suffix.is_empty()),
        "hdl" => rest.split_once('/').is_some_and(|(prefix, suffix)| !prefix.is_empty() && !suffix.is_empty()),
        _ => !rest.is_empty(),
    };
    fits.then(|| format!("{protocol}:{rest}"))
}

/// A version as it is asked for: `2` is `2.0`, `:draft` and `DRAFT` are the [`DRAFT`]; all else names none, or the newest.
pub fn version(written: &str) -> Option<String> {
    if written.trim_start_matches(':').eq_ignore_ascii_case(DRAFT) {
        return Some(DRAFT.to_owned());
    }
    let (major, minor) = written.split_once('.').unwrap_or((written, "0"));
    let is_number = |text: &str| (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(major) && is_number(minor)).then(|| format!("{major}.{minor}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_a_number_or_the_draft() {
        let table = [
            ("2", Some("2.0")),
            ("2.1", Some("2.1")),
            ("DRAFT", Some("draft")),
            (":draft", Some("draft")),
            (":latest", None),
            (":latest-published", None),
            ("LATEST", None),
            ("1.x", None),
            ("", None),
        ];
        for (written, expected) in table {
            assert_eq!(version(written).as_deref(), expected, "{written}");
        }
    }

    #[test]
    fn one_dataset_has_one_segment_however_it_is_written() {
        let table = [
            ("doi:10.5072/FK2/AB", Some("10.5072/FK2/AB")),
            ("DOI:10.5072/FK2/AB", Some("10.5072/FK2/AB")),
            ("10.5072/FK2/AB", Some("10.5072/FK2/AB")),
            ("https://doi.org/10.5072/FK2/AB", Some("10.5072/FK2/AB")),
            ("http://dx.doi.org/10.5072/FK2/ab", Some("10.5072/FK2/ab")),
            ("doi:10.5072/FK2/AB@2", Some("10.5072/FK2/AB@2.0")),
            ("10.5072/FK2/AB@2.1", Some("10.5072/FK2/AB@2.1")),
            ("10.5072/FK2/AB@draft", Some("10.5072/FK2/AB@draft")),
            ("doi:10.5072/FK2/AB@DRAFT", Some("10.5072/FK2/AB@draft")),
            ("10.5072/FK2/AB@latest", Some("10.5072/FK2/AB@latest")),
            ("https://hdl.handle.net/20.500.1/x", Some("hdl:20.500.1/x")),
            ("hdl:20.500.1/x", Some("hdl:20.500.1/x")),
            ("perma:DAR-88", Some("perma:DAR-88")),
            ("ark:/12148/btv1b", Some("ark:/12148/btv1b")),
            ("10.5072/", None),
            ("10.5072", None),
            ("20.500.1/x", None),
            ("hdl:x", None),
            ("perma:", None),
            ("https://example.org/10.5072/x", None),
            ("all", None),
            ("5120", None),
            ("", None),
            ("..", None),
            ("10.5072/a\u{1b}b", None),
            ("10.5072/a  b", None),
        ];
        for (written, expected) in table {
            assert_eq!(segment(written).as_deref(), expected, "{written}");
            let again = segment(written).map(|one| segment(&one));
            assert!(again.is_none_or(|again| again.as_deref() == expected), "{written}");
        }
    }
}
