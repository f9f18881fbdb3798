//! How the web page of a record is looked for where its platform has one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::*;
use crate::access::secrets::{Credentials, Secrets};
use crate::net::Clients;
use crate::portals::PortalConfig;

/// How many of the requests that look for a record's share were under way together, and how many there were.
#[derive(Default)]
struct Searches {
    under_way: AtomicUsize,
    most: AtomicUsize,
    all: AtomicUsize,
}

impl Searches {
    async fn answer(&self) -> Json<Value> {
        let now = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        self.all.fetch_add(1, Ordering::SeqCst);
        // Time for others to come in between.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        Json(json!({"total": 0, "results": [], "tags": {}}))
    }
}

#[tokio::test]
async fn no_more_than_ten_requests_are_under_way_section_7_trap_16() {
    let searches = Arc::new(Searches::default());
    let counted = searches.clone();
    let share = |n: usize| json!({"_id": format!("s{n}"), "type": "application", "urlToken": "t"});
    let shares: Vec<Value> = (0..35).map(share).collect();
    let routes = Router::new()
        .route("/oauth/token", post(|| async { Json(json!({"access_token": "one", "expires_in": 3599})) }))
        .route("/shares", get(|| async { Json(shares) }))
        .route("/resources/search", get(move || async move { counted.answer().await }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let config = PortalConfig::new("p", crate::portals::Kind::Isogeo, url);
    let credentials = Credentials::Client { id: "appli".into(), secret: "s".to_owned().into() };
    let (clients, secrets) = (Clients::new(None).unwrap(), Secrets::only("p", credentials));
    let mut isogeo = Isogeo::new(Connection { config, clients, secrets });
    isogeo.open_catalog = Some(Url::parse("https://open.example/").unwrap());
    assert_eq!(isogeo.web_page("r").await, None, "no share holds it");
    assert_eq!(searches.all.load(Ordering::SeqCst), 35);
    let most = searches.most.load(Ordering::SeqCst);
    assert!((2..=10).contains(&most), "{most}");
}
