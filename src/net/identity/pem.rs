//! Certificates and keys in PEM: text around sections of base64, in any order, each with its name.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem;
use pkcs8::EncryptedPrivateKeyInfoRef;
use pkcs8::pkcs5::pbes2::Kdf;
use pkcs8::pkcs5::{EncryptionScheme, Error as Pkcs5};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs1KeyDer, PrivatePkcs8KeyDer, PrivateSec1KeyDer};
use zeroize::Zeroizing;

use super::{Fault, Found};
use crate::m;

const MOST_ROUNDS: u32 = 10_000_000;
const MOST_MEMORY: u64 = 1 << 30;
const BEGIN: &str = "-----BEGIN ";

pub(super) fn is_pem(bytes: &[u8]) -> bool {
    memmem::find(bytes, BEGIN.as_bytes()).is_some()
}

pub(super) fn read(bytes: &[u8], passphrase: Option<&str>) -> Result<Found, Fault> {
    let mut found = Found::default();
    let text = Zeroizing::new(String::from_utf8_lossy(bytes).into_owned());
    let mut rest = text.as_str();
    while let Some((label, body, after)) = section(rest) {
        rest = after;
        // Keys as OpenSSL locked them before PKCS#8: their key derivation is one round of MD5.
        if body.contains("Proc-Type:") {
            return Err(Fault::Other(m!("identity-old-lock"), m!("identity-old-lock-hint")));
        }
        let der = decoded(body)?;
        match label {
            "CERTIFICATE" | "X509 CERTIFICATE" => {
                found.certificates.push(CertificateDer::from(der.to_vec()));
            }
            "PRIVATE KEY" => found.keys.push(PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(der.to_vec()))),
            "RSA PRIVATE KEY" => found.keys.push(PrivateKeyDer::Pkcs1(PrivatePkcs1KeyDer::from(der.to_vec()))),
            "EC PRIVATE KEY" => found.keys.push(PrivateKeyDer::Sec1(PrivateSec1KeyDer::from(der.to_vec()))),
            "ENCRYPTED PRIVATE KEY" => found.keys.push(unlocked(&der, passphrase)?),
            _ => {}
        }
    }
    Ok(found)
}

/// The next section of `text`: its name, what is in it, and what comes after.
fn section(text: &str) -> Option<(&str, &str, &str)> {
    let (_, rest) = text.split_once(BEGIN)?;
    let (label, rest) = rest.split_once("-----")?;
    let (body, after) = rest.split_once("-----END ")?;
    Some((label, body, after))
}

fn decoded(body: &str) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let bare = Zeroizing::new(body.split_whitespace().collect::<String>());
    let broken = |_| Fault::Other(m!("identity-broken"), m!("identity-odd-hint"));
    STANDARD.decode(bare.as_bytes()).map(Zeroizing::new).map_err(broken)
}

/// Whether opening it would take longer, or more memory, than any key is locked with.
fn is_endless(lock: &EncryptionScheme) -> bool {
    let EncryptionScheme::Pbes2(lock) = lock else { return false };
    match &lock.kdf {
        Kdf::Pbkdf2(it) => it.iteration_count > MOST_ROUNDS,
        Kdf::Scrypt(it) => {
            let memory = it.cost_parameter.saturating_mul(128).saturating_mul(u64::from(it.block_size));
            memory > MOST_MEMORY || it.parallelization > 16
        }
        _ => false,
    }
}

fn unlocked(der: &[u8], passphrase: Option<&str>) -> Result<PrivateKeyDer<'static>, Fault> {
    let locked = EncryptedPrivateKeyInfoRef::try_from(der)
        .map_err(|_| Fault::Other(m!("identity-unknown-lock"), m!("identity-old-lock-hint")))?;
    if is_endless(&locked.encryption_algorithm) {
        return Err(Fault::Other(m!("identity-unknown-lock"), m!("identity-old-lock-hint")));
    }
    let passphrase = passphrase.ok_or(Fault::Locked)?;
    let key = match locked.decrypt(passphrase) {
        Ok(key) => Zeroizing::new(key.as_bytes().to_vec()),
        Err(pkcs8::Error::EncryptedPrivateKey(Pkcs5::UnsupportedAlgorithm { .. } | Pkcs5::NoPbes1CryptSupport)) => {
            return Err(Fault::Other(m!("identity-unknown-lock"), m!("identity-old-lock-hint")));
        }
        Err(_) => return Err(Fault::Locked),
    };
    Ok(PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.to_vec())))
}
