//! The token, what it opens and when it ends (docs/portals/api-entreprise.md 2).

use jiff::Timestamp;

use super::*;

#[tokio::test]
async fn the_token_is_sent_as_a_bearer_and_named_by_its_title_section_2_1() {
    for shape in ["introspect_200_shape_a.json", "introspect_200_shape_b.json"] {
        let server = Server::start().await;
        server.answers(INTROSPECT, [recorded(shape)]);
        let token = token();
        let account = with_token(&server, &format!("Bearer {token}\n")).account().await.unwrap();
        assert_eq!(account.who.as_deref(), Some("Instruction des marchés publics"));
        assert_eq!(account.expires, Some("2027-08-31T08:00:00Z".parse().unwrap()));
        let page = "https://entreprise.api.gouv.fr/compte/jetons/3f0c7a52-6d1e-4b8a-9c44-1a2b3c4d5e6f/prolonger";
        assert_eq!(account.renewal.as_deref(), Some(page));
        assert_eq!(account.opens.len(), 7);
        let vigilance = "attestation_sociale_urssaf: Attestation de vigilance - Urssaf";
        assert!(account.opens.iter().any(|line| line == vigilance), "{:?}", account.opens);
        assert_eq!(account.holder.as_deref(), Some("21009999000017"));
        let asked = server.requests();
        assert_eq!(asked.len(), 1, "a token is used, not fetched");
        assert_eq!(asked[0].header("authorization"), Some(&*format!("Bearer {token}")));
        assert!(asked[0].query.is_empty());
    }
}

#[tokio::test]
async fn privileges_stand_in_where_there_is_no_introspection_section_2_2() {
    let flat = Answer::json(&object!({"privileges": ["open_data"]}));
    let table = [(recorded("privileges_200.json"), 7), (flat, 1), (recorded("privileges_200_empty.json"), 0)];
    for (privileges, count) in table {
        let server = Server::start().await;
        server.answers(INTROSPECT, [recorded_error(404, "plain_text.txt")]);
        server.answers(PRIVILEGES, [privileges]);
        let account = with_token(&server, &token()).account().await.unwrap();
        assert_eq!(account.opens.len(), count);
        assert_eq!(account.expires, Some("2099-01-01T00:00:00Z".parse().unwrap()), "the token's own word");
        assert!(account.usage.as_ref().is_some_and(|page| page.contains("3f0c7a52") && page.ends_with("/stats")));
        assert!(account.renewal.is_some_and(|page| page.contains("3f0c7a52")));
        assert_eq!(account.warnings.len(), usize::from(count == 0), "{:?}", account.warnings);
    }
}

#[tokio::test]
async fn a_token_past_its_date_still_works_once_prolonged_section_2_3() {
    let old = jwt(&object!({"sub": "Portail des aides", "jti": "x", "exp": 1_688_169_600}));
    let server = Server::start().await;
    server.answers(INTROSPECT, [recorded_error(404, "plain_text.txt")]);
    server.answers(PRIVILEGES, [recorded("privileges_200.json")]);
    let account = with_token(&server, &old).account().await.unwrap();
    assert_eq!(account.warnings.len(), 1);
    assert!(account.warnings[0].contains("2023-07-01") && account.warnings[0].contains("prolonged"), "{account:?}");
    assert_eq!(account.expires, None, "until when, nobody says");
    server.answers(INTROSPECT, [Answer::json(&introspection())]);
    let account = with_token(&server, &old).account().await.unwrap();
    assert_eq!(account.expires, Some("2099-01-01T00:00:00Z".parse().unwrap()), "the portal's word counts");
    assert_eq!(account.warnings, [""; 0]);
}

#[tokio::test]
async fn a_token_near_its_end_is_to_be_prolonged_section_2_3() {
    let server = Server::start().await;
    let soon = Timestamp::now() + jiff::SignedDuration::from_hours(24 * 20);
    server.answers(INTROSPECT, [Answer::json(&object!({"data": {"scopes": ["open_data"], "date_expiration": soon}}))]);
    let account = with_token(&server, &token()).account().await.unwrap();
    assert_eq!(account.expires, Some(soon));
    assert!(account.warnings.len() == 1 && account.warnings[0].contains("prolong"), "{:?}", account.warnings);
}

#[tokio::test]
async fn odd_introspections_are_borne_section_2_2() {
    let table = [
        object!({"data": {"scopes": null, "datapass_id": 48213, "date_expiration": null, "siret_souscripteur": null}}),
        object!({"data": {"scopes": ["open_data", 5, null], "demande_acces_id": "x", "datapass_id": null}}),
    ];
    for nothing in [object!({"data": null}), object!({})] {
        let server = Server::start().await;
        server.answers(INTROSPECT, [Answer::json(&nothing)]);
        let error = with_token(&server, &token()).account().await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Portal, "anybody may answer {nothing}");
    }
    for body in table {
        let server = Server::start().await;
        server.answers(INTROSPECT, [Answer::json(&body)]);
        let account = with_token(&server, &token()).account().await.unwrap();
        assert!(account.opens.len() <= 1, "{body}: {account:?}");
    }
}

#[tokio::test]
async fn old_rights_are_named_as_such_section_7_1() {
    let server = Server::start().await;
    server
        .answers(INTROSPECT, [Answer::json(&object!({"data": {"scopes": ["entreprises", "documents_association"]}}))]);
    let account = with_token(&server, &token()).account().await.unwrap();
    assert_eq!(
        account.opens,
        ["entreprises: a right of older tokens", "documents_association: a right that no known endpoint asks for",]
    );
}

