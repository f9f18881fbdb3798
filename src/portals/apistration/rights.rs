//! What a token opens, and everything else the portal and the token itself say of it
//! (docs/portals/api-entreprise.md 2).

use std::fmt;

use jiff::Timestamp;
use serde_json::{Map, Value};
use url::Url;

use super::Product;
use super::catalogue::{Catalogue, Endpoint};
use crate::access::auth::Account;
use crate::base::{stated, text};
use crate::t;

const DATAPASS: &str = "https://datapass.api.gouv.fr";
/// Prolonging is possible so many days before the end (docs/portals/api-entreprise.md 2.3).
const PROLONGED_BEFORE: i64 = 90;
/// The id of the public token of the staging portal (docs/portals/api-entreprise.md 8).
const STAGING_ID: &str = "00000000-0000-0000-0000-000000000000";

/// The token's own claims: for display only, as nobody but the portal can verify them.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    pub title: Option<String>,
    pub id: Option<String>,
    pub expires: Option<Timestamp>,
}

impl Claims {
    pub fn of(claims: Option<Map<String, Value>>) -> Self {
        let claims = claims.unwrap_or_default();
        let word = |name: &str| claims.get(name).and_then(Value::as_str).and_then(text::some_line);
        Self {
            title: word("sub"),
            id: word("jti").or_else(|| word("uid")),
            expires: claims.get("exp").and_then(stated::moment_of),
        }
    }

    /// Whether this is the public token of the staging portal (docs/portals/api-entreprise.md 8).
    pub fn is_for_staging(&self) -> bool {
        self.id.as_deref() == Some(STAGING_ID) || self.title.as_deref() == Some("staging")
    }
}

/// What the portal says of the token in use.
#[derive(Clone, Debug, Default)]
pub struct Rights {
    pub scopes: Vec<String>,
    /// The token's id: what support asks for.
    pub id: Option<String>,
    /// The number of the DataPass request.
    pub request: Option<String>,
    /// The SIRET of the body it was given to.
    pub holder: Option<String>,
    pub expires: Option<Timestamp>,
    /// A limit of requests a minute that is this token's own.
    pub per_minute: Option<u32>,
    /// Whether a software vendor holds it, on behalf of whoever `recipient` names.
    pub is_vendor: bool,
}

/// Whether an endpoint is open to the token in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opens {
    Yes,
    /// Why not.
    No(String),
    /// Why nobody knows.
    Unknown(String),
}

impl Rights {
    /// `None` of what is no introspection.
    pub fn introspected(answer: &Value) -> Option<Self> {
        let data = answer.get("data").filter(|data| data.is_object())?;
        let line = |key: &str| text::some_line(data[key].as_str()?);
        Some(Self {
            scopes: words(&data["scopes"]),
            id: line("id"),
            // An early revision put an internal UUID into the first.
            request: ["datapass_id", "demande_acces_id"].into_iter().find_map(|key| number(&data[key])),
            holder: line("siret_souscripteur").filter(|it| it.len() == 14),
            expires: line("date_expiration").and_then(|moment| moment.parse().ok()),
            per_minute: stated::count(&data["rate_limit_par_minute"]).and_then(|limit| limit.try_into().ok()),
            is_vendor: data["type"] == "editeur",
        })
    }

    /// `None` of what lists no rights: under either name, nested under `data`, or flat (docs/portals/api-entreprise.md 2.2,
    /// docs/portals/api-particulier.md 2.1).
    pub fn listed(answer: &Value) -> Option<Self> {
        let of = [&answer["data"]["privileges"], &answer["privileges"], &answer["scopes"]];
        let listed = of.into_iter().find(|it| it.is_array())?;
        Some(Self { scopes: words(listed), id: answer["_id"].as_str().and_then(text::some_line), ..Self::default() })
    }

    /// One match is enough (docs/portals/api-entreprise.md 2.2).
    pub fn opens(&self, endpoint: &Endpoint) -> Opens {
        if endpoint.by_person {
            return Opens::No(t!("apistration-by-person"));
        }
        if endpoint.scopes.is_empty() || endpoint.opened_by().any(|scope| self.scopes.iter().any(|it| it == scope)) {
            return Opens::Yes;
        }
        if self.is_vendor && self.scopes.is_empty() {
            return Opens::Unknown(t!("apistration-vendor-opens"));
        }
        Opens::No(t!("apistration-not-open", scopes = endpoint.scopes.join(&t!("apistration-or"))))
    }

