//! The real program in French: its help, its mistakes, its lists and downloads; and what no language changes.

use std::collections::BTreeSet;
use std::fs;

use guichet::config::Config;
use guichet::demo::Demo;
use serde_json::Value;

use crate::common::home::{Home, Ran};

/// Runs in another language than the home's own, which is English.
fn run(home: &Home, language: &str, args: &[&str]) -> Ran {
    let args: Vec<&str> = ["--lang", language].into_iter().chain(args.iter().copied()).collect();
    home.run(&args, "")
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

/// A home whose configuration has the demo's portals.
async fn with_demo() -> (Demo, Home) {
    let demo = Demo::start(0).await.unwrap();
    let home = Home::new();
    home.write_config(&Config::file_for(&demo.portals()));
    (demo, home)
}

/// The keys of all objects in `value`.
fn keys(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Object(fields) => {
            fields.iter().flat_map(|(key, it)| keys(it).into_iter().chain([key.clone()])).collect()
        }
        Value::Array(items) => items.iter().flat_map(keys).collect(),
        _ => BTreeSet::new(),
    }
}

#[test]
fn help_is_french_in_every_part() {
    let home = Home::new();
    let root = run(&home, "fr", &["--help"]);
    assert_eq!(root.code, 0, "{root:?}");
    for part in [
        "Utilisation\u{a0}: guichet [OPTIONS] [COMMANDE]",
        "Commandes\u{a0}:",
        "Options\u{a0}:",
        "Codes de sortie\u{a0}:",
    ] {
        assert!(root.out.contains(part), "{part}: {root:?}");
    }
    let get = run(&home, "fr", &["get", "--help"]);
    let in_one_line = get.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in ["Arguments :", "--output <DOSSIER>", "[par défaut : update]", "[valeurs possibles : verified"] {
        assert!(in_one_line.contains(part), "{part}: {get:?}");
    }
    for asked in [&["help", "get"][..], &["aide", "get"]] {
        assert_eq!(run(&home, "fr", asked).out, get.out, "{asked:?}");
    }
    let short = run(&home, "fr", &["get", "-h"]);
    assert!(short.out.contains("--output <DOSSIER>") && !short.out.contains("--ca-file"), "{short:?}");
    let nested = run(&home, "fr", &["auth", "help", "set"]);
    assert!(nested.code == 0 && nested.out.contains("Utilisation\u{a0}: guichet auth set"), "{nested:?}");
    for page in [root, get, short, nested] {
        for english in ["Usage", "Commands:", "Print", "Examples", "default:", "possible values", "help-"] {
            assert!(!page.out.contains(english), "{english}: {page:?}");
        }
    }
}

#[test]
fn mistakes_of_the_command_line_are_told_in_french_with_the_same_exit_code() {
    let home = Home::new();
    let table: [(&[&str], &str); 8] = [
        (&["lst"], "la commande «\u{a0}lst\u{a0}» n’existe pas"),
        (&["get"], "il manque\u{a0}: <ADRESSE>..."),
        (&["list", "rudi", "--sorte", "x"], "il existe «\u{a0}--sort\u{a0}»"),
        (&["list", "rudi", "--all", "--limit", "3"], "ne va pas avec"),
        (&["list", "rudi", "--limit", "x"], "ce n’est pas un nombre entier"),
        (&["get", "rudi/x", "--jobs", "99"], "ce doit être un nombre de 1 à 32"),
        (
            &["get", "rudi/x", "--if-exists", "peut-être"],
            "[valeurs possibles\u{a0}: ask, update, skip, rename, overwrite]",
        ),
        (&["help", "nonsense"], "la commande «\u{a0}nonsense\u{a0}» n’existe pas"),
    ];
    for (args, part) in table {
        let french = run(&home, "fr", args);
        assert!(french.err.contains(part) && !french.err.contains("error:"), "{args:?}: {french:?}");
        assert_eq!((french.code, run(&home, "en", args).code), (2, 2), "{args:?}");
    }
}

#[test]
fn an_error_has_its_cause_and_remedy() {
    let home = Home::new();
    home.write_config("[portals.essai]\nkind = \"rudi\"\nurl = \"http://127.0.0.1:9/\"\n");
    let unknown = run(&home, "fr", &["list", "inconnu"]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.err.contains("portail «\u{a0}inconnu\u{a0}»\u{a0}: aucun portail de ce nom n’est configuré"),
        "{unknown:?}"
    );
    assert!(unknown.err.contains("Sont configurés\u{a0}: essai."), "{unknown:?}");
    let dead = run(&home, "fr", &["list", "essai/all"]);
    assert_eq!(dead.code, 5);
    assert!(dead.err.contains("est injoignable (connexion refusée"), "{dead:?}");
    assert!(dead.err.contains("Vérifiez l’adresse, le réseau et le proxy"), "{dead:?}");
}

