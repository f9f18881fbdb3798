//! How long a key takes until the screen shows what it did, while nothing else happens and while eight large files are
//! being downloaded, over a line of 1 Gbit/s and as fast as they come: the real program in a real pseudo-terminal.
//!
//! `cargo bench --bench keys` prints it; nothing here asserts a time. The portal is a process of its own, on the same
//! cores as the program: a server that sends as fast as it can is part of what is borne. It takes some 12 GB of the
//! folder for temporary files while it runs.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::cell::Cell;
use std::fs;
use std::io::{BufRead, BufReader, Lines, Write, stdin};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use fastrand::Rng;

#[path = "common/portal.rs"]
mod portal;
#[path = "../tests/common/term.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod term;
use portal::{DOWNLOADS, Portal};
use term::Term;

const KEYS: usize = 1000;
const COLUMNS: u16 = 160;
const ROWS: u16 = 48;
/// Down so many rows, then up again: before the list begins to scroll.
const DOWN: usize = 12;
/// The longest pause between an answer and the next key: faster than a key that is held repeats.
const PAUSE: Duration = Duration::from_millis(20);

const DATASETS: usize = 200;

/// Bytes a second of a line of 1 Gbit/s.
const LINE: f64 = 125e6;

/// What makes this program the portal.
const SERVE: &str = "--serve";

/// The portal in its process, which ends with this.
struct Served {
    process: Child,
    to: ChildStdin,
    from: Lines<BufReader<ChildStdout>>,
    url: String,
}

impl Served {
    fn start(line: Option<f64>) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg(SERVE).args(line.map(|line| line.to_string())).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let to = process.stdin.take().unwrap();
        let mut from = BufReader::new(process.stdout.take().unwrap()).lines();
        let url = from.next().unwrap().unwrap();
        Self { process, to, from, url }
    }

    /// The bytes of files that it has sent so far.
    fn sent(&mut self) -> u64 {
        writeln!(self.to).unwrap();
        self.from.next().unwrap().unwrap().parse().unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Says its address, then for each line how much it has sent.
fn serve(line: Option<f64>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (portal, url) = Portal::start(&runtime, DATASETS, line);
    println!("{url}");
    for _ in stdin().lines() {
        println!("{}", portal.sent.load(Ordering::Relaxed));
    }
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
    term.keys("\r").shows("> large-0.csv");
    for n in 0..DOWNLOADS {
        term.shows(&format!("> large-{n}.csv"));
        term.keys("dj");
    }
    term.shows(&format!("{DOWNLOADS} running"));
    term.keys("h").shows("> Dataset 0000");
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
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [SERVE] => return serve(None),
        [SERVE, line] => return serve(line.parse().ok()),
        ref others if others.contains(&"--bench") => {}
        _ => return, // `cargo test --all-targets` only wants to know that it builds
    }
    println!("{KEYS} keys on a screen of {COLUMNS}×{ROWS}: ms from the key to the cursor's new row");
    println!("{:24}{:>8}{:>8}{:>8}{:>8}", "", "p50", "p95", "p99", "max");
    let quiet = run(false, None);
    for line in [Some(LINE), None] {
        let busy = run(true, line);
        let ratio = |(busy, quiet): (&f64, &f64)| format!("{:8.1}", busy / quiet);
        println!("{:24}{}", "  times as long", busy.iter().zip(&quiet).map(ratio).collect::<String>());
    }
}

/// Measures and prints with or without downloads; half of the keys, 95 and 99 of a hundred, and all of them took no
/// longer than this.
fn run(downloads: bool, line: Option<f64>) -> [f64; 4] {
    let mut portal = Served::start(line);
    let home = tempfile::tempdir().unwrap();
    let mut term = browser(&portal.url, home.path());
    if downloads {
        download_all(&mut term);
    }
    let (begun, before) = (Instant::now(), portal.sent());
    let took = measure(&mut term);
    let rate = (portal.sent() - before) as f64 / begun.elapsed().as_secs_f64() / 1e6;
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
