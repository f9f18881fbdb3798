//! What becomes of jobs, whatever comes when.

use std::time::Duration;

use super::*;
use crate::app::tests::media;
use crate::download::queue::Entry;
use crate::model::form::Answers;

fn order(id: &str) -> Order {
    Order::new(media(id), None, Answers::default())
}

fn progress(done: u64) -> Progress {
    Progress { done, total: Some(1000), ..Progress::default() }
}

#[test]
fn an_ended_job_ignores_late_messages() {
    let mut jobs = Jobs::default();
    let id = jobs.add(order("a"));
    jobs.started(id);
    jobs.progressed(id, progress(10), Instant::now());
    assert!(jobs.cancel(id));
    jobs.started(id);
    jobs.progressed(id, progress(900), Instant::now());
    jobs.finished(id, Err(Error::new(ErrorKind::Network, "a", "late")));
    let job = jobs.get(0).unwrap();
    assert_eq!((&job.state, job.progress.done), (&JobState::Cancelled, 10));
    assert!(!jobs.cancel(id), "cancelling twice tells the worker nothing");
}

#[test]
fn a_taken_name_asks_and_goes_on_with_the_answer() {
    let mut jobs = Jobs::default();
    let id = jobs.add(order("a"));
    jobs.started(id);
    jobs.finished(id, Err(Error::new(ErrorKind::Exists, "a.csv", "is there")));
    assert_eq!(jobs.asking().map(|(id, _)| id), Some(id));
    assert_eq!(jobs.live(), 0);
    jobs.again(id, IfExists::Rename);
    assert_eq!(jobs.get(0).unwrap().state, JobState::Queued);
}

#[test]
fn an_answer_for_all_holds_for_what_is_under_way_already_and_is_given_once() {
    let mut jobs = Jobs::default();
    let ids = ["a", "b"].map(|id| jobs.add(order(id)));
    assert_eq!(jobs.start_next().len(), 2);
    jobs.started(ids[1]);
    let taken = || Err(Error::new(ErrorKind::Exists, "a.csv", "is there"));
    jobs.finished(ids[0], taken());
    jobs.all_if_exists(IfExists::Rename);
    jobs.finished(ids[1], taken());
    assert_eq!(jobs.asking_count(), 0);
    let again: Vec<_> = jobs.start_next().into_iter().map(|(id, _, if_exists)| (id, if_exists)).collect();
    assert_eq!(again, ids.map(|id| (id, IfExists::Rename)));
    jobs.finished(ids[1], taken());
    assert_eq!(jobs.asking_count(), 1, "where that does not help either, it asks");
}

#[test]
fn so_many_run_at_once_and_the_next_is_the_first_that_waits() {
    let mut jobs = Jobs { at_once: 2, ..Jobs::default() };
    let ids: Vec<JobId> = ["a", "b", "c", "d"].map(|id| jobs.add(order(id))).into();
    let started = |jobs: &mut Jobs| jobs.start_next().into_iter().map(|(id, ..)| id).collect::<Vec<_>>();
    assert_eq!(started(&mut jobs), ids[..2]);
    assert_eq!(started(&mut jobs), []);
    jobs.row = 3;
    jobs.shift(false);
    assert_eq!(jobs.row, 2, "the last one is to come earlier");
    jobs.finished(ids[0], Err(Error::new(ErrorKind::Network, "a", "broke")));
    assert_eq!(started(&mut jobs), [ids[3]]);
}

#[test]
fn a_paused_job_leaves_its_place_to_another_and_gets_it_back_later() {
    let mut jobs = Jobs { at_once: 1, ..Jobs::default() };
    let ids = ["a", "b"].map(|id| jobs.add(order(id)));
    jobs.start_next();
    jobs.started(ids[0]);
    jobs.progressed(ids[0], progress(500), Instant::now());
    assert!(jobs.pause_or_go_on(ids[0]), "the worker is told");
    assert!(!jobs.pause_or_go_on(ids[1]), "which has never heard of this one");
    jobs.pause_or_go_on(ids[1]);
    assert_eq!(jobs.start_next().len(), 1);
    jobs.finished(ids[0], Err(Error::new(ErrorKind::Network, "a", "late")));
    assert_eq!((&jobs.get(0).unwrap().state, jobs.get(0).unwrap().progress.done), (&JobState::Paused, 500));
    assert!(!jobs.pause_or_go_on(ids[0]));
    assert_eq!((jobs.start_next().len(), jobs.live()), (0, 2), "b has the place");
}

