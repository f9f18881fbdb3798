//! One request for each row, from the browser: the file, the columns, the plan, the job and its results, by keys and in
//! typed lines, in both languages; and gone on with after a kill.
#![cfg(unix)]

use std::fs;

use serde_json::{Value, json};

use crate::common::home::Home;
use crate::common::server::{Answer, Server};
use crate::common::term::Term;

const LEGAL: &str = "e/v4_insee_unites_legales";
const GOOD: [&str; 6] = ["552049447", "418166096", "130025265", "356000000", "552032534", "732829320"];
/// Who asks: good for whatever is said once for all rows.
const RECIPIENT: &str = "13002526500013";
/// Down.
const NEXT: &str = "\x1b[B";

async fn portal() -> (Server, Home) {
    let server = Server::start().await;
    let rights = json!({"data": {"scopes": ["unites_legales_etablissements_insee"]}});
    server.answers("/v3/token/introspect", [Answer::json(&rights)]);
    for siren in GOOD {
        let data = json!({"data": {"siren": siren, "n": 1}, "links": {}, "meta": {}});
        server.answers(&format!("/v4/insee/sirene/unites_legales/{siren}"), [Answer::json(&data)]);
    }
    let unknown = json!({"errors": [{"code": "01003", "title": "T", "detail": "D", "meta": {}}]});
    server.otherwise(Answer::json(&unknown).with_status(404));
    let home = Home::new().set("GUICHET_E_TOKEN", "a.b.c");
    let data = format!("download_dir = {:?}\n[browser]\npreview = \"key\"\n", home.path("data"));
    let portal = format!("[portals.e]\nkind = \"api-entreprise\"\nurl = \"{}\"\n", server.url);
    home.write_config(&format!("{data}{portal}"));
    (server, home)
}

fn asked(server: &Server) -> usize {
    server.requests().iter().filter(|it| it.path.starts_with("/v4/insee/sirene/unites_legales/")).count()
}

fn term(home: &Home, language: &str, args: &[&str]) -> Term {
    let mut env: Vec<(&str, &str)> = home.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    env.push(("GUICHET_LANG", language));
    Term::spawn(100, 30, args, &env)
}

