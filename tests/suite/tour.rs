//! The tour of the demo, followed to its end in a real terminal: by keys and in typed lines, in both languages.
#![cfg(unix)]

use crate::common::home::Home;
use crate::common::term::Term;

fn term(home: &Home, language: &str, args: &[&str]) -> Term {
    let mut env: Vec<(&str, &str)> = home.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    env.push(("GUICHET_LANG", language));
    Term::spawn(100, 30, args, &env)
}

/// What each step is headed with, and words of three places on the way.
struct Words {
    language: &'static str,
    step: fn(usize) -> String,
    verified: &'static str,
    altered: &'static str,
    back: &'static str,
}

const LANGUAGES: [Words; 2] = [
    Words {
        language: "en",
        step: |number| format!("tour {number}/8"),
        verified: "verified",
        altered: "ALTERED",
        back: "F2 goes back",
    },
    Words {
        language: "fr",
        step: |number| format!("visite {number}/8"),
        verified: "vérifié",
        altered: "ALTÉRÉ",
        back: "F2 y ramène",
    },
];

#[test]
fn it_is_followed_to_its_end_by_keys() {
    for Words { language, step, verified, altered, back } in LANGUAGES {
        let home = Home::new();
        let mut term = term(&home, language, &["demo", "--tour"]);
        term.shows("> rudi");
        term.shows(&step(1));
        term.keys("Sfontaines\r").shows(&step(2));
        let found = term.shows("Fontaines et points");
        assert!(found.lines().any(|line| line.contains('>') && line.contains("Fontaines")), "{found}");
        term.keys("\r").shows(&step(3));
        term.shows("> fontaines.csv");
        term.keys("p").shows(&step(4));
        term.shows("FON-001");
        term.keys("\x1b").shows(&step(5));
        // Left, and gone back to.
        term.keys("\x1b").shows(back);
        term.until("no box", |screen| !screen.contents().contains(&step(5)));
        term.keys("\x1bOQ").shows(&step(5));
        term.keys("d").shows(&step(6));
        term.shows(verified);
        term.keys("\t\t").shows(&step(7));
        term.keys("Saltéré\r").shows("fichier altéré");
        term.keys("\r").shows("> fichier-altere.csv");
        term.keys("d").shows(&step(8));
        term.shows(altered);
        term.keys("\x1b").shows(back);
        term.keys("q");
        assert!(term.end().success());
    }
}

#[test]
fn it_is_followed_to_its_end_in_lines() {
    for (language, of, verified, altered) in
        [("en", "of 8", "verified", "altered"), ("fr", "sur 8", "vérifié", "altéré")]
    {
        let home = Home::new();
        let mut term = term(&home, language, &["demo", "--tour", "--plain"]);
        let at = |term: &mut Term, number: usize, line: &str| {
            term.shows(&format!("{number} {of}."));
            term.keys(&format!("{line}\r"));
        };
        at(&mut term, 1, "S fontaines");
        at(&mut term, 2, "1");
        at(&mut term, 3, "p 1");
        // The preview is said and over at once.
        at(&mut term, 5, "d 1");
        term.keys("j wait\r").shows(verified);
        at(&mut term, 6, "j");
        at(&mut term, 7, "S altéré");
        term.shows("fichier altéré");
        term.keys("1\r").shows("1. fichier-altere.csv");
        term.keys("d 1\r");
        term.keys("j wait\r").shows(altered);
        at(&mut term, 8, "tour");
        term.keys("q\r");
        assert!(term.end().success());
    }
}

/// The first thing that somebody who has configured nothing is offered.
#[test]
fn a_newcomer_is_taken_through_it() {
    let home = Home::new();
    let mut term = term(&home, "en", &[]);
    let screen = term.shows("> the demo");
    assert!(screen.contains("a two-minute tour"), "{screen}");
    term.keys("\r").shows("tour 1/8");
    term.shows("> rudi");
    term.keys("q");
    assert!(term.end().success());
}

#[test]
fn without_the_demo_there_is_none() {
    let home = Home::new();
    home.write_config("[portals.mine]\nkind = \"ckan\"\nurl = \"http://127.0.0.1:1/\"\n");
    let mut term = term(&home, "en", &[]);
    term.shows("> mine");
    term.keys("\x1bOQ").shows("guichet demo --tour");
    term.keys("q");
    assert!(term.end().success());
}
