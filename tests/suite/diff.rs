//! `diff` with the real program: the version before, what the portal has now, two files; patches, entries, exit codes.

use std::fs;

use serde_json::{Value, json};

use crate::bombs::BOMBS;
use crate::common::home::{Home, Ran};
use crate::common::server::{Answer, Server};

const SET: &str = "6b011e12a8d385eac28cb1fb";
const MEDIA: &str = "422253e0-365c-4628-bca5-ce9d3052a896";
const OLD: &str = "code;nom;population\n35238;Rennes;220488\n35360;Vitré;18267\n35236;Redon;9201\n";
const NEW: &str = "code;nom;population\n35238;Rennes;225081\n35360;Vitré;18267\n35047;Bruz;18829\n";

/// A portal of one table, and a home.
struct Town {
    server: Server,
    home: Home,
}

impl Town {
    async fn new() -> Self {
        let server = Server::start().await;
        let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/udata/v1-dataset.json");
        let mut dataset: Value = serde_json::from_slice(&fs::read(fixture).unwrap()).unwrap();
        let media = &mut dataset["resources"][1];
        media["url"] = server.url.join("/t.csv").unwrap().to_string().into();
        media["title"] = "t.csv".into();
        media["checksum"] = Value::Null;
        media["filesize"] = Value::Null;
        server.answers(&format!("/api/1/datasets/{SET}/"), [Answer::json(&dataset)]);
        let home = Home::new().set("GUICHET_SECRETS", "memory");
        home.write_config(&format!("[portals.town]\nkind = \"udata\"\nurl = \"{}\"\n", server.url));
        Self { server, home }
    }

    fn publishes(&self, table: &str, etag: &str) {
        self.server.answers("/t.csv", [Answer::raw("text/csv", table).header("etag", etag)]);
    }

    fn run(&self, args: &[&str]) -> Ran {
        tokio::task::block_in_place(|| self.home.run(args, ""))
    }

