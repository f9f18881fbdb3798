//! The Dataverse portal against a mock that checks every request with an OpenAPI description, started beforehand:
//! `GUICHET_PRISM_DATAVERSE` is its address.

use std::sync::Arc;

use guichet::access::secrets::{Credentials, Secrets};
use guichet::base::error::ErrorKind;
use guichet::model::form::Answers;
use guichet::model::{Address, Cursor, Offer, Query};
use guichet::net::{Clients, asking_once};
use guichet::portals::{self, Connection, Kind, Portal, PortalConfig};
use serde_json::Value;

use crate::prism::{Proxy, bytes};

const MOCK: &str = "GUICHET_PRISM_DATAVERSE";
const OPEN: &str = "10.5072/FKX/AAB1CD";

async fn start() -> (Proxy, Arc<dyn Portal>) {
    let (proxy, _) = Proxy::start(MOCK, Kind::Dataverse, Value::Null).await;
    let config = PortalConfig::new("p", Kind::Dataverse, proxy.door().await);
    let secrets = Secrets::only("p", Credentials::ApiKey("11111111-2222-4333-8444-555555555555".to_owned().into()));
    let portal = portals::connect(Connection { config, clients: Clients::new(None).unwrap(), secrets });
    (proxy, portal)
}

/// What the mock says itself.
async fn told(path: &str) -> Value {
    let url = format!("{}{path}", std::env::var(MOCK).unwrap());
    guichet::net::builder().no_proxy().build().unwrap().get(url).send().await.unwrap().json().await.unwrap()
}

fn at(segments: &[&str]) -> Address {
    segments.iter().fold(Address::root("p"), |address, segment| address.child(*segment))
}

fn is_as_described(proxy: &Proxy) {
    let passed = proxy.passed();
    assert!(!passed.is_empty());
    for one in passed {
        assert!(one.violations.is_none(), "{one:?}");
    }
}

