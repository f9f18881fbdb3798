//! The way from `E` to a job, by messages.

use std::path::PathBuf;
use std::time::Duration;

use super::super::tests::{at_root, in_dataset, key, media, press, tell};
use super::*;
use crate::app::jobs::{BatchNews, EndedBatch, JobId, JobState};
use crate::app::preview::Subject;
use crate::app::{Focus, Msg};
use crate::base::error::ErrorKind;
use crate::batch::{BatchEnd, BatchProgress, Checked, ColumnFit, FailingProvider};
use crate::download::queue::Entry;
use crate::model::form::{Field, Id, Takes};

const ID: JobId = JobId(1);

fn asked() -> Media {
    let siret = Field::new("siret", "SIRET", Takes::Id(vec![Id::Siret])).names();
    let object = Field::new("object", "Object", Takes::Text).remembered();
    Media { form: vec![siret, object], ..media("answer") }
}

fn offer(is_personal: bool) -> BatchOffer {
    BatchOffer {
        title: "Certificate".into(),
        media: asked(),
        is_personal,
        downloads: "/downloads".into(),
        example: None,
    }
}

pub fn table() -> BatchTable {
    let column = |name: &str, taken: u64| ColumnFit {
        name: name.into(),
        example: Some("x".into()),
        taken: [("siret".to_owned(), taken)].into(),
    };
    let columns = vec![column("nom", 0), column("n°", 97), column("autre", 10)];
    let fits = ColumnFits { rows: 100, has_more: false, columns };
    BatchTable { file: "/data/firms.csv".into(), fits, note: None }
}

fn planned(wish: BatchWish, is_personal: bool) -> PlannedBatch {
    let plan = BatchPlan {
        checked: Checked { rows: 100, refused: 3, ..Checked::default() },
        endpoints: vec![],
        duration: Duration::from_secs(90),
        is_personal,
        recipient: None,
        object: None,
        context: None,
    };
    PlannedBatch { wish, plan, goes_on: false }
}

fn open(app: &App) -> &OpenBatch {
    match &app.popup {
        Some(Popup::Batch(open)) => open,
        other => panic!("{other:?}"),
    }
}

/// At the line for the file.
fn offered(is_personal: bool) -> App {
    let mut app = in_dataset(vec![asked()]);
    assert_eq!(press(&mut app, "E"), [Cmd::OfferBatch(asked().address())]);
    assert_eq!(tell(&mut app, Msg::BatchOffered(Box::new(Ok(offer(is_personal))))), [Cmd::Paths(String::new())]);
    app
}

/// At the choice of the columns.
fn looked(is_personal: bool) -> App {
    let mut app = offered(is_personal);
    press(&mut app, "a.csv");
    let [Cmd::ReadTable { typed, .. }] = &press(&mut app, "\n")[..] else { panic!() };
    assert_eq!(typed, "a.csv");
    tell(&mut app, Msg::RowsRead(TableWork::File("a.csv".into()), 7));
    tell(&mut app, Msg::TableRead("a.csv".into(), Box::new(Ok(table()))));
    app
}

/// At the plan.
fn told(is_personal: bool) -> App {
    let mut app = looked(is_personal);
    press(&mut app, "an audit");
    let cmds = press(&mut app, "\n");
    let Some(Cmd::PlanBatch(order)) = cmds.last() else { panic!("{cmds:?}") };
    let wish = (**order.batch.as_ref().unwrap()).clone();
    tell(&mut app, Msg::BatchPlanned(Box::new(wish.clone()), Box::new(Ok(planned(wish, is_personal)))));
    assert!(open(&app).plan.is_some());
    app
}

fn started() -> App {
    let mut app = told(false);
    let cmds = press(&mut app, "\n");
    assert!(matches!(&cmds[..], [Cmd::Download(ID, ..)]), "{cmds:?}");
    app.update(Msg::Started(ID));
    app
}

#[test]
fn what_cannot_be_asked_by_row_says_why_and_nothing_opens_by_itself() {
    let mut app = in_dataset(vec![asked()]);
    press(&mut app, "E");
    let refused = Error::new(ErrorKind::Usage, "p", "its answers are about persons");
    app.update(Msg::BatchOffered(Box::new(Err(refused.clone()))));
    assert!(app.popup.is_none() && app.notice == Some(Notice::Failed(refused)));
    press(&mut app, "Ej");
    app.update(Msg::BatchOffered(Box::new(Ok(offer(false)))));
    assert!(app.popup.is_none(), "the person has turned to something else");
    let mut app = at_root();
    press(&mut app, "h");
    assert_eq!(press(&mut app, "E"), [], "a portal is none");
    assert!(app.notice.is_some());
}

