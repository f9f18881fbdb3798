//! A credential goes where it was given for and nowhere else: not by a proxy when the portal is this machine, and not to
//! another origin that a configuration has put in the portal's place.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use guichet::access::secrets::{BoundCredentials, Credentials, EncryptedFile, Origins, SecretStore};
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
        let code = code.split("#[cfg(test)]").next().unwrap(); // tests run shells
        for start in ["process::Command", "open::that", "open::with", "open::commands", "CommandExt"] {
            assert!(!code.contains(start), "src/{}: {start} belongs into base/child.rs", relative.display());
        }
    }
}

/// A home whose credentials lie in an encrypted file.
fn stored() -> Home {
    Home::new().set("GUICHET_SECRETS", "file").set("GUICHET_PASSPHRASE", PASSPHRASE)
}

const PASSPHRASE: &str = "open sesame";

/// The store of `home`, as another process opens it.
fn store(home: &Home) -> EncryptedFile {
    let file = EncryptedFile::in_folder(&home.path("data/guichet")).with_work(4);
    file.answer(PASSPHRASE.to_owned().into());
    file
}

/// What the credential of `p` is bound to.
fn bound_to(home: &Home) -> Option<Origins> {
    store(home).get("p").unwrap().unwrap().origins
}

fn origins(portal: &str, tokens: Option<&str>) -> Origins {
    Origins::new(&portal.parse().unwrap(), tokens.map(|tokens| tokens.parse().unwrap()).as_ref())
}

/// Seals the file anew so that the many runs of a test open it fast.
fn hasten(home: &Home) {
    let file = store(home);
    file.set("p", &file.get("p").unwrap().unwrap()).unwrap();
}

/// Puts an entry there as guichet wrote it before it noted where a credential belongs.
fn store_as_before(home: &Home, credentials: Credentials) {
    store(home).set("p", &BoundCredentials { credentials, origins: None }).unwrap();
}

/// Whether a secret of these tests is in `text`, in one of the spellings that it is sent in.
fn tells(text: &str) -> bool {
    // Three alignments: whatever stands before it, one of them is in the whole.
    let encoded = (0..3).map(|skip| STANDARD.encode(&KEY[skip..]));
    encoded.map(|it| it[4..16].to_owned()).chain(["MARKER".to_owned()]).any(|form| text.contains(&form))
}

/// Every way to sign in, with the kind that has it; whether the credential is a pair.
const WAYS: [(&str, &str, bool); 23] = [
    ("rudi", "login", true),
    ("rudi", "client", true),
    ("rudi", "password-grant", true),
    ("rudi", "wso2", true),
    ("dastra", "client", true),
    ("dastra", "api-key", false),
    ("isogeo", "client", true),
    ("api-entreprise", "token", false),
    ("api-particulier", "token", false),
    ("udata", "api-key", false),
    ("ckan", "api-key", false),
    ("opendatasoft", "api-key", false),
    ("dataverse", "api-key", false),
    ("zenodo", "api-key", false),
    ("hugging-face", "api-key", false),
    ("dcat", "path-token", false),
    ("dcat", "bearer", false),
    ("dcat", "login", true),
    ("ogc-records", "bearer", false),
    ("ogc-records", "login", true),
    ("stac", "bearer", false),
    ("stac", "login", true),
    ("csw", "login", true),
];

/// The configuration of another project, say, with a portal of the same name.
fn write(home: &Home, name: &str, (kind, way): (&str, &str), url: &str, token_url: Option<&str>) -> String {
    let token_url = token_url.map(|url| format!("token_url = \"{url}token\"\n")).unwrap_or_default();
    let username = if way == "wso2" { "username = \"ada\"\n" } else { "" };
    let portal = format!("[portals.p]\nkind = \"{kind}\"\nurl = \"{url}\"\nsign_in = \"{way}\"\n{token_url}{username}");
    std::fs::write(home.path(name), portal).unwrap();
    home.path(name).display().to_string()
}

/// A server that answers everything as a token service and as a portal would.
async fn agreeable() -> Server {
    let server = Server::start().await;
    server.otherwise(Answer::json(&object!({
        "access_token": "t", "token_type": "bearer", "expires_in": 300, "jwtToken": "Bearer t", "success": true,
        "result": [], "results": [], "data": [], "items": [], "total": 0,
    })));
    server
}

