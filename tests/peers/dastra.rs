//! The Dastra portal against a mock that checks every request with the API's own description, started beforehand:
//! `GUICHET_PRISM_DASTRA` is its address. The description is read too: a mock ignores parameters it does not know.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{Request, Response};
use guichet::access::secrets::{Credentials, Secrets};
use guichet::base::error::ErrorKind;
use guichet::model::filter::Filter;
use guichet::model::form::Answers;
use guichet::model::{Address, Dataset, Item, Page, Query};
use guichet::net::Clients;
use guichet::portals::PortalConfig;
use guichet::portals::{self, Connection, Kind, Portal};
use serde_json::Value;
use url::Url;

/// Collections that newer versions have and the description of 2023 has not (docs/portals/dastra.md 5).
const NEWER: [&str; 6] = ["Contracts", "AiSystems", "AiModels", "CustomReports", "SubjectCategories", "Users"];
/// Not listed where collections are (docs/portals/dastra.md 7).
const PERSONAL: [&str; 2] = ["DataSubjectRequests", "DataSubjectMessages"];
/// The description says nothing of their entries, so the mock answers nothing.
const UNDESCRIBED: [&str; 2] = ["Logs", "DataSubjectMessages"];

static DESCRIPTION: LazyLock<Value> = LazyLock::new(|| {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/contracts/dastra/dastra-api.json");
    serde_json::from_slice(&std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))).unwrap()
});

/// What passed through.
#[derive(Clone, Debug)]
struct Passed {
    method: String,
    path: String,
    query: String,
    status: u16,
    /// What the mock has to say against the request.
    violations: Vec<Value>,
}

impl Passed {
    /// The operation of the description that this was, if it is there.
    fn operation(&self) -> Option<&'static Value> {
        let fits = |pattern: &str| {
            let (pattern, path): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), self.path.split('/').collect());
            pattern.len() == path.len()
                && pattern.iter().zip(&path).all(|(pattern, part)| pattern.starts_with('{') || pattern == part)
        };
        let paths = DESCRIPTION["paths"].as_object().unwrap();
        // The more literal one, where two fit.
        let mut found: Vec<_> = paths.iter().filter(|(pattern, _)| fits(pattern)).collect();
        found.sort_by_key(|(pattern, _)| pattern.matches('{').count());
        found.first()?.1.get(self.method.to_ascii_lowercase())
    }
}

/// Stands between guichet and the mock, gives the tokens that the mock has no service for, and keeps what passes.
struct Proxy {
    portal: Arc<dyn Portal>,
    passed: Arc<Mutex<Vec<Passed>>>,
}

#[derive(Clone)]
struct Way {
    mock: Url,
    passed: Arc<Mutex<Vec<Passed>>>,
}

impl Proxy {
    async fn new() -> Self {
        let mock = std::env::var("GUICHET_PRISM_DASTRA");
        let mock = mock.expect("GUICHET_PRISM_DASTRA is to name the mock, as http://127.0.0.1:4011");
        let passed = Arc::default();
        let way = Way { mock: Url::parse(&mock).unwrap(), passed: Arc::clone(&passed) };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(forward).with_state(way)).await });
        let config = PortalConfig::new("p", Kind::Dastra, url);
        let pair = Credentials::Client { id: "public".into(), secret: "private".to_owned().into() };
        let connection = Connection { config, clients: Clients::new(None).unwrap(), secrets: Secrets::only("p", pair) };
        Self { portal: portals::connect(connection), passed }
    }

    async fn list(&self, address: &Address, query: &Query) -> Page {
        self.portal.list(address, query, None).await.unwrap_or_else(|error| panic!("{address}: {error}"))
    }

    /// The collections that the description has too.
    async fn collections(&self) -> Vec<Address> {
        let listed = self.list(&at(&["4021"]), &Query::default()).await.items;
        let addresses = listed.iter().map(|item| item.target.address().unwrap());
        let folders = ["exports", "CloudStorage"];
        let described = addresses.filter(|it| !NEWER.contains(&&*it.path[1]) && !folders.contains(&&*it.path[1]));
        described.chain(PERSONAL.map(|collection| at(&["4021", collection]))).collect()
    }

    /// Opens every media that has an address, and reads it to its end. The mock says of each file that it was deleted.
    async fn open_all(&self, dataset: &Dataset) {
        for media in dataset.media.iter().filter(|media| media.url.is_some()) {
            let opened = self.portal.open(media, &Answers::default(), None).await;
            match opened {
                Ok(mut opened) => while opened.chunk("media").await.unwrap().is_some() {},
                // Such calls are not in the description; what is asked is checked below.
                Err(error) if error.kind == ErrorKind::NotFound => {}
                // The description says wrongly that these exports are a page of the list (docs/portals/dastra.md 6.1).
                Err(error) => assert_eq!(dataset.address.path[1], "DataSubjectRequests", "{error}"),
            }
        }
    }

    /// The mock found nothing wrong with any request, every parameter is one that is described, and what is not
    /// described is known to be newer.
    fn check(&self) -> Vec<Passed> {
        let passed = self.passed.lock().unwrap();
        assert!(!passed.is_empty());
        for one in passed.iter() {
            assert_eq!(one.violations, [Value::Null; 0], "{one:?}");
            assert!(matches!(one.status, 200 | 404 | 405), "{one:?}");
            let Some(operation) = one.operation() else {
                assert!(is_newer(&one.path), "not described: {one:?}");
                continue;
            };
            assert_eq!(one.status, 200, "{one:?}");
            let described: BTreeSet<&str> = operation["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|it| it["name"].as_str().unwrap())
                .collect();
            for (name, _) in url::form_urlencoded::parse(one.query.as_bytes()) {
                assert!(described.contains(&*name), "{name} is not described: {one:?}");
            }
        }
        passed.clone()
    }
}

