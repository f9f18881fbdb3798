//! The demo asked as a client would ask it, and as guichet itself does.

use std::collections::HashSet;

use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::Value;

use super::catalogue::{CATALOGUE, Record};
use super::{CLIENT_ID, CLIENT_SECRET};
use crate::access::secrets::{Credentials, Secrets};
use crate::base::error::{Error, ErrorKind};
use crate::demo::Demo;
use crate::model::form::Answers;
use crate::model::{Address, Media, Offer, Query, Target};
use crate::net::{self, Clients};
use crate::portals::PortalConfig;
use crate::portals::{self, Connection, Portal};

struct Platform {
    _demo: Demo,
    config: PortalConfig,
    client: Client,
    token: String,
}

impl Platform {
    async fn start() -> Self {
        let demo = Demo::start(0).await.unwrap();
        let config = demo.portals().into_iter().find(|portal| portal.name == "isogeo").unwrap();
        let client = net::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let mut platform = Self { _demo: demo, config, client, token: String::new() };
        let answer: Value = platform.ask_token(CLIENT_SECRET).await.json().await.unwrap();
        platform.token = answer["access_token"].as_str().unwrap().to_owned();
        platform
    }

    async fn ask_token(&self, secret: &str) -> reqwest::Response {
        let url = self.config.url.join("oauth/token").unwrap();
        let form = [("grant_type", "client_credentials")];
        self.client.post(url).basic_auth(CLIENT_ID, Some(secret)).form(&form).send().await.unwrap()
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.config.url.join(path).unwrap()).bearer_auth(&self.token)
    }

    async fn json(&self, path: &str) -> Value {
        self.get(path).send().await.unwrap().json().await.unwrap()
    }

    async fn search(&self, query: &[(&str, &str)]) -> Value {
        self.get("resources/search").query(query).send().await.unwrap().json().await.unwrap()
    }

    /// guichet, signed in as `credentials`.
    fn portal(&self, credentials: Credentials) -> std::sync::Arc<dyn Portal> {
        let secrets = Secrets::only("isogeo", credentials);
        portals::connect(Connection { config: self.config.clone(), clients: Clients::new(None).unwrap(), secrets })
    }

    fn signed_in(&self) -> std::sync::Arc<dyn Portal> {
        let (_, credentials) = Demo::credentials().into_iter().find(|(name, _)| *name == "isogeo").unwrap();
        self.portal(credentials)
    }
}

fn shared() -> impl Iterator<Item = &'static Record> {
    CATALOGUE.records.iter().filter(|record| record.is_shared())
}

#[tokio::test]
async fn nobody_is_let_in_without_a_token_and_a_wrong_client_is_a_400() {
    let platform = Platform::start().await;
    let refused = platform.ask_token("wrong").await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    assert_eq!(refused.json::<Value>().await.unwrap()["error"], "invalid_client");
    for path in ["shares", "resources/search", "resources/x"] {
        let answer = platform.client.get(platform.config.url.join(path).unwrap()).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(answer.text().await.unwrap(), "");
    }
    assert!(
        platform.client.get(platform.config.url.join("about").unwrap()).send().await.unwrap().status().is_success()
    );
}

#[tokio::test]
async fn a_token_that_ends_is_renewed() {
    use axum::Router;
    let tokens: std::sync::Arc<super::Tokens> = Default::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/isogeo/", listener.local_addr().unwrap());
    let routes = Router::new().nest("/isogeo", super::routes_with(tokens.clone()));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let mut platform = Platform::start().await;
    platform.config.url = url.parse().unwrap();
    let portal = platform.signed_in();
    for _ in 0..3 {
        let account = portal.account().await.unwrap();
        assert_eq!((account.who.as_deref(), account.opens.len()), (Some("Atlas de démonstration"), 3));
        tokens.end_all();
    }
}

#[tokio::test]
async fn a_wrong_client_is_told_so() {
    let platform = Platform::start().await;
    let wrong = Credentials::Client { id: CLIENT_ID.into(), secret: "wrong".to_owned().into() };
    let error = platform.portal(wrong).account().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::SignIn);
}

