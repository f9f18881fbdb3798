//! `check` with the real program: schemas of a file, of an address, of a catalogue, of a portal and of a receipt.

use std::fs;

use serde_json::{Value, json};

use crate::common::home::{Home, Ran};
use crate::common::server::{Answer, Server};

const SET: &str = "6b011e12a8d385eac28cb1fb";
const MEDIA: &str = "422253e0-365c-4628-bca5-ce9d3052a896";

/// Fits a whole number below `n`.
fn schema(kind: &str) -> Value {
    json!({"title": "t", "fields": [{"name": "n", "type": kind}, {"name": "nom", "type": "string"}]})
}

/// A catalogue of schemas, a portal of one dataset with a table that says which of them it follows, and a home.
struct Town {
    server: Server,
    home: Home,
}

impl Town {
    async fn new(follows: Value) -> Self {
        let server = Server::start().await;
        let at = |path: &str| server.url.join(path).unwrap().to_string();
        let version = |name: &str| json!({"version_name": name, "schema_url": at(&format!("/s/{name}/schema.json"))});
        let entry = json!({"name": "own/numbers", "schema_type": "tableschema", "schema_url": at("/s/latest/schema.json"),
            "versions": [version("1.0.0"), version("2.0.0")]});
        server.answers("/schemas.json", [Answer::json(&json!({"version": 1, "schemas": [entry]}))]);
        server.answers("/s/1.0.0/schema.json", [Answer::json(&schema("string"))]);
        server.answers("/s/2.0.0/schema.json", [Answer::json(&schema("integer"))]);
        server.answers("/s/latest/schema.json", [Answer::json(&schema("integer"))]);
        server.answers("/t.csv", [Answer::raw("text/csv", "n,nom\n1,a\nx,b\n")]);
        let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/udata/v1-dataset.json");
        let mut dataset: Value = serde_json::from_slice(&fs::read(fixture).unwrap()).unwrap();
        let media = &mut dataset["resources"][1];
        media["schema"] = follows;
        media["url"] = at("/t.csv").into();
        media["title"] = "t.csv".into();
        media["checksum"] = Value::Null;
        media["filesize"] = Value::Null;
        server.answers(&format!("/api/1/datasets/{SET}/"), [Answer::json(&dataset)]);
        let home = Home::new().set("GUICHET_SECRETS", "memory").set("GUICHET_SCHEMAS", &at("/schemas.json"));
        home.write_config(&format!("[portals.town]\nkind = \"udata\"\nurl = \"{}\"\n", server.url));
        fs::write(home.path("t.csv"), "n,nom\n1,a\nx,b\n").unwrap();
        Self { server, home }
    }

    fn run(&self, args: &[&str]) -> Ran {
        tokio::task::block_in_place(|| self.home.run(args, ""))
    }

    /// Whether it fits, how it is called, and of which version it is.
    fn judged(&self, args: &[&str]) -> (i32, Value, Value) {
        let ran = self.run(&[&["check"], args, &["--json"]].concat());
        let mut told: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{ran:?}"));
        assert!(told.get("error").is_none(), "{ran:?}");
        (ran.code, told["against"]["name"].take(), told["against"]["version"].take())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_is_found_by_file_address_and_name() {
    let town = Town::new(Value::Null).await;
    fs::write(town.home.path("s.json"), schema("integer").to_string()).unwrap();
    let url = town.server.url.join("/s/1.0.0/schema.json").unwrap().to_string();
    let table: &[(&str, i32, &str, Value)] = &[
        ("s.json", 6, "s.json", Value::Null),
        (&url, 0, &url, Value::Null),
        ("own/numbers", 6, "own/numbers", "2.0.0".into()),
        ("own/numbers@latest", 6, "own/numbers", "2.0.0".into()),
        ("own/numbers@1.0.0", 0, "own/numbers", "1.0.0".into()),
        ("own/numbers@9", 6, "own/numbers", "2.0.0".into()),
    ];
    for (named, code, name, version) in table {
        let judged = town.judged(&["t.csv", "--schema", named]);
        assert_eq!(judged, (*code, (*name).into(), version.clone()), "{named}");
    }
    let other = town.run(&["check", "t.csv", "--schema", "own/numbers@9"]);
    assert!(other.err.contains("version 9") && other.out.contains("line 3, column n"), "{other:?}");
    let french = town.run(&["check", "t.csv", "--schema", "own/numbers", "--lang", "fr"]);
    assert!(
        french.code == 6 && french.out.contains("ligne 3, colonne n") && french.out.contains("1 erreur"),
        "{french:?}"
    );
    let failing: &[(&[&str], i32, &str)] = &[
        (&["t.csv", "--schema", "Own/numbers"], 4, "Did you mean own/numbers?"),
        (&["t.csv", "--schema", "own/numbers", "--offline"], 5, "--offline"),
        (&["t.csv", "--schema", "nothing.json"], 4, "no file"),
        (&["t.csv"], 2, "--schema"),
        (&["t.csv", "--schema", "t.csv"], 2, "not JSON"),
        (&["t.csv", "--schema", "ftp://elsewhere.example/s"], 2, "https://"),
    ];
    for (args, code, words) in failing {
        let ran = town.run(&[&["check"], *args].concat());
        assert!(ran.code == *code && ran.err.contains(words), "{args:?}: {ran:?}");
    }
    let asked = town.server.requests();
    assert!(
        asked.iter().all(|request| request.header("authorization").is_none() && request.header("x-api-key").is_none())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_media_and_its_download_follow_what_the_portal_says() {
    let town = Town::new(json!({"name": "own/numbers", "version": "1.0.0", "url": null})).await;
    let address = format!("town/{SET}/{MEDIA}");
    assert_eq!(town.judged(&[&address]), (0, "own/numbers".into(), "1.0.0".into()));
    assert_eq!(town.judged(&[&address, "--schema", "own/numbers"]).0, 6, "what is named goes before it");
    assert!(town.run(&["show", &address]).out.contains("own/numbers 1.0.0"));
    let got = town.run(&["get", &address, "-o", "got"]);
    assert_eq!(got.code, 0, "{got:?}");
    let receipt: Value = serde_json::from_slice(&fs::read(town.home.path("got/t.csv.receipt.json")).unwrap()).unwrap();
    assert_eq!(receipt["media"]["schema"]["name"], "own/numbers", "{receipt}");
    assert_eq!(town.judged(&["got/t.csv"]), (0, "own/numbers".into(), "1.0.0".into()));
    let left = town.home.files().iter().filter(|it| it.ends_with("t.csv")).count();
    assert_eq!(left, 2, "nothing else stays");
    let elsewhere = Town::new(Value::Null).await;
    let url = elsewhere.server.url.join("/s/2.0.0/schema.json").unwrap();
    let follows = Town::new(json!({"name": null, "url": url, "version": "2"})).await;
    assert_eq!(follows.judged(&[&address]), (6, url.as_str().into(), "2".into()));
}
