//! `list --all` of long listings: rows as they come, in memory that does not grow, interrupted and gone on with.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::common::home::{Home, Ran};
use crate::common::server::{Answer, Request, Server};

const PATH: &str = "/api/3/action/package_search";
/// Datasets of a page, however many are asked for.
const PAGE: usize = 10;

fn dataset(number: usize) -> Value {
    json!({"id": format!("set-{number:05}"), "name": format!("set-{number:05}"), "title": format!("Jeu {number}")})
}

/// What a CKAN portal of so many datasets answers.
fn page(request: &Request, datasets: usize, size: usize) -> Answer {
    let start = request.number("start");
    let results: Vec<Value> = (start..datasets.min(start + size)).map(dataset).collect();
    Answer::json(&json!({"success": true, "result": {"count": datasets, "results": results}}))
}

/// A portal of so many datasets, and a home where it is configured.
async fn portal(datasets: usize) -> (Server, Home) {
    let (server, home) = (Server::start().await, Home::new());
    server.on(PATH, move |request| page(request, datasets, PAGE));
    home.write_config(&format!("[portals.p]\nkind = \"ckan\"\nurl = \"{}\"\n", server.url));
    (server, home)
}

fn run(home: &Home, args: &[&str]) -> Ran {
    tokio::task::block_in_place(|| home.run(args, ""))
}

fn addresses(out: &str) -> Vec<String> {
    out.lines().map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
}

