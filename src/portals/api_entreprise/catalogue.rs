//! The endpoints of API Entreprise, compiled in: the portal has no catalogue to ask (docs/portals/api-entreprise.md 7).

use std::sync::LazyLock;

use serde::Deserialize;

use super::access::Words;

/// Everything in `assets/api-entreprise/catalogue.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    pub themes: Vec<Named>,
    pub providers: Vec<Named>,
    /// The rights a token may hold, with their labels in DataPass (docs/portals/api-entreprise.md 7.1).
    pub scopes: Vec<Right>,
    pub limits: Vec<Limit>,
    /// In the order they are listed.
    pub endpoints: Vec<Endpoint>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    pub id: String,
    pub title: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Right {
    pub id: String,
    pub title: String,
    /// Whether no form of DataPass has it: it comes with every request, or is too new.
    #[serde(default)]
    unasked: bool,
}

/// The right that comes with every request.
pub const OPEN_DATA: &str = "open_data";

/// How many requests a token may send (docs/portals/api-entreprise.md 6.2).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    pub id: String,
    pub title: Words,
    pub requests: u32,
    pub seconds: u64,
    /// Whether all endpoints of this limit are counted together.
    pub shared: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// The portal's operation id without its prefix; an address segment.
    pub id: String,
    /// With the names of its parameters in braces.
    pub path: String,
    pub title: String,
    pub synopsis: String,
    pub theme: String,
    pub provider: String,
    /// Whether the data are open, though it takes a token to ask.
    #[serde(default)]
    pub public: bool,
    /// One of these rights opens it; without any, every token does.
    pub scopes: Vec<String>,
    /// So do these, still found in old tokens.
    #[serde(default)]
    pub legacy: Vec<String>,
    /// Optional parameters besides those of the path.
    #[serde(default)]
    pub query: Vec<String>,
    /// Which years `{year}` may be.
    pub years: Option<Years>,
    /// Whether the answer is a list of envelopes.
    #[serde(default)]
    pub collection: bool,
    #[serde(default)]
    pub documents: Vec<Document>,
    /// The id of its limit.
    pub limit: String,
    #[serde(default)]
    pub deprecated: bool,
    pub replaced_by: Option<String>,
    /// The provider's nightly pause, Paris time.
    pub maintenance: Option<(String, String)>,
    /// Where the portal tells whether the provider answers, below `/ping/`.
    pub ping: Option<String>,
    /// Its page, below `/catalogue/`.
    pub sheet: Option<String>,
    /// So recent that the portal may not have it yet.
    #[serde(default)]
    pub later: bool,
    /// Answered by the staging portal alone.
    #[serde(default)]
    pub staging: bool,
}

/// Years that the tax office and the payroll service know (docs/portals/api-entreprise.md 3.2).
#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Years {
    Fiscal,
    Payroll,
}

/// What an answer links to (docs/portals/api-entreprise.md 5).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The id of its media.
    pub id: String,
    pub title: String,
    /// Where its address is in the answer: keys between dots, `[]` after one that holds a list.
    pub field: String,
    pub via: Via,
    pub format: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Via {
    /// The address is that of the file.
    Link,
    /// The address answers with another one, which is that of the file.
    TwoLinks,
    /// The address is somebody else's, and promises nothing.
    Foreign,
    /// The address is somebody else's web page.
    Page,
    /// The address answers, and no file is behind it yet.
    Empty,
}

pub static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../assets/api-entreprise/catalogue.json"))
        .unwrap_or_else(|error| unreachable!("the compiled-in catalogue, which a test reads: {error}"))
});

impl Catalogue {
    pub fn endpoint(&self, id: &str) -> Option<&Endpoint> {
        self.endpoints.iter().find(|endpoint| endpoint.id == id)
    }

    /// The endpoint at `path`, else one that differs in its version only.
    pub fn behind(&self, path: &str) -> Option<&Endpoint> {
        let exact = self.endpoints.iter().find(|endpoint| endpoint.is_at(path));
        exact.or_else(|| {
            let version = path.split('/').nth(1)?;
            let unversioned = path.strip_prefix('/')?.strip_prefix(version)?;
            self.endpoints.iter().find(|endpoint| endpoint.is_at(&format!("/{}{unversioned}", endpoint.version())))
        })
    }

    pub fn limit(&self, id: &str) -> Option<&Limit> {
        self.limits.iter().find(|limit| limit.id == id)
    }

    /// What DataPass calls a right.
    pub fn scope(&self, id: &str) -> Option<&str> {
        self.scopes.iter().find(|scope| scope.id == id).map(|scope| scope.title.as_str())
    }

    /// Whether a right can be asked for on DataPass, one form or another.
    pub fn is_asked(&self, scope: &str) -> bool {
        self.scopes.iter().any(|it| it.id == scope && !it.unasked)
    }

    pub fn theme(&self, id: &str) -> Option<&str> {
        title(&self.themes, id)
    }

    pub fn provider(&self, id: &str) -> Option<&str> {
        title(&self.providers, id)
    }
}

fn title<'a>(named: &'a [Named], id: &str) -> Option<&'a str> {
    named.iter().find(|it| it.id == id).map(|it| it.title.as_str())
}

impl Endpoint {
    /// The names of the parameters in its path, in their order.
    pub fn path_parameters(&self) -> impl Iterator<Item = &str> {
        self.path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
    }

    /// All rights that open it.
    pub fn opened_by(&self) -> impl Iterator<Item = &str> {
        self.scopes.iter().chain(&self.legacy).map(String::as_str)
    }

    /// `v3` and the like.
    pub fn version(&self) -> &str {
        self.path.split('/').nth(1).unwrap_or_default()
    }

    /// The name of its counter: versions of one endpoint share theirs (docs/portals/api-entreprise.md 6.2).
    pub fn counter(&self) -> &str {
        let shared = CATALOGUE.limit(&self.limit).is_none_or(|limit| limit.shared);
        if shared { &self.limit } else { self.id.split_once('_').map_or(&*self.id, |(_, name)| name) }
    }

    /// Whether this is the endpoint behind `path`.
    pub fn is_at(&self, path: &str) -> bool {
        let mut asked = path.split('/');
        let fits = |segment: &str| asked.next().is_some_and(|it| segment.starts_with('{') || segment == it);
        self.path.split('/').all(fits) && asked.next().is_none()
    }
}

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
        let counter = |id: &str| CATALOGUE.endpoint(id).unwrap().counter();
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
