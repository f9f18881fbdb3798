//! What a person typed to sign in to a portal, and how the stores write it down.

use std::fmt;

use secrecy::zeroize::Zeroizing;
use serde::de::{Error as _, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::origins::Origins;
use super::pasted;
use super::secret::Secret;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Said;
use crate::base::redact;
use crate::{m, said};

/// What a person typed. Tokens fetched with it are never stored.
///
/// `Debug` names the variant alone: a login is somebody's name, and a client id is half of a pair.
#[derive(Clone, PartialEq)]
pub enum Credentials {
    /// An OAuth2 client: identifier and secret.
    Client {
        id: String,
        secret: Secret,
    },
    Login {
        login: String,
        password: Secret,
    },
    ApiKey(Secret),
    /// A token the portal's team issued, pasted as it is.
    Token(Secret),
}

/// Credentials, and where they may go. They are written down together, so that neither is there without the other.
#[derive(Clone, Debug, PartialEq)]
pub struct BoundCredentials {
    pub credentials: Credentials,
    /// `None` until their first successful use, where nobody has said it: guichet did not note it at first.
    pub origins: Option<Origins>,
}

/// What credentials consist of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Client,
    Login,
    ApiKey,
    Token,
}

impl Shape {
    /// What the two parts are called; the first is no secret, and not every shape has one.
    pub fn parts(self) -> (Option<Said>, Said) {
        match self {
            Self::Client => (Some(said!("secrets-client-id")), said!("secrets-client-secret")),
            Self::Login => (Some(said!("secrets-login")), said!("secrets-password")),
            Self::ApiKey => (None, said!("secrets-api-key")),
            Self::Token => (None, said!("secrets-token")),
        }
    }

    /// Credentials of this shape, without what they were copied with. `first` is left aside where the shape has no such
    /// part; a password is what was typed.
    pub fn credentials(self, first: String, secret: Secret) -> Credentials {
        match self {
            Self::Client => {
                let secret = pasted::secret_beside(&first, secret);
                Credentials::Client { id: first, secret }
            }
            Self::Login => Credentials::Login { login: first, password: secret },
            Self::ApiKey => Credentials::ApiKey(pasted::unquoted(secret)),
            Self::Token => Credentials::Token(pasted::unquoted(secret)),
        }
    }
}

impl Credentials {
    pub fn shape(&self) -> Shape {
        match self {
            Self::Client { .. } => Shape::Client,
            Self::Login { .. } => Shape::Login,
            Self::ApiKey(_) => Shape::ApiKey,
            Self::Token(_) => Shape::Token,
        }
    }

    /// Who signs in, where that is not a secret itself.
    pub fn who(&self) -> Option<&str> {
        match self {
            Self::Client { id, .. } => Some(id),
            Self::Login { login, .. } => Some(login),
            Self::ApiKey(_) | Self::Token(_) => None,
        }
    }

    /// The part that must not be seen.
    pub fn secret(&self) -> &Secret {
        match self {
            Self::Client { secret, .. } | Self::Login { password: secret, .. } => secret,
            Self::ApiKey(secret) | Self::Token(secret) => secret,
        }
    }

    /// From now on they are cut out of every text: for whoever gives them to the rest of the program.
    pub fn become_known(&self) {
        redact::know_with(self.who(), self.secret().expose());
    }
}

impl BoundCredentials {
    /// For a store: one line of JSON, wiped when dropped.
    pub(super) fn encode(&self) -> Result<Zeroizing<String>> {
        encode(&EncodedCredentials::from(self), self.encoded_size())
    }

    /// What [`encode`](Self::encode) wrote, by this version or a later one that only added to it.
    pub(super) fn decode(text: &str) -> Result<Self> {
        // The parser's own message may quote what it tripped over.
        serde_json::from_str::<Read>(text).ok().and_then(Read::into_credentials).ok_or_else(|| {
            Error::new(ErrorKind::SignIn, m!("secrets-stored"), m!("secrets-damaged-or-newer"))
                .hint(m!("secrets-store-again-or-update"))
        })
    }

