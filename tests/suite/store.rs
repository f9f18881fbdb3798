//! What is kept between runs, as a person meets it: the next start, a portal that is gone, `--offline`.

use std::fs;

use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::common::home::{Home, Ran};
use crate::common::server::{Answer, Server};

const LIST: &str = "/konsult/v1/datasets/metadatas";
const SET: &str = "4a82fdb8-6c1a-4df6-bd87-b376c466a218";
const SET_TITLE: &str = "Comptages de vélos";
/// A page of the catalogue has so many rows.
const PAGE: usize = 100;

/// A portal, which can go away, and a person's home.
struct City {
    home: Home,
    server: Option<(Runtime, Server)>,
}

fn record(id: &str, title: &str, updated: &str) -> Value {
    json!({"global_id": id, "resource_title": title, "dataset_dates": {"updated": updated}})
}

fn uuid(n: usize) -> String {
    format!("00000000-0000-4000-8000-{n:012}")
}

/// The recorded dataset first, one with personal data, then so many others.
fn catalogue(others: usize) -> Vec<Value> {
    let mut personal = record(&uuid(999), "PERSONAL-TITLE", "2024-01-01T00:00:00Z");
    personal["access_condition"] = json!({"confidentiality": {"restricted_access": true, "gdpr_sensitive": true}});
    let first = record(SET, SET_TITLE, "2024-09-02T00:00:00Z");
    let others = (0..others).map(|n| record(&uuid(n), &format!("Jeu {n:03}"), "2024-01-01T00:00:00Z"));
    [first, personal].into_iter().chain(others).collect()
}

fn dataset() -> Value {
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/rudi/dataset.open.json");
    serde_json::from_slice(&fs::read(fixture).unwrap()).unwrap()
}

impl City {
    fn new(records: Vec<Value>) -> Self {
        let runtime = Runtime::new().unwrap();
        let server = runtime.block_on(Server::start());
        let home = Home::new().set("GUICHET_SECRETS", "memory");
        home.write_config(&format!("[portals.city]\nkind = \"rudi\"\nurl = \"{}\"\n", server.url));
        let city = Self { home, server: Some((runtime, server)) };
        city.publishes(records, &dataset());
        city
    }

    fn server(&self) -> &Server {
        &self.server.as_ref().unwrap().1
    }

    /// What the portal answers from now on.
    fn publishes(&self, records: Vec<Value>, dataset: &Value) {
        self.server().on(LIST, move |request| {
            let (from, limit) = (request.number("offset"), request.number("limit"));
            let slice: Vec<Value> = records.iter().skip(from).take(limit).cloned().collect();
            Answer::json(&json!({"total": records.len(), "offset": from, "items": slice}))
        });
        self.server().answers(&format!("/konsult/v1/datasets/{SET}/metadatas"), [Answer::json(dataset)]);
    }

    /// The portal is not there any more: nobody listens on its port.
    fn goes_away(&mut self) {
        self.server = None;
    }

    fn run(&self, args: &[&str]) -> Ran {
        self.home.run(args, "")
    }

