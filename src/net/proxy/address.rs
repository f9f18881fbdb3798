//! Where a proxy is, and who signs in there by its address.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper_util::client::proxy::matcher::Intercept;
use reqwest::header::HeaderValue;
use url::Url;
use zeroize::Zeroizing;

use crate::base::redact;

/// Who signs in to a proxy.
#[derive(Clone)]
pub struct ProxyLogin {
    pub name: String,
    pub password: Zeroizing<String>,
}

impl ProxyLogin {
    /// From now on the password is cut out of every text.
    pub fn new(name: &str, password: &str) -> Self {
        redact::know_with(Some(name), password);
        Self { name: name.to_owned(), password: Zeroizing::new(password.to_owned()) }
    }

    /// The header of Basic, in UTF-8 (RFC 7617).
    pub(super) fn basic(&self) -> Option<HeaderValue> {
        let pair = Zeroizing::new(format!("{}:{}", self.name, *self.password));
        let mut header = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(pair.as_bytes()))).ok()?;
        header.set_sensitive(true);
        Some(header)
    }

    fn of_basic(header: &HeaderValue) -> Option<Self> {
        let encoded = header.to_str().ok()?.strip_prefix("Basic ")?;
        let pair = Zeroizing::new(String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?);
        let (name, password) = pair.split_once(':')?;
        Some(Self::new(name, password))
    }
}

/// A proxy's address, apart from the login it may hold.
#[derive(Clone)]
pub struct ProxyAddress {
    url: Url,
    pub login: Option<ProxyLogin>,
}

impl ProxyAddress {
    pub(super) fn of(intercept: &Intercept) -> Option<Self> {
        let url = Url::parse(&intercept.uri().to_string()).ok()?;
        let of_socks = || intercept.raw_auth().map(|(name, password)| ProxyLogin::new(name, password));
        let login = intercept.basic_auth().and_then(ProxyLogin::of_basic).or_else(of_socks);
        Some(Self { url, login })
    }

    /// Without a login.
    pub(super) fn at(url: Url) -> Self {
        Self { url, login: None }
    }

    /// Without the login.
    pub fn url(&self) -> &Url {
        &self.url
    }

    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    pub fn port(&self) -> u16 {
        let known = self.url.port_or_known_default();
        known.unwrap_or(1080) // of SOCKS
    }

    /// Whether it is spoken to over TLS.
    pub fn is_encrypted(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Whether it speaks HTTP, and so may ask in HTTP who one is.
    pub fn speaks_http(&self) -> bool {
        matches!(self.url.scheme(), "http" | "https")
    }

    /// As reqwest takes it, with the login where `signs_in`.
    pub(super) fn for_reqwest(&self, signs_in: bool) -> Url {
        let mut url = self.url.clone();
        if let Some(login) = self.login.as_ref().filter(|_| signs_in) {
            // Neither fails for an address with a host.
            _ = url.set_username(&login.name);
            _ = url.set_password(Some(&login.password));
        }
        url
    }
}

/// Without the login, and its port even where it is the usual one: `proxy.example:3128`.
impl fmt::Display for ProxyAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.url.scheme() {
            "http" => write!(f, "{}:{}", self.host(), self.port()),
            scheme => write!(f, "{scheme}://{}:{}", self.host(), self.port()),
        }
    }
}
