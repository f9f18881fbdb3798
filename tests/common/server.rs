//! A scripted HTTP server on loopback: every route gives its answers in turn, and every request is kept.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Request as HttpRequest, Response};
use serde_json::Value;
use url::Url;

/// What a route says.
#[derive(Clone, Debug)]
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Answer {
    pub fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    pub fn json(body: &Value) -> Self {
        Self::raw("application/json", body.to_string())
    }

    pub fn raw(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::status(200).header("content-type", content_type).body(body)
    }

    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}

/// What was asked.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub headers: HeaderMap,
    pub body: String,
}

impl Request {
    /// All values of one query parameter, in their order.
    pub fn values(&self, key: &str) -> Vec<&str> {
        self.query.iter().filter(|(known, _)| known == key).map(|(_, value)| value.as_str()).collect()
    }

    /// A query parameter that is a number.
    pub fn number(&self, key: &str) -> usize {
        self.values(key)[0].parse().unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

type Route = Box<dyn FnMut(&Request) -> Answer + Send>;

#[derive(Default)]
struct Script {
    routes: HashMap<String, Route>,
    /// For paths without a route; 404 where there is none.
    otherwise: Option<Answer>,
    /// What JSON is sent as, for kinds that speak something else; `None`: as it is.
    written: Option<fn(&str) -> Option<String>>,
    requests: Vec<Request>,
}

/// Stops with the runtime of the test that started it.
pub struct Server {
    pub url: Url,
    script: Arc<Mutex<Script>>,
}

impl Server {
    pub async fn start() -> Self {
        let script = Arc::new(Mutex::new(Script::default()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let router = Router::new().fallback(answer).with_state(script.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, script }
    }

    /// `path` gives these answers one after the other, then the last one again and again.
    pub fn answers(&self, path: &str, answers: impl IntoIterator<Item = Answer>) -> &Self {
        let mut answers: Vec<_> = answers.into_iter().collect();
        answers.reverse();
        self.on(path, move |_| if answers.len() > 1 { answers.pop().unwrap() } else { answers[0].clone() })
    }

    /// `path` answers what `route` makes of the request. Paths without a route are 404.
    pub fn on(&self, path: &str, route: impl FnMut(&Request) -> Answer + Send + 'static) -> &Self {
        self.script.lock().unwrap().routes.insert(path.into(), Box::new(route));
        self
    }

    /// Paths without a route give this answer.
    pub fn otherwise(&self, answer: Answer) -> &Self {
        self.script.lock().unwrap().otherwise = Some(answer);
        self
    }

    /// Answers of JSON are sent as `write` makes them.
    pub fn written(&self, write: fn(&str) -> Option<String>) -> &Self {
        self.script.lock().unwrap().written = Some(write);
        self
    }

    /// What was asked of `path` so far.
    pub fn asked(&self, path: &str) -> Vec<Request> {
        self.script.lock().unwrap().requests.iter().filter(|request| request.path == path).cloned().collect()
    }

    /// Everything that was asked so far.
    pub fn requests(&self) -> Vec<Request> {
        self.script.lock().unwrap().requests.clone()
    }
}

async fn answer(State(script): State<Arc<Mutex<Script>>>, request: HttpRequest<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let query = url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
    let asked = Request {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: query.into_owned().collect(),
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    };
    let mut script = script.lock().unwrap();
    let otherwise = script.otherwise.clone().unwrap_or_else(|| Answer::status(404));
    let mut answer = script.routes.get_mut(&asked.path).map_or(otherwise, |route| route(&asked));
    let is_json = answer.headers.iter().any(|(name, value)| name == "content-type" && value == "application/json");
    let json = std::str::from_utf8(&answer.body).ok().filter(|_| is_json);
    if let Some(written) = script.written.zip(json).and_then(|(write, json)| write(json)) {
        answer.body = written.into();
    }
    script.requests.push(asked);
    let response = Response::builder().status(answer.status);
    let response = answer.headers.iter().fold(response, |response, (name, value)| response.header(name, value));
    response.body(Body::from(answer.body)).unwrap()
}
