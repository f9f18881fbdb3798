//! Keys and messages in, commands and state out.

use std::path::PathBuf;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::jobs::{EarlierJob, JobId, JobState};
use super::listing::{More, Step};
use super::*;
use crate::access::secrets::{Elsewhere, Origins, PassphraseFor, Secret};
use crate::app::preview::Subject;
use crate::base::error::ErrorKind;
use crate::base::i18n::Said;
use crate::download::{IfExists, Outcome, Verdict, outcome_for_tests};
pub use crate::model::fixtures::media;
use crate::model::fixtures::{ACCESS, FROM, THEME};
use crate::model::form::Answers;
use crate::model::{Access, Cursor, Facet, FacetValue, Item, Licence, Media, Offer, Page, Place, Query};
use crate::session::Order;

pub fn page(titles: &[&str], next: Option<&str>) -> Page {
    let items = titles.iter().map(|title| Item::new(Target::dataset(Address::root("p").child(*title)), *title));
    Page { items: items.collect(), next: next.map(|next| Cursor(next.into())), ..Page::default() }
}

pub fn titles(step: &Step, listing: &Listing) -> Vec<String> {
    (0..step.len(listing)).filter_map(|row| step.item(listing, row)).map(|item| item.title.clone()).collect()
}

pub fn dataset(media: Vec<Media>) -> Dataset {
    Dataset {
        address: Address::root("p").child("set"),
        title: "Set".into(),
        synopsis: None,
        summary: None,
        access: Access::Open,
        licence: Some(Licence { label: "ODbL".into(), url: None }),
        publisher: None,
        creators: vec![],
        doi: None,
        theme: None,
        keywords: vec![],
        created: None,
        modified: None,
        territory: None,
        extent: None,
        period: None,
        facts: vec![],
        page: None,
        media,
        withdrawn: None,
        warnings: vec![],
    }
}

fn info() -> PortalInfo {
    PortalInfo { name: "p".into(), kind: "rudi".into(), url: "https://exemple.org/".into(), signs_in: false }
}

pub fn key(code: KeyCode) -> Msg {
    Msg::Key(KeyEvent::new(code, KeyModifiers::NONE))
}

/// Presses one key after the other; the commands of all of them, but for what the next run is to know and
/// what the cursor rests on.
pub fn press(app: &mut App, keys: &str) -> Vec<Cmd> {
    let code = |c| match c {
        '\n' => KeyCode::Enter,
        '\u{1b}' => KeyCode::Esc,
        '\t' => KeyCode::Tab,
        c => KeyCode::Char(c),
    };
    keys.chars().flat_map(|c| tell(app, key(code(c)))).collect()
}

/// The commands of one message, but for those same ones.
pub fn tell(app: &mut App, msg: Msg) -> Vec<Cmd> {
    let beside = |cmd: &Cmd| {
        matches!(
            cmd,
            Cmd::KeepQueue(_) | Cmd::KeepPlaces { .. } | Cmd::Peek(_) | Cmd::StopPeek | Cmd::Figures | Cmd::FindData
        )
    };
    app.update(msg).into_iter().filter(|cmd| !beside(cmd)).collect()
}

/// What the next run is told, if it is told anything.
fn kept(cmds: &[Cmd]) -> Option<Vec<&str>> {
    cmds.iter().find_map(|cmd| match cmd {
        Cmd::KeepQueue(unfinished) => Some(unfinished.iter().map(|it| it.order.media.id.as_str()).collect()),
        _ => None,
    })
}

#[test]
fn the_next_run_is_told_what_is_unfinished_each_time_that_changes() {
    let mut app = in_dataset(vec![media("a"), media("b")]);
    app.jobs.at_once = 1;
    let cmds = app.update(key(KeyCode::Char('d')));
    assert_eq!(kept(&cmds), Some(vec!["a"]));
    let first = app.jobs.get(0).unwrap().id;
    assert!(matches!(cmds[..], [Cmd::Download(..), Cmd::KeepQueue(_)]));
    assert_eq!(press(&mut app, "jd"), [], "one at once");
    assert_eq!(kept(&app.update(Msg::Started(first))), None);

    // In the downloads pane: the first is paused, the second begins; the first has its turn after it.
    let cmds = press(&mut app, "\t\tk ");
    assert!(matches!(&cmds[..], [Cmd::Cancel(id), Cmd::Download(second, ..)] if *id == first && *second != first));
    assert_eq!(press(&mut app, " "), []);
    press(&mut app, "J");
    assert_eq!(app.jobs.row, 1);
    let second = app.jobs.get(0).unwrap().id;
    let cmds = app.update(Msg::Finished(second, Ok(outcome_for_tests())));
    assert!(matches!(&cmds[0], Cmd::Download(id, ..) if *id == first), "{cmds:?}");
    assert_eq!(kept(&cmds), Some(vec!["a"]));
    let cmds = app.update(Msg::Finished(first, Err(Error::new(ErrorKind::Network, "a", "broke"))));
    assert_eq!(kept(&cmds), Some(vec!["a"]), "it may go better another day");
    assert_eq!(kept(&app.update(Msg::Redraw)), None);
}

