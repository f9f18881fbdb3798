//! Data cited from receipts and from portals, and all data of a folder with what their licences ask for.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::common::demo::Demo;
use crate::common::home::{Home, Ran};

/// A person's home with the files of a dataset in `data`.
struct Folder {
    home: Home,
    _demo: Demo,
}

impl Folder {
    /// And the dataset's address.
    fn new() -> (Self, String) {
        let demo = Demo::start();
        let mut home = Home::new().set("GUICHET_SECRETS", "memory");
        home.env.extend(demo.env.clone());
        let folder = Self { home, _demo: demo };
        let found = folder.run(&["list", "rudi/all", "--query", "Fontaines", "--json"]);
        let dataset = json_of(&found)["items"][0]["address"].as_str().unwrap().to_owned();
        let ran = folder.run(&["get", &dataset, "-o", "data"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        (folder, dataset)
    }

    fn run(&self, args: &[&str]) -> Ran {
        self.home.run(args, "")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path(name)
    }

    /// The names of what was downloaded.
    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("data")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| !name.ends_with(".receipt.json")).collect();
        names.sort();
        names
    }
}

#[track_caller]
fn json_of(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

#[track_caller]
fn failed(ran: &Ran, code: i32, part: &str) {
    assert!(ran.code == code && ran.err.contains(part), "{ran:?}");
}

/// The receipt of a file in `data` says that it is under another licence.
fn under(home: &Folder, file: &str, licence: Value) {
    let path = home.path(&format!("data/{file}.receipt.json"));
    let mut receipt: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    receipt["media"]["licence"] = licence.clone();
    receipt["dataset"]["licence"] = licence;
    fs::write(&path, receipt.to_string()).unwrap();
}

#[test]
fn a_file_and_what_its_portal_says_are_cited_alike() {
    let (home, dataset) = Folder::new();
    let of_file = json_of(&home.run(&["cite", "data/fontaines.csv", "--json"]));
    let address = of_file["address"].as_str().unwrap();
    assert!(address.starts_with(&dataset), "{of_file}");
    let of_portal = json_of(&home.run(&["cite", address, "--json"]));
    for field in ["title", "part", "who", "publisher", "published", "licence", "spdx", "url", "address"] {
        assert_eq!(of_file[field], of_portal[field], "{field}");
    }
    assert!(of_file["sha256"].is_string() && of_portal["sha256"].is_null() && of_portal["fetched"].is_null());
    let [english, french] = [0, 1].map(|n| of_file["sentences"][n]["text"].as_str().unwrap().to_owned());
    let text = home.run(&["cite", "data/fontaines.csv"]);
    let attribution = of_file["attribution"].as_str().unwrap();
    assert_eq!(text.out.lines().collect::<Vec<_>>(), [&*english, &french, attribution]);
    assert!(english.contains("[dataset]") && french.contains("[jeu de données]"), "{english}\n{french}");
}

#[test]
fn every_form_is_one_that_its_readers_take() {
    let (home, dataset) = Folder::new();
    let bibtex = home.run(&["cite", "data/fontaines.csv", "--as", "bibtex"]).out;
    assert!(bibtex.starts_with("@misc{") && bibtex.ends_with("}\n"), "{bibtex}");
    for form in ["csl", "datacite"] {
        let both: Value =
            serde_json::from_str(&home.run(&["cite", "data/fontaines.csv", &dataset, "--as", form]).out).unwrap();
        assert_eq!(both.as_array().map(Vec::len), Some(2), "one document: {both}");
    }
    let line = home.run(&["cite", &dataset, "--as", "attribution"]).out;
    assert_eq!(line.lines().count(), 1, "{line}");
    let several = home.run(&["cite", "nothing.csv", "data/fontaines.csv"]);
    failed(&several, 4, "nothing.csv");
    assert!(several.out.contains("Fontaines"), "the others are cited: {several:?}");
    failed(&home.run(&["cite", "rudi"]), 2, "only datasets, media and files can be cited");
}

#[test]
fn a_folder_tells_its_licences_and_which_do_not_go_together() {
    let (home, _) = Folder::new();
    let files = home.files();
    let list = |args: &[&str]| home.run(&[&["receipts", "data"], args].concat());
    let rows = json_of(&list(&["--json"]));
    assert_eq!(rows["receipts"].as_array().map(Vec::len), Some(files.len()));
    assert_eq!(rows["clashes"], json!([]));
    under(&home, &files[0], json!({"label": "CC BY-SA 4.0", "url": "https://creativecommons.org/licenses/by-sa/4.0/"}));
    under(&home, &files[1], json!({"label": "ODbL 1.0", "url": null}));
    let ran = list(&[]);
    assert!(ran.code == 0 && ran.err.contains("CC BY-SA 4.0 and ODbL 1.0 do not go together"), "{ran:?}");
    let clash = &json_of(&list(&["--json"]))["clashes"][0];
    assert_eq!(clash["licences"], json!(["CC BY-SA 4.0", "ODbL 1.0"]));
    under(&home, &files[1], Value::Null);
    let ran = list(&[]);
    assert!(ran.out.contains("No licence stated") && ran.err.is_empty(), "{ran:?}");
    fs::write(home.path(&format!("data/{}.receipt.json", files[0])), "{").unwrap();
    let broken = list(&[]);
    assert!(broken.code == 6 && broken.out.contains(&files[1]), "the others are listed: {broken:?}");
    failed(&home.run(&["receipts", "nowhere"]), 4, "there is no such folder");
    failed(&home.run(&["receipts", "data/fontaines.csv"]), 2, "this is not a folder");
    fs::create_dir(home.path("empty")).unwrap();
    failed(&home.run(&["receipts", "empty"]), 4, "no file here has a receipt");
}

#[test]
fn the_bill_of_materials_has_each_file_with_its_hash_and_its_licence() {
    let (home, _) = Folder::new();
    let bill: Value = serde_json::from_str(&home.run(&["receipts", "data", "--sbom"]).out).unwrap();
    assert_eq!((&bill["bomFormat"], &bill["specVersion"]), (&"CycloneDX".into(), &"1.6".into()));
    let receipt: Value =
        serde_json::from_slice(&fs::read(home.path("data/fontaines.csv.receipt.json")).unwrap()).unwrap();
    let component = bill["components"].as_array().unwrap().iter().find(|it| it["name"] == "fontaines.csv").unwrap();
    assert_eq!(component["hashes"], json!([{"alg": "SHA-256", "content": receipt["sha256"]}]));
    assert!(component["licenses"][0]["license"]["id"].is_string(), "{component}");
    assert!(!bill.to_string().contains(home.path("").to_str().unwrap()), "no path of this machine");
}

#[test]
fn nobody_vouches_for_a_file_that_was_changed() {
    let (home, _) = Folder::new();
    let path = home.path("data/fontaines.csv");
    let content = fs::read(&path).unwrap();
    let mut other = content.clone();
    other[0] ^= 1;
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(60);
    let change = |content: &[u8]| {
        fs::write(&path, content).unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_modified(later).unwrap();
    };
    for (changed, is_altered) in [([&content[..], b"x"].concat(), true), (other, true), (content.clone(), false)] {
        change(&changed);
        for args in [&["cite", "data/fontaines.csv"][..], &["receipts", "data"], &["receipts", "data", "--sbom"]] {
            let ran = home.run(args);
            assert_eq!(ran.code, if is_altered { 6 } else { 0 }, "{args:?}: {ran:?}");
            let is_told = ran.out.contains("fontaines.csv");
            assert_eq!((is_told, ran.err.contains("fontaines.csv")), (!is_altered, is_altered), "{args:?}: {ran:?}");
        }
    }
    fs::remove_file(&path).unwrap();
    let ran = home.run(&["receipts", "data"]);
    failed(&ran, 4, "its receipt is there, and the file is not");
    failed(&home.run(&["cite", "data/fontaines.csv"]), 4, "fontaines.csv");
}

#[test]
fn no_two_references_of_one_output_have_one_key() {
    let (home, dataset) = Folder::new();
    let given = ["cite", "data/fontaines.csv", "data/fontaines.csv", &dataset];
    let keys = |texts: Vec<String>| texts.into_iter().collect::<std::collections::BTreeSet<_>>().len();
    let bibtex = home.run(&[&given[..], &["--as", "bibtex"]].concat()).out;
    assert_eq!(keys(bibtex.lines().filter(|line| line.starts_with('@')).map(str::to_owned).collect()), 3, "{bibtex}");
    let csl = json_of(&home.run(&[&given[..], &["--as", "csl"]].concat()));
    assert_eq!(keys(csl.as_array().unwrap().iter().map(|it| it["id"].to_string()).collect()), 3, "{csl}");
    let lines = home.run(&[&given[..], &["--jsonl"]].concat()).out;
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(keys(lines.iter().map(|it| it["csl"]["id"].to_string()).collect()), 3, "{lines:?}");
}
