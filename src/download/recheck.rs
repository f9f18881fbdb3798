//! A downloaded file held against its receipt once more.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::receipt::{Receipt, digest};
use super::{Contents, Traffic};
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::{m, t};

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

    /// Refuses a file that is not as its receipt says. One of another size is not read, nor one that nobody has written to
    /// since it was described. BLOCKS.
    pub fn check(file: &Path, receipt: &Receipt) -> Result<()> {
        let refusal = |kind, cause: Message| Error::new(kind, shown(file), cause);
        let there = match fs::metadata(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(refusal(ErrorKind::NotFound, m!("cite-file-gone")).hint(m!("cite-file-gone-hint")));
            }
            there => there.map_err(|error| disk(file, &error))?,
        };
        let changed = |metadata: io::Result<fs::Metadata>| metadata.and_then(|metadata| metadata.modified()).ok();
        let described = changed(fs::metadata(Receipt::path(file)));
        let altered = if there.len() != receipt.bytes {
            Some(t!("cli-other-size", bytes = there.len(), stated = receipt.bytes))
        } else if changed(Ok(there)) > described {
            Self::of(file, receipt)?.altered
        } else {
            None
        };
        match altered {
            Some(why) => Err(refusal(ErrorKind::Integrity, why.into()).hint(m!("cite-altered-hint"))),
            None => Ok(()),
        }
    }
}

/// The file in `folder` that an earlier run made of `contents`, if it was verified and is as it was left. Reads it. BLOCKS.
pub fn verified_file(folder: &Path, contents: &Contents, traffic: &Traffic) -> Result<Option<PathBuf>> {
    let Some(earlier) = traffic.receipts.file_of(folder, contents)? else { return Ok(None) };
    Ok((earlier.was_verified() && earlier.is_as_left()?).then_some(earlier.path))
}
