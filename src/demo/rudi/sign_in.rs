//! The demo's accounts and tokens (docs/portals/rudi.md 2): short-lived on purpose, so that renewal can be watched.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde_json::json;

/// The account that was granted access to the restricted datasets.
pub const LOGIN: &str = "demo@exemple.bzh";
pub const PASSWORD: &str = "galette-saucisse";
/// The key pair of a project of that account.
pub const CLIENT_ID: &str = "projet-demo";
pub const CLIENT_SECRET: &str = "b:s%2+c r/=é";

const ANONYMOUS: &str = "anonymous";
/// Tokens live this long.
const LIFE: Duration = Duration::from_secs(60);
/// So many wrong passwords lock an account.
const WRONG_PASSWORDS: u32 = 10;

/// Who sends a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// No token, or one that is none of ours.
    Nobody,
    /// A token whose time is over.
    Expired,
    /// The login of a live token.
    Known(String),
}

impl Caller {
    pub fn is_person(&self) -> bool {
        matches!(self, Self::Known(login) if login != ANONYMOUS)
    }
}

/// Tokens given out so far.
#[derive(Default)]
pub struct SignIns(Mutex<State>);

#[derive(Default)]
struct State {
    issued: HashMap<String, (String, Timestamp)>,
    refresh: HashMap<String, String>,
    wrong: HashMap<String, u32>,
    last: u64,
}

/// How a login attempt ends.
pub enum Login {
    Tokens { jwt: String, refresh: String },
    Wrong,
    Locked,
}

impl SignIns {
    pub fn login(&self, login: &str, password: &str) -> Login {
        let mut state = self.state();
        let wrong = state.wrong.entry(login.to_owned()).or_default();
        if *wrong >= WRONG_PASSWORDS {
            return Login::Locked;
        }
        if (login, password) != (LOGIN, PASSWORD) && (login, password) != (ANONYMOUS, ANONYMOUS) {
            *wrong += 1;
            return Login::Wrong;
        }
        *wrong = 0;
        state.tokens(login)
    }

    pub fn anonymous(&self) -> Login {
        self.state().tokens(ANONYMOUS)
    }

    /// A refresh token works once.
    pub fn refresh(&self, header: &str) -> Login {
        let mut state = self.state();
        match state.refresh.remove(bare(header)) {
            Some(login) => state.tokens(&login),
            None => Login::Wrong,
        }
    }

    /// An OAuth2 access token for the demo's client; its pair is not decoded (docs/portals/rudi.md 2.3).
    pub fn client(&self, headers: &HeaderMap) -> Option<(String, u64)> {
        let header = headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
        let pair = String::from_utf8(STANDARD.decode(header.trim()).ok()?).ok()?;
        if pair != format!("{CLIENT_ID}:{CLIENT_SECRET}") {
            return None;
        }
        match self.state().tokens(LOGIN) {
            Login::Tokens { jwt, .. } => Some((jwt, LIFE.as_secs())),
            Login::Wrong | Login::Locked => None,
        }
    }

    pub fn caller(&self, headers: &HeaderMap) -> Caller {
        let Some(token) = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()) else {
            return Caller::Nobody;
        };
        match self.state().issued.get(bare(token)) {
            Some((_, ends)) if *ends < Timestamp::now() => Caller::Expired,
            Some((login, _)) => Caller::Known(login.clone()),
            None => Caller::Nobody,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn tokens(&mut self, login: &str) -> Login {
        let ends = Timestamp::now() + LIFE;
        let mut jwt = |use_: &str| {
            self.last += 1;
            let part = |json: serde_json::Value| URL_SAFE_NO_PAD.encode(json.to_string());
            let claims = json!({"iss": "Rudi#", "sub": login, "exp": ends.as_second(), "jti": self.last.to_string(), "use": use_});
            // Not signed: the demo knows its tokens by heart.
            format!("{}.{}.{}", part(json!({"alg": "HS512"})), part(claims), part(json!("demo")))
        };
        let (jwt, refresh) = (jwt("access"), jwt("refresh"));
        self.issued.insert(jwt.clone(), (login.to_owned(), ends));
        self.refresh.insert(refresh.clone(), login.to_owned());
        Login::Tokens { jwt, refresh }
    }
}

fn bare(header: &str) -> &str {
    header.strip_prefix("Bearer ").unwrap_or(header)
}
