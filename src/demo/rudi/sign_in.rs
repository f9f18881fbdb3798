//! The demo's accounts and tokens (docs/portals/rudi.md 2): short-lived on purpose, so that renewal can be watched.

use std::collections::HashMap;
use std::sync::Mutex;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::json;

use crate::demo::http::{LIFE, Tokens, basic, lock, text_header};

/// The account that was granted access to the restricted datasets.
pub const LOGIN: &str = "demo@exemple.bzh";
pub const PASSWORD: &str = "galette-saucisse";
/// The key pair of a project of that account.
pub const CLIENT_ID: &str = "projet-demo";
pub const CLIENT_SECRET: &str = "b:s%2+c r/=é";

const ANONYMOUS: &str = "anonymous";
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

/// Tokens given out so far, and wrong passwords typed.
#[derive(Default)]
pub struct SignIns {
    issued: Tokens,
    /// Whom a refresh token stands for.
    refresh: Mutex<HashMap<String, String>>,
    wrong: Mutex<HashMap<String, u32>>,
}

/// How a login attempt ends.
pub enum Login {
    Tokens { jwt: String, refresh: String },
    Wrong,
    Locked,
}

impl SignIns {
    pub fn login(&self, login: &str, password: &str) -> Login {
        let mut all = lock(&self.wrong);
        let wrong = all.entry(login.to_owned()).or_default();
        if *wrong >= WRONG_PASSWORDS {
            return Login::Locked;
        }
        if (login, password) != (LOGIN, PASSWORD) && (login, password) != (ANONYMOUS, ANONYMOUS) {
            *wrong += 1;
            return Login::Wrong;
        }
        *wrong = 0;
        self.tokens(login)
    }

    pub fn anonymous(&self) -> Login {
        self.tokens(ANONYMOUS)
    }

    /// A refresh token works once.
    pub fn refresh(&self, header: &str) -> Login {
        let login = lock(&self.refresh).remove(bare(header));
        login.map_or(Login::Wrong, |login| self.tokens(&login))
    }

    /// An OAuth2 access token for the demo's client; its pair is not decoded (docs/portals/rudi.md 2.3).
    pub fn client(&self, headers: &HeaderMap) -> Option<String> {
        basic(headers).filter(|pair| *pair == format!("{CLIENT_ID}:{CLIENT_SECRET}"))?;
        Some(self.issued.issue(LOGIN, |number| jwt(LOGIN, number, "access")))
    }

    pub fn caller(&self, headers: &HeaderMap) -> Caller {
        match text_header(headers, AUTHORIZATION.as_str()).and_then(|token| self.issued.holder(bare(token))) {
            Some((login, true)) => Caller::Known(login),
            Some((_, false)) => Caller::Expired,
            None => Caller::Nobody,
        }
    }

    fn tokens(&self, login: &str) -> Login {
        let mut refresh = String::new();
        let jwt = self.issued.issue(login, |number| {
            refresh = jwt(login, number, "refresh");
            jwt(login, number, "access")
        });
        lock(&self.refresh).insert(refresh.clone(), login.to_owned());
        Login::Tokens { jwt, refresh }
    }
}

/// Not signed: the demo knows its tokens by heart.
fn jwt(login: &str, number: usize, purpose: &str) -> String {
    let part = |json: serde_json::Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let ends = (Timestamp::now() + LIFE).as_second();
    let claims = json!({"iss": "Rudi#", "sub": login, "exp": ends, "jti": number.to_string(), "use": purpose});
    format!("{}.{}.{}", part(json!({"alg": "HS512"})), part(claims), part(json!("demo")))
}

fn bare(header: &str) -> &str {
    header.strip_prefix("Bearer ").unwrap_or(header)
}
