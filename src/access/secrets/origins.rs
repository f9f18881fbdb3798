//! Where a credential may go: to the origins of the portal and of the token service that it was given for, which are
//! stored with it, and who decides when it is to go elsewhere.
//!
//! A name in a configuration is anybody's to write. So a credential that is to be sent is asked for with the origins that
//! it is to go to ([`Secrets::require`]); other ones than its own take the person's word. What an older guichet stored
//! names none: it is bound to those of its first successful use ([`Secrets::worked`]).

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use url::{Host, Url};

use super::credentials::BoundCredentials;
use super::{Secrets, StoredCredentials, Whereabouts, variable};
use crate::base::error::{Error, ErrorKind, Result, chain};
use crate::base::i18n::Message;
use crate::m;

/// The origins that a credential goes to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origins {
    portal: String,
    /// `None` where the portal gives tokens itself, or has none.
    tokens: Option<String>,
}

impl Origins {
    /// Those of a portal and of where its tokens are asked for, if that is elsewhere.
    pub fn new(portal: &Url, token_service: Option<&Url>) -> Self {
        Self::of(origin(portal), token_service.map(origin))
    }

    fn of(portal: String, tokens: Option<String>) -> Self {
        Self { tokens: tokens.filter(|tokens| *tokens != portal), portal }
    }

    /// As they were written down; `None` where that is none of ours.
    pub(super) fn read(portal: String, tokens: Option<String>) -> Option<Self> {
        let is_origin = |text: &String| Url::parse(text).is_ok_and(|url| url.has_host() && origin(&url) == *text);
        let is_ours = std::iter::once(&portal).chain(&tokens).all(is_origin);
        is_ours.then(|| Self::of(portal, tokens))
    }

    pub fn portal(&self) -> &str {
        &self.portal
    }

    /// The token service's, where it is another than the portal's.
    pub fn tokens(&self) -> Option<&str> {
        self.tokens.as_deref()
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.portal()).chain(self.tokens())
    }

    /// As part of a sentence.
    pub fn said(&self) -> Message {
        match &self.tokens {
            None => Message::from(self.portal.clone()),
            Some(tokens) => m!("secrets-origins-both", portal = self.portal.clone(), tokens = tokens.clone()),
        }
    }
}

/// Scheme, host and port of `url`, in one spelling: small letters, punycode, no port that goes without saying, and no dot
/// at the end of the host, which is the same host to whoever looks it up or certifies it.
pub(super) fn origin(url: &Url) -> String {
    let mut url = url.clone();
    if let Some(Host::Domain(name)) = url.host()
        && let Some(name) = name.strip_suffix('.').map(str::to_owned)
    {
        let _ = url.set_host(Some(&name)); // a host without its dot is one too
    }
    url.origin().ascii_serialization()
}

/// A credential that is to go elsewhere than where it was given for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Elsewhere {
    pub portal: String,
    pub known: Origins,
    pub now: Origins,
}

impl Elsewhere {
    /// It does not go there.
    fn refused(&self) -> Error {
        let cause = m!("secrets-elsewhere", known = self.known.said(), now = self.now.said());
        let hint = m!("secrets-elsewhere-hint", portal = self.portal.clone());
        Error::new(ErrorKind::SignIn, &*self.portal, cause).hint(hint)
    }
}

/// What was decided in this session, and what is to be noted. Shared by all that stem from one another.
#[derive(Default)]
pub(super) struct Decisions {
    /// One question at a time.
    asking: tokio::sync::Mutex<()>,
    refused: Mutex<Vec<Elsewhere>>,
    /// By portal: what was given out without origins, and where it went.
    first_uses: Mutex<HashMap<String, (StoredCredentials, Origins)>>,
}

