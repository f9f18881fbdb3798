//! The credentials as a whole: the order they are looked up in, what happens when a store fails, the encrypted file.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use guichet::access::secrets::{
    BoundCredentials, Credentials, Elsewhere, EncryptedFile, Environment, Nobody, Origins, PassphraseFor, Person,
    Secret, SecretStore, Secrets, SessionSecrets, StoreChoice, StoredCredentials, Whereabouts,
};
use guichet::base::Fut;
use guichet::base::error::{Error, ErrorKind, Result};

const MARKER: &str = "mArKeR-7c1f";
const LIMIT: Duration = Duration::from_secs(60);

fn environment(variables: &[(&str, &str)]) -> Environment {
    let variables: HashMap<String, OsString> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    Environment::with(move |name| variables.get(name).cloned())
}

fn secret(text: &str) -> Secret {
    Secret::from(text.to_owned())
}

fn client(id: &str) -> Credentials {
    Credentials::Client { id: id.into(), secret: secret(&format!("{MARKER} of {id}")) }
}

/// Of a portal at that address.
fn at(portal: &str) -> Origins {
    Origins::new(&portal.parse().unwrap(), None)
}

/// Where all portals are of which it does not matter.
fn home() -> Origins {
    at("https://a.org")
}

fn bound(credentials: Credentials) -> BoundCredentials {
    BoundCredentials { credentials, origins: Some(home()) }
}

fn found(credentials: Credentials, whereabouts: Whereabouts) -> Option<StoredCredentials> {
    let origins = Some(home()).filter(|_| whereabouts != Whereabouts::Environment);
    Some(StoredCredentials { credentials, whereabouts, origins })
}

/// Memory that answers as a keyring would, or in one of the ways a keyring goes wrong.
#[derive(Default)]
struct Odd {
    memory: SessionSecrets,
    refuses_to_store: bool,
    alters: bool,
    /// Blocks for as long as the other end is there and silent.
    hangs: Option<Mutex<Receiver<()>>>,
    calls: Mutex<Vec<&'static str>>,
}

impl Odd {
    fn called(&self, call: &'static str) {
        self.calls.lock().unwrap().push(call);
        if let Some(hangs) = &self.hangs {
            let _ = hangs.lock().unwrap().recv();
        }
    }
}

impl SecretStore for Odd {
    fn whereabouts(&self) -> Whereabouts {
        Whereabouts::Keyring
    }

    fn probe(&self) -> Result<()> {
        self.called("probe");
        Ok(())
    }

    fn get(&self, portal: &str) -> Result<Option<BoundCredentials>> {
        self.called("get");
        Ok(self.memory.find(portal))
    }

    fn set(&self, portal: &str, credentials: &BoundCredentials) -> Result<()> {
        self.called("set");
        if self.refuses_to_store {
            return Err(Error::new(ErrorKind::SignIn, "the keyring", "it is read-only"));
        }
        let altered = bound(Credentials::ApiKey(secret("something else")));
        self.memory.keep(portal, if self.alters { altered } else { credentials.clone() });
        Ok(())
    }

    fn remove(&self, portal: &str) -> Result<bool> {
        self.called("remove");
        if self.refuses_to_store {
            return Err(Error::new(ErrorKind::SignIn, "the keyring", "it is read-only"));
        }
        Ok(self.memory.forget(portal))
    }
}

fn with(store: Arc<Odd>, variables: &[(&str, &str)]) -> Secrets {
    Secrets::with_store(environment(variables), Some(store), LIMIT, Arc::new(Nobody))
}

fn says_nothing_secret(error: &Error) {
    assert!(!format!("{error} {error:?}").contains(MARKER), "{error:?}");
}

#[tokio::test]
async fn the_environment_comes_first_then_the_session_then_the_store() {
    let store = Arc::new(Odd::default());
    let secrets = with(store.clone(), &[("GUICHET_ENV_API_KEY", "from the environment")]);
    for portal in ["env", "session", "store"] {
        assert_eq!(secrets.save(portal, client("stored"), home()).await.unwrap(), Whereabouts::Keyring);
    }
    for portal in ["env", "session"] {
        secrets.keep(portal, client("kept"), Some(home()));
    }
    store.calls.lock().unwrap().clear();
    let from_environment = Credentials::ApiKey(secret("from the environment"));
    assert_eq!(secrets.find("env").await.unwrap(), found(from_environment, Whereabouts::Environment));
    assert_eq!(secrets.find("session").await.unwrap(), found(client("kept"), Whereabouts::Session));
    assert!(store.calls.lock().unwrap().is_empty(), "the store is asked last");
    assert_eq!(secrets.find("store").await.unwrap(), found(client("stored"), Whereabouts::Keyring));
    assert_eq!(secrets.find("other").await.unwrap(), None);
    let error = secrets.require("other", &home()).await.unwrap_err();
    assert_eq!((error.kind, error.subject.to_string().as_str()), (ErrorKind::SignIn, "other"));
    assert!(error.hint.unwrap().contains("GUICHET_OTHER_"));
}

