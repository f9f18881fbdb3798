//! `guichet get` killed with SIGKILL again and again, of a file that changes now and then: what it ends with is one
//! published version, and what was there already is not fetched again.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::ops::Range;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response, Uri};
use fastrand::Rng;
use futures_util::stream;
use rangemap::RangeSet;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::common::home::Home;

/// Kills in all, by so many people who each download a file of their own.
const KILLS: usize = 200;
const PEOPLE: usize = 4;
const LENGTH: usize = 16 << 20;
/// Bytes a second over one connection: over as many as help, the whole takes about a second.
const RATE: f64 = 4e6;
const CHUNK: usize = 32 << 10;
/// No program lives longer.
const LONGEST: Duration = Duration::from_millis(2000);
/// What a kill may cost of what had come, where four programs share a busy machine, and what is compared at each end of
/// a gap.
const LOST: usize = 5 << 20;
const OVERLAP: usize = 16 << 10;
/// How finely it is looked which bytes are there.
const BLOCK: usize = 4 << 10;
/// A program that does not end by itself after so long hangs.
const PATIENCE: Duration = Duration::from_secs(60);

const SET: &str = "4a82fdb8-6c1a-4df6-bd87-b376c466a218";
const MEDIA: &str = "acfe8ee1-27c1-44f4-a013-7ee18225dddd";

type Spans = RangeSet<usize>;

/// What the portal publishes, and what was asked of it.
#[derive(Default)]
struct Shelf {
    /// Those that may still matter, by their number; the last is the current one.
    versions: BTreeMap<usize, Bytes>,
    asked: Vec<Asked>,
}

/// Bytes of the media that a request asked for, of the version that was answered with.
struct Asked {
    version: usize,
    span: Range<usize>,
}

#[derive(Clone, Default)]
struct Portal(Arc<Mutex<Shelf>>);

impl Portal {
    fn start(runtime: &Runtime) -> (Self, String) {
        let portal = Self::default();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(portal.clone());
        runtime.spawn(async move { axum::serve(listener, router).await });
        (portal, url)
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.0.lock().unwrap()
    }

    fn current(&self) -> usize {
        *self.shelf().versions.last_key_value().unwrap().0
    }

    /// Another version: wholly other, or as files change: here and there, or with something put in before the rest.
    fn publish(&self, random: &mut Rng) {
        let last = self.shelf().versions.last_key_value().map(|(number, body)| (*number, body.clone()));
        let number = last.as_ref().map_or(1, |(number, _)| number + 1);
        let body = match (last, random.u8(0..4)) {
            (Some((_, last)), 0) => {
                let mut body = last.to_vec();
                let head = body.len() / 100;
                body[..head].copy_from_slice(&bytes(head, random));
                body
            }
            (Some((_, last)), 1) => {
                let rows = bytes(random.usize(1..100_000), random);
                let rest = last.len().min(LENGTH - rows.len());
                [&rows, &last[..rest]].concat()
            }
            (_, 2) => bytes(random.usize(LENGTH / 2..LENGTH), random),
            _ => bytes(LENGTH, random),
        };
        self.shelf().versions.insert(number, body.into());
    }
}

/// Bytes of which no two blocks are alike.
fn bytes(length: usize, random: &mut Rng) -> Vec<u8> {
    let mut bytes: Vec<u8> =
        std::iter::repeat_with(|| random.u64(..).to_le_bytes()).take(length / 8 + 1).flatten().collect();
    bytes.truncate(length);
    bytes
}

fn etag(version: usize) -> String {
    format!("\"v{version}\"")
}

async fn answer(State(portal): State<Portal>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    match uri.path() {
        "/file.bin" => file(&portal, &headers),
        path if path == format!("/konsult/v1/datasets/{SET}/metadatas") => {
            let body = Body::from(dataset().to_string());
            Response::builder().header("content-type", "application/json").body(body).unwrap()
        }
        _ => Response::builder().status(404).body(Body::empty()).unwrap(),
    }
}

