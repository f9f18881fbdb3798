//! Credentials on the command line: set, tried, shown, removed, and never seen anywhere they do not belong.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json as object};

use crate::common::home::{Home, Ran};
use crate::common::server::{Answer, Request, Server};
use crate::common::term::Term;

const SET: &str = "4a82fdb8-6c1a-4df6-bd87-b376c466a218";
const MEDIA: &str = "1cd92470-77b6-46c6-ae7b-14d10fac49d7";
/// Found wherever a secret went; with all that breaks encodings.
const PASSWORD: &str = "MARKER-pw b:s%2+c r/=é";
const TOKEN: &str = "MARKER-token";

/// A RUDI portal that knows one account, quotes credentials in its refusals, and sends one media elsewhere.
async fn portal(foreign: &Server) -> Server {
    let server = Server::start().await;
    server.on("/authenticate", |request| {
        let form: Vec<_> = url::form_urlencoded::parse(request.body.as_bytes()).into_owned().collect();
        match form.iter().any(|(key, value)| key == "password" && value == PASSWORD) {
            true => Answer::json(
                &object!({"jwtToken": format!("Bearer {TOKEN}"), "refreshToken": format!("Bearer {TOKEN}-refresh")}),
            ),
            false => Answer::status(401).body(request.body.clone()),
        }
    });
    server.on("/oauth2/token", |request| {
        let quoted = request.header("authorization").unwrap_or_default().to_owned();
        let refusal = object!({"error": "invalid_client", "error_description": format!("no such client: {quoted}")});
        Answer::json(&refusal).with_status(401)
    });
    let quoting = |request: &Request| {
        let quoted = request.header("authorization").unwrap_or_default().to_owned();
        Answer::json(&object!({"message": format!("I do not like {quoted}")})).with_status(500)
    };
    server.on("/projekt/v1/my-linked-datasets", quoting);
    server.on("/kos/v1/skosConcepts", quoting);
    server.answers("/acl/v1/users/me", [Answer::json(&object!({"login": "ada", "firstname": "Ada"}))]);
    let away = foreign.url.join("/elsewhere.csv").unwrap();
    let record = object!({
        "global_id": SET, "resource_title": "Un jeu",
        "available_formats": [{"media_type": "FILE", "media_id": MEDIA, "media_name": "f.csv",
            "connector": {"url": "/medias/f", "interface_contract": "dwnl"}}],
    });
    server.answers("/konsult/v1/datasets/metadatas", [Answer::json(&object!({"total": 1, "items": [record]}))]);
    server.answers(&format!("/konsult/v1/datasets/{SET}/metadatas"), [Answer::json(&record)]);
    server.answers("/medias/f", [Answer::status(302).header("location", away.as_str())]);
    server
}

fn config(server: &Server, sign_in: &str) -> String {
    format!("[portals.p]\nkind = \"rudi\"\nurl = \"{}\"\n{sign_in}", server.url)
}

/// The forms a secret could leak in.
fn forms() -> Vec<String> {
    let encoded: String = url::form_urlencoded::byte_serialize(PASSWORD.as_bytes()).collect();
    let basic = STANDARD.encode(format!("ada:{PASSWORD}"));
    vec!["MARKER".into(), PASSWORD[10..].into(), encoded, basic[8..24].into(), STANDARD.encode(PASSWORD)[4..20].into()]
}

#[track_caller]
fn holds_no_secret(what: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for form in forms() {
        assert!(!text.contains(&form), "{what} holds a secret ({form}): {text}");
    }
}

/// Runs the program, and looks for secrets in what it prints.
#[track_caller]
fn run(home: &Home, args: &[&str], stdin: &str) -> Ran {
    let ran = home.run(args, stdin);
    holds_no_secret(&format!("the output of {args:?}"), format!("{}{}", ran.out, ran.err).as_bytes());
    ran
}

