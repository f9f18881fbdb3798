//! Where the program's files lie on this system.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use super::FILE_VARIABLE;
use crate::base::i18n::Message;
use crate::m;

/// Where the encrypted file of credentials lies.
pub fn data_dir() -> PathBuf {
    folder(|dirs| dirs.data_local_dir())
}

/// Where what is remembered between runs lies, and may be lost.
pub fn state_dir() -> PathBuf {
    folder(|dirs| dirs.state_dir().unwrap_or(dirs.data_local_dir()))
}

/// Where what can be asked for again lies.
pub fn cache_dir() -> PathBuf {
    folder(ProjectDirs::cache_dir)
}

/// The folder of this program that `of` names; the one we are in where the system tells of no home.
fn folder(of: impl Fn(&ProjectDirs) -> &Path) -> PathBuf {
    ProjectDirs::from("", "", "guichet").map_or_else(|| PathBuf::from("."), |dirs| of(&dirs).to_owned())
}

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
        let platform = || ProjectDirs::from("", "", "guichet").map(|dirs| dirs.config_dir().join("config.toml"));
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

    pub(super) fn named_by(&self) -> Message {
        match self {
            Self::Flag(_) => "--config".into(),
            Self::Environment(_) => FILE_VARIABLE.into(),
            Self::Platform(_) | Self::Nowhere => m!("config-the-system"),
        }
    }
}
