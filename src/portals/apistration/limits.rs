//! What each request costs of the portal's limits (docs/portals/api-entreprise.md 6.2).

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use url::Url;

use super::super::mapping::hashed;
use super::catalogue::{Catalogue, Endpoint, Limit};
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

/// The counters of one portal. Habilitations are counted apart, and endpoints where their limit says so.
pub struct Limits {
    catalogue: &'static Catalogue,
    base: Url,
    /// The token's own limit where it has one, else 0.
    per_minute: AtomicU32,
    /// The counters of the token in use begin so.
    key: Mutex<Option<String>>,
    /// The token last asked about, and its habilitation where the portal tells it.
    habilitation: Mutex<Option<(String, String)>>,
}

impl Limits {
    pub fn new(catalogue: &'static Catalogue, base: Url) -> Self {
        Self { catalogue, base, per_minute: AtomicU32::new(0), key: Mutex::default(), habilitation: Mutex::default() }
    }

    pub fn set_per_minute(&self, limit: Option<u32>) {
        self.per_minute.store(limit.unwrap_or_default(), Ordering::Relaxed);
    }

    /// Several tokens of one habilitation share its counters (docs/portals/api-entreprise.md 6.2).
    pub fn set_habilitation(&self, token: &Token, request: Option<&str>) {
        let known = request.map(|request| (token.fingerprint(), request.to_owned()));
        *self.habilitation.lock().unwrap_or_else(PoisonError::into_inner) = known;
    }

    /// Who requests of this token are counted for: its habilitation, as long as that is not known the token itself.
    fn owner(&self, token: &str) -> String {
        let habilitation = self.habilitation.lock().unwrap_or_else(PoisonError::into_inner);
        let known = habilitation.as_ref().filter(|(of, _)| of == token);
        known.map_or_else(|| token.to_owned(), |(_, request)| format!("habilitation-{request}"))
    }

