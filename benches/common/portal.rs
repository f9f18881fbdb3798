//! A RUDI portal for benchmarks: rows to go through, and files that are long.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{Response, Uri};
use fastrand::Rng;
use futures_util::stream;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// The media of each dataset.
pub const DOWNLOADS: usize = 8;
/// More than comes while a benchmark runs.
const LENGTH: u64 = 4 << 30;

pub struct Portal {
    datasets: usize,
    /// Bytes a second over all downloads, if it does not send as fast as it can.
    line: Option<f64>,
    chunk: Bytes,
    pub sent: AtomicU64,
}

impl Portal {
    /// The portal and its address; it answers as long as the runtime lives.
    pub fn start(runtime: &Runtime, datasets: usize, line: Option<f64>) -> (Arc<Self>, String) {
        let portal = Arc::new(Self { datasets, line, chunk: rows().into(), sent: AtomicU64::new(0) });
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(portal.clone());
        runtime.spawn(async move { axum::serve(listener, router).await });
        (portal, url)
    }

    fn file(self: Arc<Self>) -> Response<Body> {
        let begun = tokio::time::Instant::now();
        let body = stream::unfold(0, move |sent| {
            let portal = self.clone();
            async move {
                let chunk = portal.chunk.slice(..(LENGTH - sent).min(portal.chunk.len() as u64) as usize);
                let sent = sent + chunk.len() as u64;
                portal.sent.fetch_add(chunk.len() as u64, Ordering::Relaxed);
                if let Some(line) = portal.line {
                    let took = Duration::from_secs_f64(sent as f64 * DOWNLOADS as f64 / line);
                    tokio::time::sleep_until(begun + took).await;
                }
                (!chunk.is_empty()).then_some((Ok::<_, std::io::Error>(chunk), sent))
            }
        });
        Response::builder().header("content-length", LENGTH).body(Body::from_stream(body)).unwrap()
    }
}

async fn answer(State(portal): State<Arc<Portal>>, uri: Uri) -> Response<Body> {
    let path: Vec<&str> = uri.path().trim_matches('/').split('/').collect();
    match path[..] {
        ["files", _] => portal.file(),
        ["konsult", "v1", "datasets", "metadatas"] => listed(portal.datasets, uri.query().unwrap_or_default()),
        ["konsult", "v1", "datasets", id, "metadatas"] => {
            answered(&dataset(id.rsplit('-').next().unwrap().parse().unwrap()))
        }
        _ => Response::builder().status(404).body(Body::empty()).unwrap(),
    }
}

fn answered(body: &Value) -> Response<Body> {
    Response::builder().header("content-type", "application/json").body(Body::from(body.to_string())).unwrap()
}

fn listed(datasets: usize, query: &str) -> Response<Body> {
    let asked = |name: &str| {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.find(|(key, _)| key == name).and_then(|(_, value)| value.parse().ok())
    };
    let offset = asked("offset").unwrap_or(0);
    let end = datasets.min(offset + asked("limit").unwrap_or(datasets));
    let items: Vec<_> = (offset..end).map(dataset).collect();
    answered(&json!({"total": datasets, "items": items}))
}

/// 256 KiB of a table.
fn rows() -> Vec<u8> {
    let mut random = Rng::with_seed(1);
    let mut rows = b"compteur;heure;passages;temperature\n".to_vec();
    while rows.len() < 256 << 10 {
        let (counter, hour, count, degrees) = (random.u8(..), random.u8(..24), random.u16(..), random.u8(..40));
        rows.extend(format!("C{counter:03};2025-03-04T{hour:02}:00;{count};{degrees},5\n").bytes());
    }
    rows
}

/// The dataset of this number, with the files.
fn dataset(number: usize) -> Value {
    let media = (0..DOWNLOADS).map(|n| {
        json!({
            "media_type": "FILE", "media_id": format!("00000000-0000-4000-9000-{n:012}"), "media_name": format!("large-{n}.csv"),
            "file_type": "text/csv",
            "connector": {"url": format!("/files/{number}-{n}"), "interface_contract": "dwnl"},
        })
    });
    let text = |text: &str| json!([{"lang": "fr", "text": text}]);
    json!({
        "global_id": format!("00000000-0000-4000-8000-{number:012}"),
        "resource_title": format!("Dataset {number:04} of the métropole"),
        "synopsis": text("Relevés horaires par capteur, de 2019 à aujourd’hui"),
        "summary": text(&"Une description de quelques lignes, comme les portails en publient. ".repeat(12)),
        "theme": "transportation", "keywords": ["mobilité", "capteurs"],
        "producer": {"organization_name": "Ville d’exemple"},
        "available_formats": media.collect::<Vec<_>>(),
        "dataset_dates": {"updated": "2025-03-04T10:00:00Z"}, "storage_status": "online",
    })
}
