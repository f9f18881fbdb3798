//! The traps of the Hugging Face Hub.

use std::sync::Arc;

use guichet::access::secrets::Credentials;
use guichet::base::error::{Error, ErrorKind};
use guichet::model::{Access, Dataset, Offer, Page, Query};
use guichet::portals::{Kind, Portal, PortalConfig};
use serde_json::{Value, json as object};

use super::contract::{Recorded, any_file};
use super::{PORTAL, at, connect, connect_with, json, pages, titles};
use crate::common::server::{Answer, Server};

mod catalogue;
mod failures;
mod files;
mod paging;
mod revisions;

const LIST: &str = "/api/datasets";
const SET: &str = "ville-inventee/arbres";
const DATASET: &str = "/api/datasets/ville-inventee/arbres";
const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
const TREE: &str = "/api/datasets/ville-inventee/arbres/tree/0123456789abcdef0123456789abcdef01234567";
const TAGS: &str = "/api/datasets-tags-by-type";

pub static RECORDED: std::sync::LazyLock<Recorded> = std::sync::LazyLock::new(|| Recorded {
    kind: Kind::HuggingFace,
    folder: &["all"],
    list: LIST,
    page,
    with_records: |_, records| records.into(),
    records: |page| page.as_array().unwrap().clone(),
    wanted: |request| {
        let from = request.values("cursor").first().map_or(0, |cursor| cursor.parse().unwrap());
        (from, request.number("limit"))
    },
    empty: "hugging-face/empty.json",
    bad: object!({"likes": 1, "sha": "bad"}),
    title: |n| format!("ville-inventee/set-{n:03}"),
    key: "likes",
    dataset: &[SET],
    dataset_path: DATASET,
    dataset_answer: "hugging-face/dataset.json",
    dataset_title: SET,
    file: any_file,
    facets: || vec![(TAGS, json("hugging-face/tags.json"))],
    credentials: Some(token()),
    sign_in: |server| {
        server.answers(TREE, [Answer::json(&json("hugging-face/tree.json"))]);
    },
    credential: ("authorization", "Bearer hf_the-token"),
});

fn token() -> Credentials {
    Credentials::ApiKey("hf_the-token".to_owned().into())
}

fn record(n: usize) -> Value {
    object!({"_id": format!("{n:024x}"), "id": format!("ville-inventee/set-{n:03}"), "likes": 1, "gated": false})
}

fn page(from: usize, to: usize, _total: usize) -> Value {
    (from..to).map(record).collect()
}

/// A Hub with the dataset recorded, changed by `change`.
async fn with_dataset(change: impl Fn(&mut Value)) -> Server {
    let server = Server::start().await;
    let mut record = json("hugging-face/dataset.json");
    change(&mut record);
    server.answers(DATASET, [Answer::json(&record)]);
    server.answers(TREE, [Answer::json(&json("hugging-face/tree.json"))]);
    server
}

fn portal(server: &Server) -> Arc<dyn Portal> {
    connect(Kind::HuggingFace, server)
}

fn signed_in(server: &Server) -> Arc<dyn Portal> {
    connect_with(PortalConfig::new(PORTAL, Kind::HuggingFace, server.url.clone()), Some(token()))
}

async fn dataset(server: &Server) -> Dataset {
    portal(server).dataset(&at(&[SET])).await.unwrap()
}

async fn list(server: &Server, segments: &[&str], query: &Query) -> Result<Page, Error> {
    portal(server).list(&at(segments), query, None).await
}

fn fact<'a>(dataset: &'a Dataset, key: &str) -> Option<&'a str> {
    dataset.facts.iter().find(|(label, _)| label.key() == key).map(|(_, text)| text.as_str())
}