#[tokio::test]
async fn removing_says_what_went_and_what_only_the_person_can_unset() {
    let store = Arc::new(Odd::default());
    let secrets = with(store.clone(), &[("GUICHET_A_LOGIN", "l"), ("GUICHET_A_PASSWORD", "p")]);
    secrets.save("a", client("stored"), home()).await.unwrap();
    secrets.keep("a", client("kept"), Some(home()));
    let removed = secrets.remove("a").await.unwrap();
    assert_eq!(removed.from, [Whereabouts::Session, Whereabouts::Keyring]);
    assert_eq!(removed.still_set, ["GUICHET_A_LOGIN", "GUICHET_A_PASSWORD"]);
    let removed = secrets.remove("b").await.unwrap();
    assert!(removed.from.is_empty() && removed.still_set.is_empty());

    let stubborn = with(Arc::new(Odd { refuses_to_store: true, ..Odd::default() }), &[]);
    stubborn.keep("a", client("kept"), Some(home()));
    let error = stubborn.remove("a").await.unwrap_err();
    assert!(error.cause.contains("read-only") && error.cause.contains("from this session only"), "{error}");
    assert_eq!(stubborn.find("a").await.unwrap(), None);
}

#[tokio::test]
async fn a_credential_that_could_not_be_stored_is_kept_for_the_session() {
    for (store, cause) in [
        (Odd { refuses_to_store: true, ..Odd::default() }, "read-only"),
        (Odd { alters: true, ..Odd::default() }, "something else than what was stored"),
    ] {
        let secrets = with(Arc::new(store), &[]);
        let error = secrets.save("a", client("typed"), home()).await.unwrap_err();
        assert!(error.cause.contains(cause) && error.cause.contains("for this session only"), "{error}");
        says_nothing_secret(&error);
        assert_eq!(secrets.find("a").await.unwrap(), found(client("typed"), Whereabouts::Session));
    }
}

/// Notes what it was told.
#[derive(Default)]
struct Listener(Mutex<Vec<bool>>);

impl Person for Listener {
    fn passphrase(&self, ask: PassphraseFor) -> Fut<'static, Secret> {
        Nobody.passphrase(ask)
    }

    fn waiting_for_keyring(&self, waiting: bool) {
        self.0.lock().unwrap().push(waiting);
    }
}

#[tokio::test]
async fn a_store_that_hangs_costs_one_thread_and_no_credential() {
    let (release, hangs): (Sender<()>, _) = channel();
    let store = Arc::new(Odd { hangs: Some(Mutex::new(hangs)), ..Odd::default() });
    let listener = Arc::new(Listener::default());
    let limit = Duration::from_millis(500);
    let secrets = Secrets::with_store(environment(&[]), Some(store.clone()), limit, listener.clone());

    let error = secrets.probe().await.unwrap_err();
    assert!(error.cause.contains("has not answered"), "{error}");
    assert!(error.hint.as_ref().unwrap().contains("GUICHET_SECRETS=file"), "{error:?}");
    assert_eq!(*listener.0.lock().unwrap(), [true, false]);

    let error = secrets.save("a", client("typed"), home()).await.unwrap_err();
    assert!(error.cause.contains("still does not answer") && error.cause.contains("for this session only"), "{error}");
    assert!(secrets.find("b").await.is_err(), "not knowing is not \"there is none\"");
    assert_eq!(*store.calls.lock().unwrap(), ["probe"], "no further thread is left behind");
    assert_eq!(secrets.find("a").await.unwrap(), found(client("typed"), Whereabouts::Session));
    drop(release);
}

