//! What a server answers besides records: errors that come as a success, and records of odd shapes.

use guichet::base::i18n::Language;

use super::*;

/// A list, the collections, one record, what there is to filter by: none of them is empty where the server failed.
#[tokio::test]
async fn an_error_that_comes_as_a_success_is_no_empty_list() {
    let table = [
        (object!({"code": "InvalidParameterValue", "description": "the index is closed"}), "the index is closed"),
        (
            object!({"type": "about:blank", "title": "Bad", "status": 500, "detail": "the index is closed"}),
            "the index is",
        ),
        (object!({"error": "the index is closed"}), "the index is closed"),
        (object!({"error": {"code": 498, "message": "the index is closed", "details": []}}), "the index is closed"),
        (object!({"errors": [{"message": "the index is closed"}]}), "the index is closed"),
        (object!({}), "another shape"),
    ];
    for (answer, words) in table {
        let server = Server::start().await;
        server.otherwise(Answer::json(&answer));
        let portal = portal(&server);
        let check = |what: &str, error: Error| {
            // A status in the body is what it means.
            let kind = if answer["status"] == 500 { ErrorKind::Unavailable } else { ErrorKind::Portal };
            assert!(error.kind == kind && error.cause.contains(words), "{what}, {answer}: {error}");
            assert!(error.hint.is_some(), "{what}, {answer}");
        };
        for folder in [&[][..], &["all"], &["collections"], JEUX] {
            check(&format!("{folder:?}"), portal.list(&at(folder), &Query::default(), None).await.unwrap_err());
        }
        for folder in [&["all"][..], JEUX] {
            check(&format!("facets {folder:?}"), portal.facets(&at(folder)).await.unwrap_err());
        }
        check("record", portal.dataset(&at(&[WATER])).await.unwrap_err());
        check("account", portal.account().await.unwrap_err());
        let sorted = Query { sort: Some("title".into()), ..Query::default() };
        check("sorted", portal.list(&at(JEUX), &sorted, None).await.unwrap_err());
    }
    let server = Server::start().await;
    server.otherwise(Answer::json(&object!({"code": "NotFound", "description": "identifier not found"})));
    let error = portal(&server).dataset(&at(&[WATER])).await.unwrap_err();
    assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::NotFound, 4), "{error}");
}

#[tokio::test]
async fn records_are_read_whatever_shapes_they_have() {
    let shapes = [
        ("Water", object!({"id": "1", "properties": {"title": {"fr": "Eau", "en": "Water"}}})),
        ("2", object!({"id": 2, "properties": {"title": null}})),
        ("Listed", object!({"id": "3", "properties": {"title": ["Listed", "twice"], "keywords": "eau"}})),
        ("1234", object!({"id": "4", "properties": {"title": 1234, "contacts": {"name": "Ada"}, "themes": "eau"}})),
        ("No links", object!({"id": "5", "properties": {"title": "No links"}, "links": [{"rel": "item"}, null, 7]})),
        ("One link", object!({"id": "6", "properties": {"title": "One link"}, "links": {"href": "x.csv"}})),
        (
            "Places",
            object!({"id": "7", "properties": {"title": "Places"}, "geometry": null, "bbox": ["1", "2", "3", "x"]}),
        ),
        (
            "Times",
            object!({"id": "8", "time": ["2019-01-01", ".."], "properties": {"title": "Times", "created": [2019]}}),
        ),
        ("9", object!({"id": "9", "properties": null, "geometry": null})),
        (
            "Odd",
            object!({"id": "10", "type": 7, "properties": {"title": "Odd", "license": {"id": "x"}, "language": [1]}}),
        ),
    ];
    let server = Server::start().await;
    let mut whole = page(0, 0, shapes.len());
    whole["features"] = shapes.iter().map(|(_, record)| record.clone()).collect();
    server.answers(ITEMS, [Answer::json(&whole)]);
    let found = Language::English.within(|| portal(&server));
    let page = found.list(&at(JEUX), &Query::default(), None).await.unwrap();
    assert_eq!(titles(&page.items), shapes.iter().map(|(title, _)| *title).collect::<Vec<_>>(), "{:?}", page.warnings);
}

