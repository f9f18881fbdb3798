//! What a screen has to say is there whole, once, and of what one sees.

use std::path::PathBuf;

use super::tests::{app_downloading, app_previewing, app_with, datasets, press, text};
use crate::app::jobs::JobId;
use crate::app::listing::ListingKey;
use crate::app::{App, Msg};
use crate::download::{Outcome, outcome_for_tests};
use crate::model::{Page, Place, Query};

/// At the root, with a search that found nothing and warns.
fn without_rows(warnings: &[&str]) -> App {
    let mut app = app_with(datasets());
    press(&mut app, "/zzzz\n");
    let root = super::tests::root();
    let ask = ListingKey { place: Place::Folder(root), query: Query::text("zzzz") };
    let warnings = warnings.iter().map(|warning| (*warning).to_owned()).collect();
    app.update(Msg::Listed(ask, None, Ok(Page { warnings, ..Page::default() })));
    app
}

#[test]
fn what_to_do_where_nothing_was_found_is_never_overwritten() {
    let app = without_rows(&["north: its catalogue cannot be searched by words"]);
    for (width, height) in [(80, 24), (120, 35), (40, 12)] {
        let shown = text(&app, width, height);
        assert!(shown.contains("h: back; / to search"), "{width}×{height}\n{shown}");
        assert!(shown.contains("! north: its"), "{width}×{height}\n{shown}");
    }
}

#[test]
fn what_narrows_a_list_is_said_in_one_place() {
    let app = without_rows(&[]);
    for (width, height) in [(80, 24), (120, 35), (40, 12)] {
        let shown = text(&app, width, height);
        assert_eq!(shown.matches("\"zzzz\"").count(), 1, "{shown}");
    }
}

#[test]
fn a_count_says_of_what_and_marks_say_where() {
    let mut app = app_with(datasets());
    let first = |app: &App| text(app, 100, 24).lines().next().unwrap_or_default().to_owned();
    assert!(first(&app).contains("4 of 143 datasets"), "{}", first(&app));
    press(&mut app, " ");
    assert!(first(&app).contains("1 marked · 4 of"), "{}", first(&app));
    press(&mut app, "h");
    assert!(first(&app).contains("1 marked elsewhere · 1 row"), "{}", first(&app));
    assert!(first(&app_downloading()).contains("4 media"), "{}", first(&app_downloading()));
}

#[test]
fn a_file_beside_another_is_called_as_it_is() {
    let mut app = app_downloading();
    let path = PathBuf::from("/home/camille/data/comptages (2).csv");
    app.update(Msg::Finished(JobId(1), Ok(Outcome { path, ..outcome_for_tests() })));
    assert!(text(&app, 200, 60).contains("comptages-vélos-été-2024 (2).csv"), "{}", text(&app, 200, 60));
}

#[test]
fn what_was_downloaded_says_so() {
    let mut app = app_downloading();
    assert!(text(&app, 200, 60).contains("d or Enter downloads it"), "{}", text(&app, 200, 60));
    press(&mut app, "j");
    let shown = text(&app, 200, 60);
    assert!(shown.contains("downloaded already; d downloads it again"), "{shown}");
    press(&mut app, "D");
    assert!(text(&app, 120, 35).contains("downloaded already"), "{}", text(&app, 120, 35));
}

#[test]
fn rows_that_are_filtered_out_are_not_counted() {
    let file = "école;n\nÉcole;1\necole;2\nSerres;3\nMairie;4\n".as_bytes().to_vec();
    let mut app = app_previewing("a.csv", file);
    assert!(text(&app, 80, 24).contains("4 different"), "{}", text(&app, 80, 24));
    press(&mut app, "/ecole\n");
    assert!(text(&app, 80, 24).contains("2 different"), "{}", text(&app, 80, 24));
    press(&mut app, "=>10\n");
    assert!(text(&app, 120, 35).contains("compared letter by letter"), "{}", text(&app, 120, 35));
}

/// A preview on a low screen leaves downloads that are over one line.
#[test]
fn what_is_over_takes_one_line_beside_a_preview_on_a_low_screen() {
    let mut app = app_downloading();
    app.update(Msg::Finished(JobId(1), Ok(outcome_for_tests())));
    let lines = |app: &App| super::jobs::height(app, 12);
    assert_eq!(lines(&app), 2);
    press(&mut app, "p");
    assert!(app.viewer().is_some());
    assert_eq!(lines(&app), 1);
}

/// A box has no line of keys where the last line of the screen is one.
#[test]
fn keys_of_a_box_stand_in_the_last_line_alone() {
    let mut app = app_downloading();
    press(&mut app, "D");
    let shown = text(&app, 80, 24);
    assert_eq!(shown.matches("strike out").count(), 1, "{shown}");
    assert!(shown.lines().last().is_some_and(|line| line.contains("strike out")), "{shown}");
}
