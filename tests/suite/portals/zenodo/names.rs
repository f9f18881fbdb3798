//! What names a record: ids of all shapes, DOIs of its own and of others, what all versions have in common.

use super::*;

fn named(id: &str, own: &str, common: &str) -> Value {
    object!({"id": id, "metadata": {"title": format!("set {id}")}, "access": {"status": "open"}, "files": {"enabled": false},
        "pids": {"doi": {"identifier": own}}, "parent": {"id": format!("{id}-parent"), "pids": {"doi": {"identifier": common}}}})
}

fn found(records: Vec<Value>) -> Answer {
    Answer::json(&object!({"hits": {"total": records.len(), "hits": records}, "links": {}}))
}

/// A search takes what it does not understand for words: only what has the name is it.
#[tokio::test]
async fn a_record_is_found_by_whatever_names_it() {
    let server = Server::start().await;
    let (one, other) = (named("1a2b3-c4d56", "10.1234/Some.Paper", "10.1234/All"), named("77", "10.9/x", "10.9/y"));
    server.answers("/api/records/1a2b3-c4d56", [Answer::json(&one)]);
    server.answers("/api/records/Rec_7", [Answer::json(&named("Rec_7", "10.9/r", "10.9/s"))]);
    server.on(LIST, move |request| match request.values("q")[..] {
        [r#"pids.doi.identifier:"10.1234/some.paper""#]
        | [r#"parent.pids.doi.identifier:"10.1234/all""#]
        | [r#"parent.id:"1a2b3-c4d56-parent""#] => found(vec![other.clone(), one.clone()]),
        _ => found(vec![other.clone()]),
    });
    let portal = portal(&server);
    for (typed, id) in [
        (&["1A2B3-c4d56"][..], Some("1a2b3-c4d56")),
        (&["Rec_7"], Some("Rec_7")),
        (&["10.60493/1a2b3-c4d56"], Some("1a2b3-c4d56")),
        (&["10.60493", "1a2b3-c4d56"], Some("1a2b3-c4d56")),
        (&["10.1234/Some.Paper"], Some("1a2b3-c4d56")),
        (&["10.1234", "Some.Paper"], Some("1a2b3-c4d56")),
        (&["https://doi.org/10.1234/ALL"], Some("1a2b3-c4d56")),
        (&["all", "10.1234/all"], Some("1a2b3-c4d56")),
        (&["1a2b3-c4d56-parent"], Some("1a2b3-c4d56")),
        (&["10.1234/nothing"], None),
        (&["99-parent"], None),
    ] {
        let Target::Place(guichet::model::Place::Dataset(address)) = portal.resolve(&at(typed)).unwrap() else {
            panic!("{typed:?}")
        };
        match (portal.dataset(&address).await, id) {
            (Ok(dataset), Some(id)) => assert_eq!(dataset.address, at(&[id]), "{typed:?}"),
            (Err(error), None) => assert_eq!(error.kind, ErrorKind::NotFound, "{typed:?}"),
            (other, _) => panic!("{typed:?}: {other:?}"),
        }
    }
    for (identifier, id) in [
        ("https://doi.org/10.1234/Some.Paper", Some("10.1234/some.paper")),
        ("https://doi.org/10.1234/ALL", Some("10.1234/all")),
        ("https://doi.org/10.60493/1a2b3-c4d56", None),
        ("https://doi.org/10.1234/nothing", None),
        ("https://hdl.handle.net/1a2b3-c4d56", None),
    ] {
        let found = portal.look_up(&identifier.parse().unwrap()).await.unwrap();
        assert_eq!(found, id.map(|id| Target::dataset(at(&[id]))), "{identifier}");
    }
    let media = portal.resolve(&at(&["10.5281", "zenodo.1", "a b.csv"])).unwrap();
    assert_eq!(media, Target::Media { dataset: at(&["1"]), media: "a b.csv".into() });
}

/// Ids that a list has are those that records are asked for by, of whatever shape.
#[tokio::test]
async fn no_row_is_lost_for_the_shape_of_its_id() {
    let ids = ["1", "90001002", "1a2b3-c4d56", "Rec_7", "9b2d4e7a-1c3f-4a5b-8d6e-0f1a2b3c4d5e"];
    let records = ids.iter().map(|id| named(id, "10.9/x", "10.9/y")).collect();
    let server = Server::start().await;
    server.answers(LIST, [found(records)]);
    let page = list(&server, &["all"], &Query::default()).await.unwrap();
    assert_eq!(
        page.items.iter().map(|item| item.target.clone()).collect::<Vec<_>>(),
        ids.map(|id| Target::dataset(at(&[id])))
    );
    assert_eq!(page.warnings, [""; 0]);
}

/// Its versions and its files are those of the newest, not of what was typed.
#[tokio::test]
async fn what_is_told_beside_a_record_is_asked_by_its_own_id() {
    let server = Server::start().await;
    let mut newest = named("12", "10.9/v", "10.9/c");
    newest["files"] = object!({"enabled": true, "count": 1});
    server.answers("/api/records/10/versions/latest", [Answer::json(&newest)]);
    server.answers("/api/records/12/versions", [found(vec![newest, named("11", "10.9/w", "10.9/c")])]);
    let entry = object!({"key": "a.csv", "links": {"content": server.url.join("/x").unwrap().as_str()}});
    server.answers("/api/records/12/files", [Answer::json(&object!({"enabled": true, "entries": [entry]}))]);
    server.answers(
        "/api/records/10",
        [Answer::raw("application/json", fixture("zenodo/error-404.json")).with_status(404)],
    );
    let dataset = portal(&server).dataset(&at(&["10"])).await.unwrap();
    assert_eq!((dataset.media.len(), fact(&dataset, "other version")), (1, Some("p/11")));
}
