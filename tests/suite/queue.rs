//! Downloads that have not ended: the next run knows of them, and goes on.

use std::fs;

use serde_json::Value;

use crate::city::{City, LENGTH, SET, body, whole};
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
    let address = format!("city/{SET}/ecc38c75-3916-4e25-89fd-65548dfcec9f");
    city.server.on("/files/two.csv", |request| match request.header("range") {
        None => whole().header("accept-ranges", "bytes"),
        Some(range) => {
            let from: usize = range.trim_start_matches("bytes=").trim_end_matches('-').parse().unwrap();
            let range = format!("bytes {from}-{}/{LENGTH}", LENGTH - 1);
            let part = Answer::raw("text/csv", &body()[from..]).with_status(206);
            part.header("etag", "\"v1\"").header("content-range", range).header("accept-ranges", "bytes")
        }
    });
    let mut child = city.home.command(&["get", &address, "-o", "data", "--limit-rate", "50K"]).spawn().unwrap();
    let part = city.home.path("data");
    let begun = || {
        let names = fs::read_dir(&part).into_iter().flatten().flatten();
        names
            .into_iter()
            .any(|it| it.path().extension().is_some_and(|it| it == "part") && it.metadata().unwrap().len() > 0)
    };
    while !begun() {
        tokio::task::yield_now().await;
    }
    child.kill().unwrap();
    child.wait().unwrap();

    let queue = city.queue();
    assert!(queue.len() == 1 && queue[0]["bytes"].as_u64().is_some_and(|it| it > 0), "{queue:?}");
    assert_eq!(queue[0]["total"], LENGTH);
    let resumed = city.run(&["queue", "resume", "--json"]);
    let file: Value = serde_json::from_str(&resumed.out).unwrap();
    assert_eq!((&file["verdict"], &file["resumed_from"]), (&"verified".into(), &queue[0]["bytes"]), "{file}");
    assert_eq!(city.queue(), Vec::<Value>::new());
}
