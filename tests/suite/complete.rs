//! What a shell completes: asked as a shell asks it, and in the shells that are there.

use guichet::config::Config;
use guichet::demo::Demo;

use crate::common::home::Home;
use crate::common::term::Term;

const DATASET: &str = "rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd";

/// A home whose configuration has the demo's portals, of which it keeps some answers.
async fn home() -> (Demo, Home) {
    let demo = Demo::start(0).await.unwrap();
    let home = Home::new();
    home.write_config(&Config::file_for(&demo.portals()));
    for args in [&["list", "rudi"][..], &["list", "rudi/all"], &["list", "rudi/all", "--filters"], &["show", DATASET]] {
        assert_eq!(home.run(args, "").code, 0, "{args:?}");
    }
    (demo, home)
}

/// What is offered for the last of `words`, one a line.
fn offered(home: &Home, words: &[&str]) -> Vec<String> {
    let line: Vec<&str> = ["--", "guichet"].into_iter().chain(words.iter().copied()).collect();
    let mut asked = home.command(&line);
    let told = asked.env("GUICHET_COMPLETE", "fish").output().unwrap();
    assert!(told.status.success(), "{told:?}");
    String::from_utf8(told.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn values_come_from_the_configuration_and_from_what_is_kept() {
    let (demo, home) = home().await;
    let media = format!("{DATASET}/");
    let table: [(&[&str], &str); 18] = [
        (&["config", "get", "jo"], "jobs"),
        (&["lis"], "list\tWhat is at a place"),
        (&["list", "ru"], "rudi/\thttp://127.0.0.1"),
        (&["list", "rudi/a"], "rudi/all/\tall datasets"),
        (&["show", "rudi/136"], &format!("{DATASET}\tConsommation d’eau")),
        (&["get", &media], "\tconsommation-eau-batiments.csv"),
        (&["list", "rudi/all", "--sort", "up"], "updated\tlast change"),
        (&["list", "rudi/all", "--sort", "-t"], "-title\ttitle"),
        (&["list", "rudi/all", "--filter", "th"], "theme=\ttheme"),
        (&["list", "rudi/all", "--filter", "theme=env"], "theme=environment\tEnvironnement"),
        (&["list", "rudi/all", "--filter=theme=cul"], "--filter=theme=culture"),
        (&["get", DATASET, "--format", "geoj"], "geojson"),
        (&["get", DATASET, "--if-exists", "s"], "skip"),
        (&["setup", "--known", "data-g"], "data-gouv\tFrance"),
        (&["setup", "das"], "dastra\thttp://127.0.0.1"),
        (&["auth", "test", "iso"], "isogeo\thttp://127.0.0.1"),
        (&["completions", "po"], "powershell"),
        (&["list", "--off"], "--offline\t"),
    ];
    for (words, expected) in table {
        let offered = offered(&home, words);
        assert!(offered.iter().any(|line| line.contains(expected)), "{words:?}: {offered:?}");
        let last = words.last().unwrap();
        assert!(offered.iter().all(|line| line.starts_with(last)), "{words:?}: {offered:?}");
    }
    let mut french = home.command(&["--", "guichet", "lis"]);
    let told = french.env("GUICHET_COMPLETE", "fish").env("GUICHET_LANG", "fr").output().unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.contains("Ce qui se trouve à un emplacement"), "{told}");
    drop(demo); // what is kept needs no portal
    assert!(offered(&home, &["show", "rudi/136"]).iter().any(|line| line.starts_with(DATASET)));
}

#[test]
fn nothing_is_offered_where_nothing_is_known_and_nothing_is_printed_beside() {
    let home = Home::new();
    home.write_config("this is no configuration");
    for words in [&["list", "rudi/"][..], &["list", "x", "--sort", ""], &["show", "\u{1b}[31m"], &["get", "a/b/c/d"]] {
        let line: Vec<&str> = ["--", "guichet"].into_iter().chain(words.iter().copied()).collect();
        let told = home.command(&line).env("GUICHET_COMPLETE", "zsh").output().unwrap();
        assert!(told.stderr.is_empty() && !told.stdout.contains(&0x1b), "{words:?}: {told:?}");
    }
}

/// Types `line`, then Tab, in a shell that has read our script; waits for what must come. Whether there is such a shell.
fn typed(home: &Home, shell: &str, args: &[&str], read: &str, table: &[(&str, &str)]) -> bool {
    if std::process::Command::new(shell).arg("-c").arg("true").output().is_err() {
        return false;
    }
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_guichet")).parent().unwrap().display();
    let path = format!("{folder}:{}", std::env::var("PATH").unwrap_or_default());
    let own = [("PATH", path.as_str()), ("PS1", "shell> "), ("PROMPT", "shell> "), ("LC_ALL", "C.UTF-8")];
    let env = home.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(own);
    let env: Vec<(&str, &str)> = env.collect();
    for (line, expected) in table {
        let mut term = Term::run(160, 30, shell, args, &env);
        term.keys(&format!("{read}; echo re''ady\n")).shows("ready");
        term.keys(line).keys("\t").shows(expected);
    }
    true
}

/// What is completed in each shell: one candidate, with what the shell puts behind it.
const TYPED: [(&str, &str); 4] = [
    ("guichet list rudi/al", "guichet list rudi/all/"),
    ("guichet show rudi/136", DATASET),
    ("guichet list rudi/all --filter theme=env", "--filter theme=environment"),
    ("guichet list rudi/all --sort upd", "--sort updated"),
];

#[tokio::test(flavor = "multi_thread")]
async fn bash_zsh_and_fish_complete() {
    let (_demo, home) = home().await;
    let bash = typed(&home, "bash", &["--norc", "-i"], "source <(guichet completions bash)", &TYPED);
    let zsh = "autoload -U compinit; compinit -u -D; source <(guichet completions zsh)";
    let zsh = typed(&home, "zsh", &["-f", "-i"], zsh, &TYPED);
    let fish = "function fish_prompt; echo 'shell> '; end; guichet completions fish | source";
    let fish = typed(&home, "fish", &["--no-config", "-i"], fish, &TYPED);
    // Continuous integration installs those that a machine may lack.
    let required = std::env::var_os("GUICHET_TEST_SHELLS").is_some();
    assert!(!required || (bash && zsh && fish), "bash {bash}, zsh {zsh}, fish {fish}");
    println!("completed in: bash {bash}, zsh {zsh}, fish {fish}");
}
