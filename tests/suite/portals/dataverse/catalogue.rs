//! Folders, searching, what names a file by itself.

use guichet::model::{Cursor, Place, Target};
use url::Url;

use super::*;

fn filtered(filters: &[(&str, &str)]) -> Query {
    let filters = filters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Query { filters, ..Query::default() }
}

#[tokio::test]
async fn the_root_counts_datasets_and_collections() {
    let server = Server::start().await;
    server.on(SEARCH, |request| match request.values("type")[..] {
        ["dataset"] => Answer::json(&page(0, 1, 345)),
        _ => Answer::raw("application/json", fixture("dataverse/collections.json")),
    });
    let root = list(&server, &[], &Query::default()).await.unwrap();
    assert_eq!(titles(&root.items), ["all datasets", "collections"]);
    assert!(root.items[0].note.as_ref().unwrap().contains("345"));
    assert!(root.items[1].note.as_ref().unwrap().contains("2 collections"));
}

#[tokio::test]
async fn collections_are_folders_that_words_find() {
    let server = Server::start().await;
    server.answers(SEARCH, [Answer::raw("application/json", fixture("dataverse/collections.json"))]);
    let found = list(&server, &["collections"], &Query::text("rivières")).await.unwrap();
    assert_eq!(titles(&found.items), ["Observatoire des rivières", "La Seiche"]);
    assert_eq!(found.items[0].target, Target::folder(at(&["collections", "rivieres"])));
    let note = found.items[0].note.as_deref().unwrap();
    assert_eq!(note, "12 datasets · in Entrepôt d’exemple · Rivières d’Exemple.");
    let request = &server.asked(SEARCH)[0];
    assert_eq!((asked(request, "q"), asked(request, "type")), (vec!["rivières".into()], vec!["dataverse".into()]));
    let sorted = Query { sort: Some("title".into()), ..Query::default() };
    assert_eq!(list(&server, &["collections"], &sorted).await.unwrap_err().kind, ErrorKind::Usage);
}

/// First what lies right in it: its collections, then its datasets; a search goes through all below it.
#[tokio::test]
async fn a_collection_holds_collections_and_datasets() {
    let server = Server::start().await;
    server.on(SEARCH, |request| match request.values("type")[..] {
        ["dataset"] => {
            let start = request.number("start");
            Answer::json(&page(start, (start + request.number("per_page")).min(150), 150))
        }
        _ => Answer::raw("application/json", fixture("dataverse/collections.json")),
    });
    let portal = portal(&server);
    let folder = at(&["collections", "rivieres"]);
    let first = portal.list(&folder, &Query::default(), None).await.unwrap();
    assert_eq!((first.items.len(), first.total), (101, Some(151)), "one of the collections is in another");
    assert_eq!(first.items[0].target, Target::folder(at(&["collections", "seiche"])));
    assert!(matches!(first.items[1].target, Target::Place(Place::Dataset(_))));
    let second = portal.list(&folder, &Query::default(), first.next.as_ref()).await.unwrap();
    assert_eq!((second.items.len(), second.next), (50, None));
    let right_in: Vec<_> =
        server.asked(SEARCH).iter().filter(|it| it.values("type") == ["dataset"]).map(|it| asked(it, "fq")).collect();
    assert_eq!(right_in, vec![vec!["identifierOfDataverse:\"rivieres\""]; 2]);
    let query = Query { text: "eau".into(), ..filtered(&[("year", "2024")]) };
    portal.list(&folder, &query, None).await.unwrap();
    let last = server.asked(SEARCH).pop().unwrap();
    assert_eq!(
        (asked(&last, "subtree"), asked(&last, "fq")),
        (vec!["rivieres".into()], vec!["publicationDate:\"2024\"".into()])
    );
    let other = filtered(&[("collection", "other")]);
    assert_eq!(portal.list(&folder, &other, None).await.unwrap().items.len(), 0, "a filter never widens a folder");
}

#[tokio::test]
async fn an_unknown_collection_is_not_there() {
    let server = Server::start().await;
    server.answers(SEARCH, [refusal(400, "Could not find dataverse with alias nope")]);
    let error = list(&server, &["collections", "nope"], &Query::default()).await.unwrap_err();
    assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::NotFound, 4), "{error}");
}

