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
        serde_json::from_str(&self.run(&["queue", "--json"]).out).unwrap()
    }
}

/// A file in one piece.
pub fn whole() -> Answer {
    Answer::raw("text/csv", body()).header("etag", "\"v1\"")
}
