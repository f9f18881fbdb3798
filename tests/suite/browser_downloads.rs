//! Downloads that do not go straight, in the real program in a real pseudo-terminal.
#![cfg(unix)]

use crate::city::{City, SET, begun_and_killed, whole};
use crate::common::server::Answer;
use crate::common::term::Term;

const TAB: &str = "\t";

/// The browser at the dataset of `city`.
fn at_the_dataset(city: &City, cols: u16, rows: u16) -> Term {
    let mut term = opened(city, cols, rows);
    term.keys(":").keys(&format!("city/{SET}")).shows("go to city/");
    term.keys("\r").shows("> one.csv");
    term
}

fn opened(city: &City, cols: u16, rows: u16) -> Term {
    // What rests under the cursor is looked into by itself, which would count among the requests.
    let data = format!("download_dir = {:?}\n[browser]\npreview = \"key\"\n", city.home.path("data"));
    let portal = format!("[portals.city]\nkind = \"rudi\"\nurl = \"{}\"\n", city.server.url);
    city.home.write_config(&format!("{data}{portal}"));
    let env: Vec<(&str, &str)> = city.home.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let term = Term::spawn(cols, rows, &[], &env);
    term.shows("> city");
    term
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_in_preparation_is_waited_for_with_a_countdown() {
    let city = City::new().await;
    let prepared = || Answer::status(202).header("retry-after", "2");
    city.server
        .answers("/files/one.csv", [prepared(), prepared(), Answer::status(503).header("retry-after", "1"), whole()]);
    tokio::task::block_in_place(|| {
        let mut term = at_the_dataset(&city, 80, 24);
        term.keys("d").shows("being prepared by the portal, asked again in 0:02");
        term.shows("asked again in 0:01");
        term.shows("server busy or down (503), asked again in 0:01");
        term.shows("verified");
        term.keys("q");
        assert!(term.end().success());
    });
    assert_eq!(city.server.asked("/files/one.csv").len(), 4);
}

/// Whoever does not want to wait cancels, and quits at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_wait_can_be_given_up() {
    let city = City::new().await;
    city.server.answers("/files/one.csv", [Answer::status(202).header("retry-after", "300")]);
    tokio::task::block_in_place(|| {
        let mut term = at_the_dataset(&city, 40, 12);
        term.keys("d").until("the countdown", |screen| {
            let text = screen.contents();
            text.contains("being prepared") && (text.contains("· 4:59") || text.contains("· 4:58"))
        });
        term.keys(TAB).keys(TAB).keys("x").shows("cancelled");
        term.keys("q");
        assert!(term.end().success());
    });
}

fn files(city: &City) -> usize {
    std::fs::read_dir(city.home.path("data")).into_iter().flatten().count()
}

/// What a killed run left is offered at the start; once its portal has it no longer, its row says so, and a key removes it.
#[tokio::test(flavor = "multi_thread")]
async fn what_has_vanished_says_so_and_is_removed_with_what_had_arrived() {
    let city = City::new().await;
    tokio::task::block_in_place(|| begun_and_killed(&city));
    city.server.answers(&format!("/konsult/v1/datasets/{SET}/metadatas"), [Answer::status(404)]);
    assert_eq!((city.queue().len(), files(&city)), (1, 2));
    tokio::task::block_in_place(|| {
        let mut term = opened(&city, 80, 24);
        term.shows("paused at");
        term.keys(TAB).keys(TAB).shows("X remove");
        term.keys(" ").shows("gone from its portal, ");
        term.keys("c").shows("1 download stays on the list");
        term.keys("q");
        assert!(term.end().success());
        let seen = city.queue();
        assert!(seen.len() == 1 && seen[0]["error"].is_string(), "{seen:?}");

        let mut term = opened(&city, 80, 24);
        term.shows("paused at");
        term.keys(TAB).keys(TAB).keys("X").shows("remove?");
        term.keys("n").until("the box gone", |screen| !screen.contents().contains("remove?"));
        assert_eq!(files(&city), 2);
        term.keys("X").shows("remove?");
        term.keys("y").shows("Removed, with what had arrived of it: two.csv");
        term.keys("q");
        assert!(term.end().success());
    });
    assert_eq!((city.queue().len(), files(&city)), (0, 0));
}

/// A program that writes down what it is to open, found before those of the system.
fn with_opener(city: &City) -> (String, std::path::PathBuf) {
    use std::os::unix::fs::PermissionsExt;
    let (folder, opened) = (city.home.path("bin"), city.home.path("opened"));
    std::fs::create_dir_all(&folder).unwrap();
    let program = folder.join("xdg-open");
    std::fs::write(
        &program,
        format!("#!/bin/sh\nprintf '%s' \"$1\" > {opened:?}.new && mv {opened:?}.new {opened:?}\n"),
    )
    .unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    (format!("{}:{}", folder.display(), std::env::var("PATH").unwrap()), opened)
}