    /// Every byte that is kept.
    fn kept(&self) -> Vec<u8> {
        fs::read_dir(self.home.path("cache/guichet"))
            .unwrap()
            .flat_map(|it| fs::read(it.unwrap().path()).unwrap())
            .collect()
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

const AS_OF: &str = "offline: as the portal answered on 20";

#[test]
fn commands_answer_offline_what_was_answered_before() {
    let mut city = City::new(catalogue(3));
    let dataset = format!("city/{SET}");
    let online = [city.run(&["list", "city/all"]), city.run(&["show", &dataset])];
    assert!(online.iter().all(|ran| ran.code == 0), "{online:?}");
    assert!(online[0].out.contains("PERSONAL-TITLE"), "the portal itself is not hidden");
    let asked = city.server().requests().len();
    let offline = [city.run(&["list", "city/all", "--offline"]), city.run(&["--offline", "show", &dataset])];
    assert_eq!(city.server().requests().len(), asked, "nothing is asked, though it could be");

    city.goes_away();
    assert_eq!(city.run(&["list", "city/all"]).code, 5);
    for (before, now) in online.iter().zip(&offline) {
        assert_eq!((now.code, now.err.contains(AS_OF)), (0, true), "{now:?}");
        let rows = |ran: &Ran| -> Vec<String> {
            let lines = ran.out.lines().filter(|line| !line.contains("PERSONAL-TITLE"));
            lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
        };
        assert_eq!(rows(now), rows(before));
    }
    let json = city.run(&["list", "city/all", "--offline", "--json"]);
    let json: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["items"].as_array().unwrap().len(), 4);
    assert!(json["warnings"][0].as_str().unwrap().starts_with(AS_OF), "{json}");
    let found = city.run(&["search", "JEU 001", "--offline"]);
    assert!(found.code == 0 && found.out.contains("Jeu 001") && !found.out.contains("Jeu 002"), "{found:?}");
    assert!(found.err.contains("never asked for these words"), "{found:?}");
    let portals = city.run(&["portals", "--offline"]);
    assert!(portals.out.contains("city") && portals.err.contains("the newest answer kept is of 20"), "{portals:?}");
    assert!(holds(&city.kept(), "Jeu 001") && !holds(&city.kept(), "PERSONAL-TITLE"));
}

/// One in summer time half of the year, two half an hour beside the others, one as POSIX writes them.
#[test]
fn times_are_those_of_the_person_s_zone() {
    let city = City::new(catalogue(1));
    let before = jiff::Timestamp::now();
    assert_eq!(city.run(&["list", "city/all"]).code, 0);
    let after = jiff::Timestamp::now();
    let table = [
        ("UTC", "UTC"),
        ("America/New_York", "America/New_York"),
        ("Asia/Kolkata", "Asia/Kolkata"),
        ("Australia/Lord_Howe", "Australia/Lord_Howe"),
        ("IST-5:30", "Asia/Kolkata"),
    ];
    for (variable, zone) in table {
        let mut command = city.home.command(&["list", "city/all", "--offline"]);
        let ran = command.env("TZ", variable).output().unwrap();
        let said = String::from_utf8(ran.stderr).unwrap();
        let zone = jiff::tz::TimeZone::get(zone).unwrap();
        let expected = [before, after].map(|it| it.to_zoned(zone.clone()).strftime("on %Y-%m-%d %H:%M").to_string());
        assert!(expected.iter().any(|when| said.contains(when)), "{variable}: {expected:?} {said}");
    }
}

#[test]
fn what_is_not_kept_or_needs_the_portal_is_one_sentence_and_code_5() {
    let city = City::new(catalogue(3)).with("GUICHET_OFFLINE", "1");
    let set = format!("city/{SET}");
    let table: [(&[&str], &str); 8] = [
        (&["list", "city/all"], "city/all: guichet is offline, and this is not among what is kept"),
        (&["show", &set], "guichet is offline, and this is not among what is kept"),
        (&["search", "eau"], "guichet is offline, and this is not among what is kept"),
        (&["get", &set], "get: guichet is offline, and this cannot be done without asking a portal"),
        (&["get", "--plan", &set], "guichet is offline, and this is not among what is kept"),
        (&["auth", "test", "city"], "auth test: guichet is offline"),
        (&["doctor"], "doctor: guichet is offline"),
        (&["setup"], "setup: guichet is offline"),
    ];
    for (args, said) in table {
        let ran = city.run(args);
        assert_eq!((ran.code, ran.err.contains(said)), (5, true), "{args:?} {ran:?}");
    }
    assert_eq!(city.server().requests().len(), 0);
    let off = City { home: city.home.set("GUICHET_OFFLINE", "0"), server: city.server };
    assert_eq!(off.run(&["list", "city/all"]).code, 0);
}

#[test]
fn the_pages_that_are_kept_are_listed_and_the_others_said_to_be_missing() {
    let city = City::new(catalogue(3 * PAGE));
    assert_eq!(city.run(&["list", "city/all", "--limit", "150"]).code, 0);
    let all = city.run(&["list", "city/all", "--all", "--offline"]);
    assert_eq!(
        (all.code, all.out.lines().count()),
        (0, 2 * PAGE - 1),
        "two pages without the personal one: {}",
        all.err
    );
    assert!(all.err.contains("the rows after these are not kept"), "{}", all.err);
    assert_eq!(all.err.matches(AS_OF).count(), 1, "said once: {}", all.err);
}

impl City {
    fn with(self, name: &str, value: &str) -> Self {
        Self { home: self.home.set(name, value), ..self }
    }
}

#[cfg(unix)]
mod browser {
    use super::*;
    use crate::common::term::Term;

