//! A credential goes where it was given for and nowhere else: not by a proxy when the portal is this machine, and not to
//! another origin that a configuration has put in the portal's place.

use std::path::Path;

use serde_json::json as object;

use crate::common::home::Home;
use crate::common::server::{Answer, Server};

/// Found wherever a secret went.
const KEY: &str = "MARKER-5d1c-key";

/// A CKAN portal that answers everything, and keeps what it was asked.
async fn open_portal() -> Server {
    let server = Server::start().await;
    server.otherwise(Answer::json(&object!({"success": true, "result": {"count": 0, "results": []}})));
    server
}

/// Everything that reached `server`, to be searched for secrets.
fn reached(server: &Server) -> String {
    format!("{:?}", server.requests())
}

fn ckan(url: &str) -> String {
    format!("[portals.p]\nkind = \"ckan\"\nurl = \"{url}\"\nsign_in = \"api-key\"\n")
}

/// The names and spellings of this machine: each is asked without the proxy, whatever variable names it.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_this_machine_is_never_asked_through_a_proxy() {
    let (portal, proxy) = (open_portal().await, open_portal().await);
    let port = portal.url.port().unwrap();
    let mut home = Home::new().set("GUICHET_P_API_KEY", KEY).set("NO_PROXY", "").set("no_proxy", "");
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        home = home.set(name, proxy.url.as_str());
    }
    let hosts = [
        "127.0.0.1",
        "localhost",
        "LocalHost.",
        "anything.localhost",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
    ];
    for host in hosts {
        let before = portal.requests().len();
        home.write_config(&ckan(&format!("http://{host}:{port}/")));
        let ran = home.run(&["list", "p"], "");
        let asked = &portal.requests()[before..];
        assert!(ran.code == 0 && !asked.is_empty(), "{host}: {ran:?}");
        assert!(asked.iter().all(|request| request.header("authorization") == Some(KEY)), "{host}: {asked:?}");
    }
    // By TLS, which nobody speaks there: what matters is that the proxy hears nothing of it.
    for host in ["127.0.0.1", "localhost", "[::1]"] {
        home.write_config(&ckan(&format!("https://{host}:{port}/")));
        assert_ne!(home.run(&["list", "p"], "").code, 0, "{host}");
    }
    assert!(proxy.requests().is_empty(), "{}", reached(&proxy));
}

/// What is none of this machine's addresses gets no credential in clear, by a proxy or without, wherever its name leads.
#[tokio::test(flavor = "multi_thread")]
async fn what_only_looks_like_this_machine_gets_no_credential_in_clear() {
    let proxy = open_portal().await;
    let home = Home::new().set("GUICHET_P_API_KEY", KEY).set("NO_PROXY", "").set("http_proxy", proxy.url.as_str());
    let port = proxy.url.port().unwrap();
    for host in ["localhost.example", "127.0.0.1.example", "xlocalhost", "0.0.0.0", "[::]", "[::ffff:10.0.0.1]", "10.1"]
    {
        home.write_config(&ckan(&format!("http://{host}:{port}/")));
        let ran = home.run(&["list", "p"], "");
        assert!(ran.code == 2 && ran.err.contains("https"), "{host}: {ran:?}");
    }
    assert!(!reached(&proxy).contains("MARKER"), "{}", reached(&proxy));
}

/// What opens a page is the system's program, which has no business with secrets.
#[cfg(unix)]
#[test]
fn a_program_that_is_started_gets_no_variable_of_guichet_s() {
    use std::os::unix::fs::PermissionsExt;

    use crate::common::term::Term;

    let home = Home::new();
    let (bin, told) = (home.path("bin"), home.path("told"));
    std::fs::create_dir(&bin).unwrap();
    let script = format!("#!/bin/sh\nenv > '{0}.part'\nmv '{0}.part' '{0}'\n", told.display());
    std::fs::write(bin.join("xdg-open"), script).unwrap();
    std::fs::set_permissions(bin.join("xdg-open"), PermissionsExt::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let secrets = [
        ("GUICHET_PASSPHRASE", KEY),
        ("GUICHET_P_PASSWORD", KEY),
        ("GUICHET_P_LOGIN", KEY),
        ("GUICHET_API_ENTREPRISE_TOKEN", KEY),
        ("GUICHET_X_CLIENT_SECRET_FILE", KEY),
        ("GUICHET_SECRETS", "memory"),
    ];
    let own = home.env.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let env: Vec<(&str, &str)> = own.chain(secrets).chain([("PATH", path.as_str())]).collect();
    let mut term = Term::spawn(100, 30, &["demo"], &env);
    term.shows("> rudi");
    term.keys("\r").shows("> all datasets");
    term.keys("\r").shows("> Agenda des");
    term.keys("\r").shows(".csv");
    term.keys("o");
    let end = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !told.exists() {
        assert!(std::time::Instant::now() < end, "nothing was opened: {}", term.shows("rudi"));
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let told = std::fs::read_to_string(told).unwrap();
    assert!(told.contains(&format!("HOME={}", home.path("").display())), "what is not guichet's stays: {told}");
    assert!(!told.contains("GUICHET_") && !told.contains("MARKER"), "{told}");
    term.keys("q");
    assert!(term.end().success());
}

/// Whoever starts a program elsewhere gives it the secrets in guichet's variables.
#[test]
fn programs_are_started_in_one_place() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for path in super::floors::sources(&src).unwrap() {
        let relative = path.strip_prefix(&src).unwrap();
        if relative == Path::new("base/child.rs") || path.ends_with("tests.rs") {
            continue;
        }
        let code = std::fs::read_to_string(&path).unwrap();
        for start in ["process::Command", "open::that", "open::with", "open::commands", "CommandExt"] {
            assert!(!code.contains(start), "src/{}: {start} belongs into base/child.rs", relative.display());
        }
    }
}
