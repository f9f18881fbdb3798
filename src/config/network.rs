//! `[network]`: the way to portals through proxies, and who one is there.

use std::path::Path;

use url::Url;

use super::block::Block;
use super::file::{ConfigText, whole_path};
use super::setting::NETWORK;
use crate::access::secrets::{Credentials, Origins, Secrets};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::m;
use crate::net::proxy::pac::PacSource;
use crate::net::proxy::{ProxyAuth, ProxyLogin, ProxySettings};

/// What the proxy's login is stored under; no portal can be called so.
pub const PROXY_CREDENTIAL: &str = "network.proxy";
/// As the setting, for one run.
pub const AUTH_VARIABLE: &str = "GUICHET_PROXY_AUTH";
pub const PAC_VARIABLE: &str = "GUICHET_PAC";

/// `None` leaves it to the layer under it, and in the end to the environment and the system.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Network {
    /// `Some(None)`: none, whatever the system says.
    pub proxy: Option<Option<Url>>,
    pub proxy_auth: Option<ProxyAuth>,
    pub pac: Option<PacSource>,
}

impl Network {
    pub(super) fn parse(file: &Block<'_>, source: &ConfigText<'_>) -> Result<Self> {
        let Some(block) = file.block("network")? else { return Ok(Self::default()) };
        block.only(NETWORK.iter().map(|(key, _)| *key))?;
        let proxy = block.text("proxy")?;
        let pac = block.text("pac")?;
        Ok(Self {
            proxy: proxy
                .map(|it| proxy_at(it.get_ref()).map_err(|error| block.refuses("proxy", &it, error)))
                .transpose()?,
            proxy_auth: block.text("proxy_auth")?.map(|word| block.known("proxy_auth", &word)).transpose()?,
            pac: match pac {
                Some(written) if written.get_ref().contains("://") => {
                    Some(pac_at(written.get_ref()).map_err(|error| block.refuses("pac", &written, error))?)
                }
                Some(written) => Some(PacSource::File(whole_path("network.pac", &written, source)?)),
                None => None,
            },
        })
    }

    pub(super) fn over(self, under: Self) -> Self {
        Self {
            proxy: self.proxy.or(under.proxy),
            proxy_auth: self.proxy_auth.or(under.proxy_auth),
            pac: self.pac.or(under.pac),
        }
    }

    /// What the environment sets for this run goes over what the file sets.
    pub fn in_force(&self) -> Result<Self> {
        let text = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let of_variable = |name: &'static str| move |error: Error| Error { subject: name.into(), ..error };
        let auth = text(AUTH_VARIABLE).map(|word| word.parse().map_err(of_variable(AUTH_VARIABLE))).transpose()?;
        let pac = text(PAC_VARIABLE).map(|pac| match pac.contains("://") {
            true => pac_at(&pac).map_err(of_variable(PAC_VARIABLE)),
            false => Ok(PacSource::File(pac.into())),
        });
        Ok(Self {
            proxy: self.proxy.clone(),
            proxy_auth: auth.or(self.proxy_auth),
            pac: pac.transpose()?.or(self.pac.clone()),
        })
    }

    /// For the clients; the login is asked of `secrets` once a proxy wants it.
    pub fn settings(&self, secrets: &Secrets) -> ProxySettings {
        let (secrets, auth) = (secrets.clone(), self.proxy_auth);
        let login = move |proxy: Url| -> crate::base::Fut<'static, Option<ProxyLogin>> {
            let secrets = secrets.clone();
            Box::pin(async move { proxy_login(&secrets, &proxy).await })
        };
        ProxySettings { proxy: self.proxy.clone(), auth, login: Some(std::sync::Arc::new(login)) }
    }
}

/// The login for the proxy at `proxy`. An error where the one that is stored was given for another.
async fn proxy_login(secrets: &Secrets, proxy: &Url) -> Result<Option<ProxyLogin>> {
    let Some(found) = secrets.find(PROXY_CREDENTIAL).await? else { return Ok(None) };
    let here = Origins::new(proxy, None);
    if let Some(known) = found.origins.as_ref().filter(|known| **known != here) {
        let cause = m!("proxy-login-of-another", known = known.said(), now = here.said());
        return Err(Error::new(ErrorKind::Config, m!("proxy-the-proxy"), cause).hint(m!("proxy-login-of-another-hint")));
    }
    match found.credentials {
        Credentials::Login { login, password } => Ok(Some(ProxyLogin::new(&login, password.expose()))),
        _ => {
            Err(Error::new(ErrorKind::Config, m!("proxy-the-proxy"), m!("proxy-no-login")).hint(m!("proxy-login-hint")))
        }
    }
}

/// A proxy's address; without a scheme it is one of http. "none" is none. A login in it belongs into the store.
fn proxy_at(written: &str) -> Result<Option<Url>> {
    let written = written.trim();
    if written == "none" {
        return Ok(None);
    }
    let refused = |cause: Message, hint: Message| Error::new(ErrorKind::Config, "proxy", cause).hint(hint);
    let whole = if written.contains("://") { written.to_owned() } else { format!("http://{written}") };
    let url = Url::parse(&whole).map_err(|_| refused(m!("proxy-odd"), m!("proxy-like")))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused(m!("config-url-login"), m!("proxy-no-secret-here")));
    }
    let known = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];
    let is_bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
    match known.contains(&url.scheme()) && url.has_host() && is_bare {
        true => Ok(Some(url)),
        false => Err(refused(m!("proxy-odd"), m!("proxy-like"))),
    }
}

/// A script's address: `file:` is a path, and what `http` brings is only read.
fn pac_at(written: &str) -> Result<PacSource> {
    let odd = || Error::new(ErrorKind::Config, "pac", m!("proxy-pac-odd"));
    let url = Url::parse(written.trim()).map_err(|_| odd())?;
    match url.scheme() {
        "http" | "https" => Ok(PacSource::Url(url)),
        "file" => url.to_file_path().map(|path| PacSource::File(Path::to_owned(&path))).map_err(|()| odd()),
        _ => Err(odd()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_written_with_or_without_its_scheme() {
        let table = [
            ("proxy.example:3128", Some("http://proxy.example:3128/")),
            ("http://proxy.example:3128", Some("http://proxy.example:3128/")),
            (" https://proxy.example ", Some("https://proxy.example/")),
            ("socks5h://10.0.0.1:1080", Some("socks5h://10.0.0.1:1080")),
            ("[2001:db8::1]:3128", Some("http://[2001:db8::1]:3128/")),
            ("none", None),
        ];
        for (written, expected) in table {
            assert_eq!(proxy_at(written).unwrap().as_ref().map(Url::as_str), expected, "{written}");
        }
        for odd in ["", "ftp://proxy.example", "http://", "proxy.example:99999", "http://a.example/proxy.pac", "a b"] {
            assert!(proxy_at(odd).is_err(), "{odd:?}");
        }
        let error = proxy_at("ada:hunter2@proxy.example:3128").unwrap_err();
        assert!(!format!("{error} {:?}", error.hint).contains("hunter2"));
    }
}
