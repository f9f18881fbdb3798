//! The traps of RUDI. Sections are those of docs/portals/rudi.md.

use std::sync::Arc;

use guichet::access::secrets::Credentials;
use guichet::base::error::Error;
use guichet::model::form::Answers;
use guichet::model::{Dataset, Media, Page, Query};
use guichet::portals::PortalConfig;
use guichet::portals::{Kind, Portal};
use serde_json::{Value, json as object};

use super::contract::{Recorded, any_file};
use super::{PORTAL, at, connect, connect_with, fixture, json, pages, titles};
use crate::common::server::{Answer, Request, Server};

mod account;
mod catalogue;
mod media;
mod records;
mod refusals;
mod signing_in;

const FACETS: &str = "/konsult/v1/datasets/metadatas/facets";
const THEMES: &str = "/kos/v1/skosConcepts";
const LIST: &str = "/konsult/v1/datasets/metadatas";
const OPEN: &str = "4a82fdb8-6c1a-4df6-bd87-b376c466a218";
const RESTRICTED: &str = "f5aada56-c72f-40f3-9bf9-4ab70489ba84";
const EDGE: &str = "9c6dc0da-3a0d-4fd5-a79e-943052c20dd8";
const PERSONAL: &str = "5d84bfe9-696b-4187-918b-29bdb2e3cf67";

pub static RECORDED: std::sync::LazyLock<Recorded> = std::sync::LazyLock::new(|| Recorded {
    kind: Kind::Rudi,
    folder: &["all"],
    list: LIST,
    page,
    with_records: |mut page, records| {
        page["items"] = records.into();
        page
    },
    records: |page| page["items"].as_array().unwrap().clone(),
    wanted: |request| (request.number("offset"), request.number("limit")),
    empty: "rudi/list_page.empty.json",
    bad: object!({"resource_title": "bad", "keywords": "not a list"}),
    title: |n| format!("set {n:03}"),
    key: "resource_title",
    dataset: &[OPEN],
    dataset_path: "/konsult/v1/datasets/4a82fdb8-6c1a-4df6-bd87-b376c466a218/metadatas",
    dataset_answer: "rudi/dataset.open.json",
    dataset_title: "Comptages de vélos et d'engins de déplacement personnel — été 2024",
    file: any_file,
    facets: || vec![(FACETS, json("rudi/facets.json")), (THEMES, json("rudi/skos_themes.json"))],
    credentials: None,
    sign_in: |server| {
        server.answers("/anonymous", [Answer::json(&pair("anonymous-1"))]);
    },
    credential: ("authorization", "Bearer anonymous-1"),
});

fn uuid(n: usize) -> String {
    format!("00000000-0000-4000-8000-{n:012}")
}

fn record(n: usize) -> Value {
    object!({"global_id": uuid(n), "resource_title": format!("set {n:03}")})
}

/// As the portal writes it: no empty list (docs/portals/rudi.md 1.3).
fn page(from: usize, to: usize, total: usize) -> Value {
    let mut page = object!({"total": total, "offset": from});
    if to > from {
        page["items"] = (from..to).map(record).collect();
    }
    page
}

fn pair(token: &str) -> Value {
    object!({"jwtToken": format!("Bearer {token}"), "refreshToken": format!("Bearer {token}-refresh")})
}

fn rudi(server: &Server) -> Arc<dyn Portal> {
    connect(Kind::Rudi, server)
}

/// The portal as somebody with `credentials` meets it. `way` is the configuration's `sign_in`.
fn signed_in(server: &Server, way: Option<&str>, credentials: Credentials) -> Arc<dyn Portal> {
    let mut config = PortalConfig::new(PORTAL, Kind::Rudi, server.url.clone());
    config.sign_in = way.map(str::to_owned);
    connect_with(config, Some(credentials))
}

fn login(login: &str, password: &str) -> Credentials {
    Credentials::Login { login: login.into(), password: password.to_owned().into() }
}

fn client(id: &str, secret: &str) -> Credentials {
    Credentials::Client { id: id.into(), secret: secret.to_owned().into() }
}

async fn list(server: &Server, segments: &[&str], query: &Query) -> Result<Page, Error> {
    rudi(server).list(&at(segments), query, None).await
}

/// A server whose catalogue is this one page.
async fn with_page(page: &Value) -> Server {
    let server = Server::start().await;
    server.answers(LIST, [Answer::json(page)]);
    server
}

fn detail_path(id: &str) -> String {
    format!("/konsult/v1/datasets/{id}/metadatas")
}

/// What guichet makes of a record that the detail call gives.
async fn dataset(record: &Value) -> Dataset {
    let server = Server::start().await;
    dataset_of(&server, record).await
}

async fn dataset_of(server: &Server, record: &Value) -> Dataset {
    let id = record["global_id"].as_str().unwrap();
    server.answers(&detail_path(id), [Answer::json(record)]);
    rudi(server).dataset(&at(&[id])).await.unwrap()
}

/// The only media of a dataset that has this one.
async fn media(server: &Server, raw: Value) -> Media {
    let mut record = record(1);
    record["available_formats"] = object!([raw]);
    let dataset = dataset_of(server, &record).await;
    assert_eq!(dataset.warnings, [""; 0]);
    dataset.media.into_iter().next().unwrap()
}

/// A file that is offered for download at `url`.
fn file(url: &str) -> Value {
    object!({"media_type": "FILE", "media_id": uuid(9), "connector": {"url": url, "interface_contract": "dwnl"}})
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
