//! What can go wrong, as a person and a script must hear it: kind, subject, cause, remedy.

use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io, iter};

use crate::base::i18n::Message;
use crate::base::secret_address::text_without_secrets;
use crate::base::{format, text};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One failure, in one sentence: *subject* says what and where, *cause* what is wrong, *hint* what to do.
///
/// It gets its words when it is shown. It never holds a secret, and server text in it went through [`crate::base::text`].
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    pub kind: ErrorKind,
    pub subject: Message,
    pub cause: Message,
    pub hint: Option<Message>,
    /// How long the portal asked to wait before another try.
    pub retry_after: Option<Duration>,
    /// Whether that is our own measure: the portal gave no time.
    pub own_wait: bool,
    /// No connection came about: nobody was asked anything.
    pub unreached: bool,
    /// Nothing came within the time that a server is waited for.
    pub timed_out: bool,
    /// The HTTP status of the portal's refusal, where there was one.
    pub status: Option<u16>,
    /// The portal's own code of its refusal, where it has one.
    pub code: Option<String>,
    /// What led to it; see [`Self::caused_by`].
    pub source: Source,
}

/// What a library or the system said of a failure, and what led to that in turn: harmless, without secrets, and where it
/// is a common failure of the system in the language of whoever reads it.
#[derive(Clone, Debug)]
pub struct Retold {
    words: Message,
    source: Source,
}

impl Retold {
    pub fn of(error: &(dyn std::error::Error + 'static)) -> Self {
        if let Some(retold) = error.downcast_ref::<Self>() {
            return retold.clone();
        }
        let words = if let Some(error) = error.downcast_ref::<io::Error>() {
            format::io(error)
        } else if let Some(error) = error.downcast_ref::<Error>() {
            error.into()
        } else {
            text_without_secrets(&text::line(&error.to_string())).into()
        };
        Self { words, source: Source(error.source().map(|source| Arc::new(Self::of(source)))) }
    }
}

impl From<Retold> for Message {
    fn from(retold: Retold) -> Self {
        retold.words
    }
}

impl fmt::Display for Retold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.words, f)
    }
}

impl std::error::Error for Retold {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.0.as_deref().map(|source| source as _)
    }
}

/// What led to an [`Error`], for [`Error::causes`]. It does not tell one error from another.
#[derive(Clone, Debug, Default)]
pub struct Source(Option<Arc<Retold>>);

impl Source {
    /// What it says, from the nearest to the first, each once; nothing that is `said` already.
    fn after(&self, said: String) -> Vec<String> {
        let mut all = vec![said];
        for retold in iter::successors(self.0.as_deref(), |retold| retold.source.0.as_deref()) {
            let words = text::line(&retold.to_string());
            if !words.is_empty() && !all.contains(&words) {
                all.push(words);
            }
        }
        all.split_off(1)
    }
}

impl PartialEq for Source {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// What `error` says and what led to it, in one line for the log.
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let Retold { words, source } = Retold::of(error);
    let words = words.to_string();
    let causes = source.after(words.clone());
    causes.into_iter().fold(words, |chain, cause| chain + "; caused by: " + &cause)
}

/// Decides the exit code and whether another try may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
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

impl ErrorKind {
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

/// The exit code of the two that says more: what endangers the data before what merely did not come.
pub fn worse(code: u8, other: u8) -> u8 {
    const RANK: [u8; 9] = [4, 3, 2, 5, 8, 7, 6, 1, 130];
    let rank = |code| RANK.iter().position(|ranked| *ranked == code);
    if rank(other) > rank(code) { other } else { code }
}

/// The exit code of a command that found something different, newer or new. It is no error, and any error outranks it.
pub const NEWS: u8 = 9;

impl Error {
    /// The one of the two that decides the exit code.
    pub fn or_worse(self, other: Self) -> Self {
        let (code, another) = (self.kind.exit_code(), other.kind.exit_code());
        if worse(code, another) == code { self } else { other }
    }

    /// The exit code of a command that met all of these; 0 for none.
    pub fn worst<'a>(errors: impl IntoIterator<Item = &'a Self>) -> u8 {
        errors.into_iter().cloned().reduce(Self::or_worse).map_or(0, |error| error.kind.exit_code())
    }

