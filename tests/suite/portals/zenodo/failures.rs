//! Failures that come as successes, and limits that nobody stated.

use super::*;

#[tokio::test]
async fn a_failure_that_comes_as_a_success_is_no_empty_list() {
    let table = [
        (r#"{"status":400,"message":"Invalid query string syntax."}"#, "Invalid query string"),
        (r#"{"status":"ERROR","message":"asleep"}"#, "asleep"),
        (r#"{"error":"index missing"}"#, "index missing"),
        (r#"{"errors":[{"message":"first"}]}"#, "first"),
        (r#"{"hits":{}}"#, "no data"),
        (r#"{"hits":{"hits":null,"total":3}}"#, "no data"),
        ("{}", "no data"),
        ("<html>maintenance</html>", "web page"),
    ];
    for (body, part) in table {
        let server = Server::start().await;
        server.otherwise(Answer::raw("application/json", body));
        let portal = portal(&server);
        // A status in the body is what it means.
        let kind = if body.contains("400") { ErrorKind::Usage } else { ErrorKind::Portal };
        for folder in [&["all"][..], &[], &["datasets"], &["communities"], &["communities", "eaux"]] {
            let error = portal.list(&at(folder), &Query::default(), None).await.unwrap_err();
            assert!(error.kind == kind && error.cause.contains(part), "{folder:?} {body}: {error}");
        }
        assert!(portal.facets(&at(&["all"])).await.is_err(), "{body}");
        let error = portal.dataset(&at(&[RECORD])).await.unwrap_err();
        assert_eq!(error.kind, kind, "{body}: {error}");
    }
}

/// A refusal that states no limit is told as what it says, once and again.
#[tokio::test]
async fn no_limit_is_told_that_nobody_stated() {
    for (body, part) in [(r#"{"status":429,"message":"slowly"}"#, "slowly"), ("<html>", "429")] {
        let server = Server::start().await;
        server.answers(LIST, [Answer::raw("application/json", body).with_status(429)]);
        let portal = portal(&server);
        for _ in 0..2 {
            let error = portal.list(&at(&["all"]), &Query::default(), None).await.unwrap_err();
            assert_eq!((error.kind, error.retry_after), (ErrorKind::Unavailable, None), "{error}");
            assert_eq!(error.hint.as_ref().unwrap().to_string(), "It gives no time. Try again later.");
            assert!(error.cause.contains(part) && !error.cause.contains("limit"), "{error}");
        }
        assert!(portal.quota().is_empty());
    }
}
