//! A client certificate on its way into the configuration: its files, and what opens its key.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use url::Url;

use super::Setup;
use super::prompt::Prompt;
use crate::access::secrets::{Secret, Secrets, Whereabouts};
use crate::base::disk::shown;
use crate::base::error::{Error, Result};
use crate::config;
use crate::net::Clients;
use crate::net::identity::{
    ClientCertificate, ClientIdentity, IdentityFiles, Unlocked, no_passphrase, wrong_passphrase,
};
use crate::portals::PortalConfig;
use crate::portals::identity;
use crate::{m, t};

/// How often a passphrase is asked for.
const TRIES: usize = 3;

/// What a person was issued, opened.
#[derive(Clone)]
pub struct GivenCertificate {
    pub files: IdentityFiles,
    pub about: ClientCertificate,
    /// What opens its key, where that is locked.
    pub passphrase: Option<Secret>,
}

impl GivenCertificate {
    /// Opens `files` with `passphrase`, or with what the person types where there is none.
    pub async fn open(files: IdentityFiles, passphrase: Option<Secret>, prompt: &mut dyn Prompt) -> Result<Self> {
        let files = IdentityFiles { certificate: whole(&files.certificate), key: files.key.as_deref().map(whole) };
        if let Unlocked::Identity(identity) = identity::read(&files, None).await? {
            return Ok(Self { files, about: identity.about, passphrase: None }.told(prompt));
        }
        let is_given = passphrase.is_some();
        let mut passphrase = passphrase;
        for left in (0..TRIES).rev() {
            let typed = match passphrase.take() {
                Some(passphrase) => passphrase,
                None if is_given => break,
                None => prompt.secret(&t!("identity-which-passphrase"))?,
            };
            if let Unlocked::Identity(identity) = identity::read(&files, Some(typed.clone())).await? {
                return Ok(Self { files, about: identity.about, passphrase: Some(typed) }.told(prompt));
            }
            if left > 0 && !is_given {
                prompt.say(&wrong_passphrase(&files).to_string());
            }
        }
        Err(wrong_passphrase(&files).hint(m!("identity-wrong-passphrase-hint")))
    }

    /// Says what is to be known of it.
    fn told(self, prompt: &mut dyn Prompt) -> Self {
        if let Some(path) = self.files.readable_by_others() {
            prompt.say(&t!("identity-open-to-others", path = shown(path)));
            prompt.say(&t!("identity-open-to-others-hint", path = shown(path)));
        }
        self
    }

    /// `clients`, who show it to the portal at `url`.
    pub fn shown_to(&self, clients: Clients, url: &Url) -> Clients {
        let given = self.clone();
        let load = move || -> crate::base::Fut<'static, ClientIdentity> {
            let GivenCertificate { files, passphrase, .. } = given.clone();
            Box::pin(async move {
                match identity::read(&files, passphrase).await? {
                    Unlocked::Identity(identity) => Ok(*identity),
                    Unlocked::Locked => Err(no_passphrase(&files)),
                }
            })
        };
        clients.identified(url, Arc::new(load))
    }

    /// Notes it in `portal`, whose requests find the passphrase in `secrets` from now on.
    pub fn put(&self, portal: &mut PortalConfig, secrets: &Secrets) {
        portal.client_certificate = Some(self.files.certificate.clone());
        portal.client_key.clone_from(&self.files.key);
        if let Some(passphrase) = &self.passphrase {
            secrets.keep_certificate_passphrase(&portal.name, passphrase.clone());
        }
    }

    /// Stores the passphrase for `portal`, where there is one; where it is now.
    pub async fn store(&self, portal: &PortalConfig, secrets: &Secrets) -> Result<Option<Whereabouts>> {
        match &self.passphrase {
            Some(it) => {
                let origins = portal.origins();
                secrets.save_certificate_passphrase(&portal.name, it.clone(), origins).await.map(Some)
            }
            None => Ok(None),
        }
    }
}

/// From the root, as the configuration wants it; `~` is home where a shell has not said so.
fn whole(path: &Path) -> PathBuf {
    let path = config::from_home(path).unwrap_or_else(|| path.to_owned());
    std::path::absolute(&path).unwrap_or(path)
}

impl Setup<'_> {
    /// Asks for the file that the portal wants; the person may have none, and leave.
    pub(super) async fn ask_certificate(&mut self, error: &Error) -> Result<()> {
        self.prompt.say(&error.to_string()); // what it says to do is done here
        let typed = self.prompt.line(&t!("identity-which-file"), Some(""))?;
        if typed.is_empty() {
            return Err(error.clone());
        }
        let path = |typed: &str| PathBuf::from(typed.trim_matches(['"', '\'']));
        self.store().await?;
        let mut files = IdentityFiles { certificate: path(&typed), key: None };
        loop {
            match GivenCertificate::open(files.clone(), None, self.prompt).await {
                Ok(given) => {
                    self.certificate = Some(given);
                    return Ok(());
                }
                Err(error) if error.kind == crate::base::error::ErrorKind::Cancelled => return Err(error),
                Err(error) => self.explain(&error),
            }
            let certificate = self.prompt.line(&t!("identity-which-file"), Some(&typed))?;
            let key = self.prompt.line(&t!("identity-which-key"), Some(""))?;
            files = IdentityFiles { certificate: path(&certificate), key: (!key.is_empty()).then(|| path(&key)) };
        }
    }

    /// What the configuration or an earlier answer names is opened before the portal is asked, with what is stored or typed.
    pub(super) async fn open_certificate(&mut self, portal: &mut PortalConfig) -> Result<()> {
        if self.certificate.is_none()
            && let Some(files) = portal.identity_files()
        {
            let stored = self.secrets.certificate_passphrase(&portal.name).await.ok().flatten();
            if stored.is_none() {
                self.store().await?;
            }
            self.certificate = Some(GivenCertificate::open(files, stored, self.prompt).await?);
        }
        if let Some(given) = &self.certificate {
            given.put(portal, &self.secrets);
        }
        Ok(())
    }

    /// What opens the key is stored before the configuration names it.
    pub(super) async fn keep_certificate(&mut self, portal: &PortalConfig) {
        let Some(given) = self.certificate.clone() else { return };
        match given.store(portal, &self.secrets).await {
            Ok(None) => {}
            Ok(Some(Whereabouts::Session)) => {
                let variable = Secrets::certificate_variable(&portal.name);
                self.prompt.say(&t!("setup-kept-until-end", variable));
            }
            Ok(Some(place)) => self.prompt.say(&t!("identity-stored", place = place.the_store())),
            // Kept for this session, as the error says.
            Err(error) => self.explain(&error),
        }
    }

    /// Those who ask an address that is no portal's yet.
    pub(super) fn asking(&self, url: &Url) -> Result<Clients> {
        let clients = self.clients()?;
        Ok(match &self.certificate {
            Some(given) => given.shown_to(clients, url),
            None => clients,
        })
    }
}

/// Whether anything can be asked of a person here.
pub(super) fn may_ask(prompt: &dyn Prompt, error: &Error, certificate: Option<&GivenCertificate>) -> bool {
    certificate.is_none() && prompt.is_somebody() && error.code.as_deref() == Some(crate::net::identity::WANTED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_down_from_the_root() {
        for typed in ["~/agent.p12", "agent.p12", "./x/agent.p12", "/etc/agent.p12"] {
            let path = whole(Path::new(typed));
            assert!(
                path.is_absolute() && !path.to_string_lossy().contains('~') && path.ends_with("agent.p12"),
                "{path:?}"
            );
        }
    }
}
