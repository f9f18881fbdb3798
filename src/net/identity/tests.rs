use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use rustls::pki_types::pem::PemObject;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use url::Url;

use super::*;
use crate::net::proxy::{ProxyAuth, ProxySettings};
use crate::net::{Clients, Timeouts};

/// See `make.sh` there.
const PASSPHRASE: &str = "clé: 1 é";

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/identity").join(name)
}

fn files(certificate: &str, key: &str) -> IdentityFiles {
    IdentityFiles { certificate: file(certificate), key: (!key.is_empty()).then(|| file(key)) }
}

#[test]
fn every_form_of_a_certificate_and_its_key_is_read() {
    let table = [
        ("good.pem", "good.key", None, "Agent Martin", 0),
        ("good.der", "good.key", None, "Agent Martin", 0),
        ("good.pem", "good-sec1.key", None, "Agent Martin", 0),
        ("good.key", "good.pem", None, "Agent Martin", 0), // named the wrong way round
        ("rsa.pem", "rsa-pkcs1.key", None, "Agent Durand", 0),
        ("whole.pem", "", None, "Agent Leroy", 1),
        ("good.pem", "locked.key", Some(PASSPHRASE), "Agent Martin", 0),
        ("good.pem", "locked-3des.key", Some(PASSPHRASE), "Agent Martin", 0),
        ("empty.p12", "", None, "Agent Martin", 0),
        #[cfg(feature = "pkcs12")]
        ("whole.p12", "", Some(PASSPHRASE), "Agent Leroy", 1),
        #[cfg(feature = "pkcs12")]
        ("old.p12", "", Some(PASSPHRASE), "Agent Martin", 0),
    ];
    for (certificate, key, passphrase, subject, between) in table {
        let read = files(certificate, key).read(passphrase);
        let Ok(Unlocked::Identity(identity)) = read else { panic!("{certificate} {key}: {:?}", read.err()) };
        assert_eq!(
            (identity.about.subject.as_str(), identity.about.between),
            (subject, between),
            "{certificate} {key}"
        );
        assert_eq!(identity.about.fault("2026-01-01T00:00:00Z".parse().unwrap()), None);
        assert!(identity.to_reqwest().is_ok(), "{certificate} {key}");
    }
}

#[test]
fn a_lock_asks_for_its_passphrase_and_knows_it() {
    let table = [("good.pem", "locked.key"), ("good.pem", "locked-3des.key"), ("whole.p12", ""), ("old.p12", "")];
    for (certificate, key) in table.into_iter().filter(|(it, _)| cfg!(feature = "pkcs12") || !it.ends_with("p12")) {
        for passphrase in [None, Some(""), Some("cle: 1 e"), Some("clé: 1 é ")] {
            let read = files(certificate, key).read(passphrase);
            assert!(matches!(read, Ok(Unlocked::Locked)), "{certificate} {key} {passphrase:?}: {:?}", read.err());
        }
    }
}

#[test]
fn what_is_wrong_with_a_file_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let written = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    };
    let good = fs::read_to_string(file("good.pem")).unwrap();
    let cut = written("cut.pem", good.replacen('M', "*", 1).as_bytes());
    let odd = [written("odd.txt", b"\xff\xfenothing"), written("empty", b""), written("der", b"\x30\x03\x02\x01\x05")];
    let alone = |path: PathBuf| IdentityFiles { certificate: path, key: None };
    let table = [
        (files("nowhere.pem", ""), "cannot be read", "Check the path"),
        (files("good.pem", "nowhere.key"), "nowhere.key: it cannot be read", "Check the path"),
        (files("good.pem", ""), "no private key", "--key"),
        (files("good.key", ""), "no certificate", "--key"),
        (files("good.pem", "ended.key"), "ended.key: the key belongs to another", "the same request"),
        (files("good.pem", "locked-old.key"), "old way", "openssl pkcs8"),
        (files("good.pem", "locked-v1.key"), "cannot open", "openssl pkcs8"),
        (alone(cut), "not base64", "PEM or a .p12"),
    ];
    let odd = odd.into_iter().map(|path| (alone(path), "neither PEM nor PKCS#12", "PEM or a .p12"));
    for (files, cause, hint) in table.into_iter().chain(odd.filter(|_| cfg!(feature = "pkcs12"))) {
        let Err(error) = files.read(Some(PASSPHRASE)) else { panic!("{files:?}") };
        let told = error.hint.as_ref().map(ToString::to_string).unwrap_or_default();
        assert_eq!(error.kind, ErrorKind::Config);
        assert!(error.to_string().contains(cause) && told.contains(hint), "{error} / {told}");
    }
    let error = files("no-key.p12", "").read(None).err().map(|error| error.to_string()).unwrap_or_default();
    let wanted = if cfg!(feature = "pkcs12") { "no private key" } else { "built without" };
    assert!(error.contains(wanted), "{error}");
}

