//! The browser in lines: over memory, over pipes and in a real pseudo-terminal, always on the demo.
#![cfg(unix)]

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;

use guichet::access::secrets::Secrets;
use guichet::config::{Config, FilePlace};
use guichet::session::Session;
use guichet::store::Store;
use guichet::worker::{Opening, Start};

use crate::common::home::{Home, Ran};
use crate::common::term::Term;

/// Says that a test runs in a process of its own, and where its home is.
const INSIDE: &str = "GUICHET_TEST_HOME";

/// Runs `body` in a process whose home is its own: what is remembered goes where the environment says, and the tests of
/// one process share theirs.
fn at_home(test: &str, body: impl FnOnce(&Path)) {
    if let Some(home) = std::env::var_os(INSIDE) {
        return body(Path::new(&home));
    }
    let home = Home::new();
    let (mut again, test) = (Command::new(std::env::current_exe().unwrap()), format!("linear::{test}"));
    again.args(["--exact", &test, "--nocapture"]).env(INSIDE, home.path("")).envs(home.env.iter().cloned());
    let ran = again.output().unwrap();
    let said = [ran.stdout, ran.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(ran.status.success() && said.contains("1 passed"), "{said}");
}

/// What the loop answers to `lines`, on the demo.
fn conversation(home: &Path, lines: &[&str]) -> String {
    let config = Config { download_dir: home.join("data"), ..Config::default() };
    let (place, secrets) = (FilePlace::Nowhere, Secrets::none());
    let store = Store::in_folder(&home.join("cache"));
    let session = Session::new(place, config, secrets, store, false);
    let opening = Opening { session, start: Start::Demo, colour: true, trouble: None };
    let mut said = Vec::new();
    guichet::linear::run(opening, Cursor::new(lines.join("\n")), &mut said, false).unwrap();
    is_linear(&said, false);
    String::from_utf8(said).unwrap()
}

/// Every byte can be read out: no escape sequence, nothing drawn, no line written over. A terminal's own line ends are
/// carriage return and line feed.
#[track_caller]
fn is_linear(said: &[u8], terminal: bool) {
    let text = String::from_utf8(said.to_vec()).unwrap();
    let lines = if terminal { text.replace("\r\n", "\n") } else { text.clone() };
    let drawn =
        |c: char| matches!(c, '\u{2190}'..='\u{21FF}' | '\u{2500}'..='\u{25FF}' | '\u{2800}'..='\u{28FF}' | '…');
    let odd: Vec<char> = lines.chars().filter(|c| c.is_control() && *c != '\n' || drawn(*c)).collect();
    assert!(odd.is_empty(), "{odd:?} in:\n{text}");
}

/// The parts stand in `text`, in this order.
#[track_caller]
fn in_order(text: &str, parts: &[&str]) {
    let mut rest = text;
    for part in parts {
        let at = rest.find(part).unwrap_or_else(|| panic!("no {part:?} after what came before it, in:\n{text}"));
        rest = &rest[at + part.len()..];
    }
}

fn names(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<String> = files.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_copy_for_excel_is_made_of_what_was_downloaded() {
    at_home("a_copy_for_excel_is_made_of_what_was_downloaded", |home| {
        let dataset = "g rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd";
        let said = conversation(home, &["1", dataset, "j excel 1", "d 1", "j wait", "p 1", "j excel 1", "q"]);
        in_order(
            &said,
            &[
                "There is no download 1",
                "verified, ",
                "These are the first 5 rows; there are more.",
                "Your choice: j excel 1\nthe copy for Excel is being made...\nfor Excel: ",
                ".excel.xlsx",
                "Goodbye.",
            ],
        );
        assert!(names(&home.join("data")).iter().any(|name| name.ends_with(".excel.xlsx")), "{said}");
    });
}

#[test]
fn three_media_are_chosen_planned_confirmed_and_verified() {
    at_home("three_media_are_chosen_planned_confirmed_and_verified", |home| {
        let lines =
            ["1", "1", "s arrêts", "1", "d 1-2 3", "yes", "j wait", "j", "j preview 1", "j later 1", "j clear", "q"];
        let said = conversation(home, &lines);
        in_order(
            &said,
            &[
                "1. rudi; RUDI, the data portal",
                "That was all: 17 rows.",
                "You are at: rudi. Address: rudi.",
                "You are at: all datasets. Address: rudi/all.",
                "5. Arrêts et lignes du réseau de bus et de métro; access: open; format: csv, geojson, zip; modified: ",
                "20 of 60 rows so far; m: more.",
                "Narrowed by 1. \"arrêts\"; x 1 removes it.",
                "1. Arrêts et lignes du réseau de bus et de métro; access: open",
                "You are at: Arrêts et lignes du réseau de bus et de métro. Address: rudi/",
                "size: ",
                "3 media, ",
                "are free.",
                "open: 3",
                "Download? Type yes, numbers to strike out or take in again, or Enter to cancel: yes",
                "3 downloads begun.",
                "Waiting for 3 downloads.",
                "verified, ",
                "Your choice: j\n1. ",
                "Your choice: j preview 1\nPreview of ",
                "Row 1. ",
                "Your choice: j later 1\n1. ",
                "Your choice: j clear\nThere are no downloads.",
                "Goodbye.",
            ],
        );
        let data = home.join("data");
        let files: Vec<String> = names(&data).into_iter().filter(|name| !name.ends_with(".receipt.json")).collect();
        assert_eq!((files.len(), names(&data).len()), (3, 6), "{files:?}, and a receipt each");
        for name in &files {
            let saved = format!("saved as {}", data.join(name).display());
            assert_eq!(said.matches(&saved).count(), 3, "{saved}: once as news, twice in lists:\n{said}");
        }
    });
}

#[test]
fn a_plan_that_is_not_confirmed_downloads_nothing() {
    at_home("a_plan_that_is_not_confirmed_downloads_nothing", |home| {
        let said = conversation(home, &["1", "1", "d 2-3 4", "y", "d", "d 2 99", "j", "b", "d 1"]);
        in_order(
            &said,
            &[
                "Left out: ",
                "or Enter to cancel: y\nNothing was downloaded.",
                "Say which rows",
                "There is no row 99",
                "There are no downloads.",
                "Row 1 is a folder",
                "Goodbye.",
            ],
        );
        assert_eq!(names(&home.join("data")), [""; 0]);
    });
}

#[test]
fn a_plan_loses_media_by_their_numbers_and_a_download_tells_all_that_is_known_of_it() {
    at_home("a_plan_loses_media_by_their_numbers_and_a_download_tells_all_that_is_known_of_it", |home| {
        let lines = [
            "1",
            "1",
            "s arrêts",
            "1",
            "d 1-2 3",
            "2",
            "2 3",
            "yes",
            "j wait",
            "j show 1",
            "j verify 1",
            "u",
            "!",
            "q",
        ];
        let said = conversation(home, &lines);
        in_order(
            &said,
            &[
                "3 media, ",
                "2. arrets.geojson, ",
                "take in again, or Enter to cancel: 2",
                "2 media, ",
                "2: struck out: arrets.geojson, ",
                "cancel: 2 3",
                "2. arrets.geojson, ",
                "3: struck out: ",
                "2 downloads begun.",
                "Your choice: j show 1",
                "verdict: verified",
                "SHA-256: ",
                "receipt: ",
                "dataset: Arrêts et lignes",
                "licence: ODbL 1.0",
                "Your choice: j verify 1",
                "is what its receipt states.",
                "Your choice: u",
                "There is nothing to undo.",
                "Your choice: !",
                "Downloaded: arrets.csv, as ",
                "Goodbye.",
            ],
        );
        assert_eq!(names(&home.join("data")).len(), 4, "two files and their receipts");
    });
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_the_conversation_where_nothing_runs() {
    let (mut term, _home) = in_terminal(&["demo", "--plain"], "en");
    term.keys("g rudi/all\r").shows("20 of 60 rows");
    term.keys("\x03").shows("Goodbye.");
    assert!(term.end().success());
    is_linear(&term.sent(), true);
}

#[test]
fn lists_are_filtered_ordered_and_freed_again_by_numbers() {
    at_home("lists_are_filtered_ordered_and_freed_again_by_numbers", |home| {
        let said =
            conversation(home, &["g rudi/all", "m", "m", "m", "f", "2", "o", "3", "x 1", "x", "x", "f", "", "q"]);
        in_order(
            &said,
            &[
                "20 of 60 rows so far",
                "\n21. ",
                "40 of 60 rows so far",
                "\n60. ",
                "That was all: 60 rows.",
                "There are no more rows.",
                "1. theme, to be typed: a theme's code\n2. ",
                "holds ",
                "Numbers to switch on or off, or Enter to cancel: 2",
                "Narrowed by 1. theme: ",
                "1. in force: the portal's own order",
                "3. title, from the last",
                "Narrowed by 2. ordered by title, from the last; x 2 removes it.",
                "Narrowed by 1. ordered by title, from the last",
                "20 of 60 rows so far",
                "Nothing narrows this list.",
                "Everything stays as it is.",
            ],
        );
    });
}

#[test]
fn the_value_of_a_filter_is_asked_for_until_it_fits() {
    at_home("the_value_of_a_filter_is_asked_for_until_it_fits", |home| {
        let lines = ["g rudi/all", "f", "31", "last year", "2024-01-31", "f", "2 33", "", "f", "31", "", "x", "q"];
        let said = conversation(home, &lines);
        let question = "data from (a day, as 2024-01-31), or Enter to cancel: ";
        in_order(
            &said,
            &[
                "access: open, restricted or personal\n28. open",
                "\n31. data from, to be typed: a date: data from then on\n32. data until, to be typed: ",
                &format!("{question}last year\n\"last year\" does not fit; expected: a day"),
                &format!("{question}2024-01-31\n"),
                "Narrowed by 1. data from: 2024-01-31; x 1 removes it.",
                "32. in force: 2024-01-31\n33. data until",
                "data until (a day, as 2024-01-31), or Enter to cancel: \n",
                "Narrowed by 2. theme: ",
                &format!("{question}\nEverything stays as it is."),
                "Goodbye.",
            ],
        );
    });
}

#[test]
fn a_territory_is_typed_and_goes_along_to_all_portals() {
    at_home("a_territory_is_typed_and_goes_along_to_all_portals", |home| {
        let said = conversation(home, &["g rudi/all", "T saint-denis", "T rennes", "S eau", "T", "q"]);
        in_order(
            &said,
            &[
                "Say which: commune:11339",
                "Narrowed by 1. where: Rennes (commune 35238)",
                "Narrowed by 2. where: Rennes (commune 35238)",
                "dastra cannot be narrowed to a territory and is left out.",
            ],
        );
    });
}

#[test]
fn all_portals_are_searched_and_what_one_finds_is_looked_into() {
    at_home("all_portals_are_searched_and_what_one_finds_is_looked_into", |home| {
        let lines = [
            "S eau",
            "g rudi/all",
            "s fontaines",
            "1",
            "i",
            "1",
            "p 1",
            "y 1",
            "y",
            "k",
            "b",
            "b",
            "b",
            "b",
            "b",
            "l",
            "1",
            "h",
        ];
        let said = conversation(home, &lines);
        in_order(
            &said,
            &[
                "Search of all portals for eau.",
                "; portal: isogeo; access: ",
                "20 of 22 rows so far; m: more.",
                "You are at: Fontaines et points d’eau potable en accès libre.",
                "licence: ODbL 1.0",
                "checksum: SHA-256 ",
                "d 1 downloads it",
                "Preview of fontaines.csv.",
                "10 columns: fontaine (text), lieu (text)",
                "Row 1. fontaine: FON-001; lieu: ",
                "link: http://127.0.0.1",
                "command: guichet get rudi/",
                "command: guichet show rudi/",
                "Bookmarked: Fontaines",
                "You are at the list of portals.",
                "You are at the beginning already.",
                "1. bookmark: Fontaines",
                "Number to go to, or Enter to stay: 1",
                "You are at: Fontaines",
                "You are at: Fontaines",
            ],
        );
    });
}

#[test]
fn a_form_is_asked_question_by_question_and_a_taken_name_once() {
    at_home("a_form_is_asked_question_by_question_and_a_taken_name_once", |home| {
        let form = ["d 1", "999001019", "2024", "1", "test of guichet", "", "test"];
        let mut lines = vec!["g api-entreprise/all", "s effectifs annuels", "1", "d 1", "12", "."];
        lines.extend(form);
        lines.extend(["j wait", "q"]);
        let first = conversation(home, &lines);
        in_order(
            &first,
            &[
                "asks 6 questions",
                "Question 1 of 6: SIREN",
                "\"12\" is not a valid SIREN",
                "Nothing was downloaded.",
                "Question 3 of 6",
                "1. moyen",
                "Question 4 of 6",
                "1 download begun.",
                "unverifiable (",
            ],
        );
        // Without its receipt it is the person's own file.
        let data = home.join("data");
        names(&data).iter().filter(|name| name.ends_with(".receipt.json")).for_each(|name| {
            fs::remove_file(data.join(name)).unwrap();
        });
        let lines = [
            "g api-entreprise/all",
            "s effectifs annuels",
            "1",
            "d 1",
            "999001019",
            "",
            "2024",
            "1",
            "",
            "",
            "",
            "j wait",
            "9",
            "e",
            "2",
            "i",
            "b",
            "i",
            "q",
        ];
        let said = conversation(home, &lines);
        in_order(
            &said,
            &[
                "it is missing",
                "[test of guichet]: ",
                "a file of that name is there already",
                "2. rename: keep both",
                "3. overwrite: replace the file that is there",
                "Number of what is to be done: 9\nType a number from 1 to 7.",
                "Number of what is to be done: e\nType a number from 1 to 7.",
                "Number of what is to be done: 2",
                "(2).json",
                "requests left.",
            ],
        );
        let files = names(&data);
        assert_eq!(files.iter().filter(|name| !name.ends_with(".receipt.json")).count(), 2, "{files:?}");
    });
}

#[test]
fn personal_data_wants_a_whole_word() {
    at_home("personal_data_wants_a_whole_word", |home| {
        let said = conversation(
            home,
            &["g rudi/all", "s mes consommations", "1", "d 1", "", "d 1", "oui", "d 1", "yes", "j wait"],
        );
        in_order(
            &said,
            &[
                "access: personal",
                "holds personal data (GDPR)",
                "Nothing was downloaded.",
                "holds personal data (GDPR)",
                "Nothing was downloaded.",
                "holds personal data (GDPR)",
                "1 download begun.",
            ],
        );
        let places = fs::read_to_string(home.join("state/guichet/places.json")).unwrap();
        assert!(!places.contains("consommations"), "{places}");
    });
}

#[test]
fn what_access_takes_is_ticked_by_numbers_and_remembered() {
    at_home("what_access_takes_is_ticked_by_numbers_and_remembered", |home| {
        let said = conversation(home, &["a", "a 1", "1 3", "99", "", "a 3"]);
        in_order(
            &said,
            &[
                "Go to a portal first",
                "0 of 4 done.",
                "Numbers to tick or untick, or Enter to go on: 1 3",
                "1. done: Sign in on the portal's web site",
                "2 of 4 done.",
                "Type a number from 1 to 4.",
                "Have Isogeo's team register the application",
            ],
        );
        in_order(&conversation(home, &["a 1", ""]), &["1. done: ", "3. done: ", "2 of 4 done."]);
    });
}

#[test]
fn what_goes_wrong_is_said_and_the_conversation_goes_on() {
    at_home("what_goes_wrong_is_said_and_the_conversation_goes_on", |home| {
        let lines =
            ["xyz", "20", "g nowhere", "g rudi/00000000-0000-4000-8000-000000000000", "r", "b", "j pause 1", "?"];
        let said = conversation(home, &lines);
        in_order(
            &said,
            &[
                "xyz is not understood; ? says what can be typed.",
                "There is no row 20: there are 17.",
                "This did not work. portal \"nowhere\"",
                "This did not work. ",
                "r asks again, b goes back.",
                "This did not work. ",
                "You are at the list of portals.",
                "There is no download 1: there are 0.",
                "a number: open that row",
                "q: quit",
                "Goodbye.",
            ],
        );
    });
}

/// The program with its input from a pipe.
fn piped(args: &[&str], env: &[(&str, &str)], lines: &str) -> Ran {
    let home = env.iter().fold(Home::new(), |home, (name, value)| home.set(name, value));
    let ran = home.run(args, lines);
    is_linear(ran.out.as_bytes(), false);
    ran
}

#[test]
fn it_is_chosen_by_the_flag_and_by_the_environment() {
    for (args, term, accessible) in [
        (&["--plain", "demo"][..], "xterm-256color", ""),
        (&["demo", "--plain"], "xterm-256color", ""),
        (&["demo"], "dumb", ""),
        (&["demo"], "xterm-256color", "1"),
    ] {
        let ran = piped(args, &[("TERM", term), ("ACCESSIBLE", accessible)], "1\n");
        assert_eq!(ran.code, 0, "{args:?} {term} {accessible:?}: {}", ran.err);
        in_order(&ran.out, &["1. rudi", "Your choice: 1", "1. all datasets", "Goodbye."]);
    }
}

#[test]
fn what_screen_readers_set_chooses_it_and_doctor_tells() {
    for name in ["NVDA_RUNNING", "ORCA_RUNNING", "SPEECHD_RUNNING", "ACCESSIBILITY_ENABLED"] {
        let ran = piped(&["demo"], &[("TERM", "xterm"), (name, "1")], "1\n");
        in_order(&ran.out, &["1. rudi", "Your choice: 1", "Goodbye."]);
        let home = Home::new().set("TERM", "xterm").set(name, "1");
        let told = |args: &[&str]| home.run(args, "").out;
        assert!(told(&["doctor"]).contains(&format!("screen: linear, as {name} asks")));
        assert!(told(&["doctor", "--no-plain"]).contains("screen: full"));
    }
}

#[test]
fn every_question_can_be_left_and_says_how() {
    let help = "Answer the question above; b goes back, q quits.";
    let ran = piped(&["demo", "--plain"], &[], "g rudi/all\nf\n?\nb\no\nb\nd 2\n?\nb\nl\nq\n");
    in_order(
        &ran.out,
        &["or Enter to cancel: ?", help, "or Enter to cancel: b", "Number of the order, or Enter to cancel: b"],
    );
    in_order(&ran.out, &["take in again, or Enter to cancel: ?", help, "cancel: b", "Nothing was downloaded."]);
    in_order(&ran.out, &["Your choice: l", "or Enter to stay: q", "Goodbye."]);
    let form = "g api-entreprise/v3_insee_unites_legales\nd 1\n130025265\nb\n\n=b\nb\nq\n";
    let ran = piped(&["demo", "--plain"], &[], form);
    let again = "SIREN of the company [130025265]:";
    in_order(&ran.out, &["SIREN of the company: 130025265", "call: b", again, "call: =b", " [b]: q", "Goodbye."]);
}

#[test]
fn without_a_portal_it_offers_the_demo_and_the_wizard() {
    let ran = piped(&["--plain"], &[], "1\nw\n");
    in_order(
        &ran.out,
        &[
            "No portal is set up yet.",
            "Your choice: 1",
            "Opening the demo",
            "1. rudi",
            "Which portal?",
            "The wizard was left.",
        ],
    );
    assert_eq!(ran.code, 0, "the end of the input ends it as q does: {}", ran.err);
}

#[test]
fn it_speaks_french() {
    let ran = piped(&["demo", "--plain", "--lang", "fr"], &[], "1\n1\nd 2\n\nzut\nj\nq\n");
    in_order(
        &ran.out,
        &[
            "Votre choix\u{a0}: 1",
            "Vous êtes ici\u{a0}: tous les jeux de données. Adresse\u{a0}: rudi/all.",
            "accès\u{a0}: ouvert\u{a0}; format\u{a0}: csv, geojson",
            "20 lignes sur 60 jusqu’ici\u{a0}; m\u{a0}: la suite.",
            "2 médias, ",
            "Télécharger\u{a0}? Tapez oui",
            "Rien n’a été téléchargé.",
            "«\u{a0}zut\u{a0}» n’est pas compris\u{a0}; «\u{a0}?\u{a0}» dit",
            "Il n’y a aucun téléchargement.",
            "Au revoir.",
        ],
    );
}

/// In a terminal of 200 by 60, with a home and a download folder of its own.
fn in_terminal(args: &[&str], language: &str) -> (Term, tempfile::TempDir) {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config.toml");
    fs::write(&config, format!("download_dir = {:?}\n", home.path().join("data"))).unwrap();
    let term = open_terminal(home.path(), &config, args, language);
    (term, home)
}

fn open_terminal(home: &Path, config: &Path, args: &[&str], language: &str) -> Term {
    let (home, config) = (home.to_str().unwrap(), config.to_str().unwrap());
    let env = [
        ("GUICHET_CONFIG", config),
        ("HOME", home),
        ("XDG_STATE_HOME", home),
        ("GUICHET_SECRETS", "memory"),
        ("GUICHET_LANG", language),
    ];
    Term::spawn(200, 60, args, &env)
}

/// Types a line once the program waits for one.
#[track_caller]
fn answer(term: &mut Term, prompt: &str, line: &str) {
    term.until("a prompt", |screen| screen.contents().trim_end().ends_with(prompt));
    term.keys(line).keys("\r");
    term.shows(&format!("{prompt} {line}"));
}

const LARGE: &str = "lidar-2025-extrait.csv";

/// A download of a few seconds is begun, and some of it is there.
fn begin_a_large_one(term: &mut Term) {
    for line in ["g rudi/all", "s lidar", "1", "d 1", "j wait"] {
        answer(term, "Your choice:", line);
    }
    term.until("progress", |screen| screen.contents().contains(&format!("\n{LARGE}: ")));
    assert!(term.shows(" % of ").contains("Enter goes back"));
    term.keys("\r");
}

#[test]
fn in_a_terminal_a_download_is_paused_and_goes_on_while_one_types() {
    let (mut term, home) = in_terminal(&["--plain", "demo"], "en");
    begin_a_large_one(&mut term);
    answer(&mut term, "Your choice:", "j pause 1");
    term.shows(&format!("{LARGE}: paused at "));
    let part = home.path().join(format!("data/{LARGE}.part"));
    assert!(part.metadata().unwrap().len() > 0);
    answer(&mut term, "Your choice:", "j resume 1");
    answer(&mut term, "Your choice:", "1");
    term.shows("checksum: ");
    answer(&mut term, "Your choice:", "j wait");
    term.shows(&format!("{LARGE}: verified, "));
    assert!(!part.exists());
    answer(&mut term, "Your choice:", "q");
    term.shows("Goodbye.");
    assert!(term.end().success());
    assert_eq!(names(&home.path().join("data")), [LARGE.to_owned(), format!("{LARGE}.receipt.json")]);
    is_linear(&term.sent(), true);
}

#[test]
fn quitting_asks_once_while_a_download_runs_and_the_next_run_knows_of_it() {
    let (mut served, portals) = served();
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config.toml");
    fs::write(&config, format!("download_dir = {:?}\n{portals}", home.path().join("data"))).unwrap();
    let mut term = open_terminal(home.path(), &config, &["--plain"], "en");
    begin_a_large_one(&mut term);
    answer(&mut term, "Your choice:", "q");
    term.shows("Quit all the same?");
    answer(&mut term, "or Enter to stay:", "");
    answer(&mut term, "Your choice:", "q");
    answer(&mut term, "or Enter to stay:", "yes");
    term.shows("Goodbye.");
    assert!(term.end().success());

    let mut term = open_terminal(home.path(), &config, &["--plain"], "fr");
    let prompt = "Votre choix\u{a0}:";
    term.shows("1 téléchargement d’une fois précédente n’est pas terminé\u{a0}: j le donne.");
    answer(&mut term, prompt, "j");
    term.shows(&format!("{LARGE}\u{a0}: suspendu"));
    answer(&mut term, prompt, "j reprendre 1");
    answer(&mut term, prompt, "j attendre");
    term.shows(&format!("{LARGE}\u{a0}: vérifié, "));
    assert!(term.shows("enregistré sous").contains("\u{a0}% de "));
    answer(&mut term, prompt, "q");
    term.shows("Au revoir.");
    assert!(term.end().success());
    is_linear(&term.sent(), true);
    let _ = served.kill();
    let _ = served.wait();
}

/// A demo that outlives the browser, and the portals it serves.
fn served() -> (std::process::Child, String) {
    use std::io::BufRead as _;
    let mut child = Command::new(env!("CARGO_BIN_EXE_guichet"))
        .args(["demo", "--headless"])
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    std::io::BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let path = line.trim().strip_prefix("export GUICHET_CONFIG='").unwrap().trim_end_matches('\'');
    let config = fs::read_to_string(PathBuf::from(path)).unwrap();
    (child, config)
}

#[test]
fn the_wizard_asks_in_the_same_conversation() {
    let (mut served, portals) = served();
    let url =
        portals.lines().find_map(|line| line.strip_prefix("url = \"").filter(|it| it.contains("/rudi/"))).unwrap();
    let home = Home::new().set("GUICHET_SECRETS", "file").set("GUICHET_PASSPHRASE", "open sesame");
    let env: Vec<(&str, &str)> = home.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let mut term = Term::spawn(200, 60, &["--plain"], &env);
    term.shows("No portal is set up yet.");
    term.keys("w\r").shows("Which portal?");
    term.keys("1\r").shows("Where is it?");
    term.keys("2\r").shows("Its address:");
    term.keys(url.trim_end_matches('"')).keys("\r").shows("A short name");
    term.keys("rennes\r").shows("How do you sign in?");
    term.keys("1\r").shows("Login:");
    term.keys("demo@exemple.bzh\r").shows("Password (hidden while you type):");
    term.keys("galette-saucisse\r").shows("16 characters");
    term.shows("Done. Type g rennes to go there.");
    term.shows("You are at the list of portals.");
    term.shows("1. rennes");
    term.keys("1\r").shows("3. my restricted datasets");
    term.keys("3\r").shows("That was all: 7 rows.");
    term.keys("i\r").shows("Signed in as Démo Guichet");
    term.keys("q\r").shows("Goodbye.");
    assert!(term.end().success());
    let sent = term.sent();
    is_linear(&sent, true);
    assert!(!String::from_utf8_lossy(&sent).contains("galette"));

    // The next run opens the encrypted file once something needs it, and the conversation goes on. The account is asked
    // for beside the first list: what needs it first is not sure.
    let env: Vec<(&str, &str)> = env.into_iter().filter(|(name, _)| *name != "GUICHET_PASSPHRASE").collect();
    let mut term = Term::spawn(200, 60, &["--plain"], &env);
    let (choose, unlock) = ("Your choice:", "Passphrase of the encrypted file (hidden while you type):");
    let asks = |screen: &vt100::Screen| [choose, unlock].iter().any(|it| screen.contents().trim_end().ends_with(it));
    if term.until("a question", asks).contains(unlock) {
        term.keys("open sesame\r");
        answer(&mut term, choose, "g rennes/restricted");
    } else {
        answer(&mut term, choose, "g rennes/restricted");
        term.shows(unlock);
        term.keys("open sesame\r");
    }
    term.shows("That was all: 7 rows.");
    answer(&mut term, "Your choice:", "q");
    assert!(term.end().success());
    is_linear(&term.sent(), true);
    let _ = served.kill();
    let _ = served.wait();
}

#[test]
fn a_row_says_what_is_inside_a_search_gets_a_name_and_tabs_are_gone_to() {
    at_home("a_row_says_what_is_inside_a_search_gets_a_name_and_tabs_are_gone_to", |home| {
        let lines = [
            "1",
            "1",
            "i 1",
            "s lidar",
            "n Lidar",
            "t",
            "t 1",
            "t close",
            "i 18",
            "n 18 Relevés",
            "18",
            "b",
            "x 18",
            "q",
        ];
        let said = conversation(home, &lines);
        in_order(
            &said,
            &[
                "Your choice: i 1\n",
                "Media (",
                "agenda-culturel.csv; ",
                "Saved, on the home page: Lidar.",
                "Tab 2 of 2.",
                "18. Lidar; nothing new - rudi/all - \"lidar\"",
                "Tab 1 of 2.",
                "The search is called \"Relevés\" now.",
                "18. Relevés; ",
                "Narrowed by 1.",
                "The search \"Relevés\" is forgotten: u brings it back.",
            ],
        );
    });
}