    /// Never less than what [`encode`](Self::encode) needs: JSON spends at most six bytes on one.
    pub(super) fn encoded_size(&self) -> usize {
        let Self { credentials, origins } = self;
        let origins = origins.iter().flat_map(Origins::all).map(str::len).sum::<usize>();
        96 + 6 * (credentials.secret().expose().len() + credentials.who().map_or(0, str::len) + origins)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Client { .. } => "Client(…)",
            Self::Login { .. } => "Login(…)",
            Self::ApiKey(_) => "ApiKey(…)",
            Self::Token(_) => "Token(…)",
        })
    }
}

/// JSON in a buffer that never grows, for growing leaves a copy behind, and is wiped when dropped.
pub(super) fn encode(value: &impl Serialize, size: usize) -> Result<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(size));
    let written = serde_json::to_writer(&mut *bytes, value).is_ok();
    debug_assert!(bytes.len() <= size, "the buffer was copied");
    // Taken out of the wiped vector and put into the wiped text: the same bytes, not a copy.
    match String::from_utf8(std::mem::take(&mut *bytes)) {
        Ok(text) if written => Ok(Zeroizing::new(text)),
        _ => Err(Error::new(ErrorKind::Unexpected, m!("secrets-credential"), m!("secrets-not-written-down"))),
    }
}

/// The layout of [`EncodedCredentials`]. It rises only when an older guichet would misread what a newer one wrote.
pub(super) const LAYOUT: u32 = 1;

/// Credentials on their way into a store.
#[derive(Default, Serialize)]
pub(super) struct EncodedCredentials<'a> {
    v: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    login: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_origin: Option<&'a str>,
}

impl<'a> From<&'a BoundCredentials> for EncodedCredentials<'a> {
    fn from(BoundCredentials { credentials, origins }: &'a BoundCredentials) -> Self {
        let origin = origins.as_ref().map(Origins::portal);
        let token_origin = origins.as_ref().and_then(Origins::tokens);
        let mut written = Self { v: LAYOUT, origin, token_origin, ..Self::default() };
        let secret = Some(credentials.secret().expose());
        match credentials {
            Credentials::Client { id, .. } => (written.client_id, written.client_secret) = (Some(id.as_str()), secret),
            Credentials::Login { login, .. } => (written.login, written.password) = (Some(login.as_str()), secret),
            Credentials::ApiKey(_) => written.api_key = secret,
            Credentials::Token(_) => written.token = secret,
        }
        written
    }
}

/// Credentials on their way out of a store. Unknown fields are left aside.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Read {
    v: u32,
    client_id: Option<String>,
    #[serde(deserialize_with = "secret")]
    client_secret: Option<Secret>,
    login: Option<String>,
    #[serde(deserialize_with = "secret")]
    password: Option<Secret>,
    #[serde(deserialize_with = "secret")]
    api_key: Option<Secret>,
    #[serde(deserialize_with = "secret")]
    token: Option<Secret>,
    origin: Option<String>,
    token_origin: Option<String>,
}

impl Read {
    pub(super) fn into_credentials(self) -> Option<BoundCredentials> {
        let origins = match (self.origin, self.token_origin) {
            (Some(portal), tokens) => Some(Origins::read(portal, tokens)?),
            (None, None) => None,
            (None, Some(_)) => return None,
        };
        let credentials = match (self.client_id, self.client_secret, self.login, self.password) {
            _ if self.v > LAYOUT => return None,
            (Some(id), Some(secret), ..) => Credentials::Client { id, secret },
            (.., Some(login), Some(password)) => Credentials::Login { login, password },
            _ => self.api_key.map(Credentials::ApiKey).or(self.token.map(Credentials::Token))?,
        };
        Some(BoundCredentials { credentials, origins })
    }
}