/// The same name and another address: nothing of the secret gets there, for no kind and no way to sign in, until the
/// person says so.
#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_with_the_same_name_does_not_get_the_credential() {
    for (kind, way, is_pair) in WAYS {
        let (good, evil, home) = (agreeable().await, agreeable().await, stored());
        let (good_url, evil_url) = (good.url.as_str(), evil.url.as_str());
        let config = write(&home, "good.toml", (kind, way), good_url, None);
        let secret = if way == "token" { format!("eyJ.{KEY}.x") } else { KEY.to_owned() };
        let id: &[&str] = if is_pair { &["--id", "ada"] } else { &[] };
        let set = [&["--config", &config, "auth", "set", "p", "--sign-in", way, "--secret-stdin", "--untested"], id];
        let set = home.run(&set.concat(), &secret);
        assert_eq!(set.code, 0, "{kind} {way}: {set:?}");
        hasten(&home);
        let evil_ones: [(String, &[&[&str]]); 4] = [
            (
                write(&home, "elsewhere.toml", (kind, way), evil_url, None),
                &[&["list", "p"], &["list", "p", "--json"], &["auth", "test", "p"], &["auth", "status"], &["doctor"]],
            ),
            (write(&home, "tokens.toml", (kind, way), good_url, Some(evil_url)), &[&["auth", "test", "p"]]),
            (write(&home, "both.toml", (kind, way), evil_url, Some(evil_url)), &[&["auth", "test", "p"]]),
            (write(&home, "portal.toml", (kind, way), evil_url, Some(good_url)), &[&["auth", "status", "--json"]]),
        ];
        for (config, commands) in &evil_ones {
            // What these two list is known without the key.
            let lists = way != "wso2" && way != "token";
            for command in commands.iter().filter(|command| lists || command[0] != "list") {
                let ran = home.run(&[&["--config", config.as_str()], *command].concat(), "");
                let said = format!("{}{}", ran.out, ran.err);
                assert_eq!(ran.code, 3, "{kind} {way} {config} {command:?}: {said}");
                for part in [good_url.trim_end_matches('/'), evil_url.trim_end_matches('/'), "guichet auth allow p"] {
                    assert!(said.contains(part), "{kind} {way} {config} {command:?}: {part} in {said}");
                }
            }
            assert!(!tells(&reached(&evil)), "{kind} {way} {config}: {}", reached(&evil));
            assert_eq!(bound_to(&home), Some(origins(good_url, None)), "{kind} {way} {config}");
        }
        assert!(!tells(&reached(&good)), "what is refused is sent nowhere: {}", reached(&good));

        home.run(&["--config", &config, "auth", "test", "p"], "");
        assert!(tells(&reached(&good)), "{kind} {way}: where it was given for, it goes: {}", reached(&good));
        let evil_one = &evil_ones[0].0;
        let allowed = home.run(&["--config", evil_one, "auth", "allow", "p"], "");
        assert!(allowed.code == 0 && allowed.out.contains(evil_url.trim_end_matches('/')), "{kind} {way}: {allowed:?}");
        hasten(&home);
        home.run(&["--config", evil_one, "auth", "test", "p"], "");
        assert!(tells(&reached(&evil)), "{kind} {way}: the person said so: {}", reached(&evil));
        let before = home.run(&["--config", &config, "auth", "test", "p"], "");
        assert_eq!(before.code, 3, "{kind} {way}: and no longer where it was: {before:?}");
    }
}

/// What a person may change without a question.
#[tokio::test(flavor = "multi_thread")]
async fn another_spelling_of_the_address_is_no_other_address() {
    let (portal, home) = (open_portal().await, stored());
    let port = portal.url.port().unwrap();
    home.write_config(&ckan(&format!("http://localhost:{port}/")));
    assert_eq!(home.run(&["auth", "set", "p", "--secret-stdin", "--untested"], KEY).code, 0);
    hasten(&home);
    for same in
        ["http://localhost:{}/data", "http://LOCALHOST:{}", "http://localhost.:{}/", "http://localhost:0{}/a/b/"]
    {
        let before = portal.requests().len();
        home.write_config(&ckan(&same.replace("{}", &port.to_string())));
        let ran = home.run(&["list", "p"], "");
        let asked = &portal.requests()[before..];
        assert!(ran.code == 0 && asked[0].header("authorization") == Some(KEY), "{same}: {ran:?}");
    }
    for other in ["https://localhost:{}", "http://127.0.0.1:{}", "http://x.localhost:{}", "http://[::1]:{}"] {
        home.write_config(&ckan(&other.replace("{}", &port.to_string())));
        let ran = home.run(&["list", "p"], "");
        assert!(ran.code == 3 && ran.err.contains("guichet auth allow p"), "{other}: {ran:?}");
    }
    // Another name for it has no credential; the file of settings says nothing of where one may go.
    home.write_config(&ckan(&format!("http://localhost:{port}/")).replace("portals.p", "portals.q"));
    let renamed = home.run(&["list", "q"], "");
    assert!(renamed.code == 3 && renamed.err.contains("no credential is stored"), "{renamed:?}");
}

