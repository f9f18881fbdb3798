//! For people who know HTTP: raw requests, curl lines, what the log tells of requests, and what is kept of portals.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::common::home::{Home, Ran};
use crate::common::server::{Answer, Request, Server};

/// One way to sign in: the kind, settings of its own, variables, and the headers or fields that hold what is sent.
struct Way {
    kind: &'static str,
    settings: &'static str,
    variables: &'static [(&'static str, &'static str)],
    /// What the portal is sent in this header.
    header: &'static str,
    value: &'static str,
}

const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJlb2ZhZGE";
/// The token that every service here gives.
const TOKEN: &str = "Jeton-de-marque-2f9c81";
/// With what an encoding of it changes.
const CLIENT: &[(&str, &str)] = &[("CLIENT_ID", "ada-client"), ("CLIENT_SECRET", "Marque-9a7f3e+s/=%2Bé")];
const LOGIN: &[(&str, &str)] = &[("LOGIN", "ada"), ("PASSWORD", "Marque-9a7f3e-secret")];
const KEY: &[(&str, &str)] = &[("API_KEY", "Marque-9a7f3e-secret")];

const WAYS: [Way; 18] = [
    Way { kind: "ckan", settings: "", variables: KEY, header: "authorization", value: "Marque-9a7f3e-secret" },
    Way { kind: "udata", settings: "", variables: KEY, header: "x-api-key", value: "Marque-9a7f3e-secret" },
    Way {
        kind: "opendatasoft",
        settings: "",
        variables: KEY,
        header: "authorization",
        value: "Apikey Marque-9a7f3e-secret",
    },
    Way {
        kind: "hugging-face",
        settings: "",
        variables: KEY,
        header: "authorization",
        value: "Bearer Marque-9a7f3e-secret",
    },
    Way {
        kind: "dcat",
        settings: "sign_in = \"bearer\"",
        variables: &[("TOKEN", "Marque-9a7f3e-secret")],
        header: "authorization",
        value: "Bearer Marque-9a7f3e-secret",
    },
    Way {
        kind: "dcat",
        settings: "sign_in = \"login\"",
        variables: LOGIN,
        header: "authorization",
        value: "Basic YWRhOk1hcnF1ZS05YTdmM2Utc2VjcmV0",
    },
    Way {
        kind: "rudi",
        settings: "",
        variables: LOGIN,
        header: "authorization",
        value: "Bearer Jeton-de-marque-2f9c81",
    },
    Way {
        kind: "rudi",
        settings: "sign_in = \"password-grant\"",
        variables: LOGIN,
        header: "authorization",
        value: "Bearer Jeton-de-marque-2f9c81",
    },
    Way {
        kind: "rudi",
        settings: "",
        variables: CLIENT,
        header: "authorization",
        value: "Bearer Jeton-de-marque-2f9c81",
    },
    Way {
        kind: "dastra",
        settings: "",
        variables: CLIENT,
        header: "authorization",
        value: "Bearer Jeton-de-marque-2f9c81",
    },
    Way { kind: "dastra", settings: "", variables: KEY, header: "x-api-key", value: "Marque-9a7f3e-secret" },
    Way {
        kind: "isogeo",
        settings: "",
        variables: CLIENT,
        header: "authorization",
        value: "Bearer Jeton-de-marque-2f9c81",
    },
    Way {
        kind: "api-entreprise",
        settings: "",
        variables: &[("TOKEN", JWT)],
        header: "authorization",
        value: "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJlb2ZhZGE",
    },
    Way { kind: "zenodo", settings: "", variables: KEY, header: "authorization", value: "Bearer Marque-9a7f3e-secret" },
    Way { kind: "dataverse", settings: "", variables: KEY, header: "x-dataverse-key", value: "Marque-9a7f3e-secret" },
    Way {
        kind: "csw",
        settings: "",
        variables: LOGIN,
        header: "authorization",
        value: "Basic YWRhOk1hcnF1ZS05YTdmM2Utc2VjcmV0",
    },
    Way {
        kind: "ogc-records",
        settings: "sign_in = \"bearer\"",
        variables: &[("TOKEN", "Marque-9a7f3e-secret")],
        header: "authorization",
        value: "Bearer Marque-9a7f3e-secret",
    },
    Way {
        kind: "ogc-records",
        settings: "sign_in = \"login\"",
        variables: LOGIN,
        header: "authorization",
        value: "Basic YWRhOk1hcnF1ZS05YTdmM2Utc2VjcmV0",
    },
];

