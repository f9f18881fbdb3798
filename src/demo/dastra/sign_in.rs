//! The demo's keys and tokens (docs/portals/dastra.md 2): short-lived on purpose, so that renewal can be watched.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The key pair of the whole organisation.
pub const PUBLIC_KEY: &str = "pkValbruneDemo01";
pub const PRIVATE_KEY: &str = "sk+Valbrune/Demo=01";

/// Tokens live this long.
pub const LIFE: Duration = Duration::from_secs(60);
/// Requests a minute (docs/portals/dastra.md 2.6).
const LIMIT: usize = 500;
const MINUTE: Duration = Duration::from_secs(60);

/// Tokens given out, and when requests came.
#[derive(Default)]
pub struct SignIns(Mutex<State>);

#[derive(Default)]
struct State {
    issued: HashMap<String, Instant>,
    last: u64,
    came: VecDeque<Instant>,
}

/// Who sends a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    Known,
    /// A token whose time is over, or one that is none of ours.
    Unknown,
    /// One request too many: for how long to wait.
    TooFast(Duration),
}

impl SignIns {
    /// A token for the form `body`, or the word for what is wrong with it (docs/portals/dastra.md 2.4).
    pub fn token(&self, headers: &HeaderMap, body: &[u8]) -> Result<String, &'static str> {
        let form: HashMap<String, String> = url::form_urlencoded::parse(body).into_owned().collect();
        if pair(headers).as_ref().map(|(id, secret)| (id.as_str(), secret.as_str())) != Some((PUBLIC_KEY, PRIVATE_KEY))
        {
            return Err("invalid_client");
        }
        match (form.get("grant_type").map(String::as_str), form.get("scope").map(String::as_str)) {
            (Some("client_credentials"), Some("api1")) => {}
            (Some("client_credentials"), _) => return Err("invalid_scope"),
            _ => return Err("unsupported_grant_type"),
        }
        let mut state = self.state();
        state.last += 1;
        // Opaque, like the real ones; not guarded, for the demo listens on this machine only.
        let token = STANDARD.encode(format!("valbrune-{:08}-démo", state.last));
        state.issued.insert(token.clone(), Instant::now() + LIFE);
        Ok(token)
    }

    pub fn caller(&self, headers: &HeaderMap) -> Caller {
        let mut state = self.state();
        let now = Instant::now();
        while state.came.front().is_some_and(|came| now.duration_since(*came) >= MINUTE) {
            state.came.pop_front();
        }
        if let Some(first) = state.came.front().filter(|_| state.came.len() >= LIMIT) {
            return Caller::TooFast(MINUTE - now.duration_since(*first));
        }
        state.came.push_back(now);
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let by_key = text("x-api-key") == Some(PRIVATE_KEY);
        let token = text(AUTHORIZATION.as_str()).and_then(|value| value.strip_prefix("Bearer "));
        let by_token = token.and_then(|token| state.issued.get(token)).is_some_and(|ends| *ends > now);
        if by_key || by_token { Caller::Known } else { Caller::Unknown }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Both halves are decoded after the base64 (docs/portals/dastra.md 2.1).
fn pair(headers: &HeaderMap) -> Option<(String, String)> {
    let header = headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let joined = String::from_utf8(STANDARD.decode(header.trim()).ok()?).ok()?;
    let (id, secret) = joined.split_once(':')?;
    let decoded = |half: &str| {
        let half = half.replace('+', " ");
        Some(percent_encoding::percent_decode_str(&half).decode_utf8().ok()?.into_owned())
    };
    Some((decoded(id)?, decoded(secret)?))
}