#[tokio::test]
async fn datasets_are_listed_searched_and_filtered() {
    let (proxy, portal) = start().await;
    let truth = told("/api/search?q=*&type=dataset").await;
    let page = portal.list(&at(&["all"]), &Query::default(), None).await.unwrap();
    let names: Vec<_> = page.items.iter().map(|item| item.title.as_str()).collect();
    let expected: Vec<_> =
        truth["data"]["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect();
    assert_eq!((names, page.total), (expected, truth["data"]["total_count"].as_u64()));
    assert_eq!(page.warnings, [""; 0]);
    let filters = [("subject", "Social Sciences"), ("year", "2025"), ("harvested", "false"), ("collection", "labo")];
    let filters = filters.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
    for sort in ["title", "-published", "relevance"] {
        let query = Query { text: "l'eau: \"x\"".into(), filters: Vec::clone(&filters), sort: Some(sort.into()) };
        assert_eq!(portal.list(&at(&["all"]), &query, None).await.unwrap().items.len(), 3);
    }
    assert_eq!(portal.account().await.unwrap().who.as_deref(), Some("Ada Martin"));
    is_as_described(&proxy);

    proxy.prefer("example=facets");
    let facets = portal.facets(&at(&["all"])).await.unwrap();
    let keys: Vec<&str> = facets.iter().map(|facet| &*facet.key).collect();
    assert_eq!(keys, ["subject", "keyword", "author", "year", "licence", "source"]);
    proxy.prefer("example=collections");
    let collections = portal.list(&at(&["collections"]), &Query::default(), None).await.unwrap();
    assert_eq!((collections.items.len(), collections.total), (1, Some(1)));
    for (example, total) in [("beyond", Some(143)), ("empty", Some(0))] {
        proxy.prefer(&format!("example={example}"));
        let page = portal.list(&at(&["all"]), &Query::default(), Some(&Cursor("1000".into()))).await.unwrap();
        assert_eq!((page.items.len(), page.next, page.total), (0, None, total), "{example}");
    }
    is_as_described(&proxy);
}

#[tokio::test]
async fn datasets_are_told_with_files_claims_and_versions() {
    let (proxy, portal) = start().await;
    let found = portal.dataset(&at(&[OPEN])).await.unwrap();
    assert_eq!((found.warnings.len(), found.media.len()), (0, 6));
    let claims: Vec<_> =
        found.media.iter().map(|media| media.checksum.as_ref().map(|checksum| checksum.algo.as_str())).collect();
    assert_eq!(claims, [Some("SHA-256"), Some("MD5"), None, Some("SHA-512"), Some("SHA-1"), Some("MD5")]);
    assert!(found.facts.iter().any(|(label, _)| label == "other version"));
    let table = found.find("70211").unwrap();
    assert_eq!((table.size, &*table.title), (Some(79), "donnees/comptages_2024.csv"));
    assert_eq!(bytes(&*portal, table, &Answers::default()).await.unwrap().len(), 76);
    is_as_described(&proxy);

    proxy.prefer("example=edge");
    let edge = portal.dataset(&at(&["hdl:20.500.99999/harv-88"])).await.unwrap();
    let offers: Vec<_> = edge.media.iter().map(|media| matches!(media.offer, Offer::Download)).collect();
    assert_eq!(offers, [false, false], "one is kept elsewhere, the other kept no longer");
    assert!(edge.media.iter().all(|media| media.checksum.is_none()), "a text is no checksum");
    proxy.prefer_at("/api/datasets/:persistentId/versions/", "example=deaccessioned");
    let withdrawn = portal.dataset(&at(&[&format!("{OPEN}@1.0")])).await.unwrap();
    assert!(withdrawn.media.is_empty() && withdrawn.warnings[0].contains("Données personnelles"));
    is_as_described(&proxy);
}

#[tokio::test]
async fn a_guestbook_is_answered() {
    let (proxy, portal) = start().await;
    proxy.prefer_at("/api/datasets/:persistentId/", "example=guestbook");
    let found = portal.dataset(&at(&["10.5072/FKX/GB00K2"])).await.unwrap();
    let file = &found.media[0];
    let keys: Vec<&str> = file.form.iter().map(|field| &*field.key).collect();
    assert_eq!(keys, ["name", "email", "institution", "position", "question-44"]);
    let answers: Answers =
        [("name", "Ada"), ("email", "a@example.org"), ("question-44", "Service public")].into_iter().collect();
    // What it signs is at a host that is not there.
    let error = asking_once(portal.open(file, &answers, None)).await.err().unwrap();
    assert_eq!(error.kind, ErrorKind::Network, "{error}");
    is_as_described(&proxy);
}

#[tokio::test]
async fn refusals_are_understood() {
    let (proxy, portal) = start().await;
    let table = [
        ("/api/search", "code=400", ErrorKind::Usage),
        ("/api/search", "code=401", ErrorKind::SignIn),
        ("/api/search", "code=500", ErrorKind::Unavailable),
    ];
    for (path, answer, kind) in table {
        proxy.prefer_at(path, answer);
        let error = asking_once(portal.list(&at(&["all"]), &Query::default(), None)).await.unwrap_err();
        assert_eq!(error.kind, kind, "{answer}: {error}");
    }
    for (answer, kind) in [
        ("code=404", ErrorKind::NotFound),
        ("code=429", ErrorKind::Unavailable),
        ("code=401, example=unpublished", ErrorKind::Denied),
    ] {
        proxy.prefer_at("/api/datasets/", answer);
        let error = asking_once(portal.dataset(&at(&[OPEN]))).await.unwrap_err();
        assert_eq!(error.kind, kind, "{answer}: {error}");
    }
    let mut file = guichet::model::Media::new(at(&[OPEN]), "70211", "x.csv");
    file.url = Some(portal.http().url("api/access/datafile/70211", [("format", "original")]).into());
    for (answer, kind) in
        [("code=400", ErrorKind::Denied), ("code=403", ErrorKind::Denied), ("code=404", ErrorKind::NotFound)]
    {
        proxy.prefer_at("/api/access/", answer);
        let error = asking_once(portal.open(&file, &Answers::default(), None)).await.err().unwrap();
        assert_eq!(error.kind, kind, "{answer}: {error}");
    }
}
