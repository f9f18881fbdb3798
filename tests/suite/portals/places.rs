//! The places that a kind of portal has, and no other: forgetting one of them fails with its name.

use std::path::Path;
use std::process::Command;

use guichet::portals::Kind;

/// A file or a folder of the repository, and what of a kind stands in it.
struct Place {
    path: String,
    /// What the file holds; `None` where being there is enough.
    holds: Option<String>,
    what: &'static str,
}

/// Where the pages on each kind are.
const PAGES: &str = "docs/portals";

/// All places of the kind that is called so.
fn places(word: &str) -> Vec<Place> {
    let module = word.replace('-', "_");
    let there = |path: String, what| Place { path, holds: None, what };
    let line = |path: &str, holds: String, what| Place { path: path.to_owned(), holds: Some(holds), what };
    vec![
        there(format!("src/portals/{module}/mod.rs"), "its folder"),
        line("src/portals/mod.rs", format!(" {module}::"), "its line in the table of kinds"),
        there(format!("assets/i18n/en/{word}.ftl"), "its messages in English"),
        there(format!("assets/i18n/fr/{word}.ftl"), "its messages in French"),
        line("src/base/i18n.rs", format!("\"{word}\""), "the name of its messages"),
        line("config.example.toml", format!("kind = \"{word}\""), "its block of the configuration"),
        there(format!("tests/fixtures/{word}"), "its recorded answers"),
        line("tests/suite/portals/mod.rs", format!("fn {module}_keeps_the_contract_of_"), "its line of the suite"),
        there(format!("{PAGES}/{word}.md"), "its page"),
    ]
}

/// What is missing of the kind. `is_hidden` plays that a place was forgotten.
fn missing(word: &str, is_hidden: impl Fn(&Place) -> bool) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let is_there = |place: &Place| match &place.holds {
        None => root.join(&place.path).exists() && !is_hidden(place),
        Some(held) => std::fs::read_to_string(root.join(&place.path)).unwrap().contains(held) && !is_hidden(place),
    };
    let forgotten = places(word).into_iter().filter(|place| !is_there(place));
    let say = |place: Place| {
        let held = place.holds.map(|held| format!(" with `{}`", held.trim())).unwrap_or_default();
        format!("{word}: {} is missing: {}{held}", place.what, place.path)
    };
    forgotten.map(say).collect()
}

#[test]
fn every_kind_has_all_its_places() {
    let missing: Vec<String> = Kind::ALL.into_iter().flat_map(|kind| missing(kind.word(), |_| false)).collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn a_forgotten_place_is_named() {
    assert_eq!(missing("nobody", |_| false).len(), places("nobody").len());
    for place in places("ckan") {
        let told = missing("ckan", |other| other.path == place.path);
        assert!(told.len() == 1 && told[0].contains(place.what) && told[0].contains(&place.path), "{told:?}");
    }
}

/// A folder beside the table that no line of it names is compiled by nobody; what kinds share is declared there.
#[test]
fn every_folder_is_a_kind_of_the_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/portals");
    let table = std::fs::read_to_string(folder.join("mod.rs")).unwrap();
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let word = path.file_name().unwrap().to_string_lossy().replace('_', "-");
        let is_shared = table.contains(&format!("mod {};", word.replace('-', "_")));
        assert!(
            is_shared || word.parse::<Kind>().is_ok(),
            "{} has no line in the table of src/portals/mod.rs",
            path.display()
        );
    }
}

/// A kind is written the same way in the configuration and in what is stored.
#[test]
fn a_kind_is_stored_by_its_word() {
    for kind in Kind::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.word());
    }
}

/// `cargo fmt` does not see modules that a macro declares.
#[test]
fn the_kinds_are_formatted_as_the_rest() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = Kind::ALL.map(|kind| root.join(&places(kind.word())[0].path));
    let checked = Command::new("rustfmt").args(["--check", "--edition", "2024", "-l"]).args(files).output();
    let Ok(checked) = checked else { return eprintln!("rustfmt is not there: nothing was checked") };
    let odd = String::from_utf8_lossy(&checked.stdout);
    assert!(checked.status.success(), "`rustfmt --edition 2024 src/portals/*/mod.rs` is to format:\n{odd}");
}
