//! What the disk refuses, in a sentence, and paths as they may be shown.

use std::io::{self, ErrorKind};
use std::path::Path;

use super::error::{Error, Kind, Retold};
use super::{format, text};
use crate::m;

/// A path as it may be shown.
pub fn shown(path: &Path) -> String {
    text::line(&path.display().to_string())
}

/// One sentence for what the disk refuses, and what to do about it.
pub fn disk(path: &Path, error: &io::Error) -> Error {
    let (cause, hint) = match error.kind() {
        ErrorKind::StorageFull => (m!("download-disk-full"), Some(m!("download-free-space"))),
        ErrorKind::QuotaExceeded => (m!("download-share-used"), Some(m!("download-free-space"))),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            (m!("download-not-writable"), Some(m!("download-another-folder")))
        }
        ErrorKind::NotADirectory => (m!("download-file-in-path"), Some(m!("download-another-folder"))),
        ErrorKind::IsADirectory => (m!("download-is-folder"), Some(m!("download-another-name"))),
        ErrorKind::InvalidFilename => (m!("download-odd-name"), Some(m!("download-another-name"))),
        ErrorKind::FileTooLarge => (m!("download-too-large"), Some(m!("download-another-disk"))),
        _ => return Error::new(Kind::Disk, shown(path), format::io(error)),
    };
    let refused = Error::new(Kind::Disk, shown(path), cause).caused_by(Retold::of(error));
    hint.into_iter().fold(refused, |refused, hint| refused.hint(hint))
}
