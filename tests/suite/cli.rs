//! The real program against the demo: what it prints, what it leaves on disk, how it ends.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

const GUICHET: &str = env!("CARGO_BIN_EXE_guichet");

/// The demo served by the real program; its configuration is what the printed line says.
struct Demo {
    child: Child,
    config: String,
    /// The variables with the credentials of those portals that show nothing without one.
    keys: Vec<(String, String)>,
}

impl Demo {
    fn start() -> Self {
        let mut child = Command::new(GUICHET)
            .args(["demo", "--headless"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut said = BufReader::new(child.stdout.as_mut().unwrap()).lines().map(Result::unwrap).map(|line| {
            let export = line.strip_prefix("export ").and_then(|rest| rest.strip_suffix('\''));
            let (name, value) = export.and_then(|rest| rest.split_once("='")).expect(&line);
            (name.to_owned(), value.to_owned())
        });
        let config = said.next().filter(|(name, _)| name == "GUICHET_CONFIG").unwrap().1;
        let mut keys = Vec::new();
        while !keys.iter().any(|(name, _)| name == "GUICHET_API_PARTICULIER_TOKEN") {
            keys.extend(said.next());
        }
        drop(said);
        keys.retain(|(name, _)| !name.starts_with("GUICHET_RUDI"));
        Self { config, keys, child }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

/// Known datasets of the demo, found by their titles.
const ALTERED: &str = "Exemple : fichier altéré en chemin";

/// One person's home, with the demo configured.
struct Home {
    folder: TempDir,
    demo: Option<Demo>,
}

impl Home {
    fn with_demo() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), demo: Some(Demo::start()) }
    }

    fn with_config(config: &str) -> Self {
        let home = Self { folder: tempfile::tempdir().unwrap(), demo: None };
        fs::write(home.path("config.toml"), config).unwrap();
        home
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let own = self.path("config.toml");
        let config = self.demo.as_ref().map_or(own.as_path(), |demo| Path::new(&demo.config));
        let mut command = Command::new(GUICHET);
        command.args(args).current_dir(&self.folder).env("HOME", self.folder.path()).env("GUICHET_CONFIG", config);
        command.env("GUICHET_LANG", "en").stdin(Stdio::null());
        command
    }

    #[track_caller]
    fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args).output().unwrap())
    }

    /// With the demo's own keys for the portals that are closed to everybody.
    #[track_caller]
    fn run_with_keys(&self, args: &[&str]) -> Ran {
        let keys = self.demo.as_ref().unwrap().keys.clone();
        Ran::of(self.command(args).envs(keys).output().unwrap())
    }

    /// The address of the first dataset whose title starts so.
    fn dataset(&self, title: &str) -> String {
        let found = self.run(&["list", "rudi/all", "--all", "--json"]).json();
        let items = found["items"].as_array().unwrap();
        let item = items.iter().find(|item| item["title"].as_str().unwrap().starts_with(title)).expect(title);
        item["address"].as_str().unwrap().to_owned()
    }

    fn media(&self, dataset: &str) -> Vec<Value> {
        self.run(&["list", dataset, "--json"]).json()["items"].as_array().unwrap().clone()
    }

    /// The files in `folder`, without their receipts.
    fn names_in(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path(folder))
            .map(|entries| entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect())
            .unwrap_or_default();
        names.retain(|name| !name.ends_with(".receipt.json"));
        names.sort();
        names
    }
}

struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("no JSON: {} {}", self.out, self.err))
    }

    /// It ended with `code` and said `part` on standard error.
    #[track_caller]
    fn failed(&self, code: i32, part: &str) {
        assert_eq!(self.code, code, "{}", self.err);
        assert!(self.err.contains(part), "{}", self.err);
    }
}

