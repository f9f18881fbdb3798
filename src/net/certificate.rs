//! The certificate a server shows when it is not trusted: its issuer tells a network that re-signs TLS from a fault.

use std::error::Error;
use std::io;
use std::time::Duration;

use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};
use reqwest::header::{DATE, HeaderMap};
use reqwest::redirect;
use reqwest::tls::{TlsInfo, Version};
use rustls::CertificateError;
use url::Url;
use x509_cert::Certificate as X509;
use x509_cert::der::Decode;
use x509_cert::time::Time;

use crate::base::i18n::Message;
use crate::base::text;
use crate::m;
use crate::net::Clients;

/// Clock skew, in seconds, that is nobody's fault.
pub const CLOCK: i64 = 120;

/// A look at a certificate is worth no longer a wait.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a certificate says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Who vouches for it, as `CN=…,O=…`.
    pub issuer: String,
    /// It vouches for itself.
    pub self_signed: bool,
    pub starts: Option<Timestamp>,
    pub ends: Option<Timestamp>,
    /// What time it is for whoever showed it.
    pub told: Option<Timestamp>,
}

/// The certificate of `url`'s host, trusted or not. The request that brings it carries no credential and asks for
/// nothing; its answer is thrown away. `None` where there is no TLS, or nobody answers.
pub async fn shown_by(clients: &Clients, url: &Url) -> Option<Certificate> {
    let root = at_root(url);
    let client = clients
        .builder_for(url)
        .tls_danger_accept_invalid_certs(true)
        .tls_info(true)
        .redirect(redirect::Policy::none())
        .timeout(PATIENCE)
        .build()
        .ok()?;
    let response = super::send(client.head(root)).await.ok()?;
    let shown = read(response.extensions().get::<TlsInfo>()?.peer_certificate()?)?;
    Some(Certificate { told: moment_of(response.headers()), ..shown })
}

/// The newest version of TLS that whoever answers at `url` speaks, as it is called. `None` where nobody answers.
pub async fn tls_version(clients: &Clients, url: &Url) -> Option<&'static str> {
    for (version, name) in [(Version::TLS_1_3, "TLS 1.3"), (Version::TLS_1_2, "TLS 1.2")] {
        let client = clients
            .builder_for(url)
            .tls_danger_accept_invalid_certs(true)
            .tls_version_min(version)
            .tls_version_max(version)
            .redirect(redirect::Policy::none())
            .timeout(PATIENCE)
            .build()
            .ok()?;
        match super::send(client.head(at_root(url))).await {
            Ok(_) => return Some(name),
            // Who refuses this client only after the handshake speaks it all the same.
            Err(error) if !error.is_connect() && !error.is_timeout() => return Some(name),
            Err(_) => {}
        }
    }
    None
}

fn at_root(url: &Url) -> Url {
    let mut root = url.clone();
    root.set_path("/");
    root.set_query(None);
    root
}

/// What time it is for whoever sent these.
pub fn moment_of(headers: &HeaderMap) -> Option<Timestamp> {
    let date = super::header(headers, DATE.as_str())?;
    DateTimeParser::new().parse_timestamp(&date).ok()
}

impl Certificate {
    /// Whose clock is wrong, where this certificate is valid for whoever showed it: how many seconds we are ahead.
    fn ahead(&self, now: Timestamp) -> Option<i64> {
        let (starts, ends, told) = (self.starts?, self.ends?, self.told?);
        let ahead = now.duration_since(told).as_secs();
        (starts <= told && told < ends && ahead.abs() > CLOCK).then_some(ahead)
    }
}

fn read(der: &[u8]) -> Option<Certificate> {
    let certificate = X509::from_der(der).ok()?;
    let told = certificate.tbs_certificate();
    let moment = |time: &Time| {
        let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok()?;
        Timestamp::from_second(seconds).ok()
    };
    Some(Certificate {
        self_signed: told.issuer() == told.subject(),
        issuer: text::line(&told.issuer().to_string()),
        starts: moment(&told.validity().not_before),
        ends: moment(&told.validity().not_after),
        told: None,
    })
}

/// A moment as clocks show it, to the minute, in UTC.
fn moment(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%d %H:%M UTC").to_string()
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
    let is_of_time = matches!(why, Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. });
    let now = Timestamp::now();
    if is_of_time && let Some(ahead) = shown.and_then(|shown| shown.ahead(now)) {
        let (told, ours) = (now - SignedDuration::from_secs(ahead), now);
        let cause = m!("certificate-clock", host, ours = moment(ours), theirs = moment(told));
        return (cause, m!("certificate-clock-hint"));
    }
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
