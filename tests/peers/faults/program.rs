//! The program itself: what it says of a fault, how it ends, and what a second start makes of a killed one.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{body, env, mark, peer_dir};
use crate::common::home::{Home, Ran};
use crate::common::server::{Answer, Server};

const SET: &str = "4a82fdb8-6c1a-4df6-bd87-b376c466a218";
const MEDIA: &str = "acfe8ee1-27c1-44f4-a013-7ee18225dddd";
const SIZE: usize = 200_000;

/// A portal whose one file comes from wherever a test says.
struct City {
    server: Server,
    home: Home,
}

impl City {
    async fn new() -> Self {
        let (server, home) = (Server::start().await, Home::new().set("GUICHET_SECRETS", "memory"));
        home.write_config(&format!("[portals.city]\nkind = \"rudi\"\nurl = \"{}\"\n", server.url));
        Self { server, home }
    }

    /// The file is at `url`; its checksum is that of the good one.
    fn publish(&self, url: &str) {
        let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/rudi/dataset.open.json");
        let mut dataset: Value = serde_json::from_slice(&fs::read(fixture).unwrap()).unwrap();
        let digest: String = Sha256::digest(body(SIZE, 7)).iter().map(|byte| format!("{byte:02x}")).collect();
        let media = &mut dataset["available_formats"][0];
        media["media_name"] = "body.csv".into();
        media["connector"]["url"] = url.into();
        media["file_size"] = SIZE.into();
        media["checksum"] = json!({"algo": "SHA-256", "hash": digest});
        self.server.answers(&format!("/konsult/v1/datasets/{SET}/metadatas"), [Answer::json(&dataset)]);
    }

    /// `guichet get` of the file.
    async fn get(&self, options: &[&str]) -> Ran {
        let ca_file = peer_dir().join("tls/ca.pem").display().to_string();
        let address = format!("city/{SET}/{MEDIA}");
        let args = [&["get", &address, "-o", "data", "--json", "--ca-file", &ca_file], options].concat();
        tokio::task::block_in_place(|| self.home.run(&args, ""))
    }

    /// The files in the folder, without their receipts.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.home.path("data")).into_iter().flatten();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.filter(|name| !name.ends_with(".receipt.json")).collect();
        names.sort();
        names
    }
}

fn fault(path: &str) -> String {
    let more = if path.contains('?') { '&' } else { '?' };
    format!("{}/{path}{more}key={}", env("GUICHET_FAULTS"), mark())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_ends_with_its_exit_code_and_one_sentence() {
    let nginx = |path: &str| format!("{}/{path}", env("GUICHET_NGINX"));
    /// The file's address, options, exit code, words of the error if there is one, what stays.
    type Row = (String, &'static [&'static str], i32, &'static str, &'static [&'static str]);
    let table: [Row; 14] = [
        (fault("good"), &[], 0, "", &["body.csv"]),
        (fault("truncate?n=1"), &[], 0, "", &["body.csv"]),
        (fault("retry?n=1&after=0"), &[], 0, "", &["body.csv"]),
        (nginx("status/403"), &[], 3, "403", &[]),
        (nginx("status/404"), &[], 4, "nothing there (404)", &[]),
        (fault("half-header"), &["--max-wait", "1s"], 5, "closed the connection before the end", &[]),
        (fault("http09"), &[], 5, "is not HTTP", &[]),
        (fault("retry?after=60"), &["--max-wait", "1s"], 5, "down for now (503)", &[]),
        ("https://localhost:9510/open/stops.csv".into(), &[], 5, "ended on 2020-01-01", &[]),
        (fault("login"), &[], 6, "a web page", &["body.csv.altered"]),
        (fault("flip"), &[], 6, "", &["body.csv.altered"]),
        (fault("flip"), &["--require", "nothing"], 0, "", &["body.csv"]),
        (fault("gzip-cut"), &[], 6, "", &["body.csv.gz.altered"]),
        (fault("gzip-bomb"), &["--require", "verified"], 6, "", &["body.csv.gz.unverified"]),
    ];
    for (url, options, code, cause, left) in table {
        let city = City::new().await;
        city.publish(&url);
        let ran = city.get(options).await;
        assert_eq!(ran.code, code, "{url}: {ran:?}");
        let line: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(line["error"].is_null(), cause.is_empty(), "{line}");
        let message = line["error"]["message"].as_str().unwrap_or_default();
        assert!(message.contains(cause) && !message.contains('\n'), "{url}: {line}");
        assert_eq!(city.names(), left, "{url}: {line}");
        if left == ["body.csv"] && options.is_empty() {
            assert_eq!(line["verdict"], "verified", "{line}");
            assert!(fs::read(city.home.path("data/body.csv")).unwrap() == body(SIZE, 7), "{url}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_program_is_gone_on_with() {
    let city = City::new().await;
    city.publish(&fault("drip?after=5000&ms=100"));
    let address = format!("city/{SET}/{MEDIA}");
    let mut child = Command::new(env!("CARGO_BIN_EXE_guichet"))
        .args(["get", &address, "-o"])
        .arg(city.home.path("data"))
        .envs(city.home.env.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // What a resume can go on with is what the journal tells of.
    let journal = city.home.path("data/body.csv.part.json");
    let told = || {
        let journal: Value = serde_json::from_slice(&fs::read(&journal).ok()?).ok()?;
        journal["proofs"].as_array()?.iter().filter_map(|proof| proof[1].as_u64()).max()
    };
    let deadline = Instant::now() + Duration::from_secs(20);
    while told().is_none_or(|told| told < 50_000) {
        assert!(Instant::now() < deadline, "nothing comes");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(city.names(), ["body.csv.part", "body.csv.part.json"]);

    city.publish(&fault("good"));
    let ran = city.get(&[]).await;
    let line: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.code, &line["verdict"]), (0, &json!("verified")), "{line}");
    assert!(line["resumed_from"].as_u64().unwrap() >= 50_000, "{line}");
    assert_eq!(city.names(), ["body.csv"]);
    assert!(fs::read(city.home.path("data/body.csv")).unwrap() == body(SIZE, 7));
}
