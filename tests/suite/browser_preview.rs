//! Looking into a media in the real program, in a real pseudo-terminal.
#![cfg(unix)]

use std::fs;

use crate::common::term::Term;

#[test]
fn a_newcomer_looks_into_a_file_moves_on_and_leaves_nothing_on_disk() {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config.toml");
    let data = home.path().join("data");
    fs::write(&config, format!("download_dir = {data:?}\n")).unwrap();
    let (config, folder) = (config.to_str().unwrap(), home.path().to_str().unwrap());
    let mut term = Term::spawn(100, 30, &["demo"], &[("GUICHET_CONFIG", config), ("HOME", folder)]);
    term.shows("> rudi");
    term.keys("\r").shows("> all datasets");
    term.keys("\r").shows("> Agenda des");
    term.keys("/").keys("lidar").shows("/lidar");
    term.keys("\r").shows("found");
    term.until("the search's answer", |screen| !screen.contents().contains("loading"));
    term.keys("\r").shows("lidar-2025-extrait.csv");
    term.keys("p").shows("preview · lidar-2025-extrait.csv");
    let shown = term.shows("row 1 of");
    assert!(shown.contains("UTF-8") && shown.contains("separated by"), "{shown}");
    term.keys("e").shows("(as you say)");
    term.keys("l").shows("column 2 of");
    term.keys("j").shows("row 2 of");
    term.keys("\x1b").shows("detail");
    term.keys("q");
    assert!(!data.exists(), "nothing was written");
}