#[test]
fn what_an_earlier_run_left_waits_for_the_person() {
    let mut app = at_root();
    let entry = crate::download::queue::Entry {
        address: media("a").address().to_string(),
        title: "a.csv".into(),
        answers: vec![],
        dir: "/data".into(),
        name: Some("arrets.csv".into()),
        if_exists: IfExists::Rename,
        require: crate::download::Require::Verified,
        added: jiff::Timestamp::UNIX_EPOCH,
        error: None,
        cancelled: false,
        batch: None,
    };
    let cmds = app.update(Msg::Unfinished(vec![EarlierJob { entry: entry.clone(), begun: None, kept: 0 }]));
    assert_eq!((cmds.len(), kept(&cmds)), (1, Some(vec!["a"])), "nothing starts by itself");
    let cmds = press(&mut app, "\t\t ");
    let [Cmd::Download(_, order, IfExists::Rename)] = &cmds[..] else { panic!("{cmds:?}") };
    assert_eq!(order.earlier.as_ref(), Some(&entry));
    assert_eq!(kept(&app.update(key(KeyCode::Char('x')))), Some(vec![]), "cancelled, it is forgotten");
}

/// Downloads of which something is on the disk.
fn with_something_left(kept: u64) -> (App, JobId) {
    let mut app = in_dataset(vec![media("a")]);
    let id = job_id(&press(&mut app, "d"));
    app.update(Msg::Started(id));
    let progress = crate::download::Progress { done: kept, total: Some(u64::MAX), ..Default::default() };
    app.update(Msg::Progress(id, progress, std::time::Instant::now()));
    (app, id)
}

#[test]
fn what_has_arrived_is_removed_once_the_person_says_yes() {
    let (mut app, id) = with_something_left(5_000_000);
    press(&mut app, "X");
    assert!(app.popup.is_none() && app.notice.is_some(), "not from the list, where nobody sees which one");
    press(&mut app, "\t\tX");
    assert_eq!(app.popup, Some(Popup::Remove(id)));
    assert_eq!(press(&mut app, "n"), []);
    press(&mut app, "X");
    let cmds = press(&mut app, "y");
    assert!(matches!(&cmds[..], [Cmd::Cancel(it), Cmd::Remove(same, _)] if *it == id && *same == id), "{cmds:?}");
    assert_eq!(app.jobs.len(), 1, "its row tells of it until it is gone");
    let cmds = app.update(Msg::Removed(id, Ok(1)));
    assert_eq!(kept(&cmds), Some(vec![]));
    assert!(app.jobs.is_empty() && app.focus == Focus::List);
}

#[test]
fn what_cannot_be_removed_stays_on_the_list_and_what_is_done_is_the_person_s() {
    let (mut app, id) = with_something_left(5_000_000);
    press(&mut app, "\t\txXy");
    let cmds = app.update(Msg::Removed(id, Err(Error::new(ErrorKind::Disk, "a.csv.part", "is being written"))));
    assert_eq!(kept(&cmds), None, "it is remembered as before");
    assert!(app.jobs.len() == 1 && matches!(app.notice, Some(Notice::Failed(_))));
    press(&mut app, "c");
    assert!(app.jobs.len() == 1 && app.notice.is_some(), "what is on the disk can be seen");

    let (mut app, id) = with_something_left(5_000_000);
    app.update(Msg::Finished(id, Ok(outcome_for_tests())));
    press(&mut app, "\t\tX");
    assert!(app.popup.is_none() && app.notice.is_some());
}

#[test]
fn a_copy_for_excel_is_made_of_what_is_done_and_of_nothing_else() {
    let (mut app, id) = with_something_left(5_000_000);
    assert!(matches!(press(&mut app, "E")[..], [Cmd::OfferBatch(_)]), "in the list it is another key");
    press(&mut app, "\t\t");
    assert_eq!(press(&mut app, "E"), [], "not before it is done");
    assert!(app.notice.is_some());
    app.update(Msg::Finished(id, Ok(outcome_for_tests())));
    let cmds = press(&mut app, "E");
    assert_eq!(cmds, [Cmd::Excel(Box::new(outcome_for_tests()))]);
    app.update(Msg::Copied(Ok(crate::excel::ExcelCopy { path: "a.excel.xlsx".into(), notes: vec!["2 cells".into()] })));
    assert!(matches!(&app.notice, Some(Notice::Said(said)) if said.contains("a.excel.xlsx · 2 cells")));
}

#[test]
fn a_job_that_is_done_while_it_is_asked_about_is_not_removed() {
    let (mut app, id) = with_something_left(5_000_000);
    press(&mut app, "\t\tX");
    app.update(Msg::Finished(id, Ok(outcome_for_tests())));
    assert_eq!(press(&mut app, "y"), []);
    assert_eq!(app.jobs.len(), 1);
}

fn root() -> ListingKey {
    ListingKey::new(Place::Folder(Address::root("p")))
}

/// At the portal's root, with three datasets listed.
pub fn at_root() -> App {
    let mut app = App::new(vec![info()]);
    assert_eq!(press(&mut app, "\n"), [Cmd::List(root(), None)]);
    let abilities = Abilities { search: true, filters: vec![THEME, FROM], sorts: vec![("title", Said("title"))] };
    app.update(Msg::Abilities(Address::root("p"), abilities));
    app.update(Msg::Listed(root(), None, Ok(page(&["set", "b", "c"], None))));
    app
}

/// In a dataset with these media.
pub fn in_dataset(media: Vec<Media>) -> App {
    let mut app = at_root();
    let address = Address::root("p").child("set");
    assert_eq!(press(&mut app, "\n"), [Cmd::Dataset(address.clone())]);
    app.update(Msg::Dataset(address, Box::new(Ok(dataset(media)))));
    app
}

fn job_id(cmds: &[Cmd]) -> JobId {
    match cmds {
        [Cmd::Download(id, ..)] => *id,
        other => panic!("not one download: {other:?}"),
    }
}