    /// What the keys of the counters in use begin with; `None` before the first request.
    pub fn key(&self) -> Option<String> {
        self.key.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn cost(&self, url: &Url, token: Option<&Token>) -> Cost {
        let sender = token.map(Token::fingerprint).unwrap_or_default();
        let key = format!("{} {} ", self.base.origin().ascii_serialization(), self.owner(&sender));
        if token.is_some() {
            *self.key.lock().unwrap_or_else(PoisonError::into_inner) = Some(key.clone());
        }
        let base = self.base.path().trim_end_matches('/');
        let path = url.path().strip_prefix(base).unwrap_or_default();
        let endpoint = self.catalogue.endpoints.iter().find(|endpoint| endpoint.is_at(path));
        let own = match endpoint {
            Some(endpoint) => self.of_endpoint(&key, endpoint),
            None if path.starts_with("/proxy/files/") => self.counter(&key, FILES, FILES),
            None if path.starts_with("/proxy/inpi/") => self.counter(&key, DOCUMENTS, DOCUMENTS),
            None => None,
        };
        let address = self
            .counter(&format!("{} ", firewall(&self.base)), ADDRESS, ADDRESS)
            .map(|it| Counter { hears: Hears::Nothing, ..it });
        // Two that are the same at once are refused, and pages and files are not concerned
        // (docs/portals/api-entreprise.md 3.3). Parameters tell who was asked about: they are not written down, and where
        // they tell of a person nothing is made of them.
        let of_one = endpoint.map(|it| if it.asks.is_empty() { url.as_str() } else { url.path() });
        let alone = of_one.map(|request| hashed([&sender, request]));
        let counters = own.into_iter().chain(address).collect();
        Cost { counters, alone, longest_pause: Some(BAN), ..Cost::default() }
    }

    /// What a person calls the counter of an endpoint.
    pub fn title(&self, endpoint: &Endpoint) -> String {
        self.of_endpoint("", endpoint).map_or_else(|| endpoint.title.clone(), |counter| counter.title)
    }

    fn of_endpoint(&self, key: &str, endpoint: &Endpoint) -> Option<Counter> {
        let counter = self.counter(key, &endpoint.limit, self.catalogue.counter(endpoint))?;
        let shared = self.catalogue.limit(&endpoint.limit).is_some_and(|limit| limit.shared);
        let title = if shared { counter.title } else { endpoint.title.clone() };
        Some(match self.per_minute.load(Ordering::Relaxed) {
            0 => Counter { title, ..counter },
            own => Counter { title, requests: own, period: Duration::from_secs(60), ..counter },
        })
    }

    fn counter(&self, key: &str, limit: &str, name: &str) -> Option<Counter> {
        let Limit { title, requests, seconds, .. } = self.catalogue.limit(limit)?;
        let (key, title) = (format!("{key}{name}"), title.message().to_string());
        let period = Duration::from_secs(*seconds);
        Some(Counter { key, title, requests: *requests, period, hears: Hears::Headers })
    }
}

/// What shuts an address out: one for both portals of the platform (docs/portals/api-particulier.md 6).
fn firewall(base: &Url) -> String {
    let origin = base.origin().ascii_serialization();
    ["entreprise.", "particulier."].iter().fold(origin, |origin, name| origin.replacen(name, "", 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portals::api_entreprise::catalogue::CATALOGUE;

    fn cost(path: &str, token: Option<&str>) -> Cost {
        let base = Url::parse("https://entreprise.api.gouv.fr/base/").unwrap();
        let token = token.map(Token::pasted);
        Limits::new(&CATALOGUE, base.clone()).cost(&base.join(path).unwrap(), token.as_ref())
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

    /// The counters of a request of `token`, where the portal said that its habilitation is `request`.
    fn counted(token: &str, request: Option<&str>) -> Cost {
        let base = Url::parse("https://entreprise.api.gouv.fr").unwrap();
        let (limits, token) = (Limits::new(&CATALOGUE, base.clone()), Token::pasted(token));
        limits.set_habilitation(&token, request);
        limits.cost(&base.join("v4/insee/sirene/unites_legales/552049447").unwrap(), Some(&token))
    }

    #[test]
    fn tokens_of_one_habilitation_share_their_counters_section_6_2() {
        let table = [
            (("aaaaaaaa.b.c", Some("48213")), ("bbbbbbbb.b.c", Some("48213")), true),
            (("aaaaaaaa.b.c", Some("48213")), ("bbbbbbbb.b.c", Some("48214")), false),
            (("aaaaaaaa.b.c", Some("48213")), ("bbbbbbbb.b.c", None), false),
            (("aaaaaaaa.b.c", None), ("bbbbbbbb.b.c", None), false),
            (("aaaaaaaa.b.c", None), ("aaaaaaaa.b.c", None), true),
        ];
        for (one, other, shared) in table {
            let [a, b] = [one, other].map(|(token, request)| counted(token, request));
            assert_eq!(a.counters[0].key == b.counters[0].key, shared, "{one:?} {other:?}");
            assert_eq!(a.alone == b.alone, one.0 == other.0, "each token waits for its own answers");
        }
    }

    #[test]
    fn another_token_is_not_of_the_habilitation_that_was_asked_about() {
        let base = Url::parse("https://entreprise.api.gouv.fr").unwrap();
        let limits = Limits::new(&CATALOGUE, base.clone());
        limits.set_habilitation(&Token::pasted("aaaaaaaa.b.c"), Some("48213"));
        let url = base.join("v4/insee/sirene/unites_legales/552049447").unwrap();
        let key = |token: &str| limits.cost(&url, Some(&Token::pasted(token))).counters[0].key.clone();
        assert!(key("aaaaaaaa.b.c").contains("48213"));
        assert!(!key("bbbbbbbb.b.c").contains("48213"));
    }

    #[test]
    fn a_token_s_own_limit_replaces_the_usual_one_section_2_2() {
        let base = Url::parse("https://entreprise.api.gouv.fr").unwrap();
        let limits = Limits::new(&CATALOGUE, base.clone());
        assert_eq!(limits.key(), None);
        limits.set_per_minute(Some(12));
        let token = Token::pasted("a.b.c");
        let cost = limits.cost(&base.join("v4/insee/sirene/unites_legales/1").unwrap(), Some(&token));
        assert_eq!(cost.counters[0].requests, 12);
        assert!(cost.counters[0].key.starts_with(&limits.key().unwrap()));
    }
}
