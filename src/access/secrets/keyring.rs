//! The operating system's store: Secret Service on Linux and BSD, Keychain on macOS, Credential Manager on Windows.
//!
//! Every call blocks, some for as long as a person takes to type a password, and a stopped Secret Service for ever:
//! only [`super::Secrets`] calls, from a thread of its own. Entries carry the service `guichet` and the portal's name
//! as the user, so `secret-tool lookup service guichet username NAME` finds them.

use keyring::Entry;
use secrecy::zeroize::Zeroizing;

use super::credentials::Credentials;
use super::split_entry::{self, Entries};
use super::{SecretStore, Whereabouts};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text;
use crate::{m, t};

const SERVICE: &str = "guichet";

/// The keyring of the person who runs the program. Nothing is opened before the first call.
pub struct Keyring {
    entries: Box<dyn Entries>,
}

impl Keyring {
    pub fn new() -> Self {
        Self { entries: Box::new(System) }
    }
}

impl Default for Keyring {
    fn default() -> Self {
        Self::new()
    }
}

impl SecretStore for Keyring {
    fn whereabouts(&self) -> Whereabouts {
        Whereabouts::Keyring
    }

    /// A throw-away entry written, read and deleted: a keyring may answer questions and yet take nothing.
    fn probe(&self) -> Result<()> {
        let name = format!("#probe{}", std::process::id()); // no portal's name begins so
        let sent = format!("{:016x}", fastrand::u64(..));
        self.entries.write(&name, sent.as_bytes())?;
        let found = self.entries.read(&name);
        self.entries.delete(&name)?;
        match found? {
            Some(found) if *found == sent.as_bytes() => Ok(()),
            _ => Err(failure(&t!("secrets-keyring-forgot"))),
        }
    }

    fn get(&self, portal: &str) -> Result<Option<Credentials>> {
        split_entry::read(&*self.entries, checked(portal)?)?.map(|text| Credentials::decode(&text)).transpose()
    }

    fn set(&self, portal: &str, credentials: &Credentials) -> Result<()> {
        split_entry::write(&*self.entries, checked(portal)?, &credentials.encode()?)
    }

    fn remove(&self, portal: &str) -> Result<bool> {
        split_entry::remove(&*self.entries, checked(portal)?)
    }
}

/// `#` is kept for the entries beside a portal's own.
fn checked(portal: &str) -> Result<&str> {
    match portal.contains('#') {
        false => Ok(portal),
        true => Err(Error::new(ErrorKind::Config, text::line(portal), m!("secrets-keyring-hash"))),
    }
}

struct System;

impl System {
    fn entry(name: &str) -> Result<Entry> {
        // Asked first: `Entry::new` would only say that there is no store, this says why. The answer is that of the
        // process's first call, for good.
        if let Err(error) = Entry::store_status() {
            return Err(failure(&cause(error)));
        }
        Entry::new(SERVICE, name).map_err(|error| failure(&cause(&error)))
    }
}

impl Entries for System {
    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
        match Self::entry(name)?.get_secret() {
            Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(failure(&cause(&error))),
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        Self::entry(name)?.set_secret(bytes).map_err(|error| failure(&cause(&error)))
    }

    fn delete(&self, name: &str) -> Result<bool> {
        match Self::entry(name)?.delete_credential() {
            Ok(()) => Ok(true),
            Err(keyring::Error::NoEntry) => Ok(false),
            Err(error) => Err(failure(&cause(&error))),
        }
    }
}

/// What to do when the keyring cannot be used: never another store by itself.
pub(super) fn ways_out() -> String {
    if cfg!(any(target_os = "macos", windows)) {
        t!("secrets-keyring-hint")
    } else {
        t!("secrets-keyring-hint-service")
    }
}

pub(super) fn failure(cause: &str) -> Error {
    Error::new(ErrorKind::SignIn, m!("secrets-the-keyring"), text::line(cause)).hint(ways_out())
}

/// The library's reason without its preamble, and without the variants that carry stored bytes.
fn cause(error: &keyring::Error) -> String {
    match error {
        keyring::Error::NoStorageAccess(inner) => t!("secrets-keyring-locked", inner = inner.to_string()),
        keyring::Error::PlatformFailure(inner) => t!("secrets-keyring-unreachable", inner = inner.to_string()),
        keyring::Error::Ambiguous(entries) => t!("secrets-keyring-ambiguous", entries = entries.len()),
        keyring::Error::BadEncoding(_) | keyring::Error::BadDataFormat(..) => {
            t!("secrets-keyring-unreadable")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::credentials::tests::each_kind;
    use super::super::split_entry::tests::Fake;
    use super::*;

    #[test]
    fn credentials_of_every_kind_and_length_are_kept_replaced_and_removed() {
        let keyring = Keyring { entries: Box::new(Fake::default()) };
        keyring.probe().unwrap();
        for secret in ["s", &"é\"\\".repeat(3_000), "short again"] {
            for credentials in each_kind(secret) {
                keyring.set("rennes", &credentials).unwrap();
                assert!(keyring.get("rennes").unwrap().unwrap() == credentials);
                assert!(keyring.get("nantes").unwrap().is_none());
            }
        }
        assert!(keyring.remove("rennes").unwrap());
        assert!(keyring.get("rennes").unwrap().is_none());
    }

    #[test]
    fn a_keyring_that_takes_nothing_fails_the_probe() {
        let fake = Fake::default();
        *fake.changes_left.lock().unwrap() = Some(0);
        let error = Keyring { entries: Box::new(fake) }.probe().unwrap_err();
        assert!(error.cause.contains("pulled the plug"));
    }

    #[test]
    fn no_stored_byte_is_in_a_message() {
        let marker = || b"marker".to_vec();
        for error in [
            keyring::Error::BadEncoding(marker()),
            keyring::Error::BadDataFormat(marker(), "marker".into()),
            keyring::Error::TooLong("secret".into(), 2_560),
        ] {
            let error = failure(&cause(&error));
            assert!(!format!("{error:?}").contains("marker"), "{error:?}");
        }
    }
}