#[test]
fn an_answer_to_a_place_the_person_has_left_is_kept_for_their_return() {
    let mut app = App::new(vec![info()]);
    press(&mut app, "\nh");
    app.update(Msg::Listed(root(), None, Ok(page(&["a"], None))));
    assert_eq!(app.step().ask.place, Place::Home);
    assert_eq!(press(&mut app, "\n"), [], "nothing is asked twice");
    assert_eq!(app.chosen().unwrap().title, "a");
}

#[test]
fn a_failure_shows_in_its_place_and_r_asks_again() {
    let mut app = App::new(vec![info()]);
    press(&mut app, "\n");
    app.update(Msg::Listed(root(), None, Err(Error::new(ErrorKind::Network, "p", "down"))));
    assert!(matches!(app.listing(), Some(Load::Failed(_))));
    assert_eq!(press(&mut app, "r"), [Cmd::List(root(), None)]);
    assert_eq!(press(&mut app, "r"), [], "one request at a time");
    app.update(Msg::Listed(root(), None, Ok(page(&["a"], None))));
    assert_eq!(app.chosen().unwrap().title, "a");
}

#[test]
fn pages_are_read_ahead_once_and_a_failed_page_keeps_the_rows() {
    let mut app = App::new(vec![info()]);
    press(&mut app, "\n");
    let cmds = tell(&mut app, Msg::Listed(root(), None, Ok(page(&["a", "b"], Some("2")))));
    assert_eq!(cmds, [Cmd::List(root(), Some(Cursor("2".into())))], "two rows are near the end");
    assert_eq!(press(&mut app, "j"), []);
    let failed = Err(Error::new(ErrorKind::Network, "p", "down"));
    assert_eq!(
        app.update(Msg::Listed(root(), Some(Cursor("2".into())), failed)),
        [],
        "a failure is not asked again by itself"
    );
    assert_eq!(app.chosen().unwrap().title, "b");
    assert_eq!(press(&mut app, "r"), [Cmd::List(root(), Some(Cursor("2".into())))]);
    app.update(Msg::Listed(root(), Some(Cursor("2".into())), Ok(page(&["c"], None))));
    let listing = app.listing().unwrap().ready().unwrap();
    assert_eq!((listing.items.len(), &listing.more), (3, &More::End));
    app.update(Msg::Listed(root(), Some(Cursor("2".into())), Ok(page(&["late"], None))));
    assert_eq!(app.listing().unwrap().ready().unwrap().items.len(), 3, "a late page changes nothing");
}

#[test]
fn the_last_row_is_followed_to_the_end_of_the_listing() {
    let mut app = App::new(vec![info()]);
    press(&mut app, "\n");
    let many: Vec<String> = (0..100).map(|n| format!("{n:03}")).collect();
    let first: Vec<&str> = many[..60].iter().map(String::as_str).collect();
    assert_eq!(tell(&mut app, Msg::Listed(root(), None, Ok(page(&first, Some("60"))))), [], "far from the end");
    assert_eq!(press(&mut app, "G"), [Cmd::List(root(), Some(Cursor("60".into())))]);
    let rest: Vec<&str> = many[60..].iter().map(String::as_str).collect();
    app.update(Msg::Listed(root(), Some(Cursor("60".into())), Ok(page(&rest, None))));
    assert_eq!(app.chosen().unwrap().title, "099");
    press(&mut app, "g");
    assert_eq!(app.step().row, 0);
}

#[test]
fn a_slash_narrows_at_once_and_enter_searches_the_portal() {
    let mut app = at_root();
    press(&mut app, "/c");
    assert_eq!(app.chosen().unwrap().title, "c");
    let ask = ListingKey { place: root().place, query: Query::text("c") };
    assert_eq!(press(&mut app, "\n"), [Cmd::List(ask.clone(), None)]);
    assert_eq!(app.step().ask, ask);
    press(&mut app, "h");
    assert_eq!(app.step().len(app.listing().unwrap().ready().unwrap()), 3, "back to everything, not narrowed");
    assert_eq!(app.chosen().unwrap().title, "set", "and to the row one was on");
}

#[test]
fn narrowing_can_be_kept_and_cleared() {
    let mut app = at_root();
    press(&mut app, "/b");
    app.update(key(KeyCode::Down));
    assert!(app.line.is_none());
    assert_eq!((app.chosen().unwrap().title.as_str(), app.step().narrow.as_str()), ("b", "b"));
    press(&mut app, "\u{1b}");
    assert_eq!((app.step().narrow.as_str(), app.trail().len()), ("", 2), "the first Esc clears, it does not leave");
    assert_eq!(app.chosen().unwrap().title, "b", "the row stays chosen");
    press(&mut app, "/zzz\u{1b}");
    assert_eq!(app.step().narrow, "");
    app.update(Msg::Paste("no input line".into()));
    assert_eq!(app.step().narrow, "");
}

#[test]
fn filters_are_asked_once_chosen_and_searched_with() {
    let mut app = at_root();
    let address = Address::root("p");
    assert_eq!(press(&mut app, "f"), [Cmd::Facets(address.clone())]);
    let value = FacetValue { value: "eau".into(), label: "Eau".into(), count: Some(2) };
    let facet = Facet { key: "theme".into(), values: vec![value] };
    app.update(Msg::Facets(address, Ok(vec![facet])));
    let query = Query { filters: vec![("theme".into(), "eau".into())], ..Query::default() };
    let ask = ListingKey { place: root().place, query };
    assert_eq!(press(&mut app, "\n"), [Cmd::List(ask, None)]);
    assert_eq!(press(&mut app, "f"), [], "known filters are shown at once");
    assert!(matches!(&app.popup, Some(Popup::Pick(pick)) if pick.is_on(1)));
    press(&mut app, "\u{1b}");
    assert_eq!((app.popup.is_none(), app.trail().len()), (true, 3));
}

