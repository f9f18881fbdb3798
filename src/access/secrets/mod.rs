//! Where credentials live: environment variables first, then this session, then the store the person chose.
//!
//! There is no silent fallback. A store that fails says why and what else there is; what was just typed is kept for
//! this session, and the person is told so. The order of saving: [`Secrets::probe`], ask, try against the portal,
//! [`Secrets::save`] (which reads back).

mod certificate;
mod credentials;
mod deadline;
mod environment;
mod file;
mod keyring;
mod memory;
mod origins;
mod pasted;
mod secret;
mod split_entry;

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;

pub use self::credentials::{BoundCredentials, Credentials, Shape};
use self::deadline::{Deadline, Unanswered};
pub use self::environment::{Environment, variable, variables};
pub use self::file::EncryptedFile;
pub use self::keyring::Keyring;
pub use self::memory::SessionSecrets;
use self::origins::Decisions;
pub use self::origins::{Elsewhere, Origins};
pub use self::pasted::pair;
pub use self::secret::Secret;
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::{Message, Said};
use crate::base::redact;
use crate::{m, said};

/// A command that meets a stuck keyring is over within five seconds, its own work included.
const UNATTENDED: Duration = Duration::from_secs(4);
/// Long enough to find one's password for a window that asks to unlock the keyring.
const ATTENDED: Duration = Duration::from_secs(60);
/// A slow machine deriving the key of the encrypted file twice, behind another process that does the same.
const FILE: Duration = Duration::from_secs(30);

/// Keeps credentials by portal. All calls may block.
pub trait SecretStore: Send + Sync {
    fn whereabouts(&self) -> Whereabouts;

    /// Whether it would take a secret and give it back, tried before a person is asked for one.
    fn probe(&self) -> Result<()>;

    fn get(&self, portal: &str) -> Result<Option<BoundCredentials>>;

    /// Replaces what was there.
    fn set(&self, portal: &str, credentials: &BoundCredentials) -> Result<()>;

    /// Puts `new` where `old` still is: what was changed meanwhile stays.
    fn replace(&self, portal: &str, old: &BoundCredentials, new: &BoundCredentials) -> Result<()> {
        match self.get(portal)? {
            Some(found) if found == *old => self.set(portal, new),
            _ => Ok(()),
        }
    }

    /// True when there was something.
    fn remove(&self, portal: &str) -> Result<bool>;

    /// What must be answered before the next call. Asked right before it; must not block for long.
    fn asks(&self, _to_write: bool) -> Option<PassphraseFor> {
        None
    }

    fn answer(&self, _passphrase: Secret) {}
}

/// The one thing a store may need from a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassphraseFor {
    /// The passphrase of the encrypted file.
    Passphrase,
    /// As before; what was typed did not open it.
    Again,
    /// A passphrase for the encrypted file to be made; to be typed twice.
    NewPassphrase,
}

/// Whoever sits in front of the program: a prompt, a browser, or nobody.
pub trait Person: Send + Sync {
    /// Asked only when `GUICHET_PASSPHRASE` is not set. An error (cancelled, nobody there) ends the call that needed it.
    fn passphrase(&self, ask: PassphraseFor) -> Fut<'static, Secret>;

    /// Whether a credential goes elsewhere than where it was given for. Asked once in a session; not where there is
    /// nobody who watches what the program does.
    fn allows(&self, _elsewhere: Elsewhere) -> Fut<'static, bool> {
        Box::pin(async { Ok(false) })
    }

    /// Whether a wrong passphrase is asked for again, instead of ending the call that needed it.
    fn asks_again(&self) -> bool {
        false
    }

    /// The keyring has not answered yet (`true`), or no longer keeps anyone waiting (`false`): the person may be
    /// unlocking it in another window.
    fn waiting_for_keyring(&self, _waiting: bool) {}
}

/// No one to ask: scripts, timers.
pub struct Nobody;

impl Person for Nobody {
    fn passphrase(&self, _ask: PassphraseFor) -> Fut<'static, Secret> {
        Box::pin(async {
            Err(Error::new(ErrorKind::SignIn, m!("secrets-the-file"), m!("secrets-nobody-to-type"))
                .hint(m!("secrets-set-passphrase-or-file")))
        })
    }
}

/// The store a person chose, with the words of `GUICHET_SECRETS` and the configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StoreChoice {
    #[default]
    Keyring,
    /// A file which a passphrase opens.
    File,
    /// This session only.
    Memory,
}

