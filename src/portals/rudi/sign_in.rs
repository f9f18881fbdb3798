//! How a RUDI portal is signed in to (docs/portals/rudi.md 2).

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::Url;

use super::api::JwtPair;
use crate::access::auth::client_credentials::{self, Basic, Request, TokenRefusal};
use crate::access::auth::refusal::{NoToken, Service};
use crate::access::auth::{Flow, Token, Way, Why, jwt};
use crate::access::by_hand::{ByHand, Exchange, Field};
use crate::access::secrets::{Credentials, Shape};
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::net::{self, header};
use crate::portals::{Connection, Dialect, Keyed};
use crate::{m, said};

/// What a JWT lives when it does not say (docs/portals/rudi.md 2.1).
const DEFAULT_LIFE: Duration = Duration::from_secs(600);

/// What it says of an account after too many wrong passwords (docs/portals/rudi.md 2.1).
const LOCKED: u16 = 423;

const PASSWORD_GRANT: &str = "password-grant";
/// What the configuration called the keys of generation A before there was one way for all keys.
const WSO2: &str = "wso2";
/// The scopes that the documentation of generation A asks for (docs/portals/rudi.md 2.5).
const GATEWAY_SCOPE: &str = "apim:subscribe apim:app_manage";

/// The first of those that take the same is the usual one; the other is for older portals.
pub const WAYS: [Way; 3] = [
    Way::new("login", said!("rudi-way-login"), Shape::Login, said!("rudi-found-login")),
    Way { also: &[WSO2], ..Way::new("client", said!("rudi-way-client"), Shape::Client, said!("rudi-found-client")) },
    Way::new(PASSWORD_GRANT, said!("rudi-way-grant"), Shape::Login, said!("rudi-found-login")),
];

/// Where a key gets its tokens: each generation of portals has its own place (docs/portals/rudi.md 2.3 to 2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    OAuth2,
    /// Also where portals of generation A let people in, who have no keys there.
    OAuth,
    /// Its tokens open `/apm` and nothing else.
    Gateway,
}

impl Place {
    const ALL: [Self; 3] = [Self::OAuth2, Self::OAuth, Self::Gateway];

    fn path(self) -> &'static str {
        match self {
            Self::OAuth2 => "oauth2/token",
            Self::OAuth => "oauth/token",
            Self::Gateway => "apm/token",
        }
    }
}

/// Speaks to the portal's token services.
pub struct Rudi {
    connection: Connection,
    /// Set once the portal lets nobody in without an account: failures lock accounts, even that one.
    closed: AtomicBool,
    /// Where the key got its last token.
    place: Mutex<Option<Place>>,
    /// A token of the gateway that was got where another was hoped for.
    spare: Mutex<Option<Token>>,
}

impl Dialect for Arc<Rudi> {
    fn by_hand(&self, way: &'static Way) -> Option<ByHand> {
        let (first, secret) = ByHand::variables(self.name(), way.takes);
        let config = &self.connection.config;
        let field = |key: &str, variable: &str| (key.to_owned(), Field::Variable(variable.to_owned()));
        let text = |key: &str, value: &str| (key.to_owned(), Field::Text(value.to_owned()));
        let asked = |url: Url, form| Exchange {
            url,
            pair: first.clone().map(|first| (first, secret.clone())),
            is_encoded: false,
            form,
            found_in: "access_token",
            before: "Bearer ",
        };
        let credential =
            |names: [&str; 2]| vec![field(names[0], first.as_deref().unwrap_or_default()), field(names[1], &secret)];
        Some(ByHand::Exchange(match way.takes {
            Shape::Login if way.word == PASSWORD_GRANT => {
                let grant = std::iter::once(text("grant_type", "password"));
                let url = self.connection.token_url(Place::OAuth.path());
                asked(url, grant.chain(credential(["username", "password"])).collect())
            }
            // Its answer has the `Bearer` in front (docs/portals/rudi.md 2.1).
            Shape::Login => Exchange {
                pair: None,
                found_in: "jwtToken",
                before: "",
                ..asked(self.connection.url("authenticate"), credential(["login", "password"]))
            },
            Shape::Client => {
                // Where it worked last, or is tried first.
                let (place, url) = self.places().into_iter().next()?;
                let is_gateway = place == Place::Gateway;
                let username = config.username.as_deref().filter(|_| is_gateway).map(|name| text("username", name));
                let scope = config.scope.as_deref().or(is_gateway.then_some(GATEWAY_SCOPE));
                let grant = std::iter::once(text("grant_type", "client_credentials"));
                asked(url, grant.chain(username).chain(scope.map(|scope| text("scope", scope))).collect())
            }
            Shape::ApiKey | Shape::Token => return None,
        }))
    }

