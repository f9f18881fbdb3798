//! The demo's API Particulier (docs/portals/api-particulier.md): two invented people, and a token that opens a part of
//! what is known of them.

use std::sync::LazyLock;

use axum::extract::Query;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use jiff::{ToSpan, Zoned};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::demo::http::{self, Asked, bearer, embedded};
use crate::model::form::{self, Answers, Field, Id, Takes};
use crate::portals::api_particulier::catalogue::{CATALOGUE, Endpoint};

/// The token of the demo's habilitation. Not signed: the demo knows it by heart.
pub const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJ1aWQiOiI1YzBmZmVlMC03ZTU3LTRhOWUtOWQwYy0wZGUwYzBkZTAwMDMiLCJqdGkiOiI1YzBmZmVlMC03ZTU3LTRhOWUtOWQwYy0wZGUwYzBkZTAwMDMiLCJzdWIiOiJUYXJpZmljYXRpb24gZGUgbGEgY2FudGluZSAoZMOpbW9uc3RyYXRpb24pIiwiaWF0IjoxNzY3MjI1NjAwLCJ2ZXJzaW9uIjoiMS4wIiwiZXhwIjo0MDcwOTA4ODAwfQ.amV0b24tZGUtZGVtb25zdHJhdGlvbi1zYW5zLXZhbGV1cg";

/// What it opens: of the quotient familial not all, of some endpoints nothing.
pub const SCOPES: [&str; 8] = [
    "cnaf_quotient_familial",
    "cnaf_enfants",
    "revenu_solidarite_active",
    "prime_activite",
    "cnous_statut_boursier",
    "cnous_echelon_bourse",
    "dsnj_statut_service_national",
    "gip_mds_service_civique_statut_actuel",
];

/// The body that the token was given to.
const HOLDER: &str = "21350999900016";

static PEOPLE: LazyLock<Vec<Person>> =
    LazyLock::new(|| embedded(include_str!("../../assets/demo/api-particulier/people.json")));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    name: String,
    first_names: Vec<String>,
    born: String,
    ine: String,
    login: String,
    /// By the name of what is asked.
    answers: Map<String, Value>,
}

/// Everything the portal answers to.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/v3/token/introspect", get(introspect))
        .route("/api/introspect", get(older_introspect))
        .route(
            "/api/{provider}/ping",
            get(|| async { Json(json!({"status": "ok", "last_update": Zoned::now().timestamp()})) }),
        )
        .fallback(data)
}

/// The token ends in some months, whenever the demo is run (docs/portals/api-particulier.md 2.1).
async fn introspect(headers: HeaderMap) -> Response {
    if let Some(refusal) = refuse_strangers(&headers) {
        return refusal;
    }
    let (issued, ends) = (Zoned::now() - 11.months(), Zoned::now() + 7.months());
    let data = json!({
        "id": "5c0ffee0-7e57-4a9e-9d0c-0de0c0de0003", "type": "standard", "scopes": SCOPES, "datapass_id": "99003",
        "siret_souscripteur": HOLDER, "date_emission": issued.timestamp().to_string(),
        "date_expiration": ends.timestamp().to_string(), "rate_limit_par_minute": null, "delegation": null,
    });
    Json(json!({"data": data, "links": {}, "meta": {}})).into_response()
}

async fn older_introspect(headers: HeaderMap) -> Response {
    match bearer(&headers) {
        Some(TOKEN) => Json(json!({"_id": "5c0ffee0", "name": "", "scopes": SCOPES})).into_response(),
        _ => http::json(401, &json!({"error": "access_denied", "reason": "token_invalid", "message": "Jeton inconnu"})),
    }
}

/// Checked in the portal's order (docs/portals/api-particulier.md 3.2).
async fn data(uri: Uri, headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    let path = uri.path().strip_prefix("/api-particulier").unwrap_or(uri.path());
    let Some(endpoint) = CATALOGUE.endpoints.iter().find(|endpoint| endpoint.is_at(path)) else {
        return (http::status(404).status(), "Cette URL n'existe pas sur API Particulier.").into_response();
    };
    if endpoint.by_person {
        return refused(401, "50002", "Le jeton d'accès n'a pas été trouvé ou est expiré.", None);
    }
    if let Some(refusal) = refuse_strangers(&headers) {
        return refusal;
    }
    if !endpoint.scopes.iter().any(|scope| SCOPES.contains(&scope.as_str())) {
        return refused(403, "00100", "Votre token est valide mais vos privilèges sont insuffisants.", Some("token"));
    }
    let recipient = Field::new("recipient", "", Takes::Id(vec![Id::Siret]));
    let given: Answers = asked.first("recipient").map(|value| ("recipient", value)).into_iter().collect();
    if form::read(&[recipient], &given).is_err() {
        return refused(422, "00210", "Le paramètre recipient n'est pas un siret valide", Some("recipient"));
    }
    match PEOPLE.iter().find(|person| person.is_meant(&asked)).and_then(|person| person.answer(endpoint)) {
        Some(data) => Json(json!({"data": data, "links": {}, "meta": {}})).into_response(),
        None => refused(404, unknown(endpoint), "Aucun dossier n'a été trouvé pour cette personne.", None),
    }
}

impl Person {
    fn is_meant(&self, asked: &Asked) -> bool {
        if let Some(id) = asked.first("ine").or(asked.first("identifiant")) {
            return id.eq_ignore_ascii_case(&self.ine) || id == self.login;
        }
        let is = |name: &str, value: &str| asked.first(name).is_some_and(|given| given.eq_ignore_ascii_case(value));
        let year = self.born.split('-').next().unwrap_or_default();
        let first = self.first_names.first().map(String::as_str).unwrap_or_default();
        is("nomNaissance", &self.name) && is("prenoms[]", first) && is("anneeDateNaissance", year)
    }

