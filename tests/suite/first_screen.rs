//! The first screen in a real pseudo-terminal: nothing is configured, and public portals can be switched on.
#![cfg(unix)]

use crate::common::home::Home;
use crate::common::server::{Answer, Server};
use crate::common::term::Term;

fn fixture(path: &str) -> Answer {
    Answer::raw("application/json", std::fs::read(format!("tests/fixtures/{path}")).unwrap())
}

/// A home whose well-known portals are these servers, by the list that an organisation would hand out.
fn home(portals: &[(&str, &Server)]) -> Home {
    let home = Home::new();
    let list = home.path("known.toml");
    let block =
        |(name, server): &(&str, &Server)| format!("[portals.{name}]\nkind = \"ckan\"\nurl = \"{}\"\n", server.url);
    std::fs::write(&list, portals.iter().map(block).collect::<String>()).unwrap();
    home.set("GUICHET_KNOWN_PORTALS", list.to_str().unwrap())
}

fn open(home: &Home, cols: u16) -> Term {
    open_with(home, cols, &[])
}

fn open_with(home: &Home, cols: u16, args: &[&str]) -> Term {
    let env: Vec<(&str, &str)> = home.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Term::spawn(cols, 30, args, &env)
}

async fn ckan() -> Server {
    let server = Server::start().await;
    server.answers("/api/3/action/package_search", [fixture("ckan/search.json")]);
    server
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_portal_is_switched_on_and_opened_and_is_in_the_file_afterwards() {
    let (one, two) = (ckan().await, ckan().await);
    let home = home(&[("une", &one), ("deux", &two)]);
    let mut term = open(&home, 120);
    let screen = term.shows("> the demo");
    assert!(screen.contains("No portal is configured yet") && screen.contains("n: set up a portal"), "{screen}");
    assert!(screen.contains(&format!("Enter switches it on · {}", one.url)), "{screen}");
    term.keys("j").shows("> 127.0.0.1");
    assert!(one.requests().is_empty() && two.requests().is_empty(), "nobody is asked before the person says so");
    assert!(!home.config().exists());

    term.keys("\r").shows("> all datasets");
    assert_eq!(
        std::fs::read_to_string(home.config()).unwrap(),
        format!("[portals.une]\nkind = \"ckan\"\nurl = \"{}\"\n", one.url)
    );
    assert!(!one.requests().is_empty() && two.requests().is_empty());
    let screen = term.keys("h").shows("> une");
    assert!(!screen.contains("switches it on"), "{screen}");

    // Another one, later, by its key; and by its name in the palette.
    term.keys("P").shows("Enter switches it on");
    term.keys("\r").shows("> all datasets");
    term.keys("h").shows("> deux");
    let config = std::fs::read_to_string(home.config()).unwrap();
    assert!(config.starts_with("[portals.une]\n") && config.contains("\n[portals.deux]\n"), "{config}");
    term.keys(":well-known\r").shows("configured already");
    term.keys("q");
    assert!(term.end().success());

    let mut term = open(&home, 100);
    let screen = term.shows("> une");
    assert!(screen.contains("deux") && !screen.contains("the demo"), "{screen}");
    term.keys("q");
    assert!(term.end().success());
}

/// In lines, too.
#[tokio::test(flavor = "multi_thread")]
async fn a_public_portal_is_switched_on_by_its_number() {
    let (one, two) = (ckan().await, ckan().await);
    let home = home(&[("une", &one), ("deux", &two)]);
    let mut term = open_with(&home, 120, &["--plain"]);
    let screen = term.shows("Your choice:");
    assert!(
        screen.contains("No portal is set up yet.") && screen.contains("1. the demo; a two-minute tour"),
        "{screen}"
    );
    assert!(screen.contains(&format!("3. 127.0.0.1; public, its number adds it; {}", two.url)), "{screen}");
    assert!(one.requests().is_empty() && two.requests().is_empty(), "nobody is asked before the person says so");
    term.keys("3\r").shows("1. all datasets");
    assert!(one.requests().is_empty() && !two.requests().is_empty());
    assert!(std::fs::read_to_string(home.config()).unwrap().starts_with("[portals.deux]\n"));
    term.keys("P\r").shows(&format!("2. 127.0.0.1; public, its number adds it; {}", one.url));
    term.keys("2\r").shows("Configured: une.");
    term.keys("q\r");
    assert!(term.end().success());
    assert!(std::fs::read_to_string(home.config()).unwrap().contains("\n[portals.une]\n"));
}

/// What the person wrote stays, and what cannot be written to is said.
#[tokio::test(flavor = "multi_thread")]
async fn the_file_is_the_persons_own() {
    let server = ckan().await;
    let home = home(&[("une", &server)]);
    home.write_config("# mine\njobs = 2\n");
    let mut term = open(&home, 100);
    term.shows("> the demo");
    // Broken meanwhile, by hand.
    home.write_config("# mine\njobs = \n");
    term.keys("j\r").shows("line 2");
    assert!(server.requests().is_empty());
    home.write_config("# mine\njobs = 3\n");
    term.keys("\r").shows("> all datasets");
    let config = std::fs::read_to_string(home.config()).unwrap();
    assert!(config.starts_with("# mine\njobs = 3\n\n[portals.une]\n"), "{config}");
    term.keys("q");
    assert!(term.end().success());
}

#[test]
fn the_demo_is_one_of_the_choices() {
    let home = Home::new();
    let mut term = open(&home, 80);
    let screen = term.shows("> the demo");
    assert!(screen.contains("data.gouv.fr"), "{screen}");
    term.keys("\r").shows("> rudi");
    term.keys("q");
    assert!(term.end().success());
    assert!(!home.config().exists());
}

/// A list of one's own that cannot be read is said, and the browser opens all the same.
#[test]
fn a_list_that_cannot_be_read_is_no_reason_to_stop() {
    let home = Home::new();
    let list = home.path("nowhere.toml");
    let home = home.set("GUICHET_KNOWN_PORTALS", list.to_str().unwrap());
    let mut term = open(&home, 120);
    term.shows("cannot be read");
    term.keys("q");
    assert!(term.end().success());
}