#[test]
fn a_value_is_typed_and_checked_even_where_the_portal_tells_none() {
    let mut app = at_root();
    let address = Address::root("p");
    press(&mut app, "f");
    app.update(Msg::Facets(address, Err(Error::new(ErrorKind::Network, "p", "it cannot be reached"))));
    assert!(matches!((&app.popup, &app.notice), (Some(Popup::Pick(_)), Some(Notice::Failed(_)))));
    let typing = |app: &App| match &app.popup {
        Some(Popup::Pick(pick)) => pick.typing.clone(),
        _ => None,
    };
    assert_eq!(press(&mut app, "data\nhier\n"), [], "nothing is asked with it");
    let wrong = typing(&app).unwrap();
    assert_eq!((wrong.filter, wrong.input.text()), (FROM, "hier"));
    assert!(wrong.mistake.unwrap().contains("expected: a day"));
    press(&mut app, "x");
    assert_eq!(typing(&app).unwrap().mistake, None, "what is changed is not wrong yet");
    press(&mut app, "\u{1b}");
    assert!(typing(&app).is_none() && app.popup.is_some(), "back to the list");
    press(&mut app, "\n");
    app.update(Msg::Paste(" 2024-01-31\n".into()));
    assert_eq!(press(&mut app, "\n"), [], "taken to the list");
    let query = Query { filters: vec![("from".into(), "2024-01-31".into())], ..Query::default() };
    assert_eq!(press(&mut app, "\n"), [Cmd::List(ListingKey { query, ..root() }, None)]);
    assert_eq!(app.chips(app.step()), ["data from: 2024-01-31"]);
}

#[test]
fn a_folder_offers_what_it_can_do_and_not_what_its_neighbour_can() {
    let mut app = at_root();
    let poor = Address::root("p").child("poor");
    let mut folder = page(&["set"], None);
    folder.items.push(Item::new(Target::folder(poor.clone()), "poor"));
    press(&mut app, "r");
    app.update(Msg::Listed(root(), None, Ok(folder)));
    let inside = ListingKey::new(Place::Folder(poor.clone()));
    assert_eq!(press(&mut app, "G\n"), [Cmd::List(inside.clone(), None)]);
    for key in ["f", "s"] {
        assert_eq!(press(&mut app, key), [], "nothing is known of it yet");
        assert!(app.popup.is_none() && matches!(app.notice, Some(Notice::Said(_))));
    }
    app.update(Msg::Abilities(poor.clone(), Abilities { filters: vec![ACCESS], ..Abilities::default() }));
    app.update(Msg::Listed(inside, None, Ok(page(&["eau"], None))));
    assert!(!app.can_search());
    assert_eq!(press(&mut app, "/eau\n"), [], "what cannot be searched is narrowed only");
    assert_eq!(press(&mut app, "s"), []);
    assert_eq!(app.popup, None);
    assert_eq!(press(&mut app, "f"), [Cmd::Facets(poor)]);
    press(&mut app, "hhs");
    assert!(matches!(app.popup, Some(Popup::Pick(_))), "where one came from, there is an order to choose");
}

#[test]
fn a_sort_order_is_asked_of_the_portal() {
    let mut app = at_root();
    let query = Query { sort: Some("-title".into()), ..Query::default() };
    assert_eq!(press(&mut app, "sjj\n"), [Cmd::List(ListingKey { place: root().place, query }, None)]);
}

#[test]
fn a_download_runs_beside_browsing_and_ends_with_its_verdict() {
    let mut app = in_dataset(vec![media("a"), media("b")]);
    let id = job_id(&press(&mut app, "d"));
    assert_eq!(press(&mut app, "d"), [], "not twice");
    app.update(Msg::Started(id));
    press(&mut app, "h");
    let outcome =
        Outcome { path: PathBuf::from("a.csv"), bytes: 1000, verdict: Verdict::Verified, ..outcome_for_tests() };
    app.update(Msg::Finished(id, Ok(outcome.clone())));
    assert_eq!(app.jobs.get(0).unwrap().state, JobState::Done(Box::new(outcome)));
}

#[test]
fn cancelling_changes_the_job_first_and_then_tells_the_worker() {
    let mut app = in_dataset(vec![media("a"), media("b")]);
    let first = job_id(&press(&mut app, "d"));
    let second = job_id(&press(&mut app, "j\n"));
    assert_eq!(press(&mut app, "x"), [Cmd::Cancel(second)], "the newest, outside the downloads pane");
    press(&mut app, "\t\tk");
    assert_eq!((app.focus, app.jobs.row), (Focus::Jobs, 0));
    assert_eq!(press(&mut app, "x"), [Cmd::Cancel(first)]);
    assert_eq!(app.jobs.live(), 0);
    assert_eq!(job_id(&press(&mut app, "r")), first, "and r downloads it again");
}

#[test]
fn what_cannot_be_fetched_says_why_and_personal_data_asks() {
    let mut service = media("wfs");
    service.offer = Offer::ShowOnly("a service".into());
    let mut personal = media("p");
    personal.access = Access::Personal;
    let mut app = in_dataset(vec![service, personal]);
    assert_eq!(press(&mut app, "d"), []);
    assert!(matches!(&app.notice, Some(Notice::Said(text)) if text.contains("a service") && text.contains("https://")));
    assert_eq!(press(&mut app, "jdn"), []);
    assert!(app.popup.is_none() && app.jobs.is_empty());
    assert_eq!(press(&mut app, "dy").len(), 1);
}

