//! A downloaded file held against its receipt once more.

use std::path::{Path, PathBuf};

use super::receipt::{Receipt, digest};
use super::{Contents, Traffic};
use crate::base::error::Result;
use crate::t;

/// What a file is found to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Recheck {
    pub bytes: u64,
    pub sha256: String,
    /// Why it is not as it was left: a sentence without capital and full stop.
    pub altered: Option<String>,
}

impl Recheck {
    /// Reads the file. BLOCKS.
    pub fn of(file: &Path, receipt: &Receipt) -> Result<Self> {
        let (bytes, sha256) = digest(file)?;
        let altered = if bytes != receipt.bytes {
            Some(t!("cli-other-size", bytes, stated = receipt.bytes))
        } else if sha256 != receipt.sha256 {
            Some(t!("cli-other-digest", sha256 = &sha256, stated = &receipt.sha256))
        } else {
            None
        };
        Ok(Self { bytes, sha256, altered })
    }
}

/// The file in `folder` that an earlier run made of `contents`, if it was verified and is as it was left. Reads it. BLOCKS.
pub fn verified_file(folder: &Path, contents: &Contents, traffic: &Traffic) -> Result<Option<PathBuf>> {
    let Some(earlier) = traffic.receipts.file_of(folder, contents)? else { return Ok(None) };
    Ok((earlier.was_verified() && earlier.is_as_left()?).then_some(earlier.path))
}
