//! The traps of DCAT feeds.

use std::sync::Arc;

use guichet::access::secrets::Credentials;
use guichet::base::error::ErrorKind;
use guichet::model::{Dataset, Page, Query};
use guichet::portals::PortalConfig;
use guichet::portals::{Kind, Portal};
use serde_json::{Value, json as object};

use super::contract::{Recorded, any_file};
use super::{PORTAL, at, connect, connect_with, fixture, pages, titles};
use crate::common::server::{Answer, Request, Server};

mod documents;
mod odd;
mod paging;
mod secret;

/// The recorded page's dataset with two media.
const AIR: &str = "6b011e12a8d385eac28cb1f6";

pub static RECORDED: std::sync::LazyLock<Recorded> = std::sync::LazyLock::new(|| Recorded {
    kind: Kind::Dcat,
    folder: &["all"],
    list: "/",
    page,
    with_records: |mut page, records| {
        let kept = page["@graph"].as_array().unwrap().iter().filter(|node| !is_dataset(node)).cloned();
        page["@graph"] = kept.chain(records).collect();
        page
    },
    records: |page| page["@graph"].as_array().unwrap().iter().filter(|node| is_dataset(node)).cloned().collect(),
    wanted: |request| ((number(request, "page").unwrap_or(1) - 1) * 100, 100),
    empty: "dcat/empty.jsonld",
    bad: object!({"@type": "Dataset", "dct:issued": "2020-01-01"}),
    title: |n| format!("set {n:03}"),
    key: "dct:title",
    dataset: &[AIR],
    dataset_path: "/",
    dataset_answer: "dcat/catalog.jsonld",
    dataset_title: "Qualité de l’air culture 51",
    file: any_file,
    facets: || vec![("/", serde_json::from_slice(&fixture("dcat/catalog.jsonld")).unwrap())],
    credentials: Some(Credentials::Login { login: "ada".into(), password: "l0velace".to_owned().into() }),
    sign_in: |_| {},
    credential: ("authorization", "Basic YWRhOmwwdmVsYWNl"),
});

fn number(request: &Request, key: &str) -> Option<usize> {
    request.values(key).first().and_then(|value| value.parse().ok())
}

fn is_dataset(node: &Value) -> bool {
    node["@type"] == "Dataset"
}

fn record(n: usize) -> Value {
    object!({"@id": format!("http://a.example/{n}"), "@type": "Dataset", "identifier": format!("set-{n}"),
        "dct:title": format!("set {n:03}")})
}

/// As udata writes them: the page's own address, and those of others, which are not where it was asked.
fn page(from: usize, to: usize, total: usize) -> Value {
    let address = |page: usize| format!("https://127.0.0.1/?page={page}&page_size=100");
    let mut view = object!({"@id": address(from / 100 + 1), "@type": "hydra:PartialCollectionView"});
    if to < total {
        view["next"] = address(from / 100 + 2).into();
    }
    let mut graph = vec![
        object!({"@id": "http://a.example/catalog", "@type": ["Catalog", "hydra:Collection"], "totalItems": total}),
        view,
    ];
    graph.extend((from..to).map(record));
    object!({
        "@context": {
            "@vocab": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "title": "dct:title",
            "identifier": "dct:identifier", "hydra": "http://www.w3.org/ns/hydra/core#",
            "next": {"@id": "hydra:next", "@type": "@id"}, "totalItems": "hydra:totalItems",
        },
        "@graph": graph,
    })
}

fn feed(server: &Server) -> Arc<dyn Portal> {
    connect(Kind::Dcat, server)
}

/// A server with one document.
async fn serving(content_type: &str, body: impl Into<Vec<u8>>) -> Server {
    let server = Server::start().await;
    server.answers("/", [Answer::raw(content_type, body)]);
    server
}

async fn all(server: &Server) -> Page {
    feed(server).list(&at(&["all"]), &Query::default(), None).await.unwrap()
}

async fn dataset(server: &Server, id: &str) -> Dataset {
    feed(server).dataset(&at(&[id])).await.unwrap()
}

fn fact<'a>(dataset: &'a Dataset, label: &str) -> Option<&'a str> {
    dataset.facts.iter().find(|(known, _)| known == label).map(|(_, text)| text.as_str())
}
