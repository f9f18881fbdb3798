//! The traps of API Particulier. Sections are those of docs/portals/api-particulier.md.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use guichet::access::secrets::Credentials;
use guichet::base::error::{Error, ErrorKind};
use guichet::model::form::Answers;
use guichet::model::{Access, Dataset, Media, Offer, Query};
use guichet::portals::PortalConfig;
use guichet::portals::{Kind, Portal};
use serde_json::{Value, json as object};

use super::careful::Subject;
use super::contract::connecting;
use super::{PORTAL, at, connect_with, fixture, json};
use crate::common::server::{Answer, Server};

mod traces;

const INTROSPECT: &str = "/v3/token/introspect";
const OLDER: &str = "/api/introspect";
const FAMILY: &str = "v3_cnav_quotient_familial_with_civility";
const FAMILY_PATH: &str = "/v3/dss/quotient_familial/identite";

/// Whoever is asked about in these tests.
const WHO: [(&str, &str); 6] = [
    ("nomNaissance", "ZORGLUBERT"),
    ("prenoms", "ADELAIDE, LOUISE"),
    ("dateNaissance", "1990-02-03"),
    ("sexeEtatCivil", "F"),
    ("codeCogInseePaysNaissance", "99100"),
    ("codeCogInseeCommuneNaissance", "35238"),
];

fn token() -> String {
    let claims =
        object!({"sub": "Cantine scolaire", "jti": "7d1f0a64-2b3c-4d5e-8f90-a1b2c3d4e5f6", "exp": 4_070_908_800_i64});
    format!("eyJhbGciOiJIUzI1NiJ9.{}.c2lnbmF0dXJl", URL_SAFE_NO_PAD.encode(claims.to_string()))
}

fn introspection() -> Value {
    json("api-particulier/introspect_200.json")
}

fn portal_at(server: &Server) -> Arc<dyn Portal> {
    let config = PortalConfig::new(PORTAL, Kind::ApiParticulier, server.url.clone());
    connect_with(config, Some(Credentials::Token(token().into())))
}

/// A portal that takes the token for what it is.
pub async fn signed_in() -> (Server, Arc<dyn Portal>) {
    let server = Server::start().await;
    server.answers(INTROSPECT, [Answer::json(&introspection())]);
    let portal = portal_at(&server);
    (server, portal)
}

/// As the suite's checks of a careful portal see it.
pub fn subject() -> Subject {
    Subject {
        about: Kind::ApiParticulier.about(),
        connect: connecting(Kind::ApiParticulier),
        credentials: Some(Credentials::Token(token().into())),
        sign_in: |_| {},
        credential: ("authorization", format!("Bearer {}", token())),
        folder: at(&["all"]),
        list: (INTROSPECT.to_owned(), introspection()),
        dataset: Some((at(&[FAMILY]), (INTROSPECT.to_owned(), introspection()))),
        facets: vec![(INTROSPECT.to_owned(), introspection())],
        // What is asked for is made of answers, and here nothing is asked.
        written: |_| None,
        file_path: "/v4/cnous/etudiant_boursier/ine",
        file: |_| (Media::new(at(&["v4_cnous_etudiant_boursier_with_ine"]), "json", "an answer"), Answers::default()),
    }
}

fn all(pairs: &[(&str, &str)]) -> Answers {
    pairs.iter().copied().collect()
}

async fn dataset(portal: &dyn Portal, id: &str) -> Dataset {
    portal.dataset(&at(&[id])).await.unwrap()
}