/// Jobs for these media, which all have met a taken name.
fn asking_jobs(ids: &[&str]) -> (App, Vec<jobs::JobId>) {
    let mut app = in_dataset(ids.iter().map(|id| media(id)).collect());
    let ids = ids.iter().map(|_| job_id(&press(&mut app, "dj"))).collect::<Vec<_>>();
    for id in &ids {
        app.update(Msg::Finished(*id, Err(Error::new(ErrorKind::Exists, "a.csv", "is there"))));
    }
    (app, ids)
}

/// What the worker is to do with taken names now.
fn begun(cmds: &[Cmd]) -> Vec<(jobs::JobId, IfExists)> {
    let begun = |cmd: &Cmd| match cmd {
        Cmd::Download(id, _, if_exists) => Some((*id, *if_exists)),
        _ => None,
    };
    cmds.iter().filter_map(begun).collect()
}

/// It opened by itself over the list, and took the key that was meant for the list: `o` there is the web page.
#[test]
fn a_taken_name_opens_nothing_and_takes_no_key() {
    let (mut app, ids) = asking_jobs(&["a", "b"]);
    assert_eq!(app.popup, None);
    let cmds = press(&mut app, "jojo");
    assert!(app.popup.is_none() && begun(&cmds).is_empty(), "{cmds:?}");
    assert_eq!(app.jobs.asking_count(), 2);
    press(&mut app, "w");
    assert_eq!(app.popup, Some(Popup::Taken(ids[0], None)));
    assert_eq!(begun(&press(&mut app, "zr")), [(ids[0], IfExists::Rename)]);
    assert_eq!(app.popup, None, "the next one waits too");
    press(&mut app, "\t\t\n");
    assert_eq!(app.popup, Some(Popup::Taken(ids[1], None)), "Enter on the job opens it");
    press(&mut app, "\u{1b}");
    assert_eq!((&app.popup, app.jobs.asking_count()), (&None, 1), "Esc leaves it waiting");
    press(&mut app, "wc");
    assert_eq!(app.jobs.asking_count(), 0, "and cancel gives the download up");
    press(&mut app, "w");
    assert!(app.popup.is_none() && matches!(app.notice, Some(Notice::Said(_))), "nothing waits");
}

#[test]
fn overwriting_takes_its_key_twice_and_only_what_is_shown_is_taken() {
    let (mut app, ids) = asking_jobs(&["a"]);
    assert!(begun(&press(&mut app, "wo")).is_empty());
    assert_eq!(app.popup, Some(Popup::Taken(ids[0], Some('o'))));
    assert!(begun(&press(&mut app, "s")).is_empty(), "any other key takes it back");
    assert_eq!(app.popup, Some(Popup::Taken(ids[0], None)));
    assert_eq!(begun(&press(&mut app, "oo")), [(ids[0], IfExists::Overwrite)]);

    let (mut app, ids) = asking_jobs(&["a"]);
    crate::base::i18n::Language::French.within(|| {
        assert!(begun(&press(&mut app, "woosx")).is_empty(), "the keys of the other language");
        assert_eq!(begun(&press(&mut app, "ee")), [(ids[0], IfExists::Overwrite)]);
    });
}

#[test]
fn one_answer_can_be_for_all_that_wait_or_may_come_to_it() {
    let (mut app, ids) = asking_jobs(&["a", "b", "c"]);
    app.jobs.at_once = 0;
    let later = app.jobs.add(Order::new(media("d"), None, Answers::default()));
    assert!(begun(&press(&mut app, "wS")).is_empty(), "none has its turn");
    assert_eq!(app.jobs.asking_count(), 0);
    app.jobs.at_once = 4;
    let skipped = |id: jobs::JobId| (id, IfExists::Skip);
    let all = [skipped(ids[0]), skipped(ids[1]), skipped(ids[2]), skipped(later)];
    assert_eq!(begun(&app.update(Msg::Redraw)), all);
}

#[test]
fn quitting_asks_once_while_downloads_run() {
    let mut app = in_dataset(vec![media("a")]);
    press(&mut app, "dq");
    assert_eq!(app.popup, Some(Popup::Quit));
    press(&mut app, "n");
    assert!(!app.has_quit());
    assert_eq!(press(&mut app, "qy"), [Cmd::Quit]);
    assert!(app.has_quit());
    assert_eq!(press(&mut at_root(), "q"), [Cmd::Quit], "without downloads it does not ask");
}

#[test]
fn with_no_portal_enter_opens_the_demo() {
    let mut app = App::new(vec![]);
    assert_eq!(press(&mut app, "\n"), [Cmd::Demo]);
    assert_eq!(press(&mut app, "\n"), [], "once");
    app.update(Msg::Portals(Ok(vec![info()])));
    assert_eq!(app.chosen().unwrap().title, "p");
}

#[test]
fn reloading_keeps_the_chosen_row() {
    let mut app = at_root();
    press(&mut app, "jj");
    assert_eq!(press(&mut app, "r"), [Cmd::List(root(), None)]);
    app.update(Msg::Listed(root(), None, Ok(page(&["new", "set", "b", "c"], None))));
    assert_eq!(app.chosen().unwrap().title, "c");
}

fn signed_in(name: &str) -> PortalInfo {
    PortalInfo { name: name.into(), signs_in: true, ..info() }
}

fn home_note(app: &App) -> String {
    app.chosen().unwrap().note.clone().unwrap()
}

