//! Proxies: which one an address goes through, how one signs in there, and what is wrong where there is no way through.
//!
//! Without a word in the configuration all is left to reqwest: the environment and the system name the proxy, and a login
//! in its address is sent as Basic. Once `[network] proxy_auth` says how to sign in, reqwest goes through the [`relay`].

mod address;
mod challenge;
mod dial;
mod failure;
mod negotiate;
mod ntlm;
pub mod pac;
mod relay;
mod sign_in;
mod upstream;

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use hyper::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use reqwest::header::HeaderMap;
use reqwest::{ClientBuilder, Proxy, StatusCode};
use rustls::pki_types::CertificateDer;
use tokio::time::timeout;
use url::Url;

pub use self::address::{ProxyAddress, ProxyLogin};
use self::dial::Dialer;
pub(crate) use self::failure::asked_by_somebody;
pub use self::failure::{ProxyFailure, WhyAsked};
use self::relay::Relay;
pub use self::sign_in::LoginSource;
use self::sign_in::Means;
use self::upstream::{ProxyAsk, ProxyWay, Upstream};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::m;

/// What a look at a proxy that failed may take.
const LOOK: Duration = Duration::from_secs(10);
/// A name that nobody has (RFC 6761): a proxy asks who one is before it looks for it.
const NOBODY: &str = "https://guichet.invalid/";
/// The code of the error that a password would go to the proxy in clear text.
pub const CLEAR_TEXT: &str = "clear_text";
/// The code of the error that a login would let one through, for who can ask a person for one.
pub const LOGIN_WANTED: &str = "proxy_login_wanted";

/// How to sign in to the proxy, with the words of the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyAuth {
    /// With the strongest scheme that the proxy offers and there is something for: the ticket of the system's sign-in, or
    /// the login.
    System,
    Basic,
    Digest,
    Ntlm,
    Negotiate,
    /// Not even with the login in the proxy's address.
    None,
}

impl ProxyAuth {
    pub const ALL: [Self; 6] = [Self::System, Self::Basic, Self::Digest, Self::Ntlm, Self::Negotiate, Self::None];

    pub fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Basic => "basic",
            Self::Digest => "digest",
            Self::Ntlm => "ntlm",
            Self::Negotiate => "negotiate",
            Self::None => "none",
        }
    }
}

impl FromStr for ProxyAuth {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(|it| it.word()).collect();
            Error::new(
                ErrorKind::Config,
                "proxy_auth",
                m!("proxy-auth-none-such", word = crate::base::text::line(word)),
            )
            .hint(m!("config-known", known = known.join(", ")))
        })
    }
}

/// What a person says of proxies; what they leave out is as the environment and the system say.
#[derive(Clone, Default)]
pub struct ProxySettings {
    /// `Some(None)`: none, whatever the system says.
    pub proxy: Option<Option<Url>>,
    pub auth: Option<ProxyAuth>,
    pub login: Option<LoginSource>,
}

/// The way to portals through proxies, for all clients. Cheap to clone.
#[derive(Clone)]
pub struct Proxies(Arc<ProxyState>);

struct ProxyState {
    matcher: Arc<Matcher>,
    /// Whether reqwest is told of it.
    is_set: bool,
    auth: Option<ProxyAuth>,
    way: Arc<ProxyWay>,
    relay: Option<Relay>,
}

impl Proxies {
    /// `authorities` are trusted besides the system's, where a proxy speaks TLS.
    pub fn new(settings: ProxySettings, authorities: Vec<CertificateDer<'static>>, patience: Duration) -> Result<Self> {
        let ProxySettings { proxy, auth, login } = settings;
        let matcher = Arc::new(match &proxy {
            None => Matcher::from_system(),
            Some(None) => Matcher::builder().build(),
            Some(Some(url)) => Matcher::builder().all(url.to_string()).no(not_through_it()).build(),
        });
        let is_set = proxy.is_some() || auth.is_some();
        // The relay is done before reqwest loses patience with it.
        let dialer = Dialer::new(authorities, patience.mul_f32(0.8));
        let way = Arc::new(ProxyWay { dialer, means: Arc::new(Means::new(auth, login)) });
        let this = ProxyState { matcher, is_set, auth, way, relay: None };
        let relay = if this.wants_relay() { Some(this.start()?) } else { None };
        Ok(Self(Arc::new(ProxyState { relay, ..this })))
    }

