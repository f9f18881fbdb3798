//! Items that come together: behind a document's link to all of them, in one file of a whole catalogue, one collection after
//! the other; and what a collection says of its items.

use guichet::model::Place;

use super::*;

fn item(id: &str) -> Value {
    object!({"type": "Feature", "stac_version": "1.0.0", "id": id, "geometry": null, "bbox": [-2.0, 48.0, -1.0, 49.0],
        "properties": {"datetime": "2024-01-01T00:00:00Z", "title": format!("Vue {id}")}, "links": [],
        "assets": {"data": {"href": format!("./{id}.tif"), "type": "image/tiff"}}})
}

fn of_items(ids: &[&str], links: Value) -> Value {
    object!({"type": "FeatureCollection", "features": ids.iter().map(|id| item(id)).collect::<Vec<_>>(), "links": links})
}

fn collection(id: &str, links: Value) -> Value {
    object!({"type": "Collection", "stac_version": "1.0.0", "id": id, "title": format!("Collection {id}"), "extent": {},
        "license": "other", "links": links})
}

async fn at_root(server: &Server, root: Value) -> Arc<dyn Portal> {
    server.answers("/catalog.json", [Answer::json(&root)]);
    let url = server.url.join("catalog.json").unwrap();
    connect_with(PortalConfig::new(PORTAL, Kind::Stac, url), None)
}

fn catalogue(links: Value) -> Value {
    object!({"type": "Catalog", "stac_version": "1.0.0", "id": "root", "links": links})
}

/// Every title of a place, page by page, and what was said.
async fn all(portal: &Arc<dyn Portal>, segments: &[&str], query: &Query) -> (Vec<String>, Vec<Option<u64>>, String) {
    let (mut found, mut totals, mut said, mut after) = (Vec::new(), Vec::new(), Vec::new(), None);
    loop {
        let page = portal.list(&at(segments), query, after.as_ref()).await.unwrap();
        found.extend(page.items.iter().map(|item| item.title.clone()));
        totals.push(page.total);
        said.extend(page.warnings);
        match page.next {
            Some(next) => after = Some(next),
            None => return (found, totals, said.join("\n")),
        }
    }
}

/// As CMR-STAC has it: a catalogue whose children are interfaces, and collections that link to all of their items.
#[tokio::test]
async fn all_items_behind_one_link_are_read_by_the_page() {
    let server = Server::start().await;
    let portal = at_root(&server, catalogue(object!([{"rel": "child", "href": "PROV", "title": "Prov"}]))).await;
    let prov = object!([{"rel": "search", "href": "PROV/search"}, {"rel": "child", "href": "PROV/collections/c", "title": "C"}]);
    server.answers("/PROV", [Answer::json(&catalogue(prov))]);
    let links = object!([{"rel": "items", "href": "c/items"}, {"rel": "self", "href": "https://elsewhere.example/c"}]);
    server.answers("/PROV/collections/c", [Answer::json(&collection("c", links))]);
    server.on("/PROV/collections/c/items", |request| match request.values("page")[..] {
        ["2"] => Answer::json(&of_items(&["c"], object!([]))),
        _ => {
            assert_eq!(request.values("limit"), ["100"]);
            Answer::json(&of_items(&["a", "b"], object!([{"rel": "next", "href": "?page=2&limit=100"}])))
        }
    });
    let of = ["collections", "PROV/collections/c"];
    let (found, _, said) = all(&portal, &of, &Query::default()).await;
    assert_eq!((found, said.as_str()), (vec!["Vue a".to_owned(), "Vue b".into(), "Vue c".into()], ""));
    let (found, ..) = all(&portal, &of, &Query::text("vue B")).await;
    assert_eq!(found, ["Vue b"]);
    assert_eq!(all(&portal, &of, &narrowed(&[("from", "2025-01-01")])).await.0, [""; 0]);
    // Each has an address of its own, though no document of its own is known.
    let page = portal.list(&at(&of), &Query::default(), None).await.unwrap();
    let second = portal.dataset(&page.items[1].target.address().unwrap()).await.unwrap();
    assert_eq!(second.title, "Vue b");
    assert_eq!(second.media[0].url.as_deref(), Some(server.url.join("PROV/collections/c/b.tif").unwrap().as_str()));
}

