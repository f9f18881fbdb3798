//! A client certificate with its key: read from the files that a person was given, held against each other, and shown to
//! one portal alone.

mod about;
mod pem;
mod pkcs12;
mod refused;
mod shown;

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use zeroize::Zeroizing;

pub use self::about::ClientCertificate;
pub use self::refused::WANTED;
pub(crate) use self::refused::{code, of_answer, of_handshake};
pub use self::shown::{LoadsIdentity, ShownTo};
use crate::base::disk;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::m;

/// Larger is no such file.
const LARGEST: u64 = 1 << 20;

/// Where they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityFiles {
    /// PEM, DER or PKCS#12.
    pub certificate: PathBuf,
    /// Where the key is in a file of its own.
    pub key: Option<PathBuf>,
}

/// What the files give without a passphrase, or with it.
pub enum Unlocked {
    Identity(Box<ClientIdentity>),
    /// A passphrase is wanted, or another one.
    Locked,
}

/// A certificate, those between it and its authority, and its key.
pub struct ClientIdentity {
    pub about: ClientCertificate,
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

/// What is in the files, before it is held against each other.
#[derive(Default)]
struct Found {
    certificates: Vec<CertificateDer<'static>>,
    keys: Vec<PrivateKeyDer<'static>>,
}

/// Why a file gives nothing.
enum Fault {
    /// The passphrase is wrong or missing.
    Locked,
    Other(Message, Message),
}

impl IdentityFiles {
    /// Reads them. What is wrong with them is an error that says what to do; a passphrase that is wanted is none.
    pub fn read(&self, passphrase: Option<&str>) -> Result<Unlocked> {
        let mut found = Found::default();
        for path in std::iter::once(&self.certificate).chain(&self.key) {
            match self::read(path, passphrase) {
                Ok(more) => {
                    found.certificates.extend(more.certificates);
                    found.keys.extend(more.keys);
                }
                Err(Fault::Locked) => return Ok(Unlocked::Locked),
                Err(Fault::Other(cause, hint)) => return Err(failed(path, cause).hint(hint)),
            }
        }
        self.identity(found).map(|identity| Unlocked::Identity(Box::new(identity)))
    }

    /// The first certificate that one of the keys belongs to, with those that vouch for it.
    fn identity(&self, found: Found) -> Result<ClientIdentity> {
        let Found { certificates, keys } = found;
        let key_file = self.key.as_ref().unwrap_or(&self.certificate);
        if certificates.is_empty() {
            let hint = m!("identity-no-certificate-hint");
            return Err(failed(&self.certificate, m!("identity-no-certificate")).hint(hint));
        }
        if keys.is_empty() {
            let hint = m!("identity-no-key-hint");
            return Err(failed(key_file, m!("identity-no-key")).hint(hint));
        }
        for key in keys {
            let Some(own) = certificates.iter().position(|it| fits(it, &key)) else { continue };
            let about = certificates.get(own).and_then(|own| ClientCertificate::read(own));
            let Some(about) = about else { break };
            let chain = about::chain(certificates, own);
            return Ok(ClientIdentity { about: ClientCertificate { between: chain.len() - 1, ..about }, chain, key });
        }
        Err(failed(key_file, m!("identity-another-key")).hint(m!("identity-another-key-hint")))
    }

    /// How the certificate is written, by curl's word.
    pub fn form(&self) -> &'static str {
        match bytes(&self.certificate) {
            Ok(bytes) if pem::is_pem(&bytes) => "PEM",
            Ok(bytes) if ClientCertificate::read(&bytes).is_some() => "DER",
            _ => "P12",
        }
    }

    /// The file whose key others on this machine may read, which nobody needs to.
    pub fn readable_by_others(&self) -> Option<&Path> {
        let path = self.key.as_ref().unwrap_or(&self.certificate);
        is_open_to_others(path).then_some(path)
    }
}

