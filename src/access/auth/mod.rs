//! Signing in: what a flow must do, and the one token that all requests of a portal share.

pub mod client_credentials;
mod compared;
pub mod expiry;
pub mod jwt;
pub mod refusal;
mod way;

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

pub use self::compared::AccountChanges;
pub use self::way::{Account, Way, certificate_line};
use crate::access::by_hand::ByHand;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::{Fut, redact, stated};
use crate::net::patience::Retries;

/// A token is renewed so long before its end, or a tenth of its life where that is less, so that a request does not
/// leave with a dying one (docs/portals/dastra.md 2.1, docs/portals/isogeo.md 1.3).
const MARGIN: Duration = Duration::from_secs(60);

/// What opens a portal for a while: one header and its value.
pub struct Token {
    header: HeaderName,
    value: SecretString,
    /// Gets the next token without asking the person again.
    pub refresh: Option<SecretString>,
    /// Whether it is the account that everybody has.
    pub anonymous: bool,
    /// The scopes granted with it, where its issuer says.
    pub scopes: Option<Vec<String>>,
    /// What a person was given and no request renews.
    fixed: bool,
    renew_at: Option<Instant>,
}

impl Token {
    /// A bearer token with the life its issuer states, or a week where that is shorter. A `Bearer ` already in front is
    /// not doubled.
    pub fn bearer(token: &str, life: Option<Duration>) -> Self {
        let value = format!("Bearer {}", jwt::bare(token));
        let life = life.map(|life| life.min(stated::LONGEST));
        let renew_at = life.map(|life| Instant::now() + life.saturating_sub(MARGIN.min(life / 10)));
        Self { renew_at, fixed: false, ..Self::fixed(AUTHORIZATION, value.into()) }
    }

    /// A bearer token that a person was given as it is.
    pub fn pasted(token: &str) -> Self {
        Self::fixed(AUTHORIZATION, format!("Bearer {}", jwt::bare(token)).into())
    }

    /// A key that goes into a header of its own.
    pub fn key(header: HeaderName, key: &str) -> Self {
        Self::fixed(header, key.trim().into())
    }

    /// Every token is made here, and known from then on.
    fn fixed(header: HeaderName, value: SecretString) -> Self {
        let text = value.expose_secret();
        redact::know(text.split_once(' ').map_or(text, |(_, bare)| bare).trim_end_matches('='));
        Self { header, value, refresh: None, anonymous: false, scopes: None, fixed: true, renew_at: None }
    }

    pub fn refresh(mut self, refresh: Option<SecretString>) -> Self {
        refresh.iter().for_each(|refresh| redact::know(jwt::bare(refresh.expose_secret())));
        self.refresh = refresh;
        self
    }

    pub fn anonymous(mut self) -> Self {
        self.anonymous = true;
        self
    }

    pub fn scopes(mut self, scopes: Option<Vec<String>>) -> Self {
        self.scopes = scopes;
        self
    }

    /// The header to send. `None` when the token holds bytes no header may carry.
    pub fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        let mut value = HeaderValue::from_str(self.value.expose_secret()).ok()?;
        value.set_sensitive(true);
        Some((self.header.clone(), value))
    }

    /// Tells it from other tokens without giving it away.
    pub fn fingerprint(&self) -> String {
        Sha256::digest(self.value.expose_secret()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
    }

    fn is_fresh(&self) -> bool {
        self.renew_at.is_none_or(|moment| Instant::now() < moment)
    }
}

/// Why a token is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A request is about to leave, with no token or an old one.
    Before,
    /// The portal refused the last one, or asked for one where none was sent.
    Refused,
}

/// One way to get a token.
pub trait Flow: Send + Sync {
    /// Gets a token. `old` is the one it replaces, whose refresh token may serve. `None`: the portal is asked without,
    /// until it refuses. The caller never repeats it in a loop: portals lock accounts.
    fn obtain<'a>(&'a self, why: Why, old: Option<&'a Token>) -> Fut<'a, Option<Token>>;

    /// The portal has answered to a request with what [`Self::obtain`] gave.
    fn worked<'a>(&'a self) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        Box::pin(async {})
    }

    /// How the credential is sent by hand; `None` where there is none. Touches no network.
    fn by_hand<'a>(&'a self) -> Pin<Box<dyn Future<Output = Option<ByHand>> + Send + 'a>> {
        Box::pin(async { None })
    }
}

/// No way to get a token.
struct Tokenless;

impl Flow for Tokenless {
    fn obtain<'a>(&'a self, _why: Why, _old: Option<&'a Token>) -> Fut<'a, Option<Token>> {
        Box::pin(async { Ok(None) })
    }
}

