//! Between guichet and a mock that checks every request with a portal's own API description: answers for what the
//! description lacks, and keeps what the mock says against each request.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{Request, Response};
use guichet::access::secrets::{Credentials, Secrets};
use guichet::base::error::Error;
use guichet::model::form::Answers;
use guichet::model::{Address, Dataset, Media, Query};
use guichet::net::Clients;
use guichet::portals::{self, Connection, Kind, Portal, PortalConfig};
use serde_json::Value;
use url::Url;

pub const INTROSPECT: &str = "/v3/token/introspect";

pub fn connect(kind: Kind, url: Url) -> Arc<dyn Portal> {
    let secrets = Secrets::only("p", Credentials::Token("a.b.c".to_owned().into()));
    let config = PortalConfig::new("p", kind, url);
    portals::connect(Connection { config, clients: Clients::new(None).unwrap(), secrets })
}

pub async fn datasets(portal: &dyn Portal) -> Vec<Dataset> {
    let page = portal.list(&Address::root("p").child("all"), &Query::default(), None).await.unwrap();
    let mut datasets = Vec::new();
    for item in page.items {
        datasets.push(portal.dataset(&item.target.address().unwrap()).await.unwrap());
    }
    datasets
}

pub async fn bytes(portal: &dyn Portal, media: &Media, answers: &Answers) -> Result<Vec<u8>, Error> {
    let mut opened = portal.open(media, answers, None).await?;
    let mut bytes = Vec::new();
    while let Some(chunk) = opened.chunk("media").await? {
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// What passed through the proxy.
#[derive(Clone, Debug)]
pub struct Passed {
    pub path: String,
    pub status: u16,
    pub violations: Option<String>,
}

#[derive(Clone)]
pub struct Proxy {
    mock: Url,
    introspection: Value,
    /// At what paths, and which of the recorded answers.
    prefer: Arc<Mutex<Option<(String, String)>>>,
    passed: Arc<Mutex<Vec<Passed>>>,
}

impl Proxy {
    /// The mock is at the address in `variable`. The portal's token is what `introspection` says.
    pub async fn start(variable: &str, kind: Kind, introspection: Value) -> (Self, Arc<dyn Portal>) {
        let mock = std::env::var(variable);
        let mock = mock.unwrap_or_else(|_| panic!("{variable} is to name the mock, as http://127.0.0.1:4012"));
        let proxy = Self { mock: mock.parse().unwrap(), introspection, prefer: Arc::default(), passed: Arc::default() };
        let portal = connect(kind, proxy.door().await);
        (proxy, portal)
    }

    /// One more address of it.
    pub async fn door(&self) -> Url {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        let router = Router::new().fallback(forward).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        url
    }

    /// Asks the mock for one of its recorded answers from now on.
    pub fn prefer(&self, answer: &str) {
        self.prefer_at("", answer);
    }

    /// The same for what is asked at paths that begin so.
    pub fn prefer_at(&self, path: &str, answer: &str) {
        *self.prefer.lock().unwrap() = Some((path.to_owned(), answer.to_owned()));
    }

    pub fn passed(&self) -> Vec<Passed> {
        std::mem::take(&mut *self.passed.lock().unwrap())
    }
}

async fn forward(State(proxy): State<Proxy>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    if path == INTROSPECT {
        return Response::new(Body::from(proxy.introspection.to_string()));
    }
    if path.starts_with("/ping/") || path.ends_with("/ping") {
        return Response::new(Body::from(r#"{"status":"ok"}"#));
    }
    // The mock looks for `name[]` under the spelling `name%5b%5d`, after it has read the percent signs of what came.
    let asked = parts.uri.path_and_query().unwrap().as_str().replace("%5B%5D=", "%255b%255d=");
    // Nor does it know that a slash at the end means nothing.
    let url = proxy.mock.join(&asked.replace("/?", "?")).unwrap();
    let mut headers = parts.headers;
    headers.remove("host");
    if let Some((at, answer)) = &*proxy.prefer.lock().unwrap()
        && path.starts_with(at.as_str())
    {
        headers.insert("prefer", answer.parse().unwrap());
    }
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let client = guichet::net::builder().no_gzip().no_proxy().build().unwrap();
    let answer = client.request(parts.method, url).headers(headers).body(body).send().await.unwrap();
    let said = answer.headers().get("sl-violations");
    // The description's own examples are not all valid; what counts is what is wrong with the request.
    let violations = said.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let violations = violations.filter(|it| it.contains("\"location\":[\"request\""));
    let status = answer.status();
    proxy.passed.lock().unwrap().push(Passed { path, status: status.as_u16(), violations });
    let mut response = Response::builder().status(status);
    for (name, value) in answer.headers().iter().filter(|(name, _)| *name != "transfer-encoding") {
        response = response.header(name, value);
    }
    response.body(Body::from(answer.bytes().await.unwrap())).unwrap()
}
