//! The demo asked as a client would ask it.

use std::collections::BTreeMap;

use reqwest::{Client, RequestBuilder};
use serde_json::Value;

use super::catalogue::{CATALOGUE, Dataset, Media};
use super::{CLIENT_ID, CLIENT_SECRET, LOGIN, PASSWORD, content};
use crate::demo::Demo;
use crate::net;

struct Portal {
    _demo: Demo,
    base: String,
    client: Client,
}

impl Portal {
    async fn start() -> Self {
        let demo = Demo::start(0).await.unwrap();
        let base = demo.portals()[0].url.to_string();
        Self { _demo: demo, base, client: net::builder().no_proxy().build().unwrap() }
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.base))
    }

    async fn json(&self, path: &str) -> Value {
        self.get(path).send().await.unwrap().json().await.unwrap()
    }

    fn media(&self, dataset: &Dataset, media: &Media) -> RequestBuilder {
        self.get(&format!("medias/{}/{}/dwnl", dataset.id, media.id))
    }
}

const LIST: &str = "konsult/v1/datasets/metadatas";

fn files() -> impl Iterator<Item = (&'static Dataset, &'static Media)> {
    CATALOGUE.datasets.iter().flat_map(|dataset| dataset.media.iter().map(move |media| (dataset, media)))
}

#[tokio::test]
async fn paging_visits_every_dataset_once_in_every_order() {
    let portal = Portal::start().await;
    for order in [
        "resource_title",
        "-resource_title",
        "dataset_dates.updated",
        "-theme",
        "producer.organization_name",
        "nonsense",
    ] {
        let mut seen = Vec::new();
        loop {
            let page = portal.json(&format!("{LIST}?limit=7&offset={}&order={order}", seen.len())).await;
            assert_eq!(page["total"], CATALOGUE.datasets.len());
            let Some(items) = page.get("items") else { break };
            seen.extend(items.as_array().unwrap().iter().map(|item| item["global_id"].as_str().unwrap().to_owned()));
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), CATALOGUE.datasets.len(), "{order}");
    }
}

#[tokio::test]
async fn each_facet_counts_what_its_filter_finds() {
    let portal = Portal::start().await;
    let facets = portal.json(&format!("{LIST}/facets?facets=theme&facets=producer_organization_name")).await;
    let mut checked = 0;
    for facet in facets["items"].as_array().unwrap() {
        let filter = if facet["propertyName"] == "theme" { "themes" } else { "producerNames" };
        for value in facet["values"].as_array().unwrap() {
            let name = value["value"].as_str().unwrap();
            // A value with a comma is split unless it is sent twice.
            let query = [(filter, name), (filter, name), ("limit", "1")];
            let page: Value = portal.get(LIST).query(&query).send().await.unwrap().json().await.unwrap();
            assert_eq!(page["total"], value["count"], "{name}");
            checked += 1;
        }
    }
    assert!(checked >= 20, "{checked}");
    let comma = CATALOGUE.producers.values().find(|producer| producer.name.contains(',')).unwrap();
    let page: Value =
        portal.get(LIST).query(&[("producerNames", &comma.name)]).send().await.unwrap().json().await.unwrap();
    assert_eq!((&page["total"], page.get("items")), (&Value::from(0), None), "sent once, it is split");
}

#[tokio::test]
async fn words_find_titles_and_synopses_without_accents() {
    let portal = Portal::start().await;
    let found = async |words: &str| {
        portal.get(LIST).query(&[("freeText", words)]).send().await.unwrap().json::<Value>().await.unwrap()["total"]
            .as_u64()
            .unwrap()
    };
    assert!(found("eau").await >= 5);
    assert_eq!(found("QUALITE").await, found("qualité").await);
    assert_eq!(found("zzzz").await, 0);
}

#[tokio::test]
async fn ranges_and_validators_are_honoured() {
    let portal = Portal::start().await;
    let (dataset, media) =
        files().find(|(set, it)| set.access == "open" && it.kind == "csv" && it.flaw.is_none()).unwrap();
    let bytes = media.bytes(dataset);
    let whole = portal.media(dataset, media).send().await.unwrap();
    let etag = whole.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(whole.bytes().await.unwrap(), bytes);
    let part =
        portal.media(dataset, media).header("Range", "bytes=10-19").header("If-Range", &etag).send().await.unwrap();
    assert_eq!(
        (part.status().as_u16(), &part.headers()["content-range"]),
        (206, &format!("bytes 10-19/{}", bytes.len()).parse().unwrap())
    );
    assert_eq!(part.bytes().await.unwrap(), bytes[10..20]);
    let other =
        portal.media(dataset, media).header("Range", "bytes=10-").header("If-Range", "\"other\"").send().await.unwrap();
    assert_eq!(other.status(), 200);
    let beyond = portal.media(dataset, media).header("Range", format!("bytes={}-", bytes.len())).send().await.unwrap();
    assert_eq!(
        (beyond.status().as_u16(), &beyond.headers()["content-range"]),
        (416, &format!("bytes */{}", bytes.len()).parse().unwrap())
    );
}