/// What was opened, once it is; taken away for the next.
fn opened_file(opened: &std::path::Path) -> String {
    let end = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        if let Ok(text) = std::fs::read_to_string(opened) {
            std::fs::remove_file(opened).unwrap();
            return text;
        }
        assert!(std::time::Instant::now() < end, "nothing was opened");
        std::thread::yield_now();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_is_a_place_with_all_that_is_known_of_it_and_its_file_opens() {
    let city = City::new().await;
    city.server.answers("/files/one.csv", [whole()]);
    let (path, opened) = with_opener(&city);
    let city = City { home: city.home.set("PATH", &path), ..city };
    tokio::task::block_in_place(|| {
        let mut term = at_the_dataset(&city, 120, 40);
        term.keys("d").shows("verified");
        term.keys(TAB).keys(TAB).until("what is known of it", |screen| {
            let text = screen.contents();
            ["receipt", "data/one.csv", "SHA-256", "licence"].iter().all(|part| text.contains(part))
        });
        term.keys("v").shows("is what its receipt states");
        term.keys("o");
        assert!(opened_file(&opened).ends_with("data/one.csv"));
        term.keys("O");
        assert!(opened_file(&opened).ends_with("/data"));
        assert!(term.keys("!").shows("notices").contains("Downloaded: one.csv"));
        term.keys("\x1b").until("the notices gone", |screen| screen.contents().contains("? help"));
        term.keys("q");
        assert!(term.end().success());
        let sent = String::from_utf8_lossy(&term.sent()).into_owned();
        assert!(
            sent.contains("\x1b[22;2t") && sent.rfind("\x1b[23;2t") > sent.rfind("\x1b]2;"),
            "the title comes back"
        );
        assert!(sent.contains("\x1b[?2026h") && sent.contains("\x1b]8;;http"), "frames in one piece, links");
        assert!(!sent.contains("\x1b]9;"), "nobody knows what this terminal makes of it");

        // Another run opens what this one downloaded and verified; of the other media there is the page only.
        let mut term = at_the_dataset(&city, 120, 40);
        term.keys("o").shows("Opened: ");
        assert!(opened_file(&opened).ends_with("data/one.csv"));
        std::fs::write(city.home.path("data").join("one.csv"), "changed").unwrap();
        term.keys("o").shows("no verified file");
        assert!(opened_file(&opened).starts_with("http"));
        term.keys("q");
        assert!(term.end().success());
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_cancelled_goes_on_and_what_was_overwritten_comes_back() {
    let city = City::new().await;
    city.server
        .answers("/files/one.csv", [whole(), whole(), Answer::status(202).header("retry-after", "300"), whole()]);
    std::fs::create_dir_all(city.home.path("data")).unwrap();
    let file = city.home.path("data").join("one.csv");
    std::fs::write(&file, "mine").unwrap();
    tokio::task::block_in_place(|| {
        let mut term = at_the_dataset(&city, 100, 30);
        term.keys("d").shows("its name is taken");
        term.keys("w").shows("file exists");
        term.keys("oo").shows("verified");
        assert_ne!(std::fs::read(&file).unwrap(), b"mine");
        term.keys("u").shows("The file that was there before is back");
        assert_eq!(std::fs::read(&file).unwrap(), b"mine");
        assert_eq!(files(&city), 1, "nothing lies beside it");
        std::fs::remove_file(&file).unwrap();
        term.keys("d").shows("being prepared");
        term.keys("x").shows("cancelled");
        term.keys("u").shows("It goes on: one.csv");
        term.shows("verified");
        term.keys("u").shows("nothing to undo");
        term.keys("q");
        assert!(term.end().success());
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn marks_are_asked_about_and_the_plan_s_media_struck_out_one_by_one() {
    let city = City::new().await;
    city.server.answers("/files/one.csv", [whole()]);
    city.server.answers("/files/two.csv", [Answer::status(202).header("retry-after", "300")]);
    tokio::task::block_in_place(|| {
        let mut term = at_the_dataset(&city, 100, 30);
        assert!(term.keys(" d").shows("which?").contains("another row is marked"));
        term.keys("m").shows("[x] one.csv");
        term.keys(" ").shows("[ ] one.csv");
        term.keys("y").shows("Nothing is left to download");
        term.keys("n").until("the plan gone", |screen| !screen.contents().contains("[ ] one.csv"));
        term.keys("d").shows("which?");
        term.keys("t").shows("being prepared");
        let sent = String::from_utf8_lossy(&term.sent()).into_owned();
        assert!(sent.contains("\x1b]2;1 ↓ 0% guichet"), "the window tells how far it is");
        // Ctrl-C asks wherever q would, in a box too.
        term.keys("?").shows("keys");
        term.keys("\x03").shows("quit?");
        term.keys("n").until("the question gone", |screen| !screen.contents().contains("quit?"));
        term.keys("\x03").shows("quit?");
        term.keys("\x03");
        assert!(term.end().success());
    });
    assert_eq!(city.server.asked("/files/one.csv").len(), 0);
}

/// A terminal that is known to show progress is told of it, and that it is over.
#[tokio::test(flavor = "multi_thread")]
async fn progress_is_shown_where_the_terminal_shows_it_and_cleared_at_the_end() {
    let city = City::new().await;
    city.server.answers("/files/one.csv", [Answer::status(202).header("retry-after", "300")]);
    let city = City { home: city.home.set("TERM_PROGRAM", "ghostty"), ..city };
    tokio::task::block_in_place(|| {
        let mut term = at_the_dataset(&city, 80, 24);
        term.keys("d").shows("being prepared");
        term.keys("qy");
        assert!(term.end().success());
        let sent = String::from_utf8_lossy(&term.sent()).into_owned();
        let (runs, over) = (sent.find("\x1b]9;4;1;0\x1b"), sent.rfind("\x1b]9;4;0;0\x1b"));
        assert!(runs.is_some() && runs < over, "{runs:?} {over:?}");
    });
}

/// In the browser a key goes back a question, in lines a letter does.
#[tokio::test(flavor = "multi_thread")]
async fn the_wizard_goes_back_a_question() {
    let city = City::new().await;
    tokio::task::block_in_place(|| {
        let mut term = opened(&city, 100, 70);
        let asked = |screen: &vt100::Screen, text: &str| screen.contents().matches(text).count();
        term.keys("n").shows("Which portal?");
        term.shows("Number [1]:");
        term.keys("1\r").shows("Where is it?");
        term.keys("\x1b[A").until("the first question again", |screen| asked(screen, "Which portal?") >= 3);
        term.keys("\x1b[A").shows("This is the first question");
        term.keys("\x1b").until("the wizard gone", |screen| asked(screen, "Which portal?") == 0);
        term.keys("q");
        assert!(term.end().success());

        let env: Vec<(&str, &str)> =
            city.home.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut term = Term::spawn(100, 70, &["setup"], &env);
        term.shows("Number [1]:");
        term.keys("1\r").shows("Where is it?");
        term.keys("b\r").until("the first question again", |screen| asked(screen, "Which portal?") >= 3);
        term.keys("\x03");
        assert!(!term.end().success());
    });
}

/// What is shown at a terminal can be clicked on; what is piped, or read aloud, holds no control sequence.
#[tokio::test(flavor = "multi_thread")]
async fn addresses_in_what_is_shown_are_links_at_a_terminal_only() {
    let city = City::new().await;
    let address = format!("city/{SET}/ecc38c75-3916-4e25-89fd-65548dfcec9f");
    assert!(!city.run(&["show", &address]).out.contains('\u{1b}'));
    tokio::task::block_in_place(|| {
        let env: Vec<(&str, &str)> =
            city.home.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        for (args, links) in [
            (vec!["show", &address], true),
            (vec!["show", &address, "--plain"], false),
            (vec!["show", &address, "--json"], false),
        ] {
            let mut term = Term::spawn(100, 40, &args, &env);
            assert!(term.end().success());
            let sent = String::from_utf8_lossy(&term.sent()).into_owned();
            assert_eq!(sent.contains("\x1b]8;;http"), links, "{args:?}: {sent}");
        }
    });
}

/// As `q` does; the second one leaves.
#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_in_lines_asks_while_downloads_run() {
    let city = City::new().await;
    city.server.answers("/files/one.csv", [Answer::status(202).header("retry-after", "300")]);
    tokio::task::block_in_place(|| {
        let env: Vec<(&str, &str)> =
            city.home.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut term = Term::spawn(120, 50, &["--plain"], &env);
        term.shows("Your choice:");
        term.keys(&format!("g city/{SET}\r")).shows("2. two.csv");
        term.keys("d 1\r").shows("begun");
        term.keys("\x03").shows("Ctrl-C again quits all the same");
        term.keys("j\r").shows("1. one.csv: ");
        term.keys("\x03").until("asked again", |screen| screen.contents().matches("Ctrl-C again").count() == 2);
        term.keys("\x03").shows("Goodbye.");
        assert!(term.end().success());
        assert!(!term.sent().contains(&0x1b), "in lines no control sequence is sent");
    });
    assert_eq!(city.queue().len(), 1);
}
