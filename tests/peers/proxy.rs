//! Portals behind a real squid that asks who one is: `GUICHET_PROXIES` is the first of its ports, `PEER_DIR` the folder it
//! keeps its certificates and logs in. What is behind it is the demo, over TLS, under a name that only squid knows.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::common::demo::Demo;
use crate::common::home::{Home, Ran};

const PASSWORD: &str = "wonder:land é";
/// Of the domain, for NTLM and tickets.
const DOMAIN_PASSWORD: &str = "wonderland";

/// The proxies by what they take, as distances from the first port.
const OPEN: u16 = 0;
const BASIC: u16 = 1;
const NEGOTIATE: u16 = 2;
const DIGEST: u16 = 3;
const NTLM: u16 = 4;
const ALL: u16 = 5;
const TLS: u16 = 6;

fn first_port() -> u16 {
    std::env::var("GUICHET_PROXIES").expect("GUICHET_PROXIES is to be the first port, as 9800").parse().unwrap()
}

fn folder() -> PathBuf {
    PathBuf::from(std::env::var_os("PEER_DIR").expect("PEER_DIR is to name the peer's folder")).join("squid")
}

/// The demo behind TLS, as `https://portal.test:PORT`; the demo lives as long as this.
struct Behind {
    demo: Demo,
    port: u16,
}

impl Behind {
    fn start() -> Self {
        let demo = Demo::start();
        let text = |name: &str| demo.env.iter().find(|(own, _)| own == name).unwrap().1.clone();
        let config: toml::Table = std::fs::read_to_string(text("GUICHET_CONFIG")).unwrap().parse().unwrap();
        let url: url::Url = config["portals"]["rudi"]["url"].as_str().unwrap().parse().unwrap();
        let target = (url.host_str().unwrap().to_owned(), url.port().unwrap());
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(terminate(listener, target));
        });
        Self { demo, port }
    }

    fn url(&self) -> String {
        format!("https://portal.test:{}/rudi/", self.port)
    }

    /// A home that is signed in to the demo's RUDI behind the proxy that stands at this distance.
    fn home(&self, host: &str, distance: u16, settings: &str) -> Home {
        let of = |name: &str| self.demo.env.iter().find(|(own, _)| own == name).unwrap().1.clone();
        let home = Home::new()
            .set("GUICHET_SECRETS", "memory")
            .set("GUICHET_CITY_LOGIN", &of("GUICHET_RUDI_LOGIN"))
            .set("GUICHET_CITY_PASSWORD", &of("GUICHET_RUDI_PASSWORD"))
            .set("HTTPS_PROXY", "")
            .set("NO_PROXY", "");
        let scheme = if distance == TLS { "https" } else { "http" };
        home.write_config(&format!(
            "ca_file = \"{}\"\n[network]\nproxy = \"{scheme}://{host}:{}\"\n{settings}\n\
             [portals.city]\nkind = \"rudi\"\nurl = \"{}\"\nsign_in = \"login\"\n",
            folder().join("ca.pem").display(),
            first_port() + distance,
            self.url(),
        ));
        home
    }
}

