//! Files in storage that opens to signed addresses: the portal is asked for one where the storage refuses.
//!
//! As Planetary Computer signs, and what is built like it (docs/portals/stac.md 6).

use serde::Deserialize;
use url::Url;

use crate::access::http::Http;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text;
use crate::m;
use crate::model::Media;
use crate::net::{Ask, Opened, Range, asking_once};
use crate::portals::media_url;

/// Where a portal signs an address, from its origin on.
const SIGNER: &str = "/api/sas/v1/sign";

/// A portal that is known to sign what is in its storage.
const KNOWN: &str = "planetarycomputer.microsoft.com";

#[derive(Default, Deserialize)]
#[serde(default)]
struct SignedAddress {
    href: Option<String>,
}

/// The host of the file at `url`, if that is storage that mostly wants a signature, and `url` has none.
fn storage(url: &Url) -> Option<String> {
    let host = url.host_str().filter(|host| host.ends_with(".blob.core.windows.net"))?;
    let is_signed = url.query_pairs().any(|(key, _)| key.eq_ignore_ascii_case("sig"));
    (!is_signed).then(|| text::line(host))
}

/// The storage that the file at `url` is in, where it may stay closed: nobody knows whether the portal at `base` signs.
pub fn doubt(url: &Url, base: &Url) -> Option<String> {
    storage(url).filter(|_| base.host_str() != Some(KNOWN))
}

/// Opens `media`, by an address that the portal signed where its storage does not open to its own.
pub async fn open(http: &Http, media: &Media, range: Option<&Range>) -> Result<Opened> {
    let (url, subject) = (media_url(media)?, media.address());
    let file = |url: Url| http.open(&subject, Ask::file(url, media.size), range);
    let refused = match file(url.clone()).await {
        Err(error) => error,
        opened => return opened,
    };
    // Azure says of what is closed that it is not there, too.
    let is_closed = matches!(refused.status, Some(401 | 403 | 404 | 409));
    let Some(host) = storage(&url).filter(|_| is_closed) else { return Err(refused) };
    match asking_once(signed(http, &media.address().to_string(), &url)).await {
        Some(signed) => file(signed).await,
        None => Err(explained(refused, host)),
    }
}

/// The same file by an address that the portal signed; `None` where it signs none.
async fn signed(http: &Http, subject: &str, url: &Url) -> Option<Url> {
    let mut asked = http.base().clone();
    asked.set_path(SIGNER);
    asked.query_pairs_mut().clear().append_pair("href", url.as_str());
    let answer: SignedAddress = http.json(subject, asked).await.ok()?;
    let signed = Url::parse(&answer.href?).ok()?;
    // Another file would be no answer, and one on the way there that is open to all no better.
    let is_same = (signed.host(), signed.port_or_known_default(), signed.path())
        == (url.host(), url.port_or_known_default(), url.path());
    (is_same && signed.scheme() == url.scheme() && storage(&signed).is_none()).then_some(signed)
}

fn explained(error: Error, host: String) -> Error {
    let code = error.status.unwrap_or_default().to_string();
    let cause = m!("ogc-api-unsigned", host, code);
    Error { kind: ErrorKind::Denied, cause, ..error }.hint(m!("ogc-api-unsigned-hint"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn storage_that_wants_a_signature_is_known_by_its_host() {
        let url = |text: &str| Url::parse(text).unwrap();
        let (known, other) = (url("https://planetarycomputer.microsoft.com/api/stac/v1/"), url("https://s.org/"));
        for (file, is_storage) in [
            ("https://naip.blob.core.windows.net/a/b c.tif", true),
            ("https://naip.blob.core.windows.net/a.tif?se=2026&SIG=x", false),
            ("https://naip.example.org/a.tif", false),
            ("https://blob.core.windows.net.example.org/a.tif", false),
        ] {
            assert_eq!(doubt(&url(file), &other).is_some(), is_storage, "{file}");
            assert_eq!(doubt(&url(file), &known), None, "that one signs");
        }
    }
}
