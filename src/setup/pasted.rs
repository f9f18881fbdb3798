//! What a person pastes where a credential is asked for: the pair of id and secret, a header, or the whole `curl` line
//! that a portal's documentation shows.

use url::Url;

use super::curl::{self, CurlLine};
use crate::access::auth::Way;
use crate::access::auth::jwt;
use crate::access::secrets::{Credentials, Secret, Shape, pair};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text;
use crate::m;
use crate::portals::PortalConfig;

/// A credential that was pasted whole, and what came with it.
#[derive(Debug)]
pub struct Pasted {
    pub credentials: Credentials,
    /// The name that goes with a key, where one is asked for besides.
    pub username: Option<String>,
    /// Where the line sends it.
    url: Option<Url>,
}

/// What `text` is besides the secret alone; `None`: it is that. `wanted` is what the way to sign in takes, where that is
/// known already.
pub fn read(text: &str, wanted: Option<Shape>) -> Result<Option<Pasted>> {
    match CurlLine::read(text) {
        Some(line) => {
            let shape = wanted.unwrap_or_else(|| shape_of(&line));
            let credentials = credentials_of(&line, shape).ok_or_else(|| {
                let (_, secret) = shape.parts();
                Error::new(ErrorKind::Usage, m!("setup-pasted-line"), m!("setup-pasted-no-credential", secret))
                    .hint(m!("setup-pasted-no-credential-hint"))
            })?;
            let username = line.field("username").filter(|_| shape == Shape::Client).and_then(text::some_line);
            Ok(Some(Pasted { credentials, username, url: line.url }))
        }
        None => Ok(pair_of(text, wanted)),
    }
}

/// Whether it is a whole line, and no secret.
pub fn is_line(text: &str) -> bool {
    curl::is_curl(text)
}

/// Whether it is a whole credential, and no part of one.
pub fn is_whole(text: &str) -> bool {
    is_line(text) || pair(text).is_some()
}

/// A pair is read where a client's is wanted, or nothing else is known.
fn pair_of(text: &str, wanted: Option<Shape>) -> Option<Pasted> {
    let (id, secret) = pair(text).filter(|_| wanted.is_none_or(|shape| shape == Shape::Client))?;
    Some(Pasted { credentials: Shape::Client.credentials(id, secret), username: None, url: None })
}

impl Pasted {
    /// An error where the line is for another portal than this: its secret is not sent here.
    pub fn check(&self, portal: &PortalConfig) -> Result<()> {
        let Some(url) = &self.url else { return Ok(()) };
        let of_kind = (portal.kind.about().by_heart)(url).map(|known| known.url);
        let own = [Some(portal.url.clone()), portal.token_service()];
        let is_own = |url: &Url| own.iter().flatten().any(|own| own.origin() == url.origin());
        if is_own(url) || of_kind.as_ref().is_some_and(is_own) {
            return Ok(());
        }
        let host = |url: &Url| text::line(&url.origin().ascii_serialization());
        let cause = m!("setup-pasted-elsewhere", theirs = host(url), ours = host(&portal.url));
        Err(Error::new(ErrorKind::Usage, &*portal.name, cause).hint(m!("setup-pasted-elsewhere-hint")))
    }

