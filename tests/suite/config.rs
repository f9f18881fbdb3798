//! The configuration file under the real program: where it is, what is in force, changing it, and what is wrong with it.

use std::fs;

use serde_json::Value;

use crate::common::home::Home;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn a_setting_is_read_changed_and_taken_out_with_the_comments_around_it() {
    let home = Home::new();
    let before = "# mine\njobs = 4 # few\n\n[portals.p]\nkind = \"rudi\"\nurl = \"https://p.example\" # ours\n";
    home.write_config(before);
    let path = home.config().display().to_string();
    for (args, wanted) in [
        (&["config", "path"][..], path.as_str()),
        (&["config", "get", "jobs"], "4"),
        (&["config", "get", "connections"], "8"),
        (&["config", "get", "browser.columns"], "title,access,format,size,modified"),
        (&["config", "get", "portals.p.url"], "https://p.example/"),
        (&["config", "get", "language", "--lang", "fr"], "fr"),
        (&["config", "get", "secrets"], "keyring"),
        (&["config", "get", "ca_file"], ""),
        (&["config", "get", "portals.p"], "portals.p.kind = rudi\nportals.p.url = https://p.example/"),
    ] {
        let ran = home.run(args, "");
        assert_eq!((ran.code, ran.out.trim_end()), (0, wanted), "{args:?} {ran:?}");
    }
    assert_eq!(json(&home.run(&["config", "get", "jobs", "--json"], "").out)["value"], 4);
    for args in [
        &["config", "set", "jobs", "12"][..],
        &["config", "set", "browser.mouse", "false"],
        &["config", "set", "portals.p.sign_in", "login"],
        &["config", "unset", "browser.mouse"],
    ] {
        let ran = home.run(args, "");
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{args:?} {ran:?}");
    }
    let after = fs::read_to_string(home.config()).unwrap();
    let wanted = before.replace("jobs = 4 # few", "jobs = 12 # few");
    assert!(after.starts_with(wanted.trim_end()) && after.contains("sign_in = \"login\"\n"), "{after}");
    assert_eq!(home.run(&["config", "unset", "portals.p"], "").code, 0);
    assert!(!fs::read_to_string(home.config()).unwrap().contains("p.example"));
    let example = home.run(&["config", "example"], "").out;
    assert_eq!(example, include_str!("../../config.example.toml"));
}

/// What `config get` prints is what `config set` takes, in French too; and so is the value of `--json`.
#[test]
fn every_setting_goes_out_and_in_again() {
    let home = Home::new();
    let before = "ca_file = \"/etc/ca.pem\"\ndownload_dir = \"~/data\"\nsecrets = \"file\"\nlanguage = \"fr\"\n\
        [browser]\nbackground = \"dark\"\ncolumns = []\n[theme]\naccent = \"bold #ff0000\"\n\
        [keys]\ndownload = [\",\", \"d\", \"space\"]\nfilter = []\nhelp = \"ctrl-f\"\n\
        [portals.p]\nkind = \"rudi\"\nurl = \"https://p.example/\"\nsign_in = \"login\"\nusername = \"a, b\"\nscope = \"[x]\"\n";
    home.write_config(before);
    let values = |home: &Home| json(&home.run(&["config", "get", "--json"], "").out)["settings"].clone();
    let all = values(&home);
    for setting in all.as_array().unwrap() {
        let name = setting["key"].as_str().unwrap();
        let in_json = setting["value"].as_str().map_or_else(|| setting["value"].to_string(), str::to_owned);
        let printed = home.run(&["config", "get", name], "").out;
        let printed = printed.strip_suffix('\n').unwrap_or_else(|| panic!("{name}: {printed:?}"));
        for value in [printed, &in_json] {
            let set = home.run(&["config", "set", name, value], "");
            assert_eq!(set.code, 0, "{name} {value}: {set:?}");
        }
    }
    assert_eq!(values(&home), all);
    let keys = home.run(&["config", "get", "keys.page-down", "--lang", "fr"], "");
    assert_eq!(keys.out, "pagedown,ctrl-d\n", "as it is written, and ctrl-f has gone to another: {keys:?}");
}

