//! OAuth2 client credentials (RFC 6749 section 4.4), with the liberties real servers take.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use url::Url;
use zeroize::Zeroizing;

use super::refusal::{NoToken, Service};
use super::{Token, jwt};
use crate::base::error::{Error, Result};
use crate::base::{redact, stated, text};
use crate::net::answer::start;
use crate::net::pace::Pace;
use crate::net::refusal::REFUSAL_LIMIT;
use crate::net::{self, Clients};
use crate::t;

/// What a token lives when its answer does not say (docs/portals/dastra.md 2.1).
const DEFAULT_LIFE: Duration = Duration::from_secs(300);

/// What `application/x-www-form-urlencoded` leaves as it is.
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'*');

/// How id and secret go into the Basic header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basic {
    /// Form-encoded first, as RFC 6749 section 2.3.1 wants.
    FormEncoded,
    /// As they are: for servers that do not decode them (docs/portals/rudi.md 2.3, docs/portals/isogeo.md 1.3).
    Raw,
}

/// One token request.
pub struct Request<'a> {
    pub token_url: Url,
    pub basic: Basic,
    pub id: &'a str,
    pub secret: &'a SecretString,
    /// `grant_type` first, then what the portal's dialect wants besides.
    pub form: Vec<(&'a str, &'a str)>,
    /// What errors are about: the portal's name.
    pub subject: &'a str,
}

/// Asks for a token, once: see [`ask`].
pub async fn request(clients: &Clients, request: &Request<'_>) -> Result<Token> {
    ask(clients, request).await?.map_err(|refusal| refusal.error)
}

/// Why there is no token, and what that says of the service asked.
pub struct TokenRefusal {
    pub error: Error,
    pub service: Service,
}

/// Asks for a token, once: a refusal is never tried again by itself. The outer error: nothing answered.
///
/// The token's scopes are `None` when the server does not say; RFC 6749 takes that for "as asked", but servers also
/// drop what they do not know without a word: see [`ungranted`].
pub async fn ask(clients: &Clients, request: &Request<'_>) -> Result<Result<Token, TokenRefusal>> {
    net::refuse_clear_text(request.subject, &request.token_url)?;
    redact::know_with(Some(request.id), request.secret.expose_secret());
    let asked = clients
        .to(&request.token_url)
        .await?
        .answers
        .at(&request.token_url)?
        .post(request.token_url.clone())
        .header(AUTHORIZATION, basic(request))
        .header(ACCEPT, "application/json")
        .form(&request.form);
    let response = match net::send(asked).await {
        Ok(response) => response,
        Err(error) => return Err(net::failed(clients, request.subject, &request.token_url, &error).await),
    };
    let (status, retry_after) = (response.status(), net::retry_after(response.headers()));
    let body = Zeroizing::new(match status.is_success() {
        true => net::read(response, request.subject, 1 << 20).await?,
        false => start(response, REFUSAL_LIMIT, Pace::refusal()).await,
    });
    let answer: Option<TokenAnswer> = serde_json::from_slice(&body).ok();
    answer.iter().for_each(TokenAnswer::become_known);
    match answer {
        Some(TokenAnswer { access_token: Some(token), expires_in, scope, .. }) if status.is_success() => {
            let life = expires_in.as_ref().and_then(stated::span).filter(|life| !life.is_zero());
            let life = life.unwrap_or(DEFAULT_LIFE);
            Ok(Ok(Token::bearer(token.expose_secret(), Some(life)).scopes(scope.as_ref().map(words))))
        }
        answer => {
            let clean = |said: Option<Value>| said.as_ref().and_then(Value::as_str).and_then(text::some_line);
            let (word, description) = answer.map(|it| (it.error, it.error_description)).unwrap_or_default();
            let no_token = NoToken {
                subject: request.subject,
                host: request.token_url.host_str().unwrap_or_default(),
                path: request.token_url.path(),
                status: status.as_u16(),
                word: clean(word),
                description: clean(description),
                retry_after,
            };
            Ok(Err(TokenRefusal { service: no_token.service(), error: no_token.error() }))
        }
    }
}

