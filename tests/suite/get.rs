//! `get` of whole datasets: what it says of their lists of files, which of them it takes, what they are called, and how long it
//! waits for a portal's limit; with the program itself.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::common::home::{Home, Ran};
use crate::common::schema::Schema;
use crate::common::server::{Answer, Server};

fn home(kind: &str, server: &Server) -> Home {
    let home = Home::new().set("GUICHET_SECRETS", "memory");
    home.write_config(&format!("[portals.p]\nkind = \"{kind}\"\nurl = \"{}\"\n", server.url));
    home
}

fn run(home: &Home, args: &[&str]) -> Ran {
    tokio::task::block_in_place(|| home.run(args, ""))
}

fn lines(ran: &Ran) -> Vec<Value> {
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {ran:?}"))).collect()
}

/// What lies in the folder `-o` names, without receipts.
fn names(home: &Home, folder: &str) -> BTreeSet<String> {
    let names = home.files().into_iter().filter(|path| path.starts_with(home.path(folder)));
    let names = names.map(|path| path.file_name().unwrap().to_str().unwrap().to_owned());
    names.filter(|name| !name.ends_with(".receipt.json")).collect()
}

/// A record of Zenodo with these files, which are told by their own route where `is_told` says so.
async fn record(keys: &[&str], files: impl Fn(Value) -> Value, access: &str) -> Server {
    let server = Server::start().await;
    let of = |key: &&str| {
        let url = server.url.join(&format!("api/records/5/files/{key}/content")).unwrap();
        server.answers(url.path(), [Answer::raw("application/octet-stream", format!("bytes of {key}"))]);
        json!({"key": key, "mimetype": "text/csv", "links": {"content": url.as_str()}})
    };
    let all: Vec<Value> = keys.iter().map(of).collect();
    let record =
        json!({"id": "5", "metadata": {"title": "five"}, "access": {"status": access}, "files": files(all.into())});
    server.answers("/api/records/5", [Answer::json(&record)]);
    server
}

