//! The wizard in a real pseudo-terminal, from the first key to the stored credential.
#![cfg(unix)]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::json as object;

use crate::common::home::Home;
use crate::common::server::{Answer, Server};
use crate::common::term::Term;

const LOGIN: &str = "demo@exemple.bzh";
const PASSWORD: &str = "galette-saucisse";

/// The demo served by the real program.
struct Demo {
    child: Child,
    /// The address of its RUDI portal.
    url: String,
}

impl Demo {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_guichet"))
            .args(["demo", "--headless"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let config = line.trim().trim_start_matches("export GUICHET_CONFIG='").trim_end_matches('\'');
        let config: toml::Table = std::fs::read_to_string(config).unwrap().parse().unwrap();
        let url = config["portals"]["rudi"]["url"].as_str().unwrap().to_owned();
        Self { child, url }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn open(home: &Home, args: &[&str]) -> Term {
    let env: Vec<(&str, &str)> = home.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Term::spawn(80, 24, args, &env)
}

fn home() -> Home {
    Home::new().set("GUICHET_SECRETS", "file").set("GUICHET_PASSPHRASE", "open sesame")
}

/// Answers up to the way to sign in: which portal, where, its name.
fn place(term: &mut Term, demo: &Demo, name: &str) {
    term.shows("Which portal?");
    term.shows("Number [1]:");
    // The first kind of the list is RUDI.
    term.keys("\r").shows("Where is it?");
    term.keys("2\r").shows("Its address:");
    term.keys(&demo.url).keys("\r").shows("A short name");
    term.keys(name).keys("\r").shows("How do you sign in?");
}

#[test]
fn from_the_first_key_to_the_stored_credential() {
    let (demo, home) = (Demo::start(), home());
    let mut term = open(&home, &["setup"]);
    place(&mut term, &demo, "rennes");
    term.keys("1\r").shows("Login:");
    term.keys(LOGIN).keys("\r").shows("Password (hidden, 0 characters)");
    term.keys("wrong").shows("Password (hidden, 5 characters)");
    term.keys("\r").shows("does not know this login and password");
    let screen = term.shows("3) leave");
    assert!(screen.contains("And now?") && !screen.contains("untested"), "what was refused is not kept: {screen}");
    term.keys("1\r").shows(&format!("Login [{LOGIN}]:"));
    term.keys("\r").shows("Password (hidden, 0 characters)");
    // Pasted with what a mail adds: blanks and a line break inside and at the end.
    term.keys(&format!("\x1b[200~ {}\n{} \n\x1b[201~", &PASSWORD[..7], &PASSWORD[7..]));
    term.shows("(hidden, 17 characters)");
    term.keys("\r").shows("Signed in as Démo Guichet");
    let screen = term.shows("Done. Next: guichet list rennes");
    assert!(screen.contains("It opens: 7 restricted datasets."), "{screen}");
    assert!(screen.contains("Stored, and read back: the encrypted file."), "{screen}");
    assert!(!screen.contains("galette"), "{screen}");
    assert!(term.end().success());

    let listed = home.run(&["list", "rennes/restricted", "--json"], "");
    assert_eq!(listed.code, 0, "{listed:?}");
    assert!(listed.out.contains("\"total\":7"), "{listed:?}");
    assert!(!home.path("state/guichet/setup.json").exists(), "nothing is left to go on with");
    for file in home.files() {
        assert!(!String::from_utf8_lossy(&std::fs::read(&file).unwrap()).contains(PASSWORD), "{file:?}");
    }
}

#[test]
fn it_is_left_at_any_question_and_taken_up_again() {
    let (demo, home) = (Demo::start(), home());
    let mut term = open(&home, &["setup"]);
    place(&mut term, &demo, "rennes");
    term.keys("2\r").shows("Client id:");
    term.keys("projet-demo\r").shows("Client secret (hidden, 0 characters)");
    term.keys("half of it\x03");
    term.shows("guichet setup` goes on from here");
    assert_eq!(term.end().exit_code(), 130);
    let left = std::fs::read_to_string(home.path("state/guichet/setup.json")).unwrap();
    assert!(left.contains("projet-demo") && !left.contains("half of it"), "{left}");

    let mut term = open(&home, &["setup"]);
    term.shows("A setup of \"rennes\" was left at the secret. Go on with it?");
    term.keys("y\r").shows("Client id [projet-demo]:");
    term.keys("\r").shows("Client secret (hidden, 0 characters)");
    term.keys("b:s%2+c r/=é").shows("(hidden, 12 characters)");
    term.keys("\r").shows("Done. Next: guichet list rennes");
    assert!(term.end().success());
    assert!(std::fs::read_to_string(home.config()).unwrap().contains("sign_in = \"client\""));
}

/// The portal's documentation shows a whole line, and its page of keys a pair.
#[test]
fn a_pair_and_a_curl_line_are_understood_where_a_key_is_asked_for() {
    use base64::Engine as _;
    let (demo, key) = (Demo::start(), "projet-demo:b:s%2+c r/=é");
    let basic = base64::engine::general_purpose::STANDARD.encode(key);
    let line = format!("curl -kv -H \"Authorization: Basic {basic}\" {}apm/token", demo.url);
    let broken = line.replace(" -H", " \\\r -H");
    for pasted in [key.to_owned(), basic.clone(), line.clone(), broken] {
        let home = home();
        let mut term = open(&home, &["setup"]);
        place(&mut term, &demo, "rennes");
        term.shows("Consumer Key / Consumer Secret");
        term.keys("2\r").shows("Client id:");
        term.keys(&pasted).keys("\r").shows("Done. Next: guichet list rennes");
        assert!(term.end().success(), "{pasted}");
    }
    let home = home();
    let mut term = open(&home, &["setup"]);
    place(&mut term, &demo, "rennes");
    term.keys("2\r").shows("Client id:");
    term.keys("curl -u a:b https://rudi.exemple.org/token\r").shows("the pasted line is for");
    term.keys("projet-demo\r").shows("Client secret (hidden, 0 characters)");
    term.keys(&format!("\x1b[200~{}\x1b[201~", line.replace(" -H", " \\\n -H")));
    term.keys("\r").shows("Done. Next: guichet list rennes");
    assert!(term.end().success());
}

#[test]
fn without_a_keyring_the_person_chooses_and_the_choice_is_remembered() {
    let (demo, home) = (Demo::start(), Home::new());
    let mut term = open(&home, &["setup"]);
    place(&mut term, &demo, "rennes");
    term.keys("1\r").shows("Secrets cannot be stored");
    term.shows("Where are your secrets to be kept?");
    term.keys("1\r").shows("New passphrase (hidden, 0 characters)");
    term.keys("one\r").shows("The same again (hidden, 0 characters)");
    term.keys("two\r").shows("The two are not the same.");
    for _ in 0..2 {
        term.until("a fresh question", |screen| screen.contents().trim_end().ends_with("(hidden, 0 characters):"));
        term.keys("open sesame\r");
    }
    term.shows("Login:");
    term.keys(LOGIN).keys("\r").shows("Password (hidden, 0 characters)");
    term.keys(PASSWORD).keys("\r").shows("Done. Next: guichet list rennes");
    assert!(term.end().success());
    assert!(std::fs::read_to_string(home.config()).unwrap().contains("secrets = \"file\""));
    let home = home.set("GUICHET_PASSPHRASE", "open sesame");
    let tested = home.run(&["auth", "test", "rennes"], "");
    assert_eq!(tested.code, 0, "{tested:?}");
}

#[test]
fn an_open_portal_needs_no_secret() {
    let (demo, home) = (Demo::start(), Home::new());
    let mut term = open(&home, &["setup"]);
    place(&mut term, &demo, "ouvert");
    term.keys("4\r").shows("Done. Next: guichet list ouvert");
    assert!(term.end().success());
    assert_eq!(home.run(&["list", "ouvert"], "").code, 0);
}

/// Nothing is written over: what a screen reader or a dumb terminal gets are lines.
#[test]
fn plain_output_moves_no_cursor() {
    let (demo, home) = (Demo::start(), home());
    let mut term = open(&home, &["setup", "--plain"]);
    place(&mut term, &demo, "rennes");
    term.keys("1\r").shows("Login:");
    term.keys(LOGIN).keys("\r").shows("Password (hidden while you type):");
    term.keys(PASSWORD).keys("\r").shows("16 characters");
    term.shows("Done. Next: guichet list rennes");
    assert!(term.end().success());
    let sent = term.sent();
    assert!(!sent.contains(&0x1b), "{}", String::from_utf8_lossy(&sent));
}

#[test]
fn a_bad_answer_is_explained_and_asked_again() {
    let home = home();
    let mut term = open(&home, &["setup"]);
    term.shows("Number [1]:");
    term.keys("99\r").shows("Type a number from 1 to");
    term.keys("1\r").shows("Where is it?");
    term.keys("2\r").shows("Its address:");
    for (typed, said) in [
        ("nonsense", "cannot be understood"),
        ("https://a:b@c.example", "holds a user name"),
        ("ftp://x", "neither https nor http"),
    ] {
        term.keys(typed).keys("\r").shows(said);
    }
    term.keys("https://c.example\r").shows("A short name");
    term.keys("Mon Portail\r").shows("cannot be a portal's name");
    term.keys("\x03");
    term.end();
}

#[test]
fn the_browser_opens_it_and_goes_on_signed_in() {
    let (demo, home) = (Demo::start(), home());
    let mut term = open(&home, &[]);
    term.shows("n: set up a portal");
    term.keys("n");
    place(&mut term, &demo, "rennes");
    term.keys("1\r").shows("Login:");
    term.keys(LOGIN).keys("\r").shows("Password (hidden, 0 characters)");
    term.keys(PASSWORD).keys("\r").shows("> rennes  RUDI · signed in: Démo Guichet");
    term.keys("\r").shows("all datasets");
    term.keys("jj").shows("> my restricted");
    term.keys("\r").shows("> Consommation d’énergie");
    term.keys("q");
    assert!(term.end().success());
}

/// `client_secrets.json` is all a person needs to have; QA's is not tried at production's address.
#[tokio::test(flavor = "multi_thread")]
async fn keys_in_a_file_are_taken_over_and_the_file_deleted() {
    let server = Server::start().await;
    let token = object!({"access_token": "t", "token_type": "bearer", "expires_in": 3599});
    server.answers("/oauth/token", [Answer::json(&token)]);
    server.answers(
        "/shares",
        [Answer::json(&object!([{"_id": "b".repeat(32), "name": "Cadastre", "type": "application"}]))],
    );
    let home = home();
    let keys = home.path("client_secrets.json");
    let file = object!({"web": {"client_id": format!("a-{}", "0".repeat(32)), "client_secret": "s".repeat(64),
        "token_uri": server.url.join("/oauth/token").unwrap().as_str(), "auth_uri": "https://id.api.isogeo.com/oauth/authorize"}});
    std::fs::write(&keys, file.to_string()).unwrap();

    let mut term = open(&home, &["setup"]);
    let screen = term.shows("Number [1]:");
    let row = screen.lines().find(|line| line.contains("Isogeo")).unwrap();
    let number = row.trim().split(')').next().unwrap().to_owned();
    term.keys(&number).keys("\r").shows("The client_secrets.json you were sent");
    term.keys("nowhere.json\r").shows("cannot be read");
    term.keys(keys.to_str().unwrap()).keys("\r").shows("Where is it?");
    let screen = term.shows("another address");
    let row = screen.lines().find(|line| line.contains("another address")).unwrap();
    let number = row.trim().split(')').next().unwrap().to_owned();
    term.keys(&number).keys("\r").shows("Its address:");
    term.keys(server.url.as_str()).keys("\r").shows("Its token service");
    term.keys("\r").shows("A short name");
    term.keys("geo\r").shows("It opens: Cadastre");
    term.shows("Delete ");
    term.keys("y\r").shows("Deleted.");
    term.shows("Done. Next: guichet list geo");
    assert!(term.end().success());
    assert!(!keys.exists());
    assert_eq!(home.run(&["auth", "test", "geo"], "").code, 0);
}

/// A CKAN portal as far as it tells what it is.
async fn ckan() -> Server {
    let server = Server::start().await;
    let status = std::fs::read("tests/fixtures/ckan/status.json").unwrap();
    server.answers("/opendata/api/3/action/status_show", [Answer::raw("application/json", status)]);
    server
}

/// The address of a page is all that is known of the portal.
#[tokio::test(flavor = "multi_thread")]
async fn a_web_address_and_one_enter_configure_an_open_portal() {
    let (server, home) = (ckan().await, Home::new());
    let page = server.url.join("opendata/dataset/arbres?x=1").unwrap();
    let mut term = open(&home, &["setup", page.as_str()]);
    term.shows("That is ckan, at ");
    let screen = term.shows("Configure it as \"ckan\", for what is open to everybody? (y/n) [y]:");
    assert!(screen.contains("Peer CKAN"), "{screen}");
    term.keys("\r").shows("Done. Next: guichet list ckan");
    assert!(term.end().success());
    let config = std::fs::read_to_string(home.config()).unwrap();
    assert_eq!(config, format!("[portals.ckan]\nkind = \"ckan\"\nurl = \"{}opendata/\"\n", server.url));
    assert!(!home.path("state/guichet/setup.json").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_no_names_it_and_chooses_how_to_sign_in() {
    let (server, home) = (ckan().await, home());
    let mut term = open(&home, &["setup", server.url.join("opendata").unwrap().as_str()]);
    term.shows("for what is open to everybody?");
    term.keys("n\r").shows("A short name");
    term.keys("arbres\r").shows("How do you sign in?");
    let screen = term.shows("Number [1]:");
    let row = screen.lines().find(|line| line.contains("none: only what is open")).unwrap();
    let number = row.trim().split(')').next().unwrap().to_owned();
    term.keys(&number).keys("\r").shows("Done. Next: guichet list arbres");
    assert!(term.end().success());
}

/// Also from the wizard's first question, and what is no portal's address is asked for again.
#[tokio::test(flavor = "multi_thread")]
async fn the_wizard_itself_takes_an_address() {
    let (server, nothing, home) = (ckan().await, Server::start().await, Home::new());
    let mut term = open(&home, &["setup"]);
    let screen = term.shows("Number [1]:");
    let row = screen.lines().find(|line| line.contains("one whose web address is all I know")).unwrap();
    let number = row.trim().split(')').next().unwrap().to_owned();
    term.keys(&number).keys("\r").shows("Its web address");
    term.keys(nothing.url.as_str()).keys("\r").shows("is a portal guichet");
    term.keys("ftp://a.org\r").shows("is not a web address");
    term.keys(server.url.join("opendata/organization").unwrap().as_str()).keys("\r").shows("That is ckan");
    term.keys("\r").shows("Done. Next: guichet list ckan");
    assert!(term.end().success());
}

/// What answers is at another host than the one that was typed: nothing is configured without a word.
#[tokio::test(flavor = "multi_thread")]
async fn another_site_is_asked_about() {
    let (server, front, home) = (ckan().await, Server::start().await, Home::new());
    let mut there = server.url.join("opendata/api/3/action/status_show").unwrap();
    there.set_host(Some("localhost")).unwrap();
    front.answers("/api/3/action/status_show", [Answer::status(302).header("location", there.as_str())]);
    let script = tokio::task::block_in_place(|| home.run(&["setup", front.url.as_str(), "--yes"], ""));
    assert_eq!(script.code, 2, "{script:?}");
    assert!(script.err.contains("another site, localhost") && !home.config().exists(), "{script:?}");
    let mut term = open(&home, &["setup", front.url.as_str()]);
    term.shows("another site, localhost. Is that the one you mean? (y/n) [y]:");
    term.keys("n\r");
    assert_eq!(term.end().exit_code(), 130);
    assert!(!home.config().exists());
    let mut term = open(&home, &["setup", front.url.as_str()]);
    term.shows("Is that the one you mean?");
    term.keys("\r").shows("for what is open to everybody?");
    term.keys("\r").shows("Done. Next: guichet list localhost");
    assert!(std::fs::read_to_string(home.config()).unwrap().contains("http://localhost:"));
}

/// The token at the end of the address is a secret: taken for one, and neither shown nor written down.
#[test]
fn an_open_catalog_s_address_brings_its_token_along() {
    // Nothing of this leaves the machine: whatever is asked is asked of a proxy that is not there.
    let home =
        home().set("HTTPS_PROXY", "http://127.0.0.1:9").set("https_proxy", "http://127.0.0.1:9").set("NO_PROXY", "");
    let mut term = open(&home, &["setup", "https://open.isogeo.com/s/0a1b2c/Jeton0Secret0"]);
    term.shows("Trying it");
    let screen = term.shows("And now?");
    assert!(screen.contains("That is dcat, at https://dcat.isogeo.com/0a1b2c"), "{screen}");
    assert!(!screen.contains("Jeton0Secret0"), "{screen}");
    term.keys("\x03");
    term.end();
    for file in home.files() {
        assert!(!String::from_utf8_lossy(&std::fs::read(&file).unwrap()).contains("Jeton0Secret0"), "{file:?}");
    }
}

/// The variables of one way to sign in to the demo, by the way's shape: what stands in `--id`, and the secret.
type Pair = (&'static str, &'static str);
const DASTRA: Pair = ("pkValbruneDemo01", "sk+Valbrune/Demo=01");
const ISOGEO: Pair = (
    "atlas-de-demonstration-0d1c2b3a49586776859403a2b1c0d9e8",
    "Demo:Secret+Avec%2FDes/Signes=Qui&Cassent~Les.Encodages-éàç12345",
);

impl Demo {
    /// The address of its portal of this kind.
    fn of(&self, kind: &str) -> String {
        self.url.replace("/rudi/", &format!("/{kind}/"))
    }
}

#[test]
fn a_script_sets_up_every_kind_by_every_way_and_twice_is_the_same() {
    let demo = Demo::start();
    // Ways that the demo does not play are stored untested.
    type Case<'a> = (&'a str, &'a str, &'a str, &'a str, Option<&'a str>, &'a str);
    let table: [Case; 19] = [
        ("rudi", "login", LOGIN, PASSWORD, None, "LOGIN,PASSWORD"),
        ("rudi", "client", "projet-demo", "b:s%2+c r/=é", None, "CLIENT_ID,CLIENT_SECRET"),
        ("rudi", "password-grant", LOGIN, PASSWORD, Some("--untested"), "LOGIN,PASSWORD"),
        ("rudi", "wso2", "key", "secret-of-it", Some("--untested"), "CLIENT_ID,CLIENT_SECRET"),
        ("dastra", "client", DASTRA.0, DASTRA.1, None, "CLIENT_ID,CLIENT_SECRET"),
        ("dastra", "api-key", "", DASTRA.1, Some("--untested"), "API_KEY"),
        ("isogeo", "client", ISOGEO.0, ISOGEO.1, None, "CLIENT_ID,CLIENT_SECRET"),
        ("api-entreprise", "token", "", "a.b.c-not-a-real-one", Some("--untested"), "TOKEN"),
        ("api-particulier", "token", "", "a.b.c-not-a-real-one", Some("--untested"), "TOKEN"),
        ("udata", "api-key", "", "a-key-of-udata", Some("--untested"), "API_KEY"),
        ("ckan", "api-key", "", "a-key-of-ckan", Some("--untested"), "API_KEY"),
        ("opendatasoft", "api-key", "", "a-key-of-ods", Some("--untested"), "API_KEY"),
        ("dataverse", "api-key", "", "a-key-of-dataverse", Some("--untested"), "API_KEY"),
        ("zenodo", "api-key", "", "a-token-of-zenodo", Some("--untested"), "API_KEY"),
        ("hugging-face", "api-key", "", "a-token-of-the-hub", Some("--untested"), "API_KEY"),
        ("dcat", "bearer", "", "a-bearer-token", Some("--untested"), "TOKEN"),
        ("dcat", "path-token", "", "a-path-token", Some("--untested"), "TOKEN"),
        ("dcat", "login", "ada", "a-password", Some("--untested"), "LOGIN,PASSWORD"),
        ("csw", "login", "ada", "a-password", Some("--untested"), "LOGIN,PASSWORD"),
    ];
    for (kind, way, id, secret, untested, variables) in table {
        let url = demo.of(kind);
        let mut args = vec!["setup", &url, "--name", "mine", "--kind", kind, "--sign-in", way, "--yes"];
        args.extend(untested);
        if way == "wso2" {
            args.extend(["--username", "ada"]);
        }
        // What it was called before there was one way for all keys.
        let way = if way == "wso2" { "client" } else { way };
        let config = format!("[portals.mine]\nkind = \"{kind}\"\nurl = \"{url}\"\nsign_in = \"{way}\"\n");
        // By standard input: the file and its folders are made where --config says.
        // Opening the encrypted file takes its time: the others are kept nowhere.
        let home = if kind == "isogeo" { home() } else { Home::new().set("GUICHET_SECRETS", "memory") };
        let path = home.path("deep/er/own.toml").display().to_string();
        let with_id = if id.is_empty() { vec![] } else { vec!["--id", id] };
        let by_stdin: Vec<&str> =
            args.iter().copied().chain(with_id).chain(["--secret-stdin", "--config", &path]).collect();
        for _ in 0..2 {
            let ran = home.run(&by_stdin, &format!("{secret}\n"));
            assert_eq!(ran.code, 0, "{by_stdin:?} {ran:?}");
            assert!(std::fs::read_to_string(&path).unwrap().starts_with(&config), "{kind} {way}");
            assert!(!format!("{}{}", ran.out, ran.err).contains(secret), "{ran:?}");
        }
        if kind == "isogeo" {
            let again = home.run(&["setup", "mine", "--yes", "--config", &path], "");
            assert!(again.code == 0 && again.err.contains("Atlas de démonstration"), "as it is stored: {again:?}");
            let stored = home.run(&["auth", "remove", "mine", "--config", &path], "");
            assert!(stored.out.contains("Removed from the encrypted file."), "{kind} {way}: {stored:?}");
        }
        // By the variables: nothing is stored.
        let mut home = Home::new().set("GUICHET_SECRETS", "file").set("GUICHET_CONFIG", &path);
        std::fs::remove_file(&path).unwrap();
        for (what, value) in variables.split(',').zip(if id.is_empty() { vec![secret] } else { vec![id, secret] }) {
            home = home.set(&format!("GUICHET_MINE_{what}"), value);
        }
        for _ in 0..2 {
            let ran = home.run(&args, "");
            assert_eq!(ran.code, 0, "{args:?} {ran:?}");
            assert!(std::fs::read_to_string(&path).unwrap().starts_with(&config), "{kind} {way}");
        }
        assert!(!home.path("data/guichet/secrets.age").exists());
    }
}

#[test]
fn what_a_script_leaves_out_is_one_sentence_with_the_line_that_has_it() {
    let demo = Demo::start();
    let home = home();
    let (rudi, isogeo) = (demo.of("rudi"), demo.of("isogeo"));
    let good = home.run(&["setup", &rudi, "--name", "mine", "--yes"], "");
    assert_eq!(good.code, 0, "{good:?}");
    let config = std::fs::read_to_string(home.config()).unwrap();
    let line = |rest: &str| format!("`guichet setup {rest} --yes`");
    let table: [(&[&str], i32, String); 12] = [
        (&["setup", &rudi, "--name", "b"], 2, line(&format!("{rudi} --name b"))),
        (
            &["setup", &rudi, "--sign-in", "login", "--id", "ada", "--secret-stdin"],
            2,
            line(&format!("{rudi} --sign-in login --id ada --secret-stdin")),
        ),
        (&["setup", "mine", "--sign-in", "login"], 2, line("mine --sign-in login")),
        (&["setup", "nope", "--yes"], 2, line("URL --name nope")),
        (&["setup", "--yes"], 2, "guichet setup URL --name NAME --yes".into()),
        (
            &["setup", &isogeo, "--kind", "isogeo", "--name", "i", "--yes"],
            2,
            line(&format!("{isogeo} --name i --kind isogeo --sign-in client --id ID --secret-stdin")),
        ),
        (
            &["setup", &isogeo, "--kind", "isogeo", "--name", "i", "--yes"],
            2,
            "GUICHET_I_CLIENT_ID, GUICHET_I_CLIENT_SECRET".into(),
        ),
        (&["setup", "mine", "--sign-in", "login", "--yes"], 2, line("mine --sign-in login --id ID --secret-stdin")),
        (
            &["setup", "mine", "--sign-in", "magic", "--secret-stdin", "--yes"],
            2,
            "no way to sign in called \"magic\"".into(),
        ),
        (&["setup", "mine", "--sign-in", "login", "--secret-stdin", "--yes"], 2, "the login is missing".into()),
        (
            &["setup", &isogeo, "--kind", "isogeo", "--name", "mine", "--yes"],
            2,
            "another portal is configured under this name".into(),
        ),
        (&["setup", "mine", "--kind", "ckan", "--yes"], 2, "".into()),
    ];
    for (args, code, wanted) in table {
        let ran = home.run(args, "secret");
        assert_eq!(ran.code, code, "{args:?} {ran:?}");
        assert!(ran.err.contains(&wanted), "{args:?}: {}", ran.err);
        assert_eq!(std::fs::read_to_string(home.config()).unwrap(), config, "{args:?}");
    }
    let refused = ["setup", &rudi, "--name", "r", "--sign-in", "login", "--id", LOGIN, "--secret-stdin", "--yes"];
    let refused = home.run(&refused, "wrong");
    assert!(refused.code == 3 && refused.err.contains("Nothing was stored"), "{refused:?}");
    assert_eq!(std::fs::read_to_string(home.config()).unwrap(), config);
    // Half a pair is never guessed at.
    let half = Home::new().set("GUICHET_I_CLIENT_ID", "a");
    let ran = half.run(&["setup", &isogeo, "--kind", "isogeo", "--name", "i", "--yes"], "");
    assert!(ran.code == 2 && ran.err.contains("GUICHET_I_CLIENT_SECRET"), "{ran:?}");
    assert!(!half.config().exists());
    // No store: nothing is read, tried or written.
    let none = Home::new();
    let args = ["setup", &rudi, "--name", "r", "--sign-in", "login", "--id", LOGIN, "--secret-stdin", "--yes"];
    let ran = none.run(&args, PASSWORD);
    assert!(ran.code == 3 && ran.err.contains("keyring") && !none.config().exists(), "{ran:?}");
}

#[test]
fn a_well_known_portal_is_set_up_by_its_name_and_another_of_that_name_stays() {
    let home = Home::new();
    for args in
        [&["setup", "data-gouv", "--yes"][..], &["setup", "data-gouv", "--yes"], &["setup", "--known", "data-gouv"]]
    {
        let ran = home.run(args, "");
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");
        let config = std::fs::read_to_string(home.config()).unwrap();
        assert_eq!(config, "[portals.data-gouv]\nkind = \"udata\"\nurl = \"https://www.data.gouv.fr/\"\n");
    }
    let own = "[portals.data-gouv]\nkind = \"udata\"\nurl = \"http://127.0.0.1:9/\" # mine\n";
    home.write_config(own);
    for args in [&["setup", "data-gouv", "--yes"][..], &["setup", "--known", "data-gouv"]] {
        let ran = home.run(args, "");
        assert!(ran.code == 2 && ran.err.contains("another portal"), "{args:?} {ran:?}");
        assert_eq!(std::fs::read_to_string(home.config()).unwrap(), own);
    }
}
