//! A file that a passphrase opens, for machines without a keyring: `secrets.age`, with the credentials of all portals.
//!
//! It is an ordinary age file (`age -d secrets.age` opens it too). It is replaced in one piece, under a lock so that
//! two processes do not undo each other's change, and no byte of it is ever on disk in clear.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use age::{DecryptError, Decryptor, Encryptor, scrypt};
use secrecy::zeroize::Zeroizing;
use serde::{Deserialize, Serialize};

use super::credentials::{self, BoundCredentials, EncodedCredentials, LAYOUT, Read};
use super::secret::Secret;
use super::{PassphraseFor, SecretStore, Whereabouts};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::own_file::private;
use crate::base::own_folder;
use crate::m;

/// How hard guessing is made: opening takes scrypt 2¹⁷ rounds, about 0.3 s and 134 MB.
const WORK: u8 = 17;
/// The hardest file that is opened, about 3 s and 1 GB: whoever can replace the file must not be able to stall us.
const MOST_WORK: u8 = 20;

/// The encrypted file in one folder.
pub struct EncryptedFile {
    path: PathBuf,
    work: u8,
    passphrase: Mutex<Option<Secret>>,
    opened: Mutex<Option<OpenedFile>>,
}

/// What the file held when it was last opened, so that a look-up need not derive the key again.
struct OpenedFile {
    sealed: Vec<u8>,
    portals: CredentialsByPortal,
}

type CredentialsByPortal = BTreeMap<String, BoundCredentials>;

impl EncryptedFile {
    /// `secrets.age` in `folder`. Neither needs to exist.
    pub fn in_folder(folder: &Path) -> Self {
        Self { path: folder.join("secrets.age"), work: WORK, passphrase: Mutex::default(), opened: Mutex::default() }
    }

    /// With less work to open, for tests that open it a hundred times.
    pub fn with_work(mut self, work: u8) -> Self {
        self.work = work;
        self
    }

    fn passphrase(&self) -> Result<Secret> {
        lock(&self.passphrase).clone().ok_or_else(|| {
            self.failure(ErrorKind::SignIn, m!("secrets-no-passphrase")).hint(m!("secrets-set-passphrase"))
        })
    }

    /// The file as it is on disk now, opened; `None` when there is none.
    fn load(&self) -> Result<Option<CredentialsByPortal>> {
        let sealed = match fs::read(&self.path) {
            Ok(sealed) => sealed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.disk(m!("secrets-unreadable", error = &error), error)),
        };
        if let Some(opened) = &*lock(&self.opened)
            && opened.sealed == sealed
        {
            return Ok(Some(opened.portals.clone()));
        }
        let portals = self.open(&sealed)?;
        *lock(&self.opened) = Some(OpenedFile { sealed, portals: portals.clone() });
        Ok(Some(portals))
    }

    fn open(&self, sealed: &[u8]) -> Result<CredentialsByPortal> {
        let tried = self.passphrase()?;
        let mut identity = scrypt::Identity::new(tried.expose().into());
        identity.set_max_work_factor(MOST_WORK);
        let mut reader = Decryptor::new(sealed)
            .and_then(|age| age.decrypt(std::iter::once(&identity as &dyn age::Identity)))
            .map_err(|error| self.refused(error, &tried))?;
        // As long as what is sealed at most, so that no copy is left behind by growing.
        let mut clear = Zeroizing::new(Vec::with_capacity(sealed.len()));
        reader.read_to_end(&mut clear).map_err(|error| self.damaged().caused_by(error))?;
        // What the reader of JSON says of it may quote a secret.
        decode(&clear).ok_or_else(|| self.damaged())
    }

    fn seal(&self, portals: &CredentialsByPortal) -> Result<Vec<u8>> {
        let clear = encode(portals)?;
        let mut recipient = scrypt::Recipient::new(self.passphrase()?.expose().into());
        recipient.set_work_factor(self.work);
        let recipients = std::iter::once(&recipient as &dyn age::Recipient);
        let seal = || {
            let encryptor = Encryptor::with_recipients(recipients).map_err(io::Error::other)?;
            let mut writer = encryptor.wrap_output(Vec::new())?;
            writer.write_all(clear.as_bytes())?;
            writer.finish()
        };
        seal().map_err(|error: io::Error| {
            self.failure(ErrorKind::Unexpected, m!("secrets-encrypting", error = &error)).caused_by(error)
        })
    }

    /// Reads, changes and replaces the file while no other process does.
    fn change<T>(&self, change: impl FnOnce(&mut CredentialsByPortal) -> T) -> Result<T> {
        let _lock = self.lock_file()?;
        let mut portals = self.load()?.unwrap_or_default();
        let outcome = change(&mut portals);
        let sealed = self.seal(&portals)?;
        self.replace(&sealed).map_err(|error| self.disk(m!("secrets-unwritable", error = &error), error))?;
        *lock(&self.opened) = Some(OpenedFile { sealed, portals });
        Ok(outcome)
    }

    /// Held until dropped; readers need none, for the file is replaced in one piece.
    fn lock_file(&self) -> Result<File> {
        let open = || {
            own_folder::make(self.folder())?;
            let file = private(&self.path.with_extension("age.lock"))?;
            file.lock()?;
            Ok(file)
        };
        open().map_err(|error: io::Error| self.disk(m!("secrets-unlockable", error = &error), error))
    }

    fn replace(&self, sealed: &[u8]) -> io::Result<()> {
        let mut file = tempfile::Builder::new().prefix(".secrets.age.").tempfile_in(self.folder())?; // mode 0600
        file.write_all(sealed)?;
        file.as_file().sync_all()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        #[cfg(unix)]
        File::open(self.folder())?.sync_all()?;
        Ok(())
    }

    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }

    fn failure(&self, kind: ErrorKind, cause: impl Into<Message>) -> Error {
        Error::new(kind, m!("secrets-file-at", path = self.path.display()), cause)
    }

    fn disk(&self, cause: Message, error: io::Error) -> Error {
        self.failure(ErrorKind::Disk, cause).caused_by(error)
    }

    fn refused(&self, error: DecryptError, tried: &Secret) -> Error {
        let refused = match error {
            DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
                // So that it is asked for again, unless another has been typed meanwhile.
                lock(&self.passphrase).take_if(|known| known == tried);
                self.failure(ErrorKind::SignIn, m!("secrets-wrong-passphrase"))
                    .hint(m!("secrets-wrong-passphrase-hint"))
            }
            DecryptError::NoMatchingKeys => {
                self.failure(ErrorKind::SignIn, m!("secrets-not-by-passphrase")).hint(m!("secrets-move-away"))
            }
            DecryptError::ExcessiveWork { .. } => {
                self.failure(ErrorKind::SignIn, m!("secrets-too-much-work")).hint(m!("secrets-move-away"))
            }
            _ => self.damaged(),
        };
        refused.caused_by(error)
    }

    fn damaged(&self) -> Error {
        self.failure(ErrorKind::SignIn, m!("secrets-file-damaged")).hint(m!("secrets-file-damaged-hint"))
    }
}