/// Calls of the list of 2024 that the description of 2023 has not (docs/portals/dastra.md 5 and 6).
fn is_newer(path: &str) -> bool {
    let exports = ["DataRetentionRules", "Assets", "DataFields", "SecurityMeasures", "ControlPoints", "Areas", "Tags"];
    let is_export = |collection: &&str| path.starts_with(&format!("/v1/ws/4021/{collection}/export/"));
    let is_newer = |collection: &&str| path.starts_with(&format!("/v1/ws/4021/{collection}"));
    path.starts_with("/v1/ws/4021/CloudStorage")
        || (path.starts_with("/v1/ws/4021/DataSubjectAttachments/") && !path.contains("/download/"))
        || exports.iter().any(is_export)
        || NEWER.iter().any(is_newer)
}

async fn forward(State(way): State<Way>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    if path == "/connect/token" {
        let token = r#"{"access_token":"t","expires_in":3600,"token_type":"Bearer","scope":"api1"}"#;
        return Response::builder().header("content-type", "application/json").body(token.into()).unwrap();
    }
    let url = way.mock.join(parts.uri.path_and_query().unwrap().as_str()).unwrap();
    let mut headers = parts.headers;
    headers.remove("host");
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let client = guichet::net::builder().no_gzip().build().unwrap();
    let answer = client.request(parts.method.clone(), url).headers(headers).body(body).send().await.unwrap();
    let said =
        answer.headers().get("sl-violations").map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    // Of its own made-up answers the mock complains too.
    let mut violations: Vec<Value> = said.map(|said| serde_json::from_str(&said).unwrap()).unwrap_or_default();
    violations.retain(|violation| violation["location"][0] == "request");
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let status = answer.status();
    let method = parts.method.to_string();
    way.passed.lock().unwrap().push(Passed { method, path, query, status: status.as_u16(), violations });
    let mut response = Response::builder().status(status);
    for (name, value) in answer.headers().iter().filter(|(name, _)| *name != "transfer-encoding") {
        response = response.header(name, value);
    }
    response.body(Body::from(answer.bytes().await.unwrap())).unwrap()
}

fn at(segments: &[&str]) -> Address {
    segments.iter().fold(Address::root("p"), |address, segment| address.child(*segment))
}

/// A value that the description allows for one of our filters on this list; `None` where the list has no such filter.
fn value_for(collection: &str, filter: &str) -> Option<String> {
    let names: &[&str] = match filter {
        "tag" => &["tags"],
        "state" => &["states"],
        "type" => &["type", "types", "Type", "Types"],
        "category" => &["cats"],
        "area" => &["areaId"],
        "archived" => &["archived"],
        "dataset" => &["dataSetId"],
        "field" => &["dataFieldId"],
        "actor" => &["actorId"],
        "country" => &["countries"],
        _ => panic!("a filter that this test does not know: {filter}"),
    };
    let path = if collection == "Logs" { "/v1/Logs".into() } else { format!("/v1/ws/{{workspaceId}}/{collection}") };
    let parameters = DESCRIPTION["paths"][path]["get"]["parameters"].as_array()?;
    let parameter = parameters.iter().find(|it| names.contains(&it["name"].as_str().unwrap()))?;
    let mut schema = &parameter["schema"];
    if schema["type"] == "array" {
        schema = &schema["items"];
    }
    if let Some(reference) = schema["$ref"].as_str() {
        schema = &DESCRIPTION["components"]["schemas"][reference.rsplit('/').next().unwrap()];
    }
    let of_list = schema["enum"].as_array().map(|words| words[0].as_str().unwrap().to_owned());
    Some(of_list.unwrap_or_else(|| match (schema["type"].as_str().unwrap(), schema["format"].as_str()) {
        ("integer", _) => "61".into(),
        ("boolean", _) => "true".into(),
        (_, Some("uuid")) => "0c2b7f52-9d3e-4f7a-8f0e-6d4d3c1a5b01".into(),
        _ => "FR".into(),
    }))
}

