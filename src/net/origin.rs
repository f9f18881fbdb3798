//! Hosts by name, what is this machine, and where a credential may travel in clear text.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::m;

/// Credentials travel in clear text on this machine only.
pub(crate) fn refuse_clear_text(subject: impl Into<Message>, url: &Url) -> Result<()> {
    if url.scheme() == "https" || is_loopback(url) {
        return Ok(());
    }
    let cause = m!("http-no-https", url = host(url));
    Err(Error::new(ErrorKind::Config, subject, cause).hint(m!("http-no-https-hint")))
}

/// Whether requests to `url` never leave this machine: its host is a loopback address, or the name that stands for one
/// (RFC 6761, 6.3). No resolver, hosts file or proxy is asked what that name means: see [`Loopback`].
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::from(ip).to_canonical().is_loopback(),
        None => false,
    }
}

/// Whether a host is one that nobody outside its network knows: a private address, or a name that is none of the web's.
pub fn is_inside(url: &Url) -> bool {
    const ENDINGS: [&str; 8] =
        [".internal", ".local", ".localdomain", ".lan", ".intranet", ".svc", ".home.arpa", ".localhost"];
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            !name.contains('.') || ENDINGS.iter().any(|ending| name.ends_with(ending))
        }
        Some(Host::Ipv4(ip)) => ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified(),
        Some(Host::Ipv6(ip)) => {
            ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local() || ip.is_unicast_link_local()
        }
        None => false,
    }
}

/// Takes every name for this machine: the resolver of the clients that ask only what [`is_loopback`].
pub(super) struct Loopback;

impl Resolve for Loopback {
    fn resolve(&self, _name: Name) -> Resolving {
        let addresses = [IpAddr::from(Ipv4Addr::LOCALHOST), Ipv6Addr::LOCALHOST.into()];
        let addresses: Addrs = Box::new(addresses.into_iter().map(|ip| SocketAddr::new(ip, 0)));
        Box::pin(async { Ok(addresses) })
    }
}

pub(crate) fn host(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}{port}", url.host_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn what_nobody_outside_knows_is_told_by_its_name() {
        let table = [
            ("http://stac:8080", true),
            ("http://api.stac.svc", true),
            ("http://api.internal.", true),
            ("http://10.1.2.3", true),
            ("http://172.16.0.9", true),
            ("http://0.0.0.0:8081", true),
            ("http://[fd00::1]", true),
            ("http://localhost", true),
            ("http://8.8.8.8", false),
            ("http://172.32.0.9", false),
            ("http://stac.example.org", false),
            ("http://internal.example.org", false),
            ("http://[2001:db8::1]", false),
        ];
        for (text, expected) in table {
            assert_eq!(is_inside(&url(text)), expected, "{text}");
        }
    }

    #[test]
    fn clear_text_is_for_this_machine() {
        let fine = ["https://a.org", "http://127.0.0.1:1", "http://[::1]:1", "http://x.localhost", "http://LOCALHOST."];
        let spelt =
            ["http://127.9.9.9", "http://2130706433", "http://0177.1", "http://0x7f.0.0.1", "http://[::ffff:7f00:1]"];
        for fine in fine.into_iter().chain(spelt) {
            assert!(refuse_clear_text("p", &url(fine)).is_ok(), "{fine}");
        }
        let elsewhere = ["http://a.org", "http://10.0.0.1", "http://localhost.org", "http://notlocalhost"];
        let nowhere = ["http://0.0.0.0", "http://[::]", "http://[::ffff:a00:1]", "http://127.0.0.1.a.org"];
        for open in elsewhere.into_iter().chain(nowhere) {
            assert_eq!(refuse_clear_text("p", &url(open)).unwrap_err().kind, ErrorKind::Config, "{open}");
        }
    }
}
