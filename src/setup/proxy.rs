//! The login of a proxy that asks who one is: asked for, tried there, stored, and set to be used.

use std::path::PathBuf;

use url::Url;

use super::Setup;
use super::prompt::Prompt;
use crate::access::secrets::{Credentials, Origins, Secrets, Whereabouts};
use crate::base::error::{Error, ErrorKind, Result};
use crate::config::network::{Network, PROXY_CREDENTIAL};
use crate::config::setting::Setting;
use crate::config::{Config, FilePlace, edit};
use crate::net::Clients;
use crate::net::proxy::{CLEAR_TEXT, LOGIN_WANTED, ProxyAddress, ProxyAuth};
use crate::t;

/// Tries it with what is set, else with the strongest that the proxy offers. A person decides on Basic in clear text.
pub async fn tried(
    prompt: &mut dyn Prompt,
    config: &Config,
    network: &Network,
    credentials: &Credentials,
) -> Result<ProxyAuth> {
    let secrets = Secrets::only(PROXY_CREDENTIAL, credentials.clone());
    let with = async |auth| {
        let network = Network { proxy_auth: Some(auth), ..network.clone() };
        let clients = config.clients_through(&network, &secrets)?;
        match clients.proxies.try_out(None).await {
            Some((_, Err(error))) => Err(error),
            _ => Ok(auth),
        }
    };
    match with(usual(network)).await {
        Err(error) if error.code.as_deref() == Some(CLEAR_TEXT) && prompt.is_somebody() => {
            prompt.say(&t!("proxy-clear-now"));
            match prompt.yes(&t!("proxy-clear-yes"), false)? {
                true => with(ProxyAuth::Basic).await,
                false => Err(error),
            }
        }
        done => done,
    }
}

/// How one signs in where nobody has tried.
pub fn usual(network: &Network) -> ProxyAuth {
    network.proxy_auth.filter(|auth| *auth != ProxyAuth::None).unwrap_or(ProxyAuth::System)
}

/// Stores it for `proxy`, and sets that one signs in: where it is, and the file where that was not set yet.
pub async fn keep(
    place: &FilePlace,
    config: &Config,
    secrets: &Secrets,
    proxy: &ProxyAddress,
    (credentials, auth): (Credentials, ProxyAuth),
) -> Result<(Whereabouts, Option<PathBuf>)> {
    let whereabouts = secrets.save(PROXY_CREDENTIAL, credentials, Origins::new(proxy.url(), None)).await?;
    if config.network.proxy_auth == Some(auth) {
        return Ok((whereabouts, None));
    }
    let setting = Setting::named("network.proxy_auth", &[])?;
    Ok((whereabouts, Some(edit::set(place, &setting, auth.word())?)))
}

impl Setup<'_> {
    /// Asks for the login that the proxy on the way to `url` wants; the person may have none, and leave.
    pub(super) async fn ask_proxy_login(&mut self, url: &Url, error: &Error) -> Result<()> {
        self.prompt.say(&error.to_string());
        let network = self.config.network.in_force()?;
        let proxy = self.clients()?.proxies.of(url).ok_or_else(|| error.clone())?;
        self.store().await?;
        loop {
            let login = self.prompt.line(&t!("proxy-ask-login", proxy = proxy.to_string()), Some(""))?;
            if login.is_empty() {
                return Err(error.clone());
            }
            let password = self.prompt.secret(&t!("proxy-ask-password"))?;
            if password.is_empty() {
                self.prompt.say(&t!("setup-empty"));
                continue;
            }
            let credentials = Credentials::Login { login, password };
            match tried(self.prompt, self.config, &network, &credentials).await {
                Ok(auth) => return self.keep_proxy_login(&proxy, credentials, auth).await,
                Err(error) if error.kind == ErrorKind::Cancelled => return Err(error),
                Err(error) => self.explain(&error),
            }
        }
    }

    async fn keep_proxy_login(
        &mut self,
        proxy: &ProxyAddress,
        credentials: Credentials,
        auth: ProxyAuth,
    ) -> Result<()> {
        let (store, file) = keep(self.place, self.config, &self.secrets, proxy, (credentials, auth)).await?;
        self.proxy_auth = Some(auth);
        self.prompt.say(&t!("proxy-stored", place = store.the_store()));
        if let Some(path) = file {
            self.prompt.say(&t!("proxy-set-to", auth = auth.word(), path = path.display()));
        }
        Ok(())
    }

    /// Those who ask, by the way that is known now.
    pub(super) fn clients(&self) -> Result<Clients> {
        match self.proxy_auth {
            None => self.config.clients(&self.secrets),
            proxy_auth => {
                let network = Network { proxy_auth, ..self.config.network.in_force()? };
                self.config.clients_through(&network, &self.secrets)
            }
        }
    }
}

/// Whether a person can be asked what the proxy wants to know.
pub(super) fn may_ask(prompt: &dyn Prompt, error: &Error) -> bool {
    prompt.is_somebody() && error.code.as_deref() == Some(LOGIN_WANTED)
}
