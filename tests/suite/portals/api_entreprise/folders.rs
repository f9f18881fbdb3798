//! The catalogue: folders, rows, what the token opens (docs/portals/api-entreprise.md 2.2 and 7).

use guichet::model::Access;

use super::*;

fn filtered(pairs: &[(&str, &str)]) -> Query {
    let filters = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Query { filters, ..Query::default() }
}

#[tokio::test]
async fn every_endpoint_is_listed_and_found_at_its_one_address() {
    let (_server, portal) = signed_in().await;
    let all = list(&*portal, &["all"], &Query::default()).await.unwrap();
    assert_eq!((all.items.len(), all.total, all.next.clone()), (57, Some(57), None), "51 described, and those after");
    assert_eq!(all.warnings, [""; 0]);
    let mut grouped = 0;
    for group in ["themes", "providers"] {
        for folder in list(&*portal, &[group], &Query::default()).await.unwrap().items {
            let address = folder.target.address().unwrap();
            assert_eq!(portal.resolve(&address).unwrap(), folder.target);
            let page = portal.list(&address, &Query::default(), None).await.unwrap();
            let count = page.items.len();
            assert_eq!(folder.note, Some(format!("{count} endpoint{}", if count == 1 { "" } else { "s" })));
            for item in &page.items {
                let whole = all.items.iter().find(|other| other.target == item.target);
                assert_eq!(whole, Some(item), "one thing, one address");
                let longer = address.child(item.target.address().unwrap().path[0].clone());
                assert_eq!(portal.resolve(&longer).unwrap(), item.target);
            }
            grouped += page.items.len();
        }
    }
    assert_eq!(grouped, 2 * 57);
    for item in &all.items {
        assert!(item.publisher.is_some() && item.format.is_some() && item.offer.is_some() && item.note.is_some());
        let dataset = portal.dataset(&item.target.address().unwrap()).await.unwrap();
        assert_eq!((&dataset.title, Some(dataset.access)), (&item.title, item.access));
        for media in &dataset.media {
            assert!(media.form.iter().any(|field| field.key == "recipient") || media.offer != Offer::Download);
        }
    }
}

#[tokio::test]
async fn each_row_says_whether_this_token_opens_it_and_why_not_section_2_2() {
    let (server, portal) = signed_in().await;
    let all = list(&*portal, &["all"], &Query::default()).await.unwrap();
    let row = |id: &str| all.items.iter().find(|it| it.target.address() == Some(at(&[id]))).unwrap().clone();
    let table = [
        (VIGILANCE, Access::Restricted, true),
        ("v4_insee_unites_legales_diffusables", Access::Open, true),
        ("v3_european_commission_vies", Access::Open, true),
        ("v3_banque_de_france_bilans_entreprise", Access::Denied, false),
        ("v4_mi_unites_legales", Access::Restricted, true),
        ("v3_mi_siaf_associations_open_data", Access::Open, false),
    ];
    for (id, access, now) in table {
        let row = row(id);
        assert_eq!((row.access, row.offer == Some(Offer::Download)), (Some(access), now), "{id}");
    }
    assert!(row("v3_banque_de_france_bilans_entreprise").note.unwrap().contains("bilans_bdf"));
    let open = list(&*portal, &["open"], &Query::default()).await.unwrap();
    assert!(open.items.iter().all(|row| row.access != Some(Access::Denied)));
    assert_eq!(open.items.len(), all.items.iter().filter(|row| row.access != Some(Access::Denied)).count());
    let root = list(&*portal, &[], &Query::default()).await.unwrap();
    assert_eq!(titles(&root.items), ["all endpoints", "open to my token", "themes", "providers"]);
    assert_eq!(root.items[1].note, Some(format!("{} endpoints", open.items.len())));
    assert_eq!(server.requests().len(), 1, "the token is asked about once");
}