fn ends_in(days: i64) -> Account {
    let expires = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * days + 1);
    Account { who: Some("ada".into()), expires: Some(expires), ..Account::default() }
}

#[test]
fn accounts_are_asked_for_beside_the_screen_and_shown_at_home() {
    let mut app = App::new(vec![]);
    let open = PortalInfo { name: "open".into(), ..info() };
    assert_eq!(tell(&mut app, Msg::Portals(Ok(vec![signed_in("p"), open]))), [Cmd::Account("p".into())]);
    assert!(home_note(&app).starts_with("RUDI · signing in…"));
    app.update(Msg::Account("p".into(), Box::new(Ok(ends_in(400)))));
    assert_eq!(home_note(&app), "RUDI · signed in: ada · https://exemple.org/");
    for (days, text) in [(60, "! expires in 60 days"), (12, "! expires in 12 days"), (-3, "! expired 2 days ago")] {
        app.update(Msg::Account("p".into(), Box::new(Ok(ends_in(days)))));
        assert!(home_note(&app).starts_with(text), "{}", home_note(&app));
    }
    assert!(app.chosen_account().is_some());
    press(&mut app, "j");
    assert!(app.chosen_account().is_none());
}

#[test]
fn home_says_what_a_portal_holds_and_what_is_new_there() {
    let mut app = App::new(vec![]);
    app.update(Msg::Portals(Ok(vec![info()])));
    let figures = PortalFigures { datasets: Some(1200), visited: jiff::Timestamp::from_second(1_700_000_000).ok() };
    app.update(Msg::Figures("p".into(), figures));
    assert_eq!(home_note(&app), "RUDI · 1,200 datasets · https://exemple.org/");
    assert_eq!(app.visited_said("p").as_deref(), Some("2023-11-14 22:13"));
    press(&mut app, "\n");
    let all = Page { total: Some(1201), ..page(&["a", "b"], Some("2")) };
    let new = Target::dataset(Address::root("p").child("a"));
    app.update(Msg::News(vec![(new, crate::store::News::New)]));
    app.update(Msg::Listed(root(), None, Ok(all)));
    press(&mut app, "h");
    assert_eq!(home_note(&app), "RUDI · 1,201 datasets · 1 new or changed · https://exemple.org/");
}

#[test]
fn a_refused_sign_in_shows_at_home_and_r_tries_again() {
    let mut app = App::new(vec![]);
    app.update(Msg::Portals(Ok(vec![signed_in("p")])));
    assert_eq!(press(&mut app, "r"), [], "it is on its way");
    app.update(Msg::Account("p".into(), Box::new(Err(Error::new(ErrorKind::SignIn, "p", "wrong password")))));
    assert!(home_note(&app).starts_with("! wrong password"));
    assert_eq!(press(&mut app, "r"), [Cmd::Account("p".into())]);
    assert!(home_note(&app).starts_with("RUDI · signing in…"));
}

#[test]
fn the_wizard_is_for_where_one_is_and_forgets_what_was_somebody_else_s() {
    let mut app = App::new(vec![info()]);
    assert_eq!(press(&mut app, "a"), [Cmd::SetUp(Some("p".into()))]);
    assert_eq!(press(&mut app, "n"), [Cmd::SetUp(None)]);
    press(&mut app, "\n");
    let ask = app.step().ask.clone();
    app.update(Msg::Listed(ask.clone(), None, Ok(page(&["one"], None))));
    assert_eq!(press(&mut app, "a"), [Cmd::SetUp(Some("p".into()))]);
    let cmds = tell(&mut app, Msg::WasSetUp(Ok(vec![signed_in("p")])));
    assert_eq!(cmds, [Cmd::Account("p".into())]);
    assert_eq!(app.trail().len(), 1);
    assert!(!app.known.listings.contains_key(&ask), "it may have been somebody else's");
    app.update(Msg::WasSetUp(Err(Error::new(ErrorKind::Config, "configuration", "odd"))));
    assert!(matches!(app.notice, Some(Notice::Failed(_))));
    assert_eq!(app.portals.len(), 1, "nothing is lost");
}

#[test]
fn a_passphrase_is_typed_hidden_and_a_new_one_twice() {
    let secret = |text: &str| Secret::from(text.to_owned());
    let mut app = App::new(vec![info()]);
    app.update(Msg::Passphrase(PassphraseFor::Passphrase));
    press(&mut app, "jk");
    assert_eq!(app.popup, None, "it opens when the person wants it to");
    press(&mut app, "w");
    assert!(press(&mut app, "qh/").is_empty(), "keys are letters here");
    assert!(app.update(Msg::Paste("é b\n".into())).is_empty());
    assert_eq!(press(&mut app, "\n"), [Cmd::Passphrase(Some(secret("qh/é b")))]);
    assert_eq!(app.popup, None);

    app.update(Msg::Passphrase(PassphraseFor::NewPassphrase));
    press(&mut app, "w");
    assert!(press(&mut app, "\nalpha\nbeta\n").is_empty(), "empty, and then not the same");
    let Some(Popup::Passphrase(popup)) = &app.popup else { panic!("{:?}", app.popup) };
    assert!(popup.passphrase.mistake().is_some());
    assert!(!format!("{popup:?}").contains("alpha"));
    assert_eq!(press(&mut app, "alpha\nalpha\n"), [Cmd::Passphrase(Some(secret("alpha")))]);

    app.update(Msg::Passphrase(PassphraseFor::Passphrase));
    press(&mut app, "w");
    assert_eq!(press(&mut app, "x\u{1b}"), [], "it waits on");
    assert!(app.popup.is_none() && app.passphrase().is_some());
    assert_eq!(press(&mut app, "wy\n"), [Cmd::Passphrase(Some(secret("y")))]);
    app.update(Msg::Passphrase(PassphraseFor::Again));
    assert_eq!(app.popup, None, "nor does a wrong one open anything");
    assert!(app.passphrase().unwrap().mistake().is_some());
}

