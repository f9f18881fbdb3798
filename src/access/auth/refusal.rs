//! What a token service that gives no token means: its status tells whether it is there and well, and only where it is
//! does the word in its answer count. Gateways say `error` in JSON too.

use std::time::Duration;

use crate::base::error::{Error, ErrorKind};
use crate::base::i18n::Message;
use crate::m;
use crate::net::quoting;

/// The answer to a request for a token, without a token.
pub struct NoToken<'a> {
    /// What errors are about: the portal's name.
    pub subject: &'a str,
    /// Where the token was asked for.
    pub host: &'a str,
    pub path: &'a str,
    pub status: u16,
    /// The word and the sentence of RFC 6749, section 5.2, made safe.
    pub word: Option<String>,
    pub description: Option<String>,
    /// For how long the service wants to be left alone.
    pub retry_after: Option<Duration>,
}

/// What such an answer says of who gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// It is a token service, and refuses.
    Refuses,
    /// There is none.
    Absent,
    /// It is down or busy: asking again may help.
    Down,
    /// Anything may have answered so.
    Unclear,
}

/// What is wrong with what was sent, in the words of OAuth 2.
const REFUSALS: [&str; 6] = [
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "unauthorized_client",
    "unsupported_grant_type",
];
/// What passes, in its words.
const OUTAGES: [&str; 3] = ["server_error", "temporarily_unavailable", "slow_down"];

impl NoToken<'_> {
    pub fn service(&self) -> Service {
        let is = |words: &[&str]| self.word.as_deref().is_some_and(|word| words.contains(&word));
        match self.status {
            404 | 405 | 410 => Service::Absent,
            408 | 425 | 429 | 500.. => Service::Down,
            300..=399 | 402 | 406.. => Service::Unclear,
            _ if is(&OUTAGES) => Service::Down,
            _ if is(&REFUSALS) => Service::Refuses,
            _ => Service::Unclear,
        }
    }

    /// In words, with what to do.
    pub fn error(self) -> Error {
        let (kind, cause, hint) = self.told();
        let said = self.description.filter(|_| kind == ErrorKind::SignIn);
        Error::new(kind, self.subject, quoting(cause, said))
            .hint(hint)
            .retry_after(self.retry_after)
            .status(self.status)
    }

    fn told(&self) -> (ErrorKind, Message, Message) {
        let (host, status) = (self.host, self.status.to_string());
        // Some say only in their own words that it is the flow they mind.
        let minds_the_flow = self.description.as_ref().is_some_and(|it| it.contains("grant type"));
        match (self.service(), self.status, self.word.as_deref()) {
            (Service::Absent, ..) => {
                let cause = m!("auth-no-service", host, path = self.path, status);
                (ErrorKind::Portal, cause, m!("auth-no-service-hint"))
            }
            (Service::Down, ..) => (ErrorKind::Unavailable, m!("auth-busy", host, status), m!("auth-busy-hint")),
            (_, 300..=399 | 402 | 404.., _) | (_, 400, None) => {
                (ErrorKind::Portal, m!("auth-token-error", host, status), m!("auth-token-error-hint"))
            }
            (_, _, Some("invalid_client")) => {
                (ErrorKind::SignIn, m!("auth-unknown-client", host), m!("auth-unknown-client-hint"))
            }
            (_, _, Some("invalid_scope")) => {
                (ErrorKind::SignIn, m!("auth-scope-refused", host), m!("auth-scope-refused-hint"))
            }
            (_, _, Some(word))
                if minds_the_flow || matches!(word, "unauthorized_client" | "unsupported_grant_type") =>
            {
                (ErrorKind::SignIn, m!("auth-flow-refused", host), m!("auth-flow-refused-hint"))
            }
            (_, _, Some(word)) => (ErrorKind::SignIn, m!("auth-refused", host, word), m!("auth-refused-hint")),
            (_, 401 | 403, None) => {
                let cause = m!("auth-credentials-refused", host, status);
                (ErrorKind::SignIn, cause, m!("auth-credentials-refused-hint"))
            }
            (_, _, None) => (ErrorKind::Portal, m!("auth-no-token", host), m!("auth-no-token-hint")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(status: u16, word: Option<&str>, description: Option<&str>) -> (Service, Error) {
        let no_token = NoToken {
            subject: "p",
            host: "exemple.org",
            path: "/token",
            status,
            word: word.map(str::to_owned),
            description: description.map(str::to_owned),
            retry_after: None,
        };
        (no_token.service(), no_token.error())
    }

    #[test]
    fn each_refusal_names_its_cause() {
        let table = [
            (400, Some("invalid_client"), None, ErrorKind::SignIn, "does not know"),
            (401, Some("invalid_client"), Some("no such"), ErrorKind::SignIn, "no such"),
            (403, Some("invalid_grant"), None, ErrorKind::SignIn, "invalid_grant"),
            (400, Some("invalid_scope"), None, ErrorKind::SignIn, "scope"),
            (400, Some("unauthorized_client"), None, ErrorKind::SignIn, "without a person"),
            (
                400,
                Some("invalid_request"),
                Some("requested grant type is not allowed"),
                ErrorKind::SignIn,
                "without a person",
            ),
            (401, Some("Unauthorized"), None, ErrorKind::SignIn, "Unauthorized"),
            (401, None, None, ErrorKind::SignIn, "refuses the credentials"),
            (200, Some("invalid_client"), None, ErrorKind::SignIn, "does not know"),
            (200, None, None, ErrorKind::Portal, "something else"),
            (302, None, None, ErrorKind::Portal, "302"),
            (400, None, None, ErrorKind::Portal, "400"),
            (404, None, None, ErrorKind::Portal, "no token service"),
        ];
        for (status, word, description, kind, part) in table {
            let (_, error) = told(status, word, description);
            assert_eq!((error.kind, error.status), (kind, Some(status)), "{status} {word:?}");
            assert!(error.cause.contains(part), "{status} {word:?}: {}", error.cause);
        }
    }

    /// Whatever a gateway's page of errors says in JSON, and whatever the service says of itself.
    #[test]
    fn what_is_down_or_absent_refuses_nobody() {
        let words = [
            None,
            Some("Service Unavailable"),
            Some("Not Found"),
            Some("invalid_client"),
            Some("temporarily_unavailable"),
        ];
        for status in 404..=599 {
            for word in words {
                let (service, error) = told(status, word, Some("a description"));
                assert!(matches!(error.kind, ErrorKind::Portal | ErrorKind::Unavailable), "{status} {word:?}: {error}");
                assert_eq!(error.kind.exit_code(), 5, "{status} {word:?}");
                assert_ne!(service, Service::Refuses, "{status} {word:?}");
                let expected = match status {
                    404 | 405 | 410 => Service::Absent,
                    408 | 425 | 429 | 500..=599 => Service::Down,
                    _ => Service::Unclear,
                };
                assert_eq!(service, expected, "{status} {word:?}");
            }
        }
        for status in [200, 400, 401, 403] {
            for word in OUTAGES {
                let (service, error) = told(status, Some(word), None);
                assert_eq!((service, error.kind), (Service::Down, ErrorKind::Unavailable), "{status} {word}");
            }
        }
    }
}