async fn ask(portal: &dyn Portal, id: &str, own: &[(&str, &str)]) -> Result<Vec<u8>, Error> {
    let dataset = dataset(portal, id).await;
    let mut opened = portal.open(dataset.find("json").unwrap(), &all(own), None).await?;
    let mut bytes = Vec::new();
    while let Some(chunk) = opened.chunk("media").await? {
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

#[tokio::test]
async fn a_request_says_who_is_meant_and_for_whom_section_3() {
    let (server, portal) = signed_in().await;
    server.answers(
        FAMILY_PATH,
        [Answer::raw("application/vnd.api+json", fixture("api-particulier/quotient_familial_200_masked.json"))],
    );
    let body = ask(&*portal, FAMILY, &WHO).await.unwrap();
    assert_eq!(body, fixture("api-particulier/quotient_familial_200_masked.json"), "the answer is saved as it comes");
    let asked = &server.asked(FAMILY_PATH)[0];
    let query: Vec<_> = asked.query.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    assert_eq!(
        query,
        [
            ("nomNaissance", "ZORGLUBERT"),
            ("prenoms[]", "ADELAIDE"),
            ("prenoms[]", "LOUISE"),
            ("anneeDateNaissance", "1990"),
            ("moisDateNaissance", "2"),
            ("jourDateNaissance", "3"),
            ("sexeEtatCivil", "F"),
            ("codeCogInseePaysNaissance", "99100"),
            ("codeCogInseeCommuneNaissance", "35238"),
            ("recipient", "21009999000017"),
        ],
        "the recipient is the body the token was given to"
    );
    assert_eq!(asked.header("authorization"), Some(&*format!("Bearer {}", token())));
}

#[tokio::test]
async fn what_a_token_does_not_open_is_told_from_what_is_empty_section_2_2() {
    let (_server, portal) = signed_in().await;
    let family = dataset(&*portal, FAMILY).await;
    let fact = |key: &str| family.facts.iter().find(|(label, _)| *label == key).map(|(_, it)| it.as_str());
    assert_eq!(fact("your token shows"), Some("enfants, quotient_familial"));
    assert_eq!(fact("left out for your token"), Some("adresse (cnaf_adresse), allocataires (cnaf_allocataires)"));
    assert!(family.warnings[0].contains("adresse, allocataires"), "{:?}", family.warnings);
    assert!(family.media[0].caption.as_deref().is_some_and(|it| it.contains("adresse, allocataires")));
    let service = dataset(&*portal, "v3_dsnj_service_national_with_civility").await;
    assert_eq!((service.warnings.len(), &service.media[0].offer), (0, &Offer::Download), "all of it is open");
    let closed = dataset(&*portal, "v3_cnav_prime_activite_with_civility").await;
    assert!(matches!(&closed.media[0].offer, Offer::Doubtful(why) if why.contains("prime_activite")), "{closed:?}");
}

#[tokio::test]
async fn every_dataset_is_about_people_section_8() {
    let (_server, portal) = signed_in().await;
    let page = portal.list(&at(&["all"]), &Query::default(), None).await.unwrap();
    assert_eq!(page.items.len(), 36);
    for item in &page.items {
        assert_eq!(item.access, Some(Access::Personal));
        let dataset = portal.dataset(&item.target.address().unwrap()).await.unwrap();
        assert!(dataset.access == Access::Personal && dataset.media.iter().all(|it| it.access == Access::Personal));
        let refused = portal.in_bulk(&dataset.address).await.unwrap_err();
        assert_eq!((refused.kind, refused.hint.is_some()), (ErrorKind::Usage, true), "one person at a time: {refused}");
    }
}

#[tokio::test]
async fn what_takes_a_person_s_sign_in_is_shown_and_not_asked_section_4() {
    let (server, portal) = signed_in().await;
    let query = Query { filters: vec![("call".into(), "by_person".into())], ..Query::default() };
    let page = portal.list(&at(&["all"]), &query, None).await.unwrap();
    assert_eq!(page.items.len(), 14);
    for item in &page.items {
        let dataset = portal.dataset(&item.target.address().unwrap()).await.unwrap();
        let media = &dataset.media[0];
        assert!(matches!(&media.offer, Offer::ShowOnly(why) if why.contains("FranceConnect")), "{media:?}");
        assert!(media.form.is_empty() && item.offer == Some(media.offer.clone()));
    }
    assert!(server.requests().iter().all(|it| it.path == INTROSPECT || it.path.ends_with("/ping")));
}

#[tokio::test]
async fn the_older_introspection_stands_in_section_2_1() {
    let server = Server::start().await;
    server.answers(OLDER, [Answer::json(&json("api-particulier/introspect_older_200.json"))]);
    let account = portal_at(&server).account().await.unwrap();
    assert_eq!((account.who.as_deref(), account.opens.len()), (Some("Cantine scolaire"), 2));
    let page = "https://particulier.api.gouv.fr/compte/jetons/7d1f0a64-2b3c-4d5e-8f90-a1b2c3d4e5f6/prolonger";
    assert_eq!(account.renewal.as_deref(), Some(page));
}

#[tokio::test]
async fn mistakes_are_found_before_a_request_and_repeat_nothing_section_3_3() {
    let (server, portal) = signed_in().await;
    let with = |key: &str, value: &'static str| -> Vec<(&'static str, &'static str)> {
        WHO.iter().map(|(known, given)| (*known, if *known == key { value } else { *given })).collect()
    };
    let table = [
        with("nomNaissance", "Z0RGLUB"),
        with("dateNaissance", "1871-13-41"),
        with("codeCogInseePaysNaissance", "71000"),
        with("sexeEtatCivil", "Zx"),
        WHO[..5].to_vec(),
        WHO.iter().copied().chain([("recipient", "1")]).collect(),
    ];
    for own in table {
        let error = ask(&*portal, FAMILY, &own).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Usage, "{error}");
        let told = format!("{error:?}");
        assert!(
            own.iter().filter(|(key, _)| *key != "recipient").all(|(_, it)| it.len() < 3 || !told.contains(it)),
            "{told}"
        );
    }
    assert!(server.asked(FAMILY_PATH).is_empty());
}

#[tokio::test]
async fn a_refusal_keeps_its_code_and_loses_the_name_section_6() {
    let (server, portal) = signed_in().await;
    server.answers(
        FAMILY_PATH,
        [Answer::raw("application/json", fixture("api-particulier/error_404_35003.json")).with_status(404)],
    );
    let error = ask(&*portal, FAMILY, &WHO).await.unwrap_err();
    assert_eq!((error.kind, error.code.as_deref()), (ErrorKind::NotFound, Some("35003")));
    let told = format!("{error:?}");
    assert!(!told.contains("ZORGLUBERT") && !told.contains("ADELAIDE") && told.contains("connu des caisses"), "{told}");
}
