//! What goes wrong between a folder and its portals: what is broken is not withdrawn, what is doubtful replaces nothing,
//! what is not ours is left, and the lock keeps what it knows.

use std::fs;

use serde_json::{Value, json};

use super::{Portal, Project};
use crate::common::server::{Answer, Request, Server};

/// A feed of datasets `a`, `b` … with one file each, as `files` says.
struct Feed {
    server: Server,
    project: Project,
}

impl Feed {
    async fn new() -> Self {
        let server = Server::start().await;
        let project = Project::new(&[]);
        project.home.write_config(&format!("[portals.p]\nkind = \"dcat\"\nurl = \"{}data.json\"\n", server.url));
        Self { server, project }
    }

    /// The feed, with a licence for all.
    fn text(&self, names: &[&str], licence: &str) -> String {
        let of = |name: &&str| {
            json!({
                "identifier": name, "title": format!("the set {name}"), "license": licence,
                "publisher": {"name": "Town"}, "modified": "2024-01-01",
                "distribution": [{"downloadURL": format!("{}{name}", self.server.url), "title": name}],
            })
        };
        json!({"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": names.iter().map(of).collect::<Vec<_>>()})
            .to_string()
    }

    fn lists(&self, names: &[&str], licence: &str) {
        self.says(&self.text(names, licence));
    }

    fn says(&self, text: &str) {
        self.server.answers("/data.json", [Answer::raw("application/json", text)]);
    }

    fn publishes(&self, name: &str, body: &str, etag: Option<&'static str>) {
        let body = body.to_owned();
        self.server.on(&format!("/{name}"), move |request: &Request| {
            let answer = Answer::raw("text/csv", body.clone());
            match etag {
                Some(etag) if request.header("if-none-match") == Some(etag) => Answer::status(304).header("etag", etag),
                Some(etag) => answer.header("etag", etag),
                None => answer,
            }
        });
    }

    /// Adds the file of each dataset, under its name, and brings them.
    fn add(&self, names: &[&str]) {
        let listed = tokio::task::block_in_place(|| self.project.home.run(&["list", "p/all", "--json"], ""));
        let listed: Value = serde_json::from_str(&listed.out).unwrap_or_else(|_| panic!("{listed:?}"));
        for name in names {
            let title = format!("the set {name}");
            let item = listed["items"].as_array().unwrap().iter().find(|item| item["title"] == title.as_str());
            self.project.add(item.unwrap()["address"].as_str().unwrap(), name);
        }
        let ran = self.run(&["sync"]);
        assert_eq!(ran.code, 0, "{ran:?}");
    }

