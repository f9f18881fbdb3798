//! The demo's application and its tokens (docs/portals/isogeo.md 1.3): short-lived on purpose, so that renewal can be
//! watched.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The application that the demo's catalogues are shared with.
pub const CLIENT_ID: &str = "atlas-de-demonstration-0d1c2b3a49586776859403a2b1c0d9e8";
/// As long as those that Isogeo issues; with what breaks encodings.
pub const CLIENT_SECRET: &str = "Demo:Secret+Avec%2FDes/Signes=Qui&Cassent~Les.Encodages-éàç12345";

/// Tokens live this long.
pub const LIFE: Duration = Duration::from_secs(60);

/// Tokens given out so far, and when they end.
#[derive(Default)]
pub struct Tokens(Mutex<HashMap<String, Instant>>);

impl Tokens {
    /// A token for the application of the demo; its pair is not decoded.
    pub fn issue(&self, headers: &HeaderMap) -> Option<String> {
        let header = headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
        let pair = String::from_utf8(STANDARD.decode(header.trim()).ok()?).ok()?;
        if pair != format!("{CLIENT_ID}:{CLIENT_SECRET}") {
            return None;
        }
        let mut issued = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let token = STANDARD.encode(format!("jeton-de-demonstration-{:08}", issued.len()));
        issued.insert(token.clone(), Instant::now() + LIFE);
        Some(token)
    }

    /// Whether a request carries a live token.
    pub fn admit(&self, headers: &HeaderMap) -> bool {
        let token = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        let issued = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        token.and_then(|token| issued.get(token)).is_some_and(|end| *end > Instant::now())
    }

    /// Ends all tokens given out so far, as time would.
    #[cfg(test)]
    pub fn end_all(&self) {
        let now = Instant::now();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values_mut().for_each(|end| *end = now);
    }
}
