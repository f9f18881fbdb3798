//! The process itself: nobody looks into it, and a system that has little to give is told of in words.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::common::stranger::Stranger;

/// A portal that nobody serves.
const CONFIG: &str = "[portals.p]\nkind = \"ckan\"\nurl = \"http://127.0.0.1:9/\"\n";
/// Users of which each has processes in one test only: the system counts them by user.
const OF_COMMANDS: u32 = 54_331;
const OF_FILES: u32 = 54_332;
const OF_BROWSER: u32 = 54_333;
const OF_LOOKS: u32 = 54_334;

/// Runs `args` as `user`, who may have ever more of what `limit` names.
fn within(user: u32, limit: &str, most: &[u32], args: &[&str]) {
    let Some(stranger) = Stranger::new(user, CONFIG) else { return };
    let home = stranger.own("own");
    for most in most {
        let limit = format!("--{limit}={most}");
        let ran = stranger.run_in(&["timeout", "30", "prlimit", &limit], &[("HOME", &home)], args);
        assert!([1, 2, 3, 5, 7].contains(&ran.code), "{limit} {args:?}: {} {}", ran.code, ran.err);
        assert!(ran.err.contains("guichet: ") && !ran.err.contains("panicked"), "{limit} {args:?}: {}", ran.err);
    }
}

#[test]
fn few_threads_are_told_of_by_a_command() {
    within(OF_COMMANDS, "nproc", &[2, 3, 4, 5, 6, 8], &["list", "p"]);
}

#[test]
fn few_open_files_are_told_of() {
    within(OF_FILES, "nofile", &[6, 7, 8, 9, 10, 11, 12, 14, 16, 20, 32], &["list", "p"]);
}

#[test]
fn few_threads_are_told_of_by_the_browser() {
    within(OF_BROWSER, "nproc", &[2, 3, 4, 5], &["--plain"]);
}

#[test]
fn other_programs_of_the_same_user_cannot_look_into_it() {
    let Some(stranger) = Stranger::new(OF_LOOKS, CONFIG) else { return };
    let home = stranger.own("own");
    let mut command = stranger.command(&[], &[("HOME", &home)], &["demo", "--headless"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let of = |name: &str| format!("/proc/{}/{name}", child.id());
    // The system gives what is in /proc of such a process to root, whoever it belongs to.
    let began = Instant::now();
    let is_closed = || fs::metadata(of("mem")).is_ok_and(|it| it.uid() == 0);
    let is_it = || fs::read_to_string(of("comm")).is_ok_and(|name| name.trim() == "guichet");
    while !(is_it() && is_closed()) {
        assert!(began.elapsed() < Duration::from_secs(30), "its memory can be read");
        std::thread::yield_now();
    }
    let limits = fs::read_to_string(of("limits")).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
    child.kill().unwrap();
    child.wait().unwrap();
}
