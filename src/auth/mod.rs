//! Signing in: what a flow must do, and the one token that all requests of a portal share.

pub mod client_credentials;
pub mod jwt;

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use crate::error::Result;
use crate::portals::Fut;

/// A token is renewed once this share of its life is over, so that a request does not leave with a dying one.
const RENEW_AT: f64 = 0.8;

/// What opens a portal for a while: one header and its value.
pub struct Token {
    header: HeaderName,
    value: SecretString,
    /// Gets the next token without asking the person again.
    pub refresh: Option<SecretString>,
    renew_at: Option<Instant>,
}

impl Token {
    /// A bearer token with the life its issuer states. A `Bearer ` already in front is not doubled.
    pub fn bearer(token: &str, life: Option<Duration>) -> Self {
        let bare = token.trim();
        let bare = match bare.get(..7) {
            Some(prefix) if prefix.eq_ignore_ascii_case("bearer ") => bare[7..].trim_start(),
            _ => bare,
        };
        Self {
            header: AUTHORIZATION,
            value: format!("Bearer {bare}").into(),
            refresh: None,
            renew_at: life.map(|life| Instant::now() + life.mul_f64(RENEW_AT)),
        }
    }

    pub fn refresh(mut self, refresh: Option<SecretString>) -> Self {
        self.refresh = refresh;
        self
    }

    /// The header to send. `None` when the token holds bytes no header may carry.
    pub fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        let mut value = HeaderValue::from_str(self.value.expose_secret()).ok()?;
        value.set_sensitive(true);
        Some((self.header.clone(), value))
    }

    fn is_fresh(&self) -> bool {
        self.renew_at.is_none_or(|moment| Instant::now() < moment)
    }
}

/// One way to get a token.
pub trait Flow: Send + Sync {
    /// Gets a token. `old` is the one it replaces, whose refresh token may serve. Never retried in a loop by the
    /// caller: portals lock accounts.
    fn obtain<'a>(&'a self, old: Option<&'a Token>) -> Fut<'a, Token>;

    /// True when the portal is to be asked without a token first, and a token fetched only once it says 401.
    fn on_demand(&self) -> bool {
        false
    }
}

/// The token of one portal, shared by all its requests: whoever needs one first fetches it, the others wait.
pub struct SignIn {
    flow: Option<Box<dyn Flow>>,
    held: Mutex<Option<Arc<Token>>>,
}

impl SignIn {
    /// No sign-in at all.
    pub fn none() -> Self {
        Self { flow: None, held: Mutex::new(None) }
    }

    pub fn with(flow: impl Flow + 'static) -> Self {
        Self { flow: Some(Box::new(flow)), held: Mutex::new(None) }
    }

    /// The token to send now; `None` when the portal is asked without.
    pub async fn token(&self) -> Result<Option<Arc<Token>>> {
        let Some(flow) = &self.flow else { return Ok(None) };
        let mut held = self.held.lock().await;
        match held.as_ref() {
            Some(token) if token.is_fresh() => return Ok(Some(token.clone())),
            None if flow.on_demand() => return Ok(None),
            _ => {}
        }
        let token = Arc::new(flow.obtain(held.as_deref()).await?);
        *held = Some(token.clone());
        Ok(Some(token))
    }

    /// After the portal refused `refused` (or asked for a token where none was sent): the token to try once more with.
    /// `None` when there is no way to get one.
    pub async fn renew(&self, refused: Option<&Arc<Token>>) -> Result<Option<Arc<Token>>> {
        let Some(flow) = &self.flow else { return Ok(None) };
        let mut held = self.held.lock().await;
        if let Some(token) = held.as_ref()
            && !refused.is_some_and(|refused| Arc::ptr_eq(refused, token))
        {
            return Ok(Some(token.clone())); // another request has renewed it meanwhile
        }
        let token = Arc::new(flow.obtain(held.as_deref()).await?);
        *held = Some(token.clone());
        Ok(Some(token))
    }
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
}
