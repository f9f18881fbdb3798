//! One line to a proxy signs in: which scheme of those offered, and what is said in it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http_auth::{ChallengeParser, DigestClient, PasswordParams};
use reqwest::header::HeaderValue;
use rustls::crypto::ring;
use url::Url;

use super::ProxyAuth;
use super::address::{ProxyAddress, ProxyLogin};
use super::challenge::{Challenge, Scheme, schemes};
use super::failure::{ProxyFailure, WhyAsked};
use super::negotiate;
use super::ntlm::{self, Moment, NtlmUser};
use crate::base::Fut;

/// Gives the login for the proxy at an address, if there is one.
pub type LoginSource = Arc<dyn Fn(Url) -> Fut<'static, Option<ProxyLogin>> + Send + Sync>;

/// What there is to sign in with, for all lines.
pub(super) struct Means {
    pub(super) auth: Option<ProxyAuth>,
    pub(super) login: Option<LoginSource>,
    /// What the last line that signed in has learnt: later ones need not be asked first.
    learnt: Mutex<Learnt>,
}

#[derive(Default)]
struct Learnt {
    scheme: Option<Scheme>,
    /// Answers by its last challenge, counting.
    digest: Option<DigestClient>,
}

impl Means {
    pub(super) fn new(auth: Option<ProxyAuth>, login: Option<LoginSource>) -> Self {
        Self { auth, login, learnt: Mutex::default() }
    }

    /// Whether one signs in otherwise than reqwest does.
    pub(super) fn is_set(&self) -> bool {
        self.auth.is_some_and(|auth| auth != ProxyAuth::None)
    }

    fn learnt(&self) -> MutexGuard<'_, Learnt> {
        self.learnt.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The address's own login goes before the one that is stored.
    async fn login(&self, proxy: &ProxyAddress) -> Result<Option<ProxyLogin>, ProxyFailure> {
        match (&proxy.login, &self.login) {
            (Some(login), _) => Ok(Some(login.clone())),
            (None, Some(source)) => source(proxy.url().clone()).await.map_err(ProxyFailure::Login),
            (None, None) => Ok(None),
        }
    }
}

/// How far a line has come.
enum SignInStage {
    /// Nothing is said: the proxy may not ask.
    Silent,
    /// To be said with the next request.
    Next(ToSay),
    /// The first message of NTLM is said.
    Greeted,
    /// All is said; what comes decides.
    Said(Scheme),
    /// The proxy took it. `false`: what is said holds for one request, not for the line.
    SignedIn(Scheme, bool),
}

/// What is to be said.
enum ToSay {
    Negotiate(String),
    Digest,
    NtlmHello,
    NtlmAnswer(Vec<u8>),
    Basic,
}

pub(super) struct ProxySignIn {
    means: Arc<Means>,
    proxy: Arc<ProxyAddress>,
    stage: SignInStage,
    login: Option<ProxyLogin>,
    /// Whether this line has answered a challenge that the proxy gave to it. What is said unasked may be out of date.
    asked: bool,
}

impl ProxySignIn {
    /// Of a new line, which says at once what the last one had to.
    pub(super) async fn begin(means: Arc<Means>, proxy: Arc<ProxyAddress>) -> Result<Self, ProxyFailure> {
        let learnt = means.learnt().scheme.clone();
        let mut this = Self { means, proxy, stage: SignInStage::Silent, login: None, asked: false };
        if let Some(scheme) = learnt {
            this.stage = match this.step(&scheme).await? {
                Ok(step) => SignInStage::Next(step),
                Err(_) => SignInStage::Silent,
            };
        }
        Ok(this)
    }

    /// With the login of the address alone, as Basic: what reqwest says, unless it is told not to.
    pub(super) fn as_reqwest(means: Arc<Means>, proxy: Arc<ProxyAddress>) -> Self {
        let login = proxy.login.clone().filter(|_| means.auth != Some(ProxyAuth::None));
        let stage = if login.is_some() { SignInStage::Next(ToSay::Basic) } else { SignInStage::Silent };
        Self { means, proxy, stage, login, asked: false }
    }