impl ClientIdentity {
    /// As the HTTP client takes it.
    pub(super) fn to_reqwest(&self) -> Result<reqwest::Identity> {
        let label = match &self.key {
            PrivateKeyDer::Pkcs1(_) => "RSA PRIVATE KEY",
            PrivateKeyDer::Sec1(_) => "EC PRIVATE KEY",
            _ => "PRIVATE KEY",
        };
        let sections = self.chain.iter().map(|certificate| ("CERTIFICATE", certificate.as_ref()));
        let mut text = Zeroizing::new(String::with_capacity(64 << 10));
        for (label, der) in sections.chain([(label, self.key.secret_der())]) {
            let body = Zeroizing::new(STANDARD.encode(der));
            text.push_str(&format!("-----BEGIN {label}-----\n"));
            text.push_str(&body);
            text.push_str(&format!("\n-----END {label}-----\n"));
        }
        reqwest::Identity::from_pem(text.as_bytes()).map_err(|error| {
            Error::new(ErrorKind::Unexpected, m!("identity-it"), super::failure::root_cause(&error)).caused_by(error)
        })
    }
}

/// Whether `key` is that of `certificate`.
fn fits(certificate: &CertificateDer<'static>, key: &PrivateKeyDer<'static>) -> bool {
    CertifiedKey::from_der(vec![certificate.clone()], key.clone_key(), &ring::default_provider()).is_ok()
}

fn read(path: &Path, passphrase: Option<&str>) -> Result<Found, Fault> {
    found_in(&bytes(path)?, passphrase)
}

/// For `crate::fuzzing`: what a certificate in `bytes` says of itself, where there is no lock.
#[cfg(any(test, feature = "fuzzing"))]
pub fn certificates_in(bytes: &[u8]) -> Vec<ClientCertificate> {
    let is_certificate = pem::is_pem(bytes) || ClientCertificate::read(bytes).is_some();
    let found = if is_certificate { found_in(bytes, None).unwrap_or_default() } else { Found::default() };
    found.certificates.iter().filter_map(|der| ClientCertificate::read(der)).collect()
}

fn found_in(bytes: &[u8], passphrase: Option<&str>) -> Result<Found, Fault> {
    if pem::is_pem(bytes) {
        return pem::read(bytes, passphrase);
    }
    if ClientCertificate::read(bytes).is_some() {
        return Ok(Found { certificates: vec![CertificateDer::from(bytes.to_vec())], keys: vec![] });
    }
    match bytes.first() {
        // A sequence, as all that is written in DER begins.
        Some(0x30) => pkcs12::read(bytes, passphrase),
        _ => Err(Fault::Other(m!("identity-odd"), m!("identity-odd-hint"))),
    }
}

fn bytes(path: &Path) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let unreadable = |error: std::io::Error| {
        let hint = match error.kind() {
            std::io::ErrorKind::NotFound => m!("identity-not-there-hint"),
            _ => m!("identity-unreadable-hint"),
        };
        Fault::Other(m!("identity-unreadable", error = &error), hint)
    };
    let size = fs::metadata(path).map_err(unreadable)?.len();
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(size.min(LARGEST)).unwrap_or_default() + 1));
    File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    match u64::try_from(bytes.len()) {
        Ok(read) if read <= LARGEST => Ok(bytes),
        _ => Err(Fault::Other(m!("identity-odd"), m!("identity-odd-hint"))),
    }
}

fn failed(path: &Path, cause: Message) -> Error {
    Error::new(ErrorKind::Config, m!("identity-file", path = disk::shown(path)), cause)
}

/// A passphrase that does not open `files`.
pub fn wrong_passphrase(files: &IdentityFiles) -> Error {
    let path = files.key.as_ref().unwrap_or(&files.certificate);
    Error { kind: ErrorKind::SignIn, ..failed(path, m!("identity-wrong-passphrase")) }
}

/// `files` take a passphrase, and there is none.
pub fn no_passphrase(files: &IdentityFiles) -> Error {
    let path = files.key.as_ref().unwrap_or(&files.certificate);
    Error { kind: ErrorKind::SignIn, ..failed(path, m!("identity-locked")) }
}

#[cfg(unix)]
fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;

    fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_path: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests;
