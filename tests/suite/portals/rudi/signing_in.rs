//! The credentialed ways to sign in (docs/portals/rudi.md 2.2 to 2.5).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use guichet::base::error::ErrorKind;
use guichet::model::Offer;

use super::*;

const ME: &str = "/acl/v1/users/me";
/// All that breaks encodings: a colon, a percent sign, a plus, a space, slashes, an accent.
const ODD: &str = "b:s%2+c r/=é";

fn granted(token: &str) -> Answer {
    Answer::json(&object!({"access_token": token, "token_type": "Bearer", "expires_in": "300", "scope": "read write"}))
}

/// The pair in a request's Basic header.
fn basic(request: &Request) -> String {
    let header = request.header("authorization").unwrap().strip_prefix("Basic ").unwrap();
    String::from_utf8(STANDARD.decode(header).unwrap()).unwrap()
}

fn at_root() -> guichet::model::Address {
    at(&[])
}

fn form(request: &Request) -> Vec<(String, String)> {
    url::form_urlencoded::parse(request.body.as_bytes()).into_owned().collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

async fn all(portal: &dyn Portal) -> Result<Page, Error> {
    portal.list(&at(&["all"]), &Query::default(), None).await
}

/// A catalogue of one record that takes only this token.
fn guard(server: &Server, token: &str) {
    let token = format!("Bearer {token}");
    server.on(LIST, move |request| match request.header("authorization") {
        Some(given) if given == token => Answer::json(&page(0, 1, 1)),
        _ => Answer::status(401),
    });
}

#[tokio::test]
async fn a_login_is_sent_as_a_form_and_its_token_with_every_request_section_2_2() {
    let server = Server::start().await;
    guard(&server, "one");
    server.answers("/authenticate", [Answer::json(&pair("one"))]);
    let portal = signed_in(&server, None, login("ada@exemple.bzh", ODD));
    all(&*portal).await.unwrap();
    all(&*portal).await.unwrap();
    let asked = server.asked("/authenticate");
    assert_eq!(asked.len(), 1);
    assert_eq!(form(&asked[0]), pairs(&[("login", "ada@exemple.bzh"), ("password", ODD)]));
    assert!(server.asked(LIST).iter().all(|request| request.header("authorization") == Some("Bearer one")));
}

#[tokio::test]
async fn a_login_is_renewed_by_its_refresh_token_then_by_signing_in_section_2_1() {
    let server = Server::start().await;
    guard(&server, "one");
    server.answers("/authenticate", [Answer::json(&pair("one")), Answer::json(&pair("three"))]);
    let portal = signed_in(&server, None, login("ada", "pw"));
    all(&*portal).await.unwrap();
    let refreshed = Answer::status(200).header("authorization", "Bearer two").header("x-token", "Bearer two-refresh");
    server.answers("/refresh_token", [refreshed, Answer::status(401)]);
    for token in ["two", "three"] {
        guard(&server, token);
        all(&*portal).await.unwrap();
    }
    assert_eq!((server.asked("/refresh_token").len(), server.asked("/authenticate").len()), (2, 2));
}

#[tokio::test]
async fn a_wrong_password_is_sent_once_however_often_one_asks_section_2_2() {
    for (status, word) in [(401, "does not know"), (423, "locked")] {
        let server = Server::start().await;
        server.answers("/authenticate", [Answer::status(status).body(fixture("rudi/error.login.401.json"))]);
        let portal = signed_in(&server, None, login("ada", "wrong"));
        for _ in 0..12 {
            let error = all(&*portal).await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::SignIn);
            assert!(error.cause.contains(word) && error.hint.is_some(), "{error}");
        }
        assert_eq!(server.asked("/authenticate").len(), 1, "ten failures lock the account");
        assert!(server.asked(LIST).is_empty(), "and nothing is fetched as somebody else instead");
    }
}

#[tokio::test]
async fn a_portal_that_is_down_is_tried_again() {
    let server = Server::start().await;
    guard(&server, "one");
    server.answers("/authenticate", [Answer::status(503), Answer::json(&pair("one"))]);
    let portal = signed_in(&server, None, login("ada", "pw"));
    all(&*portal).await.unwrap();
    assert_eq!(server.asked("/authenticate").len(), 2);
}