    /// The same on another line: what holds for a line begins anew.
    pub(super) fn on_another_line(&mut self) {
        let stage = std::mem::replace(&mut self.stage, SignInStage::Silent);
        self.stage = match stage {
            SignInStage::Greeted | SignInStage::Next(ToSay::NtlmAnswer(_)) => SignInStage::Next(ToSay::NtlmHello),
            SignInStage::Said(Scheme::Ntlm) | SignInStage::SignedIn(Scheme::Ntlm, _) => {
                SignInStage::Next(ToSay::NtlmHello)
            }
            SignInStage::Said(Scheme::Digest) => SignInStage::Next(ToSay::Digest),
            SignInStage::Said(Scheme::Basic) => SignInStage::Next(ToSay::Basic),
            // A ticket's token is good for once: the proxy asks, and gets another.
            SignInStage::Said(_) | SignInStage::SignedIn(_, true) => SignInStage::Silent,
            other => other,
        };
    }

    /// What is said with the next request, if anything.
    pub(super) fn header(&mut self, method: &str, target: &str) -> Option<HeaderValue> {
        if let SignInStage::SignedIn(scheme, false) = &self.stage {
            self.stage = match scheme {
                Scheme::Digest => SignInStage::Next(ToSay::Digest),
                _ => SignInStage::Next(ToSay::Basic),
            };
        }
        if !matches!(self.stage, SignInStage::Next(_)) {
            return None;
        }
        let SignInStage::Next(step) = std::mem::replace(&mut self.stage, SignInStage::Silent) else { return None };
        let (stage, text) = match step {
            ToSay::Basic => {
                self.stage = SignInStage::Said(Scheme::Basic);
                return self.login.as_ref()?.basic();
            }
            ToSay::Negotiate(token) => (SignInStage::Said(Scheme::Negotiate), format!("Negotiate {token}")),
            ToSay::Digest => (SignInStage::Said(Scheme::Digest), self.digest(method, target)?),
            ToSay::NtlmHello => (SignInStage::Greeted, format!("NTLM {}", STANDARD.encode(ntlm::hello()))),
            ToSay::NtlmAnswer(asked) => (SignInStage::Said(Scheme::Ntlm), self.ntlm(&asked)?),
        };
        self.stage = stage;
        let mut header = HeaderValue::try_from(text).ok()?;
        header.set_sensitive(true);
        Some(header)
    }

    /// The proxy did not ask.
    pub(super) fn accepted(&mut self) {
        let stage = std::mem::replace(&mut self.stage, SignInStage::Silent);
        self.stage = match stage {
            SignInStage::Said(scheme) => {
                self.means.learnt().scheme = Some(scheme.clone());
                let for_line = matches!(scheme, Scheme::Negotiate | Scheme::Ntlm);
                SignInStage::SignedIn(scheme, for_line)
            }
            other => other,
        };
    }

    /// The proxy asks: what is said next, or why nothing is.
    pub(super) async fn challenged(&mut self, challenges: &[Challenge]) -> Result<(), ProxyFailure> {
        let stage = std::mem::replace(&mut self.stage, SignInStage::Silent);
        let first = !std::mem::replace(&mut self.asked, true);
        if let SignInStage::Greeted = stage
            && let Some(asked) = token_of(challenges, &Scheme::Ntlm)
        {
            self.stage = SignInStage::Next(ToSay::NtlmAnswer(asked));
            return Ok(());
        }
        let stale = challenges.iter().any(|it| it.parameter("stale").is_some_and(|it| it.eq_ignore_ascii_case("true")));
        match stage {
            // Said before this line was asked: it may be out of date, or the proxy may want another scheme now.
            SignInStage::Silent | SignInStage::Next(_) | SignInStage::SignedIn(..) => {}
            SignInStage::Said(Scheme::Digest) if stale => {}
            SignInStage::Said(Scheme::Digest) if first => {}
            SignInStage::Said(scheme) if schemes(challenges).contains(&scheme) => {
                return Err(asks(challenges, WhyAsked::NotTaken(scheme)));
            }
            SignInStage::Said(_) if first => {}
            SignInStage::Said(scheme) => return Err(asks(challenges, WhyAsked::NotTaken(scheme))),
            SignInStage::Greeted if first => {}
            SignInStage::Greeted => return Err(asks(challenges, WhyAsked::NotTaken(Scheme::Ntlm))),
        }
        self.stage = SignInStage::Next(self.choose(challenges).await?);
        Ok(())
    }

