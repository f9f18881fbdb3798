//! The API token: whose it is, and what CKAN says of it, which is nothing where it does not know it.

use super::*;

const USER: &str = "/api/3/action/user_show";
const MINE: &str = "/api/3/action/organization_list_for_user";

fn signed_in(server: &Server, secret: &str) -> Arc<dyn Portal> {
    connect_with(PortalConfig::new(PORTAL, Kind::Ckan, server.url.clone()), Some(key(secret)))
}

#[tokio::test]
async fn nobody_needs_a_token_to_look() {
    let server = Server::start().await;
    server.answers("/api/3/action/status_show", [recorded("ckan/status.json")]);
    let account = ckan(&server).account().await.unwrap();
    assert_eq!((account.who, account.opens), (None, vec!["what is open to everybody".to_owned()]));
    assert!(server.requests().iter().all(|asked| asked.header("authorization").is_none()));
    server.answers("/api/3/action/status_show", [Answer::json(&result(object!({"hello": "world"})))]);
    let error = ckan(&server).account().await.unwrap_err();
    assert!(error.kind == ErrorKind::Portal && error.hint.is_some(), "something else answers: {error}");
}

#[tokio::test]
async fn the_token_tells_who_one_is_and_opens_what_is_private() {
    let server = Server::start().await;
    server.answers(USER, [Answer::json(&result(object!({"name": "ada", "display_name": "Ada Lovelace"})))]);
    server.answers(MINE, [Answer::json(&result(object!([{"name": "ville", "title": "Ville"}, "odd"])))]);
    server.answers(LIST, [recorded("ckan/search.json")]);
    let portal = signed_in(&server, "Bearer the-token ");
    let account = portal.account().await.unwrap();
    assert_eq!(account.who.as_deref(), Some("Ada Lovelace"));
    assert_eq!(account.opens, ["what is open to everybody", "what Ville keeps to itself"]);
    portal.list(&at(&["all"]), &Query::default(), None).await.unwrap();
    assert_eq!(server.asked(LIST)[0].values("include_private"), ["true"]);
    assert!(server.requests().iter().all(|asked| asked.header("authorization") == Some("the-token")), "without Bearer");
}

/// CKAN takes whoever brings a token that it does not know for nobody, and answers all the same.
#[tokio::test]
async fn a_token_that_ckan_does_not_know_is_found_out() {
    let server = Server::start().await;
    server.answers(USER, [recorded("ckan/user-show-404.json").with_status(404)]);
    let error = signed_in(&server, "the-wrong-token").account().await.unwrap_err();
    assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::SignIn, 3));
    assert!(error.hint.is_some() && !format!("{error:?}").contains("the-wrong-token"), "{error:?}");
}

#[tokio::test]
async fn a_refusal_never_prints_the_token() {
    let server = Server::start().await;
    let said = r#"{"error": {"message": "Access denied to the-secret-token"}, "success": false}"#;
    server.answers(LIST, [Answer::raw("application/json", said).with_status(403)]);
    let error = signed_in(&server, "the-secret-token").list(&at(&["all"]), &Query::default(), None).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Denied);
    assert!(error.cause.contains("no right") && !format!("{error:?}").contains("the-secret-token"), "{error:?}");
    let config = PortalConfig::new(PORTAL, Kind::Ckan, "http://portail.example".parse().unwrap());
    let error = connect_with(config, Some(key("t"))).list(&at(&["all"]), &Query::default(), None).await.unwrap_err();
    assert!(error.kind == ErrorKind::Config && error.cause.contains("not https"), "{error}");
    let login = Credentials::Login { login: "ada".into(), password: "s3cret-of-ada".to_owned().into() };
    let config = PortalConfig::new(PORTAL, Kind::Ckan, server.url.clone());
    let error = connect_with(config, Some(login)).account().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Config);
}
