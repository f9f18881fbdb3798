//! The traps of CKAN, on answers recorded from a real one (2.12) and on what others publish.

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
mod extensions;
mod media;
mod records;
mod refusals;
mod signing_in;

const LIST: &str = "/api/3/action/package_search";
const SHOW: &str = "/api/3/action/package_show";
/// The recorded dataset.
const RECORD: &str = "a30e53d2-1aa2-594e-9865-2c60fa883d4c";

pub static RECORDED: std::sync::LazyLock<Recorded> = std::sync::LazyLock::new(|| Recorded {
    kind: Kind::Ckan,
    folder: &["all"],
    list: LIST,
    page,
    with_records: |mut page, records| {
        page["result"]["results"] = records.into();
        page
    },
    records: |page| page["result"]["results"].as_array().unwrap().clone(),
    wanted: |request| (request.number("start"), request.number("rows")),
    empty: "ckan/empty.json",
    bad: object!({"title": "bad", "resources": []}),
    title: |n| format!("set {n:03}"),
    key: "title",
    dataset: &[RECORD],
    dataset_path: SHOW,
    dataset_answer: "ckan/show.json",
    dataset_title: "Zones inondables santé 4",
    file: any_file,
    facets: || vec![(LIST, json("ckan/search-facets.json"))],
    credentials: Some(key("the-token")),
    sign_in: |_| {},
    credential: ("authorization", "the-token"),
});

fn id(n: usize) -> String {
    format!("00000000-0000-0000-0000-{n:012x}")
}

fn record(n: usize) -> Value {
    object!({"id": id(n), "name": format!("set-{n}"), "title": format!("set {n:03}"), "private": false, "resources": []})
}

fn page(from: usize, to: usize, total: usize) -> Value {
    let results: Vec<Value> = (from..to).map(record).collect();
    result(object!({"count": total, "facets": {}, "results": results, "sort": "score desc", "search_facets": {}}))
}

fn result(result: Value) -> Value {
    object!({"help": "http://127.0.0.1/help", "success": true, "result": result})
}

fn key(key: &str) -> Credentials {
    Credentials::ApiKey(key.to_owned().into())
}

fn ckan(server: &Server) -> Arc<dyn Portal> {
    connect(Kind::Ckan, server)
}

async fn list(server: &Server, segments: &[&str], query: &Query) -> Result<Page, Error> {
    ckan(server).list(&at(segments), query, None).await
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
    let server = Server::start().await;
    server.answers(SHOW, [Answer::json(&result(record.clone()))]);
    ckan(&server).dataset(&at(&[record["id"].as_str().unwrap()])).await.unwrap()
}

/// A media of a dataset that has only this file.
async fn file(resource: Value) -> Media {
    let mut record = record(1);
    record["resources"] = object!([resource]);
    let dataset = dataset(&record).await;
    assert_eq!(dataset.warnings, [""; 0]);
    dataset.media.into_iter().next().unwrap()
}
