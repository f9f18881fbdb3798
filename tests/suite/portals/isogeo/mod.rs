//! The traps of Isogeo. Sections are those of docs/portals/isogeo.md.

use std::sync::Arc;

use guichet::access::secrets::Credentials;
use guichet::base::error::Error;
use guichet::model::form::Answers;
use guichet::model::{Dataset, Media, Page, Query};
use guichet::portals::PortalConfig;
use guichet::portals::{Kind, Portal};
use serde_json::{Value, json as object};

use super::contract::{Recorded, any_file};
use super::{PORTAL, at, connect_with, fixture, json, pages, titles};
use crate::common::server::{Answer, Request, Server};

mod catalogue;
mod media;
mod program;
mod records;
mod refusals;
mod signing_in;

const SEARCH: &str = "/resources/search";
const SHARES: &str = "/shares";
const TOKEN: &str = "/oauth/token";
/// The recorded record, a share and its other share.
const RECORD: &str = "ee0afca9b37dad0359f6fb1996783b0e";
const OPEN_SHARE: &str = "aea04630ba2cf0b85f82b413991dc5d9";

pub static RECORDED: std::sync::LazyLock<Recorded> = std::sync::LazyLock::new(|| Recorded {
    kind: Kind::Isogeo,
    folder: &["all"],
    list: SEARCH,
    page,
    with_records: |mut page, records| {
        page["results"] = records.into();
        page
    },
    records: |page| page["results"].as_array().unwrap().clone(),
    wanted: |request| (request.number("_offset"), request.number("_limit")),
    empty: "isogeo/search.facets.json",
    bad: object!({"title": "bad", "contacts": []}),
    title: |n| format!("set {n:03}"),
    key: "title",
    dataset: &[RECORD],
    dataset_path: "/resources/ee0afca9b37dad0359f6fb1996783b0e",
    dataset_answer: "isogeo/resource.json",
    dataset_title: "Points d’eau incendie",
    file: any_file,
    facets: || vec![(SEARCH, json("isogeo/search.facets.json"))],
    credentials: Some(client("appli", "secret")),
    sign_in: |server| {
        server.answers(TOKEN, [granted("one")]);
    },
    credential: ("authorization", "Bearer one"),
});

fn hex(n: usize) -> String {
    format!("{n:032x}")
}

fn record(n: usize) -> Value {
    object!({"_id": hex(n), "type": "vectorDataset", "title": format!("set {n:03}")})
}

fn page(from: usize, to: usize, total: usize) -> Value {
    let results: Vec<Value> = (from..to).map(record).collect();
    object!({"envelope": null, "limit": 100, "offset": from, "query": {"_tags": [], "_terms": []}, "results": results,
        "tags": {}, "total": total})
}

/// As docs/portals/isogeo.md 8.1 has it.
fn granted(token: &str) -> Answer {
    Answer::json(&object!({"access_token": token, "token_type": "bearer", "expires_in": 3599}))
}

fn client(id: &str, secret: &str) -> Credentials {
    Credentials::Client { id: id.into(), secret: secret.to_owned().into() }
}

/// A server that lets the application in.
async fn server() -> Server {
    let server = Server::start().await;
    server.answers(TOKEN, [granted("one")]);
    server
}

fn isogeo(server: &Server) -> Arc<dyn Portal> {
    connect_with(PortalConfig::new(PORTAL, Kind::Isogeo, server.url.clone()), Some(client("appli", "secret")))
}

async fn list(server: &Server, segments: &[&str], query: &Query) -> Result<Page, Error> {
    isogeo(server).list(&at(segments), query, None).await
}

async fn with_page(page: &Value) -> Server {
    let server = server().await;
    server.answers(SEARCH, [Answer::json(page)]);
    server
}

fn detail_path(id: &str) -> String {
    format!("/resources/{id}")
}

/// What guichet makes of a record that the detail call gives.
async fn dataset(record: &Value) -> Dataset {
    dataset_of(&server().await, record).await
}

async fn dataset_of(server: &Server, record: &Value) -> Dataset {
    let id = record["_id"].as_str().unwrap();
    server.answers(&detail_path(id), [Answer::json(record)]);
    isogeo(server).dataset(&at(&[id])).await.unwrap()
}

/// The media that comes first in a record with only this link.
async fn linked(server: &Server, link: Value) -> Media {
    let mut record = record(1);
    record["links"] = object!([link]);
    let dataset = dataset_of(server, &record).await;
    assert_eq!(dataset.warnings, [""; 0]);
    assert_eq!(dataset.media.len(), 2, "the link, and the description that every record has");
    dataset.media.into_iter().next().unwrap()
}

/// All bytes of a media.
async fn bytes(portal: &dyn Portal, media: &Media) -> Result<Vec<u8>, Error> {
    let mut opened = portal.open(media, &Answers::default(), None).await?;
    let mut bytes = Vec::new();
    while let Some(chunk) = opened.chunk("media").await? {
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
