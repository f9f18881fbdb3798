//! The usual ways to sign in, for kinds that have nothing of their own: a key in a header, a bearer token, a login with its
//! password, a client's pair of id and secret.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderName};
use secrecy::SecretString;
use url::Url;
use zeroize::Zeroizing;

use super::Connection;
use super::keyed::{Dialect, Keyed};
use crate::access::auth::client_credentials::{self, Basic, Request};
use crate::access::auth::{SignIn, Token, Way, jwt};
use crate::access::by_hand::ByHand;
use crate::access::secrets::{Credentials, Shape};
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind, Result};
use crate::m;
use crate::net;

/// Makes of a pasted token what is sent to the portal of this name, or says why it is none.
type Prepare = fn(&str, &str) -> Result<Zeroizing<String>>;

/// How a kind takes each shape of credential; `None` where it takes none of it. What it takes it has a [`Way`] for.
pub struct Usual {
    connection: Connection,
    /// The header of a key that is sent as it is, and the word that stands before it: no request gets it, none renews it.
    key: Option<(HeaderName, Option<&'static str>)>,
    bearer: Option<Prepare>,
    login: bool,
    client: Option<Client>,
}

/// How a client's pair becomes a token, which is asked for again when it ends.
pub struct Client {
    pub token_url: Url,
    pub basic: Basic,
    pub scope: Option<String>,
    /// What a refusal means here.
    pub refused: fn(Error) -> Error,
}

impl Client {
    /// What is asked for, beside the pair.
    fn form(&self) -> Vec<(&'static str, &str)> {
        let grant = [("grant_type", "client_credentials")].into_iter();
        grant.chain(self.scope.as_deref().map(|scope| ("scope", scope))).collect()
    }
}

impl Usual {
    /// Takes nothing yet.
    pub fn new(connection: &Connection) -> Self {
        Self { connection: connection.clone(), key: None, bearer: None, login: false, client: None }
    }

    /// A key in this header. HTTP clients keep headers of their own when they are redirected elsewhere; ours does not.
    pub fn key(self, header: HeaderName) -> Self {
        Self { key: Some((header, None)), ..self }
    }

    /// A key behind `word` and a space.
    pub fn key_behind(self, word: &'static str) -> Self {
        Self { key: Some((AUTHORIZATION, Some(word))), ..self }
    }

    /// A pasted token. `whole` is given the portal's name and what was pasted.
    pub fn bearer(self, whole: Prepare) -> Self {
        Self { bearer: Some(whole), ..self }
    }

    /// A login and its password, sent with every request.
    pub fn login(self) -> Self {
        Self { login: true, ..self }
    }

    pub fn client(self, client: Client) -> Self {
        Self { client: Some(client), ..self }
    }

    pub fn sign_in(self) -> SignIn {
        SignIn::new(Keyed::new(self.connection.clone(), self))
    }

    async fn of_client(&self, client: &Client, id: &str, secret: &str) -> Result<Token> {
        let form = client.form();
        let secret = SecretString::from(secret);
        let (token_url, subject) = (client.token_url.clone(), &*self.connection.config.name);
        let request = Request { token_url, basic: client.basic, id, secret: &secret, form, subject };
        client_credentials::request(&self.connection.clients, &request).await.map_err(client.refused)
    }
}

impl Dialect for Usual {
    fn by_hand(&self, way: &'static Way) -> Option<ByHand> {
        let portal = &*self.connection.config.name;
        match (way.takes, self) {
            (shape @ Shape::ApiKey, Self { key: Some((header, word)), .. }) => {
                let before = word.map(|word| format!("{word} ")).unwrap_or_default();
                Some(ByHand::header(portal, shape, header.as_str(), before))
            }
            (shape @ Shape::Token, Self { bearer: Some(_), .. }) => {
                Some(ByHand::header(portal, shape, AUTHORIZATION.as_str(), "Bearer "))
            }
            (Shape::Login, Self { login: true, .. }) => Some(ByHand::login(portal)),
            (shape @ Shape::Client, Self { client: Some(client), .. }) => {
                let is_encoded = client.basic == Basic::FormEncoded;
                Some(ByHand::client(portal, shape, client.token_url.clone(), is_encoded, &client.form()))
            }
            _ => None,
        }
    }

    fn token<'a>(&'a self, _way: &'static Way, given: &'a Credentials, _old: Option<&'a Token>) -> Fut<'a, Token> {
        Box::pin(async move {
            let config = &self.connection.config;
            // It would be looked up or fetched, and then not be sent.
            net::refuse_clear_text(&config.name, &config.url)?;
            match (given, self) {
                (Credentials::ApiKey(key), Self { key: Some((header, word)), .. }) => {
                    Ok(Token::key(header.clone(), &sent(*word, key.expose())))
                }
                (Credentials::Token(token), Self { bearer: Some(whole), .. }) => {
                    Ok(Token::pasted(&whole(&config.name, token.expose())?))
                }
                (Credentials::Login { login, password }, Self { login: true, .. }) => {
                    let pair = Zeroizing::new(format!("{login}:{}", password.expose()));
                    let header = Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes())));
                    Ok(Token::key(AUTHORIZATION, &header))
                }
                (Credentials::Client { id, secret }, Self { client: Some(client), .. }) => {
                    self.of_client(client, id.trim(), secret.expose().trim()).await
                }
                _ => {
                    let (_, secret) = given.shape().parts();
                    let cause = m!("portals-kind-takes", kind = config.kind.to_string(), secret);
                    Err(Error::new(ErrorKind::Config, &*config.name, cause))
                }
            }
        })
    }
}

/// A key as the header holds it. People copy along what stands before it.
fn sent(word: Option<&str>, key: &str) -> Zeroizing<String> {
    Zeroizing::new(match word {
        None => jwt::bare(key).to_owned(),
        Some(word) => format!("{word} {}", without(word, key)),
    })
}

/// For [`Usual::bearer`]: takes what was pasted as it is.
pub fn as_pasted(_portal: &str, token: &str) -> Result<Zeroizing<String>> {
    Ok(Zeroizing::new(token.to_owned()))
}

fn without<'k>(word: &str, key: &'k str) -> &'k str {
    let key = key.trim();
    match key.split_once(char::is_whitespace) {
        Some((first, rest)) if first.eq_ignore_ascii_case(word) => rest.trim(),
        _ => key,
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