#[test]
fn whether_a_credential_goes_elsewhere_waits_for_a_key_that_is_shown() {
    let at = |url: &str| Origins::new(&url.parse().unwrap(), None);
    let elsewhere = || Box::new(Elsewhere { portal: "p".into(), known: at("https://a.org"), now: at("https://b.org") });
    let mut app = App::new(vec![info()]);
    app.update(Msg::Elsewhere(elsewhere()));
    press(&mut app, "jk");
    assert_eq!(app.popup, None, "nothing opens by itself");
    assert_eq!(press(&mut app, "w\nxqo"), [], "no other key is an answer");
    assert_eq!(app.popup, Some(Popup::Elsewhere(elsewhere())));
    assert_eq!(press(&mut app, "\u{1b}"), [], "it waits on");
    assert!(app.popup.is_none() && app.elsewhere().is_some());
    assert_eq!(press(&mut app, "wn"), [Cmd::Allow(elsewhere(), false)]);
    assert!(app.popup.is_none() && app.elsewhere().is_none());
    app.update(Msg::Elsewhere(elsewhere()));
    press(&mut app, "w");
    app.update(Msg::Elsewhere(elsewhere()));
    assert_eq!(press(&mut app, "y"), [Cmd::Allow(elsewhere(), true)]);
    assert!(app.elsewhere().is_none(), "asked twice, answered once");
}

#[test]
fn waiting_for_the_keyring_shows_until_it_is_over() {
    let mut app = App::new(vec![info()]);
    app.update(Msg::Keyring(true));
    press(&mut app, "j");
    assert!(app.waiting_for_keyring, "a key does not end it");
    app.update(Msg::Keyring(false));
    assert!(!app.waiting_for_keyring);
}

/// A media of API Entreprise's sort.
fn asking() -> Media {
    use crate::model::form::{Field, Id, Takes};
    let form = vec![
        Field::new("siren", "SIREN of the company", Takes::Id(vec![Id::Siren])),
        Field::new("object", "reason of the call", Takes::Text).remembered(),
    ];
    Media { form, ..media("answer") }
}

/// In a dataset whose media asks questions.
fn in_asking_dataset() -> App {
    let mut app = App::new(vec![info()]);
    press(&mut app, "\n");
    let ask = app.step().ask.clone();
    app.update(Msg::Listed(ask, None, Ok(page(&["set"], None))));
    press(&mut app, "\n");
    app.update(Msg::Dataset(Address::root("p").child("set"), Box::new(Ok(dataset(vec![asking()])))));
    app
}

#[test]
fn a_media_that_asks_is_fetched_once_it_is_answered_and_remembers() {
    let mut app = in_asking_dataset();
    assert!(press(&mut app, "d").is_empty());
    // Keys are letters here; an empty or wrong answer is marked in its place.
    assert!(press(&mut app, "552049448\nmarché 12\n").is_empty());
    let Some(Popup::Form(open)) = &app.popup else { panic!("{:?}", app.popup) };
    assert_eq!((open.row, open.form.mistake(1)), (0, None));
    assert!(open.form.mistake(0).unwrap().contains("is not a valid SIREN"));
    app.update(key(KeyCode::Backspace));
    let cmds = press(&mut app, "7\n\n");
    let [Cmd::Remember(_), Cmd::Download(_, order, IfExists::Ask)] = &cmds[..] else { panic!("{cmds:?}") };
    assert_eq!(order.answers.get("siren"), Some("552049447"));
    assert!(app.popup.is_none());

    // The next one begins with what stays the same; another company is another file, so both may run.
    press(&mut app, "d");
    let Some(Popup::Form(open)) = &app.popup else { panic!("{:?}", app.popup) };
    assert_eq!((open.row, open.inputs[0].text()), (0, ""));
    assert!(open.inputs[1].text().starts_with("marché"));
    app.update(Msg::Paste(" 552 049 447\n".into()));
    let cmds = press(&mut app, "\n\n");
    assert!(matches!(&cmds[..], [Cmd::Download(..)]), "nothing new to remember: {cmds:?}");
    press(&mut app, "d");
    assert!(press(&mut app, "\u{1b}").is_empty());
    assert_eq!((app.popup.is_none(), app.jobs.len()), (true, 2));
}

/// What the first bytes of a CSV show.
fn previewed(text: &'static str) -> crate::preview::Preview {
    let bytes = text.as_bytes();
    let sample = crate::preview::Sample {
        bytes: bytes.into(),
        whole: true,
        total: Some(bytes.len() as u64),
        about: crate::preview::About::file(std::path::Path::new("a.csv")),
    };
    crate::preview::interpret(&sample, &crate::preview::ReadOptions::default())
}

fn subject(id: &str) -> Subject {
    Subject::Media(Box::new(media(id)))
}

