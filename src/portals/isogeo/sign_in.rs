//! How an Isogeo platform is signed in to, as an application that catalogues are shared with
//! (docs/portals/isogeo.md 1.3).

use crate::access::auth::Way;
use crate::access::auth::client_credentials::Basic;
use crate::access::secrets::Shape;
use crate::base::error::{Error, ErrorKind};
use crate::portals::Connection;
use crate::portals::usual::{Client, Usual};
use crate::{m, said};

pub const WAYS: [Way; 1] = [Way::new("client", said!("isogeo-way"), Shape::Client, said!("isogeo-found"))];

/// Speaks to the identity service. There is no refresh token: the next token is asked for as the first was.
pub fn usual(connection: &Connection) -> Usual {
    let config = &connection.config;
    let token_url = connection.token_url("oauth/token");
    let client = Client { token_url, basic: Basic::Raw, scope: config.scope.clone(), refused: wrong_client };
    Usual::new(connection).client(client)
}

/// A wrong client is a 400 here, and nobody knows the word that comes with it (docs/portals/isogeo.md 1.4).
fn wrong_client(error: Error) -> Error {
    if error.status != Some(400) || error.kind != ErrorKind::Portal {
        return error;
    }
    let cause = m!("isogeo-unknown-client");
    Error::new(ErrorKind::SignIn, error.subject, cause).hint(m!("isogeo-unknown-client-hint")).status(400)
}
