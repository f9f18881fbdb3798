//! Paths of any length on Windows, which takes 260 characters unless a path is written as `\\\\?\\C:\\…`. The standard library
//! writes long ones so by itself; this is for what hands paths to the system past it.

use std::borrow::Cow;
use std::path::Path;

/// Shorter ones have room for a name besides.
const LONG: usize = 200;

/// `path` as the system takes it at any length.
pub fn any_length(path: &Path) -> Cow<'_, Path> {
    let long = || {
        let whole = std::path::absolute(path).ok()?;
        verbatim(whole.to_str()?).map(|written| Cow::Owned(written.into()))
    };
    let is_long = cfg!(windows) && path.as_os_str().len() > LONG;
    is_long.then(long).flatten().unwrap_or(Cow::Borrowed(path))
}

/// A whole path of Windows, without `/`, `.` and `..`, in the spelling that has no limit.
fn verbatim(whole: &str) -> Option<String> {
    let is_on_drive = matches!(whole.as_bytes(), [drive, b':', b'\\', ..] if drive.is_ascii_alphabetic());
    match whole.strip_prefix(r"\\") {
        Some(share) if !share.starts_with(['?', '.']) => Some(format!(r"\\?\UNC\{share}")),
        None if is_on_drive => Some(format!(r"\\?\{whole}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_path_has_a_spelling_without_limit() {
        let table = [
            (r"C:\Users\Ana\x.csv", Some(r"\\?\C:\Users\Ana\x.csv")),
            (r"c:\été", Some(r"\\?\c:\été")),
            (r"\\server\share\x", Some(r"\\?\UNC\server\share\x")),
            (r"\\?\C:\x", None),
            (r"\\.\pipe\x", None),
            (r"C:x", None),
            (r"\x", None),
            (r"x\y", None),
            ("", None),
        ];
        for (whole, expected) in table {
            assert_eq!(verbatim(whole).as_deref(), expected, "{whole}");
        }
    }

    #[test]
    fn a_short_path_stays_as_it_is() {
        assert!(matches!(any_length(Path::new("a/b")), Cow::Borrowed(_)));
    }
}