#[tokio::test]
async fn paging_visits_every_record_once_in_every_order() {
    let platform = Platform::start().await;
    for order in ["title", "relevance", "_created", "_modified", "created", "modified", "nonsense"] {
        for direction in ["asc", "desc"] {
            let mut seen = HashSet::new();
            for offset in (0..).step_by(50) {
                let page = platform
                    .search(&[("ob", order), ("od", direction), ("_limit", "50"), ("_offset", &offset.to_string())])
                    .await;
                assert_eq!(page["total"], shared().count());
                let results = page["results"].as_array().unwrap();
                seen.extend(results.iter().map(|record| record["_id"].as_str().unwrap().to_owned()));
                if results.is_empty() {
                    break;
                }
            }
            assert_eq!(seen.len(), shared().count(), "{order} {direction}");
        }
    }
    let limits = [(None, 20), (Some("0"), 0), (Some("100"), 100), (Some("1000"), 100)];
    for (limit, expected) in limits {
        let query: Vec<_> = limit.map(|limit| ("_limit", limit)).into_iter().collect();
        assert_eq!(platform.search(&query).await["results"].as_array().unwrap().len(), expected);
    }
    assert!(shared().count() > 100, "more than one page");
}

#[tokio::test]
async fn each_facet_finds_something_and_less_than_everything() {
    let platform = Platform::start().await;
    let facets = platform.search(&[("_limit", "0")]).await;
    let tags = facets["tags"].as_object().unwrap();
    assert!(tags.len() > 60, "{}", tags.len());
    for tag in tags.keys() {
        let found = platform.search(&[("q", tag), ("_limit", "0")]).await["total"].as_u64().unwrap();
        assert!(found > 0 && found < shared().count() as u64, "{tag}: {found}");
    }
    let total = async |q: &str| platform.search(&[("q", q), ("_limit", "0")]).await["total"].as_u64().unwrap();
    let (vector, raster) = (total("type:vector-dataset").await, total("type:raster-dataset").await);
    assert_eq!(total("type:dataset").await, vector + raster);
    assert_eq!(total("has-no:format").await + total("format:shp").await, total("").await - with_other_format());
    assert_eq!(total("EAU").await, total("eau").await);
    assert_eq!(total("réseau").await, total("reseau").await);
    assert!(total("name:point_eau").await == 1 && total("path:srv-carto").await == 1);
    assert!(total("type:service owner:nobody").await == 0 && total("zzzz").await == 0);
}

fn with_other_format() -> u64 {
    shared().filter(|record| record.format.as_deref().is_some_and(|format| format != "shp")).count() as u64
}

#[tokio::test]
async fn boxes_and_shares_narrow() {
    let platform = Platform::start().await;
    let total = async |query: &[(&str, &str)]| platform.search(query).await["total"].as_u64().unwrap();
    let parc = total(&[("box", "-3.95,48.28,-3.65,48.34")]).await;
    assert_eq!(parc, shared().filter(|it| it.owner == "parc" && it.bounds.is_some()).count() as u64);
    assert_eq!(total(&[("box", "0,0,1,1")]).await, 0);
    assert!(total(&[("box", "-4,48,-3,49"), ("rel", "within")]).await > parc);
    let mut sum = 0;
    for share in &CATALOGUE.shares {
        let held = total(&[("s", &share.id)]).await;
        assert!(held > 0 && held < shared().count() as u64);
        sum += held;
    }
    assert_eq!(sum, shared().count() as u64 + 2, "two records are in two shares");
    assert_eq!(total(&[("s", "nonsense")]).await, 0);
}

#[tokio::test]
async fn parts_come_where_they_are_asked_for() {
    let platform = Platform::start().await;
    let id = &CATALOGUE.records.iter().find(|record| record.title == "Points d’eau incendie").unwrap().id;
    let bare = platform.json(&format!("resources/{id}")).await;
    assert!(bare.get("links").is_none() && bare["tags"].is_object() && bare["_creator"].is_object());
    let full = platform.json(&format!("resources/{id}?_include=links,coordinate-system,nonsense,layers")).await;
    assert_eq!((full["links"].as_array().unwrap().len(), &full["coordinate-system"]["code"]), (4, &Value::from(2154)));
    assert!(full.get("layers").is_none() && full.get("keywords").is_none());
    let missing = platform.get("resources/00000000000000000000000000000000").send().await.unwrap();
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    let unshared = CATALOGUE.records.iter().find(|record| record.unshared).unwrap();
    assert_eq!(
        platform.get(&format!("resources/{}", unshared.id)).send().await.unwrap().status(),
        StatusCode::NOT_FOUND
    );
    let xml = platform.get(&format!("resources/{id}.xml")).send().await.unwrap().text().await.unwrap();
    assert!(
        xml.starts_with("<?xml") && xml.contains("Points d’eau incendie") && xml.contains("urn:isogeo:metadata:uuid:")
    );
}

