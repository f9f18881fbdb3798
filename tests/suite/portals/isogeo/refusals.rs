//! What each refusal means, from the wire to kind and exit code (docs/portals/isogeo.md 1.4).

use guichet::base::error::ErrorKind;

use super::*;

#[tokio::test]
async fn refused_records_say_why_section_1_4() {
    let table = [
        (Answer::status(404), ErrorKind::NotFound, "nothing there"),
        (
            Answer::raw("application/json", r#"{"error":"not_found"}"#).with_status(404),
            ErrorKind::NotFound,
            "not_found",
        ),
        (Answer::status(403).body("Interdit"), ErrorKind::Denied, "Interdit"),
        (Answer::raw("text/html", "<html>Oups</html>").with_status(500), ErrorKind::Portal, "(500)"),
        (Answer::raw("application/json", r#"{"error":{"deep":1}}"#).with_status(400), ErrorKind::Portal, "400"),
    ];
    for (answer, kind, part) in table {
        let server = server().await;
        server.answers(&detail_path(RECORD), [answer.clone()]);
        let error = isogeo(&server).dataset(&at(&[RECORD])).await.unwrap_err();
        assert_eq!(error.kind, kind, "{answer:?}: {error}");
        assert!(error.cause.contains(part), "{error}");
        assert_eq!(error.subject, format!("p/{RECORD}"));
        assert_eq!(server.asked(&detail_path(RECORD)).len(), 1, "what lasts is not asked for again");
    }
}

#[tokio::test]
async fn a_refused_file_names_the_publisher_s_choice_section_6_3() {
    let server = server().await;
    let link = format!("/resources/{}/links/a.bin", hex(1));
    let media =
        linked(&server, object!({"_id": "a", "type": "hosted", "kind": "data", "actions": ["download"], "url": link}))
            .await;
    for (answer, kind, part) in [
        (Answer::status(403), ErrorKind::Denied, "downloads off"),
        (Answer::status(404).body("File doesn't exist"), ErrorKind::NotFound, "removed"),
    ] {
        server.answers(&link, [answer]);
        let error = bytes(&*isogeo(&server), &media).await.unwrap_err();
        assert_eq!(error.kind, kind);
        assert!(error.hint.as_ref().is_some_and(|hint| hint.contains(part)), "{error:?}");
        assert_eq!(error.subject, media.address().to_string());
    }
}

#[tokio::test]
async fn what_is_overloaded_is_asked_again_twice_section_8_5() {
    for status in [502, 503, 504] {
        let server = server().await;
        server
            .answers(SHARES, [Answer::status(status), Answer::status(status).body("Busy"), Answer::json(&object!([]))]);
        isogeo(&server).account().await.unwrap();
        assert_eq!(server.asked(SHARES).len(), 3);
        server.answers(SHARES, [Answer::status(status).body("Busy")]);
        let error = isogeo(&server).account().await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unavailable);
        assert!(error.cause.contains("Busy"), "{error}");
        assert_eq!(server.asked(SHARES).len(), 6);
    }
}

/// A success that holds nothing, a proxy's page, or something else than a list.
#[tokio::test]
async fn answers_that_are_none_of_isogeo_s_are_explained_section_8_5() {
    let table = [
        (Answer::status(200), "empty"),
        (Answer::raw("application/json", " \n"), "empty"),
        (Answer::raw("text/html", "<html><form>proxy</form></html>"), "web page"),
        (Answer::json(&object!({"_id": "a"})), "JSON"),
        (Answer::json(&object!("texte")), "JSON"),
        (Answer::raw("text/plain", "bonjour"), "JSON"),
    ];
    for (answer, part) in table {
        let server = server().await;
        for path in [SHARES, SEARCH, &detail_path(RECORD)] {
            server.answers(path, [answer.clone()]);
        }
        let portal = isogeo(&server);
        let shares = portal.account().await.unwrap_err();
        let root = portal.list(&at(&[]), &Query::default(), None).await.unwrap_err();
        assert_eq!((shares.kind, &shares.cause), (ErrorKind::Portal, &root.cause));
        assert!(shares.cause.contains(part), "{answer:?}: {shares}");
        let hint = shares.hint.unwrap();
        assert!(hint.contains("not an answer of Isogeo") && hint.contains("no catalogue is shared"), "{hint}");
    }
}

#[tokio::test]
async fn empty_searches_and_records_are_explained_section_1_4() {
    let server = server().await;
    for path in [SEARCH, &detail_path(RECORD)] {
        server.answers(path, [Answer::status(200)]);
    }
    let portal = isogeo(&server);
    let errors = [
        portal.list(&at(&["all"]), &Query::default(), None).await.unwrap_err(),
        portal.facets(&at(&[])).await.unwrap_err(),
        portal.dataset(&at(&[RECORD])).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind, ErrorKind::Portal);
        assert!(error.cause.contains("empty") && error.hint.unwrap().contains("no catalogue is shared"));
    }
}

#[tokio::test]
async fn hostile_refusals_are_cleaned_cut_and_do_not_quote_the_token() {
    let server = Server::start().await;
    server.answers(TOKEN, [granted("a-long-opaque-token")]);
    server.on(SEARCH, |request| {
        let quoted = request.header("authorization").unwrap();
        let body = object!({"error": format!("a\u{1b}[31mb {quoted} {}", "x".repeat(10_000))});
        Answer::raw("application/json", body.to_string()).with_status(400)
    });
    let error = list(&server, &["all"], &Query::default()).await.unwrap_err();
    assert!(error.cause.contains("a[31mb") || error.cause.contains("a [31mb"), "{}", error.cause);
    assert!(error.cause.to_string().len() < 1000 && !error.cause.contains("a-long-opaque-token"), "{error}");
}
