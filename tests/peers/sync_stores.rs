//! `guichet sync` into two independent S3 servers: what a folder is promised holds there, from several machines at once.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use fastrand::Rng;
use futures_util::TryStreamExt as _;
use object_store::path::Path;
use object_store::{ObjectStore as _, ObjectStoreExt as _};
use serde_json::{Value, json};

use crate::stores::{BROKEN, FAULTS, LARGE, MOTO, Person, S3S, sha256, table};

const FILES: usize = 200;
/// Kills at each of the two servers.
const KILLS: usize = 50;
/// No program lives longer.
const LONGEST: Duration = Duration::from_millis(2000);
const TURN: &str = ".guichet/turn.json";

fn path_of(name: &str) -> String {
    format!("raw/{}/{name}", name.len() % 3)
}

impl Person {
    /// Has a project of all files that the portal has.
    fn depends(&self) {
        let names: Vec<String> = self.portal.files().keys().cloned().collect();
        let block = |name: &String| {
            format!("[[data]]\npath = \"{}\"\naddress = \"{}\"\n", path_of(name), self.portal.address(name))
        };
        fs::create_dir_all(self.home.path("project")).unwrap();
        fs::write(self.home.path("project/data.toml"), names.iter().map(block).collect::<String>()).unwrap();
    }

    fn sync_args(&self, flags: &[&str]) -> Vec<String> {
        let output = self.output();
        let args = [&["sync", "--dir", "project", "-o", &output, "--json"], flags].concat();
        args.into_iter().map(str::to_owned).collect()
    }

    /// The exit code, how each file stands and what was done, and all that is told.
    fn sync(&self, flags: &[&str]) -> (i32, BTreeMap<String, String>, Value) {
        let ran = self.run(&self.sync_args(flags));
        let told: Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
        let word = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let row = |row: &Value| (word(row, "path"), format!("{} {}", word(row, "state"), word(row, "action")));
        (ran.code, told["files"].as_array().into_iter().flatten().map(row).collect(), told)
    }

    /// The files stand as `expected` says, and all others in step.
    #[track_caller]
    fn stands(&self, flags: &[&str], code: i32, expected: &[(&str, &str)]) {
        let (ended, rows, told) = self.sync(flags);
        for (path, stands) in &rows {
            let wanted = expected.iter().find(|(name, _)| path_of(name) == *path);
            assert_eq!(stands, wanted.map_or("in_step none", |(_, stands)| stands), "{flags:?} {path} {told}");
        }
        assert!(expected.iter().all(|(name, _)| rows.contains_key(&path_of(name))), "{flags:?} {told}");
        assert_eq!(ended, code, "{flags:?} {told}");
    }

    /// What the lock has: the SHA-256 of each file.
    async fn locked(&self) -> BTreeMap<String, String> {
        let Some(text) = self.object("data.lock").await else { return BTreeMap::new() };
        let lock: toml::Table = toml::from_str(std::str::from_utf8(&text).unwrap()).unwrap();
        let word = |file: &toml::Value, key: &str| file[key].as_str().unwrap().to_owned();
        let files = lock.get("file").and_then(|it| it.as_array()).cloned().unwrap_or_default();
        files.iter().map(|file| (word(file, "path"), word(file, "sha256"))).collect()
    }

    /// Every object is what is published, with its receipt, the lock says so, and there is nothing else.
    async fn is_true(&self) {
        let published: Vec<(String, Vec<u8>)> =
            self.portal.files().iter().map(|(name, file)| (path_of(name), file.body.clone())).collect();
        let mut names = HashSet::from(["data.lock".to_owned(), TURN.to_owned()]);
        let locked = self.locked().await;
        assert_eq!(locked.len(), published.len());
        for (path, body) in &published {
            assert!(self.object(path).await.as_ref() == Some(body), "{path} is another");
            assert_eq!(locked[path], sha256(body), "{path}");
            let receipt = self.receipt(path).await;
            assert_eq!(receipt["sha256"], sha256(body), "{path}");
            let head = self.store.head(&self.key(path)).await.unwrap();
            assert_eq!(receipt["stored"]["etag"].as_str(), head.e_tag.as_deref(), "{path}");
            names.extend([path.clone(), format!("{path}.receipt.json")]);
        }
        let prefix = Path::parse(&self.prefix).unwrap();
        let listed: Vec<_> = self.store.list(Some(&prefix)).try_collect().await.unwrap();
        let listed: HashSet<String> =
            listed.iter().map(|it| it.location.as_ref().split_once('/').unwrap().1.to_owned()).collect();
        assert_eq!(listed, names);
        assert_eq!(self.open_uploads().await, 0);
    }

