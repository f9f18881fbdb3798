//! The draft of a setup that was interrupted, kept until it is resumed: everything but the secret.

use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::base::atomic_file::Readers;
use crate::base::error::Result;
use crate::base::i18n::Said;
use crate::base::versioned;
use crate::config;
use crate::portals::Kind;
use crate::portals::PortalConfig;
use crate::said;

/// The layout of the file.
const LAYOUT: u64 = 1;

/// What was answered so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub name: Option<String>,
    pub kind: Option<Kind>,
    pub url: Option<String>,
    /// The way's word; empty where one looks around without an account.
    pub sign_in: Option<String>,
    pub token_url: Option<String>,
    pub username: Option<String>,
    /// The part of the credential that is no secret: client id or login.
    pub first: Option<String>,
    /// What is shown to the portal.
    pub client_certificate: Option<PathBuf>,
    pub client_key: Option<PathBuf>,
}

impl Draft {
    pub fn of(portal: &PortalConfig) -> Self {
        Self {
            name: Some(portal.name.clone()),
            kind: Some(portal.kind),
            url: Some(portal.url.to_string()),
            token_url: portal.token_url.as_ref().map(ToString::to_string),
            username: portal.username.clone(),
            client_certificate: portal.client_certificate.clone(),
            client_key: portal.client_key.clone(),
            ..Self::default()
        }
    }

    /// What the person would be asked next, for "you left it at …".
    pub fn at(&self) -> Said {
        match self {
            Self { kind: None, .. } => said!("setup-at-kind"),
            Self { url: None, .. } => said!("setup-at-address"),
            Self { name: None, .. } => said!("setup-at-name"),
            Self { sign_in: None, .. } => said!("setup-at-way"),
            _ => said!("setup-at-secret"),
        }
    }
}

/// The file a draft is kept in.
pub struct DraftFile(PathBuf);

impl DraftFile {
    pub fn here() -> Result<Self> {
        Ok(Self(config::state_dir()?.join("setup.json")))
    }

    pub fn read(&self) -> Option<Draft> {
        let draft = versioned::load(&self.0, LAYOUT);
        (draft != Draft::default()).then_some(draft)
    }

    /// A draft that cannot be kept is typed again: no reason to stop.
    pub fn keep(&self, draft: &Draft) {
        if let Err(error) = versioned::store(&self.0, LAYOUT, draft, Readers::Owner) {
            tracing::info!(%error, "the setup so far cannot be kept");
        }
    }

    pub fn forget(&self) {
        let _ = fs::remove_file(&self.0); // there may be none
    }
}
