//! Errors of the transport (connection, TLS, time-outs) as sentences a person can act on.

use std::iter;

use url::Url;

use super::origin::host;
use crate::base::error::{Error, ErrorKind, Retold};
use crate::base::i18n::Message;
use crate::m;
use crate::net::identity::{self, ClientCertificate};
use crate::net::names::{self, NoName};
use crate::net::{Clients, certificate};

/// As [`unreachable`], saying where it is the proxy, and what is wrong with a certificate and who signed it.
pub(crate) async fn failed(clients: &Clients, subject: impl Into<Message>, url: &Url, error: &reqwest::Error) -> Error {
    failed_showing(clients, subject, url, error, None).await
}

/// As [`failed`], where this client certificate was shown.
pub(crate) async fn failed_showing(
    clients: &Clients,
    subject: impl Into<Message>,
    url: &Url,
    error: &reqwest::Error,
    shown: Option<&ClientCertificate>,
) -> Error {
    let told = explained(subject, url, error, shown);
    if let Some(of_proxy) = clients.proxies.why_failed(&told.subject, url, error.is_connect()).await {
        return Error { source: told.source, ..of_proxy };
    }
    let Some(rustls::Error::InvalidCertificate(why)) = tls_error(error) else { return told };
    let (cause, hint) = certificate::explain(why, &host(url), certificate::shown_by(clients, url).await.as_ref());
    Error { cause, ..told.hint(hint) }
}

/// One sentence for what went wrong on the way, and what to look at.
pub(crate) fn unreachable(subject: impl Into<Message>, url: &Url, error: &reqwest::Error) -> Error {
    explained(subject, url, error, None)
}

fn explained(
    subject: impl Into<Message>,
    url: &Url,
    error: &reqwest::Error,
    shown: Option<&ClientCertificate>,
) -> Error {
    let host = host(url);
    let cause = root_cause(error);
    let again = m!("http-again");
    let (kind, cause, hint) = if is_no_http(error) {
        let cause = m!("http-no-http", host, cause);
        (ErrorKind::Portal, cause, m!("http-no-http-hint"))
    } else if let Some(rustls::Error::AlertReceived(alert)) = tls_error(error)
        && let Some(refused) = identity::of_handshake(*alert, &host, shown)
    {
        refused
    } else if error.is_connect()
        && let Some(rustls::Error::InvalidMessage(_)) = tls_error(error)
    {
        (ErrorKind::Portal, m!("http-no-tls", host), m!("http-no-tls-hint"))
    } else if error.is_timeout() && error.is_connect() {
        (ErrorKind::Network, m!("http-no-answer", host), m!("http-no-answer-hint"))
    } else if error.is_timeout() {
        (ErrorKind::Network, m!("http-silent", host), again)
    } else if let Some(why) = names::why_no_name(error) {
        match why {
            NoName::NoServer => (ErrorKind::Network, m!("http-no-name-server", host), m!("http-no-name-server-hint")),
            NoName::NoHost => (ErrorKind::Network, m!("http-no-host", host), m!("http-no-host-hint")),
        }
    } else if error.is_connect() {
        let cause = m!("http-unreachable", host, cause);
        (ErrorKind::Network, cause, m!("http-unreachable-hint"))
    } else if is_cut(error) {
        (ErrorKind::Network, m!("http-closed", host), again)
    } else {
        (ErrorKind::Network, m!("http-broke", host, cause), again)
    };
    let code = identity::code(&cause);
    let (unreached, timed_out) = (error.is_connect(), error.is_timeout());
    let unreachable = Error { unreached, timed_out, code, ..Error::new(kind, subject, cause).hint(hint) };
    // Its own words name the address asked, which may hold a key; those of its causes do not.
    match std::error::Error::source(error) {
        Some(source) => unreachable.caused_by(Retold::of(source)),
        None => unreachable,
    }
}

/// Whether the connection was closed where more was to come. TLS says so too where a server forgets its good-bye: the
/// end of a body that has no length is then no end.
fn is_cut(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        let http = cause.downcast_ref::<hyper::Error>();
        io == Some(std::io::ErrorKind::UnexpectedEof) || http.is_some_and(hyper::Error::is_incomplete_message)
    })
}

/// Whether the server answered something that cannot be read as HTTP, which asking again does not change.
fn is_no_http(error: &reqwest::Error) -> bool {
    causes(error).filter_map(|cause| cause.downcast_ref::<hyper::Error>()).any(hyper::Error::is_parse)
}

fn tls_error(error: &reqwest::Error) -> Option<&rustls::Error> {
    causes(error).find_map(certificate::of_tls)
}

/// The innermost cause: the outer ones only repeat the address.
pub(super) fn root_cause(error: &reqwest::Error) -> Message {
    causes(error).last().map_or("".into(), |cause| Retold::of(cause).into())
}

/// The error, and what caused it, from the outermost to the innermost.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    iter::successors(Some(error as &(dyn std::error::Error + 'static)), |cause| cause.source())
}
