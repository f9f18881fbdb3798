//! What stands on the way to a portal: a client certificate that it asks for, a proxy that asks who one is. In a real
//! pseudo-terminal, before servers of the test's own.
#![cfg(unix)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

use crate::common::home::Home;
use crate::common::term::Term;

/// See `make.sh` beside the certificates.
const PASSPHRASE: &str = "clé: 1 é";

fn file(name: &str) -> String {
    format!("{}/tests/fixtures/identity/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn home() -> Home {
    Home::new().set("GUICHET_SECRETS", "file").set("GUICHET_PASSPHRASE", "open sesame")
}

fn open(home: &Home, args: &[&str]) -> Term {
    let env: Vec<(&str, &str)> = home.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Term::spawn(100, 40, args, &env)
}

/// The port of a server that answers each connection once.
fn serve(answer: impl Fn(TcpStream) + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let answer = answer.clone();
            std::thread::spawn(move || answer(stream));
        }
    });
    port
}

/// The head of a request, `None` where nothing came.
fn head(line: &mut impl Read) -> Option<String> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        line.read_exact(&mut byte).ok()?;
        head.extend(byte);
    }
    String::from_utf8(head).ok()
}

fn answer(line: &mut impl Write, status: &str, header: &str, body: &str) {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\n{header}Connection: close\r\nContent-Length: {length}\r\n\r\n");
    // Who has heard enough may be gone.
    _ = line.write_all(format!("{head}{body}").as_bytes()).and_then(|()| line.flush());
}

/// A CKAN portal as far as it tells what it is.
fn ckan(line: &mut impl Write, asked: &str) {
    match asked.split(' ').nth(1).is_some_and(|path| path.ends_with("/api/3/action/status_show")) {
        true => {
            let status = std::fs::read_to_string("tests/fixtures/ckan/status.json").unwrap();
            answer(line, "200 OK", "Content-Type: application/json\r\n", &status);
        }
        false => answer(line, "404 Not Found", "", ""),
    }
}

/// The address of a portal that lets nobody in without a certificate, in nginx' words.
fn guarded() -> String {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(file("authority.pem")).unwrap()).unwrap();
    let asks = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config
        .with_client_cert_verifier(asks.allow_unauthenticated().build().unwrap())
        .with_single_cert(
            vec![CertificateDer::from_pem_file(file("site.pem")).unwrap()],
            PrivateKeyDer::from_pem_file(file("site.key")).unwrap(),
        )
        .unwrap();
    let config = Arc::new(config);
    let port = serve(move |stream| {
        let mut line = StreamOwned::new(ServerConnection::new(config.clone()).unwrap(), stream);
        let Some(asked) = head(&mut line) else { return };
        match line.conn.peer_certificates() {
            Some(_) => ckan(&mut line, &asked),
            None => answer(&mut line, "400 Bad Request", "", "<h1>400</h1>No required SSL certificate was sent"),
        }
        line.conn.send_close_notify();
        _ = line.flush(); // as above
    });
    format!("https://127.0.0.1:{port}/")
}

/// From the question for the certificate to that for the portal's name.
fn certificate_is_given(term: &mut Term) {
    term.shows("asks for a client certificate");
    term.shows("File of the client certificate");
    term.keys("/nowhere.p12\r").shows("cannot be read");
    term.shows("[/nowhere.p12]");
    term.keys(&file("good.pem")).keys("\r").shows("File of its key");
    term.keys(&file("locked.key")).keys("\r").shows("Passphrase of the certificate's key (hidden");
    term.keys("not this one\r").shows("not open it");
    term.keys(PASSPHRASE).keys("\r").shows("That is ckan");
}

/// What is configured opens the portal, and the passphrase is in no file.
fn certificate_is_kept(home: &Home) {
    let config = std::fs::read_to_string(home.config()).unwrap();
    assert!(config.contains("good.pem") && config.contains("locked.key"), "{config}");
    for file in home.files() {
        assert!(!String::from_utf8_lossy(&std::fs::read(&file).unwrap()).contains(PASSPHRASE), "{file:?}");
    }
    let asked = home.run(&["api", "ckan", "api/3/action/status_show", "--ca-file", &file("authority.pem")], "");
    assert!(asked.code == 0 && asked.out.contains("Peer CKAN"), "{asked:?}");
}

