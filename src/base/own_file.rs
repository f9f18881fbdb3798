//! Whether a file is this user's own: a plain one, which nobody else may change. Others are neither read nor replaced.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::atomic_file::folder_of;
use super::disk::{disk, shown};
use super::error::{Error, ErrorKind, Result};
use super::notice::notice;
use crate::m;

/// Behind the name of a file that is set aside.
const ENDING: &str = "damaged";
/// How many damaged files of one name are kept.
const MOST: u32 = 99;

/// What has the name of a file that guichet makes for itself.
#[derive(Debug)]
pub enum OwnFile {
    Nothing,
    /// A plain file of this user's.
    Own(File),
    /// A plain file that others own or may change.
    Shared(File),
    /// A link, a pipe, a folder.
    NoFile,
}

impl OwnFile {
    /// What is at `path`; never follows a link, and never waits for the other end of a pipe.
    pub fn open(path: &Path, options: &mut OpenOptions) -> io::Result<Self> {
        match fs::symlink_metadata(path) {
            Ok(metadata) if metadata.is_file() => {}
            Ok(_) => return Ok(Self::NoFile),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::Nothing),
            Err(error) => return Err(error),
        }
        lead_nowhere(options);
        let file = match options.open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::Nothing),
            Err(error) => return Err(error),
        };
        Ok(match file.metadata()?.is_file() {
            false => Self::NoFile,
            true if is_own(&file, folder_of(path))? => Self::Own(file),
            true => Self::Shared(file),
        })
    }

    /// [`Self::open`], to be read only.
    pub fn look(path: &Path) -> io::Result<Self> {
        Self::open(path, OpenOptions::new().read(true))
    }
}

/// The file at `path`, which this user alone may read and write; made empty where there is none. An error for links, and for
/// what another user owns.
pub fn private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true);
    let existing = |options: &mut OpenOptions| match OwnFile::open(path, options)? {
        OwnFile::Nothing => Ok(None),
        OwnFile::Own(file) | OwnFile::Shared(file) if is_this_users(&file)? => {
            close_to_others(&file).map(|()| Some(file))
        }
        _ => Err(io::Error::other(not_ours(path))),
    };
    if let Some(file) = existing(&mut options)? {
        return Ok(file);
    }
    let mut new = options.clone();
    for_owner(&mut new);
    match new.create_new(true).open(path) {
        // Another process made it meanwhile.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => existing(&mut options)?.ok_or(error),
        made => made.inspect(|_| close_new(path)),
    }
}

/// What is appended to the file at `path` is for this user alone, unless the path leads to what is no plain file of theirs.
pub fn private_log(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).append(true);
    for_owner(&mut options);
    let is_new = fs::symlink_metadata(path).is_err();
    let file = options.open(path)?;
    if is_new {
        close_new(path);
    }
    let is_plain = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file());
    if is_plain && is_this_users(&file)? {
        close_to_others(&file)?;
    }
    Ok(file)
}

/// The refusal of what is at `path`, which guichet did not make.
pub fn not_ours(path: &Path) -> Error {
    Error::new(ErrorKind::Usage, shown(path), m!("download-not-ours")).hint(m!("download-not-ours-hint"))
}

/// Gives a damaged file of guichet's own another name, and says so. `what` it is, as in "the journal of a download".
pub fn set_aside(path: &Path, what: &str) -> Result<()> {
    let numbered = (2..=MOST).map(|number| path.with_added_extension(format!("{number}.{ENDING}")));
    let is_free = |to: &PathBuf| fs::symlink_metadata(to).is_err();
    let to = std::iter::once(path.with_added_extension(ENDING)).chain(numbered).find(is_free);
    let to = to.ok_or_else(|| not_ours(path))?;
    fs::rename(path, &to).map_err(|error| disk(path, &error))?;
    notice(&m!("download-set-aside", what, path = shown(path), aside = shown(&to)));
    Ok(())
}

/// Whether this user owns `file`, which lies in `folder`, and others may not change it. Where a file system keeps no
/// owners and rights, as FAT, it has to look as a file that is made there now.
#[cfg(unix)]
fn is_own(file: &File, folder: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    const OTHERS_WRITE: u32 = 0o022;
    let metadata = file.metadata()?;
    if metadata.uid() == rustix::process::geteuid().as_raw() && metadata.mode() & OTHERS_WRITE == 0 {
        return Ok(true);
    }
    let Ok(new) = tempfile::tempfile_in(folder).and_then(|new| new.metadata()) else { return Ok(false) };
    Ok(metadata.uid() == new.uid() && metadata.mode() & OTHERS_WRITE & !new.mode() == 0)
}

/// Whether `path` lies in the person's profile, which Windows keeps from others, and all that is made there with it.
#[cfg(windows)]
pub fn is_in_profile(path: &Path) -> bool {
    directories::UserDirs::new().is_some_and(|dirs| is_below(path, dirs.home_dir()))
}

/// Windows tells no capitals from small letters in names.
#[cfg(any(windows, test))]
fn is_below(path: &Path, folder: &Path) -> bool {
    let lower = |path: &Path| PathBuf::from(path.to_string_lossy().to_lowercase());
    let has_way_up = path.components().any(|it| it == std::path::Component::ParentDir);
    !has_way_up && lower(path).starts_with(lower(folder))
}