    /// The way it is for, of those that a portal has.
    pub fn way(&self, ways: &'static [Way]) -> Option<&'static Way> {
        ways.iter().find(|way| way.takes == self.credentials.shape())
    }
}

/// What a line signs in with, as far as it tells.
fn shape_of(line: &CurlLine) -> Shape {
    let [login, key] = [Shape::Login, Shape::ApiKey].map(|shape| credentials_of(line, shape).is_some());
    let is_bearer = credentials_of(line, Shape::Token).is_some();
    match () {
        () if login && line.field("password").is_some() => Shape::Login,
        () if is_bearer => Shape::Token,
        () if key => Shape::ApiKey,
        () => Shape::Client,
    }
}

fn credentials_of(line: &CurlLine, shape: Shape) -> Option<Credentials> {
    let secret = |text: &str| Some(Secret::from(text.to_owned())).filter(|it| !it.is_empty());
    let header = || line.header("authorization").filter(|it| it.to_ascii_lowercase().starts_with("basic "));
    let user = || line.user.as_ref().and_then(|user| user.split_once(':')).map(|(id, it)| (id.to_owned(), secret(it)));
    let basic = || header().and_then(pair).map(|(id, secret)| (id, Some(secret)));
    let fields = |id: &[&str], word: &str| {
        let id = id.iter().find_map(|name| line.field(name))?;
        Some((id.to_owned(), secret(line.field(word)?)))
    };
    let (id, secret) = match shape {
        Shape::Client => user().or_else(basic).or_else(|| fields(&["client_id"], "client_secret"))?,
        Shape::Login => fields(&["login", "username"], "password").or_else(user).or_else(basic)?,
        Shape::Token => {
            let header = line.header("authorization").filter(|it| it.to_ascii_lowercase().starts_with("bearer "))?;
            (String::new(), secret(jwt::bare(header)))
        }
        Shape::ApiKey => {
            let names = ["x-api-key", "apikey", "api-key"];
            let own = names.iter().find_map(|name| line.header(name));
            let is_else =
                |it: &&str| ["basic ", "bearer "].iter().any(|word| it.to_ascii_lowercase().starts_with(word));
            let plain = || line.header("authorization").filter(|it| !is_else(it));
            (String::new(), secret(own.or_else(plain)?))
        }
    };
    let is_written = |it: &Secret| !it.expose().starts_with(['$', '<', '{']);
    secret.filter(is_written).map(|secret| shape.credentials(id, secret))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portals::Kind;

    /// The shape, the id and the secret.
    fn told(text: &str, wanted: Option<Shape>) -> Option<(Shape, String, String)> {
        let Pasted { credentials, .. } = read(text, wanted).unwrap()?;
        let who = credentials.who().unwrap_or_default().to_owned();
        Some((credentials.shape(), who, credentials.secret().expose().to_owned()))
    }

    #[test]
    fn a_line_gives_what_the_way_takes() {
        let client = Some((Shape::Client, "ck".to_owned(), "cs".to_owned()));
        for text in [
            "ck:cs",
            "Y2s6Y3M=",
            "Authorization: Basic Y2s6Y3M=",
            "curl -u ck:cs https://a.org/oauth2/token -d grant_type=client_credentials",
            "curl -H 'Authorization: Basic Y2s6Y3M=' https://a.org/apm/token",
            "curl -d 'client_id=ck&client_secret=cs' https://a.org/token",
        ] {
            assert_eq!(told(text, None), client, "{text}");
            assert_eq!(told(text, Some(Shape::Client)), client, "{text}");
        }
        let login = |who: &str| Some((Shape::Login, who.to_owned(), "p w".to_owned()));
        assert_eq!(told("curl -d 'login=ada&password=p%20w' a.org/authenticate", None), login("ada"));
        assert_eq!(told("curl -u ada:'p w' a.org", Some(Shape::Login)), login("ada"));
        assert_eq!(told("ada:p w", Some(Shape::Login)), None, "a password may hold a colon");
        let token = Some((Shape::Token, String::new(), "eyJ.a.b".to_owned()));
        assert_eq!(told("curl -H 'Authorization: Bearer eyJ.a.b' a.org", None), token);
        let key = Some((Shape::ApiKey, String::new(), "k".to_owned()));
        assert_eq!(told("curl -H 'X-API-Key: k' a.org", None), key);
        for secret in ["a secret", "s", "", "https://a.org"] {
            assert_eq!(told(secret, None), None, "{secret:?}");
        }
    }

    #[test]
    fn a_line_without_the_credential_says_so() {
        for (line, wanted) in [
            ("curl https://a.org/token", Some(Shape::Client)),
            ("curl -u $KEY:$SECRET https://a.org/token", None),
            ("curl -H \"Authorization: Basic $(echo -n a:b | base64)\" https://a.org/token", None),
            ("curl -H 'Authorization: Bearer t' a.org", Some(Shape::Client)),
            ("curl -u a:b a.org", Some(Shape::Token)),
        ] {
            let error = read(line, wanted).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Usage, "{line}");
            assert!(!error.to_string().contains("a:b"), "{error}");
        }
    }

    #[test]
    fn a_line_for_another_portal_is_refused() {
        let portal = |kind: Kind, url: &str| PortalConfig::new("p", kind, url.parse().unwrap());
        let rennes = portal(Kind::Rudi, "https://rudi.rennesmetropole.fr");
        let dastra = portal(Kind::Dastra, "https://api.dastra.eu");
        let isogeo = portal(Kind::Isogeo, "https://v1.api.isogeo.com");
        let table = [
            (&rennes, "https://rudi.rennesmetropole.fr/oauth2/token", true),
            (&rennes, "https://rudi.bzh/apm/token", true),
            (&rennes, "https://rudi.exemple.org/apm/token", false),
            (&rennes, "https://rudi.rennesmetropole.fr:8443/oauth2/token", false),
            (&dastra, "https://account.dastra.eu/connect/token", true),
            (&dastra, "https://account.dastra.eu.evil.org/connect/token", false),
            (&isogeo, "https://id.api.isogeo.com/oauth/token", true),
            (&isogeo, "https://id.api.qa.isogeo.com/oauth/token", false),
        ];
        for (portal, url, fits) in table {
            let pasted = read(&format!("curl -u ck:cs {url}"), None).unwrap().unwrap();
            assert_eq!(pasted.check(portal).is_ok(), fits, "{url}");
        }
    }
}
