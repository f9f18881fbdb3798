//! Where the program's files lie on this system.

use std::path::{Path, PathBuf};

use directories::{ProjectDirs, UserDirs};

use super::FILE_VARIABLE;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::own_folder::own_folder;
use crate::m;

/// Where the encrypted file of credentials lies, once there is one; an error where such a folder is not this user's own.
pub fn data_dir() -> Result<PathBuf> {
    let folder = folder("XDG_DATA_HOME", ProjectDirs::data_local_dir)?;
    match folder.try_exists() {
        Ok(false) => Ok(folder),
        _ => own(folder),
    }
}

/// Where what is remembered between runs lies, and may be lost; an error where there is no such folder of this user's own.
pub fn state_dir() -> Result<PathBuf> {
    folder("XDG_STATE_HOME", |dirs| dirs.state_dir().unwrap_or(dirs.data_local_dir())).and_then(own)
}

/// Where what can be asked for again lies; an error where there is no such folder of this user's own.
pub fn cache_dir() -> Result<PathBuf> {
    folder("XDG_CACHE_HOME", ProjectDirs::cache_dir).and_then(own)
}

/// The folder of this program that `variable` names, or `of` the person's home. Never the one we are in: whoever made that
/// could have put files there for us to find.
fn folder(variable: &str, of: impl Fn(&ProjectDirs) -> &Path) -> Result<PathBuf> {
    let named = || std::env::var_os(variable).map(PathBuf::from).filter(|_| HAS_XDG).map(|home| home.join(NAME));
    let folder = project_dirs().map(|dirs| of(&dirs).to_owned()).or_else(named).filter(|folder| folder.is_absolute());
    let nowhere = || {
        let cause = m!("config-folder-nowhere");
        Error::new(ErrorKind::Config, HOME, cause).hint(m!("config-folder-nowhere-hint", variables = VARIABLES))
    };
    folder.ok_or_else(nowhere)
}

fn own(folder: PathBuf) -> Result<PathBuf> {
    own_folder(&folder, VARIABLES).map(|()| folder)
}

/// `written`, from the person's home where it begins with `~`; `None` where the system tells of no home.
pub fn from_home(written: &Path) -> Option<PathBuf> {
    match written.to_str().and_then(below_home) {
        Some(rest) => UserDirs::new().map(|dirs| dirs.home_dir().join(rest)),
        None => Some(written.to_owned()),
    }
}

/// What follows `~` and a separator. Either of them: shells of Windows hand `~/x` and `~\x` on as they are.
fn below_home(written: &str) -> Option<&str> {
    let rest = written.strip_prefix('~')?;
    if rest.is_empty() {
        Some(rest)
    } else {
        rest.strip_prefix(['/', '\\']).map(|rest| rest.trim_start_matches(['/', '\\']))
    }
}

/// What the system says of a home that is a path by itself.
fn project_dirs() -> Option<ProjectDirs> {
    ProjectDirs::from("", "", NAME).filter(|dirs| dirs.config_dir().is_absolute())
}

const NAME: &str = "guichet";
/// What names the person's home.
const HOME: &str = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
/// What a person may set to have these folders elsewhere.
const VARIABLES: &str = if HAS_XDG { "HOME, XDG_DATA_HOME, XDG_STATE_HOME, XDG_CACHE_HOME" } else { HOME };
/// Whether each kind of folder has a variable of its own (the XDG base directory specification).
const HAS_XDG: bool = cfg!(all(unix, not(target_vendor = "apple")));

/// Where the configuration file is, and who says so.
#[derive(Clone, Debug, PartialEq)]
pub enum FilePlace {
    Flag(PathBuf),
    Environment(PathBuf),
    Platform(PathBuf),
    /// The system tells of no home.
    Nowhere,
}

impl FilePlace {
    /// `--config`, else `GUICHET_CONFIG`, else the platform's folder.
    pub fn find(flag: Option<PathBuf>) -> Self {
        let variable = || std::env::var_os(FILE_VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
        let platform = || project_dirs().map(|dirs| dirs.config_dir().join("config.toml"));
        flag.map(Self::Flag)
            .or_else(|| variable().map(Self::Environment))
            .or_else(|| platform().map(Self::Platform))
            .unwrap_or(Self::Nowhere)
    }

    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Flag(path) | Self::Environment(path) | Self::Platform(path) => Some(path),
            Self::Nowhere => None,
        }
    }

    pub(super) fn is_asked_for(&self) -> bool {
        matches!(self, Self::Flag(_) | Self::Environment(_))
    }

    /// Who says so.
    pub fn named_by(&self) -> Message {
        match self {
            Self::Flag(_) => "--config".into(),
            Self::Environment(_) => FILE_VARIABLE.into(),
            Self::Platform(_) | Self::Nowhere => m!("config-the-system"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn home_is_meant_by_a_tilde_alone_or_before_either_separator() {
        let table = [
            ("~", Some("")),
            ("~/", Some("")),
            ("~/x", Some("x")),
            ("~\\x", Some("x")),
            ("~\\x\\y", Some("x\\y")),
            ("~//etc", Some("etc")), // never the root
            ("~\\\\server\\share", Some("server\\share")),
            ("~ana/x", None),
            ("x/~", None),
            ("./~", None),
            ("", None),
        ];
        for (written, below) in table {
            assert_eq!(below_home(written), below, "{written}");
        }
        let home = UserDirs::new().unwrap().home_dir().to_owned();
        assert_eq!(from_home(Path::new("~\\x")), Some(home.join("x")));
        assert_eq!(from_home(Path::new("x")), Some("x".into()));
    }
}
