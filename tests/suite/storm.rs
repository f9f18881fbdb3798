//! Two processes that download the same files into two folders, killed with SIGKILL again and again, while the files
//! change: no file is ever mixed, none is destroyed by the other process, and in the end nothing is left over.
//!
//! `STORM=200 cargo test --test suite storm::` kills so often; `STORM_SEED=n` does as an earlier run did.
#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant, SystemTime};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response, Uri};
use fastrand::Rng;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::runtime::Runtime;

use super::kill::slowly;
use crate::common::home::Home;

/// Kills where nobody says how many.
const KILLS: usize = 16;
/// No program lives longer, unless it is let live.
const LONGEST: Duration = Duration::from_millis(800);
/// A program that does not end by itself after so long hangs.
const PATIENCE: Duration = Duration::from_secs(60);
/// Another process writes the file.
const BUSY: i32 = 7;

const SET: &str = "4a82fdb8-6c1a-4df6-bd87-b376c466a218";
const FOLDERS: [&str; 2] = ["here", "there"];
/// A person's file that is called as if it were a download's.
const OWN: &str = "own.part";

/// What a file is like.
struct Kind {
    name: &'static str,
    length: usize,
    /// Whether the rest of it can be asked for.
    ranges: bool,
}

/// One that comes over several connections, one that always begins anew, one that is small.
const FILES: [Kind; 3] = [
    Kind { name: "large.bin", length: 5 << 20, ranges: true },
    Kind { name: "unnamed.bin", length: 800_000, ranges: false },
    Kind { name: "small.bin", length: 30_000, ranges: true },
];

/// What is published of one file.
#[derive(Default)]
struct Shelf {
    number: usize,
    body: Bytes,
    /// The SHA-256 of all there were.
    versions: HashSet<String>,
}

#[derive(Clone, Default)]
struct Portal(Arc<Mutex<[Shelf; FILES.len()]>>);

impl Portal {
    fn start(runtime: &Runtime) -> (Self, String) {
        let portal = Self::default();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(portal.clone());
        runtime.spawn(async move { axum::serve(listener, router).await });
        (portal, url)
    }

    fn shelves(&self) -> MutexGuard<'_, [Shelf; FILES.len()]> {
        self.0.lock().unwrap()
    }

    /// Another version of the file of this number, of about the same length.
    fn publish(&self, file: usize, random: &mut Rng) {
        let length = FILES[file].length - random.usize(0..1000);
        let words = std::iter::repeat_with(|| random.u64(..).to_le_bytes()).take(length / 8 + 1);
        let mut body: Vec<u8> = words.flatten().collect();
        body.truncate(length);
        let shelf = &mut self.shelves()[file];
        shelf.number += 1;
        shelf.versions.insert(sha256(&body));
        shelf.body = body.into();
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn answer(State(portal): State<Portal>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    if uri.path() == format!("/konsult/v1/datasets/{SET}/metadatas") {
        let body = Body::from(dataset().to_string());
        return Response::builder().header("content-type", "application/json").body(body).unwrap();
    }
    match FILES.iter().position(|kind| uri.path().strip_prefix('/') == Some(kind.name)) {
        Some(file) => part_of(&portal, file, &headers),
        None => Response::builder().status(404).body(Body::empty()).unwrap(),
    }
}

/// The least a portal tells of a dataset with these files; neither their lengths nor their checksums.
fn dataset() -> Value {
    let media = FILES.iter().enumerate().map(|(number, kind)| {
        json!({
            "media_type": "FILE", "media_id": format!("acfe8ee1-27c1-44f4-a013-7ee18225ddd{number}"),
            "media_name": kind.name,
            "connector": {"url": format!("/{}", kind.name), "interface_contract": "dwnl"},
        })
    });
    json!({
        "global_id": SET,
        "resource_title": "files that change",
        "available_formats": media.collect::<Vec<_>>(),
        "storage_status": "online",
    })
}

/// The current version or a range of it, as slowly as one connection is allowed to be.
fn part_of(portal: &Portal, file: usize, headers: &HeaderMap) -> Response<Body> {
    let (number, body) = {
        let shelf = &portal.shelves()[file];
        (shelf.number, shelf.body.clone())
    };
    if !FILES[file].ranges {
        return Response::builder().header("content-length", body.len()).body(slowly(body)).unwrap();
    }
    let etag = format!("\"v{number}\"");
    let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap());
    let range = header("range").filter(|_| header("if-range").is_none_or(|validator| validator == etag)).map(|range| {
        let (from, last) = range.strip_prefix("bytes=").unwrap().split_once('-').unwrap();
        let end = if last.is_empty() { body.len() } else { body.len().min(last.parse::<usize>().unwrap() + 1) };
        from.parse().unwrap()..end
    });
    let response = Response::builder().header("accept-ranges", "bytes").header("etag", etag);
    let (response, span) = match range {
        Some(range) if range.start >= range.end => return response.status(416).body(Body::empty()).unwrap(),
        Some(range) => {
            let value = format!("bytes {}-{}/{}", range.start, range.end - 1, body.len());
            (response.status(206).header("content-range", value), range)
        }
        None => (response, 0..body.len()),
    };
    response.header("content-length", span.len()).body(slowly(body.slice(span))).unwrap()
}

