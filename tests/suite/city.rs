//! A portal of one dataset with two files, and a person's home that is configured for it.

use std::fs;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::common::home::{Home, Ran};
use crate::common::server::{Answer, Server};

pub const SET: &str = "4a82fdb8-6c1a-4df6-bd87-b376c466a218";
pub const LENGTH: usize = 200_000;

pub fn body() -> Vec<u8> {
    (0..LENGTH).map(|n| (n * 31 % 251) as u8).collect()
}

/// A portal with two files, and a person's home.
pub struct City {
    pub server: Server,
    pub home: Home,
}

impl City {
    pub async fn new() -> Self {
        let (server, home) = (Server::start().await, Home::new().set("GUICHET_SECRETS", "memory"));
        home.write_config(&format!("[portals.city]\nkind = \"rudi\"\nurl = \"{}\"\n", server.url));
        let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/rudi/dataset.open.json");
        let mut dataset: Value = serde_json::from_slice(&fs::read(fixture).unwrap()).unwrap();
        let digest: String = Sha256::digest(body()).iter().map(|byte| format!("{byte:02x}")).collect();
        for (n, name) in [(0, "one.csv"), (1, "two.csv")] {
            let media = &mut dataset["available_formats"][n];
            media["media_name"] = name.into();
            media["connector"]["url"] = format!("/files/{name}").into();
            media["file_type"] = "text/csv".into();
            media["file_size"] = LENGTH.into();
            media["checksum"] = json!({"algo": "SHA-256", "hash": digest});
        }
        server.answers(&format!("/konsult/v1/datasets/{SET}/metadatas"), [Answer::json(&dataset)]);
        Self { server, home }
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        tokio::task::block_in_place(|| self.home.run(args, ""))
    }

    pub fn get(&self) -> Ran {
        self.run(&["get", &format!("city/{SET}"), "--format", "csv", "-o", "data", "--json", "--max-wait", "1s"])
    }

    pub fn queue(&self) -> Vec<Value> {
        let queue: Value = serde_json::from_str(&self.run(&["queue", "--json"]).out).unwrap();
        queue["items"].as_array().unwrap().clone()
    }
}

/// A file in one piece.
pub fn whole() -> Answer {
    Answer::raw("text/csv", body()).header("etag", "\"v1\"")
}

/// A run that is in the middle of the second file, whose rest can be asked for.
#[cfg(unix)]
pub fn begun(city: &City) -> std::process::Child {
    let address = format!("city/{SET}/ecc38c75-3916-4e25-89fd-65548dfcec9f");
    city.server.on("/files/two.csv", |request| match request.header("range") {
        None => whole().header("accept-ranges", "bytes"),
        Some(range) => {
            let from: usize = range.trim_start_matches("bytes=").trim_end_matches('-').parse().unwrap();
            let range = format!("bytes {from}-{}/{LENGTH}", LENGTH - 1);
            let part = Answer::raw("text/csv", &body()[from..]).with_status(206);
            part.header("etag", "\"v1\"").header("content-range", range).header("accept-ranges", "bytes")
        }
    });
    let child = city.home.command(&["get", &address, "-o", "data", "--limit-rate", "50K"]).spawn().unwrap();
    let part = city.home.path("data");
    let begun = || {
        let names = fs::read_dir(&part).into_iter().flatten().flatten();
        names
            .into_iter()
            .filter(|it| it.file_name().to_string_lossy().ends_with(".part.json"))
            // Something of it is noted, and would be gone on with.
            .any(|it| fs::read_to_string(it.path()).is_ok_and(|journal| journal.contains("[[")))
    };
    while !begun() {
        std::thread::yield_now();
    }
    child
}

/// As [`begun`], and ended at once.
#[cfg(unix)]
pub fn begun_and_killed(city: &City) {
    let mut child = begun(city);
    child.kill().unwrap();
    child.wait().unwrap();
}
