//! What `get --each` leaves in its folder, by the command, and what `verify` says of it.

use std::fs;

use serde_json::{Value, json};

use crate::common::home::{Home, Ran};
use crate::common::server::{Answer, Server};

const KNOWN: &str = "552049447";
const UNKNOWN: &str = "130025265";

async fn asked(home: Home, more: &[&str]) -> (Home, Ran) {
    let server = Server::start().await;
    let rights = json!({"data": {"scopes": ["unites_legales_etablissements_insee"]}});
    server.answers("/v3/token/introspect", [Answer::json(&rights)]);
    let data =
        json!({"siren": KNOWN, "adresse": {"code_postal": "01000"}, "nom": "=1+1", "date_creation": -473_389_200});
    let answer = json!({"data": data, "links": {}, "meta": {}});
    server.answers(&format!("/v4/insee/sirene/unites_legales/{KNOWN}"), [Answer::json(&answer)]);
    let unknown = json!({"errors": [{"code": "01003", "title": "T", "detail": "D", "meta": {}}]});
    server.otherwise(Answer::json(&unknown).with_status(404));
    let home = home.set("GUICHET_E_TOKEN", "a.b.c");
    home.write_config(&format!("[portals.e]\nkind = \"api-entreprise\"\nurl = \"{}\"\n", server.url));
    fs::write(home.path("list.csv"), format!("nom,siren\nA,{KNOWN}\nB,123456789\nC,{UNKNOWN}\nD,{KNOWN}\n")).unwrap();
    let (list, out) = (home.path("list.csv").display().to_string(), home.path("out").display().to_string());
    let fixed = ["get", "e/v4_insee_unites_legales", "--each", &list, "--column", "siren", "-o", &out, "--yes"];
    let answers = ["recipient=13002526500013", "context=x", "object=y"].map(|it| ["--param", it]);
    let ran = home.run(&[&fixed, &answers.concat()[..], &["--pace", "500"], more].concat(), "");
    (home, ran)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_leaves_tables_and_a_receipt_that_verify_checks() {
    let (home, ran) = asked(Home::new(), &[]).await;
    let read = |name: &str| fs::read_to_string(home.path("out").join(name)).unwrap();
    let rows = [
        "\u{feff}nom;siren;status;siren (2);adresse.code_postal;nom (2);date_creation",
        "A;552049447;answered;552049447;01000;'=1+1;1955-01-01",
        "B;123456789;not valid, not asked;;;;",
        "C;130025265;not found;;;;",
        "D;552049447;answered;552049447;01000;'=1+1;1955-01-01",
        "",
    ];
    assert_eq!(read("table.csv").split("\r\n").collect::<Vec<_>>(), rows, "{ran:?}");
    let errors = read("errors.csv");
    assert!(errors.contains("\r\n4;130025265;v4_insee_unites_legales;01003;"), "{errors}");
    assert!(ran.out.contains("table.xlsx") && ran.err.contains("2 cells of the CSV files"), "{ran:?}");
    let receipt: Value = serde_json::from_str(&read("receipt.json")).unwrap();
    assert_eq!((&receipt["parameters"]["recipient"], &receipt["rows"]), (&json!("13002526500013"), &json!(4)));
    assert!(!read("receipt.json").contains("a.b.c"), "no secret");

    let out = home.path("out").display().to_string();
    let intact = home.run(&["verify", &out], "");
    assert_eq!((intact.code, intact.out.matches("intact").count()), (0, 4), "{intact:?}");
    fs::write(home.path("out/table.csv"), "edited").unwrap();
    let altered = home.run(&["verify", &out, "--jsonl"], "");
    let states: Vec<Value> = altered.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let altered_ones: Vec<&Value> = states.iter().filter(|it| it["state"] == "altered").collect();
    assert_eq!((altered.code, states.len(), altered_ones.len()), (6, 4, 1), "{altered:?}");
    assert!(altered_ones[0]["path"].as_str().unwrap().ends_with("table.csv"), "{altered:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fields_of_a_table_are_chosen_and_it_speaks_french() {
    let home = Home::new().set("GUICHET_LANG", "fr");
    let (home, ran) = asked(home, &["--table-fields", "date_creation,adresse,nome"]).await;
    let table = fs::read_to_string(home.path("out/table.csv")).unwrap();
    assert!(table.starts_with("\u{feff}nom;siren;status;date_creation;adresse.code_postal;nome\r\n"), "{table}");
    assert!(table.contains("\r\nA;552049447;répondu;1955-01-01;01000;\r\n"), "{table}");
    assert!(ran.err.contains("Aucune réponse n’a de champ nome") && ran.err.contains("nom"), "{ran:?}");
}
