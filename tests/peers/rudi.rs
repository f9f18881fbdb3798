//! The RUDI portal against a mock that checks every request with an OpenAPI description, started
//! beforehand: `GUICHET_PRISM_RUDI` is its address. Those of RUDI's own descriptions that load are asked besides.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{Request, Response};
use guichet::access::secrets::{Credentials, Secrets};
use guichet::base::error::{Error, ErrorKind};
use guichet::model::form::Answers;
use guichet::model::{Access, Address, Dataset, Media, Offer, Page, Query};
use guichet::net::Clients;
use guichet::portals::PortalConfig;
use guichet::portals::{self, Connection, Kind, Portal};
use serde_json::Value;
use url::Url;

use crate::upstream;

const LIST: &str = "/konsult/v1/datasets/metadatas";
const FACETS: &str = "/konsult/v1/datasets/metadatas/facets";
const OPEN: &str = "4a82fdb8-6c1a-4df6-bd87-b376c466a218";
const RESTRICTED: &str = "f5aada56-c72f-40f3-9bf9-4ab70489ba84";
const EDGE: &str = "9c6dc0da-3a0d-4fd5-a79e-943052c20dd8";

/// What passed through, as far as the tests ask.
#[derive(Clone, Debug)]
struct Passed {
    path: String,
    status: u16,
    /// What the mock has to say against the request or its own answer.
    violations: Option<String>,
    signed_in: bool,
    /// What RUDI's own description of the service says.
    upstream: Option<upstream::Verdict>,
}

/// Stands between guichet and the mock: asks the mock for one of its recorded answers, which takes a header that only
/// mocks understand, and keeps what the mock says of each request.
struct Proxy {
    portal: Arc<dyn Portal>,
    passed: Arc<Mutex<Vec<Passed>>>,
}

#[derive(Clone)]
struct Way {
    mock: Url,
    /// A path, and the answer preferred there.
    prefer: Option<(String, String)>,
    passed: Arc<Mutex<Vec<Passed>>>,
}

impl Proxy {
    async fn new() -> Self {
        Self::start(None, None).await
    }

    async fn signed_in(credentials: Credentials) -> Self {
        Self::start(None, Some(credentials)).await
    }

    /// With this answer of the mock's at `path`.
    async fn preferring(path: &str, answer: &str) -> Self {
        Self::start(Some((path.into(), answer.into())), None).await
    }

