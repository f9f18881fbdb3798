//! The certificate a server shows when it is not trusted: its issuer tells a network that re-signs TLS from a fault.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::tls::TlsInfo;
use reqwest::{Client, redirect};
use url::Url;
use x509_cert::Certificate as X509;
use x509_cert::der::Decode;

use crate::text;

/// A look at a certificate is worth no longer a wait.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a certificate says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Who vouches for it, as `CN=…,O=…`.
    pub issuer: String,
    pub ends: Option<Timestamp>,
}

/// The certificate of `url`'s host, trusted or not. The request that brings it carries no credential and asks for
/// nothing; its answer is thrown away. `None` where there is no TLS, or nobody answers.
pub async fn shown_by(url: &Url) -> Option<Certificate> {
    let mut root = url.clone();
    root.set_path("/");
    root.set_query(None);
    let client = Client::builder()
        .tls_danger_accept_invalid_certs(true)
        .tls_info(true)
        .redirect(redirect::Policy::none())
        .timeout(PATIENCE)
        .build()
        .ok()?;
    let response = client.head(root).send().await.ok()?;
    read(response.extensions().get::<TlsInfo>()?.peer_certificate()?)
}

fn read(der: &[u8]) -> Option<Certificate> {
    let certificate = X509::from_der(der).ok()?.tbs_certificate;
    let ends = i64::try_from(certificate.validity.not_after.to_unix_duration().as_secs()).ok();
    Some(Certificate {
        issuer: text::line(&certificate.issuer.to_string()),
        ends: ends.and_then(|seconds| Timestamp::from_second(seconds).ok()),
    })
}
