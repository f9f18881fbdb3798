//! How a RUDI portal is signed in to (contract section 2).

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use reqwest::header::AUTHORIZATION;
use reqwest::{Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::api::JwtPair;
use crate::auth::{Flow, Token, Why, jwt};
use crate::error::{Error, Kind, Result};
use crate::http::{self, Clients, header};
use crate::portals::Fut;

/// What a JWT lives when it does not say (section 2.1).
const DEFAULT_LIFE: Duration = Duration::from_secs(600);

/// The account everybody has: asked for once the portal wants a token at all.
pub struct Anonymous {
    pub portal: String,
    pub base: Url,
    pub clients: Clients,
    /// Set once the portal lets nobody in without an account: failures lock accounts, even that one.
    pub closed: AtomicBool,
}

impl Flow for Anonymous {
    fn obtain<'a>(&'a self, why: Why, old: Option<&'a Token>) -> Fut<'a, Option<Token>> {
        Box::pin(async move {
            if why == Why::Before && old.is_none() {
                return Ok(None);
            }
            if let Some(refresh) = old.and_then(|old| old.refresh.as_ref())
                && let Some(token) = self.refreshed(refresh).await?
            {
                return Ok(Some(token));
            }
            self.anonymous().await
        })
    }
}

impl Anonymous {
    /// `None` where the portal has no such service: the refusal that led here is the better explanation. Before version
    /// 3.1.3 the anonymous account signs in as any other (section 2.1).
    async fn anonymous(&self) -> Result<Option<Token>> {
        if self.closed.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let url = self.url("anonymous");
        let mut response = self.sent(self.clients.answers.post(url.clone()), &url).await?;
        if is_shut(response.status()) {
            let url = self.url("authenticate");
            let form = [("login", "anonymous"), ("password", "anonymous")];
            response = self.sent(self.clients.answers.post(url.clone()).form(&form), &url).await?;
        }
        match response.status() {
            status if is_shut(status) => {
                self.closed.store(true, Ordering::Relaxed);
                Ok(None)
            }
            status if status.is_success() => self.pair(response).await.map(Some),
            status => Err(self.failed(status, "does not let anybody in without an account")),
        }
    }

    /// A refresh token works once, and not after the server's restart: then one signs in anew (section 2.1).
    async fn refreshed(&self, refresh: &SecretString) -> Result<Option<Token>> {
        let url = self.url("refresh_token");
        let mut value = match reqwest::header::HeaderValue::from_str(refresh.expose_secret()) {
            Ok(value) => value,
            Err(_) => return Ok(None),
        };
        value.set_sensitive(true);
        let response = self.sent(self.clients.answers.get(url.clone()).header("X-TOKEN", value), &url).await?;
        if !response.status().is_success() {
            return Ok(None);
        }
        let secret = |name: &str| header(response.headers(), name).map(SecretString::from);
        Ok(secret(AUTHORIZATION.as_str()).map(|token| token_of(&token, secret("x-token"))))
    }

    async fn pair(&self, response: Response) -> Result<Token> {
        let body = zeroize::Zeroizing::new(http::read(response, &self.portal, 1 << 20).await?);
        let pair: JwtPair = serde_json::from_slice(&body).map_err(|_| {
            Error::new(Kind::Portal, self.portal.clone(), "its sign-in answered something else than a token")
                .hint("A login or proxy page may stand in between; check the portal's address.")
        })?;
        Ok(token_of(&pair.jwt_token, pair.refresh_token))
    }

    async fn sent(&self, request: reqwest::RequestBuilder, url: &Url) -> Result<Response> {
        http::refuse_clear_text(&self.portal, url)?;
        request.send().await.map_err(|error| http::unreachable(&self.portal, url, &error))
    }

    fn failed(&self, status: StatusCode, what: &str) -> Error {
        let kind = if status.is_server_error() { Kind::Unavailable } else { Kind::SignIn };
        Error::new(kind, self.portal.clone(), format!("the portal {what} ({})", status.as_u16()))
    }

    fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}/{path}", self.base.path().trim_end_matches('/')));
        url
    }
}

/// No such door, or none for those without an account.
fn is_shut(status: StatusCode) -> bool {
    matches!(status.as_u16(), 401 | 403..=405)
}

/// The values hold their `Bearer ` already (section 2.1). The life is what the token says: deployments change it.
fn token_of(jwt: &SecretString, refresh: Option<SecretString>) -> Token {
    let life = jwt::life(jwt.expose_secret()).unwrap_or(DEFAULT_LIFE);
    Token::bearer(jwt.expose_secret(), Some(life)).refresh(refresh).anonymous()
}
