//! The operating system's store: Secret Service on Linux and BSD, Keychain on macOS, Credential Manager on Windows.
//!
//! Every call blocks, some for as long as a person takes to type a password, and a stopped Secret Service for ever:
//! only [`super::Secrets`] calls, from a thread of its own. Entries carry the service `guichet` and the portal's name
//! as the user, so `secret-tool lookup service guichet username NAME` finds them.

use keyring::Entry;
use secrecy::zeroize::Zeroizing;

use super::credentials::BoundCredentials;
use super::split_entry::{self, Entries};
use super::{SecretStore, Whereabouts};
use crate::base::error::{Error, ErrorKind, Result, Retold};
use crate::base::i18n::{Message, Said};
use crate::base::text;
use crate::{m, said};

const SERVICE: &str = "guichet";

/// The keyring of the person who runs the program. Nothing is opened before the first call.
pub struct Keyring {
    entries: Box<dyn Entries>,
}

impl Default for Keyring {
    fn default() -> Self {
        Self { entries: Box::new(System) }
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
            _ => Err(failure(m!("secrets-keyring-forgot"))),
        }
    }

    fn get(&self, portal: &str) -> Result<Option<BoundCredentials>> {
        split_entry::read(&*self.entries, checked(portal)?)?.map(|text| BoundCredentials::decode(&text)).transpose()
    }

    fn set(&self, portal: &str, credentials: &BoundCredentials) -> Result<()> {
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
        Entry::store_status().as_ref().map_err(refused)?;
        Entry::new(SERVICE, name).map_err(|error| refused(&error))
    }
}

/// A Secret Service may hold several items of one name, such as one of guichet's and one made by hand. They are read where
/// they hold the same; to be written, they become one; deleted, all go.
impl Entries for System {
    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
        match Self::entry(name)?.get_secret() {
            Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(keyring::Error::Ambiguous(entries)) => {
                let held = entries.iter().map(|entry| entry.get_secret().map(Zeroizing::new));
                let held = held.collect::<keyring::Result<Vec<_>>>().map_err(|error| refused(&error))?;
                agreed(name, held).map(Some)
            }
            Err(error) => Err(refused(&error)),
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        Self::entry(name)?.set_secret(bytes).map_err(|error| refused(&error))
    }

    fn delete(&self, name: &str) -> Result<bool> {
        let deleted = match Self::entry(name)?.delete_credential() {
            Err(keyring::Error::Ambiguous(entries)) => entries.iter().try_for_each(|entry| entry.delete_credential()),
            other => other,
        };
        match deleted {
            Ok(()) => Ok(true),
            Err(keyring::Error::NoEntry) => Ok(false),
            Err(error) => Err(refused(&error)),
        }
    }

    fn holds(&self, name: &str) -> Result<bool> {
        match Self::entry(name)?.get_secret().map(Zeroizing::new) {
            Ok(_) | Err(keyring::Error::Ambiguous(_)) => Ok(true),
            Err(keyring::Error::NoEntry) => Ok(false),
            Err(error) => Err(refused(&error)),
        }
    }

    fn make_one(&self, name: &str) -> Result<()> {
        match Self::entry(name)?.get_secret().map(Zeroizing::new) {
            Err(keyring::Error::Ambiguous(entries)) => {
                let surplus = entries.iter().skip(1).try_for_each(|entry| entry.delete_credential());
                surplus.map_err(|error| refused(&error))
            }
            _ => Ok(()), // whatever else is wrong, the next call tells
        }
    }
}

/// What several items of one name hold, where it is the same: which of them is meant, nobody can tell otherwise.
fn agreed(name: &str, held: Vec<Zeroizing<Vec<u8>>>) -> Result<Zeroizing<Vec<u8>>> {
    let count = held.len();
    let mut held = held.into_iter();
    match held.next() {
        Some(first) if held.all(|other| other == first) => Ok(first),
        _ => {
            let portal = text::line(name.split('#').next().unwrap_or_default());
            let cause = m!("secrets-keyring-ambiguous", entries = count);
            Err(Error::new(ErrorKind::SignIn, m!("secrets-the-keyring"), cause)
                .hint(m!("secrets-keyring-ambiguous-hint", portal)))
        }
    }
}

