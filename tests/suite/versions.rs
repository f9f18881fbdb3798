//! Files of guichet's own that another version of it wrote, under the real program: a newer one is left as it is, in words,
//! and an older one is taken over or set aside; nothing panics and nothing is silently lost.

use std::fs;

use serde_json::json;

use crate::city::{City, SET, whole};
use crate::common::home::Ran;

const STATE: &str = "state/guichet";

async fn city() -> City {
    let city = City::new().await;
    for file in ["/files/one.csv", "/files/two.csv"] {
        city.server.answers(file, [whole()]);
    }
    city
}

fn address() -> String {
    format!("city/{SET}")
}

/// Nothing breaks, whatever is there.
#[track_caller]
fn is_well(what: &str, ran: &Ran) {
    assert!(ran.code != 101 && !ran.err.contains("panicked"), "{what}: {ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_newer_guichet_wrote_is_left_as_it_is_and_said() {
    let newer = json!({"version": 9, "anything": ["else"]}).to_string();
    let config = "version = 9\nfuture = true\n";
    let dataset = address();
    let get = ["get", &dataset, "--format", "csv", "-o", "data"];
    let begun = json!({"layout": 9, "address": "of it"}).to_string();
    let receipt = json!({"guichet": "9.0.0", "version": 9, "file": "one.csv"}).to_string();
    // The file, its content, a command that reads it, one that would write it, and the exit code of the first.
    type Case<'a> = (&'a str, &'a str, Vec<&'a str>, Vec<&'a str>, i32);
    let table: [Case<'_>; 8] = [
        ("config/guichet/config.toml", config, vec!["portals"], vec!["config", "set", "jobs", "3"], 2),
        ("config/guichet/config.toml", config, vec!["doctor"], vec!["setup", "data-gouv", "--yes"], 2),
        ("state/guichet/queue.json", &newer, vec!["queue"], vec!["queue", "clear"], 2),
        ("state/guichet/queue.json", &newer, vec!["queue", "resume"], get.to_vec(), 2),
        ("state/guichet/quota.json", &newer, vec!["show", &dataset], get.to_vec(), 0),
        (
            "state/guichet/checklist.json",
            &newer,
            vec!["access", "city"],
            vec!["access", "city", "--tick", "account"],
            0,
        ),
        ("data/one.csv.receipt.json", &receipt, vec!["verify", "data/one.csv"], vec!["verify", "data/one.csv"], 2),
        ("data/one.csv.part.json", &begun, get.to_vec(), get.to_vec(), 2),
    ];
    for (file, content, reads, writes, code) in table {
        let city = city().await;
        let path = city.home.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        if file.contains(".receipt") {
            fs::write(city.home.path("data/one.csv"), "a;b\n").unwrap();
        }
        if file.contains(".part") {
            fs::write(city.home.path("data/one.csv.part"), "a;").unwrap();
        }
        let what = format!("{file} {reads:?}");
        for (args, code) in [(&reads, Some(code)), (&writes, None)] {
            let ran = city.run(args);
            is_well(&what, &ran);
            assert!(code.is_none_or(|code| ran.code == code), "{what}: {ran:?}");
            assert_eq!(fs::read_to_string(&path).unwrap(), content, "{what} {args:?}: {ran:?}");
            if code.is_some_and(|code| code != 0) {
                assert!(ran.err.contains("of version 9"), "{what}: {ran:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_older_guichet_wrote_or_nobody_is_taken_over_or_set_aside() {
    let dataset = address();
    let entry = json!({"address": format!("{dataset}/x"), "title": "t", "dir": "/tmp/nowhere-of-guichet", "added": "2024-01-01T00:00:00Z"});
    let older = json!([entry]).to_string();
    let ticks = json!({"city": ["account"]}).to_string();
    let old_journal = json!({"layout": 1, "address": "of it"}).to_string();
    let odd = ["", "{", "[]]", "\0\0", "{\"version\": \"x\"}", "{\"version\": -1}", "null", "3"];
    let files = ["queue.json", "quota.json", "checklist.json", "places.json", "answers.json", "setup.json"];
    for (file, content) in [("queue.json", &older), ("checklist.json", &ticks)] {
        let city = city().await;
        fs::create_dir_all(city.home.path(STATE)).unwrap();
        fs::write(city.home.path(STATE).join(file), content).unwrap();
        let ran = city.run(if file == "queue.json" { &["queue"] } else { &["access", "city", "--json"] });
        assert!(ran.code == 0 && !ran.err.contains("set aside"), "{file}: {ran:?}");
        assert!(
            ran.out.contains(if file == "queue.json" { &dataset } else { "\"ticked\":[\"account\"]" }),
            "{file}: {ran:?}"
        );
    }
    let city = city().await;
    fs::create_dir_all(city.home.path(STATE)).unwrap();
    for content in odd {
        for file in files {
            fs::write(city.home.path(STATE).join(file), content).unwrap();
        }
        for args in [&["queue"][..], &["list", "city"], &["access", "city"], &["portals"], &["queue", "clear"]] {
            let ran = city.run(args);
            is_well(content, &ran);
            assert_ne!(ran.code, 1, "{content:?} {args:?} {ran:?}");
        }
    }
    let kept = |content: &str| {
        let files = city.home.files();
        files.iter().any(|path| {
            path.to_string_lossy().contains("queue.json.") && fs::read_to_string(path).is_ok_and(|it| it == content)
        })
    };
    assert!(odd.iter().all(|content| kept(content)), "each is kept beside: {:?}", city.home.files());
    // A download that an older one began is begun anew, and what it noted is kept beside.
    fs::create_dir_all(city.home.path("data")).unwrap();
    fs::write(city.home.path("data/one.csv.part"), "a;").unwrap();
    fs::write(city.home.path("data/one.csv.part.json"), &old_journal).unwrap();
    let ran = city.get();
    assert!(ran.code == 0 && ran.err.contains("set aside"), "{ran:?}");
    assert_eq!(fs::read_to_string(city.home.path("data/one.csv.part.json.damaged")).unwrap(), old_journal);
}