    /// Another machine says that it is its turn until so many seconds from now.
    async fn is_anothers_turn(&self, seconds: i64) {
        let until = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(seconds);
        let told = json!({"guichet": "0", "turn": "t", "machine": "m", "who": "atlas", "until": until});
        self.store.put(&self.key(TURN), told.to_string().into()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_is_kept_in_a_bucket_as_in_a_folder() {
    for server in [MOTO, S3S] {
        let person = Person::at(server).await;
        for name in ["a.csv", "bb.csv", "ccc é.csv"] {
            person.portal.publish(name, format!("code;name\n1;{name}\n").as_bytes());
        }
        person.depends();
        let (new, newer) = ("new fetch", "newer update");
        let all = |stands| [("a.csv", stands), ("bb.csv", stands), ("ccc é.csv", stands)];
        person.stands(&["--plan"], 0, &all(new));
        person.stands(&["--check"], 9, &all(new));
        assert_eq!(person.object(TURN).await, None, "who only looks takes no turn");
        person.stands(&[], 0, &all("in_step fetch"));
        person.is_true().await;
        assert!(!person.home.path("project/data.lock").exists() && !person.home.path("project/.guichet").exists());
        person.portal.served();
        let lock = person.object("data.lock").await;
        for flags in [&[][..], &["--check"], &["--plan"], &["--locked"]] {
            person.stands(flags, 0, &[]);
        }
        assert_eq!((person.portal.served(), person.object("data.lock").await), (0, lock));
        // Another machine knows all of it, and moves it forward.
        let other = person.beside(server);
        other.depends();
        other.stands(&["--locked"], 0, &[]);
        person.portal.publish("a.csv", b"code;name\n2;a\n");
        other.stands(&["--plan"], 0, &[("a.csv", newer)]);
        other.stands(&["--check"], 9, &[("a.csv", newer)]);
        other.stands(&[], 0, &[("a.csv", "in_step update")]);
        person.stands(&["--check"], 0, &[]);
        person.is_true().await;
        // Withdrawn, changed by somebody, removed by somebody.
        person.portal.change("bb.csv", |file| file.is_withdrawn = true);
        person.store.put(&person.key(&path_of("a.csv")), "mine".into()).await.unwrap();
        person.store.delete(&person.key(&path_of("ccc é.csv"))).await.unwrap();
        let stands = [("a.csv", "changed none"), ("bb.csv", "withdrawn none")];
        person.stands(&["--check"], 6, &[&stands[..], &[("ccc é.csv", "missing fetch")]].concat());
        person.stands(&[], 6, &[&stands[..], &[("ccc é.csv", "in_step fetch")]].concat());
        assert_eq!(person.object(&path_of("a.csv")).await.unwrap(), b"mine");
        assert!(person.object(&path_of("bb.csv")).await.is_some());
        // What a person says the right version is, is brought again.
        person.store.delete(&person.key(&path_of("a.csv"))).await.unwrap();
        person.portal.change("bb.csv", |file| file.is_withdrawn = false);
        person.stands(&[], 0, &[("a.csv", "in_step fetch")]);
        person.is_true().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn data_toml_may_name_the_store() {
    let person = Person::at(S3S).await;
    person.portal.publish("a.csv", b"code;name\n1;a\n");
    person.depends();
    let manifest = person.home.path("project/data.toml");
    let blocks = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, format!("[store]\nurl = \"{}\"\n\n{blocks}", person.output())).unwrap();
    let run = |args: &[&str]| {
        person.run(&[args, &["--dir", "project"]].concat().iter().map(|it| (*it).to_owned()).collect::<Vec<_>>())
    };
    let ran = run(&["sync", "--json"]);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.code, told["store"].as_str()), (0, Some(person.output().as_str())), "{ran:?}");
    person.is_true().await;
    for (args, code, sentence) in [
        (&["sync", "--bundle", "b"][..], 2, "kept in an object store"),
        (&["sync", "-o", "elsewhere"], 2, "names no object store"),
        (&["sync", "--offline"], 5, "offline"),
    ] {
        let ran = run(args);
        assert!(ran.code == code && ran.err.contains(sentence), "{args:?} {ran:?}");
    }
    fs::write(&manifest, format!("[store]\nurl = \"folder\"\n\n{blocks}")).unwrap();
    let ran = run(&["sync"]);
    assert!(ran.code == 2 && ran.err.contains("line 2"), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_machines_never_both_write() {
    for server in [MOTO, S3S] {
        let person = Person::at(server).await;
        (0..40).for_each(|n| person.portal.publish(&format!("f{n:02}.csv"), &table(2000, n)));
        let other = person.beside(server);
        person.depends();
        other.depends();
        // Whoever comes later waits, and then finds all of it there.
        let args = person.sync_args(&["--max-wait", "60s"]);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let both = [&person, &other].map(|machine| machine.home.command(&args).spawn().unwrap());
        for child in both {
            let ran = tokio::task::block_in_place(|| child.wait_with_output().unwrap());
            assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stdout));
        }
        assert_eq!(person.portal.served(), 40 * 2000, "each file came once");
        person.is_true().await;
        // Where somebody else is at it, nothing is done, and who it is is told.
        person.portal.publish("f00.csv", &table(1000, 99));
        person.is_anothers_turn(600).await;
        let (code, _, told) = person.sync(&["--max-wait", "0s"]);
        assert!(code == 5 && told.to_string().contains("still at work there, on atlas"), "{told}");
        person.stands(&["--check"], 9, &[("f00.csv", "newer update")]);
        // Whoever does not say any more that it is at it, is not.
        person.is_anothers_turn(-600).await;
        person.stands(&[], 0, &[("f00.csv", "in_step update")]);
        person.is_true().await;
    }
}

/// Nothing that breaks on the way makes the lock, or whose turn it is, another than what is told.
#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_on_the_way_leaves_the_lock_true() {
    let _alone = BROKEN.lock().await;
    let faults = ["error-after", "lost-after", "slowdown", "cut-request", "wrong-etag", "no-etag", "error", "hang"];
    for server in [MOTO, S3S] {
        let person = Person::at(server + FAULTS).await;
        for (number, fault) in faults.into_iter().enumerate() {
            for (at, name) in ["a.csv", "bb.csv"].into_iter().enumerate() {
                person.portal.publish(name, &table(500, (number * 2 + at) as u64));
            }
            person.depends();
            let rule = |target: &str| json!({"method": "PUT", "target": target, "do": fault, "after": 1});
            let rules = json!([rule("data\\.lock"), rule("turn\\.json"), rule("a\\.csv$"), rule("b\\.csv\\.receipt")]);
            person.breaks(server + FAULTS, rules).await;
            let (code, _, told) = person.sync(&["--max-wait", "20s"]);
            person.breaks(server + FAULTS, json!([])).await;
            assert_eq!(code, 0, "{server} {fault} {told}");
            person.is_true().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_many_kills_one_run_ends_it_at_moto() {
    after_many_kills_one_run_ends_it(MOTO).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_many_kills_one_run_ends_it_at_s3s() {
    after_many_kills_one_run_ends_it(S3S).await;
}

async fn after_many_kills_one_run_ends_it(server: u16) {
    let seed = std::env::var("STORM_SEED").ok().map_or_else(|| fastrand::u64(..1_000_000), |it| it.parse().unwrap());
    println!("STORM_SEED={seed}");
    let (mut random, person) = (Rng::with_seed(seed), Person::at(server).await);
    let mut versions = HashSet::new();
    let mut publish = |random: &mut Rng, file: usize| {
        let size = if file == 0 { LARGE / 2 } else { random.usize(20..4000) };
        let body = table(size, random.u64(..));
        versions.insert(sha256(&body));
        person.portal.publish(&format!("f{file:03}.csv"), &body);
        versions.clone()
    };
    (0..FILES).for_each(|file| _ = publish(&mut random, file));
    person.depends();
    let args = person.sync_args(&[]);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let mut killed = 0;
    while killed < KILLS {
        let mut command = person.home.command(&args);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let (began, until) = (Instant::now(), LONGEST.mul_f64(random.f64()));
        let status = loop {
            match child.try_wait().unwrap() {
                Some(status) => break Some(status),
                None if began.elapsed() > until => break None,
                None => tokio::time::sleep(Duration::from_millis(5)).await,
            }
        };
        match status {
            Some(status) => assert!(status.success(), "{status}"),
            None => {
                child.kill().unwrap();
                tokio::task::block_in_place(|| child.wait().unwrap());
                killed += 1;
            }
        }
        let mut known = publish(&mut random, 1);
        for _ in 0..random.usize(0..FILES / 8) {
            let file = random.usize(1..FILES);
            known = publish(&mut random, file);
        }
        if killed % 10 == 9 {
            known = publish(&mut random, 0);
        }
        let locked = person.locked().await;
        assert!(locked.values().all(|sha256| known.contains(sha256)), "the lock has what was never published");
        let path = path_of(&format!("f{:03}.csv", random.usize(..FILES)));
        let object = person.object(&path).await;
        assert!(object.is_none_or(|body| known.contains(&sha256(&body))), "{path} is no version");
    }
    let (code, _, told) = person.sync(&[]);
    assert_eq!(code, 0, "{told}");
    person.is_true().await;
    let notes = fs::read_dir(person.home.path("state/guichet/uploads")).into_iter().flatten();
    let left: Vec<_> = notes.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    assert!(left.iter().all(|name| name.ends_with(".new")), "{left:?}");
}