#[tokio::test]
async fn a_project_s_key_goes_raw_into_basic_section_2_3() {
    let server = Server::start().await;
    guard(&server, "one");
    server.answers("/oauth2/token", [granted("one")]);
    let portal = signed_in(&server, None, client("projet", ODD));
    let lists = futures_util::future::join_all((0..10).map(|_| all(&*portal))).await;
    assert!(lists.iter().all(Result::is_ok));
    let asked = server.asked("/oauth2/token");
    assert_eq!(asked.len(), 1, "one token for ten requests");
    assert_eq!(basic(&asked[0]), format!("projet:{ODD}"));
    assert_eq!(form(&asked[0]), pairs(&[("grant_type", "client_credentials")]), "no scope: the portal's default");
}

#[tokio::test]
async fn portals_before_3_2_have_the_token_service_elsewhere_section_9() {
    for missing in [404, 405] {
        let server = Server::start().await;
        guard(&server, "one");
        server.answers("/oauth2/token", [Answer::status(missing)]);
        server.answers("/oauth/token", [granted("one")]);
        all(&*signed_in(&server, Some("client"), client("projet", ODD))).await.unwrap();
        assert_eq!(basic(&server.asked("/oauth/token")[0]), format!("projet:{ODD}"));
    }
}

#[tokio::test]
async fn a_wrong_key_is_not_sent_anywhere_else_section_2_3() {
    for status in [400, 401] {
        let server = Server::start().await;
        let refusal = Answer::json(&object!({"error": "invalid_client"})).with_status(status);
        server.answers("/oauth2/token", [refusal]);
        let error = all(&*signed_in(&server, None, client("projet", "wrong"))).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::SignIn);
        assert!(error.cause.contains("does not know this client"), "{error}");
        assert!(server.asked("/oauth/token").is_empty());
    }
}

#[tokio::test]
async fn the_old_password_grant_is_behind_a_setting_section_2_4() {
    let server = Server::start().await;
    guard(&server, "one");
    server.answers("/oauth/token", [granted("one")]);
    all(&*signed_in(&server, Some("password-grant"), login("ada", ODD))).await.unwrap();
    let asked = &server.asked("/oauth/token")[0];
    assert_eq!(basic(asked), format!("ada:{ODD}"));
    assert_eq!(form(asked), pairs(&[("grant_type", "password"), ("username", "ada"), ("password", ODD)]));
}

/// The application's token opens `/apm` and nothing else; the catalogue is read as anybody reads it.
#[tokio::test]
async fn an_application_s_key_opens_what_lies_behind_wso2_section_2_5() {
    let server = Server::start().await;
    let recorded = json("rudi/auth.wso2.ok.json");
    let token = format!("Bearer {}", recorded["access_token"].as_str().unwrap());
    server.answers("/apm/token", [Answer::json(&recorded)]);
    let mut record = record(1);
    let path = format!("/medias/{}/dwnl/1.0.0", uuid(8));
    record["available_formats"] = object!([{
        "media_type": "FILE", "media_id": uuid(8), "media_name": "f.csv",
        "connector": {"url": path, "interface_contract": "dwnl"},
    }]);
    record["access_condition"] = object!({"confidentiality": {"restricted_access": true}});
    server.answers(&detail_path(&uuid(1)), [Answer::json(&record)]);
    server.answers(&format!("/apm{path}"), [Answer::raw("text/csv", "a;b\n")]);

    let mut config = PortalConfig::new(PORTAL, Kind::Rudi, server.url.clone());
    config.sign_in = Some("wso2".into());
    config.username = Some("ada@exemple.bzh".into());
    let portal = connect_with(config, Some(client("key", ODD)));
    let dataset = portal.dataset(&at(&[&uuid(1)])).await.unwrap();
    assert_eq!(dataset.media[0].offer, Offer::Download);
    portal.open(&dataset.media[0], &Answers::default(), None).await.unwrap();

    let asked = &server.asked("/apm/token")[0];
    assert_eq!(basic(asked), format!("key:{ODD}"));
    let scope = "apim:subscribe apim:app_manage";
    let expected = [("grant_type", "client_credentials"), ("username", "ada@exemple.bzh"), ("scope", scope)];
    assert_eq!(form(asked), pairs(&expected));
    assert_eq!(server.asked(&detail_path(&uuid(1)))[0].header("authorization"), None);
    assert_eq!(server.asked(&format!("/apm{path}"))[0].header("authorization"), Some(&*token));
    assert!(portal.account().await.unwrap().who.unwrap().contains("apim:subscribe"));
}

