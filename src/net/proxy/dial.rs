//! One line to a proxy, over TLS where its address says so; it trusts whom reqwest trusts.

use std::io;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls_platform_verifier::Verifier;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::address::ProxyAddress;
use super::failure::ProxyFailure;
use crate::base::error::Retold;
use crate::net::certificate;

pub(super) trait ProxyLine: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> ProxyLine for T {}

type LazyConfig = LazyLock<
    Result<Arc<ClientConfig>, rustls::Error>,
    Box<dyn FnOnce() -> Result<Arc<ClientConfig>, rustls::Error> + Send>,
>;

/// How lines are made.
pub(super) struct Dialer {
    /// The system's authorities take milliseconds to read: once, and only for a proxy that speaks TLS.
    tls: LazyConfig,
    patience: Duration,
}

impl Dialer {
    /// Trusting `authorities` besides the system's.
    pub(super) fn new(authorities: Vec<CertificateDer<'static>>, patience: Duration) -> Self {
        Self { tls: LazyLock::new(Box::new(move || config(authorities))), patience }
    }

    pub(super) async fn dial(&self, proxy: &ProxyAddress) -> Result<Box<dyn ProxyLine>, ProxyFailure> {
        let line = timeout(self.patience, self.connected(proxy));
        line.await.unwrap_or(Err(ProxyFailure::Silent))
    }

    async fn connected(&self, proxy: &ProxyAddress) -> Result<Box<dyn ProxyLine>, ProxyFailure> {
        let line = self.plain(proxy).await?;
        _ = line.set_nodelay(true); // a hint
        if !proxy.is_encrypted() {
            return Ok(Box::new(line));
        }
        let config = self.tls.as_ref().map_err(|error| ProxyFailure::Tls(error.clone()))?;
        let unnamed = |_| ProxyFailure::Unknown;
        let name = ServerName::try_from(bare(proxy.host()).to_owned()).map_err(unnamed)?;
        match TlsConnector::from(config.clone()).connect(name, line).await {
            Ok(line) => Ok(Box::new(line)),
            Err(error) => Err(match certificate::of_tls(&error) {
                Some(tls) => ProxyFailure::Tls(tls.clone()),
                None => ProxyFailure::Unreached(Retold::of(&error).into()),
            }),
        }
    }

    /// The first of the proxy's addresses that answers; one that does not has its share of the time.
    async fn plain(&self, proxy: &ProxyAddress) -> Result<TcpStream, ProxyFailure> {
        let found = lookup_host((bare(proxy.host()), proxy.port())).await;
        let addresses: Vec<_> = found.map_err(|_| ProxyFailure::Unknown)?.collect();
        let share = self.patience / u32::try_from(addresses.len()).unwrap_or(1).max(1);
        let mut last = ProxyFailure::Unknown;
        for address in addresses {
            last = match timeout(share, TcpStream::connect(address)).await {
                Ok(Ok(line)) => return Ok(line),
                Ok(Err(error)) => ProxyFailure::Unreached(Retold::of(&error).into()),
                Err(_) => ProxyFailure::Silent,
            };
        }
        Err(last)
    }
}

/// An IPv6 address without its brackets.
fn bare(host: &str) -> &str {
    host.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(host)
}

fn config(authorities: Vec<CertificateDer<'static>>) -> Result<Arc<ClientConfig>, rustls::Error> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier::new_with_extra_roots(authorities, provider.clone())?;
    // Its name says danger: it is the system's own judgement of certificates that takes the place of rustls'.
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// What a line that was there says when it is there no more.
pub(super) fn broke(error: &(dyn std::error::Error + 'static)) -> ProxyFailure {
    let mut innermost = error;
    while let Some(cause) = innermost.source() {
        innermost = cause;
    }
    match innermost.downcast_ref::<io::Error>().and_then(|error| certificate::of_tls(error)) {
        Some(tls) => ProxyFailure::Tls(tls.clone()),
        None => ProxyFailure::Broke(Retold::of(innermost).into()),
    }
}