    /// The same for a portal at `url` that is shown a client certificate. reqwest shows it to every TLS server that asks for
    /// one, so that the relay speaks to a proxy that is reached over TLS.
    pub(super) fn shown_no_certificate(&self, url: &Url) -> Result<Self> {
        if self.0.relay.is_some() || !self.of(url).is_some_and(|proxy| proxy.is_encrypted()) {
            return Ok(self.clone());
        }
        let ProxyState { matcher, auth, way, .. } = &*self.0;
        let relay = Some(self.0.start()?);
        Ok(Self(Arc::new(ProxyState { matcher: matcher.clone(), is_set: true, auth: *auth, way: way.clone(), relay })))
    }

    /// `builder`, going through them.
    pub(super) fn on(&self, builder: ClientBuilder) -> ClientBuilder {
        if !self.0.is_set {
            return builder; // as reqwest does by itself
        }
        let this = self.clone();
        builder.no_proxy().proxy(Proxy::custom(move |url| this.towards(url)))
    }

    /// What reqwest takes for the proxy of `url`.
    fn towards(&self, url: &Url) -> Option<Url> {
        let proxy = self.of(url)?;
        match &self.0.relay {
            Some(relay) if proxy.speaks_http() => relay.url(),
            _ => Some(proxy.for_reqwest(self.0.auth != Some(ProxyAuth::None))),
        }
    }

    /// The proxy that `url` is asked through, if any.
    pub fn of(&self, url: &Url) -> Option<ProxyAddress> {
        if super::is_loopback(url) { None } else { self.0.find(&url.as_str().parse().ok()?) }
    }

    /// The proxy of what is encrypted, whatever the host.
    pub fn for_https(&self) -> Option<ProxyAddress> {
        self.of(&Url::parse(NOBODY).ok()?)
    }

    /// Whether what is asked in clear text goes through a proxy that reqwest speaks TLS to.
    pub(super) fn is_encrypted(&self) -> bool {
        let clear = self.0.find(&Uri::from_static("http://a.example/"));
        self.0.relay.is_none() && clear.is_some_and(|proxy| proxy.is_encrypted())
    }

    /// Why the proxy did not let a request for `url` through that failed without an answer, `unconnected` or later. `None`
    /// where that was not it.
    pub(super) async fn why_failed(&self, subject: &Message, url: &Url, unconnected: bool) -> Option<Error> {
        let proxy = self.of(url)?;
        let failure = match &self.0.relay {
            Some(relay) if proxy.speaks_http() => relay.failure(&target(url))?.1,
            _ if proxy.speaks_http() && unconnected => timeout(LOOK, self.look(&proxy, url)).await.ok()?.err()?,
            _ => return None,
        };
        Some(failure.error(subject, &proxy, &target(url)))
    }

    /// What an answer to a request for `url` means where it is the proxy's own.
    pub(crate) fn refusal(
        &self,
        subject: &Message,
        url: &Url,
        status: StatusCode,
        headers: &HeaderMap,
    ) -> Option<Error> {
        let proxy = self.of(url)?;
        let failure = match status {
            StatusCode::PROXY_AUTHENTICATION_REQUIRED => {
                let offered = challenge::schemes(&challenge::read(headers));
                let said = proxy.login.is_some() && self.0.auth != Some(ProxyAuth::None);
                let why = if said { WhyAsked::NotTaken(challenge::Scheme::Basic) } else { WhyAsked::NotSet };
                ProxyFailure::Asks { offered, why }
            }
            status if url.scheme() == "http" => ProxyFailure::of_answer(status, headers)?,
            _ => return None, // within a tunnel a proxy cannot answer
        };
        Some(failure.error(subject, &proxy, &target(url)))
    }

