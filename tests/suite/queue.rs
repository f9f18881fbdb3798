//! Downloads that have not ended: the next run knows of them, and goes on.

use std::fs;

use serde_json::Value;

use crate::city::{City, LENGTH, SET, begun, begun_and_killed, body, whole};
use crate::common::server::Answer;

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_is_remembered_and_gone_on_with_by_another_run() {
    let city = City::new().await;
    city.server.answers("/files/one.csv", [whole()]);
    city.server.answers("/files/two.csv", [Answer::status(503).header("retry-after", "60")]);
    assert_eq!(city.get().code, 5, "one of the two is down");

    let queue = city.queue();
    assert_eq!(queue.len(), 1, "{queue:?}");
    assert!(queue[0]["error"].as_str().unwrap().contains("down for now"), "{queue:?}");
    assert_eq!(queue[0]["folder"], city.home.path("data").to_str().unwrap());
    let said = city.run(&["queue"]);
    assert!(said.out.contains("not begun") && said.err.contains("queue resume"), "{} {}", said.out, said.err);

    city.server.answers("/files/two.csv", [whole()]);
    let resumed = city.run(&["queue", "resume", "--json"]);
    assert_eq!(resumed.code, 0, "{}", resumed.err);
    let file: Value = serde_json::from_str(&resumed.out).unwrap();
    assert_eq!((&file["verdict"], &file["address"]), (&"verified".into(), &queue[0]["address"]));
    assert!(fs::read(city.home.path("data/two.csv")).unwrap() == body());
    assert_eq!(city.queue(), Vec::<Value>::new());
}

/// What another try cannot change is reported once, and is no unfinished business.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_not_remembered_and_the_rest_can_be_forgotten() {
    let city = City::new().await;
    city.server.answers("/files/one.csv", [Answer::status(404)]);
    city.server.answers("/files/two.csv", [Answer::status(503).header("retry-after", "60")]);
    assert_ne!(city.get().code, 0);
    assert_eq!(city.queue().len(), 1);
    assert_eq!(city.run(&["queue", "clear"]).code, 0);
    assert_eq!(city.queue(), Vec::<Value>::new());
    let nothing = city.run(&["queue", "resume"]);
    assert!(nothing.code == 0 && nothing.err.contains("nothing is unfinished"), "{}", nothing.err);
}

/// A run that is killed has written down what it was about to do, and how far it came.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_run_is_gone_on_with_where_it_was() {
    let city = City::new().await;
    tokio::task::block_in_place(|| begun_and_killed(&city));
    let queue = city.queue();
    assert!(queue.len() == 1 && queue[0]["bytes"].as_u64().is_some_and(|it| it > 0), "{queue:?}");
    assert_eq!(queue[0]["total"], LENGTH);
    let resumed = city.run(&["queue", "resume", "--json"]);
    let file: Value = serde_json::from_str(&resumed.out).unwrap();
    assert_eq!((&file["verdict"], &file["resumed_from"]), (&"verified".into(), &queue[0]["bytes"]), "{file}");
    assert_eq!(city.queue(), Vec::<Value>::new());
}

/// One by one, and with what is on the disk; what has vanished says so until then.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn what_has_vanished_stays_on_the_list_until_it_is_removed() {
    let city = City::new().await;
    tokio::task::block_in_place(|| begun_and_killed(&city));
    city.server.answers("/files/one.csv", [Answer::status(503).header("retry-after", "60")]);
    let one = format!("city/{SET}/acfe8ee1-27c1-44f4-a013-7ee18225dddd");
    assert_eq!(city.run(&["get", &one, "-o", "data", "--max-wait", "1s"]).code, 5);
    city.server.answers(&format!("/konsult/v1/datasets/{SET}/metadatas"), [Answer::status(404)]);
    assert_eq!(city.run(&["queue", "resume"]).code, 4);
    let queue = city.queue();
    assert_eq!(queue.len(), 2, "{queue:?}");
    assert!(queue.iter().all(|it| it["error"].as_str().unwrap().contains("404")), "{queue:?}");

    let listed = city.run(&["queue"]).out;
    assert!(listed.starts_with("1  city/") && listed.contains("\n2  city/"), "{listed}");
    let removed = city.run(&["queue", "remove", "1"]);
    assert!(removed.code == 0 && removed.err.contains("two.csv") || removed.err.contains("ecc38c75"), "{removed:?}");
    assert_eq!(fs::read_dir(city.home.path("data")).unwrap().count(), 0, "the journal too");
    assert_eq!(city.queue().len(), 1);
    assert_eq!(city.run(&["queue", "remove", &one]).code, 0);
    assert_eq!(city.queue().len(), 0);
    assert_eq!(city.run(&["queue", "remove", &one]).code, 4);
}

/// What somebody writes at this moment is not taken from under them.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn what_is_being_written_is_not_removed() {
    let city = City::new().await;
    let mut child = tokio::task::block_in_place(|| begun(&city));
    let refused = city.run(&["queue", "remove", "1"]);
    assert!(refused.code == 7 && refused.err.contains("is writing this file"), "{refused:?}");
    assert_eq!(city.queue().len(), 1);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(city.run(&["queue", "remove", "1"]).code, 0);
}
