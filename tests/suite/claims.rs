//! Numbers that servers state, absurd ones too: lives of tokens, ends of JWTs, waits, bodies and listings without end; with
//! the program itself.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::common::home::{Home, Ran};
use crate::common::server::{Answer, Server};

/// As they stand in JSON: numbers of any size, texts, what is none.
const SPELLINGS: [&str; 26] = [
    "3600",
    "3599.5",
    "\"3600\"",
    "\"3600s\"",
    "0",
    "-1",
    "-9223372036854775808",
    "-1e30",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "340282366920938463463374607431768211456",
    "1e30",
    "1e308",
    "1e-308",
    "\"1e999\"",
    "\"Infinity\"",
    "\"NaN\"",
    "\"never\"",
    "\"\"",
    "null",
    "true",
    "[]",
    "[3600]",
    "{}",
];

fn config(kind: &str, names: &[&str], server: &str) -> String {
    names.iter().map(|name| format!("[portals.{name}]\nkind = \"{kind}\"\nurl = \"{server}\"\n")).collect()
}

#[track_caller]
fn json_of(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{ran:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_in_works_whatever_life_a_token_is_said_to_have() {
    let server = Server::start().await;
    server.answers("/shares", [Answer::json(&json!([{"_id": "a".repeat(32), "name": "R", "type": "application"}]))]);
    let home = Home::new().set("GUICHET_P_CLIENT_ID", "app").set("GUICHET_P_CLIENT_SECRET", "hunter2-hunter2");
    home.write_config(&config("isogeo", &["p"], server.url.as_str()));
    for life in SPELLINGS {
        let body = format!(r#"{{"access_token":"opaque-token","token_type":"bearer","expires_in":{life}}}"#);
        server.answers("/oauth/token", [Answer::raw("application/json", body)]);
        let ran = home.run(&["auth", "test", "p"], "");
        assert_eq!(ran.code, 0, "{life}: {ran:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rudi_token_may_end_whenever_it_says() {
    let server = Server::start().await;
    let home = Home::new().set("GUICHET_P_LOGIN", "ada").set("GUICHET_P_PASSWORD", "hunter2-hunter2");
    home.write_config(&config("rudi", &["p"], server.url.as_str()));
    for claim in ["exp", "iat", "nbf"] {
        for moment in SPELLINGS {
            let end = if claim == "exp" { "" } else { "\"exp\":4102444800," };
            let claims = URL_SAFE_NO_PAD.encode(format!(r#"{{{end}"{claim}":{moment}}}"#));
            let pair = json!({"jwtToken": format!("Bearer h.{claims}.s"), "refreshToken": "Bearer r.r.r"});
            server.answers("/authenticate", [Answer::json(&pair)]);
            server.answers("/acl/v1/account/registered", [Answer::json(&json!({"login": "ada"}))]);
            let ran = home.run(&["auth", "status", "p"], "");
            assert!(ran.code != 101 && !ran.err.contains("panicked"), "{claim} {moment}: {ran:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_token_may_end_whenever_it_says() {
    let server = Server::start().await;
    server.answers("/v3/token/introspect", [Answer::json(&json!({"data": {"scopes": ["unites_legales"]}}))]);
    for moment in SPELLINGS {
        let claims = format!(r#"{{"sub":"Marchés","exp":{moment},"iat":{moment},"nbf":{moment}}}"#);
        let token = format!("eyJhbGciOiJIUzI1NiJ9.{}.signature", URL_SAFE_NO_PAD.encode(&claims));
        let home = Home::new().set("GUICHET_E_TOKEN", &token);
        home.write_config(&config("api-entreprise", &["e"], server.url.as_str()));
        for args in [&["auth", "status", "e", "--json"][..], &["auth", "test", "e"]] {
            let ran = home.run(args, "");
            assert_eq!(ran.code, 0, "{moment} {args:?}: {ran:?}");
        }
    }
}

/// The check of `doctor` that says until when portal `name` is left alone.
fn limit(home: &Home, name: &str) -> Option<(Timestamp, String)> {
    let checks = json_of(&home.run(&["doctor", "--json"], ""));
    let check =
        checks["checks"].as_array().unwrap().iter().find(|it| it["check"] == "limits" && it["portal"] == name)?;
    let until = check["until"].as_str().unwrap().parse().unwrap();
    Some((until, format!("{} {}", check["message"], check["hint"])))
}

/// Nobody's numbers shut a portal out for longer than an hour, or another one of that origin with it; and it is said, and
/// can be forgotten.
#[tokio::test(flavor = "multi_thread")]
async fn a_pause_of_three_thousand_years_is_an_hour_and_can_be_forgotten() {
    const LIST: &str = "/v1/WorkSpaces";
    let waits = ["99999999999", "18446744073709551615", "Fri, 31 Dec 9999 23:59:59 GMT", "86400"];
    for wait in waits {
        let server = Server::start().await;
        let home = Home::new().set("GUICHET_P_API_KEY", "hunter2-hunter2").set("GUICHET_Q_API_KEY", "hunter3-hunter3");
        home.write_config(&config("dastra", &["p", "q"], server.url.as_str()));
        let good = || Answer::json(&json!({"items": [], "total": 0}));
        server.answers(LIST, [Answer::status(429).header("retry-after", wait), good()]);
        let before = Timestamp::now();
        assert_eq!(home.run(&["list", "p"], "").code, 5, "{wait}");
        let again = home.run(&["list", "p"], "");
        assert_eq!((again.code, server.asked(LIST).len()), (5, 1), "{wait}: it is left alone: {again:?}");
        assert_eq!(home.run(&["list", "q"], "").code, 0, "{wait}: which is no word about another key");

        let (until, said) = limit(&home, "p").unwrap_or_else(|| panic!("{wait}"));
        let left = until.duration_since(before).as_secs();
        assert!((3500..=3700).contains(&left), "{wait}: {left}");
        assert!(said.contains("portals reset p"), "{said}");
        assert_eq!(limit(&home, "q"), None);
        let report = home.run(&["doctor"], "");
        assert!(report.out.contains("warning p: limits: "), "{report:?}");

        let reset = home.run(&["portals", "reset", "p"], "");
        assert!(reset.code == 0 && reset.err.contains("1 limit forgotten"), "{reset:?}");
        assert_eq!(home.run(&["list", "p"], "").code, 0, "{wait}: it is asked again");
        let reset = json_of(&home.run(&["portals", "reset", "p", "--json"], ""));
        assert_eq!(reset, json!({"schema": 1, "portal": "p", "forgotten": []}));
    }
    let home = Home::new();
    let unknown = home.run(&["portals", "reset", "nobody"], "");
    assert!(unknown.code == 2 && unknown.err.contains("nobody"), "{unknown:?}");
}

/// What a version before kept of a Retry-After, word for word.
#[tokio::test(flavor = "multi_thread")]
async fn a_pause_that_an_older_version_kept_for_ever_ends_within_an_hour() {
    let server = Server::start().await;
    server.answers("/v1/WorkSpaces", [Answer::json(&json!({"items": [], "total": 0}))]);
    let home = Home::new().set("GUICHET_P_API_KEY", "hunter2-hunter2");
    home.write_config(&config("dastra", &["p"], server.url.as_str()));
    let key = format!("{} requests", server.url.origin().ascii_serialization());
    let meter = json!({"Untold": {"title": "requests", "limit": 470, "span": 60000, "left": [],
        "shut_until": 101_795_000_000_000_i64, "shut_at": 1_795_000_000_000_i64, "refusals": 1}});
    let folder = home.path("state/guichet");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("quota.json"), json!({"counters": {key: meter}, "running": {}}).to_string()).unwrap();
    let ran = home.run(&["list", "p", "--json"], "");
    assert_eq!(ran.code, 5, "{ran:?}");
    let (until, _) = limit(&home, "p").unwrap();
    let left = until.duration_since(Timestamp::now()).as_secs();
    assert!((3500..=3600).contains(&left), "{left}");
    assert_eq!(home.run(&["portals", "reset", "p"], "").code, 0);
    assert_eq!(home.run(&["list", "p"], "").code, 0, "and can be forgotten");
}

/// API Entreprise shuts an address out for 12 hours (docs/portals/api-entreprise.md 6.2), and may say so.
#[tokio::test(flavor = "multi_thread")]
async fn a_pause_is_as_long_as_the_contract_has_it() {
    let server = Server::start().await;
    server.answers("/v3/token/introspect", [Answer::json(&json!({"data": {"scopes": ["effectifs_urssaf"]}}))]);
    server.otherwise(Answer::status(429).header("retry-after", "99999999999"));
    let home = Home::new().set("GUICHET_E_TOKEN", "a.b.c");
    home.write_config(&config("api-entreprise", &["e"], server.url.as_str()));
    let mut args = vec!["get", "e/v3_gip_mds_effectifs_annuels_entreprise/json"];
    for answer in ["siren=552049447", "year=2020", "context=Aides", "recipient=13002526500013", "object=Dossier 1"] {
        args.extend(["--param", answer]);
    }
    let ran = home.run(&args, "");
    assert!(ran.code != 0 && ran.code != 101, "{ran:?}");
    let (until, _) = limit(&home, "e").unwrap_or_else(|| panic!("{ran:?}"));
    let left = until.duration_since(Timestamp::now()).as_secs();
    assert!((12 * 3600 - 60..=12 * 3600).contains(&left), "{left}");
}

/// A server that begins its answer with `head` and then says one byte each three seconds, for ever.
fn dripping(head: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let drip = move |mut line: TcpStream| {
        let _ = line.read(&mut [0; 4096]);
        let _ = line.write_all(head.as_bytes());
        while line.write_all(b" ").is_ok() {
            std::thread::sleep(Duration::from_secs(3));
        }
    };
    std::thread::spawn(move || {
        for line in listener.incoming() {
            std::thread::spawn(move || line.map(drip));
        }
    });
    url
}

const ANSWER: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{";
const REFUSAL: &str = "HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{";

/// The first request of each kind, signing in, and what is said of a refusal.
#[test]
fn a_body_that_drips_has_an_end_that_is_said() {
    let key = ("GUICHET_P_API_KEY", "hunter2-hunter2");
    let client = [("GUICHET_P_CLIENT_ID", "app"), ("GUICHET_P_CLIENT_SECRET", "hunter2-hunter2")];
    let login = [("GUICHET_P_LOGIN", "ada"), ("GUICHET_P_PASSWORD", "hunter2-hunter2")];
    let token = [("GUICHET_P_TOKEN", "a.b.c")];
    let table: [(&str, &[(&str, &str)]); 17] = [
        ("rudi", &[]),
        ("rudi", &login),
        ("rudi", &client),
        ("dastra", &[key]),
        ("dastra", &client),
        ("isogeo", &client),
        ("api-entreprise", &token),
        ("udata", &[]),
        ("ckan", &[]),
        ("opendatasoft", &[]),
        ("dcat", &[]),
        ("dataverse", &[]),
        ("zenodo", &[]),
        ("hugging-face", &[]),
        ("melodi", &[]),
        ("geoplateforme", &[]),
        ("csw", &[]),
    ];
    let began = Instant::now();
    let runs = table.into_iter().flat_map(|row| [(row, ANSWER), (row, REFUSAL)]).map(|((kind, environment), head)| {
        let environment = environment.to_vec();
        std::thread::spawn(move || {
            let home = environment.iter().fold(Home::new(), |home, (name, value)| home.set(name, value));
            home.write_config(&config(kind, &["p"], &dripping(head)));
            let list = if kind == "api-entreprise" { vec!["auth", "test", "p"] } else { vec!["list", "p"] };
            (kind, head == ANSWER, home.run(&list, ""))
        })
    });
    for run in runs.collect::<Vec<_>>() {
        let (kind, is_answer, ran) = run.join().unwrap();
        assert!(ran.code != 101, "{kind}: {ran:?}");
        match is_answer {
            true => assert!(ran.code == 5 && ran.err.contains("too slow to wait for the rest"), "{kind}: {ran:?}"),
            // What it says besides its status is not waited for.
            false => assert!(ran.code > 0 && !ran.err.contains("too slow"), "{kind}: {ran:?}"),
        }
    }
    assert!(began.elapsed() < Duration::from_secs(100), "{:?}", began.elapsed());
}

/// Each page leads on, and all are the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_listing_that_goes_round_ends_and_says_so() {
    let server = Server::start().await;
    let next = server.url.join("/api/1/datasets/?page=2").unwrap();
    let rows: Vec<Value> = (0..50).map(|n| json!({"id": format!("{n:024x}"), "title": format!("t{n}")})).collect();
    for total in ["50", "1e30", "9223372036854775807", "\"many\"", "-1"] {
        let total: Value = serde_json::from_str(total).unwrap();
        let page = Answer::json(&json!({"data": rows, "next_page": next.as_str(), "total": total}));
        server.answers("/api/2/datasets/search/", [page.clone()]);
        server.answers("/api/1/datasets/", [page]);
        let home = Home::new();
        home.write_config(&config("udata", &["p"], server.url.as_str()));
        let ran = home.run(&["list", "p/all", "--all", "--json"], "");
        assert_eq!(ran.code, 0, "{total}: {ran:?}");
        let found = json_of(&ran);
        assert_eq!(found["items"].as_array().unwrap().len(), 50, "{total}");
        assert!(found["warnings"].to_string().contains("gives rows again"), "{total}: {}", found["warnings"]);
    }
}
