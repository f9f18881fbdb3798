//! The endpoints of a portal, compiled in: it has no catalogue to ask (docs/portals/api-entreprise.md 7).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::words::Words;

/// Everything in the `catalogue.json` of a portal.
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
    pub unasked: bool,
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
    /// What the form about a person asks for, in its order; `?` behind what may be left out.
    #[serde(default)]
    pub asks: Vec<String>,
    /// Of each key of the answer the right without which it is left out; the same for all where it is under none.
    #[serde(default)]
    pub masks: BTreeMap<String, String>,
    /// Whether it takes the token of a person who has signed in elsewhere.
    #[serde(default)]
    pub by_person: bool,
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
    /// Whether that is on Sundays alone.
    #[serde(default)]
    pub sundays: bool,
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

    /// The name of an endpoint's counter: its versions share theirs (docs/portals/api-entreprise.md 6.2).
    pub fn counter<'e>(&self, endpoint: &'e Endpoint) -> &'e str {
        let shared = self.limit(&endpoint.limit).is_none_or(|limit| limit.shared);
        if shared { &endpoint.limit } else { endpoint.id.split_once('_').map_or(&*endpoint.id, |(_, name)| name) }
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

    /// Whether this is the endpoint behind `path`.
    pub fn is_at(&self, path: &str) -> bool {
        let mut asked = path.split('/');
        let fits = |segment: &str| asked.next().is_some_and(|it| segment.starts_with('{') || segment == it);
        self.path.split('/').all(fits) && asked.next().is_none()
    }
}
