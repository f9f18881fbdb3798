//! The feeds of a real udata server, started beforehand: `GUICHET_UDATA` is its address. Their media are on the nginx peer.

use std::collections::BTreeMap;
use std::sync::Arc;

use guichet::access::secrets::Secrets;
use guichet::download::{FetchPlan, Verdict, fetch};
use guichet::model::{Address, Dataset, Item, Offer, Query};
use guichet::net::Clients;
use guichet::portals::PortalConfig;
use guichet::portals::{self, Connection, Kind, Portal};
use serde_json::Value;

use crate::common::home::Home;

const SYNTAXES: [&str; 3] = ["jsonld", "ttl", "xml"];

fn udata() -> String {
    std::env::var("GUICHET_UDATA").expect("GUICHET_UDATA is to name the peer, as http://127.0.0.1:9650")
}

/// The feed in one of its syntaxes, in pages of that size.
fn feed(syntax: &str, page_size: usize) -> Arc<dyn Portal> {
    let url = format!("{}/api/1/site/catalog.{syntax}?page=1&page_size={page_size}", udata());
    let config = PortalConfig::new("p", Kind::Dcat, url.parse().unwrap());
    portals::connect(Connection { config, clients: Clients::new(None).unwrap(), secrets: Secrets::none() })
}

fn all() -> Address {
    Address::root("p").child("all")
}

/// Every row to the end, and how many pages that took.
async fn listed(portal: &dyn Portal, query: &Query) -> (Vec<Item>, usize) {
    let (mut items, mut after, mut pages) = (Vec::new(), None, 0);
    loop {
        let page = portal.list(&all(), query, after.as_ref()).await.unwrap();
        // One of its titles has an escape sequence in it.
        let of_a_title = |warning: &String| warning.ends_with("holds characters that cannot be read");
        assert!(page.warnings.iter().all(of_a_title), "{:?}", page.warnings);
        items.extend(page.items);
        pages += 1;
        after = page.next;
        if after.is_none() {
            return (items, pages);
        }
        assert!(pages < 100, "the listing does not end");
    }
}

/// By identifier, without the order of what RDF does not order.
async fn told(portal: &dyn Portal, items: &[Item]) -> BTreeMap<String, Dataset> {
    let mut told = BTreeMap::new();
    for item in items {
        let mut dataset = portal.dataset(&item.target.address().unwrap()).await.unwrap();
        dataset.media.sort_by(|a, b| a.id.cmp(&b.id));
        dataset.keywords.sort();
        // In two of the three syntaxes udata writes a question mark for a control character; in the third it is none that
        // can be read, and that is said.
        dataset.title.retain(|c| !matches!(c, '?' | ' ' | '\u{fffd}'));
        dataset.warnings.retain(|warning| !warning.contains("characters that cannot be read"));
        told.insert(dataset.address.to_string(), dataset);
    }
    told
}

#[tokio::test]
async fn the_three_syntaxes_tell_the_same_datasets_page_by_page() {
    let mut found = Vec::new();
    for syntax in SYNTAXES {
        let portal = feed(syntax, 7);
        let first = portal.list(&all(), &Query::default(), None).await.unwrap();
        let (items, pages) = listed(&*portal, &Query::default()).await;
        assert!(pages > 3, "{syntax}: {pages}");
        assert_eq!(first.total, Some(items.len() as u64), "{syntax}");
        found.push(told(&*portal, &items).await);
    }
    assert!(found[0].len() > 40, "{}", found[0].len());
    assert!(found[0].values().any(|dataset| dataset.media.iter().any(|media| media.checksum.is_some())));
    for (syntax, others) in SYNTAXES.iter().zip(&found).skip(1) {
        assert!(found[0].keys().eq(others.keys()), "{syntax}");
        for (dataset, other) in found[0].values().zip(others.values()) {
            assert_eq!(dataset, other, "{syntax}");
        }
    }
}

/// What the server's own interface counts is what the feed holds.
#[tokio::test]
async fn the_feed_holds_what_the_server_lists() {
    let url = format!("{}/api/1/datasets/?page_size=1", udata());
    let counted: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
    let (items, _) = listed(&*feed("ttl", 25), &Query::default()).await;
    assert_eq!(Some(items.len() as u64), counted["total"].as_u64());
}

