//! What is watched: looked at, told once, in each of the ways.

use std::fs;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::city::{City, SET};
use crate::common::home::Ran;
use crate::common::server::Answer;

/// A dataset that can be changed between two looks.
struct Watched {
    city: City,
    record: Arc<Mutex<Option<Value>>>,
}

impl Watched {
    async fn new() -> Self {
        let city = City::new().await;
        let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/rudi/dataset.open.json");
        let record: Value = serde_json::from_slice(&fs::read(fixture).unwrap()).unwrap();
        let record = Arc::new(Mutex::new(Some(record)));
        let said = record.clone();
        city.server.on(&format!("/konsult/v1/datasets/{SET}/metadatas"), move |_| match &*said.lock().unwrap() {
            Some(record) => Answer::json(record),
            None => Answer::raw("text/plain", b"gone".to_vec()).with_status(404),
        });
        city.server.on(LIST, |_| Answer::json(&json!({"total": 1, "items": []})));
        Self { city, record }
    }

    fn run(&self, args: &[&str]) -> Ran {
        self.city.run(args)
    }

    fn change(&self, change: impl FnOnce(&mut Value)) {
        change(self.record.lock().unwrap().as_mut().unwrap());
    }

    /// The kinds of the events of a run, and its exit code.
    fn events(&self) -> (Vec<String>, i32) {
        let ran = self.run(&["watch", "run", "--json"]);
        let told: Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
        let word = |event: &Value| event["kind"].as_str().unwrap().to_owned();
        (told["events"].as_array().unwrap().iter().map(word).collect(), ran.code)
    }
}

