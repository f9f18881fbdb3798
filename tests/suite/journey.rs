//! A whole visit in a real terminal, by keys and by mouse: search, facet, three media, plan, pause, resume, Ctrl-Z and
//! back, resize, quit.
#![cfg(unix)]

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::common::term::Term;

const TAB: &str = "\t";
const CTRL_Z: &str = "\x1a";

/// In a shell, with the demo open in it, and a home of its own.
fn demo_in_shell() -> (Term, TempDir) {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config.toml");
    fs::write(&config, format!("download_dir = {:?}\n", home.path().join("data"))).unwrap();
    let (config, folder) = (config.to_str().unwrap(), home.path().to_str().unwrap());
    let state = home.path().join("state");
    let env = [("GUICHET_CONFIG", config), ("HOME", folder), ("XDG_STATE_HOME", state.to_str().unwrap())];
    let mut term = Term::shell(120, 40, &env);
    term.keys("guichet demo\r").shows("> rudi");
    (term, home)
}

/// Whether the list has its answer: rows, and nothing on its way.
fn answered(screen: &vt100::Screen) -> bool {
    screen.contents().contains("│> ") && !screen.contents().contains("loading")
}

/// Whether the shell waits for a command.
fn at_prompt(screen: &vt100::Screen) -> bool {
    !screen.alternate_screen() && screen.contents().trim_end().ends_with("shell>")
}

fn ended(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.contains(".part") && !name.ends_with(".receipt.json"))
        .collect();
    names.sort();
    names
}

/// The shell gets its terminal back, and the program comes back to it.
fn suspend_and_return(term: &mut Term) {
    term.keys(CTRL_Z)
        .until("the shell", |screen| !screen.alternate_screen() && screen.contents().trim_end().ends_with("shell>"));
    term.keys("echo still-here\r").until("the shell's answer", |screen| screen.contents().contains("\nstill-here"));
    term.keys("fg\r")
        .until("the browser again", |screen| screen.alternate_screen() && screen.contents().contains("paused"));
}

#[test]
fn a_visit_by_keys() {
    let (mut term, home) = demo_in_shell();
    term.keys("\r").shows("> all datasets");
    term.keys("\r").shows("> Agenda des");
    // Search, then a facet on top of it; the chip goes again.
    term.keys("/lidar\r").shows("\"lidar\" ×");
    term.until("what was found", answered);
    term.keys("f").shows("[ ]");
    term.keys("\r").shows("theme: ");
    term.keys("-").until("one chip less", |screen| !screen.contents().contains("theme: "));
    term.until("what was found", answered);
    // Three media of two datasets.
    term.keys("\r").shows("lidar-2025-extrait.csv");
    term.keys("  ").shows("2 marked");
    term.keys("hhh").keys("/fontaines\r").shows("\"fontaines\" ×");
    term.until("what was found", answered);
    term.keys("\r").shows("fontaines.csv");
    term.keys(" ").shows("2 marked elsewhere");
    // The plan, and its confirmation.
    term.keys("d").shows("which?");
    term.keys("m").shows("download all this?");
    let plan = term.shows("are free");
    assert!(plan.contains("3 media") && plan.contains("open: 3"), "{plan}");
    term.keys("y").shows("3 downloads begun");
    term.shows("MB/s");
    // Pause, come back later, go on.
    term.keys(TAB).keys(TAB).keys("gj").until("the downloads pane", |screen| {
        screen.contents().lines().any(|line| line.starts_with("│> ") && line.contains('%'))
    });
    term.keys(" ").shows("paused at");
    suspend_and_return(&mut term);
    term.keys(" ").until("it goes on", |screen| !screen.contents().contains("paused"));
    term.shows("MB/s");
    term.resize(50, 14).shows("fontaines");
    term.resize(120, 40).shows("fontaines.csv");
    term.keys("q").shows("quit?");
    term.keys("y").until("the shell", at_prompt);
    let files = ended(&home.path().join("data"));
    assert!(
        files.contains(&"fontaines.csv".to_owned()) && files.contains(&"lidar-dalles.geojson".to_owned()),
        "{files:?}"
    );
    term.keys("exit\r");
    assert!(term.end().success());
}