impl SecretStore for EncryptedFile {
    fn whereabouts(&self) -> Whereabouts {
        Whereabouts::EncryptedFile
    }

    fn asks(&self, to_write: bool) -> Option<PassphraseFor> {
        if lock(&self.passphrase).is_some() {
            return None;
        }
        match self.path.try_exists() {
            Ok(false) => to_write.then_some(PassphraseFor::NewPassphrase),
            _ => Some(PassphraseFor::Passphrase),
        }
    }

    fn answer(&self, passphrase: Secret) {
        *lock(&self.passphrase) = Some(passphrase).filter(|passphrase| !passphrase.is_empty());
    }

    /// Opens what there is and tries the folder, without changing anything.
    fn probe(&self) -> Result<()> {
        let _lock = self.lock_file()?;
        self.passphrase()?;
        self.load()?;
        let attempt = || tempfile::tempfile_in(self.folder())?.write_all(&[0; 4096]);
        attempt().map_err(|error| self.disk(m!("secrets-folder-unwritable", error = &error), error))
    }

    fn get(&self, portal: &str) -> Result<Option<BoundCredentials>> {
        Ok(self.load()?.and_then(|mut portals| portals.remove(portal)))
    }

    fn set(&self, portal: &str, credentials: &BoundCredentials) -> Result<()> {
        self.change(|portals| drop(portals.insert(portal.to_owned(), credentials.clone())))
    }

    fn replace(&self, portal: &str, old: &BoundCredentials, new: &BoundCredentials) -> Result<()> {
        match self.get(portal)? {
            Some(found) if found == *old => self.change(|portals| {
                // Another process may have changed it before this one had the lock.
                portals.get_mut(portal).into_iter().filter(|it| *it == old).for_each(|it| *it = new.clone());
            }),
            _ => Ok(()),
        }
    }

    fn remove(&self, portal: &str) -> Result<bool> {
        match self.get(portal)? {
            Some(_) => self.change(|portals| portals.remove(portal).is_some()),
            None => Ok(false),
        }
    }
}

/// What the file holds once open.
#[derive(Serialize, Deserialize)]
struct Content<T> {
    v: u32,
    portals: BTreeMap<String, T>,
}

fn encode(portals: &CredentialsByPortal) -> Result<Zeroizing<String>> {
    let size =
        portals.iter().map(|(name, credentials)| 6 * name.len() + 16 + credentials.encoded_size()).sum::<usize>();
    let portals =
        portals.iter().map(|(name, credentials)| (name.clone(), EncodedCredentials::from(credentials))).collect();
    credentials::encode(&Content { v: LAYOUT, portals }, 64 + size)
}

/// `None` when any of it cannot be understood: writing the rest back would lose it.
fn decode(clear: &[u8]) -> Option<CredentialsByPortal> {
    let content: Content<Read> = serde_json::from_slice(clear).ok()?;
    if content.v > LAYOUT {
        return None;
    }
    content.portals.into_iter().map(|(name, read)| Some((name, read.into_credentials()?))).collect()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
