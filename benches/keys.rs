//! How long a key takes until the screen shows what it did, while nothing else happens and while eight large files are
//! being downloaded, over a line of 1 Gbit/s and as fast as they come: the real program in a real pseudo-terminal.
//!
//! `cargo bench --bench keys` prints it; nothing here asserts a time. Portal and terminal are this process's, on the
//! same cores as the program: a server that sends as fast as it can is part of what is borne. It takes some 12 GB of
//! the folder for temporary files while it runs.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::cell::Cell;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{Response, Uri};
use fastrand::Rng;
use futures_util::stream;
use serde_json::{Value, json};

#[path = "../tests/common/term.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod term;
use term::Term;

const KEYS: usize = 1000;
const COLUMNS: u16 = 160;
const ROWS: u16 = 48;
/// Down so many rows, then up again: before the list begins to scroll.
const DOWN: usize = 12;
/// The longest pause between an answer and the next key: faster than a key that is held repeats.
const PAUSE: Duration = Duration::from_millis(20);

const DATASETS: usize = 200;
const DOWNLOADS: usize = 8;
/// More than comes while the keys are typed.
const LENGTH: u64 = 4 << 30;

/// Bytes a second of a line of 1 Gbit/s.
const LINE: f64 = 125e6;

/// A portal with rows to go through and files that are long.
struct Portal {
    /// Bytes a second over all downloads, if it does not send as fast as it can.
    line: Option<f64>,
    chunk: Bytes,
    sent: AtomicU64,
}

impl Portal {
    fn start(runtime: &tokio::runtime::Runtime, line: Option<f64>) -> (Arc<Self>, String) {
        let mut chunk = vec![0; 256 << 10];
        Rng::with_seed(1).fill(&mut chunk);
        let portal = Arc::new(Self { line, chunk: chunk.into(), sent: AtomicU64::new(0) });
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(portal.clone());
        runtime.spawn(async move { axum::serve(listener, router).await });
        (portal, url)
    }

    fn file(self: Arc<Self>) -> Response<Body> {
        let begun = tokio::time::Instant::now();
        let body = stream::unfold(0, move |sent| {
            let portal = self.clone();
            async move {
                let chunk = portal.chunk.slice(..(LENGTH - sent).min(portal.chunk.len() as u64) as usize);
                let sent = sent + chunk.len() as u64;
                portal.sent.fetch_add(chunk.len() as u64, Ordering::Relaxed);
                if let Some(line) = portal.line {
                    let took = Duration::from_secs_f64(sent as f64 * DOWNLOADS as f64 / line);
                    tokio::time::sleep_until(begun + took).await;
                }
                (!chunk.is_empty()).then_some((Ok::<_, std::io::Error>(chunk), sent))
            }
        });
        Response::builder().header("content-length", LENGTH).body(Body::from_stream(body)).unwrap()
    }
}

async fn answer(State(portal): State<Arc<Portal>>, uri: Uri) -> Response<Body> {
    let path: Vec<&str> = uri.path().trim_matches('/').split('/').collect();
    match path[..] {
        ["files", _] => portal.file(),
        ["konsult", "v1", "datasets", "metadatas"] => listed(uri.query().unwrap_or_default()),
        ["konsult", "v1", "datasets", id, "metadatas"] => {
            answered(&dataset(id.rsplit('-').next().unwrap().parse().unwrap()))
        }
        _ => Response::builder().status(404).body(Body::empty()).unwrap(),
    }
}

fn answered(body: &Value) -> Response<Body> {
    Response::builder().header("content-type", "application/json").body(Body::from(body.to_string())).unwrap()
}

fn listed(query: &str) -> Response<Body> {
    let asked = |name: &str| {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.find(|(key, _)| key == name).and_then(|(_, value)| value.parse().ok())
    };
    let offset = asked("offset").unwrap_or(0);
    let end = DATASETS.min(offset + asked("limit").unwrap_or(DATASETS));
    let items: Vec<_> = (offset..end).map(dataset).collect();
    answered(&json!({"total": DATASETS, "items": items}))
}

/// The dataset of this number, with the files.
fn dataset(number: usize) -> Value {
    let media = (0..DOWNLOADS).map(|n| {
        json!({
            "media_type": "FILE", "media_id": format!("00000000-0000-4000-9000-{n:012}"), "media_name": format!("large-{n}.bin"),
            "file_type": "application/octet-stream",
            "connector": {"url": format!("/files/{number}-{n}"), "interface_contract": "dwnl"},
        })
    });
    let text = |text: &str| json!([{"lang": "fr", "text": text}]);
    json!({
        "global_id": format!("00000000-0000-4000-8000-{number:012}"),
        "resource_title": format!("Dataset {number:04} of the métropole"),
        "synopsis": text("Relevés horaires par capteur, de 2019 à aujourd’hui"),
        "summary": text(&"Une description de quelques lignes, comme les portails en publient. ".repeat(12)),
        "theme": "transportation", "keywords": ["mobilité", "capteurs"],
        "producer": {"organization_name": "Ville d’exemple"},
        "available_formats": media.collect::<Vec<_>>(),
        "dataset_dates": {"updated": "2025-03-04T10:00:00Z"}, "storage_status": "online",
    })
}

