//! The two files as text: read, checked, replaced where they lie and as they are, with the line of what is wrong.

use std::fs;
use std::io;
use std::ops::Range;
use std::path::Path;

use super::path::{DataPath, clash};
use super::shape::{TomlKey, check_keys};
use crate::base::atomic_file::{Readers, rewrite};
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::text;
use crate::base::versioned;
use crate::m;

/// One of the two files as it was read, for what is to be said of it.
pub struct DataText<'a> {
    pub path: &'a Path,
    pub content: &'a str,
}

impl DataText<'_> {
    /// Refuses what a merge left, what a newer guichet wrote, which knows the layout `layout`, and what is not as `keys`
    /// have it.
    pub fn check(&self, layout: u64, keys: &[TomlKey]) -> Result<()> {
        let is_mark = |line: &str| ["<<<<<<< ", ">>>>>>> "].iter().any(|mark| line.starts_with(mark));
        if let Some(line) = self.content.lines().position(is_mark) {
            return Err(self.on_line(line + 1, m!("sync-conflict")).hint(m!("sync-conflict-hint")));
        }
        let no_toml = |error: &toml::de::Error| m!("config-no-toml", error = text::line(error.message()));
        let table: toml::Table = toml::from_str(self.content)
            .map_err(|error| self.at(&error.span().unwrap_or_default(), no_toml(&error)))?;
        match table.get("version").map(toml::Value::as_integer) {
            Some(Some(version)) if version > layout as i64 => Err(versioned::newer(self.path, version as u64, layout)),
            _ => check_keys(self, keys),
        }
    }

    /// What its reader says of what [`Self::check`] lets pass, with the line.
    pub fn unreadable(&self, error: &toml::de::Error) -> Error {
        self.at(&error.span().unwrap_or_default(), m!("sync-unreadable", error = text::line(error.message())))
    }

    /// Refuses two `paths` that cannot both be files; each is written in its range.
    pub fn check_paths(&self, paths: &[(DataPath, Range<usize>)]) -> Result<()> {
        let Some([(one, first), (other, second)]) = clash(paths.iter().map(|(path, at)| (path, at.start))) else {
            return Ok(());
        };
        let line = self.line_of(first).to_string();
        let cause = if one == other {
            m!("sync-twice", line)
        } else if one.is_folder_of(other) || other.is_folder_of(one) {
            m!("sync-file-and-folder", one = one.to_string(), other = other.to_string(), line)
        } else {
            m!("sync-clash", one = one.to_string(), other = other.to_string(), line)
        };
        Err(self.on_line(self.line_of(second), cause).hint(m!("sync-twice-hint")))
    }

    pub fn at(&self, span: &Range<usize>, cause: impl Into<Message>) -> Error {
        self.on_line(self.line_of(span.start), cause)
    }

    fn line_of(&self, at: usize) -> usize {
        self.content.get(..at).unwrap_or_default().matches('\n').count() + 1
    }

    fn on_line(&self, line: usize, cause: impl Into<Message>) -> Error {
        on_line(self.path, line, cause)
    }
}

fn on_line(path: &Path, line: usize, cause: impl Into<Message>) -> Error {
    Error::new(ErrorKind::Config, m!("config-line", path = shown(path), line = line.to_string()), cause)
}

/// What the file at `path` says; `None` where there is none. BLOCKS, as the other one.
pub fn read(path: &Path) -> Result<Option<String>> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound && path.is_symlink() => {
            return Err(Error::new(ErrorKind::Usage, shown(path), m!("sync-link-nowhere")));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(path, &error)),
    };
    String::from_utf8(bytes).map(Some).map_err(|error| {
        let before = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        on_line(path, line, m!("sync-not-utf8")).hint(m!("sync-not-utf8-hint"))
    })
}

/// Gives the file at `path` this content, in one piece. It keeps its rights, and a link to it stays one.
pub fn write(path: &Path, content: &str) -> Result<()> {
    if fs::metadata(path).is_ok_and(|about| about.permissions().readonly()) {
        return Err(Error::new(ErrorKind::Disk, shown(path), m!("sync-read-only")).hint(m!("sync-read-only-hint")));
    }
    rewrite(path, content.as_bytes(), Readers::Others, false).map_err(|error| disk(path, &error))
}

/// What the system refuses to whoever reads at `path`.
pub fn unreadable(path: &Path, error: &io::Error) -> Error {
    reading(disk(path, error))
}

/// `error` of the disk, as it is told to whoever only read.
pub fn reading(error: Error) -> Error {
    match error.cause.id() {
        Some("download-not-writable") => {
            Error { cause: m!("sync-not-readable"), hint: Some(m!("sync-not-readable-hint")), ..error }
        }
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::i18n::Language;

    #[test]
    fn bytes_that_are_no_text_are_told_with_their_line_in_both_languages() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data.toml");
        assert_eq!(read(&path), Ok(None));
        for (bytes, line) in [(&b"\xff\xfev\0"[..], "1"), (b"version = 1\n# caf\xe9\n", "2"), (b"a\r\nb\r\n\xc3", "3")]
        {
            fs::write(&path, bytes).unwrap();
            let error = read(&path).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Config);
            for (language, words) in [(Language::English, "UTF-8"), (Language::French, "n’est pas")] {
                let said = language.within(|| error.to_string());
                assert!(said.contains(words) && said.contains(line) && !said.contains("stream"), "{said}");
            }
        }
    }

    #[test]
    fn whoever_only_reads_is_not_told_to_write_elsewhere() {
        let error = unreadable(Path::new("b.csv"), &io::ErrorKind::PermissionDenied.into());
        assert_eq!((error.cause, error.hint), (m!("sync-not-readable"), Some(m!("sync-not-readable-hint"))));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_nobody_may_write_and_a_link_to_nothing_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data.lock");
        symlink("elsewhere", &path).unwrap();
        assert_eq!(read(&path).unwrap_err().kind, ErrorKind::Usage);
        fs::write(folder.path().join("elsewhere"), "a").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        assert_eq!(write(&path, "b").unwrap_err().kind, ErrorKind::Disk);
        assert_eq!(read(&path).unwrap().unwrap(), "a");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        write(&path, "b").unwrap();
        assert!(path.is_symlink() && fs::read_to_string(folder.path().join("elsewhere")).unwrap() == "b");
    }
}