fn answers(home: &Home) -> Vec<Value> {
    let file = home.path("data/v4_insee_unites_legales firms/answers.jsonl");
    let written = fs::read_to_string(file).unwrap_or_default();
    written.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// What the boxes are called, and words of the way.
struct Words {
    language: &'static str,
    file: &'static str,
    feeds: &'static str,
    valid: &'static str,
    refused: &'static str,
    requests: &'static str,
    yes: &'static str,
    ended: &'static str,
}

const LANGUAGES: [Words; 2] = [
    Words {
        language: "en",
        file: "one request for each row",
        feeds: "what feeds it: firms.csv",
        valid: "80 % valid",
        refused: "line 5: siren",
        requests: "3 requests in all",
        yes: "y",
        ended: "answers 3, errors 0",
    },
    Words {
        language: "fr",
        file: "une requête par ligne",
        feeds: "ce qui l’alimente : firms.csv",
        valid: "80 % valides",
        refused: "ligne 5 : siren",
        requests: "3 requêtes en tout",
        yes: "o",
        ended: "réponses 3, erreurs 0",
    },
];

/// Five rows: one twice, one with no number of anybody.
fn table() -> String {
    let [one, two, three, ..] = GOOD;
    format!("nom;SIREN de l'entreprise\nA;{one}\nB;{two}\nC;{one}\nD;123456789\nE;{three}\n")
}

/// The browser at the endpoint.
fn at_the_endpoint(home: &Home, language: &str) -> Term {
    let mut term = term(home, language, &[]);
    term.shows("> e");
    term.keys(":").keys(LEGAL).shows(LEGAL);
    let is_there = |screen: &vt100::Screen| screen.contents().lines().any(|line| line.trim_start().starts_with(LEGAL));
    term.keys("\r").until("the endpoint", is_there);
    term
}

/// From the file to the plan.
fn to_the_plan(term: &mut Term, home: &Home, words: &Words) {
    term.keys("E").shows(words.file);
    term.keys(&home.path("firms.csv").display().to_string()).keys("\r").shows(words.feeds);
    term.shows(words.valid);
    // All that is said once for all rows, whatever its order.
    for _ in 0..3 {
        term.keys("\x15").keys(RECIPIENT).keys(NEXT);
    }
    term.keys("\r").shows(words.requests);
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_file_to_the_results_in_both_languages() {
    for words in &LANGUAGES {
        let (server, home) = portal().await;
        fs::write(home.path("firms.csv"), table()).unwrap();
        tokio::task::block_in_place(|| {
            let mut term = at_the_endpoint(&home, words.language);
            to_the_plan(&mut term, &home, words);
            term.shows(words.refused);
            assert_eq!(asked(&server), 0, "nothing was agreed to");
            term.keys(words.yes).shows(words.ended);
            term.keys("\t\t").until("what is known of it", |screen| screen.contents().contains("firms/table.csv"));
            term.keys("p").shows("552049447");
            term.keys("qq");
            assert!(term.end().success());
        });
        let kept = answers(&home);
        assert_eq!((kept.len(), asked(&server)), (3, 3), "{kept:?}");
        use std::os::unix::fs::PermissionsExt;
        let file = home.path("data/v4_insee_unites_legales firms/answers.jsonl");
        assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_it_is_offered_at_the_next_start_and_nothing_answered_is_asked_again() {
    let (server, home) = portal().await;
    let rows: Vec<&str> = GOOD.into_iter().collect();
    fs::write(home.path("firms.csv"), format!("SIREN de l'entreprise\n{}\n", rows.join("\n"))).unwrap();
    let words = Words { valid: "100 % valid", requests: "6 requests in all", ..LANGUAGES[0] };
    tokio::task::block_in_place(|| {
        let mut term = at_the_endpoint(&home, "en");
        to_the_plan(&mut term, &home, &words);
        term.keys("y").shows("2 of 6");
        rustix::process::kill_process(
            rustix::process::Pid::from_raw(term.pid() as i32).unwrap(),
            rustix::process::Signal::KILL,
        )
        .unwrap();
        assert!(!term.end().success());
    });
    let before = answers(&home);
    assert!((2..6).contains(&before.len()), "{before:?}");
    let again = asked(&server);
    tokio::task::block_in_place(|| {
        let mut term = term(&home, "en", &[]);
        term.shows("unfinished");
        term.keys("\t\t").keys(" ").shows("answers 6, errors 0");
        term.keys("q");
        assert!(term.end().success());
    });
    assert_eq!(answers(&home).len(), 6);
    assert!(asked(&server) <= again + 6 - before.len(), "{again} {}", asked(&server));
    let queue = fs::read_to_string(home.path("state/guichet/queue.json")).unwrap();
    assert!(GOOD.iter().all(|siren| !queue.contains(siren)), "{queue}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_in_typed_lines() {
    for (language, agrees, ended) in [("en", "yes", "answers 3, errors 0"), ("fr", "oui", "réponses 3, erreurs 0")] {
        let (server, home) = portal().await;
        fs::write(home.path("firms.csv"), table()).unwrap();
        tokio::task::block_in_place(|| {
            let mut term = term(&home, language, &["--plain"]);
            term.shows("1. e");
            term.keys(&format!("g {LEGAL}\r")).shows(LEGAL);
            term.keys("E\r").shows("CSV");
            term.keys(&format!("{}\r", home.path("firms.csv").display())).shows("2. SIREN de l'entreprise");
            // The column that is proposed, then what holds for all rows, and the folder.
            term.keys("\r").shows("=12");
            for _ in 0..3 {
                term.keys(&format!("={RECIPIENT}\r"));
            }
            term.keys("\r").shows(if language == "en" { "yes or no" } else { "oui ou non" });
            term.keys(&format!("{agrees}\r")).keys("j wait\r").shows(ended);
            term.keys("q\r");
            assert!(term.end().success());
        });
        assert_eq!((answers(&home).len(), asked(&server)), (3, 3));
    }
}
