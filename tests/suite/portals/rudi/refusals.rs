//! What each refusal means, from the wire to kind and exit code.

use guichet::base::error::ErrorKind;

use super::*;

/// What opening a media says when the portal answers so.
async fn refused(answer: Answer, signed_in: bool) -> Error {
    let server = Server::start().await;
    let media = media(&server, file("/m")).await;
    if signed_in {
        server.answers("/anonymous", [Answer::json(&pair("t"))]);
    }
    server.answers("/m", [answer]);
    bytes(&*rudi(&server), &media).await.unwrap_err()
}

fn recorded(status: u16, name: &str) -> Answer {
    Answer::raw("application/json", fixture(&format!("rudi/error.{name}"))).with_status(status)
}

#[tokio::test]
async fn refused_downloads_sections_3_1_and_3_2() {
    let message = "Not allowed to access to this Media";
    let table = [
        (Answer::status(401).header("x-error-message", message), ErrorKind::Denied, "restricted"),
        (Answer::status(401).header("www-authenticate", "Bearer"), ErrorKind::SignIn, "sign in"),
        (recorded(404, "gateway.404.json"), ErrorKind::NotFound, "Not Found"),
        (Answer::status(404).body("<html>Not Found</html>"), ErrorKind::NotFound, "(404)"),
        (Answer::status(411), ErrorKind::Portal, "decrypt"),
        (recorded(483, "portal.483.json"), ErrorKind::Denied, "ne peut pas accéder"),
        (Answer::status(480).body(r#"{"code":"HTTP 480"}"#), ErrorKind::SignIn, "keys"),
        (recorded(401, "wso2.900901.json"), ErrorKind::SignIn, "900901"),
        (recorded(401, "wso2.900902.json"), ErrorKind::SignIn, "sign in"),
        (recorded(403, "wso2.900908.json"), ErrorKind::Denied, "not subscribed"),
        (Answer::status(401).body(r#"{"fault":{"code":900907}}"#), ErrorKind::Denied, "blocked"),
        (Answer::status(500).header("x-error-message", message), ErrorKind::Unavailable, "(500)"),
        (
            Answer::status(404).body(r#"{"status":"error","msg":"media uuid not found"}"#),
            ErrorKind::NotFound,
            "media uuid not found",
        ),
        // However long it is, its beginning says why.
        (Answer::status(500).body(format!("disk full\n{}", "x".repeat(1 << 20))), ErrorKind::Unavailable, "disk full"),
    ];
    for (answer, kind, part) in table {
        let error = refused(answer.clone(), false).await;
        assert_eq!(error.kind, kind, "{answer:?}: {error}");
        assert!(error.cause.contains(part), "{error}");
        assert!(error.kind.exit_code() > 2);
    }
}

/// The anonymous account is nobody: it must not read as if a person's account had been refused.
#[tokio::test]
async fn a_refused_media_names_who_was_refused_section_3_1() {
    let answer = Answer::status(401).header("x-error-message", "Not allowed to access to this Media");
    for anonymous in [false, true] {
        let error = refused(answer.clone(), anonymous).await;
        assert_eq!(error.kind, ErrorKind::Denied);
        assert!(error.hint.as_ref().is_some_and(|hint| hint.contains("access")), "{error:?}");
        assert!(!error.cause.contains("the account in use"), "{error}");
    }
}

#[tokio::test]
async fn refused_requests_section_5() {
    let table = [
        (recorded(400, "portal.400.json"), ErrorKind::Portal, "Invalid UUID"),
        (Answer::status(401), ErrorKind::SignIn, "(401)"),
        (Answer::status(403), ErrorKind::Denied, "(403)"),
        (recorded(404, "portal.404.txt"), ErrorKind::NotFound, "est introuvable"),
        (Answer::status(409).body(r#"{"code":"409","label":"déjà fait"}"#), ErrorKind::Portal, "déjà fait"),
        (Answer::status(440).body(r#"{"code":"HTTP 440","label":"étrange"}"#), ErrorKind::Portal, "étrange"),
        (Answer::status(498), ErrorKind::SignIn, "498"),
        (Answer::status(500), ErrorKind::Portal, "500"),
        (Answer::status(502), ErrorKind::Unavailable, "502"),
        (Answer::status(999), ErrorKind::Portal, "999"),
    ];
    for (answer, kind, part) in table {
        let server = Server::start().await;
        server.answers(&detail_path(EDGE), [answer.clone()]);
        let error = rudi(&server).dataset(&at(&[EDGE])).await.unwrap_err();
        assert_eq!(error.kind, kind, "{answer:?}: {error}");
        assert!(error.cause.contains(part), "{error}");
        assert_eq!(error.subject, format!("p/{EDGE}"));
        let tries = server.asked(&detail_path(EDGE)).len();
        assert_eq!(tries, if kind == ErrorKind::Unavailable { 3 } else { 1 }, "only what may pass is tried again");
    }
}

#[tokio::test]
async fn what_is_down_for_a_moment_is_asked_again_section_5() {
    for status in [502, 503, 504] {
        let server = Server::start().await;
        server.answers(LIST, [Answer::status(status), Answer::json(&page(0, 1, 1))]);
        assert_eq!(list(&server, &["all"], &Query::default()).await.unwrap().items.len(), 1);
    }
}

#[tokio::test]
async fn hostile_refusals_are_cleaned_and_cut() {
    let long = format!("{{\"label\":\"a\\u001b[31mb{}\"}}", "x".repeat(100_000));
    let error = refused(Answer::status(400).body(long), false).await;
    assert!(
        !error.cause.to_string().contains('\u{1b}') && error.cause.to_string().len() < 1000,
        "{}",
        error.cause.to_string().len()
    );
}

#[tokio::test]
async fn a_token_that_a_refusal_quotes_is_not_printed() {
    let server = Server::start().await;
    server.answers("/anonymous", [Answer::json(&pair("eyJ.a-long-token.x"))]);
    server.on(LIST, |request| match request.header("authorization") {
        None => Answer::status(401),
        Some(token) => Answer::raw("application/json", object!({"label": format!("bad token {token}")}).to_string())
            .with_status(409),
    });
    let error = list(&server, &["all"], &Query::default()).await.unwrap_err();
    assert!(error.cause.contains("bad token"), "{error}");
    assert!(!format!("{error} {error:?}").contains("a-long-token"), "{error:?}");
}

/// A connection that breaks in the middle of an answer is as good as none.
#[tokio::test]
async fn an_answer_that_breaks_off_is_asked_for_again_section_5() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = url::Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        let body = page(0, 2, 2).to_string();
        for sent in [&body[..20], &body] {
            let (mut socket, _) = listener.accept().await.unwrap();
            assert!(socket.read(&mut [0; 4096]).await.unwrap() > 0);
            let length = body.len();
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{sent}");
            socket.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    let portal = crate::portals::connect_with(guichet::portals::PortalConfig::new("p", Kind::Rudi, url), None);
    assert_eq!(portal.list(&at(&["all"]), &Query::default(), None).await.unwrap().items.len(), 2);
}
