//! The endpoints of API Particulier, compiled in (docs/portals/api-particulier.md 7).

use std::sync::LazyLock;

pub use super::super::apistration::catalogue::{Catalogue, Endpoint};

pub static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../assets/api-particulier/catalogue.json"))
        .unwrap_or_else(|error| unreachable!("the compiled-in catalogue, which a test reads: {error}"))
});

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::form;
    use super::*;

    #[test]
    fn all_that_is_named_is_there_section_7() {
        let mut ids = HashSet::new();
        for endpoint in &CATALOGUE.endpoints {
            let id = &endpoint.id;
            assert!(ids.insert(id) && id.starts_with(endpoint.version()), "{id}");
            assert!(
                CATALOGUE.theme(&endpoint.theme).is_some() && CATALOGUE.provider(&endpoint.provider).is_some(),
                "{id}"
            );
            assert!(CATALOGUE.limit(&endpoint.limit).is_some_and(|limit| limit.seconds == 1), "{id}");
            assert_eq!(endpoint.by_person, endpoint.path.ends_with("/france_connect"), "{id}");
            assert_eq!(endpoint.by_person, endpoint.asks.is_empty(), "{id}: who is it about?");
            let rights = endpoint.scopes.iter().chain(endpoint.masks.values());
            assert!(rights.clone().all(|right| CATALOGUE.scope(right).is_some()) && rights.count() > 0, "{id}");
            assert!(endpoint.masks.values().all(|right| endpoint.scopes.contains(right)), "{id}: a mask is a gate too");
            assert!(endpoint.asks.iter().all(|ask| form::is_known(ask)), "{id}: {:?}", endpoint.asks);
            if let Some(successor) = &endpoint.replaced_by {
                assert!(endpoint.deprecated && !CATALOGUE.endpoint(successor).unwrap().deprecated, "{id}");
            }
        }
        assert_eq!(CATALOGUE.endpoints.len(), 36);
        assert_eq!(CATALOGUE.endpoints.iter().filter(|it| !it.by_person).count(), 22);
        for named in &CATALOGUE.themes {
            assert!(CATALOGUE.endpoints.iter().any(|it| it.theme == named.id), "an empty theme: {}", named.id);
        }
        for named in &CATALOGUE.providers {
            assert!(CATALOGUE.endpoints.iter().any(|it| it.provider == named.id), "no endpoint of {}", named.id);
        }
    }
}