/// The least a portal tells of a dataset with one file; neither its length nor its checksum.
fn dataset() -> Value {
    json!({
        "global_id": SET,
        "resource_title": "a file that changes",
        "available_formats": [{
            "media_type": "FILE", "media_id": MEDIA, "media_name": "file.bin",
            "connector": {"url": "/file.bin", "interface_contract": "dwnl"},
        }],
        "storage_status": "online",
    })
}

/// The current version or a range of it, as slowly as one connection is allowed to be.
fn file(portal: &Portal, headers: &HeaderMap) -> Response<Body> {
    let mut shelf = portal.shelf();
    let (version, body) = shelf.versions.last_key_value().map(|(version, body)| (*version, body.clone())).unwrap();
    let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap());
    let valid = header("if-range").is_none_or(|validator| validator == etag(version));
    let range = header("range").filter(|_| valid).map(|range| {
        let (from, last) = range.strip_prefix("bytes=").unwrap().split_once('-').unwrap();
        let end = if last.is_empty() { body.len() } else { body.len().min(last.parse::<usize>().unwrap() + 1) };
        from.parse().unwrap()..end
    });
    let response = Response::builder().header("accept-ranges", "bytes").header("etag", etag(version));
    let response = match &range {
        Some(range) if range.is_empty() => return response.status(416).body(Body::empty()).unwrap(),
        Some(range) => {
            let value = format!("bytes {}-{}/{}", range.start, range.end - 1, body.len());
            response.status(206).header("content-range", value)
        }
        None => response,
    };
    let span = range.unwrap_or(0..body.len());
    shelf.asked.push(Asked { version, span: span.clone() });
    response.header("content-length", span.len()).body(slowly(body.slice(span))).unwrap()
}

/// `body` at [`RATE`].
pub fn slowly(body: Bytes) -> Body {
    let begun = tokio::time::Instant::now();
    Body::from_stream(stream::unfold(0, move |sent| {
        let chunk = body.slice(sent..body.len().min(sent + CHUNK));
        async move {
            let next = (!chunk.is_empty()).then(|| (sent + chunk.len(), chunk))?;
            tokio::time::sleep_until(begun + Duration::from_secs_f64(next.0 as f64 / RATE)).await;
            Some((Ok::<_, std::io::Error>(next.1), next.0))
        }
    }))
}

/// What a killed program leaves of one version.
struct Left {
    version: usize,
    /// The bytes that are the version's, and those of them that the journal vouches for.
    there: Spans,
    told: Spans,
}

/// How often what is to be shown was seen.
#[derive(Debug, Default)]
struct Seen {
    kills: usize,
    /// Files that came to their name.
    files: usize,
    /// Kills that left something, and of them those in the middle of several connections.
    left: usize,
    scattered: usize,
    /// Starts that found the version they had unchanged.
    gone_on: usize,
    /// The most that one kill cost.
    lost: usize,
    /// Starts that had a version which was not published any more.
    outdated: usize,
}

/// Somebody who wants the file, again and again.
struct Person {
    portal: Portal,
    home: Home,
    random: Rng,
    seen: Seen,
    left: Option<Left>,
}

impl Person {
    fn new(runtime: &Runtime, seed: u64) -> Self {
        let (portal, url) = Portal::start(runtime);
        let home = Home::new().set("GUICHET_SECRETS", "memory");
        home.write_config(&format!("[portals.city]\nkind = \"rudi\"\nurl = \"{url}\"\n"));
        let mut random = Rng::with_seed(seed);
        portal.publish(&mut random);
        Self { portal, home, random, seen: Seen::default(), left: None }
    }

    fn path(&self, ending: &str) -> PathBuf {
        self.home.path(&format!("data/file.bin{ending}"))
    }

    fn kill_often(mut self, kills: usize) -> Seen {
        while self.seen.kills < kills {
            self.start(true);
        }
        self.start(false);
        self.seen
    }

