//! The passphrase of a portal's client certificate, which lives where its credential does, under a name that no portal has.

use super::credentials::{BoundCredentials, Credentials};
use super::{Origins, Secret, Secrets, Whereabouts, variable};
use crate::base::error::Result;
use crate::base::redact;

/// Portals' names hold no dot.
fn entry(portal: &str) -> String {
    format!("{portal}.certificate")
}

impl Secrets {
    /// The variable that holds it for scripts.
    pub fn certificate_variable(portal: &str) -> String {
        variable(portal, "CERTIFICATE_PASSPHRASE")
    }

    /// From the environment, this session or the store.
    pub async fn certificate_passphrase(&self, portal: &str) -> Result<Option<Secret>> {
        if let Some(passphrase) = self.0.environment.secret(&Self::certificate_variable(portal))? {
            redact::know(passphrase.expose());
            return Ok(Some(passphrase));
        }
        let found = self.stored(&entry(portal)).await?;
        Ok(found.map(|found| found.credentials.secret().clone()))
    }

    /// Stores it, or keeps it for this session where that fails, as [`Secrets::save`].
    pub async fn save_certificate_passphrase(
        &self,
        portal: &str,
        passphrase: Secret,
        origins: Origins,
    ) -> Result<Whereabouts> {
        self.save(&entry(portal), Credentials::ApiKey(passphrase), origins).await
    }

    /// Keeps it for this session.
    pub fn keep_certificate_passphrase(&self, portal: &str, passphrase: Secret) {
        let credentials = Credentials::ApiKey(passphrase);
        credentials.become_known();
        self.0.session.keep(&entry(portal), BoundCredentials { credentials, origins: None });
    }

    /// Where it was, if there was one.
    pub async fn remove_certificate_passphrase(&self, portal: &str) -> Result<Vec<Whereabouts>> {
        self.remove(&entry(portal)).await.map(|removed| removed.from)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Environment;
    use super::super::Nobody;
    use super::*;
    use std::sync::Arc;
    use std::time::Duration;

    #[tokio::test]
    async fn a_passphrase_is_of_its_portal_and_the_environment_s_goes_first() {
        let secret = |text: &str| Secret::from(text.to_owned());
        let origins = Origins::new(&"https://a.org".parse().unwrap(), None);
        let set = |name: &str| (name == "GUICHET_MY_PORTAL_CERTIFICATE_PASSPHRASE").then(|| "of a script".into());
        let with = |environment| Secrets::with_store(environment, None, Duration::from_secs(1), Arc::new(Nobody));
        let scripted = with(Environment::with(set));
        let typed = with(Environment::with(|_| None));
        for secrets in [&scripted, &typed] {
            assert_eq!(secrets.certificate_passphrase("other").await.unwrap(), None);
            secrets.save_certificate_passphrase("my-portal", secret("clé: é"), origins.clone()).await.unwrap();
        }
        assert_eq!(scripted.certificate_passphrase("my-portal").await.unwrap(), Some(secret("of a script")));
        assert_eq!(typed.certificate_passphrase("my-portal").await.unwrap(), Some(secret("clé: é")));
        assert!(typed.find("my-portal").await.unwrap().is_none(), "it signs in to nothing");
        assert_eq!(typed.remove_certificate_passphrase("my-portal").await.unwrap(), [Whereabouts::Session]);
        assert_eq!(typed.certificate_passphrase("my-portal").await.unwrap(), None);
    }
}
