//! What is asked before a request, and the request it makes (docs/portals/api-entreprise.md 3).

use super::*;

const SIREN: (&str, &str) = ("siren", "552049447");

#[tokio::test]
async fn a_request_carries_the_parameters_and_the_token_section_3_1() {
    let (server, portal) = signed_in().await;
    server.answers(UNIT_PATH, [recorded("unite_legale_v4_200.json")]);
    let media = media(&*portal, UNIT, "json").await;
    let body = bytes(&*portal, &media, &[("siren", " 552 049 447 ")]).await.unwrap();
    assert_eq!(body, fixture("api-entreprise/unite_legale_v4_200.json"), "the answer is saved whole");
    let asked = &server.asked(UNIT_PATH)[0];
    let query: Vec<_> = asked.query.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    assert_eq!(
        query,
        [("context", "Marchés publics"), ("recipient", "21009999000017"), ("object", "Marché 127")],
        "the recipient is the body the token was given to (docs/portals/api-entreprise.md 2.2)"
    );
    assert_eq!(asked.header("authorization"), Some(&*format!("Bearer {}", token())));
    assert_eq!(asked.header("accept-encoding"), Some("identity"));
}

#[tokio::test]
async fn parameters_in_the_path_are_put_where_they_belong_section_7() {
    let (server, portal) = signed_in().await;
    let path = "/v3/gip_mds/etablissements/41816609600069/effectifs_mensuels/02/annee/2023";
    server.answers(path, [Answer::json(&object!({"data": {}}))]);
    let media = media(&*portal, "v3_gip_mds_effectifs_mensuels_etablissement", "json").await;
    let keys: Vec<_> = media.form.iter().map(|field| field.key.as_str()).collect();
    assert_eq!(keys, ["siret", "month", "year", "profondeur", "nature_effectif", "context", "recipient", "object"]);
    let own = [
        ("siret", "41816609600069"),
        ("month", "02"),
        ("year", "2023"),
        ("profondeur", "12"),
        ("nature_effectif", "boeth"),
    ];
    bytes(&*portal, &media, &own).await.unwrap();
    let asked = &server.asked(path)[0];
    assert_eq!((asked.values("profondeur"), asked.values("nature_effectif")), (vec!["12"], vec!["boeth"]));
    assert!(asked.values("siret").is_empty());
    let label = guichet::model::form::label(&media.form, &answers(&own));
    assert_eq!(label.as_deref(), Some("41816609600069 02 2023 boeth"), "what tells its files apart");
}

/// The portal would take an unknown kind of headcount for the usual one in silence, and 13 months
/// (docs/portals/api-entreprise.md 3.2).
#[tokio::test]
async fn mistakes_are_found_before_a_request_is_spent_section_3_2() {
    let (server, portal) = signed_in().await;
    let unit = media(&*portal, UNIT, "json").await;
    for own in
        [&[("siren", "552049448")][..], &[("siren", "")], &[], &[SIREN, ("recipient", "1")], &[SIREN, ("x", "y")]]
    {
        let error = bytes(&*portal, &unit, own).await.unwrap_err();
        assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::Usage, 2), "{own:?}");
    }
    let error = portal.open(&unit, &Answers::default(), None).await.err().unwrap();
    for part in ["siren: it is missing", "context: it is missing", "object: it is missing"] {
        assert!(error.cause.contains(part), "all at once: {error}");
    }
    assert!(!error.cause.contains("recipient"), "it has a default");
    let effectifs = media(&*portal, "v3_gip_mds_effectifs_annuels_entreprise", "json").await;
    let error =
        bytes(&*portal, &effectifs, &[SIREN, ("year", "2023"), ("nature_effectif", "total")]).await.unwrap_err();
    assert!(error.cause.contains("none of moyen"), "{error}");
    let liasses = media(&*portal, "v3_dgfip_liasses_fiscales", "json").await;
    let this_year = jiff::Zoned::now().year().to_string();
    for year in ["2005", &this_year, "23"] {
        assert_eq!(
            bytes(&*portal, &liasses, &[SIREN, ("year", year)]).await.unwrap_err().kind,
            ErrorKind::Usage,
            "{year}"
        );
    }
    assert!(server.requests().iter().all(|request| request.path == INTROSPECT || request.path.starts_with("/ping/")));
}

#[tokio::test]
async fn numbers_that_belong_to_several_registers_section_3_2() {
    let (server, portal) = signed_in().await;
    let table = [
        ("v4_mi_unites_legales", "siren_or_rna", "w751212517", "/v4/djepva/api-association/associations/W751212517"),
        ("v3_mi_associations", "siret_or_rna", "W751212517", "/v3/ministere_interieur/rna/associations/W751212517"),
        (
            "v3_dgddi_eori",
            "siret_or_eori",
            "ESA08536583",
            "/v3/douanes/etablissements/ESA08536583/immatriculations_eori",
        ),
        (
            "v3_mi_siaf_fondations",
            "siren_or_siret_or_rnf",
            "075-FRUP-00194-01",
            "/v3/ministere_interieur/siaf/fondations/075-FRUP-00194-01",
        ),
        (
            "v3_msa_conformites_cotisations",
            "siret",
            "35600000000048",
            "/v3/msa/etablissements/35600000000048/conformite_cotisations",
        ),
    ];
    for (id, key, value, path) in table {
        server.answers(path, [Answer::json(&object!({"data": {}}))]);
        let media = media(&*portal, id, "json").await;
        bytes(&*portal, &media, &[(key, value)]).await.unwrap();
        assert_eq!(server.asked(path).len(), 1, "{id}");
    }
}

#[tokio::test]
async fn the_portal_may_lie_below_a_path() {
    let server = Server::start().await;
    server.answers("/base/v3/token/introspect", [Answer::json(&introspection())]);
    server.answers(&format!("/base{UNIT_PATH}"), [recorded("unite_legale_v4_200.json")]);
    for base in ["base", "base/"] {
        let config = PortalConfig::new(PORTAL, Kind::ApiEntreprise, server.url.join(base).unwrap());
        let portal = connect_with(config, Some(Credentials::Token(token().into())));
        let media = media(&*portal, UNIT, "json").await;
        bytes(&*portal, &media, &[SIREN]).await.unwrap();
    }
    assert_eq!(server.asked(&format!("/base{UNIT_PATH}")).len(), 2);
}
