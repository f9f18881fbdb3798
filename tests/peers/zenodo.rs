//! The repository of InvenioRDM against a mock that checks every request with an OpenAPI description, started beforehand:
//! `GUICHET_PRISM_ZENODO` is its address.

use std::sync::Arc;

use guichet::access::secrets::Secrets;
use guichet::base::error::ErrorKind;
use guichet::download::{FetchPlan, Verdict, fetch};
use guichet::model::{Access, Address, Query};
use guichet::net::{Clients, asking_once};
use guichet::portals::{self, Connection, Kind, Portal, PortalConfig};
use serde_json::Value;

use crate::prism::Proxy;

const MOCK: &str = "GUICHET_PRISM_ZENODO";
const OPEN: &str = "90001002";

async fn start() -> (Proxy, Arc<dyn Portal>) {
    let (proxy, _) = Proxy::start(MOCK, Kind::Zenodo, Value::Null).await;
    let config = PortalConfig::new("p", Kind::Zenodo, proxy.door().await);
    let clients = Clients::new(None).unwrap();
    let portal = portals::connect(Connection { config, clients, secrets: Secrets::none() });
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
async fn records_are_listed_in_either_shape() {
    let (proxy, portal) = start().await;
    let truth = told("/api/records?size=25").await;
    let titles = |records: &Value| -> Vec<String> {
        let title = |record: &Value| record["metadata"]["title"].as_str().unwrap().to_owned();
        records["hits"]["hits"].as_array().unwrap().iter().map(title).collect()
    };
    let filters = [("type", "dataset"), ("access", "open"), ("format", "csv"), ("keyword", "crues"), ("year", "2025")];
    let filters: Vec<_> = filters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    for (example, expected) in [("zenodo", truth.clone()), ("rdm", Value::Null)] {
        proxy.prefer_at("/api/records", &format!("example={example}"));
        for sort in [None, Some("-updated"), Some("relevance"), Some("-downloads")] {
            let query = Query { text: "crues".into(), filters: filters.clone(), sort: sort.map(str::to_owned) };
            let page = portal.list(&at(&["all"]), &query, None).await.unwrap();
            assert!(!page.items.is_empty(), "{example}");
            assert_eq!(page.warnings, [""; 0], "{example}");
            if !expected.is_null() {
                let found: Vec<String> = page.items.iter().map(|item| item.title.clone()).collect();
                assert_eq!((found, page.total), (titles(&expected), expected["hits"]["total"].as_u64()));
            }
        }
        let facets = portal.facets(&at(&["all"])).await.unwrap();
        assert_eq!(facets.len(), 5, "{example}: {facets:?}");
    }
    let communities = portal.list(&at(&["communities"]), &Query::text("eaux"), None).await.unwrap();
    assert_eq!((communities.items.len(), communities.total), (1, Some(1)));
    portal.list(&at(&["communities", "eaux-imaginaires"]), &Query::default(), None).await.unwrap();
    is_as_described(&proxy);
}

#[tokio::test]
async fn records_are_told_and_their_files_verified() {
    let (proxy, portal) = start().await;
    for (example, id) in [("open", OPEN), ("rdm", "zzzz1-aaa11")] {
        proxy.prefer_at(&format!("/api/records/{id}"), &format!("example={example}"));
        let found = portal.dataset(&at(&[id])).await.unwrap();
        assert_eq!((found.media.len(), found.warnings.len()), (2, 0), "{example}");
        assert_eq!(found.licence.as_ref().unwrap().label, "CC BY 4.0", "{example}");
        let mut file = found.find("hauteurs 2025.csv").unwrap().clone();
        // Its host is not there: the mock has the bytes.
        let path = url::Url::parse(file.url.as_ref().unwrap()).unwrap().path().to_owned();
        let mut here = portal.http().base().clone();
        here.set_path(&path);
        file.url = Some(here.into());
        proxy.prefer_at("/nothing", "example=none");
        let folder = tempfile::tempdir().unwrap();
        let outcome = fetch(&*portal, &file, &FetchPlan::into(folder.path()), |_| {}).await.unwrap();
        assert_eq!((outcome.verdict, outcome.bytes), (Verdict::Verified, 74), "{example}: {}", outcome.reason);
        assert!(outcome.path.ends_with("hauteurs 2025.csv"), "{:?}", outcome.path);
    }
    for (example, id, access) in [
        ("restricted", OPEN, Access::Restricted),
        ("embargoed", OPEN, Access::Restricted),
        ("no_files", OPEN, Access::Open),
        ("rdm_restricted", "zzzz2-bbb22", Access::Restricted),
        ("rdm_embargoed", "zzzz1-aaa11", Access::Restricted),
    ] {
        proxy.prefer_at(&format!("/api/records/{id}"), &format!("example={example}"));
        let found = portal.dataset(&at(&[id])).await.unwrap();
        assert_eq!((found.access, found.media.len()), (access, 0), "{example}");
    }
    proxy.prefer_at(&format!("/api/records/{OPEN}"), "example=edge");
    let edge = portal.dataset(&at(&[OPEN])).await.unwrap();
    assert!(!edge.summary.unwrap().contains("alert"), "a script is no text");
    for media in &edge.media {
        assert_eq!(portal.resolve(&media.address()).unwrap(), media.target());
    }
    is_as_described(&proxy);
}

#[tokio::test]
async fn refusals_are_understood() {
    let (proxy, portal) = start().await;
    for (answer, kind) in [
        ("code=400, example=sort", ErrorKind::Usage),
        ("code=406", ErrorKind::Portal),
        ("code=429", ErrorKind::Unavailable),
    ] {
        proxy.prefer_at("/api/records", answer);
        let error = asking_once(portal.list(&at(&["all"]), &Query::default(), None)).await.unwrap_err();
        assert_eq!(error.kind, kind, "{answer}: {error}");
    }
    for (answer, kind) in [
        ("code=401", ErrorKind::SignIn),
        ("code=403", ErrorKind::Denied),
        ("code=404", ErrorKind::NotFound),
        ("code=410", ErrorKind::NotFound),
    ] {
        let (proxy, portal) = start().await;
        proxy.prefer_at("/api/records/", answer);
        let error = asking_once(portal.dataset(&at(&[OPEN]))).await.unwrap_err();
        assert_eq!(error.kind, kind, "{answer}: {error}");
        assert!(answer != "code=410" || error.cause.contains("déposant"), "{error}");
    }
}
