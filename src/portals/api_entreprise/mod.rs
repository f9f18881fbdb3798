//! API Entreprise: what French administrations know of companies, one endpoint a dataset, opened by one token
//! (docs/portals/api-entreprise.md).

use std::sync::LazyLock;

use super::apistration::explain::{self as refusals, Row};
use super::apistration::map::WHICH;
use super::apistration::{Apistration, OPEN, OfProduct, Parameters, Product, web};
use super::facets::{STATE, TOKEN};
use super::grammar::{Grammar, Group};
use super::narrow::Narrow;
use super::{About, Kind, Platform};
use crate::base::error::{Error, Result};
use crate::model::filter::Accepts::{Code, OneOf};
use crate::model::filter::any;
use crate::model::form::Answers;
use crate::net::Refusal;
use crate::said;

pub mod access;
pub mod answer;
mod bulk;
pub(crate) mod catalogue;
pub(crate) mod form;
mod probe;
mod sign_in;

use catalogue::{CATALOGUE, Endpoint};

const HOST: &str = "entreprise.api.gouv.fr";
const PAGES: &str = "https://entreprise.api.gouv.fr";

pub const ABOUT: About = About {
    platforms: &[
        Platform::new("api-entreprise", said!("portals-production"), PAGES),
        Platform::new(
            "api-entreprise-staging",
            said!("api-entreprise-staging-platform"),
            "https://staging.entreprise.api.gouv.fr",
        ),
    ],
    ways: &sign_in::WAYS,
    open: false,
    asks_together: true,
    probes: &probe::PROBES,
    pages: &probe::PAGES,
    by_heart: probe::by_heart,
    fronts: &[PAGES],
    led: |below| web::led(&CATALOGUE, below),
    ..About::new("api-entreprise", said!("api-entreprise-title"))
};

const GRAMMAR: Grammar = Grammar {
    lists: &["all", OPEN],
    groups: &[
        Group { segment: "themes", key: "theme", title: said!("apistration-themes-title") },
        Group { segment: "providers", key: "provider", title: said!("apistration-providers-title") },
    ],
    id: |id| id.split_once('_').is_some_and(|(version, _)| version.starts_with('v')).then(|| id.to_owned()),
    unknown: said!("api-entreprise-no-such-address"),
};

const ACCESS: [&str; 2] = ["open", "restricted"];

const NARROW: Narrow<(), ()> = Narrow {
    portal: "API Entreprise",
    filters: &[
        (any("theme", said!("portals-facet-theme"), said!("apistration-filter-theme"), Code), ()),
        (any("provider", said!("portals-facet-provider"), said!("apistration-filter-provider"), Code), ()),
        (any("access", said!("portals-facet-access"), said!("api-entreprise-filter-access"), OneOf(&ACCESS)), ()),
        (any("token", said!("portals-facet-token"), said!("apistration-filter-token"), OneOf(&TOKEN)), ()),
        (any("state", said!("portals-facet-state"), said!("apistration-filter-state"), OneOf(&STATE)), ()),
    ],
    sorts: &[
        ("title", said!("portals-title"), ()),
        ("provider", said!("portals-provider"), ()),
        ("theme", said!("portals-theme"), ()),
    ],
};

pub(crate) const PRODUCT: Product = Product {
    kind: || Kind::ApiEntreprise,
    word: "api-entreprise",
    pages: PAGES,
    narrow: &NARROW,
    catalogue: || &CATALOGUE,
    guide: || &access::GUIDE,
    explain,
    rights_at: "privileges",
    ping_at: |provider| format!("ping/{provider}"),
    form: form::form,
    query,
    in_bulk: bulk::in_bulk,
    is_personal: false,
};

pub type ApiEntreprise = Apistration<OfCompanies>;

/// See [`PRODUCT`].
pub struct OfCompanies;

impl OfProduct for OfCompanies {
    const PRODUCT: &'static Product = &PRODUCT;
    const GRAMMAR: &'static Grammar = &GRAMMAR;
}

static ERRORS: LazyLock<Vec<Row>> =
    LazyLock::new(|| refusals::table(include_str!("../../../assets/api-entreprise/errors.json"), HOST));

pub(crate) fn explain(refusal: &Refusal) -> Option<Error> {
    refusals::explain(&ERRORS, refusal)
}

/// All but what stands in the path, and the document that is wanted of the answer.
fn query(endpoint: &Endpoint, answers: &Answers) -> Result<Parameters> {
    let in_path: Vec<&str> = endpoint.path_parameters().collect();
    Ok(answers.0.iter().filter(|(key, _)| !in_path.contains(&key.as_str()) && key != WHICH).cloned().collect())
}
