//! Answers that are none of the Hub's, though their status says that all is well; and refusals of one request too many.

use super::*;

/// What may stand where the Hub should list: what it is, and what is to be told of it.
fn odd_answers() -> [(&'static str, Answer, &'static str); 6] {
    let html = "<!doctype html><html><title>Maintenance</title></html>";
    [
        ("an error", Answer::json(&object!({"error": "The service is under maintenance"})), "under maintenance"),
        ("one with a message", Answer::json(&object!({"error": {"message": "under repair"}})), "under repair"),
        ("a web page", Answer::raw("text/html", html), "web page"),
        ("a web page that calls itself JSON", Answer::raw("application/json", html), "web page"),
        ("nothing", Answer::raw("application/json", ""), "nothing"),
        ("a text", Answer::json(&object!("maintenance")), "JSON expected"),
    ]
}

#[tokio::test]
async fn an_error_with_status_200_is_never_an_empty_list() {
    for (what, answer, part) in odd_answers() {
        let server = Server::start().await;
        server.answers(LIST, [answer.clone()]).answers(TAGS, [answer.clone()]).answers(DATASET, [answer.clone()]);
        for place in [&["all"][..], &["licences"], &["tasks"], &[]] {
            let error = list(&server, place, &Query::default()).await.expect_err(what);
            assert_eq!(error.kind, ErrorKind::Portal, "{what} {place:?}: {error}");
            assert!(error.cause.contains(part), "{what} {place:?}: {error}");
        }
        let error = portal(&server).dataset(&at(&[SET])).await.expect_err(what);
        assert_eq!((error.kind, error.cause.contains(part)), (ErrorKind::Portal, true), "{what}: {error}");
        assert!(error.hint.unwrap().contains("the Hub's API"), "{what}");
        let server = with_dataset(|_| {}).await;
        server.answers(TREE, [answer]);
        let error = portal(&server).dataset(&at(&[SET])).await.expect_err(what);
        assert_eq!((error.kind, error.cause.contains(part)), (ErrorKind::Portal, true), "{what}: {error}");
    }
}

/// What stands before the Hub tells nothing of its limits: nobody else invents some.
#[tokio::test]
async fn too_many_requests_are_told_without_a_number_that_nobody_gave() {
    let server = Server::start().await;
    server.answers(LIST, [Answer::raw("text/plain", "We had to rate limit your IP").with_status(429)]);
    let portal = portal(&server);
    for _ in 0..2 {
        let error = portal.list(&at(&["all"]), &Query::default(), None).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unavailable, "{error}");
        assert!(error.cause.contains("slow down") && !error.cause.contains("500"), "{error}");
        let hint = error.hint.unwrap();
        assert!(hint.contains("gives no time") && hint.contains("by its own rule"), "{hint}");
    }
    assert_eq!(server.asked(LIST).len(), 1, "it is left alone");
    // With its word, that is said.
    let server = Server::start().await;
    let told = Answer::status(429)
        .header("ratelimit", "\"api\";r=0;t=77")
        .header("ratelimit-policy", "\"fixed window\";\"api\";q=55;w=300");
    server.answers(LIST, [told]);
    let error = self::portal(&server).list(&at(&["all"]), &Query::default(), None).await.unwrap_err();
    assert!(error.cause.contains("55") && error.cause.contains("77 s"), "{error}");
}