/// One file may hold all of a catalogue, or all items of a collection.
#[tokio::test]
async fn items_in_a_document_are_its_rows() {
    let server = Server::start().await;
    let mut whole = of_items(&["a", "b/é"], object!([]));
    (whole["stac_version"], whole["id"]) = (object!("1.0.0"), object!("whole"));
    let links = object!([{"rel": "items", "href": "./items.json", "type": "application/geo+json"}]);
    let portal = at_root(
        &server,
        catalogue(object!([{"rel": "child", "href": "whole.json"}, {"rel": "child", "href": "c/collection.json"}])),
    )
    .await;
    server.answers("/whole.json", [Answer::json(&whole)]);
    server.answers("/c/collection.json", [Answer::json(&collection("c", links))]);
    server.answers("/c/items.json", [Answer::json(&of_items(&["x"], object!([])))]);
    for (path, expected) in [("whole.json", &["Vue a", "Vue b/é"][..]), ("c/collection.json", &["Vue x"])] {
        let (found, totals, said) = all(&portal, &["collections", path], &Query::default()).await;
        assert_eq!(
            (&found[..], totals, &*said),
            (
                &expected.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>()[..],
                vec![Some(expected.len() as u64)],
                ""
            ),
            "{path}"
        );
    }
    let page = portal.list(&at(&["collections", "whole.json"]), &Query::default(), None).await.unwrap();
    for item in page.items {
        let Target::Place(Place::Dataset(address)) = item.target else { panic!("{}", item.title) };
        assert_eq!(portal.dataset(&address).await.unwrap().title, item.title);
    }
    assert_eq!(portal.dataset(&at(&["whole.json#none"])).await.unwrap_err().kind, ErrorKind::NotFound);
    assert_eq!(
        portal.look_up(&server.url.join("whole.json").unwrap()).await.unwrap(),
        Some(Target::folder(at(&["collections", "whole.json"])))
    );
}

/// What the first document of all leads to is gone through to its end, though it is no folder by itself.
#[tokio::test]
async fn the_first_document_has_pages_too() {
    let server = Server::start().await;
    let mut own = collection("c", object!([{"rel": "items", "href": "items"}]));
    own["assets"] = object!({"notice": {"href": "notice.pdf"}});
    server.on("/items", |request| match request.values("page")[..] {
        ["2"] => Answer::json(&of_items(&["b"], object!([]))),
        _ => Answer::json(&of_items(&["a"], object!([{"rel": "next", "href": "?page=2"}]))),
    });
    let portal = at_root(&server, own).await;
    let (found, _, said) = all(&portal, &[], &Query::default()).await;
    assert_eq!((found, &*said), (vec!["Collection c".to_owned(), "Vue a".into(), "Vue b".into()], ""));
}

/// An interface that no link goes on from but the one to its collections.
#[tokio::test]
async fn collections_that_are_only_listed_are_folders() {
    let server = Server::start().await;
    let portal = at_root(&server, catalogue(object!([{"rel": "child", "href": "api/"}]))).await;
    server.answers("/api/", [Answer::json(&catalogue(object!([{"rel": "data", "href": "collections"}])))]);
    let own = |id: &str| object!([{"rel": "self", "href": format!("collections/{id}")}, {"rel": "items", "href": format!("{id}/items")}]);
    server.on("/api/collections", move |request| {
        let (all, links) = match request.values("page")[..] {
            ["2"] => ([collection("e", own("e")), collection("d", object!([]))], object!([])),
            _ => {
                ([collection("c", own("c")), collection("c", own("c"))], object!([{"rel": "next", "href": "?page=2"}]))
            }
        };
        Answer::json(&object!({"collections": all, "links": links}))
    });
    let (found, ..) = all(&portal, &["collections", "api/"], &Query::default()).await;
    assert_eq!(found, ["Collection c", "Collection e"], "one that does not say where it is cannot be gone to");
}