    fn open(city: &City, args: &[&str]) -> Term {
        let env: Vec<(&str, &str)> =
            city.home.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        Term::spawn(110, 30, args, &env)
    }

    fn quit(mut term: Term) {
        term.keys("q");
        assert!(term.end().success());
    }

    /// In the list of all datasets, shown by the portal or from before.
    fn in_all(term: &mut Term) {
        term.shows("> city");
        term.keys("\r").shows("> all datasets");
        term.keys("\r").shows(SET_TITLE);
    }

    #[test]
    fn the_next_start_shows_old_rows_when_the_portal_is_gone() {
        let mut city = City::new(catalogue(2 * PAGE));
        let mut term = open(&city, &[]);
        in_all(&mut term);
        term.until("today's rows", |screen| {
            screen.contents().contains("Jeu 000") && !screen.contents().contains("as of")
        });
        term.keys("\r").shows("detail");
        term.shows("> comptages");
        term.keys("h").shows("Jeu 000");
        term.keys("G").shows("> Jeu 199");
        quit(term);
        city.goes_away();

        let mut term = open(&city, &[]);
        in_all(&mut term);
        term.shows("as of 20");
        let screen = term.shows("(r: try again)");
        assert!(screen.contains("Jeu 000") && !screen.contains("PERSONAL-TITLE"), "{screen}");
        term.keys("G").shows("> Jeu 199"); // pages after the first, too
        term.keys("g").shows(&format!("> {SET_TITLE}"));
        term.keys("\r").shows("> comptages");
        term.keys("d").shows("failed: 127.0.0.1");
        quit(term);

        let mut term = open(&city, &["--offline"]);
        term.shows("portals · offline");
        in_all(&mut term);
        let screen = term.shows("offline, as of 20");
        assert!(screen.contains("Jeu 000") && !screen.contains("try again"), "{screen}");
        term.keys("r").shows("nothing is asked of the portal");
        term.keys("h").shows("> all datasets");
        term.keys("j\r").shows("this is not among what");
        quit(term);
    }

    #[test]
    fn rows_say_what_is_new_and_changed_until_the_visit_ends() {
        let city = City::new(catalogue(3));
        let visit = |expected: &[&str]| {
            let mut term = open(&city, &[]);
            in_all(&mut term);
            let fresh = |screen: &vt100::Screen| {
                let text = screen.contents();
                !text.contains("as of") && expected.iter().all(|part| text.contains(part))
            };
            let screen = term.until("the marked rows", fresh);
            let marks = ["new ", "changed "].map(|mark| screen.matches(mark).count());
            (term, marks)
        };
        let (term, marks) = visit(&["Jeu 002"]);
        assert_eq!(marks, [0, 0], "the first visit marks nothing");
        quit(term);

        let mut records = catalogue(4);
        records[2]["dataset_dates"]["updated"] = "2024-05-05T00:00:00Z".into();
        let mut detail = dataset();
        let (term, _) = visit(&["Jeu 002"]);
        let mut term = term;
        term.keys("\r").shows("> comptages"); // its media are seen for the first time
        quit(term);

        detail["available_formats"][0]["file_size"] = 77.into();
        city.publishes(records, &detail);
        let (mut term, marks) = visit(&["changed Jeu 000", "new Jeu 003"]);
        assert_eq!(marks, [1, 1]);
        term.keys("\r").shows("another size or checksum than at your");
        term.keys("h").shows("changed Jeu 000"); // until the visit ends
        quit(term);
        let (term, marks) = visit(&["Jeu 003"]);
        assert_eq!(marks, [0, 0], "the next visit has seen it");
        quit(term);
    }
}