#[tokio::test]
async fn only_this_session_when_the_person_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let variables = environment(&[("GUICHET_SECRETS", "memory")]);
    let secrets = Secrets::new(variables, Some(StoreChoice::File), folder.path(), Arc::new(Nobody)).unwrap();
    secrets.probe().await.unwrap();
    assert_eq!(secrets.save("a", client("typed"), home()).await.unwrap(), Whereabouts::Session);
    assert_eq!(secrets.find("a").await.unwrap(), found(client("typed"), Whereabouts::Session));
    assert_eq!(secrets.remove("a").await.unwrap().from, [Whereabouts::Session]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_configured_store_yields_to_the_variable_and_wins_over_the_default() {
    let folder = Path::new("/nonexistent");
    for (variable, configured, expected) in [
        ("", None, Whereabouts::Keyring),
        ("", Some(StoreChoice::File), Whereabouts::EncryptedFile),
        ("keyring", Some(StoreChoice::File), Whereabouts::Keyring),
        ("memory", Some(StoreChoice::File), Whereabouts::Session),
    ] {
        let variables = environment(&[("GUICHET_SECRETS", variable)]);
        let secrets = Secrets::new(variables, configured, folder, Arc::new(Nobody)).unwrap();
        assert_eq!(secrets.store(), expected, "{variable:?} {configured:?}");
    }
}

/// A person who says yes or no, and notes what was asked.
struct Decider {
    says: bool,
    asked: Mutex<Vec<Elsewhere>>,
}

impl Person for Decider {
    fn passphrase(&self, _ask: PassphraseFor) -> Fut<'static, Secret> {
        panic!("no passphrase is needed")
    }

    fn allows(&self, elsewhere: Elsewhere) -> Fut<'static, bool> {
        self.asked.lock().unwrap().push(elsewhere);
        let says = self.says;
        Box::pin(async move { Ok(says) })
    }
}

#[tokio::test]
async fn a_person_is_asked_once_whether_a_credential_goes_elsewhere() {
    let new = at("https://b.org");
    for says in [true, false] {
        let (store, person) = (Arc::new(Odd::default()), Arc::new(Decider { says, asked: Mutex::default() }));
        let secrets = Secrets::with_store(environment(&[]), Some(store), LIMIT, person.clone());
        secrets.save("a", client("typed"), home()).await.unwrap();
        secrets.keep("kept", client("kept"), Some(home()));
        for portal in ["a", "kept"] {
            assert!(secrets.require(portal, &home()).await.is_ok());
            // Also where another front end has taken the session over.
            let all = [secrets.clone(), secrets.with_person(person.clone()), secrets.clone()];
            let answers = futures_util::future::join_all(all.iter().map(|it| it.require(portal, &new))).await;
            for answer in answers {
                assert_eq!(answer.is_ok(), says, "{portal}: {answer:?}");
            }
            let asked = std::mem::take(&mut *person.asked.lock().unwrap());
            assert_eq!(asked, [Elsewhere { portal: portal.into(), known: home(), now: new.clone() }]);
            let bound = if says { &new } else { &home() };
            assert_eq!(secrets.find(portal).await.unwrap().unwrap().origins.as_ref(), Some(bound));
        }
    }
}

/// Whoever says yes and cannot write goes on, for this session.
#[tokio::test]
async fn a_yes_that_cannot_be_stored_holds_for_the_session() {
    let new = at("https://b.org");
    let store = Arc::new(Odd { refuses_to_store: true, ..Odd::default() });
    store.memory.keep("a", bound(client("typed")));
    let person = Arc::new(Decider { says: true, asked: Mutex::default() });
    let secrets = Secrets::with_store(environment(&[]), Some(store), LIMIT, person.clone());
    for _ in 0..2 {
        assert!(secrets.require("a", &new).await.is_ok());
    }
    assert_eq!(person.asked.lock().unwrap().len(), 1);
    assert_eq!(secrets.find("a").await.unwrap().unwrap().whereabouts, Whereabouts::Session);
}

#[tokio::test]
async fn what_was_stored_or_bound_anew_meanwhile_is_not_undone_by_a_first_use() {
    let (here, there) = (home(), at("https://b.org"));
    let unbound = || BoundCredentials { credentials: client("old"), origins: None };
    for meanwhile in [bound(client("new")), BoundCredentials { origins: Some(there.clone()), ..unbound() }] {
        let store = Arc::new(Odd::default());
        store.memory.keep("a", unbound());
        let secrets = with(store.clone(), &[]);
        secrets.worked("a").await;
        assert!(store.memory.find("a") == Some(unbound()), "nothing was used yet");
        secrets.require("a", &here).await.unwrap();
        assert!(store.memory.find("a") == Some(unbound()), "nor answered");
        store.memory.keep("a", meanwhile.clone());
        secrets.worked("a").await;
        assert!(store.memory.find("a") == Some(meanwhile));
    }
    let store = Arc::new(Odd::default());
    store.memory.keep("a", unbound());
    let secrets = with(store.clone(), &[]);
    secrets.require("a", &here).await.unwrap();
    secrets.worked("a").await;
    assert_eq!(store.memory.find("a").unwrap().origins, Some(here.clone()));
    let error = secrets.require("a", &there).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::SignIn);
    for part in ["https://a.org", "https://b.org"] {
        assert!(error.cause.contains(part), "{error}");
    }
    assert!(error.hint.unwrap().contains("guichet auth allow a"));
    assert_eq!(secrets.allow("a", &there).await.unwrap().origins, Some(here));
    assert!(secrets.require("a", &there).await.is_ok());
}

