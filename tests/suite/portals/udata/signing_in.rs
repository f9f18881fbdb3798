//! The API key: whose it is, and what a portal says of it.

use super::*;

fn signed_in(server: &Server, secret: &str) -> Arc<dyn Portal> {
    connect_with(PortalConfig::new(PORTAL, Kind::Udata, server.url.clone()), Some(key(secret)))
}

#[tokio::test]
async fn nobody_needs_a_key_to_look() {
    let server = server().await;
    server.answers("/api/1/site/", [recorded("udata/site.json")]);
    let account = udata(&server).account().await.unwrap();
    assert_eq!((account.who, account.opens), (None, vec!["what is open to everybody".to_owned()]));
    assert!(server.requests().iter().all(|asked| asked.header("x-api-key").is_none()));
    server.answers("/api/1/site/", [Answer::json(&object!({"hello": "world"}))]);
    let error = udata(&server).account().await.unwrap_err();
    assert!(error.kind == ErrorKind::Portal && error.hint.is_some(), "something else answers: {error}");
}

#[tokio::test]
async fn the_key_tells_who_one_is() {
    let server = server().await;
    let me = object!({"first_name": "Ada", "last_name": "Lovelace", "organizations": [{"name": "Ville"}, {"id": "x"}]});
    server.answers("/api/1/me/", [Answer::json(&me)]);
    let account = signed_in(&server, " Bearer the-key\n").account().await.unwrap();
    assert_eq!(account.who.as_deref(), Some("Ada Lovelace"));
    assert_eq!(account.opens, ["what is open to everybody", "what Ville keeps to itself"]);
    assert_eq!(server.asked("/api/1/me/")[0].header("x-api-key"), Some("the-key"), "as it is meant");
}

#[tokio::test]
async fn a_wrong_key_is_refused_once_and_never_printed() {
    let server = server().await;
    let refusal = r#"{"message": "Invalid API token the-secret-key"}"#;
    server.answers("/api/1/me/", [recorded("udata/me-401.json").with_status(401)]);
    server.answers(LIST, [Answer::raw("application/json", refusal).with_status(401)]);
    let portal = signed_in(&server, "the-secret-key");
    let error = portal.account().await.unwrap_err();
    assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::SignIn, 3));
    assert!(error.cause.contains("Invalid API token"), "{}", error.cause);
    let error = portal.list(&at(&["all"]), &Query::default(), None).await.unwrap_err();
    assert_eq!(server.asked(LIST).len(), 1, "a key that is refused is not tried again");
    assert!(!format!("{error:?}").contains("the-secret-key"), "{error:?}");
}

#[tokio::test]
async fn a_password_is_no_key() {
    let server = server().await;
    let config = PortalConfig::new(PORTAL, Kind::Udata, server.url.clone());
    let login = Credentials::Login { login: "ada".into(), password: "s3cret-of-ada".to_owned().into() };
    let error = connect_with(config, Some(login)).list(&at(&["all"]), &Query::default(), None).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Config);
    assert_eq!(server.asked(LIST).len(), 0);
}

#[tokio::test]
async fn a_key_never_travels_in_clear_text() {
    let config = PortalConfig::new(PORTAL, Kind::Udata, "http://portail.example".parse().unwrap());
    let error =
        connect_with(config, Some(key("the-key"))).list(&at(&["all"]), &Query::default(), None).await.unwrap_err();
    assert!(error.kind == ErrorKind::Config && error.cause.contains("not https"), "{error}");
}