    fn run(&self, args: &[&str]) -> crate::common::home::Ran {
        self.project.run(args)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_broken_feed_does_not_have_is_not_withdrawn() {
    let feed = Feed::new().await;
    let names = ["a.csv", "b.csv", "c.csv"];
    feed.lists(&names, "lo");
    names.iter().for_each(|name| feed.publishes(name, &format!("{name}\n1\n"), Some("\"1\"")));
    feed.add(&names);
    let whole = feed.text(&names, "lo");
    let cut = &whole[..whole.find("the set c.csv").unwrap()];
    let (lock, all) = (feed.project.read("data.lock"), |stands| names.map(|name| (name, stands)));
    for broken in ["{\"error\": \"maintenance\"}", "{}", "[]", "<html>maintenance</html>"] {
        feed.says(broken);
        for flags in [&["--check"][..], &[]] {
            let (code, rows) = feed.project.sync(flags);
            assert!(code != 0 && rows.values().all(|it| it == "failed none"), "{broken} {flags:?}: {code} {rows:?}");
        }
    }
    feed.says(cut);
    let (code, rows) = feed.project.sync(&["--check"]);
    assert_eq!((code, &*rows["a.csv"], &*rows["c.csv"]), (5, "in_step none", "failed none"), "{rows:?}");
    assert_eq!(feed.project.read("data.lock"), lock);
    // A feed that is whole says what it does not have.
    feed.lists(&names[..2], "lo");
    feed.project.stands(&["--check"], 0, &[("c.csv", "withdrawn none")]);
    feed.lists(&names, "lo");
    feed.project.stands(&["--check"], 0, &all("in_step none"));
    // It is asked once in a run, however many files hang on it.
    let before = feed.server.asked("/data.json").len();
    feed.project.stands(&[], 0, &[]);
    assert_eq!(feed.server.asked("/data.json").len() - before, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_doubtful_or_no_file_at_all_replaces_nothing() {
    let feed = Feed::new().await;
    feed.lists(&["d.json"], "lo");
    let good = r#"[{"a": 1}, {"a": 2}]"#;
    feed.publishes("d.json", good, None);
    feed.add(&["d.json"]);
    let lock = feed.project.read("data.lock");
    for odd in [r#"{"error": "service unavailable"}"#, "", "<!DOCTYPE html><html><body>maintenance</body></html>"] {
        feed.publishes("d.json", odd, None);
        for flags in [&["--check"][..], &[]] {
            let (code, rows) = feed.project.sync(flags);
            assert!(code == 6 && rows["d.json"] == "failed none", "{odd:?} {flags:?}: {code} {rows:?}");
        }
        assert_eq!(
            (feed.project.read("d.json").as_str(), feed.project.read("data.lock")),
            (good, lock.clone()),
            "{odd}"
        );
    }
    feed.publishes("d.json", good, None);
    feed.project.stands(&[], 0, &[]);
    assert_eq!(feed.project.read("data.lock"), lock, "the same came, and nothing is to be noted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_licence_that_changes_is_told_and_noted() {
    let feed = Feed::new().await;
    for (name, etag) in [("named.csv", Some("\"1\"")), ("nameless.csv", None)] {
        feed.publishes(name, "a;b\n1;2\n", etag);
    }
    feed.lists(&["named.csv", "nameless.csv"], "https://www.etalab.gouv.fr/licence-ouverte-open-licence");
    feed.add(&["named.csv", "nameless.csv"]);
    feed.lists(&["named.csv", "nameless.csv"], "https://opendatacommons.org/licenses/odbl/1-0/");
    let both = |stands| [("named.csv", stands), ("nameless.csv", stands)];
    feed.project.stands(&["--check"], 9, &both("new_terms relock"));
    feed.project.stands(&["--plan"], 0, &[("named.csv", "new_terms relock"), ("nameless.csv", "maybe_newer compare")]);
    feed.project.stands(&["--locked"], 0, &[]);
    let ran = feed.run(&["sync"]);
    assert!(ran.code == 0 && (ran.out + &ran.err).contains("ODbL") && feed.project.read("data.lock").contains("ODbL"));
    assert!(feed.project.read("named.csv.receipt.json").contains("ODbL"));
    feed.project.stands(&["--check"], 0, &[]);
    assert_eq!(feed.run(&["sync", "--bundle", "out"]).code, 0, "lock and receipts agree");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_s_word_on_versions_is_taken_for_what_it_says() {
    let feed = Feed::new().await;
    feed.lists(&["a.csv"], "lo");
    feed.publishes("a.csv", "a\n1\n", Some("\"1\""));
    feed.add(&["a.csv"]);
    let asked = || feed.server.asked("/a.csv").len();
    // It ignores the condition, and names the same version.
    feed.server.on("/a.csv", |_| Answer::raw("text/csv", "a\n1\n").header("etag", "\"1\""));
    for flags in [&["--check"][..], &["--plan"], &[]] {
        feed.project.stands(flags, 0, &[]);
    }
    // "Nothing new" of another version than the one that was asked about.
    feed.server.on("/a.csv", |request: &Request| match request.header("if-none-match") {
        Some(_) => Answer::status(304).header("etag", "\"2\""),
        None => Answer::raw("text/csv", "a\n2\n").header("etag", "\"2\""),
    });
    let before = asked();
    feed.project.stands(&["--check"], 9, &[("a.csv", "newer update")]);
    assert_eq!(asked() - before, 2);
    // Some servers add to the name of what they pack.
    feed.server.on("/a.csv", |request: &Request| match request.header("if-none-match") {
        Some(_) => Answer::status(304).header("etag", "W/\"1-gzip\""),
        None => Answer::raw("text/csv", "a\n1\n").header("etag", "\"1\""),
    });
    feed.project.stands(&["--check"], 0, &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_costs_its_archive_s_list() {
    let feed = Feed::new().await;
    let zip = |rows: &str| guichet::base::file_writers::zip(&[("t.csv", rows.as_bytes()), ("lisez.txt", b"x")]);
    feed.lists(&["z.zip"], "lo");
    let serves = |body: Vec<u8>| {
        feed.server.on("/z.zip", move |request: &Request| {
            let part = request.header("range").and_then(|it| it.strip_prefix("bytes=")?.split_once('-'));
            let Some((from, to)) = part else { return Answer::raw("application/zip", body.clone()) };
            let from: usize = from.parse().unwrap();
            let to = to.parse::<usize>().map_or(body.len(), |to| (to + 1).min(body.len()));
            if from >= to {
                return Answer::status(416);
            }
            let range = format!("bytes {from}-{}/{}", to - 1, body.len());
            Answer::raw("application/zip", &body[from..to]).with_status(206).header("content-range", range)
        });
    };
    let rows = |n: u32| {
        (0..40_000_u32)
            .fold("id,n\n".to_owned(), |text, row| text + &format!("{row},{}\n", row.wrapping_mul(2_654_435_761) ^ n))
    };
    serves(zip(&rows(0)));
    let manifest = |entry: &str| format!("[[data]]\npath = \"t.csv\"\naddress = \"ADDRESS\"\nentry = \"{entry}\"\n");
    let listed = tokio::task::block_in_place(|| feed.project.home.run(&["list", "p/all", "--json"], ""));
    let listed: Value = serde_json::from_str(&listed.out).unwrap();
    let address = listed["items"][0]["address"].as_str().unwrap();
    fs::write(feed.project.path("data.toml"), manifest("t.csv").replace("ADDRESS", address)).unwrap();
    feed.project.stands(&[], 0, &[("t.csv", "in_step fetch")]);
    let before = feed.server.asked("/z.zip").len();
    for flags in [&["--check"][..], &["--plan"], &[]] {
        feed.project.stands(flags, 0, &[]);
    }
    let sent: usize = feed.server.asked("/z.zip")[before..].iter().filter(|it| it.header("range").is_none()).count();
    assert_eq!(sent, 0, "only parts are asked for");
    serves(zip(&rows(1)));
    feed.project.stands(&["--plan"], 0, &[("t.csv", "newer update")]);
    feed.project.stands(&[], 0, &[("t.csv", "in_step update")]);
    // What is no archive any more is not a withdrawn entry.
    let lock = feed.project.read("data.lock");
    for odd in [&b"<html>maintenance</html>"[..], b"{}", b"", b"PK\x03\x04broken"] {
        serves(odd.to_vec());
        for flags in [&["--check"][..], &[]] {
            let (code, found) = feed.project.sync(flags);
            assert!([5, 6].contains(&code) && found["t.csv"] == "failed none", "{odd:?} {flags:?} {code} {found:?}");
        }
    }
    serves(guichet::base::file_writers::zip(&[("other.csv", b"a")]));
    feed.project.stands(&["--check"], 0, &[("t.csv", "withdrawn none")]);
    assert_eq!(feed.project.read("data.lock"), lock);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lock_of_others_is_not_rolled_back() {
    let city = Portal::start().await;
    city.publish("a.csv", "a;1\n", "a1");
    let portals = [("city", &city)];
    let (ours, theirs) = (Project::new(&portals), Project::new(&portals));
    ours.add(&city.address("city", "a.csv"), "a.csv");
    ours.stands(&[], 0, &[("a.csv", "in_step fetch")]);
    fs::copy(ours.path("data.toml"), theirs.path("data.toml")).unwrap();
    city.publish("a.csv", "a;2\n", "a2");
    theirs.stands(&[], 0, &[("a.csv", "in_step fetch")]);
    fs::copy(theirs.path("data.lock"), ours.path("data.lock")).unwrap(); // as it is pulled
    let lock = ours.read("data.lock");
    city.change("a.csv", |file| file.is_listed = false);
    for flags in [&["--check"][..], &["--plan"], &[]] {
        let code = if flags == ["--plan"] { 0 } else { 6 };
        let (ended, rows) = ours.sync(flags);
        assert!(ended == code && rows["a.csv"].starts_with("other_version"), "{flags:?} {ended} {rows:?}");
        assert_eq!(ours.read("data.lock"), lock, "{flags:?}");
    }
    city.change("a.csv", |file| file.is_listed = true);
    ours.stands(&["--check"], 6, &[("a.csv", "other_version compare")]);
    ours.stands(&[], 0, &[("a.csv", "in_step update")]);
    assert_eq!(ours.read("a.csv"), "a;2\n");
    // What is not wished stays in the lock where that is to be kept to.
    fs::write(ours.path("data.toml"), "version = 1\n").unwrap();
    let lock = ours.read("data.lock");
    ours.stands(&["--locked"], 6, &[("a.csv", "unlisted none")]);
    assert_eq!(ours.read("data.lock"), lock);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_under_another_spelling_of_its_name_takes_the_old_one_s_place_in_the_lock() {
    let city = Portal::start().await;
    city.publish("a.csv", "a;1\n", "a1");
    let project = Project::new(&[("city", &city)]);
    project.add(&city.address("city", "a.csv"), "a.csv");
    project.stands(&[], 0, &[("a.csv", "in_step fetch")]);
    fs::write(project.path("data.toml"), project.read("data.toml").replace("\"a.csv\"", "\"A.csv\"")).unwrap();
    let ran = project.run(&["sync", "A.csv"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    project.stands(&["--check"], 0, &[]);
    assert!(project.read("data.lock").contains("\"A.csv\"") && !project.read("data.lock").contains("\"a.csv\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn blocks_that_are_added_at_once_are_all_there_and_an_edited_lock_is_not_lost() {
    let city = Portal::start().await;
    let names: Vec<String> = (0..6).map(|n| format!("f{n}.csv")).collect();
    names.iter().for_each(|name| city.publish(name, "a\n1\n", "1"));
    let project = Project::new(&[("city", &city)]);
    let addresses: Vec<String> = names.iter().map(|name| city.address("city", name)).collect();
    tokio::task::block_in_place(|| {
        std::thread::scope(|scope| {
            for address in &addresses {
                scope.spawn(|| {
                    let ran = project.home.run(&["add", address, "--dir", "project"], "");
                    assert_eq!(ran.code, 0, "{ran:?}");
                });
            }
        });
    });
    assert_eq!(project.read("data.toml").matches("[[data]]").count(), 6, "{}", project.read("data.toml"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replaced_version_is_kept_where_that_is_wished() {
    let city = Portal::start().await;
    city.publish("a.csv", "id;n\n1;1\n2;2\n", "a1");
    let project = Project::new(&[("city", &city)]);
    let config = fs::read_to_string(project.home.config()).unwrap();
    project.home.write_config(&format!("keep_versions = \"1G\"\n{config}"));
    project.add(&city.address("city", "a.csv"), "a.csv");
    project.stands(&[], 0, &[("a.csv", "in_step fetch")]);
    city.publish("a.csv", "id;n\n1;1\n2;3\n", "a2");
    project.stands(&[], 0, &[("a.csv", "in_step update")]);
    let path = project.path("a.csv").display().to_string();
    let ran = tokio::task::block_in_place(|| project.home.run(&["diff", &path], ""));
    assert!(ran.code == 9 && ran.out.contains("1 changed"), "{ran:?}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn what_a_link_leads_to_is_nobody_s_to_tidy() {
    use std::os::unix::fs::symlink;

    let city = Portal::start().await;
    city.publish("a.csv", "a;1\n", "a1");
    let project = Project::new(&[("city", &city)]);
    project.add(&city.address("city", "a.csv"), "a.csv");
    project.stands(&[], 0, &[("a.csv", "in_step fetch")]);
    let victim = project.home.path("victim");
    let held = victim.join("0123456789abcdef");
    fs::create_dir_all(&held).unwrap();
    fs::write(held.join("t"), "theirs").unwrap();
    fs::remove_dir_all(project.path(".guichet")).unwrap();
    symlink(&victim, project.path(".guichet")).unwrap();
    for flags in [&["sync"][..], &["sync", "--locked"]] {
        let ran = project.run(flags);
        assert!(ran.code != 0 && ran.err.contains(".guichet"), "{ran:?}");
    }
    assert_eq!(fs::read_to_string(held.join("t")).unwrap(), "theirs");
    fs::remove_file(project.path(".guichet")).unwrap();
    // Nor does one within it lead anywhere.
    fs::create_dir(project.path(".guichet")).unwrap();
    symlink(project.home.path("made"), project.path(".guichet/.gitignore")).unwrap();
    symlink(&victim, project.path(".guichet/fedcba9876543210")).unwrap();
    fs::create_dir(project.path(".guichet/mine")).unwrap();
    project.stands(&[], 0, &[]);
    assert!(!project.home.path("made").exists() && held.join("t").exists() && project.path(".guichet/mine").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_that_was_changed_is_told_of_in_a_bundle() {
    let city = Portal::start().await;
    city.publish("a.csv", "a;1\n", "a1");
    let project = Project::new(&[("city", &city)]);
    project.add(&city.address("city", "a.csv"), "a.csv");
    assert_eq!(project.run(&["sync", "--bundle", "bundle"]).code, 0);
    let path = project.home.path("bundle/a.csv.receipt.json");
    let whole: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let verify = || tokio::task::block_in_place(|| project.home.run(&["verify", "--bundle", "bundle"], "")).code;
    assert_eq!(verify(), 0);
    for (key, value) in
        [("url", json!("https://evil.example/")), ("attribution", json!("me")), ("etag", json!("\"9\""))]
    {
        let mut changed = whole.clone();
        changed[key] = value;
        fs::write(&path, changed.to_string()).unwrap();
        assert_eq!(verify(), 6, "{key}");
    }
}

/// A run that looks changes nothing, not even what another one has not brought to its end.
#[tokio::test(flavor = "multi_thread")]
async fn a_check_leaves_what_is_staged() {
    let feed = Feed::new().await;
    feed.lists(&["d.json"], "lo");
    feed.publishes("d.json", r#"[{"a": 1}]"#, None);
    feed.add(&["d.json"]);
    let manifest: toml::Table = toml::from_str(&feed.project.read("data.toml")).unwrap();
    let address = manifest["data"].as_array().unwrap()[0]["address"].as_str().unwrap().to_owned();
    let staging = super::sha256(format!("d.json\n{address}\nNone\n[]").as_bytes());
    let staged = feed.project.path(".guichet").join(&staging[..16]).join("d.json");
    fs::create_dir_all(staged.parent().unwrap()).unwrap();
    fs::write(&staged, "half").unwrap();
    for body in [r#"{"error": "service unavailable"}"#, "", r#"[{"a": 2}]"#] {
        feed.publishes("d.json", body, None);
        feed.project.sync(&["--check"]);
        assert_eq!(fs::read_to_string(&staged).unwrap(), "half", "{body}");
    }
    feed.project.stands(&[], 0, &[("d.json", "in_step update")]);
    assert!(!staged.exists(), "a run that brings it ends it");
}
