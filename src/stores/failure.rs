//! Why an object store did not do what was asked, in one sentence: by its own code where it gives one, else by the status.

use std::error::Error as StdError;

use object_store::client::{HttpError, HttpErrorKind};

use crate::base::error::{Error, ErrorKind};
use crate::base::i18n::Message;
use crate::base::text;
use crate::m;

/// Codes of S3, Azure and Google, by what they mean to a person.
const CODES: [(&[&str], Why); 8] = [
    (&["SignatureDoesNotMatch", "AuthenticationFailed"], Why::Signature),
    (
        &[
            "InvalidAccessKeyId",
            "InvalidToken",
            "ExpiredToken",
            "TokenRefreshRequired",
            "InvalidSecurity",
            "InvalidClientTokenId",
            "NotSignedUp",
        ],
        Why::UnknownKey,
    ),
    (&["RequestTimeTooSkewed", "RequestExpired"], Why::Clock),
    (&["NoSuchBucket", "ContainerNotFound"], Why::NoBucket),
    (&["AccessDenied", "AllAccessDisabled", "AuthorizationPermissionMismatch", "AccountProblem"], Why::Denied),
    (&["PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed", "Redirect"], Why::Elsewhere),
    (
        &["SlowDown", "ServiceUnavailable", "RequestTimeout", "TooManyRequests", "ServerBusy", "InternalError"],
        Why::Busy,
    ),
    (&["NoSuchUpload"], Why::NoUpload),
];

/// What it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    Signature,
    UnknownKey,
    Clock,
    NoBucket,
    Denied,
    Elsewhere,
    /// It may do it later.
    Busy,
    NoUpload,
    /// Nobody answered, or the line broke.
    Line,
    /// The condition that was set is not met.
    Condition,
    Missing,
    Odd,
}

impl Why {
    /// Of an answer with this status, whose body may have a code.
    pub fn of_answer(status: u16, body: &str) -> Self {
        let code = code_in(body);
        let known = || CODES.iter().find(|(codes, _)| codes.contains(&code)).map(|(_, why)| *why);
        known().unwrap_or(match status {
            300..=399 => Self::Elsewhere,
            401 => Self::UnknownKey,
            403 => Self::Denied,
            404 => Self::Missing,
            409 | 412 => Self::Condition,
            501 => Self::Odd, // it never will
            408 | 429 | 500..=599 => Self::Busy,
            _ => Self::Odd,
        })
    }

    pub fn of(error: &object_store::Error) -> Self {
        let by_kind = match error {
            object_store::Error::NotFound { .. } => Some(404),
            object_store::Error::AlreadyExists { .. } | object_store::Error::Precondition { .. } => Some(412),
            object_store::Error::PermissionDenied { .. } => Some(403),
            object_store::Error::Unauthenticated { .. } => Some(401),
            _ => None,
        };
        let said = error.to_string();
        let line = || causes(error).find_map(|cause| Some(cause.downcast_ref::<HttpError>()?.kind()));
        match (by_kind, line()) {
            (Some(status), _) => Self::of_answer(status, &said),
            (None, Some(HttpErrorKind::Decode)) => Self::Odd,
            (None, Some(_)) => Self::Line,
            (None, None) if said.contains("Received redirect") => Self::Elsewhere,
            (None, None) => Self::of_answer(status_in(&said).unwrap_or_default(), &said),
        }
    }

    /// Whether asking again may help, and it is not certain that nothing was done.
    pub fn may_pass(self) -> bool {
        matches!(self, Self::Busy | Self::Line | Self::Odd)
    }

