//! Which arguments are files on this disk, and which can only have been meant to be one.

use std::path::Path;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text;
use crate::m;
use crate::model::file_format::Format;
use crate::session::Session;

/// The file that `given` is; `None`: an address. What is written like a file and is none is told of as such, so that nobody
/// is asked for a portal.
pub fn file<'g>(given: &'g str, session: &Session) -> Result<Option<&'g Path>> {
    let path = Path::new(given);
    if path.exists() && !path.is_dir() {
        return Ok(Some(path)); // a pipe, too
    }
    let first = given.split(['/', '#']).next().unwrap_or_default();
    if given.contains("://") || session.portal_config(first).is_ok() {
        return Ok(None);
    }
    match () {
        () if path.is_dir() => {
            Err(Error::new(ErrorKind::Usage, text::line(given), m!("cli-is-folder")).hint(m!("cli-is-folder-hint")))
        }
        () if is_written_as_file(given, first) => {
            Err(Error::new(ErrorKind::NotFound, text::line(given), m!("cli-no-such-file")))
        }
        () => Ok(None),
    }
}

/// `./x`, `C:\x`, `x.csv`, `data/x.csv`; not `data.gouv.fr/x.csv`.
fn is_written_as_file(given: &str, first: &str) -> bool {
    let extension = Path::new(given).extension().and_then(|it| it.to_str());
    let is_of_format = extension.and_then(Format::named).is_some() && (first == given || !first.contains('.'));
    let is_on_drive = matches!(given.as_bytes(), [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic());
    is_of_format || is_on_drive || given.starts_with(['.', '/', '~', '\\']) || given.contains('\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_only_be_a_file_is_known() {
        for file in ["x.csv", "./x", "../data", "/tmp/x", "~/x", "data/x.parquet", "C:\\x", "d:/x.csv", "a\\b"] {
            assert!(is_written_as_file(file, file.split('/').next().unwrap()), "{file}");
        }
        for address in ["rudi", "rudi/136ed30f", "data.gouv.fr/x.csv", "data.gouv.fr", "rennes/all/eau#media"] {
            assert!(!is_written_as_file(address, address.split('/').next().unwrap()), "{address}");
        }
    }
}