#[tokio::test]
async fn an_account_is_asked_for_as_described() {
    let proxy = Proxy::new().await;
    let account = proxy.portal.account().await.unwrap();
    assert_eq!((account.opens.len(), account.warnings), (1, vec![]));
    let paths: Vec<_> = proxy.check().into_iter().map(|passed| passed.path).collect();
    assert_eq!(paths, ["/me", "/v1/WorkSpaces"]);
}

#[tokio::test]
async fn every_list_is_asked_for_as_described() {
    let proxy = Proxy::new().await;
    let workspaces = proxy.list(&at(&[]), &Query::default()).await;
    assert_eq!((workspaces.items.len(), workspaces.warnings), (1, vec![]), "the envelope of 2023");
    let archived = Query { filters: vec![("state".into(), "Archived".into())], ..Query::default() };
    proxy.list(&at(&[]), &archived).await;
    let collections = proxy.collections().await;
    assert!(collections.len() > 20, "{}", collections.len());
    for collection in collections {
        let page = proxy.list(&collection, &Query::default()).await;
        assert_eq!((page.items.len(), page.warnings), (1, vec![]), "{collection}");
        proxy.portal.facets(&collection).await.unwrap();
    }
    proxy.check();
}

#[tokio::test]
async fn every_filter_order_and_search_is_as_described() {
    let proxy = Proxy::new().await;
    let (mut filters, mut orders, mut searches) = (0, 0, 0);
    let mut used = BTreeSet::new();
    for collection in proxy.collections().await {
        let abilities = proxy.portal.abilities(&collection);
        for Filter { key, .. } in &abilities.filters {
            let Some(value) = value_for(&collection.path[1], key) else { panic!("{collection}: {key}") };
            let query = Query { filters: vec![((*key).to_owned(), value)], ..Query::default() };
            proxy.list(&collection, &query).await;
            filters += 1;
            used.insert(*key);
        }
        for (key, _) in &abilities.sorts {
            proxy.list(&collection, &Query { sort: Some(format!("-{key}")), ..Query::default() }).await;
            orders += 1;
        }
        if abilities.search {
            proxy.list(&collection, &Query::text("été & paie")).await;
            searches += 1;
        }
    }
    assert_eq!(used.len(), 10, "every filter works somewhere: {used:?}");
    assert!(filters > 30 && orders > 40 && searches > 10, "{filters} {orders} {searches}");
    proxy.check();
}

#[tokio::test]
async fn every_entry_and_all_its_media_are_asked_for_as_described() {
    let proxy = Proxy::new().await;
    for collection in proxy.collections().await {
        let items: Vec<Item> = proxy.list(&collection, &Query::default()).await.items;
        let address = items[0].target.address().unwrap();
        if UNDESCRIBED.contains(&&*collection.path[1]) {
            let error = proxy.portal.dataset(&address).await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::Portal, "{address}: {error}");
            continue;
        }
        let dataset = proxy.portal.dataset(&address).await.unwrap_or_else(|error| panic!("{address}: {error}"));
        assert_eq!(dataset.address, address);
        // The mock puts everything in folders, and nothing in the innermost.
        assert!(
            dataset.warnings.iter().all(|it| it.contains("folder") || it.contains("no id")),
            "{:?}",
            dataset.warnings
        );
        proxy.open_all(&dataset).await;
    }
    let passed = proxy.check();
    for path in [
        "/DataProcessings/export/docx",
        "/Tasks/export/csv",
        "/AuditTemplates/export/pdf",
        "/DataSubjectMessages/download/",
    ] {
        assert!(passed.iter().any(|passed| passed.path.contains(path) && passed.status == 200), "{path} was asked");
    }
    assert!(
        passed.iter().any(|passed| passed.path.starts_with("/v1/ws/4021/ControlPointResponses/")
            && passed.path.contains("/download/"))
    );
}

#[tokio::test]
async fn every_whole_collection_is_exported_as_described() {
    let proxy = Proxy::new().await;
    let exports = proxy.list(&at(&["4021", "exports"]), &Query::default()).await.items;
    for item in exports {
        let address = item.target.address().unwrap();
        if NEWER.contains(&&*address.path[2]) {
            continue;
        }
        let dataset = proxy.portal.dataset(&address).await.unwrap_or_else(|error| panic!("{address}: {error}"));
        proxy.open_all(&dataset).await;
    }
    let passed = proxy.check();
    for path in ["/v1/Logs/export", "/v1/ws/4021/RiskEvaluations/export/xlsx", "/v1/ws/4021/RiskAssets/export/csv"] {
        assert!(passed.iter().any(|passed| passed.path == path && passed.status == 200), "{path}");
    }
}

#[tokio::test]
async fn words_are_looked_for_as_described() {
    let proxy = Proxy::new().await;
    let query = Query::text("paie");
    let within = proxy.list(&at(&["4021"]), &query).await;
    assert_eq!((within.items.len(), within.warnings), (4, vec![]));
    let everywhere = proxy.list(&at(&[]), &query).await;
    assert_eq!(everywhere.items.len(), 4);
    proxy.check();
}