#[test]
fn the_wizard_asks_for_the_certificate_that_a_portal_wants() {
    let (url, authority) = (guarded(), file("authority.pem"));
    let home = home();
    let mut term = open(&home, &["setup", &url, "--ca-file", &authority]);
    let host = url.trim_start_matches("https://").trim_end_matches('/');
    term.shows(&format!("{host} asks for a client certificate"));
    certificate_is_given(&mut term);
    term.keys("\r").shows("Done. Next: guichet list ckan");
    assert!(term.end().success());
    certificate_is_kept(&home);
    // Whoever was issued none leaves, and nothing is configured.
    let without = self::home();
    let mut term = open(&without, &["setup", &url, "--ca-file", &authority]);
    term.shows("File of the client certificate");
    term.keys("\r").shows("guichet auth certificate NAME FILE");
    assert_eq!(term.end().exit_code(), 3);
    assert!(!without.config().exists());
}

#[test]
fn the_wizard_in_the_browser_asks_for_it_too() {
    let (url, authority) = (guarded(), file("authority.pem"));
    let home = home();
    let mut term = open(&home, &["--ca-file", &authority]);
    term.shows("n: set up a portal");
    let screen = term.keys("n").shows("Number [1]:");
    let row = screen.lines().find(|line| line.contains("one whose web address is all I know")).unwrap();
    let number = row.trim_matches(|c: char| !c.is_ascii_digit()).split(')').next().unwrap().to_owned();
    term.keys(&number).keys("\r").shows("Its web address");
    term.keys(&url).keys("\r");
    certificate_is_given(&mut term);
    term.keys("\r").shows("> ckan");
    term.keys("q");
    assert!(term.end().success());
    certificate_is_kept(&home);
}

/// What the proxy was told of who one is.
type Said = Arc<Mutex<Vec<String>>>;

/// The port of a proxy that takes Basic, with the portal behind it.
fn asking_proxy(said: Said) -> u16 {
    let expected = format!("Basic {}", STANDARD.encode("ada:wonder:land é"));
    serve(move |mut line| {
        let Some(asked) = head(&mut line) else { return };
        let header = asked.lines().find(|line| line.to_lowercase().starts_with("proxy-authorization: "));
        let header = header.and_then(|line| line.split_once(": ")).map(|(_, value)| value.to_owned());
        said.lock().unwrap().extend(header.clone());
        match header == Some(expected.clone()) {
            false => answer(&mut line, "407 Who are you?", "Proxy-Authenticate: Basic realm=\"x\"\r\n", ""),
            true if asked.starts_with("CONNECT ") => answer(&mut line, "503 No Such Host", "", ""),
            true => ckan(&mut line, &asked),
        }
    })
}

#[test]
fn the_wizard_asks_for_the_login_that_a_proxy_wants() {
    for plain in [&["--plain"][..], &[]] {
        let (said, home) = (Said::default(), home());
        let port = asking_proxy(said.clone());
        home.write_config(&format!("[network]\nproxy = \"http://127.0.0.1:{port}\"\n"));
        let mut term = open(&home, &[&["setup", "http://portal.example/"], plain].concat());
        term.shows("asks who you are (407)");
        term.shows(&format!("Login for the proxy 127.0.0.1:{port}"));
        term.keys("ada\r").shows("Password: (hidden");
        term.keys("wrong\r").shows("Use it all the same?");
        term.keys("y\r").shows("does not accept the sign-in with Basic");
        term.keys("ada\r");
        term.until("a fresh question", |screen| {
            screen.contents().trim_end().ends_with("(hidden, 0 characters):")
                || screen.contents().trim_end().ends_with("(hidden while you type):")
        });
        term.keys("wonder:land é\r");
        term.until("a fresh question", |screen| screen.contents().matches("Use it all the same?").count() == 2);
        term.keys("y\r").shows("The proxy's login is stored");
        term.shows("That is ckan");
        term.keys("\r").shows("Done. Next: guichet list");
        assert!(term.end().success());
        let config = std::fs::read_to_string(home.config()).unwrap();
        assert!(config.contains("proxy_auth = \"basic\"") && config.contains("portal.example"), "{config}");
        assert!(!config.contains("wonder") && said.lock().unwrap().len() > 2);
        let tested = home.run(&["doctor"], "");
        assert!(tested.out.contains("lets requests through (network.proxy_auth = \"basic\")"), "{tested:?}");
    }
}