/// A portal of each generation: where it gives a key its token, what its other places answer, and the word of the
/// configuration.
#[tokio::test]
async fn one_key_signs_in_to_every_generation_section_2_3() {
    let spring = |path: &str| {
        let body = object!({"timestamp": "x", "path": path, "status": 404, "error": "Not Found", "requestId": "1"});
        Answer::json(&body).with_status(404)
    };
    let unknown = || Answer::json(&object!({"error": "invalid_client"})).with_status(401);
    let places = ["/oauth2/token", "/oauth/token", "/apm/token"];
    let table: [(usize, [Option<Answer>; 3]); 5] = [
        (0, [None, Some(unknown()), Some(spring(places[2]))]),
        (1, [Some(spring(places[0])), None, Some(spring(places[2]))]),
        (2, [Some(spring(places[0])), Some(spring(places[1])), None]),
        // Its accounts have a token service of their own, which no key of the gateway is known to.
        (2, [Some(Answer::status(404)), Some(unknown()), None]),
        // Its edge asks everybody to sign in, whatever they want.
        (2, [Some(Answer::status(401)), Some(Answer::status(403)), None]),
    ];
    for (at, answers) in table {
        for word in [None, Some("client"), Some("wso2")] {
            let server = Server::start().await;
            for (place, answer) in places.iter().zip(answers.clone()) {
                server.answers(place, [answer.unwrap_or_else(|| granted("one"))]);
            }
            server.answers(ME, [Answer::status(401)]);
            server.answers(LIST, [Answer::json(&page(0, 1, 1))]);
            let portal = signed_in(&server, word, client("key", ODD));
            let account = portal.account().await.unwrap();
            let noted = account.token_url.map(|url| url.path().to_owned());
            assert_eq!(noted.as_deref(), (at > 0).then_some(places[at]), "{at} {word:?}");
            assert!(account.warnings.iter().any(|it| it.contains("one year")), "{:?}", account.warnings);
            let root = portal.list(&at_root(), &Query::default(), None).await.unwrap();
            let offers = root
                .items
                .iter()
                .any(|item| item.target.address().is_some_and(|it| it.to_string().ends_with("/restricted")));
            assert_eq!(offers, at != 2, "what a key of the gateway cannot list is not offered: {at} {word:?}");
            let before = server.asked(places[at]).len();
            all(&*portal).await.unwrap();
            assert_eq!(server.asked(places[at]).len(), before, "one token is enough");
            for asked in server.asked(places[at]) {
                assert_eq!(basic(&asked), format!("key:{ODD}"));
            }
            let shown = server.asked(LIST).iter().all(|it| it.header("authorization") == Some("Bearer one"));
            assert_eq!(shown, at != 2, "the gateway's token is not shown to the catalogue: {at} {word:?}");
        }
    }
}

/// What was noted is asked first, and the others where it is gone: portals are renewed.
#[tokio::test]
async fn the_place_that_was_noted_is_asked_first_section_2_3() {
    for (noted, is_there) in [("oauth/token", true), ("oauth/token", false), ("apm/token", true), ("apm/token", false)]
    {
        let server = Server::start().await;
        server.answers(ME, [Answer::status(401)]);
        let place = if is_there { format!("/{noted}") } else { "/oauth2/token".to_owned() };
        server.answers(&place, [granted("one")]);
        let mut config = PortalConfig::new(PORTAL, Kind::Rudi, server.url.clone());
        (config.sign_in, config.token_url) = (Some("client".into()), Some(server.url.join(noted).unwrap()));
        let account = connect_with(config, Some(client("key", "s"))).account().await.unwrap();
        assert_eq!(server.requests()[0].path, format!("/{noted}"), "{is_there}");
        assert_eq!(server.asked("/oauth2/token").is_empty(), is_there, "{noted}");
        let found = account.token_url.map(|url| url.path().to_owned());
        assert_eq!(found, (!is_there).then_some(place), "what is no longer so is noted anew");
    }
}

#[tokio::test]
async fn a_portal_with_no_place_for_keys_says_so_and_one_that_refuses_too_section_2_3() {
    let missing = Server::start().await;
    let error = all(&*signed_in(&missing, Some("client"), client("key", "s"))).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Portal, "{error}");
    assert!(error.cause.contains("no token service"), "{error}");
    assert_eq!(missing.requests().len(), 3, "each place once");

    let server = Server::start().await;
    server.answers("/oauth/token", [Answer::status(401)]);
    server.answers("/apm/token", [Answer::json(&json("rudi/error.wso2.invalid_client.json")).with_status(401)]);
    let error = all(&*signed_in(&server, Some("client"), client("key", "s"))).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::SignIn, "{error}");
    assert!(error.cause.contains("does not know this client"), "{error}");
}