#[tokio::test]
async fn restricted_media_want_the_account_that_was_granted_them() {
    let portal = Portal::start().await;
    let (dataset, media) = files().find(|(set, it)| set.access == "restricted" && it.is_file()).unwrap();
    let refused = portal.media(dataset, media).send().await.unwrap();
    assert_eq!((refused.status().as_u16(), refused.headers().contains_key("x-error-message")), (401, true));
    let form = [("login", LOGIN), ("password", PASSWORD)];
    let pair: Value = portal
        .client
        .post(format!("{}authenticate", portal.base))
        .form(&form)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let token = pair["jwtToken"].as_str().unwrap();
    let granted = portal.media(dataset, media).header("Authorization", token).send().await.unwrap();
    assert_eq!(granted.bytes().await.unwrap(), media.bytes(dataset));
    let key: Value = portal
        .client
        .post(format!("{}oauth2/token", portal.base))
        .basic_auth(CLIENT_ID, Some(CLIENT_SECRET))
        .form(&[("grant_type", "client_credentials")])
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(
        portal.media(dataset, media).bearer_auth(key["access_token"].as_str().unwrap()).send().await.unwrap().status(),
        200
    );
}

#[tokio::test]
async fn ten_wrong_passwords_lock_the_account_and_a_refresh_token_works_once() {
    let portal = Portal::start().await;
    let login = async |password: &str| {
        let form = [("login", LOGIN), ("password", password)];
        portal.client.post(format!("{}authenticate", portal.base)).form(&form).send().await.unwrap()
    };
    let pair: Value = login(PASSWORD).await.json().await.unwrap();
    let refresh = async || {
        portal.get("refresh_token").header("X-TOKEN", pair["refreshToken"].as_str().unwrap()).send().await.unwrap()
    };
    assert!(refresh().await.headers().contains_key("authorization"));
    assert_eq!(refresh().await.status(), 401);
    for _ in 0..10 {
        assert_eq!(login("wrong").await.status(), 401);
    }
    assert_eq!(login(PASSWORD).await.status(), 423);
}

#[tokio::test]
async fn every_usable_claim_is_true_but_where_a_flaw_says_otherwise() {
    let portal = Portal::start().await;
    let mut by_flaw: BTreeMap<Option<&str>, u32> = BTreeMap::new();
    for dataset in &CATALOGUE.datasets {
        let detail = portal.json(&format!("konsult/v1/datasets/{}/metadatas", dataset.id)).await;
        for media in dataset.media.iter().filter(|media| media.is_file() && media.streamed().is_none()) {
            *by_flaw.entry(media.flaw.as_deref()).or_default() += 1;
            let stated = detail["available_formats"]
                .as_array()
                .unwrap()
                .iter()
                .find(|it| it["media_id"] == media.id.as_str())
                .unwrap();
            if dataset.is_restricted() {
                continue;
            }
            let bytes = portal.media(dataset, media).send().await.unwrap().bytes().await.unwrap();
            let actual = content::checksum(&media.algo, &bytes);
            let (hash, size) = (&stated["checksum"]["hash"], &stated["file_size"]);
            match media.flaw.as_deref() {
                None | Some("no-length") => {
                    assert_eq!((hash, size), (&Value::from(actual), &Value::from(bytes.len())), "{}", media.name)
                }
                Some("altered") => assert_ne!(hash, &Value::from(actual)),
                Some("wrong-size") => assert_ne!(size, &Value::from(bytes.len())),
                Some("uuid-checksum") => assert_eq!(hash, media.id.as_str()),
                Some("no-checksum") => assert!(hash.is_null()),
                Some(other) => panic!("an unknown flaw: {other}"),
            }
        }
    }
    assert_eq!(by_flaw.len(), 6, "each flaw is shown: {by_flaw:?}");
}

#[test]
fn the_streamed_media_have_the_checksums_they_state() {
    let mut count = 0;
    for (_, media) in files() {
        assert_eq!(media.streamed().is_some(), media.has_flaw("slow") || media.has_flaw("huge"), "{}", media.name);
        let Some(whole) = media.streamed() else { continue };
        let (algo, sum) = whole.checksum;
        assert_eq!(content::checksum(algo, &whole.piece(0, whole.bytes() as usize)), sum, "{}", media.name);
        count += 1;
    }
    assert_eq!(count, 3);
}

#[test]
fn the_data_keep_to_the_rules_of_the_portal() {
    let mut ids = std::collections::HashSet::new();
    for (dataset, media) in files() {
        assert!(uuid::Uuid::try_parse(&media.id).is_ok() && ids.insert(&media.id), "{}", media.name);
        assert!(dataset.created <= dataset.updated, "{}", dataset.title);
    }
    for dataset in &CATALOGUE.datasets {
        assert!(uuid::Uuid::try_parse(&dataset.id).is_ok() && ids.insert(&dataset.id), "{}", dataset.title);
        assert!(dataset.title.chars().count() <= 150, "{}", dataset.title);
        assert!(CATALOGUE.themes.iter().any(|(code, _)| *code == dataset.theme), "{}", dataset.theme);
        assert!(CATALOGUE.producers.contains_key(&dataset.producer), "{}", dataset.producer);
    }
    assert!(CATALOGUE.datasets.len() >= 60);
}