#[test]
fn nobody_is_asked_where_nobody_is() {
    let home = home();
    let port = asking_proxy(Said::default());
    home.write_config(&format!("[network]\nproxy = \"http://127.0.0.1:{port}\"\n"));
    let script = home.run(&["setup", "http://portal.example/", "--yes"], "");
    assert!(script.code == 2 && script.err.contains("guichet auth proxy"), "{script:?}");
}

#[test]
fn a_curl_line_shows_the_certificate_to_its_portal_and_no_passphrase() {
    let curl = |certificate: &str, key: &str, url: &str| {
        let home = Home::new().set("GUICHET_SECRETS", "memory").set("GUICHET_P_CERTIFICATE_PASSPHRASE", PASSPHRASE);
        let key = if key.is_empty() { String::new() } else { format!("client_key = \"{}\"\n", file(key)) };
        let certificate = file(certificate);
        home.write_config(&format!(
            "[portals.p]\nkind = \"ckan\"\nurl = \"{url}\"\nclient_certificate = \"{certificate}\"\n{key}"
        ));
        let line = home.run(&["api", "p", "x", "--as-curl", "--json"], "");
        assert!(line.code == 0 && !line.out.contains("clé"), "{line:?}");
        serde_json::from_str::<serde_json::Value>(&line.out).unwrap()
    };
    let locked = "\"GUICHET_P_CERTIFICATE_PASSPHRASE\"";
    let table = [
        ("good.pem", "good.key", "--cert {good.pem} --key {good.key} ", "[]"),
        ("good.pem", "locked.key", "--cert {good.pem} --key {locked.key} --pass ", locked),
        ("good.der", "good.key", "--cert {good.der} --cert-type DER --key {good.key} ", "[]"),
        ("whole.p12", "", "--cert {whole.p12} --cert-type P12 --pass ", locked),
        ("empty.p12", "", "--cert {empty.p12} --cert-type P12 ", "[]"),
    ];
    for (certificate, key, expected, variables) in table {
        let told = curl(certificate, key, "https://portal.example/");
        let expected = expected.replace('{', &file("")).replace('}', "");
        let line = told["curl"][0].as_str().unwrap();
        assert!(line.contains(&expected), "{line}");
        assert!(!line.contains(" -L"), "curl would show it where it is sent on to: {line}");
        let variables = variables.replace(locked, &format!("[{locked}]"));
        assert_eq!(told["variables"].to_string(), variables, "{certificate}");
    }
}

#[test]
fn a_report_names_the_proxy_that_is_configured() {
    let home = Home::new().set("GUICHET_SECRETS", "memory");
    home.write_config(
        "[network]\nproxy = \"http://127.0.0.1:9\"\nproxy_auth = \"ntlm\"\npac = \"http://127.0.0.1:9/p.pac?token=MARKER-of-pac\"\n",
    );
    let report = home.run(&["doctor", "--report", "-"], "");
    for part in ["network.proxy = http://127.0.0.1:9/", "network.proxy_auth = ntlm", "network.pac = http://127.0.0.1:9"]
    {
        assert!(report.out.contains(part), "{part}: {report:?}");
    }
    assert!(!report.out.contains("MARKER"), "{report:?}");
}
