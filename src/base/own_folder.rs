//! Folders that guichet keeps for itself: made for this user alone, and used only while nobody else may write there.

use std::fs;
#[cfg(unix)]
use std::fs::{File, Metadata};
use std::io::{self, ErrorKind as Is};
use std::path::Path;

use super::disk::{disk, shown};
use super::error::{Error, ErrorKind, Result};
use crate::m;

/// Makes `folder`, with those above it that are missing, and refuses one that is another user's or that others may write
/// to; `variables` that name a better one are told. What cannot be made for lack of room, or because nothing can be
/// written there at all, is no matter of trust: whoever writes there hears of it.
///
/// A folder of this user's that others may only look into, or that its group may write to, as many systems make them, is
/// closed to them; never the target of a link, which may be used for something else as well.
pub fn own_folder(folder: &Path, variables: &str) -> Result<()> {
    let refused = || {
        let cause = m!("config-folder-not-own");
        Error::new(ErrorKind::Config, shown(folder), cause).hint(m!("config-folder-not-own-hint", variables))
    };
    match make(folder) {
        Ok(()) => {}
        Err(error) if matches!(error.kind(), Is::ReadOnlyFilesystem | Is::StorageFull) => return Ok(()),
        Err(error) if is_closed(&error) => return Err(refused().caused_by(error)),
        Err(error) => return Err(disk(folder, &error)),
    }
    match is_own(folder) {
        Ok(true) => Ok(()),
        Ok(false) => Err(refused()),
        Err(error) if is_closed(&error) => Err(refused().caused_by(error)),
        Err(error) => Err(disk(folder, &error)),
    }
}

/// Whether something that is not this user's is in the way.
fn is_closed(error: &io::Error) -> bool {
    matches!(error.kind(), Is::PermissionDenied | Is::AlreadyExists | Is::NotADirectory | Is::NotFound)
}

/// Makes `folder` for this user alone, and those above it that are missing, as the XDG base directory specification asks for.
pub fn make(folder: &Path) -> io::Result<()> {
    let mut new = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut new, 0o700);
    new.recursive(true).create(folder)
}

#[cfg(unix)]
fn is_own(folder: &Path) -> io::Result<bool> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    const GROUP_WRITES: u32 = 0o020;
    const OTHERS_WRITE: u32 = 0o002;
    let (opened, is_link) = open(folder)?;
    let metadata = opened.metadata()?;
    let is_this_users = |metadata: &Metadata| metadata.uid() == rustix::process::geteuid().as_raw();
    if is_this_users(&metadata) && metadata.mode() & OTHERS_WRITE == 0 {
        let is_closed = is_link || metadata.mode() & 0o077 == 0;
        if !is_closed {
            opened.set_permissions(fs::Permissions::from_mode(0o700))?;
        }
        if !is_link || metadata.mode() & GROUP_WRITES == 0 {
            return Ok(true);
        }
    }
    // Where a file system keeps no owners and rights, as FAT, a new folder looks the same.
    let new = tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o700)).tempdir_in(folder)?;
    let new = fs::metadata(new.path())?;
    Ok(metadata.uid() == new.uid() && metadata.mode() & (GROUP_WRITES | OTHERS_WRITE) & !new.mode() == 0)
}

/// The folder, and whether a link led to it.
#[cfg(unix)]
fn open(folder: &Path) -> io::Result<(File, bool)> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let open = |flags: OFlags| File::options().read(true).custom_flags(flags.bits().cast_signed()).open(folder);
    match open(OFlags::DIRECTORY | OFlags::NOFOLLOW) {
        Ok(opened) => Ok((opened, false)),
        Err(_) => Ok((open(OFlags::DIRECTORY)?, true)),
    }
}

/// A folder outside of the person's profile, as one that an administrator has led elsewhere, is closed to others.
#[cfg(not(unix))]
fn is_own(folder: &Path) -> io::Result<bool> {
    match super::own_file::is_in_profile(folder) {
        true => Ok(true), // whose rights all of it inherits
        false => Ok(super::child::close_to_others(folder).is_ok()),
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::path::PathBuf;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    /// A folder with these rights.
    fn made(home: &Path, name: &str, mode: u32) -> PathBuf {
        let folder = home.join(name);
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
        folder
    }

    #[test]
    fn what_is_made_is_for_this_user_alone() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("state/deep/guichet");
        own_folder(&folder, "").unwrap();
        assert_eq!((mode(&folder), mode(&home.path().join("state"))), (0o700, 0o700));
    }

    #[test]
    fn who_may_write_decides() {
        let home = tempfile::tempdir().unwrap();
        for (before, is_taken, after) in [
            (0o700, true, 0o700),
            (0o755, true, 0o700),
            (0o775, true, 0o700),
            (0o770, true, 0o700),
            (0o777, false, 0o777),
            (0o702, false, 0o702),
        ] {
            let folder = made(home.path(), &format!("{before:o}"), before);
            let taken = own_folder(&folder, "HOME");
            assert_eq!((taken.is_ok(), mode(&folder)), (is_taken, after), "{before:o}");
        }
    }

    #[test]
    fn the_target_of_a_link_keeps_its_rights() {
        let home = tempfile::tempdir().unwrap();
        for (before, is_taken) in [(0o700, true), (0o755, true), (0o775, false), (0o777, false)] {
            let (target, link) =
                (made(home.path(), &format!("{before:o}"), before), home.path().join(format!("to-{before:o}")));
            symlink(&target, &link).unwrap();
            assert_eq!((own_folder(&link, "HOME").is_ok(), mode(&target)), (is_taken, before), "{before:o}");
        }
    }

    #[test]
    fn a_file_in_its_place_is_refused() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("guichet"), "").unwrap();
        let error = own_folder(&home.path().join("guichet"), "HOME").unwrap_err();
        assert_eq!(error.kind, ErrorKind::Config);
    }
}