/// One match is enough, and old rights open what they always opened (docs/portals/api-entreprise.md 2.2 and 7.1).
#[tokio::test]
async fn old_rights_open_what_they_did_section_7_1() {
    let server = Server::start().await;
    server.answers(INTROSPECT, [recorded_error(404, "plain_text.txt")]);
    server.answers(PRIVILEGES, [recorded("privileges_200_legacy_codes.json")]);
    let portal = with_token(&server, &token());
    let open = list(&*portal, &["open"], &Query::default()).await.unwrap();
    let ids: Vec<String> = open.items.iter().map(|item| item.target.address().unwrap().path[0].clone()).collect();
    let has = |id: &str| ids.iter().any(|it| it == id);
    assert!(has("v4_insee_unites_legales") && has("v4_insee_etablissements") && has("v4_insee_sieges_unites_legales"));
    assert!(has("v4_acoss_attestations_sociales") && has("v3_dgfip_chiffres_affaires"));
    assert!(has("v4_mi_unites_legales_open_data") && !has("v4_mi_unites_legales"), "associations is the open half");
    assert!(!has("v3_inpi_rne_actes_bilans"));
    let server = Server::start().await;
    server.answers(INTROSPECT, [Answer::json(&object!({"data": {"scopes": ["etablissements"]}}))]);
    let portal = with_token(&server, &token());
    let unit = dataset(&*portal, "v4_insee_unites_legales").await;
    assert_eq!(unit.access, Access::Denied, "etablissements does not open unites_legales");
    assert_eq!(dataset(&*portal, "v4_insee_sieges_unites_legales").await.access, Access::Restricted);
}

#[tokio::test]
async fn what_the_token_opens_may_be_unknown() {
    let server = Server::start().await;
    server.answers(INTROSPECT, [Answer::status(500).body("<html>oops</html>")]);
    let portal = with_token(&server, &token());
    let all = list(&*portal, &["all"], &Query::default()).await.unwrap();
    assert_eq!(all.warnings.len(), 1);
    let vigilance = dataset(&*portal, VIGILANCE).await;
    assert!(matches!(&vigilance.media[0].offer, Offer::Doubtful(why) if why.contains("unknown")));
    assert_eq!(vigilance.access, Access::Restricted, "nobody said that it is denied");
    assert_eq!(server.asked(INTROSPECT).len(), 1, "and the rows do not wait for it again");
}

#[tokio::test]
async fn words_filters_and_sorts_narrow_and_order() {
    let (_server, portal) = signed_in().await;
    let found = async |text: &str| titles(&list(&*portal, &[], &Query::text(text)).await.unwrap().items).len();
    assert_eq!(found("qualiopi").await, 1);
    assert_eq!(found("ATTESTATION vigilance").await, 2, "both versions");
    assert_eq!(found("effectifs gip").await, 2);
    assert_eq!(found("attestation_sociale_urssaf").await, 2, "by the right it takes");
    assert_eq!(found("zzzz").await, 0);
    let count = async |pairs: &[(&str, &str)]| list(&*portal, &["all"], &filtered(pairs)).await.unwrap().items.len();
    let (open, closed) = (count(&[("token", "open")]).await, count(&[("token", "closed")]).await);
    assert!(open > 20 && closed > 10 && open + closed == 57, "{open} {closed}");
    assert_eq!(count(&[("token", "open"), ("token", "closed")]).await, 57, "one key twice is either");
    assert_eq!(count(&[("provider", "inpi"), ("access", "restricted")]).await, 3);
    assert_eq!(count(&[("state", "deprecated")]).await, 15);
    assert_eq!(count(&[("theme", "nowhere")]).await, 0);
    let sorted = Query { sort: Some("-title".into()), ..Query::default() };
    let down = list(&*portal, &["all"], &sorted).await.unwrap();
    let up = list(&*portal, &["all"], &Query { sort: Some("title".into()), ..Query::default() }).await.unwrap();
    assert!(up.items.iter().map(|it| &it.target).eq(down.items.iter().rev().map(|it| &it.target)));
    let usual = list(&*portal, &["all"], &Query::default()).await.unwrap();
    let first = usual.items.iter().position(|it| it.title.contains("deprecated")).unwrap();
    assert!(usual.items[first..].iter().all(|it| it.title.contains("deprecated")), "they come last");
}