#[test]
fn the_file_is_typed_completed_and_read_until_somebody_stops_that() {
    let mut app = offered(false);
    assert_eq!(press(&mut app, "d"), [Cmd::Paths("d".into())]);
    let offer = |path: &str| PathOffer { path: path.into(), is_folder: path.ends_with('/') };
    tell(&mut app, Msg::Paths("x".into(), vec![offer("x.csv")]));
    assert!(open(&app).file.offered.is_empty(), "an answer to what was typed before");
    tell(&mut app, Msg::Paths("d".into(), vec![offer("data/")]));
    assert_eq!(press(&mut app, "\t"), [Cmd::Paths("data/".into())]);
    tell(&mut app, Msg::Paths("data/".into(), vec![offer("data/firms.csv")]));
    app.update(key(KeyCode::Down));
    let cmds = press(&mut app, "\n");
    assert!(matches!(&cmds[..], [Cmd::ReadTable { typed, .. }] if typed == "data/firms.csv"), "{cmds:?}");
    assert_eq!(press(&mut app, "x"), [], "nothing is typed meanwhile");
    assert_eq!(press(&mut app, "\u{1b}"), [Cmd::StopBatchWork]);
    tell(&mut app, Msg::TableRead("data/firms.csv".into(), Box::new(Ok(table()))));
    assert!(open(&app).table.is_none(), "it was stopped");
    press(&mut app, "\n");
    let gone = Error::new(ErrorKind::NotFound, "firms.csv", "there is no such file");
    tell(&mut app, Msg::TableRead("data/firms.csv".into(), Box::new(Err(gone.clone()))));
    assert_eq!(open(&app).mistake, Some(gone));
    press(&mut app, "\u{1b}");
    assert!(app.popup.is_none());
}

#[test]
fn a_pasted_path_is_taken_as_it_is() {
    let mut app = offered(false);
    assert_eq!(tell(&mut app, Msg::Paste("/a b/c.csv\n".into())), [Cmd::Paths("/a b/c.csv".into())]);
    assert_eq!(open(&app).file.input.text(), "/a b/c.csv");
}

#[test]
fn the_best_column_is_chosen_and_another_can_be() {
    let mut app = looked(false);
    let column = |app: &App| open(app).table.as_ref().unwrap().rows[0].column;
    assert_eq!((column(&app), open(&app).table.as_ref().unwrap().row), (Some(1), 1), "at what is not answered");
    app.update(key(KeyCode::Up));
    for (code, expected) in [(KeyCode::Right, 2), (KeyCode::Right, 0), (KeyCode::Left, 2), (KeyCode::Char('x'), 2)] {
        app.update(key(code));
        assert_eq!(column(&app), Some(expected), "{code:?}: a number is never typed for all rows");
    }
    press(&mut app, "\t");
    app.update(key(KeyCode::Right));
    assert_eq!(open(&app).table.as_ref().unwrap().rows[1].column, Some(0), "nothing is typed: a column feeds it");
    press(&mut app, "z");
    let row = &open(&app).table.as_ref().unwrap().rows[1];
    assert_eq!((row.column, row.input.text()), (None, "z"));
}

#[test]
fn what_is_missing_is_asked_for_before_anything_is_read() {
    let mut app = looked(false);
    app.update(key(KeyCode::Up));
    assert_eq!(press(&mut app, "\n"), []);
    assert_eq!(open(&app).table.as_ref().unwrap().row, 1, "the object is required");
    assert_eq!(press(&mut app, "\n"), []);
    assert!(open(&app).table.as_ref().unwrap().rows[1].mistake.is_some());
    let cmds = press(&mut app, "audit\n");
    let [Cmd::Remember(_), Cmd::PlanBatch(order)] = &cmds[..] else { panic!("{cmds:?}") };
    let wish = order.batch.as_ref().unwrap();
    assert_eq!(wish.columns, [("siret".to_owned(), "n°".to_owned())]);
    assert_eq!(order.answers.get("object"), Some("audit"));
    assert_eq!(
        (wish.file.clone(), wish.dir.clone()),
        ("/data/firms.csv".into(), PathBuf::from("/downloads/set firms"))
    );
    press(&mut app, "\u{1b}\u{1b}");
    let mut again = looked(false);
    again.memory = app.memory.clone();
    press(&mut again, "\u{1b}\n");
    tell(&mut again, Msg::TableRead("a.csv".into(), Box::new(Ok(table()))));
    assert_eq!(open(&again).table.as_ref().unwrap().rows[1].input.text(), "audit", "what was answered is remembered");
}

#[test]
fn the_plan_is_agreed_to_and_what_is_about_persons_not_by_habit() {
    let mut app = told(true);
    assert_eq!(press(&mut app, "\n"), []);
    assert!(open(&app).plan.is_some(), "Enter is no word");
    assert!(matches!(&press(&mut app, "y")[..], [Cmd::Download(..)]));
    let mut app = told(false);
    press(&mut app, "\u{1b}");
    assert!(open(&app).plan.is_none() && open(&app).table.is_some(), "back to the columns");
    let mut app = told(false);
    assert_eq!(press(&mut app, "n"), []);
    assert!(app.popup.is_none() && app.jobs.is_empty());
}