/// A portal without a search of items lists them one collection after the other, and one that fails costs itself.
#[tokio::test]
async fn without_a_search_collections_come_one_after_the_other() {
    let server = Server::start().await;
    let root = object!({"type": "Catalog", "stac_version": "1.0.0", "id": "r", "links": [{"rel": "data", "href": "collections"}]});
    server.answers("/", [Answer::json(&root)]);
    let listed: Vec<Value> = ["one", "two", "three"].iter().map(|id| collection(id, object!([]))).collect();
    server.answers("/collections", [Answer::json(&object!({"collections": listed, "links": []}))]);
    server.on("/collections/one/items", |request| match request.values("page")[..] {
        ["2"] => Answer::json(&of_items(&["b"], object!([]))),
        _ => Answer::json(&of_items(&["a"], object!([{"rel": "next", "href": "?page=2"}]))),
    });
    server.answers("/collections/two/items", [Answer::status(403)]);
    server.answers("/collections/three/items", [Answer::json(&of_items(&["c"], object!([])))]);
    let portal = portal(&server);
    let (found, _, said) = all(&portal, &["all"], &Query::default()).await;
    assert_eq!(found, ["Vue a", "Vue b", "Vue c"]);
    assert!(said.contains("\"two\" is left out"), "{said}");
    assert_eq!(server.asked("/collections").len(), 1, "which there are is asked once, and not for every page");
    let found = portal.list(&at(&[]), &Query::text("two"), None).await.unwrap();
    assert_eq!(titles(&found.items), ["Collection two"]);
    let sorted = Query { sort: Some("-date".into()), ..Query::default() };
    assert_eq!(portal.list(&at(&["all"]), &sorted, None).await.unwrap_err().kind, ErrorKind::Usage);
}

/// What a collection says of its licence by a link holds for items that say nothing, and is less than what they do say.
#[tokio::test]
async fn a_licence_that_is_linked_to_is_its_items_too() {
    let cc = object!({"rel": "license", "href": "https://creativecommons.org/licenses/by/4.0/"});
    let table = [
        (object!({"license": "other", "links": [cc]}), object!({}), Some("CC BY 4.0")),
        (object!({"license": "CC-BY-4.0", "links": []}), object!({}), Some("CC BY 4.0")),
        (object!({"license": "other", "links": [cc]}), object!({"license": "ODbL-1.0"}), Some("ODbL 1.0")),
        (object!({"license": "other", "links": []}), object!({}), None),
    ];
    for (of_collection, of_item, expected) in table {
        let server = Server::start().await;
        let mut own = collection("c", of_collection["links"].clone());
        own["license"] = of_collection["license"].clone();
        let mut one = item("a");
        one["collection"] = object!("c");
        if let Some(licence) = of_item.get("license") {
            one["properties"]["license"] = licence.clone();
        }
        let root = object!({"type": "Catalog", "stac_version": "1.0.0", "id": "r", "links": [{"rel": "search", "href": "search"}]});
        server.answers("/", [Answer::json(&root)]);
        server.answers("/collections", [Answer::json(&object!({"collections": [own], "links": []}))]);
        server.answers("/collections/c", [Answer::json(&own)]);
        server.answers("/collections/c/items/a", [Answer::json(&one)]);
        server.answers(SEARCH, [Answer::json(&object!({"type": "FeatureCollection", "features": [one], "links": []}))]);
        let portal = portal(&server);
        let dataset = portal.dataset(&at(&["c~a"])).await.unwrap();
        let code = |licence: &Option<guichet::model::Licence>| licence.as_ref().map(|it| it.label.clone());
        assert_eq!(code(&dataset.licence).as_deref(), expected, "{of_collection} {of_item}");
        let page = portal.list(&at(&["all"]), &Query::default(), None).await.unwrap();
        assert_eq!(page.items[0].licence.as_deref(), expected, "as a row: {of_collection} {of_item}");
    }
}

/// What a document links to is known when it is read, however much that is.
#[tokio::test]
async fn all_that_a_document_links_to_is_listed_at_once_and_nothing_sorted() {
    let server = Server::start().await;
    let links: Vec<Value> = (0..150).map(|n| object!({"rel": "item", "href": format!("{n}.json")})).collect();
    let mut own = collection("c", links.into());
    own["assets"] = object!({"notice": {"href": "notice.pdf"}});
    server.answers("/catalog.json", [Answer::json(&own)]);
    let portal = at_root(&server, own).await;
    let (found, totals, _) = all(&portal, &[], &Query::default()).await;
    assert_eq!((found.len(), totals), (151, vec![Some(151)]));
    let abilities = portal.abilities(&at(&[]));
    assert!(abilities.sorts.is_empty() && abilities.filters.iter().all(|filter| filter.key != "collection"));
    let refused = portal.list(&at(&[]), &narrowed(&[("collection", "c")]), None).await.unwrap_err();
    assert!(refused.kind == ErrorKind::Usage && refused.to_string().contains("folders"), "{refused}");
}
