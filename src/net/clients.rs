//! The HTTP clients of the process: their timeouts, and which certificate authorities they trust.
//!
//! One for what portals answer (HTTP/2), others for files (HTTP/1.1: one HTTP/2 stream with default windows is 21 times
//! slower at 50 ms). None unpacks what comes: a file is kept as it was sent, and answers are unpacked where they are read.
//! Each is built once it is needed, and what goes in clear text needs no authorities: reading all of the system's takes
//! milliseconds. What is on this machine is asked without any proxy, and without asking anybody where it is.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use percent_encoding::percent_decode_str;
use reqwest::{Certificate, Client, ClientBuilder, redirect};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use url::Url;
use zeroize::Zeroizing;

use super::failure::root_cause;
use super::identity::ShownTo;
use super::origin::{Loopback, is_loopback};
use super::proxy::{Proxies, ProxySettings};
use crate::base::disk::shown;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::redact;
use crate::m;
use crate::net::quota::Quota;

/// More headers than this are no answer; libraries stop at 100, some servers do not.
const MOST_HEADERS: usize = 1000;

/// How long servers are waited for.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    pub connect: Duration,
    /// Silence after which a connection counts as dead.
    pub idle: Duration,
    /// The same where a server makes a file first, which takes it minutes (docs/portals/dastra.md 6.3).
    pub making: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        let (connect, idle, making) = (Duration::from_secs(10), Duration::from_secs(30), Duration::from_secs(180));
        Self { connect, idle, making }
    }
}

/// The HTTP clients of the process, and what they were set up with.
#[derive(Clone)]
pub struct Clients {
    pub answers: ByScheme,
    pub files: ByScheme,
    /// For files that the server makes when asked.
    pub made_files: ByScheme,
    pub proxies: Proxies,
    /// The limits that the portals' requests keep to.
    pub quota: Quota,
    pub multiplexing: Multiplexing,
    pub(super) setting: ClientSetting,
    /// The portal that a client certificate is shown to.
    pub(super) identity: Option<Arc<ShownTo>>,
}

/// What they are set up with.
#[derive(Clone)]
pub(super) struct ClientSetting {
    authorities: Vec<Certificate>,
    proxies: Proxies,
    timeouts: Timeouts,
    identity: Option<reqwest::Identity>,
}

/// One client for what is encrypted, one for what is not; and both for this machine.
#[derive(Clone)]
pub struct ByScheme {
    tls: Later,
    clear: Later,
    own_tls: Later,
    own_clear: Later,
}

type Later = Arc<LazyLock<Result<Client>, Box<dyn FnOnce() -> Result<Client> + Send>>>;

/// Where a client begins.
type Begin = Box<dyn FnOnce() -> ClientBuilder + Send>;

impl ByScheme {
    fn new(
        build: impl Fn(ClientBuilder) -> Result<Client> + Clone + Send + 'static,
        trusted: Vec<Certificate>,
        proxies: &Proxies,
    ) -> Self {
        let later = |build: Box<dyn FnOnce() -> Result<Client> + Send>| Arc::new(LazyLock::new(build));
        let with_authorities = |begin: Begin| -> Later {
            let (build, trusted) = (build.clone(), trusted.clone());
            later(Box::new(move || build(begin().tls_certs_merge(trusted))))
        };
        let without = |begin: Begin| -> Later {
            let build = build.clone();
            later(Box::new(move || build(begin().tls_certs_only([]))))
        };
        let through = || -> Begin {
            let proxies = proxies.clone();
            Box::new(move || proxies.on(builder()))
        };
        let here = || -> Begin { Box::new(for_this_machine) };
        let tls = with_authorities(through());
        let clear = if proxies.is_encrypted() { tls.clone() } else { without(through()) };
        Self { tls, clear, own_tls: with_authorities(here()), own_clear: without(here()) }
    }

