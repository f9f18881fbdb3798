//! Asks a portal to which a bad token closes even what is open to everybody: once more without it, which is told.

use serde::de::DeserializeOwned;

use super::Connection;
use crate::access::auth::SignIn;
use crate::access::http::{Http, Price};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::net::{Ask, Explain, Opened, Range};
use crate::t;

pub struct Forgiving {
    pub http: Http,
    /// The same portal without the token.
    unsigned: Http,
    pub signed_in: bool,
}

/// What was asked for, and what is to be said of how it came.
pub type Answered<T> = (T, Option<String>);

impl Forgiving {
    pub fn new(connection: Connection, sign_in: SignIn, explain: Explain) -> Self {
        let signed_in = connection.expects_credential();
        let Connection { config, clients, .. } = connection;
        let unsigned = Http::new(clients.clone(), config.url.clone(), SignIn::none(), explain);
        Self { http: Http::new(clients, config.url, sign_in, explain), unsigned, signed_in }
    }

    /// With limits that requests keep to.
    pub fn priced(self, price: Price) -> Self {
        let (http, unsigned) = (self.http.priced(price.clone()), self.unsigned.priced(price));
        Self { http, unsigned, ..self }
    }

    /// As [`Http::json`].
    pub async fn json<T: DeserializeOwned>(&self, subject: &Message, ask: Ask) -> Result<Answered<T>> {
        self.json_or(subject, ask.clone(), ask).await
    }

    /// As [`Self::json`], where those without a token may ask for less: `unsigned`.
    pub async fn json_or<T: DeserializeOwned>(
        &self,
        subject: &Message,
        ask: Ask,
        unsigned: Ask,
    ) -> Result<Answered<T>> {
        match self.http.json(subject, ask).await {
            Ok(answer) => Ok((answer, None)),
            Err(error) if self.is_refused(&error) => match self.unsigned.json(subject, unsigned).await {
                Ok(answer) => Ok((answer, Some(t!("portals-token-refused")))),
                Err(_) => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    /// As [`Http::open`].
    pub async fn open(&self, subject: &Message, ask: Ask, range: Option<&Range>) -> Result<Opened> {
        match self.http.open(subject, ask.clone(), range).await {
            Err(error) if self.is_refused(&error) => self.unsigned.open(subject, ask, range).await.map_err(|_| error),
            opened => opened,
        }
    }

    /// Whether it was the token that was refused, by the portal and not by whoever keeps it.
    fn is_refused(&self, error: &Error) -> bool {
        self.signed_in && error.kind == ErrorKind::SignIn && error.status.is_some()
    }
}