/// People who sign in elsewhere have no password here.
#[tokio::test]
async fn a_refused_login_is_told_of_identity_providers_section_2_2() {
    let provider = object!([{"name": "franceconnect", "label": "FranceConnect"}]);
    for (providers, is_told) in [
        (Answer::json(&provider), true),
        (Answer::json(&object!({"total": 1, "elements": provider})), true),
        (Answer::json(&object!([])), false),
        (Answer::status(404), false),
        (Answer::raw("text/html", "<!doctype html>"), false),
    ] {
        let server = Server::start().await;
        server.answers("/authenticate", [Answer::status(401)]);
        server.answers("/acl/v1/oauth2-authenticators", [providers.clone()]);
        let error = all(&*signed_in(&server, None, login("ada", "pw"))).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::SignIn);
        assert_eq!(error.hint.unwrap().contains("identity provider"), is_told, "{providers:?}");
        assert_eq!(server.asked("/authenticate").len(), 1, "accounts are locked by repetition");
    }
}

#[tokio::test]
async fn an_account_says_who_one_is_and_what_opens_section_4() {
    let server = Server::start().await;
    server.answers("/authenticate", [Answer::json(&pair("one"))]);
    server.answers(ME, [Answer::json(&json("rudi/users_me.json"))]);
    let request =
        object!({"dataset_uuid": uuid(1), "linked_dataset_status": "VALIDATED", "end_date": "2999-01-01T00:00:00Z"});
    server.answers("/projekt/v1/my-linked-datasets", [Answer::json(&object!({"total": 1, "elements": [request]}))]);
    let account = signed_in(&server, None, login("ada", "pw")).account().await.unwrap();
    let me = json("rudi/users_me.json");
    assert!(account.who.unwrap().contains(me["login"].as_str().unwrap()));
    assert_eq!(account.opens, ["1 restricted dataset"]);
    assert!(account.warnings.is_empty());
}

#[tokio::test]
async fn an_account_taken_for_anonymous_is_an_error_section_2_2() {
    let server = Server::start().await;
    server.answers("/oauth2/token", [granted("one")]);
    server.answers(ME, [Answer::json(&object!({"login": "anonymous"}))]);
    let error = signed_in(&server, None, client("projet", "s")).account().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::SignIn);
    assert!(error.cause.contains("took us for anonymous"), "{error}");
}

#[tokio::test]
async fn a_project_s_key_may_be_nobody_s_section_4() {
    let server = Server::start().await;
    server.answers("/oauth2/token", [granted("one")]);
    server.answers(ME, [Answer::status(401)]);
    let account = signed_in(&server, None, client("projet", "s")).account().await.unwrap();
    assert_eq!((account.who, account.opens), (None, vec!["scopes read, write".to_owned()]));
    assert_eq!(account.warnings.len(), 2, "and that it ends within a year");
}

#[tokio::test]
async fn without_a_credential_an_account_is_nobody_and_asks_for_the_catalogue_only() {
    let server = with_page(&page(0, 1, 1)).await;
    let account = rudi(&server).account().await.unwrap();
    assert_eq!((account.who, account.opens.len()), (None, 1));
    assert_eq!(server.requests().len(), server.asked(LIST).len());
}

#[tokio::test]
async fn a_credential_of_the_wrong_shape_is_named_before_anything_is_sent() {
    let server = Server::start().await;
    let table = [
        (Some("login"), client("id", "s"), "signing in by \"login\" takes no client secret"),
        (None, Credentials::ApiKey("k".to_owned().into()), "a portal of the kind rudi takes no API key"),
    ];
    for (way, credentials, cause) in table {
        let error = all(&*signed_in(&server, way, credentials)).await.unwrap_err();
        assert_eq!((error.kind, &*error.cause.to_string()), (ErrorKind::Config, cause));
        assert!(error.hint.unwrap().contains("guichet setup p"));
    }
}

/// A configured sign-in without a credential is an error, not a look around as anybody.
#[tokio::test]
async fn a_missing_credential_says_how_to_give_one() {
    let server = Server::start().await;
    let mut config = PortalConfig::new(PORTAL, Kind::Rudi, server.url.clone());
    config.sign_in = Some("login".into());
    let error = all(&*connect_with(config, None)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::SignIn);
    assert!(error.hint.unwrap().contains("guichet setup p"));
    assert!(server.asked(LIST).is_empty());
}

#[tokio::test]
async fn somebody_s_restricted_media_may_be_fetched_now() {
    let server = Server::start().await;
    server.answers("/authenticate", [Answer::json(&pair("one"))]);
    server.answers(&detail_path(RESTRICTED), [Answer::json(&json("rudi/dataset.restricted.json"))]);
    let dataset = signed_in(&server, None, login("ada", "pw")).dataset(&at(&[RESTRICTED])).await.unwrap();
    assert!(dataset.media.iter().any(|media| media.offer == Offer::Download));
}