#[test]
fn moving_on_stops_what_is_still_being_read_and_late_answers_are_not_shown() {
    let mut app = in_dataset(vec![media("a"), media("b")]);
    assert_eq!(press(&mut app, "p"), [Cmd::Preview(subject("a"))]);
    assert_eq!(press(&mut app, "n"), [Cmd::StopPreview, Cmd::Preview(subject("b"))]);
    app.update(Msg::Previewed(subject("a"), Box::new(Ok(previewed("late;x\n1;2\n")))));
    assert!(app.viewer.as_ref().unwrap().shown().is_none(), "the answer is about another media");
    app.update(Msg::Previewed(subject("b"), Box::new(Ok(previewed("a;b\n1;2\n")))));
    assert!(app.viewer.as_ref().unwrap().shown().is_some());
    assert_eq!(press(&mut app, "n"), [], "there is none below");
    assert_eq!(press(&mut app, "N"), [Cmd::Preview(subject("a"))], "what has come needs no stopping");
    assert_eq!(press(&mut app, "\u{1b}"), [Cmd::StopPreview]);
    assert!(app.viewer.is_none());
    app.update(Msg::Previewed(subject("a"), Box::new(Ok(previewed("a;b\n")))));
    assert!(app.viewer.is_none());
}

#[test]
fn a_person_who_knows_better_presses_a_key() {
    let mut app = in_dataset(vec![media("a")]);
    press(&mut app, "p");
    app.update(Msg::Previewed(subject("a"), Box::new(Ok(previewed("nom;v,w\nété;1,5\nb;2,5\n")))));
    let said = |app: &App| app.viewer.as_ref().unwrap().load.ready().unwrap().said().unwrap();
    assert_eq!(said(&app), "UTF-8, separated by semicolons, decimal comma, first row is the header");
    press(&mut app, "s");
    assert!(said(&app).contains("separated by commas (as you say)"), "{}", said(&app));
    press(&mut app, &"s".repeat(crate::tabular::DELIMITERS.len()));
    assert!(!said(&app).contains("as you say"), "after the last choice it is guessed again: {}", said(&app));
    press(&mut app, "eect");
    let all = said(&app);
    assert!(all.contains("windows-1252 (as you say)") && all.contains("decimal comma (as you say)"), "{all}");
    assert!(all.contains("header (as you say)"), "{all}");
}

#[test]
fn a_preview_scrolls_within_its_table_and_d_downloads() {
    let mut app = in_dataset(vec![media("a")]);
    press(&mut app, "p");
    app.update(Msg::Previewed(subject("a"), Box::new(Ok(previewed("a;b;c\n1;2;3\n4;5;6\n")))));
    press(&mut app, "jjjlllll");
    let viewer = app.viewer.as_ref().unwrap();
    assert_eq!((viewer.row, viewer.column), (1, 2));
    press(&mut app, "g");
    assert_eq!(app.viewer.as_ref().map(|viewer| (viewer.row, viewer.column)), Some((0, 0)));
    assert!(matches!(&press(&mut app, "d")[..], [Cmd::Download(..)]));
    assert!(app.viewer.is_none());
}

#[test]
fn enter_looks_into_an_entry_and_escape_leads_back() {
    let mut app = in_dataset(vec![media("a")]);
    press(&mut app, "p");
    let listing = |names: [&str; 2]| {
        let mut preview = previewed("name;size\nx;1\ny;2\n");
        preview.entries = names.map(str::to_owned).to_vec();
        Box::new(Ok(preview))
    };
    let inside = |path: &[&str]| {
        let path = path.iter().map(|name| (*name).to_owned()).collect();
        Subject::Inside(Box::new(subject("a")), path)
    };
    app.update(Msg::Previewed(subject("a"), listing(["d/x.csv", "y.zip"])));
    assert_eq!(press(&mut app, "j\n"), [Cmd::Preview(inside(&["y.zip"]))]);
    app.update(Msg::Previewed(subject("a"), listing(["late", "late"])));
    assert!(app.viewer.as_ref().unwrap().shown().is_none(), "the answer is about the archive around it");
    app.update(Msg::Previewed(inside(&["y.zip"]), listing(["z.csv", "t.csv"])));
    assert_eq!(press(&mut app, "\n"), [Cmd::Preview(inside(&["y.zip", "z.csv"]))]);
    assert_eq!(app.viewer.as_ref().unwrap().subject.title(), "a.csv › y.zip › z.csv");
    app.update(Msg::Previewed(inside(&["y.zip", "z.csv"]), Box::new(Ok(previewed("a;b\n1;2\n")))));
    assert_eq!(press(&mut app, "\n"), [], "a row of a table is no entry");
    assert_eq!(press(&mut app, "\u{1b}"), [Cmd::Preview(inside(&["y.zip"]))]);
    assert_eq!(press(&mut app, "\u{1b}"), [Cmd::StopPreview, Cmd::Preview(subject("a"))]);
    assert_eq!(press(&mut app, "\u{1b}"), [Cmd::StopPreview]);
    assert!(app.viewer.is_none());
}

#[test]
fn what_has_no_preview_says_why_and_a_finished_download_is_looked_into_on_disk() {
    let service = Media { offer: Offer::ShowOnly("a WFS service".into()), ..media("wfs") };
    let mut app = in_dataset(vec![media("a"), service]);
    press(&mut app, "j");
    assert_eq!(press(&mut app, "p"), []);
    assert!(matches!(&app.notice, Some(Notice::Said(text)) if text.contains("a WFS service")), "{:?}", app.notice);
    press(&mut app, "k");
    let id = job_id(&press(&mut app, "d"));
    app.update(Msg::Started(id));
    press(&mut app, "\t\t");
    assert_eq!(press(&mut app, "p"), [], "it is not done yet");
    let path = PathBuf::from("/home/camille/a.csv");
    app.update(Msg::Finished(id, Ok(Outcome { path: path.clone(), ..outcome_for_tests() })));
    assert_eq!(press(&mut app, "p"), [Cmd::Preview(Subject::File(path))]);
}