/// One sentence when `token` was not, or not surely, granted all the scopes in `asked`.
pub fn ungranted(asked: &str, token: &Token) -> Option<String> {
    let asked: Vec<&str> = asked.split_whitespace().collect();
    let Some(granted) = &token.scopes else {
        return (!asked.is_empty()).then(|| t!("auth-scopes-unsaid"));
    };
    let missing: Vec<&str> = asked.into_iter().filter(|scope| !granted.iter().any(|it| it == scope)).collect();
    match missing.is_empty() {
        true => None,
        false => Some(t!("auth-scopes-missing", missing = missing.join(", "))),
    }
}

fn basic(request: &Request<'_>) -> HeaderValue {
    let secret = request.secret.expose_secret();
    let pair = Zeroizing::new(match request.basic {
        Basic::Raw => format!("{}:{secret}", request.id),
        Basic::FormEncoded => {
            let encode = |text| utf8_percent_encode(text, FORM).to_string().replace("%20", "+");
            format!("{}:{}", encode(request.id), encode(secret))
        }
    });
    let header = Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes())));
    // Base64 holds nothing a header may not carry.
    let mut value = HeaderValue::from_str(&header).unwrap_or(HeaderValue::from_static(""));
    value.set_sensitive(true);
    value
}

/// A token answer, or its refusal. Nothing is required of it but what is used.
#[derive(Deserialize)]
struct TokenAnswer {
    access_token: Option<SecretString>,
    /// Not used, and a secret all the same.
    refresh_token: Option<SecretString>,
    id_token: Option<SecretString>,
    /// In seconds; see [`stated::span`].
    expires_in: Option<Value>,
    /// Words in a string, or a list.
    scope: Option<Value>,
    /// Texts, but not of every gateway.
    error: Option<Value>,
    error_description: Option<Value>,
}

impl TokenAnswer {
    /// From now on its secrets are cut out of every text.
    fn become_known(&self) {
        let all = [&self.access_token, &self.refresh_token, &self.id_token];
        all.into_iter().flatten().for_each(|token| redact::know(jwt::bare(token.expose_secret())));
    }
}

fn words(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => text.split_whitespace().map(text::line).collect(),
        Value::Array(list) => list.iter().filter_map(Value::as_str).map(text::line).collect(),
        _ => vec![],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(basic_kind: Basic, id: &str, secret: &str) -> String {
        let secret = SecretString::from(secret);
        let token_url = Url::parse("https://exemple.org/token").unwrap();
        let request = Request { token_url, basic: basic_kind, id, secret: &secret, form: vec![], subject: "p" };
        let value = basic(&request);
        assert!(value.is_sensitive());
        let encoded = value.to_str().unwrap().strip_prefix("Basic ").unwrap().to_owned();
        String::from_utf8(STANDARD.decode(encoded).unwrap()).unwrap()
    }

    #[test]
    fn odd_secrets_are_form_encoded_only_where_the_portal_decodes_them() {
        assert_eq!(header(Basic::Raw, "id", "b:s%2+c r/=é"), "id:b:s%2+c r/=é");
        assert_eq!(header(Basic::FormEncoded, "i:d", "b:s%2+c r/=é"), "i%3Ad:b%3As%252%2Bc+r%2F%3D%C3%A9");
        assert_eq!(header(Basic::FormEncoded, "abcXYZ-_.", "0189"), "abcXYZ-_.:0189");
    }

    #[test]
    fn scopes_are_read_as_they_come() {
        assert_eq!(words(&Value::from("a  b")), ["a", "b"]);
        assert_eq!(words(&serde_json::json!(["a", "b"])), ["a", "b"]);
    }

    #[test]
    fn granted_scopes_are_compared_with_those_asked() {
        let token = |scopes: Option<&[&str]>| {
            Token::bearer("t", None).scopes(scopes.map(|all| all.iter().map(|it| (*it).to_owned()).collect()))
        };
        assert_eq!(ungranted("a b", &token(Some(&["b", "a", "c"]))), None);
        assert_eq!(ungranted("a b", &token(Some(&["b"]))).unwrap(), "asked for and not granted: a");
        assert!(ungranted("a", &token(None)).unwrap().contains("does not say"));
        assert_eq!(ungranted("", &token(None)), None);
    }
}
