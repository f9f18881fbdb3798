//! How a feed is opened that is not for everybody: by a token at the end of its address, in a header, or by a password.

use std::future::Future;
use std::pin::Pin;

use url::Url;

use crate::access::auth::{Flow, Token, Way, Why};
use crate::access::by_hand::{ByHand, PLACEHOLDER};
use crate::access::rehearsal;
use crate::access::secrets::{Credentials, Secret, Shape};
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind, Result};
use crate::net;
use crate::portals::usual::{Usual, as_pasted};
use crate::portals::{Connection, Keyed};
use crate::{m, said};

/// The way of Isogeo's OpenCatalogs.
pub const IN_PATH: &str = "path-token";

pub const WAYS: [Way; 3] = [
    Way::new(IN_PATH, said!("dcat-way-path"), Shape::Token, said!("dcat-found-path")),
    Way::new("bearer", said!("dcat-way-bearer"), Shape::Token, said!("dcat-found-bearer")),
    Way::new("login", said!("dcat-way-login"), Shape::Login, said!("dcat-found-login")),
];

/// Where addresses are known to end with a token.
const SECRET_PATHS: [(&str, usize); 3] =
    [("dcat.isogeo.com", 1), ("open.isogeo.com", 2), ("services.api.isogeo.com", 3)];

/// The share whose OpenCatalog or feed is at `url`, and the token that the address ends with.
pub fn open_catalog(url: &Url) -> Option<(String, Option<String>)> {
    let segments: Vec<&str> = url.path_segments().into_iter().flatten().filter(|it| !it.is_empty()).collect();
    let (_, public) = SECRET_PATHS.iter().find(|(host, _)| url.host_str() == Some(host))?;
    let share = segments.get(public - 1)?;
    // A service of one catalogue of the share: `/ows/s/SHARE/c/CATALOGUE/TOKEN`.
    let is_of_catalogue = segments.len() > public + 1 && segments.get(*public) == Some(&"c");
    let at = if is_of_catalogue { public + 2 } else { *public };
    Some(((*share).to_owned(), segments.get(at).map(|token| (*token).to_owned())))
}

/// An address with a token in it is none for the configuration, where it would be seen.
pub fn check_url(url: &Url) -> Result<()> {
    let Some((share, Some(_))) = open_catalog(url) else { return Ok(()) };
    let hint = m!("dcat-secret-url-hint", share, way = IN_PATH);
    Err(Error::new(ErrorKind::Config, "url", m!("dcat-secret-url")).hint(hint))
}

/// Finds out what requests are opened with.
pub struct Dcat {
    connection: Connection,
    keyed: Keyed<Usual>,
}

impl Dcat {
    pub fn new(connection: Connection) -> Self {
        let usual = Usual::new(&connection).bearer(as_pasted).login();
        Self { keyed: Keyed::new(connection.clone(), usual), connection }
    }
}

impl Flow for Dcat {
    fn obtain<'a>(&'a self, why: Why, old: Option<&'a Token>) -> Fut<'a, Option<Token>> {
        Box::pin(async move {
            match path_token(&self.connection).await? {
                Some(_) => Ok(None),
                None => self.keyed.obtain(why, old).await,
            }
        })
    }

    fn worked<'a>(&'a self) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        self.keyed.worked()
    }

    fn by_hand<'a>(&'a self) -> Pin<Box<dyn Future<Output = Option<ByHand>> + Send + 'a>> {
        Box::pin(async {
            let way = self.connection.way_by_hand().await?;
            match way.word {
                IN_PATH => {
                    let (_, variable) = ByHand::variables(&self.connection.config.name, way.takes);
                    Some(ByHand::InAddress { variable })
                }
                _ => self.keyed.by_hand().await,
            }
        })
    }
}

/// The token that the address ends with, where this is how one signs in.
pub async fn path_token(connection: &Connection) -> Result<Option<Secret>> {
    /// Less would be found in any text that it is to be kept out of.
    const SHORTEST: usize = 8;
    if !connection.expects_credential() {
        return Ok(None);
    }
    if rehearsal::is_on() {
        let is_in_path = connection.way_by_hand().await.is_some_and(|way| way.word == IN_PATH);
        return Ok(is_in_path.then(|| Secret::from(PLACEHOLDER.to_owned())));
    }
    let found = connection.credential().await?;
    let Credentials::Token(token) = &found.credentials else { return Ok(None) };
    if connection.way(&found.credentials)?.word != IN_PATH {
        return Ok(None);
    }
    net::refuse_clear_text(&connection.config.name, &connection.config.url)?;
    match token.expose().trim() {
        bare if bare.len() >= SHORTEST && !bare.contains('/') => Ok(Some(Secret::from(bare.to_owned()))),
        _ => {
            Err(Error::new(ErrorKind::Config, &*connection.config.name, m!("dcat-no-token"))
                .hint(m!("dcat-no-token-hint")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_a_token_is_refused_and_the_token_not_repeated() {
        let check = |url: &str| check_url(&Url::parse(url).unwrap());
        for fine in [
            "https://dcat.isogeo.com/0a1b2c",
            "https://dcat.isogeo.com/0a1b2c/",
            "https://rudi.rennesmetropole.fr/konsult/v1/datasets/metadatas/dcat",
        ] {
            check(fine).unwrap();
        }
        for url in [
            "https://dcat.isogeo.com/0a1b2c/Jeton0Secret",
            "https://open.isogeo.com/s/0a1b2c/Jeton0Secret/r/12",
            "https://services.api.isogeo.com/ows/s/0a1b2c/Jeton0Secret",
            "https://services.api.isogeo.com/ows/s/0a1b2c/c/3d4e/Jeton0Secret",
        ] {
            let error = check(url).unwrap_err();
            let hint = error.hint.clone().unwrap();
            assert!(hint.contains("https://dcat.isogeo.com/0a1b2c;"), "{hint}");
            assert!(!format!("{error}{hint}").contains("Jeton0Secret"));
        }
    }
}