#[tokio::test]
async fn each_facet_counts_what_its_filter_finds() {
    let (_server, portal) = signed_in().await;
    for folder in [&["all"][..], &["open"], &["providers", "insee"]] {
        let facets = portal.facets(&at(folder)).await.unwrap();
        let keys: Vec<_> = facets.iter().map(|facet| facet.key.as_str()).collect();
        assert_eq!(keys, portal.abilities(&at(folder)).filters.iter().map(|filter| filter.key).collect::<Vec<_>>());
        for facet in facets {
            for value in facet.values {
                let page = list(&*portal, folder, &filtered(&[(&facet.key, &value.value)])).await.unwrap();
                assert_eq!(Some(page.items.len() as u64), value.count, "{} {}", facet.key, value.value);
            }
        }
    }
}

#[tokio::test]
async fn what_it_does_not_have_is_refused() {
    let (server, portal) = signed_in().await;
    for folder in [&["nowhere"][..], &["themes", "nowhere"], &["providers", "x"], &["no", "such", "folder"]] {
        let error = list(&*portal, folder, &Query::default()).await.unwrap_err();
        assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::NotFound, 4), "{folder:?}");
    }
    for query in [filtered(&[("token", "red")]), filtered(&[("access", "red")])] {
        let error = list(&*portal, &["all"], &query).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Usage);
        assert!(error.hint.is_some());
    }
    assert!(server.requests().iter().all(|request| request.path == INTROSPECT), "there is no catalogue to ask");
}

/// Pings need no token, and a dataset does not depend on them (docs/portals/api-entreprise.md 7.2).
#[tokio::test]
async fn a_provider_that_is_down_is_told_beforehand_section_7_2() {
    const PING: &str = "/ping/urssaf/attestation_sociale";
    // On the person's clock.
    let ends: jiff::Timestamp = "2026-11-20T01:00:00Z".parse().unwrap();
    let ends = ends.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M");
    let maintained = format!("the provider is in maintenance until {ends}");
    let table = [
        (recorded("ping_200_ok.json"), None),
        (recorded("ping_200_maintenance.json"), Some(&*maintained)),
        (recorded("ping_502.json").with_status(502), Some("the provider does not answer for now")),
        (Answer::json(&object!({"status": "unknown", "until": null})), None),
        (Answer::json(&object!({"status": "maintenance"})), Some("the provider is in maintenance")),
        (Answer::status(404).body("{}"), None),
        (Answer::status(200).body("<html>"), None),
    ];
    for (ping, warning) in table {
        let (server, portal) = signed_in().await;
        server.answers(PING, [ping.clone()]);
        let warnings = dataset(&*portal, VIGILANCE).await.warnings;
        assert_eq!(warnings.first().map(String::as_str), warning, "{ping:?}");
        assert_eq!(server.asked(PING).len(), 1);
        assert_eq!(server.asked(PING)[0].header("authorization"), None);
    }
}

#[tokio::test]
async fn a_dataset_says_what_it_takes_and_costs_sections_6_2_and_7() {
    let (_server, portal) = signed_in().await;
    let dataset = dataset(&*portal, "v4_dgfip_attestations_fiscales").await;
    let fact = |label: &str| dataset.facts.iter().find(|(known, _)| known == label).map(|(_, text)| text.as_str());
    assert_eq!(fact("request"), Some("GET /v4/dgfip/unites_legales/{siren}/attestation_fiscale"));
    assert_eq!(fact("limit"), Some("5 requests a minute (its own)"));
    assert_eq!(fact("maintenance"), Some("01:00 to 02:00, Paris time"));
    assert_eq!(fact("token"), Some("open to your token"));
    assert!(fact("right").unwrap().starts_with("attestation_fiscale_dgfip ("));
    assert_eq!(dataset.page.as_deref(), Some("https://entreprise.api.gouv.fr/catalogue/dgfip/attestations_fiscales"));
    assert_eq!((dataset.publisher.as_deref(), dataset.warnings.len()), (Some("DGFIP"), 0));
    let formats: Vec<_> = dataset.media.iter().map(|media| media.format.as_deref()).collect();
    assert_eq!(formats, [Some("json"), Some("pdf")]);
    let old = super::dataset(&*portal, "v3_dgfip_attestations_fiscales").await;
    assert!(old.warnings[0].contains("deprecated"));
    assert!(old.facts.contains(&("replaced by".into(), "p/v4_dgfip_attestations_fiscales".into())));
}
