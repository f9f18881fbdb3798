//! What CKAN refuses, in each of its forms.

use super::*;

async fn refused(answer: Answer) -> Error {
    let server = Server::start().await;
    server.answers(LIST, [answer]);
    list(&server, &["all"], &Query::default()).await.unwrap_err()
}

#[tokio::test]
async fn recorded_refusals_are_explained() {
    let table = [
        ("ckan/bad-value-409.json", 409, ErrorKind::Usage, "rows: "),
        ("ckan/unknown-action-400.json", 400, ErrorKind::Portal, "Action name not known: nope"),
        ("ckan/forbidden-403.json", 403, ErrorKind::Denied, "not for everybody"),
        ("ckan/show-404.json", 404, ErrorKind::NotFound, "CKAN has nothing there"),
    ];
    for (file, status, kind, part) in table {
        let error = refused(recorded(file).with_status(status)).await;
        assert_eq!((error.kind, error.status), (kind, Some(status)), "{file}");
        assert!(error.cause.contains(part) && error.hint.is_some(), "{file}: {}", error.cause);
    }
}

#[tokio::test]
async fn a_web_page_that_nothing_is_at_tells_of_a_wrong_address() {
    let page = Answer::raw("text/html; charset=utf-8", "<!DOCTYPE html><title>404</title>").with_status(404);
    let error = refused(page).await;
    assert!(error.kind == ErrorKind::NotFound && error.hint.unwrap().contains("/api"));
}

/// Older portals say so with a 200, and others have an answer without a result.
#[tokio::test]
async fn a_success_without_a_result_is_none() {
    for (answer, part) in [
        (
            object!({"help": "h", "success": false, "error": {"message": "Pas \u{1b}[31maujourd'hui"}}),
            "failed: Pas [31maujourd'hui",
        ),
        (object!({"success": true}), "no result"),
        (object!({"success": true, "result": "text"}), "no result"),
        (object!({"success": true, "result": {"results": "odd"}}), "not as expected"),
        (object!({}), "no result"),
    ] {
        let error = refused(Answer::json(&answer)).await;
        assert_eq!(error.kind, ErrorKind::Portal, "{answer}");
        assert!(error.cause.contains(part) && error.hint.is_some(), "{answer}: {}", error.cause);
    }
}