/// What tells whether the portal answers at all.
const LIST: &str = "/konsult/v1/datasets/metadatas";
const ADDRESS: &str = "city/4a82fdb8-6c1a-4df6-bd87-b376c466a218";

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_told_once_and_nothing_is_no_news() {
    let watched = Watched::new().await;
    let ran = watched.run(&["watch", ADDRESS]);
    assert!(ran.code == 0 && ran.out.contains(&format!("Watched from now on: {ADDRESS}")), "{ran:?}");
    assert!(watched.run(&["watch", ADDRESS]).out.contains("Watched already"));
    assert_eq!(watched.events(), (vec![], 0));
    watched.change(|it| it["available_formats"][0]["checksum"]["hash"] = "ab".repeat(32).into());
    assert_eq!(watched.events(), (vec!["changed_media".into()], 9));
    assert_eq!(watched.events(), (vec![], 0), "it was told");
    watched.change(|it| drop(it["available_formats"].as_array_mut().unwrap().pop()));
    assert_eq!(watched.events(), (vec!["gone_media".into()], 9));
    let kept = watched.record.lock().unwrap().take();
    assert_eq!(watched.events(), (vec!["gone_dataset".into()], 9));
    assert_eq!(watched.events(), (vec![], 0), "it stays gone");
    assert!(watched.run(&["watch"]).out.contains("gone from its portal"));
    *watched.record.lock().unwrap() = kept;
    assert_eq!(watched.events(), (vec!["new_dataset".into()], 9), "it came back");
    assert_eq!(watched.events(), (vec![], 0));
    let list: Value = serde_json::from_str(&watched.run(&["watch", "--json"]).out).unwrap();
    assert_eq!((&list["watched"][0]["what"], &list["watched"][0]["number"]), (&"dataset".into(), &1.into()));
    assert_eq!(watched.run(&["watch", "remove", "2"]).code, 4);
    assert!(watched.run(&["watch", "remove", "1"]).out.contains("No longer watched"));
    assert!(watched.run(&["watch"]).err.contains("Nothing is watched"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_that_fails_is_told_and_nothing_is_forgotten() {
    let watched = Watched::new().await;
    assert_eq!(watched.run(&["watch", ADDRESS]).code, 0);
    assert_eq!(watched.run(&["watch", "city/00000000-0000-0000-0000-000000000000"]).code, 4, "it never was there");
    watched.city.server.on(&format!("/konsult/v1/datasets/{SET}/metadatas"), |_| {
        Answer::raw("text/plain", b"no".to_vec()).with_status(400)
    });
    let ran = watched.run(&["watch", "run"]);
    assert!(ran.code != 0 && ran.code != 9 && ran.err.contains("city"), "{ran:?}");
    let said = watched.record.clone();
    watched.city.server.on(&format!("/konsult/v1/datasets/{SET}/metadatas"), move |_| {
        Answer::json(said.lock().unwrap().as_ref().unwrap())
    });
    watched.change(|it| it["available_formats"][0]["file_size"] = 7.into());
    assert_eq!(watched.events(), (vec!["changed_media".into()], 9), "against what was seen before it failed");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn news_go_into_a_feed_and_to_a_program_without_a_shell() {
    let watched = Watched::new().await;
    assert_eq!(watched.run(&["watch", ADDRESS]).code, 0);
    watched.change(|it| it["available_formats"][0]["media_name"] = "<b>$(touch x)</b> & co".into());
    let ran = watched.run(&["watch", "run", "--feed", "news.xml", "--exec", "tee", "told $HOME.jsonl"]);
    assert_eq!(ran.code, 9, "{ran:?}");
    let told = fs::read_to_string(watched.city.home.path("told $HOME.jsonl")).unwrap();
    let event: Value = serde_json::from_str(told.lines().next().unwrap()).unwrap();
    assert_eq!((&event["kind"], &event["changes"][0]["field"]), (&json!("changed_media"), &json!("title")));
    let feed = fs::read_to_string(watched.city.home.path("news.xml")).unwrap();
    assert!(feed.contains("&lt;b&gt;$(touch x)") && feed.matches("<entry>").count() == 1, "{feed}");
    assert!(!watched.city.home.path("x").exists());
    let ran = watched.run(&["watch", "run", "--feed", "news.xml", "--exec", "false"]);
    assert_eq!(ran.code, 0, "nothing is new, and nobody is called: {ran:?}");
    assert_eq!(fs::read_to_string(watched.city.home.path("news.xml")).unwrap().matches("<entry>").count(), 1);
    watched.change(|it| it["available_formats"][0]["file_size"] = 7.into());
    let ran = watched.run(&["watch", "run", "--exec", "false"]);
    assert!(ran.code == 1 && ran.err.contains("false: it failed (exit code 1)"), "{ran:?}");
    assert!(ran.out.contains("changed file"), "{ran:?}");
    fs::write(watched.city.home.path("mine.xml"), "<feed>mine</feed>").unwrap();
    let ran = watched.run(&["watch", "run", "--feed", "mine.xml"]);
    assert!(
        ran.code == 2 && fs::read_to_string(watched.city.home.path("mine.xml")).unwrap().contains("mine"),
        "{ran:?}"
    );
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_took_is_told_again() {
    let watched = Watched::new().await;
    assert_eq!(watched.run(&["watch", ADDRESS]).code, 0);
    let full = |args: &[&str]| {
        let stdout = fs::File::options().write(true).open("/dev/full").unwrap();
        let ran = tokio::task::block_in_place(|| watched.city.home.command(args).stdout(stdout).output().unwrap());
        ran.status.code().unwrap()
    };
    let run = |args: &[&str]| watched.run(args).code;
    type Case<'c> = (&'c dyn Fn(&[&str]) -> i32, &'c [&'c str], i32);
    let table: [Case<'_>; 4] = [
        (&run, &["watch", "run", "--exec", "/nope/prog"], 1),
        (&run, &["watch", "run", "--exec", "sh", "-c", "kill -9 $$"], 1),
        (&full, &["watch", "run"], 7),
        (&full, &["watch", "run", "--json", "--exec", "true"], 7),
    ];
    for (n, (run, args, code)) in table.into_iter().enumerate() {
        watched.change(|it| it["available_formats"][0]["file_size"] = (n + 1).into());
        assert_eq!(run(args), code, "{args:?}");
        let ran = watched.run(&["watch", "run", "--exec", "tee", "told.jsonl"]);
        let told = fs::read_to_string(watched.city.home.path("told.jsonl")).unwrap();
        assert!(ran.code == 9 && told.lines().count() == 1, "{args:?}: {ran:?}");
        assert_eq!(watched.events(), (vec![], 0), "{args:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_portal_any_more_says_nothing_of_its_datasets() {
    let watched = Watched::new().await;
    assert_eq!(watched.run(&["watch", ADDRESS]).code, 0);
    let page = || Answer::raw("text/html", b"<!DOCTYPE html><title>404</title>".to_vec()).with_status(404);
    let kept = watched.record.lock().unwrap().take();
    watched.city.server.on(LIST, move |_| page());
    for _ in 0..2 {
        assert_eq!(watched.events(), (vec![], 5), "nobody who knows says that it is gone");
    }
    *watched.record.lock().unwrap() = kept;
    assert_eq!(watched.events(), (vec![], 0), "it is as it was");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_run_looks_at_a_time() {
    let watched = Watched::new().await;
    assert_eq!(watched.run(&["watch", ADDRESS]).code, 0);
    assert_eq!(watched.events(), (vec![], 0));
    let lock = watched.city.home.files().into_iter().find(|path| path.ends_with("watch-run.lock")).unwrap();
    let lock = fs::File::options().write(true).open(lock).unwrap();
    lock.lock().unwrap();
    watched.change(|it| it["available_formats"][0]["file_size"] = 7.into());
    let ran = watched.run(&["watch", "run"]);
    assert!(ran.code == 5 && ran.out.is_empty() && ran.err.contains("another guichet is looking"), "{ran:?}");
    lock.unlock().unwrap();
    assert_eq!(watched.events(), (vec!["changed_media".into()], 9));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_thing_that_several_watch_is_asked_for_and_told_once() {
    let watched = Watched::new().await;
    let media: Vec<String> = {
        let record = watched.record.lock().unwrap();
        let formats = record.as_ref().unwrap()["available_formats"].as_array().unwrap();
        formats.iter().map(|it| format!("{ADDRESS}/{}", it["media_id"].as_str().unwrap())).collect()
    };
    assert_eq!(watched.run(&["watch", ADDRESS, &media[0], &media[1]]).code, 0);
    let path = format!("/konsult/v1/datasets/{SET}/metadatas");
    watched.change(|it| it["available_formats"][0]["file_size"] = 7.into());
    watched.change(|it| it["resource_title"] = "Autre".into());
    let before = watched.city.server.asked(&path).len();
    let ran = watched.run(&["watch", "run", "--jsonl", "--feed", "news.xml"]);
    assert_eq!((ran.code, ran.out.lines().count()), (9, 2), "{ran:?}");
    assert_eq!(watched.city.server.asked(&path).len(), before + 1);
    let feed = fs::read_to_string(watched.city.home.path("news.xml")).unwrap();
    assert_eq!(feed.matches("<entry>").count(), 2, "{feed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_that_cannot_answer_is_asked_once_and_left_alone_as_long_as_it_asks_for() {
    let other = "00000000-0000-4000-8000-000000000001";
    let path = |set: &str| format!("/konsult/v1/datasets/{set}/metadatas");
    for (status, header, asked_again) in [(429, "3600", false), (503, "3600", false), (503, "", true)] {
        let watched = Watched::new().await;
        let server = &watched.city.server;
        let said = watched.record.clone();
        server.on(&path(other), move |_| {
            let mut record = said.lock().unwrap().clone().unwrap();
            record["global_id"] = other.into();
            Answer::json(&record)
        });
        assert_eq!(watched.run(&["watch", ADDRESS, &format!("city/{other}")]).code, 0);
        for set in [SET, other] {
            server.on(&path(set), move |_| {
                let answer = Answer::raw("text/plain", b"later".to_vec()).with_status(status);
                if header.is_empty() { answer } else { answer.header("retry-after", header) }
            });
        }
        let count = || (server.asked(&path(SET)).len(), server.asked(&path(other)).len());
        let before = count();
        let ran = watched.run(&["watch", "run", "--json"]);
        let told: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(told["errors"].as_array().map(Vec::len), Some(2), "{ran:?}");
        assert!(!ran.out.contains("download"), "{ran:?}");
        let first = count();
        assert!(first.0 > before.0 && first.1 == before.1, "{status}: {before:?} {first:?}");
        let ran = watched.run(&["watch", "run"]);
        assert!(ran.code == 5 || ran.code == 8, "{ran:?}");
        assert_eq!(count() != first, asked_again, "{status} {header}: {ran:?}");
        assert_eq!(ran.err.contains("asked not to be asked before"), !asked_again, "{ran:?}");
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn what_a_program_prints_is_not_among_the_results() {
    let watched = Watched::new().await;
    assert_eq!(watched.run(&["watch", ADDRESS]).code, 0);
    watched.change(|it| it["available_formats"][0]["file_size"] = 7.into());
    let ran = watched.run(&["watch", "run", "--json", "--exec", "cat"]);
    let told: Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
    assert!(told["events"].as_array().unwrap().len() == 1 && ran.err.contains("changed_media"), "{ran:?}");
    watched.change(|it| it["available_formats"][0]["file_size"] = 8.into());
    let ran = watched.run(&["watch", "run", "--lang", "fr", "--exec", "sh", "-c", "cat; exit 3"]);
    assert!(ran.code == 1 && ran.err.contains("sh\u{a0}: il a échoué (code de sortie 3)"), "{ran:?}");
    assert!(ran.out.contains("taille") && ran.out.contains("8\u{a0}o"), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn options_of_all_commands_stand_before_one_of_these_too() {
    let watched = Watched::new().await;
    assert_eq!(watched.run(&["watch", ADDRESS]).code, 0);
    let table: [(&[&str], i32); 7] = [
        (&["watch", "--json", "run"], 0),
        (&["watch", "-q", "run"], 0),
        (&["watch", "--lang", "fr", "run", "--json"], 0),
        (&["watch", "--expires-within", "9d", "run"], 2),
        (&["watch", "--json", "remove", "1"], 0),
        (&["portals", "--json", "reset", "city"], 0),
        (&["portals", "--known", "reset", "city"], 2),
    ];
    table.into_iter().for_each(|(args, code)| {
        let ran = watched.run(args);
        assert_eq!(ran.code, code, "{args:?}: {ran:?}");
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_tells_of_datasets_that_were_not_found_before() {
    let (_demo, home) = crate::common::demo::signed_in().await;
    let run = |args: &[&str]| tokio::task::block_in_place(|| home.run(args, ""));
    let ran = run(&["watch", "--search", "eau", "--portal", "udata"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(run(&["watch", "run"]).code, 0);
    // As if one had not been there.
    let path = home.files().into_iter().find(|path| path.ends_with("watch.json")).unwrap();
    let mut kept: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let found = kept["content"]["list"][0]["seen"]["found"].as_array_mut().unwrap();
    let gone = found.pop().unwrap();
    fs::write(&path, kept.to_string()).unwrap();
    let ran = run(&["watch", "run", "--jsonl"]);
    let event: Value = serde_json::from_str(ran.out.lines().next().unwrap()).unwrap();
    assert_eq!((ran.code, &event["kind"], &event["address"]), (9, &json!("new_dataset"), &gone), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timer_is_written_for_systemd_or_printed_for_cron() {
    let watched = Watched::new().await;
    let ran = watched.run(&["watch", "install", "--cron", "--feed", "news.xml"]);
    assert!(
        ran.code == 0 && ran.out.contains(" 6 * * * ") && ran.out.contains("watch run --quiet --feed /"),
        "{ran:?}"
    );
    let line = |args: &[&str]| watched.run(&[&["watch", "install", "--cron"], args].concat());
    let config = watched.city.home.config();
    let ran =
        line(&["--config", config.to_str().unwrap(), "--lang", "fr", "--every", "6h", "--exec", "./my hook.sh", "./x"]);
    let hook = watched.city.home.path("my hook.sh");
    for part in [" */6 * * * ", &format!("--config {} ", config.display()), "--lang fr"] {
        assert!(ran.code == 0 && ran.out.contains(part), "{part}: {ran:?}");
    }
    assert!(ran.out.trim_end().ends_with(&format!("--exec '{}' ./x", hook.display())), "{ran:?}");
    assert!(line(&["--exec", "notify-send"]).out.trim_end().ends_with("--exec notify-send"));
    for never in ["7h", "36h", "30d"] {
        let ran = line(&["--every", never]);
        assert!(ran.code == 2 && ran.out.is_empty() && ran.err.contains(never), "{ran:?}");
    }
    let nobody = crate::common::home::Home::new().set("GUICHET_SECRETS", "memory");
    nobody.write_config("");
    let ran = nobody.run(&["watch", "--search", "eau"], "");
    assert!(ran.code == 2 && ran.err.contains("search"), "nobody would be asked: {ran:?}");
    for wrong in ["0d", "x", "3", "1y", "-1d", ""] {
        assert_eq!(watched.run(&["watch", "install", "--every", wrong]).code, 2, "{wrong}");
    }
    for wrong in ["soon", "-1d", "d"] {
        assert_eq!(watched.run(&["watch", "--expires-within", wrong]).code, 2, "{wrong}");
    }
}

#[test]
fn credentials_that_end_are_told_to_cron_and_to_calendars() {
    let demo = crate::common::demo::Demo::start();
    let mut home = crate::common::home::Home::new().set("GUICHET_SECRETS", "memory");
    home.env.extend(demo.env.clone());
    let status =
        |days: &str, more: &[&str]| home.run(&[&["auth", "status", "--expires-within", days], more].concat(), "");
    let all = status("36500d", &["--json"]);
    let portals: Value = serde_json::from_str(&all.out).unwrap();
    let names: Vec<&str> =
        portals["portals"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert!(all.code == 9 && names.contains(&"api-entreprise"), "{all:?}");
    let none = status("0", &[]);
    assert!(none.code == 0 && none.err.contains("No credential ends within 0 days"), "{none:?}");
    let calendar = status("36500", &["--ics"]);
    assert_eq!(calendar.out.matches("BEGIN:VEVENT\r\n").count(), names.len(), "{calendar:?}");
    assert_eq!(home.run(&["watch", "--expires-within", "36500d"], "").code, 0);
    let ran = home.run(&["watch", "run"], "");
    assert!(ran.code == 0 && ran.out.is_empty(), "it was told when it was added: {ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_that_could_not_be_asked_are_no_good_news() {
    let watched = Watched::new().await;
    let home = &watched.city.home;
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    home.write_config(&format!("[portals.city]\nkind = \"ckan\"\nurl = \"http://{closed}\"\nsign_in = \"api-key\"\n"));
    let run = |args: &[&str]| {
        let mut command = home.command(args);
        command.env("GUICHET_CITY_API_KEY", "Zk7qY-key-Xw93");
        let ran = tokio::task::block_in_place(|| command.output().unwrap());
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (ran.status.code().unwrap(), text(ran.stdout), text(ran.stderr))
    };
    let (code, _, said) = run(&["auth", "status", "--expires-within", "90d"]);
    assert!(code == 5 && !said.contains("No credential ends") && said.contains("city"), "{said}");
    let (code, told, said) = run(&["auth", "status", "--expires-within", "90d", "--json"]);
    assert!(code == 5 && told.contains("\"kind\":\"network\""), "{told} {said}");
    assert_eq!(run(&["watch", "--expires-within", "90d"]).0, 5);
    let (code, told, said) = run(&["watch", "run", "--json"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert!(code == 5 && told["error"]["exit"] == 5 && told["errors"][0]["kind"] == "network", "{told} {said}");
}
