//! The real program in a real pseudo-terminal, driven as a newcomer would.
#![cfg(unix)]

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::common::term::Term;

const DOWN: &str = "\x1b[B";
const TAB: &str = "\t";

/// The browser on the demo, with a home and a download folder of its own.
fn demo(cols: u16, rows: u16) -> (Term, TempDir) {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config.toml");
    fs::write(&config, format!("download_dir = {:?}\n", home.path().join("data"))).unwrap();
    let (config, folder) = (config.to_str().unwrap(), home.path().to_str().unwrap());
    let term = Term::spawn(cols, rows, &["demo"], &[("GUICHET_CONFIG", config), ("HOME", folder)]);
    (term, home)
}

/// In the list of all datasets.
fn in_all_datasets(cols: u16, rows: u16) -> (Term, TempDir) {
    let (mut term, home) = demo(cols, rows);
    term.shows("> rudi");
    term.keys("\r").shows("> all datasets");
    term.keys("\r").shows("> Agenda des");
    (term, home)
}

/// Searches the portal for `words` and opens the first dataset found.
fn open_found(term: &mut Term, words: &str, media: &str) {
    term.keys("/").keys(words).shows(&format!("/{words}"));
    term.keys("\r").shows("found");
    term.until("the search's answer", |screen| {
        screen.contents().contains("> ") && !screen.contents().contains("loading")
    });
    term.keys("\r").shows(media);
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_newcomer_searches_downloads_two_cancels_one_and_finds_the_other() {
    let (mut term, home) = in_all_datasets(110, 32);
    open_found(&mut term, "lidar", "lidar-2025-extrait.csv");
    term.keys("d").until("a bar that moves", |screen| screen.contents().contains("MB/s"));
    // Browsing goes on while it runs.
    term.keys("h").shows("found");
    term.keys("h").shows("> Agenda des");
    open_found(&mut term, "fontaines", "fontaines.csv");
    term.keys("d").shows("verified");
    assert!(term.shows("1 running").contains("fontaines.csv"));
    // The large one is the first of the downloads pane.
    term.keys(TAB).keys(TAB).keys("k").keys("x").shows("cancelled");
    let left = names(&home.path().join("data"));
    assert_eq!(
        left,
        [
            "fontaines.csv",
            "fontaines.csv.receipt.json",
            "lidar-2025-extrait.csv.part",
            "lidar-2025-extrait.csv.part.json"
        ]
    );
    term.keys("q");
    assert!(term.end().success());
}

#[test]
fn the_terminal_is_given_back_on_quit_and_on_a_signal() {
    let (mut term, _home) = in_all_datasets(80, 24);
    assert!(term.until("the alternate screen", |screen| screen.alternate_screen()).contains("all"));
    term.keys("q");
    assert!(term.end().success());
    term.until("the screen given back", |screen| !screen.alternate_screen() && !screen.hide_cursor());

    let (mut term, _home) = in_all_datasets(80, 24);
    let killed = std::process::Command::new("kill").args(["-TERM", &term.pid().to_string()]).status().unwrap();
    assert!(killed.success());
    assert!(term.end().success());
    term.until("the screen given back", |screen| !screen.alternate_screen() && !screen.hide_cursor());
}

#[test]
fn quitting_asks_once_while_a_download_runs() {
    let (mut term, home) = in_all_datasets(100, 30);
    open_found(&mut term, "lidar", "lidar-2025-extrait.csv");
    term.keys("d").until("a bar that moves", |screen| screen.contents().contains("MB/s"));
    term.keys("q").shows("quit?");
    term.keys("n").until("the question gone", |screen| !screen.contents().contains("quit?"));
    term.keys("qy");
    assert!(term.end().success());
    assert_eq!(names(&home.path().join("data")), ["lidar-2025-extrait.csv.part", "lidar-2025-extrait.csv.part.json"]);
}

#[test]
fn it_works_at_40_by_12_and_follows_resizes() {
    let (mut term, _home) = in_all_datasets(40, 12);
    term.keys(TAB).shows("access");
    term.keys(TAB).shows("> Agenda des");
    term.keys(DOWN).shows("> Aires de jeux");
    term.resize(130, 40);
    term.until("the detail beside the list", |screen| {
        let text = screen.contents();
        text.contains("detail") && text.contains("> Aires de jeux")
    });
    term.resize(40, 12).shows("> Aires de jeux");
    term.keys("?").shows("keys");
    term.keys("x").shows("> Aires de jeux");
    term.keys("q");
    assert!(term.end().success());
}

#[test]
fn filters_show_what_the_portal_holds_and_narrow_it() {
    let (mut term, _home) = in_all_datasets(110, 60);
    term.keys("f").shows("filters");
    term.shows("restricted");
    let lines = term.shows("Environnement");
    assert!(lines.contains("[ ]"), "{lines}");
    term.keys("\r").shows("theme: ");
    term.keys("h").shows("> Agenda des");
    term.keys("s").shows("sort");
    term.keys("jj\r").shows("by title ↓");
    term.keys("q");
    assert!(term.end().success());
}

#[test]
fn a_territory_is_typed_with_suggestions_and_dropped() {
    let (mut term, _home) = in_all_datasets(110, 40);
    term.keys("T").shows("a commune, an EPCI");
    term.keys("renn").shows("Rennes · commune 35238, Ille-et-Vilaine, Rennes Métropole");
    term.keys(DOWN).keys("\r").shows("where: Rennes (commune 35238)");
    term.keys("Seau\r").shows("found in all portals");
    term.shows("where: Rennes (commune 35238)");
    term.keys("h").keys("h").shows("> Agenda des");
    term.keys("Tsaint-denis\r").shows("territories have that name");
    term.keys("\x1b").until("the list alone", |screen| !screen.contents().contains("saint-denis"));
    term.keys("q");
    assert!(term.end().success());
}

#[test]
fn a_refusal_says_what_to_do_and_browsing_goes_on() {
    let (mut term, _home) = demo(110, 30);
    term.shows("> rudi");
    term.keys("\r").shows("> all datasets");
    term.keys(DOWN).keys(DOWN).shows("> my restricted");
    term.keys("\r").shows("nobody is signed in");
    term.shows("r: try again");
    term.keys("h").shows("> my restricted");
    term.keys("q");
    assert!(term.end().success());
}

#[test]
fn the_demo_opens_what_lets_nobody_in_without_a_credential() {
    let (mut term, home) = demo(110, 32);
    term.shows("> rudi");
    term.keys(DOWN).keys(DOWN).shows("> isogeo");
    term.keys("\r").shows("> all records");
    term.keys(DOWN).shows("> Données ouvertes");
    term.keys("\r").shows("> Arrêts et lignes de bus");
    open_found(&mut term, "incendie", "points_eau_incendie_2025.zip");
    term.keys("d").shows("size-only");
    assert!(names(&home.path().join("data")).contains(&"points_eau_incendie_2025.zip".to_owned()));
    term.keys("q");
    assert!(term.end().success());
}

#[test]
fn the_demo_s_own_key_opens_what_is_closed_to_everybody() {
    let (mut term, home) = demo(110, 40);
    term.shows("dastra");
    term.keys(DOWN).shows("> dastra");
    term.keys("\r").shows("> Valbrune");
    term.keys("\r").shows("> data sets");
    term.keys(DOWN).shows("> processing register");
    term.keys("\r").shows("Gestion de la paie");
    open_found(&mut term, "paie", "Gestion de la paie - fiche");
    term.keys("d").shows("unverifiable");
    assert!(names(&home.path().join("data")).contains(&"Gestion de la paie - fiche.json".to_owned()));
    term.keys("q");
    assert!(term.end().success());
}

#[test]
fn the_last_line_tells_what_a_portal_s_limits_leave() {
    let (mut term, _home) = demo(110, 40);
    term.shows("api-entreprise");
    term.keys("jjj").shows("> api-entreprise");
    term.keys("\r").shows("> all endpoints");
    term.keys("\r").shows("endpoint");
    assert!(!term.shows("Enter open").contains("left"));
    open_found(&mut term, "effectifs annuels", "the answer as it comes");
    term.keys("d").shows("siren");
    term.keys("999001019\r2024\r\rtest of guichet\r\rtest\r").shows("49/50 left, full again");
    term.keys("q");
    assert!(term.end().success());
}

#[test]
fn the_way_to_ask_for_access_is_a_checklist_that_remembers() {
    let (mut term, home) = demo(100, 40);
    term.shows("> rudi");
    term.keys("A").shows("0 of 4");
    term.keys("jj ").shows("[x] Sign in on the portal's web site");
    term.keys("\x1b").until("the popup gone", |screen| !screen.contents().contains("1 of 4"));
    term.keys("q");
    assert!(term.end().success());

    let config = home.path().join("config.toml");
    let vars = [("GUICHET_CONFIG", config.to_str().unwrap()), ("HOME", home.path().to_str().unwrap())];
    let mut term = Term::spawn(100, 40, &["demo"], &vars);
    term.shows("> rudi");
    term.keys("A").shows("1 of 4");
    term.until("one of them ticked", |screen| {
        ["[x] Sign in", "[ ] Declare a reuse"].iter().all(|row| screen.contents().contains(row))
    });
    term.keys("q").until("the popup gone", |screen| !screen.contents().contains("1 of 4"));
    term.keys("jj").shows("> isogeo");
    term.keys("A").shows("Have Isogeo's team register the application");
    term.keys("q").until("the popup gone", |screen| !screen.contents().contains("0 of 5"));
    term.keys("q");
    assert!(term.end().success());
}

/// A demo that outlives the browser, and the portals it serves.
fn served() -> (std::process::Child, String) {
    use std::io::BufRead as _;
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_guichet"))
        .args(["demo", "--headless"])
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    std::io::BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let path = line.trim().strip_prefix("export GUICHET_CONFIG='").unwrap().trim_end_matches('\'').to_owned();
    let config = fs::read_to_string(path).unwrap();
    (child, config)
}

/// A demo that outlives the browser, a home where its portals are configured, and what to begin the program with.
struct Lasting {
    served: std::process::Child,
    home: TempDir,
}

impl Lasting {
    fn new() -> Self {
        let (served, portals) = served();
        let home = tempfile::tempdir().unwrap();
        let data = home.path().join("data");
        fs::write(home.path().join("config.toml"), format!("download_dir = {data:?}\n{portals}")).unwrap();
        Self { served, home }
    }

    fn open(&self) -> Term {
        let (config, folder) = (self.home.path().join("config.toml"), self.home.path().to_str().unwrap());
        let config = config.to_str().unwrap();
        let env = [("GUICHET_CONFIG", config), ("HOME", folder), ("GUICHET_SECRETS", "memory")];
        Term::spawn(110, 32, &[], &[&env[..], &[("XDG_STATE_HOME", folder)]].concat())
    }

    /// With a large file on its way, and the keys in the downloads pane.
    fn downloading(&self) -> Term {
        let mut term = self.open();
        term.shows("> ");
        while !term.shows("> ").contains("> rudi") {
            term.keys(DOWN);
        }
        term.keys("\r").shows("> all datasets");
        term.keys("\r").shows("> Agenda des");
        open_found(&mut term, "lidar", "lidar-2025-extrait.csv");
        term.keys("d").until("a bar that moves", |screen| screen.contents().contains("MB/s"));
        term.keys(TAB).keys(TAB);
        term
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.home.path().join("data").join(name)
    }
}

impl Drop for Lasting {
    fn drop(&mut self) {
        let _ = self.served.kill();
        let _ = self.served.wait();
    }
}

#[test]
fn a_paused_download_goes_on_in_the_next_run() {
    let lasting = Lasting::new();
    let mut term = lasting.downloading();
    term.keys(" ").shows("paused at");
    term.keys("q"); // nothing runs, so nothing is asked
    assert!(term.end().success());
    let part = lasting.file("lidar-2025-extrait.csv.part");
    assert!(part.metadata().unwrap().len() > 0);

    let mut term = lasting.open();
    term.shows("paused at");
    term.keys(TAB).keys(TAB).keys(" ").shows("verified");
    assert!(!part.exists());
    term.keys("q");
    assert!(term.end().success());
    let receipt = fs::read_to_string(lasting.file("lidar-2025-extrait.csv.receipt.json")).unwrap();
    assert!(receipt.contains("lidar"), "{receipt}");

    let mut term = lasting.open();
    term.shows("> ");
    assert!(!term.shows("portals").contains("lidar"), "what has ended is not remembered");
    term.keys("q");
}

/// A cancelled download left its `.part` where nobody saw it again.
#[test]
fn a_cancelled_download_is_seen_in_the_next_run_and_removed_there() {
    let lasting = Lasting::new();
    let mut term = lasting.downloading();
    term.keys("x").shows("kept (r goes on, X removes)");
    term.keys("q");
    assert!(term.end().success());
    assert_eq!(names(&lasting.file("")).len(), 2);

    let mut term = lasting.open();
    term.shows("kept (r goes on, X removes)");
    term.keys(TAB).keys(TAB).keys("X").shows("remove?");
    term.keys("y").shows("Removed, with what had arrived of it");
    assert_eq!(names(&lasting.file("")), [""; 0]);
    term.keys("q");
    assert!(term.end().success());

    let mut term = lasting.open();
    term.shows("> ");
    assert!(!term.shows("portals").contains("lidar"));
    term.keys("q");
}

#[test]
fn the_detail_shows_what_is_inside_of_what_the_cursor_rests_on() {
    let (mut term, home) = in_all_datasets(120, 60);
    term.shows("Media (").lines().find(|line| line.contains("agenda-culturel.csv")).expect("a media of the first row");
    // Another row, another dataset; what was seen comes back at once.
    term.keys(DOWN).shows("> Aires de jeux");
    term.until("the media of the other row", |screen| {
        let text = screen.contents();
        text.contains("Media (") && !text.contains("agenda-culturel.csv")
    });
    term.keys("k").shows("agenda-culturel.csv");
    term.keys("\r").shows("> agenda-culturel.csv");
    term.until("the first rows of the media", |screen| screen.contents().contains("… p: all of it"));
    term.keys("p").shows("preview · agenda-culturel.csv");
    term.shows("row 1 of");
    term.keys("q").shows("… p: all of it");
    term.keys("q");
    assert!(term.end().success());
    assert!(!home.path().join("data").exists(), "nothing was written");
}

#[test]
fn with_preview_by_key_no_rows_come_by_themselves() {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config.toml");
    fs::write(&config, "[browser]\npreview = \"key\"\n").unwrap();
    let (config, folder) = (config.to_str().unwrap(), home.path().to_str().unwrap());
    let mut term = Term::spawn(130, 40, &["demo"], &[("GUICHET_CONFIG", config), ("HOME", folder)]);
    term.shows("> rudi");
    term.keys("\r").shows("> all datasets");
    term.keys("\r").shows("> Agenda des");
    term.shows("Media (");
    term.keys("\r").shows("> agenda-culturel.csv");
    term.keys("p").shows("row 1 of");
    let shown = term.keys("q").shows("> agenda-culturel.csv");
    assert!(!shown.contains("… p: all of it"), "{shown}");
    term.keys("q");
    assert!(term.end().success());
}

#[test]
fn home_says_what_the_portals_hold() {
    let (mut term, _home) = in_all_datasets(130, 30);
    term.keys("hh").until("the portals again", |screen| screen.contents().contains("> rudi"));
    let shown = term.shows("datasets · ");
    let row = shown.lines().find(|line| line.contains("> rudi")).unwrap();
    assert!(row.contains("rudi  RUDI · "), "{row}");
    term.keys("q");
    assert!(term.end().success());
}

#[test]
fn a_search_with_a_name_stands_at_home_and_is_opened_from_there() {
    let (mut term, _home) = in_all_datasets(120, 36);
    term.keys("/lidar\r").shows("\"lidar\" ×");
    term.until("the answer", |screen| !screen.contents().contains("loading"));
    term.keys("B").shows("name: \"lidar\"");
    term.keys("\x15Relevés lidar\r").shows("Saved, on the home page: Relevés lidar");
    term.keys("hhh").shows("Relevés lidar  nothing new · rudi/all · \"lidar\"");
    term.keys("G\r").shows("\"lidar\" ×");
    term.keys("hG").keys("B").shows("name: Relevés lidar");
    term.keys("\x15Lidar\r").shows("Lidar  nothing new");
    term.keys("GX").shows("is forgotten");
    term.keys("q");
    assert!(term.end().success());
}

#[test]
fn tabs_are_places_side_by_side() {
    let (mut term, _home) = in_all_datasets(100, 30);
    term.keys("j").shows("> Aires de jeux");
    term.keys("\x14").shows(" 1 [2]");
    term.shows("> rudi");
    term.keys("/eau\r").shows("found in all portals");
    term.keys("\x1b1").shows(" [1] 2");
    term.shows("> Aires de jeux");
    term.keys("]").shows("found in all portals");
    term.keys("\x17").until("one tab", |screen| !screen.contents().contains("[1]"));
    term.shows("> Aires de jeux");
    term.keys("q");
    assert!(term.end().success());
}
