//! One request for each row, by the command: what is asked, what is kept, and what is said. `tests/peers/batch.py` does the
//! same against a mock that counts, refuses and bans.

use std::fs;

use serde_json::{Value, json};

use crate::common::home::{Home, Ran};
use crate::common::server::{Answer, Server};

const LEGAL: &str = "e/v4_insee_unites_legales";
const VIGILANCE: &str = "e/v4_acoss_attestations_sociales";
const GOOD: [&str; 3] = ["552049447", "418166096", "130025265"];

/// A portal that knows the first two and not the third, and says of each Urssaf attestation where its file is.
async fn portal() -> (Server, Home) {
    let server = Server::start().await;
    let rights = json!({"data": {"scopes": ["unites_legales_etablissements_insee", "attestation_sociale_urssaf"]}});
    server.answers("/v3/token/introspect", [Answer::json(&rights)]);
    for siren in &GOOD[..2] {
        let data = json!({"data": {"siren": siren, "n": 1}, "links": {}, "meta": {}});
        server.answers(&format!("/v4/insee/sirene/unites_legales/{siren}"), [Answer::json(&data)]);
        let file = format!("{}files/{siren}.pdf", server.url);
        let data = json!({"data": {"document_url": file, "entity_status": {"code": "ok"}}});
        server.answers(&format!("/v4/urssaf/unites_legales/{siren}/attestation_vigilance"), [Answer::json(&data)]);
        server.answers(&format!("/files/{siren}.pdf"), [Answer::raw("application/pdf", "%PDF-1.4\n%%EOF\n")]);
    }
    let unknown = json!({"errors": [{"code": "01003", "title": "T", "detail": "D", "meta": {}}]});
    server.otherwise(Answer::json(&unknown).with_status(404));
    let home = Home::new().set("GUICHET_E_TOKEN", "a.b.c");
    home.write_config(&format!("[portals.e]\nkind = \"api-entreprise\"\nurl = \"{}\"\n", server.url));
    (server, home)
}

fn each(home: &Home, addresses: &[&str], list: &str, more: &[&str]) -> Ran {
    let (list, out) = (home.path(list).display().to_string(), home.path("out").display().to_string());
    let fixed = ["--each", &list, "--column", "siren", "-o", &out, "--pace", "500"];
    let answers = ["recipient=13002526500013", "context=x", "object=y"].map(|it| ["--param", it]);
    home.run(&[&["get"][..], addresses, &fixed, &answers.concat(), more].concat(), "")
}

