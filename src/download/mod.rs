//! Fetching one media: bytes to `NAME.part`, length and checksum on the way, verdict, then its final name.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::Media;
use crate::portals::Portal;

/// Where and how a media becomes a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub dir: PathBuf,
    /// The file name asked for; `None` lets the server, the title or the URL name it.
    pub name: Option<String>,
    pub if_exists: IfExists,
    pub require: Require,
}

/// What to do when the final name is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum IfExists {
    /// Fail with [`crate::error::Kind::Exists`] before any byte is read, for the caller to ask.
    Ask,
    Skip,
    Rename,
    Overwrite,
}

/// Which verdicts earn the final name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Require {
    Verified,
    NotAltered,
    Nothing,
}

/// How the bytes on disk compare with what the portal states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The stated checksum matches.
    Verified,
    /// No checksum to compare; the stated length matches.
    SizeOnly,
    /// A stated checksum or length does not match.
    Altered,
    /// Nothing usable is stated.
    Unverifiable,
}

/// A download under way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub done: u64,
    /// `None` while nobody knows.
    pub total: Option<u64>,
}

/// A download at its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Where the bytes are: the final name, or `NAME.altered`.
    pub path: PathBuf,
    pub bytes: u64,
    /// Lower-case hexadecimal.
    pub sha256: String,
    pub verdict: Verdict,
    /// Why this verdict, one sentence.
    pub reason: String,
    /// True when an existing file was kept and nothing fetched ([`IfExists::Skip`]).
    pub skipped: bool,
    pub seconds: f64,
}

/// Downloads `media`. Reports at most every 100 ms and once at the end. Dropping the future cancels: the bytes so far
/// stay in `NAME.part`.
pub async fn fetch(
    _portal: &dyn Portal,
    _media: &Media,
    _plan: &Plan,
    _report: impl FnMut(Progress) + Send,
) -> Result<Outcome> {
    todo!()
}

#[cfg(test)]
pub fn outcome_for_tests() -> Outcome {
    Outcome {
        path: PathBuf::new(),
        bytes: 0,
        sha256: String::new(),
        verdict: Verdict::Unverifiable,
        reason: String::new(),
        skipped: false,
        seconds: 0.0,
    }
}
