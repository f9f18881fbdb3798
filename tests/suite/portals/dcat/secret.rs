//! A token that the feed's address ends with: it is sent, and never seen.

use guichet::model::Media;
use guichet::model::form::Answers;

use super::*;

const TOKEN: &str = "Jeton0PasUnVrai";
const SHARE: &str = "/0a1b2c";

async fn open_catalog() -> (Server, Arc<dyn Portal>) {
    let server = Server::start().await;
    let body = String::from_utf8(fixture("dcat/open-catalog.json")).unwrap();
    let body = body.replace("HOST", server.url.authority());
    server.answers(&format!("{SHARE}/{TOKEN}"), [Answer::raw("application/json", body)]);
    let mut config = PortalConfig::new(PORTAL, Kind::Dcat, server.url.join(SHARE).unwrap());
    config.sign_in = Some("path-token".into());
    let portal = connect_with(config, Some(Credentials::Token(format!(" {TOKEN} ").into())));
    (server, portal)
}

async fn read(portal: &dyn Portal, media: &Media) -> Result<Vec<u8>, guichet::base::error::Error> {
    let mut opened = portal.open(media, &Answers::default(), None).await?;
    Ok(opened.chunk("media").await?.unwrap_or_default().to_vec())
}

#[tokio::test]
async fn an_open_catalog_is_read_and_nothing_shows_its_token() {
    let (server, portal) = open_catalog().await;
    let page = portal.list(&at(&["all"]), &Query::default(), None).await.unwrap();
    assert_eq!(titles(&page.items), ["Points d’eau incendie", "Voies"]);
    assert_eq!(page.warnings, [""; 0]);
    let water = portal.dataset(&at(&["ee0afca9b37dad0359f6fb1996783b0e"])).await.unwrap();
    assert!(!format!("{page:?}{water:?}").contains(TOKEN));
    assert!(water.summary.as_ref().unwrap().contains("/s/0a1b2c/***/r/"), "{:?}", water.summary);
    assert_eq!(water.licence.as_ref().unwrap().label, "Licence Ouverte 2.0 (Etalab)");
    assert_eq!((fact(&water, "updated"), water.period.is_some()), (Some("monthly"), true));
    assert_eq!(water.media[0].modified.unwrap().to_string(), "2026-07-01T10:00:00.1234567Z");
    let account = portal.account().await.unwrap();
    assert!(account.who.is_some() && !format!("{account:?}").contains(TOKEN));
    assert!(server.requests().iter().all(|request| request.header("authorization").is_none()));
}

#[tokio::test]
async fn its_files_are_asked_for_with_the_token_and_foreign_ones_without() {
    let (server, portal) = open_catalog().await;
    let water = portal.dataset(&at(&["ee0afca9b37dad0359f6fb1996783b0e"])).await.unwrap();
    let path = format!("{SHARE}/{TOKEN}/download/ee0afca9b37dad0359f6fb1996783b0e/5f1e");
    server.answers(&path, [Answer::raw("application/zip", "PK\x03\x04")]);
    assert_eq!(read(&*portal, &water.media[0]).await.unwrap(), b"PK\x03\x04");

    let elsewhere = Server::start().await;
    elsewhere.answers("/***.csv", [Answer::raw("text/csv", "a")]);
    assert!(water.media[1].url.as_ref().unwrap().ends_with("/***.csv"), "masked wherever it stands");
    let url = elsewhere.url.join("/***/x.csv").unwrap();
    let foreign = Media { url: Some(url.into()), ..water.media[1].clone() };
    let error = read(&*portal, &foreign).await.unwrap_err();
    assert_eq!(
        (error.kind, &*elsewhere.requests()[0].path),
        (ErrorKind::NotFound, "/***/x.csv"),
        "the mask, not the token"
    );
}

#[tokio::test]
async fn errors_that_quote_the_address_do_not_show_it() {
    let (server, portal) = open_catalog().await;
    let body = format!("Cannot GET {SHARE}/{TOKEN}");
    for status in [403, 404, 500] {
        let refused = Answer::raw("text/plain", body.clone()).with_status(status);
        server.answers(&format!("{SHARE}/{TOKEN}"), [refused]);
        let error = portal.list(&at(&["all"]), &Query::default(), None).await.unwrap_err();
        assert!(error.cause.contains("…") && !format!("{error:?}").contains(TOKEN), "{error:?}");
    }
    server.answers(&format!("{SHARE}/{TOKEN}"), [Answer::raw("application/json", format!("{{\"{TOKEN}\": !}}"))]);
    let error = portal.list(&at(&["all"]), &Query::default(), None).await.unwrap_err();
    assert!(!format!("{error:?}").contains(TOKEN));
}

#[tokio::test]
async fn what_is_no_token_is_refused_before_it_is_sent() {
    for token in ["short", "with/slash/es", ""] {
        let server = Server::start().await;
        let mut config = PortalConfig::new(PORTAL, Kind::Dcat, server.url.join(SHARE).unwrap());
        config.sign_in = Some("path-token".into());
        let portal = connect_with(config, Some(Credentials::Token(token.to_owned().into())));
        let error = portal.list(&at(&["all"]), &Query::default(), None).await.unwrap_err();
        assert_eq!((error.kind, server.requests().len()), (ErrorKind::Config, 0), "{token:?}");
    }
}

#[tokio::test]
async fn a_bearer_token_goes_into_a_header() {
    let server = serving("application/ld+json", page(0, 1, 1).to_string()).await;
    let mut config = PortalConfig::new(PORTAL, Kind::Dcat, server.url.clone());
    config.sign_in = Some("bearer".into());
    let portal = connect_with(config, Some(Credentials::Token("7abc7def".to_owned().into())));
    portal.list(&at(&["all"]), &Query::default(), None).await.unwrap();
    assert_eq!(server.asked("/")[0].header("authorization"), Some("Bearer 7abc7def"));
}

/// The whole address, as a person has it: the token must not stand where it is seen.
#[test]
fn an_address_with_a_token_is_no_setting() {
    let block = |url: &str| format!("[portals.x]\nkind = \"dcat\"\nurl = \"{url}\"");
    let parse = |url: &str| guichet::config::Config::parse(&block(url), std::path::Path::new("config.toml"));
    assert!(parse("https://dcat.isogeo.com/0a1b2c").is_ok());
    let error = parse(&format!("https://dcat.isogeo.com/0a1b2c/{TOKEN}")).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Config);
    assert!(error.to_string().contains("line 3") && !format!("{error:?}").contains(TOKEN), "{error:?}");
    assert!(error.hint.unwrap().contains("guichet setup"));
}
