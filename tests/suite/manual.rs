//! The manual: every page whole in both languages, and every variable that the program reads on it.

use std::collections::BTreeSet;
use std::path::Path;

use crate::common::home::Home;

/// All pages, by the name of their file.
fn pages(language: &str) -> Vec<(String, String)> {
    let home = Home::new();
    let ran = home.run(&["--lang", language, "man", "--dir", "pages"], "");
    assert_eq!(ran.code, 0, "{ran:?}");
    let names = std::fs::read_dir(home.path("pages")).unwrap().map(|it| it.unwrap().path());
    let mut pages: Vec<_> = names
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(path).unwrap()))
        .collect();
    pages.sort();
    pages
}

#[test]
fn every_page_has_its_sections_in_its_language() {
    let table = [
        ("en", ["NAME", "SYNOPSIS", "EXAMPLES", "ENVIRONMENT", "FILES", "EXIT STATUS", "SEE ALSO", "GLOBAL OPTIONS"]),
        (
            "fr",
            [
                "NOM",
                "SYNOPSIS",
                "EXEMPLES",
                "ENVIRONNEMENT",
                "FICHIERS",
                "CODE DE RETOUR",
                "VOIR AUSSI",
                "OPTIONS GLOBALES",
            ],
        ),
    ];
    let names: Vec<Vec<String>> =
        table.map(|(language, _)| pages(language).into_iter().map(|it| it.0).collect()).into();
    assert_eq!(names[0], names[1], "the same pages");
    assert!(names[0].len() > 20 && !names[0].iter().any(|name| name.contains("help")), "{names:?}");
    for (language, sections) in table {
        for (name, page) in pages(language) {
            for section in sections {
                let has_none = ["guichet-auth.1", "guichet-cache.1", "guichet-config.1"].contains(&&*name)
                    && section.starts_with("EX")
                    && section != "EXIT STATUS";
                let is_there =
                    page.contains(&format!(".SH \"{section}\"")) || page.contains(&format!(".SH {section}\n"));
                assert!(is_there || has_none, "{language} {name}: no {section}\n{page}");
            }
            let untold = page.split("\n.TP\n").skip(1).find(|it| it.lines().nth(1).is_none_or(str::is_empty));
            assert_eq!(untold, None, "{language} {name}: an option without a word about it");
            let headings: Vec<&str> = page.lines().filter(|line| line.starts_with(".SH")).collect();
            assert!(!headings.iter().any(|it| it.contains("EXTRA") || it.contains("SUBCOMMANDS")), "{headings:?}");
            if language == "fr" {
                let english = [".SH NAME", "EXAMPLES", "FILES", "SEE ALSO", "GLOBAL OPTIONS"];
                assert!(
                    !headings.iter().any(|it| english.iter().any(|word| it.replace('"', "").contains(word))),
                    "{name}: {headings:?}"
                );
            }
        }
    }
}

/// A variable that is read somewhere and told of nowhere is found by nobody.
#[test]
fn every_variable_that_is_read_is_in_the_manual() {
    fn walk(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()) {
            if entry.is_dir() {
                walk(&entry, found);
                continue;
            }
            let text = std::fs::read_to_string(&entry).unwrap_or_default();
            let text = text.split("#[cfg(test)]").next().unwrap();
            for part in text.split("\"GUICHET_").skip(1) {
                let name: String = part.chars().take_while(|it| it.is_ascii_uppercase() || *it == '_').collect();
                found.insert(format!("GUICHET_{name}"));
            }
        }
    }
    let mut read = BTreeSet::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut read);
    // Examples of one portal's, and what only our own tests set.
    read.retain(|name| !name.ends_with('_') && !name.starts_with("GUICHET_TEST") && name != "GUICHET_FUZZ");
    assert!(read.len() > 5, "{read:?}");
    for language in ["en", "fr"] {
        let page = pages(language).into_iter().find(|(name, _)| name == "guichet.1").unwrap().1;
        for name in &read {
            assert!(page.contains(name.as_str()), "{language}: {name}");
        }
        for part in ["_FILE", "HTTPS_PROXY", "NO_COLOR", "141", "%APPDATA%", "Library/Caches", "receipt.json"] {
            assert!(page.replace('\\', "").contains(part), "{language}: {part}\n{page}");
        }
    }
}
