//! Web pages of records, which no platform on loopback has of itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;

use super::*;
use crate::config::PortalConfig;
use crate::demo::Demo;
use crate::http::Clients;
use crate::secrets::{Credentials, Secrets};

/// The demo, as if its platform had a web page for every record.
async fn demo() -> (Demo, Isogeo) {
    let demo = Demo::start(0).await.unwrap();
    let config = demo.portals().into_iter().find(|portal| portal.name == "isogeo").unwrap();
    let (_, credentials) = Demo::credentials().into_iter().find(|(name, _)| *name == "isogeo").unwrap();
    let secrets = Secrets::only("isogeo", credentials);
    let mut isogeo = Isogeo::new(Connection { config, clients: Clients::new(None).unwrap(), secrets });
    assert_eq!(isogeo.open_catalog, None, "nobody knows that of an installation of one's own");
    isogeo.open_catalog = Some(Url::parse("https://open.example/").unwrap());
    (demo, isogeo)
}

async fn found(isogeo: &Isogeo, text: &str) -> Dataset {
    let page = isogeo.list(&Address::root("isogeo").child("all"), &Query::text(text), None).await.unwrap();
    isogeo.dataset(&page.items[0].target.address().unwrap()).await.unwrap()
}

#[tokio::test]
async fn a_record_s_page_is_that_of_a_share_which_holds_it_section_3() {
    let (_demo, isogeo) = demo().await;
    for (text, token) in [("Voies nommées", "Exemple0PasUnVraiJeton0"), ("Charte du parc", "Exemple1PasUnVraiJeton1")]
    {
        let dataset = found(&isogeo, text).await;
        let page = dataset.page.unwrap();
        assert!(page.starts_with("https://open.example/s/") && page.contains(token), "{page}");
        assert!(page.ends_with(&format!("/r/{}", dataset.address.path[0])), "{page}");
    }
    assert_eq!(found(&isogeo, "Cours d’eau").await.page, None, "its share has no page");
}

#[tokio::test]
async fn the_only_share_is_not_asked_whether_it_holds_the_record() {
    let (demo, isogeo) = demo().await;
    let only = json!({"_id": "s", "type": "application", "urlToken": "t"});
    *isogeo.shares.lock().unwrap() = Some(shares::read(vec![only]).0);
    drop(demo);
    assert_eq!(isogeo.web_page("r").await.as_deref(), Some("https://open.example/s/s/t/r/r"));
}

#[tokio::test]
async fn a_record_is_shown_without_its_page_where_the_shares_fail() {
    let (_demo, isogeo) = demo().await;
    *isogeo.shares.lock().unwrap() = Some(Vec::new());
    assert_eq!(found(&isogeo, "Voies nommées").await.page, None);
}

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