/// Keeps what was just made at `path` from others, where its folder does not do so; says where that cannot be had.
#[cfg(windows)]
pub fn close_new(path: &Path) {
    let is_closed = std::path::absolute(path).is_ok_and(|whole| is_in_profile(&whole));
    if !is_closed && let Err(error) = super::child::close_to_others(path) {
        notice(&m!("download-not-closed", path = shown(path), error = &error));
    }
}

/// It was made for its owner alone.
#[cfg(not(windows))]
pub fn close_new(_: &Path) {}

#[cfg(not(unix))]
fn is_own(_: &File, _: &Path) -> io::Result<bool> {
    Ok(true) // the folder's own rights apply
}

#[cfg(unix)]
fn is_this_users(file: &File) -> io::Result<bool> {
    Ok(std::os::unix::fs::MetadataExt::uid(&file.metadata()?) == rustix::process::geteuid().as_raw())
}

#[cfg(not(unix))]
fn is_this_users(_: &File) -> io::Result<bool> {
    Ok(true) // the folder's own rights apply
}

#[cfg(unix)]
fn lead_nowhere(options: &mut OpenOptions) {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
}

#[cfg(not(unix))]
fn lead_nowhere(_: &mut OpenOptions) {}

/// What is made with `options` is for this user alone, whatever the umask.
#[cfg(unix)]
pub fn for_owner(options: &mut OpenOptions) {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
}

#[cfg(not(unix))]
pub fn for_owner(_: &mut OpenOptions) {} // the folder's own rights apply

/// Only its owner may read or write `file` from now on.
#[cfg(unix)]
pub fn close_to_others(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let is_closed = file.metadata()?.permissions().mode() & 0o7777 == 0o600;
    if is_closed { Ok(()) } else { file.set_permissions(fs::Permissions::from_mode(0o600)) }
}

#[cfg(not(unix))]
pub fn close_to_others(_: &File) -> io::Result<()> {
    Ok(()) // the folder's own rights apply
}

/// Gives `file` the rights of what the person makes otherwise: those that the umask leaves.
#[cfg(unix)]
pub fn open_to_others(file: &File) -> io::Result<()> {
    use rustix::fs::Mode;
    use std::os::unix::fs::PermissionsExt;
    use std::sync::LazyLock;
    /// Only setting it tells it; for that moment it is the strictest.
    static UMASK: LazyLock<u32> = LazyLock::new(|| {
        let umask = rustix::process::umask(Mode::RWXG | Mode::RWXO);
        rustix::process::umask(umask);
        widened(umask.bits())
    });
    /// macOS and the BSDs have narrower ones.
    fn widened(bits: impl Into<u32>) -> u32 {
        bits.into()
    }
    file.set_permissions(fs::Permissions::from_mode(0o666 & !*UMASK))
}

#[cfg(not(unix))]
pub fn open_to_others(_: &File) -> io::Result<()> {
    Ok(()) // the folder's own rights apply
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_in_a_profile_is_known_by_its_path() {
        let below = |path: &str| is_below(Path::new(path), Path::new("/Users/Ana"));
        let table = [
            ("/Users/Ana/AppData/Local/guichet/state.json", true),
            ("/users/ANA/x", true),
            ("/Users/Ana", true),
            ("/Users/Anatole/x", false),
            ("/Users/x", false),
            ("/Users/Ana/../x", false),
            ("Users/Ana/x", false),
        ];
        for (path, expected) in table {
            assert_eq!(below(path), expected, "{path}");
        }
    }
}

#[cfg(all(test, unix))]
mod tests_of_rights {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn links_folders_and_what_others_may_change_are_not_our_own() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("own"), "x").unwrap();
        fs::set_permissions(at("own"), fs::Permissions::from_mode(0o644)).unwrap();
        fs::write(at("shared"), "x").unwrap();
        fs::set_permissions(at("shared"), fs::Permissions::from_mode(0o664)).unwrap();
        symlink(at("own"), at("link")).unwrap();
        fs::create_dir(at("folder")).unwrap();
        assert!(matches!(OwnFile::look(&at("own")).unwrap(), OwnFile::Own(_)));
        assert!(matches!(OwnFile::look(&at("none")).unwrap(), OwnFile::Nothing));
        assert!(matches!(OwnFile::look(&at("shared")).unwrap(), OwnFile::Shared(_)));
        for name in ["link", "folder"] {
            assert!(matches!(OwnFile::look(&at(name)).unwrap(), OwnFile::NoFile), "{name}");
        }
    }

    #[test]
    fn what_is_set_aside_replaces_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("queue.json");
        for content in ["one", "two"] {
            fs::write(&path, content).unwrap();
            set_aside(&path, "queue").unwrap();
        }
        assert_eq!(fs::read_to_string(path.with_added_extension("damaged")).unwrap(), "one");
        assert_eq!(fs::read_to_string(path.with_added_extension("2.damaged")).unwrap(), "two");
        assert!(!path.exists());
    }
}