impl StoreChoice {
    pub fn word(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::File => "file",
            Self::Memory => "memory",
        }
    }
}

impl FromStr for StoreChoice {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self> {
        [Self::Keyring, Self::File, Self::Memory].into_iter().find(|choice| choice.word() == word).ok_or_else(|| {
            Error::new(
                ErrorKind::Config,
                m!("secrets-store-setting"),
                m!("secrets-no-such-store", word = crate::base::text::line(word)),
            )
            .hint(m!("secrets-store-words"))
        })
    }
}

/// Where credentials were found or put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    Environment,
    Session,
    Keyring,
    EncryptedFile,
}

impl Whereabouts {
    /// The word of `auth status` where there are no credentials.
    pub const NONE: &str = "none";

    /// The word of `auth status` and `--json`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Session => "session",
            Self::Keyring => "keyring",
            Self::EncryptedFile => "encrypted-file",
        }
    }

    /// The word a person reads.
    pub fn said(self) -> Said {
        match self {
            Self::Environment => said!("secrets-word-environment"),
            Self::Session => said!("secrets-word-session"),
            Self::Keyring => said!("secrets-word-keyring"),
            Self::EncryptedFile => said!("secrets-word-encrypted-file"),
        }
    }

    /// "the keyring", as part of a sentence.
    pub fn the_store(self) -> Said {
        match self {
            Self::Environment => said!("secrets-the-environment"),
            Self::Session => said!("secrets-this-session"),
            Self::Keyring => said!("secrets-the-keyring"),
            Self::EncryptedFile => said!("secrets-the-file"),
        }
    }
}

impl fmt::Display for Whereabouts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Credentials, where they live and where they may go.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredCredentials {
    pub credentials: Credentials,
    pub whereabouts: Whereabouts,
    /// As [`BoundCredentials::origins`]; none for the environment's.
    pub origins: Option<Origins>,
}

/// What [`Secrets::remove`] did.
#[derive(Clone, Debug, PartialEq)]
pub struct Removed {
    pub from: Vec<Whereabouts>,
    /// Environment variables that still hold credentials of this portal: only the person can unset them.
    pub still_set: Vec<String>,
}

/// All credentials of the program. Cheap to clone; clones share the session and the store.
#[derive(Clone)]
pub struct Secrets(Arc<Inner>);

struct Inner {
    environment: Environment,
    session: Arc<SessionSecrets>,
    /// `None` when the person chose this session only.
    store: Option<Arc<dyn SecretStore>>,
    person: Arc<dyn Person>,
    patience: Arc<Deadline>,
    /// One question at a time, and not within the limit set for the store.
    asking: Mutex<()>,
    decisions: Arc<Decisions>,
}

impl Secrets {
    /// With the store `GUICHET_SECRETS` names, else the `configured` one, else the keyring. `folder` is where the
    /// encrypted file lies. Opens nothing yet.
    pub fn new(
        environment: Environment,
        configured: Option<StoreChoice>,
        folder: &Path,
        person: Arc<dyn Person>,
    ) -> Result<Self> {
        let choice = environment.choice()?.or(configured).unwrap_or_default();
        let (store, limit) = store_of(choice, folder, &environment);
        Ok(Self::with_store(environment, store, limit, person))
    }

    /// The same environment, session and person with another store: what a person chooses when theirs fails.
    pub fn with_choice(&self, choice: StoreChoice, folder: &Path) -> Self {
        let (store, limit) = store_of(choice, folder, &self.0.environment);
        let (person, patience) = (self.0.person.clone(), Arc::new(Deadline::new(limit)));
        self.but(store, patience, person)
    }

    /// The same environment, session and store with another person in front.
    pub fn with_person(&self, person: Arc<dyn Person>) -> Self {
        self.but(self.0.store.clone(), self.0.patience.clone(), person)
    }

    fn but(&self, store: Option<Arc<dyn SecretStore>>, patience: Arc<Deadline>, person: Arc<dyn Person>) -> Self {
        let Inner { environment, session, decisions, .. } = &*self.0;
        let (environment, session, decisions) = (environment.clone(), session.clone(), decisions.clone());
        Self(Arc::new(Inner { environment, session, store, person, patience, asking: Mutex::default(), decisions }))
    }

