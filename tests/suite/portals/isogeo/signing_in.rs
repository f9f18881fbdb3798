//! The application's sign-in, and what it says of itself (docs/portals/isogeo.md 1.3, 1.4 and 3).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use guichet::base::error::ErrorKind;

use super::*;

/// All that breaks encodings: a colon, a percent sign, a plus, a space, slashes, an accent.
const ODD: &str = "b:s%2+c r/=é";

fn with(server: &Server, set: impl FnOnce(&mut PortalConfig), credentials: Option<Credentials>) -> Arc<dyn Portal> {
    let mut config = PortalConfig::new(PORTAL, Kind::Isogeo, server.url.clone());
    set(&mut config);
    connect_with(config, credentials)
}

/// The shares, for whoever has this token.
fn guard(server: &Server, token: &str) {
    let token = format!("Bearer {token}");
    server.on(SHARES, move |request| match request.header("authorization") {
        Some(given) if given == token => Answer::raw("application/json", fixture("isogeo/shares.json")),
        _ => Answer::status(401),
    });
}

fn form(request: &Request) -> Vec<(String, String)> {
    url::form_urlencoded::parse(request.body.as_bytes()).into_owned().collect()
}

#[tokio::test]
async fn the_pair_goes_raw_into_basic_and_the_form_says_the_grant_alone_section_1_3() {
    let server = Server::start().await;
    guard(&server, "one");
    server.answers(TOKEN, [Answer::raw("application/json", fixture("isogeo/token.json")), granted("one")]);
    let portal = with(&server, |_| (), Some(client("appli-1", ODD)));
    // The first token is the recorded one, which the guard does not know: it is renewed once.
    portal.account().await.unwrap();
    portal.account().await.unwrap();
    let asked = server.asked(TOKEN);
    assert_eq!(asked.len(), 2, "one token for both, and no refresh grant");
    for request in &asked {
        let header = request.header("authorization").unwrap().strip_prefix("Basic ").unwrap();
        assert_eq!(String::from_utf8(STANDARD.decode(header).unwrap()).unwrap(), format!("appli-1:{ODD}"));
        assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
        assert_eq!(form(request), [("grant_type".to_owned(), "client_credentials".to_owned())]);
    }
    let sent = server.asked(SHARES);
    assert!(
        sent[0].header("authorization").unwrap().starts_with("Bearer RXhl"),
        "capitalised, whatever token_type says"
    );
}

#[tokio::test]
async fn the_token_service_and_the_scope_are_as_configured_section_1_1() {
    let (server, identity) = (Server::start().await, Server::start().await);
    guard(&server, "one");
    identity.answers("/elsewhere/token", [granted("one")]);
    let set = |config: &mut PortalConfig| {
        config.token_url = Some(identity.url.join("elsewhere/token").unwrap());
        config.scope = Some("resources:read".into());
    };
    with(&server, set, Some(client("appli", "s"))).account().await.unwrap();
    let scope = ("scope".to_owned(), "resources:read".to_owned());
    assert!(form(&identity.asked("/elsewhere/token")[0]).contains(&scope));
    assert!(server.asked(TOKEN).is_empty());
}

#[tokio::test]
async fn a_base_with_a_path_keeps_it_section_1_1() {
    let server = Server::start().await;
    server.answers("/v1/oauth/token", [granted("one")]);
    server.answers("/v1/shares", [Answer::raw("application/json", fixture("isogeo/shares.json"))]);
    for slash in ["", "/"] {
        let set = |config: &mut PortalConfig| config.url = format!("{}v1{slash}", server.url).parse().unwrap();
        let account = with(&server, set, Some(client("appli", "s"))).account().await.unwrap();
        assert_eq!(account.opens.len(), 2);
    }
}