#[test]
fn what_has_not_ended_is_worth_remembering_and_comes_back_paused() {
    let mut jobs = Jobs::default();
    let ids = ["a", "b", "c", "d"].map(|id| jobs.add(order(id)));
    jobs.start_next();
    jobs.finished(ids[0], Ok(crate::download::outcome_for_tests()));
    jobs.finished(ids[1], Err(Error::new(ErrorKind::Network, "b", "the line broke")));
    jobs.finished(ids[2], Err(Error::new(ErrorKind::NotFound, "c", "nothing there")));
    let kept: Vec<_> = jobs.unfinished().into_iter().map(|it| (it.order.media.id, it.error)).collect();
    assert_eq!(kept, [("b".into(), Some("the line broke".into())), ("d".into(), None)]);

    let entry = Entry {
        address: media("d").address().to_string(),
        title: "D".into(),
        answers: vec![],
        dir: "/data".into(),
        name: None,
        if_exists: IfExists::Skip,
        require: crate::download::Require::Verified,
        added: jiff::Timestamp::UNIX_EPOCH,
        error: None,
        cancelled: false,
        batch: None,
    };
    let odd = Entry { address: "portal".into(), ..entry.clone() };
    let mut later = Jobs::default();
    let left = |entry| EarlierJob { entry, begun: None, kept: 0 };
    later.add_earlier([entry.clone(), entry, odd].map(left).into());
    assert_eq!(later.len(), 1, "once, and only what is a media");
    let job = later.get(0).unwrap();
    assert_eq!((&job.state, job.order.media.address()), (&JobState::Paused, media("d").address()));
    assert!(later.start_next().is_empty());
}

#[test]
fn what_failed_in_an_earlier_run_says_why() {
    let plan = crate::download::FetchPlan::into(std::path::Path::new("/data"));
    let begun = Some(Progress { done: 1, total: None, ..Progress::default() });
    let table = [
        (None, false, None, JobState::Paused),
        (Some("it is a web page"), false, None, failed("it is a web page")),
        (Some("the line broke"), false, begun, JobState::Paused),
        (Some("the line broke"), true, None, JobState::Cancelled),
    ];
    for (error, cancelled, begun, expected) in table {
        let error = error.map(str::to_owned);
        let entry = Entry { error: error.clone(), cancelled, ..Entry::new(&media("d"), &plan) };
        let mut jobs = Jobs::default();
        jobs.add_earlier(vec![EarlierJob { entry, begun, kept: 0 }]);
        let job = jobs.get(0).unwrap();
        assert_eq!(job.state, expected, "{error:?}");
        assert!(jobs.start_next().is_empty(), "it waits for the person");
    }
}

fn failed(why: &str) -> JobState {
    JobState::Failed(Error::new(ErrorKind::Portal, media("d").title, why))
}

fn big(done: u64) -> Progress {
    Progress { done, total: Some(SMALL * 4), ..Progress::default() }
}

#[test]
fn what_left_something_on_the_disk_stays_until_it_is_removed() {
    let mut jobs = Jobs::default();
    let ids = ["a", "b", "c", "d"].map(|id| jobs.add(order(id)));
    jobs.start_next();
    for (id, done) in ids.into_iter().zip([SMALL * 2, 0, SMALL * 2, 10]) {
        jobs.started(id);
        jobs.progressed(id, big(done), Instant::now());
    }
    jobs.cancel(ids[0]);
    jobs.cancel(ids[1]);
    jobs.finished(ids[2], Err(Error::new(ErrorKind::NotFound, "c", "nothing there")));
    jobs.finished(ids[3], Ok(crate::download::outcome_for_tests()));
    let kept: Vec<_> = jobs.unfinished().into_iter().map(|it| (it.order.media.id, it.cancelled)).collect();
    assert_eq!(kept, [("a".into(), true), ("c".into(), false)]);
    assert!(jobs.get(2).unwrap().has_vanished() && !jobs.get(0).unwrap().has_vanished());

    assert_eq!((jobs.clear_ended(), jobs.len()), (2, 2), "they can still be seen");
    assert!(jobs.take_away(ids[0]) && !jobs.take_away(ids[0]));
    assert_eq!(jobs.unfinished().len(), 1);
}

#[test]
fn what_is_wanted_again_has_one_row() {
    let mut jobs = Jobs::default();
    let ids = ["a", "b"].map(|id| jobs.add(order(id)));
    jobs.cancel(ids[0]);
    jobs.drop_old_rows(|order| order.media.id == "a" || order.media.id == "b");
    assert_eq!(jobs.iter().map(|job| job.id).collect::<Vec<_>>(), [ids[1]], "what is under way stays");
}

#[test]
fn what_was_cancelled_comes_back_cancelled() {
    let entry = Entry::new(&media("a"), &crate::download::FetchPlan::into(std::path::Path::new("/data")));
    let mut jobs = Jobs::default();
    let entry = Entry { cancelled: true, ..entry };
    jobs.add_earlier(vec![EarlierJob { entry, begun: Some(big(SMALL * 2)), kept: SMALL * 2 }]);
    let job = jobs.get(0).unwrap();
    assert_eq!((&job.state, job.progress.done, job.kept), (&JobState::Cancelled, SMALL * 2, SMALL * 2));
    assert!(jobs.unfinished()[0].cancelled && jobs.start_next().is_empty());
}

#[test]
fn the_rate_is_bytes_over_time_and_the_rest_follows_from_it() {
    let mut jobs = Jobs::default();
    let id = jobs.add(order("a"));
    jobs.started(id);
    let start = Instant::now();
    for second in 0..5 {
        jobs.progressed(id, progress(second * 100), start + Duration::from_secs(second));
    }
    let job = jobs.get(0).unwrap();
    assert_eq!(job.rate().map(f64::round), Some(100.0));
    assert_eq!(job.time_left().map(|left| left.as_secs()), Some(6));
}