    /// One start of the program; `mortal`: until it is killed, unless it ends before.
    fn start(&mut self, mortal: bool) {
        if mortal && self.random.u8(0..8) == 0 {
            self.portal.publish(&mut self.random);
        }
        let first = self.portal.current();
        self.portal.shelf().asked.clear();
        if self.left.as_ref().is_some_and(|left| left.version != first) {
            self.seen.outdated += 1;
        }
        let child = self.spawn();
        let status = if mortal { self.kill(child) } else { ended(child) };
        let killed = status.signal() == Some(9);
        assert!(killed || status.code() == Some(0), "{status}");
        self.seen.kills += usize::from(killed);
        let before = self.left.take();
        match fs::read(self.path("")) {
            Ok(file) => self.take(&file, first),
            Err(error) => assert!(killed && error.kind() == ErrorKind::NotFound, "it ended without a file: {error}"),
        }
        self.left = self.look();
        assert!(killed || !self.path(".part").exists() && self.left.is_none(), "it ended and left something");
        self.noted(before.as_ref());
        if let Some(before) = before {
            self.went_on(&before);
        }
        let kept = self.left.as_ref().map(|left| left.version);
        let current = self.portal.current();
        self.portal.shelf().versions.retain(|version, _| *version == current || Some(*version) == kept);
    }

