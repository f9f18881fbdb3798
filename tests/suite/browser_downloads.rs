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
    let data = format!("download_dir = {:?}\n", city.home.path("data"));
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
