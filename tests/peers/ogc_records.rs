//! A real pygeoapi, started beforehand, browsed and downloaded from: `GUICHET_PYGEOAPI` is its address. The files are on the
//! file peer, another host to it.

use guichet::base::error::ErrorKind;
use guichet::model::{Query, Target};
use guichet::net::asking_once;
use guichet::portals::Kind;
use serde_json::Value;

use crate::open_portals::{
    Peer, answered, at, check_addresses, check_downloads, check_listing, check_steps, detected, narrowed, published,
    titles,
};

const ITEMS: &str = "collections/datasets/items";

fn pygeoapi() -> Peer {
    Peer::new(Kind::OgcRecords, "GUICHET_PYGEOAPI", None)
}

/// How many records the server itself finds.
async fn matched(peer: &Peer, query: &str) -> u64 {
    answered(peer, &format!("{ITEMS}?f=json&limit=1&{query}")).await["numberMatched"].as_u64().unwrap()
}

#[tokio::test]
async fn everything_is_listed_to_the_end_and_shown_as_it_is() {
    let peer = pygeoapi();
    check_listing(&peer).await;
    // This one gives 50 rows at most, whatever is asked for, and says nothing.
    let first = peer.list(&["all"], &Query::default()).await.unwrap();
    assert_eq!((first.total, first.items.len(), first.next.is_some()), (Some(57), 50, true));
    assert_eq!(matched(&peer, "").await, 57);
}

#[tokio::test]
async fn words_filters_and_orders_are_the_server_s_own() {
    let peer = pygeoapi();
    assert_eq!(peer.all(&[], &Query::text("arbres \"remarquables\",")).await.len(), 6);
    for (filters, query) in [
        (&[("property", "license:odbl")][..], "license=odbl"),
        (&[("type", "dataset")], "type=dataset"),
        (&[("type", "nothing")], "type=nothing"),
        (&[("from", "2021-01-01")], "datetime=2021-01-01T00:00:00Z/.."),
        (&[("from", "2020-01-01"), ("to", "2020-12-31")], "datetime=2020-01-01T00:00:00Z/2020-12-31T23:59:59Z"),
        (&[("property", "license:lov2"), ("to", "2021-06-30")], "license=lov2&datetime=../2021-06-30T23:59:59Z"),
        (&[("collection", "datasets")], ""),
    ] {
        let found = peer.count(filters).await as u64;
        assert_eq!(found, matched(&peer, query).await, "{filters:?}");
    }
    let odd = peer.list(&["all"], &narrowed(&[("property", "colour:red")])).await.unwrap_err();
    assert!(
        odd.kind == ErrorKind::Usage && odd.hint.unwrap().contains("license"),
        "the server ignores what it does not know"
    );
    for (key, _) in peer.portal.abilities(&at(&["all"])).sorts {
        let sorted = |sort: String| Query { sort: Some(sort), ..Query::default() };
        let up = peer.all(&["all"], &sorted(key.to_owned())).await;
        let mut down = peer.all(&["all"], &sorted(format!("-{key}"))).await;
        down.reverse();
        assert_eq!((up.len(), titles(&up)), (57, titles(&down)), "{key}");
        assert!(key != "updated" || up.windows(2).all(|pair| pair[0].modified <= pair[1].modified), "{key}");
        assert_ne!(up[0].title, up[56].title, "{key}");
    }
}

#[tokio::test]
async fn collections_are_folders_and_what_is_unknown_is_said_so() {
    let peer = pygeoapi();
    let front = peer.list(&[], &Query::default()).await.unwrap();
    let notes: Vec<_> = front.items.iter().map(|item| item.note.as_deref().unwrap()).collect();
    assert_eq!(notes, ["57 datasets", "1 collection"]);
    let folders = peer.all(&["collections"], &Query::default()).await;
    assert_eq!(folders[0].target, Target::folder(at(&["collections", "datasets"])));
    assert_eq!(peer.all(&["collections", "datasets"], &Query::default()).await.len(), 57);
    for nothing in [
        peer.list(&["collections", "nope"], &Query::default()).await.err(),
        peer.portal.dataset(&at(&["datasets~nope"])).await.err(),
    ] {
        let error = nothing.unwrap();
        assert_eq!(error.kind, ErrorKind::NotFound, "{error}");
    }
    // One record has no place, over which the server fails.
    let placed = asking_once(peer.list(&["all"], &narrowed(&[("territory", "rennes")]))).await.unwrap_err();
    assert_eq!((placed.status, placed.kind), (Some(500), ErrorKind::Unavailable));
    assert!(placed.hint.unwrap().contains("Without the territory"));
    assert!(peer.portal.account().await.unwrap().who.is_none());
}

#[tokio::test]
async fn it_is_recognised_at_any_of_its_pages() {
    let peer = pygeoapi();
    for page in ["", "collections/datasets?f=html", "collections/datasets/items/9606a06e-3e9c-50db-9f48-129dc2e7ad2d"] {
        let (kinds, path) = detected(&peer, page).await;
        assert_eq!((kinds.first(), &*path), (Some(&Kind::OgcRecords), "/"), "{page}: {kinds:?}");
    }
}

#[tokio::test]
async fn every_file_arrives_and_every_lie_is_found_out() {
    check_downloads(&pygeoapi()).await;
}

#[test]
fn every_address_that_is_printed_leads_back() {
    check_addresses(&pygeoapi());
}

#[test]
fn the_program_gets_from_the_front_page_to_a_file() {
    let peer = pygeoapi();
    let stops: Value = check_steps(&peer, &["--filter", "property=license:odbl"], published().len());
    assert_eq!(stops["verdict"], "size-only");
}