/// The browser in the list of all datasets.
fn browser(url: &str, home: &Path) -> Term {
    let config = home.join("config.toml");
    let content =
        format!("download_dir = {:?}\n\n[portals.bench]\nkind = \"rudi\"\nurl = \"{url}\"\n", home.join("data"));
    fs::write(&config, content).unwrap();
    let home = home.to_str().unwrap();
    let env = [("HOME", home), ("GUICHET_CONFIG", config.to_str().unwrap()), ("GUICHET_SECRETS", "memory")];
    let mut term = Term::spawn(COLUMNS, ROWS, &[], &env);
    term.shows("> bench");
    term.keys("\r").shows("> all datasets");
    term.keys("\r").shows("> Dataset 0000");
    term
}

fn download_all(term: &mut Term) {
    term.keys("\r").shows("> large-0.bin");
    for n in 0..DOWNLOADS {
        term.shows(&format!("> large-{n}.bin"));
        term.keys("dj");
    }
    term.shows(&format!("{DOWNLOADS} running"));
    term.keys("h").shows("> all datasets"); // which is the pane beside the datasets
}

/// How long each key took from being written to the cursor's being in its new row, in order of length.
fn measure(term: &mut Term) -> Vec<Duration> {
    let (x, top) = cursor(term);
    let is_at = |screen: &vt100::Screen, y: u16| screen.cell(y, x).is_some_and(|cell| cell.contents() == ">");
    let (mut random, mut row) = (Rng::with_seed(2), top);
    let mut took: Vec<_> = (0..KEYS)
        .map(|n| {
            std::thread::sleep(PAUSE.mul_f64(random.f64()));
            let (key, next) = if (n / DOWN).is_multiple_of(2) { ("j", row + 1) } else { ("k", row - 1) };
            let written = Instant::now();
            let seen = Cell::new(written);
            term.keys(key).until("the cursor's new row", |screen| {
                seen.set(Instant::now());
                is_at(screen, next) && !is_at(screen, row)
            });
            row = next;
            seen.get() - written
        })
        .collect();
    took.sort();
    took
}

/// Where the mark of the chosen dataset is, which is the first.
fn cursor(term: &Term) -> (u16, u16) {
    let place = Cell::new(None);
    term.until("the first dataset", |screen| {
        let mark = |row: &str| row.find("> Dataset 0000").map(|at| row[..at].chars().count() as u16);
        let mut rows = screen.rows(0, COLUMNS).zip(0..);
        place.set(rows.find_map(|(row, y)| mark(&row).map(|x| (x, y))));
        place.get().is_some()
    });
    place.get().unwrap()
}

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        return; // `cargo test --all-targets` only wants to know that it builds
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    println!("{KEYS} keys on a screen of {COLUMNS}×{ROWS}: ms from the key to the cursor's new row");
    println!("{:24}{:>8}{:>8}{:>8}{:>8}", "", "p50", "p95", "p99", "max");
    let quiet = run(&runtime, false, None);
    for line in [Some(LINE), None] {
        let busy = run(&runtime, true, line);
        let ratio = |(busy, quiet): (&f64, &f64)| format!("{:8.1}", busy / quiet);
        println!("{:24}{}", "  times as long", busy.iter().zip(&quiet).map(ratio).collect::<String>());
    }
}

/// Measures and prints with or without downloads; half of the keys, 95 and 99 of a hundred, and all of them took no
/// longer than this.
fn run(runtime: &tokio::runtime::Runtime, downloads: bool, line: Option<f64>) -> [f64; 4] {
    let (portal, url) = Portal::start(runtime, line);
    let home = tempfile::tempdir().unwrap();
    let mut term = browser(&url, home.path());
    if downloads {
        download_all(&mut term);
    }
    let (begun, before) = (Instant::now(), portal.sent.load(Ordering::Relaxed));
    let took = measure(&mut term);
    let rate = (portal.sent.load(Ordering::Relaxed) - before) as f64 / begun.elapsed().as_secs_f64() / 1e6;
    if downloads {
        term.shows(&format!("{DOWNLOADS} running")); // to the last key
        term.keys("q").shows("quit?");
        term.keys("y");
    } else {
        term.keys("q");
    }
    term.end();
    let [half, most, nearly, all] = [500, 950, 990, 1000].map(|of| {
        let last = (took.len() * of / 1000).saturating_sub(1);
        took[last].as_secs_f64() * 1e3
    });
    let what = if downloads { format!("{DOWNLOADS} downloads, {rate:.0} MB/s") } else { "no download".into() };
    println!("{what:24}{half:8.2}{most:8.2}{nearly:8.2}{all:8.2}");
    [half, most, nearly, all]
}
