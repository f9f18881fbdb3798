//! How a RUDI portal is signed in to (docs/portals/rudi.md 2).

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::api::JwtPair;
use crate::access::auth::client_credentials::{self, Basic, Request};
use crate::access::auth::{Token, Way, Why, jwt};
use crate::access::by_hand::{ByHand, Exchange, Field};
use crate::access::secrets::{Credentials, Shape};
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::net::{self, header};
use crate::portals::Connection;
use crate::portals::Dialect;
use crate::{m, said};

/// What a JWT lives when it does not say (docs/portals/rudi.md 2.1).
const DEFAULT_LIFE: Duration = Duration::from_secs(600);

const PASSWORD_GRANT: &str = "password-grant";
/// The application keys of generation A: their tokens open `/apm` and nothing else (docs/portals/rudi.md 2.5).
pub const WSO2: &str = "wso2";

const WSO2_SCOPE: &str = "apim:subscribe apim:app_manage";

/// The first of those that take the same is the usual one; the others are for older portals.
pub const WAYS: [Way; 4] = [
    Way::new("login", said!("rudi-way-login"), Shape::Login, said!("rudi-found-login")),
    Way::new("client", said!("rudi-way-client"), Shape::Client, said!("rudi-found-client")),
    Way::new(PASSWORD_GRANT, said!("rudi-way-grant"), Shape::Login, said!("rudi-found-login")),
    Way { username: true, ..Way::new(WSO2, said!("rudi-way-wso2"), Shape::Client, said!("rudi-found-wso2")) },
];

/// Speaks to the portal's token services.
pub struct Rudi {
    connection: Connection,
    /// Set once the portal lets nobody in without an account: failures lock accounts, even that one.
    closed: AtomicBool,
}

impl Dialect for Rudi {
    fn by_hand(&self, way: &'static Way) -> Option<ByHand> {
        let (first, secret) = ByHand::variables(self.name(), way.takes);
        let config = &self.connection.config;
        let field = |key: &str, variable: &str| (key.to_owned(), Field::Variable(variable.to_owned()));
        let text = |key: &str, value: &str| (key.to_owned(), Field::Text(value.to_owned()));
        let asked = |path: &str, form| Exchange {
            url: self.connection.token_url(path),
            pair: first.clone().map(|first| (first, secret.clone())),
            form,
            found_in: "access_token",
            before: "Bearer ",
        };
        let credential =
            |names: [&str; 2]| vec![field(names[0], first.as_deref().unwrap_or_default()), field(names[1], &secret)];
        Some(ByHand::Exchange(match way.takes {
            Shape::Login if way.word == PASSWORD_GRANT => {
                let grant = std::iter::once(text("grant_type", "password"));
                asked("oauth/token", grant.chain(credential(["username", "password"])).collect())
            }
            // Its answer has the `Bearer` in front (docs/portals/rudi.md 2.1).
            Shape::Login => Exchange {
                url: self.connection.url("authenticate"),
                pair: None,
                found_in: "jwtToken",
                before: "",
                ..asked("", credential(["login", "password"]))
            },
            Shape::Client if way.word == WSO2 => {
                let scope = config.scope.as_deref().unwrap_or(WSO2_SCOPE);
                let username = config.username.as_deref().unwrap_or_default();
                let grant = text("grant_type", "client_credentials");
                asked("apm/token", vec![grant, text("username", username), text("scope", scope)])
            }
            Shape::Client => {
                let scope = config.scope.as_deref().map(|scope| text("scope", scope));
                asked("oauth2/token", std::iter::once(text("grant_type", "client_credentials")).chain(scope).collect())
            }
            Shape::ApiKey | Shape::Token => return None,
        }))
    }

    fn token<'a>(&'a self, way: &'static Way, credentials: &'a Credentials, old: Option<&'a Token>) -> Fut<'a, Token> {
        Box::pin(async move {
            match credentials {
                Credentials::Login { login, password } if way.word == PASSWORD_GRANT => {
                    let form =
                        vec![("grant_type", "password"), ("username", login.as_str()), ("password", password.expose())];
                    self.client("oauth/token", login, password.expose(), form).await
                }
                Credentials::Login { login, password } => self.person(login, password.expose(), old).await,
                Credentials::Client { id, secret } if way.word == WSO2 => {
                    let scope = self.connection.config.scope.as_deref().unwrap_or(WSO2_SCOPE);
                    let username = self.connection.config.username.as_deref().unwrap_or_default();
                    let form = vec![("grant_type", "client_credentials"), ("username", username), ("scope", scope)];
                    self.client("apm/token", id, secret.expose(), form).await
                }
                Credentials::Client { id, secret } => self.project(id, secret.expose()).await,
                Credentials::ApiKey(_) | Credentials::Token(_) => {
                    Err(Error::new(ErrorKind::Config, self.name(), m!("rudi-no-pasted")))
                }
            }
        })
    }

    fn without<'a>(&'a self, why: Why, old: Option<&'a Token>) -> Fut<'a, Option<Token>> {
        Box::pin(async move {
            if why == Why::Before && old.is_none() {
                return Ok(None);
            }
            if let Some(token) = self.refreshed(old).await? {
                return Ok(Some(token.anonymous()));
            }
            self.anonymous().await
        })
    }
}

impl Rudi {
    pub fn new(connection: Connection) -> Self {
        Self { connection, closed: AtomicBool::new(false) }
    }