/// The token of one portal, shared by all its requests: whoever needs one first fetches it, the others wait.
pub struct SignIn {
    flow: Box<dyn Flow>,
    held: Mutex<Held>,
    /// The last failure and when it was, for those who waited for it: each trying anew would lock the account.
    failed: std::sync::Mutex<Option<(Instant, Error)>>,
}

#[derive(Default)]
enum Held {
    #[default]
    Nothing,
    /// The flow says that the portal is to be asked without a token.
    NoneNeeded,
    Token(Arc<Token>),
}

impl SignIn {
    pub fn new(flow: impl Flow + 'static) -> Self {
        Self { flow: Box::new(flow), held: Mutex::default(), failed: std::sync::Mutex::default() }
    }

    /// For what is open to everybody and knows no tokens.
    pub fn none() -> Self {
        Self::new(Tokenless)
    }

    /// The token to send now; `None` when the portal is asked without.
    pub async fn token(&self) -> Result<Option<Arc<Token>>> {
        let asked = Instant::now();
        let mut held = self.held.lock().await;
        match &*held {
            Held::NoneNeeded => Ok(None),
            Held::Token(token) if token.is_fresh() => Ok(Some(token.clone())),
            _ => self.obtain(&mut held, Why::Before, asked).await,
        }
    }

    /// After the portal refused `refused` (or asked for a token where none was sent): the token to try once more with.
    /// `None` when there is no way to get another.
    pub async fn renew(&self, refused: Option<&Arc<Token>>) -> Result<Option<Arc<Token>>> {
        let asked = Instant::now();
        let mut held = self.held.lock().await;
        match &*held {
            // Another request has renewed it meanwhile.
            Held::Token(token) if !refused.is_some_and(|refused| Arc::ptr_eq(refused, token)) => {
                Ok(Some(token.clone()))
            }
            Held::Token(token) if token.fixed => Ok(None),
            _ => self.obtain(&mut held, Why::Refused, asked).await,
        }
    }

    /// The portal has answered to a request with the token that is sent now.
    pub async fn worked(&self) {
        self.flow.worked().await;
    }

    /// How the credential is sent by hand; `None` where the portal is asked without.
    pub async fn by_hand(&self) -> Option<ByHand> {
        self.flow.by_hand().await
    }

    async fn obtain(&self, held: &mut Held, why: Why, asked: Instant) -> Result<Option<Arc<Token>>> {
        if let Some(error) = self.failure_since(asked) {
            return Err(error);
        }
        let old = match &*held {
            Held::Token(token) => Some(token.clone()),
            _ => None,
        };
        let token = self.patiently(why, old.as_deref()).await.inspect_err(|error| {
            *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), error.clone()));
        })?;
        let token = token.map(Arc::new);
        *held = token.clone().map_or(Held::NoneNeeded, Held::Token);
        Ok(token)
    }

    /// A service that is down or busy has judged no credential: it is asked again like any other. One that failed, or a
    /// line that broke, may have had one in hand.
    async fn patiently(&self, why: Why, old: Option<&Token>) -> Result<Option<Token>> {
        let mut retries = Retries::begin();
        loop {
            match self.flow.obtain(why, old).await {
                Err(error) if was_kept_out(&error) => retries.pause(error, None).await?,
                answer => return answer,
            }
        }
    }

    fn failure_since(&self, asked: Instant) -> Option<Error> {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.as_ref().filter(|(moment, _)| *moment >= asked).map(|(_, error)| error.clone())
    }
}

