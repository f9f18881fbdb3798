//! The traps of Dastra. Sections are those of docs/portals/dastra.md.

use std::sync::Arc;

use guichet::access::secrets::Credentials;
use guichet::base::error::Error;
use guichet::model::form::Answers;
use guichet::model::{Dataset, Fact, Media, Page, Query};
use guichet::portals::PortalConfig;
use guichet::portals::{Kind, Portal};
use serde_json::{Value, json as object};
use url::Url;

use super::contract::Recorded;
use super::{PORTAL, at, connect_with, fixture, json, pages, titles};
use crate::common::server::{Answer, Request, Server};

mod catalogue;
mod documents;
mod exports;
mod records;
mod refusals;
mod signing_in;

const TOKENS: &str = "/connect/token";
const ME: &str = "/me";
const WORKSPACES: &str = "/v1/WorkSpaces";
const SETS: &str = "/v1/ws/4021/DataRetentionRules";
const TAGS: &str = "/v1/ws/4021/Tags";
const REGISTER: &str = "/v1/ws/4021/DataProcessings";
const PAYSLIPS: &str = "0c2b7f52-9d3e-4f7a-8f0e-6d4d3c1a5b01";
const PAYROLL: &str = "6f0c1f7e-3a0b-4d0e-9a55-0f7d1c2b9e10";
const BEARER: &str = "Bearer q7Zk2mVtR0sYw8Lb4XcN1uHf6PjD9aEo3GiTzQvKyBx";
const PUBLIC: &str = "pk5QmZ";
const PRIVATE: &str = "sk8WnRt2Vb";

pub static RECORDED: std::sync::LazyLock<Recorded> = std::sync::LazyLock::new(|| Recorded {
    kind: Kind::Dastra,
    folder: &["4021", "DataRetentionRules"],
    list: SETS,
    page,
    with_records: |mut page, records| {
        page["items"] = records.into();
        page
    },
    records: |page| page["items"].as_array().unwrap().clone(),
    wanted: |request| ((request.number("page") - 1) * request.number("size"), request.number("size")),
    empty: "dastra/page-null-items.json",
    bad: object!({"label": "bad"}),
    title: |n| format!("set {n:03}"),
    key: "label",
    dataset: &["4021", "DataProcessings", PAYROLL],
    dataset_path: "/v1/ws/4021/DataProcessings/6f0c1f7e-3a0b-4d0e-9a55-0f7d1c2b9e10",
    dataset_answer: "dastra/processing-detail.json",
    dataset_title: "Gestion de la paie",
    file,
    facets: || vec![(TAGS, object!([{"id": 1, "label": "RH"}]))],
    credentials: Some(key_pair()),
    sign_in: tokens,
    credential: ("authorization", BEARER),
});

/// A document that an entry names; what guichet makes itself has no parts.
fn file(url: &Url) -> (Media, Answers) {
    let media = Media::new(at(&["4021", "DataProcessings", PAYROLL]), "a-document", "a document.csv");
    (Media { url: Some(url.to_string()), ..media }, Answers::default())
}

fn uuid(n: usize) -> String {
    format!("00000000-0000-4000-8000-{n:012}")
}

fn record(n: usize) -> Value {
    object!({"id": uuid(n), "label": format!("set {n:03}")})
}

fn page(from: usize, to: usize, total: usize) -> Value {
    object!({"items": (from..to).map(record).collect::<Vec<_>>(), "total": total, "size": to - from, "page": 1})
}

fn key_pair() -> Credentials {
    Credentials::Client { id: PUBLIC.into(), secret: PRIVATE.to_owned().into() }
}

fn private_key() -> Credentials {
    Credentials::ApiKey(PRIVATE.to_owned().into())
}

fn tokens(server: &Server) {
    server.answers(TOKENS, [recorded("token-ok.json")]);
}

fn recorded(name: &str) -> Answer {
    Answer::raw("application/json", fixture(&format!("dastra/{name}")))
}

fn dastra_with(server: &Server, credentials: Credentials) -> Arc<dyn Portal> {
    connect_with(PortalConfig::new(PORTAL, Kind::Dastra, server.url.clone()), Some(credentials))
}

fn dastra(server: &Server) -> Arc<dyn Portal> {
    dastra_with(server, key_pair())
}

/// A server that gives tokens, and these answers.
async fn answering<const N: usize>(answers: [(&str, Answer); N]) -> Server {
    let server = Server::start().await;
    tokens(&server);
    for (path, answer) in answers {
        server.answers(path, [answer]);
    }
    server
}

async fn list(server: &Server, segments: &[&str], query: &Query) -> Result<Page, Error> {
    dastra(server).list(&at(segments), query, None).await
}

async fn dataset(server: &Server, segments: &[&str]) -> Dataset {
    dastra(server).dataset(&at(segments)).await.unwrap()
}

/// What guichet makes of one entry of a collection.
async fn entry(collection: &str, record: &Value) -> Dataset {
    let id = record["id"].as_str().map_or_else(|| record["id"].to_string(), str::to_owned);
    let path = format!("/v1/ws/4021/{collection}/{id}");
    let server = answering([(&path, Answer::json(record))]).await;
    dataset(&server, &["4021", collection, &id]).await
}

fn fact<'a>(facts: &'a [Fact], label: &str) -> Option<&'a str> {
    facts.iter().find(|(known, _)| known == label).map(|(_, text)| text.as_str())
}

fn media<'a>(dataset: &'a Dataset, id: &str) -> &'a Media {
    dataset
        .find(id)
        .unwrap_or_else(|| panic!("no {id} in {:?}", dataset.media.iter().map(|it| &it.id).collect::<Vec<_>>()))
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

fn body(request: &Request) -> Value {
    serde_json::from_str(&request.body).unwrap()
}
