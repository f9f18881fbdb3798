//! Exchanges stored credentials for a token when a request needs one; the part that all kinds share.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use super::Connection;
use crate::access::auth::{Flow, Token, Way, Why};
use crate::access::by_hand::ByHand;
use crate::access::secrets::Credentials;
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind, Result};

/// How one kind of portal turns credentials into a token.
pub trait Dialect: Send + Sync {
    /// Asks for a token with `credentials`, which are what `way` takes. `old` is the one it replaces.
    fn token<'a>(&'a self, way: &'static Way, credentials: &'a Credentials, old: Option<&'a Token>) -> Fut<'a, Token>;

    /// How a credential that is used in this way is sent by hand; `None` where there is no such way.
    fn by_hand(&self, way: &'static Way) -> Option<ByHand>;

    /// The token of those without a credential, where the portal is open to them.
    fn without<'a>(&'a self, _why: Why, _old: Option<&'a Token>) -> Fut<'a, Option<Token>> {
        Box::pin(async { Ok(None) })
    }
}

/// The flow of one portal: looks its credentials up when a token is needed, and speaks its kind's dialect.
pub struct Keyed<D> {
    connection: Connection,
    dialect: D,
    /// Credentials that were refused, and how: they are not sent again, for portals lock accounts.
    refused: Mutex<Option<(Credentials, Error)>>,
}

impl<D: Dialect> Keyed<D> {
    pub fn new(connection: Connection, dialect: D) -> Self {
        Self { connection, dialect, refused: Mutex::default() }
    }

    async fn signed_in(&self, old: Option<&Token>) -> Result<Token> {
        let found = self.connection.credential().await?;
        let way = self.connection.way(&found.credentials)?;
        if let Some(error) = self.refused_before(&found.credentials) {
            return Err(error);
        }
        self.dialect.token(way, &found.credentials, old).await.inspect_err(|error| {
            if error.kind == ErrorKind::SignIn {
                let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
                *refused = Some((found.credentials.clone(), error.clone()));
            }
        })
    }

    fn refused_before(&self, credentials: &Credentials) -> Option<Error> {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.as_ref().filter(|(known, _)| known == credentials).map(|(_, error)| error.clone())
    }
}

impl<D: Dialect> Flow for Keyed<D> {
    fn obtain<'a>(&'a self, why: Why, old: Option<&'a Token>) -> Fut<'a, Option<Token>> {
        Box::pin(async move {
            if self.connection.expects_credential() {
                self.signed_in(old).await.map(Some)
            } else {
                self.dialect.without(why, old).await
            }
        })
    }

    fn worked<'a>(&'a self) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        Box::pin(self.connection.worked())
    }

    fn by_hand<'a>(&'a self) -> Pin<Box<dyn Future<Output = Option<ByHand>> + Send + 'a>> {
        Box::pin(async { self.dialect.by_hand(self.connection.way_by_hand().await?) })
    }
}