// The encrypted file.

/// A person who answers with the next of these passphrases, and notes what was asked.
struct Typist {
    answers: Mutex<Vec<&'static str>>,
    asked: Mutex<Vec<PassphraseFor>>,
}

impl Typist {
    fn new(answers: &[&'static str]) -> Arc<Self> {
        Arc::new(Self { answers: Mutex::new(answers.to_vec()), asked: Mutex::default() })
    }
}

impl Person for Typist {
    fn passphrase(&self, ask: PassphraseFor) -> Fut<'static, Secret> {
        self.asked.lock().unwrap().push(ask);
        let answer = self.answers.lock().unwrap().remove(0);
        Box::pin(async move { Ok(secret(answer)) })
    }
}

/// The store of `folder` as a new process finds it, with little work to open.
fn file(folder: &Path, passphrase: &str) -> EncryptedFile {
    let file = EncryptedFile::in_folder(folder).with_work(4);
    file.answer(secret(passphrase));
    file
}

fn typed(folder: &Path, person: Arc<Typist>) -> Secrets {
    let store = EncryptedFile::in_folder(folder).with_work(4);
    Secrets::with_store(environment(&[]), Some(Arc::new(store)), LIMIT, person)
}

/// Every file in `folder`, with its bytes.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn the_encrypted_file_keeps_replaces_and_removes() {
    let folder = tempfile::tempdir().unwrap();
    let folder = &folder.path().join("made on the way");
    assert!(file(folder, "p").get("a").unwrap().is_none() && !folder.exists());
    let long = bound(Credentials::Token(secret(&format!("\"{MARKER}\\\n").repeat(9_000))));
    file(folder, "p").probe().unwrap();
    file(folder, "p").set("a", &bound(client("first"))).unwrap();
    file(folder, "p").set("b", &long).unwrap();
    file(folder, "p").set("a", &bound(client("second"))).unwrap();

    let store = file(folder, "p");
    store.probe().unwrap();
    assert!(store.get("a").unwrap() == Some(bound(client("second"))) && store.get("b").unwrap() == Some(long));
    file(folder, "p").set("c", &bound(client("by another process"))).unwrap();
    assert!(store.get("c").unwrap().is_some(), "what another process wrote is seen");
    assert!(store.remove("a").unwrap() && !store.remove("a").unwrap());
    assert!(file(folder, "p").get("a").unwrap().is_none());

    let files = files(folder);
    assert_eq!(files.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["secrets.age", "secrets.age.lock"]);
    for (name, bytes) in files {
        assert!(!bytes.windows(MARKER.len()).any(|bytes| bytes == MARKER.as_bytes()), "{name}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(folder.join(&name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
        }
    }
}

#[test]
fn a_file_that_does_not_open_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let path = folder.join("secrets.age");
    file(folder, "p").set("a", &bound(client("first"))).unwrap();
    let good = fs::read(&path).unwrap();
    let header = good.windows(4).position(|bytes| bytes == b"\n---").unwrap();
    let text = String::from_utf8_lossy(&good[..header]).into_owned();
    let flipped = |at: usize| {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        bytes
    };
    let endless = [text.replacen(" 4\n", " 40\n", 1).as_bytes(), &good[header..]].concat();
    assert_ne!(endless, good);
    for (bytes, passphrase, cause) in [
        (good.clone(), "q", "passphrase does not open it"),
        (flipped(3), "p", "damaged"),
        (flipped(header + 10), "p", "damaged"),
        (flipped(good.len() - 1), "p", "damaged"),
        (good[..good.len() - 1].to_vec(), "p", "damaged"),
        (good[..20].to_vec(), "p", "damaged"),
        (Vec::new(), "p", "damaged"),
        (endless, "p", "longer than guichet accepts"),
    ] {
        fs::write(&path, &bytes).unwrap();
        let store = file(folder, passphrase);
        for error in [store.get("a").unwrap_err(), file(folder, passphrase).set("b", &bound(client("b"))).unwrap_err()]
        {
            assert!(error.cause.contains(cause) && error.hint.is_some(), "{cause}: {error}");
            assert!(error.subject.contains("secrets.age") && error.kind == ErrorKind::SignIn, "{error:?}");
            says_nothing_secret(&error);
        }
        assert!(file(folder, passphrase).probe().is_err(), "{cause}");
        assert!(fs::read(&path).unwrap() == bytes, "{cause}");
    }
}