#[test]
fn the_flag_goes_over_the_environment_and_the_environment_over_the_configuration() {
    let spoken = |home: &Home, args: &[&str]| {
        let said = home.run(args, "").err;
        assert!(said.contains("configured in") != said.contains("configuration\u{a0}:"), "{said}");
        if said.contains("configured in") { "en" } else { "fr" }
    };
    let configured = Home::new().set("GUICHET_LANG", "").set("LC_ALL", "C");
    configured.write_config("language = \"fr\"\n");
    assert_eq!(spoken(&configured, &["portals"]), "fr");
    assert_eq!(spoken(&configured, &["portals", "--lang", "en"]), "en");
    let elsewhere = configured.path("other.toml");
    fs::write(&elsewhere, "language = \"en\"\n").unwrap();
    assert_eq!(spoken(&configured, &["--config", elsewhere.to_str().unwrap(), "portals"]), "en");
    let set = Home::new().set("GUICHET_LANG", "en");
    set.write_config("language = \"fr\"\n");
    assert_eq!(spoken(&set, &["portals"]), "en");
    assert_eq!(spoken(&set, &["portals", "--lang=fr"]), "fr");
    let system = Home::new().set("GUICHET_LANG", "").set("LC_ALL", "fr_FR.UTF-8");
    assert_eq!(spoken(&system, &["portals"]), "fr");
    let wrong = Home::new().set("GUICHET_LANG", "fr");
    wrong.write_config("\nlanguage = \"de\"\n");
    let refused = wrong.run(&["portals"], "");
    assert!(
        refused.code == 2 && refused.err.contains("ligne 2\u{a0}: language\u{a0}: «\u{a0}de\u{a0}» n’existe pas"),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_sizes_and_downloads_are_french_and_json_is_the_same() {
    let (_demo, home) = with_demo().await;
    let root = run(&home, "fr", &["list", "rudi"]);
    assert!(
        root.out.contains("tous les jeux de données") && root.out.contains("mes jeux de données restreints"),
        "{root:?}"
    );

    let listed = ["list", "rudi/all", "--limit", "20", "--json"];
    let english = run(&home, "en", &listed);
    assert_eq!(english.out, run(&home, "fr", &listed).out, "a list is data");
    let portals = run(&home, "fr", &["portals", "--json"]);
    assert_eq!(run(&home, "en", &["portals", "--json"]).out, portals.out);

    let items = json(&english)["items"].as_array().unwrap().clone();
    let open = items.iter().find(|item| item["access"] == "open").unwrap();
    let dataset = open["address"].as_str().unwrap();
    let shown = run(&home, "fr", &["show", dataset]);
    assert!(shown.out.contains("licence") && shown.out.contains("producteur"), "{shown:?}");
    assert!(shown.out.contains("accès") && shown.out.contains("ouvert"), "{shown:?}");
    let [en, fr] = ["en", "fr"].map(|language| json(&run(&home, language, &["show", dataset, "--json"])));
    assert_eq!((keys(&en), &en["access"]), (keys(&fr), &fr["access"]));

    let plan = run(&home, "fr", &["get", dataset, "--plan"]);
    assert!([" ko", " Mo", " Go", " o"].iter().any(|unit| plan.out.contains(&unit.replace(' ', "\u{a0}"))), "{plan:?}");
    assert!(plan.out.contains("médias, ") || plan.out.contains("média, "), "{plan:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn receipts_do_not_depend_on_the_language() {
    let (_demo, home) = with_demo().await;
    let list = json(&run(&home, "en", &["list", "rudi/all", "--limit", "40", "--json"]));
    let items = list["items"].as_array().unwrap();
    let altered = items.iter().find(|item| item["title"].as_str().unwrap().contains("altéré en chemin")).unwrap();
    let receipt = |language: &str| {
        let folder = home.path(language);
        let got = run(
            &home,
            language,
            &["get", altered["address"].as_str().unwrap(), "-o", folder.to_str().unwrap(), "--require", "nothing"],
        );
        let path = home
            .files()
            .into_iter()
            .find(|path| path.starts_with(&folder) && path.to_str().unwrap().ends_with(".receipt.json"))
            .unwrap();
        let mut receipt: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        receipt["fetched"].take();
        (got, receipt)
    };
    let ((english, en), (french, fr)) = (receipt("en"), receipt("fr"));
    assert_eq!(en, fr);
    assert!(en["reason"].as_str().unwrap().contains("where the portal states"), "{en}");
    assert!(english.out.contains("altered") && french.out.contains("altéré"), "{english:?} {french:?}");
    assert!(french.err.contains("le portail annonce"), "{french:?}");
}
