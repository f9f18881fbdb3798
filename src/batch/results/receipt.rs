//! `receipt.json`: what a batch asked, when and with which parameters, what came of it, and the proof that its files are as
//! they were left. Of documents the journal has the proofs, and the receipt has that of the journal.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::base::atomic_file::{Readers, replace_json};
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::own_file::{OwnFile, not_ours, set_aside};
use crate::base::secret_address::without_secrets;
use crate::base::versioned;
use crate::download::receipt::{LAYOUT, LONGEST, begins_as_receipt, newer_than_known};
use crate::portals::PortalConfig;
use crate::{m, t};

const NAME: &str = "receipt.json";

/// The file's content; its keys are relied on by others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchReceipt {
    /// The version of the program.
    guichet: String,
    version: u64,
    pub portal: BatchPortal,
    pub endpoints: Vec<String>,
    /// What was asked for every row, such as who receives the answers and why.
    pub parameters: BTreeMap<String, String>,
    /// When the first answer came, and the last.
    pub begun: Option<Timestamp>,
    pub ended: Option<Timestamp>,
    pub written: Timestamp,
    /// Of the input.
    pub rows: u64,
    /// How many askings ended, each once.
    pub asked: u64,
    pub documents: u64,
    /// Of each endpoint, how many rows are in which state.
    pub states: BTreeMap<String, BTreeMap<String, u64>>,
    /// The fields that were chosen.
    pub fields: Option<Vec<String>>,
    pub files: Vec<BatchFile>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchPortal {
    pub name: String,
    pub kind: String,
    pub url: String,
}

/// One file beside the receipt. As long as it is as it was left, guichet may replace it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchFile {
    pub file: String,
    pub bytes: u64,
    pub sha256: String,
    /// What it took the place of: who dies between writing this receipt and the file leaves that one there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced: Option<String>,
}

impl From<&PortalConfig> for BatchPortal {
    fn from(portal: &PortalConfig) -> Self {
        let url = without_secrets(portal.url.as_str());
        Self { name: portal.name.clone(), kind: portal.kind.to_string(), url }
    }
}

impl BatchReceipt {
    /// Of nothing yet.
    pub fn new(portal: BatchPortal, endpoints: &[String], parameters: &[(String, String)]) -> Self {
        Self {
            guichet: env!("CARGO_PKG_VERSION").into(),
            version: LAYOUT,
            portal,
            endpoints: endpoints.to_vec(),
            parameters: parameters.iter().cloned().collect(),
            begun: None,
            ended: None,
            written: Timestamp::now(),
            rows: 0,
            asked: 0,
            documents: 0,
            states: BTreeMap::new(),
            fields: None,
            files: vec![],
        }
    }

    /// Where the receipt of the results in `folder` lies.
    pub fn path(folder: &Path) -> PathBuf {
        folder.join(NAME)
    }

    /// The one that an earlier run left in `folder`, believed where nobody else could have written it. An error where
    /// something has its name that must not be replaced.
    pub fn earlier(folder: &Path) -> Result<Option<Self>> {
        let path = Self::path(folder);
        let failed = |error: std::io::Error| disk(&path, &error);
        let (file, is_own) = match OwnFile::look(&path).map_err(failed)? {
            OwnFile::Nothing => return Ok(None),
            OwnFile::NoFile => return Err(not_ours(&path)),
            OwnFile::Own(file) => (file, true),
            OwnFile::Shared(file) => (file, false),
        };
        let mut text = Vec::new();
        file.take(LONGEST).read_to_end(&mut text).map_err(failed)?;
        match newer_than_known(&text) {
            Some(version) => Err(versioned::newer(&path, version, LAYOUT)),
            None if !begins_as_receipt(&text) => Err(not_ours(&path)),
            None => match serde_json::from_slice(&text) {
                Ok(receipt) => Ok(Some(receipt).filter(|_| is_own)),
                Err(_) => set_aside(&path, &t!("batch-results-receipt")).map(|()| None),
            },
        }
    }

    /// The receipt of the results in `folder`.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = Self::path(folder);
        let bytes = fs::File::open(&path).and_then(|file| {
            let mut bytes = Vec::new();
            file.take(LONGEST).read_to_end(&mut bytes).map(|_| bytes)
        });
        let bytes = bytes.map_err(|error| disk(&path, &error))?;
        if let Some(version) = newer_than_known(&bytes) {
            return Err(versioned::newer(&path, version, LAYOUT));
        }
        serde_json::from_slice(&bytes).map_err(|error| {
            // What the reader of JSON says is English, and for `-v`.
            Error::new(ErrorKind::Integrity, shown(&path), m!("batch-results-odd-receipt")).caused_by(error)
        })
    }

    /// What this receipt knows of a file of that name.
    pub fn of(&self, name: &str) -> Option<&BatchFile> {
        self.files.iter().find(|it| it.file == name)
    }

    /// Replaces that of `folder` in one piece.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let path = Self::path(folder);
        replace_json(&path, self, Readers::Owner).map_err(|error| disk(&path, &error))
    }
}

impl BatchFile {
    /// Whether guichet left a file with this SHA-256.
    pub fn left(&self, sha256: &str) -> bool {
        self.sha256 == sha256 || self.replaced.as_deref() == Some(sha256)
    }
}
