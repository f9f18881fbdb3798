//! What a proxy refuses, and why it cannot be spoken to, as sentences a person can act on. No text of the proxy is among
//! them but the names of schemes and codes.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::address::ProxyAddress;
use super::challenge::Scheme;
use super::{CLEAR_TEXT, LOGIN_WANTED, negotiate};
use crate::base::error::{Error, ErrorKind};
use crate::base::i18n::Message;
use crate::m;
use crate::net::certificate;

/// Why there was no way through the proxy.
#[derive(Clone, Debug)]
pub enum ProxyFailure {
    /// Its name is known to nobody.
    Unknown,
    /// No connection came about, in the system's words.
    Unreached(Message),
    /// Nothing came in time.
    Silent,
    /// The TLS of the way to the proxy itself.
    Tls(rustls::Error),
    /// The line broke, or what came is no HTTP.
    Broke(Message),
    /// It asks who one is (407).
    Asks { offered: Vec<Scheme>, why: WhyAsked },
    /// It refuses, or has not reached the portal either.
    Refused { status: u16, code: Option<String> },
    /// The login could not be had.
    Login(Error),
}

/// Why a proxy that asks who one is was not answered, or not as it likes.
#[derive(Clone, Debug, PartialEq)]
pub enum WhyAsked {
    /// Nothing says how to sign in.
    NotSet,
    /// It was answered so, and asks again.
    NotTaken(Scheme),
    /// What is set is not offered.
    NotOffered(Scheme),
    /// There is no login.
    NoLogin,
    /// There is no ticket to be had, in the system's words.
    NoTicket(Message),
    /// Only with what this program is built without.
    NotBuilt,
    /// Only Basic is offered, which sends the password in clear text: a person decides that.
    ClearText,
}

impl ProxyFailure {
    /// What an answer of the proxy's own says; `None` where it may as well be the portal's.
    pub(super) fn of_answer(status: StatusCode, headers: &HeaderMap) -> Option<Self> {
        let code = own_code(headers)?;
        matches!(status.as_u16(), 403 | 500..=599).then(|| Self::Refused { status: status.as_u16(), code: Some(code) })
    }

    /// In words, where `target` was to be reached through `proxy`.
    pub(super) fn error(&self, subject: &Message, proxy: &ProxyAddress, target: &str) -> Error {
        let at = proxy.to_string();
        let (kind, cause, hint) = match self {
            Self::Unknown => (ErrorKind::Network, m!("proxy-unknown", proxy = at), m!("proxy-address-hint")),
            Self::Unreached(why) => {
                (ErrorKind::Network, m!("proxy-unreached", proxy = at, why), m!("proxy-address-hint"))
            }
            Self::Silent => (ErrorKind::Network, m!("proxy-silent", proxy = at), m!("proxy-address-hint")),
            Self::Tls(rustls::Error::InvalidCertificate(why)) => {
                let (cause, hint) = certificate::explain(why, &at, None);
                (ErrorKind::Network, m!("proxy-certificate", cause), hint)
            }
            Self::Tls(error) => {
                let error = crate::base::text::line(&error.to_string());
                (ErrorKind::Network, m!("proxy-tls", proxy = at, error), m!("proxy-tls-hint"))
            }
            Self::Broke(why) => (ErrorKind::Network, m!("proxy-broke", proxy = at, why), m!("http-again")),
            Self::Asks { offered, why } => (ErrorKind::Config, asks(offered, why, &at), what_to_set(offered, why)),
            Self::Refused { status, code } => refused(*status, code.as_deref(), &at, target),
            Self::Login(error) => return Error { subject: subject.clone(), ..error.clone() },
        };
        let status = match self {
            Self::Asks { .. } => Some(407),
            Self::Refused { status, .. } => Some(*status),
            _ => None,
        };
        let code = self.code(proxy).map(str::to_owned);
        Error { unreached: true, status, code, ..Error::new(kind, subject, cause).hint(hint) }
    }
}

impl ProxyFailure {
    /// For who can ask a person for what is missing.
    fn code(&self, proxy: &ProxyAddress) -> Option<&'static str> {
        let Self::Asks { offered, why } = self else { return None };
        match why {
            WhyAsked::ClearText => Some(CLEAR_TEXT),
            WhyAsked::NotSet | WhyAsked::NoLogin | WhyAsked::NoTicket(_) => {
                takes_login(offered).then_some(LOGIN_WANTED)
            }
            // The login of the address would be taken before any other.
            WhyAsked::NotTaken(scheme) => {
                (*scheme != Scheme::Negotiate && proxy.login.is_none()).then_some(LOGIN_WANTED)
            }
            WhyAsked::NotOffered(_) | WhyAsked::NotBuilt => None,
        }
    }
}

/// What `offered` means to whoever has to set something, where nobody knows which proxy it was.
pub(crate) fn asked_by_somebody(subject: &Message, headers: &HeaderMap) -> Error {
    let offered = super::challenge::schemes(&super::challenge::read(headers));
    let cause = m!("proxy-asks-somewhere", schemes = listed(&offered));
    Error::new(ErrorKind::Config, subject, cause).hint(what_to_set(&offered, &WhyAsked::NotSet)).status(407)
}

