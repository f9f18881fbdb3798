//! The same journey in the browser: three media of two portals are added by a key, change at their portals and here, and
//! *My data* says and does the right thing; once more in lines.

use std::fs;

use super::{Portal, Project};
use crate::common::term::Term;

/// The browser, opened in the folder of the project.
fn open(project: &Project, args: &str) -> Term {
    let script = format!("cd \"$1\" && exec \"$0\" {args}");
    let folder = project.path("");
    let env: Vec<(&str, &str)> = project.home.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Term::run(100, 30, "sh", &["-c", &script, env!("CARGO_BIN_EXE_guichet"), folder.to_str().unwrap()], &env)
}

/// Goes to an address by the palette.
fn go(term: &mut Term, address: &str, shows: &str) {
    term.keys(":").shows("a name or an address");
    term.keys(address).shows(&address[address.len() - 12..]);
    term.keys("\r").shows(shows);
}

/// Waits until the row of a file says this of it.
#[track_caller]
fn row(term: &Term, file: &str, said: &str) -> String {
    let is_there = |line: String| line.contains(file) && line.contains(said);
    term.until(&format!("{file}: {said}"), |screen| screen.rows(0, u16::MAX).any(is_there))
}

#[tokio::test(flavor = "multi_thread")]
async fn three_media_of_two_portals_in_the_browser() {
    let (city, port) = (Portal::start().await, Portal::start().await);
    city.publish("a.csv", "id;n\n1;10\n2;20\n", "a1");
    city.publish("b.csv", "b;1\n", "b1");
    port.publish("c.csv", "c;1\n", "c1");
    city.change("a.csv", |file| file.is_claimed = true);
    let project = Project::new(&[("city", &city), ("port", &port)]);
    tokio::task::block_in_place(|| journey(&project, &city, &port));
}

fn journey(project: &Project, city: &Portal, port: &Portal) {
    let mut term = open(project, "");
    term.shows("> city");
    // Two that are marked, one under the cursor.
    go(&mut term, &city.address("city", "a.csv"), "> ");
    row(&term, "a.csv", ">");
    term.keys("*").shows("2 marked");
    term.keys("+").shows("2 files added to a new");
    go(&mut term, &port.address("port", "c.csv"), "c.csv");
    row(&term, "c.csv", ">");
    term.keys("+").shows("c.csv added to data.toml");
    let paths = project.read("data.toml").matches("[[data]]").count();
    assert_eq!(paths, 3, "{}", project.read("data.toml"));
    // Home tells of them.
    term.keys("hhhh").shows("> city");
    row(&term, "My data", "3 files");
    term.keys("G").keys("\r");
    for file in ["a.csv", "b.csv", "c.csv"] {
        row(&term, file, "not in the lock yet; to be fetched");
    }
    term.keys("u").shows("Bring my data up to date?");
    assert!(!project.path("a.csv").exists(), "nothing is done before the person agrees");
    term.keys("y").shows("3 files were brought up to date: 3 in step");
    assert_eq!(project.read("a.csv"), "id;n\n1;10\n2;20\n");
    // Their portals and somebody here change them.
    city.publish("a.csv", "id;n\n1;11\n2;20\n3;30\n", "a2");
    fs::write(project.path("b.csv"), "mine\n").unwrap();
    city.publish("b.csv", "b;2\n", "b2");
    port.change("c.csv", |file| file.is_listed = false);
    term.keys("r");
    row(&term, "a.csv", "newer; to be updated");
    row(&term, "b.csv", "changed here");
    row(&term, "c.csv", "withdrawn");
    // What changed, before it is brought.
    term.keys("gg=").shows("what changed in a.csv");
    let shown = term.shows("Esc close"); // the last line is drawn last
    assert!(shown.contains("1 changed") && shown.contains("10") && shown.contains("11"), "{shown}");
    assert_eq!(project.read("a.csv"), "id;n\n1;10\n2;20\n", "it is looked at and left");
    term.keys("q").until("the list alone", |screen| !screen.contents().contains("what changed in"));
    term.keys("u");
    let plan = term.shows("y bring them  n leave it");
    assert!(plan.contains("a.csv: newer"), "{plan}");
    term.keys("y").shows("One file was brought up to date: 1 in step, 2 not");
    row(&term, "a.csv", "updated");
    assert_eq!(project.read("a.csv"), "id;n\n1;11\n2;20\n3;30\n");
    assert_eq!((project.read("b.csv"), project.read("c.csv")), ("mine\n".to_owned(), "c;1\n".to_owned()));
    term.keys("r");
    row(&term, "a.csv", "in step");
    term.keys("u").shows("Nothing would change.");
    term.keys("q");
    assert!(term.end().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_in_lines() {
    let city = Portal::start().await;
    city.publish("a.csv", "id;n\n1;10\n2;20\n", "a1");
    let project = Project::new(&[("city", &city)]);
    let address = city.address("city", "a.csv");
    let talk = |lines: &[&str]| {
        let script = "cd project && exec \"$0\" --plain";
        let mut command = std::process::Command::new("sh");
        command.args(["-c", script, env!("CARGO_BIN_EXE_guichet")]).current_dir(project.home.path(""));
        command.envs(project.home.env.iter().map(|(name, value)| (name, value)));
        command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
        tokio::task::block_in_place(|| {
            let mut child = command.spawn().unwrap();
            let typed = lines.join("\n") + "\n";
            std::io::Write::write_all(&mut child.stdin.take().unwrap(), typed.as_bytes()).unwrap();
            String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
        })
    };
    let said = talk(&[&format!("g {address}"), "+ 1", "b", "2", "u", "yes", "q"]);
    for expected in
        ["added to a new", "My data", "a.csv: not in the lock yet; to be fetched", "One file was brought up"]
    {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    assert_eq!(project.read("a.csv"), "id;n\n1;10\n2;20\n");
    city.publish("a.csv", "id;n\n1;11\n2;20\n3;30\n", "a2");
    let said = talk(&["2", "= 1", "u", "no", "q"]);
    for expected in ["changed: 1, n: 10 became 11", "added: 3: 30", "perhaps newer; to be fetched and compared"] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    assert_eq!(project.read("a.csv"), "id;n\n1;10\n2;20\n", "who does not agree keeps what is there");
}