#[test]
fn a_first_setting_makes_the_file_that_is_named() {
    let home = Home::new();
    let path = home.path("deep/er/own.toml");
    let named = path.display().to_string();
    let set = home.run(&["config", "set", "jobs", "3", "--config", &named], "");
    assert_eq!((set.code, fs::read_to_string(&path).unwrap().as_str()), (0, "jobs = 3\n"), "{set:?}");
    let home = home.set("GUICHET_CONFIG", &named);
    assert_eq!(home.run(&["config", "get", "jobs"], "").out, "3\n");
}

#[test]
fn what_is_wrong_changes_nothing_and_is_named_in_both_languages() {
    let home = Home::new();
    let before = "jobs = 4 # few\n";
    let table: [(&[&str], &str, &str); 10] = [
        (
            &["config", "set", "language", "de"],
            "language: there is none called",
            "language\u{a0}: «\u{a0}de\u{a0}» n’existe pas",
        ),
        (
            &["config", "set", "browser.background", "pink"],
            ": browser.background: ",
            "\u{a0}: browser.background\u{a0}: ",
        ),
        (
            &["config", "set", "browser.columns", "[\"a\"]"],
            "browser.columns: lists have no column",
            "browser.columns\u{a0}: les listes",
        ),
        (
            &["config", "set", "jobs", "many"],
            "jobs takes a whole number from 1 to 32, not a text",
            "jobs attend un nombre entier de 1 à 32",
        ),
        (
            &["config", "set", "jobs", "33"],
            "jobs takes a whole number from 1 to 32, not 33",
            "jobs attend un nombre entier de 1 à 32",
        ),
        (
            &["config", "set", "browser.mouse", "perhaps"],
            "browser.mouse takes true or false",
            "browser.mouse attend true ou false",
        ),
        (&["config", "set", "jbos", "3"], "Did you mean \"jobs\"?", "Vouliez-vous dire «\u{a0}jobs\u{a0}»"),
        (&["config", "get", "portal"], "Did you mean", "Vouliez-vous dire"),
        (
            &["config", "set", "portals.p.url", "https://p.example"],
            "portals.p.kind is missing",
            "portals.p.kind manque",
        ),
        (&["get", "p/a", "--jobs", "33"], "33 is not in 1..=32", "un nombre de 1 à 32"),
    ];
    for (args, english, french) in table {
        for (language, wanted) in [("en", english), ("fr", french)] {
            home.write_config(before);
            let ran = home.run(&[args, &["--lang", language]].concat(), "");
            assert!(ran.code == 2 && ran.err.contains(wanted), "{args:?} {ran:?}");
            assert_eq!(fs::read_to_string(home.config()).unwrap(), before, "{args:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn an_editor_opens_the_file_which_is_checked_afterwards() {
    let home = Home::new();
    home.write_config("");
    let with = |editor: &str| {
        let child = home.command(&["config", "edit"]).env_remove("VISUAL").env("EDITOR", editor).output().unwrap();
        (child.status.code().unwrap(), String::from_utf8(child.stderr).unwrap())
    };
    // As a shell reads it: with words of its own.
    let (code, said) = with("sh -c 'echo \"jobs = 3\" >> \"$1\"' x");
    assert!(code == 0 && said.contains("is good"), "{said}");
    assert_eq!(fs::read_to_string(home.config()).unwrap(), "jobs = 3\n");
    let (code, said) = with("sh -c 'echo \"jobs = 99\" > \"$1\"' x");
    assert!(code == 2 && said.contains("jobs takes a whole number"), "{said}");
    let (code, said) = with("true");
    assert!(code == 2 && said.contains("jobs takes a whole number"), "a broken file can be opened: {said}");
    let (code, said) = with("false");
    assert!(code == 2 && said.contains("ended with a failure"), "{said}");
    let (code, said) = with("");
    assert!(code == 2 && said.contains("Set VISUAL or EDITOR"), "{said}");
}