/// A process, and when it is killed.
struct Process {
    child: Child,
    folder: &'static str,
    until: Option<Duration>,
    /// It is killed as soon as this file is another one than it was.
    watched: Option<(PathBuf, Option<Which>)>,
}

/// Which file it is, and as of when.
type Which = (u64, i64);

fn which(path: &PathBuf) -> Option<Which> {
    fs::metadata(path).ok().map(|it| (it.ino(), it.mtime_nsec()))
}

/// How often what is to be shown was seen.
#[derive(Debug, Default)]
struct Seen {
    rounds: usize,
    kills: usize,
    /// Rounds in which both processes were in one folder, and processes that found a file written by the other.
    together: usize,
    busy: usize,
    /// Processes that ended by themselves, with all files.
    ended: usize,
    /// Files with their names, as they were looked at, those that were begun, and receipts.
    files: usize,
    begun: usize,
    receipts: usize,
}

struct Storm {
    portal: Portal,
    home: Home,
    random: Rng,
    /// The files that have come to their names.
    named: BTreeSet<(&'static str, &'static str)>,
    seen: Seen,
}

impl Storm {
    fn new(runtime: &Runtime, seed: u64) -> Self {
        let (portal, url) = Portal::start(runtime);
        let home = Home::new().set("GUICHET_SECRETS", "memory");
        home.write_config(&format!("[portals.city]\nkind = \"rudi\"\nurl = \"{url}\"\n"));
        let mut random = Rng::with_seed(seed);
        (0..FILES.len()).for_each(|file| portal.publish(file, &mut random));
        for folder in FOLDERS {
            fs::create_dir(home.path(folder)).unwrap();
            fs::write(home.path(folder).join(OWN), OWN).unwrap();
        }
        Self { portal, home, random, named: BTreeSet::new(), seen: Seen::default() }
    }

    /// Two processes at once, until both are gone.
    fn round(&mut self) {
        if self.random.u8(0..4) > 0 {
            self.publish();
        }
        let mut running: Vec<Process> = (0..2).map(|_| self.start()).collect();
        self.seen.rounds += 1;
        self.seen.together += usize::from(running[0].folder == running[1].folder);
        let mut change = (self.random.u8(0..3) == 0).then(|| LONGEST.mul_f64(self.random.f64()));
        let begun = Instant::now();
        while !running.is_empty() {
            if change.is_some_and(|at| at < begun.elapsed()) {
                change = None;
                self.publish();
            }
            let still = std::mem::take(&mut running).into_iter();
            running = still.filter_map(|process| self.look_after(process, begun.elapsed())).collect();
            std::thread::sleep(Duration::from_micros(100));
        }
    }

    /// The large file changes most.
    fn publish(&mut self) {
        let file = self.random.usize(0..FILES.len() + 2).saturating_sub(2);
        self.portal.publish(file, &mut self.random);
    }

    fn start(&mut self) -> Process {
        let folder = self.random.choice(FOLDERS).unwrap();
        let child = self.get(folder);
        let lives = self.random.u8(0..6) == 0;
        let until = (!lives).then(|| LONGEST.mul_f64(self.random.f64()));
        let ending = self.random.choice([None, Some(".part.json"), Some(""), Some("")]).flatten();
        let name = self.random.choice(FILES.map(|kind| kind.name)).unwrap();
        let watched = ending.filter(|_| !lives).map(|ending| self.home.path(&format!("{folder}/{name}{ending}")));
        let watched = watched.map(|path| (path.clone(), which(&path)));
        Process { child, folder, until, watched }
    }

    fn get(&self, folder: &str) -> Child {
        let mut command = self.home.command(&["get", &format!("city/{SET}"), "-o", folder, "--if-exists", "overwrite"]);
        let said = fs::File::options().create(true).append(true).open(self.home.path("said")).unwrap();
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(said).spawn().unwrap()
    }

    /// Kills the process if it is time; gives it back while it runs.
    fn look_after(&mut self, mut process: Process, age: Duration) -> Option<Process> {
        let is_seen = process.watched.as_ref().is_some_and(|(path, before)| which(path) != *before);
        let status = match process.child.try_wait().unwrap() {
            Some(status) => status,
            None if is_seen || process.until.is_some_and(|until| until < age) => {
                process.child.kill().unwrap();
                process.child.wait().unwrap()
            }
            None => {
                assert!(age < PATIENCE, "it hangs");
                return Some(process);
            }
        };
        self.ended(status);
        None
    }