fn lines(home: &Home) -> Vec<Value> {
    let written = fs::read_to_string(home.path("out/answers.jsonl")).unwrap();
    written.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn companies(server: &Server) -> usize {
    server.requests().iter().filter(|it| it.path.starts_with("/v4/")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_identifier_is_asked_once_and_never_again_once_it_is_answered() {
    let (server, home) = portal().await;
    let [one, two, three] = GOOD;
    fs::write(home.path("list.csv"), format!("nom;siren\nA;{one}\nB;{two}\nC;{one}\nD;123456789\nE;{three}\n"))
        .unwrap();
    let unconfirmed = each(&home, &[LEGAL], "list.csv", &[]);
    assert!(unconfirmed.code == 2 && unconfirmed.err.contains("--yes"), "{unconfirmed:?}");
    let plan = each(&home, &[LEGAL], "list.csv", &["--plan", "--json"]);
    let told: Value = serde_json::from_str(&plan.out).unwrap();
    assert_eq!(
        ["rows", "refused", "repeated", "requests"].map(|key| told[key].as_u64().unwrap()),
        [5, 1, 1, 3],
        "{told}"
    );
    assert_eq!((told["first_refused"][0]["line"].as_u64(), companies(&server)), (Some(5), 0));

    let ran = each(&home, &[LEGAL], "list.csv", &["--yes"]);
    assert_eq!((ran.code, companies(&server)), (2, 3), "{ran:?}");
    let kept = lines(&home);
    let asked: Vec<&str> = kept.iter().map(|line| line["asked"]["siren"].as_str().unwrap()).collect();
    assert_eq!(asked, GOOD, "in the order asked");
    assert_eq!((&kept[0]["status"], &kept[0]["answer"]["data"]["siren"]), (&json!(200), &json!(one)));
    assert_eq!((&kept[2]["status"], &kept[2]["error"]["code"]), (&json!(404), &json!("01003")));
    let begun_over = each(&home, &[LEGAL], "list.csv", &["--yes"]);
    assert!(begun_over.code == 2 && begun_over.err.contains("--resume"), "{begun_over:?}");
    let resumed = each(&home, &[LEGAL], "list.csv", &["--yes", "--resume", "--json"]);
    assert_eq!((companies(&server), lines(&home).len()), (3, 3), "{resumed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_tore_is_asked_again_and_no_other() {
    let (server, home) = portal().await;
    fs::write(home.path("list.csv"), format!("siren\n{}\n{}\n", GOOD[0], GOOD[1])).unwrap();
    assert_eq!(each(&home, &[LEGAL], "list.csv", &["--yes"]).code, 0);
    let journal = home.path("out/answers.jsonl");
    let written = fs::read(&journal).unwrap();
    fs::write(&journal, &written[..written.len() - 9]).unwrap();
    assert_eq!(each(&home, &[LEGAL], "list.csv", &["--yes", "--resume"]).code, 0);
    let of = |siren: &str| server.asked(&format!("/v4/insee/sirene/unites_legales/{siren}")).len();
    assert_eq!(([of(GOOD[0]), of(GOOD[1])], lines(&home).len()), ([1, 2], 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn several_endpoints_and_their_documents_in_one_pass() {
    let (server, home) = portal().await;
    fs::write(home.path("list.csv"), format!("siren\n{}\n{}\n", GOOD[0], GOOD[1])).unwrap();
    let ran = each(&home, &[LEGAL, VIGILANCE], "list.csv", &["--yes"]);
    assert_eq!((ran.code, companies(&server)), (0, 4), "{ran:?}");
    for line in lines(&home).iter().filter(|line| line["endpoint"] == "v4_acoss_attestations_sociales") {
        let path = format!("documents/{}.pdf", line["asked"]["siren"].as_str().unwrap());
        assert_eq!((&line["document"]["path"], &line["document"]["size"]), (&json!(path), &json!(15)), "{line}");
        assert_eq!(fs::read(home.path("out").join(path)).unwrap(), b"%PDF-1.4\n%%EOF\n");
    }
    let [request, ..] = &server.asked(&format!("/files/{}.pdf", GOOD[0]))[..] else { panic!("{ran:?}") };
    assert_eq!(request.header("authorization"), None, "a link has its own secret");
    #[cfg(unix)]
    for file in ["answers.jsonl", &format!("documents/{}.pdf", GOOD[0])] {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(home.path("out").join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked_row_by_row_says_why_before_anything_is_asked() {
    let (server, home) = portal().await;
    fs::write(home.path("list.csv"), "siren\n552049447\n").unwrap();
    let no_column = each(&home, &[LEGAL], "list.csv", &["--column", "annee"]);
    assert!(no_column.code == 2 && no_column.err.contains("siren"), "{no_column:?}");
    let twice = each(&home, &[LEGAL, LEGAL], "list.csv", &["--yes"]);
    assert_eq!(twice.code, 2, "{twice:?}");
    let folder = each(&home, &["e/all"], "list.csv", &["--yes"]);
    assert_eq!(folder.code, 2, "{folder:?}");
    let list = home.path("list.csv").display().to_string();
    let bare = home.run(&["get", LEGAL, "--each", &list, "--column", "siren", "-o", "out", "--yes"], "");
    assert!(bare.code == 2 && bare.err.contains("recipient") && bare.err.contains("--param"), "{bare:?}");
    assert_eq!(companies(&server), 0);
}

/// Whoever asks is refused: so would be all others.
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_token_ends_it_at_once() {
    let (server, home) = portal().await;
    let refused = json!({"errors": [{"code": "00105", "title": "T", "detail": "D", "meta": {}}]});
    server.otherwise(Answer::json(&refused).with_status(401));
    fs::write(home.path("list.csv"), format!("siren\n{}\n{}\n{}\n", GOOD[2], GOOD[0], GOOD[1])).unwrap();
    let ran = each(&home, &[LEGAL], "list.csv", &["--yes", "--json"]);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.code, &told["outcome"], &told["unasked"]), (3, &json!("stopped"), &json!(3)), "{ran:?}");
    assert!(companies(&server) <= 2 && lines(&home).is_empty(), "{ran:?}");
}

/// Neither who was asked about nor what was answered is anywhere but in the results. The third is who asks.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_it_is_kept_elsewhere() {
    let (_server, home) = portal().await;
    fs::write(home.path("list.csv"), format!("siren\n{}\n{}\n", GOOD[0], GOOD[1])).unwrap();
    let log = home.path("log").display().to_string();
    let ran = each(&home, &[VIGILANCE], "list.csv", &["--yes", "-vv", "--log-file", &log]);
    assert!(ran.code == 0 && fs::read_to_string(&log).unwrap().contains("200 in"), "{ran:?}");
    for file in home.files() {
        let path = file.display().to_string();
        let is_own = path.contains("/out/") || path.ends_with("list.csv");
        let content = fs::read(&file).unwrap();
        let told = GOOD[..2].iter().find(|siren| memchr::memmem::find(&content, siren.as_bytes()).is_some());
        assert!(is_own || told.is_none(), "{path}: {told:?}");
    }
}
