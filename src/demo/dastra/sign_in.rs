//! The demo's keys and tokens (docs/portals/dastra.md 2): short-lived on purpose, so that renewal can be watched.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::demo::http::{self, Tokens, basic, lock, text_header};

/// The key pair of the whole organisation.
pub const PUBLIC_KEY: &str = "pkValbruneDemo01";
pub const PRIVATE_KEY: &str = "sk+Valbrune/Demo=01";

/// Requests a minute (docs/portals/dastra.md 2.6).
const LIMIT: usize = 500;
const MINUTE: Duration = Duration::from_secs(60);

/// Tokens given out, and when requests came.
#[derive(Default)]
pub struct SignIns {
    issued: Tokens,
    came: Mutex<VecDeque<Instant>>,
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
        if pair(headers) != Some((PUBLIC_KEY.to_owned(), PRIVATE_KEY.to_owned())) {
            return Err("invalid_client");
        }
        let form = http::form(body);
        match (form.get("grant_type").map(String::as_str), form.get("scope").map(String::as_str)) {
            // Opaque, like the real ones; not guarded, for the demo listens on this machine only.
            (Some("client_credentials"), Some("api1")) => {
                Ok(self.issued.issue(PUBLIC_KEY, |number| STANDARD.encode(format!("valbrune-{number:08}-démo"))))
            }
            (Some("client_credentials"), _) => Err("invalid_scope"),
            _ => Err("unsupported_grant_type"),
        }
    }

    pub fn caller(&self, headers: &HeaderMap) -> Caller {
        let (mut came, now) = (lock(&self.came), Instant::now());
        while came.front().is_some_and(|came| now.duration_since(*came) >= MINUTE) {
            came.pop_front();
        }
        if let Some(first) = came.front().filter(|_| came.len() >= LIMIT) {
            return Caller::TooFast(MINUTE - now.duration_since(*first));
        }
        came.push_back(now);
        let has_key = text_header(headers, "x-api-key") == Some(PRIVATE_KEY);
        if has_key || self.issued.admit(headers) { Caller::Known } else { Caller::Unknown }
    }
}

/// Both halves are decoded after the base64 (docs/portals/dastra.md 2.1).
fn pair(headers: &HeaderMap) -> Option<(String, String)> {
    let joined = basic(headers)?;
    let (id, secret) = joined.split_once(':')?;
    let decoded = |half: &str| {
        let half = half.replace('+', " ");
        Some(percent_encoding::percent_decode_str(&half).decode_utf8().ok()?.into_owned())
    };
    Some((decoded(id)?, decoded(secret)?))
}