#[tokio::test]
async fn a_wrong_client_is_a_400_and_is_not_sent_again_section_1_4() {
    let refusals = [
        Answer::raw("application/json", r#"{"error":"invalid_client"}"#).with_status(400),
        Answer::raw("application/json", r#"{"error":"unknown_word"}"#).with_status(400),
        Answer::raw("application/json", r#"{"error":{"code":1}}"#).with_status(400),
        Answer::raw("text/html", "<html>Bad Request</html>").with_status(400),
        Answer::status(400),
        Answer::status(401),
    ];
    for refusal in refusals {
        let server = Server::start().await;
        server.answers(TOKEN, [refusal.clone()]);
        let portal = with(&server, |_| (), Some(client("appli", "a-wrong-secret")));
        for _ in 0..3 {
            let error = portal.account().await.unwrap_err();
            assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::SignIn, 3), "{refusal:?}");
            assert!(error.hint.is_some());
            assert!(!format!("{error} {error:?}").contains("a-wrong-secret"));
        }
        assert_eq!(server.asked(TOKEN).len(), 1, "{refusal:?}");
        assert!(server.asked(SHARES).is_empty());
    }
}

#[tokio::test]
async fn a_token_service_that_is_down_is_no_wrong_client_section_1_4() {
    let server = Server::start().await;
    guard(&server, "one");
    server.answers(TOKEN, [Answer::status(503), granted("one")]);
    let portal = with(&server, |_| (), Some(client("appli", "s")));
    portal.account().await.unwrap();
    assert_eq!(server.asked(TOKEN).len(), 2, "it is asked again");

    server.answers(TOKEN, [Answer::status(503)]);
    let portal = with(&server, |_| (), Some(client("appli", "s")));
    assert_eq!(portal.account().await.unwrap_err().kind, ErrorKind::Unavailable);
}

#[tokio::test]
async fn a_token_of_another_platform_is_explained_section_1_4() {
    let server = server().await;
    server.answers(SHARES, [Answer::status(401)]);
    let error = isogeo(&server).account().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::SignIn);
    assert!(error.hint.as_ref().is_some_and(|hint| hint.contains("QA") && hint.contains("token_url")), "{error:?}");
    assert_eq!((server.asked(SHARES).len(), server.asked(TOKEN).len()), (2, 2), "one renewal, one retry");
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_section_8_5() {
    let server = Server::start().await;
    server.answers(TOKEN, [granted("one"), granted("two")]);
    guard(&server, "one");
    let portal = isogeo(&server);
    portal.account().await.unwrap();
    guard(&server, "two");
    portal.account().await.unwrap();
    assert_eq!((server.asked(SHARES).len(), server.asked(TOKEN).len()), (3, 2));
}

#[tokio::test]
async fn a_token_is_not_sent_in_clear_text_section_1_3() {
    let set = |config: &mut PortalConfig| config.url = "http://v1.api.isogeo.example".parse().unwrap();
    let server = Server::start().await;
    let error = with(&server, set, Some(client("appli", "s"))).account().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Config);
    assert!(error.cause.contains("https"), "{error}");
}

#[tokio::test]
async fn nobody_is_let_in_without_a_client() {
    let server = Server::start().await;
    for credentials in [None, Some(Credentials::ApiKey("k".to_owned().into()))] {
        let error = with(&server, |_| (), credentials).account().await.unwrap_err();
        assert!(matches!(error.kind, ErrorKind::SignIn | ErrorKind::Config), "{error}");
        assert!(error.hint.is_some());
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn an_account_is_an_application_and_its_shares_section_3() {
    let server = server().await;
    guard(&server, "one");
    let account = isogeo(&server).account().await.unwrap();
    assert_eq!(account.who.as_deref(), Some("Explorateur de catalogue"));
    let expected = [
        "Données ouvertes – consultation (shared by Agglomération du Val d’Ormoy)",
        "Réseaux d’eau (partenaires) (shared by Syndicat des eaux de la Vère)",
    ];
    assert_eq!(account.opens, expected);
    assert_eq!(account.warnings, [""; 0]);
}

#[tokio::test]
async fn an_application_without_a_share_is_told_so_section_7_trap_11() {
    let server = server().await;
    server.answers(SHARES, [Answer::json(&object!([]))]);
    server.answers(SEARCH, [Answer::json(&page(0, 0, 0))]);
    let account = isogeo(&server).account().await.unwrap();
    assert_eq!((account.who.as_deref(), account.opens.len()), (Some("appli"), 0), "it did sign in");
    let root = list(&server, &[], &Query::default()).await.unwrap();
    assert_eq!(root.items.len(), 0);
    for warnings in [account.warnings, root.warnings] {
        assert_eq!(warnings.len(), 1);
        assert!(warnings[0].starts_with("no catalogue is shared with this application"), "{warnings:?}");
    }
}