#[test]
fn two_do_not_write_in_one_folder_and_it_holds_no_download_up() {
    let mut app = started();
    app.jobs.at_once = 1;
    let wish = app.jobs.get(0).unwrap().wish().unwrap().clone();
    let again = Order { batch: Some(Box::new(wish)), ..Order::new(asked(), None, Default::default()) };
    app.begin_batch(again);
    assert_eq!(app.jobs.len(), 1);
    app.download(media("b"), Default::default());
    assert!(matches!(&tell(&mut app, Msg::Redraw)[..], [Cmd::Download(..)]));
}

#[test]
fn it_tells_how_far_it_is_pauses_and_ends_in_its_results() {
    let mut app = started();
    let job = |app: &App| app.jobs.get(0).unwrap().clone();
    app.update(Msg::BatchGoesOn(ID, BatchNews::Reads(5)));
    assert_eq!(job(&app).batch.read, Some(5));
    app.update(Msg::BatchGoesOn(ID, BatchNews::Begins { answered: 10, refused: 3 }));
    let progress =
        BatchProgress { done: 20, to_ask: 87, errors: [("01003".to_owned(), 2)].into(), ..Default::default() };
    app.update(Msg::BatchGoesOn(ID, BatchNews::GoesOn(progress.clone())));
    assert_eq!((job(&app).batch.good(), job(&app).progress.done), (28, 20));
    press(&mut app, "\t\t");
    assert_eq!(app.focus, Focus::Jobs);
    assert_eq!(press(&mut app, "p"), [], "there is nothing to show yet");
    assert_eq!(press(&mut app, " "), [Cmd::Cancel(ID)]);
    app.update(Msg::BatchGoesOn(ID, BatchNews::GoesOn(BatchProgress::default())));
    assert_eq!(job(&app).batch.progress, progress, "late news change nothing");
    assert!(matches!(&press(&mut app, " ")[..], [Cmd::Download(ID, ..)]));
    app.update(Msg::Started(ID));
    let end = BatchEnd { done: 87, again: 1, ..BatchEnd::default() };
    let results: PathBuf = "/downloads/table.csv".into();
    app.update(Msg::BatchEnded(ID, Box::new(Ok(EndedBatch { end, results: results.clone() }))));
    assert_eq!(job(&app).state, JobState::Answered);
    assert_eq!(press(&mut app, "\n"), [Cmd::Preview(Subject::File(results.clone()))]);
    press(&mut app, "q");
    assert!(matches!(&press(&mut app, "r")[..], [Cmd::Download(ID, ..)]), "what is left is asked again");
    press(&mut app, "X");
    assert!(app.jobs.is_empty(), "nothing is deleted, so nobody is asked");
}

#[test]
fn a_provider_that_fails_waits_for_a_word() {
    let mut app = started();
    let error = Error::new(ErrorKind::Unavailable, "p", "it is down");
    let failing = || FailingProvider { title: "Certificate".into(), errors: 20, error: error.clone(), told: None };
    app.update(Msg::BatchGoesOn(ID, BatchNews::Fails(Box::new(failing()))));
    assert_eq!((app.popup.is_none(), app.jobs.asking_count()), (true, 1), "nothing opens by itself");
    press(&mut app, "w");
    assert_eq!(app.popup, Some(Popup::FailingBatch(ID)));
    press(&mut app, "\u{1b}w");
    assert_eq!(press(&mut app, "y"), [Cmd::DecideBatch(ID, true)]);
    app.update(Msg::BatchGoesOn(ID, BatchNews::Fails(Box::new(failing()))));
    press(&mut app, "x");
    assert_eq!(app.jobs.asking_count(), 0, "cancelled, it asks nothing");
}

#[test]
fn what_stopped_it_is_told_and_the_next_run_knows_of_it() {
    let mut app = started();
    let kept = |cmds: &[Cmd]| {
        let kept = cmds.iter().find_map(|cmd| if let Cmd::KeepQueue(kept) = cmd { Some(kept.clone()) } else { None });
        kept.map(|kept| kept.iter().map(|it| it.order.batch.is_some()).collect::<Vec<_>>())
    };
    let stopped = Error::new(ErrorKind::SignIn, "p", "the token is refused");
    let end = BatchEnd { done: 5, unasked: 90, stopped: Some(stopped.clone()), ..BatchEnd::default() };
    let cmds = app.update(Msg::BatchEnded(ID, Box::new(Ok(EndedBatch { end, results: "/r".into() }))));
    assert_eq!(app.jobs.get(0).unwrap().state, JobState::Failed(stopped));
    assert_eq!(kept(&cmds), Some(vec![true]));
    let wish = app.jobs.get(0).unwrap().wish().unwrap().clone();
    let plan = crate::download::FetchPlan::into(&wish.dir);
    let entry = Entry { batch: Some(wish), ..Entry::new(&asked(), &plan) };
    let mut next = at_root();
    let earlier = crate::app::jobs::EarlierJob { entry, begun: None, kept: 0 };
    next.update(Msg::Unfinished(vec![earlier]));
    assert_eq!(next.jobs.get(0).unwrap().state, JobState::Paused, "it waits for the person");
    let cmds = press(&mut next, "\t\t ");
    assert!(matches!(&cmds[..], [Cmd::Download(_, order, _)] if order.batch.is_some()), "{cmds:?}");
}