/// Entries of before: what fails binds nothing, the first use that succeeds does.
#[tokio::test(flavor = "multi_thread")]
async fn an_entry_of_before_is_bound_where_it_is_first_used_with_success() {
    let login = || Credentials::Login { login: "ada".into(), password: KEY.to_owned().into() };
    let client = || Credentials::Client { id: "ada".into(), secret: KEY.to_owned().into() };
    let key = || Credentials::ApiKey(KEY.to_owned().into());
    let token = || Credentials::Token(KEY.to_owned().into());
    let table: [(&str, &str, Credentials); 8] = [
        ("rudi", "login", login()),
        ("rudi", "client", client()),
        ("isogeo", "client", client()),
        ("ckan", "api-key", key()),
        ("opendatasoft", "api-key", key()),
        ("hugging-face", "api-key", key()),
        ("dcat", "path-token", token()),
        ("dcat", "login", login()),
    ];
    let feed = r#"{"@context": {"dcat": "http://www.w3.org/ns/dcat#"}, "@type": "dcat:Catalog", "dcat:dataset": []}"#;
    for (kind, way, credentials) in table {
        let (portal, tokens, home) = (Server::start().await, agreeable().await, stored());
        let token_url =
            (kind, way) != ("rudi", "login") && !["ckan", "opendatasoft", "hugging-face", "dcat"].contains(&kind);
        let token_url = token_url.then_some(tokens.url.as_str());
        let config = write(&home, "c.toml", (kind, way), portal.url.as_str(), token_url);
        store_as_before(&home, credentials);
        for status in [401, 403, 500] {
            portal.otherwise(Answer::status(status));
            let ran = home.run(&["--config", &config, "auth", "test", "p", "-vvv"], "");
            assert_eq!(bound_to(&home), None, "{kind} {way}: {status} is no success: {ran:?}");
        }
        let answer = match kind {
            "dcat" => Answer::raw("application/ld+json", feed),
            "isogeo" => Answer::json(&object!([])),
            "hugging-face" => Answer::json(&object!({"type": "user", "name": "ada"})),
            _ => Answer::json(
                &object!({"jwtToken": "Bearer t", "login": "ada", "total": 0, "items": [], "success": true,
                "result": {"id": "x", "name": "ada", "count": 0, "results": []}, "results": [], "total_count": 0}),
            ),
        };
        portal.otherwise(answer);
        let ran = home.run(&["--config", &config, "auth", "test", "p"], "");
        let expected = origins(portal.url.as_str(), token_url);
        assert_eq!(bound_to(&home), Some(expected), "{kind} {way}: {ran:?}");
        let elsewhere = write(&home, "e.toml", (kind, way), "http://127.0.0.1:9/", token_url);
        assert_eq!(home.run(&["--config", &elsewhere, "list", "p"], "").code, 3, "{kind} {way}");
    }
}

/// Of many that use it at once, each is answered, and it is bound once.
#[tokio::test(flavor = "multi_thread")]
async fn processes_that_bind_at_once_agree() {
    let (one, other, home) = (open_portal().await, open_portal().await, stored());
    let configs = [&one, &other].map(|server| {
        write(&home, &format!("{}.toml", server.url.port().unwrap()), ("ckan", "api-key"), server.url.as_str(), None)
    });
    store_as_before(&home, Credentials::ApiKey(KEY.to_owned().into()));
    std::thread::scope(|scope| {
        for config in configs.iter().cycle().take(4) {
            let home = &home;
            scope.spawn(move || {
                let ran = home.run(&["--config", config, "list", "p"], "");
                assert!([0, 3].contains(&ran.code), "{ran:?}");
            });
        }
    });
    let bound = bound_to(&home).unwrap();
    let codes = configs.map(|config| home.run(&["--config", &config, "list", "p"], "").code);
    assert_eq!(codes, if bound == origins(one.url.as_str(), None) { [0, 3] } else { [3, 0] });
}

/// Variables are given to the program by whoever starts it; one more says where they belong.
#[tokio::test(flavor = "multi_thread")]
async fn variables_go_where_their_owner_says() {
    let (good, evil) = (open_portal().await, open_portal().await);
    let dotted = good.url.as_str().replace("127.0.0.1", "localhost.");
    let table = [
        (None, 0, ""),
        (Some(evil.url.to_string()), 0, ""),
        (Some(format!("{dotted}, {}", evil.url)), 0, ""),
        (Some(good.url.to_string()), 3, "GUICHET_P_ORIGIN"),
        (Some("https://a.example b".to_owned()), 2, "GUICHET_P_ORIGIN"),
    ];
    for (variable, code, part) in table {
        let mut home = Home::new().set("GUICHET_P_API_KEY", KEY);
        if let Some(variable) = &variable {
            home = home.set("GUICHET_P_ORIGIN", variable);
        }
        home.write_config(&ckan(evil.url.as_str()));
        let before = evil.requests().len();
        let ran = home.run(&["list", "p"], "");
        assert!(ran.code == code && ran.err.contains(part), "{variable:?}: {ran:?}");
        let sent = evil.requests()[before..].iter().any(|request| request.header("authorization") == Some(KEY));
        assert_eq!(sent, code == 0, "{variable:?}");
        let allowed = home.run(&["auth", "allow", "p"], "");
        assert!(allowed.code == 2 && allowed.err.contains("GUICHET_P_ORIGIN"), "{allowed:?}");
    }
}

