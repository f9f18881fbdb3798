//! Errors of the file system as sentences with a remedy, and paths as they may be shown.

use std::io;
use std::path::Path;

use super::error::{Error, ErrorKind, Retold};
use super::{format, text};
use crate::m;

/// A path as it may be shown.
pub fn shown(path: &Path) -> String {
    text::line(&path.display().to_string())
}

/// One sentence for what the disk refuses, and what to do about it.
pub fn disk(path: &Path, error: &io::Error) -> Error {
    let (cause, hint) = match error.kind() {
        io::ErrorKind::StorageFull => (m!("download-disk-full"), Some(m!("download-free-space"))),
        io::ErrorKind::QuotaExceeded => (m!("download-share-used"), Some(m!("download-free-space"))),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            (m!("download-not-writable"), Some(m!("download-another-folder")))
        }
        io::ErrorKind::NotADirectory => (m!("download-file-in-path"), Some(m!("download-another-folder"))),
        io::ErrorKind::IsADirectory => (m!("download-is-folder"), Some(m!("download-another-name"))),
        io::ErrorKind::InvalidFilename => (m!("download-odd-name"), Some(m!("download-another-name"))),
        io::ErrorKind::FileTooLarge => (m!("download-too-large"), Some(m!("download-another-disk"))),
        _ => (format::io(error), None),
    };
    Error { hint, ..Error::new(ErrorKind::Disk, shown(path), cause).caused_by(Retold::of(error)) }
}
