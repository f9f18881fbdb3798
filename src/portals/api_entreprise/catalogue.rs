//! The endpoints of API Entreprise, compiled in (docs/portals/api-entreprise.md 7).

use std::sync::LazyLock;

pub use super::super::apistration::catalogue::{Catalogue, Endpoint, Years};

pub static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../assets/api-entreprise/catalogue.json"))
        .unwrap_or_else(|error| unreachable!("the compiled-in catalogue, which a test reads: {error}"))
});

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn all_that_is_named_is_there() {
        let mut ids = HashSet::new();
        for endpoint in &CATALOGUE.endpoints {
            let id = &endpoint.id;
            assert!(ids.insert(id), "{id} twice");
            assert!(id.starts_with(endpoint.version()) && endpoint.path_parameters().count() > 0, "{id}");
            assert!(CATALOGUE.theme(&endpoint.theme).is_some(), "{id}: theme {}", endpoint.theme);
            assert!(CATALOGUE.provider(&endpoint.provider).is_some(), "{id}: provider {}", endpoint.provider);
            assert!(CATALOGUE.limit(&endpoint.limit).is_some(), "{id}: limit {}", endpoint.limit);
            assert!(
                endpoint.scopes.iter().all(|scope| CATALOGUE.scope(scope).is_some()),
                "{id}: {:?}",
                endpoint.scopes
            );
            if let Some(successor) = &endpoint.replaced_by {
                let successor = CATALOGUE.endpoint(successor).unwrap();
                assert!(endpoint.deprecated && !successor.deprecated, "{id}: what is replaced is deprecated");
                assert!(!successor.staging && !successor.later, "{id}: by what everybody has");
                assert_eq!(successor.scopes.is_empty(), endpoint.scopes.is_empty(), "{id}");
                assert!(successor.ping.is_some() && successor.sheet.is_some(), "{id}: no ping or sheet of it");
            }
            assert_eq!(endpoint.years.is_some(), endpoint.path.contains("{year}"), "{id}");
            let media: HashSet<_> = endpoint.documents.iter().map(|document| &document.id).collect();
            assert_eq!(media.len(), endpoint.documents.len(), "{id}: two documents of one name");
            assert!(!endpoint.synopsis.is_empty() && !endpoint.title.is_empty(), "{id}");
        }
        assert_eq!(
            CATALOGUE.endpoints.iter().filter(|it| !it.later).count(),
            51 + 1 + 2,
            "one is routed and not described, two took the place of others since"
        );
        for named in CATALOGUE.themes.iter() {
            assert!(CATALOGUE.endpoints.iter().any(|it| it.theme == named.id), "an empty theme: {}", named.id);
        }
        for named in CATALOGUE.providers.iter() {
            assert!(CATALOGUE.endpoints.iter().any(|it| it.provider == named.id), "no endpoint of {}", named.id);
        }
    }

    #[test]
    fn versions_of_an_endpoint_share_a_counter_section_6_2() {
        let counter = |id: &str| CATALOGUE.counter(CATALOGUE.endpoint(id).unwrap());
        assert_eq!(counter("v3_acoss_attestations_sociales"), counter("v4_acoss_attestations_sociales"));
        assert_eq!(counter("v3_insee_unites_legales"), counter("v3_dgfip_chiffres_affaires"), "one for the group");
        assert_ne!(counter("v3_inpi_rne_actes_bilans"), counter("v3_inpi_rne_extrait_rne"), "one for each");
    }

    #[test]
    fn a_newer_version_of_an_endpoint_replaces_the_older_ones() {
        for endpoint in &CATALOGUE.endpoints {
            let unversioned = |it: &Endpoint| it.path.trim_start_matches(&format!("/{}", it.version())).to_owned();
            let newer = CATALOGUE
                .endpoints
                .iter()
                .find(|it| it.version() > endpoint.version() && unversioned(it) == unversioned(endpoint));
            if let Some(newer) = newer {
                assert_eq!(endpoint.replaced_by.as_ref(), Some(&newer.id), "{}", endpoint.id);
            }
        }
    }

    #[test]
    fn what_is_counted_is_named_in_both_languages() {
        for limit in &CATALOGUE.limits {
            let [en, fr] = ["en", "fr"].map(|code| limit.title.within(code));
            assert!(!en.is_empty() && !fr.is_empty() && en != fr, "{}", limit.id);
        }
    }

    #[test]
    fn a_path_belongs_to_one_endpoint_at_most() {
        for endpoint in &CATALOGUE.endpoints {
            let path = endpoint.path.replace(['{', '}'], "");
            let found: Vec<_> = CATALOGUE.endpoints.iter().filter(|it| it.is_at(&path)).map(|it| &it.id).collect();
            assert!(found.contains(&&endpoint.id), "{path}");
        }
        assert!(CATALOGUE.endpoints.iter().all(|it| !it.is_at("/privileges") && !it.is_at("/v3/ping")));
    }
}
