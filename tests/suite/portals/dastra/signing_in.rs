//! Both ways to sign in, and how they are refused (docs/portals/dastra.md 2).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use guichet::base::error::ErrorKind;
use url::Url;

use super::*;

fn basic(request: &Request) -> String {
    let header = request.header("authorization").unwrap().strip_prefix("Basic ").unwrap();
    String::from_utf8(STANDARD.decode(header).unwrap()).unwrap()
}

fn form(request: &Request) -> Vec<(String, String)> {
    url::form_urlencoded::parse(request.body.as_bytes()).into_owned().collect()
}

async fn workspaces(portal: &dyn Portal) -> Result<Page, Error> {
    portal.list(&at(&[]), &Query::default(), None).await
}

/// An account that opens what `workspaces` lists.
async fn with_workspaces(name: &str) -> Server {
    answering([(WORKSPACES, recorded(name)), (ME, Answer::status(200))]).await
}

#[tokio::test]
async fn a_key_pair_is_asked_for_a_token_as_a_form_section_2_1() {
    let server = with_workspaces("workspaces-page.json").await;
    let portal = dastra(&server);
    workspaces(&*portal).await.unwrap();
    workspaces(&*portal).await.unwrap();
    let asked = server.asked(TOKENS);
    assert_eq!(asked.len(), 1, "one token for both");
    assert_eq!((&*asked[0].method, basic(&asked[0])), ("POST", format!("{PUBLIC}:{PRIVATE}")));
    assert_eq!(asked[0].header("content-type"), Some("application/x-www-form-urlencoded"));
    let expected = [("grant_type", "client_credentials"), ("scope", "api1")];
    assert_eq!(form(&asked[0]), expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    assert!(server.asked(WORKSPACES).iter().all(|request| request.header("authorization") == Some(BEARER)));
    assert!(server.asked(WORKSPACES).iter().all(|request| request.header("x-api-key").is_none()));
}

/// IdentityServer4 decodes both halves after the base64.
#[tokio::test]
async fn odd_keys_are_form_encoded_before_they_are_joined_section_2_1() {
    let server = with_workspaces("workspaces-empty.json").await;
    let odd = Credentials::Client { id: "p+k".into(), secret: "b:s%2+c r/=é".to_owned().into() };
    workspaces(&*dastra_with(&server, odd)).await.unwrap();
    assert_eq!(basic(&server.asked(TOKENS)[0]), "p%2Bk:b%3As%252%2Bc+r%2F%3D%C3%A9");
}

#[tokio::test]
async fn a_private_key_alone_goes_with_every_request_section_2_2() {
    let server = with_workspaces("workspaces-page.json").await;
    let portal = dastra_with(&server, private_key());
    workspaces(&*portal).await.unwrap();
    let account = portal.account().await.unwrap();
    assert_eq!((account.opens.len(), account.warnings), (3, vec![]), "no scopes were asked for");
    assert!(server.asked(TOKENS).is_empty());
    assert!(server.requests().iter().all(|request| request.header("x-api-key") == Some(PRIVATE)));
    assert!(server.requests().iter().all(|request| request.header("authorization").is_none()));
}

#[tokio::test]
async fn a_token_lives_as_long_as_it_says_and_five_minutes_where_it_does_not_section_8_1() {
    // Its margin is a tenth of a second: the next request asks anew.
    let table = [("1", 2), ("3600", 1), ("0", 1), ("-5", 1), ("null", 1)];
    for (life, tokens) in table {
        let server = with_workspaces("workspaces-page.json").await;
        let token = format!(r#"{{"access_token":"t","token_type":"bearer","scope":"api1","expires_in":{life}}}"#);
        server.answers(TOKENS, [Answer::raw("application/json", token)]);
        let portal = dastra(&server);
        workspaces(&*portal).await.unwrap();
        workspaces(&*portal).await.unwrap();
        let renewed = async {
            while server.asked(TOKENS).len() < tokens {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                workspaces(&*portal).await.unwrap();
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(20), renewed).await.expect("the token is renewed");
        assert_eq!(server.asked(TOKENS).len(), tokens, "expires_in {life}");
        assert!(server.asked(WORKSPACES).iter().all(|request| request.header("authorization") == Some("Bearer t")));
    }
}

#[tokio::test]
async fn refused_keys_say_why_and_are_sent_once_section_2_4() {
    let table = [
        ("invalid_client", "does not know this client id and secret"),
        ("invalid_scope", "scope"),
        ("unauthorized_client", "without a person"),
    ];
    for (word, part) in table {
        for status in [400, 401] {
            let server = Server::start().await;
            server.answers(TOKENS, [Answer::json(&object!({"error": word})).with_status(status)]);
            let portal = dastra(&server);
            for _ in 0..3 {
                let error = workspaces(&*portal).await.unwrap_err();
                assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::SignIn, 3), "{word}");
                assert!(error.cause.contains(part) && error.hint.is_some(), "{error}");
                assert!(!format!("{error:?}").contains(PRIVATE));
            }
            assert_eq!(server.asked(TOKENS).len(), 1, "a wrong key is not sent again");
            assert!(server.asked(WORKSPACES).is_empty());
        }
    }
    assert_eq!(json("dastra/token-invalid-client.json"), object!({"error": "invalid_client"}));
}

#[tokio::test]
async fn an_account_lists_what_the_key_opens_section_3() {
    for credentials in [key_pair(), private_key()] {
        let server = with_workspaces("workspaces-page.json").await;
        let account = dastra_with(&server, credentials).account().await.unwrap();
        assert_eq!(
            account.opens,
            [
                "workspace \"Valbrune Métropole – Registre principal\", 14 organisation units",
                "workspace \"Office public de l'habitat\", 1 organisation unit",
                "workspace \"Bac à sable (formation DPO)\", 0 organisation units, archived",
            ]
        );
        assert_eq!(account.warnings, [""; 0]);
        assert_eq!(server.asked(ME).len(), 1, "the key was checked");
    }
}

/// The body is not described: whatever it is, 2xx is valid.
#[tokio::test]
async fn me_is_a_check_and_nothing_else_section_3() {
    for body in ["", "null", "[1]", "<html>", "{\"id\":9107}"] {
        let server = with_workspaces("workspaces-page.json").await;
        server.answers(ME, [Answer::raw("application/json", body)]);
        assert_eq!(dastra(&server).account().await.unwrap().opens.len(), 3, "{body:?}");
    }
    let server = with_workspaces("workspaces-page.json").await;
    server.answers(ME, [Answer::status(401)]);
    let error = dastra_with(&server, private_key()).account().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::SignIn);
    assert!(error.cause.contains("refuses the key"), "{error}");
    assert_eq!(server.asked(ME).len(), 1, "a key that is refused is not sent again");
    let server = with_workspaces("workspaces-page.json").await;
    server.answers(ME, [Answer::status(404)]);
    let account = dastra(&server).account().await.unwrap();
    assert_eq!((account.opens.len(), account.warnings.len()), (3, 1), "the list is a check as well");
}

