//! An answer that is not what was asked for: what a portal is told of it, and the general explanation.

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue};

use super::proxy::asked_by_somebody;
use super::reported::said;
use crate::base::error::{Error, ErrorKind};
use crate::base::i18n::Message;
use crate::m;

/// How much of a refusal's body is kept to explain it, in bytes.
pub(crate) const REFUSAL_LIMIT: usize = 64 << 10;

/// A portal's answer that is not a success, for the portal to explain in its own terms.
pub struct Refusal<'a> {
    pub status: StatusCode,
    pub headers: &'a HeaderMap,
    /// The first 64 KiB, undecodable bytes replaced.
    pub body: &'a str,
    /// Whether somebody's token was sent with the refused request; the anonymous one is nobody's.
    pub signed_in: bool,
    /// What was asked, for the error's subject.
    pub subject: &'a Message,
}

/// Says what a refusal means at one kind of portal; `None` leaves it to the general rules.
pub type Explain = fn(&Refusal) -> Option<Error>;

impl Refusal<'_> {
    /// The general rules of HTTP, for what no portal has words of its own.
    pub fn explain(&self) -> Error {
        let code = self.status.as_u16();
        let error = |kind, cause: Message| Error::new(kind, self.subject, quoting(cause, self.said()));
        match code {
            202 => error(ErrorKind::Unavailable, m!("http-prepared")).hint(m!("http-prepared-hint")),
            206 => Error::new(ErrorKind::Portal, self.subject, m!("http-part")),
            200..=299 => Error::new(ErrorKind::Portal, self.subject, m!("http-no-file", code = code.to_string())),
            401 | 498 if self.signed_in => error(ErrorKind::SignIn, m!("http-refused", code = code.to_string())),
            401 | 498 => error(ErrorKind::SignIn, m!("http-asks-sign-in", code = code.to_string())),
            407 => asked_by_somebody(self.subject, self.headers),
            403 => error(ErrorKind::Denied, m!("http-denied")),
            404 | 410 => error(ErrorKind::NotFound, m!("http-not-found", code = code.to_string())),
            429 => error(ErrorKind::Unavailable, m!("http-too-many")),
            code if passes(self.status) => {
                error(ErrorKind::Unavailable, m!("http-down", code = code.to_string())).hint(m!("http-down-hint"))
            }
            _ => error(ErrorKind::Portal, m!("http-error", code = code.to_string())),
        }
    }

    /// The portal's own short explanation ([`said`]).
    pub fn said(&self) -> Option<String> {
        said(self.body)
    }
}

/// Whether such an answer may be another one a moment later. Those from 520 on are what Cloudflare says of a server
/// behind it.
pub(crate) fn passes(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 425 | 429 | 500 | 502..=504 | 520..=524)
}

/// `cause`, and behind it what the server said itself.
pub fn quoting(cause: impl Into<Message>, said: Option<String>) -> Message {
    match (cause.into(), said) {
        (cause, Some(said)) => m!("http-quoting", cause, said),
        (cause, None) => cause,
    }
}

/// What the server says of its limits; nothing rests on it.
pub(crate) fn limits(headers: &HeaderMap) -> Vec<(&str, &HeaderValue)> {
    let is_limit = |name: &str| ["x-rate-limit", "x-ratelimit", "ratelimit"].iter().any(|it| name.starts_with(it));
    headers.iter().map(|(name, value)| (name.as_str(), value)).filter(|(name, _)| is_limit(name)).collect()
}