fn sha256(path: &Path) -> String {
    Sha256::digest(fs::read(path).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn portals_are_listed_as_text_and_as_json() {
    let home = Home::with_demo();
    let json = home.run(&["portals", "--json"]).json();
    assert_eq!(json["portals"][0]["name"], "rudi");
    assert_eq!(json["portals"][0]["kind"], "rudi");
    assert!(json["kinds"].as_array().unwrap().contains(&"rudi".into()));
    assert!(home.run(&["portals"]).out.starts_with("rudi  rudi  http://127.0.0.1:"));
}

#[test]
fn a_listing_pages_to_the_end_and_can_be_cut() {
    let home = Home::with_demo();
    let all = home.run(&["list", "rudi/all", "--all", "--json"]).json();
    assert_eq!(all["items"].as_array().unwrap().len() as u64, all["total"].as_u64().unwrap());
    let some = home.run(&["list", "rudi/all", "--limit", "7", "--json"]).json();
    assert_eq!(some["items"].as_array().unwrap()[..], all["items"].as_array().unwrap()[..7]);
    for item in all["items"].as_array().unwrap() {
        let keys: Vec<&String> = item.as_object().unwrap().keys().collect();
        let expected =
            ["address", "type", "title", "access", "licence", "publisher", "modified", "format", "size", "checksum"];
        assert_eq!(keys, expected);
        assert_eq!(item["type"], "dataset");
    }
}

#[test]
fn filters_sorts_and_words_reach_the_portal() {
    let home = Home::with_demo();
    let restricted = home.run(&["list", "rudi", "--filter", "access=restricted", "--json"]).json();
    assert!(restricted["items"].as_array().unwrap().iter().all(|item| item["access"] == "restricted"));
    assert!(restricted["total"].as_u64().unwrap() >= 5);
    let sorted = home.run(&["list", "rudi", "--query", "eau", "--sort", "-updated", "--json"]).json();
    let dates: Vec<&str> =
        sorted["items"].as_array().unwrap().iter().map(|item| item["modified"].as_str().unwrap()).collect();
    assert!(dates.len() >= 5 && dates.is_sorted_by(|a, b| a >= b), "{dates:?}");
    // A producer's name with a comma is one value.
    let producer = "producer=Régie des eaux, rivières et littoral";
    assert!(home.run(&["list", "rudi", "--filter", producer, "--json"]).json()["total"].as_u64().unwrap() >= 2);
    home.run(&["list", "rudi", "--filter", "colour=red"]).failed(2, "theme, keyword, producer");
    home.run(&["list", "rudi", "--sort", "size"]).failed(2, "title, updated");
    // And where a folder cannot do what its portal can elsewhere, it says so.
    let workspace =
        home.run_with_keys(&["list", "dastra", "--json"]).json()["items"][0]["address"].as_str().unwrap().to_owned();
    let tags = format!("{workspace}/Tags");
    home.run_with_keys(&["list", &tags, "--sort", "title"]).failed(2, "one order only");
    home.run_with_keys(&["list", &tags, "--filter", "country=FR"]).failed(2, "cannot be narrowed");
    home.run_with_keys(&["list", &format!("{workspace}/DataProcessings"), "--sort", "title", "--json"]).json();
    let dataset = restricted["items"][0]["address"].as_str().unwrap();
    home.run(&["list", dataset, "--sort", "title"]).failed(2, "neither narrowed nor ordered");
}

#[test]
fn themes_are_folders_with_labels_and_counts() {
    let home = Home::with_demo();
    let themes = home.run(&["list", "rudi/themes"]).out;
    assert!(themes.contains("rudi/themes/environment") && themes.contains("Environnement"), "{themes}");
    let one = home.run(&["list", "rudi/themes/environment", "--json"]).json();
    assert!(one["total"].as_u64().unwrap() > 0);
}

#[test]
fn show_tells_all_about_a_dataset_and_a_media() {
    let home = Home::with_demo();
    let dataset = home.dataset("Fontaines");
    let shown = home.run(&["show", &dataset]);
    for part in ["Fontaines et points", "ODbL 1.0", "Ville de Rennes", "Espace public", "fontaines.csv", "WFS"] {
        assert!(shown.out.contains(part), "{part}: {}", shown.out);
    }
    let json = home.run(&["show", &dataset, "--json"]).json();
    assert_eq!(json["address"], dataset.as_str());
    let media = home.media(&dataset)[0]["address"].as_str().unwrap().to_owned();
    assert_eq!(home.run(&["show", &media, "--json"]).json()["content_type"], "text/csv");
    home.run(&["show", "rudi/all"]).failed(2, "guichet list rudi/all");
}

#[test]
fn a_search_on_the_demo_is_answered_by_every_kind_and_failures_are_told_beside() {
    let home = Home::with_demo();
    let demo = home.demo.as_ref().unwrap();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let config = fs::read_to_string(&demo.config).unwrap()
        + &format!("\n[portals.down]\nkind = \"isogeo\"\nurl = \"http://{closed}/\"\n");
    fs::write(home.path("config.toml"), config).unwrap();
    let search = |args: &[&str], keys: &[(String, String)]| {
        let mut command = home.command(args);
        command.env("GUICHET_CONFIG", home.path("config.toml")).envs(keys.iter().cloned());
        Ran::of(command.env("GUICHET_SECRETS", "memory").output().unwrap())
    };
    let answered = |found: &Value| -> Vec<String> {
        let addresses = found["items"].as_array().unwrap().iter().map(|item| item["address"].as_str().unwrap());
        let mut portals: Vec<String> = Vec::new();
        for portal in addresses.map(|it| it.split('/').next().unwrap()) {
            if !portals.iter().any(|known| known == portal) {
                portals.push(portal.to_owned());
            }
        }
        portals // by the first, the best, of each
    };
    let failed = |found: &Value| -> Vec<String> {
        let warnings = found["warnings"].as_array().unwrap().iter().map(|it| it.as_str().unwrap());
        // Those that may fail here: who answers is warned about in the same words.
        let (answered, may_fail) = (answered(found), ["dastra", "isogeo", "down"]);
        let of = |it: &str| it.split_once(": ").map(|(name, _)| name.to_owned());
        let has_failed = |name: &String| may_fail.contains(&name.as_str()) && !answered.contains(name);
        warnings.filter_map(of).filter(has_failed).collect()
    };
    let all = search(&["search", "eau", "--json"], &demo.keys);
    // No company register knows of water: that portal answers, and has found nothing, as two of the open ones.
    // Dastra has networks (réseaux), whose processing is about no water; and athletes are of a high level (niveau).
    assert_eq!(answered(&all.json()), ["rudi", "isogeo", "udata", "api-particulier", "dcat", "dastra"], "{}", all.err);
    assert_eq!((failed(&all.json()), all.code), (vec!["down".to_owned()], 3), "{}", all.err);
    // To read, the failure stands beside the rows, and takes none of them.
    let read = search(&["search", "eau"], &demo.keys);
    assert!(read.err.contains("guichet: down: ") && read.out.lines().count() > 10, "{}", read.err);
    let found = read.err.lines().find_map(|line| line.split_once("found: ")).unwrap().1;
    let counts: Vec<(&str, u64)> = found
        .split(", ")
        .map(|it| it.split_once(' ').unwrap())
        .map(|(name, count)| (name, count.parse().unwrap()))
        .collect();
    assert!(
        matches!(
            counts[..],
            [
                ("rudi", 5..),
                ("dastra", 1..),
                ("isogeo", 5..),
                ("api-entreprise", 0),
                ("udata", 1..),
                ("ckan", 0),
                ("opendatasoft", 0),
                ("dcat", 1..),
                ("api-particulier", 1..),
                ("dataverse", 0),
                ("zenodo", 0),
                ("hugging-face", 0),
                ("melodi", 0),
                ("geoplateforme", 0),
                ("ogc-records", 1..),
                ("stac", 0),
                ("csw", 1..)
            ]
        ),
        "{found}"
    );
    let social = search(&["search", "sociale", "--json"], &demo.keys);
    assert!(answered(&social.json()).contains(&"api-entreprise".to_owned()), "and for what it is about, it finds some");
    let without = search(&["search", "eau", "--json"], &[]);
    assert_eq!(answered(&without.json()), ["rudi", "udata", "api-particulier", "dcat"]);
    assert_eq!((failed(&without.json()), without.code), (vec!["dastra".into(), "isogeo".into(), "down".into()], 3));
}

#[test]
fn a_search_asks_every_portal_and_reports_the_one_that_is_down() {
    let demo = Demo::start();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let config = fs::read_to_string(&demo.config).unwrap()
        + &format!("\n[portals.down]\nkind = \"rudi\"\nurl = \"http://{closed}/\"\n");
    let home = Home::with_config(&config);
    let ran = home.run(&["search", "eau", "--json"]);
    let found = ran.json();
    assert_eq!(ran.code, 5);
    assert!(found["items"].as_array().unwrap().len() >= 5);
    let warnings = found["warnings"].as_array().unwrap();
    assert!(warnings.iter().any(|warning| warning.as_str().unwrap().starts_with("down: ")), "{found}");
    assert_eq!(home.run(&["search", "eau", "--portal", "rudi"]).code, 0);
    home.run(&["list", "down"]).failed(5, "cannot be reached");
}

/// What goes in clear text needs no authorities.
#[cfg(target_os = "linux")]
#[test]
fn a_system_without_authorities_is_told_what_it_wants_where_it_wants_it() {
    let demo = Demo::start();
    let config = fs::read_to_string(&demo.config).unwrap()
        + "\n[portals.safe]\nkind = \"rudi\"\nurl = \"https://127.0.0.1:1/\"\n";
    let home = Home::with_config(&config);
    let run = |args: &[&str]| {
        let nowhere = [("SSL_CERT_FILE", "/nowhere"), ("SSL_CERT_DIR", "/nowhere")];
        Ran::of(home.command(args).envs(nowhere).output().unwrap())
    };
    assert_eq!(run(&["list", "rudi"]).code, 0);
    run(&["list", "safe"]).failed(2, "install the package ca-certificates");
}

#[test]
fn a_verified_file_is_on_disk_as_the_json_says() {
    let home = Home::with_demo();
    let dataset = home.dataset("Fontaines");
    let ran = home.run(&["get", &dataset, "--format", "csv", "-o", "data", "--json"]);
    let line = ran.json();
    assert_eq!((ran.code, &line["verdict"], &line["error"]), (0, &"verified".into(), &Value::Null));
    let path = home.path(line["path"].as_str().unwrap());
    assert_eq!(sha256(&path), line["sha256"].as_str().unwrap());
    assert_eq!(fs::metadata(&path).unwrap().len(), line["bytes"].as_u64().unwrap());
    assert_eq!(home.names_in("data"), ["fontaines.csv"]);
    let text = home.run(&["get", &dataset, "--format", "csv", "-o", "other"]);
    assert!(text.out.starts_with("verified  "), "{}", text.out);
}

#[test]
fn a_receipt_says_what_the_file_is_and_whether_it_still_is() {
    let home = Home::with_demo();
    let dataset = home.dataset("Fontaines");
    let got = home.run(&["get", &dataset, "--format", "csv", "-o", "data", "--json"]).json();
    let receipt: Value =
        serde_json::from_slice(&fs::read(home.path("data/fontaines.csv.receipt.json")).unwrap()).unwrap();
    for key in ["/address", "/sha256", "/verdict", "/claim/value", "/bytes"] {
        assert_eq!(receipt.pointer(key), got.pointer(key), "{key}");
    }
    let algos = (&receipt["claim"]["algo"], &got["claim"]["algo"]);
    assert_eq!(algos, (&"SHA-256".into(), &"sha256".into()), "as stated, and as one word");
    assert_eq!((&receipt["file"], &receipt["portal"]["kind"]), (&"fontaines.csv".into(), &"rudi".into()));
    let (licence, line) = (&receipt["dataset"]["licence"]["label"], receipt["attribution"].as_str().unwrap());
    assert!(line.contains(licence.as_str().unwrap()) && line.contains("Fontaines"), "{line}");

    let intact = home.run(&["verify", "data/fontaines.csv", "--online", "--json"]).json();
    assert_eq!((&intact["state"], &intact["published"]), (&"intact".into(), &"same".into()));
    let mut bytes = fs::read(home.path("data/fontaines.csv")).unwrap();
    bytes[100] ^= 1;
    fs::write(home.path("data/fontaines.csv"), &bytes).unwrap();
    home.run(&["verify", "data/fontaines.csv"]).failed(6, "its SHA-256 is");
    fs::write(home.path("data/fontaines.csv"), &bytes[1..]).unwrap();
    home.run(&["verify", "data/fontaines.csv"]).failed(6, "where its receipt states");
    home.run(&["verify", "config.toml"]).failed(4, "no receipt");
    fs::write(home.path("odd.receipt.json"), "{}").unwrap();
    home.run(&["verify", "odd"]).failed(6, "not a receipt");
}

#[test]
fn an_altered_file_never_gets_its_name() {
    let home = Home::with_demo();
    let media = home.media(&home.dataset(ALTERED));
    let address = media.iter().find(|it| it["title"] == "fichier-altere.csv").unwrap()["address"].as_str().unwrap();
    let ran = home.run(&["get", address, "-o", "data"]);
    ran.failed(6, "altered");
    assert_eq!(home.names_in("data"), ["fichier-altere.csv.altered"]);
    let kept = home.run(&["get", address, "-o", "data", "--require", "nothing", "--json"]);
    assert_eq!((kept.code, &kept.json()["verdict"]), (0, &"altered".into()));
    assert!(home.names_in("data").contains(&"fichier-altere.csv".into()));
}

#[test]
fn placeholder_checksums_are_unverifiable_and_not_enough_for_who_wants_verified() {
    let home = Home::with_demo();
    let dataset = home.dataset("Aires de jeux");
    let media = home.media(&dataset);
    let address = media.iter().find(|it| it["title"] == "aires-de-jeux.csv").unwrap()["address"].as_str().unwrap();
    let line = home.run(&["get", address, "-o", "data", "--json"]).json();
    assert_ne!(line["verdict"], "verified");
    assert!(line["reason"].as_str().unwrap().contains("UUID"), "{line}");
    home.run(&["get", address, "-o", "strict", "--require", "verified"]).failed(6, "UUID");
    assert!(!home.names_in("strict").contains(&"aires-de-jeux.csv".into()));
}

#[test]
fn a_taken_name_is_kept_skipped_renamed_or_overwritten() {
    let home = Home::with_demo();
    let dataset = home.dataset("Fontaines");
    fs::create_dir(home.path("data")).unwrap();
    let file = home.path("data/fontaines.csv");
    let get = |policy: &[&str]| {
        fs::write(&file, "mine").unwrap();
        home.run(&[&["get", &dataset, "--format", "csv", "-o", "data"], policy].concat())
    };
    get(&[]).failed(2, "--if-exists");
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    assert_eq!(get(&["--if-exists", "skip"]).code, 0);
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    assert_eq!(get(&["--if-exists", "rename"]).code, 0);
    assert_eq!(home.names_in("data"), ["fontaines (2).csv", "fontaines.csv"]);
    assert_eq!(get(&["--if-exists", "overwrite"]).code, 0);
    assert_eq!(sha256(&file), sha256(&home.path("data/fontaines (2).csv")));
}

#[test]
fn several_addresses_are_all_reported_and_the_worst_decides() {
    let home = Home::with_demo();
    let good = home.dataset("Fontaines");
    let missing = "rudi/00000000-0000-4000-8000-000000000000";
    let ran = home.run(&["get", missing, &good, "nope/x", "--format", "csv", "-o", "data", "--json"]);
    let lines: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let kind_of =
        |address: &str| lines.iter().find(|line| line["address"] == address).unwrap()["error"]["kind"].clone();
    assert_eq!((kind_of(missing), kind_of("nope/x")), ("not_found".into(), "usage".into()));
    assert_eq!((lines.len(), ran.code), (3, 2));
    assert_eq!(home.names_in("data"), ["fontaines.csv"]);
}

#[test]
fn each_refusal_has_its_exit_code() {
    let home = Home::with_demo();
    let restricted = home.run(&["list", "rudi", "--filter", "access=restricted", "--limit", "1", "--json"]).json();
    let restricted = restricted["items"][0]["address"].as_str().unwrap().to_owned();
    home.run(&["get", &restricted, "-o", "data"]).failed(3, "restricted");
    home.run(&["list", "rudi/restricted"]).failed(3, "signed in");
    home.run(&["show", "rudi/00000000-0000-4000-8000-000000000000"]).failed(4, "introuvable");
    home.run(&["list", "rudi/elsewhere"]).failed(4, "no such address");
    home.run(&["list", "nope"]).failed(2, "Configured are: rudi");
    home.run(&["list", "rudi//x"]).failed(2, "empty segment");
    fs::write(home.path("file"), "").unwrap();
    home.run(&["get", &home.dataset("Fontaines"), "-o", "file/below"]).failed(7, "file");
    let personal = home.run(&["list", "rudi", "--filter", "access=personal", "--limit", "1", "--json"]).json();
    home.run(&["get", personal["items"][0]["address"].as_str().unwrap()]).failed(2, "--yes");
    assert_eq!(home.names_in("data"), Vec::<String>::new());
}

#[test]
fn a_plan_downloads_nothing() {
    let home = Home::with_demo();
    let dataset = home.dataset("Fontaines");
    let plan = home.run(&["get", &dataset, "-o", "data", "--plan", "--json"]).json();
    let media = plan["media"].as_array().unwrap();
    assert_eq!(plan["bytes"].as_u64().unwrap(), media.iter().map(|it| it["size"].as_u64().unwrap()).sum::<u64>());
    assert!(plan["free"].as_u64().unwrap() > 0 && media[0]["licence"] == "ODbL 1.0", "{plan}");
    assert!(!home.path("data").exists());
}

#[test]
fn a_wrong_configuration_names_key_and_file() {
    Home::with_config("jbos = 3\n").run(&["portals"]).failed(2, "jbos");
    let ran = Home::with_config("[portals.x]\nkind = \"rudy\"\nurl = \"https://exemple.org\"\n").run(&["portals"]);
    ran.failed(2, "rudy");
    assert!(ran.err.contains("config.toml"), "{}", ran.err);
    let missing = Home { folder: tempfile::tempdir().unwrap(), demo: None };
    missing.run(&["portals"]).failed(2, "GUICHET_CONFIG");
}

#[test]
fn what_is_piped_holds_no_escape_codes_and_may_be_cut_short() {
    let home = Home::with_demo();
    for args in [&["list", "rudi/all", "--all"][..], &["search", "eau"], &["portals"]] {
        let ran = home.run(args);
        assert!(!(ran.out + &ran.err).chars().any(|c| c.is_control() && c != '\n'), "{args:?}");
    }
    let mut child =
        home.command(&["list", "rudi/all", "--all"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    child.wait().unwrap();
    assert!(!err.contains("panicked"), "{err}");
}

#[test]
fn the_browser_says_what_it_needs_where_there_is_no_terminal() {
    let home = Home::with_demo();
    let mut browser = home.command(&[]);
    let ran = browser.stdin(Stdio::null()).env_remove("ACCESSIBLE").env("TERM", "xterm").output().unwrap();
    assert!(!ran.status.success() && String::from_utf8_lossy(&ran.stderr).contains("interactive terminal"), "{ran:?}");
    let ran = home.command(&["--plain"]).stdin(Stdio::null()).output().unwrap();
    assert!(ran.status.success() && String::from_utf8_lossy(&ran.stdout).contains("1. rudi"), "{ran:?}");
    let mut child = home.command(&["completions", "bash"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut script = String::new();
    child.stdout.take().unwrap().read_to_string(&mut script).unwrap();
    assert!(child.wait().unwrap().success() && script.contains("_guichet"));
}

/// An answer that is cut, broken or no answer ends as one sentence with exit code 5.
#[test]
fn a_portal_that_answers_nonsense_is_a_portal_error() {
    for answer in [
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        "nonsense\r\n\r\n",
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut stream = BufReader::new(stream);
                let mut line = String::new();
                while stream.read_line(&mut line).is_ok_and(|read| read > 2) {
                    line.clear();
                }
                let _ = stream.get_mut().write_all(answer.as_bytes());
            }
        });
        let home = Home::with_config(&format!("[portals.odd]\nkind = \"rudi\"\nurl = \"http://{address}/\"\n"));
        let ran = home.run(&["list", "odd/all"]);
        assert_eq!(ran.code, 5, "{answer:?}: {}", ran.err);
        assert!(ran.err.contains("odd") && !ran.err.contains("panicked"), "{}", ran.err);
    }
}

/// What a library or the system said stands below the sentence with `-v`, and nothing secret in it.
#[test]
fn the_chain_of_causes_is_said_when_it_is_asked_for() {
    let home =
        crate::common::home::Home::new().set("GUICHET_SECRETS", "memory").set("GUICHET_CITY_KEY", "hunter2-hunter2");
    home.write_config("[portals.city]\nkind = \"udata\"\nurl = \"http://127.0.0.1:9\"\n");
    let quiet = home.run(&["list", "city"], "");
    assert_eq!((quiet.code, quiet.err.contains("caused by: ")), (5, false), "{}", quiet.err);
    let said = home.run(&["list", "city", "-v"], "");
    assert!(said.code == 5 && said.err.contains("caused by: ") && !said.err.contains("hunter2"), "{}", said.err);
    let french = home.run(&["list", "city", "-v", "--lang", "fr"], "");
    assert!(french.err.contains("en cause\u{a0}: "), "{}", french.err);
}

#[test]
fn a_search_is_saved_under_a_name_and_run_by_it() {
    let home = Home::with_demo();
    let env = home.demo.as_ref().unwrap().keys.clone();
    let run = |args: &[&str]| {
        let mut command = home.command(args);
        Ran::of(command.envs(env.iter().cloned()).env("GUICHET_SECRETS", "memory").output().unwrap())
    };
    let said = run(&["search", "--saved", "Eau"]);
    assert_eq!((said.code, said.err.contains("--save NAME")), (4, true), "{}", said.err);
    let saved = run(&["search", "eau", "--portal", "rudi", "--save", "Eau", "--json"]);
    let again = run(&["search", "--saved", "Eau", "--json"]);
    assert_eq!((saved.code, again.code), (0, 0), "{}{}", saved.err, again.err);
    assert_eq!(saved.json()["items"], again.json()["items"]);
    assert!(run(&["search", "--saved", "Rien"]).err.contains("Saved are: Eau."));
    assert_eq!(run(&["search"]).code, 2, "words or a name");
    assert_eq!(run(&["search", "eau", "--saved", "Eau"]).code, 2);
}