    pub fn new(kind: ErrorKind, subject: impl Into<Message>, cause: impl Into<Message>) -> Self {
        Self {
            kind,
            subject: subject.into(),
            cause: cause.into(),
            hint: None,
            retry_after: None,
            unreached: false,
            timed_out: false,
            own_wait: false,
            status: None,
            code: None,
            source: Source::default(),
        }
    }

    pub fn hint(mut self, hint: impl Into<Message>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub fn retry_after(mut self, wait: Option<Duration>) -> Self {
        self.retry_after = wait;
        self
    }

    /// The wait is our own measure.
    pub fn by_own_rule(mut self) -> Self {
        self.own_wait = self.retry_after.is_some();
        self
    }

    pub fn unreached(mut self) -> Self {
        self.unreached = true;
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

    /// Keeps what led to it, with all that led to that. What might quote a credential does not belong here.
    pub fn caused_by(mut self, source: impl std::error::Error + 'static) -> Self {
        self.source = Source(Some(Arc::new(Retold::of(&source))));
        self
    }

    /// What led to this error, from the nearest to the first; nothing is said twice, or as [`Self::cause`] says it.
    pub fn causes(&self) -> Vec<String> {
        self.source.after(self.cause.to_string())
    }

    /// Whether the same thing may go better another day, in the world as it is then.
    pub fn may_pass(&self) -> bool {
        !matches!(
            self.kind,
            ErrorKind::Usage | ErrorKind::Exists | ErrorKind::Cancelled | ErrorKind::NotFound | ErrorKind::Integrity
        )
    }

    /// Whether the same request may succeed a moment later.
    pub fn is_transient(&self) -> bool {
        matches!(self.kind, ErrorKind::Network | ErrorKind::Unavailable)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Message::from(self), f)
    }
}

impl From<&Error> for Message {
    fn from(error: &Error) -> Self {
        Self::labelled(&error.subject, &error.cause)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.0.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::i18n::Language::{English, French};
    use crate::base::i18n::tests::speaking;
    use crate::m;

    #[test]
    fn an_error_gets_its_words_when_it_is_shown() {
        let refused = || io::Error::from_raw_os_error(13);
        let error = speaking(English, || {
            let days = m!("auth-expires", days = 1234);
            Error::new(
                ErrorKind::Disk,
                m!("queue-subject", path = "q.json"),
                m!("secrets-unreadable", error = refused()),
            )
            .hint(Message::joined([days, Message::size(1_800_000), "x".into()], "; "))
        });
        let shown = || (error.to_string(), error.hint.as_ref().unwrap().to_string());
        let (english, hint) = speaking(English, shown);
        assert!(english.contains("Permission denied (os error 13)") && english.contains("q.json"), "{english}");
        assert_eq!(hint, "expires in 1,234 days; 1.8 MB; x");
        let (french, hint) = speaking(French, shown);
        assert!(french.contains("permission refusée (erreur système 13)") && french.contains("q.json"), "{french}");
        assert_eq!(hint, "expire dans 1\u{a0}234 jours; 1,8\u{a0}Mo; x");
        let again = Error::new(ErrorKind::Unexpected, "p", m!("linear-failed", error = &error));
        assert!(speaking(French, || again.to_string()).contains(&french), "also within another");
    }

    #[test]
    fn causes_are_said_once_each_and_as_one_harmless_line() {
        let inner =
            Error::new(ErrorKind::Network, "p", "line one\nand two").caused_by(io::Error::other("it \u{1b}[31mbroke"));
        let error = Error::new(ErrorKind::Network, "q", "it [31mbroke").caused_by(inner.clone());
        assert_eq!(error.causes(), ["p: line one and two"]);
        assert_eq!(inner.causes(), ["it [31mbroke"]);
        assert_eq!(
            inner,
            Error { source: Source::default(), ..inner.clone() },
            "what caused it tells no error from another"
        );
        assert!(!format!("{error:?}").contains('\u{1b}'));
    }

    #[test]
    fn causes_speak_the_language_of_the_moment_too() {
        let refused = io::Error::from_raw_os_error(13);
        let error = speaking(English, || Error::new(ErrorKind::Disk, "f", "odd").caused_by(Retold::of(&refused)));
        assert_eq!(speaking(French, || error.causes()), ["permission refusée (erreur système 13)"]);
    }
}
