//! API Particulier: what French administrations know of people, one endpoint a dataset, opened by one token, and asked
//! about one person at a time (docs/portals/api-particulier.md).

use std::sync::LazyLock;

use super::apistration::explain::{self as refusals, Row};
use super::apistration::{Apistration, OPEN, OfProduct, Product, web};
use super::facets::{STATE, TOKEN};
use super::grammar::{Grammar, Group};
use super::narrow::Narrow;
use super::{About, Kind, Platform};
use crate::base::error::Error;
use crate::model::filter::Accepts::{Code, OneOf};
use crate::model::filter::any;
use crate::net::Refusal;
use crate::{m, said};

pub mod access;
pub(crate) mod catalogue;
pub(crate) mod form;
mod person;
mod probe;
mod sign_in;

use catalogue::CATALOGUE;

const HOST: &str = "particulier.api.gouv.fr";
const PAGES: &str = "https://particulier.api.gouv.fr";

pub const ABOUT: About = About {
    platforms: &[
        Platform::new("api-particulier", said!("portals-production"), PAGES),
        Platform::new(
            "api-particulier-staging",
            said!("api-particulier-staging-platform"),
            "https://staging.particulier.api.gouv.fr",
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
    ..About::new("api-particulier", said!("api-particulier-title"))
};

const GRAMMAR: Grammar = Grammar {
    lists: &["all", OPEN],
    groups: &[
        Group { segment: "themes", key: "theme", title: said!("apistration-themes-title") },
        Group { segment: "providers", key: "provider", title: said!("apistration-providers-title") },
    ],
    id: |id| id.split_once('_').is_some_and(|(version, _)| version.starts_with('v')).then(|| id.to_owned()),
    unknown: said!("api-particulier-no-such-address"),
};

const CALL: [&str; 2] = ["by_form", "by_person"];

const NARROW: Narrow<(), ()> = Narrow {
    portal: "API Particulier",
    filters: &[
        (any("theme", said!("portals-facet-theme"), said!("apistration-filter-theme"), Code), ()),
        (any("provider", said!("portals-facet-provider"), said!("apistration-filter-provider"), Code), ()),
        (any("call", said!("portals-facet-call"), said!("api-particulier-filter-call"), OneOf(&CALL)), ()),
        (any("token", said!("portals-facet-token"), said!("apistration-filter-token"), OneOf(&TOKEN)), ()),
        (any("state", said!("portals-facet-state"), said!("apistration-filter-state"), OneOf(&STATE)), ()),
    ],
    sorts: &[
        ("title", said!("portals-title"), ()),
        ("provider", said!("portals-provider"), ()),
        ("theme", said!("portals-theme"), ()),
    ],
};

const PRODUCT: Product = Product {
    kind: || Kind::ApiParticulier,
    word: "api-particulier",
    pages: PAGES,
    narrow: &NARROW,
    catalogue: || &CATALOGUE,
    guide: || &access::GUIDE,
    explain,
    rights_at: "api/introspect",
    ping_at: |provider| format!("api/{provider}/ping"),
    form: form::form,
    query: person::query,
    in_bulk: |_, _, _, _| Err(m!("api-particulier-no-batch")),
    is_personal: true,
};

pub type ApiParticulier = Apistration<OfPeople>;

/// See [`PRODUCT`].
pub struct OfPeople;

impl OfProduct for OfPeople {
    const PRODUCT: &'static Product = &PRODUCT;
    const GRAMMAR: &'static Grammar = &GRAMMAR;
}

static ERRORS: LazyLock<Vec<Row>> =
    LazyLock::new(|| refusals::table(include_str!("../../../assets/api-particulier/errors.json"), HOST));

fn explain(refusal: &Refusal) -> Option<Error> {
    refusals::explain(&ERRORS, refusal)
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use reqwest::header::HeaderMap;

    use super::*;

    /// The codes of docs/portals/api-particulier.md 6, with the exit code that tells a script what to do, and a part of
    /// what is said.
    #[test]
    fn every_code_has_its_meaning_section_6() {
        let table: [(u16, &[&str], u8, &str); 24] = [
            (401, &["00101", "00103", "00105", "00108"], 3, "token"),
            (401, &["50001", "50002", "50003", "51501", "51504"], 3, "FranceConnect"),
            (403, &["00100", "00107", "00213"], 3, ""),
            (404, &["23003", "10003", "40003"], 4, "no file"),
            (404, &["35003", "24003", "25003", "26003", "39003", "41003", "42003", "37003"], 4, "nobody"),
            (404, &["30004"], 4, "school year"),
            (404, &["42005"], 4, "identity"),
            (404, &["00402"], 4, "version"),
            (409, &["26015", "26563"], 2, "several"),
            (409, &["00015"], 5, "already"),
            (422, &["00210", "00203"], 2, "recipient"),
            (422, &["00420", "00367", "00421"], 2, "name"),
            (422, &["00363", "00422", "00423", "00424", "00425"], 2, "date"),
            (422, &["39400"], 2, "16"),
            (422, &["00400", "00365", "00428"], 2, "birth"),
            (422, &["00356", "00354"], 2, "month"),
            (422, &["00360", "00380"], 2, "number"),
            (422, &["00410", "00411", "00413", "00414", "00416", "00417", "00419"], 2, "school"),
            (422, &["00355", "36560", "35560"], 2, "identity"),
            (422, &["00366", "23561"], 2, "refuses"),
            (422, &["00391", "31563"], 2, "several"),
            (429, &["00429"], 8, ""),
            (502, &["23000", "30004", "42008", "99999"], 5, ""),
            (504, &["23002"], 5, ""),
        ];
        for (status, codes, exit, part) in table {
            for code in codes {
                let body = format!(r#"{{"errors":[{{"code":"{code}","title":"T","detail":"Détail","meta":{{}}}}]}}"#);
                let refusal = Refusal {
                    status: StatusCode::from_u16(status).unwrap(),
                    headers: &HeaderMap::new(),
                    body: &body,
                    signed_in: true,
                    subject: &"p/x".into(),
                };
                let error = explain(&refusal).unwrap();
                assert_eq!(error.kind.exit_code(), exit, "{status} {code}: {error}");
                let told =
                    format!("{} {}", error.cause, error.hint.as_ref().map(ToString::to_string).unwrap_or_default());
                assert!(told.contains(&format!("({status}, {code}): Détail")) && told.contains(part), "{code}: {told}");
                assert!(!told.contains("entreprise") && !told.contains("{host}"), "{told}");
            }
        }
    }
}
