//! The services of the demo, for anybody to try: none of them leads nowhere.

use super::*;
use crate::common::demo::Demo;

/// The addresses of what is a WFS, in the first datasets that a search finds.
fn services(home: &Home, search: &[&str]) -> Vec<String> {
    let found = home.run(&[&["list"], search, &["--jsonl"]].concat(), "");
    let datasets = found.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let datasets: Vec<String> = datasets.filter_map(|row| row["address"].as_str().map(str::to_owned)).collect();
    let shown = datasets.iter().flat_map(|address| {
        let shown = home.run(&["show", address, "--json"], "");
        let shown: Value = serde_json::from_str(&shown.out).unwrap();
        shown["media"].as_array().cloned().unwrap_or_default()
    });
    let is_wfs = |media: &Value| media["format"].as_str().is_some_and(|format| format.eq_ignore_ascii_case("wfs"));
    shown.filter(is_wfs).map(|media| media["address"].as_str().unwrap().to_owned()).collect()
}

fn taken(home: &Home, out: &str, args: &[&str]) -> (String, Value) {
    let got = home.run(&[&["get"], args, &["-o", out, "--json"]].concat(), "");
    assert_eq!(got.code, 0, "{args:?} {got:?}");
    let told: Value = serde_json::from_str(got.out.lines().next().unwrap()).unwrap();
    let row = if told["media"].is_array() { told["media"][0].clone() } else { told };
    let path = row["path"].as_str().unwrap().to_owned();
    (std::fs::read_to_string(path).unwrap(), row)
}

#[test]
fn every_wfs_of_the_demo_can_be_taken_and_narrowed() {
    let demo = Demo::start();
    let home = demo.env.iter().fold(Home::new(), |home, (name, value)| home.set(name, value));
    let out = home.path("out").display().to_string();
    let open: Vec<String> = services(&home, &["rudi/all", "--query", "fontaines"]);
    assert_eq!(open.len(), 1, "{open:?}");
    let (text, row) = taken(&home, &out, &[&open[0]]);
    assert!(features_in(&text) == 240 && row["reason"].as_str().unwrap().contains("240 of 240"), "{row}");
    let (text, _) = taken(&home, &out, &[&open[0], "--bbox", "-1.70,48.09,-1.66,48.13"]);
    let inside = features_in(&text);
    assert!((1..240).contains(&inside), "{inside}");
    let (column, value) = {
        let first: Value = serde_json::from_str(&text).unwrap();
        let cells = first["features"][0]["properties"].as_object().unwrap().clone();
        let (column, value) = cells.into_iter().find(|(_, value)| value.is_string()).unwrap();
        (column, value.as_str().unwrap().to_owned())
    };
    let criterion = format!("{column}={value}");
    let args = [&open[0], "--bbox", "-1.70,48.09,-1.66,48.13", "--where", &criterion, "--param", "as=csv"];
    let (text, row) = taken(&home, &out, &args);
    assert!(row["verdict"] == "complete" && csv::Reader::from_reader(text.as_bytes()).records().count() >= 1, "{row}");

    let layers = services(&home, &["isogeo/all", "--query", "Voies nommées"]);
    let layer = layers.first().unwrap_or_else(|| panic!("{layers:?}"));
    let (text, row) = taken(&home, &out, &[layer]);
    assert!(features_in(&text) == 400 && row["verdict"] == "complete", "{row}");
    let service = services(&home, &["isogeo/all", "--query", "Flux WFS"]);
    let several = home.run(&["get", &service[0], "-o", &out], "");
    assert!(several.code == 2 && several.err.contains("eau:point_eau_incendie"), "{several:?}");
    let (text, _) = taken(&home, &out, &[&service[0], "--param", "layer=point_eau_incendie", "--param", "as=gml"]);
    assert_eq!(text.matches("<wfs:member>").count(), 320);
}

#[test]
fn an_export_of_the_demo_is_counted_and_narrowed() {
    let demo = Demo::start();
    let home = demo.env.iter().fold(Home::new(), |home, (name, value)| home.set(name, value));
    let out = home.path("out").display().to_string();
    let found = home.run(&["list", "opendatasoft/all", "--query", "arbres", "--jsonl"], "");
    let found: Value = serde_json::from_str(found.out.lines().next().unwrap()).unwrap();
    let export = format!("{}/csv", found["address"].as_str().unwrap());
    let (text, row) = taken(&home, &out, &[&export]);
    assert_eq!(row["verdict"], "complete", "{row}");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
    let column = reader.headers().unwrap()[0].to_owned();
    let first = reader.records().next().unwrap().unwrap()[0].to_owned();
    let (narrowed, row) = taken(&home, &out, &[&export, "--where", &format!("{column}={first}")]);
    assert!(row["verdict"] == "complete" && narrowed.lines().count() < text.lines().count(), "{row}");
}

/// Some of the demo's portals are asked about people, at the same origin as all others.
#[test]
fn what_is_asked_of_the_demo_shows_whole_but_for_secrets() {
    let demo = Demo::start();
    let home = demo.env.iter().fold(Home::new(), |home, (name, value)| home.set(name, value));
    let curl = home.run(&["list", "rudi/all", "--as-curl"], "");
    assert!(curl.code == 0 && curl.out.contains("metadatas?") && curl.out.contains("limit="), "{curl:?}");
    let out = home.path("out").display().to_string();
    let (_, row) = taken(&home, &out, &[&services(&home, &["rudi/all", "--query", "fontaines"])[0]]);
    let receipt = std::fs::read(format!("{}.receipt.json", row["path"].as_str().unwrap())).unwrap();
    let receipt: Value = serde_json::from_slice(&receipt).unwrap();
    assert!(receipt["service"]["url"].as_str().unwrap().contains("TYPENAMES="), "{receipt}");
}
