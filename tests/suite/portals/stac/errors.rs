//! Errors that come with status 200, where a list or a thing was asked for: never an empty list.

use guichet::net::asking_once;

use super::*;

const BODIES: [(&str, &str); 8] = [
    (r#"{"code":"NotFoundError","description":"no such index"}"#, "no such index"),
    (r#"{"error":"search is down"}"#, "search is down"),
    (r#"{"error":{"code":17,"message":"token ended"}}"#, "token ended"),
    (r#"{"message":"API rate limit exceeded","status":429}"#, "rate limit"),
    (r#"{"detail":[{"loc":["body","limit"],"msg":"too many"}]}"#, "too many"),
    ("<!DOCTYPE html><html><h1>Sign in</h1></html>", "web page"),
    ("{}", ""),
    ("", "nothing at all"),
];

fn is_one_error<T: std::fmt::Debug>(came: Result<T, Error>, body: &str, words: &str) {
    let error = came.unwrap_err();
    // A status in the body is what it means.
    let kind = if body.contains("429") { ErrorKind::Unavailable } else { ErrorKind::Portal };
    assert_eq!(error.kind, kind, "{body}: {error}");
    assert!(error.cause.contains(words) && error.hint.is_some(), "{body}: {error} {:?}", error.hint);
}

#[tokio::test]
async fn of_an_interface() {
    for (body, words) in BODIES {
        let says = || Answer::raw("application/json", body);
        let server = interface().await;
        server.answers(SEARCH, [says()]);
        is_one_error(list(&server, &["all"], &Query::default()).await, body, words);
        is_one_error(list(&server, IMAGES, &Query::text("eau")).await, body, words);
        server.answers("/collections", [says()]);
        is_one_error(list(&server, &["collections"], &Query::default()).await, body, words);
        is_one_error(list(&server, &[], &Query::default()).await, body, words);
        is_one_error(portal(&server).facets(&at(&["all"])).await, body, words);
        server.answers(RECORDED.dataset_path, [says()]);
        is_one_error(portal(&server).dataset(&at(&[IMAGE])).await, body, words);
        server.answers("/collections/images", [says()]);
        is_one_error(portal(&server).dataset(&at(&["images~"])).await, body, words);
        server.answers("/", [says()]);
        for segments in [&[][..], &["all"], IMAGES] {
            is_one_error(list(&server, segments, &Query::default()).await, body, words);
        }
    }
}

#[tokio::test]
async fn of_documents() {
    for (body, words) in BODIES {
        let (server, portal) = folder().await;
        let says = || Answer::raw("application/json", body);
        let views = at(&["collections", "vues/collection.json"]);
        server.answers("/ciel/vues/a.json", [says()]);
        let a = at(&["vues/a.json"]);
        is_one_error(asking_once(portal.dataset(&a)).await, body, words);
        server.answers("/ciel/vues/collection.json", [says()]);
        is_one_error(asking_once(portal.list(&views, &Query::default(), None)).await, body, words);
        let (server, portal) = folder().await;
        server.answers("/ciel/catalog.json", [says()]);
        is_one_error(asking_once(portal.list(&at(&[]), &Query::default(), None)).await, body, words);
    }
}

/// Beside items an error is of some parts only, and a list of nothing is one without it.
#[tokio::test]
async fn what_is_a_list_stays_one() {
    let server = interface().await;
    for (body, expected) in [
        (object!({"features": [record(0)], "error": "one of two catalogues is down"}), Some(1)),
        (object!({"features": [], "title": "Search", "description": "nothing found"}), Some(0)),
        (object!({"features": [], "error": "timeout"}), None),
    ] {
        server.answers(SEARCH, [Answer::json(&body)]);
        let found = list(&server, &["all"], &Query::default()).await.ok().map(|page| page.items.len());
        assert_eq!(found, expected, "{body}");
    }
}
