//! Output is never lost: a standard output that takes nothing is told by the exit code of every command, one that nobody
//! reads ends it quietly, and a standard error that takes nothing is no reason to stop.

use std::fs::File;
use std::io;
use std::process::{Command, Output, Stdio};

use crate::common::demo::signed_in;

/// A command, its exit code where nobody reads, and where nothing is wrong.
type Case<'a> = (&'a [&'a str], i32, i32);

/// Where nobody reads, what only prints is over; what does more goes on to its end.
const UNREAD: i32 = 141;

fn ended(mut command: Command) -> (Option<i32>, String) {
    let Output { status, stderr, .. } = tokio::task::block_in_place(|| command.stdin(Stdio::null()).output().unwrap());
    (status.code(), String::from_utf8(stderr).unwrap())
}

fn full() -> File {
    File::options().write(true).open("/dev/full").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_command_loses_its_output_or_panics() {
    let (_demo, home) = signed_in().await;
    let listed = |args: &[&str]| {
        let ran = tokio::task::block_in_place(|| home.run(args, ""));
        ran.out.lines().nth(1).unwrap_or_else(|| panic!("{ran:?}")).to_owned()
    };
    let dataset = &*listed(&["list", "rudi/all", "--query", "Fontaines", "--tsv", "--fields", "address"]);
    let media = &*listed(&["list", dataset, "--tsv", "--fields", "address"]);
    tokio::task::block_in_place(|| home.run(&["get", media, "-o", "kept"], ""));
    let file = &*home.path("kept/fontaines.csv").display().to_string();
    let against = &*home.path("schema.json").display().to_string();
    let column = std::fs::read_to_string(file).unwrap().split([',', ';', '\n']).next().unwrap().trim().to_owned();
    std::fs::write(against, format!("{{\"fields\": [{{\"name\": \"{column}\"}}], \"fieldsMatch\": \"partial\"}}"))
        .unwrap();
    // The doctor misses the credentials of portals that show nothing without, whoever reads that.
    let table: &[Case<'_>] = &[
        (&["--help"], UNREAD, 0),
        (&["-h"], UNREAD, 0),
        (&["--lang", "fr", "--help"], UNREAD, 0),
        (&["get", "--help"], UNREAD, 0),
        (&["help", "list"], UNREAD, 0),
        (&["--version"], UNREAD, 0),
        (&["man"], UNREAD, 0),
        (&["completions", "bash"], UNREAD, 0),
        (&["completions", "zsh"], UNREAD, 0),
        (&["completions", "fish"], UNREAD, 0),
        (&["completions", "powershell"], UNREAD, 0),
        (&["keys"], UNREAD, 0),
        (&["keys", "--json"], UNREAD, 0),
        (&["portals"], UNREAD, 0),
        (&["portals", "--known"], UNREAD, 0),
        (&["portals", "reset", "rudi", "--json"], 0, 0),
        (&["list", "rudi/all"], UNREAD, 0),
        (&["list", "rudi/all", "--json"], UNREAD, 0),
        (&["list", "rudi/all", "--jsonl"], UNREAD, 0),
        (&["list", "rudi/all", "--tsv"], UNREAD, 0),
        (&["list", "rudi/all", "--all"], UNREAD, 0),
        (&["list", "rudi", "--filters"], UNREAD, 0),
        (&["list", dataset], UNREAD, 0),
        (&["search", "eau", "--portal", "rudi"], UNREAD, 0),
        (&["search", "eau", "--portal", "rudi", "--all"], UNREAD, 0),
        (&["show", dataset], UNREAD, 0),
        (&["show", media, "--json"], UNREAD, 0),
        (&["preview", media], UNREAD, 0),
        (&["preview", file, "--json"], UNREAD, 0),
        (&["get", dataset, "--plan"], UNREAD, 0),
        (&["get", dataset, "--plan", "--tsv"], UNREAD, 0),
        (&["get", media, "-o", "data"], 0, 0),
        (&["get", media, "-o", "data", "--json"], 0, 0),
        (&["get", media, "-o", "-"], UNREAD, 0),
        (&["add", media, "--dir", "project"], 0, 0),
        (&["sync", "--plan", "--dir", "project"], UNREAD, 0),
        (&["sync", "--dir", "project", "--json"], 0, 0),
        (&["sync", "--check", "--dir", "project"], UNREAD, 0),
        (&["check", file, "--schema", against], UNREAD, 0),
        (&["check", file, "--schema", against, "--json"], UNREAD, 0),
        (&["diff", file, against], 9, 9),
        (&["diff", file, file], UNREAD, 0),
        (&["diff", file, file, "--json"], UNREAD, 0),
        (&["verify", file], UNREAD, 0),
        (&["verify", file, "--jsonl"], UNREAD, 0),
        (&["cite", file], UNREAD, 0),
        (&["cite", media, "--as", "csl"], UNREAD, 0),
        (&["receipts", "data"], UNREAD, 0),
        (&["receipts", "data", "--sbom"], UNREAD, 0),
        (&["watch", dataset], 0, 0),
        (&["watch"], UNREAD, 0),
        (&["watch", "run", "--json"], 0, 0),
        (&["queue", "--json"], UNREAD, 0),
        (&["queue", "clear", "--json"], 0, 0),
        (&["auth", "status", "rudi"], UNREAD, 0),
        (&["auth", "status", "rudi", "--json"], UNREAD, 0),
        (&["auth", "test", "rudi"], UNREAD, 0),
        (&["auth", "compare", "rudi", "rudi"], UNREAD, 0),
        (&["auth", "certificate", "rudi", "--remove", "--json"], 0, 0),
        (&["auth", "remove", "rudi", "--json"], 0, 0),
        (&["doctor"], 3, 3),
        (&["access", dataset], UNREAD, 0),
        (&["show", dataset, media, "--tsv"], UNREAD, 0),
        (&["show", media, "--as-curl"], UNREAD, 0),
        (&["list", "rudi/all", "--as-curl"], UNREAD, 0),
        (&["search", "eau", "--portal", "rudi", "--as-curl"], UNREAD, 0),
        (&["get", dataset, "--as-curl"], UNREAD, 0),
        (&["get", dataset, "--as-curl", "--json"], UNREAD, 0),
        (&["preview", media, "--as-curl"], UNREAD, 0),
        (&["cat", media], UNREAD, 0),
        (&["open", dataset, "--print"], UNREAD, 0),
        (&["open", dataset, "--print", "--json"], UNREAD, 0),
        (&["api", "rudi", "konsult/v1/datasets/metadatas"], UNREAD, 0),
        (&["api", "rudi", "konsult/v1/datasets/metadatas", "--include"], UNREAD, 0),
        (&["api", "rudi", "konsult/v1/datasets/metadatas", "--as-curl"], UNREAD, 0),
        (&["whoami", "rudi"], UNREAD, 0),
        (&["auth", "whoami", "rudi", "--jsonl"], UNREAD, 0),
        (&["config", "path"], UNREAD, 0),
        (&["config", "get"], UNREAD, 0),
        (&["config", "get", "jobs", "--tsv"], UNREAD, 0),
        (&["config", "example"], UNREAD, 0),
        (&["config", "set", "jobs", "4", "--json"], 0, 0),
        (&["config", "unset", "jobs", "--json"], 0, 0),
        (&["cache", "ls"], UNREAD, 0),
        (&["cache", "clear", "--json"], 0, 0),
        (&["help", "config", "set"], UNREAD, 0),
        (&["aide"], UNREAD, 0),
    ];
    for (args, unread, code) in table {
        let command = || home.command(args);
        let mut to_full = command();
        to_full.stdout(full());
        let (full_code, said) = ended(to_full);
        let is_told = said.contains("standard output") || said.contains("sortie standard");
        assert!(full_code == Some(7) && is_told, "{args:?}: {full_code:?} {said}");
        assert!(!said.contains("panicked"), "{args:?}: {said}");

        let mut to_nobody = command();
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        to_nobody.stdout(writer);
        let (nobody_code, said) = ended(to_nobody);
        assert_eq!(nobody_code, Some(*unread), "{args:?}: {said}");
        assert!(!said.contains("panicked") && !said.contains("pipe"), "{args:?}: {said}");

        for error in [Stdio::from(full()), Stdio::from(unread_pipe())] {
            let mut to_read = command();
            to_read.stderr(error);
            assert_eq!(ended(to_read).0, Some(*code), "{args:?}");
        }
    }
}

fn unread_pipe() -> io::PipeWriter {
    io::pipe().unwrap().1
}

/// Errors, and what is said with `-vv`, cannot be said.
#[tokio::test(flavor = "multi_thread")]
async fn a_standard_error_that_takes_nothing_changes_no_exit_code() {
    let (_demo, home) = signed_in().await;
    let table: [(&[&str], i32); 7] = [
        (&["list", "nope"], 2),
        (&["--nonsense"], 2),
        (&["--lang", "fr", "--nonsense"], 2),
        (&["get", "rudi/nope", "-o", "data"], 4),
        (&["verify", "nothing"], 4),
        (&["setup"], 2),
        (&["list", "rudi/all", "-vv", "--limit", "1"], 0),
    ];
    for (args, code) in table {
        for error in [Stdio::from(full()), Stdio::from(unread_pipe())] {
            let mut command = home.command(args);
            command.stderr(error);
            assert_eq!(ended(command).0, Some(code), "{args:?}");
        }
    }
    let mut demo = home.command(&["demo", "--headless"]);
    demo.stdout(full());
    assert_eq!(ended(demo).0, Some(7));
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_cannot_be_written_are_told_of() {
    let (_demo, home) = signed_in().await;
    let table: [&[&str]; 4] = [
        &["man", "--dir", "/dev/null/below"],
        &["list", "rudi", "--log-file", "/dev/null/below"],
        &["list", "rudi", "--log-file", "/dev/full"],
        &["list", "rudi", "--log-file", "."],
    ];
    for args in table {
        let (code, said) = ended(home.command(args));
        assert!(code == Some(7) && said.starts_with("guichet: "), "{args:?}: {code:?} {said}");
        assert!(said.contains(args[args.len() - 1]), "{said}");
    }
}
