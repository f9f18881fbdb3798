//! How Dastra is signed in to (docs/portals/dastra.md 2).

use reqwest::header::HeaderName;
use secrecy::SecretString;
use url::Url;

use crate::access::auth::client_credentials::{self, Basic, Request};
use crate::access::auth::{Token, Way};
use crate::access::secrets::{Credentials, Shape};
use crate::base::Fut;
use crate::base::error::{Error, Kind, Result};
use crate::base::i18n::Said;
use crate::net;
use crate::portals::Connection;
use crate::portals::Dialect;
use crate::said;
use crate::t;

/// The scope of the API; others are for other flows (docs/portals/dastra.md 2.1).
pub const SCOPE: &str = "api1";

/// The API of the service itself, and where its tokens come from; an installation elsewhere gives its own.
pub const API: &str = "https://api.dastra.eu";
const TOKENS: &str = "https://account.dastra.eu/connect/token";

/// The header of a key that is sent as it is. HTTP clients keep it when they are redirected elsewhere; ours does not
/// (docs/portals/dastra.md 6.3).
pub const KEY_HEADER: HeaderName = HeaderName::from_static("x-api-key");

const FOUND: Said = said!("dastra-found");

pub const WAYS: [Way; 2] = [
    Way { word: "client", label: said!("dastra-way-client"), takes: Shape::Client, username: false, found: FOUND },
    Way { word: "api-key", label: said!("dastra-way-key"), takes: Shape::ApiKey, username: false, found: FOUND },
];

pub struct Dastra {
    connection: Connection,
}

impl Dialect for Dastra {
    fn token<'a>(
        &'a self,
        _way: &'static Way,
        credentials: &'a Credentials,
        _old: Option<&'a Token>,
    ) -> Fut<'a, Token> {
        Box::pin(async move {
            // The token would be fetched, and then not be sent.
            net::refuse_clear_text(self.name(), &self.connection.config.url)?;
            match credentials {
                Credentials::Client { id, secret } => self.client(id.trim(), secret.expose().trim()).await,
                Credentials::ApiKey(key) => Ok(Token::key(KEY_HEADER, key.expose())),
                Credentials::Login { .. } | Credentials::Token(_) => {
                    Err(Error::new(Kind::Config, self.name(), t!("dastra-takes")))
                }
            }
        })
    }
}

impl Dastra {
    pub fn new(connection: Connection) -> Self {
        Self { connection }
    }

    /// No refresh token in this flow: one asks again (docs/portals/dastra.md 2.1).
    async fn client(&self, id: &str, secret: &str) -> Result<Token> {
        let config = &self.connection.config;
        let secret = SecretString::from(secret);
        let form = vec![("grant_type", "client_credentials"), ("scope", config.scope.as_deref().unwrap_or(SCOPE))];
        let request = Request {
            token_url: config.token_url.clone().unwrap_or_else(|| self.token_url()),
            basic: Basic::FormEncoded,
            id,
            secret: &secret,
            form,
            subject: &config.name,
        };
        client_credentials::request(&self.connection.clients, &request).await
    }

    fn token_url(&self) -> Url {
        let is_service = Url::parse(API).is_ok_and(|api| api.origin() == self.connection.config.url.origin());
        let own = || self.connection.url("connect/token");
        if is_service { Url::parse(TOKENS).unwrap_or_else(|_| own()) } else { own() }
    }

    fn name(&self) -> &str {
        &self.connection.config.name
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::secrets::Secrets;
    use crate::net::Clients;
    use crate::portals::Kind;
    use crate::portals::PortalConfig;

    #[test]
    fn tokens_come_from_the_identity_host_or_from_beside_the_api() {
        let table = [
            ("https://api.dastra.eu", "https://account.dastra.eu/connect/token"),
            ("https://api.dastra.eu:443/", "https://account.dastra.eu/connect/token"),
            ("https://dastra.exemple.org", "https://dastra.exemple.org/connect/token"),
            ("http://127.0.0.1:8080/dastra/", "http://127.0.0.1:8080/dastra/connect/token"),
        ];
        for (base, expected) in table {
            let config = PortalConfig::new("d", Kind::Dastra, base.parse().unwrap());
            let clients = Clients::new(None).unwrap();
            let dialect = Dastra::new(Connection { config, clients, secrets: Secrets::none() });
            assert_eq!(dialect.token_url().as_str(), expected);
        }
    }
}