fn asks(offered: &[Scheme], why: &WhyAsked, proxy: &str) -> Message {
    let schemes = listed(offered);
    match why {
        WhyAsked::NotSet | WhyAsked::NoLogin => m!("proxy-asks", proxy, schemes),
        WhyAsked::NotTaken(scheme) => m!("proxy-not-taken", proxy, schemes, scheme = scheme.to_string()),
        WhyAsked::NotOffered(scheme) => m!("proxy-not-offered", proxy, schemes, scheme = scheme.to_string()),
        WhyAsked::NoTicket(error) => m!("proxy-no-ticket", proxy, schemes, error),
        WhyAsked::NotBuilt => m!("proxy-not-built", proxy, schemes),
        WhyAsked::ClearText => m!("proxy-clear-text", proxy, schemes),
    }
}

fn what_to_set(offered: &[Scheme], why: &WhyAsked) -> Message {
    let takes_login = takes_login(offered);
    let login = || m!("proxy-login-hint");
    match why {
        WhyAsked::NotTaken(Scheme::Negotiate) => m!("proxy-ticket-not-taken-hint"),
        WhyAsked::NotTaken(_) => m!("proxy-not-taken-hint"),
        WhyAsked::NotOffered(_) => m!("proxy-not-offered-hint"),
        WhyAsked::ClearText => m!("proxy-clear-text-hint"),
        WhyAsked::NoTicket(_) if takes_login => Message::joined([m!("proxy-no-ticket-hint"), login()], " "),
        WhyAsked::NoTicket(_) => m!("proxy-no-ticket-hint"),
        WhyAsked::NoLogin if takes_login => login(),
        WhyAsked::NotSet | WhyAsked::NoLogin | WhyAsked::NotBuilt => {
            let ticket = match (offered.contains(&Scheme::Negotiate), negotiate::IS_BUILT) {
                (false, _) => None,
                (true, true) => Some(m!("proxy-ticket-hint")),
                (true, false) => Some(m!("proxy-not-built-hint")),
            };
            let hints: Vec<Message> = takes_login.then(login).into_iter().chain(ticket).collect();
            if hints.is_empty() { m!("proxy-no-way-hint") } else { Message::joined(hints, " ") }
        }
    }
}

fn takes_login(offered: &[Scheme]) -> bool {
    offered.iter().any(|it| matches!(it, Scheme::Basic | Scheme::Digest | Scheme::Ntlm))
}

fn refused(status: u16, code: Option<&str>, proxy: &str, target: &str) -> (ErrorKind, Message, Message) {
    let said = code.map_or_else(|| status.to_string(), |code| format!("{status}, {code}"));
    match status {
        500..=599 => {
            let cause = m!("proxy-no-further", proxy, target, said);
            (ErrorKind::Unavailable, cause, m!("proxy-no-further-hint", target))
        }
        _ => (ErrorKind::Denied, m!("proxy-forbids", proxy, target, said), m!("proxy-forbids-hint", target)),
    }
}

fn listed(schemes: &[Scheme]) -> Message {
    match schemes {
        [] => m!("proxy-no-scheme"),
        _ => schemes.iter().map(Scheme::to_string).collect::<Vec<_>>().join(", ").into(),
    }
}

/// The code by which a proxy tells that an answer is its own: squid's, or that of RFC 9209.
fn own_code(headers: &HeaderMap) -> Option<String> {
    let is_code = |word: &str| {
        !word.is_empty() && word.len() <= 60 && word.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
    };
    let text = |name: &str| headers.get(name)?.to_str().ok();
    let squid = text("x-squid-error").and_then(|value| value.split(' ').next());
    let status = || text("proxy-status")?.split("error=").nth(1)?.split([';', ',', ' ']).next();
    squid.or_else(status).filter(|code| is_code(code)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn a_proxy_tells_its_own_answers_by_a_code() {
        let table = [
            (403, "x-squid-error", "ERR_ACCESS_DENIED 0", Some("ERR_ACCESS_DENIED")),
            (503, "x-squid-error", "ERR_CONNECT_FAIL 111", Some("ERR_CONNECT_FAIL")),
            (502, "proxy-status", "proxy.example; error=connection_refused; details=\"x\"", Some("connection_refused")),
            (403, "x-squid-error", "\u{1b}[31m", None),
            (403, "proxy-status", "proxy.example", None),
            (403, "via", "1.1 proxy.example (squid/5.7)", None),
            (404, "x-squid-error", "ERR_X 0", None),
            (200, "x-squid-error", "ERR_X 0", None),
        ];
        for (status, name, value, expected) in table {
            let value = HeaderValue::from_bytes(value.as_bytes()).unwrap_or(HeaderValue::from_static("\t"));
            let headers = HeaderMap::from_iter([(HeaderName::from_static(name), value)]);
            let code = match ProxyFailure::of_answer(StatusCode::from_u16(status).unwrap(), &headers) {
                Some(ProxyFailure::Refused { code, .. }) => code,
                _ => None,
            };
            assert_eq!(code.as_deref(), expected, "{status} {name}");
        }
    }
}