/// Answers with 503 from this row on.
fn breaks(server: &Server, datasets: usize, from: usize) {
    server.on(PATH, move |request| match request.number("start") < from {
        true => page(request, datasets, PAGE),
        false => Answer::status(503),
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_before_a_failure_is_there_and_the_next_run_goes_on() {
    let (server, home) = portal(95).await;
    breaks(&server, 95, 40);
    let first = run(&home, &["list", "p/all", "--all"]);
    assert_eq!((first.code, addresses(&first.out).len()), (5, 40), "{first:?}");
    assert!(first.err.contains("--resume"), "{}", first.err);

    server.on(PATH, |request| page(request, 95, PAGE));
    let asked = server.asked(PATH).len();
    let second = run(&home, &["list", "p/all", "--all", "--resume"]);
    assert_eq!((second.code, addresses(&second.out).len()), (0, 55), "{second:?}");
    assert!(second.err.contains("40 rows"), "{}", second.err);
    assert_eq!(server.asked(PATH).len() - asked, 7, "the last page again, and those after it");
    let all: HashSet<String> = addresses(&first.out).into_iter().chain(addresses(&second.out)).collect();
    assert_eq!(all.len(), 95);

    let third = run(&home, &["list", "p/all", "--resume"]);
    assert_eq!((third.code, addresses(&third.out).len()), (0, 95), "it had come to its end");
    assert!(third.err.contains("begins with the first row"), "{}", third.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_begins_again_where_the_question_or_the_catalogue_is_another() {
    let (server, home) = portal(95).await;
    let stop = |datasets: usize| {
        breaks(&server, datasets, 40);
        assert_eq!(run(&home, &["list", "p/all", "--all"]).code, 5);
        server.on(PATH, move |request| page(request, datasets, PAGE));
    };
    let resumed = |more: &[&str]| run(&home, &[&["list", "p/all", "--all", "--resume"], more].concat());
    stop(95);
    let other = resumed(&["--sort", "title"]);
    assert_eq!(addresses(&other.out).len(), 95);
    assert!(other.err.contains("begins with the first row"), "{}", other.err);
    let same = resumed(&[]);
    assert_eq!(addresses(&same.out).len(), 55, "another question has changed nothing for this one");

    stop(95);
    server.on(PATH, |request| page(request, 96, PAGE));
    let grown = resumed(&[]);
    assert_eq!(addresses(&grown.out).len(), 96);
    assert!(grown.err.contains("changed"), "{}", grown.err);

    stop(95);
    server.on(PATH, |request| {
        let start = request.number("start");
        let results: Vec<Value> = (start..95.min(start + PAGE)).rev().map(dataset).collect();
        Answer::json(&json!({"success": true, "result": {"count": 95, "results": results}}))
    });
    let turned = resumed(&["--json"]);
    let turned: Value = serde_json::from_str(&turned.out).unwrap();
    assert_eq!(turned["items"].as_array().unwrap().len(), 95);
    assert!(turned["warnings"][0].as_str().unwrap().contains("changed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_in_the_middle_leaves_whole_json() {
    let (server, home) = portal(95).await;
    breaks(&server, 95, 40);
    let broken = run(&home, &["list", "p/all", "--all", "--json"]);
    let document: Value = serde_json::from_str(&broken.out).unwrap();
    assert_eq!((broken.code, document["items"].as_array().unwrap().len()), (5, 40));
    assert_eq!((&document["total"], &document["truncated"]), (&json!(95), &json!(true)));
    assert_eq!((&document["error"]["kind"], &document["error"]["exit"]), (&json!("unavailable"), &json!(5)));

    breaks(&server, 95, 0);
    let nothing = run(&home, &["list", "p/all", "--all", "--json"]);
    let document: Value = serde_json::from_str(&nothing.out).unwrap();
    assert!(nothing.code == 5 && document.as_object().unwrap().keys().eq(["schema", "error"]), "{document}");

    server.on(PATH, |request| page(request, 95, PAGE));
    for (args, rows, is_cut) in
        [(&["--all"][..], 95, false), (&["--limit", "95"], 95, false), (&["--limit", "7"], 7, true)]
    {
        let ran = run(&home, &[&["list", "p/all", "--json"], args].concat());
        let document: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!((document["items"].as_array().unwrap().len(), &document["truncated"]), (rows, &json!(is_cut)));
        assert_eq!((&document["total"], &document["error"]), (&json!(95), &Value::Null));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listing_that_ends_before_what_the_portal_counts_says_so() {
    let (server, home) = portal(95).await;
    // From row 40 on there is nothing, whatever it counts.
    let ends_early = |told: usize| {
        server.on(PATH, move |request| {
            let start = request.number("start");
            let results: Vec<Value> = (start..40.min(start + PAGE)).map(dataset).collect();
            Answer::json(&json!({"success": true, "result": {"count": told, "results": results}}))
        });
    };
    for (told, args, is_said) in [
        (95, &["--all"][..], true),
        (95, &["--limit", "60"], true),
        (95, &["--limit", "40"], false),
        (95, &["--limit", "20"], false),
        (40, &["--all"], false),
    ] {
        ends_early(told);
        let ran = run(&home, &[&["list", "p/all"], args].concat());
        let said = "counts 95 rows, but gives none beyond 40";
        assert_eq!((ran.code, ran.err.contains(said)), (0, is_said), "{told} {args:?} {ran:?}");
        assert!(!ran.err.contains("gave no more"), "said once: {ran:?}");
        let document: Value =
            serde_json::from_str(&run(&home, &[&["list", "p/all", "--json"], args].concat()).out).unwrap();
        assert_eq!(document["warnings"].to_string().contains(said), is_said, "{told} {args:?} {document}");
    }
}

/// Sends the signal once the page from this row on is asked for.
#[cfg(unix)]
async fn interrupted(args: &[&str]) -> (Ran, Home, Server) {
    use rustix::process::{Pid, Signal, kill_process};
    let (server, home) = portal(300).await;
    let pid: Arc<Mutex<Option<Pid>>> = Arc::default();
    let of_route = pid.clone();
    server.on(PATH, move |request| {
        if request.number("start") == 100 {
            kill_process(of_route.lock().unwrap().unwrap(), Signal::INT).unwrap();
        }
        page(request, 300, PAGE)
    });
    let ran = tokio::task::block_in_place(|| {
        let mut holds_first_request = pid.lock().unwrap();
        let child = home.command(args).spawn().unwrap();
        *holds_first_request = Pid::from_raw(child.id() as i32);
        drop(holds_first_request);
        let ended = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { code: ended.status.code().expect("it ends by itself"), out: text(ended.stdout), err: text(ended.stderr) }
    });
    server.on(PATH, |request| page(request, 300, PAGE));
    (ran, home, server)
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_keeps_what_has_come_and_the_next_run_goes_on() {
    let (first, home, _server) = interrupted(&["list", "p/all", "--all"]).await;
    let before = addresses(&first.out);
    assert_eq!(first.code, 130, "{first:?}");
    assert!((100..300).contains(&before.len()) && before.len().is_multiple_of(PAGE), "{}", before.len());
    let second = run(&home, &["list", "p/all", "--all", "--resume"]);
    let after = addresses(&second.out);
    let all: HashSet<&String> = before.iter().chain(&after).collect();
    assert_eq!((second.code, before.len() + after.len(), all.len()), (0, 300, 300), "{}", second.err);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_leaves_whole_json() {
    let (ran, ..) = interrupted(&["list", "p/all", "--all", "--json"]).await;
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.code, &document["truncated"], &document["total"]), (130, &json!(true), &json!(300)));
    assert!(document["items"].as_array().unwrap().len() >= 100);
}

/// What the kernel says that it has had at most, in KiB.
#[cfg(target_os = "linux")]
fn peak(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// All rows at once would take 20 MiB and more.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn the_memory_of_a_listing_does_not_grow_with_its_rows() {
    const DATASETS: usize = 20_000;
    const SIZE: usize = 200;
    const GROWTH: u64 = 8 << 10;
    for args in [&["list", "p/all", "--all"][..], &["list", "p/all", "--all", "--json"]] {
        let (server, home) = portal(0).await;
        let pid: Arc<Mutex<u32>> = Arc::default();
        let peaks: Arc<Mutex<Vec<u64>>> = Arc::default();
        let (of_route, told) = (pid.clone(), peaks.clone());
        server.on(PATH, move |request| {
            told.lock().unwrap().push(peak(*of_route.lock().unwrap()));
            page(request, DATASETS, SIZE)
        });
        let rows = tokio::task::block_in_place(|| {
            let mut holds_first_request = pid.lock().unwrap();
            let child = home.command(args).spawn().unwrap();
            *holds_first_request = child.id();
            drop(holds_first_request);
            let ended = child.wait_with_output().unwrap();
            assert_eq!(ended.status.code(), Some(0));
            String::from_utf8(ended.stdout).unwrap().matches("p/set-").count()
        });
        let peaks = peaks.lock().unwrap();
        let growth = peaks[peaks.len() - 1] - peaks[10];
        assert_eq!((rows, peaks.len()), (DATASETS, DATASETS / SIZE));
        assert!(growth < GROWTH, "{growth} KiB more after {DATASETS} rows than after {}", 10 * SIZE);
    }
}

/// Above the rows there may be more than a terminal's height; below them it is told how many there are still to come.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_shows_how_far_it_is() {
    use crate::common::term::Term;
    let (server, home) = portal(95).await;
    let (go_on, waits) = std::sync::mpsc::channel::<()>();
    server.on(PATH, move |request| {
        if request.number("start") == 50 {
            waits.recv().unwrap();
        }
        page(request, 95, PAGE)
    });
    let env: Vec<(&str, &str)> = home.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let code = tokio::task::block_in_place(|| {
        let mut term = Term::spawn(100, 30, &["list", "p/all", "--all"], &env);
        term.shows("50 of 95 rows");
        go_on.send(()).unwrap();
        let screen = term.until("all rows, and no more of how far it is", |screen| {
            let text = screen.contents();
            text.contains("set-00094") && !text.contains(" of 95 rows")
        });
        assert!(screen.contains("set-00090"), "{screen}");
        term.end().exit_code()
    });
    assert_eq!(code, 0);
}

/// Only where another limit would bring more: not what the portal counts and never sends.
#[tokio::test(flavor = "multi_thread")]
async fn the_last_line_says_how_many_there_are_where_all_would_bring_them() {
    let table: [(usize, &[&str], Option<&str>); 7] = [
        (250, &[], Some("100 of 250 shown; all of them: guichet list p/all --all")),
        (12_345, &[], Some("100 of 12,345 shown; all of them: guichet list p/all --all")),
        (100, &[], None),
        (95, &[], None),
        (250, &["--limit", "20"], Some("20 of 250 shown; all of them: guichet list p/all --all")),
        (250, &["--all"], None),
        (250, &["--json"], Some("100 of 250 shown; all of them: guichet list p/all --all")),
    ];
    for (datasets, args, expected) in table {
        let (_server, home) = portal(datasets).await;
        let ran = run(&home, &[&["list", "p/all"], args].concat());
        let last = ran.err.lines().last().unwrap_or_default().trim_start_matches("guichet: ");
        assert_eq!((ran.code, last.starts_with(expected.unwrap_or("-"))), (0, expected.is_some()), "{args:?} {ran:?}");
        assert_eq!(ran.err.contains("--all"), expected.is_some(), "{datasets} {args:?} {}", ran.err);
    }
    let (server, home) = portal(0).await;
    server.on(PATH, |request| match request.number("start") < 40 {
        true => page(request, 250, PAGE),
        false => Answer::json(&json!({"success": true, "result": {"count": 250, "results": []}})),
    });
    let ran = run(&home, &["list", "p/all"]);
    assert_eq!((ran.code, addresses(&ran.out).len(), ran.err.contains("--all")), (0, 40, false), "{}", ran.err);
}

/// A feed of these titles and keywords.
async fn feed(datasets: &[(&str, &str)]) -> (Server, Home) {
    let (server, home) = (Server::start().await, Home::new());
    let row = |(number, (title, keyword)): (usize, &(&str, &str))| {
        json!({"identifier": format!("set-{number:03}"), "title": title, "keyword": [keyword],
            "description": "Relevés de la ville, bureau des études"})
    };
    let body = json!({"dataset": datasets.iter().enumerate().map(row).collect::<Vec<_>>()});
    server.answers("/feed", [Answer::json(&body)]);
    home.write_config(&format!("[portals.f]\nkind = \"dcat\"\nurl = \"{}feed\"\n", server.url));
    (server, home)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_in_a_feed_ranks_what_it_finds_over_all_its_pages() {
    let mut datasets = vec![("Panneaux", "voirie"), ("Fontaines", "eau"), ("Réseau d’eau", ""), ("Bancs", "")];
    let many: Vec<String> = (0..250).map(|n| format!("Bureaux {n}")).collect();
    datasets.extend(many.iter().map(|title| (title.as_str(), "")));
    datasets.extend([("Qualité des eaux", ""), ("Eau", "")]);
    let (_server, home) = feed(&datasets).await;
    let found = |words: &str| -> Vec<String> {
        let ran = run(&home, &["list", "f/all", "--all", "--query", words, "--json"]);
        let document: Value = serde_json::from_str(&ran.out).unwrap();
        document["items"].as_array().unwrap().iter().map(|it| it["title"].as_str().unwrap().to_owned()).collect()
    };
    let eau = found("eau");
    assert_eq!(eau.len(), datasets.len(), "it is in the description of all: bureau");
    assert_eq!(eau[..5], ["Eau", "Réseau d’eau", "Qualité des eaux", "Fontaines", "Panneaux"]);
    assert_eq!(eau[5..255], many, "of equals the feed's order");
    assert_eq!(eau[255], "Bancs");
    assert_eq!(found("EAUX")[..4], eau[..4]);
}
