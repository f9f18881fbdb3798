//! Files in storage that opens to signed addresses: guichet asks no portal for signatures, and says so.

use url::Url;

use crate::base::error::{Error, ErrorKind};
use crate::base::text;
use crate::m;

/// Where a signed address is had of the portal at a host that is known to give them (docs/portals/stac.md 6).
const SIGNERS: [(&str, &str); 1] =
    [("planetarycomputer.microsoft.com", "https://planetarycomputer.microsoft.com/api/sas/v1/sign?href=")];

/// A file whose address has to be signed before it opens.
pub struct Signed {
    /// Where it is.
    pub host: String,
    /// What gives a signed address, where that is known.
    pub by: Option<String>,
}

/// Where the file at `url` of the portal at `base` is, if that is storage that mostly wants a signature, and `url` has none.
pub fn needed(url: &Url, base: &Url) -> Option<Signed> {
    let host = url.host_str().filter(|host| host.ends_with(".blob.core.windows.net"))?;
    let is_signed = url.query_pairs().any(|(key, _)| key.eq_ignore_ascii_case("sig"));
    let signer = SIGNERS.iter().find(|(portal, _)| base.host_str() == Some(portal)).map(|(_, signer)| *signer);
    let by = signer.map(|signer| {
        let mut by = signer.to_owned();
        by.extend(url::form_urlencoded::byte_serialize(url.as_str().as_bytes()));
        by
    });
    (!is_signed).then(|| Signed { host: text::line(host), by })
}

/// What a refusal of the file at `url` means: Azure says of what is closed that it is not there, too.
pub fn explained(error: Error, url: &Url, base: &Url) -> Error {
    let Some(signed) = needed(url, base).filter(|_| matches!(error.status, Some(401 | 403 | 404 | 409))) else {
        return error;
    };
    let hint = match signed.by {
        Some(by) => m!("ogc-api-unsigned-by-hint", by),
        None => m!("ogc-api-unsigned-hint"),
    };
    let code = error.status.unwrap_or_default().to_string();
    let cause = m!("ogc-api-unsigned", host = signed.host, code);
    Error { kind: ErrorKind::Denied, cause, ..error }.hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn storage_that_wants_a_signature_is_told_by_its_host_and_how_to_get_one() {
        let url = |text: &str| Url::parse(text).unwrap();
        let (known, other) = (url("https://planetarycomputer.microsoft.com/api/stac/v1/"), url("https://s.org/"));
        let blob = "https://naip.blob.core.windows.net/a/b c.tif";
        for (file, base, status, expected) in [
            (blob, &known, 404, Some("sas/v1/sign?href=https%3A%2F%2Fnaip.blob.core.windows.net%2Fa%2Fb%2520c.tif")),
            (blob, &known, 409, Some("sas/v1/sign")),
            (blob, &other, 403, Some("whoever runs the portal")),
            (blob, &known, 500, None),
            ("https://naip.blob.core.windows.net/a.tif?se=2026&SIG=x", &known, 403, None),
            ("https://naip.example.org/a.tif", &known, 403, None),
            ("https://blob.core.windows.net.example.org/a.tif", &known, 404, None),
        ] {
            let refused = Error::new(ErrorKind::NotFound, "a.tif", m!("http-empty")).status(status);
            let told = explained(refused.clone(), &url(file), base);
            match expected {
                None => assert_eq!(told, refused, "{file}"),
                Some(hint) => {
                    assert!(told.kind == ErrorKind::Denied && told.cause.contains("naip.blob"), "{told}");
                    assert!(told.hint.as_ref().unwrap().contains(hint), "{:?}", told.hint);
                }
            }
        }
    }
}