    /// The document of `diff`, and the exit code.
    fn diff(&self, args: &[&str]) -> (Value, i32) {
        let ran = self.run(&[&["diff", "--json"], args].concat());
        (serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{ran:?}")), ran.code)
    }
}

fn counts(told: &Value) -> [u64; 4] {
    ["added", "removed", "changed", "same"].map(|name| told["table"][name].as_u64().unwrap_or(99))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_held_against_what_was_and_what_is_published() {
    let town = Town::new().await;
    let address = format!("town/{SET}/{MEDIA}");
    town.publishes(OLD, "\"1\"");
    assert_eq!(town.run(&["get", &address, "-o", "data", "--keep"]).code, 0);
    let none = town.run(&["diff", "data/t.csv"]);
    assert!(none.code == 4 && none.err.contains("--keep"), "{none:?}");
    let (same, code) = town.diff(&[&address, "-o", "data"]);
    assert_eq!((same["differs"].as_str(), code), (Some("no"), 0), "{same}");

    town.publishes(NEW, "\"2\"");
    for args in [&[&*address, "-o", "data"][..], &["data/t.csv", &address]] {
        let (told, code) = town.diff(args);
        assert_eq!((counts(&told), told["table"]["key"][0].as_str(), code), ([1, 1, 1, 1], Some("code"), 9), "{told}");
    }
    assert_eq!(fs::read_to_string(town.home.path("data/t.csv")).unwrap(), OLD, "nothing was changed");
    assert_eq!(town.run(&["get", &address, "-o", "data", "--keep"]).code, 0);
    assert_eq!(fs::read_to_string(town.home.path("data/t.csv")).unwrap(), NEW);
    let (told, code) = town.diff(&["data/t.csv"]);
    assert_eq!((counts(&told), code), ([1, 1, 1, 1], 9), "{told}");
    let changed = &told["changes"][0];
    assert_eq!(changed["cells"], json!([{"column": "population", "old": "220488", "new": "225081"}]), "{changed}");
    let french = town.run(&["diff", "data/t.csv", "--lang", "fr"]);
    assert!(
        french.out.contains("ajoutées\u{a0}: 1, retirées\u{a0}: 1, modifiées\u{a0}: 1, inchangées\u{a0}: 1"),
        "{french:?}"
    );

    let elsewhere = town.run(&["diff", &address, "-o", "nowhere"]);
    assert!(elsewhere.code == 4 && elsewhere.err.contains("nowhere"), "{elsewhere:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_setting_keeps_versions_and_forgets_the_oldest() {
    let town = Town::new().await;
    let address = format!("town/{SET}/{MEDIA}");
    let size = OLD.len() as u64;
    assert_eq!(town.run(&["config", "set", "keep_versions", &size.to_string()]).code, 0);
    for (at, table) in [OLD, NEW, OLD].into_iter().enumerate() {
        town.publishes(table, &format!("\"{at}\""));
        assert_eq!(town.run(&["get", &address, "-o", "data"]).code, 0);
    }
    let contents = fs::read_dir(town.home.path("cache/guichet/versions/contents")).unwrap().count();
    assert_eq!(contents, 1, "two are more than it may keep");
    let (told, code) = town.diff(&["data/t.csv"]);
    assert_eq!((counts(&told), code), ([1, 1, 1, 1], 9), "{told}");
    assert_eq!(town.run(&["config", "set", "keep_versions", "much"]).code, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_files_their_entries_and_a_patch() {
    let town = Town::new().await;
    let write = |name: &str, bytes: &[u8]| fs::write(town.home.path(name), bytes).unwrap();
    write("old.csv", OLD.as_bytes());
    write("new.csv", NEW.as_bytes());
    let ran = town.run(&["diff", "old.csv", "new.csv", "--patch", "p.csv", "--limit", "1"]);
    assert!(ran.code == 9 && ran.err.contains("2 more"), "{ran:?}");
    let patch = fs::read_to_string(town.home.path("p.csv")).unwrap();
    let expected = "@@,code,nom,population\n->,35238,Rennes,220488->225081\n,35360,Vitré,18267\n---,35236,Redon,9201\n\
        +++,35047,Bruz,18829\n";
    let in_other_order = expected
        .replace("---,35236,Redon,9201\n+++,35047,Bruz,18829\n", "+++,35047,Bruz,18829\n---,35236,Redon,9201\n");
    assert!(patch == expected || patch == in_other_order, "{patch}");

    write("old.json", br#"{"a": {"b": [1, 2]}}"#);
    write("new.json", br#"{"a": {"b": [2]}, "c": 1}"#);
    let (told, code) = town.diff(&["old.json", "new.json", "--patch", "p.json"]);
    assert_eq!(
        (told["document"]["removed"].as_u64(), told["changes"][0]["path"].as_str(), code),
        (Some(1), Some("/a/b/0"), 9)
    );
    let patch: Value = serde_json::from_slice(&fs::read(town.home.path("p.json")).unwrap()).unwrap();
    assert_eq!(patch[0], json!({"op": "remove", "path": "/a/b/0"}));

    write("old.bin", b"\x00\x01\x02\x03\xff\xfe");
    write("new.bin", b"\x00\x01\x07\x03\xff\xfe");
    let (told, code) = town.diff(&["old.bin", "new.bin"]);
    assert_eq!((told["content"]["first"].as_u64(), told["content"]["equal"].as_u64(), code), (Some(2), Some(5), 9));
    assert_eq!(town.run(&["diff", "old.bin", "new.bin", "--patch", "p"]).code, 2);

    let zip = |table: &str| guichet::base::file_writers::zip(&[("a/t.csv", table.as_bytes()), ("lisez-moi.txt", b"x")]);
    write("old.zip", &zip(OLD));
    write("new.zip", &zip(NEW));
    for args in [&["old.zip", "new.zip"][..], &["old.zip", "new.zip", "--entry", "t.csv"], &["old.csv", "new.zip"]] {
        let (told, code) = town.diff(args);
        assert_eq!((counts(&told), code), ([1, 1, 1, 1], 9), "{args:?}: {told}");
    }
    let asked = town.diff(&["old.csv", "new.csv", "--key", "Nom"]).0;
    assert_eq!((asked["table"]["key_by"].as_str(), counts(&asked)), (Some("asked"), [1, 1, 1, 1]));
    let wrong = town.run(&["diff", "old.csv", "new.csv", "--key", "nope"]);
    assert!(wrong.code == 2 && wrong.err.contains("code, nom, population"), "{wrong:?}");
}

/// Files that are made to fill memory, against themselves with a byte more, in a process that may have no more than so much.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn bombs_are_compared_within_a_limit_of_memory() {
    const KILOBYTES: u32 = 1 << 20;
    let town = Town::new().await;
    let is_tried = |name: &str| ["csv", "json"].iter().any(|end| name.ends_with(end));
    for (name, make) in BOMBS.iter().filter(|(name, _)| is_tried(name)) {
        let mut bytes = make();
        fs::write(town.home.path("old"), &bytes).unwrap();
        bytes.push(b' ');
        let new = town.home.path(name);
        fs::write(&new, &bytes).unwrap();
        let old = town.home.path("before").join(name);
        fs::create_dir_all(town.home.path("before")).unwrap();
        fs::rename(town.home.path("old"), &old).unwrap();
        let line = format!(
            "ulimit -v {KILOBYTES}; exec {} diff {} {}",
            env!("CARGO_BIN_EXE_guichet"),
            old.display(),
            new.display()
        );
        let ran = tokio::task::block_in_place(|| {
            let mut shell = std::process::Command::new("bash");
            shell.args(["-c", &line]).envs(town.home.env.iter().map(|(name, value)| (name, value))).output().unwrap()
        });
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(ran.status.code() == Some(9) && !said.contains("panicked"), "{name}: {:?} {said}", ran.status);
        fs::remove_file(&old).unwrap();
        fs::remove_file(&new).unwrap();
    }
}
