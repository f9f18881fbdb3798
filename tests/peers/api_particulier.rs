//! API Particulier against a mock that checks every request with the portal's own API description, started beforehand
//! (`GUICHET_PRISM_API_PARTICULIER` is its address); the compiled-in catalogue against the described facts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use guichet::base::error::ErrorKind;
use guichet::model::form::{Answers, Civil, Field, Takes};
use guichet::model::{Address, Offer};
use guichet::portals::Kind;
use serde_json::{Value, json};

use crate::prism::{Proxy, bytes, connect, datasets};

fn ours() -> Value {
    serde_json::from_str(include_str!("../../assets/api-particulier/catalogue.json")).unwrap()
}

/// Every right there is.
fn introspection() -> Value {
    let ours = ours();
    let scopes: Vec<&str> = ours["scopes"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    json!({"data": {"scopes": scopes, "siret_souscripteur": "13002526500013", "date_expiration": "2099-01-01T00:00:00Z"}})
}

/// Somebody invented, of whom all is known that is asked; `None` leaves out what goes against the rest.
fn sample(field: &Field, id: &str) -> Option<String> {
    let text = match field.key.as_str() {
        "nomCommuneNaissance" if id.contains("cnous") => "Rennes",
        "codeCogInseeDepartementNaissance" if id.contains("cnous") => "35",
        "codeCogInseeCommuneNaissance" if id.contains("cnous") => return None,
        "nomCommuneNaissance" | "codeCogInseeDepartementNaissance" => return None,
        "codeEtablissement" => return None,
        "codesBcnRegions" => return None,
        _ => match &field.takes {
            Takes::Civil(Civil::Name) => "D'ÉXEMPLE-TEST",
            Takes::Civil(Civil::FirstNames) => "ADÈLE, LOUISE, ZOÉ, MARIE",
            Takes::Civil(Civil::BirthDate | Civil::PartialBirthDate) => "2006-05-03",
            Takes::Civil(Civil::Country) => "99100",
            Takes::Civil(Civil::Commune) => "35238",
            Takes::Civil(Civil::Department) => "35",
            Takes::Civil(Civil::Ine) => "123456789AB",
            Takes::Civil(Civil::Digits) => "1234",
            Takes::Civil(Civil::School) => "0350001A",
            Takes::Civil(Civil::SchoolYear) => "2025-2026",
            Takes::Civil(Civil::SchoolDepartments) => "035, 022",
            Takes::Civil(Civil::SchoolRegions) => "03",
            Takes::Id(_) => return None,
            Takes::OneOf(words) => return Some(words[0].clone()),
            Takes::Number { from, .. } => return Some(from.to_string()),
            Takes::Year { to, .. } => return Some(to.to_string()),
            Takes::Month => "01",
            Takes::Text => "jean.exemple33",
        },
    };
    Some(text.to_owned())
}

fn samples(form: &[Field], id: &str) -> Answers {
    form.iter().filter_map(|field| Some((field.key.clone(), sample(field, id)?))).collect()
}

#[tokio::test]
async fn every_endpoint_that_can_be_called_accepts_its_request_sections_3_and_7() {
    let (proxy, portal) = Proxy::start("GUICHET_PRISM_API_PARTICULIER", Kind::ApiParticulier, introspection()).await;
    let mut asked = BTreeSet::new();
    for dataset in datasets(&*portal).await {
        let id = &dataset.address.path[0];
        let media = dataset.find("json").unwrap();
        if let Offer::ShowOnly(_) = media.offer {
            assert!(id.ends_with("_with_france_connect"), "{id}");
            continue;
        }
        let answers = samples(&media.form, id);
        let body = bytes(&*portal, media, &answers).await.unwrap_or_else(|error| panic!("{id}: {error}"));
        let passed = proxy.passed();
        assert_eq!(passed.len(), 1, "{id}: {passed:?}");
        assert_eq!((passed[0].status, &passed[0].violations), (200, &None), "{id}: {passed:?}");
        let read: Value = serde_json::from_slice(&body).unwrap();
        assert!(read["data"].is_object(), "{id}: {read}");
        asked.insert(passed[0].path.clone());
    }
    assert_eq!(asked.len(), 22);
}

/// The description's own examples of refusals, each by its status.
#[tokio::test]
async fn described_refusals_are_explained_section_6() {
    let (proxy, portal) = Proxy::start("GUICHET_PRISM_API_PARTICULIER", Kind::ApiParticulier, introspection()).await;
    let id = "v3_cnav_quotient_familial_with_civility";
    let dataset = portal.dataset(&Address::root("p").child(id)).await.unwrap();
    let media = dataset.find("json").unwrap();
    let table = [
        ("code=401", ErrorKind::SignIn),
        ("code=403", ErrorKind::Denied),
        ("code=404", ErrorKind::NotFound),
        ("code=409", ErrorKind::Unavailable),
        ("code=422", ErrorKind::Usage),
        ("code=429", ErrorKind::Quota),
    ];
    for (prefer, kind) in table {
        proxy.prefer(prefer);
        // Of its own, as the limit that one is told keeps all others of that portal waiting.
        let portal = connect(Kind::ApiParticulier, proxy.door().await);
        let error = bytes(&*portal, media, &samples(&media.form, id)).await.unwrap_err();
        assert_eq!(error.kind, kind, "{prefer}: {error}");
        assert!(error.code.is_some() && error.status.is_some(), "{prefer}: {error:?}");
        assert!(!format!("{error:?}").contains("EXEMPLE"), "{error:?}");
    }
}

#[test]
fn the_compiled_in_catalogue_holds_the_described_facts_section_7() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/contracts/api-particulier/data/catalogue.json");
    let theirs: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let ours = ours();
    let mine: BTreeMap<&str, &Value> =
        ours["endpoints"].as_array().unwrap().iter().map(|it| (it["id"].as_str().unwrap(), it)).collect();
    let theirs = theirs["endpoints"].as_array().unwrap();
    assert_eq!(mine.len(), theirs.len());
    for theirs in theirs {
        let id = theirs["operation_id"].as_str().unwrap().trim_start_matches("api_particulier_");
        let mine = mine.get(id).unwrap_or_else(|| panic!("{id} is missing"));
        assert_eq!((&mine["path"], &mine["scopes"]), (&theirs["path"], &theirs["scopes_any_of"]), "{id}");
        assert_eq!(mine["by_person"] == true, theirs["callable_by_a_desktop_client"] == false, "{id}");
        assert_eq!(mine["deprecated"] == true, theirs["deprecated"] == true, "{id}");
        let masks = theirs["fields"].as_object().unwrap();
        for (key, right) in masks {
            assert_eq!(mine["masks"].get(key).unwrap_or(&Value::Null), right, "{id}: {key}");
        }
    }
}
