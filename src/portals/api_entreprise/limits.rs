//! What each request costs of the portal's limits (docs/portals/api-entreprise.md 6.2).

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use url::Url;

use super::super::mapping::hashed;
use super::catalogue::{CATALOGUE, Endpoint, Limit};
use crate::access::auth::Token;
use crate::net::quota::{Cost, Counter, Hears};

/// Everything sent from this machine: half of what shuts its address out for 12 hours, as our minutes are not theirs.
const ADDRESS: &str = "address";
/// For so long the portal shuts an address out (docs/portals/api-entreprise.md 6.2).
const BAN: Duration = Duration::from_secs(12 * 60 * 60);
/// Documents that the portal passes on.
const FILES: &str = "files";
/// The first hop to documents of INPI counts as a document.
const DOCUMENTS: &str = "documents";

/// The counters of one portal. Tokens are counted apart, and endpoints where their limit says so.
pub struct Limits {
    base: Url,
    /// The token's own limit where it has one, else 0.
    per_minute: AtomicU32,
    /// The counters of the token in use begin so.
    key: Mutex<Option<String>>,
}

impl Limits {
    pub fn new(base: Url) -> Self {
        Self { base, per_minute: AtomicU32::new(0), key: Mutex::default() }
    }

    pub fn set_per_minute(&self, limit: Option<u32>) {
        self.per_minute.store(limit.unwrap_or_default(), Ordering::Relaxed);
    }

    /// What the keys of the counters in use begin with; `None` before the first request.
    pub fn key(&self) -> Option<String> {
        self.key.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn cost(&self, url: &Url, token: Option<&Token>) -> Cost {
        let owner = token.map(Token::fingerprint).unwrap_or_default();
        let key = format!("{} {owner} ", self.base.origin().ascii_serialization());
        if token.is_some() {
            *self.key.lock().unwrap_or_else(PoisonError::into_inner) = Some(key.clone());
        }
        let base = self.base.path().trim_end_matches('/');
        let path = url.path().strip_prefix(base).unwrap_or_default();
        let endpoint = CATALOGUE.endpoints.iter().find(|endpoint| endpoint.is_at(path));
        let own = match endpoint {
            Some(endpoint) => self.of_endpoint(&key, endpoint),
            None if path.starts_with("/proxy/files/") => counter(&key, FILES, FILES),
            None if path.starts_with("/proxy/inpi/") => counter(&key, DOCUMENTS, DOCUMENTS),
            None => None,
        };
        let address = format!("{} ", self.base.origin().ascii_serialization());
        let address = counter(&address, ADDRESS, ADDRESS).map(|it| Counter { hears: Hears::Nothing, ..it });
        // Two that are the same at once are refused, and pages and files are not concerned
        // (docs/portals/api-entreprise.md 3.3). Parameters tell who was asked about: they are not written down.
        let alone = endpoint.map(|_| hashed([&owner, url.as_str()]));
        let counters = own.into_iter().chain(address).collect();
        Cost { counters, alone, longest_pause: Some(BAN), ..Cost::default() }
    }

    fn of_endpoint(&self, key: &str, endpoint: &Endpoint) -> Option<Counter> {
        let counter = counter(key, &endpoint.limit, endpoint.counter())?;
        let shared = CATALOGUE.limit(&endpoint.limit).is_some_and(|limit| limit.shared);
        let title = if shared { counter.title } else { endpoint.title.clone() };
        let requests = match self.per_minute.load(Ordering::Relaxed) {
            0 => counter.requests,
            own => own,
        };
        Some(Counter { title, requests, ..counter })
    }
}

fn counter(key: &str, limit: &str, name: &str) -> Option<Counter> {
    let Limit { title, requests, seconds, .. } = CATALOGUE.limit(limit)?;
    let (key, title, period) = (format!("{key}{name}"), title.clone(), Duration::from_secs(*seconds));
    Some(Counter { key, title, requests: *requests, period, hears: Hears::Headers })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(path: &str, token: Option<&str>) -> Cost {
        let base = Url::parse("https://entreprise.api.gouv.fr/base/").unwrap();
        let token = token.map(Token::pasted);
        Limits::new(base.clone()).cost(&base.join(path).unwrap(), token.as_ref())
    }

    #[test]
    fn requests_count_where_the_portal_counts_them_section_6_2() {
        let table = [
            ("v3/urssaf/unites_legales/1/attestation_vigilance", Some(("acoss_attestations_sociales", 100))),
            ("v4/urssaf/unites_legales/1/attestation_vigilance", Some(("acoss_attestations_sociales", 100))),
            ("v3/cibtp/etablissements/1/attestation_cotisations_conges_payes_chomage_intemperies", Some(("cibtp", 5))),
            ("v3/gip_mds/unites_legales/1/effectifs_annuels/2023", Some(("gip-mds", 50))),
            ("v3/inpi/rne/unites_legales/1/extrait_rne", Some(("inpi_rne_extrait_rne", 15))),
            ("v4/insee/sirene/unites_legales/1", Some(("json", 250))),
            ("proxy/inpi/download/x", Some(("documents", 50))),
            ("proxy/files/x", Some(("files", 50))),
            ("v3/token/introspect", None),
            ("privileges", None),
        ];
        for (path, wanted) in table {
            let cost = cost(path, Some("a.b.c"));
            let own = cost.counters.iter().find(|counter| counter.hears == Hears::Headers);
            assert_eq!(own.map(|it| it.requests), wanted.map(|(_, requests)| requests), "{path}");
            assert!(own.is_none_or(|it| it.key.contains(wanted.unwrap().0)), "{path}: {own:?}");
            let address = cost.counters.last().unwrap();
            assert_eq!((address.hears, address.requests), (Hears::Nothing, 500), "{path}");
            assert_eq!(cost.alone.is_some(), path.starts_with("v3/") && wanted.is_some() || path.starts_with("v4/"));
        }
    }

    #[test]
    fn tokens_are_counted_apart_and_never_written_down_section_6_2() {
        let path = "v4/insee/sirene/unites_legales/552049447?recipient=13002526500013";
        let (one, other) = (cost(path, Some("aaaaaaaa.b.c")), cost(path, Some("bbbbbbbb.b.c")));
        assert_ne!(one.counters[0].key, other.counters[0].key);
        assert_eq!(one.counters[1].key, other.counters[1].key, "the address is one");
        assert_ne!(one.alone, other.alone);
        assert_ne!(one.alone, cost(&path.replace('3', "4"), Some("aaaaaaaa.b.c")).alone, "another company");
        let written = format!("{one:?}");
        assert!(!written.contains("aaaaaaaa") && !written.contains("552049447"), "{written}");
    }

    #[test]
    fn a_token_s_own_limit_replaces_the_usual_one_section_2_2() {
        let base = Url::parse("https://entreprise.api.gouv.fr").unwrap();
        let limits = Limits::new(base.clone());
        assert_eq!(limits.key(), None);
        limits.set_per_minute(Some(12));
        let token = Token::pasted("a.b.c");
        let cost = limits.cost(&base.join("v4/insee/sirene/unites_legales/1").unwrap(), Some(&token));
        assert_eq!(cost.counters[0].requests, 12);
        assert!(cost.counters[0].key.starts_with(&limits.key().unwrap()));
    }
}