    /// With a store of the caller's, which gets `limit` to answer.
    pub fn with_store(
        environment: Environment,
        store: Option<Arc<dyn SecretStore>>,
        limit: Duration,
        person: Arc<dyn Person>,
    ) -> Self {
        Self(Arc::new(Inner {
            environment,
            session: Arc::default(),
            store,
            person,
            patience: Arc::new(Deadline::new(limit)),
            asking: Mutex::default(),
            decisions: Arc::default(),
        }))
    }

    /// Only `credentials`, and only in memory: for trying them before they are stored anywhere.
    pub fn only(portal: &str, credentials: Credentials) -> Self {
        let secrets = Self::none();
        secrets.keep(portal, credentials, None);
        secrets
    }

    /// No credentials but those given to [`keep`](Self::keep).
    pub fn none() -> Self {
        Self::with_store(Environment::with(|_| None), None, UNATTENDED, Arc::new(Nobody))
    }

    /// Whether the environment or this session holds credentials of `portal`, without asking the store.
    pub fn has_at_hand(&self, portal: &str) -> bool {
        !self.0.environment.set_for(portal).is_empty() || self.0.session.find(portal).is_some()
    }

    /// Where [`save`](Self::save) puts credentials.
    pub fn store(&self) -> Whereabouts {
        self.0.store.as_ref().map_or(Whereabouts::Session, |store| store.whereabouts())
    }

    /// The credentials of `portal`, to tell of them; to send them, [`require`](Self::require) them. An error when the
    /// store cannot be asked: that is not "there are none".
    pub async fn find(&self, portal: &str) -> Result<Option<StoredCredentials>> {
        match self.0.environment.credentials(portal)? {
            Some(credentials) => {
                credentials.become_known();
                let (whereabouts, origins) = (Whereabouts::Environment, None);
                Ok(Some(StoredCredentials { credentials, whereabouts, origins }))
            }
            None => self.stored(portal).await,
        }
    }

    /// As [`find`](Self::find), whatever the environment holds.
    async fn stored(&self, portal: &str) -> Result<Option<StoredCredentials>> {
        let found = |BoundCredentials { credentials, origins }, whereabouts| {
            credentials.become_known();
            Ok(Some(StoredCredentials { credentials, whereabouts, origins }))
        };
        if let Some(kept) = self.0.session.find(portal) {
            return found(kept, Whereabouts::Session);
        }
        let Some(store) = &self.0.store else { return Ok(None) };
        let name = portal.to_owned();
        match self.call(store, false, move |store| store.get(&name)).await? {
            Some(stored) => found(stored, store.whereabouts()),
            None => Ok(None),
        }
    }

    /// From now on what the environment holds for `portal` is cut out of every text, whether it is sent or not.
    pub fn know_environment(&self, portal: &str) {
        self.0.environment.become_known(portal);
    }

    /// As [`find`](Self::find), where there is no going on without.
    async fn existing(&self, portal: &str) -> Result<StoredCredentials> {
        self.find(portal).await?.ok_or_else(|| {
            Error::new(ErrorKind::SignIn, portal, m!("secrets-none-stored")).hint(m!(
                "secrets-none-stored-hint",
                portal,
                variable = variable(portal, "")
            ))
        })
    }

    /// Whether the store would take a secret. To be called before a person is asked for one.
    pub async fn probe(&self) -> Result<()> {
        match &self.0.store {
            Some(store) => self.call(store, true, |store| store.probe()).await,
            None => Ok(()),
        }
    }

    /// Keeps `credentials` for this session, whatever was chosen.
    pub fn keep(&self, portal: &str, credentials: Credentials, origins: Option<Origins>) {
        credentials.become_known();
        self.0.session.keep(portal, BoundCredentials { credentials, origins });
    }

    /// Stores `credentials`, which may go to `origins`, and reads them back; says where they are now. On any failure they
    /// are kept for this session, and the error says so.
    pub async fn save(&self, portal: &str, credentials: Credentials, origins: Origins) -> Result<Whereabouts> {
        // Before anything can go wrong, also this future being dropped.
        self.keep(portal, credentials.clone(), Some(origins.clone()));
        let Some(store) = &self.0.store else { return Ok(Whereabouts::Session) };
        let name = portal.to_owned();
        let bound = BoundCredentials { credentials, origins: Some(origins) };
        let stored = self.call(store, true, move |store| {
            store.set(&name, &bound)?;
            match store.get(&name)? {
                Some(found) if found == bound => Ok(()),
                _ => Err(failure(store.whereabouts(), m!("secrets-gave-back-else"))),
            }
        });
        match stored.await {
            Ok(()) => {
                self.0.session.forget(portal);
                Ok(store.whereabouts())
            }
            Err(mut error) => {
                error.cause = m!("secrets-kept-for-session", cause = error.cause);
                Err(error)
            }
        }
    }