/// What to do when the keyring cannot be used: never another store by itself.
const WAYS_OUT: Said = match cfg!(any(target_os = "macos", windows)) {
    true => said!("secrets-keyring-hint"),
    false => said!("secrets-keyring-hint-service"),
};

pub(super) fn failure(cause: impl Into<Message>) -> Error {
    Error::new(ErrorKind::SignIn, m!("secrets-the-keyring"), cause).hint(WAYS_OUT)
}

/// The library's reason without its preamble, and without the variants that carry stored bytes.
fn refused(error: &keyring::Error) -> Error {
    let (cause, source): (Message, &(dyn std::error::Error + 'static)) = match error {
        keyring::Error::NoStorageAccess(inner) => {
            (m!("secrets-keyring-locked", inner = Message::from(Retold::of(&**inner))), &**inner)
        }
        keyring::Error::PlatformFailure(inner) => {
            (m!("secrets-keyring-unreachable", inner = Message::from(Retold::of(&**inner))), &**inner)
        }
        keyring::Error::BadEncoding(_) | keyring::Error::BadDataFormat(..) => {
            return failure(m!("secrets-keyring-unreadable"));
        }
        other => (Retold::of(other).into(), error),
    };
    failure(cause).caused_by(Retold::of(source))
}

#[cfg(test)]
mod tests {
    use super::super::credentials::tests::{each_kind, origins};
    use super::super::split_entry::tests::Fake;
    use super::*;
    use crate::base::i18n::Language;
    use crate::base::i18n::tests::speaking;

    #[test]
    fn credentials_of_every_kind_and_length_are_kept_replaced_and_removed() {
        let keyring = Keyring { entries: Box::new(Fake::default()) };
        keyring.probe().unwrap();
        for secret in ["s", &"é\"\\".repeat(3_000), "short again"] {
            for credentials in each_kind(secret) {
                let credentials = BoundCredentials { credentials, origins: Some(origins()) };
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
    fn items_of_one_name_count_as_one_where_they_hold_the_same() {
        let held = |all: &[&str]| all.iter().map(|it| Zeroizing::new(it.as_bytes().to_vec())).collect::<Vec<_>>();
        assert_eq!(*agreed("p", held(&["a", "a", "a"])).unwrap(), *b"a");
        let error = agreed("p#a1", held(&["marker", "marker", "other marker"])).unwrap_err();
        assert!(error.cause.contains("3 different entries"), "{error}");
        assert!(error.hint.as_ref().unwrap().contains("guichet auth remove p`"), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("marker"), "{error:?}");
    }

    #[test]
    fn no_stored_byte_is_in_a_message() {
        let marker = || b"marker".to_vec();
        for error in [
            keyring::Error::BadEncoding(marker()),
            keyring::Error::BadDataFormat(marker(), "marker".into()),
            keyring::Error::TooLong("secret".into(), 2_560),
        ] {
            let error = refused(&error);
            let error = (error.causes(), error);
            assert!(!format!("{error:?}").contains("marker"), "{error:?}");
        }
    }

    #[test]
    fn what_the_system_said_is_kept_in_the_language_of_the_moment() {
        let refused = || Box::new(std::io::Error::from_raw_os_error(13));
        for error in [keyring::Error::PlatformFailure(refused()), keyring::Error::NoStorageAccess(refused())] {
            let error = speaking(Language::English, || super::refused(&error));
            let french = speaking(Language::French, || (error.to_string(), error.causes()));
            assert_eq!(french.1, ["permission refusée (erreur système 13)"]);
            assert!(french.0.contains("trousseau") && french.0.contains("permission refusée"), "{}", french.0);
        }
    }
}
