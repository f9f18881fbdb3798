//! How an Opendatasoft portal is signed in to: not at all, or with a key of one's account there.

use reqwest::header::AUTHORIZATION;

use crate::auth::{Dialect, Token, Way};
use crate::error::{Error, Kind, Result};
use crate::http;
use crate::portals::{Connection, Fut};
use crate::secrets::{Credentials, Shape};
use crate::{said, t};

pub const WAYS: [Way; 1] = [Way {
    word: "api-key",
    label: said!("opendatasoft-way"),
    takes: Shape::ApiKey,
    username: false,
    found: said!("opendatasoft-found"),
}];

pub struct Opendatasoft {
    connection: Connection,
}

impl Opendatasoft {
    pub fn new(connection: Connection) -> Self {
        Self { connection }
    }

    fn key(&self, credentials: &Credentials) -> Result<Token> {
        let config = &self.connection.config;
        // The key would be left out, and nobody be told why.
        http::refuse_clear_text(&config.name, &config.url)?;
        match credentials {
            Credentials::ApiKey(key) => Ok(Token::key(AUTHORIZATION, &format!("Apikey {}", bare(key.expose())))),
            _ => Err(Error::new(Kind::Config, &*config.name, t!("opendatasoft-takes"))),
        }
    }
}

/// Without the word that people copy along with it.
fn bare(key: &str) -> &str {
    let key = key.trim();
    match key.split_once(char::is_whitespace) {
        Some((word, rest)) if word.eq_ignore_ascii_case("apikey") => rest.trim(),
        _ => key,
    }
}

impl Dialect for Opendatasoft {
    fn token<'a>(
        &'a self,
        _way: &'static Way,
        credentials: &'a Credentials,
        _old: Option<&'a Token>,
    ) -> Fut<'a, Token> {
        Box::pin(async move { self.key(credentials) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_sent_with_its_word_once() {
        for given in ["abc", " abc ", "Apikey abc", "apikey  abc"] {
            assert_eq!(bare(given), "abc", "{given:?}");
        }
    }
}