/// Reads a text straight into a [`Secret`], so that a failure further on leaves no plain copy behind.
fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Secret>, D::Error> {
    struct Text;

    impl<'de> Visitor<'de> for Text {
        type Value = Option<Secret>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text")
        }

        fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
            Ok(Some(Secret::from(text.to_owned())))
        }

        fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
            Ok(Some(Secret::from(text)))
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
    }

    // The cause is dropped: it may quote the value.
    from.deserialize_any(Text).map_err(|_| D::Error::custom("not a text"))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn client(id: &str, secret: &str) -> Credentials {
        Credentials::Client { id: id.into(), secret: secret.to_owned().into() }
    }

    /// One of each kind, all with the same secret.
    pub fn each_kind(secret: &str) -> [Credentials; 4] {
        [
            client("an id", secret),
            Credentials::Login { login: "someone@example.org".into(), password: secret.to_owned().into() },
            Credentials::ApiKey(secret.to_owned().into()),
            Credentials::Token(secret.to_owned().into()),
        ]
    }

    pub fn origins() -> Origins {
        Origins::read("https://a.org".into(), Some("https://tokens.a.org:8443".into())).unwrap()
    }

    #[test]
    fn odd_characters_survive_the_store() {
        let odd =
            ["", "a:b%2B+ c", "\"\\\u{8}\n\0", "clé à 100 €", "👩‍👩‍👧", "\u{202e}x", "eyJ.eyJ.sig", &"\u{1}".repeat(4000)];
        for secret in odd {
            for credentials in each_kind(secret) {
                for origins in [None, Some(origins())] {
                    let bound = BoundCredentials { credentials: credentials.clone(), origins };
                    let text = bound.encode().unwrap();
                    assert!(text.len() <= bound.encoded_size(), "{credentials:?} {}", secret.len());
                    assert!(BoundCredentials::decode(&text).unwrap() == bound, "{bound:?} {secret:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_missing_or_new_is_read_kindly() {
        let bound = |text: &str| BoundCredentials::decode(text);
        let read = |text: &str| bound(text).map(|bound| bound.credentials);
        assert!(read(r#"{"token":"t","note":[1],"login":null}"#).unwrap() == Credentials::Token("t".to_owned().into()));
        assert!(
            read(r#"{"v":1,"client_secret":"s","client_id":"i","password":null}"#).unwrap() == client("i", "s"),
            "the order of fields does not matter"
        );
        assert_eq!(bound(r#"{"v":1,"token":"t"}"#).unwrap().origins, None, "as an older guichet wrote it");
        let both = r#"{"token_origin":"https://tokens.a.org:8443","token":"t","origin":"https://a.org"}"#;
        assert_eq!(bound(both).unwrap().origins, Some(origins()));
        for unreadable in [
            "",
            "{}",
            "marker",
            r#"{"v":2,"token":"marker"}"#,
            r#"{"token":{"marker":1}}"#,
            r#"{"client_secret":"marker"}"#,
            r#"{"token":"marker"#,
            r#"{"v":"marker","token":"t"}"#,
            r#"{"token":"marker","origin":["https://a.org"]}"#,
            r#"{"token":"marker","token_origin":"https://a.org"}"#,
            r#"{"token":"marker","origin":"a.org"}"#,
            r#"{"token":"marker","origin":"https://a.org/marker"}"#,
            r#"{"token":"marker","origin":"https://a.org","token_origin":"null"}"#,
        ] {
            let error = read(unreadable).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("marker"), "{error:?}");
        }
    }

    #[test]
    fn nothing_prints() {
        for credentials in each_kind("marker") {
            let shown = format!("{credentials:?} {:?} {:#?}", credentials.secret(), Some(&credentials));
            assert!(!shown.contains("marker") && !shown.contains("someone"), "{shown}");
        }
    }
}
