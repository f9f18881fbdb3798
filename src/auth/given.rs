//! A key that a person was given, sent as it is in a header: no request gets it, and none renews it.

use reqwest::header::HeaderName;

use super::{Dialect, Token, Way, jwt};
use crate::error::{Error, Kind};
use crate::http;
use crate::portals::{Connection, Fut};
use crate::secrets::Credentials;
use crate::t;

/// The dialect of portals that take such a key and no other credential.
pub struct GivenKey {
    connection: Connection,
    header: HeaderName,
}

impl GivenKey {
    pub fn new(connection: Connection, header: HeaderName) -> Self {
        Self { connection, header }
    }
}

impl Dialect for GivenKey {
    fn token<'a>(
        &'a self,
        _way: &'static Way,
        credentials: &'a Credentials,
        _old: Option<&'a Token>,
    ) -> Fut<'a, Token> {
        Box::pin(async move {
            let config = &self.connection.config;
            // It would be looked up, and then not be sent.
            http::refuse_clear_text(&config.name, &config.url)?;
            match credentials {
                // People copy what stands before it, too.
                Credentials::ApiKey(key) => Ok(Token::key(self.header.clone(), jwt::bare(key.expose()))),
                _ => Err(Error::new(Kind::Config, &*config.name, t!("auth-api-key-only", kind = config.kind))),
            }
        })
    }
}