    fn spawn(&self) -> Child {
        Command::new(env!("CARGO_BIN_EXE_guichet"))
            .args(["get", &format!("city/{SET}/{MEDIA}"), "-o"])
            .arg(self.home.path("data"))
            .envs(self.home.env.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Kills it after a while, or as soon as it has written its journal anew or named the file, which are the moments
    /// at which something could be half done; the file may change before.
    fn kill(&mut self, mut child: Child) -> ExitStatus {
        let begun = Instant::now();
        let some_time = |random: &mut Rng| LONGEST.mul_f64(random.f64());
        let until = some_time(&mut self.random);
        let mut change = (self.random.u8(0..8) == 0).then(|| some_time(&mut self.random));
        let watched = self.random.choice([None, None, Some(".part.json"), Some("")]).flatten();
        let path = self.path(watched.unwrap_or_default());
        let state = || fs::metadata(&path).map(|it| (it.ino(), it.mtime_nsec())).ok();
        let before = state();
        while begun.elapsed() < until && (watched.is_none() || state() == before) {
            if let Some(status) = child.try_wait().unwrap() {
                return status;
            }
            if change.is_some_and(|at| at < begun.elapsed()) {
                change = None;
                self.portal.publish(&mut self.random);
            }
            std::thread::sleep(Duration::from_micros(if watched.is_some() { 50 } else { 1000 }));
        }
        child.kill().unwrap();
        child.wait().unwrap()
    }

    /// The file is one of the versions published since the program's start, when `first` was the current one.
    fn take(&mut self, file: &[u8], first: usize) {
        let shelf = self.portal.shelf();
        let published = shelf.versions.range(first..).any(|(_, body)| body == file);
        assert!(published, "{} bytes that were never published as a file: {:?}", file.len(), self.seen);
        drop(shelf);
        self.seen.files += 1;
        fs::remove_file(self.path("")).unwrap();
        let _ = fs::remove_file(self.path(".receipt.json")); // a killed program may not have come to write it
    }

    /// What there is of a file that is not whole.
    fn look(&mut self) -> Option<Left> {
        let journal: Value = serde_json::from_slice(&fs::read(self.path(".part.json")).ok()?).unwrap();
        let part = fs::read(self.path(".part")).ok()?;
        let tag = journal["version"]["etag"].as_str().unwrap();
        let version = tag.trim_matches(['"', 'v']).parse().unwrap();
        let shelf = self.portal.shelf();
        let Some(body) = shelf.versions.get(&version) else {
            assert!(part.is_empty(), "{tag} was named or given up long ago"); // its journal may outlive it
            return None;
        };
        let blocks = part.chunks(BLOCK).zip(body.chunks(BLOCK)).enumerate();
        let same = blocks.filter(|(_, (part, body))| body.starts_with(part));
        let there = same.map(|(n, (part, _))| n * BLOCK..n * BLOCK + part.len()).collect();
        let told = promised(&journal, part.len());
        self.seen.left += 1;
        self.seen.scattered += usize::from(told.iter().count() > 1);
        for span in told.iter() {
            let same = body.get(span.clone()) == part.get(span.clone());
            assert!(same, "{tag}: {span:?} is not what the journal says: {journal}");
        }
        Some(Left { version, there, told })
    }

    /// Of what came since the last start, which found `before`, the journal vouches for all but little.
    fn noted(&mut self, before: Option<&Left>) {
        let Some(left) = &self.left else { return };
        let mut old = left.told.clone();
        old.extend(before.filter(|before| before.version == left.version).into_iter().flat_map(|it| it.there.clone()));
        let lost = left.there.iter().flat_map(|span| old.gaps(span).collect::<Vec<_>>()).map(|span| span.len()).sum();
        assert!(lost <= LOST, "{lost} bytes that came are not noted");
        self.seen.lost = self.seen.lost.max(lost);
    }

    /// Of what the journal vouched for `before` the last start, nothing was asked for again but to compare, or lost.
    fn went_on(&mut self, before: &Left) {
        let shelf = self.portal.shelf();
        let asked: Vec<_> = shelf.asked.iter().filter(|asked| asked.version == before.version).collect();
        if asked.is_empty() {
            return; // it was killed before, or the version is gone
        }
        let mut again: Spans = asked.iter().map(|asked| asked.span.clone()).collect();
        if let Some(left) = self.left.as_ref().filter(|left| left.version == before.version) {
            again.extend(left.told.gaps(&(0..LENGTH)));
        }
        let again: usize = before.told.intersection(&again).map(|span| span.len()).sum();
        let compared = (asked.len() + before.told.iter().count()) * OVERLAP;
        assert!(again <= compared, "{again} bytes over {} requests, of {:?}", asked.len(), before.told);
        self.seen.gone_on += 1;
    }
}

/// The bytes of a `.part` that the journal vouches for.
fn promised(journal: &Value, length: usize) -> Spans {
    let mut promised: Spans = serde_json::from_value(journal["durable"].clone()).unwrap();
    let proofs: Vec<(usize, usize, String)> = serde_json::from_value(journal["proofs"].clone()).unwrap();
    promised.extend(proofs.into_iter().map(|(start, end, _)| start..end));
    promised.remove(length..usize::MAX);
    promised
}

fn ended(mut child: Child) -> ExitStatus {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match child.try_wait().unwrap() {
            Some(status) => return status,
            None if Instant::now() > deadline => child.kill().unwrap(),
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    }
}

#[test]
fn killed_two_hundred_times_it_ends_with_one_published_version_and_fetches_nothing_twice() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let people = (0..PEOPLE).map(|n| Person::new(&runtime, n as u64));
    let people: Vec<_> = people.map(|person| std::thread::spawn(|| person.kill_often(KILLS / PEOPLE))).collect();
    let seen: Vec<Seen> = people.into_iter().map(|person| person.join().unwrap()).collect();
    let sum = |count: fn(&Seen) -> usize| seen.iter().map(count).sum::<usize>();
    println!("{seen:#?}");
    assert_eq!(sum(|seen| seen.kills), KILLS);
    // What this is about has happened, and often.
    assert!(sum(|seen| seen.left) > KILLS / 4, "{seen:?}");
    assert!(sum(|seen| seen.scattered) > KILLS / 20, "{seen:?}");
    assert!(sum(|seen| seen.gone_on) > KILLS / 8, "{seen:?}");
    assert!(sum(|seen| seen.outdated) > KILLS / 40, "{seen:?}");
    assert!(sum(|seen| seen.files) > KILLS / 20, "{seen:?}");
}
