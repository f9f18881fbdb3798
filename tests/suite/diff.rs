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

#[tokio::test(flavor = "multi_thread")]
async fn archives_of_several_files_are_compared_entry_by_entry() {
    let town = Town::new().await;
    let zip = guichet::base::file_writers::zip;
    let tar = |entries: &[(&str, &str)]| {
        let mut tar = Vec::new();
        for (name, text) in entries {
            let mut header = [0; 512];
            let mut put = |at: usize, field: &str| header[at..at + field.len()].copy_from_slice(field.as_bytes());
            put(0, name);
            put(100, "0000644\0");
            put(124, &format!("{:011o}\0", text.len()));
            put(136, "00000000000\0");
            put(148, "        ");
            put(156, "0");
            put(257, "ustar\x0000");
            let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
            header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
            tar.extend_from_slice(&header);
            tar.extend_from_slice(text.as_bytes());
            tar.resize(tar.len().next_multiple_of(512), 0);
        }
        tar.resize(tar.len() + 1024, 0);
        tar
    };
    let old: [(&str, &[u8]); 3] = [("stops.txt", b"id\n1\n"), ("trips.txt", b"id\n2\n"), ("agency.txt", b"x\n")];
    let new: [(&str, &[u8]); 3] = [("trips.txt", b"id\n2\n"), ("stops.txt", b"id\n7\n"), ("routes.txt", b"y\n")];
    let same: [(&str, &[u8]); 3] = [old[2], old[1], old[0]];
    let counted = |added: u64, removed: u64, changed: u64, same: u64, same_by_date: u64| json!({"added": added, "removed": removed, "changed": changed, "same": same, "same_by_date": same_by_date});
    let files = [
        ("a.zip", zip(&old)),
        ("b.zip", zip(&new)),
        ("c.zip", zip(&same)),
        ("a.tar", tar(&[("stops.txt", "id\n1\n"), ("trips.txt", "id\n2\n")])),
        ("b.tar", tar(&[("trips.txt", "id\n2\n"), ("stops.txt", "id\n11\n")])),
    ];
    files.iter().for_each(|(name, bytes)| fs::write(town.home.path(name), bytes).unwrap());
    let of = |name: &str| town.home.path(name).display().to_string();
    for (old, new, entries, differs) in [
        ("a.zip", "b.zip", counted(1, 1, 1, 1, 0), "content"),
        ("a.zip", "c.zip", counted(0, 0, 0, 3, 0), "writing"),
        ("a.tar", "b.tar", counted(0, 0, 1, 1, 1), "content"),
        ("a.zip", "b.tar", counted(0, 1, 2, 0, 0), "content"), // nothing says that one is the same
    ] {
        let (found, code) = town.diff(&[&of(old), &of(new)]);
        assert_eq!((&found["entries"], found["differs"].as_str(), code), (&entries, Some(differs), 9), "{found}");
    }
    let (found, _) = town.diff(&[&of("a.zip"), &of("b.zip"), "--limit", "2"]);
    let told: Vec<_> = found["changes"].as_array().unwrap().iter().map(|it| (&it["path"], &it["change"])).collect();
    assert_eq!(json!(told), json!([["agency.txt", "removed"], ["routes.txt", "added"]]));
    assert_eq!(found["left_out"], 1);
    let shown = town.run(&["diff", &of("a.zip"), &of("b.zip")]);
    assert!(
        shown.out.contains("1 added, 1 removed, 1 changed, 1 as before") && shown.out.contains("~  stops.txt"),
        "{shown:?}"
    );
    let patched = town.run(&["diff", &of("a.zip"), &of("b.zip"), "--patch", &of("p")]);
    assert_eq!((patched.code, town.home.path("p").exists()), (2, false), "{patched:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_over_and_nothing_is_passed_over() {
    let town = Town::new().await;
    let of = |name: &str| town.home.path(name).display().to_string();
    for (name, text) in [("old.csv", OLD), ("new.csv", NEW), ("mine.txt", "mine")] {
        fs::write(town.home.path(name), text).unwrap();
    }
    for target in ["old.csv", "new.csv", "mine.txt"] {
        let before = fs::read(town.home.path(target)).unwrap();
        let ran = town.run(&["diff", &of("old.csv"), &of("new.csv"), "--patch", &of(target)]);
        assert_eq!((ran.code, fs::read(town.home.path(target)).unwrap()), (2, before), "{ran:?}");
    }
    // The one file of data of an archive is the same, another entry is not.
    let zip = |readme: &str| {
        guichet::base::file_writers::zip(&[("t.csv", OLD.as_bytes()), ("lisez-moi.txt", readme.as_bytes())])
    };
    fs::write(town.home.path("a.zip"), zip("one")).unwrap();
    fs::write(town.home.path("b.zip"), zip("two")).unwrap();
    let (found, code) = town.diff(&[&of("a.zip"), &of("b.zip")]);
    assert_eq!((&found["entries"]["changed"], code), (&json!(1), 9), "{found}");
    // A damaged entry is none.
    let mut damaged = zip("one");
    let at = damaged.windows(6).position(|it| it == b"Rennes").unwrap();
    damaged[at] = b'X';
    fs::write(town.home.path("c.zip"), damaged).unwrap();
    let ran = town.run(&["diff", &of("a.zip"), &of("c.zip")]);
    assert!(ran.code == 6 && ran.err.contains("checksum"), "{ran:?}");
}

/// What a shell puts in the place of `<(command)`.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn what_comes_through_pipes_is_compared() {
    let town = Town::new().await;
    let pipes = ["old.csv", "new.csv"].map(|name| town.home.path(name));
    for pipe in &pipes {
        assert!(std::process::Command::new("mkfifo").arg(pipe).status().unwrap().success());
    }
    let writers: Vec<_> = pipes
        .iter()
        .zip([OLD, NEW])
        .map(|(pipe, text)| {
            let pipe = pipe.clone();
            std::thread::spawn(move || fs::write(pipe, text))
        })
        .collect();
    let (found, code) = town.diff(&[&pipes[0].display().to_string(), &pipes[1].display().to_string(), "--key", "code"]);
    writers.into_iter().for_each(|writer| writer.join().unwrap().unwrap());
    assert_eq!((&found["table"]["changed"], code), (&json!(1), 9), "{found}");
}