/// Takes TLS off what comes, for `target`.
async fn terminate(listener: std::net::TcpListener, target: (String, u16)) {
    let certificates = CertificateDer::pem_file_iter(folder().join("server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder().join("server.key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(certificates.map(Result::unwrap).collect(), key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::from_std(listener).unwrap();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let (acceptor, target) = (acceptor.clone(), target.clone());
        tokio::spawn(async move {
            let Ok(mut near) = acceptor.accept(stream).await else { return };
            let mut far = TcpStream::connect((&*target.0, target.1)).await.unwrap();
            let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
        });
    }
}

/// The variables of a Kerberos client with such a ticket.
fn with_ticket(home: Home, kind: &str) -> Home {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/peers/proxy/squid.sh");
    let mut command = Command::new("bash");
    command.arg(script).args(["ticket", kind]).env("PROXY_PORT", first_port().to_string()).env("LIFE", "1s");
    let made = command.output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let said = String::from_utf8(made.stdout).unwrap();
    let pairs = said.lines().filter_map(|line| line.strip_prefix("export ")?.split_once('='));
    pairs.fold(home, |home, (name, value)| home.set(name, value))
}

fn with_login(home: Home, password: &str) -> Home {
    home.set("GUICHET_NETWORK_PROXY_LOGIN", "alice").set("GUICHET_NETWORK_PROXY_PASSWORD", password)
}

/// Nothing of what is secret is in what was printed.
fn keeps_secrets(ran: &Ran) {
    for secret in [PASSWORD, "wonder%3Aland", "galette-saucisse", "Proxy-Authorization: Basic", "NTLM TlRM"] {
        assert!(!ran.out.contains(secret) && !ran.err.contains(secret), "{secret}: {ran:?}");
    }
}

/// Lists, fetches and sets up through the proxy.
fn works(behind: &Behind, home: &Home, how: &str) {
    let listed = home.run(&["list", "city", "--json", "-vv"], "");
    assert_eq!(listed.code, 0, "{how}: {listed:?}");
    keeps_secrets(&listed);
    let found = home.run(&["search", "eau", "--json", "--limit", "3"], "");
    assert_eq!(found.code, 0, "{how}: {found:?}");
    let rows: Value = serde_json::from_str(&found.out).unwrap();
    let address = rows["items"][0]["address"].as_str().unwrap_or_else(|| panic!("{how}: {rows}")).to_owned();
    let got = home.run(&["get", &address, "--yes", "-o", "files/", "--json"], "");
    assert_eq!(got.code, 0, "{how}: {got:?}");
    assert!(std::fs::read_dir(home.path("files")).unwrap().count() > 0, "{how}");
    let set_up = home.run(&["setup", &behind.url(), "--name", "again", "--yes"], "");
    assert_eq!(set_up.code, 0, "{how}: {set_up:?}");
    let doctor = home.run(&["doctor"], "");
    assert!(doctor.out.contains("lets requests through"), "{how}: {doctor:?}");
    keeps_secrets(&doctor);
}

#[test]
fn portals_are_reached_through_each_proxy_with_what_it_takes() {
    let behind = Behind::start();
    works(&behind, &behind.home("localhost", OPEN, ""), "open");
    for (distance, auth, password) in [
        (BASIC, "basic", PASSWORD),
        (DIGEST, "system", PASSWORD),
        (DIGEST, "digest", PASSWORD),
        (NTLM, "system", DOMAIN_PASSWORD),
        (NTLM, "ntlm", DOMAIN_PASSWORD),
        (TLS, "system", PASSWORD),
        (ALL, "digest", PASSWORD),
        (ALL, "ntlm", DOMAIN_PASSWORD),
        (ALL, "system", PASSWORD),
    ] {
        let how = format!("{distance} {auth}");
        let home = with_login(behind.home("localhost", distance, &format!("proxy_auth = \"{auth}\"")), password);
        works(&behind, &with_ticket(home, "none"), &how);
    }
}

#[test]
fn the_password_in_the_proxy_s_address_still_signs_in() {
    let behind = Behind::start();
    for (distance, scheme) in [(BASIC, "http"), (TLS, "https")] {
        let home = behind.home("localhost", distance, "");
        let config = std::fs::read_to_string(home.config()).unwrap();
        let bare: Vec<&str> = config.lines().filter(|line| !line.starts_with("proxy =")).collect();
        home.write_config(&bare.join("\n"));
        let port = first_port() + distance;
        let proxy = format!("{scheme}://alice:wonder%3Aland%20%C3%A9@localhost:{port}");
        works(&behind, &home.set("HTTPS_PROXY", &proxy), scheme);
    }
}

#[test]
fn a_login_is_tried_stored_and_used() {
    let behind = Behind::start();
    let home = behind.home("localhost", DIGEST, "").set("GUICHET_SECRETS", "file").set("GUICHET_PASSPHRASE", "x y z");
    let refused = home.run(&["auth", "proxy", "--id", "alice", "--secret-stdin"], "wrong");
    assert!(refused.code == 2 && refused.err.contains("does not accept the sign-in with Digest"), "{refused:?}");
    let stored = home.run(&["auth", "proxy", "--id", "alice", "--secret-stdin"], PASSWORD);
    assert!(stored.code == 0 && stored.err.contains("network.proxy_auth = \"system\""), "{stored:?}");
    works(&behind, &home, "stored");
    // It is the login of that proxy, and of no other.
    let config = std::fs::read_to_string(home.config()).unwrap();
    let (here, other) = (first_port() + DIGEST, first_port() + ALL);
    home.write_config(&config.replace(&format!(":{here}"), &format!(":{other}")));
    let elsewhere = with_ticket(home, "none");
    let refused = elsewhere.run(&["list", "city"], "");
    assert!(refused.code != 0 && refused.err.contains("was given for the proxy"), "{refused:?}");
    let removed = elsewhere.run(&["auth", "remove", "network.proxy"], "");
    assert_eq!(removed.code, 0, "{removed:?}");
}

#[cfg(feature = "negotiate")]
#[test]
fn a_ticket_signs_in_and_each_that_does_not_says_why() {
    let behind = Behind::start();
    for (distance, auth) in [(NEGOTIATE, "system"), (NEGOTIATE, "negotiate"), (ALL, "system")] {
        let home = behind.home("localhost", distance, &format!("proxy_auth = \"{auth}\""));
        works(&behind, &with_ticket(home, "good"), &format!("{distance} {auth}"));
    }
    for (host, ticket, said) in [
        ("localhost", "none", "No Kerberos credentials"),
        ("localhost", "short", "xpired"),
        ("localhost", "other", "does not accept the sign-in with Negotiate"),
        ("localhost", "cut", "Cannot contact any KDC"),
        ("127.0.0.1", "good", "HTTP/127.0.0.1"),
    ] {
        let home = with_ticket(behind.home(host, NEGOTIATE, "proxy_auth = \"system\""), ticket);
        if ticket == "short" {
            std::thread::sleep(std::time::Duration::from_secs(3)); // it lives for one
        }
        fails(&home, &[said, "takes Negotiate"]);
    }
}

#[cfg(not(feature = "negotiate"))]
#[test]
fn without_negotiate_it_says_so() {
    let behind = Behind::start();
    for auth in ["system", "negotiate"] {
        let home = behind.home("localhost", NEGOTIATE, &format!("proxy_auth = \"{auth}\""));
        fails(&home, &["takes Negotiate", "built without Negotiate"]);
    }
}

/// Every command says so, in both languages, and `doctor` too.
fn fails(home: &Home, said: &[&str]) {
    let ran = home.run(&["list", "city"], "");
    assert!(ran.code != 0 && said.iter().all(|said| ran.err.contains(said)), "{said:?}: {ran:?}");
    keeps_secrets(&ran);
    let doctor = home.run(&["doctor"], "");
    assert!(doctor.code != 0 && said.iter().all(|said| doctor.out.contains(said)), "{said:?}: {doctor:?}");
    keeps_secrets(&doctor);
    let french = home.run(&["--lang", "fr", "doctor"], "");
    let mut err = std::io::stderr().lock();
    writeln!(err, "{}\n{}", doctor.out, french.out).unwrap();
    assert!(french.out.contains("proxy") && !french.out.contains("who you are"), "{french:?}");
}

#[test]
fn each_wrong_setting_has_its_sentence() {
    let behind = Behind::start();
    let home = |distance, settings: &str| with_ticket(behind.home("localhost", distance, settings), "none");
    fails(&home(BASIC, ""), &["asks who you are (407); it takes Basic", "guichet auth proxy"]);
    fails(&home(DIGEST, ""), &["takes Digest"]);
    fails(&home(NTLM, ""), &["takes NTLM"]);
    fails(&home(ALL, ""), &["takes Negotiate, NTLM, Digest, Basic"]);
    for (distance, auth, scheme) in
        [(BASIC, "basic", "Basic"), (DIGEST, "system", "Digest"), (NTLM, "ntlm", "NTLM"), (TLS, "system", "Basic")]
    {
        let home = with_login(home(distance, &format!("proxy_auth = \"{auth}\"")), "wrong");
        fails(&home, &[&format!("does not accept the sign-in with {scheme}")]);
    }
    fails(&with_login(home(BASIC, "proxy_auth = \"system\""), PASSWORD), &["in clear text", "proxy_auth basic"]);
    fails(&with_login(home(NTLM, "proxy_auth = \"basic\""), PASSWORD), &["takes NTLM", "Basic is what is set"]);
}

#[test]
fn what_the_proxy_refuses_is_not_the_portal_s_doing() {
    let behind = Behind::start();
    let (port, settings) = (behind.port, "proxy_auth = \"basic\"");
    for (distance, settings) in [(OPEN, ""), (BASIC, settings)] {
        for scheme in ["https", "http"] {
            for (host, said) in [("forbidden.test", "does not allow"), ("nowhere.test", "did not get through to")] {
                let home = with_login(behind.home("localhost", distance, settings), PASSWORD);
                // An open portal, which may be asked in clear text.
                let home = home.set("GUICHET_CITY_LOGIN", "").set("GUICHET_CITY_PASSWORD", "");
                let config = std::fs::read_to_string(home.config()).unwrap();
                let config =
                    config.replace(&format!("https://portal.test:{port}/rudi/"), &format!("{scheme}://{host}:1"));
                home.write_config(
                    &config.replace("kind = \"rudi\"", "kind = \"ckan\"").replace("sign_in = \"login\"\n", ""),
                );
                fails(&home, &[said, &format!("{host}:1")]);
            }
        }
    }
}

#[test]
fn a_proxy_that_is_not_trusted_or_not_there_is_named() {
    let behind = Behind::start();
    let home = behind.home("localhost", TLS, "");
    let config = std::fs::read_to_string(home.config()).unwrap();
    home.write_config(&config.lines().filter(|line| !line.starts_with("ca_file")).collect::<Vec<_>>().join("\n"));
    fails(&home, &["no way through the proxy", "is not trusted"]);
    fails(&behind.home("proxy.invalid", OPEN, ""), &["the name of the proxy proxy.invalid", "known to nobody"]);
    let home = behind.home("localhost", OPEN, "");
    let config = std::fs::read_to_string(home.config()).unwrap();
    home.write_config(&config.replace(&format!("localhost:{}", first_port()), "localhost:9"));
    fails(&home, &["the proxy localhost:9 is not reached"]);
}

/// The portal's token is for the portal alone.
#[test]
fn no_proxy_sees_the_portal_s_token() {
    let behind = Behind::start();
    let home = with_login(behind.home("localhost", ALL, "proxy_auth = \"digest\""), PASSWORD);
    let ran = home.run(&["list", "city", "--json"], "");
    assert_eq!(ran.code, 0, "{ran:?}");
    let log = folder().join("access-all.log");
    let signed_in = || -> Vec<Value> {
        let log = std::fs::read_to_string(&log).unwrap();
        let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        lines.filter(|line| line["user"] == "alice").collect()
    };
    // Squid writes of a tunnel once it is closed, which may be after the program's end.
    let deadline = Instant::now() + Duration::from_secs(20);
    while signed_in().is_empty() {
        assert!(Instant::now() < deadline, "the proxy's log tells of no tunnel");
        std::thread::sleep(Duration::from_millis(20));
    }
    for line in signed_in() {
        assert_eq!((&line["authorization"], &line["method"]), (&"-".into(), &"CONNECT".into()), "{line}");
    }
}
