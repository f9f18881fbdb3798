//! What can go wrong, as a person and a script must hear it: kind, subject, cause, remedy.

use std::fmt;
use std::time::Duration;

use crate::base::format;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One failure, in one sentence: *subject* says what and where, *cause* what is wrong, *hint* what to do.
///
/// It never holds a secret, and server text in it went through [`crate::base::text`].
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    pub kind: Kind,
    pub subject: String,
    pub cause: String,
    pub hint: Option<String>,
    /// How long the portal asked to wait before another try.
    pub retry_after: Option<Duration>,
    /// The HTTP status of the portal's refusal, where there was one.
    pub status: Option<u16>,
    /// The portal's own code of its refusal, where it has one.
    pub code: Option<String>,
}

/// Decides the exit code and whether another try may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Unexpected,
    Usage,
    Config,
    /// No credential, or the portal refuses the one it got.
    SignIn,
    /// Signed in or not, no right to this.
    Denied,
    NotFound,
    /// The portal was not reached, or the line broke.
    Network,
    /// The portal answered what it should not: an error of its own, or something unreadable.
    Portal,
    /// The portal is down or busy for now.
    Unavailable,
    Integrity,
    Disk,
    /// A file of that name is there already and nobody said what to do.
    Exists,
    Quota,
    Cancelled,
}

impl Kind {
    /// The word in `--json`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unexpected => "unexpected",
            Self::Usage => "usage",
            Self::Config => "config",
            Self::SignIn => "sign_in",
            Self::Denied => "denied",
            Self::NotFound => "not_found",
            Self::Network => "network",
            Self::Portal => "portal",
            Self::Unavailable => "unavailable",
            Self::Integrity => "integrity",
            Self::Disk => "disk",
            Self::Exists => "exists",
            Self::Quota => "quota",
            Self::Cancelled => "cancelled",
        }
    }

    /// The process's exit code, as scripts rely on it.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Unexpected => 1,
            Self::Usage | Self::Config | Self::Exists => 2,
            Self::SignIn | Self::Denied => 3,
            Self::NotFound => 4,
            Self::Network | Self::Portal | Self::Unavailable => 5,
            Self::Integrity => 6,
            Self::Disk => 7,
            Self::Quota => 8,
            Self::Cancelled => 130,
        }
    }
}

impl Error {
    /// The one of the two that decides the exit code: what endangers the data before what merely did not come.
    pub fn or_worse(self, other: Self) -> Self {
        const RANK: [u8; 9] = [4, 3, 2, 5, 8, 7, 6, 1, 130];
        let rank = |error: &Self| RANK.iter().position(|code| *code == error.kind.exit_code());
        if rank(&other) > rank(&self) { other } else { self }
    }

    /// The exit code of a command that met all of these; 0 for none.
    pub fn worst<'a>(errors: impl IntoIterator<Item = &'a Self>) -> u8 {
        errors.into_iter().cloned().reduce(Self::or_worse).map_or(0, |error| error.kind.exit_code())
    }

    pub fn new(kind: Kind, subject: impl Into<String>, cause: impl Into<String>) -> Self {
        Self {
            kind,
            subject: subject.into(),
            cause: cause.into(),
            hint: None,
            retry_after: None,
            status: None,
            code: None,
        }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub fn retry_after(mut self, wait: Option<Duration>) -> Self {
        self.retry_after = wait;
        self
    }

    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    pub fn code(mut self, code: Option<String>) -> Self {
        self.code = code;
        self
    }

    /// Whether the same thing may go better another day, in the world as it is then.
    pub fn may_pass(&self) -> bool {
        !matches!(self.kind, Kind::Usage | Kind::Exists | Kind::Cancelled | Kind::NotFound | Kind::Integrity)
    }

    /// Whether the same request may succeed a moment later.
    pub fn is_transient(&self) -> bool {
        matches!(self.kind, Kind::Network | Kind::Unavailable)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&format::labelled(&self.subject, &self.cause))
    }
}

impl std::error::Error for Error {}
