//! What the disk refuses, in a sentence, and paths as they may be shown.

use std::io::{self, ErrorKind};
use std::path::Path;

use super::error::{Error, Kind};
use super::{format, text};
use crate::t;

/// A path as it may be shown.
pub fn shown(path: &Path) -> String {
    text::line(&path.display().to_string())
}

/// One sentence for what the disk refuses, and what to do about it.
pub fn disk(path: &Path, error: &io::Error) -> Error {
    let (cause, hint) = match error.kind() {
        ErrorKind::StorageFull => (t!("download-disk-full"), Some(t!("download-free-space"))),
        ErrorKind::QuotaExceeded => (t!("download-share-used"), Some(t!("download-free-space"))),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            (t!("download-not-writable"), Some(t!("download-another-folder")))
        }
        ErrorKind::NotADirectory => (t!("download-file-in-path"), Some(t!("download-another-folder"))),
        ErrorKind::IsADirectory => (t!("download-is-folder"), Some(t!("download-another-name"))),
        ErrorKind::InvalidFilename => (t!("download-odd-name"), Some(t!("download-another-name"))),
        ErrorKind::FileTooLarge => (t!("download-too-large"), Some(t!("download-another-disk"))),
        _ => return Error::new(Kind::Disk, shown(path), format::io(error)),
    };
    let error = Error::new(Kind::Disk, shown(path), cause);
    hint.into_iter().fold(error, |error, hint| error.hint(hint))
}