/// Where portals give tokens for a pair.
const TOKENS: [&str; 3] = ["/connect/token", "/oauth/token", "/oauth2/token"];

/// A portal called `p` that gives tokens, sets cookies, and answers `x` with what it was sent.
async fn portal(way: &Way) -> (Server, Home) {
    let server = Server::start().await;
    let token = json!({"access_token": TOKEN, "expires_in": 3600, "token_type": "Bearer"});
    for path in TOKENS {
        server.answers(path, [Answer::json(&token).header("set-cookie", "sid=Biscuit-5d41e2; Path=/")]);
    }
    let pair = json!({"jwtToken": format!("Bearer {TOKEN}"), "refreshToken": "Relance-77c0aa"});
    server.answers("/authenticate", [Answer::json(&pair).header("authorization", format!("Bearer {TOKEN}"))]);
    server.on("/x", |request: &Request| {
        let sent: Vec<String> = request.headers.values().map(|it| it.to_str().unwrap().to_owned()).collect();
        let answer = Answer::json(&json!({"sent": sent, "é": 1}));
        answer.header("set-cookie", "sid=Biscuit-5d41e2; Path=/").header("x-session-token", "Biscuit-5d41e2")
    });
    let home =
        way.variables.iter().fold(Home::new(), |home, (what, value)| home.set(&format!("GUICHET_P_{what}"), value));
    home.write_config(&format!("[portals.p]\nkind = \"{}\"\nurl = \"{}\"\n{}\n", way.kind, server.url, way.settings));
    (server, home)
}

/// An open portal called `p`.
async fn ckan() -> (Server, Home) {
    let (server, home) = portal(&WAYS[0]).await;
    let mut home = home;
    home.env.retain(|(name, _)| !name.starts_with("GUICHET_P_"));
    (server, home)
}

fn run(home: &Home, args: &[&str]) -> Ran {
    tokio::task::block_in_place(|| home.run(args, ""))
}