#[tokio::test]
async fn facets_are_those_that_filter() {
    let server = Server::start().await;
    server.answers(SEARCH, [Answer::raw("application/json", fixture("dataverse/facets.json"))]);
    let portal = portal(&server);
    let facets = portal.facets(&at(&["collections", "rivieres"])).await.unwrap();
    let keys: Vec<&str> = facets.iter().map(|facet| &*facet.key).collect();
    assert_eq!(keys, ["subject", "keyword", "author", "year", "licence"]);
    assert_eq!(
        (&*facets[4].values[0].value, &*facets[4].values[0].label),
        ("etalab 2.0", "Licence Ouverte 2.0 (Etalab)")
    );
    let request = &server.asked(SEARCH)[0];
    assert_eq!(
        (asked(request, "show_facets"), asked(request, "subtree")),
        (vec!["true".into()], vec!["rivieres".into()])
    );
}

/// A label can be a translation that the portal itself does not take.
#[tokio::test]
async fn a_label_that_finds_nothing_is_explained() {
    let server = Server::start().await;
    server.answers(SEARCH, [Answer::raw("application/json", fixture("dataverse/empty.json"))]);
    let said = async |filters: &[(&str, &str)]| list(&server, &["all"], &filtered(filters)).await.unwrap().warnings;
    assert!(said(&[("subject", "Sciences sociales")]).await[0].contains("translate"));
    assert_eq!(said(&[("keyword", "eau")]).await, [""; 0]);
}

#[tokio::test]
async fn no_page_lies_behind_the_end() {
    let server = with_page(&page(0, 0, 3)).await;
    let portal = portal(&server);
    let beyond = portal.list(&at(&["all"]), &Query::default(), Some(&Cursor("900".into()))).await.unwrap();
    assert_eq!((beyond.items.len(), beyond.next, beyond.total), (0, None, Some(3)));
}

/// What an address names by number alone, the portal is asked for.
#[tokio::test]
async fn a_file_leads_to_its_dataset() {
    let server = Server::start().await;
    let hit = object!({"type": "file", "file_id": "701", "file_persistent_id": "doi:10.5072/EXEMPLE/SEICHE/F701",
        "dataset_persistent_id": "doi:10.5072/EXEMPLE/SEICHE"});
    let other = object!({"type": "file", "file_id": "7010", "dataset_persistent_id": "doi:10.5072/OTHER"});
    server.answers(SEARCH, [Answer::json(&ok(object!({"total_count": 2, "items": [other, hit]})))]);
    let version = object!({"datasetPersistentId": "doi:10.5072/EXEMPLE/SEICHE"});
    server.answers("/api/datasets/51/versions/:latest-published", [Answer::json(&ok(version))]);
    server.on(SHOW, |request| match asked(request, "persistentId")[..] {
        [ref pid] if pid == "doi:10.5072/EXEMPLE/SEICHE" => Answer::json(&json("dataverse/dataset.json")),
        _ => Answer::json(&object!({"status": "ERROR", "message": "not found"})).with_status(404),
    });
    let portal = portal(&server);
    let file = |id: &str| Some(Target::Media { dataset: at(&[RECORD]), media: id.to_owned() });
    let table = [
        ("api/access/datafile/701?format=original", file("701")),
        ("api/access/datafile/701?format=tab", file("701-tab")),
        ("file.xhtml?persistentId=doi:10.5072/EXEMPLE/SEICHE/F701", file("701")),
        ("file.xhtml?fileId=9", None),
        ("dataset.xhtml?id=51", Some(Target::dataset(at(&[RECORD])))),
    ];
    for (path, expected) in table {
        let url: Url = server.url.join(path).unwrap();
        assert_eq!(portal.look_up(&url).await.unwrap(), expected, "{path}");
    }
    assert_eq!(
        portal.look_up(&"https://elsewhere.example/file.xhtml?fileId=701".parse().unwrap()).await.unwrap(),
        None
    );
    // What a resolver leads to is a dataset, else a file.
    for (identifier, expected) in [
        ("https://doi.org/10.5072/EXEMPLE/SEICHE", Some(Target::dataset(at(&[RECORD])))),
        ("https://dx.doi.org/10.5072/EXEMPLE/SEICHE/F701", file("701")),
        ("https://hdl.handle.net/20.500.1/x", None),
        ("https://doi.org/", None),
    ] {
        assert_eq!(portal.look_up(&identifier.parse().unwrap()).await.unwrap(), expected, "{identifier}");
    }
}
