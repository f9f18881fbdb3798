//! The traps of Dataverse.

use std::sync::Arc;

use guichet::access::secrets::Credentials;
use guichet::base::error::{Error, ErrorKind};
use guichet::model::{Dataset, Page, Query};
use guichet::portals::PortalConfig;
use guichet::portals::{Kind, Portal};
use serde_json::{Value, json as object};

use super::contract::{Recorded, any_file};
use super::{PORTAL, at, connect, connect_with, fixture, json, titles};
use crate::common::server::{Answer, Request, Server};

mod access;
mod catalogue;
mod failures;
mod long;
mod media;
mod records;
mod signing_in;

const SEARCH: &str = "/api/search";
const SHOW: &str = "/api/datasets/:persistentId/";
const VERSIONS: &str = "/api/datasets/:persistentId/versions";
const RECORD: &str = "10.5072/EXEMPLE/SEICHE";

pub static RECORDED: std::sync::LazyLock<Recorded> = std::sync::LazyLock::new(|| Recorded {
    kind: Kind::Dataverse,
    folder: &["all"],
    list: SEARCH,
    page,
    with_records: |mut page, records| {
        page["data"]["items"] = records.into();
        page
    },
    records: |page| page["data"]["items"].as_array().unwrap().clone(),
    wanted: |request| (request.number("start"), request.number("per_page")),
    empty: "dataverse/empty.json",
    bad: object!({"name": "bad", "type": "dataset"}),
    title: |n| format!("set {n:03}"),
    key: "name",
    dataset: &[RECORD],
    dataset_path: SHOW,
    dataset_answer: "dataverse/dataset.json",
    dataset_title: "Débits de la Seiche",
    file: any_file,
    facets: || vec![(SEARCH, json("dataverse/facets.json"))],
    credentials: Some(key("the-token")),
    sign_in: |_| {},
    credential: ("x-dataverse-key", "the-token"),
});

fn record(n: usize) -> Value {
    object!({"name": format!("set {n:03}"), "type": "dataset", "global_id": format!("doi:10.5072/EXEMPLE/{n}"),
        "url": format!("https://doi.org/10.5072/EXEMPLE/{n}"), "fileCount": 1})
}

fn page(from: usize, to: usize, total: usize) -> Value {
    let items: Vec<Value> = (from..to).map(record).collect();
    ok(object!({"q": "*", "total_count": total, "start": from, "items": items, "count_in_response": to - from}))
}

fn ok(data: Value) -> Value {
    object!({"status": "OK", "data": data})
}

fn refusal(status: u16, message: &str) -> Answer {
    Answer::json(&object!({"status": "ERROR", "message": message})).with_status(status)
}

fn key(key: &str) -> Credentials {
    Credentials::ApiKey(key.to_owned().into())
}

fn portal(server: &Server) -> Arc<dyn Portal> {
    connect(Kind::Dataverse, server)
}

fn signed_in(server: &Server) -> Arc<dyn Portal> {
    connect_with(PortalConfig::new(PORTAL, Kind::Dataverse, server.url.clone()), Some(key("the-token")))
}

async fn with_page(page: &Value) -> Server {
    let server = Server::start().await;
    server.answers(SEARCH, [Answer::json(page)]);
    server
}

async fn list(server: &Server, segments: &[&str], query: &Query) -> Result<Page, Error> {
    portal(server).list(&at(segments), query, None).await
}

/// What this answer is shown as.
async fn dataset(answer: &Value) -> Dataset {
    let server = Server::start().await;
    server.answers(SHOW, [Answer::json(answer)]);
    portal(&server).dataset(&at(&[RECORD])).await.unwrap()
}

fn fact<'a>(dataset: &'a Dataset, label: &str) -> Option<&'a str> {
    dataset.facts.iter().find(|(known, _)| known == label).map(|(_, text)| text.as_str())
}

fn asked(request: &Request, key: &str) -> Vec<String> {
    request.values(key).into_iter().map(str::to_owned).collect()
}
