//! Every fault a download can meet, and what comes of it: the whole file with its verdict, or an error that says what
//! is wrong; never a wrong or mixed file under its name. Real servers do the harm, started beforehand: `GUICHET_FAULTS`
//! and `GUICHET_FAULTS_TLS` are the addresses of the one that answers byte by byte, `GUICHET_NGINX` is nginx's,
//! `GUICHET_TOXIC_PROXY` the program that harms connections, `PEER_DIR` the folder that they keep their files in.

use std::path::PathBuf;
use std::time::Duration;

use guichet::net::{Clients, Timeouts};

mod answers;
mod folder;
mod nginx;
mod program;
mod tcp;
mod tls;

/// What the faults' server makes of every path: so many bytes, which differ with `salt`.
fn body(size: usize, salt: usize) -> Vec<u8> {
    (0..size).map(|n| ((n % 251 * 31 + salt) % 251) as u8).collect()
}

fn env(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is to name a peer"))
}

fn peer_dir() -> PathBuf {
    env("PEER_DIR").into()
}

/// How long a server is waited for that is to fall silent.
const SHORT: Duration = Duration::from_secs(2);

/// So long a server is waited for in all that answers with failures: for three pauses of one that names none, and no more.
const THREE_PAUSES: Duration = Duration::from_millis(3700);

/// The same where each failure is a silence of [`SHORT`], with a pause behind it.
const TWO_SILENCES: Duration = Duration::from_millis(7500);

/// As the program's own, but trusting the peers, and tired of silence after `idle`.
fn clients(idle: Duration) -> Clients {
    let timeouts = Timeouts { idle, ..Timeouts::default() };
    Clients::with(Some(&peer_dir().join("tls/ca.pem")), timeouts).unwrap()
}

fn patient() -> Clients {
    clients(Timeouts::default().idle)
}

/// Names one test's requests in a log that all tests share.
fn mark() -> String {
    uuid::Uuid::from_u128(fastrand::u128(..)).simple().to_string()
}