    /// Removes the credentials of `portal` from this session and the store.
    pub async fn remove(&self, portal: &str) -> Result<Removed> {
        let mut from = Vec::new();
        if self.0.session.forget(portal) {
            from.push(Whereabouts::Session);
        }
        if let Some(store) = &self.0.store {
            let name = portal.to_owned();
            match self.call(store, false, move |store| store.remove(&name)).await {
                Ok(true) => from.push(store.whereabouts()),
                Ok(false) => {}
                Err(mut error) => {
                    if !from.is_empty() {
                        error.cause = m!("secrets-removed-from-session", cause = error.cause);
                    }
                    return Err(error);
                }
            }
        }
        Ok(Removed { from, still_set: self.0.environment.set_for(portal) })
    }

    /// Makes `call` on a thread of its own, once the store has what it asks for; again, if that was wrong and the person
    /// is asked again.
    async fn call<T: Send + 'static>(
        &self,
        store: &Arc<dyn SecretStore>,
        to_write: bool,
        call: impl Fn(&dyn SecretStore) -> Result<T> + Clone + Send + 'static,
    ) -> Result<T> {
        let mut is_wrong = false;
        loop {
            self.answer(&**store, to_write, is_wrong).await?;
            let outcome = self.call_once(store, call.clone()).await;
            let may_ask = self.0.person.asks_again() && self.0.environment.passphrase()?.is_none();
            is_wrong = may_ask && outcome.is_err() && store.asks(to_write).is_some();
            if !is_wrong {
                return outcome;
            }
        }
    }

    async fn call_once<T: Send + 'static>(
        &self,
        store: &Arc<dyn SecretStore>,
        call: impl FnOnce(&dyn SecretStore) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (whereabouts, own) = (store.whereabouts(), store.clone());
        let waiting = |on: bool| {
            if whereabouts == Whereabouts::Keyring {
                self.0.person.waiting_for_keyring(on);
            }
        };
        match self.0.patience.call(&waiting, move || call(&*own)).await {
            Ok(outcome) => outcome,
            Err(unanswered) => Err(silent(whereabouts, &unanswered)),
        }
    }

    async fn answer(&self, store: &dyn SecretStore, to_write: bool, is_wrong: bool) -> Result<()> {
        let _asking = self.0.asking.lock().await;
        let Some(ask) = store.asks(to_write) else { return Ok(()) };
        let ask = if is_wrong && ask == PassphraseFor::Passphrase { PassphraseFor::Again } else { ask };
        let passphrase = match self.0.environment.passphrase()? {
            Some(passphrase) => passphrase,
            None => self.0.person.passphrase(ask).await?,
        };
        redact::know(passphrase.expose());
        store.answer(passphrase);
        Ok(())
    }
}

/// The store and how long it may take to answer.
fn store_of(choice: StoreChoice, folder: &Path, environment: &Environment) -> (Option<Arc<dyn SecretStore>>, Duration) {
    match choice {
        StoreChoice::Keyring => {
            (Some(Arc::new(Keyring::default())), if environment.has_display() { ATTENDED } else { UNATTENDED })
        }
        StoreChoice::File => (Some(Arc::new(EncryptedFile::in_folder(folder))), FILE),
        StoreChoice::Memory => (None, UNATTENDED),
    }
}

fn failure(whereabouts: Whereabouts, cause: impl Into<Message>) -> Error {
    match whereabouts {
        Whereabouts::Keyring => keyring::failure(cause),
        other => Error::new(ErrorKind::SignIn, other.the_store(), cause),
    }
}

fn silent(whereabouts: Whereabouts, unanswered: &Unanswered) -> Error {
    let cause = match unanswered {
        Unanswered::Late(limit) if whereabouts == Whereabouts::Keyring => {
            m!("secrets-late-keyring", seconds = limit.as_secs())
        }
        Unanswered::Late(limit) => m!("secrets-late-file", seconds = limit.as_secs()),
        Unanswered::Hung => m!("secrets-still-hung"),
        Unanswered::Died => m!("secrets-died"),
    };
    failure(whereabouts, cause)
}
