//! What each refusal means, from the wire to kind, exit code and remedy (docs/portals/api-entreprise.md 6).

use std::time::Duration;

use super::*;

const SIREN: &[(&str, &str)] = &[("siren", "552049447")];

/// What fetching a dataset says when the portal answers so, and how often it was asked.
async fn refused(answer: Answer) -> (Error, usize) {
    let (server, portal) = signed_in().await;
    server.answers(UNIT_PATH, [answer]);
    let media = media(&*portal, UNIT, "json").await;
    let error = bytes(&*portal, &media, SIREN).await.unwrap_err();
    (error, server.asked(UNIT_PATH).len())
}

#[tokio::test]
async fn recorded_refusals_section_6_1() {
    let table = [
        (400, "00401_bad_request.json", ErrorKind::Usage, "invalide", "parameters"),
        (401, "00103_expired.json", ErrorKind::SignIn, "expired", "prolong"),
        (403, "00100_privileges.json", ErrorKind::Denied, "right", "/demandes/48213/reopen-from-external"),
        (403, "00107_ip.json", ErrorKind::Denied, "addresses", "allow-list"),
        (404, "01003_not_found.json", ErrorKind::NotFound, "outside", "/catalogue/insee/unites_legales"),
        (404, "38422_cibtp_not_up_to_date.json", ErrorKind::NotFound, "not up to date", ""),
        (404, "00402_version.json", ErrorKind::NotFound, "version", "update guichet"),
        (404, "plain_text.txt", ErrorKind::NotFound, "n'existe pas", "update guichet"),
        (410, "00403_expired_link.json", ErrorKind::NotFound, "expired", "Ask again"),
        (410, "plain_text.txt", ErrorKind::NotFound, "withdrawn", "update guichet"),
        (422, "00210_recipient.json", ErrorKind::Usage, "recipient is not a SIRET", "SIRET"),
        (422, "00301_siren.json", ErrorKind::Usage, "not a SIREN", "9 digits"),
        (422, "00302_siret.json", ErrorKind::Usage, "not a SIRET", "14 digits"),
        (422, "missing_all_mandatory.json", ErrorKind::Usage, "object: Le paramètre object est obligatoire", ""),
        (451, "01005_legal.json", ErrorKind::Denied, "law", "no token"),
        (502, "04501_urssaf_manual.json", ErrorKind::Portal, "person", "two days"),
    ];
    for (status, name, kind, cause, hint) in table {
        let (error, asked) = refused(recorded_error(status, name)).await;
        assert_eq!(error.kind, kind, "{name}: {error}");
        assert_eq!((error.status, asked), (Some(status), 1), "{name}");
        assert!(error.cause.contains(cause), "{name}: {error}");
        assert!(error.hint.as_ref().map(|it| it.to_string()).unwrap_or_default().contains(hint), "{name}: {error:?}");
        assert_eq!(error.subject, format!("p/{UNIT}/json"));
    }
}

#[tokio::test]
async fn what_may_pass_is_asked_once_more_section_6_1() {
    for (status, name) in [(502, "01999_unknown.json"), (504, "04002_timeout.json")] {
        let (error, asked) = refused(recorded_error(status, name)).await;
        assert_eq!((error.kind, asked), (ErrorKind::Unavailable, 2), "{name}");
    }
    let (error, asked) = refused(Answer::status(503)).await;
    assert_eq!((error.kind, asked), (ErrorKind::Unavailable, 2));
    let (error, asked) = refused(recorded_error(503, "03020_maintenance.json")).await;
    assert_eq!((error.retry_after, asked), (Some(Duration::from_secs(1740)), 1), "nobody waits half an hour");
    let (error, _) = refused(recorded_error(502, "04501_urssaf_manual.json")).await;
    assert_eq!(error.retry_after, Some(Duration::from_secs(172_800)));
    let (server, portal) = signed_in().await;
    let answers = [recorded_error(504, "04002_timeout.json"), recorded("unite_legale_v4_200.json")];
    server.answers(UNIT_PATH, answers);
    bytes(&*portal, &media(&*portal, UNIT, "json").await, SIREN).await.unwrap();
}

/// Somebody else's identical request is under way: wait a moment, ask once more (docs/portals/api-entreprise.md 3.3).
#[tokio::test]
async fn a_conflict_is_waited_for_section_3_3() {
    let (server, portal) = signed_in().await;
    server.answers(UNIT_PATH, [recorded_error(409, "00015_conflict.json"), recorded("unite_legale_v4_200.json")]);
    let media = media(&*portal, UNIT, "json").await;
    let start = std::time::Instant::now();
    bytes(&*portal, &media, SIREN).await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(1), "1 to 5 s");
    assert_eq!(server.asked(UNIT_PATH).len(), 2);
}

#[tokio::test]
async fn a_right_that_is_missing_names_what_to_ask_for_section_2_3() {
    let (error, _) = refused(recorded_error(403, "00100_privileges.json")).await;
    assert!(
        error.hint.unwrap().contains("It takes unites_legales_etablissements_insee: ask for it on https://datapass")
    );
    let server = Server::start().await;
    server.answers(INTROSPECT, [Answer::json(&object!({"data": {"scopes": [], "demande_acces_id": "0b7f6a1e-2c3d"}}))]);
    server.answers(UNIT_PATH, [recorded_error(403, "00100_privileges.json")]);
    let portal = with_token(&server, &token());
    let media = media(&*portal, UNIT, "json").await;
    assert!(matches!(&media.offer, Offer::Doubtful(why) if why.contains("unites_legales_etablissements_insee")));
    let own = [SIREN[0], ("recipient", "13002526500013")];
    let hint = bytes(&*portal, &media, &own).await.unwrap_err().hint.unwrap();
    assert!(hint.contains("/demandes/api-entreprise/nouveau"), "an internal id is no request number: {hint}");
}

#[tokio::test]
async fn silence_may_be_a_ban_section_6_2() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let config = PortalConfig::new(PORTAL, Kind::ApiEntreprise, url);
    let portal = connect_with(config, Some(Credentials::Token(token().into())));
    let media = media(&*portal, UNIT, "json").await;
    let own = [SIREN[0], ("recipient", "13002526500013")];
    let error = bytes(&*portal, &media, &own).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Network);
    assert!(error.hint.unwrap().contains("12 hours"));
}