#[test]
fn a_visit_by_mouse() {
    let (mut term, home) = demo_in_shell();
    term.click("rudi  RUDI").shows("> all datasets");
    term.click("> all datasets").shows("> Agenda des");
    term.wheel("Aires de jeux", true).until("the cursor below", |screen| !screen.contents().contains("> Agenda des"));
    term.keys("/lidar\r").shows("\"lidar\" ×");
    term.until("what was found", answered);
    term.keys("f").shows("[ ]");
    term.click("[ ]").shows("theme: ");
    term.click("theme: Environnement ×").until("one chip less", |screen| !screen.contents().contains("theme: "));
    term.until("what was found", answered);
    term.click("> Nuage de points").shows("> lidar-2025-extrait.csv");
    // A second click on what is chosen downloads it.
    term.click("> lidar-2025-extrait.csv").shows("MB/s");
    term.click("█").shows("> lidar-2025-extrait.csv");
    term.keys(" ").shows("paused at");
    term.keys(" ").shows("MB/s");
    // A right click leads back, out of the downloads first.
    term.keys("\x1b[<2;5;5M\x1b[<2;5;5M").shows("found");
    term.keys("m").shows("selects text");
    let sent = String::from_utf8_lossy(&term.sent()).into_owned();
    assert!(sent.contains("\x1b[?1000h") && sent.rfind("\x1b[?1000l") > sent.rfind("\x1b[?1000h"));
    term.keys("qy").until("the shell", at_prompt);
    assert_eq!(ended(&home.path().join("data")), [""; 0]);
    term.keys("exit\r");
    assert!(term.end().success());
}

#[test]
fn what_is_copied_reaches_the_terminal_and_places_are_remembered() {
    let (mut term, home) = demo_in_shell();
    term.keys("\r").shows("> all datasets");
    term.keys("\r").shows("> Agenda des");
    term.keys("Y").shows("guichet show rudi/");
    term.keys("\r").shows("Copied: guichet show rudi/");
    let sent = String::from_utf8_lossy(&term.sent()).into_owned();
    assert!(sent.contains("\x1b]52;c;"), "by OSC 52");
    term.keys("b").shows("Bookmarked: Agenda des");
    term.keys("q").until("the shell", at_prompt);
    let kept = fs::read_to_string(home.path().join("state/guichet/places.json")).unwrap();
    assert!(kept.contains("Agenda des"), "{kept}");
    term.keys("guichet demo\r").shows("> rudi");
    term.keys("'").shows("places");
    term.keys("\r").shows("> agenda-culturel.csv");
    assert!(term.shows("detail").contains("guichet  Agenda des"), "called as it was bookmarked");
    term.keys(":").shows("commands");
    term.keys("this help\r").shows("keys");
    term.keys("x").until("the help gone", |screen| !screen.contents().contains("this help"));
    term.keys("q").until("the shell", at_prompt);
}

#[test]
fn a_broken_configuration_is_said_and_the_browser_opens() {
    let (term, home) = demo_in_shell();
    drop(term);
    let config = home.path().join("config.toml");
    fs::write(&config, "[browser]\nmouse = true\n\n[keys]\ndowload = \"e\"\n").unwrap();
    let path = config.to_str().unwrap();
    let mut term = Term::spawn(100, 30, &[], &[("GUICHET_CONFIG", path), ("HOME", home.path().to_str().unwrap())]);
    term.until("what is wrong, and what becomes of it", |screen| {
        ["line 5", "dowload", "the defaults apply"].iter().all(|part| screen.contents().contains(part))
    });
    term.keys("\r").until("the first screen", |screen| !screen.contents().contains("the defaults apply"));
    term.keys("q");
    assert!(term.end().success());
}
