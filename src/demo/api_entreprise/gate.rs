//! Checks before a provider is asked: rate limit, token, rights, parameters, in the portal's order
//! (docs/portals/api-entreprise.md 3.3).

use std::collections::HashMap;
use std::sync::Mutex;

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;
use jiff::Timestamp;

use super::refused;
use crate::demo::http::{bearer, lock};
use crate::model::form::{self, Answers, Field, Id, Takes};
use crate::portals::api_entreprise::catalogue::{CATALOGUE, Endpoint};
use crate::portals::api_entreprise::form::path_field;

/// The token of the demo's habilitation. Not signed: the demo knows it by heart.
pub const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJ1aWQiOiI1YzBmZmVlMC03ZTU3LTRhOWUtOWQwYy0wZGUwYzBkZTAwMDEiLCJqdGkiOiI1YzBmZmVlMC03ZTU3LTRhOWUtOWQwYy0wZGUwYzBkZTAwMDEiLCJzY29wZXMiOlsib3Blbl9kYXRhIl0sInN1YiI6Ik1hcmNow6lzIHB1YmxpY3MgKGTDqW1vbnN0cmF0aW9uKSIsImV4dHJhX2luZm8iOnt9LCJpYXQiOjE3NjcyMjU2MDAsInZlcnNpb24iOiIxLjAiLCJleHAiOjQwNzA5MDg4MDB9.amV0b24tZGUtZGVtb25zdHJhdGlvbi1zYW5zLXZhbGV1cg";
/// One whose time is over.
pub const EXPIRED_TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJ1aWQiOiI1YzBmZmVlMC03ZTU3LTRhOWUtOWQwYy0wZGUwYzBkZTAwMDIiLCJqdGkiOiI1YzBmZmVlMC03ZTU3LTRhOWUtOWQwYy0wZGUwYzBkZTAwMDIiLCJzY29wZXMiOlsib3Blbl9kYXRhIl0sInN1YiI6IkpldG9uIGV4cGlyw6kgKGTDqW1vbnN0cmF0aW9uKSIsImV4dHJhX2luZm8iOnt9LCJpYXQiOjE2ODgxNjk2MDAsInZlcnNpb24iOiIxLjAiLCJleHAiOjE3MzU2ODk2MDB9.amV0b24tZGUtZGVtb25zdHJhdGlvbi1zYW5zLXZhbGV1cg";

/// What the demo's token opens.
pub const SCOPES: [&str; 8] = [
    "open_data",
    "unites_legales_etablissements_insee",
    "associations_djepva",
    "chiffre_affaires_dgfip",
    "attestation_fiscale_dgfip",
    "attestation_sociale_urssaf",
    "cotisations_msa",
    "effectifs_urssaf",
];

/// Requests of the running minute, by counter.
#[derive(Default)]
pub struct Counters(Mutex<HashMap<String, (i64, u32)>>);

/// What the portal says of a counter, after this request.
pub struct Rate {
    limit: u32,
    remaining: u32,
    reset: i64,
    over: bool,
}

impl Counters {
    /// Minutes begin on the minute, whoever asks first (docs/portals/api-entreprise.md 6.2).
    pub fn count(&self, endpoint: &Endpoint) -> Rate {
        let limit = CATALOGUE.limit(&endpoint.limit).map_or(u32::MAX, |limit| limit.requests);
        let now = Timestamp::now().as_second();
        let minute = now - now.rem_euclid(60);
        let mut counters = lock(&self.0);
        let (of, count) = counters.entry(CATALOGUE.counter(endpoint).to_owned()).or_default();
        if *of != minute {
            (*of, *count) = (minute, 0);
        }
        *count += 1;
        Rate { limit, remaining: limit.saturating_sub(*count), reset: minute + 60, over: *count > limit }
    }
}

impl Rate {
    /// A refusal when the limit is passed.
    pub fn refusal(&self) -> Option<Response> {
        let mut refusal = self.over.then(|| refused(429, &[("00429", "Vous avez effectué trop de requêtes", None)]))?;
        let wait = (self.reset - Timestamp::now().as_second()).max(1);
        refusal.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait));
        Some(refusal)
    }

    pub fn mark(&self, response: &mut Response) {
        let headers = [
            ("ratelimit-limit", i64::from(self.limit)),
            ("ratelimit-remaining", i64::from(self.remaining)),
            ("ratelimit-reset", self.reset),
        ];
        for (name, value) in headers {
            response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from(value));
        }
    }
}

/// A refusal for those without the token (docs/portals/api-entreprise.md 2.3 and 6.1).
pub fn refuse_strangers(headers: &HeaderMap) -> Option<Response> {
    match bearer(headers) {
        Some(TOKEN) => None,
        Some(EXPIRED_TOKEN) => {
            Some(refused(401, &[("00103", "Votre token est expiré. Vous devez refaire une demande", Some("token"))]))
        }
        _ => Some(refused(401, &[("00101", "Votre token n'est pas valide ou n'est pas renseigné", Some("token"))])),
    }
}

pub fn refuse_without_right(endpoint: &Endpoint) -> Option<Response> {
    let opens = endpoint.scopes.is_empty() || endpoint.opened_by().any(|scope| SCOPES.contains(&scope));
    let detail =
        "Votre token est valide mais vos privilèges sont insuffisants. Listez vos privilèges sur /v2/privileges";
    (!opens).then(|| refused(403, &[("00100", detail, Some("token"))]))
}

/// All missing parameters are told at once, then a wrong recipient, then the first wrong one of the path
/// (docs/portals/api-entreprise.md 3).
pub fn refuse_parameters(endpoint: &Endpoint, asked: &Answers, path: &Answers) -> Option<Response> {
    let missing: Vec<_> = [("context", "00201"), ("recipient", "00203"), ("object", "00202")]
        .into_iter()
        .filter(|(name, _)| asked.get(name).is_none_or(|value| value.trim().is_empty()))
        .map(|(name, code)| (code, format!("Le paramètre {name} est obligatoire"), Some(name)))
        .collect();
    if !missing.is_empty() {
        let missing: Vec<_> = missing.iter().map(|(code, detail, name)| (*code, detail.as_str(), *name)).collect();
        return Some(refused(422, &missing));
    }
    let recipient = Field::new("recipient", "", Takes::Id(vec![Id::Siret]));
    if is_wrong(&recipient, asked) {
        let detail = "Le paramètre recipient n'est pas un siret valide";
        return Some(refused(422, &[("00210", detail, Some("recipient"))]));
    }
    let wrong = endpoint.path_parameters().find(|name| is_wrong(&path_field(name, endpoint.years), path))?;
    let detail = format!("Le paramètre {wrong} n'est pas correctement formaté");
    Some(refused(422, &[(code_of(wrong), &detail, Some(wrong))]))
}

fn is_wrong(field: &Field, answers: &Answers) -> bool {
    let own: Answers = answers.get(&field.key).map(|value| (field.key.clone(), value)).into_iter().collect();
    form::read(std::slice::from_ref(field), &own).is_err()
}

fn code_of(parameter: &str) -> &'static str {
    match parameter {
        "siren" => "00301",
        "siret" => "00302",
        "siret_or_rna" => "00303",
        "siret_or_eori" => "00304",
        "siren_or_rna" => "00333",
        "month" => "00305",
        "year" => "00307",
        _ => "00330",
    }
}