    /// The sentence for a person; `said` is what the store or the line said.
    pub fn error(self, subject: impl Into<Message>, said: &str) -> Error {
        let (kind, cause, hint) = match self {
            Self::Signature => (ErrorKind::SignIn, m!("stores-signature"), Some(m!("stores-signature-hint"))),
            Self::UnknownKey => (ErrorKind::SignIn, m!("stores-unknown-key"), Some(m!("stores-no-key-hint"))),
            Self::Clock => (ErrorKind::SignIn, m!("stores-clock"), Some(m!("stores-clock-hint"))),
            Self::NoBucket => (ErrorKind::NotFound, m!("stores-no-bucket"), Some(m!("stores-no-bucket-hint"))),
            Self::Denied => (ErrorKind::Denied, m!("stores-denied"), Some(m!("stores-denied-hint"))),
            Self::Elsewhere => (ErrorKind::Config, m!("stores-elsewhere"), Some(m!("stores-elsewhere-hint"))),
            Self::Busy => (ErrorKind::Unavailable, m!("stores-busy"), Some(m!("stores-busy-hint"))),
            Self::NoUpload => (ErrorKind::Portal, m!("stores-upload-gone"), Some(m!("stores-upload-gone-hint"))),
            Self::Line => (ErrorKind::Network, m!("stores-line", error = said), Some(m!("stores-busy-hint"))),
            Self::Condition => (ErrorKind::Exists, m!("stores-taken-meanwhile"), Some(m!("stores-upload-gone-hint"))),
            Self::Missing => (ErrorKind::NotFound, m!("stores-missing"), Some(m!("stores-no-bucket-hint"))),
            Self::Odd => (ErrorKind::Portal, m!("stores-odd", error = said), None),
        };
        let error = Error::new(kind, subject, cause);
        match hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}

/// The error in words; `subject` names the object.
pub fn failed(error: &object_store::Error, subject: &str) -> Error {
    tracing::debug!(error = text::line(&error.to_string()), "the object store did not do it");
    let said = match causes(error).last() {
        Some(deepest) if Why::of(error) == Why::Line => deepest.to_string(),
        _ => said_in(&error.to_string()),
    };
    Why::of(error).error(subject.to_owned(), &said)
}

/// What an answer says of itself, short: its code, and its message; else its beginning.
pub fn said_in(body: &str) -> String {
    let message = within(body, "Message").unwrap_or_default();
    let said = match code_in(body) {
        "" => body.to_owned(),
        code => format!("{code} {message}"),
    };
    text::line(&said.chars().take(200).collect::<String>())
}

fn causes<'e>(error: &'e (dyn StdError + 'static)) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error: &&'e (dyn StdError + 'static)| {
        let error: &'e (dyn StdError + 'static) = *error;
        error.source()
    })
}

/// The code of an answer in XML; empty where there is none.
fn code_in(body: &str) -> &str {
    within(body, "Code").unwrap_or_default()
}

/// What stands in the first element of this name, as it is written.
pub fn within<'x>(xml: &'x str, name: &str) -> Option<&'x str> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|(text, _)| text.trim())
}

/// `non-2xx status code: 503 …`, as the crate has it.
fn status_in(said: &str) -> Option<u16> {
    let (_, rest) = said.split_once("status code: ")?;
    rest.get(..3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_counts_more_than_the_status() {
        let body = |code: &str| format!("<Error><Code>{code}</Code><Message>m</Message></Error>");
        for (status, code, why) in [
            (403, "SignatureDoesNotMatch", Why::Signature),
            (403, "InvalidAccessKeyId", Why::UnknownKey),
            (403, "RequestTimeTooSkewed", Why::Clock),
            (403, "AccessDenied", Why::Denied),
            (404, "NoSuchBucket", Why::NoBucket),
            (404, "NoSuchKey", Why::Missing),
            (404, "NoSuchUpload", Why::NoUpload),
            (400, "AuthorizationHeaderMalformed", Why::Elsewhere),
            (503, "SlowDown", Why::Busy),
            (200, "InternalError", Why::Busy),
            (412, "PreconditionFailed", Why::Condition),
            (409, "ConditionalRequestConflict", Why::Condition),
            (400, "InvalidPart", Why::Odd),
        ] {
            assert_eq!(Why::of_answer(status, &body(code)), why, "{status} {code}");
        }
        for (status, why) in
            [(301, Why::Elsewhere), (403, Why::Denied), (500, Why::Busy), (501, Why::Odd), (400, Why::Odd)]
        {
            assert_eq!(Why::of_answer(status, ""), why, "{status}");
        }
    }

    #[test]
    fn what_a_store_says_is_told_in_one_short_line() {
        let body = "<Error><Code>InvalidPart</Code>\n<Message>One\nof the parts\u{1b}[31m</Message></Error>";
        let said = said_in(body);
        assert!(said.starts_with("InvalidPart One") && !said.contains(['\n', '\u{1b}']), "{said}");
        assert!(said_in(&"x".repeat(5000)).len() < 300);
    }
}
