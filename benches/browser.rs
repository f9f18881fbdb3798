//! What the browser costs with a catalogue of 100,000 datasets (or `GUICHET_BENCH_DATASETS`): how soon the first frame and the kept rows are there, how
//! long a key takes, what it writes, what it does while nothing happens, and its memory. The real program in a real
//! pseudo-terminal of 200×60.
//!
//! `cargo bench --bench browser` prints it; nothing here asserts a time. Portal and terminal are this process's, on the
//! same cores as the program. Linux only: the figures are the kernel's, from `/proc`; writes are counted where `strace`
//! is installed, and another program's first frame is told where `less` is.
#![allow(clippy::unwrap_used, clippy::expect_used)]
#![cfg(target_os = "linux")]

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

#[path = "common/portal.rs"]
#[allow(dead_code, reason = "nothing is downloaded here")]
mod portal;
#[path = "../tests/common/term.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod term;
use portal::Portal;
use term::Term;

const DATASETS: usize = 100_000;
/// So many rows come well before a terminal loses its patience.
const PART: usize = 5_000;
const COLUMNS: u16 = 200;
const ROWS: u16 = 60;
const STARTS: usize = 30;
const KEYS: usize = 200;
const PREVIEWS: usize = 20;
/// How long the last key may be worked off, and then nothing is pressed.
const SETTLE: Duration = Duration::from_secs(2);
const IDLE: Duration = Duration::from_secs(5);
/// Of the clock that `/proc/PID/stat` counts in: `USER_HZ`, the same on every Linux.
const TICKS: f64 = 100.0;

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        return; // `cargo test --all-targets` only wants to know that it builds
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let datasets = std::env::var("GUICHET_BENCH_DATASETS").map_or(DATASETS, |count| count.parse().expect("a number"));
    let (_portal, url) = Portal::start(&runtime, datasets, None);
    let home = Home::new(&url);
    println!("{datasets} datasets on a screen of {COLUMNS}×{ROWS}; milliseconds unless another unit is named");
    whole_catalogue(&home, datasets);
    starts(&home);
    writes(&home);
}

struct Home {
    folder: tempfile::TempDir,
    config: PathBuf,
}

impl Home {
    fn new(url: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("config.toml");
        fs::write(&config, format!("[portals.bench]\nkind = \"rudi\"\nurl = \"{url}\"\n")).unwrap();
        Self { folder, config }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn env(&self) -> [(&str, &str); 3] {
        let home = self.path().to_str().unwrap();
        [("HOME", home), ("GUICHET_CONFIG", self.config.to_str().unwrap()), ("GUICHET_SECRETS", "memory")]
    }

    fn open(&self) -> Term {
        Term::spawn(COLUMNS, ROWS, &[], &self.env())
    }
}

/// All pages listed, as nobody does by hand: memory, keys, and the processor while nothing is pressed.
fn whole_catalogue(home: &Home, datasets: usize) {
    let mut term = home.open();
    term.shows("> bench");
    println!("memory, first screen {:31.1} MiB", resident(&term));
    term.keys("\r").shows("> all datasets");
    term.keys("\r").shows("> Dataset 0000");
    let begun = Instant::now();
    term.keys("G");
    for wanted in (1..=datasets.div_ceil(PART)).map(|part| datasets.min(part * PART)) {
        term.until("the last rows", |screen| chosen(screen).is_some_and(|(_, number)| number + 1 >= wanted));
    }
    println!("all pages listed {:35.1} s", begun.elapsed().as_secs_f64());
    println!("memory, all listed {:33.1} MiB", resident(&term));
    line("a key up", &keys(&mut term, "k"));
    term.keys("g").shows("> Dataset 0000");
    line("a key down", &keys(&mut term, "j"));
    term.keys("/");
    line("a letter of a filter", &letters(&mut term));
    term.keys("\x1b");
    std::thread::sleep(SETTLE);
    let before = processor(&term);
    std::thread::sleep(IDLE);
    println!("processor, idle {:36.2} %", (processor(&term) - before) / IDLE.as_secs_f64() * 100.0);
    line("first rows of a file, from p", &previews(&mut term));
    println!("memory, at the end {:33.1} MiB", resident(&term));
    quit(&mut term);
}

/// From the start of the process, with what the last run kept.
fn starts(home: &Home) {
    let (mut first, mut rows) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let begun = Instant::now();
        let mut term = home.open();
        term.shows("> bench");
        first.push(begun.elapsed());
        term.keys("\r").shows("> all datasets");
        let entered = Instant::now();
        term.keys("\r").shows("> Dataset 0000");
        rows.push(entered.elapsed());
        quit(&mut term);
    }
    line("first frame from the start of the process", &first);
    line("kept rows, from Enter", &rows);
    if Command::new("less").arg("-V").output().is_ok() {
        let less: Vec<Duration> = (0..STARTS).map(|_| less(&home.config)).collect();
        line("(first frame of less)", &less);
    }
}

