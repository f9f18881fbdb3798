//! The promise against the world: whatever a server does, the right file comes or none, what is said of it is true, and
//! nothing is given up before curl would. A row is a server's behaviour and what is right; the real program runs.
//!
//! `WORLD=words cargo nextest run --test suite world --no-capture` runs the rows whose sentences hold these words.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

mod checksums;
mod connections;
mod counts;
mod encodings;
mod evidence;
mod framing;
mod names;
mod patience;
mod portal;
mod redirects;
mod row;
mod scripts;
mod server;
#[cfg(target_os = "linux")]
mod system;
mod trackers;
mod trials;

use row::Row;

/// Rows that run at once.
const AT_ONCE: usize = 6;

/// A published table of 792 bytes.
fn small() -> Vec<u8> {
    let rows = (0..39).map(|row| format!("{:05};Commune {row:05}\n", 35_000 + row));
    std::iter::once("code;nomcom\n".to_owned()).chain(rows).collect::<String>().into_bytes()
}

/// The same with one digit altered.
fn altered() -> Vec<u8> {
    let mut bytes = small();
    bytes[400] ^= 1;
    bytes
}

/// A published table of so many bytes, of which no two rows are alike.
fn table(bytes: usize) -> Vec<u8> {
    let mut table = b"numero;nom\n".to_vec();
    (0..bytes / 20).for_each(|row| writeln!(table, "{row:07};Ville {row:05}").unwrap());
    table.truncate(bytes - 1);
    table.push(b'\n');
    table
}

/// A table that is large enough to come over several connections, and its SHA-256.
static LARGE: LazyLock<(Arc<Vec<u8>>, String)> = LazyLock::new(|| {
    let bytes = table(12_000_000);
    let sum = hex(&digest("sha256", &bytes));
    (Arc::new(bytes), sum)
});

/// A page as portals answer with in place of a file.
fn page() -> Vec<u8> {
    "<!DOCTYPE html>\n<html lang=\"fr\"><head><title>Connexion</title></head><body>Veuillez vous connecter.</body></html>\n"
        .repeat(3)
        .into_bytes()
}

/// The checksum of `bytes` by its usual short name.
fn digest(algo: &str, bytes: &[u8]) -> Vec<u8> {
    match algo {
        "md5" => Md5::digest(bytes).to_vec(),
        "sha1" => Sha1::digest(bytes).to_vec(),
        "sha256" => Sha256::digest(bytes).to_vec(),
        "sha512" => Sha512::digest(bytes).to_vec(),
        other => panic!("{other}"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn base64(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}

fn rows() -> Vec<Row> {
    let tables = [
        counts::rows(),
        evidence::rows(),
        encodings::rows(),
        checksums::rows(),
        names::rows(),
        patience::rows(),
        connections::rows(),
        redirects::rows(),
        framing::rows(),
        scripts::rows(),
        trackers::rows(),
        trials::rows(),
        #[cfg(target_os = "linux")]
        system::rows(),
    ];
    tables.into_iter().flatten().collect()
}

#[test]
fn every_row_ends_as_is_right() {
    let wanted = std::env::var("WORLD").unwrap_or_default();
    let rows: Vec<Row> = rows().into_iter().filter(|row| row.what.contains(&wanted)).collect();
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some((at, row)) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, rows.get(at)?)))
                {
                    let short = row.run();
                    if !short.is_empty() {
                        wrong.lock().unwrap().push((at, short));
                    }
                }
            });
        }
    });
    let mut wrong = wrong.into_inner().unwrap();
    wrong.sort();
    let mut told = String::new();
    for (at, short) in &wrong {
        writeln!(told, "{}\n    {}", rows[*at].what, short.join("\n    ")).unwrap();
    }
    assert!(wrong.is_empty(), "{} of {} rows fall short:\n{told}", wrong.len(), rows.len());
}