    async fn start(prefer: Option<(String, String)>, credentials: Option<Credentials>) -> Self {
        let mock = std::env::var("GUICHET_PRISM_RUDI");
        let mock = mock.expect("GUICHET_PRISM_RUDI is to name the mock, as http://127.0.0.1:4010");
        let passed = Arc::default();
        let way = Way { mock: Url::parse(&mock).unwrap(), prefer, passed: Arc::clone(&passed) };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(forward).with_state(way)).await });
        let config = PortalConfig::new("p", Kind::Rudi, url);
        let secrets = credentials.map_or_else(Secrets::none, |credentials| Secrets::only("p", credentials));
        let connection = Connection { config, clients: Clients::new(None).unwrap(), secrets };
        Self { portal: portals::connect(connection), passed }
    }

    async fn list(&self, segments: &[&str], query: &Query) -> Result<Page, Error> {
        self.portal.list(&at(segments), query, None).await
    }

    async fn dataset(&self, id: &str) -> Result<Dataset, Error> {
        self.portal.dataset(&at(&[id])).await
    }

    async fn bytes(&self, media: &Media) -> Result<Vec<u8>, Error> {
        let mut opened = self.portal.open(media, &Answers::default(), None).await?;
        let mut bytes = Vec::new();
        while let Some(chunk) = opened.chunk("media").await? {
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    fn passed(&self, path: &str) -> Vec<Passed> {
        self.passed.lock().unwrap().iter().filter(|passed| passed.path == path).cloned().collect()
    }

    /// The mock found nothing wrong with any request. It also says so where a token is missing: that is how guichet
    /// learns that one is needed.
    fn check(&self) {
        let passed = self.passed.lock().unwrap();
        assert!(!passed.is_empty());
        for passed in passed.iter().filter(|passed| passed.status != 401 || passed.signed_in) {
            assert_eq!(passed.violations, None, "{passed:?}");
        }
        for passed in passed.iter() {
            let accepted = |it: &upstream::Verdict| it.status < 400 && it.unknown.is_empty();
            assert!(passed.upstream.as_ref().is_none_or(accepted), "{passed:?}");
        }
    }

    /// As [`Self::check`], and every request was answered well.
    fn check_all_well(&self) {
        self.check();
        let passed = self.passed.lock().unwrap();
        assert!(passed.iter().all(|passed| passed.status == 200), "{passed:?}");
    }
}

async fn forward(State(way): State<Way>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let url = way.mock.join(parts.uri.path_and_query().unwrap().as_str()).unwrap();
    let mut headers = parts.headers;
    headers.remove("host");
    if let Some((_, answer)) = way.prefer.as_ref().filter(|(at, _)| *at == path) {
        headers.insert("prefer", answer.parse().unwrap());
    }
    let signed_in = headers.contains_key("authorization");
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let upstream = upstream::judge(&parts.method, &path, &query).await;
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let client = guichet::net::builder().no_gzip().build().unwrap();
    let answer = client.request(parts.method, url).headers(headers).body(body).send().await.unwrap();
    let violations =
        answer.headers().get("sl-violations").map(|value| String::from_utf8_lossy(value.as_bytes()).into());
    let status = answer.status();
    way.passed.lock().unwrap().push(Passed { path, status: status.as_u16(), violations, signed_in, upstream });
    let mut response = Response::builder().status(status);
    for (name, value) in answer.headers().iter().filter(|(name, _)| *name != "transfer-encoding") {
        response = response.header(name, value);
    }
    response.body(Body::from(answer.bytes().await.unwrap())).unwrap()
}

fn at(segments: &[&str]) -> Address {
    segments.iter().fold(Address::root("p"), |address, segment| address.child(*segment))
}

fn detail(id: &str) -> String {
    format!("/konsult/v1/datasets/{id}/metadatas")
}

/// A recorded answer (docs/portals/rudi.md 6).
fn example(name: &str) -> Value {
    let file = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rudi").join(name);
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

#[tokio::test]
async fn lists_are_those_of_the_contract() {
    for (answer, name) in [("full", "v3"), ("partial", "partial"), ("empty", "empty")] {
        let proxy = Proxy::preferring(LIST, &format!("example={answer}")).await;
        let page = proxy.list(&["all"], &Query::default()).await.unwrap();
        let example = example(&format!("list_page.{name}.json"));
        let expected = example["items"].as_array().cloned().unwrap_or_default();
        let expected: Vec<_> = expected.iter().map(|record| record["resource_title"].as_str().unwrap()).collect();
        assert_eq!(page.items.iter().map(|item| &*item.title).collect::<Vec<_>>(), expected);
        assert_eq!(page.total, example["total"].as_u64());
        assert_eq!(page.warnings, [""; 0]);
        proxy.check_all_well();
    }
}

#[tokio::test]
async fn the_full_page_says_143() {
    let page = Proxy::new().await.list(&["all"], &Query::default()).await.unwrap();
    assert_eq!((page.total, page.items.len()), (Some(143), 3));
    assert!(page.next.is_some());
}

#[tokio::test]
async fn every_query_is_one_the_description_knows() {
    let proxy = Proxy::new().await;
    let filters = [
        ("theme", "transportation"),
        ("theme", "environment"),
        ("keyword", "vélo"),
        ("producer", "Régie des mobilités, réseaux & données"),
        ("producer", "1e41c2e5-6b71-4274-8ee4-8457627cab75"),
        ("access", "restricted"),
        ("from", "2024-01-01"),
        ("to", "2024-12-31"),
        ("territory", "commune:35238"),
    ];
    let filters: Vec<(String, String)> = filters.map(|(key, value)| (key.into(), value.into())).into();
    let known = proxy.portal.abilities(&at(&["all"]));
    assert!(known.filters.iter().all(|known| filters.iter().any(|(used, _)| used == known.key)), "all are tried");
    let everything = Query { text: "été 50 % & \"plus\"".into(), filters, sort: Some("-updated".into()) };
    // By name and by UUID at once, they would match nothing.
    for other in ["Régie des mobilités, réseaux & données", "1e41c2e5-6b71-4274-8ee4-8457627cab75"] {
        let mut query = everything.clone();
        query.filters.retain(|(_, value)| value != other);
        proxy.list(&["all"], &query).await.unwrap();
    }
    let personal = Query { filters: vec![("access".into(), "personal".into())], ..Query::default() };
    proxy.list(&["themes", "culture"], &personal).await.unwrap();
    let next = proxy.list(&[], &Query::text("x")).await.unwrap().next.unwrap();
    proxy.portal.list(&at(&[]), &Query::text("x"), Some(&next)).await.unwrap();
    proxy.check_all_well();
}

#[tokio::test]
async fn the_portal_and_its_themes_are_listed() {
    let proxy = Proxy::new().await;
    let root = proxy.list(&[], &Query::default()).await.unwrap();
    assert_eq!(root.items[0].note.as_deref(), Some("143 datasets"));
    let themes = proxy.list(&["themes"], &Query::default()).await.unwrap();
    let titles: Vec<_> = themes.items.iter().map(|item| &*item.title).collect();
    assert_eq!(titles, ["Mobilité, Transport", "Environnement", "citizenship"]);
    proxy.check_all_well();
}

#[tokio::test]
async fn facets_are_those_of_the_contract() {
    let proxy = Proxy::new().await;
    let facets = proxy.portal.facets(&at(&[])).await.unwrap();
    let example = example("facets.json");
    for (key, property) in [("theme", "theme"), ("producer", "producer_organization_name")] {
        let found = facets.iter().find(|facet| facet.key == key).unwrap();
        let items = example["items"].as_array().unwrap();
        let expected =
            items.iter().find(|item| item["propertyName"] == property).unwrap()["values"].as_array().unwrap();
        let expected: Vec<_> = expected.iter().map(|it| (it["value"].as_str(), it["count"].as_u64())).collect();
        assert_eq!(found.values.iter().map(|it| (Some(&*it.value), it.count)).collect::<Vec<_>>(), expected);
    }
    proxy.check_all_well();
    let proxy = Proxy::preferring(FACETS, "example=empty").await;
    let facets = proxy.portal.facets(&at(&[])).await.unwrap();
    assert_eq!(facets.iter().map(|facet| &*facet.key).collect::<Vec<_>>(), ["access"]);
    proxy.check_all_well();
}

#[tokio::test]
async fn datasets_are_those_of_the_contract() {
    let table = [
        (OPEN, "open", Access::Open, 3),
        (RESTRICTED, "restricted", Access::Restricted, 2),
        (EDGE, "edge", Access::Open, 6),
    ];
    for (id, name, access, media) in table {
        let proxy = Proxy::preferring(&detail(id), &format!("example={name}")).await;
        let dataset = proxy.dataset(id).await.unwrap();
        let example = example(&format!("dataset.{name}.json"));
        assert_eq!(dataset.title, example["resource_title"].as_str().unwrap());
        assert_eq!((dataset.address, dataset.access, dataset.media.len()), (at(&[id]), access, media));
        assert_eq!(dataset.warnings, [""; 0]);
        proxy.check_all_well();
    }
}

#[tokio::test]
async fn a_media_comes_byte_for_byte() {
    let proxy = Proxy::new().await;
    let dataset = proxy.dataset(OPEN).await.unwrap();
    assert_eq!(dataset.media[0].offer, Offer::Download);
    let bytes = proxy.bytes(&dataset.media[0]).await.unwrap();
    let expected = "id_compteur;libellé;horodatage;passages\n101;\"Place de Bretagne\";2024-07-14T08:00:00+02:00;213\n";
    assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    proxy.check_all_well();
}

#[tokio::test]
async fn refused_lists_say_why() {
    let table = [
        (400, ErrorKind::Portal, 5),
        (401, ErrorKind::SignIn, 3),
        (498, ErrorKind::SignIn, 3),
        (500, ErrorKind::Portal, 5),
        (502, ErrorKind::Unavailable, 5),
    ];
    for (status, kind, exit) in table {
        let proxy = Proxy::preferring(LIST, &format!("code={status}")).await;
        let error = proxy.list(&["all"], &Query::default()).await.unwrap_err();
        assert_eq!((error.kind, error.kind.exit_code()), (kind, exit), "{status}: {error}");
        assert!(proxy.passed(LIST).iter().all(|passed| passed.status == status));
        assert!(proxy.passed("/anonymous").len() <= 1);
        proxy.check();
    }
}

#[tokio::test]
async fn refused_datasets_say_why() {
    for (status, kind, exit) in
        [(400, ErrorKind::Portal, 5), (404, ErrorKind::NotFound, 4), (502, ErrorKind::Unavailable, 5)]
    {
        let proxy = Proxy::preferring(&detail(OPEN), &format!("code={status}")).await;
        let error = proxy.dataset(OPEN).await.unwrap_err();
        assert_eq!((error.kind, error.kind.exit_code()), (kind, exit), "{status}: {error}");
        proxy.check();
    }
}

#[tokio::test]
async fn refused_media_say_why() {
    let one = "acfe8ee1-27c1-44f4-a013-7ee18225dddd";
    let current = format!("/medias/{OPEN}/{one}/dwnl");
    let old = format!("/apm/medias/{one}/gdata/1.0.0");
    let table = [
        (&current, 401, ErrorKind::Denied, 3),
        (&current, 404, ErrorKind::NotFound, 4),
        (&old, 401, ErrorKind::SignIn, 3),
        (&old, 403, ErrorKind::Denied, 3),
    ];
    for (path, status, kind, exit) in table {
        let proxy = Proxy::preferring(path, &format!("code={status}")).await;
        let mut media = proxy.dataset(OPEN).await.unwrap().media.remove(0);
        let mut url = Url::parse(media.url.as_deref().unwrap()).unwrap();
        url.set_path(path);
        media.url = Some(url.into());
        let error = proxy.bytes(&media).await.unwrap_err();
        assert_eq!((error.kind, error.kind.exit_code()), (kind, exit), "{path} {status}: {error}");
        assert!(error.hint.is_some(), "{error}");
        proxy.check();
    }
}

#[tokio::test]
async fn media_of_the_first_generation_are_fetched_with_a_token() {
    let proxy = Proxy::new().await;
    let path = "/apm/medias/acfe8ee1-27c1-44f4-a013-7ee18225dddd/gdata/1.0.0";
    let mut media = proxy.dataset(OPEN).await.unwrap().media.remove(0);
    let mut url = Url::parse(media.url.as_deref().unwrap()).unwrap();
    url.set_path(path);
    media.url = Some(url.into());
    assert!(proxy.bytes(&media).await.unwrap().starts_with(b"id_compteur"));
    let tries: Vec<_> = proxy.passed(path).iter().map(|passed| (passed.status, passed.signed_in)).collect();
    assert_eq!(tries, [(401, false), (200, true)]);
    proxy.check();
}

#[tokio::test]
async fn my_restricted_datasets_are_asked_for_as_described() {
    let secret = || "s".to_owned().into();
    let login = Credentials::Login { login: "ada@exemple.bzh".into(), password: secret() };
    let client = Credentials::Client { id: "projet".into(), secret: secret() };
    for (credentials, door) in [(login, "/authenticate"), (client, "/oauth2/token")] {
        let proxy = Proxy::signed_in(credentials).await;
        let page = proxy.list(&["restricted"], &Query::default()).await.unwrap();
        assert_eq!(page.warnings, [""; 0]);
        let requests = proxy.passed("/projekt/v1/my-linked-datasets");
        assert_eq!(requests.iter().map(|passed| passed.status).collect::<Vec<_>>(), [200]);
        assert!(requests[0].signed_in);
        assert_eq!(proxy.passed(door).len(), 1);
        assert!(proxy.portal.account().await.unwrap().who.is_some());
        proxy.check();
    }
}

#[tokio::test]
async fn every_call_that_rudi_itself_describes_is_one_it_would_take() {
    let login = Credentials::Login { login: "ada@exemple.bzh".into(), password: "s".to_owned().into() };
    let proxy = Proxy::signed_in(login).await;
    proxy.list(&[], &Query::default()).await.unwrap();
    proxy.list(&["themes"], &Query::default()).await.unwrap();
    proxy.list(&["restricted"], &Query::default()).await.unwrap();
    proxy.portal.facets(&at(&[])).await.unwrap();
    proxy.dataset(OPEN).await.unwrap();
    proxy.portal.account().await.unwrap();
    proxy.check();
    let passed = proxy.passed.lock().unwrap();
    let described: BTreeSet<_> = passed.iter().filter_map(|it| it.upstream.as_ref()).map(|it| &*it.path).collect();
    let all = [
        "/datasets/metadatas",
        "/datasets/metadatas/facets",
        "/datasets/{globalId}/metadatas",
        "/my-linked-datasets",
        "/skosConcepts",
        "/users/me",
    ];
    assert_eq!(described.into_iter().collect::<Vec<_>>(), all);
    // What nobody describes: the sign-in.
    let others: BTreeSet<_> = passed.iter().filter(|it| it.upstream.is_none()).map(|it| &*it.path).collect();
    assert_eq!(others.into_iter().collect::<Vec<_>>(), ["/authenticate"]);
}

/// Or all of the above would show nothing.
#[tokio::test]
async fn the_descriptions_know_a_malformed_request() {
    let wrong = [
        ("/konsult/v1/datasets/metadatas", "limit=many"),
        ("/konsult/v1/datasets/metadatas", "globalId=1"),
        ("/konsult/v1/datasets/1/metadatas", ""),
        ("/konsult/v1/datasets/metadatas", "theme=eau"),
        ("/konsult/v1/dataset", ""),
        ("/projekt/v1/my-linked-datasets", "status=GRANTED"),
        ("/projekt/v1/my-linked-datasets", "state=VALIDATED"),
        ("/kos/v1/skosConcepts", "lang=xx"),
        ("/acl/v1/users/me/too", ""),
    ];
    for (path, query) in wrong {
        let verdict = upstream::judge(&axum::http::Method::GET, path, query).await.unwrap();
        assert!(verdict.status >= 400 || !verdict.unknown.is_empty(), "{path}?{query}: {verdict:?}");
    }
}
