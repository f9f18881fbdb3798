//! The screen in a real pseudo-terminal: its panes, its last line, its help, and what the mouse does with them.
#![cfg(unix)]

use std::fs;

use tempfile::TempDir;

use crate::common::term::Term;

/// The list of all datasets of the demo.
fn all_datasets(cols: u16, rows: u16) -> (Term, TempDir) {
    all_datasets_with(cols, rows, "")
}

/// The same for a person who has `set` this.
fn all_datasets_with(cols: u16, rows: u16, set: &str) -> (Term, TempDir) {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config.toml");
    fs::write(&config, format!("download_dir = {:?}\n{set}", home.path().join("data"))).unwrap();
    let (config, folder) = (config.to_str().unwrap(), home.path().to_str().unwrap());
    let mut term = Term::spawn(cols, rows, &["demo"], &[("GUICHET_CONFIG", config), ("HOME", folder)]);
    term.shows("> rudi");
    term.keys("\r").shows("> all datasets");
    term.keys("\r").shows("Agenda des");
    (term, home)
}

#[test]
fn keys_and_columns_are_a_person_s_own() {
    let set = "[keys]\ndownload = [\"e\"]\n[browser]\ncolumns = [\"modified\", \"title\", \"theme\"]\n";
    let (mut term, _home) = all_datasets_with(120, 30, set);
    let screen = term.shows("> 2026-11-04 Agenda des");
    let head = screen.lines().nth(2).unwrap_or_default();
    let places: Vec<Option<usize>> = ["modified", "title", "theme"].iter().map(|word| head.find(word)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{head}");
    term.keys("\r").shows("e download  p preview");
    term.keys("d").shows("> 2026-11-04 agenda-culturel.csv");
    term.keys("e").shows("verified");
    term.keys("q");
    assert!(term.end().success());
}

/// Where panes meet in the line of their titles.
fn borders(screen: &vt100::Screen) -> Vec<usize> {
    let titles = screen.rows(0, u16::MAX).nth(1).unwrap_or_default();
    let chars: Vec<char> = titles.chars().collect();
    (1..chars.len()).filter(|at| chars[at - 1] == '╮' && chars[*at] == '╭').collect()
}

#[test]
fn panes_stand_side_by_side_where_there_is_room() {
    let (mut term, _home) = all_datasets(140, 30);
    for (cols, beside) in [(140, 2), (120, 1), (92, 1), (88, 0), (40, 0)] {
        term.resize(cols, 30);
        term.until("so many borders", |screen| borders(screen).len() == beside && screen.contents().contains("Agenda"));
    }
}

#[test]
fn the_mouse_sorts_drags_closes_and_goes_back() {
    let (mut term, _home) = all_datasets(120, 32);
    term.click("title").shows("title ↑");
    term.click("title ↑  ").shows("title ↓");
    term.click("all datasets").until("the order before", |screen| !screen.contents().contains('↓'));
    term.click("? help").shows("previews of tables");
    term.keys("\x1b[<0;1;2M\x1b[<0;1;2m").until("the help closed", |screen| !screen.contents().contains("previews of"));
    term.keys("\x1b[<0;73;9M\x1b[<32;60;9M\x1b[<0;60;9m");
    term.until("a border elsewhere", |screen| borders(screen) == [59]);
    term.click("q quit");
    assert!(term.end().success());
}

#[test]
fn the_last_line_tells_what_works_where_one_is() {
    let (mut term, _home) = all_datasets(120, 32);
    let list = term.shows("Enter open");
    assert!(list.contains("f filter") && list.contains("s sort") && !list.contains("p preview"), "{list}");
    term.keys("/fontaines\r").shows("\"fontaines\" ×");
    term.until("what was found", |screen| {
        screen.contents().contains("│> Fontaines") && !screen.contents().contains("loading")
    });
    term.keys("\r").shows("d download  p preview");
    term.keys("d").shows("verified");
    term.keys("\t\t").shows("E for Excel");
    term.keys("p").shows("/ filter  = this column");
    term.keys("?").shows("/ search  Esc close");
    term.keys("\x1b").shows("/ filter  = this column");
    term.keys("p").shows("E for Excel");
    term.keys("q");
    assert!(term.end().success());
}

#[test]
fn what_is_typed_finds_a_key_and_a_filter() {
    let (mut term, _home) = all_datasets(100, 32);
    term.keys("?/freeze").until("one key", |screen| {
        let screen = screen.contents();
        screen.contains("f  keep the columns") && !screen.contains("search the portal")
    });
    term.keys("\r\x1b").until("the help closed", |screen| !screen.contents().contains("keep the columns"));
    term.keys("f").shows("[ ]");
    term.keys("envir").until("what has it", |screen| {
        let screen = screen.contents();
        screen.contains("/envir") && screen.contains("Environnement") && !screen.contains("[ ] open")
    });
    term.keys("\r").shows("theme: Environnement ×");
    term.keys("q");
    assert!(term.end().success());
}