async fn bytes(portal: &dyn Portal, media: &Media) -> Result<Vec<u8>, Error> {
    let mut opened = portal.open(media, &Answers::default(), None).await?;
    let mut bytes = Vec::new();
    while let Some(chunk) = opened.chunk("media").await? {
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Everything that guichet offers to download comes, but where a flaw says otherwise; and foreign servers see no token.
#[tokio::test]
async fn everything_offered_comes_but_where_a_flaw_says_otherwise() {
    let platform = Platform::start().await;
    let portal = platform.signed_in();
    let (mut came, mut denied, mut missing, mut shown) = (0, 0, 0, 0);
    for record in shared().filter(|record| record.id.as_str() > "0000000f") {
        let dataset = portal.dataset(&Address::root("isogeo").child(&record.id)).await.unwrap();
        assert_eq!(dataset.warnings, [""; 0], "{}", record.title);
        for media in &dataset.media {
            if media.offer != Offer::Download {
                shown += 1;
                continue;
            }
            match bytes(&*portal, media).await {
                Ok(bytes) => {
                    assert!(media.size.is_none_or(|size| size == bytes.len() as u64), "{}", media.title);
                    came += 1;
                }
                Err(error) if error.kind == ErrorKind::Denied => denied += 1,
                Err(error) if error.kind == ErrorKind::NotFound => missing += 1,
                Err(error) => panic!("{}: {error}", media.title),
            }
        }
    }
    assert_eq!((denied, missing), (3, 2));
    assert!(came > 60 && shown > 20, "{came} {shown}");
}

#[tokio::test]
async fn the_browser_s_way_leads_through_shares_to_records() {
    let platform = Platform::start().await;
    let portal = platform.signed_in();
    let root = portal.list(&Address::root("isogeo"), &Query::default(), None).await.unwrap();
    assert_eq!((root.items.len(), root.warnings.len()), (4, 0));
    assert_eq!(root.items[0].note.as_deref(), Some(&*format!("{} records", shared().count())));
    for item in &root.items {
        let Target::Place(place) = &item.target else { panic!("{item:?}") };
        let page = portal.list(place.address().unwrap(), &Query::default(), None).await.unwrap();
        assert!(!page.items.is_empty() && page.warnings.is_empty(), "{}: {:?}", item.title, page.warnings);
    }
}

#[test]
fn the_data_keep_to_the_rules_of_the_platform() {
    let is_id = |id: &str| id.len() == 32 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let mut ids = HashSet::new();
    for record in &CATALOGUE.records {
        assert!(is_id(&record.id) && ids.insert(record.id.clone()), "{}", record.title);
        assert!(CATALOGUE.workgroups.contains_key(&record.owner) && record.described <= record.reviewed);
        assert!(record.licence.as_ref().is_none_or(|key| CATALOGUE.licences.contains_key(key)));
        assert!(record.theme.as_ref().is_none_or(|key| CATALOGUE.themes.contains_key(key)));
        for number in 0..record.links.len() {
            assert!(is_id(&record.link_id(number)) && ids.insert(record.link_id(number)), "{}", record.title);
        }
        for link in &record.links {
            let known = [None, Some("forbidden"), Some("missing"), Some("moved"), Some("encoded-name"), Some("old")];
            assert!(known.contains(&link.flaw.as_deref()), "{:?}", link.flaw);
            assert!(link.of.as_deref().is_none_or(|of| Record::find(of).is_some_and(|it| it.links[0].is_hosted())));
        }
    }
    assert_eq!(CLIENT_SECRET.chars().count(), 64);
}
