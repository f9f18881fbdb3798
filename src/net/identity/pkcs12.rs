//! Certificates and keys in PKCS#12 (`.p12`, `.pfx`), as browsers and Windows hand them out (feature `pkcs12`).

use super::{Fault, Found};
use crate::m;

#[cfg(feature = "pkcs12")]
pub(super) fn read(bytes: &[u8], passphrase: Option<&str>) -> Result<Found, Fault> {
    use p12_keystore::Pkcs12Archive;
    use p12_keystore::error::Error;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

    // Without a passphrase is with the empty one.
    let archive = Pkcs12Archive::from_pkcs12(bytes, passphrase.unwrap_or_default()).map_err(|error| match error {
        Error::UnsupportedEncryptionScheme | Error::UnsupportedMacAlgorithm => {
            Fault::Other(m!("identity-unknown-lock"), m!("identity-unknown-p12-hint"))
        }
        Error::MacError(_) | Error::UnpadError | Error::Pkcs5Error(_) => Fault::Locked,
        _ => Fault::Other(m!("identity-odd"), m!("identity-odd-hint")),
    })?;
    Ok(Found {
        certificates: archive.certs.iter().map(|it| CertificateDer::from(it.cert.as_der().to_vec())).collect(),
        keys: archive
            .keys
            .iter()
            .map(|it| PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(it.key.as_der().to_vec())))
            .collect(),
    })
}

#[cfg(not(feature = "pkcs12"))]
pub(super) fn read(_bytes: &[u8], _passphrase: Option<&str>) -> Result<Found, Fault> {
    Err(Fault::Other(m!("identity-no-pkcs12"), m!("identity-no-pkcs12-hint")))
}
