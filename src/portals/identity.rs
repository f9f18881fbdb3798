//! The client certificate that a portal's configuration names: read with the passphrase of its key, which lives where
//! credentials do, and shown to that portal alone.

use std::sync::Arc;

use super::{Connection, Portal, PortalConfig};
use crate::access::auth::{Account, SignIn};
use crate::access::http::Http;
use crate::access::secrets::{Credentials, Secret, Secrets};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::redact;
use crate::m;
use crate::net::Clients;
use crate::net::identity::{ClientIdentity, IdentityFiles, Unlocked, no_passphrase, wrong_passphrase};

impl PortalConfig {
    /// The files of its client certificate.
    pub fn identity_files(&self) -> Option<IdentityFiles> {
        let (certificate, key) = (self.client_certificate.clone()?, self.client_key.clone());
        Some(IdentityFiles { certificate, key })
    }

    /// `clients`, who show its client certificate to it, if it has one.
    pub fn identified(&self, clients: Clients, secrets: &Secrets) -> Clients {
        let Some(files) = self.identity_files() else { return clients };
        let (name, secrets) = (self.name.clone(), secrets.clone());
        let load = move || -> crate::base::Fut<'static, ClientIdentity> {
            let (name, files, secrets) = (name.clone(), files.clone(), secrets.clone());
            Box::pin(async move { identity(&name, files, &secrets).await })
        };
        clients.identified(&self.url, Arc::new(load))
    }
}

impl Connection {
    /// As [`PortalConfig::identified`].
    pub(super) fn identified(self) -> Self {
        let clients = self.config.identified(self.clients, &self.secrets);
        Self { clients, ..self }
    }
}

/// As much of an answer tells whether it is the portal's.
const ENOUGH: usize = 64 << 10;

/// The client certificate of the portal called `name`, with the key that its passphrase opens.
pub async fn identity(name: &str, files: IdentityFiles, secrets: &Secrets) -> Result<ClientIdentity> {
    let error = match read(&files, None).await? {
        Unlocked::Identity(identity) => return Ok(*identity),
        Unlocked::Locked => match secrets.certificate_passphrase(name).await? {
            None => no_passphrase(&files),
            Some(passphrase) => match read(&files, Some(passphrase)).await? {
                Unlocked::Identity(identity) => return Ok(*identity),
                Unlocked::Locked => wrong_passphrase(&files),
            },
        },
    };
    let variable = Secrets::certificate_variable(name);
    Err(error.hint(m!("identity-passphrase-hint", name, variable)))
}

/// Beside whatever else is done: a key is locked so that opening it takes a while.
pub async fn read(files: &IdentityFiles, passphrase: Option<Secret>) -> Result<Unlocked> {
    passphrase.iter().for_each(|passphrase| redact::know(passphrase.expose()));
    let files = files.clone();
    let read = tokio::task::spawn_blocking(move || files.read(passphrase.as_ref().map(Secret::expose)));
    read.await.unwrap_or_else(|error| Err(Error::new(ErrorKind::Unexpected, m!("identity-it"), error.to_string())))
}

/// Whether `portal` lets its client certificate in, whatever else it asks for.
pub async fn try_out(portal: &PortalConfig, clients: Clients, secrets: &Secrets) -> Result<()> {
    let http = Http::new(portal.identified(clients, secrets), portal.url.clone(), SignIn::none(), |_| None);
    http.hear(&*portal.name, portal.url.clone(), ENOUGH, None).await.map(drop)
}

/// Only `credentials`, and what opens the client certificate of `portal`: for trying them before they are stored.
pub async fn trying(portal: &PortalConfig, credentials: Option<Credentials>, held: &Secrets) -> Result<Secrets> {
    let secrets = match credentials {
        Some(credentials) => Secrets::only(&portal.name, credentials),
        None => Secrets::none(),
    };
    if portal.client_certificate.is_some()
        && let Some(passphrase) = held.certificate_passphrase(&portal.name).await?
    {
        secrets.keep_certificate_passphrase(&portal.name, passphrase);
    }
    Ok(secrets)
}

/// Who one is at `portal`, and by what certificate.
pub async fn account(portal: &dyn Portal) -> Result<Account> {
    let mut account = portal.account().await?;
    account.certificate = portal.http().certificate().cloned();
    Ok(account)
}
