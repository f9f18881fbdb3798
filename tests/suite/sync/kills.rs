//! `guichet sync` of many small files killed with SIGKILL again and again, while they change: what is there is one published
//! version each, the lock and the receipts tell which, and one further run brings all of it to its end.
//!
//! `STORM=100 cargo test --test suite sync::kills` kills so often; `STORM_SEED=n` does as an earlier run did.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::Value;

use super::{Portal, Project, sha256};

const KILLS: usize = 6;
const FILES: usize = 200;
/// No program lives longer.
const LONGEST: Duration = Duration::from_millis(1500);

fn name(number: usize) -> String {
    format!("f{number:03}.csv")
}

/// Every file below `folder` but what runs keep for themselves.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path: PathBuf = entry.path();
            if path.is_dir() {
                walk(root, &path, found);
            } else {
                found.insert(path.strip_prefix(root).unwrap().display().to_string(), fs::read(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found);
    found.retain(|path, _| !path.starts_with(".guichet"));
    found
}

/// What the lock has: the SHA-256 of each file.
fn locked(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, String> {
    let Some(text) = files.get("data.lock") else { return BTreeMap::new() };
    let lock: toml::Table = toml::from_str(std::str::from_utf8(text).unwrap()).unwrap();
    let word = |file: &toml::Value, key: &str| file[key].as_str().unwrap().to_owned();
    let files = lock.get("file").and_then(|it| it.as_array()).cloned().unwrap_or_default();
    files.iter().map(|file| (word(file, "path"), word(file, "sha256"))).collect()
}

/// Each file is a version that was published, and the lock or its own receipt tells which.
fn holds(portal: &Portal, folder: &Path) -> usize {
    let files = files(folder);
    let locked = locked(&files);
    let shelf = portal.shelf();
    let mut told_by_receipt = 0;
    for (path, sha256) in &locked {
        let name = path.rsplit('/').next().unwrap();
        assert!(shelf.files[name].versions.contains(sha256), "the lock of {path} is of no version");
        assert!(files.contains_key(path), "the lock has {path}, which is not there");
    }
    for (path, content) in files.iter().filter(|(path, _)| path.ends_with(".csv")) {
        let (name, sum) = (path.rsplit('/').next().unwrap(), sha256(content));
        assert!(shelf.files[name].versions.contains(&sum), "{path} is no version: {} bytes", content.len());
        if locked.get(path) != Some(&sum) {
            let receipt: Value = serde_json::from_slice(&files[&format!("{path}.receipt.json")]).unwrap();
            assert_eq!(receipt["sha256"], sum, "{path}: neither the lock nor its receipt tells of it");
            told_by_receipt += 1;
        }
    }
    told_by_receipt
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_brought_up_to_date_is_whole_at_every_moment() {
    let number = |name: &str| std::env::var(name).ok().map(|it| it.parse::<u64>().unwrap());
    let seed = number("STORM_SEED").unwrap_or_else(|| fastrand::u64(..1_000_000));
    let kills = number("STORM").map_or(KILLS, |kills| kills as usize);
    println!("STORM_SEED={seed}");
    let (mut random, portal) = (Rng::with_seed(seed), Portal::start().await);
    let publish = |random: &mut Rng, file: usize| {
        let body: String = (0..random.usize(1..200)).map(|_| format!("{};{file}\n", random.u64(..))).collect();
        portal.publish(&name(file), body, &random.u64(..).to_string());
    };
    (0..FILES).for_each(|file| publish(&mut random, file));
    let project = Project::new(&[("city", &portal)]);
    let block = |file: usize| {
        let address = portal.address("city", &name(file));
        format!("[[data]]\npath = \"raw/{}/{}\"\naddress = \"{address}\"\n", file % 7, name(file))
    };
    fs::write(project.path("data.toml"), (0..FILES).map(block).collect::<String>()).unwrap();
    let (mut killed, mut ended, mut told_by_receipt) = (0, 0, 0);
    while killed < kills {
        let mut command = project.home.command(&["sync", "--quiet", "--dir", "project"]);
        let said = fs::File::options().create(true).append(true).open(project.home.path("said")).unwrap();
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(said).spawn().unwrap();
        let (began, until) = (Instant::now(), LONGEST.mul_f64(random.f64()));
        let status = loop {
            match child.try_wait().unwrap() {
                Some(status) => break Some(status),
                None if began.elapsed() > until => break None,
                None => tokio::task::yield_now().await,
            }
        };
        match status {
            Some(status) => {
                let said = fs::read_to_string(project.home.path("said")).unwrap();
                assert!(status.success(), "{status}\n{said}");
                ended += 1;
            }
            None => {
                child.kill().unwrap();
                child.wait().unwrap();
                killed += 1;
            }
        }
        told_by_receipt += holds(&portal, &project.path(""));
        for _ in 0..random.usize(0..FILES / 2) {
            let file = random.usize(..FILES);
            publish(&mut random, file);
        }
    }
    println!("killed {killed}, ended {ended}, told by receipts {told_by_receipt}");
    let ran = project.run(&["sync", "--json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    holds(&portal, &project.path(""));
    let files = files(&project.path(""));
    let locked = locked(&files);
    assert_eq!((locked.len(), files.len()), (FILES, 2 * FILES + 2), "each with its receipt, and nothing else");
    for (path, sum) in &locked {
        let name = path.rsplit('/').next().unwrap();
        assert_eq!(files[path], portal.shelf().files[name].body, "{path}");
        assert_eq!(*sum, sha256(&files[path]), "{path}");
    }
    let own: Vec<String> = fs::read_dir(project.path(".guichet"))
        .unwrap()
        .flatten()
        .map(|it| it.file_name().into_string().unwrap())
        .collect();
    assert!(own.iter().all(|name| [".gitignore", "sync.lock"].contains(&&**name)), "{own:?}");
}
