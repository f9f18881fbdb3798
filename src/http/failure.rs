//! What went wrong on the way to a portal, in a sentence a person can act on.

use url::Url;

use super::clients::{CONNECT_TIMEOUT, IDLE_TIMEOUT};
use super::origin::host;
use crate::certificate;
use crate::error::{Error, Kind};
use crate::text;

/// As [`unreachable`], naming who signed a certificate that is not trusted.
pub(crate) async fn failed(subject: &str, url: &Url, error: &reqwest::Error) -> Error {
    let mut failure = unreachable(subject, url, error);
    if is_about_a_certificate(error)
        && let Some(certificate) = certificate::shown_by(url).await
    {
        failure.cause.push_str(&format!("; it is signed by {}", certificate.issuer));
    }
    failure
}

fn is_about_a_certificate(error: &reqwest::Error) -> bool {
    error.is_connect() && root_cause(error).contains("certificate")
}

/// One sentence for what went wrong on the way, and what to look at.
pub(crate) fn unreachable(subject: &str, url: &Url, error: &reqwest::Error) -> Error {
    let host = host(url);
    let cause = root_cause(error);
    let (cause, hint) = if error.is_timeout() && error.is_connect() {
        (
            format!("{host} did not answer within {} s", CONNECT_TIMEOUT.as_secs()),
            "Check the network, the VPN and the proxy.",
        )
    } else if error.is_timeout() {
        (
            format!("{host} fell silent for more than {} s", IDLE_TIMEOUT.as_secs()),
            "Try again; nothing that arrived is lost.",
        )
    } else if is_about_a_certificate(error) {
        (
            format!("the certificate of {host} is not trusted ({cause})"),
            "If your network re-signs TLS, ask your IT desk for its authority as a PEM file and give it with --ca-file.",
        )
    } else if error.is_connect() {
        (format!("{host} cannot be reached ({cause})"), "Check the address, the network and the proxy (HTTPS_PROXY).")
    } else {
        (format!("the connection to {host} broke ({cause})"), "Try again; nothing that arrived is lost.")
    };
    Error::new(Kind::Network, subject, cause).hint(hint)
}

/// The innermost cause: the outer ones only repeat the address.
pub(super) fn root_cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    text::line(&cause.to_string())
}
