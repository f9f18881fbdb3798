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
        _ if is_open_elsewhere(error, cfg!(windows)) => (m!("download-open-elsewhere"), Some(m!("download-close-it"))),
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

/// Whether another program keeps the file to itself. Windows says so with numbers that mean something else elsewhere:
/// `ERROR_SHARING_VIOLATION` and `ERROR_LOCK_VIOLATION`.
fn is_open_elsewhere(error: &io::Error, windows: bool) -> bool {
    match error.kind() {
        io::ErrorKind::ExecutableFileBusy | io::ErrorKind::ResourceBusy => true,
        _ => windows && matches!(error.raw_os_error(), Some(32 | 33)),
    }
}

/// An error where another file cannot take the place of the one at `path`. Windows says of a file that a program has open
/// just "denied" then; to whoever asks for the file itself it says why.
#[cfg(windows)]
pub fn may_be_replaced(path: &Path) -> io::Result<()> {
    use std::os::windows::fs::OpenOptionsExt;
    const DELETE: u32 = 0x0001_0000;
    match std::fs::File::options().access_mode(DELETE).open(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Elsewhere whoever has a file open keeps it, whatever has its name.
#[cfg(not(windows))]
pub fn may_be_replaced(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::i18n::Language;

    #[test]
    fn what_another_program_has_open_is_not_called_unwritable() {
        let numbers =
            |windows: bool| move |code: &i32| is_open_elsewhere(&io::Error::from_raw_os_error(*code), windows);
        let all = [2, 5, 13, 28, 32, 33];
        assert_eq!(all.iter().copied().filter(numbers(true)).collect::<Vec<_>>(), [32, 33]);
        assert!(!all.iter().any(numbers(false)));
        let said = |kind: io::ErrorKind, language: Language| {
            language.within(|| {
                let error = disk(Path::new("a.csv"), &kind.into());
                format!("{error}. {}", error.hint.as_ref().unwrap())
            })
        };
        for busy in [io::ErrorKind::ExecutableFileBusy, io::ErrorKind::ResourceBusy] {
            assert!(said(busy, Language::English).contains("another program has it open. Close it"), "{busy:?}");
            assert!(said(busy, Language::French).contains("un autre programme l’a ouvert. Fermez-le"), "{busy:?}");
        }
        let denied = said(io::ErrorKind::PermissionDenied, Language::English);
        assert!(denied.contains("not writable") && !denied.contains("open"), "{denied}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn linux_says_so_of_a_program_that_runs_and_of_what_is_mounted() {
        for (code, expected) in [(26, true), (16, true), (13, false), (1, false), (30, false)] {
            assert_eq!(is_open_elsewhere(&io::Error::from_raw_os_error(code), false), expected, "{code}");
        }
    }
}