    /// A login with its password: the next token comes with the refresh token, while that works
    /// (docs/portals/rudi.md 2.2).
    async fn person(&self, login: &str, password: &str, old: Option<&Token>) -> Result<Token> {
        if let Some(token) = self.refreshed(old).await? {
            return Ok(token);
        }
        let response = self.form("authenticate", &[("login", login), ("password", password)]).await?;
        let error = |kind, cause: Message| Error::new(kind, self.name(), cause);
        match response.status().as_u16() {
            200..=299 => self.pair(response).await,
            401 => Err(error(ErrorKind::SignIn, m!("rudi-unknown-login")).hint(m!("rudi-unknown-login-hint"))),
            423 => Err(error(ErrorKind::SignIn, m!("rudi-locked")).hint(m!("rudi-locked-hint"))),
            404 | 405 => Err(error(ErrorKind::Portal, m!("rudi-no-service")).hint(m!("rudi-no-service-hint"))),
            _ => Err(self.failed(response.status(), |status| m!("rudi-no-login", status))),
        }
    }

    /// A project's key: portals before 3.2 have the service elsewhere (docs/portals/rudi.md 9).
    async fn project(&self, id: &str, secret: &str) -> Result<Token> {
        let mut form = vec![("grant_type", "client_credentials")];
        form.extend(self.connection.config.scope.as_deref().map(|scope| ("scope", scope)));
        let error = match self.client("oauth2/token", id, secret, form.clone()).await {
            Err(error) if has_no_service(&error) && self.connection.config.token_url.is_none() => error,
            other => return other,
        };
        match self.client("oauth/token", id, secret, form).await {
            Err(second) if has_no_service(&second) => Err(error),
            other => other,
        }
    }

    /// The pair is not decoded by the server, so it goes raw (docs/portals/rudi.md 2.3).
    async fn client(&self, path: &str, id: &str, secret: &str, form: Vec<(&str, &str)>) -> Result<Token> {
        let config = &self.connection.config;
        let token_url = self.connection.token_url(path);
        let secret = SecretString::from(secret);
        let request = Request { token_url, basic: Basic::Raw, id, secret: &secret, form, subject: &config.name };
        client_credentials::request(&self.connection.clients, &request).await
    }

    /// `None` where the portal has no such service: the refusal that led here is the better explanation. Before version
    /// 3.1.3 the anonymous account signs in as any other (docs/portals/rudi.md 2.1).
    async fn anonymous(&self) -> Result<Option<Token>> {
        if self.closed.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let url = self.connection.url("anonymous");
        let mut response = self.sent(self.connection.clients.answers.at(&url)?.post(url.clone()), &url).await?;
        if is_shut(response.status()) {
            response = self.form("authenticate", &[("login", "anonymous"), ("password", "anonymous")]).await?;
        }
        match response.status() {
            status if is_shut(status) => {
                self.closed.store(true, Ordering::Relaxed);
                Ok(None)
            }
            status if status.is_success() => Ok(Some(self.pair(response).await?.anonymous())),
            status => Err(self.failed(status, |status| m!("rudi-no-anonymous", status))),
        }
    }

    /// A refresh token works once, and not after the server's restart: then one signs in anew
    /// (docs/portals/rudi.md 2.1).
    async fn refreshed(&self, old: Option<&Token>) -> Result<Option<Token>> {
        let Some(refresh) = old.and_then(|old| old.refresh.as_ref()) else { return Ok(None) };
        let url = self.connection.url("refresh_token");
        let Ok(mut value) = HeaderValue::from_str(refresh.expose_secret()) else { return Ok(None) };
        value.set_sensitive(true);
        let request = self.connection.clients.answers.at(&url)?.get(url.clone()).header("X-TOKEN", value);
        let response = self.sent(request, &url).await?;
        if !response.status().is_success() {
            return Ok(None);
        }
        let secret = |name: &str| header(response.headers(), name).map(SecretString::from);
        Ok(secret(AUTHORIZATION.as_str()).map(|token| token_of(&token, secret("x-token"))))
    }

    async fn pair(&self, response: Response) -> Result<Token> {
        let body = zeroize::Zeroizing::new(net::read(response, self.name(), 1 << 20).await?);
        let pair: JwtPair = serde_json::from_slice(&body).map_err(|_| {
            Error::new(ErrorKind::Portal, self.name(), m!("rudi-no-token")).hint(m!("rudi-no-token-hint"))
        })?;
        Ok(token_of(&pair.jwt_token, pair.refresh_token))
    }

    async fn form(&self, path: &str, form: &[(&str, &str)]) -> Result<Response> {
        let url = self.connection.url(path);
        self.sent(self.connection.clients.answers.at(&url)?.post(url.clone()).form(form), &url).await
    }

    async fn sent(&self, request: reqwest::RequestBuilder, url: &Url) -> Result<Response> {
        net::refuse_clear_text(self.name(), url)?;
        match net::send(request).await {
            Ok(response) => Ok(response),
            Err(error) => Err(net::failed(self.name(), url, &error).await),
        }
    }

    fn failed(&self, status: StatusCode, cause: fn(String) -> Message) -> Error {
        let kind = if status.is_server_error() { ErrorKind::Unavailable } else { ErrorKind::SignIn };
        Error::new(kind, self.name(), cause(status.as_u16().to_string()))
    }

    fn name(&self) -> &str {
        &self.connection.config.name
    }
}

/// No such door, or none for those without an account.
fn is_shut(status: StatusCode) -> bool {
    matches!(status.as_u16(), 401 | 403..=405)
}

/// Whether a token request met no token service: a gateway that maps no such path answers so.
fn has_no_service(error: &Error) -> bool {
    matches!(error.status, Some(404 | 405))
}

/// The values hold their `Bearer ` already (docs/portals/rudi.md 2.1). The life is what the token says: deployments
/// change it.
fn token_of(jwt: &SecretString, refresh: Option<SecretString>) -> Token {
    let life = jwt::life(jwt.expose_secret()).unwrap_or(DEFAULT_LIFE);
    Token::bearer(jwt.expose_secret(), Some(life)).refresh(refresh)
}