    /// What the token opens of it.
    fn answer(&self, endpoint: &Endpoint) -> Option<Value> {
        let name = endpoint.path.split('/').nth(3)?;
        let mut data = self.answers.get(name)?.as_object()?.clone();
        data.retain(|key, _| endpoint.masks.get(key).is_none_or(|scope| SCOPES.contains(&scope.as_str())));
        for (key, _) in endpoint.masks.iter().filter(|(_, scope)| !SCOPES.contains(&scope.as_str())) {
            let Some((outer, inner)) = key.split_once("_*.") else { continue };
            let within =
                data.iter_mut().filter(|(key, _)| key.starts_with(outer)).filter_map(|(_, it)| it.as_object_mut());
            within.for_each(|it| _ = it.remove(inner));
        }
        Some(Value::Object(data))
    }
}

fn refuse_strangers(headers: &HeaderMap) -> Option<Response> {
    let is_known = bearer(headers) == Some(TOKEN);
    let detail = "Votre token n'est pas valide ou n'est pas renseigné";
    (!is_known).then(|| refused(401, "00101", detail, Some("token")))
}

fn unknown(endpoint: &Endpoint) -> &'static str {
    match endpoint.provider.as_str() {
        "cnaf-msa" => "35003",
        "cnous" => "26003",
        "dsnj" => "39003",
        "france-travail" => "24003",
        _ => "31003",
    }
}

fn refused(status: u16, code: &str, detail: &str, parameter: Option<&str>) -> Response {
    let source = parameter.map(|parameter| json!({"parameter": parameter}));
    let error = json!({"code": code, "title": "Erreur", "detail": detail, "source": source, "meta": {}});
    http::json(status, &json!({"errors": [error]}))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::access::secrets::{Credentials, Secrets};
    use crate::base::error::{Error, ErrorKind};
    use crate::model::{Access, Address, Offer};
    use crate::net::Clients;
    use crate::portals::{self, Connection, Kind, Portal};

    async fn portal() -> (crate::demo::Demo, Arc<dyn Portal>) {
        let demo = crate::demo::Demo::start(0).await.unwrap();
        let config = demo.portals().into_iter().find(|portal| portal.kind == Kind::ApiParticulier).unwrap();
        let secrets = Secrets::only("api-particulier", Credentials::Token(TOKEN.to_owned().into()));
        (demo, portals::connect(Connection { config, clients: Clients::new(None).unwrap(), secrets }))
    }

    async fn ask(portal: &dyn Portal, id: &str, own: &[(&str, &str)]) -> Result<Value, Error> {
        let dataset = portal.dataset(&Address::root("api-particulier").child(id)).await?;
        let answers: Answers = own.iter().copied().collect();
        let mut opened = portal.open(&dataset.media[0], &answers, None).await?;
        let mut bytes = Vec::new();
        while let Some(chunk) = opened.chunk("media").await? {
            bytes.extend_from_slice(&chunk);
        }
        Ok(serde_json::from_slice(&bytes).unwrap())
    }

    const ADELE: [(&str, &str); 6] = [
        ("nomNaissance", "Exemple"),
        ("prenoms", "Adele Louise"),
        ("dateNaissance", "03/02/1990"),
        ("sexeEtatCivil", "F"),
        ("codeCogInseePaysNaissance", "99100"),
        ("codeCogInseeCommuneNaissance", "35238"),
    ];

    #[tokio::test]
    async fn what_the_token_does_not_open_is_absent_and_said_so_section_2_2() {
        let (_demo, portal) = portal().await;
        let id = "v3_cnav_quotient_familial_with_civility";
        let answer = ask(&*portal, id, &ADELE).await.unwrap();
        let mut keys: Vec<&String> = answer["data"].as_object().unwrap().keys().collect();
        keys.sort();
        assert_eq!(keys, ["enfants", "quotient_familial"]);
        let dataset = portal.dataset(&Address::root("api-particulier").child(id)).await.unwrap();
        assert!(dataset.warnings[0].contains("adresse, allocataires"), "{:?}", dataset.warnings);
        assert_eq!((dataset.access, dataset.media[0].access), (Access::Personal, Access::Personal));
        let civic = &ADELE[..3];
        let answer = ask(&*portal, "v3_gip_mds_service_civique_with_civility", civic).await.unwrap();
        assert_eq!(answer["data"], json!({"statut_actuel": {"contrat_trouve": false}}));
    }

    #[tokio::test]
    async fn troubles_are_those_of_the_portal() {
        let (_demo, portal) = portal().await;
        let unknown =
            ask(&*portal, "v4_cnous_etudiant_boursier_with_ine", &[("ine", "999999999AB")]).await.unwrap_err();
        assert_eq!((unknown.kind, unknown.code.as_deref()), (ErrorKind::NotFound, Some("26003")));
        assert!(!format!("{unknown:?}").contains("999999999"), "{unknown:?}");
        let closed =
            ask(&*portal, "v3_france_travail_statut_with_identifiant", &[("identifiant", "x")]).await.unwrap_err();
        assert_eq!((closed.kind, closed.code.as_deref()), (ErrorKind::Denied, Some("00100")));
        let by_person = Address::root("api-particulier").child("v3_cnav_quotient_familial_with_france_connect");
        let dataset = portal.dataset(&by_person).await.unwrap();
        assert!(matches!(&dataset.media[0].offer, Offer::ShowOnly(why) if why.contains("FranceConnect")));
    }
}