impl Decisions {
    fn refused(&self) -> MutexGuard<'_, Vec<Elsewhere>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn first_uses(&self) -> MutexGuard<'_, HashMap<String, (StoredCredentials, Origins)>> {
        self.first_uses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Secrets {
    /// The credentials of `portal`, to be sent to `to` and nowhere else. An error where there are none, where they were
    /// given for other origins and nobody says otherwise, or where the store cannot be asked.
    pub async fn require(&self, portal: &str, to: &Origins) -> Result<StoredCredentials> {
        let found = self.existing(portal).await?;
        match &found.origins {
            // They belong to whoever set them, for this name; see [`Environment::allows`].
            _ if found.whereabouts == Whereabouts::Environment => {
                self.0.environment.allows(portal, to)?;
                Ok(found)
            }
            Some(known) if known == to => Ok(found),
            Some(_) => self.asked(portal, to).await,
            None => {
                self.0.decisions.first_uses().insert(portal.to_owned(), (found.clone(), to.clone()));
                Ok(found)
            }
        }
    }

    /// As the person says, who is asked once in a session.
    async fn asked(&self, portal: &str, to: &Origins) -> Result<StoredCredentials> {
        let decisions = &self.0.decisions;
        let _asking = decisions.asking.lock().await;
        let found = self.existing(portal).await?; // another request may have asked meanwhile
        let Some(known) = found.origins.clone().filter(|known| known != to) else { return Ok(found) };
        let elsewhere = Elsewhere { portal: portal.to_owned(), known, now: to.clone() };
        if decisions.refused().contains(&elsewhere) {
            return Err(elsewhere.refused());
        }
        if !self.0.person.allows(elsewhere.clone()).await? {
            decisions.refused().push(elsewhere.clone());
            return Err(elsewhere.refused());
        }
        if let Err(error) = self.bind(portal, &found, to).await {
            tracing::warn!(error = chain(&error), "where a credential may go is known for this session only");
            self.keep(portal, found.credentials.clone(), Some(to.clone()));
        }
        Ok(StoredCredentials { origins: Some(to.clone()), ..found })
    }

    /// The portal called `portal` has answered to what was sent with its credentials: what was bound to no origin yet is
    /// bound to those that it was sent to.
    pub async fn worked(&self, portal: &str) {
        let Some((found, to)) = self.0.decisions.first_uses().remove(portal) else { return };
        if let Err(error) = self.bind(portal, &found, &to).await {
            tracing::warn!(error = chain(&error), "a credential could not be bound to where it was used");
        }
    }

    /// From now on the credentials of `portal` go to `to`: the person says so. Gives them as they were.
    pub async fn allow(&self, portal: &str, to: &Origins) -> Result<StoredCredentials> {
        let found = self.existing(portal).await?;
        if found.whereabouts == Whereabouts::Environment {
            let hint = m!("secrets-not-bound-hint", variable = variable(portal, "ORIGIN"));
            return Err(Error::new(ErrorKind::Usage, portal, m!("secrets-not-bound")).hint(hint));
        }
        self.bind(portal, &found, to).await?;
        Ok(found)
    }

    /// Binds what was `found`, unless it has been replaced or bound otherwise meanwhile.
    async fn bind(&self, portal: &str, found: &StoredCredentials, to: &Origins) -> Result<()> {
        let old = BoundCredentials { credentials: found.credentials.clone(), origins: found.origins.clone() };
        let new = BoundCredentials { origins: Some(to.clone()), ..old.clone() };
        match (found.whereabouts, &self.0.store) {
            (Whereabouts::Session, _) => self.0.session.replace(portal, &old, new),
            (Whereabouts::Keyring | Whereabouts::EncryptedFile, Some(store)) => {
                let name = portal.to_owned();
                self.call(store, true, move |store| store.replace(&name, &old, &new)).await?;
            }
            (Whereabouts::Environment, _) | (_, None) => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origins(portal: &str, tokens: Option<&str>) -> Origins {
        let url = |text: &str| Url::parse(text).unwrap();
        Origins::new(&url(portal), tokens.map(url).as_ref())
    }

    #[test]
    fn one_origin_is_one_however_it_is_spelt() {
        let same = [
            ("https://a.org", "https://A.ORG:443/data/catalogue/"),
            ("https://a.org", "https://a.org./"),
            ("https://a.org:8443", "https://a.org.:8443"),
            ("https://données.example", "https://xn--donnes-eva.example"),
            ("https://DONNÉES.example", "https://donn\u{e9}es.example"),
            ("https://a.org", "https:\\\\a\u{3002}org"),
            ("http://127.0.0.1:80", "http://0x7f.1/"),
            ("http://[::1]:81", "http://[0:0:0:0:0:0:0:1]:81"),
        ];
        for (one, other) in same {
            assert_eq!(origins(one, None), origins(other, None), "{one} {other}");
        }
        let others = [
            ("https://a.org", "http://a.org"),
            ("http://a.org", "http://a.org:443"),
            ("https://a.org", "https://a.org:444"),
            ("https://a.org", "https://www.a.org"),
            ("https://a.org", "https://a.org.evil.example"),
            ("https://a.org", "https://а.org"), // a Cyrillic letter
            ("http://127.0.0.1:81", "http://127.0.0.1:82"),
            ("http://127.0.0.1:81", "http://localhost:81"),
        ];
        for (one, other) in others {
            assert_ne!(origins(one, None), origins(other, None), "{one} {other}");
        }
    }

    #[test]
    fn the_token_service_counts_where_it_is_elsewhere() {
        let own = origins("https://a.org", None);
        assert_eq!(origins("https://a.org/x", Some("https://a.org/token")), own);
        let elsewhere = origins("https://a.org", Some("https://t.org/token"));
        assert_eq!(elsewhere, origins("https://a.org/x", Some("https://T.org:443/other")));
        assert_ne!(elsewhere, own);
        assert_ne!(elsewhere, origins("https://t.org", Some("https://a.org")), "each for its own");
        assert_eq!(elsewhere.all().collect::<Vec<_>>(), ["https://a.org", "https://t.org"]);
    }
}