#[track_caller]
fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{ran:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_seen_anywhere_but_in_its_store() {
    let foreign = Server::start().await;
    foreign.answers("/elsewhere.csv", [Answer::raw("text/csv", "a;b\n1;2\n")]);
    let server = portal(&foreign).await;
    let by_store = Home::new().set("GUICHET_SECRETS", "file").set("GUICHET_PASSPHRASE", "MARKER-passphrase");
    let by_environment = Home::new().set("GUICHET_P_LOGIN", "ada").set("GUICHET_P_PASSWORD", PASSWORD);
    let refused = Home::new().set("GUICHET_P_LOGIN", "ada").set("GUICHET_P_PASSWORD", "MARKER-wrong");
    let client = Home::new().set("GUICHET_P_CLIENT_ID", "ada").set("GUICHET_P_CLIENT_SECRET", PASSWORD);
    let set = format!("p/{SET}");
    let commands: [&[&str]; 18] = [
        &["auth", "set", "p", "--id", "ada", "--secret-stdin"],
        &["auth", "status"],
        &["auth", "status", "--json"],
        &["auth", "test", "p"],
        &["portals"],
        &["portals", "--json"],
        &["list", "p"],
        &["list", "p/all", "--json"],
        &["list", "p/restricted"],
        &["list", "p/themes"],
        &["search", "jeu"],
        &["show", &set],
        &["get", &set, "-o", "out", "--if-exists", "overwrite"],
        &["verify", "out/f.csv", "--online"],
        &["completions", "bash"],
        &["doctor"],
        &["doctor", "--json"],
        &["auth", "remove", "p"],
    ];
    for (name, home) in [("store", &by_store), ("env", &by_environment), ("refused", &refused), ("client", &client)] {
        home.write_config(&config(&server, ""));
        for command in commands {
            let log = home.path("guichet.log").display().to_string();
            let args: Vec<&str> = command.iter().copied().chain(["-vvv", "--log-file", &log]).collect();
            run(home, &args, PASSWORD);
        }
        let files = home.files();
        assert!(files.iter().any(|path| path.ends_with("guichet.log")), "{name}");
        for file in files {
            assert!(!file.to_string_lossy().contains("MARKER"));
            holds_no_secret(&file.display().to_string(), &std::fs::read(&file).unwrap());
        }
    }
    assert!(by_store.path("out/f.csv").exists() && by_environment.path("out/f.csv").exists());
    let elsewhere = foreign.requests();
    assert!(elsewhere.len() >= 2);
    for request in elsewhere {
        holds_no_secret("a foreign host's request", format!("{request:?}").as_bytes());
        assert_eq!(request.header("authorization"), None);
    }
    // And the portal itself did get what it is owed.
    assert!(
        server.asked("/medias/f").iter().any(|request| request.header("authorization") == Some("Bearer MARKER-token"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credential_is_tried_stored_shown_and_removed() {
    let server = portal(&Server::start().await).await;
    server.answers("/projekt/v1/my-linked-datasets", [Answer::json(&object!({"total": 0}))]);
    let home = Home::new().set("GUICHET_SECRETS", "file").set("GUICHET_PASSPHRASE", "open sesame");
    home.write_config(&config(&server, ""));
    let set = run(&home, &["auth", "set", "p", "--id", "ada", "--secret-stdin"], &format!("{PASSWORD}\n"));
    assert_eq!(set.code, 0, "{set:?}");
    assert!(set.out.contains("Signed in as Ada (ada).") && set.out.contains("the encrypted file"), "{set:?}");
    assert!(std::fs::read_to_string(home.config()).unwrap().contains("sign_in = \"login\""));

    let status = json(&run(&home, &["auth", "status", "--json"], ""));
    assert_eq!(status["portals"][0]["store"], "encrypted-file");
    assert_eq!(status["portals"][0]["account"]["who"], "Ada (ada)");
    let portals = json(&run(&home, &["portals", "--json"], ""));
    assert_eq!(
        (&portals["portals"][0]["store"], &portals["portals"][0]["signed_in"]),
        (&object!("encrypted-file"), &object!(true))
    );

    let removed = run(&home, &["auth", "remove", "p"], "");
    assert_eq!((removed.code, removed.out.trim()), (0, "Removed from the encrypted file."));
    assert!(!std::fs::read_to_string(home.config()).unwrap().contains("sign_in"));
    let status = json(&run(&home, &["auth", "status", "--json"], ""));
    assert_eq!((&status["portals"][0]["store"], &status["portals"][0]["account"]), (&object!("none"), &Value::Null));
    assert_eq!(run(&home, &["auth", "test", "p"], "").code, 0, "an open portal needs nobody");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credential_the_portal_refuses_is_not_stored() {
    let server = portal(&Server::start().await).await;
    let home = Home::new().set("GUICHET_SECRETS", "file").set("GUICHET_PASSPHRASE", "open sesame");
    home.write_config(&config(&server, ""));
    let refused = run(&home, &["auth", "set", "p", "--id", "ada", "--secret-stdin"], "wrong");
    assert_eq!(refused.code, 3, "{refused:?}");
    assert!(
        refused.err.contains("does not know this login") && refused.err.contains("Nothing was stored"),
        "{refused:?}"
    );
    assert!(!home.path("data/guichet/secrets.age").exists());
    assert_eq!(std::fs::read_to_string(home.config()).unwrap(), config(&server, ""));
    let kept = run(&home, &["auth", "set", "p", "--id", "ada", "--secret-stdin", "--untested"], "wrong");
    assert_eq!(kept.code, 0, "{kept:?}");
    let tested = run(&home, &["auth", "test", "p"], "");
    assert_eq!(tested.code, 3, "{tested:?}");
}

/// The order: the store is tried before anything is read or asked of the portal.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_store_nothing_is_asked_and_the_ways_out_are_named() {
    let server = portal(&Server::start().await).await;
    let home = Home::new();
    home.write_config(&config(&server, ""));
    let refused = run(&home, &["auth", "set", "p", "--id", "ada", "--secret-stdin"], PASSWORD);
    assert_eq!(refused.code, 3, "{refused:?}");
    assert!(refused.err.contains("keyring") && refused.err.contains("GUICHET_SECRETS=file"), "{refused:?}");
    assert!(server.requests().is_empty());
    assert_eq!(home.files(), [home.config()], "nothing was written");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_use_is_one_clear_sentence() {
    let server = portal(&Server::start().await).await;
    let home = Home::new().set("GUICHET_SECRETS", "memory");
    home.write_config(&config(&server, ""));
    let table: [(&[&str], i32, &str); 8] = [
        (&["auth", "set", "q", "--secret-stdin"], 2, "no portal of that name"),
        (&["auth", "set", "p", "--secret-stdin"], 2, "the login is missing"),
        (&["auth", "set", "p", "--id", "ada", "--sign-in", "magic", "--secret-stdin"], 2, "no way to sign in"),
        (&["auth", "set", "p", "--id", "ada"], 2, "no terminal"),
        (&["auth", "set", "p", "--id", "ada", "--secret-fd", "987"], 2, "file descriptor 987"),
        (&["auth", "set", "p", "--id", "ada", "--secret-file", "nowhere/secret"], 7, "nowhere"),
        (&["auth", "set", "p", "--secret-file", "x", "--secret-stdin"], 2, "cannot be used with"),
        (&["setup"], 2, "no terminal"),
    ];
    for (args, code, part) in table {
        let ran = run(&home, args, "");
        assert_eq!(ran.code, code, "{args:?} {ran:?}");
        assert!(ran.err.contains(part), "{args:?}: {}", ran.err);
    }
    let empty = run(&home, &["auth", "set", "p", "--id", "ada", "--secret-stdin"], " \n");
    assert!(empty.code == 2 && empty.err.contains("the secret is empty"), "{empty:?}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_secret_may_come_by_a_file_descriptor() {
    let server = portal(&Server::start().await).await;
    let home = Home::new().set("GUICHET_SECRETS", "file").set("GUICHET_PASSPHRASE", "open sesame");
    home.write_config(&config(&server, ""));
    let set = run(&home, &["auth", "set", "p", "--id", "ada", "--secret-fd", "0"], PASSWORD);
    assert_eq!(set.code, 0, "{set:?}");
}

/// On every system; a named pipe is read as a file is.
#[tokio::test(flavor = "multi_thread")]
async fn a_secret_may_come_by_a_file() {
    let server = portal(&Server::start().await).await;
    let home = Home::new().set("GUICHET_SECRETS", "file").set("GUICHET_PASSPHRASE", "open sesame");
    home.write_config(&config(&server, ""));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret");
    std::fs::write(&path, format!("{PASSWORD}\r\n")).unwrap();
    let set = run(&home, &["auth", "set", "p", "--id", "ada", "--secret-file", path.to_str().unwrap()], "");
    assert_eq!(set.code, 0, "{set:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_names_what_stands_in_the_way() {
    let server = portal(&Server::start().await).await;
    let home = Home::new().set("HTTPS_PROXY", "http://ada:MARKER-pw@proxy.example:3128").set("NO_PROXY", "127.0.0.1");
    let nobody = "[portals.gone]\nkind = \"rudi\"\nurl = \"http://127.0.0.1:9/\"\nsign_in = \"login\"\n";
    home.write_config(&format!("{}{nobody}", config(&server, "")));
    let report = run(&home, &["doctor"], "");
    assert_eq!(report.code, 3, "the first failure is the keyring's: {report:?}");
    for part in [
        "FAILED  secrets: ",
        "HTTPS_PROXY=http://…@proxy.example:3128",
        "ok      p: reach: ",
        "ok      p: sign-in: none needed",
        "FAILED  gone: reach: ",
    ] {
        assert!(report.out.contains(part), "{part}: {}", report.out);
    }
    assert!(report.out.contains("~/config/guichet/config.toml"), "the home may be a person's name: {}", report.out);
    let checks = json(&run(&home, &["doctor", "--json"], ""));
    let failed: Vec<_> =
        checks["checks"].as_array().unwrap().iter().filter(|check| check["outcome"] == "failed").collect();
    assert_eq!(failed.len(), 3, "the proxy of that name too: {checks}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_authority_that_is_none_is_named() {
    let server = portal(&Server::start().await).await;
    let home = Home::new();
    home.write_config(&config(&server, ""));
    for (content, part) in [(None, "cannot be read"), (Some("not a certificate"), "no certificate in it")] {
        content.iter().for_each(|content| std::fs::write(home.path("ca.pem"), content).unwrap());
        let ran = run(&home, &["list", "p", "--ca-file", "ca.pem"], "");
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains(part) && ran.err.contains("PEM"), "{}", ran.err);
    }
}

/// Isogeo's own way of handing out keys.
#[tokio::test(flavor = "multi_thread")]
async fn keys_are_imported_from_the_file_they_come_in() {
    let server = Server::start().await;
    server.answers(
        "/oauth/token",
        [Answer::json(&object!({"access_token": TOKEN, "token_type": "bearer", "expires_in": 3599}))],
    );
    server.answers(
        "/shares",
        [Answer::json(&object!([{"_id": "a".repeat(32), "name": "Réseaux", "type": "application"}]))],
    );
    let home = Home::new().set("GUICHET_SECRETS", "file").set("GUICHET_PASSPHRASE", "open sesame");
    let token_uri = server.url.join("/oauth/token").unwrap();
    let id = format!("guichet-{}", "0123456789abcdef".repeat(2));
    let file = object!({"web": {
        "client_id": id, "client_secret": PASSWORD, "token_uri": token_uri.as_str(),
        "auth_uri": server.url.join("/oauth/authorize").unwrap().as_str(),
    }});
    std::fs::write(home.path("client_secrets.json"), file.to_string()).unwrap();
    let import = ["auth", "import", "client_secrets.json", "--name", "geo", "--url", server.url.as_str(), "--delete"];
    let imported = run(&home, &import, "");
    assert_eq!(imported.code, 0, "{imported:?}");
    assert!(imported.out.contains("Réseaux") && imported.out.contains("Stored, and read back"), "{imported:?}");
    assert!(!home.path("client_secrets.json").exists(), "deleted, as asked");
    let sent = STANDARD.encode(format!("{id}:{PASSWORD}"));
    assert_eq!(server.asked("/oauth/token")[0].header("authorization"), Some(&*format!("Basic {sent}")));
    let status = json(&run(&home, &["auth", "status", "--json"], ""));
    assert_eq!((&status["portals"][0]["name"], &status["portals"][0]["kind"]), (&object!("geo"), &object!("isogeo")));
    for file in home.files() {
        holds_no_secret(&file.display().to_string(), &std::fs::read(&file).unwrap());
    }

    let user = object!({"installed": {"client_id": "x", "client_secret": PASSWORD, "token_uri": token_uri.as_str()}});
    std::fs::write(home.path("user.json"), user.to_string()).unwrap();
    let refused = run(&home, &["auth", "import", "user.json", "--name", "geo"], "");
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(home.path("user.json").exists());
    let missing = run(&home, &["auth", "import", "nothing.json"], "");
    assert!(missing.code == 2 && missing.err.contains("nothing.json"), "{missing:?}");
}

/// A token that is pasted is shown for what it says, with its end in sight.
#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_pasted_token_is_said_in_time() {
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let server = Server::start().await;
    let ends = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * 6 + 1);
    let uid = "11111111-2222-4333-8444-555555555555";
    let claims = object!({"uid": uid, "jti": uid, "sub": "Marchés publics", "scopes": ["unites_legales"],
        "iat": 1700000000, "exp": ends.as_second(), "version": "1.0"});
    let token = format!("eyJhbGciOiJIUzI1NiJ9.{}.MARKERsignature", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let answer = object!({"data": {"id": uid, "type": "standard", "scopes": ["unites_legales"],
        "date_expiration": ends.to_string(), "siret_souscripteur": "13002526500013"}});
    server.answers("/v3/token/introspect", [Answer::json(&answer)]);
    let home = Home::new().set("GUICHET_SECRETS", "file").set("GUICHET_PASSPHRASE", "open sesame");
    home.write_config(&format!("[portals.e]\nkind = \"api-entreprise\"\nurl = \"{}\"\n", server.url));
    for given in [format!("\"{token}\""), format!("'{token}'\n"), format!("Authorization: Bearer {token}")] {
        let set = run(&home, &["auth", "set", "e", "--secret-stdin"], &given);
        assert_eq!(set.code, 0, "{given}: {set:?}");
    }
    let set = run(&home, &["auth", "set", "e", "--secret-stdin"], &format!("Bearer {token}\n"));
    assert_eq!(set.code, 0, "{set:?}");
    assert!(set.out.contains("expires in 6 days") && set.out.contains("renew it at"), "{set:?}");
    let status = json(&run(&home, &["auth", "status", "e", "--json"], ""));
    let account = &status["portals"][0]["account"];
    assert!(account["who"].as_str().unwrap().contains("Marchés publics"), "{account}");
    assert!(account["expires"].as_str().is_some() && account["renewal"].as_str().unwrap().contains(uid), "{account}");
    assert_eq!(account["usage"], format!("https://entreprise.api.gouv.fr/compte/jetons/{uid}/stats"));
    let said = run(&home, &["auth", "status", "e"], "");
    assert!(said.out.contains("last calls: https://"), "{said:?}");
    let asked = &server.asked("/v3/token/introspect")[0];
    assert_eq!(asked.header("authorization"), Some(&*format!("Bearer {token}")), "and no second Bearer");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_to_ask_for_access_is_a_checklist_that_remembers() {
    let home = Home::new().set("GUICHET_E_TOKEN", "x").set("GUICHET_LANG", "fr");
    let portals = [
        "[portals.e]\nkind = \"api-entreprise\"\nurl = \"http://127.0.0.1:9/\"\n",
        "[portals.r]\nkind = \"rudi\"\nurl = \"http://127.0.0.1:9/\"\n",
        "[portals.i]\nkind = \"isogeo\"\nurl = \"http://127.0.0.1:9/\"\n",
        "[portals.d]\nkind = \"dastra\"\nurl = \"http://127.0.0.1:9/\"\n",
        "[portals.c]\nkind = \"ckan\"\nurl = \"http://127.0.0.1:9/\"\n",
        "[portals.o]\nkind = \"opendatasoft\"\nurl = \"http://127.0.0.1:9/\"\n",
        "[portals.u]\nkind = \"udata\"\nurl = \"http://127.0.0.1:9/\"\n",
        "[portals.h]\nkind = \"hugging-face\"\nurl = \"http://127.0.0.1:9/\"\n",
        "[portals.m]\nkind = \"melodi\"\nurl = \"http://127.0.0.1:9/\"\n",
        "[portals.g]\nkind = \"geoplateforme\"\nurl = \"http://127.0.0.1:9/\"\n",
        "[portals.f]\nkind = \"dcat\"\nurl = \"http://127.0.0.1:9/\"\n",
    ];
    home.write_config(&portals.concat());
    let access = json(&run(&home, &["access", "e/v4_acoss_attestations_sociales", "--json"], ""));
    let id = access["steps"][0]["id"].as_str().unwrap();
    assert!(access["rights"][0].as_str().unwrap().starts_with("attestation_sociale_urssaf"), "{access}");
    assert!(access["forms"][0][2].as_str().unwrap().contains("scopes%5B%5D=attestation_sociale_urssaf"), "{access}");
    assert_eq!(run(&home, &["access", "e", "--tick", id, "--tick", "siret"], "").code, 0);
    let later = run(&home, &["access", "e"], "");
    assert_eq!(later.out.matches("[x]").count(), 2, "{later:?}");
    assert!(later.out.contains("SIRET de l’organisation"), "in the language of the person: {later:?}");
    let back = json(&run(&home, &["access", "e", "--untick", "siret", "--json"], ""));
    assert_eq!(back["ticked"], object!([id]));
    let wrong = run(&home, &["--lang", "en", "access", "e", "--tick", "nothing"], "");
    assert!(wrong.code == 2 && wrong.err.contains("no such line"), "{wrong:?}");
    assert_eq!(run(&home, &["access", "e/nothing"], "").code, 4);
    // Each kind has a way of its own, told without asking the portal.
    let table: [(&str, &[&str], &str, &str); 7] = [
        ("r", &["account", "project", "request", "sign-in"], "Déclarer une réutilisation", "Declare a reuse"),
        ("d", &["owner", "key", "reach", "safe", "sign-in"], "un espace de travail, ou tous", "one workspace, or all"),
        ("i", &["register", "file", "import", "share", "check"], "l’équipe d’Isogeo", "Isogeo's team"),
        ("c", &[], "ouvert à tous", "open to everybody"),
        ("o", &[], "ouvert à tous", "open to everybody"),
        ("u", &[], "ouvert à tous", "open to everybody"),
        ("f", &[], "ouvert à tous", "open to everybody"),
    ];
    for (portal, ids, french, english) in table {
        let told = run(&home, &["access", portal], "");
        assert!(told.code == 0 && told.out.contains(french), "{told:?}");
        let told = run(&home, &["access", portal, "--lang", "en"], "");
        assert!(told.out.contains(english) && !told.out.contains("projet ") && told.err.is_empty(), "{told:?}");
        let steps = json(&run(&home, &["access", portal, "--json"], ""))["steps"].clone();
        let found: Vec<&str> = steps.as_array().unwrap().iter().map(|step| step["id"].as_str().unwrap()).collect();
        assert_eq!(found, ids, "{portal}");
        for id in ids {
            assert_eq!(run(&home, &["access", portal, "--tick", id], "").code, 0, "{portal} {id}");
        }
        assert_eq!(run(&home, &["access", portal], "").out.matches("[x]").count(), ids.len(), "{portal} remembers");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn short_names_do_the_same_and_a_wrong_portal_is_told() {
    let server = portal(&Server::start().await).await;
    server.answers("/projekt/v1/my-linked-datasets", [Answer::json(&object!({"total": 0}))]);
    let home = Home::new().set("GUICHET_SECRETS", "file").set("GUICHET_PASSPHRASE", "open sesame");
    home.write_config(&config(&server, ""));
    for words in [&["whoami"][..], &["auth", "whoami"], &["whoami", "p"]] {
        let nobody = run(&home, words, "");
        assert!(nobody.code == 3 && nobody.err.contains("nobody is signed in"), "{words:?} {nobody:?}");
    }
    for (login, logout) in [(&["login"][..], &["logout"][..]), (&["auth", "login"], &["auth", "logout"])] {
        let args = [login, &["p", "--id", "ada", "--secret-stdin"]].concat();
        assert_eq!(run(&home, &args, PASSWORD).code, 0, "{login:?}");
        assert_eq!(run(&home, &["whoami"], "").out, "p  Ada (ada)\n");
        let who = json(&run(&home, &["auth", "whoami", "p", "--json"], ""));
        assert_eq!(who["portals"][0]["who"], "Ada (ada)");
        assert_eq!(run(&home, &["auth", "list"], "").out, run(&home, &["auth", "status"], "").out);
        let gone = run(&home, &[logout, &["p"]].concat(), "");
        assert_eq!((gone.code, gone.out.trim()), (0, "Removed from the encrypted file."), "{logout:?}");
    }
    for words in [&["auth", "remove", "nope"][..], &["logout", "nope"], &["whoami", "nope"], &["login", "nope"]] {
        let wrong = run(&home, words, "");
        assert!(wrong.code == 2 && wrong.err.contains("no portal of that name"), "{words:?} {wrong:?}");
        assert!(wrong.err.contains("Configured are: p."), "{words:?} {wrong:?}");
    }
    // What a portal left that is no longer configured can still be removed; once.
    assert_eq!(run(&home, &["login", "p", "--id", "ada", "--secret-stdin"], PASSWORD).code, 0);
    home.write_config("");
    assert_eq!(run(&home, &["auth", "remove", "p"], "").code, 0);
    assert_eq!(run(&home, &["auth", "remove", "p"], "").code, 2);
}

/// What a token service, or what stands in its place, answers; and how a way to sign in ends on it.
fn of_token_services() -> Vec<(u16, Value, i32)> {
    let spring = |status: u16, error: &str| object!({"timestamp": "2026-11-28T20:00:00Z", "path": "/x", "status": status, "error": error, "requestId": "a1"});
    let said = |error: &str| object!({"error": error});
    let mut table = vec![
        (400, said("invalid_client"), 3),
        (401, said("invalid_client"), 3),
        (403, said("access_denied"), 3),
        (401, spring(401, "Unauthorized"), 3),
        (400, said("server_error"), 5),
        (400, said("temporarily_unavailable"), 5),
        (401, said("temporarily_unavailable"), 5),
    ];
    for status in [404, 405, 408, 410, 418, 422, 425, 429, 500, 501, 502, 503, 504, 520, 599] {
        table.push((status, spring(status, "An Error"), 5));
        table.push((status, said("invalid_client"), 5));
        table.push((status, object!({"error": {"code": status}}), 5));
        table.push((status, object!(null), 5));
    }
    table
}

/// What sends a login and its password with each request.
const WITHOUT_TOKENS: [guichet::portals::Kind; 4] = {
    use guichet::portals::Kind::{Csw, Dcat, OgcRecords, Stac};
    [Csw, Dcat, OgcRecords, Stac]
};

/// Every way whose tokens have to be asked for, for every answer: who is down or absent refuses nobody.
#[tokio::test(flavor = "multi_thread")]
async fn an_outage_of_the_token_service_is_no_wrong_secret() {
    use guichet::access::secrets::{Secrets, Shape};
    use guichet::base::error::ErrorKind;
    use guichet::net::Clients;
    use guichet::portals::{Kind, PortalConfig, visit};
    let clients = Clients::new(None).unwrap();
    let asked = [Shape::Client, Shape::Login];
    let ways = Kind::ALL.iter().flat_map(|kind| kind.about().ways.iter().map(move |way| (*kind, way)));
    let ways: Vec<_> =
        ways.filter(|(kind, way)| asked.contains(&way.takes) && !WITHOUT_TOKENS.contains(kind)).collect();
    assert!(ways.len() >= 5, "{ways:?}");
    for (kind, way) in ways {
        let tests = of_token_services().into_iter().map(async |(status, body, code)| {
            let server = Server::start().await;
            server.otherwise(Answer::json(&body).with_status(status));
            let mut config = PortalConfig::new("p", kind, server.url.clone());
            config.sign_in = Some(way.word.to_owned());
            let secrets = Secrets::only("p", way.takes.credentials("id".into(), "s".to_owned().into()));
            let error = visit(&config, &clients, &secrets).await.unwrap_err();
            let about = format!("{kind} {} {status} {body}: {error}", way.word);
            // A login's refusal is its status alone.
            let code = if way.takes == Shape::Login && way.word == "login" && status == 401 { 3 } else { code };
            let code = if way.word == "login" && status == 400 { 3 } else { code };
            assert_eq!(error.kind.exit_code(), code as u8, "{about}");
            assert!(error.hint.is_some(), "{about}");
            let tries = server.requests().iter().filter(|it| it.method == "POST").count();
            let is_down = matches!(status, 429 | 502..=504);
            assert_eq!(tries, if is_down { 3 } else { tries.min(3) }, "{about}: what is down is asked again");
            if is_down || status >= 500 {
                assert_eq!(error.kind, ErrorKind::Unavailable, "{about}");
            }
            if matches!(status, 404 | 405) {
                assert!(error.cause.contains("no token service"), "{about}");
            }
        });
        futures_util::future::join_all(tests).await;
    }
}

/// A portal of this kind whose token service knows one pair.
async fn keyed(kind: &str) -> (Server, Home) {
    let server = Server::start().await;
    server.otherwise(Answer::json(&object!({"items": [], "data": [], "total": 0})));
    let place = match kind {
        "rudi" => "/oauth2/token",
        "dastra" => "/connect/token",
        _ => "/oauth/token",
    };
    server.on(place, |request| match request.header("authorization") {
        Some(given) if given == format!("Basic {}", STANDARD.encode("ck_1:cs_2")) => {
            Answer::json(&object!({"access_token": "t", "token_type": "bearer", "expires_in": 300}))
        }
        _ => Answer::json(&object!({"error": "invalid_client"})).with_status(401),
    });
    server.answers("/acl/v1/users/me", [Answer::status(401)]);
    server.answers("/shares", [Answer::json(&object!([]))]);
    let home = Home::new().set("GUICHET_SECRETS", "file").set("GUICHET_PASSPHRASE", "open sesame");
    home.write_config(&format!("[portals.p]\nkind = \"{kind}\"\nurl = \"{}\"\n", server.url));
    (server, home)
}

/// Whatever people have in hand of a key.
#[tokio::test(flavor = "multi_thread")]
async fn a_pair_or_a_curl_line_is_taken_as_the_credential() {
    for kind in ["rudi", "dastra", "isogeo"] {
        let (server, home) = keyed(kind).await;
        let (url, basic) = (server.url.to_string(), STANDARD.encode("ck_1:cs_2"));
        let whole = [
            "ck_1:cs_2".to_owned(),
            "\"ck_1:cs_2\"\n".to_owned(),
            basic.clone(),
            format!("Basic {basic}"),
            format!("Authorization: Basic {basic}"),
            format!("curl -u ck_1:cs_2 -d grant_type=client_credentials {url}oauth2/token"),
            format!(
                "curl -kv \\\n  -d \"grant_type=client_credentials&username=ada&scope=apim:subscribe\" \\\n  -H \"Authorization: Basic {basic}\" \\\n  {url}apm/token"
            ),
            format!("curl.exe -k `\n -H 'Authorization: Basic {basic}' `\n {url}apm/token\n"),
            format!("curl ^\"{url}token^\" ^\r\n -H ^\"Authorization: Basic {basic}^\""),
        ];
        for given in &whole {
            let set = run(&home, &["auth", "set", "p", "--secret-stdin"], given);
            assert_eq!(set.code, 0, "{kind} {given:?}: {set:?}");
            let config = std::fs::read_to_string(home.config()).unwrap();
            assert!(config.contains("sign_in = \"client\""), "{kind} {given}: {config}");
            assert!(!config.contains("cs_2") && !format!("{set:?}").contains("cs_2"), "{set:?}");
            assert_eq!(run(&home, &["auth", "test", "p"], "").code, 0, "{kind} {given}");
        }
        for given in whole.iter().take(6) {
            let set = run(&home, &["auth", "set", "p", "--id", "ck_1", "--secret-stdin"], given);
            assert_eq!(set.code, 0, "{kind} with its id {given:?}: {set:?}");
        }
        let variables = home.set("GUICHET_P_CLIENT_ID", "ck_1").set("GUICHET_P_CLIENT_SECRET", "ck_1:cs_2");
        assert_eq!(run(&variables, &["auth", "test", "p"], "").code, 0, "{kind}: also in a variable");
    }
}

/// Also at a terminal, whichever part is asked for.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_pasted_whole_at_a_terminal_is_taken_whole() {
    let (server, home) = keyed("rudi").await;
    let line = format!("curl -u ck_1:cs_2 -d grant_type=client_credentials {}oauth2/token", server.url);
    for typed in [&["ck_1:cs_2"][..], &[&line], &["ada", &line]] {
        let env: Vec<(&str, &str)> = home.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut term = Term::spawn(110, 34, &["auth", "set", "p"], &env);
        for (asked, typed) in ["The login:", "The password"].iter().zip(typed) {
            term.shows(asked);
            term.keys(typed).keys("\r");
        }
        term.shows("Stored, and read back");
        assert!(term.end().success(), "the configuration is written last");
        assert!(std::fs::read_to_string(home.config()).unwrap().contains("sign_in = \"client\""), "{typed:?}");
        assert_eq!(run(&home, &["auth", "remove", "p"], "").code, 0);
    }
}

/// A line is for the portal whose address is in it.
#[tokio::test(flavor = "multi_thread")]
async fn a_curl_line_for_another_portal_is_sent_nowhere() {
    let (server, home) = keyed("rudi").await;
    let other = Server::start().await;
    for (line, part) in [
        (format!("curl -u ck_1:cs_2 {}oauth2/token", other.url), "and this portal is at"),
        ("curl -u ck_1:cs_2 https://rudi.bzh/apm/token".to_owned(), "and this portal is at"),
        (format!("curl {}oauth2/token", server.url), "holds no"),
        (format!("curl -u $KEY:$SECRET {}oauth2/token", server.url), "holds no"),
    ] {
        let set = run(&home, &["auth", "set", "p", "--secret-stdin"], &line);
        assert_eq!(set.code, 2, "{line}: {set:?}");
        assert!(set.err.contains(part) && !set.err.contains("cs_2"), "{line}: {set:?}");
    }
    assert!(server.requests().is_empty() && other.requests().is_empty());
}

/// Where a key's tokens were found is written down, so that the next run asks there.
#[tokio::test(flavor = "multi_thread")]
async fn the_place_of_tokens_is_remembered_with_the_portal() {
    let server = Server::start().await;
    server.answers("/apm/token", [Answer::json(&object!({"access_token": "t", "expires_in": 3600}))]);
    let home = Home::new().set("GUICHET_SECRETS", "file").set("GUICHET_PASSPHRASE", "open sesame");
    home.write_config(&format!("[portals.p]\nkind = \"rudi\"\nurl = \"{}\"\n", server.url));
    let set = run(&home, &["auth", "set", "p", "--secret-stdin"], "ck_1:cs_2");
    assert_eq!(set.code, 0, "{set:?}");
    assert!(set.out.contains("one year"), "a key's end is told where the portal does not: {set:?}");
    let config = std::fs::read_to_string(home.config()).unwrap();
    assert!(config.contains(&format!("token_url = \"{}apm/token\"", server.url)), "{config}");
    let before = server.asked("/oauth2/token").len();
    assert_eq!(run(&home, &["auth", "test", "p"], "").code, 0);
    assert_eq!(server.asked("/oauth2/token").len(), before);
}