    fn token<'a>(&'a self, way: &'static Way, credentials: &'a Credentials, old: Option<&'a Token>) -> Fut<'a, Token> {
        Box::pin(async move {
            match credentials {
                Credentials::Login { login, password } if way.word == PASSWORD_GRANT => {
                    self.old_grant(login, password.expose()).await
                }
                Credentials::Login { login, password } => self.person(login, password.expose(), old).await,
                Credentials::Client { id, secret } => self.key(id, secret.expose()).await,
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
        Self { connection, closed: AtomicBool::new(false), place: Mutex::default(), spare: Mutex::default() }
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
            401 => {
                let refusal = error(ErrorKind::SignIn, m!("rudi-unknown-login")).hint(m!("rudi-unknown-login-hint"));
                Err(self.or_elsewhere(refusal).await)
            }
            LOCKED => Err(error(ErrorKind::SignIn, m!("rudi-locked")).hint(m!("rudi-locked-hint"))),
            _ => Err(self.failed(&response, |status| m!("rudi-no-login", status), m!("rudi-unknown-login-hint"))),
        }
    }

    /// Consumer Key and Consumer Secret: the places of all generations are tried, what worked last before the others.
    async fn key(&self, id: &str, secret: &str) -> Result<Token> {
        let mut refusals = Vec::new();
        for (place, token_url) in self.places() {
            let refusal = match self.asked(place, token_url, id, secret).await? {
                Ok(token) => {
                    *lock(&self.place) = Some(place);
                    return Ok(token);
                }
                Err(refusal) => refusal,
            };
            // Who knows keys and not this one has the last word, but for where keys of the gateway are nobody's.
            let is_last = refusal.service == Service::Refuses && place != Place::OAuth;
            if is_last || refusal.service == Service::Down {
                return Err(refusal.error);
            }
            refusals.push(refusal);
        }
        // That of the service which most looks like one.
        let rank =
            |refusal: &TokenRefusal| (refusal.service == Service::Absent, refusal.error.kind != ErrorKind::SignIn);
        let nearest = refusals.into_iter().min_by_key(rank).map(|refusal| refusal.error);
        Err(nearest.unwrap_or_else(|| {
            Error::new(ErrorKind::Portal, self.name(), m!("rudi-no-service")).hint(m!("rudi-no-service-hint"))
        }))
    }

    /// Where a key is tried, and what each place is.
    fn places(&self) -> Vec<(Place, Url)> {
        let config = &self.connection.config;
        let is_old = config.sign_in.as_deref() == Some(WSO2);
        let mut places = Place::ALL.map(|place| (place, self.connection.url(place.path()))).to_vec();
        let set = config.token_service();
        if let Some(url) = set.as_ref().filter(|set| places.iter().all(|(_, known)| known != *set)) {
            let is_gateway = is_old || url.path().ends_with("/apm/token");
            return vec![(if is_gateway { Place::Gateway } else { Place::OAuth2 }, url.clone())];
        }
        let known = *lock(&self.place);
        let late = |place: Place, url: &Url| {
            (Some(place) != known, Some(url) != set.as_ref(), is_old && place != Place::Gateway)
        };
        places.sort_by_key(|(place, url)| late(*place, url));
        places
    }

    /// The pair is not decoded by the server, so it goes raw (docs/portals/rudi.md 2.3).
    async fn asked(&self, place: Place, token_url: Url, id: &str, secret: &str) -> Result<Result<Token, TokenRefusal>> {
        let config = &self.connection.config;
        let is_gateway = place == Place::Gateway;
        let mut form = vec![("grant_type", "client_credentials")];
        form.extend(config.username.as_deref().filter(|_| is_gateway).map(|username| ("username", username)));
        let usual = is_gateway.then_some(GATEWAY_SCOPE);
        form.extend(config.scope.as_deref().or(usual).map(|scope| ("scope", scope)));
        let secret = SecretString::from(secret);
        let request = Request { token_url, basic: Basic::Raw, id, secret: &secret, form, subject: &config.name };
        client_credentials::ask(&self.connection.clients, &request).await
    }

    /// Whether the key in use is known to open the gateway alone, for what is asked there lately or was noted earlier.
    pub fn opens_gateway_alone(&self) -> bool {
        let noted = || {
            let gateway = self.connection.url(Place::Gateway.path());
            (self.connection.config.token_url.as_ref() == Some(&gateway)).then_some(Place::Gateway)
        };
        lock(&self.place).or_else(noted) == Some(Place::Gateway)
    }

    /// Whether it is a key that signs in.
    pub fn is_key(&self) -> bool {
        lock(&self.place).is_some()
    }

    /// Where the key gets its tokens, where that is worth noting.
    pub fn found(&self) -> Option<Url> {
        let place = (*lock(&self.place))?;
        let url = self.connection.url(place.path());
        let set = self.connection.config.token_service();
        (set.as_ref() != Some(&url) && (set.is_some() || place != Place::OAuth2)).then_some(url)
    }

    /// The password grant of portals before 3.1.3 (docs/portals/rudi.md 2.4).
    async fn old_grant(&self, login: &str, password: &str) -> Result<Token> {
        let config = &self.connection.config;
        let form = vec![("grant_type", "password"), ("username", login), ("password", password)];
        let (token_url, secret) = (self.connection.token_url(Place::OAuth.path()), SecretString::from(password));
        let request = Request { token_url, basic: Basic::Raw, id: login, secret: &secret, form, subject: &config.name };
        client_credentials::request(&self.connection.clients, &request).await
    }

    /// `refusal`, or what it means where people may sign in by an identity provider: they have no password here
    /// (docs/portals/rudi.md 2.2).
    async fn or_elsewhere(&self, refusal: Error) -> Error {
        match self.has_providers().await {
            Ok(true) => refusal.hint(m!("rudi-provider-hint")),
            Ok(false) | Err(_) => refusal,
        }
    }

    async fn has_providers(&self) -> Result<bool> {
        let url = self.connection.url("acl/v1/oauth2-authenticators");
        let response =
            self.sent(self.connection.clients.to(&url).await?.answers.at(&url)?.get(url.clone()), &url).await?;
        if !response.status().is_success() {
            return Ok(false);
        }
        let body = net::read(response, self.name(), 1 << 20).await?;
        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        let lists = [&answer, &answer["elements"], &answer["items"]];
        Ok(lists.into_iter().filter_map(Value::as_array).any(|list| !list.is_empty()))
    }

    /// `None` where the portal has no such service: the refusal that led here is the better explanation. Before version
    /// 3.1.3 the anonymous account signs in as any other (docs/portals/rudi.md 2.1).
    pub async fn anonymous(&self) -> Result<Option<Token>> {
        if self.closed.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let url = self.connection.url("anonymous");
        let mut response =
            self.sent(self.connection.clients.to(&url).await?.answers.at(&url)?.post(url.clone()), &url).await?;
        if is_shut(response.status()) {
            response = self.form("authenticate", &[("login", "anonymous"), ("password", "anonymous")]).await?;
        }
        match response.status() {
            status if is_shut(status) => {
                self.closed.store(true, Ordering::Relaxed);
                Ok(None)
            }
            status if status.is_success() => Ok(Some(self.pair(response).await?.anonymous())),
            _ => Err(self.failed(&response, |status| m!("rudi-no-anonymous", status), m!("rudi-sign-in-401-hint"))),
        }
    }

    /// A refresh token works once, and not after the server's restart: then one signs in anew
    /// (docs/portals/rudi.md 2.1).
    async fn refreshed(&self, old: Option<&Token>) -> Result<Option<Token>> {
        let Some(refresh) = old.and_then(|old| old.refresh.as_ref()) else { return Ok(None) };
        let url = self.connection.url("refresh_token");
        let Ok(mut value) = HeaderValue::from_str(refresh.expose_secret()) else { return Ok(None) };
        value.set_sensitive(true);
        let request =
            self.connection.clients.to(&url).await?.answers.at(&url)?.get(url.clone()).header("X-TOKEN", value);
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
        self.sent(self.connection.clients.to(&url).await?.answers.at(&url)?.post(url.clone()).form(form), &url).await
    }

    async fn sent(&self, request: reqwest::RequestBuilder, url: &Url) -> Result<Response> {
        net::refuse_clear_text(self.name(), url)?;
        match net::send(request).await {
            Ok(response) => Ok(response),
            Err(error) => Err(net::failed(&self.connection.clients, self.name(), url, &error).await),
        }
    }

    /// A service that is not there or not well refuses nobody.
    fn failed(&self, response: &Response, cause: fn(String) -> Message, hint: Message) -> Error {
        let (url, status) = (response.url(), response.status().as_u16());
        let no_token = NoToken {
            subject: self.name(),
            host: url.host_str().unwrap_or_default(),
            path: url.path(),
            status,
            word: None,
            description: None,
            retry_after: net::retry_after(response.headers()),
        };
        match no_token.service() {
            Service::Down | Service::Absent => no_token.error(),
            _ if status >= 404 && status != LOCKED => no_token.error(),
            _ => Error::new(ErrorKind::SignIn, self.name(), cause(status.to_string())).hint(hint),
        }
    }

    fn name(&self) -> &str {
        &self.connection.config.name
    }
}

/// No such door, or none for those without an account.
fn is_shut(status: StatusCode) -> bool {
    matches!(status.as_u16(), 401 | 403..=405)
}

/// Signs in to all that lies before the gateway. A key that opens the gateway alone is not shown there: one looks
/// around as anybody does.
pub struct Front {
    rudi: Arc<Rudi>,
    keyed: Keyed<Arc<Rudi>>,
}

/// Signs in to what lies behind the gateway.
pub struct Behind(Front);

impl Front {
    pub fn new(connection: Connection, rudi: Arc<Rudi>) -> Self {
        Self { keyed: Keyed::new(connection, rudi.clone()), rudi }
    }

    pub fn behind(self) -> Behind {
        Behind(self)
    }
}

impl Flow for Front {
    fn obtain<'a>(&'a self, why: Why, old: Option<&'a Token>) -> Fut<'a, Option<Token>> {
        Box::pin(async move {
            if why == Why::Refused || !self.rudi.opens_gateway_alone() {
                let token = self.keyed.obtain(why, old).await?;
                if !self.rudi.opens_gateway_alone() {
                    return Ok(token);
                }
                *lock(&self.rudi.spare) = token;
            }
            self.rudi.without(why, old).await
        })
    }

    fn worked<'a>(&'a self) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        Box::pin(async {
            if !self.rudi.opens_gateway_alone() {
                self.keyed.worked().await;
            }
        })
    }