/// What a record tells in a shape that is none of the standard's is told all the same.
#[tokio::test]
async fn what_is_told_in_another_shape_is_told() {
    let mut record = json("ogc-records/record.json");
    record["time"] = object!("2019-01-01/..");
    record["bbox"] = object!(["1", "2", "3", "4"]);
    record["links"] = object!({"href": "files/eau.csv", "rel": "enclosure"});
    let properties = &mut record["properties"];
    properties["description"] = object!({"en": "On **water**", "fr": "De l’eau"});
    properties["themes"] = object!(["Eau"]);
    properties["keywords"] = object!({"en": ["water", "well"]});
    properties["contacts"] = object!({"organization": ["Ville"], "emails": ["a@b.org"], "roles": "publisher"});
    properties["updated"] = object!(["2024-05-06"]);
    let found = dataset(&record).await;
    assert_eq!(found.summary.as_deref(), Some("On water"));
    assert_eq!((found.theme.as_deref(), found.publisher.as_deref()), (Some("Eau"), Some("Ville")));
    assert_eq!(found.period.map(|(from, to)| (from.day(), to)), Some(("2019-01-01".to_owned(), None)));
    assert_eq!(found.extent.map(|it| (it.west, it.north)), Some((1.0, 4.0)));
    assert_eq!(found.modified.unwrap().day(), "2024-05-06");
    assert!(
        found.media[0].url.as_ref().unwrap().ends_with("/collections/jeux/items/files/eau.csv"),
        "{:?}",
        found.media
    );
    assert_eq!(fact(&found, "contact"), Some("Ville · publisher · a@b.org"));
}

/// Where the server takes the order asked for and does nothing about it.
#[tokio::test]
async fn an_order_that_is_none_is_said() {
    for (order, is_said) in [([0, 1, 2, 3, 4, 5, 6, 7], false), ([3, 1, 6, 0, 7, 2, 5, 4], true)] {
        let server = Server::start().await;
        let mut found = page(0, 8, 8);
        found["features"] = order.map(record).to_vec().into();
        server.answers(ITEMS, [Answer::json(&found)]);
        let sorted = Query { sort: Some("title".into()), ..Query::default() };
        let page = list(&server, JEUX, &sorted).await.unwrap();
        assert_eq!((page.items.len(), page.warnings.len()), (8, usize::from(is_said)), "{:?}", page.warnings);
    }
}

/// Ids hold anything.
#[tokio::test]
async fn an_id_is_asked_for_as_it_is() {
    let ids = ["a/b", "urn:x:é:1", "with space", "per%cent", "100%25", "q?x=1&y#z", "l'eau", "a,b", "~t", "+plus"];
    for id in ids {
        let server = Server::start().await;
        let record = object!({"id": id, "type": "Feature", "properties": {"title": "T"}, "geometry": null});
        let mut whole = page(0, 0, 1);
        whole["features"] = object!([record]);
        server.answers(ITEMS, [Answer::json(&whole)]);
        server.otherwise(Answer::json(&record));
        let portal = portal(&server);
        let row = portal.list(&at(JEUX), &Query::default(), None).await.unwrap().items.remove(0);
        let address = row.target.address().unwrap();
        let again = address.to_string().parse().unwrap();
        assert_eq!(portal.dataset(&again).await.unwrap().address, address, "{id}");
        let asked = server.requests().pop().unwrap().path;
        let last = asked.strip_prefix(&format!("{ITEMS}/")).unwrap();
        assert_eq!(percent_encoding::percent_decode_str(last).decode_utf8().unwrap(), id, "{asked}");
        assert!(!last.contains('/'), "{asked}");
    }
}