fn less(file: &Path) -> Duration {
    let begun = Instant::now();
    let mut term = Term::run(COLUMNS, ROWS, "less", &[file.to_str().unwrap()], &[]);
    term.shows("[portals.bench]");
    let took = begun.elapsed();
    term.keys("q");
    term.end();
    took
}

/// The system calls that write to the terminal, for frames of which each is one key's.
fn writes(home: &Home) {
    let trace = home.path().join("trace");
    let program = env!("CARGO_BIN_EXE_guichet");
    let args = ["-f", "-y", "-e", "trace=write,writev", "-o", trace.to_str().unwrap(), program];
    if Command::new("strace").arg("-V").output().is_err() {
        println!("writes to the terminal: not counted, strace is not installed");
        return;
    }
    let mut term = Term::run(COLUMNS, ROWS, "strace", &args, &home.env());
    term.shows("> bench");
    term.keys("\r").shows("> all datasets");
    term.keys("\r").shows("> Dataset 0000");
    let before = written(&trace);
    keys(&mut term, "j");
    let during = written(&trace) - before;
    quit(&mut term);
    println!("writes to the terminal for a key {:19.2}", during as f64 / KEYS as f64);
}

fn written(trace: &Path) -> usize {
    let is_to_terminal = |call: &&str| call.contains("/dev/pts/") || call.contains("/dev/tty");
    fs::read_to_string(trace).unwrap().lines().filter(is_to_terminal).count()
}

/// How long each press of `key` takes until the next row is chosen.
fn keys(term: &mut Term, key: &str) -> Vec<Duration> {
    let at = Cell::new(None);
    let now = |term: &Term| {
        term.until("a chosen row", |screen| {
            at.set(chosen(screen));
            at.get().is_some()
        })
    };
    (0..KEYS)
        .map(|_| {
            now(term);
            let (pressed, before) = (Instant::now(), at.get());
            term.keys(key).until("another row", |screen| chosen(screen).is_some_and(|it| Some(it) != before));
            pressed.elapsed()
        })
        .collect()
}

/// The row of the screen and the number of the chosen dataset.
fn chosen(screen: &vt100::Screen) -> Option<(usize, usize)> {
    let number = |row: String| row.split("> Dataset ").nth(1)?.split(' ').next()?.parse().ok();
    screen.rows(0, COLUMNS).enumerate().find_map(|(row, text)| Some((row, number(text)?)))
}

/// How long each letter takes until the list is narrowed by it: both come in one frame.
fn letters(term: &mut Term) -> Vec<Duration> {
    let mut typed = "/".to_owned();
    "dataset 99"
        .chars()
        .map(|letter| {
            typed.push(letter);
            let pressed = Instant::now();
            term.keys(&letter.to_string()).until(&typed, |screen| screen.contents().contains(&typed));
            pressed.elapsed()
        })
        .collect()
}

/// A media that is looked into, of which no byte was read before: the server closes no connection in between.
fn previews(term: &mut Term) -> Vec<Duration> {
    term.keys("g").shows("> Dataset 0000");
    term.keys("\r").shows("> large-0.csv");
    (0..PREVIEWS)
        .map(|_| {
            let pressed = Instant::now();
            term.keys("p").shows("temperature");
            let took = pressed.elapsed();
            term.keys("p").until("the list", |screen| !screen.contents().contains("temperature"));
            took
        })
        .collect()
}

fn quit(term: &mut Term) {
    term.keys("q");
    term.end();
}

fn line(what: &str, took: &[Duration]) {
    let mut took: Vec<f64> = took.iter().map(|it| it.as_secs_f64() * 1e3).collect();
    took.sort_by(f64::total_cmp);
    let at = |of: usize| took[(took.len() * of / 100).min(took.len() - 1)];
    println!("{what:44}{:8.2}  (95 %: {:.2}, worst: {:.2})", at(50), at(95), at(100));
}

/// Seconds of the processor that the process has used.
fn processor(term: &Term) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{}/stat", term.pid())).unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks = |field: usize| fields[field].parse::<f64>().unwrap();
    (ticks(11) + ticks(12)) / TICKS // utime and stime, proc_pid_stat(5)
}

fn resident(term: &Term) -> f64 {
    let status = fs::read_to_string(format!("/proc/{}/status", term.pid())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
}