/// Whether what stands before a service turned a request away.
fn was_kept_out(error: &Error) -> bool {
    error.kind == ErrorKind::Unavailable && matches!(error.status, Some(429 | 502..=504))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bearer_prefix_is_never_doubled() {
        for given in ["abc", "Bearer abc", "bearer  abc", " Bearer abc "] {
            let (_, value) = Token::bearer(given, None).header().unwrap();
            assert_eq!(value.to_str().unwrap(), "Bearer abc", "{given:?}");
            assert!(value.is_sensitive());
        }
    }

    /// Counts its token requests; answers slowly enough for others to queue up.
    struct Counting(std::sync::atomic::AtomicU32);

    impl Flow for Arc<Counting> {
        fn obtain<'a>(&'a self, why: Why, _old: Option<&'a Token>) -> Fut<'a, Option<Token>> {
            Box::pin(async move {
                if why == Why::Before {
                    return Ok(None);
                }
                tokio::task::yield_now().await;
                let number = self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                Ok(Some(Token::bearer(&number.to_string(), None)))
            })
        }
    }

    /// Fails like a wrong password, slowly enough for others to queue up.
    struct Failing(std::sync::atomic::AtomicU32);

    impl Flow for Arc<Failing> {
        fn obtain<'a>(&'a self, _why: Why, _old: Option<&'a Token>) -> Fut<'a, Option<Token>> {
            Box::pin(async move {
                tokio::task::yield_now().await;
                self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                Err(Error::new(crate::base::error::ErrorKind::SignIn, "p", "wrong password"))
            })
        }
    }

    #[tokio::test]
    async fn those_who_wait_for_a_sign_in_share_its_failure() {
        let failing = Arc::new(Failing(0.into()));
        let sign_in = SignIn::new(failing.clone());
        let failed = futures_util::future::join_all((0..10).map(|_| sign_in.token())).await;
        assert!(failed.iter().all(Result::is_err));
        assert_eq!(failing.0.load(std::sync::atomic::Ordering::SeqCst), 1, "portals lock accounts");
        assert!(sign_in.token().await.is_err());
        assert_eq!(failing.0.load(std::sync::atomic::Ordering::SeqCst), 2, "who comes later tries anew");
    }

    /// Down at first, and then well.
    struct Down(std::sync::atomic::AtomicU32);

    impl Flow for Arc<Down> {
        fn obtain<'a>(&'a self, _why: Why, _old: Option<&'a Token>) -> Fut<'a, Option<Token>> {
            Box::pin(async move {
                match self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
                    0 | 1 => Err(Error::new(ErrorKind::Unavailable, "p", "down").status(503)),
                    _ => Ok(Some(Token::bearer("t", None))),
                }
            })
        }
    }

    #[tokio::test]
    async fn a_service_that_is_down_is_asked_again() {
        let down = Arc::new(Down(0.into()));
        let sign_in = SignIn::new(down.clone());
        assert!(sign_in.token().await.unwrap().is_some());
        assert_eq!(down.0.load(std::sync::atomic::Ordering::SeqCst), 3);
    }

    /// A key the portal may refuse, which asking again does not change.
    struct Pasted;

    impl Flow for Pasted {
        fn obtain<'a>(&'a self, _why: Why, _old: Option<&'a Token>) -> Fut<'a, Option<Token>> {
            Box::pin(async { Ok(Some(Token::pasted("bearer given"))) })
        }
    }

    #[tokio::test]
    async fn a_given_token_is_not_renewed_and_still_sent_afterwards() {
        let sign_in = SignIn::new(Pasted);
        let token = sign_in.token().await.unwrap().unwrap();
        assert_eq!(token.header().unwrap().1.to_str().unwrap(), "Bearer given");
        assert!(sign_in.renew(Some(&token)).await.unwrap().is_none());
        assert!(Arc::ptr_eq(&token, &sign_in.token().await.unwrap().unwrap()));
    }

    #[test]
    fn a_token_is_renewed_a_minute_or_a_tenth_before_its_end() {
        let left = |seconds: u64| {
            let token = Token::bearer("t", Some(Duration::from_secs(seconds)));
            token.renew_at.unwrap().duration_since(Instant::now()).as_secs_f64().round()
        };
        assert_eq!((left(3600), left(600), left(20), left(0)), (3540.0, 540.0, 18.0, 0.0));
        assert_eq!([left(604_800), left(1 << 63), left(u64::MAX)], [604_740.0; 3], "no clock goes further");
    }

    #[test]
    fn a_token_is_taken_out_of_what_quotes_it() {
        let token = Token::bearer("eyJ.secret.x", None);
        assert_eq!(redact::clean("Bearer eyJ.secret.x is bad"), "Bearer … is bad");
        drop(token);
        assert_eq!(redact::clean("eyJ.secret.x was"), "… was", "also when it is gone");
        let _ = Token::bearer("no", None);
        assert_eq!(redact::clean("no idea, Bearer no"), "no idea, Bearer …");
    }

    #[tokio::test]
    async fn ten_refused_requests_ask_for_one_token() {
        let counting = Arc::new(Counting(0.into()));
        let sign_in = SignIn::new(counting.clone());
        assert!(sign_in.token().await.unwrap().is_none(), "asked without, first");
        let renewals = (0..10).map(|_| sign_in.renew(None));
        let tokens = futures_util::future::try_join_all(renewals).await.unwrap();
        assert_eq!(counting.0.load(std::sync::atomic::Ordering::SeqCst), 1);
        let first = tokens[0].as_ref().unwrap();
        assert!(tokens.iter().all(|token| Arc::ptr_eq(token.as_ref().unwrap(), first)));
        let again = futures_util::future::try_join_all((0..10).map(|_| sign_in.renew(Some(first)))).await.unwrap();
        assert_eq!(counting.0.load(std::sync::atomic::Ordering::SeqCst), 2, "and one more when that is refused");
        assert!(!Arc::ptr_eq(again[0].as_ref().unwrap(), first));
    }
}
