//! A real rustac, started beforehand, browsed and downloaded from: `GUICHET_RUSTAC` is its address. The files are on the file
//! peer, another host to it.

use guichet::base::error::ErrorKind;
use guichet::base::text;
use guichet::model::{Query, Target};
use guichet::portals::Kind;
use serde_json::Value;

use crate::open_portals::{
    Peer, answered, at, check_addresses, check_downloads, check_page, check_steps, detected, narrowed, published,
    titles, titles_published,
};

fn rustac() -> Peer {
    Peer::new(Kind::Stac, "GUICHET_RUSTAC", None)
}

/// How many items the server itself finds.
async fn found(peer: &Peer, query: &str) -> usize {
    answered(peer, &format!("search?limit=1000&{query}")).await["features"].as_array().unwrap().len()
}

#[tokio::test]
async fn everything_is_listed_to_the_end_and_shown_as_it_is() {
    let peer = rustac();
    let items = peer.all(&["all"], &Query::default()).await;
    assert_eq!((items.len(), found(&peer, "").await), (published().len(), published().len()));
    assert_eq!(titles(&items), titles_published());
    for dataset in published() {
        let title = text::line(&dataset.title);
        let item = items.iter().find(|item| item.title == title).unwrap();
        assert_eq!(item.publisher.as_deref(), Some(&*dataset.organisation.name), "{title}");
        assert_eq!(item.licence.is_some(), dataset.licence(peer.kind).is_some(), "{title}");
        assert!(item.modified.is_some(), "{title}");
    }
}

#[tokio::test]
async fn collections_are_folders_that_hold_all_of_it() {
    let peer = rustac();
    let folders = peer.all(&["collections"], &Query::default()).await;
    let told = answered(&peer, "collections").await["collections"].as_array().unwrap().len();
    assert_eq!((folders.len(), told), (8, 8));
    let mut count = 0;
    for folder in &folders {
        let Target::Place(place) = &folder.target else { panic!("{folder:?}") };
        let address = place.address().unwrap();
        let inside = peer.all(&address.segments(), &Query::default()).await;
        assert!(inside.iter().all(|item| item.theme.as_deref() == Some(&*folder.title)), "{address}");
        count += inside.len();
    }
    assert_eq!(count, 57);
    for error in [peer.portal.dataset(&at(&["eau~nope"])).await, peer.portal.dataset(&at(&["nope"])).await] {
        assert_eq!(error.unwrap_err().kind, ErrorKind::NotFound);
    }
}

#[tokio::test]
async fn places_and_times_are_asked_of_the_server() {
    let peer = rustac();
    for (filters, query) in [
        (&[("territory", "-1.7,48.0,-1.5,48.2")][..], "bbox=-1.7,48.0,-1.5,48.2"),
        (&[("from", "2021-01-01")], "datetime=2021-01-01T00:00:00Z/.."),
        (&[("to", "2020-06-30")], "datetime=../2020-06-30T23:59:59Z"),
        (&[("id", "jeu-0004")], "ids=jeu-0004"),
    ] {
        let own = peer.count(filters).await;
        assert_eq!(own, found(&peer, query).await, "{filters:?}");
        assert!(own < 57, "{filters:?} narrows");
    }
    // By a GET it answers 500 to this (docs/portals/stac.md 3).
    assert!(peer.count(&[("collection", "eau")]).await > 0);
    let sorted = Query { sort: Some("date".into()), ..Query::default() };
    let refused = peer.list(&["all"], &sorted).await;
    assert!(refused.is_err_and(|error| error.kind == ErrorKind::Usage), "it does not say that it sorts");
    let page = peer.list(&["all"], &Query { text: "arbres".into(), ..narrowed(&[]) }).await.unwrap();
    assert_eq!((page.items.len(), page.warnings.len()), (6, 1), "looked for here, and said so");
}

#[tokio::test]
async fn it_is_recognised_at_any_of_its_pages() {
    let peer = rustac();
    for page in ["", "collections/eau", "collections/eau/items/jeu-0014"] {
        let (kinds, path) = detected(&peer, page).await;
        assert_eq!((kinds.first(), &*path), (Some(&Kind::Stac), "/"), "{page}: {kinds:?}");
    }
}

#[tokio::test]
async fn every_file_arrives_and_every_lie_is_found_out() {
    check_downloads(&rustac()).await;
}

#[test]
fn every_address_that_is_printed_leads_back() {
    check_addresses(&rustac());
}

#[test]
fn the_page_of_an_item_is_all_that_get_needs() {
    check_page(&rustac(), "collections/sant%C3%A9/items/jeu-0004");
}

#[test]
fn the_program_gets_from_the_front_page_to_a_file() {
    let stops: Value = check_steps(&rustac(), &["--filter", "id=jeu-0004"], 1);
    assert_eq!(stops["verdict"], "verified");
}
