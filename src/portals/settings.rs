//! The configuration of one portal, and the clients and secrets it is connected with.

use std::path::PathBuf;

use url::Url;

use super::Kind;
use crate::access::auth::Way;
use crate::access::secrets::{Credentials, Origins, Secrets, StoredCredentials};
use crate::base::error::{Error, ErrorKind, Result};
use crate::m;
use crate::net::Clients;

/// One `[portals.NAME]` block.
#[derive(Clone, Debug, PartialEq)]
pub struct PortalConfig {
    pub name: String,
    pub kind: Kind,
    pub url: Url,
    /// One of the kind's ways to sign in, by its word; `None`: as the credential's shape tells, if there is one.
    pub sign_in: Option<String>,
    /// Where tokens are asked for, if not at the kind's usual place.
    pub token_url: Option<Url>,
    /// The scopes asked for, if not the kind's usual ones.
    pub scope: Option<String>,
    /// For ways to sign in that want one beside the credential.
    pub username: Option<String>,
    /// The client certificate that it asks for, in PEM or PKCS#12.
    pub client_certificate: Option<PathBuf>,
    /// Its key, where that is in another file.
    pub client_key: Option<PathBuf>,
}

impl PortalConfig {
    /// The keys of a block, in their order.
    pub const KEYS: [&str; 8] =
        ["kind", "url", "sign_in", "token_url", "scope", "username", "client_certificate", "client_key"];

    /// With what every portal needs and nothing else.
    pub fn new(name: impl Into<String>, kind: Kind, url: Url) -> Self {
        let (sign_in, token_url, scope, username) = (None, None, None, None);
        let (client_certificate, client_key) = (None, None);
        Self { name: name.into(), kind, url, sign_in, token_url, scope, username, client_certificate, client_key }
    }

    /// Whether requests carry a person's credential. The store is not asked: an open portal must not wait for it.
    pub fn signs_in(&self, secrets: &Secrets) -> bool {
        !self.kind.about().open || self.sign_in.is_some() || secrets.has_at_hand(&self.name)
    }

    /// Where tokens are asked for, if not below the portal's own address.
    pub fn token_service(&self) -> Option<Url> {
        self.token_url.clone().or_else(|| (self.kind.about().token_service)(&self.url))
    }

    /// Where its credential goes.
    pub fn origins(&self) -> Origins {
        Origins::new(&self.url, self.token_service().as_ref())
    }

    /// The keys and values of its block, in their order.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        let values = [
            Some(self.kind.word().to_owned()),
            Some(self.url.to_string()),
            self.sign_in.clone(),
            self.token_url.as_ref().map(Url::to_string),
            self.scope.clone(),
            self.username.clone(),
            self.client_certificate.as_ref().map(|path| path.display().to_string()),
            self.client_key.as_ref().map(|path| path.display().to_string()),
        ];
        Self::KEYS.into_iter().zip(values).filter_map(|(key, value)| Some((key, value?))).collect()
    }
}

/// What a portal is connected with.
#[derive(Clone)]
pub struct Connection {
    pub config: PortalConfig,
    pub clients: Clients,
    pub secrets: Secrets,
}

impl Connection {
    /// Whether requests carry a person's credential.
    pub fn expects_credential(&self) -> bool {
        self.config.signs_in(&self.secrets)
    }

    /// The credential, to be sent to this portal and its token service: refused where it was given for others.
    pub async fn credential(&self) -> Result<StoredCredentials> {
        self.secrets.require(&self.config.name, &self.config.origins()).await
    }

    /// What was sent with the credential was answered.
    pub async fn worked(&self) {
        self.secrets.worked(&self.config.name).await;
    }

    /// The same portal, asked as somebody without any credential.
    pub fn without_credential(mut self) -> Self {
        self.config.sign_in = None;
        self.secrets = Secrets::none();
        self
    }

    /// How `credentials` are used here: as the configuration says, else as their shape tells.
    pub fn way(&self, credentials: &Credentials) -> Result<&'static Way> {
        let config = &self.config;
        let fits = |way: &&Way| way.takes == credentials.shape();
        let mut ways = config.kind.about().ways.iter();
        let found = match &config.sign_in {
            Some(word) => ways.find(|way| way.is(word)).filter(fits),
            None => ways.find(fits),
        };
        found.ok_or_else(|| {
            let (_, secret) = credentials.shape().parts();
            let wanted = match &config.sign_in {
                Some(word) => m!("portals-way-takes", word, secret),
                None => m!("portals-kind-takes", kind = config.kind, secret),
            };
            Error::new(ErrorKind::Config, &*config.name, wanted).hint(m!("portals-choose-again", name = config.name))
        })
    }

    /// How the portal is signed in to, as far as that can be told without sending anything; `None`: it is not. The
    /// credential is looked up only where the configuration leaves it open which of several ways is meant.
    pub async fn way_by_hand(&self) -> Option<&'static Way> {
        if !self.expects_credential() {
            return None;
        }
        let ways = self.config.kind.about().ways;
        match (&self.config.sign_in, ways) {
            (Some(word), _) => ways.iter().find(|way| way.word == word),
            (None, [way]) => Some(way),
            (None, _) => match self.secrets.find(&self.config.name).await.ok().flatten() {
                Some(found) => self.way(&found.credentials).ok(),
                None => ways.first(),
            },
        }
    }

    /// Where tokens are asked for: at `path` (relative, without leading slash) unless that is elsewhere.
    pub fn token_url(&self, path: &str) -> Url {
        self.config.token_service().unwrap_or_else(|| self.url(path))
    }

    /// `path` (relative, without leading slash) below the portal's address.
    pub fn url(&self, path: &str) -> Url {
        let mut url = self.config.url.clone();
        url.set_path(&format!("{}/{path}", self.config.url.path().trim_end_matches('/')));
        url
    }
}

/// Whether two addresses are one portal's, however they are written.
pub fn is_same(one: &Url, other: &Url) -> bool {
    let path = |url: &Url| url.path().trim_end_matches('/').to_owned();
    one.origin() == other.origin() && path(one) == path(other)
}
