//! How an Isogeo platform is signed in to, as an application that catalogues are shared with
//! (docs/portals/isogeo.md 1.3).

use secrecy::SecretString;

use super::platform;
use crate::access::auth::client_credentials::{self, Basic, Request};
use crate::access::auth::{Token, Way};
use crate::access::secrets::{Credentials, Shape};
use crate::base::Fut;
use crate::base::error::{Error, Kind, Result};
use crate::portals::Connection;
use crate::portals::Dialect;
use crate::said;
use crate::t;

pub const WAYS: [Way; 1] = [Way {
    word: "client",
    label: said!("isogeo-way"),
    takes: Shape::Client,
    username: false,
    found: said!("isogeo-found"),
}];

/// Speaks to the identity service.
pub struct Isogeo {
    connection: Connection,
}

impl Isogeo {
    pub fn new(connection: Connection) -> Self {
        Self { connection }
    }

    /// There is no refresh token: the next token is asked for as the first was.
    async fn client(&self, id: &str, secret: &str) -> Result<Token> {
        let config = &self.connection.config;
        let token_url = config.token_url.clone().unwrap_or_else(|| platform::token_url(&config.url));
        let mut form = vec![("grant_type", "client_credentials")];
        form.extend(config.scope.as_deref().map(|scope| ("scope", scope)));
        let secret = SecretString::from(secret);
        let request = Request { token_url, basic: Basic::Raw, id, secret: &secret, form, subject: &config.name };
        client_credentials::request(&self.connection.clients, &request).await.map_err(wrong_client)
    }
}

impl Dialect for Isogeo {
    fn token<'a>(
        &'a self,
        _way: &'static Way,
        credentials: &'a Credentials,
        _old: Option<&'a Token>,
    ) -> Fut<'a, Token> {
        Box::pin(async move {
            match credentials {
                Credentials::Client { id, secret } => self.client(id, secret.expose()).await,
                _ => {
                    let name = &*self.connection.config.name;
                    Err(Error::new(Kind::Config, name, t!("isogeo-takes")))
                }
            }
        })
    }
}

/// A wrong client is a 400 here, and nobody knows the word that comes with it (docs/portals/isogeo.md 1.4).
fn wrong_client(error: Error) -> Error {
    if error.status != Some(400) || error.kind == Kind::SignIn {
        return error;
    }
    let cause = t!("isogeo-unknown-client");
    Error::new(Kind::SignIn, error.subject, cause).hint(t!("isogeo-unknown-client-hint")).status(400)
}