    /// The strongest scheme that is offered and that there is something for.
    async fn choose(&mut self, challenges: &[Challenge]) -> Result<ToSay, ProxyFailure> {
        let offered = schemes(challenges);
        let ways = match self.means.auth {
            None => return Err(asks(challenges, WhyAsked::NotSet)),
            Some(ProxyAuth::None) => return Err(asks(challenges, WhyAsked::NotSet)),
            Some(ProxyAuth::System) => vec![Scheme::Negotiate, Scheme::Digest, Scheme::Ntlm, Scheme::Basic],
            Some(ProxyAuth::Negotiate) => vec![Scheme::Negotiate],
            Some(ProxyAuth::Digest) => vec![Scheme::Digest],
            Some(ProxyAuth::Ntlm) => vec![Scheme::Ntlm],
            Some(ProxyAuth::Basic) => vec![Scheme::Basic],
        };
        let mut why = match &ways[..] {
            [only] => WhyAsked::NotOffered(only.clone()),
            _ => WhyAsked::NoLogin,
        };
        for scheme in ways.into_iter().filter(|scheme| offered.contains(scheme)) {
            self.learn(&scheme, challenges);
            match self.step(&scheme).await? {
                Ok(step) => return Ok(step),
                // Why there is no ticket tells more than that there is no login either.
                Err(_) if matches!(why, WhyAsked::NoTicket(_)) => {}
                Err(reason) => why = reason,
            }
        }
        Err(asks(challenges, why))
    }

    fn learn(&self, scheme: &Scheme, challenges: &[Challenge]) {
        if *scheme == Scheme::Digest {
            let digests = challenges.iter().filter(|it| it.scheme == Scheme::Digest);
            // The strongest that is known; proxies put it first.
            let client = digests.filter_map(|it| digest_client(&it.written())).next();
            self.means.learnt().digest = client;
        }
    }

    /// What is said first in `scheme`, or why there is nothing to say.
    async fn step(&mut self, scheme: &Scheme) -> Result<Result<ToSay, WhyAsked>, ProxyFailure> {
        if *scheme == Scheme::Negotiate {
            return Ok(match negotiate::token(self.proxy.host()).await {
                Ok(token) => Ok(ToSay::Negotiate(token)),
                Err(_) if !negotiate::IS_BUILT => Err(WhyAsked::NotBuilt),
                Err(words) => Err(WhyAsked::NoTicket(words)),
            });
        }
        if self.login.is_none() {
            self.login = self.means.login(&self.proxy).await?;
        }
        let is_said = self.means.auth == Some(ProxyAuth::Basic);
        Ok(match scheme {
            _ if self.login.is_none() => Err(WhyAsked::NoLogin),
            Scheme::Digest if self.means.learnt().digest.is_some() => Ok(ToSay::Digest),
            Scheme::Ntlm => Ok(ToSay::NtlmHello),
            Scheme::Basic if is_said || self.proxy.is_encrypted() => Ok(ToSay::Basic),
            Scheme::Basic => Err(WhyAsked::ClearText),
            other => Err(WhyAsked::NotOffered(other.clone())),
        })
    }

    fn digest(&self, method: &str, uri: &str) -> Option<String> {
        let login = self.login.as_ref()?;
        let (username, password) = (&*login.name, &**login.password);
        self.means
            .learnt()
            .digest
            .as_mut()?
            .respond(&PasswordParams { username, password, uri, method, body: Some(&[]) })
            .ok()
    }

    fn ntlm(&self, asked: &[u8]) -> Option<String> {
        let login = self.login.as_ref()?;
        let mut nonce = [0; 8];
        ring::default_provider().secure_random.fill(&mut nonce).ok()?;
        let answer = ntlm::answer(&NtlmUser::new(&login.name, &login.password), asked, &Moment { nonce, now: now() })?;
        Some(format!("NTLM {}", STANDARD.encode(answer)))
    }
}

fn asks(challenges: &[Challenge], why: WhyAsked) -> ProxyFailure {
    ProxyFailure::Asks { offered: schemes(challenges), why }
}

fn token_of(challenges: &[Challenge], scheme: &Scheme) -> Option<Vec<u8>> {
    let token = challenges.iter().find(|it| it.scheme == *scheme && it.token.is_some())?.token.as_deref()?;
    STANDARD.decode(token).ok()
}

fn digest_client(written: &str) -> Option<DigestClient> {
    let challenge = ChallengeParser::new(written).next()?.ok()?;
    DigestClient::try_from(&challenge).ok()
}

/// In steps of 100 ns since 1601.
fn now() -> u64 {
    const TO_1970: u64 = 11_644_473_600;
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
    (since.as_secs() + TO_1970) * 10_000_000 + u64::from(since.subsec_nanos()) / 100
}
