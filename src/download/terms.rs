//! Plain data: what a download is asked to do ([`FetchPlan`]), and its result ([`Outcome`]).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::receipt::Origin;
use super::times::Times;
use super::traffic::Traffic;
use super::versions::KeptVersions;
use crate::base::atomic_file::folder_of;
use crate::model::form::{self, Answers};
use crate::model::{Checksum, Media};
use crate::net::{Validators, Waiting};

/// Where and how a media becomes a file.
#[derive(Clone, Debug)]
pub struct FetchPlan {
    pub dir: PathBuf,
    /// The file name asked for; `None` lets the server, the title or the URL name it.
    pub name: Option<String>,
    pub if_exists: IfExists,
    pub require: Require,
    /// What the media asks before it can be fetched.
    pub answers: Answers,
    /// What the receipt is to say; `None`: no receipt is written.
    pub origin: Option<Arc<Origin>>,
    /// What names the version that is had of it elsewhere: nothing is fetched where it still is that ([`Outcome::is_had`]).
    pub had: Option<Validators>,
    /// Whether a file whose place is taken is held, so that it can be put back ([`Traffic::replaced`]).
    pub keeps_replaced: bool,
    /// Where a file whose place is taken is kept as an earlier version; `None`: it is not.
    pub versions: Option<KeptVersions>,
    /// What it shares with other downloads.
    pub traffic: Arc<Traffic>,
}

impl FetchPlan {
    /// Into `dir`, under the name the server gives, nothing overwritten, nothing altered accepted.
    pub fn into(dir: impl Into<PathBuf>) -> Self {
        let (name, answers) = (None, Answers::default());
        let (if_exists, require) = (IfExists::Ask, Require::NotAltered);
        Self {
            dir: dir.into(),
            name,
            if_exists,
            require,
            answers,
            origin: None,
            had: None,
            keeps_replaced: false,
            versions: None,
            traffic: Arc::default(),
        }
    }
}

/// What a file is of: two of the same are versions of one file, all others are different files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The media's.
    pub address: String,
    /// What was answered to what it asks.
    pub answers: Vec<(String, String)>,
    /// Whether the answers tell of a person, so that nothing on the disk says what a file there is of.
    pub untold: bool,
}

impl Contents {
    pub fn new(media: &Media, answers: &Answers) -> Self {
        let untold = form::is_private(&media.form);
        Self { address: media.address().to_string(), answers: answers.0.clone(), untold }
    }
}

/// What to do when the final name is taken by a file of the person's, or by an older version. It does not speak of the file
/// of another media, beside which the new one is numbered, nor of a file that is there already, unchanged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IfExists {
    /// Fail with [`crate::base::error::ErrorKind::Exists`] before any byte is read, for the caller to ask.
    #[default]
    Ask,
    /// What an earlier run downloaded is brought up to date; of all else as [`IfExists::Ask`].
    Update,
    /// What is there stays, unless an earlier run left it otherwise.
    Skip,
    Rename,
    Overwrite,
}

/// Which verdicts earn the final name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Require {
    Verified,
    #[default]
    NotAltered,
    Nothing,
}

impl Require {
    pub fn admits(self, verdict: Verdict) -> bool {
        match self {
            Self::Verified => verdict == Verdict::Verified,
            Self::NotAltered => verdict != Verdict::Altered,
            Self::Nothing => true,
        }
    }
}

/// How the bytes on disk compare with what the portal states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The stated checksum matches.
    Verified,
    /// No checksum to compare; the stated length matches.
    SizeOnly,
    /// Rows of a service, of which there is no checksum: every one that it counts came, once.
    Complete,
    /// A stated checksum, length or number of rows does not match.
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
    /// What is waited for before the next byte.
    pub waiting: Option<Waiting>,
    /// How often it was begun again from its first byte.
    pub started_over: u32,
}

/// What a download did to the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    Downloaded,
    /// A newer version is in the place of an older one.
    Updated,
    /// The file was there already, as it is published now.
    Unchanged,
    /// A file was there already and was kept ([`IfExists::Skip`]).
    Skipped,
}

/// A download at its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Where the bytes are: the final name, or `NAME.altered` or `NAME.unverified` where [`FetchPlan::require`] is not met.
    pub path: PathBuf,
    pub bytes: u64,
    /// Lower-case hexadecimal; empty when skipped.
    pub sha256: String,
    pub verdict: Verdict,
    /// Why this verdict, one sentence without capital and full stop, to stand behind a colon.
    pub reason: String,
    /// What makes one wonder whether it is the file, and is no proof; the reason tells it too.
    pub doubt: Option<String>,
    /// The checksum the portal states, usable or not.
    pub claim: Option<Checksum>,
    /// What the server says of the bytes it sent.
    pub content_type: Option<String>,
    pub etag: Option<String>,
    pub last_modified: Option<Timestamp>,
    /// Bytes that were there from an earlier download; 0 when all of them came now.
    pub resumed_from: u64,
    pub effect: Effect,
    /// Where the file is that had the name, and was not as an earlier run left it.
    pub aside: Option<PathBuf>,
    /// Whether the file that was there is held and can be put back.
    pub replaced: bool,
    pub seconds: f64,
    /// Where they went; nothing of what was skipped.
    pub times: Times,
}

impl Outcome {
    /// Where the file is.
    pub(super) fn folder(&self) -> &Path {
        folder_of(&self.path)
    }

    /// Whether nothing was fetched, because it is what is had elsewhere ([`FetchPlan::had`]).
    pub fn is_had(&self) -> bool {
        self.effect == Effect::Unchanged && self.sha256.is_empty()
    }

    /// Whether a file that was there already stays as it is.
    pub fn is_kept(&self) -> bool {
        matches!(self.effect, Effect::Unchanged | Effect::Skipped)
    }

    /// Whether the file has its final name rightly. A skipped one is nothing that could fail.
    pub fn meets(&self, require: Require) -> bool {
        self.effect == Effect::Skipped || require.admits(self.verdict)
    }
}
