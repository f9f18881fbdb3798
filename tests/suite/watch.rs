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
    let (events, code) = watched.events();
    assert!(code == 9 && events.contains(&"new_media".to_owned()), "it came back: {events:?}");
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
    assert!(ran.code == 1 && ran.err.contains("exit code 1") && ran.out.contains("changed file"), "{ran:?}");
    fs::write(watched.city.home.path("mine.xml"), "<feed>mine</feed>").unwrap();
    let ran = watched.run(&["watch", "run", "--feed", "mine.xml"]);
    assert!(
        ran.code == 2 && fs::read_to_string(watched.city.home.path("mine.xml")).unwrap().contains("mine"),
        "{ran:?}"
    );
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