#[tokio::test]
async fn all_pages_are_searched_sorted_and_filtered() {
    let portal = feed("jsonld", 10);
    let (items, _) = listed(&*portal, &Query::default()).await;
    let wanted = items.iter().filter(|item| item.title.contains("Qualité de l’air")).count();
    let (found, _) = listed(&*portal, &Query::text("qualite AIR")).await;
    assert!(wanted > 0 && found.len() >= wanted, "{wanted} {}", found.len());
    let facets = portal.facets(&all()).await.unwrap();
    let publishers = facets.iter().find(|facet| facet.key == "publisher").unwrap();
    let (value, count) = (&publishers.values[0].value, publishers.values[0].count.unwrap());
    let query =
        Query { filters: vec![("publisher".into(), value.clone())], sort: Some("-title".into()), ..Query::default() };
    let (found, _) = listed(&*portal, &query).await;
    assert_eq!(found.len() as u64, count);
    assert!(found.iter().all(|item| item.publisher.as_deref() == Some(&**value)));
    let titles: Vec<String> = found.iter().map(|item| guichet::base::text::fold(&item.title)).collect();
    assert!(titles.is_sorted_by(|a, b| a >= b), "{titles:?}");
}

/// Claims that are right, and one that is not: the feed passes on what udata was told.
#[tokio::test]
async fn media_are_downloaded_and_compared_with_what_the_feed_claims() {
    let portal = feed("xml", 100);
    let (items, _) = listed(&*portal, &Query::default()).await;
    let datasets = told(&*portal, &items).await;
    let open = |title: &str| {
        let media = datasets.values().flat_map(|dataset| &dataset.media);
        media.filter(|it| it.title == title && it.offer == Offer::Download).cloned().collect::<Vec<_>>()
    };
    let claimed: Vec<_> = open("stops.csv").into_iter().filter(|media| media.checksum.is_some()).collect();
    let folder = tempfile::tempdir().unwrap();
    let outcome = fetch(&*portal, &claimed[0], &FetchPlan::into(folder.path()), |_| {}).await.unwrap();
    assert_eq!((outcome.verdict, Some(outcome.bytes)), (Verdict::Verified, claimed[0].size));
    let bare = open("stops.csv").into_iter().find(|media| media.checksum.is_none() && media.size.is_none());
    if let Some(bare) = bare {
        let folder = tempfile::tempdir().unwrap();
        let outcome = fetch(&*portal, &bare, &FetchPlan::into(folder.path()), |_| {}).await.unwrap();
        assert_eq!(outcome.verdict, Verdict::Unverifiable, "no claim is made up");
    }
    let services: Vec<_> =
        datasets.values().flat_map(|it| &it.media).filter(|it| it.title.starts_with("WFS")).collect();
    assert!(!services.is_empty());
    assert!(services.iter().all(|media| matches!(media.offer, Offer::ShowOnly(_))), "{:?}", services[0]);
}

/// The program itself, on the feed as it comes without a word on its pages.
#[test]
fn the_program_lists_shows_and_gets() {
    let home = Home::new();
    let url = format!("{}/api/1/site/catalog.ttl", udata());
    home.write_config(&format!("[portals.feed]\nkind = \"dcat\"\nurl = \"{url}\"\n"));
    let listed = home.run(&["list", "feed/all", "--all", "--json"], "");
    assert_eq!(listed.code, 0, "{}", listed.err);
    let listed: Value = serde_json::from_str(&listed.out).unwrap();
    let items = listed["items"].as_array().unwrap();
    assert!(items.len() > 40 && listed["warnings"] == serde_json::json!([]));
    let with_csv = |item: &&Value| item["access"] == "open" && item["format"].as_str().is_some_and(|it| it == "csv");
    let address = items.iter().find(with_csv).expect("an open dataset of CSV alone")["address"].as_str().unwrap();
    let shown = home.run(&["show", address], "");
    assert_eq!(shown.code, 0, "{}", shown.err);
    let got = home.run(&["get", address, "-o", "in", "--json", "--require", "nothing", "--yes"], "");
    assert_eq!(got.code, 0, "{} {}", got.out, got.err);
    let first: Value = serde_json::from_str(got.out.lines().next().unwrap()).unwrap();
    let path = first["path"].as_str().unwrap();
    assert_eq!(std::fs::metadata(home.path("").join(path)).unwrap().len(), first["bytes"].as_u64().unwrap());
    let missing = home.run(&["show", "feed/nothing-of-that-name"], "");
    assert_eq!(missing.code, 4, "{}", missing.err);
}