/// Isogeo's keys bring the addresses along that they are for.
#[tokio::test(flavor = "multi_thread")]
async fn imported_keys_go_to_the_addresses_they_came_with() {
    let (portal, tokens, home) = (agreeable().await, agreeable().await, stored());
    let file = object!({"web": {"client_id": format!("atlas-{}", "0".repeat(32)), "client_secret": KEY,
        "token_uri": tokens.url.join("/oauth/token").unwrap().as_str()}});
    std::fs::write(home.path("client_secrets.json"), file.to_string()).unwrap();
    let import = ["auth", "import", "client_secrets.json", "--name", "p", "--url", portal.url.as_str(), "--untested"];
    assert_eq!(home.run(&import, "").code, 0);
    let (portal_url, token_url) = (portal.url.as_str(), tokens.url.as_str());
    assert_eq!(bound_to(&home), Some(origins(portal_url, Some(token_url))));
    let status = home.run(&["auth", "status", "--json"], "");
    let status: serde_json::Value = serde_json::from_str(&status.out).unwrap();
    let told = ["origin", "token_origin"].map(|key| status["portals"][0][key].as_str().unwrap().to_owned());
    assert_eq!(told, [portal_url, token_url].map(|url| url.trim_end_matches('/').to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_allowed_is_said() {
    let home = stored();
    home.write_config(&ckan("http://127.0.0.1:9/"));
    for (args, code, part) in
        [(["auth", "allow", "q"], 2, "no portal of that name"), (["auth", "allow", "p"], 3, "no credential is stored")]
    {
        let ran = home.run(&args, "");
        assert!(ran.code == code && ran.err.contains(part), "{args:?}: {ran:?}");
    }
}

/// The browser asks, and does nothing before it is answered.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_browser_asks_before_a_credential_goes_elsewhere() {
    use crate::common::term::Term;

    for (key, allowed) in [("n", false), ("y", true)] {
        let (good, evil, home) = (open_portal().await, open_portal().await, stored());
        home.write_config(&ckan(good.url.as_str()));
        assert_eq!(home.run(&["auth", "set", "p", "--secret-stdin", "--untested"], KEY).code, 0);
        hasten(&home);
        home.write_config(&ckan(evil.url.as_str()));
        let env: Vec<(&str, &str)> = home.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut term = Term::spawn(110, 30, &[], &env);
        term.shows("> p");
        term.keys("\r").shows("the address of p has changed: ");
        assert!(!tells(&reached(&evil)));
        term.keys("w").shows("another address");
        let screen = term.shows("do not send it");
        for url in [&good.url, &evil.url] {
            assert!(screen.contains(url.as_str().trim_end_matches('/')), "{screen}");
        }
        term.keys("\x1b").shows("has changed: ");
        term.keys("w").shows("do not send it");
        term.keys(key);
        match allowed {
            true => term.until("the list", |screen| !screen.contents().contains("loading")),
            false => term.shows("guichet auth allow p"),
        };
        term.keys("q");
        assert!(term.end().success());
        assert_eq!(tells(&reached(&evil)), allowed, "{}", reached(&evil));
        let expected = if allowed { &evil } else { &good };
        assert_eq!(bound_to(&home), Some(origins(expected.url.as_str(), None)));
    }
}

/// The same question where everything is typed; the end of the input is no yes.
#[tokio::test(flavor = "multi_thread")]
async fn the_plain_browser_asks_before_a_credential_goes_elsewhere() {
    for (typed, allowed) in [("1\nno\nq\n", false), ("1\n2\nq\n", false), ("1\n", false), ("1\ny\nyes\nq\n", true)] {
        let (good, evil, home) = (open_portal().await, open_portal().await, stored());
        home.write_config(&ckan(good.url.as_str()));
        assert_eq!(home.run(&["auth", "set", "p", "--secret-stdin", "--untested"], KEY).code, 0);
        hasten(&home);
        home.write_config(&ckan(evil.url.as_str()));
        let ran = home.run(&["--plain"], typed);
        assert!(ran.out.contains("was given for"), "{typed:?}: {ran:?}");
        assert_eq!(tells(&reached(&evil)), allowed, "{typed:?}: {ran:?}");
        let expected = if allowed { &evil } else { &good };
        assert_eq!(bound_to(&home), Some(origins(expected.url.as_str(), None)), "{typed:?}");
    }
}