/// How many files the record states and tells, whether their own route answers, who may have them; the exit code, and what is
/// said of it.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_list_of_files_lacks_is_told_with_the_files() {
    let schema = Schema::read();
    let table: [(&[&str], u64, &str, u8, &str); 5] = [
        (&["a.csv"], 1, "open", 0, ""),
        (&["a.csv"], 3, "open", 0, "no storage"),
        (&[], 3, "open", 5, "no storage"),
        (&[], 0, "open", 4, "has no media"),
        (&[], 3, "restricted", 3, "hidden"),
    ];
    for (keys, count, access, code, part) in table {
        let server = record(keys, |all| json!({"enabled": true, "entries": all, "count": count}), access).await;
        let failed = json!({"status": 500, "message": "no storage"});
        server.answers("/api/records/5/files", [Answer::json(&failed)]);
        let home = home("zenodo", &server);
        let what = format!("{keys:?} of {count}, {access}");
        for flags in [&[][..], &["--plan"], &["--json"], &["--plan", "--jsonl"]] {
            let ran = run(&home, &[&["get", "p/5", "-o", "to/"], flags].concat());
            assert_eq!(ran.code, i32::from(code), "{what} {flags:?}: {ran:?}");
            assert!(ran.err.contains(part) || ran.out.contains(part), "{what} {flags:?}: {ran:?}");
            let definition = match flags.last() {
                Some(&"--json") => Some("get"),
                Some(&"--jsonl") => Some("plan_row"),
                _ => None,
            };
            if let Some(definition) = definition {
                let line = lines(&ran).remove(0);
                assert_eq!(schema.faults(definition, &line), Vec::<String>::new(), "{what} {flags:?}");
                let warnings = line["warnings"].as_array().map_or(0, Vec::len);
                assert_eq!(warnings, usize::from(code == 0 && !part.is_empty()), "{what} {flags:?}: {line}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn why_a_dataset_was_withdrawn_is_told() {
    let server = Server::start().await;
    let withdrawn = json!({"status": "OK", "data": {"versionState": "DEACCESSIONED", "deaccessionNote": "wrong units",
        "versionNumber": 1, "versionMinorNumber": 0, "datasetPersistentId": "doi:10.5072/EXEMPLE/SEICHE"}});
    let refusal = json!({"status": "ERROR", "message": "not found"});
    server.answers("/api/datasets/:persistentId/", [Answer::json(&refusal).with_status(404)]);
    server.answers("/api/datasets/:persistentId/versions/:latest-published", [Answer::json(&withdrawn)]);
    let ran = run(&home("dataverse", &server), &["get", "p/10.5072%2FEXEMPLE%2FSEICHE", "-o", "to/"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(ran.err.contains("withdrawn by its publisher: wrong units"), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_called_what_their_portal_calls_them() {
    let keys = ["LICENSE", "Makefile", ".gitattributes", "run.do", "a.csv"];
    let server = record(&keys, |all| all, "open").await;
    let home = home("zenodo", &server);
    let ran = run(&home, &["get", "p/5", "-o", "to/"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let expected = ["LICENSE", "Makefile", "a.csv", "gitattributes", "run.do"];
    assert_eq!(names(&home, "to"), expected.map(str::to_owned).into(), "{ran:?}");
}

/// A dataset of the Hub: two files of its owner, and copies that the Hub made of them.
async fn hub() -> Server {
    const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
    const MADE: &str = "89abcdef0123456789abcdef0123456789abcdef";
    let (server, api) = (Server::start().await, "/api/datasets/o/set");
    let tree = |commit: &str, paths: &[&str]| {
        let of = |path: &&str| {
            let bytes = format!("PAR1\0{path}PAR1");
            let size = bytes.len();
            let parquet = Answer::raw("application/octet-stream", bytes);
            server.answers(&format!("/datasets/o/set/resolve/{commit}/{path}"), [parquet]);
            json!({"type": "file", "path": path, "size": size, "oid": ""})
        };
        let files: Vec<Value> = paths.iter().map(of).collect();
        server.answers(&format!("{api}/tree/{commit}"), [Answer::json(&files.into())]);
    };
    tree(COMMIT, &["data/part-00000", "LICENSE"]);
    tree(MADE, &["default/train/0000.parquet", "default/test/0000.parquet"]);
    server.answers(api, [Answer::json(&json!({"id": "o/set", "sha": COMMIT, "gated": false}))]);
    let refs = json!({"branches": [], "tags": [], "converts": [{"ref": "refs/convert/parquet", "targetCommit": MADE}]});
    server.answers(&format!("{api}/refs"), [Answer::json(&refs)]);
    server
}

/// What is asked for, what lies there then, and whether copies are said to be left out.
#[tokio::test(flavor = "multi_thread")]
async fn copies_that_a_portal_makes_come_where_they_are_named() {
    let own = ["LICENSE", "part-00000"];
    let copies = ["test_0000.parquet", "train_0000.parquet"];
    let table: [(&[&str], Vec<&str>, bool); 5] = [
        (&["p/o%2Fset"], own.to_vec(), true),
        (&["p/o%2Fset", "--format", "parquet"], copies.to_vec(), false),
        (&["p/o%2Fset", "--include", "*train*"], vec![copies[1]], false),
        (&["p/o%2Fset", "--include", "*"], [own, copies].concat(), false),
        (&["p/o%2Fset/default%2Ftest%2F0000.parquet"], vec![copies[0]], false),
    ];
    for (args, expected, is_told) in table {
        let home = home("hugging-face", &hub().await);
        let ran = run(&home, &[&["get", "-o", "to/"], args].concat());
        assert_eq!(ran.code, 0, "{args:?}: {ran:?}");
        assert_eq!(names(&home, "to"), expected.into_iter().map(str::to_owned).collect(), "{args:?}: {ran:?}");
        let told = ran.err.contains("left out: 2 copies") && ran.err.contains("--format parquet");
        assert_eq!(told, is_told, "{args:?}: {ran:?}");
    }
}

/// A portal whose windows of some seconds hold fewer requests than the dataset has files.
async fn limited(limit: i64, window: Duration) -> (Server, Arc<AtomicI64>) {
    let (server, most, begun) = (Server::start().await, Arc::new(AtomicI64::new(0)), Instant::now());
    let counted = Arc::new(std::sync::Mutex::new((0_u32, 0_i64)));
    let keys: Vec<String> = (0..6).map(|n| format!("{n}.csv")).collect();
    let base = server.url.clone();
    let content = move |key: &String| base.join(&format!("api/records/5/files/{key}/content")).unwrap();
    let files: Vec<Value> =
        keys.iter().map(|key| json!({"key": key, "links": {"content": content(key).as_str()}})).collect();
    let record = json!({"id": "5", "metadata": {"title": "five"}, "access": {"status": "open"}, "files": files});
    let paths = keys.iter().map(|key| (content(key).path().to_owned(), Answer::raw("text/csv", "a;b\n")));
    for (path, answer) in paths.chain([("/api/records/5".to_owned(), Answer::json(&record))]) {
        let (most, counted) = (most.clone(), counted.clone());
        server.on(&path, move |_| {
            let mut counted = counted.lock().unwrap();
            let elapsed = begun.elapsed();
            let number = (elapsed.as_millis() / window.as_millis()) as u32;
            *counted = if counted.0 == number { (number, counted.1 + 1) } else { (number, 1) };
            most.fetch_max(counted.1, Ordering::Relaxed);
            let left = ((number + 1) * window).saturating_sub(elapsed);
            let answer = if counted.1 > limit { Answer::status(429) } else { answer.clone() };
            answer
                .header("x-ratelimit-limit", limit.to_string())
                .header("x-ratelimit-remaining", (limit - counted.1).max(0).to_string())
                .header("x-ratelimit-reset", left.as_secs_f64().ceil().to_string())
        });
    }
    (server, most)
}

/// Windows that are longer than a person waits, how long may be waited for them, and the exit code.
#[tokio::test(flavor = "multi_thread")]
async fn a_limit_is_waited_for_as_long_as_a_download_waits_and_never_overstepped() {
    for (window, max_wait, code) in [(20, "1m", 0), (300, "1s", 8), (300, "1m", 8)] {
        let (server, most) = limited(5, Duration::from_secs(window)).await;
        let home = home("zenodo", &server);
        let ran = run(&home, &["get", "p/5", "-o", "to/", "--jobs", "2", "--max-wait", max_wait]);
        assert_eq!(ran.code, code, "{max_wait}: {ran:?}");
        assert_eq!(names(&home, "to").len() == 6, code == 0, "{max_wait}: {ran:?}");
        assert_eq!(ran.err.contains("limit on requests is used up"), code == 0, "it is told: {ran:?}");
        assert!(most.load(Ordering::Relaxed) <= 5, "{max_wait}: one too many");
    }
}
