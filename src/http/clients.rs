//! The HTTP clients of the process: their patience, and whom they trust.
//!
//! One for what portals answer (HTTP/2, gzip), others for files (HTTP/1.1 and no encoding: one HTTP/2 stream with default
//! windows is 21 times slower at 50 ms, and a compressed answer has no range).

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::{Certificate, Client, redirect};
use url::Url;

use super::failure::root_cause;
use crate::error::{Error, Kind, Result};
use crate::quota::Quota;
use crate::t;
use crate::text;

/// How long servers are waited for.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    pub connect: Duration,
    /// Silence after which a connection counts as dead.
    pub idle: Duration,
    /// The same where a server makes a file first, which takes it minutes (contract Dastra 6.3).
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
    pub answers: Client,
    pub files: Later,
    /// For files that the server makes when asked.
    pub made_files: Later,
    /// The limits that the portals' requests keep to.
    pub quota: Quota,
    pub multiplexing: Multiplexing,
}

/// A client that is built once it is needed: reading all authorities of the system takes milliseconds.
pub type Later = Arc<LazyLock<Client, Box<dyn FnOnce() -> Client + Send>>>;

/// The origins that have answered over HTTP/2.
#[derive(Clone, Debug, Default)]
pub struct Multiplexing(Arc<Mutex<HashSet<String>>>);

impl Multiplexing {
    pub(super) fn note(&self, url: &Url) {
        self.origins().insert(url.origin().ascii_serialization());
    }

    pub(super) fn at(&self, url: &str) -> bool {
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
        let authorities = ca_file.map(authorities).transpose()?.unwrap_or_default();
        let build = move |builder: reqwest::ClientBuilder, silence| {
            builder
                .tls_certs_merge(authorities.clone())
                .user_agent(concat!("guichet/", env!("CARGO_PKG_VERSION")))
                .redirect(redirect::Policy::none())
                .connect_timeout(timeouts.connect)
                .read_timeout(silence)
                .build()
                .map_err(|error| Error::new(Kind::Unexpected, t!("http-client"), root_cause(&error)))
        };
        let answers = build(Client::builder(), timeouts.idle)?;
        let plain = |silence| -> Later {
            let (build, like) = (build.clone(), answers.clone());
            // What could be built a moment ago can be built; else files come as answers do.
            let plain = move || build(Client::builder().http1_only().no_gzip(), silence).unwrap_or(like);
            Arc::new(LazyLock::new(Box::new(plain)))
        };
        Ok(Self {
            files: plain(timeouts.idle),
            made_files: plain(timeouts.making),
            answers,
            quota: Quota::own(),
            multiplexing: Multiplexing::default(),
        })
    }

    /// Keeping to limits that others keep to as well.
    pub fn sharing(self, quota: Quota) -> Self {
        Self { quota, ..self }
    }
}

/// The certificates in a PEM file: what an IT desk hands out for a network that re-signs TLS.
fn authorities(path: &Path) -> Result<Vec<Certificate>> {
    let failed = |cause: String| {
        Error::new(Kind::Config, t!("http-authority", path = text::line(&path.display().to_string())), cause)
            .hint(t!("http-authority-hint"))
    };
    let bytes = std::fs::read(path).map_err(|error| failed(t!("http-authority-unreadable", error)))?;
    match Certificate::from_pem_bundle(&bytes) {
        Ok(found) if !found.is_empty() => Ok(found),
        _ => Err(failed(t!("http-authority-empty"))),
    }
}