/// None of what signs in, or was set in return, is in `text`.
fn holds_no_secret(text: &str, of: &str) {
    for secret in [
        "Marque-9a7f3e",
        TOKEN,
        "Biscuit-5d41e2",
        "Relance-77c0aa",
        "c2lnbmF0dXJlb2ZhZGE",
        "YWRhOk1hcnF1ZS05YTdmM2Utc2VjcmV0",
    ] {
        assert!(!text.contains(secret), "{of}: {secret} in {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_tells_of_requests_and_of_no_secret_whatever_the_sign_in() {
    for way in &WAYS {
        let of = format!("{} {} {:?}", way.kind, way.settings, way.variables[0].0);
        let (server, home) = portal(way).await;
        let path = format!("{}x", server.url);
        let said = run(&home, &["api", "p", &path, "-vv"]);
        assert_eq!(said.code, 0, "{of}: {}", said.err);
        let log = run(&home, &["api", "p", &path, "-vv", "--log-file", "log"]);
        assert_eq!(log.code, 0, "{of}: {}", log.err);
        let written = fs::read_to_string(home.path("log")).unwrap();
        for (text, whence) in [(&said.err, "standard error"), (&written, "the file")] {
            assert!(text.contains(&format!("GET {path}: 200 in ")), "{of}, {whence}: {text}");
            assert!(text.contains(&format!("> {}: …", way.header)) && text.contains("< set-cookie: …"), "{of}: {text}");
            holds_no_secret(text, &of);
        }
        holds_no_secret(&said.out, &of);
        let quiet = run(&home, &["api", "p", &path, "-v"]).err;
        assert!(quiet.contains("GET ") && quiet.contains(" ms") && !quiet.contains("set-cookie"), "{of}: {quiet}");
        let sent = server.asked("/x");
        assert_eq!(sent[0].header(way.header), Some(way.value), "{of}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_curl_line_is_made_of_nothing_sent_and_sends_what_guichet_sends() {
    for way in &WAYS {
        let of = format!("{} {} {:?}", way.kind, way.settings, way.variables[0].0);
        let (server, home) = portal(way).await;
        let path = format!("{}x", server.url);
        let made = run(&home, &["api", "p", &path, "-F", "a=b c", "--as-curl", "--offline"]);
        assert_eq!(made.code, 0, "{of}: {}", made.err);
        assert!(server.requests().is_empty(), "{of}");
        holds_no_secret(&made.out, &of);
        for (what, _) in way.variables {
            assert!(made.out.contains(&format!("$GUICHET_P_{what}")), "{of}: {}", made.out);
        }
        assert_eq!(run(&home, &["api", "p", &path, "-F", "a=b c"]).code, 0);
        let tools = ["curl", "jq"].iter().all(|it| Command::new(it).arg("--version").output().is_ok());
        if !(cfg!(unix) && tools) {
            println!("no curl or no jq on this machine");
            continue;
        }
        for shell in ["sh", "fish"] {
            let mut line = Command::new(shell);
            line.args(["-c", &made.out]).envs(home.env.iter().map(|(name, value)| (name, value)));
            let Ok(ran) = tokio::task::block_in_place(|| line.output()) else { continue };
            assert!(ran.status.success(), "{of}: {} {}", made.out, String::from_utf8_lossy(&ran.stderr));
        }
        let tokens = TOKENS.map(|path| server.asked(path)).concat();
        for request in &tokens {
            let form = |it: &Request| url::form_urlencoded::parse(it.body.as_bytes()).into_owned().collect::<Vec<_>>();
            let sent = |it: &Request| (it.path.clone(), it.header("authorization").map(str::to_owned), form(it));
            assert_eq!(sent(request), sent(&tokens[0]), "{of}");
        }
        let asked = server.asked("/x");
        assert!(asked.len() > 1, "{of}");
        for request in &asked {
            assert_eq!((request.header(way.header), &request.query), (Some(way.value), &asked[0].query), "{of}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_comes_as_it_is_and_a_refusal_with_what_was_said() {
    let (server, home) = ckan().await;
    server.answers("/data.bin", [Answer::raw("application/octet-stream", vec![0, 27, 10, 13])]);
    let bytes = run(&home, &["api", "p", "data.bin"]);
    assert_eq!((bytes.code, bytes.out.as_bytes()), (0, &[0, 27, 10, 13][..]));
    let saved = run(&home, &["api", "p", "/data.bin", "-o", "there"]);
    assert_eq!((saved.code, saved.out.as_str()), (0, ""));
    assert_eq!(fs::read(home.path("there")).unwrap(), [0, 27, 10, 13]);
    let table = [(401, 3), (403, 3), (404, 4), (500, 5), (503, 5), (400, 5)];
    for (status, code) in table {
        server.answers("/no", [Answer::json(&json!({"why": "because"})).with_status(status)]);
        let refused = run(&home, &["api", "p", "no", "-o", "not-there"]);
        assert_eq!(refused.code, code, "{status}: {}", refused.err);
        assert!(refused.out.contains("because") && refused.err.starts_with("guichet: "), "{status}: {}", refused.out);
        assert!(!home.path("not-there").exists());
        let told: Value = serde_json::from_str(&run(&home, &["api", "p", "no", "--json"]).out).unwrap();
        assert_eq!((&told["error"]["exit"], &told["status"]), (&code.into(), &status.into()));
        assert_eq!(told["body"]["why"], "because");
    }
    let head = run(&home, &["api", "p", "x", "-i", "-H", "Accept: text/turtle"]);
    assert!(head.out.starts_with("HTTP 200 OK\n") && head.out.contains("set-cookie: …\n"), "{}", head.out);
    assert_eq!(server.asked("/x")[0].header("accept"), Some("text/turtle"));
    let busy = [Answer::status(503), Answer::json(&json!({"at": "last"}))];
    server.answers("/busy", busy);
    assert!(run(&home, &["api", "p", "busy"]).out.contains("last"), "what passes is asked again");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_signs_in_and_what_a_person_adds_goes_to_the_portal_alone() {
    let (server, home) = portal(&WAYS[1]).await;
    let (elsewhere, _) = ckan().await;
    let other = format!("{}x", elsewhere.url);
    for foreign in [other.as_str(), "https://evil.example/x", "ftp://evil.example/x", "http://ada@127.0.0.1/x"] {
        let refused = run(&home, &["api", "p", foreign]);
        assert_eq!(refused.code, 2, "{foreign}: {}", refused.err);
    }
    assert!(elsewhere.requests().is_empty() && server.requests().is_empty());
    server.answers("/away", [Answer::status(302).header("location", other)]);
    let led = run(&home, &["api", "p", "away", "-H", "X-Mine: of my own"]);
    assert_eq!(led.code, 0, "{}", led.err);
    let (first, second) = (&server.asked("/away")[0], &elsewhere.asked("/x")[0]);
    assert_eq!((first.header("x-mine"), first.header("x-api-key").is_some()), (Some("of my own"), true));
    assert_eq!((second.header("x-mine"), second.header("x-api-key")), (None, None));
    for own in ["Authorization: Bearer x", "Cookie: a=b", "nonsense"] {
        assert_eq!(run(&home, &["api", "p", "x", "-H", own]).code, 2, "{own}");
    }
    assert_eq!(run(&home, &["api", "q", "x"]).code, 2);
    assert_eq!(run(&home, &["api", "p", "x", "--offline"]).code, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn listing_and_showing_have_their_lines_too() {
    let (server, home) = portal(&WAYS[0]).await;
    let line = |args: &[&str]| run(&home, &[args, &["--as-curl"]].concat());
    let list = line(&["list", "p/all", "--query", "l'eau"]);
    assert!(
        list.out.contains("/api/3/action/package_search?")
            && list.out.contains("\"authorization: $GUICHET_P_API_KEY\""),
        "{list:?}"
    );
    let show = line(&["show", "p/eau"]);
    assert!(show.out.contains("package_show?id=eau"), "{show:?}");
    let search = line(&["search", "eau"]);
    assert!(search.out.contains("package_search"), "{search:?}");
    let told: Value = serde_json::from_str(&line(&["show", "p/eau", "--json"]).out).unwrap();
    assert_eq!((told["curl"].as_array().unwrap().len(), &told["variables"][0]), (1, &"GUICHET_P_API_KEY".into()));
    assert!(server.requests().is_empty(), "nothing is sent for a line");
    let away = Home::new();
    away.write_config("[portals.p]\nkind = \"ckan\"\nurl = \"https://a.example/\"\n");
    let ca = away.path("my ca.pem");
    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/world/authority.pem"), &ca).unwrap();
    let args = ["show", "p/eau", "--as-curl", "--ca-file", ca.to_str().unwrap()];
    let line = run(&away, &args);
    assert!(line.code == 0 && line.out.contains(&format!("--cacert '{}'", ca.display())), "{line:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_printed_where_no_browser_opens() {
    let (server, home) = ckan().await;
    let page = run(&home, &["open", "p"]);
    assert_eq!((page.code, page.out.trim()), (0, server.url.as_str()), "{}", page.err);
    let told: Value = serde_json::from_str(&run(&home, &["open", "p", "--json", "--print"]).out).unwrap();
    assert_eq!((&told["url"], &told["opened"]), (&server.url.as_str().into(), &false.into()));
    assert_eq!(run(&home, &["open", "p/all"]).code, 2);
    assert_eq!(run(&home, &["open", "p/nothing", "--print"]).code, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_fails_for_what_is_needed_and_nothing_else() {
    let unusable = |home: Home| home.set("GUICHET_SECRETS", "keyring");
    let home = unusable(Home::new());
    assert_eq!(run(&home, &["doctor"]).code, 0, "nothing is configured");
    let (server, open) = ckan().await;
    server.otherwise(Answer::status(503));
    assert_eq!(run(&unusable(open), &["doctor"]).code, 5, "it is down, which matters more than the keyring");
    let away = unusable(Home::new());
    away.write_config("[portals.p]\nkind = \"ckan\"\nurl = \"http://127.0.0.1:9/\"\n");
    assert_eq!(run(&away, &["doctor"]).code, 5, "nobody is there");
    let listening = Server::start().await;
    let version = json!({"success": true, "result": {"ckan_version": "2.11.0", "site_url": "http://a.org"}});
    listening.answers("/api/3/action/status_show", [Answer::json(&version)]);
    for (kind, code) in [("isogeo", 3), ("dastra", 3), ("api-entreprise", 3), ("ckan", 0)] {
        let home = Home::new().set("GUICHET_SECRETS", "memory");
        home.write_config(&format!("[portals.p]\nkind = \"{kind}\"\nurl = \"{}\"\n", listening.url));
        let report = run(&home, &["doctor"]);
        assert_eq!(report.code, code, "{kind}, with no credential: {}", report.out);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_is_told_and_cleared() {
    let (server, home) = ckan().await;
    let none: Value = serde_json::from_str(&run(&home, &["cache", "ls", "--json"]).out).unwrap();
    assert_eq!(none["portals"], json!([]));
    let found = json!({"success": true, "result": {"count": 0, "results": [], "search_facets": {}}});
    server.answers("/api/3/action/package_search", [Answer::json(&found)]);
    assert_eq!(run(&home, &["list", "p/all"]).code, 0);
    let mine = home.path("cache/guichet/mine.txt");
    fs::write(&mine, "mine").unwrap();
    let kept: Value = serde_json::from_str(&run(&home, &["cache", "ls", "--json"]).out).unwrap();
    let portal = &kept["portals"][0];
    assert!(portal["portal"] == "p" && portal["answers"] == 1 && portal["newest"].is_string(), "{kept}");
    assert!(run(&home, &["cache", "ls"]).out.starts_with("p  1 answer  "));
    assert_eq!(run(&home, &["cache", "clear", "nope"]).code, 4);
    assert_eq!(run(&home, &["list", "p/all", "--offline"]).code, 0);
    assert_eq!(run(&home, &["cache", "clear", "p"]).code, 0);
    assert_eq!(run(&home, &["list", "p/all", "--offline"]).code, 5, "it is forgotten");
    fs::write(home.path("cache/guichet/catalogue.sqlite.damaged"), "").unwrap();
    assert_eq!(run(&home, &["cache", "clear"]).code, 0);
    assert!(mine.exists() && !home.path("cache/guichet/catalogue.sqlite.damaged").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_in_the_address_is_sent_there_and_told_nowhere() {
    let server = Server::start().await;
    server.answers("/cat/Marque-9a7f3e-secret", [Answer::raw("text/turtle", "# nothing")]);
    let home = Home::new().set("GUICHET_P_TOKEN", "Marque-9a7f3e-secret");
    let settings = format!("kind = \"dcat\"\nurl = \"{}cat\"\nsign_in = \"path-token\"\n", server.url);
    home.write_config(&format!("[portals.p]\n{settings}"));
    let feed = run(&home, &["api", "p", "", "-vv"]);
    assert_eq!((feed.code, feed.out.as_str()), (0, "# nothing"), "{}", feed.err);
    holds_no_secret(&feed.err, "dcat path-token");
    let line = run(&home, &["api", "p", "", "--as-curl"]);
    assert!(line.out.contains("/cat/$GUICHET_P_TOKEN\"\n"), "{line:?}");
    let list = run(&home, &["list", "p", "--as-curl"]);
    assert!(list.out.contains("/cat/$GUICHET_P_TOKEN\"\n"), "{list:?}");
    holds_no_secret(&format!("{}{}", line.out, list.out), "dcat path-token");
}

/// What leaves elsewhere would not be told of.
#[test]
fn every_request_leaves_through_the_one_place_that_tells_of_it() {
    fn look(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                look(&path, found);
            } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("tests.rs") {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]").next().unwrap();
                found.extend([".send()", ".execute(request)"].iter().any(|it| code.contains(it)).then_some(path));
            }
        }
    }
    let mut found = vec![];
    look(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut found);
    assert!(matches!(&found[..], [only] if only.ends_with("src/net/told.rs")), "{found:?}");
}
