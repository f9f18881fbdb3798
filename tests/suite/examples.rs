//! What the program and its README tell people to type, typed: the examples of every command's help and the lines for a
//! shell in both READMEs, in one home with the demo's portals.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::common::demo::Demo;
use crate::common::home::Home;

/// Lines that are not typed here, and why.
const LEFT_OUT: &[(&str, &str)] = &[
    ("guichet", "the browser"),
    ("guichet demo", "the browser"),
    ("guichet --plain", "the browser"),
    ("guichet demo --plain", "the browser"),
    ("guichet demo --tour", "the browser"),
    ("guichet demo --headless", "serves until it is stopped: the others are answered by it"),
    ("guichet demo --headless --port 4500", "likewise, and the port may be taken"),
    ("guichet setup", "asks a person"),
    ("guichet check data/bornes.csv", "a file that somebody has"),
    ("guichet cite data/bornes.csv", "a file that somebody has"),
    ("guichet check data/bornes.csv --schema etalab/schema-irve-statique@2.3.1", "asks another machine"),
    ("guichet check data/bornes.csv --schema schema.json", "a file that somebody has"),
    ("guichet check data/bornes.csv --schema schema.json --json", "a file that somebody has"),
    ("guichet diff data/communes.csv", "a file that somebody has"),
    ("guichet diff old.csv new.csv --key code,annee --patch changes.csv", "a file that somebody has"),
    ("guichet diff old.csv new.csv --key code --patch changes.csv", "a file that somebody has"),
    ("guichet setup https://trouver.datasud.fr/dataset/arbres", "asks another machine"),
    ("guichet get https://www.data.gouv.fr/datasets/NAME --include '*.csv' --yes", "asks another machine"),
    ("guichet setup data.economie.gouv.fr --name bercy --yes", "asks another machine"),
    ("guichet setup data-gouv --yes", "adds another machine, which the commands behind it would ask"),
    (
        "guichet setup https://rudi.rennesmetropole.fr --name rennes --sign-in login --id ada --secret-stdin --yes < secret",
        "asks another machine",
    ),
    ("guichet config edit", "asks a person"),
    ("guichet setup --known data-gouv", "adds another machine, which the commands behind it would ask"),
    ("guichet completions fish > ~/.config/fish/completions/guichet.fish", "fish made that folder"),
    ("pass rudi | guichet auth set rudi --id demo@exemple.bzh --secret-stdin", "a password manager"),
    ("guichet auth set rudi --secret-stdin < curl.txt", "a file that somebody was sent"),
    ("guichet auth import client_secrets.json --name isogeo", "a file that somebody was sent"),
    ("guichet sync -o s3://donnees/villes/", "a bucket that somebody has"),
    ("guichet queue remove 2", "there is nothing in the queue"),
    ("guichet auth allow rudi", "nothing is stored that could go elsewhere"),
    ("guichet auth certificate rennes ~/agent.p12", "a file that somebody was issued"),
    ("guichet auth proxy", "asks a person"),
    ("pass jeton-2027 | guichet auth compare api-entreprise --secret-stdin", "a password manager"),
    ("pass proxy | guichet auth proxy --id 'MAIRIE\\ada' --secret-stdin", "a password manager"),
    ("guichet auth remove rudi", "nothing is stored: the demo's credentials are variables"),
    ("cargo run --release -- demo", "building is for those who type it"),
    ("cargo test", "this is it"),
    (
        "cargo install --path . --locked",
        "building is for those who type it; `.ci/packages` builds from the crate alone",
    ),
];

/// A home in whose shell `guichet` is the program, with the demo's portals.
struct Desk {
    _demo: Demo,
    home: Home,
}

impl Desk {
    fn new() -> Self {
        let demo = Demo::start();
        assert!(demo.env.len() >= 8, "{:?}", demo.env);
        let folder = Path::new(env!("CARGO_BIN_EXE_guichet")).parent().unwrap().display().to_string();
        let path = format!("{folder}:{}", std::env::var("PATH").unwrap_or_default());
        let home = demo
            .env
            .iter()
            .fold(Home::new().set("PATH", &path).set("GUICHET_SECRETS", "memory"), |home, (name, value)| {
                home.set(name, value)
            });
        Self { _demo: demo, home }
    }

    /// Types `line`, which must succeed.
    fn types(&self, line: &str) {
        let mut shell = Command::new("bash");
        shell.args(["-c", &format!("set -o pipefail; {line}")]).current_dir(self.home.path(""));
        let ran = shell.envs(self.home.env.iter().map(|(name, value)| (name, value))).stdin(Stdio::null()).output();
        let ran = ran.unwrap();
        // A reader that has had enough, as `head`, is no failure.
        let is_over = line.contains("| head") && ran.status.code() == Some(141);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(ran.status.success() || is_over, "{line}\n{}\n{}", text(&ran.stdout), text(&ran.stderr));
    }
}

/// Types `lines` in their order, but for those left out; which of those there were.
fn type_all(lines: &[String]) -> BTreeSet<&'static str> {
    let desk = Desk::new();
    let mut left = BTreeSet::new();
    for line in lines {
        match LEFT_OUT.iter().find(|(it, _)| it == line) {
            Some((line, _)) => _ = left.insert(*line),
            None => desk.types(line),
        }
    }
    left
}

/// All commands, as the help names them, with the examples each has in its help.
fn examples_of_help() -> Vec<String> {
    fn below(home: &Home, path: &[String], lines: &mut Vec<String>) {
        let args: Vec<&str> = path.iter().map(String::as_str).chain(["--help"]).collect();
        let help = home.run(&args, "").out.replace("\\\n", "");
        let part = |heading: &str| {
            let at = help.find(&format!("\n{heading}:\n"));
            at.map(|at| &help[at + heading.len() + 3..]).unwrap_or_default().split("\n\n").next().unwrap()
        };
        let own = part("Examples").lines().map(str::trim).filter(|line| !line.starts_with('#') && !line.is_empty());
        lines.extend(own.map(str::to_owned));
        let names = part("Commands").lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
        for name in names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help") {
            below(home, &[path, &[name.to_owned()]].concat(), lines);
        }
    }
    let (home, mut lines) = (Home::new(), vec![]);
    below(&home, &[], &mut lines);
    lines
}

/// The lines for a shell in a document, without what is said behind them.
fn lines_of(document: &str) -> Vec<String> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(document)).unwrap();
    let text = text.replace("\\\n", "");
    let blocks = text.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap().to_owned());
    let line = |line: &str| line.split("  #").next().unwrap().split("   #").next().unwrap().trim().to_owned();
    blocks.flat_map(|block| block.lines().map(line).collect::<Vec<_>>()).filter(|line| !line.is_empty()).collect()
}

#[test]
fn the_examples_of_the_help_work_as_they_are() {
    let lines = examples_of_help();
    assert!(lines.len() > 30, "{lines:?}");
    let left = type_all(&lines);
    assert!(left.len() < lines.len() / 2, "{left:?}");
}

#[test]
fn both_readmes_tell_to_type_the_same_and_it_works() {
    let (english, french) = (lines_of("README.md"), lines_of("README.fr.md"));
    assert!(english.len() > 25, "{english:?}");
    assert_eq!(english, french, "what is to be typed depends on no language");
    type_all(&english);
}
