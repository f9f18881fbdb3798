//! Client certificates, at nginx, which refuses in HTTP, and at servers that end the handshake: `GUICHET_MTLS` is the first of
//! their ports, `PEER_DIR` holds the certificates.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::common::home::{Home, Ran};

/// What opens every key that is locked.
const PASSPHRASE: &str = "cle:secrete é";
const PASSPHRASE_OF_M: &str = "GUICHET_M_CERTIFICATE_PASSPHRASE";

/// nginx with both versions of TLS, with 1.2 alone, with HTTP/2; and one with a revocation list.
const NGINX: [u16; 3] = [0, 1, 4];
const REVOKING: u16 = 3;
/// Servers that end the handshake, of TLS 1.3 and 1.2.
const ENDING: [u16; 2] = [5, 6];

fn file(name: &str) -> PathBuf {
    let peer_dir = std::env::var_os("PEER_DIR").expect("PEER_DIR is to name the peers' folder");
    PathBuf::from(peer_dir).join("mtls").join(name)
}

fn shown(name: &str) -> String {
    file(name).display().to_string()
}

fn port(offset: u16) -> u16 {
    let first: u16 = std::env::var("GUICHET_MTLS").expect("GUICHET_MTLS is to name a port").parse().unwrap();
    first + offset
}

/// The feed of a portal whose one file lies beside it, and another on a server that tells whom it sees.
fn feed(offset: u16) -> String {
    let whose = format!("https://localhost:{}/who", port(2));
    let dataset = |name: &str, url: &str| {
        format!(
            r#"{{"@id":"d/{name}","@type":"dcat:Dataset","dct:title":"{name}","dct:identifier":"{name}","dcat:distribution":
            [{{"@id":"d/{name}/f","@type":"dcat:Distribution","dct:title":"{name}","dcat:downloadURL":{{"@id":"{url}"}}}}]}}"#
        )
    };
    let context = r#"{"dcat":"http://www.w3.org/ns/dcat#","dct":"http://purl.org/dc/terms/"}"#;
    let datasets = [dataset("roads", "roads.csv"), dataset("elsewhere", &whose)].join(",");
    let content = format!(
        r#"{{"@context":{context},"@id":"c","@type":"dcat:Catalog","dct:title":"C","dcat:dataset":[{datasets}]}}"#
    );
    fs::write(file("www/catalog.jsonld"), content).unwrap();
    fs::write(file("www/roads.csv"), "a,b\n1,2\n").unwrap();
    format!("https://localhost:{}/catalog.jsonld", port(offset))
}

fn home() -> Home {
    Home::new().set("GUICHET_SECRETS", "memory")
}

fn run(home: &Home, args: &[&str], stdin: &str) -> Ran {
    home.run(&[&["--ca-file", &shown("ca.pem")], args].concat(), stdin)
}

fn configured(home: &Home, url: &str) {
    home.write_config(&format!("[portals.m]\nkind = \"dcat\"\nurl = \"{url}\"\n"));
}

/// The address of the dataset called so, and what is downloaded of it.
fn downloaded(home: &Home, name: &str) -> String {
    let listed = run(home, &["list", "m/all", "--json"], "");
    let listed: Value = serde_json::from_str(&listed.out).unwrap_or_else(|_| panic!("{listed:?}"));
    let item = listed["items"].as_array().unwrap().iter().find(|item| item["title"] == name).unwrap();
    let got = run(home, &["get", item["address"].as_str().unwrap(), "-o", "out", "--json"], "");
    assert_eq!(got.code, 0, "{got:?}");
    let file = home.files().into_iter().filter(|path| path.starts_with(home.path("out")));
    let file = file
        .filter(|path| !path.display().to_string().ends_with(".receipt.json"))
        .max_by_key(|path| fs::metadata(path).and_then(|file| file.modified()).unwrap());
    fs::read_to_string(file.unwrap()).unwrap()
}

#[test]
fn one_who_was_issued_a_certificate_sets_up_browses_and_downloads() {
    let table: [(&str, Option<&str>, bool); 7] = [
        ("good.pem", Some("good.key"), false),
        ("good-rsa.pem", Some("good-rsa.key"), false),
        ("chained.pem", Some("chained.key"), false),
        ("good.pem", Some("good-locked.key"), true),
        ("good.p12", None, true),
        ("good-old.p12", None, true),
        ("good-empty.p12", None, false),
    ];
    for offset in NGINX {
        let url = feed(offset);
        for (certificate, key, is_locked) in table.iter().filter(|(name, ..)| file(name).exists()) {
            let home = home();
            let home = if *is_locked { home.set(PASSPHRASE_OF_M, PASSPHRASE) } else { home };
            let certificate = shown(certificate);
            let key = key.map(shown);
            let mut args = vec!["setup", &url, "--name", "m", "--yes", "--client-certificate", &certificate];
            args.extend(key.iter().flat_map(|key| ["--client-key", key.as_str()]));
            let set_up = run(&home, &args, "");
            assert_eq!(set_up.code, 0, "{certificate} {offset}: {set_up:?}");
            assert_eq!(downloaded(&home, "roads"), "a,b\n1,2\n", "{certificate} {offset}");
            let status = run(&home, &["auth", "status", "--json"], "");
            let told: Value = serde_json::from_str(&status.out).unwrap();
            let shown = &told["portals"][0]["account"]["certificate"];
            assert!(shown["subject"].as_str().unwrap().starts_with("Agent "), "{status:?}");
        }
    }
}