#[tokio::test]
async fn scopes_that_were_not_granted_are_named_section_2_1() {
    let server = with_workspaces("workspaces-page.json").await;
    let token = object!({"access_token": "t", "expires_in": 3600, "token_type": "Bearer", "scope": "api2"});
    server.answers(TOKENS, [Answer::json(&token)]);
    assert_eq!(dastra(&server).account().await.unwrap().warnings, ["asked for and not granted: api1"]);
    let mut config = PortalConfig::new(PORTAL, Kind::Dastra, server.url.clone());
    config.scope = Some("api2".into());
    let account = connect_with(config, Some(key_pair())).account().await.unwrap();
    assert_eq!(account.warnings, [""; 0]);
}

#[tokio::test]
async fn a_key_that_opens_nothing_says_so_section_8_13() {
    let server = with_workspaces("workspaces-empty.json").await;
    let account = dastra(&server).account().await.unwrap();
    assert_eq!((account.opens.len(), account.warnings), (0, vec!["the key opens no workspace".to_owned()]));
}

#[tokio::test]
async fn tokens_may_come_from_elsewhere_section_1() {
    let (identity, api) = (Server::start().await, Server::start().await);
    identity.answers("/ids/token", [recorded("token-ok.json")]);
    api.answers(WORKSPACES, [recorded("workspaces-page.json")]);
    let mut config = PortalConfig::new(PORTAL, Kind::Dastra, api.url.clone());
    config.token_url = Some(identity.url.join("/ids/token").unwrap());
    workspaces(&*connect_with(config, Some(key_pair()))).await.unwrap();
    assert_eq!((identity.asked("/ids/token").len(), api.asked(TOKENS).len()), (1, 0));
}

#[tokio::test]
async fn keys_do_not_travel_in_clear_text_section_1() {
    let server = Server::start().await;
    for credentials in [key_pair(), private_key()] {
        let mut config = PortalConfig::new(PORTAL, Kind::Dastra, Url::parse("http://dastra.example").unwrap());
        config.token_url = Some(server.url.join(TOKENS).unwrap());
        let error = workspaces(&*connect_with(config, Some(credentials))).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Config);
        assert!(error.cause.contains("not https"), "{error}");
    }
    assert!(server.requests().is_empty(), "not even for a token");
}

#[tokio::test]
async fn without_a_key_nothing_is_asked_and_with_a_password_neither() {
    let server = Server::start().await;
    let config = PortalConfig::new(PORTAL, Kind::Dastra, server.url.clone());
    let error = workspaces(&*connect_with(config, None)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::SignIn);
    assert!(error.hint.unwrap().contains("guichet setup p"));
    let login = Credentials::Login { login: "ada".into(), password: "pw".to_owned().into() };
    assert_eq!(workspaces(&*dastra_with(&server, login)).await.unwrap_err().kind, ErrorKind::Config);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_token_that_ended_early_is_renewed_once_and_the_request_repeated_once_section_2_5() {
    let server = with_workspaces("workspaces-page.json").await;
    let expired = Answer::status(401).header("www-authenticate", "Bearer error=\"invalid_token\"");
    server.answers(WORKSPACES, [expired, recorded("workspaces-page.json")]);
    assert_eq!(workspaces(&*dastra(&server)).await.unwrap().items.len(), 3);
    assert_eq!((server.asked(TOKENS).len(), server.asked(WORKSPACES).len()), (2, 2));
}

/// Whether a key of one workspace may list them is not known (docs/portals/dastra.md 2.3): it is not refused for that.
#[tokio::test]
async fn a_key_that_may_not_list_workspaces_is_good_all_the_same_section_2_3() {
    for status in [403, 404] {
        let server = answering([(WORKSPACES, Answer::status(status)), (ME, Answer::status(200))]).await;
        let account = dastra(&server).account().await.unwrap();
        assert_eq!((account.opens.len(), account.warnings.len()), (0, 1));
        assert!(account.warnings[0].contains("the key is good"), "{:?}", account.warnings);
        // But for what could not be checked either.
        server.answers(ME, [Answer::status(404)]);
        assert!(dastra(&server).account().await.is_err());
    }
}
