//! Adding to one's own data, bringing them up to date, what changed in one.

use super::super::tests::{at_root, in_dataset, media, press, tell};
use super::*;
use crate::app::popup::Popup;
use crate::app::{Msg, Notice};
use crate::base::error::ErrorKind;
use crate::model::Media;
use crate::sync::{DataBlock, DataWish, Policy, SyncAction};

fn path(path: &str) -> DataPath {
    DataPath::new(path).unwrap()
}

fn stands(at: &str, state: DataState) -> SyncRow {
    SyncRow {
        path: path(at),
        address: Some(Address::root("p").child("x")),
        state,
        action: SyncAction::of(state),
        locked: None,
        reason: None,
        error: None,
    }
}

/// At home, with a manifest of two files.
fn home() -> App {
    let mut app = at_root();
    press(&mut app, "hhhh");
    app.update(Msg::DataFound("/project".into(), Some(2)));
    app
}

/// Among these files, the cursor on the first.
fn among(rows: &[(&str, DataState)]) -> App {
    let mut app = home();
    assert_eq!(press(&mut app, "j\n"), [Cmd::LookAtData]);
    app.update(Msg::DataLooked(Ok(rows.iter().map(|(path, state)| stands(path, *state)).collect())));
    app
}

fn notes(app: &App) -> Vec<String> {
    app.listing().unwrap().ready().unwrap().items.iter().filter_map(|item| item.note).collect()
}

#[test]
fn they_are_a_place_at_home_whose_rows_tell_how_each_file_stands() {
    let mut app = among(&[("a.csv", DataState::InStep), ("b.csv", DataState::Newer)]);
    assert_eq!(notes(&app), ["in step", "newer; to be updated"]);
    assert_eq!(press(&mut app, "j\n"), [Cmd::Resolve(Address::root("p").child("x"))]);
    press(&mut app, "h");
    let note = app.chosen().unwrap().note.unwrap();
    assert!(note.contains("1 in step, 1 not") && note.contains("/project"), "{note}");
}

#[test]
fn they_are_brought_up_to_date_once_the_person_has_seen_what_that_means() {
    let mut app = among(&[("a.csv", DataState::InStep)]);
    press(&mut app, "u");
    assert!(app.popup.is_none() && app.notice().is_some(), "there is nothing to do");
    let mut app = among(&[("a.csv", DataState::InStep), ("b.csv", DataState::Newer)]);
    press(&mut app, "u");
    assert!(app.bring_question().text.contains("b.csv") && !app.bring_question().text.contains("a.csv"));
    assert_eq!(press(&mut app, "n"), []);
    assert_eq!(press(&mut app, "uy"), [Cmd::BringData]);
    press(&mut app, "u");
    assert!(app.popup.is_none(), "once at a time");
    press(&mut app, "q");
    assert_eq!(app.popup, Some(Popup::Quit), "they would be left in the middle");
    press(&mut app, "n");
    let progress = Progress { done: 50, total: Some(200), ..Progress::default() };
    app.update(Msg::DataGoesOn(path("b.csv"), progress));
    assert!(notes(&app)[1].contains("25 %"), "{:?}", notes(&app));
    let brought = SyncRow { action: SyncAction::Update, ..stands("b.csv", DataState::InStep) };
    app.update(Msg::DataEnded(Box::new(brought.clone())));
    assert_eq!((notes(&app)[1].as_str(), app.bringing()), ("updated", Some((1, 2))));
    let rows = vec![stands("a.csv", DataState::InStep), brought, stands("c.csv", DataState::Unlisted)];
    assert_eq!(tell(&mut app, Msg::DataBrought(Ok(rows))), [], "what the run found is how they stand");
    assert_eq!((notes(&app), app.bringing()), (vec!["in step".to_owned(), "updated".to_owned()], None));
    assert!(matches!(app.notice(), Some(Notice::Said(said)) if said.contains("One file")), "{:?}", app.notice());
    assert!(!app.can_bring());
}

#[test]
fn a_run_that_is_stopped_or_fails_is_looked_after() {
    let mut app = among(&[("b.csv", DataState::Newer)]);
    press(&mut app, "uy");
    assert_eq!(press(&mut app, "x"), [Cmd::StopBringing, Cmd::LookAtData]);
    app.update(Msg::DataGoesOn(path("b.csv"), Progress::default()));
    app.update(Msg::DataEnded(Box::new(stands("b.csv", DataState::InStep))));
    assert!(matches!(app.listing(), Some(Load::Loading)), "late news of it are no news");
    app.update(Msg::DataLooked(Ok(vec![stands("b.csv", DataState::Newer)])));
    press(&mut app, "uy");
    let failed = Err(Error::new(ErrorKind::Network, "p", "down"));
    assert_eq!(tell(&mut app, Msg::DataBrought(failed)), [Cmd::LookAtData]);
    assert!(matches!(app.notice(), Some(Notice::Failed(_))));
}

#[test]
fn what_changed_opens_for_who_waits_and_is_kept_for_who_does_not() {
    let mut app = among(&[("a.csv", DataState::Newer), ("b.csv", DataState::New)]);
    assert_eq!(press(&mut app, "="), [Cmd::CompareData(path("a.csv"))]);
    assert_eq!(press(&mut app, "x"), [Cmd::StopComparing]);
    tell(&mut app, Msg::DataCompared(path("a.csv"), Ok(ToldDiff::default())));
    assert_eq!(app.popup, None, "it was stopped");
    press(&mut app, "=");
    tell(&mut app, Msg::DataCompared(path("a.csv"), Ok(ToldDiff::default())));
    assert!(matches!(app.popup, Some(Popup::Comparison(_))));
    press(&mut app, "q");
    assert_eq!((press(&mut app, "="), app.popup.is_some()), (vec![], true), "nothing is fetched again");
    press(&mut app, "\n");
    assert_eq!((press(&mut app, "j="), app.is_comparing()), (vec![], false), "it is not here yet");
    let mut app = among(&[("a.csv", DataState::Newer)]);
    press(&mut app, "=k");
    tell(&mut app, Msg::DataCompared(path("a.csv"), Ok(ToldDiff::default())));
    assert!(app.popup.is_none() && app.notice().is_some(), "nothing opens by itself");
}

fn added(of: &Media) -> Added {
    let wish = DataWish { address: of.address(), format: None, entry: vec![], parameters: Default::default() };
    let block = DataBlock { path: path("a.csv"), policy: Policy::Follow, wish };
    Added { block, media: of.clone(), was_there: false }
}

#[test]
fn what_is_marked_is_added_else_what_is_under_the_cursor() {
    let mut app = in_dataset(vec![media("a"), media("b"), media("c")]);
    let address = |of: &str| media(of).address();
    assert_eq!(press(&mut app, "+"), [Cmd::AddData(vec![address("a")])]);
    press(&mut app, "  ");
    assert_eq!(press(&mut app, "+"), [Cmd::AddData(vec![address("a"), address("b")])]);
    let failed = Error::new(ErrorKind::Usage, "b", "asks something");
    assert_eq!(tell(&mut app, Msg::DataAdded(vec![added(&media("a"))], vec![failed])), []);
    assert_eq!(app.marked.len(), 1, "what failed stays marked");
    assert!(matches!(app.notice(), Some(Notice::Failed(_))));
    let mut app = home();
    assert_eq!(press(&mut app, "+"), []);
    assert!(app.notice().is_some());
}
