//! The traps of udata, on answers recorded from a real one (17.18) and on what others publish.

use std::sync::Arc;

use guichet::access::secrets::Credentials;
use guichet::base::error::{Error, ErrorKind};
use guichet::model::{Dataset, Media, Page, Query};
use guichet::portals::PortalConfig;
use guichet::portals::{Kind, Portal};
use serde_json::{Value, json as object};

use super::contract::{Recorded, any_file};
use super::{PORTAL, at, connect, connect_with, fixture, json, pages, titles};
use crate::common::server::{Answer, Request, Server};

mod catalogue;
mod media;
mod records;
mod rows;
mod signing_in;

const LIST: &str = "/api/1/datasets/";
const ORGANIZATIONS: &str = "/api/1/organizations/";
const TOPICS: &str = "/api/2/topics/";
const SEARCH: &str = "/api/2/datasets/search/";
const LICENCES: &str = "/api/1/datasets/licenses/";
const FREQUENCIES: &str = "/api/1/datasets/frequencies/";
/// The recorded dataset.
const RECORD: &str = "6b011e12a8d385eac28cb1fb";

pub static RECORDED: std::sync::LazyLock<Recorded> = std::sync::LazyLock::new(|| Recorded {
    kind: Kind::Udata,
    folder: &["all"],
    list: LIST,
    page,
    with_records: |mut page, records| {
        page["data"] = records.into();
        page
    },
    records: |page| page["data"].as_array().unwrap().clone(),
    wanted: |request| {
        let size = request.number("page_size");
        ((request.number("page") - 1) * size, size)
    },
    empty: "udata/empty.json",
    bad: object!({"title": "bad", "resources": "not a list"}),
    title: |n| format!("set {n:03}"),
    key: "title",
    dataset: &[RECORD],
    dataset_path: "/api/1/datasets/6b011e12a8d385eac28cb1fb/",
    dataset_answer: "udata/v1-dataset.json",
    dataset_title: "Arbres remarquables mobilité 56",
    file: any_file,
    facets: || vec![(SEARCH, json("udata/search-facets.json")), (ORGANIZATIONS, json("udata/organizations.json"))],
    credentials: Some(key("the-key")),
    sign_in: |_| {},
    credential: ("x-api-key", "the-key"),
});

fn hex(n: usize) -> String {
    format!("{n:024x}")
}

fn record(n: usize) -> Value {
    object!({"id": hex(n), "title": format!("set {n:03}"), "access_type": "open", "resources": []})
}

/// The address of what follows is absolute, and a proxy has made it useless.
fn page(from: usize, to: usize, total: usize) -> Value {
    let data: Vec<Value> = (from..to).map(record).collect();
    let next = (to < total).then_some("http://behind-the-proxy.invalid/api/1/datasets/?page=99");
    object!({"data": data, "next_page": next, "previous_page": null, "page": 1, "page_size": 50, "total": total})
}

fn key(key: &str) -> Credentials {
    Credentials::ApiKey(key.to_owned().into())
}

/// A portal that explains its licences and frequencies.
async fn server() -> Server {
    let server = Server::start().await;
    for (path, file) in [(LICENCES, "udata/licenses.json"), (FREQUENCIES, "udata/frequencies.json")] {
        server.answers(path, [Answer::raw("application/json", fixture(file))]);
    }
    server
}

fn udata(server: &Server) -> Arc<dyn Portal> {
    connect(Kind::Udata, server)
}

async fn list(server: &Server, segments: &[&str], query: &Query) -> Result<Page, Error> {
    udata(server).list(&at(segments), query, None).await
}

fn narrowed(filters: &[(&str, &str)]) -> Query {
    let filters = filters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Query { filters, ..Query::default() }
}

fn recorded(file: &str) -> Answer {
    Answer::raw("application/json", fixture(file))
}

/// What guichet makes of a record that the detail call gives.
async fn dataset(record: &Value) -> Dataset {
    dataset_of(&server().await, record).await
}

async fn dataset_of(server: &Server, record: &Value) -> Dataset {
    let id = record["id"].as_str().unwrap();
    server.answers(&format!("{LIST}{id}/"), [Answer::json(record)]);
    udata(server).dataset(&at(&[id])).await.unwrap()
}

/// A media of a dataset that has only this file.
async fn file(resource: Value) -> Media {
    let mut record = record(1);
    record["resources"] = object!([resource]);
    let dataset = dataset(&record).await;
    assert_eq!(dataset.warnings, [""; 0]);
    dataset.media.into_iter().next().unwrap()
}