#[test]
fn a_certificate_is_shown_to_its_portal_and_to_nobody_else() {
    let (url, home) = (feed(0), home());
    configured(&home, &url);
    let named = run(&home, &["auth", "certificate", "m", &shown("good.pem"), "--key", &shown("good.key")], "");
    assert_eq!(named.code, 0, "{named:?}");
    assert!(named.out.contains("Agent Martin"), "{named:?}");
    let seen: Value = serde_json::from_str(&downloaded(&home, "elsewhere")).unwrap();
    assert_eq!(seen["verify"], "NONE", "{seen}");
}

#[test]
fn a_passphrase_comes_by_standard_input_and_stays_in_the_store() {
    let (url, home) = (feed(0), home().set("GUICHET_SECRETS", "file").set("GUICHET_PASSPHRASE", "of the store"));
    configured(&home, &url);
    let name =
        |passphrase: &str| run(&home, &["auth", "certificate", "m", &shown("good.p12"), "--secret-stdin"], passphrase);
    let wrong = name("cle:secrete e\n");
    assert!(wrong.code == 3 && wrong.err.contains("the passphrase does not open it"), "{wrong:?}");
    let right = name(&format!("{PASSPHRASE}\n"));
    assert_eq!(right.code, 0, "{right:?}");
    assert_eq!(downloaded(&home, "roads"), "a,b\n1,2\n");
    let kept = fs::read_to_string(home.config()).unwrap();
    assert!(kept.contains("good.p12") && !kept.contains("secrete"), "{kept}");
    let removed = run(&home, &["auth", "remove", "m"], "");
    assert!(removed.code == 0 && removed.out.contains("encrypted file"), "{removed:?}");
    let locked = run(&home, &["list", "m/all"], "");
    assert!(locked.code == 3 && locked.err.contains("takes a passphrase, and none is stored"), "{locked:?}");
    let gone = run(&home, &["auth", "certificate", "m", "--remove"], "");
    assert_eq!(gone.code, 0, "{gone:?}");
    assert!(!fs::read_to_string(home.config()).unwrap().contains("client_certificate"));
}

/// Each with what is said of it.
const WRONG: [(&str, &str, &str); 7] = [
    (
        "otherca.pem",
        "otherca.key",
        "does not accept the client certificate of Agent Ailleurs, issued by CN=Some other root",
    ),
    ("selfsigned.pem", "selfsigned.key", "signed by itself"),
    ("chained-leaf.pem", "chained.key", "those between it and its authority are missing"),
    ("expired.pem", "expired.key", "the client certificate of Agent Hier ended on"),
    ("future.pem", "future.key", "the client certificate of Agent Demain is valid only from"),
    ("serveronly.pem", "serveronly.key", "not made to sign in with"),
    ("good.pem", "otherca.key", "the key belongs to another certificate"),
];

#[test]
fn each_certificate_that_is_refused_has_its_sentence_wherever_it_is_refused() {
    for offset in NGINX.into_iter().chain(ENDING) {
        let url = feed(offset);
        for (certificate, key, sentence) in WRONG {
            let home = home();
            configured(&home, &url);
            let tried = run(&home, &["auth", "certificate", "m", &shown(certificate), "--key", &shown(key)], "");
            assert_ne!(tried.code, 0, "{certificate} {offset}: {tried:?}");
            assert!(tried.err.contains(sentence), "{certificate} {offset}: {tried:?}");
            assert!(!fs::read_to_string(home.config()).unwrap().contains("client_certificate"), "{certificate}");
            // Where it is configured all the same, browsing says so too.
            let named = ["auth", "certificate", "m", &shown(certificate), "--key", &shown(key), "--untested"];
            if run(&home, &named, "").code == 0 {
                let listed = run(&home, &["list", "m/all"], "");
                assert!(listed.code == 3 && listed.err.contains(sentence), "{certificate} {offset}: {listed:?}");
            }
        }
    }
    let home = home();
    configured(&home, &feed(REVOKING));
    let revoked = run(&home, &["auth", "certificate", "m", &shown("revoked.pem"), "--key", &shown("revoked.key")], "");
    assert!(
        revoked.code == 3 && revoked.err.contains("whether the certificate was revoked")
            || revoked.err.contains("or the certificate was revoked"),
        "{revoked:?}"
    );
}

#[test]
fn good_ones_are_let_in_by_those_who_end_handshakes() {
    for offset in ENDING {
        for (certificate, key) in
            [("good.pem", "good.key"), ("good-rsa.pem", "good-rsa.key"), ("chained.pem", "chained.key")]
        {
            let home = home();
            configured(&home, &format!("https://localhost:{}/", port(offset)));
            let tried = run(&home, &["auth", "certificate", "m", &shown(certificate), "--key", &shown(key)], "");
            assert_eq!(tried.code, 0, "{certificate} {offset}: {tried:?}");
        }
    }
}

#[test]
fn where_there_is_none_it_is_said_what_is_wanted() {
    let table = NGINX.into_iter().map(|offset| (offset, "asks for a client certificate, and none is configured"));
    let table = table.chain([(5, "asks for a client certificate"), (6, "ended the handshake of TLS")]);
    for (offset, sentence) in table {
        let (home, url) = (home(), feed(offset));
        configured(&home, &url);
        let set_up = ["setup", &*url, "--name", "n", "--yes"];
        for args in [&["list", "m/all"][..], &["doctor"], &set_up] {
            let ran = run(&home, args, "");
            let told = format!("{}{}", ran.out, ran.err);
            assert!(ran.code != 0 && told.contains(sentence), "{args:?} {offset}: {ran:?}");
            assert!(told.contains("guichet auth certificate"), "{args:?} {offset}: {ran:?}");
        }
    }
}