    fn ended(&mut self, status: ExitStatus) {
        match (status.signal(), status.code()) {
            (Some(9), _) => self.seen.kills += 1,
            (_, Some(0)) => self.seen.ended += 1,
            (_, Some(BUSY)) => self.seen.busy += 1,
            _ => panic!("{status}: {:?}\n{}", self.seen, fs::read_to_string(self.home.path("said")).unwrap()),
        }
    }

    /// Whatever was killed: what has a name is a version and stays, its receipt speaks of it, and a person's own is as it
    /// was.
    fn holds(&mut self) {
        for folder in FOLDERS {
            let files = self.files(folder);
            assert_eq!(files[OWN], OWN.as_bytes(), "{folder}");
            for name in files.keys().filter(|name| *name != OWN && !is_new(name)) {
                self.is_right(folder, name, &files);
            }
            let is_there = |(of, name): &(&str, &str)| *of != folder || files.contains_key(*name);
            assert!(self.named.iter().all(is_there), "{folder}: of {:?} there are {:?}", self.named, files.keys());
        }
    }

    fn is_right(&mut self, folder: &'static str, name: &str, files: &BTreeMap<String, Vec<u8>>) {
        let file = FILES.iter().position(|kind| name.starts_with(kind.name)).expect(name);
        let of = FILES[file].name;
        let is_version = |sum: &str| self.portal.shelves()[file].versions.contains(sum);
        match &name[of.len()..] {
            "" => {
                assert!(is_version(&sha256(&files[name])), "{folder}/{name}: {} bytes of none", files[name].len());
                self.named.insert((folder, of));
                self.seen.files += 1;
            }
            ".receipt.json" => {
                let receipt: Value = serde_json::from_slice(&files[name]).unwrap();
                assert_eq!(receipt["sha256"], sha256(&files[of]), "{folder}/{name} is of another file");
                self.seen.receipts += 1;
            }
            ".part" => self.seen.begun += 1,
            ".part.json" => {}
            _ => panic!("{folder}/{name}"),
        }
    }

    fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(self.home.path(folder)).into_iter().flatten().flatten();
        entries.map(|it| (it.file_name().into_string().unwrap(), fs::read(it.path()).unwrap())).collect()
    }

    /// As if what is half written had been left for a while.
    fn waits(&self) {
        for folder in FOLDERS {
            for name in self.files(folder).into_keys().filter(|name| is_new(name)) {
                let file = fs::File::options().write(true).open(self.home.path(folder).join(name)).unwrap();
                file.set_modified(SystemTime::now() - Duration::from_secs(120)).unwrap();
            }
        }
    }

    /// What the queue remembers is gone on with, and then nothing is left but the files as they are now.
    fn clears_up(&self) {
        let resumed = self.home.run(&["queue", "resume", "--yes"], "");
        assert_eq!(resumed.code, 0, "{resumed:?}");
        for folder in FOLDERS {
            let ran = self.home.run(&["get", &format!("city/{SET}"), "-o", folder, "--if-exists", "overwrite"], "");
            assert_eq!(ran.code, 0, "{ran:?}");
            let files = self.files(folder);
            let names: BTreeSet<&str> = files.keys().map(String::as_str).collect();
            let receipts = FILES.map(|kind| format!("{}.receipt.json", kind.name));
            let expected = FILES.iter().map(|kind| kind.name).chain(receipts.iter().map(String::as_str)).chain([OWN]);
            assert_eq!(names, expected.collect(), "{folder}");
            for (kind, shelf) in FILES.iter().zip(&*self.portal.shelves()) {
                assert!(files[kind.name] == shelf.body, "{folder}/{} is not the last", kind.name);
                let receipt: Value = serde_json::from_slice(&files[&format!("{}.receipt.json", kind.name)]).unwrap();
                assert_eq!(receipt["sha256"], sha256(&shelf.body), "{folder}/{}", kind.name);
            }
        }
        let queue = self.home.run(&["queue", "--json"], "");
        assert_eq!(serde_json::from_str::<Value>(&queue.out).unwrap()["items"], json!([]), "{queue:?}");
    }
}

/// Whether it is a small file of guichet's own that was being written.
fn is_new(name: &str) -> bool {
    name.starts_with(".guichet-") && name.ends_with(".new")
}

#[test]
fn two_processes_killed_again_and_again_keep_every_file_whole() {
    let number = |name: &str| std::env::var(name).ok().map(|it| it.parse::<u64>().unwrap());
    let seed = number("STORM_SEED").unwrap_or_else(|| fastrand::u64(..1_000_000));
    let kills = number("STORM").map_or(KILLS, |kills| kills as usize);
    println!("STORM_SEED={seed}");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut storm = Storm::new(&runtime, seed);
    while storm.seen.kills < kills {
        storm.round();
        storm.holds();
    }
    println!("{:?}", storm.seen);
    storm.waits();
    storm.clears_up();
    // What this is about has happened, and often.
    let seen = &storm.seen;
    assert!(seen.together > 0 && seen.files > kills / 2 && seen.begun > kills / 4, "{seen:?}");
}