    /// The one for `url`. An error where the system has no authorities to trust.
    pub fn at(&self, url: &Url) -> Result<&Client> {
        let client = match (url.scheme() == "http", is_loopback(url)) {
            (true, true) => &self.own_clear,
            (true, false) => &self.clear,
            (false, true) => &self.own_tls,
            (false, false) => &self.tls,
        };
        client.as_ref().as_ref().map_err(Error::clone)
    }

    /// The same, but for what goes in clear text, which others do.
    fn with_clear_of(self, others: &Self) -> Self {
        Self { clear: others.clear.clone(), own_clear: others.own_clear.clone(), ..self }
    }
}

/// The same for all.
impl From<Client> for ByScheme {
    fn from(client: Client) -> Self {
        let it: Later = Arc::new(LazyLock::new(Box::new(move || Ok(client))));
        Self { tls: it.clone(), clear: it.clone(), own_tls: it.clone(), own_clear: it }
    }
}

/// From now on the passwords of the proxies that the environment names are cut out of every text.
fn proxies_become_known() {
    let is_proxy =
        |name: &str| name.get(name.len().saturating_sub(6)..).is_some_and(|it| it.eq_ignore_ascii_case("_proxy"));
    for (_, value) in std::env::vars_os().filter(|(name, _)| is_proxy(&name.to_string_lossy())) {
        if let Some((login, password)) = proxy_login(&value.to_string_lossy()) {
            redact::know_with(Some(&login), &password);
        }
    }
}

/// Who signs in to the proxy at `address`, which may lack its scheme: login and password.
fn proxy_login(address: &str) -> Option<(String, Zeroizing<String>)> {
    let (_, rest) = address.split_once("://").unwrap_or(("", address));
    let (login, password) = rest.rsplit_once('@')?.0.split_once(':')?;
    let decoded = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
    Some((decoded(login), Zeroizing::new(decoded(password))))
}

/// The origins that have answered over HTTP/2.
#[derive(Clone, Debug, Default)]
pub struct Multiplexing(Arc<Mutex<HashSet<String>>>);

impl Multiplexing {
    pub(crate) fn note(&self, url: &Url) {
        self.origins().insert(url.origin().ascii_serialization());
    }

    pub(crate) fn at(&self, url: &str) -> bool {
        Url::parse(url).is_ok_and(|url| self.origins().contains(&url.origin().ascii_serialization()))
    }

    fn origins(&self) -> MutexGuard<'_, HashSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clients {
    /// Trusting the system's authorities, and those in `ca_file` (PEM) besides.
    pub fn new(ca_file: Option<&Path>) -> Result<Self> {
        Self::with(ca_file, Timeouts::default())
    }

    /// As [`Self::new`], waiting for servers that long.
    pub fn with(ca_file: Option<&Path>, timeouts: Timeouts) -> Result<Self> {
        Self::through(ProxySettings::default(), ca_file, timeouts)
    }

    /// As [`Self::with`], through the proxies that are set.
    pub fn through(settings: ProxySettings, ca_file: Option<&Path>, timeouts: Timeouts) -> Result<Self> {
        proxies_become_known();
        let authorities = ca_file.map(authorities).transpose()?.unwrap_or_default();
        let proxies = Proxies::new(settings, ca_file.map(in_der).unwrap_or_default(), timeouts.connect)?;
        Ok(Self::set_up(ClientSetting { authorities, proxies, timeouts, identity: None }))
    }

    /// The same for the portal at `url`, who show it `identity` where it asks for one.
    pub(super) fn showing(&self, identity: reqwest::Identity, url: &Url) -> Result<Self> {
        let proxies = self.setting.proxies.shown_no_certificate(url)?;
        let clients = Self::set_up(ClientSetting { identity: Some(identity), proxies, ..self.setting.clone() });
        Ok(Self { quota: self.quota.clone(), multiplexing: self.multiplexing.clone(), ..clients })
    }