    /// Whether there is a way through `proxy` to `url`, as requests take it.
    async fn look(&self, proxy: &ProxyAddress, url: &Url) -> Result<(), ProxyFailure> {
        let mut line = Upstream::open(self.0.way.clone(), Arc::new(proxy.clone())).await?;
        if url.scheme() == "http" {
            return Ok(()); // what it answers comes as an answer
        }
        let target = target(url).parse().map_err(|_| ProxyFailure::Unknown)?;
        let answer = line.ask(&ProxyAsk::tunnel(&target)).await?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            status => {
                let known = ProxyFailure::of_answer(status, answer.headers());
                Err(known.unwrap_or(ProxyFailure::Refused { status: status.as_u16(), code: None }))
            }
        }
    }

    /// Whether the proxy of `url`, or where that is nobody's that of https, lets one in: asked for a tunnel to `url` or to
    /// nobody. That it does not find nobody is no failure.
    pub async fn try_out(&self, url: Option<&Url>) -> Option<(ProxyAddress, Result<(), Error>)> {
        let nobody = Url::parse(NOBODY).ok()?;
        let asked = url.unwrap_or(&nobody);
        let proxy = self.of(asked).filter(ProxyAddress::speaks_http)?;
        let found = timeout(LOOK, self.look(&proxy, asked)).await.unwrap_or(Err(ProxyFailure::Silent));
        let found = match found {
            Err(ProxyFailure::Refused { .. }) if url.is_none() => Ok(()),
            found => found,
        };
        let said = |failure: ProxyFailure| failure.error(&m!("proxy-the-proxy"), &proxy, &target(asked));
        let found = found.map_err(said);
        Some((proxy, found))
    }
}

impl ProxyState {
    fn find(&self, uri: &Uri) -> Option<ProxyAddress> {
        self.matcher.intercept(uri).as_ref().and_then(ProxyAddress::of)
    }

    /// Signing in is left to reqwest where that is all it can do: send the login of the address as Basic.
    fn wants_relay(&self) -> bool {
        let any = ["http://a.example/", "https://a.example/"].map(|it| self.find(&Uri::from_static(it)));
        self.way.means.is_set() && any.iter().flatten().any(ProxyAddress::speaks_http)
    }

    fn start(&self) -> Result<Relay> {
        let matcher = self.matcher.clone();
        let find = move |uri: &Uri| matcher.intercept(uri).as_ref().and_then(ProxyAddress::of);
        Relay::start(Box::new(find), self.way.clone()).map_err(|error| {
            Error::new(ErrorKind::Unexpected, m!("proxy-the-proxy"), m!("proxy-no-relay", error = &error))
                .caused_by(error)
        })
    }
}

/// `host:port`, as a tunnel is asked for.
fn target(url: &Url) -> String {
    format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or(443))
}

/// Whom no proxy is asked for, by the environment.
fn not_through_it() -> String {
    ["NO_PROXY", "no_proxy"].iter().find_map(|name| std::env::var(name).ok()).unwrap_or_default()
}

/// Everything here that reads what others write, reading `bytes`: what of it a person may be shown.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn read_anything(bytes: &[u8]) -> Vec<String> {
    let moment = ntlm::Moment { nonce: [0; 8], now: 0 };
    _ = ntlm::answer(&ntlm::NtlmUser::new("D\\ada", "x"), bytes, &moment);
    let value = reqwest::header::HeaderValue::from_bytes(bytes).into_iter();
    let headers = HeaderMap::from_iter(value.map(|it| (reqwest::header::PROXY_AUTHENTICATE, it)));
    let challenges = challenge::read(&headers);
    let schemes = challenge::schemes(&challenges).iter().map(ToString::to_string).collect::<Vec<_>>();
    [schemes, pac::named(&String::from_utf8_lossy(bytes))].concat()
}

#[cfg(test)]
mod tests;
