//! Catalogues that are documents, as they lie on plain file servers: links that lead nowhere, back or outside, documents that
//! are missing.

use guichet::net::asking_once;

use super::*;

#[tokio::test]
async fn links_that_are_no_rows_are_told_and_the_others_listed() {
    let table = [
        (object!({"rel": "child", "href": "./collection.json"}), "back to this very document"),
        (object!({"rel": "child", "href": "#top"}), "back to this very document"),
        (object!({"rel": "item", "href": "s3://bucket/x.json"}), "nothing on the web"),
        (object!({"rel": "item", "href": ""}), "nothing on the web"),
        (object!({"rel": "child"}), "nothing on the web"),
        (object!({"rel": "child", "href": "https://elsewhere.example/c.json"}), "another host"),
        (object!(7), "value"),
        (object!({"rel": "child", "href": "../catalog.json"}), ""),
        (object!({"rel": "license", "href": "s3://bucket/licence"}), ""),
    ];
    for (link, word) in table {
        let (server, portal) = folder().await;
        let views = object!({"type": "Catalog", "stac_version": "1.0.0", "id": "vues", "links": [
            {"rel": "item", "href": "a.json", "title": "Vue a"}, link, {"rel": "item", "href": "b.json", "title": "Vue b"}]});
        server.answers("/ciel/vues/collection.json", [Answer::json(&views)]);
        let page = portal.list(&at(&["collections", "vues/collection.json"]), &Query::default(), None).await.unwrap();
        let found = titles(&page.items);
        assert!(found.contains(&"Vue a") && found.contains(&"Vue b"), "{link}: {found:?}");
        let said = page.warnings.join("\n");
        assert!(said.contains(word) && said.is_empty() == word.is_empty(), "{link}: {said}");
    }
}

/// A folder that leads to the one above can be gone through as often as one likes.
#[tokio::test]
async fn a_catalogue_that_refers_to_itself_is_one_that_can_be_left() {
    let (server, portal) = folder().await;
    let up = object!({"type": "Catalog", "stac_version": "1.0.0", "id": "vues", "links": [
        {"rel": "child", "href": "../catalog.json", "title": "Up"}, {"rel": "child", "href": "./collection.json"}]});
    server.answers("/ciel/vues/collection.json", [Answer::json(&up)]);
    let mut address = at(&["collections", "vues/collection.json"]);
    for _ in 0..3 {
        let page = portal.list(&address, &Query::default(), None).await.unwrap();
        assert_eq!(titles(&page.items), ["Up"]);
        let above = page.items[0].target.address().unwrap();
        let page = portal.list(&above, &Query::default(), None).await.unwrap();
        assert_eq!(titles(&page.items), ["Vues", "anciennes"]);
        address = page.items[0].target.address().unwrap();
    }
}

#[tokio::test]
async fn one_document_that_fails_is_told_and_the_others_are_listed() {
    let answers = [
        Answer::status(404),
        Answer::status(500),
        Answer::raw("application/json", "{\"type\": \"Feat"),
        Answer::json(&object!({"error": "gone"})),
        Answer::raw("text/html", "<html>no</html>"),
        Answer::json(&object!({"type": "Feature", "properties": {}})),
    ];
    for answer in answers {
        let (server, portal) = folder().await;
        server.answers("/ciel/vues/a.json", [answer.clone()]);
        let views = at(&["collections", "vues/collection.json"]);
        let plain = portal.list(&views, &Query::default(), None).await.unwrap();
        assert_eq!((plain.items.len(), plain.warnings.len()), (3, 0), "nobody reads them for a list");
        let found = asking_once(portal.list(&views, &Query::text("vue"), None)).await.unwrap();
        assert_eq!(titles(&found.items), ["Vue b"], "{answer:?}");
        assert!(matches!(&found.warnings[..], [one] if one.contains("1 item could not")), "{:?}", found.warnings);
    }
}

#[tokio::test]
async fn folders_that_a_search_does_not_go_into_are_told() {
    let (_server, portal) = folder().await;
    for (query, expected) in [(Query::text("vue"), vec!["Vues"]), (narrowed(&[("from", "2024-01-01")]), vec![])] {
        let found = portal.list(&at(&[]), &query, None).await.unwrap();
        assert_eq!(titles(&found.items), expected);
        assert!(found.warnings.iter().any(|it| it.contains("2 folders")), "{:?}", found.warnings);
    }
}
