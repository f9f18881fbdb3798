//! Hosts by name, and where a credential may travel in clear text.

use std::net::IpAddr;

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

pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => IpAddr::from(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::from(ip).is_loopback(),
        None => false,
    }
}

pub(super) fn host(url: &Url) -> String {
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
    fn clear_text_is_for_this_machine() {
        for fine in ["https://a.org", "http://127.0.0.1:1", "http://[::1]:1", "http://x.localhost"] {
            assert!(refuse_clear_text("p", &url(fine)).is_ok(), "{fine}");
        }
        for open in ["http://a.org", "http://10.0.0.1", "http://localhost.org"] {
            assert_eq!(refuse_clear_text("p", &url(open)).unwrap_err().kind, ErrorKind::Config, "{open}");
        }
    }
}