#[test]
fn what_makes_a_certificate_useless_is_told_before_any_server_says_so() {
    let now = "2026-01-01T00:00:00Z".parse().unwrap();
    for (name, cause) in [("ended", "ended on"), ("later", "valid only from"), ("server", "not made to sign in")] {
        let read = files(&format!("{name}.pem"), &format!("{name}.key")).read(None);
        let Ok(Unlocked::Identity(identity)) = read else { panic!("{name}") };
        let (told, _) = identity.about.fault(now).unwrap();
        assert!(told.to_string().contains(cause), "{name}: {told}");
    }
}

#[cfg(unix)]
#[test]
fn a_key_that_others_may_read_is_told_of() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    fs::copy(file("good.key"), &key).unwrap();
    let files = IdentityFiles { certificate: file("good.pem"), key: Some(key.clone()) };
    for (mode, is_open) in [(0o600, false), (0o400, false), (0o640, true), (0o604, true), (0o644, true)] {
        fs::set_permissions(&key, fs::Permissions::from_mode(mode)).unwrap();
        assert_eq!(files.readable_by_others().is_some(), is_open, "{mode:o}");
    }
}

/// Who has asked for a client certificate, and how many were shown.
type Seen = Arc<Mutex<Vec<(&'static str, usize)>>>;

/// A proxy that is spoken to over TLS and, through it, a portal. Both ask for a client certificate, and let in without.
async fn proxy_and_portal(listener: TcpListener, seen: Seen) {
    let provider = Arc::new(ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(file("authority.pem")).unwrap()).unwrap();
    let asks = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone());
    let site = vec![CertificateDer::from_pem_file(file("site.pem")).unwrap()];
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config
        .with_client_cert_verifier(asks.allow_unauthenticated().build().unwrap())
        .with_single_cert(site, PrivateKeyDer::from_pem_file(file("site.key")).unwrap())
        .unwrap();
    let tls = TlsAcceptor::from(Arc::new(config));
    loop {
        let (line, _) = listener.accept().await.unwrap();
        let mut proxy = tls.accept(line).await.unwrap();
        let shown = |line: &ServerConnection| line.peer_certificates().map_or(0, <[_]>::len);
        seen.lock().unwrap().push(("proxy", shown(proxy.get_ref().1)));
        asked(&mut proxy).await;
        proxy.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.unwrap();
        let mut portal = tls.accept(proxy).await.unwrap();
        seen.lock().unwrap().push(("portal", shown(portal.get_ref().1)));
        asked(&mut portal).await;
        portal.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok").await.unwrap();
        _ = portal.shutdown().await; // the other end may be gone
    }
}

/// Reads a request's head.
async fn asked(line: &mut (impl AsyncRead + Unpin)) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(line.read_u8().await.unwrap());
    }
}

#[tokio::test]
async fn a_proxy_that_asks_for_a_client_certificate_is_not_shown_the_portal_s() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let seen = Seen::default();
    tokio::spawn(proxy_and_portal(listener, seen.clone()));
    let url = Url::parse("https://portal.example/").unwrap();
    for auth in [None, Some(ProxyAuth::System), Some(ProxyAuth::None)] {
        let proxy = Some(Url::parse(&format!("https://{address}")).ok());
        let settings = ProxySettings { proxy, auth, login: None };
        let clients = Clients::through(settings, Some(&file("authority.pem")), Timeouts::default()).unwrap();
        let load: LoadsIdentity = Arc::new(|| {
            Box::pin(async {
                match files("good.pem", "good.key").read(None)? {
                    Unlocked::Identity(identity) => Ok(*identity),
                    Unlocked::Locked => unreachable!("it has no lock"),
                }
            })
        });
        let clients = clients.identified(&url, load);
        let client = clients.to(&url).await.unwrap().answers.at(&url).unwrap();
        assert_eq!(client.get(url.clone()).send().await.unwrap().text().await.unwrap(), "ok", "{auth:?}");
        assert_eq!(std::mem::take(&mut *seen.lock().unwrap()), [("proxy", 0), ("portal", 1)], "{auth:?}");
    }
}