#[tokio::test]
async fn a_vendor_s_token_opens_what_its_recipient_was_granted_section_2_3() {
    let server = Server::start().await;
    server.answers(INTROSPECT, [recorded("introspect_200_editor_without_recipient.json")]);
    let portal = with_token(&server, &token());
    let account = portal.account().await.unwrap();
    assert!(account.warnings.iter().any(|line| line.contains("vendor")), "{:?}", account.warnings);
    let vigilance = dataset(&*portal, VIGILANCE).await;
    assert!(matches!(&vigilance.media[0].offer, Offer::Doubtful(why) if why.contains("recipient")));
    let keys: Vec<_> = vigilance.media[0].form.iter().map(|field| &*field.key).collect();
    assert_eq!(keys, ["siren", "context", "recipient", "object", "delegation_id"]);
    assert_eq!(vigilance.media[0].form[2].default, None, "the client's SIRET is not the vendor's");
}

/// docs/portals/api-entreprise.md 6.1: each refusal of a token says what to do about it, and is asked once.
#[tokio::test]
async fn a_refused_token_is_explained_sections_2_3_and_6_1() {
    let table = [
        ("00101_invalid_token.json", "no such token", "compte"),
        ("00103_expired.json", "expired", "prolong"),
        ("00105_blacklisted.json", "revoked", "compte"),
        ("00109_staging_token_on_production.json", "staging portal", "https://staging.entreprise.api.gouv.fr"),
    ];
    for (name, cause, hint) in table {
        let server = Server::start().await;
        server.answers(INTROSPECT, [recorded_error(401, name)]);
        let portal = with_token(&server, &token());
        let error = portal.account().await.unwrap_err();
        assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::SignIn, 3), "{error}");
        assert!(error.cause.contains(cause), "{error}");
        assert!(error.hint.as_ref().map(|it| it.to_string()).unwrap_or_default().contains(hint), "{error:?}");
        assert_eq!(server.requests().len(), 1, "nothing renews it");
        let open = list(&*portal, &["open"], &Query::default()).await.unwrap_err();
        assert_eq!(open.kind, ErrorKind::SignIn);
        let all = list(&*portal, &["all"], &Query::default()).await.unwrap();
        assert!(all.items.len() > 50, "the catalogue is for those without a token too: it is what one asks for");
        assert!(all.warnings.len() == 1 && all.warnings[0].contains(cause), "{:?}", all.warnings);
    }
}

/// Before codes 00108 and 00109, the other portal's token is refused as any other (docs/portals/api-entreprise.md 2.3).
#[tokio::test]
async fn a_staging_token_is_recognised_by_itself_sections_2_3_and_8() {
    let staging = object!({"sub": "staging", "jti": "00000000-0000-0000-0000-000000000000", "exp": 4_000_000_000_u32});
    let server = Server::start().await;
    server.answers(INTROSPECT, [recorded_error(401, "00101_invalid_token.json")]);
    let error = with_token(&server, &jwt(&staging)).account().await.unwrap_err();
    assert!(error.hint.as_ref().is_some_and(|hint| hint.contains("https://staging.")), "{error:?}");
    let error = with_token(&server, &token()).account().await.unwrap_err();
    assert!(!error.hint.as_ref().is_some_and(|hint| hint.contains("public one")), "{error:?}");
    let other = Answer::raw("application/json", r#"{"errors":[{"code":"00108","title":"x"}]}"#).with_status(401);
    server.answers(INTROSPECT, [other]);
    let error = with_token(&server, &token()).account().await.unwrap_err();
    assert!(error.hint.as_ref().is_some_and(|hint| hint.contains("https://entreprise.api.gouv.fr")), "{error:?}");
    server.answers(INTROSPECT, [Answer::json(&introspection())]);
    let account = with_token(&server, &jwt(&staging)).account().await.unwrap();
    assert!(account.warnings.iter().any(|line| line.contains("staging")), "{:?}", account.warnings);
}

/// The public staging token is that long (docs/portals/api-entreprise.md 2.3).
#[tokio::test]
async fn a_long_token_is_sent_whole_section_2_3() {
    let scopes: Vec<String> = (0..103).map(|n| format!("a_right_of_api_particulier_{n:03}")).collect();
    let long = jwt(&object!({"sub": "staging", "jti": "00000000-0000-0000-0000-000000000000", "scopes": scopes}));
    assert!(long.len() > 4223, "{}", long.len());
    let server = Server::start().await;
    server.answers(INTROSPECT, [Answer::json(&introspection())]);
    let account = with_token(&server, &long).account().await.unwrap();
    assert_eq!(server.requests()[0].header("authorization"), Some(&*format!("Bearer {long}")));
    assert_eq!(account.renewal.as_deref().map(|page| page.contains("3f0c7a52")), Some(true));
}

#[tokio::test]
async fn what_is_no_token_is_not_sent() {
    let server = Server::start().await;
    for bad in ["hunter2-hunter2", "a.b", "{\"token\": \"a.b.c\"}"] {
        let error = with_token(&server, bad).account().await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::SignIn);
        assert!(!format!("{error:?}").contains("hunter2"), "it is a secret all the same: {error:?}");
    }
    let config = PortalConfig::new(PORTAL, Kind::ApiEntreprise, server.url.clone());
    let error = connect_with(config.clone(), None).account().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::SignIn);
    assert!(error.hint.is_some_and(|hint| hint.contains("GUICHET_P_")));
    let key = Credentials::ApiKey("k3y-of-tests".to_owned().into());
    assert_eq!(connect_with(config, Some(key)).account().await.unwrap_err().kind, ErrorKind::Config);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn the_token_never_leaves_over_plain_http() {
    let config = PortalConfig::new(PORTAL, Kind::ApiEntreprise, "http://entreprise.invalid/".parse().unwrap());
    let error = connect_with(config, Some(Credentials::Token(token().into()))).account().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Config);
    assert!(error.cause.contains("not https"), "{error}");
}
