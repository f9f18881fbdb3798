//! A key that a person was given, sent in a header as it is or behind a word: no request gets it, and none renews it.

use reqwest::header::HeaderName;

use super::Connection;
use super::keyed::Dialect;
use crate::access::auth::{Token, Way, jwt};
use crate::access::secrets::Credentials;
use crate::base::Fut;
use crate::base::error::{Error, Kind};
use crate::net;
use crate::t;

/// The dialect of portals that take such a key and no other credential.
pub struct GivenKey {
    connection: Connection,
    header: HeaderName,
    /// What stands before the key.
    word: Option<&'static str>,
}

impl GivenKey {
    pub fn new(connection: Connection, header: HeaderName) -> Self {
        Self { connection, header, word: None }
    }

    /// Sent behind `word` and a space.
    pub fn behind(self, word: &'static str) -> Self {
        Self { word: Some(word), ..self }
    }

    /// As the header holds it. People copy along what stands before a key.
    fn value(&self, key: &str) -> String {
        match self.word {
            None => jwt::bare(key).to_owned(),
            Some(word) => format!("{word} {}", without(word, key)),
        }
    }
}

fn without<'k>(word: &str, key: &'k str) -> &'k str {
    let key = key.trim();
    match key.split_once(char::is_whitespace) {
        Some((first, rest)) if first.eq_ignore_ascii_case(word) => rest.trim(),
        _ => key,
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
            net::refuse_clear_text(&config.name, &config.url)?;
            match credentials {
                Credentials::ApiKey(key) => Ok(Token::key(self.header.clone(), &self.value(key.expose()))),
                _ => Err(Error::new(Kind::Config, &*config.name, t!("auth-api-key-only", kind = config.kind))),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_sent_with_its_word_once() {
        for given in ["abc", " abc ", "Apikey abc", "apikey  abc"] {
            assert_eq!(without("Apikey", given), "abc", "{given:?}");
        }
    }
}