    fn by_hand<'a>(&'a self) -> Pin<Box<dyn Future<Output = Option<ByHand>> + Send + 'a>> {
        Box::pin(async {
            // What the gateway gives opens nothing here.
            let gateways = self.rudi.places().into_iter().filter(|(place, _)| *place == Place::Gateway);
            let gateways: Vec<Url> = gateways.map(|(_, url)| url).collect();
            let is_shown = |by: &ByHand| !matches!(by, ByHand::Exchange(it) if gateways.contains(&it.url));
            self.keyed.by_hand().await.filter(is_shown)
        })
    }
}

impl Flow for Behind {
    fn obtain<'a>(&'a self, why: Why, old: Option<&'a Token>) -> Fut<'a, Option<Token>> {
        Box::pin(async move {
            let spare = lock(&self.0.rudi.spare).take();
            match spare.filter(|_| why == Why::Before) {
                Some(token) => Ok(Some(token)),
                None => self.0.keyed.obtain(why, old).await,
            }
        })
    }

    fn worked<'a>(&'a self) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        self.0.keyed.worked()
    }

    fn by_hand<'a>(&'a self) -> Pin<Box<dyn Future<Output = Option<ByHand>> + Send + 'a>> {
        self.0.keyed.by_hand()
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The values hold their `Bearer ` already (docs/portals/rudi.md 2.1). The life is what the token says: deployments
/// change it.
fn token_of(jwt: &SecretString, refresh: Option<SecretString>) -> Token {
    let life = jwt::life(jwt.expose_secret()).unwrap_or(DEFAULT_LIFE);
    Token::bearer(jwt.expose_secret(), Some(life)).refresh(refresh)
}
