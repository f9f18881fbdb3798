//! Certificates that do not vouch for the server, and servers that want one of ours.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use guichet::access::auth::SignIn;
use guichet::base::error::{Error, ErrorKind};
use guichet::download::{FetchPlan, Outcome, Verdict, fetch};
use guichet::net::Clients;

use super::folder::Folder;
use super::{patient, peer_dir};
use crate::common::file_portal::FilePortal;

async fn get(clients: Clients, folder: &Folder, base: &str) -> Result<Outcome, Error> {
    let portal = FilePortal::new(clients, base, SignIn::none());
    fetch(&portal, &portal.media("open/stops.csv", "stops.csv"), &FetchPlan::into(folder.path()), |_| {}).await
}

/// nginx's ports, each with a fault of its own.
#[tokio::test]
async fn a_bad_certificate_is_said_to_be_what_it_is() {
    for (base, cause, hint) in [
        ("https://localhost:9510", "the certificate of localhost:9510 ended on 2020-01-01", "this computer's date"),
        ("https://localhost:9511", "is for another name (wrong.invalid)", "Check the address"),
        ("https://localhost:9512", "is not trusted; it is signed by itself (CN=localhost)", "--ca-file"),
        ("https://localhost:9513", "is not trusted; it is signed by CN=Peers Test Intermediate", "--ca-file"),
    ] {
        let folder = Folder::new();
        let error = get(patient(), &folder, base).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Network, "{error:?}");
        assert!(error.cause.contains(cause), "{error:?}");
        assert!(error.hint.unwrap().contains(hint), "{cause}");
        assert!(folder.names().is_empty());
    }
}

#[tokio::test]
async fn an_authority_is_trusted_only_when_told() {
    let folder = Folder::new();
    let error = get(Clients::new(None).unwrap(), &folder, "https://localhost:9501").await.unwrap_err();
    assert!(error.cause.contains("is not trusted; it is signed by CN=Peers Test Intermediate"), "{error:?}");
    for fine in ["https://localhost:9501", "https://localhost:9515"] {
        let folder = Folder::new();
        let outcome = get(patient(), &folder, fine).await.unwrap();
        assert_eq!((outcome.verdict, folder.names()), (Verdict::Unverifiable, vec!["stops.csv".to_owned()]), "{fine}");
    }
}

#[tokio::test]
async fn a_server_that_wants_our_certificate_is_understood() {
    let openssl = Openssl::start();
    for base in ["https://localhost:9514", &openssl.base] {
        let folder = Folder::new();
        let error = get(patient(), &folder, base).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::SignIn, "{error:?}");
        assert!(error.cause.contains("asks for a client certificate, and none is configured"), "{error:?}");
        assert!(folder.names().is_empty());
    }
}

#[tokio::test]
async fn plain_text_where_tls_was_to_be_and_the_other_way_round() {
    for (base, cause) in [("https://localhost:9500", "is not TLS"), ("http://localhost:9501", "error 400")] {
        let folder = Folder::new();
        let error = get(patient(), &folder, base).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Portal, "{error:?}");
        assert!(error.cause.contains(cause), "{error:?}");
        assert!(folder.names().is_empty());
    }
}

/// OpenSSL's own server: it ends the connection where no certificate comes, as TLS has it.
struct Openssl {
    child: Child,
    base: String,
}

impl Openssl {
    fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let tls = |name: &str| peer_dir().join("tls").join(name);
        let child = Command::new("openssl")
            .args(["s_server", "-quiet", "-www", "-tls1_3", "-Verify", "2", "-verify_return_error"])
            .arg("-accept")
            .arg(format!("127.0.0.1:{port}"))
            .arg("-cert")
            .arg(tls("server.pem"))
            .arg("-key")
            .arg(tls("server.key"))
            .arg("-cert_chain")
            .arg(tls("server.pem"))
            .arg("-CAfile")
            .arg(tls("ca.pem"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("openssl starts");
        let openssl = Self { child, base: format!("https://localhost:{port}") };
        let deadline = Instant::now() + Duration::from_secs(20);
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < deadline, "openssl does not listen");
            std::thread::yield_now();
        }
        openssl
    }
}

impl Drop for Openssl {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