    /// Whether the parts of answers under this right are there for it.
    pub fn shows(&self, right: &str) -> bool {
        self.scopes.iter().any(|scope| scope == right)
    }

    /// The person's page to ask for more rights, by an update of the same request (docs/portals/api-entreprise.md 2.3).
    pub fn datapass(&self, product: &Product) -> String {
        match &self.request {
            Some(request) => format!("{DATAPASS}/demandes/{request}/reopen-from-external"),
            None => format!("{DATAPASS}/demandes/{}/nouveau", product.word),
        }
    }

    /// What a person is told of the token. `base` is the portal that took it.
    pub fn account(&self, product: &Product, claims: &Claims, base: &Url) -> Account {
        let id = self.id.as_ref().or(claims.id.as_ref());
        let page =
            |of: &str| id.filter(|id| *id != STAGING_ID).map(|id| format!("{}/compte/jetons/{id}/{of}", product.pages));
        // One that the portal took after its end was prolonged: until when, its text does not say.
        let expires = self.expires.or(claims.expires.filter(|ends| *ends >= Timestamp::now()));
        let catalogue = (product.catalogue)();
        let opened = catalogue.endpoints.iter().filter(|endpoint| self.opens(endpoint) == Opens::Yes);
        Account {
            who: Some(claims.title.clone().unwrap_or_else(|| t!("apistration-untitled-token"))),
            opens: self.scopes.iter().map(|scope| labelled(catalogue, scope)).collect(),
            datasets: opened.map(|it| crate::base::format::labelled(&it.id, &it.title)).collect(),
            request: self.request.clone(),
            holder: self.holder.clone(),
            expires,
            renewal: page("prolonger"),
            usage: page("stats"),
            warnings: self.warnings(claims, base),
            ..Account::default()
        }
    }

    fn warnings(&self, claims: &Claims, base: &Url) -> Vec<String> {
        let now = Timestamp::now();
        let mut warnings = Vec::new();
        match (self.expires, claims.expires) {
            (Some(ends), _) if ends.duration_since(now).as_hours() < PROLONGED_BEFORE * 24 => {
                warnings.push(t!("apistration-ends-soon", day = crate::base::format::date(ends)))
            }
            // The portal counts by its own record: a prolonged token keeps its old text
            // (docs/portals/api-entreprise.md 2.3).
            (None, Some(ends)) if ends < now => {
                warnings.push(t!("apistration-ended-says", day = crate::base::format::date(ends)))
            }
            _ => {}
        }
        if self.is_vendor && self.scopes.is_empty() {
            warnings.push(t!("apistration-vendor-nothing"));
        } else if self.scopes.is_empty() {
            warnings.push(t!("apistration-no-right"));
        }
        if claims.is_for_staging() && !is_staging(base) {
            warnings.push(t!("apistration-public-token"));
        }
        warnings
    }
}

/// Whether `base` is the portal of invented data.
pub fn is_staging(base: &Url) -> bool {
    base.host_str().is_some_and(|host| host.starts_with("staging."))
}

/// A right with its label; old tokens hold some that no endpoint uses (docs/portals/api-entreprise.md 7.1).
fn labelled(catalogue: &Catalogue, scope: &str) -> String {
    let legacy = || catalogue.endpoints.iter().any(|endpoint| endpoint.legacy.iter().any(|it| it == scope));
    match catalogue.scope(scope) {
        Some(label) => crate::base::format::labelled(scope, label),
        None if legacy() => t!("apistration-older-right", scope),
        None => t!("apistration-unasked-right", scope),
    }
}

fn words(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|it| text::some_line(it.as_str()?)).collect()
}

/// A request's number, when it is one (docs/portals/api-entreprise.md 2.2).
fn number(id: &Value) -> Option<String> {
    let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
    Some(id).filter(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
}

impl fmt::Display for Opens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Yes => f.write_str(&t!("apistration-open")),
            Self::No(why) | Self::Unknown(why) => f.write_str(why),
        }
    }
}
