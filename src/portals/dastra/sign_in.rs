//! How Dastra is signed in to (docs/portals/dastra.md 2).

use reqwest::header::HeaderName;
use url::Url;

use crate::access::auth::Way;
use crate::access::auth::client_credentials::Basic;
use crate::access::secrets::Shape;
use crate::base::i18n::Said;
use crate::portals::Connection;
use crate::portals::usual::{Client, Usual};
use crate::said;

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
    Way::new("client", said!("dastra-way-client"), Shape::Client, FOUND),
    Way::new("api-key", said!("dastra-way-key"), Shape::ApiKey, FOUND),
];

/// No refresh token in this flow: one asks again (docs/portals/dastra.md 2.1).
pub fn usual(connection: &Connection) -> Usual {
    let config = &connection.config;
    let client = Client {
        token_url: connection.token_url("connect/token"),
        basic: Basic::FormEncoded,
        scope: Some(config.scope.clone().unwrap_or_else(|| SCOPE.to_owned())),
        refused: |error| error,
    };
    Usual::new(connection).key(KEY_HEADER).client(client)
}

/// The identity host gives the tokens of the service itself; those of other installations come from beside the API.
pub fn token_service(api: &Url) -> Option<Url> {
    let is_service = Url::parse(API).is_ok_and(|service| service.origin() == api.origin());
    if is_service { Url::parse(TOKENS).ok() } else { None }
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
            let connection = Connection { config, clients, secrets: Secrets::none() };
            assert_eq!(connection.token_url("connect/token").as_str(), expected);
        }
    }
}