    fn set_up(setting: ClientSetting) -> Self {
        let ClientSetting { authorities, proxies, timeouts, identity } = setting.clone();
        let build = move |builder: ClientBuilder, silence| {
            let builder = identity.iter().cloned().fold(builder, ClientBuilder::identity);
            builder
                .user_agent(concat!("guichet/", env!("CARGO_PKG_VERSION")))
                .redirect(redirect::Policy::none())
                .http1_max_headers(MOST_HEADERS)
                .connect_timeout(timeouts.connect)
                .read_timeout(silence)
                .build()
                .map_err(|error| {
                    let failed = Error::new(ErrorKind::Config, m!("http-client"), root_cause(&error));
                    failed.hint(m!("http-client-hint")).caused_by(error)
                })
        };
        let of_files = build.clone();
        let files = |silence| {
            let build = of_files.clone();
            ByScheme::new(move |builder| build(builder.http1_only(), silence), authorities.clone(), &proxies)
        };
        let answers = ByScheme::new(move |builder| build(builder, timeouts.idle), authorities.clone(), &proxies);
        Self {
            // In clear text there is no HTTP/2, and a file comes over the connection that brought the answer before it.
            files: files(timeouts.idle).with_clear_of(&answers),
            made_files: files(timeouts.making),
            answers,
            proxies,
            quota: Quota::own(),
            multiplexing: Multiplexing::default(),
            setting,
            identity: None,
        }
    }

    /// Where a client begins that asks `url` and nothing else.
    pub(crate) fn builder_for(&self, url: &Url) -> ClientBuilder {
        if is_loopback(url) { for_this_machine() } else { self.proxies.on(builder()) }
    }

    /// Keeping to limits that others keep to as well.
    pub fn sharing(self, quota: Quota) -> Self {
        Self { quota, ..self }
    }
}

/// Where every client begins: the process has one provider of cryptography for TLS, and reqwest takes what is there.
pub fn builder() -> ClientBuilder {
    if CryptoProvider::get_default().is_none() {
        _ = ring::default_provider().install_default(); // an error tells that another thread was faster
    }
    Client::builder()
}

/// As [`builder`], for a client that asks only what [`is_loopback`]: whatever proxy and resolver there are, it connects to
/// this machine.
fn for_this_machine() -> ClientBuilder {
    builder().no_proxy().dns_resolver(Arc::new(Loopback))
}

/// The certificates in a PEM file: what an IT desk hands out for a network that re-signs TLS.
fn authorities(path: &Path) -> Result<Vec<Certificate>> {
    let failed = |cause: Message| {
        Error::new(ErrorKind::Config, m!("http-authority", path = shown(path)), cause).hint(m!("http-authority-hint"))
    };
    let bytes = std::fs::read(path)
        .map_err(|error| failed(m!("http-authority-unreadable", error = &error)).caused_by(error))?;
    let empty = || failed(m!("http-authority-empty"));
    let found = Certificate::from_pem_bundle(&bytes).map_err(|error| empty().caused_by(error))?;
    if found.is_empty() {
        return Err(empty());
    }
    match builder().tls_certs_only(found.clone()).build() {
        Ok(_) => Ok(found),
        Err(error) => Err(failed(root_cause(&error)).caused_by(error)), // something else is in it, where certificates should be
    }
}

/// The same for what is no reqwest; [`authorities`] has found them all readable.
fn in_der(path: &Path) -> Vec<CertificateDer<'static>> {
    let Ok(bytes) = std::fs::read(path) else { return Vec::new() };
    CertificateDer::pem_slice_iter(&bytes).filter_map(|it| it.ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_signs_in_to_a_proxy_is_read_from_its_address() {
        let table = [
            ("http://ada:hunter2@proxy.example:3128/", Some(("ada", "hunter2"))),
            ("ada:p%40ss@word@proxy.example:3128", Some(("ada", "p@ss@word"))),
            ("socks5h://:a:b@proxy.example", Some(("", "a:b"))),
            ("http://ada@proxy.example:3128", None),
            ("http://proxy.example:3128", None),
            ("", None),
        ];
        for (address, expected) in table {
            let read = proxy_login(address);
            assert_eq!(read.as_ref().map(|(login, password)| (&**login, &***password)), expected, "{address}");
        }
    }
}