#[test]
fn two_processes_writing_at_once_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let folder = folder.path();
            scope.spawn(move || {
                let store = file(folder, "p");
                for n in 0..8 {
                    store.set(&format!("{writer}-{n}"), &bound(client("x"))).unwrap();
                }
            });
        }
    });
    let store = file(folder.path(), "p");
    for (writer, n) in (0..4).flat_map(|writer| (0..8).map(move |n| (writer, n))) {
        assert!(store.get(&format!("{writer}-{n}")).unwrap().is_some(), "{writer}-{n}");
    }
}

#[tokio::test]
async fn the_passphrase_is_asked_for_when_it_is_needed_and_once() {
    let folder = tempfile::tempdir().unwrap();
    let first = Typist::new(&["p"]);
    let secrets = typed(folder.path(), first.clone());
    assert_eq!(secrets.find("a").await.unwrap(), None);
    assert!(first.asked.lock().unwrap().is_empty(), "there is no file to open yet");
    secrets.probe().await.unwrap();
    assert_eq!(secrets.save("a", client("typed"), home()).await.unwrap(), Whereabouts::EncryptedFile);
    assert_eq!(*first.asked.lock().unwrap(), [PassphraseFor::NewPassphrase]);

    let second = Typist::new(&["wrong", "p"]);
    let secrets = typed(folder.path(), second.clone());
    assert!(secrets.find("a").await.unwrap_err().cause.contains("does not open"));
    let together = futures_util::future::join_all((0..5).map(|_| secrets.find("a"))).await;
    for outcome in together {
        assert_eq!(outcome.unwrap(), found(client("typed"), Whereabouts::EncryptedFile));
    }
    assert_eq!(*second.asked.lock().unwrap(), [PassphraseFor::Passphrase; 2]);
}

#[tokio::test]
async fn the_passphrase_may_come_from_the_environment_and_must_come_from_somewhere() {
    let folder = tempfile::tempdir().unwrap();
    let secrets = |variables: &[(&str, &str)]| {
        let variables = environment(&[variables, &[("GUICHET_SECRETS", "file")]].concat());
        Secrets::new(variables, None, folder.path(), Arc::new(Nobody)).unwrap()
    };
    let given = secrets(&[("GUICHET_PASSPHRASE", "p")]);
    assert_eq!(given.save("a", client("typed"), home()).await.unwrap(), Whereabouts::EncryptedFile);
    let header = fs::read(folder.path().join("secrets.age")).unwrap();
    assert!(String::from_utf8_lossy(&header).lines().nth(1).unwrap().ends_with(" 17"), "the work to open it");
    let again = secrets(&[("GUICHET_PASSPHRASE", "p")]);
    assert_eq!(again.find("a").await.unwrap(), found(client("typed"), Whereabouts::EncryptedFile));

    let error = secrets(&[]).save("a", client("typed"), home()).await.unwrap_err();
    assert!(error.hint.as_ref().unwrap().contains("GUICHET_PASSPHRASE"), "{error:?}");
    assert!(error.cause.contains("for this session only"), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_folder_that_cannot_be_written_to_is_a_disk_error_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let in_the_way = folder.path().join("in the way");
    fs::write(&in_the_way, "").unwrap();
    let secrets = typed(&in_the_way, Typist::new(&["p", "p"]));
    assert_eq!(secrets.probe().await.unwrap_err().kind, ErrorKind::Disk);
    let error = secrets.save("a", client("typed"), home()).await.unwrap_err();
    assert!(error.kind == ErrorKind::Disk && error.cause.contains("for this session only"), "{error}");
    assert_eq!(secrets.find("a").await.unwrap(), found(client("typed"), Whereabouts::Session));
}

#[test]
fn nothing_that_holds_a_secret_prints_it() {
    let credentials = Credentials::Login { login: MARKER.into(), password: secret(MARKER) };
    let held = found(credentials.clone(), Whereabouts::Session);
    let shown = format!("{:?} {credentials:?} {held:?} {:#?}", secret(MARKER), Some(&credentials));
    assert!(!shown.contains(MARKER), "{shown}");
    for (whereabouts, word) in [
        (Whereabouts::Environment, "environment"),
        (Whereabouts::Session, "session"),
        (Whereabouts::Keyring, "keyring"),
        (Whereabouts::EncryptedFile, "encrypted-file"),
    ] {
        assert_eq!(whereabouts.to_string(), word);
    }
}
