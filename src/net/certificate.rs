//! The certificate a server shows when it is not trusted: its issuer tells a network that re-signs TLS from a fault.

use std::error::Error;
use std::io;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::redirect;
use reqwest::tls::TlsInfo;
use rustls::CertificateError;
use url::Url;
use x509_cert::Certificate as X509;
use x509_cert::der::Decode;

use crate::base::i18n::Message;
use crate::base::text;
use crate::m;
use crate::net::Clients;

/// A look at a certificate is worth no longer a wait.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a certificate says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Who vouches for it, as `CN=…,O=…`.
    pub issuer: String,
    /// It vouches for itself.
    pub self_signed: bool,
    pub ends: Option<Timestamp>,
}

/// The certificate of `url`'s host, trusted or not. The request that brings it carries no credential and asks for
/// nothing; its answer is thrown away. `None` where there is no TLS, or nobody answers.
pub async fn shown_by(clients: &Clients, url: &Url) -> Option<Certificate> {
    let mut root = url.clone();
    root.set_path("/");
    root.set_query(None);
    let client = clients
        .builder_for(url)
        .tls_danger_accept_invalid_certs(true)
        .tls_info(true)
        .redirect(redirect::Policy::none())
        .timeout(PATIENCE)
        .build()
        .ok()?;
    let response = super::send(client.head(root)).await.ok()?;
    read(response.extensions().get::<TlsInfo>()?.peer_certificate()?)
}

fn read(der: &[u8]) -> Option<Certificate> {
    let certificate = X509::from_der(der).ok()?;
    let told = certificate.tbs_certificate();
    let ends = i64::try_from(told.validity().not_after.to_unix_duration().as_secs()).ok();
    Some(Certificate {
        self_signed: told.issuer() == told.subject(),
        issuer: text::line(&told.issuer().to_string()),
        ends: ends.and_then(|seconds| Timestamp::from_second(seconds).ok()),
    })
}

/// What TLS has to say of a failure. I/O errors hide what they hold among their causes, and hold one another.
pub fn of_tls<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    match cause.downcast_ref::<io::Error>() {
        Some(error) => of_tls(error.get_ref()?),
        None => cause.downcast_ref(),
    }
}

/// What is wrong with the certificate of `host`, and what to do. `shown` is that certificate, where it could be had.
pub fn explain(why: &CertificateError, host: &str, shown: Option<&Certificate>) -> (Message, Message) {
    use CertificateError::*;
    match why {
        Expired | ExpiredContext { .. } => {
            let cause = match shown.and_then(|shown| shown.ends) {
                Some(ends) => m!("certificate-ended-on", host, day = Message::date(ends)),
                None => m!("certificate-ended", host),
            };
            (cause, m!("certificate-ended-hint"))
        }
        NotValidYet | NotValidYetContext { .. } => (m!("certificate-not-yet", host), m!("certificate-not-yet-hint")),
        NotValidForName => (m!("certificate-another-name", host), m!("certificate-another-name-hint")),
        NotValidForNameContext { presented, .. } => {
            let names: Vec<_> = presented.iter().map(|name| name.split('"').nth(1).unwrap_or(name)).collect();
            let names = text::line(&names.join(", "));
            (m!("certificate-another-names", host, names), m!("certificate-another-name-hint"))
        }
        _ => {
            let cause = match shown {
                Some(Certificate { self_signed: true, issuer, .. }) => m!("certificate-self-signed", host, issuer),
                Some(Certificate { issuer, .. }) => m!("certificate-signed-by", host, issuer),
                None => m!("certificate-not-trusted", host, why = text::line(&why.to_string())),
            };
            (cause, m!("certificate-not-trusted-hint"))
        }
    }
}
